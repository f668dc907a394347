"""Figures, days and names that stand in the sources, but beside other words than in the claim.

Works on: what a claim and its sources name, and the words around it.
Comes in: the evidence.
Goes out: a reason where the claim's words stand beside another figure, day or name in the source.
Does not know: grammar. Nearness of words stands for it, and only a clear difference is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checking import counts, days
from bot.checking.calendar import CALENDAR
from bot.checking.evidence import Evidence, Piece, Token
from bot.news import Reason
from bot.text import fold, names, stopwords

CLEAR = 1.35
"""How much nearer the claim's words must stand to another of the same sort."""
AMOUNT = 0.25
_FALLS = 0.35
"""How fast a word counts for less with each step between."""
_AROUND = 0.12
_BORDER = re.compile(
    r"(?P<hard>[.!?;:]|(?<= )[-–—](?= ))|(?P<soft>,|\b(?:while|whereas|but|although|though|who|which|whose|where|"
    r"when|after|"
    r"before|because|and|und|während|aber|sondern|nachdem|qui|dont|alors que|mais|tandis|et|y|que|mientras|pero|"
    r"para)\b)",
    re.IGNORECASE,
)
_HARD, _SOFT = 6, 2
_TIME = re.compile(r"[ -](?:second|minute|hour|day|week|month|year|stunde|tag|woche|jahr|monat|heure|jour|semaine|"
                   r"an|mois|"
                   r"hora|día|semana|año|mes)", re.IGNORECASE)  # fmt: skip
_PLACE = re.compile(
    r"\b(?:in|into|at|near|from|to|outside|between|beneath|toward|towards|en|à|dans|vers|de|près de|bei|nach|aus|"
    r"hacia|"
    r"cerca de|and|y|et)(?: the| la| le| el)? $",
    re.IGNORECASE,
)
_MOST = 60
"""Mentions looked at in the sources; an article has more, and they are far from the claim's words."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Something named: its sort, what it is, the tokens it covers, and where they are."""

    sort: str
    key: str
    first: int
    last: int
    of: str = ""
    """What tells figures of time from others, and places from people."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A text as places: its tokens, how far into it each is with borders counted, what it names."""

    tokens: tuple[Token, ...]
    places: tuple[float, ...]
    mentions: tuple[Mention, ...]


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """A reason for each sort of thing that the claim binds to other words than its sources do."""
    today = days.base(evidence.all.text, evidence.published)
    claim, source = _ground(evidence.claim, today), _ground(_close(evidence), today)
    for sort in ("number", "when", "name"):
        ours = [m for m in claim.mentions if m.sort == sort]
        theirs = [m for m in source.mentions if m.sort == sort][:_MOST]
        if ours and len({m.key for m in theirs}) > 1:
            yield from _nearer(sort, ours, theirs, claim, source)


def _close(evidence: Evidence) -> Piece:
    """The sentences that carry the claim, and what stands beside them: a whole article holds too much."""
    if len(evidence.pieces) <= 6:
        return evidence.all
    ranked = sorted(evidence.pieces, key=lambda p: -len(p.content & evidence.claim.content))[:4]
    return Piece(" ".join(p.text for p in evidence.pieces if p in ranked), evidence.claim.language)


def _nearer(sort: str, ours: list[Mention], theirs: list[Mention], claim: Ground, source: Ground) -> Iterator[Reason]:
    said = {m.key for m in ours}
    for mention in ours:
        around = _around(mention, claim)
        known = [m for m in theirs if _alike(m, mention)]
        others = [m for m in theirs if m.of == mention.of and not any(_alike(m, o) for o in ours)]
        if not known or not others or not around:
            continue
        here = max(_fit(m, around, source) for m in known)
        there, other = max(((_fit(m, around, source), m.key) for m in others), key=lambda row: row[0])
        if there > here and other not in said:
            clear = there > CLEAR * here and there - here > AMOUNT
            yield Reason(
                "binding" if clear else "near", f"the sources have {other!r} where the claim has {mention.key!r}"
            )


def _alike(one: Mention, two: Mention) -> bool:
    if one.sort == "name":
        return bool(set(one.key.split()) & set(two.key.split()))
    return one.key == two.key or (one.sort == "when" and bool(set(one.key.split()) & set(two.key.split())))


