"""How many people an article says were killed, hurt, missing, arrested, displaced.

Works on: running text in English, and the common turns of German, French and Spanish.
Comes in: a headline and paragraphs.
Goes out: the largest count by kind.
Does not know: whether the count is right, who counted, or which outlet to believe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.text import fold

_KINDS = {
    "killed": r"killed|dead|deaths?|died|dies|die|fatalities|lives lost|lost their lives|fatally \w+"
    r"|drowned|tote[rn]?|todesopfer|getotet|"
    r"starben|gestorben|ums leben|morts?|mortes|tues?|tuees?|victimes mortelles|muertos?|muertas?|mueren"
    r"|murieron|fallecidos?|fallecen|"
    r"victimas mortales|bodies|perished",
    "injured": r"injured|wounded|hurt|injuries|verletzte?n?|verletzt|blesse(?:e|s|es)?|herid[oa]s?|lesionad[oa]s?",
    "missing": r"missing|unaccounted for|vermisste?n?|vermisst|disparu(?:e|s|es)?|portes? disparus?|desaparecid[oa]s?",
    "arrested": r"arrested|detained|arrests|in custody|festgenommen|verhaftet|festnahmen|arrete(?:e|s|es)?"
    r"|interpelle(?:e|s|es)?|"
    r"interpellations|detenid[oa]s?|arrestad[oa]s?",
    "displaced": r"displaced|evacuated|homeless|fled|evakuiert|vertrieben|evacue(?:e|s|es)?|deplace(?:e|s"
    r"|es)?|evacuad[oa]s?|desplazad[oa]s?",
    "rescued": r"rescued|gerettet|secouru(?:e|s|es)?|rescatad[oa]s?",
}
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen "
    "nineteen twenty;; ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf;; un deux trois quatre "
    "cinq six sept "
    "huit neuf dix onze douze;; un dos tres cuatro cinco seis siete ocho nueve diez once doce"
)
_SPELLED = {word: i for line in _UNITS.split(";;") for i, word in enumerate(line.split(), 1)}
_SPELLED |= {"eine": 1, "einen": 1, "une": 1, "una": 1, "dutzende": 24, "dozen": 12, "thirty": 30, "forty": 40,
             "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_COUNT = (
    r"(?P<n>\d{1,3}(?:[,. \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?|(?:" + _TENS + r")-(?:one|two|three|four|five"
    r"|six|seven|eight|nine)|"
    + "|".join(sorted(_SPELLED, key=len, reverse=True)) + r")(?P<scale> (?:thousand|million|hundred|dozen"
    r"|tausend|mille|mil)\b)?"
)  # fmt: skip
_PEOPLE = (
    r"(?: (?:other|more|further|additional|young|local|foreign|of (?:them|the|its|their)|civilians?|people"
    r"|persons?|men|women|children|"
    r"workers?|passengers?|residents?|soldiers?|officers?|miners?|students?|pupils?|villagers?|migrants?|tourists?|crew|members?|"
    r"firefighters?|protesters?|demonstrators?|suspects?|homes?|families|menschen|personen|kinder|arbeiter|frauen|manner|personnes|"
    r"enfants|ouvriers|gens|femmes|hommes|personas|ninos|trabajadores|mujeres|hombres|civiles|passagers|reisende|bewohner|anwohner|"
    r"habitants|vecinos|others|kamen|kommen|have|had|has|been|were|was|are|is|be|being|wurden|wurde|sind|waren|sei|seien|ont|a|ete|sont|"
    r"etaient|han|ha|sido|fueron|fue|estan|resultaron|reported|confirmed|feared|found|presumed|und|mindestens|least|at|also|still|"
    r"remain|remained|listed|left|as|seriously|slightly|badly|critically|schwer|leicht|noch|encore|toujours|grievement|aun)){0,6}"
)
_OBJECT = (
    r"(?: (?:at least|more than|up to|some|about|around|nearly|as many as|over|mindestens|mehr als"
    r"|rund|au moins|plus de|al menos|mas de|unos|a|the|to|von|zu))*"
)
_AGE = re.compile(
    r"^(?:[- ]years?[- ]old|[- ]jahrige|[- ]ans\b|[- ]anos\b|%| per ?cent| percent|[ -]?(?:km|miles?|hours?"
    r"|days?|months?|years?|weeks?|minutes?|jahre|tage|stunden|jours|heures|dias|horas)\b)"
)
_AFTER = {
    kind: re.compile(rf"(?<![\w.,:$€£-]){_COUNT}{_PEOPLE}(?:, including [^,.]{{1,40}},{_PEOPLE})? (?:{words})\b")
    for kind, words in _KINDS.items()
}
_BEFORE = {
    "killed": re.compile(
        rf"\b(?:kill(?:s|ed|ing)?|death toll(?: \w+){{0,4}}? (?:to|at|of|reached|reaches|passed|passes)"
        rf"|toll(?: \w+){{0,3}}? (?:to|at)|claimed|"
        rf"claims|zahl der (?:toten|todesopfer)(?: \w+){{0,3}} auf|bilan(?: \w+){{0,4}} a|fait|faisant|deja"
        rf"|dejan|dejo|mat[oa]|mata|tue|totete?t?){_OBJECT} {_COUNT}"
        rf"(?! (?:injured|wounded|verletzte?|blesses?|heridos?|missing|disparus|detenidos|arrest))"
    ),
    "injured": re.compile(rf"\b(?:injur(?:es|ed|ing)|wound(?:s|ed|ing)|hurt(?:s|ing)?){_OBJECT} {_COUNT}"),
    "arrested": re.compile(rf"\b(?:arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?){_OBJECT} {_COUNT}"),
    "displaced": re.compile(rf"\b(?:displac(?:es|ed|ing)|evacuat(?:es|ed|ing)){_OBJECT} {_COUNT}"),
    "rescued": re.compile(rf"\brescu(?:es|ed|ing){_OBJECT} {_COUNT}"),
}
_HINT = re.compile(
    "|".join(f"(?:{words})" for words in _KINDS.values())
    + "|toll|kill|injur|arrest|detain|evacu|rescu|bilan|dejan?|zahl der"
)
_MOST = 20_000_000


def figures(printed: str) -> dict[str, int]:
    """The largest count by kind that a text states: {"killed": 14, "injured": 60}. Ages and years are none."""
    plain = fold(printed).replace("-strong", " ")
    if not _HINT.search(plain):
        return {}
    found: dict[str, int] = {}
    for patterns in (_AFTER, _BEFORE):
        for kind, pattern in patterns.items():
            for match in pattern.finditer(plain):
                value = _value(match, plain)
                if value:
                    found[kind] = max(found.get(kind, 0), value)
    return found


def _value(match: re.Match[str], plain: str) -> int:
    """The count of a match; 0 for an age, a share, a duration, a year or the impossible."""
    printed, scale = match["n"], (match["scale"] or "").strip()
    if _AGE.match(plain[match.end("n") :]):
        return 0
    value = _count(printed)
    bare_year = (
        printed.isdigit() and 1900 <= value <= 2100 and match.end("n") != match.end() and _year_before(plain, match)
    )
    if bare_year or value > _MOST:
        return 0
    return int(value * {"": 1, "hundred": 100, "dozen": 12, "million": 10**6}.get(scale, 1_000))


def _year_before(plain: str, match: re.Match[str]) -> bool:
    """A four-digit number after "in", "since", "of" and their like is a year."""
    return bool(
        re.search(r"\b(?:in|since|of|from|by|until|seit|en|depuis|desde|im jahr)\s$", plain[: match.start("n")])
    )


def _count(printed: str) -> float:
    if printed in _SPELLED:
        return _SPELLED[printed]
    tens, _, unit = printed.partition("-")
    if tens in _SPELLED:
        return _SPELLED[tens] + _SPELLED[unit]
    if re.fullmatch(r"\d+\.\d{1,2}", printed):
        return float(printed)
    return float(re.sub(r"\D", "", printed))


def largest(many: list[Mapping[str, int]]) -> dict[str, int]:
    """The largest count by kind over several articles."""
    out: dict[str, int] = {}
    for figures_of_one in many:
        for kind, count in figures_of_one.items():
            out[kind] = max(out.get(kind, 0), count)
    return out
