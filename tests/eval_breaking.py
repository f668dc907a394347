"""Scores what breaks: `python tests/eval_breaking.py [--set tune|held] [--wrong]`.

Every labelled history is replayed, article by article, as the newsroom would have it at each arrival: the story with
its families and figures, its history by the real chronicle, the marks of what was told. Errors are listed only for the
half that is looked at while the rules are written; of the half kept for reporting only totals are printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import breaking, chronicle
from bot.news import Article, Genre, Outlet, Precision, Story
from bot.stories.evidence import Evidence
from bot.stories.evidence import read as evidence
from bot.stories.figures import Counted, standing

CASES = Path(__file__).parent / "cases" / "breaking"
ZERO = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
RULE = "an alert is right only at the arrival of the article at which it is due, or of the next one; so is an update"

Line = dict[str, Any]


@dataclass
class Replay:
    """One history as it comes in."""

    line: Line
    articles: dict[str, Article] = field(default_factory=dict)
    rows: dict[str, Evidence] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    copies: set[str] = field(default_factory=set)
    revision: int = 0
    history: chronicle.History | None = None
    alerted: int | None = None
    urgency: int = 0
    updates: list[int] = field(default_factory=list)
    told: tuple[int, datetime] | None = None
    why: list[str] = field(default_factory=list)

    def run(self) -> Replay:
        for index, given in enumerate(self.line["articles"]):
            self._arrive(index, given)
        return self

    def _arrive(self, index: int, given: Line) -> None:
        now = ZERO + timedelta(minutes=given["at"])
        if given.get("approved", True):
            outlet = Outlet(given["outlet"], given["outlet"], family=given["family"], language=self.line["language"])
            self.outlets[outlet.id] = outlet
        article, verdict = self._article(index, given, now)
        self.articles[article.id] = article
        self.revision += 1
        if article.genre is Genre.REPORT:
            self.rows[article.id] = evidence(article, self.outlets.get(article.outlet)).evidence
        story = self._story()
        if story is None:
            return
        self.history = chronicle.advance(self.history, story, [(article, verdict)], self.outlets, now)
        self._decide(index, replace(story, developed=chronicle.developed(self.history)), now)

    def _article(self, index: int, given: Line, now: datetime) -> tuple[Article, str]:
        id = f"{self.line['id']}-{index}"
        published: datetime | None = now
        precision = Precision.TIME
        said = given.get("published", given["at"])
        if isinstance(said, dict):
            published, precision = now.replace(hour=0, minute=0), Precision.DAY
        else:
            published = None if said is None else ZERO + timedelta(minutes=said)
        article = Article(
            id, given["outlet"], given["headline"], tuple(given["paragraphs"]), published=published,
            precision=precision, fetched=ZERO + timedelta(minutes=given.get("fetched") or given["at"]),
            kicker=given.get("kicker", ""), credit=given.get("credit", ""), urgency=given.get("urgency", 5),
            genre=Genre(given.get("genre", "report")), language=self.line["language"],
        )  # fmt: skip
        earlier = next((a for a in self.articles.values() if a.outlet == article.outlet), None)
        if given.get("updated") and earlier is not None:
            return replace(article, id=earlier.id, published=earlier.published, fetched=earlier.fetched, updated=now,
                           revision=earlier.revision + 1), "revision"  # fmt: skip
        if any(a.paragraphs == article.paragraphs and a.outlet != article.outlet for a in self.articles.values()):
            self.copies.add(id)
            return article, "copy"
        return article, "event" if article.genre is Genre.REPORT else "aside"

    def _story(self) -> Story | None:
        """As `bot.stories` tells it."""
        rows = list(self.rows.values())
        if not rows:
            return None
        own = [row for row in rows if row.id not in self.copies] or rows
        voices = [self._voice(row.outlet) for row in own]
        figures = standing([Counted(row.when, self._voice(row.outlet), row.figures, row.firm) for row in own])
        lead = self.articles[rows[-1].id]
        return Story(
            self.line["id"], tuple(self.rows), tuple(dict.fromkeys(row.outlet for row in rows)),
            tuple(dict.fromkeys(voices)), ZERO, lead.published or ZERO, lead.id, lead.headline, lead.outlet,
            self.line["language"], urgency=min(row.urgency for row in rows), figures=figures, revision=self.revision,
        )  # fmt: skip

    def _voice(self, outlet: str) -> str:
        return self.outlets[outlet].voice if outlet in self.outlets else outlet

    def _decide(self, index: int, story: Story, now: datetime) -> None:
        held = [self.articles[id] for id in story.articles]
        if self.told is None:
            verdict = breaking.judge(story, held, self.outlets, now)
        else:
            developments = self.history.developments if self.history else ()
            verdict = breaking.again(story, developments, self.told, now, held, self.outlets)
        self.why.append(f"{index}: {verdict.alert} u{verdict.urgency} {[(r.code, r.detail) for r in verdict.reasons]}")
        if not verdict.alert or verdict.at is None:
            return
        if self.told is None:
            self.alerted, self.urgency = index, verdict.urgency
        else:
            self.updates.append(index)
        self.told = (story.revision, verdict.at)

    # --- against the label

    @property
    def right(self) -> bool:
        due = self.line["alert"]
        return due is not None and self.alerted is not None and self.alerted - due in (0, 1)

    def matched(self) -> int:
        """Updates that came when they were due, each once."""
        free, found = list(self.updates), 0
        for due in self.line["updates"]:
            hit = next((index for index in free if index - due in (0, 1)), None)
            if hit is not None:
                free.remove(hit)
                found += 1
        return found


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0/0)"


def report(name: str, runs: Sequence[Replay]) -> None:
    due = [run for run in runs if run.line["alert"] is not None]
    made = [run for run in runs if run.alerted is not None]
    right = [run for run in runs if run.right]
    near = sum(abs(run.urgency - run.line["urgency"]) <= 1 for run in right)
    matched = sum(run.matched() for run in runs)
    print(f"{name}: {len(runs)} histories, {len(due)} due; alerts precision {share(len(right), len(made))}"
          f" recall {share(len(right), len(due))} · urgency within 1 {share(near, len(right))}"
          f" · updates precision {share(matched, sum(len(run.updates) for run in runs))}"
          f" recall {share(matched, sum(len(run.line['updates']) for run in runs))}")  # fmt: skip


def wrong(runs: Sequence[Replay], *, told: bool) -> None:
    """Errors by kind; each history with its reasons where `told`."""
    bad = [r for r in runs if not r.right and (r.alerted is not None or r.line["alert"] is not None)]
    for kind, count in sorted(Counter(run.line["kind"] for run in bad).items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"  {count} × {kind}")
    odd = [r for r in runs if r not in bad and r.updates != r.line["updates"]]
    far = [r for r in runs if r.right and abs(r.urgency - r.line["urgency"]) > 1]
    for run in [*bad, *odd, *far] if told else []:
        print(f"{run.line['id']} [{run.line['kind']}] due {run.line['alert']} u{run.line['urgency']}"
              f" {run.line['updates']} got {run.alerted} u{run.urgency} {run.updates}")  # fmt: skip
        print(*(f"    {line}" for line in run.why), sep="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score what breaks, by labelled histories.")
    parser.add_argument("--set", choices=("tune", "held"), action="append")
    parser.add_argument("--wrong", action="store_true", help="each wrong history of the tuning half, with reasons")
    asked = parser.parse_args(arguments)
    print(f"({RULE})")
    for name in asked.set or ("tune", "held"):
        lines = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]
        runs = [Replay(line).run() for line in lines]
        report(name, runs)
        if name == "tune":
            wrong(runs, told=asked.wrong)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
