"""The whole life of a row of the outbox, in words.

Works on: one row as it stands, what it says, its followings, what stands before it; the time.
Comes in: values.
Goes out: sentences for whoever runs the bot: why it is where it is, what comes next and when, for whom it is.
Does not know: the store, what is printed where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.archive import Place, Row
from bot.news import Following, Paused, Piece
from bot.verbs.lines import count, distance, short, stamp, twice, why

_RESTS = {
    Paused.BLOCKED: "because the chat shut the bot out; its next word there resumes it",
    Paused.RIGHTS: "because the bot may not write there; it is tried once a day for a week",
    Paused.ASKED: "because somebody there asked for that",
}


@dataclass(frozen=True, slots=True)
class Life:
    """All there is to say of a row. A following that is gone is None; `serving` is whether anybody sends."""

    row: Row
    place: Place
    piece: Piece | None
    followings: Mapping[str, Following | None]
    serving: bool


def told(life: Life, now: datetime) -> Iterator[str]:
    """The whole life of a row, a sentence a line."""
    row = life.row
    yield f"Row {row.key} ({short(row, life.piece)}) for {row.chat}, in the lane {row.lane}."
    yield from _began(row)
    yield from _followed(life)
    yield from _stands(life, now)
    if row.doubts:
        yield f"{count(row.doubts, 'time')} a part left, no answer came and it was sent again: it may be there twice."


def _began(row: Row) -> Iterator[str]:
    if row.made:
        yield f"It was put {stamp(row.made)}" + (f", to be sent by {stamp(row.expires)}." if row.expires else ".")
    if row.tries or row.parts:
        yield f"It was tried {count(row.tries, 'time')}; {count(row.parts, 'part')} of it arrived."


def _followed(life: Life) -> Iterator[str]:
    if not life.followings:
        yield "It is for the chat, whatever that subscribed to."
    for id, following in life.followings.items():
        yield f"It is for subscription {id}, {_subscribed(following)}."


def _subscribed(following: Following | None) -> str:
    if following is None:
        return "which is there no longer"
    what = f"{following.kind} in {following.chat}" + (f" on {following.topic!r}" if following.topic else "")
    if following.paused is None:
        return f"{what}, which is there"
    return (
        f"{what}, which rests{f' since {stamp(following.since)}' if following.since else ''} {_RESTS[following.paused]}"
    )


def _stands(life: Life, now: datetime) -> Iterator[str]:
    """Where a row is, why, and what will become of it."""
    row = life.row
    match row.state:
        case "pending":
            yield from _pending(life, now)
        case "sending":
            yield from _sending(life, now)
        case "held":
            yield f"It is held: {why(row)}."
            at = life.place.release
            release = (
                f"{stamp(at)} ({distance(at, now)})" if at else "at no time, as it seems: `daybrief ledger` says more"
            )
            yield f"It is released {release}; then one brief tells all that is held for the subscription."
        case "merged":
            yield f"Another row tells it: {why(row)}."
        case "sent":
            yield f"It was sent {stamp(row.settled)}{f': {why(row)}' if row.reason else ''}."
        case _:
            yield from _given_up(life)
    yield from _remembered(life.place, now)


def _pending(life: Life, now: datetime) -> Iterator[str]:
    row, place = life.row, life.place
    if row.reason:
        yield f"Last said of it: {why(row)}."
    if place.ahead is None:
        yield f"It waits and stands in no queue: `daybrief outbox requeue {row.key}` puts it there."
    elif row.expires and row.expires <= now:
        yield "It is too late to send it: when its turn comes, it is counted as expired."
    elif not _wanted(life):
        yield "Nobody waits for it any more: when its turn comes, it is given up."
    else:
        yield _turn(place, row, now)
    yield from () if life.serving else ("Nothing is serving, so nothing is sent: `daybrief serve`.",)


def _turn(place: Place, row: Row, now: datetime) -> str:
    before = f"{count(place.ahead or 0, 'row')} of its chat before it" if place.ahead else "first of its chat"
    when = "next"
    if place.busy and place.busy > now:
        when = f"when row {place.holder} has, which is on its way; should that fail, from {stamp(place.busy)}"
    if row.due and row.due > now:
        when = f"not before {stamp(row.due)} ({distance(row.due, now)})"
    return f"It waits, {before}, and goes out {when}."


def _sending(life: Life, now: datetime) -> Iterator[str]:
    row, busy = life.row, life.place.busy
    left = f"; a part left {stamp(row.departed)} and is not known to have arrived" if row.departed else ""
    if life.place.holder == row.key and busy and busy > now:
        yield f"A courier has it until {stamp(busy)} ({distance(busy, now)}){left}."
    else:
        yield f"A courier had it and was not heard of in time{left}: the next takes it up from part {row.parts + 1}."
    yield from () if life.serving else ("Nothing is serving, so nobody takes it up: `daybrief serve`.",)


def _given_up(life: Life) -> Iterator[str]:
    row = life.row
    when = f" {stamp(row.settled)}" if row.settled else ""
    yield f"It is {row.state}, given up{when}: {why(row)}. Nothing more becomes of it by itself."
    if row.piece:
        yield f"`daybrief outbox requeue {row.key}` sends it after all{twice(row)}."
    else:
        yield "What it said is not kept, so it cannot be put again."


def _remembered(place: Place, now: datetime) -> Iterator[str]:
    if place.seconds >= 0:
        yield f"As things are it is remembered until {stamp(now + timedelta(seconds=place.seconds))}."


def _wanted(life: Life) -> bool:
    """As the outbox will ask: one of its followings is there, and does not rest since the row was made."""
    made = life.row.made
    there = [one for one in life.followings.values() if one is not None]
    return not life.followings or any(f.since is None or (made is not None and f.since < made) for f in there)
