"""Footnotes, ages and times as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import layout
from bot.news import Answer, Cite, Precision, Sentence
from bot.text.languages import NAMES

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def said(*articles: str) -> Sentence:
    return Sentence("The dam held.", tuple(Cite(a, 0, 13, "The dam held.") for a in articles))


def test_an_article_keeps_one_number_however_often_it_is_cited() -> None:
    sentences = [said("b"), said("a", "b"), said("c")]
    notes = layout.number(sentences)
    assert {a: n.number for a, n in notes.items()} == {"b": 1, "a": 2, "c": 3}
    assert [layout.marks(s, notes) for s in sentences] == [[1], [1, 2], [3]]


AGES = [
    (timedelta(seconds=20), "just now"),
    (timedelta(minutes=1), "1 minute ago"),
    (timedelta(minutes=59), "59 minutes ago"),
    (timedelta(hours=1), "1 hour ago"),
    (timedelta(hours=23), "23 hours ago"),
    (timedelta(days=1), "1 day ago"),
    (timedelta(days=29), "29 days ago"),
    (timedelta(days=60), "9 January 2026"),
]


@pytest.mark.parametrize(("passed", "words"), AGES)
def test_an_age_is_said_in_words(passed: timedelta, words: str) -> None:
    assert layout.age(NOW - passed, NOW) == words


def test_what_has_no_time_gets_none() -> None:
    assert layout.age(None, NOW) == "undated"
    assert layout.clock(None, ZoneInfo("UTC")) == "undated"


def test_a_date_alone_is_never_given_an_hour() -> None:
    day = datetime(2026, 3, 10, tzinfo=UTC)
    assert layout.age(day, NOW, Precision.DAY) == "10 March 2026"
    assert layout.clock(day, ZoneInfo("America/New_York"), Precision.DAY) == "10 Mar 2026"


def test_a_clock_is_in_the_readers_zone() -> None:
    assert layout.clock(NOW, ZoneInfo("Asia/Tokyo")) == "10 Mar 21:00"


def test_names_are_listed_and_the_rest_counted() -> None:
    assert layout.listed(["A", "B", "C"]) == "A, B, C"
    assert layout.listed(["A", "B", "C", "D"]) == "A, B and 2 more"
    assert layout.plural(1, "outlet") == "1 outlet"
    assert layout.plural(2, "outlet") == "2 outlets"


def test_a_time_of_another_year_is_given_with_its_year() -> None:
    assert layout.clock(NOW, ZoneInfo("UTC"), now=NOW) == "10 Mar 12:00"
    assert layout.clock(NOW, ZoneInfo("UTC"), now=NOW + timedelta(days=365)) == "10 Mar 2026 12:00"


LONG = "The dam held. Dr. Ilse Brand of the water board said so on Tuesday. Nobody was hurt."


def test_a_text_is_cut_where_a_sentence_ends() -> None:
    assert layout.cut(LONG, 70) == [LONG[:67], "Nobody was hurt."]


def test_a_text_without_a_sentence_end_is_cut_at_a_blank_and_one_without_a_blank_between_letters() -> None:
    assert layout.cut("one two three", 8) == ["one two", "three"]
    assert layout.cut("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_a_letter_is_not_parted_from_its_accent() -> None:
    assert layout.cut("abe\u0301d", 3) == ["ab", "e\u0301d"]


@pytest.mark.parametrize("limit", [1, 2, 5, 17, 60, 1000])
@pytest.mark.parametrize("text", [LONG, "\U0001f30a" * 40, "x" * 99, "a b " * 30, "日本語。" * 20], ids=str)
def test_nothing_of_a_cut_text_is_lost_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = layout.cut(text, limit, layout.utf16)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(layout.utf16(piece) <= max(limit, 2) for piece in pieces)


def test_what_fits_is_not_cut_and_nothing_gives_nothing() -> None:
    assert layout.cut("  The dam held. ", 13) == ["The dam held."]
    assert layout.cut("   ", 5) == []


def test_blocks_are_shared_out_in_order_and_never_divided() -> None:
    assert layout.pack([4, 4, 4], 9) == [range(0, 2), range(2, 3)]
    assert layout.pack([4, 4, 4], 8) == [range(0, 1), range(1, 2), range(2, 3)]
    assert layout.pack([4, 99, 4], 10) == [range(0, 1), range(1, 2), range(2, 3)]
    assert layout.pack([], 10) == []


def test_lengths_are_counted_as_platforms_count_them() -> None:
    assert [layout.utf16(text) for text in ("", "abc", "é", "\U0001f30a")] == [0, 3, 1, 2]


@given(st.text(max_size=300), st.integers(2, 80))
def test_any_text_is_cut_without_loss_and_no_piece_is_empty(text: str, limit: int) -> None:
    pieces = layout.cut(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() and layout.utf16(piece) <= limit for piece in pieces)


@given(st.lists(st.integers(0, 120), max_size=40), st.integers(1, 100), st.integers(0, 5))
def test_any_blocks_are_shared_out_once_each_and_as_tightly_as_their_order_allows(
    sizes: list[int], limit: int, joint: int
) -> None:
    ranges = layout.pack(sizes, limit, joint)
    held = [sum(sizes[i] for i in r) + joint * (len(r) - 1) for r in ranges]
    assert [i for r in ranges for i in r] == list(range(len(sizes)))
    assert all(total <= limit or len(r) == 1 for r, total in zip(ranges, held, strict=True))
    assert all(total + joint + sizes[r.stop] > limit for r, total in zip(ranges[:-1], held, strict=False))


def test_where_all_is_new_nothing_is_set_apart_and_each_is_told_once() -> None:
    a, b = said("a"), said("b")
    side = Sentence("Twelve.", a.cites, disputed=True)
    assert layout.ordered([a, b], [b]) == ([b], [a], [])
    assert layout.ordered([a], [a, b]) == ([], [a, b], [])
    assert layout.ordered([side, a], [a]) == ([a], [], [side])
    assert layout.ordered([side], [side]) == ([], [], [side])


def carried(*codes: str) -> list[Sentence]:
    return [Sentence("Der Damm hielt.", said("a").cites, translated=code) for code in codes]


TRANSLATED = {
    ("",): "",
    ("de",): "translated from German",
    ("de", "de"): "translated from German",
    ("de", ""): "partly translated from German",
    ("en", "fr"): "translated from English and French",
    ("qx",): "translated from qx",
    ("<b>@all\x1b[31m",): "translated from <b>@all",
}


@pytest.mark.parametrize("codes", TRANSLATED)
def test_from_which_language_sentences_were_translated_is_said_by_its_name(codes: tuple[str, ...]) -> None:
    assert layout.translated(carried(*codes)) == TRANSLATED[codes]


def test_thirty_languages_are_called_by_their_names() -> None:
    assert len(NAMES) == len({*NAMES.values()}) == 30


def test_below_an_answer_stands_what_was_translated_and_what_was_left() -> None:
    answer = Answer("?", "s", tuple(carried("en", "")), False, NOW, note="Partly in English, as it was printed.")
    assert layout.tongue(answer) == "Partly translated from English. Partly in English, as it was printed."
    assert layout.tongue(Answer("?", "s", (said("a"),), False, NOW)) == ""
