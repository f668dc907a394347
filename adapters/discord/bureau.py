"""The bureau in Discord: the adapter itself.

Works on: hands that send, and ears that are replaced when they die.
Comes in: pieces for a chat; a reception for whoever speaks to us.
Goes out: receipts, or `bot.adapter`'s failures.
Does not know: what news is, how anything looks.

The library gives a connection up where its beginning cannot be read, and where it is closed for good; we do where it
breaks off again and again. Then the whole client is thrown away, and a new one identifies after a pause that grows:
Discord allows 1,000 a day.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.gateway import KeepAliveHandler
from pydantic import SecretStr

from adapters import standing
from adapters.discord import mouth
from adapters.discord.ears import NAME, Ears, Storms, Tempo
from adapters.discord.hands import Hands
from adapters.discord.messages import Message, calling
from adapters.discord.refusals import LOCKED, TOKEN
from adapters.discord.rooms import NOBODY, Call, Rooms
from bot.adapter import Fixed, Gone, Locked, Log
from bot.news import PLAIN, Alert, Chat, Manner, Piece, Posted, Receipt

if TYPE_CHECKING:
    from bot.reception import Reception

MEMORY = timedelta(minutes=2)
"""Discord knows a nonce for "the past few minutes"; we count on two."""
REFUSED = {
    4004: LOCKED,
    4010: f"Discord refuses the shard; one process alone may listen with this {TOKEN}",
    4011: "Discord wants this bot sharded: it is in more than 2,500 servers, which this release cannot serve",
    4013: "Discord does not know the intents asked for; a newer Daybrief is needed",
    4014: "Discord refuses the intents asked for; look at the bot's page at discord.com/developers (Bot, Intents)",
}
"""Close codes that no second try mends
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes)."""

log = logging.getLogger("daybrief.discord")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds before a new client: at first, at most; how long one must live for the count to begin again; and how long
    what it was answering may take when it ends."""

    first: float = 5.0
    most: float = 300.0
    healthy: float = 900.0
    grace: float = 3.0

    def after(self, failures: int) -> float:
        """Between half and the whole of what doubles with every failure."""
        return random.uniform(0.5, 1.0) * min(self.most, self.first * 2.0 ** min(failures, 16))


@dataclass(frozen=True, slots=True)
class _Slip:
    """One message on its way: under which nonce, to what it replies, whom it calls."""

    message: Message
    nonce: str
    reply_to: str
    call: Call
    silent: bool


async def _closed(client: discord.Client) -> None:
    """Closes a client, and stops the heartbeat of a connection that was called off before the client had it.

    Closing the client does not; it is a thread, and would go on to beat into a loop that has ended.
    """
    await client.close()
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is client._connection:
            thread.stop()


