"""Scores the placement of articles into stories: B-cubed precision, recall and F1.

    python tests/eval_stories.py FILE [--seed N] [--times] [--errors]

FILE is JSON lines ({"id", "headline", "text", "outlet", "published", "event"}) or a CSV with TITLE, STORY and,
where it has them, URL and PUBLISHER. With a seed the lines are shuffled. Times are hidden unless asked for.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.news import Article
from bot.stories import Window

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


def bcubed(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 averaged over items."""
    both, per_gold, per_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    pairs = list(zip(gold, found, strict=True))
    precision = sum(both[pair] / per_found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / per_gold[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


def read(path: Path) -> list[tuple[Article, str]]:
    """Articles with the label of their event."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8") as lines:
            return [_row(i, row) for i, row in enumerate(csv.DictReader(lines)) if row.get("STORY")]
    return [_line(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _row(i: int, row: dict[str, str]) -> tuple[Article, str]:
    return Article(str(i), row.get("PUBLISHER") or "", row["TITLE"], (), url=row.get("URL") or "", language="en"), row[
        "STORY"
    ]


def _line(given: dict[str, str]) -> tuple[Article, str]:
    published = datetime.fromisoformat(given["published"]) if given.get("published") else None
    text = tuple(given.get("text", "").split("\n\n")) if given.get("text") else ()
    article = Article(
        given["id"], given.get("outlet", ""), given.get("headline", ""), text, url=given.get("url", ""),
        published=published, language=given.get("language", ""), section=given.get("section", ""),
    )  # fmt: skip
    return article, given["event"]


def place(articles: Iterable[Article], now: datetime = NOW) -> list[str]:
    """Each article's story once all have arrived."""
    window = Window({})
    slugs = [window.place(article, max(now, article.published or now)).slug for article in articles]
    return [window.resolve(slug) for slug in slugs]


def _errors(labelled: list[tuple[Article, str]], found: list[str]) -> None:
    by_event: dict[str, list[str]] = defaultdict(list)
    for (article, event), slug in zip(labelled, found, strict=True):
        by_event[event].append(f"{slug:40} {article.language:3} {article.headline}")
    mixed = {
        slug
        for slug, n in Counter(s for s, _ in {(s, e) for (_, e), s in zip(labelled, found, strict=True)}).items()
        if n > 1
    }
    for event, lines in by_event.items():
        if len({line[:40] for line in lines}) > 1 or any(line[:40].strip() in mixed for line in lines):
            print(f"\n{event}", *lines, sep="\n  ")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score the placement of articles into stories.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--times", action="store_true", help="let the window see when articles were published")
    parser.add_argument("--errors", action="store_true", help="print every event that was split or mixed")
    asked = parser.parse_args(arguments)
    labelled = read(asked.file)
    if asked.seed is not None:
        random.Random(asked.seed).shuffle(labelled)
    articles = [article for article, _ in labelled]
    if not asked.times:
        import dataclasses

        articles = [dataclasses.replace(article, published=None) for article in articles]
    began = time.process_time()
    found = place(articles)
    spent = time.process_time() - began
    precision, recall, f1 = bcubed([event for _, event in labelled], found)
    events = len({event for _, event in labelled})
    print(f"{len(found)} articles, {events} events, {len(set(found))} stories: P {precision:.3f} R "
    f"{recall:.3f} F1 {f1:.3f}"
          f" · {1000 * spent / len(found):.2f} ms an article")  # fmt: skip
    if asked.errors:
        _errors(labelled, found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
