"""How the newsroom fares, in half a line.

Works on: the pulses of its loops and the counts of its outbox.
Comes in: the archive, the time.
Goes out: what stands still and what waits, as words; nothing when all is well.
Does not know: what a loop does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.reception.subscriptions import when

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.archive.pulses import Pulse

SILENT = timedelta(minutes=5)
"""How long a loop may not be heard of before it is said to stand still."""


async def told(archive: Archive, now: datetime) -> str:
    """What is wrong and what waits. Raises StoreError."""
    return still(await archive.pulses.read(), now) + waiting(await archive.outbox.counts())


def still(pulses: Mapping[str, Pulse], now: datetime) -> str:
    stuck = [f"{name} (since {when(p.at)})" for name, p in pulses.items() if now - p.at > SILENT]
    stuck += [f"{name} ({p.note})" for name, p in pulses.items() if not p.fine and now - p.at <= SILENT]
    return f" Standing still: {', '.join(sorted(stuck))}." if stuck else ""


def waiting(counts: Mapping[str, int]) -> str:
    rows = counts.get("pending", 0) + counts.get("sending", 0)
    return f" {rows} {'message waits' if rows == 1 else 'messages wait'} to be sent." if rows else ""
