"""The wire of Discord's REST API: from a request to its route and back, with rate limits and faults between.

Content type, token and user agent are looked at here; what a form says, in `discordrest`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import hdrs, web
from limits import RULES, Meter

if TYPE_CHECKING:
    from discordserver import Discord

API = "/api/v10"
FAULTS = ("error", "html", "drop", "reset", "limit", "ban", "lose", "lose-reset", "garbage", "stall", "delay")
NOTHING = object()
"""What a route gives for 204."""
Json = dict[str, Any]


class Refused(Exception):
    """Not done: HTTP status, Discord's code and words."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message, errors

    @property
    def body(self) -> Json:
        said: Json = {"message": self.message, "code": self.code}
        return said | ({"errors": self.errors} if self.errors else {})


@dataclass(slots=True)
class Call:
    """One request, and how it was answered (status 0: not at all). `at` is the loop's time."""

    at: float
    method: str
    path: str
    route: str
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    status: int = 0


@dataclass(slots=True)
class Fault:
    """What goes wrong with a route, `times` times. See `Discord.fail`."""

    route: str
    times: int
    kind: str
    seconds: float = 0.0
    status: int = 500
    code: int = 0
    message: str = ""
    where: str = ""
    spread: float = 0.0
    """Seconds by which a wait may be longer, at random."""


@dataclass(slots=True)
class Bucket:
    """A window of a rate limit: it begins with the first request in it."""

    limit: int
    window: float
    opened: float = -1e9
    used: int = 0

    def take(self, now: float) -> bool:
        if now - self.opened >= self.window:
            self.opened, self.used = now, 0
        self.used += 1
        return self.used <= self.limit

    def reset(self, now: float) -> float:
        return max(0.0, self.opened + self.window - now)

    def headers(self, name: str, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset": f"{time.time() + self.reset(now):.3f}",
            "X-RateLimit-Reset-After": f"{self.reset(now):.3f}",
            "X-RateLimit-Bucket": f"{abs(hash(name)):x}",
        }


Handler = Callable[[Any, Call, dict[str, str]], Awaitable[Any]]
ROUTES: list[tuple[str, str, re.Pattern[str], Handler]] = []


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Names the handler of a path: `{channel}` stands for one part of it."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, path, pattern, handler))
        return handler

    return keep


