"""From the alert log to the outbox: who hears of what.

    alert log ──after the durable cursor──▶ followings that want it ──one row each──▶ outbox

Works on: the archive: its alerts, followings and outbox.
Comes in: alerts that were logged since the last turn.
Goes out: a row for every following that wants an alert, once whatever happens in between; the cursor, moved behind it.
Does not know: why a story broke, how a chat is reached, whether it is.
"""

from __future__ import annotations

import logging
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import groupby

from bot import edition
from bot.archive import Archive
from bot.news import Alert, Chat, Delivery, Following, Kind, Lane, Paused

log = logging.getLogger("daybrief")

BREAKS = timedelta(minutes=60)
"""How long after its release an alert is still worth sending."""
STALE = timedelta(hours=7)
"""An alert corroborated longer ago is told nobody: whoever was to tell it has been away."""
TRIAL, TRIALS = timedelta(days=1), timedelta(days=7)
"""How often, and for how long, a chat in which we may not write is tried again."""
KEPT = timedelta(days=30)
"""How long a resting following is kept."""
BATCH = 50


class Circulation:
    """The circulation of one archive. Several may run at once: what one has put out, another does not again."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.clock = clock
        self._purged: datetime | None = None

    async def turn(self) -> int:
        """Puts out what was logged since the last turn; how many rows were new. Raises StoreError."""
        await self._purge()
        new = 0
        cursor = await self.archive.alerts.cursor()
        if await self.archive.alerts.trimmed(cursor):
            log.error("circulation: alerts were cut from the log before they were put out; nobody is told of them")
        while logged := await self.archive.alerts.after(cursor, BATCH):
            for cursor, alert in logged:
                new += await self._put_out(alert)
                await self.archive.alerts.advance(cursor)
        return new

    async def _put_out(self, alert: Alert) -> int:
        """One alert to everybody who wants it. Stopped halfway, it is done again and adds what is missing."""
        now, new = self.clock(), 0
        if now - alert.at > STALE:
            log.warning("circulation: the alert of story %s lay for over %s and is told nobody", alert.slug, STALE)
            return 0
        wanted = Wanted(alert, now)
        async for batch in self.archive.followings.each(Kind.BREAKING):
            takers = list(wanted.among(batch))
            new += await self.archive.outbox.put([row(some, alert, now) for some in takers], now)
            for some in takers:
                if some[0].paused is not None:
                    await self.archive.followings.tried(some[0].chat, now)
        return new

    async def _purge(self) -> None:
        """Once a day: followings that have rested too long go."""
        now = self.clock()
        if self._purged is None or now - self._purged >= timedelta(days=1):
            await self.archive.followings.purge(now - KEPT)
            self._purged = now


class Wanted:
    """Who wants an alert. Topics are compared once each, for many chats follow the same."""

    def __init__(self, alert: Alert, now: datetime) -> None:
        self._alert = alert
        self._now = now
        self._topics: dict[str, bool] = {"": True}
        self._told: Chat | None = None

    def among(self, followings: Sequence[Following]) -> Iterator[list[Following]]:
        """Those who are to hear of it, a chat's together, for a chat hears it once. They stand together as given."""
        for chat, some in groupby(filter(self._wants, followings), lambda following: following.chat):
            if chat != self._told:
                self._told = chat
                yield list(some)

    def _wants(self, following: Following) -> bool:
        return following.made <= self._alert.at and listens(following, self._now) and self._on_topic(following.topic)

    def _on_topic(self, topic: str) -> bool:
        asked = topic.strip()
        if asked not in self._topics:
            item = self._alert.item
            self._topics[asked] = edition.on_topic(item.headline, self._alert.beats, asked)
        return self._topics[asked]


def listens(following: Following, now: datetime) -> bool:
    """Whether it hears of anything: it does not rest, or it rests for want of rights and its daily trial is due."""
    if following.paused is None:
        return True
    since = following.since or now
    last = following.tried or since
    return following.paused is Paused.RIGHTS and now - since <= TRIALS and now - last >= TRIAL


def row(takers: Sequence[Following], alert: Alert, now: datetime) -> Delivery:
    """The outbox row of an alert for a chat's followings. It is sent as long as one of them is left."""
    ids = sorted(taker.id for taker in takers)
    key = b32encode(sha256(f"{ids[0]}\n{alert.slug}".encode()).digest()).decode()[:20].lower()
    return Delivery(key, takers[0].chat, alert, Lane.BREAKING, " ".join(ids), now, now + BREAKS)
