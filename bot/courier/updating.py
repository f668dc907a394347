"""How a chat that was alerted hears of its story again: in the place of what it has, or where the story began there.

    row ──▶ the chat's alerts of the story ──an update──▶ the newest is edited: done
                                          └─ what cannot be, what goes on, what is new ──▶ posted below the first

Works on: one claimed row that holds an alert, the posts of its chat, one adapter.
Comes in: the row.
Goes out: an alert that stands as it is known now; else the message with which the story began in the chat.
Does not know: any platform; what becomes of a row that fails (that is `rules`); how the rest is posted.

An edit may be made twice: it says the same. So nothing is written before one leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapter import Adapter
from bot.archive import Archive, Post
from bot.courier.mending import READ, replaced
from bot.news import Alert, Delivery, Occasion


@dataclass(frozen=True, slots=True)
class Updating:
    """Tells a chat of a story that it may know. `patience`: seconds for one edit."""

    archive: Archive
    adapter: Adapter
    clock: Callable[[], datetime]
    patience: float

    async def update(self, row: Delivery, alert: Alert) -> str | None:
        """None where an alert of the chat says it now; else the first message of its story, empty where none is.

        Raises Undelivered, none of whose kinds leaves a doubt.
        """
        if alert.occasion is not Occasion.UPDATE and not row.manner.threads:
            return ""
        slugs = (alert.slug, *alert.aliases)
        told = await self.archive.posts.telling(row.chat, slugs, row.made - READ)
        alerts = [post for post in told if isinstance(post.piece, Alert) and post.key != row.key]
        fresh = not row.done and row.departed is None
        if alerts and fresh and alert.occasion is Occasion.UPDATE and await self._edited(alerts[-1], alert):
            return None
        return _root(alerts, slugs) if row.manner.threads else ""

    async def _edited(self, post: Post, alert: Alert) -> bool:
        """Whether a post says it now. What was taken back in it still is; one that says as much already stays."""
        told = post.piece
        if not isinstance(told, Alert) or _known(told, alert):
            return isinstance(told, Alert)
        stands = replace(alert, item=replace(alert.item, corrections=told.item.corrections))
        if not await replaced(self.adapter, post, stands, self.patience):
            return False
        await self.archive.posts.revise(post, stands, post.owed, self.clock())
        return True


def _known(told: Alert, alert: Alert) -> bool:
    return told.slug == alert.slug and told.item.revision >= alert.item.revision


def _root(alerts: Sequence[Post], slugs: Sequence[str]) -> str:
    """The message with which a story began; a thread that was started from one has its number."""
    carrying = (posted for post in alerts for posted in post.messages if set(slugs).intersection(posted.slugs))
    return next((posted.thread or posted.message for posted in carrying), "")
