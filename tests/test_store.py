"""The store is found, adopted or started; nothing is lost; what is wrong is said with its cure."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis import exceptions as known

from bot import store
from bot.store import embedded, errors
from bot.store.embedded import Embedded

# A process of its own: joins, says which server it found, then obeys: "set", "close"; killed at any time.
MEMBER = """
import asyncio, sys
from pathlib import Path
from bot import store

async def main():
    held = await store.open(Path(sys.argv[1]))
    print((await held.redis.info("server"))["process_id"], flush=True)
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        if line == "set":
            await held.redis.set("daybrief:test", "kept")
        if line == "close":
            await held.close()
            print("closed", flush=True)
            return
        print("done", flush=True)

asyncio.run(main())
"""


class Member:
    """Another Daybrief process on the same folder."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-c", MEMBER, str(home)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.server = 0

    def joined(self) -> int:
        """The process id of the server it found or started."""
        self.server = int(self.hear())
        return self.server

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def obey(self, order: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.hear()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


@contextmanager
def members(home: Path, count: int) -> Iterator[list[Member]]:
    """Processes that start at the same instant; whatever is left of them is swept up afterwards."""
    started = [Member(home) for _ in range(count)]
    try:
        yield started
    finally:
        for member in started:
            member.kill()
        last = Embedded(home)
        last.join()
        last.leave()


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    except ProcessLookupError:
        return False


def end(pid: int) -> None:
    """kill -9, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    assert embedded._wait(lambda: not alive(pid), 10)


async def value(home: Path) -> bytes | None:
    held = await store.open(home)
    try:
        found: bytes | None = await held.redis.get("daybrief:test")
        return found
    finally:
        await held.close()


@contextmanager
def listening(folder: Path, replies: Iterator[bytes]) -> Iterator[str]:
    """A unix socket where each connection is answered with the next reply; its path."""
    place = str(folder / "s")
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(place)
        ear.listen()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = ear.accept()
                    with line:
                        line.recv(64)
                        line.sendall(next(replies))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield place
        finally:
            ear.shutdown(socket.SHUT_RDWR)
            thread.join()


def socket_of(home: Path) -> Path:
    return Path((home / "store" / "socket").read_text())


async def server_of(held: store.Store) -> int:
    found: int = (await held.redis.info("server"))["process_id"]
    return found


# --- one server for everybody ----------------------------------------------------------------------------------------


async def test_a_first_process_starts_a_server_and_the_last_stops_it(tmp_path: Path) -> None:
    held = await store.open(tmp_path / "home")
    pid = await server_of(held)
    assert (held.embedded, held.shown, alive(pid)) == (True, "embedded", True)
    await held.close()
    assert not alive(pid)


def test_processes_starting_at_the_same_instant_share_one_server(tmp_path: Path) -> None:
    with members(tmp_path, 4) as together:
        assert len({member.joined() for member in together}) == 1


def test_the_server_stays_until_the_last_process_leaves(tmp_path: Path) -> None:
    with members(tmp_path, 2) as (first, second):
        pid = first.joined()
        assert second.joined() == pid
        assert first.obey("close") == "closed"
        assert alive(pid)
        assert second.obey("close") == "closed"
        assert not alive(pid)


async def test_killing_a_process_loses_nothing_and_its_server_is_adopted(tmp_path: Path) -> None:
    with members(tmp_path, 1) as (member,):
        pid = member.joined()
        member.obey("set")
        member.kill()
        held = await store.open(tmp_path)
        assert (await server_of(held), await held.redis.get("daybrief:test")) == (pid, b"kept")
        await held.close()
        assert not alive(pid)


def test_a_killed_process_does_not_keep_the_others_from_being_last(tmp_path: Path) -> None:
    with members(tmp_path, 2) as (first, second):
        pid = first.joined()
        second.joined()
        first.kill()
        assert second.obey("close") == "closed"
        assert not alive(pid)


async def test_killing_the_server_loses_nothing(tmp_path: Path) -> None:
    with members(tmp_path, 1) as (member,):
        pid = member.joined()
        member.obey("set")
        end(pid)
        assert await value(tmp_path) == b"kept"


async def test_an_open_store_survives_the_death_of_its_server(tmp_path: Path) -> None:
    held = await store.open(tmp_path)
    await held.redis.set("daybrief:test", "kept")
    pid = await server_of(held)
    end(pid)
    assert await held.redis.get("daybrief:test") == b"kept"
    assert await server_of(held) != pid
    await held.close()


async def test_a_clean_end_keeps_everything(tmp_path: Path) -> None:
    held = await store.open(tmp_path)
    await held.redis.set("daybrief:test", "kept")
    await held.close()
    assert await value(tmp_path) == b"kept"


async def test_a_server_whose_socket_was_swept_away_is_replaced(tmp_path: Path) -> None:
    held = await store.open(tmp_path)
    await held.redis.set("daybrief:test", "kept")
    pid = await server_of(held)
    socket_of(tmp_path).unlink()
    assert await value(tmp_path) == b"kept"
    assert not alive(pid)
    await held.close()


async def test_a_stale_socket_is_no_obstacle(tmp_path: Path) -> None:
    place = embedded._run_folder(tmp_path) / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(place))
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "socket").write_text(str(place))
    assert await value(tmp_path) is None


async def test_a_closed_store_does_not_start_a_server_again(tmp_path: Path) -> None:
    held = await store.open(tmp_path)
    await held.close()
    with pytest.raises(store.StoreError, match="closed"), store.border():
        await held.redis.get("daybrief:test")


async def test_a_long_path_still_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30) / ("longer" * 20)
    assert await value(home) is None
    assert len((home / "store" / "socket").read_text()) < 100


async def test_the_data_and_the_socket_are_for_their_owner_only(tmp_path: Path) -> None:
    held = await store.open(tmp_path / "home")
    place = socket_of(tmp_path / "home")
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "home" / "store", place.parent, place)]
    await held.close()
    assert modes == [0o700, 0o700, 0o700]
    assert not place.parent.exists()


# --- what can be wrong with the folder -------------------------------------------------------------------------------


async def test_a_home_inside_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(store.StoreError, match="DAYBRIEF_HOME to another folder"):
        await store.open(tmp_path / "file" / "home")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "no", "/home/x"), "Cannot write in /home/x: allow it"),
        (OSError(errno.ENOSPC, "full"), "disk of .* is full"),
        (OSError(errno.EIO, "broken"), r"\(broken\)"),
    ],
)
def test_trouble_with_the_disk_is_said_with_its_cure(error: OSError, said: str) -> None:
    with pytest.raises(store.StoreError, match=said), embedded._disk(Path("/home")):
        raise error


async def test_a_run_folder_that_is_a_link_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    place = embedded._run_folder(tmp_path / "home")
    place.rmdir()
    place.symlink_to(tmp_path)
    with pytest.raises(store.StoreError, match="belongs to somebody else"):
        await store.open(tmp_path / "home")


def test_a_run_folder_others_may_enter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    embedded._run_folder(tmp_path).chmod(0o755)
    with pytest.raises(store.StoreError, match="belongs to somebody else"):
        embedded._run_folder(tmp_path)


def test_a_long_runtime_folder_gives_way_to_a_short_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("long" * 25)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    place = embedded._run_folder(tmp_path)
    place.rmdir()
    assert place.parent == Path("/tmp")


def test_without_a_server_for_this_machine_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(store.StoreError, match="set DAYBRIEF_REDIS_URL"):
        embedded.find_binary("no_such_wheel")


def test_a_server_on_the_path_is_the_next_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "redis-server").symlink_to(sys.executable)
    assert embedded.find_binary("no_such_wheel") == str(tmp_path / "redis-server")


def test_a_wheel_without_a_server_that_runs_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    binary = tmp_path / "half_a_wheel" / "_binaries" / "somewhere" / "valkey-server"
    binary.parent.mkdir(parents=True)
    binary.write_text("")
    with pytest.raises(store.StoreError, match="No Valkey server"):
        embedded.find_binary("half_a_wheel")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'bad directive'; exit 1", "bad directive"),
        ("echo 'No space left on device'; exit 1", "full"),
        ("exit 1", "no reason"),
    ],
)
def test_a_server_that_does_not_start_is_quoted(tmp_path: Path, script: str, said: str) -> None:
    binary = tmp_path / "valkey-server"
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)
    with pytest.raises(store.StoreError, match=said):
        Embedded(tmp_path / "home", str(binary)).join()


def test_a_server_that_hangs_while_starting_is_given_up(tmp_path: Path) -> None:
    binary = tmp_path / "valkey-server"
    binary.write_text("#!/bin/sh\nexec sleep 60\n")
    binary.chmod(0o755)
    with pytest.raises(store.StoreError, match="does not start"):
        Embedded(tmp_path / "home", str(binary), patience=-4.9).join()


def test_a_server_that_never_serves_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(store.StoreError, match="did not start"):
        Embedded(tmp_path / "home", shutil.which("true") or "", patience=0.05).join()


@pytest.mark.parametrize(("loads", "served"), [(2, True), (10_000, False)])
def test_a_server_still_loading_is_waited_for_within_reason(tmp_path: Path, loads: int, served: bool) -> None:
    replies = iter([b"-LOADING data\r\n"] * loads + [b"+PONG\r\n"])
    with listening(tmp_path, replies) as place:
        if served:
            assert embedded._answers(place, 10.0)
        else:
            with pytest.raises(store.StoreError, match="still loading"):
                embedded._answers(place, 0.05)


def test_what_never_lets_go_of_the_lock_is_named(tmp_path: Path) -> None:
    server = Embedded(tmp_path, patience=0.05)
    (tmp_path / "store").mkdir()
    with (tmp_path / "store" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(store.StoreError, match=r"keeps .* locked"):
            server.join()


def test_a_lost_server_that_will_not_end_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with (tmp_path / "store" / "server").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(store.StoreError, match="does not answer: end it"):
            Embedded(tmp_path, patience=0.05).join()


def test_the_last_to_leave_ends_a_server_that_cannot_be_reached(tmp_path: Path) -> None:
    server = Embedded(tmp_path)
    server.join()
    pid = int((tmp_path / "store" / "pid").read_text())
    Path(server.socket).unlink()
    server.leave()
    assert not alive(pid)


def test_leaving_when_the_server_is_gone_is_quiet(tmp_path: Path) -> None:
    server = Embedded(tmp_path)
    server.join()
    end(int((tmp_path / "store" / "pid").read_text()))
    server.leave()
    assert embedded._ask(server.socket) is None


# --- a server of the operator's --------------------------------------------------------------------------------------


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[str]:
    """A server that answers everything with the same bytes; its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            writer.write(reply)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"redis://reader:hush@127.0.0.1:{server.sockets[0].getsockname()[1]}/0"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"-WRONGPASS invalid username-password pair\r\n", "refused the name or password"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is not a Redis or Valkey server"),
    ],
)
async def test_a_server_that_will_not_do_is_said_with_its_cure(reply: bytes, said: str) -> None:
    async with answering(reply) as address:
        with pytest.raises(store.StoreError, match=said) as caught:
            await store.open(Path("/nowhere"), SecretStr(address))
    assert "hush" not in str(caught.value)


