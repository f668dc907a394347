"""The long form of a week ahead: `python tests/chaos.py week`.

Works on: a store of its own.
Comes in: the seed of everything that is drawn.
Goes out: figures on stdout; what is wrong, in words.
Does not know: how a week is lived, how it is judged.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from aheadoracle import Judged, judged
from aheadpeople import week
from aheadpress import Plan
from aheadweek import Lived

from bot import store
from bot.store.embedded import Embedded

LONG = Plan(sources=200, articles=5_000, chats=2_000, days=7, seed=1, broken=1, modelled=10, every=60)
SHOWN = 60
"""Wrongs that are printed."""


async def fast_forward(home: Path, plan: Plan) -> list[str]:
    """A whole week of a plan, its figures, and what is wrong."""
    server = Embedded(home)
    server.join()
    held = await store.open(home)
    try:
        async with week(plan, held, home) as at:
            began = time.monotonic()
            for day in range(1, plan.days):
                at.at(plan.starts + timedelta(days=day), lambda: passed(at, began))
            await at.runs()
            lived, began = time.monotonic() - began, time.monotonic()
            found = await judged(at)
            told(at, found, lived, time.monotonic() - began)
            return found.wrongs[:SHOWN]
    finally:
        await held.close()
        server.leave()


async def passed(at: Lived, began: float) -> None:
    """Another day is over."""
    counts = await at.archive.outbox.counts()
    print(f"week: {at.clock():%A} after {time.monotonic() - began:.0f} s, {counts['made']:,} rows", flush=True)


def told(at: Lived, found: Judged, lived: float, judging: float) -> None:
    plan = at.plan
    print(
        f"week: {plan.sources} sources, {len(at.standing):,} articles, {plan.chats:,} chats, {plan.days} days in "
        f"{lived:.0f} s, judged in {judging:.0f} s; alerts {len(at.alerts)}, circulated {len(at.attempts):,} times",
        flush=True,
    )
    whims = Counter(type(w.failure).__name__ for platform in at.platforms.values() for w in platform.log)
    print(f"week: what befell it: {dict(sorted(at.fates.items()))}; refused or lost: {dict(whims)}")
    for name, number in sorted(found.figures.items()):
        print(f"week:   {name}: {number:,}")
