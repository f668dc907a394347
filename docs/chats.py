"""Chats drawn as SVG, from what the mouths really say.

Works on: HTML as Telegram reads it, markdown as Discord reads it.
Comes in: the words of a reader, and the messages that answer them.
Goes out: one picture of a chat: bubbles, frames, buttons.
Does not know: news, the desk, a browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser

from adapters.discord.messages import Block
from adapters.discord.messages import Message as Framed
from adapters.telegram.messages import Message as Bubble

WIDTH, MARGIN, PAD = 480, 12, 12
NARROW, WIDE = frozenset("ijlftrI.,:;'|!()[]- ·"), frozenset("mwMW%@—")
_INLINE = re.compile(
    r"\[((?:\\.|[^\]\\])*)\]\(<[^>]*>\)|\*\*(.+?)\*\*|\*(.+?)\*|~~(.+?)~~|<t:(\d+):([fFR])>|\\(.)|([^\\\[*~<]+|.)"
)
_HEADS = (("### ", 16, True), ("## ", 19, True), ("-# ", 11.5, False))


@dataclass(frozen=True, slots=True)
class Look:
    """How words look: pixels, colours, weight."""

    size: float
    colour: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Skin:
    """A platform's colours: ground, what a reader wrote, what we say, its words, its links, its buttons."""

    ground: str
    mine: str
    ours: str
    ink: str
    dim: str
    linked: str
    button: str


TELEGRAM = Skin("#d5e3d0", "#effdde", "#ffffff", "#111111", "#6d7883", "#2678b6", "#a9c3a3")
DISCORD = Skin("#313338", "#3b3d44", "#2b2d31", "#dbdee1", "#9a9fa7", "#00a8fc", "#4e5058")

Run = tuple[str, Look]


@dataclass(slots=True)
class Page:
    """A picture as it grows downwards."""

    skin: Skin
    parts: list[str]
    y: float = MARGIN

    def box(self, x: float, y: float, wide: float, high: float, fill: str, round_: int = 10) -> str:
        return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{round_}" fill="{fill}"/>'

    def words(self, x: float, wide: float, lines: Iterable[Sequence[Run]]) -> None:
        """Lines of words, folded to a width."""
        for line in lines:
            for folded in fold(line, wide):
                tall = max((look.size for _, look in folded), default=8) * 1.4
                self.y += tall
                self._line(x, self.y - tall * 0.28, folded)

    def _line(self, x: float, y: float, runs: Sequence[Run], anchor: str = "start") -> None:
        spans = "".join(f"<tspan{_style(look)}>{html.escape(text)}</tspan>" for text, look in runs)
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" xml:space="preserve">{spans}</text>')

    def button(self, x: float, wide: float, label: str, y: float | None = None) -> None:
        """A button; without `y` it is the next thing downwards."""
        top = self.y + 4 if y is None else y
        look = Look(12.5, "#ffffff", bold=True)
        self.parts.append(self.box(x, top, wide, 26, self.skin.button, 6))
        self._line(x + wide / 2, top + 17.5, [(label, look)], "middle")
        self.y = top + 26 if y is None else self.y

    def asked(self, text: str) -> None:
        """What a reader wrote."""
        look, top, wide = Look(14, self.skin.ink), self.y, min(340, WIDTH - 2 * MARGIN)
        inner = min(wide - 2 * PAD, width(text, look) + 1)
        place = len(self.parts)
        left = WIDTH - MARGIN - inner - 2 * PAD
        self.y += 6
        self.words(left + PAD, inner, [[(text, look)]])
        self.parts.insert(place, self.box(left, top, inner + 2 * PAD, self.y + 8 - top, self.skin.mine))
        self.y += 18

    def svg(self, title: str) -> str:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.y:g}" width="{WIDTH}" '
            f'font-family="Helvetica, Arial, sans-serif" xml:space="preserve"><title>{html.escape(title)}</title>'
        )
        return "\n".join([head, self.box(0, 0, WIDTH, self.y, self.skin.ground, 0), *self.parts, "</svg>", ""])


def _style(look: Look) -> str:
    bold, italic = ' font-weight="bold"' * look.bold, ' font-style="italic"' * look.italic
    return f' font-size="{look.size:g}" fill="{look.colour}"{bold}{italic}'


def width(text: str, look: Look) -> float:
    """As wide as the widest of common sans-serif letters are, so that no reader's font leaves the frame."""
    share = sum(
        0.38 if c in NARROW else 0.95 if c in WIDE else 0.72 if c.isupper() else 0.625 if c.isprintable() else 0
        for c in text
    )
    return share * look.size * (1.12 if look.bold else 1)


