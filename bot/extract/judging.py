"""What one sentence is worth to a story, as a lede and as an addition.

Works on: the candidate sentences of one story.
Comes in: candidates, the headlines, the tolls that stand.
Goes out: worths that are compared, and what is stale, outdated or told already.
Does not know: what is chosen, in what order.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import text
from bot.extract import facts, fitness
from bot.extract.events import Event
from bot.extract.hardness import figures, hardness, is_colour
from bot.extract.pool import EARLIEST, Candidate, moment

MUST = ("killed", "injured", "missing", "sentence", "arrested", "vote", "rate", "magnitude", "amount")
_GRAVEST = frozenset(["killed", "sentence", "arrested", "vote", "rate", "magnitude"])
"""Facts that two sentences of one brief do not both state."""
_REPEATS = 0.6
_REPEATS_FACTS = 0.42
_SAME_EVENT = 0.28
_SAME_FIGURES = 0.15
_IS_HEADLINE = 0.85
_FADES = timedelta(hours=20)
_SUM = 1_000
"""From here a count may be a sum of a currency we do not know."""
_NEW_TOLL = 0.5
_NO_TOLL = 0.4
_PRESENT = re.compile(
    r"\b(?:is|are|says?|has|have|remains?|remained|continues?|could|may|might|will|expects?|expected|hope[ds]? to|"
    r"faces?|"
    r"trapped|still|wird|werden|ist|sind|irán?|será[n]?|está[n]?|sera|seront|doit|doivent)\b"
)
_EXPECTS = re.compile(
    r"\b(?:(?:will|is to|are to) (?:vote|rule|decide|be held)|(?:is|are|was|were) (?:expected|trapped|likely)|"
    r"hope[ds]? to|due to (?:vote|rule|decide)|(?:votes?|decides?|rules?) on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|"
    r"Sun)day)\b"
)
_SETTLES = re.compile(
    r"\b(?:approved|rejected|passed|voted|won|elected|signed|sentenced|acquitted|rescued|freed|ruled|"
    r"(?:brought|lifted|winched|pulled) (?:out|to safety|alive)|agreed|called off|contained)\b"
)
"""What ends a wait: older reports of what was expected are then out of date."""
_SOON = timedelta(hours=1)
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|lundi|mardi|"
    r"mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b"
)
_MORE = re.compile(r"\b(?:second|third|another|more|further|also|other|accomplices?)\b", re.IGNORECASE)
_WITH_EVENT = re.compile(
    r"\b(?:when|after|as|killing|in (?:an?|the)|by an?|bei(?:m)?|nach|lors|dans|en|tras|hat|wurde\w*|séisme|"
    r"earthquake)\b",
    re.IGNORECASE,
)
"""A toll opens a brief only where its sentence says what people died of."""
_TELLING = 20
"""A figure from here on is news of its own; smaller ones may be a score, an age or a rank."""


@dataclass
class Judging:
    """Every worth of one story's sentences. `weights` say how much of the coverage shares a stem."""

    candidates: Sequence[Candidate]
    headlines: Sequence[str]
    """The story's own first, then those of its articles."""
    standing: Mapping[str, tuple[facts.Toll, ...]]

    def __post_init__(self) -> None:
        self.event = Event(self.candidates, self.headlines)
        self.weights = _weights(self.candidates, self.headlines)
        self.heads = [frozenset(text.words(h)) for h in self.headlines]
        self.told = frozenset(text.content(self.headlines[0])) if self.headlines else frozenset()
        self.amounts = Counter(s for c in self.candidates if c.place < 2 for s in _sums(c))
        self.latest = max((moment(c.article) for c in self.candidates), default=EARLIEST)
        ends = [moment(c.article) for c in self.candidates if c.place < 2 and _SETTLES.search(c.passage.text)]
        self.settled = max(ends, default=EARLIEST)
        self.age = {moment(c.article): self._age(moment(c.article)) for c in self.candidates}
        self.most: Counter[tuple[str, str]] = Counter()
        for c in self.candidates:
            for kind, value in c.facts.items():
                self.most[c.article.id, kind] = max(value, self.most[c.article.id, kind])

    def _age(self, when: datetime) -> float:
        """1 for the newest report, falling to 0 over some days; a half where the time is not known."""
        if EARLIEST in (self.latest, when):
            return 0.5
        return math.exp(-(self.latest - when) / _FADES)

    # --- worth

    def worth(self, c: Candidate) -> float:
        """How well a sentence tells the story: what coverage shares, how early and how lately it stands, its facts."""
        shared = sum(sorted((self.weights[s] for s in c.stems), reverse=True)[:12]) / 12
        early = 1 / (1 + 0.45 * c.place)
        grave = sum(0.12 for kind in c.facts if kind in MUST[:5]) + sum(0.05 for kind in c.facts if kind in MUST[5:])
        rich = min(0.3, 0.04 * (len(figures(c.passage.text)) + len(text.names(c.passage.text))))
        fresh = 0.35 * self.age[moment(c.article)]
        return 1.2 * shared + 0.6 * self._titled(c) + 0.55 * early + fresh + min(grave, 0.3) + rich - _faults(c)

    def _titled(self, c: Candidate) -> float:
        return len(c.stems & self.told) / max(1, len(self.told))

    def lead(self, c: Candidate) -> float:
        """How well a sentence opens the brief: it tells the event itself, with the newest toll."""
        toll = 0.0
        if self.standing.get("killed"):
            tells = self.newest_toll(c) and _WITH_EVENT.search(c.passage.text)
            toll = _NEW_TOLL if tells else -_NO_TOLL
        now = 0.5 * self.age[moment(c.article)] - 0.4 * self._titled(c) + 0.12 * bool(_DAY.search(c.passage.text))
        made = self.worth(c) + 0.7 * self.event.told(c) + toll + now - self.event.taken(c)
        return made - 0.3 * max(0.0, -hardness(c.passage.text)) - 0.5 * is_colour(c.passage.text)

    def newest_toll(self, c: Candidate) -> bool:
        """True where a sentence gives one of the counts of dead that stand."""
        return bool(c.facts.get("killed")) and c.facts["killed"] in facts.values(self.standing.get("killed", ()))

    def adds(self, c: Candidate) -> float:
        """What a sentence adds once the event is told: hard news, near the event, early and late."""
        near = min(1.0, 1.5 * self.event.told(c))
        early = 1 / (1 + 0.3 * c.place)
        gravest = 0.3 * any(kind in c.facts for kind in MUST[:8])
        fresh = self.age[moment(c.article)]
        return hardness(c.passage.text) + 0.35 * near + 0.25 * early + 0.3 * fresh + gravest - 0.5 * _faults(c)

    # --- what may not be told

    def stale(self, c: Candidate) -> bool:
        """True for a toll that a newer one replaced."""
        return any(
            value and kind in self.standing and self._replaced(c, kind, value) for kind, value in c.facts.items()
        )

    def _replaced(self, c: Candidate, kind: str, value: int) -> bool:
        """True where a figure is its article's own count and the article's count no longer stands."""
        return value not in facts.values(self.standing[kind]) and value >= self.most[c.article.id, kind]

    def outdated(self, c: Candidate) -> bool:
        """True for what an older report says of the present: the present has passed."""
        when = moment(c.article)
        if self.settled - when > _SOON and _EXPECTS.search(c.passage.text):
            return True
        return self.latest - when > facts.SUPERSEDED and _PRESENT.search(c.passage.text) is not None

    def is_headline(self, c: Candidate) -> bool:
        """True where a sentence only repeats a headline."""
        said = frozenset(text.words(c.passage.text))
        return any(h and len(said & h) / max(len(said), len(h)) >= _IS_HEADLINE for h in self.heads)

    def states(self, c: Candidate, kind: str) -> bool:
        """True where a sentence gives the figure that stands, or the fact where it has no figure."""
        if kind not in c.facts:
            return False
        standing = self.standing.get(kind)
        return not standing or not c.facts[kind] or c.facts[kind] in facts.values(standing)

    def main_amount(self, c: Candidate) -> bool:
        """True for a sum that opens a report; sums further down are seldom the story's."""
        return c.place < 2 or any(self.amounts[p] for p in _sums(c))


