"""Three days in fast-forward: whatever fails, every chat gets what it is owed, once, and in its own hours."""

from __future__ import annotations

from pathlib import Path

from aheadoracle import judged
from aheadpeople import week
from aheadpress import Plan

from bot.store import Store

SHORT = Plan(sources=12, articles=150, chats=60, days=3, seed=1, broken=3, modelled=3, every=90)


async def test_days_of_trouble_leave_nothing_owed_and_nothing_said_twice(store: Store, tmp_path: Path) -> None:
    async with week(SHORT, store, tmp_path) as at:
        await at.runs()
        found = await judged(at)
    assert found.wrongs == [], f"seed {SHORT.seed}: {found.told}"
    assert {"couriers", "newsrooms", "outages", "block", "migrate", "delete", "forbid"} <= set(at.fates)
    assert (
        min(found.figures[name] for name in ("alerts owed", "slots told", "rows merged", "corrections on screens")) > 5
    )
