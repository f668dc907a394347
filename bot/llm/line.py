"""The line to an endpoint: the only module that knows the client library.

Works on: one HTTP client with kept connections.
Comes in: the body of a chat completion; seconds it may take.
Goes out: the bytes of an answer, or the events of a stream as decoded JSON; `Failed` for everything else.
Does not know: prompts, tries, what an answer should look like.

An answer is read up to a bound and no further, an error's body up to a smaller one. No redirect is followed: what was
to be sent to one host is sent to no other.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import httpx2
import openai
from pydantic import SecretStr

from bot.llm import replies
from bot.llm.failures import Failed, Kind
from bot.llm.manners import KNOWN

T = TypeVar("T")
WHOLE = 1_000_000
"""Bytes of an answer."""
STREAM = 4_000_000
"""Bytes of an answer that streams, where each token has some hundred bytes around it."""
COMPLAINT = 64_000
"""Bytes that are read of an error."""
CONNECT = 5.0
EVENTS = "text/event-stream"
LONGEST_WAIT = 86_400.0
_END = object()
for _talker in ("httpx2", "httpcore2", "openai"):
    logging.getLogger(_talker).setLevel(logging.WARNING)  # they log whole addresses, and a query may hold a key
_SPENT = ("insufficient_quota", "billing_hard_limit_reached")
"""Codes of a 429 that no waiting mends."""


class Line:
    """One client for one endpoint. `timeout`: seconds for which it may be silent."""

    def __init__(self, base_url: str, key: SecretStr, timeout: float) -> None:
        secret = key.get_secret_value()
        address = urlsplit(base_url)
        self.host = address.hostname or ""
        patience = openai.Timeout(timeout, connect=min(CONNECT, timeout))
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {secret}" if secret else openai.omit, "Accept-Encoding": "identity"}
        self._client = openai.AsyncOpenAI(
            api_key=secret or "none",  # the library wants one; without ours no header is sent
            base_url=address._replace(query="", fragment="").geturl(),
            default_query=dict(parse_qsl(address.query)),
            timeout=patience,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=patience,
                follow_redirects=False,
                event_hooks={"response": [_bounded]},
                trust_env=not _near(self.host),  # no proxy stands between us and this machine
            ),
        )

    async def close(self) -> None:
        await self._client.close()

    async def fetch(self, body: dict[str, Any], seconds: float) -> bytes:
        """The whole answer, within `seconds`. Raises Failed."""
        until = _now() + min(seconds, self._timeout)
        async with self._answered(body, until) as response:
            return await self._within(response.read(), until)

    async def events(self, body: dict[str, Any], seconds: float) -> AsyncGenerator[object, None]:
        """The events of an answer that streams, within `seconds`; the answer itself from a server that does not."""
        end = _now() + seconds
        async with self._answered(body, min(end, _now() + self._timeout)) as response:
            if EVENTS not in response.headers.get("content-type", ""):
                yield replies.decoded(await self._within(response.read(), min(end, _now() + self._timeout)))
                return
            stream = await response.parse(to=openai.AsyncStream[object])
            while (event := await self._within(_next(stream), min(end, _now() + self._timeout))) is not _END:
                yield event

    @asynccontextmanager
    async def _answered(self, body: dict[str, Any], until: float) -> AsyncIterator[Any]:
        """The answer once its headers have come. It is closed at the end, read or not."""
        coming = self._client.chat.completions.with_streaming_response.create(**body, extra_headers=self._headers)
        response = await self._within(coming.__aenter__(), until, again=True)
        try:
            yield response
        finally:
            await response.close()

    async def _within(self, work: Awaitable[T], until: float, *, again: bool = False) -> T:
        """What the work gives. The failure is raised outside of `except`, so that it drags nothing foreign along."""
        try:
            async with asyncio.timeout_at(until):
                return await work
        except (TimeoutError, Failed, openai.OpenAIError, httpx2.HTTPError, ValueError, RecursionError) as error:
            failure = _failure(error, again=again)
        failure.host = self.host
        raise failure


def _near(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _now() -> float:
    """The loop's own clock, by which its timeouts go."""
    return asyncio.get_running_loop().time()


async def _next(stream: openai.AsyncStream[object]) -> object:
    return await anext(stream, _END)


def _failure(error: Exception, *, again: bool) -> Failed:
    """What a foreign error means. `again`: no byte of an answer had come."""
    match error:
        case Failed():
            return error
        case TimeoutError() | openai.APITimeoutError() | httpx2.TimeoutException():
            return Failed(Kind.LATE, again=again)
        case openai.APIConnectionError() | httpx2.HTTPError():
            return Failed(Kind.UNREACHABLE, again=again)
        case openai.APIStatusError():
            return _status(error)
        case openai.APIError():  # an event of a stream that tells of one
            return Failed(Kind.BUSY)
    return Failed(Kind.MALFORMED)


def _status(error: openai.APIStatusError) -> Failed:
    status, wait = error.status_code, asked_to_wait(error.response.headers)
    if error.code not in _SPENT and error.type not in _SPENT and (status in (408, 425, 429) or status >= 500):
        return Failed(Kind.BUSY, wait, status=status, again=True)
    return Failed(Kind.REJECTED, status=status, named=_named(error))


def _named(error: openai.APIStatusError) -> frozenset[str]:
    """The parameters an error is about: the one it names as such, else all that its text mentions."""
    told = error.param or str(error.body)
    return frozenset(name for name in KNOWN if name in told)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds, from `Retry-After` in any of its forms; a date counts from the answer's own. None where it says none."""
    for name, unit in (("retry-after-ms", 1_000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) / unit
        except (KeyError, ValueError):
            continue
        if not math.isnan(seconds):
            return min(max(seconds, 0.0), LONGEST_WAIT)
    try:
        apart = parsedate_to_datetime(headers["retry-after"]) - parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return min(max(apart.total_seconds(), 0.0), LONGEST_WAIT)


# --- no more than so many bytes ---


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends, or fails, at its bound."""

    def __init__(self, stream: httpx2.AsyncByteStream, bound: int, *, fails: bool) -> None:
        self._stream, self._left, self._fails = stream, bound, fails

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = aiter(self._stream)
        try:
            async for chunk in stream:
                self._left -= len(chunk)
                if self._left < 0 and self._fails:
                    raise Failed(Kind.TOO_LARGE)
                yield chunk
                if self._left < 0:
                    return
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bounded(response: httpx2.Response) -> None:
    """Bounds every answer before it is read. One that is compressed all the same could grow without bound: not read."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise Failed(Kind.MALFORMED, status=response.status_code)
    stream, kind = response.stream, response.headers.get("content-type", "")
    if isinstance(stream, httpx2.AsyncByteStream):
        good = response.is_success
        bound = (STREAM if EVENTS in kind else WHOLE) if good else COMPLAINT
        response.stream = _Bounded(stream, bound, fails=good)
