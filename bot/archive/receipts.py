"""Where pieces landed.

Works on: the messages posted in each chat, and the stories each carries.
Comes in: receipts.
Goes out: the stories of a message that somebody replied to; the newest receipt of a chat.
Does not know: what a message looks like.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.archive import codec, keys, posting, steps
from bot.archive.line import Line, Word
from bot.news import Chat, Piece, Posted, Receipt

CAPS = (keys.RECEIPTS_CAP, keys.RECEIPTS_CAP // keys.SLACK, keys.RECEIPT_SECONDS)
"""What every script that writes receipts is told."""


class _Newest(msgspec.Struct, frozen=True, array_like=True):
    key: str
    messages: tuple[Posted, ...]


_newest_in = codec.Reader(_Newest)
_slugs_in = codec.Reader(tuple[str, ...])


class Receipts:
    """The newest 500 messages of a chat (up to a tenth more between two cuts), 90 days from the last."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def keep(self, receipt: Receipt, now: datetime, piece: Piece | None = None) -> None:
        """Remember what each of its messages carries, and of a `piece` what it says, in case it must be put right."""
        head: list[Word] = [self._keys.root, codec.micros(now), codec.plain(str(receipt.chat)), newest(receipt)]
        post: list[Word] = [codec.plain(receipt.key), posting.blob(piece, receipt.messages, own=True)]
        await self._line.run(steps.KEEP, [], [*head, *post, *CAPS, *said(receipt.messages)])

    async def slugs(self, chat: Chat, message: str) -> tuple[str, ...]:
        """The stories that a message carries; none when it is unknown, or not ours."""
        record = await self._line.do("HGET", self._name(chat), codec.plain(message)) if message else None
        return _slugs_in(record) or ()

    async def latest(self, chat: Chat) -> Receipt | None:
        """The receipt kept last in a chat."""
        found = _newest_in(await self._line.do("HGET", self._name(chat), ""))
        return Receipt(chat, found.key, found.messages) if found else None

    async def count(self, chat: Chat) -> int:
        """How many messages of a chat are known."""
        name = self._name(chat)
        length, newest = await self._line.all([("HLEN", name), ("HEXISTS", name, "")])
        return int(length) - int(newest)

    async def forget(self, chat: Chat) -> int:
        """Delete what is known of a chat's messages; 1 when there was anything."""
        return int(await self._line.do("DEL", self._name(chat)))

    def _name(self, chat: Chat) -> str:
        return self._keys.receipts + codec.plain(str(chat)).decode()


def newest(receipt: Receipt) -> bytes:
    """A receipt as it is kept while it is a chat's newest."""
    return codec.pack(_Newest(receipt.key, receipt.messages))


def said(messages: Sequence[Posted]) -> list[Word]:
    """Each message and its stories, as scripts take them."""
    return [word for posted in messages for word in (codec.plain(posted.message), codec.pack(posted.slugs))]
