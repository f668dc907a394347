"""A claim that ends before it is finished.

Works on: the last words of a claim.
Comes in: the evidence.
Goes out: a reason.
Does not know: grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import fold

_ENDS = re.compile(r"[.!?…。！？»”\"')\]]\s*$")
_HANGING = frozenset(
    ["a", "an", "the", "and", "or", "but", "of", "to", "in", "on", "at", "for", "with", "by", "from", "that",
     "which", "who", "whose", "as", "than", "their", "its", "his", "her", "into", "after", "before", "because",
     "if", "while", "was", "were", "is", "are", "has", "had", "have", "will", "would", "not", "no", "der", "die",
     "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "und", "oder", "aber", "dass",
     "weil", "von", "zu", "mit", "für", "im", "am", "auf", "nach", "bei", "wird", "hat", "ist", "le", "la", "les",
     "un", "une", "des", "du", "de", "et", "ou", "mais", "que", "qui", "dont", "dans", "pour", "par", "avec", "sur",
     "au", "aux", "est", "a", "el", "los", "las", "una", "unos", "unas", "y", "o", "pero", "con", "por", "para",
     "del", "al", "en", "se", "su"]
)  # fmt: skip
_CUT = re.compile(r"(?:\.\.\.|…|[,;:–—-])\s*$")


def broken(printed: str) -> bool:
    """True for a text that stops before its sentence does."""
    shown = printed.strip()
    last = fold(shown).split()[-1] if shown else ""
    return _CUT.search(shown) is not None or (not _ENDS.search(shown) and last in _HANGING)


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """A reason where the claim breaks off."""
    if broken(evidence.claim.text):
        yield Reason("unfinished", "it breaks off")
