"""Quiet hours that began while an alert was on its way: it is held back, or left out, as one that breaks in them.

Works on: one claimed row that holds an alert, and the followings it is for.
Comes in: the row, the time.
Goes out: what their quiet hours make of it now; None where it may come.
Does not know: any platform, when the row was put, what else is held.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import wanted
from bot.archive import Archive
from bot.news import Alert, Delivery
from bot.wanted import Hold, Leave, Verdict

PROMPT = timedelta(seconds=2)
"""A row that is no older comes as it was decided when it was put."""


async def hushed(archive: Archive, row: Delivery, now: datetime) -> Hold | Leave | None:
    """What becomes of an alert of which nothing has left, and for which it is too late now. Raises StoreError."""
    alert = row.piece
    if not isinstance(alert, Alert) or row.done or row.departed is not None or now - row.made < PROMPT:
        return None
    takers = [await archive.followings.get(id) for id in row.following.split()]
    verdicts = [wanted.at_this_hour(one.quiet, one.zone, now, alert.urgency) for one in takers if one is not None]
    return _together(verdicts)


def _together(verdicts: list[Verdict]) -> Hold | Leave | None:
    """Nothing where it may come for any of them; else the hold that ends first, else the first refusal."""
    held = [verdict for verdict in verdicts if isinstance(verdict, Hold)]
    left = [verdict for verdict in verdicts if isinstance(verdict, Leave)]
    if len(held) + len(left) < len(verdicts):
        return None
    return min(held, key=lambda verdict: verdict.until) if held else next(iter(left), None)
