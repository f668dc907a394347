"""Finds, adopts or starts the Redis or Valkey server that remembers everything.

Works on: one folder and the server that keeps its data there, or the address of somebody else's server.
Comes in: the folder, and the URL when one is set.
Goes out: a connected `Store`; `StoreError` with the cure.
Does not know: a single key, nor what is kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.store.embedded import Embedded
from bot.store.errors import StoreError, border

if TYPE_CHECKING:
    from pydantic import SecretStr
    from redis.asyncio import Redis

__all__ = ["OLDEST", "Store", "StoreError", "border", "open"]

CONNECTIONS, WAITING = 64, 20.0
OLDEST = (6, 2)
"""The first version with every command used here (XADD MINID, SET with GET, XAUTOCLAIM)."""


@dataclass(slots=True)
class Store:
    """A connected client (replies in bytes), whether the server is ours, and its address as it may be shown."""

    redis: Redis
    embedded: bool
    shown: str
    _server: Embedded | None = field(default=None, repr=False)

    async def close(self) -> None:
        """Leave. The last process to leave an embedded server shuts it down, with everything on disk."""
        await self.redis.aclose()
        if self._server is not None:
            await asyncio.to_thread(self._server.leave)


async def open(home: Path, url: SecretStr | str = "") -> Store:
    """The store: at `url` when given, else the embedded one under `home`. Raises StoreError."""
    address = url if isinstance(url, str) else url.get_secret_value()
    return await (_at(address) if address else _embedded(home))


# --- a server at an address -------------------------------------------------------------------------------------------


def _shown(address: str) -> str:
    """The address without name, password and query."""
    try:
        parts = urlsplit(address)
        place = (
            parts.path if parts.scheme == "unix" else f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
        )
    except ValueError:
        return "DAYBRIEF_REDIS_URL"
    return f"{parts.scheme}://{place}{'' if parts.scheme == 'unix' else parts.path}"


def _options(retries: int = 5) -> dict[str, Any]:
    """How we talk: patient with a restart, no extra commands at connecting (RESP2, no CLIENT SETINFO)."""
    from redis.asyncio.retry import Retry
    from redis.backoff import ExponentialWithJitterBackoff

    return {
        "protocol": 2, "driver_info": None, "socket_timeout": 15.0, "socket_connect_timeout": 5.0,
        "retry": Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), retries),
    }  # fmt: skip


def _room() -> dict[str, Any]:
    """How many talk at once; the others wait for their turn, where the library would turn them away."""
    return {"max_connections": CONNECTIONS, "timeout": WAITING}


async def _at(address: str) -> Store:
    """Connect to an operator's own server and make sure that it will do."""
    from redis.asyncio import BlockingConnectionPool, Redis
    from redis.exceptions import NoPermissionError

    shown = _shown(address)
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise StoreError("DAYBRIEF_REDIS_URL must begin with redis://, rediss:// or unix://")
    try:
        redis = Redis.from_pool(BlockingConnectionPool.from_url(address, **_room(), **_options()))
    except (ValueError, TypeError):
        raise StoreError("DAYBRIEF_REDIS_URL cannot be read: write redis://:PASSWORD@HOST:PORT/0") from None
    try:
        with border(shown):
            try:
                _suitable(await redis.info("server"), shown)
            except NoPermissionError:  # a hosted server may keep INFO to itself
                await redis.ping()
    except BaseException:
        await redis.aclose()
        raise
    return Store(redis, False, shown)


def _suitable(server: dict[str, Any], shown: str) -> None:
    """Raises StoreError for a server too old, or a cluster node. Pure."""
    version = str(server.get("redis_version", ""))
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers and numbers < OLDEST:
        raise StoreError(f"{shown} is version {version}: Daybrief needs Redis 6.2 or later, or any Valkey")
    if server.get("redis_mode") == "cluster":
        raise StoreError(f"{shown} is a node of a cluster, which this version cannot use: name a single server")


# --- our own server ---------------------------------------------------------------------------------------------------


async def _embedded(home: Path) -> Store:
    """Adopt or start the embedded server, and connect. The client finds it again after a crash."""
    server = Embedded(home)
    await asyncio.to_thread(server.join)
    return Store(_client(server), True, "embedded", server)


def _client(server: Embedded) -> Redis:
    """A client whose every new connection first makes sure that the server lives."""
    from redis.asyncio import BlockingConnectionPool, Redis, UnixDomainSocketConnection

    class Reviving(UnixDomainSocketConnection):
        async def _connect(self) -> None:
            try:
                await super()._connect()  # type: ignore[no-untyped-call]
            except OSError:
                self.path = await asyncio.to_thread(server.ensure)
                await super()._connect()  # type: ignore[no-untyped-call]

    pool = BlockingConnectionPool(connection_class=Reviving, path=server.socket, **_room(), **_options())
    return Redis.from_pool(pool)
