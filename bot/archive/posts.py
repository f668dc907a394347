"""What was posted where, for as long as it may have to be put right.

Works on: a record for each piece posted in a chat, and who was told of each story.
Comes in: stories, digests of sentences; a piece that took the place of another.
Goes out: the chats that were told such sentences; the posts of a chat that say them.
Does not know: what was lost, how anything is put right. Records are written with the receipts, in one step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.archive import codec, keys, pieces, posting, steps
from bot.archive.line import Line, Script
from bot.news import PLAIN, Chat, Manner, Piece, Posted, Sentence

ONCE = 500
"""Posts that are looked at in one round trip."""

_posted_in = codec.Reader(tuple[Posted, ...])
_sentence_in = codec.Reader(Sentence)
_slugs_in = codec.Reader(tuple[str, ...])
_manner_in = codec.Reader(Manner)

# ARGV: root, now, chat, key, for which row an answer is owed, post. Nothing where the post was forgotten.
_REVISE = Script(
    steps.ROOT
    + posting.POST
    + """
local name = postname(ARGV[4], ARGV[3])
if redis.call('EXISTS', name) == 0 then return 0 end
if ARGV[6] == '' then redis.call('HSET', name, 'said', '') end
post(ARGV[3], ARGV[4], '', ARGV[6])
redis.call('HSET', name, 'owed', ARGV[5])
return 1
"""
)

# ARGV: root, now (unused), chat. Forgets what was posted in a chat, and that it was.
_FORGET = Script(
    steps.ROOT
    + posting.POST
    + """
local index = root .. 'posts:' .. ARGV[3]
for _, key in ipairs(redis.call('ZRANGE', index, 0, -1)) do
  local slugs = redis.call('HGET', postname(key, ARGV[3]), 'slugs')
  for _, slug in ipairs(slugs and cmsgpack.unpack(slugs) or {}) do
    redis.call('ZREM', root .. 'readers:' .. slug, reader(key, ARGV[3]))
  end
  redis.call('DEL', postname(key, ARGV[3]))
end
return redis.call('DEL', index)
"""
)


@dataclass(frozen=True, slots=True)
class Post:
    """A piece as it stands in a chat: the messages it became, and in what manner. `owed` is the row that must still
    answer it."""

    chat: Chat
    key: str
    piece: Piece
    messages: tuple[Posted, ...]
    owed: str = ""
    manner: Manner = PLAIN


class Posts:
    """Kept for 8 days: a day longer than anything is put right."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def readers(
        self, slugs: Collection[str], digests: Collection[bytes], since: datetime
    ) -> dict[Chat, frozenset[bytes]]:
        """The chats told of these stories since then that stand by any of these sentences, and by which."""
        found: dict[Chat, frozenset[bytes]] = {}
        for slug in dict.fromkeys(slugs):
            name = self._keys.readers + codec.plain(slug).decode()
            members = await self._line.do("ZRANGEBYSCORE", name, codec.micros(since), "+inf")
            for start in range(0, len(members), ONCE):
                told = [_member(member) for member in members[start : start + ONCE]]
                said = await self._line.all([("HGET", self._name(key, chat), "said") for key, chat in told])
                for (_, chat), record in zip(told, said, strict=True):
                    address = codec.chat_in(chat)
                    if address is not None and (held := frozenset(_each(record)) & frozenset(digests)):
                        found[address] = found.get(address, frozenset()) | held
        return found

    async def carrying(self, chat: Chat, digests: Collection[bytes], since: datetime, row: str) -> list[Post]:
        """The posts of a chat since then that say any of these sentences, or that this row owes an answer to."""
        name = codec.plain(str(chat))
        listed = await self._line.do("ZRANGEBYSCORE", self._keys.posts + name.decode(), codec.micros(since), "+inf")
        held = await self._line.all([("HMGET", self._name(key, name), "said", "owed") for key in listed])
        wanted = frozenset(digests)
        found = [
            await self._read(chat, key, name)
            for key, (said, owed) in zip(listed, held, strict=True)
            if wanted & frozenset(_each(said)) or (row and owed == codec.plain(row))
        ]
        return [post for post in found if post is not None]

    async def telling(self, chat: Chat, slugs: Collection[str], since: datetime) -> list[Post]:
        """The posts of a chat since then that carry any of these stories, oldest first."""
        name = codec.plain(str(chat))
        listed = await self._line.do("ZRANGEBYSCORE", self._keys.posts + name.decode(), codec.micros(since), "+inf")
        held = await self._line.all([("HGET", self._name(key, name), "slugs") for key in listed])
        wanted = frozenset(slugs)
        found = [
            await self._read(chat, key, name)
            for key, carried in zip(listed, held, strict=True)
            if wanted.intersection(_slugs_in(carried) or ())
        ]
        return [post for post in found if post is not None]

    async def revise(self, post: Post, piece: Piece, owed: str, now: datetime) -> None:
        """Another piece stands in a post's place. With `owed` that row must answer it, whatever happens in between."""
        record = posting.blob(piece, post.messages, own=True, manner=post.manner, revised=True)
        words = [codec.plain(str(post.chat)), codec.plain(post.key), codec.plain(owed), record]
        await self._line.run(_REVISE, [], [self._keys.root, codec.micros(now), *words])

    async def spoken(self, slugs: Sequence[str]) -> list[Sentence]:
        """What was said of these stories beyond their wordings, in answers, updates and opened stories."""
        held = await self._line.all([("HVALS", self._keys.said + codec.plain(slug).decode()) for slug in slugs])
        return [s for records in held for record in records if (s := _sentence_in(record)) is not None]

    async def forget(self, chat: Chat) -> int:
        """Delete what was posted in a chat; 1 when there was anything."""
        return int(await self._line.run(_FORGET, [], [self._keys.root, 0, codec.plain(str(chat))]))

    async def _read(self, chat: Chat, key: bytes, name: bytes) -> Post | None:
        own, shared, messages, owed, manner = await self._line.do(
            "HMGET", self._name(key, name), "own", "piece", "messages", "owed", "manner"
        )
        record = own or await self._line.do("GET", self._keys.piece + (shared or b"").decode())
        piece, posted = pieces.unpack(record), _posted_in(messages)
        if piece is None or posted is None:
            return None
        told, owing = (text.decode("utf-8", "replace") for text in (key, owed or b""))
        return Post(chat, told, piece, posted, owing, _manner_in(manner) or PLAIN)

    def _name(self, key: bytes, chat: bytes) -> bytes:
        return b"%b%d:%b:%b" % (self._keys.post.encode(), len(key), key, chat)


def _member(record: bytes) -> tuple[bytes, bytes]:
    length, _, rest = record.partition(b" ")
    return rest[: int(length)], rest[int(length) :]


def _each(said: bytes | None) -> Iterator[bytes]:
    held = said or b""
    return (held[place : place + posting.SIZE] for place in range(0, len(held), posting.SIZE))
