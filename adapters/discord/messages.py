"""Messages of components, and what stands together in them.

Works on: blocks of markdown with their buttons, purely.
Comes in: groups of blocks; lines of anybody's text; offers.
Goes out: `Message`s within Discord's limits (4,000 characters and 40 components a message), each with the slugs it
    carries.
Does not know: pieces, the library's classes, who reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from adapters import layout
from adapters.discord.markup import ROOM, escape, short, weight
from bot.news import Offer

COMPONENTS = 40
LABEL, LINE = 80, 90
"""Characters of a button: what it shows, and the line it stands for (its id may have 100, a prefix among them)."""
ROW = 5
FICTION = f"**{layout.FICTION}**"
AGAIN = "**Fictional sample, continued**"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a message. `button` stands beside it, `buttons` below it; `ruled` draws a line above it."""

    text: str = ""
    button: Offer | None = None
    buttons: tuple[Offer, ...] = ()
    ruled: bool = False
    slug: str = ""

    @property
    def components(self) -> int:
        """How many of a message's forty it takes."""
        rows = -(-len(self.buttons) // ROW)
        return (bool(self.text) + 2 * (self.button is not None)) + self.ruled + rows + len(self.buttons)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its blocks, in a frame of a colour where it has one."""

    blocks: tuple[Block, ...]
    colour: int | None = None

    @property
    def slugs(self) -> tuple[str, ...]:
        """The stories it carries, in order, each once."""
        return tuple(dict.fromkeys(block.slug for block in self.blocks if block.slug))

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(block.text for block in self.blocks if block.text)

    def bare(self) -> Message:
        """The same words as one paragraph without a frame or a button: what is left where the rest is refused."""
        return Message((Block(self.text or "…"),))


Group = list[Block]
"""Blocks that stay together where a message has room for them."""


def _size(group: Group) -> int:
    """Its share of a message's room, whichever limit it comes nearer to (the frame is a component too)."""
    return max(
        sum(weight(block.text) + 1 for block in group),
        -(-sum(block.components for block in group) * ROOM // (COMPONENTS - 2)),
    )


def packed(groups: Iterable[Group], colour: int | None = None) -> list[Message]:
    """Groups shared out over messages, in order; at least one message."""
    whole: list[Group] = []
    for group in groups:
        whole += [group] if _size(group) <= ROOM else [[block] for block in group]
    ranges = layout.pack([_size(group) for group in whole], ROOM)
    return [_message([block for i in r for block in whole[i]], colour) for r in ranges] or [Message((Block("…"),))]


def fictional(messages: Sequence[Message], invented: bool) -> list[Message]:
    """Messages that say that their news is invented: each of them, for each may be read alone."""
    if not invented:
        return list(messages)
    first, *more = messages
    marked = first if FICTION in first.text else replace(first, blocks=(Block(FICTION), *first.blocks))
    return [marked, *(replace(message, blocks=(Block(AGAIN), *message.blocks)) for message in more)]


def calling(message: Message, words: str) -> Message:
    """The message with somebody called before all its words."""
    if not words:
        return message
    first, *rest = message.blocks
    return replace(message, blocks=(replace(first, text=f"{words}\n{first.text}".strip()), *rest))


def _message(group: Sequence[Block], colour: int | None) -> Message:
    """A rule above the first block of a message would divide nothing; a button's id may stand in it once."""
    seen: set[str] = set()
    kept: list[Block] = []
    for block in group:
        button = block.button if block.button and block.button.line not in seen else None
        seen |= {button.line} if button else set()
        below = {offer.line: offer for offer in reversed(block.buttons) if offer.line not in seen}
        seen |= below.keys()
        buttons = tuple(offer for offer in block.buttons if below.get(offer.line) is offer)
        kept.append(replace(block, button=button, buttons=buttons, ruled=block.ruled and bool(kept)))
    return Message(tuple(block for block in kept if block.text or block.buttons), colour)


def rows(offers: Iterable[Offer]) -> list[Group]:
    """Buttons in rows, for what fits one."""
    shown = [Offer(short(offer.label, LABEL), offer.line) for offer in offers]
    fitting = [offer for offer in shown if offer.label and 0 < layout.utf16(offer.line) <= LINE]
    shared = [fitting[i : i + ROW] for i in range(0, len(fitting), ROW)]
    return [[Block(buttons=tuple(row))] for row in shared]


def opening(slug: str, label: str) -> Offer | None:
    """The button of a story; none for a slug no button can carry."""
    line = f"story {slug}"
    return Offer(label, line) if slug and layout.utf16(line) <= LINE else None


def lines(told: Iterable[str], room: int = ROOM - 100) -> list[Block]:
    """Lines of anybody's text as blocks, as many lines in one as it holds."""
    return blocks([escape(part) for line in told for part in cut(line, room)], room)


def blocks(marked: Sequence[str], room: int = ROOM - 100) -> list[Block]:
    """Lines of markdown as blocks, as many lines in one as it holds."""
    sizes = [weight(line) for line in marked]
    texts = ["\n".join(marked[i] for i in r).strip("\n") for r in layout.pack(sizes, room)]
    return [Block(text) for text in texts if text]


def cut(text: str, room: int) -> list[str]:
    """Anybody's text in parts that weigh at most `room` once they are escaped; at least one."""
    return layout.cut(layout.plain(text), room, lambda part: weight(escape(part))) or [""]
