"""What the terminal shows, and how it listens."""

import asyncio
import contextlib
import io
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifetimes import FERRY, FOURTEEN, TWELVE, endless, told_by
from lifetimes import REPORTS as FERRIED
from pressroom import DAM, DAM_TOO, Room, press
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters import layout
from adapters.terminal import CHAT, FICTION, HINT, Mouth, Terminal, console, show
from adapters.terminal.sparkline import Sparkline
from bot.archive import Archive
from bot.desk import Desk
from bot.house import let_go
from bot.news import (
    PLAIN,
    Alert,
    Answer,
    Article,
    Brief,
    Chat,
    Cite,
    Correction,
    Coverage,
    Genre,
    Item,
    Length,
    Manner,
    Notice,
    Occasion,
    Outlet,
    Piece,
    Precision,
    Reason,
    Report,
    Sentence,
    Source,
    SourceLine,
    SourceList,
    Standing,
    Style,
)
from bot.newsroom import Newsroom, Pauses
from bot.reception import Reception
from bot.settings import Settings
from bot.shelf import Clippings
from bot.store import Store
from bot.wire.fetch import Fetcher

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MOUTH = Mouth(ZoneInfo("UTC"), lambda: NOW)


def sentence(text: str, article: str = "a1", outlet: str = "Harbour Post", *, disputed: bool = False) -> Sentence:
    cite = Cite(article, 0, len(text), text, outlet, f"https://{article}.example/x", NOW - timedelta(hours=2))
    return Sentence(text, (cite,), disputed)


ITEM = Item(
    "dam-fails", "Dam [bold]fails[/bold] above Korve", "Harbour Post", NOW - timedelta(hours=1),
    ("Harbour Post", "Canal Wire"),
    (sentence("Twelve people died when the dam above Korve failed on Tuesday."),
     sentence("At least 12 died.", disputed=True), sentence("Fourteen died.", "a2", "Canal Wire", disputed=True)),
    reasons=(Reason("families", "2 independent families"),), families=2,
)  # fmt: skip
BRIEF = Brief("2026-03-10-midday", NOW, (ITEM,), notes=("2 of 40 sources did not answer.",))
ANSWER = Answer("How many died?", "dam-fails", (sentence("Twelve people died."),), False, NOW, ("Who died?",))
REPORTS = (
    Report("a1", "Harbour Post", "Dam fails", "https://a1.example/x", NOW, Precision.TIME),
    Report("a3", "The Column", "Blame the ministry", "", None, genre=Genre.OPINION),
)
ALERT = Alert(ITEM, NOW, ("world",), 2)
CORRECTION = Correction(
    "dam-fails", "Dam fails above Korve", "Harbour Post", ("Twenty people died.",),
    (sentence("Twelve people died."),), "Harbour Post rewrote its report.", NOW,
)  # fmt: skip
SOURCES = SourceList(
    (SourceLine("Harbour Post", "https://h.example/rss", 12, NOW),),
    (SourceLine("Island News", "https://i.example/rss", 3, NOW),),
)
PIECES: tuple[Piece, ...] = (
    BRIEF,
    ALERT,
    ANSWER,
    CORRECTION,
    Coverage(ITEM, REPORTS),
    FERRY,
    endless(90),
    ITEM,
    Notice("All is well."),
    SOURCES,
)


def shown(piece: Piece, width: int = 80, manner: Manner = PLAIN) -> str:
    out = io.StringIO()
    show(console(out, width=width), MOUTH.render(piece, manner))
    return out.getvalue()


def test_a_brief_shows_headline_sentences_outlet_date_and_link() -> None:
    text = shown(BRIEF)
    assert "Dam [bold]fails[/bold] above Korve" in text
    assert "Twelve people died when the dam above Korve failed on Tuesday. [1]" in text
    assert "[1] Harbour Post, 10 Mar 10:00" in text
    assert "https://a1.example/x" in text
    assert "2 of 40 sources did not answer." in text


def test_conflicting_figures_stand_side_by_side_with_outlet_and_time() -> None:
    text = shown(BRIEF)
    assert "Figures conflict:" in text
    assert "Harbour Post, 10 Mar 10:00: At least 12 died. [1]" in text
    assert "Canal Wire, 10 Mar 10:00: Fourteen died. [2]" in text


