"""Does this story deserve an alert now, how urgent is it, and why or why not.

Works on: one story, the articles that make it, the outlets that printed them, the time.
Comes in: values, as the newsroom grouped them and as the wire read them.
Goes out: a Verdict.
Does not know: what was alerted before, who follows what, how an alert is worded or sent.

A story breaks when two voices that do not belong together report it, and what they report is grave or rare enough.
Where they report something mild first, it breaks at the report that is not. How urgent it is comes from what is said,
not from who shouts: an outlet's own flag moves an urgent story by a step where others hurry too, and makes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.breaking.reading import Reading, read, together
from bot.breaking.verdict import FLOOR, NEWS, ROUTINE, Sign, Verdict
from bot.breaking.voices import Report, corroborated, lonely, reports
from bot.news import Article, Genre, Outlet, Reason, Story
from bot.stories import beats

HURRY = timedelta(minutes=15)
"""Three families within this time hurry."""
_HURRIED = 3


@dataclass(frozen=True, slots=True)
class _Standing:
    """What reports up to one of them come to: the gravest signs first."""

    urgency: int
    signs: tuple[Sign, ...]
    pretends: str


def judge(story: Story, articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime) -> Verdict:
    """Whether to alert. `articles` are the story's own, others among them are passed over; `now` is aware."""
    if story.genre is not Genre.REPORT:
        return Verdict(False, None, (Reason("genre", f"it is told as {story.genre}, not as a report"),))
    if story.fictional:
        return Verdict(False, None, (Reason("fictional", "fiction breaks for nobody"),))
    counted, asides = reports(story, articles, outlets, now)
    pair = corroborated(counted)
    if pair is None:
        return Verdict(False, None, (lonely(counted), *asides))
    first, second = pair
    since = Reason("corroborated", f"{first.voice}, then {second.voice} at {second.at:%Y-%m-%d %H:%M} UTC")
    at, standing = _worthy(counted, second)
    why = (*_why(standing), since, *_hurry(counted), *asides)
    if standing.urgency > FLOOR:
        low = Reason("urgency", f"urgency {standing.urgency}, alerts begin at {FLOOR}")
        return Verdict(False, second.at, (low, *why), standing.urgency)
    if now - at > NEWS:
        stale = Reason("stale", f"that was more than {NEWS.total_seconds() / 3600:g} hours ago")
        return Verdict(False, at, (since, stale, *asides), standing.urgency)
    at = max([at, *(report.fresh for report in counted if report.article.updated is not None)])
    return Verdict(True, at, (Reason("urgency", f"urgency {standing.urgency} of 9"), *why), standing.urgency)


def _worthy(counted: Sequence[Report], second: Report) -> tuple[datetime, _Standing]:
    """When the reports, as they came in, first were worth an alert, and what all of them come to."""
    readings = [read(report.article) for report in counted]
    whole = _standing(counted, readings)
    for n in range(1, len(counted) + 1):
        if counted[n - 1].at >= second.at and _standing(counted[:n], readings[:n]).urgency <= FLOOR:
            return max(second.at, counted[n - 1].at), whole
    return second.at, whole


def _standing(told: Sequence[Report], readings: Sequence[Reading]) -> _Standing:
    """What these reports come to together. Where as many voices as not tell of no such event, there was none."""
    pretending = {report.voice for report, reading in zip(told, readings, strict=True) if reading.pretends}
    wholly = {report.voice for report, reading in zip(told, readings, strict=True) if reading.whole}
    voices = {report.voice for report in told}
    phrase = next((reading.pretends for reading in readings if reading.pretends), "")
    if wholly and 2 * len(wholly) >= len(voices):
        return _Standing(ROUTINE, (), next(reading.pretends for reading in readings if reading.whole))
    harmless = bool(pretending) and 2 * len(pretending) >= len(voices)
    gravest = tuple(sign for sign in together(readings) if not (harmless and sign.harm))
    if not gravest:
        return _Standing(ROUTINE, (), phrase)
    eager = _hurried(told) and gravest[0].urgency > 1
    return _Standing(gravest[0].urgency - eager, gravest, "")


def _hurried(told: Sequence[Report]) -> bool:
    """Three families in a quarter of an hour, two of which flag it themselves."""
    times = {report.voice: report.at for report in reversed(told)}
    first = sorted(times.values())[:_HURRIED]
    flagged = {report.voice for report in told if _flagged(report.article)}
    return len(first) == _HURRIED and first[-1] - first[0] <= HURRY and len(flagged) >= 2


def _flagged(article: Article) -> bool:
    return beats.urgency(article, {}) <= 3


def _why(standing: _Standing) -> tuple[Reason, ...]:
    if standing.signs:
        return tuple(Reason(sign.code, sign.phrase) for sign in standing.signs[:3])
    return (Reason("mild", standing.pretends or "nothing in it is grave or rare enough"),)


def _hurry(counted: Sequence[Report]) -> tuple[Reason, ...]:
    voices = list(dict.fromkeys(report.voice for report in counted))
    families = Reason("families", f"{len(voices)} families: {', '.join(voices)}")
    return (
        (families, Reason("hurry", "three of them within a quarter of an hour")) if _hurried(counted) else (families,)
    )
