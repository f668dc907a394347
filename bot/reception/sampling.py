"""What a subscription would bring: one now, or what it would have brought this week.

Works on: the alert log, the stories of a chat's desk.
Comes in: one following of a chat.
Goes out: a brief, a story opened, or the next times it is due.
Does not know: the outbox; nothing that is shown here counts against an hour or is held back.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import assert_never

from bot import schedule, wishes
from bot.archive import Archive
from bot.desk import DAY, Desk
from bot.news import Alert, Brief, Following, Item, Kind, Notice, Piece, Reason
from bot.reception.asker import Asker
from bot.reception.memory import PREVIEW
from bot.wanted import Hold, Leave, Send, Wanted, kinds

WEEK = 7 * DAY
SHOWN = 20
"""Alerts of a week that are shown; of the others it is said how many they are."""
SLOTS = 5
HOUR = timedelta(hours=1)
BATCH = 200


class Sampling:
    """`desk_of` gives the desk of whoever asks."""

    def __init__(
        self, archive: Archive, clock: Callable[[], datetime], desk_of: Callable[[Asker], Awaitable[Desk]]
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.desk_of = desk_of

    async def now(self, following: Following, asker: Asker) -> Piece:
        """What it would bring at this moment."""
        desk = await self.desk_of(asker)
        if following.kind is Kind.STORY:
            return await desk.story(str(asker.seen_by), following.topic, person=asker.person)
        told = None if desk.shelf.fictional else await self.archive.seen.of(asker.seen_by)
        return await desk.briefed(replace(following, chat=asker.seen_by), told)

    async def week(self, following: Following, asker: Asker) -> Piece:
        """What it would have brought in the last seven days; of a brief, when the next ones come."""
        match following.kind:
            case Kind.BRIEF:
                return self._slots(following)
            case Kind.STORY:
                return await self.now(following, asker)
            case Kind.TOPIC:
                desk = await self.desk_of(asker)
                return await desk.brief(
                    str(asker.seen_by), topic=following.topic, since=WEEK, stories=SHOWN, zone=following.zone
                )
            case Kind.BREAKING:
                made = await self._alerts(following)
                await (await self.desk_of(asker)).lists(str(asker.seen_by), made, person=asker.person)
                return made
        assert_never(following.kind)

    def _slots(self, following: Following) -> Notice:
        hours = following.schedule
        coming = islice(schedule.slots(hours, following.zone, self.clock()), SLOTS) if hours else ()
        lines = [f"{slot.at.astimezone(schedule.zoned(following.zone)):%A, %d %B, %H:%M}" for slot in coming]
        return Notice("\n".join([f"The next of {wishes.told(following)}:", *lines]))

    async def _alerts(self, following: Following) -> Brief:
        """The alerts of a week as it would have had them."""
        now = self.clock()
        always = replace(following, made=now - WEEK, paused=None)
        sent, left, hour = list[Item](), Counter[str](), deque[datetime]()
        async for alert in self._logged(now - WEEK, following.kind):
            match Wanted(alert, alert.at).of(always):
                case Leave(reason):
                    left[reason.detail] += 1
                case Hold(until, reason):
                    sent.append(_noted(alert, f"held until {_local(until, following)}", reason))
                case Send() if _full(hour, alert.at, following.hourly):
                    sent.append(_noted(alert, "held, for the hour had its fill", Reason("cap", "")))
                case Send():
                    sent.append(_noted(alert, f"sent {_local(alert.at, following)}", None))
        beyond = (f"{len(sent) - SHOWN} more are not shown.",) if len(sent) > SHOWN else ()
        told = wishes.told(following)
        none = () if sent else ("It would have sent nothing.",)
        notes = (f"The last seven days of this subscription: {told}.", *none, *beyond)
        notes += tuple(f"Left out: {count} ({why})." for why, count in left.most_common(SLOTS))
        return Brief(PREVIEW, now, tuple(reversed(sent))[:SHOWN], beat=following.topic, notes=notes)

    async def _logged(self, since: datetime, kind: Kind) -> AsyncIterator[Alert]:
        cursor = f"{int(since.timestamp() * 1000)}-0"
        while logged := await self.archive.alerts.after(cursor, BATCH):
            for _, alert in logged:
                if kind in kinds(alert.occasion):
                    yield alert
            cursor = logged[-1][0]


def _full(hour: deque[datetime], at: datetime, most: int) -> bool:
    """Whether the hour before had its fill; else one more is in it."""
    while hour and at - hour[0] >= HOUR:
        hour.popleft()
    if most and len(hour) >= most:
        return True
    hour.append(at)
    return False


def _noted(alert: Alert, note: str, reason: Reason | None) -> Item:
    """An alert's story in one sentence, with what would have become of it."""
    item = alert.item
    reasons = (*item.reasons, *([reason] if reason else []))
    return replace(item, sentences=item.sentences[:1], note=note, changed=(), reasons=reasons)


def _local(at: datetime, following: Following) -> str:
    return f"{at.astimezone(schedule.zoned(following.zone)):%a %H:%M}"
