"""What becomes of a row of the outbox: the courier's rules.

Works on: one claimed row, and the failure its adapter reported.
Comes in: values and the time; what the platform remembers.
Goes out: a Step: later, dead, ambiguous, shut, readdressed; notices for people whose chat is shut.
Does not know: the outbox, the adapters, what the row says.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.adapter import Busy, Gone, Locked, Moved, Undelivered, Unprintable, Unreachable
from bot.news import Chat, Delivery, Following, Lane, Notice, Paused

SOON = timedelta(seconds=0.05)
AGAIN = {Lane.BREAKING: timedelta(seconds=10)}
LATER_AGAIN = timedelta(seconds=60)
"""How long after it left a part in doubt is sent again: in the lanes named, in all others."""
PLATEAU, LONGEST = 40, timedelta(minutes=10)
"""So many times it is tried again after at most 8 seconds, so that the end of an outage of minutes is soon noticed;
then ever more slowly, up to the longest backoff."""
BUSIEST = timedelta(days=1)
"""No platform is obeyed for longer."""
REFUSED = timedelta(seconds=5)
"""How long a row rests whose token was refused: nobody of this courier may take it up again."""
NOTICE_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Later:
    """Back to the head of its queue. `doubt`: it is sent again though it may have arrived; `unlearn`: it never left."""

    due: datetime
    reason: str
    doubt: bool = False
    unlearn: bool = False


@dataclass(frozen=True, slots=True)
class Dead:
    """Settled: it will not be said."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Settled: nobody will know whether it arrived."""


@dataclass(frozen=True, slots=True)
class Shut:
    """The chat is shut to us: for now as `paused` says, or for good. The row is dead."""

    paused: Paused | None


@dataclass(frozen=True, slots=True)
class Readdressed:
    """The chat lives at `to`; the row goes there."""

    to: Chat


Step = Later | Dead | Ambiguous | Shut | Readdressed


def decide(
    row: Delivery,
    failure: Undelivered,
    now: datetime,
    memory: timedelta,
    left: datetime | None = None,
    chance: float = 1.0,
) -> Step:
    """What becomes of a row whose post failed.

    `row.departed` is what an earlier attempt left in doubt, `left` when a part left in this one without an answer;
    `memory` is the platform's; `chance` in [0, 1) is the jitter.
    """
    unlearn = row.departed is None
    match failure:
        case Busy():
            return Later(now + within(failure.retry_after), f"busy ({failure.scope})", unlearn=unlearn)
        case Gone():
            return Shut(failure.paused)
        case Moved():
            return Readdressed(failure.to)
        case Unprintable():
            return Dead("unprintable")
        case Locked():
            return Later(now + REFUSED, "the token is refused", unlearn=unlearn)
        case Unreachable(sent=True):
            return _doubted(row, row.departed or left or now, now, memory, chance)
    return Later(now + backoff(row.tries, chance), "unreachable", unlearn=unlearn)


def unresolved(row: Delivery, now: datetime, memory: timedelta) -> Later | Ambiguous | None:
    """What becomes of a row just claimed of which a part may have arrived; None when it can be sent as it is."""
    if row.departed is None or _remembered(row.departed, now, memory):
        return None
    return _doubted(row, row.departed, now, memory, 0.0)


def _doubted(row: Delivery, departed: datetime, now: datetime, memory: timedelta, chance: float) -> Later | Ambiguous:
    if _remembered(departed, now, memory):  # at once, but a platform that never answers is not asked without pause
        return Later(now + (backoff(row.tries, chance) if row.tries else timedelta()), "no answer")
    if row.doubts:
        return Ambiguous()
    due = max(now, departed + AGAIN.get(row.lane, LATER_AGAIN))
    return Later(due, "no answer: it may have arrived", doubt=True, unlearn=True)


def _remembered(departed: datetime, now: datetime, memory: timedelta) -> bool:
    """Whether the platform still knows the key, with a tenth to spare for the way there."""
    return now - departed < memory * 0.9


def backoff(tries: int, chance: float) -> timedelta:
    """Exponential with full jitter: 1, 2, 4, 8, 8 ... seconds at most, and long after that more again."""
    power = min(tries, 3) + min(max(0, tries - PLATEAU), 20)
    return min(LONGEST, timedelta(seconds=2.0**power)) * chance + SOON


def within(seconds: float) -> timedelta:
    """The span a platform wants us to wait, if it is a sane one."""
    return min(BUSIEST, timedelta(seconds=max(0.0, min(seconds, BUSIEST.total_seconds()))))


def notices(resting: Sequence[Following], chat: Chat, paused: Paused, now: datetime) -> list[Delivery]:
    """One notice to each who subscribed the chat, unless it is the chat itself that shut us out. One a day at most."""
    made = []
    for by in sorted({following.by for following in resting}):
        person = Chat.of(by)
        if chat.room not in (person.room, person.room.removeprefix("@")):
            name = key(str(chat), by, paused, now.date().isoformat())
            notice = Notice(_RESTING[paused].format(chat=chat))
            made.append(Delivery(name, person, notice, Lane.NOTICE, "", now, now + NOTICE_LIFE))
    return made


def farewell(chat: Chat, to: Chat, now: datetime) -> list[Delivery]:
    """The notice in a chat whose topic is gone, and which gets from now on what the topic got. Once for all."""
    if not chat.thread or to.thread or chat.room != to.room:
        return []
    name = key("topic", str(chat), str(to))
    return [Delivery(name, to, Notice(_TOPIC_GONE), Lane.NOTICE, "", now, now + NOTICE_LIFE)]


_TOPIC_GONE = "The topic that followed breaking news is gone or closed: the news comes here now.\n"
_RESTING = {
    Paused.BLOCKED: "Breaking news for {chat} rests: the bot was removed or blocked there. "
    "A word to it there resumes it.\n",
    Paused.RIGHTS: "Breaking news for {chat} rests: the bot may not write there. Give it the right to send messages "
    "(in a forum: subscribe inside one of its posts); it tries again once a day for a week.\n",
}


def key(*parts: str) -> str:
    """Twenty letters for what is named by these parts: the same for the same."""
    return b32encode(sha256("\n".join(parts).encode()).digest()).decode()[:20].lower()