async def test_nobody_listening_is_said_without_the_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"redis://:hush@127.0.0.1:{free.getsockname()[1]}/0"
        with pytest.raises(store.StoreError, match=r"Nothing answers at redis://127\.0\.0\.1") as caught:
            await store.open(Path("/nowhere"), address)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("address", ["http://host", "redis://host:port", "redis://[::1", "unix://?db=x"])
async def test_an_address_that_cannot_be_read_is_said(address: str) -> None:
    with pytest.raises(store.StoreError, match="DAYBRIEF_REDIS_URL"):
        await store.open(Path("/nowhere"), address)


async def test_a_unix_address_reaches_a_running_server(store_home: Path) -> None:
    place = (store_home / "store" / "socket").read_text()
    held = await store.open(Path("/nowhere"), f"unix://{place}?db=0")
    assert (held.embedded, held.shown, await held.redis.ping()) == (False, f"unix://{place}", True)
    await held.close()


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ({"redis_version": "6.0.16"}, "needs Redis 6.2"),
        ({"redis_version": "5.0"}, "needs Redis 6.2"),
        ({"redis_version": "7.2.4", "redis_mode": "cluster"}, "cluster"),
    ],
)
def test_a_server_too_old_or_in_a_cluster_is_refused(server: dict[str, str], said: str) -> None:
    with pytest.raises(store.StoreError, match=said):
        store._suitable(server, "redis://host")


@pytest.mark.parametrize("version", ["6.2.0", "7.2.4", "10.0", ""])
def test_a_server_new_enough_will_do(version: str) -> None:
    server = {"redis_version": version, "redis_mode": "standalone"}
    assert store._suitable(server, "redis://host") is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (known.BusyLoadingError("loading"), "still loading"),
        (known.OutOfMemoryError("command not allowed when used memory > 'maxmemory'"), "out of memory"),
        (known.ReadOnlyError("You can't write against a read only replica."), "read-only replica"),
        (known.TimeoutError("slow"), "does not answer in time"),
        (known.NoPermissionError("acl"), "refused the name or password"),
        (known.ResponseError("MISCONF Errors writing to the AOF file"), "cannot write to its disk"),
        (known.ResponseError("NOAUTH Authentication required."), "wants a password"),
        (known.ResponseError("ERR odd\nmore"), "refused a command: ERR odd$"),
        (known.RedisError(), "refused a command: RedisError"),
        (ConnectionResetError(), "Nothing answers"),
    ],
)
def test_errors_of_the_client_become_one_line_with_a_cure(error: Exception, said: str) -> None:
    with pytest.raises(store.StoreError, match=said), errors.border():
        raise error
