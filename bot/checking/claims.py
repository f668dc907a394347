"""A claim against its sources, by rule.

Works on: one claim and the passages it should rest on. Pure and deterministic.
Comes in: strings.
Goes out: a Verdict: certified, refused for reasons, or unsure with a lean by words.
Does not know: the world, who wrote the claim. A lean is not a verification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from bot import text
from bot.checking import (
    binding,
    bounds,
    compression,
    guards,
    insertions,
    matching,
    measures,
    mentions,
    modality,
    polarity,
    reckoning,
    roles,
    speech,
    swaps,
    titles,
    turning,
    wholeness,
)  # fmt: skip
from bot.checking.evidence import Evidence, Piece, about, gather
from bot.checking.safety import unprintable
from bot.checking.verdicts import Verdict
from bot.news import Reason

UNRELATED = 0.1
"""A claim of which the sources use a smaller share of the telling words is about something else."""
LEAN = 0.6
SOFT = frozenset(
    ["alleged", "attribution", "binding", "cause", "condition", "day", "denied", "former", "modality", "negation",
          "quantifier", "speaker", "superlative", "title"]
)  # fmt: skip
"""What contradicts only where claim and source otherwise say the same; a free paraphrase may turn its words about."""
DOUBT = frozenset(
    [
        "added",
        "changed",
        "count",
        guards.HEDGED,
        "misdated",
        "near",
        "noun",
        "only",
        "opposite",
        "reckoned",
        "unattributed",
    ]
)
"""What never refuses by itself."""
ALIKE: Mapping[str, float] = {
    "alleged": 0.7, "attribution": 0.7, "binding": 0.72, "cause": 0.7, "condition": 0.7, "denied": 0.9, "former": 0.7,
    "modality": 0.7, "name": 0.5, "negation": 0.7, "number": 0.5, "quantifier": 0.65, "quotation": 0.0,
    "speaker": 0.7, "superlative": 0.7, "title": 0.7, "unfinished": 0.0, "unrelated": 0.0,
}  # fmt: skip
"""The share of a claim's words that its source must have before what is soft counts."""
MOST = 0.85
HARD = 0.65
"""The same for what contradicts outright: of a free paraphrase a rule may have misread the words."""
SHORT = 6
TOGETHER = 0.6
"""How much of a claim must be said in one breath by its source before the way it is said contradicts it."""
ABSENT = frozenset(["age", "name", "number", "quotation", "swapped", "unfinished", "unrelated"])
"""What stands in no source, or plainly at another thing, however freely the rest is worded."""
_Rule = Callable[[Evidence], Iterator[Reason]]
_RULES: Mapping[str, _Rule] = {
    "figures": reckoning.absent,
    "names": mentions.absent,
    "measures": measures.conflicts,
    "polarity": polarity.conflicts,
    "modality": modality.conflicts,
    "bounds": bounds.conflicts,
    "titles": titles.conflicts,
    "roles": roles.conflicts,
    "turning": turning.conflicts,
    "binding": binding.conflicts,
    "swaps": swaps.conflicts,
    "speech": speech.added,
    "insertions": insertions.conflicts,
    "wholeness": wholeness.conflicts,
}
FAMILIES = (*_RULES, "unrelated", "spread", "safety", "compression")


def verdict(claim: str, sources: Sequence[str], *, published: datetime | None = None, without: str = "") -> Verdict:
    """Whether passages carry a claim: certified by form, refused by rule, or unsure. `without` leaves a family "
    "out."""
    harm = None if without == "safety" else unprintable(claim)
    if harm:
        return Verdict("refused", False, 0.0, (harm,))
    evidence = gather(claim, sources, published)
    if not evidence.claim.words:
        return Verdict("refused", False, 0.0, (Reason("empty", "it says nothing"),))
    if _verbatim(evidence):
        return Verdict("supported", True, 1.0, (Reason("verbatim", "a source prints it"),))
    told = [sentence for _, sentence in text.sentences(evidence.claim.text, evidence.claim.language)]
    if len(told) < 2:
        return _judged(evidence, without)
    return _summed([_judged(about(sentence, evidence), without) for sentence in told])


