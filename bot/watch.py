"""The watch: the wire is read round after round, and what breaks is logged.

    due sources | poll, placing meanwhile | fill | place | word the next brief | judge what is corroborated | alert log

Works on: the archive, the desk's stories.
Comes in: a call for every round.
Goes out: articles and stories in the archive, alerts in its log, the record of how the round went.
Does not know: who follows, how an alert reaches anybody. Unlike a first brief it never puts fiction on the desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from bot import breaking
from bot.archive import Archive, Leased, Turned
from bot.cycle import Cycle, Turnout
from bot.desk import Desk
from bot.news import Outlet, Source, Story
from bot.wire.fetch import Fetcher

if TYPE_CHECKING:
    from bot.vectors import Vectors

LEASE = timedelta(seconds=60)
PLACING = 2.0
"""Seconds between placings while sources are still being read: what breaks does not wait for the slowest of them."""
CORROBORATED = 2


class Watch:
    """Rounds of one process; of several processes on one archive one at a time is on watch."""

    def __init__(
        self,
        archive: Archive,
        desk: Desk,
        listed: Callable[[], Awaitable[Sequence[Source]]],
        clock: Callable[[], datetime],
        *,
        private: bool = False,
        heard: Callable[[], None] = lambda: None,
        vectors: Vectors | None = None,
    ) -> None:
        self.archive = archive
        self.desk = desk
        self.listed = listed
        self.clock = clock
        self.private = private
        self.heard = heard
        self._cycle = Cycle(archive, Fetcher(private=private), clock, vectors=vectors)

    async def turn(self) -> None:
        """One round, unless another process is on watch."""
        try:
            async with self.archive.lease("watch", LEASE):
                await self._round(await self.listed())
        except Leased as taken:
            if taken.name != "watch":
                raise

    async def _round(self, sources: Sequence[Source]) -> None:
        turnout, quorum = Turnout(), asyncio.Event()
        async with Fetcher(private=self.private) as reader:
            self._cycle.fetcher = reader
            polling = asyncio.create_task(self._cycle.poll(sources, turnout, quorum))
            try:
                while not polling.done():
                    await asyncio.wait([polling], timeout=PLACING)
                    await self._press()
                polling.result()
                await self._press()  # what came in while the last of it was being placed
            finally:
                polling.cancel()
                await asyncio.gather(polling, return_exceptions=True)
            if await self._cycle.fill():
                await self._press()
        await self.judge()
        await self._conclude(turnout)
        await self.desk.prepare()
        await self.desk.warm()

    async def _press(self) -> None:
        """Places what has come in, and logs what breaks."""
        try:
            placed = await self._cycle.place()
        except Leased:
            return  # another Daybrief of this archive is placing; its stories are judged at the end of the round
        if placed:
            await self.judge()

    async def _conclude(self, turnout: Turnout) -> None:
        previous = await self.archive.turns.last()
        if previous is not None and not turnout.asked:  # nobody was due: what was known of the network still holds
            await self.archive.turns.keep(msgspec.structs.replace(previous, at=self.clock()))
            return
        late = max(0, turnout.asked - turnout.answered - turnout.failed)
        await self.archive.turns.keep(
            Turned(self.clock(), turnout.asked, turnout.failed, late, offline=turnout.offline)
        )

    async def judge(self) -> int:
        """Logs an alert for every story that deserves one and never had one; how many.

        All live stories are looked at each time: one that was placed just before a crash is not forgotten.
        """
        now = self.clock()
        live = await self.archive.stories.live(now - breaking.NEWS)
        several = [story for story in live if len(story.families) >= CORROBORATED]
        marked = await self.archive.alerts.alerted([story.slug for story in several])
        outlets = await self.archive.outlets.all() if len(marked) < len(several) else {}
        logged = 0
        for story in several:
            if story.slug not in marked:
                logged += await self._judge(story, outlets, now)
        if logged:
            self.heard()
        return logged

    async def _judge(self, story: Story, outlets: Mapping[str, Outlet], now: datetime) -> bool:
        found = await self.archive.articles.get(story.articles)
        verdict = breaking.judge(story, [a for a in found if a is not None], outlets, now)
        if not verdict.alert or verdict.at is None:
            return False
        alert = await self.desk.alert(story, verdict.at, verdict.reasons)
        return alert is not None and await self.archive.alerts.append(alert)
