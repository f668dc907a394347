"""The line to the server.

Works on: commands and scripts.
Comes in: names, keys and bytes from the other files of this room.
Goes out: replies in bytes; StoreError, and nothing else of the client library's.
Does not know: what the keys mean.

Commands may be sent twice (the client retries after a lost connection): every write here must bear that.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from bot.store import border

if TYPE_CHECKING:
    from redis.asyncio import Redis

MOST = 1_000
"""Keys in one command, so that no other client waits long."""
READS = frozenset({"EXISTS", "GET", "HGET", "HGETALL", "HKEYS", "HLEN", "HMGET", "HVALS", "MGET", "SCAN", "SMEMBERS"})
"""Commands after which nothing has to reach the disk; there are more of them, and for those one waits in vain."""
MARKED = 60
"""Seconds that a mark of what is on disk is kept."""

Word = str | bytes | int | float


@contextmanager
def _heeding() -> Iterator[None]:
    """The border, at which no cancelling is lost: `asyncio.wait_for` of Python 3.11, with which the client sends, drops
    one that comes in the moment the reply does, and whoever called the task off would wait for ever.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    with border():
        yield
    if task and task.cancelling() > before:
        raise asyncio.CancelledError


class Script:
    """A Lua script, known to the server by its digest."""

    __slots__ = ("digest", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.digest = sha1(source.encode(), usedforsecurity=False).hexdigest()


class Line:
    """Sends one command, many at once, or a script. Raises StoreError.

    `writes` counts what was acknowledged and may have changed something.
    """

    def __init__(self, redis: Redis) -> None:
        self.writes = 0
        self._redis = redis
        self._send: Callable[..., Awaitable[Any]] = redis.execute_command

    async def do(self, *words: Word) -> Any:
        """One command and its reply."""
        with _heeding():
            reply = await self._send(*words)
        self.writes += words[0] not in READS
        return reply

    async def all(self, commands: Sequence[Sequence[Word]]) -> list[Any]:
        """Many commands in one round trip, not atomic; their replies in order."""
        if not commands:
            return []
        with _heeding():
            async with self._redis.pipeline(transaction=False) as pipe:
                for words in commands:
                    pipe.execute_command(*words)
                replies = list(await pipe.execute())
        self.writes += any(words[0] not in READS for words in commands)
        return replies

    async def run(self, script: Script, keys: Sequence[str], words: Sequence[Word] = ()) -> Any:
        """A script, atomically."""
        from redis.exceptions import NoScriptError

        with _heeding():
            try:
                reply = await self._send("EVALSHA", script.digest, len(keys), *keys, *words)
            except NoScriptError:
                reply = await self._send("EVAL", script.source, len(keys), *keys, *words)
        self.writes += 1
        return reply

    async def on_disk(self, mark: str, seconds: float) -> bool | None:
        """Writes a mark and waits until it is on the server's disk; False when that takes longer, None unsaid."""
        from redis.exceptions import ResponseError

        with _heeding():
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.execute_command("SET", mark, b"", "EX", MARKED)
                pipe.execute_command("WAITAOF", 1, 0, round(seconds * 1000))
                written, reply = await pipe.execute(raise_on_error=False)
            if isinstance(written, Exception):
                raise written
            return None if isinstance(reply, ResponseError) else bool(reply[0])

    async def many(self, keys: Sequence[str]) -> list[bytes | None]:
        """The values of any number of string keys."""
        found: list[bytes | None] = []
        for start in range(0, len(keys), MOST):
            found += await self.do("MGET", *keys[start : start + MOST])
        return found

    async def scan(self, pattern: str) -> list[str]:
        """Every key of a glob pattern, once, sorted."""
        found: set[bytes] = set()
        cursor: int | bytes = 0
        while True:
            cursor, some = await self.do("SCAN", cursor, "MATCH", pattern, "COUNT", MOST)
            found.update(some)
            if not int(cursor):
                return sorted(key.decode("utf-8", "replace") for key in found)

    async def portions(self, pattern: str) -> AsyncIterator[list[str]]:
        """Every key of a glob pattern, some at a time; one may come twice while keys come and go."""
        cursor: int | bytes = 0
        while True:
            cursor, some = await self.do("SCAN", cursor, "MATCH", pattern, "COUNT", MOST)
            if some:
                yield [key.decode("utf-8", "replace") for key in some]
            if not int(cursor):
                return
