"""The alert log.

Works on: a log of alerts, a mark for each story that had one, and how far the log was circulated.
Comes in: an alert.
Goes out: the same once, in order, after a cursor.
Does not know: what deserves an alert, who follows.
"""

from __future__ import annotations

from collections.abc import Collection
from secrets import token_hex

from bot.archive import keys, pieces
from bot.archive.leases import Lease, Leased
from bot.archive.line import Line, Script, Word
from bot.archive.logbook import Logbook
from bot.news import Alert

# KEYS: alerts, the slug's mark, fence. ARGV: seconds to live, cap, token of the lease or 0, what this write is known
# by, alert, prefix of marks, prefix of merged, slug. Marks the slug and what took it over. -1 when the lease was lost.
_APPEND = Script("""
local token = tonumber(ARGV[3])
if token > 0 and tonumber(redis.call('GET', KEYS[3]) or '0') > token then return -1 end
local held = redis.call('GET', KEYS[2])
if held then return held == ARGV[4] and 1 or 0 end
local slug = ARGV[8]
for _ = 1, 32 do
  local into = redis.call('GET', ARGV[7] .. slug)
  if not into then break end
  slug = into
end
local taken = redis.call('EXISTS', ARGV[6] .. slug) == 1
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[1])
redis.call('SET', ARGV[6] .. slug, ARGV[4], 'EX', ARGV[1])
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


class Alerts(Logbook[Alert]):
    """The log is kept for 90 days from the last alert; so is each mark, which outlives its story."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        super().__init__(line, realm.alerts, "alert", Alert)
        self._keys = realm

    async def alerted(self, slugs: Collection[str]) -> set[str]:
        """Those of these slugs that had an alert, or took over a story that had one."""
        named = list(slugs)
        marks = await self._line.many([self._keys.alerted + slug for slug in named])
        return {slug for slug, mark in zip(named, marks, strict=True) if mark is not None}

    async def append(self, alert: Alert, lease: Lease | None = None) -> bool:
        """Mark the story as alerted and log the alert, in one step; False when it was marked before.

        Raises Leased when `lease` was lost to another.
        """
        token, fence = (lease.token, self._keys.fence + lease.name) if lease else (0, self._keys.fence)
        names = [self._keys.alerts, self._keys.alerted + alert.slug, fence]
        words: list[Word] = [keys.RECEIPT_SECONDS, keys.ALERTS_CAP, token, token_hex(8), pieces.pack(alert)]
        done = await self._line.run(_APPEND, names, [*words, self._keys.alerted, self._keys.merged, alert.slug])
        if done < 0:
            raise Leased(lease.name if lease else "")
        return bool(done)

    async def cursor(self) -> str:
        """How far alerts are in the outbox; empty before the first."""
        return (await self._line.do("GET", self._keys.circulated) or b"").decode()

    async def advance(self, cursor: str) -> None:
        """Alerts up to here are in the outbox. A cursor that lies behind changes nothing."""
        await self._line.run(_ADVANCE, [self._keys.circulated], [keys.RECEIPT_SECONDS, cursor])
