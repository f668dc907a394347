"""A model's sentence and what becomes of it.

Works on: one draft and what it was offered.
Comes in: the draft.
Goes out: a slot, with the sentence that passed or why none did; the passage that may stand in its place; whether two
sentences say the same, and whether one counts what the others do not.
Does not know: models, prompts, judges, how often a sentence is sent back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot import checking, text
from bot.news import Draft, Reason, Sentence
from bot.wording.offered import Offer

SAME = 0.8
"""Share of the shorter one's telling words from which two sentences say the same."""
GRAVE = frozenset(["killed", "injured", "missing"])


@dataclass(slots=True)
class Slot:
    """One sentence of a model's answer: what it said, and what became of it."""

    draft: Draft
    sentence: Sentence | None = None
    reasons: tuple[Reason, ...] = ()
    unsure: bool = False


def settle(draft: Draft, offered: Offer) -> Slot:
    """A draft after the gate. Where another passage carries what the cited ones do not, the cite is repaired."""
    slot = Slot(draft)
    others = [replace(draft, passages=(p,)) for p in offered.nearest(draft.text, draft.passages)]
    for n, tried in enumerate([draft, *others]):
        match checking.check(tried, offered.articles, offered.outlets):
            case checking.Supported(sentence=sentence):
                slot.sentence = sentence
                return slot
            case checking.Refused(reasons=reasons) if n == 0:
                slot.reasons = reasons
            case checking.Unsure(reasons=reasons) if n == 0:
                slot.reasons, slot.unsure = reasons, True
    return slot


def verbatim(draft: Draft, offered: Offer) -> Sentence | None:
    """The first passage that a draft cites and that can be printed as it stands."""
    for passage in draft.passages:
        found = checking.check(Draft(passage.text, (passage,)), offered.articles, offered.outlets)
        if isinstance(found, checking.Supported):
            return found.sentence
    return None


def sent_back(slot: Slot) -> dict[str, object]:
    """A slot as a prompt lists what did not pass."""
    return {"text": slot.draft.text[:600], "why": "; ".join(reason.detail for reason in slot.reasons)[:300]}


def same(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences say much the same, with the same figures."""
    a, b = (frozenset(text.content(s.text)) for s in (one, other))
    figures = [{number.value for number in text.numbers(s.text)} for s in (one, other)]
    return one.text == other.text or (
        bool(a and b) and figures[0] == figures[1] and len(a & b) >= SAME * min(len(a), len(b))
    )


def graver(sentence: Sentence, kept: Iterable[Sentence]) -> bool:
    """Whether a sentence counts people who came to harm, of a kind that none of the others counts."""
    from bot.extract import facts

    said = {kind for other in kept for kind in facts.kinds(other.text, opening=True)}
    return bool(GRAVE & facts.kinds(sentence.text, opening=True).keys() - said)
