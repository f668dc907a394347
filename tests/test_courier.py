"""What is put into the outbox is said once, in order, whatever fails in between; and who is told when it cannot be."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import store as stores
from bot.adapter import Busy, Gone, Locked, Log, Moved, Scope, Undelivered, Unprintable, Unreachable
from bot.archive import STATES, Archive, Superseded
from bot.courier import Courier, decide, key, rounds
from bot.courier.rounds import LEASE
from bot.courier.rules import LONGEST, Ambiguous, Dead, Later, Readdressed, Shut, Step, backoff, unresolved
from bot.news import PLAIN, Chat, Delivery, Following, Lane, Manner, Notice, Paused, Piece, Posted, Receipt
from bot.store import Store

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTES = timedelta(minutes=5)
NONE = timedelta()
PLATFORM = "harbour"
GUARD = 60.0
"""Seconds after which a test that waits has stalled."""


# --- a platform in memory --------------------------------------------------------------------------------------------


@dataclass
class Clock:
    """Stands still until it is told to go on."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Lost:
    """The connection breaks: before the message got there, or after."""

    arrived: bool


@dataclass(frozen=True)
class Hangs:
    """The message gets there, the answer never comes."""


Trouble = Undelivered | Exception | Lost | Hangs


@dataclass
class Harbour:
    """A chat platform of this test: a line of a notice is a message. `said` are (chat, text) as people see them."""

    clock: Callable[[], datetime]
    memory: timedelta = NONE
    name: str = PLATFORM
    said: list[tuple[Chat, str]] = field(default_factory=list)
    troubles: dict[Chat, deque[Trouble | None]] = field(default_factory=lambda: defaultdict(deque))
    requests: int = 0
    writing: set[Chat] = field(default_factory=set)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _known: dict[str, tuple[datetime, Posted]] = field(default_factory=dict)

    async def run(self, reception: object) -> None:
        raise NotImplementedError

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        raise NotImplementedError

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
        assert isinstance(piece, Notice)
        assert log is not None
        assert chat not in self.writing, "two posts in one chat at once"
        self.writing.add(chat)
        try:
            messages = list(done)
            for part, text in list(enumerate(piece.text.split()))[len(done) :]:
                await log.departing(part)
                messages.append(await self._request(chat, text, f"{key}.{part}"))
                await log.arrived(messages[-1])
            return Receipt(chat, key, tuple(messages))
        finally:
            self.writing.discard(chat)

    async def _request(self, chat: Chat, text: str, key: str) -> Posted:
        self.requests += 1
        self.heard.set()
        await asyncio.sleep(0)
        match self.troubles[chat].popleft() if self.troubles[chat] else None:
            case None:
                return self._say(chat, text, key)
            case Lost(arrived=False):
                raise Unreachable("no connection", sent=False)
            case Lost():
                self._say(chat, text, key)
                raise Unreachable("no answer", sent=True)
            case Hangs():
                self._say(chat, text, key)
                await asyncio.Event().wait()
                raise AssertionError("an event nobody sets")
            case trouble:
                raise trouble

    def _say(self, chat: Chat, text: str, key: str) -> Posted:
        at, posted = self._known.get(key, (NOW - timedelta(days=1), Posted(str(len(self.said)))))
        if self.clock() - at < self.memory:
            return posted
        self.said.append((chat, text))
        self.heard.set()
        self._known[key] = self.clock(), posted
        return posted

    def texts(self, chat: Chat) -> list[str]:
        return [text for where, text in self.said if where == chat]


QUAY, PIER = Chat(PLATFORM, "quay"), Chat(PLATFORM, "pier")


