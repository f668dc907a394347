"""Arranging a piece for print: citations numbered, times and ages said.

Works on: pieces of news, purely.
Comes in: sentences with cites.
Goes out: numbered footnotes in order of first mention, ages and dates as people read them.
Does not know: any platform's markup or limits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.news import Cite, Precision, Sentence
from bot.text import clean

HIDDEN = ("Cc", "Cf", "Cs")
"""Unicode categories of characters that steer a screen instead of being read: controls, formats, surrogates."""
UNNAMED = "outlet not named"


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered footnote: one article, however often it is cited."""

    number: int
    cite: Cite


def plain(text: str) -> str:
    """Anybody's text as one line that a screen only shows: nothing in it moves a cursor, turns a line or hides."""
    line = clean(text)
    if line.isprintable():
        return line
    return "".join(c for c in line if unicodedata.category(c) not in HIDDEN)


def number(sentences: Iterable[Sentence], first: int = 1) -> dict[str, Note]:
    """Article id -> its footnote, numbered from `first` in order of first mention."""
    notes: dict[str, Note] = {}
    for sentence in sentences:
        for cite in sentence.cites:
            notes.setdefault(cite.article, Note(first + len(notes), cite))
    return notes


def marks(sentence: Sentence, notes: dict[str, Note]) -> list[int]:
    """The footnote numbers of a sentence, ascending, each once."""
    return sorted({notes[cite.article].number for cite in sentence.cites})


def age(then: datetime | None, now: datetime, precision: Precision = Precision.TIME) -> str:
    """How long ago, in words: "12 minutes ago". A date alone gives no age finer than days."""
    if then is None:
        return "undated"
    if precision is Precision.DAY:
        return f"{then.day} {then:%B %Y}"
    passed = now - then
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return _count(int(passed.total_seconds() // 60), "minute")
    if passed < timedelta(days=1):
        return _count(int(passed.total_seconds() // 3600), "hour")
    if passed < timedelta(days=30):
        return _count(passed.days, "day")
    return f"{then.day} {then:%B %Y}"


def _count(n: int, unit: str) -> str:
    return f"{n} {unit}{'s' if n != 1 else ''} ago"


def clock(
    then: datetime | None, zone: ZoneInfo, precision: Precision = Precision.TIME, now: datetime | None = None
) -> str:
    """A source's time in the reader's zone: "23 Nov 09:10"; the date alone where that is all the source gave.

    With `now`, a time of another year is given with its year.
    """
    if then is None:
        return "undated"
    if precision is Precision.DAY:
        return f"{then.day} {then:%b %Y}"
    local = then.astimezone(zone)
    year = "" if now is None or local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {local:%H:%M}"


def plural(n: int, noun: str) -> str:
    """ "1 outlet", "3 outlets"."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def listed(names: Iterable[str], shown: int = 3) -> str:
    """ "A, B and 2 more"."""
    all_names = list(names) or [UNNAMED]
    if len(all_names) <= shown:
        return ", ".join(all_names)
    return f"{', '.join(all_names[: shown - 1])} and {len(all_names) - shown + 1} more"
