"""Rows of the outbox as they stand, for whoever looks.

Works on: rows, whatever became of them, as long as they are remembered.
Comes in: the states that are asked for, or a key.
Goes out: rows some at a time, so that memory stays flat; what they say; what stands before one.
Does not know: how a row goes on, or who looks.

Nothing here changes anything, and nothing is claimed: a row may have gone on by the time it is read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.archive import codec, keys, pieces
from bot.archive.ledger import literal
from bot.archive.line import Line, Script, Word
from bot.archive.outbox import STATES
from bot.news import Piece


@dataclass(frozen=True, slots=True)
class Row:
    """One row. What it no longer has, or never had, is None or empty.

    `chat` is where it is told: of a row that is held, where the following is by now for which it is.
    """

    key: str
    state: str
    lane: str
    chat: str
    followings: tuple[str, ...] = ()
    made: datetime | None = None
    expires: datetime | None = None
    due: datetime | None = None
    till: datetime | None = None
    """Until when it is held."""
    settled: datetime | None = None
    departed: datetime | None = None
    tries: int = 0
    doubts: int = 0
    parts: int = 0
    """Parts of it that arrived."""
    reason: str = ""
    piece: str = ""
    about: str = ""
    """The slug of what a held row would tell."""

    @property
    def since(self) -> datetime | None:
        """When it came to be; of one that was sent, which keeps no more, when it was."""
        return self.made or self.settled


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: rows before it in its queue (None: it is in none), when its chat is free again and which row
    has it, until when the row is remembered as things are, when what is held for its following is released.
    """

    ahead: int | None
    busy: datetime | None
    holder: str
    seconds: int
    release: datetime | None


_FIELDS = (
    "state", "lane", "chat", "following", "made", "expires", "due", "till", "settled", "departed", "tries", "doubts",
    "parts", "reason", "piece", "about",
)  # fmt: skip
_TIMES = ("made", "expires", "due", "till", "settled", "departed")
_NUMBERS = ("tries", "doubts", "parts")

# ARGV: prefix, number of states, the states, number of fields, the fields (the state first), keys. Of each row that is
# in one of the states: its key, the fields.
_READ = Script("""
local states, fields, out = {}, {}, {}
for i = 3, 2 + ARGV[2] do states[ARGV[i]] = true end
local first = 3 + ARGV[2]
for i = first + 1, first + ARGV[first] do fields[#fields + 1] = ARGV[i] end
for i = first + ARGV[first] + 1, #ARGV do
  local held = redis.call('HMGET', ARGV[1] .. ARGV[i], unpack(fields))
  if held[1] and states[held[1]] then
    table.insert(held, 1, ARGV[i])
    out[#out + 1] = held
  end
end
return out
""")


class Rows:
    """Rows are the outbox's; this only reads them."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm
        self._root = realm.root + "delivery:"

    async def each(self, states: Collection[str]) -> AsyncIterator[list[Row]]:
        """All rows in these states, some at a time and in no order. One that goes on meanwhile may be missed."""
        async for names in self._line.portions(literal(self._root) + "*"):
            if some := await self._read([name[len(self._root) :] for name in names], states):
                yield some

    async def get(self, key: str) -> Row | None:
        """A row by its key; None when there is none, or none any more."""
        return next(iter(await self._read([key], STATES)), None)

    async def says(self, rows: Sequence[Row]) -> dict[str, Piece]:
        """By key, what rows say, as far as it is kept and can be read."""
        names = sorted({row.piece for row in rows if row.piece})
        records = await self._line.many([self._keys.piece + name for name in names])
        said = {name: pieces.unpack(record) for name, record in zip(names, records, strict=True)}
        return {row.key: piece for row in rows if (piece := said.get(row.piece)) is not None}

    async def place(self, row: Row) -> Place:
        """What stands before a row."""
        chat = codec.plain(row.chat)
        queue = f"{self._keys.root}queue:{row.lane}:".encode() + chat
        id = row.followings[0] if row.followings else ""
        ahead, held, ttl, release = await self._line.all([
            ("LPOS", queue, codec.plain(row.key)), ("HGET", self._keys.root + "held", chat),
            ("TTL", codec.plain(self._root + row.key)), ("ZSCORE", self._keys.root + "releases", codec.plain(id)),
        ])  # fmt: skip
        till, _, holder = (held or b"").partition(b" ")
        at = codec.moment(int(float(release))) if release else None
        return Place(ahead, _moment(till), holder.decode("utf-8", "replace"), ttl, at)

    async def _read(self, names: Sequence[str], states: Collection[str]) -> list[Row]:
        words: list[Word] = [self._root, len(states), *states, len(_FIELDS), *_FIELDS, *map(codec.plain, names)]
        return await self._at_home(
            [_row(_text(key), values) for key, *values in await self._line.run(_READ, [], words)]
        )

    async def _at_home(self, rows: list[Row]) -> list[Row]:
        """Held rows, which are in no queue, do not move with their chat: their following does."""
        ids = sorted({row.followings[0] for row in rows if row.state == "held" and row.followings})
        if not ids:
            return rows
        found = await self._line.do("HMGET", self._keys.followings, *map(codec.plain, ids))
        homes = {id: _text(place).partition(" ")[2] for id, place in zip(ids, found, strict=True) if place}
        return [replace(row, chat=homes[row.followings[0]]) if _held_at(row, homes) else row for row in rows]


def _held_at(row: Row, homes: dict[str, str]) -> bool:
    return row.state == "held" and bool(row.followings) and row.followings[0] in homes


def _row(key: str, values: Sequence[bytes | None]) -> Row:
    held: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
    for name, value in held.items():
        held[name] = _moment(value) if name in _TIMES else int(value or 0) if name in _NUMBERS else _text(value)
    return Row(key, followings=tuple(held.pop("following").split()), **held)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _moment(value: bytes | None) -> datetime | None:
    return codec.moment(value) if value and value.isdigit() else None
