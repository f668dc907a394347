"""Broken on purpose, in short: kills, faults on every line, and what is on disk before anybody is told.

`make chaos` does the same for longer (`tests/chaos.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from chaosfaults import store_server, town
from chaoskills import Plan, scene, siege
from durability import COMMANDS, on_disk, telling, told_lasts
from faultproxy import Mode, fault_proxy
from telegramserver import TelegramServer

from bot import store
from bot.archive import Archive, Leased
from bot.house import utc_now
from bot.news import Chat, Following

SEED = int.from_bytes(os.urandom(2)) if os.environ.get("DAYBRIEF_CHAOS") else 20261130
MINUTE = timedelta(minutes=1)
HEALED = 30.0
"""Seconds: loose, so that a busy machine is no fault. `make chaos` measures the ten."""

FAULTS = (
    {"store": Mode.RESET},
    {"telegram": Mode.RESET, "discord": Mode.LOST_REPLY, "gateway": Mode.STALL, "feeds": Mode.GARBAGE},
)


async def test_whoever_is_killed_nothing_is_lost_and_no_more_than_doubted_is_said_twice(tmp_path: Path) -> None:
    books = await siege(Plan(rows=120, kills=3, asks=1, stores=1, chats=40, seed=SEED), tmp_path)
    assert books.wrongs == [], books.told()
    assert books.twice["discord"] == 0
    assert all(seconds < 10 for seconds in books.endings)


async def test_after_a_fault_on_every_line_all_is_well_again_and_nothing_lost(tmp_path: Path) -> None:
    async with town(tmp_path, SEED) as at:
        for faults in FAULTS:
            healing = await at.episode(faults, 0.5)
            assert max(healing.values()) < HEALED, (faults, healing)
        await at.books()
    assert at.losses == []


# --- what is on disk -------------------------------------------------------------------------------------------------


async def test_what_somebody_is_told_was_on_disk_before(tmp_path: Path) -> None:
    async with telling(tmp_path) as (tg, line):
        for command in COMMANDS:
            line.tape.clear()
            call = await told(tg, command)
            assert on_disk(line.tape) < call, command


async def told(tg: TelegramServer, command: str) -> float:
    """When the answer to a command arrived at Telegram."""
    ada = tg.user(77, "Ada")
    before = len(tg.calls)
    tg.says(tg.private(ada), ada, command)
    calls = await tg.wait_for(lambda: [call for call in tg.calls[before:] if call.method == "sendMessage"])
    return calls[0].at


async def test_what_somebody_was_told_outlives_kill_9_of_everything(tmp_path: Path) -> None:
    async with scene(Plan(0, 0), tmp_path) as at:
        assert await told_lasts(at, rounds=1) == []


OLDER = {"older than 7.2": ("--rename-command", "WAITAOF", ""), "without a file": ("--appendonly", "no")}


@pytest.mark.parametrize("more", OLDER.values(), ids=OLDER)
async def test_a_store_that_cannot_say_what_is_on_disk_is_gone_on_with(tmp_path: Path, more: tuple[str, ...]) -> None:
    async with store_server(tmp_path, *more) as port:
        held = await store.open(tmp_path, f"redis://127.0.0.1:{port}/0")
        archive = Archive(held.redis)
        for n in range(2):
            await archive.followings.add(wish(n))
            assert not await archive.disk.reached()
        await held.close()


def wish(n: int) -> Following:
    return Following(f"id{n}", Chat("telegram", str(n)), "telegram:1", utc_now() - timedelta(hours=1))


async def test_many_who_wait_for_the_disk_are_answered_together_and_who_wrote_nothing_at_once(tmp_path: Path) -> None:
    async with store_server(tmp_path) as port, fault_proxy(port, taped=True) as line:
        held = await store.open(tmp_path, f"redis://127.0.0.1:{line.port}/0")
        archive = Archive(held.redis)

        async def subscribed(n: int) -> bool:
            await archive.followings.add(wish(n))
            return await archive.disk.reached()

        assert all(await asyncio.gather(*map(subscribed, range(50))))
        waits = sum(seen.piece.count(b"WAITAOF") for seen in line.tape if seen.up)
        assert all(await asyncio.gather(*(archive.disk.reached() for _ in range(50))))
        await held.close()
    assert 1 <= waits <= 5
    assert sum(seen.piece.count(b"WAITAOF") for seen in line.tape if seen.up) == waits


# --- what is held when the store goes away ----------------------------------------------------------------------------


async def test_a_lease_that_could_not_be_given_back_is_taken_again_by_its_holder_alone(tmp_path: Path) -> None:
    async with store_server(tmp_path) as port, fault_proxy(port) as line:
        one, two = [await store.open(tmp_path, f"redis://127.0.0.1:{at}/0") for at in (line.port, port)]
        mine, others = Archive(one.redis), Archive(two.redis)
        async with mine.lease("watch", MINUTE):
            line.fail(Mode.RESET)
        line.clear()
        with pytest.raises(Leased):
            await others.lease("watch", MINUTE).__aenter__()
        async with mine.lease("watch", MINUTE) as again:
            assert again.held
        async with others.lease("watch", MINUTE):
            pass
        await one.close()
        await two.close()


# --- the line itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", Mode)
async def test_a_line_fails_as_told_and_is_well_afterwards(mode: Mode) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(100):
                writer.write(piece.upper())
        writer.close()

    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    async with server, fault_proxy(server.sockets[0].getsockname()[1], delay=0.2) as line:
        assert await said(line.port) == b"HELLO"
        async with line.failing(mode):
            assert (await said(line.port) == b"HELLO") is (mode in (Mode.CLEAR, Mode.LATENCY))
        assert await said(line.port) == b"HELLO"
        assert (line.met > 0) is (mode is not Mode.CLEAR)


async def said(port: int) -> bytes:
    """What comes back for a word within half a second; nothing where the line gives none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(0.5):
            writer.write(b"hello")
            return await reader.read(100)
    except (OSError, TimeoutError):
        return b""
    finally:
        writer.transport.abort()
