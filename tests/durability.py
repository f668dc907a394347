"""What is on disk when somebody is told.

    async with telling(home) as (tg, line):           # `serve` over a store whose line keeps a tape
        ... on_disk(line.tape)                        # when the store last said that all is on its disk

Works on: one `serve`, a store, Telegram's double.
Comes in: nothing.
Goes out: times, from the tape of the store's line; what somebody was told and the store forgot.
Does not know: whether a disk tells the truth. Nothing here cuts the power: a kill leaves the kernel's pages, and
so says nothing of them. What is held is the order: the store says that it is on disk, and then somebody is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from chaosfaults import SOURCE, store_server
from chaoskills import SECRET, Siege, crew, insisted, kill_store
from faultproxy import FaultProxy, Seen, fault_proxy
from telegramserver import UNLIMITED, TelegramServer, telegram_server

from bot import store
from bot.archive import Archive
from bot.house import utc_now
from bot.news import Chat

COMMANDS = (
    "/subscribe breaking", "/change 1 quiet:22:00-07:00", "/pause 1", "/resume 1", "/unsubscribe 1",
    "/deny telegram:99", "/allow telegram:99",
)  # fmt: skip
WAITED = b"*2\r\n:1\r\n:0\r\n"
"""What the store answers to WAITAOF: its own file has it, and no replica was asked for."""


@contextlib.asynccontextmanager
async def telling(home: Path) -> AsyncIterator[tuple[TelegramServer, FaultProxy]]:
    """`serve` with Ada (telegram:77) as its operator, listening."""
    (home / "sources.toml").write_text(SOURCE.format(port=8099), encoding="utf-8")
    async with (
        store_server(home) as port, fault_proxy(port, taped=True) as line, telegram_server(UNLIMITED) as tg,
        crew(_settings(home, tg, line), haste=True) as hired,
    ):  # fmt: skip
        await hired.order("serve")
        await tg.wait_for(lambda: tg.made("getUpdates"))
        yield tg, line


def _settings(home: Path, tg: TelegramServer, line: FaultProxy) -> dict[str, str]:
    return {
        "DAYBRIEF_HOME": str(home), "DAYBRIEF_SOURCES": str(home / "sources.toml"), "DAYBRIEF_VECTORS": "false",
        "DAYBRIEF_PRIVATE_SOURCES": "true", "DAYBRIEF_REDIS_URL": f"redis://127.0.0.1:{line.port}/0",
        "DAYBRIEF_TELEGRAM_TOKEN": tg.token, "DAYBRIEF_TELEGRAM_API_BASE": tg.url,
        "DAYBRIEF_DISCORD_TOKEN": SECRET, "DAYBRIEF_DISCORD_API_BASE": "http://127.0.0.1:9/api/v10",
        "DAYBRIEF_DISCORD_GATEWAY": "ws://127.0.0.1:9/gateway/", "DAYBRIEF_OPERATORS": "telegram:77",
    }  # fmt: skip


def on_disk(tape: Sequence[Seen]) -> float:
    """When the store answered a WAITAOF first, on the connection that asked."""
    asked = next(seen for seen in tape if seen.up and b"WAITAOF" in seen.piece)
    return next(
        seen.at for seen in tape
        if seen.link == asked.link and not seen.up and seen.at > asked.at and WAITED in seen.piece
    )  # fmt: skip


async def told_lasts(at: Siege, rounds: int) -> list[str]:
    """Somebody subscribes, and when Telegram shows the answer `serve` and the store are killed. What was forgotten."""
    forgotten = []
    for n in range(rounds):
        pid = await at.crew.order("serve")
        user = at.tg.user(5_000 + n)
        home = at.tg.private(user)
        at.tg.says(home, user, "/subscribe breaking")
        await at.tg.wait_for(lambda home=home: "Subscribed" in at.tg.text(home))  # type: ignore[misc]
        os.kill(pid, signal.SIGKILL)
        if not kill_store(at.home):
            forgotten.append(f"round {n} (the store was not to be killed)")
        await at.crew.ended(pid)
        chat = Chat("telegram", str(home.id))
        if not await insisted(lambda chat=chat: at.archive.followings.of(chat)):
            forgotten.append(str(chat))
    return forgotten


async def cost(home: Path, times: int = 100) -> list[float]:
    """Milliseconds that the disk was waited for after one write, each time."""
    took = []
    async with store_server(home) as port:
        held = await store.open(home, f"redis://127.0.0.1:{port}/0")
        archive = Archive(held.redis)
        for n in range(times):
            await archive.doors.set(f"telegram:{n}", True, "telegram:1", utc_now())
            began = time.perf_counter()
            assert await archive.disk.reached()
            took.append((time.perf_counter() - began) * 1_000)
            await asyncio.sleep(0.013 * (n % 7))
        await held.close()
    return sorted(took)
