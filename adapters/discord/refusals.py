"""What Discord refuses, in the words of the border.

Works on: exceptions of the library and of the network beneath it.
Comes in: an exception, and what was seen of the request on its way.
Goes out: one of `bot.adapter`'s failures.
Does not know: what was being sent.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import discord

from bot.adapter import Busy, Gone, Locked, Scope, Undelivered, Unprintable, Unreachable
from bot.news import Paused

TOKEN = "DAYBRIEF_DISCORD_TOKEN"  # noqa: S105 - a setting's name
LOCKED = f"Discord refuses the token; set {TOKEN} to the bot's token from discord.com/developers (Bot, Reset Token)"
BANNED = 60.0
"""Seconds to be quiet after a 429 that says no time: the network in front of Discord has shut us out."""
FAULTS = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,
)
"""What a request may raise: refusals, broken or closed connections, silence, an answer that makes no sense."""

GONE: dict[int, tuple[str, Paused | None]] = {
    10003: ("the channel is deleted", None),
    10004: ("the server is deleted", None),
    10013: ("the account is deleted", None),
    50001: ("the bot may not see the channel", Paused.RIGHTS),
    50007: ("the person takes no messages from the bot", Paused.BLOCKED),
    50008: ("the channel takes no messages but in its posts", Paused.RIGHTS),
    50013: ("the bot may not send messages there", Paused.RIGHTS),
    50083: ("the thread is closed", Paused.RIGHTS),
    50278: ("the person shares no server with the bot", Paused.BLOCKED),
    160005: ("the thread is locked", Paused.RIGHTS),
}
"""Discord's error codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-error-codes)."""

log = logging.getLogger("daybrief.discord")


@dataclass(slots=True)
class Trip:
    """What was seen of one request: whether any answer came, and the scope of the limit it last ran into."""

    answered: bool = False
    scope: Scope = Scope.CHAT
    limited: Callable[[Scope, float], Awaitable[None]] | None = None
    """Told of every refusal for too many requests, also where the library waits and asks again by itself."""


TRIP: ContextVar[Trip] = ContextVar("trip")


def trace() -> aiohttp.TraceConfig:
    """Keeps the trip of whoever asks: the library tells neither a limit's scope nor that it asked more than once."""

    async def ended(_: aiohttp.ClientSession, __: SimpleNamespace, seen: aiohttp.TraceRequestEndParams) -> None:
        trip = TRIP.get(None)
        if trip is not None:
            trip.answered = True
            wide = seen.response.headers.get("X-RateLimit-Scope") == "global"
            trip.scope = Scope.TOKEN if wide else Scope.CHAT
            if seen.response.status == 429 and trip.limited:
                limit = _limit(seen.response.headers, trip)
                await trip.limited(limit.scope, limit.retry_after)

    config = aiohttp.TraceConfig()
    config.on_request_end.append(ended)
    return config


def refusal(error: BaseException, trip: Trip) -> Undelivered:
    """The failure an exception stands for. Its text holds no address: those of interactions are secrets."""
    match error:
        case discord.LoginFailure():
            return Locked(LOCKED)
        case discord.RateLimited():
            return Busy(error.retry_after, trip.scope)
        case discord.HTTPException():
            return _refused(error, trip)
        case aiohttp.ClientConnectorError():
            return Unreachable("no connection to Discord", sent=trip.answered)
        case TimeoutError():
            return Unreachable("Discord does not answer", sent=True)
        case aiohttp.ClientError() | OSError():
            return Unreachable(f"the connection to Discord broke ({type(error).__name__})", sent=True)
    return Unreachable(f"Discord's answer cannot be read ({type(error).__name__})", sent=True)


def _refused(error: discord.HTTPException, trip: Trip) -> Undelivered:
    """A status with Discord's own code, where it has one; without a code it comes from what stands before Discord."""
    if error.code in GONE:
        return Gone(*GONE[error.code])
    if error.status == 401:
        return Locked(LOCKED)
    if error.status == 429:
        return _limited(error, trip)
    if error.status >= 500 or not error.code:
        return Unreachable(f"Discord answers {error.status}", sent=error.status >= 500)
    if error.status == 403:
        return Gone(f"Discord forbids it ({error.code})", Paused.RIGHTS)
    return Unprintable(f"Discord answers {error.status}, code {error.code}: {_brief(error.text)}")


def _limited(error: discord.HTTPException, trip: Trip) -> Busy:
    return _limit(getattr(error.response, "headers", {}), trip)


def _limit(headers: Mapping[str, str], trip: Trip) -> Busy:
    try:
        seconds = float(headers.get("Retry-After", BANNED))
    except ValueError:
        seconds = BANNED
    # Without Discord's own mark the whole address is shut out, not one channel.
    return Busy(seconds, trip.scope if headers.get("Via") else Scope.TOKEN)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"
