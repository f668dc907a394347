"""Who speaks, and where, in the words of the reception.

Works on: the library's events, purely.
Comes in: interactions and messages.
Goes out: an `Asker` with every address it may be allowed or denied by.
Does not know: what was said.

A private conversation is the person's own room (`discord:@77`), however it came about: what is told there by the bot on
its own account, what is told to one person in a channel, and what the person asks in private are one memory.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import discord

from adapters.discord.mentions import Caller
from bot.news import Chat
from bot.reception import Asker

NAME = "discord"


def direct(channel: object) -> bool:
    """Whether a channel holds one person and the bot. A channel the library does not know yet is a server's."""
    return isinstance(channel, discord.DMChannel)


def forum(channel: object) -> bool:
    """Whether messages stand in a channel's posts alone."""
    return isinstance(channel, discord.ForumChannel)  # media channels are of this class too


def asker_of_message(message: discord.Message, *, alone: bool = False) -> Asker:
    """Who wrote a message; `alone` as below. What it replies to is named only where it is in the same channel."""
    before = message.reference
    replied = str(before.message_id) if before and before.message_id and before.channel_id == message.channel.id else ""
    guild_id = message.guild.id if message.guild else getattr(message.channel, "guild_id", None)
    us = message.guild.me if message.guild else None
    caller = Caller(message.guild, _rights(message.channel, message.author), _rights(message.channel, us))
    return _asker(message.channel, message.author.id, guild_id, caller, alone=alone, replied=replied)


def _rights(channel: object, member: discord.Member | discord.User | None) -> discord.Permissions:
    """Somebody's rights in a channel, or in its server where the library does not know the channel."""
    if not isinstance(member, discord.Member):
        return discord.Permissions.none()
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        with suppress(discord.ClientException):  # a thread whose channel is not known
            return channel.permissions_for(member)
    return member.guild_permissions


def asker_of_interaction(interaction: discord.Interaction, *, alone: bool = False, replied: str = "") -> Asker:
    """Who used a command or a button; `alone` where nobody else sees the answer."""
    guild = interaction.guild_id
    caller = Caller(interaction.guild, interaction.permissions, interaction.app_permissions)
    return _asker(interaction.channel, interaction.user.id, guild, caller, alone=alone, replied=replied)


def _asker(channel: Any, person: int, guild: int | None, caller: Caller, *, alone: bool, replied: str) -> Asker:
    name = f"{NAME}:{person}"
    is_direct = direct(channel)
    above = getattr(channel, "parent_id", None)
    numbers = [person, channel.id] if is_direct else [guild, channel.id, above, person]

    async def manages() -> bool:
        return is_direct or caller.rights.manage_guild or caller.rights.administrator

    return Asker(
        chat=Chat.of(name) if is_direct else Chat(NAME, str(channel.id)), person=name,
        places=tuple(f"{NAME}:{number}" for number in numbers if number), direct=is_direct,
        audience=Chat.of(name) if alone and not is_direct else None, replied=replied,
        above=Chat(NAME, str(above)) if above and isinstance(channel, discord.Thread) else None,
        manages=manages, calling=caller.calling,
    )  # fmt: skip
