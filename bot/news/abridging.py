"""What of a piece is said to whoever asked for less of it.

Works on: pieces, purely.
Comes in: a piece; the manner of a following.
Goes out: the same piece with the sentences that are said in this manner, and no others; of headlines alone, none.
Does not know: how a piece looks, where it goes.
"""

from __future__ import annotations

from dataclasses import replace

from bot.news.followings import Manner, Style
from bot.news.pieces import Alert, Brief, Item, Length, Piece


def abridged(piece: Piece, manner: Manner) -> Piece:
    """The piece as it is said in this manner. How many stories a brief has was decided before; a second time changes
    nothing."""
    match piece:
        case Alert() if manner.style is Style.HEADLINES:
            return replace(piece, item=_untold(piece.item))
        case Alert() if manner.length is Length.SHORT:
            return replace(piece, item=_first(piece.item))
        case Brief() if manner.style is Style.HEADLINES:
            return replace(piece, items=tuple(map(_untold, piece.items)))
    return piece


def _untold(item: Item) -> Item:
    return replace(item, sentences=(), changed=())


def _first(item: Item) -> Item:
    """Its first sentence, of what is new where something is. Figures that conflict are never told by one side."""
    plain = next((s for s in (*item.changed, *item.sentences) if not s.disputed), None)
    if plain is None:
        return item
    return replace(item, sentences=(plain,), changed=(plain,) if plain in item.changed else ())
