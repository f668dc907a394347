"""From the alert log and the schedules to the outbox: who hears of what, and when.

Works on: the archive: its alerts, followings and outbox; a desk that composes briefs.
Comes in: alerts that were logged since the last turn, followings that are due, the time.
Goes out: rows of the outbox, once whatever happens in between; what was left out, and why.
Does not know: why a story broke, how a chat is reached, whether it is.
"""

from bot.circulation.briefs import Briefs
from bot.circulation.rounds import STALE, Circulation
from bot.circulation.rows import BREAKS, BRIEFED, row
from bot.wanted import Hold, Leave, Send, Taken, Wanted, listens

__all__ = [
    "BREAKS", "BRIEFED", "STALE", "Briefs", "Circulation", "Hold", "Leave", "Send", "Taken", "Wanted", "listens",
    "row",
]  # fmt: skip