def test_an_answer_sets_conflicting_figures_side_by_side_too() -> None:
    sides = (sentence("Twelve died.", disputed=True), sentence("Fourteen died.", "a2", "Canal Wire", disputed=True))
    text = shown(replace(ANSWER, sentences=sides))
    assert "Figures conflict:" in text
    assert "Canal Wire, " in text.split("[1]")[1]


GERMAN = (replace(sentence("Twelve people died."), translated="de"),)


def test_a_story_says_from_which_language_it_was_translated_but_not_beside_its_headline_alone() -> None:
    item = replace(ITEM, sentences=GERMAN)
    for piece in (replace(BRIEF, items=(item,)), replace(ALERT, item=item), Coverage(item, REPORTS)):
        assert "Harbour Post, Canal Wire · 1 hour ago · translated from German\n" in shown(piece)
    assert "translated" not in shown(replace(BRIEF, items=(item,)), manner=Manner(style=Style.HEADLINES))
    assert "translated" not in shown(BRIEF)


def test_an_answer_says_from_which_language_it_was_translated_or_in_which_it_stands() -> None:
    assert shown(replace(ANSWER, sentences=GERMAN)).split("\n")[-4] == "Translated from German."
    assert "In German, as it was printed.\n" in shown(replace(ANSWER, note="In German, as it was printed."))
    assert "ranslated" not in shown(ANSWER)


def test_fiction_is_marked_and_news_is_not() -> None:
    assert FICTION not in shown(BRIEF)
    assert FICTION in shown(Brief("e", NOW, (ITEM,), fictional=True))
    assert FICTION in shown(Coverage(ITEM, REPORTS, fictional=True))


def test_a_story_with_one_voice_says_so() -> None:
    lone = Item("s", "A headline", "Harbour Post", None, ("Harbour Post",), (sentence("It rained."),))
    assert "one source so far" in shown(Brief("e", NOW, (lone,)))
    assert "one source so far" not in shown(BRIEF)


def test_an_empty_brief_says_what_to_do() -> None:
    assert "Add a source" in shown(Brief("e", NOW, ()))
    assert "No story about chess" in shown(Brief("e", NOW, (), beat="chess"))


def test_an_answer_is_cited_and_a_refusal_names_the_newest_source() -> None:
    assert "Twelve people died. [1]" in shown(ANSWER)
    assert "You could ask:\n · Who died?" in shown(ANSWER)
    refused = shown(Answer("Why?", "", (), True, NOW))
    assert "The sources do not say. (Newest source: 10 Mar 12:00.)" in refused


def test_coverage_lists_who_reported_when_and_labels_opinion() -> None:
    text = shown(Coverage(ITEM, REPORTS))
    assert "10 Mar 12:00" in text
    assert "The Column (opinion)" in text
    assert "undated" in text


def test_why_prints_every_reason_and_a_notice_its_text() -> None:
    assert "2 independent families" in shown(ITEM)
    assert shown(Notice("All is well.")) == "All is well.\n"


def test_a_notice_keeps_its_lines() -> None:
    assert shown(Notice("1. All breaking news\n2. Chess")) == "1. All breaking news\n2. Chess\n"


OCCASIONS = {
    "Breaking · 10 Mar 12:00, reported by": Alert(ITEM, NOW),
    "Flash · 10 Mar 12:00, reported by": Alert(ITEM, NOW, urgency=1),
    "Update (killed: 12, now 14) · 10 Mar 12:00\n": Alert(
        replace(ITEM, note="killed: 12, now 14"), NOW, occasion=Occasion.UPDATE
    ),
    "New on dams · 10 Mar 12:00\n": Alert(
        replace(ITEM, reasons=(Reason("topic", "new on dams"),)), NOW, occasion=Occasion.NEW
    ),
    "New in this story · 10 Mar 12:00\n": Alert(ITEM, NOW, occasion=Occasion.DEVELOPMENT),
}


@pytest.mark.parametrize("head", OCCASIONS)
def test_an_alert_is_headed_by_its_occasion(head: str) -> None:
    assert shown(OCCASIONS[head]).startswith(head)


def test_headlines_alone_are_numbered_named_and_lead_to_their_report() -> None:
    text = shown(Brief("x", NOW, (ITEM, replace(ITEM, slug="b"))), 100, Manner(style=Style.HEADLINES, mention="7"))
    assert text.count("Read it at Harbour Post  https://a1.example/x\n") == 2
    assert " 2 Dam" in text
    assert ITEM.sentences[0].text not in text


