"""From found passages to an answer's sentences, and to what may be asked next.

Works on: what was found, or the articles of a story.
Comes in: scored passages; articles.
Goes out: verbatim drafts, 1 to 3; up to three questions the sources can answer.
Does not know: how a draft is checked, or in what chat the answer is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot import text
from bot.asking import senses
from bot.asking.index import Found, Index, Scored
from bot.asking.question import FIGURES, Kind
from bot.asking.tokens import telling
from bot.news import Article, Draft, Passage

_MOST = 3
_CLOSE = 0.92
"""A further sentence must come this near to the first one's score: an answer is not a list of near misses."""
_AT_ONCE = timedelta(hours=6)
"""Reports this near in time that differ in a figure stand beside each other; a later one replaces the earlier."""


def drafts(found: Found) -> list[Draft]:
    """Verbatim sentences that answer, best first, 1 to 3; none when refused. A sentence that leans on the one
    before it ("He said ...") is preceded by it, so that a reader knows who is meant."""
    if found.refused or not found.passages:
        return []
    if found.kind in FIGURES:
        return [Draft(p.text, (p,)) for p in _figures(found.passages)]
    chosen: list[Passage] = []
    best = found.passages[0].score
    for scored in found.passages:
        if scored.score < best * _CLOSE or len(chosen) >= (_MOST if _wide(found) else 2):
            break
        _take(scored, chosen)
    return [Draft(p.text, (p,)) for p in chosen[:_MOST]]


def _figures(passages: Sequence[Scored]) -> list[Passage]:
    """The best answer, and beside it one that gives another figure at about the same time: neither corrects the other.

    An older figure is left out: the newer report has replaced it.
    """
    first = passages[0]
    chosen: list[Passage] = []
    _take(first, chosen)
    for other in passages[1:]:
        if other.score >= first.score * _CLOSE and _conflict(first, other):
            _take(other, chosen)
            break
    return chosen


def _conflict(a: Scored, b: Scored) -> bool:
    at_once = not a.when or not b.when or abs(a.when - b.when) <= _AT_ONCE
    apart = a.passage.article != b.passage.article
    return at_once and apart and _values(a.passage) != _values(b.passage)


def _values(passage: Passage) -> set[float]:
    return {number.value for number in text.numbers(passage.text)}


def _wide(found: Found) -> bool:
    return found.kind in (Kind.OPEN, Kind.SAID, Kind.WHY)


def _take(scored: Scored, chosen: list[Passage]) -> None:
    """Adds a passage, and what it leans on, unless the same is said already."""
    new = [p for p in (scored.lead, scored.passage, scored.follow) if p is not None]
    if any(_same(scored.passage, old) for old in chosen) or len(chosen) + len(new) > _MOST:
        return
    chosen += [p for p in new if not any(_same(p, old) for old in chosen)]


def _same(a: Passage, b: Passage) -> bool:
    left, right = set(text.words(a.text)), set(text.words(b.text))
    if {w for w in left if w[0].isdigit()} != {w for w in right if w[0].isdigit()}:
        # Another figure is another statement, however alike the words are.
        return False
    return len(left & right) >= 0.8 * min(len(left), len(right)) if left and right else a.text == b.text


# --- what to ask next ------------------------------------------------------------------------------------------------

_ASK = {
    "en": {"say": "What did {} say?", "killed": "How many people were killed?", "injured": "How many people "
    "were injured?",
           "arrested": "How many people were arrested?"},
    "fr": {"say": "Qu’a dit {} ?", "killed": "Combien de personnes sont mortes ?",
           "injured": "Combien de personnes ont été blessées ?"},
    "de": {"say": "Was sagte {}?", "killed": "Wie viele Menschen starben?", "injured": "Wie viele Menschen "
    "wurden verletzt?"},
    "es": {"say": "¿Qué dijo {}?", "killed": "¿Cuántas personas murieron?", "injured": "¿Cuántas personas "
    "resultaron heridas?"},
}  # fmt: skip


def suggestions(articles: Sequence[Article], now: datetime, asked: str = "", limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` questions a reader may ask next, none of them `asked`; every one is answered by `articles`."""
    index = Index(articles[:12])
    language = index.languages.most_common(1)[0][0] if index.languages else "en"
    forms = _ASK.get(language, _ASK["en"])
    out: list[str] = []
    for question in _possible(articles[:12], forms):
        known = {text.fold(q) for q in (*out, asked)}
        if len(out) < limit and text.fold(question) not in known and not index.ask(question, now).refused:
            out.append(question)
    return tuple(out)


def _possible(articles: Sequence[Article], forms: dict[str, str]) -> Iterator[str]:
    people: list[str] = []
    for name in (name for article in articles for name in _speakers(article)):
        # "Rubio" after "Marco Rubio" is the same person.
        if not any(name.split()[-1] == known.split()[-1] for known in people):
            people.append(name)
    yield from (forms[k] for k in ("killed", "injured", "arrested") if k in forms)
    yield from (forms["say"].format(name) for name in people[:4])


_TITLED = re.compile(
    r"^(?:(?:Prime|Foreign|Finance|Health|Deputy|Vice|Chief|Secretary|Minister|President|Chancellor|Governor|"
    r"Mayor|Captain|Judge|Senator|"
    r"Professor|Doctor|Dr|General|Colonel|King|Queen|Prince|Princess|Sir|Lord|Lady|Mr|Mrs|Ms|of|State|Transport|"
    r"Economy|"
    r"Interior|Defence|Defense|Justice)\.? )+"
)
_GOVERNED = re.compile(
    r"\b(?:in|on|about|of|with|to|from|for|at|by|over|against|and|de|sur|von|mit|en|con)\s$", re.IGNORECASE
)


def _speakers(article: Article) -> Iterator[str]:
    """Full names that stand beside a verb of speech; a lone word may be a town or a paper that "said"."""
    verbs = senses.alike("say") | {"say"}
    for passage in text.passages(article):
        spoken = [t for t in telling(passage.text, article.language or "en") if t.stem in verbs]
        for printed in text.names(passage.text) if spoken else ():
            at = passage.text.find(printed)
            beside = any(v.start - (at + len(printed)) == 1 or at - v.end == 1 for v in spoken)
            name = _TITLED.sub("", printed)
            if beside and " " in name and not _GOVERNED.search(passage.text[:at]):
                yield name
