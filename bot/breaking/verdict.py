"""What is decided of a story: whether it is told now, how urgent it is, and why or why not.

Works on: nothing; these are values and the bounds they are decided by.
Comes in: what the other modules of this room found.
Goes out: Verdict, Sign; the bounds.
Does not know: how any of it is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.news import Reason

NEWS = timedelta(hours=6)
"""How long after it was known a story still breaks; nothing older bears out another report."""
AHEAD = timedelta(minutes=15)
"""How far a publisher's clock may run ahead of ours."""
COOLDOWN = timedelta(minutes=30)
"""How long a story that was told rests before it is told again."""
FAMILIES = 2
"""Publishers that do not belong together, at least."""
FLOOR = 6
"""The IPTC urgency (1 is a flash, 9 the least) that an alert has at least: what is less urgent waits for the brief."""
ROUTINE = 8
"""The urgency of a story in which nothing speaks for more."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`at` is when two voices had told what makes the story worth an alert, or what is new in it; None while they have
    not. `urgency` is IPTC, 1 to 9. `reasons` are for people, either way."""

    alert: bool
    at: datetime | None
    reasons: tuple[Reason, ...]
    urgency: int = ROUTINE


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that makes a story urgent: its code, how urgent, and a phrase of ours."""

    code: str
    urgency: int
    phrase: str
    harm: bool = False
    """True where it is people who come to harm: what tells of former harm has none of these."""
