"""Reading what somebody points at: an address, a file, a folder, or what is piped in.

Works on: one address as typed.
Comes in: the address, an open Fetcher, `now`, the bytes of stdin.
Goes out: `Reading`: articles whatever their age, the outlets they name, and phrases for what could not be read.
Does not know: the stored wire; nothing is kept.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.news import Article, Outlet, Source
from bot.text import slug
from bot.wire.addresses import domain, shown
from bot.wire.filling import merged
from bot.wire.guard import objection
from bot.wire.rounds import HOSTILE

if TYPE_CHECKING:
    from bot.wire.feeds import Feed
    from bot.wire.fetch import Fetched, Fetcher

MOST_FILES = 5_000
LARGEST_FILE = 8_000_000
LARGEST_FOLDER = 400_000_000
"""Bytes: what is beyond is named in the errors, never silently left out."""
MOST_ERRORS = 20
"""Errors of one address that are told one by one."""
MOST_FEEDS = 200
"""Feeds of one OPML list that are read at once asking."""
SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json", ".jsonl", ".html", ".htm", ".txt", ".md"})

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CANONICAL = re.compile(rb"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/.*)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address held. `sources` are the feeds that were read; `errors` are for people."""

    articles: tuple[Article, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    errors: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


async def read(address: str, fetcher: Fetcher, now: datetime, stdin: bytes = b"") -> Reading:
    """Reads a feed or page URL, a file, a folder (with what is in it), or "-": `stdin`. Never raises for bad input."""
    if address == "-":
        return await _held(_Given("standard input", stdin), fetcher, now)
    if _SCHEME.match(address):
        return await _web(address, fetcher, now)
    paths, error = await asyncio.to_thread(_paths, address)
    readings = [Reading(errors=(error,) if error else ())]
    for path in paths:
        loaded = await asyncio.to_thread(_load, path)
        readings.append(await _held(loaded, fetcher, now) if isinstance(loaded, _Given) else loaded)
    return _summed(together(readings), address)


def _summed(reading: Reading, address: str) -> Reading:
    """A folder of broken files is told in a few lines, not in thousands."""
    left = len(reading.errors) - MOST_ERRORS
    if left <= 0:
        return reading
    more = f"{address}: {left:,} more files could not be read"
    return replace(reading, errors=(*reading.errors[:MOST_ERRORS], more))


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """Bytes with a name for people, and what the web said of them."""

    name: str
    body: bytes
    content_type: str = ""
    url: str = ""


def _paths(address: str) -> tuple[list[Path], str]:
    """The files an address means, sorted, and what is wrong with it."""
    try:
        path = Path(address).expanduser()
        if not path.is_dir():
            return ([path], "") if path.exists() else ([], f"{address}: {_no_file(address)}")
        found, left = _listing(path)
    except (OSError, ValueError, RuntimeError) as error:
        return [], f"{address}: {_unreadable(error)}"
    if not found:
        return [], f"{address}: no articles in this folder; files ending in {' '.join(sorted(SUFFIXES))} are read"
    return found, f"{address}: only the first {len(found):,} files were read" if left else ""


def _load(path: Path) -> _Given | Reading:
    try:
        if not path.is_file():
            return Reading(errors=(f"{path}: this is neither a file nor a folder",))
        if path.stat().st_size > LARGEST_FILE:
            return Reading(errors=(f"{path}: too large (over {LARGEST_FILE // 1_000_000} MB)",))
        return _Given(str(path), path.read_bytes())
    except OSError as error:
        return Reading(errors=(f"{path}: {_unreadable(error)}",))


def _no_file(address: str) -> str:
    hint = f"; for a web address write https://{address}" if _BARE_HOST.match(address) else ""
    return f"there is no such file or folder{hint}"


def _unreadable(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "it may not be read: check its permissions"
    return (error.strerror or "it cannot be read") if isinstance(error, OSError) else "this is not a file name"


def _listing(folder: Path) -> tuple[list[Path], bool]:
    """The files that may hold articles, sorted, and whether some had to be left out. Hidden ones are not looked at."""
    found = (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not _hidden(path.relative_to(folder))
    )
    listed = sorted(islice(found, 10 * MOST_FILES))
    kept, size = [], 0
    for path in listed[:MOST_FILES]:
        size += path.stat().st_size
        if size > LARGEST_FOLDER:
            break
        kept.append(path)
    return kept, len(kept) < len(listed)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def together(readings: Iterable[Reading]) -> Reading:
    """Several readings as one: each article, outlet and error once, in order; a page fills its feed's teaser."""
    articles: dict[str, Article] = {}
    outlets: dict[str, Outlet] = {}
    errors: dict[str, None] = {}
    sources: dict[str, Source] = {}
    for reading in readings:
        for article in reading.articles:
            held = articles.setdefault(article.id, article)
            if held.teaser and not article.teaser:
                articles[article.id] = merged(held, article)
        for outlet in reading.outlets:
            outlets.setdefault(outlet.id, outlet)
        errors.update(dict.fromkeys(reading.errors))
        sources.update((source.url, source) for source in reading.sources)
    return Reading(tuple(articles.values()), tuple(outlets.values()), tuple(errors), tuple(sources.values()))


# --- what bytes hold --------------------------------------------------------------------------------------------------


async def _held(given: _Given, fetcher: Fetcher, now: datetime) -> Reading:
    """The articles in bytes of any kind we know; a list of feeds is read feed by feed."""
    from bot.wire import feeds

    kind = feeds.sniff(given.body, given.content_type)
    if kind == "opml":
        return await _listed(given, fetcher, now)
    try:
        match kind:
            case "empty":
                return Reading(errors=(f"{given.name}: there is nothing in it",))
            case "feed" | "jsonfeed":
                return _feed(await feeds.parsed(given.body, given.content_type, given.url, now), given, now)
            case "html" | "challenge":
                return await asyncio.to_thread(_page, given, now)
            case "text":
                return _text(given, now)
    except HOSTILE as error:
        why = str(error) if isinstance(error, ValueError) else f"it cannot be read ({type(error).__name__})"
        return Reading(errors=(f"{given.name}: {why}",))


def _feed(feed: Feed, given: _Given, now: datetime) -> Reading:
    from bot.wire import feeds

    links = (feed.home, given.url, next((entry.url for entry in feed.entries if entry.url), ""))
    outlet = known(given.url) or known(feed.home)
    outlet = outlet or named(feed.title, next((link for link in links if domain(link)), ""), feed.language)
    if not feed.entries:
        return Reading(errors=(f"{given.name}: the feed is empty",), outlets=(outlet,))
    articles = tuple(feeds.article(entry, outlet, now, feed.language) for entry in feed.entries)
    sources = (Source(given.url, outlet),) if given.url else ()
    return together([Reading(articles, (outlet,), sources=sources)])


def _page(given: _Given, now: datetime) -> Reading:
    from bot.wire import pages

    url = given.url or own_address(given.body)
    outlet = known(url)
    return _one(pages.article(given.body, url, now, outlet=outlet), outlet)


def own_address(html: bytes) -> str:
    """The address a saved page gives for itself; "" where it gives none, or only its site's front page."""
    link = _CANONICAL.search(html[:200_000])
    href = _HREF.search(link[0]) if link else None
    url = unescape((href[1] or href[2] or href[3]).decode("utf-8", "replace")) if href else ""
    return url if not objection(url) and urlsplit(url).path.strip("/") else ""


def _text(given: _Given, now: datetime) -> Reading:
    from bot.wire import lines, plain

    text = decoded(given.body)
    if text is None:
        return Reading(errors=(f"{given.name}: this is a binary file, not text",))
    if lines.looks_like(text):
        articles, errors = lines.read(text, now)
        outlets = {article.outlet: Outlet(article.outlet, article.outlet) for article in articles if article.outlet}
        return Reading(articles, tuple(outlets.values()), tuple(f"{given.name}: {error}" for error in errors))
    return _one(plain.article(text, now, url=given.url), None)


def _one(article: Article, outlet: Outlet | None) -> Reading:
    """A single article and its outlet: by the catalogue, else by what the article calls it."""
    outlet = outlet or known(article.url)
    if outlet is None and article.outlet:
        outlet = Outlet(article.outlet, article.outlet, language=article.language)
    elif outlet is None and domain(article.url):
        outlet = named("", article.url, article.language)
    return Reading((replace(article, outlet=outlet.id) if outlet else article,), (outlet,) if outlet else ())


def decoded(body: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or Windows 1252; None for what is no text."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\x00" in body or sum(byte < 9 or 13 < byte < 32 for byte in body[:4096]) > 8:
        return None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


# --- the web ----------------------------------------------------------------------------------------------------------


async def _web(url: str, fetcher: Fetcher, now: datetime) -> Reading:
    """A feed or a page. A home page is read through the feed it announces, and so is a page without an article."""
    from bot.wire import feeds
    from bot.wire.fetch import FetchError

    try:
        fetched = await fetcher.get(url)
    except FetchError as error:
        return Reading(errors=(f"{shown(url)}: {error}",))
    given = _given(fetched, url)
    if feeds.sniff(given.body, given.content_type) != "html":
        return await _held(given, fetcher, now)
    if urlsplit(fetched.final).path.strip("/"):
        reading = await _held(given, fetcher, now)
        return reading if reading.articles else await _announced(given, fetcher, now) or reading
    return await _announced(given, fetcher, now) or await _held(given, fetcher, now)


async def _announced(given: _Given, fetcher: Fetcher, now: datetime) -> Reading | None:
    """The first of a page's feeds that can be read."""
    from bot.wire import feeds, pages
    from bot.wire.fetch import FetchError

    for address in pages.feeds_of(given.body, given.url)[:3]:
        try:
            fetched = await fetcher.get(address)
        except FetchError:
            continue
        found = _given(fetched, address)
        if feeds.sniff(found.body, found.content_type) in ("feed", "jsonfeed"):
            reading = await _held(found, fetcher, now)
            if reading.articles:
                return reading
    return None


def _given(fetched: Fetched, url: str) -> _Given:
    kind = f"{fetched.content_type}; charset={fetched.charset}" if fetched.charset else fetched.content_type
    return _Given(shown(url), fetched.body, kind, fetched.final)


async def _listed(given: _Given, fetcher: Fetcher, now: datetime) -> Reading:
    """Every feed of an OPML list, up to `MOST_FEEDS`."""
    from bot.wire import feeds
    from bot.wire.rounds import poll

    try:
        rows = feeds.opml_read(given.body)
    except feeds.NotOpml as error:
        return Reading(errors=(f"{given.name}: {error}",))
    sources = [Source(url, known(url) or named(title, url), section) for title, url, section in rows]
    errors = [f"{given.name}: only the first {MOST_FEEDS} feeds were read"] if len(sources) > MOST_FEEDS else []
    errors += [] if sources else [f"{given.name}: the list names no feeds"]
    readings = [Reading(errors=tuple(errors))]
    async for polled in poll(sources[:MOST_FEEDS], {}, fetcher, now):
        failed = (f"{shown(polled.source.url)}: {polled.error}",) if polled.error else ()
        readings.append(Reading(polled.articles, (polled.source.outlet,), failed, () if failed else (polled.source,)))
    return together(readings)


# --- who publishes it -------------------------------------------------------------------------------------------------


def known(url: str) -> Outlet | None:
    """The outlet of the default list that owns an address, by its registrable domain."""
    from bot.wire.listed import default_sources

    publisher = domain(url)
    if not publisher:
        return None
    owners = (s.outlet for s in default_sources() if publisher in (domain(s.outlet.home), domain(s.url)))
    return next(owners, None)


def named(title: str, url: str, language: str = "") -> Outlet:
    """An outlet nobody listed: its own family, known by its domain, else by its title."""
    publisher = domain(url)
    key = publisher or slug(title) or "unnamed"
    return Outlet(key, title or publisher or "An unnamed outlet", f"https://{publisher}/" if publisher else "",
                  family=key, language=language[:2].lower())  # fmt: skip
