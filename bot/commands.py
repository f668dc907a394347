"""The catalogue: one row is one command on every platform.

Works on: a line somebody typed, or the options a platform read for us.
Comes in: "brief economy 12h", "2", "why 3", or a plain sentence; a name with named values.
Goes out: a `Call` naming a command of the catalogue and its arguments, or a `Misuse` that says the cure.
Does not know: what a command does (that is `bot.desk` and `bot.reception`), how a platform registers it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from bot import news


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
    CHOICE = "one of a few words"
    FLAG = "said or not"


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """The words a CHOICE may be; a FLAG is its own name."""
    default: str = ""
    """What it is when left out."""

    @property
    def usage(self) -> str:
        """As a person types it: a word in capitals stands for another, small ones for themselves."""
        if self.kind is Kind.CHOICE:
            shown = "|".join(self.choices)
        else:
            shown = self.name if self.kind is Kind.FLAG else self.name.upper()
        return shown if self.required else f"[{shown}]"


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
        """As a person types it: `brief [TOPIC] [HOURS] [short|medium|long] [private] [all]`."""
        return " ".join([self.name, *(argument.usage for argument in self.arguments)])

    @property
    def text(self) -> Argument | None:
        """The argument that takes whatever words are left."""
        return next((a for a in self.arguments if a.kind in (Kind.TEXT, Kind.HANDLE)), None)


_STORY = Argument("story", Kind.HANDLE, "Its number or slug", True)
_QUESTION = Argument("question", Kind.TEXT, "The question", True)
_TOPIC = Argument("topic", Kind.TEXT, "A beat or a word, such as business or Kestrel")
_PLACE = Argument("place", Kind.TEXT, "An address such as telegram:-100123; this chat when left out")
_WHICH = Argument("which", Kind.TEXT, "Its number in subscriptions, or all")
_ONE = Argument("which", Kind.TEXT, "Its number in subscriptions")
_KINDS = tuple(kind.value for kind in news.Kind)
_LENGTHS = tuple(length.value for length in news.Length)

CATALOGUE: tuple[Command, ...] = (
    Command(
        "brief",
        "Today's brief: what matters, in a few sentences, each with its source",
        (
            _TOPIC,
            Argument("hours", Kind.SPAN, "How far back, such as 12h or 2d"),
            Argument("length", Kind.CHOICE, "How much to read", choices=_LENGTHS),
            Argument("private", Kind.FLAG, "Shown to you alone"),
            Argument("all", Kind.FLAG, "Also what was told here before"),
        ),
        ("b", "today", "digest"),
    ),
    Command("story", "Open a story: who reports what, and when", (_STORY,), ("s",)),
    Command("ask", "Ask about the news; the answer is quoted from the sources, or refused", (_QUESTION,), ("q",)),
    Command("why", "Why a story stands where it does", (_STORY,), ("w",)),
    Command("sources", "Where the news comes from, and which sources are broken"),
    Command(
        "add",
        "Add a source for this chat alone: a feed or a news site",
        (Argument("url", Kind.TEXT, "The address of a feed or a news site", True),),
        who=Who.MANAGERS,
    ),
    Command(
        "remove",
        "Remove a source this chat added",
        (Argument("source", Kind.TEXT, "Its number in sources, its name or its address", True),),
        who=Who.MANAGERS,
    ),
    Command(
        "subscribe",
        "News here by itself: as it breaks, in a brief at set times, of a topic, or of one story",
        (
            Argument("kind", Kind.CHOICE, "What to send", choices=_KINDS, default=news.Kind.BREAKING.value),
            Argument("topic", Kind.TEXT, "A beat or a word; of a story its number in the brief"),
            Argument("at", Kind.TEXT, "When a brief comes, such as 07:00 18:30 weekdays"),
            Argument("zone", Kind.TEXT, "Where those hours are meant, such as Europe/Paris"),
            Argument("quiet", Kind.TEXT, "Hours without news, such as 22:00-07:00"),
            Argument("options", Kind.TEXT, "More of it, such as not:football families:3 max:4 short silent"),
        ),
        ("sub",),
        Who.MANAGERS,
    ),
    Command(
        "change",
        "Change the options of a subscription, such as change 2 quiet:22:00-07:00",
        (replace(_ONE, required=True), Argument("options", Kind.TEXT, "What is to change, such as not:football")),
        who=Who.MANAGERS,
    ),
    Command("pause", "Let a subscription rest until it is resumed", (_WHICH,), who=Who.MANAGERS),
    Command("resume", "Let a subscription go on", (_WHICH,), who=Who.MANAGERS),
    Command("now", "What a subscription would send at this moment", (_ONE,)),
    Command("preview", "What a subscription would have sent this week; of a brief, when the next ones come", (_ONE,)),
    Command(
        "unsubscribe",
        "End a subscription of this chat",
        (_WHICH,),
        ("unsub",),
        Who.MANAGERS,
    ),
    Command("subscriptions", "What this chat is subscribed to", aliases=("subs",)),
    Command("allow", "Let a chat, a server or a person use this bot", (_PLACE,), who=Who.OPERATORS),
    Command("deny", "Shut a chat, a server or a person out", (_PLACE,), who=Who.OPERATORS),
    Command("usage", "What a model used and cost, and what is left of its limits", who=Who.OPERATORS),
    Command("status", "One honest line about health"),
    Command("forget", "Delete what Daybrief remembers of this conversation"),
    Command("help", "These commands", aliases=("?", "h", "start")),
)

_BY_NAME = {name: row for row in CATALOGUE for name in (row.name, *row.aliases)}
_SPAN = re.compile(r"(\d{1,4})\s?(h|hours?|d|days?)", re.IGNORECASE)
_LAST_SPAN = re.compile(r"(?:^|\s)(\d{1,4}\s?(?:h|hours?|d|days?))$", re.IGNORECASE)
_NO = ("", "0", "no", "off", "false")
LONGEST_SPAN = timedelta(days=14)
LONGEST_NUMERAL = 9
LONGEST_QUESTION = 2_000
"""Code points of a question; of any other value, `LONGEST_VALUE`."""
LONGEST_VALUE = 500


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
    """A typed line as a call: a number opens a story, a known verb is itself, anything else is a question.

    Behind a slash stands a command and never a question; `/brief@AnyBot` is `/brief`.
    """
    text = line.strip()
    slash = text.startswith("/")
    text = text.removeprefix("/").strip()
    if not text:
        return Call(_BY_NAME["help"])
    if numeral(text):
        return _checked(_BY_NAME["story"], {"story": text})
    verb, rest = (*text.split(maxsplit=1), "")[:2]
    command = _BY_NAME.get((verb.partition("@")[0] if slash else verb).lower())
    if command is None and slash:
        return Misuse("There is no such command. help lists them; a question needs no slash.")
    if command is None or (not slash and _reads_as_question(command, verb, rest)):
        return _checked(_BY_NAME["ask"], {"question": text})
    return _checked(command, _arguments(command, rest))


def call(name: str, values: Mapping[str, str]) -> Call | Misuse:
    """A call from the options a platform read: `call("brief", {"topic": "economy"})`. Empty values are left out."""
    command = _BY_NAME.get(name.lower())
    if command is None:
        return Misuse("There is no such command. help lists them.")
    known = {a.name: values[a.name].strip() for a in command.arguments if a.name in values}
    return _checked(command, known)


def _reads_as_question(command: Command, verb: str, rest: str) -> bool:
    """ "why did the bank act?" and "help me see it" are questions; "why 3" and "why storm-kills-12" are commands."""
    if command.name == "ask" or not rest:
        return False
    if rest.endswith("?") or not command.arguments:
        return True
    if command.name in ("add", "allow", "deny"):
        return len(rest.split()) > 1
    if command.text in (_WHICH, _ONE):
        return len(rest.split()) > 1
    if command.name == "change":
        return not numeral(rest.split()[0]) and ":" not in rest
    return verb.lower() in ("why", "today", "brief") and len(rest.split()) > 3 and not _peeled(command, rest)[1]


def _arguments(command: Command, rest: str) -> dict[str, str]:
    """The words behind a verb: what can only be an option is one, the rest is the text."""
    values: dict[str, str] = {}
    first = command.arguments[0] if command.arguments else None
    if first and first.kind is Kind.CHOICE:
        word, *more = (*rest.split(maxsplit=1), "")
        if word.lower() in first.choices:
            values[first.name], rest = word, more[0] if more else ""
    rest, options = _peeled(command, rest)
    if rest and command.text:
        values[command.text.name] = rest
    return values | options


def _peeled(command: Command, rest: str) -> tuple[str, dict[str, str]]:
    """Options stand last, in any order ("economy 12h short private"); what is left, and the options."""
    values: dict[str, str] = {}
    options = [a for a in command.arguments[1:] if a.kind in (Kind.SPAN, Kind.CHOICE, Kind.FLAG)]
    while taken := next(((a, t) for a in options if a.name not in values and (t := _last(a, rest))), None):
        values[taken[0].name] = taken[1]
        rest = rest[: -len(taken[1])].rstrip()
    return rest, values


def _last(argument: Argument, rest: str) -> str:
    """The end of a line where it reads as this option."""
    if argument.kind is Kind.SPAN:
        match = _LAST_SPAN.search(rest)
        return match[1] if match else ""
    word = rest.rpartition(" ")[2]
    return word if word.lower() in (argument.choices or (argument.name,)) else ""


def _checked(command: Command, values: Mapping[str, str]) -> Call | Misuse:
    """The call, when every value is what its argument takes."""
    held: dict[str, str] = {}
    for argument in command.arguments:
        value = values.get(argument.name, "").encode("utf-8", "replace").decode()  # half a surrogate pair is no text
        value = value or argument.default
        if argument.kind is Kind.FLAG:
            value = "" if value.lower() in _NO else argument.name
        if not value and argument.required:
            return Misuse(f"{command.name} needs {argument.help[0].lower()}{argument.help[1:]}: {command.usage}")
        if value and (wrong := _wrong(argument, value)):
            return Misuse(wrong)
        if value:
            held[argument.name] = value.lower() if argument.kind is Kind.CHOICE else value
    return Call(command, held)


def _wrong(argument: Argument, value: str) -> str:
    """What is wrong with a value, and the cure; empty when nothing is."""
    longest = LONGEST_QUESTION if argument.name == "question" else LONGEST_VALUE
    if len(value) > longest:
        return f"That is too long: {argument.help[0].lower()}{argument.help[1:]} has at most {longest:,} characters."
    if argument.kind is Kind.CHOICE and value.lower() not in argument.choices:
        return f"{argument.name} is one of: {', '.join(argument.choices)}."
    if argument.kind is Kind.SPAN:
        try:
            span(value)
        except ValueError as error:
            return str(error)
    return ""
