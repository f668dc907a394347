"""`daybrief serve` as an operator runs it: a process of its own, a real store, the platforms on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from discordserver import UNHURRIED, Discord, discord_server
from telegramserver import UNLIMITED, Kind, TelegramServer, telegram_server

from bot import store
from bot.archive import STATES, Archive
from bot.house import utc_now
from bot.news import Chat, Delivery, Lane, Notice
from bot.store.embedded import Embedded

ROOT = Path(__file__).resolve().parent.parent
GUARD = 60.0
SECRET = "MTA0NTY3ODkw.GfRtYu.very-secret-very-secret-very"
SOURCE = (
    '[[outlet]]\nid = "hp"\nname = "Harbour Post"\nhome = "https://harbour.example"\nfamily = "Harbour"\n'
    'beats = ["world"]\nlanguage = "en"\nregion = "Europe"\n'
    'feeds = [{ url = "http://127.0.0.1:8099/world.xml", section = "world", seen = "here" }]\n'
)
SEND, POST = "sendMessage", "POST /channels/{channel}/messages"
HELLO = "The post has arrived."


@dataclass
class Serve:
    """A running `daybrief serve`; `said` is what it has written to stderr so far."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)
    _grew: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.said.append(line.decode())
            self._grew.set()
        self._grew.set()

    async def says(self, part: str) -> str:
        """The first line with these words. Fails when the process ends without it."""
        async with asyncio.timeout(GUARD):
            while not (found := [line for line in self.said if part in line]):
                assert self.process.returncode is None, "".join(self.said)
                self._grew.clear()
                await self._grew.wait()
        return found[0]

    async def ended(self) -> int:
        async with asyncio.timeout(GUARD):
            return await self.process.wait()

    async def kill(self) -> None:
        self.process.kill()
        await self.ended()


