"""Who reports a story in a way that counts, and since when two that do not belong together do.

Works on: one story, the articles that make it, the outlets that printed them, the time.
Comes in: values, as the newsroom grouped them and as the wire read them.
Goes out: Reports, oldest first; what does not count and for which cause; the pair of reports that bear each other out.
Does not know: what a report says.

Only what proves that it is one counts as a voice: a usable report of an outlet the operator approved, in its own words,
with a time its publisher gave. A day without a clock, or no date at all, proves nothing here: what we fetched today may
have been written a year ago, so the time of fetching never stands in for the publisher's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.breaking.verdict import AHEAD, NEWS
from bot.news import Article, Genre, Outlet, Precision, Reason, Status, Story
from bot.text import fold


@dataclass(frozen=True, slots=True)
class Report:
    """An article that counts: who speaks, when, what tells another's words; `fresh` is when its words
    were last new: a new date alone makes none new."""

    at: datetime
    voice: str
    credit: str
    article: Article
    fresh: datetime


def reports(
    story: Story, articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime
) -> tuple[list[Report], list[Reason]]:
    """The reports that count, oldest first, and how many do not for which cause."""
    counted: list[Report] = []
    passed: Counter[str] = Counter()
    for article in articles:
        outlet = outlets.get(article.outlet)
        flaw = next(_flaws(story, article, outlet, now), "")
        if flaw or outlet is None:
            passed[flaw] += 1
        else:
            counted.append(_report(article, outlet, now))
    counted.sort(key=lambda report: (report.at, report.voice, report.article.id))
    return counted, [Reason(code, f"{count} × {_FLAWS[code]}") for code, count in sorted(passed.items())]


_FLAWS = {
    "elsewhere": "an article of another story",
    "unapproved": "an outlet the operator has not approved",
    "guest": "a chat's own source",
    "withdrawn": "withdrawn by its publisher",
    "embargoed": "not to be told yet",
    "form": "opinion, live blog, round-up or feature",
    "copied": "in the words of another outlet",
    "undated": "without a date",
    "day-only": "dated by the day alone",
    "future": "dated in the future",
}
"""Why an article is no voice, in the order in which it is asked."""
PASSING = frozenset({"embargoed", "future"})
"""What time alone mends."""


def _flaws(story: Story, article: Article, outlet: Outlet | None, now: datetime) -> Iterator[str]:
    """Why an article does not count, the weightiest cause first; nothing where it does."""
    if article.id not in story.articles:
        yield "elsewhere"
    if outlet is None:
        yield "unapproved"
    elif outlet.scope:
        yield "guest"
    yield from _unfit(article, now)
    # What the newsroom found to be copied gave its outlet no voice in the story.
    if outlet is not None and outlet.voice not in story.families:
        yield "copied"
    yield from _untimed(article, now)


def _unfit(article: Article, now: datetime) -> Iterator[str]:
    if article.status is not Status.USABLE:
        yield "withdrawn"
    if article.embargoed is not None and article.embargoed > now:
        yield "embargoed"
    if article.genre is not Genre.REPORT:
        yield "form"


def _untimed(article: Article, now: datetime) -> Iterator[str]:
    if article.published is None:
        yield "undated"
    elif article.precision is not Precision.TIME:
        yield "day-only"
    elif article.published > now + AHEAD:
        yield "future"


def _report(article: Article, outlet: Outlet, now: datetime) -> Report:
    """The report as it counts. A clock that runs ahead does not make it later than we had it."""
    at = min(time for time in (article.published, article.fetched, now) if time is not None)
    fresh = at if article.updated is None else min(max(at, article.updated), now)
    return Report(at, outlet.voice, fold(article.credit).strip(), article, fresh)


def corroborated(counted: Sequence[Report]) -> tuple[Report, Report] | None:
    """The first report that another voice had before it (oldest first), and that other's."""
    for n, second in enumerate(counted):
        for first in counted[:n]:
            if second.at - first.at <= NEWS and _independent(first, second):
                return first, second
    return None


def _independent(one: Report, other: Report) -> bool:
    """Two owners, and neither prints the agency or the very words of the other."""
    wording = one.article.paragraphs and one.article.paragraphs == other.article.paragraphs
    shared = (one.credit and one.credit == other.credit) or wording
    return one.voice != other.voice and not shared


def lonely(counted: Sequence[Report]) -> Reason:
    """Why there is no second voice, as far as the voices tell."""
    voices = sorted({report.voice for report in counted})
    if not voices:
        return Reason("no-voice", "nobody reports it in a way that counts")
    if len(voices) == 1:
        return Reason("one-voice", f"only {voices[0]} reports it")
    return Reason("one-voice", f"{', '.join(voices)} share one agency's words, or report more than 6 hours apart")
