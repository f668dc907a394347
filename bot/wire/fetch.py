"""Fetching: polite, safe HTTP.

Works on: one address at a time, many at once, over one session with kept connections.
Comes in: an address, what is remembered of its last answer (ETag, Last-Modified).
Goes out: `Fetched`, or `FetchError` with a phrase for people. Deadline, size cap, redirect cap and guard hold for all.
Does not know: what a feed or an article is, when to ask again.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from bot.wire import guard
from bot.wire.robots import Robots

AGENT = "Daybrief/0.1 (news desk; reads feeds; obeys robots.txt)"
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.8"
_CLEAN = re.compile(r"[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]+\Z")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_HOSTS_KEPT = 1_000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchError(Exception):
    """A fetch that brought nothing; `str` is for people. `status` is 0 when no answer came.

    `retry_after`: seconds the server asked us to wait, if it did.
    """

    def __init__(self, phrase: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(phrase)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `unchanged` (304) has no body. `retry_after` and `max_age` are seconds, as the server said."""

    url: str
    final: str
    status: int
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    retry_after: float | None = None
    max_age: float | None = None


@dataclass(slots=True)
class _Host:
    """One server's turn-taking: how many at once, and when the next may start."""

    seats: asyncio.Semaphore
    next: float = 0.0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Ask:
    """One request as asked: the validators, and whether robots.txt has a say."""

    url: str
    etag: str
    modified: str
    robots: bool
    cap: int
    whole: bool = True
    headers: dict[str, str] = field(default_factory=dict)


