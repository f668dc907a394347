"""What is followed by name: new stories on a topic, and what is new in a story, each told once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from test_reception import ANN, DAM, GROUP, NOW, WIRE, World, article

from bot import edition
from bot.archive import Archive
from bot.news import Alert, Chat, Following, Kind, Occasion
from bot.pursuit import Pursuit, Topics
from bot.settings import Settings

HOUR = timedelta(hours=1)
TOLL = (
    "The death toll of the dam failure above Korve rose to 19 on Monday, the interior ministry said.",
    "Rescuers pulled 40 people from the water, according to the fire service in Korve.",
)


@pytest.fixture
async def world(archive: Archive, tmp_path: Path) -> World:
    made = World(archive, Settings(home=tmp_path))
    await made.wire(*WIRE)
    return made


async def follow(world: World, kind: Kind, topic: str, id: str = "f1") -> None:
    await world.archive.followings.add(Following(id, GROUP, ANN, NOW - HOUR, kind, topic))


async def turn(world: World, pursuit: Pursuit | None = None) -> int:
    live = await world.archive.stories.live(world.now - 6 * HOUR)
    return await (pursuit or Pursuit(world.archive, world.reception.desk)).turn(live, world.now)


async def logged(world: World) -> list[Alert]:
    return [alert for _, alert in await world.archive.alerts.after("")]


async def dam(world: World) -> str:
    (slug,) = [s.slug for s in await world.archive.stories.live(NOW - 6 * HOUR) if "dam" in s.headline.lower()]
    return slug


async def test_a_new_story_on_a_followed_topic_is_told_once(world: World) -> None:
    await follow(world, Kind.TOPIC, "chess")
    assert [await turn(world), await turn(world)] == [1, 0]
    (alert,) = await logged(world)
    assert (alert.occasion, "chess" in alert.item.headline, alert.item.reasons[0].detail) == (
        Occasion.NEW, True, "new on chess",
    )  # fmt: skip


async def test_without_followers_nothing_is_told(world: World) -> None:
    assert await turn(world) == 0
    await follow(world, Kind.BREAKING, "chess")
    assert await turn(world) == 0


async def test_a_topic_followed_later_is_looked_for_in_what_was_looked_at(world: World) -> None:
    pursuit = Pursuit(world.archive, world.reception.desk)
    await follow(world, Kind.TOPIC, "trains")
    assert await turn(world, pursuit) == 0
    await follow(world, Kind.TOPIC, "chess", "f2")
    assert await turn(world, pursuit) == 1


async def test_a_topic_nobody_follows_any_more_is_told_nobody(world: World) -> None:
    await follow(world, Kind.TOPIC, "chess")
    await world.archive.followings.remove("f1")
    assert await world.archive.followings.topics(Kind.TOPIC) == []
    assert await turn(world) == 0


async def test_what_is_new_in_a_followed_story_is_told_once_and_nothing_that_was_known(world: World) -> None:
    await follow(world, Kind.STORY, await dam(world))
    assert await turn(world) == 0
    world.now += HOUR
    await world.wire(article("dam3", "hp", "Dam death toll above Korve rises to 19", TOLL, -0.9))
    assert [await turn(world), await turn(world)] == [1, 0]
    (alert,) = await logged(world)
    assert (alert.occasion, alert.item.note) == (Occasion.DEVELOPMENT, "killed: 12, now 19")
    assert "19" in alert.item.changed[0].text


async def test_colour_is_no_development(world: World) -> None:
    await follow(world, Kind.STORY, await dam(world))
    await turn(world)
    world.now += HOUR
    await world.wire(article("dam4", "hp", "Dam failure above Korve: what we know", DAM, -0.9))
    assert await turn(world) == 0


async def test_a_story_followed_under_the_name_it_had_before_a_merger_is_the_same(world: World) -> None:
    slug = await dam(world)
    (story,) = await world.archive.stories.get([slug])
    assert story is not None
    await world.archive.stories.put([(replace(story, aliases=("dam-once",)), b"")], NOW)
    await follow(world, Kind.STORY, "dam-once")
    await turn(world)
    marks = await world.archive.alerts.alerted([slug])
    assert marks[slug][Occasion.DEVELOPMENT].revision == story.revision


async def test_topics_are_counted_through_changes_and_ends(world: World) -> None:
    followings = world.archive.followings
    other = Chat("telegram", "-9")
    await follow(world, Kind.TOPIC, "chess")
    await followings.add(Following("f2", other, ANN, NOW, Kind.TOPIC, "chess"))
    await followings.remove("f1")
    assert await followings.topics(Kind.TOPIC) == ["chess"]
    held = await followings.get("f2")
    assert held is not None
    assert await followings.change(replace(held, topic="trains"))
    assert await followings.topics(Kind.TOPIC) == ["trains"]
    await followings.drop(other)
    assert await followings.topics(Kind.TOPIC) == []


async def test_what_comes_right_after_a_story_is_followed_is_told(world: World) -> None:
    await world.say(f"subscribe story {await dam(world)}", world.asker(manages=True))
    world.now += HOUR
    await world.wire(article("dam3", "hp", "Dam death toll above Korve rises to 19", TOLL, -0.9))
    assert await turn(world) == 1


async def test_who_follows_a_story_that_others_followed_once_hears_nothing_from_before(world: World) -> None:
    slug = await dam(world)
    await follow(world, Kind.STORY, slug)
    await turn(world)
    await world.archive.followings.remove("f1")
    world.now += HOUR
    await world.wire(article("dam3", "hp", "Dam death toll above Korve rises to 19", TOLL, -0.9))
    await turn(world)
    await world.say(f"subscribe story {slug}", world.asker(manages=True))
    assert await turn(world) == 0


TOPICS = ("sport", "football news", "dam", "the dams", "Korve dam", "of the", "", "東京", "Erdbeben", "climate")
HEADLINES = {
    ("Dams above Korve fail", "en"): ("world",), ("Cup tie ends level", "en"): ("football",),
    ("東京で地震", "ja"): (), ("Schwere Erdbeben in Chile", "de"): ("climat",), ("He died of the cold", "en"): (),
}  # fmt: skip


@pytest.mark.parametrize("headline", HEADLINES, ids=lambda one: one[0])
async def test_topics_are_found_as_if_each_were_compared(world: World, headline: tuple[str, str]) -> None:
    (held, *_) = await world.archive.stories.live(NOW - 6 * HOUR)
    story = replace(held, headline=headline[0], language=headline[1], beats=HEADLINES[headline])
    topics, left = Topics(), set(TOPICS)
    on = sorted(t for t in TOPICS if edition.on_topic(headline[0], story.beats, t, headline[1]))
    for expected in (*on, ""):
        topics.renew(left)
        assert topics.of(story) == expected
        left.discard(expected)


async def test_many_topics_hold_nothing_up(world: World) -> None:
    (held, *_) = await world.archive.stories.live(NOW - 6 * HOUR)
    topics = Topics()
    topics.renew([f"harbour{n} strike" for n in range(20_000)])
    began = time.process_time()
    assert {topics.of(replace(held, slug=str(n), headline=f"Pier {n} burns")) for n in range(100)} == {""}
    assert time.process_time() - began < 3  # compared one by one they take many times that
