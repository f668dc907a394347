"""From found passages to an answer's sentences.

Works on: what was found.
Comes in: scored passages.
Goes out: verbatim drafts, 1 to 3.
Does not know: how a draft is checked, or in what chat the answer is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot import text
from bot.asking.index import Found, Scored
from bot.asking.question import FIGURES, Kind
from bot.news import Draft, Passage

_MOST = 3
_CLOSE = 0.92
"""A further sentence must come this near to the first one's score: an answer is not a list of near misses."""
_AT_ONCE = timedelta(hours=6)
"""Reports this near in time that differ in a figure stand beside each other; a later one replaces the earlier."""


def drafts(found: Found, story: Collection[str] = ()) -> list[Draft]:
    """Verbatim sentences that answer, best first, 1 to 3; none when refused. A sentence that leans on the one
    before it ("He said ...") is preceded by it, so that a reader knows who is meant.

    `story` holds the ids of the articles about the event of the best answer: figures of other events contradict
    nothing. Two figures that differ are `disputed`.
    """
    if found.refused or not found.passages:
        return []
    if found.kind in FIGURES:
        return _figures([s for s in found.passages if not story or s.passage.article in story] or found.passages)
    chosen: list[Passage] = []
    best = found.passages[0].score
    for scored in found.passages:
        if scored.score < best * _CLOSE or len(chosen) >= (_MOST if _wide(found) else 2):
            break
        _take(scored, chosen)
    return [Draft(p.text, (p,)) for p in chosen[:_MOST]]


def _figures(passages: Sequence[Scored]) -> list[Draft]:
    """The best answer, and beside it one that gives another figure at about the same time: neither corrects the other.

    An older figure is left out: the newer report has replaced it.
    """
    first = passages[0]
    chosen: list[Passage] = []
    _take(first, chosen)
    able = (s for s in passages[1:] if s.score >= first.score * _CLOSE and _conflict(first, s))
    other = next(able, None)
    if other:
        _take(other, chosen)
    sides = {s.passage for s in (first, other) if s and other}
    return [Draft(p.text, (p,), p in sides) for p in chosen]


def _conflict(a: Scored, b: Scored) -> bool:
    at_once = not a.when or not b.when or abs(a.when - b.when) <= _AT_ONCE
    apart = a.passage.article != b.passage.article
    return at_once and apart and _values(a.passage) != _values(b.passage)


def _values(passage: Passage) -> set[float]:
    return {number.value for number in text.numbers(passage.text)}


def _wide(found: Found) -> bool:
    return found.kind in (Kind.OPEN, Kind.SAID, Kind.WHY)


def _take(scored: Scored, chosen: list[Passage]) -> None:
    """Adds a passage, and what it leans on, unless the same is said already."""
    new = [p for p in (scored.lead, scored.passage, scored.follow) if p is not None]
    if any(_same(scored.passage, old) for old in chosen) or len(chosen) + len(new) > _MOST:
        return
    chosen += [p for p in new if not any(_same(p, old) for old in chosen)]


def _same(a: Passage, b: Passage) -> bool:
    left, right = set(text.words(a.text)), set(text.words(b.text))
    if {w for w in left if w[0].isdigit()} != {w for w in right if w[0].isdigit()}:
        # Another figure is another statement, however alike the words are.
        return False
    return len(left & right) >= 0.8 * min(len(left), len(right)) if left and right else a.text == b.text
