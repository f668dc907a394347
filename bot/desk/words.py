"""Stories in words: kept ones as they are, the others made once for all who ask.

Works on: a shelf's articles and the wordings it keeps.
Comes in: stories, the reader's language.
Goes out: what may be printed of each.
Does not know: which stories are wanted, by whom; how a sentence is made or checked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from bot import wording
from bot.desk.common import Common
from bot.news import Story
from bot.shelf import Shelf
from bot.wording import Worded


class Words:
    """The wordings of one shelf, shared by all desks of a process."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime], common: Common) -> None:
        self.shelf = shelf
        self.clock = clock
        self.common = common

    async def of(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        """What may be printed of each of these stories, by slug."""
        kept = await self.shelf.wordings(stories, language)
        missing = [story for story in stories if story.slug not in kept]
        if not missing:
            return kept
        outlets = await self.shelf.outlets()
        articles = await self.shelf.articles([i for story in missing for i in story.articles])
        for story in missing:
            async with self.common.wording:  # story by story: who waits for one does not wait for all of another's
                found = await self.shelf.wordings([story], language)  # another chat may have worded it meanwhile
                if story.slug not in found:
                    held = [articles[i] for i in story.articles if i in articles]
                    found[story.slug] = wording.word(story, held, outlets, self.clock(), language=language)
                    await self.shelf.keep(story, language, found[story.slug])
                kept |= found
            await asyncio.sleep(0)
        return kept
