"""Promises of `bot.wire.plain`: what a scraped text says is read, what it does not say stays empty."""

import json
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.news import Article, Genre, Outlet, Precision
from bot.wire import datelines, days, plain, shapes, unwrap

NOW = datetime(2026, 11, 23, 21, tzinfo=UTC)
CASES = sorted((Path(__file__).parent / "cases" / "plain").glob("*.txt"))
SHARED = Path(__file__).parents[2] / "shared" / "samples" / "wire-story-asean.txt"
LEDE = "The harbour board of Port Elan closed the old lock after a barge broke its gate, an official said."
MORE = "Divers went down before dawn and found the sill of the lock undamaged but full of timber."
COURIER = Outlet("courier", "The Port Elan Courier", language="en")


def read(*lines: str, outlet: Outlet | None = None) -> Article:
    return plain.article("\n\n".join(lines), NOW, outlet=outlet)


def as_json(article: Article) -> dict[str, object]:
    named = ("headline", "precision", "byline", "credit", "dateline", "section", "dek", "language")
    times = {name: (when := getattr(article, name)) and when.isoformat() for name in ("published", "updated")}
    notes = [note.code for note in article.notes]
    return {n: getattr(article, n) for n in named} | times | {"reasons": notes, "paragraphs": list(article.paragraphs)}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_case_reads_as_the_json_beside_it(path: Path) -> None:
    article = plain.article(path.read_bytes().decode(), NOW)
    assert as_json(article) == json.loads(path.with_suffix(".json").read_text())


def test_there_are_both_date_orders_and_one_that_stays_open() -> None:
    found = {path.stem: json.loads(path.with_suffix(".json").read_text())["published"] for path in CASES}
    assert len(found) >= 8
    assert found["month-first"].startswith("2025-03-04")
    assert found["day-first"].startswith("2025-11-07")
    assert found["undecided"] is None


@pytest.mark.skipif(not SHARED.exists(), reason="the shared sample is not here")
def test_the_shared_sample_is_read_whole() -> None:
    article = plain.article(SHARED.read_text(), NOW)
    assert (article.headline[:12], article.byline, article.credit) == ("U.S.-Russia ", "Abigail Harper", "aljazeera")
    assert (article.outlet, article.dateline, len(article.paragraphs)) == ("", "", 24)
    assert article.published == datetime(2025, 7, 11, tzinfo=UTC)
    assert article.precision is Precision.DAY
    assert [note.code for note in article.notes] == ["date-order"]
    assert "July 3 as past and August 1 as coming" in article.notes[0].detail
    lines = [line.strip() for line in SHARED.read_text().split("\n\n") if line.strip()]
    assert article.headline == lines[2]
    assert article.paragraphs == tuple(lines[3:-2])  # all but weekday, edition, headline, credit and byline


def test_a_text_of_one_paragraph_is_a_story_without_a_headline() -> None:
    article = read(LEDE)
    assert (article.headline, article.paragraphs) == ("", (LEDE,))
    assert "no-headline" in [note.code for note in article.notes]


# --- the line forms --------------------------------------------------------------------------------------------------

