"""Number words of four languages.

Works on: words, folded.
Comes in: a language's two letters.
Goes out: what each word counts, from two upwards: one is too often an article.
Does not know: how English words combine ("twenty-one" is `quantities`), what is counted.
"""

from __future__ import annotations

_UNITS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
          "eighteen nineteen twenty",
    "de": "zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
}  # fmt: skip
_TENS = {
    "en": {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    "de": {"zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
           "neunzig": 90, "hundert": 100},
    "fr": {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
    "es": {"veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
           "noventa": 90, "cien": 100},
}  # fmt: skip

_TEENS = {
    "de": "dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "dix-sept dix-huit dix-neuf",
    "es": "dieciseis diecisiete dieciocho diecinueve",
}
"""Those that `_UNITS` leaves out, up to nineteen."""
_NINE = {
    "de": "ein zwei drei vier funf sechs sieben acht neun",
    "fr": "et-un deux trois quatre cinq six sept huit neuf",
    "es": "un dos tres cuatro cinco seis siete ocho nueve",
}
_JOINED = {"de": "{unit}und{ten}", "fr": "{ten}-{unit}", "es": "{ten}{unit}"}
_JOINING = {"de": _TENS["de"], "fr": _TENS["fr"], "es": {"veinti": 20}}


def _written_as_one(code: str) -> dict[str, int]:
    """What a language writes as one word beyond its tens: "einundzwanzig", "vingt-trois", "veintitres"."""
    teens = _TEENS.get(code, "").split()
    found = dict(zip(teens, range(20 - len(teens), 20), strict=True))
    for unit, one in enumerate(_NINE.get(code, "").split(), 1):
        joining = {ten: many for ten, many in _JOINING[code].items() if many < 100}
        found |= {_JOINED[code].format(unit=one, ten=ten): many + unit for ten, many in joining.items()}
    return found


SPELLED = {
    code: {word: value for value, word in enumerate(listed.split(), 2)} | _TENS[code] | _written_as_one(code)
    for code, listed in _UNITS.items()
}
"""Language -> folded word -> value."""
EVERYWHERE = {word: value for words in SPELLED.values() for word, value in words.items()}
"""The same whatever the language: no word of one is another number in another."""
