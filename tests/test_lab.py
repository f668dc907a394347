"""The lab: each stage alone, its form, and that one bad line never stops the rest."""

import json
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

    first, second = lab.parse(lines({"path": "dam.txt"}), NOW, read)
    assert first["id"] == "dam.txt"
    assert first["headline"] == "Dam fails above Korve"
    assert second == {"error": "one file was empty"}


def test_a_date_alone_stays_a_date() -> None:
    article = lines_of.article(DAM | {"published": "2025-07-11"})
    assert article_line(article)["published"] == "2025-07-11"
    assert article_line(lines_of.article(DAM))["published"] == "2026-03-10T10:00:00Z"
