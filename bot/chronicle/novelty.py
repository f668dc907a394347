"""What a report states that was not known before.

Works on: one report's sentences and what its story is known to have come to.
Comes in: candidate sentences, a History.
Goes out: Novelties, the gravest first, each with its sentence; what is known once the report is read.
Does not know: how a sentence is checked, what an earlier revision of the report said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import text
from bot.chronicle import quantities, stages
from bot.chronicle.actors import newcomer
from bot.chronicle.denials import denies
from bot.chronicle.history import NAMED, History
from bot.extract.hardness import is_colour
from bot.extract.pool import Candidate
from bot.news import Article, Change
from bot.stories import genres, marks
from bot.stories.figures import figures

OPENING = 3
"""Down to this sentence a report says what is new; below stands what was known."""
READ = 1_200
"""Code points of a report that are read for what it takes as known."""
STEPS = 800
"""Code points that are read for the stages it takes as known: a quarter of what reading costs."""
LEDE = 2
"""Down to here it says who takes part now, and who denies what."""
_AGAIN = 0.6
"""The share of a sentence's telling words that makes it say again what another said."""


@dataclass(frozen=True, slots=True)
class Novelty:
    """What a sentence states that is new, and a phrase of ours for it."""

    change: Change
    candidate: Candidate
    detail: str


def novelties(
    history: History, article: Article, pool: Sequence[Candidate], when: datetime, *, rewritten: bool = False
) -> list[Novelty]:
    """What a report states that is not known, in the order of its sentences. Nothing in an article that takes the
    event as known; a rewritten one is not read for who takes part."""
    if genres.sidebar(article.headline):
        return []
    found: list[Novelty] = []
    for candidate in pool[:OPENING]:
        asks = candidate.passage.text.endswith("?")
        if candidate.background or candidate.doubtful or asks or not _stands(candidate):
            continue
        found += list(_of(history, article, candidate, when, rewritten))[:1]
        history = _heard(history, article, [candidate], when, candidate.passage.text) if found else history
    return found


def _stands(candidate: Candidate) -> bool:
    """True for a sentence that can be read by who knows the story: nobody is a mere "he" in it."""
    colour = candidate.article.language.startswith("en") and is_colour(candidate.passage.text)
    able = not candidate.leans or candidate.leans.startswith("the ") or candidate.passage.text.startswith("Both sides ")
    return able and not colour


def _of(history: History, article: Article, candidate: Candidate, when: datetime, rewritten: bool) -> Iterator[Novelty]:
    sentence = candidate.passage.text
    if candidate.place < LEDE and denies(candidate) and not _denied(history, candidate):
        yield Novelty(Change.DENIAL, candidate, "denied")
    moves = quantities.moved(candidate, article.headline, history.figures, history.counted, when)
    steps = stages.steps(sentence, history.stages)
    told = "; ".join([*steps, *(move.detail for move in moves)])
    if steps or moves:
        yield Novelty(Change.STAGE if steps else Change.FIGURE, candidate, told)
    name = "" if rewritten or candidate.place >= LEDE else newcomer(candidate, article.headline, history.names)
    if name:
        yield Novelty(Change.ACTOR, candidate, f"new: {name}")


def _denied(history: History, candidate: Candidate) -> bool:
    """True where the same denial was told: in nearly these words, or of the same people in another language."""
    mine, named = candidate.stems, set(marks.names(candidate.passage.text))
    for sentence in (d.sentence for d in history.developments if d.change is Change.DENIAL and d.sentence):
        stems = set(text.content(sentence.text, candidate.article.language))
        if len(mine & stems) >= _AGAIN * min(len(mine), len(stems)) or named & set(marks.names(sentence.text)):
            return True
    return False


def known(history: History, article: Article, pool: Sequence[Candidate], when: datetime) -> History:
    """The history with what a report states: counts, stages, names. Below its opening only counts of a kind never
    given before are taken: what stands there may be of another time."""
    printed = f"{article.headline}.\n{article.text[:READ]}"
    heard = _heard(history, article, pool, when, printed[:STEPS])
    deep = {kind: value for kind, value in figures(printed).items() if kind not in heard.figures}
    return replace(
        heard,
        figures={**heard.figures, **deep},
        counted={**heard.counted, **dict.fromkeys(deep, when)},
        names=tuple(dict.fromkeys([*heard.names, *marks.names(printed)]))[:NAMED],
    )


def _heard(history: History, article: Article, pool: Sequence[Candidate], when: datetime, printed: str) -> History:
    """The history with the counts of some sentences, and the stages that what is printed states."""
    stand, counted = dict(history.figures), dict(history.counted)
    for candidate in (c for c in pool[:OPENING] if not c.background or c.place == 0):
        for move in quantities.moved(candidate, article.headline, stand, counted, when):
            stand[move.kind], counted[move.kind] = move.now, when
        for kind, value in quantities.counted(candidate, article.headline).items():
            if stand.setdefault(kind, value) == value:
                counted[kind] = max(counted.get(kind, when), when)
    return replace(history, figures=stand, counted=counted, stages=stages.reached(printed, history.stages))
