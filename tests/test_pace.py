"""Nobody speaks faster than allowed, however many share a token; a chat that must wait holds nothing up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest
from discordserver import Limits as DiscordLimits
from discordserver import discord_server
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from telegramserver import Limits as TelegramLimits
from telegramserver import telegram_server

from adapters import discord, telegram
from bot import store as stores
from bot.adapter import Adapter
from bot.archive import Archive
from bot.courier import Courier, key
from bot.house import let_go
from bot.news import Alert, Chat, Delivery, Item, Lane
from bot.pace import Early, Mark, Pace, Scope, Turn, grant
from bot.settings import Settings
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
    assert [(turn.granted, turn.wait) for _, turn in turns] == [(True, wait) for wait in (0.0, 0.0, 0.0, 2.0, 4.0)]


def test_a_chat_that_must_wait_reserves_nothing_for_anybody() -> None:
    turns = granted([Scope("chat", 5.0), Scope("all", 1.0, wide=True)], [0.0, 1.0, 4.5, 5.0])
    assert [(turn.granted, turn.wait) for _, turn in turns] == [(True, 0), (False, 4.0), (False, 0.5), (True, 0)]


def test_a_chat_free_by_the_time_of_the_slot_need_not_wait_first() -> None:
    marks = (Mark(next=2.0), Mark(next=3.0))
    turn, after = grant([Scope("chat", 5.0), Scope("all", 1.0, wide=True)], marks, 0.0)
    assert (turn.granted, turn.wait, after) == (True, 3.0, (Mark(8.0), Mark(4.0)))


def test_nothing_passes_a_block() -> None:
    turn, after = grant([Scope("all", 1.0, wide=True)], (Mark(0.0, 30.0),), 10.0)
    assert (turn, after) == (Turn(False, 20.0), (Mark(0.0, 30.0),))


@pytest.mark.parametrize(("every", "burst", "first"), [(-1.0, 1, 1), (1.0, 0, 1), (float("nan"), 1, 1), (1.0, 1, 0)])
def test_what_is_no_rate_is_refused(every: float, burst: int, first: float) -> None:
    with pytest.raises(ValueError, match="a scope needs"):
        Scope("s", every, burst, first=first)


def test_a_line_longer_than_a_broadcast_may_see_ahead_gives_it_no_slot() -> None:
    marks = (Mark(next=7.0),)
    turn, after = grant([Scope("all", 1.0, wide=True, ahead=2.0)], marks, 4.0)
    assert (turn, after) == (Turn(False, 2.0, crowded=True), marks)
    assert grant([Scope("all", 1.0, wide=True)], marks, 4.0)[0].granted


def test_a_refusal_takes_a_tenth_of_the_rate_which_comes_back_slowly() -> None:
    scope = Scope("all", 0.9, wide=True)
    _, marks = grant([scope], [Mark().fallen()], 0.0)
    assert marks[0].next == pytest.approx(1.0)
    for _ in range(600):  # ten minutes of sending
        _, marks = grant([scope], marks, 0.0)
    assert 0.945 < marks[0].share < 0.955


def test_however_often_it_is_refused_a_scope_keeps_a_tenth_of_its_rate() -> None:
    mark = Mark()
    for _ in range(50):
        mark = mark.fallen()
    assert mark.share == 0.1


COUNT, WINDOW, SLACK = 10, 1.0, 0.02
STRICT = Scope("all", (WINDOW + SLACK) / COUNT, wide=True, slack=SLACK, ahead=0.3)


def arrivals(late: Sequence[float]) -> list[float]:
    """When messages arrive that come so late after their slots; an answer is there 50 ms later, and tells the line."""
    mark, now, found = Mark(), 0.0, list[float]()
    answers: list[tuple[float, float, float]] = []
    for each in late:
        while not (given := grant([STRICT], [mark], now))[0].granted:
            now += 0.01
            for at, lag, more in [answer for answer in answers if answer[0] <= now]:
                mark = mark.moved(lag, more)
                answers.remove((at, lag, more))
        turn, (mark,) = given
        found.append(now + turn.wait + each)
        answers.append((found[-1] + 0.05, turn.lags[0], each - SLACK))
    return found


@settings(deadline=None)
@given(st.lists(st.floats(0, 0.1), min_size=30, max_size=80))
def test_no_strict_window_is_overrun_however_late_messages_come(late: list[float]) -> None:
    at = sorted(arrivals(late))
    assert all(last - first >= WINDOW - 1e-9 for first, last in zip(at, at[COUNT:], strict=False))


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 0.1), st.randoms())
def test_lateness_costs_no_more_of_the_rate_than_it_lasts(most: float, chance: Random) -> None:
    at = arrivals([chance.uniform(0, most) for _ in range(200)])
    assert (at[-1] - at[0] + 0.1) / 199 * COUNT <= 1.02 * (WINDOW + max(SLACK, most)) + 0.02


def test_a_line_of_before_is_not_moved_again() -> None:
    moved = Mark(next=5.0, lag=1.0).moved(1.0, 0.5)
    assert moved == Mark(next=5.5, lag=1.5)
    assert moved.moved(1.0, 0.4) == moved.moved(1.2, 0.3) == moved
    assert moved.moved(90.0, 0.3) == moved, "of a line that was forgotten since"


# --- whoever sends ---------------------------------------------------------------------------------------------------


@dataclass
class Granting:
    """Gives the turns it was told to give, and notes how long somebody slept."""

    turns: list[Turn]
    slept: list[float] = field(default_factory=list)
    blocks: list[tuple[str, str, float]] = field(default_factory=list)
    asked: list[Sequence[Scope]] = field(default_factory=list)
    late: list[tuple[str, float, Any]] = field(default_factory=list)
    shuts: list[bool] = field(default_factory=list)

    async def reserve(self, token: str, scopes: Sequence[Scope]) -> Turn:
        self.asked.append(scopes)
        return self.turns.pop(0)

    async def delay(self, token: str, late: Sequence[tuple[str, float, float]]) -> None:
        self.late += late

    async def shut(self, token: str, scopes: Sequence[str]) -> bool:
        return bool(self.shuts) and self.shuts.pop(0)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        self.blocks.append((token, scope, seconds))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 1))

    def pace(self) -> Pace:
        return Pace("telegram-1", self.reserve, self.block, self.sleep, delay=self.delay, shut=self.shut)


async def test_whoever_has_a_slot_waits_for_it() -> None:
    granting = Granting([Turn(True, 0.0), Turn(True, 7.0)])
    for _ in range(2):
        await granting.pace().turn([ALL], patient=False)
    assert granting.slept[0] == 7.0


async def test_what_must_be_ready_is_so_just_before_the_slot_and_once() -> None:
    granting = Granting([Turn(True, 7.0)] * 2, shuts=[False])
    done: list[int] = []

    async def ready() -> None:
        done.append(len(granting.slept))

    await granting.pace().turn([ALL], patient=False, ready=ready)
    assert (done, granting.slept) == ([1], [7.0, 7.0]), "this clock stands still while it sleeps"


async def test_a_slot_that_was_missed_is_given_up_for_another_but_not_for_ever() -> None:
    granting = Granting([Turn(True, -1.0)] * 3)
    await granting.pace().turn([ALL], patient=False)
    assert granting.turns == []


async def test_a_slot_is_given_up_where_the_platform_refused_meanwhile() -> None:
    granting = Granting([Turn(True, 7.0), Turn(False, 0.9), Turn(True, 0.0)], shuts=[True])
    await granting.pace().turn([ALL], patient=False)
    assert (granting.turns, granting.slept) == ([], [7.0, 0.9])


async def test_however_often_the_platform_refuses_meanwhile_nothing_leaves_unready_or_into_a_block() -> None:
    granting = Granting([Turn(True, 7.0)] * 4, shuts=[True] * 3 + [False])
    done: list[int] = []

    async def ready() -> None:
        done.append(len(granting.asked))

    await granting.pace().turn([ALL], patient=False, ready=ready)
    assert (granting.shuts, done[:1]) == ([], [4])


async def test_a_broadcast_sees_half_a_second_ahead_and_stands_two_seconds_before_it_joins_the_line() -> None:
    granting = Granting([Turn(False, 1.5, crowded=True)] * 2 + [Turn(True, 0.0)])
    await granting.pace().turn([ALL, GROUP], patient=False)
    assert [[scope.ahead for scope in scopes] for scopes in granting.asked] == [[0.5, inf], [0.5, inf], [inf, inf]]


async def test_a_conversation_joins_the_line_at_once() -> None:
    granting = Granting([Turn(True, 0.0)])
    await granting.pace().turn([ALL, GROUP], patient=True)
    assert granting.asked == [[ALL, GROUP]]


async def answered(pace: Pace, after: float) -> None:
    """A message whose answer comes after so many seconds."""
    await pace.turn([Scope("all", 0.02, wide=True, slack=0.01), GROUP], patient=False)
    await pace.timed(lambda: asyncio.sleep(after), "send")


async def test_an_answer_later_than_others_moves_the_line_where_that_is_not_slack() -> None:
    granting = Granting([Turn(True, 0.0, lags=(3.0, 4.0))] * 2)
    pace = granting.pace()
    await answered(pace, 0.0)
    await answered(pace, 0.5)
    assert granting.late[-1:] == [("all", 3.0, pytest.approx(0.24))]


async def test_an_answer_quicker_than_all_before_says_that_those_were_late() -> None:
    granting = Granting([Turn(True, 0.0, lags=(0.0, 0.0))] * 2)
    pace = granting.pace()
    await answered(pace, 0.5)
    await answered(pace, 0.0)
    assert granting.late == [("all", 0.0, pytest.approx(0.24))]


async def test_only_answers_of_a_kind_are_compared() -> None:
    granting = Granting([Turn(True, 0.0, lags=(0.0, 0.0))] * 2)
    pace = granting.pace()
    await answered(pace, 0.0)
    await pace.turn([Scope("all", 0.02, wide=True, slack=0.01)], patient=False)
    await pace.timed(lambda: asyncio.sleep(0.2), "edit")
    assert granting.late == []


async def test_a_request_that_took_no_turn_says_nothing_of_lateness() -> None:
    granting = Granting([Turn(True, 0.0, lags=(0.0, 0.0))])
    pace = granting.pace()
    await answered(pace, 0.0)
    await pace.timed(lambda: asyncio.sleep(0.3), "send")
    assert granting.late == []


async def test_a_conversation_waits_for_its_chat() -> None:
    granting = Granting([Turn(False, 9.0), Turn(False, 4.0), Turn(True, 0.1)])
    await granting.pace().turn([GROUP, ALL], patient=True)
    assert granting.slept[:3] == [9.0, 4.0, 0.1]


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


@pytest.mark.parametrize("seed", range(4))
async def test_the_store_reckons_as_we_do(archive: Archive, seed: int) -> None:
    chance = Random(seed)
    marks: tuple[Mark, ...] = (Mark(share=0.5), Mark())
    scopes = [Scope("all", 0.002, wide=True, first=0.5, ahead=0.02), Scope("chat", 0.001, 5)]
    for _ in range(60):
        turn, at = await archive.paces._slot("t", scopes)
        ours, marks = grant(scopes, marks, at / 1e6 - turn.granted * turn.wait)
        assert (turn.granted, turn.crowded) == (ours.granted, ours.crowded)
        assert (turn.wait, *turn.lags) == pytest.approx((ours.wait, *ours.lags), abs=2e-5)
        if turn.granted and chance.random() < 0.3:
            late = [(s.name, lag, chance.random() / 500) for s, lag in zip(scopes, turn.lags, strict=True)]
            await archive.paces.delay("t", late)
            marks = tuple(m.moved(mine, more) for m, mine, (_, _, more) in zip(marks, ours.lags, late, strict=True))


async def test_a_refusal_is_remembered_for_a_day_in_its_scope_and_all_until_it_ends_are_one(
    archive: Archive, store: Store
) -> None:
    for _ in range(3):
        await archive.paces.block("t", "chat", 600.0)
    assert str(await store.redis.get("daybrief:{wire}:pace:t:chat")).endswith(" 900000000'")
    assert await archive.paces.shut("t", ["all", "chat"])
    assert not await archive.paces.shut("t", ["all"])
    await archive.paces.block("t", "other", 0.0)
    assert 86_000_000 < await store.redis.pttl("daybrief:{wire}:pace:t:other") <= 86_401_000


async def test_what_an_earlier_release_remembered_is_understood(archive: Archive, store: Store) -> None:
    await store.redis.set("daybrief:{wire}:pace:t:chat", "0 99999999999999999")
    assert await archive.paces.shut("t", ["chat"])
    assert not (await archive.paces.reserve("t", [Scope("chat", 1.0)])).granted


async def test_a_mark_ends_when_it_has_nothing_more_to_say(archive: Archive, store: Store) -> None:
    await archive.paces.reserve("t", [Scope("chat", 60.0)])
    assert 60_000 < await store.redis.pttl("daybrief:{wire}:pace:t:chat") <= 61_100


# --- on the platforms ------------------------------------------------------------------------------------------------

QUICK, CHATS, GUARD = (20, 0.5), 40, 60.0
"""What is allowed, and for how many messages: with three quarters of it, so that a slow machine proves nothing."""
EVERY, SLACK_THERE = 1 / 30, 0.16


@asynccontextmanager
async def telegrams(archives: Sequence[Archive], rule: str) -> AsyncIterator[tuple[list[Adapter], list[Chat], Any]]:
    """An adapter for each archive, chats, and what counts messages and refusals."""
    limits = TelegramLimits(per_token=QUICK, per_private=(1, 0.2), jitter=0.0, rule=rule)
    rates = telegram.Rates(token=EVERY, private=0.4, slack=SLACK_THERE)
    async with telegram_server(limits) as tg, AsyncExitStack() as stack:
        settings = Settings(telegram_token=SecretStr(tg.token), telegram_api_base=tg.url)
        built = [telegram.build(settings, paced(one), now, rates=rates) for one in archives]
        for one in built:
            stack.push_async_callback(one.hands.close)
        rooms = [tg.private(tg.user(100 + n)) for n in range(CHATS)]
        said = lambda: ([len(tg.messages(room)) for room in rooms], tg.refusals[429])  # noqa: E731
        yield [*built], [Chat("telegram", str(room.id)) for room in rooms], said


@asynccontextmanager
async def discords(archives: Sequence[Archive], rule: str) -> AsyncIterator[tuple[list[Adapter], list[Chat], Any]]:
    """The same on Discord."""
    limits = DiscordLimits(everywhere=QUICK[0], second=QUICK[1], rule=rule)
    rates = discord.Rates(token=EVERY, channel=0.4, slack=SLACK_THERE)
    async with discord_server(limits) as dc, AsyncExitStack() as stack:
        settings = Settings(discord_token=SecretStr(dc.token), discord_api_base=dc.api, discord_gateway=dc.gateway.url)
        stack.enter_context(dc.redirect())
        built = [discord.build(settings, paced(one), rates=rates) for one in archives]
        for one in built:
            stack.push_async_callback(one._hands.close)
        guild = dc.guild("Harbour")
        rooms = [dc.channel(guild, f"news{n}") for n in range(CHATS)]
        said = lambda: ([len(dc.messages(room)) for room in rooms], len(dc.limited))  # noqa: E731
        yield [*built], [Chat("discord", str(room.id)) for room in rooms], said


def paced(archive: Archive) -> Pace:
    paces = archive.paces
    return Pace("t", paces.reserve, paces.block, delay=paces.delay, shut=paces.shut)


def now() -> datetime:
    return datetime.now(UTC)


def row(chat: Chat) -> Delivery:
    alert = Alert(Item("dam", "Dam fails", "Harbour", now(), ("Harbour",), ()), now())
    return Delivery(key(str(chat)), chat, alert, Lane.BREAKING, "", now(), now() + timedelta(hours=1))


@pytest.mark.parametrize("platform", [telegrams, discords])
async def test_an_edit_takes_its_turn_in_its_chat_like_a_message(archive: Archive, platform: Any) -> None:
    async with platform([archive], "window") as ([adapter], [chat, *_], said):
        piece, began = row(chat).piece, asyncio.get_running_loop().time()
        receipt = await adapter.post(chat, piece, key("one"))
        for _ in range(2):
            await adapter.revise(receipt, piece)
        assert asyncio.get_running_loop().time() - began >= 0.39
        assert said()[1] == 0


@pytest.mark.parametrize("rule", ["window", "bucket"])
@pytest.mark.parametrize("platform", [telegrams, discords])
async def test_two_who_send_with_one_token_are_never_refused(
    archive: Archive, store_home: Path, platform: Any, rule: str
) -> None:
    other = await stores.open(store_home)
    archives = [archive, Archive(other.redis)]
    async with platform(archives, rule) as (adapters, chats, said), asyncio.timeout(GUARD):
        await archive.outbox.put([row(chat) for chat in chats], now())
        couriers = [asyncio.ensure_future(Courier(a, b, now).run()) for a, b in zip(archives, adapters, strict=True)]
        while (found := await archive.outbox.counts())["pending"] + found["sending"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.gather(*(let_go(one) for one in couriers))
        assert said() == ([1] * CHATS, 0)
    await other.close()
