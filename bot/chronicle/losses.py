"""Published sentences that an article no longer carries.

Works on: sentences as they were printed, and an article as it stands now.
Comes in: sentences; an article that was rewritten, withheld or canceled.
Goes out: those that lost their support; a Correction that says so, with what the article supports instead.
Does not know: who was told, who delivers a correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot import text, wording
from bot.news import Article, Correction, Draft, Outlet, Sentence, Status, Story

_LIKE = 0.3
"""The share of a lost sentence's telling words that what is said instead must have."""


def lost(sentences: Iterable[Sentence], article: Article) -> tuple[Sentence, ...]:
    """The sentences that cite this article and are no longer carried by it, each once.

    Withdrawn, it carries nothing; rewritten, it carries what it still says but for white space and typography.
    """
    citing = dict.fromkeys(s for s in sentences if any(c.article == article.id for c in s.cites))
    if article.status is not Status.USABLE:
        return tuple(citing)
    body = _plain(article.text)
    return tuple(s for s in citing if not all(_plain(c.text) in body for c in s.cites if c.article == article.id))


def _plain(printed: str) -> str:
    """Words and numbers alone: quotes, dashes and spaces are set anew without a change of what is said."""
    return re.sub(r"[\W_]+", " ", text.fold(printed)).strip()


def correction(
    story: Story, lost: Sequence[Sentence], article: Article, outlets: Mapping[str, Outlet], at: datetime
) -> Correction:
    """What we no longer say because of this article, and what it supports instead, if anything."""
    name = outlets[article.outlet].name if article.outlet in outlets else article.outlet
    withdrawn = article.status is not Status.USABLE
    now = () if withdrawn else _instead(lost, article, outlets)
    note = f"{name} withdrew its report" if withdrawn else f"{name} changed its report"
    was = tuple(s.text for s in lost)
    whose = outlets[story.headline_outlet].name if story.headline_outlet in outlets else story.headline_outlet
    return Correction(story.slug, story.headline, whose, was, now, note, at, story.fictional, (article.id,))


def _instead(lost: Sequence[Sentence], article: Article, outlets: Mapping[str, Outlet]) -> tuple[Sentence, ...]:
    found = (instead(sentence.text, article, outlets) for sentence in lost)
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def instead(was: str, article: Article, outlets: Mapping[str, Outlet]) -> Sentence | None:
    """The sentence of an article that is most like one it no longer has, and passes the gate."""
    from bot.extract.pool import candidates  # reads word lists

    stems = set(text.content(was, article.language))
    scored = [(len(stems & c.stems) / (len(stems) or 1), c) for c in candidates(article) if not c.leans]
    for share, best in sorted(scored, key=lambda pair: (-pair[0], pair[1].passage.start)):
        if share < _LIKE:
            return None
        for sentence in wording.passed([Draft(best.passage.text, (best.passage,))], [article], outlets).sentences:
            return sentence
    return None
