"""The day a printed line names: "07-11-2025", "Friday, 11 July 2025", "le 3 mars 2025", "2025年7月11日".

Works on: one line, and where that is not enough the weekday beside it, the body under it and the clock.
Comes in: text as printed; `now`, an aware UTC time.
Goes out: a calendar day, or None, and the Reason for every reading that could have been another.
Does not know: which line of a page holds the date, nor what an outlet's habits are. It never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from math import log2

from bot.news import Precision, Reason
from bot.text import fold
from bot.wire.almanac import DAYNAME, MONTH, WEEKDAY

_ISO = r"(?<!\d)(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)"
_NUMERIC = r"(?<![\d./-])(?P<numeric>\d{1,2}(?P<sep>[-/.])\d{1,2}(?P=sep)\d{4})(?![\d/-])"
_HAN = r"(?:(?P<hy>\d{4})\s?[年년]\s?)?(?P<hm>\d{1,2})\s?[月월]\s?(?P<hd>\d{1,2})\s?[日일]"
_NAMED = (  # the month is looked up afterwards: a long alternation of names would be tried at every number
    r"(?<![\w.,])(?P<d1>\d{1,2})(?:st|nd|rd|th|er|[.º°])?\s(?:de |of )?(?P<m1>[^\W\d_]{3,10})\b\.?"
    r"(?!\s\d{1,2},?\s\d{4})(?:(?:,| de)?\s(?P<y1>\d{4})(?!\d))?"
    r"|(?<!\w)(?P<m2>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
    r"|(?:JA|FE|MA|AP|JU|AU|SE|OC|NO|DE)[A-Z]{1,7})\.?"
    r"\s(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)(?:,?\s(?P<y2>\d{4})(?!\d))?"
)
_DATE = re.compile(rf"{_ISO}|{_NUMERIC}|{_HAN}|{_NAMED}")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"(?:T|\b)(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s?(Z|GMT|UTC|[+-]\d{2}:?\d{2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?")

_COMING = re.compile(
    r"\b(?:will|would|shall|upcoming|coming|begin(?:s|ning)|start(?:s|ing)|next|due|schedul\w+|expect\w*|deadline|plan(?:s|ned)"
    r"|set to|ahead of|wird|werden|kommende[nr]?|nächste[nr]?|sera|seront|prochaine?|à partir"
    r"|será|serán|próxim[oa]|a partir|sarà|saranno|prossim[oa])\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:[a-z]{2,}ed|was|were|had|did|after|since|last|earlier|previous(?:ly)?|ago|said|told|met|held|took|fell|rose|struck|began"
    r"|broke|came|went|killed|war|waren|wurden?|hatten?|vergangene[nr]?|nach dem|avait|dernier|dernière|été|fue"
    r"|fueron|pasad[oa]|foi|foram|passad[oa]|scors[oa]|stat[oa])\b",
    re.IGNORECASE,
)
_NEAR = 45
"""Days from an edition within which a news text usually names days; farther ones are background."""
_YEARS, _FRESH = 10, 6
"""Years a text is likely to be old at most; days within which a weekday names one day only."""
_NAMED_DAYS = frozenset({(1, 1), (1, 6), (5, 1), (7, 4), (9, 11), (10, 7), (11, 11), (12, 25)})
"""Feasts and days that are names of events (month, day): without a year they do not tell when a text was written."""
_MARGIN = 1.0
"""By how much (doublings of distance) one reading must lie nearer to the days of the body than the other."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed. `readings` are the days it can mean: (day, how it was read)."""

    text: str
    readings: tuple[tuple[date, str], ...]
    time: datetime | None = None
    yearless: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A day of the month named in a body; `tense` is "past", "coming" or "" where its sentence does not tell."""

    text: str
    month: int
    day: int
    year: int | None
    tense: str


@dataclass(frozen=True, slots=True)
class Reading:
    """When something was published, how exactly, and why it was read so."""

    published: datetime | None
    precision: Precision = Precision.DAY
    notes: tuple[Reason, ...] = ()


# --- finding dates ---------------------------------------------------------------------------------------------------


def printed(line: str) -> Iterator[tuple[int, int, Printed]]:
    """Every date in a line with its span; impossible ones ("31-31-2025", "40 May") are none."""
    for match in _DATE.finditer(line) if _DIGIT.search(line) else ():
        found = _read(match)
        if found:
            end = match.end()
            clock = _CLOCK.match(line, end) or _CLOCK.match(
                line, end + len(line[end:]) - len(line[end:].lstrip(" ,at"))
            )
            if clock and len(found.readings) == 1 and not found.yearless:
                end, found = clock.end(), _timed(found, clock)
            yield match.start(), end, found


def _timed(found: Printed, clock: re.Match[str]) -> Printed:
    """A clock time counts only with its zone."""
    zone = clock[3] if clock[3][0] in "+-" else "+00:00"
    try:
        when = datetime.fromisoformat(f"{found.readings[0][0]}T{int(clock[1]):02}:{clock[2]}:00{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return found
    return Printed(found.text, found.readings, when)


def _read(match: re.Match[str]) -> Printed | None:
    if match["iso"]:
        return _one(match, *map(int, re.split(r"[-/.]", match["iso"])))
    return _either(match) if match["numeric"] else _one(match, *_named(match))


def _named(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Year, month (0 where the word is no month) and day of a date written with a month's name or sign."""
    if match["hm"]:
        return int(match["hy"]) if match["hy"] else None, int(match["hm"]), int(match["hd"])
    year, name, day = match["y1"] or match["y2"], match["m1"] or match["m2"], match["d1"] or match["d2"]
    return int(year) if year else None, MONTH.get(fold(name), 0), int(day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one(match: re.Match[str], year: int | None, month: int, day: int) -> Printed | None:
    found = _day(2024 if year is None else year, month, day)  # 2024 has a 29 February
    if found is None or (year is not None and not 1600 <= year <= 2200):
        return None
    return Printed(match.group(), ((found, ""),), yearless=year is None)


def _either(match: re.Match[str]) -> Printed | None:
    first, second, year = map(int, re.split(r"[-/.]", match["numeric"]))
    if not 1600 <= year <= 2200:
        return None
    readings = {_day(year, first, second): "month-day"}
    readings.setdefault(_day(year, second, first), "day-month")
    kept = tuple((day, how) for day, how in readings.items() if day)
    return Printed(match.group(), kept) if kept else None


def weekday(line: str) -> int | None:
    """The weekday a short line names (Monday is 0), in one of seven languages."""
    return next((WEEKDAY[w] for w in map(fold, _WORD.findall(line)) if w in WEEKDAY), None)


def without_weekdays(line: str) -> str:
    """The line with the names of weekdays taken out."""
    return _WORD.sub(lambda m: "" if fold(m.group()) in WEEKDAY else m.group(), line)


def mentions(body: str, limit: int = 40) -> list[Mention]:
    """Days named in a body, each with the tense of the words around it; at most `limit`."""
    return list(islice((m for line in body.split("\n") if _DIGIT.search(line) for m in _mentions(line)), limit))


def _mentions(line: str) -> Iterator[Mention]:
    for match in _DATE.finditer(line):
        if not (match["iso"] or match["numeric"]):
            year, month, day = _named(match)
            if _day(year or 2024, month, day):
                yield Mention(match.group(), month, day, year, _tense(line, match.start(), match.end()))


def _tense(line: str, start: int, end: int) -> str:
    """Coming wins over past: "he said the vote will be on 3 July" speaks of a day to come."""
    before = re.split(r"(?<=[a-z\d]{2}[.!?])\s", line[max(0, start - 110) : start])[-1]
    after = re.split(r"[.!?;,](?:\s|$)", line[end : end + 50])[0]
    if _COMING.search(before) or _COMING.search(after):
        return "coming"
    return "past" if _GONE.search(before) or _GONE.search(after) else ""


# --- deciding between readings ---------------------------------------------------------------------------------------


def resolve(stamp: Printed, named: int | None, body: str, now: datetime) -> Reading:
    """The day a printed date means. `named`: the weekday printed beside it. None rather than a guess or the future."""
    if stamp.yearless:
        day, why = _with_year(stamp, named, body, now)
        if day is None:
            return Reading(None, notes=(Reason("date-incomplete", f"{stamp.text} names no year"),))
        return Reading(datetime.combine(day, time(), UTC), Precision.DAY, (Reason("date-year", why),))
    day, why = _choose(stamp, named, body, now)
    if day is None:
        return Reading(None, notes=(Reason("date-ambiguous", why),))
    if day > _latest(now):
        return Reading(None, notes=(Reason("date-future", f"{stamp.text} lies in the future of {now:%Y-%m-%d}"),))
    notes = [Reason("date-order", why)] if why else []
    if named is not None and day.weekday() != named:
        notes.append(Reason("date-weekday", f"printed as a {DAYNAME[named]}, but {day} is a {DAYNAME[day.weekday()]}"))
    if stamp.time and stamp.time <= now + timedelta(hours=1):
        return Reading(stamp.time, Precision.TIME, tuple(notes))
    return Reading(datetime.combine(day, time(), UTC), Precision.DAY, tuple(notes))


def _with_year(stamp: Printed, named: int | None, body: str, now: datetime) -> tuple[date | None, str]:
    """The day a date without its year means, where that is certain; one mention alone may tell of an anniversary."""
    month, of_month = stamp.readings[0][0].month, stamp.readings[0][0].day
    years = (_day(year, month, of_month) for year in range(now.year - _YEARS, now.year + 1))
    days = [day for day in years if day and day <= _latest(now) and named in (None, day.weekday())]
    dated = [m for m in mentions(body) if m.year]
    near = {day: sorted({m.text for m in dated if _gap(day, m) <= _NEAR}) for day in days}
    told = [day for day in days if len(near[day]) > (named is None)]
    if len(told) == 1:
        return told[0], f"{stamp.text} read as of {told[0].year} because the body speaks of {near[told[0]][0]}"
    if named is not None and days and not dated and (now.date() - days[-1]).days <= _FRESH:
        return days[
            -1
        ], f"{stamp.text} read as of {days[-1].year} because {days[-1]} was the {DAYNAME[named]} just gone"
    return None, ""


def _latest(now: datetime) -> date:
    """The latest day it can be anywhere on Earth."""
    return (now + timedelta(hours=14)).date()


def _choose(stamp: Printed, named: int | None, body: str, now: datetime) -> tuple[date | None, str]:
    """The strongest evidence that tells the readings apart, and the sentence that says so."""
    if len(stamp.readings) == 1:
        return stamp.readings[0][0], ""
    parts = stamp.text[: -len("-2025")]
    for day, how, because in (
        _by_weekday(stamp, named),
        _by_example(stamp, body),
        _by_body(stamp, body),
        _by_clock(stamp, now),
    ):
        if day:
            return day, f"{parts} read as {how} because {because}"
    (first, _), (second, _) = stamp.readings
    return None, f"{stamp.text} may be {first} or {second}, and nothing in the text decides"


_Choice = tuple[date | None, str, str]
_NOTHING: _Choice = (None, "", "")


def _by_weekday(stamp: Printed, named: int | None) -> _Choice:
    fits = [(day, how) for day, how in stamp.readings if day.weekday() == named]
    return (*fits[0], f"only {fits[0][0]} is a {DAYNAME[fits[0][0].weekday()]}") if len(fits) == 1 else _NOTHING


def _by_example(stamp: Printed, body: str) -> _Choice:
    """Another date of the same form with a part above 12 shows the order this text is written in."""
    singles = [p for p in map(_either, re.finditer(_NUMERIC, body)) if p and len(p.readings) == 1]
    orders = {p.readings[0][1]: p.text for p in singles if p.readings[0][0].day != p.readings[0][0].month}
    if len(orders) != 1:
        return _NOTHING
    (order, example), *_ = orders.items()
    return next(((day, how, f"the text writes {example}") for day, how in stamp.readings if how == order), _NOTHING)


def _by_body(stamp: Printed, body: str) -> _Choice:
    """The reading to which the days the body names lie much nearer, past ones before it and coming ones after."""
    named = [m for m in mentions(body) if m.year or (m.month, m.day) not in _NAMED_DAYS]
    (a, _), (b, _) = stamp.readings
    costs = [sum(_cost(day, mention) for mention in named) for day in (a, b)]
    best = 0 if costs[0] <= costs[1] else 1
    day, how = stamp.readings[best]
    other = stamp.readings[1 - best][0]
    near = [m for m in named if _gap(day, m) <= _NEAR and _gap(day, m) < _gap(other, m)]
    if not near or costs[1 - best] - costs[best] < _MARGIN:
        return _NOTHING
    return day, how, f"the body speaks of {_spoken(near)}"


def _spoken(near: Sequence[Mention]) -> str:
    """ "July 3 as past and August 1 as coming": at most three days, each once."""
    said = dict.fromkeys(f"{m.text} as {m.tense}" if m.tense else m.text for m in near)
    *head, last = list(said)[:3]
    return f"{', '.join(head)} and {last}" if head else last


def _cost(day: date, mention: Mention) -> float:
    weight = 1.0 if mention.tense else 0.5
    return weight * min(4.0, log2(1 + _gap(day, mention) / 7))


def _gap(day: date, mention: Mention) -> int:
    """Days from `day` to the mention's nearest occurrence on the side its tense allows; 400 where there is none."""
    years = (mention.year,) if mention.year else (day.year - 1, day.year, day.year + 1)
    signed = [(found - day).days for year in years if (found := _day(year, mention.month, mention.day))]
    if mention.tense:
        signed = [n for n in signed if (n <= 0 if mention.tense == "past" else n >= 0)]
    return min(map(abs, signed), default=400)


def _by_clock(stamp: Printed, now: datetime) -> _Choice:
    """The weakest evidence: the other reading has not come yet."""
    (a, how_a), (b, how_b) = stamp.readings
    latest = _latest(now)
    if (a > latest) == (b > latest):
        return _NOTHING
    day, how, other = (a, how_a, b) if b > latest else (b, how_b, a)
    return day, how, f"{other} has not come yet"
