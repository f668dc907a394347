"""What a bot may ask of the pretended Telegram: each method, checked as the platform checks it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from telegrammarkup import Json, Refused, bot_commands, json_value, keyboard, message_text
from telegramworld import ADMINS, PRESENT, Chat, Message, User, full_json, member_json


@dataclass(frozen=True, slots=True)
class Limits:
    """(count, seconds) windows that slide, and timeouts in seconds. `jitter` is what a window forgives the network.

    With the `rule` "bucket" the token's limit is a bucket that holds and gains as many.
    """

    per_token: tuple[int, float] = (30, 1.0)
    per_private: tuple[int, float] = (1, 1.0)
    per_group: tuple[int, float] = (20, 60.0)
    jitter: float = 0.05
    rule: str = "window"
    poll_cap: float = 50.0
    answer_within: float = 15.0
    counted: frozenset[str] = frozenset(
        {"sendMessage", "editMessageText", "editMessageReplyMarkup", "sendMessageDraft"}
    )


UNLIMITED = Limits((1 << 30, 1.0), (1 << 30, 1.0), (1 << 30, 1.0))


SENT = "chat_id message_thread_id text parse_mode entities link_preview_options reply_markup"
ARGUMENTS = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "setMyCommands": "commands scope language_code",
    "getMyCommands": "scope language_code",
    "deleteMyCommands": "scope language_code",
    "sendMessage": f"{SENT} disable_notification protect_content reply_parameters",
    "sendMessageDraft": "chat_id message_thread_id draft_id text parse_mode entities",
    "editMessageText": "chat_id message_id text parse_mode entities link_preview_options reply_markup",
    "editMessageReplyMarkup": "chat_id message_id reply_markup",
    "deleteMessage": "chat_id message_id",
    "sendChatAction": "chat_id message_thread_id action",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "getChat": "chat_id",
    "getChatMember": "chat_id user_id",
    "getChatAdministrators": "chat_id",
    "leaveChat": "chat_id",
}
METHODS = {name.lower(): name for name in ARGUMENTS}
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
UPDATES = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
        "chat_join_request",
        "inline_query",
    }
)
ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that are given only when asked for by name."""
CONFLICT = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


