"""What we ask of a chat platform: the protocol of an adapter, and how it fails.

Works on: nothing; this is a border.
Comes in: pieces for a chat, a reception that answers whoever writes there.
Goes out: receipts, or one of the failures below, which are all a courier needs to know.
Does not know: any platform.

    Undelivered
    ├── Gone         the chat is not to be written to: deleted, shut to us, or without the right
    ├── Moved        the chat has another address now
    ├── Busy         the platform, or our own pace, wants us to wait
    ├── Unreachable  no answer; the message was surely not sent, or may have been
    ├── Unprintable  the platform cannot read what we sent, not even as plain text: our own defect
    ├── Fixed        what was posted cannot be changed any more: the chat is there, the message is not, or not ours
    └── Locked       the token is refused: nothing may be sent any more
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.news import PLAIN, Chat, Manner, Paused, Piece, Posted, Receipt

if TYPE_CHECKING:
    from bot.reception import Reception


class Undelivered(Exception):
    """A piece, or the rest of it, did not arrive. What did was told to the log."""


class Gone(Undelivered):
    """The chat is not to be written to. `paused` says how it may come back; None when it is gone for good."""

    def __init__(self, reason: str, paused: Paused | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.paused = paused


class Moved(Undelivered):
    """The chat's address is `to` from now on, for everything kept of it."""

    def __init__(self, to: Chat) -> None:
        super().__init__(f"moved to {to}")
        self.to = to


class Scope(StrEnum):
    """What a limit holds for."""

    CHAT = "chat"
    TOKEN = "token"  # noqa: S105 - a scope's name


class Busy(Undelivered):
    """Not before `retry_after` seconds have passed, in this scope only."""

    def __init__(self, retry_after: float, scope: Scope = Scope.CHAT) -> None:
        super().__init__(f"busy for {retry_after:.1f} s ({scope})")
        self.retry_after = retry_after
        self.scope = scope


class Unreachable(Undelivered):
    """The platform did not answer. `sent` is False where the request surely never arrived, True where it may have."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class Unprintable(Undelivered):
    """Refused as unreadable, also as plain text. The row is dead, the chat is not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Fixed(Undelivered):
    """What was posted cannot be changed: deleted, too old, not ours, or on a platform where what is said is said."""


class Locked(Undelivered):
    """The token is refused. `str` says which setting to mend."""


class Log(Protocol):
    """Told of every part of a piece before it leaves and after it arrived."""

    async def departing(self, part: int) -> None:
        """Part `part` (from 0) leaves now. May raise to forbid it."""
        ...

    async def arrived(self, posted: Posted) -> None:
        """The part that was departing is a message now."""
        ...


class Adapter(Protocol):
    """A chat platform. `name` is the first part of its chats' addresses.

    `memory` is how long the platform recognises a key it has seen and posts nothing twice; zero where it has none.
    """

    name: str
    memory: timedelta
    trouble: str
    """What stands in the way of conversations right now, for `/status` and `daybrief health`; empty: nothing does."""

    async def run(self, reception: Reception) -> None:
        """Listens and answers until cancelled; mends dead connections itself. Raises Locked."""
        ...

    async def post(
        self,
        chat: Chat,
        piece: Piece,
        key: str,
        done: Sequence[Posted] = (),
        log: Log | None = None,
        reply_to: str = "",
        manner: Manner = PLAIN,
    ) -> Receipt:
        """Says a piece in a chat, from the part after `done` on; part i goes under `key.i`. Raises Undelivered.

        The first part is a reply to the message `reply_to`, where there is one and the platform has replies. Of an
        alert in a manner with threads that is the first message of its story: where the platform has threads, the
        alert goes into that message's.
        """
        ...

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        """Puts a piece in the place of what was posted. Raises Undelivered; Fixed where that cannot be changed.

        With the `former` piece only messages are changed that differ. May be done twice; it calls nobody.
        """
        ...
