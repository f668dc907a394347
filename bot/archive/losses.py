"""The log of what was published and is no longer supported, and how far it is put right.

Works on: a log of corrections, which `Stories.put` writes with the cursor of placing, so that each is logged once.
Comes in: a cursor.
Goes out: the corrections after it, in order; batches of them that stay the same until they are done.
Does not know: who was told, who delivers them.
"""

from __future__ import annotations

from bot.archive import keys
from bot.archive.line import Line, Script, Word
from bot.archive.logbook import Logbook
from bot.news import Correction

# Cursors as two numbers that compare.
_PLACE = """
local function place(cursor)
  local ms, seq = string.match(cursor or '', '^(%d+)-?(%d*)$')
  return tonumber(ms or 0), tonumber(seq == '' and 0 or seq or 0)
end
local function behind(one, other)
  local ms, seq = place(one)
  local oms, oseq = place(other)
  return ms < oms or (ms == oms and seq < oseq)
end
"""

# KEYS: corrected. ARGV: seconds to live, the cursor it was read after, where the batch ends. The end of the batch under
# way, which is this one where none was; nothing where others have gone on since.
_PLAN = Script(
    _PLACE
    + """
local done, upto = unpack(redis.call('HMGET', KEYS[1], 'done', 'upto'))
if (done or '') ~= ARGV[2] then return nil end
if upto and behind(done, upto) then return upto end
redis.call('HSET', KEYS[1], 'upto', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return ARGV[3]
"""
)

# KEYS: corrected. ARGV: seconds to live, cursor. It never goes back.
_ADVANCE = Script(
    _PLACE
    + """
if behind(redis.call('HGET', KEYS[1], 'done'), ARGV[2]) then redis.call('HSET', KEYS[1], 'done', ARGV[2]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
"""
)


class Losses(Logbook[Correction]):
    """The newest 10,000, kept for 90 days from the last."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        super().__init__(line, realm.losses, "correction", Correction)
        self._corrected = realm.corrected

    async def cursor(self) -> str:
        """How far corrections are in the outbox; empty before the first."""
        return (await self._line.do("HGET", self._corrected, "done") or b"").decode()

    async def plan(self, cursor: str, upto: str) -> str:
        """Where the batch after a cursor ends: at `upto`, or where it was begun to be put out before.

        Empty where the cursor has gone on since it was read.
        """
        words: list[Word] = [keys.RECEIPT_SECONDS, cursor, upto]
        return (await self._line.run(_PLAN, [self._corrected], words) or b"").decode()

    async def advance(self, cursor: str) -> None:
        """Corrections up to here are in the outbox. A cursor that lies behind changes nothing."""
        await self._line.run(_ADVANCE, [self._corrected], [keys.RECEIPT_SECONDS, cursor])
