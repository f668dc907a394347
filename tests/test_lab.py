"""The lab: each stage alone, its form, and that one bad line never stops the rest."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import lab
from bot.forms import article_line
from bot.wire import Reading, plain
from bot.wire import lines as lines_of

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TEXT = (
    "A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.\n\n"
    "Rescuers pulled 40 people from the water, according to the fire service in Korve."
)
DAM: dict[str, Any] = {
    "id": "a1",
    "outlet": "Harbour Post",
    "headline": "Dam failure above Korve kills 12",
    "text": TEXT,
    "url": "https://hp.example/dam",
    "published": "2026-03-10T10:00:00Z",
    "language": "en",
}


def lines(*values: object) -> list[str]:
    return [v if isinstance(v, str) else json.dumps(v) for v in values]


BAD = {
    "not json": ("{", "not JSON"),
    "not an object": ("[1]", "not a JSON object"),
    "no text": ({"id": "x"}, "'text' is missing"),
    "no id": ({"text": "x"}, "'id' is missing"),
    "a number for text": ({"id": "x", "text": 7}, "'text' is missing or not a text"),
    "a bad time": ({"id": "x", "text": "y", "published": "yesterday"}, "not an ISO 8601 time"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_goes_on(case: str) -> None:
    line, message = BAD[case]
    out = list(lab.place(lines(DAM, line, DAM | {"id": "a2"}), NOW))
    assert [set(o) >= {"id", "story"} for o in out] == [True, False, True]
    assert message in out[1]["error"]


def test_place_answers_in_input_order_with_merges_applied() -> None:
    other = {
        "id": "b1",
        "text": "The chess federation named Ilo Marr its champion.",
        "headline": "Marr wins chess title",
    }
    out = list(lab.place(lines(DAM, other, DAM | {"id": "a2", "outlet": "Canal Wire"}), NOW))
    assert [o["id"] for o in out] == ["a1", "b1", "a2"]
    assert out[0]["story"] == out[2]["story"] != out[1]["story"]


def test_write_gives_sentences_whose_cites_are_exact_spans() -> None:
    (out,) = lab.write(lines({"id": "s", "articles": [DAM]}), NOW)
    assert out["id"] == "s"
    cites = [c for s in out["sentences"] for c in s["cites"]]
    assert cites
    assert all(TEXT[c["start"] : c["end"]] == c["text"] for c in cites)
    assert cites[0]["outlet"] == "Harbour Post"


def test_spans_hold_in_text_with_stray_blank_lines() -> None:
    text = "\n\n" + TEXT.replace("\n\n", "\n\n\n\n") + "\n"
    (out,) = lab.write(lines({"id": "s", "articles": [DAM | {"text": text}]}), NOW)
    cites = [c for s in out["sentences"] for c in s["cites"]]
    assert cites
    assert all(text[c["start"] : c["end"]] == c["text"] for c in cites)


def test_check_gives_a_verdict_and_a_lean() -> None:
    claims = ["A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.",
              "A dam above the town of Korve failed on Tuesday, killing 90 people."]  # fmt: skip
    good, bad = lab.check(lines(*({"source": [TEXT], "claim": c} for c in claims)), NOW)
    assert (good["verdict"], good["supported"]) == ("supported", True)
    assert (bad["verdict"], bad["supported"]) == ("refused", False)
    assert bad["reasons"]


def test_check_keeps_an_id_and_names_what_is_missing() -> None:
    good, bad = lab.check(
        lines({"id": "7", "source": TEXT, "claim": "Rescuers pulled 40 people."}, {"claim": "x"}), NOW
    )
    assert good["id"] == "7"
    assert "needs 'source'" in bad["error"]


def test_passages_answer_from_the_file_or_refuse(tmp_path: Path) -> None:
    held = tmp_path / "articles.jsonl"
    held.write_text("\n".join(lines(DAM, "{")), encoding="utf-8")
    asked = lines(
        {"id": "q1", "question": "How many people were killed?"}, {"id": "q2", "question": "Who won the chess final?"}
    )
    error, found, refused = lab.passages(asked, NOW, held)
    assert "articles.jsonl" in error["error"]
    assert not found["refused"]
    first = found["passages"][0]
    assert TEXT[first["start"] : first["end"]] == first["text"]
    assert "12" in first["text"]
    assert refused["refused"]


def test_extract_reads_a_page() -> None:
    body = "".join(
        f"<p>{p} It is the second such failure in the province this year, officials said.</p>"
        for p in TEXT.split("\n\n")
    )
    page = f"<article><h1>Dam fails above Korve</h1>{body}</article>"
    html = f"<html lang=en><head><title>Dam fails above Korve | Harbour Post</title></head><body>{page}</body></html>"
    good, bad = lab.extract(lines({"id": "p", "html": html, "url": "https://hp.example/dam"}, {"id": "q"}), NOW)
    assert good["headline"] == "Dam fails above Korve"
    assert "killing 12 people" in good["text"]
    assert {"byline", "updated", "published"} <= set(good)
    assert bad == {"id": "q", "error": "needs 'html' as text"}


def test_parse_gives_an_article_a_line_and_says_what_could_not_be_read() -> None:
    async def read(address: str) -> Reading:
        article = plain.article("Dam fails above Korve\n\n" + TEXT, NOW, id=address)
        return Reading((article,), (), ("one file was empty",))

    first, second = lab.parse(lines({"path": "/news/dam.txt"}), NOW, read)
    assert first["id"] == "/news/dam.txt"
    assert first["headline"] == "Dam fails above Korve"
    assert second == {"error": "one file was empty"}


def test_a_date_alone_stays_a_date() -> None:
    article = lines_of.article(DAM | {"published": "2025-07-11"})
    assert article_line(article)["published"] == "2025-07-11"
    assert article_line(lines_of.article(DAM))["published"] == "2026-03-10T10:00:00Z"


UNREADABLE = [{"path": ""}, {"path": 5}, {"url": ""}, {"url": "/etc/hostname"}, {"url": "file:///etc/hostname"}, {}]


@pytest.mark.parametrize("line", UNREADABLE, ids=str)
def test_parse_reads_no_file_that_is_called_a_url_and_nothing_for_an_empty_path(line: dict[str, Any]) -> None:
    async def read(address: str) -> Reading:
        raise AssertionError(f"read {address}")

    (out,) = lab.parse(lines(line), NOW, read)
    assert "needs '" in out["error"]


def test_parse_keeps_a_path_that_looks_like_an_address_or_a_dash() -> None:
    asked: list[str] = []

    async def read(address: str) -> Reading:
        asked.append(address)
        return Reading((), (), ())

    assert list(lab.parse(lines({"path": "-"}, {"path": "http://x.example"}), NOW, read)) == []
    assert [address.startswith("/") for address in asked] == [True, True]


@pytest.mark.parametrize("name", [7, "s"])
def test_a_line_that_fails_keeps_its_id(name: object) -> None:
    (out,) = lab.write(lines({"id": name, "articles": ["x"]}), NOW)
    assert out["id"] == name
    assert "error" in out


def test_articles_in_another_charset_cost_only_their_letters(tmp_path: Path) -> None:
    held = tmp_path / "articles.jsonl"
    held.write_bytes(b"\xff\xfe{\n" + json.dumps(DAM).encode() + b"\n")
    error, found = lab.passages(lines({"id": "q", "question": "How many people were killed?"}), NOW, held)
    assert "error" in error
    assert found["passages"]


ODD = {
    "single line ends": TEXT.replace(", killing", ",\nkilling"),
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "trailing blanks": TEXT.replace("\n\n", "  \n\n") + " \n \n",
    "emoji": "\U0001f30a " + TEXT.replace("Korve", "Korve \U0001f469\u200d\U0001f692"),
    "combining letters": TEXT.replace("Korve", "Ko\u0301rve"),
    "tabs and hard blanks": TEXT.replace("town of", "town\u00a0of").replace(" killing", "\tkilling"),
}


@pytest.mark.parametrize("case", ODD)
def test_offsets_count_the_text_as_it_was_given(case: str, tmp_path: Path) -> None:
    text = ODD[case]
    (written,) = lab.write(lines({"id": "s", "articles": [DAM | {"text": text}]}), NOW)
    (tmp_path / "a.jsonl").write_text(json.dumps(DAM | {"text": text}))
    (found,) = lab.passages(lines({"id": "q", "question": "How many people were killed?"}), NOW, tmp_path / "a.jsonl")
    spans = [c for s in written["sentences"] for c in s["cites"]] + found["passages"]
    assert written["sentences"]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in spans)


def test_a_stage_answers_each_line_before_it_reads_the_next() -> None:
    read: list[int] = []

    def given() -> Iterator[str]:
        for n in range(3):
            read.append(n)
            yield json.dumps({"id": n, "source": TEXT, "claim": "Rescuers pulled 40 people."})

    for n, out in enumerate(lab.check(given(), NOW)):
        assert (out["id"], len(read)) == (n, n + 1)
