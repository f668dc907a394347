"""Stories, and what they are compared by.

Works on: stories, their evidence and history, and the slugs of stories that were merged into others.
Comes in: stories as placing left them, with the cursor that says how far placing is.
Goes out: the live stories of a span in one round trip; evidence to go on placing.
Does not know: how an article is placed, what the evidence says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from bot.archive import codec, keys, pieces
from bot.archive.articles import Version
from bot.archive.histories import pack, unpack
from bot.archive.leases import Lease, Leased
from bot.archive.line import Line, Script, Word
from bot.news import Correction, Story

T = TypeVar("T")
NONE: Mapping[str, str] = MappingProxyType({})
NOTHING: Mapping[str, object] = MappingProxyType({})
ENDLESS: Mapping[str, bytes] = MappingProxyType({})
UNPRINTED: Mapping[bytes, datetime] = MappingProxyType({})

# KEYS: stories, fence. ARGV: root, seconds to live, oldest score, cap of stories, seconds a chat remembers, now, oldest
# and cap of slugs, cap of losses, seconds and cap of texts, fencing token or 0, cursor, then seven lists, each after
# its length: of stories told (slug, score, story, evidence), of histories (slug, history), of merges (slug, into), of
# stories that ended (slug, evidence), of losses (correction), of articles placed (id, place), of texts (fingerprint,
# time). All or nothing; nothing when a later holder has taken the lease. What takes over an alerted story is one. An
# article that changed since it was read keeps the version placed here.
_PUT = Script("""
local root, life, memory, now, token = ARGV[1], ARGV[2], ARGV[5], ARGV[6], tonumber(ARGV[12])
if token > 0 and tonumber(redis.call('GET', KEYS[2]) or '0') > token then return 0 end
local at = 14
local function each(width, visit)
  local count = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, count do
    visit(unpack(ARGV, at, at + width - 1))
    at = at + width
  end
end
local function text(number) return string.format('%.0f', number) end
local function set(name, value, seconds) redis.call('SET', root .. name, value, 'EX', seconds) end
local function used(slug) redis.call('ZADD', root .. 'slugs', now, slug) end
each(4, function(slug, score, story, evidence)
  redis.call('ZADD', KEYS[1], score, slug)
  set('story:' .. slug, story, life)
  set('evidence:' .. slug, evidence, life)
  redis.call('ZREM', root .. 'ended', slug)
  used(slug)
end)
each(2, function(slug, history) set('history:' .. slug, history, life) end)
local merged = {}
each(2, function(slug, into)
  set('merged:' .. slug, into, memory)
  redis.call('DEL', root .. 'story:' .. slug, root .. 'evidence:' .. slug, root .. 'history:' .. slug)
  redis.call('ZREM', KEYS[1], slug)
  redis.call('ZREM', root .. 'ended', slug)
  used(slug)
  merged[#merged + 1] = {slug, into}
end)
for _, pair in ipairs(merged) do
  local heir, marks = pair[2], redis.call('HGETALL', root .. 'unasked:' .. pair[1])
  for _ = 1, #marks > 0 and 32 or 0 do
    local name = root .. 'unasked:' .. heir
    for i = 1, #marks, 2 do  -- revisions of one story say nothing of another's
      redis.call('HSETNX', name, marks[i], (string.gsub(marks[i + 1], '^%d+', '0')))
    end
    redis.call('EXPIRE', name, memory)
    heir = redis.call('GET', root .. 'merged:' .. heir)
    if not heir then break end
  end
end
each(2, function(slug, evidence)
  redis.call('ZREM', KEYS[1], slug)
  set('evidence:' .. slug, evidence, life)
  redis.call('ZADD', root .. 'ended', now, slug)
  redis.call('EXPIRE', root .. 'ended', life)
end)
each(1, function(loss)
  redis.call('XADD', root .. 'losses', 'MAXLEN', '~', ARGV[9], '*', 'correction', loss)
  redis.call('EXPIRE', root .. 'losses', memory)
end)
each(2, function(id, place)
  if redis.call('GET', root .. 'article:' .. id) == place then
    redis.call('DEL', root .. 'former:' .. id)
  elseif redis.call('EXISTS', root .. 'former:' .. id) == 1 then
    set('former:' .. id, place, life)
  end
end)
each(2, function(text, when) redis.call('ZADD', root .. 'printed', 'NX', when, text) end)
if ARGV[13] ~= '' then set('placed', ARGV[13], life) end
redis.call('ZREMRANGEBYSCORE', root .. 'printed', '-inf', '(' .. text(tonumber(now) - tonumber(ARGV[10])))
redis.call('ZREMRANGEBYRANK', root .. 'printed', 0, -1 - tonumber(ARGV[11]))
redis.call('EXPIRE', root .. 'printed', ARGV[10])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[4]))
redis.call('EXPIRE', KEYS[1], life)
redis.call('ZREMRANGEBYSCORE', root .. 'ended', '-inf', '(' .. ARGV[3])
redis.call('ZREMRANGEBYRANK', root .. 'ended', 0, -1 - tonumber(ARGV[4]))
redis.call('ZREMRANGEBYSCORE', root .. 'slugs', '-inf', '(' .. ARGV[7])
redis.call('ZREMRANGEBYRANK', root .. 'slugs', 0, -1 - tonumber(ARGV[8]))
redis.call('EXPIRE', root .. 'slugs', memory)
return 1
""")

# KEYS: stories. ARGV: oldest score, most, prefix of the keys wanted.
_LIVE = Script("""
local out = {}
for i, slug in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  out[i] = redis.call('GET', ARGV[3] .. slug)
end
return out
""")

# ARGV: prefix, slugs. A chain longer than anybody merges is a loop.
_RESOLVE = Script("""
local out = {}
for i = 2, #ARGV do
  local slug = ARGV[i]
  for _ = 1, 32 do
    local into = redis.call('GET', ARGV[1] .. slug)
    if not into then break end
    slug = into
  end
  out[i - 1] = slug
