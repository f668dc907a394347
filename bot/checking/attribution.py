"""Who says what a sentence tells, where that stands at one of its ends.

Works on: printed sentences of four languages.
Comes in: a sentence.
Goes out: the speaker and what is said; whether two speakers are one.
Does not know: speakers in the middle of a sentence, or of another one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.checking.gaps import takes_back
from bot.checking.tokens import ARTICLES
from bot.text import words

_SAY = (
    r"(?:said|says|told [\w’']+(?: (?!in\b|on\b|at\b|that\b)\w+)?|reported|reports|announced|announces|claim(?:s|ed)|"
    r"warn(?:s|ed)|added|adds|"
    r"stated|noted|explained|sagte|erklärte|a déclaré|a indiqué|a annoncé|a précisé|dijo|informó|anunció|explicó|"
    r"señaló)"
)
_THEN = (
    r"(?-i:(?: (?:on|in|at|am|in|le|el|en) [A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?(?: (?:morning|evening|night|"
    r"afternoon))?)*)"
)
_TRAILING = re.compile(
    rf"^(?P<body>.{{12,}}),[”\"»]? (?:(?:according to|laut|selon|según|nach Angaben (?:von|des|"
    rf"der)) (?P<a>[^,;]{{2,80}})|"
    rf"(?P<b>[^,;“”\"]{{2,70}}?) {_SAY}{_THEN}"
    rf"|(?:wie )?{_SAY} (?P<c>[^;]{{2,80}})|teilte (?P<d>[^,;]{{2,60}}) mit|wie (?P<e>[^,;]{{2,60}}) (?:mitteilte|"
    rf"sagte))[.]?$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"^(?:(?:according to|selon|según) (?P<a>[^,;]{{2,80}}), |(?P<b>[^,;“”\"]{{2,80}}?) {_SAY}{_THEN}"
    rf"(?: that| que|:)? )(?P<body>.{{12,}}?)[.]?$",
    re.IGNORECASE,
)


def one_speaker(ours: str, theirs: str) -> bool:
    """True where the claim's speaker is the sentence's in fewer words; the mayor is not the mayor's spokesman."""
    said, given = frozenset(words(ours)) - ARTICLES, frozenset(words(theirs)) - ARTICLES
    head = frozenset(words(_OF.split(theirs)[0])) - ARTICLES
    told = given & _TOLD  # "the court was told": it is no speaker
    return bool(said) and said <= given and bool(said & head) and not told and not takes_back(given - said)


_TOLD = frozenset(["was", "were", "is", "are", "been", "be", "being", "wurde", "wurden", "fue", "ete", "est"])


_OF = re.compile(r"(?<=\w) (?:of|for|to|at|in|from|with|behind|der|des|du|de|del|von|vom|pour|para|d') ")
_THEN_WORDS = re.compile(_THEN + r"$")


@lru_cache(maxsize=2_000)
def attributed(printed: str) -> tuple[str, str] | None:
    """Who speaks, and what is said; None where nobody is named at an end of the sentence."""
    match = _TRAILING.match(printed) or _LEADING.match(printed)
    if not match:
        return None
    groups = match.groupdict()
    speaker = next((groups[g] for g in "abcde" if groups.get(g)), "")
    return _THEN_WORDS.sub("", speaker), match["body"]
