"""Draws docs/desk.svg, telegram.svg and discord.svg: a reader's view of the sample wire, from real runs of the code."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.text import Text  # noqa: E402

from adapters.discord import mouth as discord  # noqa: E402
from adapters.telegram.mouth import Mouth as Telegram  # noqa: E402
from adapters.terminal import CHAT, Mouth  # noqa: E402
from bot.desk import Desk  # noqa: E402
from bot.news import Answer, Brief  # noqa: E402
from bot.shelf import Clippings  # noqa: E402
from bot.wire import sample  # noqa: E402

sys.path.insert(0, str(ROOT / "docs"))

import chats  # noqa: E402

MOMENT = chats.NOW
QUESTION = "How many people are missing in Quillabaya?"


def clock() -> datetime:
    """A fixed moment, so that the picture changes only when the desk does."""
    return MOMENT


async def draw(question: str) -> str:
    """The desk's screen as SVG: a brief of two stories, a question about the first, and the first opened."""
    screen = Console(
        record=True, width=96, file=io.StringIO(), force_terminal=True, color_system="truecolor", emoji=False
    )
    desk = Desk(Clippings(sample.articles(MOMENT), sample.outlets(), MOMENT, fictional=True), clock)
    mouth = Mouth(ZoneInfo("UTC"), clock)
    screen.print(mouth.render(await desk.brief(CHAT, stories=2)))
    screen.print(Text(f"\n› {question}", style="bold"))
    screen.print(mouth.render(await desk.ask(CHAT, question)))
    screen.print(Text("\n› story 1", style="bold"))
    screen.print(mouth.render(await desk.story(CHAT, "1")))
    return screen.export_svg(title="daybrief", unique_id="desk")


async def told(question: str) -> tuple[Brief, Answer]:
    """What both platforms are given: a brief of two stories, an answer about the first."""
    desk = Desk(Clippings(sample.articles(MOMENT), sample.outlets(), MOMENT, fictional=True), clock)
    return await desk.brief(CHAT, stories=2), await desk.ask(CHAT, question)


def pictures(question: str) -> dict[str, str]:
    """File name -> SVG."""
    brief, answer = asyncio.run(told(question))
    telegram = Telegram(ZoneInfo("UTC"), MOMENT)
    return {
        "desk.svg": asyncio.run(draw(question)),
        "telegram.svg": chats.telegram(
            ["/brief", *telegram.render(brief), question, *telegram.render(answer)], "Daybrief on Telegram"
        ),
        "discord.svg": chats.discord(
            ["/brief", *discord.render(brief), f"@Daybrief {question}", *discord.render(answer)], "Daybrief on Discord"
        ),
    }


if __name__ == "__main__":
    for name, drawn in pictures(QUESTION).items():
        (ROOT / "docs" / name).write_text(drawn, encoding="utf-8")