end
return out
""")


class Stories:
    """Kept for 14 days from their last update."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def put(
        self,
        told: Sequence[tuple[Story, bytes]],
        now: datetime,
        *,
        merged: Mapping[str, str] = NONE,
        cursor: str = "",
        lease: Lease | None = None,
        histories: Mapping[str, object] = NOTHING,
        losses: Sequence[Correction] = (),
        ended: Mapping[str, bytes] = ENDLESS,
        placed: Sequence[Version] = (),
        printed: Mapping[bytes, datetime] = UNPRINTED,
    ) -> None:
        """Keep stories with their evidence and all that came of placing, and save how far it is: all or nothing.

        `merged` maps the slug that ended to the one that took it over. `ended` stories have no report left: they are
        live no more; their record stays, with their evidence, in case a report returns. `losses` are logged. `placed`
        are the articles as they were read, and `printed` their texts' fingerprints with their times. Raises Leased
        when `lease` was lost to another.
        """
        token, fence = (lease.token, self._keys.fence + lease.name) if lease else (0, self._keys.fence)
        clock = now.timestamp()
        words: list[Word] = [
            self._keys.root, keys.ARTICLE_SECONDS, clock - keys.ARTICLE_SECONDS, keys.STORIES_CAP,
            keys.RECEIPT_SECONDS, clock, clock - keys.RECEIPT_SECONDS, keys.SLUGS_CAP, keys.LOSSES_CAP,
            keys.PRINTED_SECONDS, keys.PRINTED_CAP, token, cursor,
        ]  # fmt: skip
        words += _listed([(s.slug, s.updated.timestamp(), codec.story_out(s), evidence) for s, evidence in told])
        words += _listed([(slug, pack(history)) for slug, history in histories.items()])
        words += _listed(list(merged.items()))
        words += _listed(list(ended.items()))
        words += _listed([(pieces.pack(loss),) for loss in losses])
        words += _listed([(version.article.id, version.place) for version in placed if not version.pending])
        words += _listed([(text, when.timestamp()) for text, when in printed.items()])
        if not await self._line.run(_PUT, [self._keys.stories, fence], words):
            raise Leased(lease.name if lease else "")

    async def live(self, since: datetime, limit: int = 5_000) -> list[Story]:
        """Stories updated at or after a time, newest update first. One round trip."""
        records = await self._line.run(_LIVE, [self._keys.stories], [since.timestamp(), limit, self._keys.story])
        return [story for record in records if (story := codec.story_in(record)) is not None]

    async def ended(self, since: datetime) -> list[str]:
        """The slugs of stories that lost their last report at or after a time, oldest first."""
        found = await self._line.do("ZRANGEBYSCORE", self._keys.ended, since.timestamp(), "+inf")
        return [slug.decode() for slug in found]

    async def get(self, slugs: Sequence[str]) -> list[Story | None]:
        """The stories of these slugs, in their order; merged slugs are not followed."""
        return [codec.story_in(record) for record in await self._line.many([self._keys.story + slug for slug in slugs])]

    async def one(self, slug: str) -> Story | None:
        """The story of a slug, wherever it was merged into."""
        return (await self.several([slug]))[0]

    async def several(self, slugs: Sequence[str]) -> list[Story | None]:
        """The stories of these slugs, in their order, wherever they were merged into."""
        return await self.get(await self.resolve(slugs))

    async def evidence(self, slugs: Sequence[str]) -> list[bytes | None]:
        """What each story is compared by, as it was put."""
        return await self._line.many([self._keys.evidence + slug for slug in slugs])

    async def histories(self, slugs: Sequence[str], kind: type[T]) -> list[T | None]:
        """What each revision of these stories brought, as values of `kind`; merged slugs are not followed."""
        return [unpack(record, kind) for record in await self._line.many([self._keys.history + slug for slug in slugs])]

    async def taken(self) -> set[str]:
        """Every slug that some chat may still know, whatever became of its story."""
        return {slug.decode() for slug in await self._line.do("ZRANGE", self._keys.slugs, 0, -1)}

    async def resolve(self, slugs: Sequence[str]) -> list[str]:
        """The slugs that stand for these now: each itself, or the end of its chain of merges."""
        found: list[bytes] = await self._line.run(_RESOLVE, [], [self._keys.merged, *slugs])
        return [slug.decode() for slug in found]

    async def placed(self) -> str:
        """The cursor last saved; empty before the first."""
        return (await self._line.do("GET", self._keys.placed) or b"").decode()


def _listed(rows: Sequence[tuple[Word, ...]]) -> list[Word]:
    """Rows as a script takes them, after their number."""
    return [len(rows), *(word for row in rows for word in row)]
