"""Which places operators opened or closed.

Works on: places: addresses of chats, guilds, persons.
Comes in: an operator's word on one.
Goes out: the last word on each place asked for.
Does not know: what is allowed where nobody said anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.archive import codec, keys
from bot.archive.line import Line, Script
from bot.store import StoreError


class Door(msgspec.Struct, frozen=True, array_like=True):
    """Whether a place is open, who said so (`telegram:77`) and when."""

    open: bool
    by: str = ""
    at: datetime | None = None


_door_in = codec.Reader(Door)

# KEYS: doors. ARGV: cap, place, door.
_SET = Script("""
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
""")


class Doors:
    """Kept without end, capped: they are settings."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def of(self, places: Sequence[str]) -> dict[str, bool]:
        """True for the open and False for the closed ones among these places; the others are missing."""
        if not places:
            return {}
        records = await self._line.do("HMGET", self._keys.doors, *map(codec.plain, places))
        found = zip(places, map(_door_in, records), strict=True)
        return {place: door.open for place, door in found if door is not None}

    async def set(self, place: str, open: bool, by: str, now: datetime) -> None:
        """Open or close a place. Raises StoreError when there are too many."""
        record = codec.pack(Door(open, by, now))
        if not await self._line.run(_SET, [self._keys.doors], [keys.DOORS_CAP, codec.plain(place), record]):
            raise StoreError(f"There are {keys.DOORS_CAP:,} places allowed or denied one by one, which is the most")

    async def all(self) -> dict[str, Door]:
        """Every place that somebody opened or closed."""
        reply = await self._line.do("HGETALL", self._keys.doors)
        found = ((place.decode("utf-8", "replace"), _door_in(record)) for place, record in sorted(reply.items()))
        return {place: door for place, door in found if door is not None}
