"""Articles as they came over the wire.

Works on: articles and the log of their arrival; of one that changed, also the version placed last.
Comes in: batches of articles; ids.
Goes out: the articles again, the newest ids, and those not yet placed into stories with what they said before.
Does not know: what a story is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from bot.archive import codec, keys
from bot.archive.line import Line, Script, Word
from bot.news import Article, Status

BLOCK = 10
"""Articles compressed together. Reading one alone takes 0.3 ms; blocks of 50 save 10 % more time at writing."""
BATCH = 500
"""Articles in one atomic write and one entry of the log."""

# KEYS: arrivals, then for each block its key and those of its articles. ARGV: seconds to live, now in ms or 0, cap,
# length of the prefix, prefix of former versions, then for each block the number of its articles, its bytes, and each
# article's place: a mark of what it says (8 bytes), its block, its slot, whether it is a teaser. An article that says
# what it said before is left alone, so that putting twice is putting once; of one that changed the version placed last
# is kept, and a full one rather than a teaser. Entry ids grow even when a clock goes back.
_PUT = Script("""
local fresh, k, a = {}, 2, 6
local function teaser(place) return string.byte(place, 18) == 1 end
local function keep(id, old)
  local held = redis.call('GET', ARGV[5] .. id)
  if not held or (teaser(held) and not teaser(old)) then redis.call('SET', ARGV[5] .. id, old, 'EX', ARGV[1]) end
