"""A sentence as a row of plain tokens, so that two ways of writing the same are one.

Works on: strings.
Comes in: a claim or a sentence of a source, and its language.
Goes out: tokens: figures by value, safe substitutes by one form, stops kept.
Does not know: what may be left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.checking import days
from bot.checking.calendar import CALENDAR
from bot.checking.counts import quantities
from bot.checking.verbs import IRREGULAR
from bot.text import fold, stems, stopwords

_TOKEN = re.compile(r"[^\W_]+(?:['’.,:-][^\W_]+)*|[,;:()—–“”\"«»„]| - ")
STOPS = frozenset([",", ";", ":", "(", ")", "—", "–", "-", "“", "”", '"', "«", "»", "„"])
ARTICLES = frozenset(
    ["the", "a", "an", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "le",
     "la", "les", "l", "un", "une", "el", "los", "las", "una", "unos", "unas", "that"]
)  # fmt: skip
_DROPPED = {
    "en": frozenset(["has", "have", "had", "did", "do", "does"]), "de": frozenset(["hat", "habe", "haben", "hatte"]),
    "fr": frozenset(["a", "ont"]), "es": frozenset(["ha", "han"]),
}  # fmt: skip
"""The perfect is the past to a reader; "that" may be left out."""
_ALIKE = (
    "close shut", "buy purchase acquire", "start begin", "say state", "around roughly approximately circa", "ex "
    "former",
    "premier prime-minister", "intend plan", "firm company", "percent prozent pct", "towards toward", "among amongst",
    "while whilst", "owing due", "increase rise climb grow", "fall drop decline decrease", "lower cut reduce",
    "jail imprison", "ban prohibit forbid", "reveal disclose", "injure hurt wound", "home house", "help aid",
    "big large",
    "country nation", "film movie", "end finish", "free release", "quit resign",
)  # fmt: skip
_ONE = {IRREGULAR.get(stems(w)[0], stems(w)[0]): row.split()[0] for row in _ALIKE for w in row.split()}
_PHRASES = (
    (re.compile(r"\b(?:per cent|pour cent|"
                r"por ciento)\b", re.I), "percent"), (re.compile(r"\bmore than\b", re.I), "over"),
    (re.compile(r"\bprime minister\b", re.I), "prime-minister"), (re.compile(r"\bbecause of\b", re.I), "due to"),
    (re.compile(r"\b(?:about|some|"
                r"about some)(?= [\d$€£])", re.I), "around"), (re.compile(r"\bin order to\b", re.I), "to"),
    (re.compile(r"\bex-(?=\w)", re.I), "former "), (re.compile(r"\bat the age of\b", re.I), "aged"),
)  # fmt: skip
_PLACED = {"were": "was", "are": "is"}


@dataclass(frozen=True, slots=True)
class Plain:
    """One token: its form for comparing, and whether it is printed with a capital."""

    form: str
    capital: bool = False
    figure: bool = False

    @property
    def stop(self) -> bool:
        return self.form in STOPS


@lru_cache(maxsize=2_000)
def plain(printed: str, language: str) -> tuple[Plain, ...]:
    """The tokens of a sentence."""
    for pattern, form in _PHRASES:
        printed = pattern.sub(form, printed)
    found: list[Plain] = []
    spans = [*_dates(printed), *_figures(printed)]
    at = 0
    for match in _TOKEN.finditer(printed):
        if match.start() < at:
            continue
        figure = next((f for f in spans if f[0] <= match.start() < f[1]), None)
        if figure:
            found.append(Plain(figure[2], False, True))
            at = figure[1]
        else:
            found += _word(match.group().strip(), language)
    return tuple(found)


def _dates(printed: str) -> list[tuple[int, int, str]]:
    """Spans of days with their month, by one form."""
    if len(fold(printed)) != len(printed):
        return []
    return [(d.start, d.end, f"@{d.date[0]}/{d.date[1]}") for d in days.dates(printed) if d.date]


def _figures(printed: str) -> list[tuple[int, int, str]]:
    """Spans of figures with one form each; parts and ordinals stay words."""
    held: list[tuple[int, int, str]] = []
    for n in quantities(printed):
        plain_one = n.kind in ("count", "money", "share", "year") and n.unit != "part" and n.end > n.start
        if plain_one and not any(start < n.end and n.start < end for start, end, _ in held):
            held.append((n.start, n.end, f"#{n.value:g}{n.unit}"))
    return held


def _word(printed: str, language: str) -> list[Plain]:
    if printed in STOPS:
        return [Plain(printed)]
    word = fold(printed)
    owner = word.endswith("'s")
    word = word.removesuffix("'s").removesuffix("'")
    if word in _DROPPED.get(language, ()):
        return []
    if word in CALENDAR:
        return [Plain(CALENDAR[word], True)]
    word = _PLACED.get(word, word)
    parts = re.split(r"(?<=^[a-z])'", word) if language in ("fr",) else [word]
    out = [Plain(_form(part, language), printed[:1].isupper()) for part in parts if part]
    return [*out, Plain("'s")] if owner else out


def _form(word: str, language: str) -> str:
    if word in ARTICLES or len(word) < 3 or word in stopwords(language) or word in stopwords("en"):
        return word
    stem = stems(word, language)[0]
    stem = IRREGULAR.get(stem, stem)
    return _ONE.get(stem, stem)
