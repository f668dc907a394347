"""Which words of a question say what is asked, and which only say about what.

Works on: one English question as printed; in other languages every word counts alike.
Comes in: the question and its telling words.
Goes out: the words that name the topic, the words that name the kind of answer, and whether the future is asked about.
Does not know: the articles, how much a word weighs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.asking.tokens import Token, word_set

_TURN = re.compile(
    r"\b(?:in|of|at|off|on|over|after|during|for|from|before|following|near|by|between|since|when|while|that|who|"
    r"which|according|with|into|to|about|against|inside|under|because|amid|as)\b"
)
"""Where a question turns from what it asks to the circumstances."""
_DO = re.compile(
    r"(?<!who )(?<!that )\b(?:did|does|do|will|would|can|could|must|should)\b|\bwho(?:m)? (?:did|does|do)\b"
)
_OBJECT = re.compile(r"(?:\b(?:on|against|for) )(?:the )?(?:[A-Z]\w+ ?)+")
"""What a figure is laid upon: "tariffs on Japan". It must be said of that very country."""
_LAID = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax(?:es)?|sanctions?|fines?|spend\w*|spent|aid)\b")
_LATE_VERB = re.compile(r"^(?:in|of|at|from|on) (?:[A-Z]\S+ ){1,3}[a-z]+\W*$")
_IN_NAME = re.compile(r"[A-Z]\w+ of [A-Z]")
_TYPE = re.compile(
    r"\b(?:what|which) ((?:[^\W\d_]+ ){1,4}?)(?:of|did|does|do|is|are|was|were|has|have|had|will|would|can|must)\b"
)
_FIRST = re.compile(r"\b(?:what|which) (?:[A-Z]\w+ )?([a-z]\w+)")
_FUTURE = re.compile(r"\b(?:who|when|where|what|which|how)\b[^?]*?\b(?:will|shall|going to)\b", re.IGNORECASE)
_HOLLOW = word_set("many much people person long old often far big large")


def topics(
    printed: str, tokens: Sequence[Token], light: frozenset[str], language: str, *, subjects: bool = True
) -> frozenset[int]:
    """The places (starts) of words that say what a question is about, not what it asks: "turnout | in Lorvanne".

    With `subjects` the subject of "did" and its like is among them: "what | did the minister | order".
    """
    if language != "en" or not tokens:
        return frozenset()
    low = printed.lower()
    turn = _turning(printed, low, tokens, light)
    out = {t.start for t in tokens if t.start > turn}
    auxiliary = _DO.search(low)
    if auxiliary and subjects:
        asked = [t for t in tokens if auxiliary.end() <= t.start < turn]
        verb = max((i for i, t in enumerate(asked) if not printed[t.start].isupper()), default=0)
        if _LATE_VERB.search(printed[turn:]) and auxiliary[0] in ("do", "does", "did"):
            # "What do the drivers | in Estmark | want?"
            verb = len(asked)
            out.discard(tokens[-1].start)
        out |= {t.start for t in asked[:verb]}
    return frozenset(start for start in out if not printed[start].isdigit())


def laid(printed: str) -> range:
    """The places (starts) of whom a figure is laid upon: "tariffs on **Japan**"; empty where there is nobody."""
    match = _OBJECT.search(printed) if _LAID.search(printed.lower()) else None
    return range(match.start(), match.end()) if match else range(0)


def _turning(printed: str, low: str, tokens: Sequence[Token], light: frozenset[str]) -> int:
    """The first turn after a word that tells what is asked; the end where there is none."""
    first = next((t for t in tokens if t.stem not in light and low[t.start : t.end] not in _HOLLOW), None)
    for match in _TURN.finditer(low, first.end) if first else ():
        if not any(m.start() < match.start() < m.end() for m in _IN_NAME.finditer(printed)):
            return match.start()
    return len(low)


def kinds(printed: str) -> frozenset[str]:
    """The words that only name the kind of answer, not capitalised: "which **deputy**", "what **pay rise**"."""
    match = _TYPE.search(printed[:1].lower() + printed[1:])
    named = match[1].split() if match else []
    first = _FIRST.search(printed[:1].lower() + printed[1:])
    return frozenset(w for w in [*named, *(first.groups() if first else ())] if not w[:1].isupper())


def future(printed: str) -> bool:
    """True where the question is about what has yet to happen."""
    return bool(_FUTURE.search(printed))
