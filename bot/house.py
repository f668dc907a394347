"""Opens the house: settings become a store, an archive, a wire and a desk; and puts the first brief's news on the desk.

Works on: settings and a clock.
Comes in: nothing; this is the composition root's builder.
Goes out: a `House` for as long as it is held open, and a `FrontPage`: a desk with news on it.
Does not know: streams, arguments, platforms.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import msgspec

from bot import store, writers
from bot.archive import Archive, Leased, Turned
from bot.desk import DAY, Common, Desk
from bot.news import Source
from bot.settings import Settings
from bot.shelf import Archived

if TYPE_CHECKING:
    from bot.cycle import Cycle, Turnout
    from bot.guests import Guests
    from bot.reception import Reception
    from bot.vectors import Vectors
    from bot.watch import Watch
    from bot.wording.writing import Writing

P = ParamSpec("P")
T = TypeVar("T")

SAMPLE = "sample"
DEADLINE = 5.0
AT_ONCE = 24
"""Articles whose meaning is measured while a reader waits for the first brief: some two seconds."""
FRESH = timedelta(minutes=15)
FRESH_OFFLINE = timedelta(minutes=2)
SAMPLE_LIFE = timedelta(hours=6)
PRINTING = timedelta(seconds=15)
INSISTING = 1.0
"""Seconds after which a task that was called off is asked again."""
WAITING = 0.05
"""Seconds between looks at whether another Daybrief has printed the sample."""
OFFLINE = "No network: this is the fictional sample wire."
OFFLINE_STORED = "No network: this is what was stored before."


def utc_now() -> datetime:
    """The time. The only place that asks the machine for it."""
    return datetime.now(UTC)


def system_zone() -> str:
    """The IANA name of the machine's zone; UTC where it has none."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (LookupError, ValueError, OSError):
        return "UTC"


