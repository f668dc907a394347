"""Scores the placement of articles into stories: B-cubed precision, recall and F1.

    python tests/eval_stories.py FILE [--seed N ...] [--times] [--errors] [--pairs FILE] [--without PART ...]

FILE is JSON lines ({"id", "headline", "text", "outlet", "published", "event"}) or a CSV with TITLE, STORY and,
where it has them, URL and PUBLISHER. With seeds the lines are shuffled, once for each. Times are hidden unless asked
for. A line with "aside": true is fed and not counted: it should attach to a story of one of the events in its "about",
or stand alone where that names none or many. The pairs are JSON lines {"a", "b", "same"} over the ids.

What is left out for comparison: names, numbers, bodies, vectors, merge, guards.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import vectors
from bot.news import Article
from bot.stories import Window
from bot.stories.cluster import Cluster
from bot.stories.evidence import Reading

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
PARTS = ("names", "numbers", "bodies", "vectors", "merge", "guards")


def bcubed(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 averaged over items."""
    both, per_gold, per_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    pairs = list(zip(gold, found, strict=True))
    precision = sum(both[pair] / per_found[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / per_gold[pair[0]] for pair in pairs) / len(pairs)
    return precision, recall, 2 * precision * recall / (precision + recall)


class Part(Window):
    """A window that goes without a part of its evidence."""

    without: Collection[str] = ()

    def read(self, article: Article) -> Reading:
        reading = super().read(article)
        row = reading.evidence
        if "names" in self.without:
            row.names, reading.named, reading.group = (), frozenset(), {}
        if "numbers" in self.without:
            row.numbers = ()
        if "guards" in self.without:
            row.marks, row.places, row.kinds, row.series = (), (), (), ""
        return reading

    def merge(self, touched: Cluster, reading: Reading) -> tuple[Cluster, tuple[str, ...]]:
        return (touched, ()) if "merge" in self.without else super().merge(touched, reading)


Labelled = tuple[Article, str, list[str] | None]


def read(path: Path) -> list[tuple[Article, str]]:
    """Articles with the label of their event; without the asides."""
    return [(article, event) for article, event, about in labelled(path) if about is None]


def labelled(path: Path) -> list[Labelled]:
    """Articles with the label of their event, and for asides what they are about."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8") as lines:
            return [_row(i, row) for i, row in enumerate(csv.DictReader(lines)) if row.get("STORY")]
    return [_line(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _row(i: int, row: dict[str, str]) -> tuple[Article, str, None]:
    article = Article(str(i), row.get("PUBLISHER") or "", row["TITLE"], (), url=row.get("URL") or "", language="en")
    return article, row["STORY"], None


def _line(given: dict[str, Any]) -> tuple[Article, str, list[str] | None]:
    published = datetime.fromisoformat(given["published"]) if given.get("published") else None
    text = tuple(given.get("text", "").split("\n\n")) if given.get("text") else ()
    article = Article(
        given["id"], given.get("outlet", ""), given.get("headline", ""), text, url=given.get("url", ""),
        published=published, language=given.get("language", ""), section=given.get("section", ""),
    )  # fmt: skip
    about = given.get("about") or []
    return article, given["event"], ([about] if isinstance(about, str) else about) if given.get("aside") else None


def measuring(without: Collection[str]) -> vectors.Vectors | None:
    """What measures meanings and remembers them from one shuffling to the next, where wanted and installed."""
    return None if "vectors" in without or vectors.missing() else vectors.Vectors(kept=100_000)


def place(
    articles: Iterable[Article],
    now: datetime = NOW,
    without: Collection[str] = (),
    measured: vectors.Vectors | None = None,
) -> list[str]:
    """Each article's story once all have arrived."""
    window = Part({}, vectors=measured)
    window.without = without
    slugs = []
    for article in articles:
        now = max(now, article.published or now)
        slugs.append(window.place(article, now).slug)
    return [window.resolve(slug) for slug in slugs]


def prepared(articles: Sequence[Article], *, times: bool, without: Collection[str]) -> list[Article]:
    """The articles as they are shown to the window."""
    shown = articles if times else [dataclasses.replace(article, published=None) for article in articles]
    return [dataclasses.replace(a, paragraphs=(), dek="") for a in shown] if "bodies" in without else list(shown)


def asides(rows: Sequence[tuple[str, list[str] | None]], found: Sequence[str]) -> tuple[int, int]:
    """How many asides are where they belong, of how many."""
    of: dict[str, set[str]] = defaultdict(set)
    for (event, about), slug in zip(rows, found, strict=True):
        if about is None:
            of[slug].add(event)
    told = [(about, slug) for (_, about), slug in zip(rows, found, strict=True) if about is not None]
    right = [slug not in of or (len(about) > 0 and bool(of[slug] & set(about))) for about, slug in told]
    alone = [slug not in of for _, slug in told]
    good = sum(r and (len(about) != 1 or not a) for r, a, (about, _) in zip(right, alone, told, strict=True))
    return good, len(told)


def languages(rows: Sequence[tuple[Article, str]], found: Sequence[str]) -> str:
    """B-cubed F1 of each language alone, and how many events told in several are one story."""
    told: dict[str, list[int]] = defaultdict(list)
    spoken: dict[str, set[str]] = defaultdict(set)
    homes: dict[str, set[str]] = defaultdict(set)
    for n, (article, event) in enumerate(rows):
        told[article.language].append(n)
        spoken[event].add(article.language)
        homes[event].add(found[n])
    each = [
        f"{code} {bcubed([rows[n][1] for n in at], [found[n] for n in at])[2]:.3f}" for code, at in sorted(told.items())
    ]
    many = [event for event, codes in spoken.items() if len(codes) > 1]
    whole = sum(len(homes[event]) == 1 for event in many)
    return f"{', '.join(each)}; told in several languages {len(many)}, of which in one story {whole}"


def paired(path: Path, home: dict[str, str]) -> tuple[int, int]:
    """How many pairs are together or apart as they should be, of how many."""
    given = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return sum((home[pair["a"]] == home[pair["b"]]) is pair["same"] for pair in given), len(given)


def _errors(rows: list[tuple[Article, str]], found: list[str]) -> None:
    by_event: dict[str, list[str]] = defaultdict(list)
    for (article, event), slug in zip(rows, found, strict=True):
        by_event[event].append(f"{slug:40} {article.language:3} {article.headline}")
    events = Counter(slug for slug, _ in {(slug, event) for (_, event), slug in zip(rows, found, strict=True)})
    mixed = {slug for slug, n in events.items() if n > 1}
    for event, lines in by_event.items():
        if len({line[:40] for line in lines}) > 1 or any(line[:40].strip() in mixed for line in lines):
            print(f"\n{event}", *lines, sep="\n  ")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the placement of articles into stories.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, nargs="*", default=[])
    parser.add_argument("--times", action="store_true", help="let the window see when articles were published")
    parser.add_argument("--errors", action="store_true", help="print every event that was split or mixed")
    parser.add_argument("--pairs", type=Path, help="pairs of ids that are, or are not, of one story")
    parser.add_argument("--without", nargs="*", default=[], choices=PARTS, help="leave a part of the evidence out")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _asked(arguments)
    if "vectors" not in asked.without and (lacking := vectors.missing()):
        print(lacking, file=sys.stderr)
    measured = measuring(asked.without)
    for seed in asked.seed or [None]:
        given = labelled(asked.file)
        if seed is not None:
            random.Random(seed).shuffle(given)
        _report(asked, given, measured)
    return 0


