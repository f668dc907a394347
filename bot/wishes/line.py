"""A typed line in its parts: words, and options with their values.

Works on: one line of at most a few thousand characters.
Comes in: `port strike not:"world cup",football words:/dock \\w+/`.
Goes out: `Word`s and `Option`s in order; a line in the same grammar from values; ValueError for a quotation that is
never closed.
Does not know: which options there are.

A value ends at a space or a comma. In quotation marks it may hold both, a backslash before a mark keeps it; between
slashes it is a regular expression, and may hold both too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NOTHING = ("none", "off")
"""What takes an option back."""
_MARKS = '"“”„‟'
_NAME = re.compile(r"([A-Za-z]+):(?=\S)")
_QUOTED = r'(?:"(?:[^"\\]|\\.)*"|[“„‟](?:[^“”\\]|\\.)*[“”])'
_PATTERN = r"/(?:[^/\\]|\\.)+/"
_VALUE = re.compile(rf"(?:{_QUOTED}|{_PATTERN}i?)(?=[\s,]|$)|[^\s,]*")
_PHRASE = re.compile(rf"{_QUOTED}(?=\s|$)")
_BARE = re.compile(rf"[^\s,{_MARKS}\\/]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a phrase in quotation marks, which is never anything but itself."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    values: tuple[Word, ...]

    @property
    def back(self) -> bool:
        """Whether it takes the option back: `not:none`, but not `not:"none"`."""
        return len(self.values) == 1 and not self.values[0].quoted and self.values[0].text.lower() in NOTHING


Token = Word | Option


def tokens(line: str) -> list[Token]:
    """The parts of a line in order. Raises ValueError."""
    return list(_tokens(line))


def _tokens(line: str) -> Iterator[Token]:
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
        elif name := _NAME.match(line, at):
            values, at = _values(line, name.end())
            yield Option(name[1].lower(), values)
        elif phrase := _PHRASE.match(line, at):
            at = phrase.end()
            yield Word(_unquoted(phrase[0]), quoted=True)
        else:
            word = line[at:].split(maxsplit=1)[0]
            at += len(word)
            yield Word(word)


def _values(line: str, at: int) -> tuple[tuple[Word, ...], int]:
    """The values of an option, empty ones left out, and where they end."""
    held: list[Word] = []
    while text := _VALUE.match(line, at):  # always: a bare value may be empty
        at = text.end()
        if one := _value(text[0]):
            held.append(one)
        if line[at : at + 1] != ",":
            break
        at += 1
    return tuple(held), at


def _value(text: str) -> Word | None:
    if re.fullmatch(_QUOTED, text):
        return Word(kept, quoted=True) if (kept := _unquoted(text)) else None
    if re.fullmatch(rf"{_PATTERN}i?", text):
        return Word(text.removesuffix("i"))  # capitals never count
    if any(mark in text for mark in _MARKS):
        raise ValueError('A quotation mark is not closed, or words stand against it; write not:"world cup",football.')
    if text.startswith("/"):
        raise ValueError(r"A regular expression stands between two slashes; write words:/dock\w+/.")
    return Word(text) if text else None


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda kept: kept[1] if kept[1] in f"{_MARKS}\\" else kept[0], text[1:-1]).strip()


# --- the way back ----------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """In quotation marks, as `tokens` reads it."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def value(text: str) -> str:
    """As it stands behind an option: bare where it can be."""
    if re.fullmatch(_PATTERN, text) or (_BARE.fullmatch(text) and text.lower() not in NOTHING):
        return text
    return quoted(text)
