"""How much an article's evidence is that of a story, and what speaks against it.

Works on: one Reading and one Cluster.
Comes in: the article's weighted vector.
Goes out: a score to hold against a threshold, with the shared words and the objections as Reasons.
Does not know: the other candidates; changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from bot.news import Genre, Reason
from bot.stories import happenings, marks
from bot.stories.cluster import Cluster
from bot.stories.evidence import Evidence, Reading

JOIN = 0.15
MERGE = 0.22
DAY = 86_400
_PACE = 0.20
"""How much more is asked for every day of silence after the first."""
_ALONE = 0.12
"""What one name may bring on its own: less than a join needs, so that a second piece of evidence is needed."""
_ELSEWHERE, _OTHER_MARK, _OTHER_KIND, _OTHER_SERIES, _GENERIC = 0.45, 0.4, 0.4, 0.75, 0.75
_NAMES_ONLY, _ONE_NAME = 0.35, 0.6
_FEW_NAMES, _SOME_WORDS = 2, 0.10
_PIECES = 3.0
_FEW = 3
"""Up to so many articles, what a story shares with another is mistrusted where it is names alone."""
_BODY, _BODIED_JOIN, _BODIED_MERGE = 80, 1.0, 1.6
_CROWD = 24
_ABROAD = 0.40
_ROUNDUP = 2.0


@dataclass(slots=True)
class Score:
    """`value` is to be held against a threshold; `raw` is the cosine before objections; `shared` gives "
    "each word's part."""

    value: float
    raw: float
    shared: dict[str, float] = field(default_factory=dict)
    objections: list[str] = field(default_factory=list)

    def reasons(self) -> tuple[Reason, ...]:
        """For `why`: the words that speak for it, and what speaks against."""
        told = (
            Reason("shared", ", ".join(sorted(self.shared, key=lambda term: -self.shared[term])[:6])),
            Reason("likeness", f"{self.value:.2f}"),
        )
        return told + tuple(Reason("objection", objection) for objection in self.objections)


def likeness(reading: Reading, vector: dict[str, float], story: Cluster, merging: int = 0) -> Score:
    """The score of an article against a story: cosine, with one name capped and each objection a factor.

    When two stories are held together, `merging` is the other's count of articles: the more agree on what they share,
    the less the cap on one name counts.
    """
    row = reading.evidence
    if row.language not in story.vectors:
        return _abroad(row, story)
    score = _cosine(reading, vector, story)
    if merging:
        trust = min(0.5, (len(story.rows) + merging) / _CROWD)
        score.value += trust * (score.raw - score.value)
    if score.value <= 0:
        return score
    _weigh_words(score, reading, story)
    if not reading.sidebar and _apart(row.places, row.names, story):
        _object(score, _ELSEWHERE, f"elsewhere: {row.places[0]}")
    for kind in marks.clashes(row.marks, story.marks()):
        _object(score, _OTHER_MARK, f"another {kind}")
    if happenings.differ(row.kinds, story.kinds()):
        _object(score, _OTHER_KIND, f"another kind of event: {row.kinds[0]}")
    factor = _recurring(row, story)
    if factor < 1:
        _object(score, factor, f"recurs: {row.series or story.series()}")
    return score


def _weigh_words(score: Score, reading: Reading, story: Cluster) -> None:
    """Object where what is shared is common words or names alone; a sidebar and the same kind of event may do so."""
    known = reading.sidebar or bool(story.kinds().intersection(reading.evidence.kinds))
    telling = [term for term in score.shared if term in reading.telling or term[0].isdigit()]
    if not telling:
        _object(score, _GENERIC, "no telling word in common")
    if known:
        return
    one = len({reading.group.get(term, term) for term in telling}) == 1 and telling[0] in reading.named
    if one and reading.evidence.size:
        _object(score, _ONE_NAME, "one name and common words in common")
    if _only_names(reading, score, story):
        _object(score, _NAMES_ONLY, "only names in common")


def probe(cluster: Cluster, reading: Reading) -> Reading:
    """A story seen as if it were an article, to hold it against another story; `reading` is its newest."""
    whole = replace(
        reading.evidence, names=tuple(cluster.names), places=tuple(cluster.places), marks=tuple(cluster.marks()),
        kinds=tuple(cluster.kinds()), series=cluster.series(),
    )  # fmt: skip
    few = len(cluster.rows) <= _FEW
    named = frozenset(cluster.named | reading.named) if few else reading.named
    return Reading(whole, {}, reading.group, reading.telling, named)