class Wire:
    """Takes requests and answers them with what the routes make of them."""

    def __init__(self, world: Discord) -> None:
        self.world, self.limits = world, world.limits
        rule: Callable[[int, float], Meter] = RULES.get(self.limits.rule, Bucket)
        self.everywhere = rule(self.limits.everywhere, self.limits.second)
        self.buckets: dict[str, Bucket] = {}
        self.faults: list[Fault] = []
        self.freed = asyncio.Event()

    # --- the request, from the wire to the wire

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(API)
        call = Call(self.now, request.method, path, "", query=dict(request.query))
        self.world.calls.append(call)
        try:
            response = await self._answer(request, call)
        finally:
            self.world.touch()
        call.status = response.status
        if response.status in (401, 403, 429) and response.headers.get("X-RateLimit-Scope") != "shared":
            self.world.invalid.append(call)
        return response

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        found = self._route(request, call)
        call.body = await self._body(request, call)
        fault = self._fault(call)
        if fault and (early := await self._before(fault, request)) is not None:
            return early
        if len(self.world.invalid) >= self.limits.invalid:
            return web.Response(status=429, text="error code: 1015", content_type="text/html")
        limited = self._limited(call, found[1] if found else {})
        if isinstance(limited, web.Response):
            return limited
        status, body = await self._run(request, call, found)
        if fault and (instead := await self._after(fault, request)) is not None:
            return instead
        return _json(status, body, limited)

    async def _run(self, request: web.Request, call: Call, found: Any) -> tuple[int, Any]:
        try:
            self._authorized(request, call)
            if found is None:
                self.world.protest(f"unknown route: {call.method} {call.path}")
                raise Refused(404, 0, "404: Not Found")
            body = await found[0](self, call, found[1])
        except Refused as refusal:
            return refusal.status, refusal.body
        except (KeyError, TypeError, ValueError, AttributeError) as crash:
            self.world.protest(f"{call.method} {call.path}: not understood ({crash!r}): {call.body!r}")
            return 500, {"message": "500: Internal Server Error", "code": 0}
        finally:
            self.world.touch()
        return (204, None) if body is NOTHING else (200, body)

    def _route(self, request: web.Request, call: Call) -> tuple[Handler, dict[str, str]] | None:
        if not request.path.startswith(API):
            return None
        for method, name, pattern, handler in ROUTES:
            if method == call.method and (match := pattern.fullmatch(call.path)):
                call.route = f"{method} {name}"
                return handler, match.groupdict()
        return None

    async def _body(self, request: web.Request, call: Call) -> Any:
        """The form: JSON, or JSON in the part `payload_json` beside files."""
        if not request.can_read_body:
            return None
        kind = request.headers.get(hdrs.CONTENT_TYPE, "")
        if kind.startswith("multipart/form-data"):
            said = str((await request.post()).get("payload_json", "{}"))
        else:
            said = await request.text()
            if kind != "application/json":
                self.world.protest(f"{call.method} {call.path}: content type {kind!r}")
        try:
            return json.loads(said)
        except ValueError:
            self.world.protest(f"{call.method} {call.path}: a body that is no JSON")
            return None

    def _authorized(self, request: web.Request, call: Call) -> None:
        if call.path.startswith(("/interactions/", "/webhooks/")) or call.route == "GET /gateway":
            return
        if request.headers.get("Authorization") != f"Bot {self.world.token}":
            raise Refused(401, 0, "401: Unauthorized")
        if not re.match(r"DiscordBot \(", request.headers.get("User-Agent", "")):
            self.world.protest(f"{call.method} {call.path}: user agent {request.headers.get('User-Agent')!r}")

    # --- limits

    def _limited(self, call: Call, names: dict[str, str]) -> web.Response | dict[str, str]:
        """The headers of the bucket, or the refusal."""
        now = self.now
        free = call.path.startswith(("/interactions/", "/webhooks/"))
        if not free and not self.everywhere.take(now):
            return self._too_many(self.everywhere.reset(now), "global", {})
        key = f"{call.route} {names.get('channel') or names.get('token') or ''}"
        limit = self.limits.of(call.route)
        if limit is None:
            return {}
        bucket = self.buckets.setdefault(key, Bucket(*limit))
        if bucket.take(now):
            return bucket.headers(call.route, now)
        return self._too_many(bucket.reset(now), "user", bucket.headers(call.route, now))

    def _too_many(self, seconds: float, scope: str, headers: dict[str, str]) -> web.Response:
        self.world.limited.append(scope)
        said = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
        wide = {"X-RateLimit-Global": "true"} if scope == "global" else {}
        more = {"Via": "1.1 google", "Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
        return _json(429, said, headers | more | wide)

    # --- faults

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.route in ("*", call.route) and fault.where in call.path:
                fault.times -= 1
                return fault
        return None

    async def _before(self, fault: Fault, request: web.Request) -> web.Response | None:
        """What happens instead of the request; None lets it through."""
        match fault.kind:
            case "drop" | "reset":
                _hang_up(request, reset=fault.kind == "reset")
                return web.Response()
            case "delay":
                await self._wait(fault)
            case "error":
                said = Refused(fault.status, fault.code, fault.message or f"{fault.status}: a fault")
                return _json(fault.status, said.body, {})
            case "html":
                return web.Response(status=fault.status, text="<html>error</html>", content_type="text/html")
            case "ban":
                return web.Response(status=429, text="error code: 1015", content_type="text/html")
            case "limit":
                return self._too_many(fault.seconds, fault.message or "user", {})
        return None

    async def _after(self, fault: Fault, request: web.Request) -> web.Response | None:
        """What happens to the answer of a request that was carried out; None lets it through."""
        match fault.kind:
            case "lose" | "lose-reset":
                _hang_up(request, reset=fault.kind == "lose-reset")
                return web.Response()
            case "garbage":
                return web.Response(body=b'{"id": "1', headers={"Content-Type": "application/json"})
            case "stall":
                await self._wait(fault)
        return None

    async def _wait(self, fault: Fault) -> None:
        """So many seconds, or until `release`."""
        if fault.seconds:
            await asyncio.sleep(fault.seconds + random.uniform(0, fault.spread))
        else:
            await self.freed.wait()


def _json(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    """An answer as Discord labels it: the type alone, without a charset."""
    if status == 204:
        return web.Response(status=204, headers=headers)
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"} | headers
    )


def _hang_up(request: web.Request, *, reset: bool) -> None:
    """The connection ends without an answer; with a reset, the other side sees ECONNRESET."""
    transport = request.transport
    if transport is None:
        return
    if reset:
        held = transport.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
