"""Number words of four languages.

Works on: words, folded.
Comes in: a language's two letters.
Goes out: what each word counts, from two upwards: one is too often an article.
Does not know: how words combine ("twenty-one" is `quantities`), what is counted.
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

SPELLED = {
    code: {word: value for value, word in enumerate(listed.split(), 2)} | _TENS[code] for code, listed in _UNITS.items()
}
"""Language -> folded word -> value."""
EVERYWHERE = {word: value for words in SPELLED.values() for word, value in words.items()}
"""The same whatever the language: no word of one is another number in another."""
