"""What Telegram refuses, in the words of the border.

Works on: exceptions of the library and of the network beneath it.
Comes in: an exception.
Goes out: one of `bot.adapter`'s failures; its text holds no address, for Telegram's addresses hold the token.
Does not know: what was being sent.
"""

from __future__ import annotations

import httpx
from telegram import error as refused

from adapters import layout
from bot.adapter import Busy, Gone, Locked, Moved, Scope, Undelivered, Unprintable, Unreachable
from bot.news import Chat, Paused

NAME = "telegram"
TOKEN = "DAYBRIEF_TELEGRAM_TOKEN"  # noqa: S105 - a setting's name
LOCKED = f"Telegram refuses the token; set {TOKEN} to the one that @BotFather gives (/mybots, API Token)"
CONTESTED = "another program reads this bot's messages; stop it, or give each a token of its own"

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""With these no request was made."""
DELETED = ("chat not found", "peer_id_invalid", "user not found", "group chat was deactivated")
RIGHTS = ("not enough rights", "have no rights", "need administrator rights", "_forbidden", "chat_restricted")
NO_THREAD = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
UNCHANGED = ("message is not modified",)
LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")


def refusal(error: refused.TelegramError) -> Undelivered:
    """The failure an exception stands for."""
    match error:
        case refused.InvalidToken():
            return Locked(LOCKED)
        case refused.ChatMigrated():
            return Moved(Chat(NAME, str(error.new_chat_id)))
        case refused.RetryAfter():
            return Busy(error._retry_after.total_seconds(), Scope.CHAT)  # the public name warns of its own future
        case refused.Forbidden():
            return Gone(said(error), Paused.BLOCKED)
        case refused.BadRequest():
            return _bad(error)
    return _unanswered(error)


def says(error: BaseException, phrases: tuple[str, ...]) -> bool:
    """Whether Telegram's words hold one of these."""
    words = str(error).lower()
    return any(phrase in words for phrase in phrases)


def said(error: refused.TelegramError) -> str:
    """Telegram's own words, as one short line."""
    line = layout.plain(error.message)
    return line if len(line) <= 200 else line[:199] + "…"


def _bad(error: refused.BadRequest) -> Undelivered:
    if says(error, DELETED):
        return Gone(said(error))
    if says(error, RIGHTS):
        return Gone(said(error), Paused.RIGHTS)
    return Unprintable(said(error))


def _unanswered(error: refused.TelegramError) -> Undelivered:
    """No answer, a half one, or one from a server that is ill: then nothing was done."""
    cause = error.__cause__
    if isinstance(cause, NEVER_LEFT):
        return Unreachable("no connection to Telegram", sent=False)
    if isinstance(cause, httpx.TimeoutException):
        return Unreachable("Telegram does not answer", sent=True)
    if isinstance(cause, httpx.HTTPError):
        return Unreachable(f"the connection to Telegram broke ({type(cause).__name__})", sent=True)
    if isinstance(error, refused.Conflict):
        return Unreachable(CONTESTED, sent=False)
    if isinstance(error, refused.NetworkError) and (cause is None or isinstance(cause, refused.TelegramError)):
        return Unreachable("Telegram's server is ill", sent=False)
    return Unreachable("Telegram's answer cannot be read", sent=True)
