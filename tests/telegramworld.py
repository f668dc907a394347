"""The people, chats and messages of a pretended Telegram, and what their JSON looks like.

Private chats and groups share one row of message numbers; a supergroup and a channel have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from telegrammarkup import Json, marked_part

ADMINS = ("creator", "administrator")
PRESENT = (*ADMINS, "member", "restricted")
ANONYMOUS = 1087968824
"""Who an administrator is that posts as the group itself."""


@dataclass(slots=True)
class User:
    """A person, or a bot."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = "en"
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        fields: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            fields["username"] = self.username
        if not self.is_bot:
            fields["language_code"] = self.language_code
        return fields


@dataclass(slots=True)
class Topic:
    """A topic of a forum; `root` is the service message that opened it and gives it its number."""

    name: str
    root: Message
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A chat. `members` are people's standings; `bot` is the bot's own; `moved_to` is set once it was upgraded."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    bot: str = "member"
    started: bool = True
    can_send: bool = True
    hidden_members: bool = False
    moved_to: int | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    drafts: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    last_number: int = 0

    def json(self) -> Json:
        fields: Json = {"id": self.id, "type": self.type}
        if self.type == "private":
            fields["first_name"] = self.title
        else:
            fields["title"] = self.title
        if self.username:
            fields["username"] = self.username
        if self.is_forum:
            fields["is_forum"] = True
        return fields

    @property
    def of_bot(self) -> list[Message]:
        """What the bot said here and what still stands, oldest first."""
        return [m for m in self.messages.values() if m.ours and not m.deleted]


@dataclass(slots=True)
class Message:
    """A message as it stands now; `was` are the texts it had before each edit."""

    id: int
    chat: Chat
    sender: User | None
    text: str
    date: int
    entities: list[Json] = field(default_factory=list)
    markup: list[list[Json]] = field(default_factory=list)
    reply_to: Message | None = None
    thread: int | None = None
    service: Json = field(default_factory=dict)
    preview: bool = True
    silent: bool = False
    ours: bool = False
    was: list[str] = field(default_factory=list)
    edited: int = 0
    deleted: bool = False

    @property
    def labels(self) -> list[str]:
        """What its buttons say, in order."""
        return [str(button["text"]) for row in self.markup for button in row]

    @property
    def calls(self) -> list[str]:
        """Who is notified by name: a person's number, or a name of which nobody knows whose it is."""
        people = [str(e["user"]["id"]) for e in self.entities if e["type"] == "text_mention"]
        return people + [marked_part(self.text, e) for e in self.entities if e["type"] == "mention"]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Its hidden links: the words and the address."""
        return [(marked_part(self.text, e), str(e["url"])) for e in self.entities if e["type"] == "text_link"]

    def button(self, label: str) -> Json:
        """The button that says this. Fails when there is none."""
        for row in self.markup:
            for button in row:
                if button["text"] == label:
                    return button
        raise AssertionError(f"no button {label!r} among {self.labels} under {self.text!r}")

    def json(self, *, nested: bool = False) -> Json:
        fields: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.json(), **self.service}
        if self.sender:
            fields["from"] = self.sender.json()
        if self.sender is None or self.sender.id == ANONYMOUS:
            fields["sender_chat"] = self.chat.json()
        if self.text:
            fields["text"] = self.text
        optional = {"entities": self.entities, "edit_date": self.edited}
        fields.update({name: value for name, value in optional.items() if value})
        if self.markup:
            fields["reply_markup"] = {"inline_keyboard": self.markup}
        fields.update(self._thread())
        if not nested and self.answered:
            fields["reply_to_message"] = self.answered.json(nested=True)
        return fields

    def _thread(self) -> Json:
        """A topic's number; outside of forums a supergroup numbers the chain of replies in the same field."""
        if self.thread is not None:
            return {"message_thread_id": self.thread, "is_topic_message": True}
        if self.chat.type == "supergroup" and self.reply_to:
            root = self.reply_to
            while root.reply_to:
                root = root.reply_to
            return {"message_thread_id": root.id}
        return {}

    @property
    def answered(self) -> Message | None:
        """What it replies to; what is said plainly in a topic replies to the topic's beginning."""
        if self.reply_to is None and self.thread in self.chat.topics:
            root = self.chat.topics[self.thread].root
            return None if root is self else root
        return self.reply_to


@dataclass(slots=True)
class World:
    """Everybody and every chat. `clock` gives unix seconds."""

    clock: Callable[[], float]
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    _shared: Iterator[int] = field(default_factory=lambda: iter(range(101, 1 << 31)))
    _groups: Iterator[int] = field(default_factory=lambda: iter(range(4_000_001, 1 << 31)))

    def user(self, id: int, first_name: str = "", **fields: Any) -> User:
        """A person, the same one for the same number."""
        if id not in self.users:
            self.users[id] = User(id, first_name or f"Person {id}", **fields)
        return self.users[id]

    def add(self, chat: Chat) -> Chat:
        for person in chat.members:
            self.user(person)
        self.chats[chat.id] = chat
        return chat

    def group_number(self) -> int:
        return next(self._groups)

    def keep(self, chat: Chat, sender: User | None, text: str, **fields: Any) -> Message:
        """Puts a new message into a chat."""
        if chat.type in ("private", "group"):
            number = next(self._shared)
        else:
            number = chat.last_number = chat.last_number + 1
        chat.messages[number] = Message(number, chat, sender, text, int(self.clock()), **fields)
        return chat.messages[number]


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_ALLOWED = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def member_json(user: User, status: str, *, can_send: bool = True) -> Json:
    """A ChatMember of any of the six kinds, with every field it must have."""
    fields: Json = {"user": user.json(), "status": status}
    if status == "creator":
        fields["is_anonymous"] = False
    elif status == "administrator":
        fields |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
    elif status == "restricted":
        fields |= {"is_member": True, "until_date": 0} | dict.fromkeys(_ALLOWED, can_send)
    elif status == "kicked":
        fields["until_date"] = 0
    return fields


def full_json(chat: Chat) -> Json:
    """A ChatFullInfo with the fields it must have."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    needed = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}
    return chat.json() | needed
