"""Days that a text names by where it stands: "yesterday", "übermorgen", "anteayer".

Works on: a sentence and the day its report is dated.
Comes in: text; a dateline or the time of publication.
Goes out: the weekday, day and month each such word means, and where it stands.
Does not know: the year: a dateline seldom says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.checking.calendar import CALENDAR, MONTHS
from bot.text import fold

_OFFSETS = (
    (-2, r"the day before yesterday|vorgestern|avant-hier|anteayer|antier"),
    (2, r"the day after tomorrow|ubermorgen|apres-demain|pasado manana"),
    (-1, r"yesterday|last night|gestern|hier(?= |,)(?<!\bist hier)|ayer"),
    (1, r"tomorrow|(?<!am )(?<!jeden )morgen(?= [^a-z]*(?!fruh))|demain|(?<!la )(?<!por la )manana"),
    (
        0,
        r"today|tonight|this (?:morning|afternoon|evening)|heute|aujourd'hui|ce (?:matin|soir)|hoy|esta (?:noche|"
        r"tarde)",
    ),
)
_RELATIVE = re.compile("|".join(rf"(?P<o{n}>\b(?:{words})\b)" for n, (_, words) in enumerate(_OFFSETS)))
_MONTH_NAMES = "|".join(sorted({*MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "okt",
                                "nov", "dec", "dez"}, key=len, reverse=True))  # fmt: skip
_DATE = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? (?P<m1>{_MONTH_NAMES})\b|"
    rf"\b(?P<m2>{_MONTH_NAMES})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]?\d)"
)
_DATELINE = re.compile(r"^(?P<head>.{3,80}?) [-–—] ")
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is known, and where it is named."""

    start: int
    end: int
    weekday: str = ""
    date: tuple[int, int] | None = None

    def marks(self) -> frozenset[str]:
        """The weekday and the month by the keys of the calendar."""
        return frozenset([*([self.weekday] if self.weekday else []), *([f"m{self.date[0]}"] if self.date else [])])


def month(printed: str) -> int:
    """The number of a month by its name or its first letters, 0 for none."""
    found = MONTHS.get(printed) or next((MONTHS[m] for m in MONTHS if m.startswith(printed[:3])), "")
    return int(found[1:]) if found else 0


@lru_cache(maxsize=1_000)
def dates(printed: str) -> tuple[Day, ...]:
    """The days a text gives as day and month."""
    found = []
    for match in _DATE.finditer(fold(printed)):
        number, named = int(match["d1"] or match["d2"]), month(match["m1"] or match["m2"])
        if 1 <= number <= 31 and named:
            found.append(Day(match.start(), match.end(), "", (named, number)))
    return tuple(found)


@lru_cache(maxsize=512)
def base(source: str, published: datetime | None = None) -> Day | None:
    """The day a report is written: its dateline's, else the day it was published."""
    head = _DATELINE.match(source)
    if head:
        given = dates(head["head"])
        weekday = next((CALENDAR[w] for w in re.findall(r"\w+", fold(head["head"])) if w in CALENDAR), "")
        weekday = "" if weekday.startswith("m") else weekday
        if given or weekday:
            return Day(head.start(), head.end("head"), weekday, given[0].date if given else None)
    if published:
        return Day(0, 0, str(published.isoweekday()), (published.month, published.day))
    return None


@lru_cache(maxsize=1_000)
def relative(printed: str, today: Day | None) -> tuple[Day, ...]:
    """The days that a text names from its own."""
    if today is None:
        return ()
    found = []
    for match in _RELATIVE.finditer(fold(printed)):
        offset = next(o for n, (o, _) in enumerate(_OFFSETS) if match[f"o{n}"])
        found.append(Day(match.start(), match.end(), *_moved(today, offset)))
    return tuple(found)


def named(printed: str) -> frozenset[int]:
    """How far from today the words of a text point."""
    return frozenset(
        next(o for n, (o, _) in enumerate(_OFFSETS) if match[f"o{n}"]) for match in _RELATIVE.finditer(fold(printed))
    )


def _moved(today: Day, offset: int) -> tuple[str, tuple[int, int] | None]:
    weekday = str((int(today.weekday) - 1 + offset) % 7 + 1) if today.weekday else ""
    if today.date is None:
        return weekday, None
    of, number = today.date[0], today.date[1] + offset
    if number < 1:
        of = (of - 2) % 12 + 1
        number += _LENGTHS[of - 1]
    elif number > _LENGTHS[of - 1]:
        number -= _LENGTHS[of - 1]
        of = of % 12 + 1
    return weekday, (of, number)
