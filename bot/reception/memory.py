"""What a chat was told, and what of it is forgotten.

Works on: receipts, seen-marks and conversations in the archive.
Comes in: a receipt of a piece that has arrived; a wish to be forgotten.
Goes out: the stories of a post that somebody replies to; marks; deletions.
Does not know: what is said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.archive import Archive
from bot.news import Alert, Brief, Chat, Coverage, Notice, Piece, Receipt
from bot.reception.asker import Asker

STAYS = " Subscriptions and added sources are settings and stay; unsubscribe and remove end them."
ALL = "Forgotten: what was asked, listed and told here is deleted." + STAYS
PREVIEW = "preview"
"""The edition of a brief that shows what would be told; what it shows is not told yet."""
YOURS = "Forgotten: what you asked here is deleted, and what was shown to you alone." + STAYS


class Memory:
    """Nothing is marked by asking: only what has arrived was told."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.clock = clock

    async def arrived(self, asker: Asker, receipt: Receipt, piece: Piece) -> None:
        """Keeps where a piece is, and marks the stories of a brief or alert as told to those who see it.

        A story opened is told as far as it goes; but who opens one that no brief told here does not tell it to all.
        """
        now = self.clock()
        if receipt.messages:
            await self.archive.receipts.keep(receipt, now, piece)
        marks = told(piece, receipt)
        if isinstance(piece, Coverage) and not piece.fictional:
            held = await self.archive.seen.of(asker.seen_by)
            marks = {piece.item.slug: piece.item.revision} if piece.item.slug in held else {}
        if marks:
            await self.archive.seen.mark(asker.seen_by, marks, now)

    async def replied(self, asker: Asker) -> tuple[str, ...]:
        """The stories of the post that this replies to, else those of the post whose thread this is; none where neither
        is ours."""
        posts = [(chat, asker.replied) for chat in (asker.chat, asker.seen_by)]
        if asker.above:  # what we post in a thread is kept with the chat it is of
            posts += [(asker.above, asker.replied), (asker.above, asker.chat.room)]
        for chat, message in dict.fromkeys(posts):
            if slugs := await self.archive.receipts.slugs(chat, message):
                return slugs
        return ()

    async def forget(self, asker: Asker) -> Notice:
        """In a conversation of two all of it goes; in a group what is the person's own."""
        if asker.direct or asker.local:
            await self._all(asker.chat)
            return Notice(ALL)
        await self.archive.talks.forget_turns(str(asker.chat), asker.person)
        for chat in alone(asker):
            await self._all(chat)
        return Notice(YOURS)

    async def _all(self, chat: Chat) -> None:
        await self.archive.talks.forget(str(chat))
        await self.archive.receipts.forget(chat)
        await self.archive.posts.forget(chat)
        await self.archive.seen.forget(chat)


def alone(asker: Asker) -> set[Chat]:
    """Wherever this person alone sees what we say: platforms name such a conversation in two ways."""
    adapter, _, number = asker.person.partition(":")
    found = {Chat.of(asker.person), Chat(adapter, number)}
    return found | ({asker.audience} if asker.audience else set())


def told(piece: Piece, receipt: Receipt) -> dict[str, int]:
    """The stories a piece told, with their revisions: those that its messages carry."""
    match piece:
        case Brief() if not piece.fictional and piece.edition != PREVIEW:
            items = piece.items
        case Alert():
            items = (piece.item,)
        case _:
            return {}
    carried = {slug for message in receipt.messages for slug in message.slugs}
    return {item.slug: item.revision for item in items if not carried or item.slug in carried}
