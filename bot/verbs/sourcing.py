"""The verbs of sources: list, add, remove, test, import, export.

Works on: the operator's list and the wire.
Comes in: addresses, an OPML file.
Goes out: tables, OPML, one line of what was done.
Does not know: how a source is read.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import forms, house
from bot.desk import Desk
from bot.news import Outlet, Source, SourceLine
from bot.verbs.border import Failed, Misused, put, run, say, terminal
from bot.verbs.reading import fetcher, opened

LARGEST_OPML = 8_000_000


def source_list(as_json: bool) -> int:
    """Every source and how it fares."""
    return run(_list(as_json), as_json=as_json)


async def _list(as_json: bool) -> None:
    async with opened() as home:
        desk = home.desk()
        _table(await desk.sources(), desk, as_json)


def _table(lines: Sequence[SourceLine], desk: Desk, as_json: bool) -> None:
    if as_json:
        put({"kind": "sources", "sources": [_line(line) for line in lines]})
        return
    speaker = terminal()
    speaker.show(speaker.console(), speaker.Mouth(ZoneInfo(desk.zone), desk.clock).sources(lines))


def _line(line: SourceLine) -> dict[str, Any]:
    return {
        "outlet": line.outlet, "url": line.url, "entries": line.entries, "good": forms.moment(line.good),
        "due": forms.moment(line.due), "failures": line.failures, "error": line.error,
    }  # fmt: skip


def source_add(url: str, name: str) -> int:
    """Adds a source after reading it once."""
    return run(_add(url, name))


def _outlet(url: str, name: str = "") -> Outlet:
    """An outlet nobody has described: its domain is its id, and its name where no other is known."""
    from bot.wire.addresses import domain

    return Outlet(domain(url) or url, name or domain(url) or url)


async def _add(url: str, name: str) -> None:
    from bot import wire

    if not url.startswith(("http://", "https://")):
        raise Misused("a source's address begins with http:// or https://")
    async with fetcher() as reader:
        reading = await wire.read(url, reader, house.utc_now())
    if not reading.articles:
        raise Failed("; ".join(reading.errors) or f"{url} holds no article")
    found = next(iter(reading.outlets), _outlet(url))
    outlet = replace(_outlet(url, name or found.name), home=found.home, language=found.language)
    async with opened() as home:
        for feed in [source.url for source in reading.sources] or [url]:
            await home.archive.sources.add(Source(feed, outlet))
        await home.archive.disk.reached()
    say(f"Added {outlet.name}: {len(reading.articles)} articles there now.")


def source_remove(url: str) -> int:
    """Removes a source by address or by its outlet's name."""
    return run(_remove(url))


async def _remove(url: str) -> None:
    async with opened() as home:
        listed = await home.listed()
        wanted = [s for s in listed if url == s.url or url.casefold() == s.outlet.name.casefold()]
        if not wanted:
            raise Failed(f"there is no source {url!r}; `daybrief source list` shows them")
        for source in wanted:
            await home.remove(source)
        await home.archive.disk.reached()
    say(f"Removed {len(wanted)}: {', '.join(s.outlet.name for s in wanted)}.")


def source_test(urls: Sequence[str], every: bool, as_json: bool) -> int:
    """Reads sources now, without storing anything."""
    return run(_test(urls, every, as_json), as_json=as_json)


async def _test(urls: Sequence[str], every: bool, as_json: bool) -> int:
    from bot import wire

    if not urls and not every:
        raise Misused("name an address, or give --all")
    async with opened() as home:
        listed = {source.url: source for source in await home.listed()}
        desk = home.desk()
    chosen = list(listed.values()) if every else []
    chosen += [listed.get(url) or Source(url, _outlet(url)) for url in urls]
    lines = []
    async with fetcher() as reader:
        async for poll in wire.poll(chosen, {}, reader, house.utc_now()):
            state = poll.state
            lines.append(SourceLine(poll.source.outlet.name, poll.source.url, state.entries, state.good, poll.error))
    lines.sort(key=lambda line: (bool(line.error), line.outlet.casefold(), line.url))
    _table(lines, desk, as_json)
    broken = sum(bool(line.error) for line in lines)
    say(f"{len(lines) - broken} of {len(lines)} sources answered.")
    return int(broken == len(lines))


def source_import(file: Path) -> int:
    """Adds the feeds of an OPML file."""
    return run(_import(file))


def _rows(file: Path) -> list[tuple[str, str, str]]:
    """Title, address and section of every feed in the file. Raises Failed."""
    from bot.wire import feeds

    try:
        with file.open("rb") as opened_file:
            body = opened_file.read(LARGEST_OPML + 1)
        if len(body) > LARGEST_OPML:
            raise Failed(f"{file} is larger than {LARGEST_OPML // 1_000_000} MB; that is no list of feeds")
        return feeds.opml_read(body)
    except OSError as error:
        raise Failed(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Failed(f"{file} is not OPML: {error}") from None


async def _import(file: Path) -> None:
    rows = _rows(file)
    async with opened() as home:
        known = {source.url for source in await home.listed()}
        fresh = [row for row in rows if row[1] not in known]
        for title, url, section in fresh:
            await home.archive.sources.add(Source(url, _outlet(url, title), section=section))
        await home.archive.disk.reached()
    say(f"Imported {len(fresh)} sources; {len(rows) - len(fresh)} were in the list already.")


def source_export() -> int:
    """The list as OPML on stdout."""
    return run(_export())


async def _export() -> None:
    from bot.wire import feeds

    async with opened() as home:
        document = feeds.opml_write(list(await home.listed()))
    sys.stdout.buffer.write(document)
    sys.stdout.buffer.flush()
