"""The shared stories, and beside them those of one chat's own sources.

Works on: two shelves, and the outlets a chat has added for itself.
Comes in: slugs, ids, a span of time, a chat.
Goes out: stories of both; a mark in every slug of an own one.
Does not know: ranking, questions, chats' platforms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.news import Article, Outlet, Reason, SourceLine, Story, Talk
from bot.shelf.archived import Archived
from bot.wording import WRITER, Worded

if TYPE_CHECKING:
    from bot.chronicle import History

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

    async def wordings(self, stories: Sequence[Story], language: str, writer: str = WRITER) -> dict[str, Worded]:
        common = [s for s in stories if not s.slug.startswith(OWN)]
        own = [_bare(s) for s in stories if s.slug.startswith(OWN)]
        found = await self.own.wordings(own, language, writer) if own else {}
        shared = await self.shared.wordings(common, language, writer)
        return shared | {OWN + slug: worded for slug, worded in found.items()}

    async def keep(self, story: Story, language: str, worded: Worded, writer: str = WRITER) -> None:
        shelf, bare = self._of(story)
        await shelf.keep(bare, language, worded, writer)

    async def earlier(self, story: Story, language: str, writer: str) -> Worded | None:
        shelf, bare = self._of(story)
        return await shelf.earlier(bare, language, writer)

    async def answered(self, question: str) -> Worded | None:
        return await self.own.answered(question)

    async def keep_answer(self, question: str, worded: Worded) -> None:
        await self.own.keep_answer(question, worded)

    def _of(self, story: Story) -> tuple[Archived, Story]:
        """The shelf a story stands on, and the story as it is called there."""
        return (self.own, _bare(story)) if story.slug.startswith(OWN) else (self.shared, story)

    async def histories(self, stories: Sequence[Story]) -> dict[str, History]:
        common = [s for s in stories if not s.slug.startswith(OWN)]
        own = [_bare(s) for s in stories if s.slug.startswith(OWN)]
        found = await self.own.histories(own) if own else {}
        return await self.shared.histories(common) | {OWN + slug: _owned(kept) for slug, kept in found.items()}

    async def placements(self, slug: str) -> Mapping[str, tuple[Reason, ...]]:
        if slug.startswith(OWN):
            return await self.own.placements(slug.removeprefix(OWN))
        return await self.shared.placements(slug)

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
        aliases = tuple(OWN + slug for slug in story.aliases)
        return replace(story, slug=OWN + story.slug, families=story.families[:1], aliases=aliases)


def _bare(story: Story) -> Story:
    return replace(story, slug=story.slug.removeprefix(OWN))


def _owned(history: History) -> History:
    """A history under the names that a chat knows its own stories by."""
    brought = tuple(replace(d, slug=OWN + d.slug) for d in history.developments)
    return replace(history, developments=brought, joined={OWN + s: n for s, n in history.joined.items()})
