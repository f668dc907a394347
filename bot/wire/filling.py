"""Full text for teasers: the page behind a feed's summary.

Works on: articles of which only the feed's summary is held.
Comes in: the articles most likely to be told, their outlets, an open Fetcher.
Goes out: the same articles in the same order, with their pages' text where it could be read.
Does not know: which articles deserve it; it reads politely, by robots.txt, and leaves the teaser where it cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.news import Article, Outlet, Reason, Status
from bot.wire.rounds import HOSTILE
from bot.wire.withdrawals import notice

if TYPE_CHECKING:
    from bot.wire.fetch import Fetcher

MOST = 60
"""Pages read at once asking: a brief needs fewer, and sites are not to be copied."""


async def fill(
    articles: Sequence[Article], fetcher: Fetcher, outlets: Mapping[str, Outlet], now: datetime
) -> list[Article]:
    """The articles in their order; the first `MOST` teasers with an address are read in full where allowed."""
    wanted = [n for n, article in enumerate(articles) if article.teaser and article.url][:MOST]
    read = await asyncio.gather(*(_full(articles[n], fetcher, outlets, now) for n in wanted))
    filled = list(articles)
    for n, article in zip(wanted, read, strict=True):
        filled[n] = article
    return filled


async def _full(teaser: Article, fetcher: Fetcher, outlets: Mapping[str, Outlet], now: datetime) -> Article:
    from bot.wire import pages
    from bot.wire.fetch import FetchError

    try:
        fetched = await fetcher.get(teaser.url, robots=True)
        outlet = outlets.get(teaser.outlet)
        page = await asyncio.to_thread(pages.article, fetched.body, fetched.final, now, id=teaser.id, outlet=outlet)
    except FetchError as error:
        return _left(teaser, str(error))
    except pages.NoArticle as error:
        return _left(teaser, str(error))
    except HOSTILE as error:
        return _left(teaser, f"the page cannot be read ({type(error).__name__})")
    return merged(teaser, page)


def _left(teaser: Article, why: str) -> Article:
    notes = tuple(note for note in teaser.notes if note.code != "teaser")
    return replace(teaser, notes=(*notes, Reason("teaser", f"only the feed's summary was read: {why}")))


def merged(teaser: Article, page: Article) -> Article:
    """The page's text under the feed's name and time. A page that says less than its teaser changes nothing; one that
    says its article is withdrawn withdraws it."""
    if notice(page.text):
        return replace(teaser, status=Status.CANCELED, teaser=False)
    if len(page.text) < len(teaser.text):
        return replace(teaser, teaser=False, reuse=page.reuse or teaser.reuse)
    dated = page if teaser.published is None else teaser
    return replace(
        page,
        id=teaser.id,
        outlet=teaser.outlet,
        url=teaser.url,
        headline=teaser.headline or page.headline,
        dek=page.dek or teaser.dek,
        byline=page.byline or teaser.byline,
        section=teaser.section or page.section,
        published=dated.published,
        precision=dated.precision,
        fetched=teaser.fetched or page.fetched,
        notes=tuple(dict.fromkeys((*teaser.notes, *page.notes))),
        status=teaser.status,
        teaser=False,
    )
