"""Where a desk's stories stand: in the archive, or among clippings somebody handed over.

Works on: stories, their articles and their wording.
Comes in: what the cycle stored, or articles read on their own.
Goes out: the same things by slug, id and window.
Does not know: ranking, questions, chats' platforms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.archive import Archive, Wording
from bot.news import Article, Outlet, Source, SourceLine, SourceState, Story, Talk
from bot.wording import WRITER, Worded

WIRE = "wire"
EVER = timedelta(days=36_500)
"""Clippings are kept whatever their age: how far back a brief looks is asked of it."""


class Shelf(Protocol):
    """What a desk asks of it. `story` follows the redirects of merged stories."""

    fictional: bool

    def anchor(self, now: datetime) -> datetime:
        """The moment that ages are counted from."""
        ...

    async def stories(self, since: datetime) -> list[Story]: ...
    async def story(self, slug: str) -> Story | None: ...
    async def articles(self, ids: Sequence[str]) -> dict[str, Article]: ...
    async def outlets(self) -> Mapping[str, Outlet]: ...
    async def wordings(self, stories: Sequence[Story], language: str) -> dict[str, Worded]: ...
    async def keep(self, story: Story, language: str, worded: Worded) -> None: ...
    async def talk(self, chat: str) -> Talk: ...
    async def remember(self, chat: str, talk: Talk) -> None: ...
    async def forget(self, chat: str) -> int: ...
    async def report(self) -> list[SourceLine]: ...


class Archived:
    """The stories that the cycle stored."""

    def __init__(
        self, archive: Archive, listed: Callable[[], Awaitable[Sequence[Source]]], *, fictional: bool = False
    ) -> None:
        self.archive = archive
        self.listed = listed
        self.fictional = fictional
        self._outlets: Mapping[str, Outlet] | None = None

    def anchor(self, now: datetime) -> datetime:
        return now

    async def stories(self, since: datetime) -> list[Story]:
        return await self.archive.stories.live(since)

    async def story(self, slug: str) -> Story | None:
        return await self.archive.stories.one(slug)

    async def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        found = await self.archive.articles.get(ids)
        return {article.id: article for article in found if article is not None}

    async def outlets(self) -> Mapping[str, Outlet]:
        if self._outlets is None:
            self._outlets = await self.archive.outlets.all()
        return self._outlets

    async def wordings(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        found = await self.archive.wordings.get(stories, language, WRITER)
        return {slug: Worded(kept.sentences, kept.refused) for slug, kept in found.items()}

    async def keep(self, story: Story, language: str, worded: Worded) -> None:
        await self.archive.wordings.keep([(story, Wording(worded.sentences, worded.refused))], language, WRITER)

    async def talk(self, chat: str) -> Talk:
        return await self.archive.talks.get(chat)

    async def remember(self, chat: str, talk: Talk) -> None:
        await self.archive.talks.keep(chat, talk)

    async def forget(self, chat: str) -> int:
        return await self.archive.talks.forget(chat)

    async def report(self) -> list[SourceLine]:
        """Every listed source as the wire last found it, also beside the sample, which has no sources of its own."""
        listed = await self.listed()
        states = await self.archive.realm(WIRE).sources.states([source.url for source in listed])
        return [_fares(source, states.get(source.url)) for source in listed]


def _fares(source: Source, state: SourceState | None) -> SourceLine:
    if state is None:
        return SourceLine(source.outlet.name, source.url, 0, None)
    return SourceLine(source.outlet.name, source.url, state.entries, state.good, state.error, state.due, state.failures)


def _dated(articles: Iterable[Article], now: datetime) -> list[Article]:
    """The clippings with those that have no date counted as old as the oldest: being handed over is not news."""
    held = list(articles)
    oldest = min((a.published for a in held if a.published), default=now)
    return [a if a.published else replace(a, fetched=min(oldest, now)) for a in held]


class Clippings:
    """Articles given on their own: grouped at once, kept in memory, never mixed with the stored wire."""

    def __init__(
        self, articles: Iterable[Article], outlets: Mapping[str, Outlet], now: datetime, *, fictional: bool = False
    ) -> None:
        self.fictional = fictional
        self._outlets = dict(outlets)
        self._articles: dict[str, Article] = {}
        self._talks: dict[str, Talk] = {}
        self._worded: dict[tuple[str, int, str], Worded] = {}
        from bot.stories import Window

        self._window = Window(self._outlets, EVER)
        for article in sorted(_dated(articles, now), key=lambda a: a.when or now):
            self._window.place(article, article.when or now)
            self._articles[article.id] = article
        self._stories = {story.slug: story for story in self._window.stories()}

    def anchor(self, now: datetime) -> datetime:
        """The newest clipping's time: what was handed over is briefed whatever its age."""
        newest = max((a.published for a in self._articles.values() if a.published and a.published <= now), default=now)
        return newest if self._articles else now

    async def stories(self, since: datetime) -> list[Story]:
        return sorted(self._stories.values(), key=lambda s: s.updated)

    async def story(self, slug: str) -> Story | None:
        return self._stories.get(self._window.resolve(slug))

    async def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        return {i: self._articles[i] for i in ids if i in self._articles}

    async def outlets(self) -> Mapping[str, Outlet]:
        return self._outlets

    async def wordings(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        held = {s.slug: self._worded.get((s.slug, s.revision, language)) for s in stories}
        return {slug: worded for slug, worded in held.items() if worded is not None}

    async def keep(self, story: Story, language: str, worded: Worded) -> None:
        self._worded[story.slug, story.revision, language] = worded

    async def talk(self, chat: str) -> Talk:
        return self._talks.get(chat, Talk())

    async def remember(self, chat: str, talk: Talk) -> None:
        self._talks[chat] = talk

    async def forget(self, chat: str) -> int:
        return int(self._talks.pop(chat, None) is not None)

    async def report(self) -> list[SourceLine]:
        count: dict[str, int] = {}
        for article in self._articles.values():
            count[article.outlet] = count.get(article.outlet, 0) + 1
        return [SourceLine(o.name, o.home, count.get(o.id, 0), None) for o in self._outlets.values()]
