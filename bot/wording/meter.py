"""What a piece of work used of a model.

Works on: the requests of one task, wherever in it they are made.
Comes in: tokens, as the models tell them; why sentences were not printed.
Goes out: both, to whoever pays and to whoever counts.
Does not know: limits, prices, what was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from bot import llm

if TYPE_CHECKING:
    from bot.wording.slots import Slot

_USED: ContextVar[list[llm.Usage] | None] = ContextVar("used", default=None)


class Meter:
    """Counts what a piece of work used. The models of a `Writing` tell it; whoever pays is told at the end.

    `record` is told who asked and what was used, `refuse` why sentences did not pass.
    """

    def __init__(
        self,
        record: Callable[[str, Sequence[llm.Usage]], Awaitable[None]],
        refuse: Callable[[Mapping[str, int]], Awaitable[None]] | None = None,
    ) -> None:
        self._record = record
        self._refuse = refuse

    def note(self, usage: llm.Usage) -> None:
        """One request's tokens."""
        held = _USED.get()
        if held is not None:
            held.append(usage)

    def begin(self) -> list[llm.Usage]:
        """From here on what this task uses is counted together."""
        held: list[llm.Usage] = []
        _USED.set(held)
        return held

    async def sent_back(self, slots: Iterable[Slot]) -> None:
        """Every reason that a sentence was not printed for."""
        codes = Counter(reason.code for slot in slots if slot.sentence is None for reason in slot.reasons)
        if codes and self._refuse is not None:
            await self._refuse(codes)

    async def end(self, chat: str, held: Sequence[llm.Usage]) -> None:
        """The work is done, or has failed."""
        if held:
            await self._record(chat, held)
