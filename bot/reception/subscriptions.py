"""What a chat is subscribed to.

Works on: the archive's followings.
Comes in: subscribe, unsubscribe, subscriptions; a first word from a chat that had shut us out.
Goes out: notices that say what will come, what will not, and what rests.
Does not know: when news breaks, how it is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import assert_never

from bot import commands
from bot.archive import Archive
from bot.news import Chat, Following, Kind, Notice, Offer, Paused
from bot.reception.asker import Asker
from bot.text import clean, digest

LONGEST_TOPIC = 60
PROMISE = "What at least two independent sources report comes here as it breaks; nothing older than this moment will."
NONE = "This chat is not subscribed to anything. subscribe breaking sends news here as it breaks."
NO_SUCH = "There is no such subscription. subscriptions lists them."
RESUMED = "What rested because this chat had shut the bot out goes on."


class Subscriptions:
    """The followings of chats, as people speak of them: numbered from 1, oldest first."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self.archive = archive
        self.clock = clock

    async def wake(self, chat: Chat) -> bool:
        """A chat that writes to us has not shut us out: what rested for that goes on. Whether anything did."""
        if not any(f.paused is Paused.BLOCKED for f in await self.archive.followings.of(chat)):
            return False
        return bool(await self.archive.followings.resume(chat))

    async def add(self, values: Mapping[str, str], asker: Asker) -> Notice:
        """Subscribes the chat from this moment on; what rested is tried again. Raises StoreError when full."""
        topic = " ".join(clean(values.get("topic", "")).split())
        if len(topic) > LONGEST_TOPIC:
            return Notice(f"A topic has at most {LONGEST_TOPIC} characters; one or two words find most.")
        made, kind = self.clock(), Kind(values.get("kind", Kind.BREAKING))
        held = await self.archive.followings.of(asker.chat)
        same = next((f for f in held if (f.kind, f.topic.casefold()) == (kind, topic.casefold())), None)
        name = digest(f"{asker.chat}\n{kind}\n{topic.casefold()}\n{made.isoformat()}")
        new = same or Following(name, asker.chat, asker.person, made, kind, topic)
        if same is None:
            await self.archive.followings.add(new)
        if any(f.paused for f in held):
            await self.archive.followings.resume(asker.chat)
        said = "Already subscribed to" if same else "Subscribed to"
        return Notice(f"{said} {_what(new)}. {PROMISE}", (Offer("Unsubscribe", f"unsubscribe {new.id}"),))

    async def end(self, which: str, asker: Asker) -> Notice:
        """Ends the one named by its number or mark, the only one, or all."""
        held = await self.archive.followings.of(asker.chat)
        chosen = _chosen(which.strip().lower(), held)
        if not held:
            return Notice(NONE)
        if not chosen:
            return Notice(NO_SUCH) if which else self.told(held)
        for following in chosen:
            await self.archive.followings.remove(following.id)
        ended = _what(chosen[0]) if len(chosen) == 1 else f"all {len(chosen)} subscriptions of this chat"
        return Notice(f"Unsubscribed from {ended}.")

    async def list(self, asker: Asker, *, woken: bool) -> Notice:
        """All of them, numbered, with what rests and why."""
        held = await self.archive.followings.of(asker.chat)
        return self.told(held, RESUMED if woken else "") if held else Notice(NONE)

    def told(self, held: Sequence[Following], last: str = "") -> Notice:
        lines = [f"{n}. {_large(_what(f))}{_rests(f)}" for n, f in enumerate(held, 1)]
        offers = tuple(Offer(f"Unsubscribe {n}", f"unsubscribe {f.id}") for n, f in enumerate(held, 1))
        return Notice("\n".join([*lines, *([last] if last else [])]), offers)


def named(held: Sequence[Following]) -> list[Offer]:
    """The subscriptions by what they are; the value is their mark."""
    return [Offer(f"{n}. {_what(f)}", f.id) for n, f in enumerate(held, 1)]


def _chosen(which: str, held: Sequence[Following]) -> list[Following]:
    if which == "all":
        return list(held)
    if not which:
        return list(held) if len(held) == 1 else []
    if commands.numeral(which):
        return list(held[int(which) - 1 : int(which)]) if int(which) else []
    return [f for f in held if f.id == which]


def _what(following: Following) -> str:
    match following.kind:
        case Kind.BREAKING:
            return f"breaking news about {following.topic}" if following.topic else "all breaking news"
    assert_never(following.kind)


def _rests(following: Following) -> str:
    if following.paused is None:
        return f", since {when(following.made)}"
    since = f" since {when(following.since)}" if following.since else ""
    match following.paused:
        case Paused.BLOCKED:
            return f": rests{since}, because this chat had shut the bot out; it goes on with the next word here"
        case Paused.RIGHTS:
            return f": rests{since}, because the bot may not write here; let it, then subscribe again"
    assert_never(following.paused)


def when(moment: datetime) -> str:
    """ "24 Nov 10:15 UTC"."""
    return f"{moment.astimezone(UTC):%d %b %H:%M} UTC"


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
