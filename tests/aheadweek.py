"""A week of many chats in fast-forward: news breaks, people change their minds, everything fails now and then.

    async with week(Plan(...), store, home) as lived:      # of aheadpeople
        await lived.runs()

Works on: an empty store, two platforms in memory and the doubles of two real ones; a clock that is moved here alone.
Comes in: a plan.
Goes out: what happened, in order: what each chat asked for at every moment, who was called off when, what screens show.
Does not know: what should have come of it (that is `aheadoracle`).
"""

from __future__ import annotations

import asyncio
import heapq
import random
from bisect import bisect_right
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aheadlines import Mains, Wire
from aheadplatform import Platform
from aheadpress import Plan, Print, outlets, printed

from bot.adapter import Adapter, Gone, Moved
from bot.archive import Archive
from bot.circulation import Briefs, Circulation
from bot.corrections import Corrections
from bot.courier import Courier
from bot.news import Alert, Article, Chat, Following, Kind, Source
from bot.reception import Reception
from bot.settings import Settings
from bot.store import Store, StoreError
from bot.watch import Watch

WORKERS = 4
LOOK = timedelta(seconds=5)
"""How late what is due is looked at."""
BLINK = timedelta(seconds=0.25)
"""The shortest step."""
MEMORY = timedelta(minutes=3)
NEVER = datetime.max.replace(tzinfo=UTC)
DRAINING = timedelta(days=3)


