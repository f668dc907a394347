"""What every test stands on."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.store import Store

os.environ["DAYBRIEF_VECTORS"] = "false"  # measuring meanings is slow: the tests that are about it ask for it
_CONNECT, _CONNECT_EX, _SENDTO = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
_GETADDRINFO = socket.getaddrinfo


def _here(sock: socket.socket, address: Any) -> None:
    """Refuses whatever is not this machine. Unix sockets have no host."""
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0])
        if not _ours(host):
            raise RuntimeError(f"a test reached for the network: {host}")


def _ours(host: str) -> bool:
    return host.startswith("127.") or host in ("::1", "localhost", "")


def _getaddrinfo(host: Any, *arguments: Any, **kinds: Any) -> Any:
    """Names are not looked up either: every other host is unknown, as on a machine without a network."""
    name = host.decode() if isinstance(host, bytes) else host or ""
    if not _ours(name):
        raise socket.gaierror(socket.EAI_NONAME, f"a test looked up {name}")
    return _GETADDRINFO(host, *arguments, **kinds)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """No test speaks to another machine: it fails with the name of the host instead."""

    def connect(self: socket.socket, address: Any) -> None:
        _here(self, address)
        _CONNECT(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _here(self, address)
        return _CONNECT_EX(self, address)

    def sendto(self: socket.socket, *arguments: Any) -> int:
        _here(self, arguments[-1])
        return _SENDTO(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket.socket, "sendto", sendto)
        patch.setattr(socket, "getaddrinfo", _getaddrinfo)
        yield


# --- a real store: one server a worker, emptied for every test -------------------------------------------------------


@pytest.fixture(scope="session")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a running embedded server, which keeps nothing on disk: what must outlive it has its own tests."""
    from redis import Redis

    from bot.store.embedded import Embedded

    server = Embedded(tmp_path_factory.mktemp("home"))
    server.join()
    with Redis(unix_socket_path=str(server.socket)) as redis:
        redis.config_set("appendonly", "no")
    yield server.home
    server.leave()


@pytest.fixture
async def store(store_home: Path) -> AsyncIterator[Store]:
    """An open, empty store on a real server."""
    from bot import store

    held = await store.open(store_home)
    await held.redis.flushdb()
    yield held
    await held.close()


@pytest.fixture
def archive(store: Store) -> Archive:
    """An empty archive on a real server."""
    from bot.archive import Archive

    return Archive(store.redis)
