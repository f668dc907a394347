"""The verbs of reading: the desk, the brief, a question, a story, why.

Works on: a desk over the stored wire, over the sample, or over given sources.
Comes in: parsed arguments.
Goes out: pieces, rendered by the terminal or as JSON.
Does not know: how any of it was made.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import commands, forms, house, settings
from bot.desk import DAY, STORIES, Desk
from bot.news import Article, Brief, Outlet, Source
from bot.shelf import Clippings
from bot.verbs.border import Failed, Misused, put, run, say, terminal

if TYPE_CHECKING:
    from bot.wire.fetch import Fetcher

CHAT = "terminal:local"
EVER = timedelta(days=36_500)


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[house.House]:
    """The house of this process's settings."""
    loaded = settings.load()

    def sources() -> tuple[Source, ...]:
        """The operator's file, or the sources that come with Daybrief (read only when asked for)."""
        from bot import wire

        if loaded.sources is None:
            return wire.default_sources()
        try:
            return wire.load_sources(loaded.sources.read_bytes(), private=loaded.private_sources)
        except (OSError, wire.SourcesError) as error:
            raise Failed(f"DAYBRIEF_SOURCES ({loaded.sources}): {error}") from None

    async with house.opened(loaded, sources, private=loaded.private_sources) as home:
        yield home


def fetcher() -> Fetcher:
    """What reads addresses for a verb."""
    from bot.wire.fetch import Fetcher

    return Fetcher(private=settings.load().private_sources)


# --- desks -----------------------------------------------------------------------------------------------------------


async def given(addresses: Sequence[str]) -> Desk:
    """A desk over sources named on the command line, whatever their age. Raises Failed when none can be read."""
    from bot import wire

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
    return Desk(Clippings(articles, outlets, now), house.utc_now, zone=_zone())


def sampled() -> Desk:
    """A desk over the fictional sample wire, made anew."""
    from bot.wire import sample

    now = house.utc_now()
    return Desk(Clippings(sample.articles(now), sample.outlets(), now, fictional=True), house.utc_now, zone=_zone())


def _zone() -> str:
    return settings.load().zone or house.system_zone()


@contextlib.asynccontextmanager
async def desk_for(
    addresses: Sequence[str], sample: bool, *, fresh: bool = True
) -> AsyncIterator[tuple[Desk, tuple[str, ...]]]:
    """The desk a verb works at, and what to note beside its answer."""
    if addresses and sample:
        raise Misused("give sources or --sample, not both")
    if addresses:
        yield await given(addresses), ()
    elif sample:
        yield sampled(), ()
    else:
        async with opened() as home:
            if not fresh:
                yield await home.current(), ()
                return
            with _progress() as progress:
                page = await home.front_page(progress)
            yield page.desk, page.notes
            if page.rest is not None:
                page.rest.cancel()
                await asyncio.gather(page.rest, return_exceptions=True)


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


def _print(piece: Any, desk: Desk) -> None:
    """A piece on stdout as the terminal says it."""
    speaker = terminal()
    speaker.console().print(speaker.Mouth(ZoneInfo(desk.zone), desk.clock).render(piece))


def _span(text: str, default: timedelta) -> timedelta:
    try:
        return commands.span(text) if text else default
    except ValueError as error:
        raise Misused(f"--since: {error}") from None


# --- verbs -----------------------------------------------------------------------------------------------------------


def brief(sources: Sequence[str], topic: str, since: str, stories: int, sample: bool, as_json: bool) -> int:
    """Today's brief."""
    return run(_brief(sources, topic, since, stories, sample, as_json))


async def _brief(sources: Sequence[str], topic: str, since: str, stories: int, sample: bool, as_json: bool) -> None:
    span = _span(since, EVER if sources else DAY)
    async with desk_for(sources, sample) as (desk, notes):
        made = await desk.brief(CHAT, topic=topic, since=span, stories=stories, notes=notes)
        _show(made, desk, as_json)


def _show(made: Brief, desk: Desk, as_json: bool) -> None:
    if as_json:
        put(forms.brief_line(made))
    else:
        _print(made, desk)


def ask(question: str, sources: Sequence[str], story: str, sample: bool, as_json: bool) -> int:
    """A question to the sources."""
    return run(_ask(question, sources, story, sample, as_json))


async def _ask(question: str, sources: Sequence[str], story: str, sample: bool, as_json: bool) -> None:
    if not question.strip():
        raise Misused('ask needs a question: daybrief ask "How many were injured?"')
    async with desk_for(sources, sample) as (desk, _):
        if story.isdigit() and (sources or sample):
            await desk.brief(CHAT, since=EVER if sources else DAY)
        answer = await desk.ask(CHAT, question, handle=story)
        if as_json:
            put(forms.answer_line(answer))
        else:
            _print(answer, desk)


def story(handle: str, sample: bool, as_json: bool) -> int:
    """A story opened."""
    return run(_story(handle, sample, as_json))


async def _story(handle: str, sample: bool, as_json: bool) -> None:
    async with desk_for((), sample, fresh=False) as (desk, _):
        if sample:
            await desk.brief(CHAT)
        coverage = await desk.story(CHAT, handle)
        if as_json:
            put(forms.coverage_line(coverage))
        else:
            _print(coverage, desk)


def why(handle: str, sample: bool, as_json: bool) -> int:
    """Why a story stands where it does."""
    return run(_why(handle, sample, as_json))


async def _why(handle: str, sample: bool, as_json: bool) -> None:
    async with desk_for((), sample, fresh=False) as (desk, _):
        if sample:
            await desk.brief(CHAT)
        item = await desk.why(CHAT, handle)
        if as_json:
            put({"kind": "why"} | forms.item_line(item))
        else:
            _print(item, desk)


def desk() -> int:
    """The terminal desk: today's brief, then a prompt where there is somebody to type."""
    return run(_desk())


async def _desk() -> None:
    async with opened() as home:
        with _progress() as progress:
            page = await home.front_page(progress)
        made = await page.desk.brief(CHAT, stories=STORIES, notes=page.notes)
        _print(made, page.desk)
        try:
            if sys.stdin.isatty() and sys.stdout.isatty():
                await _converse(home, page)
        finally:
            if page.rest is not None:
                page.rest.cancel()
                await asyncio.gather(page.rest, return_exceptions=True)


async def _converse(home: house.House, page: house.FrontPage) -> None:
    speaker = terminal()
    mouth = speaker.Mouth(ZoneInfo(page.desk.zone), page.desk.clock)
    home.settings.home.mkdir(parents=True, exist_ok=True)
    await speaker.Terminal(mouth, speaker.console(), home.settings.home / "history").run(page.desk, page.rest)
