"""What a translation has to carry over from a sentence that was checked.

Works on: a checked sentence and what is said to be the same in another language. Pure.
Comes in: the two texts, and their languages' two letters where they are known.
Goes out: a reason where a figure, a name or a quotation is not the same in both, or it is no sentence to print.
Does not know: whether the two say the same: that needs a reader of both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking import ordinary
from bot.checking.figures import differ, figures
from bot.checking.safety import unprintable
from bot.checking.wholeness import broken
from bot.news import Reason
from bot.text import clean, fold, sentences

TIMES = 3
"""A translation is at most so many times as long as the sentence, and at least so many times shorter."""
SAME = 0.7
"""Share of a translation's words, names aside, from which it is the sentence itself with a few words changed."""
_MARKS = re.compile(r"[\"“”„‟«»「」『』]")
_SINGLE = re.compile(r"(?<![\w’'])(?:‘[^‘]*?’(?!\w)|‚[^‚]*?[‘’](?!\w)|'[^']+'(?!\w)|‹[^‹]*?›|›[^›]*?‹)")
_ENDS = re.compile(r"[.!?…。！？؟।][\"“”»«'’)\]]*$")


def kept(printed: str, spoken: str) -> list[str]:
    """What stays letter for letter: names, acronyms and figures, in the order of their kinds."""
    return list(dict.fromkeys([*ordinary.names(printed, spoken), *(f.digits for f in figures(printed, spoken))]))


def faults(text: str, source: str, spoken: str, language: str) -> Iterator[Reason]:
    """Why this is no translation of the sentence, the gravest first."""
    if fault := unprintable(text):
        yield fault
        return
    if broken(text) or (_ENDS.search(source) and not _ENDS.search(text)):
        yield Reason("unfinished", "it breaks off")
    if len(text) > TIMES * len(source):
        yield Reason("long", f"it is more than {TIMES} times as long as the sentence")
    if TIMES * len(text) < len(source) and not ordinary.unspaced(text):
        yield Reason("short", "most of the sentence is missing")
    if len(sentences(text, language)) > len(sentences(source, spoken)):
        yield Reason("sentences", "it is more than one sentence")
    if _untouched(text, source, spoken):
        yield Reason("untranslated", "it is in the language of the sentence")
    yield from differ(source, text, spoken, language)
    yield from _names(text, source, spoken, language)
    if _quotes(text) != _quotes(source):
        yield Reason("quotation", "it has not as many quotation marks")


def _untouched(text: str, source: str, spoken: str) -> bool:
    theirs, names = {*map(fold, ordinary.words(source))}, {*map(fold, kept(source, spoken))}
    ours = {*map(fold, ordinary.words(text))} - names
    ours = {word for word in ours if not word.isdigit()}
    return clean(text) == clean(source) or len(ours & theirs) > SAME * len(ours)


def _names(text: str, source: str, spoken: str, language: str) -> Iterator[Reason]:
    """Names lost, and names added."""
    theirs, ours = ordinary.words(source), ordinary.words(text)
    for name in ordinary.names(source, spoken):
        if name not in ours and not _alias(name, ours):
            yield Reason("name", f"{name!r} is not kept letter for letter")
    for name in ordinary.names(text, language):
        usual = ordinary.ordinary(name, language) and not ordinary.acronym(name)
        if name not in theirs and not usual and not _alias(name, theirs):
            yield Reason("name", f"{name!r} is not in the sentence")


def _alias(name: str, held: set[str]) -> bool:
    """Whether letters that stand for the same are there: "EU" and "UE"."""
    rows = [row for row in ordinary.ALIASES if fold(name) in row and name.upper() == name]
    return any(word == word.upper() and fold(word) in row for row in rows for word in held)


def _quotes(printed: str) -> int:
    return len(_MARKS.findall(printed)) + 2 * len(_SINGLE.findall(printed))
