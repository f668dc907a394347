"""A story's life: what each revision brought, what a chat was not told, what lost its support."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from bot import chronicle
from bot.chronicle import History, stages
from bot.chronicle.history import MOST
from bot.extract import facts
from bot.news import Article, Change, Cite, Development, Genre, Outlet, Sentence, Status, Story
from bot.stories.figures import figures

CASES = Path(__file__).parent / "cases" / "chronicle"
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NINE + timedelta(days=365)
OUTLETS = {"post": Outlet("post", "Harbour Post"), "wire": Outlet("wire", "Canal Wire")}
PRECISION, RECALL = 0.95, 0.9


# --- written cases ----------------------------------------------------------------------------------------------------


def written(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]


def as_article(row: dict[str, Any]) -> Article:
    kind = row.get("kind", "")
    at = datetime.fromisoformat(row["at"])
    return Article(
        row["id"], row["outlet"], row["headline"], tuple(row["paragraphs"]), language=row["language"],
        published=at, fetched=at,
        status=Status(kind) if kind in list(Status) else Status.USABLE,
        genre=Genre(kind) if kind in list(Genre) else Genre.REPORT,
    )  # fmt: skip


def lived(case: dict[str, Any]) -> History:
    history = None
    for n, row in enumerate(case["articles"]):
        article = as_article(row)
        verdict = row.get("verdict", "event" if n else "new")
        history = chronicle.advance(history, story(article, revision=n + 1), [(article, verdict)], {}, LATER)
    assert history is not None
    return history


def brought(case: dict[str, Any]) -> Counter[tuple[str, str]]:
    ids = [row["id"] for row in case["articles"]]
    return Counter((d.change.value, ids[d.revision - 1]) for d in lived(case).developments)


def wanted(case: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((change, article) for change, article in case["developments"])


@pytest.mark.parametrize("case", [*written("histories"), *written("histories-second")], ids=lambda case: case["name"])
def test_a_story_goes_on_where_its_reader_would_say_so(case: dict[str, Any]) -> None:
    assert brought(case) == wanted(case)


def test_what_was_written_before_the_code_is_told_nearly_as_well() -> None:
    cases = written("histories-report")
    right = sum((brought(case) & wanted(case)).total() for case in cases)
    assert right >= PRECISION * sum(brought(case).total() for case in cases)
    assert right >= RECALL * sum(wanted(case).total() for case in cases)


# --- one history -----------------------------------------------------------------------------------------------------


def story(article: Article, *, revision: int = 1, slug: str = "barge") -> Story:
    return Story(
        slug, (article.id,), (article.outlet,), (article.outlet,), NINE, NINE, article.id, article.headline,
        article.outlet, revision=revision,
    )  # fmt: skip


def report(
    id: str, *paragraphs: str, headline: str = "Barge sinks at Kessel lock", hours: int = 0, **also: Any
) -> Article:
    at = NINE + timedelta(hours=hours)
    return Article(id, also.pop("outlet", "post"), headline, paragraphs, language="en", published=at, **also)


SUNK = report("a", "A sand barge sank at Kessel lock on Monday, killing 12 people, the river police said.")
RISEN = report(
    "b", "The death toll from the barge that sank at Kessel lock has risen to 14, the police said.", hours=3,
    outlet="wire", headline="Kessel lock: 14 dead",
)  # fmt: skip


def told(*arrivals: tuple[Article, str], history: History | None = None, revision: int = 1) -> History:
    for n, (article, verdict) in enumerate(arrivals):
        came = story(article, revision=revision + n)
        history = chronicle.advance(history, came, [(article, verdict)], OUTLETS, LATER)
    assert history is not None
    return history


GROWN = told((SUNK, "new"), (RISEN, "event"))


def changes(history: History) -> list[str]:
    return [d.change.value for d in history.developments]


def test_a_risen_toll_is_told_in_its_reports_own_words() -> None:
    _, risen = GROWN.developments
    assert risen.sentence is not None
    assert risen.sentence.text == RISEN.text
    assert (risen.detail, risen.revision, risen.at) == ("killed: 12, now 14", 2, RISEN.published)


def test_the_last_development_says_when_a_story_last_moved() -> None:
    quiet = told((replace(RISEN, id="c"), "event"), history=GROWN, revision=3)
    assert (chronicle.developed(quiet), chronicle.developed(History())) == (2, 0)


@pytest.mark.parametrize("verdict", ["copy", "aside"])
def test_a_copy_and_an_aside_bring_nothing(verdict: str) -> None:
    assert told((RISEN, verdict), history=told((SUNK, "new")), revision=2) == told((SUNK, "new"))


def test_what_is_under_embargo_is_not_told() -> None:
    assert told((replace(RISEN, embargoed=LATER + timedelta(hours=1)), "event"), history=GROWN) == GROWN


def test_a_report_that_does_not_name_its_language_is_read_in_it() -> None:
    assert changes(told((SUNK, "new"), (replace(DENIED, language=""), "event"))) == ["opened", "denial"]


def test_a_report_read_twice_brings_nothing_the_second_time() -> None:
    assert told((RISEN, "event"), history=GROWN, revision=3).developments == GROWN.developments


DENIED = report(
    "d", "The Kessel river board denied that it had been warned of the current.", headline="Board denies", hours=4
)


def test_a_denial_is_told_once_and_another_again() -> None:
    same = replace(DENIED, id="e", paragraphs=("The river board denied it had been warned of the current at Kessel.",))
    other = replace(DENIED, id="f", paragraphs=("Barge owner Runa Feld denied that any crew had been drunk.",))
    history = told((SUNK, "new"), (DENIED, "event"), (same, "event"), (other, "event"))
    assert [(d.change.value, d.revision) for d in history.developments[1:]] == [("denial", 2), ("denial", 4)]
    assert len(chronicle.untold(history, {"barge": 3})) == 1


def test_nobody_is_quoted_whom_the_gate_refuses() -> None:
    hostile = report("a", "Police, who sank 14 barges, said so <script>", hours=1)
    assert told((hostile, "new")).developments == ()


def test_of_a_long_life_the_first_and_the_newest_are_kept() -> None:
    rising = [
        report(f"r{n}", f"The death toll at Kessel lock has risen to {n}, police said.", hours=n) for n in range(13, 90)
    ]
    history = told((SUNK, "new"), *((article, "event") for article in rising))
    assert len(history.developments) == MOST
    assert (changes(history)[0], history.developments[-1].detail) == ("opened", "killed: 88, now 89")


def test_the_same_articles_always_make_the_same_history() -> None:
    assert told((SUNK, "new"), (RISEN, "event")) == GROWN


# --- what is rewritten and withdrawn ---------------------------------------------------------------------------------


def test_a_withdrawn_report_takes_what_it_brought_with_it() -> None:
    history = told((replace(RISEN, status=Status.CANCELED), "revision"), history=GROWN, revision=3)
    _, fallen, taken = history.developments
    assert (fallen.sentence, fallen.was) == (None, RISEN.text)
    assert (taken.change, taken.detail, taken.was) == (Change.WITHDRAWN, "Canal Wire withdrew its report", RISEN.text)


def test_what_a_withdrawn_report_counted_is_news_again_from_another() -> None:
    gone = told((replace(RISEN, status=Status.WITHHELD), "copy"), history=GROWN, revision=3)
    again = told((replace(RISEN, id="c", outlet="post"), "event"), history=gone, revision=4)
    assert changes(again) == ["opened", "figure", "withdrawn", "figure"]


def test_a_withdrawn_report_that_brought_nothing_is_not_mentioned() -> None:
    assert told((report("z", "Nothing.", status=Status.CANCELED), "event"), history=GROWN) == GROWN


def test_a_rewrite_with_a_lower_count_is_a_correction() -> None:
    lower = replace(SUNK, paragraphs=(SUNK.text.replace("12 people", "2 people"),))
    history = told((lower, "revision"), history=told((SUNK, "new")), revision=2)
    opened, corrected = history.developments
    assert (opened.sentence, opened.was) == (None, SUNK.text)
    assert (corrected.change, corrected.detail, corrected.was) == (Change.CORRECTED, "killed: 12, now 2", SUNK.text)


def test_new_words_for_the_same_thing_are_no_development() -> None:
    polished = replace(
        SUNK, paragraphs=("A barge with sand sank at Kessel lock on Monday, killing 12 people, police said.",)
    )
    (opened,) = told((polished, "revision"), history=told((SUNK, "new")), revision=2).developments
    assert opened.sentence is not None
    assert (opened.sentence.text, opened.revision) == (polished.text, 1)


# --- what is counted, and what is not --------------------------------------------------------------------------------

COUNTED = {
    "Death toll of Korve dam failure rises to 14": {"killed": 14},
    "The death toll of the dam collapse at Korve has risen to 14, officials said.": {"killed": 14},
    "Quatre personnes sont portées disparues après l'avalanche.": {"missing": 4},
    "The number of people displaced by the flood in Hassel rose to 5,000 on Saturday.": {"displaced": 5_000},
    "Die Zahl der Vermissten sinkt auf drei.": {"missing": 3},
    "El número de heridos asciende a 60.": {"injured": 60},
    "FOUR KILLED IN SALLOW": {"killed": 4},
    "Raiders killed 14 cattle herders and 300 cattle.": {"killed": 14},
    "Storm killed 300 sheep and two and a half thousand birds.": {},
    "14 dead fish washed ashore": {},
    "Bridge toll rises to 14 crowns": {},
    "Did 14 people die in Korve?": {},
    "Thirteen years ago, 40 people died in the mine.": {},
    "The 12 dead of the 1998 flood are remembered.": {},
    "Last year a flood killed 12 people in the valley.": {},
    "The number of injured people taken to 14 hospitals is not known.": {},
}


@pytest.mark.parametrize("printed", COUNTED)
def test_people_are_counted_who_came_to_harm_in_this_event(printed: str) -> None:
    found = facts.kinds(printed, opening=True)
    assert {kind: value for kind, value in found.items() if value} == figures(printed) == COUNTED[printed]


@pytest.mark.parametrize("endless", ["1,1,1" * 8_000, "1.1." * 10_000, "1-1-" * 10_000, "14 dead, " * 4_000])
def test_endless_numbers_cost_little(endless: str) -> None:
    begun = process_time()
    facts.kinds(endless)
    assert process_time() - begun < 1


UNCOUNTED = (
    "The toll of the barge at Kessel lock could rise to 20, the police said.",
    "A relative claimed that 30 people died on the barge at Kessel lock.",
    "As many as 20 people are feared dead on the barge at Kessel lock.",
    "The sinking, which killed 12, is the deadliest since a 1998 flood that killed 40 people in Kessel.",
    "Thirteen years ago 44 people died on a barge at Kessel lock, the museum said.",
    "The barge firm at Kessel killed 30 jobs after the sinking, a union said.",
    "Fifty horses and 12 people died when the barge sank at Kessel lock.",
)


@pytest.mark.parametrize("sentence", UNCOUNTED)
def test_what_nobody_counted_now_raises_no_toll(sentence: str) -> None:
    other = report("b", sentence, hours=3, outlet="wire", headline="Kessel lock: the day after")
    assert changes(told((SUNK, "new"), (other, "event"))) == ["opened"]


def test_those_feared_dead_hide_no_toll() -> None:
    feared = replace(SUNK, paragraphs=("As many as 20 people are feared dead after a barge sank at Kessel lock.",))
    assert changes(told((feared, "new"), (RISEN, "event"))) == ["opened", "figure"]


NO_STEP = (
    "The driver, who was convicted of speeding in 2019, is in hospital.",
    "Police denied that a second man had been arrested.",
    "A survey found that voters rejected the stadium by 60 per cent.",
    "Was the mayor arrested?",
    "The school reopened the debate about uniforms.",
    "The mayor won praise for the way the election was run.",
    "The minister conceded that the law was flawed.",
    "Neighbours challenged the mayor over the law at a meeting.",
    "The governor accepted the mediator's resignation.",
    "The report on the hostages was released on Monday.",
    "The road could reopen by Sunday.",
)


@pytest.mark.parametrize("sentence", NO_STEP)
def test_what_was_not_done_now_is_no_step(sentence: str) -> None:
    begun = ("arrested", "passed", "talks", "election", "referendum", "closed", "cut off", "held", "strike begun")
    assert stages.steps(sentence, begun) == ()


# --- losses ----------------------------------------------------------------------------------------------------------


def said(text: str, article: str = "a") -> Sentence:
    return Sentence(text, (Cite(article, 0, len(text), text),))


def test_a_sentence_is_lost_with_the_words_that_carried_it() -> None:
    rewritten = replace(SUNK, paragraphs=("A sand barge sank at Kessel lock, killing two people.",))
    assert chronicle.lost([said(SUNK.text), said("Else.", "b")], rewritten) == (said(SUNK.text),)


def test_spaces_and_quotation_marks_set_anew_lose_nothing() -> None:
    printed = said('The lock keeper called it "a shame",  she said.')
    typeset = report("a", "The lock keeper called it “a shame”, she\u00a0said.")
    assert chronicle.lost([printed], typeset) == ()


@pytest.mark.parametrize("status", [Status.WITHHELD, Status.CANCELED])
def test_everything_a_withdrawn_article_carried_is_lost(status: Status) -> None:
    assert chronicle.lost([said(SUNK.text)] * 2, replace(SUNK, status=status)) == (said(SUNK.text),)


def test_a_correction_says_what_the_article_supports_instead() -> None:
    rewritten = replace(SUNK, paragraphs=("Rain fell.", SUNK.text.replace("12", "two")))
    found = chronicle.correction(story(SUNK), [said(SUNK.text)], rewritten, OUTLETS, NINE)
    assert [s.text for s in found.now] == [rewritten.paragraphs[1]]
    assert (found.slug, found.was, found.note) == ("barge", (SUNK.text,), "Harbour Post changed its report")


def test_a_correction_offers_nothing_where_the_article_says_nothing_like_it() -> None:
    other = replace(SUNK, paragraphs=("Ticket prices for the county fair go up by a third in June.",))
    assert chronicle.correction(story(SUNK), [said(SUNK.text)], other, OUTLETS, NINE).now == ()


def test_a_correction_offers_nothing_where_no_sentence_is_left() -> None:
    emptied = replace(SUNK, paragraphs=("Barge",))
    assert chronicle.correction(story(SUNK), [said(SUNK.text)], emptied, OUTLETS, NINE).now == ()


def test_a_withdrawn_report_supports_nothing() -> None:
    found = chronicle.correction(story(SUNK), [said(SUNK.text)], replace(SUNK, status=Status.CANCELED), {}, NINE)
    assert (found.now, found.note) == ((), "post withdrew its report")


# --- merging and telling ---------------------------------------------------------------------------------------------


def development(slug: str, revision: int, words: str, change: Change = Change.FIGURE, hours: int = 0) -> Development:
    return Development(change, slug, revision, NINE + timedelta(hours=hours), said(words), detail=words)


OLD = History((development("old", 1, "Opened.", Change.OPENED), development("old", 2, "Twelve.", hours=1)))
TWIN = History((development("twin", 1, "Begun.", Change.OPENED, 2), development("twin", 3, "Fourteen.", hours=3)))
ONE = chronicle.merge(OLD, {"twin": TWIN}, 4)


def words(found: tuple[Development, ...]) -> list[str]:
    return [d.detail for d in found]


def test_merged_stories_have_one_history_in_order_of_time() -> None:
    assert words(ONE.developments) == ["Opened.", "Twelve.", "Begun.", "Fourteen."]
    assert ONE.joined == {"twin": 4}


def test_what_two_stories_had_in_common_is_kept_once() -> None:
    same = History((development("twin", 1, "Twelve.", hours=5),))
    assert words(chronicle.merge(OLD, {"twin": same}, 4).developments) == ["Opened.", "Twelve."]


def test_a_story_that_had_taken_in_others_brings_them_along() -> None:
    assert chronicle.merge(History(), {"old": ONE}, 9).joined == {"old": 9, "twin": 9}


def test_of_two_counts_the_later_stands_after_a_merge() -> None:
    early = History(figures={"killed": 12}, counted={"killed": NINE}, stages=("arrested",), names=("kessel",))
    late = History(figures={"killed": 14}, counted={"killed": NINE + timedelta(hours=1)}, stages=("charged",))
    for one, other in ((early, late), (late, early)):
        merged = chronicle.merge(one, {"x": other}, 2)
        assert (merged.figures, set(merged.stages)) == ({"killed": 14}, {"arrested", "charged"})


TOLD = {
    "nothing was told": ({}, ["Opened.", "Twelve.", "Begun.", "Fourteen."]),
    "the survivor early": ({"old": 1}, ["Twelve.", "Fourteen."]),
    "the survivor before the merge": ({"old": 3}, ["Fourteen."]),
    "the survivor after the merge": ({"old": 4}, []),
    "the other story alone": ({"twin": 3}, ["Twelve."]),
    "both, before they were one": ({"old": 2, "twin": 3}, []),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_chat_is_told_what_it_was_not_told_under_any_name(case: str) -> None:
    marks, new = TOLD[case]
    assert words(chronicle.untold(ONE, marks)) == new


def test_an_equal_value_told_under_another_name_is_told() -> None:
    apart = History((*OLD.developments, development("twin", 3, "Twelve.", hours=3)), {"twin": 4})
    assert chronicle.untold(apart, {"old": 2}) == ()


def test_what_no_longer_holds_is_not_told_but_that_it_was_taken_back_is() -> None:
    history = told((replace(RISEN, status=Status.CANCELED), "revision"), history=GROWN, revision=3)
    assert [d.change for d in chronicle.untold(history, {"barge": 1})] == [Change.WITHDRAWN]
