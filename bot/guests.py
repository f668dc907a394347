"""The sources that chats added for themselves: each is read once for all who added it, and shelved for each apart.

Works on: the archive's list of guests' sources, and the realm of every chat that has any.
Comes in: entries of those sources.
Goes out: articles and stories in the chats' own realms; never in the wire's.
Does not know: the operator's sources, who reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from datetime import datetime

from bot import wire
from bot.archive import Archive, Leased
from bot.cycle import Cycle, due
from bot.news import Article, Chat, Source
from bot.wire.fetch import Fetcher

REALM = "guest"
"""Where the polling states of guests' sources are kept, so that an address is read once however many added it."""

Door = Callable[[], AbstractAsyncContextManager[Fetcher]]


class Guests:
    """The guests of one archive. `fetcher` opens what reads addresses: strangers' addresses, so never private ones."""

    def __init__(self, archive: Archive, fetcher: Door, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.fetcher = fetcher
        self.clock = clock

    async def turn(self) -> int:
        """Reads the addresses that are due; how many articles were shelved."""
        listed = await self.archive.guests.all()
        states = await self.archive.realm(REALM).sources.states(list(listed))
        wanted = [rows[0][1] for url, rows in listed.items() if due(states.get(url), self.clock())]
        if not wanted:
            return 0
        shelved = 0
        async with self.fetcher() as reader:
            async for poll in wire.poll(wanted, states, reader, self.clock()):
                for chat, source in listed[poll.source.url] if poll.articles else ():
                    if source in await self.archive.guests.of(chat):  # it may have been removed while it was read
                        shelved += await self.shelve(chat, source, poll.articles)
                await self.archive.realm(REALM).sources.save([poll.state])
        return shelved

    async def shelve(self, chat: Chat, source: Source, articles: Sequence[Article]) -> int:
        """Keeps articles of a chat's own source in its realm and places them there; how many were new or changed."""
        own = self.archive.own(chat)
        await own.outlets.put([replace(source.outlet, scope=str(chat))])
        arrived = await own.articles.put(articles, self.clock())
        await self.place(chat)
        return arrived

    async def place(self, chat: Chat) -> None:
        """Places what arrived in a chat's realm into stories."""
        with suppress(Leased):  # another Daybrief is placing there: it takes these too
            await Cycle(self.archive.own(chat), Fetcher(), self.clock).place()