def tells_again(c: Candidate, other: Candidate) -> bool:
    """True where one sentence says what the other said."""
    common = len(c.stems & other.stems) / max(1, min(len(c.stems), len(other.stems)))
    if common >= _REPEATS or _same_facts(c, other, common):
        return True
    more = {k for k in c.facts if k not in other.facts or c.facts[k] > other.facts[k] > 0}
    return common >= _REPEATS_FACTS and not more and bool(c.facts)


def _same_facts(c: Candidate, other: Candidate, common: float) -> bool:
    """True where two sentences give the same figures of the same people, or one deed: one event told twice."""
    both = set(c.facts) & set(other.facts)
    if any(c.facts[k] == other.facts[k] > 0 for k in both & {"killed", "injured", "missing"}):
        return True
    if "arrested" in both and not _MORE.search(c.passage.text):
        return True
    mine, theirs = figures(c.passage.text), figures(other.passage.text)
    if common < (_SAME_EVENT if len(mine & theirs) < 2 else _SAME_FIGURES):
        return False
    more = set(c.facts) - set(other.facts)
    if mine & theirs and (both - {"share", "amount"} or not (more or max(mine - theirs, default=0) >= _TELLING)):
        return True
    return bool(both & _GRAVEST) and not more and not mine - theirs


def _faults(c: Candidate) -> float:
    length = len(c.passage.text.split())
    out_of_line = 0.25 if length > fitness.SANE_WORDS else 0.15 if length < 9 else 0.0
    return 0.5 * c.background + 0.4 * c.doubtful + 0.35 * bool(c.half_named) + out_of_line


def _sums(c: Candidate) -> frozenset[float]:
    """The amounts of money a sentence prints."""
    return frozenset(n.value for n in text.numbers(c.passage.text) if n.kind == "money" or n.value >= _SUM)


def _weights(candidates: Sequence[Candidate], headlines: Sequence[str]) -> Mapping[str, float]:
    """Stem -> share of the articles that use it, a little more where a headline does."""
    articles: dict[str, set[str]] = {}
    often: Counter[str] = Counter()
    for c in candidates:
        articles.setdefault(c.article.id, set()).update(c.stems)
        often.update(c.stems)
    use = Counter(stem for stems in articles.values() for stem in stems)
    heads = {stem for h in headlines for stem in text.content(h)}
    many = max(1, len(articles))
    most = math.log(1 + max(often.values(), default=1))
    return {
        stem: 0.5 * count / many + 0.25 * math.log(1 + often[stem]) / most + (0.35 if stem in heads else 0.0)
        for stem, count in use.items()
    }
