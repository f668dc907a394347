"""Which followings want an alert, now or later, and why not.

Works on: one alert, followings a portion at a time, the time.
Comes in: values.
Goes out: for each following a verdict (send, hold, leave), and for each chat what becomes of the alert there.
Does not know: where anything is stored, what a chat was told before, how much of its hour is used up.

Many followings want the same, so what a topic, a filter or quiet hours say of an alert is worked out once each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import assert_never

from bot import edition, filters, schedule
from bot.news import Alert, Chat, Filters, Following, Hush, Kind, Occasion, Paused, Quiet, Reason

TRIAL, TRIALS = timedelta(days=1), timedelta(days=7)
"""How often, and for how long, a chat in which we may not write is tried again."""


@dataclass(frozen=True, slots=True)
class Send:
    """It comes now."""


@dataclass(frozen=True, slots=True)
class Hold:
    """It comes with what else is held, at `until`."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Leave:
    """It does not come, though its kind and topic would have it come."""

    reason: Reason


Verdict = Send | Hold | Leave
SEND = Send()


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of an alert in one chat: `takers` are the followings whose verdict it is.

    `name` is the first of all that it is meant for, whatever they say of it now: the same when it is asked again later.
    """

    takers: tuple[Following, ...]
    verdict: Verdict
    name: str = ""

    @property
    def chat(self) -> Chat:
        return self.takers[0].chat

    @property
    def topic(self) -> str:
        """What the first of them is about."""
        return self.takers[0].topic


class Wanted:
    """The verdicts on one alert at one time."""

    def __init__(self, alert: Alert, now: datetime) -> None:
        self._alert = alert
        self._now = now
        self._subject = filters.Subject.of(alert)
        self._names = {alert.slug, *alert.aliases}
        self._topics: dict[tuple[Kind, str], bool] = {(Kind.BREAKING, ""): True}
        self._filters: dict[Filters, Reason | None] = {Filters(): None}
        self._hours: dict[tuple[Quiet | None, str], Verdict] = {}

    def among(self, followings: Sequence[Following]) -> Iterator[Taken]:
        """One for each chat that the alert concerns, since a chat hears it once. A chat's stand together as given."""
        meant = (following for following in followings if self._is_for(following))
        for _, some in groupby(meant, key=lambda following: following.chat):
            yield from self._taken(list(some))

    def of(self, following: Following) -> Verdict | None:
        """What one following says of it; None where it does not concern it at all."""
        return self._verdict(following) if self._concerns(following) else None

    def _taken(self, some: Sequence[Following]) -> Iterator[Taken]:
        """What comes now for one following comes; else what is held for one is held. Nothing where none listens."""
        name = min(following.id for following in some)
        judged = [(following, self._verdict(following)) for following in some if listens(following, self._now)]
        for kind in (Send, Hold, Leave):
            if takers := [(following, verdict) for following, verdict in judged if isinstance(verdict, kind)]:
                yield Taken(tuple(following for following, _ in takers), _soonest([v for _, v in takers]), name)
                return

    def _verdict(self, following: Following) -> Verdict:
        if (reason := self._left_out(following.filters)) is not None:
            return Leave(reason)
        return self._at_this_hour(following.quiet, following.zone)

    def _left_out(self, filter: Filters) -> Reason | None:
        if filter not in self._filters:
            self._filters[filter] = filters.unwanted(filter, self._subject)
        return self._filters[filter]

    def _at_this_hour(self, quiet: Quiet | None, zone: str) -> Verdict:
        if quiet is None:
            return SEND
        if (quiet, zone) not in self._hours:
            self._hours[quiet, zone] = at_this_hour(quiet, zone, self._now, self._alert.urgency)
        return self._hours[quiet, zone]

    def _concerns(self, following: Following) -> bool:
        return listens(following, self._now) and self._is_for(following)

    def _is_for(self, following: Following) -> bool:
        return following.made <= self._alert.at and self._on_topic(following)

    def _on_topic(self, following: Following) -> bool:
        asked = following.kind, following.topic.strip()
        if asked not in self._topics:
            self._topics[asked] = self._meant(*asked)
        return self._topics[asked]

    def _meant(self, kind: Kind, topic: str) -> bool:
        if kind is Kind.STORY:
            return topic in self._names
        return not topic or about(self._alert, topic)


def about(alert: Alert, topic: str) -> bool:
    """Whether what is told is on a topic that somebody named."""
    return edition.on_topic(alert.item.headline, alert.beats, topic)


def new_on(topic: str) -> Reason:
    """Why a story is told that is new on a topic."""
    return Reason("topic", f"new on {topic}")


def kinds(occasion: Occasion) -> tuple[Kind, ...]:
    """The kinds of following that an occasion concerns."""
    match occasion:
        case Occasion.BREAKING | Occasion.UPDATE:
            return (Kind.BREAKING,)
        case Occasion.NEW:
            return (Kind.TOPIC,)
        case Occasion.DEVELOPMENT:
            return (Kind.STORY,)
    assert_never(occasion)


def at_this_hour(quiet: Quiet | None, zone: str, now: datetime, urgency: int) -> Verdict:
    """What quiet hours make of news of an urgency."""
    silence = schedule.quietly(quiet, zone, now, urgency)
    if silence is None:
        return SEND
    if silence.hush is Hush.DROP:
        return Leave(Reason("quiet", "it broke in quiet hours, and this subscription leaves out what does"))
    return Hold(silence.until, Reason("quiet", f"held in quiet hours, until {silence.until:%Y-%m-%d %H:%M} UTC"))


def listens(following: Following, now: datetime) -> bool:
    """Whether it hears of anything: it does not rest, or it rests for want of rights and its daily trial is due."""
    if following.paused is None:
        return True
    since = following.since or now
    last = following.tried or since
    return following.paused is Paused.RIGHTS and now - since <= TRIALS and now - last >= TRIAL


def _soonest(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: verdict.until.timestamp() if isinstance(verdict, Hold) else 0.0)
