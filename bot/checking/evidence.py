"""A claim and its sources, cut up so that rules can compare them.

Works on: one claim, a few passages.
Comes in: strings, and when they were published.
Goes out: their sentences with words and stems, and the sentences that carry the claim.
Does not know: any rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from bot import text
from bot.checking.safety import poisoned

_NEAR = 0.75
_TOKEN = re.compile(r"[^\W_]+(?:[.,:'’-][^\W_]+)*")
_SPEAKS = {
    "en": "the of and to in is was were that for with by from said at on it its has have",
    "de": "der die das und ist nicht ein eine einen im von den dem mit wurde wird hat zu auf sich bei nach",
    "fr": "le la les des et est une dans du pour au aux que qui sur ont été a selon par",
    "es": "el la los las y es una en del por que con se fue para al su según ha",
}
_LISTED = {code: frozenset(listed.split()) for code, listed in _SPEAKS.items()}


@lru_cache(maxsize=2_000)
def language(printed: str) -> str:
    """The two letters of the language whose small words a text uses most; English where none stands out."""
    held = Counter(text.words(printed[:600]))
    scored = {code: sum(count for word, count in held.items() if word in listed) for code, listed in _LISTED.items()}
    best = max(scored, key=lambda code: scored[code])
    return best if scored[best] > scored["en"] else "en"


@dataclass(frozen=True, slots=True)
class Token:
    """One word where it stands: folded, its stem, and how many clause and sentence borders are before it."""

    word: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """One sentence as rules read it."""

    text: str
    language: str = "en"

    @cached_property
    def words(self) -> list[str]:
        return text.words(self.text)

    @cached_property
    def stems(self) -> list[str]:
        return [text.stems(word, self.language)[0] if word else "" for word in self.words]

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(text.content(self.text, self.language))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words with their places; the stem is "" for a function word."""
        found = []
        for match in _TOKEN.finditer(self.text):
            word = text.fold(match.group()).removesuffix("'s")
            telling = text.content(word, self.language)
            found.append(Token(word, telling[0] if telling else "", match.start(), match.end()))
        return tuple(found)


@dataclass(frozen=True)
class Evidence:
    """A claim beside the passages that should carry it."""

    claim: Piece
    pieces: tuple[Piece, ...]
    published: datetime | None = None

    @cached_property
    def all(self) -> Piece:
        """Everything the sources say, as one piece."""
        return _joined(self.pieces)

    @cached_property
    def near(self) -> tuple[Piece, ...]:
        """The source's sentences that speak of what the claim speaks of, the nearest first."""
        scored = [(len(self.claim.content & piece.content), -i, piece) for i, piece in enumerate(self.pieces)]
        best = max((score for score, _, _ in scored), default=0)
        held = [row for row in scored if best and row[0] >= _NEAR * best]
        return tuple(piece for _, _, piece in sorted(held, key=lambda row: row[:2], reverse=True))


def gather(claim: str, sources: Sequence[str], published: datetime | None = None) -> Evidence:
    """The claim and the sources' sentences; what speaks to the writer is no evidence."""
    spoken = language(" ".join(source[:200] for source in sources[:4]))
    pieces = [piece for source in sources for piece in _pieces(source, spoken)]
    return Evidence(Piece(text.clean(claim), spoken), tuple(pieces), published)


def about(sentence: str, evidence: Evidence) -> Evidence:
    """The same sources beside one sentence of a claim."""
    return Evidence(Piece(sentence, evidence.claim.language), evidence.pieces, evidence.published)


@lru_cache(maxsize=512)
def _pieces(source: str, spoken: str) -> tuple[Piece, ...]:
    """The sentences of one source; an article's are cut and read once."""
    return tuple(Piece(s, spoken) for s in _cut(source, spoken) if not poisoned(s))


def _cut(source: str, spoken: str) -> list[str]:
    """Sentences; a text printed without capitals is cut at its full stops, for a splitter sees no beginnings there."""
    if len(source) > _SHORT and not _CAPITAL.search(source):
        return [part for part in _STOP.split(source) if part]
    return [sentence for _, sentence in text.sentences(source, spoken)]


_SHORT = 120
_CAPITAL = re.compile(r"[^\W\d_]{2},? [A-ZÀ-ÞА-Я]")
_STOP = re.compile(r"(?<=[^\W_][^\W_][.!?])[\"”’')]* +(?=[^\W_\"“‘'])")


@lru_cache(maxsize=64)
def _joined(pieces: tuple[Piece, ...]) -> Piece:
    return Piece(" ".join(piece.text for piece in pieces), pieces[0].language if pieces else "en")