async def let_go(task: asyncio.Task[Any]) -> None:
    """Calls a task off and waits until it has ended. It is asked again until it does: a library may swallow a call."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=INSISTING)
    if not task.cancelled():
        task.exception()  # looked at, so that nobody is told that it never was


@dataclass
class FrontPage:
    """A desk with news on it, and what a reader should know beside it.

    `rest` is still reading the sources that were late; awaiting it gives how many articles it placed.
    """

    desk: Desk
    notes: tuple[str, ...] = ()
    rest: asyncio.Task[int] | None = None


@dataclass
class House:
    """What is open: the archive of the wire, and beside it that of the fictional sample."""

    settings: Settings
    clock: Callable[[], datetime]
    store: store.Store
    archive: Archive
    zone: str
    sources: Callable[[], tuple[Source, ...]]
    private: bool = False
    strangers: bool = False
    """Whether sources that chats add may be at private addresses: only where every chat is the operator's own."""
    commons: dict[bool, Common] = field(default_factory=dict)
    """What the desks over the wire share, and what those over the sample do."""

    def desk(self, *, fictional: bool = False) -> Desk:
        """A desk over the stored wire, or over the stored sample."""
        archive = self.archive.realm(SAMPLE) if fictional else self.archive
        shelf = Archived(archive, self.listed, fictional=fictional)
        common, held = self.commons.setdefault(fictional, Common()), self.settings
        return Desk(shelf, self.clock, zone=self.zone, language=held.language, common=common, writing=self.writing)

    @cached_property
    def writing(self) -> Writing | None:
        """The one model of this process, where one is set; it is closed with the house."""
        return writers.metered(self.settings, self.archive.usage, self.clock)

    def guests(self) -> Guests:
        """The chats' own sources. What a stranger names is never looked for at a private address."""
        from bot.guests import Guests
        from bot.wire.fetch import Fetcher

        return Guests(self.archive, lambda: Fetcher(private=self.strangers), self.clock)

    def watch(self, heard: Callable[[], None] = lambda: None, desk: Desk | None = None) -> Watch:
        """The rounds of the wire that a newsroom makes; `heard` is called when an alert was logged.

        `desk` is the one that chats ask: what it has to have read is read before anybody asks.
        """
        from bot.watch import Watch

        return Watch(
            self.archive, desk or self.desk(), self.listed, self.clock, private=self.private, heard=heard,
            vectors=self.vectors(),
        )  # fmt: skip

    def vectors(self) -> Vectors | None:
        """What compares articles by meaning, where it is installed and not turned off."""
        from bot import vectors

        return vectors.available() if self.settings.vectors else None

    def reception(self, desk: Desk | None = None) -> Reception:
        """What chats talk to. `desk` is what the terminal reads in place of the stored wire."""
        from bot.reception import Reception

        guests = self.guests()
        return Reception(
            self.archive, self.settings, self.clock, self.zone, self.listed, guests.fetcher, guests.place, desk,
            self.writing,
        )  # fmt: skip

    async def current(self) -> Desk:
        """The desk whose brief was shown last, without reading anything."""
        last = await self.archive.turns.last()
        return self.desk(fictional=last is not None and last.fictional)

    async def front_page(self, progress: Callable[[Turnout], None] = lambda _: None) -> FrontPage:
        """News for a brief: what is stored when it is fresh, else a turn of the cycle up to its deadline."""
        last = await self.archive.turns.last()
        now = self.clock()
        if last is not None and now - last.at < (FRESH_OFFLINE if last.offline else FRESH):
            return FrontPage(self.desk(fictional=last.fictional), _said(last, reading=False))
        return await self._turn(progress)

    async def _turn(self, progress: Callable[[Turnout], None]) -> FrontPage:
        from bot.cycle import Cycle, Turnout
        from bot.wire.fetch import Fetcher

        turnout, ready, sources = Turnout(), asyncio.Event(), await self.listed()
        async with contextlib.AsyncExitStack() as stack:
            fetcher = await stack.enter_async_context(Fetcher(private=self.private))
            cycle = Cycle(self.archive, fetcher, self.clock, progress, self.vectors(), AT_ONCE)
            polling = asyncio.create_task(cycle.poll(sources, turnout, ready))
            stack.push_async_callback(let_go, polling)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DEADLINE):
                    await ready.wait()
            if polling.done():
                polling.result()
            await self._press(cycle)
            last = await self._conclude(turnout)
            rest = asyncio.create_task(self._rest(polling, cycle, turnout, stack.pop_all()))
            try:
                await asyncio.sleep(0)  # it has begun now: called off at once, it still closes what it was given
            except asyncio.CancelledError:
                await let_go(rest)
                raise
        return FrontPage(self.desk(fictional=last.fictional), _said(last, reading=True), rest)

    async def _press(self, cycle: Cycle) -> int:
        """Places what came, fills what is likely to be told, places that too."""
        try:
            placed = await cycle.place()
            if await cycle.fill():
                await cycle.place()
        except Leased:
            return 0  # another Daybrief of this archive is placing; its stories are ours to read
        return placed

    async def _rest(
        self, polling: asyncio.Task[None], cycle: Cycle, turnout: Turnout, stack: contextlib.AsyncExitStack
    ) -> int:
        """What joins later: the sources that were late."""
        async with stack:
            await polling
            placed = await self._press(cycle)
            await self._conclude(turnout)
            await self.desk().prepare()
            return placed

    async def follow(
        self, page: FrontPage, joined: Callable[[int], None], pause: float = FRESH.total_seconds()
    ) -> None:
        """Keeps a desk that is left open up to date, a turn a quarter of an hour; `joined` hears of new articles."""
        rest, watch = page.rest, self.watch()
        while True:
            with contextlib.suppress(store.StoreError):  # a reader hears of it when asking; the next turn tries again
                if rest is not None and (placed := await rest):
                    joined(placed)
                await watch.judge()
            rest = None
            await asyncio.sleep(pause)
            with contextlib.suppress(store.StoreError):
                rest = (await self._turn(lambda _: None)).rest

    async def _conclude(self, turnout: Turnout) -> Turned:
        """Keeps how the turn went; without a network and without stored news the sample stands in."""
        previous = await self.archive.turns.last()
        if previous is not None and not turnout.asked:  # nobody was due: what was known of the network still holds
            await self.archive.turns.keep(last := msgspec.structs.replace(previous, at=self.clock()))
            return last
        fictional = False
        if not turnout.answered and not await self.archive.stories.live(self.clock() - DAY):
            await self.print_sample()
            fictional = True
        last = Turned(
            at=self.clock(), asked=turnout.asked, failed=turnout.failed, offline=turnout.offline, fictional=fictional,
            late=max(0, turnout.asked - turnout.answered - turnout.failed),
        )  # fmt: skip
        await self.archive.turns.keep(last)
        return last

    async def print_sample(self) -> None:
        """Puts the sample wire on its own shelf; a recent one is left standing, one being printed is waited for."""
        while not await self._sample_stands():
            try:
                async with self.archive.lease(SAMPLE, PRINTING):
                    if not await self._sample_stands():
                        await self._print_sample()
            except Leased:
                await asyncio.sleep(WAITING)

    async def _sample_stands(self) -> bool:
        printed = await self.archive.realm(SAMPLE).turns.last()
        return printed is not None and self.clock() - printed.at < SAMPLE_LIFE

    async def _print_sample(self) -> None:
        """The whole sample, its times relative to now; the mark that it stands comes last."""
        from bot.cycle import Cycle
        from bot.wire import sample
        from bot.wire.fetch import Fetcher

        archive = self.archive.realm(SAMPLE)
        now = self.clock()
        await archive.forget(everything=True)
        await archive.outlets.put(list(sample.outlets().values()))
        await archive.articles.put(sample.articles(now), now)
        await Cycle(archive, Fetcher(), self.clock).place()
        await self.desk(fictional=True).prepare()
        await archive.turns.keep(Turned(at=now, fictional=True))

    async def listed(self) -> Sequence[Source]:
        """The operator's list: the default sources without what was removed, and what was added."""
        return await self.archive.sources.listed(self.sources())

    async def remove(self, source: Source) -> None:
        """Takes a source off the list."""
        await self.archive.sources.remove(source.url, self.sources())


