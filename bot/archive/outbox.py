"""What is on its way to chats.

Works on: rows, each a piece for one chat; a queue for each chat and lane; a lease on each chat being written to.
Comes in: deliveries; what became of them.
Goes out: the next row that is due, to one courier at a time; counts.
Does not know: why anything is sent, or how.

A row goes out in its queue's order, one at a time to a chat, in lanes' order over all chats. Every claim raises the
row's `attempt`, and what an older attempt reports is refused: a courier that stood still cannot undo what came later.
Settled rows are remembered for 7 days, so that a row put again is not sent again. A piece is stored once, by content.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from bot.archive import codec, keys, pieces, posting, steps
from bot.archive.line import Line, Script, Word
from bot.archive.receipts import CAPS as RECEIPT_CAPS
from bot.archive.receipts import newest, said
from bot.archive.seen import CAPS as SEEN_CAPS
from bot.news import PLAIN, Delivery, Lane, Manner, Piece, Posted, Receipt
from bot.store import StoreError

BATCH = 200
"""Rows in one atomic write."""
PASSED = 500
"""Rows that one claim may settle as expired on its way, before others get a word in."""
HELD = 64
"""Pieces remembered here: most rows say what the row before said."""
STATES = ("pending", "sending", "sent", "ambiguous", "expired", "dead", "held", "merged")
"""What a row may be. A held one is told by another row later, or by none; a merged one is told by another."""
COUNTS = (*STATES, "doubted", "made")
FULL = f"{keys.OUTBOX_CAP:,} messages wait to be sent, which is the most: they go on once some have left"
UNREADABLE = "what was stored cannot be read"

_done_in = codec.Reader(list[Posted])
_manner_in = codec.Reader(Manner)


class Requeued(IntEnum):
    """What became of a wish to send a row again."""

    YES = 1
    PLACED = 2
    """It waited or was held where nobody would have found it; it no longer is."""
    WAITS = 0
    """It waits, is held or was sent: there is nothing to do again."""
    UNKNOWN = -1
    LOST = -2
    """What it said is no longer kept."""


class Superseded(StoreError):
    """A newer attempt has the row, or it was settled, or another row has the chat: send nothing more of it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"Row {key} is in other hands now")
        self.key = key


