"""Every alert reaches the outbox of whoever follows it, once, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import edition
from bot.archive import Archive, keys
from bot.circulation import BREAKS, STALE, Circulation, Send, Taken, listens, row
from bot.news import Alert, Chat, Delivery, Following, Item, Lane, Paused
from bot.store import Store, StoreError

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LEASE = timedelta(seconds=60)
QUAY, PIER = Chat("harbour", "quay"), Chat("harbour", "pier")


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circulation(archive: Archive, clock: Clock) -> Circulation:
    return Circulation(archive, clock)


def alert(slug: str = "ferry", headline: str = "Ferry aground off Lisk", at: datetime = NOW - MINUTE) -> Alert:
    item = Item(slug, headline, "beacon", at, ("beacon", "herald"), ())
    return Alert(item, at, beats=("world", "business"))


def following(id: str, chat: Chat = QUAY, topic: str = "", made: datetime = NOW - DAY) -> Following:
    return Following(id, chat, "harbour:77", made, topic=topic)


async def follow(archive: Archive, *followings: Following) -> None:
    for one in followings:
        await archive.followings.add(one)


async def taken(archive: Archive, now: datetime = NOW) -> list[Delivery]:
    """Every row of the outbox, claimed and settled."""
    rows = []
    while (claimed := await archive.outbox.claim("harbour", now, LEASE)) is not None:
        rows.append(claimed)
        await archive.outbox.dead(claimed, "read by a test", now)
    return rows


# --- who hears -------------------------------------------------------------------------------------------------------


async def test_an_alert_goes_to_every_chat_that_follows(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, following("1"), following("2", PIER))
    await archive.alerts.append(alert(), None)
    assert await circulation.turn() == 2
    rows = await taken(archive)
    assert {(r.chat, r.following, r.lane) for r in rows} == {(QUAY, "1", Lane.BREAKING), (PIER, "2", Lane.BREAKING)}
    assert all(r.piece == alert() and r.expires == NOW + BREAKS for r in rows)


async def test_an_alert_is_put_out_once(archive: Archive, clock: Clock, circulation: Circulation) -> None:
    await follow(archive, following("1"))
    await archive.alerts.append(alert(), None)
    counts = [await circulation.turn(), await circulation.turn(), await Circulation(archive, clock).turn()]
    assert counts == [1, 0, 0]


async def test_alerts_go_out_in_the_order_in_which_they_were_logged(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, replace(following("1"), hourly=0))
    for n in range(120):
        await archive.alerts.append(alert(f"s{n}"), None)
    assert await circulation.turn() == 120
    slugs = [r.piece.slug for r in await taken(archive) if isinstance(r.piece, Alert)]
    assert slugs == [f"s{n}" for n in range(120)]


async def test_a_turn_cut_short_is_finished_by_the_next(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, following("1"), following("2", PIER))
    await archive.alerts.append(alert(), None)
    await archive.outbox.put([row(Taken((following("1"),), Send()), alert(), NOW)], NOW)  # and then the power failed
    assert await circulation.turn() == 1
    assert {r.chat for r in await taken(archive)} == {QUAY, PIER}


async def test_a_chat_with_two_followings_that_match_hears_once(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, following("1"), following("2", topic="ferry"), following("3", topic="lisk"))
    await archive.alerts.append(alert(), None)
    assert await circulation.turn() == 1


async def test_nobody_hears_of_what_was_before_they_followed(archive: Archive, circulation: Circulation) -> None:
    made = NOW - MINUTE
    await follow(archive, following("1", made=made), following("2", PIER, made=made + timedelta(seconds=1)))
    await archive.alerts.append(alert(at=made), None)
    await circulation.turn()
    assert [r.chat for r in await taken(archive)] == [QUAY]


async def test_an_alert_that_lay_for_hours_is_told_nobody(
    archive: Archive, clock: Clock, circulation: Circulation
) -> None:
    await follow(archive, following("1"))
    await archive.alerts.append(alert(), None)
    clock.now += STALE
    assert await circulation.turn() == 0
    clock.now -= STALE
    assert await circulation.turn() == 0, "it is behind the cursor"


async def test_alerts_cut_from_the_log_are_spoken_of(
    archive: Archive, store: Store, circulation: Circulation, caplog: pytest.LogCaptureFixture
) -> None:
    await follow(archive, following("1"))
    await archive.alerts.append(alert("a"), None)
    await circulation.turn()
    for slug in ("b", "c"):
        await archive.alerts.append(alert(slug), None)
    await store.redis.xtrim("daybrief:{wire}:alerts", maxlen=1, approximate=False)
    assert await circulation.turn() == 1
    assert await circulation.turn() == 0
    assert caplog.text.count("cut from the log") == 1


async def test_an_alert_waits_while_the_outbox_is_full_and_is_then_put_out_whole(
    archive: Archive, store: Store, circulation: Circulation, clock: Clock
) -> None:
    chats = [Chat("harbour", str(n)) for n in range(450)]
    await follow(archive, *(following(str(n), chat) for n, chat in enumerate(chats)))
    await archive.alerts.append(alert(), None)
    await store.redis.hset("daybrief:{wire}:counts", "pending", keys.OUTBOX_CAP - 200)
    with pytest.raises(StoreError, match="wait to be sent"):
        await circulation.turn()
    assert await archive.alerts.cursor() == ""
    assert len(await taken(archive)) == 200
    clock.now += MINUTE
    await store.redis.hset("daybrief:{wire}:counts", "pending", 0)
    assert await circulation.turn() == 250


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
async def test_a_clock_that_jumps_puts_nothing_out_twice(
    archive: Archive, clock: Clock, circulation: Circulation, jump: timedelta
) -> None:
    await follow(archive, following("1"))
    await archive.alerts.append(alert(), None)
    await circulation.turn()
    clock.now += jump
    await archive.alerts.append(alert("later", at=clock.now), None)
    assert await circulation.turn() == 1
    assert (await archive.outbox.counts())["pending"] == 2


async def test_a_row_is_for_all_that_a_chat_follows(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, following("2"), following("1", topic="ferry"), following("3", topic="chess"))
    await archive.alerts.append(alert(), None)
    await circulation.turn()
    await archive.followings.remove("2")
    assert [r.following for r in await taken(archive)] == ["1 2"]


async def test_who_unsubscribes_while_an_alert_waits_is_not_told(archive: Archive, circulation: Circulation) -> None:
    await follow(archive, following("1"), following("2", PIER))
    await archive.alerts.append(alert(), None)
    await circulation.turn()
    await archive.followings.remove("1")
    assert [r.chat for r in await taken(archive)] == [PIER]


async def test_two_thousand_chats_are_served(archive: Archive, circulation: Circulation) -> None:
    chats = [Chat("harbour", str(n)) for n in range(2000)]
    await follow(archive, *(following(str(n), chat) for n, chat in enumerate(chats)))
    await archive.alerts.append(alert(), None)
    assert await circulation.turn() == 2000
    assert (await archive.outbox.counts())["pending"] == 2000


TOPICS = {
    "": True,
    "ferry": True,
    "Lisk ferry": True,
    "the FERRY": True,
    "economy": True,  # the beat business by another name
    "business": True,
    "sport": False,
    "ferry strike": False,
    "election": False,
    "   ": True,
}


@pytest.mark.parametrize("topic", TOPICS)
async def test_a_topic_is_what_a_brief_would_take_it_for(
    archive: Archive, circulation: Circulation, topic: str
) -> None:
    await follow(archive, following("1", topic=topic))
    await archive.alerts.append(alert(), None)
    assert bool(await circulation.turn()) is TOPICS[topic]


def test_topics_are_matched_in_the_headlines_language() -> None:
    assert edition.on_topic("Hochwasser in Sachsen: Dämme brechen", (), "Damm", "de")
    assert not edition.on_topic("Hochwasser in Sachsen", (), "")


# --- who rests -------------------------------------------------------------------------------------------------------

RESTS = {
    "active": (None, None, None, True),
    "blocked": (Paused.BLOCKED, NOW - 3 * DAY, None, False),
    "blocked, tried long ago": (Paused.BLOCKED, NOW - 3 * DAY, NOW - 2 * DAY, False),
    "no rights since an hour": (Paused.RIGHTS, NOW - HOUR, None, False),
    "no rights since a day": (Paused.RIGHTS, NOW - DAY, None, True),
    "no rights, tried this morning": (Paused.RIGHTS, NOW - 3 * DAY, NOW - 5 * HOUR, False),
    "no rights, tried yesterday": (Paused.RIGHTS, NOW - 3 * DAY, NOW - DAY, True),
    "no rights on the seventh day": (Paused.RIGHTS, NOW - 7 * DAY, NOW - DAY, True),
    "no rights for more than a week": (Paused.RIGHTS, NOW - 7 * DAY - HOUR, NOW - DAY, False),
    "no rights, since nobody knows when": (Paused.RIGHTS, None, None, False),
}


@pytest.mark.parametrize("name", RESTS)
def test_who_rests_hears_nothing_but_the_daily_trial(name: str) -> None:
    paused, since, tried, hears = RESTS[name]
    assert listens(replace(following("1"), paused=paused, since=since, tried=tried), NOW) is hears


async def test_a_chat_without_rights_is_tried_once_a_day(
    archive: Archive, clock: Clock, circulation: Circulation
) -> None:
    await follow(archive, following("1"))
    await archive.followings.pause(QUAY, Paused.RIGHTS, NOW - DAY)
    for slug in ("a", "b"):
        await archive.alerts.append(alert(slug), None)
        await circulation.turn()
    assert len(await taken(archive)) == 1
    clock.now += DAY
    await archive.alerts.append(alert("c", at=clock.now), None)
    assert await circulation.turn() == 1


async def test_who_rested_for_a_month_is_forgotten(archive: Archive, clock: Clock, circulation: Circulation) -> None:
    await follow(archive, following("1"), following("2", PIER))
    await archive.followings.pause(QUAY, Paused.BLOCKED, NOW)
    await circulation.turn()
    clock.now += timedelta(days=31)
    await circulation.turn()
    assert await archive.followings.of(QUAY) == []
    assert [one.id for one in await archive.followings.of(PIER)] == ["2"]
