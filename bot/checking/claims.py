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
    counts,
    insertions,
    matching,
    measures,
    mentions,
    modality,
    polarity,
    roles,
    speech,
    titles,
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
    ["alleged", "attribution", "binding", "cause", "condition", "count", "day", "former", "modality", "negation",
          "quantifier", "speaker", "superlative", "title"]
)  # fmt: skip
"""What contradicts only where claim and source otherwise say the same; a free paraphrase may turn its words about."""
DOUBT = frozenset(["added", "changed", "near", "noun", "only", "opposite", "reckoned", "unattributed"])
"""What never refuses by itself."""
ALIKE = 0.85
PUT_IN = frozenset(["cause", "quantifier", "superlative"])
ADDED = 0.7
_Rule = Callable[[Evidence], Iterator[Reason]]
_RULES: Mapping[str, _Rule] = {
    "figures": counts.absent,
    "names": mentions.absent,
    "measures": measures.conflicts,
    "polarity": polarity.conflicts,
    "modality": modality.conflicts,
    "bounds": bounds.conflicts,
    "titles": titles.conflicts,
    "roles": roles.conflicts,
    "binding": binding.conflicts,
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
    if against:
        refused = hard or _contradicts(against, matching.closest(evidence))
        return Verdict("refused" if refused else "unsure", False, round(score * 0.5, 4), against)
    if without != "unrelated" and len(evidence.claim.content) > 1 and matching.shared(evidence) < UNRELATED:
        apart = Reason("unrelated", "the sources speak of something else")
        return Verdict("refused", False, round(score * 0.5, 4), (apart,))
    if without != "spread" and matching.spread(evidence):
        return Verdict("unsure", False, score, (Reason("spread", "its words are of several sentences"),))
    return Verdict("unsure", score >= LEAN, score, (Reason("words", f"{score:.0%} of its words are the sources'"),))


def _contradicts(against: tuple[Reason, ...], alike: float) -> bool:
    """Whether what is soft counts: where the rest is the source's own; a word put in is itself no part of the rest."""
    return any(alike >= (ADDED if reason.code in PUT_IN else ALIKE) for reason in against if reason.code in SOFT)


def _against(evidence: Evidence, without: str) -> Iterator[Reason]:
    """Every reason against the claim, what is absent first."""
    for family, rule in _RULES.items():
        if family != without:
            yield from rule(evidence)


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
