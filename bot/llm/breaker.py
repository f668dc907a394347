"""When an endpoint is left alone.

Works on: the failures in a row of one endpoint.
Comes in: what became of each request; a clock in monotonic seconds.
Goes out: 0 where a request may be made, else the seconds until one may.
Does not know: what was asked, or why it failed.

Closed, every request passes. After `failures` in a row it opens, and for `pause` seconds none does. Then it is half
open: one request passes, and what becomes of it closes the breaker or opens it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST = 600.0
"""Seconds: no endpoint is left alone for longer because it asked for that."""


class Breaker:
    """One endpoint's. Whoever was let in by `admit` says afterwards `worked`, `failed` or `left`."""

    def __init__(self, failures: int = 5, pause: float = 8.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures, self.pause, self._clock = failures, pause, clock
        self._row = 0
        self._until = 0.0
        self._probing = False

    @property
    def open(self) -> bool:
        """No request passes, or only one to try."""
        return self._row >= self.failures or self._clock() < self._until

    def admit(self) -> float:
        """0: go on. Else the seconds to wait; nothing is to be said afterwards."""
        if not self.open:
            return 0.0
        wait = self._until - self._clock()
        if wait > 0:
            return wait
        if self._probing:
            return self.pause
        self._probing = True
        return 0.0

    def worked(self) -> None:
        """It answered. What the endpoint asked for meanwhile is not forgotten."""
        self._row, self._probing = 0, False

    def failed(self, rest: float = 0.0) -> None:
        """It did not. `rest`: seconds for which the endpoint wants nothing from us."""
        self._row, self._probing = self._row + 1, False
        pause = max(rest, self.pause if self._row >= self.failures else 0.0)
        self._until = max(self._until, self._clock() + min(pause, LONGEST))

    def left(self) -> None:
        """Nobody knows: whoever asked went away first."""
        self._probing = False
