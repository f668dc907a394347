"""How much of a claim its sources say, in these words or in others for the same.

Works on: telling words, figures, letters of names.
Comes in: the evidence.
Goes out: a share in [0, 1].
Does not know: whether the words are bound alike: that is for the rules.
"""

from __future__ import annotations

from bot.checking import counts, measures, mentions
from bot.checking.evidence import Evidence, Piece
from bot.text import numbers, stems, words

_ALIKE = (
    "plan intend aim mean", "close shut",
    "share stock equity", "say said tell told accuse state", "die dead death killed",
    "aged age", "former ex", "begin start", "buy acquire purchase", "win victory", "fall drop decline lose lost sink",
    "rise climb gain increase grow", "arrest detain", "jail prison imprison sentence", "quake earthquake", "home house",
    "firm company", "lawmaker deputy parliamentarian", "poll survey", "strike walkout", "destroy wreck", "leave quit",
    "cause because", "force because", "percent cent", "tenth quarter third half fifth share cent",
)  # fmt: skip
_GROUPS: dict[str, frozenset[str]] = {}
for _row in _ALIKE:
    _members = frozenset(s for w in _row.split() for s in [stems(w)[0], w])
    for _stem in _members:
        _GROUPS[_stem] = _GROUPS.get(_stem, frozenset()) | _members


def score(evidence: Evidence) -> float:
    """The share of the claim's telling words that its nearest sentence has, and that all its sources have, averaged."""
    if not evidence.claim.content:
        return 0.5
    close = max((_share(evidence.claim, piece) for piece in evidence.near), default=0.0)
    return round((close + shared(evidence)) / 2, 4)


def shared(evidence: Evidence) -> float:
    """The share of the claim's telling words that all its sources have."""
    return _share(evidence.claim, evidence.all)


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
    from bot.checking.polarity import IRREGULAR

    return IRREGULAR.get(stem, stem)


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
