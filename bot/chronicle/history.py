"""A story's history: what each of its revisions brought, and what is therefore known.

Works on: nothing; a history is a value, and so is what comes of it.
Comes in: developments, the histories of stories that turned out to be one.
Goes out: what is new to somebody who was told some of it; when the story last moved.
Does not know: how a development is found in an article, who was told, where a history is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.news import Change, Development

MOST = 60
"""Developments kept of a story: the first, and the newest."""
NAMED = 600
"""Words of names kept of a story: later ones are of people at its edge."""


@dataclass(frozen=True, slots=True)
class History:
    """What a story has been through, oldest first as it was placed, and what its reports have stated so far.

    `joined` is, by the slug of a story merged into this one, the revision of this one at which it came in. `figures`
    are the counts that stand by kind ("killed", "hectares"), `counted` when each was given; `stages` what has been
    reached ("passed"); `names` the folded words of names read.
    """

    developments: tuple[Development, ...] = ()
    joined: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, datetime] = field(default_factory=dict)
    stages: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def developed(history: History) -> int:
    """The newest revision that brought anything; 0 for none."""
    return max((d.revision for d in history.developments), default=0)


def capped(developments: Iterable[Development]) -> tuple[Development, ...]:
    """At most MOST of them: the first and the newest."""
    kept = tuple(developments)
    return kept if len(kept) <= MOST else (*kept[:1], *kept[1 - MOST :])


def merge(survivor: History, others: Mapping[str, History], revision: int) -> History:
    """One history of several. `others` are by slug those of the stories that came in with `revision` of the survivor.

    Equal developments are kept once, in order of their times.
    """
    found: list[Development] = list(survivor.developments)
    for other in others.values():
        found += [d for d in other.developments if not any(_same(d, held) for held in found)]
    found.sort(key=lambda d: (d.at, d.change is not Change.OPENED))
    merged = replace(survivor, developments=capped(found))
    for slug, other in others.items():
        merged = _knowing(merged, other, {slug: revision} | dict.fromkeys(other.joined, revision))
    return merged


def _knowing(one: History, other: History, joined: Mapping[str, int]) -> History:
    """The first history with all that the second knew; of a count, the one that was given last."""
    later = {k for k, at in other.counted.items() if k not in one.counted or at > one.counted[k]}
    return replace(
        one,
        joined={**joined, **one.joined},
        figures={**one.figures, **{k: other.figures[k] for k in later if k in other.figures}},
        counted={**one.counted, **{k: other.counted[k] for k in later}},
        stages=tuple(dict.fromkeys(one.stages + other.stages)),
        names=tuple(dict.fromkeys(one.names + other.names))[:NAMED],
    )


def _same(one: Development, other: Development) -> bool:
    """True where two developments tell a reader the same: the same sentence, or the same change with the same value."""
    if one.sentence and other.sentence and one.sentence.text == other.sentence.text:
        return True
    if one.change is Change.DENIAL:
        return False  # others may deny other things
    return one.change is other.change and bool(one.detail) and one.detail == other.detail and one.was == other.was


def untold(history: History, told: Mapping[str, int]) -> tuple[Development, ...]:
    """What is new to somebody who was told these revisions, by slug; nothing where all is known.

    To who was told any of it, the first report of a story that came in is no news, nor is what was told under another
    slug in equal words or with an equal value.
    """
    known = [d for d in history.developments if _told(d, history, told)]
    return tuple(
        d
        for d in history.developments
        if d not in known
        and not (told and d.change is Change.OPENED)
        and (d.sentence or d.change is Change.WITHDRAWN)
        and not any(_same(d, held) for held in known)
    )


def _told(development: Development, history: History, told: Mapping[str, int]) -> bool:
    if told.get(development.slug, 0) >= development.revision:
        return True
    came = history.joined.get(development.slug)
    own = {d.slug for d in history.developments} - history.joined.keys() or told.keys() - history.joined.keys()
    return came is not None and max((told.get(slug, 0) for slug in own), default=0) >= came
