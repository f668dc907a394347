"""From the log of losses to the outbox: who is told that what they read lost its support.

    losses ──a batch after the durable cursor──▶ the posts that said it ──one row a chat and story──▶ outbox

Works on: the archive: its losses, posts and outbox; a desk that words what is supported instead.
Comes in: losses that were logged since the last turn.
Goes out: a correction for every chat that was told what was lost within the last 7 days, once whatever happens in
    between; the cursor, moved behind it.
Does not know: what was lost why; how a correction is made where it was said (that is the courier's).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import amending, text
from bot.archive import Archive, digest
from bot.archive.logbook import place
from bot.desk import Desk
from bot.news import Chat, Correction, Delivery, Lane, Sentence, Story
from bot.shelf import OWN

log = logging.getLogger("daybrief")

READ = timedelta(days=7)
"""How long after it was posted a piece is put right."""
LASTS = timedelta(hours=24)
"""How long after its release a correction is still worth making: an alert ages, an error does not."""
GUESTS = timedelta(minutes=1)
"""How often what chats' own sources took back is looked at."""
BATCH = 50
LIKE = 0.3
"""The share of a lost sentence's telling words that what is said instead of it must have."""
HURRY = 3.0
"""Seconds for which a model is waited for that words a story anew."""


class Corrections:
    """The corrections of one archive. Several may run at once: what one has put out, another does not again."""

    def __init__(self, archive: Archive, desk: Desk, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.desk = desk
        self.clock = clock
        self._guests: datetime | None = None

    async def turn(self) -> int:
        """Puts out what was logged since the last turn; how many rows were new. Raises StoreError.

        Once a minute that is done for the own sources of chats too: what is lost of them is told that chat alone.
        """
        new, now = await self._through(self.archive, None), self.clock()
        if self._guests is None or now - self._guests >= GUESTS:
            self._guests = now
            listed = await self.archive.guests.all()
            for chat in dict.fromkeys(chat for held in listed.values() for chat, _ in held):
                new += await self._through(self.archive.own(chat), chat)
        return new

    async def _through(self, realm: Archive, only: Chat | None) -> int:
        """One log to its end; `only` is the chat whose own sources it is of."""
        new, losses = 0, realm.losses
        if await losses.trimmed(await losses.cursor()):
            log.error("corrections: losses were cut from the log before they were put out; nobody is told of them")
        while logged := await losses.after(cursor := await losses.cursor(), BATCH):
            upto = await losses.plan(cursor, logged[-1][0])
            if upto:
                batch = [loss for mark, loss in logged if place(mark) <= place(upto)]
                new += await (self._put_out(batch, upto) if only is None else self._put_own(batch, upto, only))
                await losses.advance(upto)
        return new

    async def _put_out(self, batch: Sequence[Correction], upto: str) -> int:
        """One batch to everybody who was told. Stopped halfway, it is done again and adds what is missing."""
        by: dict[str, list[Correction]] = {}
        for loss in batch:
            if not loss.fictional:
                by.setdefault(loss.slug, []).append(loss)
        now, new = self.clock(), 0
        whole = {slug: amending.merged(some) for slug, some in by.items()}
        stories = {slug: await self.archive.stories.one(slug) for slug in whole}
        told = {slug: await self._told(one, stories[slug], now) for slug, one in whole.items()}
        mute = [slug for slug, chats in told.items() if chats and not whole[slug].now]
        instead = await self._instead({slug: whole[slug] for slug in mute}, stories)
        for slug, chats in told.items():
            correction = replace(whole[slug], now=whole[slug].now or instead.get(slug, ()))
            new += await self.archive.outbox.put(list(rows(correction, chats, upto, now)), now)
        return new

    async def _put_own(self, batch: Sequence[Correction], upto: str, chat: Chat) -> int:
        """The same of a chat's own stories, which go by other names there and have one voice."""
        now, new = self.clock(), 0
        for slug in dict.fromkeys(loss.slug for loss in batch):
            whole = amending.merged([replace(loss, slug=OWN + slug) for loss in batch if loss.slug == slug])
            told = await self._told(whole, None, now)
            own = {chat: told[chat]} if chat in told else {}
            new += await self.archive.outbox.put(list(rows(whole, own, upto, now)), now)
        return new

    async def _told(
        self, correction: Correction, story: Story | None, now: datetime
    ) -> Mapping[Chat, frozenset[bytes]]:
        """The chats that were told any of it, each with the digests of what it was told."""
        slugs = [correction.slug, *((story.slug, *story.aliases) if story else ())]
        return await self.archive.posts.readers(slugs, list(marks(correction)), now - READ)

    async def _instead(
        self, mute: Mapping[str, Correction], stories: Mapping[str, Story | None]
    ) -> dict[str, tuple[Sentence, ...]]:
        """What the stories say now in place of what their corrections take back, where they say it at all."""
        standing = {slug: story for slug in mute if (story := stories[slug]) is not None}
        if not standing:
            return {}
        worded = await self.desk.words.of(list(standing.values()), self.desk.language, HURRY)
        return {
            slug: nearest(mute[slug], worded[story.slug].sentences)
            for slug, story in standing.items() if story.slug in worded
        }  # fmt: skip


def marks(correction: Correction) -> dict[bytes, str]:
    """By digest, what a correction takes back."""
    return {digest(was, article): was for was in correction.was for article in correction.articles}


def rows(correction: Correction, told: Mapping[Chat, frozenset[bytes]], upto: str, now: datetime) -> Iterator[Delivery]:
    """The outbox rows of a correction: each chat is corrected in what it was told; many share a piece."""
    known, made = marks(correction), dict[frozenset[bytes], Correction]()
    for chat, held in sorted(told.items(), key=lambda pair: (sorted(pair[1]), str(pair[0]))):
        if held not in made:
            made[held] = amending.of(correction, {known[mark] for mark in held})
        key = text.digest(f"{correction.slug}\n{chat}\n{upto}", 10)
        yield Delivery(key, chat, made[held], Lane.CORRECTION, "", now, now + LASTS)


def nearest(correction: Correction, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Of what a story says now, whatever is about the same as what was taken back; the closest to each."""
    able = [(s, set(text.content(s.text))) for s in sentences if not amending.lost(s, correction)]
    found: dict[Sentence, None] = {}
    for was in correction.was:
        stems = set(text.content(was))
        shares = [(len(stems & other) / (len(stems) or 1), s) for s, other in able]
        share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share >= LIKE:
            found[best] = None
    return tuple(found)
