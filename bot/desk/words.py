"""Stories in words: kept ones as they are, the others made once for all who ask.

Works on: a shelf's articles and the wordings it keeps.
Comes in: stories, the reader's language.
Goes out: what may be printed of each.
Does not know: which stories are wanted, by whom; how a sentence is made or checked.

With a model a story is worded by it, in a task that outlives whoever asked first: others join it, and what it makes is
kept for all. Who cannot wait gets the sources' own words, as does everybody where the model fails or may not be asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bot import text, wording
from bot.desk.common import Common
from bot.desk.waiting import PATIENCE, Make, Name, Waiting
from bot.news import Article, Cite, Item, Standing, Status, Story
from bot.shelf import OWN, Shelf
from bot.wording import Worded

if TYPE_CHECKING:
    from bot.chronicle import History
    from bot.wording.writing import Task, Writing

NEW = 2
"""Sentences of what is new that a model is asked to word: of more it might leave one out."""


class Words:
    """The wordings of one shelf, shared by all desks of a process. `writing` is a model's, where there is one.

    `payer` is the chat whose limit its own stories count against.
    """

    def __init__(
        self,
        shelf: Shelf,
        clock: Callable[[], datetime],
        common: Common,
        writing: Writing | None = None,
        payer: str = "",
    ) -> None:
        self.shelf = shelf
        self.clock = clock
        self.common = common
        self.writing = writing
        self.payer = payer

    def carries(self, story: Story, language: str) -> bool:
        """Whether a story in another language may be told in this one."""
        return self.writing is not None and self.writing.carries(story.language[:2], language)

    @property
    def unjudged(self) -> bool:
        """Whether nothing is translated because nobody is set who could judge it, though a model could do it."""
        return self.writing is not None and self.writing.judge is None

    async def of(
        self, stories: Sequence[Story], language: str, patience: float = PATIENCE, task: Task = "brief"
    ) -> dict[str, Worded]:
        """What may be printed of each of these stories, by slug. `patience`: seconds that a model is waited for."""
        waiting, ended = Waiting(self.common), dict[str, Worded | None]()
        kept = await self.begun(waiting, stories, language, patience, task)
        while waiting:
            ended |= await waiting.ended()
        return kept | await self.settled(ended, stories, language)

    async def begun(
        self, waiting: Waiting, stories: Sequence[Story], language: str, patience: float, task: Task = "brief"
    ) -> dict[str, Worded]:
        """What is kept of each; the others are being worded, and waited for."""
        if self.writing is None:
            return await self._plain(stories, language)
        kept = await self.shelf.wordings(stories, language, _key(self.writing, task))
        work = {
            story.slug: (self._name(story, language, task), partial(self._drafted, self.writing, story, language, task))
            for story in stories if story.slug not in kept
        }  # fmt: skip
        waiting.enter(work, patience)
        return kept

    async def settled(
        self, ended: Mapping[str, Worded | None], stories: Sequence[Story], language: str
    ) -> dict[str, Worded]:
        """What a model made of each that was waited for, else the sources' own words."""
        made = {slug: worded for slug, worded in ended.items() if worded is not None}
        return made | await self._plain([s for s in stories if s.slug in ended and s.slug not in made], language)

    # --- the sources' own words

    async def _plain(self, stories: Sequence[Story], language: str) -> dict[str, Worded]:
        kept = await self.shelf.wordings(stories, language) if stories else {}
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

    # --- a model's words

    def _name(self, story: Story, language: str, task: Task) -> Name:
        """A chat's own stories are nobody else's, whatever they are called."""
        whose = str(id(self)) if story.slug.startswith(OWN) else ""
        return story.slug, str(story.revision), language, task, whose

    async def _drafted(self, writing: Writing, story: Story, language: str, task: Task) -> Worded | None:
        async with self.common.places:
            now = await self.shelf.story(story.slug)
            if now is not None and now.revision != story.revision:
                return None  # it has moved on while it waited for its place
            outlets = await self.shelf.outlets()
            articles = await self.shelf.articles(story.articles)
            facts = mark((await self.shelf.histories([story])).get(story.slug))
            made = await self._standing(_key(writing, task), story, language, facts, articles)
            if made is None:
                held = [articles[i] for i in story.articles if i in articles]
                payer = self.payer if story.slug.startswith(OWN) else ""
                made = await writing.story(story, held, outlets, self.clock(), language, task, payer)
            if made is not None:
                made = replace(made, facts=facts)
                await self.shelf.keep(story, language, made, _key(writing, task))
            return made

    async def _standing(
        self, key: str, story: Story, language: str, facts: str, articles: Mapping[str, Article]
    ) -> Worded | None:
        """What an earlier revision was worded in, where nothing new is known and its sources still say so."""
        before = await self.shelf.earlier(story, language, key) if facts else None
        if before is None or before.facts != facts or before.foreign:  # a translation that failed is tried anew
            return None
        cites = [cite for sentence in before.sentences for cite in sentence.cites]
        return before if all(_carried(cite, articles.get(cite.article)) for cite in cites) else None

    # --- what is new

    def renewing(
        self, waiting: Waiting, items: Sequence[Item], sources: Mapping[str, Article], language: str, patience: float
    ) -> set[str]:
        """Has what is new in the items that grew put in a model's words, once for all who ask, and waits; of which."""
        grown = [one for one in items if one.standing is Standing.UPDATED and 0 < len(one.changed) <= NEW]
        if self.writing is None or not grown:
            return set()
        work = {one.slug: self._anew(self.writing, one, sources, language) for one in grown}
        waiting.enter(work, patience)
        return set(work)

    def _anew(self, writing: Writing, item: Item, sources: Mapping[str, Article], language: str) -> tuple[Name, Make]:
        told = (f"{cite.article}:{cite.start}:{cite.text}" for new in item.changed for cite in new.cites)
        asked = text.digest("\n".join(["changed", language, writing.key, *told]), 12)
        return ("changed", asked, str(id(self.shelf))), partial(self._renewed, writing, asked, item, sources, language)

    async def _renewed(
        self, writing: Writing, asked: str, item: Item, sources: Mapping[str, Article], language: str
    ) -> Worded | None:
        if (kept := await self.shelf.answered(asked)) is not None:
            return kept
        async with self.common.places:
            known = [sentence for sentence in item.sentences if sentence not in item.changed]
            outlets = await self.shelf.outlets()
            made = await writing.changed(known, item.changed, list(sources.values()), outlets, language)
        if made is not None:
            await self.shelf.keep_answer(asked, made)
        return made


def mark(history: History | None) -> str:
    """What has been reported of a story so far, in few letters; empty where nobody knows."""
    if history is None:
        return ""
    told = (f"{d.change}:{d.detail}:{d.sentence.text if d.sentence else ''}" for d in history.developments)
    return text.digest("\n".join(told), 8)


def _key(writing: Writing, task: Task) -> str:
    """What a model's wordings for a purpose are kept under."""
    return writing.key if task == "brief" else f"{writing.key}-{task}"


def _carried(cite: Cite, article: Article | None) -> bool:
    able = article is not None and article.status is Status.USABLE
    return able and article is not None and article.text[cite.start : cite.end] == cite.text
