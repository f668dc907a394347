"""The facts a brief may not lose: deaths, injuries, arrests, votes, rates, amounts; and how many of each.

Works on: sentences and articles.
Comes in: a sentence; for the toll, every report of a story with its time.
Goes out: kinds of fact with their value; which tolls stand, and which outlets contradict each other.
Does not know: which outlet is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot import text
from bot.stories.figures import elsewhen, figures
from bot.text.spelled import EVERYWHERE

SUPERSEDED = timedelta(hours=6)
"""A toll this much older than the newest one is a former toll, not a contradiction."""

_BACKGROUND = re.compile(
    r"\b(?:last (?:year|month|decade)|in (?:19|20)\d\d|since (?:19|20)\d\d|(?:a|two|three|four|five|six|ten|\d+) "
    r"(?:years?|months?|decades?) ago|"
    r"in (?:a|an) (?:similar|earlier|previous)|previous(?:ly)?|deadliest since|worst since|every year|each year|"
    r"annually|on average|"
    r"so far this year|this year alone|history|historic(?:al)?ly|record of|in the past (?:year|decade|five|ten))\b",
    re.IGNORECASE,
)
_KINDS = {
    "sentence": re.compile(
        r"\b(?:sentenced|jailed|convicted|found guilty|acquitted|charged with|indicted|pleaded guilty|condamné|"
        r"verurteilt|condenad[oa])\b",
        re.I,
    ),
    "arrested": re.compile(
        r"\b(?:arrest(?:ed|s)?|detain(?:ed|s)|in custody|festgenommen|arrêtée?s?|detenid[oa]s?)\b", re.I
    ),
    "vote": re.compile(
        r"\b\d{1,3}(?:[-–]| to | against | votes to )\d{1,3}\b(?=.*\bvot|.*\bmajority|.*\bballot)|"
        r"\bvot\w+\b.{0,60}\b\d{1,3}(?:[-–]| to | votes? to )\d{1,3}\b|"
        r"\b\d[\d,.]{0,15} votes\b|\b(?:won|winning|secured|took|taking|with)\b.{0,40}\d[\d.,]{0,15} ?(?:%|"
        r"per ?cent) of (?:the )?votes?\b",
        re.I,
    ),
    "rate": re.compile(
        r"\b(?:interest|policy|key|benchmark|lending|inflation|unemployment|jobless|growth|Leitzins|taux|"
        r"tipo)\b.{0,80}\d[\d.,]{0,15}\s?(?:%|per ?cent|percentage|basis|Prozent|pour cent|por ciento)|"
        r"\d[\d.,]{0,15}\s?(?:%|per ?cent|Prozent|pour cent|por ciento)\b.{0,60}\b(?:interest|rate|inflation|"
        r"unemployment|Leitzins|taux)\b|\bbasis points?\b",
        re.I,
    ),
    "magnitude": re.compile(
        r"\bmagnitude[- ](?:of )?\d|\b\d\.\d[- ]magnitude|\bStärke \d|\bmagnitud(?:e)? (?:de )?\d", re.I
    ),
}


@dataclass(frozen=True, slots=True)
class Toll:
    """What one outlet's newest report gives for one kind."""

    kind: str
    value: int
    article: str
    outlet: str
    when: datetime | None
    rises: bool = False
    """True where the report itself says that the count rose: lower ones before it are former counts."""


_DEAD_AFTER = re.compile(
    r"\s(?:(?:more |other )?(?:people|persons|men|women|children|passengers|residents|workers|miners|soldiers|"
    r"civilians)\s)"
    r"(?:(?!and\b|but\b)[a-z'-]+\s){0,8}?(?:died|dead|killed|drowned|perished)\b",
    re.IGNORECASE,
)
_DEAD_BEFORE = re.compile(
    r"\b(?:number of (?:the )?dead|(?<!bridge )(?<!road )(?<!tunnel )(?<!motorway )(?:death )?toll"
    r"|(?:number of )?deaths|fatalities)\b(?: [\w'-]+){0,9}? (?:to|"
    r"at|of|is|was|reached|hit)\s$|\bknown to have (?:claimed|killed)\s$",
    re.IGNORECASE,
)
_BODIES_AFTER = re.compile(r"\s(?:more )?bodies\b", re.IGNORECASE)
_BODIES_BEFORE = re.compile(r"\bbodies of (?:the )?$", re.IGNORECASE)


