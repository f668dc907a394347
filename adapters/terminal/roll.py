"""A brief on a terminal while it is being worded: each story is printed when it is known, and nothing twice.

Works on: one brief at a time.
Comes in: the brief as far as it is known, again and again; the last word.
Goes out: the stories that are new in it; at the end what is left of it.
Does not know: what a story looks like, who words it.
"""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.text import Text

from adapters.terminal.mouth import Mouth
from adapters.terminal.screen import show
from bot.news import Brief, Item, Piece, Portion


class Roll:
    """Prints on a screen with a reader before it; into a pipe nothing goes before the last word.

    `margin` is printed above and below the whole.
    """

    def __init__(self, mouth: Mouth, screen: Console, margin: tuple[RenderableType, ...] = ()) -> None:
        self.mouth = mouth
        self.screen = screen
        self.margin = margin
        self._shown: tuple[Item, ...] = ()

    def more(self, portion: Portion) -> None:
        """Prints the stories that came."""
        if not self.screen.is_terminal or portion.brief.items == self._shown:
            return
        above = () if self._shown else self.margin
        show(self.screen, Group(*above, self.mouth.more(portion.brief, len(self._shown))))
        self._shown = portion.brief.items

    def last(self, piece: Piece) -> None:
        """Prints what is left of the brief; any other piece, or a brief of other stories, whole."""
        shown, count = self._shown, len(self._shown)
        if not shown:
            show(self.screen, Group(*self.margin, self.mouth.render(piece), *self.margin))
        elif isinstance(piece, Brief) and piece.items[:count] == shown:
            show(self.screen, Group(self.mouth.rest(piece, count), *self.margin))
        else:
            show(self.screen, Group(Text(), self.mouth.render(piece), *self.margin))
        self._shown = ()
