"""What is on its way to chats, and where it landed.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.news.chats import Chat
from bot.news.followings import Manner
from bot.news.pieces import Piece

RECEIPT_LIFE = timedelta(days=90)


class Lane(StrEnum):
    """What goes out first, in this order."""

    CONVERSATION = "conversation"
    BREAKING = "breaking"
    CORRECTION = "correction"
    BRIEF = "brief"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as a platform knows it, and the slugs of the stories it carries."""

    message: str
    slugs: tuple[str, ...] = ()
    thread: str = ""
    """The thread of its chat in which it stands, where it does."""


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
    manner: Manner = field(default_factory=Manner)
    until: datetime | None = None
    """Until when it is held back, where it is: then it waits in no queue, and what it tells comes with another row."""
    why: str = ""
    """What it is held back for."""
    hourly: int = 0
    """Rows an hour of its chat, at most; what is beyond them is held back too. 0 is any number."""
