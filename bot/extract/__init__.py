"""The writer with no model: a story in two or three of its sources' own sentences.

Works on: the articles of one story.
Comes in: the headline already shown, the articles, their outlets, the time, the language wanted.
Goes out: drafts, each one verbatim sentence with its passage, in the order they are to be read.
Does not know: whether a draft will be printed: the gate decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.checking import quotable
from bot.extract import facts
from bot.extract.choosing import Choosing
from bot.extract.judging import tells_again
from bot.extract.pool import Candidate, candidates, moment, reports
from bot.news import Article, Draft, Outlet, Passage

__all__ = ["draft", "passages"]
CHOSEN = 8
"""Sentences that are chosen as for a long brief before a writer's other passages."""
OPENING = 4
"""Down to here a report's sentences are given to a writer."""


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
    choosing = _chosen(story_headline, articles, now, sentences, language)
    chosen = choosing.chosen
    return [Draft(c.passage.text, (c.passage,), i in choosing.disputed) for i, c in enumerate(chosen)]


def passages(
    story_headline: str,
    articles: Sequence[Article],
    outlets: Mapping[str, Outlet],
    now: datetime,
    *,
    most: int = 16,
    language: str = "en",
) -> list[Passage]:
    """At most so many sentences from which a story can be told: those a long brief would hold, then the openings of
    its reports, the newest first. None tells again what another tells."""
    choosing = _chosen(story_headline, articles, now, CHOSEN, language)
    kept = choosing.chosen[:most]
    openings = sorted(
        (c for c in choosing.usable if c.place < OPENING and not (c.leans or c.doubtful)), key=lambda c: c.place
    )
    for candidate in openings:
        if len(kept) < most and not any(candidate is c or tells_again(candidate, c) for c in kept):
            kept.append(candidate)
    return [candidate.passage for candidate in kept]


def _chosen(headline: str, articles: Sequence[Article], now: datetime, sentences: int, language: str) -> Choosing:
    """What tells the story. Whether a passage may be quoted at all is asked of those alone that were chosen."""
    pool = [c for article in reports(articles, now, language) for c in candidates(article)]
    while True:
        choosing = Choosing(pool, [headline, *(a.headline for a in articles)], _standing(pool), sentences)
        foul = [c for c in choosing.tell() if not quotable(c.passage, c.article)]
        if not foul:
            return choosing
        pool = [c for c in pool if c not in foul]


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
