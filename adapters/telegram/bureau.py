"""Daybrief's bureau in Telegram: keeps listening whatever happens, and posts what the courier brings.

Works on: Telegram's long polling, read update by update, so that one nobody can read stops no other.
Comes in: updates; pieces for chats.
Goes out: updates to `ears`, many at once but those of one person in order; receipts.
Does not know: what is asked, how an answer looks.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import telegram
from telegram.error import Conflict, TelegramError

from adapters import layout, standing
from adapters.telegram.ears import KINDS, Ears
from adapters.telegram.hands import Hands, Patience, ThreadLost
from adapters.telegram.messages import calling, moved_up
from adapters.telegram.mouth import Mouth
from adapters.telegram.refusals import NAME, refusal
from adapters.telegram.voices import Tempo, Voices
from bot import commands
from bot.adapter import Busy, Locked, Log, Moved, Undelivered
from bot.news import PLAIN, Alert, Brief, Chat, Correction, Manner, Piece, Posted, Receipt
from bot.reception import Reception

AT_ONCE, OF_CHAT, OF_PERSON = 2_000, 24, 6
"""Updates in hand at once: in all, of one chat, of one person there; what is said beyond that is not carried out."""
DRAIN = 3.0
"""Seconds that whoever was heard may still be answered in once we are told to stop."""
DESCRIPTION = 256
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)

log = logging.getLogger("daybrief.telegram")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds after a failed poll: the first time, and at most."""

    first: float = 1.0
    longest: float = 8.0