class Host:
    """A machine with a home folder, on which Daybrief is started, killed and started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {"DAYBRIEF_SOURCES": str(home / "sources.toml"), "DAYBRIEF_PRIVATE_SOURCES": "true"}

    @contextlib.asynccontextmanager
    async def runs(self, *command: str) -> AsyncIterator[Serve]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_"))}
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env=clean | {"DAYBRIEF_HOME": str(self.home)} | self.env,
        )  # fmt: skip
        serve = Serve(process)
        listening = asyncio.create_task(serve.listen())
        try:
            yield serve
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await listening

    def serve(self) -> contextlib.AbstractAsyncContextManager[Serve]:
        return self.runs("-m", "bot", "serve")

    def successor(self, seconds: int = 90) -> contextlib.AbstractAsyncContextManager[Serve]:
        """Another one, for which the leases of the one before are over."""
        return self.runs("tests/successor.py", str(seconds))

    @contextlib.asynccontextmanager
    async def archive(self) -> AsyncIterator[Archive]:
        held = await store.open(self.home)
        try:
            yield Archive(held.redis)
        finally:
            await held.close()


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[Host]:
    (tmp_path / "sources.toml").write_text(SOURCE, encoding="utf-8")
    server = Embedded(tmp_path)
    server.join()  # the store outlives every process of the test, as a Redis beside it would
    yield Host(tmp_path)
    server.leave()


async def put_out(host: Host, chat: Chat) -> None:
    """A row for a chat, as circulation would write it."""
    async with host.archive() as archive:
        now = utc_now()
        row = Delivery("row1", chat, Notice(HELLO), Lane.BREAKING, "", now, now + timedelta(hours=1))
        assert await archive.outbox.put([row], now) == 1


async def counts(host: Host) -> dict[str, int]:
    async with host.archive() as archive:
        found = await archive.outbox.counts()
        assert found.pop("made") == sum(found[state] for state in STATES)
        return {state: n for state, n in found.items() if n}


async def settled(host: Host) -> dict[str, int]:
    """What became of the row, once something has."""
    async with asyncio.timeout(GUARD):
        while not (found := await counts(host)).keys() & {"sent", "ambiguous", "dead", "expired"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found


# --- starting and stopping -------------------------------------------------------------------------------------------


async def test_without_a_token_serve_says_what_to_do(host: Host) -> None:
    async with host.serve() as serve:
        assert await serve.ended() == 1
    (line,) = serve.said
    assert "DAYBRIEF_TELEGRAM_TOKEN" in line
    assert "DAYBRIEF_DISCORD_TOKEN" in line


async def test_a_list_of_sources_that_cannot_be_read_ends_serve_with_its_name(host: Host, tg: TelegramServer) -> None:
    (host.home / "sources.toml").write_text("[[outlet", encoding="utf-8")
    async with host.serve() as serve:
        assert await serve.ended() == 1
        assert await serve.says("DAYBRIEF_SOURCES")


@pytest.fixture
async def tg(host: Host) -> AsyncIterator[TelegramServer]:
    async with telegram_server(UNLIMITED) as tg:
        host.env |= {"DAYBRIEF_TELEGRAM_TOKEN": tg.token, "DAYBRIEF_TELEGRAM_API_BASE": tg.url}
        yield tg
        assert tg.protests == []


@pytest.fixture
async def dc(host: Host) -> AsyncIterator[Discord]:
    async with discord_server(UNHURRIED, SECRET) as dc:
        host.env |= {
            "DAYBRIEF_DISCORD_TOKEN": SECRET, "DAYBRIEF_DISCORD_API_BASE": dc.api,
            "DAYBRIEF_DISCORD_GATEWAY": dc.gateway.url,
        }  # fmt: skip
        yield dc
        assert dc.protests == []


async def test_serve_says_what_it_starts_and_what_not_and_ends_when_told(host: Host, tg: TelegramServer) -> None:
    async with host.serve() as serve:
        assert "not started" in await serve.says("Discord")
        await tg.wait_for(lambda: tg.made("getUpdates"))
        serve.process.send_signal(signal.SIGTERM)
        assert await serve.ended() == 0
    assert "starting" in await serve.says("Telegram")
    assert tg.token not in "".join(serve.said)


async def healthy(host: Host) -> str:
    """What `daybrief health` says once all is well: a beat takes a moment to tell that a platform is connected."""
    async with asyncio.timeout(GUARD):
        while True:
            async with host.runs("-m", "bot", "health") as health:
                assert health.process.stdout is not None
                said = (await health.process.stdout.read()).decode()
                if await health.ended() == 0:
                    return said


async def test_both_platforms_are_served_by_one_process(host: Host, tg: TelegramServer, dc: Discord) -> None:
    async with host.serve() as serve:
        await tg.wait_for(lambda: tg.made("getUpdates"))
        await dc.connected()
        assert "discord" in await healthy(host)
        serve.process.send_signal(signal.SIGTERM)
        assert await serve.ended() == 0


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_a_refused_token_ends_serve_with_the_name_of_its_setting(
    host: Host, tg: TelegramServer, dc: Discord, platform: str
) -> None:
    wrong = {"telegram": "8000000001:AAWrongWrongWrongWrongWrongWrongWro", "discord": SECRET[::-1]}[platform]
    host.env[f"DAYBRIEF_{platform.upper()}_TOKEN"] = wrong
    async with host.serve() as serve:
        assert await serve.ended() == 1
        said = await serve.says(f"DAYBRIEF_{platform.upper()}_TOKEN")
    assert wrong not in "".join(serve.said)
    assert "Traceback" not in said


async def test_health_says_when_nothing_serves(host: Host) -> None:
    async with host.runs("-m", "bot", "health") as health:
        assert await health.ended() == 1
        assert "daybrief serve" in "".join(health.said)


async def test_health_hears_of_no_serve_that_has_ended(host: Host, tg: TelegramServer) -> None:
    async with host.serve() as serve:
        assert "telegram" in await healthy(host)
        serve.process.send_signal(signal.SIGTERM)
        await serve.ended()
    async with host.archive() as archive:
        assert await archive.pulses.read() == {}


async def test_a_platform_whose_token_was_taken_away_is_not_missed(host: Host, tg: TelegramServer, dc: Discord) -> None:
    async with host.serve() as serve:
        assert "telegram" in await healthy(host)
        await serve.kill()
    del host.env["DAYBRIEF_TELEGRAM_TOKEN"]
    async with host.serve() as serve:
        await dc.connected()
        await serve.says("connected")
        assert "telegram" not in await healthy(host)


async def test_the_doctor_tells_of_chats_and_of_what_waits(host: Host, tg: TelegramServer) -> None:
    await put_out(host, Chat("discord", "5"))
    async with host.serve():
        await healthy(host)
        async with host.runs("-m", "bot", "doctor") as doctor:
            assert doctor.process.stdout is not None
            (line,) = [x for x in (await doctor.process.stdout.read()).decode().splitlines() if x[5:11] == "chats:"]
    for told in ("ok ", "Telegram has a token", "Discord has no token", "heard of", "outbox: 1 pending"):
        assert told in line


async def test_a_store_that_can_only_be_read_is_an_ill_to_the_doctor(host: Host) -> None:
    held = await store.open(host.home)
    await held.redis.config_set("min-replicas-to-write", 1)  # it refuses to write from now on, as on a full disk
    async with host.runs("-m", "bot", "doctor") as doctor:
        assert doctor.process.stdout is not None
        assert "BAD  store" in (await doctor.process.stdout.read()).decode()
    await held.close()


async def test_the_doctor_says_that_nothing_serves(host: Host) -> None:
    async with host.runs("-m", "bot", "doctor") as doctor:
        assert doctor.process.stdout is not None
        assert "nothing is serving" in (await doctor.process.stdout.read()).decode()


# --- killed ----------------------------------------------------------------------------------------------------------


async def test_a_row_written_before_a_start_is_sent_once(host: Host, tg: TelegramServer, dc: Discord) -> None:
    ada = tg.private(tg.user(77, "Ada"))
    await put_out(host, Chat("telegram", str(ada.id)))
    async with host.serve():
        await tg.wait_for(lambda: tg.messages(ada))
        assert await settled(host) == {"sent": 1}
    assert [m.text for m in tg.messages(ada)] == [HELLO]


async def killed_on_the_way(host: Host, met: Callable[[], bool]) -> None:
    """Serve is killed with -9 when its message has met its fate on the platform and nothing has come back."""
    async with host.serve() as serve:
        async with asyncio.timeout(GUARD):
            while not met():  # noqa: ASYNC110 - a held request rings no bell
                await asyncio.sleep(0.01)
        await serve.kill()
    assert await counts(host) == {"sending": 1}


@pytest.mark.parametrize(("kind", "messages"), [(Kind.SLOW, 2), (Kind.HELD, 1)])
async def test_telegram_after_kill_9_once_or_again_and_counted(
    host: Host, tg: TelegramServer, kind: Kind, messages: int
) -> None:
    ada = tg.private(tg.user(77, "Ada"))
    fault = tg.fail(SEND, 1, kind, seconds=3_600.0)
    await put_out(host, Chat("telegram", str(ada.id)))
    await killed_on_the_way(host, lambda: fault.times == 0)
    async with host.successor():
        assert await settled(host) == {"sent": 1, "doubted": 1}
    assert len(tg.messages(ada)) == messages


@pytest.mark.parametrize("kind", ["stall", "delay"])
async def test_discord_after_kill_9_exactly_once(host: Host, dc: Discord, kind: str) -> None:
    room = dc.channel(dc.guild("Harbour"), "news")
    fault = dc.fail(POST, 1, kind, seconds=3_600.0)
    await put_out(host, Chat("discord", str(room.id)))
    await killed_on_the_way(host, lambda: fault.times == 0)
    async with host.successor():
        assert await settled(host) == {"sent": 1}
    dc.release()
    assert [HELLO in message.text for message in dc.messages(room)] == [True]


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.HELD])
async def test_a_message_on_its_way_arrives_though_serve_is_told_to_stop(
    host: Host, tg: TelegramServer, kind: Kind
) -> None:
    ada = tg.private(tg.user(77, "Ada"))
    fault = tg.fail(SEND, 1, kind, seconds=0.7)
    await put_out(host, Chat("telegram", str(ada.id)))
    async with host.serve() as serve:
        async with asyncio.timeout(GUARD):
            while fault.times:  # noqa: ASYNC110 - a held request rings no bell
                await asyncio.sleep(0.01)
        serve.process.send_signal(signal.SIGTERM)
        assert await serve.ended() == 0
    assert await counts(host) == {"sent": 1}


async def test_a_command_is_answered_after_kill_9_and_restart(host: Host, dc: Discord, tg: TelegramServer) -> None:
    ada = tg.user(77, "Ada")
    home = tg.private(ada)
    async with host.serve() as serve:
        await tg.wait_for(lambda: tg.made("getUpdates"))
        await serve.kill()
    tg.says(home, ada, "/status")
    async with host.serve():
        (said,) = await tg.wait_for(lambda: tg.messages(home))
    assert "1 source" in said.text
