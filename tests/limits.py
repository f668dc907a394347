"""What a platform allows, counted in the two ways that platforms count: for both doubles.

`Window`: never more than `count` in any span of `seconds`, wherever it begins. `Tokens`: a bucket that holds `count`
and gains as many in `seconds`. A request that is refused counts in neither.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol


class Meter(Protocol):
    """Counts requests on a clock of the caller's."""

    def take(self, now: float) -> bool:
        """Whether one more is allowed; then it is counted."""
        ...

    def reset(self, now: float) -> float:
        """Seconds until one more is allowed."""
        ...


class Window:
    """A strict window that slides."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self.hits: deque[float] = deque()

    def reset(self, now: float) -> float:
        while self.hits and self.hits[0] <= now - self.seconds:
            self.hits.popleft()
        return self.hits[0] + self.seconds - now if len(self.hits) >= self.count else 0.0

    def take(self, now: float) -> bool:
        free = self.reset(now) <= 0
        if free:
            self.hits.append(now)
        return free


class Tokens:
    """A bucket, full at first."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.every = count, seconds / count
        self.held, self.at = float(count), float("-inf")

    def reset(self, now: float) -> float:
        self.held = min(float(self.count), self.held + (now - self.at) / self.every)
        self.at = now
        return max(0.0, (1 - self.held) * self.every)

    def take(self, now: float) -> bool:
        free = self.reset(now) <= 0
        self.held -= free
        return free


RULES: dict[str, type[Window] | type[Tokens]] = {"window": Window, "bucket": Tokens}
