"""Dates as feeds and pages print them.

Works on: strings. Pure functions.
Comes in: RFC 822, ISO 8601 and W3C dates, their common misspellings, month names in a dozen languages.
Goes out: an aware UTC time with its precision and what was assumed; None for what cannot be read or is no real moment.
Does not know: which date of an article is the right one; dates inside prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.news import Precision, Reason
from bot.text import fold
from bot.wire.almanac import MONTH_STAMPED

AHEAD = timedelta(minutes=15)
"""How far a publisher's clock may run ahead of ours."""

_HOURS = {
    "ut": 0.0, "utc": 0.0, "gmt": 0.0, "z": 0.0, "wet": 0.0, "west": 1.0, "bst": 1.0, "cet": 1.0, "cest": 2.0,
    "mez": 1.0,
    "mesz": 2.0, "eet": 2.0, "eest": 3.0, "msk": 3.0, "pkt": 5.0, "sgt": 8.0, "hkt": 8.0, "jst": 9.0, "kst": 9.0,
    "awst": 8.0, "acst": 9.5, "acdt": 10.5, "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "hst": -10.0,
    "akst": -9.0, "akdt": -8.0, "pst": -8.0, "pdt": -7.0, "mst": -7.0, "mdt": -6.0, "cst": -6.0, "cdt": -5.0,
    "est": -5.0,
    "edt": -4.0, "ast": -4.0, "adt": -3.0, "brt": -3.0, "art": -3.0,
}  # fmt: skip
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:(?:T|\s+)(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>[A-Za-z]{1,5}"
    r"|[+-]\d\d:?\d{0,2})?)?\s*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, ?)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|UTC|[+-]\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?\s*(?:([ap])\.?m\b\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:(?<=[\s\d])|(?<=gmt)|(?<=utc))([+-])(\d\d):?(\d\d)(?!\d)")
_NAME = re.compile(r"[^\W\d_]+")
_WHOLE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment as a source gave it. `at` is None where none can be believed; `notes` say why, or what was assumed."""

    at: datetime | None = None
    precision: Precision = Precision.TIME
    notes: tuple[Reason, ...] = ()


UNDATED = Dated(notes=(Reason("undated", "the source gives no date"),))


def believed(raw: str, now: datetime) -> Dated:
    """The date `raw` speaks of, unless it lies in the future (`now` is aware) or cannot be read; never raises."""
    if not raw or not raw.strip():
        return UNDATED
    dated = read(raw)
    if dated is None:
        return Dated(notes=(Reason("bad-date", f"the date {raw.strip()[:40]!r} cannot be read"),))
    if dated.at is not None and dated.at > now + AHEAD:
        return Dated(notes=(Reason("future-dated", f"dated {dated.at:%Y-%m-%d %H:%M} UTC, after it was read"),))
    return dated


@lru_cache(maxsize=8192)
def read(raw: str) -> Dated | None:
    """The moment a date string names, or None. A time without a zone is read as UTC and noted."""
    string = raw.strip()
    if len(string) > 100:
        return None
    try:
        if mail := _MAIL.fullmatch(string):
            return _mailed(mail)
        iso = _ISO.fullmatch(string)
        return _iso(iso) if iso else _spelled(fold(string))
    except (ValueError, OverflowError, KeyError):
        return None  # no such day, hour or year


def _mailed(found: re.Match[str]) -> Dated | None:
    """The form nearly all feeds use (RFC 2822, 3.3), read without detours."""
    day, month, year, hour, minute, second, zone = found.groups()
    at = datetime(int(year), MONTH_STAMPED[month.lower()], int(day), tzinfo=UTC)
    east = 0.0 if zone.isalpha() else int(zone[0] + "1") * (int(zone[1:3]) + int(zone[3:]) / 60)
    return _dated(at, (int(hour), int(minute), int(second)), east)


def _iso(found: re.Match[str]) -> Dated | None:
    day = datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC)
    if found["hour"] is None:
        return _dated(day, None, None)
    clock = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    zone = (found["zone"] or "").lower()
    if zone[:1] in ("+", "-"):
        digits = zone[1:].replace(":", "").ljust(4, "0")
        return _dated(day, clock, (1 if zone[0] == "+" else -1) * (int(digits[:2]) + int(digits[2:]) / 60))
    return _dated(day, clock, _HOURS.get(zone))


def _spelled(string: str) -> Dated | None:
    """A date with its month in letters: day and year are the numbers left once clock and offset are taken out."""
    clock = _CLOCK.search(string)
    rest = string[: clock.start()] + " " + string[clock.end() :] if clock else string
    offset = _OFFSET.search(rest)
    rest = rest[: offset.start()] + rest[offset.end() :] if offset else rest
    letters = _NAME.findall(rest)
    month = next((MONTH_STAMPED[name] for name in letters if name in MONTH_STAMPED), None)
    counts = _WHOLE.findall(rest)
    if month is None or len(counts) != 2:
        return None
    year, day = sorted(
        counts, key=lambda digits: (len(digits) == 4 or int(digits) > 31, counts.index(digits)), reverse=True
    )
    at = datetime(_century(year), month, int(day), tzinfo=UTC)
    if clock is None:
        return _dated(at, None, None)
    if offset:
        zone = (1 if offset[1] == "+" else -1) * (int(offset[2]) + int(offset[3]) / 60)
        return _dated(at, _hands(clock), zone)
    return _dated(at, _hands(clock), next((_HOURS[name] for name in reversed(letters) if name in _HOURS), None))


def _century(year: str) -> int:
    """Two digits are read as RFC 2822 does: 00 to 49 are ours, the others the last century's."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < 50 else 1900)


def _hands(clock: re.Match[str]) -> tuple[int, int, int]:
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    return hour, int(clock[2]), int(clock[3] or 0)


def _dated(day: datetime, clock: tuple[int, int, int] | None, zone: float | None) -> Dated | None:
    """`zone` in hours east of UTC. Hour 24 is the day's end, second 60 a leap second, 1970-01-01 a blank."""
    if not 1900 <= day.year <= 9998 or (day.year, day.month, day.day) == (1970, 1, 1):
        return None
    if clock is None:
        return Dated(day, Precision.DAY)
    hour, minute, second = clock
    if hour > 24 or minute > 59 or second > 60 or abs(zone or 0) > 15:
        return None
    at = day + timedelta(hours=hour - (zone or 0), minutes=minute, seconds=min(second, 59))
    return (
        Dated(at) if zone is not None else Dated(at, notes=(Reason("no-zone", "a time without a zone, read as UTC"),))
    )
