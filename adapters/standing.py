"""What of a posted piece stands, and what is changed where it stands.

Works on: pieces and the messages made of them, purely.
Comes in: a piece, what was taken back of it; messages as they were and as they should be.
Goes out: the stories it carries; whether anything of one is left; which messages become what.
Does not know: any platform, how a message is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.adapter import Fixed
from bot.news import Alert, Answer, Brief, Correction, Coverage, Item, Piece

M = TypeVar("M")


def carried(piece: Piece) -> tuple[str, ...]:
    """The slugs of the stories a piece tells, wherever it is said whole."""
    match piece:
        case Brief():
            return tuple(dict.fromkeys(item.slug for item in piece.items))
        case Coverage():
            return (piece.item.slug,)
        case Alert() | Correction():
            return (piece.slug,)
        case Answer():
            return (piece.slug,) if piece.slug else ()
    return ()


def fallen(item: Item) -> bool:
    """Whether nothing of a story stands any more where it was told: what it said was taken back."""
    return bool(item.corrections) and not item.sentences and not any(one.now for one in item.corrections)


def revised(posted: Sequence[object], stood: Sequence[M], stands: Sequence[M], moved: M) -> list[tuple[int, M]]:
    """Which of the messages posted become what, where `stands` takes the place of what `stood` there; nothing known
    to have stood means all. What has no message any more says that it moved. Raises Fixed where the messages are
    others than those posted, or too few.
    """
    if len(stands) > len(posted) or (stood and len(stood) != len(posted)):
        raise Fixed("it was laid out in other messages")
    every = [*stands, *[moved] * (len(posted) - len(stands))]
    return [(part, message) for part, message in enumerate(every) if not stood or message != stood[part]]
