"""How the last turn of the news cycle went.

Works on: one record.
Comes in: what a turn asked and what failed.
Goes out: the same, to whoever decides whether another turn is due.
Does not know: what a source is.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.archive import codec, keys
from bot.archive.line import Line


class Turned(msgspec.Struct, frozen=True):
    """A turn: when it ended, counts of sources, whether nobody could be reached, whether fiction stood in."""

    at: datetime
    asked: int = 0
    failed: int = 0
    late: int = 0
    offline: bool = False
    fictional: bool = False


_turned_in = codec.Reader(Turned)


class Turns:
    """The last one, kept as long as articles."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def last(self) -> Turned | None:
        """The last turn; None before the first."""
        return _turned_in(await self._line.do("GET", self._keys.turned))

    async def keep(self, turned: Turned) -> None:
        """Keep how a turn went."""
        await self._line.do("SET", self._keys.turned, codec.pack(turned), "EX", keys.ARTICLE_SECONDS)
