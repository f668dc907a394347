"""Who follows what.

Works on: the followings of each chat, an index of the chats by what they follow, and when each is due.
Comes in: a wish to follow; a chat that shut us out, or came back.
Goes out: the followings of a chat; those of everybody, a portion at a time; those that are due.
Does not know: who deserves what, or how anything is sent.

How a record looks, and the indexes beside it, is told where the scripts stand (`subscribing`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from bot.archive import codec, keys, subscribing
from bot.archive.line import Line, Script, Word
from bot.news import HOURLY, Chat, Filters, Following, Kind, Manner, Paused, Quiet, Schedule
from bot.store import StoreError
from bot.text import digest


class _Wish(msgspec.Struct, frozen=True, array_like=True):
    """What was asked for; its chat is in the key. Parts are only ever appended."""

    id: str
    by: str
    made: int
    """In microseconds: scripts read it too."""
    kind: Kind = Kind.BREAKING
    topic: str = ""
    zone: str = "UTC"
    schedule: Schedule | None = None
    quiet: Quiet | None = None
    filters: Filters = msgspec.field(default_factory=Filters)
    manner: Manner = msgspec.field(default_factory=Manner)
    hourly: int = HOURLY


class Index(StrEnum):
    """What a following may be due for."""

    SLOTS = "slots"
    """Its next scheduled brief."""
    RELEASES = "releases"
    """What is held back for it."""


_wish_in = codec.Reader(_Wish)
FULL = "This chat follows {:,} things, which is the most: unsubscribe from one first"
CROWDED = "There are {:,} subscriptions, which is the most this bot keeps: ask whoever runs it"


class Followings:
    """Kept without end, capped: they are settings. Those that rest are dropped by `purge`."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def add(self, following: Following, due: datetime | None = None) -> bool:
        """Keep a following; False when the chat has one of this kind and topic. Raises StoreError when full.

        `due` is when its first scheduled brief is.
        """
        caps = (keys.FOLLOWINGS_EACH, keys.FOLLOWINGS_CAP)
        names = (codec.plain(following.id), codec.plain(str(following.chat)))
        found = await self._run(subscribing.ADD, *caps, _field(following), _out(following), *names, _moment(due))
        if found < 0:
            raise StoreError(FULL.format(keys.FOLLOWINGS_EACH) if found == -1 else CROWDED.format(keys.FOLLOWINGS_CAP))
        return bool(found)

    async def change(self, following: Following, due: datetime | None = None) -> bool:
        """Ask for something else under the same id; False when it is gone, or the chat has another of this topic."""
        words = (codec.plain(following.id), _field(following), _asked(following), _moment(due))
        return bool(await self._run(subscribing.CHANGE, *words) == 1)

    async def get(self, id: str) -> Following | None:
        """A following by its id."""
        found = await self._run(subscribing.FIND, codec.plain(id))
        chat = codec.chat_in(found[0]) if found else None
        return _in(chat, found[1]) if chat else None

    async def remove(self, id: str) -> bool:
        """End a following by its id; False when there is none."""
        return bool(await self._run(subscribing.REMOVE, codec.plain(id)))

    async def of(self, chat: Chat) -> list[Following]:
        """A chat's followings, oldest first."""
        records = await self._line.do("HVALS", self._keys.following + codec.plain(str(chat)).decode())
        return _sorted(_in(chat, record) for record in records)

    async def each(self, kind: Kind, batch: int = 500) -> AsyncIterator[list[Following]]:
        """Everybody's followings of a kind, about `batch` at a time, a chat's together; memory stays flat."""
        after: bytes = b"-"
        while True:
            last, pairs = await self._run(subscribing.PAGE, after, batch, kind)
            named = ((codec.chat_in(chat), record) for chat, record in zip(pairs[::2], pairs[1::2], strict=True))
            found = [f for chat, record in named if chat and (f := _in(chat, record)) is not None]
            for some in _together(found, batch):
                yield some
            if not last:
                return
            after = b"(" + last

    async def topics(self, kind: Kind) -> list[str]:
        """What is followed of a kind, each topic once."""
        held = await self._line.do("HKEYS", self._keys.topics + kind)
        return sorted(topic.decode("utf-8", "replace") for topic in held)

    async def followed(self, kind: Kind, topics: Sequence[str]) -> bool:
        """Whether anybody follows any of these topics, or stories."""
        held = await self._line.do("HMGET", self._keys.topics + kind, *map(codec.plain, topics))
        return any(number is not None for number in held)

    async def due(self, index: Index, now: datetime, most: int = 200) -> list[tuple[Following, datetime]]:
        """The followings that are due, the longest due first, with the time they were due at."""
        parts = await self._run(subscribing.DUE, index, codec.micros(now), most)
        triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        named = ((codec.moment(int(float(at))), codec.chat_in(chat), record) for at, chat, record in triples)
        return [(f, at) for at, chat, record in named if chat and (f := _in(chat, record)) is not None]

    async def moved_on(self, following: Following, was: datetime, due: datetime) -> None:
        """The brief that was due has gone out; the next is due then. Done twice it changes nothing."""
        words = (codec.plain(following.id), codec.micros(was), codec.micros(due))
        await self._run(subscribing.MOVED_ON, *words)

    async def put_off(self, index: Index, following: Following, until: datetime) -> None:
        """What it is due for is tried again then, and not before."""
        name = self._keys.root + index
        await self._line.do("ZADD", name, "XX", codec.micros(until), codec.plain(following.id))

    async def next_due(self) -> datetime | None:
        """When the next following is due for anything; None where none ever is."""
        wanted = [("ZRANGE", self._keys.root + index, 0, 0, "WITHSCORES") for index in Index]
        heads = [found[1] for found in await self._line.all(wanted) if found]
        return min((codec.moment(int(float(head))) for head in heads), default=None)

    async def pause(self, chat: Chat, paused: Paused, now: datetime) -> list[Following]:
        """Let a chat's followings rest; those that did not before."""
        return await self._changed(subscribing.PAUSE, chat, paused, codec.micros(now))

    async def tried(self, chat: Chat, now: datetime) -> None:
        """The resting followings of a chat were tried."""
        await self._run(subscribing.TRIED, codec.plain(str(chat)), codec.micros(now))

    async def resume(self, chat: Chat) -> list[Following]:
        """Let a chat's followings go on; those that rested, but for those that somebody let rest."""
        return await self._changed(subscribing.RESUME, chat)

    async def rest(self, id: str, now: datetime) -> bool:
        """Let one following rest because somebody asked for it; False when it rests already, or is gone."""
        return bool(await self._run(subscribing.STAND, codec.plain(id), f"{Paused.ASKED} {codec.micros(now)} "))

    async def go_on(self, id: str) -> bool:
        """Let one following go on, whatever it rested for; False when it did not rest, or is gone."""
        return bool(await self._run(subscribing.STAND, codec.plain(id), ""))

    async def drop(self, chat: Chat) -> list[Following]:
        """End all followings of a chat; which."""
        return await self._changed(subscribing.DROP, chat, b"")

    async def purge(self, before: datetime) -> int:
        """End those that rest since before a time; how many. What somebody let rest on purpose stays."""
        gone = 0
        for kind in Kind:
            async for some in self.each(kind):
                for chat in {following.chat for following in some if following.since and following.since < before}:
                    gone += len(await self._changed(subscribing.DROP, chat, codec.micros(before)))
        return gone

    async def _changed(self, script: Script, chat: Chat, *words: Word) -> list[Following]:
        return _sorted(_in(chat, record) for record in await self._run(script, codec.plain(str(chat)), *words))

    async def _run(self, script: Script, *words: Word) -> Any:
        return await self._line.run(script, [], [self._keys.root, *words])


