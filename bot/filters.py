"""Whether a following wants a story, and why not.

Works on: filters, and stories as they would be said.
Comes in: `Filters` as somebody typed them, a `Subject` made of an alert.
Goes out: the first reason why it is not wanted, or None; ValueError for filters that could never be meant.
Does not know: who follows, of what kind or topic, when anything is said.

Patterns between slashes are strangers' work and meet strangers' texts: they run on RE2, whose time grows with the text
and never with how a pattern branches. `\\b` and `\\w` are ASCII there, so a text is searched as printed and without its
accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from bot.news import Alert, Filters, Reason
from bot.text import fold, stems, words

MOST = 20
"""Entries in each list of a filter."""
LONGEST_WORD, LONGEST_PATTERN, TOGETHER = 100, 200, 1_500
"""Characters of a word or phrase; of a regular expression, its slashes left out; of all lists together."""
VOICES = 10
"""Independent publishers that may be asked for; hardly any story has more."""
LOOKED_THROUGH = 5_000
"""Characters of a text in which is searched; what is said in a chat is shorter."""
_MEMORY, _STEPS = 256 * 1024, 2_000
"""What RE2 may use for one pattern, and how large its program may be: each step costs up to 2 ns a character."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]"
)
"""Scripts without spaces, and Hangul, where a word carries its particles with it."""
_SIGNS = re.compile(r"[^\w\s.,;:!?'\"()/#@&-]")
_JOINTS = re.compile(r"'s\b|[-'\u2010-\u2015]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A story as a filter sees it. Each of `outlets` is the names by which one publication goes."""

    headline: str
    text: str = ""
    """All that would be said."""
    beats: tuple[str, ...] = ()
    outlets: tuple[tuple[str, ...], ...] = ()
    languages: tuple[str, ...] = ()
    """Two letters each; empty where nobody knows."""
    families: int = 1
    urgency: int = 5

    @classmethod
    def of(cls, alert: Alert) -> Subject:
        """What an alert says."""
        item, ids = alert.item, alert.outlets if len(alert.outlets) == len(alert.item.outlets) else ()
        outlets = tuple(zip(item.outlets, ids, strict=True)) if ids else tuple((name,) for name in item.outlets)
        said = " ".join(dict.fromkeys(sentence.text for sentence in (*item.changed, *item.sentences)))
        language = (alert.language,) if alert.language else ()
        return cls(item.headline, said, alert.beats, outlets, language, item.families, alert.urgency)


def unwanted(filters: Filters, subject: Subject) -> Reason | None:
    """The first reason why a story is not wanted, for people to read; None where it is wanted."""
    return next(_reasons(filters, subject), None)


def _reasons(filters: Filters, subject: Subject) -> Iterator[Reason]:
    """What costs least is asked first: the text is searched only for what passed everything else."""
    if subject.urgency > filters.urgency:
        yield Reason("urgency", f"urgency {subject.urgency}; this subscription wants {filters.urgency} or more urgent")
    if subject.families < filters.families:
        count = f"{subject.families} publisher{'' if subject.families == 1 else 's'}"
        yield Reason("families", f"only {count}; this subscription wants {filters.families}")
    if filters.languages and not set(filters.languages) & {code[:2].lower() for code in subject.languages}:
        yield Reason("language", _language(filters, subject))
    if filters.beats and not set(map(fold, filters.beats)) & set(map(fold, subject.beats)):
        yield Reason("beats", f"none of its beats is {_any(filters.beats)}")
    yield from _by_outlet(filters, subject)
    if filters.words or filters.unwanted:
        yield from _by_words(filters, _read(f"{subject.headline}\n{subject.text}", subject.languages))


def _language(filters: Filters, subject: Subject) -> str:
    wanted = f"this subscription wants {_any(filters.languages)}"
    if not subject.languages:
        return f"its language is not known; {wanted}"
    return f"it is in {_any(subject.languages)}; {wanted}"


def _by_outlet(filters: Filters, subject: Subject) -> Iterator[Reason]:
    if filters.outlets:
        asked = set(map(_plate, filters.outlets))
        if not any(asked & set(map(_plate, names)) for names in subject.outlets):
            yield Reason("outlets", f"not reported by {_any(filters.outlets)}")
    if filters.barred and subject.outlets:
        barred = set(map(_plate, filters.barred))
        if all(barred & set(map(_plate, names)) for names in subject.outlets):
            told = ", ".join(names[0] for names in subject.outlets)
            yield Reason("barred", f"reported only by {told}, which your filter bars")


def _by_words(filters: Filters, read: _Read) -> Iterator[Reason]:
    for word in filters.unwanted:
        if _found(word, read):
            yield Reason("unwanted", f"your filter leaves out '{word}'")
    if filters.words and not any(_found(word, read) for word in filters.words):
        yield Reason("words", f"it has nothing of {_any(filters.words)}")


def _any(listed: tuple[str, ...]) -> str:
    """'a', 'a or b', 'a, b or c'."""
    return " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))


@lru_cache(maxsize=1_024)
def _plate(name: str) -> str:
    """An outlet's name for comparing: "The Harbour-Post" is "harbourpost"."""
    return "".join(words(_plain(name).removeprefix("the ")))


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A text made ready: as printed, folded, and the stems of its words in a row, once for each language."""

    printed: str
    folded: str
    stemmed: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def _read(text: str, languages: tuple[str, ...]) -> _Read:
    """English goes with every language: a foreign story is often told in it."""
    printed = text[:LOOKED_THROUGH].encode("utf-8", "replace").decode()
    tongues = dict.fromkeys((*(code[:2].lower() for code in languages), "en"))
    return _Read(printed, fold(printed), tuple((tongue, _row(printed, tongue)) for tongue in tongues))


def _row(text: str, language: str) -> str:
    return f" {' '.join(stems(_plain(text), language))} "


@lru_cache(maxsize=4_096)
def _asked(phrase: str, language: str) -> str:
    return _row(phrase, language)


def _plain(text: str) -> str:
    """Folded, and joined words apart: "dock-workers" are two words, "l'hôtel" is found by "hotel"."""
    return _JOINTS.sub(lambda joint: "" if joint[0] == "'s" else " ", fold(text))


def _found(word: str, read: _Read) -> bool:
    """Whether a word, phrase or pattern stands in a text."""
    if pattern(word):
        regex = _regex(pattern(word))
        return regex is not None and any(regex.search(form) for form in dict.fromkeys((read.printed, read.folded)))
    folded = fold(word).strip()
    if _UNSPACED.search(folded) or not words(folded):
        return bool(folded) and folded in read.folded
    if _SIGNS.search(folded) and folded not in read.folded:
        return False  # "C++" is not every C
    return any(_asked(word, tongue) in row for tongue, row in read.stemmed)


# --- patterns --------------------------------------------------------------------------------------------------------


def pattern(word: str) -> str:
    """What stands between a word's slashes; empty where it is no regular expression."""
    return word[1:-1] if len(word) > 2 and word[0] == word[-1] == "/" else ""


@lru_cache(maxsize=128)
def _regex(between: str) -> Any:
    """A compiled pattern, None where it cannot be used. A `re2` pattern: the package comes without types."""
    import re2  # only where somebody wrote a pattern

    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive, options.never_capture = _MEMORY, False, False, True
    try:
        compiled = re2.compile(between, options)
    except (re2.error, UnicodeEncodeError):
        return None
    return compiled if compiled.programsize <= _STEPS else None


# --- when a filter is made -------------------------------------------------------------------------------------------


def checked(filters: Filters) -> None:
    """Raises ValueError, in words for whoever typed it, for what could never be meant."""
    if not 0 <= filters.families <= VOICES:
        raise ValueError(f"families is a number from 1 to {VOICES}, such as families:3.")
    if not 1 <= filters.urgency <= 9:
        raise ValueError("urgency is a number from 1 (a flash) to 9, such as urgency:3.")
    for code in filters.languages:
        if not re.fullmatch(r"[a-z]{2}", code):
            raise ValueError(f"'{_short(code)}' is no language; write two letters, such as in:en,de.")
    lists = (filters.beats, filters.words, filters.unwanted, filters.outlets, filters.barred, filters.languages)
    if any(len(listed) > MOST for listed in lists):
        raise ValueError(f"That is too much of one option: it takes at most {MOST} entries.")
    if sum(map(len, chain(*lists))) > TOGETHER:
        raise ValueError(f"That is too much for one subscription: its filters hold at most {TOGETHER:,} characters.")
    for word in (*filters.beats, *filters.outlets, *filters.barred):
        _measured(word)
    for word in (*filters.words, *filters.unwanted):
        _fit(pattern(word)) if pattern(word) else _measured(word)


def _measured(word: str) -> None:
    if not fold(word).strip():
        raise ValueError("An empty word finds nothing; write one, such as words:harbour.")
    if len(word) > LONGEST_WORD:
        raise ValueError(f"'{_short(word)}' is too long: a word or phrase has at most {LONGEST_WORD} characters.")


def _fit(between: str) -> None:
    """Raises ValueError where a pattern is too long, too large, unreadable, or finds everything."""
    if len(between) > LONGEST_PATTERN:
        raise ValueError(f"'{_short(between)}' is too long: a pattern has at most {LONGEST_PATTERN} characters.")
    regex = _regex(between)
    if regex is None:
        raise ValueError(
            f"/{_short(between)}/ is no pattern that can be searched for: it is malformed, too large, or looks back or "
            r"around. Write one such as /dock\w+/, or plain words."
        )
    if regex.search("") is not None:
        raise ValueError(rf"/{_short(between)}/ would be found in every text; write one such as /dock\w+/.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."
