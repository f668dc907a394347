"""Where an answer is said: aloud in the channel, or aside to whoever asked.

Works on: one question's answer, from its first sentence or story to its last message.
Comes in: messages.
Goes out: the same, posted; their numbers.
Does not know: pieces, questions, who may ask.

People can reply only to ordinary messages (Discord gives us no text of a reply to an interaction's answer), so what is
told to a channel is posted into it; the interaction's own answer shows that we are at work, carries previews, and goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

import discord

from adapters.discord import components
from adapters.discord.hands import SILENT, Hands
from adapters.discord.messages import Message
from adapters.discord.refusals import FAULTS, Trip, refusal
from bot.adapter import Fixed, Locked, Undelivered, Unprintable, Unreachable
from bot.news import Posted

T = TypeVar("T")
AGAIN = 1.0
"""Seconds after which a message of a conversation whose answer was lost is sent once more, under the same nonce."""

log = logging.getLogger("daybrief.discord")


class Voice(Protocol):
    """Says one answer. Both raise Undelivered."""

    async def preview(self, message: Message) -> None:
        """Shows what is known so far; where it would have to wait, it is not shown."""
        ...

    async def say(self, messages: Sequence[Message]) -> tuple[Posted, ...]:
        """Says it all."""
        ...


class Unfolding:
    """Shows a brief as far as it goes, at most once in `pause` seconds, while the rest of it is being worded."""

    def __init__(self, voice: Voice, pause: float) -> None:
        self.voice = voice
        self.pause = pause
        self._newest: Message | None = None
        self._fresh = asyncio.Event()
        self._showing = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[Unfolding]:
        """From entering to leaving: what is on its way then arrives, for the last word takes its place."""
        show = asyncio.create_task(self._show())
        try:
            yield self
            await self._showing.acquire()
        finally:
            show.cancel()
            await asyncio.gather(show, return_exceptions=True)

    def knows(self, message: Message) -> None:
        """More of the brief."""
        self._newest = message
        self._fresh.set()

    async def _show(self) -> None:
        """What is not shown early is told later."""
        while await self._fresh.wait():
            await asyncio.sleep(self.pause)
            self._fresh.clear()
            async with self._showing:
                if self._newest is not None:
                    with contextlib.suppress(Undelivered):
                        await self.voice.preview(self._newest)


class Aside:
    """Answers in the interaction itself: where it was deferred for the one who asked, nobody else sees it."""

    def __init__(self, hands: Hands, interaction: discord.Interaction, *, private: bool) -> None:
        self.hands = hands
        self.interaction = interaction
        self.private = private

    async def preview(self, message: Message) -> None:
        await self._first(message, patient=False)

    async def say(self, messages: Sequence[Message]) -> tuple[Posted, ...]:
        numbers = [await self._legibly(self._first, messages[0])]
        numbers += [await self._legibly(self._next, message) for message in messages[1:]]
        return tuple(Posted(n, m.slugs) for n, m in zip(numbers, messages, strict=True))

    async def _legibly(self, say: Callable[[Message], Awaitable[str]], message: Message) -> str:
        try:
            return await say(message)
        except Unprintable:
            return await say(message.bare())

    async def _first(self, message: Message, *, patient: bool = True) -> str:
        view = components.layout(message)
        return await self._asked(
            lambda: self.interaction.edit_original_response(view=view, allowed_mentions=SILENT), patient=patient
        )

    async def _next(self, message: Message) -> str:
        view = components.layout(message)
        return await self._asked(
            lambda: self.interaction.followup.send(
                view=view, ephemeral=self.private, allowed_mentions=SILENT, suppress_embeds=True, wait=True
            )
        )

    async def _asked(self, request: Callable[[], Awaitable[discord.Message]], *, patient: bool = True) -> str:
        await self.hands.turn(f"aside {self.interaction.id}", patient=patient)
        return str((await asked(request)).id)


class Aloud:
    """Posts into the channel, as a reply to `reply_to` where there is one; the first preview becomes the first message.

    With an interaction its deferred answer carries the previews and is taken away at the end; where the bot may not
    write into the channel, it carries the answer.
    """

    def __init__(
        self, hands: Hands, room: str, nonce: str, reply_to: str = "", interaction: discord.Interaction | None = None
    ) -> None:
        self.hands = hands
        self.room = room
        self.nonce = nonce
        self.reply_to = reply_to
        self.aside = Aside(hands, interaction, private=False) if interaction else None
        self.shown = ""
        self.unsure = False
        """Whether a preview may stand in the channel of which no number is known."""

    async def preview(self, message: Message) -> None:
        if self.aside:
            await self.aside.preview(message)
        elif self.shown:
            await self.hands.turn(self.room, patient=False)
            with contextlib.suppress(Fixed):
                await self.hands.edit(self.room, self.shown, message)
        else:
            self.shown = await self._post(0, message, patient=False)

    async def say(self, messages: Sequence[Message]) -> tuple[Posted, ...]:
        try:
            posted = tuple([Posted(await self._place(i, message), message.slugs) for i, message in enumerate(messages)])
        except Undelivered as error:
            if self.aside is None or isinstance(error, Locked):
                raise
            return await self.aside.say(messages)
        if self.aside:
            with contextlib.suppress(Undelivered):
                await asked(self.aside.interaction.delete_original_response)
        return posted

    async def _place(self, part: int, message: Message) -> str:
        """A preview whose answer was lost has the nonce of the first message: that is posted as the preview, and put
        right."""
        if part:
            return await self._post(part, message)
        stands = bool(self.shown) or self.unsure
        self.shown = self.shown or await self._post(0, message)
        if stands:
            await self._edited(message)
        return self.shown

    async def _edited(self, message: Message) -> None:
        """The last word in the place of a preview: once more where its answer was lost, else in plain words."""
        await self.hands.turn(self.room)
        try:
            return await self.hands.edit(self.room, self.shown, message)
        except Fixed:  # what somebody deleted stays deleted
            return
        except Unreachable:
            await asyncio.sleep(AGAIN)
        except Unprintable as error:
            log.error("Discord: a message of ours cannot be read, it is shown in plain words: %s", error.reason)
            message = message.bare()
        await self.hands.turn(self.room)
        with contextlib.suppress(Fixed):
            await self.hands.edit(self.room, self.shown, message)

    async def _post(self, part: int, message: Message, *, patient: bool = True) -> str:
        """Sent once more where the answer was lost: under one nonce Discord posts it once."""
        reply_to, nonce = self.reply_to if part == 0 else "", f"{self.nonce}.{part}"
        await self.hands.turn(self.room, patient=patient)
        try:
            return await self.hands.send(self.room, message, nonce, reply_to)
        except Unreachable:
            self.unsure = True
            await asyncio.sleep(AGAIN)
        await self.hands.turn(self.room)
        return await self.hands.send(self.room, message, nonce, reply_to)


async def asked(request: Callable[[], Awaitable[T]]) -> T:
    """A request of an interaction. A token refused is then the interaction's, which lasts 15 minutes; not ours."""
    try:
        async with asyncio.timeout(30.0):
            return await request()
    except FAULTS as error:
        failure = refusal(error, Trip())
    raise Unreachable("the interaction is over", sent=False) if isinstance(failure, Locked) else failure
