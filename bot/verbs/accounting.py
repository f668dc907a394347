"""The verb of accounting: usage.

Works on: the model's account.
Comes in: how many days.
Goes out: a small table on stdout, or one document.
Does not know: how anything was counted or limited.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import forms
from bot.budget import Account, Budget, cost, limited, modelled, money, period, sent_back
from bot.news import Spent
from bot.verbs.border import put, run
from bot.verbs.reading import opened


def usage(days: int, as_json: bool) -> int:
    """What a model used and cost, and what is left of its limits."""
    return run(_usage(days, as_json), as_json=as_json)


async def _usage(days: int, as_json: bool) -> None:
    async with opened() as home:
        account = await Budget(home.archive.usage, home.settings, home.clock).account(days)
    if as_json:
        put(forms.usage_line(account))
        return
    print("\n".join(shown(account)))


def shown(account: Account) -> list[str]:
    """The lines of the account; one where there is no model and never was."""
    lines = [modelled(account)]
    if account.tells:
        lines += _table(account)
    return [*lines, *sent_back(account), *(limited(account) if account.model else ())]


def _table(account: Account) -> list[str]:
    heads = ["", "calls", "tokens in", "cached", "out"]
    rows = [_row("Today", account.today, account)]
    rows += [_row(period(account), account.period, account)] if len(account.days) > 1 else []
    heads += ["cost"] if len(rows[0]) > len(heads) else []
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    lines = [_aligned(row, widths) for row in (heads, *rows)]
    whole = account.period
    reckoned = f"Tokens of {whole.estimated:,} of {whole.calls:,} calls were reckoned by us: the endpoint told none."
    return [*lines, reckoned] if whole.estimated else lines


def _row(when: str, spent: Spent, account: Account) -> list[str]:
    price = cost(spent, account.prices)
    counts = (spent.calls, spent.prompt, spent.cached, spent.completion)
    return [when, *(f"{count:,}" for count in counts), *([] if price is None else [money(price)])]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *numbers])
