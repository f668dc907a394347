"""Everything that is said to anybody: a closed union.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.news.articles import Genre, Precision, Reason
from bot.news.sentences import Sentence
from bot.news.stories import Development, Dispute, Voice


class Standing(StrEnum):
    """How a story stands with a chat that had it before: never told, told and grown since, told as it is."""

    NEW = "new"
    UPDATED = "updated"
    TOLD = "told"


class Length(StrEnum):
    """How much a reader wants to read."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Item:
    """One story as a brief tells it. `headline` is verbatim that of `headline_outlet`."""

    slug: str
    headline: str
    headline_outlet: str
    published: datetime | None
    outlets: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    changed: tuple[Sentence, ...] = ()
    reasons: tuple[Reason, ...] = ()
    families: int = 1
    precision: Precision = Precision.TIME
    standing: Standing | None = None
    """None where nothing is remembered of what this chat was told."""
    revision: int = 1
    note: str = ""
    """Ours: in a phrase, what is new to this chat ("killed: 12, now 14")."""
    fictional: bool = False
    writer: str = "extractive"
    corrections: tuple[Correction, ...] = ()
    """What was taken back since it was told."""

    @property
    def translated(self) -> str:
        """The language that what it says was translated from, two letters; empty where nothing was."""
        return next((s.translated for s in (*self.changed, *self.sentences) if s.translated), "")


@dataclass(frozen=True, slots=True)
class Brief:
    """What a reader gets when asking for the news."""

    edition: str
    as_of: datetime
    items: tuple[Item, ...]
    beat: str = ""
    language: str = "en"
    writer: str = "extractive"
    fictional: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portion:
    """What is known of a brief while the rest of it is being worded: its first stories, each in its place for good.

    No piece: it is shown while the brief comes, and nothing in it counts as told.
    """

    brief: Brief


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's article in a story's coverage. `headline` is the outlet's own."""

    article: str
    outlet: str
    headline: str
    url: str
    published: datetime | None
    precision: Precision = Precision.TIME
    genre: Genre = Genre.REPORT


@dataclass(frozen=True, slots=True)
class Coverage:
    """A story opened: what is known, who reported it when, how it went on, and where outlets disagree; oldest first."""

    item: Item
    reports: tuple[Report, ...]
    fictional: bool = False
    timeline: tuple[Development, ...] = ()
    voices: tuple[Voice, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sources say to a question, or the statement that they do not."""

    question: str
    slug: str
    sentences: tuple[Sentence, ...]
    refused: bool
    as_of: datetime | None
    """The time of the newest source consulted."""
    next: tuple[str, ...] = ()
    precision: Precision = Precision.TIME
    """How much of `as_of` that source really said."""
    fictional: bool = False
    corrections: tuple[Correction, ...] = ()
    """What was taken back since it was told."""
    note: str = ""
    """Ours: which of it is not in the reader's language, and why."""

    @property
    def translated(self) -> str:
        """The language that it was translated from, two letters; empty where nothing of it was."""
        return next((s.translated for s in self.sentences if s.translated), "")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a reader may ask next: what a button says, and the line of the catalogue it stands for."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The bot about itself, from our own catalogue; never news, never a source's text. Lines end in a newline."""

    text: str
    offers: tuple[Offer, ...] = ()


class Occasion(StrEnum):
    """Why a story is told unasked."""

    BREAKING = "breaking"
    """It broke: publishers that do not belong together report it."""
    UPDATE = "update"
    """It broke before, and something material is known since."""
    NEW = "new"
    """It is new on a topic that is followed, whoever reports it."""
    DEVELOPMENT = "development"
    """Something is new in a story that is followed."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A story told unasked. `at` is when what is told became known, as its sources are dated."""

    item: Item
    at: datetime
    beats: tuple[str, ...] = ()
    urgency: int = 5
    language: str = ""
    """Its reports' language, two letters; empty where it is not known."""
    occasion: Occasion = Occasion.BREAKING
    aliases: tuple[str, ...] = ()
    """The slugs of stories that were merged into this one."""
    outlets: tuple[str, ...] = ()
    """The ids of the outlets that the item names, in the same order."""

    @property
    def slug(self) -> str:
        return self.item.slug


@dataclass(frozen=True, slots=True)
class Correction:
    """What we said of a story and no longer do: `was` as it was printed, `now` what is supported instead (or nothing).

    `note` is ours: why.
    """

    slug: str
    headline: str
    headline_outlet: str
    was: tuple[str, ...]
    now: tuple[Sentence, ...]
    note: str
    at: datetime
    fictional: bool = False
    articles: tuple[str, ...] = ()
    """The articles on which what was said rested: the same words of others still stand."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source and how it fares, for people."""

    outlet: str
    url: str
    entries: int
    good: datetime | None
    error: str = ""
    due: datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class SourceList:
    """The sources as a chat sees them: the operator's, and its own."""

    lines: tuple[SourceLine, ...]
    own: tuple[SourceLine, ...] = ()


Piece = Brief | Alert | Answer | Correction | Coverage | Item | Notice | SourceList
"""Everything that is said to anybody. An item on its own is what `why` shows."""
