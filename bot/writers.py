"""The writer that the settings ask for.

Works on: the settings of a model, and the account of what it uses.
Comes in: settings, where usage is counted, a clock.
Goes out: a `Writing`, or None where no model is set and the sources' own words are printed.
Does not know: what is worded, for whom. Without a model nothing of it is loaded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.archive import Usages
from bot.budget import Budget
from bot.news import Spent
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.llm import Usage
    from bot.wording.meter import Meter
    from bot.wording.writing import Writing


def metered(settings: Settings, usages: Usages, clock: Callable[[], datetime]) -> Writing | None:
    """The model of the settings, within their limits; what it uses is counted."""
    if not settings.llm_model:
        return None
    from bot.wording.meter import Meter

    budget = Budget(usages, settings, clock)

    async def record(chat: str, used: Sequence[Usage]) -> None:
        for one in used:
            spent = Spent(1, one.prompt, one.cached, one.completion, int(one.estimated))
            await usages.spend(budget.today, chat, one.task, spent)

    async def refuse(reasons: Mapping[str, int]) -> None:
        await usages.send_back(budget.today, reasons)

    return _writing(settings, budget.may, Meter(record, refuse))


def uncounted(settings: Settings) -> Writing | None:
    """The same where no store is open: only where the operator has set no limit, for nobody could keep it."""
    if not settings.llm_model:
        return None
    from bot.wording.meter import Meter

    async def may(chat: str) -> bool:
        return not (settings.llm_day_tokens or settings.llm_chat_tokens)

    async def record(chat: str, used: Sequence[Usage]) -> None:
        """Nowhere to count it."""

    return _writing(settings, may, Meter(record))


def _writing(settings: Settings, may: Callable[[str], Awaitable[bool]], meter: Meter) -> Writing:
    from bot import llm
    from bot.wording.writing import Writing

    def model(name: str) -> llm.Model:
        address, key = settings.model_address, settings.model_key
        return llm.Model(address, name, key, timeout=settings.llm_timeout, spent=meter.note)

    judge = model(settings.llm_judge_model) if settings.llm_judge_model else None
    return Writing(model(settings.llm_model), may, meter, judge, settings.llm_timeout)
