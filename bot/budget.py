"""What a model may still use, and what it has: the operator's limits, and the account of the days.

Works on: counts of tokens, and the settings that limit and price them.
Comes in: a chat that wants words of a model; how many days to account for.
Goes out: yes or no; an `Account`, and the lines of it that are the same wherever it is shown.
Does not know: what is asked of a model, how counts are kept, who may see them.

Days are UTC's. A request under way is counted when it ends: what was begun below a limit may end above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.archive import Usages
from bot.news import Spent
from bot.settings import Settings, variable
from bot.text import clean

WEEK = 7
MILLION = 1_000_000
REASONS = 8
"""Reasons that are listed, the commonest."""
NO_MODEL = (
    f"No model is set: stories are told in their sources' words, and nothing is sent anywhere. To have one, set "
    f"{variable('llm_model')}, with {variable('llm_base_url')} and {variable('llm_api_key')} where it is not OpenAI's."
)


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens: read, read from a cache (as the others where it is 0), written."""

    read: float = 0.0
    cached: float = 0.0
    written: float = 0.0


def cost(spent: Spent, prices: Prices) -> float | None:
    """What the tokens cost, in the currency of the prices; None where no price is set."""
    if not (prices.read or prices.cached or prices.written):
        return None
    anew = (spent.prompt - spent.cached) * prices.read
    again = spent.cached * (prices.cached or prices.read)
    return (anew + again + spent.completion * prices.written) / MILLION


@dataclass(frozen=True, slots=True)
class Account:
    """What a model has used on the last days, the newest first and never none, and what it may use.

    `model` is empty where none is set. A limit of 0 is none. `here`: today's tokens of the chat that asked; None where
    no chat did. `tasks`: today's use by task.
    """

    model: str
    judge: str
    host: str
    days: tuple[tuple[date, Spent], ...]
    tasks: Mapping[str, Spent] = field(default_factory=dict)
    prices: Prices = Prices()
    day_limit: int = 0
    chat_limit: int = 0
    here: int | None = None
    sent_back: Mapping[str, int] = field(default_factory=dict)
    """How often sentences of the model did not pass today, by reason."""

    @property
    def today(self) -> Spent:
        return self.days[0][1]

    @property
    def period(self) -> Spent:
        """All days together."""
        return sum((spent for _, spent in self.days), Spent())

    @property
    def left(self) -> int | None:
        """Tokens for all chats today; None without a limit."""
        return max(0, self.day_limit - self.today.total) if self.day_limit else None

    @property
    def left_here(self) -> int | None:
        """Tokens for the chat that asked; None without a limit, or without a chat."""
        return max(0, self.chat_limit - self.here) if self.chat_limit and self.here is not None else None

    @property
    def tells(self) -> bool:
        """Whether there is anything to account for: a model, or what one has used before it was taken away."""
        return bool(self.model or self.period.calls)


class Budget:
    """The limits of the settings over the counts of an archive: the wire's, for all chats and realms together."""

    def __init__(self, usages: Usages, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._usages, self._settings, self._clock = usages, settings, clock

    @property
    def today(self) -> date:
        return self._clock().astimezone(UTC).date()

    async def may(self, chat: str) -> bool:
        """Whether a model may be asked for a chat, "" for what no chat asked for. Raises StoreError."""
        today, held = self.today, self._settings
        if held.llm_chat_tokens and await self._usages.chat(today, chat) >= held.llm_chat_tokens:
            return False
        if not held.llm_day_tokens:
            return True
        ((_, spent),) = await self._usages.days(today, 1)
        return spent.total < held.llm_day_tokens

    async def account(self, days: int = WEEK, chat: str = "") -> Account:
        """Of so many days, today the last; `chat` is the one whose own limit is to be shown. Raises StoreError."""
        today, held = self.today, self._settings
        tasks = {task: spent for task, spent in (await self._usages.of(today)).items() if task != "all"}
        return Account(
            held.llm_model, held.llm_judge_model, held.model_host,
            tuple(await self._usages.days(today, days)), tasks,
            Prices(held.llm_price_in, held.llm_price_cached, held.llm_price_out),
            held.llm_day_tokens, held.llm_chat_tokens,
            await self._usages.chat(today, chat) if chat else None,
            await self._usages.sent_back(today),
        )  # fmt: skip


# --- in words ---


def modelled(account: Account) -> str:
    """Which model there is and where, or how to have one."""
    if not account.model:
        return NO_MODEL
    judged = f"; {account.judge} judges what the rules are unsure of" if account.judge else ""
    return clean(f"Model: {account.model} at {account.host}{judged}.")


def limited(account: Account) -> list[str]:
    """The limits, and how much is left of each."""
    day, chat = account.day_limit, account.chat_limit
    all_, each = variable("llm_day_tokens"), variable("llm_chat_tokens")
    left, here = account.left, account.left_here
    mine = "" if here is None else f"; {here:,} are left here today"
    return [
        f"Limit a day: {day:,} tokens; {left:,} are left today." if day else f"Limit a day: none ({all_} sets one).",
        f"Limit a day for each chat: {chat:,} tokens{mine}." if chat else f"Limit for each chat: none ({each}).",
    ]


def sent_back(account: Account) -> list[str]:
    """What the gate made of the model's sentences today; nothing where all of them passed."""
    if not account.sent_back:
        return []
    listed = ", ".join(f"{code} {count:,}" for code, count in list(account.sent_back.items())[:REASONS])
    return [f"Did not pass the gate today: {listed}."]


def period(account: Account) -> str:
    """What the second row sums up."""
    return "Today" if len(account.days) == 1 else f"Last {len(account.days)} days"


def money(amount: float) -> str:
    """An amount: hundredths, and of small ones as much as there is to see."""
    return f"{amount:,.2f}" if amount >= 1 or not amount else f"{amount:.4f}"
