"""A report is withdrawn: what Telegram and Discord then show of what was told of it, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pressroom import DAM, DAM_TOO, VOTE, Room
from telegrammarkup import Refused
from telegramserver import Kind
from telegramworld import Chat, Message, User
from test_discord_journeys import City, city  # noqa: F401 - a fixture
from test_discord_journeys import breaks as breaks_there
from test_discord_journeys import chat as channel
from test_telegram_journeys import Town, ada, address, bob, breaks, group, later, subscribed, town  # noqa: F401 - fixtures

from bot.news import Status

GUARD = 30.0


async def withdraw(room: Room, outlet: str = "harbour") -> None:
    """An outlet's reports are taken back, and what that makes of the stories is placed."""
    held = await room.archive.articles.since(room.clock() - timedelta(days=9))
    killed = [replace(a, status=Status.CANCELED) for a in held if a.outlet == outlet]
    assert killed
    await room.archive.articles.put(killed, room.clock())
    await room.newsroom.watch._cycle.place()
    assert [loss for _, loss in await room.archive.losses.after("")], "nobody was told anything of it"


async def until(holds: Callable[[], object]) -> None:
    """What a platform's double shows changes without a word to us."""
    async with asyncio.timeout(GUARD):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def settled(room: Room, rows: int) -> None:
    """All that was put out has been sent, and a further turn adds nothing."""
    async with asyncio.timeout(GUARD):
        while (counts := await room.archive.outbox.counts())["sent"] < rows:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await room.newsroom.corrections.turn() == 0
    assert counts["pending"] + counts["sending"] + counts["doubted"] == 0


