"""A storm: everything fails at random while alerts go out on both platforms, and afterwards the books balance."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from discordserver import UNHURRIED, Channel, Discord, discord_server
from pydantic import SecretStr
from telegrammarkup import Refused
from telegramserver import UNLIMITED, Kind, TelegramServer, telegram_server

from adapters import discord, telegram
from bot.adapter import Adapter
from bot.archive import Archive
from bot.circulation import Circulation, Send, Taken, row
from bot.courier import Courier
from bot.house import let_go
from bot.news import Alert, Chat, Cite, Following, Item, Sentence
from bot.pace import Pace
from bot.settings import Settings
from bot.store import Store, StoreError

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HASTE = 20
"""Seconds that pass in the newsroom while one passes here."""
ALERTS, LAPSE = 6, timedelta(seconds=61)
GUARD = 60.0
POST = "POST /channels/{channel}/messages"
FINAL = {"sent", "ambiguous", "expired", "dead"}


class Clock:
    """Hurries; a successor's is ahead by as much as a lease lasts."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self.ahead = ahead

    def __call__(self) -> datetime:
        return NOW + self.ahead + HASTE * timedelta(seconds=self._loop.time() - self._began)


class Wire:
    """A client of the store that can be cut off for good, as by the death of its process."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self.cut = False

    async def execute_command(self, *words: Any) -> Any:
        if self.cut:
            raise ConnectionError("cut")
        return await self._redis.execute_command(*words)

    def pipeline(self, **how: Any) -> Any:
        return self._redis.pipeline(**how)


@dataclass
class Storm:
    """Sixty chats, what each follows, and what is let loose on them."""

    chance: random.Random
    store: Store
    archive: Archive
    clock: Clock
    tg: TelegramServer
    dc: Discord
    adapters: dict[str, Adapter]
    rooms: dict[Chat, Any] = field(default_factory=dict)
    wishes: dict[Chat, list[Following]] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)
    shut: set[Chat] = field(default_factory=set)
    moved: dict[Chat, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    _posts: dict[str, tuple[Wire, asyncio.Task[None]]] = field(default_factory=dict)

    # --- before ---

    async def settle_in(self) -> None:
        guild = self.dc.guild("Harbour")
        for n in range(4):
            user, person = self.tg.user(70 + n), self.dc.user(f"p{n}", guild)
            self.people[f"telegram:{user.id}"] = self.tg.private(user)
            self.people[f"discord:{person.id}"] = self.dc.dm(person)
        made = [self.tg.group(f"g{n}") if n % 3 else self.tg.channel(f"c{n}") for n in range(36)]
        self.rooms = {Chat("telegram", str(one.id)): one for one in made}
        rooms = [self.dc.channel(guild, f"news{n}") for n in range(24)]
        self.rooms |= {Chat("discord", str(one.id)): one for one in rooms}
        for chat in self.rooms:
            by = [person for person in self.people if person.startswith(chat.adapter)]
            for n in range(self.chance.randint(1, 3)):
                topic = ["", "dam", "korve"][n]
                one = Following(f"{chat.room}.{n}", chat, by[n], NOW - timedelta(hours=1), topic=topic, hourly=0)
                await self.archive.followings.add(one)
                self.wishes.setdefault(chat, []).append(one)

    def hire(self, platform: str) -> None:
        """A courier, which knows the store by a wire of its own."""
        wire = Wire(self.store.redis)
        courier = Courier(Archive(wire), self.adapters[platform], self.clock)  # type: ignore[arg-type]
        self._posts[platform] = wire, asyncio.create_task(courier.run())

    async def kill(self, platform: str) -> None:
        """The courier dies without a word; what it held is free at once for the next."""
        wire, task = self._posts[platform]
        wire.cut = True
        await let_go(task)
        self.clock.ahead += LAPSE
        self.hire(platform)

    async def rest(self) -> None:
        for _, task in self._posts.values():
            await let_go(task)

    # --- meanwhile ---

    async def breaks(self) -> None:
        """One more alert is logged and circulated, however often the store is lost on the way."""
        n = len(self.alerts)
        cite = Cite("a", 0, 5, "q", "Harbour", "https://harbour.example/1", NOW)
        told = Sentence(f"The dam above Korve failed, report {n} says.", (cite,))
        item = Item(f"dam-{n}", f"Dam above Korve fails, number {n}", "Harbour", NOW, ("Harbour",), (told,))
        self.alerts.append(Alert(item, self.clock(), beats=("world",)))
        await insisted(lambda: self.archive.alerts.append(self.alerts[-1]))
        await insisted(Circulation(self.archive, self.clock).turn)

    async def mischief(self) -> None:
        """Something goes wrong with the next messages, and with the line to the store."""
        kinds = [Kind.LOST, Kind.REPLY_LOST, Kind.ERROR, Kind.BAD_GATEWAY, Kind.GARBAGE]
        for _ in range(4):
            self.tg.fail("sendMessage", self.chance.randint(1, 3), self.chance.choice(kinds))
            self.dc.fail(POST, 1, self.chance.choice(["drop", "reset", "lose", "lose-reset", "garbage"]))
        self.tg.fail("sendMessage", 2, refusal=Refused("retry after 1", 429, retry_after=1))
        self.dc.fail(POST, 1, "limit", seconds=0.1)
        self.dc.fail(POST, 1, "error", status=self.chance.choice([500, 502]))
        await asyncio.sleep(self.chance.uniform(0.05, 0.2))
        await self.store.redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def shut_some(self) -> None:
        """Four chats shut us out, and two groups get another number; nobody tells us."""
        telegrams = [chat for chat in self.rooms if chat.adapter == "telegram"]
        discords = [chat for chat in self.rooms if chat.adapter == "discord"]
        for chat in self.chance.sample(telegrams, 2):
            self.tg.block(self.rooms[chat], told=False)
            self.shut.add(chat)
        for chat in self.chance.sample(discords, 2):
            self.dc.deny(self.rooms[chat], "send_messages")
            self.shut.add(chat)
        groups = [chat for chat in telegrams if self.rooms[chat].type == "group" and chat not in self.shut]
        for chat in self.chance.sample(groups, 2):
            self.moved[chat] = self.tg.upgrade(self.rooms[chat], told=False)

    async def blows(self) -> None:
        for turn in range(ALERTS):
            await self.breaks()
            await self.mischief()
            if turn == 1:
                self.shut_some()
            if turn in (2, 4):
                await self.kill("telegram" if turn == 2 else "discord")
        self.tg.faults.clear()
        self.dc.rest.faults.clear()

    async def passes(self) -> dict[str, int]:
        """Until nothing waits; the counts."""
        async with asyncio.timeout(GUARD):
            while (found := await self.archive.outbox.counts())["pending"] + found["sending"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return found

    # --- afterwards ---

    async def book(self) -> dict[tuple[Chat, int], tuple[str, int]]:
        """The state of every row that there must be, and how often it was sent again under doubt."""
        found = {}
        for chat, wishes in self.wishes.items():
            for n, alert in enumerate(self.alerts):
                name = row(Taken(tuple(wishes), Send()), alert, NOW).key
                state, doubts = await self.store.redis.hmget("daybrief:{wire}:delivery:" + name, "state", "doubts")
                if state is not None:
                    found[chat, n] = state.decode(), int(doubts or 0)
        return found

    async def letters(self) -> list[tuple[str, int]]:
        """The same of every notice."""
        found = []
        async for name in self.store.redis.scan_iter("daybrief:{wire}:delivery:*"):
            lane, state, doubts = await self.store.redis.hmget(name, "lane", "state", "doubts")
            if lane == b"notice":
                found.append((state.decode(), int(doubts or 0)))
        return found

    def said(self, chat: Chat) -> list[int]:
        """The numbers of the alerts as a chat saw them."""
        places = [self.rooms[chat], *([self.moved[chat]] if chat in self.moved else [])]
        seen: list[Any] = []
        for place in places:
            seen += self.dc.messages(place) if isinstance(place, Channel) else self.tg.messages(place)
        return [int(m.text.split("number ")[1][0]) for m in seen if "number " in m.text]

    def notices(self, person: str) -> int:
        place = self.people[person]
        found: Sequence[Any] = self.dc.messages(place) if isinstance(place, Channel) else self.tg.messages(place)
        return sum("rests" in message.text for message in found)


async def insisted(write: Callable[[], Awaitable[object]]) -> None:
    for _ in range(50):
        with suppress(StoreError):
            await write()
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the store never came back")


@asynccontextmanager
async def storm(seed: int, store: Store, home: Path) -> AsyncIterator[Storm]:
    async with AsyncExitStack() as stack:
        tg = await stack.enter_async_context(telegram_server(UNLIMITED))
        dc = await stack.enter_async_context(discord_server(UNHURRIED))
        stack.enter_context(dc.redirect())
        archive, clock = Archive(store.redis), Clock()
        pace = Pace("storm", archive.paces.reserve, archive.paces.block)
        settings = Settings(
            home=home, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url,
            discord_token=SecretStr(dc.token), discord_api_base=dc.api, discord_gateway=dc.gateway.url,
        )  # fmt: skip
        patience = telegram.Patience(2.0, 2.0, 5)
        one = telegram.build(settings, pace, clock, rates=telegram.Rates(0, 0, 0, 99), patience=patience)
        two = discord.build(settings, pace, rates=discord.Rates(0, 0, 99), patience=20.0)
        stack.push_async_callback(one.hands.close)
        stack.push_async_callback(two._hands.close)
        at = Storm(random.Random(seed), store, archive, clock, tg, dc, {"telegram": one, "discord": two})
        await at.settle_in()
        for platform in at.adapters:
            at.hire(platform)
        stack.push_async_callback(at.rest)
        yield at


@pytest.mark.parametrize("seed", [1])
async def test_after_a_storm_the_books_balance(store: Store, tmp_path: Path, seed: int) -> None:
    async with storm(seed, store, tmp_path) as at:
        await at.blows()
        counts = await at.passes()
        book, letters = await at.book(), await at.letters()
        books = await at.archive.balance(at.clock())
    assert (books.steady, books.faults) == (True, ())
    rows_balance(at, counts, book, letters)
    chats_balance(at, book)
    shut_balance(at, book)
    notices_balance(at, letters)
    assert at.tg.protests == at.dc.protests == []


def rows_balance(
    at: Storm,
    counts: dict[str, int],
    book: dict[tuple[Chat, int], tuple[str, int]],
    letters: Sequence[tuple[str, int]],
) -> None:
    """Every row is in one final state, and counted there."""
    every = [*book.values(), *letters]
    assert set(book) >= {(chat, n) for chat in at.rooms if chat not in at.shut for n in range(ALERTS)}
    assert {state: counts[state] for state in FINAL} == {s: [e for e, _ in every].count(s) for s in FINAL}
    assert counts["doubted"] == sum(doubts for _, doubts in every)


def chats_balance(at: Storm, book: dict[tuple[Chat, int], tuple[str, int]]) -> None:
    """Nothing is missing, nothing is there twice that was not doubted, and all is in order."""
    for chat in at.rooms:
        said = at.said(chat)
        assert all(before <= after for before, after in pairwise(said)), (chat, said)
        often = Counter(said)
        for n in range(ALERTS):
            state, doubts = book.get((chat, n), ("", 0))
            least, most = (1, 1 + doubts) if state == "sent" else (0, 1 + doubts if state == "ambiguous" else doubts)
            assert least <= often[n] <= (least if chat.adapter == "discord" else most), (chat, n, state, doubts, often)


def shut_balance(at: Storm, book: dict[tuple[Chat, int], tuple[str, int]]) -> None:
    """A chat whose refusal was heard is asked no more."""
    for chat in at.shut:
        if chat.adapter == "telegram":
            answers = [call.status for call in at.tg.made("sendMessage", at.rooms[chat])]
        else:
            answers = [call.status for call in at.dc.asked(POST) if f"/{chat.room}/" in call.path]
        unheard = sum(doubts for (where, _), (_, doubts) in book.items() if where == chat)
        assert 1 <= answers.count(403) <= 2 + unheard  # its courier may die with the answer in hand
        assert answers[-1] == 403


def notices_balance(at: Storm, letters: Sequence[tuple[str, int]]) -> None:
    """Each who subscribed a chat that is shut is told once, but for notices nobody knows the end of."""
    due = {(chat, one.by) for chat in at.shut for one in at.wishes[chat]}
    often = {person: sum(by == person for _, by in due) for person in at.people}
    assert len(letters) == len(due)
    unsure = len([doubts for state, doubts in letters if doubts or state != "sent"])
    assert sum(abs(at.notices(person) - times) for person, times in often.items()) <= unsure
