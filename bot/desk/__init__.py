"""The front desk: everything a chat may ask of us about the news.

Works on: the stories on a shelf, and a conversation's state.
Comes in: a verb with its arguments, the chat it came from, who asks.
Goes out: pieces of news; an answer also sentence by sentence.
Does not know: any platform, who may ask, how articles arrive.
"""

from bot.desk.common import Common
from bot.desk.desk import FORGOTTEN, Desk, Unknown
from bot.desk.pages import DAY
from bot.desk.questions import FORTNIGHT, nearest
from bot.desk.recall import Told
from bot.desk.telling import STORIES, cut, item, lasting

__all__ = [
    "DAY", "FORGOTTEN", "FORTNIGHT", "STORIES",
    "Common", "Desk", "Told", "Unknown", "cut", "item", "lasting", "nearest",
]  # fmt: skip
