"""Which articles are the same, and which report the same event.

Works on: articles, one at a time, in order of arrival.
Comes in: an Article and `now`; stories' evidence when a window is rebuilt.
Goes out: where it was placed and why; the live Stories; their evidence as bytes.
Does not know: where articles come from or are kept, what a brief needs, what a model thinks.

The recipe: words weighed by how rare the language and the day hold them, against the centroid of each story; a story
that has just grown is merged with its twin. Guards keep apart what shares only one name, a place elsewhere, another
round of a vote, or the words of a column that returns every day.
"""

from __future__ import annotations

from datetime import datetime

from bot.news import Article
from bot.stories.cluster import explain
from bot.stories.likeness import JOIN, MERGE
from bot.stories.window import Placed, Verdict, Window

__all__ = ["JOIN", "MERGE", "Placed", "Verdict", "Window", "explain", "same"]

_NOWHEN = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def same(a: Article, b: Article) -> bool:
    """Whether two articles report one event, judged by themselves alone."""
    window = Window({})
    now = max((one.when for one in (a, b) if one.when), default=_NOWHEN)
    return window.place(a, now).slug == window.place(b, now).slug
