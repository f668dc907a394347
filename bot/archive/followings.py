"""Who follows what.

Works on: the followings of each chat, and an index of the chats by what they follow.
Comes in: a wish to follow; a chat that shut us out, or came back.
Goes out: the followings of a chat; those of everybody, a portion at a time.
Does not know: who deserves what, or how anything is sent.

A chat's followings are a hash by kind and topic, so that no two are alike. A record is how it stands ("reason since
tried" in microseconds, empty while it does not rest), a line feed, and what never changes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import msgspec

from bot.archive import codec, keys
from bot.archive.line import Line, Script, Word
from bot.news import Chat, Following, Kind, Paused
from bot.store import StoreError
from bot.text import digest


class _Wish(msgspec.Struct, frozen=True, array_like=True):
    """What never changes of a following; its chat is in the key."""

    id: str
    by: str
    made: int
    """In microseconds: scripts read it too."""
    kind: Kind = Kind.BREAKING
    topic: str = ""


_wish_in = codec.Reader(_Wish)

# KEYS: the chat's followings, followings, followers. ARGV: most of a chat, most in all, field, record, id, chat.
# 1 kept, 2 kept before under this id, 0 another like it, -1 the chat has too many, -2 too many in all.
_ADD = Script("""
local place = ARGV[3] .. ' ' .. ARGV[6]
if redis.call('HGET', KEYS[2], ARGV[5]) == place then return 2 end
if redis.call('HEXISTS', KEYS[1], ARGV[3]) == 1 then return 0 end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return -1 end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[2]) then return -2 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
redis.call('HSET', KEYS[2], ARGV[5], place)
redis.call('ZADD', KEYS[3], 0, ARGV[6])
return 1
""")

# What every script below begins with. ARGV: prefix of a chat's followings, followings, prefix of followers.
_FROM = """
local function drop(chat, field, held)
  local read, wish = pcall(cmsgpack.unpack, string.sub(held, (string.find(held, '\\n', 1, true) or 0) + 1))
  redis.call('HDEL', ARGV[1] .. chat, field)
  if read then redis.call('HDEL', ARGV[2], wish[1]) end
  local kind = string.match(field, '^[^:]*')
  for _, other in ipairs(redis.call('HKEYS', ARGV[1] .. chat)) do
    if string.match(other, '^[^:]*') == kind then return end
  end
  redis.call('ZREM', ARGV[3] .. kind, chat)
