"""The catalogue: one row is one command on every platform.

Works on: a line somebody typed.
Comes in: "brief economy 12h", "2", "why 3", or a plain sentence.
Goes out: a `Call` naming a command of the catalogue and its arguments, or a `Misuse` that says the cure.
Does not know: what a command does (that is `bot.desk`), how a platform registers it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Who(StrEnum):
    """Who may use a command in a chat."""

    ANYONE = "anyone"
    MANAGERS = "those who may manage the chat"
    OPERATORS = "operators"


class Kind(StrEnum):
    """What an argument holds."""

    TEXT = "text"
    HANDLE = "number or slug"
    SPAN = "hours"
    COUNT = "number"


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    kind: Kind
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One row: `name`, what it takes, what it gives, and who may."""

    name: str
    help: str
    arguments: tuple[Argument, ...] = ()
    aliases: tuple[str, ...] = ()
    who: Who = Who.ANYONE

    @property
    def usage(self) -> str:
        """As a person types it: `brief [TOPIC] [HOURS]`."""
        parts = [a.name.upper() if a.required else f"[{a.name.upper()}]" for a in self.arguments]
        return " ".join([self.name, *parts])


_STORY = Argument("story", Kind.HANDLE, "Its number or slug", True)
_QUESTION = Argument("question", Kind.TEXT, "The question", True)

CATALOGUE: tuple[Command, ...] = (
    Command(
        "brief",
        "Today's brief: what matters, in a few sentences, each with its source",
        (
            Argument("topic", Kind.TEXT, "A beat or a word, such as business or Kestrel"),
            Argument("hours", Kind.SPAN, "How far back, such as 12h or 2d"),
        ),
        aliases=("b", "today", "digest"),
    ),
    Command("story", "Open a story: who reports what, and when", (_STORY,), ("s",)),
    Command("ask", "Ask about the news; the answer is quoted from the sources, or refused", (_QUESTION,), ("q",)),
    Command("why", "Why a story stands where it does", (_STORY,), ("w",)),
    Command("sources", "Where the news comes from, and which sources are broken"),
    Command("status", "One honest line about health"),
    Command("forget", "Delete what Daybrief remembers of this conversation"),
    Command("help", "These commands", aliases=("?", "h")),
)  # fmt: skip

_BY_NAME = {name: row for row in CATALOGUE for name in (row.name, *row.aliases)}
_SPAN = re.compile(r"(\d{1,4})\s?(h|hours?|d|days?)", re.IGNORECASE)
LONGEST_SPAN = timedelta(days=14)
LONGEST_NUMERAL = 9


@dataclass(frozen=True, slots=True)
class Call:
    """A command of the catalogue with its arguments as text; absent ones are left out."""

    command: Command
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misuse:
    """A line that names a command but cannot be carried out; `text` says what to type."""

    text: str


def numeral(text: str) -> bool:
    """Whether a handle is a number of a listing: decimal digits, few enough to count with."""
    return text.isdecimal() and len(text) <= LONGEST_NUMERAL


def span(text: str) -> timedelta:
    """ "24h", "2 days" or "12" (hours) as a duration of an hour to 14 days. Raises ValueError with the cure."""
    match = _SPAN.fullmatch(text.strip() + ("h" if text.strip().isdigit() else ""))
    if not match or int(match[1]) == 0:
        raise ValueError(f"{text!r} is not a span of time; write 12h or 2d")
    unit = timedelta(days=1) if match[2][0].lower() == "d" else timedelta(hours=1)
    if int(match[1]) * unit > LONGEST_SPAN:
        raise ValueError(f"{text} is too long; articles are kept for {LONGEST_SPAN.days} days")
    return int(match[1]) * unit


def parse(line: str) -> Call | Misuse:
    """A typed line as a call: a number opens a story, a known verb is itself, anything else is a question."""
    text = line.strip().removeprefix("/").strip()
    if numeral(text):
        return Call(_BY_NAME["story"], {"story": text})
    verb, _, rest = text.partition(" ")
    command = _BY_NAME.get(verb.lower())
    if command is None or (verb.lower() in ("why", "today", "brief") and _reads_as_question(text)):
        return Call(_BY_NAME["ask"], {"question": text}) if text else Call(_BY_NAME["help"])
    return _arguments(command, rest.strip())


def _reads_as_question(text: str) -> bool:
    """ "why did the bank act?" is a question; "why 3" and "why storm-kills-12" are commands."""
    return text.endswith("?") or len(text.split()) > 4


def _arguments(command: Command, rest: str) -> Call | Misuse:
    values: dict[str, str] = {}
    for argument in command.arguments:
        if argument.kind is Kind.SPAN:
            continue
        if argument.kind is Kind.TEXT and any(a.kind is Kind.SPAN for a in command.arguments):
            rest, values = _take_span(command, rest, values)
        if rest:
            values[argument.name] = rest
        elif argument.required:
            return Misuse(f"{command.name} needs {argument.help[0].lower()}{argument.help[1:]}: {command.usage}")
    return Call(command, values)


def _take_span(command: Command, rest: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The last word is the span where it reads as one ("economy 12h")."""
    match = re.search(r"(?:^|\s)(\d{1,4}\s?(?:h|hours?|d|days?))$", rest, re.IGNORECASE)
    if not match:
        return rest, values
    name = next(a.name for a in command.arguments if a.kind is Kind.SPAN)
    return rest[: match.start()].strip(), {**values, name: match[1]}
