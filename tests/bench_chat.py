"""The figures of the way out to chats: `python tests/bench.py chat`.

Real adapters speak over real sockets to the doubles of both platforms, which answer after 40 ms. What is allowed is
counted from the times at which requests came: in every window that slides, and as a bucket of tokens would; for whole
tokens by the platforms, see bench_pace.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from typing import Any

import bench_pace
from bench import ROOT, Figure, opened, own, print_wire, served
from discordserver import discord_server
from pydantic import SecretStr
from telegrammethods import Limits as TelegramLimits
from telegramserver import Kind as Fault
from telegramserver import telegram_server

from adapters import telegram
from bot import store
from bot.adapter import Adapter
from bot.archive import Archive
from bot.circulation import Briefs, Circulation
from bot.courier import Courier, key
from bot.desk import Desk
from bot.house import House, let_go, utc_now
from bot.news import (
    Alert,
    Chat,
    Cite,
    Delivery,
    Filters,
    Following,
    Item,
    Kind,
    Lane,
    Manner,
    Quiet,
    Schedule,
    Sentence,
)
from bot.pace import Pace
from bot.settings import Settings

LATENCY = 0.04
CHATS = 600
HOUR = timedelta(hours=1)


@dataclass
class Sent:
    """What a platform was asked: when, where, and how it answered."""

    at: list[float]
    chats: Counter[str]
    refused: int

    def share(self, allowed: float) -> float:
        """Per cent of the allowed rate, from the first to the last."""
        return 100 * (len(self.at) - 1) / max(1e-9, self.at[-1] - self.at[0]) / allowed

    def crowd(self, seconds: float) -> int:
        """The most in any window of so many seconds."""
        first, most = 0, 0
        for last, at in enumerate(self.at):
            while at - self.at[first] >= seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def overdrawn(self, rate: float, burst: float) -> int:
        """How many a bucket would have refused that holds `burst` tokens and gains `rate` a second."""
        tokens, before, refused = burst, self.at[0], 0
        for at in self.at:
            tokens = min(burst, tokens + (at - before) * rate)
            before = at
            refused += tokens < 1
            tokens -= tokens >= 1
        return refused


def alert() -> Alert:
    """What an alert is like: two sentences of two outlets."""
    now = utc_now()
    cites = [Cite("a", 0, 5, "q", name, f"https://{name}.example/1", now) for name in ("harbour", "canal")]
    told = tuple(Sentence(f"The dam above Korve failed on Tuesday, {c.outlet} says.", (c,)) for c in cites)
    return Alert(Item("dam-fails", "Dam fails above Korve", "Harbour", now, ("Harbour", "Canal"), told), now)


def rows(chats: Sequence[Chat], each: int = 1) -> list[Delivery]:
    """So many rows for each chat, one round after another."""
    now, piece = utc_now(), alert()
    return [
        Delivery(key(str(chat), str(turn)), chat, piece, Lane.BREAKING, "", now, now + HOUR)
        for turn in range(each)
        for chat in chats
    ]


@asynccontextmanager
async def carrying(archive: Archive, adapter: Adapter) -> AsyncIterator[Courier]:
    """A courier at work."""
    courier = Courier(archive, adapter, utc_now)
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        await let_go(running)


async def drained(archive: Archive) -> None:
    """Until nothing waits."""
    while (found := await archive.outbox.counts())["pending"] + found["sending"]:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


# --- pacing ----------------------------------------------------------------------------------------------------------


async def on_telegram(kind: str, limits: TelegramLimits, rates: telegram.Rates, count: int, each: int) -> Sent:
    """Rows for so many chats; every request that was made."""
    async with opened() as (home, _, archive), telegram_server(limits) as tg:
        made = [tg.private(tg.user(1_000 + n)) if kind == "private" else tg.channel() for n in range(count)]
        tg.fail("sendMessage", 1 << 30, Fault.SLOW, seconds=LATENCY)
        settings = Settings(home=home, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url)
        adapter = telegram.build(settings, pace(archive), utc_now, rates=rates)
        await archive.outbox.put(rows([Chat("telegram", str(chat.id)) for chat in made], each), utc_now())
        async with carrying(archive, adapter):
            await drained(archive)
        await adapter.hands.close()
        calls = tg.made("sendMessage")
        said = Counter({str(chat.id): len(tg.messages(chat)) for chat in made})
        return Sent([call.at for call in calls], said, tg.refusals[429])


def pace(archive: Archive) -> Pace:
    paces = archive.paces
    return Pace("bench", paces.reserve, paces.block, delay=paces.delay, shut=paces.shut)


def paced(what: str, sent: Sent, each: int, rate: float, count: int, window: float, least: bool = True) -> list[Figure]:
    """The figures of one run. `rate` messages a second are allowed, `count` in any window."""
    lost = sum(max(0, each - said) for said in sent.chats.values())
    twice = sum(max(0, said - each) for said in sent.chats.values())
    return [
        Figure(f"{what}: of the allowed rate (at least 95)" if least else what, sent.share(rate), "%"),
        Figure(f"  refused (429); most in {window:g} s: {sent.crowd(window)} of {count}", sent.refused, "", 0),
        Figure("  a bucket of so many tokens would refuse", sent.overdrawn(rate, count), "", 0),
        Figure("  lost, or said twice", lost + twice, "", 0),
    ]


async def pacing() -> list[Figure]:
    """Whole tokens, by two couriers; one person, and a group whose minute lasts 6 s."""
    figures = await bench_pace.measured()
    one = await on_telegram("private", TelegramLimits(jitter=0.0), telegram.Rates(), 1, 12)
    figures += paced("Telegram, 12 messages to one person", one, 12, 1, 1, 1.0)
    tenth = telegram.Rates(group=0.4)
    limits = TelegramLimits(per_group=(20, 6.0), jitter=0.0)
    group = await on_telegram("group", limits, tenth, 1, 40)
    figures += paced("Telegram, 40 messages to a group, a tenth of the time", group, 40, 20 / 6, 20, 6.0, least=False)
    return figures


# --- conversations beside a flood ------------------------------------------------------------------------------------


async def answers(waiting: int = 10_000, questions: int = 20) -> list[Figure]:
    """Briefs of 500 stored articles asked for in private chats: alone, and while so many alerts go out."""
    async with AsyncExitStack() as stack:
        home, held, archive = await stack.enter_async_context(opened())
        tg = await stack.enter_async_context(telegram_server(TelegramLimits(jitter=0.0)))
        await print_wire(archive)
        tg.fail("sendMessage", 1 << 30, Fault.SLOW, seconds=LATENCY)
        settings = Settings(home=home, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url)
        house = House(settings, utc_now, held, archive, "UTC", tuple)
        adapter = telegram.build(settings, pace(archive), utc_now)
        running = asyncio.create_task(adapter.run(house.reception()))
        stack.push_async_callback(let_go, running)
        first = await _asked(tg, 1)
        alone = sorted([await _asked(tg, 2 + n) for n in range(questions)])
        rooms = [tg.private(tg.user(10_000 + n)) for n in range(CHATS)]
        chats = [Chat("telegram", str(room.id)) for room in rooms]
        await archive.outbox.put(rows(chats, waiting // CHATS + 1), utc_now())
        await stack.enter_async_context(carrying(archive, adapter))
        await tg.wait_for(lambda: len(tg.made("sendMessage", rooms[20])))
        beside = sorted([await _asked(tg, 1_000 + n) for n in range(questions)])
        refused = tg.refusals[429]
    return [
        Figure("/brief on Telegram of 500 stored articles, first words: the first time", first, "s", 1),
        Figure("  later, the median", alone[questions // 2], "s", 0.5),
        Figure(f"  behind {waiting:,} waiting alerts, the median", beside[questions // 2], "s", 1),
        Figure("  the worst of 20", beside[-1], "s", 2),
        Figure("  refused (429)", refused, "", 0),
    ]


async def _asked(tg: Any, person: int) -> float:
    """Seconds from a question to the first words of its answer."""
    user = tg.user(person)
    chat = tg.private(user)
    began = time.perf_counter()
    tg.says(chat, user, "/brief")
    await tg.wait_for(lambda: tg.messages(chat) or chat.drafts)
    return time.perf_counter() - began


# --- circulation -----------------------------------------------------------------------------------------------------


NIGHTS = Quiet(clock(22), clock(7))
WISHES: list[dict[str, Any]] = [
    *({} for _ in range(6)), {"topic": "dam"}, {"filters": Filters(unwanted=("football", "/gol+f/"))},
    {"quiet": NIGHTS, "zone": "Asia/Tokyo"}, {"filters": Filters(urgency=5), "manner": Manner(silent=True)},
]  # fmt: skip
"""What every ten of them ask for."""


async def circulation(count: int = 100_000) -> list[Figure]:
    """One alert to so many followings, a chat each, four of ten with a wish of their own; then another."""
    async with opened() as (_, held, archive):
        now = utc_now()
        for start in range(0, count, 500):
            some = (
                Following(f"f{n}", Chat("telegram", str(n)), "telegram:1", now - HOUR, **WISHES[n % 10])
                for n in range(start, start + 500)
            )
            await asyncio.gather(*(archive.followings.add(one) for one in some))
        await archive.alerts.append(alert())
        memory = int((await held.redis.info("memory"))["used_memory"])
        before = own() + await served(held)
        await Circulation(archive, utc_now).turn()
        spent = own() + await served(held) - before
        counts = await archive.outbox.counts()
        grown = int((await held.redis.info("memory"))["used_memory"]) - memory
        ours = await _room(archive)
    return [
        Figure(f"an alert to {count:,} followings", spent, "CPU-s", 30),
        Figure("  rows missing", count - counts["pending"] - counts["held"], "", 0),
        Figure("  the store, bytes a row", grown / count, "B", 1_024),
        Figure("  memory of this process at most, for a second alert", ours, "MB", 16),
    ]


async def _room(archive: Archive) -> float:
    """MB that circulating another alert takes at most."""
    other = alert()
    await archive.alerts.append(Alert(Item("vote", "Dam vote", "Harbour", other.at, ("Harbour",), ()), other.at))
    tracemalloc.start()
    await Circulation(archive, utc_now).turn()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / (1 << 20)


# --- scheduled briefs ------------------------------------------------------------------------------------------------


async def scheduled(count: int = 2_000) -> list[Figure]:
    """So many chats whose brief is due in the same minute, over 500 stored articles; every tenth with a filter."""
    async with opened() as (_, held, archive):
        desk = await print_wire(archive)
        at = utc_now()
        hours = Schedule((at.replace(second=0, microsecond=0).time(),))
        for n in range(count):
            filters = Filters(unwanted=("football",)) if n % 10 == 0 else Filters()
            chat = Chat("telegram", str(n))
            one = Following(f"f{n}", chat, "telegram:1", at - HOUR, Kind.BRIEF, schedule=hours, filters=filters)
            await archive.followings.add(one, at)

        async def desk_of(_: Chat) -> Desk:
            return desk

        briefs = Briefs(archive, lambda: at + timedelta(minutes=1), desk_of)
        before, began = own() + await served(held), time.perf_counter()
        made = await briefs.turn()
        spent, lasted = own() + await served(held) - before, time.perf_counter() - began
    return [
        Figure(f"{count:,} scheduled briefs, all due at once", spent, "CPU-s"),
        Figure("  a brief", 1_000 * spent / count, "CPU-ms", 10),
        Figure("  until the last has its row", lasted, "s"),
        Figure("  rows missing", count - made, "", 0),
    ]


# --- at rest ---------------------------------------------------------------------------------------------------------


async def idle(warm: float = 8.0, seconds: float = 20.0) -> list[Figure]:
    """`daybrief serve` on both platforms with nothing to do and no sources."""
    async with AsyncExitStack() as stack:
        tg = await stack.enter_async_context(telegram_server())
        dc = await stack.enter_async_context(discord_server())
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="daybrief-bench-")))
        (home / "sources.toml").write_text(SILENT, encoding="utf-8")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_"))}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, stderr=asyncio.subprocess.DEVNULL,
            env=clean | {
                "DAYBRIEF_HOME": str(home), "DAYBRIEF_PRIVATE_SOURCES": "true",
                "DAYBRIEF_SOURCES": str(home / "sources.toml"),
                "DAYBRIEF_TELEGRAM_TOKEN": tg.token, "DAYBRIEF_TELEGRAM_API_BASE": tg.url,
                "DAYBRIEF_DISCORD_TOKEN": dc.token, "DAYBRIEF_DISCORD_API_BASE": dc.api,
                "DAYBRIEF_DISCORD_GATEWAY": dc.gateway.url,
            },
        )  # fmt: skip
        try:
            await dc.connected()
            await tg.wait_for(lambda: tg.made("getUpdates"))
            await asyncio.sleep(warm)
            held = await store.open(home)
            before = _spent(process.pid), await served(held), await _commands(held)
            await asyncio.sleep(seconds)
            after = _spent(process.pid), await served(held), await _commands(held)
            await held.close()
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
    ours, theirs, commands = (60 * (b - a) / seconds for a, b in zip(before, after, strict=True))
    return [
        Figure("`daybrief serve` on both platforms at rest, CPU a minute", ours, "CPU-s", 2),
        Figure("  the store's", theirs, "CPU-s"),
        Figure("  commands to the store a minute", commands, ""),
    ]


SILENT = """[[outlet]]
id = "harbour"
name = "Harbour"
home = "https://harbour.example"
family = "Harbour"
beats = ["world"]
language = "en"
region = "Europe"
feeds = [{ url = "http://127.0.0.1:8099/feed", section = "world", seen = "here" }]
"""


def _spent(pid: int) -> float:
    """CPU-seconds of another process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _commands(held: store.Store) -> float:
    return float((await held.redis.info("stats"))["total_commands_processed"])


async def chat() -> list[Figure]:
    """All of it."""
    return [*await pacing(), *await answers(), *await circulation(), *await scheduled(), *await idle()]
