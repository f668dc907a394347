"""Two that change places: the one who did it and the one it was done to, the more and the less.

Works on: the words right before and right after a verb, in four languages.
Comes in: the evidence.
Goes out: a reason where the claim has on one side what its source has on the other.
Does not know: grammar beyond active and passive. Where the sides are not clear it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.checking.evidence import Evidence, Piece
from bot.checking.opposites import LOOSE
from bot.checking.polarity import DENIES
from bot.checking.verbs import IRREGULAR
from bot.news import Reason
from bot.text import content, fold, stems

_BUY = (
    r"buy\w*|bought|acquir\w*|tak(?:e|es|en|ing) over|took over|purchas\w*|ubernimmt|ubernahm\w*|ubernommen|"
    r"ubernehmen|"
    r"kauf(?:t|te|en)|gekauft|rachet\w+|acquiert|acquis\w*|compr[aoe]\w*|adquier\w*|adquir\w*"
)
_BEAT = (
    r"beat\w*|defeat(?:ed|s|ing)?|overc[ao]me|thrash\w*|outstrip\w*|outperform\w*|outsold|outnumber\w*|"
    r"overt[ao]\w+|"
    r"exceed\w*|surpass\w*|schlug\w*|schlagt|besiegt\w*|geschlagen|bat|battu\w*|battent|derrot\w+|vencio|"
    r"vence\w*|"
    r"supera\w*|supero|ubertr\w+|worth more than|more than|higher than|larger than|better than"
)
_LOST = (
    r"(?:lost|fell|went down|bowed)(?: \S+)? to|(?:defeat|loss) (?:to|against|by)|unterlag\w*|unterliegt|"
    r"s'incline\w*(?: \S+)? (?:face a|devant)|(?:cayo|perdio|cae|pierde)(?: \S+){0,3} (?:ante|contra)"
)
_SUE = r"su(?:es|ed|ing)|verklagt\w*|demand[oa] a|a demandado a|poursuit|attaque en justice"
_ACCUSE = r"accus(?:es|ed|ing)|beschuldigt\w*|acus[ao] a"
_TABLE = (("buy", _BUY), ("beat", _BEAT), ("sue", _SUE), ("accuse", _ACCUSE))
_KNOWN = tuple((name, re.compile(rf"\b(?:{row})\b")) for name, row in _TABLE)
_TURNED = (("beat", re.compile(rf"\b(?:{_LOST})\b")),)
_DEED = re.compile(r"\b(?:\w{3,}ed|shot|hit|struck|led|met|paid|told|gave|bit|sold)\b")
_DOING = re.compile(r"\b(?:is|are|was|were|been) (\w{3,}ing)\b")
_WILL = re.compile(r"\b(?:will|would|may|might|can|could) (?!be\b)(\w{3,})\b")
_BE = re.compile(r"\b(?:was|were|is|are|be|been|being|fue|fueron|es|son|sido|ete|est|sont|fut|furent)(?: \w+)?$")
_BY = re.compile(r"^(?: \w+){0,2}? (?:by|par|por)\b")
_BORDER = re.compile(
    r"[,;:.()–—]|\b(?:and|but|after|when|while|as|because|that|if|before|et|mais|apres|quand|que|y|pero|tras|cuando|"
    r"mientras|und|aber|nachdem|weil|dass)\b"
)
_WHO = re.compile(r"\b(?:who|which|that|qui|que|der|die|das)$")
_AFTER = re.compile(
    r"[,;:.()–—]|\b(?:in|on|at|for|over|after|with|from|because|when|while|and|but|near|during|en|dans|pour|sur|por|"
    r"para|apres|tras|fur|wegen|nach|im|am|bei|um)\b"
)
_PASSIVE_DE = re.compile(r"\b(?:wird|werden|wurde|wurden|ist|sind)\b")
_VON = re.compile(r"\b(?:von|vom|durch)\b")
_HAS_DE = re.compile(r"\b(?:hat|haben|will|wollen|soll|sollen)\b")
_SCORE = re.compile(r"\b(?:(?:by|por|par|mit) )?\d+ ?[-–:] ?\d+\b|\b(?:by|por|par|um) \d[\d.,]*\b")
_NEAREST = 4


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with the words of who does it and of whom it is done to."""

    verb: str
    doer: frozenset[str]
    done_to: frozenset[str]


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """A reason where two have changed places around the same verb."""
    near = [deed for piece in evidence.near[:2] for deed in deeds(piece)]
    for ours in deeds(evidence.claim):
        same = [d for d in near if d.verb == ours.verb]
        if same and all(_crossed(ours, d) for d in same):
            yield Reason("order", f"the source has it the other way round with {ours.verb!r}")
            return
    if not _BUT.search(fold(evidence.claim.text)) and not any(_BUT.search(fold(p.text)) for p in evidence.near[:2]):
        yield from _opposed(evidence.claim, near)