class Telegram:
    """One bot on Telegram. `malformed` counts updates nobody could read, `unheard` those of chats that say too much."""

    name = NAME
    memory = timedelta(0)

    def __init__(
        self, hands: Hands, clock: Callable[[], datetime], zone: str, patience: Patience, pauses: Pauses, tempo: Tempo
    ) -> None:
        self.hands, self.clock, self.zone = hands, clock, ZoneInfo(zone)
        self.patience, self.pauses, self.tempo = patience, pauses, tempo
        self.trouble = ""
        self.malformed = self.unheard = self._faults = self._offset = 0
        self._hearing: set[asyncio.Task[None]] = set()
        self._busy: Counter[int | tuple[int, int]] = Counter()
        self._excused: set[tuple[int, int]] = set()
        self._order: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    # --- listening ---------------------------------------------------------------------------------------------------

    async def run(self, reception: Reception) -> None:
        """Listens and answers until cancelled. Raises Locked."""
        self.zone = ZoneInfo(reception.zone)
        await self.hands.open()
        try:
            me = await self._insisted(lambda: self.hands.asked(self.hands.bot.get_me))
            log.info("Telegram: connected as @%s", me.username)
            await self._menu()
            voices = Voices(reception, self.hands, lambda: Mouth(self.zone, self.clock()), self.tempo)
            await self._listen(Ears(reception, self.hands, voices, me, self.clock))
        except Locked as refused:
            self.trouble = str(refused)
            raise
        finally:
            await self._finish()
            await self.hands.close()

    async def _listen(self, ears: Ears) -> None:
        """Until cancelled, or until Telegram refuses the token to whoever answers: raises Locked."""
        refused: asyncio.Future[Locked] = asyncio.get_running_loop().create_future()
        polling = asyncio.create_task(self._poll(ears, refused))
        try:
            await asyncio.wait((polling, refused), return_when=asyncio.FIRST_COMPLETED)
            if refused.done():
                raise refused.result()
            polling.result()
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)

    async def _poll(self, ears: Ears, refused: asyncio.Future[Locked]) -> None:
        room = asyncio.Semaphore(AT_ONCE)
        while True:
            for raw in await self._insisted(self._updates):
                self._offset = _after(raw, self._offset)
                if (heard := self._read(raw)) is None:
                    continue
                await room.acquire()
                hearing = asyncio.create_task(self._heard(ears, *heard, refused, carry=self._taken(heard[1])))
                hearing.add_done_callback(lambda _: room.release())
                hearing.add_done_callback(self._hearing.discard)
                self._hearing.add(hearing)

    async def _finish(self) -> None:
        """Whoever was heard is still answered, for as long as `DRAIN` and however often we are called off meanwhile."""
        time = asyncio.get_running_loop().time
        late = time() + DRAIN
        while self._hearing and (left := late - time()) > 0:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(tuple(self._hearing), timeout=left)
        if self._hearing:
            log.warning("%d answers were not finished in time", len(self._hearing))
        for hearing in (cut := tuple(self._hearing)):
            hearing.cancel()
        await asyncio.gather(*cut, return_exceptions=True)

    async def _updates(self) -> list[Any]:
        """What has happened. Raises Undelivered, after which it may be asked again."""
        bot, patience = self.hands.bot, self.patience
        try:
            got = await bot.updates(self._offset, KINDS, patience.poll, patience.answer)
        except Conflict as conflict:
            if "webhook" in str(conflict).lower():
                log.warning("a webhook was set for this bot; it is removed, for messages are fetched here")
                await self.hands.asked(lambda: bot.delete_webhook(drop_pending_updates=False))
            raise refusal(conflict) from None
        except TelegramError as error:
            raise refusal(error) from None
        return got if isinstance(got, list) else []

    async def _insisted(self, request: Callable[[], Awaitable[Any]]) -> Any:
        """Asked until it is answered, ever more slowly. Raises Locked."""
        while True:
            try:
                answer = await request()
            except Locked:
                raise
            except Undelivered as failure:
                await asyncio.sleep(self._troubled(failure))
                continue
            if self.trouble:
                log.info("Telegram answers again")
            self.trouble, self._faults = "", 0
            return answer

    def _troubled(self, failure: Undelivered) -> float:
        """Seconds to wait."""
        if not self.trouble:
            log.warning("nothing is heard from Telegram: %s", failure)
            self.trouble = f"nothing is heard from Telegram since {self.clock().astimezone(UTC):%H:%M} UTC ({failure})"
        wait = min(self.pauses.longest, self.pauses.first * 2.0 ** min(self._faults, 20)) * random.uniform(0.5, 1.0)
        self._faults += 1
        return max(wait, failure.retry_after) if isinstance(failure, Busy) else wait

    def _read(self, raw: Any) -> tuple[telegram.Update, tuple[int, int]] | None:
        """An update, the chat it is from and who caused it."""
        try:
            update = telegram.Update.de_json(raw, self.hands.bot)
            return update, (_room(update), _person(update))
        except UNREADABLE as error:
            self.malformed += 1
            log.warning("an update cannot be read and is skipped (%s)", type(error).__name__)
            return None

    def _taken(self, who: tuple[int, int]) -> bool:
        """Whether one more of a person's in a chat is carried out, which then counts as in hand."""
        taken = self._busy[who] < OF_PERSON and self._busy[who[0]] < OF_CHAT
        if taken:
            self._busy.update((who, who[0]))
        return taken

    def _settled(self, who: tuple[int, int]) -> None:
        self._busy.subtract((who, who[0]))
        for name in (who, who[0]):
            if self._busy[name] <= 0:
                del self._busy[name]
        if who not in self._busy:
            self._excused.discard(who)

    async def _heard(
        self,
        ears: Ears,
        update: telegram.Update,
        who: tuple[int, int],
        refused: asyncio.Future[Locked],
        *,
        carry: bool,
    ) -> None:
        """One update, whatever happens. Only a refused token ends the listening."""
        try:
            await (self._in_order(ears, update, who) if carry else self._left_out(ears, update, who))
        except Locked as locked:
            if not refused.done():
                refused.set_result(locked)
        except Exception as surprise:  # one update's defect is not the end of the others
            log.error("an update was not carried out: %s", type(surprise).__name__)
            log.debug("update %d", update.update_id, exc_info=True)

    async def _in_order(self, ears: Ears, update: telegram.Update, who: tuple[int, int]) -> None:
        """What one person says in a chat is answered in its order."""
        try:
            async with self._order.setdefault(who, asyncio.Lock()):
                await ears.hear(update)
        finally:
            self._settled(who)

    async def _left_out(self, ears: Ears, update: telegram.Update, who: tuple[int, int]) -> None:
        """Too much at once: said to a person once, until all that is in hand is answered."""
        self.unheard += 1
        log.warning("chat %s says more than can be answered; an update is left out", who[0])
        if who not in self._excused and len(self._excused) < AT_ONCE:
            self._excused.add(who)
            await ears.excuse(update)

    async def _menu(self) -> None:
        """What Telegram offers behind the slash. Without it everything works, typed. Raises Locked."""
        rows = [telegram.BotCommand(row.name, _told(row)) for row in commands.CATALOGUE]
        try:
            await self.hands.asked(lambda: self.hands.bot.set_my_commands(rows))
            everyone = [c for c, row in zip(rows, commands.CATALOGUE, strict=True) if row.who is commands.Who.ANYONE]
            groups = telegram.BotCommandScopeAllGroupChats()
            managers = telegram.BotCommandScopeAllChatAdministrators()
            await self.hands.asked(lambda: self.hands.bot.set_my_commands(everyone, scope=groups))
            await self.hands.asked(lambda: self.hands.bot.set_my_commands(rows, scope=managers))
        except Locked:
            raise
        except Undelivered as failure:
            log.warning("the menu of commands was not set: %s", failure)

    # --- posting -----------------------------------------------------------------------------------------------------

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
        """Says a piece in a chat, from the part after `done` on, the first as a reply. Raises Undelivered."""
        posted = list(done)
        for part, message in enumerate(self._mouth(piece, manner).render(piece)):
            if part < len(done):
                continue
            if part == 0:
                message = calling(message, manner.mention)
            await self.hands.turn(chat, patient=False, ready=partial(log.departing, part) if log is not None else None)
            try:
                number = await self.hands.send(chat, message, "" if part else reply_to, silent=manner.silent)
            except ThreadLost:
                raise Moved(Chat(chat.adapter, chat.room)) from None
            posted.append(Posted(number, message.slugs))
            if log is not None:
                await log.arrived(posted[-1])
        return Receipt(chat, key, tuple(posted))

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        """Puts a piece in the place of what was posted, message by message. Raises Undelivered; Fixed.

        The first edit does not wait for the chat's turn: whoever waits for long goes back to its queue.
        """
        mouth = replace(self._mouth(piece, manner), edited=True)
        stood = replace(self._mouth(former, manner), edited=True).render(former) if former else []
        patient = False
        for part, message in standing.revised(receipt.messages, stood, mouth.render(piece), moved_up()):
            await self.hands.turn(receipt.chat, patient=patient)
            await self.hands.edit(receipt.chat, receipt.messages[part].message, message)
            patient = True

    def _mouth(self, piece: Piece, manner: Manner) -> Mouth:
        """Speaks as of the piece's own time, so that what is sent later is the same."""
        match piece:
            case Brief():
                return Mouth(self.zone, piece.as_of, manner)
            case Alert() | Correction():
                return Mouth(self.zone, piece.at, manner)
        return Mouth(self.zone)


def _after(raw: Any, offset: int) -> int:
    """The next update's number: also one that cannot be read is never asked for again."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return max(offset, number + 1) if isinstance(number, int) else offset


def _room(update: telegram.Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


def _person(update: telegram.Update) -> int:
    return update.effective_sender.id if update.effective_sender else 0


def _told(row: commands.Command) -> str:
    """A command in the menu: what it takes and gives, on a line of at most 256 letters."""
    line = layout.plain(" ".join([*(a.usage for a in row.arguments), "-", row.help]) if row.arguments else row.help)
    return line if len(line) <= DESCRIPTION else line[: DESCRIPTION - 1] + "…"
