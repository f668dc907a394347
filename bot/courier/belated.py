"""What lost its support while it was on its way: corrections found nothing posted, and then it was posted.

Works on: the log of losses, and one row that is about to be settled as sent.
Comes in: the row, the time.
Goes out: corrections of it, for its own chat.
Does not know: any platform, how a correction is made (that is `mending`), what chats read before.

The log is read after all of a row's messages are written down. A loss that is logged later finds them there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import amending
from bot.archive import Archive
from bot.archive.posting import sentences
from bot.courier.rules import key
from bot.news import Alert, Brief, Correction, Delivery, Lane

LASTS = timedelta(hours=24)
"""How long such a correction is worth making."""
KEPT = timedelta(hours=32)
"""No row was composed longer ago that is sent now."""
MOST, ONCE = 10_000, 500


class Belated:
    """The losses of the last hours, read on from where they were read before."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._cursor = ""
        self._losses: deque[Correction] = deque(maxlen=MOST)

    async def rows(self, row: Delivery, now: datetime) -> list[Delivery]:
        """Corrections that a row needs once it is sent: under keys of their own for each attempt. Raises StoreError."""
        await self._read(now)
        return [
            Delivery(key(row.key, str(row.attempt), one.slug), row.chat, one, Lane.CORRECTION, "", now, now + LASTS)
            for one in lacking(row, self._losses)
        ]

    async def _read(self, now: datetime) -> None:
        while logged := await self._archive.losses.after(self._cursor, ONCE):
            self._cursor = logged[-1][0]
            self._losses.extend(loss for _, loss in logged if not loss.fictional)
        while self._losses and now - self._losses[0].at > KEPT:
            self._losses.popleft()


def lacking(row: Delivery, losses: deque[Correction]) -> Iterator[Correction]:
    """What a row says and was lost since it was composed, one a story."""
    since, by = _composed(row), dict[str, list[Correction]]()
    for loss in losses:
        if loss.at >= since and amending.amended(row.piece, loss) is not row.piece:
            by.setdefault(loss.slug, []).append(loss)
    said = {sentence.text for sentence in sentences(row.piece)}
    for some in by.values():
        yield amending.of(amending.merged(some), said)


def _composed(row: Delivery) -> datetime:
    """Not later than when its piece was made."""
    match row.piece:
        case Alert() | Correction():
            return min(row.made, row.piece.at)
        case Brief():
            return min(row.made, row.piece.as_of)
    return row.made
