"""What is claimed, and by what it is carried.

Works on: nothing; these are values, frozen and comparable.
Comes in: what other rooms read or decided.
Goes out: the same.
Does not know: where anything is stored, fetched, shown or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.news.articles import Passage, Precision


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
    `disputed` marks one side of figures that conflict: it is shown with its outlet and time. `translated` is the
    language of its cites, two letters, where a model put it into another; empty where it stands in theirs.
    """

    text: str
    cites: tuple[Cite, ...]
    disputed: bool = False
    translated: str = ""

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError("a Sentence needs at least one Cite")
