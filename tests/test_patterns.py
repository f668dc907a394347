"""Patterns that meet strangers' texts: a time that grows with the text alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType

import pytest

from bot.breaking.acts import Act
from bot.breaking.hazards import HAZARDS
from bot.breaking.powers import POWERS
from bot.breaking.reading import read
from bot.breaking.trade import TRADE
from bot.breaking.turns import turns
from bot.news import Article

LENGTH = 20_000
LIMIT = 0.25
"""Seconds for one text, on a machine that is busy; what grows with the square takes many times as long."""
HOSTILE = ("a", "A", "1", " ", "1,", "1.", "a-", "A-", "a ", "Ab ", "Ab, ", "1 a ", "no a ", ". ", " \n", '"a" ', "'a ")
ROOMS = (
    "breaking.acts", "breaking.clauses", "breaking.counting", "breaking.pretences", "breaking.reading",
    "breaking.renewing", "breaking.turns", "breaking.weighing", "checking.attribution", "checking.floats",
    "checking.guards", "checking.reckoning", "checking.rewording", "checking.swaps", "checking.turning",
)  # fmt: skip


def within(held: object) -> Iterator[re.Pattern[str]]:
    match held:
        case re.Pattern():
            yield held
        case tuple() | list():
            yield from (pattern for one in held for pattern in within(one))
        case dict():
            yield from (pattern for one in held.values() for pattern in within(one))
        case Act(deed=deed, needs=needs, bars=bars):
            yield from within((deed, *needs, bars))


def of(module: ModuleType) -> list[re.Pattern[str]]:
    return list({pattern: None for held in vars(module).values() for pattern in within(held)})


def slowest(patterns: list[re.Pattern[str]]) -> tuple[float, str, str]:
    worst = (0.0, "", "")
    for pattern in patterns:
        for unit in HOSTILE:
            text, began = (unit * LENGTH)[:LENGTH], time.process_time()
            pattern.search(text)
            worst = max(worst, (time.process_time() - began, unit, pattern.pattern[:80]))
    return worst


@pytest.mark.parametrize("room", ROOMS)
def test_a_pattern_takes_a_time_that_grows_with_the_text_alone(room: str) -> None:
    took, unit, pattern = slowest(of(import_module(f"bot.{room}")))
    assert took < LIMIT, (unit, pattern)


@pytest.mark.parametrize("acts", [POWERS, HAZARDS, TRADE], ids=["powers", "hazards", "trade"])
def test_so_does_every_pattern_of_an_act(acts: tuple[Act, ...]) -> None:
    took, unit, pattern = slowest(list(within(acts)))
    assert took < LIMIT, (unit, pattern)


def test_a_report_of_any_length_is_read_in_the_same_time() -> None:
    long = "no minister killed 1,000 people. " * 10_000
    article = Article("a", "post", long, (long,), "https://x.example/a", None, datetime(2026, 3, 2, tzinfo=UTC))
    began = time.process_time()
    read(article)
    turns(article)
    assert time.process_time() - began < LIMIT
