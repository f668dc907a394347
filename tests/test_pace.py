"""Nobody speaks faster than allowed, however many share a token; a chat that must wait holds nothing up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import store as stores
from bot.archive import Archive
from bot.pace import Early, Mark, Pace, Scope, Turn, grant
from bot.store import Store

ALL = Scope("all", 0.02, wide=True)
GROUP = Scope("group", 3.0, burst=5)


def within(slots: Sequence[int], scope: Scope) -> bool:
    """Whether slots (in us) keep to the rate in every window: any n of them span at least (n - burst) times."""
    ordered, every = sorted(slots), round(scope.every * 1e6)
    return all(
        ordered[last] - ordered[first] >= (last - first + 1 - scope.burst) * every
        for first in range(len(ordered))
        for last in range(first, len(ordered))
    )


# --- the arithmetic --------------------------------------------------------------------------------------------------


def granted(scopes: Sequence[Scope], asked: Sequence[float]) -> list[tuple[float, Turn]]:
    """What is granted to those who ask at these times, each as late as the last."""
    marks: tuple[Mark, ...] = tuple(Mark() for _ in scopes)
    turns = []
    for now in asked:
        turn, marks = grant(scopes, marks, now)
        turns.append((now, turn))
    return turns


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=60),
    st.integers(1, 40),
    st.integers(1, 6),
    st.booleans(),
)
def test_no_window_holds_more_than_the_burst_and_its_length(
    gaps: list[int], every: int, burst: int, wide: bool
) -> None:
    scope = Scope("s", every, burst, wide)
    asked = [float(sum(gaps[: i + 1]) // 10) for i in range(len(gaps))]
    slots = [round((now + turn.wait) * 1e6) for now, turn in granted([scope], asked) if turn.granted]
    assert slots
    assert within(slots, scope)


def test_after_a_rest_a_burst_passes_at_once_and_the_rest_evenly() -> None:
    turns = granted([Scope("s", 2.0, 3, wide=True)], [100.0] * 5)
    assert [turn for _, turn in turns] == [Turn(True, wait) for wait in (0.0, 0.0, 0.0, 2.0, 4.0)]


def test_a_chat_that_must_wait_reserves_nothing_for_anybody() -> None:
    turns = granted([Scope("chat", 5.0), Scope("all", 1.0, wide=True)], [0.0, 1.0, 4.5, 5.0])
    assert [turn for _, turn in turns] == [Turn(True, 0), Turn(False, 4.0), Turn(False, 0.5), Turn(True, 0)]


def test_a_chat_free_by_the_time_of_the_slot_need_not_wait_first() -> None:
    marks = (Mark(next=2.0), Mark(next=3.0))
    turn, after = grant([Scope("chat", 5.0), Scope("all", 1.0, wide=True)], marks, 0.0)
    assert (turn, after) == (Turn(True, 3.0), (Mark(8.0), Mark(4.0)))


def test_nothing_passes_a_block() -> None:
    turn, after = grant([Scope("all", 1.0, wide=True)], (Mark(0.0, 30.0),), 10.0)
    assert (turn, after) == (Turn(False, 20.0), (Mark(0.0, 30.0),))


@pytest.mark.parametrize(("every", "burst"), [(-1.0, 1), (1.0, 0), (float("nan"), 1)])
def test_what_is_no_rate_is_refused(every: float, burst: int) -> None:
    with pytest.raises(ValueError, match="a scope needs"):
        Scope("s", every, burst)


# --- whoever sends ---------------------------------------------------------------------------------------------------


@dataclass
class Granting:
    """Gives the turns it was told to give, and notes how long somebody slept."""

    turns: list[Turn]
    slept: list[float] = field(default_factory=list)
    blocks: list[tuple[str, str, float]] = field(default_factory=list)

    async def reserve(self, token: str, scopes: Sequence[Scope]) -> Turn:
        return self.turns.pop(0)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        self.blocks.append((token, scope, seconds))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def pace(self) -> Pace:
        return Pace("telegram-1", self.reserve, self.block, self.sleep)


async def test_whoever_has_a_slot_waits_for_it() -> None:
    granting = Granting([Turn(True, 0.0), Turn(True, 7.0)])
    for _ in range(2):
        await granting.pace().turn([ALL], patient=False)
    assert granting.slept == [7.0]


async def test_those_whose_slots_have_passed_leave_one_by_one() -> None:
    slow = Scope("all", 1000.0, wide=True)
    granting = Granting([Turn(True, 0.0)] * 3)
    pace = granting.pace()
    for _ in range(3):
        await pace.turn([slow, GROUP], patient=False)
    first, second = granting.slept  # the first leaves at once
    assert 990 < first <= 1000
    assert 1990 < second <= 2000


async def test_a_burst_of_a_whole_token_leaves_at_once() -> None:
    granting = Granting([Turn(True, 0.0)] * 3)
    pace = granting.pace()
    for _ in range(3):
        await pace.turn([Scope("all", 1000.0, burst=3, wide=True)], patient=False)
    assert granting.slept == []


async def test_a_conversation_waits_for_its_chat() -> None:
    granting = Granting([Turn(False, 9.0), Turn(False, 4.0), Turn(True, 0.1)])
    await granting.pace().turn([GROUP, ALL], patient=True)
    assert granting.slept == [9.0, 4.0, 0.1]


async def test_a_broadcast_waits_a_second_for_its_chat_and_no_longer() -> None:
    granting = Granting([Turn(False, 0.7), Turn(False, 0.6)])
    with pytest.raises(Early, match=r"0\.6 s") as early:
        await granting.pace().turn([GROUP, ALL], patient=False)
    assert (early.value.seconds, granting.slept) == (0.6, [0.7])


async def test_what_a_platform_blocks_is_passed_on() -> None:
    granting = Granting([])
    await granting.pace().blocked("all", 12.5)
    assert granting.blocks == [("telegram-1", "all", 12.5)]


# --- where the slots are kept ----------------------------------------------------------------------------------------


async def asked(archives: Sequence[Archive], scopes: Sequence[Sequence[Scope]]) -> list[int]:
    """The slots granted to those who ask for these scopes, through several clients at once."""

    async def ask(archive: Archive, mine: Sequence[Sequence[Scope]]) -> list[tuple[Turn, int]]:
        return [await archive.paces._slot("t", each) for each in mine]

    found = await asyncio.gather(*(ask(one, scopes[n :: len(archives)]) for n, one in enumerate(archives)))
    return [at for some in found for turn, at in some if turn.granted]


async def test_two_who_share_a_token_share_its_rate(archive: Archive, store_home: Path) -> None:
    other = await stores.open(store_home)
    scopes = [[Scope(f"chat {n % 40}", 600.0, 3), ALL] for n in range(400)]
    slots = await asked([archive, Archive(other.redis)] * 4, scopes)
    await other.close()
    assert len(slots) == 120
    assert within(slots, ALL)


@pytest.mark.parametrize("scope", [ALL, Scope("w", 0.5, 4, wide=True), Scope("n", 600.0, 5)])
async def test_slots_keep_to_the_rate_in_every_window(archive: Archive, scope: Scope) -> None:
    slots = await asked([archive] * 4, [[scope]] * 60)
    assert len(slots) == (60 if scope.wide else 5)
    assert within(slots, scope)


async def test_tokens_and_chats_have_rates_of_their_own(archive: Archive) -> None:
    narrow = Scope("chat", 60.0)
    assert (await archive.paces.reserve("t", [narrow])).granted
    refused = await archive.paces.reserve("t", [narrow])
    assert (refused.granted, 50 < refused.wait <= 60) == (False, True)
    assert (await archive.paces.reserve("other", [narrow])).granted
    assert (await archive.paces.reserve("t", [Scope("elsewhere", 60.0)])).granted


async def test_a_block_holds_for_its_scope_and_is_never_shortened(archive: Archive) -> None:
    await archive.paces.reserve("t", [ALL])
    await archive.paces.block("t", "group", 600.0)
    await archive.paces.block("t", "group", 1.0)
    refused = await archive.paces.reserve("t", [GROUP, ALL])
    assert (refused.granted, 500 < refused.wait <= 600) == (False, True)
    assert (await archive.paces.reserve("t", [Scope("another", 1.0), ALL])).granted


async def test_no_block_lasts_longer_than_a_day(archive: Archive) -> None:
    await archive.paces.block("t", "all", 1e12)
    assert 86_000 < (await archive.paces.reserve("t", [ALL])).wait <= 86_400


async def test_a_mark_ends_when_it_has_nothing_more_to_say(archive: Archive, store: Store) -> None:
    await archive.paces.reserve("t", [Scope("chat", 60.0)])
    assert 60_000 < await store.redis.pttl("daybrief:{wire}:pace:t:chat") <= 61_100
