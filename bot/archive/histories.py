"""What each revision of a story brought, as bytes and back.

Works on: values made of the nouns of `bot.news`, of a kind the reader names.
Comes in: a story's history.
Goes out: MessagePack, compressed; the same again, None where it is absent or cannot be read.
Does not know: what a history says. Like every decoder of this room it may make a `Sentence` of what was checked before.
"""

from __future__ import annotations

from typing import Any, TypeVar

from bot.archive import codec

T = TypeVar("T")


_readers: dict[object, codec.Reader[Any]] = {}


def pack(history: object) -> bytes:
    """The record of a history."""
    return codec.shrink(codec.pack(history))


def unpack(record: bytes | None, kind: type[T]) -> T | None:
    """The history again, as a value of `kind`."""
    if kind not in _readers:
        _readers[kind] = codec.Reader(kind)
    try:
        found: T | None = None if record is None else _readers[kind](codec.stretch(record))
    except ValueError:
        return None
    return found
