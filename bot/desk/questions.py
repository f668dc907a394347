"""Questions to a shelf: of a few stories, or of all that are held.

Works on: one index of the shared stories, kept between questions by all desks of a process.
Comes in: a question and the stories it is asked of.
Goes out: what bears on it, each sentence as it passes the gate, and the whole as an answer or a refusal.
Does not know: chats, focus, who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import wording
from bot.desk.common import Common
from bot.news import Answer, Article, Draft, Outlet, Precision, Sentence, Story
from bot.shelf import OWN, Shared, Shelf

if TYPE_CHECKING:
    from bot.asking import Found, Reading

FORTNIGHT = timedelta(days=14)
ASKED_ARTICLES = 2_000
OWN_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on a question, the articles it stands in, and their stories."""

    found: Found
    articles: Mapping[str, Article]
    stories: Sequence[Story]


class Questions:
    """What a desk asks of its shelf. Stories a chat has of its own never enter the index that all share."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime], common: Common) -> None:
        self.shelf = shelf
        self.shared = shelf.shared if isinstance(shelf, Shared) else shelf
        self.clock = clock
        self.common = common

    async def warm(self) -> None:
        """Reads what may be asked about before anybody asks; costs little when nothing is new."""
        async with self.common.asking:
            await self._read(nearest(await self.shared.stories(self.clock() - FORTNIGHT), ASKED_ARTICLES))

    async def _read(self, near: Sequence[Story]) -> Reading:
        """The index, brought up to these stories. Only one at a time may: hold `common.asking`."""
        from bot import asking  # reads word lists: only a question pays for them

        self.common.reading = self.common.reading or asking.Reading()
        await self.common.reading.catch_up(near, self.shared.articles)
        return self.common.reading

    async def found(self, question: str, stories: Sequence[Story] | None) -> Bearing:
        """Asked of a few stories, their articles are read anew; asked of all, the index is kept between questions."""
        if stories is not None:
            return await self._of(question, stories)
        everywhere = await self._of_all(question)
        own = await self._own()
        here = await self._of(question, nearest(own, OWN_ARTICLES)) if own else everywhere
        return here if _confidence(here) > _confidence(everywhere) else everywhere

    async def _of(self, question: str, stories: Sequence[Story]) -> Bearing:
        from bot import asking

        held = await self.shelf.articles([i for story in stories for i in story.articles])
        async with self.common.thinking:
            return Bearing(asking.passages(question, list(held.values()), self.clock()), held, stories)

    async def _of_all(self, question: str) -> Bearing:
        async with self.common.asking:
            async with self.common.thinking:
                near = nearest(await self.shared.stories(self.clock() - FORTNIGHT), ASKED_ARTICLES)
            reading = await self._read(near)
            async with self.common.thinking:
                found = reading.index.ask(question, self.clock())
        bearing = {scored.passage.article for scored in found.passages}
        told = [story for story in near if bearing & set(story.articles)]
        # A refusal says how new the newest source is.
        told += near[:1] if found.refused else []
        return Bearing(found, await self.shared.articles([i for story in told for i in story.articles]), told)

    async def _own(self) -> list[Story]:
        if self.shared is self.shelf:
            return []
        return [s for s in await self.shelf.stories(self.clock() - FORTNIGHT) if s.slug.startswith(OWN)]


def _confidence(bearing: Bearing) -> float:
    return 0.0 if bearing.found.refused else bearing.found.confidence


def nearest(stories: Sequence[Story], limit: int) -> list[Story]:
    """The stories a question is asked of: the newest, until they have `limit` articles."""
    near: list[Story] = []
    count = 0
    for story in sorted(stories, key=lambda s: (-s.updated.timestamp(), s.slug)):
        count += len(story.articles)
        if count > limit and near:
            break
        near.append(story)
    return near


def gate(bearing: Bearing, outlets: Mapping[str, Outlet], now: datetime) -> Iterator[Sentence]:
    """What was found as checked, cited sentences, one after the other; of a count of people, what stands of it."""
    held = list(bearing.articles.values())
    for draft in drafts(bearing, outlets, now):
        yield from wording.passed([draft], held, outlets).sentences


def drafts(bearing: Bearing, outlets: Mapping[str, Outlet], now: datetime) -> list[Draft]:
    """The sources' own sentences that answer."""
    from bot import asking

    told = home(bearing)
    return list(asking.weighed(bearing.found, told, outlets, now) or asking.drafts(bearing.found, [a.id for a in told]))


def home(bearing: Bearing) -> list[Article]:
    """The articles of the story that has the best answer: figures of other events answer nothing."""
    best = bearing.found.passages[0].passage.article if bearing.found.passages else ""
    told = next((story.articles for story in bearing.stories if best in story.articles), ())
    return [bearing.articles[id] for id in told if id in bearing.articles]


def reply(
    bearing: Bearing, now: datetime, sentences: Sequence[Sentence], slug: str = "", *, fictional: bool = False
) -> Answer:
    """The sentences that passed as an answer, or without any a refusal with the newest source's time."""
    from bot import asking

    found, articles = bearing.found, bearing.articles
    newest = max((a for a in articles.values() if a.when), key=lambda a: a.when or now, default=None)
    cited = {cite.article for sentence in sentences for cite in sentence.cites}
    told = next((s for s in bearing.stories if cited & set(s.articles)), None)
    about = [a for a in articles.values() if told and a.id in told.articles] or list(articles.values())
    following = asking.suggestions(about, now, asked=found.question, alone=bool(slug))
    return Answer(
        found.question, slug or (told.slug if told else ""), tuple(sentences), not sentences,
        newest.when if newest else None, following, newest.precision if newest else Precision.TIME,
        fictional,
    )  # fmt: skip
