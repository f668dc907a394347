"""A row of the outbox in one line.

Works on: one row as it stands, what it says; the time.
Comes in: values.
Goes out: words for whoever runs the bot; never what a reader asked, never a story's text.
Does not know: the store, what is printed where.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_never

from bot.archive import Row
from bot.circulation import BREAKS, BRIEFED
from bot.corrections import LASTS
from bot.courier.rules import NOTICE_LIFE
from bot.news import Alert, Answer, Brief, Correction, Coverage, Item, Lane, Notice, Occasion, Piece, SourceList

LIVES = {
    Lane.CONVERSATION: NOTICE_LIFE, Lane.BREAKING: BREAKS, Lane.CORRECTION: LASTS, Lane.BRIEF: BRIEFED,
    Lane.NOTICE: NOTICE_LIFE,
}  # fmt: skip
"""How long what goes out in a lane is worth sending, from when it is put again."""
GIVEN_UP = ("ambiguous", "expired", "dead")
_REASONS = {
    "cap": "its chat had as many alerts in that hour as it wants",
    "expired": "it could not be sent in time",
    "unprintable": "the platform cannot read it, which is a defect of ours",
    "unreachable": "the platform could not be reached",
    "called off": "its courier was stopped",
    "moved": "its chat has another address",
    "busy (chat)": "the platform wants this chat to wait",
    "busy (token)": "the platform wants the bot to wait",
    "gone (blocked)": "the chat shut the bot out",
    "gone (rights)": "the bot may not write there",
    "gone (for good)": "the chat is gone for good",
}


def says(row: Row, piece: Piece | None) -> tuple[str, tuple[str, ...]]:
    """What a row says: its kind, and the stories it is about."""
    match piece:
        case None:
            return ("alert" if row.about else "", (row.about,) if row.about else ())
        case Alert():
            return ("alert" if piece.occasion is Occasion.BREAKING else f"{piece.occasion} alert", (piece.slug,))
        case Brief():
            return "brief", tuple(item.slug for item in piece.items)
        case Answer() | Correction():
            return type(piece).__name__.casefold(), (piece.slug,) if piece.slug else ()
        case Coverage():
            return "story", (piece.item.slug,)
        case Item():
            return "why", (piece.slug,)
        case Notice():
            return "notice", ()
        case SourceList():
            return "sources", ()
    assert_never(piece)


def short(row: Row, piece: Piece | None) -> str:
    """What a row says, in a cell of a table."""
    kind, slugs = says(row, piece)
    more = f" and {len(slugs) - 1} more" if len(slugs) > 1 else ""
    return f"{kind} {slugs[0]}{more}" if slugs else kind or "no longer kept"


def why(row: Row) -> str:
    """Why a row stands as it does."""
    return _REASONS.get(row.reason, row.reason)


def upcoming(row: Row, now: datetime) -> str:
    """What comes next for a row, and when; what came last of one that is settled."""
    match row.state:
        case "pending" if row.expires and row.expires <= now:
            return "expired"
        case "pending" if row.due and row.due > now:
            return f"due in {span(row.due - now)}"
        case "pending":
            return f"due now, expires {distance(row.expires, now)}"
        case "sending":
            return f"on its way, expires {distance(row.expires, now)}"
        case "held":
            return f"released {distance(row.till, now)}"
    return f"{row.state} {ago(row.settled, now)}"


def age(row: Row, now: datetime) -> str:
    """How old a row is."""
    return span(now - row.since) if row.since else "?"


def twice(row: Row) -> str:
    """A warning where it may have arrived."""
    return "; it may then be there twice, for it may have arrived" if row.state == "ambiguous" else ""


def stamp(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "at a time that is not known"


def distance(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    return f"in {span(moment - now)}" if moment > now else f"{span(now - moment)} ago"


def ago(moment: datetime | None, now: datetime) -> str:
    return f"{span(now - moment)} ago" if moment else ""


def span(span: timedelta) -> str:
    """ "40s", "12m", "5h 20m", "3d"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds >= 172_800:
        return f"{seconds // 86_400}d"
    if seconds >= 3_600:
        return f"{seconds // 3_600}h {seconds % 3_600 // 60}m"
    return f"{seconds // 60}m" if seconds >= 60 else f"{seconds}s"


def count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
