"""Whoever sends takes a turn.

Works on: the pace of one token.
Comes in: the scopes a message falls into; whoever grants slots to all who share the token.
Goes out: the moment to send, by returning then; `Early` for a broadcast whose chat must wait; how late answers came.
Does not know: where the slots are kept, any platform's limits, what is sent.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.pace.slots import Mark, Scope, Turn, grant
from bot.store import StoreError

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds an impatient sender waits for a narrow scope."""
AHEAD, STANDING = 0.5, 2.0
"""Broadcasts take no slot more than so many seconds ahead, so that a conversation never waits longer for one; who has
stood beside the line for the second, since conversations fill it, joins its end like anybody."""
LEAD = 0.015
"""Seconds before its slot at which a message is made ready to leave."""
LATE, MISSED = 0.05, 3
"""A slot missed by more seconds is given up for another, so often: a machine that stood still sends no burst."""
ANSWERS, RECENT, CAP = 256, 2.0, 0.25
"""The quickest of so many answers is the measure of the others, of which those of some seconds still matter. A late one
moves the line by so much at most, which keeps 80 % of the rate where no two answers take the same time."""


class Early(Exception):
    """A narrow scope is not free for another `seconds`; nothing was reserved."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.1f} s")
        self.seconds = seconds


class Away(StoreError):
    """The store that keeps the common pace is away; nothing was reserved."""


Reserve = Callable[[str, Sequence[Scope]], Awaitable[Turn]]
Block = Callable[[str, str, float], Awaitable[None]]
Delay = Callable[[str, Sequence[tuple[str, float, float]]], Awaitable[None]]
"""Takes, for each scope of a token, the lag when a slot was granted, and how late its message was beyond the slack."""

Shut = Callable[[str, Sequence[str]], Awaitable[bool]]
"""Whether any of these scopes of a token is blocked."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A slot that is ours. It lies between `least` and `at` on this process's clock: the store's was asked between."""

    least: float
    at: float
    scopes: Sequence[Scope]
    lags: Sequence[float]

    def late(self, seconds: float) -> list[tuple[str, float, float]]:
        """What to tell each line that cannot bear it that the message here came so late."""
        most = min(CAP, seconds)
        return [(s.name, lag, most - s.slack) for s, lag in zip(self.scopes, self.lags, strict=False) if most > s.slack]


_SLOT: ContextVar[_Slot | None] = ContextVar("slot", default=None)
"""The slot that whoever runs here took and has not used yet."""


class Pace:
    """The pace of one token, shared by all who send with it. `token` is a mark of the token, never the token."""

    def __init__(
        self,
        token: str,
        reserve: Reserve,
        block: Block,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        delay: Delay | None = None,
        shut: Shut | None = None,
    ) -> None:
        self.token = token
        self._reserve = reserve
        self._block = block
        self._sleep = sleep
        self._delay = delay
        self._shut = shut
        self._spent: dict[str, deque[tuple[float, _Slot]]] = {}
        self._alone: dict[str, Mark] = {}

    async def turn(
        self, scopes: Sequence[Scope], *, patient: bool, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Returns when a message in these scopes may leave. What takes a moment and must be done before is `ready`.

        Raises Early when not `patient` and a narrow scope is not free within a second, or any is blocked for longer.
        A patient sender, who tells somebody what they wait for, speaks at this process's own pace while the store
        that keeps the common one is away; for any other it raises Away.
        """
        missed = 0
        while missed < MISSED:
            slot = await self._taken(scopes, patient=patient)
            if await self._until(slot.at - LEAD) and await self._is_shut(scopes):
                continue
            if ready is not None:
                await ready()
                ready = None
            await self._until(slot.at)
            if _now() - slot.least <= LATE:
                break
            missed += 1
        _SLOT.set(slot)

    async def timed(self, request: Callable[[], Awaitable[T]], kind: str) -> T:
        """A request, which may have taken its turn before: then how late it may have arrived is told to the line.

        Those of a kind are compared.
        """
        try:
            answer = await request()
        except Exception:
            await self._answered(kind)
            raise
        await self._answered(kind)
        return answer

    async def blocked(self, scope: str, seconds: float) -> None:
        """The platform wants nothing in this scope for so many seconds."""
        try:
            await self._block(self.token, scope, seconds)
        except StoreError:
            self._alone[scope] = replace(self._alone.get(scope, Mark()).fallen(), blocked=_now() + seconds)

    async def _taken(self, scopes: Sequence[Scope], *, patient: bool) -> _Slot:
        left, stood = PATIENCE, 0.0
        asked = scopes if patient else [replace(s, ahead=AHEAD) if s.wide else s for s in scopes]
        while True:
            before = _now()
            turn = await self._slot(asked, patient=patient)
            if turn.granted:
                return _Slot(before + turn.wait, _now() + turn.wait, scopes, turn.lags)
            if turn.crowded:
                await self._sleep(wait := min(turn.wait, STANDING))
                stood += wait
                asked = scopes if stood >= STANDING else asked
                continue
            if not patient and turn.wait > left:
                raise Early(turn.wait)
            left -= turn.wait
            await self._sleep(turn.wait)

    async def _until(self, at: float) -> bool:
        """Whether there was something to wait for."""
        if (wait := at - _now()) > 0:
            await self._sleep(wait)
        return wait > 0

    async def _is_shut(self, scopes: Sequence[Scope]) -> bool:
        """Whether the platform refused, here or elsewhere, since a slot was granted."""
        try:
            return self._shut is not None and await self._shut(self.token, [scope.name for scope in scopes])
        except StoreError:
            return False

    async def _answered(self, kind: str) -> None:
        """An answer quicker than all before shows how late those of the last moments were, too."""
        slot = _SLOT.get()
        if slot is None:
            return
        _SLOT.set(None)
        now, known = _now(), self._spent.setdefault(kind, deque(maxlen=ANSWERS))
        spent = now - slot.least
        quickest = min((each for each, _ in known), default=math.inf)
        known.append((spent, slot))
        told = list(known) if spent < quickest else [(spent, slot)]
        lags = [late for each, one in told if one.at > now - RECENT for late in one.late(each - min(quickest, spent))]
        if lags and self._delay is not None:
            with suppress(StoreError):
                await self._delay(self.token, lags)

    async def _slot(self, scopes: Sequence[Scope], *, patient: bool) -> Turn:
        try:
            turn = await self._reserve(self.token, scopes)
        except StoreError as error:
            if not patient:
                raise Away(str(error)) from error
            marks = [self._alone.get(scope.name, Mark(share=scope.first)) for scope in scopes]
            turn, after = grant(scopes, marks, _now())
            self._alone |= {scope.name: mark for scope, mark in zip(scopes, after, strict=True)}
            return turn
        self._alone.clear()
        return turn


def _now() -> float:
    return asyncio.get_running_loop().time()
