"""How rare a term is among the stories of the day.

Works on: the terms of every article that is held.
Comes in: articles as they arrive, come back from the store, or are let go.
Goes out: an article's terms as a vector of length one, the rare ones heavier.
Does not know: stories, how rare the language holds a word (that is in the raw weights).
"""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

from bot.stories.evidence import TERMS, Evidence, Reading

_PRIOR = 200
"""Documents pretended to have been read, so that the first article's words are weighed as the thousandth's."""


class Rarity:
    """Running counts: in how many of the articles that are held each term stands."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._read = 0

    def weigh(self, reading: Reading) -> dict[str, float]:
        """The article's unit vector: raw weights by running idf, the heaviest kept. Written into its evidence."""
        total = self._read + 1 + _PRIOR
        heavy = {term: weight * log(total / (1 + self._seen[term])) ** 0.4 for term, weight in reading.raw.items()}
        kept = sorted(heavy, key=lambda term: -heavy[term])[:TERMS]
        norm = sqrt(sum(heavy[term] ** 2 for term in kept)) or 1.0
        vector = {term: heavy[term] / norm for term in kept}
        row = reading.evidence
        row.terms = tuple(vector)
        row.weights = bytes(max(1, min(255, round(255 * weight))) for weight in vector.values())
        row.named = bytes(i for i, term in enumerate(row.terms) if term in reading.named)
        self.count(row)
        return vector

    def count(self, row: Evidence) -> None:
        """One more document, whether it has just arrived or comes back from the store."""
        self._read += bool(row.terms)
        self._seen.update(row.terms)

    def forget(self, row: Evidence) -> None:
        """One document less."""
        self._read -= bool(row.terms)
        for term in row.terms:
            self._seen[term] -= 1
            if self._seen[term] <= 0:
                del self._seen[term]
