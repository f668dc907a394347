"""What Telegram tells us: messages, pressed buttons, where we were let in and shut out.

Works on: one update at a time, read by the library.
Comes in: an update.
Goes out: calls to the reception with who asks; answers by way of `voices`.
Does not know: how updates arrive, how an answer looks.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from adapters.telegram import places
from adapters.telegram.hands import Hands
from adapters.telegram.refusals import NAME
from adapters.telegram.voices import START, Voices
from bot import commands
from bot.adapter import Locked, Undelivered
from bot.news import Chat, Notice, Offer
from bot.reception import Asker, Reception

KINDS = ("message", "channel_post", "callback_query", "my_chat_member")
REMEMBERED = timedelta(seconds=60)
"""How long it is remembered whether a person manages a chat."""
MOST = 10_000
OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
GREETING = (
    "Daybrief tells what happened, every sentence with its source.\n"
    "/brief for today's news, /subscribe breaking for what breaks, /help for the rest. A reply asks about a story."
)
MUCH = "That is too much at once. Wait for the answers, then ask again."
UNALONE = "Whoever writes in the name of a chat cannot be answered alone. Write as yourself, or leave out private."
OLD = "That button is too old to be read. Type the question instead."

log = logging.getLogger("daybrief.telegram")


@dataclass(slots=True)
class Ears:
    """Listens for one bot, which is called `me`."""

    reception: Reception
    hands: Hands
    voices: Voices
    me: telegram.User
    clock: Callable[[], datetime]
    _managing: dict[tuple[str, int], tuple[bool, datetime]] = field(default_factory=dict)

    async def hear(self, update: telegram.Update) -> None:
        """Does what an update asks for. Raises Locked, and whatever the reception raises."""
        message = update.message or update.channel_post
        if message is not None:
            await self._message(message, update.update_id)
        elif update.callback_query is not None:
            await self._pressed(update.callback_query, update.update_id)
        elif update.my_chat_member is not None:
            await self._standing(update.my_chat_member)

    async def _message(self, message: telegram.Message, number: int) -> None:
        here = places.address(message)
        if message.migrate_to_chat_id:
            await self.reception.moved(here, Chat(NAME, str(message.migrate_to_chat_id)))
        elif message.migrate_from_chat_id:
            await self.reception.moved(Chat(NAME, str(message.migrate_from_chat_id)), here)
        elif said := places.said(message, self.me):
            if said.needs and not await self.reception.owns(here, said.needs):
                return
            who = places.person(message)
            free = places.anonymous(message) or message.chat.type == ChatType.CHANNEL
            asker = self._asker(here, who, message.chat.type, places.replied(message, self.me), free=free)
            reply_to = "" if asker.direct else str(message.message_id)
            await self._carry_out(said.line, asker, number, reply_to)

    async def _pressed(self, query: telegram.CallbackQuery, number: int) -> None:
        """What a channel's reader presses is answered to that reader alone, not to all the others."""
        message = query.message
        public = message is not None and message.chat.type == ChatType.CHANNEL
        if not public:
            await self._acknowledge(query)
        if message is None:
            return
        readable = isinstance(message, telegram.Message)
        here = places.address(message) if isinstance(message, telegram.Message) else Chat(NAME, str(message.chat.id))
        asker = self._asker(here, query.from_user.id, message.chat.type, str(message.message_id))
        line = places.pressed(query)
        if public:
            await self._answer_alone(query, line, asker, number)
        elif not line:
            await self.voices.notice(here, Notice(OLD))
        else:
            reply_to = "" if asker.direct or not readable else asker.replied
            await self._carry_out(line, asker, number, reply_to, echo=True)

    async def _answer_alone(self, query: telegram.CallbackQuery, line: str, asker: Asker, number: int) -> None:
        alone, said = replace(asker, audience=_alone(asker)), [] if line else [OLD]

        async def unheard() -> None:
            said.append(START)

        if line:
            parts = self.reception.carry_out(commands.parse(line), alone)
            await self.voices.answer(parts, alone, number, "", echo=True, excuse=unheard)
        await self._acknowledge(query, *said)

    async def _acknowledge(self, query: telegram.CallbackQuery, word: str = "") -> None:
        try:
            await self.hands.pressed(query.id, word)
        except Locked:
            raise
        except Undelivered as failure:
            log.info("a pressed button was not acknowledged: %s", failure)

    async def excuse(self, update: telegram.Update) -> None:
        """Says that an update was left out because there are too many. Raises Locked."""
        message = update.message
        if update.callback_query is not None:
            await self._acknowledge(update.callback_query, MUCH)
        elif message is not None and places.said(message, self.me):
            reply_to = "" if message.chat.type == ChatType.PRIVATE else str(message.message_id)
            await self.voices.notice(places.address(message), Notice(MUCH), reply_to)

    async def _carry_out(self, line: str, asker: Asker, number: int, reply_to: str, *, echo: bool = False) -> None:
        call = commands.parse(line)
        if isinstance(call, commands.Call) and "private" in call.values and not asker.direct:
            asker = replace(asker, audience=_alone(asker))
            if asker.seen_by.room.startswith("-"):
                await self.voices.notice(asker.chat, Notice(UNALONE), reply_to)
                return
        parts = self.reception.carry_out(call, asker)
        await self.voices.answer(parts, asker, number, reply_to, echo=echo)

    def _asker(self, here: Chat, who: int, kind: str, replied: str, *, free: bool = False) -> Asker:
        """`free` where the chat speaks as itself."""
        person = f"{NAME}:{who}"
        spots = tuple(dict.fromkeys((f"{NAME}:{here.room}", person)))
        direct = kind == ChatType.PRIVATE
        manages = self._manages(here, who, free=free or direct)
        return Asker(here, person, spots, direct, None, replied, manages=manages, calling=places.calling)

    def _manages(self, here: Chat, who: int, *, free: bool) -> Callable[[], Awaitable[bool]]:
        async def manages() -> bool:
            if free:
                return True
            known, at = self._managing.get((here.room, who), (False, None))
            if at is not None and self.clock() - at < REMEMBERED:
                return known
            try:
                known = await self.hands.manages(here, who)
            except Locked:
                raise
            except Undelivered as failure:
                log.warning("who manages %s cannot be seen: %s", here, failure)
                return False
            if len(self._managing) >= MOST:
                self._managing.clear()
            self._managing[(here.room, who)] = (known, self.clock())
            return known

        return manages

    async def _standing(self, change: telegram.ChatMemberUpdated) -> None:
        """We were let in or shut out. A channel's readers are not greeted, and in private people greet us first."""
        here = Chat(NAME, str(change.chat.id))
        before, now = change.old_chat_member.status, change.new_chat_member.status
        if now in OUTSIDE:
            await self.reception.shut_out(here)
        elif before in OUTSIDE and change.chat.type in GROUPS:
            barred = await self.reception.barred(self._asker(here, change.from_user.id, change.chat.type, ""))
            await self.voices.notice(here, barred or Notice(GREETING, (Offer("Today's brief", "brief"),)))


def _alone(asker: Asker) -> Chat:
    """Where a person is told what nobody else sees."""
    return Chat(NAME, asker.person.partition(":")[2])
