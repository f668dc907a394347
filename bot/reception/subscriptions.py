"""What a chat is subscribed to.

Works on: the archive's followings.
Comes in: subscribe, change, pause, resume, unsubscribe, subscriptions; a first word from a chat that had shut us out.
Goes out: notices that say what will come, what will not, and what rests.
Does not know: when news breaks, how it is delivered, what a following would bring (that is `sampling`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from bot import commands, schedule, wishes
from bot.archive import Archive
from bot.news import Chat, Following, Kind, Notice, Occasion, Offer, Paused, Story
from bot.reception.asker import Asker
from bot.shelf import OWN
from bot.text import digest
from bot.wishes import Wish

NONE = "This chat is not subscribed to anything. subscribe breaking sends news here as it breaks."
NO_SUCH = "There is no such subscription. subscriptions lists them."
WHICH = "Which of them? Name its number, or all."
WHICH_ONE = "Which of them? Name its number."
SINGLY = "That is done one at a time: name its number. subscriptions lists them."
RESUMED = "What rested because this chat had shut the bot out goes on."
HOW = "Say what is to change, such as change {} quiet:22:00-07:00, or change {} not:football."
UNTIMED = "Only briefs come at set times; leave 'at' out, or choose a brief."
INVENTED = "Nothing new comes of that story: it is of the fictional sample, and invented."
OWN_STORY = "That story is of this chat's own sources; only what the others report can be followed by name."
TWICE = "This chat has another subscription of that topic. subscriptions lists them."
_PROMISES = {
    Kind.BREAKING: "What is grave or rare, and reported by at least two independent sources, comes here as it breaks; "
    "nothing older than this moment will.",
    Kind.TOPIC: "Every new story on it comes here, whoever reports it; nothing older than this moment will.",
    Kind.STORY: "What is new in it comes here until it is over.",
}


class Subscriptions:
    """The followings of chats, as people speak of them: numbered from 1, oldest first.

    `zone` is where hours are meant that name no other; `named` gives a story's slug by a handle, or raises Unknown.
    """

    def __init__(
        self, archive: Archive, clock: Callable[[], datetime], zone: str, named: Callable[[str, Asker], Awaitable[str]]
    ) -> None:
        self.archive = archive
        self.clock = clock
        self.zone = zone
        self.named = named

    async def wake(self, chat: Chat) -> bool:
        """A chat that writes to us has not shut us out: what rested for that goes on. Whether anything did."""
        if not any(f.paused is Paused.BLOCKED for f in await self.archive.followings.of(chat)):
            return False
        return bool(await self.archive.followings.resume(chat))

    async def add(self, values: Mapping[str, str], asker: Asker) -> Notice:
        """Subscribes the chat from this moment on; what rested is tried again. Raises StoreError when full, Unknown.

        Of what it follows already the options are changed, where any are named.
        """
        kind, line = Kind(values.get("kind", Kind.BREAKING)), _line(values)
        if kind is not Kind.BRIEF and values.get("at"):
            return Notice(UNTIMED)
        try:
            wish = wishes.read(kind, line, Wish(zone=self.zone))
            held = await self.archive.followings.of(asker.chat)
            wish = replace(wish, topic=await self._topic(kind, wish.topic, asker))
            if (same := _same(held, kind, wish.topic)) is None:
                said = await self._new(kind, _calling(wish, Wish(), asker), asker)
            else:
                again = _calling(wishes.read(kind, line, Wish.of(same)), Wish.of(same), asker)
                await self.archive.followings.go_on(same.id)
                said = await self._other(same, replace(again, topic=same.topic))
        except ValueError as misuse:
            return Notice(str(misuse))
        if any(f.paused for f in held):
            await self.archive.followings.resume(asker.chat)
        return said

    async def _topic(self, kind: Kind, typed: str, asker: Asker) -> str:
        if kind is not Kind.STORY:
            return typed
        if not typed:
            raise ValueError("Which story? Name its number in the brief, such as subscribe story 2.")
        return await self.named(typed, asker)

    async def _new(self, kind: Kind, wish: Wish, asker: Asker) -> Notice:
        made = self.clock()
        name = digest(f"{asker.chat}\n{kind}\n{wish.topic.casefold()}\n{made.isoformat()}")
        new = wish.onto(Following(name, asker.chat, asker.person, made, kind))
        if kind is Kind.STORY:
            await self._stands(new.topic, made)
        await self.archive.followings.add(new, schedule.upcoming(new, made))
        return Notice(f"Subscribed to {wishes.told(new)}. {self._promise(new)}", _offers(new))

    async def _stands(self, slug: str, now: datetime) -> None:
        """For whoever follows a story first, what is new in it is what comes after the revision they know."""
        story = await self.archive.stories.one(slug)
        if story and not await self.archive.followings.followed(Kind.STORY, (slug, story.slug, *story.aliases)):
            await self.archive.alerts.mark(story.slug, Occasion.DEVELOPMENT, story.revision, now)

    async def _other(self, following: Following, wish: Wish) -> Notice:
        """The same with other options; that nothing changes where they are the same."""
        new = wish.onto(following)
        if wish == Wish.of(following):
            return Notice(f"Already subscribed to {wishes.told(new)}. {self._promise(new)}", _offers(new))
        if not await self.archive.followings.change(new, schedule.upcoming(new, self.clock())):
            return Notice(TWICE)
        return Notice(f"Changed: {wishes.told(new)}. {self._promise(new)}", _offers(new))

    def _promise(self, following: Following) -> str:
        due = schedule.upcoming(following, self.clock())
        if due is None:
            return _PROMISES[following.kind]
        return f"The next comes on {due.astimezone(schedule.zoned(following.zone)):%A, %d %B, at %H:%M}."

    async def change(self, values: Mapping[str, str], asker: Asker) -> Notice:
        """Changes the options of one: `change 2 quiet:22:00-07:00`."""
        which, _, behind = values["which"].strip().partition(" ")
        following, refusal = await self.one(which, asker)
        if following is None:
            return refusal
        line = " ".join(part for part in (behind, values.get("options", "")) if part).strip()
        if not line:
            return Notice(HOW.format(which or 1, which or 1))
        try:
            wish = _calling(wishes.read(following.kind, line, Wish.of(following)), Wish.of(following), asker)
        except ValueError as misuse:
            return Notice(str(misuse))
        return await self._other(
            following, wish if following.kind is not Kind.STORY else replace(wish, topic=following.topic)
        )

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
        ended = wishes.told(chosen[0]) if len(chosen) == 1 else f"all {len(chosen)} subscriptions of this chat"
        return Notice(f"Unsubscribed from {ended}.")

    async def pause(self, which: str, asker: Asker) -> Notice:
        """Lets one rest, the only one, or all, until somebody resumes it."""
        return await self._stand(which, asker, rests=True)

    async def resume(self, which: str, asker: Asker) -> Notice:
        """Lets one go on, the only one, or all, whatever it rested for."""
        return await self._stand(which, asker, rests=False)

    async def _stand(self, which: str, asker: Asker, *, rests: bool) -> Notice:
        held = await self.archive.followings.of(asker.chat)
        chosen = _chosen(which.strip().lower(), held)
        if not chosen:
            return Notice(NONE if not held else NO_SUCH if which else WHICH)
        now, followings = self.clock(), self.archive.followings
        changed = [f for f in chosen if await (followings.rest(f.id, now) if rests else followings.go_on(f.id))]
        if not changed:
            return Notice("It rests already." if rests else "It did not rest.")
        what = wishes.told(changed[0]) if len(changed) == 1 else f"{len(changed)} subscriptions"
        if rests:
            return Notice(f"Paused: {what}. Nothing of it comes, and nothing is kept for later, until resume.")
        return Notice(f"Resumed: {what}. {self._promise(changed[0]) if len(changed) == 1 else ''}".strip())

    async def list(self, asker: Asker, *, woken: bool) -> Notice:
        """All of them, numbered, with what rests and why."""
        held = await self.archive.followings.of(asker.chat)
        return self.told(held, RESUMED if woken else "") if held else Notice(NONE)

    def told(self, held: Sequence[Following], last: str = "") -> Notice:
        lines = [f"{n}. {_large(wishes.told(f))}{_rests(f)}" for n, f in enumerate(held, 1)]
        offers = tuple(Offer(f"Unsubscribe {n}", f"unsubscribe {f.id}") for n, f in enumerate(held, 1))
        return Notice("\n".join([*lines, *([last] if last else [])]), offers)

    async def one(self, which: str, asker: Asker) -> tuple[Following | None, Notice]:
        """The one that is meant, or what to say instead."""
        held = await self.archive.followings.of(asker.chat)
        chosen = _chosen(which.strip().lower(), held)
        if len(chosen) == 1:
            return chosen[0], Notice("")
        return None, Notice(NONE if not held else SINGLY if chosen else NO_SUCH if which else WHICH_ONE)


def followable(story: Story) -> str:
    """The slug of a story of which something new may come. Raises ValueError, in a sentence, of another."""
    if story.fictional:
        raise ValueError(INVENTED)
    if story.slug.startswith(OWN):
        raise ValueError(OWN_STORY)
    return story.slug


def named(held: Sequence[Following]) -> list[Offer]:
    """The subscriptions by what they are; the value is their mark."""
    return [Offer(f"{n}. {wishes.told(f)}", f.id) for n, f in enumerate(held, 1)]


def _line(values: Mapping[str, str]) -> str:
    """What was typed in one line, or in fields of their own, as one line."""
    parts = [values.get("topic", ""), values.get("at", ""), *_named(values, "zone", "quiet"), values.get("options", "")]
    return " ".join(part for part in parts if part)


def _named(values: Mapping[str, str], *names: str) -> list[str]:
    """A zone may be of two words, such as New York; hours hold no space that means anything."""
    return [
        f"{name}:{('_' if name == 'zone' else '').join(values[name].split())}" for name in names if values.get(name)
    ]


def _calling(wish: Wish, before: Wish, asker: Asker) -> Wish:
    """The wish with whom it calls as the platform keeps it. ValueError where the person may not have them called."""
    mention = wish.manner.mention
    if mention in ("", before.manner.mention):
        return wish
    return replace(wish, manner=replace(wish.manner, mention=asker.calling(mention)))


def _same(held: Sequence[Following], kind: Kind, topic: str) -> Following | None:
    asked = (kind, " ".join(topic.casefold().split()))
    return next((f for f in held if (f.kind, " ".join(f.topic.casefold().split())) == asked), None)


def _chosen(which: str, held: Sequence[Following]) -> list[Following]:
    if which == "all":
        return list(held)
    if not which:
        return list(held) if len(held) == 1 else []
    if commands.numeral(which):
        return list(held[int(which) - 1 : int(which)]) if int(which) else []
    return [f for f in held if f.id == which]


def _offers(following: Following) -> tuple[Offer, ...]:
    first = (Offer("Send one now", f"now {following.id}"),) if following.kind is Kind.BRIEF else ()
    return *first, Offer("Unsubscribe", f"unsubscribe {following.id}")


def _rests(following: Following) -> str:
    if following.paused is None:
        return f", since {when(following.made)}"
    since = f" since {when(following.since)}" if following.since else ""
    match following.paused:
        case Paused.BLOCKED:
            return f": rests{since}, because this chat had shut the bot out; it goes on with the next word here"
        case Paused.RIGHTS:
            return f": rests{since}, because the bot may not write here; let it, then subscribe again"
        case Paused.ASKED:
            return f": paused{since}; resume lets it go on"
    assert_never(following.paused)


def when(moment: datetime) -> str:
    """ "24 Nov 10:15 UTC"."""
    return f"{moment.astimezone(UTC):%d %b %H:%M} UTC"


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
