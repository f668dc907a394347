"""Shapes of text that a console can print.

Works on: rich's renderables.
Comes in: anybody's words; labels, blocks, addresses.
Goes out: words without what steers a terminal, blocks beside their labels, addresses that are never folded.
Does not know: news.
"""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from adapters import layout

NARROW = ("When", "Last good")
LABEL = Style.parse("bold cyan")


def text_of(told: str, style: str = "") -> Text:
    """Anybody's words as rich text: never read as markup, and free of what steers a terminal."""
    return Text(layout.plain(told), style=style)


class Hanging:
    """A block beside a label: every line of it begins in the same column; a line that may not fold is left whole."""

    def __init__(self, label: str, body: RenderableType, indent: int = 3, style: Style = LABEL) -> None:
        self.label, self.body, self.indent, self.style = label, body, indent, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(max(1, options.max_width - self.indent))
        mark = Segment(f"{self.label} ".rjust(self.indent), self.style if self.label else None)
        for line in Segment.split_lines(console.render(self.body, inner)):
            yield mark
            yield from line
            yield Segment.line()
            mark = Segment(" " * self.indent)


class Footnote:
    """A cite's outlet, time and address, on one line where they fit; the address is never folded, so that it opens."""

    def __init__(self, head: Text, url: str) -> None:
        self.head, self.url = head, url

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.url:
            yield self.head
            return
        style = Style(dim=True, link=self.url if _web(self.url) else None)
        if self.head.cell_len + 2 + cell_len(self.url) <= options.max_width:
            yield self.head.copy().append("  ").append(self.url, style)
            return
        yield self.head
        yield Text(no_wrap=True, overflow="ignore").append("    ").append(self.url, style)


def columns(*names: str, right: str = "") -> Table:
    """An empty table with these heads; one column may stand to the right."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", justify="right" if name == right else "left", no_wrap=name in NARROW)
    return table


def _web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not any(c.isspace() or c == ";" for c in url)
