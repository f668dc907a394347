"""The options of a subscription: what stands before a colon, and how what stands behind it is read.

Works on: a wish and one option.
Comes in: `max` and "4".
Goes out: the wish with that option set, or taken back; ValueError with an example of what to type.
Does not know: the line an option stood in, what kind of following it is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot import edition, filters
from bot.news import Length, Style
from bot.text import fold
from bot.wishes import hours
from bot.wishes.line import Option
from bot.wishes.wish import Wish

MOST_HOURLY = 60
BEATS = ("business", "climate", "culture", "health", "politics", "science", "sport", "technology", "world")
"""The beats that stories have here."""
SCHEDULED = ("at", "days")
"""What only briefs have, and no single part of a wish holds."""
UNSCHEDULED = ("quiet", "max", "threads")
"""What means nothing to a brief."""
_NUMBERED = re.compile(r"(<?@?)([!&]?)([1-9]\d{0,19})>?", re.ASCII)
_ALL = re.compile(r"@?(everyone|here)", re.IGNORECASE)
_NAMED = re.compile(r"@[a-z][a-z0-9_]{3,31}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """An option: where its value goes, how it is read, an example. `listed`: it may be said several times."""

    place: str
    read: Callable[[Sequence[str]], object]
    example: str
    listed: bool = False


def applied(wish: Wish, option: Option) -> Wish:
    """The wish with one option set, or taken back. Raises ValueError."""
    row, default = ROWS[option.name], Wish()
    room, _, name = row.place.rpartition(".")
    before: Any = getattr(default, room) if room else default
    value: Any = getattr(before, name) if option.back else row.read([word.text for word in option.values])
    if not room:
        return replace(wish, **{name: value})
    return replace(wish, **{room: replace(getattr(wish, room), **{name: value})})


# --- how values are read ---------------------------------------------------------------------------------------------


def times(texts: Sequence[str]) -> tuple[time, ...]:
    return tuple(sorted(set(map(hours.clock, texts))))


def days(texts: Sequence[str]) -> tuple[int, ...]:
    if found := hours.daily(texts, named=True):
        return found
    raise ValueError(f"'{','.join(texts)[:40]}' is no day of the week; write weekdays, or days:mon,wed,fri.")


def _one(name: str, texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    raise ValueError(f"'{name}' takes one value; write {ROWS[name].example}.")


def _number(name: str, lowest: int, highest: int) -> Callable[[Sequence[str]], int]:
    def number(texts: Sequence[str]) -> int:
        text = _one(name, texts)
        count = int(text) if text.isdecimal() and len(text) < 5 else -1
        if not lowest <= count <= highest:
            raise ValueError(f"'{name}' is a number from {lowest} to {highest}; write {ROWS[name].example}.")
        return count

    return number


def _choice(name: str, choices: Mapping[str, object]) -> Callable[[Sequence[str]], object]:
    def choice(texts: Sequence[str]) -> object:
        text = _one(name, texts).lower()
        if text not in choices:
            raise ValueError(f"'{name}' is one of {', '.join(choices)}; write {ROWS[name].example}.")
        return choices[text]

    return choice


def _listed(texts: Sequence[str]) -> tuple[str, ...]:
    """Each once, as it was first written."""
    held: dict[str, str] = {}
    for text in texts:
        held.setdefault(text if filters.pattern(text) else fold(text), text)
    return tuple(held.values())


def _languages(texts: Sequence[str]) -> tuple[str, ...]:
    return _listed([text.lower() for text in texts])


def _beats(texts: Sequence[str]) -> tuple[str, ...]:
    for text in texts:
        if edition.beat(text) not in BEATS:
            raise ValueError(f"'{text[:40]}' is no beat; the beats are {', '.join(BEATS)}. Others are topics or words.")
    return _listed([edition.beat(text) for text in texts])


def _zone(texts: Sequence[str]) -> str:
    return hours.zone(_one("zone", texts))


def _called(texts: Sequence[str]) -> str:
    """Who is called, in the forms of `Manner.mention`."""
    text = _one("mention", texts)
    if everybody := _ALL.fullmatch(text):
        return f"@{everybody[1].lower()}"
    if match := _NUMBERED.fullmatch(text):
        opened, sign, number = match.groups()
        return f"<@&{number}>" if sign == "&" else f"<@{number}>" if sign or opened == "<@" else number
    if _NAMED.fullmatch(text):
        return text
    raise ValueError("'mention' is a role, a person, @everyone or @here; write mention:@name or mention:123456789.")


_SWITCH = {"on": True, "off": False}
ROWS: Mapping[str, Row] = {
    "at": Row("schedule", times, "at:07:00,18:30", listed=True),
    "days": Row("schedule", days, "days:mon,wed,fri", listed=True),
    "zone": Row("zone", _zone, "zone:Europe/Paris"),
    "quiet": Row("quiet", hours.quiet, "quiet:22:00-07:00"),
    "words": Row("filters.words", _listed, "words:harbour", listed=True),
    "not": Row("filters.unwanted", _listed, "not:football", listed=True),
    "beats": Row("filters.beats", _beats, "beats:business", listed=True),
    "outlets": Row("filters.outlets", _listed, "outlets:bbc,dw", listed=True),
    "barred": Row("filters.barred", _listed, "barred:tabloid", listed=True),
    "in": Row("filters.languages", _languages, "in:en,de", listed=True),
    "families": Row("filters.families", _number("families", 1, filters.VOICES), "families:3"),
    "urgency": Row("filters.urgency", _number("urgency", 1, 9), "urgency:3"),
    "max": Row("hourly", _number("max", 1, MOST_HOURLY), "max:4"),
    "length": Row("manner.length", _choice("length", {one.value: one for one in Length}), "length:short"),
    "style": Row("manner.style", _choice("style", {one.value: one for one in Style}), "style:headlines"),
    "mention": Row("manner.mention", _called, "mention:123456789"),
    "silent": Row("manner.silent", _choice("silent", _SWITCH), "silent:on"),
    "threads": Row("manner.threads", _choice("threads", _SWITCH), "threads:on"),
    "topic": Row("topic", " ".join, "topic:business"),
}
NAMES = tuple(ROWS)
"""What may stand before a colon."""