def _report(asked: argparse.Namespace, given: list[Labelled], measured: vectors.Vectors | None) -> None:
    articles = prepared([article for article, _, _ in given], times=asked.times, without=asked.without)
    began = time.process_time()
    home = place(articles, without=asked.without, measured=measured)
    spent = time.process_time() - began
    rows = [(article, event) for article, event, about in given if about is None]
    found = [slug for slug, (_, _, about) in zip(home, given, strict=True) if about is None]
    precision, recall, f1 = bcubed([event for _, event in rows], found)
    print(f"{len(found)} articles, {len({event for _, event in rows})} events, {len(set(found))} stories: "
          f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f} · {1000 * spent / len(home):.2f} ms an article")  # fmt: skip
    if len({article.language for article, _ in rows}) > 1:
        print(f"  {languages(rows, found)}")
    good, told = asides([(event, about) for _, event, about in given], home)
    if told:
        print(f"  asides where they belong {good} of {told}")
    if asked.pairs:
        right, pairs = paired(asked.pairs, {a.id: slug for a, slug in zip(articles, home, strict=True)})
        print(f"  pairs right {right} of {pairs} ({right / pairs:.3f})")
    if asked.errors:
        _errors(rows, found)


if __name__ == "__main__":
    raise SystemExit(main())
