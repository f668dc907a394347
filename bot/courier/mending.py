"""How a correction is made: in the place of what was said where that can be changed, as an answer where it cannot.

    row ──▶ the chat's posts that said it ──edit──▶ all stand corrected: done
                                             └─ an alert, or what cannot be changed ──▶ the correction answers it

Works on: one claimed row that holds a correction, the posts of its chat, one adapter.
Comes in: the row.
Goes out: posts put right; which message the correction is still to answer, if any.
Does not know: any platform; what becomes of a row that fails (that is `rules`); how the answer is posted.

An edit may be made twice: it says the same. So nothing is written before one leaves; after it the post is kept as it
stands now, and with it that it is still to be answered, so that no crash in between loses the answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import amending
from bot.adapter import Adapter, Fixed, Unprintable, Unreachable
from bot.archive import Archive, Post, digest
from bot.news import Alert, Correction, Delivery, Piece, Receipt

log = logging.getLogger("daybrief")

READ = timedelta(days=7)
"""How old a post may be that is put right, when its correction is put out."""


@dataclass(frozen=True, slots=True)
class Mending:
    """Puts right what was posted in a chat. `patience`: seconds for one post."""

    archive: Archive
    adapter: Adapter
    clock: Callable[[], datetime]
    patience: float

    async def mend(self, row: Delivery, correction: Correction) -> str | None:
        """Puts right every post that said it; the message that the correction must answer, None where none must.

        Raises Undelivered, none of whose kinds leaves a doubt.
        """
        marks = [digest(was, article) for was in correction.was for article in correction.articles]
        posts = await self.archive.posts.carrying(row.chat, marks, row.made - READ, row.key)
        owing = [post for post in posts if await self._owing(post, row, correction)]
        return _message(owing[0], correction.slug) if owing else None

    async def _owing(self, post: Post, row: Delivery, correction: Correction) -> bool:
        """Whether the correction must answer this post, which is now put right if it can be."""
        revised = amending.amended(post.piece, correction)
        if revised is post.piece:
            return post.owed == row.key
        owing = not await replaced(self.adapter, post, revised, self.patience) or notified(post)
        await self.archive.posts.revise(post, revised, row.key if owing else "", self.clock())
        return owing


async def replaced(adapter: Adapter, post: Post, piece: Piece, patience: float) -> bool:
    """Whether a piece stands in the place of a post now. Raises Undelivered, none of whose kinds leaves a doubt.

    One that the platform cannot read there is said anew, which has plain words to fall back on.
    """
    try:
        async with asyncio.timeout(patience):
            await adapter.revise(Receipt(post.chat, post.key, post.messages), piece, post.piece, post.manner)
    except Fixed:
        return False
    except Unprintable:
        log.error("courier %s: post %s cannot be printed anew; this is a defect of ours", adapter.name, post.key)
        return False
    except TimeoutError:
        raise Unreachable("no answer in time", sent=False) from None
    except Unreachable as failure:  # whether it arrived or not, it may be sent again
        raise Unreachable(failure.reason, sent=False) from None
    return True


def notified(post: Post) -> bool:
    """Whether people were called to read it, and an edit, which calls nobody, would leave them with the error."""
    return isinstance(post.piece, Alert | Correction)


def _message(post: Post, slug: str) -> str:
    """Its first message that carries the story."""
    carrying = [posted.message for posted in post.messages if slug in posted.slugs]
    return (carrying or [posted.message for posted in post.messages] or [""])[0]
