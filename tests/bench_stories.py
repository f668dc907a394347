"""The figures of placement through the whole cycle: `python tests/bench.py stories`.

How much one more article costs (its share of the store's work included) and how much room everything takes, by how
many articles are archived and how many stories are live. What is archived lies behind the horizon.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

import bench_news as news
from bench import Figure, opened, own, peak, room, served

from bot import store
from bot.archive import Archive
from bot.cycle import HORIZON, PLACED_AT_ONCE, Cycle
from bot.house import utc_now
from bot.news import Article, Story
from bot.wire.fetch import Fetcher

SIZES = ((1_000, 500), (10_000, 500), (100_000, 500), (10_000, 5_000), (100_000, 5_000))
MEASURED = 300
_BASE = 2_000
"""Reports written for the archive; the rest are the same under other headlines, for words are dear to draw."""


async def stories(sizes: Sequence[tuple[int, int]] = SIZES) -> list[Figure]:
    """Each pair of sizes in a store of its own."""
    return [figure for archived, live in sizes for figure in await _beside(archived, live)]


async def _beside(archived: int, live: int) -> list[Figure]:
    async with opened() as (_, held, archive), Fetcher() as fetcher:
        now = utc_now()
        await archive.outlets.put(list(news.outlets().values()))
        cycle = Cycle(archive, fetcher, utc_now)
        await _fill(archive, cycle, archived, live, now)
        rebuilt = await _cost(held, Cycle(archive, fetcher, utc_now), archive, _reports(1, now, seed=3), now)
        cycle = Cycle(archive, fetcher, utc_now)
        await _cost(held, cycle, archive, _reports(1, now, seed=4), now)  # its window stands
        fresh = _reports(MEASURED, now, seed=5)
        spent = await _cost(held, cycle, archive, fresh, now)
        memory, files = await peak(held), (await room(held))[0]
    size = f"{archived:,} archived, {live:,} live"
    return [
        Figure(f"{size}: placing one more through the cycle", 1e3 * spent / MEASURED, "ms"),
        Figure(f"{size}: articles per CPU-s", MEASURED / spent, "/s"),
        Figure(f"{size}: a window built anew", rebuilt, "CPU-s"),
        Figure(f"{size}: memory at most, client and store", memory, "MB"),
        Figure(f"{size}: held by the store", files / (1 << 20), "MB"),
    ]


async def _cost(held: store.Store, cycle: Cycle, archive: Archive, articles: Sequence[Article], now: datetime) -> float:
    """CPU-seconds of placing what has just come in."""
    await archive.articles.put(articles, now)
    before = own() + await served(held)
    await cycle.place()
    return own() + await served(held) - before


async def _fill(archive: Archive, cycle: Cycle, archived: int, live: int, now: datetime) -> None:
    """So many articles in the archive; of them one for each live story, placed, the rest beyond the horizon."""
    await _bury(archive, archived - live, now)
    recent = news.reports(4 * live, now, characters=1_500, span=80.0, told_by=(1,), set_forms=0.1, seed=11)
    rows = (report.article(now) for report in recent)
    held = 0
    while held < live and (batch := list(islice(rows, min(live - held, 5 * PLACED_AT_ONCE)))):
        await archive.articles.put(batch, now)
        await cycle.place()
        held = len(await archive.stories.live(now - HORIZON, 20_000))


async def _bury(archive: Archive, count: int, now: datetime) -> None:
    """Articles and stories of the days before the horizon, as if they had been placed then."""
    before = now - HORIZON - timedelta(days=1)
    rows = _variants(count, before)
    while batch := list(islice(rows, 500)):
        await archive.articles.put(batch, before)
        told = [(_story(article), b"") for article in batch[::2]]
        cursor = (await archive.articles.unplaced(10_000)).cursor
        await archive.stories.put(told, now, cursor=cursor)


def _variants(count: int, when: datetime) -> Iterator[Article]:
    """Articles of 4 KB, each with a headline of its own."""
    base = [report.article(when) for report in news.reports(min(count, _BASE), when, told_by=(1,))] if count else []
    draw = random.Random(13)
    for n in range(count):
        article = base[n % len(base)]
        told = f"{article.headline} {draw.choice(news.TELLING)} {n}"
        yield replace(article, id=f"old-{n}", headline=told, url=f"{article.url}/{n}")


def _story(article: Article) -> Story:
    when = article.published or article.fetched
    assert when is not None
    return Story(
        article.id, (article.id,), (article.outlet,), (article.outlet,), when, when, article.id, article.headline,
        article.outlet, language="en",
    )  # fmt: skip


def _reports(count: int, now: datetime, seed: int) -> list[Article]:
    """New reports of 4 KB, some of one event."""
    return [report.article(now) for report in news.reports(count, now, span=10.0, seed=seed)]
