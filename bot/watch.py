"""The watch: the wire is read round after round, and what breaks is logged.

    due sources | poll, placing meanwhile | fill | place | judge what is corroborated | alert log | word the next brief

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
from bot.archive.alerts import Told
from bot.chronicle import History
from bot.cycle import Cycle, Turnout
from bot.desk import Desk
from bot.news import Occasion, Outlet, Source, Story
from bot.pursuit import Pursuit
from bot.wire.fetch import Fetcher

if TYPE_CHECKING:
    from bot.vectors import Vectors

LEASE = timedelta(seconds=60)
PLACING = 2.0
"""Seconds between placings while sources are still being read: what breaks does not wait for the slowest of them."""
LOOKED = 20_000
"""Stories of which it is remembered here that a revision of theirs is no alert."""
PASSING = frozenset({"embargoed", "future", "cooldown"})
"""What keeps a story from being told for now: time alone may mend it."""
Marks = Mapping[Occasion, Told]


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
        self._pursuit = Pursuit(archive, desk)
        self._judged: dict[str, int] = {}
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
        """Logs an alert for every story that deserves one, or deserves another; how many.

        All live stories are looked at each time, but for revisions found wanting here: one that was placed just before
        a crash is not forgotten.
        """
        now = self.clock()
        live = await self.archive.stories.live(now - breaking.NEWS)
        logged = await self._break(live, now)
        logged += await self._pursuit.turn(live, now)
        if logged:
            self.heard()
        return logged

    async def _break(self, live: Sequence[Story], now: datetime) -> int:
        several = [story for story in live if len(story.families) >= breaking.FAMILIES]
        new = [story for story in several if self._judged.get(story.slug) != story.revision]
        marks = await self.archive.alerts.alerted([story.slug for story in new])
        outlets = await self.archive.outlets.all() if new else {}
        logged = 0
        for story in new:
            told = _told(marks.get(story.slug, {}))
            verdict = await self._verdict(story, told, outlets, now)
            if verdict.alert and verdict.at is not None:
                logged += await self._log(story, told, verdict.at, verdict)
            elif not PASSING & {reason.code for reason in verdict.reasons}:
                self._remember(story)
        return logged

    def _remember(self, story: Story) -> None:
        self._judged.pop(story.slug, None)
        while len(self._judged) >= LOOKED:
            del self._judged[next(iter(self._judged))]
        self._judged[story.slug] = story.revision

    async def _verdict(
        self, story: Story, told: Told | None, outlets: Mapping[str, Outlet], now: datetime
    ) -> breaking.Verdict:
        found = [article for article in await self.archive.articles.get(story.articles) if article is not None]
        if told is None:
            return breaking.judge(story, found, outlets, now)
        (history,) = await self.archive.stories.histories([story.slug], History)
        return breaking.again(story, history.developments if history else (), told, now, found, outlets)

    async def _log(self, story: Story, told: Told | None, at: datetime, verdict: breaking.Verdict) -> bool:
        """An alert of what breaks; of what is new in a story that was told, where it can be said by itself."""
        why, urgency = verdict.reasons, verdict.urgency
        if told is None:
            alert = await self.desk.alert(story, at, why, urgency=urgency)
        else:
            update = Occasion.UPDATE
            since = told.revision or None
            alert = await self.desk.alert(story, at, why, occasion=update, urgency=urgency, since=since)
            if alert is None and since is not None:  # what changed it is no development of its history
                alert = await self.desk.alert(story, at, why, occasion=update, urgency=urgency)
        return alert is not None and await self.archive.alerts.append(alert)


def _told(marks: Marks) -> Told | None:
    """When a story was last told because it broke, or broke anew; None where it was not."""
    told = [marks[occasion] for occasion in (Occasion.BREAKING, Occasion.UPDATE) if occasion in marks]
    return max(told, key=lambda mark: mark.at, default=None)
