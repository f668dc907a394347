"""What a manner of a following asks of a channel: whom to call, a thread for a story.

Works on: hands that ask Discord.
Comes in: rooms; a mention; messages that a thread is to begin with.
Goes out: the words that call somebody and who alone may be called by them; threads.
Does not know: pieces, followings, what is posted.

A number alone does not say what it is of: the roles of a server are asked for, whose own number is that of its role
for everybody. What Discord does not allow here is left out, and the message goes without it.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass

import discord

from adapters.discord.hands import SILENT, Hands
from adapters.discord.markup import short
from adapters.discord.mentions import ALL, named
from bot.adapter import Busy, Gone, Undelivered, Unprintable, Unreachable

NAME = 100
"""Characters of a thread's name."""
REMEMBERED = 1_000
"""Rooms, and servers, of which is known what they are."""
Place = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread

log = logging.getLogger("daybrief.discord")


@dataclass(frozen=True, slots=True)
class Call:
    """Words that call somebody, and whom alone they may call."""

    words: str = ""
    allowed: discord.AllowedMentions = SILENT


NOBODY = Call()


class _Begun(Unprintable):
    """The message has its thread already."""


class Rooms:
    """What is known of channels and their servers."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._client: discord.Client | None = None
        self._places: dict[str, Place] = {}
        self._roles: dict[tuple[int, int], bool] = {}
        self._refused: set[str] = set()

    async def call(self, room: str, mention: str) -> Call:
        """How somebody is called in a room; nobody, where nobody can be told from a mention. Raises Undelivered."""
        one = named(mention)
        if one is None:
            return NOBODY
        if one.words:
            return _everyone(one.words)
        role = one.role
        if role is None and (guild := await self._guild(room)) is not None:
            if one.number == guild.id:
                return _everyone(ALL[0])
            role = await self._is_role(guild, one.number)
        if role:
            return Call(f"<@&{one.number}>", _only(roles=[discord.Object(one.number)]))
        return Call(f"<@{one.number}>", _only(users=[discord.Object(one.number)]))

    async def thread(self, room: str, number: str, name: str, *, again: bool = False) -> None:
        """Begins a thread with a message of a text channel, once. Raises Locked; Unreachable, unless it is tried again:
        then the chat's next message waits no longer.
        """
        try:
            place = await self._place(room)
            if isinstance(place, discord.TextChannel):
                await self._begin(place.get_partial_message(int(number)), name)
        except (Busy, Gone, Unprintable) as failure:
            self._left_out(room, failure)
        except Unreachable as failure:
            if not again:
                raise
            self._left_out(room, failure)

    async def _begin(self, message: discord.PartialMessage, name: str) -> None:
        title, limit = short(name, NAME) or "…", f"threads {message.channel.id}"
        with suppress(_Begun):
            await self._hands.aside(limit, lambda: message.create_thread(name=title), {160004: _Begun})

    def _left_out(self, room: str, failure: Undelivered) -> None:
        """Said once a room."""
        if room not in self._refused:
            log.warning("Discord: no thread is begun in %s: %s", room, failure)
            self._refused = {*([] if len(self._refused) >= REMEMBERED else self._refused), room}

    async def _guild(self, room: str) -> discord.Guild | None:
        return getattr(await self._place(room), "guild", None)

    async def _is_role(self, guild: discord.Guild, number: int) -> bool:
        """Whether a number is that of a role of a server."""
        name = guild.id, number
        if name not in self._roles:
            try:
                roles = await self._hands.aside(f"roles {guild.id}", guild.fetch_roles)
            except (Gone, Unprintable):
                return False
            if len(self._roles) >= REMEMBERED:
                self._roles.clear()
            self._roles[name] = any(role.id == number for role in roles)
        return self._roles[name]

    async def _place(self, room: str) -> Place | None:
        """The channel of a room, as the library knows it; None where Discord does not show it, or it is a person's."""
        if room.startswith("@"):
            return None
        client = await self._hands.client()
        if client is not self._client:  # what it gave ends with it
            self._client, self._places = client, {}
        if room not in self._places:
            try:
                place = await self._hands.aside(f"places {room}", lambda: client.fetch_channel(int(room)))
            except (Gone, Unprintable):
                return None
            if len(self._places) >= REMEMBERED:
                self._places.clear()
            self._places[room] = place
        return self._places[room]


def _everyone(words: str) -> Call:
    return Call(words, discord.AllowedMentions(everyone=True, users=False, roles=False, replied_user=False))


def _only(
    users: list[discord.Object] | None = None, roles: list[discord.Object] | None = None
) -> discord.AllowedMentions:
    return discord.AllowedMentions(everyone=False, users=users or False, roles=roles or False, replied_user=False)