def _field(following: Following) -> str:
    """What no two followings of a chat share: the kind, and the topic as people would compare it."""
    return f"{following.kind}:{digest(' '.join(following.topic.casefold().split()), 12)}"


def _out(following: Following) -> bytes:
    state = " ".join(_moment(when) for when in (following.since, following.tried))
    return (f"{following.paused} {state}\n" if following.paused else "\n").encode() + _asked(following)


def _asked(following: Following) -> bytes:
    f = following
    made = codec.micros(f.made)
    wish = _Wish(f.id, f.by, made, f.kind, f.topic, f.zone, f.schedule, f.quiet, f.filters, f.manner, f.hourly)
    return codec.pack(wish)


def _moment(when: datetime | None) -> str:
    return str(codec.micros(when)) if when else ""


def _in(chat: Chat, record: bytes) -> Following | None:
    """A chat's following again; None when it cannot be read."""
    state, _, rest = record.partition(b"\n")
    wish = _wish_in(rest)
    if wish is None:
        return None
    reason, _, times = state.decode("utf-8", "replace").partition(" ")
    since, _, tried = times.partition(" ")
    paused = Paused(reason) if reason in set(Paused) else None
    began, last = (codec.moment(t.encode()) if t.isdigit() else None for t in (since, tried))
    asked = Following(
        wish.id, chat, wish.by, codec.moment(wish.made), wish.kind, wish.topic, paused, began, last, wish.zone,
        wish.schedule, wish.quiet, wish.filters, wish.manner, wish.hourly,
    )  # fmt: skip
    return asked


def _together(found: Sequence[Following], most: int) -> Iterator[list[Following]]:
    """So many at a time, and what is left of the last one's chat: at most 20 more."""
    start = 0
    while start < len(found):
        end = min(start + most, len(found))
        while end < len(found) and found[end].chat == found[end - 1].chat:
            end += 1
        yield list(found[start:end])
        start = end


def _sorted(found: Iterable[Following | None]) -> list[Following]:
    return sorted(filter(None, found), key=lambda following: (following.made, following.id))
