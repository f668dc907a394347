"""The nouns of the newsroom.

Works on: nothing; these are values, frozen and comparable.
Comes in: what the wire read, what the desk decided.
Goes out: the same, to every other room.
Does not know: where anything is stored, fetched, shown or sent. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

SEPARATOR = "\n\n"
"""What joins the paragraphs of an article: offsets of cites count code points of the joined text."""


class Status(StrEnum):
    """What the publisher says of an article (IPTC ninjs `pubstatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Genre(StrEnum):
    """What kind of writing an article is (after the IPTC genre codes). Only reports make stories."""

    REPORT = "report"
    OPINION = "opinion"
    LIVE = "live"
    ROUNDUP = "roundup"
    FEATURE = "feature"


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


class Lane(StrEnum):
    """What goes out first, in this order."""

    CONVERSATION = "conversation"
    BREAKING = "breaking"
    CORRECTION = "correction"
    BRIEF = "brief"
    NOTICE = "notice"


class Precision(StrEnum):
    """How much of `published` the source really said."""

    TIME = "time"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided as it was: a stable code and a phrase for people."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publication. `family` names its owner: two labels of one publisher are one voice."""

    id: str
    name: str
    home: str = ""
    family: str = ""
    beats: tuple[str, ...] = ()
    language: str = ""
    fictional: bool = False
    scope: str = ""
    """Empty for the operator's own outlets, else the one chat that added it."""

    @property
    def voice(self) -> str:
        """Who is speaking: the family, or the outlet itself where no owner is known."""
        return self.family or self.id


@dataclass(frozen=True, slots=True)
class Source:
    """An address the wire reads: a feed or a page, and the outlet it belongs to."""

    url: str
    outlet: Outlet
    section: str = ""
    seen: str = ""
    """Where and when the address was last seen in use."""


@dataclass(frozen=True, slots=True)
class Article:
    """One publication by one outlet. `outlet` is an `Outlet.id`; times are aware and UTC.

    `published` is None when the source does not say or cannot be believed; it is never invented.
    `notes` say how a doubtful field was read.
    """

    id: str
    outlet: str
    headline: str
    paragraphs: tuple[str, ...]
    url: str = ""
    published: datetime | None = None
    precision: Precision = Precision.TIME
    fetched: datetime | None = None
    updated: datetime | None = None
    dek: str = ""
    kicker: str = ""
    byline: str = ""
    dateline: str = ""
    section: str = ""
    credit: str = ""
    language: str = ""
    urgency: int = 5
    embargoed: datetime | None = None
    status: Status = Status.USABLE
    genre: Genre = Genre.REPORT
    reuse: str = ""
    teaser: bool = False
    """True while only the feed's summary is held and the page has not been read."""
    revision: int = 1
    notes: tuple[Reason, ...] = ()

    @property
    def text(self) -> str:
        """The body, as cites count it: paragraphs joined by one blank line."""
        return SEPARATOR.join(self.paragraphs)

    @property
    def when(self) -> datetime | None:
        """The best time we hold for it: published, else first fetched."""
        return self.published or self.fetched


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of an article that can be cited: `text == article.text[start:end]`."""

    article: str
    index: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Cite:
    """The half-open code-point span `[start, end)` of an article's text that carries a sentence.

    It holds the quotation and who printed it, so that a reader can be shown both without a look-up.
    """

    article: str
    start: int
    end: int
    text: str
    outlet: str = ""
    url: str = ""
    published: datetime | None = None
    precision: Precision = Precision.TIME


@dataclass(frozen=True, slots=True)
class Draft:
    """A writer's claim and the passages it rests on. Never leaves `bot`."""

    text: str
    passages: tuple[Passage, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A claim we may print. Made only by `bot.checking` and by the archive's decoder.

    Raises ValueError without a cite: an untraceable sentence cannot exist.
    `disputed` marks one side of figures that conflict: it is shown with its outlet and time.
    """

    text: str
    cites: tuple[Cite, ...]
    disputed: bool = False

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError("a Sentence needs at least one Cite")


@dataclass(frozen=True, slots=True)
class Story:
    """The event that many articles report. `slug` is the reader's handle and never changes.

    `articles` are ids in order of arrival; `outlets` and `families` are distinct, first to report first.
    `lead` is the article whose headline stands for the story. `urgency` is IPTC 1 (flash) to 9.
    `figures` are the largest counts its articles report, by kind ("killed", "injured", ...).
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


@dataclass(frozen=True, slots=True)
class Choice:
    """A story's place in an edition, and why it has it."""

    story: Story
    score: float
    reasons: tuple[Reason, ...]


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
    """A story opened: what is known, and who reported it when, oldest first."""

    item: Item
    reports: tuple[Report, ...]
    fictional: bool = False


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


@dataclass(frozen=True, slots=True)
class Alert:
    """A story that broke: `at` is when it was corroborated, as its sources are dated."""

    item: Item
    at: datetime
    beats: tuple[str, ...] = ()
    urgency: int = 5

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


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the wire remembers of a source between two polls."""

    url: str
    etag: str = ""
    modified: str = ""
    digest: str = ""
    polled: datetime | None = None
    good: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    error: str = ""
    entries: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    """Entry key -> fingerprint of the entry as last seen: what is new or changed is all that is read again."""


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


ARTICLE_LIFE = timedelta(days=14)
RECEIPT_LIFE = timedelta(days=90)
TALK_LIFE = timedelta(hours=24)
