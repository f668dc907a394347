"""The pursuit: what is followed by name, whether it breaks or not.

    live stories ──▶ new ones on a topic that somebody follows ──▶ alert log
                └──▶ what is new in a story that somebody follows ──▶ alert log

Works on: the archive's followings and alert log, the desk that words stories.
Comes in: the live stories, the time.
Goes out: alerts of the occasions NEW and DEVELOPMENT, each once; the mark of a story that is followed from now on.
Does not know: what breaks, who wants an alert in the end (quiet hours, filters), how it is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot import edition
from bot.archive import Archive
from bot.desk import Desk
from bot.news import Genre, Kind, Occasion, Reason, Story
from bot.wanted import new_on

NEWS = timedelta(hours=6)
"""How long after it was opened a story is still new."""
LOOKED = 20_000
"""Stories of which it is remembered here that no topic is theirs."""


class Pursuit:
    """What is followed of one archive."""

    def __init__(self, archive: Archive, desk: Desk) -> None:
        self.archive = archive
        self.desk = desk
        self._topics = Topics()
        self._looked: dict[tuple[str, str], frozenset[str]] = {}

    async def turn(self, live: Sequence[Story], now: datetime) -> int:
        """Logs what is new; how many alerts. Raises StoreError."""
        reports = [story for story in live if story.genre is Genre.REPORT and not story.fictional]
        return await self._new(reports, now) + await self._developed(reports, now)

    async def _new(self, reports: Sequence[Story], now: datetime) -> int:
        self._topics.renew(await self.archive.followings.topics(Kind.TOPIC))
        young = [story for story in reports if now - story.opened <= NEWS] if self._topics.held else []
        named = [(story, topic) for story in young if (topic := self._topic(story))]
        marks = await self.archive.alerts.alerted([story.slug for story, _ in named])
        logged = 0
        for story, topic in named:
            if Occasion.NEW not in marks.get(story.slug, {}):
                why = (new_on(topic),)
                alert = await self.desk.alert(story, min(story.opened, now), why, occasion=Occasion.NEW)
                logged += alert is not None and await self.archive.alerts.append(alert)
        return logged

    def _topic(self, story: Story) -> str:
        """The first topic that a story is on; empty for none. What was looked at under a headline is not again."""
        name = story.slug, story.headline
        if self._looked.get(name) is self._topics.held:
            return ""
        found = self._topics.of(story)
        if not found:
            while len(self._looked) >= LOOKED:
                del self._looked[next(iter(self._looked))]
            self._looked[name] = self._topics.held
        return found

    async def _developed(self, reports: Sequence[Story], now: datetime) -> int:
        followed = set(await self.archive.followings.topics(Kind.STORY))
        ours = [story for story in reports if _is_of(story, followed)]
        marks = await self.archive.alerts.alerted([story.slug for story in ours])
        return sum([await self._develop(story, marks.get(story.slug, {}).get(Occasion.DEVELOPMENT), now)
                    for story in ours])  # fmt: skip

    async def _develop(self, story: Story, told: tuple[int, datetime] | None, now: datetime) -> bool:
        """Tells what is new since it was told last; a story that was never told of stands as whoever follows it saw it.

        One that took over another counts revisions of its own, so what is new there begins with the next.
        """
        if told is None or told[0] == 0:
            await self.archive.alerts.mark(story.slug, Occasion.DEVELOPMENT, story.revision, now)
            return False
        if story.developed <= told[0]:
            return False
        why = Reason("development", "something is new in it")
        alert = await self.desk.alert(story, now, (why,), occasion=Occasion.DEVELOPMENT, since=told[0])
        if alert is None:  # nothing that could be said; it is not looked at again
            await self.archive.alerts.mark(story.slug, Occasion.DEVELOPMENT, story.revision, now)
            return False
        return await self.archive.alerts.append(alert)


class Topics:
    """What is followed, found by the first word that a story on it must have: of many topics few are compared."""

    def __init__(self) -> None:
        self.held: frozenset[str] = frozenset()
        self._by: dict[str, dict[str, set[str]]] = {}

    def renew(self, topics: Collection[str]) -> None:
        """These are followed now; the same as before stay one and the same set."""
        before, now = self.held, frozenset(topics)
        if now == before:
            return
        self.held = now
        for language, by in self._by.items():
            _entered(by, now - before, language)
            for topic in before - now:
                for sign in edition.openings(topic, language):
                    by[sign].discard(topic)
                    if not by[sign]:
                        del by[sign]

    def of(self, story: Story) -> str:
        """The first of them that a story is on; empty for none."""
        language = story.language or "en"
        if language not in self._by:
            self._by[language] = _entered({}, self.held, language)
        by = self._by[language]
        near = {topic for sign in edition.signs(story.headline, story.beats, language) for topic in by.get(sign, ())}
        return next((topic for topic in sorted(near) if _is_on(story, topic)), "")


def _entered(by: dict[str, set[str]], topics: Collection[str], language: str) -> dict[str, set[str]]:
    for topic in topics:
        for sign in edition.openings(topic, language):
            by.setdefault(sign, set()).add(topic)
    return by


def _is_on(story: Story, topic: str) -> bool:
    return edition.on_topic(story.headline, story.beats, topic, story.language or "en")


def _is_of(story: Story, followed: Collection[str]) -> bool:
    return story.slug in followed or any(alias in followed for alias in story.aliases)
