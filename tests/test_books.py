"""The books of the outbox balance whatever happens to it, and what does not fit is named with its cure."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from test_outbox import ALERT, CHAT, CHATS, FOLLOWING, HOUR, LEASE, NOW, OTHER, SECOND, claim, happen, row, sent

from bot.archive import STATES, Archive, Requeued, Superseded, Withheld, Wrong, pieces
from bot.news import Brief, Delivery, Kind, Lane, Paused, Reason
from bot.store import Store
from bot.verbs import balancing

ROOT = "daybrief:{wire}:"
QUEUE, DUE = f"{ROOT}queue:breaking:{CHAT}", f"{ROOT}due:telegram:breaking"
PIECE = f"{ROOT}piece:{pieces.name(pieces.pack(ALERT))}"


def held(key: str, following: str = "f") -> Delivery:
    return replace(row(key), following=following, until=NOW + 8 * HOUR, why="quiet hours")


async def stocked(archive: Archive) -> None:
    """Rows in every state: `a` waits, `x` is being sent, `h` is held, `s` was sent and `d` is dead."""
    await archive.followings.add(FOLLOWING)
    await archive.outbox.put([row("s"), row("d", CHATS[1]), row("x", OTHER)], NOW)
    await sent(archive, await claim(archive))
    await archive.outbox.dead(await claim(archive), "gone", NOW)
    await claim(archive)
    await archive.outbox.put([row("a"), held("h")], NOW)


async def put_back(archive: Archive, key: str) -> Requeued:
    return await archive.outbox.requeue(key, NOW + HOUR, NOW)


async def wrongs(archive: Archive) -> list[tuple[Wrong, str]]:
    """What does not fit, and where."""
    return [(fault.wrong, fault.where) for fault in (await archive.balance(NOW)).faults]


# --- what fits -------------------------------------------------------------------------------------------------------


async def test_an_empty_store_balances(archive: Archive) -> None:
    found = await archive.balance()
    assert (found.balanced, found.steady, found.rows) == (True, True, {})


async def test_rows_of_every_state_balance_and_are_counted(archive: Archive) -> None:
    await stocked(archive)
    found = await archive.balance(NOW)
    states = {"pending": 1, "sending": 1, "sent": 1, "dead": 1, "held": 1}
    assert (found.balanced, found.steady, found.off, found.further) == (True, True, {}, 0)
    assert found.rows == {(state, "breaking", "telegram"): number for state, number in states.items()}
    assert found.counts == states | {"ambiguous": 0, "expired": 0, "merged": 0, "made": 5, "doubted": 0}


async def test_a_lease_that_ended_is_told_and_is_no_fault(archive: Archive) -> None:
    await stocked(archive)
    assert [(await archive.balance(at)).overdue for at in (None, NOW, NOW + LEASE)] == [0, 0, 1]
    assert (await archive.balance(NOW + LEASE)).balanced


async def test_rows_that_were_doubted_are_told(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.later(await claim(archive), NOW, "no answer", doubt=True)
    found = await archive.balance(NOW)
    assert (found.doubted, found.counts["doubted"], found.balanced) == (1, 1, True)


async def hold_back(archive: Archive, now: datetime, number: int) -> None:
    """Rows are held, and now and then released: told by a brief, or by none."""
    if number % 9 == 0:
        await archive.outbox.put([held(f"h{number}")], now)
    if number % 40 == 39:
        brief = replace(row(f"b{number}", piece=Brief("held", now, ())), following="f", lane=Lane.BRIEF)
        told = brief if number > 50 else None
        await archive.outbox.release("f", list(await archive.outbox.held("f")), told, "told", now)


@pytest.mark.parametrize("seed", range(4))
async def test_the_books_balance_at_every_moment_of_any_history(archive: Archive, seed: int) -> None:
    chance, mine, now = random.Random(seed), list[Delivery](), NOW
    await archive.followings.add(FOLLOWING)
    for number in range(150):
        now += chance.choice([0, 1, 5, 30]) * SECOND
        with suppress(Superseded):
            await happen(archive, chance, mine, now, number)
        await hold_back(archive, now, number)
        if number % 10 == 0:
            assert (await archive.balance(now)).faults == ()
    assert (await archive.balance(now)).balanced


async def work(archive: Archive, number: int) -> None:
    """Rows come, and go out."""
    for turn in range(60):
        await archive.outbox.put([row(f"{number}-{turn}-{n}", CHATS[n]) for n in range(4)], NOW)
        while found := await archive.outbox.claim("telegram", NOW, LEASE):
            await sent(archive, found)


async def test_nothing_is_made_out_to_be_a_fault_while_rows_come_and_go(archive: Archive) -> None:
    working, looks = [asyncio.create_task(work(archive, number)) for number in range(3)], 0
    while not all(task.done() for task in working):
        assert (await archive.balance(NOW)).faults == ()
        looks += 1
    await asyncio.gather(*working)
    found = await archive.balance(NOW)
    assert (looks > 5, found.faults, found.steady, found.counts["sent"]) == (True, (), True, 720)


async def test_a_chat_that_moves_takes_its_books_along(archive: Archive) -> None:
    await stocked(archive)
    await archive.move(CHAT, CHATS[3])
    assert (await archive.balance(NOW)).balanced


async def test_a_following_that_ends_leaves_nothing_open(archive: Archive) -> None:
    await stocked(archive)
    await archive.followings.remove("f")
    found = await archive.balance(NOW)
    assert (found.balanced, found.counts["held"], found.counts["dead"]) == (True, 0, 2)


async def test_long_queues_and_many_chats_are_read_in_parts(archive: Archive) -> None:
    await archive.outbox.put([row(f"{number}") for number in range(450)], NOW)
    await archive.outbox.put([row(f"c{n}", replace(CHAT, room=f"{n}")) for n in range(1_100)], NOW)
    found = await archive.balance(NOW)
    assert (found.balanced, sum(found.rows.values())) == (True, 1_550)


# --- what does not ---------------------------------------------------------------------------------------------------


async def _all(*blows: Awaitable[object]) -> None:
    for blow in blows:
        await blow


Blow = Callable[[Store], Awaitable[object]]
BREAKS: dict[str, tuple[Blow, list[tuple[Wrong, str]]]] = {
    "a row is in no queue": (
        lambda s: _all(s.redis.delete(QUEUE), s.redis.zrem(DUE, str(CHAT))), [(Wrong.UNQUEUED, "a")],
    ),
    "a row stands twice": (lambda s: s.redis.rpush(QUEUE, "a"), [(Wrong.TWICE, "a")]),
    "a row stands in another queue": (
        lambda s: s.redis.rpush(f"{ROOT}queue:breaking:{OTHER}", "a"), [(Wrong.STRAY, "a")],
    ),
    "a queue names no row": (lambda s: s.redis.rpush(QUEUE, "none"), [(Wrong.ROWLESS, "none")]),
    "a queue names a row that was sent": (lambda s: s.redis.rpush(QUEUE, "s"), [(Wrong.ENDED, "s")]),
    "a chat is not due": (lambda s: s.redis.zrem(DUE, str(CHAT)), [(Wrong.UNDUE, "a")]),
    "a chat is due for nothing": (
        lambda s: s.redis.zadd(DUE, {"telegram:9": 1}), [(Wrong.IDLE, "telegram:9 (breaking)")],
    ),
    "a held row is not held by its following": (lambda s: s.redis.delete(f"{ROOT}holding:f"), [(Wrong.UNHELD, "h")]),
    "a hold never ends": (lambda s: s.redis.zrem(f"{ROOT}releases", "f"), [(Wrong.UNRELEASED, "h")]),
    "a following holds what is not held": (
        lambda s: s.redis.hset(f"{ROOT}holding:f", "d", "ferry"), [(Wrong.HELDLESS, "d")],
    ),
    "a lease is of a row that was sent": (
        lambda s: s.redis.hset(f"{ROOT}held", str(CHAT), "9 s"), [(Wrong.LEASE, str(CHAT))],
    ),
    "what rows say is gone": (lambda s: s.redis.delete(PIECE), [(Wrong.PIECELESS, "a"), (Wrong.PIECELESS, "x")]),
    "a counter has too many": (
        lambda s: s.redis.hincrby(f"{ROOT}counts", "pending", 2), [(Wrong.SUM, ""), (Wrong.COUNT, "pending")],
    ),
    "a counter of settled rows has too few": (
        lambda s: s.redis.hincrby(f"{ROOT}counts", "sent", -1), [(Wrong.SUM, ""), (Wrong.COUNT, "sent")],
    ),
    "more were made than there are": (lambda s: s.redis.hincrby(f"{ROOT}counts", "made", 1), [(Wrong.SUM, "")]),
    "a held row vanished": (
        lambda s: s.redis.delete(f"{ROOT}delivery:h"), [(Wrong.COUNT, "held"), (Wrong.HELDLESS, "h")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BREAKS)
async def test_what_is_broken_is_named_alone(archive: Archive, store: Store, case: str) -> None:
    blow, named = BREAKS[case]
    await stocked(archive)
    await blow(store)
    assert sorted(await wrongs(archive)) == sorted(named)


async def test_of_very_many_faults_the_first_are_told_and_the_rest_counted(archive: Archive, store: Store) -> None:
    await archive.outbox.put([row(f"{number}") for number in range(520)], NOW)
    await store.redis.delete(QUEUE, DUE)
    found = await archive.balance(NOW)
    assert (len(found.faults), found.further, found.balanced) == (500, 20, False)


# --- what is done about it -------------------------------------------------------------------------------------------

PLACED = ["a row is in no queue", "a chat is not due", "a held row is not held by its following", "a hold never ends"]


@pytest.mark.parametrize("case", PLACED)
async def test_a_row_that_nobody_would_find_is_put_where_it_belongs(archive: Archive, store: Store, case: str) -> None:
    blow, [(_, key)] = BREAKS[case]
    await stocked(archive)
    await blow(store)
    (fault,) = (await archive.balance(NOW)).faults
    assert fault.cure == f"daybrief outbox requeue {key}"
    assert [await put_back(archive, key) for _ in range(2)] == [Requeued.PLACED, Requeued.WAITS]
    assert (await archive.balance(NOW)).balanced


GOES = ["a row stands twice", "a row stands in another queue", "a queue names no row",
        "a queue names a row that was sent", "a chat is due for nothing", "what rows say is gone"]  # fmt: skip


@pytest.mark.parametrize("case", GOES)
async def test_what_is_said_to_go_by_itself_does(archive: Archive, store: Store, case: str) -> None:
    await stocked(archive)
    await BREAKS[case][0](store)
    assert all(fault.cure.startswith("nothing") for fault in (await archive.balance(NOW)).faults)
    for turn in range(1, 6):
        while found := await archive.outbox.claim("telegram", NOW + turn * LEASE, LEASE):
            await sent(archive, found, NOW)
    assert [wrong for wrong, _ in await wrongs(archive) if wrong is not Wrong.COUNT] == []


@pytest.mark.parametrize("case", ["a counter has too many", "a counter of settled rows has too few"])
async def test_counters_are_set_to_what_was_counted(archive: Archive, store: Store, case: str) -> None:
    await stocked(archive)
    await BREAKS[case][0](store)
    found = await archive.balance(NOW)
    assert {fault.cure for fault in found.faults} == {"daybrief ledger --recount"}
    await archive.recount(found)
    after = await archive.balance(NOW)
    assert (after.balanced, after.counts["made"]) == (True, sum(after.counts[state] for state in STATES))


async def test_a_row_put_again_lives_as_long_as_one_put_now(archive: Archive, store: Store) -> None:
    await stocked(archive)
    await store.redis.expire(f"{ROOT}delivery:d", 60)
    await store.redis.expire(PIECE, 60)
    assert await archive.outbox.requeue("d", NOW + timedelta(days=1), NOW) is Requeued.YES
    names = (f"{ROOT}delivery:d", f"{ROOT}queue:breaking:{CHATS[1]}", PIECE)
    assert [await store.redis.ttl(name) for name in names] == [8 * 86_400] * 3
    assert (await archive.balance(NOW)).balanced


async def test_a_row_put_back_in_its_queue_gives_it_an_end(archive: Archive, store: Store) -> None:
    await stocked(archive)
    await store.redis.delete(QUEUE)
    for key in ("a", "b"):
        await put_back(archive, key)
    assert await store.redis.ttl(QUEUE) > 0


# --- what is told beside them ----------------------------------------------------------------------------------------


async def test_what_was_withheld_is_counted_by_reason_for_a_week(archive: Archive) -> None:
    marks = [("quiet", 1), ("quiet", 6), ("beats", 2), ("beats", 8)]
    withheld = [
        Withheld(CHATS[n], f"s{n}", Reason(code, "why"), NOW - timedelta(days=days))
        for n, (code, days) in enumerate(marks)
    ]
    await archive.withheld.keep(withheld)
    assert await archive.withheld.tally(NOW - timedelta(days=7)) == {"quiet": 2, "beats": 1}


async def test_the_ledger_says_who_rests_and_what_does_not_fit(archive: Archive, store: Store) -> None:
    await stocked(archive)
    await archive.followings.add(replace(FOLLOWING, id="g", chat=OTHER))
    await archive.followings.pause(OTHER, Paused.BLOCKED, NOW)
    await store.redis.delete(PIECE)
    followings = {Kind.BREAKING: await balancing.followed(archive, Kind.BREAKING)}
    told = balancing.shown(balancing.Ledger(await archive.balance(NOW + LEASE), {"quiet": 3}, followings))
    assert "Withheld in 7 days, by reason: 3 quiet" in told
    assert "Subscriptions: 2 breaking (1 rest: blocked)" in told
    assert "Being sent when their courier ended: 1; the next courier takes them up" in told
    assert sum(line.startswith("BAD: what row") for line in told) == 2
    assert told[-1] == "The books do not balance."
