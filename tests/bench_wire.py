"""What the wire costs: 1,000 loopback feeds of 50 entries, cold and again with nothing new.

`python tests/bench_wire.py [FEEDS [ENTRIES]]` prints CPU-seconds (user + system) of this process alone; the publisher
runs in another one. Storing is left out.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import wire
from bot.news import Outlet, Source, SourceState
from bot.wire.fetch import Fetcher

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """One round: seconds of CPU and of wall, articles and failures, peak memory of the process in MB."""

    cpu: float
    wall: float
    articles: int
    errors: int
    memory: float


def spent() -> float:
    """CPU-seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@asynccontextmanager
async def publisher(feeds: int, entries: int) -> AsyncIterator[tuple[Source, ...]]:
    """A process that serves the feeds, and the sources to read them by."""
    script = Path(__file__).with_name("feedserver.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), str(feeds), str(entries), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        port = int(await process.stdout.readline())
        yield tuple(
            Source(f"http://127.0.0.1:{port}/{n}.xml", Outlet(f"paper{n}", f"Paper {n}", language="en"))
            for n in range(feeds)
        )
    finally:
        process.stdin.close()
        process.kill()
        await process.wait()


async def a_round(sources: tuple[Source, ...], states: dict[str, SourceState], fetcher: Fetcher) -> Figures:
    """Polls everything once, keeping only the states."""
    cpu, wall, articles, errors = spent(), time.perf_counter(), 0, 0
    async for polled in wire.poll(sources, states, fetcher, NOW):
        states[polled.source.url] = polled.state
        articles += len(polled.articles)
        errors += bool(polled.error)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figures(spent() - cpu, time.perf_counter() - wall, articles, errors, memory)


async def measure(feeds: int = 1_000, entries: int = 50) -> tuple[Figures, Figures]:
    """A cold round and one in which nothing is new."""
    states: dict[str, SourceState] = {}
    async with publisher(feeds, entries) as sources, Fetcher(private=True) as fetcher:
        return await a_round(sources, states, fetcher), await a_round(sources, states, fetcher)


def main() -> None:
    """Prints the figures."""
    asked = [int(argument) for argument in sys.argv[1:]]
    for name, round_ in zip(("cold", "again"), asyncio.run(measure(*asked)), strict=True):
        print(
            f"{name:5} {round_.cpu:6.2f} CPU-s {round_.wall:6.2f} s  {round_.articles} articles"
            f"  {round_.errors} errors  {round_.memory:.0f} MB at most"
        )


if __name__ == "__main__":
    main()
