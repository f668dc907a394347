"""Who published what is held.

Works on: outlets.
Comes in: the outlets of sources and of articles read.
Goes out: all of them, by id.
Does not know: which of them is a source.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.archive import codec, keys
from bot.archive.line import Line, Script
from bot.news import Outlet

# KEYS: outlets. ARGV: seconds to live, cap, (id, outlet)... A new one beyond the cap is left out.
_PUT = Script("""
for i = 3, #ARGV, 2 do
  if redis.call('HLEN', KEYS[1]) < tonumber(ARGV[2]) or redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
""")


class Outlets:
    """Kept for 14 days from the last time any was put: as long as articles that name them."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def put(self, outlets: Iterable[Outlet]) -> None:
        """Keep outlets, replacing those of the same id."""
        records = [word for outlet in outlets for word in (outlet.id, codec.pack(outlet))]
        await self._line.run(_PUT, [self._keys.outlets], [keys.ARTICLE_SECONDS, keys.OUTLETS_CAP, *records])

    async def all(self) -> dict[str, Outlet]:
        """Every outlet, by id."""
        reply = await self._line.do("HGETALL", self._keys.outlets)
        found = (codec.outlet_in(record) for record in reply.values())
        return {outlet.id: outlet for outlet in found if outlet is not None}
