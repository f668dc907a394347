"""Who is spoken with, what they follow, and what is on its way to them.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.news.pieces import Piece


class Lane(StrEnum):
    """What goes out first, in this order."""

    CONVERSATION = "conversation"
    BREAKING = "breaking"
    CORRECTION = "correction"
    BRIEF = "brief"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Chat:
    """An address: `str(chat)` is `telegram:-100123:45`. A room `@77` is whatever room reaches person 77 alone."""

    adapter: str
    room: str
    thread: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.adapter, self.room, self.thread) if part)

    @classmethod
    def parse(cls, text: str) -> Chat:
        """The address again. Raises ValueError."""
        adapter, _, rest = text.partition(":")
        room, _, thread = rest.partition(":")
        if not adapter or not room or ":" in thread:
            raise ValueError(f"{text!r} is no chat's address")
        return cls(adapter, room, thread)

    @classmethod
    def of(cls, person: str) -> Chat:
        """Where a person (`telegram:77`) is reached alone."""
        adapter, _, number = person.partition(":")
        return cls(adapter, "@" + number)


class Kind(StrEnum):
    """What a following wants."""

    BREAKING = "breaking"


class Paused(StrEnum):
    """Why a following rests."""

    BLOCKED = "blocked"
    """The chat shut us out; its next word to us resumes it."""
    RIGHTS = "rights"
    """We may not write there; tried again daily for a week."""


@dataclass(frozen=True, slots=True)
class Following:
    """A subscription of a chat, made by a person (`telegram:77`). It hears of nothing older than `made`."""

    id: str
    chat: Chat
    by: str
    made: datetime
    kind: Kind = Kind.BREAKING
    topic: str = ""
    paused: Paused | None = None
    since: datetime | None = None
    """Since when it rests."""
    tried: datetime | None = None
    """When it was last tried while resting."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as a platform knows it, and the slugs of the stories it carries."""

    message: str
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a piece landed: the messages it became, in order."""

    chat: Chat
    key: str
    messages: tuple[Posted, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox, claimed. `key` is what a platform may know it by (part i: `key.i`); at most 20 letters.

    `attempt` grows with every claim: what an older attempt reports is refused. `done` are the parts that arrived.
    `departed` is when a part left whose arrival nobody recorded; `doubts` how often such a part was sent again.
    """

    key: str
    chat: Chat
    piece: Piece
    lane: Lane
    following: str
    made: datetime
    expires: datetime
    attempt: int = 0
    tries: int = 0
    done: tuple[Posted, ...] = ()
    departed: datetime | None = None
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer in a conversation."""

    question: str
    answer: str
    at: datetime
    person: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation's state: what was listed last, which story is in focus, what was said."""

    listing: tuple[str, ...] = ()
    focus: str = ""
    turns: tuple[Turn, ...] = ()


RECEIPT_LIFE = timedelta(days=90)
TALK_LIFE = timedelta(hours=24)
