"""What is read off one article for placing it: figures, genres, marks, addresses, languages, beats."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.news import Article, Genre, Outlet
from bot.stories import beats, figures, genres, marks
from bot.stories.evidence import address, contained
from bot.stories.evidence import read as evidence
from bot.stories.lexicon import language, lexicon

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
OUTLETS = {"post": Outlet("post", "The Post", beats=("world",))}


def art(id: str, headline: str = "Quake", text: str = "", **fields: object) -> Article:
    given: dict[str, object] = {"outlet": "post", "language": "en", "published": NOW} | fields
    return Article(id=id, headline=headline, paragraphs=(text,) if text else (), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("The attack killed 12 people.", {"killed": 12}),
        ("12 people were killed and 30 injured.", {"killed": 12, "injured": 30}),
        ("Twelve people, including three children, were killed.", {"killed": 12}),
        ("The death toll rose to 14 on Tuesday.", {"killed": 14}),
        ("At least 14 dead, 1,200 displaced", {"killed": 14, "displaced": 1200}),
        ("Police arrested 58 people. Forty-one were hurt.", {"arrested": 58, "injured": 41}),
        ("About 4 million people were displaced.", {"displaced": 4_000_000}),
        ("The storm killed two dozen people.", {"killed": 24}),
        ("Mindestens elf Menschen kamen ums Leben, drei Verletzte.", {"killed": 11, "injured": 3}),
        ("Au moins douze morts et 30 blessés", {"killed": 12, "injured": 30}),
        ("Catorce personas... al menos 14 personas murieron; 12 desaparecidos", {"killed": 14, "missing": 12}),
        ("A 34-year-old man died.", {}),
        ("He died in 1999.", {}),
        ("Twelve ministers met.", {}),
        ("Firefighters rescued 19 crew members", {"rescued": 19}),
    ],
)
def test_figures_are_counts_of_people(printed: str, expected: dict[str, int]) -> None:
    assert figures.figures(printed) == expected


@pytest.mark.parametrize(
    ("headline", "fields", "expected"),
    [
        ("Live: ferry search", {}, Genre.LIVE),
        ("Morning briefing: five things to know today", {}, Genre.ROUNDUP),
        ("Opinion: cap the rents", {}, Genre.OPINION),
        ("On this day: the great storm", {}, Genre.FEATURE),
        ("Rents capped", {"section": "Opinion"}, Genre.OPINION),
        ("Rents capped", {"url": "https://x.example/opinion/rents"}, Genre.OPINION),
        ("Rents capped", {"genre": Genre.FEATURE}, Genre.FEATURE),
        ("Rents capped", {"kicker": "Kommentar"}, Genre.OPINION),
        ("Concertgoers lived through fire", {}, Genre.REPORT),
    ],
)
def test_genres_are_read_from_what_is_printed(headline: str, fields: dict[str, object], expected: Genre) -> None:
    assert genres.genre(art("1", headline, "", **fields)) is expected


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ("Vote goes to second round", "Leader ahead in first round", "round"),
        ("Rovers win 2-1", "Castle lose 1-2", ""),
        ("Rovers win 2-1", "Rovers draw 0-0", "score"),
        ("A magnitude 6.1 quake", "a 6.3-magnitude quake", ""),
        ("A magnitude 6.1 quake", "a 5.4-magnitude quake", "magnitude"),
        ("Profit up in Q3", "Matchday 4", ""),
    ],
)
def test_marks_that_cannot_both_be_true_clash(ours: str, theirs: str, kind: str) -> None:
    assert marks.clash(marks.marks(ours), marks.marks(theirs)) == kind


def test_odd_numbers_read_alike_in_every_language() -> None:
    assert marks.numbers("3,75 Prozent, 8.500 Menschen, 2026") == marks.numbers("3.75 per cent, 8,500 people, in 2026")


@pytest.mark.parametrize(
    ("headline", "expected"), [("Shares close higher", "up"), ("Shares fall", "down"), ("Up and down", "")]
)
def test_a_market_report_says_which_way(headline: str, expected: str) -> None:
    assert genres.move(headline) == expected


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("https://www.post.example/a/?utm_source=x#top", "http://post.example/a", True),
        ("https://post.example/a?id=1", "https://post.example/a?id=2", False),
        ("https://m.post.example/a/amp", "https://post.example/a", True),
    ],
)
def test_addresses_are_recognised(a: str, b: str, alike: bool) -> None:
    assert (address(a) == address(b)) is alike
    assert address("https://post.example/") == ""


def test_texts_of_different_length_are_compared_by_containment() -> None:
    whole = " ".join(f"word{i} and then" for i in range(400))
    long, short = (evidence(art(id, text=text), None).evidence for id, text in (("1", whole), ("2", whole[:1500])))
    other = evidence(art("3", text="Something else entirely was said here by nobody at all."), None).evidence
    assert contained(long, short) > 0.8
    assert contained(long, other) == 0.0


@pytest.mark.parametrize(
    ("given", "sample", "expected"),
    [("en-GB", "", "en"), ("", "Землетрясение", "ru"), ("", "زلزال", "ar"), ("", "Der Minister ist mit dem Zug", "de"),
     ("", "Le ministre est dans le train et les", "fr"), ("", "Plosser resigns", "en")],
)  # fmt: skip
def test_a_missing_language_is_guessed(given: str, sample: str, expected: str) -> None:
    assert language(given, sample) == expected


def test_rare_words_weigh_more_and_function_words_nothing() -> None:
    known = lexicon("en")
    assert known.term("the")[1] == 0.0
    assert known.term("government")[1] < known.term("earthquake")[1] < known.term("dunmere")[1]
    assert lexicon("sv").term("jordbavning")[1] > 0


@pytest.mark.parametrize(
    ("headline", "fields", "beat", "urgency"),
    [
        ("Breaking: tsunami warning issued", {}, "", 2),
        ("FLASH: prime minister resigns", {}, "politics", 1),
        ("Central bank lifts rates", {"section": "Business"}, "business", 5),
        ("Village fete postponed", {"urgency": 3}, "", 3),
        ("Village fete postponed", {"url": "https://x.example/sport/a"}, "sport", 5),
    ],
)
def test_beats_and_urgency_come_from_what_is_printed(
    headline: str, fields: dict[str, object], beat: str, urgency: int
) -> None:
    article = art("1", headline, "", **fields)
    assert beats.beats(article, None)[:1] == ([beat] if beat else [])
    assert beats.urgency(article, {}) == urgency


@pytest.mark.parametrize(("killed", "urgency"), [(0, 5), (1, 4), (5, 3), (60, 2)])
def test_the_dead_make_a_story_urgent(killed: int, urgency: int) -> None:
    assert beats.urgency(art("1", "Ferry overturns", ""), {"killed": killed} if killed else {}) == urgency


def test_an_outlet_of_one_beat_lends_it() -> None:
    assert beats.beats(art("1", "Fete", ""), OUTLETS["post"]) == ["world"]
