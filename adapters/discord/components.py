"""Messages as the library's components.

Works on: `Message`s.
Comes in: blocks of markdown and their buttons.
Goes out: a `LayoutView` that nobody waits for: a button's id is the line it stands for, and outlives a restart.
Does not know: pieces, where a message goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from discord import ButtonStyle, ui

from adapters.discord.messages import ROW, Block, Message
from bot.news import Offer

PREFIX = "daybrief:"
"""What an id of ours begins with (https://docs.discord.com/developers/components/reference#anatomy-of-a-component)."""

Part = ui.Item[Any]


def layout(message: Message) -> ui.LayoutView:
    """The message as a view. It is finished from the start, or the library would keep every one of them."""
    view = ui.LayoutView(timeout=None)
    parts = [part for block in message.blocks for part in _parts(block)]
    if message.colour is None:
        for part in parts:
            view.add_item(part)
    else:
        view.add_item(ui.Container(*parts, accent_colour=message.colour))
    view.stop()
    return view


def line(custom_id: str) -> str:
    """The line a button stands for; empty where it is none of ours."""
    return custom_id.removeprefix(PREFIX) if custom_id.startswith(PREFIX) else ""


def _parts(block: Block) -> Iterator[Part]:
    if block.ruled:
        yield ui.Separator()
    if block.text:
        text: ui.TextDisplay[Any] = ui.TextDisplay(block.text)
        yield ui.Section(text, accessory=_button(block.button)) if block.button else text
    yield from (_row(block.buttons[i : i + ROW]) for i in range(0, len(block.buttons), ROW))


def _row(offers: Sequence[Offer]) -> Part:
    return ui.ActionRow(*(_button(offer) for offer in offers))


def _button(offer: Offer) -> ui.Button[Any]:
    return ui.Button(label=offer.label, custom_id=PREFIX + offer.line, style=ButtonStyle.secondary)
