"""Does a story deserve an alert, now or again; how urgent is it, and why or why not.

Works on: one story, its articles and developments, the outlets that printed them, the time.
Comes in: values, as the newsroom grouped them and as the wire read them.
Goes out: a Verdict, either way with reasons for people.
Does not know: who follows what, how an alert is worded or sent.
"""

from __future__ import annotations

from bot.breaking.judging import judge
from bot.breaking.renewing import again
from bot.breaking.verdict import AHEAD, COOLDOWN, FAMILIES, FLOOR, NEWS, Verdict

__all__ = ["AHEAD", "COOLDOWN", "FAMILIES", "FLOOR", "NEWS", "Verdict", "again", "judge"]
