"""The front page: which stories make it, in what order, and whether the reasons given are the true ones."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import edition
from bot.news import Choice, Genre, Story

CASES = Path(__file__).parent / "cases" / "edition"
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def story(
    slug: str, headline: str = "Council repaints bridge", families: int = 1, hours: float = 2, **fields: Any
) -> Story:
    voices = tuple(f"house{i}" for i in range(families))
    at = NOW - timedelta(hours=hours)
    fields["genre"] = Genre(fields.get("genre", "report"))
    fields["beats"] = tuple(fields.get("beats", ()))
    outlets = fields.pop("outlets", voices)
    return Story(slug, ("a1",), outlets, voices, at, at, "a1", headline, "gazette", **fields)


def slugs(choices: list[Choice]) -> list[str]:
    return [c.story.slug for c in choices]


def codes(choice: Choice) -> set[str]:
    return {r.code for r in choice.reasons}


def said(choice: Choice) -> str:
    return "; ".join(r.detail for r in choice.reasons)


def test_the_front_page_is_the_one_an_editor_drew() -> None:
    rows = tomllib.loads((CASES / "front-page.toml").read_text("utf-8"))["story"]
    page = edition.choose([story(**row) for row in rows], NOW, limit=9)
    printed = "".join(f"{c.score:6.2f} {c.story.slug}: {said(c)}\n" for c in page)
    assert printed == (CASES / "front-page.txt").read_text("utf-8")


ORDERS = {
    "more families": (story("b-loud", families=5), story("a-lone")),
    "fresher": (story("b-new", hours=1), story("a-old", hours=15)),
    "deaths": (story("b-deadly", figures={"killed": 14}), story("a-calm")),
    "more deaths": (story("b-deadly", figures={"killed": 200}), story("a-less", figures={"killed": 3})),
    "urgency": (story("b-flash", urgency=1), story("a-routine", urgency=8)),
    "an election": (story("b-vote", "Veldria holds election"), story("a-calm")),
    "an election in German": (story("b-wahl", "Neue Wahlen in Veldria", language="de"), story("a-calm")),
    "hard news before sport": (story("b-hard", beats=["politics"]), story("a-soft", beats=["sports"])),
    "deaths at a match are hard news": (
        story("b-crush", beats=["sport"], figures={"killed": 1}),
        story("a-calm", beats=["sport"]),
    ),
    "undated last": (story("b-calm", hours=20), story("a-undated", hours=24 * 365 * 56)),
    "future-dated last": (story("b-calm", hours=20), story("a-future", hours=-30)),
}


@pytest.mark.parametrize("name", ORDERS)
def test_what_matters_more_stands_above(name: str) -> None:
    above, below = ORDERS[name]
    page = edition.choose([below, above], NOW, since=timedelta(days=365 * 60))
    assert slugs(page) == [above.slug, below.slug]


RANKED = [story(name, families=n) for n, name in ((5, "first"), (4, "second"), (3, "third"), (2, "fourth"))]
ROOMS = {
    "none told": ((), ["first", "second"], 0),
    "one told yields to the next in rank": (("first",), ["second", "third"], 1),
    "told below the page changes nothing": (("third", "fourth"), ["first", "second"], 0),
    "fewer new ones than places": (("first", "second", "third"), ["fourth"], 2),
    "nothing but told ones is given as it is": (("first", "second", "third", "fourth"), ["first", "second"], 0),
}


@pytest.mark.parametrize("name", ROOMS)
def test_a_told_story_yields_its_place_to_the_next_in_rank(name: str) -> None:
    told, page, yielded = ROOMS[name]
    choices, room = edition.around(RANKED, NOW, told, limit=2)
    assert (slugs(choices), room) == (page, yielded)


def test_the_points_of_the_reasons_add_up_to_the_score() -> None:
    rows = tomllib.loads((CASES / "front-page.toml").read_text("utf-8"))["story"]
    for choice in edition.choose([story(**row) for row in rows], NOW, beats=["sport"]):
        points = sum(float(p) for r in choice.reasons for p in re.findall(r"\(([+-]\d+\.\d)\)$", r.detail))
        assert points == pytest.approx(choice.score, abs=0.01)


PHRASES = {
    "3 independent publishers (": story("s", families=3),
    "1 independent publisher, 2 outlets (": story("s", outlets=("a", "b")),
    "14 killed (": story("s", figures={"killed": 14, "seats": 200}),
    "reported 40 minutes ago (": story("s", hours=40 / 60),
    "reported just now (": story("s", hours=0),
    "reported 1 hour ago (": story("s", hours=1.2),
    "urgency 2 of 9 (": story("s", urgency=2),
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_reason_says_in_words_what_counted(phrase: str) -> None:
    assert phrase in said(edition.choose([PHRASES[phrase]], NOW)[0])


@pytest.mark.parametrize("genre", ["opinion", "live", "roundup", "feature"])
def test_what_is_no_report_is_no_story(genre: str) -> None:
    assert edition.choose([story("s", genre=genre)], NOW) == []


def test_a_beat_does_not_fill_the_page_and_is_told_so() -> None:
    sport = [
        story(f"sport-{i}", f"{w} wins", 3, beats=["sport"]) for i, w in enumerate(["Arden", "Riel", "Osei", "Vask"])
    ]
    page = edition.choose([*sport, story("tax", "Tax plan set out", 2, beats=["politics"])], NOW)
    assert slugs(page).index("tax") < 2
    assert "placed below for variety: third sport item (-1.8)" in said(
        next(c for c in page if c.story.slug == "sport-2")
    )


def test_a_crowded_beat_costs_no_more_than_two_places_of_it() -> None:
    page = edition.choose([story(f"s{i}", f"{w} wins", beats=["sport"]) for i, w in enumerate("abcdef")], NOW)
    assert "sixth sport item (-1.8)" in said(page[5])


def test_a_toll_nobody_reports_on_any_more_leads_no_page() -> None:
    old = story("a-quake", figures={"killed": 9}, hours=44)
    page = edition.choose([old, story("b-law", families=2, hours=1)], NOW, since=timedelta(hours=48))
    assert slugs(page) == ["b-law", "a-quake"]
    assert "9 killed, no longer news" in said(page[1])


def test_a_toll_of_this_morning_is_worth_all_it_was() -> None:
    (now,), (morning,) = (edition.choose([story("q", figures={"killed": 9}, hours=h)], NOW) for h in (1, 11))
    assert [r for r in now.reasons if r.code == "figures"] == [r for r in morning.reasons if r.code == "figures"]


def test_harm_is_never_soft_news() -> None:
    (choice,) = edition.choose([story("crush", beats=["sport"], figures={"killed": 1})], NOW)
    assert "soft" not in codes(choice)


def test_headlines_much_alike_do_not_stand_together() -> None:
    twins = [story("rate-a", "Orlan bank cuts rate to 3%", 4), story("rate-b", "Orlan bank cuts rate again", 4)]
    page = edition.choose([*twins, story("storm", "Storm fells mast", 3)], NOW)
    assert slugs(page) == ["rate-a", "storm", "rate-b"]
    assert "variety" in codes(page[2])


def test_a_place_does_not_fill_the_page() -> None:
    heads = ("Fire in Brisk harbour", "Mayor of Brisk sworn in", "School strike spreads in Brisk")
    page = edition.choose([story(f"s{i}", h, 3 - i) for i, h in enumerate(heads)], NOW)
    assert "placed below for variety: Brisk stands above already (-0.6)" in said(page[2])


def test_a_beat_asked_for_comes_first_and_is_not_thinned() -> None:
    sport = [story(f"sport-{i}", f"{w} wins", beats=["sport"]) for i, w in enumerate(["Arden", "Riel", "Osei"])]
    page = edition.choose([*sport, story("tax", families=2, beats=["politics"])], NOW, beats=["sports"])
    assert slugs(page)[:3] == ["sport-0", "sport-1", "sport-2"]
    assert "you follow sport (+3.0)" in said(page[2])


TOPICS = {
    "economy": "markets", "tech": "chips", "Sports": "cup", "cup final": "cup", "tariffs": "markets",
    "élections": "poll", "science": "",
}  # fmt: skip


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_keeps_only_what_is_on_it(topic: str) -> None:
    stories = [
        story("markets", "Tariff fears sink shares", beats=["business"]),
        story("chips", "Maker opens plant", beats=["technology"]),
        story("cup", "Harrowgate reach Cup final", beats=["sport"]),
        story("poll", "Ballots counted", beats=["politics"]),
    ]
    assert slugs(edition.choose(stories, NOW, topic=topic)) == [s for s in [TOPICS[topic]] if s]


def test_when_nothing_is_new_the_best_of_the_old_is_given_and_said_to_be_old() -> None:
    page = edition.choose([story("older", hours=100), story("old", hours=72)], NOW, since=timedelta(hours=24))
    assert slugs(page) == ["old", "older"]
    assert "nothing in the last 24 hours; reported 3 days ago (+4.0)" in said(page[0])


def test_the_window_is_named_in_days_when_it_is_days() -> None:
    page = edition.choose([story("old", hours=200)], NOW, since=timedelta(days=7))
    assert "nothing in the last 7 days" in said(page[0])


def test_old_stories_stay_away_while_there_are_new_ones() -> None:
    assert slugs(edition.choose([story("old", families=9, hours=30), story("new")], NOW)) == ["new"]


def test_an_undated_story_among_old_ones_is_said_to_be_undated() -> None:
    page = edition.choose([story("old", hours=72), story("never", hours=24 * 365 * 56)], NOW)
    assert codes(page[1]) >= {"undated"}


def test_equal_stories_stand_in_order_of_their_slugs_whatever_the_input_order() -> None:
    same = [story(s, f"Plan {w}") for s, w in (("c", "red"), ("a", "blue"), ("b", "green"))]
    assert slugs(edition.choose(same, NOW)) == slugs(edition.choose(same[::-1], NOW)) == ["a", "b", "c"]


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_no_more_than_the_limit(limit: int) -> None:
    assert len(edition.choose([story(f"s{i}") for i in range(5)], NOW, limit=limit)) == limit


def test_no_stories_make_an_empty_page() -> None:
    assert edition.choose([], NOW) == []


def test_very_long_pages_still_count_their_items() -> None:
    sport = [story(f"s{i:02}", f"Item {chr(97 + i)}{chr(98 + i)}x", beats=["sport"]) for i in range(10)]
    assert "10th sport item" in said(edition.choose(sport, NOW, limit=10)[9])


NAMES = {
    ("2026-11-23T17:00", "UTC"): "2026-11-23-evening",
    ("2026-11-23T17:00", "America/New_York"): "2026-11-23-midday",
    ("2026-11-23T05:00", "UTC"): "2026-11-23-morning",
    ("2026-11-23T11:00", "UTC"): "2026-11-23-midday",
    ("2026-11-23T22:00", "UTC"): "2026-11-23-night",
    ("2026-11-24T03:00", "UTC"): "2026-11-23-night",
    ("2026-11-23T22:00", "Asia/Tokyo"): "2026-11-24-morning",
}


@pytest.mark.parametrize(("at", "zone"), NAMES)
def test_an_edition_is_named_for_its_local_part_of_day(at: str, zone: str) -> None:
    assert edition.name(datetime.fromisoformat(at).replace(tzinfo=UTC), zone) == NAMES[at, zone]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "x" * 500, "bad\x00zone"])
def test_an_unknown_zone_is_refused_in_words(zone: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone"):
        edition.name(NOW, zone)
