"""Which stories make the brief, in what order, and why.

Works on: stories as the newsroom has grouped them; nothing is fetched, stored or worded here.
Comes in: stories, the time, how many are wanted, how far back, the beats or the topic a reader asked for.
Goes out: choices in order, each with the contributions that put it there, and the name of an edition.
Does not know: how a story was found, who reads the brief, what its articles say beyond headline and figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import text
from bot.news import Choice, Genre, Reason, Story

HALF_LIFE = timedelta(hours=9)
"""News loses half its freshness in this time: what led the morning is old by the evening."""

_FRESH = 4.0
_FAMILY = 3.0
_ASKED = 3.0
_SOFT = -1.2
_FIGURES_CAP = 7.0
_NEWS_FOR, _FADING = timedelta(hours=12), timedelta(hours=24)
"""A toll keeps its full worth this long after the last report, and then loses half of it in each such time."""
_UNDATED_BEFORE = 1990
"""Years before this are what broken clocks and missing dates give; nobody's feed is that old."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One contribution to a story's score: its code, its words for people, its points."""

    code: str
    phrase: str
    points: float

    @property
    def reason(self) -> Reason:
        return Reason(self.code, f"{self.phrase} ({self.points:+.1f})" if self.points else self.phrase)


# --- what a count of people is worth ---------------------------------------------------------------------------------

_FIGURES: dict[str, tuple[float, float]] = {
    "killed": (0.9, 1.5), "dead": (0.9, 1.5), "missing": (0.6, 1.0), "injured": (0.3, 0.8), "wounded": (0.3, 0.8),
    "hostages": (1.0, 1.0), "displaced": (0.0, 0.5), "evacuated": (0.0, 0.35), "arrested": (0.1, 0.4),
    "detained": (0.1, 0.4), "infected": (0.1, 0.5),
}  # fmt: skip
"""Kind of figure -> points for any, points for each factor of ten. Kinds that count no harm are worth nothing "
"here."""


def _figures(story: Story, age: timedelta = timedelta()) -> Iterator[_Part]:
    """Points for people harmed. A toll that nobody has reported on for a day leads no page: its points fade."""
    left = _FIGURES_CAP
    worth = 0.5 ** (max(timedelta(), age - _NEWS_FOR) / _FADING)
    for kind, count in sorted(story.figures.items(), key=lambda kv: (-_harm(*kv), kv[0])):
        points = round(min(left, worth * _harm(kind, count)), 1)
        if points > 0:
            left -= points
            yield _Part("figures", f"{count:,} {kind}{', no longer news' if worth < 0.5 else ''}", points)


def _harm(kind: str, count: int) -> float:
    base, each = _FIGURES.get(kind, (0.0, 0.0))
    return base + each * math.log10(1 + count) if count > 0 and each else 0.0


# --- what a headline says happened -----------------------------------------------------------------------------------

_TELLING: dict[str, tuple[float, str]] = {
    "disaster": (1.1, "earthquake quake tsunami hurricane typhoon cyclone flood floods flooding wildfire wildfires "
                      "eruption landslide famine outbreak séisme inondation inondations incendies ouragan "
                      "erdbeben hochwasser "
                      "überschwemmung waldbrand terremoto sismo inundación inundaciones huracán erupción"),
    "conflict": (1.3, "war invasion airstrike airstrikes missile missiles ceasefire truce bombing coup hostages "
                      "guerre frappe frappes attentat cessez-le-feu krieg angriff anschlag waffenruhe guerra ataque "
                      "bombardeo atentado tregua golpe"),
    "accident": (1.1, "crash explosion blast derailment derails collapse collapses collapsed shipwreck sinks "
                      "capsizes "
                      "accident déraillement effondrement naufrage explosión unfall absturz einsturz accidente "
                      "choque"),
    "election": (1.5, "election elections elect elects elected presidency vote votes ballot referendum runoff "
                      "run-off élu élue élection élections scrutin référendum "
                      "wahl wahlen stichwahl volksentscheid elección elecciones votación referéndum"),
    "power": (1.0, "resigns resign resignation impeached impeachment ousted sworn law démission démissionne rücktritt "
                   "zurückgetreten dimite dimisión renuncia parliament government cabinet"),
    "verdict": (1.0, "verdict convicted guilty acquitted sentenced jailed ruling condamné verdict acquitté urteil "
                     "verurteilt "
                     "freigesprochen condenado sentencia absuelto"),
    "economy": (0.9, "rate rates inflation recession default tariffs tariff bailout unemployment taux chômage zins "
                     "zinsen leitzins tipos inflación desempleo aranceles"),
    "record": (0.7, "record historic unprecedented first-ever historique rekord historisch récord histórico"),
}  # fmt: skip


