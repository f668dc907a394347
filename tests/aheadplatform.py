"""Chat platforms in memory, with the whims of real ones; everything that happened there is written down.

    harbour = Platform("harbour", clock, random.Random(1))        # forgets keys, as Telegram does
    pier = Platform("pier", clock, random.Random(2), memory=...)  # knows them for minutes, as Discord does

Works on: rooms, each a screen of messages.
Comes in: what a courier posts and revises; what befalls a room (it is shut, moves, is deleted, or opens again).
Goes out: receipts, and every failure an adapter may raise; a log of what was refused, lost and shown.
Does not know: who follows what, any store.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.adapter import Busy, Fixed, Gone, Log, Moved, Scope, Undelivered, Unprintable, Unreachable
from bot.archive.pieces import told
from bot.news import PLAIN, Brief, Chat, Manner, Paused, Piece, Posted, Receipt

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PART = 4
"""Stories of a brief that fit into one message."""


@dataclass
class Shown:
    """A message on a screen: under which key it was posted, when, and what it says by now."""

    key: str
    part: int
    at: datetime
    first: Piece
    piece: Piece
    chat: Chat
    slugs: tuple[str, ...]


@dataclass
class Room:
    """A chat of the platform. `shut` is what it answers; `tick` is the least time between two messages."""

    tick: timedelta
    shut: Gone | Moved | None = None
    free: datetime = EPOCH
    screen: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Whim:
    """A request that did not go well, and whether what it posted is on the screen all the same."""

    at: datetime
    chat: Chat
    key: str
    failure: Undelivered


@dataclass
class Platform:
    """`trouble` is the share of requests that fail, and of those that are answered late or never."""

    name: str
    clock: Callable[[], datetime]
    chance: random.Random
    memory: timedelta = timedelta()
    whims: float = 0.0
    rooms: dict[Chat, Room] = field(default_factory=dict)
    log: list[Whim] = field(default_factory=list)
    messages: int = 0
    edits: int = 0
    twins: int = 0
    held: datetime = EPOCH
    trouble: str = ""
    touched: set[Chat] = field(default_factory=set)
    _writing: set[Chat] = field(default_factory=set)
    _known: dict[str, tuple[datetime, Posted]] = field(default_factory=dict)

    async def run(self, reception: object) -> None:
        raise NotImplementedError

    async def post(
        self, chat: Chat, piece: Piece, key: str, done: Sequence[Posted] = (), log: Log | None = None,
        reply_to: str = "", manner: Manner = PLAIN,
    ) -> Receipt:  # fmt: skip
        assert log is not None
        assert chat not in self._writing, "two posts in one chat at once"
        self._writing.add(chat)
        try:
            messages = list(done)
            for part, slugs in list(enumerate(_parts(piece)))[len(done) :]:
                await log.departing(part)
                say = partial(self._say, chat, piece, key, part, Posted(str(1_000 + self.messages), slugs))
                messages.append(await self._asked(chat, key, say))
                await log.arrived(messages[-1])
            return Receipt(chat, key, tuple(messages))
        finally:
            self._writing.discard(chat)

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        def edit() -> Posted:
            shown = [one for one in self.rooms[receipt.chat].screen if one.key == receipt.key]
            if not shown or self.chance.random() < self.whims / 2:
                raise Fixed
            for one in shown:
                one.piece = _part(piece, one.slugs)
            self.edits += 1
            return Posted("")

        await self._asked(receipt.chat, receipt.key, edit)

    async def _asked(self, chat: Chat, key: str, act: Callable[[], Posted]) -> Posted:
        """One request: what the room says to it, then chance."""
        await asyncio.sleep(0)
        self.touched.add(chat)
        room, now = self.rooms[chat], self.clock()
        if room.shut is not None:
            raise self._noted(chat, key, room.shut)
        if (wait := (max(room.free, self.held) - now).total_seconds()) > 0:
            scope = Scope.TOKEN if self.held > room.free else Scope.CHAT
            raise self._noted(chat, key, Busy(wait, scope))
        failure = self._drawn(room, now) if self.chance.random() < self.whims else None
        if failure is not None and not (isinstance(failure, Unreachable) and failure.sent):
            raise self._noted(chat, key, failure)
        lost = failure is not None and self.chance.random() < 0.5
        posted = Posted("") if lost else act()
        room.free = now + room.tick
        await asyncio.sleep(0)
        if failure is not None:
            raise self._noted(chat, key, failure)
        return posted

    def _drawn(self, room: Room, now: datetime) -> Undelivered:
        draw = self.chance.random()
        if draw < 0.3:
            wait = self.chance.choice((1, 5, 30, 300, 1_500))
            room.free = now + timedelta(seconds=wait)
            return Busy(wait)
        if draw < 0.33:
            self.held = now + timedelta(seconds=self.chance.choice((1, 3, 20)))
            return Busy((self.held - now).total_seconds(), Scope.TOKEN)
        if draw < 0.65:
            return Unreachable("a fault of its own", sent=False)
        return Unprintable("cannot be read") if draw < 0.67 else Unreachable("no answer", sent=True)

    def _noted(self, chat: Chat, key: str, failure: Undelivered) -> Undelivered:
        self.log.append(Whim(self.clock(), chat, key, failure))
        return failure

    def _say(self, chat: Chat, piece: Piece, key: str, part: int, posted: Posted) -> Posted:
        at, before = self._known.get(f"{chat} {key}.{part}", (EPOCH, posted))
        if self.clock() - at < self.memory:
            self.twins += 1
            return before
        self.messages += 1
        self._known[f"{chat} {key}.{part}"] = self.clock(), posted
        self.rooms[chat].screen.append(
            Shown(key, part, self.clock(), piece, _part(piece, posted.slugs), chat, posted.slugs)
        )
        return posted

    # --- what befalls rooms ---

    def opens(self, chat: Chat, *, group: bool) -> None:
        self.rooms[chat] = Room(timedelta(seconds=3 if group else 1))

    def moves(self, chat: Chat, to: Chat) -> None:
        """The room with its screen is at another address; the old one says so."""
        self.rooms[to] = Room(self.rooms[chat].tick)
        self.rooms[chat].shut = Moved(to)

    def shuts(self, chat: Chat, paused: Paused | None) -> None:
        self.rooms[chat].shut = Gone("shut", paused)


def _parts(piece: Any) -> list[tuple[str, ...]]:
    slugs = tuple(told(piece)) if not isinstance(piece, Brief) else tuple(item.slug for item in piece.items)
    size = PART if isinstance(piece, Brief) else max(1, len(slugs))
    return [slugs[n : n + size] for n in range(0, len(slugs), size)] or [()]


def _part(piece: Piece, slugs: tuple[str, ...]) -> Piece:
    """What one message of a piece says."""
    if not isinstance(piece, Brief):
        return piece
    return replace(piece, items=tuple(item for item in piece.items if item.slug in slugs))
