"""The passages a model is given to word, and its answers as drafts.

Works on: passages of the articles of one story, or of what bears on a question.
Comes in: articles with their outlets; a model's answer, which may be anything.
Goes out: numbered records for a prompt; drafts that rest on those passages.
Does not know: prompts, models, whether a draft will pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot import checking, text
from bot.news import Article, Draft, Outlet, Passage

Record = Mapping[str, object]
CITES = 4
"""Passages that one sentence may rest on."""
NEAREST = 3
"""Passages tried for a sentence that cites one which does not carry it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one request may cite: the n-th passage has the number n + 1."""

    passages: tuple[Passage, ...]
    articles: Mapping[str, Article]
    outlets: Mapping[str, Outlet]

    @property
    def records(self) -> list[Record]:
        """The passages as a prompt lists them."""
        return [self._record(n, passage) for n, passage in enumerate(self.passages, 1)]

    def _record(self, n: int, passage: Passage) -> Record:
        article = self.articles[passage.article]
        outlet = self.outlets.get(article.outlet)
        when = f"{article.when:%Y-%m-%d %H:%M}" if article.when else ""
        return {"n": n, "outlet": outlet.name if outlet else article.outlet, "time": when, "text": passage.text}

    def draft(self, said: Mapping[str, Any]) -> Draft:
        """A sentence of an answer as a draft. A number that nothing has is no cite."""
        numbers = dict.fromkeys(n for n in said["cites"] if 1 <= n <= len(self.passages))
        return Draft(text.clean(said["text"]), tuple(self.passages[n - 1] for n in list(numbers)[:CITES]))

    def nearest(self, claim: str, without: Sequence[Passage]) -> list[Passage]:
        """The passages that share most of a claim's telling words, beside those it cites."""
        said = frozenset(text.content(claim))
        scored = [(len(said & frozenset(text.content(p.text))), -n, p) for n, p in enumerate(self.passages)]
        able = sorted(
            (row for row in scored if row[0] and row[2] not in without), key=lambda row: row[:2], reverse=True
        )
        return [passage for _, _, passage in able[:NEAREST]]


def offer(passages: Sequence[Passage], articles: Sequence[Article], outlets: Mapping[str, Outlet]) -> Offer:
    """Of these passages those that may be given to a writer at all, each text once."""
    held = {article.id: article for article in articles}
    able = {p.text: p for p in reversed(passages) if checking.quotable(p, held[p.article])}
    return Offer(tuple(p for p in passages if able.get(p.text) is p), held, outlets)
