"""Where each article belongs, decided when it arrives and only by what is known then.

Works on: the stories of the last days, held in memory with an inverted index.
Comes in: one article at a time, in order of arrival, and `now`.
Goes out: Placed - the story's slug, what kind of arrival it was, which stories merged, and why.
Does not know: the store, the wire, rankings. Holds no clock.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

from bot import text
from bot.news import Article, Genre, Outlet, Reason, Story
from bot.stories import likeness as likes
from bot.stories.cluster import Cluster
from bot.stories.copies import Copies
from bot.stories.evidence import Evidence, Reading, read
from bot.stories.lexicon import lexicon
from bot.stories.marks import key, where
from bot.stories.rarity import Rarity

if TYPE_CHECKING:
    from bot.vectors import Vectors

Verdict = Literal["new", "copy", "event", "revision", "aside"]

_PROBES, _CANDIDATES = 10, 12
_MERGE_PROBES, _PROBED = 12, 32
_KNOWN, _BY_NAME = 60, 8
"""A name in more stories than this finds none; and how many are looked at for their names."""
_COMMON = 0.3
"""Background weight of a capitalised word that tells nothing as a name."""
_NEIGHBOURS = 8
"""Stories looked at for what their articles mean."""
_CROWDED = 250
"""A term in more stories than this finds no candidates: others will."""
_SAME_PAGE = 0.08
_NEARLY = 0.6
"""The share of the threshold from which a story that was not joined is worth telling."""
_SHORT_HEADLINE = 4
_TOLD, _REASONS = 80, 8
"""Characters kept of each reason, and reasons kept of why an article was placed where it is."""
_SWEEP = 60
"""Seconds between two looks for stories that have expired."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went. `merged` are slugs that have become aliases of `slug` by this arrival."""

    slug: str
    verdict: Verdict
    merged: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Window:
    """The live stories.

    `outlets` gives families and beats; an unknown outlet is its own family. A story leaves `horizon` after its last
    article. `taken` says which slugs are in use elsewhere (an archive's older stories), so that none is given twice.
    `language` is the readers': a headline in it leads where there is one. `vectors` measures meanings; without them
    articles are compared by words alone.
    """

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        horizon: timedelta = timedelta(days=4),
        taken: Container[str] = (),
        language: str = "en",
        vectors: Vectors | None = None,
    ) -> None:
        self._outlets = outlets
        self._horizon = int(horizon.total_seconds())
        self._taken = taken
        self._language = language
        self._vectors = vectors
        self._plane = vectors.plane() if vectors else None
        self._clusters: dict[str, Cluster] = {}
        self._moved: dict[str, str] = {}
        self._home: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._headlines: dict[str, str] = {}
        self._posting: dict[str, set[str]] = {}
        self._named: dict[str, set[str]] = {}
        self._copies = Copies()
        self._rarity = Rarity()
        self._due = 0
        self._order: dict[str, int] = {}

    # --- asking

    def stories(self) -> list[Story]:
        """Every live story with at least one report, oldest first."""
        return [cluster.story(self._outlets, self._language) for cluster in self._clusters.values() if cluster.rows]

    def story(self, slug: str) -> Story | None:
        """The story of a slug or of an alias; None where there is none (any more)."""
        cluster = self._clusters.get(self.resolve(slug))
        return cluster.story(self._outlets, self._language) if cluster and cluster.rows else None

    def resolve(self, slug: str) -> str:
        """The slug a story has now, after any merges; an unknown slug is itself."""
        while slug in self._moved:
            slug = self._moved[slug]
        return slug

    def holds(self, article: str) -> bool:
        """Whether a live story has an article of this id."""
        return article in self._home

    def dump(self, slug: str) -> bytes:
        """A story's evidence as compact bytes. KeyError where the slug is not live."""
        return self._clusters[self.resolve(slug)].dump()

    def load(self, kept: bytes) -> str:
        """Take a story back in from `dump`'s bytes; its slug. ValueError where they are not such."""
        cluster = Cluster.load(kept)
        if (before := self._clusters.get(cluster.slug)) is not None:
            self._unindex(before)
            for row in before.all():
                self._rarity.forget(row)
        self._clusters[cluster.slug] = cluster
        self._order.setdefault(cluster.slug, len(self._order))
        self._moved.pop(cluster.slug, None)
        self._moved |= dict.fromkeys(cluster.aliases - self._clusters.keys(), cluster.slug)
        for row in cluster.all():
            self._rarity.count(row)
        self._index(cluster)
        self._relocate(cluster)
        return cluster.slug

    # --- placing

    def place(self, article: Article, now: datetime, *, measured: bool = True) -> Placed:
        """Place one article. A time in the future is taken as `now`; without any, order of arrival is all there is.

        One that is not to be `measured` is compared by words alone, and so are later ones with it.
        """
        clock = int(now.timestamp())
        self._expire(clock)
        reading = self.read(article)
        row = reading.evidence
        row.when = min(row.when, clock)
        if measured:
            self._measure(reading)
        reading.weight = self._telling((*row.names, *where(row.places)), row.language)
        home = self._home.get(row.id)
        if home is not None:
            return self._again(self._clusters[self.resolve(home)], reading, clock)
        placed = self._arrive(reading, clock)
        row.why = tuple((reason.code, reason.detail[:_TOLD]) for reason in placed.reasons[:_REASONS])
        return placed

    def unmeasured(self, article: Article) -> tuple[str, str] | None:
        """The language and the text of which placing an article will ask the meaning; None where it will not.

        Measuring takes long: whoever has other things to do has it done elsewhere first, and it is remembered.
        """
        if self._vectors is None:
            return None
        reading = self.read(article)
        row = reading.evidence
        if row.id in self._home:
            known = self._clusters[self.resolve(self._home[row.id])]
            if (known.rows.get(row.id) or known.asides[row.id]).digest == row.digest:
                return None
        return row.language, reading.opening

    def _arrive(self, reading: Reading, clock: int) -> Placed:
        """An article that was not here before."""
        row = reading.evidence
        vector = self._rarity.weigh(reading)
        known = self._copied(reading, vector)
        if known is not None:
            return self._copy(*known, row, clock)
        return self._join(reading, vector, clock)

    def read(self, article: Article) -> Reading:
        """What placing needs to know of an article."""
        return read(article, self._outlets.get(article.outlet))

    def _again(self, cluster: Cluster, reading: Reading, clock: int) -> Placed:
        """The same id: nothing new, or a new revision in the same story."""
        row = reading.evidence
        before = cluster.rows.get(row.id) or cluster.asides[row.id]
        if before.digest == row.digest:
            return Placed(cluster.slug, "copy", (), (Reason("same-id", "already read"),))
        self._rarity.forget(before)
        self._rarity.weigh(reading)
        row.copy, row.why = before.copy, before.why
        self._unindex(cluster)
        cluster.replace(row)
        cluster.touched = max(cluster.touched, clock)
        self._index(cluster)
        return Placed(cluster.slug, "revision", (), (Reason("same-id", "its text has changed"),))

    def _copy(self, cluster: Cluster, why: Reason, row: Evidence, clock: int) -> Placed:
        row.copy = True
        self._settle(cluster, row, clock)
        return Placed(cluster.slug, "copy", (), (why,))

    def _join(self, reading: Reading, vector: dict[str, float], clock: int) -> Placed:
        row = reading.evidence
        best, score, nearly = self._best(reading, vector)
        if best is None:
            cluster = self._open(reading, clock)
            return Placed(cluster.slug, "new" if row.genre is Genre.REPORT else "aside", (), nearly)
        self._settle(best, row, clock, reading.meant)
        if row.genre is not Genre.REPORT:
            return Placed(best.slug, "aside", (), score.reasons())
        kept, merged = self.merge(best, reading)
        return Placed(kept.slug, "event", merged, score.reasons() + nearly)

    def _settle(self, cluster: Cluster, row: Evidence, clock: int, meant: Any = None) -> None:
        self._locate(cluster, row, meant)
        cluster.add(row)
        cluster.touched = max(cluster.touched, clock)
        self._index(cluster, row)

    def _open(self, reading: Reading, clock: int) -> Cluster:
        row = reading.evidence
        cluster = Cluster(self._slug(row), clock)
        self._clusters[cluster.slug] = cluster
        self._order[cluster.slug] = len(self._order)
        self._settle(cluster, row, clock, reading.meant)
        return cluster

    def _slug(self, row: Evidence) -> str:
        base = text.slug(row.headline, row.language) or f"story-{text.digest(row.id, 3)}"
        slug, n = base, 1
        while slug in self._order or slug in self._moved or slug in self._taken:
            n += 1
            slug = f"{base}-{n}"
        return slug

    # --- meanings

    def _measure(self, reading: Reading) -> None:
        """Where meanings are measured, the article's: as bytes to keep and as a direction."""
        row = reading.evidence
        if self._vectors is not None and self._plane is not None:
            row.meaning = self._vectors.of([(row.language, reading.opening)])[0]
            reading.meant = self._plane.centred(row.meaning, row.language, learn=True)

    def _locate(self, cluster: Cluster, row: Evidence, meant: Any) -> None:
        """Put an article's meaning where its story lies; asides only mark a story that has no report."""
        if self._plane is None or meant is None or (cluster.rows and row.genre is not Genre.REPORT):
            return
        if not cluster.rows and row.genre is Genre.REPORT:
            self._plane.drop(cluster.slug)
        self._plane.add(cluster.slug, meant)

    def _relocate(self, cluster: Cluster) -> None:
        """The same for a story that comes back from the store."""
        if self._plane is None:
            return
        self._plane.drop(cluster.slug)
        for row in cluster.rows.values() or cluster.asides.values():
            if row.meaning and not row.copy:
                self._plane.add(cluster.slug, self._plane.centred(row.meaning, row.language, learn=True))

    def _telling(self, names: Iterable[str], language: str) -> dict[str, float]:
        """Each name's weight: the rarer its language holds it and the fewer stories have it, the more it tells."""
        known = lexicon(language)
        found = {}
        for name in dict.fromkeys(names):
            rarity = 1.0 if " " in name else min(1.0, max(0.0, (known.term(name)[1] - _COMMON) / (1 - 2 * _COMMON)))
            found[name] = rarity / sqrt(max(1, len(self._named.get(key(name), ()))))
        return found

    # --- finding

    def _copied(self, reading: Reading, vector: dict[str, float]) -> tuple[Cluster, Reason] | None:
        """The story that already holds this address, this text or this very headline."""
        row = reading.evidence
        home = self._addresses.get(row.address) if row.address else None
        if home:
            cluster = self._clusters[self.resolve(home)]
            if likes.likeness(reading, vector, cluster).raw >= _SAME_PAGE:
                return cluster, Reason("same-address", row.headline)
        return self._same_text(row) or self._same_headline(row)

    def _same_text(self, row: Evidence) -> tuple[Cluster, Reason] | None:
        for article, share in self._copies.of(row):
            cluster = self._clusters[self.resolve(self._home[article])]
            other = cluster.rows.get(article) or cluster.asides[article]
            if likes.compatible(row, other):
                return cluster, Reason("same-text", f"{share:.0%} of the wording is that of {other.outlet or other.id}")
        return None

    def _same_headline(self, row: Evidence) -> tuple[Cluster, Reason] | None:
        told = _headline(row)
        home = self._headlines.get(told)
        if not told or not home or row.genre is not Genre.REPORT:
            return None
        cluster = self._clusters[self.resolve(home)]
        first = next((other for other in cluster.rows.values() if _headline(other) == told), None)
        if first is None or not likes.compatible(row, first) or likes.gap(row.when, cluster) > likes.DAY:
            return None
        return cluster, Reason("same-headline", row.headline)

    def _best(
        self, reading: Reading, vector: dict[str, float]
    ) -> tuple[Cluster | None, likes.Score, tuple[Reason, ...]]:
        """The story it joins, if any, and the one it nearly joined."""
        row = reading.evidence
        near = self._candidates(row, vector) + self._neighbours(reading.meant)
        scored = [(self._likeness(reading, vector, c), c) for c in dict.fromkeys(near)]
        ranked = [
            (score.value / likes.threshold(row, c, score.scale), score, c)
            for score, c in scored
            if self._reachable(row, c)
        ]
        ranked.sort(key=lambda one: (one[0] >= 1, one[0] * one[1].raw), reverse=True)
        nothing = likes.Score(0.0, 0.0)
        joined = ranked[0] if ranked and ranked[0][0] >= 1 else None
        missed = next((one for one in ranked if one is not joined and one[1].raw >= _NEARLY * likes.JOIN), None)
        nearly = (_missed(missed[1], missed[2]),) if missed else ()
        return (joined[2], joined[1], nearly) if joined else (None, nothing, nearly)

    def _likeness(self, reading: Reading, vector: dict[str, float], cluster: Cluster) -> likes.Score:
        return likes.likeness(reading, vector, cluster, meant=self._meant(reading.meant, cluster))

    def _meant(self, meaning: Any, cluster: Cluster) -> float | None:
        """How near an article's meaning is to a story's; None where one of them was not measured."""
        if self._plane is None or meaning is None or not self._plane.cohesion(cluster.slug):
            return None
        return self._plane.likeness(meaning, cluster.slug)

    def _neighbours(self, meant: Any) -> list[Cluster]:
        """The few stories whose articles mean the most similar things."""
        if self._plane is None or meant is None:
            return []
        return [self._clusters[slug] for slug in self._plane.near(meant, _NEIGHBOURS)]

    def _reachable(self, row: Evidence, cluster: Cluster) -> bool:
        """Within the horizon; and only opinion and its like join a story that has no report yet."""
        return likes.gap(row.when, cluster) <= self._horizon

    def _candidates(self, row: Evidence, vector: dict[str, float]) -> list[Cluster]:
        """The few stories that share the heaviest terms, and those that share rare names in another language."""
        found: dict[str, float] = {}
        for term in list(vector)[:_PROBES]:
            slugs = self._posting.get(term, ())
            if len(slugs) <= _CROWDED:
                for slug in slugs:
                    theirs = self._clusters[slug].vectors.get(row.language)
                    if theirs and term in theirs:
                        part = vector[term] * theirs[term] / self._clusters[slug].norms[row.language]
                        found[slug] = found.get(slug, 0.0) + part
        near = sorted(found, key=lambda slug: -found[slug])[:_CANDIDATES]
        by_name = self._namesakes(row.names)
        return [self._clusters[slug] for slug in dict.fromkeys(near + by_name)]

    def _namesakes(self, names: Iterable[str]) -> list[str]:
        """The few stories, in any language, with most names in common, a name counting the more the fewer have it."""
        found: dict[str, float] = {}
        for name in names:
            slugs = self._named.get(key(name), ())
            for slug in slugs if len(slugs) <= _KNOWN else ():
                found[slug] = found.get(slug, 0.0) + 1 / len(slugs)
        return sorted(found, key=lambda slug: -found[slug])[:_BY_NAME]

    # --- merging

    def merge(self, touched: Cluster, reading: Reading) -> tuple[Cluster, tuple[str, ...]]:
        """Merge the story just touched with any that has come to be the same; the older keeps its slug."""
        merged: list[str] = []
        while True:
            twin = self._twin(touched, reading)
            if twin is None:
                return touched, tuple(merged)
            older, younger = sorted((touched, twin), key=lambda c: self._order[c.slug])
            self._hand_over(younger, older)
            merged.append(younger.slug)
            touched = older

    def _twin(self, touched: Cluster, reading: Reading) -> Cluster | None:
        row = reading.evidence
        whole = touched.direction(row.language)
        heavy = dict(sorted(whole.items(), key=lambda item: -item[1])[:_MERGE_PROBES])
        probe = likes.probe(touched, reading)
        names = [name for name, _ in touched.names.most_common(_PROBED)]
        probe.weight = self._telling(
            (*names, *where(place for place, _ in touched.places.most_common(_PROBED))), row.language
        )
        best: tuple[float, Cluster | None] = (1.0, None)
        centre = None if self._plane is None else self._plane.centre(touched.slug)
        near = self._candidates(reading.evidence, heavy) + self._neighbours(centre)
        for other in dict.fromkeys(near):
            if other is touched or not other.rows or not self._reachable(reading.evidence, other):
                continue
            known = self._plane is not None and centre is not None and self._plane.cohesion(other.slug)
            meant = self._plane.between(touched.slug, other.slug) if self._plane is not None and known else None
            score = likes.likeness(probe, whole, other, merging=len(touched.rows), meant=meant)
            share = score.value / likes.threshold(reading.evidence, other, score.scale, len(touched.rows))
            if share >= best[0]:
                best = (share, other)
        return best[1]

    # --- indexes

    def _index(self, cluster: Cluster, row: Evidence | None = None) -> None:
        """Make a story findable: by its terms and names, and by each article (or only the one that is new)."""
        for term in cluster.terms() if row is None else () if row.copy else row.terms:
            self._posting.setdefault(term, set()).add(cluster.slug)
        for name in cluster.names if row is None else row.names:
            self._named.setdefault(key(name), set()).add(cluster.slug)
        for one in cluster.all() if row is None else (row,):
            self._home[one.id] = cluster.slug
            if one.address:
                self._addresses.setdefault(one.address, cluster.slug)
            if one.genre is Genre.REPORT and _headline(one):
                self._headlines.setdefault(_headline(one), cluster.slug)
            self._copies.add(one)

    def _hand_over(self, younger: Cluster, older: Cluster) -> None:
        """All that leads to a story leads to another from now on; what leads by slug follows its alias."""
        for term in {*younger.terms(), *(term for row in younger.all() for term in row.terms)}:
            _discard(self._posting, term, younger.slug)
            self._posting.setdefault(term, set()).add(older.slug)
        for name in {key(name) for row in younger.all() for name in row.names}:
            _discard(self._named, name, younger.slug)
            self._named.setdefault(name, set()).add(older.slug)
        for row in younger.all():
            self._home[row.id] = older.slug
        older.absorb(younger)
        if self._plane is not None:
            self._plane.merge(older.slug, younger.slug)
        del self._clusters[younger.slug]
        self._moved[younger.slug] = older.slug

    def _unindex(self, cluster: Cluster) -> None:
        for term in cluster.terms():
            _discard(self._posting, term, cluster.slug)
        for row in cluster.all():
            for index, entry in ((self._addresses, row.address), (self._headlines, _headline(row))):
                if entry in index and self.resolve(index[entry]) == cluster.slug:
                    del index[entry]
            for term in row.terms:
                _discard(self._posting, term, cluster.slug)
            for name in row.names:
                _discard(self._named, key(name), cluster.slug)
            self._copies.drop(row)

    def _expire(self, clock: int) -> None:
        """Let go of every story whose last article came longer ago than the horizon."""
        if clock < self._due:
            return
        self._due = clock + _SWEEP
        for cluster in [c for c in self._clusters.values() if clock - c.touched > self._horizon]:
            self._unindex(cluster)
            for row in cluster.all():
                self._home.pop(row.id, None)
                self._rarity.forget(row)
            for alias in cluster.aliases:
                self._moved.pop(alias, None)
            del self._clusters[cluster.slug]
            if self._plane is not None:
                self._plane.drop(cluster.slug)


def _missed(score: likes.Score, cluster: Cluster) -> Reason:
    against = "; ".join(score.objections) or "too little in common"
    return Reason("nearly", f"{cluster.slug} ({score.value:.2f}: {against})")


def _headline(row: Evidence) -> str:
    """A headline long enough to be one article's, for recognising it; "" for the rest."""
    tokens = text.words(row.headline)
    return " ".join(tokens) if len(tokens) > _SHORT_HEADLINE else ""


def _discard(index: dict[str, set[str]], key: str, slug: str) -> None:
    slugs = index.get(key)
    if slugs is not None:
        slugs.discard(slug)
        if not slugs:
            del index[key]
