"""The watch: rounds of the wire, and what breaks in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pressroom import CHESS, DAM, DAM_TOO, VOTE, VOTE_TOO, Room, press

from bot import watch
from bot.news import Alert
from bot.store import Store


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> AsyncIterator[Room]:
    async with press(store, tmp_path, lambda house: []) as room:
        yield room


async def logged(room: Room) -> list[Alert]:
    return [alert for _, alert in await room.archive.alerts.after("")]


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
    room.publish("harbour", VOTE)
    room.publish("canal", VOTE_TOO)
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
