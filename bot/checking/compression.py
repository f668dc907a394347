"""A claim that is its source's sentence with whole clauses left out.

Works on: word sequences.
Comes in: a claim and one sentence of a source.
Goes out: whether the claim certainly says what the sentence says.
Does not know: paraphrase. Where it is not certain it says no.
"""

from __future__ import annotations

import re

from bot.text import fold

_TOKEN = re.compile(r"[^\W_]+(?:['.,:-][^\W_]+)*|[%$€£,;:()—–]")
_SAME = {"percent": "%", "prozent": "%", "per-cent": "%"}
_NUMBER_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_OPENS_CLAUSE = frozenset(
    [
        "who", "which", "whose", "where", "when", "while", "after", "before", "as", "with", "in", "on", "at", "from",
        "near", "during", "following", "under", "across", "beneath", "above", "outside", "by", "for", "through",
        "within", "including", "citing", "despite", "nach", "bei", "dans", "pour", "en", "para", "durante",
    ]
)  # fmt: skip
_KEPT = re.compile(
    r"\b(?:not|no|never|without|nobody|none|n't|if|unless|until|only|may|might|could|would|should|will|"
    r"alleged(?:ly)?|suspected|reportedly|"
    r"accused|den(?:y|ies|ied)|former|ex|deputy|acting|vice|almost|nearly|said|says|told|according|claims?|"
    r"claimed|believe[sd]?|warned|"
    r"announced|reported|estimated?|asked|called|attempted|failed|except|but|nicht|kein\w*|laut|pas|selon|segun|"
    r"sin)\b"
)
_STOPS = frozenset([",", ";", ":", "(", ")", "—", "–"])


def _tokens(printed: str) -> list[str]:
    plain = (
        fold(printed).replace("per cent", "percent").replace("pour cent", "percent").replace("por ciento", "percent")
    )
    return [_NUMBER_WORDS.get(t, _SAME.get(t, t)) for t in _TOKEN.findall(plain)]


def is_compression(claim: str, sentence: str) -> bool:
    """True where the claim is the sentence without clauses that hold no negation, doubt, modality or attribution."""
    wanted = [t for t in _tokens(claim) if t not in _STOPS]
    given = _tokens(sentence)
    gaps: list[list[str]] = []
    gap: list[str] = []
    at = 0
    for i, token in enumerate(given):
        if at < len(wanted) and token == wanted[at] and (not gap or _may_resume(gap, given, i)):
            at += 1
            if gap:
                gaps.append(gap)
            gap = []
        elif token not in _STOPS or gap or at:
            gap.append(token)
    gaps.append(gap)
    left_out = [g for g in gaps if any(t not in _STOPS for t in g)]
    return at == len(wanted) > 2 and len(left_out) <= 3 and all(_is_clause(g) for g in left_out)


def _may_resume(gap: list[str], given: list[str], i: int) -> bool:
    """A clause left out in the middle ends at a comma or closing bracket."""
    return all(t in _STOPS for t in gap) or given[i - 1] in _STOPS or given[i] in _STOPS


def _is_clause(gap: list[str]) -> bool:
    opening = next((t for t in gap if t not in _STOPS), "")
    set_off = gap[0] in _STOPS or opening in _OPENS_CLAUSE
    return set_off and not _KEPT.search(" ".join(gap))
