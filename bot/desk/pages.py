"""What a brief shows: the stories that deserve it, around those that a chat knows.

Works on: the stories of a shelf, and what a chat was told of them.
Comes in: what a reader wants: of what, since when, how much, in which language.
Goes out: a page, and its items as this reader gets them, as far as they are known.
Does not know: conversations, platforms, why a story ranks as it does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Container, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import edition
from bot.desk.common import Common
from bot.desk.questions import FORTNIGHT
from bot.desk.recall import Page, Told, grown, page, recall
from bot.desk.telling import item, renewed, stand
from bot.desk.waiting import JOINING, PATIENCE, Waiting
from bot.desk.words import Words
from bot.news import Article, Choice, Genre, Item, Outlet, Story
from bot.shelf import Shelf
from bot.wording import Worded

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
    only: Callable[[Story], bool] | None = None
    """Which stories may be told at all; None where all may."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A page and its items from the top down: all of them where it is `whole`."""

    page: Page
    items: tuple[Item, ...]
    whole: bool = False


class Pages:
    """The pages of one shelf."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime], common: Common, words: Words) -> None:
        self.shelf = shelf
        self.clock = clock
        self.common = common
        self.words = words

    async def laying(self, wish: Wish) -> AsyncGenerator[Laid, None]:
        """A page whenever more of it is known while the rest is being worded, and last the whole.

        A story of which nothing can be said leaves its place to the next. So does one that was not translated in time,
        where there are stories in the reader's language; on the last page only those that were are left beside them.
        What was laid out once keeps its place and its words.
        """
        silent, carried, shown = set[str](), set[str](), Laid(Page((), wish.since), ())
        outlets, until = await self.shelf.outlets(), asyncio.get_running_loop().time() + PATIENCE
        for last in (*[False] * (ROUNDS - 1), True):
            page = _below(shown, await self._page(wish, silent, carried if last else None), wish.stories)
            known: dict[str, Item | None] = {one.slug: one for one in shown.items}
            async with aclosing(self._items(wish, page, known.keys(), outlets, until)) as coming:
                async for some in coming:
                    known |= some
                    front = tuple(_front(page, known, passing=last))
                    if len(front) > len(shown.items) and len(known) < len(page.choices):
                        shown = Laid(page, front)
                        yield shown
            lost = {slug for slug, one in known.items() if one is None}
            if not lost:
                break
            silent |= lost
            carried |= known.keys() - lost
        yield Laid(page, tuple(_front(page, known, passing=True)), whole=True)

    async def _items(
        self, wish: Wish, page: Page, shown: Container[str], outlets: Mapping[str, Outlet], until: float
    ) -> AsyncGenerator[dict[str, Item | None], None]:
        """The stories of a page that are not shown yet, by slug, as each is known; None where nothing can be said."""
        choices, sources = [c for c in page.choices if c.story.slug not in shown], await self._sources(page)
        stories, clock = [choice.story for choice in choices], asyncio.get_running_loop().time
        waiting, grown, known = Waiting(self.common), dict[str, Item](), dict[str, Item | None]()
        worded = await self.words.begun(waiting, stories, wish.language, max(JOINING, until - clock()))
        while True:
            told = {
                slug: _told(item(choice, worded[slug], outlets), page, wish, sources, abroad=worded[slug].foreign)
                for choice in choices if (slug := choice.story.slug) in worded
            }  # fmt: skip
            able, left = [one for one in told.values() if one], max(JOINING, until - clock())
            renewing = self.words.renewing(waiting, able, sources, wish.language, left)
            grown |= {one.slug: one for one in able if one.slug in renewing}
            yield known | {slug: one for slug, one in told.items() if slug not in renewing}
            if not waiting:
                return
            ended = await waiting.ended()
            known = {slug: _anew(grown.pop(slug), ended.pop(slug)) for slug in [*grown] if slug in ended}
            worded = await self.words.settled(ended, stories, wish.language)

    async def _page(self, wish: Wish, silent: Container[str], carried: Container[str] | None) -> Page:
        """The stories of the window asked for, or of the next longer one that has any; of other languages only those
        `carried`, where that is known."""
        anchor = self.shelf.anchor(self.clock())
        for window in (wish.since, *(longer for longer in LONGER if longer > wish.since)):
            async with self.common.thinking:
                held = await self.shelf.stories(anchor - window)
                stories = held if wish.only is None else [story for story in held if wish.only(story)]
                found = readable(stories, wish.language, self.words)
                own = any(_ours(story, wish.language) for story in found)
                abroad = _missing(stories, found, wish) if self.words.unjudged else 0
            past = await self.shelf.histories(grown(found, wish.told)) if wish.told else {}
            async with self.common.thinking:
                may = [
                    s for s in found if s.slug not in silent
                    and (not own or carried is None or s.slug in carried or _ours(s, wish.language))
                ]  # fmt: skip
                remembered = recall(may, wish.told, past)
                laid = page(
                    may, anchor, remembered, window=window, limit=wish.stories, since=wish.since, topic=wish.topic
                )
            if laid.choices:
                return replace(laid, abroad=abroad, own=own)
        return Page((), wish.since)

    async def grown(self, item: Item, story: Story, revision: int, language: str) -> Item:
        """An item with what came since a revision, as it stands with who was told that."""
        told = {story.slug: (revision, self.clock())}
        held = Page([Choice(story, 0.0, ())], DAY, recall([story], told, await self.shelf.histories([story])))
        return stand(item, held, None, await self._sources(held), language)

    async def _sources(self, laid: Page) -> dict[str, Article]:
        """The articles that brought what is new on a page."""
        news = [d.sentence for c in laid.choices for d in laid.recall.news.get(c.story.slug, ()) if d.sentence]
        return await self.shelf.articles([cite.article for sentence in news for cite in sentence.cites]) if news else {}


def _below(shown: Laid, page: Page, most: int) -> Page:
    """A page with what is shown above the rest of it."""
    held = {one.slug for one in shown.items}
    above = [choice for choice in shown.page.choices if choice.story.slug in held]
    rest = [choice for choice in page.choices if choice.story.slug not in held]
    return replace(page, choices=[*above, *rest][:most])


def _front(page: Page, known: Mapping[str, Item | None], *, passing: bool) -> Iterator[Item]:
    """The items from the top down to the first that is not known; `passing` over those of which nothing can be said,
    for on another page the stories below those may stand otherwise."""
    for choice in page.choices:
        one = known.get(choice.story.slug)
        if one is not None:
            yield one
        elif choice.story.slug not in known or not passing:
            return


def _told(item: Item, page: Page, wish: Wish, sources: Mapping[str, Article], *, abroad: bool) -> Item | None:
    """An item as it stands with the reader; None where nothing can be said, or not in the reader's language."""
    told = stand(item, page, wish.sentences, sources, wish.language)
    return None if not told.sentences or (page.own and abroad) else told


def _anew(item: Item, worded: Worded | None) -> Item:
    """An item with what is new in a model's words, where it gave any."""
    return item if worded is None else renewed(item, worded)


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