_ORDINALS = {
    word: value
    for value, row in enumerate(
        (
            "second zweite[rs]? deuxième segund[oa]", "third dritte[rs]? troisième tercer[ao]?",
            "fourth vierte[rs]? quatrième cuart[oa]",
            "fifth fünfte[rs]? cinquième quint[oa]", 
            "sixth sechste[rs]? sixième sext[oa]",
            "seventh siebte[rs]? septième séptim[oa]", 
            "eighth achte[rs]? huitième octav[oa]", "ninth neunte[rs]? neuvième noven[oa]",
            "tenth zehnte[rs]? dixième décim[oa]",
        ),
        2,
    )
    for word in row.split()
}  # fmt: skip
_NEXT_DEAD = re.compile(
    r"\b(?:a|ein|eine|un|une|una) (?P<which>" + "|".join(_ORDINALS) + r") (?:[\w-]+ ){1,7}?"
    r"(?:died|dead|gestorben|starb|mort[es]?|muri[óo]|muert[oa])\b",
    re.IGNORECASE,
)


def _next_dead(sentence: str) -> int:
    """The count that "a fourth worker has died" makes; 0 for none."""
    match = _NEXT_DEAD.search(sentence)
    if not match:
        return 0
    return next(value for form, value in _ORDINALS.items() if re.fullmatch(form, match["which"], re.IGNORECASE))


_RISES = re.compile(
    r"\b(?:rais|bring|tak|push)ing (?:the )?(?:(?:death )?toll|(?:number of )?(?:deaths|dead))\b|"
    r"\btoll (?:has )?(?:risen|rose|rises|climbed|climbs)\b|\bnouveau bilan\b|\bnuevo balance\b",
    re.IGNORECASE,
)


def rises(sentence: str) -> bool:
    """True where a sentence says that a count of dead rose: "raising the toll to four", "a fourth worker died"."""
    return bool(_RISES.search(sentence) or _next_dead(sentence))


_SENTENCE = 2_000
"""Code points of a sentence that are read: what is longer is no sentence but a list or an attempt."""
_ENDS = re.compile(r"(?<=[a-z\d)\"'])[.!?;:](?=\s|$)")
_DYING = re.compile(
    r"dead|died|death|kill|toll|fatal|drown|perish|bod(?:y|ies)|known to have|mort|d[ée]c[ée]d|tu[ée]|starb|gestorben"
    r"|tot|muri|muer|fallec|perec|asesin",
    re.IGNORECASE,
)
_REACH = 200
"""Code points before a count among which it is called a toll."""
_WHO_DIED = re.compile(
    r"(?<![\w.,:$€£-])(?P<n>\d{1,3}(?:[,.]\d{3})+|\d+|[a-z]+(?:-[a-z]+)?) (?P<who>[a-z]{3,}) (?:[a-z]+ )?(?:"
    r"(?:have |had |also |all )?(?:died|drowned|perished)|(?:were|was|have been|had been|are|being)(?: \w+)? killed"
    r"|starben|(?:sont|seraient) (?:morte?s|decede\w*)|(?:ont|auraient) ete tue\w*|murieron|fallecieron|perecieron"
    r"|(?:han|habian) (?:muerto|fallecido)|fueron asesinad[oa]s)\b"
)
"""Whoever it was that died: "31 inmates died", "dieciséis mineros murieron"."""
_NOBODY = re.compile(
    r"(?:sheep|cows?|cattle|calves|pigs?|horses?|dogs?|cats?|birds?|hens?|geese|fish|whales?|bees?|animals?|trees?"
    r"|hours?|days?|nights?|weeks?|months?|years?|minutes?|seconds?|times?|percent|per|kilomet\w+|met(?:re|er)s?|miles?"
    r"|tiere|kuhe|schafe|schweine|pferde|hunde|jahre|tage|stunden|prozent|animaux|vaches|moutons|chevaux|chiens|heures"
    r"|jours|ans|animales|vacas|ovejas|caballos|perros|horas|dias|anos|meses|jahren|tagen)"
)


