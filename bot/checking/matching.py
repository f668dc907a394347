"""How much of a claim its sources say, in these words or in others for the same.

Works on: telling words, figures, letters of names.
Comes in: the evidence.
Goes out: a share in [0, 1].
Does not know: whether the words are bound alike: that is for the rules.
"""

from __future__ import annotations

from itertools import pairwise

from bot.checking import counts, measures, mentions
from bot.checking.evidence import Evidence, Piece
from bot.checking.verbs import IRREGULAR
from bot.text import numbers, stems, words

_ALIKE = (
    "plan intend aim mean", "close shut",
    "share stock equity", "say said tell told accuse state", "die dead death killed",
    "aged age", "former ex", "begin start", "buy acquire purchase", "win victory", "fall drop decline lose lost sink",
    "rise climb gain increase grow", "arrest detain", "jail prison imprison sentence", "quake earthquake", "home "
    "house",
    "firm company", "lawmaker deputy parliamentarian", "poll survey", "strike walkout", "destroy wreck", "leave quit",
    "cause because", "force because", "percent cent", "tenth quarter third half fifth share cent",
)  # fmt: skip
_PREFIX = 5
_WITHIN = 3
_MUCH = 0.15
_GROUPS: dict[str, frozenset[str]] = {}
for _row in _ALIKE:
    _members = frozenset(s for w in _row.split() for s in [stems(w)[0], w])
    for _stem in _members:
        _GROUPS[_stem] = _GROUPS.get(_stem, frozenset()) | _members


def score(evidence: Evidence) -> float:
    """How much of the claim its nearest sentence says, and in one breath: words, and neighbours that stay "
    "neighbours."""
    if not evidence.claim.content:
        return 0.5
    return round((closest(evidence) + _together(evidence)) / 2, 4)


def closest(evidence: Evidence) -> float:
    """The share of the claim's telling words that one sentence of the sources has."""
    return max((_share(evidence.claim, piece) for piece in evidence.near), default=0.0)


def spread(evidence: Evidence) -> bool:
    """True where a second sentence adds much to the nearest one: the claim may have bound two of them into one."""
    nearest = max(evidence.near, key=lambda piece: _share(evidence.claim, piece), default=None)
    if nearest is None:
        return False
    said = {stem[:_PREFIX] for stem in (*nearest.content, *nearest.stems)}
    lost = {stem for stem in evidence.claim.content if stem[:_PREFIX] not in said}
    gained = max((len(lost & piece.content) for piece in evidence.pieces if piece is not nearest), default=0)
    return gained > 1 or gained > _MUCH * len(evidence.claim.content)


def _together(evidence: Evidence) -> float:
    """The share of the claim's neighbouring telling words that stand near each other in one sentence of the "
    "sources."""
    row = [t.stem for t in evidence.claim.tokens if t.stem]
    places: dict[str, list[tuple[int, int]]] = {}
    wanted = {stem: stem[:_PREFIX] for stem in row}
    for number, piece in enumerate(evidence.pieces):
        for at, token in enumerate(t for t in piece.tokens if t.stem):
            places.setdefault(token.stem[:_PREFIX], []).append((number, at))
    pairs = [(places.get(wanted[a], []), places.get(wanted[b], [])) for a, b in pairwise(row)]
    held = sum(any(i == j and abs(m - n) <= _WITHIN for i, m in one for j, n in two) for one, two in pairs)
    return held / max(1, len(pairs))


def shared(evidence: Evidence) -> float:
    """The share of the claim's telling words that all its sources have."""
    return _share(evidence.claim, evidence.all)


def alike(stem: str, piece: Piece) -> bool:
    """True where a text has a word, another form of it, another word for it, or a name that it abbreviates."""
    said = set(piece.content) | {_plain(s) for s in piece.stems}
    said |= {other for s in said for other in _GROUPS.get(s, ())} | mentions.acronyms(piece.text)
    return _has(stem, said)


def _share(claim: Piece, piece: Piece) -> float:
    said = set(piece.content) | {_plain(s) for s in piece.stems}
    lost = [stem for stem in claim.content if stem not in said]
    if lost:
        said |= {part for word in piece.words for part in word.split("-")}
        said |= {other for stem in said for other in _GROUPS.get(stem, ())}
        said |= mentions.acronyms(piece.text) | _figures(claim, piece)
        lost = [stem for stem in lost if not _has(stem, said)]
    return 1 - len(lost) / max(1, len(claim.content))


def _has(stem: str, said: set[str]) -> bool:
    plain = stem.removeprefix("ex-")
    return plain in said or _plain(plain) in said or (len(plain) > 5 and any(s[:5] == plain[:5] for s in said))


def _plain(stem: str) -> str:
    return IRREGULAR.get(stem, stem)


def grouped(stem: str) -> frozenset[str]:
    """A stem, the verb it is the past of, and other words for the same."""
    plain = _plain(stem)
    return _GROUPS.get(plain, frozenset()) | _GROUPS.get(stem, frozenset()) | {stem, plain}


def _figures(claim: Piece, piece: Piece) -> set[str]:
    """Words of the claim's figures that the source gives in another form."""
    given = counts.quantities(piece.text)
    found: set[str] = set()
    for number in counts.quantities(claim.text):
        if counts.gives(number, given, claim.text, piece.text):
            found.update(words(claim.text[number.start : number.end]))
            found.update(_unit(claim.text, number.end) if measures.given(number, claim.text, piece.text) else ())
    return found | ({"cent", "per", "%"} if any(n.unit == "part" for n in numbers(piece.text)) else set())


def _unit(printed: str, end: int) -> set[str]:
    following = words(printed[end : end + 24])[:1]
    return {s for w in following for s in stems(w)}
