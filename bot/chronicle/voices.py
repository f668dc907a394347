"""Who reports a story: publishers, the first to report first.

Works on: the articles of one story.
Comes in: the story, its articles, their outlets.
Goes out: one Voice a publisher: the names it reports under, since when, and how many of the reports are its own.
Does not know: who is right, who is to be trusted, how a publisher leans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chronicle.copies import originals, out
from bot.news import Article, Genre, Outlet, Status, Story, Voice
from bot.stories import genres

_NO_REPORT = frozenset({Genre.OPINION, Genre.ROUNDUP})


def voices(story: Story, articles: Sequence[Article], outlets: Mapping[str, Outlet]) -> tuple[Voice, ...]:
    """The publishers that report a story, the first to report first: two labels of one family are one voice.

    Opinion, round-ups and what was withdrawn are no reports. `reports` counts a publisher's own texts: one that repeats
    another's wording, or its own, adds none, so 0 is a publisher that only carries what others wrote.
    """
    told = _told(story, articles)
    first = originals(told)
    found: dict[str, list[Article]] = {}
    for article in told:
        found.setdefault(voice(article, outlets), []).append(article)
    return tuple(_as_voice(texts, first, outlets) for texts in found.values())


def voice(article: Article, outlets: Mapping[str, Outlet]) -> str:
    """Who speaks in an article: its outlet's family, or the outlet itself where it is not known."""
    outlet = outlets.get(article.outlet)
    return outlet.voice if outlet else article.outlet


def _told(story: Story, articles: Sequence[Article]) -> list[Article]:
    """The story's reports, first to last; those without a time in order of arrival at the end."""
    arrived = {id: n for n, id in enumerate(story.articles)}
    kept = [a for a in articles if a.id in arrived and a.status is Status.USABLE and genres.genre(a) not in _NO_REPORT]
    return sorted(kept, key=lambda a: (out(a), arrived[a.id]))


def _as_voice(texts: Sequence[Article], first: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Voice:
    names = dict.fromkeys(outlets[a.outlet].name if a.outlet in outlets else a.outlet for a in texts)
    earliest = next((a for a in texts if a.published), texts[0])
    own = sum(first[a.id] is a for a in texts)
    return Voice(tuple(names), earliest.published, own, earliest.precision)
