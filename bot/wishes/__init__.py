"""What somebody types behind `subscribe KIND` or `change N`, and the same told back.

Works on: one line, and the wish that stood before.
Comes in: "business 07:00 18:30 weekdays Europe/Paris short not:football".
Goes out: a `Wish`, the parts of a following; a following's wish in plain words, and as a line that would make it again;
ValueError in one sentence that says what to type instead.
Does not know: who asks, where a following is stored, when it is due.
"""

from bot.wishes.options import BEATS, MOST_HOURLY, NAMES
from bot.wishes.reading import LONGEST_LINE, LONGEST_TOPIC, read
from bot.wishes.telling import told, typed
from bot.wishes.wish import MORNING, Wish

__all__ = [
    "BEATS", "LONGEST_LINE", "LONGEST_TOPIC", "MORNING", "MOST_HOURLY", "NAMES", "Wish", "read", "told", "typed",
]  # fmt: skip
