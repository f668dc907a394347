"""The extractive writer: what an editor would accept, and what never stands in a brief."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from eval_extract import Case, faults, load, main

from bot.checking import Supported, check
from bot.extract import draft, facts, fitness, hardness, pool, references
from bot.news import Article, Genre, Outlet, Reason, Status
from bot.wire import sample

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
CASES = Path(__file__).parent / "cases"
LEDE = "A freight train left the rails near Orsk on Monday, spilling acid into the river Tarn, the rail authority said."
TOLL = "Nine people were killed and 31 injured, hospital director Ada Moll said."
FILLER = (
    "The station of the valley was built with money from the guild in the reign of the old king of Sarn.",
    "The bridge of the island was paid for by three churches and a lottery, according to the archive.",
    "Schools in three villages downstream stayed shut while engineers tested wells for traces of acid.",
    "Fishing on the lower Tarn is worth little now but feeds some two hundred households in winter.",
)


def article(id: str = "a", *paragraphs: str, hours: float | None = 1, **changes: object) -> Article:
    published = None if hours is None else NOW - timedelta(hours=hours)
    body = paragraphs or (LEDE, *FILLER, TOLL)
    made = Article(id, f"outlet-{id}", "Acid train derails near Orsk", body, language="en", published=published)
    return replace(made, **changes)  # type: ignore[arg-type]


def told(*articles: Article, headline: str = "Acid train derails near Orsk", **options: object) -> list[str]:
    return [d.text for d in draft(headline, articles, {}, NOW, **options)]  # type: ignore[arg-type]


def test_the_lede_comes_first_and_deaths_deep_in_the_text_are_kept() -> None:
    assert told(article()) == [LEDE, TOLL]


def test_a_draft_is_the_exact_span_of_its_article() -> None:
    one = article()
    for made in draft("x", [one], {}, NOW):
        (passage,) = made.passages
        assert one.text[passage.start : passage.end] == passage.text == made.text


def test_no_article_gives_more_than_two_sentences() -> None:
    assert len(told(article("a"))) == 2
    assert len(told(article("a", *FILLER), sentences=5)) <= 2


def test_a_short_story_gives_its_one_sentence() -> None:
    assert told(article("a", LEDE)) == [LEDE]
    assert told(article("a", "Nothing")) == []
    assert told() == []


def test_a_headline_is_not_repeated_as_a_sentence() -> None:
    headline = "Acid train derails near Orsk after storm"
    assert told(article("a", headline + ".", LEDE, headline=headline), headline=headline) == [LEDE]


def test_articles_without_times_are_told_too() -> None:
    assert told(article("a", hours=None))[0] == LEDE


UNFIT = [
    ("question", "Who will pay for the acid that ran into the river Tarn near Orsk on Monday?"),
    ("half", "The acid that ran into the river Tarn near Orsk on Monday"),
    ("half", "The acid that ran into the river Tarn near Orsk on Monday will be..."),
    ("half", "and the acid that ran into the river Tarn near Orsk on Monday burned."),
    ("length", "It burned down."),
    ("length", "The acid " + "and the water " * 20 + "ran away."),
    ("boilerplate", "Sign up to our newsletter for the latest news from the river Tarn."),
    ("boilerplate", "This article was amended on Monday to correct the name of the river Tarn."),
    ("boilerplate", "Additional reporting by Bo Lind in the river town of Orsk on Monday."),
    ("boilerplate", "This is a developing story and will be updated as reports come in."),
    ("open quotation", "“The acid burned the river, said Bo Lind of Orsk."),
    ("no speaker", "“The acid burned the river and the fish.”"),
    ("no speaker", "“The acid burned the river and the fish,” he said."),
    ("first person", "We watched the acid burn the river near Orsk on Monday."),
]


@pytest.mark.parametrize(("expected", "sentence"), UNFIT)
def test_a_sentence_that_is_not_whole_or_not_the_reports_own_is_unfit(expected: str, sentence: str) -> None:
    assert fitness.fault(sentence, sentence) == expected
    assert sentence not in told(article("a", sentence, LEDE, TOLL))


@pytest.mark.parametrize(
    "sentence", ["“The acid burned,” said Bo Lind of Orsk.", "酸が川に流れ込み、警察が住民に避難を呼びかけた。", LEDE]
)
def test_a_whole_sentence_with_its_speaker_is_fit(sentence: str) -> None:
    assert fitness.fault(sentence, sentence) == ""


LEANING = [
    "He said the acid had reached the town of Orsk.", "Meanwhile, the acid reached the town of Orsk.",
    "The company said the acid had reached the town.", "This means the acid has reached the town of Orsk.",
    "However, the acid reached the town of Orsk.", "Divers have meanwhile found the body of the driver.",
    "Police said he had fled before the train left.", "The acid that burned it was sold in Orsk.",
    "Roads into Orsk were not: the queue was long.",
    "The mayor, Bo Lind, praised her and left for Orsk.", "Their report was late again, said Bo Lind.",
    "Sie kamen erst am Abend in Orsk an.", "Mais la rivière restait fermée à la pêche.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", LEANING)
def test_a_sentence_that_leans_on_another_is_found(sentence: str) -> None:
    assert fitness.leans(sentence)


STANDING = [
    LEDE, TOLL, "Bo Lind, the mayor, said he would stay in Orsk.", "A 34-year-old man was held after he fled.",
    "Police in Orsk said they had closed the road.", "The firm Kelda said its tanks were safe.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", STANDING)
def test_a_sentence_that_names_what_it_speaks_of_stands(sentence: str) -> None:
    assert fitness.leans(sentence) == ""


def test_a_definite_subject_is_printed_only_after_what_it_names() -> None:
    company = "The company has paid two fines since June for leaking tanks in the harbour of Sarn."
    owner = "Tarn Freight, a company from Orsk, owned the train that derailed on Monday near the acid works."
    assert told(article("a", owner, company, headline="Acid"), headline="Acid") == [owner, company]
    assert company not in told(article("a", LEDE, company))


def test_a_dateline_and_a_label_are_left_out_of_the_span() -> None:
    one = article("a", f"ORSK (Courant) — {LEDE}", f"UPDATE: {TOLL}")
    assert told(one) == [LEDE, TOLL]


def test_figures_that_conflict_stand_side_by_side_the_earlier_first() -> None:
    early = article("a", LEDE, "Twelve people were killed in the derailment, the rail authority said.", hours=2)
    late = article("b", "Fourteen people are now known to have died after the train left the rails, a hospital said.")
    made = draft("Acid train", [late, early], {}, NOW)
    sides = [d for d in made if d.disputed]
    assert [d.passages[0].article for d in sides] == ["a", "b"]
    assert len(made) == 3


def test_a_story_with_conflicting_tolls_deep_in_its_reports_still_opens_with_its_lede() -> None:
    early = article("a", LEDE, FILLER[0], "At least ten people were killed, governor Mara Tolk said.", hours=3)
    late = article("b", "Police in Orsk said on Monday that 12 passengers of the train had died of burns.", hours=2)
    made = draft("Ten killed in train crash", [early, late], {}, NOW)
    assert [(d.passages[0].article, d.disputed) for d in made] == [("a", False), ("a", True), ("b", True)]


def test_where_every_sentence_is_outdated_the_best_is_still_told() -> None:
    old = "Rescuers are still looking for the driver of the freight train near Orsk, the rail authority says."
    assert told(article("a", old, hours=40), article("b", "He left.", hours=1)) == [old]


def test_a_toll_of_the_same_outlet_or_of_yesterday_is_superseded() -> None:
    toll = "{} people were killed when a freight train left the rails near Orsk on Monday, police said."
    for changes in ({"outlet": "outlet-b"}, {"published": NOW - timedelta(hours=20)}):
        old = article("a", toll.format("Twelve"), hours=2, **changes)
        made = draft("Train", [old, article("b", toll.format("Fourteen"))], {}, NOW)
        assert [(d.text[:8], d.disputed) for d in made] == [("Fourteen", False)]


GENRES = [
    {"genre": Genre.OPINION}, {"genre": Genre.LIVE}, {"genre": Genre.ROUNDUP}, {"status": Status.CANCELED},
    {"headline": "Opinion: the acid was no accident"}, {"embargoed": NOW + timedelta(hours=1)},
]  # fmt: skip


@pytest.mark.parametrize("changes", GENRES)
def test_nothing_is_taken_from_what_is_no_report(changes: dict[str, object]) -> None:
    assert told(article("a", **changes)) == []


def test_a_correction_replaces_the_revision_before_it() -> None:
    wrong = article("a", LEDE, TOLL.replace("Nine", "Ninety"), outlet="o", hours=1, url="https://o.example/1")
    right = article("b", LEDE, TOLL, outlet="o", hours=3, url="https://o.example/1", notes=(Reason("correction"),))
    assert told(wrong, right) == [LEDE, TOLL]


def test_a_later_write_through_of_an_outlet_replaces_the_first() -> None:
    first = article("a", LEDE, *FILLER, outlet="o", hours=4)
    later = article("b", LEDE, *FILLER, TOLL, outlet="o", hours=1)
    other = article("c", *FILLER[:2], outlet="o", headline="Harbour tower opens", hours=5)
    assert {a.id for a in pool.reports([first, later, other], NOW, "en")} == {"b", "c"}


def test_the_language_asked_for_is_preferred() -> None:
    german = "Ein Güterzug ist am Montag bei Orsk entgleist, neun Menschen kamen nach Angaben der Polizei ums Leben."
    pair = (article("a", LEDE), article("b", german, language="de"))
    assert told(*pair, language="de") == [german]
    assert told(*pair, language="en") == [LEDE]
    assert told(pair[1], language="en") == [german]


def test_two_reports_of_one_event_are_not_both_printed() -> None:
    again = LEDE.replace("A freight train", "A goods train")
    assert told(article("a", LEDE), article("b", again, hours=2)) == [LEDE]


def test_wire_copy_is_cited_from_who_printed_it_first() -> None:
    made = draft("Acid", [article("a", hours=1), article("b", hours=5)], {}, NOW)
    assert {d.passages[0].article for d in made} == {"b"}


def test_what_an_older_report_says_of_the_present_is_left_out() -> None:
    old = "Rescuers are still looking for the driver of the freight train near Orsk, the rail authority says."
    assert old not in told(article("a", old, hours=40), article("b", LEDE, TOLL))


KINDS = [
    ("Sixteen people are known to have died.", {"killed": 16}),
    ("That brings the number of dead to 16.", {"killed": 16}),
    ("A fourth worker at the mill has died.", {"killed": 4}),
    ("Ein vierter Arbeiter ist am Mittwoch gestorben.", {"killed": 4}),
    ("Rescuers found the bodies of two miners.", {"killed": 2}),
    ("The bill passed by 71 votes to 58.", {"vote": 0}),
    ("He was sentenced to nine years.", {"sentence": 0}),
    ("The bank cut its key rate to 3.75 per cent.", {"rate": 0, "share": 0}),
    ("It paid $4 million.", {"amount": 0}),
    ("In 2011 a flood killed 300 people.", {}),
]


@pytest.mark.parametrize(("sentence", "expected"), KINDS)
def test_the_facts_a_brief_may_not_lose_are_seen(sentence: str, expected: dict[str, int]) -> None:
    assert facts.kinds(sentence) == expected


def stories(now: datetime) -> tuple[dict[str, list[Article]], dict[str, Outlet]]:
    truth = json.loads((CASES / "sample" / "truth.json").read_text(encoding="utf-8"))
    grouped: dict[str, list[Article]] = defaultdict(list)
    for one in sample.articles(now):
        story = truth.get(one.url.split("://")[-1], {}).get("story")
        if story:
            grouped[story].append(one)
    return grouped, sample.outlets()


@pytest.fixture(scope="module")
def briefs() -> dict[str, tuple[list[Article], list[str]]]:
    """Every story of the sample wire told; each draft is checked on the way."""
    grouped, outlets = stories(NOW)
    out = {}
    for story, articles in grouped.items():
        made = draft(articles[0].headline, articles, outlets, NOW)
        found = [check(d, {a.id: a for a in articles}, outlets) for d in made]
        assert all(isinstance(f, Supported) for f in found)
        assert max(Counter(d.passages[0].article for d in made).values()) <= 2
        out[story] = (articles, [d.text for d in made])
    return out


def test_every_story_of_the_sample_wire_is_told_in_two_or_three_checked_sentences(
    briefs: dict[str, tuple[list[Article], list[str]]],
) -> None:
    assert len(briefs) >= 15
    assert all(2 <= len(said) <= 3 for _, said in briefs.values())


def test_no_sample_brief_loses_what_it_must_say(briefs: dict[str, tuple[list[Article], list[str]]]) -> None:
    wanted = json.loads((CASES / "sample" / "facts.json").read_text(encoding="utf-8"))["stories"]
    lost = []
    for story, (_, said) in briefs.items():
        whole = " ".join(said).lower().replace("killing", "killed")
        row = wanted.get(story, {"must": [], "conflict": []})
        sides = [side for pair in row["conflict"] for side in pair]
        lost += [(story, any_of) for any_of in [*row["must"], *sides] if not any(w.lower() in whole for w in any_of)]
    assert lost == []


def test_no_sample_brief_holds_what_it_never_may(briefs: dict[str, tuple[list[Article], list[str]]]) -> None:
    never = json.loads((CASES / "sample" / "facts.json").read_text(encoding="utf-8"))["never"]
    printed = " ".join(sentence for _, said in briefs.values() for sentence in said)
    assert [phrase for phrase in never if phrase.lower() in printed.lower()] == []


@pytest.fixture(scope="module", params=["tuning", "report"])
def half(request: pytest.FixtureRequest) -> list[Case]:
    return load(request.param)


def test_the_first_sentence_tells_the_event_itself(half: list[Case]) -> None:
    assert len([case.name for case in half if faults(case)["first"]]) <= 1


def test_what_an_editor_wants_is_kept_and_colour_is_left_out(half: list[Case]) -> None:
    found = [faults(case) for case in half]
    assert sum(len(f["must"]) for f in found) <= 2
    assert sum(len(f["never"]) for f in found) <= 1


def test_nothing_is_told_twice_and_nothing_dangles(half: list[Case]) -> None:
    assert [fault for case in half for kind in ("dangling", "twice") for fault in faults(case)[kind]] == []


def test_the_scores_of_the_writer_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["tuning", "--misses"])
    assert "'first right': '20 of 20'" in capsys.readouterr().out
    main(["report", "--all"])
    assert capsys.readouterr().out.startswith("report {'stories': '18'")


def test_a_story_of_thirty_reports_is_told() -> None:
    many = [
        article(str(i), *(p.replace("Orsk", f"Orsk{i}") for p in (LEDE, *FILLER * 4, TOLL)), hours=i) for i in range(30)
    ]
    assert 1 <= len(told(*many)) <= 3


REFERS = [
    ("The premier had promised to leave the text alone.", "", ["text"]),
    ("The governor will sign the barge over on Monday.", "A barge sank.", ["barge"]),
    ("The barge of the guild sank near Orsk.", "A barge sank.", []),
    ("A bill passed on Monday, and the text is short.", "", []),
    ("The river Tarn rose.", "A river rose.", []),
]


@pytest.mark.parametrize(("sentence", "before", "expected"), REFERS)
def test_what_a_sentence_takes_as_known_is_found(sentence: str, before: str, expected: list[str]) -> None:
    assert list(references.refers(sentence, references.introduced(before))) == expected


def test_a_reference_is_resolved_by_any_word_for_the_same_thing() -> None:
    assert references.missing(["bill", "boat"], frozenset(["law"])) == ["boat"]


HARD = [
    ("The court ordered the firm to pay 4 million marks by 3 May.", "A man in a yellow hat stood by the river."),
    ("Police arrested two men.", "The mayor thanked the crews and praised their courage."),
    ("The bridge will reopen on Monday.", "The bridge is known for its lamps."),
    ("About 900 homes were lost.", "Ada Roos, 31, said her flat was cold."),
]


@pytest.mark.parametrize(("hard", "soft"), HARD)
def test_a_deed_a_figure_or_a_next_step_is_harder_than_colour(hard: str, soft: str) -> None:
    assert hardness.hardness(hard) > 0.2 > hardness.hardness(soft)


def test_a_pair_that_tells_the_event_is_the_whole_brief() -> None:
    toll = "{} people were killed when a freight train left the rails near Orsk on Monday, {} said."
    early = article("a", toll.format("Twelve", "police"), "The firm will pay 4 million marks by 3 May.", hours=2)
    made = draft("Acid train", [early, article("b", toll.format("Fourteen", "a hospital"))], {}, NOW)
    assert [d.disputed for d in made] == [True, True]


def test_an_arrest_is_told_once_unless_there_is_a_second() -> None:
    first = "Police in Orsk arrested a 34-year-old driver on Monday over the derailment of a train with acid."
    again = "A man has been arrested in Orsk in connection with a train that lost 40 tonnes of acid in the Tarn."
    more = "A second man, 51, was arrested in Sarn on Monday night over forged papers."
    assert again not in told(article("a", first), article("b", again))
    assert more in told(article("a", first), article("b", more))


def test_articles_with_no_time_address_or_language_are_told() -> None:
    assert told(article("a", hours=None, language="", url=""), language="") == [LEDE, TOLL]


def test_what_was_expected_is_not_told_once_it_has_been_settled() -> None:
    before = "The council of Orsk will vote on Monday on a fence for the railway, and the result is open."
    after = "The council of Orsk approved a fence for the railway by 21 votes to 18 on Monday."
    assert told(article("a", before, hours=4), article("b", after, hours=1), headline="Fence") == [after]


@pytest.mark.parametrize(
    "turn",
    [
        "A fourth worker of the acid train died on Monday in Orsk, a clinic said.",
        "A driver died in Orsk on Monday, raising the death toll to four.",
    ],
)
def test_a_count_that_is_said_to_rise_is_no_contradiction(turn: str) -> None:
    before = "Three people were killed when a freight train left the rails near Orsk on Sunday, police said."
    made = draft("Acid", [article("a", before, hours=4), article("b", turn, hours=1)], {}, NOW)
    assert [(d.text, d.disputed) for d in made] == [(turn, False)]
