"""The arithmetic of sending rates: one slot after another, evenly, with a burst where a limit allows one.

Works on: what is remembered of each scope.
Comes in: the scopes a message falls into (its chat, its token), and the time; refusals, and messages that came late.
Goes out: a slot, or when to ask again; what is to be remembered then.
Does not know: where it is remembered, any platform's limits, what is sent.

A scope lets one message pass every `every` seconds, and after a rest up to `burst` at once: in any span of S seconds
never more than `burst + S / every`. Slots of a wide scope (the token's) are given in advance, one after another; those
of a narrow one (a chat's) never are, so that a chat that must wait holds no slot that another chat could use.

Platforms count what arrives, not what leaves. Let N be allowed in W seconds, and N slots take W + slack. No window is
overrun as long as message i arrives at most `slack` after its slot: message i + N, never before its own, is W behind
it. So how late a message may have arrived is measured from its answer, against the quickest answer of late; where that
is more than the slack, all slots not yet given move back by what is missing. A line whose answers are regular runs at
W / (W + slack) of the limit, one whose answers come d late at W / (W + d).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

FALL, RISE, LEAST = 0.9, 0.005 / 60, 0.1
"""A refusal takes a tenth of a scope's rate; every minute of sending gives half a hundredth of it back."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a limit holds for: `every` seconds a message on average, `burst` at once after a rest.

    `wide` where it holds for a whole token rather than for one chat. `first` is the share of that rate to begin with,
    `slack` by how many seconds a message may come late, `ahead` how far a slot may be. Raises ValueError for no rate.
    """

    name: str
    every: float
    burst: int = 1
    wide: bool = False
    first: float = 1.0
    slack: float = math.inf
    ahead: float = math.inf

    def __post_init__(self) -> None:
        if not self.every >= 0 or self.burst < 1 or not 0 < self.first <= 1:
            raise ValueError("a scope needs a time of at least 0 s, a burst of at least 1 and a share of it")


@dataclass(frozen=True, slots=True)
class Turn:
    """Granted: the slot is `wait` seconds away, and ours. Else nothing was reserved; ask again in `wait` seconds.

    `crowded`: only since the line is too long. `lags`: how far each scope's line had moved back when it was granted.
    """

    granted: bool
    wait: float
    crowded: bool = False
    lags: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a scope, in seconds on one clock: the slot after the next even one, and a block's end; how
    far its line has moved back in all; the share of its rate that is used."""

    next: float = 0.0
    blocked: float = 0.0
    lag: float = 0.0
    share: float = 1.0

    def moved(self, lag: float, more: float) -> Mark:
        """After a message came late by `more` beyond the slack, whose slot was granted at this `lag`."""
        if not lag <= self.lag < lag + more:
            return self
        return replace(self, next=self.next + lag + more - self.lag, lag=lag + more)

    def fallen(self) -> Mark:
        """After a refusal."""
        return replace(self, share=max(LEAST, self.share * FALL))


def grant(scopes: Sequence[Scope], marks: Sequence[Mark], now: float) -> tuple[Turn, tuple[Mark, ...]]:
    """One slot in all scopes at once, and the marks after it. Pure; the archive's script does the same, atomically."""
    every = [s.every / m.share for s, m in zip(scopes, marks, strict=True)]
    free = [max(m.next - (s.burst - 1) * each, now) for s, m, each in zip(scopes, marks, every, strict=True)]
    slot = max([now, *(at for s, at in zip(scopes, free, strict=True) if s.wide)])
    narrow = max([now, *(at for s, at in zip(scopes, free, strict=True) if not s.wide)])
    blocked, ahead = max([now, *(m.blocked for m in marks)]), min(s.ahead for s in scopes)
    if narrow > slot or blocked > now:
        return Turn(False, max(narrow, blocked) - now), tuple(marks)
    if slot - now > ahead:
        return Turn(False, slot - now - ahead / 2, crowded=True), tuple(marks)
    after = (
        replace(m, next=max(m.next, slot) + each, share=min(1.0, m.share + RISE * each))
        for m, each in zip(marks, every, strict=True)
    )
    return Turn(True, slot - now, lags=tuple(m.lag for m in marks)), tuple(after)