FORMS = {
    "blank lines": f"Old lock closed\n\n{LEDE}\n\n{MORE}\n",
    "one paragraph a line": f"Old lock closed\n{LEDE}\n{MORE}",
    "windows": f"\ufeffOld lock closed\r\n\r\n{LEDE}\r\n\r\n{MORE}\r\n",
    "old mac": f"Old lock closed\r\r{LEDE}\r\r{MORE}",
    "odd separators": f"Old lock closed\u2029{LEDE}\x0b{MORE}",
    "wrapped": "Old lock closed\n\n"
    "The harbour board of Port Elan closed the old lock after a barge\n"
    "broke its gate, an official said.\n\n"
    "Divers went down before dawn and found the sill of the lock\nundamaged but full of timber.",
    "wrapped and indented": "Old lock closed\n\n"
    "    The harbour board of Port Elan closed the old lock after a barge\n"
    "broke its gate, an official said.\n"
    "    Divers went down before dawn and found the sill of the lock\nundamaged but full of timber.",
    "quoted mail": f"> Old lock closed\n>\n> {LEDE}\n>\n> {MORE}",
    "markdown": f"# Old lock closed #\n\n{LEDE.replace('old lock', '**old lock**')}\n\n## What now\n\n{MORE}",
    "links": f"# Old lock closed\n\n![A lock](https://a.example/x.png)\n\n{LEDE}\n\n"
    + MORE.replace("Divers", "[Divers](https://a.example/d)"),
    "front matter": f'---\ntitle: "Old lock closed"\nlanguage: en\n---\n\n{LEDE}\n\n{MORE}',
    "the headline twice": f"Old lock closed\n\nOLD LOCK CLOSED\n\n{LEDE}\n\n{MORE}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_every_line_form_gives_the_same_story(text: str) -> None:
    article = plain.article(text, NOW)
    assert article.headline == "Old lock closed"
    assert article.paragraphs == (LEDE, MORE)


def test_a_wrapped_word_keeps_its_hyphen_and_scripts_without_spaces_get_none() -> None:
    wide = "a line that is long enough to count as a wrapped one in this text"
    assert unwrap.paragraphs(f"{wide} well-\nworn stone {wide}")[0].count("well-worn") == 1
    assert unwrap._join("港の橋", "閉鎖") == "港の橋閉鎖"


# --- what stands around a story --------------------------------------------------------------------------------------

AROUND = {
    "outlet above": (("The Port Elan Courier", "Old lock closed"), {"headline": "Old lock closed"}),
    "outlet behind a bar": (("Old lock closed | The Port Elan Courier",), {"headline": "Old lock closed"}),
    "unknown paper behind a bar": (("Old lock closed | Orla Gazette",), {"headline": "Old lock closed"}),
    "outlet alone": (("The Port Elan Courier",), {"headline": ""}),
    "a name above a volume": (
        ("Metro Sorrel Online", "3 May 2025 Vol 8", "Old lock closed"),
        {"headline": "Old lock closed"},
    ),
    "a headline above a volume": (("Old lock closed", "3 May 2025 Vol 8"), {"headline": "Old lock closed"}),
    "a domain above": (("courier.example", "Old lock closed"), {"headline": "Old lock closed"}),
    "kicker": (("Harbour:", "Old lock closed"), {"headline": "Old lock closed", "kicker": "Harbour"}),
    "dek sentence": (
        ("Old lock closed", "A barge broke its gate at night.", "By Mara Quill", "12 May 2025"),
        {"dek": "A barge broke its gate at night.", "byline": "Mara Quill"},
    ),
    "loud kicker": (("HARBOUR", "Old lock closed", "2 May 2025"), {"headline": "Old lock closed", "kicker": "HARBOUR"}),
    "role": (("Old lock closed", "By Mara Quill, Shipping correspondent"), {"byline": "Mara Quill"}),
    "place": (("Old lock closed", "By Mara Quill in Port Elan"), {"byline": "Mara Quill"}),
    "several": (
        ("Old lock closed", "By Mara Quill, Bo Harrow and Ines de Vries"),
        {"byline": "Mara Quill, Bo Harrow and Ines de Vries"},
    ),
    "place without by": (("Old lock closed", "Mara Quill in Port Elan"), {"byline": "Mara Quill", "dek": ""}),
    "loud": (("Old lock closed", "By JON REYES and MARA QUILL JULY 11, 2025"), {"byline": "JON REYES and MARA QUILL"}),
    "with others": (("Old lock closed", "By Mara Quill and agencies"), {"byline": "Mara Quill"}),
    "one name": (("Old lock closed", "By Courant"), {"byline": "Courant"}),
    "opinion": (("Opinion", "Old lock closed"), {"section": "Opinion", "genre": Genre.OPINION}),
    "labels": (
        ("Headline: Old lock closed", "Location: Port Elan", "Language: en-GB", "URL: https://courier.example/a/1"),
        {"headline": "Old lock closed", "dateline": "Port Elan", "url": "https://courier.example/a/1"},
    ),
    "no label": (("Source: lock was never inspected",), {"headline": "Source: lock was never inspected"}),
    "abbreviation": (("Old lock sold to U.S.",), {"headline": "Old lock sold to U.S."}),
    "question": (("Who closed the old lock?",), {"headline": "Who closed the old lock?"}),
    "extra title lines": (
        ("Old lock closed", "Barge breaks the gate", "Trains run instead"),
        {"dek": "Barge breaks the gate", "paragraphs": ("Trains run instead", LEDE, MORE)},
    ),
}


@pytest.mark.parametrize(("above", "expected"), AROUND.values(), ids=AROUND.keys())
def test_lines_above_a_story_are_told_apart(above: tuple[str, ...], expected: dict[str, object]) -> None:
    article = plain.article("\n\n".join((*above, LEDE, MORE)), NOW, id="a1", outlet=COURIER)
    assert {name: getattr(article, name) for name in expected} == expected
    assert article.paragraphs[-2:] == (LEDE, MORE)


BELOW = {
    "credit": ("Credit: Jon Reyes/Courant", {"credit": "Jon Reyes/Courant"}),
    "courtesy": ("Image courtesy of Orla Archive", {"credit": "Orla Archive"}),
    "bracketed": ("(Photo: Jon Reyes)", {"credit": "Jon Reyes"}),
    "caption": ("The lock at low tide (Photo by Jon Reyes)", {"credit": "Jon Reyes"}),
    "signed": ("— Mara Quill", {"byline": "Mara Quill"}),
    "reported": ("(Reporting by Mara Quill in Port Elan; Editing by Bo Harrow)", {"byline": "Mara Quill"}),
    "reported by nobody": ("Reporting by our own desk.", {"byline": ""}),
    "agency": ("(Courant Agency)", {"credit": "Courant Agency", "byline": ""}),
    "known agency": ("AFP", {"credit": "AFP"}),
    "section": ("Politics", {"section": ""}),
    "rights": ("© 2025 The Port Elan Courier. All rights reserved.", {"credit": ""}),
    "rule": ("* * *", {"credit": ""}),
    "address": ("https://courier.example/a/2", {"url": "https://courier.example/a/2"}),
    "related": ("Related stories\n\nFerry strike ends\n\nTides explained", {"headline": "Old lock closed"}),
}


@pytest.mark.parametrize(("below", "expected"), BELOW.values(), ids=BELOW.keys())
def test_lines_below_a_story_are_told_apart(below: str, expected: dict[str, str]) -> None:
    article = plain.article("\n\n".join(("Old lock closed", LEDE, MORE, below)), NOW, id="a1")
    assert {name: getattr(article, name) for name in expected} == expected
    assert article.paragraphs == (LEDE, MORE)


STORY_LINES = (
    "Share prices of the lock's owner fell by 4 percent in early trading on the Orla exchange.",
    "By Friday night, three ships were waiting outside the lock, pilots said.",
    "Related tariffs rose as well, the board said.",
    "NATO – founded long before – had no comment.",
    "Jamal Reyes is a reporter who was held for a week.",
)


@pytest.mark.parametrize("line", STORY_LINES)
def test_a_sentence_of_the_story_is_never_taken_for_furniture(line: str) -> None:
    assert read("Old lock closed", LEDE, line, MORE).paragraphs == (LEDE, line, MORE)


DATELINES = {
    "PORT ELAN, 3 July (Agency) - Ships": ("PORT ELAN", "Agency"),
    "PORT ELAN, Cassia — Ships": ("PORT ELAN", ""),
    "Port Elan, Jul 11 (PTI) Ships": ("Port Elan", "PTI"),
    "Port Elan (Cassia) Ships": None,
    "Port Elan, July 3: Ships": ("Port Elan", ""),
    "Port Elan (Courant) -- Ships": ("Port Elan", "Courant"),
    "BREAKING — Ships": None,
    "NATO: Ships": None,
    "Port Elan — Ships": None,
    "PORT ELAN — ships": None,
    "PORT 12 (Courant) - Ships": None,
}


@pytest.mark.parametrize(("opening", "expected"), DATELINES.items())
def test_a_dateline_is_cut_off_only_in_the_forms_agencies_print(opening: str, expected: tuple[str, str] | None) -> None:
    found, rest = datelines.dateline(f"{opening} wait.")
    assert (found and (found.place.split(",")[0], found.agency)) == expected
    assert rest == ("Ships wait." if expected else f"{opening} wait.")


# --- dates -----------------------------------------------------------------------------------------------------------

STAMPS = {
    "2025-07-11": date(2025, 7, 11),
    "25/12/2024": date(2024, 12, 25),
    "12.25.2024": date(2024, 12, 25),
    "07-07-2025": date(2025, 7, 7),
    "July 11th, 2025": date(2025, 7, 11),
    "Vol 12 July 3, 2025": date(2025, 7, 3),
    "11. März 2025": date(2025, 3, 11),
    "1er juillet 2025": date(2025, 7, 1),
    "3 de septiembre de 2025": date(2025, 9, 3),
    "4 de março de 2025": date(2025, 3, 4),
    "2025年7月11日": date(2025, 7, 11),
    "Fri, 11 Jul 2025": date(2025, 7, 11),
}


@pytest.mark.parametrize(("line", "day"), STAMPS.items())
def test_a_date_with_one_meaning_is_read_without_a_note(line: str, day: date) -> None:
    article = read("Old lock closed", line, LEDE, MORE)
    assert article.published == datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert article.notes == ()


NO_DATES = ("31-31-2025", "30 February 2025", "07-11-0912", "40 May 2025", "3 March 2999")


@pytest.mark.parametrize("line", NO_DATES)
def test_a_date_that_cannot_be_is_none(line: str) -> None:
    assert list(days.printed(line)) == []


TOLD = {
    "the weekday": ("Tuesday 03-04-2025", LEDE, "2025-03-04", "date-order"),
    "another date of the text": ("03-04-2025", f"{LEDE[:-1]} on 28-03-2025.", "2025-04-03", "date-order"),
    "the dateline": ("03-04-2025", f"PORT ELAN, 3 April (Courant) - {LEDE}", "2025-04-03", "date-order"),
    "only that it has come": ("01-12-2026", LEDE, "2026-01-12", "date-order"),
    "days long gone": ("03-04-2025", f"{LEDE[:-1]} in a letter of October 7.", None, "date-ambiguous"),
    "a day that names an event": (
        "09-12-2025",
        f"{LEDE} It had opened after the September 11 attacks.",
        None,
        "date-ambiguous",
    ),
    "two orders at once": ("03-04-2025", f"{LEDE} 28-03-2025, 03-28-2025", None, "date-ambiguous"),
    "a line of the day itself": ("03-03-2025", LEDE, "2025-03-03", None),
    "nothing": ("03-04-2025", LEDE, None, "date-ambiguous"),
    "no year": ("Friday, 3 April", LEDE, None, "date-incomplete"),
    "no year, a day of the body": (
        "Friday, 3 April",
        f"{LEDE} It had opened on 30 March 2020.",
        "2020-04-03",
        "date-year",
    ),
    "no year, two days of the body": (
        "3 April",
        f"{LEDE} It broke on 1 April 2025 and was mended on 2 April 2025.",
        "2025-04-03",
        "date-year",
    ),
    "no year, an anniversary": ("3 April", f"{LEDE} It had opened on 3 April 1999.", None, "date-incomplete"),
    "no year, this week": ("Friday, 20 November", LEDE, "2026-11-20", "date-year"),
    "no year, no weekday": ("20 November", LEDE, None, "date-incomplete"),
    "a number in thousands": ("Sunday, 22 November 2026   No. 9,804", LEDE, "2026-11-22", None),
    "the future": ("3 April 2031", LEDE, None, "date-future"),
    "no date at all": ("Vol 12", LEDE, None, "undated"),
    "a wrong weekday": ("Monday, 11 July 2025", LEDE, "2025-07-11", "date-weekday"),
    "years in the body": ("03-04-2025", f"{LEDE} It had opened on 30 March 2025.", "2025-04-03", "date-order"),
}


@pytest.mark.parametrize(("line", "lede", "day", "code"), TOLD.values(), ids=TOLD.keys())
def test_an_open_date_is_settled_by_evidence_or_stays_open(
    line: str, lede: str, day: str | None, code: str | None
) -> None:
    article = read("Old lock closed", line, lede, MORE)
    assert (article.published and f"{article.published:%Y-%m-%d}") == day
    assert [note.code for note in article.notes][:1] == ([code] if code else [])
    assert article.headline == "Old lock closed"
    assert article.fetched == NOW


CLOCKS = {
    "2025-07-11T09:30:00Z": (9, Precision.TIME),
    "Fri, 11 Jul 2025 09:30:00 +0200": (7, Precision.TIME),
    "Published: 11 July 2025 at 09:30 GMT": (9, Precision.TIME),
    "11 July 2025, 09:30": (0, Precision.DAY),
    "11 July 2025 25:99 GMT": (0, Precision.DAY),
    "11 July 2025 9.30 am EST": (0, Precision.DAY),
}


@pytest.mark.parametrize(("line", "expected"), CLOCKS.items())
def test_a_time_of_day_counts_only_with_its_zone(line: str, expected: tuple[int, Precision]) -> None:
    article = read("Old lock closed", line, LEDE, MORE)
    assert article.published
    assert (article.published.hour, article.precision) == expected


def test_an_update_is_not_a_publication() -> None:
    article = read("Old lock closed", "Updated 11 July 2025", LEDE, MORE)
    assert article.published is None
    assert article.updated == datetime(2025, 7, 11, tzinfo=UTC)


# --- who is asked, what is refused -----------------------------------------------------------------------------------


def test_ids_are_stable_and_differ_by_outlet_and_content() -> None:
    one, again, other = read("A lock", LEDE), read("A lock", LEDE), read("A lock", LEDE, outlet=COURIER)
    assert one.id == again.id != other.id
    assert read("A lock", MORE).id != one.id
    assert other.outlet == "courier"


def test_an_address_gives_the_id_that_the_wire_gives_it() -> None:
    addresses = pytest.importorskip("bot.wire.addresses")
    url = "https://courier.example/a/1"
    assert plain.article(LEDE, NOW, url=url).id == addresses.article_id(url)


def test_a_mail_from_an_agency_is_read_by_its_headers_and_cut_at_its_signature() -> None:
    head = "From: desk@courant.example\nSubject: Old lock closed\nDate: Fri, 11 Jul 2025 09:30:00 +0200\n\n"
    wrapped = "The harbour board of Port Elan closed the old lock after a barge broke its\ngate, an official said.\n\n"
    article = plain.article(f"{head}{wrapped}{MORE}\n\n--\nCourant News Agency\nPort Elan\n", NOW)
    assert (article.headline, article.paragraphs) == ("Old lock closed", (LEDE, MORE))
    assert article.published == datetime(2025, 7, 11, 7, 30, tzinfo=UTC)


REFUSED = {
    "nothing": "",
    "blank": " \r\n\t\n\ufeff\u200b",
    "markup": "<!DOCTYPE html><p>Old lock closed</p>",
    "binary": "\x00\x01PK" * 40,
    "wrong encoding": "\ufffd" * 12 + "abc",
    "a headline alone": "Old lock closed",
    "a log": "GET /\n" * 10_001,
    "furniture alone": "Advertisement\n\nShare this\n\nFriday\n\n07-11-2025 Vol 3",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_text_without_a_story_is_refused_in_words(text: str) -> None:
    with pytest.raises(plain.NoArticle, match=r"empty|markup|readable|no story|no single article"):
        plain.article(text, NOW)


def test_a_text_without_sentences_still_has_a_headline_and_a_body() -> None:
    article = read("Old lock closed", "Gate broken by barge", "Ferries instead")
    assert article.headline == "Old lock closed"
    assert article.paragraphs == ("Gate broken by barge", "Ferries instead")


def test_other_scripts_are_read() -> None:
    article = read("オルラ橋が閉鎖", "2025年7月11日", "オルラ湖の橋は金曜日に閉鎖されたと港湾局が発表した。")
    assert (article.headline, article.language) == ("オルラ橋が閉鎖", "ja")
    assert article.published == datetime(2025, 7, 11, tzinfo=UTC)


PIECES = st.sampled_from(
    ["Friday", "07-11-2025 Vol 2018", "By Mara Quill", LEDE, MORE, "PORT ELAN, 3 July (Agency) - Ships.", "---", "#",
     "Photo: X", "Source: a", "Related", "Date: 99-99-9999", "https://a.example", "| |", "1er juillet 2025 |"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=120)), max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\t"])
)
def test_any_text_is_an_article_or_refused(lines: list[str], ends: str) -> None:
    try:
        article = plain.article(ends.join(lines), NOW, outlet=COURIER)
    except plain.NoArticle:
        return
    shown = [article.headline, article.byline, article.credit, article.dek, *article.paragraphs]
    assert article.paragraphs
    assert all(article.paragraphs)
    assert not any(sign in line for line in shown for sign in "\n\r\u2028\u2029\x85")
    assert article.published is None or article.published.year <= NOW.year


@pytest.mark.parametrize("text", ["a" * 400_000, "Mara " * 80_000, "1 " * 200_000, "(" * 200_000, "- \n" * 100_000])
def test_hostile_text_stalls_nothing(text: str) -> None:
    start = time.process_time()
    with suppress(plain.NoArticle):
        plain.article(text, NOW)
    assert time.process_time() - start < 30  # CPU-seconds: far more than any but a stalled reader takes


def test_a_line_of_several_facts_is_taken_apart_and_a_headline_with_a_bar_is_not() -> None:
    assert shapes.segments("By Mara Quill | 11 July 2025") == ["By Mara Quill", "11 July 2025"]
    assert shapes.segments("Old lock closed | What now") == ["Old lock closed | What now"]
