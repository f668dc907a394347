"""A story opened: how it went on, who reports it, where they differ, and how it stands with a chat.

Works on: one story with its articles; purely.
Comes in: its history where one is kept; what a chat was told.
Goes out: what its coverage shows beside the reports; whether it was told before, as a reason.
Does not know: shelves, conversations, how a story is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.desk.recall import Recall, Told
from bot.desk.tongues import in_tongue
from bot.news import Article, Development, Dispute, Outlet, Reason, Story, Voice

if TYPE_CHECKING:
    from bot.chronicle import History

Life = tuple[tuple[Development, ...], tuple[Voice, ...], tuple[Dispute, ...]]
READ = 60
"""Articles that are read for a story without a history, beside the first: a few milliseconds each."""
NOW = 100
"""Articles that say where reports differ now: the newest."""


def life(
    story: Story,
    articles: Sequence[Article],
    history: History | None,
    outlets: Mapping[str, Outlet],
    now: datetime,
    language: str = "",
) -> Life:
    """The timeline, the voices and the disputes. Without a history the articles tell it, in the order of their times.

    Lines stand in the reader's `language` where a report in it says the same. What reads the articles is loaded here:
    only who opens a story pays for it. A few milliseconds an article.
    """
    from bot import chronicle

    told = sorted(articles, key=lambda a: a.when or now)
    if history is None:
        few = told[:1] + told[1:][-READ:]
        arrivals = [(article, "event" if n else "new") for n, article in enumerate(few)]
        history = chronicle.advance(None, story, arrivals, outlets, now)
    ordered = sorted(history.developments, key=lambda d: d.at)
    timeline = in_tongue(ordered, told, outlets, language)
    return timeline, chronicle.voices(story, articles, outlets), chronicle.disputes(told[-NOW:], outlets, now)


def known(story: Story, told: Told, recalled: Recall) -> Reason:
    """How a story stands with a chat that was told something before, as a reason."""
    marks = [told[slug][1] for slug in (story.slug, *story.aliases) if slug in told]
    if not marks:
        return Reason("told", "not told here yet")
    news = recalled.news.get(story.slug, ())
    new = "; ".join(dict.fromkeys(brought.detail or brought.change for brought in news))
    since = f"new since: {new}" if news else "nothing new since, so it makes room for others"
    return Reason("told", f"told here {_when(max(marks))}; {since}")


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b %H:%M} UTC"
