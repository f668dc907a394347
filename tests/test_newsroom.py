"""The newsroom's loops: they go on after faults, end when told, and tell the truth about themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from pressroom import DAM, DAM_TOO, Clock, Room, press
from test_circulation import following

from bot import newsroom
from bot.adapter import Locked, Log
from bot.archive import Archive
from bot.house import House, let_go
from bot.news import PLAIN, Chat, Manner, Piece, Posted, Receipt
from bot.newsroom import HEALED, READING, Loop, Newsroom, Pauses
from bot.reception import Reception
from bot.settings import Settings
from bot.store import Store, StoreError

GUARD = 20.0
"""Seconds after which a wait is a failure: never reached where all is well."""
CHAT = Chat("paper", "1")
AT_ONCE = Pauses(wire=0.0, guests=0.0, circulation=0.01, fault=0.0, longest=0.0)


class Paper:
    """A platform of one chat that keeps what it is given."""

    name = "paper"
    memory = timedelta(0)

    def __init__(self, run: Callable[[], Awaitable[object]] | None = None) -> None:
        self.trouble = ""
        self.posted: list[Piece] = []
        self.arrived = asyncio.Event()
        self._run = run

    async def run(self, reception: Reception) -> None:
        await (self._run() if self._run else asyncio.Event().wait())

    async def post(
        self,
        chat: Chat,
        piece: Piece,
        key: str,
        done: Sequence[Posted] = (),
        log: Log | None = None,
        reply_to: str = "",
        manner: Manner = PLAIN,
    ) -> Receipt:
        self.posted.append(piece)
        self.arrived.set()
        return Receipt(chat, key, (Posted(key),))

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        raise NotImplementedError


@pytest.fixture
def house(archive: Archive, store: Store, tmp_path: Path) -> House:
    return House(Settings(home=tmp_path), Clock(), store, archive, "UTC", tuple)


def clock(house: House) -> Clock:
    assert isinstance(house.clock, Clock)
    return house.clock


def room_of(house: House, *loops: Loop, pauses: Pauses = AT_ONCE) -> Newsroom:
    """A newsroom of these loops alone."""
    made = Newsroom(house, [], pauses)
    made.loops = list(loops)
    return made


async def notes(house: House, met: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    """The loops' notes, as soon as they fit."""
    async with asyncio.timeout(GUARD):
        while not met(found := {n: p.note for n, p in (await house.archive.pulses.read()).items()}):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return found


async def test_a_fault_is_not_the_end_of_a_loop_nor_of_the_others(house: House) -> None:
    turns, whole = iter([StoreError("gone"), KeyError("odd"), None]), asyncio.Event()

    async def turn() -> None:
        if fault := next(turns):
            raise fault
        whole.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(room_of(house, Loop("wire", turn)).run())
    async with asyncio.timeout(GUARD):
        await whole.wait()
    assert not running.done()
    await let_go(running)


def test_faults_in_a_row_are_waited_out_longer_and_never_too_long(house: House) -> None:
    room = room_of(house, pauses=Pauses(fault=2.0, longest=300.0))
    for faults, longest, least, most in ((1, 300, 2, 4), (3, 300, 8, 16), (50, 300, 150, 300), (9, 6, 3, 6)):
        assert all(least <= room._backoff(faults, longest) <= most for _ in range(50))


async def test_a_refused_token_ends_everything(house: House) -> None:
    ended = asyncio.Event()

    async def refused() -> None:
        raise Locked("set DAYBRIEF_PAPER_TOKEN")

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(Locked, match="DAYBRIEF_PAPER_TOKEN"):
        await room_of(house, Loop("a", endless), Loop("b", refused)).run()
    assert ended.is_set()


async def test_a_loop_that_swallows_the_call_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsroom, "FINISHING", 0.05)
    calls, begun = 0, asyncio.Event()

    async def deaf() -> None:
        nonlocal calls
        while calls < 2:
            try:
                begun.set()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                calls += 1
        raise asyncio.CancelledError

    running = asyncio.create_task(room_of(house, Loop("deaf", deaf)).run())
    await begun.wait()
    await let_go(running)
    assert calls == 2


