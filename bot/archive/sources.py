"""Where articles come from, and what the wire remembers of each place.

Works on: the sources an operator added, and the state of every source between two polls.
Comes in: sources; states after a poll.
Goes out: the same, all states in one round trip.
Does not know: how a source is polled, nor the default sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.archive import codec, keys
from bot.archive.line import MOST, Line, Script
from bot.news import Source, SourceState
from bot.store import StoreError
from bot.text import digest

# KEYS: sources. ARGV: cap, address, source.
_ADD = Script("""
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
""")

# KEYS: (state, known)... ARGV: seconds to live, (state, known or empty)...
_SAVE = Script("""
for i = 1, #KEYS, 2 do
  redis.call('SET', KEYS[i], ARGV[i + 1], 'EX', ARGV[1])
  if ARGV[i + 2] == '' then redis.call('EXPIRE', KEYS[i + 1], ARGV[1])
  else redis.call('SET', KEYS[i + 1], ARGV[i + 2], 'EX', ARGV[1]) end
end
""")


class Sources:
    """The operator's list (without end, capped) and polling states (30 days from the last poll)."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def add(self, source: Source) -> None:
        """Keep a source, replacing one of the same address. Raises StoreError when the list is full."""
        if not await self._line.run(_ADD, [self._keys.sources], [keys.SOURCES_CAP, source.url, codec.pack(source)]):
            raise StoreError(f"There are {keys.SOURCES_CAP:,} sources, which is the most: remove some first")

    async def remove(self, url: str, defaults: Iterable[Source] = ()) -> bool:
        """Forget a source and its state; a default one is marked as removed. False when there was none."""
        record = await self._line.do("HGET", self._keys.sources, url)
        default = any(source.url == url for source in defaults)
        if not (record or (default and record is None)):
            return False
        drop = ("HSET", self._keys.sources, url, b"") if default else ("HDEL", self._keys.sources, url)
        await self._line.all([drop, ("DEL", *self._names(url))])
        return True

    async def list(self) -> list[Source]:
        """All that were added, by outlet and address."""
        return sorted((source for source in (await self._held()).values() if source), key=_by_outlet)

    async def listed(self, defaults: Iterable[Source]) -> Sequence[Source]:
        """The default sources without those removed, and those added, by outlet and address."""
        both = {source.url: source for source in defaults} | await self._held()
        return sorted((source for source in both.values() if source), key=_by_outlet)

    async def _held(self) -> dict[str, Source | None]:
        """By address what was added; None for what was removed."""
        reply = await self._line.do("HGETALL", self._keys.sources)
        return {url.decode(): codec.source_in(record) for url, record in reply.items()}

    async def states(self, urls: Sequence[str]) -> dict[str, SourceState]:
        """The states of these addresses; one never polled is missing. `known` is read only when looked into."""
        names = [key for url in urls for key in self._names(url)]
        records = await self._line.many(names)
        pairs = zip(urls, records[::2], records[1::2], strict=True)
        return {url: state for url, record, known in pairs if (state := codec.state_in(record, known)) is not None}

    async def save(self, states: Iterable[SourceState]) -> None:
        """Keep states. A `known` that is still the object read from here is not written again."""
        rows = [(self._names(state.url), (codec.state_out(state), _known(state))) for state in states]
        for start in range(0, len(rows), MOST):
            some = rows[start : start + MOST]
            names = [key for pair, _ in some for key in pair]
            await self._line.run(_SAVE, names, [keys.STATE_SECONDS, *(record for _, pair in some for record in pair)])

    def _names(self, url: str) -> tuple[str, str]:
        mark = digest(url)
        return self._keys.state + mark, self._keys.known + mark


def _by_outlet(source: Source) -> tuple[str, str]:
    return source.outlet.name.casefold(), source.url


def _known(state: SourceState) -> bytes:
    return b"" if isinstance(state.known, codec.Known) else codec.known_out(state.known)