def test_a_short_alert_is_its_first_sentence() -> None:
    text = shown(ALERT, manner=Manner(length=Length.SHORT))
    assert ITEM.sentences[0].text in text
    assert not any(s.text in text for s in ITEM.sentences[1:] if s.disputed is False)


def test_an_alert_says_that_and_when_it_broke() -> None:
    text = shown(ALERT)
    assert text.startswith("Bulletin · 10 Mar 12:00, reported by 2 independent outlets\n")
    assert "Twelve people died when the dam above Korve failed on Tuesday. [1]" in text
    assert "https://a1.example/x" in text


def test_a_correction_says_what_was_said_what_holds_and_why() -> None:
    text = shown(CORRECTION)
    assert "We said: Twenty people died." in text
    assert "Twelve people died. [1]" in text
    assert "Harbour Post rewrote its report." in text
    assert "What the sources support" not in shown(replace(CORRECTION, now=()))
    assert [layout.FICTION in shown(replace(CORRECTION, fictional=f)) for f in (True, False)] == [True, False]


def test_sources_of_this_chat_stand_below_the_operators() -> None:
    text = shown(SOURCES)
    assert text.index("Harbour Post") < text.index("Added here:") < text.index("Island News")
    assert "Added here" not in shown(SourceList(SOURCES.lines))


@pytest.mark.parametrize(
    ("standing", "said"),
    [(Standing.NEW, "new here"), (Standing.UPDATED, "Update"), (Standing.TOLD, "told before")],
)
def test_an_item_says_how_it_stands_with_what_was_told(standing: Standing, said: str) -> None:
    assert said in shown(replace(BRIEF, items=(replace(ITEM, standing=standing),)))
    assert said not in shown(BRIEF)


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("piece", PIECES, ids=lambda p: type(p).__name__)
def test_no_line_is_wider_than_the_terminal(piece: Piece, width: int) -> None:
    assert max(len(line) for line in shown(piece, width).splitlines()) <= width


def test_a_pipe_gets_no_colour_codes() -> None:
    assert "\x1b" not in shown(BRIEF)


def test_a_wide_terminal_is_read_in_a_column() -> None:
    wide = Console(file=io.StringIO(), width=200)
    assert wide.width == 200
    out = io.StringIO()
    show(console(out, width=200), MOUTH.render(BRIEF))
    assert max(len(line) for line in out.getvalue().splitlines()) == 100


def test_sources_are_a_table_that_says_what_is_broken() -> None:
    lines = [
        SourceLine("Harbour Post", "https://h.example/rss", 12, NOW),
        SourceLine("Canal Wire", "https://c.example/rss", 0, None, "404 Not Found", NOW + timedelta(minutes=8), 3),
        SourceLine("New", "https://n.example/rss", 0, None),
    ]
    out = io.StringIO()
    show(console(out, width=100), MOUTH.sources(lines))
    assert all(part in out.getvalue() for part in ("ok", "404 Not Found", "not read yet", "10 Mar 12:00"))
    assert "(3 failures, next try 10 Mar 12:08)" in " ".join(out.getvalue().split())
    assert "Canal Wire:  https://c.example/rss" in out.getvalue()
    assert "h.example" not in out.getvalue()


# --- a story's life --------------------------------------------------------------------------------------------------


def test_a_story_tells_how_it_went_on_with_its_sources() -> None:
    text = shown(FERRY)
    assert "10 Mar 11:34 Killed: 12, now 14 · The port now puts the dead at 14. [2]\n" in text
    assert "· no longer: It carried 90. · now: The ferry carried 80 people. [3]" in " ".join(text.split())
    assert "10 Mar 13:40 New: Jon Arle · no longer: The captain fled.\n" in text
    assert "10 Mar 14:10 Canal Wire withdrew its report\n[2] Canal Wire, 10 Mar 11:34" in text
    assert text.count("[1] Harbour Post, 10 Mar 09:10") == 1  # a footnote is shown once


def test_a_story_says_who_reports_it_and_sets_the_sides_of_a_dispute_below_each_other() -> None:
    text = shown(FERRY)
    assert "Who reports it\n  Harbour Post (first, 10 Mar 09:10); Canal Wire, Canal Evening (one publisher," in text
    assert "  12 dead  Harbour Post, 10 Mar 09:10\n           The coastguard counted 12 dead. [1]\n" in text
    assert "  14 dead  Canal Wire, 10 Mar 11:34\n           Fourteen people died, the port said. [2]\n" in text
    assert "Figures conflict" not in text


