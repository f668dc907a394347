"""Reads all there is of the outbox, to see whether its books balance.

Works on: every row, queue and index of one realm, a portion at a time.
Comes in: nothing, or the time.
Goes out: the books; counters set right.
Does not know: what does not fit, and what to do about it (that is `books`).

Couriers go on meanwhile. What stands in one place is read by one script, at one instant; what does not fit is read a
second time and told only if it still does not; and rows are counted again while counters and rows differ.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.archive import books, codec, keys, looks
from bot.archive.books import Books, Fault, Stood, Tally, Wrong
from bot.archive.ledger import literal
from bot.archive.line import Line, Script, Word
from bot.archive.outbox import STATES

PASSES = 3
"""How often rows are counted while counters and rows differ from one time to the next."""
MOST = 500
"""Faults that are told; more are only counted."""
QUEUES, PART = 50, 200
"""Queues of one look, and rows of each; rows of one look."""
MEMBERS = 1_000
"""Chats of an index in one look."""


class Audit:
    """One look at the books of a realm. Reading changes nothing; `recount` changes counters alone."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._realm = realm
        self._found: dict[Fault, None] = {}
        self._further = 0

    async def books(self, now: datetime | None) -> Books:
        """The books as they stand. Without a time no lease counts as ended."""
        tally, counts, lacks, steady = await self._counted(0 if now is None else codec.micros(now))
        async for fault in self._indexed():
            self._note(fault)
        faults = [*books.of_counts(counts), *books.of_offs(lacks, counts), *await self._still()]
        return Books(
            counts, dict(tally.rows), tally.doubted, tally.overdue if now else 0, steady, lacks, tuple(faults),
            self._further,
        )  # fmt: skip

    async def recount(self, lacks: Mapping[str, int]) -> None:
        """Counters as what was counted says: each gets what it lacks."""
        await self._run(looks.RECOUNT, *(word for pair in lacks.items() for word in pair))

    # --- rows and counters ---

    async def _counted(self, now: int) -> tuple[Tally, dict[str, int], dict[str, int], bool]:
        """The rows, the counters, what these lack, and whether they can be compared at all.

        They can when no counter moved while rows were counted; and what they lack counts when it is the same a second
        time.
        """
        last: dict[str, int] | None = None
        for _ in range(PASSES):
            before = await self._counters()
            tally = await self._walked(now)
            counters = await self._counters()
            counts, steady = _counts(counters), before == counters
            lacks = books.off(tally, counts)
            if steady and (not lacks or lacks == last):
                return tally, counts, lacks, True
            last = lacks if steady else None
        return tally, counts, {}, False

    async def _counters(self) -> dict[bytes, bytes]:
        """All that is counted; of claims too, which leave no other trace when they come to nothing."""
        found: dict[bytes, bytes] = await self._line.do("HGETALL", self._realm.counts)
        return found

    async def _walked(self, now: int) -> Tally:
        tally, prefix = Tally(), self._realm.root + "delivery:"
        async for names in self._line.portions(literal(prefix) + "*"):
            for row in await self._rows([name[len(prefix) :] for name in names]):
                tally.add(row, now)
                for fault in books.of_row(row):
                    self._note(fault)
        return tally

    async def _rows(self, names: Sequence[str]) -> list[Stood]:
        """Some at a time: a long queue is searched for each of its rows, and no other client waits long."""
        found: list[Any] = []
        for start in range(0, len(names), PART):
            found += await self._run(looks.ROWS, *map(codec.plain, names[start : start + PART]))
        return [_stood(*one) for one in found]

    # --- queues and indexes ---

    async def _indexed(self) -> AsyncIterator[Fault]:
        """What does not fit beside the rows."""
        for walk in (self._queues, self._due, self._holdings):
            async for fault in walk():
                yield fault
        for chat, key in await self._run(looks.LEASES):
            yield Fault(Wrong.LEASE, _text(chat), _text(key))

    async def _queues(self) -> AsyncIterator[Fault]:
        prefix = self._realm.root + "queue:"
        async for names in self._line.portions(literal(prefix) + "*"):
            for start in range(0, len(names), QUEUES):
                some = [name[len(prefix) :].split(":", 1) for name in names[start : start + QUEUES]]
                async for fault in self._queued(some):
                    yield fault

    async def _queued(self, some: Sequence[Sequence[str]]) -> AsyncIterator[Fault]:
        """Some queues to their ends, a part of each at a time."""
        first = 0
        while some:
            words = [codec.plain(part) for queue in some for part in queue]
            found = await self._run(looks.QUEUES, first, first + PART - 1, *words)
            for (lane, chat), (due, rows) in zip(some, found, strict=True):
                for fault in books.of_queue(lane, chat, bool(due) or first > 0, [_stood(*row) for row in rows]):
                    yield fault
            some = [queue for queue, (_, rows) in zip(some, found, strict=True) if len(rows) == PART]
            first += PART

    async def _due(self) -> AsyncIterator[Fault]:
        prefix = self._realm.root + "due:"
        async for names in self._line.portions(literal(prefix) + "*"):
            for name in names:
                adapter, _, lane = name[len(prefix) :].rpartition(":")
                async for chat in self._idle(adapter, lane):
                    yield Fault(Wrong.IDLE, f"{chat} ({lane})")

    async def _idle(self, adapter: str, lane: str) -> AsyncIterator[str]:
        first, number = 0, MEMBERS
        while number == MEMBERS:
            number, idle = await self._run(looks.DUE, codec.plain(adapter), lane, first, first + MEMBERS - 1)
            first += MEMBERS
            for chat in idle:
                yield _text(chat)

    async def _holdings(self) -> AsyncIterator[Fault]:
        prefix = self._realm.root + "holding:"
        async for names in self._line.portions(literal(prefix) + "*"):
            for id, key in await self._run(looks.HOLDINGS, *(codec.plain(name[len(prefix) :]) for name in names)):
                yield Fault(Wrong.HELDLESS, _text(key), _text(id))

    # --- a second look ---

    def _note(self, fault: Fault) -> None:
        if fault in self._found or len(self._found) < MOST:
            self._found[fault] = None
        else:
            self._further += 1

    async def _still(self) -> list[Fault]:
        """Of what did not fit, what still does not."""
        if not self._found:
            return []
        again = {fault async for fault in self._indexed() if fault in self._found}
        rows = sorted({fault.where for fault in self._found if fault.wrong not in (Wrong.LEASE, Wrong.IDLE)})
        again |= {fault for row in await self._rows(rows) for fault in books.of_row(row)}
        return [fault for fault in self._found if fault in again]

    async def _run(self, script: Script, *words: Word) -> Any:
        return await self._line.run(script, [], [self._realm.root, 0, *words])


def _counts(counters: Mapping[bytes, bytes]) -> dict[str, int]:
    counts = {name: int(counters.get(name.encode(), 0)) for name in (*STATES, "made", "doubted")}
    if b"made" not in counters:  # a store of an earlier release begins to count with its next row
        counts["made"] = sum(counts[state] for state in STATES)
    return counts


def _stood(key: bytes, state: bytes, lane: bytes, chat: bytes, *more: Any) -> Stood:
    return Stood(_text(key), _text(state), _text(lane), _text(chat), *_facts(*more) if more else ())


def _facts(places: int, piece: int, holding: int, release: int, lease: bytes, doubts: bytes) -> tuple[Any, ...]:
    return places, bool(piece), bool(holding), bool(release), int(lease), int(doubts)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
