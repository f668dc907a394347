"""The front of the house: every call of every chat is carried out here.

    call ─▶ doors: may this chat? ─▶ may this person? ─▶ subscriptions | own sources | desk ─▶ sentences, one piece

Works on: one desk over the wire for all, and for a chat with sources of its own one over both.
Comes in: calls of the catalogue with who asks; receipts; words of a platform that a chat moved or shut us out.
Goes out: each checked sentence, and a brief as far as it goes, when they are known; then one piece. What a chat was
    told is marked when it has arrived.
Does not know: any platform; when news breaks.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot import commands
from bot.archive import Archive
from bot.budget import Budget
from bot.commands import Call, Misuse, Who
from bot.desk import DAY, FORTNIGHT, Common, Desk, Told, Unknown
from bot.news import (
    Answer,
    Brief,
    Chat,
    Item,
    Length,
    Notice,
    Offer,
    Paused,
    Piece,
    Portion,
    Reason,
    Receipt,
    Sentence,
    Source,
    SourceList,
)
from bot.reception import health, usage
from bot.reception.asker import Asker
from bot.reception.completion import completions
from bot.reception.doors import Doors, yourself
from bot.reception.memory import Memory
from bot.reception.sampling import Sampling
from bot.reception.sources import OwnSources, safe
from bot.reception.subscriptions import Subscriptions, followable
from bot.settings import Settings
from bot.shelf import Archived, Shared
from bot.store import StoreError

if TYPE_CHECKING:
    from bot.wire.fetch import Fetcher
    from bot.wording.writing import Writing

log = logging.getLogger("daybrief")

AGAIN = "What this bot remembers cannot be reached just now. Try again in a moment."
FAULT = "That failed, and it should not have. It has been noted; try again in a moment."
FIRST = "The wire is being read for the first time. Ask again in a minute."
NOT_HELD = "No story about this in the last 14 days. brief alone gives all of them."
TODAY = Offer("Today's brief", "brief")
BREAKING = Offer("Breaking news here", "subscribe breaking")
WELCOME = (
    "Daybrief tells what happened, every sentence with its source. Press a button, or write a question: it is answered "
    "in the sources' words, or refused."
)
LASTING = {"subscribe", "change", "pause", "resume", "unsubscribe", "add", "remove", "allow", "deny", "forget"}
"""Commands that change what stays: their words go out once the change is on disk."""
NONE_TOLD = "No story can be told just now. Ask again later."

Values = Mapping[str, str]


class Reception:
    """One for a process and all its chats.

    `listed` gives the operator's sources; `fetcher` opens what reads the addresses that chats add; `place` places what
    came from them. `desk` is what is read in place of the stored wire: only the terminal hands one over.
    """

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        clock: Callable[[], datetime],
        zone: str,
        listed: Callable[[], Awaitable[Sequence[Source]]],
        fetcher: Callable[[], AbstractAsyncContextManager[Fetcher]],
        place: Callable[[Chat], Awaitable[object]],
        desk: Desk | None = None,
        writing: Writing | None = None,
    ) -> None:
        self.archive, self.clock, self.zone, self.listed = archive, clock, zone, listed
        self.language = settings.language
        self.shelf = Archived(archive, listed)
        self.given = desk
        self.writing = writing
        self.desk = desk or Desk(self.shelf, clock, zone=zone, language=self.language, common=Common(), writing=writing)
        self.doors = Doors(archive, settings, clock)
        self.subscriptions = Subscriptions(archive, clock, zone, self._slug)
        self.sampling = Sampling(archive, clock, self._desk)
        self.sources = OwnSources(archive, clock, fetcher, place)
        self.memory = Memory(archive, clock)
        self.budget = Budget(archive.usage, settings, clock)
        self._verbs: dict[str, Callable[[Values, Asker], Awaitable[Piece]]] = {
            "story": self._story, "why": self._why, "sources": self._sources,
            "add": lambda v, a: self.sources.add(v["url"], a),
            "remove": lambda v, a: self.sources.remove(v["source"], a),
            "subscribe": self.subscriptions.add, "change": self.subscriptions.change,
            "pause": lambda v, a: self.subscriptions.pause(v.get("which", ""), a),
            "resume": lambda v, a: self.subscriptions.resume(v.get("which", ""), a),
            "now": self._now, "preview": self._preview,
            "unsubscribe": lambda v, a: self.subscriptions.end(v.get("which", ""), a),
            "allow": lambda v, a: self.doors.turn(v.get("place", ""), a, opened=True),
            "deny": lambda v, a: self.doors.turn(v.get("place", ""), a, opened=False),
            "usage": self._usage, "status": self._status, "forget": self._forget, "help": self._help,
        }  # fmt: skip
        self._coming: dict[str, Callable[[Values, Asker], AsyncGenerator[Sentence | Portion | Piece, None]]] = {
            "brief": self._briefing, "ask": self._answering,
        }  # fmt: skip

    async def carry_out(self, call: Call | Misuse, asker: Asker) -> AsyncGenerator[Sentence | Portion | Piece, None]:
        """Yields each checked sentence of an answer, or a brief as far as it is known, and last exactly one piece.

        Never raises for what a person did, nor when the store fails: both become a `Notice`.
        """
        try:
            async with aclosing(self._carried_out(call, asker)) as parts:
                async for part in parts:
                    yield part
        except Unknown as unknown:
            yield Notice(str(unknown), (TODAY,))
        except StoreError as error:
            if error.__cause__ is not None:  # the store failed; without a cause it says what there is too much of
                log.error("%s: %s", asker.chat.adapter, error)
            yield Notice(AGAIN if error.__cause__ is not None else str(error))
        except Exception as surprise:  # one call's defect is not the end of the others, and nobody is met with silence
            log.error("%s: a call failed as it should not have: %s", asker.chat.adapter, type(surprise).__name__)
            log.debug("%s", asker.chat.adapter, exc_info=True)
            yield Notice(FAULT)

    async def _carried_out(self, call: Call | Misuse, asker: Asker) -> AsyncGenerator[Sentence | Portion | Piece, None]:
        if refusal := await self._refusal(call, asker):
            yield refusal
            return
        if woken := await self.subscriptions.wake(asker.chat):
            await self.archive.disk.reached()
        if isinstance(call, Misuse):
            yield Notice(call.text, (Offer("Help", "help"),))
        elif (coming := self._coming.get(call.command.name)) is not None:
            async with aclosing(coming(call.values, asker)) as parts:
                async for part in parts:
                    yield part
        elif call.command.name == "subscriptions":
            yield await self.subscriptions.list(asker, woken=woken)
        else:
            piece = await self._verbs[call.command.name](call.values, asker)
            if call.command.name in LASTING:  # what somebody is told of here outlives a power failure
                await self.archive.disk.reached()
            yield piece

    async def _refusal(self, call: Call | Misuse, asker: Asker) -> Notice | None:
        refusal = await self.doors.refusal(asker)
        if refusal or isinstance(call, Misuse):
            return refusal
        return await self.doors.forbidden(call.command, asker)

    async def barred(self, asker: Asker) -> Notice | None:
        """Why a chat that just let us in may not use us, with the button that lets it; None when it may."""
        try:
            return await self.doors.refusal(asker)
        except StoreError as error:
            log.error("%s: %s", asker.chat.adapter, error)
            return None

    async def desk_of(self, chat: Chat) -> Desk:
        """The desk of a chat: with sources of its own it sees what they brought, and no other chat does."""
        held = [] if self.given else await self.archive.guests.of(chat)
        if not held:
            return self.desk
        own = Archived(self.archive.own(chat), self.listed)
        shelf = Shared(self.shelf, own, [source.outlet.id for source in held])
        return Desk(
            shelf, self.clock, zone=self.zone, language=self.language, common=self.desk.common, writing=self.writing,
            payer=str(chat),
        )  # fmt: skip

    # --- news --------------------------------------------------------------------------------------------------------

    async def _briefing(self, values: Values, asker: Asker) -> AsyncGenerator[Sentence | Portion | Piece, None]:
        desk = await self.desk_of(asker.chat)
        parts = desk.briefing(
            str(asker.seen_by),
            topic=values.get("topic", ""),
            since=commands.span(values["hours"]) if "hours" in values else DAY,
            length=Length(values.get("length", Length.MEDIUM)),
            told=None if "all" in values else await self._told(desk, asker),
            person=asker.person,
        )
        async with aclosing(parts):
            async for part in parts:
                if isinstance(part, Brief) and not part.items:
                    yield replace(part, notes=(*part.notes, await self._empty(desk, part.beat)))
                else:
                    yield part

    async def _told(self, desk: Desk, asker: Asker) -> Told | None:
        """What whoever sees the answer was told before. Fiction is told anew each time."""
        return None if desk.shelf.fictional else await self.archive.seen.of(asker.seen_by)

    async def _empty(self, desk: Desk, topic: str) -> str:
        """Why a brief holds nothing."""
        if not await desk.shelf.stories(self.clock() - FORTNIGHT):
            return FIRST
        return NOT_HELD if topic else NONE_TOLD

    async def _story(self, values: Values, asker: Asker) -> Piece:
        return await (await self.desk_of(asker.chat)).story(str(asker.seen_by), values["story"], person=asker.person)

    async def _why(self, values: Values, asker: Asker) -> Item:
        desk = await self.desk_of(asker.chat)
        told = await self._told(desk, asker)
        item = await desk.why(str(asker.seen_by), values["story"], person=asker.person, told=told)
        left = (await self.archive.withheld.of(asker.seen_by)).get(item.slug)
        why = (Reason("withheld", f"not sent here as it broke: {left.reason.detail}"),) if left else ()
        return replace(item, reasons=(*why, *item.reasons))

    async def _answering(self, values: Values, asker: Asker) -> AsyncGenerator[Sentence | Portion | Piece, None]:
        """A reply to a post of ours is asked of the stories in it first."""
        among = await self.memory.replied(asker)
        desk = await self.desk_of(asker.chat)
        parts = desk.answering(str(asker.seen_by), values["question"], person=asker.person, among=among)
        async with aclosing(parts):
            async for part in parts:
                empty = isinstance(part, Answer) and part.refused and part.as_of is None
                yield Notice(FIRST) if empty and not await desk.shelf.stories(self.clock() - FORTNIGHT) else part

    # --- what a chat follows -----------------------------------------------------------------------------------------

    async def _now(self, values: Values, asker: Asker) -> Piece:
        following, refusal = await self.subscriptions.one(values.get("which", ""), asker)
        return refusal if following is None else await self.sampling.now(following, asker)

    async def _preview(self, values: Values, asker: Asker) -> Piece:
        following, refusal = await self.subscriptions.one(values.get("which", ""), asker)
        return refusal if following is None else await self.sampling.week(following, asker)

    async def _desk(self, asker: Asker) -> Desk:
        return await self.desk_of(asker.chat)

    async def _slug(self, handle: str, asker: Asker) -> str:
        desk = await self.desk_of(asker.chat)
        story = await desk.find(str(asker.seen_by), handle, person=asker.person)
        return followable(replace(story, fictional=story.fictional or desk.shelf.fictional))

    # --- the bot about itself ----------------------------------------------------------------------------------------

    async def _sources(self, _: Values, asker: Asker) -> SourceList:
        lines = await self.desk.sources()
        shared = lines if asker.local else [safe(line) for line in lines]
        return SourceList(tuple(shared), await self.sources.lines(asker.chat))

    async def _status(self, _: Values, asker: Asker) -> Notice:
        told = (await self.desk.status()).text
        return Notice(told + await health.told(self.archive, self.clock()) + yourself(asker))

    async def _usage(self, _: Values, asker: Asker) -> Notice:
        return usage.told(await self.budget.account(chat=str(asker.seen_by)))

    async def _help(self, _: Values, asker: Asker) -> Notice:
        """What there is for this person: what only operators may use is shown to them alone."""
        rows = [r for r in commands.CATALOGUE if r.who is not Who.OPERATORS or self.doors.operates(asker)]
        lines = [WELCOME, *(f"{row.usage}: {row.help}" for row in rows)]
        lines.append("A number opens a story of the last brief; anything else is a question to the sources.")
        return Notice("\n".join(lines), (TODAY, BREAKING))

    async def _forget(self, _: Values, asker: Asker) -> Notice:
        if self.given:
            await self.given.forget(str(asker.chat))
        return await self.memory.forget(asker)

    # --- what a platform tells us ------------------------------------------------------------------------------------

    async def delivered(self, asker: Asker, receipt: Receipt, piece: Piece) -> None:
        """After a piece was posted: replies to it are follow-ups, and what it told counts as told to its audience."""
        try:
            await self.memory.arrived(asker, receipt, piece)
        except StoreError as error:  # it has been said; that it is not remembered harms nobody
            log.error("%s: %s", asker.chat.adapter, error)

    async def complete(self, asker: Asker, command: str, argument: str, typed: str) -> list[Offer]:
        """What an argument may be, at most 25: `label` for the person, `line` the value. Raises nothing."""
        try:
            return await completions(self, asker, command, argument, typed)
        except StoreError as error:
            log.error("%s: %s", asker.chat.adapter, error)
            return []

    async def owns(self, chat: Chat, message: str) -> bool:
        """Whether a message is one of ours that tells of stories; taken for one where nothing can be looked up."""
        try:
            return bool(await self.archive.receipts.slugs(chat, message))
        except StoreError as error:
            log.error("%s: %s", chat.adapter, error)
            return True

    async def moved(self, chat: Chat, to: Chat) -> None:
        """A chat has another address now. Raises StoreError."""
        await self.archive.move(chat, to)

    async def shut_out(self, chat: Chat) -> None:
        """A chat has removed or blocked us: its subscriptions rest until its next word. Raises StoreError."""
        await self.archive.followings.pause(chat, Paused.BLOCKED, self.clock())

    async def warm(self) -> None:
        """Words the next brief and reads what may be asked about, before anybody asks. Raises StoreError."""
        await self.desk.prepare()
        await self.desk.warm()
