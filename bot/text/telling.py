"""The stem of each word that carries meaning.

Works on: folded words, one look-up each: that is what makes comparing fast.
Comes in: a stop list and a stemmer.
Goes out: a stem, or "" for a function word.
Does not know: languages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection


class Telling(dict[str, str]):
    """Word -> stem, filled as words are met, emptied when it holds more than `kept` of them."""

    def __init__(self, stop: Collection[str], stem: Callable[[str], str], kept: int = 100_000) -> None:
        self.stop, self.stem, self.kept = stop, stem, kept

    def __missing__(self, word: str) -> str:
        if len(self) >= self.kept:
            self.clear()
        telling = word not in self.stop and (len(word) > 1 or word.isdigit())
        self[word] = stem = self.stem(word) if telling else ""
        return stem
