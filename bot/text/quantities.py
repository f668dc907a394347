"""Quantities in text: counts, shares, money, years, ordinals, times of day.

Works on: strings.
Comes in: a sentence or a longer text.
Goes out: values with their span, kind and unit.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SMALL = {word: value for value, word in enumerate(_UNITS)} | _TENS
_SCALE = {
    "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "mn": 10**6, "bn": 10**9, "m": 10**6, "k": 1_000, "tn": 10**12, "b": 10**9,
    "millionen": 10**6, "mio": 10**6, "milliarden": 10**9, "milliarde": 10**9, "mrd": 10**9, "tausend": 1_000,
    "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "mille": 1_000,
    "millones": 10**6, "millón": 10**6, "mil": 1_000, "milhões": 10**6, "milioni": 10**6, "miliardi": 10**9,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4,
              "fifth": 1 / 5, "fifths": 1 / 5, "tenth": 1 / 10, "tenths": 1 / 10}  # fmt: skip
_CURRENCY = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "dólares": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY", "₹": "INR", "inr": "INR", "rupee": "INR", "rupees": "INR",
    "chf": "CHF", "francs": "CHF",
    "yuan": "CNY", "cny": "CNY", "a$": "AUD", "c$": "CAD", "crown": "SEK", "crowns": "SEK",
}  # fmt: skip
_SHARE = {"%": "%", "percent": "%", "per cent": "%", "pct": "%", "prozent": "%", "pour cent": "%", "por ciento": "%",
          "percentage points": "points", "percentage point": "points", "prozentpunkte": "points", "points": "points",
          "basis points": "bp", "basis point": "bp"}  # fmt: skip
_BEFORE = re.compile(r"(?:(?P<word>US\$|A\$|C\$|USD|EUR|GBP|CHF|JPY|CNY|INR|[$€£¥₹])\s?)$", re.IGNORECASE)


def _either(words: object) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_GAP = "[ \u00a0\u202f-]"
_AFTER = re.compile(
    rf"(?P<share>{_GAP}?(?:{_either(_SHARE)}))(?!\w)|{_GAP}?(?P<money>{_either(_CURRENCY)})(?!\w)", re.IGNORECASE
)
_LONG_SCALE = _either(w for w in _SCALE if len(w) > 2)
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<minus>(?<=\s)[-−]|^[-−])?"
    r"(?P<digits>\d{1,3}(?:[ ,.\u00a0\u202f’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|(?P<clock>:\d\d)\b|{_GAP}?(?P<long>{_LONG_SCALE})\b|(?P<short>mn|bn|tn|m|k|b)\b)?",
    re.IGNORECASE,
)
_UNDER_100 = rf"(?:(?:{_either(_TENS)})(?:[- ](?:{_either(_UNITS[1:10])})(?![a-z]))?|(?:{_either(_UNITS)}))"
_UNDER_1000 = rf"{_UNDER_100}(?![a-z])(?:[ -]hundred(?![a-z])(?:(?: and)?[ -]{_UNDER_100}(?![a-z]))?)?"
_GROUP = r"(?:thousand|million|billion|trillion)"
_WORDS = re.compile(  # no anchor in front: then the matcher can skip to letters that may begin a number
    rf"(?:{_UNDER_100}[ -]dozen|{_UNDER_1000}(?:[ -]{_GROUP}(?:(?: and)? {_UNDER_1000})?(?![a-z]))*"
    rf"|an? (?:dozen|hundred|{_GROUP}))(?![a-z])"
)
_PART = re.compile(
    rf"(?:(?P<many>{_either(_UNITS[1:10])})[ -](?P<some>thirds|quarters|fifths|tenths)|"
    r"a (?P<one>third|quarter|fifth|tenth)|"
    r"half(?: an? (?P<scale>dozen|million|billion|trillion))?)(?![a-z])"
)
_ORDINAL = re.compile(rf"(?:{_either(_ORDINALS)})(?![a-z])")
_COUNTED = re.compile(
    r"\s(?:people|dead|troops|soldiers|homes|jobs|cases|residents|workers|votes|metres|meters|km|miles|tons|tonnes)\b"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity as printed and its value.

    `kind` is count, share, money, year, ordinal, clock or one (the word "one", often a pronoun);
    `unit` is "%", "points", "bp" or a currency code.
    """

    value: float
    start: int
    end: int
    kind: str = "count"
    unit: str = ""