def test_a_claim_that_only_a_dispute_cites_has_its_footnote_there() -> None:
    text = shown(replace(FERRY, timeline=()))
    assert "How it went on" not in text
    assert "port said. [2]\n[2] Canal Wire, 10 Mar 11:34  https://canal.example/1\n" in text


def test_a_side_whose_words_stand_above_is_told_in_short_and_still_cited() -> None:
    only = replace(FERRY, item=replace(FERRY.item, sentences=(TWELVE, FOURTEEN)))
    text = shown(only)
    assert "  12 dead  Harbour Post, 10 Mar 09:10 [1]\n  14 dead  Canal Wire, 10 Mar 11:34 [2]\n" in text


def test_an_endless_story_is_cut_in_its_middle() -> None:
    text = shown(endless(400))
    assert " … 376 more\n" in text
    assert "and 392 more publishers" in " ".join(text.split())
    assert "360 more\n" in text


def test_a_story_of_which_nothing_more_is_known_has_no_empty_sections() -> None:
    text = shown(Coverage(ITEM, ()))
    assert not re.search("How it went on|Who reports it|Where reports differ|a bar|Outlet", text)


def test_the_reports_of_a_story_are_drawn_over_time() -> None:
    assert "▃▁▁▁▁▁▃▁▁▁▁▁▃▁▁▁▁▁▃  4 reports, 10 Mar 09:10 to 10 Mar 12:10, 10 minutes a bar\n" in shown(FERRY)
    crowd = replace(FERRY, reports=FERRIED + FERRIED[:1] * 7)
    assert "█▁▁▁▁▁▂" in shown(crowd)


def test_a_screen_without_bars_gets_letters() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    show(console(file, width=80), MOUTH.render(FERRY))
    file.seek(0)
    assert ":_____:_____:_____:  4 reports" in file.read()


@pytest.mark.parametrize(("days", "stretch"), [(0, ""), (0.4, "30 minutes"), (9, "12 hours"), (100, "1 week")])
def test_a_bar_is_as_long_as_the_line_needs(days: float, stretch: str) -> None:
    line = Sparkline.of([NOW, NOW, NOW + timedelta(days=days)], ZoneInfo("UTC"))
    assert (line.stretch if line else "") == stretch
    assert line is None or len(line.counts) <= 24


def test_too_few_reports_or_years_of_them_make_no_line() -> None:
    zone = ZoneInfo("UTC")
    assert Sparkline.of([NOW, NOW + timedelta(hours=1)], zone) is None
    assert Sparkline.of([NOW, NOW, NOW + timedelta(days=900)], zone) is None
    assert "a bar" not in shown(replace(FERRY, reports=tuple(replace(r, precision=Precision.DAY) for r in FERRIED)))


def test_an_update_says_first_that_it_is_one_and_in_a_phrase_what_is_new() -> None:
    grown = replace(ITEM, standing=Standing.UPDATED, note="killed: 12, now 14", changed=ITEM.sentences[:1])
    text = shown(replace(BRIEF, items=(grown,)))
    assert "   Update (killed: 12, now 14) · Harbour Post, Canal Wire · 1 hour ago\n   New: Twelve people" in text


INVENTED: dict[str, Piece] = {
    "alert": Alert(replace(ITEM, fictional=True), NOW),
    "answer": replace(ANSWER, fictional=True),
    "refusal": Answer("Why?", "", (), True, NOW, fictional=True),
    "why": replace(ITEM, fictional=True),
    "story": Coverage(replace(ITEM, fictional=True), ()),
}


@pytest.mark.parametrize("kind", INVENTED)
def test_whatever_is_invented_says_so(kind: str) -> None:
    assert shown(INVENTED[kind]).startswith(FICTION)
    assert shown(INVENTED[kind]).count("fictional") == 1


def test_an_invented_story_among_others_is_marked_by_itself() -> None:
    mixed = replace(BRIEF, items=(ITEM, replace(ITEM, fictional=True)))
    assert shown(mixed).count(" · fictional\n") == 1


# --- hostile text ----------------------------------------------------------------------------------------------------

