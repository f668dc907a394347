"""The courier of one platform: claims, posts, writes down.

Works on: the outbox of the archive and one adapter.
Comes in: rows that are due, lane by lane, for each chat in order.
Goes out: messages; receipts; rows settled or put back with a time; a notice to whoever subscribed a chat that is shut.
Does not know: any platform, by which rules a failed row is judged, how a piece looks.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, assert_never

from bot.adapter import Adapter, Busy, Locked, Scope, Undelivered, Unprintable, Unreachable
from bot.archive import Archive, Superseded
from bot.archive.pieces import told
from bot.courier import rules
from bot.courier.belated import Belated
from bot.courier.hours import hushed
from bot.courier.mending import Mending
from bot.courier.rules import Ambiguous, Dead, Later, Readdressed, Shut, Step
from bot.courier.updating import Updating
from bot.news import Alert, Chat, Correction, Delivery, Paused, Piece, Posted, Receipt
from bot.store import StoreError
from bot.wanted import Hold, Leave

log = logging.getLogger("daybrief")

WORKERS = 16
LEASE = timedelta(seconds=60)
"""How long a row is ours after it was claimed or a part left."""
PATIENCE = 45.0
"""Seconds without a word from the adapter after which a post is called off: shorter than the lease."""
DRAIN = 3.0
"""Seconds that a message on its way may still arrive in once we are called off: fewer than the newsroom gives us."""
IDLE, SOON = 1.0, 0.05
"""Seconds between two looks at an outbox with nothing due: at most, at least."""
INSISTING = 8
"""How often the store is told what happened to a message before its row is left to the lease."""
OPEN = timedelta(hours=1)
"""A chat that took a message is not asked whether it rests for this long; it is tried once a day while it does."""
REMEMBERED = 10_000
"""Chats of which that is known."""
_NEVER = datetime.min.replace(tzinfo=UTC)

Insist = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]


class Errand:
    """One claimed row on its way: the log its adapter writes. `left` is when a part left that nobody has answered."""

    def __init__(self, archive: Archive, row: Delivery, clock: Callable[[], datetime], insist: Insist) -> None:
        self._outbox = archive.outbox
        self._clock = clock
        self._insist = insist
        self.row = row
        self.left: datetime | None = None
        self.limit: asyncio.Timeout | None = None

    async def departing(self, part: int) -> None:
        """Writes down that a part leaves. Raises StoreError, and then it may not."""
        now = self._clock()
        await self._outbox.departing(self.row, part, now)
        self.left = now
        self._heard()

    async def arrived(self, posted: Posted) -> None:
        """Writes down that it arrived."""
        await self._insist(lambda: self._outbox.arrived(self.row, posted, self._clock()))
        self.row = replace(self.row, done=(*self.row.done, posted), departed=None)
        self.left = None
        self._heard()

    def _heard(self) -> None:
        if self.limit is not None and not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time() + PATIENCE)


class Courier:
    """The courier of one platform. `faults` counts what nobody had foreseen."""

    def __init__(
        self,
        archive: Archive,
        adapter: Adapter,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        workers: int = WORKERS,
        drain: float = DRAIN,
    ) -> None:
        self.archive = archive
        self.adapter = adapter
        self.clock = clock
        self.sleep = sleep
        self.faults = 0
        self._workers = workers
        self._drain = drain
        self._bell = asyncio.Event()
        self._held = _NEVER
        self._opened: dict[Chat, datetime] = {}
        self._cut_off = False
        self._belated = Belated(archive)
        self._tasks: dict[asyncio.Task[Any] | None, Errand | None] = {}

    def wake(self) -> None:
        """There may be rows: look now."""
        self._bell.set()

    async def run(self) -> None:
        """Until cancelled; what is on its way then may still arrive, for a while. Raises Locked."""
        working = asyncio.create_task(self._work())
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            idle = [task for task, errand in self._tasks.items() if task and not (errand and errand.left)]
            for task in idle or [working]:
                task.cancel()
            await asyncio.wait([working], timeout=self._drain)
            raise
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _work(self) -> None:
        """Claims, and carries what was claimed, until all of that has ended. A store out of reach is waited for."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._claim(asyncio.Semaphore(self._workers), group))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _claim(self, free: asyncio.Semaphore, group: asyncio.TaskGroup) -> None:
        with self._known():
            while True:
                await free.acquire()
                group.create_task(self._carried(await self._next(), free))
                await asyncio.sleep(0)  # it has begun now: called off at once, it still puts its row back

    @contextmanager
    def _known(self) -> Iterator[None]:
        """A task of ours, which is called off at once unless a message of its errand has left."""
        self._tasks[asyncio.current_task()] = None
        try:
            yield
        finally:
            del self._tasks[asyncio.current_task()]

    async def turn(self) -> bool:
        """Carries one row to its end; False when none was due. Raises Locked; StoreError when none can be claimed."""
        row = await self.archive.outbox.claim(self.adapter.name, self.clock(), LEASE)
        if row is not None:
            await self._carry(row)
        return row is not None

    async def _next(self) -> Delivery:
        """Waits for a row: until one is due, somebody rings, or a moment has passed."""
        faults = 0
        while True:
            heed_cancelling()
            self._bell.clear()
            try:
                await self._wait((self._held - self.clock()).total_seconds())
                if (row := await self.archive.outbox.claim(self.adapter.name, self.clock(), LEASE)) is not None:
                    self._cut_off = False
                    return row
                due = await self.archive.outbox.next_due(self.adapter.name)
                faults, self._cut_off = 0, False
            except StoreError as error:
                self._lost_store(error)
                await self.sleep(rules.backoff(faults, random.random()).total_seconds())
                faults = min(faults + 1, 3)
                continue
            await self._ring(IDLE if due is None else (due - self.clock()).total_seconds())

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self.sleep(seconds)

    async def _ring(self, seconds: float) -> None:
        """Waits for the bell, but not longer than this, and never so short that an idle courier is busy."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(IDLE, max(SOON, seconds))):
                await self._bell.wait()

    async def _carried(self, row: Delivery, free: asyncio.Semaphore) -> None:
        try:
            with self._known():
                await self._carry(row)
        finally:
            free.release()
            self._bell.set()

    async def _carry(self, row: Delivery) -> None:
        """One row, whatever happens. Only a refused token ends the courier."""
        errand = Errand(self.archive, row, self.clock, self._insisted)
        if (task := asyncio.current_task()) in self._tasks:
            self._tasks[task] = errand
        try:
            await self._deliver(errand)
        except Superseded:
            pass  # another courier has it: what this one knows is history
        except StoreError as error:
            self._lost_store(error)  # the row is claimed again when its lease has run out
        except asyncio.CancelledError:
            await self._called_off(errand)
            raise
        except Locked:
            raise
        except Exception as surprise:  # one row's defect is not the end of the others
            await self._surprised(errand, surprise)

    async def _deliver(self, errand: Errand) -> None:
        step = rules.unresolved(errand.row, self.clock(), self.adapter.memory)
        if step is not None:
            await self._take(step, errand.row)
            return
        if (hush := await hushed(self.archive, errand.row, self.clock())) is not None:
            await self._hushed(errand.row, hush)
            return
        try:
            receipt = await self._told(errand, errand.row.piece)
        except Undelivered as failure:
            await self._failed(errand, failure)
        else:
            if receipt is not None:
                await self._arrived(errand, receipt)

    async def _hushed(self, row: Delivery, hush: Hold | Leave) -> None:
        """Its chat is to be left alone by now."""
        outbox, now, slug = self.archive.outbox, self.clock(), next(iter(told(row.piece)), "")
        match hush:
            case Hold():
                await self._insisted(lambda: outbox.hold(row, slug, hush.until, hush.reason.detail, now))
            case Leave():
                await self._insisted(lambda: outbox.dead(row, hush.reason.detail, now))

    async def _told(self, errand: Errand, piece: Piece) -> Receipt | None:
        """A receipt; None where the piece took the place of what the chat had. Raises Undelivered."""
        match piece:
            case Correction():
                return await self._mend(errand, piece)
            case Alert():
                return await self._update(errand, piece)
        return await self._post(errand)

    async def _update(self, errand: Errand, alert: Alert) -> Receipt | None:
        """Says an alert, or has the chat's own alert of its story say it. Raises Undelivered."""
        row = errand.row
        root = await Updating(self.archive, self.adapter, self.clock, PATIENCE).update(row, alert)
        if root is not None:
            return await self._post(errand, root)

        async def settled() -> None:
            await self._put_right(row)
            await self.archive.outbox.mended(row, "what the chat has says it now", self.clock())

        await self._insisted(settled)
        return None

    async def _mend(self, errand: Errand, correction: Correction) -> Receipt | None:
        """Puts right what was said; a receipt where the correction was posted as well. Raises Undelivered."""
        row = errand.row
        answered = await Mending(self.archive, self.adapter, self.clock, PATIENCE).mend(row, correction)
        if answered is not None or row.done:
            return await self._post(errand, answered or "")
        await self._insisted(lambda: self.archive.outbox.mended(row, "put right in its place", self.clock()))
        return None

    async def _post(self, errand: Errand, reply_to: str = "") -> Receipt:
        """Posts what is left of the row. Raises Undelivered, and Superseded."""
        row = errand.row
        try:
            async with asyncio.timeout(PATIENCE) as errand.limit:
                return await self.adapter.post(
                    row.chat, row.piece, row.key, row.done, errand, reply_to=reply_to, manner=row.manner
                )
        except TimeoutError:
            raise Unreachable("no answer in time", sent=errand.left is not None) from None
        except Superseded:
            raise
        except StoreError as error:  # a part was not let go, or it went and that could not be written down
            self._lost_store(error)
            raise Unreachable("the store is out of reach", sent=errand.left is not None) from None

    async def _arrived(self, errand: Errand, receipt: Receipt) -> None:
        """Settles a row that was said whole."""
        messages = tuple(dict.fromkeys((*errand.row.done, *receipt.messages)))
        whole = replace(receipt, messages=messages)
        row = errand.row

        async def settled() -> None:
            await self._put_right(row)
            await self.archive.outbox.sent(row, whole, self.clock())

        await self._insisted(settled)
        await self._resume(row)

    async def _put_right(self, row: Delivery) -> None:
        """What was lost while it was on its way is corrected next: its chat is kept for it until it is settled."""
        now = self.clock()
        if late := await self._belated.rows(row, now):
            await self.archive.outbox.put(late, now)

    async def _resume(self, row: Delivery) -> None:
        """A chat that took a message rests no longer."""
        now = self.clock()
        if row.following and now - self._opened.get(row.chat, _NEVER) >= OPEN:
            await self.archive.followings.resume(row.chat)
            if len(self._opened) >= REMEMBERED:
                self._opened.clear()
            self._opened[row.chat] = now

    async def _failed(self, errand: Errand, failure: Undelivered) -> None:
        now, row = self.clock(), errand.row
        if errand.left is None:  # no part of it left now: what counts is how often it was claimed
            row = replace(row, tries=max(row.tries, row.attempt - 1))
        step = rules.decide(row, failure, now, self.adapter.memory, errand.left, random.random())
        if isinstance(failure, Busy) and failure.scope is Scope.TOKEN:
            self._held = max(self._held, now + rules.within(failure.retry_after))
        if isinstance(failure, Unprintable):
            log.error("courier %s: row %s cannot be printed; this is a defect of ours", self.adapter.name, row.key)
        if isinstance(failure, Locked):
            with suppress(StoreError):  # nothing is said any more, whatever becomes of the row
                await self._insisted(lambda: self._take(step, row))
            raise failure
        await self._insisted(lambda: self._take(step, row))

    async def _surprised(self, errand: Errand, surprise: Exception) -> None:
        """Puts back a row that failed at what nobody had foreseen. What was said is somebody else's text: unlogged."""
        self.faults += 1
        what = type(surprise).__name__
        log.error("courier %s: row %s failed at something unforeseen (%s)", self.adapter.name, errand.row.key, what)
        with suppress(StoreError):
            await self._failed(errand, Unreachable(what, sent=errand.left is not None))

    async def _called_off(self, errand: Errand) -> None:
        """Puts back a row of which nothing is on its way, so that the next courier need not wait for the lease."""
        if errand.left is None:
            later = Later(self.clock(), "called off", unlearn=errand.row.departed is None)
            with suppress(StoreError):
                await self._take(later, errand.row)

    async def _take(self, step: Step, row: Delivery) -> None:
        """Writes down what was decided. Each part of it bears being done twice."""
        outbox, now = self.archive.outbox, self.clock()
        match step:
            case Later():
                await outbox.later(row, step.due, step.reason, doubt=step.doubt, unlearn_departure=step.unlearn)
            case Dead():
                await outbox.dead(row, step.reason, now)
            case Ambiguous():
                await outbox.ambiguous(row, now)
            case Shut():
                await self._shut(row.chat, step.paused, now)
                await outbox.dead(row, f"gone ({step.paused or 'for good'})", now)
            case Readdressed():
                await outbox.put(rules.farewell(row.chat, step.to, now), now)
                await self.archive.move(row.chat, step.to)
                again = now + (rules.backoff(row.tries, random.random()) if row.tries else timedelta())
                await outbox.later(replace(row, chat=step.to), again, "moved", unlearn_departure=row.departed is None)
            case _:
                assert_never(step)

    async def _shut(self, chat: Chat, paused: Paused | None, now: datetime) -> None:
        """Lets the followings of a chat rest, or go. Who subscribed is told before, so that a crash loses no notice."""
        self._opened.pop(chat, None)
        followings = self.archive.followings
        if paused is None:
            await followings.drop(chat)
            return
        resting = [following for following in await followings.of(chat) if following.paused is None]
        if told := rules.notices(resting, chat, paused, now):
            await self.archive.outbox.put(told, now)
            self.wake()
        await followings.pause(chat, paused, now)

    async def _insisted(self, write: Callable[[], Awaitable[None]]) -> None:
        """Tells the store what has happened, again and again: forgetting it could say something twice."""
        for tries in range(INSISTING):
            try:
                return await write()
            except Superseded:
                raise
            except StoreError:
                if tries == INSISTING - 1:
                    raise
            await self.sleep(min(10.0, 0.1 * 2.0**tries))

    def _lost_store(self, error: StoreError) -> None:
        """Said once, until the store is back."""
        if not self._cut_off:
            log.warning("courier %s: %s", self.adapter.name, error)
        self._cut_off = True


def heed_cancelling() -> None:
    """Ends a task that was called off while a library swallowed the call (`asyncio.wait_for` of Python 3.11 can)."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
