"""A following's wish, told back.

Works on: one following.
Comes in: its kind, its topic and all that was asked for.
Goes out: a phrase for a list, which names what differs from the default; a line that would make the same wish again.
Does not know: who reads it, whether the following rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from typing import assert_never

from bot.news import HOURLY, Filters, Following, Hush, Kind, Length, Manner, Quiet, Schedule, Style
from bot.news.followings import UNLIKELY, WEEK
from bot.wishes.hours import HUSHES
from bot.wishes.line import quoted, value
from bot.wishes.reading import read
from bot.wishes.wish import MORNING, Wish

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GROUPS = {WEEK: "every day", WEEK[:5]: "on weekdays", WEEK[5:]: "on weekends"}
_HUSHED = {Hush.HOLD: "held", Hush.DROP: "dropped", Hush.CRITICAL: "held but for bulletins"}


def told(following: Following) -> str:
    """ "a brief of business at 07:00 on weekdays (Europe/Paris), short; not: football; at most 4 an hour"."""
    head = ", ".join([_what(following), *_manner(following.manner)])
    return "; ".join([head, *_hours(following), *_filters(following.filters), *_limits(following)])


def _what(following: Following) -> str:
    topic = following.topic
    match following.kind:
        case Kind.BREAKING:
            return f"breaking news about {topic}" if topic else "all breaking news"
        case Kind.BRIEF:
            when = _when(following.schedule or MORNING)
            return f"a brief{f' of {topic}' if topic else ''} {when} ({following.zone})"
        case Kind.TOPIC:
            return f"every new story on {topic}"
        case Kind.STORY:
            return f"what is new in {topic}" if topic else "what is new in a story"
    assert_never(following.kind)


def _when(schedule: Schedule) -> str:
    """ "at 07:00 and 18:30 on weekdays"."""
    days = _GROUPS.get(schedule.days) or f"on {_and([_DAYS[day] for day in schedule.days])}"
    return f"at {_and([_clock(at) for at in schedule.times])} {days}"


def _manner(manner: Manner) -> Iterator[str]:
    if manner.length is not Length.MEDIUM:
        yield manner.length.value
    if manner.style is Style.HEADLINES:
        yield "headlines only"
    if manner.silent:
        yield "silent"
    if manner.threads:
        yield "a thread for each story"
    if manner.mention:
        yield f"calling {_called(manner.mention)}"


def _called(mention: str) -> str:
    """Numbers as they are; only of a role is said that it is one."""
    number = mention.strip("<@&>")
    return mention if not number.isdecimal() else f"the role {number}" if mention.startswith("<@&") else number


def _hours(following: Following) -> Iterator[str]:
    zone = "" if following.kind is Kind.BRIEF or following.zone == "UTC" else f" ({following.zone})"
    if quiet := following.quiet:
        yield f"quiet {_span(quiet)}{zone}, {_HUSHED[quiet.hush]}"


def _filters(filters: Filters) -> Iterator[str]:
    lists = (
        ("only", filters.words), ("not", filters.unwanted), ("beats", filters.beats), ("from", filters.outlets),
        ("not from", filters.barred), ("in", filters.languages),
    )  # fmt: skip
    yield from (f"{name}: {', '.join(listed)}" for name, listed in lists if listed)
    if filters.families:
        yield f"at least {filters.families} publisher{'s' if filters.families > 1 else ''}"
    if filters.urgency != UNLIKELY:
        yield f"urgency {filters.urgency} or more urgent"


def _limits(following: Following) -> Iterator[str]:
    if following.hourly != HOURLY:
        yield f"at most {following.hourly} an hour"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _span(quiet: Quiet) -> str:
    return f"{_clock(quiet.start)}-{_clock(quiet.end)}"


# --- as it is typed --------------------------------------------------------------------------------------------------


def typed(following: Following) -> str:
    """The line behind `subscribe KIND` that makes the same wish again; the topic last, quoted if need be."""
    wish, kind = Wish.of(following), following.kind
    parts = list(_parts(wish, kind))
    if not wish.topic:
        return " ".join(parts)
    plain = " ".join([*parts, wish.topic])
    return plain if _makes(plain, wish, kind) else " ".join([*parts, quoted(wish.topic)])


def _makes(line: str, wish: Wish, kind: Kind) -> bool:
    try:
        return read(kind, line) == replace(wish, schedule=wish.schedule or (MORNING if kind is Kind.BRIEF else None))
    except ValueError:
        return False


def _parts(wish: Wish, kind: Kind) -> Iterator[str]:
    if kind is Kind.BRIEF:
        schedule = wish.schedule or MORNING
        yield from map(_clock, schedule.times)
        if schedule.days != WEEK:
            short = ",".join(_DAYS[day][:3].lower() for day in schedule.days)
            yield _GROUPS.get(schedule.days, f"on days:{short}").removeprefix("on ")
    if wish.zone != "UTC":
        yield f"zone:{wish.zone}"
    if wish.quiet:
        hush = next(name for name, hush in HUSHES.items() if hush is wish.quiet.hush)
        yield f"quiet:{_span(wish.quiet)}{'' if wish.quiet.hush is Hush.HOLD else f',{hush}'}"
    yield from _typed_filters(wish.filters)
    if wish.hourly != HOURLY:
        yield f"max:{wish.hourly}"
    yield from _typed_manner(wish.manner)


def _typed_filters(filters: Filters) -> Iterator[str]:
    lists = {
        "words": filters.words, "not": filters.unwanted, "beats": filters.beats, "outlets": filters.outlets,
        "barred": filters.barred, "in": filters.languages,
    }  # fmt: skip
    yield from (f"{name}:{','.join(map(value, listed))}" for name, listed in lists.items() if listed)
    if filters.families:
        yield f"families:{filters.families}"
    if filters.urgency != UNLIKELY:
        yield f"urgency:{filters.urgency}"


def _typed_manner(manner: Manner) -> Iterator[str]:
    if manner.length is not Length.MEDIUM:
        yield manner.length.value
    if manner.style is not Style.FULL:
        yield manner.style.value
    if manner.mention:
        yield f"mention:{manner.mention}"
    yield from (name for name in ("silent", "threads") if getattr(manner, name))
