"""What a typed line means."""

from datetime import timedelta

import pytest

from bot import commands
from bot.commands import Call, Misuse

LINES = {
    "brief": ("brief", {}),
    "/brief": ("brief", {}),
    "b": ("brief", {}),
    "brief economy": ("brief", {"topic": "economy"}),
    "brief economy 12h": ("brief", {"topic": "economy", "hours": "12h"}),
    "brief 2 days": ("brief", {"hours": "2 days"}),
    "today": ("brief", {}),
    "2": ("story", {"story": "2"}),
    "story storm-kills-12": ("story", {"story": "storm-kills-12"}),
    "why 3": ("why", {"story": "3"}),
    "why did the bank raise its rate?": ("ask", {"question": "why did the bank raise its rate?"}),
    "today in sport, who won the cup?": ("ask", {"question": "today in sport, who won the cup?"}),
    "How many people died": ("ask", {"question": "How many people died"}),
    "ask who resigned": ("ask", {"question": "who resigned"}),
    "?": ("help", {}),
    "sources": ("sources", {}),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_the_call_a_person_means(line: str) -> None:
    call = commands.parse(line)
    assert isinstance(call, Call)
    assert (call.command.name, call.values) == LINES[line]


@pytest.mark.parametrize("line", ["story", "why", "ask"])
def test_a_command_without_its_argument_says_what_to_type(line: str) -> None:
    misuse = commands.parse(line)
    assert isinstance(misuse, Misuse)
    assert line in misuse.text
    assert "needs" in misuse.text


def test_an_empty_line_is_a_call_for_help() -> None:
    call = commands.parse("  / ")
    assert isinstance(call, Call)
    assert call.command.name == "help"


@pytest.mark.parametrize(
    ("text", "hours"), [("24h", 24), ("2d", 48), ("3 days", 72), ("6", 6), ("1 hour", 1), (" 12H ", 12)]
)
def test_a_span_is_read_in_hours_and_days(text: str, hours: int) -> None:
    assert commands.span(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "cure"), [("soon", "12h or 2d"), ("0h", "12h or 2d"), ("40d", "14 days"), ("", "12h")]
)
def test_a_bad_span_says_the_cure(text: str, cure: str) -> None:
    with pytest.raises(ValueError, match=cure):
        commands.span(text)


def test_names_and_aliases_are_unique_and_every_row_has_help() -> None:
    names = [n for row in commands.CATALOGUE for n in (row.name, *row.aliases)]
    assert len(names) == len(set(names))
    assert all(row.help and all(a.help for a in row.arguments) for row in commands.CATALOGUE)


def test_usage_shows_what_is_required() -> None:
    usages = {row.name: row.usage for row in commands.CATALOGUE}
    assert usages["brief"] == "brief [TOPIC] [HOURS]"
    assert usages["ask"] == "ask QUESTION"
