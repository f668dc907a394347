"""What each publisher counts in a story, and which of its counts still stand.

Works on: the sentences of one story's reports that are fit to be printed.
Comes in: candidate sentences, who speaks in each article, whose wording it is.
Goes out: Counts; of one kind, those that contradict each other now, the first to be given first.
Does not know: which count is right; what else reports disagree about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import text
from bot.chronicle.copies import NEVER, moment, originals
from bot.chronicle.voices import voice
from bot.extract import facts
from bot.extract.pool import Candidate
from bot.news import Article, Outlet
from bot.text.spelled import EVERYWHERE

MAGNITUDE = "magnitude"
KINDS = ("killed", "missing", "injured", "displaced", "arrested", MAGNITUDE)
"""Counts that may be in dispute, the gravest first."""
_TENTHS = 10
"""A magnitude is kept in tenths."""
_SAME_QUAKE = 1
"""Seismologists a tenth apart do not contradict each other."""
_LARGE, _NEAR, _ROUNDED = 50, 0.05, 0.15
"""From so many on, counts this near to each other are one, and nearer by far than a round one is meant to be."""


@dataclass(frozen=True, slots=True)
class Count:
    """What one report counts: a value of a kind, in which sentence, whom it counts, what it says was counted before."""

    kind: str
    value: int
    article: Article
    voice: str
    when: datetime
    candidate: Candidate
    whom: frozenset[str] = frozenset()
    former: frozenset[int] = frozenset()
    rises: bool = False

    @property
    def toll(self) -> facts.Toll:
        when = None if self.when is NEVER else self.when
        return facts.Toll(self.kind, self.value, self.article.id, self.voice, when, self.rises)


def counts(pool: Sequence[Candidate], articles: Sequence[Article], outlets: Mapping[str, Outlet]) -> tuple[Count, ...]:
    """The largest count of each kind that each report gives. A count copied with its words is the original's."""
    first = originals(articles)
    largest: dict[tuple[str, str], Count] = {}
    for candidate in pool:
        for count in _of(candidate, outlets):
            key = count.kind, count.article.id
            if key not in largest or count.value > largest[key].value:
                largest[key] = count
    return tuple(_at_home(count, largest, first) for count in largest.values())


def _at_home(count: Count, all: Mapping[tuple[str, str], Count], first: Mapping[str, Article]) -> Count:
    home = first.get(count.article.id)
    same = all.get((count.kind, home.id)) if home else None
    return same if same and same.value == count.value else count


def _of(candidate: Candidate, outlets: Mapping[str, Outlet]) -> Iterator[Count]:
    article = candidate.article
    printed, former = _now(candidate.passage.text)
    stated = {} if _CAPACITY.search(text.fold(printed)) else facts.kinds(printed, opening=candidate.place == 0)
    base = Count("", 0, article, voice(article, outlets), moment(article), candidate, former=former)
    for kind in KINDS[:-1]:
        if stated.get(kind):
            yield replace(
                base,
                kind=kind,
                value=stated[kind],
                whom=whom(printed, stated[kind]),
                rises=kind == "killed" and _rises(printed),
            )
    strength = _magnitude(printed)
    if strength:
        yield replace(base, kind=MAGNITUDE, value=strength)


_CAPACITY = re.compile(
    r"\bper (?:day|hour|night)\b|\bpar (?:jour|heure|nuit)\b|\bpro tag\b|\bpor (?:dia|hora|noche)\b"
    r"|\b(?:room|beds?|capacity|space) for\b|\bplatz fur\b"
    r"|\b(?:can|could|is able to|peut|peuvent|pourra|pourront|puede|pueden|podra|podran) (?:treat|operate|house|take"
    r"|hold|carry|operer|soigner|traiter|accueillir|prendre|operar|atender|tratar|acoger)\b"
    r"|\b(?:kann|konnen)\b.{0,50}\b(?:behandel\w*|operier\w*|versorg\w*|aufnehm\w*|unterbring\w*)\b"
)
"""What a hospital or a ship has room for, and what there is of a day, is no count of a story's people."""


# --- what a sentence itself calls a former count ---------------------------------------------------------------------

_N = r"(?:\d[\d.,]*|" + "|".join(sorted(EVERYWHERE, key=len, reverse=True)) + r")\b"
_FORMER = re.compile(
    rf"\b(?:(?:up|down|revised|raised|lowered|risen|rose|fallen|fell|cut) from|instead of|rather than|not"
    rf"|statt|anstatt|nicht|au lieu de|et non|contre|frente a|en vez de|en lugar de|y no)(?: [a-z']+){{0,2}}? {_N}"
    rf"(?: [a-z]+)?"
    rf"|\bfrom {_N}(?= to\b)|\bvon {_N}(?= auf\b)|\bde {_N}(?= a\b)"
    rf"|\b(?:an? |the |la |le |el |die |das |ein |eine )?(?:(?:earlier|initial|previous|preliminary|former|precedent"
    rf"|premier|anterior|primer|vorlaufige|fruhere|zuvor|zunachst|anfangs|bislang|bisher|ursprunglich|initially"
    rf"|originally|previously|auparavant|initialement|d'abord|inicialmente|antes|en un principio)\b)"
    rf"[^.;:,]{{0,50}}?\b{_N}[^.;:,]{{0,40}}"
)


def _now(printed: str) -> tuple[str, frozenset[int]]:
    """A sentence, folded, without the counts it calls former; and those."""
    plain = text.fold(printed)
    former: set[int] = set()
    for match in _FORMER.finditer(plain):
        former |= {value for word in match.group().split() if (value := _value(word))}
    return (_FORMER.sub(" ", plain), frozenset(former)) if former else (printed, frozenset())


