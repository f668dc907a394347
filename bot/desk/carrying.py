"""An answer's sentences in the reader's language, one after the other.

Works on: checked sentences while they come; translations kept for who is told the same again.
Comes in: sentences, the articles they cite, the reader's language, who asks.
Goes out: each in its order, translated where that passed in time, else as it was.
Does not know: what was asked, how a translation is made or checked.

A translation is begun when its sentence passes, once for all who are told it, and outlives whoever is told: one that
comes too late is there for the next. Which sentence has none that passes is kept too; that a model failed is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot import text
from bot.desk.common import Common
from bot.desk.tongues import PRINTED, UNCARRIED, UNJUDGED, foreign, left
from bot.desk.waiting import JOINING, PATIENCE, outcome, task
from bot.news import Article, Sentence
from bot.shelf import Shelf
from bot.wording import Worded

if TYPE_CHECKING:
    from bot.wording.writing import Writing

Coming: TypeAlias = tuple[Sentence, asyncio.Task[Worded | None] | None, float]
"""A sentence, whoever translates it, and until when that is waited for."""


@dataclass(frozen=True, slots=True)
class Told:
    """Whom an answer is told: in which language, in which chat; and the articles that it cites."""

    language: str
    chat: str
    articles: Mapping[str, Article]


class Carrying:
    """The translations of one shelf's answers. Without a judge nothing is translated.

    `patience`: seconds that a reader waits for one.
    """

    patience = PATIENCE

    def __init__(self, shelf: Shelf, common: Common, writing: Writing | None = None) -> None:
        self.shelf = shelf
        self.common = common
        self.writing = writing

    def note(self, sentences: Sequence[Sentence], told: Told) -> str:
        """What of an answer is not in the reader's language, and why; nothing where all is."""
        why = PRINTED if self.writing is None else UNJUDGED if self.writing.judge is None else UNCARRIED
        if why == UNCARRIED and not any(self._able(one, told) for one in sentences):
            why = PRINTED
        return left(sentences, told.articles, told.language, why)

    async def over(self, checked: AsyncGenerator[Sentence, None], told: Told) -> AsyncGenerator[Sentence, None]:
        """Each sentence as soon as it and those before it are translated, or have been waited for long enough."""
        arrived: asyncio.Queue[Coming | None] = asyncio.Queue()
        reading = asyncio.create_task(self._begun(checked, told, arrived))
        try:
            while (coming := await arrived.get()) is not None:
                yield await _in_time(*coming)
            await reading
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _begun(
        self, checked: AsyncGenerator[Sentence, None], told: Told, arrived: asyncio.Queue[Coming | None]
    ) -> None:
        """Puts every sentence into the queue with its translation under way, and None at the end.

        Each is waited for as a story is, but for what is kept not longer than one piece of a model's may take in all.
        """
        clock = asyncio.get_running_loop().time
        last = clock() + (self.writing.seconds if self.writing else 0.0)
        try:
            async with aclosing(checked) as passing:
                async for one in passing:
                    until = max(clock() + JOINING, min(clock() + self.patience, last))
                    arrived.put_nowait((one, self._under_way(one, told), until))
        finally:
            arrived.put_nowait(None)

    def _able(self, sentence: Sentence, told: Told) -> bool:
        spoken = foreign(sentence, told.articles, told.language)
        return bool(spoken) and self.writing is not None and self.writing.carries(spoken, told.language[:2])

    def _under_way(self, sentence: Sentence, told: Told) -> asyncio.Task[Worded | None] | None:
        """The one at work on a sentence; None where it needs no translation or can have none."""
        if self.writing is None or not self._able(sentence, told):
            return None
        asked = digest(sentence, told.language, self.writing.key)
        make = partial(self._made, self.writing, asked, sentence, told)
        return task(self.common, ("carried", asked, str(id(self.shelf))), make)

    async def _made(self, writing: Writing, asked: str, sentence: Sentence, told: Told) -> Worded | None:
        if (kept := await self.shelf.answered(asked)) is not None:
            return kept
        made = await writing.carried(sentence, told.articles, told.language, told.chat)
        if made is not None:
            await self.shelf.keep_answer(asked, made)
        return made


async def _in_time(sentence: Sentence, translating: asyncio.Task[Worded | None] | None, until: float) -> Sentence:
    """The translation, where it has come by then."""
    if translating is None:
        return sentence
    await asyncio.wait([translating], timeout=max(0.0, until - asyncio.get_running_loop().time()))
    made = outcome(translating)
    return made.sentences[0] if made else sentence


def digest(sentence: Sentence, language: str, key: str) -> str:
    """One for a sentence of the same passages: it changes with every word that goes into its translation."""
    cited = (f"{cite.article}:{cite.start}:{cite.text}" for cite in sentence.cites)
    return text.digest("\n".join(["carried", language, key, str(sentence.disputed), sentence.text, *cited]), 12)
