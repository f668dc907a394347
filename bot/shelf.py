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
from bot.news import Article, Outlet, Source, SourceLine, SourceState, Story, Talk, Turn
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
    async def talk(self, chat: str, person: str = "") -> Talk: ...
    async def remember(self, chat: str, talk: Talk, person: str = "") -> None: ...
    async def forget(self, chat: str) -> int: ...
    async def report(self) -> list[SourceLine]: ...


class Archived:
    """The stories that the cycle stored. Outlets are read each time: who publishes what changes while we run."""

    def __init__(
        self, archive: Archive, listed: Callable[[], Awaitable[Sequence[Source]]], *, fictional: bool = False
    ) -> None:
        self.archive = archive
        self.listed = listed
        self.fictional = fictional

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
        return await self.archive.outlets.all()

    async def wordings(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        found = await self.archive.wordings.get(stories, language, WRITER)
        return {slug: Worded(kept.sentences, kept.refused) for slug, kept in found.items()}

    async def keep(self, story: Story, language: str, worded: Worded) -> None:
        await self.archive.wordings.keep([(story, Wording(worded.sentences, worded.refused))], language, WRITER)

    async def talk(self, chat: str, person: str = "") -> Talk:
        return await self.archive.talks.get(chat, person)

    async def remember(self, chat: str, talk: Talk, person: str = "") -> None:
        await self.archive.talks.keep(chat, talk, person)

    async def forget(self, chat: str) -> int:
        return await self.archive.talks.forget(chat)

    async def report(self) -> list[SourceLine]:
        """Every listed source as the wire last found it, also beside the sample, which has no sources of its own."""
        listed = await self.listed()
        states = await self.archive.realm(WIRE).sources.states([source.url for source in listed])
        return [fares(source, states.get(source.url)) for source in listed]


def fares(source: Source, state: SourceState | None) -> SourceLine:
    """A source as people see it."""
    if state is None:
        return SourceLine(source.outlet.name, source.url, 0, None)
    return SourceLine(source.outlet.name, source.url, state.entries, state.good, state.error, state.due, state.failures)


OWN = "~"
"""What the slugs of a chat's own stories begin with: no shared slug does."""


class Shared:
    """The shared stories and, beside them, those of the sources one chat added for itself.

    The two never mix: an own story is of own articles, its slug begins with `OWN`, and it speaks with one voice. Own
    stories of sources that were removed are passed over. Of an outlet both know, what the operator's list says holds.
    """

    def __init__(self, shared: Archived, own: Archived, outlets: Iterable[str]) -> None:
        self.shared, self.own = shared, own
        self.fictional = shared.fictional
        self._held = frozenset(outlets)

    def anchor(self, now: datetime) -> datetime:
        return now

    async def stories(self, since: datetime) -> list[Story]:
        own = [self._marked(story) for story in await self.own.stories(since) if self._of_held(story)]
        return [*await self.shared.stories(since), *own]

    async def story(self, slug: str) -> Story | None:
        if not slug.startswith(OWN):
            return await self.shared.story(slug)
        story = await self.own.story(slug.removeprefix(OWN))
        return self._marked(story) if story and self._of_held(story) else None

    async def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        found = await self.shared.articles(ids)
        missing = [i for i in ids if i not in found]
        return found | (await self.own.articles(missing) if missing else {})

    async def outlets(self) -> Mapping[str, Outlet]:
        return {**await self.own.outlets(), **await self.shared.outlets()}

    async def wordings(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        common = [s for s in stories if not s.slug.startswith(OWN)]
        own = [_bare(s) for s in stories if s.slug.startswith(OWN)]
        found = await self.own.wordings(own, language) if own else {}
        return await self.shared.wordings(common, language) | {OWN + slug: worded for slug, worded in found.items()}

    async def keep(self, story: Story, language: str, worded: Worded) -> None:
        if story.slug.startswith(OWN):
            await self.own.keep(_bare(story), language, worded)
        else:
            await self.shared.keep(story, language, worded)

    async def talk(self, chat: str, person: str = "") -> Talk:
        return await self.shared.talk(chat, person)

    async def remember(self, chat: str, talk: Talk, person: str = "") -> None:
        await self.shared.remember(chat, talk, person)

    async def forget(self, chat: str) -> int:
        return await self.shared.forget(chat)

    async def report(self) -> list[SourceLine]:
        return await self.shared.report()

    def _of_held(self, story: Story) -> bool:
        return not self._held.isdisjoint(story.outlets)

    def _marked(self, story: Story) -> Story:
        return replace(story, slug=OWN + story.slug, families=story.families[:1])


def _bare(story: Story) -> Story:
    return replace(story, slug=story.slug.removeprefix(OWN))


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
        self._floors: dict[str, Talk] = {}
        self._turns: dict[tuple[str, str], tuple[Turn, ...]] = {}
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

    async def talk(self, chat: str, person: str = "") -> Talk:
        return replace(self._floors.get(chat, Talk()), turns=self._turns.get((chat, person), ()))

    async def remember(self, chat: str, talk: Talk, person: str = "") -> None:
        self._floors[chat] = replace(talk, turns=())
        self._turns[chat, person] = talk.turns

    async def forget(self, chat: str) -> int:
        turns = [self._turns.pop(key) for key in list(self._turns) if key[0] == chat]
        return int(self._floors.pop(chat, None) is not None or bool(turns))

    async def report(self) -> list[SourceLine]:
        count: dict[str, int] = {}
        for article in self._articles.values():
            count[article.outlet] = count.get(article.outlet, 0) + 1
        return [SourceLine(o.name, o.home, count.get(o.id, 0), None) for o in self._outlets.values()]