class Fetcher:
    """The wire's one HTTP client; an async context manager.

    `total`: seconds for a whole answer, redirects and body included, queueing for politeness not.
    `cap`: bytes of a body once decompressed. `per_host` at once and `gap` seconds between starts, per server; both
    are waived for servers on this machine. `private` opens this machine and its network. `clock`: monotonic seconds.
    """

    def __init__(
        self,
        *,
        total: float = 20.0,
        cap: int = 8_000_000,
        redirects: int = 5,
        per_host: int = 4,
        concurrency: int = 64,
        private: bool = False,
        agent: str = AGENT,
        gap: float = 0.1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total, self.cap, self.redirects, self.private = total, cap, redirects, private
        self.concurrency, self._per_host, self._gap = concurrency, per_host, gap
        self._agent, self._clock = agent, clock
        self._hosts: dict[str, _Host] = {}
        self._robots = Robots(agent.partition("/")[0], self._robots_text, clock)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._seats = asyncio.Semaphore(self.concurrency)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, socket_factory=guard.dialler(private=self.private)),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._agent, "Accept": ACCEPT},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            trust_env=False,
            requote_redirect_url=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, url: str, *, etag: str = "", modified: str = "", robots: bool = False) -> Fetched:
        """The body behind an address, or `unchanged` where the validators still hold. Raises FetchError."""
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        return await self._get(_Ask(url, etag, modified, robots, self.cap, headers=headers))

    async def _get(self, ask: _Ask) -> Fetched:
        url = ask.url
        deadline: float | None = None
        for _ in range(self.redirects + 1):
            if why := guard.objection(url, private=self.private):
                raise FetchError(why)
            if ask.robots and not await self._robots.allow(url):
                raise FetchError("refused by the site's robots.txt")
            async with self._turn(url):
                started = asyncio.get_running_loop().time()
                deadline = started + self.total if deadline is None else deadline
                answer = await self._hop(ask, url, deadline)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise FetchError(f"more than {self.redirects} redirects")

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        """A seat among all requests and one at the host; waits out the host's gap before it takes the common seat."""
        name = urlsplit(url).netloc.lower()
        if self.private and guard.own(url):
            async with self._seats:
                yield
            return
        if len(self._hosts) > _HOSTS_KEPT:
            self._hosts = {name: host for name, host in self._hosts.items() if host.waiting}
        host = self._hosts.setdefault(name, _Host(asyncio.Semaphore(self._per_host)))
        host.waiting += 1
        try:
            async with host.seats:
                now = self._clock()
                start = max(now, host.next)
                host.next = start + self._gap
                if start > now:
                    await asyncio.sleep(start - now)
                async with self._seats:
                    yield
        finally:
            host.waiting -= 1
            if not host.waiting and host.next <= self._clock():
                self._hosts.pop(name, None)

    async def _hop(self, ask: _Ask, url: str, deadline: float) -> Fetched | str:
        """One request: its answer, or the address it redirects to. Foreign exceptions end here."""
        if self._session is None:
            raise RuntimeError("a Fetcher is used inside `async with`")
        try:
            async with asyncio.timeout_at(deadline):
                target = URL(url, encoded=True) if _CLEAN.match(url) else URL(url)
                async with self._session.get(target, headers=ask.headers, allow_redirects=False) as response:
                    return await self._answer(ask, url, response)
        except TimeoutError:
            raise FetchError(f"no answer within {self.total:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(phrase(error)) from error

    async def _answer(self, ask: _Ask, url: str, response: aiohttp.ClientResponse) -> Fetched | str:
        status, headers = response.status, response.headers
        if status in _REDIRECTS and (location := headers.get("Location")):
            return urljoin(url, location.strip())
        retry_after = seconds(headers.get("Retry-After", ""), headers.get("Date", ""))
        if status not in (200, 203, 304):
            raise FetchError(_status(status), status=status, retry_after=retry_after)
        unchanged = status == 304
        body = b"" if unchanged else await _body(response, ask.cap, ask.whole)
        kind, _, parameters = headers.get("Content-Type", "").partition(";")
        age = _MAX_AGE.search(headers.get("Cache-Control", ""))
        return Fetched(
            url=ask.url,
            final=url,
            status=status,
            body=body,
            content_type=kind.strip().lower(),
            charset=_charset(parameters),
            etag=_kept(headers.get("ETag"), ask.etag if unchanged else ""),
            modified=_kept(headers.get("Last-Modified"), ask.modified if unchanged else ""),
            unchanged=unchanged,
            retry_after=retry_after,
            max_age=float(age[1]) if age else None,
        )

    async def _robots_text(self, url: str) -> str | None:
        """The text of a robots.txt; "" where the site has none, None where it must be taken as closed (RFC 9309)."""
        try:
            fetched = await self._get(_Ask(url, "", "", robots=False, cap=500 * 1024, whole=False))
        except FetchError as error:
            return "" if 400 <= error.status < 500 or str(error).startswith("more than") else None
        return fetched.body.decode("utf-8", "replace")


async def _body(response: aiohttp.ClientResponse, cap: int, whole: bool) -> bytes:
    """The body to its end. Over `cap` bytes it is an error, or cut there unless the `whole` is wanted."""
    chunks: list[bytes] = []
    size = 0
    if whole and (response.content_length or 0) > cap:
        raise _too_large(response, cap)
    while chunk := await response.content.readany():
        chunks.append(chunk)
        size += len(chunk)
        if size > cap:
            if whole:
                raise _too_large(response, cap)
            response.close()
            break
    return chunks[0] if len(chunks) == 1 and size <= cap else b"".join(chunks)[:cap]


def _too_large(response: aiohttp.ClientResponse, cap: int) -> FetchError:
    response.close()
    return FetchError(f"too large (over {cap / 1_000_000:g} MB)", status=response.status)


def seconds(stamp: str, sent: str = "") -> float | None:
    """Retry-After in seconds: a number, or an HTTP date after the answer's own `Date` (RFC 9110 section 10.2.3)."""
    if stamp.strip().isdecimal():
        return float(stamp.strip()[:9])
    try:
        wait = parsedate_to_datetime(stamp) - parsedate_to_datetime(sent)
    except (ValueError, TypeError):  # TypeError: only one of the two names its zone
        return None
    return max(0.0, wait.total_seconds())


def _kept(validator: str | None, before: str) -> str:
    """A validator to send back next time; one of absurd length is not worth remembering."""
    value = before if validator is None else validator
    return value if len(value) <= 512 else ""


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} (an unknown status)"


def phrase(error: Exception) -> str:
    """A foreign error in words for people."""
    match error:
        case _ if guard.PRIVATE in str(getattr(error, "os_error", error)):  # all that several addresses raised
            return guard.PRIVATE
        case aiohttp.ClientConnectorDNSError():
            return f"no such host: {error.host}"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            return "no safe connection: its certificate or encryption is not valid"
        case aiohttp.ClientConnectorError():
            return f"could not connect: {os.strerror(error.os_error.errno) if error.os_error.errno else 'no route'}"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError() | aiohttp.ClientPayloadError():
            return "the answer broke off or could not be unpacked"
        case aiohttp.InvalidURL():
            return "not a web address"
        case aiohttp.ClientError():
            return "not a valid HTTP answer"
    return "not a web address" if isinstance(error, ValueError) else "the connection failed"
