"""Kills at random while alerts go out, and whether the books balance afterwards.

    killed = await siege(Plan(rows=600, kills=16, seed=1), home)
    assert killed.wrongs == []

Works on: a store of its own, both platforms' doubles, and a crew of processes on them (two of them deliver, of which
one is all of `serve`, and one circulates).
Comes in: a plan: how many rows, how many blows of which kind, the seed of everything that is drawn.
Goes out: the books: every row's end against what its chat saw.
Does not know: why anything would go wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from discordserver import UNHURRIED, Channel, Discord, discord_server
from telegramserver import UNLIMITED, TelegramServer, telegram_server

from bot import store
from bot.archive import Archive
from bot.circulation import Send, Taken, row
from bot.house import utc_now
from bot.news import Alert, Chat, Cite, Following, Item, Sentence
from bot.store import StoreError
from bot.store.embedded import Embedded

ROOT = Path(__file__).resolve().parent.parent
SECRET = "MTA0NTY3ODkw.GfRtYu.very-secret-very-secret-very"
NO_SOURCE = (
    '[[outlet]]\nid = "hp"\nname = "Harbour Post"\nhome = "https://harbour.example"\nfamily = "Harbour"\n'
    'beats = ["world"]\nlanguage = "en"\nregion = "Europe"\n'
    'feeds = [{ url = "http://127.0.0.1:8099/world.xml", section = "world", seen = "here" }]\n'
)
GUARD = 120.0
"""Seconds without any progress after which a siege has failed."""
ROLES = ("serve", "courier", "circulation")
FINAL = ("sent", "ambiguous")
EACH = 20.0
"""Seconds that a process has to end in when it is asked to; the promise is ten, of a machine that is not this busy."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`kills` by -9, `asks` by SIGTERM, `stores`: kills of the store; over `chats` chats and so many rows in all."""

    rows: int
    kills: int
    asks: int = 0
    stores: int = 0
    chats: int = 100
    seed: int = 1

    @property
    def alerts(self) -> int:
        return -(-self.rows // self.chats)

    def blows(self, chance: random.Random) -> list[str]:
        drawn = ["kill"] * self.kills + ["ask"] * self.asks + ["store"] * self.stores
        chance.shuffle(drawn)
        return drawn


@dataclass
class Books:
    """What came of it. `wrongs` says what may not be, row by row."""

    plan: Plan
    states: Counter[str] = field(default_factory=Counter)
    doubted: int = 0
    twice: Counter[str] = field(default_factory=Counter)
    blows: Counter[str] = field(default_factory=Counter)
    endings: list[float] = field(default_factory=list)
    recognised: int = 0
    seconds: float = 0.0
    wrongs: list[str] = field(default_factory=list)

    def told(self) -> str:
        twice = ", ".join(f"{name} {self.twice[name]}" for name in ("telegram", "discord"))
        ended = f"; asked to end: slowest {max(self.endings):.1f} s" if self.endings else ""
        return (
            f"seed {self.plan.seed}: {sum(self.states.values())} rows, {dict(self.blows)} in {self.seconds:.0f} s: "
            f"{dict(self.states)}, doubted {self.doubted}, seen twice: {twice}; "
            f"recognised by Discord {self.recognised}{ended}; wrong: {len(self.wrongs)}"
        )


class Crew:
    """The processes, each known by its role; `said` is what they logged."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.pids: dict[int, str] = {}
        self.codes: dict[int, int] = {}
        self.said: list[str] = []
        self._stirred = asyncio.Event()

    async def listen(self) -> None:
        assert self.process.stdout is not None
        while line := (await self.process.stdout.readline()).decode().split():
            match line:
                case ["began", role, pid]:
                    self.pids[int(pid)] = role
                case ["ended", pid, code]:
                    self.pids.pop(int(pid), None)
                    self.codes[int(pid)] = int(code)
            self._stirred.set()

    async def overhear(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.said.append(line.decode("utf-8", "replace"))

    async def order(self, role: str) -> int:
        """A new process; its number."""
        assert self.process.stdin is not None
        before = set(self.pids) | set(self.codes)
        self.process.stdin.write(f"{role}\n".encode())
        found = await self.until(lambda: next((p for p, r in self.pids.items() if r == role and p not in before), 0))
        return int(found)

    async def until(self, met: Any, guard: float = GUARD) -> Any:
        """What `met` gives once it is true."""
        try:
            async with asyncio.timeout(guard):
                while not (found := met()):
                    self._stirred.clear()
                    await self._stirred.wait()
        except TimeoutError:
            how = f"crew {self.process.returncode}, there {self.pids}, ended {self.codes}"
            raise AssertionError(f"waited in vain: {how}; {''.join(self.said[-5:])}") from None
        return found

    async def ended(self, pid: int, guard: float = EACH) -> int:
        """The code with which a process ended."""
        await self.until(lambda: pid in self.codes, guard)
        return self.codes[pid]


@contextlib.asynccontextmanager
async def crew(env: dict[str, str], *, haste: bool = True) -> AsyncIterator[Crew]:
    """A crew with these settings and none of the surroundings'."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_", "OPENAI_", "COV_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "tests/crew.py", *(["--haste"] if haste else []), cwd=ROOT, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=clean | env, limit=1 << 22,
    )  # fmt: skip
    made = Crew(process)
    ears = [asyncio.create_task(made.listen()), asyncio.create_task(made.overhear())]
    try:
        yield made
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await asyncio.gather(*ears)