@lru_cache(maxsize=1)
def _telling_stems() -> dict[str, str]:
    out: dict[str, str] = {}
    for theme, (_, listed) in _TELLING.items():
        for word in text.fold(listed).split():
            out.setdefault(word, theme)
    return out


def _themes(story: Story) -> list[_Part]:
    """The two weightiest themes the headline names; more words do not make more news."""
    table, found = _telling_stems(), dict[str, str]()
    for word in text.words(story.headline):
        if word in table:
            found.setdefault(table[word], word)
    parts = [
        _Part("magnitude", f"{theme}: the headline says “{word}”", _TELLING[theme][0]) for theme, word in found.items()
    ]
    return sorted(parts, key=lambda p: (-p.points, p.phrase))[:2]


# --- topics and beats ------------------------------------------------------------------------------------------------

_ALIASES = {
    "business": "economy economic economics finance financial markets market money wirtschaft économie economie "
                "economía economia negocios trade companies",
    "technology": "tech it ai gadgets internet digital technik technologie tecnología tecnologia computing",
    "sport": "sports football soccer tennis olympics deportes athletics cricket rugby",
    "politics": "political politik politique política politica government elections election",
    "science": "research wissenschaft ciencia space sciences",
    "health": "medicine medical gesundheit santé sante salud",
    "climate": "environment weather umwelt klima climat environnement clima nature energy",
    "culture": "arts art entertainment film movies music books kultur cultura celebrity showbiz media",
    "world": "international global foreign welt monde mundo internacional",
    "conflict": "war wars defence defense military security krieg guerre guerra",
    "crime": "courts court law justice police",
}  # fmt: skip
_GENERAL = frozenset({"world", "news", "top", "general", "home", "latest", "local", "national", "breaking", ""})
"""Beats that say nothing of the subject: they neither crowd a page nor answer a wish for variety."""
_SOFT_BEATS = frozenset({"sport", "culture", "lifestyle", "travel", "food", "fashion"})


@lru_cache(maxsize=1)
def _beat_of() -> dict[str, str]:
    table = {text.fold(alias): beat for beat, listed in _ALIASES.items() for alias in listed.split()}
    return table | {beat: beat for beat in _ALIASES}


def beat(name: str) -> str:
    """The beat a reader's or outlet's word stands for: `beat("economy") == "business"`; unknown ones as they are."""
    plain = text.fold(name).strip()
    return _beat_of().get(plain, plain)


def _beats(story: Story) -> frozenset[str]:
    return frozenset(beat(b) for b in story.beats)


def on_topic(headline: str, beats: Sequence[str], topic: str, language: str = "en") -> bool:
    """True when the topic names one of the beats, or its words (in any order) stand in the headline.

    `language` is the headline's, two letters. An empty topic names nothing, so nothing is on it.
    """
    asked, held_beats = text.words(topic), {beat(b) for b in beats}
    if beat(topic) in held_beats or (asked and all(beat(w) in held_beats for w in asked)):
        return True
    held = set(text.stems(headline, language)) | set(text.words(headline))
    telling = [w for w in asked if w not in text.stopwords("en")] or asked
    return bool(telling) and all(w in held or text.stems(w, language)[0] in held for w in telling)


def _on_topic(story: Story, topic: str) -> bool:
    return on_topic(story.headline, story.beats, topic, story.language or "en")


# --- the score of one story ------------------------------------------------------------------------------------------


def _merits(story: Story, now: datetime, beats: frozenset[str]) -> list[_Part]:
    parts = [_voices(story), *_figures(story, now - story.updated), *_themes(story), _fresh(story, now)]
    if story.urgency != 5:
        parts.append(_Part("urgency", f"urgency {story.urgency} of 9", round((5 - story.urgency) * 0.8, 1)))
    wanted = sorted(_beats(story) & beats)
    if wanted:
        parts.append(_Part("beat", f"you follow {', '.join(wanted)}", _ASKED))
    elif _soft(story):
        parts.append(_Part("soft", "soft news yields to hard news", _SOFT))
    return parts


def _soft(story: Story) -> bool:
    """True where all its beats are soft and nobody came to harm: a fire at a festival is hard news."""
    telling = _beats(story) - _GENERAL
    return bool(telling) and telling <= _SOFT_BEATS and not any(_figures(story))


def _voices(story: Story) -> _Part:
    count = max(1, len(story.families))
    labels = len(story.outlets) - count
    phrase = "1 independent publisher" if count == 1 else f"{count} independent publishers"
    if labels > 0:
        phrase += f", {len(story.outlets)} outlets"
    return _Part("families", phrase, round(_FAMILY * math.log(1 + count) + 0.2 * math.log1p(max(0, labels)), 1))


