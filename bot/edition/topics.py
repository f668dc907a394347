"""Beats and topics: what a reader's word stands for, and which stories are on it.

Works on: words, headlines, the beats that outlets give.
Comes in: a name of a beat or a topic in any of our languages; a headline or a story.
Goes out: the beat it stands for; whether a story is on a topic.
Does not know: what a story is worth, which page it makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot import text
from bot.news import Story

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
GENERAL = frozenset({"world", "news", "top", "general", "home", "latest", "local", "national", "breaking", ""})
"""Beats that say nothing of the subject: they neither crowd a page nor answer a wish for variety."""
SOFT_BEATS = frozenset({"sport", "culture", "lifestyle", "travel", "food", "fashion"})


@lru_cache(maxsize=1)
def _beat_of() -> dict[str, str]:
    table = {text.fold(alias): beat for beat, listed in _ALIASES.items() for alias in listed.split()}
    return table | {beat: beat for beat in _ALIASES}


def beat(name: str) -> str:
    """The beat a reader's or outlet's word stands for: `beat("economy") == "business"`; unknown ones as they are."""
    plain = text.fold(name).strip()
    return _beat_of().get(plain, plain)


def beats_of(story: Story) -> frozenset[str]:
    """A story's beats, by the names they have here."""
    return frozenset(beat(b) for b in story.beats)


def on_topic(headline: str, beats: Sequence[str], topic: str, language: str = "en") -> bool:
    """True when the topic names one of the beats, or its words (in any order) stand in the headline.

    `language` is the headline's, two letters. An empty topic names nothing, so nothing is on it.
    """
    asked, held_beats = text.words(topic), {beat(b) for b in beats}
    if beat(topic) in held_beats or (asked and all(beat(w) in held_beats for w in asked)):
        return True
    held, telling = _held(headline, language), _telling(asked)
    return bool(telling) and all(w in held or text.stems(w, language)[0] in held for w in telling)


def openings(topic: str, language: str = "en") -> set[str]:
    """What a story must show one of to be on a topic: its beat, the beat of its first word, its first telling word."""
    asked = text.words(topic)
    first = _telling(asked)[:1]
    beats = (beat(name) for name in (topic, *asked[:1]))
    return {*(f" {name}" for name in beats), *first, *(text.stems(word, language)[0] for word in first)}


def signs(headline: str, beats: Sequence[str], language: str = "en") -> set[str]:
    """What a story shows: its words, and its beats, each behind a blank, which no word begins with."""
    return {*(f" {beat(b)}" for b in beats), *_held(headline, language)}


def _telling(asked: Sequence[str]) -> Sequence[str]:
    return [w for w in asked if w not in text.stopwords("en")] or asked


def _held(headline: str, language: str) -> set[str]:
    return set(text.stems(headline, language)) | set(text.words(headline))


def about(story: Story, topic: str) -> bool:
    """Whether a story is on a topic."""
    return on_topic(story.headline, story.beats, topic, story.language or "en")
