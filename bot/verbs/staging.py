"""The lab's verb: one stage over stdin and stdout.

Works on: JSON lines.
Comes in: the stage's name.
Goes out: JSON lines, each written as soon as it is known.
Does not know: what the stages do.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from bot import house
from bot.verbs.border import Misused, put, run
from bot.verbs.reading import fetcher


def lab(stage: str, articles: Path | None) -> int:
    """Runs one stage over stdin, to its end."""
    missing = articles is not None and not articles.is_file()
    return run(_lab(stage, articles, missing))


async def _lab(stage: str, articles: Path | None, missing: bool) -> None:
    if stage == "passages" and articles is None:
        raise Misused("lab passages needs --articles FILE: the articles as JSON lines")
    if missing:
        raise Misused(f"--articles: there is no file {articles}")
    await asyncio.to_thread(_write, stage, articles)


def _write(stage: str, articles: Path | None) -> None:
    from bot import lab as stages

    now = house.utc_now()
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    match stage:
        case "parse":
            results = stages.parse(lines, now, _read)
        case "passages" if articles is not None:
            results = stages.passages(lines, now, articles)
        case _:
            results = getattr(stages, stage)(lines, now)
    for result in results:
        put(result)
    sys.stdout.flush()


async def _read(address: str) -> Any:
    """One address read on its own."""
    from bot import wire

    async with fetcher() as reader:
        return await wire.read(address, reader, house.utc_now())
