"""Arranging a piece for print: citations numbered, times and ages said.

Works on: pieces of news, purely.
Comes in: sentences with cites; texts and blocks too long for one message.
Goes out: numbered footnotes in order of first mention, ages and dates as people read them; texts cut where a reader
    would pause, blocks shared out over messages.
Does not know: any platform's markup or limits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.news import Answer, Brief, Cite, Item, Precision, Sentence, SourceLine, Standing
from bot.text import clean, sentences
from bot.text.languages import called

HIDDEN = ("Cc", "Cf", "Cs")
"""Unicode categories of characters that steer a screen instead of being read: controls, formats, surrogates."""
UNNAMED = "outlet not named"
STANDING = {Standing.NEW: "New", Standing.UPDATED: "Update", Standing.TOLD: "Told before"}
FICTION = "A fictional sample: every outlet, person and place in it is invented."
RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered footnote: one article, however often it is cited."""

    number: int
    cite: Cite


def plain(text: str) -> str:
    """Anybody's text as one line that a screen only shows: nothing in it moves a cursor, turns a line or hides."""
    line = clean(text)
    if line.isprintable():
        return line
    return "".join(c for c in line if unicodedata.category(c) not in HIDDEN)


def isolated(name: str) -> str:
    """A name whose letters may run from right to left, so that the figures beside it stay where they are."""
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in name):
        return f"\u2068{name}\u2069"
    return name


def ordered(
    sentences: Sequence[Sentence], changed: Sequence[Sentence] = ()
) -> tuple[list[Sentence], list[Sentence], list[Sentence]]:
    """What is new, the rest, and the sides of a conflict, each once; where all is new nothing is set apart."""
    every = list(dict.fromkeys((*changed, *sentences)))
    fresh = [s for s in every if s in changed and not s.disputed]
    rest = [s for s in every if s not in changed and not s.disputed]
    sides = [s for s in dict.fromkeys((*sentences, *changed)) if s.disputed]
    return (fresh, rest, sides) if rest or sides else ([], fresh, sides)


def credited(item: Item) -> list[str]:
    """Who reports a story, whoever's headline stands above it first."""
    return list(dict.fromkeys(name for name in (item.headline_outlet, *item.outlets) if name)) or [""]


def translated(told: Iterable[Sentence]) -> str:
    """ "translated from German", "partly" where not all of it is; nothing where none of it is."""
    every = list(told)
    codes = dict.fromkeys(s.translated for s in every if s.translated)
    if not codes:
        return ""
    partly = "" if all(s.translated for s in every) else "partly "
    return f"{partly}translated from {' and '.join(plain(called(code[:8])) for code in codes)}"


def carried(item: Item) -> str:
    """The same of a story, whose headline is as it was printed."""
    return translated((*item.changed, *item.sentences))


def tongue(answer: Answer) -> str:
    """In which language an answer's sources are where that is not the reader's, as a line below it; else nothing."""
    said = translated(answer.sentences)
    return " ".join(part for part in (f"{said[:1].upper()}{said[1:]}." if said else "", plain(answer.note)) if part)


def standing(brief: Brief) -> list[str]:
    """How each story stands with a chat, in a word; where all are new none needs one."""
    known = any(item.standing is not Standing.NEW for item in brief.items)
    return [STANDING[item.standing] if item.standing and known else "" for item in brief.items]


def framed(brief: Brief) -> list[Item]:
    """The stories of a brief. Where the whole of it says that it is fiction, none of them needs to."""
    return [unmarked(item) for item in brief.items] if brief.fictional else list(brief.items)


def unmarked(item: Item) -> Item:
    """A story whose surroundings say that it is fiction."""
    return replace(item, fictional=False) if item.fictional else item


def tallied(lines: Sequence[SourceLine]) -> str:
    """ "48 sources, 2 of them failing"."""
    failing = sum(bool(line.error) for line in lines)
    return plural(len(lines), "source") + (f", {failing} of them failing" if failing else "")


