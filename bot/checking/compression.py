"""A claim that is its source's sentence with whole clauses left out, or turned about where that is certain.

Works on: rows of plain tokens.
Comes in: the evidence.
Goes out: whether the claim certainly says what a sentence says.
Does not know: paraphrase. Where it is not certain it says no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.checking import mentions
from bot.checking.evidence import Evidence
from bot.checking.gaps import OPENS, may_go, takes_back
from bot.checking.tokens import ARTICLES, Plain, plain
from bot.text import content, fold, names, words

_LEAST = 3
_MOST_GAPS = 4
_LONGEST = 90
_DAYS = frozenset("1234567")
_ON = frozenset(["on", "am", "le", "el"])
_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "his", "her", "its", "their", "him", "them", "this", "these", "who", "which", "er",
     "sie", "es", "il", "elle", "ils", "ella", "ellos", "su", "sus"]
)  # fmt: skip
_SAY = (
    r"(?:said|says|told \w+(?: \w+)?|reported|announced|claim(?:s|ed)|warn(?:s|ed)|sagte|a déclaré|a indiqué|dijo|"
    r"informó)"
)
_TRAILING = re.compile(
    rf"^(?P<body>.{{12,}}),[”\"»]? (?:according to (?P<a>[^,;]{{2,80}})|"
    rf"(?P<b>[^,;“”\"]{{2,70}}?) {_SAY}(?: (?:on|in|at) [^,]{{2,30}})?"
    rf"|{_SAY} (?P<c>[^;]{{2,80}}))[.]?$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"^(?:according to (?P<a>[^,;]{{2,80}}), |(?P<b>[^,;“”\"]{{2,80}}?) {_SAY}(?: (?:on|in|"
    rf"at) [^,“]{{2,20}})?(?: that|:)? )(?P<body>.{{12,}}?)[.]?$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"; |, (?:and|while|but|und|während|et|tandis que|y|mientras(?: que)?) ")
_AND = re.compile(r" (?:and|und|et|y) ")


def certified(evidence: Evidence) -> bool:
    """True where the sentences near to the claim certainly say it, whole or half by half."""
    claim = evidence.claim.text
    if not _quotes_close(claim):
        return False
    if any(is_compression(claim, piece.text, evidence.claim.language) for piece in evidence.near[:4]):
        return True
    return any(_halves(evidence, match) for pattern in (_JOINS, _AND) for match in pattern.finditer(claim))


def _halves(evidence: Evidence, match: re.Match[str]) -> bool:
    """Both halves of a joined claim are said, each with its own subject."""
    parts = [evidence.claim.text[: match.start()], evidence.claim.text[match.end() :]]
    opens = fold(parts[1]).split()[:1]
    if not all(len(content(p)) >= _LEAST for p in parts) or not opens or opens[0] in _PRONOUNS or opens[0] in OPENS:
        return False
    whole = [
        any(is_compression(p, piece.text, evidence.claim.language) for piece in evidence.pieces[:40]) for p in parts
    ]
    return all(whole)


def _quotes_close(claim: str) -> bool:
    if "„" in claim:
        return claim.count("„") == claim.count("“") + claim.count("”")
    return claim.count("“") == claim.count("”") and claim.count('"') % 2 == 0 and claim.count("«") == claim.count("»")


@lru_cache(maxsize=4_000)
def is_compression(claim: str, sentence: str, language: str = "en") -> bool:
    """True where the claim is the sentence without what may go, perhaps with its speaker or its time moved."""
    sentence = _abbreviated(claim, sentence)
    ours, theirs = plain(claim, language), plain(sentence, language)
    ours = _rounded(ours, theirs)
    if len(theirs) > _LONGEST or not {t.form for t in ours if t.figure} <= {t.form for t in theirs}:
        return False
    if any(_within(one, two) for one in _turned(ours) for two in _turned(theirs)):
        return True
    return _spoken_alike(claim, sentence, language) or _quoted_alike(claim, sentence, language)


def _quoted_alike(claim: str, sentence: str, language: str) -> bool:
    """The same words in quotation marks, and around them nothing but the sentence's own words, however ordered."""
    ours, theirs = _QUOTED.findall(claim), _QUOTED.findall(sentence)
    same = len(ours) == 1 and len(theirs) == 1 and words(ours[0]) == words(theirs[0]) and len(words(ours[0])) > 3
    if not same:
        return False
    around, given = words(_QUOTED.sub(" ", claim)), words(_QUOTED.sub(" ", sentence))
    left = set(given) - set(around) - ARTICLES
    people = [n for n in names(_QUOTED.sub(" ", sentence)) if " " in n]
    return set(around) - ARTICLES <= set(given) and not takes_back(left) and len(people) <= 1


