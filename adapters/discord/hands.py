"""What we do in Discord: the one place that sends.

Works on: a client of the library that only asks, never listens, so that it outlives whatever happens to the gateway.
Comes in: messages and the rooms they are for.
Goes out: their numbers, or one of `bot.adapter`'s failures; every message takes its turn at the token's pace first.
Does not know: pieces, questions, who listens.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import discord
from pydantic import SecretStr

from adapters.discord import components
from adapters.discord.messages import Message
from adapters.discord.refusals import FAULTS, TRIP, Trip, refusal, trace
from bot.adapter import Busy, Fixed, Unprintable
from bot.adapter import Scope as Limit
from bot.pace import Early, Pace, Scope

T = TypeVar("T")
SILENT = discord.AllowedMentions.none()
LONGEST_WAIT = 30.0
"""Seconds the library waits at a limit by itself; a longer one is ours to wait out."""
LOGIN = 6
"""The place a login takes in the line: it is two requests at once, which may be quicker on their way than messages."""
PATIENCE = 60.0
"""Seconds until a request counts as lost, the library's own waits and repetitions among them."""

log = logging.getLogger("daybrief.discord")


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds between two requests on average: of the token, of one channel; how many may come at once.

    99 % of Discord's 50 requests a second: then they may come 10 ms late before any is refused. Of the five messages in
    five seconds a channel takes, two at once and the others in 95 % of the rate that is left. A token begins at `first`
    of its rate, until nothing was refused for a while. Signs that we write share it: at most one slot in ten is theirs.
    """

    token: float = 1 / 49.5
    channel: float = 1.32
    burst: int = 2
    typing: float = 0.2
    first: float = 0.995
    slack: float = 0.01


class Hands:
    """Sends for one token. Numbers of rooms and messages are texts; a room `@77` is the person 77 alone."""

    def __init__(self, token: SecretStr, pace: Pace, rates: Rates, patience: float = PATIENCE) -> None:
        self._token = token
        self._pace = pace
        self._rates = rates
        self._wide = Scope("discord", rates.token, wide=True, first=rates.first, slack=rates.slack)
        self._patience = patience
        self._client: discord.Client | None = None
        self._door = asyncio.Lock()
        self._alone: dict[str, int] = {}

    async def client(self, *, patient: bool = True) -> discord.Client:
        """The library's client, logged in. Raises Undelivered."""
        async with self._door:
            if self._client is None:
                await self._turn([replace(self._wide, every=self._wide.every * LOGIN)], patient=patient)
                await asyncio.sleep(self._wide.every * LOGIN / 2)
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

    async def turn(
        self, room: str, *, patient: bool = True, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Waits for a slot in a room; `ready` is done just before it.

        Before, what is not ready yet is made so, which takes requests of its own: the client, a person's room. Raises
        Busy where an impatient one would wait for the room alone, and Undelivered.
        """
        if room.startswith("@") or room.isdecimal():
            await self._channel(room, patient=patient)
        scope = Scope(f"discord:{room}", self._rates.channel, self._rates.burst)
        await self._turn([self._wide, scope], patient=patient, ready=ready)

    async def _turn(
        self, scopes: Sequence[Scope], *, patient: bool, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        try:
            await self._pace.turn(scopes, patient=patient, ready=ready)
        except Early as early:
            raise Busy(early.seconds, Limit.CHAT) from None

    async def aside(
        self, name: str, request: Callable[[], Awaitable[T]], special: Mapping[int, type[Unprintable]] | None = None
    ) -> T:
        """A request that is no message, at the token's pace, and with a limit of its own. Raises Undelivered."""
        await self.turn(name)
        return await self._asked(request, name, special, kind="aside")

    async def send(
        self,
        room: str,
        message: Message,
        nonce: str,
        reply_to: str = "",
        allowed: discord.AllowedMentions = SILENT,
        *,
        silent: bool = False,
    ) -> str:
        """Posts a message whose turn it is; its number. Under a nonce Discord has just seen, that of the first.

        `allowed` are those whom it may call; a `silent` one notifies nobody. What Discord cannot read is posted once
        more in plain words. Raises Undelivered.
        """
        manner: dict[str, Any] = {"allowed_mentions": allowed, "silent": silent}
        try:
            return await self._send(room, message, nonce, reply_to, manner)
        except _Deleted:
            raise
        except _NoReply:
            reply_to = ""
        except Unprintable as error:
            log.error("Discord: a message of ours cannot be read, it goes out in plain words: %s", error.reason)
            message = message.bare()
        await self.turn(room)
        return await self._send(room, message, nonce, reply_to, manner)

    async def _send(self, room: str, message: Message, nonce: str, reply_to: str, manner: Mapping[str, Any]) -> str:
        channel = await self._channel(room)
        view = components.layout(message)
        # The library passes any nonce on as text, and asks Discord to enforce it; its types know numbers alone.
        more: dict[str, Any] = {"nonce": nonce, **manner}
        if reply_to:
            number, place = int(reply_to), channel.id
            more["reference"] = discord.MessageReference(message_id=number, channel_id=place, fail_if_not_exists=False)
        posted = await self._asked(
            lambda: channel.send(view=view, suppress_embeds=True, mention_author=False, **more),
            room,
            kind="send",
        )
        return str(posted.id)

    async def edit(self, room: str, number: str, message: Message) -> None:
        """Puts other words in a message of ours. Raises Undelivered; Fixed where it is gone or cannot be changed."""
        channel = await self._channel(room)
        part = channel.get_partial_message(int(number))
        view = components.layout(message)
        try:
            await self._asked(lambda: part.edit(view=view, allowed_mentions=SILENT), room, EDITING, kind="edit")
        except (_Deleted, _Closed) as reason:
            raise Fixed(f"Discord's code {reason.reason}") from None

    async def typing(self, room: str) -> None:
        """Shows for ten seconds that an answer is being written. Raises Undelivered, also where too many are shown."""
        await self._turn([self._wide, Scope("discord:typing", self._rates.typing)], patient=False)
        channel = await self._channel(room)
        await self._asked(lambda: channel.typing(), room, kind="typing")

    async def _channel(self, room: str, *, patient: bool = True) -> discord.PartialMessageable:
        client = await self.client(patient=patient)
        if not room.startswith("@"):
            return client.get_partial_messageable(int(room))
        if room not in self._alone:
            person = discord.Object(int(room[1:]))
            await self._turn([self._wide], patient=patient)
            opened: discord.DMChannel = await self._asked(lambda: client.create_dm(person), room, kind="open")
            self._alone[room] = opened.id
        return client.get_partial_messageable(self._alone[room])

    async def _asked(
        self,
        request: Callable[[], Awaitable[T]],
        room: str = "",
        special: Mapping[int, type[Unprintable]] | None = None,
        *,
        kind: str = "",
    ) -> T:
        """A request and its answer. Here, and only here, what the library raises becomes the border's failures.

        One that takes turns is of a `kind`.
        """
        trip = Trip(limited=partial(self._limited, room))
        TRIP.set(trip)
        try:
            async with asyncio.timeout(self._patience):
                return await (self._pace.timed(request, kind) if kind else request())
        except FAULTS as error:
            code = getattr(error, "code", 0)
            if code in (special or SPECIAL):
                raise (special or SPECIAL)[code](str(code)) from None
            failure = refusal(error, trip)
        if isinstance(failure, Busy):
            await self._limited(room, failure.scope, failure.retry_after)
        raise failure

    async def _limited(self, room: str, scope: Limit, seconds: float) -> None:
        """Nothing leaves in the scope that Discord refused, from any process; the library waits in its own alone."""
        name = "discord" if scope is Limit.TOKEN or not room else f"discord:{room}"
        await self._pace.blocked(name, seconds)


class _Deleted(Unprintable):
    """The message is not there any more: deleted by somebody, also just after it was posted."""


class _NoReply(Unprintable):
    """The bot may write there, but not read what was written before: it cannot reply."""


class _Closed(Unprintable):
    """The message is not ours, was changed too often, or its thread is closed: a new one may still be posted."""


SPECIAL: dict[int, type[Unprintable]] = {10008: _Deleted, 160002: _NoReply}
"""Discord's error codes that are settled here."""
EDITING = SPECIAL | {30046: _Closed, 50005: _Closed, 50021: _Closed, 50083: _Closed}
"""The same where a message is changed."""
