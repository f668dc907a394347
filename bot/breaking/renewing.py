"""Is a story that was told worth telling again: only for what changes it, and not at once.

Works on: one story that was told, what it has been through, its articles, the outlets that printed them, the time.
Comes in: values; the revision that was told and when what it told became known.
Goes out: a Verdict.
Does not know: to whom it was told. What was corrected or withdrawn is no update: corrections have their own way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.breaking.reading import read, together
from bot.breaking.turns import turns
from bot.breaking.verdict import COOLDOWN, FLOOR, NEWS, Sign, Verdict
from bot.breaking.voices import Report, reports
from bot.news import Article, Change, Development, Outlet, Reason, Story
from bot.stories import genres

_MORE = 1.5
"""How many times as many dead make a story another."""
_STEPS = frozenset(
    [
        "rescue",
        "truce",
        "truce-broken",
        "emergency",
        "ruler-falls",
        "government-falls",
        "senior-falls",
        "ruler-caught",
        "senior-caught",
        "ruler-dead",
        "senior-dead",
        "evacuation",
        "invasion",
        "war",
        "ruin",
        "coup",
    ]
)
"""What moves a story on, however urgent it was."""
_KILLED = re.compile(r"\bkilled: (?:(?P<was>[\d,]+), now )?(?P<now>[\d,]+)")


class Told(NamedTuple):
    """The revision that was told (0 for one of another story that this one took over), and when it became known."""

    revision: int
    at: datetime


def again(
    story: Story,
    developments: Sequence[Development],
    told: tuple[int, datetime],
    now: datetime,
    articles: Sequence[Article],
    outlets: Mapping[str, Outlet],
) -> Verdict:
    """Whether to tell a story again. `developments` are all of its history; `articles` its own."""
    revision, since = told
    counted, asides = reports(story, articles, outlets, now)
    new = [d for d in developments if _is_new(d, story, Told(revision, since))]
    old = [d for d in developments if d not in new]
    cited = {cite.article for d in old if d.sentence for cite in d.sentence.cites}
    fresh = [r for r in counted if r.fresh > since and not _was_told(r, story, revision, cited)]
    known = [report for report in counted if report not in fresh]
    changes = tuple(_changes(known, fresh, old, new))
    urgency = _gravest(counted)
    if not changes:
        return Verdict(False, None, (Reason("unchanged", "nothing since it was told changes it"), *asides), urgency)
    at = max(report.fresh for report in fresh) if fresh else max(d.at for d in new)
    if now - since < COOLDOWN:
        return Verdict(
            False, at, (Reason("cooldown", f"told less than {COOLDOWN.seconds // 60} minutes ago"),), urgency
        )
    if now - at > NEWS:
        return Verdict(False, at, (Reason("stale", "what is new is hours old"), *changes), urgency)
    return Verdict(True, at, (*changes, *asides), min(urgency, FLOOR))


def _was_told(report: Report, story: Story, revision: int, cited: Collection[str]) -> bool:
    """True for an article that was placed by the revision told: what it brought was known then, or its place says so.

    Each placing makes a revision, so those behind it bound its own. Of a rewritten one nothing is certain.
    """
    article = report.article
    if not revision or article.updated is not None or article.revision > 1:
        return False
    behind = len(story.articles) - 1 - story.articles.index(article.id)
    return article.id in cited or story.revision - behind <= revision


def _is_new(development: Development, story: Story, told: Told) -> bool:
    mine = development.slug == story.slug and told.revision > 0
    return development.at > told.at and (development.revision > told.revision if mine else True)


def _changes(
    known: Sequence[Report], fresh: Sequence[Report], old: Sequence[Development], new: Sequence[Development]
) -> Iterator[Reason]:
    """What is materially new, in words for people."""
    real = [
        report for report in fresh if not read(report.article).pretends and not genres.sidebar(report.article.headline)
    ]
    ids = {report.article.id for report in real}
    came = [d for d in new if d.sentence and any(cite.article in ids for cite in d.sentence.cites)]
    yield from _toll(known, real, old, came)
    for development in came:
        if development.change is Change.STAGE:
            yield Reason("stage", development.detail)
    before = {turn for report in known for turn in turns(report.article)}
    for turn in sorted({turn for report in real for turn in turns(report.article)} - before):
        yield Reason("turn", turn)
    yield from _graver(known, real)


def _toll(
    known: Sequence[Report], fresh: Sequence[Report], old: Sequence[Development], new: Sequence[Development]
) -> Iterator[Reason]:
    was = max([*(read(report.article).dead for report in known), *(_killed(d)[1] for d in old)], default=0)
    was = max([was, *(_killed(d)[0] for d in new)])
    now = max([*(read(report.article).dead for report in fresh), *(_killed(d)[1] for d in new)], default=0)
    if now and not was:
        yield Reason("toll", f"the first deaths are known: {now:,}")
    elif now >= _MORE * was and now:
        yield Reason("toll", f"{was:,} dead before, now {now:,}")


def _killed(development: Development) -> tuple[int, int]:
    """The dead before and after a development."""
    match = _KILLED.search(development.detail) if development.change in (Change.FIGURE, Change.STAGE) else None
    return (_number(match["was"]), _number(match["now"])) if match else (0, 0)


def _number(printed: str | None) -> int:
    return int(printed.replace(",", "")) if printed else 0


def _graver(known: Sequence[Report], fresh: Sequence[Report]) -> Iterator[Reason]:
    """What is said now is more urgent by two steps than anything said before."""
    held = {sign.code for sign in _signs(known)}
    graver = [sign for sign in _signs(fresh) if sign.code not in held and (sign.code in _STEPS or (
        sign.urgency <= _gravest(known) - 2 and not sign.harm))]  # fmt: skip
    for sign in graver[:1] if known else ():
        yield Reason("graver", sign.phrase)


def _signs(told: Sequence[Report]) -> tuple[Sign, ...]:
    return together([read(report.article) for report in told])


def _gravest(told: Sequence[Report]) -> int:
    return next((sign.urgency for sign in _signs(told)), FLOOR)