@dataclass
class Siege:
    """The store, the doubles, the crew; what is under way."""

    plan: Plan
    chance: random.Random
    archive: Archive
    held: store.Store
    home: Path
    tg: TelegramServer
    dc: Discord
    crew: Crew
    books: Books
    rooms: dict[Chat, Any] = field(default_factory=dict)
    wishes: dict[Chat, Following] = field(default_factory=dict)
    alerts: list[Alert] = field(default_factory=list)

    # --- before ---

    async def settle_in(self) -> None:
        """Half of the chats on Telegram, half on Discord; each follows all that breaks."""
        guild = self.dc.guild("Harbour")
        for n in range(self.plan.chats // 2):
            home = self.tg.private(self.tg.user(1_000 + n))
            self.rooms[Chat("telegram", str(home.id))] = home
        for n in range(self.plan.chats - self.plan.chats // 2):
            room = self.dc.channel(guild, f"news{n}")
            self.rooms[Chat("discord", str(room.id))] = room
        made = utc_now() - timedelta(hours=1)
        for chat in self.rooms:
            self.wishes[chat] = Following(f"of {chat}".replace(" ", "."), chat, "telegram:1", made, hourly=0)
            await self.archive.followings.add(self.wishes[chat])

    async def breaks(self) -> None:
        n, now = len(self.alerts), utc_now()
        cite = Cite("a", 0, 5, "q", "Harbour", "https://harbour.example/1", now)
        told = Sentence(f"The dam above Korve failed, report {n} says.", (cite,))
        item = Item(f"dam-{n}", f"Dam above Korve fails, number {n}.", "Harbour", now, ("Harbour",), (told,))
        self.alerts.append(Alert(item, now, beats=("world",)))
        await insisted(lambda: self.archive.alerts.append(self.alerts[-1]))

    # --- meanwhile ---

    async def blow(self, kind: str) -> None:
        """One process, or the store, is ended, and a successor ordered at once."""
        self.books.blows[kind] += 1
        if kind == "store":
            kill_store(self.home)
            return
        assert self.crew.pids, f"all have ended: {self.crew.codes}; {''.join(self.crew.said[-20:])}"
        pid = self.chance.choice(sorted(self.crew.pids))
        role = self.crew.pids.pop(pid)
        began = time.monotonic()
        os.kill(pid, signal.SIGKILL if kind == "kill" else signal.SIGTERM)
        code = await self.crew.ended(pid)
        if kind == "ask":
            self.books.endings.append(time.monotonic() - began)
            if code:
                self.books.wrongs.append(f"{role} ended with {code} when it was asked to")
        await self.crew.order(role)

    async def standing(self) -> dict[str, int]:
        counts: dict[str, int] = await insisted(self.archive.outbox.counts)
        return counts

    async def feed(self, counts: dict[str, int]) -> None:
        """Another alert breaks as soon as the outbox runs low."""
        if len(self.alerts) < self.plan.alerts and counts["pending"] + counts["sending"] < self.plan.chats:
            await self.breaks()

    async def lasts(self) -> None:
        """Blow after blow, each when its share of the rows is settled and a random moment more has passed."""
        blows = self.plan.blows(self.chance)
        struck, last, settled = 0, time.monotonic(), 0
        while True:
            counts = await self.standing()
            await self.feed(counts)
            now = sum(counts[state] for state in (*FINAL, "dead", "expired"))
            if now >= self.plan.chats * self.plan.alerts:
                return
            last, settled = (time.monotonic(), now) if now > settled else (last, settled)
            assert time.monotonic() - last < GUARD, f"nothing moves any more: {counts}; {''.join(self.crew.said[-20:])}"
            if struck < len(blows) and now >= struck * self.plan.rows * 0.97 / len(blows):
                await asyncio.sleep(self.chance.uniform(0.0, 0.1))
                await self.blow(blows[struck])
                struck += 1
            await asyncio.sleep(0.02)

    # --- afterwards ---

    def said(self, chat: Chat) -> Counter[int]:
        """How often a chat saw each alert."""
        place = self.rooms[chat]
        seen: list[Any] = self.dc.messages(place) if isinstance(place, Channel) else self.tg.messages(place)
        return Counter(int(m.text.split("number ")[1].split(".")[0]) for m in seen if "number " in m.text)

    async def balance(self) -> None:
        books, name = self.books, "daybrief:{wire}:delivery:"
        for chat, wish in self.wishes.items():
            often = self.said(chat)
            keys = [name + row(Taken((wish,), Send()), alert, utc_now()).key for alert in self.alerts]
            found: list[Any] = [await self.held.redis.hmget(key, "state", "doubts") for key in keys]
            for n, (state, doubts) in enumerate(found):
                self.weigh(chat, n, (state or b"missing").decode(), int(doubts or 0), often[n])
        books.recognised = len(self.dc.twins)
        books.wrongs += [f"protest: {said}" for said in (*self.tg.protests, *self.dc.protests)]
        books.wrongs += [f"logged: {said}" for said in self.crew.said if "unforeseen" in said or "Traceback" in said]

    def weigh(self, chat: Chat, n: int, state: str, doubts: int, often: int) -> None:
        """One row against what its chat saw."""
        self.books.states[state] += 1
        self.books.doubted += doubts
        self.books.twice[chat.adapter] += often > 1
        least = 1 if state == "sent" else 0
        most = 1 if chat.adapter == "discord" else 1 + min(1, doubts)
        if state not in FINAL or not least <= often <= most:
            self.books.wrongs.append(f"{chat} alert {n}: {state}, doubted {doubts}, seen {often} times")


def kill_store(home: Path) -> bool:
    """Kills the embedded server of a home folder, if the number it left there is its own and no successor's."""
    pid, place = (home / "store" / "pid").read_text().strip(), (home / "store" / "socket").read_text().strip()
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", pid], capture_output=True, text=True, check=False
    ).stdout
    if "server" not in shown or place not in shown:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pid), signal.SIGKILL)
    return True


