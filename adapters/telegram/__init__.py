"""Daybrief in Telegram: commands, buttons, replies, private chats, groups with topics, channels; alerts.

bureau ──▶ ears ──▶ reception ──▶ voices ──▶ mouth, hands          courier ──▶ bureau ──▶ mouth, hands
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adapters.telegram.bureau import Pauses, Telegram
from adapters.telegram.hands import Hands, Patience, Rates, client
from adapters.telegram.voices import Tempo
from bot.pace import Pace
from bot.settings import Settings

__all__ = ["Patience", "Pauses", "Rates", "Telegram", "Tempo", "build"]


def build(
    settings: Settings,
    pace: Pace,
    clock: Callable[[], datetime],
    *,
    rates: Rates | None = None,
    patience: Patience | None = None,
    pauses: Pauses | None = None,
    tempo: Tempo | None = None,
) -> Telegram:
    """The adapter for the settings' token."""
    patience = patience or Patience()
    bot = client(settings.telegram_token, settings.telegram_api_base, patience)
    hands = Hands(bot, pace, rates or Rates())
    return Telegram(hands, clock, settings.zone or "UTC", patience, pauses or Pauses(), tempo or Tempo())
