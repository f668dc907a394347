"""Daybrief in Discord: slash commands, buttons, replies, direct messages; alerts posted once.

ears ──▶ reception ──▶ mouth ──▶ voices ──▶ hands          bureau keeps ears alive; courier ──▶ bureau ──▶ hands
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord.bureau import Discord, Pauses
from adapters.discord.ears import Tempo
from adapters.discord.hands import PATIENCE, Hands, Rates
from bot.pace import Pace
from bot.settings import Settings

__all__ = ["Discord", "Pauses", "Rates", "Tempo", "build"]


def build(
    settings: Settings,
    pace: Pace,
    clock: Callable[[], datetime] | None = None,
    *,
    rates: Rates | None = None,
    pauses: Pauses | None = None,
    tempo: Tempo | None = None,
    patience: float = PATIENCE,
) -> Discord:
    """The adapter for the settings' token. `clock` is not asked: Discord tells every reader the time in their own zone.

    The library knows Discord's addresses as its own constants: other ones hold for the whole process.
    """
    if settings.discord_api_base:
        Route.BASE = settings.discord_api_base.rstrip("/")
    if settings.discord_gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody is going to listen to us
    hands = Hands(settings.discord_token, pace, rates or Rates(), patience)
    return Discord(settings.discord_token, hands, pauses or Pauses(), tempo or Tempo())
