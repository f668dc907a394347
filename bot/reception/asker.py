"""Who asks, and where.

Works on: nothing; this is a value.
Comes in: what a platform knows of a message or a pressed button.
Goes out: the same.
Does not know: what is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.news import Chat

LOCAL = "terminal"
"""The adapter of whoever sits at the machine: that person operates it."""


async def nobody() -> bool:
    """Manages nothing."""
    return False


def as_typed(mention: str) -> str:
    """Whoever is named may be called."""
    return mention


@dataclass(frozen=True, slots=True)
class Asker:
    """`chat`: where it was written, which is what subscribe, add and the like concern. `person`: `telegram:77`.

    `places`: every address by which this may be allowed or denied; the first is the one that `allow` allows.
    `direct`: a conversation of one person with the bot. `audience`: where the answer is seen, when not in `chat`: its
    listing, focus and seen-marks are what an answer reads and leaves. `replied`: the message of ours that this replies
    to, or on which a button was pressed. `above`: of a thread, which has the number of the message that it began with,
    the chat where that stands. `manages`: whether the person may manage the chat; asked only when needed. `calling`: a
    mention as the platform keeps it; ValueError, in a sentence, where nobody is called by it, or not by this person.
    """

    chat: Chat
    person: str
    places: tuple[str, ...] = ()
    direct: bool = False
    audience: Chat | None = None
    replied: str = ""
    above: Chat | None = None
    manages: Callable[[], Awaitable[bool]] = nobody
    calling: Callable[[str], str] = as_typed

    @property
    def seen_by(self) -> Chat:
        """Who sees the answer."""
        return self.audience or self.chat

    @property
    def local(self) -> bool:
        """Whether this is the terminal of the machine itself."""
        return self.chat.adapter == LOCAL