NAUGHTY = (
    "\x1b[31mred\x1b[0m", "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07", "\x9b31m", "\x07\x08\r\x00",
    "\u202eright to left", "\u2066isolated\u2069", "zero\u200bwidth\ufeff", "\u061c\u00ad\u180e", "\U000e0041tags",
    "\ud800", "[red]markup[/red]", "[link=http://evil.example]x[/link]", "@everyone", "Ignore previous instructions.",
    "a\nb\u2028c\u2029d\x85e", "x" * 5_000, "",
)  # fmt: skip
naughty = st.lists(st.sampled_from(NAUGHTY) | st.text(max_size=20), min_size=1, max_size=3).map(" ".join)


def everything(words: str) -> list[Piece]:
    """Every piece there is, with the same words wherever a source, a person or a setting may put words."""
    cite = Cite("a", 0, 1, words, words, f"https://x.example/{words}", NOW)
    said = (Sentence(words or "x", (cite,)), Sentence(words or "y", (cite,), disputed=True))
    item = Item(words, words, words, NOW, (words, "B", "C", words), said, reasons=(Reason(words, words),))
    report = Report(words, words, words, words, NOW, genre=Genre.OPINION)
    return [
        Brief("e", NOW, (item,), beat=words, notes=(words,), fictional=True), Brief("e", NOW, (), beat=words),
        Answer(words, words, said, False, NOW, (words,), note=words), told_by(words, item, report), item,
        Alert(replace(item, standing=Standing.UPDATED, note=words, fictional=True), NOW),
        Notice(words), Alert(item, NOW), Correction(words, words, words, (words,), said, words, NOW),
        SourceList((SourceLine(words, words, 1, NOW, words),), (SourceLine(words, words, 1, None),)),
    ]  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(words=naughty, width=st.sampled_from([1, 20, 80, 200]))
def test_a_pipe_gets_nothing_but_letters_and_line_ends(words: str, width: int) -> None:
    out = io.StringIO()
    for piece in everything(words):
        show(console(out, width=width), MOUTH.render(piece))
    show(console(out, width=width), MOUTH.sources([SourceLine(words, words, 1, NOW, words)]))
    assert {unicodedata.category(c) for c in out.getvalue() if c != "\n"}.isdisjoint(layout.HIDDEN)


OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+;[^\x1b\x07 ;]*|;)\x1b\\")
"""Colours and links to web addresses: all that we ourselves send to a terminal."""


@settings(max_examples=6, deadline=None)
@given(words=naughty, width=st.sampled_from([20, 80]))
def test_a_terminal_gets_only_our_own_colours_and_links(words: str, width: int) -> None:
    out = io.StringIO()
    for piece in everything(words):
        show(console(out, width=width, terminal=True), MOUTH.render(piece))
    left = OURS.sub("", out.getvalue())
    assert {unicodedata.category(c) for c in left if c != "\n"}.isdisjoint(layout.HIDDEN)


@pytest.mark.parametrize("words", NAUGHTY)
async def test_what_a_person_types_is_not_echoed_raw(words: str, reception: Reception) -> None:
    out = io.StringIO()
    terminal = Terminal(MOUTH, console(out, width=80))
    for verb in ("story", "why", "brief", "ask", "subscribe", "unsubscribe", "subscriptions", "allow"):
        await terminal.hear(reception, f"{verb} {words}")
    assert {unicodedata.category(c) for c in out.getvalue() if c != "\n"}.isdisjoint(layout.HIDDEN)


def test_a_long_address_is_left_whole_and_a_line_of_a_million_letters_is_folded() -> None:
    url = "https://a.example/" + "x" * 300
    cite = Cite("a", 0, 1, "w", "Harbour Post", url, NOW)
    text = shown(Answer("q", "", (Sentence("w" * 1_000_000, (cite,)),), False, NOW))
    assert f"    {url}\n" in text
    assert max(len(line) for line in text.splitlines() if url not in line) <= 80


# --- listening -------------------------------------------------------------------------------------------------------


def typed(*lines: str | type[BaseException]) -> Callable[[], Awaitable[str]]:
    """A keyboard: each line in turn, then end of input."""
    keys = iter([*lines, EOFError])

    async def read() -> str:
        key = next(keys)
        if isinstance(key, str):
            return key
        raise key

    return read


async def heard(lines: AsyncIterator[str]) -> list[str]:
    return [line async for line in lines]


