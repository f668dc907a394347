"""What comes over the wire: outlets, sources, articles and the passages that can be cited.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

SEPARATOR = "\n\n"
"""What joins the paragraphs of an article: offsets of cites count code points of the joined text."""
ARTICLE_LIFE = timedelta(days=14)


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
