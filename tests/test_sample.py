"""The sample wire is varied, hard, wholly invented, and labelled."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.news import Article, Genre
from bot.wire import sample

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SUMMER = datetime(2027, 7, 2, 5, 30, tzinfo=UTC)
CASES = Path(__file__).parent / "cases" / "sample"
TRUTH = json.loads((CASES / "truth.json").read_text(encoding="utf-8"))
QUESTIONS = json.loads((CASES / "questions.json").read_text(encoding="utf-8"))
FACTS = json.loads((CASES / "facts.json").read_text(encoding="utf-8"))
RECEIVED = 84


def key(article: Article) -> str:
    return article.url.removeprefix("https://")


@cache
def wire(now: datetime = NOW) -> tuple[Article, ...]:
    return sample.articles(now)


@cache
def named(path: str) -> Article:
    return next(a for a in wire() if a.url.endswith(path))


@cache
def files(now: datetime = NOW) -> dict[str, str]:
    return {sheet.path: text for sheet, text in sample.rendered(now)}


def story(name: str) -> list[Article]:
    return [a for a in wire() if TRUTH[key(a)]["story"] == name]


def test_a_token_is_a_distance_from_now_in_a_form_and_a_language():
    assert sample.render("{{-1d2h30m iso}}", NOW) == "2026-11-22T15:30:00Z"
    assert sample.render("{{-2d rfc822}}", NOW) == "Sat, 21 Nov 2026 18:00:00 GMT"
    assert sample.render("on {{-1d weekday}}, {{-1d date}}", NOW) == "on Sunday, 22 November"
    assert sample.render("{{+1d weekday}} {{-0h date}}", NOW, "de") == "Dienstag 23. November"
    assert sample.render("{{-3h clock}} {{-0h date}}", NOW, "es") == "15:00 23 de noviembre"
    assert (
        sample.render("{{-1d long}}, {{-1d dashed}} {{-90d month}}", NOW, "fr") == "22 novembre 2026, 11-22-2026 août"
    )


def test_an_unknown_form_is_an_error_and_no_token_is_left_over():
    with pytest.raises(KeyError):
        sample.render("{{-1d fortnight}}", NOW)
    assert not [path for path, text in files().items() if "{{" in text]


def test_the_wire_is_large_enough():
    assert len({a.id for a in wire()}) == len(TRUTH) >= 60
    assert len(wire()) == RECEIVED
    assert len(sample.outlets()) >= 13
    assert {a.outlet for a in wire()} == set(sample.outlets())
    assert len({row["story"] for row in TRUTH.values()} - {None}) >= 18


def test_every_outlet_is_marked_fictional_and_some_share_a_family():
    outlets = sample.outlets().values()
    assert all(o.fictional and o.home.endswith(".example") and o.beats for o in outlets)
    assert max(Counter(o.voice for o in outlets).values()) >= 2
    assert {"en", "fr", "es", "de"} <= {o.language for o in outlets}


def test_it_comes_in_every_form_the_wire_reads():
    endings = {Path(path).suffix for path in files()}
    assert endings == {".xml", ".atom", ".json", ".html", ".txt"}


def test_every_article_has_a_label_and_every_label_an_article():
    assert {key(a) for a in wire()} == set(TRUTH)


def test_no_address_is_real():
    hosts = re.findall(r"https?://([\w.-]+)", "".join(files().values()))
    formal = {"purl.org", "www.w3.org", "jsonfeed.org", "schema.org"}
    assert not {host for host in hosts if not host.endswith(".example")} - formal


@pytest.mark.parametrize("now", [NOW, SUMMER])
def test_articles_arrive_in_order_and_never_after_now(now: datetime):
    arrivals = [a.fetched for a in wire(now)]
    assert arrivals == sorted(arrivals)
    assert arrivals[-1] <= now
    assert arrivals[0] >= now - timedelta(days=4)


@pytest.mark.parametrize("now", [NOW, SUMMER])
def test_only_the_deliberate_items_claim_to_be_of_the_future(now: datetime):
    ahead = {key(a) for a in wire(now) if a.published and a.published > now}
    assert ahead <= {"pitchside.example/cup/final-tactics", "openorbit.example/missions/lantern-first-look"}


def test_every_body_is_news_prose_of_some_length():
    lean = [key(a) for a in wire() if len(a.paragraphs) < 3 or len(a.text) < 300]
    assert not lean
    assert not [key(a) for a in wire() if a.teaser]


def test_only_wire_copy_and_corrections_share_paragraphs():
    own = [a for a in wire() if "copy_of" not in TRUTH[key(a)] and a.revision == 1]
    shared = Counter(p for a in own for p in a.paragraphs if len(p) > 90)
    assert not [p for p, count in shared.items() if count > 1]


def test_wire_copy_runs_in_four_outlets_under_different_headlines():
    agency = named("world/hollin-bay-ferry-capsizes")
    copies = [a for a in wire() if TRUTH[key(a)].get("copy_of") == key(agency)]
    assert len({a.outlet for a in copies}) == 4
    assert len({a.headline for a in [*copies, agency]}) == 5
    assert all(len(set(a.paragraphs) & set(agency.paragraphs)) >= 5 for a in copies)


TWINS = [
    ("world/hollin-bay-ferry-capsizes", "world/port-amity-ferry-capsizes"),
    ("world/quillabaya-earthquake", "world/osterlund-earthquake"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_different_stories_are_told_in_nearly_the_same_words(one: str, other: str):
    first, second = (set(re.findall(r"\w+", named(path).paragraphs[0])) for path in (one, other))
    assert len(first & second) / min(len(first), len(second)) > 0.5
    assert TRUTH[key(named(one))]["story"] != TRUTH[key(named(other))]["story"]


@pytest.mark.parametrize("name", ["rent-cap", "blackmoor-mine"])
def test_a_story_runs_over_three_days(name: str):
    assert {(NOW - a.fetched).days for a in story(name)} == {0, 1, 2}


HARD = [
    ("figures that conflict", "news/hollin-bay-ferry-14-dead", "Fourteen people"),
    ("the other figure", "world/ferry-hollin-bay", "12 people were killed"),
    ("an instruction in a body", "local/cholera-manihi", "Ignore all previous instructions"),
    ("a foreign language", "monde/naufrage-hollin-bay", "douze personnes"),
    ("a teaser filled from its page", "politics/president-signs-rent-cap", "Lowgate"),
    ("scraped plain text", "front/blackmoor-five-home", "fed the pigeons"),
    ("a twin of one guid", "cup/harkin-ban", "three matches"),
    ("its other twin", "cup/rovers-win-final", "hat-trick"),
]


@pytest.mark.parametrize(("case", "path", "words"), HARD)
def test_a_hard_case_is_there(case: str, path: str, words: str):
    assert words in named(path).text, case


def test_a_casualty_figure_stands_deep_in_a_text():
    first = next(n for n, p in enumerate(named("world/caldora-wildfire-evacuation").paragraphs) if "died" in p)
    assert first >= 5


def test_a_corrected_article_comes_twice_and_changes_a_fact():
    first, second = [a for a in wire() if key(a).endswith("courts/rosk-sentenced")]
    assert (first.id, first.revision, second.revision) == (second.id, 1, 2)
    assert "nine years" in first.paragraphs[0]
    assert "jailed for seven years" in second.text
    assert first.fetched < second.fetched


def test_an_item_has_no_date_and_two_are_dated_ahead():
    assert "date_published" not in files()["feeds/standard.json"].split("kelda-lumen-recall")[2].split("}")[0]
    assert named("technology/kelda-lumen-recall").published is None
    assert "2099" in files()["feeds/pitchside.xml"]
    assert "2026-11-26" in files()["feeds/orbit.atom"]


def test_a_feed_repeats_an_item_and_reuses_a_guid():
    assert files()["feeds/northlight.xml"].count("<title>Interest rates cut") == 2
    assert files()["feeds/pitchside.xml"].count("ps-1007</guid>") == 2


def test_markup_and_mentions_stand_in_headlines():
    assert "<b>Lumen</b> phones &amp;amp; chargers" in files()["feeds/standard.json"]
    assert "@everyone [Norrum bid: claim your shares](http://" in files()["feeds/ledger.json"]
    assert "<b>" not in named("technology/kelda-lumen-recall").headline


@pytest.mark.parametrize("genre", ["opinion", "live", "roundup"])
def test_what_is_no_report_has_no_story(genre: str):
    rows = [row for row in TRUTH.values() if row["genre"] == genre]
    assert rows
    assert {row["story"] for row in rows} == {None}


def test_the_wire_reads_the_genre_that_is_labelled():
    assert {key(a): a.genre for a in wire()} == {name: Genre(row["genre"]) for name, row in TRUTH.items()}


def test_a_page_is_heavy_with_boilerplate():
    page = files()["pages/morningside/explain-coast-road-reopens.html"]
    assert all(words in page for words in ("Sign up to our newsletter", "Cookies", "Read more:", "Share this story"))


def test_labels_name_only_stories_of_the_wire():
    stories = {row["story"] for row in TRUTH.values()} - {None}
    assert set(FACTS["stories"]) == stories
    assert {q["story"] for q in QUESTIONS if not q["refused"]} <= stories
    assert {q["near"] for q in QUESTIONS if q["refused"]} <= stories | {""}
    assert {row["about"] for row in TRUTH.values() if "about" in row} <= stories


def test_there_are_questions_to_answer_and_questions_to_refuse():
    assert len({q["question"] for q in QUESTIONS}) == len({q["id"] for q in QUESTIONS}) == len(QUESTIONS) >= 40
    assert sum(q["refused"] for q in QUESTIONS) >= 15


def said(words: list[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text, re.IGNORECASE) for w in words)


def test_every_expected_fact_stands_in_its_story():
    wanted = [(name, fact) for name, row in FACTS["stories"].items() for fact in row["must"]]
    wanted += [(q["story"], fact) for q in QUESTIONS if not q["refused"] for fact in q["answer"]]
    bodies = {name: " ".join(a.text for a in story(name)) for name in FACTS["stories"]}
    assert not [(name, fact) for name, fact in wanted if not said(fact, bodies[name])]


def test_the_whole_wire_can_be_written_as_files(tmp_path: Path):
    written = sample.write(tmp_path / "wire", NOW)
    assert len(written) == len(sample.sheets()) == len(files())
    assert (tmp_path / "wire" / "feeds" / "faro.atom").read_text(encoding="utf-8") == files()["feeds/faro.atom"]
