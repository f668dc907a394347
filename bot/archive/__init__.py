"""All that is remembered: the only room that knows the keys of the store.

Works on: a connected Redis or Valkey.
Comes in: articles, stories, wordings, sources, talks; followings, alerts, deliveries, receipts; what operators said;
what a model used.
Goes out: the same; who holds a lease; everything about somebody, to export or to delete; what there is and how large.
Does not know: why anything is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.archive import keys, ledger, moving
from bot.archive.alerts import Alerts, Told
from bot.archive.articles import Arrivals, Articles, Version
from bot.archive.auditing import Audit
from bot.archive.books import Books, Fault, Wrong
from bot.archive.codec import Wording
from bot.archive.disk import Disk
from bot.archive.doors import Door, Doors
from bot.archive.followings import Followings, Index
from bot.archive.guests import Guests
from bot.archive.keys import KEYS, Keys, keys_table
from bot.archive.leases import Lease, Leased, lease
from bot.archive.ledger import Count
from bot.archive.line import Line
from bot.archive.losses import Losses
from bot.archive.outbox import STATES, Outbox, Requeued, Superseded
from bot.archive.outlets import Outlets
from bot.archive.paces import Paces
from bot.archive.posting import digest
from bot.archive.posts import Post, Posts
from bot.archive.pulses import Pulse, Pulses
from bot.archive.receipts import Receipts
from bot.archive.rows import Place, Row, Rows
from bot.archive.seen import Seen
from bot.archive.sources import Sources
from bot.archive.stories import Stories
from bot.archive.talks import Talks
from bot.archive.turns import Turned, Turns
from bot.archive.usage import Usages
from bot.archive.withheld import Withheld, Withholdings
from bot.archive.wordings import Wordings
from bot.news import Chat

if TYPE_CHECKING:
    from redis.asyncio import Redis

__all__ = [
    "KEYS", "STATES", "Archive", "Arrivals", "Books", "Count", "Door", "Fault", "Index", "Lease", "Leased", "Place",
    "Post", "Pulse", "Requeued", "Row", "Superseded", "Told", "Turned", "Usages", "Version", "Withheld", "Wording",
    "Wrong", "digest", "keys_table",
]  # fmt: skip


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
        self.followings = Followings(line, names)
        self.alerts = Alerts(line, names)
        self.losses = Losses(line, names)
        self.outbox = Outbox(line, names)
        self.rows = Rows(line, names)
        self.receipts = Receipts(line, names)
        self.posts = Posts(line, names)
        self.seen = Seen(line, names)
        self.withheld = Withholdings(line, names)
        self.paces = Paces(line, names)
        self.doors = Doors(line, names)
        self.guests = Guests(line, names)
        self.pulses = Pulses(line, names)
        self.disk = Disk(line, names)
        self.usage = Usages(line, names)
        self._redis = redis
        self._line = line
        self._keys = names

    def realm(self, name: str) -> Archive:
        """The archive of another realm of the same store."""
        return Archive(self._redis, name)

    def own(self, chat: Chat) -> Archive:
        """The archive of a chat's own sources: its articles and stories never meet the wire's."""
        return Archive(self._redis, keys.own(chat))

    async def move(self, chat: Chat, to: Chat) -> None:
        """A chat has another address: whatever was kept of the old one is kept of the new one. May be done twice."""
        await moving.move(self._line, self._keys, chat, to)

    def lease(self, name: str, ttl: timedelta) -> AbstractAsyncContextManager[Lease]:
        """`async with archive.lease("wire", timedelta(seconds=30)) as mine:` raises Leased when another holds it."""
        return lease(self._line, self._keys, name, ttl)

    def export(self, chat: str = "", person: str = "", *, everything: bool = False) -> AsyncIterator[dict[str, Any]]:
        """What is remembered of a chat or a person, or of everybody when neither is named, as JSON-ready documents.

        With each chat come what it follows, its own sources, its door, how many receipts and seen-marks it has, and
        the tokens a model used for it.
        `everything` adds the operator's sources, then the stored articles and stories.
        """
        return ledger.export(self._line, self._keys, chat, person, everything)

    async def forget(self, chat: str = "", person: str = "", *, everything: bool = False) -> int:
        """Delete conversations, and of a whole chat its receipts, posts and seen-marks too. How many records went.

        Settings stay (followings, doors, own sources) unless `everything` goes, and so, for its two days, does what a
        model used for a chat: a limit would be none if its chat could begin it anew.
        """
        return await ledger.forget(self._line, self._keys, chat, person, everything)

    async def balance(self, now: datetime | None = None) -> Books:
        """Whether the books of the outbox balance; with a time, also how many leases have ended."""
        return await Audit(self._line, self._keys).books(now)

    async def recount(self, found: Books) -> None:
        """Sets the counters to what these books found."""
        await Audit(self._line, self._keys).recount(found.off)

    async def census(self) -> list[Count]:
        """Keys and bytes by row of the table of keys, in all realms; keys that are in no row come last."""
        return await ledger.census(self._line)