async def insisted(act: Any) -> Any:
    """Against a store that was just killed."""
    for _ in range(200):
        with contextlib.suppress(StoreError):
            return await act()
        await asyncio.sleep(0.05)
    raise AssertionError("the store never came back")


@contextlib.asynccontextmanager
async def scene(plan: Plan, home: Path) -> AsyncIterator[Siege]:
    """Everything up, nothing begun."""
    (home / "sources.toml").write_text(NO_SOURCE, encoding="utf-8")
    server = Embedded(home)
    server.join()
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(server.leave)
        held = await store.open(home)
        stack.push_async_callback(held.close)
        tg = await stack.enter_async_context(telegram_server(UNLIMITED))
        dc = await stack.enter_async_context(discord_server(UNHURRIED, SECRET))
        env = {
            "DAYBRIEF_HOME": str(home), "DAYBRIEF_SOURCES": str(home / "sources.toml"),
            "DAYBRIEF_PRIVATE_SOURCES": "true", "DAYBRIEF_VECTORS": "false",
            "DAYBRIEF_TELEGRAM_TOKEN": tg.token, "DAYBRIEF_TELEGRAM_API_BASE": tg.url,
            "DAYBRIEF_DISCORD_TOKEN": SECRET, "DAYBRIEF_DISCORD_API_BASE": dc.api,
            "DAYBRIEF_DISCORD_GATEWAY": dc.gateway.url,
        }  # fmt: skip
        hired = await stack.enter_async_context(crew(env))
        yield Siege(plan, random.Random(plan.seed), Archive(held.redis), held, home, tg, dc, hired, Books(plan))


async def siege(plan: Plan, home: Path) -> Books:
    """From the first alert until nothing waits; the books."""
    async with scene(plan, home) as at:
        await at.settle_in()
        for role in ROLES:
            await at.crew.order(role)
        began = time.monotonic()
        await at.lasts()
        at.books.seconds = time.monotonic() - began
        await at.balance()
        return at.books
