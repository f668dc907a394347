"""Does a story break: one written history after another, and what must be decided of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.breaking import AHEAD, NEWS, judge
from bot.news import Article, Genre, Outlet, Precision, Status, Story
from bot.stories import Window

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
DAY = timedelta(days=1)
OUTLETS = {
    "beacon": Outlet("beacon", "The Beacon", family="Quay Group"),
    "lantern": Outlet("lantern", "The Lantern", family="Quay Group"),
    "herald": Outlet("herald", "The Herald", family="Ardmore"),
    "standard": Outlet("standard", "The Standard"),
    "corner": Outlet("corner", "Corner Blog", scope="telegram:-1005"),
    "nook": Outlet("nook", "Nook Notes", family="Nook", scope="discord:9"),
}


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def by(outlet: str, minutes: float | None, id: str = "", **fields: Any) -> Article:
    """An outlet's own report, published that many minutes ago and fetched a minute later."""
    told = f"{outlet} saw the ferry {id} go down off Lisk; 12 people drowned."
    published = None if minutes is None else ago(minutes)
    given = {"published": published, "fetched": None if minutes is None else ago(max(0.0, minutes - 1))} | fields
    return Article(id or outlet, outlet, f"Twelve dead as ferry sinks, says {outlet}", (told,), **given)


def story(*articles: Article, **fields: Any) -> Story:
    """The story these make, as the newsroom groups them: only reports give a voice."""
    voices = [OUTLETS[a.outlet].voice if a.outlet in OUTLETS else a.outlet for a in articles]
    given = {"families": tuple(dict.fromkeys(voices))} | fields
    ids, outlets = tuple(a.id for a in articles), tuple(dict.fromkeys(a.outlet for a in articles))
    return Story(
        "ferry",
        ids,
        outlets,
        opened=ago(60),
        updated=NOW,
        lead=ids[0] if ids else "",
        headline="Ferry sinks",
        headline_outlet="beacon",
        **given,
    )


@dataclass(frozen=True)
class History:
    """What was published, and what must come of it: `at` in minutes ago (None: no second voice), and a reason."""

    articles: tuple[Article, ...]
    alert: bool
    at: float | None = None
    reason: str = ""
    story: dict[str, Any] | None = None


def history(*articles: Article, alert: bool = False, at: float | None = None, reason: str = "", **told: Any) -> History:
    return History(articles, alert, at, reason, told)


