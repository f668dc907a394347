"""Text as the newsroom reads it: sentences, words, names, numbers, fingerprints.

Works on: strings. Pure functions, no state but caches.
Comes in: a paragraph, a headline, an article's body.
Goes out: spans, tokens and values that every other room compares.
Does not know: what a story is, what matters, what is true.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from bot.news import SEPARATOR, Article, Passage
from bot.text.quantities import Number, numbers
from bot.text.splitting import sentences
from bot.text.telling import Telling

__all__ = [
    "Number", "clean", "content", "digest", "fold", "names", "numbers", "passages", "sentences", "slug", "stems",
    "stopwords", "words",
]  # fmt: skip

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_CONTROL = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_PAIRED = re.compile(rf"[{_UNSPACED}]")
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['.-][a-z0-9]+)*")
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_SPOKEN = "\u0900-\u0dff\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff"  # vowel signs here are no letters to Python
_WORD = re.compile(rf"(?:[^\W_]|[{_SPOKEN}])+(?:['.-](?:[^\W_]|[{_SPOKEN}])+)*")
_ACCENT = re.compile(rf"(?<!и)[{_MARKS}]")


def clean(text: str) -> str:
    """One line of plain text: NFC, no control or bidirectional characters, single spaces."""
    return _SPACE.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def fold(text: str) -> str:
    """For comparing: compatibility forms, lower case, straight quotes, no accents (a Cyrillic short i stays)."""
    if text.isascii():
        return text.lower()
    plain = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    if plain.isascii():
        return plain.lower()
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", plain.casefold())))


def words(text: str) -> list[str]:
    """Folded word tokens in order. Scripts without spaces give overlapping pairs of characters."""
    folded = fold(text)
    if folded.isascii():
        tokens = _ASCII_WORD.findall(folded)
    else:
        tokens = _WORD.findall(folded)
        if _PAIRED.search(folded):
            tokens = [part for token in tokens for part in _pairs(token)]
    return [t.removesuffix("'s") for t in tokens] if "'" in folded else tokens


def _pairs(token: str) -> list[str]:
    if not _PAIRED.search(token):
        return [token]
    out: list[str] = []
    for run in _RUNS.findall(token):
        out += [run[i : i + 2] for i in range(max(1, len(run) - 1))] if _PAIRED.match(run) else [run]
    return out


def digest(text: str, size: int = 8) -> str:
    """A stable hexadecimal fingerprint of `2 * size` characters (BLAKE2b)."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def passages(article: Article) -> tuple[Passage, ...]:
    """Every citable sentence of an article, in order: `article.text[p.start:p.end] == p.text`."""
    found: list[Passage] = []
    offset = 0
    for paragraph in article.paragraphs:
        for start, text in sentences(paragraph, article.language or "en"):
            found.append(Passage(article.id, len(found), offset + start, text))
        offset += len(paragraph) + len(SEPARATOR)
    return tuple(found)


# --- words that carry meaning ----------------------------------------------------------------------------------------

_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_STOPLISTS = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "pl": "Polish", "uk": "Ukrainian",
}  # fmt: skip


@lru_cache(maxsize=64)
def stopwords(language: str) -> frozenset[str]:
    """Function words of a language, folded (jusText's lists); English where we know none."""
    package = find_spec("justext")  # its files, not itself: importing it imports lxml, which a stored brief never needs
    folder = next(iter(package.submodule_search_locations or ()), "") if package else ""
    listed = Path(folder, "stoplists", f"{_STOPLISTS.get(language[:2], 'English')}.txt").read_text("utf-8")
    return frozenset(fold(word.lower()) for word in listed.splitlines())


@lru_cache(maxsize=64)
def _stemmer(language: str):  # type: ignore[no-untyped-def]
    import Stemmer

    return Stemmer.Stemmer(_STEMMERS.get(language[:2], "english"), maxCacheSize=20_000)


def stems(text: str, language: str = "en") -> list[str]:
    """Snowball stems of the words of `text`, in order, function words included."""
    return list(_stemmer(language).stemWords(words(text)))


@lru_cache(maxsize=64)
def _telling(language: str) -> Telling:
    return Telling(stopwords(language), _stemmer(language).stemWord)


def content(text: str, language: str = "en") -> list[str]:
    """Stems of the words that carry meaning: function words left out, numbers kept."""
    table = _telling(language)
    return [stem for word in words(text) if (stem := table[word])]


# --- names -----------------------------------------------------------------------------------------------------------


def names(text: str) -> list[str]:
    """Runs of capitalised words that are likely names, as printed; function words that open a run are left out.

    A lone function word, weekday or month is no name.
    """
    from bot.text.naming import CALENDAR, runs  # builds its alphabet of capitals, which no stored brief needs

    stop = stopwords("en")
    found = []
    for run in runs(text):
        parts = run.split(" ")
        while parts and fold(parts[0]) in stop and not parts[0].isupper():
            parts.pop(0)
        if parts and not (len(parts) == 1 and (fold(parts[0]) in CALENDAR or fold(parts[0]) in stop)):
            found.append(" ".join(parts))
    return found


# --- handles ---------------------------------------------------------------------------------------------------------


def slug(headline: str, language: str = "en", words_kept: int = 4) -> str:
    """A reader's handle from a headline: its first telling words, ASCII, joined by hyphens; "" where none is left."""
    kept = [w for w in re.findall(r"[a-z0-9]+", fold(headline)) if w not in stopwords(language) and len(w) > 1]
    return "-".join(kept[:words_kept])[:48]