end
local function each(chat, visit)
  local all, out = redis.call('HGETALL', ARGV[1] .. chat), {}
  for i = 1, #all, 2 do
    local cut = string.find(all[i + 1], '\\n', 1, true) or 0
    local state, record = visit(string.sub(all[i + 1], 1, math.max(0, cut - 1)), string.sub(all[i + 1], cut + 1))
    if state then
      redis.call('HSET', ARGV[1] .. chat, all[i], state .. '\\n' .. record)
      out[#out + 1] = state .. '\\n' .. record
    end
  end
  return out
end
"""

# ARGV: ..., id.
_REMOVE = Script(
    _FROM
    + """
local place = redis.call('HGET', ARGV[2], ARGV[4])
if not place then return 0 end
local field, chat = string.match(place, '^(%S+) (.*)$')
drop(chat, field, redis.call('HGET', ARGV[1] .. chat, field) or '')
redis.call('HDEL', ARGV[2], ARGV[4])
return 1
"""
)

# ARGV: ..., chat, reason, time. Those that did not rest before; the others keep since when they do.
_PAUSE = Script(
    _FROM
    + """
local fresh = {}
each(ARGV[4], function(state, record)
  local since, tried = string.match(state, '^%l+ (%d+) (%d*)$')
  local new = ARGV[5] .. ' ' .. (since or ARGV[6]) .. ' ' .. (tried or '')
  if not since then fresh[#fresh + 1] = new .. '\\n' .. record end
  return new, record
end)
return fresh
"""
)

# ARGV: ..., chat, time.
_TRIED = Script(
    _FROM
    + """
return #each(ARGV[4], function(state, record)
  local rest = string.match(state, '^(%l+ %d+ )')
  if rest then return rest .. ARGV[5], record end
end)
"""
)

# ARGV: ..., chat.
_RESUME = Script(
    _FROM
    + """
return each(ARGV[4], function(state, record) if state ~= '' then return '', record end end)
"""
)

# ARGV: ..., chat, time or empty. Those that rest since before it; all without one.
_DROP = Script(
    _FROM
    + """
local all, gone = redis.call('HGETALL', ARGV[1] .. ARGV[4]), {}
for i = 1, #all, 2 do
  local since = string.match(all[i + 1], '^%l+ (%d+) ')
  if ARGV[5] == '' or (since and tonumber(since) < tonumber(ARGV[5])) then
    drop(ARGV[4], all[i], all[i + 1])
    gone[#gone + 1] = all[i + 1]
  end
end
return gone
"""
)

# KEYS: followers. ARGV: prefix of a chat's followings, the chat before, most, kind.
_PAGE = Script("""
local chats, out = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[2], '+', 'LIMIT', 0, ARGV[3]), {}
for _, chat in ipairs(chats) do
  local all = redis.call('HGETALL', ARGV[1] .. chat)
  for i = 1, #all, 2 do
    if string.match(all[i], '^[^:]*') == ARGV[4] then
      out[#out + 1] = chat
      out[#out + 1] = all[i + 1]
    end
  end
end
return {chats[#chats] or '', out}
""")
FULL = "This chat follows {:,} things, which is the most: unsubscribe from one first"
CROWDED = "There are {:,} subscriptions, which is the most this bot keeps: ask whoever runs it"


class Followings:
    """Kept without end, capped: they are settings. Those that rest are dropped by `purge`."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def add(self, following: Following) -> bool:
        """Keep a following; False when the chat has one of this kind and topic. Raises StoreError when full."""
        chat, field = codec.plain(str(following.chat)), _field(following)
        names = [self._keys.following + chat.decode(), self._keys.followings, self._keys.followers + following.kind]
        words: list[Word] = [keys.FOLLOWINGS_EACH, keys.FOLLOWINGS_CAP, field, _out(following)]
        found = await self._line.run(_ADD, names, [*words, codec.plain(following.id), chat])
        if found < 0:
            raise StoreError(FULL.format(keys.FOLLOWINGS_EACH) if found == -1 else CROWDED.format(keys.FOLLOWINGS_CAP))
        return bool(found)

    async def remove(self, id: str) -> bool:
        """End a following by its id; False when there is none."""
        return bool(await self._run(_REMOVE, codec.plain(id)))

    async def of(self, chat: Chat) -> list[Following]:
        """A chat's followings, oldest first."""
        records = await self._line.do("HVALS", self._keys.following + codec.plain(str(chat)).decode())
        return _sorted(_in(chat, record) for record in records)

    async def each(self, kind: Kind, batch: int = 500) -> AsyncIterator[list[Following]]:
        """Everybody's followings of a kind, at most `batch` at a time, each chat once; memory stays flat."""
        after: bytes = b"-"
        while True:
            words: list[Word] = [self._keys.following, after, batch, kind]
            last, pairs = await self._line.run(_PAGE, [self._keys.followers + kind], words)
            named = ((codec.chat_in(chat), record) for chat, record in zip(pairs[::2], pairs[1::2], strict=True))
            found = [f for chat, record in named if chat and (f := _in(chat, record)) is not None]
            for start in range(0, len(found), batch):
                yield found[start : start + batch]
            if not last:
                return
            after = b"(" + last

    async def pause(self, chat: Chat, paused: Paused, now: datetime) -> list[Following]:
        """Let a chat's followings rest; those that did not before."""
        return await self._changed(_PAUSE, chat, paused, codec.micros(now))

    async def tried(self, chat: Chat, now: datetime) -> None:
        """The resting followings of a chat were tried."""
        await self._run(_TRIED, codec.plain(str(chat)), codec.micros(now))

    async def resume(self, chat: Chat) -> list[Following]:
        """Let a chat's followings go on; those that rested."""
        return await self._changed(_RESUME, chat)

    async def drop(self, chat: Chat) -> list[Following]:
        """End all followings of a chat; which."""
        return await self._changed(_DROP, chat, b"")

    async def purge(self, before: datetime) -> int:
        """End those that rest since before a time; how many."""
        gone = 0
        for kind in Kind:
            async for some in self.each(kind):
                for chat in {following.chat for following in some if following.since and following.since < before}:
                    gone += len(await self._changed(_DROP, chat, codec.micros(before)))
        return gone

    async def _changed(self, script: Script, chat: Chat, *words: Word) -> list[Following]:
        return _sorted(_in(chat, record) for record in await self._run(script, codec.plain(str(chat)), *words))

    async def _run(self, script: Script, *words: Word) -> list[bytes]:
        roots = (self._keys.following, self._keys.followings, self._keys.followers)
        found: list[bytes] = await self._line.run(script, [], [*roots, *words])
        return found


def _field(following: Following) -> str:
    """What no two followings of a chat share: the kind, and the topic as people would compare it."""
    return f"{following.kind}:{digest(' '.join(following.topic.casefold().split()), 12)}"


def _out(following: Following) -> bytes:
    state = " ".join(_moment(when) for when in (following.since, following.tried))
    wish = _Wish(following.id, following.by, codec.micros(following.made), following.kind, following.topic)
    return (f"{following.paused} {state}\n" if following.paused else "\n").encode() + codec.pack(wish)


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
    return Following(wish.id, chat, wish.by, codec.moment(wish.made), wish.kind, wish.topic, paused, began, last)


def _sorted(found: Iterable[Following | None]) -> list[Following]:
    return sorted(filter(None, found), key=lambda following: (following.made, following.id))
