"""The words of a question and of a passage, brought to one form.

Works on: one string and the language it is written in.
Comes in: a sentence as printed.
Goes out: its telling words as stems with their places; numbers as values; two-word verbs as one.
Does not know: questions, answers, articles.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot import text
from bot.asking import senses
from bot.asking.forms import stem_all
from bot.text.spelled import SPELLED

_TOKEN = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3})+(?![\d\w])|\d+[.,]\d+|[^\W_]+(?:\.[^\W_]+)*")
_GROUPING = re.compile(r"[ ,.\u00a0\u202f](?=\d{3}(?:\D|$))")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_ONE_NAME = {
    "US": "unitedstates", "USA": "unitedstates", "U.S": "unitedstates", "U.S.A": "unitedstates",
    "American": "unitedstates", "Americans": "unitedstates", "America": "unitedstates",
    "UN": "unitednations", "U.N": "unitednations", "UK": "unitedkingdom", "U.K": "unitedkingdom",
    "Britain": "unitedkingdom", "British": "unitedkingdom", "EU": "europeanunion", "E.U": "europeanunion",
}  # fmt: skip
"""Short names, by their exact capitals: folded, US would be the pronoun."""
_TWO_NAMES = {
    ("united", "states"): "unitedstates", ("united", "nations"): "unitednations",
    ("united", "kingdom"): "unitedkingdom", ("european", "union"): "europeanunion",
}  # fmt: skip
_SPELLED_OUT = 20
"""Larger numbers come in several words; `quantities` reads those."""
_FUNCTION = {
    "en": "a about above after again against all also am an and any are as at be because been before being "
          "below between "
          "both but by can could did do does doing down during each else ever few for from further had has have "
          "having he "
          "her here hers him his how i if in into is it its itself just many may me might more most much must "
          "my no nor "
          "not now of off on once one only or other our out over own s same shall she should since so some such "
          "t than that "
          "the their them then there these they this those through to too under until up us very was we were "
          "what when "
          "where which while who whom whose why will with within without would you your yet according please besides "
          "exactly actually anyone anybody somebody someone d ll re ve m",
    "fr": "a à ainsi au aux avec avait avoir ce ces cet cette ceci cela comme comment c car combien d dans de "
          "depuis des "
          "dont du elle elles en entre est et etait ete etre eu il ils j je jusqu jusque l la le les leur leurs "
          "lors lui m "
          "mais me n ne ni nos notre nous on ont ou où par pas plus pour pourquoi qu quand que quel quelle "
          "quelles quels qui "
          "quoi s sa sans se sera seront ses si son sont sous sur t tous tout toute un une vers vos votre vous "
          "y t-il est-ce "
          "seront etes aura auront",
    "de": "ab aber als am an auf aus bei beim bis da damit dann das dass dem den denn der des die dies diese "
          "diesem diesen "
          "dieser dieses doch dort durch ein eine einem einen einer eines er es etwa fur gegen gibt habe haben "
          "hat hatte "
          "hatten ich ihm ihn ihr ihre ihren im in ist ja kann kein keine konnen man mehr mit nach nicht noch "
          "nun nur ob "
          "oder ohne sei sein seine seit sich sie sind so soll sollen uber um und uns unter vom von vor wann "
          "war waren warum "
          "was weil welche welcher welches wem wen wenn wer werden weshalb wie wieso wird wo wohin wurde wurden "
          "worden zu "
          "zum zur zwischen viele viel lange",
    "es": "a al algo ante antes aqui asi aun como con contra cual cuales cuando cuanta cuantas cuanto cuantos "
          "de del desde "
          "donde dos durante e el ella ellas ellos en entre era es esa ese eso esta estan este esto fue fueron "
          "ha han hasta "
          "hay la las le les lo los mas me mi mientras muy ni no nos o para pero por porque que quien quienes "
          "se sea ser "
          "sera seran si sin sobre son su sus tambien tanto te tiene todo todos tras tu un una unas uno unos y ya",
}  # fmt: skip


class Token(NamedTuple):
    """A telling word: its stem (or number) and its half-open place in the text."""

    stem: str
    start: int
    end: int


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(listed.split())


@lru_cache(maxsize=8)
def function_words(language: str) -> frozenset[str]:
    """The words that tell nothing, folded; a language without a list of ours has the general one."""
    listed = _FUNCTION.get(language)
    return frozenset(text.fold(listed).split()) if listed else text.stopwords(language)


@lru_cache(maxsize=8)
def _spelled(language: str) -> dict[str, str]:
    listed = SPELLED.get(language, SPELLED["en"])
    return {word: str(value) for word, value in listed.items() if value <= _SPELLED_OUT}


def _form(word: str) -> str:
    if word[0].isdigit():
        return _GROUPING.sub("", word).replace(",", ".")
    if word in _ONE_NAME:
        return _ONE_NAME[word]
    return word.lower() if word.isascii() else text.fold(word)


_FATAL = re.compile(r"\b(d(?:ied|ies|ie|ying)) (?:of|from) (?:\w+ ){0,2}(?:injuries|wounds)\b", re.IGNORECASE)
"""Who died of injuries is dead, not injured."""


def _blanked(match: re.Match[str]) -> str:
    return match[1] + " " * (len(match[0]) - len(match[1]))


def telling(printed: str, language: str = "en") -> list[Token]:
    """The telling words of a text in order, function words left out; `step down` is also `step_down`."""
    language = language[:2] or "en"
    matches = list(_TOKEN.finditer(_FATAL.sub(_blanked, printed)))
    forms = [_form(m.group()) for m in matches]
    stemmed = stem_all(forms, language)
    stop, spelled, pairs = function_words(language), _spelled(language), senses.phrases()
    out: list[Token] = []
    before = stem_before = ""
    for match, form, stem in zip(matches, forms, stemmed, strict=True):
        start, end = match.span()
        two = pairs.get((stem_before, stem)) or _TWO_NAMES.get((before, form))
        if two:
            out.append(Token(two, start, end))
        if not form.isascii() and _UNSPACED.search(form):
            out += [Token(form[i : i + 2], start, end) for i in range(max(1, len(form) - 1))]
        elif form in spelled:
            out.append(Token(spelled[form], start, end))
        elif form not in stop:
            out.append(Token(stem, start, end))
        before, stem_before = form, stem
    return out
