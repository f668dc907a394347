"""The model's account, as a chat is told it.

Works on: an account.
Comes in: what was used, its limits and prices.
Goes out: a notice of few lines.
Does not know: how it was counted, who may hear it.
"""

from __future__ import annotations

from bot.budget import Account, cost, limited, modelled, money, period, sent_back
from bot.news import Notice, Spent


def told(account: Account) -> Notice:
    """Today, the last days, the limits; one line where there is no model and never was."""
    lines = [modelled(account)]
    if account.tells:
        lines += [_line("Today", account.today, account), _line(period(account), account.period, account)]
    return Notice("\n".join([*lines, *sent_back(account), *(limited(account) if account.model else ())]))


def _line(when: str, spent: Spent, account: Account) -> str:
    calls = "1 call" if spent.calls == 1 else f"{spent.calls:,} calls"
    reckoned = f" ({spent.estimated:,} reckoned by us)" if spent.estimated else ""
    cached = f" ({spent.cached:,} cached)" if spent.cached else ""
    price = cost(spent, account.prices)
    told = "" if price is None else f", cost {money(price)}"
    return f"{when}: {calls}{reckoned}, {spent.prompt:,} tokens in{cached}, {spent.completion:,} out{told}."
