"""Faults on every line of a whole `serve`, and how soon all is well after each.

    async with town(home) as at:
        healing = await at.episode({"store": Mode.RESET, "telegram": Mode.LOST_REPLY}, seconds=5)
        assert max(healing.values()) < 10 and at.losses == []

Works on: one `serve` between a store on TCP, both platforms, a publisher and a model, with a line in front of each.
Comes in: which line is to fail how, and for how long.
Goes out: the seconds from the end of the fault until each part works again; what was lost.
Does not know: how anything recovers.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from chaoskills import SECRET, Crew, crew
from discordserver import UNHURRIED, Channel, Discord, Person, discord_server
from faultproxy import FaultProxy, Mode, fault_proxy
from feedserver import Site, rss, serving
from modelserver import ModelServer, Say
from telegramserver import UNLIMITED, TelegramServer, telegram_server
from telegramworld import Chat as Room
from telegramworld import User

from bot import store
from bot.archive import Archive
from bot.house import utc_now
from bot.news import Chat, Delivery, Lane, Notice
from bot.store.embedded import find_binary

LINES = ("store", "telegram", "discord", "gateway", "model", "feeds")
SOURCE = (
    '[[outlet]]\nid = "hp"\nname = "Harbour Post"\nhome = "https://harbour.example"\nfamily = "Harbour"\n'
    'beats = ["world"]\nlanguage = "en"\nregion = "Europe"\n'
    'feeds = [{{ url = "http://127.0.0.1:{port}/world.xml", section = "world", seen = "here" }}]\n'
)
PATIENCE = 60.0
"""Seconds after which what does not come is lost."""
ANEW = 2.0
"""Seconds after which a person asks again."""
PLACES = ("Korve", "Tessen", "Lisk", "Ostrava", "Lanholm", "Quay", "Marn", "Velden", "Orsk", "Halden")
WORKS = ("harbour wall", "town library", "swimming pool", "railway bridge", "old theatre", "fire station", "tram depot")
EVENTS = (
    "bridge opened to lorries after repairs", "museum finds a lost map in its cellar", "orchard harvest is early",
    "tram drivers accept the new timetable", "lighthouse is sold to a family", "school wins a chess prize",
    "mayor plants the last of 900 trees", "bakery burns down without injuries", "canal is drained for a week",
)  # fmt: skip


@contextlib.asynccontextmanager
async def store_server(home: Path, *more: str) -> AsyncIterator[int]:
    """A store of ours on a free port, kept as the embedded one is; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(home), "--save", "", "--appendonly", "yes")
    process = await asyncio.create_subprocess_exec(
        find_binary(), *words, "--appendfsync", "everysec", *more, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while not _listens(port):  # noqa: ASYNC110 - a server of somebody else rings no bell
                await asyncio.sleep(0.02)
        yield port
    finally:
        process.terminate()
        await process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Town:
    """Everything up. `losses` says what never came."""

    held: store.Store
    archive: Archive
    tg: TelegramServer
    dc: Discord
    site: Site
    model: ModelServer
    lines: Mapping[str, FaultProxy]
    crew: Crew
    ada: User
    home: Room
    bob: User
    desk: Room
    box: Room
    person: Person
    room: Channel
    losses: list[str] = field(default_factory=list)
    doubted: int = 0
    _count: int = 0
    _questions: int = 0

    # --- what happens in it ---

    async def put(self, what: str) -> None:
        """A row for each platform, to whom nothing else is said."""
        now = utc_now()
        for chat in (Chat("telegram", str(self.box.id)), Chat("discord", str(self.room.id))):
            row = Delivery(f"{what}.{chat.adapter}"[:20], chat, Notice(f"Row {what}."), Lane.BREAKING, "", now,
                           now + timedelta(hours=1))  # fmt: skip
            await self.archive.outbox.put([row], now)

    def publish(self) -> None:
        """One story more, about something else than those before."""
        self._count += 1
        place, event = PLACES[self._count % 10], EVENTS[self._count % 9]
        when, link = format_datetime(utc_now()), f"https://harbour.example/{self._count}"
        body = f"In {place} the {event}, the council said on Monday. " + " ".join(
            f"The {work} of {place} will cost {self._count}{n}0,000 crowns, the council said."
            for n, work in enumerate(WORKS, 1)
        )
        item = (
            f"<item><title>{place}: {event}</title><link>{link}</link><guid>{link}</guid><pubDate>{when}</pubDate>"
            f"<description>{body}</description></item>"
        )
        self.site.body("/world.xml", rss([item]), content_type="application/rss+xml")

    async def due(self) -> None:
        """The source may be asked again at once: how long a failing one rests is not what is measured here."""
        url = f"http://127.0.0.1:{self.lines['feeds'].port}/world.xml"
        state = (await self.archive.sources.states([url])).get(url)
        if state is not None:
            await self.archive.sources.save([replace(state, due=utc_now())])

    # --- a fault and what comes after ---

    async def episode(self, faults: Mapping[str, Mode], seconds: float) -> dict[str, float]:
        """Lines fail for so long; the seconds after the end until each part worked again."""
        name = f"r{self._count}"
        for line in self.lines.values():
            line.met = 0
        async with contextlib.AsyncExitStack() as stack:
            for name_of, mode in faults.items():
                await stack.enter_async_context(self.lines[name_of].failing(mode, seconds))
            await self.put(f"{name}a")
            self.tg.says(self.home, self.ada, "/status")
            self.ask()
            self.publish()
            await self.due()
            await self._met(faults)
        self.losses += [f"{line} met no fault" for line in faults if not self.lines[line].met]
        return await self.healed(name)

    async def _met(self, faults: Mapping[str, Mode]) -> None:
        """Until every line that fails has met somebody."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.seen(lambda: all(self.lines[line].met for line in faults))

    async def healed(self, name: str) -> dict[str, float]:
        """Asks for everything anew, and waits until it has come."""
        began = time.monotonic()
        self.publish()
        await self.due()
        await self.put(f"{name}b")
        parts: dict[str, Callable[[], Awaitable[object]]] = {
            "rows on Telegram": lambda: self.settled("telegram", name),
            "rows on Discord": lambda: self.settled("discord", name),
            "words on Telegram": self.asked_on_telegram, "words on Discord": self.asked_on_discord,
            "news": self.news, "the model": self.worded,
        }  # fmt: skip
        return dict(zip(parts, await asyncio.gather(*(self._took(k, p, began) for k, p in parts.items())), strict=True))

    async def _took(self, part: str, met: Callable[[], Awaitable[object]], began: float) -> float:
        try:
            async with asyncio.timeout(PATIENCE):
                await met()
        except TimeoutError:
            self.losses.append(f"{part} never came back")
        return time.monotonic() - began

    async def settled(self, platform: str, name: str) -> None:
        """Both rows of an episode are sent, and seen; or nobody can know, which Telegram's keyless ones may come to."""
        for which in "ab":
            key = f"daybrief:{{wire}}:delivery:{name}{which}.{platform}"
            while (state := await self.held.redis.hget(key, "state")) not in (b"sent", b"ambiguous"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            if state == b"sent":
                await self.seen(lambda which=which: f"Row {name}{which}." in self.told(platform))  # type: ignore[misc]

    def told(self, platform: str) -> str:
        place: list[Any] = self.tg.messages(self.box) if platform == "telegram" else self.dc.messages(self.room)
        return "\n".join(message.text for message in place)

    async def seen(self, met: Callable[[], object]) -> None:
        while not met():  # noqa: ASYNC110 - one loop over several doubles
            await asyncio.sleep(0.02)

    async def asked_on_telegram(self) -> None:
        """A person asks, and asks again, until an answer that says how things stand is there."""
        before = len(self.tg.messages(self.home))
        await self._asked(
            lambda: self.tg.says(self.home, self.ada, "/status"),
            lambda: any("source" in m.text for m in self.tg.messages(self.home)[before:]),
        )

    async def asked_on_discord(self) -> None:
        asked: list[Any] = []
        await self.seen(lambda: self.dc.gateway.sessions and self.dc.commands)
        await self._asked(
            lambda: asked.append(self.dc.slash(self.room, self.person, "status")),
            lambda: any("source" in shown.text for one in asked for shown in one.shown),
        )

    async def _asked(self, ask: Callable[[], object], met: Callable[[], object]) -> None:
        while not met():
            with contextlib.suppress(AssertionError):  # nobody is connected just now
                ask()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ANEW):
                    await self.seen(met)

    async def news(self) -> None:
        """What was published last is a story of the wire."""
        link = f"https://harbour.example/{self._count}"
        while True:
            ids = await self.archive.articles.recent(utc_now() - timedelta(hours=1))
            if any(a is not None and a.url == link for a in await self.archive.articles.get(ids)):
                return
            await asyncio.sleep(0.05)

    def ask(self) -> None:
        """A person asks about the last story what nobody has asked before."""
        self._questions += 1
        work = WORKS[self._questions % len(WORKS)]
        self.tg.says(self.desk, self.bob, f"How much will the {work} of {PLACES[self._count % 10]} cost?")

    async def worded(self) -> None:
        """The model is asked to word an answer to a new question."""
        await self.news()
        before = len(self.model.asked)
        await self._asked(self.ask, lambda: len(self.model.asked) > before)

    async def books(self) -> dict[str, int]:
        """How the rows stand; none may wait for ever, or be given up."""
        counts = await self.archive.outbox.counts()
        async with asyncio.timeout(PATIENCE):
            while counts["pending"] + counts["sending"]:
                await asyncio.sleep(0.05)
                counts = await self.archive.outbox.counts()
        self.losses += [f"{counts[state]} rows are {state}" for state in ("dead", "expired") if counts[state]]
        self.losses += [f"logged: {said}" for said in self.crew.said if "Traceback" in said or "should not" in said]
        self.losses += [f"ended: {code}" for code in self.crew.codes.values()]
        return counts


@contextlib.asynccontextmanager
async def town(home: Path, seed: int = 1) -> AsyncIterator[Town]:
    """All of it up, `serve` connected everywhere and its first round made."""
    async with contextlib.AsyncExitStack() as stack:
        port = await stack.enter_async_context(store_server(home))
        tg = await stack.enter_async_context(telegram_server(UNLIMITED))
        dc = await stack.enter_async_context(discord_server(UNHURRIED, SECRET))
        model = await stack.enter_async_context(ModelServer(key=""))
        model.always = Say('{"sentences": [{"cites": [1], "text": "The council said so."}]}')
        site = await stack.enter_async_context(serving())
        discord_port = int(dc.api.split(":")[2].split("/")[0])
        ports = dict(zip(LINES, (port, tg.port, discord_port, discord_port, model.port, site.port), strict=True))
        lines = {name: await stack.enter_async_context(fault_proxy(to, seed=seed)) for name, to in ports.items()}
        dc.gateway.url = f"ws://127.0.0.1:{lines['gateway'].port}/gateway/"
        held = await store.open(home, f"redis://127.0.0.1:{port}/0")
        stack.push_async_callback(held.close)
        hired = await stack.enter_async_context(crew(_settings(home, tg, lines), haste=False))
        ada, bob, person = tg.user(77, "Ada"), tg.user(78, "Bob"), dc.user("ada")
        guild = dc.guild("Harbour")
        dc.enrol(guild, person, manages=True)
        at = Town(
            held, Archive(held.redis), tg, dc, site, model, lines, hired, ada, tg.private(ada), bob, tg.private(bob),
            tg.private(tg.user(79, "Cy")), person, dc.channel(guild, "news"),
        )  # fmt: skip
        at.publish()
        await hired.order("serve")
        await at.put("r0a")
        await at.healed("r0")
        yield at


def _settings(home: Path, tg: TelegramServer, lines: Mapping[str, FaultProxy]) -> dict[str, str]:
    (home / "sources.toml").write_text(SOURCE.format(port=lines["feeds"].port), encoding="utf-8")
    local = {name: f"http://127.0.0.1:{line.port}" for name, line in lines.items()}
    return {
        "DAYBRIEF_HOME": str(home), "DAYBRIEF_SOURCES": str(home / "sources.toml"), "DAYBRIEF_VECTORS": "false",
        "DAYBRIEF_PRIVATE_SOURCES": "true", "DAYBRIEF_REDIS_URL": f"redis://127.0.0.1:{lines['store'].port}/0",
        "DAYBRIEF_TELEGRAM_TOKEN": tg.token, "DAYBRIEF_TELEGRAM_API_BASE": local["telegram"],
        "DAYBRIEF_DISCORD_TOKEN": SECRET, "DAYBRIEF_DISCORD_API_BASE": f"{local['discord']}/api/v10",
        "DAYBRIEF_DISCORD_GATEWAY": f"ws://127.0.0.1:{lines['gateway'].port}/gateway/",
        "DAYBRIEF_LLM_MODEL": "harbour-1", "DAYBRIEF_LLM_BASE_URL": f"{local['model']}/v1",
    }  # fmt: skip
