"""The lab's verb: one stage over stdin and stdout.

Works on: JSON lines.
Comes in: the stage's name.
Goes out: JSON lines, each written as soon as it is known.
Does not know: what the stages do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import house
from bot.verbs.border import Misused, guarded, put
from bot.verbs.reading import fetcher


def lab(stage: str, articles: Path | None) -> int:
    """Runs one stage over stdin, to its end."""
    return guarded(lambda: _lab(stage, articles))


def _lab(stage: str, articles: Path | None) -> None:
    if stage == "passages" and articles is None:
        raise Misused("lab passages needs --articles FILE: the articles as JSON lines")
    if articles is not None and (articles.is_dir() or not articles.exists()):
        raise Misused(f"--articles: there is no file {articles}")
    for result in _results(stage, articles):
        put(result)


def _results(stage: str, articles: Path | None) -> Iterator[dict[str, Any]]:
    from bot import lab as stages

    now = house.utc_now()
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    match stage:
        case "parse":
            return stages.parse(lines, now, _read)
        case "passages" if articles is not None:
            return stages.passages(lines, now, articles)
        case _:
            return iter(getattr(stages, stage)(lines, now))


async def _read(address: str) -> Any:
    """One address read on its own."""
    from bot import wire

    async with fetcher() as reader:
        return await wire.read(address, reader, house.utc_now())
