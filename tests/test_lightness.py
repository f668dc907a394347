"""A stored brief pays for nothing that it does not use."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bot import house, verbs
from bot.archive import Turned
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "aiohttp", "dateparser", "feedparser", "justext", "lxml", "prompt_toolkit", "selectolax",
    "sentencex", "spellchecker", "trafilatura",
}  # fmt: skip
"""The stemmer is not among them: ranking compares headlines by stems, and that costs 2 ms."""
CODE = "import sys; sys.argv = ['daybrief', 'brief']; from bot.__main__ import main; main(); print(*sys.modules)"


async def test_a_stored_brief_imports_neither_readers_nor_word_lists(tmp_path: Path) -> None:
    async with house.opened(Settings(home=tmp_path), tuple) as home:
        await home.print_sample()
        await home.archive.turns.keep(Turned(at=house.utc_now(), asked=3, failed=3, offline=True, fictional=True))
        environment = os.environ | {"DAYBRIEF_HOME": str(tmp_path)}
        command = [sys.executable, "-c", CODE]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    told, _, modules = done.stdout.rstrip().rpartition("\n")
    assert "[1]" in told
    assert {name.partition(".")[0] for name in modules.split()} & HEAVY == set()


def test_every_verb_is_found_by_its_name_and_no_other() -> None:
    named = [verb for room in verbs.ROOMS.values() for verb in room]
    assert all(callable(getattr(verbs, verb)) for verb in named)
    assert not hasattr(verbs, "fly")
