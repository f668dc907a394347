"""Who is spoken with, and what was said.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


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


TALK_LIFE = timedelta(hours=24)
