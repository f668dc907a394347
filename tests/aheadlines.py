"""Lines to the store that fail as a run of weeks has them fail: for seconds, or for good in the middle of a step.

Works on: one client of a real store; a clock.
Comes in: until when the store is away; after how many commands a process dies.
Goes out: replies, or a connection that breaks before a command got there, or after.
Does not know: what the commands say.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass
class Mains:
    """The store as everybody sees it. Until `back` it is away."""

    redis: Any
    clock: Callable[[], datetime]
    chance: random.Random
    back: datetime


class Wire:
    """The client of one process. When its `fuse` has burnt down the process is dead: nothing it says is heard."""

    def __init__(self, mains: Mains) -> None:
        self.mains = mains
        self.fuse = -1
        self.dead = asyncio.Event()
        self._met = mains.back

    async def execute_command(self, *words: Any) -> Any:
        heard = self._heard()
        reply = await self.mains.redis.execute_command(*words)
        if not heard or self.dead.is_set():
            raise ConnectionError("no answer")
        return reply

    def pipeline(self, **how: Any) -> Any:
        if not self._heard():
            raise ConnectionError("no answer")
        return self.mains.redis.pipeline(**how)

    def _heard(self) -> bool:
        """Whether the answer to a command will arrive. Raises where it does not even get there."""
        if self.dead.is_set():
            raise ConnectionError("cut")
        if self.fuse > 0:
            self.fuse -= 1
            if self.fuse == 0:
                self.dead.set()
                return self._perhaps()
        mains = self.mains
        if mains.clock() < mains.back:
            first, self._met = self._met != mains.back, mains.back
            if first:
                return self._perhaps()
            raise ConnectionError("away")
        return True

    def _perhaps(self) -> bool:
        """The last word before the silence: either it did not get there, or its answer does not come back."""
        if self.mains.chance.random() < 0.5:
            raise ConnectionError("cut")
        return False