WIRE = {"credit": "Meridian Press"}
HISTORIES = {
    # --- who speaks
    "two families": history(by("beacon", 30), by("herald", 10), alert=True, at=10, reason="corroborated"),
    "one outlet": history(by("beacon", 30), reason="one-voice"),
    "one outlet, many reports": history(
        by("beacon", 50, "a"), by("beacon", 30, "b"), by("beacon", 5, "c"), reason="one-voice"
    ),
    "two labels of one owner": history(by("beacon", 30), by("lantern", 10), reason="one-voice"),
    "two labels of one owner, then another": history(
        by("beacon", 50), by("lantern", 30), by("herald", 5), alert=True, at=5, reason="families"
    ),
    "an outlet without an owner is its own": history(by("standard", 30), by("herald", 9), alert=True, at=9),
    "three families: the second makes it": history(
        by("beacon", 90), by("herald", 40), by("standard", 2), alert=True, at=40
    ),
    "nobody yet": history(reason="no-voice"),
    "an outlet nobody approved": history(by("beacon", 30), by("stranger", 10), reason="unapproved"),
    "an outlet nobody approved, and two families": history(
        by("stranger", 60), by("beacon", 30), by("herald", 10), alert=True, at=10
    ),
    "a chat's own outlet": history(by("beacon", 30), by("corner", 10), reason="guest"),
    "two chats' own outlets": history(by("corner", 30), by("nook", 10), reason="guest"),
    "a chat's own outlet first, two families after": history(
        by("corner", 200), by("beacon", 30), by("herald", 20), alert=True, at=20
    ),
    # --- in whose words
    "one agency in two papers": history(by("beacon", 30, **WIRE), by("herald", 10, **WIRE), reason="one-voice"),
    "one agency in two papers, then a third of its own": history(
        by("beacon", 30, **WIRE), by("herald", 10, **WIRE), by("standard", 4), alert=True, at=4
    ),
    "one agency, spelled otherwise": history(
        by("beacon", 30, **WIRE), by("herald", 10, credit="MERIDIAN PRESS "), reason="one-voice"
    ),
    "two agencies": history(by("beacon", 30, **WIRE), by("herald", 10, credit="Union Wire"), alert=True, at=10),
    "the same words in two papers": history(
        by("beacon", 30), replace(by("herald", 10), paragraphs=by("beacon", 30).paragraphs), reason="one-voice"
    ),
    "bare headlines of two papers": history(
        replace(by("beacon", 30), paragraphs=()), replace(by("herald", 10), paragraphs=()), alert=True, at=10
    ),
    "what the newsroom found copied": history(
        by("beacon", 30), by("herald", 10), reason="copied", families=("Quay Group",)
    ),
    # --- what kind of writing
    "a live blog is no second voice": history(by("beacon", 30), by("herald", 10, genre=Genre.LIVE), reason="form"),
    "opinion is no second voice": history(by("beacon", 30), by("herald", 10, genre=Genre.OPINION), reason="form"),
    "a round-up is no second voice": history(by("beacon", 30), by("herald", 10, genre=Genre.ROUNDUP), reason="form"),
    "a live blog first, two reports after": history(
        by("herald", 300, "live", genre=Genre.LIVE), by("beacon", 30), by("herald", 8), alert=True, at=8
    ),
    "a story of opinion": history(by("beacon", 30), by("herald", 10), reason="genre", genre=Genre.OPINION),
    "a story told live": history(by("beacon", 30), by("herald", 10), reason="genre", genre=Genre.LIVE),
    "fiction": history(by("beacon", 30), by("herald", 10), reason="fictional", fictional=True),
    # --- what its publisher says of it
    "a canceled article": history(by("beacon", 30), by("herald", 10, status=Status.CANCELED), reason="withdrawn"),
    "a withheld article": history(by("beacon", 30), by("herald", 10, status=Status.WITHHELD), reason="withdrawn"),
    "canceled, and another voice later": history(
        by("beacon", 60), by("herald", 30, status=Status.CANCELED), by("standard", 6), alert=True, at=6
    ),
    "all were withdrawn": history(
        by("beacon", 30, status=Status.CANCELED), by("herald", 10, status=Status.CANCELED), reason="no-voice"
    ),
    "embargoed until the evening": history(by("beacon", 30), by("herald", 10, embargoed=NOW + DAY), reason="embargoed"),
    "an embargo that has ended": history(by("beacon", 30), by("herald", 10, embargoed=ago(9)), alert=True, at=10),
    # --- when
    "undated": history(by("beacon", 30), by("herald", None, fetched=ago(2)), reason="undated"),
    "both undated": history(by("beacon", None, fetched=ago(3)), by("herald", None, fetched=ago(2)), reason="no-voice"),
    "dated by the day": history(by("beacon", 30), by("herald", 10, precision=Precision.DAY), reason="day-only"),
    "dated by the day, fetched just now": history(
        by("beacon", 30), by("herald", 840, precision=Precision.DAY, fetched=ago(0)), reason="day-only"
    ),
    "by the day, then two with a time": history(
        by("standard", 840, precision=Precision.DAY), by("beacon", 30), by("herald", 3), alert=True, at=3
    ),
    "dated tomorrow": history(by("beacon", 30), by("herald", -24 * 60, fetched=ago(1)), reason="future"),
    "a clock five minutes ahead": history(by("beacon", 30), by("herald", -5, fetched=ago(2)), alert=True, at=2),
    "a clock ahead, fetched at an unknown time": history(
        by("beacon", 30), by("herald", -5, fetched=None), alert=True, at=0
    ),
    "dated anew at each change": history(
        by("beacon", 600, "b"), by("herald", 5, fetched=ago(500)), at=500, reason="stale"
    ),
    "just in time": history(by("beacon", 500), by("herald", 360), alert=True, at=360),
    "a minute too late": history(by("beacon", 500), by("herald", 361), at=361, reason="stale"),
    "a second family the next morning": history(by("beacon", 17 * 60), by("herald", 15), reason="one-voice"),
    "a third family does not make old news new": history(
        by("beacon", 900), by("herald", 800), by("standard", 2), at=800, reason="stale"
    ),
    "served again after 391 days": history(
        by("beacon", 391 * 1440, fetched=ago(1)), by("herald", 10), reason="one-voice"
    ),
    "both served again after 391 days": history(
        by("beacon", 391 * 1440), by("herald", 391 * 1440 - 60), at=391 * 1440 - 60, reason="stale"
    ),
    "391 days old, updated today": history(
        by("beacon", 30), by("herald", 391 * 1440, updated=ago(2)), reason="one-voice"
    ),
    "an old one in it, and two new voices": history(
        by("beacon", 391 * 1440, "old"), by("beacon", 30, "new"), by("herald", 12), alert=True, at=12
    ),
    "five days apart": history(by("beacon", 5 * 1440), by("herald", 10), reason="one-voice"),
    # --- how the story was made
    "in any order": history(by("herald", 10), by("standard", 2), by("beacon", 30), alert=True, at=10),
    "merged of two": history(
        by("beacon", 50, "first"), by("beacon", 20, "second"), by("herald", 25, "third"), alert=True, at=25
    ),
    "the same article twice": history(by("beacon", 30), by("beacon", 30), reason="one-voice"),
    "both at the same minute": history(by("beacon", 7), by("herald", 7), alert=True, at=7),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_written_history_is_judged_as_an_editor_would(name: str) -> None:
    told = HISTORIES[name]
    verdict = judge(story(*told.articles, **(told.story or {})), told.articles, OUTLETS, NOW)
    assert (verdict.alert, verdict.at) == (told.alert, None if told.at is None else ago(told.at))
    assert told.reason in {"", *(r.code for r in verdict.reasons)}, verdict.reasons
    assert all(r.code and r.detail for r in verdict.reasons)
    assert verdict.reasons


def test_articles_of_other_stories_are_passed_over() -> None:
    mine = by("beacon", 30)
    verdict = judge(story(mine), [mine, by("herald", 10)], OUTLETS, NOW)
    assert not verdict.alert
    assert "elsewhere" in {r.code for r in verdict.reasons}


def test_the_reasons_name_who_and_when() -> None:
    two = by("beacon", 30), by("herald", 10)
    details = [r.detail for r in judge(story(*two), two, OUTLETS, NOW).reasons]
    pair, families = "Quay Group, then Ardmore at 2026-11-24 13:50 UTC", "2 families: Quay Group, Ardmore"
    assert details == ["urgency 3 of 9", "12 dead", pair, families]


def test_no_articles_words_stand_in_the_reasons() -> None:
    two = by("beacon", 30), by("herald", None, fetched=NOW)
    said = " ".join(r.detail for r in judge(story(*two), two, OUTLETS, NOW).reasons)
    assert "drowned" not in said
    assert "1 × without a date" in said


def test_a_story_grouped_by_the_newsroom_breaks_once_a_second_family_tells_it() -> None:
    window = Window(OUTLETS)
    first = Article(
        "1",
        "beacon",
        "Ferry Ardent sinks off Lisk, 4 dead and 40 rescued",
        ("The ferry Ardent sank off Lisk on Tuesday; 4 passengers drowned and 40 were rescued by lifeboats.",),
        published=ago(30),
        language="en",
    )
    second = replace(
        first,
        id="2",
        outlet="herald",
        published=ago(10),
        headline="Four drown as ferry Ardent hits rocks at Lisk",
        paragraphs=("Four people died when the ferry Ardent struck rocks and sank off Lisk; lifeboats took off 40.",),
    )
    slug = window.place(first, NOW).slug
    alone = window.story(slug)
    window.place(second, NOW)
    both = window.story(slug)
    assert alone is not None
    assert both is not None
    assert [judge(s, [first, second], OUTLETS, NOW).alert for s in (alone, both)] == [False, True]


moments = st.integers(-60, 2000)
articles = st.lists(
    st.builds(
        lambda outlet, minutes, precision, genre, n: by(
            outlet, minutes, f"{outlet}{n}", precision=precision, genre=genre
        ),
        st.sampled_from(sorted(OUTLETS)),
        st.none() | moments,
        st.sampled_from(Precision),
        st.sampled_from(Genre),
        st.integers(0, 99),
    ),
    max_size=8,
)


@given(articles)
def test_an_alert_has_two_voices_with_times_in_the_last_hours(told: list[Article]) -> None:
    verdict = judge(story(*told), told, OUTLETS, NOW)
    timed = [a for a in told if a.published and a.precision is Precision.TIME and a.genre is Genre.REPORT]
    voices = {OUTLETS[a.outlet].voice for a in timed if not OUTLETS[a.outlet].scope and a.published <= NOW + AHEAD}  # type: ignore[operator]
    assert not verdict.alert or (len(voices) >= 2 and verdict.at is not None and NOW - NEWS <= verdict.at <= NOW)


@given(articles, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(told: list[Article], chance: Any) -> None:
    mixed = list(told)
    chance.shuffle(mixed)
    assert judge(story(*told), mixed, OUTLETS, NOW) == judge(story(*told), told, OUTLETS, NOW)