def _said(last: Turned, *, reading: bool) -> tuple[str, ...]:
    """What a reader is told of how the turn went; nothing when all is well. `reading` while late sources are read."""
    if last.fictional:
        return (OFFLINE,)
    if last.offline:
        return (OFFLINE_STORED,)
    notes = []
    if last.failed:
        notes.append(f"{last.failed} of {last.asked} sources did not answer (`sources` shows which).")
    if last.late and reading:
        notes.append(f"{last.late} more are still being read; what they bring joins later.")
    elif last.late:
        notes.append(f"{last.late} of {last.asked} sources were too late for this brief; the next one asks again.")
    return tuple(notes)


class Threads(ThreadPoolExecutor):
    """A thread a call, and none is waited for at the end.

    A look-up of a name cannot be called off and may hold its thread for half a minute. In a pool of few threads the
    look-ups of a dead network would keep the store's own calls waiting, and then the whole process from ending. How
    many there are at once is bounded by the callers (the wire asks 64 addresses at most).
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def call() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # it is raised again where the result is awaited
                future.set_exception(error)

        threading.Thread(target=call, name="daybrief", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing to do: what is still running ends with the process."""


@contextlib.asynccontextmanager
async def opened(
    settings: Settings,
    sources: Callable[[], tuple[Source, ...]],
    clock: Callable[[], datetime] = utc_now,
    *,
    private: bool = False,
) -> AsyncIterator[House]:
    """The house, held open. Raises store.StoreError with the cure."""
    asyncio.get_running_loop().set_default_executor(Threads())
    held = await store.open(settings.home, settings.redis_url)
    try:
        house = House(settings, clock, held, Archive(held.redis), settings.zone or system_zone(), sources, private)
        try:
            yield house
        finally:
            if (writing := house.__dict__.get("writing")) is not None:
                await writing.close()
    finally:
        await held.close()
