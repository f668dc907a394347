"""The verbs of serving: serve, health.

Works on: the house and the chat platforms whose token is set.
Comes in: settings.
Goes out: log lines on stderr; an exit code: 1 where a platform refuses its token, 0 when asked to stop.
Does not know: any platform beyond the name of its setting and of its adapter.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import house, logs, settings
from bot.store import StoreError
from bot.verbs.border import DEBUG, FAILED, Failed, run, say, uninterrupted
from bot.verbs.reading import default_sources, opened

if TYPE_CHECKING:
    from bot.adapter import Adapter
    from bot.archive import Pulse

PLATFORMS = ("telegram", "discord")
STILL = timedelta(seconds=60)
"""Without a beat for this long a loop is taken for dead."""
FAREWELL = 1.0
"""Seconds in which the store may hear that nothing serves any more."""
NOBODY = (
    "no chat platform has a token. Set DAYBRIEF_TELEGRAM_TOKEN (from @BotFather) or DAYBRIEF_DISCORD_TOKEN (from "
    "discord.com/developers) in the environment or in .env; README.md has the five steps of each. "
    "Without one, `daybrief` is the desk in this terminal."
)
log = logging.getLogger("daybrief")


def serve() -> int:
    """Every platform whose token is set, and the news cycle behind them, until told to stop."""
    return run(_serve())


def token(loaded: settings.Settings, platform: str) -> str:
    """A platform's token; empty when it is not set."""
    held: SecretStr = getattr(loaded, f"{platform}_token")
    return held.get_secret_value()


def _configure(loaded: settings.Settings) -> None:
    logs.configure(loaded.secrets, level=logging.DEBUG if os.environ.get(DEBUG) else logging.INFO)


def named(loaded: settings.Settings) -> list[str]:
    """The platforms whose token is set. Raises Failed, which says what to do, when there is none."""
    found = [platform for platform in PLATFORMS if token(loaded, platform)]
    if not found:
        raise Failed(NOBODY)
    return found


def _announce(started: Sequence[str]) -> None:
    for platform in PLATFORMS:
        if platform in started:
            log.info("%s: starting", platform.title())
        else:
            log.info("%s: not started, %s is not set", platform.title(), settings.variable(f"{platform}_token"))


def adapter(platform: str, home: house.House) -> Adapter:
    """An adapter by its platform's name, with the pace of its token: all who send with one token share one pace."""
    from bot.pace import Pace

    mark = f"{platform}-{sha256(token(home.settings, platform).encode()).hexdigest()[:12]}"
    paces = home.archive.paces
    built: Adapter = importlib.import_module(f"adapters.{platform}").build(
        home.settings, Pace(mark, paces.reserve, paces.block, delay=paces.delay, shut=paces.shut), home.clock
    )
    return built


@contextlib.asynccontextmanager
async def _heard_of(home: house.House) -> AsyncIterator[None]:
    """Health hears of this `serve` while it lasts: not of one before, whose platforms may have been others."""
    await home.archive.pulses.clear()
    try:
        yield
    finally:
        with uninterrupted(), contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await home.archive.pulses.clear()


async def _serve() -> int:
    from bot.adapter import Locked
    from bot.newsroom import Newsroom

    loaded = settings.load()
    started = named(loaded)
    _configure(loaded)
    default_sources(loaded)  # a list that cannot be read is said now, not at every turn
    _announce(started)
    try:
        async with opened() as home, _heard_of(home):
            await Newsroom(home, [adapter(platform, home) for platform in started]).run()
    except Locked as refused:
        raise Failed(str(refused)) from None
    except asyncio.CancelledError:
        log.info("stopped: what was on its way is in the outbox and goes out at the next start")
    return 0


def health() -> int:
    """Whether a `serve` on this archive is alive, in one line."""
    return run(_health())


async def _health() -> int:
    async with opened() as home:
        pulses = await home.archive.pulses.read()
        now = home.clock()
    if not pulses:
        say("daybrief: nothing is serving. Cure: daybrief serve")
        return FAILED
    ill = ailing(pulses, now)
    print(ill or f"fine: {', '.join(sorted(pulses))}")
    return FAILED if ill else 0


def ailing(pulses: Mapping[str, Pulse], now: datetime) -> str:
    """What is wrong with which loop; nothing when all are well."""
    return "; ".join(f"{name}: {wrong}" for name, pulse in pulses.items() if (wrong := _ailing(pulse, now)))


def _ailing(pulse: Pulse, now: datetime) -> str:
    return pulse.note if now - pulse.at <= STILL else f"not heard of since {pulse.at:%H:%M:%S} UTC"
