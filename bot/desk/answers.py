"""What bears on a question as an answer's sentences: in a model's words where there is one, else in the sources' own.

Works on: what was found; answers kept for who asks the same again.
Comes in: a question's passages, their articles and outlets, who asks.
Goes out: checked, cited sentences, one after the other, in the reader's language where a judge lets that pass.
Does not know: what was asked before, how a sentence is translated, how the whole is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot import text
from bot.desk.carrying import Carrying, Told
from bot.desk.common import Common
from bot.desk.questions import Bearing, drafts, gate, home
from bot.desk.waiting import PATIENCE
from bot.news import Outlet, Passage, Sentence
from bot.shelf import Shelf
from bot.wording import Worded

if TYPE_CHECKING:
    from bot.wording.writing import Writing


AROUND = 8
"""Passages that tell the story, beside those that answer."""


class Answers:
    """The answers of one shelf."""

    def __init__(
        self, shelf: Shelf, clock: Callable[[], datetime], common: Common, writing: Writing | None = None
    ) -> None:
        self.shelf = shelf
        self.clock = clock
        self.common = common
        self.writing = writing
        self.carrying = Carrying(shelf, common, writing)

    async def of(
        self, bearing: Bearing, outlets: Mapping[str, Outlet], language: str, chat: str
    ) -> AsyncGenerator[Sentence, None]:
        """Each sentence as it passes, where a judge is set carried into the reader's language."""
        sentences = self._checked(bearing, outlets, language, chat)
        if self.writing is not None and self.writing.judge is not None:
            sentences = self.carrying.over(sentences, Told(language, chat, bearing.articles))
        async with aclosing(sentences) as passing:
            async for sentence in passing:
                yield sentence

    def note(self, bearing: Bearing, sentences: Sequence[Sentence], language: str) -> str:
        """What of an answer is not in the reader's language, and why."""
        return self.carrying.note(sentences, Told(language, "", bearing.articles))

    async def _checked(
        self, bearing: Bearing, outlets: Mapping[str, Outlet], language: str, chat: str
    ) -> AsyncGenerator[Sentence, None]:
        """Each sentence as it passes. Where a model gives none, whatever the cause, the sources' own words answer."""
        told = False
        if self.writing is not None and not bearing.found.refused:
            async with aclosing(self._modelled(self.writing, bearing, outlets, language, chat)) as sentences:
                async for sentence in sentences:
                    told = True
                    yield sentence
        passing = gate(bearing, outlets, self.clock())
        while not told and (plain := await self._next(passing)) is not None:
            yield plain

    async def _next(self, passing: Iterator[Sentence]) -> Sentence | None:
        """The next sentence that passes; None after the last."""
        async with self.common.thinking:
            return next(passing, None)

    async def _modelled(
        self, writing: Writing, bearing: Bearing, outlets: Mapping[str, Outlet], language: str, chat: str
    ) -> AsyncGenerator[Sentence, None]:
        """The same question of the same passages is answered once, for all chats."""
        (passages, hits), question = _passages(bearing, outlets, self.clock()), bearing.found.question
        asked = digest(question, passages, language, writing.key)
        await self._others(asked)
        told: list[Sentence] = []
        whole, ended = asyncio.Event(), self.common.answering.setdefault(asked, asyncio.Event())
        held = list(bearing.articles.values())
        try:
            if (kept := await self.shelf.answered(asked)) is None:
                answer = writing.answer(
                    question, passages, held, outlets, language=language, chat=chat, hits=hits, finished=whole.set
                )
                async with aclosing(answer) as sentences:
                    async for sentence in sentences:
                        told.append(sentence)
                        yield sentence
            if told and whole.is_set():
                await self.shelf.keep_answer(asked, Worded(tuple(told), writer=writing.name))
        finally:
            self.common.answering.pop(asked, None)
            ended.set()
        for sentence in kept.sentences if kept else ():
            yield sentence

    async def _others(self, asked: str) -> None:
        """Waits while the same is being answered to somebody else, if that does not take too long."""
        under_way = self.common.answering.get(asked)
        if under_way is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await under_way.wait()


def _passages(
    bearing: Bearing, outlets: Mapping[str, Outlet], now: datetime
) -> tuple[list[Passage], frozenset[Passage]]:
    """What answers, what was found near it with what it leans on, and what tells the story: all of one story, where
    the best answer is of one. And which of these answer by themselves."""
    from bot import extract

    told = home(bearing)
    held = {article.id for article in told} or bearing.articles.keys()
    plain = [p for draft in drafts(bearing, outlets, now) for p in draft.passages]
    found = [p for scored in bearing.found.passages for p in (scored.lead, scored.passage, scored.follow) if p]
    around = extract.passages("", told, outlets, now, most=AROUND) if told else []
    able = [p for p in dict.fromkeys([*plain, *found, *around]) if p.article in held]
    return able, frozenset([*plain, *(scored.passage for scored in bearing.found.passages)])


def digest(question: str, passages: list[Passage], language: str, key: str) -> str:
    """One for all who ask the same of the same passages: it changes with every word that goes into an answer."""
    told = [" ".join(text.words(question)), language, key, *(f"{p.article}:{p.start}:{p.text}" for p in passages)]
    return text.digest("\n".join(told), 12)
