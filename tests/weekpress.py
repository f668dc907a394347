"""A week of invented news as outlets print it: tests/cases/week/week.txt as a script of a press room.

    week = read(path)
    desk = Press(room)
    for printing in week: await desk.print(printing)

Works on: the script, and the feeds of a press room's publishers.
Comes in: what an outlet prints: a report, a rewrite of one, one under a new date or headline, a withdrawal.
Goes out: feeds that say so, each outlet at its own address.
Does not know: what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from feedserver import rss
from pressroom import Report, Room

from bot.news import Article, Outlet, Source, Status

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OUTLETS = (
    "harbour", "canal", "ridge", "valley", "beacon", "ledger", "courier", "tribune", "gazette", "meridian", "lantern",
    "post",
)  # fmt: skip
FULL = 420
"""Characters from which a feed's text is taken for a whole article."""


@dataclass(frozen=True, slots=True)
class Printing:
    """An outlet prints something of an event. `brings`: a report says something new."""

    event: str
    at: datetime
    outlet: str
    what: str
    brings: bool
    report: Report


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed."""

    address: str
    at: datetime
    report: Report

    def rss(self) -> str:
        headline, *paragraphs = self.report
        text = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in paragraphs)
        body = text * (FULL // sum(map(len, paragraphs)) + 1)
        return (
            f"<item><title>{headline}</title><link>{self.address}</link><guid>{self.address}</guid>"
            f"<pubDate>{format_datetime(self.at)}</pubDate><description>{body}</description></item>"
        )


def read(path: Path) -> list[Printing]:
    """The script, in order of time."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
    events = re.split(r"^=== (\w+)$", "\n".join(lines), flags=re.MULTILINE)[1:]
    found = (one for event, text in zip(events[::2], events[1::2], strict=True) for one in _printings(event, text))
    return sorted(found, key=lambda printing: printing.at)


def _printings(event: str, text: str) -> Iterator[Printing]:
    for block in text.strip().split("\n\n"):
        head, *report = block.splitlines()
        day, time, outlet, *what = head.split()
        hours, minutes = map(int, time.split(":"))
        at = MONDAY + timedelta(days=DAYS.index(day), hours=hours, minutes=minutes)
        yield Printing(event, at, outlet, what[0], "+" in what, tuple(report))


@dataclass
class Press:
    """The twelve outlets of a room."""

    room: Room
    feeds: dict[str, dict[str, Entry]] = field(default_factory=dict)
    first: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sources = tuple(Source(self.room.site.url(f"/{o}"), Outlet(o, o.title(), language="en")) for o in OUTLETS)
        self.room.house.sources = lambda: sources
        for outlet in OUTLETS:
            self._serve(outlet)

    async def print(self, printings: Iterable[Printing]) -> None:
        """The outlets print these, in order."""
        for one in printings:
            if one.what == "kill":
                await self._kill(self.first[one.event, one.outlet])
            else:
                self._enter(one.outlet, self._entry(one))

    def _entry(self, one: Printing) -> Entry:
        before = self.first.get((one.event, one.outlet))
        address = f"https://{one.outlet}.example/{one.event}/{one.at:%a-%H%M}"
        if before is None or one.what in "+=":
            entry = Entry(address, one.at, one.report)
            self.first.setdefault((one.event, one.outlet), entry)
            return entry
        if one.what == "rewrite":
            return replace(before, report=one.report)
        return Entry(address, one.at, (*one.report, *before.report[len(one.report) :]))

    def _enter(self, outlet: str, entry: Entry) -> None:
        self.feeds.setdefault(outlet, {})[entry.address] = entry
        self._serve(outlet)

    def _serve(self, outlet: str) -> None:
        entries = sorted(self.feeds.get(outlet, {}).values(), key=lambda entry: entry.at, reverse=True)
        body = rss([entry.rss() for entry in entries], outlet.title())
        self.room.site.body(f"/{outlet}", body, content_type="application/rss+xml")

    async def _kill(self, entry: Entry) -> None:
        """As a wire that knows of withdrawals would keep it."""
        articles = self.room.archive.articles
        held = await articles.since(self.room.clock() - timedelta(days=7))
        killed = [replace(a, status=Status.CANCELED) for a in held if a.url == entry.address]
        assert killed
        await articles.put(killed, self.room.clock())


def event_of(article: Article) -> str:
    """The event an article of the week is of: its address names it."""
    return article.url.split("/")[3]