@dataclass
class Desk:
    """A courier with its platform and its archive, and a clock to push."""

    archive: Archive
    clock: Clock
    harbour: Harbour
    courier: Courier

    async def put(self, *rows: Delivery) -> None:
        await self.archive.outbox.put(rows, self.clock())

    async def settle(self, within: timedelta = timedelta(hours=2)) -> None:
        """Turns until nothing waits, the clock leaping to whatever is due next."""
        end = self.clock() + within
        while self.clock() <= end:
            while await self.courier.turn():
                pass
            due = await self.archive.outbox.next_due(PLATFORM)
            if due is None:
                return
            self.clock.now = max(self.clock.now + SECOND / 10, due)

    async def counts(self) -> dict[str, int]:
        """Only what is not nought, once it is seen that the counts balance."""
        found = await self.archive.outbox.counts()
        assert found.pop("made") == sum(found[state] for state in STATES)
        return {state: count for state, count in found.items() if count}

    def another(self) -> Courier:
        """A second courier on the same platform, as after a restart."""
        return Courier(self.archive, self.harbour, self.clock, _awake, drain=0.1)


async def _awake(seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return _desk(archive)


def _desk(archive: Archive, memory: timedelta = NONE) -> Desk:
    clock = Clock()
    harbour = Harbour(clock, memory)
    return Desk(archive, clock, harbour, Courier(archive, harbour, clock, _awake, drain=0.1))


@pytest.fixture
def mindful(archive: Archive) -> Desk:
    """A desk whose platform remembers keys."""
    return _desk(archive, MINUTES)


def row(name: str, text: str = "", chat: Chat = QUAY, lane: Lane = Lane.BREAKING, **fields: Any) -> Delivery:
    given: dict[str, Any] = {"following": "", "made": NOW, "expires": NOW + timedelta(hours=1)} | fields
    return Delivery(key(name), chat, Notice(text or name), lane, **given)


# --- the rules -------------------------------------------------------------------------------------------------------

ROW = row("a")
SENT, UNSENT = Unreachable("no answer", sent=True), Unreachable("no connection", sent=False)


@dataclass(frozen=True)
class Case:
    failure: Undelivered
    step: Step
    row: Delivery = ROW
    memory: timedelta = NONE
    left: datetime | None = NOW - SECOND
    chance: float = 0.0


BRIEF = replace(ROW, lane=Lane.BRIEF)
CASES = {
    "busy": Case(Busy(7.0), Later(NOW + 7 * SECOND, "busy (chat)", unlearn=True)),
    "busy, and a part in doubt before": Case(
        Busy(7.0), Later(NOW + 7 * SECOND, "busy (chat)"), replace(ROW, departed=NOW), MINUTES
    ),
    "busy for less than nothing": Case(Busy(-3.0), Later(NOW, "busy (chat)", unlearn=True)),
    "busy for years": Case(Busy(1e12), Later(NOW + timedelta(days=1), "busy (chat)", unlearn=True)),
    "the token is busy": Case(Busy(2.0, Scope.TOKEN), Later(NOW + 2 * SECOND, "busy (token)", unlearn=True)),
    "blocked": Case(Gone("blocked", Paused.BLOCKED), Shut(Paused.BLOCKED)),
    "without rights": Case(Gone("no rights", Paused.RIGHTS), Shut(Paused.RIGHTS)),
    "deleted": Case(Gone("unknown channel"), Shut(None)),
    "moved": Case(Moved(PIER), Readdressed(PIER)),
    "unprintable": Case(Unprintable("cannot parse"), Dead("unprintable")),
    "locked": Case(Locked("mend the token"), Later(NOW + 5 * SECOND, "the token is refused", unlearn=True)),
    "surely not sent": Case(UNSENT, Later(NOW + SECOND / 20, "unreachable", unlearn=True)),
    "surely not sent, but in doubt before": Case(
        UNSENT, Later(NOW + SECOND / 20, "unreachable"), replace(ROW, departed=NOW), MINUTES
    ),
    "in doubt, remembered": Case(SENT, Later(NOW, "no answer"), memory=MINUTES),
    "in doubt, remembered, once more": Case(
        SENT, Later(NOW + SECOND / 20 + 4 * SECOND, "no answer"), replace(ROW, tries=3), MINUTES, chance=0.5
    ),
    "in doubt, no longer remembered": Case(
        SENT, Later(NOW, "no answer: it may have arrived", doubt=True, unlearn=True), memory=MINUTES,
        left=NOW - MINUTES,
    ),
    "in doubt": Case(SENT, Later(NOW + 9 * SECOND, "no answer: it may have arrived", doubt=True, unlearn=True)),
    "a brief in doubt": Case(
        SENT, Later(NOW + 59 * SECOND, "no answer: it may have arrived", doubt=True, unlearn=True), BRIEF
    ),
    "in doubt, nobody knows since when": Case(
        SENT, Later(NOW + 10 * SECOND, "no answer: it may have arrived", doubt=True, unlearn=True), left=None
    ),
    "in doubt again": Case(SENT, Ambiguous(), replace(ROW, doubts=1)),
    "in doubt again, and too late to ask": Case(
        SENT, Ambiguous(), replace(ROW, doubts=1, departed=NOW - MINUTES), MINUTES
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_row_whose_post_failed(name: str) -> None:
    case = CASES[name]
    assert decide(case.row, case.failure, NOW, case.memory, case.left, case.chance) == case.step


@pytest.mark.parametrize(
    ("departed", "doubts", "memory", "step"),
    [
        (None, 0, NONE, None),
        (None, 1, NONE, None),
        (NOW - SECOND, 0, MINUTES, None),
        (NOW - SECOND, 1, MINUTES, None),
        (
            NOW - 4 * SECOND,
            0,
            NONE,
            Later(NOW + 6 * SECOND, "no answer: it may have arrived", doubt=True, unlearn=True),
        ),
        (NOW - MINUTES, 0, MINUTES, Later(NOW, "no answer: it may have arrived", doubt=True, unlearn=True)),
        (NOW - SECOND, 1, NONE, Ambiguous()),
    ],
)
def test_a_row_of_which_a_part_may_have_arrived_is_not_simply_sent(
    departed: datetime | None, doubts: int, memory: timedelta, step: Step | None
) -> None:
    assert unresolved(replace(ROW, departed=departed, doubts=doubts), NOW, memory) == step


def test_backoff_grows_to_ten_minutes_and_never_is_nothing() -> None:
    longest = [backoff(tries, 1.0) for tries in range(60)]
    assert longest == sorted(longest)
    assert longest[-1] <= LONGEST + SECOND
    assert backoff(59, 0.0) > NONE


def test_a_rows_name_is_twenty_letters_and_always_the_same() -> None:
    assert key("a", "b") == key("a", "b") != key("a", "c")
    assert len(key("a")) == 20


# --- what goes well --------------------------------------------------------------------------------------------------


async def test_what_is_put_in_is_said_and_settled(desk: Desk) -> None:
    await desk.put(row("a"), row("b", chat=PIER))
    await desk.settle()
    assert sorted(desk.harbour.said, key=str) == sorted([(QUAY, "a"), (PIER, "b")], key=str)
    assert await desk.counts() == {"sent": 2}


async def test_an_empty_outbox_is_no_work(desk: Desk) -> None:
    assert not await desk.courier.turn()
    assert desk.harbour.requests == 0


async def test_a_message_of_many_parts_is_one_receipt(desk: Desk) -> None:
    await desk.put(row("a", "one two three"))
    await desk.settle()
    receipt = await desk.archive.receipts.latest(QUAY)
    assert receipt is not None
    assert [posted.message for posted in receipt.messages] == ["0", "1", "2"]


async def test_what_is_due_for_another_platform_stays(desk: Desk) -> None:
    await desk.put(row("a", chat=Chat("elsewhere", "1")))
    assert not await desk.courier.turn()
    assert await desk.counts() == {"pending": 1}


async def test_600_chats_get_three_rows_each_in_order(archive: Archive) -> None:
    desk = _desk(archive)
    chats = [Chat(PLATFORM, str(n)) for n in range(600)]
    for word in ("first", "second", "third"):
        await desk.put(*(row(f"{word} {chat}", word, chat) for chat in chats))
    async with running(desk.courier):
        await until(desk, lambda: len(desk.harbour.said) == 1800)
    assert all(desk.harbour.texts(chat) == ["first", "second", "third"] for chat in chats)
    assert desk.harbour.requests == 1800


async def test_a_courier_at_rest_hears_the_bell(desk: Desk) -> None:
    async with running(desk.courier):
        await asyncio.sleep(0)
        await desk.put(row("a"))
        desk.courier.wake()
        await until(desk, lambda: desk.harbour.texts(QUAY) == ["a"])
    assert desk.harbour.requests == 1


async def test_a_courier_at_rest_looks_by_itself(desk: Desk) -> None:
    async with running(desk.courier):
        await asyncio.sleep(0)
        await desk.put(row("a"))
        await until(desk, lambda: desk.harbour.texts(QUAY) == ["a"])
    assert desk.harbour.requests == 1


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(courier.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(desk: Desk, holds: Callable[[], bool]) -> None:
    """Waits, request by request, until it holds."""
    async with asyncio.timeout(GUARD):
        while not holds():
            desk.harbour.heard.clear()
            await desk.harbour.heard.wait()
            await asyncio.sleep(0)


# --- what fails ------------------------------------------------------------------------------------------------------


async def test_a_chat_that_is_busy_is_waited_for_and_no_other(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Busy(30.0)]
    await desk.put(row("a"), row("b"), row("c", chat=PIER))
    while await desk.courier.turn():
        pass
    assert desk.harbour.said == [(PIER, "c")]
    desk.clock.tick(30)
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a", "b"]
    assert desk.clock.now < NOW + 31 * SECOND


async def test_a_busy_token_is_left_alone(desk: Desk) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        desk.clock.tick(seconds)
        await asyncio.sleep(0)

    desk.courier = Courier(desk.archive, desk.harbour, desk.clock, wait, workers=1)
    desk.harbour.troubles[QUAY] += [Busy(40.0, Scope.TOKEN)]
    await desk.put(row("a"))
    await desk.put(row("b", chat=PIER))
    async with running(desk.courier):
        await until(desk, lambda: len(desk.harbour.said) == 2)
    assert waits[0] == pytest.approx(40.0)
    assert desk.harbour.requests == 3


@pytest.mark.parametrize("arrived", [False, True])
async def test_with_memory_a_lost_connection_loses_nothing_and_says_nothing_twice(mindful: Desk, arrived: bool) -> None:
    mindful.harbour.troubles[QUAY] += [Lost(arrived), Lost(arrived), None, Lost(arrived)]
    await mindful.put(row("a", "one two"), row("b"))
    await mindful.settle()
    assert mindful.harbour.texts(QUAY) == ["one", "two", "b"]
    assert await mindful.counts() == {"sent": 2}


async def test_without_memory_what_surely_did_not_arrive_is_sent_again(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Lost(False)] * 4
    await desk.put(row("a"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a"]
    assert await desk.counts() == {"sent": 1}


async def test_without_memory_a_doubt_is_counted_and_repeated_once(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Lost(True)]
    await desk.put(row("a"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a", "a"]
    assert await desk.counts() == {"sent": 1, "doubted": 1}
    assert desk.clock.now >= NOW + 10 * SECOND


async def test_a_second_doubt_is_the_last(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Lost(True), Lost(True)]
    await desk.put(row("a"), row("b"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a", "a", "b"]
    assert await desk.counts() == {"ambiguous": 1, "sent": 1, "doubted": 1}


async def test_a_brief_in_doubt_waits_a_minute(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Lost(False), Lost(True)]
    await desk.put(row("a", lane=Lane.BRIEF))
    await desk.settle()
    assert desk.clock.now >= NOW + 60 * SECOND
    assert await desk.counts() == {"sent": 1, "doubted": 1}


@pytest.mark.parametrize("memory", [NONE, MINUTES])
async def test_a_piece_of_many_parts_goes_on_after_the_last_that_arrived(archive: Archive, memory: timedelta) -> None:
    desk = _desk(archive, memory)
    desk.harbour.troubles[QUAY] += [None, None, Lost(False), None, Busy(9.0)]
    await desk.put(row("a", "one two three four"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["one", "two", "three", "four"]
    receipt = await desk.archive.receipts.latest(QUAY)
    assert receipt is not None
    assert [posted.message for posted in receipt.messages] == ["0", "1", "2", "3"]


async def test_what_cannot_be_printed_is_dead_and_the_chat_is_not(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.harbour.troubles[QUAY] += [Unprintable("can't parse <b>secret</b>")]
    await desk.put(row("a"), row("b"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["b"]
    assert await desk.counts() == {"dead": 1, "sent": 1}
    assert "cannot be printed" in caplog.text
    assert "secret" not in caplog.text


async def test_what_nobody_foresaw_is_counted_and_the_row_said_later(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.harbour.troubles[QUAY] += [RuntimeError("token 123:abc"), KeyError("x")]
    await desk.put(row("a", lane=Lane.BRIEF), row("b", chat=PIER))
    while await desk.courier.turn():
        pass
    assert desk.harbour.said == [(PIER, "b")]
    assert desk.courier.faults == 1
    assert "RuntimeError" in caplog.text
    assert "123:abc" not in caplog.text


async def test_a_refused_token_is_told_though_another_has_the_row_by_now(desk: Desk) -> None:
    class Slow(Harbour):
        async def post(self, *given: Any, **named: Any) -> Receipt:
            assert await desk.archive.outbox.claim(PLATFORM, desk.clock() + MINUTES, MINUTES)
            raise Locked("mend DAYBRIEF_TOKEN")

    desk.harbour = Slow(desk.clock)
    desk.courier = desk.another()
    await desk.put(row("a"))
    with pytest.raises(Locked, match="DAYBRIEF_TOKEN"):
        await desk.courier.turn()


async def test_what_fails_again_and_again_before_a_part_left_is_tried_ever_more_slowly(desk: Desk) -> None:
    class Shy(Harbour):
        async def post(self, *given: Any, **named: Any) -> Receipt:
            raise self.troubles[QUAY].popleft()  # type: ignore[misc]

    desk.harbour = Shy(desk.clock)
    desk.harbour.troubles[QUAY] += [Unreachable("no connection", sent=False), ZeroDivisionError()] * 30
    desk.courier = desk.another()
    await desk.put(row("a"))
    for _ in range(45):
        await desk.courier.turn()
        desk.clock.now = await desk.archive.outbox.next_due(PLATFORM) or desk.clock.now
    assert desk.clock.now - NOW > timedelta(seconds=90)


async def test_a_defect_before_a_part_left_loses_nothing(desk: Desk) -> None:
    class Clumsy(Harbour):
        async def post(self, *given: Any, **named: Any) -> Receipt:
            if not self.requests:
                self.requests += 1
                raise ZeroDivisionError
            return await super().post(*given, **named)

    desk.harbour = Clumsy(desk.clock)
    desk.courier = desk.another()
    await desk.put(row("a"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a"]
    assert (desk.courier.faults, await desk.counts()) == (1, {"sent": 1})


async def test_a_refused_token_ends_the_courier_and_keeps_the_row(desk: Desk) -> None:
    desk.harbour.troubles[QUAY] += [Locked("mend DAYBRIEF_TOKEN")]
    await desk.put(row("a"))
    with pytest.raises(Locked, match="DAYBRIEF_TOKEN"):
        async with asyncio.timeout(GUARD):
            await desk.courier.run()
    assert await desk.counts() == {"pending": 1}
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a"]


async def test_an_alert_that_waited_too_long_is_not_said(desk: Desk) -> None:
    await desk.put(row("a"), row("b", expires=NOW + timedelta(hours=5)))
    desk.clock.tick(3601)
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["b"]
    assert await desk.counts() == {"expired": 1, "sent": 1}


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_jumps_loses_nothing_and_says_nothing_twice(desk: Desk, hours: int) -> None:
    much = {"expires": NOW + timedelta(hours=5)}
    await desk.put(row("a", **much), row("b", chat=PIER, **much))
    await desk.courier.turn()
    desk.clock.tick(3600 * hours)
    await desk.put(row("c", **much))
    await desk.settle()
    assert desk.harbour.texts(QUAY) + desk.harbour.texts(PIER) == ["a", "c", "b"]
    assert await desk.counts() == {"sent": 3}


# --- chats that shut -------------------------------------------------------------------------------------------------


def following(id: str, by: str = "harbour:77", chat: Chat = QUAY, topic: str = "") -> Following:
    return Following(id, chat, by, NOW - SECOND, topic=topic)


async def test_a_chat_that_shut_us_out_rests_and_each_who_subscribed_is_told_once(desk: Desk) -> None:
    followings = [following("1"), following("2", topic="x"), following("3", "harbour:8", topic="y")]
    for one in followings:
        await desk.archive.followings.add(one)
    desk.harbour.troubles[QUAY] += [Gone("kicked", Paused.BLOCKED), Gone("kicked", Paused.BLOCKED)]
    await desk.put(row("a", following="1"), row("b", following="2"))
    await desk.settle()
    assert {one.paused for one in await desk.archive.followings.of(QUAY)} == {Paused.BLOCKED}
    told = [chat.room for chat, _ in desk.harbour.said]
    assert set(told) == {"@77", "@8"}
    assert (await desk.counts())["dead"] == 2


async def test_a_notice_says_which_chat_and_what_to_do(desk: Desk) -> None:
    await desk.archive.followings.add(following("1"))
    desk.harbour.troubles[QUAY] += [Gone("no rights", Paused.RIGHTS)]
    await desk.put(row("a"))
    await desk.settle()
    said = " ".join(desk.harbour.texts(Chat(PLATFORM, "@77")))
    assert said.startswith("Breaking news for harbour:quay rests")
    assert "right to send messages" in said


@pytest.mark.parametrize("room", ["77", "@77"])
async def test_nobody_is_told_in_the_room_that_shut_us_out(desk: Desk, room: str) -> None:
    chat = Chat(PLATFORM, room)
    await desk.archive.followings.add(following("1", chat=chat))
    desk.harbour.troubles[chat] += [Gone("blocked", Paused.BLOCKED)]
    await desk.put(row("a", chat=chat))
    await desk.settle()
    assert desk.harbour.said == []
    assert [one.paused for one in await desk.archive.followings.of(chat)] == [Paused.BLOCKED]


async def test_a_chat_that_is_gone_for_good_is_unfollowed(desk: Desk) -> None:
    await desk.archive.followings.add(following("1"))
    desk.harbour.troubles[QUAY] += [Gone("unknown channel")]
    await desk.put(row("a"), row("b", chat=PIER))
    await desk.settle()
    assert await desk.archive.followings.of(QUAY) == []
    assert desk.harbour.said == [(PIER, "b")]


async def test_a_chat_that_takes_a_message_rests_no_longer(desk: Desk) -> None:
    await desk.archive.followings.add(following("1"))
    await desk.archive.followings.pause(QUAY, Paused.RIGHTS, NOW)
    await desk.put(row("a", following="1", made=NOW + SECOND))
    await desk.settle()
    assert [one.paused for one in await desk.archive.followings.of(QUAY)] == [None]


async def test_a_chat_that_moved_gets_everything_at_its_new_address_in_order(desk: Desk) -> None:
    await desk.archive.followings.add(following("1"))
    desk.harbour.troubles[QUAY] += [Moved(PIER)]
    await desk.put(row("a"), row("b"))
    await desk.settle()
    assert desk.harbour.said == [(PIER, "a"), (PIER, "b")]
    assert await desk.counts() == {"sent": 2}
    assert [one.id for one in await desk.archive.followings.of(PIER)] == ["1"]


async def test_a_topic_that_is_gone_is_followed_by_its_chat_which_is_told_once(desk: Desk) -> None:
    topic = Chat(PLATFORM, "quay", "45")
    desk.harbour.troubles[topic] += [Moved(QUAY)]
    await desk.put(row("a", chat=topic), row("b", chat=topic))
    await desk.settle()
    said = desk.harbour.texts(QUAY)
    assert said[:2] == ["a", "b"]
    assert " ".join(said[2:]).startswith("The topic that followed breaking news is gone")
    assert await desk.counts() == {"sent": 3}


# --- couriers that die -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("memory", "said", "doubted"), [(MINUTES, ["a"], 0), (NONE, ["a", "a"], 1)])
async def test_a_courier_killed_while_a_message_is_out_is_succeeded_by_another(
    archive: Archive, memory: timedelta, said: list[str], doubted: int
) -> None:
    desk = _desk(archive, memory)
    desk.harbour.troubles[QUAY] += [Hangs()]
    await desk.put(row("a"))
    async with running(desk.courier):
        await until(desk, lambda: desk.harbour.texts(QUAY) == ["a"])
    desk.courier = desk.another()
    assert not await desk.courier.turn(), "its lease still runs"
    desk.clock.now += LEASE + SECOND
    await desk.settle()
    assert desk.harbour.texts(QUAY) == said
    assert (await desk.counts()).get("doubted", 0) == doubted
    assert (await desk.counts())["sent"] == 1


@pytest.mark.parametrize("memory", [MINUTES, NONE])
async def test_a_claim_that_is_never_settled_is_said_once_by_the_next(archive: Archive, memory: timedelta) -> None:
    desk = _desk(archive, memory)
    await desk.put(row("a", "one two"))
    claimed = await archive.outbox.claim(PLATFORM, NOW, LEASE)
    assert claimed is not None
    desk.clock.now += LEASE + SECOND
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["one", "two"]
    assert await desk.counts() == {"sent": 1}


class Queueing(Harbour):
    """Waits for its turn before the first part leaves."""

    async def post(self, *given: Any, **named: Any) -> Receipt:
        if not self.requests:
            self.requests += 1
            self.heard.set()
            await asyncio.Event().wait()
        return await super().post(*given, **named)


async def test_a_courier_called_off_before_a_part_left_hands_its_row_on_at_once(desk: Desk) -> None:
    desk.harbour = Queueing(desk.clock)
    desk.courier = desk.another()
    await desk.put(row("a", "one two"))
    async with running(desk.courier):
        await until(desk, lambda: desk.harbour.requests == 1)
    desk.courier = desk.another()
    await desk.settle(within=LEASE / 2)
    assert desk.harbour.texts(QUAY) == ["one", "two"]
    assert await desk.counts() == {"sent": 1}


async def test_a_platform_that_never_answers_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PATIENCE", 0.2)
    desk.harbour.troubles[QUAY] += [Hangs()]
    await desk.put(row("a"), row("b"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["a", "a", "b"]
    assert await desk.counts() == {"sent": 2, "doubted": 1}


async def test_a_courier_ends_though_a_library_swallowed_the_cancelling(desk: Desk) -> None:
    asleep = asyncio.Event()

    async def deaf(seconds: float) -> None:
        asleep.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    desk.courier = Courier(desk.archive, desk.harbour, desk.clock, deaf, workers=1)
    desk.harbour.troubles[QUAY] += [Busy(40.0, Scope.TOKEN)]
    await desk.put(row("a"))
    async with asyncio.timeout(GUARD), running(desk.courier) as task:
        await asleep.wait()
    assert task.cancelled()


async def test_who_cannot_reach_a_person_ever_tells_nobody_more(desk: Desk) -> None:
    await desk.archive.followings.add(following("1"))
    desk.harbour.troubles[QUAY] += [Gone("kicked", Paused.BLOCKED)]
    desk.harbour.troubles[Chat(PLATFORM, "@77")] += [Gone("blocked", Paused.BLOCKED)]
    await desk.put(row("a"))
    await desk.settle()
    assert desk.harbour.said == []
    assert await desk.counts() == {"dead": 2}


async def test_what_an_older_courier_reports_is_history(desk: Desk) -> None:
    await desk.put(row("a", "one two"))
    old = await desk.archive.outbox.claim(PLATFORM, NOW, LEASE)
    assert old is not None
    desk.clock.now += LEASE + SECOND
    await desk.settle()
    with pytest.raises(Superseded):
        await desk.archive.outbox.departing(old, 0, desk.clock())
    await desk.another()._carry(old)
    assert desk.harbour.texts(QUAY) == ["one", "two"]
    assert await desk.counts() == {"sent": 1}


# --- a store that fails ----------------------------------------------------------------------------------------------


class Shelf:
    """Fills the store up, so that it refuses every write; `waited` makes room again, as an operator would."""

    def __init__(self, store: Store) -> None:
        self._redis = store.redis
        self.waits = 0
        self.until = 3

    async def fill(self) -> None:
        await self._redis.config_set("maxmemory", "1")

    async def waited(self, seconds: float) -> None:
        self.waits += 1
        if self.waits == self.until:
            await self.empty()

    async def empty(self) -> None:
        await self._redis.config_set("maxmemory", "0")


@pytest.fixture
async def shelf(store: Store) -> AsyncIterator[Shelf]:
    shelf = Shelf(store)
    yield shelf
    await shelf.empty()


class Flooded(Harbour):
    """Fills the store while a message is on its way, or before one leaves."""

    shelf: Shelf
    before = False

    async def post(self, *given: Any, **named: Any) -> Receipt:
        if self.before and not self.shelf.waits:
            await self.shelf.fill()
        return await super().post(*given, **named)

    async def _request(self, chat: Chat, text: str, key: str) -> Posted:
        posted = await super()._request(chat, text, key)
        if not self.shelf.waits and not self.before:
            await self.shelf.fill()
        return posted


def _flooded(archive: Archive, shelf: Shelf, memory: timedelta = NONE) -> Desk:
    desk = _desk(archive)
    harbour = desk.harbour = Flooded(desk.clock, memory)
    harbour.shelf = shelf
    desk.courier = Courier(archive, harbour, desk.clock, shelf.waited)
    return desk


async def test_a_store_that_refuses_for_a_while_hears_of_the_message_afterwards(archive: Archive, shelf: Shelf) -> None:
    desk = _flooded(archive, shelf)
    await desk.put(row("a", "one two"))
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["one", "two"]
    assert (shelf.waits, await desk.counts()) == (3, {"sent": 1})


async def test_a_part_that_cannot_be_written_down_does_not_leave(archive: Archive, shelf: Shelf) -> None:
    desk = _flooded(archive, shelf)
    desk.harbour.before = True  # type: ignore[attr-defined]
    await desk.put(row("a", "one two"))
    assert await desk.courier.turn()
    assert (desk.harbour.requests, await desk.counts()) == (0, {"pending": 1})
    await desk.settle()
    assert desk.harbour.texts(QUAY) == ["one", "two"]
    assert await desk.counts() == {"sent": 1}


@pytest.mark.parametrize(("memory", "said"), [(MINUTES, ["a"]), (NONE, ["a", "a"])])
async def test_a_store_away_for_long_costs_no_row(
    archive: Archive, shelf: Shelf, memory: timedelta, said: list[str]
) -> None:
    desk = _flooded(archive, shelf, memory)
    shelf.until = 10_000
    await desk.put(row("a"))
    assert await desk.courier.turn()
    await shelf.empty()
    desk.clock.now += LEASE + SECOND
    await desk.settle()
    assert desk.harbour.texts(QUAY) == said
    assert (await desk.counts())["sent"] == 1


async def test_a_courier_outlasts_a_store_out_of_reach(
    archive: Archive, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    desk = _desk(archive)
    desk.courier = Courier(archive, desk.harbour, desk.clock, shelf.waited)
    await desk.put(row("a"))
    await shelf.fill()
    async with running(desk.courier):
        await until(desk, lambda: desk.harbour.texts(QUAY) == ["a"])
    assert shelf.waits >= 3
    assert caplog.text.count("out of memory") == 1


async def test_a_store_killed_in_the_middle_costs_no_row_and_says_nothing_twice(tmp_path: Path) -> None:
    held = await stores.open(tmp_path)
    try:
        desk = _desk(Archive(held.redis), MINUTES)
        await desk.put(*(row(f"a{n}", chat=Chat(PLATFORM, str(n))) for n in range(60)))
        async with running(desk.courier):
            await until(desk, lambda: len(desk.harbour.said) >= 10)
            os.kill(int((tmp_path / "store" / "pid").read_text()), signal.SIGKILL)
            desk.clock.tick(61)
            await until(desk, lambda: len(desk.harbour.said) == 60)
        desk.clock.tick(61)
        await desk.settle()
        assert await desk.counts() == {"sent": 60}
    finally:
        await held.close()
    assert len(set(desk.harbour.said)) == len(desk.harbour.said) == 60