def threshold(row: Evidence, story: Cluster, base: float = JOIN) -> float:
    """What the score must reach: more for every silent day, never reached from outside the horizon's reach."""
    days = gap(row.when, story) / DAY
    asked = base * (1 + _PACE * max(0.0, days - 1))
    if row.size >= _BODY:
        asked *= _BODIED_JOIN if base == JOIN else _BODIED_MERGE
    return asked * _ROUNDUP if row.genre is Genre.ROUNDUP else asked


def gap(when: int, story: Cluster) -> int:
    """Seconds between an article and the nearest end of a story; 0 inside it and where times are not known."""
    first, last = story.span()
    if not when or not last:
        return 0
    return max(0, first - when, when - last)


def _object(score: Score, factor: float, why: str) -> None:
    score.value *= factor
    score.objections.append(why)


def _cosine(reading: Reading, vector: dict[str, float], story: Cluster) -> Score:
    """Each name counts as one piece of evidence, and the largest piece for little more than all the others together."""
    language, group = reading.evidence.language, reading.group
    theirs, norm = story.vectors[language], story.norms[language] or 1.0
    pieces: dict[str, float] = {}
    shared: dict[str, float] = {}
    for term, weight in vector.items():
        other = theirs.get(term)
        if other is None:
            continue
        value = weight * other / norm
        first, _, second = term.partition("_")
        if second:
            a, b = group.get(first, first), group.get(second, second)
            pieces[a] = pieces.get(a, 0.0) + value / 2
            pieces[b] = pieces.get(b, 0.0) + value / 2
        else:
            shared[term] = value
            piece = group.get(term, term)
            pieces[piece] = pieces.get(piece, 0.0) + value
    raw = sum(pieces.values())
    most = max(pieces.values(), default=0.0)
    rest = raw - most
    capped = rest + min(most, rest + _ALONE)
    objections = [] if capped > raw - 0.02 else ["mostly one name"]
    return Score(capped, raw, shared, objections)


def _only_names(reading: Reading, score: Score, story: Cluster) -> bool:
    """True where one or two names are all that is shared: who is in the news is not yet what happened."""
    words = sum(part for term, part in score.shared.items() if term not in reading.named)
    if words >= _SOME_WORDS * score.raw:
        return False
    names = [term for term in score.shared if term in reading.named]
    paired = story.vectors[reading.evidence.language]
    tails = {second for first in names for second in names if f"{first}_{second}" in paired}
    return len(names) - len(tails) <= _FEW_NAMES


def _apart(places: tuple[str, ...], names: tuple[str, ...], story: Cluster) -> bool:
    """True where both name places and neither's are mentioned by the other."""
    ours, theirs = marks.where(places), marks.where(story.places)
    if not ours or not theirs:
        return False
    return not (ours & (theirs | story.names.keys()) or theirs & (ours | set(names)))


def _recurring(row: Evidence, story: Cluster) -> float:
    """Markets, fixtures and forecasts of two days are two stories however alike their words."""
    theirs = story.series()
    if not row.series and not theirs:
        return 1.0
    if row.series != theirs:
        return _OTHER_SERIES
    if not row.when or not story.span()[1]:
        return 1.0
    same_day = gap(row.when, story) < DAY * 0.6 and row.when // DAY in {t // DAY for t in story.span()}
    return 1.0 if same_day else 0.2


def _abroad(row: Evidence, story: Cluster) -> Score:
    """Across languages: rare names, places and counts alike. Strict, for they are few; scaled so that JOIN "
    "is the bar."""
    names = [name for name in row.names if name in story.names]
    ours, theirs = marks.where(row.places), marks.where(story.places)
    where = ours & theirs - set(names)
    counts = {f"{kind} {n}" for kind, n in row.figures.items() if n > 1}
    told = {f"{kind} {n}" for other in story.rows.values() for kind, n in other.figures.items()}
    equal = counts & told | set(row.numbers) & {number for other in story.rows.values() for number in other.numbers}
    alike = story.kinds().intersection(row.kinds)
    pieces = len(names) + 0.5 * len(where) + len(equal) + bool(alike)
    enough = pieces >= _PIECES and len(names) >= 1 and gap(row.when, story) <= 2 * DAY
    value = 0.0 if not enough else JOIN * pieces / _PIECES
    clash = marks.clash(row.marks, story.marks()) or happenings.differ(row.kinds, story.kinds())
    if clash or _apart(row.places, row.names, story):
        value *= _ABROAD
    return Score(value, pieces, dict.fromkeys([*names, *sorted(where), *sorted(equal), *sorted(alike)], 1.0))


def compatible(a: Evidence, b: Evidence) -> bool:
    """False for two articles of one mould: the same sentences about another place, round or day."""
    if a.series and a.series == b.series and a.when and b.when and abs(a.when - b.when) > DAY * 0.6:
        return False
    ours, theirs = marks.where(a.places), marks.where(b.places)
    return not (ours and theirs and not ours & theirs)
