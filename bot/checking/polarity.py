"""Where a claim says the opposite of its sources.

Works on: negation and opposite words.
Comes in: the evidence.
Goes out: reasons for conflict.
Does not know: what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.checking.evidence import Evidence, Piece
from bot.checking.opposites import LOOSE, SIDES
from bot.news import Reason
from bot.text import fold

_NEGATORS = frozenset(
    ["not", "no", "never", "none", "nobody", "neither", "nor", "without", "cannot", "nicht", "kein", "keine", "keinen",
     "keiner", "nie", "niemals", "pas", "jamais", "aucun", "aucune", "nunca", "ningun", "ninguna",
     "sin", "niemand", "nadie",
     "yet"]
)  # fmt: skip
_FAILS = frozenset(["failed", "fails", "fail"])
_PASSED_OVER = frozenset(
    ["a", "an", "the", "been", "be", "being", "have", "has", "had", "was", "were", "is", "are", "did", "do", "does",
     "to", "that", "of", "yet", "immediately", "any", "only", "der", "die", "das", "den", "de", "la", "le", "les", "el",
     "los", "las", "ha", "se"]
)  # fmt: skip


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why the claim contradicts the sentences that speak of the same."""
    near = evidence.near[:1]
    for piece in near:
        yield from _negation(evidence.claim, piece)
        yield from _scoped(evidence.claim, piece)
    yield from _direction(evidence.claim, evidence.near, evidence.all)


def _negation(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """A word that one side negates and the other, which denies nothing in any other way either, states."""
    ours, theirs = _negated(claim), _negated(piece)
    if not DENIES.search(fold(claim.text)):
        for word in sorted((theirs - ours) & set(claim.stems) - _stated(piece, theirs)):
            yield Reason("negation", f"the source negates {word!r} and the claim does not")
    if not DENIES.search(fold(piece.text)):
        for word in sorted((ours - theirs) & set(piece.stems) - _stated(claim, ours)):
            yield Reason("denied", f"the claim negates {word!r} and the source does not")


DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|lack\w*|den(?:y|ies|ied|ying)|refus\w*|declin\w*|unless|"
    r"reject\w*|fail\w*|"
    r"rul(?:ed|es) out|untouched|un\w{4,}ed|unhurt|unharmed|yet to|free of|absence|except|only|short of|"
    r"prevent\w*|avert\w*|"
    r"avoid\w*|"
    r"weder|nicht\w*|kein\w*|nie|niemand|ohne|pas|plus|jamais|aucun\w*|rien|personne|ni|sans|faute|manque|prive\w*|"
    r"nunca|ningun\w*|sin|nadie|tampoco|niega|nego)\b|n't\b|\bn'"
)


def _scoped(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What one clause of the source denies, stated by a claim that denies nothing."""
    if DENIES.search(fold(claim.text)):
        return
    for match in _STRONG.finditer(fold(piece.text)):
        scope = _BORDER.split(fold(piece.text)[match.end() :])[0]
        denied = [t.stem for t in Piece(scope, claim.language).tokens if t.stem]
        held = [s for s in denied if s in claim.content or any(len(s) > 5 and c[:5] == s[:5] for c in claim.content)]
        if len(denied) > 1 and len(held) >= max(2, 0.6 * len(denied)) and set(denied[:2]) & set(held):
            yield Reason("negation", f"the source says {match.group()!r}")
            return


_STRONG = re.compile(
    r"\b(?:not|no|never|nobody|no one|none of|neither|did not|does not|has not|have not|yet to|without|nicht|"
    r"kein\w*|niemand|"
    r"n'\w+ (?:pas|plus|jamais)|ne \w+ (?:pas|plus|jamais)|no \w+|nunca|nadie|sin)\b"
)
_BORDER = re.compile(r"[,;:.!?]|\b(?:but|and|although|while|aber|und|mais|et|pero|y|que|because|after|before)\b")


def _negated(piece: Piece) -> set[str]:
    """Stems of the first telling word after each negator (before it too, for German "nicht")."""
    found: set[str] = set()
    for i, word in enumerate(piece.words):
        fails = word in _FAILS and piece.words[i + 1 : i + 2] == ["to"]  # a dam that failed denies nothing
        if fails or word in _NEGATORS or word.endswith("n't"):
            after = [
                s for w, s in zip(piece.words[i + 1 :], piece.stems[i + 1 :], strict=True) if w not in _PASSED_OVER
            ]
            found.update(after[:1])
    return found


def _stated(piece: Piece, negated: set[str]) -> set[str]:
    """Negated stems that the same sentence also states elsewhere: nothing can be told from them."""
    return {stem for stem in negated if piece.stems.count(stem) > 1}


def _direction(claim: Piece, near: Sequence[Piece], whole: Piece) -> Iterator[Reason]:
    ours = set(claim.words)
    theirs = {word for piece in near for word in piece.words}
    everything = set(whole.words)
    for code, sides in (("direction", SIDES), ("opposite", LOOSE)):
        for one, two in sides:
            for here, there in ((one, two), (two, one)):
                said = sorted(ours & here)
                if said and not ours & there and theirs & there and not everything & here:
                    yield Reason(code, f"the claim says {said[0]!r}, the source {sorted(theirs & there)[0]!r}")
