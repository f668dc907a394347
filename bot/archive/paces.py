"""When each token's next message may leave.

Works on: one mark for each scope of each token: its next even slot, and until when it is blocked.
Comes in: the scopes of a message about to leave; a scope that the platform blocked.
Goes out: a slot in all of them, or how long to wait.
Does not know: what a scope stands for, what is sent.

The server's clock counts, so that all processes and machines share one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.archive import keys
from bot.archive.line import Line, Script, Word
from bot.pace import Scope, Turn

LONGEST = 86_400.0
"""Seconds a block lasts at most, whatever a platform says."""

# All times in whole microseconds, exact in a double. KEYS: a mark ("next blocked") for each scope. ARGV: for each scope
# its time a message, its burst, whether it is wide. The arithmetic is bot.pace.grant's.
_RESERVE = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local slot, narrow, blocked, nexts, blocks = now, now, now, {}, {}
for i, key in ipairs(KEYS) do
  local every, burst, wide = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), ARGV[3 * i] == '1'
  local n, b = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)$')
  nexts[i], blocks[i] = tonumber(n or 0), tonumber(b or 0)
  local free = nexts[i] - (burst - 1) * every
  if wide then slot = math.max(slot, free) else narrow = math.max(narrow, free) end
  blocked = math.max(blocked, blocks[i])
end
if narrow > slot or blocked > now then
  return {0, string.format('%.0f', math.max(narrow, blocked) - now), string.format('%.0f', now)}
end
for i, key in ipairs(KEYS) do
  local after = math.max(nexts[i], slot) + tonumber(ARGV[3 * i - 2])
  local life = math.ceil((math.max(after, blocks[i]) - now) / 1000) + 1000
  redis.call('SET', key, string.format('%.0f %.0f', after, blocks[i]), 'PX', string.format('%.0f', life))
end
return {1, string.format('%.0f', slot - now), string.format('%.0f', slot)}
""")

# KEYS: the scope's mark. ARGV: microseconds. A block is never shortened.
_BLOCK = Script("""
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local n, b = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+)$')
n, b = tonumber(n or 0), math.max(tonumber(b or 0), now + tonumber(ARGV[1]))
local life = math.ceil((math.max(n, b) - now) / 1000) + 1000
redis.call('SET', KEYS[1], string.format('%.0f %.0f', n, b), 'PX', string.format('%.0f', life))
""")


class Paces:
    """Each mark ends when it has nothing more to say."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def reserve(self, token: str, scopes: Sequence[Scope]) -> Turn:
        """One slot in all scopes at once, or nothing. A reservation whose reply was lost is a slot unused."""
        turn, _ = await self._slot(token, scopes)
        return turn

    async def _slot(self, token: str, scopes: Sequence[Scope]) -> tuple[Turn, int]:
        """The turn, and on the server's clock in microseconds its slot, or when it was refused."""
        words: list[Word] = []
        for scope in scopes:
            words += [round(scope.every * 1e6), scope.burst, int(scope.wide)]
        names = [self._keys.mark_of(token, scope.name) for scope in scopes]
        granted, wait, at = await self._line.run(_RESERVE, names, words)
        return Turn(bool(granted), int(wait) / 1e6), int(at)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        """Nothing leaves in this scope for so many seconds (at most a day)."""
        length = round(min(max(seconds, 0.0), LONGEST) * 1e6)
        await self._line.run(_BLOCK, [self._keys.mark_of(token, scope)], [length])
