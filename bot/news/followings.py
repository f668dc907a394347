"""What a chat subscribed to: a kind of news, when it comes, what of it, and how it is said.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same. What cannot be meant cannot be built: ValueError, in words for whoever asked for it.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from bot.news.chats import Chat
from bot.news.pieces import Length

WEEK = (0, 1, 2, 3, 4, 5, 6)
SLOTS = 12
"""Briefs a day at most."""
HOURLY = 6
"""Alerts an hour that a chat gets, unless it asked for another number; what is beyond them comes as one brief."""
UNLIKELY = 9
"""The IPTC urgency of what matters least."""


class Kind(StrEnum):
    """What a following wants."""

    BREAKING = "breaking"
    """What at least two publishers report, as it breaks."""
    BRIEF = "brief"
    """A brief at set times; of a topic, where one is named."""
    TOPIC = "topic"
    """Every new story on a topic."""
    STORY = "story"
    """What is new in one story, until it is over; its `topic` is the slug."""


class Paused(StrEnum):
    """Why a following rests."""

    BLOCKED = "blocked"
    """The chat shut us out; its next word to us resumes it."""
    RIGHTS = "rights"
    """We may not write there; tried again daily for a week."""
    ASKED = "asked"
    """Somebody in the chat let it rest, and alone resumes it."""


class Hush(StrEnum):
    """What becomes of news in quiet hours."""

    HOLD = "hold"
    """It comes in one brief when they end."""
    DROP = "drop"
    """It does not come."""
    CRITICAL = "critical"
    """Only bulletins come; the rest is held."""


class Style(StrEnum):
    """How much of a story is said."""

    FULL = "full"
    HEADLINES = "headlines"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a brief is due: local times of whole minutes, in order, on days of the week (0 is Monday)."""

    times: tuple[time, ...]
    days: tuple[int, ...] = WEEK

    def __post_init__(self) -> None:
        if not 1 <= len(self.times) <= SLOTS:
            raise ValueError(f"A brief comes at 1 to {SLOTS} times a day.")
        if not self.days or not set(self.days) <= set(WEEK):
            raise ValueError("A brief comes on at least one day of the week.")
        if any(at.second or at.microsecond or at.tzinfo for at in self.times):
            raise ValueError("A brief comes on a whole minute of local time.")
        if list(self.times) != sorted(set(self.times)) or list(self.days) != sorted(set(self.days)):
            raise ValueError("The times of a brief are named once, in order.")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which a chat is left alone, from `start` up to `end`; past midnight where `end` is earlier."""

    start: time
    end: time
    hush: Hush = Hush.HOLD

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("Quiet hours that end when they begin would last all day or none: name another end.")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of its kind a following wants; empty means whatever there is.

    `words` and `unwanted` are words or phrases, or regular expressions between slashes; they are looked for in the
    headline and in what is said. `outlets` must report a story; of those in `barred` alone it is not wanted.
    `languages` are two letters each; `families` independent publishers at least; `urgency` IPTC at most (1 is a flash).
    """

    beats: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    families: int = 0
    urgency: int = UNLIKELY


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is said. `mention` is who is called on the platform.

    `<@&7>` is a role, `<@7>` a person, `@everyone` and `@here` are all, `@name` is a person by name; a number alone is
    of a role or a person.
    """

    length: Length = Length.MEDIUM
    style: Style = Style.FULL
    mention: str = ""
    silent: bool = False
    threads: bool = False
    """A thread for each story, where the platform has them."""


PLAIN = Manner()
"""That of whoever asked for none."""


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
    zone: str = "UTC"
    """The IANA zone in which its hours are meant."""
    schedule: Schedule | None = None
    """Of a brief alone."""
    quiet: Quiet | None = None
    filters: Filters = field(default_factory=Filters)
    manner: Manner = field(default_factory=Manner)
    hourly: int = HOURLY
