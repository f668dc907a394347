"""Which stories make the page, and in what order.

Works on: stories beside each other.
Comes in: stories, the time, how many are wanted, how far back, the beats or the topic a reader asked for.
Goes out: choices in order, each with the contributions that put it there.
Does not know: how a story was found, who reads the brief, how it is worded.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot import text
from bot.edition.merits import Part, ago, merits
from bot.edition.topics import GENERAL, about, beat
from bot.news import Choice, Genre, Story

_ALIKE = 0.2
"""Share of two headlines' telling words in common from which they crowd each other."""
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True, slots=True)
class _Scored:
    """A story with its merits, and the words by which it crowds others."""

    story: Story
    parts: tuple[Part, ...]
    score: float
    subject: str
    words: frozenset[str]
    places: frozenset[str]


def _subject(story: Story, asked: frozenset[str]) -> str:
    """The beat a story is counted under for variety: its first that says something and was not asked for."""
    return next((b for b in map(beat, story.beats) if b not in GENERAL and b not in asked), "")


def _scored(story: Story, parts: Sequence[Part], asked: frozenset[str]) -> _Scored:
    words, places = _signs(story.headline, story.language or "en")
    return _Scored(story, tuple(parts), sum(p.points for p in parts), _subject(story, asked), words, places)


@lru_cache(maxsize=8_192)
def _signs(headline: str, language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words of a headline, and those of its names. Every page of every chat asks for the same ones."""
    named = frozenset(_named(headline)) - text.stopwords(language)
    return frozenset(text.content(headline, language)), named


def _named(headline: str) -> Iterator[str]:
    """Words of the names in a headline. Its first word has a capital in any case, and so says nothing."""
    first, *_ = headline.split(maxsplit=1) or [""]
    yield from (w for n in text.names(headline) for w in text.words(n) if w != text.fold(first))


def _crowding(one: _Scored, page: Sequence[_Scored]) -> list[Part]:
    """What a story loses because the page already holds its like."""
    parts: list[Part] = []
    before = sum(one.subject == other.subject for other in page)
    if before and one.subject:
        nth = _ORDINALS[before + 1] if before + 1 < len(_ORDINALS) else f"{before + 1}th"
        parts.append(Part("variety", f"placed below for variety: {nth} {one.subject} item", -0.9 * min(before, 2)))
    like = max((_overlap(one.words, other.words) for other in page), default=0.0)
    if like >= _ALIKE:
        parts.append(Part("variety", "placed below for variety: a headline much like one above", -round(3 * like, 1)))
    near = sorted(p for p in one.places if sum(p in other.places for other in page) >= 2)
    if near:
        parts.append(
            Part(
                "variety",
                f"placed below for variety: {_printed(near[0], one)} stands above already",
                -0.6 * len(near[:2]),
            )
        )
    return parts


def _printed(word: str, one: _Scored) -> str:
    """A folded word of a headline's names as a reader knows it: "Brisk"."""
    spelled = (w for n in text.names(one.story.headline) for w in n.split() if text.words(w) == [word])
    return next(spelled, word).removesuffix("'s").removesuffix("’s")


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _greedy(pool: Sequence[_Scored], limit: int) -> list[Choice]:
    """The best story next to those already on the page, again and again (maximal marginal relevance)."""
    page: list[_Scored] = []
    out: list[Choice] = []
    pool = sorted(pool, key=lambda s: (-s.score, s.story.slug))
    while pool and len(out) < limit:
        one, lost = _next(pool, page)
        pool.remove(one)
        page.append(one)
        total = round(one.score + sum(p.points for p in lost), 2)
        merits = sorted(one.parts, key=lambda p: -p.points)
        out.append(Choice(one.story, total, tuple(p.reason for p in (*merits, *lost))))
    return out


def _next(pool: Sequence[_Scored], page: Sequence[_Scored]) -> tuple[_Scored, list[Part]]:
    """The best of a pool sorted by score. Crowding only lowers a score, so looking ends where none can win."""
    best: tuple[float, str] | None = None
    chosen = pool[0], list[Part]()
    for one in pool:
        if best is not None and -one.score > best[0]:
            break
        lost = _crowding(one, page)
        rank = (-round(one.score + sum(p.points for p in lost), 6), one.story.slug)
        if best is None or rank < best:
            best, chosen = rank, (one, lost)
    return chosen


def choose(
    stories: Sequence[Story],
    now: datetime,
    *,
    limit: int = 8,
    since: timedelta = timedelta(hours=24),
    beats: Sequence[str] = (),
    topic: str = "",
) -> list[Choice]:
    """The stories of a brief, best first, at most `limit`, each with the reasons for its place.

    `now` is aware. Opinion, live blogs, round-ups and features never appear. With a `topic` only stories on it do,
    so the list may be empty. When no story was updated within `since`, the best of the older ones are given, each
    with an `outside-window` reason. The points in the reasons add up to the score. Same input, same order.
    """
    return _greedy(_pool(stories, now, since, beats, topic), max(0, limit))


def around(
    stories: Sequence[Story],
    now: datetime,
    told: Container[str],
    *,
    limit: int = 8,
    since: timedelta = timedelta(hours=24),
    topic: str = "",
) -> tuple[list[Choice], int]:
    """What `choose` gives, but told stories (their slugs) yield their places to the next; and how many yielded one.

    Where there are none but told ones, these are given and nobody yielded.
    """
    pool = _pool(stories, now, since, (), topic)
    best = _greedy(pool, max(0, limit))
    yielded = sum(choice.story.slug in told for choice in best)
    others = [one for one in pool if one.story.slug not in told] if yielded else []
    return (_greedy(others, max(0, limit)), yielded) if others else (best, 0)


def _pool(stories: Sequence[Story], now: datetime, since: timedelta, beats: Sequence[str], topic: str) -> list[_Scored]:
    """The stories that may make the page, scored each by itself."""
    reports = [s for s in stories if s.genre is Genre.REPORT and (not topic.strip() or about(s, topic))]
    inside = [s for s in reports if s.updated >= now - since]
    asked = frozenset(beat(b) for b in (*beats, topic) if b.strip())
    late = not inside
    # Among old stories freshness is measured from the newest of them, else all would be equally stale.
    clock = max((s.updated for s in reports), default=now) if late else now
    pool = []
    for story in inside or reports:
        parts = merits(story, clock, asked)
        pool.append(_scored(story, [_outside(story, now, since, p) if late else p for p in parts], asked))
    return pool


def _outside(story: Story, now: datetime, since: timedelta, part: Part) -> Part:
    """The recency part of a story older than the window, said as what it is."""
    if part.code != "recency":
        return part
    return Part(
        "outside-window", f"nothing in the last {_span(since)}; reported {ago(now - story.updated)}", part.points
    )


def _span(since: timedelta) -> str:
    hours = since.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours > 48 and hours % 24 == 0 else f"{hours:g} hours"