class Outbox:
    """Rows wait until they expire, and are remembered for 7 days once settled."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm
        self._pieces: dict[str, Piece] = {}

    async def put(self, rows: Sequence[Delivery], now: datetime) -> int:
        """Keep rows with the seen-marks of what they tell; how many were new. A key known here changes nothing.

        All of a batch of 200 or nothing. Raises StoreError when too many wait; for notices alone there is twice the
        room, since a chat that is gone is settled, and its rows with it, only after its people were told.
        """
        fresh = 0
        records = _Records()
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            most = keys.OUTBOX_CAP * (2 if all(row.lane is Lane.NOTICE for row in some) else 1)
            done = await self._run(steps.PUT, now, keys.ROW_SECONDS, most, *SEEN_CAPS, *_rows(some, records))
            if done < 0:
                raise StoreError(FULL)
            fresh += done
        return fresh

    async def held(self, following: str) -> dict[str, str]:
        """The rows held back for a following, by key, with the slug of the story each would tell."""
        found = await self._line.do("HGETALL", self._keys.holding + codec.plain(following).decode())
        return {key.decode(): slug.decode("utf-8", "replace") for key, slug in found.items()}

    async def release(self, following: str, held: Sequence[str], row: Delivery | None, why: str, now: datetime) -> int:
        """Puts a row that tells what these held ones would have, in one step with their end; `why` is of their end.

        1 where it was put. Without a row nothing tells them. What is held since they were looked at stays held. Where
        another has released some of them since, nothing happens.
        """
        rows = [row] if row else []
        words: list[Word] = [codec.plain(following), "merged" if row else "dead", codec.plain(why), len(held), *held]
        return int(await self._run(steps.RELEASE, now, keys.ROW_SECONDS, *SEEN_CAPS, *words, *_rows(rows, _Records())))

    async def requeue(self, key: str, expires: datetime, now: datetime) -> Requeued:
        """A row that was given up goes out after all, from the part it had reached."""
        words = (codec.plain(key), codec.micros(expires), keys.ROW_SECONDS)
        return Requeued(await self._run(steps.REQUEUE, now, *words))

    async def claim(self, adapter: str, now: datetime, lease: timedelta) -> Delivery | None:
        """The next row that is due on an adapter, held until the lease ends; None when none is.

        A row whose holder's lease ran out is claimed again. What has expired is settled so on the way; so is, as dead,
        what cannot be read.
        """
        while True:
            found = await self._run(steps.CLAIM, now, adapter, lease // codec.MICRO, keys.ROW_SECONDS, PASSED)
            if found is None:
                return None
            if found == 1:
                continue
            key, fields = found[0].decode("utf-8", "replace"), dict(zip(found[1][::2], found[1][1::2], strict=True))
            with suppress(KeyError, ValueError):  # a part of it is missing, or of another release
                if (row := await self._read(key, fields)) is not None:
                    return row
            await self._settle(key, int(fields[b"attempt"]), "dead", UNREADABLE, now)

    async def _read(self, key: str, fields: dict[bytes, bytes]) -> Delivery | None:
        """A row as claimed; None when it cannot be read."""
        piece = await self._piece(fields.get(b"piece", b"").decode("ascii", "replace"))
        chat = codec.chat_in(fields[b"chat"])
        parts = int(fields.get(b"parts", b"0"))
        done = _done_in(b"\xdd" + parts.to_bytes(4, "big") + fields.get(b"done", b""))
        if piece is None or chat is None or done is None:
            return None
        departed = fields.get(b"departed")
        return Delivery(
            key=key, chat=chat, piece=piece, lane=Lane(fields[b"lane"].decode()), done=tuple(done),
            following=fields[b"following"].decode("utf-8", "replace"),
            made=codec.moment(fields[b"made"]), expires=codec.moment(fields[b"expires"]),
            departed=codec.moment(departed) if departed else None,
            attempt=int(fields[b"attempt"]), tries=int(fields.get(b"tries", b"0")),
            doubts=int(fields.get(b"doubts", b"0")), manner=_manner_in(fields.get(b"manner", b"")) or Manner(),
        )  # fmt: skip

    async def _piece(self, name: str) -> Piece | None:
        held = self._pieces.get(name)
        if held is None:
            held = pieces.unpack(await self._line.do("GET", self._keys.piece + name))
            if held is not None:
                while len(self._pieces) >= HELD:
                    del self._pieces[next(iter(self._pieces))]
                self._pieces[name] = held
        return held

    async def departing(self, delivery: Delivery, part: int, now: datetime) -> None:
        """A part leaves: known from now on, whatever happens to us. Raises Superseded; else the lease begins anew."""
        await self._fenced(steps.DEPARTING, delivery, now, part)

    async def arrived(self, delivery: Delivery, posted: Posted, now: datetime) -> None:
        """The part that left is a message now, and replies to it find its stories. Raises Superseded."""
        post = posting.blob(delivery.piece, (*delivery.done, posted), own=False, manner=delivery.manner)
        await self._fenced(steps.ARRIVED, delivery, now, codec.pack(posted), post, *RECEIPT_CAPS, *said([posted]))

    async def sent(self, delivery: Delivery, receipt: Receipt, now: datetime) -> None:
        """All of it arrived: settled, with its receipt. Raises Superseded."""
        where = "" if receipt.chat == delivery.chat else str(receipt.chat)
        post = posting.blob(delivery.piece, receipt.messages, own=False, manner=delivery.manner)
        words: list[Word] = [codec.plain(where), newest(receipt), post, *RECEIPT_CAPS, *said(receipt.messages)]
        await self._fenced(steps.SETTLE, delivery, now, "sent", "", keys.ROW_SECONDS, *words)

    async def mended(self, delivery: Delivery, reason: str, now: datetime) -> None:
        """It has taken the place of what was said, and nothing was posted: settled as sent. Raises Superseded."""
        await self._settle(delivery.key, delivery.attempt, "sent", reason, now)

    async def later(
        self,
        delivery: Delivery,
        due: datetime,
        reason: str,
        *,
        doubt: bool = False,
        unlearn_departure: bool = False,
    ) -> None:
        """Back to the head of its queue, not before `due`. Raises Superseded.

        With `doubt` a part that may have arrived goes out again: counted, and its departure is cleared with that.
        """
        doubts, clear = delivery.doubts + doubt, int(doubt or unlearn_departure)
        words = (codec.micros(due), codec.plain(reason), doubts, clear)
        await self._fenced(steps.LATER, delivery, due, *words)

    async def hold(self, delivery: Delivery, slug: str, until: datetime, why: str, now: datetime) -> None:
        """Held back after all, for the first of its followings: none of it has left. Raises Superseded."""
        words = (codec.plain(delivery.following), codec.plain(slug), codec.micros(until), codec.plain(why))
        await self._fenced(steps.HOLD, delivery, now, *words, keys.ROW_SECONDS)

    async def dead(self, delivery: Delivery, reason: str, now: datetime) -> None:
        """Given up. The chat has not been told, unless some part arrived. Raises Superseded."""
        await self._settle(delivery.key, delivery.attempt, "dead", reason, now)

    async def ambiguous(self, delivery: Delivery, now: datetime) -> None:
        """Given up without knowing whether it arrived. Raises Superseded."""
        await self._settle(delivery.key, delivery.attempt, "ambiguous", "nobody knows whether it arrived", now)

    async def counts(self) -> dict[str, int]:
        """Rows by state: those that wait or are held now, those settled ever; how many sends were repeated under doubt
        ("doubted"), and how many rows there ever were ("made").
        """
        found = await self._line.do("HMGET", self._keys.counts, *COUNTS)
        return {state: max(0, int(number or 0)) for state, number in zip(COUNTS, found, strict=True)}

    async def next_due(self, adapter: str) -> datetime | None:
        """When the next row is due, or the next lease ends; None when nothing waits."""
        found = await self._line.run(steps.NEXT, [], [self._keys.root, 0, adapter])
        return None if found is None else codec.moment(found)

    async def _settle(self, key: str, attempt: int, state: str, reason: str, now: datetime) -> None:
        words: list[Word] = [codec.plain(key), attempt, state, codec.plain(reason), keys.ROW_SECONDS]
        if not await self._run(steps.SETTLE, now, *words, "", "", "", *RECEIPT_CAPS):
            raise Superseded(key)

    async def _fenced(self, script: Script, delivery: Delivery, now: datetime, *words: Word) -> None:
        if not await self._run(script, now, codec.plain(delivery.key), delivery.attempt, *words):
            raise Superseded(delivery.key)

    async def _run(self, script: Script, now: datetime, *words: Word) -> Any:
        return await self._line.run(script, [], [self._keys.root, codec.micros(now), *words])


class _Records:
    """Packs a piece once, however many rows say it."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[Piece, tuple[str, bytes]]] = {}

    def of(self, piece: Piece) -> tuple[str, bytes]:
        if id(piece) not in self._held:
            record = pieces.pack(piece)
            self._held[id(piece)] = piece, (pieces.name(record), record)
        return self._held[id(piece)][1]


def _rows(rows: Sequence[Delivery], records: _Records) -> list[Word]:
    """What the scripts that put rows are told: the pieces, each once, and the rows."""
    named = dict(records.of(row.piece) for row in rows)
    words: list[Word] = [len(named), *(word for pair in named.items() for word in pair)]
    for row in rows:
        words += _row(row, records.of(row.piece)[0])
    return words


def _row(row: Delivery, piece: str) -> list[Word]:
    stories = pieces.told(row.piece)
    return [
        codec.plain(row.key), codec.plain(str(row.chat)), row.lane, codec.plain(row.following),
        codec.micros(row.made), codec.micros(row.expires), piece,
        b"" if row.manner == PLAIN else codec.pack(row.manner),
        codec.micros(row.until) if row.until else 0, codec.plain(row.why), row.hourly, len(stories),
        *(word for slug, revision in stories.items() for word in (codec.plain(slug), revision)),
    ]  # fmt: skip
