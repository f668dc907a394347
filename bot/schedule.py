"""When a brief is due, and when a chat is left alone.

Works on: a schedule or quiet hours, a time zone, an instant.
Comes in: the same, as values.
Goes out: slots, each with the instant it falls due; the instant at which quiet hours end, and what becomes of news.
Does not know: the clock, the store, who follows what, what was sent before.

A local time is reached once on a local date: where clocks go back and show it twice, the first time; where they go
forward and skip it, at the first instant after the gap. A date that a zone leaves out has neither slots nor quiet
hours. So slots in order of their local times never fall due out of order, and those skipped by one gap fall due
together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count, groupby, takewhile
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.news import Following, Hush, Quiet, Schedule

CATCH_UP = timedelta(hours=6)
"""A brief that could not come is still worth sending this long after it fell due."""
BULLETIN = 2
"""The IPTC urgency that passes quiet hours where only what is critical may: a flash (1) or a bulletin (2)."""
_PROMPT, _SECOND, _DAY = timedelta(0), timedelta(seconds=1), timedelta(days=1)
_MINUTE = 60_000
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A brief of a schedule: its local date and time, and the instant (UTC) it falls due."""

    day: date
    clock: time
    at: datetime

    @property
    def key(self) -> str:
        """What names the slot among those of its following: "2026-11-30T07:00", in local time."""
        return f"{self.day.isoformat()}T{self.clock:%H:%M}"


@dataclass(frozen=True, slots=True)
class Silence:
    """News must not come now: it is held or dropped. The quiet hours under way end at `until`."""

    hush: Literal[Hush.HOLD, Hush.DROP]
    until: datetime


def zoned(name: str) -> ZoneInfo:
    """The time zone of an IANA name; raises ValueError, in words for people, for one nobody knows."""
    try:
        return ZoneInfo(name if _ZONE.fullmatch(name) else "?")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name[:64]!r}: use a name such as Europe/Paris or UTC") from None


def spread(following: str) -> timedelta:
    """By how much a following's briefs are late, under a minute and always the same: not all of them come at once."""
    return timedelta(milliseconds=int.from_bytes(sha256(following.encode()).digest()[:8]) % _MINUTE)


def slots(schedule: Schedule, zone: str, after: datetime, late: timedelta = _PROMPT) -> Iterator[Slot]:
    """The slots that fall due after an instant, in order and without end. `late` is added to when they do."""
    place = zoned(zone)
    shown = (after - late).astimezone(place).replace(tzinfo=None)
    for day in map(date.fromordinal, count(shown.toordinal())):
        if day.weekday() not in schedule.days:
            continue
        for clock in schedule.times:
            # Until clocks showed a time it was not reached; what they showed may have been reached before.
            if datetime.combine(day, clock, None) <= shown:
                continue
            at = _reached(day, clock, place)
            if at is not None and at + late > after:
                yield Slot(day, clock, at + late)


def following_slot(schedule: Schedule, zone: str, after: datetime, late: timedelta = _PROMPT) -> Slot:
    """The next slot that falls due after an instant; of several that one gap put together, the last."""
    _, together = next(groupby(slots(schedule, zone, after, late), key=lambda slot: slot.at))
    return deque(together, maxlen=1)[0]


def upcoming(following: Following, after: datetime) -> datetime | None:
    """When the next brief of a following is due; None where it has no schedule."""
    if following.schedule is None:
        return None
    return following_slot(following.schedule, following.zone, after, spread(following.id)).at


def missed(schedule: Schedule, zone: str, last: datetime, now: datetime, late: timedelta = _PROMPT) -> Slot | None:
    """Which brief to send at `now` if all was done at `last`: the latest slot due since, None where that is too old.

    After an outage there is one brief, not one for each slot; and at any instant at most one, under the same key
    whoever asks.
    """
    since = max(last, now - CATCH_UP - timedelta.resolution)
    due = deque(takewhile(lambda slot: slot.at <= now, slots(schedule, zone, since, late)), maxlen=1)
    return due[0] if due else None


def quiet(hours: Quiet | None, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours under way end, None where there are none. They last a day at most, and end after `now`."""
    if hours is None:
        return None
    place = zoned(zone)
    today = now.astimezone(place).date()
    # Hours that began when clocks showed tomorrow, before they went back; or before a date that was left out.
    for distance in (0, -1, 1, -2):
        start, end = _hours(hours, place, today + distance * _DAY) or (now, now)
        if start <= now < end:
            return end
    return None


def quietly(hours: Quiet | None, zone: str, now: datetime, urgency: int) -> Silence | None:
    """What becomes of news of an IPTC urgency, None where it may come now."""
    until = quiet(hours, zone, now)
    if hours is None or until is None:
        return None
    match hours.hush:
        case Hush.CRITICAL:
            return None if urgency <= BULLETIN else Silence(Hush.HOLD, until)
        case Hush.HOLD | Hush.DROP as hush:
            return Silence(hush, until)


def _reached(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The first instant at which a zone's clocks show a time of a date or have skipped it; None without such a date."""
    local = datetime.combine(day, clock, zone).replace(fold=0)
    at = local.astimezone(UTC)
    if at.astimezone(zone) == local:  # Within one zone what clocks show is compared.
        return at
    at = _after_gap(local)
    midnight = at if clock == time.min else _reached(day, time.min, zone)
    return at if midnight and midnight.astimezone(zone).date() == day else None


def _after_gap(local: datetime) -> datetime:
    """The instant at which clocks went forward over a local time: read with the later offset it lies before that."""
    before, behind = local.replace(fold=1).astimezone(UTC), local.astimezone(UTC)
    gap = range(int((behind - before).total_seconds()))
    return before + _SECOND * bisect_left(
        gap, True, key=lambda s: (before + s * _SECOND).astimezone(local.tzinfo) > local
    )


def _hours(hours: Quiet, zone: ZoneInfo, day: date) -> tuple[datetime, datetime] | None:
    """The quiet hours that begin on a date; those past midnight end on the next date that there is."""
    start = _reached(day, hours.start, zone)
    if start is None:
        return None
    end = _reached(day, hours.end, zone) if hours.start < hours.end else None
    while end is None:
        day += _DAY
        end = _reached(day, hours.end, zone)
    return start, min(end, start + _DAY)
