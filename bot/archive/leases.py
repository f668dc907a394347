"""Who may do what only one may do at a time.

Works on: a name.
Comes in: a wish to hold it for a while.
Goes out: a `Lease` with a fencing token that grows with every holder; `Leased` while another holds it.
Does not know: what is done under it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from weakref import WeakKeyDictionary

from bot.archive import keys
from bot.archive.line import Line, Script
from bot.store import StoreError

# KEYS: lease, fence. ARGV: owner, ms, seconds the fence lives. Asking twice (a lost reply) gives the same token.
_TAKE = Script("""
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return tonumber(redis.call('GET', KEYS[2]))
end
if holder then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local token = redis.call('INCR', KEYS[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return token
""")

_RENEW = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
""")

_RELEASE = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


_LEFT: WeakKeyDictionary[Line, dict[str, str]] = WeakKeyDictionary()
"""Owners whose lease may still stand, though nobody here holds it: the store was away when it was taken or released."""


class Leased(StoreError):
    """Somebody else holds the lease, or took it from us."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Another Daybrief is at work on {name!r}: it goes on as soon as that one is done")
        self.name = name


@dataclass(slots=True)
class Lease:
    """Held while `held`; `token` grows with each holder, and writes made with an older one are refused."""

    name: str
    token: int
    held: bool = True


@asynccontextmanager
async def lease(line: Line, realm: keys.Keys, name: str, ttl: timedelta) -> AsyncIterator[Lease]:
    """Hold a name for the length of a block, renewed at each third of `ttl`. Raises Leased at once when taken."""
    key, ms = realm.lease + name, int(ttl.total_seconds() * 1000)
    left = _LEFT.setdefault(line, {})
    owner = left.pop(key, "") or token_hex(8)
    try:
        token = await line.run(_TAKE, [key, realm.fence + name], [owner, ms, keys.FENCE_SECONDS])
    except BaseException:
        left[key] = owner  # it may be ours
        raise
    if not token:
        raise Leased(name)
    mine = Lease(name, token)
    renewal = asyncio.create_task(_renew(line, mine, key, owner, ms))
    try:
        yield mine
    finally:
        try:
            renewal.cancel()
            await asyncio.gather(renewal, return_exceptions=True)  # its cancelling is swallowed, ours is not
        finally:
            left[key] = owner
            with suppress(StoreError):  # it ends by itself, and until then it is ours to take again
                await line.run(_RELEASE, [key], [owner])
                left.pop(key, None)


async def _renew(line: Line, mine: Lease, key: str, owner: str, ms: int) -> None:
    """Keep it until cancelled or lost. A store out of reach is asked again: the lease may outlast the gap."""
    while mine.held:
        await asyncio.sleep(ms / 3000)
        with suppress(StoreError):
            mine.held = bool(await line.run(_RENEW, [key], [owner, ms]))
