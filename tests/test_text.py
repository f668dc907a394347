"""Sentences, words, names and numbers as the rooms above rely on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import text
from bot.news import Article
from bot.text.telling import Telling

SENTENCES = [
    ("en", ["He paid on Jan. 3.", "He left."]),
    ("en", ["J. K. Marlow said no.", "Gen. Ortiz agreed."]),
    ("en", ["The U.S. Senate voted 51-49.", "It rose 3.5 percent."]),
    ("en", ["They met in the U.S.", "The talks failed."]),
    ("en", ["Mr. Lee left at 5 p.m. Monday.", "He came at 5 p.m.", "The rest stayed."]),
    ("en", ["He was No. 10 in line.", "Ana de la Cruz came."]),
    ("en", ['The mayor said: "We lost 12 people. It is a tragedy."', "Rescue went on."]),
    ("en", ["“We will not stop. We cannot,” he said.", "Then silence."]),
    ("en", ["Wait... what?", "No!", "Yes."]),
    ("de", ["Am 3. Juli kam er.", "Das war es."]),
    ("de", ["Die 3. Liga spielt.", "Er kam am 3.", "Dann ging er."]),
    ("zh", ["今天下雨。", "明天晴天。"]),
    ("ja", ["雨が降った。", "風も強い！"]),
    ("fr", ["Il a dit : « Oui. Non. »", "Puis il est parti."]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "expected"), SENTENCES)
def test_a_paragraph_is_cut_where_its_sentences_end(language: str, expected: list[str]) -> None:
    joiner = "" if language in ("zh", "ja") else " "
    assert [s for _, s in text.sentences(joiner.join(expected), language)] == expected


def test_a_short_line_stands_alone_and_a_wrapped_one_does_not() -> None:
    paragraph = "What we know\nThe bridge over the Elver was closed to all traffic on Monday\nmorning. It stays shut."
    found = [s for _, s in text.sentences(paragraph)]
    assert found[0] == "What we know"
    assert found[1].endswith("on Monday\nmorning.")
    assert found[2] == "It stays shut."


@given(
    st.text(st.sampled_from("ab Z.!?\"“”'()3\n\t,U.S.。é…-"), max_size=80),
    st.sampled_from(["en", "de", "zh", "ar", ""]),
)
def test_no_sentence_is_lost_or_moved(paragraph: str, language: str) -> None:
    cursor = 0
    for start, sentence in text.sentences(paragraph, language):
        assert paragraph[start : start + len(sentence)] == sentence
        assert not paragraph[cursor:start].strip()
        cursor = start + len(sentence)
    assert not paragraph[cursor:].strip()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=4))
def test_a_passage_is_its_span_of_the_article(paragraphs: list[str]) -> None:
    article = Article("a", "o", "h", tuple(paragraphs))
    for i, passage in enumerate(text.passages(article)):
        assert passage.index == i
        assert article.text[passage.start : passage.end] == passage.text


NAMES = [
    ("The U.S. Senate's Ana de la Cruz met Jean-Luc Marchais.", ["U.S. Senate", "Ana de la Cruz", "Jean-Luc Marchais"]),
    ("O'Neill and J. K. Marlow flew to Côte d'Azur on Monday.", ["O'Neill", "J. K. Marlow", "Côte d'Azur"]),
    ("In Paris, Basma al-Attar spoke.", ["Paris", "Basma al-Attar"]),
    ("Президент Владимир Орлов приехал в Киев.", ["Президент Владимир Орлов", "Киев"]),
    ("Bank of the West paid N. Vell’s bill.", ["Bank of the West", "N. Vell"]),
    ("She and they left. But why?", []),
]


@pytest.mark.parametrize(("printed", "expected"), NAMES)
def test_names_are_runs_of_capitals_without_function_words(printed: str, expected: list[str]) -> None:
    assert text.names(printed) == expected


NUMBERS = [
    ("1,200 people", [(1200, "count", "")]),
    ("$3.5 million", [(3.5e6, "money", "USD")]),
    ("1.234,5 Euro und 3,5 Millionen Euro", [(1234.5, "money", "EUR"), (3.5e6, "money", "EUR")]),
    ("1 200 habitants", [(1200, "count", "")]),
    ("4 % or 12 per cent or 25 basis points", [(4, "share", "%"), (12, "share", "%"), (25, "share", "bp")]),
    ("in 2024 the 1900 people", [(2024, "year", ""), (1900, "count", "")]),
    ("the 12th and the third", [(12, "ordinal", ""), (3, "ordinal", "")]),
    ("two-thirds, half a million", [(0.666667, "share", "part"), (5e5, "count", "")]),
    ("a third, half", [(0.333333, "share", "part"), (0.5, "share", "part")]),
    ("a dozen boats, two hundred and five men", [(12, "count", ""), (205, "count", "")]),
    ("between one and two", [(1, "one", ""), (2, "count", "")]),
    ("one man, twenty-one women", [(1, "one", ""), (21, "count", "")]),
    ("10:30, 51-49, -3%", [(10, "clock", ""), (51, "count", ""), (49, "count", ""), (-3, "share", "%")]),
    ("0.125 and 3.142 million", [(0.125, "count", ""), (3.142e6, "count", "")]),
    ("someone, often, tone, B12", []),
    ("İstanbul two", [(2, "count", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected"), NUMBERS)
def test_quantities_are_read_with_kind_and_unit(printed: str, expected: list[tuple[float, str, str]]) -> None:
    assert [(n.value, n.kind, n.unit) for n in text.numbers(printed)] == expected


@given(st.text(st.sampled_from("one two hundred 1,2.3 %$€ a dozen half third-million"), max_size=40))
def test_a_number_is_a_span_of_the_text_and_none_overlap(printed: str) -> None:
    end = 0
    for number in text.numbers(printed):
        assert end <= number.start < number.end <= len(printed)
        end = number.start + 1


def test_words_are_folded_and_unspaced_scripts_are_paired() -> None:
    assert text.words("Zoë’s café—ABC's") == ["zoe", "cafe", "abc"]
    assert text.words("今日は雨 covid19") == ["今日", "日は", "は雨", "covid19"]
    assert text.words("हिन्दी 한국어 новый") == ["हिन्दी", "한국어", "новый"]
    assert text.words("AB新聞C") == ["ab", "新聞", "c"]


def test_content_keeps_stems_and_figures_without_function_words() -> None:
    assert text.content("The 12 voters were voting in 3 towns") == ["12", "voter", "vote", "3", "town"]
    assert text.stems("The voters") == ["the", "voter"]


def test_clean_makes_one_plain_line() -> None:
    assert text.clean("a\u200bb\n c\u00a0\u202ed ") == "ab c d"


def test_a_slug_is_short_ascii_and_telling() -> None:
    assert text.slug("The Zürich court frees the eleven miners today") == "zurich-court-frees-eleven"
    assert text.slug("今日") == ""


def test_a_digest_is_stable() -> None:
    assert text.digest("wire") == text.digest("wire") != text.digest("wires")
    assert len(text.digest("\ud800", size=4)) == 8


def test_the_cache_of_stems_is_bounded() -> None:
    table = Telling(["the"], lambda word: word.rstrip("s"), kept=2)
    assert [table[w] for w in ("votes", "towns", "the", "miners", "votes")] == ["vote", "town", "", "miner", "vote"]
    assert len(table) <= 2
