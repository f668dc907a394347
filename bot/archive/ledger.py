"""What there is in all: to show, to hand over, to delete.

Works on: every key of the archive.
Comes in: a chat, a person, or nothing.
Goes out: documents that JSON can hold; counts; the number of records deleted.
Does not know: how a record came to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.archive import codec, keys
from bot.archive.articles import Articles
from bot.archive.doors import Doors
from bot.archive.followings import Followings
from bot.archive.guests import Guests
from bot.archive.line import MOST, Line
from bot.archive.posts import Posts
from bot.archive.receipts import Receipts
from bot.archive.seen import Seen
from bot.archive.sources import Sources
from bot.archive.stories import Stories
from bot.archive.talks import Talks
from bot.archive.usage import Usages
from bot.news import Article, Chat, Source, Story

SAMPLED = 200
"""Keys of one row whose size is asked for; more are reckoned from these."""


@dataclass(frozen=True, slots=True)
class Count:
    """One row of the census: how many keys, and about how many bytes with the server's own cost."""

    pattern: str
    keys: int
    bytes: int


async def export(
    line: Line, realm: keys.Keys, chat: str, person: str, everything: bool
) -> AsyncIterator[dict[str, Any]]:
    """Conversations and settings as asked; with `everything` sources, articles and stories too."""
    talks = Talks(line, realm)
    for who, one in sorted({(c, p or "") for _, (c, p) in await talks.all()}):
        if (not chat or who == chat) and (not person or one == person):
            talk = await talks.get(who, one)
            yield {"kind": "talk", "chat": who, "person": one, **msgspec.to_builtins(talk)}
    for name in [chat] if chat else await _chats(line, realm):
        if (address := codec.chat_in(codec.plain(name))) is not None:
            async for document in _of(line, realm, address, person):
                yield document
    async for document in _kept(line, realm, chat, person):
        yield document
    if everything:
        async for document in _wire(line, realm):
            yield document


async def _kept(line: Line, realm: keys.Keys, chat: str, person: str) -> AsyncIterator[dict[str, Any]]:
    """The doors that were opened and shut; of chats, not of a person, the tokens a model used for them."""
    for place, door in (await Doors(line, realm).all()).items():
        if _concerns(place, chat) and person in ("", door.by):
            yield {"kind": "door", "chat": place, **msgspec.to_builtins(msgspec.structs.asdict(door))}
    for day, name, tokens in [] if person else await Usages(line, realm).chats(chat):
        yield {"kind": "used", "chat": name, "day": day, "tokens": tokens}


async def _of(line: Line, realm: keys.Keys, chat: Chat, person: str) -> AsyncIterator[dict[str, Any]]:
    """What a chat, or a person there, set up; and how much is remembered of what the chat was told."""
    for following in await Followings(line, realm).of(chat):
        if person in ("", following.by):
            wish = {"wants": following.kind.value, **msgspec.to_builtins(following)}
            yield {**wish, "kind": "following", "chat": str(chat)}
    if person:
        return
    for source in await Guests(line, realm).of(chat):
        yield {"kind": "own source", "chat": str(chat), **msgspec.to_builtins(source)}
    messages, stories = await Receipts(line, realm).count(chat), await Seen(line, realm).of(chat)
    if messages or stories:
        yield {"kind": "told", "chat": str(chat), "messages": messages, "stories": len(stories)}


async def _chats(line: Line, realm: keys.Keys) -> list[str]:
    """Every chat that has anything of its own, besides conversations."""
    found = set()
    for prefix in (realm.following, realm.guest, realm.receipts, realm.seen):
        found |= {name[len(prefix) :] for name in await line.scan(literal(prefix) + "*")}
    return sorted(found)


def _concerns(place: str, chat: str) -> bool:
    """Whether a place is a chat, or the room that it is a thread of."""
    return not chat or chat == place or chat.startswith(place + ":")


