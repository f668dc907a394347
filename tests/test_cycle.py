"""Placing as the cycle does it: one desk at a time, all of a batch or nothing, and what a rewrite takes back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import store as stores
from bot.archive import Archive, Leased, Version, Wording
from bot.archive.stories import _PUT
from bot.chronicle import History
from bot.cycle import HORIZON, Cycle, settling
from bot.cycle.settling import Arrival, Batch
from bot.news import Article, Change, Development, Outlet, Status, Story
from bot.store import Store
from bot.wire.fetch import Fetcher
from bot.wording import word

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTLETS = [Outlet(name, name.title(), language="en") for name in ("harbour", "canal", "ridge")]
LEASE = "daybrief:{wire}:lease:placement"
FERRY = Article(
    "ferry", "harbour", "Ferry sinks off Hollin Bay, killing 12",
    (
        "A ferry sank off Hollin Bay on Tuesday, killing 12 people, the coastguard said.",
        "The Maren was carrying 80 passengers from Lisk when it hit a rock in fog.",
        "Its captain, Ola Brandt, was among those rescued, the coastguard said.",
    ),
    "https://harbour.example/ferry", NOW - HOUR, fetched=NOW, language="en",
)  # fmt: skip
BANK = Article(
    "bank", "canal", "Central bank of Ostrava cuts rates to 2.5%",
    (
        "The central bank of Ostrava cut its main rate to 2.5% on Tuesday, citing weaker exports.",
        "Governor Ina Holt said that no further cut was planned this year.",
    ),
    "https://canal.example/bank", NOW - HOUR, fetched=NOW, language="en",
)  # fmt: skip
NEWS = [FERRY, BANK]
EARLIER = ("The Maren was carrying 80 passengers from Lisk when it hit a rock in fog.",)


@pytest.fixture
async def cycle(archive: Archive) -> Cycle:
    await archive.outlets.put(OUTLETS)
    return Cycle(archive, Fetcher(), lambda: NOW)


async def live(archive: Archive) -> dict[str, Story]:
    return {story.slug: story for story in await archive.stories.live(NOW - HORIZON)}


async def told(archive: Archive, id: str) -> Story:
    """The one live story that has an article."""
    (story,) = [story for story in (await live(archive)).values() if id in story.articles]
    return story


async def publish(cycle: Cycle, *articles: Article) -> None:
    await cycle.archive.articles.put(articles, cycle.clock())
    await cycle.place()


async def read(cycle: Cycle, id: str) -> None:
    """The story of an article is worded, as for a brief."""
    story = await told(cycle.archive, id)
    held = [article for article in await cycle.archive.articles.get(story.articles) if article]
    worded = word(story, held, await cycle.archive.outlets.all(), NOW)
    await cycle.archive.wordings.keep([(story, Wording(worded.sentences))], "en", "extractive")


async def life(cycle: Cycle, id: str) -> tuple[Development, ...]:
    """What the story of an article has been through."""
    (history,) = await cycle.archive.stories.histories([(await told(cycle.archive, id)).slug], History)
    assert history is not None
    return history.developments


async def changes(cycle: Cycle, id: str) -> list[Change]:
    return [development.change for development in await life(cycle, id)]


async def lost(archive: Archive) -> list[tuple[str, ...]]:
    return [loss.was for _, loss in await archive.losses.after("")]


# --- one desk at a time ----------------------------------------------------------------------------------------------


async def test_of_two_cycles_at_once_each_article_is_placed_by_one(cycle: Cycle, store_home: Path) -> None:
    held = await stores.open(store_home)
    desks = [cycle, Cycle(Archive(held.redis), Fetcher(), lambda: NOW)]
    many = [replace(one, id=f"{one.id}-{n}", url=f"{one.url}/{n}") for n in range(130) for one in NEWS]
    placed = 0
    await cycle.archive.articles.put(many, NOW)
    while (await cycle.archive.articles.unplaced(1)).ids:
        done = await asyncio.gather(*(desk.place() for desk in desks), return_exceptions=True)
        assert [each for each in done if not isinstance(each, int | Leased)] == []
        placed += sum(each for each in done if isinstance(each, int))
    await held.close()
    homes = [id for story in (await live(cycle.archive)).values() for id in story.articles]
    assert (placed, len(homes), len(set(homes))) == (260, 260, 260)


class Stalled:
    """A line to the store on which a write of stories waits until it is told to go on."""

    def __init__(self, redis: Any) -> None:
        self.redis = redis
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def execute_command(self, *words: Any) -> Any:
        if words[:2] == ("EVALSHA", _PUT.digest):
            self.reached.set()
            await self.go.wait()
        return await self.redis.execute_command(*words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.redis, name)


async def test_a_holder_that_stood_still_writes_nothing_over_its_successor(cycle: Cycle, store: Store) -> None:
    line = Stalled(store.redis)
    paused: Cycle = Cycle(Archive(line), Fetcher(), lambda: NOW)  # type: ignore[arg-type]
    await cycle.archive.articles.put(NEWS, NOW)
    late = asyncio.create_task(paused.place())
    await line.reached.wait()
    await store.redis.delete(LEASE)  # its lease has run out
    assert await cycle.place() == 2
    before = await live(cycle.archive)
    line.go.set()
    with pytest.raises(Leased):
        await late
    assert await live(cycle.archive) == before


async def test_a_holder_that_lost_its_lease_begins_from_what_is_stored(cycle: Cycle, store: Store) -> None:
    line = Stalled(store.redis)
    paused: Cycle = Cycle(Archive(line), Fetcher(), lambda: NOW)  # type: ignore[arg-type]
    await cycle.archive.articles.put(NEWS, NOW)
    late = asyncio.create_task(paused.place())
    await line.reached.wait()
    await store.redis.delete(LEASE)
    await cycle.place()
    line.go.set()
    with suppress(Leased):
        await late
    await publish(paused, replace(FERRY, id="more", outlet="ridge", url="https://ridge.example/1"))
    assert (await told(cycle.archive, "ferry")).articles == ("ferry", "more")


async def test_a_batch_that_was_not_written_is_placed_again_whole(cycle: Cycle, store: Store) -> None:
    line = Stalled(store.redis)
    stalled: Cycle = Cycle(Archive(line), Fetcher(), lambda: NOW)  # type: ignore[arg-type]
    await cycle.archive.articles.put(NEWS, NOW)
    task = asyncio.create_task(stalled.place())
    await line.reached.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    line.go.set()
    assert await stalled.place() == 2
    assert await changes(cycle, "ferry") == [Change.OPENED]


# --- a story's life --------------------------------------------------------------------------------------------------


async def test_a_story_knows_when_it_last_brought_anything_new(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    colour = replace(FERRY, id="copy", outlet="ridge", url="https://ridge.example/2")
    await publish(cycle, colour)
    story = await told(cycle.archive, "ferry")
    assert (story.developed, story.revision, story.articles) == (1, 2, ("ferry", "copy"))


async def test_what_merges_into_a_story_that_has_no_history_is_known_there(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    story = await told(cycle.archive, "ferry")
    (kept,) = await cycle.archive.stories.histories([story.slug], History)
    assert kept is not None
    older = replace(story, slug="older", revision=7)
    batch = Batch({"older": [Arrival(Version(BANK, b""), "event")]}, {story.slug: "older"})
    life = settling.live(older, batch, {story.slug: kept}, {}, NOW)
    assert (life.history.joined, life.story.developed) == ({story.slug: 7}, 7)
    assert kept.developments[0] in life.history.developments


async def test_no_slug_of_an_old_story_is_given_to_a_new_one(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    (slug,) = await live(cycle.archive)
    later = NOW + timedelta(days=20)
    again = Cycle(cycle.archive, Fetcher(), lambda: later)
    other = ("Another ferry sank off Hollin Bay, and 12 people drowned, according to the coastguard on Monday.",)
    await publish(again, replace(FERRY, id="again", url="https://harbour.example/2", published=later, paragraphs=other))
    (story,) = await cycle.archive.stories.live(later - HOUR)
    assert story.slug == f"{slug}-2"


async def test_an_old_report_under_a_new_date_is_not_news(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    later = NOW + timedelta(days=20)
    again = Cycle(cycle.archive, Fetcher(), lambda: later)
    dated = replace(FERRY, url="https://harbour.example/2", published=later)
    long = tuple(2 * paragraph for paragraph in FERRY.paragraphs)
    await publish(cycle, replace(FERRY, id="long", paragraphs=long, url="https://harbour.example/3"))
    await publish(again, replace(dated, id="again"), replace(dated, id="other", headline="Retitled", paragraphs=long))
    assert await cycle.archive.stories.live(later - HOUR) == []


async def test_a_sites_set_phrase_under_a_new_headline_is_news(cycle: Cycle) -> None:
    phrase = replace(FERRY, paragraphs=("Our newsroom is following this story; subscribe to read on as it unfolds.",))
    await publish(cycle, phrase)
    later = NOW + timedelta(days=20)
    told = replace(phrase, id="b", url="https://harbour.example/2", headline="Lisk elects a mayor", published=later)
    await publish(Cycle(cycle.archive, Fetcher(), lambda: later), told)
    assert [story.headline for story in await cycle.archive.stories.live(later - HOUR)] == ["Lisk elects a mayor"]


async def test_an_outlet_is_known_by_its_owner_as_soon_as_it_is_listed(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await cycle.archive.outlets.put([Outlet("quay", "Quay", family="Quay Group", language="en")])
    await publish(cycle, replace(BANK, id="other", outlet="quay"))
    assert (await told(cycle.archive, "other")).families == ("Quay Group",)


# --- rewrites and kills ----------------------------------------------------------------------------------------------


async def test_a_published_sentence_that_a_rewrite_removes_is_lost_once(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await read(cycle, "ferry")
    rewrite = replace(FERRY, paragraphs=(FERRY.paragraphs[0].replace("12", "9"), *FERRY.paragraphs[1:]))
    await publish(cycle, rewrite)
    await publish(cycle, replace(rewrite, headline="Ferry sinks off Hollin Bay, killing nine"))
    assert await lost(cycle.archive) == [(FERRY.paragraphs[0],)]
    assert await changes(cycle, "ferry") == [Change.OPENED, Change.CORRECTED]


async def test_a_rewrite_of_what_nobody_was_told_loses_nothing(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await publish(cycle, replace(FERRY, paragraphs=FERRY.paragraphs[1:]))
    assert await lost(cycle.archive) == []


async def test_the_page_behind_a_teaser_takes_nothing_back(cycle: Cycle) -> None:
    teaser = replace(FERRY, teaser=True, paragraphs=("Families in Lisk wait at the quay for the ship from the bay.",))
    await publish(cycle, teaser)
    await read(cycle, "ferry")
    await publish(cycle, FERRY)
    await publish(cycle, replace(teaser, paragraphs=("Twelve people died on a ferry off Hollin Bay.",)))
    assert await lost(cycle.archive) == []
    assert [development.was for development in await life(cycle, "ferry") if development.was] == []


async def test_a_rewrite_is_seen_through_the_teaser_that_comes_before_it(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await read(cycle, "ferry")
    await publish(cycle, replace(FERRY, teaser=True, paragraphs=("Ferry disaster: what we know.",)))
    assert await lost(cycle.archive) == []
    await publish(cycle, replace(FERRY, paragraphs=FERRY.paragraphs[1:]))
    assert await lost(cycle.archive) == [(FERRY.paragraphs[0],)]


async def test_a_story_whose_only_report_is_killed_is_live_no_more(cycle: Cycle) -> None:
    await publish(cycle, FERRY, BANK)
    await read(cycle, "ferry")
    slug = (await told(cycle.archive, "ferry")).slug
    await publish(cycle, replace(FERRY, status=Status.CANCELED))
    assert slug not in await live(cycle.archive)
    assert await cycle.archive.stories.one(slug) is not None
    (was,) = await lost(cycle.archive)
    assert FERRY.paragraphs[0] in was


async def test_a_report_that_is_reinstated_opens_its_story_again_after_a_restart(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    before = await told(cycle.archive, "ferry")
    await publish(cycle, replace(FERRY, status=Status.WITHHELD))
    again = Cycle(cycle.archive, Fetcher(), lambda: NOW + HOUR)
    await publish(again, FERRY)
    after = await told(cycle.archive, "ferry")
    assert (after.slug, after.articles) == (before.slug, ("ferry",))
    assert after.revision > before.revision
    assert await cycle.archive.stories.ended(NOW - HOUR) == []


async def test_evidence_that_cannot_be_read_holds_up_nothing(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await cycle.archive.stories.put([(await told(cycle.archive, "ferry"), b"of another version")], NOW)
    await publish(Cycle(cycle.archive, Fetcher(), lambda: NOW), BANK)
    assert (await told(cycle.archive, "bank")).articles == ("bank",)


async def test_an_old_report_of_a_story_still_told_can_be_killed(cycle: Cycle) -> None:
    await publish(cycle, FERRY)
    await read(cycle, "ferry")
    later = NOW + timedelta(days=3)
    second = replace(FERRY, id="second", outlet="ridge", url="https://ridge.example/3", published=later)
    await publish(Cycle(cycle.archive, Fetcher(), lambda: later), second)
    last = Cycle(cycle.archive, Fetcher(), lambda: NOW + HORIZON)
    await publish(last, replace(FERRY, status=Status.WITHHELD))
    assert await lost(cycle.archive) != []
