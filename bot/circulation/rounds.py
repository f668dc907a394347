"""From the alert log to the outbox: who hears of what.

    alert log ──after the durable cursor──▶ followings that want it ──one row each──▶ outbox

Works on: the archive: its alerts, followings and outbox.
Comes in: alerts that were logged since the last turn.
Goes out: a row for every following that wants an alert, once whatever happens in between; the cursor, moved behind it.
Does not know: why a story broke, how a chat is reached, whether it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.archive import Archive, Withheld
from bot.circulation.rows import headed, over, row
from bot.news import Alert, Kind
from bot.wanted import Hold, Leave, Taken, Wanted, kinds

log = logging.getLogger("daybrief")

STALE = timedelta(hours=7)
"""An alert of what became known longer ago is told nobody: whoever was to tell it has been away."""
KEPT = timedelta(days=30)
"""How long a resting following is kept."""
OVER = timedelta(days=4)
"""A story that nobody has reported on for so long is over."""
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
        for kind in kinds(alert.occasion):
            async for batch in self.archive.followings.each(kind):
                new += await self._placed(list(wanted.among(batch)), alert, now)
        return new

    async def _placed(self, taken: list[Taken], alert: Alert, now: datetime) -> int:
        said = {topic: headed(alert, topic) for topic in {one.topic for one in taken}}
        rows = [row(one, said[one.topic], now) for one in taken if not isinstance(one.verdict, Leave)]
        new = await self.archive.outbox.put(rows, now)
        reasons = [(t.chat, t.verdict.reason) for t in taken if isinstance(t.verdict, Hold | Leave)]
        await self.archive.withheld.keep([Withheld(chat, alert.slug, reason, now) for chat, reason in reasons])
        for one in taken:
            if one.takers[0].paused is not None:
                await self.archive.followings.tried(one.chat, now)
        return new

    async def _purge(self) -> None:
        """Once a day: followings that have rested too long go, and those of stories that are over."""
        now = self.clock()
        if self._purged is None or now - self._purged >= timedelta(days=1):
            await self.archive.followings.purge(now - KEPT)
            await self._end_stories(now)
            self._purged = now

    async def _end_stories(self, now: datetime) -> None:
        """Whoever follows a story that is over is told so, and follows it no longer."""
        async for batch in self.archive.followings.each(Kind.STORY):
            slugs = list(dict.fromkeys(following.topic for following in batch))
            held = dict(zip(slugs, await self.archive.stories.several(slugs), strict=True))
            for following in batch:
                story = held[following.topic]
                if now - (story.updated if story else following.made) > OVER:
                    await self.archive.outbox.put([over(following, now)], now)
                    await self.archive.followings.remove(following.id)
