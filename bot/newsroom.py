"""The newsroom: everything `daybrief serve` does at once, each in a loop of its own.

    wire ──▶ stories ──▶ breaking ──▶ alert log ──▶ circulation ──▶ outbox ──▶ courier ──▶ adapter
    guests ──▶ the chats' own shelves                     a chat ◀── reception ◀── adapter

Works on: the house, and one adapter for each platform.
Comes in: nothing; it runs until it is called off.
Goes out: news in the archive, alerts on their way, conversations answered; the pulse of every loop for whoever asks.
Does not know: any platform, how news is read, grouped, ranked or worded.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapter import Adapter, Locked
from bot.circulation import Briefs, Circulation
from bot.corrections import Corrections
from bot.courier import Courier, heed_cancelling
from bot.house import House
from bot.store import StoreError

log = logging.getLogger("daybrief")

BEAT = 3.0
"""Seconds between two beats of the pulse."""
ENDING, INSISTING = 8.0, 0.5
"""Seconds that all loops together have to end in; and, once they had time for it, between two further askings."""
FINISHING = 4.0
"""Seconds a loop that was called off may take for what it is doing (answers on their way) before it is asked again."""
POSTING = 3.5
"""Seconds that couriers are given before the conversations are called off too: a little over `bot.courier`'s DRAIN."""
COURIER = "courier "
"""What the names of their loops begin with."""
HEALED = timedelta(minutes=1)
"""A turn that has lasted so long has left the fault before it behind."""
READING = timedelta(minutes=10)
"""How long one round of the wire may take before it counts as standing still."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between turns: of the wire, of guests, of circulation when nothing calls it; after a fault, at most; and
    at most after one of the store, which is near, is asked by few, and is what everything waits for."""

    wire: float = 20.0
    guests: float = 60.0
    circulation: float = 5.0
    fault: float = 2.0
    longest: float = 300.0
    store: float = 6.0


@dataclass(slots=True)
class Loop:
    """One loop: its turn, and how it fares. An endless turn (`within` None) is fine for as long as it lasts."""

    name: str
    turn: Callable[[], Awaitable[object]]
    pause: float = 0.0
    within: timedelta | None = None
    began: datetime | None = None
    fault: str = ""
    faults: int = 0
    trouble: Callable[[], str] = str

    def note(self, now: datetime) -> str:
        """What is wrong; empty when all is well."""
        if self.fault and not self.healed(now):
            return self.fault
        if self.within and self.began and now - self.began > self.within:
            return f"one turn has lasted since {self.began:%H:%M} UTC"
        return self.trouble()

    def healed(self, now: datetime) -> bool:
        """Whether the turn under way has lasted so long that a fault before it is over: an endless one never ends."""
        return self.began is not None and now - self.began > HEALED


