"""One turn of the news cycle: the wire is read, what came is placed, and what it changed is kept.

Works on: the sources that are due and the archive.
Comes in: entries that outlets published since the last turn.
Goes out: articles, stories, their histories and losses in the archive.
Does not know: who reads, how anything is shown.
"""

from bot.cycle.turns import HOPELESS, HORIZON, PLACED_AT_ONCE, QUORUM, Cycle, Turnout, due

__all__ = ["HOPELESS", "HORIZON", "PLACED_AT_ONCE", "QUORUM", "Cycle", "Turnout", "due"]
