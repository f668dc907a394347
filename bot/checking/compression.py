"""A claim that is its source's sentence with whole clauses left out, or turned about where that is certain.

Works on: rows of plain tokens.
Comes in: the evidence.
Goes out: whether the claim certainly says what a sentence says.
Does not know: paraphrase. Where it is not certain it says no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from bot.checking import mentions
from bot.checking.attribution import attributed, one_speaker
from bot.checking.evidence import Evidence
from bot.checking.floats import without_time
from bot.checking.gaps import OPENS, binds, may_go, takes_back
from bot.checking.rewording import ANYBODY, forms
from bot.checking.tokens import ARTICLES, Plain, plain
from bot.text import content, fold, names, words

_LEAST = 3
_MOST_GAPS = 4
_LONGEST = 90
_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "his", "her", "its", "their", "him", "them", "this", "these", "who", "which", "er",
     "sie", "es", "il", "elle", "ils", "ella", "ellos", "su", "sus"]
)  # fmt: skip
_JOINS = re.compile(r"; |, (?:and|while|but|und|während|et|tandis que|y|mientras(?: que)?) ")
_AND = re.compile(r" (?:and|und|et|y) ")


def certified(evidence: Evidence) -> bool:
    """True where the sentences near to the claim certainly say it, whole or half by half."""
    claim = evidence.claim.text
    if not _quotes_close(claim):
        return False
    told = [part for piece in evidence.near[:4] for part in _parts(piece.text, evidence.claim.language)]
    if any(is_compression(claim, part, evidence.claim.language) for part in told):
        return True
    return any(_halves(evidence, match) for pattern in (_JOINS, _AND) for match in pattern.finditer(claim))


def _parts(sentence: str, language: str) -> list[str]:
    """The sentence, and what stands before its semicolon where nothing after it binds or takes back."""
    first, stop, rest = sentence.partition("; ")
    return [sentence, first] if stop and not binds(t.form for t in plain(rest, language)) else [sentence]


def _halves(evidence: Evidence, match: re.Match[str]) -> bool:
    """Both halves of a joined claim are said, each with its own subject."""
    parts = [evidence.claim.text[: match.start()], evidence.claim.text[match.end() :]]
    if _in_a_row(parts, evidence):
        return True
    opens = fold(parts[1]).split()[:1]
    if not all(len(content(p)) >= _LEAST for p in parts) or not opens or opens[0] in _PRONOUNS or opens[0] in OPENS:
        return False
    whole = [
        any(is_compression(p, piece.text, evidence.claim.language) for piece in evidence.pieces[:40]) for p in parts
    ]
    return all(whole)


def _in_a_row(parts: Sequence[str], evidence: Evidence) -> bool:
    """Two sentences, or two parts of one, that follow each other in the source and are joined by the claim."""
    rows = [[_bare(part) for part in piece.text.split("; ")] for piece in evidence.pieces[:40]]
    first, second = _bare(parts[0]), _bare(parts[1])
    leans = bool(_PRONOUNS & set(second.split()))
    joined = any(first in row and second in row[row.index(first) + 1 :][:1] for row in rows)
    return joined or (not leans and any(one == [first] and two == [second] for one, two in pairwise(rows)))


def _bare(printed: str) -> str:
    return " ".join(t.form for t in plain(printed, "en") if not t.stop)


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
    if any(_within(one, two) for one in forms(ours) for two in forms(theirs)):
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
    ours, theirs = attributed(claim), attributed(sentence)
    if ours is None or theirs is None or not one_speaker(ours[0], theirs[0]):
        return False
    one, two = plain(ours[1], language), plain(theirs[1], language)
    return any(_within(a, b) for a in forms(one) for b in forms(two))


def _within(ours: Sequence[Plain], theirs: Sequence[Plain]) -> bool:
    """True where the claim's tokens stand in the sentence in order and all between them may go."""
    anybody = bool(ours) and ours[0] is ANYBODY
    if len(_bare_row(ours)) < _LEAST:
        return False
    ours, theirs = without_time([t for t in ours if t is not ANYBODY], theirs)
    ours = _bare_row(ours)
    if not ours:
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


def _bare_row(row: Sequence[Plain]) -> list[Plain]:
    return [t for t in row if not t.stop and t.form not in ARTICLES and t.form != "'s" and t is not ANYBODY]


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
                free = not gap or (may_go(gap, before, other) and not _ranked(theirs, at, gap))
                if cost <= _MOST_GAPS and cost < found.get(place, 99) and free:
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
    return not gap or (may_go(gap, last, None) and not _ranked(theirs, at, gap))


def _ranked(theirs: Sequence[Plain], at: int, gap: Sequence[Plain]) -> bool:
    """True where what is left out says of what something is told: "her first book in nine years", "rose in May"."""
    told = [t for t in gap if not t.stop]
    if not told or told[0].form not in _AMONG:
        return False
    row = [t.form for t in theirs[max(0, at - 5) : at + 1]]
    day = len(told) == _DAY and told[-1].capital and told[-1].form in "1234567"
    return not day and (any(_RANK.fullmatch(form) for form in row) or any(_SCOPED.match(t.form) for t in theirs))


_DAY = 2
_AMONG = frozenset(
    ["in", "of", "on", "at", "since", "for", "to", "from", "among", "between", "during", "within", "across", "under",
    "over",
     "seit", "von", "der", "des", "im", "bei", "für", "fur", "am", "de", "du", "depuis", "dans", "pour", "chez", "del",
     "desde", "en", "para", "entre"]
)  # fmt: skip
_SCOPED = re.compile(
    r"(?:increas|rise|grow|gain|jump|soar|surg|climb|fall|drop|declin|plung|slump|shrink|sank|lower|cut|doubl|halv|"
    r"tripl|"
    r"averag|ban|allow|permit|requir|restrict|limit|outlaw|steig|stieg|gestieg|sink|sank|gesunk|fiel|verbot|verbiet|"
    r"erlaub|augment|baiss|recul|progress|interdi|autoris|sube|subi|subio|baj|aument|disminu|crec|cay|prohib|permit)|"
    r"(?:all|every|no|none|never|always|most|least|alle|kein\w*|tous|aucun\w*|todos|ningun\w*)$"
)
_RANK = re.compile(
    r"first|last|second|third|only|record|best|worst|most|least|\w{2,}est|erste\w*|einzige\w*|\w{3,}ste[rnms]?|"
    r"premier\w*|"
    r"dernier\w*|seul\w*|plus|primer\w*|ultim\w*|unic\w*|mas|mejor|peor"
)
