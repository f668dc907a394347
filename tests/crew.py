"""Processes of Daybrief that are there in a moment, to be killed.

    python tests/crew.py [--haste]        with the settings of `daybrief serve` in the environment

Everything is imported once; each line on stdin ("serve", "courier", "circulation") then forks a process that opens the
house and works until it is ended. On stdout: "began ROLE PID", "ended PID CODE" (negative: the signal). What the
processes log goes to stderr, which nothing of their text may break. With --haste a lease, the courier's patience and
the pause before a doubted message are some seconds shorter, in their proportion, and no pace is kept: only so do
hundreds of kills meet thousands of rows in minutes. At the end of stdin every process is killed.
"""

from __future__ import annotations

import asyncio
import os
import random
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from adapters import discord, telegram
from bot import cycle, desk, guests, house, logs, settings, vectors, watch, wire  # noqa: F401 - imported before a fork
from bot.adapter import Adapter
from bot.courier import rounds, rules
from bot.news import Lane
from bot.newsroom import Newsroom, Pauses
from bot.pace import Pace
from bot.verbs.border import run
from bot.verbs.reading import default_sources, opened
from bot.wire import fetch  # noqa: F401 - imported before a fork

ROLES = ("serve", "courier", "circulation")
BRISK = Pauses(wire=2.0, circulation=0.3)


def hasten() -> None:
    """Some seconds in place of a minute."""
    rounds.LEASE, rounds.PATIENCE = timedelta(seconds=2.8), 2.1
    rules.AGAIN, rules.LATER_AGAIN = {Lane.BREAKING: timedelta(seconds=1)}, timedelta(seconds=1)


def adapters(home: house.House, *, haste: bool) -> list[Adapter]:
    """Both platforms; each with the pace of its token, or without one."""
    paces = home.archive.paces
    one, two = (Pace(f"crew-{name}", paces.reserve, paces.block) for name in ("telegram", "discord"))
    fast, slow = telegram.Rates(0, 0, 0, 99), telegram.Rates()
    quick, calm = discord.Rates(0, 0, 99), discord.Rates()
    return [
        telegram.build(home.settings, one, home.clock, rates=fast if haste else slow),
        discord.build(home.settings, two, rates=quick if haste else calm),
    ]


async def work(role: str, loaded: settings.Settings, *, haste: bool) -> int:
    """What a process does until it is ended."""
    try:
        async with opened() as home:
            held = [] if role == "circulation" else adapters(home, haste=haste)
            await Newsroom(home, held, BRISK, whole=role == "serve").run()
    except asyncio.CancelledError:
        return 0
    return 0


def begin(role: str, wake: tuple[socket.socket, socket.socket], *, haste: bool) -> int:
    """Forks; the process's number, in the parent alone."""
    if pid := os.fork():
        return pid
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in wake:
            end.close()
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        random.seed()  # else every process would draw the same jitter
        loaded = settings.load()
        logs.configure(loaded.secrets)
        default_sources(loaded)
        code = run(work(role, loaded, haste=haste))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def reaped(left: set[int]) -> None:
    """Says who has ended."""
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            left.discard(found[0])
            say(f"ended {found[0]} {os.waitstatus_to_exitcode(found[1])}")


def main(*, haste: bool) -> None:
    if haste:
        hasten()
    wake = socket.socketpair()
    for end in wake:
        end.setblocking(False)
    signal.set_wakeup_fd(wake[1].fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    left: set[int] = set()
    say("ready")
    try:
        while orders(left, wake, haste=haste):
            pass
    finally:
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def orders(left: set[int], wake: tuple[Any, Any], *, haste: bool) -> bool:
    """Waits for an order or an end and sees to it; False when there will be no more."""
    ready, _, _ = select.select([0, wake[0]], [], [])
    if wake[0] in ready:
        with suppress(BlockingIOError):
            wake[0].recv(4096)
        reaped(left)
    if 0 not in ready:
        return True
    asked = os.read(0, 4096).decode()
    for role in asked.split():
        left.add(pid := begin(role, wake, haste=haste))
        say(f"began {role} {pid}")
    return bool(asked)


if __name__ == "__main__":
    main(haste="--haste" in sys.argv)
