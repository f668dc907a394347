"""Waiting for what a model makes: begun once for all who ask, and waited for by each of them so long and no longer.

Works on: tasks that outlive whoever began them.
Comes in: pieces of work by name; the seconds a reader waits.
Goes out: what each piece made, as it ends; nothing of one that failed or takes too long.
Does not know: stories, models, what is made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, TypeAlias

from bot.desk.common import Common
from bot.store import StoreError
from bot.wording import Worded

log = logging.getLogger(__name__)
PATIENCE, JOINING = 12.0, 0.8
"""Seconds for which a reader waits for a model to word what nobody has asked for yet, or what is being worded."""
Name: TypeAlias = tuple[str, ...]
"""What a piece of work goes by, such as a revision of a story in a language."""
Make: TypeAlias = Callable[[], Coroutine[Any, Any, Worded | None]]
Work: TypeAlias = Mapping[str, tuple[Name, Make]]
"""Pieces of work, each under a key of the reader's own."""


class Waiting:
    """One reader's waiting; true while there is something to wait for. Who goes away leaves the work to the others."""

    def __init__(self, common: Common) -> None:
        self._common = common
        self._open: dict[str, tuple[asyncio.Task[Worded | None], float]] = {}

    def __bool__(self) -> bool:
        return bool(self._open)

    def enter(self, work: Work, patience: float) -> None:
        """Waits for these too; who joins only what others began waits less."""
        begun = any(name not in self._common.drafting for name, _ in work.values())
        until = asyncio.get_running_loop().time() + min(patience, patience if begun else JOINING)
        self._open |= {key: (task(self._common, name, make), until) for key, (name, make) in work.items()}

    async def ended(self) -> dict[str, Worded | None]:
        """What has ended since it was asked last, or has taken too long."""
        clock = asyncio.get_running_loop().time
        tasks = {task for task, _ in self._open.values()}
        first = min(until for _, until in self._open.values())
        await asyncio.wait(tasks, timeout=max(0.0, first - clock()), return_when=asyncio.FIRST_COMPLETED)
        now = clock()
        over = {key: outcome(task) for key, (task, until) in self._open.items() if task.done() or until <= now}
        self._open = {key: held for key, held in self._open.items() if key not in over}
        return over


def task(common: Common, name: Name, make: Make) -> asyncio.Task[Worded | None]:
    """The one at work on what goes by this name."""
    held = common.drafting.get(name)
    if held is None:
        held = common.drafting[name] = asyncio.create_task(make())
        held.add_done_callback(partial(_ended, common, name))
    return held


def _ended(common: Common, name: Name, task: asyncio.Task[Worded | None]) -> None:
    common.drafting.pop(name, None)
    if not task.cancelled():
        task.exception()  # looked at: there may be nobody left who asks


def outcome(task: asyncio.Task[Worded | None]) -> Worded | None:
    """What a task made; nothing where it is not done, or where the store failed it."""
    if not task.done() or task.cancelled():
        return None
    failure = task.exception()
    if isinstance(failure, StoreError):
        log.error("a story was not worded: %s", failure)
        return None
    return task.result()
