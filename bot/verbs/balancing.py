"""The verb of the books: ledger.

Works on: the books of the outbox, what was withheld, who follows.
Comes in: whether counters are to be set right.
Goes out: tables and a verdict, or one document; exit code 1 where the books do not balance.
Does not know: how anything was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.archive import STATES, Archive, Books
from bot.news import Kind, Paused
from bot.text import clean
from bot.verbs.border import FAILED, put, run, say
from bot.verbs.reading import opened

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many followings there are, and how many of them rest for what."""

    number: int
    rest: Mapping[Paused, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books, what was withheld in a week by reason, and followings by kind."""

    books: Books
    withheld: Mapping[str, int]
    followings: Mapping[Kind, Followed]


def ledger(recount: bool, as_json: bool) -> int:
    """Whether the books of the outbox balance."""
    return run(_ledger(recount, as_json), as_json=as_json)


async def _ledger(recount: bool, as_json: bool) -> int:
    async with opened() as home:
        found = await home.archive.balance(home.clock())
        if recount:
            await home.archive.recount(found)
            found = await home.archive.balance(home.clock())
            say("The counters are as was counted.")
        withheld = await home.archive.withheld.tally(home.clock() - WEEK)
        kept = Ledger(found, withheld, {kind: await followed(home.archive, kind) for kind in Kind})
    if as_json:
        put(_document(kept))
    else:
        print("\n".join(shown(kept)))
    return 0 if found.balanced else FAILED


async def followed(archive: Archive, kind: Kind) -> Followed:
    """How many followings of a kind there are, and how many of them rest."""
    number, rest = 0, Counter[Paused]()
    async for some in archive.followings.each(kind):
        number += len(some)
        rest.update(following.paused for following in some if following.paused)
    return Followed(number, rest)


def shown(kept: Ledger) -> list[str]:
    """The lines of the ledger; the verdict last."""
    return [*_counts(kept.books), *_rows(kept.books), *_beside(kept), *_verdict(kept.books)]


def _counts(books: Books) -> Iterator[str]:
    counts = books.counts
    yield f"Rows ever: {counts['made']:,} = " + " + ".join(f"{counts[state]:,} {state}" for state in STATES)
    yield f"Sent again under doubt, ever: {counts['doubted']:,}; of rows remembered: {books.doubted:,}"


def _rows(books: Books) -> Iterator[str]:
    """Rows that are remembered, a line for each adapter and lane."""
    lines = sorted({(adapter, lane) for _, lane, adapter in books.rows})
    if lines:
        cells = [["Remembered", *STATES]]
        cells += [
            [clean(f"{a} {lane}"), *(f"{books.rows.get((s, lane, a), 0):,}" for s in STATES)] for a, lane in lines
        ]
        yield from _aligned(cells)


def _aligned(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for name, *numbers in cells:
        told = [name.ljust(widths[0]), *(n.rjust(width) for n, width in zip(numbers, widths[1:], strict=True))]
        yield "  ".join(told)


def _beside(kept: Ledger) -> Iterator[str]:
    withheld = ", ".join(f"{number:,} {reason}" for reason, number in sorted(kept.withheld.items()))
    yield f"Withheld in 7 days, by reason: {withheld or 'nothing'}"
    yield "Subscriptions: " + ", ".join(_follow(kind, one) for kind, one in kept.followings.items())
    if kept.books.overdue:
        yield f"Being sent when their courier ended: {kept.books.overdue:,}; the next courier takes them up"


def _follow(kind: Kind, one: Followed) -> str:
    rest = ", ".join(f"{number:,} rest: {paused}" for paused, number in sorted(one.rest.items()))
    return f"{one.number:,} {kind}" + (f" ({rest})" if rest else "")


def _verdict(books: Books) -> Iterator[str]:
    for fault in books.faults:
        yield clean(f"BAD: {fault.text}. Cure: {fault.cure}")
    if books.further:
        yield f"BAD: {books.further:,} more, which show once these are cured"
    if not books.steady:
        yield "Counters changed as rows were counted: they were compared as far as they stood still."
    yield "The books balance." if books.balanced else "The books do not balance."


def _document(kept: Ledger) -> dict[str, Any]:
    books = kept.books
    rows = [{"state": s, "lane": lane, "adapter": a, "rows": n} for (s, lane, a), n in sorted(books.rows.items())]
    faults = [{"wrong": f.wrong, "where": f.where, "found": f.text, "cure": f.cure} for f in books.faults]
    return {
        "kind": "ledger", "balanced": books.balanced, "steady": books.steady, "counts": dict(books.counts),
        "rows": rows, "doubted": books.doubted, "overdue": books.overdue, "withheld": dict(kept.withheld),
        "followings": {kind: {"number": f.number, "rest": dict(f.rest)} for kind, f in kept.followings.items()},
        "faults": faults, "further": books.further,
    }  # fmt: skip
