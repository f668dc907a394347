"""A story's life: what each revision brought, who says what, and where reports differ.

Works on: one story, its articles as they come in, and what is known of it so far.
Comes in: articles with the verdicts of their placement; sentences that were printed.
Goes out: a History of developments, each a checked sentence; voices, disputes; sentences that lost their support.
Does not know: how articles are placed, who was told what, where anything is kept.
"""

from __future__ import annotations

from bot.chronicle.advancing import advance
from bot.chronicle.disputes import disputes
from bot.chronicle.history import History, developed, merge, untold
from bot.chronicle.losses import correction, lost
from bot.chronicle.voices import voices

__all__ = ["History", "advance", "correction", "developed", "disputes", "lost", "merge", "untold", "voices"]
