"""How many people an article says were killed, hurt, missing, arrested, displaced.

Works on: running text in English, and the common turns of German, French and Spanish.
Comes in: a headline and paragraphs.
Goes out: counts by kind; an article's own counts; the count that stands for a whole story.
Does not know: whether a count is right, or where a place is. What happened in other years and elsewhere is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.text import fold
from bot.text.spelled import EVERYWHERE

_KINDS = {
    "killed": r"killed|dead|deaths?|died|dies|die(?=[.,:;]|$| (?:in|after|as|when|of|at|on|from|near"
    r"|off)\b)|fatalities|lives lost|lost their lives|fatally \w+"
    r"|drowned|tote[rn]?|todesopfer|getotet|"
    r"starben|gestorben|ums leben|morts?|mortes|tues?|tuees?|victimes mortelles|muertos?|muertas?|mueren"
    r"|murieron|fallecidos?|fallecen|"
    r"victimas mortales|bodies|perished",
    "injured": r"injured|wounded|hurt|injuries|verletzte?n?|verletzt|blesse(?:e|s|es)?|herid[oa]s?|lesionad[oa]s?",
    "missing": r"missing|unaccounted for|vermisste?n?|vermisst|portee?s? disparue?s?|disparu(?:e|s|es)?"
    r"|desaparecid[oa]s?",
    "arrested": r"arrested|detained|arrests|in custody|festgenommen|verhaftet|festnahmen|arrete(?:e|s|es)?"
    r"|interpelle(?:e|s|es)?|"
    r"interpellations|detenid[oa]s?|arrestad[oa]s?",
    "displaced": r"displaced|evacuated|homeless|fled|evakuiert|vertrieben|evacue(?:e|s|es)?|deplace(?:e|s"
    r"|es)?|evacuad[oa]s?|desplazad[oa]s?",
    "rescued": r"rescued|gerettet|secouru(?:e|s|es)?|rescatad[oa]s?",
}
_SPELLED = EVERYWHERE | {
    "one": 1, "ein": 1, "eine": 1, "einen": 1, "un": 1, "une": 1, "una": 1, "dutzende": 24, "dozen": 12,
}  # fmt: skip
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
    r"workers?|passengers?|residents?|soldiers?|officers?|miners?|students?|pupils?|villagers?|migrants?"
    r"|tourists?|crew|members?|"
    r"firefighters?|protesters?|demonstrators?|suspects?|homes?|families|menschen|personen|kinder|arbeiter"
    r"|frauen|manner|personnes|"
    r"enfants|ouvriers|gens|femmes|hommes|personas|ninos|trabajadores|mujeres|hombres|civiles|passagers"
    r"|reisende|bewohner|anwohner|"
    r"habitants|vecinos|others|kamen|kommen|have|had|has|been|were|was|are|is|be|being|wurden|wurde|sind"
    r"|waren|sei|seien|ont|a|ete|sont|"
    r"etaient|han|ha|sido|fueron|fue|estan|resultaron|reported|confirmed|feared|found|presumed|und"
    r"|mindestens|least|at|also|still|"
    r"remain|remained|now|listed|left|as|seriously|slightly|badly|critically|schwer|leicht|noch|encore|toujours"
    r"|grievement|aun)){0,6}"
)
_OBJECT = (
    r"(?: (?:at least|more than|up to|some|about|around|nearly|as many as|over|mindestens|mehr als"
    r"|rund|au moins|plus de|al menos|mas de|unos|a|the|to|von|zu))*"
)
_AGE = re.compile(
    r"^(?: and a half| und ein\w* halbe| et demi| y medi[oa]|[- ]years?[- ]old"
    r"|[- ]jahrige|[- ]ans\b|[- ]anos\b|%| per ?cent| percent|[ -]?(?:km|miles?|hours?"
    r"|days?|months?|years?|weeks?|minutes?|jahre|tage|stunden|jours|heures|dias|horas)\b)"
)
_CLIMBS = (
    r"(?:rises?|rose|risen|rising|climb(?:s|ed)|jump(?:s|ed)|grows|grew|grown|increase[sd]|goes up|went up|falls?|fell"
    r"|fallen|drop(?:s|ped))(?: [\w'-]+){0,3}?"
)
_BEASTS = (
    r"(?:sheep|cows|cattle|calves|pigs|horses|dogs|cats|birds|hens|chickens|geese|ducks|fish|whales|dolphins|seals|bees"
    r"|animals|livestock|deer|reindeer|goats|trees|tiere|kuhe|schafe|schweine|huhner|pferde|hunde|vogel|fische|baume"
    r"|animaux|vaches|moutons|chevaux|chiens|oiseaux|poissons|arbres|animales|vacas|ovejas|caballos|perros|aves|peces"
    r"|arboles|jobs|bills|projects|amendments|buildings|houses|villages|towns|schools|hospitals|euros?|dollars?|pounds"
    r"|crowns|kroner|kronen|francs?|cents|pesos|tons|tonnes)\b(?! (?:\w+ers|\w+men)\b)"
)
_NOBODY = re.compile(
    r"^(?: (?!(?:and|or|in|at|on|near|after|when|as|from|of|to|by|with|for|people|und|et|y)\b)[\w'-]+){0,2}? " + _BEASTS
)
_NO_BODIES = re.compile("^ (?:farm |wild )?" + _BEASTS)
"""After a count, and after "14 dead": what is counted are no people."""
_AFTER = {
    kind: re.compile(rf"(?<![\w.,:$€£-]){_COUNT}{_PEOPLE}(?:, including [^,.]{{1,40}},{_PEOPLE})? (?:{words})\b")
    for kind, words in _KINDS.items()
}
_BEFORE = {
    "killed": re.compile(
        rf"\b(?:kill(?:s|ed|ing)?|death toll(?: \w+){{0,4}}? (?:to|at|of|reached|reaches|passed|passes)"
        rf"|death toll(?: [\w'-]+){{0,9}}? {_CLIMBS} to"
        rf"|(?<!bridge )(?<!road )(?<!motorway )(?<!highway )(?<!tunnel )(?<!ferry )toll(?: \w+){{0,4}}? "
        rf"(?:to|at|of|reaches)|deaths(?: \w+){{0,3}}? (?:to|at|reached|reaches)"
        rf"|number of (?:the )?(?:dead|deaths)(?: \w+){{0,5}}? (?:to|at|reached|reaches|is|was)"
        rf"|(?:claim(?:s|ed|ing)|cost(?:s|ing)?|lost)(?=[a-z0-9 ]{{1,30}} lives\b)"
        rf"|bilan(?: \w+){{0,4}} a"
        rf"|(?:sube|suben|asciende|ascienden|eleva|elevan) a(?= \d+ (?:la cifra|el numero) de (?:muertos"
        rf"|fallecidos|victimas))"
        rf"|starben|ums leben kamen|murieron|sont morts|cifra de (?:muertos|fallecidos"
        rf"|victimas)(?: \w+){{0,4}} a|mat[oa]|tue|totete?t?){_OBJECT} {_COUNT}"
        rf"(?! (?:injured|wounded|verletzte?|blesses?|heridos?|missing|disparus|detenidos|arrest))"
    ),
    "injured": re.compile(rf"\b(?:injur(?:es|ed|ing)|wound(?:s|ed|ing)|hurt(?:s|ing)?){_OBJECT} {_COUNT}"),
    "arrested": re.compile(rf"\b(?:arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?){_OBJECT} {_COUNT}"),
    "displaced": re.compile(rf"\b(?:displac(?:es|ed|ing)|evacuat(?:es|ed|ing)){_OBJECT} {_COUNT}"),
    "rescued": re.compile(rf"\brescu(?:es|ed|ing){_OBJECT} {_COUNT}"),
}
_GROWN = {
    kind: re.compile(
        rf"\b(?:number of (?:the |people |persons )?(?:{words})(?: [\w'-]+){{0,8}}? (?:{_CLIMBS} to|reache[sd]"
        rf"|passe[sd]|stands at|stood at|is now)"
        rf"|zahl der (?:{words})(?: [\w'-]+){{0,8}}? auf"
        rf"|nombre de (?:{words})(?: [\w'-]+){{0,8}}? (?:passe|monte|s'eleve|grimpe|porte)(?: \w+)? a"
        rf"|(?:numero|cifra) de (?:{words})(?: [\w'-]+){{0,8}}? (?:sube|subio|subido|asciende|ascendio|aumenta|aumento"
        rf"|eleva|llega|llego) a){_OBJECT} {_COUNT}"
    )
    for kind, words in _KINDS.items()
}
_GROWS = re.compile(r"\b(?:number of|zahl der|nombre de|numero de|cifra de)\b")
_HINT = re.compile(
    r"\b(?:"
    + "|".join(_KINDS.values())
    + "|toll|lives|claim|kill|injur|arrest|detain|evacu|rescu|bilan|zahl der|mat[oa])"
)
_ASIDE = re.compile(
    r"\b(?:worst|deadliest|strongest|biggest|largest|first|heaviest|gravest|schlimmste\w*|schwerste\w*|pire"
    r"|plus meurtrier\w*"
    r"|peor|mas mortifer\w*)\b[^.;]{0,40}\b(?:since|in|seit|depuis|desde|en)\b[^.;]*"
)
"""A comparison ("the worst since 1998") that says nothing against the rest of its sentence."""
_BACKGROUND = re.compile(
    r"\b(?:in|since|of|from|during|until|before|between|seit|im jahr|en|depuis|desde|del"
    r"|de)(?: [a-z]+)?(?: the)? (?:19|20)\d\d\b"
    r"|\b(?:the|das|die|der|le|la|el) (?:19|20)\d\d [a-z]+|\((?:19|20)\d\d\)"
    r"|\b(?:years?|decades?|months?|weeks?|centur(?:y|ies)) (?:ago|earlier|before)\b|\b(?:last|previous"
    r"|past) (?:year|month|decade|winter"
    r"|summer|spring|autumn)\b|\bsince (?:the|its) (?:war|conflict|invasion|start|beginning|fighting"
    r"|uprising)\b|\bsince [\w ]{1,30} began\b"
    r"|\b(?:this|each|every|per|a) year\b|\bannually\b|\bon average\b|\bpreviously\b"
    r"|\bformer(?:ly)? disaster\b|\belsewhere\b"
    r"|\bneighbouring\b|\bseparate(?:ly)? (?:accident|attack|incident|crash)\b|\b(?:a|an) (?:earlier"
    r"|similar|previous|stronger) \w+"
    r"|\bvor (?:\w+ )?(?:jahren|monaten|jahrzehnten)\b|\bseit (?:kriegs)?beginn\b|\bpro jahr\b|\bjahrlich\b"
    r"|\bvergangene[sn] jahr\b"
    r"|\bil y a (?:\w+ )?(?:ans|mois|decennies)\b|\bdepuis le debut\b|\bpar an\b|\bchaque annee\b|\bl'an dernier\b"
    r"|\bhace (?:\w+ )?(?:anos|meses|decadas)\b|\bdesde (?:el (?:inicio|comienzo)|que)\b|\bal ano\b"
    r"|\bcada ano\b|\bel ano pasado\b"
)
_UNREAL = re.compile(
    r"\b(?:nearly|almost|narrowly|could|can|may|might|would|will|not|never|to|cannot|konnte|pourrait"
    r"|podria)(?: have| also| easily)?\s$"
)
"""Before "killed 12": it did not happen, or not yet."""
_HOPED = re.compile(r"\b(?:could|may|might|would|konnte|pourrait|podria)\b")
"""In "toll could rise to 20"."""
_UNCOUNTED = re.compile(r"\b(?:no|not|not even|aged?|another|kein\w*|aucun\w*|ningun\w*|alter von|age de)\s$")
"""Before "one dead": an age, nobody at all, or more of what was counted before."""
_PARTLY = re.compile(r"\b(?:more|further|additional|feared|presumed)\b|\bof (?:the|those|them) \w+$")
_CLAUSE = re.compile(r"(?<=[a-z\d)\"'])[.!?](?=\s|$)|[;\n]|\s[-–—]\s|: ")
_NUMBER = re.compile(_COUNT)
_MOST = 20_000_000
_WORDS_BEFORE = 60
"""Code points."""
_LONG = 6 * 3600
"""Seconds after which a report can be thought to know of an earlier one."""


def figures(printed: str) -> dict[str, int]:
    """The largest count by kind that a text states: {"killed": 14, "injured": 60}. Ages and years are none, nor is what
    happened in other years, might happen, or is a part of a count given elsewhere."""
    found: dict[str, int] = {}
    for counted in _counted(printed):
        for kind, value in counted.items():
            found[kind] = max(found.get(kind, 0), value)
    return found


def own(headline: str, opening: str, body: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """An article's counts, and the kinds of them that its headline or opening states.

    What stands there is the news; further down, what is said first.
    """
    found = figures(f"{headline}\n{opening}")
    firm = tuple(found)
    for counted in _counted(body):
        for kind, value in counted.items():
            found.setdefault(kind, value)
    return found, firm


def _counted(printed: str) -> Iterator[dict[str, int]]:
    """The counts of each clause that has any and is no background."""
    plain = fold(printed).replace("-strong", " ")
    start = 0
    for hint in _HINT.finditer(plain):
        if hint.start() < start:
            continue
        ends = _CLAUSE.search(plain, hint.end())
        stop = ends.start() if ends else len(plain)
        begun = max((end.end() for end in _CLAUSE.finditer(plain, start, hint.start())), default=start)
        told = _ASIDE.sub(" ", plain[begun:stop])
        start = stop
        if plain[stop : stop + 1] == "?":
            continue
        if _NUMBER.search(told) and not _BACKGROUND.search(told):
            yield _of(told)


def _of(clause: str) -> dict[str, int]:
    found: dict[str, int] = {}
    grown = _GROWN if _GROWS.search(clause) else {}
    for patterns, before in ((_AFTER, _UNCOUNTED), (_BEFORE, _UNREAL), (grown, _UNREAL)):
        for kind, pattern in patterns.items():
            for match in pattern.finditer(clause):
                after = patterns is _AFTER
                if before.search(clause[_before(match) : match.start()]) or (after and _PARTLY.search(match.group())):
                    continue
                if not after and _HOPED.search(match.group()):
                    continue
                nobody = _NO_BODIES.match(clause[match.end() :]) if after else _NOBODY.match(clause[match.end("n") :])
                if nobody:
                    continue
                found[kind] = max(found.get(kind, 0), _value(match, clause))
    return {kind: value for kind, value in found.items() if value}


def _before(match: re.Match[str]) -> int:
    """Where the words before a match begin that may say that it is not so."""
    return max(0, match.start() - _WORDS_BEFORE)


def elsewhen(printed: str) -> bool:
    """True for a clause about other years or places; "the worst since 1998" is none."""
    return bool(_BACKGROUND.search(_ASIDE.sub(" ", fold(printed))))


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
    before = plain[_before(match) : match.start("n")]
    return bool(re.search(r"\b(?:in|since|of|from|by|until|seit|en|depuis|desde|im jahr)\s$", before))


def _count(printed: str) -> float:
    if printed in _SPELLED:
        return _SPELLED[printed]
    tens, _, unit = printed.partition("-")
    if tens in _SPELLED:
        return _SPELLED[tens] + _SPELLED[unit]
    if re.fullmatch(r"\d+\.\d{1,2}", printed):
        return float(printed)
    return float(re.sub(r"\D", "", printed))


@dataclass(frozen=True, slots=True)
class Counted:
    """What one report counted: when, who speaks, its figures and which of them it leads with."""

    when: int
    voice: str
    figures: Mapping[str, int]
    firm: tuple[str, ...]


def standing(reports: Sequence[Counted]) -> dict[str, int]:
    """The counts that stand for a story: the newest that a report leads with, or else mentions.

    A toll rises, and some report late: the highest that any voice's newest report leads with stands, until two other
    voices have long gone on with lower ones.
    """
    newest = [one for _, one in sorted(enumerate(reports), key=lambda pair: (pair[1].when, pair[0]), reverse=True)]
    kinds = dict.fromkeys(kind for one in reports for kind in one.figures)
    return {kind: _stands(kind, newest) for kind in kinds}


def _stands(kind: str, newest: Sequence[Counted]) -> int:
    led = [one for one in newest if kind in one.firm]
    if not led or kind != "killed":
        return (led or [one for one in newest if kind in one.figures])[0].figures[kind]
    last: dict[str, Counted] = {}
    for one in led:
        last.setdefault(one.voice, one)
    top = max(last.values(), key=lambda one: (one.figures[kind], one.when))
    value = top.figures[kind]
    later = [one for one in last.values() if one.figures[kind] < value and one.when > top.when + _LONG]
    alone = sum(one.figures[kind] == value for one in last.values()) == 1
    return later[0].figures[kind] if alone and len(later) > 1 else value
