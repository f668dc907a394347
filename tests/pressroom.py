"""A newsroom to make journeys in: a real store, two publishers on loopback, a clock that moves when told.

    async with press(store, tmp_path, adapters) as room:
        room.publish("harbour", DAM_BREAKS)           # an outlet's feed has one item more
        await room.read()                             # the wire is read now, what breaks is on its way
        ...

The loops of `bot.newsroom` run as they do in `daybrief serve`, except that a round of the wire is made when asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from feedserver import Site, rss, serving

from bot.adapter import Adapter
from bot.archive import Archive
from bot.house import House, let_go
from bot.news import Outlet, Source
from bot.newsroom import Newsroom, Pauses
from bot.settings import Settings
from bot.store import Store

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
Report = tuple[str, ...]
"""A headline and its paragraphs."""

DAM = (
    "Dam failure above Korve kills 12",
    "A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.",
    "Rescuers pulled 40 people from the water, the fire service in Korve said.",
    "The dam was built in 1961 and was last inspected three years ago, the water board said.",
)
DAM_TOO = (
    "Twelve dead after dam above Korve fails",
    "Twelve people died when a dam failed above the town of Korve on Tuesday, according to the interior ministry.",
    "The fire service in Korve said 40 people were rescued from the water.",
    "Interior Minister Jon Reth travelled to Korve in the afternoon.",
)
VOTE = (
    "Senate of Ostrava brings down government by 52 votes to 48",
    "The Senate of Ostrava brought down the government by 52 votes to 48 on Monday, and the prime minister resigned.",
    "Finance Minister Ina Holt said there will be no budget this year.",
)
VOTE_TOO = (
    "Ostrava's government falls, 52 to 48",
    "The government of Ostrava fell on Monday when the Senate voted 52 to 48 against it; the prime minister resigned.",
    "There will be no budget this year, Finance Minister Ina Holt said.",
)
CHESS = (
    "Ilo Marr wins the Quay chess title",
    "Ilo Marr of Lanholm won the Quay chess title on Monday after a nine-hour final game.",
    "The 19-year-old beat the defending champion, Bea Tolland, by a single pawn.",
)


class Clock:
    """A time that moves when told."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Room:
    """An open newsroom beside its publishers."""

    house: House
    newsroom: Newsroom
    site: Site
    clock: Clock
    printed: dict[str, list[str]] = field(default_factory=dict)

    @property
    def archive(self) -> Archive:
        return self.house.archive

    def publish(self, outlet: str, report: Report, *, minutes_ago: float = 1.0) -> None:
        """The outlet's feed has one item more."""
        headline, *paragraphs = report
        when = format_datetime(self.clock() - timedelta(minutes=minutes_ago))
        body = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in paragraphs) * 2
        items = self.printed.setdefault(outlet, [])
        address = f"https://{outlet}.example/{len(items) + 1}"
        items.insert(
            0,
            f"<item><title>{headline}</title><link>{address}</link><guid>{address}</guid><pubDate>{when}</pubDate>"
            f"<description>{body}</description></item>",
        )
        self.site.body(f"/{outlet}", rss(items, outlet.title()), content_type="application/rss+xml")

    async def read(self, minutes: float = 60.0) -> None:
        """Time passes until every source is due again; one whole round of the wire is made."""
        self.clock.pass_(minutes=minutes)
        await self.newsroom.watch.turn()

    def list(self, *outlets: str) -> None:
        """The operator's sources from now on; each outlet is its own family."""
        sources = tuple(Source(self.site.url(f"/{o}"), Outlet(o, o.title(), language="en")) for o in outlets)
        self.house.sources = lambda: sources


@contextlib.asynccontextmanager
async def press(
    store: Store,
    home: Path,
    adapters: Callable[[House], Sequence[Adapter]],
    *,
    clock: Clock | None = None,
    settings: Settings | None = None,
    site: Site | None = None,
) -> AsyncIterator[Room]:
    """A running newsroom; leaving stops it as SIGTERM would. Entering again on the same store is a restart."""
    async with contextlib.AsyncExitStack() as stack:
        publisher = site or await stack.enter_async_context(serving())
        time = clock or Clock()
        given = settings or Settings(home=home)
        house = House(given, time, store, Archive(store.redis), "UTC", tuple, private=True, strangers=True)
        newsroom = Newsroom(house, adapters(house), Pauses(circulation=0.2))
        newsroom.loops = [loop for loop in newsroom.loops if loop.name not in ("wire", "guests")]
        room = Room(house, newsroom, publisher, time)
        room.list("harbour", "canal")
        running = asyncio.create_task(newsroom.run())
        stack.push_async_callback(let_go, running)
        yield room
