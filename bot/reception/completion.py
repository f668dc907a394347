"""What an argument may be, while somebody types it.

Works on: a chat's listing, its sources and subscriptions, the beats of the day.
Comes in: who types, a command, an argument, what is typed so far.
Goes out: offers, at most 25: a label for the person, and the value.
Does not know: how a platform shows them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot import commands, edition
from bot.admission import Verdict
from bot.commands import Kind
from bot.desk import DAY
from bot.news import Chat, Offer
from bot.reception.asker import Asker
from bot.reception.subscriptions import named
from bot.text import clean

if TYPE_CHECKING:
    from bot.reception.front import Reception

MOST = 25
LONGEST = 100


async def completions(reception: Reception, asker: Asker, command: str, argument: str, typed: str) -> list[Offer]:
    """Those that hold what is typed, in the order of the listing; none for whoever may not come in. Raises StoreError.

    Nobody is told that somebody typed at a closed door.
    """
    if await reception.doors.verdict(asker) is not Verdict.OPEN:
        return []
    offers = await _all(reception, asker.chat, command, argument)
    wanted = clean(typed).casefold()
    held = [o for o in offers if wanted in o.label.casefold() or wanted == o.line.casefold()]
    return [Offer(offer.label[:LONGEST], offer.line[:LONGEST]) for offer in held[:MOST]]


async def _all(reception: Reception, chat: Chat, command: str, argument: str) -> list[Offer]:
    call = next((row for row in commands.CATALOGUE if row.name == command), None)
    row = next((a for a in call.arguments if a.name == argument), None) if call else None
    if row is None:
        return []
    match row.kind, row.name:
        case Kind.CHOICE, _:
            return [Offer(choice, choice) for choice in row.choices]
        case Kind.HANDLE, _:
            return await _listing(reception, chat)
        case Kind.TEXT, "topic":
            return await _beats(reception)
        case Kind.TEXT, "source":
            lines = await reception.sources.lines(chat)
            return [Offer(f"{n}. {clean(line.outlet)}", str(n)) for n, line in enumerate(lines, 1)]
        case Kind.TEXT, "which":
            return named(await reception.archive.followings.of(chat))
    return []


async def _listing(reception: Reception, chat: Chat) -> list[Offer]:
    """The stories the chat saw last, by their numbers."""
    desk = await reception.desk_of(chat)
    talk = await desk.shelf.talk(str(chat))
    stories = [await desk.shelf.story(slug) for slug in talk.listing]
    return [Offer(f"{n}. {clean(s.headline)}", s.slug) for n, s in enumerate(stories, 1) if s is not None]


async def _beats(reception: Reception) -> list[Offer]:
    """What today's stories are about, the most told first."""
    held = await reception.desk.shelf.stories(reception.clock() - DAY)
    beats = Counter(edition.beat(beat) for story in held for beat in story.beats if beat)
    return [Offer(beat, beat) for beat, _ in beats.most_common()]
