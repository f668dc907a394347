"""Where reports differ: counts that conflict now, and what one side claims and the other denies.

Works on: the articles of one story.
Comes in: the articles, their outlets, the time.
Goes out: disputes, each side with its checked sentence, its outlet and its time.
Does not know: which side is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot import wording
from bot.chronicle.copies import NEVER, moment
from bot.chronicle.reading import read
from bot.news import Article, Claim, Dispute, Draft, Outlet, Precision

if TYPE_CHECKING:
    from bot.extract.pool import Candidate

_MOST = 4
_ABOUT = {
    "killed": ("deaths", "{:,} dead"),
    "missing": ("missing", "{:,} missing"),
    "injured": ("injured", "{:,} injured"),
    "displaced": ("displaced", "{:,} displaced"),
    "arrested": ("arrests", "{:,} arrested"),
    "magnitude": ("magnitude", "magnitude {:.1f}"),
}
"""For readers: what a dispute is about, and what a side of it says."""


def disputes(articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime) -> tuple[Dispute, ...]:
    """What the reports of one story say differently now, the gravest first; at most four.

    Counts ("deaths": "12 dead", "14 dead") come before what is claimed and denied ("claim": "claimed", "denied").
    Reports in every language are held against each other; opinion, former revisions and what was withdrawn are not.
    """
    pool = read(articles, now)
    found = [*_of_counts(pool, articles, outlets), *_of_claims(pool, articles, outlets)]
    return tuple(found[:_MOST])


def _of_counts(
    pool: Sequence[Candidate], articles: Sequence[Article], outlets: Mapping[str, Outlet]
) -> Iterator[Dispute]:
    from bot.chronicle.counts import KINDS, MAGNITUDE, counts, standing

    told = counts(pool, articles, outlets)
    for kind in KINDS:
        about, said = _ABOUT[kind]
        stand = standing(kind, told)
        sides = [(said.format(c.value / 10 if kind == MAGNITUDE else c.value), c.candidate) for c in stand]
        yield from _dispute(about, sides, articles, outlets)


def _of_claims(
    pool: Sequence[Candidate], articles: Sequence[Article], outlets: Mapping[str, Outlet]
) -> Iterator[Dispute]:
    from bot.chronicle.denials import denials

    for claim, denial in denials(pool):
        yield from _dispute("claim", [("claimed", claim), ("denied", denial)], articles, outlets)


def _dispute(
    about: str, sides: Sequence[tuple[str, Candidate]], articles: Sequence[Article], outlets: Mapping[str, Outlet]
) -> Iterator[Dispute]:
    """The sides the gate lets through, if it lets through two."""
    claims = [claim for said, c in sides for claim in _claim(said, c, articles, outlets)]
    if len(claims) > 1:
        yield Dispute(about, tuple(claims))


def _claim(
    said: str, candidate: Candidate, articles: Sequence[Article], outlets: Mapping[str, Outlet]
) -> Iterator[Claim]:
    draft = Draft(candidate.passage.text, (candidate.passage,), disputed=True)
    article, at = candidate.article, moment(candidate.article)
    for sentence in wording.passed([draft], articles, outlets).sentences:
        precision = Precision.TIME if article.updated == at else article.precision
        yield Claim(said, sentence.cites[0].outlet, None if at is NEVER else at, sentence, precision)
