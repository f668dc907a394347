"""How much an article's evidence is that of a story, and what speaks against it.

Works on: one Reading and one Cluster.
Comes in: the article's weighted vector.
Goes out: a score to hold against a threshold, with the shared words and the objections as Reasons.
Does not know: the other candidates; changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

from msgspec.structs import replace

from bot.news import Genre, Reason
from bot.stories import particulars
from bot.stories.cluster import Cluster
from bot.stories.evidence import Evidence, Reading
from bot.stories.particulars import DAY, MEANINGS, SAID, TEXTS, WORDS, Scale, compatible, gap

__all__ = ["DAY", "JOIN", "MEANINGS", "MERGE", "WORDS", "Scale", "Score", "compatible", "gap", "likeness", "probe"]

JOIN, MERGE = WORDS.join, WORDS.merge
_COHERENT = 0.3
"""The usual cosine of two articles of one event, beside that of their meanings."""
_LIFT = 1.1
_PACE = 0.20
"""How much more is asked for every day of silence after the first."""
_ALONE = 0.12
"""What one name may bring on its own: less than a join needs, so that a second piece of evidence is needed."""
_GENERIC, _NAMES_ONLY, _ONE_NAME = 0.75, 0.35, 0.6
_FEW_NAMES, _SOME_WORDS = 2, 0.10
_ONLY_NAMES, _HALF = "only names in common", 0.5
"""Names that are all there is, or all that two stories ever mentioned, count half."""
_FEW = 3
"""Up to so many articles, what a story shares with another is mistrusted where it is names alone."""
_BODY, _BODIED_MERGE = 80, 1.6
_CROWD = 24
_ROUNDUP = 2.0


@dataclass(slots=True)
class Score:
    """`value` is to be held against a threshold of its `scale`; `raw` is the cosine before objections; `shared` gives
    each word's part."""

    value: float
    raw: float
    shared: dict[str, float] = field(default_factory=dict)
    objections: list[str] = field(default_factory=list)
    meant: float = 0.0
    names: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    scale: Scale = WORDS

    def reasons(self) -> tuple[Reason, ...]:
        """For `why`: words, names, numbers and meaning that speak for it, and what speaks against."""
        words = sorted((term for term in self.shared if "_" not in term), key=lambda term: -self.shared[term])
        told = {
            "shared": ", ".join(words[:6]),
            "names": ", ".join(self.names[:6]),
            "numbers": ", ".join(self.numbers[:4]),
            "meaning": f"{self.meant:.2f}" if self.meant else "",
            "likeness": f"{self.value:.2f}",
        }
        found = [Reason(code, detail) for code, detail in told.items() if detail]
        return (*found, *(Reason("objection", objection) for objection in self.objections))


def likeness(
    reading: Reading, vector: dict[str, float], story: Cluster, merging: int = 0, meant: float | None = None
) -> Score:
    """The score of an article against a story: words, meanings and particulars added, each objection a factor.

    When two stories are held together, `merging` is the other's count of articles: the more agree on what they share,
    the less the cap on one name counts. `meant` is the cosine of their meanings where they are measured.
    """
    scale = fitting(reading.evidence, meant is not None, merging)
    abroad = reading.evidence.language not in story.vectors
    score = Score(0.0, 0.0) if abroad else _words(reading, vector, story, merging)
    score.scale = scale
    score.value *= scale.words
    if meant is not None:
        score.value += scale.meaning * meant
        score.meant = meant
    if abroad or reading.evidence.size >= SAID:
        found = particulars.common(reading, story, scale, abroad=abroad)
        halved = merging or (meant is None and _ONLY_NAMES in score.objections)
        score.value += found.points * (_HALF if halved else 1.0)
        score.names, score.numbers = found.names, found.numbers
        score.raw = max(score.raw, found.points)
    if score.value > 0:
        for factor, why in particulars.objections(reading, story):
            _object(score, factor, why)
    return score


def fitting(row: Evidence, measured: bool, merging: int = 0) -> Scale:
    """The scale on which an article is held against a story."""
    if not measured:
        return WORDS
    return TEXTS if row.size >= SAID and not merging else MEANINGS


def _words(reading: Reading, vector: dict[str, float], story: Cluster, merging: int) -> Score:
    score = _cosine(reading, vector, story)
    if merging:
        trust = min(0.5, (len(story.rows) + merging) / _CROWD)
        score.value += trust * (score.raw - score.value)
    if score.value > 0:
        _weigh_words(score, reading, story)
    return score


def _weigh_words(score: Score, reading: Reading, story: Cluster) -> None:
    """Object where what is shared is common words or names alone; a sidebar and the same kind of event may do so."""
    known = reading.sidebar or bool(story.kinds().intersection(reading.evidence.kinds))
    telling = [term for term in score.shared if term in reading.telling or term[0].isdigit()]
    one = len({reading.group.get(term, term) for term in telling}) == 1 and telling[0] in reading.named
    if one and reading.evidence.size and not known:
        _object(score, _ONE_NAME, "one name and common words in common")
    if not known and _only_names(reading, score, story):
        _object(score, _NAMES_ONLY, _ONLY_NAMES)
    if not telling:
        _object(score, _GENERIC, "no telling word in common")


def probe(cluster: Cluster, reading: Reading) -> Reading:
    """A story seen as if it were an article, to hold it against another story; `reading` is its newest."""
    whole = replace(
        reading.evidence, numbers=tuple(cluster.numbers), names=tuple(cluster.names), places=tuple(cluster.places),
        marks=tuple(cluster.marks()),
        kinds=tuple(cluster.kinds()), series=cluster.series(), when=cluster.span()[0] or reading.evidence.when,
        figures={"killed": cluster.toll} if cluster.toll else {}, firm=("killed",) if cluster.toll else (),
    )  # fmt: skip
    few = len(cluster.rows) <= _FEW
    named = frozenset(cluster.named | reading.named) if few else reading.named
    return Reading(whole, {}, reading.group, reading.telling, named, weight=reading.weight)


def bar(one: int, other: int) -> float:
    """What two stories of so many articles must reach to merge where meanings are measured.

    Articles of one event differ, and the mean of many is closer to what they share than any one of them is: two large
    stories that are one are more alike than two single articles that are. The expected cosine of two means of n and m
    members that have the cosine c pairwise is c / sqrt((1 + (n-1)c)/n * (1 + (m-1)c)/m).
    """
    both = 1.0
    for count in (one, other):
        both *= _COHERENT / ((1 + (max(1, count) - 1) * _COHERENT) / max(1, count))
    return max(_LIFT * MEANINGS.join, MEANINGS.merge * sqrt(both))


def threshold(row: Evidence, story: Cluster, scale: Scale = WORDS, merging: int = 0) -> float:
    """What the score must reach: more for every silent day, and of a text more than of a headline alone."""
    asked = scale.merge if merging else scale.join
    if merging and scale is MEANINGS:
        asked = bar(merging, len(story.rows))
    if merging and scale is WORDS and row.size >= _BODY:
        asked *= _BODIED_MERGE
    elif row.size >= SAID:
        asked *= scale.said
    asked *= 1 + _PACE * max(0.0, gap(row.when, story) / DAY - 1)
    return asked * _ROUNDUP if row.genre is Genre.ROUNDUP else asked


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
