"""The verbs of the outbox: what waits or was given up, why, and once more.

Works on: the rows of the outbox, while couriers go on.
Comes in: which rows; keys.
Goes out: a table, a row's life, one line of what was done; one document.
Does not know: how a row goes out, whether the books balance.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot import forms
from bot.archive import STATES, Archive, Requeued, Row
from bot.house import House
from bot.news import Chat, Lane, Piece
from bot.text import clean
from bot.verbs import lines
from bot.verbs.border import FAILED, Failed, Misused, put, run, say
from bot.verbs.lines import GIVEN_UP, LIVES
from bot.verbs.lives import Life, told
from bot.verbs.reading import opened
from bot.verbs.serving import ailing

UNSENT = ("pending", "sending", "held", "ambiguous", "expired", "dead")
HEADS = ("key", "state", "lane", "chat", "says", "age", "tries", "doubts", "next", "why")
_FIRST = datetime.min.replace(tzinfo=UTC)
_OUTCOMES = {
    Requeued.YES: "put again",
    Requeued.PLACED: "put where it belongs: nobody would have found it",
    Requeued.WAITS: "left as it is: it waits, is held, or was told",
    Requeued.UNKNOWN: "not remembered: `daybrief outbox` lists what is",
    Requeued.LOST: "not put again: what it said is no longer kept",
}


# --- the list --------------------------------------------------------------------------------------------------------


def outbox(state: str, chat: str, lane: str, limit: int, as_json: bool) -> int:
    """What waits, is held or was given up, the newest first."""
    return run(_outbox(state, chat, lane, limit, as_json), as_json=as_json)


async def _outbox(state: str, chat: str, lane: str, limit: int, as_json: bool) -> None:
    states = (_one_of(state, STATES, "--state"),) if state else UNSENT
    lanes = (_one_of(lane, list(Lane), "--lane"),) if lane else list(Lane)
    place = _address(chat)
    async with opened() as home:
        rows, more = await newest(home.archive, states, lanes, place, limit)
        said, now = await home.archive.rows.says(rows), home.clock()
    if as_json:
        put({"kind": "outbox", "rows": [_line(row, said.get(row.key)) for row in rows], "more": more})
        return
    print("\n".join(_table(rows, said, now)) if rows else "Nothing of this is in the outbox.")
    if more:
        print(f"{more:,} more are older: --limit shows more, --state, --chat and --lane fewer.")


async def newest(
    archive: Archive, states: Collection[str], lanes: Collection[str], place: str, limit: int
) -> tuple[list[Row], int]:
    """The newest rows of these, and how many there are beyond them. Only so many are held at a time."""
    found: dict[str, Row] = {}
    order: list[tuple[datetime, str]] = []
    number = 0
    async for some in archive.rows.each(states):
        for row in some:
            if row.key in found or row.lane not in lanes or not _concerns(place, row.chat):
                continue
            number += 1
            found[row.key] = row
            heapq.heappush(order, (row.since or _FIRST, row.key))
            if len(order) > limit:
                del found[heapq.heappop(order)[1]]
    return [found[key] for _, key in sorted(order, reverse=True)], number - len(found)


def _one_of(asked: str, known: Sequence[str], option: str) -> str:
    if asked not in known:
        raise Misused(f"{option} is one of {', '.join(known)}")
    return asked


def _address(chat: str) -> str:
    """A chat's address as it was typed, if it is one."""
    try:
        return str(Chat.parse(chat)) if chat else ""
    except ValueError:
        raise Misused("--chat is an address such as telegram:-100123, as `daybrief outbox` shows it") from None


def _concerns(place: str, chat: str) -> bool:
    """Whether a chat is the one that was asked for, or a thread of it."""
    return not place or chat == place or chat.startswith(place + ":")