async def test_a_loop_that_never_ends_is_left_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsroom, "FINISHING", 0.01)
    monkeypatch.setattr(newsroom, "INSISTING", 0.01)
    monkeypatch.setattr(newsroom, "ENDING", 0.1)
    begun, free = asyncio.Event(), asyncio.Event()

    async def stone() -> None:
        while not free.is_set():
            try:
                begun.set()
                await free.wait()
            except asyncio.CancelledError:
                continue

    running = asyncio.create_task(room_of(house, Loop("stone", stone)).run())
    await begun.wait()
    await let_go(running)
    free.set()
    assert running.cancelled()


async def test_what_is_being_finished_is_not_hurried(house: House) -> None:
    begun, finished = asyncio.Event(), []

    async def answering() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(2.5 * newsroom.INSISTING)  # an answer on its way
            finished.append(True)

    running = asyncio.create_task(room_of(house, Loop("chat", answering)).run())
    await begun.wait()
    await let_go(running)  # asks again every second, too
    assert finished == [True]


async def test_pulses_say_what_is_wrong_and_no_longer_than_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsroom, "BEAT", 0.01)
    turns = iter([StoreError("the store is gone")])

    async def courier() -> None:
        for fault in turns:
            raise fault
        await asyncio.Event().wait()

    running = asyncio.create_task(room_of(house, Loop("courier", courier)).run())
    await notes(house, lambda told: told.get("courier") == "the store is gone")
    clock(house).pass_(seconds=HEALED.total_seconds() + 1)
    await notes(house, lambda told: told.get("courier") == "")
    await let_go(running)


async def test_a_turn_that_hangs_is_reported(house: House) -> None:
    loops = {loop.name: loop for loop in Newsroom(house, [Paper()]).loops}
    began = house.clock()
    for loop in loops.values():
        loop.began = began
    late = began + READING + timedelta(seconds=1)
    told = {name for name, loop in loops.items() if loop.note(late) == "one turn has lasted since 12:00 UTC"}
    assert told == {"wire", "guests", "circulation", "briefs"}
    assert [loop.note(began + READING) for loop in loops.values()] == [""] * len(loops)


async def test_a_platform_that_is_out_of_reach_is_reported(house: House) -> None:
    paper = Paper()
    loop = next(loop for loop in Newsroom(house, [paper]).loops if loop.name == "paper")
    paper.trouble = "no connection to the paper"
    assert loop.note(house.clock()) == "no connection to the paper"


async def test_a_newsroom_that_only_delivers_reads_nothing_and_claims_no_pulse(house: House) -> None:
    room = Newsroom(house, [Paper()], AT_ONCE, whole=False)
    running = asyncio.create_task(room.run())
    async with asyncio.timeout(GUARD):
        while all(loop.began is None for loop in room.loops):  # noqa: ASYNC110 - a task rings no bell when it begins
            await asyncio.sleep(0)
    await let_go(running)
    assert [loop.name for loop in room.loops] == ["circulation", "briefs", "courier paper"]
    assert await house.archive.pulses.read() == {}


async def test_what_breaks_is_posted_at_once_by_one_wake_up_after_another(store: Store, tmp_path: Path) -> None:
    paper = Paper()
    async with press(store, tmp_path, lambda house: [paper]) as room:
        room.newsroom.pauses = Pauses(circulation=3_600.0)  # nothing is found by looking now and then
        await _breaks(room)
        async with asyncio.timeout(GUARD):
            await paper.arrived.wait()
        assert len(paper.posted) == 1


async def _breaks(room: Room) -> None:
    await room.archive.followings.add(following("f1", CHAT, made=room.clock()))
    room.publish("harbour", DAM)
    await room.read()
    room.publish("canal", DAM_TOO)
    await room.read()
