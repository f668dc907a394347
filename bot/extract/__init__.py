"""The writer with no model: a story in two or three of its sources' own sentences.

Works on: the articles of one story.
Comes in: the headline already shown, the articles, their outlets, the time, the language wanted.
Goes out: drafts, each one verbatim sentence with its passage, in the order they are to be read.
Does not know: whether a draft will be printed: the gate decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.extract import facts
from bot.extract.choosing import Choosing
from bot.extract.pool import Candidate, candidates, moment, reports
from bot.news import Article, Draft, Outlet

__all__ = ["draft"]


def draft(
    story_headline: str,
    articles: Sequence[Article],
    outlets: Mapping[str, Outlet],
    now: datetime,
    *,
    sentences: int = 3,
    language: str = "en",
) -> list[Draft]:
    """At most `sentences` verbatim sentences that tell a story: lede, what may not be lost, newest development.

    None is taken from opinion, live pages, round-ups or withdrawn articles, at most two from one article. Two drafts
    are `disputed` where outlets give different figures for the same thing, the first to report first.
    """
    told = reports(articles, now, language)
    pool = [c for article in told for c in candidates(article)]
    headlines = [story_headline, *(a.headline for a in articles)]
    choosing = Choosing(pool, headlines, _standing(pool), sentences)
    chosen = choosing.tell()
    return [Draft(c.passage.text, (c.passage,), i in choosing.disputed) for i, c in enumerate(chosen)]


def _standing(pool: Sequence[Candidate]) -> dict[str, tuple[facts.Toll, ...]]:
    """The tolls that stand, by kind."""
    most: dict[tuple[str, str], facts.Toll] = {}
    for c in pool:
        for kind, value in c.facts.items():
            held = most.get((kind, c.article.id))
            if value and (held is None or value > held.value):
                when = c.article.published and moment(c.article)
                most[kind, c.article.id] = facts.Toll(
                    kind, value, c.article.id, c.article.outlet, when, kind == "killed" and facts.rises(c.passage.text)
                )
    return {kind: facts.tolls(kind, most.values()) for kind in {k for k, _ in most}}
