"""How fast a bot may speak.

Works on: the arithmetic of sending rates: one slot after another, evenly, with a burst where a limit allows one.
Comes in: the scopes a message falls into (its chat, its token); whoever grants slots to all who share the token.
Goes out: the moment to send, by returning then; `Early` for a broadcast whose chat must wait.
Does not know: where the slots are kept, any platform's limits, what is sent.

A scope lets one message pass every `every` seconds, and after a rest up to `burst` at once: in any span of S seconds
never more than `burst + S / every`. Slots of a wide scope (the token's) are given in advance, one after another; those
of a narrow one (a chat's) never are, so that a chat that must wait holds no slot that another chat could use.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.store import StoreError

PATIENCE = 1.0
"""Seconds an impatient sender waits for a narrow scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a limit holds for: `every` seconds a message on average, `burst` at once after a rest.

    `wide` where it holds for a whole token rather than for one chat. Raises ValueError for what is no rate.
    """

    name: str
    every: float
    burst: int = 1
    wide: bool = False

    def __post_init__(self) -> None:
        if not self.every >= 0 or self.burst < 1:
            raise ValueError("a scope needs a time of at least 0 s and a burst of at least 1")


@dataclass(frozen=True, slots=True)
class Turn:
    """Granted: the slot is `wait` seconds away, and ours. Else nothing was reserved; ask again in `wait` seconds."""

    granted: bool
    wait: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a scope, in seconds on one clock: the slot after the next even one, and a block's end."""

    next: float = 0.0
    blocked: float = 0.0


class Early(Exception):
    """A narrow scope is not free for another `seconds`; nothing was reserved."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not for another {seconds:.1f} s")
        self.seconds = seconds


def grant(scopes: Sequence[Scope], marks: Sequence[Mark], now: float) -> tuple[Turn, tuple[Mark, ...]]:
    """One slot in all scopes at once, and the marks after it. Pure; the archive's script does the same, atomically."""
    free = [max(m.next - (s.burst - 1) * s.every, now) for s, m in zip(scopes, marks, strict=True)]
    slot = max([now, *(at for s, at in zip(scopes, free, strict=True) if s.wide)])
    narrow = max([now, *(at for s, at in zip(scopes, free, strict=True) if not s.wide)])
    blocked = max([now, *(m.blocked for m in marks)])
    if narrow > slot or blocked > now:
        return Turn(False, max(narrow, blocked) - now), tuple(marks)
    after = (Mark(max(m.next, slot) + s.every, m.blocked) for s, m in zip(scopes, marks, strict=True))
    return Turn(True, slot - now), tuple(after)


Reserve = Callable[[str, Sequence[Scope]], Awaitable[Turn]]
Block = Callable[[str, str, float], Awaitable[None]]


class Pace:
    """The pace of one token, shared by all who send with it. `token` is a mark of the token, never the token."""

    def __init__(
        self, token: str, reserve: Reserve, block: Block, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.token = token
        self._reserve = reserve
        self._block = block
        self._sleep = sleep
        self._last = -math.inf
        self._alone: dict[str, Mark] = {}

    async def turn(self, scopes: Sequence[Scope], *, patient: bool) -> None:
        """Returns when a message in these scopes may leave.

        Raises Early when not `patient` and a narrow scope is not free within a second, or any is blocked for longer.
        A patient sender, who tells somebody what they wait for, speaks at this process's own pace while the store
        that keeps the common one is away; for any other it raises StoreError.
        """
        left = PATIENCE
        while not (turn := await self._slot(scopes, patient=patient)).granted:
            if not patient and turn.wait > left:
                raise Early(turn.wait)
            left -= turn.wait
            await self._sleep(turn.wait)
        if turn.wait > 0:
            await self._sleep(turn.wait)
        await self._in_line(max((scope.every for scope in scopes if scope.wide and scope.burst == 1), default=0.0))

    async def _in_line(self, every: float) -> None:
        """Not too close behind what left last from here.

        When the machine stood still for a moment, those whose slots have passed leave one by one, not at once with
        those whose slots are now: only so does a rate of 95 % of the limit stay below it in every second.
        """
        now = asyncio.get_running_loop().time()
        self._last = max(now, self._last + every)
        if self._last > now:
            await self._sleep(self._last - now)

    async def blocked(self, scope: str, seconds: float) -> None:
        """The platform wants nothing in this scope for so many seconds."""
        try:
            await self._block(self.token, scope, seconds)
        except StoreError:
            until = asyncio.get_running_loop().time() + seconds
            self._alone[scope] = Mark(self._alone.get(scope, Mark()).next, until)

    async def _slot(self, scopes: Sequence[Scope], *, patient: bool) -> Turn:
        try:
            turn = await self._reserve(self.token, scopes)
        except StoreError:
            if not patient:
                raise
            marks = [self._alone.get(scope.name, Mark()) for scope in scopes]
            turn, after = grant(scopes, marks, asyncio.get_running_loop().time())
            self._alone |= {scope.name: mark for scope, mark in zip(scopes, after, strict=True)}
            return turn
        self._alone.clear()
        return turn
