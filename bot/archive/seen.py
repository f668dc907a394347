"""What each chat has been told.

Works on: a mark for each chat and story: which revision, and when.
Comes in: the stories that a chat was shown. Rows of the outbox mark theirs when they are put.
Goes out: the marks of a chat.
Does not know: what is new to a chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.archive import codec, keys, steps
from bot.archive.line import Line, Word
from bot.news import Chat

CAPS = (keys.SEEN_CAP, keys.SEEN_CAP // keys.SLACK, keys.RECEIPT_SECONDS)
"""What every script that writes marks is told."""


class Seen:
    """The newest 2,000 stories of a chat (up to a tenth more between two cuts), 90 days from the last."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def mark(self, chat: Chat, told: Mapping[str, int], now: datetime) -> None:
        """A chat was told these revisions. A newer one it was told before stays."""
        if told:
            words: list[Word] = [word for slug, revision in told.items() for word in (codec.plain(slug), revision)]
            head: list[Word] = [self._keys.root, codec.micros(now), codec.plain(str(chat))]
            await self._line.run(steps.MARK, [], [*head, *CAPS, *words])

    async def of(self, chat: Chat) -> dict[str, tuple[int, datetime]]:
        """The revision of each story a chat was told last, and when."""
        reply = await self._line.do("HGETALL", self._name(chat))
        return {slug.decode("utf-8", "replace"): _mark(mark) for slug, mark in reply.items()}

    async def forget(self, chat: Chat) -> int:
        """Delete what a chat was told; 1 when there was anything."""
        return int(await self._line.do("DEL", self._name(chat)))

    def _name(self, chat: Chat) -> str:
        return self._keys.seen + codec.plain(str(chat)).decode()


def _mark(record: bytes) -> tuple[int, datetime]:
    revision, when, _ = record.split(b" ", 2)
    return int(revision), codec.moment(when)
