"""Quotations, speakers, superlatives and causes that a claim adds.

Works on: what is put in somebody's mouth, and what is made more of.
Comes in: the evidence.
Goes out: reasons.
Does not know: whether what was said is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.evidence import Evidence, Piece
from bot.news import Reason
from bot.text import clean, content, fold, names, words

_QUOTES = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«\s?([^»]+?)\s?»|„([^“”]+)[“”]")
_SAID = (
    r"(?:said|says|told|called|calls|added|announced|claimed|argued|warned|denied|confirmed|welcomed|"
    r"insisted|sagte|erklärte|a déclaré|dijo)"
)
_CLAUSE = re.compile(r";|,? (?:while|whereas|but|although|as)\b|(?<=[a-z])\. ")
_SPOKE = re.compile(rf"\b{_SAID}\b")
_SUPERLATIVE = re.compile(
    r"\b(?:worst|best|biggest|largest|highest|lowest|deadliest|youngest|oldest|fastest|strongest|greatest|"
    r"longest|tallest|richest|poorest|"
    r"smallest|most|least|only|first|last|record|unprecedented|historic|never before)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caused by|as a result of|resulting from|led to|prompted by|blamed "
    r"on|wegen|aufgrund|à cause|"
    r"en raison|a causa|debido)\b",
    re.IGNORECASE,
)
_CAUSAL = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caus\w+|result\w*|led to|prompt\w+|blam\w+|after|forc(?:ed|es|ing)|"
    r"trigger\w+|spark\w+|wegen|aufgrund|"
    r"cause|raison|causa|debido)\b",
    re.IGNORECASE,
)


def added(evidence: Evidence) -> Iterator[Reason]:
    """Reasons for what the claim puts into a mouth, ranks or explains beyond its sources."""
    yield from _quotations(evidence)
    yield from _speakers(evidence)
    whole = fold(evidence.all.text)
    for match in _SUPERLATIVE.finditer(evidence.claim.text):
        if not re.search(rf"\b{match.group().lower()}\b", whole):
            yield Reason("superlative", f"no source says {match.group()!r}")
    cause = _CAUSE.search(evidence.claim.text)
    if cause and not any(_CAUSAL.search(piece.text) for piece in evidence.near):
        yield Reason("cause", f"no source says {cause.group()!r}")


def quotations(printed: str) -> list[str]:
    """What stands between quotation marks, for comparing."""
    return [_plain(next(g for g in match.groups() if g)) for match in _QUOTES.finditer(printed)]


def _plain(printed: str) -> str:
    return clean(fold(printed)).strip(" ,.!?")


def _quotations(evidence: Evidence) -> Iterator[Reason]:
    whole = clean(fold(evidence.all.text))
    for quoted in quotations(evidence.claim.text):
        if quoted not in whole:
            yield Reason("quotation", f"no source prints “{quoted[:60]}”")


def _speakers(evidence: Evidence) -> Iterator[Reason]:
    """A statement given to somebody other than the one who made it."""
    spoke = _SPOKE.search(evidence.claim.text)
    if not spoke:
        return
    speaker = {w for n in names(evidence.claim.text[: spoke.start()]) for w in words(n)}
    said = frozenset(content(evidence.claim.text[spoke.end() :]))
    clauses = [Piece(part) for piece in evidence.pieces for part in _CLAUSE.split(piece.text) if part.strip()]
    holding = max(clauses, key=lambda c: len(c.content & said), default=None)
    if not speaker or not said or holding is None or not holding.content & said:
        return
    named = {w for n in names(holding.text) for w in words(n)}
    if named and not named & speaker and _SPOKE.search(holding.text):
        yield Reason("speaker", "another is named as the speaker")
