"""Subscribing in a chat: what is asked for is kept, changed, paused, shown, and tried before it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from test_reception import ANN, GROUP, NOW, WIRE, World

from bot.archive import Archive, Index
from bot.news import (
    Alert,
    Brief,
    Coverage,
    Filters,
    Following,
    Hush,
    Item,
    Kind,
    Manner,
    Paused,
    Quiet,
    Schedule,
    Sentence,
    Story,
    Style,
)
from bot.news.sentences import Cite
from bot.reception.subscriptions import followable
from bot.settings import Settings

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = (Sentence("The dam failed.", (Cite("dam", 0, 15, "The dam failed."),)),)


@pytest.fixture
async def world(archive: Archive, tmp_path: Path) -> World:
    made = World(archive, Settings(home=tmp_path))
    await made.wire(*WIRE)
    return made


async def held(world: World) -> Following:
    (following,) = await world.archive.followings.of(GROUP)
    return following


async def say(world: World, line: str) -> str:
    return (await world.notice(line, world.asker(manages=True))).text


async def alerted(world: World, slug: str, headline: str, at: datetime) -> None:
    item = Item(slug, headline, "Harbour Post", at, ("Harbour Post", "Canal Wire"), SAID, families=2)
    await world.archive.alerts.append(Alert(item, at, urgency=3))


WISHES = {
    "breaking quiet:22:00-07:00": {"quiet": Quiet(time(22), time(7))},
    "breaking quiet:22:00-07:00,drop": {"quiet": Quiet(time(22), time(7), Hush.DROP)},
    "breaking not:football max:2": {"filters": Filters(unwanted=("football",)), "hourly": 2},
    "brief 07:00 18:30 weekdays Europe/Paris": {
        "schedule": Schedule((time(7), time(18, 30)), (0, 1, 2, 3, 4)), "zone": "Europe/Paris",
    },
    "brief": {"schedule": Schedule((time(7),))},
    "topic business silent headlines": {"topic": "business", "manner": Manner(style=Style.HEADLINES, silent=True)},
}  # fmt: skip


@pytest.mark.parametrize("line", WISHES)
async def test_what_is_asked_for_is_kept(world: World, line: str) -> None:
    assert (await say(world, f"subscribe {line}")).startswith("Subscribed to")
    following = await held(world)
    assert {name: getattr(following, name) for name in WISHES[line]} == WISHES[line]
    assert following.kind is Kind(line.split()[0])


async def test_a_brief_says_when_the_next_comes_and_is_due_then(world: World) -> None:
    told = await say(world, "subscribe brief 18:30 Europe/Paris")
    assert "The next comes on Monday, 02 March, at 18:30." in told
    await say(world, "subscribe brief chess 07:00")
    due = await world.archive.followings.due(Index.SLOTS, NOW + DAY)
    assert [at.replace(second=0, microsecond=0) for _, at in due] == [
        datetime(2026, 3, 2, 17, 30, tzinfo=NOW.tzinfo), datetime(2026, 3, 3, 7, 0, tzinfo=NOW.tzinfo)
    ]  # fmt: skip


async def test_a_story_is_followed_by_its_number_and_by_its_name(world: World) -> None:
    brief = await world.brief()
    assert "until it is over" in await say(world, "subscribe story 1")
    assert (await held(world)).topic == brief.items[0].slug
    assert "Already" in await say(world, f"subscribe story {brief.items[0].slug}")
    assert "Which story" in await say(world, "subscribe story")
    assert "no story" in await say(world, "subscribe story nowhere-to-be-found")


async def test_what_cannot_be_meant_is_refused_with_the_cure(world: World) -> None:
    assert "write 07:00" in await say(world, "subscribe brief 25:00")
    assert "another end" in await say(world, "subscribe breaking quiet:07:00-07:00")
    assert "zone" in await say(world, "subscribe breaking zone:Mars/Olympus")
    assert await world.archive.followings.of(GROUP) == []


async def test_subscribing_again_with_an_option_changes_it(world: World) -> None:
    await say(world, "subscribe breaking quiet:22:00-07:00")
    first = await held(world)
    assert (await say(world, "subscribe breaking max:3")).startswith("Changed: all breaking news")
    assert await held(world) == replace(first, hourly=3)


async def test_options_are_changed_and_taken_back(world: World) -> None:
    await say(world, "subscribe brief 07:00")
    await say(world, "change 1 18:00 not:football")
    assert (await held(world)).schedule == Schedule((time(18),))
    await say(world, "change 1 not:none quiet:none")
    assert (await held(world)).filters == Filters()
    assert "no time of day" in await say(world, "change 1 26:00")
    assert "Say what is to change" in await say(world, "change 1")
    assert "no such" in await say(world, "change 7 short")


def held_back(mention: str) -> str:
    """A platform that keeps a name in its own form, and lets nobody call all."""
    if mention.startswith("@"):
        raise ValueError("You may not call them.")
    return f"<@{mention}>"


async def test_whom_a_subscription_calls_is_kept_as_the_platform_has_it(world: World) -> None:
    asker = world.asker(manages=True, calling=held_back)
    assert "calling 7" in (await world.notice("subscribe breaking mention:7", asker)).text
    assert (await held(world)).manner.mention == "<@7>"
    assert (await world.notice("change 1 max:3", asker)).text.startswith("Changed")
    assert (await world.notice("change 1 mention:<@7>", asker)).text.startswith("Already")
    assert (await world.notice("change 1 mention:none", asker)).text.startswith("Changed")


@pytest.mark.parametrize(
    "line", ["subscribe topic dam mention:@here", "change 1 mention:@here", "subscribe mention:@here"]
)
async def test_nobody_is_called_whom_the_asker_may_not_call(world: World, line: str) -> None:
    asker = world.asker(manages=True, calling=held_back)
    await say(world, "subscribe breaking max:2")
    await world.archive.followings.rest((await held(world)).id, world.now)
    assert (await world.notice(line, asker)).text == "You may not call them."
    assert ((await held(world)).manner.mention, (await held(world)).paused) == ("", Paused.ASKED)


async def test_a_changed_schedule_is_due_at_its_new_time(world: World) -> None:
    await say(world, "subscribe brief 13:00")
    await say(world, "change 1 09:00")
    assert await world.archive.followings.due(Index.SLOTS, NOW + 2 * HOUR) == []
    ((_, at),) = await world.archive.followings.due(Index.SLOTS, NOW + DAY)
    assert at.replace(second=0, microsecond=0) == NOW + 21 * HOUR


async def test_a_pause_lasts_until_it_is_taken_back(world: World) -> None:
    await say(world, "subscribe breaking")
    assert "Paused" in await say(world, "pause")
    assert "already" in await say(world, "pause 1")
    assert "paused since 02 Mar 12:00 UTC" in await say(world, "subscriptions")
    await world.archive.followings.resume(GROUP)
    assert (await held(world)).paused is Paused.ASKED
    await world.archive.followings.pause(GROUP, Paused.BLOCKED, NOW)
    assert (await held(world)).paused is Paused.ASKED
    assert await world.archive.followings.purge(NOW + 60 * DAY) == 0
    assert "Resumed" in await say(world, "resume 1")
    await say(world, "pause 1")
    assert "Already" in await say(world, "subscribe breaking")
    assert (await held(world)).paused is None


async def test_one_now_is_the_brief_it_would_send(world: World) -> None:
    await say(world, "subscribe brief chess 07:00")
    piece = await world.say("now 1", world.asker())
    assert isinstance(piece, Brief)
    assert ["chess" in item.headline for item in piece.items] == [True]
    await world.brief()
    world.now += HOUR
    await say(world, "subscribe story 1")
    assert isinstance(await world.say("now 2", world.asker()), Coverage)


async def test_a_preview_says_what_a_week_would_have_brought_and_why_not(world: World) -> None:
    await alerted(world, "dam", "Dam fails above Korve", NOW - 3 * HOUR)
    await alerted(world, "cup", "Football final abandoned", NOW - DAY)
    await alerted(world, "night", "Bridge shut after ramming", NOW - timedelta(hours=13))
    await say(world, "subscribe breaking not:football quiet:22:00-07:00")
    told = await world.say("preview", world.asker())
    assert isinstance(told, Brief)
    assert [(item.slug, item.note[:4]) for item in told.items] == [("night", "held"), ("dam", "sent")]
    assert any("football" in note and note.startswith("Left out: 1") for note in told.notes)


async def test_a_preview_counts_the_hour_as_it_would_have_been(world: World) -> None:
    for n in range(4):
        await alerted(world, f"s{n}", f"Dam number {n} fails", NOW - 2 * HOUR + timedelta(minutes=n))
    await say(world, "subscribe breaking max:2")
    told = await world.say("preview", world.asker())
    assert isinstance(told, Brief)
    assert sum(item.note.startswith("sent") for item in told.items) == 2
    assert sum("had its fill" in item.note for item in told.items) == 2


async def test_a_preview_of_a_brief_names_its_next_times(world: World) -> None:
    await say(world, "subscribe brief 07:00 weekdays")
    told = await world.notice("preview 1", world.asker())
    assert "Tuesday, 03 March, 07:00" in told.text
    assert "Saturday" not in told.text


async def test_nobody_changes_what_they_may_not_manage(world: World) -> None:
    await say(world, "subscribe breaking")
    for line in ("change 1 max:1", "pause 1", "resume 1"):
        assert "manage" in (await world.notice(line, world.asker(person="telegram:99"))).text
    assert (await held(world)).by == ANN


async def test_what_is_done_to_one_is_not_done_to_all(world: World) -> None:
    await say(world, "subscribe breaking")
    await say(world, "subscribe topic dam")
    for line in ("now all", "preview all", "change all max:2"):
        assert "one at a time" in await say(world, line)
    for line in ("now", "preview"):
        assert await say(world, line) == "Which of them? Name its number."


async def test_a_time_is_no_topic(world: World) -> None:
    for line in ("breaking 07:00", "topic dam 18:30", "07:00"):
        assert "Only briefs come at set times" in await say(world, f"subscribe {line}")
    for values in ({"at": "07:00"}, {"kind": "topic", "topic": "dam", "at": "weekdays"}):
        said = await world.reception.subscriptions.add(values, world.asker(manages=True))
        assert "Only briefs come at set times" in said.text
    assert await world.archive.followings.of(GROUP) == []


async def test_a_zone_of_two_words_may_be_typed_with_a_space(world: World) -> None:
    values = {"kind": "brief", "zone": "New York", "quiet": ""}
    await world.reception.subscriptions.add(values, world.asker(manages=True))
    assert (await held(world)).zone == "America/New_York"


@pytest.mark.parametrize("option", ["quiet:22:00-07:00", "max:3", "threads"])
async def test_a_brief_takes_no_option_that_does_nothing_to_it(world: World, option: str) -> None:
    assert "leave '" in await say(world, f"subscribe brief {option}")
    await say(world, "subscribe brief")
    assert "leave '" in await say(world, f"change 1 {option}")


async def test_a_preview_is_no_telling_and_its_numbers_are_its_own(world: World) -> None:
    brief = await world.brief()
    last = brief.items[-1]
    await alerted(world, last.slug, last.headline, NOW - HOUR)
    await say(world, "subscribe breaking")
    told = await world.told(world.asker(), line="preview 1")
    assert [item.slug for item in told.items] == [last.slug]
    assert await world.archive.seen.of(GROUP) == {}
    assert (await world.say("story 1")).item.slug == last.slug  # type: ignore[union-attr]


@pytest.mark.parametrize(("fictional", "slug", "said"), [(True, "dam", "invented"), (False, "~dam", "own sources")])
def test_a_story_of_which_nothing_new_can_come_is_not_followed(fictional: bool, slug: str, said: str) -> None:
    story = Story(slug, (), (), (), NOW, NOW, "a", "Dam fails above Korve", "Harbour Post", fictional=fictional)
    with pytest.raises(ValueError, match=said):
        followable(story)
