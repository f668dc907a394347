"""Items of a list that are complete before the list is.

Works on: the text of an answer while it streams.
Comes in: pieces of text, cut anywhere; the schema.
Goes out: each item of the schema's list as soon as its last brace has come.
Does not know: what an item says. A piece is looked at once, and no item may be longer than `LONGEST`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from bot.llm import objects
from bot.llm.failures import Failed, Kind

LONGEST = 16_000
_HEAD = 256
"""Characters that are kept while the list has not begun."""


class Arriving:
    """Finds the items of one answer. The list is the schema's first array."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        lists = {name: form for name, form in schema["properties"].items() if form.get("type") == "array"}
        name, form = next(iter(lists.items()))
        self._item: Mapping[str, Any] = form["items"]
        self._opening = re.compile(rf'"{re.escape(name)}"\s*:\s*\[')
        self._head = ""
        self._inside = False
        self._held: list[str] = []
        self._depth = 0
        self._quoted = self._escaped = False
        self.begun = False
        """The list has opened, though it may have no items."""

    def feed(self, piece: str) -> list[dict[str, Any]]:
        """The items that this piece completes. Raises Failed where one is not of the form."""
        arrived: list[dict[str, Any]] = []
        while piece:
            piece = self._scan(piece, arrived) if self._inside else self._seek(piece)
        return arrived

    def _seek(self, piece: str) -> str:
        """What follows the opening of the list, if it is there."""
        text = self._head + piece
        opening = self._opening.search(text)
        if opening is None:
            self._head = text[-_HEAD:]
            return ""
        self._head, self._inside, self.begun = "", True, True
        return text[opening.end() :]

    def _scan(self, piece: str, arrived: list[dict[str, Any]]) -> str:
        """What follows the end of the list, if it is there."""
        for at, letter in enumerate(piece):
            if self._depth:
                self._held.append(letter)
            if self._quoted:
                self._string(letter)
            elif letter == '"':
                self._quoted = True
            elif letter in "{[":
                self._open(letter)
            elif letter in "}]" and not self._depth:
                self._inside = False
                return piece[at + 1 :]
            elif letter in "}]":
                self._close(arrived)
        if len(self._held) > LONGEST:
            raise Failed(Kind.MALFORMED)
        return ""

    def _string(self, letter: str) -> None:
        self._quoted = self._escaped or letter != '"'
        self._escaped = letter == "\\" and not self._escaped

    def _open(self, letter: str) -> None:
        if not self._depth:
            self._held = [letter]
        self._depth += 1

    def _close(self, arrived: list[dict[str, Any]]) -> None:
        self._depth -= 1
        if not self._depth:
            arrived.append(objects.found("".join(self._held), self._item))
            self._held = []


async def items(pieces: AsyncGenerator[str, None], schema: Mapping[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    """The items of a streaming answer, each as soon as it is complete. Raises Failed; also where no list came."""
    arriving = Arriving(schema)
    async with aclosing(pieces):
        async for piece in pieces:
            for item in arriving.feed(piece):
                yield item
    if not arriving.begun:
        raise Failed(Kind.MALFORMED)
