"""Pieces as bytes and back, and what a chat has been told by one.

Works on: the closed union of everything that is said.
Comes in: a piece.
Goes out: its compressed record, named by its content so that many rows share one; the same frozen value again.
Does not know: who is told, or how it is shown.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from bot.archive import codec
from bot.news import Alert, Answer, Brief, Correction, Coverage, Item, Notice, Piece, SourceList

_KINDS: dict[str, type[Piece]] = {
    kind.__name__.casefold(): kind for kind in (Alert, Answer, Brief, Correction, Coverage, Item, Notice, SourceList)
}
_READERS = {name: codec.Reader(kind) for name, kind in _KINDS.items()}
_tagged = codec.Reader(tuple[str, msgspec.Raw])


def pack(piece: Piece) -> bytes:
    """The record of a piece, with its kind."""
    return codec.shrink(codec.pack((type(piece).__name__.casefold(), msgspec.Raw(codec.pack(piece)))))


def unpack(record: bytes | None) -> Piece | None:
    """The piece again; None when absent, unreadable, or of a kind unknown here."""
    try:
        tagged = None if record is None else _tagged(codec.stretch(record))
    except ValueError:
        return None
    if tagged is None or tagged[0] not in _READERS:
        return None
    return _READERS[tagged[0]](bytes(tagged[1]))


def name(record: bytes) -> str:
    """What a record is stored under."""
    return blake2b(record, digest_size=16).hexdigest()


def told(piece: Piece) -> dict[str, int]:
    """The revision of each story that a chat has been told once this arrived."""
    match piece:
        case Alert():
            return {piece.item.slug: piece.item.revision}
        case Brief():
            return {item.slug: item.revision for item in piece.items}
    return {}
