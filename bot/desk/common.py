"""What the desks of one process share.

Works on: nothing; it is held.
Comes in: the index that questions are asked of, once somebody has asked; stories that were opened.
Goes out: the same, and turns at what only one may do at a time.
Does not know: what is asked, of which shelf.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.desk.opening import Life
from bot.news import Story
from bot.wording import Worded

if TYPE_CHECKING:
    from bot.asking import Reading

LIVES = 64
"""Stories opened last."""
AT_ONCE = 4
"""Stories that a model words at a time."""


class Common:
    """The index, and a lock each for bringing it up to date, for wording stories, for noting a conversation.

    `thinking` is held for whatever keeps the processor for more than a moment: fifty chats that ask at once then take
    turns, and between two of them everything else in the process gets its turn too.
    """

    def __init__(self) -> None:
        self.reading: Reading | None = None
        self.asking = asyncio.Lock()
        self.wording = asyncio.Lock()
        self.noting = asyncio.Lock()
        self.thinking = asyncio.Lock()
        self.lives: dict[tuple[str, int], Life] = {}
        self.drafting: dict[tuple[str, ...], asyncio.Task[Worded | None]] = {}
        self.answering: dict[str, asyncio.Event] = {}
        self.places = asyncio.Semaphore(AT_ONCE)

    def keep(self, story: Story, life: Life) -> None:
        """Keeps how a story has gone up to this revision: what breaks is opened by many chats at once."""
        while len(self.lives) >= LIVES:
            del self.lives[next(iter(self.lives))]
        self.lives[story.slug, story.revision] = life
