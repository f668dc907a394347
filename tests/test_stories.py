"""What placing articles into stories promises."""

from __future__ import annotations

import contextlib
import json
import random
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import eval_copies
import pytest
from eval_stories import bcubed, main, place, prepared, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.news import Article, Genre, Outlet, Precision, Status
from bot.stories import Window, explain, same
from bot.stories.cluster import Cluster
from bot.stories.copies import Copies
from bot.stories.evidence import read as evidence
from bot.stories.particulars import objections

CASES = Path(__file__).parent / "cases" / "stories"
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
OUTLETS = {
    "post": Outlet("post", "The Post", family="brook", beats=("world",)),
    "courier": Outlet("courier", "The Courier", family="brook"),
    "gazette": Outlet("gazette", "The Gazette", fictional=True),
}
QUAKE = "Strong earthquake shakes Kelmar coast, nine dead in Dunmere"
QUAKE_TEXT = (
    "A magnitude 6.1 earthquake struck off the Kelmar coast early on Monday, killing at least nine people "
    "and bringing down "
    "houses in the port of Dunmere. Rescue teams were searching two collapsed apartment blocks near the harbour."
)
OTHER_WORDS = "Rescuers dig through rubble in Dunmere after deadly Kelmar quake"
OTHER_TEXT = (
    "Volunteers clawed at concrete in Dunmere after the earthquake flattened parts of the Kelmar "
    "port. The toll stood at 11."
)


def art(id: str, headline: str = QUAKE, text: str = QUAKE_TEXT, **fields: object) -> Article:
    given: dict[str, object] = {"outlet": "post", "language": "en", "published": NOW} | fields
    return Article(id=id, headline=headline, paragraphs=(text,) if text else (), **given)  # type: ignore[arg-type]


@pytest.fixture
def window() -> Window:
    return Window(OUTLETS)


# --- verdicts


def test_the_first_article_opens_a_story_named_after_its_headline(window: Window) -> None:
    placed = window.place(art("1"), NOW)
    assert (placed.verdict, placed.slug) == ("new", "strong-earthquake-shakes-kelmar")
    story = window.story(placed.slug)
    assert story is not None
    assert (story.articles, story.lead, story.opened, story.figures["killed"]) == (("1",), "1", NOW, 9)


def test_the_same_event_in_other_words_joins_and_says_why(window: Window) -> None:
    first = window.place(art("1"), NOW)
    placed = window.place(art("2", OTHER_WORDS, OTHER_TEXT, outlet="gazette"), NOW)
    assert (placed.slug, placed.verdict) == (first.slug, "event")
    assert placed.reasons[0].code == "shared"
    assert "dunmer" in placed.reasons[0].detail
    story = window.story(first.slug)
    assert story is not None
    assert (story.families, story.figures["killed"], story.fictional) == (("brook", "gazette"), 11, True)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (
            art(
                "2",
                "Kelmar quake",
                "Entirely other words about the earthquake in Dunmere on the Kelmar coast.",
                url="https://post.example/q?utm_source=x",
            ),
            "same-address",
        ),
        (art("2", "Quake kills nine", QUAKE_TEXT, outlet="gazette"), "same-text"),
        (art("2", QUAKE, "", outlet="gazette"), "same-headline"),
        (art("1"), "same-id"),
    ],
)
def test_the_same_article_again_is_a_copy(window: Window, second: Article, code: str) -> None:
    first = window.place(art("1", url="https://www.post.example/q"), NOW)
    placed = window.place(
        replace(second, url=second.url) if second.id == "2" else art("1", url="https://www.post.example/q"), NOW
    )
    assert (placed.slug, placed.verdict, placed.reasons[0].code) == (first.slug, "copy", code)


