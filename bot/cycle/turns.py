"""One turn of the news cycle: wire -> archive -> stories.

    sources | poll | archive articles | place in arrival order | what is new, what was lost | archive all of it at once

Works on: the sources that are due and the archive.
Comes in: entries that outlets published since the last turn.
Goes out: articles and stories in the archive, with their histories and losses; a `Turnout` that says who answered.
Does not know: who reads, how anything is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import edition, wire
from bot.archive import Archive, Lease, Version
from bot.chronicle import History
from bot.cycle import settling
from bot.cycle.settling import Batch, Life
from bot.desk import DAY, STORIES
from bot.news import Article, Correction, Outlet, Source, SourceState, Story
from bot.stories import Window
from bot.wire.fetch import Fetcher

if TYPE_CHECKING:
    from bot.vectors import Vectors

QUORUM = 0.6
HOPELESS = 12
"""Failures in a row from the first on, after which a first brief no longer waits: there is no network."""
HORIZON = timedelta(days=4)
MOST_LIVE = 50_000
PLACED_AT_ONCE = 100
MEASURED = 200
"""Articles of one turn whose meaning is measured, each for some tenth of a second: a first turn brings more than a
thousand, and whoever waits for its brief gets it by words."""
FILLED = 24
FILL_SECONDS = 4.0
LEASE = timedelta(seconds=60)


@dataclass
class Turnout:
    """Who answered in this turn so far: counts of sources, of articles new or changed, and what failed."""

    asked: int = 0
    answered: int = 0
    arrived: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    listed: int = 0

    @property
    def failed(self) -> int:
        return len(self.errors)

    @property
    def offline(self) -> bool:
        """Most of the list was asked and nobody has answered: it is the network, not the sources."""
        return self.answered == 0 and self.asked > 0 and 2 * self.asked >= self.listed

    @property
    def quorate(self) -> bool:
        """Enough have answered for a first brief, or waiting for more is in vain."""
        settled = self.answered + self.failed >= self.asked
        return settled or self.answered >= QUORUM * self.asked or (self.offline and self.failed >= HOPELESS)


class Cycle:
    """The turns of one process. `progress` is called with the turnout after every source.

    With `vectors` articles are compared by their meaning too, the first `measured` of a turn.
    """

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        progress: Callable[[Turnout], None] = lambda _: None,
        vectors: Vectors | None = None,
        measured: int = MEASURED,
    ) -> None:
        self.archive = archive
        self.fetcher = fetcher
        self.clock = clock
        self.progress = progress
        self.vectors = vectors
        self.measured = measured
        self._outlets: dict[str, Outlet] = {}
        self._window: Window | None = None
        self._token = 0

    async def poll(self, sources: Sequence[Source], turnout: Turnout, ready: asyncio.Event) -> None:
        """Reads every due source and archives what came; sets `ready` at quorum or at the end.

        What has come in is kept when it comes: a turn cut short loses nothing that was read.
        """
        states = await self.archive.sources.states([s.url for s in sources])
        wanted = [s for s in sources if due(states.get(s.url), self.clock())]
        turnout.asked, turnout.listed = len(wanted), len(sources)
        await self.archive.outlets.put([s.outlet for s in sources])
        polled: list[SourceState] = []
        try:
            async for poll in wire.poll(wanted, states, self.fetcher, self.clock()):
                await self._take(poll, turnout, polled)
                if turnout.quorate:
                    ready.set()
        finally:
            await self.archive.sources.save(polled)
            ready.set()

    async def _take(self, poll: wire.Poll, turnout: Turnout, polled: list[SourceState]) -> None:
        if poll.articles:
            turnout.arrived += await self.archive.articles.put(poll.articles, self.clock())
        polled.append(poll.state)
        if poll.error:
            turnout.errors[poll.source.url] = f"{poll.source.outlet.name}: {poll.error}"
        else:
            turnout.answered += 1
        self.progress(turnout)

    async def place(self) -> int:
        """Places whatever arrived and is not yet placed; how many articles. One process does this at a time.

        Raises bot.archive.Leased while another does, or has taken over since.
        """
        placed = 0
        async with self.archive.lease("placement", LEASE) as lease:
            if lease.token != self._token + 1:
                self._window = None  # somebody else placed since we did
            self._token = lease.token
            while (arrivals := await self.archive.articles.unplaced(PLACED_AT_ONCE)).ids:
                window = await self._live()
                self._window = None  # until the batch is written the window is ahead of the archive
                versions = await self.archive.articles.versions(arrivals.ids)
                measured = frozenset(arrivals.ids[: max(0, self.measured - placed)])
                await self._settle(window, versions, arrivals.cursor, lease, measured)
                self._window = window
                placed += len(arrivals.ids)
        return placed

    async def _live(self) -> Window:
        """The window of live stories: ours while it is what the archive holds, else rebuilt from there."""
        outlets = await self.archive.outlets.all()
        self._outlets.clear()
        self._outlets |= outlets
        if self._window is not None:
            return self._window
        return await self._rebuilt(self.clock() - HORIZON)

    async def _rebuilt(self, since: datetime) -> Window:
        window = Window(self._outlets, HORIZON, taken=await self.archive.stories.taken(), vectors=self.vectors)
        live = await self.archive.stories.live(since, MOST_LIVE)
        slugs = [*(story.slug for story in reversed(live)), *await self.archive.stories.ended(since)]
        for evidence in await self.archive.stories.evidence(slugs):
            with suppress(ValueError):  # what cannot be read any more is as if absent, and holds up nothing
                window.load(evidence or b"")
        return window

    async def _settle(
        self, window: Window, versions: Sequence[Version], cursor: str, lease: Lease, measured: Container[str]
    ) -> None:
        """Places a batch and writes all that came of it in one step, with the cursor."""
        now = self.clock()
        texts = settling.texts(versions, now)
        printed = await self.archive.articles.printed(list(texts))
        batch = await self._placed(
            window, settling.ordered(window, versions, now, now - HORIZON, printed), now, measured
        )
        lives = await self._lives(window, batch, now)
        losses = await self._losses(batch, lives, now)
        ended = {slug: window.dump(slug) for slug in lives if window.story(slug) is None}
        told = [(life.story, window.dump(slug)) for slug, life in lives.items() if slug not in ended]
        await self.archive.stories.put(
            told, now, merged=batch.merged, cursor=cursor, lease=lease, losses=losses, ended=ended, placed=versions,
            printed=texts, histories={slug: life.history for slug, life in lives.items()},
        )  # fmt: skip

    async def _placed(
        self, window: Window, versions: Iterable[Version], now: datetime, measured: Container[str]
    ) -> Batch:
        """Every article of a batch in its story; others in this process get their turn in between."""
        placed = []
        for version in versions:
            able = version.article.id in measured
            if self.vectors is not None and able and (told := window.unmeasured(version.article)):
                await asyncio.to_thread(self.vectors.of, [told])
            placed.append((version, window.place(version.article, now, measured=able)))
            await asyncio.sleep(0)
        return settling.batch(window, placed)

    async def _lives(self, window: Window, batch: Batch, now: datetime) -> dict[str, Life]:
        """The stories of a batch with what it brought to them, also those that have no report left."""
        before = await self.archive.stories.get(batch.slugs)
        held = await self.archive.stories.histories(batch.concerned, History)
        kept = {slug: history for slug, history in zip(batch.concerned, held, strict=True) if history is not None}
        lives = {}
        for slug, known in zip(batch.slugs, before, strict=True):
            if (story := settling.standing(window.story(slug), known)) is not None:
                lives[slug] = settling.live(story, batch, kept, self._outlets, now)
                await asyncio.sleep(0)
        return lives

    async def _losses(self, batch: Batch, lives: Mapping[str, Life], now: datetime) -> list[Correction]:
        """What was published of these stories and lost its support, where a publisher changed what it had said."""
        losses = []
        changes = batch.changed()
        for slug, story, changed in [(slug, lives[slug].story, changes[slug]) for slug in changes if slug in lives]:
            worded = await self.archive.wordings.said([slug, *story.aliases])
            said = [sentence for wording in worded for sentence in wording.sentences]
            said += await self.archive.posts.spoken([slug, *story.aliases])
            losses += [loss for one in changed for loss in settling.losses(story, one, said, self._outlets, now)]
        return losses

    async def fill(self, seconds: float = FILL_SECONDS) -> int:
        """Reads the pages behind teasers, first for what is likely to be told; how many grew to full articles."""
        now = self.clock()
        choices = edition.choose(await self.archive.stories.live(now - DAY), now, limit=2 * STORIES)
        held = await self.archive.articles.get(_teasing([choice.story for choice in choices]))
        teasers = [a for a in held if a is not None and a.teaser and a.url][:FILLED]
        outlets = await self.archive.outlets.all()
        full = await self._pages(teasers, outlets, seconds)
        await self.archive.articles.put(full, now)
        return len(full)

    async def _pages(self, teasers: Sequence[Article], outlets: Mapping[str, Outlet], seconds: float) -> list[Article]:
        """What grew to full text within the time; the rest stays as it is, and the next turn tries again."""
        if not teasers:
            return []
        reading = [asyncio.create_task(wire.fill([a], self.fetcher, outlets, self.clock())) for a in teasers]
        done, late = await asyncio.wait(reading, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return [article for task in done for article in task.result() if not article.teaser]


def due(state: SourceState | None, now: datetime) -> bool:
    """Whether a source is to be asked again; one never asked is."""
    return state is None or state.due is None or state.due <= now


def _teasing(stories: Sequence[Story]) -> list[str]:
    """The articles of the stories, the leads first, then round by round."""
    ids: dict[str, None] = dict.fromkeys(story.lead for story in stories)
    for depth in range(max((len(s.articles) for s in stories), default=0)):
        ids |= dict.fromkeys(s.articles[-1 - depth] for s in stories if depth < len(s.articles))
    return list(ids)
