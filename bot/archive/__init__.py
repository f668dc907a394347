"""All that is remembered: the only room that knows the keys of the store.

Works on: a connected Redis or Valkey.
Comes in: articles, stories, wordings, sources, talks.
Goes out: the same; who holds a lease; everything about somebody, to export or to delete; what there is and how large.
Does not know: why anything is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.archive import ledger
from bot.archive.articles import Arrivals, Articles
from bot.archive.codec import Wording
from bot.archive.keys import KEYS, Keys, keys_table
from bot.archive.leases import Lease, Leased, lease
from bot.archive.ledger import Count
from bot.archive.line import Line
from bot.archive.outlets import Outlets
from bot.archive.sources import Sources
from bot.archive.stories import Stories
from bot.archive.talks import Talks
from bot.archive.turns import Turned, Turns
from bot.archive.wordings import Wordings

if TYPE_CHECKING:
    from redis.asyncio import Redis

__all__ = ["KEYS", "Archive", "Arrivals", "Count", "Lease", "Leased", "Turned", "Wording", "keys_table"]


class Archive:
    """Every noun's drawer, of one realm (`wire`, or `sample` beside it). All methods raise StoreError."""

    def __init__(self, redis: Redis, realm: str = "wire") -> None:
        line, names = Line(redis), Keys(realm)
        self.articles = Articles(line, names)
        self.outlets = Outlets(line, names)
        self.stories = Stories(line, names)
        self.wordings = Wordings(line, names)
        self.sources = Sources(line, names)
        self.talks = Talks(line, names)
        self.turns = Turns(line, names)
        self._redis = redis
        self._line = line
        self._keys = names

    def realm(self, name: str) -> Archive:
        """The archive of another realm of the same store."""
        return Archive(self._redis, name)

    def lease(self, name: str, ttl: timedelta) -> AbstractAsyncContextManager[Lease]:
        """`async with archive.lease("wire", timedelta(seconds=30)) as mine:` raises Leased when another holds it."""
        return lease(self._line, self._keys, name, ttl)

    def export(self, chat: str = "", person: str = "", *, everything: bool = False) -> AsyncIterator[dict[str, Any]]:
        """What is remembered of a chat or a person, or of everybody when neither is named, as JSON-ready documents.

        `everything` adds the operator's sources, then the stored articles and stories.
        """
        return ledger.export(self._line, self._keys, chat, person, everything)

    async def forget(self, chat: str = "", person: str = "", *, everything: bool = False) -> int:
        """Delete what `export` shows for the same arguments. How many records went."""
        return await ledger.forget(self._line, self._keys, chat, person, everything)

    async def census(self) -> list[Count]:
        """Keys and bytes by row of the table of keys, in all realms; keys that are in no row come last."""
        return await ledger.census(self._line)
