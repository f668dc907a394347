"""The reception: what a chat platform talks to. It knows who asks and what they may, and hands news to the desk.

Works on: the archive and its desk, many chats at once.
Comes in: calls of the catalogue, who asks and where; what was posted, moved, shut.
Goes out: checked sentences as they are known, and one piece for every call.
Does not know: any platform, any Redis key, how news is gathered, ranked or worded.
"""

from bot.reception.asker import Asker
from bot.reception.front import Reception

__all__ = ["Asker", "Reception"]
