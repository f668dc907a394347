"""Which articles already have the same text: agency copy, reprints, a text cut short or with a new headline.

Works on: the sampled fingerprints of articles' texts.
Comes in: an article's evidence as it arrives or leaves.
Goes out: the articles whose wording it shares, and how much of the shorter text that is.
Does not know: stories, addresses, headlines, whether a shared wording is about the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.stories.evidence import Evidence, contained

COPY = 0.6
"""The share of the shorter text's wording from which an article is a copy."""
_LEAST_SHARED, _LOOKED = 3, 3


class Copies:
    """An index from fingerprints to the articles that have them."""

    def __init__(self) -> None:
        self._rows: dict[str, Evidence] = {}
        self._having: dict[int, list[str]] = {}

    def add(self, row: Evidence) -> None:
        """One more text, unless it is itself a copy: then the first is enough."""
        if row.copy or row.id in self._rows:
            return
        self._rows[row.id] = row
        for value in row.sampled():
            self._having.setdefault(value, []).append(row.id)

    def drop(self, row: Evidence) -> None:
        """Forget a text."""
        known = self._rows.pop(row.id, None)
        for value in known.sampled() if known is not None else ():
            left = [article for article in self._having.get(value, ()) if article != row.id]
            if left:
                self._having[value] = left
            else:
                self._having.pop(value, None)

    def of(self, row: Evidence) -> Iterator[tuple[str, float]]:
        """The ids of texts that this one copies, or that copy it, most alike first, with the share."""
        hits: Counter[str] = Counter()
        for value in row.sampled():
            hits.update(self._having.get(value, ()))
        for article, count in hits.most_common(_LOOKED):
            if count < _LEAST_SHARED:
                return
            share = contained(row, self._rows[article])
            if share >= COPY:
                yield article, share
