"""A claim and its sources, cut up so that rules can compare them.

Works on: one claim, a few passages.
Comes in: strings.
Goes out: their sentences with words and stems, and the sentences that carry the claim.
Does not know: any rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot import text

_NEAR = 0.75


@dataclass(frozen=True)
class Piece:
    """One sentence as rules read it."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return text.words(self.text)

    @cached_property
    def stems(self) -> list[str]:
        return [text.stems(word)[0] if word else "" for word in self.words]

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(text.content(self.text))


@dataclass(frozen=True)
class Evidence:
    """A claim beside the passages that should carry it."""

    claim: Piece
    pieces: tuple[Piece, ...]

    @cached_property
    def all(self) -> Piece:
        """Everything the sources say, as one piece."""
        return Piece(" ".join(piece.text for piece in self.pieces))

    @cached_property
    def near(self) -> tuple[Piece, ...]:
        """The source's sentences that speak of what the claim speaks of, the nearest first."""
        scored = [(len(self.claim.content & piece.content), -i, piece) for i, piece in enumerate(self.pieces)]
        best = max((score for score, _, _ in scored), default=0)
        held = [row for row in scored if best and row[0] >= _NEAR * best]
        return tuple(piece for _, _, piece in sorted(held, key=lambda row: row[:2], reverse=True))


def gather(claim: str, sources: Sequence[str]) -> Evidence:
    """The claim and the sources' sentences."""
    pieces = [Piece(sentence) for source in sources for _, sentence in text.sentences(source)]
    return Evidence(Piece(text.clean(claim)), tuple(pieces))
