"""Discord's gateway on a loopback socket: sessions, sequence numbers, heartbeats, resuming, and all its close codes.

A session outlives its socket: what happens meanwhile is kept and replayed on RESUME. Every fault is at hand: `mute`
(a zombie), `drop`, `close`, `reconnect` (op 7), `invalidate` (op 9), `forget` (no session can be resumed), `refuse`
(the next connections get 503).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from discordworld import Limits

KNOWN_INTENTS = (1 << 26) - 1
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Members, presences, content of messages: the application has none of them."""
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12

Json = dict[str, Any]


def intent(event: str, payload: Any) -> int:
    """Which intent an event needs; 0 where none."""
    if event.startswith("MESSAGE_"):
        return GUILD_MESSAGES if isinstance(payload, dict) and payload.get("guild_id") else DIRECT_MESSAGES
    return GUILDS if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")) else 0


@dataclass(eq=False, slots=True)
class Session:
    """What the client identified for. `log` holds every event sent or missed, by its number."""

    id: str
    intents: int
    seq: int = 0
    log: list[Json] = field(default_factory=list)
    line: Line | None = None

    def dispatch(self, event: str, payload: Any) -> None:
        if (needed := intent(event, payload)) and not self.intents & needed:
            return
        self.seq += 1
        packet = {"op": 0, "t": event, "s": self.seq, "d": payload}
        self.log.append(packet)
        if self.line:
            self.line.put(packet)


