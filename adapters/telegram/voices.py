"""How an answer is said in Telegram: what people see while it is sought, the messages it becomes, what may go wrong.

Works on: one answer at a time.
Comes in: the parts of an answer as the reception gives them.
Goes out: a typing mark; where sentences or stories come slowly a preview, in groups of a brief alone; the messages; a
    receipt.
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
from bot.adapter import Busy, Fixed, Gone, Locked, Moved, Undelivered, Unprintable, Unreachable
from bot.news import Chat, Notice, Paused, Piece, Portion, Posted, Receipt, Sentence
from bot.reception import Asker, Reception

TRIES = 4
"""How often a message of a conversation is tried where it surely did not arrive."""
START = "I may not write to you yet. Open my profile, press Start, and ask again."

log = logging.getLogger("daybrief.telegram")


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds: until typing is shown, until it is shown again, until a preview is, between two tries, and until what
    was posted in a group goes on."""

    typing: float = 0.3
    again: float = 4.5
    preview: float = 0.7
    retry: float = 1.0
    board: float = 4.0


@dataclass(slots=True)
class Meanwhile:
    """What is shown in a chat while an answer is sought: in private as a preview that is no message.

    In a group a brief is posted once its first stories are known, goes on once, and its last word takes its place:
    edits count against the group's limit.
    """

    hands: Hands
    chat: Chat
    mouth: Mouth
    tempo: Tempo
    draft: int
    reply_to: str = ""
    known: list[Sentence] = field(default_factory=list)
    portion: Portion | None = None
    posted: str = ""
    over: bool = False
    fresh: asyncio.Event = field(default_factory=asyncio.Event)
    posting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[Meanwhile]:
        """From entering to leaving."""
        showing = self._preview() if number_of(self.chat) > 0 else self._board()
        shows = [asyncio.create_task(self._typing()), asyncio.create_task(showing)]
        try:
            yield self
        finally:
            for show in shows:
                show.cancel()
            await asyncio.gather(*shows, return_exceptions=True)

    def knows(self, part: Sentence | Portion) -> None:
        """One sentence more of the answer, or more of the brief."""
        if isinstance(part, Portion):
            self.portion = part
        else:
            self.known.append(part)
        self.fresh.set()

    async def settled(self) -> str:
        """Nothing more is shown, and what was on its way has arrived: the number of the message in which it stands."""
        async with self.posting:
            self.over = True
        return self.posted

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
                brief = self.portion.brief if self.portion else None
                html = self.mouth.so_far(brief).html if brief else self.mouth.preview(self.known)
                await self.hands.draft(self.chat, self.draft, html)

    async def _board(self) -> None:
        """A group that is not free is shown nothing."""
        with contextlib.suppress(Undelivered):
            for pause in (self.tempo.preview, self.tempo.board):
                while self.portion is None or not self.fresh.is_set():
                    self.fresh.clear()
                    await self.fresh.wait()
                await asyncio.sleep(pause)
                self.fresh.clear()
                await self.hands.turn(self.chat, patient=False)
                await self._post(self.mouth.so_far(self.portion.brief))

    async def _post(self, message: Message) -> None:
        async with self.posting:
            if self.over:
                return
            if self.posted:
                await self.hands.edit(self.chat, self.posted, message)
            else:
                self.posted = await self.hands.send(self.chat, message, self.reply_to)


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
        parts: AsyncGenerator[Sentence | Portion | Piece, None],
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
        draft, said_to = number % 0x7FFFFFFF or 1, "" if asker.audience else reply_to
        shown = Meanwhile(self.hands, asker.seen_by, mouth, self.tempo, draft, said_to).shown()
        async with contextlib.aclosing(parts), shown as meanwhile:
            async for part in parts:
                if isinstance(part, Sentence | Portion):
                    meanwhile.knows(part)
                else:
                    piece = part
            stands = await meanwhile.settled()
        if piece is not None:
            try:
                await self._say(piece, mouth.render(piece, echo=echo), asker, number, said_to, stands)
            except Unheard:
                await (excuse or (lambda: self.notice(asker.chat, Notice(START), reply_to)))()

    async def _say(
        self, piece: Piece, messages: Sequence[Message], asker: Asker, number: int, reply_to: str, stands: str
    ) -> None:
        """The first message takes the place of the one that `stands`. Raises Unheard where nothing of a private answer
        could be said."""
        to, posted = asker.seen_by, list[Posted]()
        try:
            for message in messages:
                first = not posted
                to, sent = await self._sent(to, message, reply_to if first else "", stands if first else "")
                posted.append(Posted(sent, message.slugs))
        except Locked:
            raise
        except Undelivered as failure:
            await self._failed(failure, to, asker)
        if posted:
            if to != asker.seen_by:  # it moved meanwhile, and what it was told is told there
                asker = replace(asker, chat=to, audience=None)
            await self.reception.delivered(asker, Receipt(to, f"update{number}", tuple(posted)), piece)

    async def _sent(self, to: Chat, message: Message, reply_to: str, stands: str = "") -> tuple[Chat, str]:
        """Tried again where it surely did not arrive, and at the address a chat has moved to. Raises Undelivered."""
        for attempt in range(TRIES):
            try:
                await self.hands.turn(to)
                return to, await self._put(to, message, reply_to, stands)
            except (Moved, ThreadLost) as moved:
                new = moved.to if isinstance(moved, Moved) else Chat(to.adapter, to.room)
                await self.reception.moved(to, new)
                to, reply_to, stands = new, "", ""
            except (Busy, Unreachable) as failure:
                sent = isinstance(failure, Unreachable) and failure.sent and not stands
                if attempt == TRIES - 1 or sent or (isinstance(failure, Busy) and failure.retry_after >= LONGEST):
                    raise
                await self.sleep(self.tempo.retry * 2**attempt if isinstance(failure, Unreachable) else 0)
        raise Unreachable("the chat's address changes all the time", sent=False)

    async def _put(self, to: Chat, message: Message, reply_to: str, stands: str) -> str:
        """In the place of a message that stands there, or as a new one, as is what cannot be put there."""
        if stands:
            try:
                await self.hands.edit(to, stands, message)
                return stands
            except ThreadLost:
                raise
            except Fixed:  # what somebody deleted stays deleted
                return stands
            except Unprintable as error:
                log.error("Telegram does not let a message of ours be edited, another one is sent: %s", error.reason)
                await self.hands.turn(to)
        return await self.hands.send(to, message, reply_to)

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
