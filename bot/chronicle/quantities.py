"""The quantities by which a story grows: people, burnt land, homes without power, what is offered.

Works on: a report's headline and sentences in English, German, French and Spanish.
Comes in: candidate sentences; the counts that stand, and when each was given.
Goes out: what a sentence counts; whether it moves a count, and a phrase of ours for that.
Does not know: which count is right, or where reports contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot import text
from bot.chronicle.counts import whom
from bot.extract import facts
from bot.extract.pool import Candidate
from bot.stories.figures import figures
from bot.text.spelled import EVERYWHERE

PEOPLE = ("killed", "missing", "injured", "rescued", "arrested", "displaced")
_UNITS = {
    "hectares": re.compile(r"^(?:hectares?|hektar|hectareas)\b"),
    "acres": re.compile(r"^acres\b"),
    "without power": re.compile(
        r"^(?:\w+ )?(?:customers|households|homes|people|haushalte|menschen|foyers|clients|hogares|clientes"
        r"|viviendas)\b"
        r"[^.;]{0,40}\b(?:without (?:power|electricity)|ohne strom|prives d'electricite|sans electricite|sin luz"
        r"|sin electricidad|sin suministro)\b"
    ),
}
_ILLNESS = re.compile(
    r"\b(?:measles|cholera|ebola|dengue|flu|influenza|virus|outbreak|infect\w+|masern|grippe|seuche|ausbruch|rougeole"
    r"|epidemie|sarampion|colera|gripe|brote|epidemia)\b"
)
_SICK = r"(?:cases|infections|\w*falle|infektionen|cas|casos|contagios)"
_CASES = re.compile(
    rf"\b(?P<n>\d[\d.,]*) (?:[\w'-]+ ){{0,3}}?{_SICK}\b"
    rf"|\b{_SICK}\b[^.;]{{0,60}}?\b(?:to|auf|a|at|bei) (?P<m>\d[\d.,]*)"
)
_MOVES = re.compile(
    r"\b(?:rais|lift|increas|sweeten|cut|lower|reduc|slash|bump)(?:e?s|e?d|ing|ted)?\b[^.;]{0,80}?\bto (?:about "
    r"|some )?$"
    r"|\b(?:erhoh|senk|aufgestock|stock)\w*\b[^.;]{0,80}?\bauf (?:rund |etwa )?$"
    r"|\b(?:porte|releve|augmente|abaisse|reduit)\b[^.;]{0,80}?\ba (?:environ )?$"
    r"|\b(?:elev\w+|sub\w+|aument\w+|rebaj\w+|reduc\w+|redujo)\b[^.;]{0,80}?\b(?:a|hasta) (?:unos )?$"
)
_FALLS = re.compile(
    r"\b(?:revised? down|lower(?:s|ed)|(?:down|revised|cut) from|corrected|fewer than|instead of|nach unten|statt"
    r"|korrigier\w+"
    r"|revu\w* a la baisse|au lieu de|a la baja|en vez de|corrig\w+|rebaj\w+)\b"
)
_GROWS = re.compile(
    r"\b(?:risen|rose|rises|rising|climb\w*|rais(?:es|ed|ing)|brings?|bringing|brought|steigt|stieg|gestiegen|erhoht\w*"
    r"|alourdi\w*|passe|porte|asciend\w*|sub(?:e|en|io|ieron)|eleva\w*|aument\w+)\b"
)
"""Where a sentence says that a count has grown, it has, by however little."""
_UNSURE = re.compile(
    r"\b(?:feared|presumed|believed|unconfirmed|rumou?r\w*|claim(?:s|ed) that|could|might|befurchtet|vermutlich|sollen"
    r"|konnten?|craint|craignent|seraient|auraient|pourraient?|tem(?:e|en|ian)|habrian|podrian?|presuntamente)\b"
)
"""Where nobody has counted the dead yet."""
_STILL = re.compile(r"\b(?:still|remain(?:s|ed)?|noch|weiterhin|encore|toujours|aun|todavia|siguen?)\b")
_MANY = "|".join(EVERYWHERE) + r"|\d+(?!-year-old)|where|in which|ou|donde"
_ONE_DEAD = re.compile(
    r"(?:^|\b(?:that|dass|que|qu') ?)(?:an?|un|une|una|ein|eine)\b(?: (?!(?:" + _MANY + r")\b)[\w'-]+){1,5}? "
    r"(?:(?:has |had |was |is |est |ist |ha |fue )?(?:\w+ ){0,8}?(?:died|dies|killed|mort|morte|decede|decedee|tuee?"
    r"|gestorben|getotet|ums leben gekommen|murio|muerto|muerta|fallecio))\b"
)
_DIED = re.compile(
    r"\b(?:died|dies?|killed|mort\w*|deced\w*|tuee?s?|mouru\w*|starb\w*|gestorben|getotet|ums leben|murio|murieron"
    r"|mueren|muert[oa]s?|falleci\w+)\b"
)
_SAVING = re.compile(r"rescu|rescat|secour|gerettet|sauve")
_NUMBERED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|\w+ty"
    r"|dozen|hundred|thousand|million|billion|half)\b"
)
_SAVED = re.compile(
    r"\b(?:rescatan?|rescataron|rescued?|rescues|secouru|gerettet|sauve)\b(?: con vida)?(?: a| an"
    r"| alive)? (?P<n>\w+)\b"
    r"|\b(?P<m>\w+) [^.;,]{0,30}\b(?:rescatad[oa]s|secourus|lebend gerettet|gerettet|rescued)\b"
)
_HUGE = 1_000
"""So many are those of a whole war unless the headline gives them."""
_BEHIND = timedelta(hours=2)
"""A report so much older than the one that gave the count that stands does not raise it: that one knew of it."""
_CROWD = 10
"""Fewer displaced are some of them of whom something else is said."""
_LARGE, _NEAR, _ROUNDED = 50, 0.05, 0.15
_SPELLED = EVERYWHERE | {"one": 1, "two": 2}


@dataclass(frozen=True, slots=True)
class Moved:
    """A count that a sentence moves: what it was (None where nothing was known), what it is now."""

    kind: str
    was: int | None
    now: int

    @property
    def detail(self) -> str:
        """For readers: "killed: 12, now 14"."""
        now = _printed(self.kind, self.now)
        return f"{self.kind.partition(':')[0]}: " + (
            now if self.was is None else f"{_printed(self.kind, self.was)}, now {now}"
        )


def _printed(kind: str, value: int) -> str:
    unit = kind.partition(":")[2]
    for scale, name in ((10**9, "billion"), (10**6, "million")):
        if unit and value >= scale:
            return f"{unit} {value / scale:g} {name}"
    return f"{unit} {value:,}".strip()


def counted(candidate: Candidate, headline: str) -> Mapping[str, int]:
    """What a sentence counts, by kind: of people, of the land that burns, of money."""
    stated = tuple((k, v) for k, v in candidate.facts.items() if v and k in PEOPLE)
    return _counted(candidate.passage.text, stated, headline)


@lru_cache(maxsize=64)
def _counted(sentence: str, stated: tuple[tuple[str, int], ...], headline: str) -> Mapping[str, int]:
    """A report's sentences are asked about several times while it is read."""
    plain = text.fold(sentence)
    numbers = list(text.numbers(sentence)) if _NUMBERED.search(plain) else []
    found = dict(stated)
    found |= {k: v for k, v in _headed(headline).items() if k not in found and _states(plain, numbers, v)}
    if "killed" not in found and _DIED.search(plain) and _ONE_DEAD.search(plain):
        found["killed"] = 1
    if _UNSURE.search(plain) and not _GROWS.search(plain):
        found.pop("killed", None)
    _drop_parts(found, plain)
    if facts.is_background(sentence):
        return found
    return _saved(plain) | found | _units(sentence, numbers) | _cases(plain) | _amounts(numbers)


