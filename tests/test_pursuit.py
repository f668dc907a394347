"""What is followed by name: new stories on a topic, and what is new in a story, each told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from test_reception import ANN, DAM, GROUP, NOW, WIRE, World, article

from bot.archive import Archive
from bot.news import Alert, Chat, Following, Kind, Occasion
from bot.pursuit import Pursuit
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