class Newsroom:
    """The loops of one process over one house."""

    def __init__(
        self, house: House, adapters: Sequence[Adapter], pauses: Pauses | None = None, *, whole: bool = True
    ) -> None:
        """One that is not `whole` only delivers: its adapter listens by itself, and others read the wire."""
        self.house = house
        self.pauses = pauses or Pauses()
        self.whole = whole
        self.reception = house.reception()
        self._broke = asyncio.Event()
        self.watch = house.watch(self._broke.set, self.reception.desk)
        self.circulation = Circulation(house.archive, house.clock)
        self.briefs = Briefs(house.archive, house.clock, self.reception.desk_of)
        self.corrections = Corrections(house.archive, self.reception.desk, house.clock)
        self.couriers = [Courier(house.archive, adapter, house.clock) for adapter in adapters]
        self.loops = [
            Loop("circulation", self._circulate, within=READING),
            Loop("briefs", self._brief, self.pauses.circulation, READING),
        ]
        self.loops += [Loop(f"{COURIER}{c.adapter.name}", c.run) for c in self.couriers]
        if whole:
            self.loops += self._reading() + [self._conversation(adapter) for adapter in adapters]

    def _reading(self) -> list[Loop]:
        guests = self.house.guests()
        return [
            Loop("wire", self.watch.turn, self.pauses.wire, READING),
            Loop("guests", guests.turn, self.pauses.guests, READING),
        ]

    def _conversation(self, adapter: Adapter) -> Loop:
        return Loop(adapter.name, lambda: adapter.run(self.reception), trouble=lambda: adapter.trouble)

    async def run(self) -> None:
        """Until called off. Raises Locked when a platform refuses its token."""
        kept = {loop.name: asyncio.create_task(self._keep(loop)) for loop in self.loops}
        tasks = [*kept.values(), *([asyncio.create_task(self._beat())] if self.whole else [])]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in ended:
                task.result()
        finally:
            posting = [task for name, task in kept.items() if name.startswith(COURIER)]
            await _end(posting, tasks)

    async def _keep(self, loop: Loop) -> None:
        """Turn after turn. A fault is logged and the next turn comes later; a refused token ends the newsroom."""
        while True:
            loop.began, longest = self.house.clock(), self.pauses.longest
            try:
                await loop.turn()
                if loop.faults:
                    log.info("%s: goes on", loop.name)
                loop.fault, loop.faults = "", 0
            except Locked:
                raise
            except StoreError as error:
                self._faulted(loop, str(error))
                longest = self.pauses.store
            except Exception as error:
                self._faulted(loop, f"stopped at something unforeseen ({type(error).__name__})")
                log.debug("%s", loop.name, exc_info=True)
            loop.began = None
            heed_cancelling()
            await asyncio.sleep(self._backoff(loop.faults, longest) if loop.faults else loop.pause)

    def _faulted(self, loop: Loop, fault: str) -> None:
        before = 0 if loop.healed(self.house.clock()) else loop.faults
        loop.fault, loop.faults = fault, before + 1
        log.error("%s: %s; it begins again (fault %d in a row)", loop.name, fault, loop.faults)

    def _backoff(self, faults: int, longest: float) -> float:
        return random.uniform(0.5, 1.0) * min(longest, self.pauses.fault * 2.0 ** min(faults, 30))

    async def _beat(self) -> None:
        """Says of every loop whether it lives. A store that cannot be reached hears the next beat."""
        while True:
            with contextlib.suppress(StoreError):
                for loop in self.loops:
                    now = self.house.clock()
                    await self.house.archive.pulses.beat(loop.name, now, loop.note(now))
            heed_cancelling()
            await asyncio.sleep(BEAT)

    async def _circulate(self) -> None:
        """Once an alert was logged, or a while has passed: another process may have logged one."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.pauses.circulation):
                await self._broke.wait()
        self._broke.clear()
        if await self.circulation.turn() + await self.corrections.turn():
            self._wake()

    async def _brief(self) -> None:
        """What is due now, in a loop of its own: with a model it takes minutes, and what breaks does not wait."""
        while await self.briefs.turn():
            self._wake()

    def _wake(self) -> None:
        for courier in self.couriers:
            courier.wake()


async def _end(posting: Sequence[asyncio.Task[None]], tasks: Sequence[asyncio.Task[None]]) -> None:
    """Calls all off, again and again until they have ended or time is up; called off itself or not.

    Couriers first: what is on its way arrives over the connections that a conversation closes when it ends.
    """
    clock = asyncio.get_running_loop().time
    late, patience = clock() + ENDING, FINISHING
    for task in posting:
        task.cancel()
    await _settled(posting, POSTING)
    while (left := [task for task in tasks if not task.done()]) and clock() < late:
        for task in left:
            task.cancel()
        await _settled(left, patience)
        patience = INSISTING


async def _settled(tasks: Sequence[asyncio.Task[None]], seconds: float) -> None:
    """Until all have ended or the seconds are over, however often we are called off meanwhile."""
    clock = asyncio.get_running_loop().time
    late = clock() + seconds
    while (left := [task for task in tasks if not task.done()]) and clock() < late:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(left, timeout=late - clock())