def _dead(sentence: str) -> int:
    """The deaths that a looser turn states: "fourteen people are known to have died", "the bodies of two miners"."""
    counts = [n for n in text.numbers(sentence) if n.kind in ("count", "one")]
    told = [n.value for n in counts if _is_toll(sentence, n.start, n.end)]
    return int(max([*told, *_who_died(sentence)], default=0))


def _now(sentence: str) -> str:
    """The clauses of a sentence that are not about other years, and ask nothing."""
    ends = [0, *(match.end() for match in _ENDS.finditer(sentence)), len(sentence)]
    clauses = (sentence[start:end] for start, end in pairwise(ends))
    return "".join(clause for clause in clauses if not elsewhen(clause) and not clause.endswith("?"))


def _who_died(sentence: str) -> Iterator[int]:
    for match in _WHO_DIED.finditer(text.fold(sentence)):
        printed = match["n"]
        known = [int(n.value) for n in text.numbers(printed) if n.kind == "count"]
        value = EVERYWHERE.get(printed, known[0] if known else 0)
        if value and not _NOBODY.fullmatch(match["who"]):
            yield value


def _is_toll(sentence: str, start: int, end: int) -> bool:
    before = sentence[max(0, start - _REACH) : start]
    after = _DEAD_AFTER.match(sentence, end) or _BODIES_AFTER.match(sentence, end)
    return bool(after or _DEAD_BEFORE.search(before) or _BODIES_BEFORE.search(before))


def kinds(sentence: str, *, opening: bool = False) -> dict[str, int]:
    """Kinds of fact a sentence states, with the count where one is given (else 0).

    Background is no fact of the story; an opening sentence is never background.
    """
    sentence = sentence[:_SENTENCE]
    if is_background(sentence) and not opening:
        return {}
    found = dict(figures(sentence))
    told = _now(sentence) if _DYING.search(sentence) else ""
    dead = max(_dead(told), _next_dead(told)) if told else 0
    if dead > found.get("killed", 0):
        found["killed"] = dead
    for kind, pattern in _KINDS.items():
        if pattern.search(sentence):
            found.setdefault(kind, 0)
    for number in text.numbers(sentence):
        if number.kind == "money":
            found.setdefault("amount", 0)
        elif number.kind == "share" and number.unit == "%":
            found.setdefault("share", 0)
    return found


def is_background(sentence: str) -> bool:
    """True for a sentence about former years and other events."""
    return _BACKGROUND.search(sentence) is not None


def tolls(kind: str, stated: Iterable[Toll]) -> tuple[Toll, ...]:
    """The tolls of one kind that stand, the first to report first: each outlet's newest, former ones left out.

    More than one value means that outlets contradict each other.
    """
    newest: dict[str, Toll] = {}
    for toll in (t for t in stated if t.kind == kind):
        held = newest.get(toll.outlet)
        if held is None or _rank(toll) > _rank(held):
            newest[toll.outlet] = toll
    latest = max((t.when for t in newest.values() if t.when), default=None)
    standing = [t for t in newest.values() if not (latest and t.when) or latest - t.when <= SUPERSEDED]
    risen = max((t.value for t in standing if t.rises), default=0)
    standing = [t for t in standing if t.value >= risen]
    return tuple(sorted(standing, key=lambda t: (t.when.timestamp() if t.when else 0.0, t.outlet)))


def _rank(toll: Toll) -> tuple[float, int]:
    return (toll.when.timestamp() if toll.when else 0.0, toll.value)


def values(standing: Sequence[Toll]) -> tuple[int, ...]:
    """Distinct values in order of first report."""
    return tuple(dict.fromkeys(t.value for t in standing))
