"""A scripted OpenAI-compatible endpoint on a loopback socket: obliging, failing, hostile, lying.

    async with ModelServer() as server:
        client = openai.AsyncOpenAI(base_url=server.base_url, api_key=server.key, max_retries=0)
        server.script(failing(429, retry_after=2), Say("The ferry runs again."))
        server.always = lambda asked: Say(asked.text.upper())
        assert server.protests == []

A script is used up in the order in which requests come; `always` answers after it. A request that no sane endpoint
takes is answered 400 and lands in `protests`; neither it, nor a wrong key, nor a schema while `schemas` is False uses
up a reply. `release.set()` ends every wait at once, so that no test waits for a clock. GET /models lists `model`;
every other path is 404. There is one choice, and no tools, images, audio or log probabilities.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never

from aiohttp import web

Json: TypeAlias = dict[str, Any]
GUARD = 30.0
"""Seconds after which a wait has failed: far more than anything waited for takes."""
HOLD = "\0"
"""Among the pieces of a `Say`: the stream waits here for `release`, and goes on."""
WORDS = re.compile(r"\S+\s*|\s+")
CREATED, BLOCK = 1_772_443_800, 65_536
ID = {"x-request-id": "req_1"}
JSON, EVENTS, HTML = "application/json", "text/event-stream; charset=utf-8", "text/html; charset=utf-8"


def error(message: str, kind: str = "invalid_request_error", param: str | None = None, code: str | None = None) -> Json:
    """An error in OpenAI's shape."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: header names in lower case and without the key; a body that is no object is {}."""

    path: str
    headers: dict[str, str]
    body: Json

    @property
    def messages(self) -> list[Json]:
        given = self.body.get("messages")
        return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []

    @property
    def text(self) -> str:
        return "\n".join(str(each.get("content")) for each in self.messages)

    @property
    def schema(self) -> Json | None:
        return self.part("response_format", "json_schema", "schema") or None

    @property
    def streamed(self) -> bool:
        return self.body.get("stream") is True

    def part(self, *path: str) -> Json:
        """An object in the body, empty when it is not there."""
        found: Any = self.body
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Say:
    """A completion, whole or streamed as asked, word by word or in `pieces`. Nothing keeps it to a schema."""

    text: str
    finish: str = "stop"
    cached: int = 0
    refusal: str = ""
    pieces: tuple[str, ...] | None = None
    reasoning: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(WORDS.findall(self.text)) if self.pieces is None else self.pieces

    @property
    def whole(self) -> str:
        return self.text or "".join(self.parts).replace(HOLD, "")


@dataclass(frozen=True, slots=True)
class Status:
    """A status and its body: an object is sent as JSON, a text as HTML."""

    code: int
    body: Json | str = field(default_factory=lambda: error("It failed.", "server_error"))
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stall:
    """Headers and perhaps the beginning of an answer, then nothing; when its time is over, a reset."""

    seconds: float = GUARD
    after: str = ""
    code: int = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """A reset after the beginning of an answer; with no beginning, before the headers."""

    after: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """These bytes, whatever was asked."""

    body: bytes
    content_type: str = JSON
    code: int = 200


@dataclass(frozen=True, slots=True)
class Flood:
    """A well-formed answer of `size` bytes, chunked. A stream is never finished; `unbroken`: nor is its one line."""

    size: int
    unbroken: bool = False
    code: int = 200


@dataclass(frozen=True, slots=True)
class Late:
    """Not a byte for a while, then the reply."""

    seconds: float
    reply: Reply


@dataclass(frozen=True, slots=True)
class Held:
    """Not a byte until somebody says so, then the reply."""

    until: asyncio.Event
    reply: Reply


Reply: TypeAlias = Say | Status | Stall | Cut | Raw | Flood | Late | Held
Answer: TypeAlias = Reply | Callable[[Asked], Reply]
Steps: TypeAlias = Iterable[bytes | float | None]
"""An answer in parts: bytes go out (headers before the first), seconds are waited for, None is a reset."""
OUT_OF_QUOTA = Status(429, error("The quota is used up.", "insufficient_quota", code="insufficient_quota"))


def failing(code: int = 500, retry_after: float | str | None = None, retry_after_ms: int | None = None) -> Status:
    """429, 500, 503: with the wait in the header that is given, or with none."""
    waits = {"retry-after": retry_after, "retry-after-ms": retry_after_ms}
    kind, name = ("requests", "rate_limit_exceeded") if code == 429 else ("server_error", None)
    headers = {header: str(wait) for header, wait in waits.items() if wait is not None}
    return Status(code, error(f"The model gave up with {code}.", kind, code=name), headers)


def html_page(code: int = 200) -> Status:
    """What a gateway or a captive portal says in place of the endpoint."""
    return Status(code, f"<!DOCTYPE html><html><body><h1>{code}</h1><p>Sign in: to go on</p></body></html>")


