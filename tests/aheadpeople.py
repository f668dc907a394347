"""The people of a week ahead: what they ask for, when they change their minds, what befalls their chats.

Works on: a week under way.
Comes in: its plan and its chance.
Goes out: homes with followings; acts in the script of the week.
Does not know: what should come of any of it.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aheadlines import Mains
from aheadplatform import Platform, Room
from aheadpress import BEATS, RARE, Plan
from aheadweek import MEMORY, Clock, Home, Lived
from discordserver import UNHURRIED, discord_server
from pydantic import SecretStr
from telegramserver import UNLIMITED, telegram_server
from telegramserver import Kind as Fault

from adapters import discord, telegram
from bot import commands
from bot.archive import Archive
from bot.news import Brief, Chat, Kind, Paused, Posted, Receipt
from bot.pace import Pace
from bot.reception import Asker
from bot.settings import Settings
from bot.store import Store

ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo",
    "America/St_Johns", "Asia/Kolkata", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Auckland", "Africa/Casablanca",
)  # fmt: skip
TIMES = ("06:30", "07:00", "07:15", "08:00", "12:00", "18:30", "23:59", "00:00", "02:30", "03:00")
HOURS = ("22:00-07:00", "23:30-06:15", "13:00-14:00", "21:00-02:30", "00:00-08:00", "02:15-09:00")
WANTED = (
    [Kind.BREAKING], [Kind.BREAKING], [Kind.BREAKING], [Kind.BRIEF], [Kind.BRIEF], [Kind.BREAKING, Kind.BRIEF],
    [Kind.BREAKING, Kind.BREAKING], [Kind.BREAKING, Kind.BREAKING, Kind.TOPIC],
)  # fmt: skip
BEFORE = timedelta(hours=2)


def line(chance: random.Random, kind: Kind, zone: str) -> dict[str, str]:
    """What somebody types behind `subscribe`."""
    words = [f"zone:{zone}"]
    topic = chance.choice(RARE if kind is Kind.TOPIC else ("", "", "", *BEATS, *RARE))
    if kind is Kind.BRIEF:
        words += chance.sample(TIMES, chance.choice((1, 1, 2, 3)))
        words += chance.choice(([], [], ["weekdays"], ["days:mon,wed,sun"], ["days:sun,tue"]))
    else:
        words += options(chance)
    return {"kind": kind, "topic": topic, "options": " ".join(words)}


def options(chance: random.Random) -> list[str]:
    """Quiet hours of all ways, filters, caps."""
    words = []
    if chance.random() < 0.45:
        words.append("quiet:" + chance.choice(HOURS) + chance.choice(("", "", ",drop", ",critical")))
    if chance.random() < 0.3:
        words.append(f"max:{chance.choice((1, 2, 3))}")
    if chance.random() < 0.25:
        words.append(chance.choice(("families:3", "not:council", "urgency:2", "beats:world,health", "words:bridge")))
    return words


class People:
    """Whoever speaks in the homes of a week."""

    def __init__(self, at: Lived) -> None:
        self.at = at
        self.chance = at.chance
        self.rooms: dict[Chat, Any] = {}
        self.tg: Any = None
        self.dc: Any = None
        self.guild: Any = None
        self.moved = 0

    def messages(self, room: Any) -> list[Any]:
        """What a room of a double shows of ours."""
        own = self.dc.messages(room) if hasattr(room, "guild") else self.tg.messages(room)
        return list(own)

    # --- before ---

    async def settle_in(self) -> None:
        plan = self.at.plan
        for n in range(plan.chats):
            home = self._home(n, plan.modelled)
            self.at.homes.append(home)
            for kind in self.chance.choice(WANTED):
                await self._subscribe(home, line(self.chance, kind, home.zone))
            await self.at.look(home)

    def _home(self, n: int, modelled: int) -> Home:
        zone, person = ZONES[n % len(ZONES)], f"harbour:p{n % 50}"
        if n < modelled:
            room = self.tg.group(f"g{n}") if n % 2 else self.tg.private(self.tg.user(1_000 + n))
            chat, person = Chat("telegram", str(room.id)), f"telegram:{1_000 + n}"
        elif n < 2 * modelled:
            room = self.dc.channel(self.guild, f"news{n}")
            chat, person = Chat("discord", str(room.id)), "discord:1"
        else:
            chat = Chat(("harbour", "pier")[n % 2], f"room{n}")
            self.at.platforms[chat.adapter].opens(chat, group=self.chance.random() < 0.4)
            self.at.platforms["harbour"].rooms.setdefault(Chat.of(person), Room(timedelta(seconds=1)))
            return Home(chat, person, zone, [chat])
        self.rooms[chat] = room
        return Home(chat, person, zone, [chat])

    def _asker(self, home: Home) -> Asker:
        return Asker(home.chat, home.person, (f"{home.chat.adapter}:{home.chat.room}",), direct=True)

    async def _subscribe(self, home: Home, values: dict[str, str]) -> None:
        await self.at.news.reception.subscriptions.add(values, self._asker(home))

    # --- what people do ---

    def act(self, name: str, what: Callable[[Home], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """An act of somebody."""
        home = self.chance.choice(self.at.homes)

        async def acted() -> None:
            await what(home)
            self.at.fates[name] = self.at.fates.get(name, 0) + 1
            self.at.acts.append((self.at.tick, self.at.clock(), home.chat, name))
            await self.at.look(home)

        return acted

    async def pause(self, home: Home) -> None:
        await self.at.news.reception.subscriptions.pause("all", self._asker(home))

        async def resume() -> None:
            await self.at.news.reception.subscriptions.resume("all", self._asker(home))
            await self.at.look(home)

        self.at.later(timedelta(hours=self.chance.uniform(1, 30)), resume)

    async def change(self, home: Home) -> None:
        held = await self.at.archive.followings.of(home.chat)
        if held:
            n = self.chance.randrange(len(held))
            brief = held[n].kind is Kind.BRIEF
            words = self.chance.sample(TIMES, 2) if brief else (options(self.chance) or ["quiet:none"])
            values = {"which": f"{n + 1} {' '.join(words)}"}
            await self.at.news.reception.subscriptions.change(values, self._asker(home))

    async def unsubscribe(self, home: Home) -> None:
        await self.at.news.reception.subscriptions.end(self.chance.choice(("1", "all")), self._asker(home))

    async def subscribe(self, home: Home) -> None:
        kind = self.chance.choice((Kind.BREAKING, Kind.BRIEF, Kind.TOPIC))
        await self._subscribe(home, line(self.chance, kind, home.zone))

    async def follow(self, home: Home) -> None:
        """A story that broke lately."""
        slugs = [alert.slug for _, alert in self.at.alerts.values()][-20:]
        if slugs:
            slug = self.chance.choice(slugs)
            await self._subscribe(home, {"kind": Kind.STORY, "topic": slug, "options": " ".join(options(self.chance))})

    async def ask(self, home: Home) -> None:
        """Somebody wants the brief now."""
        platform, asker = self.at.platforms.get(home.chat.adapter), self._asker(home)
        if platform is None or platform.rooms[home.chat].shut is not None:
            return
        parts = self.at.news.reception.carry_out(commands.parse("brief"), asker)
        *_, piece = [part async for part in parts]
        if isinstance(piece, Brief):
            posted = Posted(str(1_000 + platform.messages), tuple(item.slug for item in piece.items))
            key = f"asked{platform.messages}"
            platform._say(home.chat, piece, key, 0, posted)
            await self.at.news.reception.delivered(asker, Receipt(home.chat, key, (posted,)), piece)

    # --- what befalls chats ---

    async def block(self, home: Home) -> None:
        """The chat shuts us out, and lets us in again some time later with a word."""
        if (open_again := self._shut(home, Paused.BLOCKED)) is None:
            return

        async def back() -> None:
            open_again()
            await self.at.news.reception.subscriptions.wake(home.chat)
            await self.at.look(home)

        self.at.later(timedelta(hours=self.chance.uniform(2, 40)), back)

    async def forbid(self, home: Home) -> None:
        """We may not write there; some time later we may, and nobody says so."""
        if (open_again := self._shut(home, Paused.RIGHTS)) is not None:

            async def back() -> None:
                open_again()

            self.at.later(timedelta(hours=self.chance.uniform(2, 60)), back)

    def _shut(self, home: Home, paused: Paused) -> Callable[[], None] | None:
        platform = self.at.platforms.get(home.chat.adapter)
        if platform is None or platform.rooms[home.chat].shut is not None:
            return None
        platform.shuts(home.chat, paused)
        chat = home.chat

        def opened() -> None:
            platform.rooms[chat].shut = None

        return opened

    async def delete(self, home: Home) -> None:
        platform = self.at.platforms.get(home.chat.adapter)
        if platform is not None and platform.rooms[home.chat].shut is None:
            platform.shuts(home.chat, None)

    async def migrate(self, home: Home) -> None:
        """A group gets another address; half of the time we are told."""
        platform = self.at.platforms.get(home.chat.adapter)
        if platform is None or platform.rooms[home.chat].shut is not None:
            return
        self.moved += 1
        old, to = home.chat, Chat(home.chat.adapter, f"{home.chat.room}.{self.moved}")
        platform.moves(old, to)
        if self.chance.random() < 0.5:
            await self.at.readdressed(home)
            await self.at.news.reception.moved(old, to)

    # --- what befalls us ---

    async def outage(self) -> None:
        self.at.mains.back = self.at.clock() + timedelta(seconds=self.chance.uniform(2, 25))
        self.at.fates["outages"] = self.at.fates.get("outages", 0) + 1

    async def kill_courier(self) -> None:
        hand = self.at.hands[self.chance.choice(list(self.at.hands))]
        hand.wire.fuse = self.chance.randint(1, 60)

    async def kill_newsroom(self) -> None:
        self.at.news.wire.fuse = self.chance.randint(1, 120)

    def dark(self, hours: float) -> Callable[[], Awaitable[None]]:
        """Nothing of ours runs for so long."""

        async def gone() -> None:
            began = self.at.clock()
            self.at.clock.until(began + timedelta(hours=hours))
            self.at.dark.append((began, self.at.clock()))

        return gone

    async def misfortune(self) -> None:
        """The doubles of real platforms fail too."""
        if self.tg is not None:
            self.tg.fail("sendMessage", self.chance.randint(1, 2), self.chance.choice((Fault.ERROR, Fault.BAD_GATEWAY)))
            self.dc.fail("POST /channels/{channel}/messages", 1, "lose-reset")

    def plans(self) -> None:
        """The script of the week: what happens when is drawn before it begins; to whom, as it is drawn."""
        plan, many = self.at.plan, self.at.plan.chats
        ours = [(self.outage, 2), (self.kill_courier, 8), (self.kill_newsroom, 5), (self.misfortune, 4)]
        theirs = [
            ("pause", self.pause, 0.04), ("change", self.change, 0.04), ("unsubscribe", self.unsubscribe, 0.015),
            ("subscribe", self.subscribe, 0.03), ("follow", self.follow, 0.04), ("ask", self.ask, 0.05),
            ("block", self.block, 0.015), ("forbid", self.forbid, 0.01), ("delete", self.delete, 0.004),
            ("migrate", self.migrate, 0.01),
        ]  # fmt: skip
        for what, times in ours:
            for _ in range(times * plan.days):
                self.at.at(self._some_time(), what)
        for name, did, share in theirs:
            for _ in range(max(1, round(share * many * plan.days))):
                self.at.at(self._some_time(), self.act(name, did))
        for day, hours in ((1, 3.0), (plan.days - 1, 8.0)):
            self.at.at(plan.starts + timedelta(days=day, hours=self.chance.uniform(0, 15)), self.dark(hours))

    def _some_time(self) -> datetime:
        plan = self.at.plan
        return plan.starts + (plan.ends - plan.starts) * self.chance.uniform(0.02, 0.98)


@asynccontextmanager
async def week(plan: Plan, store: Store, home: Path) -> AsyncIterator[Lived]:
    """A week before its first minute: everybody has moved in."""
    chance, clock = random.Random(plan.seed), Clock(plan.starts - BEFORE)
    random.seed(plan.seed)  # the couriers' jitter
    async with AsyncExitStack() as stack:
        tg = await stack.enter_async_context(telegram_server(UNLIMITED))
        dc = await stack.enter_async_context(discord_server(UNHURRIED))
        stack.enter_context(dc.redirect())
        archive = Archive(store.redis)
        settings = Settings(
            home=home, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url,
            discord_token=SecretStr(dc.token), discord_api_base=dc.api, discord_gateway=dc.gateway.url,
        )  # fmt: skip
        pace = Pace("week", archive.paces.reserve, archive.paces.block, clock.sleep)
        one = telegram.build(settings, pace, clock, rates=telegram.Rates(0, 0, 0, 99))
        two = discord.build(settings, pace, rates=discord.Rates(0, 0, 99), patience=20.0)
        stack.push_async_callback(one.hands.close)
        stack.push_async_callback(two._hands.close)
        platforms = {
            "harbour": Platform("harbour", clock, random.Random(plan.seed + 1), whims=0.04),
            "pier": Platform("pier", clock, random.Random(plan.seed + 2), MEMORY, whims=0.04),
        }
        mains = Mains(store.redis, clock, chance, datetime(2000, 1, 1, tzinfo=UTC))
        at = Lived(
            plan,
            store,
            clock,
            chance,
            mains,
            archive,
            platforms,
            {"telegram": one, "discord": two, **platforms},
            settings,
        )
        people = People(at)
        people.tg, people.dc = tg, dc
        people.guild = dc.guild("Harbour")
        at.people = people
        at.opens()
        for name in at.adapters:
            at.hire(name)
        await people.settle_in()
        clock.until(plan.starts)
        people.plans()
        yield at
