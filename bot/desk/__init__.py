"""The front desk: everything a chat may ask of us about the news.

Works on: the stories on a shelf, and a conversation's state.
Comes in: a verb with its arguments, the chat it came from, who asks.
Goes out: pieces of news; an answer also sentence by sentence.
Does not know: any platform, who may ask, how articles arrive.
"""

from bot.desk.common import Common
from bot.desk.desk import DAY, Desk, Unknown
from bot.desk.questions import FORTNIGHT, nearest
from bot.desk.telling import STORIES, cut, item, lasting, stand

__all__ = [
    "DAY", "FORTNIGHT", "STORIES", "Common", "Desk", "Unknown", "cut", "item", "lasting", "nearest", "stand",
]  # fmt: skip
