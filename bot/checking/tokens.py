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
_ALSO_ALIKE = {
    "en": (
        "seize confiscate", "destroy wreck", "beat defeat", "save rescue", "cancel scrap", "arrest detain",
        "find discover",
        "approve pass adopt", "reject rebuff", "demolish raze", "delay postpone", "unveil present", "inaugurate open",
        "relocate move", "investigate probe", "suspend halt", "resume restart", "double twofold", "earthquake quake",
        "lawmaker legislator", "blaze fire", "child kid", "lorry truck", "choose pick", "obtain get", "start launch",
        "strike hit", "allow permit", "require oblige", "almost nearly", "rain rainfall",
        "physician doctor", "attorney lawyer",
        "flat apartment", "film movie", "shop store", "pupil schoolchild", "employee worker staff", "purchase buy",
        "repair fix", "harbour port",
    ),
    "de": (
        "sterben umkommen", "kaufen erwerben", "beginnen starten anfangen", "ablehnen zurückweisen",
        "schließen dichtmachen",
        "festnehmen verhaften", "ehemalige frühere", "mitteilen bekanntgeben", "etwa rund ungefähr", "sinken fallen",
        "steigen klettern", "brand feuer", "firma unternehmen", "senken reduzieren",
    ),
    "fr": (
        "fermer clore", "acheter acquérir", "commencer débuter démarrer", "rejeter repousser", "arrêter interpeller",
        "baisser reculer diminuer", "augmenter progresser", "incendie feu", "environ quelque", "détruire ravager",
        "entreprise société", "annoncer indiquer", "ancien ex",
    ),
    "es": (
        "cerrar clausurar", "comprar adquirir", "empezar comenzar iniciar", "rechazar desestimar", "detener arrestar",
        "bajar caer descender", "subir crecer aumentar", "incendio fuego", "destruir arrasar", "empresa compañía",
        "unos alrededor", "aprobar adoptar", "destinar dedicar", "antiguo ex",
    ),
}  # fmt: skip
"""Words of which one may stand for the other wherever news tells of a deed."""


@lru_cache(maxsize=8)
def _one(language: str) -> dict[str, str]:
    """Each stem of a row by the stem of its first word."""
    found: dict[str, str] = {}
    for row in (*_ALIKE, *_ALSO_ALIKE["en"]) if language == "en" else (*_ALIKE, *_ALSO_ALIKE.get(language, ())):
        of = "en" if row in _ALIKE else language
        members = [IRREGULAR.get(s, s) for w in row.split() for s in stems(w, of)[:1]]
        first = next((found[m] for m in members if m in found), members[0])
        found |= {member: found.get(member, first) for member in members}
    return found


_PHRASES = (
    (re.compile(r"\b(?:per cent|pour cent|"
                r"por ciento)\b", re.I), "percent"), (re.compile(r"\bmore than\b", re.I), "over"),
    (re.compile(r"\bprime minister\b", re.I), "prime-minister"), (re.compile(r"\bbecause of\b", re.I), "due to"),
    (re.compile(r"\b(?:about|some|"
                r"about some)(?= [\d$€£])", re.I), "around"), (re.compile(r"\bin order to\b", re.I), "to"),
    (re.compile(r"\b(?:is|are) (?:(?:set|due) )?to (?=[a-z])", re.I), "will "),
    (re.compile(r"(?<!\bthe )\bfollowing (?=(?:an?|the|its|his|her|their|[a-z]+s) )", re.I), "after "),
    (re.compile(r"\bex-(?=\w)", re.I), "former "), (re.compile(r"\bat the age of\b", re.I), "aged"),
)  # fmt: skip
_PLACED = {"were": "was", "are": "is"}


@dataclass(frozen=True, slots=True)
class Plain:
    """One token: its form for comparing, and whether it is printed with a capital."""

    form: str
    capital: bool = False
    figure: bool = False
    deed: bool = False
    """It may be a verb: it has the form of a past or of what somebody is doing."""

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
    deed = len(word) > 3 and (_DEED[language if language in _DEED else "en"].match(word) is not None)
    deed = deed or (language == "en" and word in IRREGULAR)
    out = [Plain(_form(part, language), printed[:1].isupper(), deed=deed) for part in parts if part]
    return [*out, Plain("'s")] if owner else out


_DEED = {
    "en": re.compile(r"\w+(?:ed|ing|eld)$"), "de": re.compile(r"(?:\w{0,40}ge\w{1,40}(?:t|en)|\w+te|\w+ten|\w+iert)$"),
    "fr": re.compile(r"\w+(?:e|es|ee|ees|ait|ant|aient|it|is|u|ue|us)$"),
    "es": re.compile(r"\w+(?:o|aron|ieron|ado|ada|ados|adas|ido|ida|idos|idas|ando|iendo|aba|ia)$"),
}  # fmt: skip


def _form(word: str, language: str) -> str:
    if word in ARTICLES or len(word) < 3 or word in stopwords(language) or word in stopwords("en"):
        return word
    stem = stems(word, language)[0]
    stem = IRREGULAR.get(stem, stem)
    return _one(language).get(stem, stem)
