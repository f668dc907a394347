"""The doors: who may come in, and what operators say of it.

Works on: the settings' rules and the archive's doors.
Comes in: who asks; a place to open or to shut.
Goes out: whether somebody may go on, or the notice that says why not.
Does not know: what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.admission import Rules, Verdict, admit, operates
from bot.archive import Archive
from bot.commands import Command, Who
from bot.news import Chat, Delivery, Lane, Notice, Offer
from bot.reception.asker import Asker
from bot.settings import Settings
from bot.text import digest

CLOSED = "This chat may not use this bot yet. Somebody who operates the bot can let it in."
DENIED = "This chat may not use this bot."
MANAGERS = "Only those who may manage this chat can do that."
OPERATORS = "Only those who operate this bot can do that."
NO_PLACE = "That is no address. Write telegram:-100123 or discord:123, or nothing for this chat."
OUTSIDE = timedelta(days=1)
"""How long it is worth telling an operator that somebody stands outside."""
_PLACE = re.compile(r"[a-z]{1,20}:-?[0-9]{1,20}")
_NUMBER = re.compile(r"-?[0-9]{1,20}")


class Doors:
    """Opened and shut by operators, on top of what the settings say."""

    def __init__(self, archive: Archive, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.clock = clock
        costly = any(key.get_secret_value() for key in (settings.llm_api_key, settings.model_key))
        self.rules = Rules(settings.allowed, settings.denied, settings.operating, costly)

    def operates(self, asker: Asker) -> bool:
        return asker.local or operates(asker.person, self.rules)

    async def verdict(self, asker: Asker) -> Verdict:
        """Whether somebody may come in; nobody is told that they stand here."""
        if self.operates(asker):
            return Verdict.OPEN
        said = await self.archive.doors.of([*asker.places, asker.person])
        return admit(asker.places, asker.person, self.rules, all(said.values()) if said else None)

    async def refusal(self, asker: Asker) -> Notice | None:
        """Why somebody may not come in; None when they may."""
        match await self.verdict(asker):
            case Verdict.OPEN:
                return None
            case Verdict.DENIED:
                return Notice(DENIED)
            case Verdict.CLOSED:
                offers = (Offer("Allow this chat", f"allow {asker.places[0]}"),) if asker.places else ()
                await self._knock(asker)
                return Notice(CLOSED + yourself(asker), offers)

    async def _knock(self, asker: Asker) -> None:
        """Tells the operators on the same platform who stands outside, once a day each."""
        now, then = self.clock(), self.clock() + OUTSIDE
        here = [o for o in sorted(self.rules.operators) if o.startswith(f"{asker.chat.adapter}:")]
        rows = [
            Delivery(digest(f"{place} {operator} {now:%F}"), Chat.of(operator), asks(place), Lane.NOTICE, "", now, then)
            for operator in here
            for place in asker.places[:1]
        ]
        await self.archive.outbox.put(rows, now)

    async def forbidden(self, command: Command, asker: Asker) -> Notice | None:
        """Why somebody may not use a command here; None when they may."""
        if command.who is Who.ANYONE or self.operates(asker):
            return None
        if command.who is Who.OPERATORS:
            return Notice(OPERATORS)
        return None if asker.direct or await asker.manages() else Notice(MANAGERS)

    async def turn(self, place: str, asker: Asker, *, opened: bool) -> Notice:
        """Opens or shuts a place, this chat when none is named."""
        named = place.strip().lower()
        if _NUMBER.fullmatch(named):
            named = f"{asker.chat.adapter}:{named}"
        named = named or next(iter(asker.places), "")
        if not _PLACE.fullmatch(named):
            return Notice(NO_PLACE)
        await self.archive.doors.set(named, opened, asker.person, self.clock())
        here = "This chat" if named in asker.places[:1] else named
        if opened and named in self.rules.deny:
            return Notice(f"{here} stays shut out: DAYBRIEF_DENY names it, and that goes first.")
        return Notice(f"{here} may use this bot now." if opened else f"{here} may not use this bot any more.")


def asks(place: str) -> Notice:
    """What an operator is told of a place that wants to come in."""
    offers = (Offer("Allow", f"allow {place}"), Offer("Deny", f"deny {place}"))
    return Notice(f"{place} asks to use this bot. It stays closed until you allow it.", offers)


def yourself(asker: Asker) -> str:
    """A person's own address, which an operator's setting takes; told to that person alone."""
    return f" You are {asker.person}." if asker.direct and not asker.local else ""
