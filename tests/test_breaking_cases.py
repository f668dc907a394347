"""The labelled histories of breaking news are written, not stamped, and say only what can be scored."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from test_story_cases import frames

from bot.news import Genre

CASES = Path(__file__).parent / "cases" / "breaking"
SETS = ("tune", "held")
APART = 30
"""Minutes between an alert and the next of the same story."""
STALE = 360
"""Minutes after which a report no longer bears out another."""

History = dict[str, Any]


def lines(name: str) -> list[History]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def every() -> list[History]:
    return [history for name in SETS for history in lines(name)]


def words(history: History) -> set[tuple[str, ...]]:
    """The frames of all that a history's articles print."""
    printed = [text for article in history["articles"] for text in (article["headline"], *article["paragraphs"])]
    return {frame for text in printed for frame in frames({"text": text})}


def names(history: History) -> Iterator[str]:
    """Who prints and whose text it is."""
    for article in history["articles"]:
        yield from {article["outlet"], article["family"], article.get("credit", "")} - {""}


def counts(article: History) -> bool:
    """Whether a report can bear out another at all."""
    timed = isinstance(article.get("published", article["at"]), int)
    return timed and article.get("approved", True) and article.get("genre", "report") == "report"


def shared(told: dict[Any, set[str]]) -> list[set[str]]:
    return [ids for ids in told.values() if len(ids) > 1]


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_histories_enough_of_both_kinds(name: str) -> None:
    found = lines(name)
    due = sum(history["alert"] is not None for history in found)
    assert len(found) >= 75
    assert 0.33 * len(found) <= due <= 0.47 * len(found)
    assert sum(bool(history["updates"]) for history in found) >= 15


def test_the_sets_are_of_many_kinds_in_four_languages() -> None:
    found = every()
    spoken = Counter(history["language"] for history in found)
    assert len({history["kind"] for history in found}) >= 40
    assert set(spoken) == {"en", "de", "fr", "es"}
    assert min(spoken.values()) >= 10


def test_every_line_is_a_history_of_its_own() -> None:
    found = every()
    assert len({history["id"] for history in found}) == len(found)
    assert all(2 <= len(history["articles"]) <= 6 and history["why"] for history in found)
    for history in found:
        arrivals = [article["at"] for article in history["articles"]]
        assert arrivals == sorted(arrivals), history["id"]
        assert arrivals[0] == 0, history["id"]


def test_every_article_prints_something_in_a_genre_there_is() -> None:
    for article in (article for history in every() for article in history["articles"]):
        assert all(article[field] for field in ("outlet", "family", "headline"))
        assert 1 <= len(article["paragraphs"]) <= 3
        assert article.get("genre", "report") in set(Genre)
        assert article.get("flag", "urgent") in {"breaking", "urgent"}
        assert ("flag" in article) == bool({"kicker", "urgency"} & set(article))


@pytest.mark.parametrize("history", every(), ids=lambda history: history["id"])
def test_an_alert_is_due_at_an_article_there_is_and_again_only_later(history: History) -> None:
    articles, alert = history["articles"], history["alert"]
    assert (alert is None) == (history["urgency"] is None)
    assert alert is not None or not history["updates"]
    due = [] if alert is None else [alert, *history["updates"]]
    assert all(0 <= index < len(articles) and counts(articles[index]) for index in due)
    moments = [articles[index]["at"] for index in due]
    assert all(later - earlier >= APART for earlier, later in pairwise(moments))
    assert history["urgency"] in {None, 1, 2, 3, 4, 5, 6}


def test_two_independent_families_have_reported_where_an_alert_is_due() -> None:
    for history in (history for history in every() if history["alert"] is not None):
        told = history["articles"][: history["alert"] + 1]
        now = told[-1]["at"]
        voices = [a for a in told if counts(a) and now - a.get("published", a["at"]) <= STALE]
        assert len({a["family"] for a in voices}) >= 2, history["id"]
        assert len({a.get("credit") or a["family"] for a in voices}) >= 2, history["id"]


def test_no_two_histories_share_a_sentence_frame() -> None:
    told: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for history in every():
        for frame in words(history):
            told[frame].add(history["id"])
    assert shared(told) == []


def test_no_two_histories_share_an_outlet_an_owner_or_an_agency() -> None:
    told: defaultdict[str, set[str]] = defaultdict(set)
    for history in every():
        for name in names(history):
            told[name].add(history["id"])
    assert shared(told) == []
