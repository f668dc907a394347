"""The verbs of reading: the desk, the brief, a question, a story, why.

Works on: a desk over the stored wire, over the sample, or over given sources.
Comes in: parsed arguments.
Goes out: pieces, rendered by the terminal or as JSON.
Does not know: how any of it was made.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import commands, forms, house, settings, writers
from bot.desk import DAY, STORIES, Desk, Told
from bot.news import Article, Brief, Chat, Outlet, Piece, Portion, Posted, Receipt, Source
from bot.shelf import EVER, Archived, Clippings
from bot.verbs.border import Failed, Misused, put, run, say, terminal, uninterrupted

if TYPE_CHECKING:
    from rich.console import Console

    from bot.wire.fetch import Fetcher

CHAT = "terminal:local"
HISTORY = "history"


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[house.House]:
    """The house of this process's settings."""
    loaded = settings.load()
    stack = contextlib.AsyncExitStack()
    try:
        with uninterrupted():
            built = house.opened(loaded, lambda: default_sources(loaded), private=loaded.private_sources)
            home = await stack.enter_async_context(built)
        yield home
    finally:
        with uninterrupted():
            await stack.aclose()


def default_sources(loaded: settings.Settings) -> tuple[Source, ...]:
    """The operator's file, or the sources that come with Daybrief (read only when asked for). Raises Failed."""
    from bot import wire

    if loaded.sources is None:
        return wire.default_sources()
    try:
        return wire.load_sources(loaded.sources.read_bytes(), private=loaded.private_sources)
    except (OSError, wire.SourcesError) as error:
        raise Failed(f"DAYBRIEF_SOURCES ({loaded.sources}): {error}") from None


def fetcher() -> Fetcher:
    """What reads addresses for a verb."""
    from bot.wire.fetch import Fetcher

    return Fetcher(private=settings.load().private_sources)


# --- desks -----------------------------------------------------------------------------------------------------------


async def given(addresses: Sequence[str]) -> Desk:
    """A desk over sources named on the command line, whatever their age. Raises Failed when none can be read."""
    from bot import wire

    if "" in addresses:
        raise Misused("a source is empty; give a feed or page URL, a file, a folder, or - for stdin")
    now = house.utc_now()
    stdin = sys.stdin.buffer.read() if "-" in addresses else b""
    articles: list[Article] = []
    outlets: dict[str, Outlet] = {}
    errors: list[str] = []
    async with fetcher() as reader:
        for address in addresses:
            reading = await wire.read(address, reader, now, stdin)
            articles += reading.articles
            outlets |= {outlet.id: outlet for outlet in reading.outlets}
            errors += reading.errors
        articles = await wire.fill(articles, reader, outlets, now)
    for error in errors:
        say(f"daybrief: {error}")
    if not articles:
        raise Failed("no article could be read from what was given" if errors else "what was given holds no article")
    shelf, writing = Clippings(articles, outlets, now), writers.uncounted(settings.load())
    return Desk(shelf, house.utc_now, zone=_zone(), language="", writing=writing)


def sampled() -> Desk:
    """A desk over the fictional sample wire, made anew."""
    from bot.wire import sample

    now = house.utc_now()
    shelf = Clippings(sample.articles(now), sample.outlets(), now, fictional=True)
    held = settings.load()
    return Desk(shelf, house.utc_now, zone=_zone(), language=held.language, writing=writers.uncounted(held))


def _zone() -> str:
    return settings.load().zone or house.system_zone()


@contextlib.asynccontextmanager
async def desk_for(
    addresses: Sequence[str], sample: bool, *, fresh: bool = True
) -> AsyncIterator[tuple[Desk, tuple[str, ...]]]:
    """The desk a verb works at, and what to note beside its answer."""
    if addresses and sample:
        raise Misused("give sources or --sample, not both")
    if addresses or sample:
        desk = await given(addresses) if addresses else sampled()
        try:
            yield desk, ()
        finally:
            if desk.writing is not None:
                await desk.writing.close()
    else:
        async with opened() as home:
            if not fresh:
                yield await home.current(), ()
                return
            with _progress() as progress:
                page = await home.front_page(progress)
            try:
                yield page.desk, page.notes
            finally:
                await _let_go(page)


@contextlib.contextmanager
def _progress() -> Any:
    """A bar on a terminal while the wire comes in; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("Reading the wire"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.total:.0f} sources"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("wire", total=1)

        def show(turnout: Any) -> None:
            bar.update(task, total=turnout.asked, completed=turnout.answered + turnout.failed)

        yield show


def _show(piece: Piece, desk: Desk, as_json: bool = False) -> None:
    """A piece on stdout, as the terminal says it or as its document."""
    if as_json:
        put(forms.document(piece))
        return
    speaker = terminal()
    speaker.show(speaker.console(), speaker.Mouth(ZoneInfo(desk.zone), desk.clock).render(piece))


def _span(text: str, default: timedelta) -> timedelta:
    try:
        return commands.span(text) if text else default
    except ValueError as error:
        raise Misused(f"--since: {error}") from None


async def _rolled(parts: AsyncGenerator[Portion | Brief, None], desk: Desk, as_json: bool = False) -> Brief:
    """A brief on stdout: before a reader story by story as they are worded, else whole or as its document."""
    if as_json:
        with _wording(desk):
            made = await _last(parts, lambda _: None)
        put(forms.document(made))
        return made
    speaker = terminal()
    screen = speaker.console()
    roll = speaker.Roll(speaker.Mouth(ZoneInfo(desk.zone), desk.clock), screen)
    read = sys.stdout.isatty()
    with _wording(desk, screen if read else None):
        made = await _last(parts, roll.more if read else lambda _: None)
    roll.last(made)
    return made


async def _last(parts: AsyncGenerator[Portion | Brief, None], more: Callable[[Portion], None]) -> Brief:
    """The whole brief, after `more` has had what came before it."""
    async with contextlib.aclosing(parts):
        async for part in parts:
            if isinstance(part, Brief):
                return part
            more(part)
    raise AssertionError("a brief ends with its whole")


@contextlib.contextmanager
def _wording(desk: Desk, screen: Console | None = None) -> Iterator[None]:
    """A sign of life on a terminal while a model words what is asked for; silence elsewhere.

    On stderr, or below what is printed on a `screen` meanwhile: two that write to one terminal would write over
    each other.
    """
    if desk.writing is None or not (screen.is_terminal if screen else sys.stderr.isatty()):
        yield
        return
    from rich.console import Console

    with (screen or Console(stderr=True)).status("The model is wording it", spinner="dots"):
        yield


# --- verbs -----------------------------------------------------------------------------------------------------------


def brief(
    sources: Sequence[str], topic: str, since: str, stories: int, sample: bool, every: bool, as_json: bool
) -> int:
    """Today's brief."""
    return run(_brief(sources, topic, since, stories, sample, every, as_json), as_json=as_json)


