"""A claim that is its source's sentence with something put in, or one thing put for another.

Works on: rows of plain tokens, the claim's beside each near sentence's.
Comes in: the evidence.
Goes out: a reason where what is put in, or put for another, stands in no source.
Does not know: whether it is true. Where the rest of the sentence is not the source's own it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.checking.evidence import Evidence
from bot.checking.gaps import OPENS
from bot.checking.matching import alike
from bot.checking.tokens import ARTICLES, Plain, plain
from bot.news import Reason
from bot.text import content

OWN = 0.93
"""How much of the rest must be the source's own words in its own order; all of it where one word is new."""
_LEAST = 5


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """A reason for what a claim puts into a sentence that is otherwise its source's."""
    ours = _row(evidence.claim.text, evidence.claim.language)
    known = {t.form for piece in evidence.near[:4] for t in plain(piece.text, piece.language)} | set(evidence.all.stems)
    for piece in evidence.near[:2]:
        theirs = _row(piece.text, piece.language)
        if len(ours) >= _LEAST and len(theirs) >= _LEAST:
            yield from _put_in(ours, theirs, known, evidence)
            return


def _row(printed: str, language: str) -> list[Plain]:
    return [t for t in plain(printed, language) if not t.stop and t.form not in ARTICLES and t.form != "'s"]


def _put_in(ours: Sequence[Plain], theirs: Sequence[Plain], known: set[str], evidence: Evidence) -> Iterator[Reason]:
    blocks = SequenceMatcher(None, [t.form for t in ours], [t.form for t in theirs], autojunk=False).get_opcodes()
    kept = sum(i2 - i1 for kind, i1, i2, _, _ in blocks if kind == "equal")
    for kind, i1, i2, j1, j2 in blocks:
        new = [t for t in ours[i1:i2] if _is_new(t, known, evidence)]
        if kind not in ("delete", "replace") or not new or kept < _LEAST - 1:
            continue
        if any(_carries(t, evidence) for t in ours[i1:i2] if t not in new) or any(t.form in _UNITS for t in new):
            continue
        rest = len(ours) - (i2 - i1)
        if kept < (rest if len(new) == 1 or kind == "replace" else OWN * rest):
            continue
        words = " ".join(t.form for t in new)
        if kind == "delete" or (ours[i1].form in OPENS and len(new) > 1):
            yield Reason("invented" if len(new) > 1 else "added", f"no source says {words!r}")
        elif j2 - j1 <= 3 and i2 - i1 <= 3 and not _for_the_same(new, theirs[j1:j2]):
            yield Reason("changed", f"no source says {words!r}")


def _is_new(token: Plain, known: set[str], evidence: Evidence) -> bool:
    if token.figure or token.form in known or len(token.form) < 3 or not content(token.form, evidence.claim.language):
        return False
    return not alike(token.form, evidence.all)


def _carries(token: Plain, evidence: Evidence) -> bool:
    """A word that means something and stands in the sources: it was moved there, not put in."""
    return not token.figure and bool(content(token.form, evidence.claim.language))


_UNITS = frozenset(
    ["kilogram", "tonn", "metr", "meter", "kilomet", "kilometr", "litr", "liter", "mile", "hectar", "yet"]
)


def _for_the_same(new: Sequence[Plain], old: Sequence[Plain]) -> bool:
    """True where the words look like forms of each other."""
    return any(a.form[:4] == b.form[:4] or a.form in b.form or b.form in a.form for a in new for b in old)
