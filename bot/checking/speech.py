"""Quotations, speakers, superlatives and causes that a claim adds.

Works on: what is put in somebody's mouth, and what is made more of.
Comes in: the evidence.
Goes out: reasons.
Does not know: whether what was said is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.checking.evidence import Evidence, Piece
from bot.news import Reason
from bot.text import clean, content, fold, names, words

_QUOTES = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«\s?([^»]+?)\s?»|„([^“”]+)[“”]")
_SAID = (
    r"(?:said|says|told|called|calls|added|announced|claimed|argued|warned|denied|confirmed|welcomed|"
    r"insisted|wrote|testified|sagte|erklärte|meint|betonte|assure|affirme|estime|juge|a déclaré|dijo|afirma|"
    r"lamentó|escribió)"
)
_CLAUSE = re.compile(r";|,? (?:while|whereas|but|although|as)\b|(?<=[a-z])\. ")
_SPOKE = re.compile(rf"\b{_SAID}\b")
_SUPERLATIVE = re.compile(
    r"\b(?:worst|best|biggest|largest|highest|lowest|deadliest|youngest|oldest|fastest|strongest|greatest|"
    r"longest|tallest|richest|poorest|"
    r"smallest|heaviest|hottest|coldest|worst-ever|(?<!was )(?<!were )first|last|record|unprecedented|historic|"
    r"never before|"
    r"größte\w?|kleinste\w?|jüngste\w?|älteste\w?|höchste\w?|beste\w?|schlimmste\w?|récord|"
    r"la peor|el peor|el mejor|la mejor|le pire|la pire|primera?|première?)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|(?<!is )(?<!are )(?<!was )(?<!were )due to|owing to|thanks to|caused by|as a result of|"
    r"resulting from|led to|prompted by|blamed "
    r"on|wegen|aufgrund|à cause|"
    r"en raison|a causa|debido)\b",
    re.IGNORECASE,
)
_CAUSAL = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caus\w+|result\w*|led to|prompt\w+|blam\w+|after|forc(?:ed|es|ing)|"
    r"trigger\w+|spark\w+|citing|thank\w*|over|amid|for (?:lack|want|fear)|follow\w*|since|weil|car|parce|porque|"
    r"tras|faute|wegen|aufgrund|"
    r"cause|raison|causa|debido)\b",
    re.IGNORECASE,
)


def added(evidence: Evidence) -> Iterator[Reason]:
    """Reasons for what the claim puts into a mouth, ranks or explains beyond its sources."""
    yield from _quotations(evidence)
    yield from _speakers(evidence)
    yield from _superlatives(evidence)
    yield from _causes(evidence)


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

    yield from _quoted_by(evidence)


def _quoted_by(evidence: Evidence) -> Iterator[Reason]:
    """The words of one in the mouth of another: both are named beside the same quotation."""
    for quoted in quotations(evidence.claim.text):
        piece = next((p for p in evidence.pieces if quoted in clean(fold(p.text))), None)
        if piece is None or len(quoted.split()) < _LEAST:
            continue
        ours, theirs = _around(evidence.claim.text), _around(piece.text)
        if ours and theirs and not ours & theirs and not ours & set(piece.words):
            yield Reason("quotation", f"another is named as saying “{quoted[:60]}”")


_LEAST = 3


def _around(printed: str) -> set[str]:
    """The words of full names outside of quotation marks."""
    bare = _QUOTES.sub(" - ", printed)
    return {w for n in names(bare) if " " in n for w in words(n)}


def _speakers(evidence: Evidence) -> Iterator[Reason]:
    """A statement given to somebody other than the one who made it."""
    spoke = _SPOKE.search(evidence.claim.text)
    speaker = _speaker(evidence.claim.text) if spoke else set()
    if not spoke or not speaker:
        return
    said = frozenset(s for s in evidence.claim.content if s not in {t for n in speaker for t in content(n)})
    clauses = _clauses(evidence.pieces)
    holding = max(clauses, key=lambda c: len(c.content & said), default=None)
    if holding is None or len(holding.content & said) < max(1, len(said) // 3):
        return
    named = _speaker(holding.text)
    if named and not named & speaker and not speaker & set(holding.words) and _SPOKE.search(holding.text):
        yield Reason("speaker", "another is named as the speaker")


@lru_cache(maxsize=512)
def _clauses(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(Piece(part, piece.language) for piece in pieces for part in _CLAUSE.split(piece.text) if part.strip())


def _speaker(printed: str) -> set[str]:
    """The words of the name beside a verb of saying: after it where it is turned about, else before it."""
    spoke = _SPOKE.search(printed)
    if not spoke:
        return set()
    after = _TURNED.match(printed, spoke.end()) if printed[: spoke.start()].rstrip()[-1:] in ",”“\"»«'’" else None
    found = names(printed[spoke.end() : spoke.end() + 90])[:2] if after else names(printed[: spoke.start()])
    opening = printed.lstrip("\"“'‘«„").split(" ")[0]
    return {w for n in found if not (n == opening and len(found) > 1) for w in words(n)}


_TURNED = re.compile(r"(?: \w+){0,6}? [A-ZÀ-Þ]|(?: the| a)? \w+")


def _causes(evidence: Evidence) -> Iterator[Reason]:
    """A cause that no source gives, or that it gives to something else."""
    cause = _CAUSE.search(evidence.claim.text)
    if not cause:
        return
    blamed = {t.stem for t in Piece(evidence.claim.text[cause.end() :], evidence.claim.language).tokens if t.stem}
    if any(blamed & set([t.stem for t in p.tokens if t.stem][:_LEAST]) for p in evidence.near[:1]):
        return  # the one that did it
    if not any(_CAUSAL.search(piece.text) for piece in evidence.near):
        yield Reason("cause", f"no source says {cause.group()!r}")
        return
    told = [p for p in evidence.pieces if _CAUSAL.search(p.text)]
    held = max((len(blamed & p.content) for p in told), default=0)
    apart = max((len(blamed & p.content) for p in evidence.pieces if p not in told), default=0)
    if blamed and held * 2 < len(blamed) and apart > held:
        yield Reason("cause", "the sources do not join the two")


def _superlatives(evidence: Evidence) -> Iterator[Reason]:
    whole = fold(evidence.all.text)
    for match in _SUPERLATIVE.finditer(evidence.claim.text):
        if not re.search(rf"\b{re.escape(fold(match.group()))}", whole) and not _also(match.group().lower(), whole):
            yield Reason("superlative", f"no source says {match.group()!r}")
    for match in _MOST.finditer(fold(evidence.claim.text)):
        if not re.search(rf"\b(?:plus|mas) {re.escape(match['how'][:4])}|\b{re.escape(match['how'][:5])}", whole):
            yield Reason("superlative", f"no source says {match.group()!r}")


_MOST = re.compile(r"\b(?:(?:le|la|les) plus|(?:el|la|los|las) (?:\w+ )?mas) (?P<how>\w{3,})")


def _also(most: str, whole: str) -> bool:
    """Another word for the same: "biggest" for "largest"."""
    return any(most in row and any(re.search(rf"\b{w}\b", whole) for w in row) for row in _SAME)


_SAME = (
    ("biggest", "largest", "greatest"), ("best", "highest", "top"), ("worst", "deadliest"),
    ("first", "new", "debut", "1st", "last", "previous"),
    ("last", "final", "latest", "past"), ("record", "highest", "lowest", "never"), ("tallest", "highest"),
)  # fmt: skip
