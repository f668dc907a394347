"""The screen: a console, and how something is put on it.

Works on: a stream of letters.
Comes in: what rich can print.
Goes out: colour on a terminal, plain text into a pipe, in a column that can be read.
Does not know: news.
"""

from __future__ import annotations

import io
import sys
from typing import IO

from rich.console import Console, RenderableType

WIDEST = 100


def console(stream: IO[str] | None = None, *, width: int | None = None, terminal: bool | None = None) -> Console:
    """A console: plain when piped; NO_COLOR and COLUMNS are obeyed. `terminal` overrules what the stream is."""
    file = stream or sys.stdout
    if isinstance(file, io.TextIOWrapper):
        file.reconfigure(errors="replace")  # a terminal that cannot show a letter shows that there is one
    return Console(file=file, highlight=False, markup=False, emoji=False, width=width, force_terminal=terminal)


def show(screen: Console, piece: RenderableType) -> None:
    """Prints at most 100 columns wide; addresses stay whole; a pipe gets no trailing blanks."""
    width = min(screen.width, WIDEST)
    if screen.is_terminal:
        screen.print(piece, width=width, crop=False)
        return
    with screen.capture() as caught:
        screen.print(piece, width=width, crop=False)
    screen.file.write("\n".join(line.rstrip() for line in caught.get().split("\n")))