def fold(line: Sequence[Run], wide: float) -> Iterator[list[Run]]:
    """A line as lines that are no wider, folded at blanks."""
    held: list[Run] = []
    used = 0.0
    for text, look in line:
        for word in re.findall(r"\s*\S+|\s+$", text):
            if held and used + width(word, look) > wide:
                yield held
                held, used, word = [], 0.0, word.lstrip()
            joins = bool(held) and held[-1][1] == look
            held = [*held[:-1], (held[-1][0] + word, look)] if joins else [*held, (word, look)]
            used += width(word, look)
    yield held


class _Html(HTMLParser):
    """Telegram's HTML as lines of runs; `quotes` are the lines inside a quotation."""

    def __init__(self, skin: Skin) -> None:
        super().__init__()
        self.skin, self.open, self.lines = skin, list[str](), [list[Run]()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        look = Look(14, self.skin.ink, "b" in self.open, "i" in self.open)
        look = replace(look, size=12) if "blockquote" in self.open else look
        look = replace(look, colour=self.skin.linked) if "a" in self.open else look
        first, *more = data.split("\n")
        for place, text in enumerate([first, *more]):
            self.lines += [[]] if place else []
            self.lines[-1] += [(text, look)] if text else []


def telegram(said: Iterable[str | Bubble], title: str) -> str:
    """A chat on Telegram: what a reader wrote as text, what we answered as messages."""
    page = Page(TELEGRAM, [])
    for one in said:
        if isinstance(one, str):
            page.asked(one)
            continue
        read, top, place = _Html(page.skin), page.y, len(page.parts)
        read.feed(one.html)
        page.y += 6
        page.words(MARGIN + PAD, WIDTH - 60 - 2 * PAD, read.lines)
        page.parts.insert(place, page.box(MARGIN, top, WIDTH - 60, page.y + 8 - top, page.skin.ours))
        page.y += 8
        for row in one.rows:
            wide, y = (WIDTH - 60 - 4 * (len(row) - 1)) / len(row), page.y + 4
            for n, button in enumerate(row):
                page.button(MARGIN + n * (wide + 4), wide, button.label, y)
            page.y = y + 26
        page.y += 12
    return page.svg(title)


def discord(said: Iterable[str | Framed], title: str) -> str:
    """A channel on Discord: what a reader wrote as text, what we answered as messages."""
    page = Page(DISCORD, [])
    wide = WIDTH - 2 * MARGIN
    for one in said:
        if isinstance(one, str):
            page.asked(one)
            continue
        top, place = page.y, len(page.parts)
        page.y += 6
        for block in one.blocks:
            _block(page, block, wide)
        edge = f"#{one.colour:06x}" if one.colour is not None else page.skin.ours
        frame = [page.box(MARGIN, top, wide, page.y + 10 - top, edge, 6)]
        frame.append(page.box(MARGIN + 4, top, wide - 4, page.y + 10 - top, page.skin.ours, 6))
        page.parts[place:place] = frame
        page.y += 22
    return page.svg(title)


def _block(page: Page, block: Block, wide: float) -> None:
    if block.ruled:
        page.y += 6
        page.parts.append(page.box(MARGIN + 16, page.y, wide - 32, 1, page.skin.button, 0))
        page.y += 2
    beside = 120 if block.button else 0
    if block.button:
        page.button(WIDTH - MARGIN - 10 - beside, beside, block.button.label, page.y + 6)
    page.words(MARGIN + 16, wide - 32 - beside, [_marked(line, page.skin) for line in block.text.split("\n")])
    for offer in block.buttons:
        page.button(MARGIN + 16, min(wide - 32, 280), offer.label)


def _marked(line: str, skin: Skin) -> list[Run]:
    """A line of Discord's markdown as runs; times as a reader in UTC sees them."""
    look = Look(14, skin.ink)
    for head, size, bold in _HEADS:
        if line.startswith(head):
            line, look = line.removeprefix(head), Look(size, skin.ink if bold else skin.dim, bold)
            break
    line = "• " + line[2:] if line.startswith("- ") else line
    return list(_runs(line, look, skin))


def _runs(text: str, look: Look, skin: Skin) -> Iterator[Run]:
    for found in _INLINE.finditer(text):
        link, bold, italic, struck, stamp, form, sign, rest = found.groups()
        if link is not None:
            yield from _runs(link, replace(look, colour=skin.linked), skin)
        elif bold or italic or struck:
            yield from _runs(
                bold or italic or struck, replace(look, bold=look.bold or bool(bold), italic=bool(italic)), skin
            )
        elif stamp:
            yield _time(int(stamp), form), look
        else:
            yield sign or rest, look


NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def _time(stamp: int, form: str) -> str:
    then = datetime.fromtimestamp(stamp, UTC)
    hours = int((NOW - then).total_seconds() // 3600)
    if form == "R":
        return f"{hours} hours ago" if hours < 24 else f"{hours // 24} days ago"
    return f"{then:%A}, {then.day} {then:%B %Y %H:%M}" if form == "F" else f"{then.day} {then:%B %Y %H:%M}"
