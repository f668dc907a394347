"""How near to the limit we send: `python tests/bench_pace.py [--runs N] [--chats N]`, or as part of `bench.py chat`.

Two couriers, a process each, share one store and one token, and write to 600 chats by the real adapters over real
sockets. Platforms stand 40 ms away, in a process of their own; one way of counting and one platform at a time. `uneven`
is a way there that takes 40 to 80 ms, at random. What is refused is said by the platform.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench import Figure, opened
from discordserver import Limits as DiscordLimits
from discordserver import discord_server
from pydantic import SecretStr
from telegrammethods import Limits as TelegramLimits
from telegramserver import Kind, telegram_server

from adapters import discord, telegram
from bot import store
from bot.archive import Archive
from bot.courier import Courier, key
from bot.house import utc_now
from bot.news import Alert, Chat, Cite, Delivery, Item, Lane, Sentence
from bot.pace import Pace
from bot.settings import Settings

LATENCY, UNEVEN = 0.04, 0.04
CHATS, COURIERS = 600, 2
POST = "POST /channels/{channel}/messages"
RULES = ("window", "bucket")


@dataclass(frozen=True)
class Run:
    """What came of one run."""

    share: float
    """Per cent of the allowed rate, from the first request to the last."""
    refused: int
    lost: int
    twice: int


def run_of(at: Sequence[float], allowed: float, said: Counter[str], each: int, refused: int) -> Run:
    share = 100 * (len(at) - 1) / max(1e-9, at[-1] - at[0]) / allowed
    lost = sum(max(0, each - often) for often in said.values())
    return Run(share, refused, lost, sum(max(0, often - each) for often in said.values()))


def rows(chats: Sequence[Chat], each: int) -> list[Delivery]:
    now = utc_now()
    cites = [Cite("a", 0, 5, "q", name, f"https://{name}.example/1", now) for name in ("harbour", "canal")]
    told = tuple(Sentence(f"The dam above Korve failed on Tuesday, {c.outlet} says.", (c,)) for c in cites)
    piece = Alert(Item("dam-fails", "Dam fails above Korve", "Harbour", now, ("Harbour", "Canal"), told), now)
    late = now.replace(year=now.year + 1)
    return [
        Delivery(key(str(chat), str(turn)), chat, piece, Lane.BREAKING, "", now, late)
        for turn in range(each)
        for chat in chats
    ]


# --- the platforms' process ------------------------------------------------------------------------------------------


@asynccontextmanager
async def couriers(platform: str, home: Path, base: str, token: str) -> AsyncIterator[None]:
    """So many processes that send, until they are told to end."""
    command = [sys.executable, __file__, "--courier", platform, str(home), base]
    env = os.environ | {"TOKEN": token}
    hired = [await asyncio.create_subprocess_exec(*command, env=env) for _ in range(COURIERS)]
    try:
        yield
    finally:
        for process in hired:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def drained(archive: Archive) -> None:
    while (found := await archive.outbox.counts())["pending"] + found["sending"]:  # noqa: ASYNC110
        await asyncio.sleep(0.25)


async def on_telegram(rule: str, spread: float, chats: int = CHATS) -> Run:
    limits = TelegramLimits(jitter=0.0, rule=rule)
    async with opened() as (home, _, archive), telegram_server(limits) as tg:
        made = [tg.private(tg.user(1_000 + n)) for n in range(chats)]
        tg.fail("sendMessage", 1 << 30, Kind.HELD, seconds=LATENCY).spread = spread
        await archive.outbox.put(rows([Chat("telegram", str(chat.id)) for chat in made], 1), utc_now())
        async with couriers("telegram", home, tg.url, tg.token):
            await drained(archive)
        said = Counter({str(chat.id): len(tg.messages(chat)) for chat in made})
        return run_of([c.at for c in tg.made("sendMessage")], 30, said, 1, tg.refusals[429])


async def on_discord(rule: str, spread: float, chats: int = CHATS) -> Run:
    async with opened() as (home, _, archive), discord_server(DiscordLimits(rule=rule)) as dc:
        guild = dc.guild("Harbour")
        made = [dc.channel(guild, f"news{n}") for n in range(chats)]
        dc.fail(POST, 1 << 30, "delay", seconds=LATENCY).spread = spread
        await archive.outbox.put(rows([Chat("discord", str(room.id)) for room in made], 2), utc_now())
        async with couriers("discord", home, dc.api, dc.token):
            await drained(archive)
        said = Counter({str(room.id): len(dc.messages(room)) for room in made})
        return run_of([c.at for c in dc.asked(POST)], 50, said, 2, len(dc.limited))


PLATFORMS = {"Telegram": on_telegram, "Discord": on_discord}


async def measured(chats: int = CHATS, spreads: Sequence[float] = (0.0,)) -> list[Figure]:
    """Every platform with every rule."""
    figures = []
    for name, on in PLATFORMS.items():
        for rule in RULES:
            for spread in spreads:
                run = await on(rule, spread, chats)
                least = "uneven" if spread else f"at least {98 if rule == 'bucket' else 95}"
                what = f"{name}, {rule}, {chats} chats, two couriers: of the allowed rate ({least})"
                figures += [
                    Figure(what, run.share, "%"),
                    Figure("  refused (429)", run.refused, "", 0),
                    Figure("  lost, or said twice", run.lost + run.twice, "", 0),
                ]
    return figures


# --- a courier's process ---------------------------------------------------------------------------------------------


def adapter(platform: str, home: Path, base: str, archive: Archive) -> telegram.Telegram | discord.Discord:
    paces, token = archive.paces, SecretStr(os.environ["TOKEN"])
    pace = Pace("bench", paces.reserve, paces.block, delay=paces.delay, shut=paces.shut)
    if platform == "telegram":
        return telegram.build(Settings(home=home, telegram_token=token, telegram_api_base=base), pace, utc_now)
    return discord.build(Settings(home=home, discord_token=token, discord_api_base=base), pace)


async def courier(platform: str, home: Path, base: str) -> None:
    held = await store.open(home)
    archive = Archive(held.redis)
    sends = adapter(platform, home, base, archive)
    running = asyncio.ensure_future(Courier(archive, sends, utc_now).run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    with suppress(asyncio.CancelledError):
        await running
    await (sends.hands if isinstance(sends, telegram.Telegram) else sends._hands).close()
    await held.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--courier", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.courier:
        return asyncio.run(courier(asked.courier[0], Path(asked.courier[1]), asked.courier[2]))
    found = [asyncio.run(measured(asked.chats, (0.0, UNEVEN))) for _ in range(asked.runs)]
    for several in zip(*found, strict=True):
        values = [figure.value for figure in several]
        one = several[0]
        value = max(values) if one.limit is not None else statistics.median(values)
        print(Figure(one.what, value, one.unit, one.limit).line(), flush=True)
    return None


if __name__ == "__main__":
    main()
