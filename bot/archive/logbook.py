"""Logs of pieces: what was put in is read in order, however often.

Works on: a stream whose entries hold one piece each.
Comes in: a cursor.
Goes out: the pieces after it, each with its own cursor.
Does not know: who writes, how far anybody has read.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from bot.archive import pieces
from bot.archive.line import Line
from bot.news import Piece

P = TypeVar("P", bound=Piece)


class Logbook(Generic[P]):
    """One log. `field` is what an entry holds its piece under."""

    def __init__(self, line: Line, key: str, field: str, kind: type[P]) -> None:
        self._line = line
        self._key = key
        self._field = field.encode()
        self._kind = kind

    async def after(self, cursor: str, count: int = 50) -> list[tuple[str, P]]:
        """The next ones after a cursor (empty: from the first), each with its own. Unreadable ones are passed."""
        while True:
            entries = await self._line.do("XRANGE", self._key, f"({cursor}" if cursor else "-", "+", "COUNT", count)
            found = [(mark.decode(), pieces.unpack(row.get(self._field))) for mark, row in entries]
            read: list[tuple[str, P]] = [(mark, piece) for mark, piece in found if isinstance(piece, self._kind)]
            if read or not found:
                return read
            cursor = found[-1][0]

    async def trimmed(self, cursor: str) -> bool:
        """Whether the log, which holds the newest 10,000, was cut beyond a cursor: then some may be missing."""
        oldest = await self._line.do("XRANGE", self._key, "-", "+", "COUNT", 1) if cursor else []
        return bool(oldest) and place(oldest[0][0].decode()) > place(cursor)


def place(cursor: str) -> tuple[int, int]:
    """A cursor as what compares."""
    ms, _, number = cursor.partition("-")
    return int(ms or 0), int(number or 0)
