"""A line that fails when told: a TCP proxy on loopback between the bot and whatever it talks to.

    async with fault_proxy(port) as line:             # line.port leads to 127.0.0.1:port
        line.fail(Mode.RESET)                         # every connection is reset, open ones and new ones
        line.clear()                                  # all is well again
        async with line.failing(Mode.STALL, 3.0): ... # fails for the block, and for three seconds at least
        line.tape                                     # what went over it and when, where `taped=True`

Bytes are moved as they come; nothing is understood. What each mode does to a connection stands beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum

CHUNK, ENDING = 65_536, 5.0


class Mode(StrEnum):
    """How the line is."""

    CLEAR = "clear"
    LATENCY = "latency"
    """Every piece comes `delay` seconds later, in both directions."""
    STALL = "stall"
    """Nothing moves; what was held goes on when the stall ends."""
    RESET = "reset"
    """Open connections are reset, new ones as soon as they are made."""
    LOST_REPLY = "lost reply"
    """What is asked arrives; at the first byte of a reply the connection is reset instead."""
    BLACK_HOLE = "black hole"
    """Everything is swallowed without a word; connections that lost something are reset when it ends."""
    GARBAGE = "garbage"
    """Replies are noise of the same length; connections that carried it are reset when it ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece that went over the line: monotonic seconds, its connection, whether it went to the server."""

    at: float
    link: int
    up: bool
    piece: bytes


@dataclass(eq=False, slots=True)
class Link:
    """One connection through the line."""

    number: int
    near: asyncio.StreamWriter
    far: asyncio.StreamWriter | None = None
    spoilt: bool = False

    def cut(self) -> None:
        """Resets both ends."""
        for end in (self.near, self.far):
            if end is not None and not end.is_closing():
                wire = end.get_extra_info("socket")
                with contextlib.suppress(OSError):
                    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.transport.abort()


@dataclass(eq=False)
class FaultProxy:
    """The line to one port. `met` counts the pieces and connections that met a fault."""

    to: int
    delay: float = 0.5
    taped: bool = False
    noise: random.Random = field(default_factory=lambda: random.Random(1))
    port: int = 0
    mode: Mode = Mode.CLEAR
    met: int = 0
    tape: list[Seen] = field(default_factory=list)
    _links: set[Link] = field(default_factory=set)
    _moves: asyncio.Event = field(default_factory=asyncio.Event)
    _made: int = 0

    # --- what a test does ---

    def fail(self, mode: Mode) -> None:
        """From now on the line is so."""
        was, self.mode = self.mode, mode
        for link in list(self._links):
            if mode is Mode.RESET or (was in (Mode.BLACK_HOLE, Mode.GARBAGE) and link.spoilt):
                link.cut()
        if mode is Mode.STALL:
            self._moves.clear()
        else:
            self._moves.set()

    def clear(self) -> None:
        self.fail(Mode.CLEAR)

    @contextlib.asynccontextmanager
    async def failing(self, mode: Mode, seconds: float = 0.0) -> AsyncIterator[None]:
        """The line is so for the block, and for so long at least."""
        until = asyncio.get_running_loop().time() + seconds
        self.fail(mode)
        try:
            yield
            await asyncio.sleep(until - asyncio.get_running_loop().time())
        finally:
            self.clear()

    # --- one connection ---

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._made += 1
        link = Link(self._made, writer)
        self._links.add(link)
        try:
            await self._joined(link, reader)
        except OSError:
            pass
        finally:
            link.cut()
            self._links.discard(link)

    async def _joined(self, link: Link, near: asyncio.StreamReader) -> None:
        self.met += self.mode in (Mode.RESET, Mode.STALL)
        if self.mode is Mode.RESET:
            return
        await self._moves.wait()
        far, link.far = await asyncio.open_connection("127.0.0.1", self.to)
        ways = [self._pump(link, near, link.far, up=True), self._pump(link, far, link.near, up=False)]
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await self._moves.wait()  # an end that closes during a stall is not heard of before the stall is over
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        while piece := await reader.read(CHUNK):
            passed = await self._passed(link, piece, up=up)
            if passed is None:
                return
            if passed:
                writer.write(passed)
                await writer.drain()
                if self.taped:
                    self.tape.append(Seen(time.monotonic(), link.number, up, passed))

    async def _passed(self, link: Link, piece: bytes, *, up: bool) -> bytes | None:
        """What goes on of a piece; None ends the connection."""
        self.met += self.mode is not Mode.CLEAR
        await self._moves.wait()
        match self.mode:
            case Mode.LATENCY:
                await asyncio.sleep(self.delay)
            case Mode.LOST_REPLY if not up:
                return None
            case Mode.RESET:
                return None
            case Mode.BLACK_HOLE:
                link.spoilt = True
                return b""
            case Mode.GARBAGE if not up:
                link.spoilt = True
                return self.noise.randbytes(len(piece))
        return piece

    async def end(self) -> None:
        """Cuts every connection and waits until nobody is left on the line."""
        self.clear()
        async with asyncio.timeout(ENDING):
            while self._links:
                for link in list(self._links):
                    link.cut()
                await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def fault_proxy(to: int, *, delay: float = 0.5, taped: bool = False, seed: int = 1) -> AsyncIterator[FaultProxy]:
    """A line to 127.0.0.1:`to` while the block runs."""
    line = FaultProxy(to, delay, taped, random.Random(seed))
    line.clear()
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.end()
        await server.wait_closed()
