"""What tells one event from another whatever words it is told in, and in whatever language.

Works on: one article's names, places, numbers, counts, kind of event and marks, and those of a story.
Comes in: a Reading with the weight of each of its names, and a Cluster.
Goes out: points for what both have, by how telling it is; objections where both cannot be true.
Does not know: other words, meanings, thresholds, the other stories.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.stories import happenings, marks
from bot.stories.cluster import Cluster
from bot.stories.evidence import Evidence, Reading

DAY = 86_400
_ELSEWHERE, _OTHER_MARK, _OTHER_KIND, _OTHER_SERIES, _OTHER_DAY, _OTHER_TOLL = 0.45, 0.4, 0.4, 0.5, 0.2, 0.5
_MOST_NAMES, _MOST_NUMBERS = 3.0, 2
_PIECES = 2
"""What two languages must have in common where no meaning is measured; else one name or number is enough."""
SAID, _THIN = 12, 0.5
"""Words of body from which an article says more than its headline. A headline alone names few places and kinds of
event, and what it does not name is a weaker objection."""
_FEWER = 2
"""A toll does not fall to less than half of what was first counted: that is another accident."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What evidence counts and what a story asks: `join` and `merge` of headlines, `said` as a factor for more text."""

    join: float
    merge: float
    said: float
    name: float
    number: float
    count: float
    kind: float
    abroad: float
    words: float = 1.0
    meaning: float = 0.0


WORDS = Scale(join=0.15, merge=0.22, said=1.4, name=0.06, number=0.06, count=0.04, kind=0.02, abroad=0.18)
"""Where articles are compared by words alone."""
MEANINGS = Scale(
    join=0.42, merge=0.62, said=1.25, name=0.12, number=0.12, count=0.06, kind=0.05, abroad=0.27, meaning=0.7
)
"""Where their meanings are measured too."""
TEXTS = Scale(
    join=0.60, merge=0.62, said=1.0, name=0.12, number=0.18, count=0.10, kind=0.12, abroad=0.12, words=0.3, meaning=1.5
)
"""The same of articles that say more than a headline: another angle has other words, and its meaning is surer."""


@dataclass(slots=True)
class Common:
    """Points for what an article and a story have in common, and what that is."""

    points: float
    names: list[str]
    numbers: list[str]


def common(reading: Reading, story: Cluster, scale: Scale, *, abroad: bool) -> Common:
    """Names count by how few stories have them; each number, count of people and kind of event adds to it."""
    row = reading.evidence
    by_key = {marks.key(name): name for name in reading.weight if marks.key(name) in story.keys}
    whole = [name for name in by_key.values() if " " in name]
    names = [name for name in by_key.values() if not any(name in phrase.split() for phrase in whole)]
    known = sum(reading.weight[name] for name in names)
    numbers = [number for number in row.numbers if number in story.numbers]
    counts = [f"{n} {kind}" for kind, n in row.figures.items() if n > 1 and f"{n} {kind}" in story.counts]
    alike = bool(story.kinds().intersection(row.kinds))
    points = scale.name * min(_MOST_NAMES, known) + scale.number * min(_MOST_NUMBERS, len(numbers))
    points += scale.count * min(_MOST_NUMBERS, len(counts)) + scale.kind * alike
    pieces = len(names) + len(numbers) + len(counts)
    if abroad and pieces and (scale.meaning or pieces + alike >= _PIECES):
        points += scale.abroad
    return Common(points, names, numbers + counts)


def objections(reading: Reading, story: Cluster) -> Iterator[tuple[float, str]]:
    """What cannot be true of one event: each a factor for the score, and why."""
    row = reading.evidence
    thin = 1.0 if row.size >= SAID else _THIN
    if not reading.sidebar and apart(row, story):
        yield _ELSEWHERE**thin, f"elsewhere: {row.places[0]}"
    for kind in marks.clashes(row.marks, story.marks()):
        yield _OTHER_MARK, f"another {kind}"
    if happenings.differ(row.kinds, story.kinds()):
        yield _OTHER_KIND**thin, f"another kind of event: {row.kinds[0]}"
    if _another_toll(row, story):
        yield _OTHER_TOLL, f"another toll: {row.figures['killed']}"
    factor = _recurring(row, story, thin)
    if factor < 1:
        yield factor, f"recurs: {row.series or story.series()}"


def gap(when: int, story: Cluster) -> int:
    """Seconds between an article and the nearest end of a story; 0 inside it and where times are not known."""
    first, last = story.span()
    if not when or not last:
        return 0
    return max(0, first - when, when - last)


def apart(row: Evidence, story: Cluster) -> bool:
    """True where both name places and neither's are mentioned by the other."""
    ours, theirs = marks.where(row.places), story.located
    if not ours or not theirs:
        return False
    return not (ours & (theirs | story.names.keys()) or theirs & (ours | set(row.names)))


def compatible(a: Evidence, b: Evidence) -> bool:
    """False for two articles of one mould: the same sentences about another place, round or day."""
    if a.series and a.series == b.series and a.when and b.when and abs(a.when - b.when) > DAY * 0.6:
        return False
    ours, theirs = marks.where(a.places), marks.where(b.places)
    return not (ours and theirs and not ours & theirs)


def _another_toll(row: Evidence, story: Cluster) -> bool:
    """True where what was told later leads with far fewer dead than what was told before."""
    killed = row.figures.get("killed", 0) if "killed" in row.firm else 0
    if not killed or not story.toll:
        return False
    early, late = (story.toll, killed) if row.when >= story.span()[0] else (killed, story.toll)
    return _FEWER * late < early


def _recurring(row: Evidence, story: Cluster, thin: float) -> float:
    """Markets, fixtures and forecasts of two days are two stories however alike their words."""
    theirs = story.series()
    if not row.series and not theirs:
        return 1.0
    if row.series != theirs:
        return float(_OTHER_SERIES**thin)
    if not row.when or not story.span()[1]:
        return 1.0
    same_day = gap(row.when, story) < DAY * 0.6 and row.when // DAY in {t // DAY for t in story.span()}
    return 1.0 if same_day else _OTHER_DAY
