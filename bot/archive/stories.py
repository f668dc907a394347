"""Stories, and what they are compared by.

Works on: stories, their evidence, and the slugs of stories that were merged into others.
Comes in: stories as placing left them, with the cursor that says how far placing is.
Goes out: the live stories of a span in one round trip; evidence to go on placing.
Does not know: how an article is placed, what the evidence says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.archive import codec, keys
from bot.archive.leases import Lease, Leased
from bot.archive.line import Line, Script
from bot.news import Story

NONE: Mapping[str, str] = MappingProxyType({})

# KEYS: stories, placed, fence, then (story, evidence) for each told, then (merged, story, evidence) for each merged.
# ARGV: seconds to live, oldest score, cap, fencing token or 0, cursor, number told, seconds an alert is remembered,
# prefix of merged, prefix of marks of alerts, then (slug, score, story, evidence) for each told, then (slug, into) for
# each merged. All or nothing; nothing when a later holder has taken the lease. What takes over an alerted story is one.
_PUT = Script("""
local life, token, told = ARGV[1], tonumber(ARGV[4]), tonumber(ARGV[6])
if token > 0 and tonumber(redis.call('GET', KEYS[3]) or '0') > token then return 0 end
local k, a = 4, 10
for _ = 1, told do
  redis.call('ZADD', KEYS[1], ARGV[a + 1], ARGV[a])
  redis.call('SET', KEYS[k], ARGV[a + 2], 'EX', life)
  redis.call('SET', KEYS[k + 1], ARGV[a + 3], 'EX', life)
  k, a = k + 2, a + 4
end
while k <= #KEYS do
  redis.call('SET', KEYS[k], ARGV[a + 1], 'EX', life)
  redis.call('DEL', KEYS[k + 1], KEYS[k + 2])
  redis.call('ZREM', KEYS[1], ARGV[a])
  k, a = k + 3, a + 2
end
for i = 10 + 4 * told, #ARGV, 2 do
  local heir, mark = ARGV[i + 1], redis.call('GET', ARGV[9] .. ARGV[i])
  for _ = 1, mark and 32 or 0 do
    redis.call('SET', ARGV[9] .. heir, mark, 'EX', ARGV[7], 'NX')
    heir = redis.call('GET', ARGV[8] .. heir)
    if not heir then break end
  end
end
if ARGV[5] ~= '' then redis.call('SET', KEYS[2], ARGV[5], 'EX', life) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[3]))
redis.call('EXPIRE', KEYS[1], life)
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

# ARGV: prefix, slug. A chain longer than anybody merges is a loop.
_RESOLVE = Script("""
local slug = ARGV[2]
for _ = 1, 32 do
  local into = redis.call('GET', ARGV[1] .. slug)
  if not into then return slug end
  slug = into
end
return slug
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
    ) -> None:
        """Keep stories with their evidence, forward merged slugs, and save how far placing is: all or nothing.

        `merged` maps the slug that ended to the one that took it over. Raises Leased when `lease` was lost to another.
        """
        token, fence = (lease.token, self._keys.fence + lease.name) if lease else (0, self._keys.fence)
        oldest = now.timestamp() - keys.ARTICLE_SECONDS
        names = [self._keys.stories, self._keys.placed, fence]
        words: list[str | bytes | int | float] = [
            keys.ARTICLE_SECONDS,
            oldest,
            keys.STORIES_CAP,
            token,
            cursor,
            len(told),
            keys.RECEIPT_SECONDS,
            self._keys.merged,
            self._keys.alerted,
        ]
        for story, evidence in told:
            names += [self._keys.story + story.slug, self._keys.evidence + story.slug]
            words += [story.slug, story.updated.timestamp(), codec.story_out(story), evidence]
        for slug, into in merged.items():
            names += [self._keys.merged + slug, self._keys.story + slug, self._keys.evidence + slug]
            words += [slug, into]
        if not await self._line.run(_PUT, names, words):
            raise Leased(lease.name if lease else "")

    async def live(self, since: datetime, limit: int = 5_000) -> list[Story]:
        """Stories updated at or after a time, newest update first. One round trip."""
        records = await self._line.run(_LIVE, [self._keys.stories], [since.timestamp(), limit, self._keys.story])
        return [story for record in records if (story := codec.story_in(record)) is not None]

    async def get(self, slugs: Sequence[str]) -> list[Story | None]:
        """The stories of these slugs, in their order; merged slugs are not followed."""
        return [codec.story_in(record) for record in await self._line.many([self._keys.story + slug for slug in slugs])]

    async def one(self, slug: str) -> Story | None:
        """The story of a slug, wherever it was merged into."""
        return (await self.get([await self.resolve(slug)]))[0]

    async def evidence(self, slugs: Sequence[str]) -> list[bytes | None]:
        """What each story is compared by, as it was put."""
        return await self._line.many([self._keys.evidence + slug for slug in slugs])

    async def resolve(self, slug: str) -> str:
        """The slug that stands for it now: itself, or the end of the chain of merges."""
        found: bytes = await self._line.run(_RESOLVE, [], [self._keys.merged, slug])
        return found.decode()

    async def placed(self) -> str:
        """The cursor last saved; empty before the first."""
        return (await self._line.do("GET", self._keys.placed) or b"").decode()
