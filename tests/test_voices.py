"""Who says what: publishers, and where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chronicle import disputes, voices
from bot.extract.facts import kinds
from bot.news import Article, Dispute, Genre, Outlet, Precision, Status, Story
from bot.text.spelled import EVERYWHERE, SPELLED

CASES = Path(__file__).parent / "cases" / "chronicle"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


# --- written cases ----------------------------------------------------------------------------------------------------


def written(*files: str) -> Iterator[dict[str, Any]]:
    for file in files:
        for line in (CASES / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def as_article(row: dict[str, Any]) -> Article:
    kind = row.get("kind", "")
    return Article(
        row["id"], row["outlet"], row["headline"], tuple(row["paragraphs"]), language=row["language"],
        published=datetime.fromisoformat(row["at"]),
        status=Status(kind) if kind in list(Status) else Status.USABLE,
        genre=Genre(kind) if kind in list(Genre) else Genre.REPORT,
    )  # fmt: skip


def outlets(case: dict[str, Any]) -> dict[str, Outlet]:
    families = case.get("families", {})
    return {
        a["outlet"]: Outlet(a["outlet"], a["outlet"], family=families.get(a["outlet"], "")) for a in case["articles"]
    }


def found(case: dict[str, Any]) -> tuple[Dispute, ...]:
    return disputes([as_article(row) for row in case["articles"]], outlets(case), NOW)


def short(told: tuple[Dispute, ...]) -> list[Any]:
    return [[d.about, *((c.said, c.sentence.cites[0].article) for c in d.claims)] for d in told]


def wanted(case: dict[str, Any]) -> list[Any]:
    return [[d["about"], *((s["said"], s["article"]) for s in d["sides"])] for d in case["disputes"]]


@pytest.mark.parametrize("case", list(written("disputes")), ids=lambda case: case["name"])
def test_reports_differ_where_their_reader_would_say_so(case: dict[str, Any]) -> None:
    told = found(case)
    assert short(told) == wanted(case)
    for dispute, sides in zip(told, case["disputes"], strict=True):
        for claim, side in zip(dispute.claims, sides["sides"], strict=True):
            assert side["words"] in claim.sentence.text


def test_the_cases_kept_for_reporting_are_told_as_well_as_they_were() -> None:
    pairs = [(short(found(case)), wanted(case)) for case in written("disputes-report", "disputes-second")]
    right = sum(one in want for told, want in pairs for one in told)
    assert right / sum(len(told) for told, _ in pairs) >= 0.9
    assert right / sum(len(want) for _, want in pairs) >= 0.75


# --- disputes ---------------------------------------------------------------------------------------------------------


def report(id: str, outlet: str, hour: float, *paragraphs: str, **more: Any) -> Article:
    given = {"headline": "Barge sinks", "language": "en", "published": NINE + timedelta(hours=hour)} | more
    return Article(id, outlet, paragraphs=paragraphs, **given)


HARBOUR = {"post": Outlet("post", "Harbour Post", family="harbour"), "echo": Outlet("echo", "Echo", family="harbour"),
           "wire": Outlet("wire", "Canal Wire"), "bay": Outlet("bay", "Bay News")}  # fmt: skip
TWELVE = report("a", "post", 0, "Twelve people drowned when a barge sank at Kessel.")
FOURTEEN = report("b", "wire", 2, "A sunken barge cost lives at Kessel. Fourteen people are dead, the prefect said.")


def sides(*articles: Article) -> list[list[str]]:
    return [[claim.said for claim in dispute.claims] for dispute in disputes(articles, HARBOUR, NOW)]


def test_each_side_has_its_outlet_its_time_and_a_sentence_marked_as_disputed() -> None:
    ((first, second),) = (dispute.claims for dispute in disputes([FOURTEEN, TWELVE], HARBOUR, NOW))
    assert (first.said, first.outlet, first.at) == ("12 dead", "Harbour Post", NINE)
    assert (second.said, second.outlet, second.at) == ("14 dead", "Canal Wire", NINE + timedelta(hours=2))
    assert first.sentence.disputed
    assert second.sentence.cites[0].article == "b"


def test_what_two_others_have_gone_on_from_is_no_side() -> None:
    third = report("c", "bay", 3, "Fourteen people died at Kessel lock, divers said.")
    assert sides(TWELVE, FOURTEEN) == [["12 dead", "14 dead"]]
    assert sides(TWELVE, FOURTEEN, third) == []


def test_a_count_that_somebody_else_repeats_goes_on_standing() -> None:
    others = [report(id, "bay" + id, 3, f"{many} people died at Kessel lock, divers said.")
              for id, many in (("c", "Fourteen"), ("d", "Twelve"))]  # fmt: skip
    assert sides(TWELVE, FOURTEEN, *others) == [["12 dead", "14 dead"]]


def test_an_article_that_was_updated_counts_from_then() -> None:
    late = replace(TWELVE, updated=NINE + timedelta(hours=9))
    (dispute,) = disputes([late, replace(FOURTEEN, published=NINE + timedelta(hours=8))], HARBOUR, NOW)
    assert [(c.said, c.at) for c in dispute.claims][1] == ("12 dead", late.updated)


def test_a_side_without_a_time_has_none() -> None:
    (dispute,) = disputes([replace(TWELVE, published=None), FOURTEEN], HARBOUR, NOW)
    assert {c.said: c.at for c in dispute.claims}["12 dead"] is None


AGREE = {
    "a tenth of a magnitude": ("A magnitude 6.1 quake hit Sunder.", "A quake of magnitude 6.2 hit Sunder."),
    "an aftershock": ("A magnitude 6.6 quake hit Sunder.", "An aftershock of magnitude 5.2 hit Sunder later."),
    "a share of a large number": ("Police arrested 512 people in Tarn.", "Police arrested 524 people in Tarn."),
    "what was counted before": ("Ten people died in Tarn.", "Nine people, not ten, died in Tarn, police said."),
    "former, in French": ("Ten people died in Tarn.", "Neuf personnes sont mortes à Tarn, contre dix auparavant."),
    "nobody": ("Two people died in Tarn.", "The mayor of Tarn spoke of a dark day for everybody."),
}


@pytest.mark.parametrize("pair", AGREE.values(), ids=AGREE)
def test_counts_that_can_both_be_right_are_no_dispute(pair: tuple[str, str]) -> None:
    language = "fr" if "personnes" in pair[1] else "en"
    first, second = report("a", "post", 0, pair[0]), report("b", "wire", 1, pair[1], language=language)
    assert sides(first, second) == []


ROOM_FOR = {
    "a day": ("en", "The unit, set up on a football pitch, can treat 20 wounded per day, the army said of the barge."),
    "jour": ("fr", "L'unité, montée sur un terrain de football, peut opérer vingt blessés par jour."),
    "dia": ("es", "El hospital de campaña puede atender a 20 heridos por día, según el ejército."),
}


@pytest.mark.parametrize("language", ROOM_FOR)
def test_what_a_hospital_has_room_for_is_no_count(language: str) -> None:
    spoken, room = ROOM_FOR[language]
    hurt = report("a", "post", 0, "The number of injured after the barge sank has reached 310, the hospital said.")
    assert sides(hurt, report("b", "wire", 1, room, language=spoken)) == []


def test_a_story_of_nothing_has_no_disputes() -> None:
    assert disputes([], {}, NOW) == ()
    assert disputes([TWELVE], {}, NOW) == ()


CLAIM = report("a", "post", 0, "Marran's army said it had shot down a Tolland jet over the Strait of Ull.")
DENIED = "Tolland's ministry denied that any of its jets had been shot down over the Strait of Ull."
NOT_DENIED = {
    "neither confirmed nor denied": "Tolland neither confirmed nor denied that a jet was shot down over the Strait.",
    "bail": "A Tolland court denied bail to the jet's pilot after the shots over the Strait of Ull.",
    "by the claimant": "Marran's army denied that the jet shot down over the Strait of Ull was a Tolland airliner.",
    "of another thing": "Tolland's ministry denied that wheat prices would rise before the autumn harvest in Vessing.",
}


@pytest.mark.parametrize("sentence", NOT_DENIED.values(), ids=NOT_DENIED)
def test_what_denies_no_claim_of_the_story_is_no_side(sentence: str) -> None:
    assert sides(CLAIM, report("b", "wire", 1, sentence)) == []


def test_a_denial_that_several_print_is_told_once() -> None:
    again = report("c", "bay", 2, DENIED.replace("ministry", "defence ministry"))
    assert sides(CLAIM, report("b", "wire", 1, DENIED), again) == [["claimed", "denied"]]


# --- voices -----------------------------------------------------------------------------------------------------------


def story(*articles: Article) -> Story:
    ids = tuple(a.id for a in articles)
    return Story("barge", ids, ("post",), ("harbour",), NINE, NINE, ids[0], "Barge sinks", "Harbour Post")


def told(*articles: Article) -> list[tuple[tuple[str, ...], int]]:
    return [(v.outlets, v.reports) for v in voices(story(*articles), articles, HARBOUR)]


LONG = "A sand barge with day labourers aboard went down near Kessel lock before dawn, and divers found twelve bodies."


def test_two_labels_of_one_publisher_are_one_voice() -> None:
    other = report("c", "echo", 1, "The Echo has spoken to the lock keeper of Kessel about the barge.")
    assert told(FOURTEEN, TWELVE, other) == [(("Harbour Post", "Echo"), 2), (("Canal Wire",), 1)]


def test_a_publisher_that_only_carries_anothers_words_has_no_report_of_its_own() -> None:
    assert told(report("w", "wire", 0, LONG), report("p", "post", 1, LONG)) == [
        (("Canal Wire",), 1), (("Harbour Post",), 0),
    ]  # fmt: skip


def test_a_mere_day_does_not_make_a_publisher_the_first() -> None:
    day = report("d", "bay", 0, LONG, precision=Precision.DAY)
    midnight = replace(day, published=NINE.replace(hour=0))
    fetched = replace(midnight, fetched=NINE - timedelta(hours=2))
    assert told(midnight, TWELVE)[0][0] == ("Harbour Post",)
    assert told(fetched, TWELVE)[0][0] == ("Bay News",)
    assert voices(story(fetched), [fetched], HARBOUR)[0].precision is Precision.DAY


SILENT = {
    "opinion": {"genre": Genre.OPINION},
    "round-up": {"headline": "Morning briefing: six things to know"},
    "withdrawn": {"status": Status.CANCELED},
}


@pytest.mark.parametrize("more", SILENT.values(), ids=SILENT)
def test_opinion_round_ups_and_what_was_withdrawn_are_no_reports(more: dict[str, Any]) -> None:
    assert told(TWELVE, report("x", "bay", 1, LONG, **more)) == [(("Harbour Post",), 1)]


def test_an_outlet_nobody_knows_speaks_for_itself_and_without_a_time_comes_last() -> None:
    stray = report("x", "pamphlet", 0, LONG, published=None)
    assert told(stray, TWELVE) == [(("Harbour Post",), 1), (("pamphlet",), 1)]
    assert voices(story(stray), [stray], HARBOUR)[0].first is None


def test_articles_of_other_stories_have_no_voice_here() -> None:
    assert [v.outlets for v in voices(story(TWELVE), [TWELVE, FOURTEEN], HARBOUR)] == [("Harbour Post",)]


# --- numbers that a language writes as one word -----------------------------------------------------------------------

AS_ONE_WORD = {
    "Bei dem Unglück starben dreiundzwanzig Menschen.": 23,
    "Veintiún mineros murieron en La Candela.": 21,
    "Trente-sept skieurs sont morts à Arve.": 37,
    "Dieciocho personas murieron en Almira.": 18,
    "Siebzehn Menschen wurden getötet.": 17,
}


@pytest.mark.parametrize("sentence", AS_ONE_WORD)
def test_a_number_written_as_one_word_is_read_whole(sentence: str) -> None:
    assert kinds(sentence)["killed"] == AS_ONE_WORD[sentence]


def test_no_word_of_one_language_is_another_number_in_another() -> None:
    assert all(EVERYWHERE[word] == value for words in SPELLED.values() for word, value in words.items())


DIED = {
    "Thirty-one inmates died in the east wing.": 31,
    "Four gunmen killed 12 guests.": 12,
    "Twenty sheep died on the pass.": 0,
    "Two years later the last of them died.": 0,
    "The death toll of the dam failure above Korve has now risen to 14.": 14,
}


@pytest.mark.parametrize("sentence", DIED)
def test_whoever_died_is_counted_and_no_beast_nor_year(sentence: str) -> None:
    assert kinds(sentence).get("killed", 0) == DIED[sentence]