end
while k <= #KEYS do
  local count, before = tonumber(ARGV[a]), #fresh
  for i = 1, count do
    local key, new = KEYS[k + i], ARGV[a + 1 + i]
    local old = redis.call('GET', key)
    if not old or string.sub(old, 1, 8) ~= string.sub(new, 1, 8) then
      redis.call('SET', key, new, 'EX', ARGV[1])
      fresh[#fresh + 1] = string.sub(key, ARGV[4] + 1)
      if old then keep(fresh[#fresh], old) end
    end
  end
  if #fresh > before then redis.call('SET', KEYS[k], ARGV[a + 1], 'EX', ARGV[1]) end
  k, a = k + count + 1, a + count + 2
end
if #fresh == 0 then return 0 end
local ms, seq = tonumber(ARGV[2]), 0
if ms == 0 then
  local t = redis.call('TIME')
  ms = t[1] * 1000 + math.floor(t[2] / 1000)
end
local oldest = math.max(0, ms - ARGV[1] * 1000)
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
  local m, s = string.match(last[1], '(%d+)-(%d+)')
  if tonumber(m) >= ms then ms, seq = tonumber(m), tonumber(s) + 1 end
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], string.format('%.0f-%.0f', ms, seq), 'ids', cmsgpack.pack(fresh))
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', oldest))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return #fresh
""")

# KEYS: arrivals, placed. ARGV: entries at most. Gives the cursor and the entries after it.
_UNPLACED = Script("""
local from = redis.call('GET', KEYS[2])
return {from or '', redis.call('XRANGE', KEYS[1], from and '(' .. from or '-', '+', 'COUNT', ARGV[1])}
""")

_ids = msgspec.msgpack.Decoder(list[str]).decode


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Articles in order of arrival, each id once, and the cursor to save once they are placed."""

    ids: tuple[str, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stands, where it stands, and what it said when it was placed last; None where it is new.

    `former` passes over teasers once the full text was read: what a feed's summary says or leaves out takes nothing
    back.
    """

    article: Article
    place: bytes
    former: Article | None = None

    @property
    def pending(self) -> bool:
        """Only a teaser of it came anew: its full text, which may yet be read again, is what stories were told from."""
        known = self.former is not None and not self.former.teaser
        return known and self.article.teaser and self.article.status is Status.USABLE


class Articles:
    """Kept for 14 days from arrival."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def put(self, articles: Sequence[Article], now: datetime | None = None) -> int:
        """Keep articles; how many were new or changed. Only those enter the log of arrivals.

        They arrive at `now`; at the server's time when it is left out.
        """
        latest = list({article.id: article for article in articles}.values())
        ms = int(now.timestamp() * 1000) if now else 0
        fresh = 0
        for start in range(0, len(latest), BATCH):
            names: list[str] = [self._keys.arrivals]
            words: list[Word] = [keys.ARTICLE_SECONDS, ms, keys.ARRIVALS_CAP, len(self._keys.article)]
            words.append(self._keys.former)
            for first in range(start, min(start + BATCH, len(latest)), BLOCK):
                self._block(latest[first : min(first + BLOCK, start + BATCH)], names, words)
            fresh += await self._line.run(_PUT, names, words)
        return fresh

    def _block(self, articles: Sequence[Article], names: list[str], words: list[Word]) -> None:
        """Add one block to a script's keys and arguments. It is named by its content: putting again changes nothing."""
        records = [codec.article_out(article) for article in articles]
        block = codec.block_out(records)
        name = blake2b(block, digest_size=8).digest()
        names += [self._keys.block + name.hex(), *self._names(article.id for article in articles)]
        words += [len(articles), block]
        words += [
            codec.article_mark(record) + name + bytes((slot, article.teaser))
            for slot, (article, record) in enumerate(zip(articles, records, strict=True))
        ]

    async def get(self, ids: Sequence[str]) -> list[Article | None]:
        """The articles of these ids, in their order; None for one unknown or past its life. Two round trips."""
        return await self._standing(ids, await self._line.many(self._names(ids)))

    async def versions(self, ids: Sequence[str]) -> list[Version]:
        """The articles of these ids with what they said before, in their order; those unknown are left out."""
        count = len(ids)
        places = await self._line.many([*self._names(ids), *(self._keys.former + id for id in ids)])
        found = await self._standing([*ids, *ids], places)
        rows = zip(found[:count], places[:count], found[count:], strict=True)
        return [Version(article, place, former) for article, place, former in rows if article and place]

    async def _standing(self, ids: Sequence[str], places: Sequence[bytes | None]) -> list[Article | None]:
        wanted = list(dict.fromkeys(place[8:16] for place in places if place))
        blocks = await self._line.many([self._keys.block + name.hex() for name in wanted])
        records = {name: codec.block_in(block) for name, block in zip(wanted, blocks, strict=True)}
        return [
            codec.article_in(id, _slot(records[place[8:16]], place[16])) if place else None
            for id, place in zip(ids, places, strict=True)
        ]

    async def printed(self, texts: Sequence[bytes]) -> dict[bytes, datetime]:
        """When texts, by their fingerprints, were first printed; those not known are missing."""
        scores = await self._line.do("ZMSCORE", self._keys.printed, *texts) if texts else []
        found = zip(texts, scores, strict=True)
        return {text: datetime.fromtimestamp(float(score), UTC) for text, score in found if score is not None}

    async def one(self, id: str) -> Article | None:
        return (await self.get([id]))[0]

    async def recent(self, since: datetime, limit: int = 1_000) -> list[str]:
        """Ids that arrived at or after a time, newest first, each once."""
        least = max(0, int(since.timestamp() * 1000))
        entries = await self._line.do("XREVRANGE", self._keys.arrivals, "+", least, "COUNT", max(1, limit))
        ids = (id for _, fields in entries or () for id in reversed(_ids(fields[b"ids"])))
        return list(dict.fromkeys(ids))[:limit]

    async def unplaced(self, limit: int = 1_000) -> Arrivals:
        """What arrived and is not yet placed: whole batches, about `limit` ids. Save the cursor with `stories.put`."""
        before, entries = await self._line.run(_UNPLACED, [self._keys.arrivals, self._keys.placed], [max(1, limit)])
        ids: dict[str, None] = {}
        cursor: bytes = before
        for entry, fields in entries:
            ids.update(dict.fromkeys(_ids(fields[1])))
            cursor = entry
            if len(ids) >= limit:
                break
        return Arrivals(tuple(ids), cursor.decode())

    async def since(self, moment: datetime, limit: int = 1_000) -> list[Article]:
        """The articles that arrived at or after a time, newest first."""
        found = await self.get(await self.recent(moment, limit))
        return [article for article in found if article is not None]

    def _names(self, ids: Iterable[str]) -> list[str]:
        return [self._keys.article + id for id in ids]


def _slot(records: Sequence[bytes], slot: int) -> bytes | None:
    return records[slot] if slot < len(records) else None
