"""Words that a language has in its own lists, and so may be translated; what is left of capitals is a name.

Works on: words, and sentences as printed.
Comes in: a language's two letters; its frequency list (pyspellchecker's, read as data).
Goes out: whether a word is an ordinary one; the words of a sentence that are names.
Does not know: who or what a name stands for.

Where a language has no list, every capital within a sentence is taken for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from bot.checking.calendar import CALENDAR
from bot.text import fold, stopwords

LISTED = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
_UNSPACED = r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
_WORD = re.compile(rf"(?:[^\W_]\.){{2,}}|{_UNSPACED}+|(?:(?!{_UNSPACED})[^\W_])+")
_OPENS = re.compile(r"(?:^|[.!?:;…]|^[-–—])[\s\"“”„«»'‘’‚‹›(\[]*$|[\"“„«»‘‚‹(\[]$")
"""What stands before a word that may have its capital from its place alone."""
_ARTICLE = re.compile(
    r"\b(?:the|a|an|its|their|le|la|les|un|une|des|du|au|aux|el|los|las|una|del|al|lo|il|gli|o|os|as|do|da|de|het|een)"
    r" $|\b[ld]['’]$",
    re.IGNORECASE,
)
_TITLES = frozenset(
    ["president", "minister", "chancellor", "premier", "king", "queen", "prince", "princess", "pope", "senator",
     "governor", "mayor", "judge", "justice", "chief", "captain", "general", "colonel", "professor", "bishop",
     "secretary", "director", "chairman", "chairwoman", "lord", "lady", "dame", "sir", "saint", "mr", "mrs", "ms",
     "dr", "prof", "officer", "inspector", "sergeant", "ambassador", "commissioner", "master", "doctor", "coach",
     "presidente", "presidenta", "ministro", "ministra", "madame", "monsieur", "mme", "señor", "señora", "don",
     "doña", "rey", "reina", "papa"]
)  # fmt: skip
"""Offices before a name in languages that write them with a capital there."""
_PLACES = frozenset(["north", "south", "east", "west", "new", "united", "central", "great", "upper", "lower"])
_KINDS = frozenset(
    ["university", "institute", "ministry", "department", "office", "board", "council", "court", "bank", "street",
     "road", "airport", "bridge", "river", "lake", "bay", "sea", "ocean", "party", "police", "service", "union",
     "company", "group", "hospital", "school", "church", "club", "league", "cup", "island", "islands", "coast",
     "county", "district", "province", "region", "city", "town", "valley", "agency", "authority", "parliament"]
)  # fmt: skip
"""What a thing is that has a name: "Tarn University" is translated around "Tarn"."""
_ALSO = frozenset(
    ["harbour", "labour", "defence", "centre", "theatre", "councillor", "organisation", "programme", "neighbour",
     "honour", "armour", "rumour"]
)  # fmt: skip
"""Words that the English list has in their American form alone."""
ALIASES = (
    frozenset({"us", "usa", "u.s.", "u.s.a.", "eeuu", "vs"}), frozenset({"un", "u.n.", "uno", "onu", "vn"}),
    frozenset({"eu", "ue", "e.u."}), frozenset({"nato", "otan"}), frozenset({"uk", "u.k.", "gb"}),
)  # fmt: skip
"""Letters that stand for the same in several languages."""


@lru_cache(maxsize=3)
def _list(code: str) -> frozenset[str]:
    """The folded words of a language: up to 40 MB, and 0.4 s to read, so that only those of three are held."""
    import gzip

    import msgspec

    packed = files("spellchecker").joinpath("resources", f"{code}.json.gz").read_bytes()
    return frozenset(fold(word) for word in msgspec.json.decode(gzip.decompress(packed), type=dict[str, int]))


def ordinary(word: str, language: str) -> bool:
    """Whether a language has a word for itself: listed, a function word, a day; in German also made of two listed."""
    plain = fold(word).removesuffix("'s")
    if plain in CALENDAR or plain in stopwords(language) or plain in _ALSO or len(plain) == 1:
        return True
    if language not in LISTED:
        return False
    return plain in _list(language) or (language == "de" and _joined(plain))


def _joined(word: str) -> bool:
    """A German word of two listed ones, with or without what joins them ("Innenministerin", "Rettungskräfte")."""
    held = _list("de")
    cuts = range(4, len(word) - 3)
    return any(word[cut:] in held and any(head in held for head in _heads(word[:cut])) for cut in cuts)


def _heads(word: str) -> Iterator[str]:
    yield word
    yield from (word.removesuffix(joint) for joint in ("s", "es", "n", "en") if word.endswith(joint) and len(word) > 5)


def names(printed: str, language: str) -> list[str]:
    """The words of a sentence that are names or acronyms, as printed, each once.

    An ordinary word is one where it stands with a name or, but not in German, as a run without an article.
    """
    found: dict[str, None] = {}
    for run, placed, article in _runs(printed, language):
        found |= dict.fromkeys(_named(run, placed, article, language))
    return list(found)


def words(printed: str) -> set[str]:
    """Every word as printed, the parts of hyphened ones apart; what is written without spaces in one piece."""
    return {match.group() for match in _WORD.finditer(printed)}


def _runs(printed: str, language: str) -> Iterator[tuple[list[str], bool, bool]]:
    """Runs of capitalised words; whether the first has its capital from its place, and an article before it."""
    run: list[str] = []
    placed = article = False
    end = -1
    for match in _WORD.finditer(printed):
        word, near = match.group(), printed[end : match.start()] if end >= 0 else ""
        capital = any(c.isupper() for c in word) and fold(word) not in CALENDAR and not word.isdigit()
        if run and not (capital and near in (" ", "-", "’", "'")):
            yield run, placed, article
            run = []
        if capital:
            if not run:
                before = printed[: match.start()]
                placed, article = _OPENS.search(before) is not None, _ARTICLE.search(before) is not None
            run.append(word)
        end = match.end()
    if run:
        yield run, placed, article


def _named(run: list[str], placed: bool, article: bool, language: str) -> Iterator[str]:
    last = max((n for n, word in enumerate(run) if fold(word) in _TITLES), default=-1)
    rest = run[last + 1 :]
    plain = [ordinary(word, language) and not acronym(word) for word in rest]
    if placed and last < 0 and rest and not acronym(rest[0]) and (plain[0] or language not in LISTED):
        rest, plain = rest[1:], plain[1:]
    whole = len(rest) > 1 and not article and language != "de" and not (_PLACES | _KINDS) & {*map(fold, rest)}
    named = False
    for word, usual in zip(rest, plain, strict=True):
        named = named or (not usual and not article)
        if not usual or ((named or whole) and fold(word) not in _KINDS):
            yield word


def unspaced(printed: str) -> bool:
    """Whether it is written in a script without spaces, which says more in fewer letters."""
    return re.search(_UNSPACED, printed) is not None


def acronym(word: str) -> bool:
    """ "BND", "G7", "U.N."."""
    return len(word) > 1 and word == word.upper() and any(c.isupper() for c in word)
