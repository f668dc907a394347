"""The figures of a text, and whether a source gives one.

Works on: strings of four languages.
Comes in: a text; a claim's figure beside those of its sources.
Goes out: every figure with its value, unit and place; whether it is given, rounded, measured or parted otherwise.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.checking import compounds, measures
from bot.checking.evidence import language
from bot.text import Number, fold, numbers
from bot.text.spelled import SPELLED

_ABOUT = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|close to|more than|over|at least|up to|fewer "
    r"than|less than|just under|just over|well over|as many as|"
    r"under|circa|rund|etwa|fast|knapp|über|mehr als|ungefähr|environ|près de|plus de|quelque|unos|unas|cerca de|"
    r"casi|"
    r"más de|alrededor de)\s(?:an? )?(?:[$€£]\s?)?$",
    re.IGNORECASE,
)
_ROUNDING = 0.05
_ELSEWHERE = {word: float(value) for code, listed in SPELLED.items() if code != "en" for word, value in listed.items()}
"""English words are read by `numbers`, which knows how they combine."""
_TIMES = {
    "mil": 1_000, "mille": 1_000, "tausend": 1_000, "cientos": 100, "cents": 100, "hundert": 100, "millenaires": 1_000,
    "millones": 10**6, "millions": 10**6, "millionen": 10**6, "milliards": 10**9, "milliarden": 10**9,
}  # fmt: skip
_PARTS = {"halfte": 1 / 2, "drittel": 1 / 3, "viertel": 1 / 4, "funftel": 1 / 5, "zehntel": 1 / 10, "moitie": 1 / 2,
          "tiers": 1 / 3, "quart": 1 / 4, "cinquieme": 1 / 5, "dixieme": 1 / 10, "mitad": 1 / 2, "tercio": 1 / 3,
          "halved": 1 / 2, "halve": 1 / 2, "halves": 1 / 2, "halving": 1 / 2}  # fmt: skip
_ONE_IN = re.compile(
    r"\b(\w+) (?:in|out of(?: every)?|de cada|sur|von) (\w+)\b|\bjede[rsn]? (\w+)te[rsn]? |\bevery (\w+) ",
    re.IGNORECASE,
)
_ORDINALS = {"dritte": 3, "vierte": 4, "funfte": 5, "zehnte": 10}
_FIFTH_TIME = re.compile(
    r"\ba (third|quarter|fifth|tenth) (?!of\b|$|in\b|from\b|to\b|since\b|below|above|more|less)", re.I
)


def gives(number: Number, given: tuple[Number, ...], claim: str, source: str) -> bool:
    """True where a source gives a claim's figure: as printed, rounded as the claim says, in another unit, as a "
    "part."""
    return (
        any(_same(number, other) for other in given)
        or (number.value < 0 and _COLD.search(source) is not None and _below(number, given))
        or _left_out(number, given)
        or _rounded(number, given, claim)
        or measures.follows(number, given)
        or measures.given(number, claim, source)
    )


_COLD = re.compile(r"\b(?:minus|moins|menos|below|unter|sous|bajo)\b", re.IGNORECASE)


def _below(number: Number, given: tuple[Number, ...]) -> bool:
    """ "-31 degrees" for "minus 31 degrees"."""
    return any(n.value == -number.value for n in given)


def _left_out(number: Number, given: tuple[Number, ...]) -> bool:
    """ "a third cup" for the third; "by 8" after "by 3 per cent"."""
    if number.unit == "part" and number.value > 0:
        return any(n.kind == "ordinal" and n.value == round(1 / number.value) for n in given)
    shares = number.unit == "%" and any(n.unit == "%" for n in given)
    return shares and any(n.kind == "count" and not n.unit and n.value == number.value for n in given)


