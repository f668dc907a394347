"""A typed line as a wish.

Works on: one line, on top of the wish that stood before.
Comes in: a kind; "business 07:00 18:30 weekdays Europe/Paris short not:football".
Goes out: the whole wish; ValueError in one sentence that says what is wrong and what to type.
Does not know: who asks, what is stored, when anything is due.

`name:value` is an option where no space follows the colon, and so are a few words that can be little else; whatever is
left is the topic. Quotation marks make any word part of the topic. What a line does not name stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot import filters
from bot.news import Kind, Length, Schedule, Style
from bot.news.followings import WEEK
from bot.text import clean
from bot.wishes import hours, options
from bot.wishes.line import Option, Token, Word, tokens
from bot.wishes.options import NAMES, ROWS, SCHEDULED, UNSCHEDULED
from bot.wishes.wish import MORNING, Wish

LONGEST_LINE, LONGEST_TOPIC = 4_000, 60
_FLAGS = {
    **{length.value: Option("length", (Word(length.value),)) for length in Length},
    **{style.value: Option("style", (Word(style.value),)) for style in Style},
    **{name: Option(name, (Word("on"),)) for name in ("silent", "threads")},
}


def read(kind: Kind, text: str, base: Wish | None = None) -> Wish:
    """The wish that a line makes of `base`. Raises ValueError, in a sentence for whoever typed it."""
    if len(text) > LONGEST_LINE:
        raise ValueError(f"That is too long: a subscription is asked for in at most {LONGEST_LINE:,} characters.")
    wish = base or Wish()
    words, held = _parted(kind, tokens(clean(text.encode("utf-8", "replace").decode())))
    for option in held.values():
        wish = wish if option.name in SCHEDULED else options.applied(wish, option)
    topic = " ".join(" ".join(words).split()) or wish.topic
    wish = replace(wish, topic=topic, schedule=_schedule(wish, held) if kind is Kind.BRIEF else None)
    _check(kind, wish, held)
    return wish


def _parted(kind: Kind, line: Sequence[Token]) -> tuple[list[str], dict[str, Option]]:
    """The words of the topic, and the options by name, all that was said of one together."""
    words: list[str] = []
    held: dict[str, Option] = {}
    line = _chosen(line)
    for token in _meant(_joined(line) if kind is Kind.BRIEF else line, kind):
        if isinstance(token, Word):
            words.append(token.text)
        elif (first := held.setdefault(token.name, token)) is not token:
            if not ROWS[token.name].listed or first.back or token.back:
                raise ValueError(f"'{token.name}' is said twice; say it once, such as {ROWS[token.name].example}.")
            held[token.name] = Option(token.name, first.values + token.values)
    return words, held


def _chosen(line: Sequence[Token]) -> list[Token]:
    """ "mention: @ada" is one option: some platforms offer whom to choose only behind a space."""
    out: list[Token] = []
    for token in line:
        match (out[-1] if out else None, token):
            case Word(name, False), Word(who, False) if name.lower() == "mention:" and who.startswith(("@", "<@")):
                out[-1] = Option("mention", (token,))
            case _:
                out.append(token)
    return out


def _joined(line: Sequence[Token]) -> list[Token]:
    """ "7 am" is one word."""
    out: list[Token] = []
    for token in line:
        match (out[-1] if out else None, token):
            case Word(number, False), Word(half, False) if _half(number, half):
                out[-1] = Word(number + half)
            case _:
                out.append(token)
    return out


def _half(number: str, half: str) -> bool:
    return bool(hours.HALVES.fullmatch(half.rstrip(","))) and hours.timely(f"{number}am")


def _meant(line: Sequence[Token], kind: Kind) -> Iterator[Token]:
    """Each part as what it means: bare words that are options become some, those between them fall away."""
    meant = [_said(token, kind) or token for token in line]
    for token, after in zip_longest(meant, meant[1:]):
        if isinstance(token, Option):
            _known(token)
        elif not token.quoted and token.text.endswith(":") and token.text[:-1].lower() in ROWS:
            raise ValueError(f"No space behind '{token.text}'; write {ROWS[token.text[:-1].lower()].example}.")
        elif isinstance(after, Option) and after.name in SCHEDULED and _filler(token):
            continue
        yield token


def _filler(word: Word) -> bool:
    return not word.quoted and word.text.lower() in hours.FILLERS


def _said(token: Token, kind: Kind) -> Option | None:
    """A bare word as the option that it can only mean."""
    if isinstance(token, Option) or token.quoted:
        return None
    if flag := _FLAGS.get(token.text.lower()):
        return flag
    if hours.zonal(token.text):
        return Option("zone", (token,))
    parts = [part for part in token.text.split(",") if part]
    if kind is not Kind.BRIEF:
        return Option("at", (token,)) if parts and all(map(hours.unmistakable, parts)) else None
    if parts and all(map(hours.timely, parts)):
        return Option("at", tuple(map(Word, parts)))
    return Option("days", tuple(map(Word, parts))) if parts and hours.daily(parts) else None


def _known(option: Option) -> None:
    if option.name not in ROWS:
        raise ValueError(
            f"'{option.name[:20]}' is no option; the options are {', '.join(NAMES)}. "
            "In a topic, leave a space behind a colon."
        )
    if not option.values:
        raise ValueError(f"'{option.name}' needs a value; write {ROWS[option.name].example}.")


def _schedule(wish: Wish, held: dict[str, Option]) -> Schedule:
    was = wish.schedule or MORNING
    times, days = was.times, was.days
    if at := held.get("at"):
        times = MORNING.times if at.back else options.times([word.text for word in at.values])
    if on := held.get("days"):
        days = WEEK if on.back else options.days([word.text for word in on.values])
    return Schedule(times, days)


def _check(kind: Kind, wish: Wish, held: dict[str, Option]) -> None:
    """Raises ValueError for a wish that a kind cannot have."""
    if kind is not Kind.BRIEF and (stray := [name for name in SCHEDULED if name in held]):
        raise ValueError(f"Only briefs come at set times; leave '{stray[0]}' out, or write subscribe brief 07:00.")
    if kind is Kind.BRIEF and (idle := next((n for n in UNSCHEDULED if n in held and not held[n].back), "")):
        raise ValueError(f"A brief comes whole, at the times it is asked for; leave '{idle}' out.")
    if kind is Kind.TOPIC and not wish.topic:
        raise ValueError("A topic is missing; write it, such as subscribe topic port strike.")
    if len(wish.topic) > LONGEST_TOPIC:
        raise ValueError(f"A topic has at most {LONGEST_TOPIC} characters; one or two words find most.")
    filters.checked(wish.filters)
