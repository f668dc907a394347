"""Is a story that was told told again: only for what changes it, and not at once; and the labelled histories."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from eval_breaking import CASES, Replay
from hypothesis import given
from hypothesis import strategies as st

from bot.breaking import COOLDOWN, FLOOR, again, judge
from bot.news import Article, Change, Cite, Development, Outlet, Sentence, Story

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
OUTLETS = {name: Outlet(name, name.title()) for name in ("beacon", "herald", "ridge")}
DEAD = "Bridge falls at Lisk, 4 dead", "A bridge fell into the river at Lisk; 4 people died, the fire service said."


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def by(outlet: str, minutes: float, headline: str = DEAD[0], lede: str = DEAD[1]) -> Article:
    id = f"{outlet}-{minutes:g}"
    return Article(id, outlet, headline, (lede,), published=ago(minutes), fetched=ago(minutes), language="en")


def story(*articles: Article, revision: int = 0) -> Story:
    voices = tuple(dict.fromkeys(article.outlet for article in articles))
    ids = tuple(article.id for article in articles)
    placed = revision or len(articles)
    return Story("lisk", ids, voices, voices, ago(200), NOW, ids[0], DEAD[0], "beacon", revision=placed)


FIRST = by("beacon", 120), by("herald", 110)
UNHURT = "Train stuck under fallen rock", "A train with 90 passengers is trapped in a tunnel near Lisk, rescuers said."
CALM = by("beacon", 120, *UNHURT), by("herald", 110, "Ninety trapped in tunnel", UNHURT[1])


@dataclass(frozen=True)
class Then:
    """What a third report says after two, and the reason for which the story is told again; empty for none."""

    headline: str
    lede: str
    reason: str = ""
    before: tuple[Article, ...] = FIRST


THEN = {
    "half as many again": Then("Lisk bridge: six dead", "Six people are known to have died at Lisk.", "toll"),
    "one more": Then("Lisk bridge: five dead", "Five people are known to have died at Lisk."),
    "the first deaths": Then("Two dead in tunnel", "Two passengers were found dead in the tunnel.", "toll", CALM),
    "colour": Then("Candles on the river", "Hundreds came to the bank at Lisk with candles."),
    "what we know": Then(
        "What we know about the bridge at Lisk", "It was built in 1911. The mayor was arrested in 1920."
    ),
    "somebody is caught": Then("Bridge owner arrested", "Police arrested the owner of the bridge.", "turn"),
    "nobody is yet": Then("Calls for arrests over bridge", "Relatives demand that the owner be arrested."),
    "all are found": Then("All 90 brought out alive", "Rescuers freed all passengers of the train.", "turn", CALM),
    "as a drill": Then("Lisk drill: 40 dead", "The fire service held an annual drill; 40 dummies were found dead."),
}


@pytest.mark.parametrize("name", THEN)
def test_only_what_changes_a_story_makes_an_update(name: str) -> None:
    then = THEN[name]
    told = *then.before, by("ridge", 40, then.headline, then.lede)
    verdict = again(story(*told), (), (2, ago(110)), NOW, told, OUTLETS)
    assert verdict.alert == bool(then.reason), verdict.reasons
    assert not then.reason or (then.reason in {r.code for r in verdict.reasons} and verdict.at == ago(40))


def test_what_was_told_within_half_an_hour_rests() -> None:
    told = *FIRST, by("ridge", 5, *astuple(THEN["half as many again"]))
    soon = again(story(*told), (), (2, NOW - COOLDOWN + timedelta(seconds=1)), NOW, told, OUTLETS)
    assert (soon.alert, soon.reasons[0].code) == (False, "cooldown")
    assert again(story(*told), (), (2, NOW - COOLDOWN), NOW, told, OUTLETS).alert


def test_an_article_placed_before_the_alert_is_no_news_however_late_it_is_dated() -> None:
    told = *FIRST, by("ridge", 40, *astuple(THEN["half as many again"]))
    assert not again(story(*told), (), (3, ago(110)), NOW, told, OUTLETS).alert


def test_a_story_that_took_over_a_told_one_goes_by_times() -> None:
    told = *FIRST, by("ridge", 40, *astuple(THEN["half as many again"]))
    assert again(story(*told, revision=9), (), (0, ago(110)), NOW, told, OUTLETS).alert
    assert not again(story(*told, revision=9), (), (0, ago(39)), NOW, told, OUTLETS).alert


def test_what_was_corrected_or_withdrawn_is_no_update() -> None:
    told = *FIRST, by("ridge", 40, "Bridge inquiry", "An engineer looked at the bridge at Lisk.")
    said = Sentence("Six people died.", (Cite(told[2].id, 0, 3, "An "),))
    for change in (Change.CORRECTED, Change.WITHDRAWN, Change.ACTOR):
        brought = Development(change, "lisk", 3, ago(40), said, "killed: 4, now 12")
        assert not again(story(*told), (brought,), (2, ago(110)), NOW, told, OUTLETS).alert


def test_a_development_of_a_report_that_counts_is_an_update() -> None:
    told = *FIRST, by("ridge", 40, "Bridge inquiry", "An engineer looked at the bridge at Lisk.")
    said = Sentence("The owner was charged.", (Cite(told[2].id, 0, 3, "An "),))
    stage = Development(Change.STAGE, "lisk", 3, ago(40), said, "charged")
    assert again(story(*told), (stage,), (2, ago(110)), NOW, told, OUTLETS).alert
    assert not again(story(*told), (stage,), (3, ago(110)), NOW, told, OUTLETS).alert


HISTORIES = [json.loads(line) for line in (CASES / "tune.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("line", HISTORIES, ids=lambda line: str(line["id"]))
def test_a_labelled_history_is_told_when_an_editor_would(line: dict[str, object]) -> None:
    run = Replay(line).run()
    assert (run.alerted is not None) == (line["alert"] is not None), run.why
    assert line["alert"] is None or (run.right and run.matched() == len(run.updates)), run.why


@given(st.lists(st.text(max_size=80), min_size=2, max_size=2), st.text(max_size=300))
def test_whatever_is_printed_gets_a_verdict(headlines: list[str], body: str) -> None:
    told = by("beacon", 20, headlines[0], body), by("herald", 10, headlines[1], body + ".")
    verdict = judge(story(*told), told, OUTLETS, NOW)
    assert 1 <= verdict.urgency <= 9
    assert verdict.alert == (verdict.urgency <= FLOOR)


def astuple(then: Then) -> tuple[str, str]:
    return then.headline, then.lede
