"""Whom a mention names in a server, and who may have them called.

Works on: a mention as it was asked for, the roles of a server, rights in a channel; purely.
Comes in: "<@&123>", "<@123>", "123", "@everyone", "@here"; anything else.
Goes out: the same as a role, a person or all; ValueError, in a sentence for whoever asked for it.
Does not know: who asks, what is posted.

Nobody gains by the bot a right they lack: all of a server, and a role that not everybody may call, are called for those
alone who could call them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import discord

ALL = ("@everyone", "@here")
NAMELESS = (
    "That names nobody on Discord: choose a role or person from the list that opens behind @, or write its number."
)
FORBIDDEN = "You may not call them here yourself: that takes your right Mention Everyone, or a role anyone may mention."
UNABLE = "The bot may not call them here: give it the right Mention Everyone, or choose a role that anyone may mention."
ALONE = "In a conversation of two there are no roles, and nobody else to call: mention: takes a person's number here."
_MENTION = re.compile(r"<@(&?)!?([1-9]\d{0,19})>|([1-9]\d{0,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """A `number` alone is of a role or of a person; else `role` says of which. Of all there is none, but `words`."""

    number: int = 0
    role: bool | None = None
    words: str = ""


def named(mention: str) -> Named | None:
    """Whom a mention names; None for nobody."""
    if mention in ALL:
        return Named(words=mention)
    match = _MENTION.fullmatch(mention)
    if match is None:
        return None
    return Named(int(match[3])) if match[3] else Named(int(match[2]), bool(match[1]))


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks in a server for somebody to be called: their rights, and ours."""

    guild: discord.Guild | None
    rights: discord.Permissions
    ours: discord.Permissions

    def calling(self, mention: str) -> str:
        """The mention of a role, a person or all. Raises ValueError."""
        one = named(mention)
        if one is None:
            raise ValueError(NAMELESS)
        role = self.guild.get_role(one.number) if self.guild else None
        if one.words or one.role or role is not None:
            self._allowed(role)
        if one.words or (role is not None and role.is_default()):
            return one.words or ALL[0]
        return f"<@&{one.number}>" if one.role or role is not None else f"<@{one.number}>"

    def _allowed(self, role: discord.Role | None) -> None:
        if self.guild is None:
            raise ValueError(ALONE)
        if role is not None and role.mentionable:
            return
        if not _may(self.rights):
            raise ValueError(FORBIDDEN)
        if not _may(self.ours):
            raise ValueError(UNABLE)


def _may(rights: discord.Permissions) -> bool:
    return rights.mention_everyone or rights.administrator
