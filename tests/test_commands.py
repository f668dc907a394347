"""What a typed line means."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    "/start": ("help", {}),
    "sources": ("sources", {}),
    "brief short": ("brief", {"length": "short"}),
    "brief economy 12h Long private": (
        "brief",
        {"topic": "economy", "hours": "12h", "length": "long", "private": "private"},
    ),
    "brief all": ("brief", {"all": "all"}),
    "brief all the towns": ("brief", {"topic": "all the towns"}),
    "brief economy all short": ("brief", {"topic": "economy", "all": "all", "length": "short"}),
    "brief private economy": ("brief", {"topic": "private economy"}),
    "brief the war in the east 2d short": ("brief", {"topic": "the war in the east", "hours": "2d", "length": "short"}),
    "/brief@DaybriefBot economy": ("brief", {"topic": "economy"}),
    "sub": ("subscribe", {"kind": "breaking"}),
    "subscribe breaking the war": ("subscribe", {"kind": "breaking", "topic": "the war"}),
    "subscribe Kestrel": ("subscribe", {"kind": "breaking", "topic": "Kestrel"}),
    "unsub": ("unsubscribe", {}),
    "unsubscribe 2": ("unsubscribe", {"which": "2"}),
    "subs": ("subscriptions", {}),
    "add https://hp.example/rss?key=1": ("add", {"url": "https://hp.example/rss?key=1"}),
    "remove Harbour Post": ("remove", {"source": "Harbour Post"}),
    "allow": ("allow", {}),
    "deny telegram:-100": ("deny", {"place": "telegram:-100"}),
    "story ~own-1": ("story", {"story": "~own-1"}),
    "brief\neconomy": ("brief", {"topic": "economy"}),
    "help me understand the strike": ("ask", {"question": "help me understand the strike"}),
    "usage": ("usage", {}),
    "usage of the new bridge": ("ask", {"question": "usage of the new bridge"}),
    "status of the talks": ("ask", {"question": "status of the talks"}),
    "add up the dead": ("ask", {"question": "add up the dead"}),
    "remove who from office?": ("ask", {"question": "remove who from office?"}),
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
    assert usages["brief"] == "brief [TOPIC] [HOURS] [short|medium|long] [private] [all]"
    assert usages["ask"] == "ask QUESTION"
    assert usages["subscribe"] == "subscribe [breaking|brief|topic|story] [TOPIC] [AT] [ZONE] [QUIET] [OPTIONS]"


OPTIONS = {
    "topic and length": ("brief", {"topic": " economy ", "length": "SHORT"}, {"topic": "economy", "length": "short"}),
    "a flag said in any word": ("brief", {"private": "True"}, {"private": "private"}),
    "a flag not said": ("brief", {"private": "False", "topic": ""}, {}),
    "a kind left out": ("subscribe", {"topic": "Kestrel"}, {"kind": "breaking", "topic": "Kestrel"}),
    "an option of another command": ("story", {"story": "2", "length": "short"}, {"story": "2"}),
    "an alias": ("q", {"question": "Who?"}, {"question": "Who?"}),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_named_options_are_the_call_a_platform_read(name: str) -> None:
    command, given, held = OPTIONS[name]
    call = commands.call(command, given)
    assert isinstance(call, Call)
    assert call.values == held


MISUSES = {
    "an unknown name": (commands.call("fly", {}), "help lists"),
    "an unknown command behind a slash": (commands.parse("/fly away"), "help lists"),
    "no question": (commands.call("ask", {}), "ask needs the question"),
    "a length nobody offers": (commands.call("brief", {"length": "huge"}), "short, medium, long"),
    "a kind nobody offers": (commands.call("subscribe", {"kind": "gossip"}), "breaking"),
    "a span that is none": (commands.call("brief", {"hours": "soon"}), "12h or 2d"),
    "a span too long": (commands.parse("brief 40d"), "14 days"),
    "a question too long": (commands.parse("who " * 600), "2,000 characters"),
    "a topic too long": (commands.parse("/brief " + "x" * 501), "500 characters"),
}


@pytest.mark.parametrize("name", MISUSES)
def test_a_misuse_says_the_cure(name: str) -> None:
    misuse, cure = MISUSES[name]
    assert isinstance(misuse, Misuse)
    assert cure in misuse.text


def test_a_question_of_two_thousand_characters_is_a_question() -> None:
    call = commands.parse("who " * 499 + "won?")
    assert isinstance(call, Call)
    assert len(call.values["question"]) == 2_000


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_any_line_is_a_call_or_a_misuse_and_never_an_error(line: str) -> None:
    assert isinstance(commands.parse(line), Call | Misuse)
    assert isinstance(commands.parse("/brief " + line), Call | Misuse)


@pytest.mark.parametrize("line", [line for line in LINES if line])
def test_a_call_said_by_its_options_is_the_call_typed(line: str) -> None:
    typed = commands.parse(line)
    assert isinstance(typed, Call)
    assert commands.call(typed.command.name, typed.values) == typed