_BUT = re.compile(rf"{DENIES.pattern}|\b(?:all but|just|only|again|no longer)\b")


def _opposed(claim: Piece, near: list[Deed]) -> Iterator[Reason]:
    """ "Orsk sold the mill" where the source has it bought by Orsk."""
    told = {deed.verb for deed in near}
    for ours in deeds(claim):
        against = _AGAINST.get(ours.verb, frozenset())
        if ours.verb in told or not against & told:
            continue
        if any(d.verb in against and _alike(ours, d) for d in near):
            yield Reason("opposite-deed", f"the source says the opposite of {ours.verb!r}")
            return


def _alike(one: Deed, two: Deed) -> bool:
    """The same thing done to, and the same doer where both are named."""
    doers = not one.doer or not two.doer or bool(one.doer & two.doer)
    return doers and bool(one.done_to & two.done_to)


def _crossed(one: Deed, two: Deed) -> bool:
    """True where what only one side has is what only the other side has in the source."""
    left, right = one.doer - one.done_to, one.done_to - one.doer
    first, last = two.doer - two.done_to, two.done_to - two.doer
    return bool(left & last and right & first) and not (left & first or right & last)


@lru_cache(maxsize=1_000)
def deeds(piece: Piece) -> tuple[Deed, ...]:
    """What a sentence tells that somebody did to somebody."""
    said = " ".join(_SCORE.sub(" ", fold(piece.text)).split())
    found = [
        d for name, pattern in _KNOWN for m in pattern.finditer(said) for d in _deed(name, said, m, piece.language)
    ]
    for name, pattern in _TURNED:
        for m in pattern.finditer(said):
            found += [Deed(name, d.done_to, d.doer) for d in _sides(name, said, m.start(), m.end(), piece.language)]
    if piece.language == "en":
        found += [d for m in _DEED.finditer(said) for d in _deed(_lemma(m.group()), said, m, "en")]
        found += [d for m in _WILL.finditer(said) for d in _sides(_lemma(m[1]), said, m.start(), m.end(), "en")]
        found += [d for m in _DOING.finditer(said) for d in _sides(_lemma(m[1]), said, m.start(), m.end(), "en")]
    return tuple(found)


def _lemma(verb: str) -> str:
    stem = stems(verb)[0]
    return IRREGULAR.get(stem, stem)


_AGAINST: dict[str, frozenset[str]] = {}
for _one, _two in LOOSE:
    _first, _second = frozenset(map(_lemma, _one)), frozenset(map(_lemma, _two))
    for _verb in _first:
        _AGAINST[_verb] = _AGAINST.get(_verb, frozenset()) | _second
    for _verb in _second:
        _AGAINST[_verb] = _AGAINST.get(_verb, frozenset()) | _first


def _deed(name: str, said: str, match: re.Match[str], language: str) -> Iterator[Deed]:
    if language == "de":
        yield from _german(name, said, match)
        return
    passive, by = _BE.search(said[: match.start()].rstrip()), _BY.match(said[match.end() :])
    if said[: match.start()].endswith("-"):
        return
    if match.group().endswith("ing"):
        passive = None
    if by and (passive or language == "en"):
        start = passive.start() if passive else match.start()
        for deed in _sides(name, said, start, match.end() + by.end(), language):
            yield Deed(name, deed.done_to, deed.doer)
    elif passive and name != "beat":
        left = content(_BORDER.split(said[: passive.start()])[-1], language)[-_NEAREST:]
        yield Deed(name, frozenset(), frozenset(left))
    else:
        yield from _sides(name, said, match.start(), match.end(), language)


def _sides(name: str, said: str, start: int, end: int, language: str) -> Iterator[Deed]:
    before, after = _BORDER.split(said[:start])[-1], _AFTER.split(said[end:].lstrip())[0]
    if _WHO.search(said[:start].rstrip()):
        return
    left, right = content(before, language)[-_NEAREST:], content(after, language)[:_NEAREST]
    if left:
        yield Deed(name, frozenset(left if right else ()), frozenset(right or left))


def _german(name: str, said: str, match: re.Match[str]) -> Iterator[Deed]:
    """The participle stands at the end, and who did it before it."""
    clause = re.split(r"[,;:.]", said[: match.start()])[-1]
    passive, has = _PASSIVE_DE.search(clause), _HAS_DE.search(clause)
    if passive:
        by = _VON.search(clause, passive.end())
        patient, doer = clause[: passive.start()], clause[by.end() :] if by else ""
    elif has:
        doer, patient = clause[: has.start()], clause[has.end() :]
    else:
        doer, patient = clause, re.split(r"[,;:.]", said[match.end() :])[0]
    left, right = content(doer, "de")[-_NEAREST:], content(patient, "de")[:_NEAREST]
    if left and right:
        yield Deed(name, frozenset(left), frozenset(right))
