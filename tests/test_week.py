"""A week of news: every story is told once as new, and comes back only with what it brought since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from pressroom import Clock, Room, press
from weekpress import MONDAY, Press, event_of, read

from bot import commands
from bot.news import Alert, Brief, Chat, Correction, Item, Occasion, Posted, Receipt, Standing, Story
from bot.reception import Asker
from bot.store import Store

WEEK = read(Path(__file__).parent / "cases" / "week" / "week.txt")
CHAT = Chat("paper", "1")
ROUNDS = (7.9, 13.0, 18.9, 23.0)
"""The hours of the day at which the wire is read."""
BRIEFS = (7.9, 18.9)
GRAVE = {"ferry", "quake", "airline", "takeover", "hikers", "hospitals", "recall", "flood"}
"""The events that are worth an alert."""


@dataclass(frozen=True)
class Told:
    """What a brief said of a story: of which `events` it is, which of them the chat knew, whether one had `grown`."""

    item: Item
    events: frozenset[str]
    known: bool
    grown: bool

    @property
    def new(self) -> bool:
        return self.item.standing in (None, Standing.NEW)

    @property
    def updated(self) -> bool:
        return self.item.standing is Standing.UPDATED


@dataclass
class Reader:
    """A chat that asks for briefs. `brought` and `known` count what was printed anew of an event, and what was told."""

    room: Room
    briefs: list[list[Told]] = field(default_factory=list)
    brought: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)

    async def ask(self) -> None:
        """A brief, delivered as an adapter does it."""
        reception, asker = self.room.newsroom.reception, Asker(CHAT, "paper:1", ("paper:1",), direct=True)
        *_, piece = [part async for part in reception.carry_out(commands.parse("brief long"), asker)]
        assert isinstance(piece, Brief)
        posted = Posted(str(len(self.briefs)), tuple(item.slug for item in piece.items))
        await reception.delivered(asker, Receipt(CHAT, posted.message, (posted,)), piece)
        self.briefs.append([await self._heard(item) for item in piece.items])

    async def _heard(self, item: Item) -> Told:
        story = await self.room.archive.stories.one(item.slug)
        assert story is not None
        events = frozenset(event_of(a) for a in await self.room.archive.articles.get(story.articles) if a)
        grown = any(self.brought[event] > self.known[event] for event in events)
        known = any(self.known[event] for event in events)
        self.known.update({event: self.brought[event] - self.known[event] for event in events})
        return Told(item, events, known, grown)


@dataclass(frozen=True)
class Lived:
    """What became of the week."""

    briefs: list[list[Told]]
    alerts: list[Alert]
    losses: list[Correction]
    live: list[Story]
    merged: set[str]
    of: dict[str, str]
    """The event a story that broke is of, by its slug."""

    def event(self, alert: Alert) -> str:
        return self.of[alert.slug]

    @property
    def told(self) -> list[Told]:
        return [told for brief in self.briefs for told in brief]


async def live_through(room: Room) -> Lived:
    """The whole week: outlets print, the wire is read, a chat asks each morning and evening."""
    reader, outlets, left = Reader(room), Press(room), list(WEEK)
    for day, hour in product(range(7), ROUNDS):
        room.clock.now = MONDAY + timedelta(days=day, hours=hour)
        printed = [one for one in left if one.at <= room.clock()]
        left = left[len(printed) :]
        await outlets.print(printed)
        reader.brought.update(one.event for one in printed if one.brings)
        await room.newsroom.watch.turn()
        if hour in BRIEFS:
            await reader.ask()
    archive = room.archive
    live = await archive.stories.live(MONDAY)
    alerts = [alert for _, alert in await archive.alerts.after("")]
    return Lived(
        reader.briefs, alerts, [loss for _, loss in await archive.losses.after("")], live,
        {slug for story in live for slug in story.aliases}, {a.slug: await _event(room, a.slug) for a in alerts},
    )  # fmt: skip


async def _event(room: Room, slug: str) -> str:
    story = await room.archive.stories.one(slug)
    assert story is not None
    (first, *_) = await room.archive.articles.get(story.articles)
    assert first is not None
    return event_of(first)


_lived: list[Lived] = []


@pytest.fixture
async def week(store: Store, tmp_path: Path) -> Lived:
    """Lived through once for all promises of this file."""
    if not _lived:
        async with press(store, tmp_path, lambda house: [], clock=Clock(MONDAY)) as room:
            _lived.append(await live_through(room))
    return _lived[0]


async def test_every_event_is_told_as_new_once(week: Lived) -> None:
    told = Counter(event for told in week.told if told.new for event in told.events)
    assert told == Counter({one.event for one in WEEK})


async def test_nothing_comes_back_unless_something_new_was_printed_of_it(week: Lived) -> None:
    again = [told for told in week.told if told.updated]
    assert [told.item.headline for told in again if not told.grown] == []
    assert [told.item.headline for told in again if not told.item.changed] == []
    assert [told.item.headline for told in week.told if told.new and told.known] == []


async def test_what_is_told_again_stands_in_a_brief_that_holds_nothing_new(week: Lived) -> None:
    for brief in week.briefs:
        assert len({told.item.standing is Standing.TOLD for told in brief}) == 1


async def test_no_sentence_is_news_twice(week: Lived) -> None:
    said: set[str] = set()
    for told in (told for told in week.told if told.item.standing is not Standing.TOLD):
        news = {sentence.text for sentence in (told.item.changed if told.updated else told.item.sentences)}
        assert not news & said
        said |= news


async def test_each_story_breaks_once(week: Lived) -> None:
    slugs = [alert.slug for alert in week.alerts if alert.occasion is Occasion.BREAKING]
    assert len(slugs) == len(set(slugs)) == len(GRAVE)
    assert {week.event(alert) for alert in week.alerts} == GRAVE


async def test_a_story_that_broke_is_told_again_only_for_what_changes_it(week: Lived) -> None:
    again = [week.event(alert) for alert in week.alerts if alert.occasion is Occasion.UPDATE]
    assert again == ["ferry", "ferry", "hikers", "hospitals", "takeover"]


async def test_stories_that_turned_out_to_be_one_are_told_as_one(week: Lived) -> None:
    (merged,) = week.merged
    slugs = [told.item.slug for told in week.told]
    assert slugs.count(merged) == 1
    last = max(n for n, told in enumerate(week.told) if told.events & {"blast", "plant"})
    assert slugs[last] != merged or not week.told[last].known


async def test_a_report_that_was_withdrawn_is_told_no_more_and_its_sentences_are_lost(week: Lived) -> None:
    told = [sentence.text for one in week.told if one.events == {"minister"} for sentence in one.item.sentences]
    (loss,) = [loss for loss in week.losses if loss.note == "Courier withdrew its report"]
    assert set(loss.was) == set(told)
    assert not [story for story in week.live if "courier" in story.outlets and "Kast" in story.headline]


async def test_a_story_that_moved_on_comes_back_each_time(week: Lived) -> None:
    moved = Counter(event for told in week.told if told.updated for event in told.events)
    expected = {"ferry": 3, "budget": 2, "strike": 2, "quake": 1, "talks": 1, "rocket": 1, "hikers": 1, "theft": 1}
    expected |= {"wildfire": 1, "mayor": 1, "takeover": 1, "flood": 1, "hospitals": 1, "bridge": 1}
    assert {event: moved[event] for event in expected} == expected
