"""Draws docs/desk.svg: the terminal desk over the sample wire, from a real run of its own code."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.text import Text  # noqa: E402

from adapters.terminal import CHAT, Mouth  # noqa: E402
from bot.desk import Desk  # noqa: E402
from bot.shelf import Clippings  # noqa: E402
from bot.wire import sample  # noqa: E402

MOMENT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def clock() -> datetime:
    """A fixed moment, so that the picture changes only when the desk does."""
    return MOMENT


async def draw(question: str) -> str:
    """The desk's screen as SVG: a brief of three stories, then a question about the first."""
    screen = Console(
        record=True, width=96, file=io.StringIO(), force_terminal=True, color_system="truecolor", emoji=False
    )
    desk = Desk(Clippings(sample.articles(MOMENT), sample.outlets(), MOMENT, fictional=True), clock)
    mouth = Mouth(ZoneInfo("UTC"), clock)
    screen.print(mouth.render(await desk.brief(CHAT, stories=3)))
    screen.print(Text(f"\n› {question}", style="bold"))
    screen.print(mouth.render(await desk.ask(CHAT, question)))
    return screen.export_svg(title="daybrief", unique_id="desk")


if __name__ == "__main__":
    (ROOT / "docs" / "desk.svg").write_text(
        asyncio.run(draw("How many people are missing in Quillabaya?")), encoding="utf-8"
    )
