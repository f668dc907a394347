"""How the loops of a running `serve` fare.

Works on: one pulse for each loop.
Comes in: a beat of a loop.
Goes out: the last of each.
Does not know: what a loop does, or when its silence is too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.archive import codec, keys
from bot.archive.line import Line, Script, Word


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a loop was last heard of, and what was wrong then; empty when nothing was."""

    at: datetime
    note: str = ""

    @property
    def fine(self) -> bool:
        return not self.note


# KEYS: pulses. ARGV: seconds to live, loop, time in us, note, oldest time, cap. A record is its time, then the note.
_BEAT = Script("""
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3] .. ' ' .. ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[1])
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local at = tonumber(string.match(all[i + 1], '^%d+') or 0)
  local over = #all / 2 > tonumber(ARGV[6]) and all[i] ~= ARGV[2]
  if over or at < tonumber(ARGV[5]) then redis.call('HDEL', KEYS[1], all[i]) end
end
""")
DAY = 86_400


class Pulses:
    """A loop not heard of for `ttl` is dropped at the next beat of any other; all are after a day."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def beat(self, loop: str, now: datetime, note: str = "", ttl: timedelta = timedelta(minutes=10)) -> None:
        """This loop lives; `note` is what is wrong with it."""
        words: list[Word] = [
            DAY,
            codec.plain(loop),
            codec.micros(now),
            codec.plain(note),
            codec.micros(now - ttl),
            keys.PULSES_CAP,
        ]
        await self._line.run(_BEAT, [self._keys.pulses], words)

    async def clear(self) -> None:
        """Nothing serves: what was heard of any loop is forgotten."""
        await self._line.do("DEL", self._keys.pulses)

    async def read(self) -> dict[str, Pulse]:
        """The last pulse of each loop."""
        found = {}
        for loop, record in sorted((await self._line.do("HGETALL", self._keys.pulses)).items()):
            at, _, note = record.partition(b" ")
            if at.isdigit():
                found[loop.decode("utf-8", "replace")] = Pulse(codec.moment(at), note.decode("utf-8", "replace"))
        return found
