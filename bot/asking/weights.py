"""What a met word counts for.

Works on: the words of a question as an index knows them.
Comes in: the stems of a passage, the credit each word got, an article's time.
Goes out: shares between 0 and 1, and a little for what is newer.
Does not know: where a word was found, or which passage is meant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.asking.question import FIGURES, Kind, Term
from bot.news import Article


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question's term in this index: the stems that answer it with their credit, and its weight here."""

    term: Term
    stems: Mapping[str, float]
    weight: float


def heaviest(wanted: Sequence[Wanted]) -> str:
    """The word that tells most, short enough to show."""
    return max(wanted, key=lambda w: w.weight).term.word[:40]


def newness(article: Article, latest: datetime, kind: Kind) -> float:
    """A little for the later of two reports that answer alike: plans change, and figures grow."""
    when = article.when
    if not when:
        return 0.0
    worth = 0.15 if kind in FIGURES else 0.1
    return float(worth * 0.5 ** (max(0.0, (latest - when).total_seconds()) / 43_200))


def adjacent(wanted: Sequence[Wanted], stems: Sequence[str]) -> float:
    """The share of neighbouring words of the question that are neighbours in the sentence too."""
    pairs = list(pairwise(wanted))
    held = list(pairwise(stems))
    met = sum(any(a in left.stems and b in right.stems for a, b in held) for left, right in pairs)
    return met / len(pairs) if pairs else 0.0


def best(want: Wanted, stems: Iterable[str]) -> float:
    """The most that any of the stems is worth to a wanted word."""
    return max((want.stems.get(s, 0.0) for s in stems), default=0.0)


def coverage(wanted: Sequence[Wanted], credits: Sequence[float]) -> float:
    """How much of the question is met. Names and numbers are judged apart: a wrong name is a wrong answer."""
    parts = []
    for pick, power in ((True, 0.6), (False, 1.0)):
        rows = [(w, c) for w, c in zip(wanted, credits, strict=True) if (w.term.name or w.term.number) is pick]
        if rows:
            parts.append(float((sum(w.weight * c for w, c in rows) / sum(w.weight for w, _ in rows)) ** power))
    return math.prod(parts)
