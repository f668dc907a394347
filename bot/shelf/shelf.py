"""What a desk asks of the place where its stories stand.

Works on: nothing; this is what others keep to.
Comes in: slugs, ids, a span of time, a chat.
Goes out: stories, articles, wordings, histories, conversations.
Does not know: where any of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.news import Article, Outlet, Reason, SourceLine, Story, Talk
from bot.wording import WRITER, Worded

if TYPE_CHECKING:
    from bot.chronicle import History


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
    async def wordings(self, stories: Sequence[Story], language: str, writer: str = WRITER) -> dict[str, Worded]:
        """What a writer, by the key of its wordings, made of these revisions, by slug."""
        ...

    async def keep(self, story: Story, language: str, worded: Worded, writer: str = WRITER) -> None: ...
    async def earlier(self, story: Story, language: str, writer: str) -> Worded | None:
        """What a writer made of the newest revision it worded; None where nothing is kept."""
        ...

    async def answered(self, question: str) -> Worded | None:
        """What was answered to a question of the same passages, by its digest."""
        ...

    async def keep_answer(self, question: str, worded: Worded) -> None: ...
    async def histories(self, stories: Sequence[Story]) -> dict[str, History]:
        """What each revision of these stories brought, by slug; those of which nothing is kept are missing."""
        ...

    async def placements(self, slug: str) -> Mapping[str, tuple[Reason, ...]]:
        """Why each article stands in a story and what nearly took it, by article; empty where nobody knows."""
        ...

    async def talk(self, chat: str, person: str = "") -> Talk: ...
    async def remember(self, chat: str, talk: Talk, person: str = "") -> None: ...
    async def forget(self, chat: str) -> int: ...
    async def report(self) -> list[SourceLine]: ...


def explained(kept: bytes) -> Mapping[str, tuple[Reason, ...]]:
    """Why each article stands in a story, out of the story's evidence; empty where it cannot be read."""
    from bot.stories import explain  # only `why` pays for it

    try:
        return explain(kept)
    except ValueError:  # written by another version
        return {}
