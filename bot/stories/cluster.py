"""One story as it grows: its articles' evidence, their centroid, and the Story it makes.

Works on: Evidence of the articles placed so far.
Comes in: articles joining, changing, leaving; another cluster merging.
Goes out: a Story, and compact bytes from which the cluster can be rebuilt.
Does not know: the other stories, and why an article was placed here.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from math import sqrt

import msgspec

from bot.news import Genre, Outlet, Reason, Story
from bot.stories.evidence import Evidence, sound
from bot.stories.figures import Counted, standing
from bot.stories.leading import lead as leading
from bot.stories.marks import key, where

CENTROID = 160
"""Terms a centroid keeps once it has grown to twice as many."""
KEPT = 40
"""Articles of one story whose full evidence is kept; of the rest, who, when and what they counted."""
_RARELY = 0.25
_LARGEST, _LAST = 64_000_000, 253_402_300_799
_PASSING = 0.25
"""A kind of event named less often than this share of the commonest is only mentioned."""


class _Stored(msgspec.Struct, array_like=True):
    slug: str
    aliases: list[str]
    touched: int
    revision: int
    rows: list[Evidence]
    asides: list[Evidence]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Stored)


class Cluster:
    """The live form of a story. `rows` are its articles, `asides` what is written about it; both in order "
    "of arrival."""

    def __init__(self, slug: str, touched: int) -> None:
        self.slug = slug
        self.touched = touched
        self.revision = 0
        self.aliases: set[str] = set()
        self.rows: dict[str, Evidence] = {}
        self.asides: dict[str, Evidence] = {}
        self.vectors: dict[str, dict[str, float]] = {}
        self.norms: dict[str, float] = {}
        self.named: set[str] = set()
        self.names: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self.marked: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.located: set[str] = set()
        self.keys: set[str] = set()
        self.numbers: set[str] = set()
        self.counts: set[str] = set()
        self.toll = 0
        self._story: Story | None = None

    # --- growing

    def add(self, row: Evidence) -> None:
        """One more article. An aside is only remembered; it is the anchor where nothing else is there yet."""
        report = row.genre is Genre.REPORT
        if report and not self.rows and self.asides:
            self._forget_evidence()
        (self.rows if report else self.asides)[row.id] = row
        if report or not self.rows:
            self._learn(row)
        self._changed()

    def replace(self, row: Evidence) -> None:
        """A new revision of an article that is already here."""
        self.rows = {key: row if key == row.id else kept for key, kept in self.rows.items()}
        self.asides = {key: row if key == row.id else kept for key, kept in self.asides.items()}
        if row.genre is Genre.REPORT and row.id in self.asides:
            self.rows[row.id] = self.asides.pop(row.id)
        elif row.genre is not Genre.REPORT and row.id in self.rows:
            self.asides[row.id] = self.rows.pop(row.id)
        self._relearn()
        self._changed()

    def absorb(self, other: Cluster) -> None:
        """Take over a younger story, whose slug becomes an alias."""
        alone = not self.rows
        self.rows |= other.rows
        self.asides |= other.asides
        self.aliases |= other.aliases | {other.slug}
        self.touched = max(self.touched, other.touched)
        if alone:
            self._relearn()
        for row in () if alone else other.rows.values():
            self._learn(row)
        self._changed()

    def _learn(self, row: Evidence) -> None:
        if row.copy:
            return
        vector = self.vectors.setdefault(row.language, {})
        for term, weight in row.vector().items():
            vector[term] = vector.get(term, 0.0) + weight
        if len(vector) > 2 * CENTROID:
            kept = sorted(vector.items(), key=lambda item: -item[1])[:CENTROID]
            vector = self.vectors[row.language] = dict(kept)
        self.norms[row.language] = sqrt(sum(weight * weight for weight in vector.values()))
        self.named.update(row.terms[i] for i in row.named)
        self.names.update(row.names)
        self.places.update(row.places)
        self.marked.update(row.marks)
        self.happened.update(row.kinds)
        self.located |= where(row.places)
        self.keys.update(map(key, (*row.names, *where(row.places))))
        self.numbers.update(row.numbers)
        self.counts.update(f"{n} {kind}" for kind, n in row.figures.items() if n > 1)
        killed = row.figures.get("killed", 0) if "killed" in row.firm else 0
        self.toll = min(self.toll or killed, killed or self.toll)

    def _forget_evidence(self) -> None:
        self.vectors, self.norms = {}, {}
        self.named = set()
        self.names, self.places = Counter(), Counter()
        self.marked, self.happened = Counter(), Counter()
        self.located, self.keys, self.numbers, self.counts, self.toll = set(), set(), set(), set(), 0

    def _relearn(self) -> None:
        self._forget_evidence()
        for row in list(self.rows.values()) or list(self.asides.values()):
            self._learn(row)

    def _changed(self) -> None:
        self.revision += 1
        self._story = None

    # --- what is known of it

    def all(self) -> list[Evidence]:
        """Articles and asides."""
        return [*self.rows.values(), *self.asides.values()]

    def marks(self) -> set[str]:
        """The marks of its articles ("round:2")."""
        return set(self.marked)

    def kinds(self) -> set[str]:
        """What kind of event its articles call it, without what only a few of them name."""
        least = _PASSING * max(self.happened.values(), default=0)
        return {kind for kind, count in self.happened.items() if count >= least}

    def span(self) -> tuple[int, int]:
        """First and last time of its articles in epoch seconds; zeros where none has a time."""
        times = [row.when for row in (self.rows or self.asides).values() if row.when]
        return (min(times), max(times)) if times else (0, 0)

    def direction(self, language: str) -> dict[str, float]:
        """Its centroid in one language, of length one: each language is compared with its own."""
        norm = self.norms.get(language) or 1.0
        return {term: weight / norm for term, weight in self.vectors.get(language, {}).items()}

    def series(self) -> str:
        """The recurring form most of its articles have ("" for none)."""
        counted = Counter(row.series for row in (self.rows or self.asides).values())
        return counted.most_common(1)[0][0] if counted else ""

    def terms(self) -> set[str]:
        """Every term of its centroids."""
        return {term for vector in self.vectors.values() for term in vector}

    # --- the Story

    def story(self, outlets: Mapping[str, Outlet], language: str = "en") -> Story:
        """What readers of a language get. Only asked of a cluster with at least one report."""
        if self._story is None:
            self._story = self._told(outlets, language)
        return self._story

    def _told(self, outlets: Mapping[str, Outlet], language: str) -> Story:
        rows = list(self.rows.values())
        first, last = self.span()
        own = [row for row in rows if not row.copy] or rows
        voices = (_voice(row, outlets) for row in own)
        figures = standing([Counted(row.when, _voice(row, outlets), row.figures, row.firm) for row in own])
        told = language if any(row.language == language for row in rows) else rows[-1].language
        lead = leading(rows, self.direction(told), figures, told)
        return Story(
            slug=self.slug, articles=tuple(self.rows), outlets=tuple(dict.fromkeys(row.outlet for row in rows)),
            families=tuple(dict.fromkeys(voices)),
            opened=_time(first or self.touched), updated=_time(last or self.touched),
            lead=lead.id, headline=lead.headline, headline_outlet=lead.outlet, language=lead.language,
            urgency=min(row.urgency for row in rows), beats=_beats(own),
            figures=figures, revision=self.revision,
            fictional=any(row.fictional for row in rows), aliases=tuple(sorted(self.aliases)),
        )  # fmt: skip

    # --- keeping

    def dump(self) -> bytes:
        """Compact bytes: at most about 900 an article, and less where articles share words."""
        rows = [row if i < KEPT else row.lighter() for i, row in enumerate(self.rows.values())]
        asides = [row if not rows and i < KEPT else row.lighter() for i, row in enumerate(self.asides.values())]
        stored = _Stored(self.slug, sorted(self.aliases), self.touched, self.revision, rows, asides)
        return zlib.compress(_ENCODER.encode(stored), 6)

    @classmethod
    def load(cls, kept: bytes) -> Cluster:
        """The cluster `dump` was called on. ValueError where the bytes are not one."""
        try:
            stored = _DECODER.decode(_unpacked(kept))
        except (zlib.error, msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"not a story's evidence: {error}") from error
        if not stored.slug or abs(stored.touched) > _LAST or not all(map(sound, stored.rows + stored.asides)):
            raise ValueError("not a story's evidence: its parts contradict each other")
        cluster = cls(stored.slug, stored.touched)
        cluster.aliases = set(stored.aliases) - {stored.slug}
        cluster.rows = {row.id: row for row in stored.rows}
        cluster.asides = {row.id: row for row in stored.asides}
        cluster.revision = stored.revision
        cluster._relearn()
        return cluster


def explain(kept: bytes) -> dict[str, tuple[Reason, ...]]:
    """Why each article of a story was placed there, by its id, out of `dump`'s bytes. ValueError for other bytes."""
    cluster = Cluster.load(kept)
    return {row.id: tuple(Reason(code, detail) for code, detail in row.why) for row in cluster.all()}


def _unpacked(kept: bytes) -> bytes:
    """What was compressed, up to the size that any story's evidence can have."""
    return zlib.decompressobj().decompress(kept, _LARGEST)


def _beats(rows: list[Evidence]) -> tuple[str, ...]:
    """The beats of the reports, the surest first; what only few of them suggest is left out."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted.update({beat: 2 - i for i, beat in enumerate(row.beats)})
    ranked = counted.most_common(3)
    return tuple(beat for beat, n in ranked if n >= _RARELY * ranked[0][1])


def _voice(row: Evidence, outlets: Mapping[str, Outlet]) -> str:
    return outlets[row.outlet].voice if row.outlet in outlets else row.outlet


def _time(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
