"""A piece put right says what still stands, what was taken back, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.amending import amended, merged, of
from bot.news import (
    Alert,
    Answer,
    Brief,
    Change,
    Cite,
    Claim,
    Correction,
    Coverage,
    Development,
    Dispute,
    Item,
    Notice,
    Piece,
    Sentence,
)

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)


def said(text: str, *articles: str) -> Sentence:
    return Sentence(text, tuple(Cite(article, 0, len(text), text, article.title()) for article in articles))


TWELVE, FORTY = said("Twelve died.", "harbour"), said("Forty were pulled out.", "canal")
FOURTEEN = said("Fourteen died.", "harbour")
DAM = Item("dam", "Dam kills 12", "Harbour", NOW, ("Harbour", "Canal"), (TWELVE, FORTY), changed=(TWELVE,))
VOTE = Item("vote", "Senate votes", "Canal", NOW, ("Canal",), (said("It passed.", "canal"),))
LOSS = Correction(
    "dam", "Dam kills 14", "Harbour", ("Twelve died.", "Unheard."), (FOURTEEN,), "Harbour changed its report", NOW,
    articles=("harbour",),
)  # fmt: skip
TAKEN = replace(LOSS, was=("Twelve died.",))
LEFT = replace(
    DAM, sentences=(FORTY,), changed=(), headline="Dam kills 14", headline_outlet="Harbour", corrections=(TAKEN,)
)
LIFE = (Development(Change.OPENED, "dam", 1, NOW, TWELVE), Development(Change.ACTOR, "dam", 2, NOW, FORTY))
SIDES = Dispute("killed", (Claim("12", "Harbour", NOW, TWELVE), Claim("40", "Canal", NOW, FORTY)))

CASES: dict[str, tuple[Piece, Piece]] = {
    "an alert": (Alert(DAM, NOW), Alert(LEFT, NOW)),
    "a brief": (Brief("x", NOW, (VOTE, DAM)), Brief("x", NOW, (VOTE, LEFT))),
    "an answer": (
        Answer("How many?", "dam", (TWELVE,), False, NOW),
        Answer("How many?", "dam", (), False, NOW, corrections=(TAKEN,)),
    ),
    "a story opened": (Coverage(DAM, (), timeline=LIFE, disputes=(SIDES,)), Coverage(LEFT, (), timeline=LIFE[1:])),
    "a story of which only a section said it": (
        Coverage(VOTE, (), timeline=LIFE),
        Coverage(replace(VOTE, corrections=(TAKEN,)), (), timeline=LIFE[1:]),
    ),
    "a correction": (
        Correction("dam", "Dam", "Harbour", ("Ten died.",), (TWELVE, FORTY), "Canal changed its report", NOW),
        Correction(
            "dam", "Dam kills 14", "Harbour", ("Ten died.", "Twelve died."), (FORTY, FOURTEEN),
            "Canal changed its report; Harbour changed its report", NOW,
        ),
    ),
}  # fmt: skip
UNTOUCHED: tuple[Piece, ...] = (
    Alert(VOTE, NOW),
    Brief("x", NOW, (VOTE,)),
    Answer("How many?", "dam", (said("Twelve died.", "canal"),), False, NOW),
    Coverage(VOTE, ()),
    Notice("Twelve died."),
    DAM,
)


@pytest.mark.parametrize("name", CASES)
def test_what_was_taken_back_is_said_no_more(name: str) -> None:
    before, after = CASES[name]
    assert amended(before, LOSS) == after


@pytest.mark.parametrize("name", CASES)
def test_putting_right_twice_changes_nothing_more(name: str) -> None:
    after = amended(CASES[name][0], LOSS)
    assert amended(after, LOSS) is after


@pytest.mark.parametrize("piece", UNTOUCHED, ids=lambda piece: type(piece).__name__)
def test_what_never_said_it_stays_itself(piece: Piece) -> None:
    assert amended(piece, LOSS) is piece


def test_what_was_given_instead_and_is_lost_too_is_taken_out_of_the_earlier_correction() -> None:
    second = replace(LOSS, was=("Fourteen died.",), now=(), note="Harbour withdrew its report")
    piece = amended(amended(Alert(DAM, NOW), LOSS), second)
    assert isinstance(piece, Alert)
    assert [(one.was, one.now) for one in piece.item.corrections] == [
        (("Twelve died.",), ()),
        (("Fourteen died.",), ()),
    ]


def test_several_losses_are_one_correction_that_gives_nothing_lost() -> None:
    later = replace(LOSS, was=("Fourteen died.",), now=(FORTY,), note="Harbour withdrew its report")
    both = merged((LOSS, later))
    assert both.was == ("Twelve died.", "Unheard.", "Fourteen died.")
    assert (both.now, both.note) == ((FORTY,), "Harbour changed its report; Harbour withdrew its report")


def test_a_chat_is_corrected_in_what_it_was_told_alone() -> None:
    assert of(LOSS, {"Twelve died."}) == TAKEN
