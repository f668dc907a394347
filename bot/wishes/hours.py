"""Times of day, days of the week, quiet hours and time zones, as people type them.

Works on: words.
Comes in: "7am", "18:30", "weekdays", "mon-fri", "22:00-07:00", "Europe/Paris"; days in four languages.
Goes out: times, days (0 is Monday), quiet hours, a zone's IANA name; ValueError with an example of what to type.
Does not know: which day it is, what comes at these times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

from bot.news import Hush, Quiet
from bot.news.followings import WEEK
from bot.text import fold

FILLERS = frozenset(["at", "and", "on", "every", "um", "und", "à", "et", "y"])
"""Words that may stand before a time or a day, and say nothing."""
HUSHES = {"hold": Hush.HOLD, "drop": Hush.DROP, "critical": Hush.CRITICAL}
HALVES = re.compile(r"[ap]\.?m\.?|uhr", re.IGNORECASE)
"""What may stand behind an hour as a word of its own."""
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?:([ap])\.?m\.?|h|uhr)?")
_SPOTTED = re.compile(r"\d{1,2}[:.h]\d{2}(?:[ap]\.?m\.?|h|uhr)?|\d{1,2}(?:[ap]\.?m\.?|h|uhr)")
_WRITTEN = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d", re.ASCII)
_DASH = re.compile(r"[-\u2010-\u2015]")
_NAMES = (
    "monday mon montag lundi lunes", "tuesday tue tues dienstag mardi martes",
    "wednesday wed mittwoch mercredi miercoles", "thursday thu thur thurs donnerstag jeudi jueves",
    "friday fri freitag vendredi viernes", "saturday sat samstag samedi sabado", "sunday sun sonntag dimanche domingo",
)  # fmt: skip
_SHORT = ("mo lun", "di mar", "mi mer mie", "do jeu jue", "fr ven vie", "sa sam sab", "so dim dom")
"""Too short to stand alone: "so" and "do" are words of a topic too."""
_SPANS = {"daily": WEEK, "taglich": WEEK, "weekday": WEEK[:5], "werktags": WEEK[:5], "weekend": WEEK[5:]}
_REGIONS = frozenset(
    ["africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "europe", "indian", "pacific"]
)


def clock(text: str) -> time:
    """ "7am", "07:00", "18h30", "7" as a time of day."""
    match = _CLOCK.fullmatch(text.lower())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if match and match[3]:
        hour = hour % 12 + 12 * (match[3] == "p") if 1 <= hour <= 12 else 24
    if hour > 23 or minute > 59:
        raise ValueError(f"'{text[:20]}' is no time of day; write 07:00.")
    return time(hour, minute)


def timely(text: str) -> bool:
    """Whether a bare word is meant as a time of day, though it may be none."""
    return bool(_SPOTTED.fullmatch(text.lower()))


def unmistakable(text: str) -> bool:
    """Whether a bare word is a time of day and can be nothing else, such as 07:00."""
    return bool(_WRITTEN.fullmatch(text))


@lru_cache(maxsize=2)
def _days(*, alone: bool) -> Mapping[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {name: (day,) for day, names in enumerate(_NAMES) for name in names.split()}
    table |= {f"{name}s": days for name, days in table.items() if name.endswith("day")} | _SPANS
    table |= {f"{name}s": days for name, days in _SPANS.items() if name.startswith("week")}
    if not alone:
        table |= {name: (day,) for day, names in enumerate(_SHORT) for name in names.split()}
    return table


def daily(words: Sequence[str], *, named: bool = False) -> tuple[int, ...]:
    """The days that words name, in order; none where one of them names none. `named`: they stand behind `days:`."""
    found: set[int] = set()
    for word in words:
        days = _span(word) or _days(alone=len(words) == 1 and not named).get(fold(word).removesuffix("."), ())
        if not days:
            return ()
        found.update(days)
    return tuple(sorted(found))


def _span(word: str) -> tuple[int, ...]:
    """ "mon-fri"; past Sunday where it must."""
    ends = [_days(alone=False).get(fold(end), ()) for end in _DASH.split(word)]
    if len(ends) != 2 or not all(len(end) == 1 for end in ends):
        return ()
    (first,), (last,) = ends
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def quiet(words: Sequence[str]) -> Quiet:
    """ "22:00-07:00", and "drop" or "critical" where news is not to be held meanwhile."""
    ends = _DASH.split(words[0])
    if len(ends) != 2 or len(words) > 2 or not set(map(str.lower, words[1:])) <= set(HUSHES):
        raise ValueError("Quiet hours are written quiet:22:00-07:00, or with drop or critical: quiet:22:00-07:00,drop.")
    hush = HUSHES[words[1].lower()] if len(words) == 2 else Hush.HOLD
    return Quiet(clock(ends[0]), clock(ends[1]), hush)


# --- zones -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    """IANA names by how they compare; a city alone where there is one of its name."""
    names = sorted(available_timezones() - {"localtime", "Factory"})
    cities: dict[str, list[str]] = {}
    for name in names:
        cities.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    return {city: held[0] for city, held in cities.items() if len(held) == 1} | {name.lower(): name for name in names}


def zone(text: str) -> str:
    """The IANA name that somebody means, whatever the case: "europe/paris", "Berlin", "new york"."""
    found = _zones().get(text.strip().replace(" ", "_").lower())
    if found is None:
        raise ValueError(f"'{text[:40]}' is no time zone; write a name such as zone:Europe/Paris or zone:UTC.")
    return found


def zonal(text: str) -> bool:
    """Whether a bare word is meant as a zone: it names one with a slash, or begins as one does; or it is UTC."""
    region, slash, _ = text.lower().partition("/")
    return text.upper() == "UTC" or bool(slash and (region in _REGIONS or text.lower() in _zones()))
