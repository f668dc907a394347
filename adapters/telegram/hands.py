"""What we do in Telegram: the one place that asks it anything.

Works on: one bot of the library, used as a client of the Bot API and no more.
Comes in: messages and the chats they are for.
Goes out: their numbers, or one of `bot.adapter`'s failures; every message takes its turn at the token's pace first.
Does not know: pieces, questions, who listens.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import telegram
from pydantic import SecretStr
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from adapters import layout
from adapters.telegram import refusals
from adapters.telegram.markup import ROOM
from adapters.telegram.messages import Message
from adapters.telegram.refusals import LOST, NAME, NO_THREAD, UNCHANGED, refusal, says
from bot.adapter import Busy, Fixed, Unprintable
from bot.adapter import Scope as Limit
from bot.news import Chat
from bot.pace import Early, Pace, Scope

T = TypeVar("T")
QUIET = telegram.LinkPreviewOptions(is_disabled=True)
OFFICIAL = "https://api.telegram.org"
CROWD = 3
"""Telegram does not say what a limit holds for. When so many chats are refused within a second, it is the token's."""
LONGEST = 120.0
"""Seconds that an answer waits for its turn: later than that nobody waits for it."""
MANAGING = (telegram.ChatMember.OWNER, telegram.ChatMember.ADMINISTRATOR)

log = logging.getLogger("daybrief.telegram")


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds between two messages on average: of the token, of a private chat, of a group; a group's burst.

    99 % of Telegram's 30 a second, and 95 % of one a second in a private chat: then a second's messages may come 10 ms
    late, and a chat's 50 ms, before any is refused. 20 a minute in a group or channel. A token begins at `first` of its
    rate, until nothing was refused for a while.
    """

    token: float = 1 / 29.7
    private: float = 1.05
    group: float = 4.0
    burst: int = 5
    first: float = 0.995
    slack: float = 0.01
    private_slack: float = 0.05


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a connection, for an answer, and how long Telegram holds a question for updates open."""

    connect: float = 5.0
    answer: float = 15.0
    poll: int = 25


class ThreadLost(Unprintable):
    """The topic is closed or gone; the chat around it may be there."""


class Client(telegram.Bot):
    """The library's bot, which also gives updates as they came: the library's way loses all for one it cannot read."""

    async def updates(self, offset: int, kinds: Sequence[str], hold: int, answer: float) -> Any:
        """What has happened, from update `offset` on, once something has or `hold` seconds have passed."""
        asked = {"offset": offset, "timeout": hold, "allowed_updates": list(kinds)}
        return await self._post("getUpdates", asked, read_timeout=hold + answer)


def client(token: SecretStr, base: str, patience: Patience) -> Client:
    """A client of Telegram's own server, or of another one."""

    def request(size: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=size, connect_timeout=patience.connect, read_timeout=patience.answer,
            write_timeout=patience.answer, pool_timeout=patience.connect,
        )  # fmt: skip

    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429 of what it will do one day
    root = (base or OFFICIAL).rstrip("/")
    return Client(
        token.get_secret_value(), base_url=f"{root}/bot", base_file_url=f"{root}/file/bot",
        request=request(64), get_updates_request=request(2),
    )  # fmt: skip


