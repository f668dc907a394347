"""What passes the gate, and the writer that needs no model.

Works on: a story's articles and drafts of them.
Comes in: drafts.
Goes out: `Worded`: sentences a reader may see, and why the others may not be seen.
Does not know: models, who will read the sentences, where they are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.news import Article, Draft, Outlet, Reason, Sentence, Story

WRITER = "extractive"


@dataclass(frozen=True, slots=True)
class Worded:
    """What may be printed of a story, and what was refused with its reasons. `writer` says who worded it.

    `facts` marks what had been reported of the story then: while it stays the same the words stand. `foreign`: none of
    it is in the reader's language.
    """

    sentences: tuple[Sentence, ...]
    refused: tuple[Reason, ...] = ()
    writer: str = WRITER
    facts: str = ""
    foreign: bool = False


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
    made = passed(drafts, articles, outlets)
    return replace(made, foreign=foreign(made.sentences, {article.id: article for article in articles}, language))


def foreign(sentences: Iterable[Sentence], articles: Mapping[str, Article], language: str) -> bool:
    """Whether all of these, as printed, are in another language than the reader's, where he has one."""
    told = [spoken_in(sentence, articles) for sentence in sentences]
    return bool(language and told) and all(code not in ("", language[:2]) for code in told)


def spoken_in(sentence: Sentence, articles: Mapping[str, Article]) -> str:
    """The two letters of the language of what a sentence cites first; empty where nobody knows."""
    article = articles.get(sentence.cites[0].article)
    return article.language[:2] if article else ""


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
