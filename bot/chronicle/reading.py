"""The sentences in which a story's reports speak for themselves.

Works on: the articles of one story.
Comes in: the articles, the time.
Goes out: the sentences of the newest reports that are fit to be printed, whatever their language.
Does not know: what they count or claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.chronicle.copies import moment
from bot.news import Article

if TYPE_CHECKING:
    from bot.extract.pool import Candidate

_READ = 60
"""Reports read of a story, the newest: what stands is in them."""


def read(articles: Sequence[Article], now: datetime) -> list[Candidate]:
    """Candidate sentences; none of opinion, former revisions, or what was withdrawn. About 3 ms an article."""
    from bot.extract.pool import candidates, reports  # reads word lists: only a story that is opened pays for them

    languages = {a.language[:2] for a in articles}
    told = {a.id: a for language in sorted(languages) for a in reports(articles, now, language or "en")}
    newest = sorted(told.values(), key=moment, reverse=True)[:_READ]
    return [c for article in newest for c in candidates(article)]
