"""The event that many articles report.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.news.articles import Genre, Precision, Reason
from bot.news.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Story:
    """The event that many articles report. `slug` is the reader's handle and never changes.

    `articles` are ids in order of arrival; `outlets` and `families` are distinct, first to report first.
    `lead` is the article whose headline stands for the story. `urgency` is IPTC 1 (flash) to 9.
    `figures` are the largest counts its articles report, by kind ("killed", "injured", ...). `developed` is the last
    revision that brought anything new; `aliases` are the slugs of stories that were merged into it.
    """

    slug: str
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    families: tuple[str, ...]
    opened: datetime
    updated: datetime
    lead: str
    headline: str
    headline_outlet: str
    language: str = ""
    genre: Genre = Genre.REPORT
    urgency: int = 5
    beats: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    revision: int = 1
    fictional: bool = False
    developed: int = 1
    aliases: tuple[str, ...] = ()


class Change(StrEnum):
    """What a development is."""

    OPENED = "opened"
    """The first report."""
    FIGURE = "figure"
    """A count is new, has risen or has fallen."""
    STAGE = "stage"
    """The matter has moved on: proposed, passed, signed; arrested, charged, sentenced."""
    ACTOR = "actor"
    """Somebody takes part who did not before."""
    DENIAL = "denial"
    """What was claimed is denied or disputed."""
    CORRECTED = "corrected"
    """An outlet rewrote what it had said."""
    WITHDRAWN = "withdrawn"
    """An outlet took back what it had said."""


@dataclass(frozen=True, slots=True)
class Development:
    """What one revision of a story brought.

    `slug` and `revision` name the story it came to and the revision it came with; after a merge they stay what they
    were. `at` is the time of the article that brought it. `detail` is a phrase of ours ("killed: 12, now 14").
    Only what was taken back may have no `sentence`; `was` is then what no longer holds.
    """

    change: Change
    slug: str
    revision: int
    at: datetime
    sentence: Sentence | None = None
    detail: str = ""
    was: str = ""
    precision: Precision = Precision.TIME


@dataclass(frozen=True, slots=True)
class Voice:
    """A publisher in a story: the names of its outlets, when it first reported, and how many reports are its own."""

    outlets: tuple[str, ...]
    first: datetime | None
    reports: int = 1
    precision: Precision = Precision.TIME


@dataclass(frozen=True, slots=True)
class Claim:
    """One side of a dispute: what it says in short ("12 dead"), in whose words, and when."""

    said: str
    outlet: str
    at: datetime | None
    sentence: Sentence
    precision: Precision = Precision.TIME


@dataclass(frozen=True, slots=True)
class Dispute:
    """What outlets say differently, the first to say it first. Raises ValueError with fewer than two sides."""

    about: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        if len(self.claims) < 2:
            raise ValueError("a Dispute has two sides")


@dataclass(frozen=True, slots=True)
class Choice:
    """A story's place in an edition, and why it has it."""

    story: Story
    score: float
    reasons: tuple[Reason, ...]