_QUOTED = re.compile(r"[“\"«„»][^“”\"«»„]{8,}[”\"»“«]")


def _abbreviated(claim: str, sentence: str) -> str:
    """The sentence with a name in letters where the claim has its letters only."""
    for letters in set(re.findall(r"\b[A-Z]{2,6}\b", claim)):
        for match in mentions.LONG.finditer(sentence):
            if letters.lower() in mentions.acronyms(match.group()) and len(match.group().split()) >= len(letters):
                sentence = sentence.replace(match.group(), letters).replace(f"{letters} ({letters})", letters)
    return sentence


def _rounded(ours: tuple[Plain, ...], theirs: tuple[Plain, ...]) -> tuple[Plain, ...]:
    """The claim with a source's figure for one said to be about so much."""
    known = [t for t in theirs if t.figure]
    row = list(ours)
    for i, (about, figure) in enumerate(pairwise(ours)):
        if about.form == "around" and figure.figure and figure.form not in {t.form for t in known}:
            close = [t for t in known if _close(t.form, figure.form)]
            if len(close) == 1:
                row[i + 1] = close[0]
                row[i] = Plain("the")
    return tuple(row)


def _close(one: str, two: str) -> bool:
    a, b = _FIGURE.match(one), _FIGURE.match(two)
    return bool(a and b and a[2] == b[2] and abs(float(a[1]) - float(b[1])) <= 0.02 * float(a[1]))


_FIGURE = re.compile(r"#([\d.e+]+)(.*)")


def _spoken_alike(claim: str, sentence: str, language: str) -> bool:
    """The same speaker, named before in one and after in the other, and what was said is a compression."""
    ours, theirs = _attributed(claim), _attributed(sentence)
    if ours is None or theirs is None or not ours[0] or not ours[0] <= theirs[0] or takes_back(theirs[0] - ours[0]):
        return False
    one, two = plain(ours[1], language), plain(theirs[1], language)
    return any(_within(a, b) for a in _turned(one) for b in _turned(two))


@lru_cache(maxsize=2_000)
def _attributed(printed: str) -> tuple[frozenset[str], str] | None:
    """Who speaks, and what is said; None where nobody is named at an end of the sentence."""
    match = _TRAILING.match(printed) or _LEADING.match(printed)
    if not match:
        return None
    groups = match.groupdict()
    speaker = next((groups[g] for g in ("a", "b", "c") if groups.get(g)), "")
    return frozenset(words(speaker)) - ARTICLES, match["body"]


