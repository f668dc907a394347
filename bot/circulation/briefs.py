"""Briefs that nobody asks for: those of schedules, and those of what was held back.

    followings that are due ──▶ their slot or what is held ──▶ a brief for that chat ──▶ one row, then the next time

Works on: the archive's followings and outbox; the desk that a chat would ask.
Comes in: a call for every turn, the time.
Goes out: one brief for each following, local date and slot; one for all that was held back for a following.
Does not know: how a brief is made, how a chat is reached.

A row is put before the following moves on. Whoever is stopped in between does it again, under the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot import schedule
from bot.archive import Archive, Index
from bot.circulation.rows import released, scheduled
from bot.desk import Desk
from bot.news import Brief, Chat, Following
from bot.store import StoreError
from bot.wanted import listens

log = logging.getLogger("daybrief")

BATCH = 100
"""Followings of one look at what is due; after so many rows a turn ends, since what breaks does not wait for all."""
AGAIN, NEVER = timedelta(minutes=5), timedelta(days=36_500)
"""When a brief that failed is tried again; and the next time of what has no schedule."""


class Briefs:
    """The briefs of one archive. Several processes may make them at once: of a slot the first to put its row does."""

    def __init__(
        self, archive: Archive, clock: Callable[[], datetime], desk_of: Callable[[Chat], Awaitable[Desk]]
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.desk_of = desk_of

    async def turn(self) -> int:
        """Puts out what is due now, or a part of it; how many rows were new: none once it is all. Raises StoreError."""
        new = 0
        for index in Index:
            while new < BATCH and (due := await self.archive.followings.due(index, self.clock(), BATCH)):
                for following, at in due:
                    new += await self._made(index, following, at)
        return new

    async def _made(self, index: Index, following: Following, at: datetime) -> int:
        """What is due for one following. One whose brief fails must not keep the others from theirs."""
        try:
            return await (self._scheduled(following, at) if index is Index.SLOTS else self._release(following))
        except StoreError:
            raise
        except Exception as error:
            log.error("briefs: following %s failed as it should not have: %s", following.id, type(error).__name__)
            log.debug("briefs", exc_info=True)
            await self.archive.followings.put_off(index, following, self.clock() + AGAIN)
            return 0

    async def next_due(self) -> datetime | None:
        """When something is due next; None where nothing ever is."""
        return await self.archive.followings.next_due()

    async def _scheduled(self, following: Following, at: datetime) -> int:
        """The brief of the slot that was due; of several that were missed, of the last, if that is worth it.

        One that has its row already has it under the same key.
        """
        now, new, hours = self.clock(), 0, following.schedule
        late, last = schedule.spread(following.id), now - schedule.CATCH_UP
        slot = schedule.missed(hours, following.zone, last, now, late) if hours else None
        if slot is not None and listens(following, now):
            desk = await self.desk_of(following.chat)
            brief = await desk.briefed(following, await self.archive.seen.of(following.chat))
            new = await self.archive.outbox.put([scheduled(following, slot.key, brief, now)], now)
            if following.paused is not None:
                await self.archive.followings.tried(following.chat, now)
        await self.archive.followings.moved_on(following, at, schedule.upcoming(following, now) or now + NEVER)
        return new

    async def _release(self, following: Following) -> int:
        """One brief of all that is held for a following, once its quiet hours are over."""
        now, outbox = self.clock(), self.archive.outbox
        if (until := schedule.quiet(following.quiet, following.zone, now)) is not None:
            await self.archive.followings.put_off(Index.RELEASES, following, until)
            return 0
        held = await outbox.held(following.id)
        if not listens(following, now):
            await outbox.release(following.id, list(held), None, "the subscription rests", now)
            return 0
        desk = await self.desk_of(following.chat)
        brief = await desk.released(following, await self.archive.seen.of(following.chat), set(held.values()))
        told = await self._in(brief, held)
        left = [key for key in held if key not in told]
        if left:  # nobody is to read in the books that these were told
            await outbox.release(following.id, left, None, "told meanwhile, or no longer to be told", now)
        if not told:
            return 0
        made = released(following, told, brief, now)
        return await outbox.release(following.id, told, made, f"told in {made.key}", now)

    async def _in(self, brief: Brief, held: Mapping[str, str]) -> list[str]:
        """Those of the held rows whose stories a brief tells, whatever the stories were called when they were held."""
        slugs = {item.slug for item in brief.items}
        now = await self.archive.stories.resolve(list(held.values())) if slugs else []
        return [key for key, slug in zip(held if slugs else (), now, strict=True) if slug in slugs]
