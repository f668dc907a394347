"""A room apart for feeds that no safe reader could read.

Works on: one feed in a process of its own, which may be slow, greedy or hang and is then killed.
Comes in: the feed's bytes on stdin.
Goes out: a JSON document on stdout: the feed's head and its entries as strings, cut to size.
Does not know: anything of ours. It is run as a script so that the process imports feedparser and nothing else.

feedparser mends what others give up on, and is quadratic on small hostile input; hence the limits.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

CPU_SECONDS = 2
WALL_SECONDS = 8.0
MEMORY = 512 * 1024 * 1024
AT_ONCE = 2
"""Processes side by side: what many broken feeds cost at once is bounded, whatever their number."""
_SCRIPT = str(Path(__file__).resolve())
LARGEST = 2_000_000
"""Bytes of a broken feed that are tried at all."""
MOST, LONGEST = 500, 50_000


class Quarantined(ValueError):
    """The feed could not be read within the limits; its text is for people."""


_seats: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def mended(body: bytes, wall: float = WALL_SECONDS, cpu: int = CPU_SECONDS) -> dict[str, Any]:
    """What feedparser makes of `body`, in a process with limits on time and memory. Raises Quarantined.

    The loop goes on meanwhile. Cancelled, the process is killed with it.
    """
    async with _seats.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)):
        return await _mended(body[:LARGEST], wall, cpu)


async def _mended(body: bytes, wall: float, cpu: int) -> dict[str, Any]:
    command = [sys.executable, "-I", _SCRIPT, str(cpu)]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        async with asyncio.timeout(wall):
            told, _ = await process.communicate(body)
    except TimeoutError as error:
        raise Quarantined(f"the feed is broken and could not be mended within {wall:g} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Quarantined("the feed is broken and mending it took too much time or memory")
    document: dict[str, Any] = json.loads(told)
    return document


def read(body: bytes) -> dict[str, Any]:
    """`{"title", "home", "language", "entries": [{"id", "url", ...}]}`: the fields of `entries.Raw`."""
    import feedparser

    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    head = parsed.feed
    entries = [_entry(entry) for entry in parsed.entries[:MOST]]
    return {
        "title": _cut(head.get("title")),
        "home": _cut(head.get("link")),
        "language": _cut(head.get("language")),
        "entries": entries,
    }


def _entry(entry: Any) -> dict[str, str]:
    bodies = [str(part.get("value") or "") for part in entry.get("content", ())] + [str(entry.get("summary") or "")]
    tags = [str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ())]
    return {
        "id": _cut(entry.get("id")),
        "url": _cut(entry.get("feedburner_origlink") or entry.get("link")),
        "title": _cut(entry.get("title")),
        "content": _cut(max(bodies, key=len)),
        "summary": _cut(min(filter(str.strip, bodies), key=len, default="")),
        "published": _cut(entry.get("published") or entry.get("created")),
        "updated": _cut(entry.get("updated")) if "updated" in entry.keys() else "",  # noqa: SIM118 -- `in` warns of a fallback
        "author": _cut(entry.get("author")),
        "category": _cut(next(filter(None, tags), "")),
        "language": _cut(entry.get("language")),
    }


def _cut(value: object) -> str:
    return str(value or "")[:LONGEST]


def limit(cpu: int) -> None:
    """Binds this process: CPU seconds and memory. Both are given back by its end."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # there the call is refused
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
