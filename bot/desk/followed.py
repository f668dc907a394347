"""What a following asks the desk for.

Works on: one following; stories, one at a time.
Comes in: values.
Goes out: which stories its filters let into a brief, how far back one looks.
Does not know: the stories there are, when a brief is due.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import filters, schedule
from bot.desk.pages import DAY
from bot.desk.recall import Told
from bot.news import Filters, Following, Story


def wanting(wanted: Filters) -> Callable[[Story], bool] | None:
    """Which stories a filter lets into a brief; None where all may."""
    if wanted == Filters():
        return None

    def only(story: Story) -> bool:
        outlets = tuple((outlet,) for outlet in story.outlets)
        language = (story.language[:2],) if story.language else ()
        families = len(story.families)
        subject = filters.Subject(story.headline, "", story.beats, outlets, language, families, story.urgency)
        return filters.unwanted(wanted, subject) is None

    return only


def since(following: Following, now: datetime) -> timedelta:
    """How far back its brief looks: to the day of the one before, and a day at least."""
    days = following.schedule.days if following.schedule else ()
    today = now.astimezone(schedule.zoned(following.zone)).weekday()
    return next((n for n in range(1, 8) if (today - n) % 7 in days), 1) * DAY


def among(slugs: set[str], told: Told | None) -> Callable[[Story], bool]:
    """Whether a story is one of these, or took over one of them, and was not told as it stands."""

    def only(story: Story) -> bool:
        known, _ = (told or {}).get(story.slug, (0, None))
        return known < story.developed and not slugs.isdisjoint((story.slug, *story.aliases))

    return only
