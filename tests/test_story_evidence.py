"""What is read off one article for placing it: figures, genres, marks, addresses, languages, beats."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from bot.news import Article, Genre, Outlet
from bot.stories import beats, figures, genres, happenings, marks
from bot.stories.evidence import Evidence, address, contained, sound
from bot.stories.evidence import read as evidence
from bot.stories.leading import lead
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


# --- figures that are not the story's


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("A stronger quake killed 340 people there 26 years ago.", {}),
        ("The earthquake killed 31 people; one in 1999 killed 340.", {"killed": 31}),
        ("An earthquake killed 31 people, the deadliest since 1998.", {"killed": 31}),
        ("Floods killed 12 people in 2019.", {}),
        ("The 1931 disaster that killed 88 men is remembered.", {}),
        ("Some 14,000 people have been killed since the war began.", {}),
        ("Since the conflict started, 900 people have died.", {}),
        ("Three of the dead were children.", {}),
        ("A girl aged 12 died.", {}),
        ("The blast nearly killed 12 workers.", {}),
        ("No one was killed.", {}),
        ("A quake there could kill 100,000 people.", {}),
        ("A plot to kill 12 officers failed.", {}),
        ("A flood in neighbouring Ulmen killed 60.", {}),
        ("Nineteen people are feared dead.", {}),
        ("Two more people died, bringing the death toll to 16.", {"killed": 16}),
        ("Death toll rises from 31 to 44", {"killed": 44}),
        ("The number of dead rose to 21.", {"killed": 21}),
        ("Girl, six, found alive as deaths rise to 44", {"killed": 44}),
        ("Twelve die in ferry disaster", {"killed": 12}),
        ("The tax claims 40 seats.", {}),
        ("The fire claimed 12 lives.", {"killed": 12}),
        ("Roads kill 400 people a year.", {}),
        ("Five miners brought out alive; death toll rises to four", {"killed": 4}),
        ("Vor 30 Jahren starben hier 200 Menschen.", {}),
        ("Zahl der Toten steigt auf 44", {"killed": 44}),
        ("Die drei, die kamen.", {}),
        ("Bei dem Unglück starben 14 Menschen, 30 wurden verletzt.", {"killed": 14, "injured": 30}),
        ("Il y a dix ans, 300 personnes ont été tuées.", {}),
        ("Le bilan passe à 44 morts et 260 blessés.", {"killed": 44, "injured": 260}),
        ("La ligne fait 12 kilomètres.", {}),
        ("Hace 26 años murieron 340 personas.", {}),
        ("Sube a 44 la cifra de muertos", {"killed": 44}),
        ("La cifra de muertos sube a 44.", {"killed": 44}),
        ("Al menos 31 muertos y 260 heridos", {"killed": 31, "injured": 260}),
        ("Desde el inicio de la guerra han muerto 900 personas.", {}),
    ],
)
def test_background_and_what_did_not_happen_count_for_nothing(printed: str, expected: dict[str, int]) -> None:
    assert figures.figures(printed) == expected


def test_an_article_leads_with_some_counts_and_mentions_others() -> None:
    body = "Rescue went on. Hospitals treated 60 injured people. Later 70 people were injured in a stampede."
    assert figures.own("Quake kills 12", "It struck at dawn.", body) == ({"killed": 12, "injured": 60}, ("killed",))


def counted(hour: int, voice: str, killed: int, *firm: str) -> figures.Counted:
    return figures.Counted(hour * 3600, voice, {"killed": killed}, firm or ("killed",))


@pytest.mark.parametrize(
    ("reports", "killed"),
    [
        ([counted(1, "a", 31), counted(9, "a", 44)], 44),
        ([counted(1, "a", 340, "nothing"), counted(2, "b", 31)], 31),
        ([counted(1, "a", 9, "nothing"), counted(2, "b", 7, "nothing")], 7),
        ([counted(1, "a", 14), counted(2, "b", 12)], 14),
        ([counted(1, "a", 20), counted(9, "b", 14), counted(10, "c", 14)], 14),
        ([counted(1, "a", 20), counted(2, "d", 20), counted(9, "b", 14), counted(10, "c", 14)], 20),
        ([counted(1, "a", 20), counted(3, "a", 12)], 12),
    ],
)
def test_the_latest_toll_that_reports_lead_with_stands(reports: list[figures.Counted], killed: int) -> None:
    assert figures.standing(reports) == {"killed": killed}


def test_of_other_counts_the_newest_stands() -> None:
    told = [figures.Counted(when, "a", {"missing": n}, ("missing",)) for when, n in ((1, 18), (2, 5))]
    assert figures.standing(told) == {"missing": 5}


# --- kinds of event


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Magnitude 5.8 earthquake strikes eastern Ulmen", ("quake",)),
        ("Train drivers in Ulmen begin 48-hour strike over pay", ("walkout",)),
        ("Bahnstreik in Ulmen", ("walkout",)),
        ("Drone strike on power plant", ("attack",)),
        ("Hospitals hit by ransomware", ("hack",)),
        ("Naufrage au large de Jalmar", ("wreck",)),
        ("Incendio en un mercado", ("fire",)),
        ("Village fete postponed", ()),
    ],
)
def test_a_headline_names_the_kind_of_event(headline: str, expected: tuple[str, ...]) -> None:
    assert happenings.kinds(headline, "") == expected


def test_the_first_sentence_names_the_kind_where_the_headline_does_not() -> None:
    assert happenings.kinds("A night of fear", "An earthquake shook Ulmen. A flood followed.") == ("quake",)


@pytest.mark.parametrize(
    ("ours", "theirs", "apart"),
    [
        (["quake"], ["walkout"], True),
        (["quake"], ["slide"], False),
        (["wreck"], ["verdict"], False),
        ([], ["quake"], False),
    ],
)
def test_two_kinds_of_event_are_two_events_unless_one_brings_the_other(
    ours: list[str], theirs: list[str], apart: bool
) -> None:
    assert happenings.differ(ours, theirs) is apart


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("Senate backs vape ban by 44 votes to 31", "Senate rejects fireworks ban by 40 to 35", ["tally", "outcome"]),
        ("MPs pass bill in 71-58 vote", "Bill approved by 71 votes to 58", []),
        ("Bill approved by 71 votes to 58", "Rovers win 3-2", []),
    ],
)
def test_tallies_and_outcomes_of_votes_tell_votes_apart(one: str, other: str, kinds: list[str]) -> None:
    assert marks.clashes(marks.marks(one), marks.marks(other)) == kinds


def test_places_are_told_apart_by_their_own_names() -> None:
    assert marks.where(["cape tarn"]) & marks.where(["cape brede"]) == set()


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("What the new rent law means for Ulmen", True),
        ("Dorn verdict leaves Harbour Party looking for a leader", True),
        ("Rent cap becomes law", False),
        ("Captain leaves ferry", False),
    ],
)
def test_a_sidebar_takes_its_event_as_known(headline: str, expected: bool) -> None:
    assert genres.sidebar(headline) is expected


# --- beats by evidence


@pytest.mark.parametrize(
    ("headline", "text", "section", "expected"),
    [
        ("Ferry capsizes off Jalmar, 14 dead", "The injured were taken to hospital, doctors said.", "", ["world"]),
        (
            "Race to reach miners trapped by roof fall",
            "A goal of engineers is to drill by the final stage.",
            "",
            ["world"],
        ),
        ("Hospital admits first cholera patients", "A vaccine is on its way.", "", ["health"]),
        ("Hospital admits first cholera patients", "A vaccine is on its way.", "World", ["world", "health"]),
        ("Ransomware shuts hospitals", "Hackers asked for money.", "", ["technology"]),
        ("Hospital opens new wing", "A ribbon was cut.", "", []),
    ],
)
def test_beats_follow_evidence(headline: str, text: str, section: str, expected: list[str]) -> None:
    article = art("1", headline, text, section=section)
    assert list(evidence(article, None).evidence.beats) == expected


# --- the headline that leads


def row(id: str, headline: str, hour: int, **fields: object) -> Evidence:
    text = "The earthquake in Dunmere on the Kelmar coast brought down houses. " * 12
    given = {"published": NOW + timedelta(hours=hour)} | fields
    return evidence(art(id, headline, text, **given), None).evidence


CORE = {"kelmar": 0.6, "earthquak": 0.5, "dunmer": 0.3, "rescuer": 0.1}
FIRST = "Earthquake in Kelmar kills 31"


@pytest.mark.parametrize(
    ("second", "leads"),
    [
        ("Kelmar earthquake: deaths rise to 44", True),
        ("Rescuers still dig in Dunmere after Kelmar earthquake", True),
        ("What the Kelmar earthquake means for Dunmere", False),
        ("Will the Kelmar earthquake change Dunmere?", False),
        ("'We heard the Kelmar earthquake before we felt it': survivors", False),
        ("KELMAR EARTHQUAKE: DUNMERE DIGS", False),
        ("Ulmen sends tents", False),
        ("Dunmere shares slump after Kelmar earthquake", False),
        ("[Kelmar earthquake](http://x.example) in Dunmere, the latest", False),
    ],
)
def test_the_newest_suitable_report_leads(second: str, leads: bool) -> None:
    rows = [row("1", "Earthquake shakes Kelmar and Dunmere", 0), row("2", second, 2)]
    assert (lead(rows, CORE, {"killed": 44}, "en").id == "2") is leads


def test_a_headline_with_an_old_toll_does_not_lead() -> None:
    rows = [row("1", "Kelmar earthquake: deaths rise to 44", 0), row("2", FIRST, 1)]
    assert lead(rows, CORE, {"killed": 44}, "en").id == "1"


def test_the_readers_language_leads_where_there_is_one() -> None:
    rows = [row("1", "Earthquake in Kelmar", 0), row("2", "Erdbeben in Kelmar", 3, language="de")]
    assert [lead(rows, CORE, {}, code).id for code in ("en", "de")] == ["1", "2"]


# --- evidence that comes back


@pytest.mark.parametrize(
    "broken",
    [
        {"weights": b"1"},
        {"named": b"\xff"},
        {"shingles": b"abc"},
        {"level": 10**9},
        {"when": 10**15},
        {"marks": ("magnitude:x",)},
    ],
)
def test_evidence_that_contradicts_itself_is_not_sound(broken: dict[str, object]) -> None:
    whole = row("1", "Earthquake in Kelmar", 0)
    assert sound(whole)
    assert not sound(structs.replace(whole, **broken))
