"""Which sentences tell the story, and in what order.

Works on: the candidate sentences of one story.
Comes in: candidates, the headlines already shown, the tolls that stand.
Goes out: at most a few of them: the event as it now stands, what may not be lost, the newest development.
Does not know: how a sentence is checked or printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot import text
from bot.extract import facts, references
from bot.extract.hardness import is_colour
from bot.extract.judging import MUST, Judging, tells_again
from bot.extract.pool import EARLIEST, Candidate, moment

PER_ARTICLE = 2
OPENING = 1
"""A lede is the first or second sentence of its report that can stand alone."""
TOLL_OPENING = 3
"""Down to here a sentence may open the brief when it alone has the newest toll."""
SECOND = 0.55
"""A second sentence worth less than this adds nothing an editor wants."""
ALONE = 0.3
"""A story of one report gets its second sentence for less: there is nobody else to tell it."""
THIRD = 0.95
"""A third sentence worth less than this makes a brief longer and no better."""
_PEOPLE = frozenset(["killed", "injured", "missing"])
_SIDES_TELL = 0.7
"""A pair whose first side tells this share of what the best lede tells needs no lede before it."""


@dataclass
class Choosing:
    """One story being told."""

    candidates: Sequence[Candidate]
    headlines: Sequence[str]
    """The story's own first, then those of its articles."""
    standing: Mapping[str, tuple[facts.Toll, ...]]
    limit: int
    chosen: list[Candidate] = field(default_factory=list)
    disputed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.judging = Judging(self.candidates, self.headlines, self.standing)
        self.usable = [c for c in self.candidates if self._usable(c)]
        self.several = len({c.article.id for c in self.candidates}) > 1
        self.shown = frozenset(text.words(self.headlines[0])) if self.headlines else frozenset()

    def _usable(self, c: Candidate) -> bool:
        judging = self.judging
        return not (judging.is_headline(c) or judging.stale(c) or judging.outdated(c))

    # --- telling

    def tell(self) -> list[Candidate]:
        """The event as it now stands, then what may not be lost, then the newest development."""
        self._lede()
        self._conflicts()
        if 0 not in self.disputed:  # a pair that tells the event is the brief
            self._must()
            self._newest()
        self.chosen[:] = [self._origin(c) for c in self.chosen]
        return self.chosen

    def _lede(self) -> None:
        """The best opening; where nothing passes every rule, the best sentence that can stand alone."""
        able = [c for c in self.usable if self._may(c)]
        able = able or [c for c in self.usable if self._stands(c)]
        able = able or [c for c in self.candidates if not c.leans and not self.judging.is_headline(c)]
        opening = [c for c in able if c.place <= OPENING or self._only_toll(c)] or able
        if opening and self.limit > 0:
            self.chosen.append(max(opening, key=lambda c: (self.judging.lead(c), -c.passage.start, c.article.id)))

    def _only_toll(self, c: Candidate) -> bool:
        return c.place <= TOLL_OPENING and self.judging.newest_toll(c)

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
            if c.facts.get(kind) == value
            and c.article.outlet in outlets
            and not c.leans
            and not self.judging.is_headline(c)
        ]
        return max(able, key=self.judging.worth, default=None)

    def _place(self, first: Candidate, second: Candidate) -> None:
        """The pair opens the brief where it tells the event; else a lede that tells it stands before the pair."""
        told = _PEOPLE & set(first.facts)
        able = [c for c in self.usable if c.place <= OPENING and not told & set(c.facts) and self._fits(c)]
        lede = sorted((c for c in able if c not in (first, second)), key=self.judging.lead)[-1:]
        event = self.judging.event
        if not lede or event.told(first) >= _SIDES_TELL * event.told(lede[0]) or self.limit < 3:
            lede = []
        self.chosen[:] = [*lede, first, second]
        self.disputed = {len(lede), len(lede) + 1}

    def _must(self) -> None:
        """The gravest facts the coverage holds and the brief does not yet state."""
        while len(self.chosen) < self.limit:
            wanted = self._wanted()
            able = [c for c in self.usable if self._adds_one_of(c, wanted)]
            if not able:
                return
            self.chosen.append(max(able, key=lambda c: (self._coverage(c, wanted), self._adds(c), c.article.id)))

    def _adds_one_of(self, c: Candidate, wanted: Sequence[str]) -> bool:
        stated = [k for k in wanted if self.judging.states(c, k)]
        if not stated or not self._may(c) or is_colour(c.passage.text):
            return False
        return stated != ["amount"] or self._adds(c) >= self._bar()

    def _wanted(self) -> list[str]:
        told = {k for c in self.chosen for k in c.facts if self.judging.states(c, k)}
        held = {k for c in self.usable for k in c.facts if k != "amount" or self.judging.main_amount(c)}
        return [k for k in MUST if k in held and k not in told]

    @staticmethod
    def _coverage(c: Candidate, wanted: Sequence[str]) -> float:
        return sum(1 / (1 + MUST.index(k)) for k in wanted if k in c.facts)

    def _newest(self) -> None:
        """What the reports add that an editor would want, the newest before the older."""
        while len(self.chosen) < self.limit:
            able = [c for c in self.usable if self._adds(c) >= self._bar() and self._may(c)]
            if not able:
                return
            self.chosen.append(max(able, key=lambda c: (self._adds(c), -c.passage.start, c.article.id)))

    def _adds(self, c: Candidate) -> float:
        return self.judging.adds(c)

    def _bar(self) -> float:
        if len(self.chosen) >= 2:
            return THIRD
        return SECOND if self.several else ALONE

    # --- what may be added now

    def _may(self, c: Candidate) -> bool:
        """True where a sentence may be added: it stands, it is new, its article has not spoken twice."""
        taken = Counter(o.article.id for o in self.chosen)[c.article.id]
        return taken < PER_ARTICLE and self._fits(c) and not any(tells_again(c, o) for o in self.chosen)

    def _fits(self, c: Candidate) -> bool:
        """True where a sentence can be read after what is chosen, and is no doubt, background or half a name."""
        if c in self.chosen or not self._stands(c):
            return False
        return not self.chosen or not (c.background or c.doubtful or self._half_named(c))

    def _half_named(self, c: Candidate) -> bool:
        """True for a surname whose full name neither the headline nor the brief prints."""
        printed = " ".join([*self.headlines[:1], *(o.passage.text for o in self.chosen)])
        return any(name not in printed for name in c.half_named)

    def _stands(self, c: Candidate) -> bool:
        """True where all that a sentence leans on is printed: nothing, or "the company" after a company."""
        printed = self.shown.union(*(text.words(o.passage.text) for o in self.chosen))
        thing = c.leans.removeprefix("the ").split(" ")[0] if c.leans.startswith("the ") else ""
        if c.leans and not (thing and printed & references.kin(thing)):
            return False
        return not references.missing(c.refers, printed)

    def _origin(self, c: Candidate) -> Candidate:
        """The first report that printed this very sentence: wire copy belongs to who wrote it."""
        same = [o for o in self.candidates if o.passage.text == c.passage.text and moment(o.article) != EARLIEST]
        first = min(same, key=lambda o: (moment(o.article), o.article.id), default=c)
        used = Counter(o.article.id for o in self.chosen if o is not c)[first.article.id]
        return first if used < PER_ARTICLE else c
