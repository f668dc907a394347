"""Scores the writer on labelled stories: `python tests/eval_extract.py [tuning|report] [--misses]`.

Prints how often the first sentence tells the event, and the facts kept, forbidden phrases, dangling references and
sentences told twice.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import text
from bot.extract import draft, fitness, references
from bot.news import Article, Genre

CASES = Path(__file__).parent / "cases" / "extract"
NOW = datetime(2026, 3, 4, 22, tzinfo=UTC)
_HEAD = re.compile(r"@ (?P<outlet>\S+) (?P<hours>\d+) (?P<language>\w+)(?: (?P<genre>\w+))?\| (?P<headline>.+)")


@dataclass
class Case:
    """One story and what its brief has to look like. Each label is a tuple of spellings."""

    name: str
    articles: list[Article] = field(default_factory=list)
    labels: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: {"first": [], "must": [], "never": []})


def load(half: str) -> list[Case]:
    """The stories of `report.txt` or `tuning.txt`."""
    blocks = (CASES / f"{half}.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    return [_case(block.splitlines()) for block in blocks]


def _case(lines: Sequence[str]) -> Case:
    case = Case(lines[0])
    for line in filter(None, lines[1:]):
        head = _HEAD.fullmatch(line)
        label, _, rest = line.partition(": ")
        if head:
            case.articles.append(_article(case, head))
        elif label in case.labels:
            case.labels[label].append(tuple(rest.split("|")))
        else:
            last = case.articles[-1]
            case.articles[-1] = _with_paragraph(last, line)
    return case


def _article(case: Case, head: re.Match[str]) -> Article:
    return Article(
        f"{case.name}-{len(case.articles)}",
        head["outlet"],
        head["headline"],
        (),
        published=NOW - timedelta(hours=int(head["hours"])),
        language=head["language"],
        genre=Genre(head["genre"] or "report"),
    )


def _with_paragraph(article: Article, line: str) -> Article:
    return replace(article, paragraphs=(*article.paragraphs, line))


def told(case: Case) -> list[str]:
    """The sentences a brief of the story prints, in the language most of its reports share with a reader."""
    language = "en" if any(a.language == "en" for a in case.articles) else case.articles[0].language
    return [d.text for d in draft(case.articles[0].headline, case.articles, {}, NOW, language=language)]


def holds(printed: str, spellings: Iterable[str]) -> bool:
    """One of the spellings stands in the text."""
    return any(s.casefold() in printed.casefold() for s in spellings)


def faults(case: Case) -> dict[str, list[str]]:
    """What is wrong with the brief of one story, by kind."""
    said = told(case)
    first, whole = (said or [""])[0], " ".join(said)
    return {
        "first": [f"sentence 1 lacks {g}" for g in case.labels["first"] if not holds(first, g)],
        "must": [f"lacks {g}" for g in case.labels["must"] if not holds(whole, g)],
        "never": [f"prints {g}" for g in case.labels["never"] if holds(whole, g)],
        "dangling": [s for i, s in enumerate(said) if _dangles(s, said[:i])],
        "twice": [s for i, s in enumerate(said) if any(_twice(s, other) for other in said[:i])],
    }


def _dangles(sentence: str, before: Sequence[str]) -> bool:
    leaning = fitness.leans(sentence)
    thing = leaning.removeprefix("the ").split(" ")[0] if leaning.startswith("the ") else ""
    printed = frozenset(word for other in before for word in text.words(other))
    return bool(leaning) and not (thing and printed & references.kin(thing))


def _twice(one: str, two: str) -> bool:
    first, second = set(text.content(one)), set(text.content(two))
    return len(first & second) / max(1, min(len(first), len(second))) >= 0.6


def scores(cases: Sequence[Case]) -> dict[str, str]:
    """The figures of one half, as printed."""
    found = [faults(case) for case in cases]
    musts, nevers = (sum(len(c.labels[kind]) for c in cases) for kind in ("must", "never"))
    return {
        "stories": str(len(cases)),
        "first right": f"{sum(not f['first'] for f in found)} of {len(cases)}",
        "must kept": f"{musts - sum(len(f['must']) for f in found)} of {musts}",
        "never printed": f"{sum(len(f['never']) for f in found)} of {nevers}",
        "dangling": str(sum(len(f["dangling"]) for f in found)),
        "told twice": str(sum(len(f["twice"]) for f in found)),
        "sentences": f"{sum(len(told(c)) for c in cases) / len(cases):.2f} a story",
    }


def main(arguments: Sequence[str]) -> None:
    """Prints the scores of the halves asked for, with misses when asked."""
    for half in [a for a in arguments if not a.startswith("-")] or ["tuning", "report"]:
        cases = load(half)
        print(half, scores(cases))
        for case in cases if "--misses" in arguments else ():
            wrong = [fault for found in faults(case).values() for fault in found]
            print(f"  {case.name}: {'; '.join(wrong) or 'good'}")
            for sentence in told(case) if wrong or "--all" in arguments else ():
                print(f"      {sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
