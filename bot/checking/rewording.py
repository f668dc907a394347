"""The same sentence in another order of words, where that is certain.

Works on: rows of plain tokens.
Comes in: a row.
Goes out: the row and its other forms: a phrase moved to the end, a passive made active, an owner put first,
a description put before a name.
Does not know: what may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.checking.gaps import OPENS
from bot.checking.tokens import ARTICLES, Plain

ANYBODY = Plain("*")
"""Whoever did it, where a passive does not say."""
_BE = frozenset(["was", "is", "be", "been"])
_AUX = frozenset(["will"])
_SMALL = ARTICLES | OPENS | frozenset(["of", "to", "and", "or", "is", "was", "be", "been", "will", "'s", "than", "not"])
_MOST = 6


def forms(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """The row, and each other form of it once."""
    seen = set()
    for base in (row, owned(row), described(row), owned(described(row))):
        for turned in (base, *_opening_last(base), *_active(base)):
            if turned not in seen:
                seen.add(turned)
                yield turned


def _opening_last(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    if not row or row[0].form not in OPENS:
        return
    comma = next((i for i, t in enumerate(row[:9]) if t.form == ","), 0)
    ends = [comma] if comma else range(2, 5)
    for end in ends:
        yield (*row[end + (1 if comma else 0) :], *row[:end])


def _active(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """ "A was seized by B in C" as "B seized A in C"."""
    be = next((i for i, t in enumerate(row) if t.form in _BE), 0)
    verb = be + 1
    while verb < len(row) and row[verb].form in _BE:
        verb += 1
    if not 0 < be < verb < len(row) or not row[verb].deed:
        return
    start = be - 1 if row[be - 1].form in _AUX else be
    named = [t.form for t in row]
    if "by" not in named:
        if row[be].form == "is" and verb == be + 1:
            return
        yield (ANYBODY, *row[start:be], row[verb], *row[:start], *row[verb + 1 :])
        return
    by = named.index("by")
    between = row[verb + 1 : by]
    if not be < by <= be + 8 or any(t.stop or t.deed or t.form in OPENS for t in between):
        return
    end = next((i for i in range(by + 1, len(row)) if row[i].stop or named[i] in OPENS), len(row))
    yield (*row[by + 1 : end], *row[start:be], row[verb], *row[:start], *between, *row[end:])


def owned(row: tuple[Plain, ...]) -> tuple[Plain, ...]:
    """ "the port of Orsk" as "Orsk's port": a name of whom or what the noun before it is."""
    out: list[Plain] = []
    at = 0
    while at < len(row):
        end = _name_ends(row, at + 1)
        head = _head(out)
        opens = row[at].form in ("in", "at") and head and len(out) - head <= 1 and end < len(row) and row[end].deed
        if (row[at].form in ("of", "de", "von") or opens) and end > at + 1 and head:
            out[len(out) - head :] = [*row[at + 1 : end], Plain("'s"), *out[len(out) - head :]]
            at = end
        else:
            out.append(row[at])
            at += 1
    return tuple(out)


def _head(out: Sequence[Plain]) -> int:
    """How many plain words stand after the last article; 0 where no article is near, or a name or figure is among."""
    for many in range(1, 4):
        if len(out) <= many:
            return 0
        word = out[-many]
        if word.form in _SMALL or word.stop or word.figure or word.capital or word.deed:
            return 0
        if out[-many - 1].form in ("the", "a", "an", "la", "le", "el", "der", "die", "das"):
            return many
    return 0


def _name_ends(row: Sequence[Plain], at: int) -> int:
    while at < len(row) and row[at].capital and not row[at].stop and row[at].form not in _SMALL:
        at += 1
    return at


def described(row: tuple[Plain, ...]) -> tuple[Plain, ...]:
    """ "Ada Moll, a poet, sang" as "poet Ada Moll sang"."""
    out: list[Plain] = []
    at = 0
    while at < len(row):
        end = _name_ends(row, at)
        second = next((i for i in range(end + 1, min(len(row), end + _MOST + 2)) if row[i].stop), 0)
        if end > at and second and row[end].form == "," == row[second].form and _describes(row[end + 1 : second]):
            out += [t for t in row[end + 1 : second] if t.form not in ARTICLES] + list(row[at:end])
            at = second + 1
        elif end > at:
            out += row[at:end]
            at = end
        else:
            out.append(row[at])
            at += 1
    return tuple(out)


def _describes(words: Sequence[Plain]) -> bool:
    """An article and what somebody is; no name, no figure, no small word among it."""
    if len(words) < 2 or words[0].form not in ("a", "an", "the", "un", "une", "una", "ein", "eine"):
        return False
    return all(
        t.form == "'s" or (t.form.replace("-", "").isalpha() and not t.capital and t.form not in _SMALL)
        for t in words[1:]
    )