@lru_cache(maxsize=2_000)
def quantities(printed: str) -> tuple[Number, ...]:
    """Every figure of a text in digits or words of four languages; "half a percentage point" is half of a point."""
    found = [
        _of_point(_grouped(n, printed), printed)
        for n in numbers(printed)
        if n.kind != "one" and not (n.kind == "ordinal" and n.value < 1)
    ]
    joined = [_pair(match) for match in _Y.finditer(printed)]
    pairs = [number for number in joined if number]
    found += pairs
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", printed):
        if not any(n.start <= match.start() < n.end for n in pairs):
            found += _word(fold(match.group()), match, printed)
    found += [_and_a_half(match) for match in _HALF.finditer(printed)]
    found += [Number(KNOWN[fold(m.group())], m.start(), m.end()) for m in _KNOWN_WORD.finditer(printed)]
    found += [_parts_of(match) for match in _MANY_PARTS.finditer(printed)]
    found += [_one_in(match) for match in _ONE_IN.finditer(printed) if _one_in(match).value]
    found += [
        Number(round(1 / n.value), n.start, n.end, "ordinal")
        for match in _FIFTH_TIME.finditer(printed)
        for n in list(found)
        if n.unit == "part" and n.start == match.start()
    ]
    return tuple(found)


def _pair(match: re.Match[str]) -> Number | None:
    """ "treinta y cinco" is one number."""
    value = compounds.pair(fold(match[1]), fold(match[2]))
    return Number(value, match.start(), match.end()) if value else None


_Y = re.compile(r"\b(\w+) y (\w+)\b")


def _word(word: str, match: re.Match[str], printed: str) -> list[Number]:
    value = _ELSEWHERE.get(word) or compounds.value(word)
    if word == "once" and language(printed) == "en":
        return []
    if value is not None:
        after = re.match(r" (\w+)", printed[match.end() :])
        times = _TIMES.get(fold(after.group(1)), 0) if after else 0
        return [Number(value * (times or 1), match.start(), match.end())]
    if word in _PARTS:
        return [Number(round(_PARTS[word], 6), match.start(), match.end(), "share", "part")]
    parts = word.split("-") if "-" in word else []
    return [Number(_ELSEWHERE[p], match.start(), match.end()) for p in parts if p in _ELSEWHERE]


def _and_a_half(match: re.Match[str]) -> Number:
    """ "two and a half million"."""
    like = next(numbers("1" + match.string[match.end() : match.end() + 12]), None)
    value = (_value(match[1]) + 0.5) * _LARGE.get((match[2] or "").lower(), 1)
    kind, unit = (like.kind, like.unit) if like else ("count", "")
    return Number(value, match.start(), match.end(), kind, unit)


_HALF = re.compile(
    r"\b(an?|one|two|three|four|five|six|seven|eight|nine|\d) and a half(?: (million|billion|trillion))?\b", re.I
)
KNOWN = {"centenary": 100.0, "centenaire": 100.0, "centenario": 100.0, "bicentenary": 200.0,
          "noon": 12.0, "midday": 12.0, "midnight": 12.0, "decade": 10.0,
          "century": 100.0, "fortnight": 2.0,
          "decennie": 10.0, "decada": 10.0, "jahrzehnt": 10.0, "siecle": 100.0, "siglo": 100.0}  # fmt: skip
"""Words that a claim may put a figure for; one that only the claim has is no figure."""
_KNOWN_WORD = re.compile(
    r"\b(?:centenary|centenaire|centenario|bicentenary|noon|midday|midnight|decade|century|fortnight|décennie|década|"
    r"jahrzehnt|siècle|siglo)\b",
    re.I,
)


_MANY_PARTS = re.compile(
    r"\b(zwei|drei|vier|deux|trois|quatre|dos|tres|cuatro) (Dritteln?|Vierteln?|Fünfteln?|Zehnteln?|tiers|quarts|"
    r"cinquièmes|"
    r"dixièmes|tercios|cuartos|quintos|décimas)\b",
    re.IGNORECASE,
)
_WHOLE = {"dr": 3, "vi": 4, "fu": 5, "ze": 10, "ti": 3, "qu": 4, "ci": 5, "di": 10, "te": 3, "cu": 4, "de": 10}


