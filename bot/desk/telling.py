"""Stories as pieces: purely, from what is chosen, worded and known of who published what.

Works on: choices, checked sentences, articles, outlets.
Comes in: a story and its wording; how much a reader wants; what a chat was told.
Goes out: items, reports, and the notes of a brief that holds nothing new.
Does not know: shelves, conversations, questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.news import Article, Choice, Item, Length, Outlet, Precision, Report, Sentence, Standing
from bot.wording import Worded

STORIES = 8


@dataclass(frozen=True, slots=True)
class Portion:
    """How many stories a length is, and sentences of each; None for as many as a story is worded in."""

    stories: int
    sentences: int | None = None


PORTIONS = {Length.SHORT: Portion(5, 1), Length.MEDIUM: Portion(STORIES), Length.LONG: Portion(15)}
Told = Mapping[str, tuple[int, datetime]]
"""What a chat was told: slug -> the story's revision then, and when."""


def cut(sentences: Sequence[Sentence], most: int | None) -> tuple[Sentence, ...]:
    """The first of a story's sentences. Where all are sides of a conflict none is taken without the others."""
    if most is None:
        return tuple(sentences)
    return tuple([s for s in sentences if not s.disputed][:most]) or tuple(sentences)


def stand(item: Item, told: tuple[int, datetime] | None, before: Worded | None) -> Item:
    """An item as it stands with a chat that was told its story at a revision, in the words of `before`."""
    if told is None:
        return replace(item, standing=Standing.NEW)
    if item.revision <= told[0]:
        return replace(item, standing=Standing.TOLD)
    said = {sentence.text for sentence in before.sentences} if before else None
    changed = () if said is None else tuple(s for s in item.sentences if s.text not in said)
    return replace(item, standing=Standing.UPDATED, changed=changed)


def windows(items: Sequence[Item], since: timedelta, window: timedelta) -> list[str]:
    """What a reader is told of a brief that holds nothing new, or nothing of the time asked for."""
    if items and window != since:
        return [f"Nothing in the last {lasting(since)}; this is the best of the last {lasting(window)}."]
    if items and all(i.standing is Standing.TOLD for i in items):
        return [f"Nothing new since your last brief here; this is the best of the last {lasting(since)}."]
    return []


def lasting(span: timedelta) -> str:
    """ "24 hours", "3 days"."""
    hours = round(span.total_seconds() / 3600)
    if hours > 24 and hours % 24 == 0:
        return f"{hours // 24} days"
    return "hour" if hours == 1 else f"{hours} hours"


def item(choice: Choice, worded: Worded, outlets: Mapping[str, Outlet]) -> Item:
    """A chosen story as a brief tells it, dated by the newest source it quotes; undated where none has a date."""
    story = choice.story
    named = tuple(outlets[o].name if o in outlets else o for o in story.outlets if o)
    headline_outlet = outlets[story.headline_outlet].name if story.headline_outlet in outlets else story.headline_outlet
    dated = [cite for sentence in worded.sentences for cite in sentence.cites if cite.published]
    newest = max(dated, key=lambda cite: cite.published or story.updated, default=None)
    return Item(
        story.slug, story.headline, headline_outlet, newest.published if newest else None, named, worded.sentences,
        reasons=choice.reasons, families=len(story.families), precision=newest.precision if newest else Precision.TIME,
        revision=story.revision,
    )  # fmt: skip


def report(article: Article, outlets: Mapping[str, Outlet]) -> Report:
    """An article as a story's coverage lists it."""
    name = outlets[article.outlet].name if article.outlet in outlets else article.outlet
    return Report(article.id, name, article.headline, article.url, article.published, article.precision, article.genre)
