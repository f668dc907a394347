"""The stories that the cycle stored.

Works on: one realm of the archive.
Comes in: slugs, ids, a span of time, a chat.
Goes out: what is stored of them; how the listed sources fare.
Does not know: ranking, questions, chats' platforms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.archive import Archive, Wording
from bot.news import Article, Outlet, Reason, Source, SourceLine, SourceState, Story, Talk
from bot.shelf.shelf import explained
from bot.wording import WRITER, Worded

if TYPE_CHECKING:
    from bot.chronicle import History

WIRE = "wire"


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

    async def wordings(self, stories: Sequence[Story], language: str, writer: str = WRITER) -> dict[str, Worded]:
        found = await self.archive.wordings.get(stories, language, writer)
        return {slug: _worded(kept) for slug, kept in found.items()}

    async def keep(self, story: Story, language: str, worded: Worded, writer: str = WRITER) -> None:
        await self.archive.wordings.keep([(story, _kept(worded))], language, writer)

    async def earlier(self, story: Story, language: str, writer: str) -> Worded | None:
        found = await self.archive.wordings.latest(story, language, writer)
        return None if found is None else _worded(found)

    async def answered(self, question: str) -> Worded | None:
        found = await self.archive.wordings.answered(question)
        return None if found is None else _worded(found)

    async def keep_answer(self, question: str, worded: Worded) -> None:
        await self.archive.wordings.keep_answer(question, _kept(worded))

    async def histories(self, stories: Sequence[Story]) -> dict[str, History]:
        if not stories:
            return {}
        from bot import chronicle  # only who was told something that grew, or opens a story, pays for it

        slugs = [story.slug for story in stories]
        found = await self.archive.stories.histories(slugs, chronicle.History)
        return {slug: history for slug, history in zip(slugs, found, strict=True) if history is not None}

    async def placements(self, slug: str) -> Mapping[str, tuple[Reason, ...]]:
        (kept,) = await self.archive.stories.evidence([slug])
        return explained(kept) if kept else {}

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


def _worded(kept: Wording) -> Worded:
    return Worded(kept.sentences, kept.refused, kept.writer, kept.facts, kept.foreign)


def _kept(worded: Worded) -> Wording:
    return Wording(worded.sentences, worded.refused, worded.writer, worded.facts, worded.foreign)


def fares(source: Source, state: SourceState | None) -> SourceLine:
    """A source as people see it."""
    if state is None:
        return SourceLine(source.outlet.name, source.url, 0, None)
    return SourceLine(source.outlet.name, source.url, state.entries, state.good, state.error, state.due, state.failures)