def _parts_of(match: re.Match[str]) -> Number:
    """ "drei Viertel", "deux tiers"."""
    part = fold(match[2])
    whole = 5 if part == "quintos" else _WHOLE[part[:2]]
    return Number(round(_ELSEWHERE[fold(match[1])] / whole, 6), match.start(), match.end(), "share", "part")


def _one_in(match: re.Match[str]) -> Number:
    """The part that "two in three" or "jede dritte" is."""
    some, every = match[1] or "one", match[2] or match[3] or match[4] or ""
    many, of = _value(some), _value(every) or _ORDINALS.get(fold(every + "te"), 0)
    ok = 0 < many < of <= 100 and (match[2] is None or not (some.isdigit() and int(some) > 99))
    return Number(round(many / of, 6) if ok else 0, match.start(), match.end(), "share", "part")


def _value(word: str) -> float:
    plain = fold(word)
    if plain.isdigit():
        return float(plain)
    if plain in ("one", "a", "an", "un", "une", "uno", "una", "ein", "einer", "eine"):
        return 1
    found = next((n.value for n in numbers(plain)), 0.0)
    return found or _ELSEWHERE.get(plain, 0.0)


def _grouped(number: Number, printed: str) -> Number:
    """ "4.800 millones": where the word is not English, a point groups thousands."""
    match = _GROUPED.search(printed[number.start : number.end])
    if not match:
        return number
    many = _TIMES.get(fold(match[2] or "")) or _LARGE[(match[4] or "million").lower()]
    value = float((match[1] or match[3]).replace(".", "").replace(",", "")) * many
    return Number(value, number.start, number.end, number.kind, number.unit)


_GROUPED = re.compile(
    r"(\d{1,3}(?:\.\d{3})+) (millones|mil|Millionen|Milliarden|milliards)\b|"
    r"(\d{1,3}(?:,\d{3})+) ?(million|billion|trillion|bn|m)\b",
    re.IGNORECASE,
)
_LARGE = {"million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}


def _of_point(number: Number, printed: str) -> Number:
    after = _POINT.match(printed, number.end) if number.unit == "part" else None
    if not after:
        return number
    unit = "points" if after["points"] else "%"
    return Number(number.value, number.start, after.end(), "share", unit)


_POINT = re.compile(r" (?:of )?an? (?:(?P<points>(?:percentage )?point)|per ?cent)\b")


def _same(one: Number, two: Number) -> bool:
    """Equal in value; a share is not an amount, points are not per cent. A bare count may stand for any of them."""
    if {one.unit, two.unit} == {"%", "part"}:
        share, part = (one, two) if one.unit == "%" else (two, one)
        return abs(share.value - 100 * part.value) <= 1
    if abs(one.value - two.value) > 1e-9 * max(1.0, abs(one.value)):
        return False
    if one.unit and two.unit:
        return one.unit == two.unit
    if one.unit and not two.unit:
        return False
    return one.kind == two.kind or {one.kind, two.kind} <= {"count", "year", "clock", "money", "share"}


def _rounded(number: Number, given: tuple[Number, ...], claim: str) -> bool:
    """A count said to be "about" or "more than" so much, within a twentieth of one that is given; a third is 34 %."""
    if number.unit == "part":
        return any(n.unit == "%" and abs(n.value / 100 - number.value) <= _ROUNDING / 2 for n in given)
    ahead = claim[max(0, number.start - 24) : number.start]
    if not _ABOUT.search(ahead):
        return False
    near = [n for n in given if abs(n.value - number.value) <= _ROUNDING * abs(n.value) and n.unit == number.unit]
    if _MORE.search(ahead):
        return any(n.value >= number.value for n in near)
    return any(n.value <= number.value for n in near) if _LESS.search(ahead) else bool(near)


_MORE = re.compile(
    r"\b(?:more than|over|at least|mehr als|über|plus de|"
    r"más de) (?:an? )?(?:[$€£] ?)?$",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:under|less than|fewer than|almost|nearly|up to|fast|knapp|près de|"
    r"casi) (?:an? )?(?:[$€£] ?)?$",
    re.IGNORECASE,
)