class Discord:
    """One bot token. See `bot.adapter.Adapter`."""

    name = NAME
    memory = MEMORY

    def __init__(self, token: SecretStr, hands: Hands, pauses: Pauses, tempo: Tempo) -> None:
        self.trouble = "not connected yet"
        self._token = token
        self._hands = hands
        self._rooms = Rooms(hands)
        self._pauses = pauses
        self._tempo = tempo
        self._storms = Storms()

    async def run(self, reception: Reception) -> None:
        """Listens until cancelled. Raises Locked."""
        now = asyncio.get_running_loop().time
        failures = 0
        try:
            while True:
                began = now()
                reason = await self._listen(reception)
                failures = 0 if now() - began > self._pauses.healthy else failures + 1
                pause = self._pauses.after(failures)
                self.trouble = f"not connected: {reason}"
                log.error("Discord: the connection ended (%s); a new one in %.1f s", reason, pause)
                await asyncio.sleep(pause)
        finally:
            await self._hands.close()

    async def _listen(self, reception: Reception) -> str:
        """One client, to its end; what ended it, in a few words. Raises Locked."""
        ears = Ears(reception, self._hands, self._tempo, self._heard, self._storms)
        reason = "it broke off again and again"
        try:
            await self._until_ended(ears)
        except discord.LoginFailure:
            raise Locked(LOCKED) from None
        except discord.PrivilegedIntentsRequired:
            raise Locked(REFUSED[4014]) from None
        except discord.ConnectionClosed as closed:
            if closed.code in REFUSED:
                raise Locked(REFUSED[closed.code]) from None
            reason = f"code {closed.code}"
        except Exception as error:  # a malformed event may raise anything in the library: this is the top of its loop
            reason = type(error).__name__
            log.debug("Discord: the connection ended", exc_info=True)
        finally:
            try:
                await ears.finish(self._pauses.grace)
            finally:  # called off again or not
                await asyncio.shield(_closed(ears))
        if ears.lost:
            raise ears.lost
        return reason

    async def _until_ended(self, ears: Ears) -> None:
        """Listens until the library gives up, or an answer finds the token refused."""
        listening = asyncio.ensure_future(ears.start(self._token.get_secret_value()))
        ended = asyncio.ensure_future(ears.ended.wait())
        try:
            await asyncio.wait([listening, ended], return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                await listening
        finally:
            listening.cancel()
            ended.cancel()
            await asyncio.gather(listening, ended, return_exceptions=True)

    def _heard(self, trouble: str) -> None:
        self.trouble = trouble

    async def post(
        self,
        chat: Chat,
        piece: Piece,
        key: str,
        done: Sequence[Posted] = (),
        log: Log | None = None,
        reply_to: str = "",
        manner: Manner = PLAIN,
    ) -> Receipt:
        """Says a piece in a channel, part i under the nonce `key.i`; needs no connection to the gateway.

        An alert goes into the thread of its story, or begins it, where the manner has threads.
        """
        posted, messages = list(done), mouth.render(piece, manner=manner)
        story = piece.item.headline if manner.threads and isinstance(piece, Alert) else None
        thread = done[0].thread if done else "" if story is None else reply_to
        call = await self._rooms.call(chat.room, manner.mention) if manner.mention and not done else NOBODY
        for part in range(len(done), len(messages)):
            called, replied = (NOBODY, "") if part else (call, reply_to)
            slip = _Slip(calling(messages[part], called.words), f"{key}.{part}", replied, called, manner.silent)
            ready = partial(log.departing, part) if log else None
            posted.append(await self._posted(chat.room, thread, slip, ready))
            if log:
                await log.arrived(posted[-1])
        if story is not None and not reply_to and not posted[0].thread:
            await self._rooms.thread(chat.room, posted[0].message, story, again=len(done) == len(messages))
        return Receipt(chat, key, tuple(posted))

    async def _posted(self, room: str, thread: str, slip: _Slip, ready: Callable[[], Awaitable[None]] | None) -> Posted:
        """A part, in a thread where that is open to us, else in the room, as a reply. Raises Undelivered."""
        if thread:
            await self._hands.turn(thread, patient=False, ready=ready)
            try:
                return Posted(await self._sent(thread, replace(slip, reply_to="")), slip.message.slugs, thread)
            except Gone as reason:
                log.info("Discord: a story's thread is not open to us: %s", reason)
        await self._hands.turn(room, patient=False, ready=None if thread else ready)
        return Posted(await self._sent(room, slip), slip.message.slugs)

    async def _sent(self, room: str, slip: _Slip) -> str:
        return await self._hands.send(
            room, slip.message, slip.nonce, slip.reply_to, slip.call.allowed, silent=slip.silent
        )

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        """Puts a piece in the place of what was posted; what it has no place for any more says so.

        The first edit does not wait for the channel's turn: whoever waits for long goes back to its queue.
        """
        told = partial(mouth.render, manner=manner, edited=True)
        stood, patient = told(former) if former else [], False
        for part, message in standing.revised(receipt.messages, stood, told(piece), mouth.withdrawn()):
            posted = receipt.messages[part]
            await self._hands.turn(posted.thread or receipt.chat.room, patient=patient)
            await self._edited(receipt.chat.room, posted, message)
            patient = True

    async def _edited(self, room: str, posted: Posted, message: Message) -> None:
        """A thread that is gone or shut is not its channel, which stays open to us. Raises Undelivered."""
        try:
            await self._hands.edit(posted.thread or room, posted.message, message)
        except Gone as reason:
            raise (Fixed(str(reason)) if posted.thread else reason) from None
