"""The labelled articles are written, not stamped: what a set is worth depends on it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot import text

CASES = Path(__file__).parent / "cases" / "stories"
SETS = ("tune", "report", "second", "third", "held")
RUN, MASKED = 8, 3
"""Words in a row that make a frame, and how many of them may be names or numbers."""


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def frames(article: dict[str, Any]) -> set[tuple[str, ...]]:
    """Every run of words of an article, its names and numbers masked."""
    masked = [
        "*" if word[0].isupper() or word[0].isdigit() else word for word in re.findall(r"[\w'’-]+", article["text"])
    ]
    runs = (tuple(masked[i : i + RUN]) for i in range(len(masked) - RUN + 1))
    return {run for run in runs if run.count("*") <= MASKED}


def shared(names: Sequence[str]) -> list[set[str]]:
    """The events that have a frame in common, for each such frame."""
    told: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in names:
        for article in lines(name):
            for frame in frames(article):
                told[frame].add(article["event"])
    return [events for events in told.values() if len(events) > 1]


def test_no_two_events_of_the_set_kept_for_reporting_share_a_sentence_frame() -> None:
    assert shared(["held"]) == []


def test_only_the_twins_that_are_meant_to_mislead_share_a_frame_among_all_sets() -> None:
    found = shared(SETS)
    assert len(found) < 10
    assert all(len(events) == 2 for events in found)


def test_only_copies_of_one_event_share_most_of_their_words() -> None:
    bags = [(a["event"], a["id"], set(text.words(a["text"]))) for a in lines("held")]
    alike = [
        (a[1], b[1]) for a, b in combinations(bags, 2) if a[0] != b[0] and len(a[2] & b[2]) > 0.6 * len(a[2] | b[2])
    ]
    assert alike == []


@pytest.mark.parametrize("name", SETS)
def test_every_line_is_an_article_of_its_own(name: str) -> None:
    found = lines(name)
    assert len({article["id"] for article in found}) == len(found)
    assert all(article["headline"] and article["event"] and article["language"] for article in found)


@pytest.mark.parametrize(("names", "articles", "each"), [(("held",), 200, 30), (SETS, 450, 55)])
def test_the_sets_are_as_large_and_as_mixed_as_they_claim(names: Sequence[str], articles: int, each: int) -> None:
    found = [article for name in names for article in lines(name)]
    spoken = Counter(article["language"] for article in found)
    assert len(found) >= articles
    assert len({article["event"] for article in found if not article.get("aside")}) >= 60
    assert set(spoken) == {"en", "de", "fr", "es"}
    assert min(spoken.values()) >= each


def test_pairs_name_articles_and_tell_the_truth_about_them() -> None:
    events = {article["id"]: article["event"] for name in ("third", "held") for article in lines(name)}
    pairs = lines("third.pairs") + lines("held.pairs")
    assert all((events[pair["a"]] == events[pair["b"]]) is pair["same"] for pair in pairs)
    assert sum(not pair["same"] for pair in pairs) >= 60


def test_asides_speak_of_events_there_are() -> None:
    found = lines("held")
    events = {article["event"] for article in found}
    assert all(set(article["about"]) <= events for article in found if article.get("aside"))
