"""Figures and dates of a claim that its sources do not give.

Works on: a claim's quantities, weekdays and months.
Comes in: the evidence.
Goes out: a reason for each that is absent, softer where it may be reckoned from what is given.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from bot.checking import days
from bot.checking.calendar import CALENDAR
from bot.checking.counts import KNOWN, gives, quantities
from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import Number, fold, words

_SPACED = re.compile(r"(?<=\d)(?<!\d{4}) ?, (?=\d{3}\b)")
"""Thousands as some texts come: "3, 800"."""
_SMALL = 12
_ALSO_WORDS = frozenset(["may", "march", "mars", "august"])


def absent(evidence: Evidence) -> Iterator[Reason]:
    """A reason for each figure or date of the claim that no source gives."""
    today = days.base(evidence.all.text, evidence.published)
    meant = days.relative(evidence.all.text, today)
    given = quantities(evidence.all.text) + quantities(_SPACED.sub(",", evidence.all.text))
    given = given + tuple(Number(day.date[1], 0, 0) for day in meant if day.date)
    for number in quantities(evidence.claim.text):
        if fold(evidence.claim.text[number.start : number.end]) in KNOWN:
            continue
        if not gives(number, given, evidence.claim.text, evidence.all.text):
            printed = evidence.claim.text[number.start : number.end]
            soft = _told(number, printed) and not _of_the_same(number, given, evidence)
            code = "reckoned" if _follows(number, evidence) else "count" if soft else "number"
            yield Reason(code, f"the sources do not give {printed!r}")
    known = {*_calendar(evidence.all.text), *(key for day in meant for key in day.marks())}
    known |= {f"m{day.date[0]}" for day in days.dates(evidence.all.text) if day.date}
    for day, printed in _calendar(evidence.claim.text).items():
        if day not in known:
            other = any(key[0] == "m" for key in known) if day[0] == "m" else any(key[0] != "m" for key in known)
            code = "reckoned" if _APART.search(fold(evidence.all.text)) else "date" if other else "day"
            yield Reason(code, f"the sources do not say {printed!r}")


_APART = re.compile(
    r"\b(?:day|days|night|week|tage?|jours?|veille|lendemain|dias?|vispera) (?:after|before|earlier|later|ago|on|"
    r"darauf|"
    r"spater|zuvor|nach|vor|apres|avant|plus tard|despues|antes|mas tarde|siguiente)\b|\blendemain\b|\bla veille\b"
)
"""What says how far two days are apart: one of them may be reckoned."""


def _told(number: Number, printed: str) -> bool:
    """A small number in words may count what a source lists, or be an idiom."""
    if number.unit == "part":
        return printed.replace("-", "").replace(" ", "").isalpha()
    return number.kind == "ordinal" or (printed.replace("-", "").isalpha() and number.value <= _SMALL)


def _follows(number: Number, evidence: Evidence) -> bool:
    """True where a figure may be reckoned from two of the nearest sentence's, or is the same span of time otherwise."""
    near = [n.value for piece in evidence.near[:1] for n in quantities(piece.text)]
    sums = [abs(a + sign * b) for a, b in combinations(near, 2) for sign in (1, -1)]
    if any(abs(total * many - number.value) < 1e-6 for total in sums for many in (1, 100)):
        return True
    if _APART.search(fold(evidence.all.text)) and any(
        day.start <= number.start < day.end for day in days.dates(evidence.claim.text)
    ):
        return True
    if any(n.kind == "ordinal" and n.value == number.value + 1 for n in quantities(evidence.all.text)):
        return True  # dead at 89, before a 90th birthday
    if _unit_left_out(number, evidence) or _large_left_out(number, evidence) or _share_of(number, near):
        return True
    timed = _SPAN.search(evidence.claim.text[number.start : number.end + 16])
    return timed is not None and any(
        abs(n * k - number.value) < 1e-6 or abs(number.value * k - n) < 1e-6
        for n in near
        for k in (7, 10, 12, 24, 60, 100)
    )


def _unit_left_out(number: Number, evidence: Evidence) -> bool:
    """ "three points" for "from 12 points to three": the source says the unit of another figure."""
    near = [n for piece in evidence.near[:1] for n in quantities(piece.text)]
    bare = any(n.value == number.value and not n.unit for n in near)
    return bool(number.unit) and bare and any(n.unit == number.unit for n in near)


def _share_of(number: Number, near: list[float]) -> bool:
    """ "a fifth" for 80 of 400; a tenth of a percent point and more is not rounded away."""
    share = number.value if number.unit == "part" else number.value / 100 if number.unit == "%" else 0.0
    return share > 0 and any(a < b and abs(a / b - share) <= _SHARE_OFF for a in near for b in near)


_SHARE_OFF = 0.012


def _large_left_out(number: Number, evidence: Evidence) -> bool:
    """ "70 million, of which 40": the second is as large as the first, and either side may have said so."""
    ours = [n.value for n in quantities(evidence.claim.text)]
    theirs = [n.value for piece in evidence.near[:1] for n in quantities(piece.text)]
    return any(
        (number.value < 1_000 and number.value * many in theirs and any(n >= many for n in ours))
        or (number.value / many in theirs and number.value / many < 1_000 and any(n >= many for n in theirs))
        for many in (1_000, 10**6, 10**9)
    )


_SPAN = re.compile(
    r"\b(?:minute|hour|day|week|fortnight|month|year|decade|centur|minuten|stunde|tag|woche|monat|jahr|heure|jour|"
    r"semaine|"
    r"mois|an[s]?\b|décennie|siècle|hora|día|semana|mes|año|década|siglo)",
    re.IGNORECASE,
)


def _of_the_same(number: Number, given: tuple[Number, ...], evidence: Evidence) -> bool:
    """True where a source counts the same thing otherwise: "ten men" for "nine men"."""
    if number.kind == "ordinal" and any(n.kind == "ordinal" for n in given):
        return True
    what = _noun(evidence.claim.text, number.end)
    found = [n for n in given if n.end and n.kind == number.kind and _noun(evidence.all.text, n.end) == what]
    return bool(what and found) or (number.unit == "part" and any(n.unit == "part" for n in given))


def _noun(printed: str, end: int) -> str:
    following = re.match(r"[ -](?:of the |des |de los |de las )?([^\W\d_]{3,})", printed[end : end + 30])
    return fold(following.group(1))[:5] if following else ""


@lru_cache(maxsize=1_000)
def _calendar(printed: str) -> dict[str, str]:
    """Weekdays and months as printed, by a key that is the same in every language."""
    out: dict[str, str] = {}
    capitals = {fold(w) for w in re.findall(r"\b[A-Z]\w+", printed)}
    for word in words(printed):
        key = CALENDAR.get(word)
        if key and (word not in _ALSO_WORDS or word in capitals):
            out.setdefault(key, word)
    return out
