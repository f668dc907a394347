"""Sources that chats added: read once for all of them, shelved for each apart, at public addresses only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from feedserver import Site, entry, rss, serving

from bot.archive import Archive
from bot.guests import REALM, Guests
from bot.news import Chat, Outlet, Source
from bot.wire.fetch import Fetcher

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ONE, TWO = Chat("telegram", "-100"), Chat("discord", "200", "7")


@dataclass
class Hall:
    """Guests over a real archive; the clock stands until it is set."""

    archive: Archive
    site: Site
    private: bool = True
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.guests = Guests(self.archive, lambda: Fetcher(private=self.private), lambda: self.now)

    async def add(self, chat: Chat, path: str = "/rss") -> Source:
        source = Source(self.site.url(path), Outlet(f"own{path.strip('/')}", "Own", scope=str(chat)))
        await self.archive.guests.add(chat, source)
        return source

    async def headlines(self, chat: Chat) -> set[str]:
        return {s.headline for s in await self.archive.own(chat).stories.live(NOW - timedelta(days=2))}


@pytest.fixture
async def hall(archive: Archive) -> AsyncIterator[Hall]:
    async with serving() as site:
        site.feed("/rss", entries=2)
        yield Hall(archive, site)


async def test_an_address_is_asked_once_for_all_who_added_it_and_shelved_for_each(hall: Hall) -> None:
    for chat in (ONE, TWO):
        await hall.add(chat)
    assert await hall.guests.turn() == 4
    assert len(hall.site.asked) == 1
    assert await hall.headlines(ONE) == await hall.headlines(TWO) != set()


async def test_what_one_chat_added_no_other_chat_nor_the_wire_holds(hall: Hall) -> None:
    await hall.add(ONE)
    await hall.guests.turn()
    assert await hall.headlines(ONE)
    assert await hall.headlines(TWO) == set()
    assert await hall.archive.stories.live(NOW - timedelta(days=2)) == []
    assert await hall.archive.outlets.all() == {}
    assert {o.scope for o in (await hall.archive.own(ONE).outlets.all()).values()} == {str(ONE)}


async def test_what_has_not_changed_is_neither_sent_nor_shelved_again(hall: Hall) -> None:
    await hall.add(ONE)
    await hall.guests.turn()
    hall.now += timedelta(hours=1)
    assert await hall.guests.turn() == 0
    assert [bool(etag) for _, etag, *_ in hall.site.asked] == [False, True]


async def test_a_new_entry_joins_what_is_there(hall: Hall) -> None:
    await hall.add(ONE)
    await hall.guests.turn()
    hall.now += timedelta(hours=1)
    hall.site.body("/rss", rss([entry(n) for n in range(3)]), content_type="application/rss+xml")
    assert await hall.guests.turn() == 1


async def test_a_source_that_fails_waits_longer_and_stops_no_other(hall: Hall) -> None:
    hall.site.answer("/broken", status=500)
    broken = await hall.add(ONE, "/broken")
    await hall.add(TWO)
    assert await hall.guests.turn() == 2
    state = (await hall.archive.realm(REALM).sources.states([broken.url]))[broken.url]
    assert (state.failures, bool(state.error)) == (1, True)
    assert state.due is not None
    assert state.due > NOW
    await hall.guests.turn()
    assert [path for path, *_ in hall.site.asked].count("/broken") == 1


async def test_a_chat_that_removed_a_source_while_it_was_read_gets_nothing_of_it(hall: Hall) -> None:
    source, body = await hall.add(ONE), rss([entry(n) for n in range(2)])
    await hall.add(TWO)

    async def removed(_: web.Request) -> web.Response:
        await hall.archive.guests.remove(ONE, source.url)
        return web.Response(body=body, content_type="application/rss+xml")

    hall.site.routes["/rss"] = removed
    assert await hall.guests.turn() == 2
    assert await hall.headlines(ONE) == set()
    assert await hall.headlines(TWO)


async def test_a_private_address_that_got_in_is_never_asked(hall: Hall) -> None:
    hall.private = False
    source = await hall.add(ONE)
    assert await hall.guests.turn() == 0
    assert hall.site.asked == []
    state = (await hall.archive.realm(REALM).sources.states([source.url]))[source.url]
    assert "private address" in state.error


async def test_without_sources_nothing_is_opened(archive: Archive) -> None:
    def opened() -> Fetcher:
        raise AssertionError("a fetcher was opened")

    assert await Guests(archive, opened, lambda: NOW).turn() == 0


async def test_a_chat_whose_realm_is_being_placed_elsewhere_holds_up_no_other(hall: Hall) -> None:
    for chat in (ONE, TWO):
        await hall.add(chat)
    async with hall.archive.own(ONE).lease("placement", timedelta(seconds=30)):
        await asyncio.wait_for(hall.guests.turn(), 30)
    assert await hall.headlines(TWO)
