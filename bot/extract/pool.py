"""Which articles a brief may be taken from, and their sentences.

Works on: the articles of one story.
Comes in: every article, as the wire read it.
Goes out: the reports that may be quoted, newest first, and their candidate sentences with what they state.
Does not know: which of them will be chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot import text
from bot.extract import facts, fitness, references
from bot.news import SEPARATOR, Article, Genre, Passage, Status
from bot.stories import genres
from bot.wire import languages

EARLIEST = datetime.min.replace(tzinfo=UTC)
_SAME_TEXT = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may stand in a brief, and what choosing needs to know of it."""

    passage: Passage
    article: Article
    place: int
    """0 for the first sentence of its article that is fit to stand alone."""
    stems: frozenset[str]
    facts: dict[str, int]
    leans: str
    refers: tuple[str, ...]
    """Nouns it uses as known ("the bill"): a brief may print it only after one of their kind."""
    half_named: tuple[str, ...]
    background: bool
    doubtful: bool


def reports(articles: Sequence[Article], now: datetime, language: str) -> list[Article]:
    """Articles whose sentences may be printed, newest first; those in `language` when there are any."""
    usable = [a for a in articles if a.status is Status.USABLE and not (a.embargoed and a.embargoed > now)]
    settled = [replace(a, language=a.language or languages.language(a.text[:2_000]) or language) for a in usable]
    told = [a for a in settled if genres.genre(a) is Genre.REPORT] or [
        a for a in settled if genres.genre(a) is Genre.FEATURE
    ]
    current = _current(told)
    wanted = [a for a in current if a.language[:2] == language[:2]]
    if not wanted and current:
        common = Counter(a.language[:2] for a in current).most_common(1)[0][0]
        wanted = [a for a in current if a.language[:2] == common]
    return sorted(wanted, key=lambda a: (moment(a), a.revision), reverse=True)


def moment(article: Article) -> datetime:
    """When an article last spoke: updated or published; the distant past where the source does not say."""
    return max((t for t in (article.updated, article.published) if t), default=EARLIEST)


def _current(articles: Sequence[Article]) -> list[Article]:
    """Articles without those that a later revision or a correction by the same outlet replaces."""
    kept: list[Article] = []
    for article in sorted(articles, key=lambda a: (_corrected(a), moment(a), a.revision), reverse=True):
        if not any(_replaces(later, article) for later in kept):
            kept.append(article)
    return kept


def _corrected(article: Article) -> bool:
    noted = any("correct" in note.code for note in article.notes)
    return noted or article.headline.upper().startswith(("CORRECTED", "CORRECTION"))


def _replaces(later: Article, earlier: Article) -> bool:
    if later.outlet != earlier.outlet or not later.outlet:
        return False
    if later.url and later.url == earlier.url:
        return True
    one, two = set(text.content(later.text, later.language)), set(text.content(earlier.text, earlier.language))
    return (
        bool(one and two) and len(one & two) / min(len(one), len(two)) >= _SAME_TEXT and _overlap_heads(later, earlier)
    )


def _overlap_heads(later: Article, earlier: Article) -> bool:
    one, two = set(text.content(later.headline)), set(text.content(earlier.headline))
    return not one or not two or len(one & two) / min(len(one), len(two)) >= _SAME_TEXT


def candidates(article: Article, most: int | None = None) -> list[Candidate]:
    """The sentences of an article that are whole and its own, in order; the first `most` where that is given."""
    paragraph_of = _paragraphs(article)
    found: list[Candidate] = []
    body = article.text
    for passage in text.passages(article):
        cut = fitness.start_of_report(passage.text, first=passage.index == 0)
        passage = replace(passage, start=passage.start + cut, text=passage.text[cut:])
        if not passage.text or fitness.fault(passage.text, paragraph_of(passage.start)):
            continue
        found.append(_candidate(passage, article, len(found), body))
        if len(found) == most:
            break
    return found


def _candidate(passage: Passage, article: Article, place: int, body: str) -> Candidate:
    return Candidate(
        passage,
        article,
        place,
        frozenset(text.content(passage.text, article.language)),
        facts.kinds(passage.text, opening=place == 0),
        fitness.leans(passage.text),
        references.refers(passage.text, references.introduced(body[: passage.start])),
        tuple(fitness.half_named(passage.text, body[: passage.start])),
        place > 0 and facts.is_background(passage.text),
        fitness.doubtful(passage.text),
    )


def _paragraphs(article: Article):  # type: ignore[no-untyped-def]
    """A function from an offset of the text to the paragraph around it."""
    starts: list[tuple[int, str]] = []
    offset = 0
    for paragraph in article.paragraphs:
        starts.append((offset, paragraph))
        offset += len(paragraph) + len(SEPARATOR)
    return lambda at: next((p for start, p in reversed(starts) if start <= at), "")