def _around(mention: Mention, ground: Ground) -> dict[str, float]:
    """The telling words of a claim that are no part of what it names, each by how near it stands to a mention."""
    named = {i for m in ground.mentions for i in range(m.first, m.last + 1)}
    held: dict[str, float] = {}
    for i, token in enumerate(ground.tokens):
        if token.stem and i not in named:
            away = min(
                abs(ground.places[i] - ground.places[mention.first]),
                abs(ground.places[i] - ground.places[mention.last]),
            )
            held[token.stem] = max(held.get(token.stem, 0.0), 1 / (1 + _AROUND * away))
    return held


def _fit(mention: Mention, around: dict[str, float], ground: Ground) -> float:
    """How near the words around a claim's mention stand to one of the source's."""
    nearest: dict[str, float] = {}
    for i, token in enumerate(ground.tokens):
        stem = _same_stem(token.stem, around)
        if not stem or mention.first <= i <= mention.last:
            continue
        away = min(
            abs(ground.places[i] - ground.places[mention.first]), abs(ground.places[i] - ground.places[mention.last])
        )
        nearest[stem] = max(nearest.get(stem, 0.0), 1 / (1 + _FALLS * away))
    return sum(around[stem] * near for stem, near in nearest.items())


def _same_stem(stem: str, around: dict[str, float]) -> str:
    if not stem or stem in around:
        return stem
    return next((s for s in around if len(s) > 5 and s[:5] == stem[:5]), "") if len(stem) > 4 else ""


@lru_cache(maxsize=1_000)
def _ground(piece: Piece, today: days.Day | None) -> Ground:
    tokens = piece.tokens
    places, far, last = [], 0.0, 0
    for token in tokens:
        for border in _BORDER.finditer(piece.text, last, token.end):
            if border.end() <= token.start or border.start() == token.start:
                far += _HARD if border["hard"] else _SOFT
        far += 1
        places.append(far)
        last = token.end
    return Ground(tokens, tuple(places), tuple(_mentions(piece, tokens, today)))


def _mentions(piece: Piece, tokens: tuple[Token, ...], today: days.Day | None) -> Iterator[Mention]:
    taken: set[int] = set()
    for day in (*days.dates(piece.text), *days.relative(piece.text, today)):
        covered = [i for i, t in enumerate(tokens) if t.start < day.end and day.start < t.end]
        if covered:
            taken.update(covered)
            key = " ".join(filter(None, [day.weekday, "{}/{}".format(*day.date) if day.date else ""]))
            yield Mention("when", key, covered[0], covered[-1])
    for i, token in enumerate(tokens):
        key = CALENDAR.get(token.word, "")
        if key and not key.startswith("m"):
            taken.add(i)
            yield Mention("when", key, i, i)
    for number in counts.quantities(piece.text):
        covered = [i for i, t in enumerate(tokens) if t.start < number.end and number.start < t.end]
        if covered and not taken & set(covered) and number.kind != "ordinal":
            sort = "when" if number.kind == "year" else "number"
            following = piece.text[number.end : number.end + 12]
            of = "time" if _TIME.match(following) else number.unit
            yield Mention(sort, f"{number.value:g}", covered[0], covered[-1], of)
    if piece.language != "de":
        yield from _names(piece, tokens, taken)
    else:
        yield from (m for m in _names(piece, tokens, taken) if m.last > m.first)


def _names(piece: Piece, tokens: tuple[Token, ...], taken: set[int]) -> Iterator[Mention]:
    at = 0
    for name in names(piece.text):
        start = piece.text.find(name, at)
        if start < 0:
            continue
        at = start + len(name)
        covered = [i for i, t in enumerate(tokens) if t.start < at and start < t.end]
        opens = start == 0 or piece.text[:start].rstrip()[-1:] in '.!?:“"«„'
        lone = len(covered) == 1 and opens and not piece.text[at : at + 1].startswith(("'", "’"))
        if covered and not taken & set(covered) and not lone and fold(name) not in stopwords("en"):
            key = " ".join(tokens[i].word for i in covered if tokens[i].stem)
            if key:
                of = "place" if _PLACE.search(piece.text[max(0, start - 16) : start]) else ""
                yield Mention("name", key, covered[0], covered[-1], of)
