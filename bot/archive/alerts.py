"""The alert log.

Works on: a log of alerts, the marks of each story that had one, and how far the log was circulated.
Comes in: an alert.
Goes out: the same once, in order, after a cursor.
Does not know: what deserves an alert, who follows.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from bot.archive import codec, keys, pieces
from bot.archive.leases import Lease, Leased
from bot.archive.line import Line, Script, Word
from bot.archive.logbook import Logbook
from bot.news import Alert, Occasion

# KEYS: alerts, the slug's marks, fence. ARGV: seconds to live, cap, token of the lease or 0, what this write is known
# by, alert, prefix of marks, prefix of merged, slug, occasion, revision, time. Marks the slug and what took it over.
# What is told once for all (breaking, new) is told whatever the revision; the rest once a revision. -1 when the lease
# was lost.
_APPEND = Script("""
local token = tonumber(ARGV[3])
if token > 0 and tonumber(redis.call('GET', KEYS[3]) or '0') > token then return -1 end
local occasion, revision = ARGV[9], tonumber(ARGV[10])
local function before(name)
  local held = redis.call('HGET', name, occasion)
  if not held then return nil end
  local told, _, by = string.match(held, '^(%d+) (%d+) (.*)$')
  if by == ARGV[4] then return 1 end
  local once = occasion == 'breaking' or occasion == 'new'
  if once or tonumber(told) >= revision then return 0 end
end
local done = before(KEYS[2])
if done then return done end
local slug = ARGV[8]
for _ = 1, 32 do
  local into = redis.call('GET', ARGV[7] .. slug)
  if not into then break end
  slug = into
end
local taken = before(ARGV[6] .. slug)
for _, name in ipairs({KEYS[2], ARGV[6] .. slug}) do
  redis.call('HSET', name, occasion, revision .. ' ' .. ARGV[11] .. ' ' .. ARGV[4])
  redis.call('EXPIRE', name, ARGV[1])
end
if taken then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'alert', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
""")

# KEYS: circulated. ARGV: seconds to live, cursor. It never goes back.
_ADVANCE = Script("""
local function place(cursor)
  local ms, seq = string.match(cursor or '', '^(%d+)-?(%d*)$')
  return tonumber(ms or 0), tonumber(seq == '' and 0 or seq or 0)
end
local oldms, oldseq = place(redis.call('GET', KEYS[1]))
local ms, seq = place(ARGV[2])
if ms > oldms or (ms == oldms and seq >= oldseq) then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[1]) end
""")


class Told(NamedTuple):
    """The revision of a story that was told, and when what it told became known."""

    revision: int
    at: datetime


class Alerts(Logbook[Alert]):
    """The log is kept for 90 days from the last alert; so is each mark, which outlives its story."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        super().__init__(line, realm.alerts, "alert", Alert)
        self._keys = realm

    async def alerted(self, slugs: Collection[str]) -> dict[str, dict[Occasion, Told]]:
        """What was told of these slugs, or of stories they took over: for each occasion the last revision, and when.

        Slugs of which nothing was told are not in it.
        """
        named = list(slugs)
        marks = await self._line.all([("HGETALL", self._keys.unasked + slug) for slug in named])
        return {slug: _told(mark) for slug, mark in zip(named, marks, strict=True) if mark}

    async def append(self, alert: Alert, lease: Lease | None = None) -> bool:
        """Mark the story as told on an occasion and log the alert, in one step; False when it was marked before.

        Raises Leased when `lease` was lost to another.
        """
        token, fence = (lease.token, self._keys.fence + lease.name) if lease else (0, self._keys.fence)
        names = [self._keys.alerts, self._keys.unasked + alert.slug, fence]
        words: list[Word] = [keys.RECEIPT_SECONDS, keys.ALERTS_CAP, token, token_hex(8), pieces.pack(alert)]
        words += [self._keys.unasked, self._keys.merged, alert.slug]
        words += [alert.occasion, alert.item.revision, codec.micros(alert.at)]
        done = await self._line.run(_APPEND, names, words)
        if done < 0:
            raise Leased(lease.name if lease else "")
        return bool(done)

    async def mark(self, slug: str, occasion: Occasion, revision: int, at: datetime) -> None:
        """A story stands as told at a revision, though nothing was said. An earlier mark gives way."""
        name = self._keys.unasked + slug
        record = f"{revision} {codec.micros(at)} -"
        await self._line.all([("HSET", name, occasion, record), ("EXPIRE", name, keys.RECEIPT_SECONDS)])

    async def cursor(self) -> str:
        """How far alerts are in the outbox; empty before the first."""
        return (await self._line.do("GET", self._keys.circulated) or b"").decode()

    async def advance(self, cursor: str) -> None:
        """Alerts up to here are in the outbox. A cursor that lies behind changes nothing."""
        await self._line.run(_ADVANCE, [self._keys.circulated], [keys.RECEIPT_SECONDS, cursor])


def _told(marks: dict[bytes, bytes]) -> dict[Occasion, Told]:
    told = {}
    for occasion, mark in marks.items():
        revision, at, _ = mark.split(b" ", 2)
        told[Occasion(occasion.decode())] = Told(int(revision), codec.moment(at))
    return told
