"""Numbers that German, French and Spanish write in several parts.

Works on: words, folded.
Comes in: one word, or two joined by "y".
Goes out: the value, or None.
Does not know: English: `bot.text` reads that; what is counted.
"""

from __future__ import annotations

import re

from bot.text.spelled import SPELLED

_ONES = {
    "ein": 1,
    "eine": 1,
    "un": 1,
    "une": 1,
    "uno": 1,
    "una": 1,
    "cent": 100,
    "mille": 1_000,
    "mil": 1_000,
    "ciento": 100,
}
_ALL = {word: value for code, listed in SPELLED.items() if code != "en" for word, value in listed.items()} | _ONES
_HUNDREDS = {f"{word}cientos": value * 100 for word, value in SPELLED["es"].items() if value < 10} | {
    "quinientos": 500, "setecientos": 700, "novecientos": 900,
}  # fmt: skip
_GERMAN = re.compile(r"^(?:(?P<thousand>\w*?)tausend)?(?:(?P<hundred>\w*?)hundert)?(?:und)?(?P<rest>\w*)$")


def value(word: str) -> float | None:
    """What a word of several parts counts: "zweihundertzwanzig", "quatre-vingt-dix", "doscientos"."""
    if word in _HUNDREDS:
        return float(_HUNDREDS[word])
    if "-" in word:
        return _hyphened(word.split("-"))
    return _german(word) if "hundert" in word or "tausend" in word else None


def _hyphened(parts: list[str]) -> float | None:
    """French joins with hyphens: four times twenty and ten."""
    total = 0.0
    for part in parts:
        plain = part.rstrip("s") if part in ("vingts", "cents") else part
        if plain == "et":
            continue
        if plain not in _ALL:
            return None
        number = _ALL[plain]
        total = total * number if total and number in (20, 100, 1_000) and total < number else total + number
    return total or None


def _german(word: str) -> float | None:
    match = _GERMAN.match(word)
    if not match:
        return None
    total = 0.0
    for part, many in (("thousand", 1_000), ("hundred", 100)):
        if match[part] is not None:
            head = _small(match[part])
            if head is None:
                return None
            total += head * many
    rest = 0.0 if not match["rest"] else _small(match["rest"], alone=False)
    return None if rest is None else total + rest


def _small(word: str, alone: bool = True) -> float | None:
    if not word and alone:
        return 1
    if word in _ALL:
        return float(_ALL[word])
    return _german(word) if "hundert" in word else None


def pair(tens: str, ones: str) -> float | None:
    """ "treinta y cinco"."""
    first, second = SPELLED["es"].get(tens, 0), SPELLED["es"].get(ones, 1 if ones in ("uno", "un", "una") else 0)
    return float(first + second) if first >= 30 and 0 < second < 10 else None