def test_a_copy_adds_its_outlet_but_no_voice_and_never_leads(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    window.place(art("2", "Quake kills nine", outlet="gazette"), NOW)
    story = window.story(slug)
    assert story is not None
    assert (story.outlets, story.families, story.lead) == (("post", "gazette"), ("brook",), "1")


def test_a_revision_replaces_the_article_in_its_story(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    before = window.story(slug)
    placed = window.place(art("1", text=QUAKE_TEXT.replace("nine", "14")), NOW)
    after = window.story(slug)
    assert before is not None
    assert after is not None
    assert (placed.verdict, after.figures["killed"], after.articles) == ("revision", 14, ("1",))
    assert after.revision > before.revision


def test_a_canceled_article_leaves_the_story(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    window.place(art("2", OTHER_WORDS, OTHER_TEXT), NOW)
    placed = window.place(art("1", status=Status.CANCELED), NOW)
    story = window.story(slug)
    assert story is not None
    assert (placed.verdict, story.articles) == ("revision", ("2",))


def test_an_article_restored_counts_again(window: Window) -> None:
    slug = window.place(art("1", status=Status.WITHHELD), NOW).slug
    assert window.story(slug) is None
    window.place(art("1"), NOW)
    assert window.story(slug) is not None


@pytest.mark.parametrize("genre", [Genre.OPINION, Genre.LIVE, Genre.FEATURE])
def test_opinion_and_its_like_attach_without_being_evidence(window: Window, genre: Genre) -> None:
    slug = window.place(art("1"), NOW).slug
    placed = window.place(art("2", OTHER_WORDS, OTHER_TEXT, genre=genre), NOW)
    story = window.story(slug)
    assert story is not None
    assert (placed.slug, placed.verdict, story.articles) == (slug, "aside", ("1",))


def test_a_live_blog_alone_is_no_story_until_a_report_comes(window: Window) -> None:
    alone = window.place(art("1", "Live: Kelmar coast earthquake, latest from Dunmere"), NOW)
    assert (alone.verdict, window.stories()) == ("aside", [])
    placed = window.place(art("2", OTHER_WORDS, OTHER_TEXT), NOW)
    assert placed.slug == alone.slug
    assert [story.articles for story in window.stories()] == [("2",)]


# --- two events, one event


@pytest.mark.parametrize(
    ("name", "times", "least"),
    [
        ("tune", True, 0.95),
        ("tune", False, 0.90),
        ("report", True, 0.85),
        ("report", False, 0.80),
        ("second", True, 0.90),
        ("second", False, 0.90),
    ],
)
def test_the_labelled_sets_are_placed_as_labelled(name: str, times: bool, least: float) -> None:
    labelled = read(CASES / f"{name}.jsonl")
    articles = [article if times else replace(article, published=None) for article, _ in labelled]
    assert bcubed([event for _, event in labelled], place(articles))[2] >= least


TWINS = [("T01", "T02"), ("T03", "T04"), ("T05", "T06"), ("T07", "T08"), ("T09", "T10"), ("T11", "T12"), ("T13", "T14"),
         ("T15", "T16"), ("T18", "T19"), ("R01", "R02"), ("R05", "R06"), ("R09", "R10"), ("R11", "R12"),
         ("R07", "R08")]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_two_events_that_share_words_are_two_stories(one: str, other: str) -> None:
    labelled = read(CASES / ("tune.jsonl" if one[0] == "T" else "report.jsonl"))
    both = [(article, event) for article, event in labelled if event in (one, other)]
    found = place([article for article, _ in both])
    slugs = {event: {slug for (_, e), slug in zip(both, found, strict=True) if e == event} for event in (one, other)}
    assert not slugs[one] & slugs[other]


def test_six_headlines_with_few_words_in_common_are_one_event() -> None:
    headlines = [article for article, event in read(CASES / "tune.jsonl") if event == "T20"]
    bare = [replace(article, paragraphs=(), published=None) for article in headlines]
    assert len(set(place(bare))) <= 2
    assert len(set(place(headlines))) == 1


def test_another_language_joins_by_names_and_counts(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    text = (
        "Ein Erdbeben der Stärke 6,1 hat die Hafenstadt Dunmere erschüttert. "
        "Neun Menschen kamen ums Leben, sagte Kelmar."
    )
    placed = window.place(art("2", "Erdbeben vor Kelmar: neun Tote in Dunmere", text, language="de"), NOW)
    assert (placed.slug, placed.verdict) == (slug, "event")
    elsewhere = art("3", "Erdbeben in Orrin: ein Toter", "In Orrin bebte die Erde, ein Mensch starb.", language="de")
    assert window.place(elsewhere, NOW).verdict == "new"


def test_an_update_joins_the_next_day_but_not_after_the_horizon(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    for days, expected in ((1, True), (3, True), (9, False)):
        later = NOW + timedelta(days=days)
        placed = window.place(art(f"d{days}", OTHER_WORDS, OTHER_TEXT + f" Day {days}.", published=later), later)
        assert (placed.slug == slug) is expected


def test_stories_that_turn_out_to_be_one_merge_and_the_younger_slug_leads_to_the_older() -> None:
    labelled = [article for article, event in read(CASES / "tune.jsonl") if event in ("T20", "T01")]
    window = Window({})
    placed = [
        window.place(replace(a, paragraphs=(), published=None), NOW)
        for a in labelled * 2 + [replace(a, id=a.id + "x") for a in labelled]
    ]
    for one in placed:
        for younger in one.merged:
            assert window.resolve(younger) == window.resolve(one.slug) != younger
    assert all(window.resolve(one.slug) in {s.slug for s in window.stories()} for one in placed)


def test_merged_stories_keep_the_older_slug_and_every_article() -> None:
    window = Window({})
    older = window.place(art("1", "Ferry Morning Star capsizes near Jalmar", "", published=None), NOW).slug
    younger = window.place(art("2", "Coast guard hunts survivors after boat overturns", "", published=None), NOW).slug
    bridge = "Coast guard hunts survivors as ferry Morning Star capsizes near Jalmar, boat overturns"
    assert older != younger
    placed = [
        window.place(art(str(i), bridge + f" {word}", "", published=None), NOW)
        for i, word in enumerate(["late", "again", "now"], 3)
    ]
    assert [slug for one in placed for slug in one.merged] == [younger]
    story = window.story(younger)
    assert story is not None
    assert (story.slug, set(story.articles)) == (older, {"1", "2", "3", "4", "5"})


# --- identity, time, keeping


def test_slugs_are_unique_even_beside_the_archive() -> None:
    window = Window({}, taken={"strong-earthquake-shakes-kelmar"})
    assert window.place(art("1"), NOW).slug == "strong-earthquake-shakes-kelmar-2"
    assert window.place(art("2", "!!!", ""), NOW).slug.startswith("story-")


def test_a_story_leaves_the_window_after_the_horizon(window: Window) -> None:
    slug = window.place(art("1", url="https://post.example/q"), NOW).slug
    window.place(
        art("2", "Rovers beat Castle in cup final thriller", "A cup final.", published=None), NOW + timedelta(days=5)
    )
    assert window.story(slug) is None
    assert [story.articles for story in window.stories()] == [("2",)]
    assert window.place(art("1", url="https://post.example/q"), NOW + timedelta(days=5)).slug != slug


def test_a_future_date_is_taken_as_now(window: Window) -> None:
    slug = window.place(art("1", published=NOW + timedelta(days=9000), precision=Precision.DAY), NOW).slug
    story = window.story(slug)
    assert story is not None
    assert story.updated == NOW


def test_a_story_survives_the_store_and_goes_on_growing(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    window.place(art("2", OTHER_WORDS, OTHER_TEXT), NOW)
    again = Window(OUTLETS)
    assert again.load(window.dump(slug)) == slug
    assert again.stories() == window.stories()
    assert again.place(art("1"), NOW).verdict == "copy"
    assert (
        again.place(art("3", "Dunmere earthquake survivors wait for tents in Kelmar", OTHER_TEXT + " Tents."), NOW).slug
        == slug
    )


def test_words_are_weighed_after_a_restart_as_before_it() -> None:
    window, again = Window({}), Window({})
    for n in range(300):
        window.place(art(str(n), f"Harbour {n * 7919} opens", f"The harbour of Town{n * 104729} has opened."), NOW)
    for story in window.stories():
        again.load(window.dump(story.slug))
    before, after = (w.read(art("new")) for w in (window, again))
    assert after.raw == before.raw
    assert again._rarity.weigh(after) == pytest.approx(
        window._rarity.weigh(before), abs=0.05
    )  # a long story keeps less
    assert again.place(art("x", "Harbour of Kelmar opens", "The harbour of Kelmar has opened."), NOW).slug


def test_aliases_survive_the_store() -> None:
    cluster, window = Cluster("older", 0), Window({})
    cluster.add(evidence(art("1"), None).evidence)
    cluster.aliases.add("younger")
    window.load(cluster.dump())
    assert window.resolve("younger") == "older"


def test_bytes_that_are_no_story_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="not a story's evidence"):
        Window({}).load(b"nonsense")


def test_an_article_of_four_kilobytes_keeps_less_than_900_bytes(window: Window) -> None:
    words = (CASES / "tune.jsonl").read_text("utf-8")
    texts = [json.loads(line)["text"] for line in words.splitlines()]
    slugs = {
        window.place(art(str(i), text[:60], " ".join(texts[i : i + 22])[:4000]), NOW).slug
        for i, text in enumerate(texts[:20])
    }
    kept = sum(len(window.dump(slug)) for slug in slugs)
    assert kept / 20 <= 900


def test_a_long_story_keeps_evidence_of_its_first_articles_only() -> None:
    cluster = Cluster("long", 0)
    for i in range(60):
        cluster.add(replaced(evidence(art(str(i)), None).evidence, i))
    assert len(Cluster.load(cluster.dump()).rows) == 60
    assert Cluster.load(cluster.dump()).rows["59"].terms == ()


def replaced(row, i: int):  # type: ignore[no-untyped-def]
    row.terms, row.weights = tuple(f"term{i}-{n}" for n in range(20)), bytes([90] * 20)
    return row


def test_two_articles_can_be_compared_alone() -> None:
    assert same(art("1"), art("2", OTHER_WORDS, OTHER_TEXT))
    assert not same(art("1"), art("2", "Rovers beat Castle 2-1", "Late goals won it.", published=None))


def test_the_lead_is_a_full_report_rather_than_a_teaser(window: Window) -> None:
    slug = window.place(art("1", "Kelmar coast quake: Dunmere", QUAKE_TEXT[:90], teaser=True), NOW).slug
    window.place(art("2", OTHER_WORDS, OTHER_TEXT * 4), NOW)
    story = window.story(slug)
    assert story is not None
    assert (story.lead, story.headline) == ("2", OTHER_WORDS)


@pytest.mark.parametrize(
    "headline", ["", "   ", "\u202e\u0000", "地震 東京", "Землетрясение в Дунмере", "x" * 5000, "زلزال", "5 4 3"]
)
def test_any_headline_is_placed(window: Window, headline: str) -> None:
    bare = Article("1", "", headline, (), language="")
    assert window.place(bare, NOW).verdict in ("new", "aside")
    assert window.place(replace(bare, id="2"), NOW).slug


def test_the_evaluation_prints_a_score(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "some.csv"
    table.write_text(
        "TITLE,STORY\nFerry capsizes off Jalmar coast,a\nFerry capsizes near Jalmar coast,a\nRovers beat Castle,b\n"
    )
    assert main([str(table), "--seed", "1", "--errors"]) == 0
    assert main([str(CASES / "tune.jsonl"), "--times", "--errors"]) == 0
    assert "3 articles, 2 events" in capsys.readouterr().out


# --- what a story says


def test_a_storys_headline_moves_on_with_the_toll_while_its_slug_stays(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    later = NOW + timedelta(hours=8)
    update = "The toll from the earthquake off the Kelmar coast rose to 44 as rescuers searched Dunmere."
    window.place(art("2", "Kelmar earthquake: deaths rise to 44 in Dunmere", update, published=later), later)
    story = window.story(slug)
    assert story is not None
    assert (story.slug, story.lead, story.figures["killed"]) == (slug, "2", 44)


def test_a_window_for_german_readers_leads_with_german() -> None:
    window = Window(OUTLETS, language="de")
    slug = window.place(art("1"), NOW).slug
    text = "Ein Erdbeben der Stärke 6,1 hat Dunmere erschüttert. Neun Menschen kamen ums Leben, sagte Kelmar."
    window.place(art("2", "Erdbeben vor Kelmar: neun Tote in Dunmere", text, language="de"), NOW)
    story = window.story(slug)
    assert story is not None
    assert (story.lead, story.language) == ("2", "de")


def test_two_events_in_one_country_stay_apart_though_one_article_mentions_both(window: Window) -> None:
    quake = window.place(art("1", "Earthquake strikes Ulmen, killing three", QUAKE_TEXT), NOW)
    text = "Train drivers in Ulmen walked out. A band was on its way to Dunmere, to play for earthquake victims."
    strike = window.place(art("2", "Ulmen train drivers begin 48-hour strike over pay", text), NOW)
    assert quake.slug != strike.slug
    assert strike.verdict == "new"


def test_a_sidebar_joins_the_story_it_is_about(window: Window) -> None:
    text = "Emil Dorn, a former minister, was jailed for seven years by a court in Ulmen for taking bribes."
    slug = window.place(art("1", "Ex-minister Dorn jailed for seven years over bribes", text), NOW).slug
    later = "The conviction of Emil Dorn by a court in Ulmen reopened the matter of who knew of the money."
    assert window.place(art("2", "Dorn conviction leaves party with hard questions", later), NOW).slug == slug


# --- whatever comes in

TEXTS = st.text(max_size=60) | st.sampled_from(
    ["", "\ud800 lone", "a" * 3000, "9" * 400 + " killed", "12 votes to 3", "magnitude 6.1", "٣ killed", "round 1, 2-1"]
)
TIMES = st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
ARTICLES = st.builds(
    Article, id=TEXTS, outlet=TEXTS, headline=TEXTS, paragraphs=st.lists(TEXTS, max_size=3).map(tuple), url=TEXTS,
    published=TIMES, dek=TEXTS, section=TEXTS, dateline=TEXTS, language=TEXTS, urgency=st.integers(),
    status=st.sampled_from(Status), genre=st.sampled_from(Genre),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ARTICLES, max_size=5))
def test_every_article_can_be_placed_kept_and_taken_back(articles: list[Article]) -> None:
    window, again = Window({}), Window({})
    for article in articles:
        slug = window.place(article, NOW).slug
        assert again.load(window.dump(slug)) == window.resolve(slug)
    assert len(again.stories()) >= len(window.stories())


def test_a_megabyte_is_read_no_further_than_a_story_needs(window: Window) -> None:
    assert window.place(art("1", "h" * 10**6, "Dunmere " * 125_000, dek="d" * 10**6), NOW).verdict == "new"


def test_damaged_evidence_is_refused_or_harmless(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    raw, chance = zlib.decompress(window.dump(slug)), random.Random(7)
    for _ in range(400):
        damaged = bytearray(raw)
        damaged[chance.randrange(len(raw))] = chance.randrange(256)
        other = Window(OUTLETS)
        with contextlib.suppress(ValueError):
            other.load(zlib.compress(bytes(damaged)))
        assert other.place(art("2", OTHER_WORDS, OTHER_TEXT), NOW).slug


def test_a_story_loaded_twice_is_one(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    kept = window.dump(slug)
    assert [window.load(kept), window.load(kept)] == [slug, slug]
    assert len(window.stories()) == 1


def test_evidence_without_a_slug_is_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        Window({}).load(Cluster("", 0).dump())


# --- why, and copies


def test_a_story_remembers_why_each_article_is_in_it(window: Window) -> None:
    slug = window.place(art("1"), NOW).slug
    window.place(art("2", OTHER_WORDS, OTHER_TEXT), NOW)
    window.place(art("3", "Quake kills nine", outlet="gazette"), NOW)
    told = explain(window.dump(slug))
    assert {"shared", "names", "likeness"} <= {reason.code for reason in told["2"]}
    assert [reason.code for reason in told["3"]] == ["same-text"]
    assert all(len(reason.detail) <= 80 for reasons in told.values() for reason in reasons)


def test_why_is_not_read_out_of_other_bytes() -> None:
    with pytest.raises(ValueError, match="not a story's evidence"):
        explain(b"nonsense")


@pytest.mark.parametrize(("killed", "objected"), [(2, True), (11, False), (14, False), (31, False)])
def test_a_toll_does_not_fall_to_less_than_half(killed: int, objected: bool) -> None:
    cluster = Cluster("bus", 0)
    cluster.add(evidence(art("1", "Bus falls into ravine, 12 dead", "A bus fell into a ravine."), None).evidence)
    later = art("2", f"Bus crash: {killed} dead", "A bus crashed.", published=NOW + timedelta(hours=3))
    found = [why for _, why in objections(evidence(later, None), cluster)]
    assert ([f"another toll: {killed}"] == found) is objected


def test_copies_are_found_and_texts_of_one_mould_are_not() -> None:
    made = eval_copies.generated(400)
    rows = [(evidence(article, None).evidence, label) for article, label in made]
    precision, recall, f1 = eval_copies.score(rows)
    assert min(precision, recall, f1) >= 0.97


def test_a_text_that_was_dropped_is_no_copy_of_anything() -> None:
    row, index = evidence(art("1"), None).evidence, Copies()
    index.add(row)
    assert [article for article, _ in index.of(row)] == ["1"]
    index.drop(row)
    index.drop(row)
    assert list(index.of(row)) == []


# --- the evaluation itself


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_asides_pairs_and_parts_are_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = {"language": "en", "published": NOW.isoformat()}
    cases = lines(
        tmp_path / "cases.jsonl",
        {"id": "1", "event": "a", "headline": QUAKE, "text": QUAKE_TEXT} | told,
        {"id": "2", "event": "a", "headline": OTHER_WORDS, "text": OTHER_TEXT} | told,
        {"id": "3", "event": "b", "headline": "Rovers beat Castle", "text": "A late goal."} | told,
        {"id": "4", "event": "c", "headline": "The week in pictures", "aside": True, "about": []} | told,
        {"id": "5", "event": "d", "headline": f"Opinion: {OTHER_WORDS}", "aside": True, "about": "a"} | told,
    )
    pairs = lines(tmp_path / "pairs.jsonl", {"a": "1", "b": "2", "same": True}, {"a": "1", "b": "3", "same": True})
    assert main([str(cases), "--times", "--pairs", str(pairs), "--without", "vectors"]) == 0
    printed = capsys.readouterr().out
    assert "3 articles, 2 events" in printed
    assert "asides where they belong 2 of 2" in printed
    assert "pairs right 1 of 2" in printed


@pytest.mark.parametrize("part", ["names", "numbers", "bodies", "merge", "guards"])
def test_each_part_of_the_evidence_can_be_left_out(part: str) -> None:
    labelled = read(CASES / "tune.jsonl")
    articles = prepared([article for article, _ in labelled], times=True, without=[part])
    found = place(articles, without=[part])
    assert bcubed([event for _, event in labelled], found)[2] > 0.5