def _table(rows: Sequence[Row], said: Mapping[str, Piece], now: datetime) -> list[str]:
    cells = [HEADS, *(_cells(row, said.get(row.key), now) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cells(row: Row, piece: Piece | None, now: datetime) -> tuple[str, ...]:
    counts = (lines.age(row, now), str(row.tries), str(row.doubts))
    cells = (row.key, row.state, row.lane, row.chat, lines.short(row, piece), *counts, lines.upcoming(row, now))
    return tuple(" ".join(clean(cell).split()) for cell in (*cells, lines.why(row)))


def _line(row: Row, piece: Piece | None) -> dict[str, Any]:
    kind, stories = lines.says(row, piece)
    return {
        "key": row.key, "state": row.state, "lane": row.lane, "chat": row.chat, "followings": list(row.followings),
        "says": kind, "stories": list(stories), "made": forms.moment(row.made), "due": forms.moment(row.due),
        "expires": forms.moment(row.expires), "until": forms.moment(row.till), "settled": forms.moment(row.settled),
        "tries": row.tries, "doubts": row.doubts, "parts": row.parts, "reason": lines.why(row),
    }  # fmt: skip


# --- one row ---------------------------------------------------------------------------------------------------------


def outbox_explain(key: str) -> int:
    """A row's whole life."""
    return run(_explain(key))


async def _explain(key: str) -> None:
    async with opened() as home:
        row = await home.archive.rows.get(key)
        if row is None:
            raise Failed(f"no row {key!r} is remembered; `daybrief outbox` lists those that are not sent")
        life, now = await _life(home, row), home.clock()
    print("\n".join(" ".join(clean(line).split()) for line in told(life, now)))


async def _life(home: House, row: Row) -> Life:
    archive, pulses = home.archive, await home.archive.pulses.read()
    followings = {id: await archive.followings.get(id) for id in row.followings}
    piece = (await archive.rows.says([row])).get(row.key)
    serving = bool(pulses) and not ailing(pulses, home.clock())
    return Life(row, await archive.rows.place(row), piece, followings, serving)


# --- once more -------------------------------------------------------------------------------------------------------


def outbox_requeue(keys: Sequence[str], state: str, yes: bool) -> int:
    """Puts rows again that were given up."""
    return run(_requeue(list(dict.fromkeys(keys)), state, yes))


async def _requeue(keys: Sequence[str], state: str, yes: bool) -> int:
    if bool(keys) == bool(state):
        raise Misused("name rows by their keys, or all of a state: --state dead, expired or ambiguous")
    states = (_one_of(state, GIVEN_UP, "--state"),) if state else STATES
    async with opened() as home:
        if not yes:
            await _agreed(home.archive, keys, states)
        outcomes = Counter[Requeued]()
        async for some in _named(home.archive, keys) if keys else home.archive.rows.each(states):
            for row in some:
                outcomes[done := await _again(home, row)] += 1
                if keys:
                    say(_told(row, done))
        await home.archive.disk.reached()
    if state:
        say("; ".join(f"{number:,} {_OUTCOMES[done]}" for done, number in outcomes.items()) or f"No row is {state}.")
    return FAILED if keys and outcomes[Requeued.UNKNOWN] + outcomes[Requeued.LOST] else 0


async def _agreed(archive: Archive, keys: Sequence[str], states: Sequence[str]) -> None:
    """Raises Misused where more than one row would be put again."""
    number, unsure = 0, 0
    async for some in _named(archive, keys) if keys else archive.rows.each(states):
        number += len(some)
        unsure += sum(row.state == "ambiguous" for row in some)
    twice = f", of which {unsure:,} may have arrived and may then be there twice" if unsure else ""
    if number > 1:
        raise Misused(f"that is {number:,} rows{twice}: say it again with --yes")


async def _named(archive: Archive, keys: Sequence[str]) -> AsyncIterator[list[Row]]:
    """The rows of these keys; one that is not remembered has no state."""
    for key in keys:
        yield [await archive.rows.get(key) or Row(key, "", "", "")]


async def _again(home: House, row: Row) -> Requeued:
    now = home.clock()
    if row.lane not in LIVES:
        return Requeued.UNKNOWN
    return await home.archive.outbox.requeue(row.key, now + LIVES[Lane(row.lane)], now)


def _told(row: Row, done: Requeued) -> str:
    goes = f", for {row.chat}{lines.twice(row)}" if done is Requeued.YES else ""
    return f"{row.key}: {_OUTCOMES[done]}{goes}."
