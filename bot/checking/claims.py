"""A claim against its sources, by rule.

Works on: one claim and the passages it should rest on. Pure and deterministic.
Comes in: strings.
Goes out: a Verdict: certified, refused for reasons, or unsure with a lean by words.
Does not know: the world, who wrote the claim. A lean is not a verification.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import text
from bot.checking import compression, counts, mentions, polarity, speech
from bot.checking.evidence import Evidence, gather
from bot.checking.verdicts import Verdict
from bot.news import Reason

UNRELATED = 0.34
"""A claim of which the sources use a smaller share of the telling words is about something else."""
LEAN = 0.78
_BEYOND = 0.5


def verdict(claim: str, sources: Sequence[str]) -> Verdict:
    """Whether passages carry a claim: certified by form, refused by rule, or unsure."""
    evidence = gather(claim, sources)
    if not evidence.claim.words:
        return Verdict("refused", False, 0.0, (Reason("empty", "it says nothing"),))
    if _verbatim(evidence):
        return Verdict("supported", True, 1.0, (Reason("verbatim", "a source prints it"),))
    score = _score(evidence)
    against = tuple(dict.fromkeys([*_absent(evidence), *polarity.conflicts(evidence), *speech.added(evidence)]))
    if against:
        return Verdict("refused", False, round(score * 0.5, 4), against)
    if len(evidence.claim.content) > 1 and evidence.shared < UNRELATED:
        return Verdict(
            "refused", False, round(score * 0.5, 4), (Reason("unrelated", "the sources speak of something else"),)
        )
    if any(compression.is_compression(evidence.claim.text, piece.text) for piece in evidence.near):
        return Verdict("supported", True, 0.97, (Reason("compression", "a source says it in more words"),))
    return Verdict("unsure", score >= LEAN, score, (Reason("words", f"{score:.0%} of its words are the sources'"),))


def _absent(evidence: Evidence) -> list[Reason]:
    return [*counts.absent(evidence), *mentions.absent(evidence)]


def _verbatim(evidence: Evidence) -> bool:
    """True where every sentence of the claim is a whole sentence of the sources."""
    given = {_plain(piece.text) for piece in evidence.pieces}
    said = [_plain(sentence) for _, sentence in text.sentences(evidence.claim.text)]
    return _plain(evidence.claim.text) in given or all(sentence in given for sentence in said)


def _plain(printed: str) -> str:
    straight = text.clean(printed).translate(_STRAIGHT)
    return straight.rstrip(".").strip()


_STRAIGHT = str.maketrans("’‘“”", "''\"\"")


def _score(evidence: Evidence) -> float:
    """The share of the claim's telling words in the nearest sentences and anywhere, in [0, 1]."""
    if not evidence.claim.content:
        return 0.5
    near = max((len(evidence.claim.content & piece.content) for piece in evidence.near), default=0)
    close = near / len(evidence.claim.content)
    return round(_BEYOND * close + (1 - _BEYOND) * evidence.shared, 4)
