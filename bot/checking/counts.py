"""Figures and dates of a claim that its sources do not give.

Works on: a claim's quantities, weekdays and months.
Comes in: the evidence.
Goes out: a reason for each that is absent.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking import measures
from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import Number, fold, numbers, words
from bot.text.spelled import SPELLED

_ABOUT = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to|more than|over|at least|up to|fewer "
    r"than|less than|"
    r"under|circa|rund|etwa|fast|environ|près de|unos|unas|cerca de|casi)\s(?:[$€£]\s?)?$",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<=\d)(?<!\d{4}) ?, (?=\d{3}\b)")
"""Thousands as some texts come: "3, 800"."""
_ROUNDING = 0.05
_ELSEWHERE = {word: float(value) for code, listed in SPELLED.items() if code != "en" for word, value in listed.items()}
"""English words are read by `numbers`, which knows how they combine."""
_DAYS = {
    "monday": "1", "tuesday": "2", "wednesday": "3", "thursday": "4", "friday": "5", "saturday": "6", "sunday": "7",
    "montag": "1", "dienstag": "2", "mittwoch": "3", "donnerstag": "4", "freitag": "5", "samstag": "6", "sonntag": "7",
    "lundi": "1", "mardi": "2", "mercredi": "3", "jeudi": "4", "vendredi": "5", "samedi": "6", "dimanche": "7",
    "lunes": "1", "martes": "2", "miercoles": "3", "jueves": "4", "viernes": "5", "sabado": "6", "domingo": "7",
}  # fmt: skip
_MONTHS = {
    word: f"m{number}"
    for number, listed in enumerate(
        (
            "january januar janvier enero", "february februar fevrier febrero", "march marz mars marzo", 
            "april avril abril", "may mai mayo", "june juni juin junio", "july juli juillet julio",
            "august aout agosto",
            "september septembre septiembre", "october oktober octobre octubre", "november novembre noviembre",
            "december dezember decembre diciembre",
        ),
        1,
    )
    for word in listed.split()
}  # fmt: skip
CALENDAR = _DAYS | _MONTHS
_ALSO_WORDS = frozenset(["may", "march", "mars", "august"])


def absent(evidence: Evidence) -> Iterator[Reason]:
    """A reason for each figure or date of the claim that no source gives."""
    given = quantities(evidence.all.text) + quantities(_SPACED.sub(",", evidence.all.text))
    for number in quantities(evidence.claim.text):
        if not gives(number, given, evidence.claim.text, evidence.all.text):
            printed = evidence.claim.text[number.start : number.end]
            yield Reason("number", f"the sources do not give {printed!r}")
    days = _calendar(evidence.all.text)
    for day, printed in _calendar(evidence.claim.text).items():
        if day not in days:
            yield Reason("date", f"the sources do not say {printed!r}")


def gives(number: Number, given: list[Number], claim: str, source: str) -> bool:
    """True where a source gives a claim's figure: as printed, rounded as the claim says, in another unit, as a part."""
    return (
        any(_same(number, other) for other in given)
        or _rounded(number, given, claim)
        or measures.follows(number, given)
        or measures.given(number, claim, source)
    )


def quantities(printed: str) -> list[Number]:
    """Every figure of a text in digits or words of four languages; "half a percentage point" is half of a point."""
    found = [
        _of_point(n, printed) for n in numbers(printed) if n.kind != "one" and not (n.kind == "ordinal" and n.value < 1)
    ]
    for match in re.finditer(r"[^\W\d_]+", printed):
        value = _ELSEWHERE.get(fold(match.group()))
        if value is not None:
            found.append(Number(value, match.start(), match.end()))
    return found


def _of_point(number: Number, printed: str) -> Number:
    after = _POINT.match(printed, number.end) if number.unit == "part" else None
    if not after:
        return number
    unit = "points" if after["points"] else "%"
    return Number(number.value, number.start, after.end(), "share", unit)


_POINT = re.compile(r" (?:of )?an? (?:(?P<points>(?:percentage )?point)|per ?cent)\b")


def _same(one: Number, two: Number) -> bool:
    """Equal in value; a share is not an amount, points are not per cent. A bare count may stand for any of them."""
    if abs(one.value - two.value) > 1e-9 * max(1.0, abs(one.value)):
        return False
    if one.unit and two.unit:
        return one.unit == two.unit
    if one.unit and not two.unit:
        return False
    return one.kind == two.kind or {one.kind, two.kind} <= {"count", "year", "clock", "money", "share"}


def _rounded(number: Number, given: list[Number], claim: str) -> bool:
    """A count said to be "about" or "more than" so much, within a twentieth of one that is given; a third is 34 %."""
    if number.unit == "part":
        return any(n.unit == "%" and abs(n.value / 100 - number.value) <= _ROUNDING / 2 for n in given)
    if not _ABOUT.search(claim[: number.start]):
        return False
    return any(abs(n.value - number.value) <= _ROUNDING * abs(n.value) and n.unit == number.unit for n in given)


def _calendar(printed: str) -> dict[str, str]:
    """Weekdays and months as printed, by a key that is the same in every language."""
    out: dict[str, str] = {}
    capitals = {fold(w) for w in re.findall(r"\b[A-Z]\w+", printed)}
    for word in words(printed):
        key = CALENDAR.get(word)
        if key and (word not in _ALSO_WORDS or word in capitals):
            out.setdefault(key, word)
    return out