class Line:
    """One socket: what goes out goes in order, through one deflate context where the client asked for it."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, *, compress: bool, pieces: int) -> None:
        self.ws, self.request, self.pieces = ws, request, pieces
        self.queue: asyncio.Queue[Json] = asyncio.Queue()
        self.deflate = zlib.compressobj() if compress else None
        self.session: Session | None = None
        self.heard: deque[float] = deque()
        self.muted = False

    def put(self, packet: Json) -> None:
        self.queue.put_nowait(packet)

    async def write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                packet = await self.queue.get()
                if not self.muted:
                    await self._send(json.dumps(packet))

    async def _send(self, text: str) -> None:
        if self.deflate is None:
            return await self.ws.send_str(text)
        body = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
        step = max(1, -(-len(body) // self.pieces))
        for start in range(0, len(body), step):
            await self.ws.send_bytes(body[start : start + step])
        return None

    def abort(self) -> None:
        """The network is gone: no closing handshake."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Closed(Exception):
    """The socket ends with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code, self.reason = code, reason


class Gateway:
    """All sessions and sockets of the one application."""

    def __init__(
        self,
        limits: Limits,
        token: str,
        *,
        ready: Callable[[Session], Json],
        begin: Callable[[Session], None],
        protest: Callable[[str], None],
        touched: Callable[[], None],
    ) -> None:
        self.limits, self.token = limits, token
        self.ready, self.begin, self.protest, self.touched = ready, begin, protest, touched
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.lines: set[Line] = set()
        self.pieces = 1
        self.refusing = 0
        self.heard: list[Json] = []
        """Every packet the client sent, all sockets together."""
        self.closed: list[int] = []
        """The codes with which we closed sockets."""
        self.goodbyes: list[int | None] = []
        """The codes with which the client did."""

    # --- scripting

    @property
    def connected(self) -> bool:
        """Whether a client is identified and its socket open."""
        return any(line.session for line in self.lines)

    def count(self, op: int) -> int:
        """How many packets of an op the client has sent: 1 heartbeat, 2 identify, 6 resume."""
        return sum(packet.get("op") == op for packet in self.heard)

    def dispatch(self, event: str, payload: Any) -> None:
        """To every session, connected or not. Nothing is checked: malformed events go out as they are."""
        for session in self.sessions.values():
            session.dispatch(event, payload)

    def raw(self, packet: Json) -> None:
        """Any packet to every open socket."""
        for line in self.lines:
            line.put(packet)

    def mute(self) -> None:
        """Zombie: the sockets open now stay open, and nothing comes through them any more."""
        for line in self.lines:
            line.muted = True

    def drop(self) -> None:
        """Every socket ends without a word."""
        for line in list(self.lines):
            line.abort()

    async def close(self, code: int = 4000) -> None:
        """Every socket is closed with a code."""
        for line in list(self.lines):
            self.closed.append(code)
            await line.ws.close(code=code)

    def reconnect(self) -> None:
        self.raw({"op": 7, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9. Unless resumable, the sessions are gone."""
        self.raw({"op": 9, "d": resumable, "s": None, "t": None})
        if not resumable:
            self.forget()

    def forget(self) -> None:
        """No session that exists now can be resumed."""
        for line in self.lines:
            line.session = None
        self.sessions.clear()

    def refuse(self, times: int) -> None:
        """The next connections are turned away with 503."""
        self.refusing = times

    # --- the socket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, to its end."""
        if self.refusing:
            self.refusing -= 1
            return web.Response(status=503)
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        line = Line(ws, request, compress="compress" in request.query, pieces=self.pieces)
        writer = asyncio.ensure_future(line.write())
        self.lines.add(line)
        try:
            self._asked(request)
            line.put({"op": 10, "d": {"heartbeat_interval": self.limits.heartbeat * 1000}, "s": None, "t": None})
            await self._listen(line)
        except Closed as end:
            self.closed.append(end.code)
            await ws.close(code=end.code, message=end.reason.encode())
        finally:
            self._left(line)
            writer.cancel()
        return ws

    def _asked(self, request: web.Request) -> None:
        if request.query.get("v") != "10":
            raise Closed(4012, "Invalid API version.")
        if request.query.get("encoding") != "json":
            self.protest(f"gateway: encoding {request.query.get('encoding')!r}")
        if request.query.get("compress", "zlib-stream") != "zlib-stream":
            self.protest(f"gateway: compression {request.query['compress']!r} is not built")
            raise Closed(4002, "Error while decoding payload.")

    def _left(self, line: Line) -> None:
        self.lines.discard(line)
        if line.session and line.session.line is line:
            line.session.line = None
            self.goodbyes.append(line.ws.close_code)
            if line.ws.close_code in (1000, 1001):
                self.sessions.pop(line.session.id, None)
        self.touched()

    async def _listen(self, line: Line) -> None:
        loop = asyncio.get_running_loop()
        patience = self.limits.heartbeat * 2
        beat_by = loop.time() + patience
        while True:
            try:
                message = await line.ws.receive(timeout=max(0.001, beat_by - loop.time()))
            except TimeoutError:
                raise Closed(4009, "Session timed out.") from None
            if message.type is not WSMsgType.TEXT:
                return
            packet = self._read(line, message.data, loop.time())
            if packet["op"] == 1:
                beat_by = loop.time() + patience
            self._take(line, packet)
            self.touched()

    def _read(self, line: Line, text: str, now: float) -> Json:
        line.heard.append(now)
        while now - line.heard[0] > self.limits.events_window:
            line.heard.popleft()
        if len(line.heard) > self.limits.events:
            raise Closed(4008, "You are being rate limited.")
        try:
            packet = json.loads(text)
        except ValueError:
            packet = None
        if not isinstance(packet, dict) or len(text.encode()) > 4_096:
            self.protest("gateway: a packet that is no JSON object, or over 4096 bytes")
            raise Closed(4002, "Error while decoding payload.")
        self.heard.append(packet)
        return packet

    def _take(self, line: Line, packet: Json) -> None:
        match packet["op"]:
            case 1:
                line.put({"op": 11, "d": None, "s": None, "t": None})
            case 2:
                self._identify(line, packet["d"])
            case 6:
                self._resume(line, packet["d"])
            case 3 | 4 | 8:
                if line.session is None:
                    raise Closed(4003, "Not authenticated.")
            case op:
                self.protest(f"gateway: unknown op {op!r}")
                raise Closed(4001, "Unknown opcode.")

    def _identify(self, line: Line, said: Json) -> None:
        if line.session:
            raise Closed(4005, "Already authenticated.")
        if said.get("token") != self.token:
            raise Closed(4004, "Authentication failed.")
        intents = said.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Closed(4013, "Invalid intent(s).")
        if intents & PRIVILEGED:
            raise Closed(4014, "Disallowed intent(s).")
        if not isinstance(said.get("properties"), dict):
            raise Closed(4002, "Error while decoding payload.")
        session = Session(f"{self.count(2):032x}", intents, line=line)
        self.sessions[session.id] = line.session = session
        session.dispatch("READY", self.ready(session))
        self.begin(session)

    def _resume(self, line: Line, said: Json) -> None:
        if said.get("token") != self.token:
            raise Closed(4004, "Authentication failed.")
        session = self.sessions.get(str(said.get("session_id")))
        if session is None:
            return line.put({"op": 9, "d": False, "s": None, "t": None})
        seq = said.get("seq")
        if not isinstance(seq, int) or seq > session.seq:
            raise Closed(4007, "Invalid seq.")
        if session.line and session.line is not line:
            session.line.abort()
        session.line, line.session = line, session
        for packet in session.log[seq:]:
            line.put(packet)
        session.dispatch("RESUMED", {"_trace": []})
        return None