def sse(*events: Json | str) -> bytes:
    """Events of a stream as they go over the wire."""
    said = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in events)
    return "".join(f"data: {each}\n\n" for each in said).encode()


def usage(asked: Asked, say: Say) -> Json:
    """Tokens of four letters: counts that grow as a tokenizer's do."""
    prompt, thought, said = (-(-len(text) // 4) for text in (asked.text, say.reasoning, say.whole or say.refusal))
    prompt, said = max(prompt, say.cached), thought + said
    counts = {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}
    cached, unsaid = {"cached_tokens": say.cached}, {"reasoning_tokens": thought}
    return {**counts, "prompt_tokens_details": cached, "completion_tokens_details": unsaid}


def completion(asked: Asked, say: Say) -> Json:
    said = {"content": None if say.refusal else say.whole, "refusal": say.refusal or None}
    message = {"role": "assistant", **said, "reasoning_content": say.reasoning or None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": say.finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": CREATED, "model": asked.body.get("model")}
    return {**head, "choices": [choice], "usage": usage(asked, say)}


def stream(asked: Asked, say: Say) -> Iterator[bytes | float]:
    """A streamed answer, event by event; for HOLD the seconds to wait."""
    counted = asked.part("stream_options").get("include_usage") is True
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": CREATED, "model": asked.body.get("model")}
    common = {**head, "usage": None} if counted else head

    def event(delta: Json, finish: str | None = None) -> bytes:
        return sse({**common, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]})

    yield event({"role": "assistant", "content": "", "refusal": None})
    yield from (event({"reasoning_content": part}) for part in WORDS.findall(say.reasoning))
    yield from (event({"refusal": part}) for part in WORDS.findall(say.refusal))
    for part in () if say.refusal else say.parts:
        yield GUARD if part == HOLD else event({"content": part})
    yield event({}, say.finish)
    if counted:
        yield sse({**common, "choices": [], "usage": usage(asked, say)})
    yield sse("[DONE]")


def begun(asked: Asked, after: str) -> bytes:
    """The beginning of an answer, up to the end of `after`; nothing for nothing."""
    if asked.streamed and after:
        _, first, second, *_ = stream(asked, Say("", pieces=("", after)))
        return b"".join(part for part in (first, second) if isinstance(part, bytes))
    whole, said = json.dumps(completion(asked, Say(after))), f'"content": {json.dumps(after)}'
    return whole[: whole.index(said) + len(said) - 1].encode() if after else b""


def flood(asked: Asked, size: int, unbroken: bool) -> Iterator[bytes]:
    """Exactly `size` bytes: one endless text, or a stream of endless events that a comment fills up."""
    opening, ending = b"data: ", b""
    if not asked.streamed:
        opening = begun(asked, "x")
        ending = json.dumps(completion(asked, Say("x"))).encode()[len(opening) :]
    elif not unbroken:
        event = begun(asked, "x" * BLOCK)
        yield from (event for _ in range(size // len(event)))
        opening, size = b":", size % len(event)
    left = size - len(opening) - len(ending)
    yield opening[:size]
    yield from (b"x" * min(BLOCK, left - start) for start in range(0, left, BLOCK))
    yield ending[: max(0, size - len(opening))]


def objections(asked: Asked) -> Iterator[str]:
    """What is wrong with a request whoever is asked."""
    kind, named = asked.part("response_format").get("type", "text"), asked.part("response_format", "json_schema")
    unread = [each for each in asked.messages if not ("role" in each and isinstance(each.get("content"), str | list))]
    if not asked.body.get("model") or not asked.messages or unread:
        yield "A request names a model and has messages, each with a role and content."
    if "stream_options" in asked.body and not asked.streamed:
        yield "Only a stream has stream_options."
    if kind not in ("text", "json_object", "json_schema"):
        yield "That is no type of response_format."
    if kind == "json_object" and "json" not in asked.text.lower():
        yield "With json_object the messages must speak of JSON."
    if kind == "json_schema" and not re.fullmatch("[a-zA-Z0-9_-]{1,64}", str(named.get("name", ""))):
        yield "A json_schema has a name of letters, digits, _ and -."
    if kind == "json_schema" and asked.part("response_format", "json_schema", "schema").get("type") != "object":
        yield "A json_schema has the schema of an object."
    if named.get("strict"):
        yield from loose(asked.schema)


def loose(schema: Any, at: str = "$") -> Iterator[str]:
    """Where a strict schema has an object with more, or perhaps less, than its properties."""
    known = schema if isinstance(schema, dict) else dict(enumerate(schema)) if isinstance(schema, list) else {}
    wanted, required = set(known.get("properties", ())), set(known.get("required", ()))
    if known.get("type") == "object" and (known.get("additionalProperties") is not False or required != wanted):
        yield f"A strict schema closes its objects and requires all they have, but not {at}."
    for name, part in known.items():
        yield from loose(part, f"{at}.{name}")


class ModelServer:
    """What is served, and what was asked.

    schemas: False declines json_schema. key: "" lets anyone ask. open, most: requests being answered now, and at most.
    sent: bytes of answers in parts. protests: what only a defect of the client's, or of the test's own model, causes.
    """

    def __init__(self, key: str = "sk-harbour-0123456789", model: str = "harbour-1") -> None:
        self.key, self.model, self.base_url = key, model, ""
        self.always: Answer | None = None
        self.schemas = True
        self.asked: list[Asked] = []
        self.protests: list[str] = []
        self.open = self.most = self.sent = self.port = 0
        self._script: list[Answer] = []
        self.release, self._stirred = asyncio.Event(), asyncio.Event()
        self._runner: web.AppRunner | None = None

    def script(self, *replies: Answer) -> None:
        self._script.extend(replies)

    async def come_up(self) -> ModelServer:
        """Listens, on the port it had before if it had one."""
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def go_down(self, *_: object) -> None:
        """Nothing listens any more: connections are refused, open ones broken."""
        if self._runner:
            await self._runner.cleanup()

    __aenter__, __aexit__ = come_up, go_down

    async def wait_for(self, ready: Callable[[], object]) -> None:
        """Until `ready` is true; asked again whenever a request comes or ends."""
        async with asyncio.timeout(GUARD):
            while not ready():
                await self._stirred.wait()

    def _opened(self, change: int) -> None:
        self.open += change
        self.most = max(self.most, self.open)
        self._stirred.set()
        self._stirred.clear()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers, body = {name.lower(): value for name, value in request.headers.items()}, None
        shown = headers.pop("authorization", "")
        with contextlib.suppress(ValueError):
            body = json.loads(await request.read())
        asked = Asked(request.path, headers, body if isinstance(body, dict) else {})
        self.asked.append(asked)
        self._opened(1)
        try:
            return await self._give(request, asked, self._declined(request.method, asked, shown) or self._next(asked))
        finally:
            self._opened(-1)

    def _declined(self, method: str, asked: Asked, shown: str) -> Status | None:
        """What is answered to this whatever the script says."""
        if self.key and shown != f"Bearer {self.key}":
            return Status(401, error("That key is not known.", code="invalid_api_key"))
        if (method, asked.path) == ("GET", "/v1/models"):
            return Status(200, {"object": "list", "data": [{"id": self.model, "object": "model", "created": CREATED}]})
        if (method, asked.path) != ("POST", "/v1/chat/completions"):
            return self._protest(404, f"There is no {method} {asked.path}.")
        if wrong := next(objections(asked), ""):
            return self._protest(400, wrong)
        if asked.schema and not self.schemas:
            return Status(400, error("This model has no json_schema.", param="response_format"))
        return None

    def _protest(self, code: int, wrong: str) -> Status:
        self.protests.append(wrong)
        return Status(code, error(wrong))

    def _next(self, asked: Asked) -> Reply:
        """The next reply. A test's own model that fails is told of in `protests`: a client would hide it."""
        answer = self._script.pop(0) if self._script else self.always
        if answer is None:
            return self._protest(403, "Nothing was scripted for this request.")
        try:
            return answer(asked) if callable(answer) else answer
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as failed:
            return self._protest(403, f"The scripted model failed: {failed!r}")

    async def _give(self, request: web.Request, asked: Asked, reply: Reply) -> web.StreamResponse:
        match reply:
            case Late(seconds, then):
                await self._wait(seconds)
                return await self._give(request, asked, then)
            case Held(until, then):
                await asyncio.wait_for(until.wait(), GUARD)
                return await self._give(request, asked, then)
            case Raw(body, content_type, code):
                return web.Response(body=body, status=code, headers={"content-type": content_type, **ID})
            case Status(code, said, more):
                text, kind = (said, HTML) if isinstance(said, str) else (json.dumps(said), JSON)
                return web.Response(body=text.encode(), status=code, headers={"content-type": kind, **ID, **more})
            case Say() if not asked.streamed:
                return await self._give(request, asked, Status(200, completion(asked, reply)))
            case Say():
                return await self._play(request, asked, stream(asked, reply))
            case Flood(size, unbroken, code):
                return await self._play(request, asked, flood(asked, size, unbroken), code)
            case Stall(seconds, after, code):
                return await self._play(request, asked, (begun(asked, after), seconds, None), code)
            case Cut(after):
                return await self._play(request, asked, (begun(asked, after), None) if after else (None,))
            case _:
                assert_never(reply)

    async def _play(self, request: web.Request, asked: Asked, steps: Steps, code: int = 200) -> web.StreamResponse:
        kind = EVENTS if asked.streamed and code == 200 else JSON
        response = web.StreamResponse(status=code, headers={"content-type": kind, **ID})
        for step in steps:
            if isinstance(step, bytes):
                await response.prepare(request)
                await response.write(step)
                self.sent += len(step)
            elif step is not None:
                await self._wait(step)
            elif wire := request.transport:
                wire.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                wire.abort()
        return response

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.release.wait(), seconds)
