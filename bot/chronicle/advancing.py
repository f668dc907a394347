"""What articles bring to a story: its history goes on by each that states something new.

Works on: a story's history and the articles placed in it since, in order.
Comes in: articles with the verdicts of placement, their outlets, the time.
Goes out: the history with what they brought, each development with a sentence that passed the gate.
Does not know: who was told what, how stories are placed. Copies, opinion and what is told again bring nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from bot import wording
from bot.chronicle.history import History, capped
from bot.news import Article, Change, Development, Draft, Genre, Outlet, Sentence, Status, Story

if TYPE_CHECKING:
    from bot.extract.pool import Candidate

_MOST = 2
"""Developments an article brings at most: what else it adds is in its text."""
_OPENING = 700
"""Code points, to the end of their paragraph."""
_LEDES = 3
"""Sentences tried for the first report's lede."""


def advance(
    history: History | None,
    story: Story,
    arrivals: Sequence[tuple[Article, str]],
    outlets: Mapping[str, Outlet],
    now: datetime,
) -> History:
    """The history with what `arrivals` (an article, the verdict of its placement) brought to this revision of a story.

    Their order is that of placement. About 3 ms a report; copies and opinion cost nothing.
    """
    held = history or History()
    for article, verdict in arrivals:
        held = _Arrival(story, article, outlets, now).read(held, verdict)
    return held


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One article coming to a story."""

    story: Story
    article: Article
    outlets: Mapping[str, Outlet]
    now: datetime

    def read(self, history: History, verdict: str) -> History:
        if self.article.status is not Status.USABLE:
            return self._withdrawn(history)
        if verdict in ("copy", "aside") or not self._may_be_told():
            return history
        from bot.chronicle.novelty import OPENING
        from bot.extract.pool import candidates  # reads word lists: only who places reports pays for them
        from bot.wire import languages

        language = self.article.language or languages.language(self.article.text[:2_000])
        pool = candidates(replace(self.article, paragraphs=self._opening(), language=language), OPENING)
        rewritten = verdict == "revision"
        history = self._rewritten(history) if rewritten else history
        return self._told(history, pool, rewritten)

    def _opening(self) -> tuple[str, ...]:
        """The paragraphs in which a report says what is new: their sentences stand where they stand in the whole."""
        lengths = accumulate(len(paragraph) for paragraph in self.article.paragraphs)
        return tuple(p for p, end in zip(self.article.paragraphs, lengths, strict=True) if end - len(p) < _OPENING)

    def _may_be_told(self) -> bool:
        """True for a report that is under no embargo."""
        from bot.stories import genres

        embargoed = self.article.embargoed is not None and self.article.embargoed > self.now
        return not embargoed and genres.genre(self.article) is Genre.REPORT

    @property
    def _at(self) -> datetime:
        times = [t for t in (self.article.updated, self.article.published) if t and t <= self.now]
        return max(times, default=self.article.fetched or self.now)

    def _told(self, history: History, pool: Sequence[Candidate], rewritten: bool) -> History:
        from bot.chronicle.novelty import known

        brought = list(self._news(history, pool, rewritten)) if history.developments else self._opened(pool)
        history = replace(history, developments=capped((*history.developments, *brought)))
        return known(history, self.article, pool, self._at)

    def _opened(self, pool: Sequence[Candidate]) -> list[Development]:
        """The first report, by its lede: the first sentence that stands alone."""
        able = [c for c in pool[:_LEDES] if not c.leans] or list(pool[:1])
        found = (self._passed(candidate) for candidate in able)
        return [self._development(Change.OPENED, sentence) for sentence in found if sentence][:1]

    def _news(self, history: History, pool: Sequence[Candidate], rewritten: bool) -> Iterator[Development]:
        from bot.chronicle.novelty import novelties

        new = novelties(history, self.article, pool, self._at, rewritten=rewritten)
        for novelty in new[:_MOST]:
            sentence = self._passed(novelty.candidate)
            if sentence:
                yield self._development(novelty.change, sentence, detail=novelty.detail)

    def _passed(self, candidate: Candidate) -> Sentence | None:
        """The sentence, where the gate lets it through."""
        draft = Draft(candidate.passage.text, (candidate.passage,))
        return next(iter(wording.passed([draft], [self.article], self.outlets).sentences), None)

    def _development(
        self, change: Change, sentence: Sentence | None, *, detail: str = "", was: str = ""
    ) -> Development:
        precision = self.article.precision
        return Development(change, self.story.slug, self.story.revision, self._at, sentence, detail, was, precision)

    # --- what was taken back

    def _withdrawn(self, history: History) -> History:
        """Everything that rests on the article falls; nothing happens where nothing does."""
        fallen = [d for d in history.developments if d.sentence and _rests(d, self.article)]
        if not fallen:
            return history
        kept = tuple(_struck(d) if d in fallen else d for d in history.developments)
        outlet = self.outlets[self.article.outlet].name if self.article.outlet in self.outlets else self.article.outlet
        was = next(d.sentence.text for d in fallen if d.sentence)
        taken = self._development(Change.WITHDRAWN, None, detail=f"{outlet} withdrew its report", was=was)
        return replace(_without(history, fallen), developments=capped((*kept, replace(taken, at=self.now))))

    def _rewritten(self, history: History) -> History:
        """What the article no longer says: said in new words it stays, with another count it is a correction."""
        from bot.chronicle.losses import lost

        sentences = [d.sentence for d in history.developments if d.sentence]
        for sentence in lost(sentences, self.article):
            history = self._instead(history, sentence)
        return history

    def _instead(self, history: History, was: Sentence) -> History:
        from bot.chronicle.losses import instead
        from bot.chronicle.quantities import taken_back

        now = instead(was.text, self.article, self.outlets)
        backs = taken_back(was.text, now.text) if now else ()
        if now is None or backs:
            kept = tuple(_struck(d) if d.sentence == was else d for d in history.developments)
        else:
            kept = tuple(replace(d, sentence=now) if d.sentence == was else d for d in history.developments)
        history = replace(history, developments=kept)
        if not backs:
            return history
        told = "; ".join(back.detail for back in backs)
        corrected = self._development(Change.CORRECTED, now, detail=told, was=was.text)
        figures = {**history.figures, **{back.kind: back.now for back in backs}}
        return replace(history, developments=capped((*kept, corrected)), figures=figures)


def _rests(development: Development, article: Article) -> bool:
    return development.sentence is not None and all(c.article == article.id for c in development.sentence.cites)


def _struck(development: Development) -> Development:
    """The same, no longer carried: its words are kept as what does not hold."""
    return replace(development, sentence=None, was=development.sentence.text if development.sentence else "")


def _without(history: History, fallen: Sequence[Development]) -> History:
    """The history without the counts that the fallen developments brought: the next to give them brings them."""
    gone = {told.partition(":")[0] for d in fallen if d.change is Change.FIGURE for told in d.detail.split("; ")}
    figures = {kind: value for kind, value in history.figures.items() if kind not in gone}
    return replace(history, figures=figures)
