"""What a brief shows: the stories that deserve it, around those that a chat knows.

Works on: the stories of a shelf, and what a chat was told of them.
Comes in: what a reader wants: of what, since when, how much, in which language.
Goes out: a page, and its items as this reader gets them.
Does not know: conversations, platforms, why a story ranks as it does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import edition
from bot.desk.common import Common
from bot.desk.questions import FORTNIGHT
from bot.desk.recall import Page, Told, grown, page, recall
from bot.desk.telling import item, renewed, stand
from bot.desk.words import JOINING, PATIENCE, Words
from bot.news import Article, Genre, Item, Story
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
        """A page and what it says. A story of which nothing can be said leaves its place to the next.

        So does one that was not translated in time, where there are stories in the reader's language; on the last page
        only those that were are left beside them.
        """
        silent, carried, loop = set[str](), set[str](), asyncio.get_running_loop()
        outlets, until = await self.shelf.outlets(), loop.time() + PATIENCE
        for turn in range(ROUNDS):
            laid = await self._page(wish, silent, carried if turn == ROUNDS - 1 else None)
            left = max(JOINING, until - loop.time())
            worded = await self.words.of([choice.story for choice in laid.choices], wish.language, left)
            sources = await self._sources(laid)
            told = [item(choice, worded[choice.story.slug], outlets) for choice in laid.choices]
            items = [stand(one, laid, wish.sentences, sources, wish.language) for one in told]
            newly = await self.words.news(items, sources, wish.language, max(JOINING, until - loop.time()))
            items = [renewed(one, newly[one.slug]) if one.slug in newly else one for one in items]
            lost = {i.slug for i in items if not i.sentences or (laid.own and worded[i.slug].foreign)}
            if not lost:
                break
            silent |= lost
            carried |= {i.slug for i in items} - lost
        return laid, [i for i in items if i.slug not in lost]

    async def _page(self, wish: Wish, silent: Container[str], carried: Container[str] | None) -> Page:
        """The stories of the window asked for, or of the next longer one that has any; of other languages only those
        `carried`, where that is known."""
        anchor = self.shelf.anchor(self.clock())
        for window in (wish.since, *(longer for longer in LONGER if longer > wish.since)):
            async with self.common.thinking:
                stories = await self.shelf.stories(anchor - window)
                found = readable(stories, wish.language, self.words)
                own = any(_ours(story, wish.language) for story in found)
                abroad = _missing(stories, found, wish) if self.words.unjudged else 0
            held = await self.shelf.histories(grown(found, wish.told)) if wish.told else {}
            async with self.common.thinking:
                may = [
                    s for s in found if s.slug not in silent
                    and (not own or carried is None or s.slug in carried or _ours(s, wish.language))
                ]  # fmt: skip
                remembered = recall(may, wish.told, held)
                laid = page(
                    may, anchor, remembered, window=window, limit=wish.stories, since=wish.since, topic=wish.topic
                )
            if laid.choices:
                return replace(laid, abroad=abroad, own=own)
        return Page((), wish.since)

    async def _sources(self, laid: Page) -> dict[str, Article]:
        """The articles that brought what is new on a page."""
        news = [d.sentence for c in laid.choices for d in laid.recall.news.get(c.story.slug, ()) if d.sentence]
        return await self.shelf.articles([cite.article for sentence in news for cite in sentence.cites]) if news else {}


def readable(stories: Sequence[Story], language: str, words: Words) -> list[Story]:
    """Stories in the reader's language, and those that can be translated into it; all of them where none is in it (a
    brief in another language beats none)."""
    if not language or not any(_ours(story, language) for story in stories):
        return list(stories)
    return [story for story in stories if _ours(story, language) or words.carries(story, language)]


def _ours(story: Story, language: str) -> bool:
    return not language or story.language[:2] in ("", language)


def _missing(stories: Sequence[Story], found: Sequence[Story], wish: Wish) -> int:
    """How many reports on what was asked for are in no language that this reader gets."""
    held = {story.slug for story in found}
    rest = [story for story in stories if story.slug not in held and story.genre is Genre.REPORT]
    return sum(not wish.topic or edition.on_topic(s.headline, s.beats, wish.topic, s.language or "en") for s in rest)
