"""How telling a word is, in each language, before any article has been read.

Works on: one language's frequency list (pyspellchecker's, read as data), its stemmer and its function words.
Comes in: folded word tokens.
Goes out: stems with a background weight between 0 and 1; rare words weigh more.
Does not know: articles, stories, or what is common in today's news.
"""

from __future__ import annotations

import gzip
from collections import Counter
from functools import cache
from importlib.resources import files
from math import log10

from bot import text

FLOOR = 4.5
"""-log10 of the frequency from which a word is a rare one: about one word in 30,000."""
RAREST = 7.5
_LISTED = frozenset({"ar", "de", "en", "es", "fr", "it", "lv", "nl", "pt", "ru", "fa", "eu"})
_KNOWN = 100_000
"""Words remembered per language; the memory starts afresh beyond it."""

_SIGNS = {
    "en": "the of and to in for with is on at by from as after says over has",
    "de": "der die das und in den von mit für auf ist im nach dem ein eine bei zu sich",
    "fr": "le la les des et en du une un pour dans au sur est par aux après avec",
    "es": "el la los las de y en del por con una un para se al tras su más",
    "it": "il la di e in del per con una un della dopo nel gli che alla le dei",
    "pt": "o a os as de e em do da por com uma um para no na após dos",
    "nl": "de het een en van in op met voor is bij na aan niet te uit door",
}
_SIGN = {sign: [code for code, line in _SIGNS.items() if sign in line.split()]
         for line in _SIGNS.values() for sign in line.split()}  # fmt: skip


def language(given: str, sample: str) -> str:
    """The two letters of an article's language; where it does not say, a guess from its script and function words."""
    if given:
        return given[:2].lower()
    for character in sample[:200]:
        if "\u0400" <= character <= "\u04ff":
            return "ru"
        if "\u0600" <= character <= "\u06ff":
            return "ar"
    votes: Counter[str] = Counter(code for word in sample.lower().split()[:80] for code in _SIGN.get(word, ()))
    best = max(votes.values(), default=0)
    return "en" if votes["en"] == best else next(code for code in votes if votes[code] == best)


@cache
def _frequencies(code: str) -> dict[str, int]:
    """Tenths of -log10 of the frequency, by folded word; only words more common than one in three million."""
    import msgspec

    packed = files("spellchecker").joinpath("resources", f"{code}.json.gz").read_bytes()
    counts = msgspec.json.decode(gzip.decompress(packed), type=dict[str, int])
    total = sum(counts.values())
    least = max(51, total * 10**-RAREST)
    return {word if word.isascii() else text.fold(word): round(10 * log10(total / count))
            for word, count in counts.items() if count >= least}  # fmt: skip


class Lexicon:
    """Stems and background weights of one language. Loading costs up to 0.1 s of CPU, once, at the first word."""

    def __init__(self, code: str) -> None:
        from Stemmer import Stemmer

        self.code = code
        self._stop = text.stopwords(code)
        self._stemmer = Stemmer(_SNOWBALL.get(code, "english"))
        self._terms: dict[str, tuple[str, float]] = {}

    def rarity(self, word: str) -> float:
        """-log10 of how often the language uses a folded word, at most `RAREST`; numbers and unlisted "
        "words are rare."""
        if self.code not in _LISTED:
            return 6.0
        return _frequencies(self.code).get(word, RAREST * 10) / 10

    def term(self, word: str) -> tuple[str, float]:
        """The stem and its weight; weight 0 for function words and single letters."""
        found = self._terms.get(word)
        if found is None:
            if len(self._terms) > _KNOWN:
                self._terms.clear()
            found = self._terms[word] = self._weigh(word)
        return found

    def _weigh(self, word: str) -> tuple[str, float]:
        if word in self._stop or word in CALENDAR or (len(word) < 2 and not word.isdigit()):
            return word, 0.0
        if word[0].isdigit():
            return word, 0.75 if len(word) > 1 else 0.5
        return self._stemmer.stemWord(word), min(1.0, max(0.05, (self.rarity(word) - 2.0) / (RAREST - 2.0)))


_WHEN = (
    "january february march april june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday today yesterday tomorrow januar februar marz juni juli oktober dezember montag "
    "dienstag mittwoch donnerstag freitag samstag sonntag heute gestern janvier fevrier mars avril juin juillet aout "
    "septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche enero febrero marzo abril "
    "junio julio agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo "
    "year week month said says"
)
CALENDAR = frozenset(_WHEN.split())
"""When something happened is compared as a time; as words, half of all news shares them."""

_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@cache
def lexicon(code: str) -> Lexicon:
    """The one lexicon of a language in this process."""
    return Lexicon(code)
