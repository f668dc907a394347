"""A claim against its sources, by rule.

Works on: one claim and the passages it should rest on. Pure and deterministic.
Comes in: strings.
Goes out: a Verdict: certified, refused for reasons, or unsure with a lean by words.
Does not know: the world, who wrote the claim. A lean is not a verification.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import text
from bot.checking import compression, counts, matching, measures, mentions, polarity, roles, speech
from bot.checking.evidence import Evidence, gather
from bot.checking.verdicts import Verdict
from bot.news import Reason

UNRELATED = 0.34
"""A claim of which the sources use a smaller share of the telling words is about something else."""
LEAN = 0.78
SOFT = frozenset(["alleged", "cause", "former", "modality", "negation", "speaker", "superlative"])
"""What contradicts only where claim and source otherwise say the same; a free paraphrase may turn its words about."""
ALIKE = 0.75


def verdict(claim: str, sources: Sequence[str]) -> Verdict:
    """Whether passages carry a claim: certified by form, refused by rule, or unsure."""
    evidence = gather(claim, sources)
    if not evidence.claim.words:
        return Verdict("refused", False, 0.0, (Reason("empty", "it says nothing"),))
    if _verbatim(evidence):
        return Verdict("supported", True, 1.0, (Reason("verbatim", "a source prints it"),))
    score = matching.score(evidence)
    against = tuple(dict.fromkeys(_against(evidence)))
    if against:
        hard = score >= ALIKE or any(reason.code not in SOFT for reason in against)
        return Verdict("refused" if hard else "unsure", False, round(score * 0.5, 4), against)
    if len(evidence.claim.content) > 1 and matching.shared(evidence) < UNRELATED:
        return Verdict(
            "refused", False, round(score * 0.5, 4), (Reason("unrelated", "the sources speak of something else"),)
        )
    if any(compression.is_compression(evidence.claim.text, piece.text) for piece in evidence.near):
        return Verdict("supported", True, 0.97, (Reason("compression", "a source says it in more words"),))
    return Verdict("unsure", score >= LEAN, score, (Reason("words", f"{score:.0%} of its words are the sources'"),))


def _against(evidence: Evidence) -> Iterator[Reason]:
    """Every reason against the claim, what is absent first."""
    for rule in (
        counts.absent, mentions.absent, measures.conflicts, polarity.conflicts, roles.conflicts, speech.added,
    ):  # fmt: skip
        yield from rule(evidence)


def _verbatim(evidence: Evidence) -> bool:
    """True where every sentence of the claim is a whole sentence of the sources."""
    given = {_plain(piece.text) for piece in evidence.pieces}
    said = [_plain(sentence) for _, sentence in text.sentences(evidence.claim.text)]
    return _plain(evidence.claim.text) in given or all(sentence in given for sentence in said)


def _plain(printed: str) -> str:
    straight = text.clean(printed).translate(_STRAIGHT)
    return straight.rstrip(".").strip()


_STRAIGHT = str.maketrans("’‘“”", "''\"\"")
