"""Which articles repeat another's wording, and when each was out.

Works on: the articles of one story.
Comes in: articles in any order.
Goes out: the article each one's words were first printed in; a moment to order them by.
Does not know: who may copy whom, what an article counts or claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot import text
from bot.news import Article, Precision

_RUN = 5
"""Words in a row by which copied wording is known."""
_COPIED = 0.6
"""The share of the shorter text's runs of words that makes the later one a copy."""
_READ = 4_000
"""Code points read of an article: whoever copies an agency copies its beginning."""
NEVER = datetime.max.replace(tzinfo=UTC)


def out(article: Article) -> datetime:
    """When an article came out; NEVER where nobody knows.

    A mere day may be any hour of it: its last counts, or the hour the article was fetched if that was sooner.
    """
    published = article.published
    if not published or article.precision is Precision.TIME:
        return published or article.fetched or NEVER
    end = published.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    fetched = article.fetched
    return min(end, fetched) if fetched and fetched >= published else end


def moment(article: Article) -> datetime:
    """When an article last spoke: as it came out, or as it was updated since."""
    came = out(article)
    updated = article.updated
    return updated if updated and (came is NEVER or updated > came) else came


def originals(articles: Sequence[Article]) -> dict[str, Article]:
    """By id, the earliest article that has an article's wording: itself, where the wording is its own."""
    firsts: list[tuple[Article, int]] = []
    holders: dict[tuple[str, ...], list[int]] = {}
    found: dict[str, Article] = {}
    for article in sorted(articles, key=out):
        mine = _runs(article)
        # Only texts that share a run are held against each other: a story of hundreds of reports costs no more for it.
        shared = Counter(place for run in mine for place in holders.get(run, ()))
        like = [place for place, count in shared.items() if count > _COPIED * min(len(mine), firsts[place][1])]
        found[article.id] = firsts[min(like)][0] if like else article
        if not like:
            for run in mine:
                holders.setdefault(run, []).append(len(firsts))
            firsts.append((article, len(mine)))
    return found


def _runs(article: Article) -> frozenset[tuple[str, ...]]:
    words = text.words(article.text[:_READ])
    return frozenset(zip(*(words[n:] for n in range(_RUN)), strict=False))
