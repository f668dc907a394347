"""What people live through in Discord, with the whole newsroom: real sockets, a real store, two publishers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from discordserver import GUARD, UNHURRIED, Channel, Discord, Message, discord_server
from feedserver import Site, serving
from pressroom import CHESS, DAM, DAM_TOO, VOTE, VOTE_TOO, Clock, Report, Room, press
from pydantic import SecretStr

from adapters import discord as adapter
from bot.adapter import Adapter
from bot.house import House
from bot.news import Chat
from bot.pace import Pace
from bot.settings import Settings
from bot.store import Store

POST = "POST /channels/{channel}/messages"
ORIGINAL = "PATCH /webhooks/{app}/{token}/messages/{message}"
RATES = adapter.Rates(token=0.0, channel=0.0)
PAUSES = adapter.Pauses(first=0.01, most=0.05)
TEMPO = adapter.Tempo(preview=3_600.0, typing=3_600.0)


@dataclass
class City:
    """A Discord with a server of two channels, publishers, a store that outlives newsrooms."""

    dc: Discord
    site: Site
    store: Store
    home: Path
    clock: Clock
    settings: Settings | None = None

    def __post_init__(self) -> None:
        self.guild = self.dc.guild("Harbour")
        self.room, self.other = (self.dc.channel(self.guild, name) for name in ("news", "chatter"))
        self.ada = self.dc.user("ada", self.guild)
        self.boss = self.dc.user("boss", self.guild, manages=True)

    def adapters(self, house: House) -> list[Adapter]:
        settings = Settings(
            discord_token=SecretStr(self.dc.token), discord_api_base=self.dc.api, discord_gateway=self.dc.gateway.url
        )
        pace = Pace("journeys", house.archive.paces.reserve, house.archive.paces.block)
        return [adapter.build(settings, pace, house.clock, rates=RATES, pauses=PAUSES, tempo=TEMPO)]

    @contextlib.asynccontextmanager
    async def newsroom(self) -> AsyncIterator[Room]:
        """Daybrief serves while the block runs; the next block is a restart."""
        opened = press(self.store, self.home, self.adapters, clock=self.clock, site=self.site, settings=self.settings)
        async with opened as room:
            await self.dc.connected()
            await self.dc.wait_for(lambda: self.dc.commands.get(""), "commands")
            yield room
        await self.dc.wait_for(lambda: not self.dc.gateway.connected, "the goodbye")

    async def subscribe(self, channel: Channel, topic: str = "") -> None:
        """The boss subscribes a channel to what breaks; half an hour passes."""
        values = {"kind": "breaking"} | ({"topic": topic} if topic else {})
        said = await self.dc.answer(self.dc.slash(channel, self.boss, "subscribe", values))
        assert said.text.startswith("Subscribed to"), said.text
        self.clock.pass_(minutes=30)

    def posts(self, channel: Channel) -> list[Message]:
        """What everybody in a channel sees of us."""
        return [message for message in self.dc.messages(channel) if not message.ephemeral]


@pytest.fixture
async def city(store: Store, tmp_path: Path) -> AsyncIterator[City]:
    async with discord_server(UNHURRIED, "MTA.very-secret.token") as dc, serving() as site:
        with dc.redirect():
            yield City(dc, site, store, tmp_path, Clock())
        assert dc.protests == []


def chat(channel: Channel) -> Chat:
    return Chat("discord", str(channel.id))


async def breaks(room: Room, first: Report = DAM, second: Report = DAM_TOO) -> None:
    """Two families report one event, an hour apart."""
    for outlet, report in (("harbour", first), ("canal", second)):
        room.publish(outlet, report)
        await room.read()


async def settled(room: Room, sent: int) -> None:
    """Every row that was put out has been sent, and no more will come."""
    await room.newsroom.circulation.turn()
    async with asyncio.timeout(GUARD):
        while (counts := await room.archive.outbox.counts())["sent"] < sent:  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.01)
    assert (counts["sent"], counts["pending"] + counts["sending"]) == (sent, 0)


# --- a brief -------------------------------------------------------------------------------------------------------


async def test_a_brief_is_read_by_the_channel_and_counts_as_told_there(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        city.dc.slash(city.room, city.ada, "brief")
        brief = await city.dc.message(city.room)
        assert DAM[0] in brief.text or DAM_TOO[0] in brief.text
        await city.dc.wait_for(lambda: city.dc.asked("DELETE /webhooks/{app}/{token}/messages/{message}"))
        opened = city.dc.press(brief, brief.buttons[0].label, city.ada)
        story = await city.dc.message(city.room, lambda m: m is not brief)
        assert "Harbour" in story.text
        assert "Canal" in story.text
        assert opened.callback == 6
        assert await room.archive.seen.of(chat(city.room))


async def test_a_private_brief_is_told_to_one_person_alone(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        asked = city.dc.slash(city.room, city.ada, "brief", {"private": True})
        brief = await city.dc.answer(asked)
        story = await city.dc.answer(city.dc.press(brief, brief.buttons[0].label))
        assert brief.ephemeral
        assert story.ephemeral
        assert city.posts(city.room) == []
        assert await room.archive.seen.of(Chat("discord", f"@{city.ada.id}"))
        assert not await room.archive.seen.of(chat(city.room))


async def test_what_did_not_arrive_was_not_told(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        city.dc.fail(POST, 1, "error", status=403, code=50001, message="Missing Access")
        city.dc.fail(ORIGINAL, 9, "error", status=404, code=10008, message="Unknown Message")
        city.dc.slash(city.room, city.ada, "brief")
        await city.dc.wait_for(lambda: [c for c in city.dc.asked(ORIGINAL) if c.status == 404])
        city.dc.says(city.dc.dm(city.ada), city.ada, "help")
        await city.dc.message(city.dc.dm(city.ada))
        assert not await room.archive.seen.of(chat(city.room))


async def test_a_direct_message_is_a_conversation_of_its_own(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        home = city.dc.dm(city.ada)
        city.dc.says(home, city.ada, "brief")
        brief = await city.dc.message(home)
        city.dc.says(home, city.ada, "1")
        story = await city.dc.message(home, lambda m: m is not brief)
        assert "Canal" in story.text
        assert await room.archive.seen.of(Chat("discord", f"@{city.ada.id}"))
        assert city.posts(city.room) == []


# --- what breaks ---------------------------------------------------------------------------------------------------


async def test_only_who_manages_the_server_subscribes_it(city: City) -> None:
    async with city.newsroom() as room:
        with pytest.raises(AssertionError, match="not shown to ada"):
            city.dc.slash(city.room, city.ada, "subscribe", {"kind": "breaking"})
        city.dc.says(city.room, city.ada, f"{city.dc.bot.mention} subscribe breaking")
        assert "Only those who may manage" in (await city.dc.message(city.room)).text
        assert await room.archive.followings.of(chat(city.room)) == []
        await city.subscribe(city.room)
        assert len(await room.archive.followings.of(chat(city.room))) == 1


async def test_an_alert_comes_with_the_second_voice_and_once(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        room.publish("harbour", DAM)
        await room.read()
        await room.newsroom.circulation.turn()
        assert city.posts(city.room) == []
        room.publish("canal", DAM_TOO)
        await room.read()
        alert = await city.dc.message(city.room, lambda m: not m.ephemeral)
        await room.read()
        await settled(room, 1)
        assert city.posts(city.room) == [alert]
        assert "Korve" in alert.text


async def test_a_subscription_hears_of_its_topic_only(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room, "Ostrava")
        await city.subscribe(city.other)
        await breaks(room)
        await breaks(room, VOTE, VOTE_TOO)
        await settled(room, 3)
        assert [("Ostrava" in m.text, "Korve" in m.text) for m in city.posts(city.room)] == [(True, False)]
        assert len(city.posts(city.other)) == 2


async def test_nothing_older_than_the_subscription_comes(city: City) -> None:
    async with city.newsroom() as room:
        start = await room.archive.alerts.cursor()
        for outlet, report in (("harbour", DAM), ("canal", DAM_TOO)):
            room.publish(outlet, report)
        await city.subscribe(city.room)
        await room.read()
        await settled(room, 0)
        assert len(await room.archive.alerts.after(start, 10)) == 1
        assert city.posts(city.room) == []


async def test_a_reply_to_an_alert_is_answered_from_that_story_or_refused(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        await breaks(room)
        alert = await city.dc.message(city.room, lambda m: not m.ephemeral)
        await settled(room, 1)
        question = city.dc.says(city.room, city.ada, "How many people were killed?", reply_to=alert)
        answer = await city.dc.message(city.room, lambda m: m.reply is question)
        assert "How many" not in answer.text
        assert "died" in answer.text
        question = city.dc.says(city.room, city.ada, "Who designed the turbines?", reply_to=alert)
        refusal = await city.dc.message(city.room, lambda m: m.reply is question)
        assert "turbine" not in refusal.text.replace("Who designed the turbines?", "")


async def test_a_question_in_a_storys_thread_is_answered_from_that_story(city: City) -> None:
    async with city.newsroom() as room:
        await city.dc.answer(city.dc.slash(city.room, city.boss, "subscribe", {"options": "threads"}))
        city.clock.pass_(minutes=30)
        await breaks(room)
        alert = await city.dc.message(city.room, lambda m: not m.ephemeral)
        await settled(room, 1)
        await breaks(room, CHESS, VOTE)
        thread = city.dc.channels[alert.id]
        question = city.dc.says(thread, city.ada, f"{city.dc.bot.mention} Who said so?")
        answer = await city.dc.message(thread, lambda m: m.reply is question)
        assert ("Korve" in answer.text, "budget" in answer.text) == (True, False)


async def test_an_alert_whose_answer_is_lost_stands_there_once(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        city.dc.fail(POST, 1, "lose-reset")
        await breaks(room)
        await city.dc.wait_for(lambda: city.dc.twins, "the second try")
        await settled(room, 1)
        assert len(city.posts(city.room)) == 1


async def test_without_the_right_to_write_whoever_subscribed_is_told(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        city.dc.deny(city.room, "send_messages")
        await breaks(room)
        told = await city.dc.message(city.dc.dm(city.boss))
        assert told.text
        assert [f.paused for f in await room.archive.followings.of(chat(city.room))] == ["rights"]
        assert city.posts(city.room) == []


# --- restarts, and other people's business -------------------------------------------------------------------------


async def test_a_restart_loses_nothing(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        room.publish("harbour", DAM)
        await room.read()
        printed = room.printed
    async with city.newsroom() as room:
        room.printed = printed
        room.publish("canal", DAM_TOO)
        await room.read()
        alert = await city.dc.message(city.room, lambda m: not m.ephemeral)
        await settled(room, 1)
    async with city.newsroom() as room:
        opened = city.dc.press(alert, alert.buttons[0].label, city.ada)
        story = await city.dc.message(city.room, lambda m: not m.ephemeral and m is not alert)
        assert "Harbour" in story.text
        assert opened.callback == 6
        assert len([m for m in city.posts(city.room) if m.reply is None]) == 1


async def test_stopped_between_posting_and_knowing_it_is_not_said_twice(city: City) -> None:
    async with city.newsroom() as room:
        await city.subscribe(city.room)
        city.dc.fail(POST, 1, "stall")
        await breaks(room)
        await city.dc.message(city.room, lambda m: not m.ephemeral)
    city.clock.pass_(seconds=100)
    async with city.newsroom() as room:
        await city.dc.wait_for(lambda: city.dc.twins, "the second try")
        await settled(room, 1)
        assert len(city.posts(city.room)) == 1


async def test_two_channels_never_see_each_others_state(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        await breaks(room, CHESS, VOTE)
        city.dc.slash(city.room, city.ada, "brief")
        await city.dc.message(city.room)
        city.dc.says(city.other, city.ada, f"{city.dc.bot.mention} 1")
        unknown = await city.dc.message(city.other)
        assert "Harbour" not in unknown.text
        assert not await room.archive.seen.of(chat(city.other))
        city.dc.slash(city.other, city.ada, "subscriptions")
        await city.subscribe(city.room)
        listed = await city.dc.answer(city.dc.slash(city.other, city.ada, "subscriptions"))
        assert "not subscribed" in listed.text


async def test_an_answer_on_its_way_is_finished_before_the_end(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        city.dc.fail(POST, 1, "delay", seconds=1.5)
        city.dc.slash(city.room, city.ada, "brief")
        await city.dc.wait_for(lambda: city.dc.asked(POST) or city.dc.rest.faults[0].times == 0, "the brief to leave")
    assert len(city.posts(city.room)) == 1
    assert await room.archive.seen.of(chat(city.room))


async def test_two_channels_complete_what_is_typed_from_their_own_listing(city: City) -> None:
    async with city.newsroom() as room:
        await breaks(room)
        city.dc.slash(city.room, city.ada, "brief")
        await city.dc.wait_for(lambda: city.dc.asked("DELETE /webhooks/{app}/{token}/messages/{message}"))
        here = city.dc.types(city.room, city.ada, "story", "story", "")
        there = city.dc.types(city.other, city.ada, "story", "story", "")
        assert len(await city.dc.choices(here)) == 1
        assert await city.dc.choices(there) == []


async def test_where_answers_cost_money_an_operator_lets_a_server_in(city: City) -> None:
    key, operators = SecretStr("a-model's-key"), f"discord:{city.boss.id}"
    city.settings = Settings(home=city.home, llm_api_key=key, operators=operators)
    async with city.newsroom():
        city.dc.says(city.room, city.ada, f"{city.dc.bot.mention} help")
        closed = await city.dc.message(city.room)
        refused = await city.dc.answer(city.dc.press(closed, "Allow this chat", city.ada))
        assert refused.text.startswith("This chat may not use this bot yet")
        opened = await city.dc.answer(city.dc.press(closed, "Allow this chat", city.boss))
        assert opened.text == "This chat may use this bot now."
        assert refused.ephemeral
        helped = await city.dc.answer(city.dc.slash(city.other, city.ada, "help"))
        assert "brief" in helped.text
