"""Messages of HTML, their buttons, and what stands together in them.

Works on: blocks of HTML with their buttons, purely.
Comes in: blocks; lines of the catalogue; questions.
Goes out: `Message`s within Telegram's limits (4,096 UTF-16 units, 100 entities, 64 bytes a button stands for), each
    with the slugs it carries.
Does not know: pieces, the library, who reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from adapters import layout
from adapters.telegram.markup import ROOM, called, escape, short, shown, weight

DATA, LABEL, ROW = 64, 160, 5
"""Bytes of what a button stands for; characters it shows; small buttons beside each other."""
LINE, MANY = 1_000, 90
WHOLE = ROOM - 110
"""What the blocks of a message may weigh: who is called, and that it is fiction, still fit beside them."""
ASKED = "?"
"""What a button stands for whose question is too long for it: the question is what it shows."""
FICTION = f"<b>{layout.FICTION}</b>"
AGAIN = "<b>Fictional sample, continued</b>"
_FOOT, _LINK = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL), re.compile(r'<a href="([^"]*)">(.*?)</a>')


@dataclass(frozen=True, slots=True)
class Button:
    """What it shows, and what comes back when it is pressed (1 to 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together in one message: HTML, the story it carries, the small button it brings along."""

    html: str
    slug: str = ""
    button: Button | None = None
    near: bool = False
    """Whether it follows the block before it without an empty line."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: HTML, rows of buttons, and the stories it carries."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    slugs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The same words without any mark-up; footnotes keep their addresses."""
        return shown(_FOOT.sub(lambda foot: _LINK.sub(r"\2 (\1)", foot[0]), self.html))


def packed(blocks: Sequence[Block], below: Sequence[tuple[Button, ...]] = ()) -> list[Message]:
    """Blocks shared out over messages, in order, at least one; `below` stands under the last one."""
    kept = [block for block in blocks if block.html.strip()] or [Block("…")]
    ranges = layout.pack([weight(block.html) for block in kept], WHOLE, 4)
    messages = [_message([kept[i] for i in part]) for part in ranges]
    last = messages[-1]
    return [*messages[:-1], Message(last.html, (*last.rows, *below)[:MANY], last.slugs)]


def fictional(messages: Sequence[Message], invented: bool) -> list[Message]:
    """Messages that say that their news is invented: each of them, for each may be passed on alone."""
    if not invented:
        return list(messages)
    first, *more = messages
    marked = first if FICTION in first.html else replace(first, html=f"{FICTION}\n\n{first.html}")
    return [marked, *(replace(message, html=f"{AGAIN}\n\n{message.html}") for message in more)]


def calling(message: Message, mention: str) -> Message:
    """The message with somebody called before all its words, where the mention is one."""
    name = called(mention)
    return replace(message, html=f"{name}\n{message.html}") if name else message


def moved_up() -> Message:
    """What stands where a message was that has become too many."""
    return Message("<i>Moved up: the message above was corrected.</i>")


def _message(blocks: Sequence[Block]) -> Message:
    text = blocks[0].html + "".join(("\n" if block.near else "\n\n") + block.html for block in blocks[1:])
    slugs = tuple(dict.fromkeys(block.slug for block in blocks if block.slug))
    return Message(text, tuple(rows([block.button for block in blocks])), slugs)


def rows(buttons: Iterable[Button | None]) -> list[tuple[Button, ...]]:
    """Numbers beside each other, words below each other."""
    given = list({one.data: one for one in buttons if one}.values())
    small = [one for one in given if len(one.label) <= 2]
    beside = [tuple(small[i : i + ROW]) for i in range(0, len(small), ROW)]
    return [*beside, *((one,) for one in given if len(one.label) > 2)]


def button(label: str, line: str) -> Button | None:
    """A button for a line of the catalogue; none where the line is too long to come back."""
    said = layout.plain(line)
    return Button(short(label, LABEL), said) if 0 < len(said.encode()) <= DATA and layout.plain(label) else None


def opening(label: str, slug: str) -> Button | None:
    """The button of a story; none for a slug no button can carry."""
    return button(label, f"story {slug}") if layout.plain(slug) else None


def questions(asked: Iterable[str]) -> list[tuple[Button, ...]]:
    """A button for each: it stands for the question, or, where that is too long, for what it shows."""
    offered: list[tuple[Button, ...]] = []
    for place, question in enumerate(map(layout.plain, asked)):
        if question and len(question) <= LABEL:
            offered.append((button(question, f"ask {question}") or Button(question, f"{ASKED}{place}"),))
    return list({row[0].data: row for row in offered}.values())


def cut(text: str) -> list[str]:
    """Anybody's text in parts that fit a message once they are escaped."""
    return layout.cut(layout.plain(text), LINE * 2, lambda part: weight(escape(part)))
