"""A filter lets through what was asked for, says why it keeps the rest, and no pattern holds up the desk."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter

import pytest

from bot import filters
from bot.filters import Subject, checked, unwanted
from bot.news import Alert, Cite, Filters, Item, Sentence

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
FERRY = Subject(
    "Ferries stay in port as dock-workers extend strikes",
    "The union in Lanholm said on Tuesday that Kestrel's crews walked out. A café owner counted 40 stranded lorries.",
    ("business", "world"),
    (("BBC News", "bbc"), ("The Harbour Post", "harbour")),
    ("en",),
    2,
    4,
)


def why(subject: Subject = FERRY, **filter: object) -> str:
    """The code of the reason, empty where the story is wanted."""
    reason = unwanted(Filters(**filter), subject)  # type: ignore[arg-type]
    return reason.code if reason else ""


# --- what a filter asks ----------------------------------------------------------------------------------------------


def test_a_filter_that_asks_nothing_wants_everything() -> None:
    assert unwanted(Filters(), Subject("")) is None


VERDICTS: list[tuple[dict[str, object], str]] = [
    ({"beats": ("business",)}, ""),
    ({"beats": ("sport", "world")}, ""),
    ({"beats": ("sport",)}, "beats"),
    ({"outlets": ("bbc",)}, ""),
    ({"outlets": ("harbour post",)}, ""),
    ({"outlets": ("Harbour-Post", "dw")}, ""),
    ({"outlets": ("BBC Newsround",)}, "outlets"),
    ({"outlets": ("news",)}, "outlets"),
    ({"barred": ("bbc",)}, ""),
    ({"barred": ("bbc", "THE HARBOUR POST")}, "barred"),
    ({"languages": ("de", "en")}, ""),
    ({"languages": ("de",)}, "language"),
    ({"families": 2}, ""),
    ({"families": 3}, "families"),
    ({"urgency": 4}, ""),
    ({"urgency": 3}, "urgency"),
    ({"words": ("football", "ferry")}, ""),
    ({"words": ("football",)}, "words"),
    ({"unwanted": ("football",)}, ""),
    ({"unwanted": ("football", "lorry")}, "unwanted"),
    ({"words": ("ferry",), "unwanted": ("port",)}, "unwanted"),
]


@pytest.mark.parametrize(("asked", "code"), VERDICTS)
def test_a_story_is_wanted_or_one_reason_is_given(asked: dict[str, object], code: str) -> None:
    assert why(**asked) == code


PHRASES: list[tuple[Filters, Subject, str]] = [
    (Filters(unwanted=("football", "port")), FERRY, "your filter leaves out 'port'"),
    (Filters(families=3), replace(FERRY, families=1), "only 1 publisher; this subscription wants 3"),
    (Filters(families=3), FERRY, "only 2 publishers; this subscription wants 3"),
    (Filters(urgency=2), FERRY, "urgency 4; this subscription wants 2 or more urgent"),
    (Filters(languages=("de", "fr")), FERRY, "it is in en; this subscription wants de or fr"),
    (
        Filters(languages=("en",)),
        replace(FERRY, languages=()),
        "its language is not known; this subscription wants en",
    ),
    (Filters(beats=("sport", "science", "health")), FERRY, "none of its beats is sport, science or health"),
    (Filters(outlets=("dw",)), FERRY, "not reported by dw"),
    (
        Filters(barred=("bbc", "harbour")),
        FERRY,
        "reported only by BBC News, The Harbour Post, which your filter bars",
    ),
    (Filters(words=("opera", "ballet")), FERRY, "it has nothing of opera or ballet"),
]


@pytest.mark.parametrize(("asked", "subject", "said"), PHRASES)
def test_the_reason_reads_as_a_phrase(asked: Filters, subject: Subject, said: str) -> None:
    reason = unwanted(asked, subject)
    assert reason is not None
    assert reason.detail == said


# --- words -----------------------------------------------------------------------------------------------------------

WORDS: list[tuple[str, str, str, bool]] = [
    ("strike", FERRY.headline, "en", True),
    ("strikes", "A strike begins", "en", True),
    ("STRIKE", FERRY.headline, "en", True),
    ("dock workers", FERRY.headline, "en", True),
    ("dock-worker", FERRY.headline, "en", True),
    ("workers dock", FERRY.headline, "en", False),
    ("port as dock", FERRY.headline, "en", True),
    ("ort", FERRY.headline, "en", False),
    ("trike", FERRY.headline, "en", False),
    ("kestrel", "Kestrel’s crews", "en", True),
    ("Kestrel's", "The Kestrel sails", "en", True),
    ("cafe", "A café owner", "en", True),
    ("CAFÉ", "A cafe owner", "en", True),
    ("hotel", "L’hôtel ferme à Nice", "fr", True),
    ("grèves", "Une grève des dockers", "fr", True),
    ("Streik", "Die Streiks im Hafen", "de", True),
    ("huelga", "Huelgas en el puerto", "es", True),
    ("strikes", "Hafen: ein Strike", "de", True),
    ("забастовка", "Забастовки в порту", "ru", True),
    ("world cup", "The World Cup opens", "en", True),
    ("world cup", "A cup for the world", "en", False),
    ("covid 19", "Covid-19 returns", "en", True),
    ("C++", "A vitamin C shortage", "en", False),
    ("C++", "A committee for C++ meets", "en", True),
    ("AT&T", "AT&T buys a rival", "en", True),
    ("罢工", "港口工人罢工两天", "zh", True),
    ("工罢", "港口工人罢工两天", "zh", False),
    ("足球", "港口工人罢工两天", "zh", False),
    ("ストライキ", "港でストライキ始まる", "ja", True),
    ("파업", "항만 노조가 파업을 시작했다", "ko", True),
    ("ท่าเรือ", "คนงานท่าเรือหยุดงาน", "th", True),
    ("🏈", "Final night 🏈 in Ostrava", "en", True),
    ("🏈", "Final night in Ostrava", "en", False),
    ("إضراب", "إضراب في الميناء", "ar", True),
    ("", "Anything", "en", False),
]


@pytest.mark.parametrize(("word", "headline", "language", "found"), WORDS)
def test_a_word_is_found_as_a_word(word: str, headline: str, language: str, found: bool) -> None:
    assert why(Subject(headline, languages=(language,)), words=(word,)) == ("" if found else "words")


def test_a_word_is_looked_for_in_what_is_said_too() -> None:
    assert why(words=("stranded lorry",)) == ""
    assert why(replace(FERRY, text=""), words=("stranded lorry",)) == "words"


def test_headline_and_text_do_not_make_a_word_together() -> None:
    assert why(Subject("Talks near the har", "bour wall"), words=("harbour",)) == "words"


def test_an_outlet_that_nobody_knows_is_not_barred() -> None:
    assert why(replace(FERRY, outlets=()), barred=("bbc",)) == ""
    assert why(replace(FERRY, outlets=()), outlets=("bbc",)) == "outlets"


# --- patterns --------------------------------------------------------------------------------------------------------

PATTERNS = [
    (r"/dock\W?work\w+/", True),
    ("/DOCK/", True),
    ("/^ferries/", True),
    ("/^port/", False),
    (r"/\b\d+ stranded\b/", True),
    (r"/\bcafe\b/", True),
    ("/café/", True),
    ("/(?:strike|walkout)s?$/", False),
    (r"/\b[a-z]{11}\b/", False),
    (r"/\p{Greek}/", False),
    ("/port|starboard/", True),
]


@pytest.mark.parametrize(("word", "found"), PATTERNS)
def test_between_slashes_stands_a_pattern(word: str, found: bool) -> None:
    checked(Filters(words=(word,)))
    assert why(words=(word,)) == ("" if found else "words")


REFUSED: list[tuple[Filters, str]] = [
    (Filters(words=("/(a/",)), "no pattern"),
    (Filters(words=(r"/(a)\1/",)), "no pattern"),
    (Filters(unwanted=("/(?=port)/",)), "no pattern"),
    (Filters(unwanted=("/(?<!sea)port/",)), "no pattern"),
    (Filters(words=("/a{9999}/",)), "no pattern"),
    (Filters(words=(r"/(?:\pL{1,100}\s){9}z/",)), "no pattern"),
    (Filters(words=("/(.{0,30}){30}Q/",)), "no pattern"),
    (Filters(words=("/\ud800/",)), "no pattern"),
    (Filters(words=("/a*/",)), "every text"),
    (Filters(words=("/harbour|/",)), "every text"),
    (Filters(words=(f"/{'a' * 201}/",)), "at most 200"),
    (Filters(unwanted=("a" * 101,)), "at most 100"),
    (Filters(unwanted=(" ",)), "empty word"),
    (Filters(outlets=("",)), "empty word"),
    (Filters(barred=tuple(map(str, range(21)))), "at most 20"),
    (Filters(words=("a" * 90,) * 9, unwanted=("b" * 90,) * 9), "at most 1,500"),
    (Filters(languages=("eng",)), "two letters"),
    (Filters(languages=("EN",)), "two letters"),
    (Filters(families=11), "from 1 to 10"),
    (Filters(families=-1), "from 1 to 10"),
    (Filters(urgency=0), "from 1"),
    (Filters(urgency=10), "from 1"),
]


@pytest.mark.parametrize(("asked", "said"), REFUSED)
def test_what_cannot_be_meant_is_refused_when_it_is_made(asked: Filters, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        checked(asked)
    assert len(str(refused.value)) < 240


def test_nothing_is_wrong_with_the_default() -> None:
    checked(Filters())
    checked(Filters(("business",), ("harbour", r"/dock\w+/"), ("a b",), ("bbc",), ("x",), ("en",), 10, 1))


def test_a_stored_pattern_that_can_no_longer_be_read_finds_nothing() -> None:
    assert why(unwanted=("/(a/",)) == ""
    assert why(words=("/(a/",)) == "words"


HOSTILE = ["(a+)+$", "(a|aa)+$", "(.*a){20}b", "(x+x+)+y", "[ab]*a[ab]{90}c", "(?:a?){300}a{300}"]


@pytest.mark.parametrize("between", HOSTILE)
@pytest.mark.parametrize("text", ["a" * 50_000 + "!", "ab" * 25_000, "x" * 50_000])
def test_no_pattern_takes_long(between: str, text: str) -> None:
    why(Subject(text), words=("/x/",))
    began = perf_counter()
    why(Subject(text), words=(f"/{between}/",))
    assert perf_counter() - began < 0.25  # Python's own engine needs years for some of these


def test_the_engine_itself_is_linear() -> None:
    compiled = filters._regex("(a+)+$")
    times = []
    for length in (50_000, 400_000):
        began = perf_counter()
        assert compiled.search("a" * length + "!") is None
        times.append(perf_counter() - began)
    assert times[0] < 0.05
    assert times[1] < 0.4


HELD = ["\0" * 100_000, "🏈" * 50_000, "\u202e" * 50_000, "\ud800" * 50_000, "´" * 50_000, "a-" * 50_000, "'s" * 50_000]


@pytest.mark.parametrize("text", HELD)
def test_hostile_texts_are_read_and_found_wanting(text: str) -> None:
    began = perf_counter()
    assert why(Subject(text, text), words=("harbour", "/harbour/", "港", text[:100])) in ("", "words")
    assert perf_counter() - began < 2


def test_a_pattern_that_fails_writes_nothing_to_the_terminal() -> None:
    code = (
        "from bot import filters; from bot.news import Filters\n"
        "for word in ('/(a/', '/(.{0,30}){30}Q/'):\n"
        "    try: filters.checked(Filters(words=(word,)))\n"
        "    except ValueError: pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_engine_is_loaded_when_somebody_wrote_a_pattern() -> None:
    code = (
        "import sys; from bot import filters; from bot.news import Filters\n"
        "subject = filters.Subject('port')\n"
        "filters.unwanted(Filters(words=('port',)), subject); print('re2' in sys.modules)\n"
        "filters.unwanted(Filters(words=('/port/',)), subject); print('re2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


# --- subjects --------------------------------------------------------------------------------------------------------


def alert(**parts: object) -> Alert:
    said = tuple(Sentence(text, (Cite("a", 0, 1, "q"),)) for text in ("Crews walked out.", "Lorries wait."))
    item = Item("ferry", "Ferries stay in port", "BBC News", NOW, ("BBC News", "Harbour Post"), said, families=2)
    return Alert(item, NOW, ("business",), 3, **parts)  # type: ignore[arg-type]


def test_an_alert_is_seen_as_it_would_be_said() -> None:
    assert Subject.of(alert(language="de", outlets=("bbc", "post"))) == Subject(
        "Ferries stay in port", "Crews walked out. Lorries wait.", ("business",),
        (("BBC News", "bbc"), ("Harbour Post", "post")), ("de",), 2, 3,
    )  # fmt: skip


def test_what_is_new_in_a_story_is_said_too_and_once() -> None:
    told = alert()
    crews, lorries = told.item.sentences
    told = replace(told, item=replace(told.item, changed=(lorries,), sentences=(crews, lorries)))
    assert Subject.of(told).text == "Lorries wait. Crews walked out."


def test_an_alert_of_no_known_language_has_none() -> None:
    assert Subject.of(alert()).languages == ()
