"""Briefs nobody asks for: one a slot and local date, and one of all that was held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from test_reception import ANN, GROUP, NOW, WIRE, World

from bot import schedule
from bot.archive import STATES, Archive, Index
from bot.circulation import Briefs, Circulation
from bot.circulation.briefs import BATCH
from bot.circulation.rows import released
from bot.desk import Desk
from bot.news import (
    Alert,
    Brief,
    Chat,
    Cite,
    Delivery,
    Filters,
    Following,
    Hush,
    Item,
    Kind,
    Lane,
    Manner,
    Notice,
    Occasion,
    Paused,
    Quiet,
    Reason,
    Schedule,
    Sentence,
)
from bot.settings import Settings
from bot.store import Store

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
SAID = (Sentence("The dam failed.", (Cite("dam", 0, 15, "The dam failed."),)),)
NIGHTS = Quiet(time(22), time(7))
PIER = Chat("telegram", "-300")


@pytest.fixture
async def world(archive: Archive, tmp_path: Path) -> World:
    made = World(archive, Settings(home=tmp_path))
    await made.wire(*WIRE)
    return made


def briefs(world: World) -> Briefs:
    return Briefs(world.archive, lambda: world.now, world.reception.desk_of)


def following(kind: Kind = Kind.BRIEF, id: str = "f1", chat: Chat = GROUP, **parts: object) -> Following:
    made = Following(id, chat, ANN, NOW - DAY, kind)
    return replace(made, schedule=Schedule((time(7),)) if kind is Kind.BRIEF else None, **parts)  # type: ignore[arg-type]


async def follow(world: World, *some: Following) -> None:
    for one in some:
        await world.archive.followings.add(one, schedule.upcoming(one, world.now))


def alert(slug: str, at: datetime, **parts: object) -> Alert:
    item = Item(slug, "Dam failure above Korve kills 12", "Harbour Post", at, ("Harbour Post",), SAID, families=2)
    return Alert(item, at, **parts)  # type: ignore[arg-type]


async def breaks(world: World, slug: str, at: datetime | None = None, **parts: object) -> None:
    """An alert is logged and put out."""
    await world.archive.alerts.append(alert(slug, at or world.now, **parts))
    await Circulation(world.archive, lambda: world.now).turn()


async def claimed(world: World) -> list[Delivery]:
    """What waits, taken and settled."""
    rows = []
    while row := await world.archive.outbox.claim("telegram", world.now, HOUR):
        await world.archive.outbox.dead(row, "read", world.now)
        rows.append(row)
    return rows


async def counts(world: World) -> dict[str, int]:
    found = await world.archive.outbox.counts()
    assert found.pop("made") == sum(found[state] for state in STATES)
    return {state: number for state, number in found.items() if number}


def slugs(row: Delivery) -> Sequence[str]:
    assert isinstance(row.piece, Brief)
    return [item.slug for item in row.piece.items]


async def stories(world: World) -> dict[str, str]:
    """The slugs of the wire's stories by their headline's first word."""
    return {story.headline.split()[0]: story.slug for story in await world.archive.stories.live(NOW - 3 * DAY)}


# --- schedules -------------------------------------------------------------------------------------------------------


async def test_a_brief_comes_once_a_slot(world: World) -> None:
    await follow(world, following())
    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC)
    assert [await briefs(world).turn(), await briefs(world).turn()] == [1, 0]
    (row,) = await claimed(world)
    assert (row.lane, row.expires - row.made, len(slugs(row))) == (Lane.BRIEF, 6 * HOUR, 2)
    world.now += DAY
    assert await briefs(world).turn() == 1


async def test_whoever_is_stopped_after_the_row_puts_no_second(world: World) -> None:
    await follow(world, following())
    ((one, at),) = await world.archive.followings.due(Index.SLOTS, NOW + DAY)
    world.now = at
    await briefs(world).turn()
    await world.archive.followings.moved_on(one, await world.archive.followings.next_due() or at, at)
    assert await briefs(world).turn() == 0
    assert (await counts(world)) == {"pending": 1}


OUTAGES = {"a minute": (MINUTE, 1), "five hours": (5 * HOUR, 1), "seven hours": (7 * HOUR, 0), "two days": (2 * DAY, 1)}


@pytest.mark.parametrize("name", OUTAGES)
async def test_after_an_outage_one_brief_comes_if_it_is_worth_it(world: World, name: str) -> None:
    outage, comes = OUTAGES[name]
    await follow(world, following())
    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC) + outage
    assert await briefs(world).turn() == comes
    assert (await world.archive.followings.next_due() or world.now) > world.now


async def test_a_brief_that_rests_does_not_come_and_goes_on_with_the_next(world: World) -> None:
    await follow(world, following())
    await world.archive.followings.rest("f1", NOW)
    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC)
    assert await briefs(world).turn() == 0
    await world.archive.followings.go_on("f1")
    world.now += DAY
    assert await briefs(world).turn() == 1


async def test_a_brief_tells_what_its_filters_let_in_and_its_chat_was_not_told(world: World) -> None:
    names = await stories(world)
    await follow(world, following(filters=Filters(unwanted=("chess",))), following(id="f2", chat=PIER))
    await world.archive.seen.mark(PIER, {names["Dam"]: 9}, NOW)
    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC)
    await briefs(world).turn()
    told = {row.chat: list(slugs(row)) for row in await claimed(world)}
    assert names["Ilo"] not in told[GROUP]
    assert told[PIER][0] == names["Ilo"]


async def test_a_brief_that_fails_keeps_nobody_else_from_theirs(world: World) -> None:
    await follow(world, following(), following(id="f2", chat=PIER))

    async def failing(chat: Chat) -> Desk:
        if chat == GROUP:
            raise ZeroDivisionError
        return await world.reception.desk_of(chat)

    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC)
    assert await Briefs(world.archive, lambda: world.now, failing).turn() == 1
    world.now += 6 * MINUTE
    assert await briefs(world).turn() == 1


# --- what is held ----------------------------------------------------------------------------------------------------


async def test_what_breaks_in_quiet_hours_comes_in_one_brief_when_they_end(world: World) -> None:
    names = await stories(world)
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    for slug in names.values():
        await breaks(world, slug)
    assert await counts(world) == {"held": 2}
    assert [await briefs(world).turn(), await claimed(world)] == [0, []]
    world.now = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    assert [await briefs(world).turn(), await briefs(world).turn()] == [1, 0]
    (row,) = await claimed(world)
    assert (set(slugs(row)), row.lane) == (set(names.values()), Lane.BRIEF)
    assert await counts(world) == {"merged": 2, "dead": 1}


async def test_what_was_told_meanwhile_is_not_told_again(world: World) -> None:
    names = await stories(world)
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, names["Dam"])
    await world.told(world.asker())
    world.now = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    await briefs(world).turn()
    assert await claimed(world) == []
    assert await counts(world) == {"dead": 1}


async def test_a_held_story_that_the_brief_cannot_tell_does_not_count_as_told(world: World) -> None:
    names = await stories(world)
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    for slug in (names["Dam"], "gone-by-morning"):
        await breaks(world, slug)
    world.now = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    assert await briefs(world).turn() == 1
    assert await counts(world) == {"merged": 1, "dead": 1, "pending": 1}


QUIETS = {
    "held": (Hush.HOLD, 3, {"held": 1}),
    "dropped": (Hush.DROP, 3, {}),
    "critical lets a bulletin pass": (Hush.CRITICAL, 2, {"pending": 1}),
    "critical holds the rest": (Hush.CRITICAL, 3, {"held": 1}),
}


@pytest.mark.parametrize("name", QUIETS)
async def test_quiet_hours_are_kept_as_asked_and_the_reason_is_remembered(world: World, name: str) -> None:
    hush, urgency, stands = QUIETS[name]
    await follow(world, following(Kind.BREAKING, quiet=replace(NIGHTS, hush=hush)))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, "dam", urgency=urgency)
    assert await counts(world) == stands
    left = await world.archive.withheld.of(GROUP)
    assert {slug: one.reason.code for slug, one in left.items()} == (
        {} if stands == {"pending": 1} else {"dam": "quiet"}
    )


async def test_beyond_its_most_an_hour_a_chat_gets_one_brief_of_the_rest(world: World) -> None:
    names = await stories(world)
    await follow(world, following(Kind.BREAKING, hourly=1))
    await breaks(world, names["Dam"])
    world.now += MINUTE
    await breaks(world, names["Ilo"])
    assert await counts(world) == {"pending": 1, "held": 1}
    world.now += 58 * MINUTE
    assert await briefs(world).turn() == 0
    world.now += MINUTE
    assert await briefs(world).turn() == 1
    assert [list(slugs(row)) for row in await claimed(world) if isinstance(row.piece, Brief)] == [[names["Ilo"]]]


async def test_of_two_subscriptions_the_one_that_is_awake_hears(world: World) -> None:
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS), following(Kind.BREAKING, "f2", topic="dam"))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, "dam")
    (row,) = await claimed(world)
    assert row.following == "f2"


async def test_what_a_filter_leaves_out_is_remembered_with_its_reason(world: World) -> None:
    await follow(world, following(Kind.BREAKING, filters=Filters(unwanted=("dam",))))
    await breaks(world, "dam")
    assert await counts(world) == {}
    assert "dam" in (await world.archive.withheld.of(GROUP))["dam"].reason.detail


async def test_whoever_ends_a_subscription_gets_nothing_of_what_was_held(world: World) -> None:
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, "dam")
    await world.archive.followings.remove("f1")
    world.now += 9 * HOUR
    assert await briefs(world).turn() == 0
    assert await counts(world) == {"dead": 1}


async def test_what_was_held_for_two_subscriptions_comes_while_one_of_them_is_left(world: World) -> None:
    names = await stories(world)
    await follow(world, *(following(Kind.BREAKING, f"f{n}", topic=t, quiet=NIGHTS) for n, t in enumerate(("", "dam"))))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, names["Dam"])
    await world.archive.followings.remove("f0")
    assert await counts(world) == {"held": 1}
    assert (await world.archive.balance(world.now)).faults == ()
    world.now = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    assert await briefs(world).turn() == 1
    assert [list(slugs(row)) for row in await claimed(world)] == [[names["Dam"]]]


async def test_two_who_release_at_once_tell_what_was_held_once(world: World) -> None:
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, "dam")
    outbox, now = world.archive.outbox, world.now
    one, held = list(await outbox.held("f1")), following(Kind.BREAKING)
    await breaks(world, "ferry")
    both = list(await outbox.held("f1"))
    for some in (one, both, one):
        await outbox.release("f1", some, released(held, some, Brief("e", now, ()), now), "told", now)
    assert await counts(world) == {"pending": 1, "merged": 1, "held": 1}
    assert await world.archive.followings.due(Index.RELEASES, now)


async def test_a_turn_ends_before_all_briefs_are_made_and_the_next_goes_on(world: World) -> None:
    await follow(world, *(following(id=f"f{n}", chat=Chat("telegram", f"-{n + 1}")) for n in range(BATCH + 5)))
    world.now = datetime(2026, 3, 3, 7, 1, tzinfo=UTC)
    assert [await briefs(world).turn() for _ in range(3)] == [BATCH, 5, 0]


async def test_a_held_row_of_a_subscription_that_rests_ends_with_its_reason(world: World) -> None:
    await follow(world, following(Kind.BREAKING, quiet=NIGHTS))
    world.now = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    await breaks(world, "dam")
    await world.archive.followings.pause(GROUP, Paused.BLOCKED, world.now)
    world.now += 9 * HOUR
    assert await briefs(world).turn() == 0
    assert await counts(world) == {"dead": 1}


# --- topics and stories ----------------------------------------------------------------------------------------------

OCCASIONS = {
    Occasion.BREAKING: "breaking", Occasion.UPDATE: "breaking", Occasion.NEW: "topic", Occasion.DEVELOPMENT: "story",
}  # fmt: skip


@pytest.mark.parametrize("occasion", OCCASIONS)
async def test_an_occasion_concerns_its_own_followings(world: World, occasion: Occasion) -> None:
    asked = (("breaking", ""), ("topic", "dam"), ("story", "dam-old"), ("story", "other"), ("topic", "chess"))
    chats = [Chat("telegram", f"-{n}") for n in range(9, 9 + len(asked))]
    await follow(world, *(following(Kind(k), f"{k}.{t}", c, topic=t) for (k, t), c in zip(asked, chats, strict=True)))
    await breaks(world, "dam", occasion=occasion, aliases=("dam-old",))
    assert [row.following.split(".")[0] for row in await claimed(world)] == [OCCASIONS[occasion]]


async def test_a_new_story_is_headed_by_the_topic_that_a_chat_follows(world: World, store: Store) -> None:
    chats = {Chat("telegram", f"-{n}"): topic for n, topic in enumerate(("dam", "Korve", "dam"), 9)}
    await follow(world, *(following(Kind.TOPIC, str(c), c, topic=topic) for c, topic in chats.items()))
    logged = alert("dam", world.now, occasion=Occasion.NEW)
    reasons = (Reason("topic", "new on failure"), Reason("families", "2 publishers"))
    await world.archive.alerts.append(replace(logged, item=replace(logged.item, reasons=reasons)))
    await Circulation(world.archive, lambda: world.now).turn()
    rows = await claimed(world)
    assert {row.chat: [r.detail for r in row.piece.item.reasons] for row in rows if isinstance(row.piece, Alert)} == {
        chat: [f"new on {topic}", "2 publishers"] for chat, topic in chats.items()
    }
    assert len(await store.redis.keys("*:piece:*")) == 2


async def test_a_story_that_is_over_is_followed_no_longer_and_says_so(world: World) -> None:
    await follow(world, following(Kind.STORY, topic=(await stories(world))["Dam"]))
    world.now += 5 * DAY
    await Circulation(world.archive, lambda: world.now).turn()
    (row,) = await claimed(world)
    assert isinstance(row.piece, Notice)
    assert "no longer" in row.piece.text
    assert await world.archive.followings.of(GROUP) == []


async def test_the_manner_goes_with_the_row(world: World) -> None:
    await follow(world, following(Kind.BREAKING, manner=Manner(silent=True, mention="42")))
    await breaks(world, "dam")
    (row,) = await claimed(world)
    assert row.manner == Manner(silent=True, mention="42")
