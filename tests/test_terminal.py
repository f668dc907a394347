"""What the terminal shows, and how it listens."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from adapters.terminal import FICTION, Mouth, Shown, Terminal, console
from bot.desk import Desk
from bot.news import (
    Answer,
    Article,
    Brief,
    Cite,
    Coverage,
    Genre,
    Item,
    Notice,
    Outlet,
    Precision,
    Reason,
    Report,
    Sentence,
    SourceLine,
)
from bot.shelf import Clippings

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


def shown(piece: Shown, width: int = 80) -> str:
    out = io.StringIO()
    console(out, width=width).print(MOUTH.render(piece))
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


def test_fiction_is_marked_and_news_is_not() -> None:
    assert FICTION not in shown(BRIEF)
    assert FICTION in shown(Brief("e", NOW, (ITEM,), fictional=True))
    assert FICTION in shown(Coverage(ITEM, REPORTS, fictional=True))


def test_a_story_with_one_voice_says_so() -> None:
    lone = Item("s", "A headline", "Harbour Post", None, ("Harbour Post",), (sentence("It rained."),))
    assert "one source so far" in shown(Brief("e", NOW, (lone,)))
    assert "one source so far" not in shown(BRIEF)


def test_an_empty_brief_says_what_to_do() -> None:
    assert "Add a source" in shown(Brief("e", NOW, (), beat="chess"))


def test_an_answer_is_cited_and_a_refusal_names_the_newest_source() -> None:
    assert "Twelve people died. [1]" in shown(ANSWER)
    assert "You could ask: Who died?" in shown(ANSWER)
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


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("piece", [BRIEF, ANSWER, Coverage(ITEM, REPORTS), ITEM], ids=lambda p: type(p).__name__)
def test_no_line_is_wider_than_the_terminal(piece: Shown, width: int) -> None:
    assert max(len(line) for line in shown(piece, width).splitlines()) <= width


def test_a_pipe_gets_no_colour_codes() -> None:
    assert "\x1b" not in shown(BRIEF)


def test_a_wide_terminal_is_read_in_a_column() -> None:
    wide = Console(file=io.StringIO(), width=200)
    assert wide.width == 200
    assert console(io.StringIO()).width <= 100


def test_sources_are_a_table_that_says_what_is_broken() -> None:
    lines = [
        SourceLine("Harbour Post", "https://h.example/rss", 12, NOW),
        SourceLine("Canal Wire", "https://c.example/rss", 0, None, "404 Not Found"),
        SourceLine("New", "https://n.example/rss", 0, None),
    ]
    out = io.StringIO()
    console(out, width=100).print(MOUTH.sources(lines))
    assert all(part in out.getvalue() for part in ("ok", "404 Not Found", "not read yet", "10 Mar 12:00"))


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
    "status": "stories in the last day",
    "help": "Leave (or Ctrl-C twice)",
    "forget": "Forgotten",
}


@pytest.mark.parametrize("line", SAYINGS)
async def test_a_line_is_answered(line: str) -> None:
    out, source = io.StringIO(), desk()
    terminal = Terminal(MOUTH, console(out, width=100))
    await terminal.hear(source, "brief")
    out.truncate(0)
    await terminal.hear(source, line)
    assert SAYINGS[line] in out.getvalue()