_RISES = re.compile(
    r"\b(?:steigt|stieg|gestiegen|erhoht|erhohte|kletterte)\b"
    r"|\b(?:alourdi|alourdit|s'alourdit|porte a|passe a|grimpe)\b"
    r"|\b(?:another|one more|a further|weitere[rs]?|une? autre|otr[oa])\b.{0,40}\b(?:died|dead|killed|gestorben|tot"
    r"|starb|mort[es]?|deced\w+|muri\w+|muert[oa]|fallec\w+)\b|\berl(?:ag|agen|iegt)\b.{0,30}\bverletzung|\bsuccomb"
    r"|\bdamit\b.{0,40}\b(?:tote[n]?|todesopfer)\b"
    r"|\b(?:asciende|ascienden|ascendio|sube|suben|subio|se eleva|se elevo|aumenta|aumento)(?: \w+){0,6}? a\b"
)


def _rises(printed: str) -> bool:
    """True where a sentence says that its count has grown: lower ones before it are former counts."""
    return facts.rises(printed) or bool(_RISES.search(text.fold(printed)))


def _value(word: str) -> int:
    bare = word.strip(".,;:'\"")
    if bare in EVERYWHERE:
        return EVERYWHERE[bare]
    digits = re.sub(r"[.,](?=\d{3}\b)", "", bare)
    return int(digits) if digits.isdigit() and len(digits) < 9 else 0


# --- whom a count counts ---------------------------------------------------------------------------------------------

_GROUPS = {
    "child": "children child pupils schoolchildren kinder enfants ninos ninas eleves schuler alumnos",
    "woman": "women frauen femmes mujeres",
    "soldier": "soldiers troops soldaten soldats soldados militaires militares",
    "police": "police policemen officers polizisten policiers policias agentes",
    "civilian": "civilians zivilisten civils civiles",
    "rescuer": "firefighters rescuers feuerwehrleute pompiers bomberos",
    "foreigner": "foreigners tourists touristen touristes turistas auslander",
    "attacker": "gunmen attackers militants rebels assaillants angreifer atacantes",
}
_GROUP = {word: group for group, listed in _GROUPS.items() for word in listed.split()}
_BETWEEN = 3
"""Words that may stand between a count and whom it counts: "five more young soldiers"."""


def whom(printed: str, value: int) -> frozenset[str]:
    """The groups that are a part of the people: empty where anybody counts."""
    words = text.fold(printed).replace("-", " ").split()
    after = (words[i : i + 2 + _BETWEEN] for i, word in enumerate(words) if _value(word) == value or word in _SCALED)
    return frozenset(_GROUP[bare] for near in after for word in _clause(near) if (bare := word.strip(".,;:")) in _GROUP)


def _clause(words: Sequence[str]) -> Iterator[str]:
    """Words up to where a clause ends: "14, the police said" counts no policemen."""
    for word in words:
        yield word
        if word[-1] in ".,;:":
            return


_SCALED = frozenset(["hundred", "thousand", "dozen", "million", "tausend", "mille", "mil"])

_STRENGTH = re.compile(
    r"\b(?:magnitude|magnitud|starke|staerke)(?:[- ](?:of|de|von))? (?P<a>\d[.,]\d)\b|\b(?P<b>\d[.,]\d)[- ]magnitude\b"
)
_AFTERSHOCK = re.compile(r"\b(?:aftershocks?|foreshocks?|nachbeben|vorbeben|repliques?|replicas?)\b")


def _magnitude(printed: str) -> int:
    """An earthquake's magnitude in tenths; 0 for none, an aftershock's, or one of other years."""
    plain = text.fold(printed)
    match = _STRENGTH.search(plain)
    if not match or _AFTERSHOCK.search(plain) or facts.is_background(printed):
        return 0
    return round(float((match["a"] or match["b"]).replace(",", ".")) * _TENTHS)


# --- which of them stand ---------------------------------------------------------------------------------------------


def standing(kind: str, told: Sequence[Count]) -> tuple[Count, ...]:
    """The counts of one kind that stand, each value once, the first to give it first: several contradict each other.

    Left out is what its own voice has since counted anew, what others call former or have gone on from, and what is
    hours old; round numbers and counts of a part of the people contradict nothing.
    """
    mine = [c for c in told if c.kind == kind]
    called = [c for c in mine if not any(c.value in o.former and o.when >= c.when for o in mine)]
    kept = {(t.article, t.value) for t in facts.tolls(kind, [c.toll for c in called])}
    stand = sorted((c for c in called if (c.article.id, c.value) in kept), key=lambda c: (c.when, c.article.id))
    return _several([c for c in stand if not _overtaken(c, stand)])


def _overtaken(count: Count, stand: Sequence[Count]) -> bool:
    """True where nobody else gives this count and two voices have since agreed on another."""
    if any(c.value == count.value and c.voice != count.voice for c in stand):
        return False
    later = [c for c in stand if c.when > count.when and c.value > count.value]
    return any(len({c.voice for c in later if c.value == one.value}) > 1 for one in later)


def _several(stand: Sequence[Count]) -> tuple[Count, ...]:
    found: list[Count] = []
    for count in stand:
        if not any(_agree(count, other) for other in found):
            found.append(count)
    return tuple(found)


def _agree(a: Count, b: Count) -> bool:
    """True where two counts can both be right."""
    low, high = sorted((a, b), key=lambda c: c.value)
    apart = high.value - low.value
    if a.kind == MAGNITUDE:
        return apart <= _SAME_QUAKE
    if low.whom and low.whom != high.whom:
        return True
    if low.value < _LARGE:
        return apart == 0
    rounded = any(c.value % (100 if c.value >= 1_000 else 10) == 0 for c in (low, high))
    return apart <= high.value * (_ROUNDED if rounded else _NEAR)
