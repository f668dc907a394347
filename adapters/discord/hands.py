"""What we do in Discord: the one place that sends.

Works on: a client of the library that only asks, never listens, so that it outlives whatever happens to the gateway.
Comes in: messages and the rooms they are for.
Goes out: their numbers, or one of `bot.adapter`'s failures; every message takes its turn at the token's pace first.
Does not know: pieces, questions, who listens.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from pydantic import SecretStr

from adapters.discord import components
from adapters.discord.messages import Message
from adapters.discord.refusals import FAULTS, TRIP, Trip, refusal, trace
from bot.adapter import Busy, Unprintable
from bot.adapter import Scope as Limit
from bot.pace import Early, Pace, Scope

T = TypeVar("T")
SILENT = discord.AllowedMentions.none()
LONGEST_WAIT = 30.0
"""Seconds the library waits at a limit by itself; a longer one is ours to wait out."""
PATIENCE = 60.0
"""Seconds until a request counts as lost, the library's own waits and repetitions among them."""

log = logging.getLogger("daybrief.discord")


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds between two requests on average: of the token, of one channel; how many may come at once.

    95 % of Discord's 50 requests a second, and of the five messages in five seconds a channel takes. Signs that
    we write share the token's rate with messages: at most one slot in ten is theirs.
    """

    token: float = 1 / 47.5
    channel: float = 1.05
    burst: int = 2
    typing: float = 0.2


class Hands:
    """Sends for one token. Numbers of rooms and messages are texts; a room `@77` is the person 77 alone."""

    def __init__(self, token: SecretStr, pace: Pace, rates: Rates, patience: float = PATIENCE) -> None:
        self._token = token
        self._pace = pace
        self._rates = rates
        self._wide = Scope("discord", rates.token, wide=True)
        self._patience = patience
        self._client: discord.Client | None = None
        self._door = asyncio.Lock()
        self._alone: dict[str, int] = {}

    async def client(self) -> discord.Client:
        """The library's client, logged in. Raises Undelivered."""
        async with self._door:
            if self._client is None:
                client = discord.Client(
                    intents=discord.Intents(guilds=True), max_messages=None, max_ratelimit_timeout=LONGEST_WAIT,
                    http_trace=trace(), allowed_mentions=SILENT,
                )  # fmt: skip
                try:
                    await self._asked(lambda: client.login(self._token.get_secret_value()))
                except BaseException:
                    await client.close()
                    raise
                self._client = client
            return self._client

    async def close(self) -> None:
        """Lets the connections go; the next request opens them again."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def turn(self, room: str, *, patient: bool = True) -> None:
        """Waits for a slot in a room. Raises Busy where an impatient one would wait for the room alone."""
        await self._turn(
            [self._wide, Scope(f"discord:{room}", self._rates.channel, self._rates.burst)], patient=patient
        )

    async def _turn(self, scopes: Sequence[Scope], *, patient: bool) -> None:
        try:
            await self._pace.turn(scopes, patient=patient)
        except Early as early:
            raise Busy(early.seconds, Limit.CHAT) from None

    async def send(self, room: str, message: Message, nonce: str, reply_to: str = "") -> str:
        """Posts a message whose turn it is; its number. Under a nonce Discord has just seen, that of the first.

        What Discord cannot read is posted once more in plain words. Raises Undelivered.
        """
        try:
            return await self._send(room, message, nonce, reply_to)
        except _Deleted:
            raise
        except _NoReply:
            reply_to = ""
        except Unprintable as error:
            log.error("Discord: a message of ours cannot be read, it goes out in plain words: %s", error.reason)
            message = message.bare()
        await self.turn(room)
        return await self._send(room, message, nonce, reply_to)

    async def _send(self, room: str, message: Message, nonce: str, reply_to: str) -> str:
        channel = await self._channel(room)
        view = components.layout(message)
        # The library passes any nonce on as text, and asks Discord to enforce it; its types know numbers alone.
        more: dict[str, Any] = {"nonce": nonce}
        if reply_to:
            number, place = int(reply_to), channel.id
            more["reference"] = discord.MessageReference(message_id=number, channel_id=place, fail_if_not_exists=False)
        posted = await self._asked(
            lambda: channel.send(
                view=view, suppress_embeds=True, allowed_mentions=SILENT, mention_author=False, **more
            ),
            room,
        )
        return str(posted.id)

    async def edit(self, room: str, number: str, message: Message) -> None:
        """Puts other words in a message of ours; one that was deleted stays so. Raises Undelivered."""
        channel = await self._channel(room)
        part = channel.get_partial_message(int(number))
        view = components.layout(message)
        with contextlib.suppress(_Deleted):
            await self._asked(lambda: part.edit(view=view, allowed_mentions=SILENT), room)

    async def typing(self, room: str) -> None:
        """Shows for ten seconds that an answer is being written. Raises Undelivered, also where too many are shown."""
        await self._turn([self._wide, Scope("discord:typing", self._rates.typing)], patient=False)
        channel = await self._channel(room)
        await self._asked(lambda: channel.typing(), room)

    async def _channel(self, room: str) -> discord.PartialMessageable:
        client = await self.client()
        if not room.startswith("@"):
            return client.get_partial_messageable(int(room))
        if room not in self._alone:
            person = discord.Object(int(room[1:]))
            opened: discord.DMChannel = await self._asked(lambda: client.create_dm(person), room)
            self._alone[room] = opened.id
        return client.get_partial_messageable(self._alone[room])

    async def _asked(self, request: Callable[[], Awaitable[T]], room: str = "") -> T:
        """A request and its answer. Here, and only here, what the library raises becomes the border's failures."""
        trip = Trip()
        TRIP.set(trip)
        try:
            async with asyncio.timeout(self._patience):
                return await request()
        except FAULTS as error:
            code = getattr(error, "code", 0)
            if code in SPECIAL:
                raise SPECIAL[code](str(code)) from None
            failure = refusal(error, trip)
        if isinstance(failure, Busy):
            scope = "discord" if failure.scope is Limit.TOKEN or not room else f"discord:{room}"
            await self._pace.blocked(scope, failure.retry_after)
        raise failure


class _Deleted(Unprintable):
    """The message is not there any more: deleted by somebody, also just after it was posted."""


class _NoReply(Unprintable):
    """The bot may write there, but not read what was written before: it cannot reply."""


SPECIAL = {10008: _Deleted, 160002: _NoReply}
"""Discord's error codes that are settled here."""