@lru_cache(maxsize=256)
def _headed(headline: str) -> dict[str, int]:
    return figures(headline)


def _states(plain: str, numbers: Sequence[text.Number], value: int) -> bool:
    """True where a sentence has the number that its headline counts with."""
    spelled = value < _CROWD * _CROWD and any(_SPELLED.get(word) == value for word in text.words(plain))
    return spelled or any(n.value == value for n in numbers if n.kind in ("count", "one"))


def _drop_parts(found: dict[str, int], plain: str) -> None:
    """Leaves out counts of some of those counted before: of the hurt so many have died, three displaced farmers."""
    hurt = found.get("injured")
    if hurt and found.get("killed", hurt) == hurt and _DIED.search(plain):
        del found["injured"]
    if found.get("displaced", _CROWD) < _CROWD:
        del found["displaced"]


def _saved(plain: str) -> dict[str, int]:
    match = _SAVED.search(plain) if _SAVING.search(plain) else None
    said = (match["n"] or match["m"] or "") if match else ""
    value = _SPELLED.get(said) or (int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0)
    return {"rescued": value} if value else {}


def _units(sentence: str, numbers: Sequence[text.Number]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in (n for n in numbers if n.kind in ("count", "year")):
        after = text.fold(sentence[number.end :]).lstrip(" -\u00a0\u202f")
        for kind, pattern in _UNITS.items():
            if pattern.match(after):
                found[kind] = max(found.get(kind, 0), int(number.value))
    return found


def _cases(plain: str) -> dict[str, int]:
    """How many fell ill, where an outbreak is what is told."""
    match = _CASES.search(plain) if _ILLNESS.search(plain) else None
    said = re.sub(r"[.,](?=\d{3}\b)", "", match["n"] or match["m"]) if match else ""
    return {"cases": int(said)} if said.isdigit() and len(said) < 9 else {}


def _amounts(numbers: Sequence[text.Number]) -> dict[str, int]:
    """The largest sum of money of each currency."""
    found: dict[str, int] = {}
    for number in numbers:
        if number.kind == "money" and number.value < 10**15:
            kind = f"amount:{number.unit}"
            found[kind] = max(found.get(kind, 0), int(number.value))
    return found


def moved(
    candidate: Candidate, headline: str, known: Mapping[str, int], since: Mapping[str, datetime], when: datetime
) -> tuple[Moved, ...]:
    """The counts that a sentence of a report of that time moves, the gravest first."""
    plain = text.fold(candidate.passage.text)
    found: list[Moved] = []
    for kind, value in counted(candidate, headline).items():
        was = known.get(kind)
        if kind.startswith("amount:"):
            moves = was is not None and value != was and _is_raised(candidate.passage.text, value)
        elif was is None:
            part = kind in PEOPLE and whom(plain, value) and "killed" in known
            moves = not part and (kind not in PEOPLE or value < _HUGE or _headed(headline).get(kind) == value)
        else:
            given = since.get(kind, when)
            moves = (when > given - _BEHIND and _risen(was, value, plain)) or (
                when > given and _fallen(kind, was, value, plain)
            )
        if moves:
            found.append(Moved(kind, was, value))
    return tuple(sorted(found, key=lambda move: PEOPLE.index(move.kind) if move.kind in PEOPLE else len(PEOPLE)))


def _is_raised(sentence: str, value: int) -> bool:
    return any(
        n.kind == "money" and int(n.value) == value and bool(_MOVES.search(text.fold(sentence[: n.start])))
        for n in text.numbers(sentence)
    )


def _risen(was: int, value: int, plain: str) -> bool:
    """True for a count that is higher by more than rounding, and no part of the people."""
    if value <= was or whom(plain, value):
        return False
    if was < _LARGE or _GROWS.search(plain):
        return True
    rounded = value % 10 == 0 or was % 10 == 0
    return value - was > value * (_ROUNDED if rounded else _NEAR)


def _fallen(kind: str, was: int, value: int, plain: str) -> bool:
    """True where a report says that it takes a count back; those missing become fewer by being found."""
    if value >= was or whom(plain, value):
        return False
    return bool(_FALLS.search(plain)) or (kind == "missing" and bool(_STILL.search(plain)))


def taken_back(was: str, now: str) -> tuple[Moved, ...]:
    """The counts of people that a rewritten sentence gives lower than before."""
    before, after = figures(was), figures(now)
    return tuple(Moved(kind, before[kind], after[kind]) for kind in before if 0 < after.get(kind, 0) < before[kind])
