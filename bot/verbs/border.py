"""The border between a verb and the person who called it.

Works on: a verb's work, the process's streams and signals.
Comes in: a coroutine or a plain function.
Goes out: an exit code; one line on stderr for every failure, and with `--json` one document that says it.
Does not know: any verb.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from bot.desk import Unknown
from bot.settings import SettingsError
from bot.store import StoreError
from bot.text import clean

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
DEBUG = "DAYBRIEF_DEBUG"
ASKED_AT_MOST = 2
INSISTING = 0.1
SHOWN = 600
"""Characters of a line for the person: the rest of a longer one is somebody else's text."""


class Misused(Exception):
    """The command was called wrongly; `str` says what to type."""


class Failed(Exception):
    """The command could not do its work; `str` says why, with the cure."""


def say(text: str) -> None:
    """A line for the person, beside the document. What it quotes of others is cleaned of control characters."""
    if sys.stderr is not None:
        print(clean(text)[:SHOWN], file=sys.stderr, flush=True)


def put(document: object) -> None:
    """The one document of a `--json` command, or a line of the lab: UTF-8, sent at once."""
    line = json.dumps(document, ensure_ascii=False) + "\n"
    try:
        sent = line.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, escaped in somebody's JSON: it stays escaped
        sent = json.dumps(document).encode("ascii") + b"\n"
    sys.stdout.buffer.write(sent)
    sys.stdout.flush()


class Ending:
    """Ends a task when a signal asks for it, and closes what is open on the way.

    It asks again until the task ends, for a library may swallow one cancelling; never inside `uninterrupted`; a person
    who asks three times is obeyed at once.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.held = 0
        self.task: asyncio.Task[Any] | None = None

    def heed(self, task: asyncio.Task[Any]) -> None:
        """From now on signals end this task."""
        self.task = task
        for blow in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with contextlib.suppress(RuntimeError, ValueError):  # only the main thread hears signals
                task.get_loop().add_signal_handler(blow, self.ask)

    def ask(self) -> None:
        self.asked += 1
        if self.asked > ASKED_AT_MOST:
            os._exit(INTERRUPTED)
        if self.asked == 1:
            self._insist()

    def _insist(self) -> None:
        if self.task is not None and not self.task.done():
            if not self.held:
                self.task.cancel()
            self.task.get_loop().call_later(INSISTING, self._insist)

    @contextlib.contextmanager
    def uninterrupted(self) -> Iterator[None]:
        """A block that is carried out whole: half an opening would leave a server that nobody closes."""
        self.held += 1
        try:
            yield
        finally:
            self.held -= 1
        if self.asked:
            raise asyncio.CancelledError


_ending = Ending()


def uninterrupted() -> contextlib.AbstractContextManager[None]:
    """A block that a signal does not cut short."""
    return _ending.uninterrupted()


def run(work: Coroutine[Any, Any, int | None], *, as_json: bool = False) -> int:
    """Runs a verb to its end, or until SIGINT, SIGTERM or SIGHUP: what is open is then closed."""
    return guarded(lambda: asyncio.run(_heeding(work)), as_json=as_json)


async def _heeding(work: Coroutine[Any, Any, int | None]) -> int | None:
    task = asyncio.current_task()
    if task is not None:
        _ending.heed(task)
    return await work


def guarded(act: Callable[[], int | None], *, as_json: bool = False) -> int:
    """The exit code of `act`. A reader who left early is no failure."""
    _open_streams()
    try:
        code = act() or 0
        sys.stdout.flush()
        return code
    except Misused as misuse:
        return _fail(str(misuse), MISUSED, as_json)
    except (Failed, StoreError, SettingsError, Unknown) as failure:
        return _fail(str(failure), FAILED, as_json)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return INTERRUPTED
    except BrokenPipeError:
        _mute()
        return 0
    except OSError as error:
        _mute()
        place = f": {error.filename}" if error.filename else ""
        return _fail(f"{error.strerror or error}{place}", FAILED, as_json)
    except Exception as surprise:
        if os.environ.get(DEBUG):
            traceback.print_exc()
        _fail(f"something failed that should not have: {type(surprise).__name__}. Nothing stored is lost.", 1, as_json)
        say(f"Cure: try again; if it stays, report it with what {DEBUG}=1 prints.")
        return FAILED


def _fail(text: str, code: int, as_json: bool) -> int:
    say(f"daybrief: {text}")
    if as_json:
        put({"kind": "error", "error": clean(text), "code": code})
    return code


def _open_streams() -> None:
    """A process may be started with its streams closed: it reads nothing then, and speaks to nobody."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open until the process ends
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _mute() -> None:
    """Sends what is still unwritten nowhere: the disk or the device refused it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def terminal() -> Any:
    """The terminal adapter, by name: the core imports no adapter."""
    return importlib.import_module("adapters.terminal")
