"""What was said, put right: the same piece without the sentences that lost their support.

Works on: pieces, purely.
Comes in: a piece as it was posted; a correction.
Goes out: the piece as it should stand now, which says what was taken back and what is supported instead.
Does not know: where it was posted, whether it can still be changed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.news import Alert, Answer, Brief, Correction, Coverage, Dispute, Item, Piece, Sentence

P = TypeVar("P", bound=Piece)


def lost(sentence: Sentence, correction: Correction) -> bool:
    """Whether a sentence is one that a correction takes back: its words, resting on the articles that changed."""
    rests = not correction.articles or any(cite.article in correction.articles for cite in sentence.cites)
    return rests and sentence.text in correction.was


def amended(piece: Piece, correction: Correction) -> Piece:
    """The piece put right; itself where it says nothing that was taken back."""
    match piece:
        case Alert():
            item = _item(piece.item, correction)
            return piece if item is piece.item else replace(piece, item=item)
        case Brief():
            items = tuple(_item(item, correction) for item in piece.items)
            return piece if items == piece.items else replace(piece, items=items)
        case Answer():
            return _answer(piece, correction)
        case Correction():
            return _correction(piece, correction)
        case Coverage():
            return _coverage(piece, correction)
    return piece


def merged(corrections: Sequence[Correction]) -> Correction:
    """Several corrections of one story as one, the newest last; what a later one takes back is not said instead."""
    last = corrections[-1]
    now = dict.fromkeys(s for one in corrections for s in one.now if not any(lost(s, other) for other in corrections))
    return replace(
        last, was=_each(text for one in corrections for text in one.was), now=tuple(now),
        note="; ".join(_each(one.note for one in corrections if one.note)),
        articles=_each(article for one in corrections for article in one.articles),
    )  # fmt: skip


def of(correction: Correction, said: Iterable[str]) -> Correction:
    """A correction of no more than what was said somewhere."""
    held = frozenset(said)
    return replace(correction, was=tuple(text for text in correction.was if text in held))


def _item(item: Item, correction: Correction) -> Item:
    """A story without what it lost; its headline is then the one it has now."""
    taken = _taken((*item.sentences, *item.changed), item.corrections, correction)
    if not taken:
        return item
    return replace(
        item, sentences=_left(item.sentences, correction), changed=_left(item.changed, correction),
        headline=correction.headline, headline_outlet=correction.headline_outlet,
        corrections=(*_unsaid(item.corrections, correction), of(correction, taken)),
    )  # fmt: skip


def _answer(answer: Answer, correction: Correction) -> Answer:
    taken = _taken(answer.sentences, answer.corrections, correction)
    if not taken:
        return answer
    corrections = (*_unsaid(answer.corrections, correction), of(correction, taken))
    return replace(answer, sentences=_left(answer.sentences, correction), corrections=corrections)


def _coverage(coverage: Coverage, correction: Correction) -> Coverage:
    """A story opened: what went on and where reports differ lose their lines too."""
    timeline = tuple(d for d in coverage.timeline if d.sentence is None or not lost(d.sentence, correction))
    disputes = tuple(found for dispute in coverage.disputes if (found := _dispute(dispute, correction)))
    item = _item(coverage.item, correction)
    if (item, timeline, disputes) == (coverage.item, coverage.timeline, coverage.disputes):
        return coverage
    if len(item.corrections) == len(coverage.item.corrections):  # only its sections said it
        gone = [d.sentence.text for d in coverage.timeline if d.sentence and lost(d.sentence, correction)]
        gone += [c.sentence.text for d in coverage.disputes for c in d.claims if lost(c.sentence, correction)]
        item = replace(item, corrections=(*item.corrections, of(correction, gone)))
    return replace(coverage, item=item, timeline=timeline, disputes=disputes)


def _dispute(dispute: Dispute, correction: Correction) -> Dispute | None:
    """With one side left nothing is disputed."""
    claims = tuple(claim for claim in dispute.claims if not lost(claim.sentence, correction))
    if claims == dispute.claims:
        return dispute
    return replace(dispute, claims=claims) if len(claims) > 1 else None


def _correction(before: Correction, correction: Correction) -> Correction:
    taken = [s.text for s in before.now if lost(s, correction)]
    if not taken:
        return before
    return replace(merged((before, of(correction, taken))), at=before.at, articles=before.articles)


def _taken(sentences: tuple[Sentence, ...], before: tuple[Correction, ...], correction: Correction) -> tuple[str, ...]:
    """What was said and is lost, also where an earlier correction gave it."""
    given = (s for one in before for s in one.now)
    return _each(s.text for s in (*sentences, *given) if lost(s, correction))


def _unsaid(before: tuple[Correction, ...], correction: Correction) -> tuple[Correction, ...]:
    """Earlier corrections, without what they gave instead and is now lost too."""
    return tuple(replace(one, now=_left(one.now, correction)) for one in before)


def _left(sentences: tuple[Sentence, ...], correction: Correction) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if not lost(sentence, correction))


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
