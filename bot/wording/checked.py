"""What passes the gate, and the writer that needs no model.

Works on: a story's articles and drafts of them.
Comes in: drafts.
Goes out: `Worded`: sentences a reader may see, and why the others may not be seen.
Does not know: models, who will read the sentences, where they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.news import Article, Draft, Outlet, Reason, Sentence, Story

WRITER = "extractive"


@dataclass(frozen=True, slots=True)
class Worded:
    """What may be printed of a story, and what was refused with its reasons. `writer` says who worded it.

    `facts` marks what had been reported of the story then: while it stays the same the words stand.
    """

    sentences: tuple[Sentence, ...]
    refused: tuple[Reason, ...] = ()
    writer: str = WRITER
    facts: str = ""


def word(
    story: Story,
    articles: Sequence[Article],
    outlets: Mapping[str, Outlet],
    now: datetime,
    *,
    language: str = "en",
    sentences: int = 3,
) -> Worded:
    """A story in two or three sentences, each with a cite that carries it."""
    from bot import extract  # its word lists cost more than a stored brief does

    drafts = extract.draft(story.headline, articles, outlets, now, sentences=sentences, language=language)
    return passed(drafts, articles, outlets)


def passed(drafts: Iterable[Draft], articles: Sequence[Article], outlets: Mapping[str, Outlet]) -> Worded:
    """The drafts the gate supports, in order; the rest as reasons. Nothing unsure is printed."""
    from bot import checking

    by_id = {article.id: article for article in articles}
    kept: list[Sentence] = []
    refused: list[Reason] = []
    for draft in drafts:
        match checking.check(draft, by_id, outlets):
            case checking.Supported(sentence=sentence):
                kept.append(sentence)
            case checking.Refused(reasons=reasons) | checking.Unsure(reasons=reasons):
                refused += reasons
    return Worded(tuple(kept), tuple(refused))
