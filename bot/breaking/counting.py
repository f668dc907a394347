"""How many people died, are missing, were hurt or must leave: counts as a first report gives them.

Works on: one clause of a report, folded, in English, German, French or Spanish.
Comes in: the clause, the language it is in.
Goes out: counts by kind; a crowd without a figure counts as its least.
Does not know: whether it is an event of today, or how urgent it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.breaking.clauses import supposed
from bot.text.spelled import EVERYWHERE, SPELLED

_ONE = {"en": "one a an another", "de": "ein eine einen einer einem", "fr": "un une", "es": "un una uno"}
_ALONE = frozenset(word for words in _ONE.values() for word in words.split())
_CROWDS = {
    "several": 3, "multiple": 3, "many": 5, "numerous": 5, "dozens": 24, "scores": 40, "hundreds": 200,
    "thousands": 2_000, "couple": 2, "dozen": 12, "hundred": 100,
    "mehrere": 3, "viele": 5, "zahlreiche": 5, "dutzende": 24, "hunderte": 200,
    "tausende": 2_000, "dutzend": 12, "plusieurs": 3, "nombreux": 5, "nombreuses": 5, "dizaines": 20, "dizaine": 10,
    "douzaine": 12, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "centaine": 100,
    "centaines": 200, "milliers": 2_000, "varios": 3, "varias": 3, "numerosos": 5, "decenas": 20, "decena": 10,
    "docena": 12, "docenas": 24, "veintena": 20, "treintena": 30, "centenar": 100, "centenares": 200, "cientos": 200,
    "miles": 2_000, "millones": 2 * 10**6, "millions": 2 * 10**6, "millionen": 2 * 10**6,
}  # fmt: skip
_SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6, "hundert": 100, "tausend": 1_000,
    "millionen": 10**6, "cent": 100, "mille": 1_000, "millions": 10**6, "mil": 1_000, "millones": 10**6, "cientos": 100,
}  # fmt: skip
_STOPS = (
    r"after|before|over|who|whom|which|that|said|says|against|for|from|years?|days?|weeks?|months?|hours?|minutes?"
    r"|metres?|miles?|km|kilomet\w+|percent|per|cent|counts?|injured|wounded|hurt|missing|arrested|charged|hospitals?"
    r"|survived?|survivors|nachdem|nach|uber|seit|die|verletzte?n?|vermisste?n?|jahre?n?|tage?n?|stunden"
    r"|minuten|prozent|apres|avant|selon|pour|contre|blesse\w*"
    r"|disparus?|ans|jours|heures|minutes|metres|tras|antes|segun|contra|herid\w+|desaparecid\w+|anos|dias"
    r"|horas|minutos"
    r"|metros|magnitude|year-olds?|times|rescued|saved|gerettet\w*|sauves?|rescatad\w+|but|aber|mais|pero"
)
_GAP = rf"(?:[ ,\"'«»(-]+(?!(?:{_STOPS})\b)[\w'’.-]+){{0,5}}?[ ,\"'«»(-]+"
_DEAD = (
    r"dead|killed|dies?|died|dying|drown(?:ed|s)?|perish(?:ed|es)?|slain|murdered|fatalities|lives|bodies|corpses"
    r"|lifeless|succumb(?:ed|s)?|suffocated|asphyxiated|electrocuted|massacred|gunned down|shot dead|to death"
    r"|victims lay"
    r"|did not (?:survive|get out|come home|live)|were not saved|lose their lives|lost their lives|deaths|fatally"
    r"|to (?:his|her|their) deaths?|victims|opfer|victimes|victimas"
    r"|tote[rnsm]?|todesopfer\w*|leichen?|leichname?|getotet\w*|gestorben|starben|sterben|stirbt|starb"
    r"|umgekommen|kommen um"
    r"|kamen um|ums leben|ertr[iau]nk\w*|erschossen|erstochen|verbrann\w+|erstick\w+|ermordet\w*|tot|leblos|todlich\w*"
    r"|das leben|uberlebten nicht|leben verloren"
    r"|morts?|mortes?|mortels?|tues?|tuees?|decedee?s?|deces|noyee?s?|perissent|peri|perirent|meurent|meurt"
    r"|mouru|cadavres"
    r"|corps|perd(?:ent|u) la vie|perdu la vie|trouve(?:nt)? la mort|survecu|abattue?s|asphyxiee?s"
    r"|assassinee?s?|ecrasee?s?"
    r"|la vie|carbonise\w*"
    r"|muert[oa]s?|mueren|muere|murio|murieron|fallecid[oa]s?|fallecen?|fallecio|fallecieron|perdieron la vida"
    r"|perdio la vida"
    r"|pierden? la vida|perec\w+|ahogad[oa]s?|asesinad[oa]s?|cadaveres|cuerpos|mortales|calcinad[oa]s"
    r"|abatid[oa]s|ahogaron"
    r"|vidas|sin vida"
)
_KILLS = (
    r"kill(?:s|ed|ing)?|drown(?:s|ed|ing)|dead(?: now)?(?: number)?|toll(?: \w+){0,4}"
    r"|deaths?(?: \w+){0,2} (?:to|at)|bodies of"
    r"|shoots? dead|shot dead|number of dead(?: \w+){0,2}|murder(?:s|ed|ing)|massacres?|slaughter(?:s|ed)"
    r"|crush(?:es|ed|ing) to death"
    r"|death of|lives of"
    r"|totet\w*|todesopfer(?: \w+){0,3} auf|toten(?: \w+){0,5} auf|ermordet\w*|erschiesst|ersticht"
    r"|zahl der (?:toten|opfer)(?: \w+){0,5}"
    r"|tue|tuant|ont tue|a tue|bilan(?: [\w'-]+){0,5}|morts? (?:passe|monte|s'eleve|grimpe|porte)\w* a|abat"
    r"|mata|mato|matan|mataron|matando|muertos(?: \w+){0,4} a|cifra de (?:muertos|fallecidos|victimas)(?: \w+){0,5}"
    r"|balance(?: \w+){0,4}|cobra(?:ron)? la vida de|vida (?:a|de)|vidas? de"
)
_MISSING = (
    r"missing|unaccounted|trapped|entombed|buried|stranded underground|under the (?:snow|rubble|mud|debris)"
    r"|still under|feared (?:dead|drowned|lost)"
    r"|could not get out|cannot get out|nicht herausgekommen|n'ont pas pu sortir|n'ont pu sortir"
    r"|no han podido salir|no pudieron salir|adrift|overboard|underground|below ground|not been (?:found|heard"
    r"|seen)|vermisst\w*|verschuttet\w*|eingeschlossen\w*|unter trummern|begraben"
    r"|verschwunden|eingesperrt|unter tage"
    r"|disparue?s?|bloquee?s?|coincee?s?|pris(?:es)? au piege|ensevelie?s?|introuvables?|sous terre"
    r"|sous les decombres|prisonniers"
    r"|desaparecid[oa]s?|atrapad[oa]s?|sepultad[oa]s?|bajo (?:tierra|los escombros)|incomunicad[oa]s|sin rastro"
)
_SEEKS = (
    r"traps?|trapped|trapping|buri(?:es|ed)|burying|search for|hunt for|hope for|fears? for|vermisst\w*"
    r"|verschuttet\w*|suche nach|sucht nach|bangen um|recherche\w*"
    r"|craint pour|busca\w*(?: a)?|buscan(?: a)?|atrapa\w*(?: a)?|temor por|sepulta\w*(?: a)?"
)
_HURT = (
    r"injured|wounded|hurt|injuries|casualties|treated|on ventilators|behandelt\w*|soignee?s|atendid[oa]s"
    r"|hospitali[sz]ed|to hospital|in hospital|poisoned|sickened|fallen ill|ill|burns"
    r"|infected|verletzt\w*|verletzte\w*|erkrank\w*|vergiftet\w*|ins krankenhaus|kliniken"
    r"|blessee?s?|hospitalise\w*|intoxique\w*|contamine\w*|malades"
    r"|herid[oa]s|lesionad[oa]s|hospitalizad[oa]s|intoxicad[oa]s|contagiad[oa]s|enfermos"
)
_LEAVING = (
    r"evacuated|evacuees|displaced|(?:to|must|forced to|ordered to|told to|had to|have to) (?:leave|flee"
    r"|evacuate|abandon)|flee|fled|homeless|ordered out|moved out|driven from"
    r"|evakuiert\w*|in sicherheit|verlassen|fluchten|fluchteten|obdachlos|raumen|geraumt|vertrieben"
    r"|evacuee?s?|deplacee?s?|quitter|fuient|ont fui|sans abri|delogee?s|sinistres"
    r"|evacuad[oa]s?|desalojad[oa]s?|desplazad[oa]s?|abandonar|huyen|huyeron|damnificad[oa]s|sin hogar"
)
_EMPTIES = (
    r"evacuat(?:es?|ed|ing)|displac(?:es?|ed|ing)|evacuation of|forc(?:es?|ed|ing)|evakuier\w*|evacuer|evacue"
    r"|evacuation de|evacuan(?: a)?|evacuaron(?: a)?|desalojan(?: a)?"
    r"|evacuacion de|obliga\w*(?: a)?|desalojo de"
)
_HELD = (
    r"hostages?|captives?|kidnapped|abducted|taken captive|geiseln?|entfuhrt\w*|otages?|enleve(?:e|s|es)?"
    r"|kidnappes?|sequestre\w*"
    r"|rehenes?|secuestrad[oa]s|retenid[oa]s"
)
_AFTER = {"dead": _DEAD, "missing": _MISSING, "hurt": _HURT, "leaving": _LEAVING, "held": _HELD}
_BEFORE = {"dead": _KILLS, "missing": _SEEKS, "leaving": _EMPTIES}
_NOBODY = (
    r"(?:sheep|cows?|cattle|calves|pigs|horses|dogs?|cats?|birds?|hens|chickens|geese|ducks|fish|whales?"
    r"|dolphins?|seals?|bees"
    r"|animals|livestock|deer|goats|trees|jobs|posts|bills|euros?|dollars?|pounds|crowns|tonnes|tons|hectares"
    r"|acres|goals?|points?"
    r"|games?|matches|votes|seats|tiere|kuhe|schafe|schweine|huhner|pferde|hunde|vogel|fische|baume|stellen"
    r"|animaux|vaches"
    r"|moutons|oiseaux|poissons|arbres|emplois|animales|vacas|ovejas|caballos|perros|aves|peces|arboles|empleos|votos"
    r"|percent|per cent|%|prozent|years?|jahre?|ans|anos|hours?|minutes?|metres?|meters?|metern?|metros?|pies"
    r"|feet|foot|grados?|grad|degrees|miles?|km|stunden|tagen?|wochen|monate\w*|heures|jours|semaines|mois"
    r"|horas|dias|semanas|meses|minut\w+|kilom\w+|o'clock|uhr"
    r"|[ap]\.?m\b|days?|weeks?|months?|times|floors?|florins?|million (?:crowns|euros|dollars)|-year|-jahrig"
    r"|st\b|nd\b|rd\b|th\b|am\b|pm\b)"
)
_AGED = re.compile(r"^(?:-year-olds?|[- ]jahrig\w*|[ ]ans\b|[ ]anos\b|[ ]?(?:%|percent|per cent|prozent)|[.:]\d)")
_BEAST = re.compile(rf"^[ -](?:[\w'-]+ )?{_NOBODY}\b")


_VICTIMS = re.compile(r"(?:victims|opfer|victimes|victimas)$")
_RECOVERED = re.compile(
    r"\b(?:recover\w*|retriev\w*|pull\w*|dug|found|bring\w*|brought|count\w*|claim\w*|toll|speak of|spoke of"
    r"|geborgen|bergen|bargen"
    r"|gefunden|fordert\w*|gezahlt|repech\w+|retrouv\w+|extrait\w*|fait|bilan|compte\w*|recuper\w+|hall\w+"
    r"|encontr\w+|cobra|suma\w*|deja)\b"
)
"""Victims who are recovered are dead; those of a swindle are not."""
_FIRST = re.compile(
    r"\b(?:(?:claim\w*|takes|took|confirm\w*|the|its|report\w*|known) first (?:lives?|deaths?|victims?"
    r"|fatalit\w+)|first deaths?|lives (?:were )?lost|loss of life|no survivors|all (?:aboard|on board"
    r"|hands)(?: \w+){0,3} (?:dead|died|killed|lost|perished)"
    r"|ersten? (?:tote[rn]?|todesopfer)|keine uberlebenden|fordert (?:tote|todesopfer|menschenleben)"
    r"|premiere?s? (?:morts?|victimes?|deces)|aucun survivant|primer[oa]?s? (?:muert[oa]s?|victimas?"
    r"|fallecid[oa]s?)|sin supervivientes|ningun superviviente)\b"
)
"""Deaths without a count."""


@lru_cache(maxsize=8)
def _number(language: str) -> str:
    spelled = SPELLED.get(language) or {w: v for w, v in EVERYWHERE.items() if w not in ("once", "seize")}
    scale = "|".join(sorted(_SCALES, key=lambda word: (-len(word), word)))
    listed = "|".join(
        sorted({*spelled, *_CROWDS, *_ONE.get(language, "one ein eine un une una").split()}, key=lambda w: (-len(w), w))
    )
    return (
        rf"(?P<n>\d{{1,3}}(?:[., ]\d{{3}})+(?!\d)|\d+(?:\.\d+)?"
        rf"|(?:{listed})(?![\w'-]))(?P<scale>[ -](?:{scale})\b)?"
    )


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    number = rf"(?<![\w.,:$€£-]){_number(language)}"
    after = [(kind, re.compile(rf"{number}{_GAP}(?:{words})\b")) for kind, words in _AFTER.items()]
    before = [
        (kind, re.compile(rf"\b(?:{words})(?:[ ,:]+(?!(?:{_STOPS})\b)[\w'-]+){{0,3}}?[ ,:]+{_number(language)}"))
        for kind, words in _BEFORE.items()
    ]
    return tuple(after + before)


def counts(clause: str, language: str) -> dict[str, int]:
    """The largest count of each kind that a clause states as so."""
    found: dict[str, int] = {}
    for kind, pattern in _patterns(language[:2] if language[:2] in SPELLED else ""):
        for match in _all(pattern, clause):
            value = _value(match["n"], (match["scale"] or "").strip(" -"))
            if value and _counts_people(kind, match, clause) and not supposed(clause, match.start()):
                found[kind] = max(found.get(kind, 0), value)
    if _FIRST.search(clause):
        found.setdefault("dead", 1)
    return found


def _counts_people(kind: str, match: re.Match[str], clause: str) -> bool:
    """False for an age, beasts and things, one who is "a" missing anything, and victims who may be alive."""
    behind = clause[match.end("n") :]
    if _AGED.match(behind) or _BEAST.match(behind):
        return False
    if kind != "dead":
        return match["n"] not in _ALONE
    return not _VICTIMS.search(match.group()) or bool(_RECOVERED.search(clause))


def _all(pattern: re.Pattern[str], clause: str) -> Iterator[re.Match[str]]:
    """Matches from every number on: an earlier one does not hide a later."""
    start = 0
    while match := pattern.search(clause, start):
        yield match
        start = match.start() + 1


def _value(printed: str, scale: str) -> int:
    digits = re.sub(r"(?<=\d)[., ](?=\d{3})", "", printed)
    if digits.replace(".", "", 1).isdigit():
        value = float(digits)
        if digits.isdigit() and 1800 <= value <= 2100 and digits == printed and not scale:
            return 0
    else:
        value = float(_CROWDS.get(printed) or EVERYWHERE.get(printed) or 1)
    return int(value * _SCALES.get(scale, 1))
