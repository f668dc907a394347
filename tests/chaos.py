"""Broken on purpose, for some minutes: `make chaos`, or `python tests/chaos.py [kills|faults|disk|week]... [--seed N]`.

Works on: the harnesses of `chaoskills`, `chaosfaults`, `durability` and `chaosweek`.
Comes in: which of them to run, and a seed; a new one is drawn, and printed, where none is given.
Goes out: figures on stdout; exit code 1 where a promise was broken.
Does not know: what CI does: it never runs this.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chaosfaults import LINES, town
from chaoskills import Plan, scene, siege
from chaosweek import LONG, fast_forward
from durability import cost, told_lasts
from faultproxy import Mode

HEALED = 10.0
"""Seconds from the end of a fault within which all is to be well."""
LIBRARY = 60.0
"""The same for who speaks on Discord after its gateway failed: discord.py draws its own pauses between two tries."""
ENDED = 10.0
"""Seconds that a process has to end in."""
SECONDS = {Mode.BLACK_HOLE: 30.0}
"""How long a fault lasts, where that is not USUALLY."""
USUALLY = 10.0
PLATFORMS = ("telegram", "discord", "gateway", "feeds")
GROUPS = (("store",), PLATFORMS, ("model",))
ROUNDS = 20


async def kills(home: Path, seed: int) -> list[str]:
    """200 kills over 10,000 rows, those of the store and SIGTERMs beside them; then SIGTERMs alone, then the store."""
    wrongs = []
    for n, plan in enumerate(
        (
            Plan(rows=10_000, kills=200, asks=30, stores=15, chats=250, seed=seed),
            Plan(rows=4_000, kills=0, asks=80, chats=250, seed=seed),
            Plan(rows=4_000, kills=0, stores=30, chats=250, seed=seed),
        )
    ):
        (place := home / str(n)).mkdir()
        books = await siege(plan, place)
        print("kills:", books.told(), flush=True)
        slow = [f"a process took {seconds:.1f} s to end" for seconds in books.endings if seconds > ENDED]
        wrongs += books.wrongs + slow + ["Discord showed a message twice"] * books.twice["discord"]
        if not plan.kills and books.doubted:
            print(f"kills: {books.doubted} doubted although nobody was killed")
    return wrongs


async def faults(home: Path, seed: int) -> list[str]:
    """Every mode on the store's line, on those of the platforms and sources together, and on the model's."""
    wrongs = []
    async with town(home, seed) as at:
        for mode in [mode for mode in Mode if mode is not Mode.CLEAR]:
            for group in GROUPS:
                seconds = SECONDS.get(mode, USUALLY)
                healing = await at.episode(dict.fromkeys(group, mode), seconds)
                told = ", ".join(f"{part} {took:.1f}" for part, took in healing.items())
                print(f"faults: {mode} of {'+'.join(group)} for {seconds:.0f} s; well again after: {told}", flush=True)
                bounds = dict.fromkeys(healing, HEALED) | ({"words on Discord": LIBRARY} if "gateway" in group else {})
                late = [(part, took) for part, took in healing.items() if took > bounds[part]]
                wrongs += [f"{part} took {took:.1f} s after {mode} of {'+'.join(group)}" for part, took in late]
        counts = {state: n for state, n in (await at.books()).items() if n}
        print(f"faults: rows {counts}; lines {len(LINES)}")
        return wrongs + at.losses + [f"protest: {said}" for said in (*at.tg.protests, *at.dc.protests)]


async def disk(home: Path, seed: int) -> list[str]:
    """What waiting for the disk costs; what somebody was told, after kill -9 of `serve` and store at once."""
    (home / "cost").mkdir()
    took = await cost(home / "cost")
    print(f"disk: waited for {statistics.median(took):.0f} ms (median), {took[94]:.0f} (95 %), {took[-1]:.0f} (most)")
    (home / "told").mkdir()
    async with scene(Plan(0, 0, seed=seed), home / "told") as at:
        forgotten = await told_lasts(at, ROUNDS)
    print(f"disk: {ROUNDS} times somebody was told and both were killed: forgotten {len(forgotten)}")
    return [f"{chat} was told, and it was forgotten" for chat in forgotten]


async def week(home: Path, seed: int) -> list[str]:
    """A week of 2,000 chats in fast-forward, and what should have come of it."""
    return await fast_forward(home, replace(LONG, seed=seed))


PARTS: dict[str, Callable[[Path, int], Awaitable[list[str]]]] = {
    "kills": kills,
    "faults": faults,
    "disk": disk,
    "week": week,
}


async def main(parts: list[str], seed: int) -> int:
    print(f"seed {seed} (python tests/chaos.py --seed {seed})", flush=True)
    wrongs = []
    for part in parts or list(PARTS):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="daybrief-chaos-") as home:
            wrongs += await PARTS[part](Path(home), seed)
        print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
    for wrong in wrongs:
        print("WRONG:", wrong)
    print("wrong:", len(wrongs))
    return int(bool(wrongs))


if __name__ == "__main__":
    os.environ["DAYBRIEF_VECTORS"] = "false"
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the doubles' words on clients that were killed
    asked = argparse.ArgumentParser(description="Breaks Daybrief on purpose.")
    asked.add_argument("parts", nargs="*", choices=[[], *PARTS])
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = asked.parse_args()
    sys.exit(asyncio.run(main(given.parts, given.seed)))