def _turned(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """The row, the row with its opening phrase put last, and a passive made active."""
    yield row
    yield from _opening_last(row)
    yield from _active(row)


def _opening_last(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    if not row or row[0].form not in OPENS:
        return
    comma = next((i for i, t in enumerate(row[:9]) if t.form == ","), 0)
    ends = [comma] if comma else range(2, 5)
    for end in ends:
        yield (*row[end + (1 if comma else 0) :], *row[:end])


def _active(row: tuple[Plain, ...]) -> Iterator[tuple[Plain, ...]]:
    """ "A was seized by B in C" as "B seized A in C"."""
    forms = [t.form for t in row]
    if "was" in forms and "by" not in forms and 0 < forms.index("was") < len(row) - 1:
        be = forms.index("was")
        yield (_ANYBODY, row[be + 1], *row[:be], *row[be + 2 :])
    if "by" not in forms or "was" not in forms:
        return
    by, be = forms.index("by"), forms.index("was")
    if not be < by <= be + 3:
        return
    end = next((i for i in range(by + 1, len(row)) if row[i].stop or forms[i] in OPENS), len(row))
    yield (*row[by + 1 : end], *row[be + 1 : by], *row[:be], *row[end:])


_ANYBODY = Plain("*")


def _within(ours: Sequence[Plain], theirs: Sequence[Plain]) -> bool:
    """True where the claim's tokens stand in the sentence in order and all between them may go."""
    anybody = bool(ours) and ours[0] is _ANYBODY
    ours = [t for t in ours if not t.stop and t.form not in ARTICLES and t.form != "'s" and t is not _ANYBODY]
    ours, theirs = _afloat(ours, theirs)
    if len(ours) < _LEAST:
        return False
    reached = _after_somebody(theirs, ours[0]) if anybody else {-1: 0}
    for index, token in list(enumerate(ours))[1 if anybody else 0 :]:
        reached = _next(reached, token, ours[index - 1] if index else None, theirs)
        if not reached:
            return False
    return any(
        gaps + bool(_telling(theirs[at + 1 :])) <= _MOST_GAPS and _ends(theirs, at, ours[-1])
        for at, gaps in reached.items()
    )


def _after_somebody(theirs: Sequence[Plain], verb: Plain) -> dict[int, int]:
    """Where a verb stands with its subject, and nothing else, before it."""
    place = next((i for i, t in enumerate(theirs) if t.form == verb.form), 0)
    subject = theirs[:place]
    plain_subject = 0 < len(subject) <= 6 and not any(t.stop or t.form == "was" for t in subject)
    return {place: 0} if plain_subject and not takes_back({t.form for t in subject}) else {}


def _next(reached: dict[int, int], token: Plain, before: Plain | None, theirs: Sequence[Plain]) -> dict[int, int]:
    """Where the next token may stand, with the fewest gaps that lead there."""
    found: dict[int, int] = {}
    for place, other in enumerate(theirs):
        if other.form != token.form and not (token.capital and other.capital and _people(token.form, other.form)):
            continue
        for at, gaps in reached.items():
            if at < place:
                gap = theirs[at + 1 : place]
                cost = gaps + bool(_telling(gap))
                if cost <= _MOST_GAPS and cost < found.get(place, 99) and (not gap or may_go(gap, before, other)):
                    found[place] = cost
    return found


@lru_cache(maxsize=20_000)
def _people(one: str, two: str) -> bool:
    """A country and its people: "Veldria", "Veldrian"."""
    return len(one) > 5 and len(two) > 5 and mentions.root(one) == mentions.root(two)


def _telling(gap: Sequence[Plain]) -> bool:
    return any(not t.stop and t.form not in ARTICLES for t in gap)


def _ends(theirs: Sequence[Plain], at: int, last: Plain) -> bool:
    gap = theirs[at + 1 :]
    return not gap or may_go(gap, last, None)


def _afloat(ours: Sequence[Plain], theirs: Sequence[Plain]) -> tuple[list[Plain], list[Plain]]:
    """Without the weekday where the source names one only: "on Sunday" may stand anywhere."""
    days = [t.form for t in theirs if t.form in _DAYS and t.capital]
    if len(days) != 1 or sum(t.form in _DAYS and t.capital for t in ours) != 1:
        return list(ours), list(theirs)
    return _without_day(ours, days[0]), _without_day(theirs, days[0])


def _without_day(row: Sequence[Plain], day: str) -> list[Plain]:
    at = next((i for i, t in enumerate(row) if t.form == day and t.capital), None)
    if at is None:
        return list(row)
    start = at - 1 if at and row[at - 1].form in _ON else at
    end = at + 2 if at + 1 < len(row) and row[at + 1].form in _PARTS_OF_DAY else at + 1
    return [*row[:start], *row[end:]]


_PARTS_OF_DAY = frozenset(["even", "evening", "night", "morn", "morning", "afternoon"])
