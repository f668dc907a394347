"""Names of editions.

Works on: a moment and a time zone.
Comes in: the time, an IANA zone.
Goes out: the edition's name in local time.
Does not know: what stands in it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_PARTS_OF_DAY = ((5, "night"), (11, "morning"), (16, "midday"), (22, "evening"), (24, "night"))
_ZONE = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")


def name(now: datetime, zone: str) -> str:
    """The edition's name in local time: "2026-11-23-evening". A night belongs to the date on which it began.

    `zone` is an IANA name; raises ValueError, in words for people, for one nobody knows.
    """
    try:
        local = now.astimezone(ZoneInfo(zone if _ZONE.fullmatch(zone) else "?"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {zone!r}: use a name such as Europe/Paris or UTC") from None
    part = next(label for end, label in _PARTS_OF_DAY if local.hour < end)
    day = local.date() - timedelta(days=1) if local.hour < 5 else local.date()
    return f"{day.isoformat()}-{part}"
