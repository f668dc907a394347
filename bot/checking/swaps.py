"""A figure, an age, a year or a direction that a claim gives to another thing than its sources do.

Works on: what stands right beside a figure or between two places, in four languages.
Comes in: the evidence.
Goes out: a reason where the sources give the claim's figure to something else and its thing another figure.
Does not know: grammar. Where a figure stands alone, or its thing is not named beside it, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checking import counts
from bot.checking.calendar import CALENDAR
from bot.checking.evidence import Evidence, Piece
from bot.checking.matching import grouped
from bot.news import Reason
from bot.text import content, fold

_REACH = 3
"""Words after a figure among which the thing it counts is looked for."""
_WORD = re.compile(r"[^\W\d_]+")
_LARGE = frozenset(
    ["million", "millions", "billion", "billions", "trillion", "thousand", "hundred", "millionen", "milliarden",
     "tausend", "milliards", "mille", "millones", "mil", "more", "other", "others", "another", "new", "weitere",
     "weiteren", "autres", "otros", "otras", "mas", "percent", "prozent", "total", "further", "additional", "of"]
)  # fmt: skip
_ENDS = re.compile(r"[,;:.()–—“”\"«»]| - ")
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARED = re.compile(rf"\b(\w{{4,}}) (?:back )?(?:in|im jahr|en) ({_YEAR})\b")
_ROUTE = re.compile(
    r"\b(?:(?:from|von|aus|desde) (?:the |der |dem |den |la |el )?(?P<one>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)"
    r" (?:to|nach|a|hasta|hacia|bis) (?:the |der |dem |la |el )?(?P<two>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)"
    r"|de (?P<three>[A-ZÀ-Þ][\w'’-]+) (?:à|a|vers) (?P<four>[A-ZÀ-Þ][\w'’-]+))"
)
_NAME = r"(?<!\w)(?P<name>(?:[A-ZÀ-Þ][\w'’-]{1,60} ){0,6}[A-ZÀ-Þ][\w'’-]{1,60})"
"""Of so many words at most: a text of nothing but names is read in a time that grows with its length alone."""
_AGES = (
    re.compile(rf"{_NAME}, (?:aged |de )?(?P<age>\d{{1,3}})(?: ans| años| Jahre alt)?(?=[,.;)]| años| ans)"),
    re.compile(rf"(?P<age>\d{{1,3}})[- ](?:year-old|jährige[rn]?)(?: [a-zà-ÿ]+){{0,3}} {_NAME}"),
    re.compile(rf"{_NAME} \((?P<age>\d{{1,3}})\)"),
    re.compile(rf"{_NAME}, (?:an? |who is )?(?:[a-z-]+ ){{0,3}}aged (?P<age>\d{{1,3}})"),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure and the words of what it counts; none where that is not said beside it."""

    value: float
    unit: str
    of: frozenset[str]
    head: str


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why a figure or a direction of the claim belongs to something else."""
    yield from _counted(evidence)
    yield from _aged(evidence)
    yield from _yeared(evidence)
    yield from _routed(evidence)
    yield from _misdated(evidence)


def _counted(evidence: Evidence) -> Iterator[Reason]:
    """ "22 passengers" where the source has 140 passengers and 22 services."""
    theirs = [c for piece in evidence.pieces for c in counted(piece)]
    for ours in counted(evidence.claim):
        same = [c for c in theirs if c.value == ours.value and c.unit == ours.unit]
        if not ours.of or not same or any(not c.of or _shared(ours.of, c.of) for c in same):
            continue
        held = {c.value for c in theirs if c.head and c.head in ours.of and c.unit == ours.unit}
        if held and ours.value not in held:
            yield Reason("swapped", f"the source counts {sorted(held)[0]:g} of them, not {ours.value:g}")
            return


def _shared(one: frozenset[str], two: frozenset[str]) -> bool:
    if one & two:
        return True
    wide = {word for stem in one for word in grouped(stem)} | {s[:5] for s in one if len(s) > 5}
    return bool(wide & (two | {s[:5] for s in two if len(s) > 5}))


@lru_cache(maxsize=1_000)
def counted(piece: Piece) -> tuple[Counted, ...]:
    """The figures of a sentence, each with what it counts."""
    found = []
    for number in counts.quantities(piece.text):
        if number.kind in ("count", "ordinal", "money") and number.end > number.start:
            things = _things(piece.text[number.end :], piece.language)
            unit = "nth" if number.kind == "ordinal" else number.unit
            found.append(Counted(number.value, unit, frozenset(things), things[-1] if things else ""))
    return tuple(found)


def _things(after: str, language: str) -> list[str]:
    """Stems of the words that follow a figure, up to a small word or a stop."""
    if after[:1] not in (" ", "-"):
        return []
    near = _ENDS.split(after)[0]
    things: list[str] = []
    for match in _WORD.finditer(near):
        word = fold(match.group())
        if word in _LARGE and not things and word != "of":
            continue
        telling = content(word, language)
        if not telling or len(things) == _REACH or (things and match.group()[:1].isupper() and language != "de"):
            break
        things += telling[:1]
    return things


def _aged(evidence: Evidence) -> Iterator[Reason]:
    """ "Mirja Holt, 71" where the source has her at 46."""
    theirs = list(_ages(evidence.all.text))
    for name, age in _ages(evidence.claim.text):
        held = {a for other, a in theirs if name <= other or other <= name}
        if held and age not in held and any(a == age for _, a in theirs):
            yield Reason("age", f"the source gives another age, {min(held)}")


def _ages(printed: str) -> Iterator[tuple[frozenset[str], str]]:
    for pattern in _AGES:
        for match in pattern.finditer(printed):
            yield frozenset(fold(match["name"]).split()), match["age"]


def _yeared(evidence: Evidence) -> Iterator[Reason]:
    """ "closed in 1911" where the source has it founded then and shut in 1987."""
    theirs = [(set(grouped(_stem(m[1], evidence))), m[2]) for m in _YEARED.finditer(fold(evidence.all.text))]
    for match in _YEARED.finditer(fold(evidence.claim.text)):
        verb, year = _stem(match[1], evidence), match[2]
        years = {y for verbs, y in theirs if verb and verb in verbs}
        others = {y for verbs, y in theirs if verb not in verbs}
        if years and year not in years and year in others:
            yield Reason("date", f"the source dates {match[1]!r} {min(years)}")


_CLAUSE = re.compile(
    r"[,;:()]|\b(?:who|which|that|when|while|after|before|and|but|because|where|der|die|das|und|nachdem|weil|qui|que|"
    r"et|"
    r"apres|puis|y|tras|cuando|mientras)\b"
)
_WHEN = re.compile(rf"\b{_YEAR}\b|\b(?:{'|'.join(sorted(CALENDAR))})\b")
_SINCE = re.compile(r"\b(?:since|until|till|by|seit|bis|depuis|jusqu'a|jusqu'au|desde|hasta)(?: \w+)? $")
_FEW = 2


def _misdated(evidence: Evidence) -> Iterator[Reason]:
    """A day or year out of a side clause that tells of something else."""
    for match in _WHEN.finditer(fold(evidence.claim.text)):
        if _SINCE.search(fold(evidence.claim.text)[: match.start()]):
            continue
        ours = _beside(match.group(), fold(evidence.claim.text), evidence.claim.language)
        theirs = [c for p in evidence.near[:2] for c in _beside(match.group(), fold(p.text), p.language)]
        said = frozenset(word for clause in ours for word in clause)
        if len(ours) == 1 and len(said) >= _FEW and theirs and not any(_shared(said, c) or not c for c in theirs):
            yield Reason("misdated", f"the source dates something else {match.group()!r}")
            return


def _beside(when: str, said: str, language: str) -> list[frozenset[str]]:
    """What else the clauses with a day or year in them tell."""
    clauses = [c for c in _CLAUSE.split(said) if re.search(rf"\b{when}\b", c)]
    return [frozenset(content(_WHEN.sub(" ", c), language)) for c in clauses]


def _stem(word: str, evidence: Evidence) -> str:
    telling = content(word, evidence.claim.language)
    return telling[0] if telling else ""


def _routed(evidence: Evidence) -> Iterator[Reason]:
    """ "from A to B" where the source has it from B to A."""
    theirs = set(_routes(evidence.all.text))
    for one, two in _routes(evidence.claim.text):
        if (two, one) in theirs and (one, two) not in theirs:
            yield Reason("order", f"the source has it from {two!r} to {one!r}")


def _routes(printed: str) -> Iterator[tuple[str, str]]:
    for match in _ROUTE.finditer(printed):
        yield fold(match["one"] or match["three"]), fold(match["two"] or match["four"])
