"""A flood: outlets print the same again and again under new dates, addresses, headlines. Nobody hears of it twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice, product
from pathlib import Path

import pytest
from pressroom import Clock, Room, press
from test_circulation import following
from test_newsroom import GUARD, Paper
from weekpress import MONDAY, Press, Printing, event_of, read

from bot.chronicle import History
from bot.news import Alert, Chat, Story
from bot.store import Store

ITEMS, ROUNDS = 500, 10
CHAT = Chat("paper", "1")
PREFIXES = ("", "UPDATE: ", "Update 2 - ", "BREAKING: ", "In brief: ", "Video: ", "WRAP 3-", "Exclusive: ")
ENDINGS = ("", ": what we know", " (updated)", " - as it happened", " | News", ", says police", " - live")
ADDED = ("", "This article was updated with details.", "More to follow.", "Reporting by our correspondents.")
WEEK = read(Path(__file__).parent / "cases" / "week" / "week.txt")
FIRST = [one for one in WEEK if one.at < MONDAY + timedelta(days=1.4) and one.what in "+=" and one.event != "blast"]
"""The first reports of the first events: each of two outlets at least."""
EVENTS = {"ferry", "airline", "quake"}
"""Those of them that are worth an alert."""


def flood() -> Iterator[Printing]:
    """Each of them under every headline, hour after hour."""
    for n, (prefix, ending, one) in enumerate(islice(product(PREFIXES, ENDINGS, FIRST), ITEMS)):
        headline, *paragraphs = one.report
        report = (prefix + headline + ending, *paragraphs, *filter(None, [ADDED[n % len(ADDED)]]))
        yield replace(one, at=MONDAY + timedelta(minutes=n), what="+", report=report)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
async def room(store: Store, tmp_path: Path, paper: Paper) -> AsyncIterator[Room]:
    async with press(store, tmp_path, lambda house: [paper], clock=Clock(MONDAY)) as room:
        await room.archive.followings.add(replace(following("1", CHAT, made=MONDAY - timedelta(days=1)), hourly=0))
        yield room


async def sent(room: Room) -> None:
    """Whatever was logged is circulated and has arrived."""
    await room.newsroom.circulation.turn()
    for courier in room.newsroom.couriers:
        courier.wake()
    async with asyncio.timeout(GUARD):
        while (counts := await room.archive.outbox.counts())["pending"] + counts["sending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def pour(room: Room) -> None:
    """The flood comes in over the hours, a tenth of it in each round of the wire."""
    outlets, items = Press(room), list(flood())
    for n in range(ROUNDS):
        part = items[n * ITEMS // ROUNDS : (n + 1) * ITEMS // ROUNDS]
        room.clock.now = part[-1].at
        await outlets.print(part)
        await room.newsroom.watch.turn()
        await sent(room)


async def again(room: Room) -> None:
    """Days later, when those stories are no longer followed, a site gives all it ever printed a new date."""
    room.clock.now = MONDAY + timedelta(days=6)
    first = [replace(one, at=room.clock(), report=one.report) for one in FIRST]
    await Press(room).print(first)
    await room.newsroom.watch.turn()
    await sent(room)


async def events(room: Room, story: Story | None) -> set[str]:
    assert story is not None
    return {event_of(article) for article in await room.archive.articles.get(story.articles) if article}


async def test_a_flood_of_the_same_is_one_message_a_story_and_no_news(room: Room, paper: Paper) -> None:
    await pour(room)
    told = [await room.archive.stories.one(piece.slug) for piece in paper.posted if isinstance(piece, Alert)]
    assert Counter([event for story in told for event in await events(room, story)]) == Counter(EVENTS)
    assert len(paper.posted) == len(EVENTS)
    await again(room)
    assert len(paper.posted) == len(EVENTS)
    live = await room.archive.stories.live(MONDAY)
    brought = Counter(one.event for one in FIRST if one.brings)
    for story, history in zip(live, await room.archive.stories.histories([s.slug for s in live], History), strict=True):
        assert history is not None
        assert len(history.developments) <= sum([brought[event] for event in await events(room, story)]), story.slug
