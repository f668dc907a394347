"""Figures with a unit of measure, brought to one unit; parts and totals.

Works on: quantities followed by a unit of length, weight, volume, area, energy or time.
Comes in: text.
Goes out: measures by dimension; what follows from a part of a total.
Does not know: what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import Number, numbers

_UNITS: dict[str, tuple[str, float]] = {
    "km": ("length", 1_000), "kilometre": ("length", 1_000), "kilometer": ("length", 1_000), "m": ("length", 1),
    "metre": ("length", 1), "meter": ("length", 1), "cm": ("length", 0.01), "centimetre": ("length", 0.01),
    "centimeter": ("length", 0.01), "mm": ("length", 0.001), "millimetre": ("length", 0.001),
    "mile": ("length", 1_609.34),
    "foot": ("length", 0.3048), "feet": ("length", 0.3048), "yard": ("length", 0.9144), "inch": ("length", 0.0254),
    "kg": ("weight", 1), "kilo": ("weight", 1), "kilogram": ("weight", 1), "gram": ("weight", 0.001),
    "tonne": ("weight", 1_000),
    "ton": ("weight", 1_000), "pound-weight": ("weight", 0.4536), "litre": ("volume", 1), "liter": ("volume", 1),
    "barrel": ("volume", 158.987), "gallon": ("volume", 3.785), "hectare": ("area", 10_000), "acre": ("area", 4_046.86),
    "kilogramm": ("weight", 1), "tonnen": ("weight", 1_000), "tonelada": ("weight", 1_000),
    "litro": ("volume", 1), "kubikmeter": ("volume", 1_000), "metro": ("length", 1), "kilometro": ("length", 1_000),
    "kilómetro": ("length", 1_000), "mètre": ("length", 1), "kilomètre": ("length", 1_000), "hektar": ("area", 10_000),
    "hectárea": ("area", 10_000), "cubic metre": ("volume", 1_000), "tonn": ("weight", 1_000),
    "hour": ("time", 60), "minute": ("time", 1), "day": ("time", 1_440), "week": ("time", 10_080),
    "year": ("years", 12),
    "month": ("years", 1), "megawatt": ("power", 1), "gigawatt": ("power", 1_000), "kilowatt": ("power", 0.001),
}  # fmt: skip
_UNIT = re.compile(
    r"[ \u00a0-]?(" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + r")e?s?\b(?![²³])",
    re.IGNORECASE,
)
_OF = re.compile(r"^ of (?:its|the|their|his|her|all|a total of)? ?$")
_NEAR = 0.005
_CLOSE = 0.06
"""A figure said to be "about" so much in another unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity in the basic unit of its dimension."""

    dimension: str
    value: float
    printed: float
    start: int


@lru_cache(maxsize=1_000)
def measures(printed: str) -> tuple[Measure, ...]:
    """The measured quantities of a text."""
    found = []
    for number in numbers(printed):
        unit = _UNIT.match(printed, number.end)
        if unit and number.kind in ("count", "one", "year"):
            dimension, factor = _UNITS[unit[1].lower()]
            found.append(Measure(dimension, number.value * factor, number.value, number.start))
    return tuple(found)


def same(one: Measure, two: Measure) -> bool:
    """True where two measures are one quantity; in different units they may be rounded."""
    allowed = _NEAR if one.printed == two.printed else _CLOSE
    return one.dimension == two.dimension and abs(one.value - two.value) <= allowed * max(one.value, two.value)


def given(number: Number, claim: str, source: str) -> bool:
    """True where a source gives a claim's figure in another unit of the same dimension."""
    ours = [m for m in measures(claim) if m.start == number.start]
    return any(same(one, two) for one in ours for two in measures(source))


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Figures of the claim that the source gives, but of another unit; a whole told for its part."""
    theirs = measures(evidence.all.text)
    for ours in measures(evidence.claim.text):
        alike = [m for m in theirs if m.printed == ours.printed]
        if alike and not any(same(ours, m) for m in theirs):
            yield Reason("unit", f"the sources give {ours.printed:g} of another unit")
    told = {n.value for n in numbers(evidence.claim.text)}
    for piece in evidence.near:
        for part, whole in _parts(piece.text):
            if whole in told and part not in told and not _OF_CLAIM.search(evidence.claim.text):
                yield Reason("total", f"{whole:g} is the whole, of which the source speaks of {part:g}")


_OF_CLAIM = re.compile(r"\bof (?:its|the|their|his|her|all|a total of)? ?[\d\w]", re.IGNORECASE)


def _parts(printed: str) -> Iterator[tuple[float, float]]:
    """Part and whole of "340 of its 2,100"."""
    found = [n for n in numbers(printed) if n.kind in ("count", "one")]
    for one, two in pairwise(found):
        if _OF.match(printed[one.end : two.start]):
            yield one.value, two.value


def follows(number: Number, source: Sequence[Number]) -> bool:
    """True where a figure is a share of a whole that the source names: two thirds of 90 is 60; a quarter is 25 %."""
    parts = [n.value for n in source if n.unit == "part"]
    if number.kind == "share" and number.unit == "%":
        return any(abs(100 * part - number.value) < 1 for part in parts)
    wholes = [n.value for n in source if n.kind == "count" and n.value > 1]
    return any(abs(part * whole - number.value) < 0.5 for part in parts for whole in wholes)