class Clock:
    """Goes on when told, and by as much as somebody sleeps."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def until(self, at: datetime) -> None:
        self.now = max(self.now, at)

    async def sleep(self, seconds: float) -> None:
        """All who sleep at once wake at the same time."""
        till = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.until(till)


@dataclass
class Home:
    """A chat and who speaks there. `lives`: what it followed from a tick on, as (tick, time, followings by id)."""

    chat: Chat
    person: str
    zone: str
    chats: list[Chat] = field(default_factory=list)
    lives: list[tuple[int, datetime, dict[str, Following]]] = field(default_factory=list)

    def at(self, tick: int) -> dict[str, Following]:
        n = bisect_right(self.lives, tick, key=lambda life: life[0])
        return self.lives[n - 1][2] if n else {}

    @property
    def all(self) -> list[Following]:
        """Everything it ever followed, as it was last."""
        return list({one.id: one for _, _, held in self.lives for one in held.values()}.values())


@dataclass(frozen=True)
class Attempt:
    """Circulation was called at a tick, and came to its end or not: of alerts, of corrections, of briefs."""

    tick: int
    at: datetime
    done: frozenset[str]


@dataclass
class Hand:
    """A courier, and the wire by which it knows the store."""

    adapter: Adapter
    wire: Wire
    courier: Courier


@dataclass
class Newsroom:
    """What `daybrief serve` has besides couriers, behind one wire."""

    wire: Wire
    archive: Archive
    reception: Reception
    watch: Watch
    circulation: Circulation
    corrections: Corrections
    briefs: Briefs


@dataclass
class Lived:
    """A week under way, and what is known of it."""

    plan: Plan
    store: Store
    clock: Clock
    chance: random.Random
    mains: Mains
    archive: Archive
    platforms: dict[str, Platform]
    adapters: dict[str, Adapter]
    settings: Settings
    homes: list[Home] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    alerts: dict[str, tuple[int, Alert]] = field(default_factory=dict)
    acts: list[tuple[int, datetime, Chat, str]] = field(default_factory=list)
    fates: dict[str, int] = field(default_factory=dict)
    dark: list[tuple[datetime, datetime]] = field(default_factory=list)
    tick: int = 0
    hands: dict[str, Hand] = field(default_factory=dict)
    script: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = field(default_factory=list)
    people: Any = None
    standing: dict[str, Article] = field(default_factory=dict)
    """Articles as the wire last had them."""
    posts: set[str] = field(default_factory=set)
    """What was asked for in chat and is remembered."""
    merges: dict[str, str] = field(default_factory=dict)
    """By slug, the story that took it over."""
    news: Newsroom = None  # type: ignore[assignment]
    stirred: bool = True
    """Whether circulation has something to look at, beyond what is due."""
    _seen: dict[str, int] = field(default_factory=dict)
    _left: int = 0
    _due: datetime = NEVER
    _day: date | None = None
    _resting: set[Chat] = field(default_factory=set)

    # --- processes ---

    def opens(self) -> None:
        """A newsroom on a wire of its own."""
        wire = Wire(self.mains)
        archive = Archive(wire)  # type: ignore[arg-type]
        reception = Reception(archive, self.settings, self.clock, "UTC", self._listed, None, None)  # type: ignore[arg-type]
        watch = Watch(archive, reception.desk, self._listed, self.clock)
        self.news = Newsroom(
            wire, archive, reception, watch, Circulation(archive, self.clock),
            Corrections(archive, reception.desk, self.clock), Briefs(archive, self.clock, reception.desk_of),
        )  # fmt: skip

    async def _listed(self) -> list[Source]:
        return []

    def hire(self, name: str) -> None:
        wire = Wire(self.mains)
        courier = Courier(Archive(wire), self.adapters[name], self.clock, self.clock.sleep)  # type: ignore[arg-type]
        self.hands[name] = Hand(self.adapters[name], wire, courier)

    async def alive(self, wire: Wire, *work: Awaitable[Any]) -> bool:
        """Work of one process, called off without a word where that dies; whether it lived."""
        tasks = [asyncio.ensure_future(one) for one in work]
        dying: asyncio.Future[Any] = asyncio.ensure_future(wire.dead.wait())
        done: asyncio.Future[Any] = asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait([done, dying], return_when=asyncio.FIRST_COMPLETED)
        for task in (*tasks, dying):
            task.cancel()
        for found in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(found, Exception) and not isinstance(found, StoreError):
                raise found
        with suppress(asyncio.CancelledError):
            await done
        return not wire.dead.is_set()

    # --- one step ---

    async def step(self) -> None:
        """To whatever is next: something that befalls us, a brief or an end of quiet hours, a message that is due."""
        self.clock.until(await self._next())
        while self.script and self.script[0][0] <= self.clock():
            _, _, act = heapq.heappop(self.script)
            self.tick += 1
            await self._done(act)
        if self.clock() >= self.mains.back and (self.stirred or self._due <= self.clock()):
            await self.circulate()
        await self.deliver()

    async def _done(self, act: Callable[[], Awaitable[None]]) -> None:
        """Something of the script. What meets a store that is away is tried again in a minute."""
        try:
            await act()
            self.stirred = True
        except StoreError:
            self.later(timedelta(minutes=1), act)
        if self.news.wire.dead.is_set():
            await self.restart()

    async def _next(self) -> datetime:
        now, due = self.clock(), await self.archive.followings.next_due()
        self._due = due + LOOK if due else self.plan.ends + DRAINING
        dues: list[datetime] = [self._due, *(self.script[0][:1] if self.script else ())]
        for name, hand in self.hands.items():
            if (at := await self.archive.outbox.next_due(name)) is not None:
                dues.append(max(at, hand.courier._held))
        return max(min(dues), now + BLINK)

    async def circulate(self) -> None:
        await self._log_alerts()
        self.tick += 1
        done, put, news, tick, at = set[str](), set[str](), self.news, self.tick, self.clock()

        async def turn() -> None:
            for name, part in (("alerts", news.circulation), ("losses", news.corrections), ("briefs", news.briefs)):
                if await part.turn():
                    put.add(name)
                done.add(name)

        lived = await self.alive(news.wire, turn())
        self.stirred = len(done) < 3
        self.attempts.append(Attempt(tick, at, frozenset(done)))
        self.tick += 1
        if not lived:
            await self.restart()
        if put or not lived or at.date() != self._day:
            self._day = at.date()
            await self._look_again()

    async def _log_alerts(self) -> None:
        last = next(reversed(self.alerts), "")
        while found := await self.archive.alerts.after(last):
            for last, alert in found:
                self.alerts[last] = self.tick, alert

    async def _look_again(self) -> None:
        """What rests may have been tried; of what is over nobody hears any more."""
        for home in self.homes:
            if home.chat in self._resting or any(f.kind is Kind.STORY for f in home.at(self.tick).values()):
                await self.look(home)

    async def look(self, home: Home) -> None:
        """What the chat follows from here on."""
        held = {one.id: one for chat in home.chats for one in await self.archive.followings.of(chat)}
        if not home.lives or home.lives[-1][2] != held:
            self.tick += 1
            home.lives.append((self.tick, self.clock(), held))
        rests = any(one.paused for one in held.values())
        (self._resting.add if rests else self._resting.discard)(home.chat)

    async def restart(self) -> None:
        self.fates["newsrooms"] = self.fates.get("newsrooms", 0) + 1
        for name in ("placement", "watch"):  # it would have run out
            await self.store.redis.delete("daybrief:{wire}:lease:" + name)
        self.opens()

    async def deliver(self) -> None:
        for name in list(self.hands):
            worked = False
            while (due := await self.archive.outbox.next_due(name)) is not None and due <= self.clock():
                if self.hands[name].courier._held > self.clock():
                    break
                self.clock.until(self.mains.back)
                hand, worked = self.hands[name], True
                if not await self.alive(hand.wire, *(self._turns(hand.courier) for _ in range(WORKERS))):
                    self.fates["couriers"] = self.fates.get("couriers", 0) + 1
                    self.hire(name)
            if worked:
                await self._heard(name)

    async def _turns(self, courier: Courier) -> None:
        while self.clock() >= courier._held and await courier.turn():
            pass

    async def _heard(self, name: str) -> None:
        """What a platform said of a chat may have changed what is kept of it."""
        platform, met = self.platforms.get(name), set[Chat]()
        if platform is not None:
            new, self._seen[name] = platform.log[self._seen.get(name, 0) :], len(platform.log)
            met = {whim.chat for whim in new if isinstance(whim.failure, Gone | Moved)} | (
                self._resting & platform.touched
            )
            platform.touched.clear()
        for home in self.homes if met or platform is None else ():
            if home.chat in met or (platform is None and home.chat.adapter == name):
                await self.readdressed(home)
                await self.look(home)

    async def readdressed(self, home: Home) -> None:
        """Where the platform says the chat lives now."""
        platform = self.platforms.get(home.chat.adapter)
        if platform is not None and isinstance(shut := platform.rooms[home.chat].shut, Moved):
            home.chat = shut.to
            home.chats.append(shut.to)

    # --- the wire ---

    async def round(self) -> None:
        """What was printed since is there; it is placed, judged, and the next brief is worded."""
        some = [one for one in self.prints[self._left : self._left + 5_000] if one.at <= self.clock()]
        self._left += len(some)
        await self.archive.articles.put([one.article for one in some], self.clock())
        self.standing |= {one.article.id: one.article for one in some}
        news = self.news

        async def turn() -> None:
            await news.watch._press()
            await news.watch.judge()
            await news.watch.desk.prepare()

        if not await self.alive(news.wire, turn()):
            await self.restart()
        if self.clock() + self.plan.round < self.plan.ends:
            self.later(self.plan.round, self.round)

    def later(self, after: timedelta, act: Callable[[], Awaitable[None]]) -> None:
        self.at(self.clock() + after, act)

    def at(self, when: datetime, act: Callable[[], Awaitable[None]]) -> None:
        heapq.heappush(self.script, (when, len(self.script) + self.tick * 10_000, act))

    # --- to the end ---

    async def drained(self) -> bool:
        counts = await self.archive.outbox.counts()
        return self.clock() > self.plan.ends and not counts["pending"] + counts["sending"] + counts["held"]

    async def runs(self) -> None:
        """The whole week, and on until nothing waits and nothing is held."""
        await self.archive.outlets.put(outlets(self.plan))
        self.prints = printed(self.plan)
        self.later(self.plan.round, self.round)
        while self.clock() < self.plan.ends:
            await self.step()
        await self.calms()
        await self._drain()
        await self.circulate()  # which may put out what was logged last, such as a correction
        await self._drain()

    async def _drain(self) -> None:
        while not await self.drained():
            assert self.clock() < self.plan.ends + DRAINING, await self.archive.outbox.counts()
            await self.step()

    async def calms(self) -> None:
        """Nothing fails any more, and the wire is read once more."""
        for platform in self.platforms.values():
            platform.whims = 0.0
        for wire in (self.news.wire, *(hand.wire for hand in self.hands.values())):
            wire.fuse = -1
        self.clock.until(self.mains.back)
        await self.round()
        self.stirred = True
