"""The watch: rounds of the wire, and what breaks in them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pressroom import CHESS, DAM, DAM_TOO, Room, press

from bot import watch
from bot.house import let_go
from bot.news import Alert, Occasion, Outlet, Source
from bot.store import Store


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> AsyncIterator[Room]:
    async with press(store, tmp_path, lambda house: []) as room:
        yield room


DAM_WORSE = (
    "Korve dam: death toll doubles to 24",
    "The number of people killed when a dam failed above Korve rose to 24 on Tuesday, the interior ministry said.",
    "Divers searched the cellars of Korve in the evening, the fire service said.",
)
CHESS_TOO = (
    "Quay chess title goes to Ilo Marr",
    "The Quay chess title went to Ilo Marr of Lanholm on Monday, when he beat Bea Tolland in a final of nine hours.",
    "The champion is 19 years old.",
)
FAST = 5.0
"""Seconds from the second report in the store to the alert in the log."""


async def logged(room: Room) -> list[Alert]:
    return [alert for _, alert in await room.archive.alerts.after("")]


async def held(read: Callable[[], Awaitable[Sequence[object]]], count: int) -> float:
    """When so many are there, on this machine's clock."""
    async with asyncio.timeout(6 * FAST):
        while len(await read()) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return time.monotonic()


async def test_one_voice_is_no_alert(room: Room) -> None:
    room.publish("harbour", DAM)
    room.publish("canal", CHESS)
    await room.read()
    assert await logged(room) == []
    assert len(await room.archive.stories.live(room.clock() - timedelta(days=1))) == 2


async def test_a_second_family_makes_an_alert_once(room: Room) -> None:
    room.publish("harbour", DAM)
    await room.read()
    room.publish("canal", DAM_TOO)
    await room.read()
    await room.read()
    (alert,) = await logged(room)
    assert set(alert.item.outlets) == {"Harbour", "Canal"}
    assert alert.item.sentences


async def test_a_story_placed_just_before_a_crash_is_judged_by_the_next_watch(room: Room) -> None:
    room.publish("harbour", DAM)
    room.publish("canal", DAM_TOO)
    judged = room.newsroom.watch.judge

    async def crash() -> int:
        raise RuntimeError("power cut")

    room.newsroom.watch.judge = crash  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        await room.read()
    room.newsroom.watch.judge = judged  # type: ignore[method-assign]
    assert await logged(room) == []
    await room.house.watch().turn()
    assert [set(a.item.outlets) for a in await logged(room)] == [{"Harbour", "Canal"}]


async def test_only_one_process_is_on_watch(room: Room) -> None:
    room.publish("harbour", DAM)
    async with room.archive.lease("watch", timedelta(minutes=1)):
        await room.read()
    assert room.site.asked == []


async def test_old_news_of_two_families_is_no_alert(room: Room) -> None:
    room.publish("harbour", DAM, minutes_ago=60 * 9)
    room.publish("canal", DAM_TOO, minutes_ago=60 * 8)
    await room.read()
    assert await logged(room) == []


async def test_without_a_network_no_fiction_is_put_on_the_desk(room: Room) -> None:
    room.site.answer("/harbour", status=503)
    room.site.answer("/canal", status=503)
    await room.read()
    last = await room.archive.turns.last()
    assert last is not None
    assert (last.fictional, last.offline) == (False, True)


async def test_what_was_judged_is_not_judged_anew_while_nothing_comes_in(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PLACING", 0.0001)  # as if a source were slow
    room.publish("harbour", DAM)
    await room.read()
    watching, rounds = room.newsroom.watch, []
    judge = watching.judge

    async def counted() -> int:
        rounds.append(1)
        return await judge()

    monkeypatch.setattr(watching, "judge", counted)
    await room.read()
    assert len(rounds) == 1


async def test_a_report_its_feed_withdraws_is_lost_once_and_leaves_the_brief(room: Room) -> None:
    room.publish("harbour", DAM)
    await room.read()
    desk = room.house.desk()
    assert len((await desk.brief("terminal:1")).items) == 1
    room.printed["harbour"] = [room.printed["harbour"][0].replace("<title>", "<title>WITHDRAWN: ")]
    room.publish("harbour", CHESS)
    await room.read()
    await room.read()
    assert [loss.note for _, loss in await room.archive.losses.after("")] == ["Harbour withdrew its report"]
    assert [item.headline for item in (await desk.brief("terminal:1")).items] == [CHESS[0]]


async def test_what_two_report_and_nobody_needs_at_once_is_no_alert_and_why_says_so(room: Room) -> None:
    room.publish("harbour", CHESS)
    room.publish("canal", CHESS_TOO)
    await room.read()
    assert await logged(room) == []
    why = await room.house.desk().why("terminal:1", "chess")
    (said,) = [reason.detail for reason in why.reasons if reason.code == "no-alert"]
    assert said.startswith("no alert: urgency 8, alerts begin at 6; nothing in it is grave")


async def test_why_says_that_one_publisher_is_not_enough(room: Room) -> None:
    room.publish("harbour", DAM)
    await room.read()
    why = await room.house.desk().why("terminal:1", "dam")
    assert "no alert: only harbour reports it" in {reason.detail for reason in why.reasons}


async def test_a_story_that_broke_is_told_again_when_twice_as_many_are_dead(room: Room) -> None:
    room.publish("harbour", DAM)
    room.publish("canal", DAM_TOO)
    await room.read()
    room.publish("canal", DAM_WORSE)
    await room.read()
    await room.read()
    first, second = await logged(room)
    assert (first.occasion, second.occasion, second.urgency) == (Occasion.BREAKING, Occasion.UPDATE, 2)
    assert "24" in " ".join(sentence.text for sentence in second.item.changed)


async def test_an_update_waits_until_the_story_has_rested(room: Room) -> None:
    room.publish("harbour", DAM)
    room.publish("canal", DAM_TOO)
    await room.read(minutes=0)
    room.clock.pass_(minutes=20)
    room.publish("canal", DAM_WORSE)
    await room.read(minutes=0)
    before = len(await logged(room))
    await room.read(minutes=15)
    assert (before, [alert.occasion for alert in await logged(room)][1:]) == (1, [Occasion.UPDATE])


async def test_an_alert_is_in_the_log_seconds_after_the_second_report_is_stored(room: Room) -> None:
    room.publish("harbour", DAM)
    room.publish("canal", DAM_TOO)
    room.site.silent("/slow")
    listed, slow = room.house.sources(), Source(room.site.url("/slow"), Outlet("slow", "Slow", language="en"))
    room.house.sources = lambda: (*listed, slow)
    turn = asyncio.create_task(room.read())
    stored = await held(lambda: room.archive.articles.since(room.clock() - timedelta(days=1)), 2)
    told = await held(lambda: logged(room), 1)
    await let_go(turn)
    assert told - stored < FAST