def _judged(evidence: Evidence, without: str) -> Verdict:
    """One sentence."""
    if _verbatim(evidence):
        return Verdict("supported", True, 1.0, (Reason("verbatim", "a source prints it"),))
    return _weighed(evidence, tuple(dict.fromkeys(_against(evidence, without))), without)


def _summed(each: Sequence[Verdict]) -> Verdict:
    """Several sentences: one that is refused refuses all, and only what is supported throughout is supported."""
    score = round(sum(v.score for v in each) / len(each), 4)
    reasons = tuple(dict.fromkeys(r for v in each if v.verdict != "supported" for r in v.reasons))
    if any(v.verdict == "refused" for v in each):
        against = tuple(r for v in each if v.verdict == "refused" for r in v.reasons)
        return Verdict("refused", False, round(score * 0.5, 4), against)
    if not reasons:
        return Verdict("supported", True, min(v.score for v in each), each[0].reasons)
    doubted = any(r.code != "words" for r in reasons)
    return Verdict("unsure", score >= LEAN and not doubted, score, reasons)


def _weighed(evidence: Evidence, against: tuple[Reason, ...], without: str) -> Verdict:
    """What is hard refuses; a certificate outweighs what is soft; the rest leans."""
    score = matching.score(evidence)
    hard = any(reason.code not in SOFT | DOUBT for reason in against)
    if not hard and without != "compression" and compression.certified(evidence):
        return Verdict("supported", True, 0.97, (Reason("compression", "a source says it in more words"),))
    if without != "unrelated" and len(evidence.claim.content) > 1 and matching.shared(evidence) < UNRELATED:
        against = (*against, Reason("unrelated", "the sources speak of something else"))
    if against:
        short = len(evidence.claim.content) < SHORT
        told = against if short or score >= TOGETHER else [r for r in against if r.code in ABSENT]
        refused = _contradicts(told, matching.closest(evidence), short)
        return Verdict("refused" if refused else "unsure", False, round(score * 0.5, 4), against)
    if without != "spread" and matching.spread(evidence):
        return Verdict("unsure", False, score, (Reason("spread", "its words are of several sentences"),))
    return Verdict("unsure", score >= LEAN, score, (Reason("words", f"{score:.0%} of its words are the sources'"),))


def _contradicts(against: Sequence[Reason], alike: float, short: bool) -> bool:
    """Whether a reason counts: where enough of the rest is the source's own; a short claim has too little rest."""
    return any(alike >= _least(reason.code, short) for reason in against if reason.code not in DOUBT)


def _least(code: str, short: bool) -> float:
    """How much of a claim must be its source's before a reason of a kind refuses it."""
    if code in SOFT:
        return ALIKE.get(code, MOST)
    return 0.0 if short else ALIKE.get(code, HARD)


def _against(evidence: Evidence, without: str) -> Iterator[Reason]:
    """Every reason against the claim, what is absent first."""
    for family, rule in _RULES.items():
        if family != without:
            for reason in rule(evidence):
                yield guards.weighed(reason, evidence.claim.text, evidence.claim.language)


def _verbatim(evidence: Evidence) -> bool:
    """True where every sentence of the claim is a whole sentence of the sources."""
    given = _printed(evidence.pieces)
    said = [_plain(sentence) for _, sentence in text.sentences(evidence.claim.text)]
    return _plain(evidence.claim.text) in given or all(sentence in given for sentence in said)


@lru_cache(maxsize=256)
def _printed(pieces: tuple[Piece, ...]) -> frozenset[str]:
    return frozenset(_plain(piece.text) for piece in pieces)


def _plain(printed: str) -> str:
    straight = text.clean(printed).translate(_STRAIGHT)
    return straight.rstrip(".").strip()


_STRAIGHT = str.maketrans("’‘“”", "''\"\"")
