"""Rows of the outbox, as circulation makes them.

Works on: values.
Comes in: an alert and who takes it; a brief and the following it is for.
Goes out: deliveries, each under a key made of what it is: the same made twice is one row.
Does not know: the store, what a row says to a platform.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.news import Alert, Brief, Delivery, Following, Lane, Notice, Occasion
from bot.wanted import Hold, Taken, new_on

BREAKS = timedelta(minutes=60)
"""How long after its release an alert is still worth sending."""
BRIEFED = timedelta(hours=6)
"""How long a brief is."""
OVER = "Nothing new of {!r} for four days: this chat follows that story no longer.\n"
OVER_LIFE = timedelta(hours=24)


def key(*parts: str) -> str:
    """Twenty letters for what is named by these parts: the same for the same."""
    return b32encode(sha256("\n".join(parts).encode()).digest()).decode()[:20].lower()


def row(taken: Taken, alert: Alert, now: datetime) -> Delivery:
    """The row of an alert for a chat's followings. It is sent as long as one of them is left."""
    ids, first, verdict = sorted(taker.id for taker in taken.takers), taken.takers[0], taken.verdict
    name = key(taken.name or ids[0], alert.slug, *_occasion(alert))
    held = (verdict.until, verdict.reason.detail) if isinstance(verdict, Hold) else (None, "")
    again = alert.occasion is Occasion.UPDATE  # it takes the place of what the chat has, and is no further message
    return Delivery(
        name, taken.chat, alert, Lane.BREAKING, " ".join(ids), now, now + BREAKS,
        manner=first.manner, until=held[0], why=held[1], hourly=0 if again else _most(taken),
    )  # fmt: skip


def headed(alert: Alert, topic: str) -> Alert:
    """What is new on a topic, as new on the one that is followed: the log knows it by another that found it first."""
    if alert.occasion is not Occasion.NEW:
        return alert
    reasons = [reason for reason in alert.item.reasons if reason.code != "topic"]
    return replace(alert, item=replace(alert.item, reasons=(new_on(topic), *reasons)))


def _most(taken: Taken) -> int:
    """How many alerts an hour the chat gets: what the most patient of its followings asked for; 0 is any number."""
    asked = [taker.hourly for taker in taken.takers]
    return 0 if 0 in asked else max(asked)


def _occasion(alert: Alert) -> tuple[str, ...]:
    """What tells apart the rows of one story for one following."""
    match alert.occasion:
        case Occasion.BREAKING:
            return ()
        case Occasion.NEW:
            return (alert.occasion,)
        case Occasion.UPDATE | Occasion.DEVELOPMENT:
            return alert.occasion, str(alert.item.revision)


def scheduled(following: Following, slot: str, brief: Brief, now: datetime) -> Delivery:
    """The row of a brief for a slot of a schedule, by its local date and time."""
    return _brief(following, key(following.id, slot), brief, now)


def released(following: Following, held: Iterable[str], brief: Brief, now: datetime) -> Delivery:
    """The row of a brief that tells what these held rows would have."""
    return _brief(following, key(following.id, "held", *sorted(held)), brief, now)


def _brief(following: Following, name: str, brief: Brief, now: datetime) -> Delivery:
    return Delivery(
        name, following.chat, brief, Lane.BRIEF, following.id, now, now + BRIEFED, manner=following.manner
    )  # fmt: skip


def over(following: Following, now: datetime) -> Delivery:
    """The notice that a followed story is over."""
    notice = Notice(OVER.format(following.topic))
    return Delivery(
        key(following.id, "over"), following.chat, notice, Lane.NOTICE, "", now, now + OVER_LIFE
    )  # fmt: skip
