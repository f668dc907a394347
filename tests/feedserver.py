"""A publisher on a loopback socket: feeds and pages, well-behaved and not.

    async with serving() as site:
        site.feed("/world.xml", entries=50)
        site.answer("/gone", status=410)
        ... site.url("/world.xml") ... site.asked ...

Every path answers as it was told to last; what is not known is 404. `python tests/feedserver.py FEEDS ENTRIES` serves
`/0.xml` ... in a process of its own and prints its port, for the bench.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b

from aiohttp import web

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing"
    b' paper.example</h1><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>'
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


SENTENCES = (
    "The council of {feed} voted on Monday to keep line {n} of the night ferry running through the winter.",
    "The decision was taken after a debate of more than three hours and will cost the town 2.4 million crowns a year.",
    "A spokesman for the harbour said that the old quay would be closed from March until the works are done.",
    "Two members of the opposition had asked for a delay, which the mayor refused.",
    "People who live on the islands have no other way to get home after ten in the evening.",
    "The first boats under the new timetable are to leave on Thursday, officials said.",
)


def entry(number: int, feed: str = "harbour", *, guid: str = "", link: str = "", sentences: int = 4) -> str:
    """One RSS item: its own address, a headline, a teaser of a few sentences, an hour earlier per number."""
    when = format_datetime(NOW - timedelta(hours=1 + number))
    link = link or f"https://{feed}.example/{feed}/{number}"
    body = " ".join(SENTENCES[k % len(SENTENCES)].format(feed=feed.title(), n=number) for k in range(sentences))
    return (
        f"<item><title>{feed.title()} council votes on ferry line {number}</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{guid or link}</guid><pubDate>{when}</pubDate>"
        f"<description>&lt;p&gt;{body}&lt;/p&gt;</description></item>"
    )


def greedy(attributes: int) -> bytes:
    """A feed in which only a patient reader finds an item, at the cost of the square of its attributes."""
    given = " ".join(f"a{number}='1'" for number in range(attributes))
    return f"<?xml version='1.0'?><rss><channel><ITEM {given}><title>T</title></ITEM></channel></rss>".encode()


def hostile() -> dict[str, bytes]:
    """Feeds made to eat time or memory, by name."""
    item = b"<?xml version='1.0'?><rss version='2.0'><channel><item><title>Ferry</title><description>%b"
    letters = [bytes([code]) for code in range(ord("b"), ord("k"))]
    nested = b"".join(b"<!ENTITY %b '%b'>" % (name, b"&%c;" % (name[0] - 1) * 10) for name in letters)
    return {
        "comments": item % (b"<![CDATA[" + b"<!--" * 300_000 + b"]]></description></item>"),
        "attributes": greedy(80_000),
        "depth": item % (b"<x>" * 200_000),
        "entities": b"<!DOCTYPE rss [<!ENTITY a 'haha'>%b]><rss><item><title>&j;</title></item></rss>" % nested,
        "title": b"<rss><item><title>%b</title></item></rss>" % (b"x" * 7_000_000),
    }


def rss(items: list[str], title: str = "The Harbour Post") -> bytes:
    """An RSS feed around items."""
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title>"
        f"<link>https://harbour.example/</link><language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


@dataclass(slots=True)
class Site:
    """What is served, and what was asked: `asked` holds (path, If-None-Match, If-Modified-Since, User-Agent)."""

    port: int = 0
    routes: dict[str, Handler] = field(default_factory=dict)
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def feed(self, path: str, *, entries: int = 3, name: str = "harbour") -> bytes:
        """An RSS feed with an ETag that holds until the next call."""
        body = rss([entry(number, name) for number in range(entries)])
        return self.body(path, body, content_type="application/rss+xml")

    def body(self, path: str, body: bytes, *, content_type: str = "text/html", **headers: str) -> bytes:
        """Any body with a strong ETag and a Last-Modified: 304 while either is sent back."""
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        modified = format_datetime(NOW, usegmt=True)
        sent = {"ETag": etag, "Last-Modified": modified, "Content-Type": content_type, **_named(headers)}

        async def handler(request: web.Request) -> web.StreamResponse:
            if etag == request.headers.get("If-None-Match"):
                return web.Response(status=304, headers={"ETag": etag})
            return web.Response(body=body, headers=sent)

        self.routes[path] = handler
        return body

    def answer(
        self, path: str, body: bytes = b"", *, status: int = 200, content_type: str = "text/html", **headers: str
    ) -> None:
        """A plain answer without validators: header names with _ for -."""
        sent = {"Content-Type": content_type, **_named(headers)}

        async def handler(request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, status=status, headers=sent)

        self.routes[path] = handler

    def redirect(self, path: str, to: str, *, status: int = 302) -> None:
        self.answer(path, status=status, Location=to)

    def challenge(self, path: str) -> None:
        """HTTP 200 with a page that wants to see a browser."""
        self.answer(path, CHALLENGE)

    def silent(self, path: str) -> None:
        """Takes the request and never answers."""

        async def handler(request: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

        self.routes[path] = handler

    def drip(self, path: str, every: float = 0.02) -> None:
        """A byte now and then, for ever: each read succeeds, the answer never ends."""

        async def handler(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b" ")
                await asyncio.sleep(every)

        self.routes[path] = handler

    def huge(self, path: str, size: int, *, chunked: bool = True) -> None:
        """`size` bytes, announced or not."""

        async def handler(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            if not chunked:
                response.content_length = size
            await response.prepare(request)
            for _ in range(0, size, 65_536):
                await response.write(b"x" * 65_536)
            return response

        self.routes[path] = handler

    def bomb(self, path: str, size: int) -> None:
        """`size` zero bytes, gzipped to a thousandth."""
        self.answer(path, gzip.compress(bytes(size)), Content_Encoding="gzip")

    def broken(self, path: str) -> None:
        """Announces more than it sends, then hangs up."""

        async def handler(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            response.content_length = 1_000
            await response.prepare(request)
            await response.write(b"<rss>")
            assert request.transport is not None
            request.transport.close()
            return response

        self.routes[path] = handler

    def windows(self, path: str, body: bytes, size: int = 512) -> None:
        """The body in small pieces, each flushed on its own."""

        async def handler(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            for start in range(0, len(body), size):
                await response.write(body[start : start + size])
                await asyncio.sleep(0)
            return response

        self.routes[path] = handler

    async def handle(self, request: web.Request) -> web.StreamResponse:
        sent = request.headers
        path = request.path_qs if request.path_qs in self.routes else request.path
        self.asked.append(
            (path, sent.get("If-None-Match", ""), sent.get("If-Modified-Since", ""), sent.get("User-Agent", ""))
        )
        handler = self.routes.get(path)
        return web.Response(status=404) if handler is None else await handler(request)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """A site on a free port of 127.0.0.1 while the block runs."""
    site = Site()
    runner = web.ServerRunner(web.Server(site.handle, access_log=None, handler_cancellation=True), shutdown_timeout=0)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


async def _serve(feeds: int, entries: int) -> None:
    async with serving() as site:
        for number in range(feeds):
            site.feed(f"/{number}.xml", entries=entries, name=f"paper{number}")
        print(site.port, flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            while await asyncio.to_thread(sys.stdin.readline):
                site.asked.clear()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