class Hands:
    """Acts for one token. Numbers of messages are texts; a room `@77` is the person 77 alone."""

    def __init__(self, bot: Client, pace: Pace, rates: Rates) -> None:
        self.bot = bot
        self._pace = pace
        self._rates = rates
        self._wide = Scope(NAME, rates.token, wide=True, first=rates.first, slack=rates.slack)
        self._refused: dict[int, tuple[float, float]] = {}

    async def turn(
        self, chat: Chat, *, patient: bool = True, ready: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Waits for a slot in a chat; `ready` is done just before it.

        Raises Busy where that takes too long, or an impatient one would wait.
        """
        try:
            async with asyncio.timeout(LONGEST):
                await self._pace.turn([self._wide, self._scope(number_of(chat))], patient=patient, ready=ready)
        except Early as early:
            raise Busy(early.seconds, Limit.CHAT) from None
        except TimeoutError:
            raise Busy(LONGEST, Limit.CHAT) from None

    def _scope(self, number: int) -> Scope:
        """A chat's own."""
        rates, name = self._rates, f"{NAME}:{number}"
        if number > 0:
            return Scope(name, rates.private, slack=rates.private_slack)
        return Scope(name, rates.group, rates.burst)

    async def send(self, chat: Chat, message: Message, reply_to: str = "", *, silent: bool = False) -> str:
        """Posts a message whose turn it is; its number. What Telegram cannot read is posted once more in plain words.

        Raises Undelivered; ThreadLost where the topic is.
        """
        try:
            return await self._send(chat, message.html, message.rows, reply_to, ParseMode.HTML, silent=silent)
        except ThreadLost:
            raise
        except Unprintable as error:
            log.error("Telegram cannot read a message of ours, it goes out in plain words: %s", error.reason)
        await self.turn(chat)
        return await self._send(
            chat, layout.cut(message.text, ROOM, layout.utf16)[0], (), reply_to, None, silent=silent
        )

    async def _send(
        self, chat: Chat, text: str, rows: Sequence[Sequence[Any]], reply_to: str, mode: str | None, *, silent: bool
    ) -> str:
        reply = telegram.ReplyParameters(int(reply_to), allow_sending_without_reply=True) if reply_to else None
        posted = await self.asked(
            lambda: self.bot.send_message(
                number_of(chat), text, parse_mode=mode, message_thread_id=thread_of(chat), link_preview_options=QUIET,
                reply_markup=_keyboard(rows), reply_parameters=reply, disable_notification=silent or None,
            ),
            chat, kind="send",
        )  # fmt: skip
        return str(posted.message_id)

    async def edit(self, chat: Chat, number: str, message: Message) -> None:
        """Puts other words in a message of ours. Raises Undelivered; Fixed where it is gone or not ours."""
        try:
            await self.asked(
                lambda: self.bot.edit_message_text(
                    message.html, number_of(chat), int(number), parse_mode=ParseMode.HTML, link_preview_options=QUIET,
                    reply_markup=_keyboard(message.rows),
                ),
                chat, kind="edit",
            )  # fmt: skip
        except Unprintable as error:
            if says(error, UNCHANGED):
                return
            if says(error, LOST):
                raise Fixed(error.reason) from None
            raise

    async def draft(self, chat: Chat, number: int, html: str) -> None:
        """Shows what is known so far in a private chat, for as long as nothing is said. Raises Undelivered."""
        room, thread = number_of(chat), thread_of(chat)
        await self.asked(
            lambda: self.bot.send_message_draft(
                room, number, html, message_thread_id=thread, parse_mode=ParseMode.HTML
            ),
            chat,
            kind="draft",
        )

    async def typing(self, chat: Chat) -> None:
        """Shows for five seconds that an answer is being written. Raises Undelivered."""
        room, thread = number_of(chat), thread_of(chat)
        await self.asked(lambda: self.bot.send_chat_action(room, ChatAction.TYPING, message_thread_id=thread), chat)

    async def pressed(self, query: str, word: str = "") -> None:
        """Tells whoever pressed a button that it was heard, with a word that they alone see. Raises Undelivered."""
        await self.asked(lambda: self.bot.answer_callback_query(query, word or None, show_alert=bool(word)))

    async def manages(self, chat: Chat, person: int) -> bool:
        """Whether a person may manage a chat. Raises Undelivered."""
        member = await self.asked(lambda: self.bot.get_chat_member(number_of(chat), person), chat)
        return member.status in MANAGING

    async def asked(self, request: Callable[[], Awaitable[T]], chat: Chat | None = None, *, kind: str = "") -> T:
        """A request and its answer. What the library raises becomes one of the border's failures here, only here.

        One that takes turns is of a `kind`.
        """
        try:
            return await (self._pace.timed(request, kind) if kind else request())
        except TelegramError as error:
            if chat and chat.thread and says(error, NO_THREAD):
                raise ThreadLost(refusals.said(error)) from None
            failure = refusal(error)
        if isinstance(failure, Busy) and chat:  # a limit of the menu or of presses is none of messages
            failure = await self._limited(number_of(chat), failure.retry_after)
        raise failure

    async def _limited(self, number: int, seconds: float) -> Busy:
        """Nothing goes to a chat that was refused before its time is over; to nobody, when it is the token's limit."""
        now = asyncio.get_running_loop().time()
        self._refused = {n: (at, left) for n, (at, left) in self._refused.items() if now - at < 1} | {
            number: (now, seconds)
        }
        await self._pace.blocked(f"{NAME}:{number}", seconds)
        if len(self._refused) < CROWD:
            return Busy(seconds, Limit.CHAT)
        least = min(left for _, left in self._refused.values())
        await self._pace.blocked(NAME, least)
        return Busy(least, Limit.TOKEN)

    async def open(self) -> None:
        """May be asked again after it was closed."""
        for request in (self.bot.request, self.bot._request[0]):
            await request.initialize()

    async def close(self) -> None:
        """Lets the connections go."""
        for request in (self.bot.request, self.bot._request[0]):
            await request.shutdown()


def number_of(chat: Chat) -> int:
    """Telegram's number of a chat; that of a person is the one of the private chat. Raises Unprintable for none."""
    try:
        return int(chat.room.removeprefix("@"))
    except ValueError:
        raise Unprintable(f"{chat} is no address in Telegram") from None


def thread_of(chat: Chat) -> int | None:
    """The number of a forum's topic."""
    return int(chat.thread) if chat.thread else None


def _keyboard(rows: Sequence[Sequence[Any]]) -> telegram.InlineKeyboardMarkup | None:
    if not rows:
        return None
    buttons = [[telegram.InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in rows]
    return telegram.InlineKeyboardMarkup(buttons)
