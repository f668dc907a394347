"""The sources a chat adds for itself.

Works on: the archive's guests and the chat's own realm.
Comes in: an address somebody typed; a source to remove.
Goes out: notices; the chat's own sources as they fare, their addresses without query or userinfo, to that chat only.
Does not know: how articles become stories (a callable places them), who reads them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import commands
from bot.archive import Archive
from bot.news import Chat, Notice, Outlet, Source, SourceLine
from bot.reception.asker import Asker
from bot.shelf import fares
from bot.text import clean

if TYPE_CHECKING:
    from bot.wire import Reading
    from bot.wire.fetch import Fetcher

REALM = "guest"
"""Where the polling states of guests' sources are kept."""
SECONDS = 30.0
"""For reading an address once, and the feed that it names."""
AT_THE_MACHINE = (
    "At the machine itself sources are everybody's: use `daybrief source add` and `daybrief source remove`."
)
NO_ADDRESS = "That is no web address. Write the address of a feed or a news site, such as https://example.com/feed."
NO_FEED = "Nothing there goes on: name a feed, or a news site that has one."
MANY = "That is a list of feeds. Add them one by one."
READERS = 4
"""Addresses read at once for all chats: what is behind them may be large, and is not ours to knock at in a crowd."""
LATE = "That address did not answer in time. Try again later."
NO_SUCH = "This chat has added no such source. sources lists them with their numbers."
ALONE = "Only this chat sees them, and they never count as confirmation of anything."
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")
_WEB = ("http://", "https://")


class OwnSources:
    """`fetcher` opens what reads strangers' addresses; `place` places what arrived in a chat's realm."""

    def __init__(
        self,
        archive: Archive,
        clock: Callable[[], datetime],
        fetcher: Callable[[], AbstractAsyncContextManager[Fetcher]],
        place: Callable[[Chat], Awaitable[object]],
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.fetcher = fetcher
        self.place = place
        self._readers = asyncio.Semaphore(READERS)

    async def lines(self, chat: Chat) -> tuple[SourceLine, ...]:
        """The chat's own sources in the order of their numbers, and how they fare."""
        held = await self.archive.guests.of(chat)
        states = await self.archive.realm(REALM).sources.states([source.url for source in held]) if held else {}
        return tuple(safe(fares(source, states.get(source.url))) for source in held)

    async def add(self, url: str, asker: Asker) -> Notice:
        """Reads an address once; what goes on there is this chat's from now on. Raises StoreError."""
        if asker.local:
            return Notice(AT_THE_MACHINE)
        address = url if url.lower().startswith(_WEB) else f"https://{url}"
        if not _names_host(address):
            return Notice(NO_ADDRESS)
        found = await self._read(address)
        return found if isinstance(found, Notice) else await self._keep(found, asker.chat)

    async def _read(self, address: str) -> Reading | Notice:
        """What is there, when it is one feed; else why not."""
        from bot import wire

        try:
            async with asyncio.timeout(2 * SECONDS), self._readers, asyncio.timeout(SECONDS), self.fetcher() as reader:
                found = await wire.read(address, reader, self.clock())
        except TimeoutError:
            return Notice(LATE)
        if len(found.sources) > 1:
            return Notice(MANY)
        if found.sources and found.articles:
            return found
        return Notice(NO_FEED if found.articles or not found.errors else _why(found.errors, address))

    async def _keep(self, found: Reading, chat: Chat) -> Notice:
        from bot.wire.addresses import domain

        (source,) = found.sources
        outlet = replace(source.outlet, scope=str(chat))
        await self.archive.guests.add(chat, replace(source, outlet=outlet))
        own = self.archive.own(chat)
        await own.outlets.put([outlet, *(replace(o, scope=str(chat)) for o in found.outlets if o.id != outlet.id)])
        await own.articles.put(found.articles, self.clock())
        await self.place(chat)
        count = len(found.articles)
        there = "1 article" if count == 1 else f"{count} articles"
        return Notice(f"Added {domain(source.url)}: {there} there now. {ALONE}")

    async def remove(self, which: str, asker: Asker) -> Notice:
        """Takes a source of this chat away, by number, name or address; with the last one all that came of them."""
        if asker.local:
            return Notice(AT_THE_MACHINE)
        held = await self.archive.guests.of(asker.chat)
        gone = _chosen(which, held)
        if not gone:
            return Notice(NO_SUCH)
        for source in gone:
            await self.archive.guests.remove(asker.chat, source.url)
        if len(gone) == len(held):
            await self.archive.own(asker.chat).forget(everything=True)
        return Notice("Removed. What it brought is not told here any more." if len(gone) == 1 else "Removed.")


def safe(line: SourceLine) -> SourceLine:
    """A source as a chat may see it: an address may hold a password, in its query or before its host."""
    from bot.wire.addresses import shown

    bare = shown(line.url)
    return replace(line, url=bare, error=clean(line.error.replace(line.url, bare)))


def _names_host(address: str) -> bool:
    """Whether a web address names a host, and is one word."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return len(address.split()) == 1 and address.isprintable() and _HOST.fullmatch(host) is not None


def _why(errors: Sequence[str], address: str) -> str:
    """The phrase for a failure, without the address, which the person has typed."""
    from bot.wire.addresses import shown

    said = errors[0].removeprefix(f"{shown(address)}: ").replace(address, shown(address))
    return f"That address cannot be added: {clean(said)[:200]}"


def _chosen(which: str, held: Sequence[Source]) -> list[Source]:
    from bot.wire.addresses import domain, shown

    wanted = which.strip()
    if commands.numeral(wanted):
        return list(held[int(wanted) - 1 : int(wanted)]) if int(wanted) else []
    folded = wanted.casefold()
    return [s for s in held if wanted in (s.url, shown(s.url)) or folded in _names(s.outlet, domain(s.url))]


def _names(outlet: Outlet, domain: str) -> tuple[str, ...]:
    return (outlet.name.casefold(), outlet.id.casefold(), domain.casefold())
