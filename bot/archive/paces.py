"""When each token's next message may leave.

Works on: one mark for each scope of each token: its next even slot, until when it is blocked, how far its line has
    moved back, how much of its rate is used.
Comes in: the scopes of a message about to leave; a scope that the platform blocked; messages that came late.
Goes out: a slot in all of them, or how long to wait.
Does not know: what a scope stands for, what is sent.

The server's clock counts, so that all processes and machines share one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from bot.archive import keys
from bot.archive.line import Line, Script, Word
from bot.pace import FALL, LEAST, RISE, Scope, Turn

LONGEST = 86_400.0
"""Seconds a block lasts at most, whatever a platform says."""

# All times in whole microseconds, shares in thousand millionths, exact in a double. A mark: "next blocked lag share".
# The arithmetic is that of bot.pace.grant and bot.pace.Mark.
_MARKS = f"""
local t = redis.call('TIME')
local now, whole = t[1] * 1000000 + t[2], 1000000000
local function mark(key, first)
  local n, b, l, s = string.match(redis.call('GET', key) or '', '^(%d+) (%d+) ?(%d*) ?(%d*)$')
  return tonumber(n or 0), tonumber(b or 0), tonumber(l or 0) or 0, tonumber(s or first) or whole
end
local function keep(key, n, b, l, s)
  local life = math.ceil((math.max(n, b) - now) / 1000) + 1000
  if s < whole then life = math.max(life, {keys.PACE_LIFE // timedelta(milliseconds=1)}) end
  redis.call('SET', key, string.format('%.0f %.0f %.0f %.0f', n, b, l, s), 'PX', string.format('%.0f', life))
end
"""

# KEYS: a mark for each scope. ARGV: how far ahead a slot may be (empty: any), then for each scope its time a message,
# its burst, whether it is wide, its first share. Gives 1 (0: not yet, 2: too long a line), the wait, the slot, lags.
_RESERVE = Script(
    _MARKS
    + f"""
local slot, narrow, blocked, held, lags = now, now, now, {{}}, {{}}
for i, key in ipairs(KEYS) do
  local burst, wide = tonumber(ARGV[4 * i - 1]), ARGV[4 * i] == '1'
  local n, b, l, s = mark(key, ARGV[4 * i + 1])
  local each = math.floor(tonumber(ARGV[4 * i - 2]) * whole / s + 0.5)
  held[i], lags[i] = {{n, b, l, s, each}}, string.format('%.0f', l)
  local free = n - (burst - 1) * each
  if wide then slot = math.max(slot, free) else narrow = math.max(narrow, free) end
  blocked = math.max(blocked, b)
end
if narrow > slot or blocked > now then
  return {{0, string.format('%.0f', math.max(narrow, blocked) - now), string.format('%.0f', now)}}
end
local ahead = tonumber(ARGV[1])
if ahead and slot - now > ahead then
  return {{2, string.format('%.0f', slot - now - ahead / 2), string.format('%.0f', now)}}
end
for i, key in ipairs(KEYS) do
  local n, b, l, s, each = unpack(held[i])
  keep(key, math.max(n, slot) + each, b, l, math.min(whole, s + {RISE * 1e3!r} * each))
end
return {{1, string.format('%.0f', slot - now), string.format('%.0f', slot), unpack(lags)}}
"""
)

# KEYS: the scope's mark. ARGV: microseconds. A block is never shortened; all refusals until it ends are one.
_BLOCK = Script(
    _MARKS
    + f"""
local n, b, l, s = mark(KEYS[1])
if b <= now then s = math.min(s, math.max({LEAST} * whole, {FALL} * s)) end
keep(KEYS[1], n, math.max(b, now + tonumber(ARGV[1])), l, s)
"""
)

# KEYS: a mark for each scope. ARGV: for each the lag a slot was granted at, how late its message was beyond the slack.
_DELAY = Script(
    _MARKS
    + """
for i, key in ipairs(KEYS) do
  local n, b, l, s = mark(key)
  local lag, least = tonumber(ARGV[2 * i - 1]), ARGV[2 * i - 1] + ARGV[2 * i]
  if n > 0 and lag <= l and l < least then keep(key, n + least - l, b, least, s) end
end
"""
)

# KEYS: a mark for each scope. Whether any is blocked.
_SHUT = Script(
    _MARKS
    + """
for _, key in ipairs(KEYS) do
  local _, b = mark(key)
  if b > now then return 1 end
end
return 0
"""
)


class Paces:
    """A mark ends when it has nothing more to say; one below its full rate is remembered for a day."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def reserve(self, token: str, scopes: Sequence[Scope]) -> Turn:
        """One slot in all scopes at once, or nothing. A reservation whose reply was lost is a slot unused."""
        turn, _ = await self._slot(token, scopes)
        return turn

    async def _slot(self, token: str, scopes: Sequence[Scope]) -> tuple[Turn, int]:
        """The turn, and on the server's clock in microseconds its slot, or when it was refused."""
        ahead = min(scope.ahead for scope in scopes)
        words: list[Word] = ["" if ahead == math.inf else round(ahead * 1e6)]
        for scope in scopes:
            words += [round(scope.every * 1e6), scope.burst, int(scope.wide), round(scope.first * 1e9)]
        names = [self._keys.mark_of(token, scope.name) for scope in scopes]
        granted, wait, at, *lags = await self._line.run(_RESERVE, names, words)
        turn = Turn(granted == 1, int(wait) / 1e6, granted == 2, tuple(int(lag) / 1e6 for lag in lags))
        return turn, int(at)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        """Nothing leaves in this scope for so many seconds (at most a day), and then more slowly."""
        length = round(min(max(seconds, 0.0), LONGEST) * 1e6)
        await self._line.run(_BLOCK, [self._keys.mark_of(token, scope)], [length])

    async def shut(self, token: str, scopes: Sequence[str]) -> bool:
        """Whether any of these scopes is blocked."""
        return bool(await self._line.run(_SHUT, [self._keys.mark_of(token, scope) for scope in scopes]))

    async def delay(self, token: str, late: Sequence[tuple[str, float, float]]) -> None:
        """Messages came later than a scope can bear: its name, the lag at their slot, how much too late."""
        names = [self._keys.mark_of(token, name) for name, _, _ in late]
        words = [round(seconds * 1e6) for _, lag, more in late for seconds in (lag, more)]
        await self._line.run(_DELAY, names, words)