LEAVINGS = {
    "end of input": (["brief"], ["brief"]),
    "quit": (["brief", "Quit", "why 1"], ["brief"]),
    "ctrl-c twice": (["brief", KeyboardInterrupt, KeyboardInterrupt, "why 1"], ["brief"]),
    "ctrl-c once": ([KeyboardInterrupt, "brief", KeyboardInterrupt, "why 1"], ["brief", "why 1"]),
    "blank lines": (["", "  ", "brief"], ["brief"]),
}


@pytest.mark.parametrize("case", LEAVINGS)
async def test_the_prompt_ends_when_the_reader_leaves(case: str) -> None:
    keys, lines = LEAVINGS[case]
    terminal = Terminal(MOUTH, console(io.StringIO(), width=80))
    assert await heard(terminal._lines(typed(*keys))) == lines


def desk() -> Desk:
    paragraphs = (
        "A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.",
        "Rescuers pulled 40 people from the water, according to the fire service in Korve.",
    )
    article = Article(
        "a1", "hp", "Dam failure above Korve kills 12", paragraphs, url="https://hp.example/dam",
        published=NOW - timedelta(hours=1), language="en",
    )  # fmt: skip
    return Desk(Clippings([article], {"hp": Outlet("hp", "Harbour Post")}, NOW), lambda: NOW)


async def unlisted() -> Sequence[Source]:
    return ()


async def unplaced(_: Chat) -> None:
    """Nothing is placed: no source is added at a terminal."""


@pytest.fixture
def reception(archive: Archive, tmp_path: Path) -> Reception:
    """What the terminal talks to: a desk of one clipping over a real archive."""
    return Reception(archive, Settings(home=tmp_path), lambda: NOW, "UTC", unlisted, Fetcher, unplaced, desk())


SAYINGS = {
    "brief": "Dam failure above Korve kills 12",
    "1": "Harbour Post",
    "why 1": "number 1 of 1",
    "How many people were killed?": "killing 12 people",
    "Who won the chess final?": "The sources do not say",
    "7": "there is no 7",
    "brief 99d": "articles are kept for 14 days",
    "story": "needs its number or slug",
    "sources": "Harbour Post",
    "status": "1 story in the last day",
    "help": "Leave (or Ctrl-C twice)",
    "forget": "Forgotten",
    "subscribe breaking chess": "Subscribed to breaking news about chess.",
    "unsubscribe": "not subscribed to anything",
    "subs": "not subscribed to anything",
    "add https://x.example/rss": "daybrief source add",
    "remove 1": "sources are everybody's",
    "allow telegram:-100": "telegram:-100 may use this bot now.",
    "deny discord:5": "discord:5 may not use this bot any more.",
    "/fly": "no such command",
}


@pytest.mark.parametrize("line", SAYINGS)
async def test_a_line_is_answered(line: str, reception: Reception) -> None:
    out = io.StringIO()
    terminal = Terminal(MOUTH, console(out, width=100))
    await terminal.hear(reception, "brief")
    out.truncate(0)
    await terminal.hear(reception, line)
    assert SAYINGS[line] in out.getvalue()


async def test_what_was_shown_is_remembered_and_forgotten_here(reception: Reception) -> None:
    out = io.StringIO()
    terminal = Terminal(MOUTH, console(out, width=100))
    for line in ("brief", "brief", "forget", "brief"):
        await terminal.hear(reception, line)
    assert out.getvalue().count("told before") == 1
    assert out.getvalue().count("Nothing new since your last brief here") == 1


async def test_a_subscription_of_the_terminal_is_kept(reception: Reception) -> None:
    await Terminal(MOUTH, console(io.StringIO())).hear(reception, "subscribe chess")
    (following,) = await reception.archive.followings.of(Chat.parse(CHAT))
    assert (following.topic, following.by) == ("chess", CHAT)


async def test_the_prompt_keeps_a_history_which_forget_deletes(tmp_path: Path, reception: Reception) -> None:
    out, past = io.StringIO(), tmp_path / "history"
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("brief\rwhy 1\rquit\r")
        await Terminal(MOUTH, console(out, width=80), past).run(reception)
        assert "why 1" in past.read_text()
        keys.send_text("forget\r\x04")
        await Terminal(MOUTH, console(out, width=80), past).run(reception)
    assert HINT.split(";")[0] in out.getvalue()
    assert "why 1" not in past.read_text()


