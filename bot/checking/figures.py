"""Figures as digits, with their magnitude and unit, by a key that is the same in seven languages.

Works on: a sentence and its translation, as printed.
Comes in: two strings and their languages' two letters.
Goes out: a reason where a figure, its magnitude, its unit or a number in words is not the same in both.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.checking.calendar import CALENDAR
from bot.checking.counts import quantities
from bot.news import Reason
from bot.text import fold, words
from bot.text.spelled import SPELLED

_SCALES: Mapping[str, float] = {
    word: value
    for value, listed in (
        (1e3, "thousand tausend mille mil mila duizend k"),
        (1e6, "million millionen mio mn millions millon millones milhao milhoes milione milioni miljoen"),
        (1e9, "bn milliarde milliarden mrd milliard milliards miliardo miliardi miljard bilhao bilhoes"),
        (1e12, "trillion trillions tn billionen billions billon billones bilione bilioni biljoen"),
    )
    for word in listed.split()
}
"""Folded word -> what it multiplies by; "billion" is told by its language."""
_UNITS = {
    "%": "% percent pct prozent pourcent procent", "USD": "$ us$ usd dollar dollars dolar dolares dollari",
    "EUR": "€ eur euro euros", "GBP": "£ gbp pound pounds pfund livre livres libra libras sterline",
    "JPY": "¥ jpy yen yens", "CNY": "cny yuan yuans", "CHF": "chf franc francs franken francos franchi",
    "crowns": "crown crowns krone kronen couronne couronnes corona coronas corone coroas sek nok dkk",
    "INR": "₹ inr rupee rupees rupie rupien roupie roupies rupia rupias", "RUB": "rouble roubles ruble rubles rubel "
    "rublo rublos rubli", "points": "prozentpunkte prozentpunkten",
    "km": "km kilometre kilometres kilometer kilometers kilometern kilometro kilometros chilometro chilometri",
    "m": "metre metres meter meters metern metro metros metri", "mile": "mile miles meile meilen milla millas miglio "
    "miglia mijl", "foot": "foot feet fuss pied pieds pie pies piedi",
    "kg": "kg kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramos chili",
    "t": "ton tons tonne tonnes tonnen tonelada toneladas tonnellata tonnellate",
    "l": "litre litres liter litern litro litros litri", "ha": "hectare hectares hektar hectarea hectareas ettari",
    "degree": "° degree degrees grad degre degres grado grados gradi", "MW": "mw megawatt megawatts megavatios",
    "year": "year years jahr jahre jahren jahrige jahriger jahrigen an ans annee annees ano anos anni",
    "month": "month months monat monate monaten mois mes meses mese mesi",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane",
    "day": "day days tag tage tagen jour jours dia dias giorno giorni", "hour": "hour hours stunde stunden heure "
    "heures hora horas ora ore", "minute": "minute minutes minuten minuto minutos minuti",
    "second": "seconds sekunde sekunden secondes segundos secondi",
}  # fmt: skip
_UNIT = {word: key for key, listed in _UNITS.items() for word in listed.split()}
_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})
READ = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Languages whose units are all in the table."""
_DIGITS = re.compile(
    r"(?<![\w.,])[-−]?\d{1,3}(?: \d{3})+(?![\d.,]*\d)|(?:(?<!\S)[-−])?(?<![A-Za-zÀ-ɏ\d])\d+(?:[.,:’'/]\d+)*"
)
"""Digits that follow a letter ("G7") belong to a name."""
_WORDS = (
    (re.compile(r"\b(?:per cent|pour cent|por ciento|por cento|per cento)\b", re.I), "%"),
    (re.compile(r"\b(?:(?:percentage|basis) points?|points? de pourcentage|puntos? porcentual(?:es)?)\b", re.I),
     "prozentpunkte"),
    (re.compile(r"\b(?:mil millones|mil milhões|thousand million)\b", re.I), "milliarden"),
)  # fmt: skip
_AFTER = re.compile(
    r"(?P<short>(?:bn|tn|mn|m|k)\b)?[ -]?(?P<scale>[^\W\d_]+)?"
    r"(?:(?: de| di| of)? (?:d['’])?|[ -])?(?P<unit>[%€£$¥₹°]|[^\W\d_]+)?"
)
_BEFORE = re.compile(r"(?P<unit>US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|INR)) ?$")
_SHORT = {"k": 1e3, "mn": 1e6, "m": 1e6, "bn": 1e9, "tn": 1e12}
_DOUBTFUL = frozenset({"m3", "m5", "m8"})
"""March, May and August are other words too: which is meant is left to who reads both."""
_SPOKEN = frozenset(SPELLED)


