"""What chats were not told though it broke, and why.

Works on: a mark for each chat and story that a subscription left out: its filter, its quiet hours.
Comes in: those marks, many at once.
Goes out: a chat's, for whoever asks why it was not told.
Does not know: filters, hours, or what is held back for later (that is a row of the outbox).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.archive import codec, keys
from bot.archive.ledger import literal
from bot.archive.line import Line, Script, Word
from bot.news import Chat, Reason


@dataclass(frozen=True, slots=True)
class Withheld:
    """A story that a chat was not told, why, and when that was decided."""

    chat: Chat
    slug: str
    reason: Reason
    at: datetime


class _Mark(msgspec.Struct, frozen=True, array_like=True):
    at: int
    code: str
    detail: str


_mark_in = codec.Reader(_Mark)

# ARGV: prefix, cap, slack, seconds, then (chat, slug, record)... A later reason takes the place of an earlier one.
_KEEP = Script("""
local cap, slack = tonumber(ARGV[2]), tonumber(ARGV[3])
for i = 5, #ARGV, 3 do
  local name = ARGV[1] .. ARGV[i]
  redis.call('HSET', name, ARGV[i + 1], ARGV[i + 2])
  redis.call('EXPIRE', name, ARGV[4])
  if redis.call('HLEN', name) > cap + slack then
    local all, times = redis.call('HGETALL', name), {}
    for n = 1, #all, 2 do
      local read, mark = pcall(cmsgpack.unpack, all[n + 1])
      times[#times + 1] = {read and mark[1] or 0, all[n]}
    end
    table.sort(times, function(a, b) return a[1] < b[1] end)
    for n = 1, #times - cap do redis.call('HDEL', name, times[n][2]) end
  end
end
""")
BATCH = 500


class Withholdings:
    """The newest 200 of a chat (up to a tenth more between two cuts), 7 days from the last."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def keep(self, some: Sequence[Withheld]) -> None:
        """Remember what was left out."""
        caps = (keys.WITHHELD_CAP, keys.WITHHELD_CAP // keys.SLACK, keys.ROW_SECONDS)
        for start in range(0, len(some), BATCH):
            words: list[Word] = [self._keys.withheld, *caps]
            for one in some[start : start + BATCH]:
                mark = _Mark(codec.micros(one.at), one.reason.code, one.reason.detail)
                words += [codec.plain(str(one.chat)), codec.plain(one.slug), codec.pack(mark)]
            await self._line.run(_KEEP, [], words)

    async def of(self, chat: Chat) -> dict[str, Withheld]:
        """What a chat was not told, by slug."""
        found = await self._line.do("HGETALL", self._name(chat))
        read = {slug.decode("utf-8", "replace"): _mark_in(record) for slug, record in found.items()}
        return {
            slug: Withheld(chat, slug, Reason(mark.code, mark.detail), codec.moment(mark.at))
            for slug, mark in read.items() if mark is not None
        }  # fmt: skip

    async def tally(self, since: datetime) -> Counter[str]:
        """How many stories chats were not told since then, by the reason's code; chats a portion at a time."""
        reasons, oldest = Counter[str](), codec.micros(since)
        async for names in self._line.portions(literal(self._keys.withheld) + "*"):
            for records in await self._line.all([("HVALS", codec.plain(name)) for name in names]):
                marks = [mark for record in records if (mark := _mark_in(record)) is not None]
                reasons.update(mark.code for mark in marks if mark.at >= oldest)
        return reasons

    async def forget(self, chat: Chat) -> int:
        """Delete what a chat was not told; 1 when there was anything."""
        return int(await self._line.do("DEL", self._name(chat)))

    def _name(self, chat: Chat) -> str:
        return self._keys.withheld + codec.plain(str(chat)).decode()
