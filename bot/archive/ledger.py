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

from bot.archive import keys
from bot.archive.articles import Articles
from bot.archive.line import MOST, Line
from bot.archive.sources import Sources
from bot.archive.stories import Stories
from bot.archive.talks import Talks
from bot.news import Article, Source, Story

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
    """Conversations as asked; with `everything` sources, articles and stories too."""
    talks = Talks(line, realm)
    for who, one in sorted({(c, p or "") for _, (c, p) in await talks.all()}):
        if (not chat or who == chat) and (not person or one == person):
            talk = await talks.get(who, one)
            yield {"kind": "talk", "chat": who, "person": one, **msgspec.to_builtins(talk)}
    if everything:
        async for document in _wire(line, realm):
            yield document


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
    names = [name[len(prefix) :] for name in await line.scan(_literal(prefix) + "*")]
    return [names[start : start + MOST] for start in range(0, len(names), MOST)]


def _document(kind: str, noun: Source | Article | Story) -> dict[str, Any]:
    return {"kind": kind, **msgspec.to_builtins(noun)}


async def forget(line: Line, realm: keys.Keys, chat: str, person: str, everything: bool) -> int:
    """Delete conversations as asked; with `everything` the whole realm."""
    talks = Talks(line, realm)
    gone = await _conversations(talks, chat, person)
    if everything:
        gone += await _delete(line, await line.scan(_literal(realm.root) + "*"))
    return gone


async def _conversations(talks: Talks, chat: str, person: str) -> int:
    if chat:
        return await talks.forget(chat, person or None)
    if person:
        return await talks.forget_person(person)
    return sum([await talks.forget(who) for who in sorted({who for _, (who, _) in await talks.all()})])


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


def _literal(text: str) -> str:
    """A text as a glob pattern that matches only itself."""
    return "".join("\\" + c if c in "*?[]\\" else c for c in text)
