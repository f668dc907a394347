"""What a report says happened, as far as it bears on an alert.

Works on: one report: headline and first sentences in English, German, French and Spanish.
Comes in: an Article.
Goes out: a Reading: signs, each with the urgency it has by itself; what the report only pretends to be; its counts.
Does not know: other reports, who prints it, when it was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.breaking.acts import Act
from bot.breaking.clauses import READ, clauses, former, supposed
from bot.breaking.counting import counts
from bot.breaking.hazards import HAZARDS
from bot.breaking.powers import POWERS
from bot.breaking.pretences import plain, pretence
from bot.breaking.trade import TRADE
from bot.breaking.verdict import Sign
from bot.breaking.weighing import heavy, weigh
from bot.news import Article
from bot.stories.figures import figures
from bot.text import fold

_ACTS: tuple[Act, ...] = (*POWERS, *HAZARDS, *TRADE)
_UNUSUAL = re.compile(
    r"\b(?:fires?|blaze|feuer|\w*brand|feu|fuego|earthquake|quake|flood\w*|storm|hurricane|tornado|landslide"
    r"|avalanche|eruption|explosion|blast|bomb\w*|shooting|gunm[ae]n|shot|attack\w*|terror\w*|riot\w*"
    r"|protest\w*|ferry|plane|aircraft|airliner|helicopter|train|tram|tunnel|bridge|dam|mine|collaps\w+"
    r"|crush\w*|stampede|gas leak|school|church|mosque|stadium|concert|missile|drone|strike|outbreak|virus"
    r"|poison\w*|shark|bear|cable car|fairground|roller ?coaster|crane|lightning|wildfire|hotel|hospital"
    r"|parliament|embassy|rocket|stabb\w+|knife"
    r"|erdbeben|hochwasser|flut\w*|sturm|orkan|erdrutsch|lawine\w*|explosion|bombe\w*|schusse|schiesserei"
    r"|amok\w*|anschlag|angriff|messer\w*|krawall\w*|fahre|flugzeug\w*|hubschrauber|zug\w*|strassenbahn"
    r"|brucke\w*|damm|bergwerk|einsturz\w*|massenpanik|gas\w*|schule|kirche|stadion|konzert|rakete\w*|drohne\w*"
    r"|blitz\w*|waldbrand|seilbahn|kran|vergift\w*"
    r"|seisme|inondation\w*|crue|tempete|glissement|avalanche|eruption|explosion|bombe|fusillade|tireur|attaque"
    r"|attentat|couteau|emeute\w*|avion|helicoptere|train|tramway|pont|tunnel|barrage|mine|effondrement"
    r"|bousculade|fuite de gaz|ecole|eglise|mosquee|stade|concert|missile|drone|foudre|incendie|telepherique"
    r"|grue|intoxic\w*"
    r"|terremoto|sismo|inundaci\w+|riada|temporal|huracan|alud|avalancha|erupcion|explosion|bomba|tiroteo"
    r"|tirador|ataque|atentado|cuchill\w*|disturbios|avion|avioneta|helicoptero|tren|tranvia|puente|tunel|presa"
    r"|mina|derrumbe|estampida|fuga de gas|escuela|colegio|iglesia|mezquita|estadio|concierto|misil|dron|rayo"
    r"|incendio|teleferico|grua|intoxic\w*)\b"
)
"""What makes even one death more than an accident on the road."""
_YEARLY = re.compile(
    r"\b(?:(?:a|per|every|each) (?:year|month|week|day|season)|annually|yearly|on average|pro (?:jahr|monat"
    r"|woche|tag)|jahrlich|jedes jahr"
    r"|par (?:an|mois|semaine|jour)|chaque (?:annee|mois)|al (?:ano|mes|dia)|cada (?:ano|mes)|por (?:ano|mes))\b"
)
"""In a clause that counts what is usual."""
_BY_COUNT = frozenset({"craft-lost", "collapse", "siege", "quake", "dam"})
"""Where the dead are counted, they say how urgent it is."""
_DEAD = ((200, 1), (20, 2), (3, 3), (1, 4))
_MISSING = ((100, 2), (5, 3), (2, 4))
_HURT = ((60, 3), (20, 4), (10, 5))
_LEAVING = ((1_000, 3), (100, 4))
_HELD = ((2, 3), (1, 4))
_HARMS = (
    ("dead", _DEAD, "dead"), ("missing", _MISSING, "missing or trapped"), ("held", _HELD, "held captive"),
    ("leaving", _LEAVING, "made to leave"), ("hurt", _HURT, "hurt or ill"),
)  # fmt: skip
_KINDS = {"killed": "dead", "missing": "missing", "injured": "hurt", "displaced": "leaving"}
_SMALL = 150
"""Code points within which a second clause still belongs to the headline."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`harm` are signs by what is counted; `deeds` the numbers of acts told, `near` of what must stand near
    them; `kinds` are kinds of words.

    `pretends` is a phrase for what the report is instead of news, empty for news; `whole` where nothing in it is so.
    """

    harm: tuple[Sign, ...] = ()
    deeds: frozenset[int] = frozenset()
    near: frozenset[tuple[int, int]] = frozenset()
    kinds: frozenset[str] = frozenset()
    pretends: str = ""
    whole: bool = False
    dead: int = 0


def read(article: Article) -> Reading:
    """What a report says happened."""
    body = "\n".join(article.paragraphs)[:READ]
    return _read(article.headline[:READ], body, article.language[:2])


@lru_cache(maxsize=8_192)
def _read(headline: str, body: str, language: str) -> Reading:
    instead = pretence(fold(headline), fold(body))
    if instead and instead.whole:
        return Reading(pretends=instead.phrase, whole=True)
    printed = f"{headline}\n{body}"
    told, whole = [plain(clause) for clause in clauses(printed)], plain(fold(printed))
    counted = {} if instead else _counted(printed, told, language)
    harm = tuple(_harm(counted, whole))
    dead = counted.get("dead", 0) if any(sign.code == "dead" for sign in harm) else 0
    deeds = frozenset(n for n, act in enumerate(_ACTS) if not (instead and act.harm) and _told(act, told, whole))
    near = frozenset((n, m) for n, act in enumerate(_ACTS) for m, need in enumerate(act.needs) if need.search(whole))
    return Reading(harm, deeds, near, weigh(whole), instead.phrase if instead else "", False, dead)


def together(readings: Iterable[Reading]) -> tuple[Sign, ...]:
    """The signs of several reports of one story, the gravest first: what one tells may be borne out by another."""
    read = [reading for reading in readings if not reading.whole]
    near = {pair for reading in read for pair in reading.near}
    found = {sign for reading in read for sign in reading.harm}
    for n in {n for reading in read for n in reading.deeds}:
        act = _ACTS[n]
        if all((n, m) in near for m in range(len(act.needs))):
            found.add(Sign(act.code, act.urgency, act.phrase, act.harm))
    heard = heavy({kind for reading in read for kind in reading.kinds})
    if not found and heard is not None:
        found.add(heard)
    if any(reading.dead for reading in read):
        found = {sign for sign in found if sign.code not in _BY_COUNT}
    elif any(sign.code == "rescue" for sign in found):
        found = {sign for sign in found if not sign.harm}
    return tuple(sorted(found, key=lambda sign: (sign.urgency, sign.code, sign.phrase)))


def _counted(printed: str, told: list[str], language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for clause in (one for one in told if not former(one) and not _YEARLY.search(one)):
        for kind, value in counts(clause, language).items():
            found[kind] = max(found.get(kind, 0), value)
    for kind, value in figures(printed).items():
        if kind in _KINDS:
            found[_KINDS[kind]] = max(found.get(_KINDS[kind], 0), value)
    return found


def _harm(counted: dict[str, int], whole: str) -> Iterator[Sign]:
    """Signs by how many people came to harm."""
    for kind, steps, phrase in _HARMS:
        count = counted.get(kind, 0)
        if kind == "dead" and count == 1 and not _UNUSUAL.search(whole):
            continue
        urgency = next((level for least, level in steps if count >= least), 0)
        if urgency:
            yield Sign(kind, urgency, f"{count:,} {phrase}", harm=True)


def _told(act: Act, told: list[str], whole: str) -> bool:
    """True where a report tells that an act was done, and nothing that makes it another thing."""
    return any(_done(act, clause) for clause in told) and not (act.bars is not None and act.bars.search(whole))


def _done(act: Act, clause: str) -> bool:
    """True where a clause says that the deed was done."""
    for match in act.deed.finditer(clause):
        if former(clause) and act.harm:
            continue
        if act.firm or not supposed(clause, match.start()):
            return True
    return False
