"""Whether the books of the outbox balance.

Works on: rows, queues, indexes and counters as they were read.
Comes in: what stood where at one instant each.
Goes out: what does not fit, each with what to do about it; rows by state, lane and adapter.
Does not know: how any of it is read.

The counters say how many rows were ever made and how many are in each state. Rows that are settled are forgotten after
a week and stay counted; those that wait or are held are all there, each where whoever sends it will look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.archive.outbox import STATES

WAITING = ("pending", "sending")
STANDING = (*WAITING, "held")
"""The states whose rows are all there."""


class Wrong(StrEnum):
    """What may not fit."""

    SUM = "sum"
    COUNT = "count"
    UNQUEUED = "unqueued"
    TWICE = "twice"
    STRAY = "stray"
    ROWLESS = "rowless"
    ENDED = "ended"
    UNDUE = "undue"
    IDLE = "idle"
    UNHELD = "unheld"
    UNRELEASED = "unreleased"
    HELDLESS = "heldless"
    PIECELESS = "pieceless"
    LEASE = "lease"


_RECOUNT = "daybrief ledger --recount"
_REQUEUE = "daybrief outbox requeue {where}"
_TURN = "nothing: it leaves the queue when its turn comes"
_SAYS = {
    Wrong.SUM: ("there are not as many rows in all states as were made: {detail}", _RECOUNT),
    Wrong.COUNT: ("the counter of {where} rows is wrong: {detail}", _RECOUNT),
    Wrong.UNQUEUED: ("row {where} waits and stands in no queue, so nobody sends it", _REQUEUE),
    Wrong.TWICE: ("row {where} stands in its queue more than once", "nothing: it is sent once"),
    Wrong.STRAY: ("row {where} stands in the queue of {detail}, which is not its own", _TURN),
    Wrong.ROWLESS: ("row {where} is gone and stands in the queue of {detail}", _TURN),
    Wrong.ENDED: ("row {where} does not wait and stands in the queue of {detail}", _TURN),
    Wrong.UNDUE: ("no courier looks at the queue of {detail}, where row {where} is first", _REQUEUE),
    Wrong.IDLE: ("a courier looks at the queue of {where}, where nothing waits", "nothing: it does so once"),
    Wrong.UNHELD: ("row {where} is held and its following does not hold it, so nobody tells it", _REQUEUE),
    Wrong.UNRELEASED: ("row {where} is held for a following whose hold never ends", _REQUEUE),
    Wrong.HELDLESS: ("following {detail} holds row {where}, which is not held", "nothing: it goes with the release"),
    Wrong.PIECELESS: ("what row {where} says is gone", "nothing: it is given up, as dead, when its turn comes"),
    Wrong.LEASE: ("{where} is kept for row {detail}, which does not wait", "nothing: the next message there ends it"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit: what, and where (a row's key, a chat, a state)."""

    wrong: Wrong
    where: str
    detail: str = ""

    @property
    def text(self) -> str:
        """What does not fit, in words."""
        return _SAYS[self.wrong][0].format(where=self.where, detail=self.detail)

    @property
    def cure(self) -> str:
        """What to do about it."""
        return _SAYS[self.wrong][1].format(where=self.where, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Stood:
    """How a row stood: how often in its own queue (2 is more than once), whether its piece was there, whether its
    following held it and would release it, when its lease ended (0: it had none).
    """

    key: str
    state: str
    lane: str
    chat: str
    places: int = 0
    piece: bool = True
    holding: bool = True
    release: bool = True
    lease: int = 0
    doubts: int = 0


@dataclass(slots=True)
class Tally:
    """What a walk through the rows comes to."""

    rows: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By state, lane and adapter."""
    doubted: int = 0
    overdue: int = 0
    """Rows being sent whose lease had ended."""

    def add(self, row: Stood, now: int) -> None:
        self.rows[row.state, row.lane, row.chat.partition(":")[0]] += 1
        self.doubted += row.doubts > 0
        self.overdue += row.state == "sending" and row.lease <= now

    def of(self, state: str) -> int:
        return sum(number for (of, _, _), number in self.rows.items() if of == state)


@dataclass(frozen=True, slots=True)
class Books:
    """The counters, the rows that are still there, and what does not fit.

    `steady` says that the counters stood still while rows were counted; else they were not compared with them. `off` is
    what a counter lacks. Of faults the first are told, with how many there are `further`.
    """

    counts: Mapping[str, int]
    rows: Mapping[tuple[str, str, str], int]
    doubted: int
    overdue: int
    steady: bool
    off: Mapping[str, int]
    faults: tuple[Fault, ...]
    further: int = 0

    @property
    def balanced(self) -> bool:
        return not self.faults


def of_counts(counts: Mapping[str, int]) -> Iterator[Fault]:
    """What does not fit among the counters themselves."""
    total = sum(counts[state] for state in STATES)
    if counts["made"] != total:
        yield Fault(Wrong.SUM, "", f"{counts['made']:,} were made, {total:,} are in a state")


def off(tally: Tally, counts: Mapping[str, int]) -> dict[str, int]:
    """What each counter lacks to fit the rows that are there. Settled ones are forgotten, so more may be counted."""
    lacks = {state: tally.of(state) - counts[state] for state in STATES}
    return {state: lack for state, lack in lacks.items() if lack > 0 or (lack and state in STANDING)}


def of_offs(lacks: Mapping[str, int], counts: Mapping[str, int]) -> Iterator[Fault]:
    for state, lack in lacks.items():
        yield Fault(Wrong.COUNT, state, f"it says {counts[state]:,}, there are {counts[state] + lack:,}")


def of_row(row: Stood) -> Iterator[Fault]:
    """What does not fit where a row is to be found."""
    if row.state in WAITING:
        if row.places != 1:
            yield Fault(Wrong.TWICE if row.places else Wrong.UNQUEUED, row.key)
        if not row.piece:
            yield Fault(Wrong.PIECELESS, row.key)
    if row.state == "held" and not row.holding:
        yield Fault(Wrong.UNHELD, row.key)
    elif row.state == "held" and not row.release:
        yield Fault(Wrong.UNRELEASED, row.key)


def of_queue(lane: str, chat: str, due: bool, rows: list[Stood]) -> Iterator[Fault]:
    """What does not fit in a queue, or a part of one; a row without a state is gone."""
    name = f"{chat} ({lane})"
    if not due and rows:
        yield Fault(Wrong.UNDUE, rows[0].key, name)
    for row in rows:
        if not row.state:
            yield Fault(Wrong.ROWLESS, row.key, name)
        elif row.state not in WAITING:
            yield Fault(Wrong.ENDED, row.key, name)
        elif (row.lane, row.chat) != (lane, chat):
            yield Fault(Wrong.STRAY, row.key, name)
