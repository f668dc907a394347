"""The log of what was published and is no longer supported.

Works on: a log of corrections, which `Stories.put` writes with the cursor of placing, so that each is logged once.
Comes in: a cursor.
Goes out: the corrections after it, in order.
Does not know: who was told, who delivers them.
"""

from __future__ import annotations

from bot.archive import keys
from bot.archive.line import Line
from bot.archive.logbook import Logbook
from bot.news import Correction


class Losses(Logbook[Correction]):
    """The newest 10,000, kept for 90 days from the last."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        super().__init__(line, realm.losses, "correction", Correction)