@dataclass(frozen=True, slots=True)
class Figure:
    """Digits as printed, what they are multiplied by, and their unit's key; "" where none of ours follows."""

    digits: str
    scale: float = 1.0
    unit: str = ""


def figures(printed: str, language: str) -> list[Figure]:
    """Every figure in digits, in order."""
    for pattern, word in _WORDS:
        printed = pattern.sub(word, printed)
    return [_figure(match, printed, language) for match in _DIGITS.finditer(printed)]


def _figure(match: re.Match[str], printed: str, language: str) -> Figure:
    ahead = _BEFORE.search(printed, max(0, match.start() - 4), match.start())
    after = _AFTER.match(printed, match.end())
    unit = _UNIT[fold(ahead["unit"])] if ahead else ""
    if after is None:
        return Figure(match.group(), 1.0, unit)
    scale = _SHORT[after["short"].lower()] if after["short"] and (after["short"].lower() != "m" or ahead) else 0.0
    first, second = (fold(word or "") for word in (after["scale"], after["unit"]))
    scale = scale or _scale(first, language)
    rest = [second, first] if scale > 1 and first else [first or second]
    return Figure(match.group(), scale, unit or next((_UNIT[word] for word in rest if word in _UNIT), ""))


def _scale(word: str, language: str) -> float:
    if word == "billion":
        return 1e9 if language == "en" else 1e12
    return _SCALES.get(word, 1.0)


def differ(source: str, text: str, spoken: str, language: str) -> Iterator[Reason]:
    """A reason for each figure, unit, number in words and day that is in one of them alone."""
    theirs, ours = figures(source, spoken), figures(text, language)
    lost = Counter(f.digits for f in theirs) - Counter(f.digits for f in ours)
    added = Counter(f.digits for f in ours) - Counter(f.digits for f in theirs)
    yield from (Reason("number", f"{digits!r} is not kept as printed") for digits in lost)
    yield from (Reason("number", f"{digits!r} is not in the sentence") for digits in added)
    if not lost and not added:
        yield from _units(theirs, ours, language in READ)
    if {spoken, language} <= _SPOKEN:
        yield from _spelled(source, text)
        yield from _days(source, text)


def _units(theirs: list[Figure], ours: list[Figure], read: bool) -> Iterator[Reason]:
    for digits in {f.digits for f in theirs}:
        one, two = ([f for f in held if f.digits == digits] for held in (theirs, ours))
        if read and sorted(f.scale for f in one) != sorted(f.scale for f in two):
            yield Reason("unit", f"{digits!r} has another magnitude")
        units, given = (Counter(f.unit for f in held if f.unit) for held in (one, two))
        wanting = [unit for unit in units - given if read and (unit not in _TIMES or given - units)]
        if wanting or (units and given - units):
            yield Reason("unit", f"{digits!r} has another unit")


def _spelled(source: str, text: str) -> Iterator[Reason]:
    theirs, ours = _in_words(source), _in_words(text)
    for many in sorted((theirs - ours) | (ours - theirs)):
        yield Reason("number", f"the number {many:g} in words is in one of them alone")


def _in_words(printed: str) -> set[float]:
    """Counts of two and more that are written out."""
    held = (n for n in quantities(printed) if not any(c.isdigit() for c in printed[n.start : n.end]))
    return {n.value for n in held if n.end and n.kind in ("count", "money", "share") and n.value > 1}


def _days(source: str, text: str) -> Iterator[Reason]:
    theirs, ours = ({CALENDAR[w] for w in words(s) if w in CALENDAR} - _DOUBTFUL for s in (source, text))
    if theirs != ours:
        yield Reason("day", "the days or months are not the same")
