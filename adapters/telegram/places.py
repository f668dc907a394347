"""Who writes where in Telegram, and whether it is meant for us.

Works on: the library's messages and button presses, purely.
Comes in: a message, a press, what we are called.
Goes out: addresses, persons, the line of the catalogue that was meant; None where nothing was.
Does not know: the network, what a line does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import telegram
from telegram.constants import ChatType

from adapters.telegram.markup import called
from adapters.telegram.messages import ASKED
from adapters.telegram.refusals import NAME
from bot import commands
from bot.news import Chat

NAMES = frozenset(name for row in commands.CATALOGUE for name in (row.name, *row.aliases))


@dataclass(frozen=True, slots=True)
class Said:
    """Words for us. `needs` names the message that must be one of our posts with stories for them to be heard."""

    line: str
    needs: str = ""


def address(message: telegram.Message) -> Chat:
    """Where a message stands: its chat, and the topic where it is in one."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Chat(NAME, str(message.chat.id), str(thread or ""))


def person(message: telegram.Message) -> int:
    """Who wrote: a person, or the chat that speaks as itself."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else message.chat.id


def anonymous(message: telegram.Message) -> bool:
    """Whether a chat speaks as itself, which only those who manage it can do."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def robotic(message: telegram.Message) -> bool:
    """Whether another bot wrote, or Telegram copied a channel's post."""
    other = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return other or bool(message.is_automatic_forward)


def borrowed(message: telegram.Message) -> bool:
    """Whether the words are somebody else's: forwarded, or written by another bot. They command nothing."""
    return message.forward_origin is not None or message.via_bot is not None


def replied(message: telegram.Message, me: telegram.User) -> str:
    """The message of ours that this one replies to."""
    to = message.reply_to_message
    if to is None or to.forum_topic_created:
        return ""
    ours = to.from_user is not None and to.from_user.id == me.id
    return str(to.message_id) if ours or (to.chat.type == ChatType.CHANNEL and anonymous(to)) else ""


def said(message: telegram.Message, me: telegram.User) -> Said | None:
    """What a message says to us: in private everything, elsewhere commands, mentions and replies."""
    text = message.text or ""
    if not text.strip() or robotic(message):
        return None
    if borrowed(message):
        return Said(f"/ask {text}") if message.chat.type == ChatType.PRIVATE else None
    if message.chat.type == ChatType.PRIVATE:
        return Said(text)
    if text.startswith("/"):
        return Said(text) if _commanded(text, me) else None
    if message.chat.type == ChatType.CHANNEL:
        return None
    if (line := _without_mention(message, me)) is not None:
        return Said(line)
    number = replied(message, me)
    return Said(text, number) if number else None


def _commanded(text: str, me: telegram.User) -> bool:
    """Whether a command is meant for us: it names us, or nobody and is one of ours."""
    name, _, bot = text[1:].split(maxsplit=1)[0].partition("@") if text[1:].split() else ("", "", "")
    if bot:
        return bot.lower() == (me.username or "").lower()
    return name.lower() in NAMES


def _without_mention(message: telegram.Message, me: telegram.User) -> str | None:
    """The words around our name; None where it was not called."""
    ours = f"@{me.username}".lower()
    for words in message.parse_entities([telegram.MessageEntity.MENTION]).values():
        if words.lower() == ours:
            return " ".join((message.text or "").replace(words, " ").split())
    return None


def calling(mention: str) -> str:
    """Whom a mention calls: one person, by name or number. Raises ValueError, in a sentence, where it is none."""
    chosen = re.fullmatch(r"<@(\d+)>", mention)
    person = chosen[1] if chosen else mention
    if not called(person):
        raise ValueError("On Telegram one person can be called, and no role; write mention:@name, or their number.")
    return person


def pressed(query: telegram.CallbackQuery) -> str:
    """The line a pressed button stands for; empty where it cannot be known any more."""
    line = query.data or ""
    if not line.startswith(ASKED) or not line[len(ASKED) :].isdecimal():
        return line
    markup = query.message.reply_markup if isinstance(query.message, telegram.Message) else None
    labels = [b.text for row in (markup.inline_keyboard if markup else ()) for b in row if b.callback_data == line]
    return f"ask {labels[0]}" if labels else ""
