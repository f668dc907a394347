"""When the reports of a story came, as one line of bars.

Works on: moments, purely.
Comes in: the times of reports, a reader's zone.
Goes out: a bar for each stretch of time between the first and the last; in plain letters where a screen has no bars.
Does not know: what was reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from adapters import layout

BARS = "▁▂▃▄▅▆▇█"
LETTERS = "_.:-=+*#"
"""The same heights where the encoding has no bars. The lowest of both stands for no report."""
FEWEST, WIDEST, HIGH = 3, 24, 4
"""Reports that make a curve; bars on a line; reports at once that make the highest bar, or more where more came."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STRETCHES = {
    "10 minutes": 10 * MINUTE, "30 minutes": 30 * MINUTE, "1 hour": HOUR, "3 hours": 3 * HOUR, "6 hours": 6 * HOUR,
    "12 hours": 12 * HOUR, "1 day": DAY, "1 week": 7 * DAY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Reports per stretch of time, first to last, and the ends of the line in words."""

    counts: tuple[int, ...]
    stretch: str
    first: str
    last: str

    @classmethod
    def of(cls, times: Sequence[datetime], zone: ZoneInfo) -> Sparkline | None:
        """The line of these times; None where they are too few, all of one moment, or too far apart for a line."""
        if len(times) < FEWEST or min(times) == max(times):
            return None
        first, last = min(times), max(times)
        for name, long in STRETCHES.items():
            if last - first < WIDEST * long:
                return cls(counted(times, long), name, layout.clock(first, zone), layout.clock(last, zone))
        return None

    def drawn(self, heights: str = BARS) -> str:
        """A sign for each count; the most reports have the highest, any report more than the lowest."""
        top, most = len(heights) - 1, max(HIGH, *self.counts)
        return "".join(heights[-(-count * top // most)] for count in self.counts)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        said = f"  {sum(self.counts)} reports, {self.first} to {self.last}, {self.stretch} a bar"
        yield Text(self.drawn(LETTERS if options.ascii_only else BARS), "cyan").append(said, "dim")


def counted(times: Sequence[datetime], stretch: timedelta) -> tuple[int, ...]:
    """How many fall in each stretch, from the first to the last of them."""
    first = min(times)
    places = [(then - first) // stretch for then in times]
    return tuple(places.count(place) for place in range(max(places) + 1))