async def kept(room: Room, chat: Chat, message: Message) -> Message:
    """A message, once its receipt is kept: that comes after it was heard."""
    async with asyncio.timeout(GUARD):
        while not await room.archive.receipts.slugs(address(chat), str(message.id)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return message


async def briefed(town: Town, room: Room, reader: User) -> Message:  # noqa: F811
    """Harbour reports the dam, and a brief asked for in private tells it."""
    home = town.tg.private(reader)
    room.publish("harbour", DAM)
    await room.read()
    town.tg.says(home, reader, "/brief")
    return await kept(room, home, await town.hears(home, "Korve"))


# --- Telegram --------------------------------------------------------------------------------------------------------


async def test_an_alert_in_telegram_is_put_right_and_answered_once(town: Town, ada: User, group: Chat) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        await withdraw(room, "canal")
        answer = await town.hears(group, "Correction ·")
        await settled(room, 2)
        assert (answer.reply_to, "We said:" in alert.text, "withdrew its report" in alert.text) == (alert, True, True)
        assert [e["type"] for e in alert.entities if e["type"] == "strikethrough"]
        assert len([m for m in town.tg.messages(group) if "Correction ·" in m.text]) == 1


async def test_a_brief_in_telegram_is_put_right_in_its_place(town: Town, ada: User) -> None:  # noqa: F811
    async with town.newsroom() as room:
        room.publish("canal", VOTE)
        brief = await briefed(town, room, ada)
        await withdraw(room)
        await settled(room, 1)
        assert "Senate of Ostrava" in brief.text
        assert "Corrected ·" in brief.text
        assert [m.text for m in town.tg.messages(brief.chat) if "Correction ·" in m.text] == []


async def test_an_answer_and_a_story_opened_in_telegram_are_put_right(town: Town, ada: User) -> None:  # noqa: F811
    async with town.newsroom() as room:
        home = (await briefed(town, room, ada)).chat
        town.tg.says(home, ada, "/story 1")
        opened = await kept(room, home, await town.hears(home, "Korve", 2))
        town.tg.says(home, ada, "How many people were pulled from the water?")
        answer = await kept(room, home, await town.hears(home, "40", 3))
        await withdraw(room)
        await until(lambda: answer.was and opened.was)
        assert "Corrected ·" in answer.text
        assert "Corrected ·" in opened.text


async def test_what_telegram_does_not_let_us_change_is_answered(town: Town, ada: User) -> None:  # noqa: F811
    async with town.newsroom() as room:
        brief = await briefed(town, room, ada)
        town.tg.fail("editMessageText", 5, refusal=Refused("message can't be edited"))
        await withdraw(room)
        assert (await town.hears(brief.chat, "Correction ·")).reply_to is brief
        await settled(room, 1)


async def test_a_lost_answer_to_an_edit_in_telegram_leaves_no_doubt(town: Town, ada: User, group: Chat) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        town.tg.fail("editMessageText", 1, Kind.REPLY_LOST)
        await withdraw(room, "canal")
        await later(room)
        await town.hears(group, "Correction ·")
        await settled(room, 2)
        assert len(alert.was) == 1


async def test_a_restart_between_loss_and_correction_corrects_once(town: Town, ada: User, group: Chat) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        await town.hears(group, "Breaking")
        await town.tg.go_down()
        await withdraw(room, "canal")
        await room.newsroom.corrections.turn()
    await town.tg.come_up()
    town.clock.pass_(minutes=2)
    async with town.newsroom() as room:
        await town.hears(group, "Correction ·")
        await settled(room, 2)
    assert len([m for m in town.tg.messages(group) if "Correction ·" in m.text]) == 1


async def test_a_group_in_telegram_that_was_upgraded_is_answered_at_its_new_address(
    town: Town, ada: User, group: Chat  # noqa: F811
) -> None:  # fmt: skip
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        await town.hears(group, "Breaking")
        big = town.tg.upgrade(group)
        await withdraw(room, "canal")
        await town.hears(big, "Correction ·")
        await settled(room, 2)
        assert len([m for m in town.tg.messages(big) if "Correction ·" in m.text]) == 1


# --- Discord ---------------------------------------------------------------------------------------------------------


async def test_an_alert_in_discord_is_put_right_and_answered_once(city: City) -> None:  # noqa: F811
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        await breaks_there(room, DAM, DAM_TOO)
        alert = await city.dc.message(city.room, lambda m: "BREAKING" in m.text)
        await withdraw(room, "canal")
        answer = await city.dc.message(city.room, lambda m: "CORRECTION" in m.text)
        await settled(room, 2)
        assert "**Corrected**" in alert.text
        assert "~~" in alert.text
        assert answer.reply is alert
        assert len([m for m in city.posts(city.room) if "CORRECTION" in m.text]) == 1


async def test_a_brief_in_discord_is_put_right_in_its_place(city: City) -> None:  # noqa: F811
    async with city.newsroom() as room:
        room.publish("canal", VOTE)
        room.publish("harbour", DAM)
        await room.read()
        city.dc.slash(city.room, city.ada, "brief")
        brief = await city.dc.message(city.room, lambda m: "Korve" in m.text)
        await _kept(room, city)
        await withdraw(room)
        await until(lambda: "**Corrected**" in brief.text)
        await settled(room, 1)
        assert "Senate of Ostrava" in brief.text
        assert [m for m in city.posts(city.room) if "CORRECTION" in m.text] == []


@pytest.mark.parametrize("code", [10008, 50005, 50083])
async def test_what_discord_does_not_let_us_change_is_answered(city: City, code: int) -> None:  # noqa: F811
    async with city.newsroom() as room:
        room.publish("harbour", DAM)
        await room.read()
        city.dc.slash(city.room, city.ada, "brief")
        await city.dc.message(city.room, lambda m: "Korve" in m.text)
        await _kept(room, city)
        city.dc.fail("PATCH /channels/{channel}/messages/{message}", 5, status=403, code=code)
        await withdraw(room)
        await city.dc.message(city.room, lambda m: "CORRECTION" in m.text)
        await settled(room, 1)
        assert len([m for m in city.posts(city.room) if "CORRECTION" in m.text]) == 1


async def _kept(room: Room, city: City) -> None:  # noqa: F811
    """What was answered is remembered, so that it can be put right."""
    async with asyncio.timeout(GUARD):
        while not await room.archive.receipts.count(channel(city.room)):  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.01)
