"""What speaks for a story by itself: publishers, people harmed, what its headline tells, freshness, urgency.

Works on: one story.
Comes in: the story, the time, the beats a reader asked for.
Goes out: contributions to its score, each in words for people.
Does not know: the other stories of the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from bot import text
from bot.edition.topics import GENERAL, SOFT_BEATS, beats_of
from bot.news import Reason, Story

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
class Part:
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
"""Kind of figure -> points for any, points for each factor of ten. Kinds that count no harm are worth nothing
here."""


def _figures(story: Story, age: timedelta = timedelta()) -> Iterator[Part]:
    """Points for people harmed. A toll that nobody has reported on for a day leads no page: its points fade."""
    left = _FIGURES_CAP
    worth = 0.5 ** (max(timedelta(), age - _NEWS_FOR) / _FADING)
    for kind, count in sorted(story.figures.items(), key=lambda kv: (-_harm(*kv), kv[0])):
        points = round(min(left, worth * _harm(kind, count)), 1)
        if points > 0:
            left -= points
            yield Part("figures", f"{count:,} {kind}{', no longer news' if worth < 0.5 else ''}", points)


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


def _themes(story: Story) -> list[Part]:
    """The two weightiest themes the headline names; more words do not make more news."""
    table, found = _telling_stems(), dict[str, str]()
    for word in text.words(story.headline):
        if word in table:
            found.setdefault(table[word], word)
    parts = [
        Part("magnitude", f"{theme}: the headline says “{word}”", _TELLING[theme][0]) for theme, word in found.items()
    ]
    return sorted(parts, key=lambda p: (-p.points, p.phrase))[:2]


# --- the score of one story ------------------------------------------------------------------------------------------


def merits(story: Story, now: datetime, beats: frozenset[str]) -> list[Part]:
    """What speaks for a story; `beats` are those asked for."""
    parts = [_voices(story), *_figures(story, now - story.updated), *_themes(story), _fresh(story, now)]
    if story.urgency != 5:
        parts.append(Part("urgency", f"urgency {story.urgency} of 9", round((5 - story.urgency) * 0.8, 1)))
    wanted = sorted(beats_of(story) & beats)
    if wanted:
        parts.append(Part("beat", f"you follow {', '.join(wanted)}", _ASKED))
    elif _soft(story):
        parts.append(Part("soft", "soft news yields to hard news", _SOFT))
    return parts


def _soft(story: Story) -> bool:
    """True where all its beats are soft and nobody came to harm: a fire at a festival is hard news."""
    telling = beats_of(story) - GENERAL
    return bool(telling) and telling <= SOFT_BEATS and not any(_figures(story))


def _voices(story: Story) -> Part:
    count = max(1, len(story.families))
    labels = len(story.outlets) - count
    phrase = "1 independent publisher" if count == 1 else f"{count} independent publishers"
    if labels > 0:
        phrase += f", {len(story.outlets)} outlets"
    return Part("families", phrase, round(_FAMILY * math.log(1 + count) + 0.2 * math.log1p(max(0, labels)), 1))


def _fresh(story: Story, now: datetime) -> Part:
    """Points for recency; a story whose date cannot be believed gets none, and so ranks low."""
    age = now - story.updated
    if story.updated.year < _UNDATED_BEFORE:
        return Part("undated", "no date that can be believed", -1.0)
    if age < -timedelta(minutes=15):
        return Part("future", "dated in the future, so its time counts for nothing", -1.0)
    age = max(age, timedelta())
    return Part("recency", f"reported {ago(age)}", round(_FRESH * 0.5 ** (age / HALF_LIFE), 1))


def ago(age: timedelta) -> str:
    """ "5 hours ago"."""
    minutes = int(age.total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        # Under two days hours say more than "1 day".
        if count >= (2 if unit == "day" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"
