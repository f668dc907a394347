"""What is new to a chat of the stories it was told before.

Works on: a chat's marks, stories and what each revision of them brought; purely.
Comes in: which revision of which story a chat was told; stories and their histories.
Goes out: what came since; and which stories bring nothing new, and so yield their place to the next in rank.
Does not know: where marks and histories are kept, how an item reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import edition
from bot.news import Choice, Development, Standing, Story

if TYPE_CHECKING:
    from bot.chronicle import History

Told = Mapping[str, tuple[int, datetime]]
"""What a chat was told: slug -> the story's revision then, and when."""


@dataclass(frozen=True, slots=True)
class Recall:
    """What a chat remembers of stories: `whole` it was told with all that they brought; of others, the `news` since.

    `kept` is false where nothing is remembered of the chat at all: then no story stands in any way.
    """

    kept: bool = False
    whole: frozenset[str] = frozenset()
    news: Mapping[str, tuple[Development, ...]] = field(default_factory=dict)

    def standing(self, slug: str) -> Standing | None:
        """How a story stands with the chat."""
        if not self.kept:
            return None
        if slug in self.news:
            return Standing.UPDATED
        return Standing.TOLD if slug in self.whole else Standing.NEW


def marks(story: Story, told: Told) -> dict[str, int]:
    """The revisions a chat was told of a story, under its own slug and under those of stories merged into it."""
    return {slug: told[slug][0] for slug in (story.slug, *story.aliases) if slug in told}


def grown(stories: Sequence[Story], told: Told) -> list[Story]:
    """The told stories that came to a later revision since: only of these the histories are needed."""
    return [s for s in stories if (held := marks(s, told)) and held.get(s.slug, 0) < s.revision]


def recall(stories: Sequence[Story], told: Told | None, histories: Mapping[str, History]) -> Recall:
    """How these stories stand. Of one without a history nothing new is known."""
    if not told:
        return Recall()
    news = {}
    for story in stories:
        if (history := histories.get(story.slug)) is not None:
            from bot import chronicle  # only who was told something that grew pays for it

            news[story.slug] = chronicle.untold(history, marks(story, told))
    news = {slug: brought for slug, brought in news.items() if brought}
    whole = frozenset(s.slug for s in stories if s.slug not in news and marks(s, told))
    return Recall(True, whole, news)


@dataclass(frozen=True, slots=True)
class Page:
    """The stories of a brief, best first; the span they are of; how many told stories made `room` for others.

    `abroad`: how many are left out because they are in another language; `own`: whether any is in the reader's.
    """

    choices: Sequence[Choice]
    window: timedelta
    recall: Recall = Recall()
    room: int = 0
    abroad: int = 0
    own: bool = True


def page(
    stories: Sequence[Story], anchor: datetime, recall: Recall, *, window: timedelta, limit: int, since: timedelta,
    topic: str = "",
) -> Page:  # fmt: skip
    """The best stories. Those told whole yield their places, unless there is nothing but them."""
    choices, room = edition.around(stories, anchor, recall.whole, limit=limit, since=since, topic=topic)
    return Page(choices, window, recall, room)
