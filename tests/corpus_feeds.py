"""Holds our feed reader against feedparser over feedparser's own corpus: `python tests/corpus_feeds.py PATH`.

PATH is the `tests` folder of feedparser's source distribution; it is not part of this project.
Prints how many files agree on the number of entries, and how many entries on title, link and date.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.news import Outlet
from bot.wire import feeds
from bot.wire.fragments import plain

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BASE = "http://127.0.0.1:8097/feed"


def _theirs(body: bytes) -> list[tuple[str, str, str]]:
    import feedparser

    found = feedparser.parse(body, response_headers={"content-location": BASE})
    return [(plain(e.get("title", "")), e.get("link", ""), _day(e)) for e in found.entries]


def _day(entry: dict[str, object]) -> str:
    moment = entry.get("published_parsed") or dict.get(entry, "updated_parsed") or dict.get(entry, "created_parsed")
    return "{:04d}-{:02d}-{:02d} {:02d}:{:02d}".format(*moment[:5]) if moment else ""  # type: ignore[index]


def _ours(body: bytes) -> list[tuple[str, str, str]]:
    """Entries before those without title and text are left out: the corpus has many that hold one element each."""
    try:
        feed = asyncio.run(feeds.whole(body, "application/xml", BASE))
    except feeds.NotAFeed:
        return []
    entries = [feeds.entry(raw, NOW) for raw in feed.raws]
    return [(e.headline, e.url, f"{e.published:%Y-%m-%d %H:%M}" if e.published else "") for e in entries]


def _read_whole(body: bytes) -> int:
    """1 where the feed became articles or was refused in words; anything else that is raised is a fault of ours."""
    try:
        feed = asyncio.run(feeds.parsed(body, "", BASE, NOW))
    except feeds.NotAFeed:
        return 1
    articles = [feeds.article(entry, Outlet("corpus", "Corpus"), NOW, feed.language) for entry in feed.entries]
    return int(all(article.headline or article.paragraphs for article in articles))


def score(path: Path) -> tuple[Counter[str], list[str]]:
    """Counts of files and entries that agree, with those asked; and a line for each that does not."""
    counts: Counter[str] = Counter()
    misses: list[str] = []
    for file in sorted([*path.rglob("*.xml")]):
        body = file.read_bytes()
        counts["read"] += _read_whole(body)
        theirs, ours = _theirs(body), _ours(body)
        asked = [row for row in theirs if any(row)]
        if not asked:
            continue
        counts["files"] += 1
        if len(asked) != len([row for row in ours if any(row)]):
            misses.append(f"{file.relative_to(path)}: {len(asked)} entries, we read {len(ours)}")
            continue
        counts["files agreed"] += 1
        for theirs_row, our_row in zip(theirs, ours, strict=False):
            for name, their, our in zip(("title", "link", "date"), theirs_row, our_row, strict=True):
                if their:
                    counts[name] += 1
                    counts[f"{name} agreed"] += their == our
                    if their != our:
                        misses.append(f"{file.relative_to(path)}: {name} {their[:60]!r}, we read {our[:60]!r}")
    return counts, misses


def main(path: str) -> int:
    warnings.simplefilter("ignore")
    counts, misses = score(Path(path))
    print(*misses, sep="\n")
    print(f"read   {counts['read']:5} files into articles, or refused in words")
    for name in ("files", "title", "link", "date"):
        agreed, asked = counts[f"{name} agreed"], counts[name]
        print(f"{name:6} {agreed:5} of {asked:5} agree ({agreed / max(1, asked):.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
