"""The three uses in Telegram over real sockets: a newsroom and its store here, a strict platform there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from feedserver import Site, serving
from pressroom import DAM, DAM_TOO, VOTE, Clock, Room, press
from pydantic import SecretStr
from telegrammarkup import Refused
from telegramserver import MALFORMED, UNLIMITED, Kind, TelegramServer, telegram_server
from telegramworld import Chat, Message, User

from adapters import telegram
from adapters.telegram.hands import Rates
from bot import news
from bot.adapter import Adapter
from bot.house import House
from bot.pace import Pace
from bot.settings import Settings
from bot.store import Store

GUARD = 30.0


@dataclass(slots=True)
class Town:
    """A platform, a publisher and a store that outlive the newsroom in between."""

    tg: TelegramServer
    site: Site
    store: Store
    home: Path
    clock: Clock = field(default_factory=Clock)

    @contextlib.asynccontextmanager
    async def newsroom(self) -> AsyncIterator[Room]:
        """Open; leaving stops it as SIGTERM would."""
        settings = Settings(home=self.home, telegram_token=SecretStr(self.tg.token), telegram_api_base=self.tg.url)
        async with press(
            self.store, self.home, lambda h: [self._adapter(h)], clock=self.clock, settings=settings, site=self.site
        ) as room:
            yield room

    def _adapter(self, house: House) -> Adapter:
        paces = house.archive.paces
        built: Adapter = telegram.build(
            house.settings, Pace("journey", paces.reserve, paces.block), house.clock, **QUICK
        )
        return built

    async def hears(self, chat: Chat, part: str, count: int = 1) -> Message:
        """The `count`-th message of the bot there that holds these words."""
        got = await self.tg.wait_for(lambda: [m for m in self.tg.messages(chat) if part in m.text][count - 1 :])
        return got[0]


QUICK: dict[str, Any] = {"rates": Rates(token=0.0, private=0.0, group=0.0)}


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[Town]:
    """Nothing the platform would have dropped or ignored may have been sent to it in the end."""
    async with telegram_server(UNLIMITED) as tg, serving() as site:
        yield Town(tg, site, store, tmp_path)
        assert tg.protests == []


@pytest.fixture
def ada(town: Town) -> User:
    return town.tg.user(77, "Ada")


@pytest.fixture
def bob(town: Town) -> User:
    return town.tg.user(78, "Bob")


@pytest.fixture
def group(town: Town, ada: User, bob: User) -> Chat:
    """Ada's group, of which Bob is a member."""
    return town.tg.group(creator=[ada], member=[bob])


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Returns once what the store says holds: the store tells nobody when it changes."""
    async with asyncio.timeout(GUARD):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def address(chat: Chat, thread: int | None = None) -> news.Chat:
    return news.Chat("telegram", str(chat.id), str(thread or ""))


async def read_both(room: Room) -> None:
    """Two outlets report the dam."""
    room.publish("harbour", DAM)
    room.publish("canal", DAM_TOO)
    await room.read()


async def breaks(room: Room) -> None:
    """One outlet reports the dam, an hour later a second one does: what is told twice breaks."""
    room.publish("harbour", DAM)
    await room.read()
    room.publish("canal", DAM_TOO)
    await room.read()


async def test_a_brief_is_told_in_a_group_and_in_private_and_marked_where_it_was_told(
    town: Town, ada: User, group: Chat
) -> None:
    home = town.tg.private(ada)
    async with town.newsroom() as room:
        await read_both(room)
        for chat in (home, group):
            assert await room.archive.seen.of(address(chat)) == {}
            town.tg.says(chat, ada, "/brief")
            assert ".example" in str((await town.hears(chat, "Korve")).links)
            await until(partial(room.archive.seen.of, address(chat)))
        town.tg.says(group, ada, "/brief")
        await town.hears(group, "Told before")


async def test_a_brief_that_did_not_arrive_counts_as_told_to_nobody(town: Town, ada: User, group: Chat) -> None:
    refusal = Refused("not enough rights to send text messages to the chat")
    async with town.newsroom() as room:
        await read_both(room)
        fault = town.tg.fail("sendMessage", 100, chat=group, refusal=refusal)
        town.tg.says(group, ada, "/brief")
        await town.tg.wait_for(lambda: town.tg.made("sendMessage", group))
        fault.times = 0
        town.tg.says(group, ada, "/help")
        await town.hears(group, "/brief")
        assert await room.archive.seen.of(address(group)) == {}


async def test_a_number_of_the_brief_opens_its_story(town: Town, ada: User) -> None:
    home = town.tg.private(ada)
    async with town.newsroom() as room:
        await read_both(room)
        town.tg.says(home, ada, "/brief")
        query = town.tg.press(await town.hears(home, "Korve"), "1")
        opened = await town.hears(home, "Korve", 2)
        assert opened.links
        await town.tg.wait_for(lambda: query not in town.tg.unanswered)


async def test_an_administrator_subscribes_and_what_a_second_family_reports_arrives_once(
    town: Town, ada: User, bob: User, group: Chat
) -> None:
    async with town.newsroom() as room:
        town.tg.says(group, bob, "/subscribe breaking")
        await town.hears(group, "Only those who may manage this chat")
        town.tg.says(group, ada, "/subscribe breaking")
        await town.hears(group, "Subscribed to all breaking news")
        room.publish("harbour", DAM)
        await room.read()
        assert "Breaking" not in town.tg.text(group)
        room.publish("canal", DAM_TOO)
        await room.read()
        assert "Harbour" in (await town.hears(group, "Breaking")).text
        await room.read()
        assert len([m for m in town.tg.messages(group) if "Breaking ·" in m.text]) == 1


async def subscribed(town: Town, chat: Chat, user: User, *, thread: int | None = None, topic: str = "") -> None:
    town.tg.says(chat, user, f"/subscribe breaking {topic}".strip(), thread=thread)
    await town.hears(chat, "Subscribed to")


async def test_a_reply_to_an_alert_is_answered_from_its_story_or_refused(
    town: Town, ada: User, bob: User, group: Chat
) -> None:
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        room.publish("harbour", VOTE)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        town.tg.says(group, bob, "How many people were rescued from the water?", reply_to=alert)
        answer = await town.hears(group, "40")
        assert answer.links
        town.tg.says(group, bob, "Who won the chess title?", reply_to=alert)
        assert not (await town.hears(group, "The sources do not say")).links


async def test_a_restart_in_between_loses_nothing_and_repeats_nothing(town: Town, ada: User, group: Chat) -> None:
    home = town.tg.private(ada)
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        room.publish("harbour", DAM)
        await room.read()
        printed = room.printed
    town.tg.says(home, ada, "/subscriptions")
    async with town.newsroom() as room:
        room.printed = printed
        await town.hears(home, "not subscribed to anything")
        room.publish("canal", DAM_TOO)
        await room.read()
        await town.hears(group, "Breaking")
    async with town.newsroom() as room:
        town.tg.says(group, ada, "/subscriptions")
        await town.hears(group, "All breaking news")
        await room.read()
        assert [
            len([m for m in town.tg.messages(c) if w in m.text]) for c, w in ((group, "Breaking ·"), (home, "not"))
        ] == [1, 1]


@pytest.mark.parametrize(
    ("kind", "told"), [(Kind.BAD_GATEWAY, 1), (Kind.LOST, 1), (Kind.REPLY_LOST, 2)], ids=lambda value: str(value)
)
async def test_an_alert_whose_answer_is_lost_is_sent_once_more(
    town: Town, ada: User, group: Chat, kind: Kind, told: int
) -> None:
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        town.tg.fail("sendMessage", 1, kind, chat=group)
        await breaks(room)
        await later(room)
        assert await town.hears(group, "Breaking ·", told)
        await until(lambda: counted(room, "sent"))
        assert await counted(room, "doubted") == (kind is not Kind.BAD_GATEWAY)
        assert len([m for m in town.tg.messages(group) if "Breaking ·" in m.text]) == told


async def counted(room: Room, state: str) -> int:
    return (await room.archive.outbox.counts()).get(state, 0)


async def put_back(room: Room) -> bool:
    """Whether a row was tried and waits for later."""
    due = await room.archive.outbox.next_due("telegram")
    waiting = await counted(room, "pending") and not await counted(room, "sending")
    return bool(waiting and due and due > room.clock())


async def later(room: Room) -> None:
    """Once a row was put back for later, it is later."""
    await until(partial(put_back, room))
    room.clock.pass_(seconds=30)
    for courier in room.newsroom.couriers:
        courier.wake()


async def test_a_platform_that_was_down_hears_the_alert_when_it_is_back(town: Town, ada: User, group: Chat) -> None:
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await town.tg.go_down()
        await breaks(room)
        await until(partial(put_back, room))
        await town.tg.come_up()
        await later(room)
        await town.hears(group, "Breaking ·")
        await until(lambda: counted(room, "sent"))
        assert (await counted(room, "doubted"), len(town.tg.messages(group))) == (0, 2)


async def test_two_chats_never_see_each_others_state(town: Town, ada: User, bob: User, group: Chat) -> None:
    other = town.tg.group("Canal", creator=[bob])
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await read_both(room)
        town.tg.says(group, ada, "/brief")
        await until(lambda: room.archive.seen.of(address(group)))
        town.tg.says(other, bob, "/subscriptions")
        await town.hears(other, "not subscribed to anything")
        town.tg.says(other, bob, "/story 1")
        refused = await town.tg.wait_for(lambda: town.tg.messages(other)[1:])
        assert "Korve" not in refused[0].text
        town.tg.says(other, bob, "/brief")
        assert "Told before" not in (await town.hears(other, "Korve")).text


async def test_a_topic_narrows_what_breaks_for_a_chat(town: Town, ada: User, group: Chat) -> None:
    home = town.tg.private(ada)
    async with town.newsroom() as room:
        await subscribed(town, group, ada, topic="chess")
        await subscribed(town, home, ada)
        await breaks(room)
        await town.hears(home, "Breaking")
        assert "Breaking" not in town.tg.text(group)


async def test_an_alert_goes_to_the_topic_that_subscribed(town: Town, ada: User) -> None:
    forum = town.tg.supergroup(topics=("World", "Local"), creator=[ada])
    local = town.tg.topic(forum, "Local")
    async with town.newsroom() as room:
        await subscribed(town, forum, ada, thread=local)
        await breaks(room)
        assert (await town.hears(forum, "Breaking")).thread == local


async def test_a_group_that_became_a_supergroup_goes_on_there(town: Town, ada: User, group: Chat) -> None:
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        new = town.tg.upgrade(group, told=False)
        await breaks(room)
        await town.hears(new, "Breaking")
        assert [f.chat for f in await room.archive.followings.of(address(new))] == [address(new)]


async def test_who_blocks_the_bot_is_left_alone_until_they_write_again(town: Town, ada: User) -> None:
    home = town.tg.private(ada)
    async with town.newsroom() as room:
        await subscribed(town, home, ada)
        town.tg.block(home)
        await until(lambda: paused(room, home))
        await breaks(room)
        assert town.tg.made("sendMessage", home)[-1].status == 200
        town.tg.says(home, ada, "/subscriptions")
        assert "rests" not in (await town.hears(home, "All breaking news")).text


async def paused(room: Room, chat: Chat) -> bool:
    return any(f.paused for f in await room.archive.followings.of(address(chat)))


async def test_updates_nobody_could_read_are_passed_over(town: Town, ada: User) -> None:
    home = town.tg.private(ada)
    async with town.newsroom():
        for update in MALFORMED.values():
            town.tg.raw(update)
        town.tg.says(home, ada, "/subscriptions")
        await town.hears(home, "not subscribed to anything")
        await town.tg.wait_for(lambda: not town.tg.updates)
        assert set(town.tg.refusals) <= {400}


async def test_a_conversation_goes_on_where_a_group_became_a_supergroup(town: Town, ada: User, group: Chat) -> None:
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await read_both(room)
        town.tg.says(group, ada, "/brief")
        await until(lambda: room.archive.seen.of(address(group)))
        town.tg.says(group, ada, "/subscriptions")
        new = town.tg.upgrade(group, told=False)
        await town.hears(new, "All breaking news")
        town.tg.says(new, ada, "/story 1")
        assert (await town.hears(new, "Korve")).links
        town.tg.says(new, ada, "/brief")
        await town.hears(new, "Told before")
        assert await room.archive.followings.of(address(group)) == []


async def test_who_asks_while_the_store_takes_nothing_is_told_to_try_again(town: Town, ada: User, group: Chat) -> None:
    home = town.tg.private(ada)
    async with town.newsroom():
        town.tg.says(home, ada, "/status")
        await town.hears(home, "You are telegram:77.")
        await town.store.redis.config_set("maxmemory", "1")
        try:
            for chat in (home, group):
                town.tg.says(chat, ada, "/subscribe breaking")
                assert "Try again" in (await town.hears(chat, "cannot be reached just now")).text
        finally:
            await town.store.redis.config_set("maxmemory", "0")


async def test_a_reply_in_a_topic_is_about_that_topics_post(town: Town, ada: User, bob: User) -> None:
    forum = town.tg.supergroup(topics=("World", "Local"), creator=[ada], member=[bob])
    world, local = (town.tg.topic(forum, name) for name in ("World", "Local"))
    async with town.newsroom() as room:
        await read_both(room)
        town.tg.says(forum, ada, "/brief", thread=world)
        await until(lambda: room.archive.seen.of(address(forum, world)))
        town.tg.says(forum, bob, "/story 1", thread=local)
        assert (await town.hears(forum, "No brief has been shown here")).thread == local
        assert await room.archive.seen.of(address(forum, local)) == {}