def numbers(text: str) -> Iterator[Number]:
    """Quantities in digits ("1,200", "$3.5 million", "4 %") and English words ("twenty-one", "half"), by position."""
    found: list[Number] = [_digit_number(text, match) for match in _NUMBER.finditer(text)] if _has_digit(text) else []
    for number in _in_words(text):
        if not any(n.start < number.end and number.start < n.end for n in found):
            found.append(number)
    return iter(sorted(found, key=lambda n: n.start))


_has_digit = re.compile(r"\d").search


def _digit_number(text: str, match: re.Match[str]) -> Number:
    scale = (match["long"] or match["short"] or "").lower()
    value = _digits(match["digits"], bool(scale)) * _SCALE.get(scale, 1)
    if match["minus"]:
        value = -value
    if match["ordinal"] or match["clock"]:
        return Number(value, match.start(), match.end(), "ordinal" if match["ordinal"] else "clock")
    number = _with_unit(text, value, match.start(), match.end())
    four = number.kind == "count" and not scale and match["digits"].isdigit() and len(match["digits"]) == 4
    if four and 1500 <= value <= 2100 and not _COUNTED.match(text, match.end()):
        return Number(value, match.start(), match.end(), "year")
    return number


def _with_unit(text: str, value: float, start: int, end: int) -> Number:
    before = _BEFORE.search(text, max(0, start - 5), start)
    if before:
        return Number(value, before.start(), end, "money", _CURRENCY[before["word"].lower()])
    after = _AFTER.match(text, end)
    if after and after["money"]:
        return Number(value, start, after.end(), "money", _CURRENCY[after["money"].lower()])
    if after:
        return Number(value, start, after.end(), "share", _SHARE[after["share"].strip(" \u00a0\u202f-").lower()])
    return Number(value, start, end)


def _in_words(text: str) -> Iterator[Number]:
    low = text.lower()
    if len(low) != len(text):  # a few capitals are longer in lower case: their spans would be off
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for match in _whole(_PART, low):
        yield _part(match)
    for match in _whole(_WORDS, low):
        plain = _with_unit(text, _spelled(match.group()), match.start(), match.end())
        alone = match.group() == "one" and plain.kind == "count"
        yield Number(1, match.start(), match.end(), "one") if alone else plain
    for match in _whole(_ORDINAL, low):
        yield Number(_ORDINALS[match.group()], match.start(), match.end(), "ordinal")


def _whole(pattern: re.Pattern[str], low: str) -> Iterator[re.Match[str]]:
    """Matches that do not begin inside a word."""
    return (m for m in pattern.finditer(low) if m.start() == 0 or not low[m.start() - 1].isalnum())


def _part(match: re.Match[str]) -> Number:
    if match["scale"]:
        return Number(_SCALE[match["scale"]] / 2, match.start(), match.end())
    many = _SMALL[match["many"]] if match["many"] else 1
    value = many * _FRACTIONS[match["some"] or match["one"] or "half"]
    return Number(round(value, 6), match.start(), match.end(), "share", "part")


def _digits(printed: str, scaled: bool) -> float:
    """A decimal sign is a comma or point not followed by exactly three digits; the rest group thousands.

    "0.125" and "3.142 million" are decimals all the same.
    """
    plain = re.sub(r"[ \u00a0\u202f’]", "", printed)
    if not (plain.startswith("0") or (scaled and len(re.findall(r"[.,]", plain)) == 1)):
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain)
    return float(plain.replace(",", "."))


def _spelled(printed: str) -> float:
    total = current = 0
    for word in re.split(r"[\s-]+", printed.lower()):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALE[word]
        elif word in _SCALE:
            total += max(current, 1) * _SCALE[word]
            current = 0
    return float(total + current)
