"""How an answer is said in Telegram: what people see while it is sought, the messages it becomes, what may go wrong.

Works on: one answer at a time.
Comes in: the parts of an answer as the reception gives them.
Goes out: a typing mark, a preview in private chats where sentences come slowly, the messages; a receipt.
Does not know: what was asked, or who may ask.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from adapters.telegram.hands import LONGEST, Hands, ThreadLost, number_of
from adapters.telegram.messages import Message
from adapters.telegram.mouth import Mouth
from bot.adapter import Busy, Gone, Locked, Moved, Undelivered, Unreachable
from bot.news import Chat, Notice, Paused, Piece, Posted, Receipt, Sentence
from bot.reception import Asker, Reception

TRIES = 4
"""How often a message of a conversation is tried where it surely did not arrive."""
START = "I may not write to you yet. Open my profile, press Start, and ask again."

log = logging.getLogger("daybrief.telegram")


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds: until typing is shown, until it is shown again, until a preview is, between two tries."""

    typing: float = 0.3
    again: float = 4.5
    preview: float = 0.7
    retry: float = 1.0


@dataclass(slots=True)
class Meanwhile:
    """What is shown in a chat while an answer is sought."""

    hands: Hands
    chat: Chat
    mouth: Mouth
    tempo: Tempo
    draft: int
    known: list[Sentence] = field(default_factory=list)
    fresh: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[Meanwhile]:
        """From entering to leaving."""
        shows = [asyncio.create_task(self._typing())]
        if number_of(self.chat) > 0:  # only private chats have previews that are no messages
            shows.append(asyncio.create_task(self._preview()))
        try:
            yield self
        finally:
            for show in shows:
                show.cancel()
            await asyncio.gather(*shows, return_exceptions=True)

    def knows(self, sentence: Sentence) -> None:
        """One sentence more of the answer."""
        self.known.append(sentence)
        self.fresh.set()

    async def _typing(self) -> None:
        await asyncio.sleep(self.tempo.typing)
        with contextlib.suppress(Undelivered):
            while True:
                await self.hands.typing(self.chat)
                await asyncio.sleep(self.tempo.again)

    async def _preview(self) -> None:
        """What came within a moment is shown at once; a chat that is not free is shown nothing."""
        with contextlib.suppress(Undelivered):
            while True:
                await self.fresh.wait()
                await asyncio.sleep(self.tempo.preview)
                self.fresh.clear()
                await self.hands.turn(self.chat, patient=False)
                await self.hands.draft(self.chat, self.draft, self.mouth.preview(self.known))


class Unheard(Exception):
    """A person has not let us write to them."""


@dataclass(slots=True)
class Voices:
    """Says answers. `mouth` gives one that speaks as of now."""

    reception: Reception
    hands: Hands
    mouth: Callable[[], Mouth]
    tempo: Tempo = field(default_factory=Tempo)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def answer(
        self,
        parts: AsyncGenerator[Sentence | Piece, None],
        asker: Asker,
        number: int,
        reply_to: str,
        *,
        echo: bool,
        excuse: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Says an answer where the asker sees it. Raises Locked; what else fails is logged. `number`: the update's.

        `excuse` says to whoever has not let us write to them that this is so; by default a line in the chat does.
        """
        mouth = self.mouth()
        piece: Piece | None = None
        draft = number % 0x7FFFFFFF or 1
        async with (
            contextlib.aclosing(parts),
            Meanwhile(self.hands, asker.seen_by, mouth, self.tempo, draft).shown() as meanwhile,
        ):
            async for part in parts:
                if isinstance(part, Sentence):
                    meanwhile.knows(part)
                else:
                    piece = part
        if piece is not None:
            try:
                await self._say(piece, mouth.render(piece, echo=echo), asker, number, reply_to)
            except Unheard:
                await (excuse or (lambda: self.notice(asker.chat, Notice(START), reply_to)))()

    async def _say(self, piece: Piece, messages: Sequence[Message], asker: Asker, number: int, reply_to: str) -> None:
        """Raises Unheard where nothing of a private answer could be said."""
        to, posted = asker.seen_by, list[Posted]()
        try:
            for message in messages:
                to, sent = await self._sent(to, message, "" if posted or asker.audience else reply_to)
                posted.append(Posted(sent, message.slugs))
        except Locked:
            raise
        except Undelivered as failure:
            await self._failed(failure, to, asker)
        if posted:
            if to != asker.seen_by:  # it moved meanwhile, and what it was told is told there
                asker = replace(asker, chat=to, audience=None)
            await self.reception.delivered(asker, Receipt(to, f"update{number}", tuple(posted)), piece)

    async def _sent(self, to: Chat, message: Message, reply_to: str) -> tuple[Chat, str]:
        """Tried again where it surely did not arrive, and at the address a chat has moved to. Raises Undelivered."""
        for attempt in range(TRIES):
            try:
                await self.hands.turn(to)
                return to, await self.hands.send(to, message, reply_to)
            except (Moved, ThreadLost) as moved:
                new = moved.to if isinstance(moved, Moved) else Chat(to.adapter, to.room)
                await self.reception.moved(to, new)
                to, reply_to = new, ""
            except (Busy, Unreachable) as failure:
                sent = isinstance(failure, Unreachable) and failure.sent
                if attempt == TRIES - 1 or sent or (isinstance(failure, Busy) and failure.retry_after >= LONGEST):
                    raise
                await self.sleep(self.tempo.retry * 2**attempt if isinstance(failure, Unreachable) else 0)
        raise Unreachable("the chat's address changes all the time", sent=False)

    async def _failed(self, failure: Undelivered, to: Chat, asker: Asker) -> None:
        log.warning("an answer in %s was not delivered: %s", to, failure)
        if isinstance(failure, Gone) and asker.audience is not None and asker.audience != asker.chat:
            raise Unheard
        if isinstance(failure, Gone) and failure.paused is Paused.BLOCKED:
            await self.reception.shut_out(to)

    async def notice(self, chat: Chat, notice: Notice, reply_to: str = "") -> None:
        """Says a word of our own. Raises Locked; where it cannot be said it is not."""
        try:
            for message in self.mouth().render(notice):
                await self._sent(chat, message, reply_to)
        except Locked:
            raise
        except Undelivered as failure:
            log.warning("a notice in %s was not delivered: %s", chat, failure)
