"""Where a desk's stories stand: in the archive, or among clippings somebody handed over.

Works on: stories, their articles, their wording, and what each revision of them brought.
Comes in: what the cycle stored, or articles read on their own.
Goes out: the same things by slug, id and window.
Does not know: ranking, questions, chats' platforms.
"""

from bot.shelf.archived import Archived, fares
from bot.shelf.clippings import EVER, Clippings
from bot.shelf.shared import OWN, Shared
from bot.shelf.shelf import Shelf

__all__ = ["EVER", "OWN", "Archived", "Clippings", "Shared", "Shelf", "fares"]