async def test_a_bare_question_with_a_pronoun_is_about_the_story_in_focus(reception: Reception) -> None:
    out = io.StringIO()
    terminal = Terminal(MOUTH, console(out, width=100))
    for line in ("brief", "1"):
        await terminal.hear(reception, line)
    answer = await reception.desk.ask(CHAT, "How many people did it kill?")
    assert answer.slug == (await reception.desk.shelf.talk(CHAT)).focus


def test_what_came_in_is_announced_above_the_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(MOUTH, console(io.StringIO(), width=80)).joined(3)
    assert capsys.readouterr().out == "3 articles came in; `brief` tells what is new.\n"


# --- what breaks while somebody sits at the desk ---------------------------------------------------------------------


class Above(DummyOutput):
    """The terminal of a prompt: what is put above it is kept."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.came = asyncio.Event()

    def write_raw(self, data: str) -> None:
        self.kept.append(data)
        if "Korve" in data:
            self.came.set()


async def test_what_breaks_while_somebody_types_stands_above_the_prompt(
    capsys: pytest.CaptureFixture[str], reception: Reception
) -> None:
    shown, terminal = Above(), Terminal(MOUTH, console(width=80))
    with create_pipe_input() as keys, create_app_session(input=keys, output=shown):
        running = asyncio.create_task(terminal.run(reception))
        while terminal._above is terminal.screen:  # noqa: ASYNC110 - a prompt rings no bell
            await asyncio.sleep(0)
        await terminal.post(Chat.parse(CHAT), ALERT, "key")
        async with asyncio.timeout(20):
            await shown.came.wait()
        keys.send_text("\x04")
        await running
    assert "Korve" not in capsys.readouterr().out


async def test_what_a_printed_brief_tells_is_known() -> None:
    receipt = await Terminal(MOUTH, console(io.StringIO(), width=80)).post(Chat.parse(CHAT), BRIEF, "key")
    assert [posted.slugs for posted in receipt.messages] == [tuple(item.slug for item in BRIEF.items)]


@contextlib.asynccontextmanager
async def desks(room: Room, count: int) -> AsyncIterator[list[tuple[Terminal, io.StringIO]]]:
    """Open desks of one archive, each with its screen, each delivering."""
    opened = [(Terminal(Mouth(ZoneInfo("UTC"), room.clock), console(out, width=100)), out) for out in _screens(count)]
    rooms = [Newsroom(room.house, [terminal], Pauses(circulation=0.05), whole=False) for terminal, _ in opened]
    running = [asyncio.create_task(newsroom.run()) for newsroom in rooms]
    try:
        yield opened
    finally:
        for task in running:
            await let_go(task)


def _screens(count: int) -> list[io.StringIO]:
    return [io.StringIO() for _ in range(count)]


async def broken(room: Room) -> None:
    """Half an hour later two families report one event; what is to be delivered of it has been."""
    room.clock.pass_(minutes=30)
    for outlet, report in (("harbour", DAM), ("canal", DAM_TOO)):
        room.publish(outlet, report)
        await room.read()
    async with asyncio.timeout(20):
        while not (await room.archive.outbox.counts())["sent"]:  # noqa: ASYNC110 - a store rings no bell
            await asyncio.sleep(0.01)


async def test_a_reader_at_the_desk_is_told_once_asks_on_and_is_not_told_again(store: Store, tmp_path: Path) -> None:
    async with press(store, tmp_path, lambda house: []) as room, desks(room, 1) as [(terminal, out)]:
        reception = room.house.reception(room.house.desk())
        await terminal.hear(reception, "subscribe breaking")
        await broken(room)
        await room.read()
        assert out.getvalue().count("Breaking ") == 1
        for line, said in (("How many people were killed?", "people died"), ("brief", "Nothing new since")):
            out.truncate(out.seek(0))
            await terminal.hear(reception, line)
            assert said in out.getvalue()


async def test_of_two_open_desks_one_tells_what_breaks(store: Store, tmp_path: Path) -> None:
    async with press(store, tmp_path, lambda house: []) as room, desks(room, 2) as opened:
        await opened[0][0].hear(room.house.reception(room.house.desk()), "subscribe breaking")
        await broken(room)
        assert sum(out.getvalue().count("Breaking ") for _, out in opened) == 1
