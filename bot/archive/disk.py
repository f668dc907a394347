"""What has reached the disk.

Works on: one mark, written after everything that was written before.
Comes in: the wish to go on only once all of that would outlive a power failure.
Goes out: whether it would; where the server cannot say (before 7.2, or without an append-only file) a line in the log.
Does not know: what was written, or who is told of it.

The server brings its file to the disk once a second, or when somebody waits for it (WAITAOF). It answers for what came
over the connection that asks; the mark goes over that one, after all else, and a file is written in order.
"""

from __future__ import annotations

import asyncio
import logging

from bot.archive import keys
from bot.archive.line import Line

PATIENCE = 5.0
"""Seconds that a disk is waited for; whoever waits is told all the same, since it is in the server's hands."""
SLOW = "the store's disk is slow: what was just confirmed may be lost should the power fail now"
UNTOLD = "the store cannot say what is on its disk: a power failure may undo what was confirmed in the second before it"

log = logging.getLogger("daybrief")


class Disk:
    """Many who wait at once are answered by one waiting; where nothing was written nobody waits."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._mark = realm.mark
        self._turn = asyncio.Lock()
        self._reached = 0
        self._mute = False

    async def reached(self) -> bool:
        """Returns once all that was acknowledged so far is on disk; False where none can say so. Raises StoreError."""
        mine = self._line.writes
        async with self._turn:
            if self._reached >= mine or self._mute:
                return not self._mute
            upto = self._line.writes
            on_disk = await self._line.on_disk(self._mark, PATIENCE)
            self._reached = upto
        if not on_disk:
            log.warning(UNTOLD if on_disk is None else SLOW)
            self._mute = on_disk is None
        return bool(on_disk)
