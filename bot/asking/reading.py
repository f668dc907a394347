"""What has been read of the stories that may be asked about, kept between questions.

Works on: one index of passages that lives as long as its desk.
Comes in: the stories on a shelf, and a way to fetch articles by id.
Goes out: the index, holding those stories' articles and no others.
Does not know: questions, chats, where articles are stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.asking.index import Index
from bot.news import Article, Story

Fetch = Callable[[Sequence[str]], Awaitable[Mapping[str, Article]]]
_BATCH = 100
"""Articles read before other conversations get a turn: about 0.1 s."""


class Reading:
    """An index that follows a shelf: only what is new or changed is fetched and read."""

    def __init__(self) -> None:
        self.index = Index()
        self._read: dict[str, int] = {}

    async def catch_up(self, stories: Sequence[Story], fetch: Fetch) -> None:
        """Brings the index up to the stories as they are now. Costs about 1 ms for each article not read before.

        An article that cannot be fetched is asked for again next time; no story is read twice at one revision.
        """
        wanted = {id for story in stories for id in story.articles}
        if self.index.waste > max(_BATCH, len(wanted)):
            self.index, self._read = Index(), {}
        self.index.drop(self.index.holds() - wanted)
        changed = [s for s in stories if self._read.get(s.slug) != s.revision or not self._complete(s)]
        missing = list(dict.fromkeys(id for story in changed for id in story.articles))
        for start in range(0, len(missing), _BATCH):
            ids = missing[start : start + _BATCH]
            found = await fetch(ids)
            self.index.add(found[id] for id in ids if id in found)
            await asyncio.sleep(0)
        self._read = {story.slug: story.revision for story in stories}

    def _complete(self, story: Story) -> bool:
        return all(id in self.index for id in story.articles)
