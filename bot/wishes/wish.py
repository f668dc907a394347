"""The parts of a following that somebody may ask for.

Works on: nothing; a value, frozen and comparable.
Comes in: a following.
Goes out: its wish; the following with another wish.
Does not know: how a wish is typed or told.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time

from bot.news import HOURLY, Filters, Following, Manner, Quiet, Schedule

MORNING = Schedule((time(7),))
"""When a brief comes that nobody named a time for."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for beyond the kind; by itself the default of every kind, but that a brief has a schedule."""

    topic: str = ""
    zone: str = "UTC"
    schedule: Schedule | None = None
    quiet: Quiet | None = None
    filters: Filters = field(default_factory=Filters)
    manner: Manner = field(default_factory=Manner)
    hourly: int = HOURLY

    @classmethod
    def of(cls, following: Following) -> Wish:
        return cls(
            following.topic, following.zone, following.schedule, following.quiet, following.filters, following.manner,
            following.hourly,
        )  # fmt: skip

    def onto(self, following: Following) -> Following:
        """The same following, asked for anew."""
        return replace(
            following, topic=self.topic, zone=self.zone, schedule=self.schedule, quiet=self.quiet,
            filters=self.filters, manner=self.manner, hourly=self.hourly,
        )  # fmt: skip