async def _wire(line: Line, realm: keys.Keys) -> AsyncIterator[dict[str, Any]]:
    for source in await Sources(line, realm).list():
        yield _document("source", source)
    articles, stories = Articles(line, realm), Stories(line, realm)
    for ids in await _named(line, realm.article):
        for article in filter(None, await articles.get(ids)):
            yield _document("article", article)
    for slugs in await _named(line, realm.story):
        for story in filter(None, await stories.get(slugs)):
            yield _document("story", story)


async def _named(line: Line, prefix: str) -> list[list[str]]:
    """What follows a prefix in every key that has it, in portions."""
    names = [name[len(prefix) :] for name in await line.scan(literal(prefix) + "*")]
    return [names[start : start + MOST] for start in range(0, len(names), MOST)]


def _document(kind: str, noun: Source | Article | Story) -> dict[str, Any]:
    return {"kind": kind, **msgspec.to_builtins(noun)}


async def forget(line: Line, realm: keys.Keys, chat: str, person: str, everything: bool) -> int:
    """Delete conversations as asked, and of whole chats what they were told; with `everything` the whole realm.

    The chats' own sources are part of the wire.
    """
    gone = await _conversations(Talks(line, realm), chat, person)
    if not person:
        gone += await _told(line, realm, chat)
    for pattern in _patterns(realm) if everything else ():
        gone += await _delete(line, await line.scan(pattern))
    return gone


def _patterns(realm: keys.Keys) -> list[str]:
    """Every key of a realm; with those of the wire's guests."""
    own = [keys.Keys(keys.OWN).root.replace("}:", "*}:"), keys.Keys(keys.GUEST).root] if realm.realm == "wire" else []
    return [(root if root in own else literal(root)) + "*" for root in [realm.root, *own]]


async def _conversations(talks: Talks, chat: str, person: str) -> int:
    if chat:
        return await talks.forget(chat, person or None)
    if person:
        return await talks.forget_person(person)
    return sum([await talks.forget(who) for who in sorted({who for _, (who, _) in await talks.all()})])


async def _told(line: Line, realm: keys.Keys, chat: str) -> int:
    """Receipts, seen-marks and what was withheld of a chat; of all without one."""
    roots = (realm.receipts, realm.seen, realm.withheld)
    if chat:
        if (address := codec.chat_in(codec.plain(chat))) is not None:
            await Posts(line, realm).forget(address)
        return await _delete(line, [root + codec.plain(chat).decode() for root in roots])
    for root in (realm.posts, realm.post, realm.readers):
        await _delete(line, await line.scan(literal(root) + "*"))
    return sum([await _delete(line, await line.scan(literal(root) + "*")) for root in roots])


async def _delete(line: Line, names: Sequence[str]) -> int:
    gone = 0
    for start in range(0, len(names), MOST):
        gone += await line.do("UNLINK", *names[start : start + MOST])
    return gone


async def census(line: Line) -> list[Count]:
    """Counts by row; an unknown key is a row of its own, under its own name."""
    rows: dict[str, list[str]] = defaultdict(list)
    for name in await line.scan(keys.ROOT + "*"):
        row = keys.owner(name)
        rows[row.pattern if row else name].append(name)
    order = {row.pattern: place for place, row in enumerate(keys.KEYS)}
    return [await _count(line, row, rows[row]) for row in sorted(rows, key=lambda row: (order.get(row, 1_000), row))]


async def _count(line: Line, pattern: str, names: list[str]) -> Count:
    asked = names[:: max(1, len(names) // SAMPLED)]
    sizes = await line.all([("MEMORY", "USAGE", name, "SAMPLES", 0) for name in asked])
    return Count(pattern, len(names), sum(size or 0 for size in sizes) * len(names) // len(asked))


def literal(text: str) -> str:
    """A text as a glob pattern that matches only itself."""
    return "".join("\\" + c if c in "*?[]\\" else c for c in text)