def _fresh(story: Story, now: datetime) -> _Part:
    """Points for recency; a story whose date cannot be believed gets none, and so ranks low."""
    age = now - story.updated
    if story.updated.year < _UNDATED_BEFORE:
        return _Part("undated", "no date that can be believed", -1.0)
    if age < -timedelta(minutes=15):
        return _Part("future", "dated in the future, so its time counts for nothing", -1.0)
    age = max(age, timedelta())
    return _Part("recency", f"reported {_ago(age)}", round(_FRESH * 0.5 ** (age / HALF_LIFE), 1))


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        # Under two days hours say more than "1 day".
        if count >= (2 if unit == "day" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


# --- the page --------------------------------------------------------------------------------------------------------

_ALIKE = 0.2
"""Share of two headlines' telling words in common from which they crowd each other."""
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True, slots=True)
class _Scored:
    """A story with its merits, and the words by which it crowds others."""

    story: Story
    parts: tuple[_Part, ...]
    score: float
    subject: str
    words: frozenset[str]
    places: frozenset[str]


def _subject(story: Story, asked: frozenset[str]) -> str:
    """The beat a story is counted under for variety: its first that says something and was not asked for."""
    return next((b for b in map(beat, story.beats) if b not in _GENERAL and b not in asked), "")


def _scored(story: Story, parts: Sequence[_Part], asked: frozenset[str]) -> _Scored:
    language = story.language or "en"
    return _Scored(
        story,
        tuple(parts),
        sum(p.points for p in parts),
        _subject(story, asked),
        frozenset(text.content(story.headline, language)),
        frozenset(_named(story.headline)) - text.stopwords(language),
    )


def _named(headline: str) -> Iterator[str]:
    """Words of the names in a headline. Its first word has a capital in any case, and so says nothing."""
    first, *_ = headline.split(maxsplit=1) or [""]
    yield from (w for n in text.names(headline) for w in text.words(n) if w != text.fold(first))


def _crowding(one: _Scored, page: Sequence[_Scored]) -> list[_Part]:
    """What a story loses because the page already holds its like."""
    parts: list[_Part] = []
    before = sum(one.subject == other.subject for other in page)
    if before and one.subject:
        nth = _ORDINALS[before + 1] if before + 1 < len(_ORDINALS) else f"{before + 1}th"
        parts.append(_Part("variety", f"placed below for variety: {nth} {one.subject} item", -0.9 * min(before, 2)))
    like = max((_overlap(one.words, other.words) for other in page), default=0.0)
    if like >= _ALIKE:
        parts.append(_Part("variety", "placed below for variety: a headline much like one above", -round(3 * like, 1)))
    near = sorted(p for p in one.places if sum(p in other.places for other in page) >= 2)
    if near:
        parts.append(
            _Part(
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


def _next(pool: Sequence[_Scored], page: Sequence[_Scored]) -> tuple[_Scored, list[_Part]]:
    """The best of a pool sorted by score. Crowding only lowers a score, so looking ends where none can win."""
    best: tuple[float, str] | None = None
    chosen = pool[0], list[_Part]()
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
    reports = [s for s in stories if s.genre is Genre.REPORT and (not topic.strip() or _on_topic(s, topic))]
    inside = [s for s in reports if s.updated >= now - since]
    asked = frozenset(beat(b) for b in (*beats, topic) if b.strip())
    late = not inside
    # Among old stories freshness is measured from the newest of them, else all would be equally stale.
    clock = max((s.updated for s in reports), default=now) if late else now
    pool = []
    for story in inside or reports:
        parts = _merits(story, clock, asked)
        pool.append(_scored(story, [_outside(story, now, since, p) if late else p for p in parts], asked))
    return pool


def _outside(story: Story, now: datetime, since: timedelta, part: _Part) -> _Part:
    """The recency part of a story older than the window, said as what it is."""
    if part.code != "recency":
        return part
    return _Part(
        "outside-window", f"nothing in the last {_span(since)}; reported {_ago(now - story.updated)}", part.points
    )


def _span(since: timedelta) -> str:
    hours = since.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours > 48 and hours % 24 == 0 else f"{hours:g} hours"


# --- names of editions -----------------------------------------------------------------------------------------------

_PARTS_OF_DAY = ((5, "night"), (11, "morning"), (16, "midday"), (22, "evening"), (24, "night"))
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")


def name(now: datetime, zone: str) -> str:
    """The edition's name in local time: "2026-11-23-evening". A night belongs to the date on which it began.

    `zone` is an IANA name; raises ValueError, in words for people, for one nobody knows.
    """
    try:
        local = now.astimezone(ZoneInfo(zone if _ZONE.fullmatch(zone) else "?"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {zone!r}: use a name such as Europe/Paris or UTC") from None
    part = next(label for end, label in _PARTS_OF_DAY if local.hour < end)
    day = local.date() - timedelta(days=1) if local.hour < 5 else local.date()
    return f"{day.isoformat()}-{part}"