async def _brief(
    sources: Sequence[str], topic: str, since: str, stories: int, sample: bool, every: bool, as_json: bool
) -> None:
    """A reader is not told the same again; a program that takes the document remembers by itself."""
    span = _span(since, EVER if sources else DAY)
    async with desk_for(sources, sample) as (desk, notes):
        told = None if every or as_json else await told_before(desk)
        parts = desk.briefing(CHAT, topic=topic, since=span, stories=stories, notes=notes, told=told)
        made = await _rolled(parts, desk, as_json)
        if not as_json:
            await remember(desk, made)


async def told_before(desk: Desk) -> Told | None:
    """What was told at this machine; None where nothing is remembered: of given sources, of fiction."""
    if not isinstance(desk.shelf, Archived) or desk.shelf.fictional:
        return None
    return await desk.shelf.archive.seen.of(Chat.parse(CHAT))


async def remember(desk: Desk, made: Brief) -> None:
    """What was shown at this machine has been told there."""
    if isinstance(desk.shelf, Archived) and not desk.shelf.fictional:
        marks = {item.slug: item.revision for item in made.items}
        archive, now = desk.shelf.archive, desk.clock()
        await archive.seen.mark(Chat.parse(CHAT), marks, now)
        name = f"brief {now:%y%m%d%H%M%S}"
        await archive.receipts.keep(Receipt(Chat.parse(CHAT), name, (Posted(name, tuple(marks)),)), now, made)


def ask(question: str, sources: Sequence[str], story: str, sample: bool, as_json: bool) -> int:
    """A question to the sources."""
    return run(_ask(question, sources, story, sample, as_json), as_json=as_json)


async def _ask(question: str, sources: Sequence[str], story: str, sample: bool, as_json: bool) -> None:
    if not question.strip():
        raise Misused('ask needs a question: daybrief ask "How many were injured?"')
    async with desk_for(sources, sample) as (desk, _):
        if commands.numeral(story) and (sources or sample):
            await desk.brief(CHAT, since=EVER if sources else DAY)
        with _wording(desk):
            answer = await desk.ask(CHAT, question, handle=story)
        _show(answer, desk, as_json)


def story(handle: str, sample: bool, as_json: bool) -> int:
    """A story opened."""
    return run(_story(handle, sample, as_json), as_json=as_json)


async def _story(handle: str, sample: bool, as_json: bool) -> None:
    async with desk_for((), sample, fresh=False) as (desk, _):
        if sample:
            await desk.brief(CHAT)
        _show(await desk.story(CHAT, handle), desk, as_json)


def why(handle: str, sample: bool, as_json: bool) -> int:
    """Why a story stands where it does."""
    return run(_why(handle, sample, as_json), as_json=as_json)


async def _why(handle: str, sample: bool, as_json: bool) -> None:
    async with desk_for((), sample, fresh=False) as (desk, _):
        if sample:
            await desk.brief(CHAT)
        _show(await desk.why(CHAT, handle), desk, as_json)


def desk() -> int:
    """The terminal desk: today's brief, then a prompt where there is somebody to type."""
    return run(_desk())


async def _desk() -> None:
    async with opened() as home:
        with _progress() as progress:
            page = await home.front_page(progress)
        told = await told_before(page.desk)
        parts = page.desk.briefing(CHAT, stories=STORIES, notes=page.notes, told=told)
        await remember(page.desk, await _rolled(parts, page.desk))
        try:
            if sys.stdin.isatty() and sys.stdout.isatty():
                await _converse(home, page)
        finally:
            await _let_go(page)


async def _let_go(page: house.FrontPage) -> None:
    """Stops reading what was late: it is read in the next turn."""
    if page.rest is not None:
        await house.let_go(page.rest)


async def _converse(home: house.House, page: house.FrontPage) -> None:
    speaker = terminal()
    mouth = speaker.Mouth(ZoneInfo(page.desk.zone), page.desk.clock)
    desk = speaker.Terminal(mouth, speaker.console(), history(home))
    from bot.newsroom import Newsroom

    reading = asyncio.create_task(home.follow(page, desk.joined))
    delivering = asyncio.create_task(Newsroom(home, [desk], whole=False).run())
    try:
        await desk.run(home.reception(page.desk))
    finally:
        await house.let_go(reading)
        await house.let_go(delivering)


def history(home: house.House) -> Path | None:
    """Where the lines typed at the desk are kept, for the reader's eyes only; None where nothing can be written."""
    file = home.settings.home / HISTORY
    try:
        home.settings.home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return None
    return file if os.access(file, os.W_OK) else None
