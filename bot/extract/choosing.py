"""Which sentences tell the story, and in what order.

Works on: the candidate sentences of one story.
Comes in: candidates, the headlines already shown, the tolls that stand.
Goes out: at most a few of them: the lede, what may not be lost, the newest development.
Does not know: how a sentence is checked or printed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import text
from bot.extract import facts, fitness
from bot.extract.pool import EARLIEST, Candidate, moment

PER_ARTICLE = 2
_REPEATS = 0.6
_REPEATS_FACTS = 0.42
WORTH_TELLING = 1.25
"""A third sentence worth less than this makes a brief longer and no better."""
OPENING = 1
"""A lede is the first or second sentence of its report that can stand alone."""
LATE_PLACE = 3
"""What stands further down than this is colour, not the newest development."""
_SUM = 1_000
"""From here a count may be a sum of a currency we do not know."""
_PEOPLE = frozenset(["killed", "injured", "missing"])
_FADES = timedelta(hours=20)
_SAME_EVENT = 0.28
_IS_HEADLINE = 0.85
_PRESENT = re.compile(r"\b(?:is|are|says?|has|have|remains?|continues?|could|may|might|will|expects?|faces?)\b")
MUST = ("killed", "injured", "missing", "sentence", "arrested", "vote", "rate", "magnitude", "amount")


@dataclass
class Choosing:
    """One story being told. `weights` say how much of the coverage shares a stem."""

    candidates: Sequence[Candidate]
    headlines: Sequence[str]
    """The story's own first, then those of its articles."""
    standing: Mapping[str, tuple[facts.Toll, ...]]
    limit: int
    chosen: list[Candidate] = field(default_factory=list)
    disputed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.weights = _weights(self.candidates, self.headlines)
        self.heads = [frozenset(text.words(h)) for h in self.headlines]
        self.told = frozenset(text.content(self.headlines[0])) if self.headlines else frozenset()
        self.amounts = Counter(s for c in self.candidates if c.place < 2 for s in _sums(c))
        self.latest = max((moment(c.article) for c in self.candidates), default=EARLIEST)
        self.age = {moment(c.article): self._age(moment(c.article)) for c in self.candidates}

    def _age(self, when: datetime) -> float:
        """1 for the newest report, falling to 0 over some days; a half where the time is not known."""
        if EARLIEST in (self.latest, when):
            return 0.5
        return math.exp(-(self.latest - when) / _FADES)

    # --- judging one sentence

    def worth(self, c: Candidate) -> float:
        """How well a sentence tells the story: what coverage shares, how early and how lately it stands, its facts."""
        shared = sum(sorted((self.weights[s] for s in c.stems), reverse=True)[:12]) / 12
        early = 1 / (1 + 0.45 * c.place)
        grave = sum(0.12 for kind in c.facts if kind in MUST[:5]) + sum(0.05 for kind in c.facts if kind in MUST[5:])
        length = len(c.passage.text.split())
        out_of_line = 0.25 if length > fitness.SANE_WORDS else 0.15 if length < 9 else 0.0
        faults = 0.5 * c.background + 0.4 * c.doubtful + 0.35 * bool(c.half_named) + out_of_line
        rich = min(0.3, 0.04 * (len(_printed(c)) + len(text.names(c.passage.text))))
        titled = len(c.stems & self.told) / max(1, len(self.told))
        return (
            1.2 * shared
            + 0.6 * titled
            + 0.55 * early
            + 0.35 * self.age[moment(c.article)]
            + min(grave, 0.3)
            + rich
            - faults
        )

    def stale(self, c: Candidate) -> bool:
        """True for a toll that a newer one replaced."""
        return any(
            kind in self.standing
            and value
            and value not in facts.values(self.standing[kind])
            and self._is_total(c, kind)
            for kind, value in c.facts.items()
        )

    def _is_total(self, c: Candidate, kind: str) -> bool:
        """True where a figure is its article's own count and the article's count no longer stands."""
        most = max((o.facts.get(kind, 0) for o in self.candidates if o.article.id == c.article.id), default=0)
        return c.facts[kind] >= most

    def is_headline(self, c: Candidate) -> bool:
        """True where a sentence only repeats a headline."""
        said = frozenset(text.words(c.passage.text))
        return any(h and len(said & h) / max(len(said), len(h)) >= _IS_HEADLINE for h in self.heads)

    def repeats(self, c: Candidate) -> bool:
        """True where what is chosen already says it."""
        for other in self.chosen:
            common = len(c.stems & other.stems) / max(1, min(len(c.stems), len(other.stems)))
            if self._same_facts(c, other, common):
                return True
            adds = {k for k in c.facts if k not in other.facts or c.facts[k] > other.facts[k] > 0}
            if common >= _REPEATS or (common >= _REPEATS_FACTS and not adds and c.facts):
                return True
        return False

    @staticmethod
    def _same_facts(c: Candidate, other: Candidate, common: float) -> bool:
        """True where two sentences give the same figures of the same people: one event told twice."""
        figures = _printed(c) & _printed(other)
        gravest = (set(c.facts) & set(other.facts)) - {"share", "amount"}
        return common >= _SAME_EVENT and bool(figures) and (bool(gravest) or figures >= _printed(c))

    def stands(self, c: Candidate) -> bool:
        """True where a sentence leans on nothing, or on "the company" and a company is in a sentence already chosen."""
        return not c.leans or (c.leans.startswith("the ") and any(self._introduces(other, c) for other in self.chosen))

    @staticmethod
    def _introduces(other: Candidate, c: Candidate) -> bool:
        return c.leans.removeprefix("the ").split(" ")[0] in text.words(other.passage.text)

    def may(self, c: Candidate) -> bool:
        """True where a sentence may be added now."""
        taken = Counter(o.article.id for o in self.chosen)[c.article.id]
        return (
            c not in self.chosen
            and taken < PER_ARTICLE
            and len(self.chosen) < self.limit
            and not self.is_headline(c)
            and not self.stale(c)
            and not self.outdated(c)
            and self.stands(c)
            and not self.repeats(c)
        )

    # --- telling

    def tell(self) -> list[Candidate]:
        """Lede, then what may not be lost, then the newest development."""
        self._lede()
        self._conflicts()
        self._must()
        self._newest()
        self.chosen[:] = [self._origin(c) for c in self.chosen]
        return self.chosen

    def _origin(self, c: Candidate) -> Candidate:
        """The first report that printed this very sentence: wire copy belongs to who wrote it."""
        same = [o for o in self.candidates if o.passage.text == c.passage.text and moment(o.article) != EARLIEST]
        first = min(same, key=lambda o: (moment(o.article), o.article.id), default=c)
        used = Counter(o.article.id for o in self.chosen if o is not c)[first.article.id]
        return first if used < PER_ARTICLE else c

    def _lede(self) -> None:
        """The best opening; where nothing passes every rule, the best sentence that can stand alone."""
        able = [c for c in self.candidates if self.may(c)]
        able = able or [c for c in self.candidates if not c.leans and not self.is_headline(c)]
        opening = [c for c in able if c.place <= OPENING] or able
        if opening and self.limit > 0:
            self.chosen.append(max(opening, key=lambda c: (self.worth(c), -c.passage.start, c.article.id)))

    def _conflicts(self) -> None:
        """Outlets that contradict each other are printed side by side, the earlier first."""
        for kind, standing in self.standing.items():
            values = facts.values(standing)
            if kind not in _PEOPLE or len(values) < 2:
                continue
            pair = [self._side(kind, value, standing) for value in (values[0], values[-1])]
            if pair[0] and pair[1]:
                self._place(pair[0], pair[1])
                return

    def _side(self, kind: str, value: int, standing: Sequence[facts.Toll]) -> Candidate | None:
        outlets = {t.outlet for t in standing if t.value == value}
        able = [
            c
            for c in self.candidates
            if c.facts.get(kind) == value and c.article.outlet in outlets and not c.leans and not self.is_headline(c)
        ]
        return max(able, key=self.worth, default=None)

    def _place(self, first: Candidate, second: Candidate) -> None:
        """The lede stays in front unless it is one of the two or says the same as one of them."""
        lede = [c for c in self.chosen if c not in (first, second) and not set(c.facts) & set(first.facts) & _PEOPLE]
        if not lede and first.place:
            told = _PEOPLE & set(first.facts)
            able = [c for c in self.candidates if c.place == 0 and not told & set(c.facts) and self.may(c)]
            lede = sorted(able, key=self.worth)[-1:]
        lede = lede[: max(0, self.limit - 2)]
        self.chosen[:] = [*lede, first, second]
        self.disputed = {len(lede), len(lede) + 1}

    def _must(self) -> None:
        """The gravest facts the coverage holds and the brief does not yet state."""
        while len(self.chosen) < self.limit:
            wanted = self._wanted()
            able = [c for c in self.candidates if self.may(c) and any(self._states(c, k) for k in wanted)]
            if not able:
                return
            self.chosen.append(max(able, key=lambda c: (self._coverage(c, wanted), self.worth(c), c.article.id)))

    def _states(self, c: Candidate, kind: str) -> bool:
        """True where a sentence gives the figure that stands, or the fact where it has no figure."""
        if kind not in c.facts:
            return False
        standing = self.standing.get(kind)
        return not standing or not c.facts[kind] or c.facts[kind] in facts.values(standing)

    def _wanted(self) -> list[str]:
        told = {k for c in self.chosen for k in c.facts if self._states(c, k)}
        held = {k for c in self.candidates for k in c.facts if k in MUST and (k != "amount" or self._main_amount(c))}
        return [k for k in MUST if k in held and k not in told]

    def _main_amount(self, c: Candidate) -> bool:
        """True for a sum that opens a report; sums further down are seldom the story's."""
        return c.place < 2 or any(self.amounts[p] for p in _sums(c))

    def outdated(self, c: Candidate) -> bool:
        """True for what an older report says of the present: the present has passed."""
        if self.latest - moment(c.article) <= facts.SUPERSEDED:
            return False
        return _PRESENT.search(c.passage.text) is not None

    @staticmethod
    def _coverage(c: Candidate, wanted: Sequence[str]) -> float:
        return sum(1 / (1 + MUST.index(k)) for k in wanted if k in c.facts)

    def _newest(self) -> None:
        """What the latest reports add."""
        while len(self.chosen) < self.limit:
            able = [
                c for c in self.candidates if self.may(c) and not c.background and not c.doubtful and not c.half_named
            ]
            if not able:
                return
            self.chosen.append(max(able, key=lambda c: (self._news(c), c.article.id)))

    def _tells_news(self, c: Candidate) -> bool:
        return not (c.background or c.doubtful or c.half_named) and self._worth_telling(c)

    def _worth_telling(self, c: Candidate) -> bool:
        return len(self.chosen) < 2 or (c.place <= LATE_PLACE and self.worth(c) >= WORTH_TELLING)

    def _news(self, c: Candidate) -> float:
        return self.worth(c) + 0.4 * self.age[moment(c.article)] - 0.06 * c.place


def _printed(c: Candidate) -> frozenset[float]:
    """The quantities a sentence prints, years and ordinals left out."""
    found = text.numbers(c.passage.text)
    return frozenset(n.value for n in found if n.kind in ("count", "money", "share") and n.value > 1)


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
