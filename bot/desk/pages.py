"""What a brief shows: the stories that deserve it, around those that a chat knows.

Works on: the stories of a shelf, and what a chat was told of them.
Comes in: what a reader wants: of what, since when, how much, in which language.
Goes out: a page, and its items as this reader gets them.
Does not know: conversations, platforms, why a story ranks as it does.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.common import Common
from bot.desk.questions import FORTNIGHT
from bot.desk.recall import Page, Told, grown, page, recall
from bot.desk.telling import item, stand
from bot.desk.words import Words
from bot.news import Article, Item, Story
from bot.shelf import Shelf

DAY = timedelta(hours=24)
LONGER = (3 * DAY, FORTNIGHT)
"""Where the time asked for holds nothing, the best of these is given."""
ROUNDS = 3
"""How often a page is laid because nothing could be said of a story on the last."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants: at most so many `stories`, and `sentences` of each (None: as many as it is worded in).

    `told` is what the reader's chat was told, None where all is told as if new. Without a `language` any will do.
    """

    topic: str
    since: timedelta
    stories: int
    sentences: int | None
    language: str
    told: Told | None = None


class Pages:
    """The pages of one shelf."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime], common: Common, words: Words) -> None:
        self.shelf = shelf
        self.clock = clock
        self.common = common
        self.words = words

    async def lay(self, wish: Wish) -> tuple[Page, list[Item]]:
        """A page and what it says. A story of which nothing can be said leaves its place to the next."""
        silent: set[str] = set()
        outlets = await self.shelf.outlets()
        for _ in range(ROUNDS):
            laid = await self._page(wish, silent)
            worded = await self.words.of([choice.story for choice in laid.choices], wish.language)
            sources = await self._sources(laid)
            told = [item(choice, worded[choice.story.slug], outlets) for choice in laid.choices]
            items = [stand(one, laid, wish.sentences, sources, wish.language) for one in told]
            if all(i.sentences for i in items):
                break
            silent |= {i.slug for i in items if not i.sentences}
        return laid, [i for i in items if i.sentences]

    async def _page(self, wish: Wish, silent: Container[str]) -> Page:
        """The stories of the window asked for, or of the next longer one that has any."""
        anchor = self.shelf.anchor(self.clock())
        for window in (wish.since, *(longer for longer in LONGER if longer > wish.since)):
            async with self.common.thinking:
                found = readable(await self.shelf.stories(anchor - window), wish.language)
            held = await self.shelf.histories(grown(found, wish.told)) if wish.told else {}
            async with self.common.thinking:
                may = [story for story in found if story.slug not in silent]
                remembered = recall(may, wish.told, held)
                laid = page(
                    may, anchor, remembered, window=window, limit=wish.stories, since=wish.since, topic=wish.topic
                )
            if laid.choices:
                return laid
        return Page((), wish.since)

    async def _sources(self, laid: Page) -> dict[str, Article]:
        """The articles that brought what is new on a page."""
        news = [d.sentence for c in laid.choices for d in laid.recall.news.get(c.story.slug, ()) if d.sentence]
        return await self.shelf.articles([cite.article for sentence in news for cite in sentence.cites]) if news else {}


def readable(stories: Sequence[Story], language: str) -> list[Story]:
    """Stories in the reader's language; all of them where none is (a brief in another language beats none)."""
    own = [s for s in stories if s.language[:2] in ("", language)] if language else []
    return own or list(stories)
