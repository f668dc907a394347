"""A question to the sources: the passages that bear on it, or the statement that they do not say.

Works on: articles and one question; lexical, with no model.
Comes in: what a reader asked, the articles of a story or of the whole archive.
Goes out: scored passages with a confidence, drafts of verbatim sentences, questions a reader may ask next.
Does not know: chats, stories, how a sentence is checked or shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.asking.answer import drafts
from bot.asking.index import THRESHOLD, Found, Index, Scored
from bot.asking.question import Kind
from bot.asking.reading import Reading
from bot.asking.suggestions import suggestions
from bot.asking.tolls import weighed
from bot.news import Article

__all__ = ["THRESHOLD", "Found", "Index", "Kind", "Reading", "Scored", "drafts", "passages", "suggestions", "weighed"]


def passages(question: str, articles: Sequence[Article], now: datetime, limit: int = 6) -> Found:
    """What `articles` say to `question`: see `Index.ask`. For many questions of the same articles keep an `Index`."""
    return Index(articles).ask(question, now, limit)