class Methods:
    """The methods by name, the queue of updates, the open button presses."""

    limits: Limits
    me: User
    users: dict[int, User]
    chats: dict[int, Chat]
    keep: Callable[..., Message]
    clock: Callable[[], float]
    stir: Callable[[], None]

    def __init__(self) -> None:
        self.protests: list[str] = []
        self.webhook = ""
        self.updates: dict[int, Json] = {}
        self.commands: dict[str, list[Json]] = {}
        self.answers: dict[str, Json] = {}
        self.allowed: list[str] = []
        self._asked: dict[str, float] = {}
        self._poll: asyncio.Future[None] | None = None
        self._numbers: Iterator[int] = iter(range(900_000_001, 1 << 40))

    async def carry_out(self, name: str, sent: dict[str, str]) -> Any:
        """One call. Raises Refused."""
        unknown = sorted(set(sent) - set(ARGUMENTS[name].split()))
        if unknown:
            self.protests.append(f"{name} does not know {', '.join(unknown)}")
        for number in (
            "chat_id",
            "message_id",
            "message_thread_id",
            "user_id",
            "draft_id",
            "offset",
            "limit",
            "timeout",
        ):
            if number in sent and not re.fullmatch(r"-?\d+", sent[number]):
                self.protests.append(f"{name}: {number} is {sent[number]!r}, not a whole number")
                raise Refused("chat not found" if number == "chat_id" else f"invalid {number} specified")
        if name == "getUpdates":
            return await self._get_updates(sent)
        bound: Callable[[dict[str, str]], Any] = getattr(self, "_" + re.sub(r"(?=[A-Z])", "_", name).lower())
        return bound(sent)

    # --- updates ---

    def deliver(self, kind: str, content: Json) -> None:
        """An event becomes an update, unless its kind was not asked for."""
        wanted = kind in self.allowed if self.allowed else kind not in ON_DEMAND
        if wanted:
            self.queue({kind: content})

    def queue(self, update: Json) -> int:
        number = next(self._numbers)
        self.updates[number] = {"update_id": number, **update}
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        return number

    @property
    def polling(self) -> bool:
        """Whether a long poll waits for something to happen."""
        return self._poll is not None and not self._poll.done()

    def release_poll(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def _get_updates(self, sent: dict[str, str]) -> list[Json]:
        if self.webhook:
            raise Refused(HOOKED, 409)
        self._allow(sent.get("allowed_updates"))
        offset = int(sent.get("offset", 0))
        limit = min(max(int(sent.get("limit", 100)), 1), 100)
        timeout = min(max(float(sent.get("timeout", 0)), 0.0), self.limits.poll_cap)
        self._acknowledge(offset)
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refused(CONFLICT, 409))
        if not self.updates and timeout:
            await self._wait(timeout)
        return list(self.updates.values())[:limit]

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        self.stir()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return
        finally:
            poll.cancel()
            if self._poll is poll:
                self._poll = None

    def _acknowledge(self, offset: int) -> None:
        """What is below the offset is never given again; a negative one keeps only the last so many."""
        if offset < 0:
            self.updates = dict(list(self.updates.items())[offset:])
        if offset > 0:
            if self.updates and offset > max(self.updates) + 1:
                self.protests.append(f"offset {offset} is beyond every update there is")
            self.updates = {number: update for number, update in self.updates.items() if number >= offset}

    def _allow(self, packed: str | None) -> None:
        if packed is None:
            return
        self.allowed = json_value(packed, "allowed updates")
        if strange := set(self.allowed) - set(UPDATES):
            self.protests.append(f"unknown kinds of updates: {sorted(strange)}")

    def _delete_webhook(self, sent: dict[str, str]) -> bool:
        self.webhook = ""
        if sent.get("drop_pending_updates") == "true":
            self.updates.clear()
        return True

    def _get_webhook_info(self, sent: dict[str, str]) -> Json:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.updates)}

    # --- itself ---

    def _get_me(self, sent: dict[str, str]) -> Json:
        flags = ("can_join_groups", "supports_inline_queries", "can_connect_to_business", "has_main_web_app")
        return {**self.me.json(), "can_read_all_group_messages": False} | {f: f == "can_join_groups" for f in flags}

    def _scope(self, sent: dict[str, str]) -> str:
        language = sent.get("language_code", "")
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise Refused("invalid language code specified")
        scope = json_value(sent.get("scope", '{"type": "default"}'), "BotCommandScope")
        if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
            raise Refused("can't parse BotCommandScope: Unsupported type specified")
        return json.dumps([scope, language], sort_keys=True)

    def _set_my_commands(self, sent: dict[str, str]) -> bool:
        commands = bot_commands(sent.get("commands", ""))
        self.commands[self._scope(sent)] = commands
        if len({c["command"] for c in commands}) < len(commands):
            self.protests.append("two commands of one name")
        return True

    def _get_my_commands(self, sent: dict[str, str]) -> list[Json]:
        return self.commands.get(self._scope(sent), [])

    def _delete_my_commands(self, sent: dict[str, str]) -> bool:
        self.commands.pop(self._scope(sent), None)
        return True

    @property
    def menu(self) -> list[str]:
        """The commands everybody sees, by name."""
        return [c["command"] for c in self.commands.get(json.dumps([{"type": "default"}, ""]), [])]

    # --- who may ---

    def _chat(self, sent: dict[str, str], *, write: bool = False, members: bool = False) -> Chat:
        """The chat of a request. Raises Refused where the bot may not look, or not write."""
        if not sent.get("chat_id"):
            raise Refused("chat_id is empty")
        chat = self.chats.get(int(sent["chat_id"]))
        if chat is None:
            raise Refused("chat not found")
        if chat.type == "private":
            if write:
                self._reachable(chat)
        elif chat.moved_to and (write or members):
            raise Refused("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        elif chat.bot == "kicked" and (write or chat.type != "group"):
            raise Refused(f"bot was kicked from the {chat.type} chat", 403)
        elif chat.bot == "left" and (write or chat.type != "group"):
            raise Refused(f"bot is not a member of the {chat.type} chat", 403)
        return chat

    def _reachable(self, chat: Chat) -> None:
        if self.users[chat.id].deactivated:
            raise Refused("user is deactivated", 403)
        if chat.bot == "kicked":
            raise Refused("bot was blocked by the user", 403)
        if not chat.started:
            raise Refused("bot can't initiate conversation with a user", 403)

    def _thread(self, chat: Chat, sent: dict[str, str]) -> int | None:
        """The topic a message goes to; only forums and private chats have any, elsewhere the number is ignored."""
        number = int(sent.get("message_thread_id", 0))
        if not number or not (chat.is_forum or chat.type == "private"):
            return None
        topic = chat.topics.get(number)
        if topic is None:
            raise Refused("message thread not found")
        if topic.closed and chat.bot not in ADMINS:
            raise Refused("TOPIC_CLOSED")
        return number

    def _may_write(self, chat: Chat) -> None:
        if chat.type == "channel" and chat.bot not in ADMINS:
            raise Refused("need administrator rights in the channel chat")
        if not chat.can_send:
            raise Refused("not enough rights to send text messages to the chat")

    # --- messages ---

    def _send_message(self, sent: dict[str, str]) -> Json:
        marked = message_text(sent)
        markup = keyboard(sent.get("reply_markup", ""))
        preview = json_value(sent.get("link_preview_options", "{}"), "link preview options")
        if not isinstance(preview, dict):
            raise Refused("object expected as link preview options")
        chat = self._chat(sent, write=True)
        thread = self._thread(chat, sent)
        reply = self._replied(chat, sent)
        self._may_write(chat)
        self.protests += marked.protests
        message = self.keep(
            chat,
            None if chat.type == "channel" else self.me,
            marked.text,
            ours=True,
            entities=self._met(marked.entities),
            markup=markup,
            reply_to=reply,
            thread=reply.thread if reply and thread is None else thread,
            preview=not preview.get("is_disabled"),
            silent=self._flag(sent, "disable_notification"),
        )
        return message.json()

    def _met(self, entities: list[Json]) -> list[Json]:
        """People who are named by number are named where the platform knows them; else the words are only words."""
        met = [e for e in entities if e["type"] != "text_mention" or e["user"]["id"] in self.users]
        return [e | {"user": self.users[e["user"]["id"]].json()} if "user" in e else e for e in met]

    def _flag(self, sent: dict[str, str], name: str) -> bool:
        """Telegram takes whatever it does not know for no; a client that means yes says so."""
        if sent.get(name, "false") not in ("true", "false"):
            self.protests.append(f"{name} is {sent[name]!r}, neither true nor false")
        return sent.get(name) == "true"

    def _replied(self, chat: Chat, sent: dict[str, str]) -> Message | None:
        packed = sent.get("reply_parameters", "")
        if not packed:
            return None
        wanted = json_value(packed, "reply parameters")
        if not isinstance(wanted, dict):
            raise Refused("object expected as reply parameters")
        if strange := set(wanted) - {"message_id", "chat_id", "allow_sending_without_reply"}:
            self.protests.append(f"reply_parameters does not know {sorted(strange)}")
        if not isinstance(wanted.get("allow_sending_without_reply", False), bool):
            self.protests.append("reply_parameters: allow_sending_without_reply is neither true nor false")
        if not isinstance(wanted.get("message_id"), int):
            raise Refused("can't parse reply parameters: Can't find field \"message_id\"")
        found = chat.messages.get(wanted["message_id"])
        if (found is None or found.deleted) and not wanted.get("allow_sending_without_reply"):
            raise Refused("message to be replied not found")
        return found if found and not found.deleted else None

    def _send_message_draft(self, sent: dict[str, str]) -> bool:
        marked = message_text(sent, draft=True)
        chat = self._chat(sent, write=True)
        if chat.type != "private":
            raise Refused("TEXTDRAFT_PEER_INVALID")
        if not int(sent.get("draft_id", 0)):
            raise Refused("RANDOM_ID_INVALID")
        self._thread(chat, sent)
        self.protests += marked.protests
        chat.drafts.append(marked.text)
        return True

    def _own(self, sent: dict[str, str], purpose: str, *, write: bool = True) -> Message:
        """One of the bot's messages. Raises Refused."""
        chat = self._chat(sent, write=write)
        if not sent.get("message_id"):
            raise Refused("message identifier is not specified")
        message = chat.messages.get(int(sent["message_id"]))
        if message is None or message.deleted:
            raise Refused(f"message to {purpose} not found")
        if not message.ours and (purpose == "edit" or chat.bot not in ADMINS):
            raise Refused(f"message can't be {purpose.removesuffix('e')}ed")
        return message

    def _edit_message_text(self, sent: dict[str, str]) -> Json:
        marked = message_text(sent, edit=True)
        markup = keyboard(sent.get("reply_markup", ""))
        message = self._own(sent, "edit")
        if (marked.text, marked.entities, markup) == (message.text, message.entities, message.markup):
            raise Refused(UNCHANGED)
        self.protests += marked.protests
        message.was.append(message.text)
        message.text, message.entities, message.markup = marked.text, marked.entities, markup
        message.edited = int(self.clock())
        return message.json()

    def _edit_message_reply_markup(self, sent: dict[str, str]) -> Json:
        markup = keyboard(sent.get("reply_markup", ""))
        message = self._own(sent, "edit")
        if markup == message.markup:
            raise Refused(UNCHANGED)
        message.markup = markup
        message.edited = int(self.clock())
        return message.json()

    def _delete_message(self, sent: dict[str, str]) -> bool:
        self._own(sent, "delete").deleted = True
        return True

    def _send_chat_action(self, sent: dict[str, str]) -> bool:
        if sent.get("action") not in ACTIONS:
            raise Refused("wrong parameter action in request")
        chat = self._chat(sent, write=True)
        chat.actions.append(sent["action"])
        return True

    # --- presses ---

    def ask(self, user: User) -> str:
        """A button press that waits for its answer: its number."""
        query = str(next(self._numbers) * 4_194_304 + user.id)
        self._asked[query] = time.monotonic()
        return query

    @property
    def unanswered(self) -> list[str]:
        """Presses nobody answered: the person still sees the button turning."""
        return list(self._asked)

    def _answer_callback_query(self, sent: dict[str, str]) -> bool:
        query = sent.get("callback_query_id", "")
        asked = self._asked.pop(query, None)
        if asked is None or time.monotonic() - asked > self.limits.answer_within:
            raise Refused(TOO_OLD)
        if len(sent.get("text", "")) > 200:
            raise Refused("MESSAGE_TOO_LONG")
        self.answers[query] = dict(sent)
        return True

    # --- chats ---

    def _get_chat(self, sent: dict[str, str]) -> Json:
        return full_json(self._chat(sent))

    def _get_chat_member(self, sent: dict[str, str]) -> Json:
        person = self.users.get(int(sent.get("user_id", 0)))
        chat = self._chat(sent, members=True)
        if person is None:
            raise Refused("user not found")
        if person is self.me:
            return member_json(person, chat.bot, can_send=chat.can_send)
        if chat.type != "private" and chat.hidden_members and chat.bot not in ADMINS:
            raise Refused("member list is inaccessible")
        at_home = "member" if chat.id == person.id else "left"
        return member_json(person, chat.members.get(person.id, at_home))

    def _get_chat_administrators(self, sent: dict[str, str]) -> list[Json]:
        chat = self._chat(sent, members=True)
        if chat.type == "private":
            raise Refused("there are no administrators in the private chat")
        people = [member_json(self.users[p], status) for p, status in chat.members.items() if status in ADMINS]
        return people + ([member_json(self.me, chat.bot)] if chat.bot in ADMINS else [])

    def _leave_chat(self, sent: dict[str, str]) -> bool:
        chat = self._chat(sent)
        if chat.type == "private" or chat.bot not in PRESENT:
            raise Refused(
                "chat member status can't be changed in private chats" if chat.bot in PRESENT else "not in chat"
            )
        chat.bot = "left"
        return True
