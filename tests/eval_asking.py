"""Scores the asking room on the cases: does it find the gold passage, and does it refuse what is not said?

Run: python tests/eval_asking.py [--misses] [FILE...]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from bot.asking import Found, Index, Scored
from bot.news import Article

CASES = Path(__file__).parent / "cases" / "asking"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Score:
    """Counts over a file of questions."""

    asked: int = 0
    top1: int = 0
    top3: int = 0
    answered: int = 0
    unanswerable: int = 0
    false_answers: int = 0
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        hit = self.asked or 1
        return (
            f"answerable {self.asked}: top 1 {self.top1 / hit:.0%}, top 3 {self.top3 / hit:.0%}, "
            f"refused {1 - self.answered / hit:.0%}; unanswerable {self.unanswerable}: "
            f"answered falsely {self.false_answers / (self.unanswerable or 1):.0%}"
        )


def read_cases(file: Path) -> Iterator[tuple[Article, list[tuple[str, str]]]]:
    """Articles with their `(question, gold words or "")`."""
    for block in file.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, headline, _, *lines = block.strip().split("\n")
        name, language = head.split()
        body = tuple(line for line in lines if line and line[:2] not in ("? ", "! "))
        pairs = [
            tuple(line[2:].split(" => ")) if line[0] == "?" else (line[2:], "")
            for line in lines
            if line[:2] in ("? ", "! ")
        ]
        yield Article(name, "gazette", headline, body, language=language), [(q, g) for q, g in pairs]


def score(file: Path, *, together: bool = False) -> Score:
    """Each question asked of its own article, or (`together`) of all articles of the file at once."""
    cases = list(read_cases(file))
    every = Index([article for article, _ in cases])
    out = Score()
    for article, pairs in cases:
        of_wire = article.id == "sample"
        index = _wire() if of_wire else every if together else Index([article])
        for question, gold in pairs:
            _count(out, index, "" if of_wire else article.id, question, gold)
    return out


@lru_cache(maxsize=1)
def _wire() -> Index:
    """All articles of the sample wire: what a block named "sample" is asked of."""
    from bot.wire import sample

    return Index(sample.articles(NOW))


def _count(out: Score, index: Index, article: str, question: str, gold: str) -> None:
    found = index.ask(question, NOW)
    hits = [gold in s.passage.text and s.passage.article == (article or s.passage.article) for s in found.passages]
    _tally(out, found, question, hits if gold else None)


def _tally(out: Score, found: Found, question: str, hits: list[bool] | None) -> None:
    """`hits` say which passages hold the answer; None where there is none to find."""
    if hits is None:
        out.unanswerable += 1
        out.false_answers += not found.refused
    else:
        out.asked += 1
        out.top1 += hits[:1] == [True]
        out.top3 += any(hits[:3])
        out.answered += not found.refused
    if found.refused if hits is not None else not found.refused:
        out.misses.append(_line("REFUSED" if hits is not None else "FALSE", found, question))
    elif hits is not None and hits[:1] != [True]:
        out.misses.append(_line("WRONG", found, question))


def _line(verdict: str, found: Found, question: str) -> str:
    got = found.passages[0].passage.text[:100] if found.passages else ""
    return f"{verdict} {found.confidence:.2f} {found.kind.name} {question} -> {got} | {found.reasons[0].detail}"


def score_sample() -> Score:
    """The questions of the sample wire, asked of all its articles; an answer holds a word of each group."""
    index = _wire()
    out = Score()
    for row in json.loads((CASES.parent / "sample" / "questions.json").read_text(encoding="utf-8")):
        found = index.ask(row["question"], NOW)
        _tally(
            out,
            found,
            row["question"],
            [_holds(s, row["answer"]) for s in found.passages] if not row["refused"] else None,
        )
    return out


def _holds(scored: Scored, groups: list[list[str]]) -> bool:
    printed = scored.passage.text.casefold()
    return all(any(word.casefold() in printed for word in group) for group in groups)


def main() -> None:
    """Prints a line for each file and way of asking, and one for the sample wire; `--misses` adds what went wrong."""
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("-")]
    for file in files or sorted(CASES.glob("*.txt")):
        for together in (False, True):
            _print(f"{file.stem}{' (all articles)' if together else ''}", score(file, together=together))
    if not files:
        _print("sample wire", score_sample())


def _print(title: str, result: Score) -> None:
    print(f"{title}: {result}")
    if "--misses" in sys.argv:
        print("\n".join(f"   {m}" for m in result.misses))


if __name__ == "__main__":
    main()
