"""The sources that chats added for themselves.

Works on: a list of sources for each chat.
Comes in: a chat and a source.
Goes out: a chat's own sources; all addresses, each with everybody who added it.
Does not know: how a source is read; what is in it stays in the chat's own realm.
"""

from __future__ import annotations

from bot.archive import codec, keys
from bot.archive.line import MOST, Line, Script
from bot.news import Chat, Source
from bot.store import StoreError

# KEYS: guests, the chat's sources. ARGV: chats at most, sources at most, chat, address, source.
# 1 new, 2 replaced, 0 the chat has too many, -1 too many chats.
_ADD = Script("""
local there = redis.call('HEXISTS', KEYS[2], ARGV[4]) == 1
if not there and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[2]) then return 0 end
local known = redis.call('SISMEMBER', KEYS[1], ARGV[3]) == 1
if not known and redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[1]) then return -1 end
redis.call('SADD', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
return there and 2 or 1
""")

# KEYS: guests, the chat's sources. ARGV: chat, address.
_REMOVE = Script("""
local gone = redis.call('HDEL', KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SREM', KEYS[1], ARGV[1]) end
return gone
""")
FULL = "This chat has {:,} sources of its own, which is the most: remove one first"
CROWDED = "{:,} chats have sources of their own, which is the most: ask whoever runs this bot to free some"


class Guests:
    """Kept without end, capped for each chat and in all: they are settings."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def add(self, chat: Chat, source: Source) -> bool:
        """Keep a source for a chat; False when it replaces one of the same address. Raises StoreError when full."""
        names = [self._keys.guests, self._name(chat)]
        record, caps = codec.pack(source), (keys.GUESTS_CAP, keys.GUESTS_EACH)
        found = await self._line.run(_ADD, names, [*caps, codec.plain(str(chat)), codec.plain(source.url), record])
        if found < 1:
            raise StoreError(CROWDED.format(keys.GUESTS_CAP) if found else FULL.format(keys.GUESTS_EACH))
        return bool(found == 1)

    async def remove(self, chat: Chat, url: str) -> bool:
        """Forget a chat's source; False when it had none of this address."""
        names = [self._keys.guests, self._name(chat)]
        return bool(await self._line.run(_REMOVE, names, [codec.plain(str(chat)), codec.plain(url)]))

    async def of(self, chat: Chat) -> list[Source]:
        """A chat's own sources, by outlet and address."""
        return _sources(await self._line.do("HVALS", self._name(chat)))

    async def all(self) -> dict[str, list[tuple[Chat, Source]]]:
        """Every address, with the chats that added it and the source as each did."""
        chats = sorted(await self._line.do("SMEMBERS", self._keys.guests))
        found: dict[str, list[tuple[Chat, Source]]] = {}
        for start in range(0, len(chats), MOST):
            some = chats[start : start + MOST]
            records = await self._line.all([("HVALS", self._keys.guest.encode() + chat) for chat in some])
            for chat, held in zip(some, records, strict=True):
                if (address := codec.chat_in(chat)) is not None:
                    for source in _sources(held):
                        found.setdefault(source.url, []).append((address, source))
        return found

    def _name(self, chat: Chat) -> str:
        return self._keys.guest + codec.plain(str(chat)).decode()


def _sources(records: list[bytes]) -> list[Source]:
    found = filter(None, map(codec.source_in, records))
    return sorted(found, key=lambda source: (source.outlet.name.casefold(), source.url))