def number(sentences: Iterable[Sentence], first: int = 1) -> dict[str, Note]:
    """Article id -> its footnote, numbered from `first` in order of first mention."""
    notes: dict[str, Note] = {}
    for sentence in sentences:
        for cite in sentence.cites:
            notes.setdefault(cite.article, Note(first + len(notes), cite))
    return notes


def marks(sentence: Sentence, notes: Mapping[str, Note]) -> list[int]:
    """The footnote numbers of a sentence, ascending, each once."""
    return sorted({notes[cite.article].number for cite in sentence.cites})


def age(then: datetime | None, now: datetime, precision: Precision = Precision.TIME) -> str:
    """How long ago, in words: "12 minutes ago". A date alone gives no age finer than days."""
    if then is None:
        return "undated"
    if precision is Precision.DAY:
        return f"{then.day} {then:%B %Y}"
    passed = now - then
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return _count(int(passed.total_seconds() // 60), "minute")
    if passed < timedelta(days=1):
        return _count(int(passed.total_seconds() // 3600), "hour")
    if passed < timedelta(days=30):
        return _count(passed.days, "day")
    return f"{then.day} {then:%B %Y}"


def _count(n: int, unit: str) -> str:
    return f"{n} {unit}{'s' if n != 1 else ''} ago"


def clock(
    then: datetime | None, zone: ZoneInfo, precision: Precision = Precision.TIME, now: datetime | None = None
) -> str:
    """A source's time in the reader's zone: "23 Nov 09:10"; the date alone where that is all the source gave.

    With `now`, a time of another year is given with its year.
    """
    if then is None:
        return "undated"
    if precision is Precision.DAY:
        return f"{then.day} {then:%b %Y}"
    local = then.astimezone(zone)
    year = "" if now is None or local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {local:%H:%M}"


def plural(n: int, noun: str) -> str:
    """ "1 outlet", "3 outlets"."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def listed(names: Iterable[str], shown: int = 3) -> str:
    """ "A, B and 2 more"."""
    all_names = list(names) or [UNNAMED]
    if len(all_names) <= shown:
        return ", ".join(all_names)
    return f"{', '.join(all_names[: shown - 1])} and {len(all_names) - shown + 1} more"


def utf16(text: str) -> int:
    """Its length as chat platforms count it: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, measure: Callable[[str], int] = utf16) -> list[str]:
    """The text in pieces that measure at most `limit`: cut at sentence ends, else at blanks, else between characters.

    Nothing but blanks at the seams is lost; a longer text never measures less than its beginning. A piece holds at
    least one code point, however small the limit. No text, no piece.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest and measure(rest) > limit:
        end = _seam(rest, _fitting(rest, limit, measure))
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _fitting(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many code points from the start fit: at least one."""
    fits, beyond = 1, min(len(text), max(2, limit + 1))
    while measure(text[:beyond]) <= limit and beyond < len(text):
        fits, beyond = beyond, min(len(text), beyond * 2)
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        fits, beyond = (middle, beyond) if measure(text[:middle]) <= limit else (fits, middle)
    return fits


def _seam(text: str, end: int) -> int:
    """Where to cut at or before `end`: a sentence's end in the last two thirds, a blank, else beside a whole letter."""
    if end >= len(text):
        return end
    head = text[: end + 2]
    ends = [start for start, _ in sentences(head) if end // 3 < len(text[:start].rstrip()) <= end]
    if ends:
        return ends[-1]
    blank = max((i for i in range(end, 0, -1) if text[i].isspace()), default=0)
    if blank:
        return blank
    whole = end
    while whole > 1 and unicodedata.category(text[whole]).startswith("M"):
        whole -= 1
    return whole if whole > 1 else end


def pack(sizes: Sequence[int], limit: int, joint: int = 1) -> list[range]:
    """Blocks shared out over messages, in order, as many in each as fit with `joint` between two.

    A block is never divided: one that is larger than `limit` stands alone.
    """
    ranges: list[range] = []
    first = total = 0
    for place, size in enumerate(sizes):
        if place > first and total + joint + size > limit:
            ranges.append(range(first, place))
            first, total = place, 0
        total += size + (joint if place > first else 0)
    return [*ranges, range(first, len(sizes))] if sizes else ranges
