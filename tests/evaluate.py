"""Scores the newsroom on labelled cases: `make eval`. Prints figures; never fails on one.

python tests/evaluate.py [--misses]
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eval_stories import bcubed

from bot.desk import Desk
from bot.news import Answer, Article, Item
from bot.shelf import Clippings
from bot.wire import sample

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "cases" / "sample"
NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
MISSES = "--misses" in sys.argv


def labels(name: str) -> Any:
    """One file of labels."""
    return json.loads((LABELS / f"{name}.json").read_text(encoding="utf-8"))


def key(article: Article) -> str:
    """An article as the labels name it."""
    return article.url.removeprefix("https://")


def holds(text: str, spellings: Iterable[str]) -> bool:
    """One of the spellings stands in the text as whole words, in any case."""
    return any(re.search(rf"(?<!\w){re.escape(s)}(?!\w)", text, re.IGNORECASE) for s in spellings)


def row(name: str, figure: str, misses: Sequence[str] = ()) -> None:
    """One line of the score, and what was missed when asked for."""
    print(f"{name:<58} {figure}")
    for miss in misses if MISSES else ():
        print(f"    {miss}")


def placement(articles: Sequence[Article], shelf: Clippings) -> None:
    """B-cubed over the reports."""
    truth = labels("truth")
    gold, found = [], []
    for story in asyncio.run(shelf.stories(NOW - timedelta(days=30))):
        for article in (a for a in articles if a.id in story.articles and a.revision == 1):
            if truth[key(article)]["story"]:
                gold.append(truth[key(article)]["story"])
                found.append(story.slug)
    precision, recall, f1 = bcubed(gold, found)
    row("sample wire: placement, B-cubed", f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({len(gold)} articles)")


def briefing(articles: Sequence[Article], items: Sequence[Item]) -> None:
    """Facts an editor would miss, sides of a conflict, and what may never be printed."""
    truth, facts = labels("truth"), labels("facts")
    by_id = {a.id: key(a) for a in articles}
    missing: list[str] = []
    forbidden: list[str] = []
    told: dict[str, list[str]] = {}
    for item in items:
        text = " ".join(s.text for s in item.sentences)
        names = {truth[by_id[c.article]]["story"] for s in item.sentences for c in s.cites}
        for name in names - {None}:
            told.setdefault(name, []).append(text)
        forbidden += [f"{item.slug}: {p}" for p in facts["never"] if p.casefold() in text.casefold()]
    musts = sides = 0
    for name, wanted in facts["stories"].items():
        text = " ".join(told.get(name, []))
        musts += len(wanted["must"])
        missing += [f"{name}: none of {m}" for m in wanted["must"] if not holds(text, m)]
        needed = [side for conflict in wanted["conflict"] for side in conflict]
        sides += len(needed)
        missing += [f"{name}: conflict side {s}" for s in needed if not holds(text, s)]
        forbidden += [f"{name}: {p}" for p in wanted["never"] if p.casefold() in text.casefold()]
    row("sample wire: facts a brief must hold", f"{musts + sides - len(missing)} of {musts + sides}", missing)
    row("sample wire: forbidden text printed", str(len(forbidden)), forbidden)


def answering(desk: Desk) -> None:
    """Questions answered with the right fact, and questions honestly refused."""
    right = wrong = refused = false = asked = unanswerable = 0
    misses = []
    for question in labels("questions"):
        answer: Answer = asyncio.run(desk.ask(question["id"], question["question"]))
        text = " ".join(s.text for s in answer.sentences)
        if question["refused"]:
            unanswerable += 1
            false += not answer.refused
            misses += [f"answered {question['question']!r}: {text}"] if not answer.refused else []
            continue
        asked += 1
        good = not answer.refused and all(holds(text, fact) for fact in question["answer"])
        right, refused, wrong = right + good, refused + answer.refused, wrong + (not good and not answer.refused)
        misses += [] if good else [f"missed {question['question']!r}: {text or 'refused'}"]
    row("sample wire: questions answered rightly", f"{right} of {asked} ({refused} refused, {wrong} otherwise)", misses)
    row("sample wire: unanswerable questions answered", f"{false} of {unanswerable}")


def main() -> None:
    """Every score there is."""
    articles = sample.articles(NOW)
    shelf = Clippings(articles, sample.outlets(), NOW, fictional=True)
    desk = Desk(shelf, lambda: NOW)
    placement(articles, shelf)
    briefing(articles, asyncio.run(desk.brief("eval", since=timedelta(days=30), stories=50)).items)
    answering(desk)


if __name__ == "__main__":
    main()
