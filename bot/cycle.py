"""One turn of the news cycle: wire -> archive -> stories.

    sources | poll | archive articles | place in arrival order | archive stories and evidence | word the next brief

Works on: the sources that are due and the archive.
Comes in: entries that outlets published since the last turn.
Goes out: articles and stories in the archive; a `Turnout` that says who answered.
Does not know: who reads, how anything is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import edition, wire
from bot.archive import Archive, Lease
from bot.desk import DAY, STORIES
from bot.news import Article, Outlet, Source, SourceState, Story
from bot.stories import Window
from bot.wire.fetch import Fetcher

QUORUM = 0.6
HOPELESS = 12
"""Failures in a row from the first on, after which a first brief no longer waits: there is no network."""
HORIZON = timedelta(days=4)
PLACED_AT_ONCE = 100
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
    """The turns of one process. `progress` is called with the turnout after every source."""

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        clock: Callable[[], datetime],
        progress: Callable[[Turnout], None] = lambda _: None,
    ) -> None:
        self.archive = archive
        self.fetcher = fetcher
        self.clock = clock
        self.progress = progress
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

        Raises bot.archive.Leased while another does.
        """
        placed = 0
        async with self.archive.lease("placement", LEASE) as lease:
            window = await self._live(lease)
            while (arrivals := await self.archive.articles.unplaced(PLACED_AT_ONCE)).ids:
                found = await self.archive.articles.get(arrivals.ids)
                await self._settle(window, [a for a in found if a is not None], arrivals.cursor, lease)
                placed += len(arrivals.ids)
                await asyncio.sleep(0)  # others in this process get their turn between batches
        return placed

    async def _live(self, lease: Lease) -> Window:
        """The window of live stories: ours when nobody placed since we did, else rebuilt from the archive."""
        if self._window is None or lease.token != self._token + 1:
            now = self.clock()
            window = Window(await self.archive.outlets.all(), HORIZON)
            live = await self.archive.stories.live(now - HORIZON)
            for evidence in await self.archive.stories.evidence([s.slug for s in reversed(live)]):
                if evidence is not None:
                    window.load(evidence)
            self._window = window
        self._token = lease.token
        return self._window

    async def _settle(self, window: Window, articles: Sequence[Article], cursor: str, lease: Lease) -> None:
        """Places a batch and writes stories, evidence, merges and cursor in one step."""
        now = self.clock()
        touched: dict[str, None] = {}
        merged: dict[str, str] = {}
        for article in sorted(articles, key=lambda a: a.when or now):
            if article.when is not None and article.when < now - HORIZON:
                continue  # kept for questions; too old to be news
            placed = window.place(article, now)
            touched[placed.slug] = None
            merged |= dict.fromkeys(placed.merged, placed.slug)
        told = [(s, window.dump(s.slug)) for slug in touched if (s := window.story(window.resolve(slug))) is not None]
        merged = {slug: window.resolve(into) for slug, into in merged.items()}
        unique = {story.slug: (story, evidence) for story, evidence in told}
        await self.archive.stories.put(list(unique.values()), now, merged=merged, cursor=cursor, lease=lease)

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
