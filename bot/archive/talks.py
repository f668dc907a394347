"""Conversations.

Works on: what was listed, which story is in focus, what was asked and answered.
Comes in: a `Talk` after each exchange.
Goes out: the same for 24 hours. Listing and focus belong to the chat, turns to the person in it.
Does not know: what was meant.
"""

from __future__ import annotations

from bot.archive import codec, keys
from bot.archive.line import Line
from bot.news import Talk


class Talks:
    """Kept for 24 hours from the last exchange, the newest 12 turns."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def get(self, chat: str, person: str = "") -> Talk:
        """The conversation as this person sees it; an empty one when there is none."""
        floor, turns = await self._line.all([("GET", self._keys.floor(chat)), ("GET", self._keys.talk(chat, person))])
        seen = codec.floor_in(floor) or codec.Floor()
        return Talk(seen.listing, seen.focus, codec.turns_in(turns) or ())

    async def keep(self, chat: str, talk: Talk, person: str = "") -> None:
        """Replace the conversation."""
        floor = codec.pack(codec.Floor(talk.listing, talk.focus))
        turns = codec.pack(talk.turns[-keys.TURNS_CAP :])
        await self._line.all(
            [
                ("SET", self._keys.floor(chat), floor, "EX", keys.TALK_SECONDS),
                ("SET", self._keys.talk(chat, person), turns, "EX", keys.TALK_SECONDS),
            ]
        )

    async def forget(self, chat: str, person: str | None = None) -> int:
        """Delete a chat's conversations, or one person's in it (with what was listed). How many records went."""
        return await self._delete(
            [key for key, who in await self.all() if who[0] == chat and who[1] in (None, person or who[1])]
        )

    async def forget_person(self, person: str) -> int:
        """Delete what a person asked, in every chat."""
        return await self._delete([key for key, who in await self.all() if who[1] == person])

    async def forget_turns(self, chat: str, person: str) -> int:
        """Delete what a person asked in a chat; what everybody there was shown stays."""
        return int(await self._line.do("DEL", self._keys.talk(chat, person)))

    async def all(self) -> list[tuple[str, tuple[str, str | None]]]:
        """Every record's key with its chat, and the person or None for what the whole chat sees."""
        found = [key for pattern in self._keys.conversations for key in await self._line.scan(pattern)]
        return [(key, self._keys.spoken(key)) for key in found]

    async def _delete(self, names: list[str]) -> int:
        return sum(await self._line.all([("DEL", name) for name in names]))
