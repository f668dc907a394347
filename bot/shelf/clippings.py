"""Articles given on their own.

Works on: articles in memory.
Comes in: articles and their outlets, once.
Goes out: the stories they make, by slug, id and window.
Does not know: the stored wire, ranking, questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.news import Article, Outlet, Reason, SourceLine, Story, Talk, Turn
from bot.shelf.shelf import explained
from bot.wording import WRITER, Worded

if TYPE_CHECKING:
    from bot.chronicle import History

EVER = timedelta(days=36_500)
"""Clippings are kept whatever their age: how far back a brief looks is asked of it."""


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
        self._worded: dict[tuple[str, int, str, str], Worded] = {}
        self._answered: dict[str, Worded] = {}
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

    async def wordings(self, stories: Sequence[Story], language: str, writer: str = WRITER) -> dict[str, Worded]:
        held = {s.slug: self._worded.get((s.slug, s.revision, language, writer)) for s in stories}
        return {slug: worded for slug, worded in held.items() if worded is not None}

    async def keep(self, story: Story, language: str, worded: Worded, writer: str = WRITER) -> None:
        self._worded[story.slug, story.revision, language, writer] = worded

    async def earlier(self, story: Story, language: str, writer: str) -> Worded | None:
        """None: clippings came all at once, in one revision."""
        return None

    async def answered(self, question: str) -> Worded | None:
        return self._answered.get(question)

    async def keep_answer(self, question: str, worded: Worded) -> None:
        self._answered[question] = worded

    async def histories(self, stories: Sequence[Story]) -> dict[str, History]:
        """None: clippings came all at once, so their articles alone say how a story went on."""
        return {}

    async def placements(self, slug: str) -> Mapping[str, tuple[Reason, ...]]:
        return explained(self._window.dump(slug))

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
