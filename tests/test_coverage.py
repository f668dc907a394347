"""A story's life as it is arranged for print, and as a document."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifetimes import DISPUTES, FERRY, FIRST, FOURTEEN, ITEM, MENDED, RISEN, TIMELINE, TWELVE, VOICES, endless

from adapters import coverage
from bot import forms
from bot.news import Answer, Brief, Change, Coverage, Development, Precision, Standing, Voice

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)


def hour(then: datetime | None, precision: Precision) -> str:
    if then is None:
        return "undated"
    return f"{then:%H:%M}" if precision is Precision.TIME else f"{then:%d %b}"


def test_an_article_keeps_its_number_from_the_story_to_its_last_dispute() -> None:
    made = coverage.arranged(FERRY, 12)
    numbers = [made.notes[s.cites[0].article].number for s in (FIRST, RISEN, MENDED, TWELVE, FOURTEEN)]
    assert numbers == [1, 2, 3, 1, 2]


def test_a_side_of_a_conflict_stands_in_its_own_place_alone() -> None:
    assert coverage.arranged(FERRY, 12).item.sentences == (FIRST,)
    assert coverage.arranged(replace(FERRY, disputes=()), 12).item == ITEM


def test_a_story_of_nothing_but_sides_keeps_them() -> None:
    only = replace(FERRY, item=replace(ITEM, sentences=(TWELVE, FOURTEEN)))
    assert coverage.arranged(only, 12).item.sentences == (TWELVE, FOURTEEN)


def test_no_side_of_a_conflict_is_left_alone() -> None:
    cite = replace(TWELVE.cites[0], article="elsewhere", start=900, end=950)
    other = replace(TWELVE, text="Five people died, the fire service said.", cites=(cite,))
    for rest in ((FIRST,), ()):
        sentences = coverage.arranged(replace(FERRY, item=replace(ITEM, sentences=(*rest, other, TWELVE))), 12).item
        assert sum(s.disputed for s in sentences.sentences) != 1


def test_a_claim_whose_words_stand_above_is_told_in_short() -> None:
    sides = [claim for dispute in DISPUTES for claim in dispute.claims]
    only = coverage.arranged(replace(FERRY, item=replace(ITEM, sentences=(TWELVE, FOURTEEN))), 12)
    assert [only.repeated(side) for side in sides] == [True, True]
    assert not only.repeated(replace(sides[0], said=""))
    assert [coverage.arranged(FERRY, 12).repeated(side) for side in sides] == [False, False]


def test_a_long_timeline_is_cut_in_its_middle_and_says_how_much_is_missing() -> None:
    lines = coverage.timeline(endless(60).timeline, 12)
    assert [line.revision if isinstance(line, Development) else -line for line in lines] == [
        0, 1, -48, *range(50, 60),
    ]  # fmt: skip


@given(st.lists(st.integers()), st.integers(3, 9))
def test_no_row_is_lost_uncounted(rows: list[int], most: int) -> None:
    cut = coverage.shortened([str(row) for row in rows], most)
    assert sum(row if isinstance(row, int) else 1 for row in cut) == len(rows)
    assert sum(isinstance(row, str) for row in cut) == min(len(rows), most)


def test_a_story_that_did_not_go_on_has_no_timeline() -> None:
    assert coverage.timeline(TIMELINE[:1], 12) == ()
    assert coverage.timeline((), 12) == ()


def test_what_was_taken_back_is_struck_once() -> None:
    lines = coverage.timeline(TIMELINE, 12)
    assert [line.was for line in lines if isinstance(line, Development)] == [
        "",
        "",
        "It carried 90.",
        "The captain fled.",
        "",
    ]
    alone = coverage.timeline((TIMELINE[0], TIMELINE[4]), 12)[1]
    assert isinstance(alone, Development)
    assert alone.was == "The captain fled."


def test_a_change_is_called_by_its_own_words_or_by_its_kind() -> None:
    assert [coverage.label(line) for line in TIMELINE] == [
        "First report", "Killed: 12, now 14", "Corrected (carried: 90, now 80)", "New: Jon Arle",
        "Canal Wire withdrew its report",
    ]  # fmt: skip
    assert [coverage.label(replace(line, detail="")) for line in TIMELINE[1:3]] == ["", "Corrected"]


def test_publishers_are_named_with_who_was_first_and_how_much_is_their_own() -> None:
    assert coverage.publishers(VOICES, str, hour) == (
        "Harbour Post (first, 09:10); Canal Wire, Canal Evening (one publisher, 11:34, 3 reports); "
        "Island News (11 Mar, in others' words)"
    )


def test_many_publishers_are_counted_and_a_lone_one_is_marked() -> None:
    crowd = [Voice((f"Outlet {n}",), NOW) for n in range(11)]
    assert coverage.publishers(crowd, str, hour).endswith("; Outlet 7 (18:00); and 3 more publishers")
    assert coverage.heading(crowd[:1]) == "Who reports it (one source so far)"
    assert "first" not in coverage.publishers(crowd[:1], str, hour)


# --- as a document ---------------------------------------------------------------------------------------------------


def test_the_document_of_a_story_tells_its_life() -> None:
    document = json.loads(json.dumps(forms.document(FERRY)))
    assert [line["change"] for line in document["timeline"]] == ["opened", "figure", "corrected", "actor", "withdrawn"]
    assert document["timeline"][1]["at"] == "2026-03-10T11:34:00Z"
    assert (document["timeline"][4]["sentence"], document["timeline"][4]["was"]) == (None, "The captain fled.")
    assert document["voices"][2] == {"outlets": ["Island News"], "first": "2026-03-11", "reports": 0}
    assert [claim["said"] for claim in document["disputes"][0]["claims"]] == ["12 dead", "14 dead"]


def test_every_line_of_a_document_that_claims_something_can_be_traced() -> None:
    document = forms.document(FERRY)
    told = [line["sentence"] for line in document["timeline"] if line["sentence"]]
    told += [claim["sentence"] for dispute in document["disputes"] for claim in dispute["claims"]]
    assert len(told) == 5
    assert all(cite["url"].startswith("https://") for sentence in told for cite in sentence["cites"])


@pytest.mark.parametrize("fictional", [True, False])
def test_a_document_says_whether_it_is_fiction(fictional: bool) -> None:
    item = replace(ITEM, fictional=fictional)
    answer = Answer("?", "ferry", (FIRST,), False, NOW, fictional=fictional)
    documents = [forms.document(piece) for piece in (item, answer, Coverage(ITEM, (), fictional), Coverage(item, ()))]
    assert [document["fictional"] for document in documents] == [fictional] * 4


def test_a_document_says_from_which_language_its_sentences_were_translated() -> None:
    german = replace(FIRST, translated="de")
    item, answer = replace(ITEM, sentences=(german,)), Answer("?", "ferry", (german,), False, NOW, note="In German.")
    brief = forms.document(Brief("e1", NOW, (item, ITEM)))
    assert [told["translated"] for told in brief["items"]] == ["de", ""]
    assert forms.document(Coverage(item, ()))["translated"] == "de"
    assert [forms.document(answer)[key] for key in ("translated", "note")] == ["de", "In German."]


def test_a_document_says_what_is_new_to_a_chat_where_that_is_known() -> None:
    grown = replace(ITEM, standing=Standing.UPDATED, note="killed: 12, now 14")
    assert forms.item_line(grown)["note"] == "killed: 12, now 14"
    assert "note" not in forms.item_line(ITEM)


def test_every_kind_of_change_and_dispute_has_words() -> None:
    silent = [c for c in Change if not coverage.label(Development(c, "s", 1, NOW, FIRST))]
    assert silent == [Change.FIGURE, Change.STAGE, Change.ACTOR]  # the sentence says it
    assert forms.dispute_line(DISPUTES[0])["about"] == "killed"
