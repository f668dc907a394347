"""Does this story deserve an alert now, and why or why not.

Works on: one story, the articles that make it, the outlets that printed them, the time.
Comes in: values, as the newsroom grouped them and as the wire read them.
Goes out: a Verdict: whether to alert, since when the story has been corroborated, and the reasons either way.
Does not know: what was alerted before, who follows what, how an alert is worded or sent.

A story breaks when a second voice reports it. Only what proves that counts as a voice: a usable report of an outlet the
operator approved, in its own words, with a time its publisher gave. A day without a clock, or no date at all, proves
nothing here: what we fetched today may have been written a year ago, so the time of fetching never stands in for the
publisher's. Two reports further apart than a story lives are not of one event, whatever brought them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.news import Article, Genre, Outlet, Precision, Reason, Status, Story
from bot.text import fold

NEWS = timedelta(hours=6)
"""How long after it was corroborated a story still breaks."""
APART = timedelta(days=4)
"""Reports further apart than this are not of one event: as long as the newsroom keeps a story open."""
AHEAD = timedelta(minutes=15)
"""How far a publisher's clock may run ahead of ours."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`at` is when the second voice reported it; None while there is none. `reasons` are for people, either way."""

    alert: bool
    at: datetime | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    """An article that counts: who speaks, when, and what tells another's words."""

    at: datetime
    voice: str
    credit: str
    wording: tuple[str, ...]


def judge(story: Story, articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime) -> Verdict:
    """Whether to alert. `articles` are the story's own, others among them are passed over; `now` is aware."""
    if story.genre is not Genre.REPORT:
        return Verdict(False, None, (Reason("genre", f"it is told as {story.genre}, not as a report"),))
    if story.fictional:
        return Verdict(False, None, (Reason("fictional", "fiction breaks for nobody"),))
    counted, asides = _sorted_out(story, articles, outlets, now)
    pair = _corroboration(counted)
    if pair is None:
        return Verdict(False, None, (_lonely(counted), *asides))
    first, second = pair
    since = Reason("corroborated", f"{first.voice}, then {second.voice} at {second.at:%Y-%m-%d %H:%M} UTC")
    if now - second.at > NEWS:
        return Verdict(False, second.at, (since, Reason("stale", f"that was more than {_hours(NEWS)} ago"), *asides))
    return Verdict(True, second.at, (since, _voices(counted), *asides))


def _sorted_out(
    story: Story, articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime
) -> tuple[list[_Report], list[Reason]]:
    """The reports that count, oldest first, and how many do not for which cause."""
    counted: list[_Report] = []
    passed: Counter[str] = Counter()
    for article in articles:
        outlet = outlets.get(article.outlet)
        flaw = next(_flaws(story, article, outlet, now), "")
        if flaw or outlet is None:
            passed[flaw] += 1
        else:
            counted.append(_report(article, outlet, now))
    counted.sort(key=lambda report: (report.at, report.voice))
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


def _report(article: Article, outlet: Outlet, now: datetime) -> _Report:
    """The report as it counts. A clock that runs ahead does not make it later than we had it."""
    at = min(time for time in (article.published, article.fetched, now) if time is not None)
    return _Report(at, outlet.voice, fold(article.credit).strip(), article.paragraphs)


def _corroboration(reports: Sequence[_Report]) -> tuple[_Report, _Report] | None:
    """The first report that another voice had before it (reports oldest first), and that other's."""
    for n, second in enumerate(reports):
        for first in reports[:n]:
            if second.at - first.at <= APART and _independent(first, second):
                return first, second
    return None


def _independent(one: _Report, other: _Report) -> bool:
    """Two owners, and neither prints the agency or the very words of the other."""
    shared = (one.credit and one.credit == other.credit) or (one.wording and one.wording == other.wording)
    return one.voice != other.voice and not shared


def _lonely(reports: Sequence[_Report]) -> Reason:
    """Why there is no second voice, as far as the voices tell."""
    voices = sorted({report.voice for report in reports})
    if not voices:
        return Reason("no-voice", "nobody reports it in a way that counts")
    if len(voices) == 1:
        return Reason("one-voice", f"only {voices[0]} reports it")
    return Reason("one-voice", f"{', '.join(voices)} share one agency's words, or report days apart")


def _voices(reports: Sequence[_Report]) -> Reason:
    voices = list(dict.fromkeys(report.voice for report in reports))
    return Reason("families", f"{len(voices)} families: {', '.join(voices)}")


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:g} hours"
