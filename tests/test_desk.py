"""The front desk: briefs, stories by number and slug, focus, refusals, and what it remembers."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import forms
from bot.archive import Archive
from bot.desk import Desk, Unknown, cut, lasting, stand
from bot.news import (
    Alert,
    Answer,
    Article,
    Cite,
    Correction,
    Length,
    Notice,
    Outlet,
    Precision,
    Reason,
    Sentence,
    Source,
    SourceLine,
    SourceList,
    SourceState,
    Standing,
    Talk,
)
from bot.shelf import EVER, Archived, Clippings
from bot.wording import Worded

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CHAT = "terminal:local"
OUTLETS = {"hp": Outlet("hp", "Harbour Post"), "cw": Outlet("cw", "Canal Wire")}
DAM = (
    "A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.",
    "Rescuers pulled 40 people from the water, according to the fire service in Korve.",
)
FLOOD = (
    "At least 12 people died when a dam gave way above the town of Korve on Tuesday, police said.",
    "Rescue crews searched the valley below Korve for survivors of the dam failure until nightfall.",
)
CHESS = ("Ilo Marr won the chess title in Ostrava on Tuesday after nine games, the federation said.",)


def article(name: str, outlet: str, headline: str, paragraphs: Sequence[str], hours: float = 1) -> Article:
    return Article(
        name, outlet, headline, tuple(paragraphs), url=f"https://{outlet}.example/{name}",
        published=NOW - timedelta(hours=hours) if hours else None, fetched=NOW, language="en",
    )  # fmt: skip


def desk(*articles: Article) -> Desk:
    held = articles or (
        article("dam", "hp", "Dam failure above Korve kills 12", DAM),
        article("dam2", "cw", "Twelve die as dam fails above Korve", FLOOD, 2),
        article("chess", "cw", "Ilo Marr wins chess title in Ostrava", CHESS, 3),
    )
    return Desk(Clippings(held, OUTLETS, NOW), lambda: NOW)


async def test_a_brief_leaves_a_listing_that_numbers_refer_to() -> None:
    source = desk()
    brief = await source.brief(CHAT)
    for number, item in enumerate(brief.items, 1):
        assert (await source.find(CHAT, str(number))).slug == item.slug
    assert len(brief.items) == 2


async def test_a_story_is_found_by_slug_and_by_words_of_its_headline() -> None:
    source = desk()
    (first, _) = (await source.brief(CHAT)).items
    assert (await source.find(CHAT, f" {first.slug.upper()} ")).slug == first.slug
    assert "chess" in (await source.find(CHAT, "chess ostrava")).slug


UNKNOWN = [("0", "stories 1 to 2"), ("9", "stories 1 to 2"), ("nothing", "no story"), ("²", "no story"),
           ("9" * 5000, "no story")]  # fmt: skip


@pytest.mark.parametrize(("handle", "said"), UNKNOWN)
async def test_an_unknown_story_says_what_to_type(handle: str, said: str) -> None:
    source = desk()
    await source.brief(CHAT)
    with pytest.raises(Unknown, match=said):
        await source.find(CHAT, handle)


async def test_a_number_before_any_brief_asks_for_the_brief() -> None:
    with pytest.raises(Unknown, match="brief first"):
        await desk().find(CHAT, "1")


async def test_a_brief_of_nothing_leaves_the_numbers_on_the_screen_alone() -> None:
    source = desk()
    await source.brief(CHAT)
    assert (await source.brief(CHAT, topic="beekeeping")).items == ()
    assert await source.find(CHAT, "1")


async def test_a_listing_belongs_to_its_chat() -> None:
    source = desk()
    await source.brief(CHAT)
    with pytest.raises(Unknown, match="brief first"):
        await source.find("terminal:other", "1")


async def test_an_opened_story_lists_every_report_oldest_first() -> None:
    source = desk()
    await source.brief(CHAT)
    coverage = await source.story(CHAT, "dam")
    assert [r.outlet for r in coverage.reports] == ["Canal Wire", "Harbour Post"]
    assert coverage.item.families == 2


async def test_why_gives_the_rank_first() -> None:
    source = desk()
    await source.brief(CHAT)
    reasons = (await source.why(CHAT, "1")).reasons
    assert (reasons[0].code, reasons[0].detail) == ("rank", "number 1 of 2 stories")
    assert len(reasons) > 1


async def test_why_of_an_old_story_says_that_it_is_in_no_brief() -> None:
    source = desk(article("old", "hp", "Dam failure above Korve kills 12", DAM, 200),
                  article("chess", "cw", "Ilo Marr wins chess title in Ostrava", CHESS, 3))  # fmt: skip
    reasons = (await source.why(CHAT, "dam")).reasons
    assert [r.code for r in reasons][:2] == ["rank", "not-ranked"]
    assert reasons[0].detail == "not in today's brief"


async def test_clippings_of_any_age_are_briefed_together_when_asked() -> None:
    source = desk(article("old", "hp", "Dam failure above Korve kills 12", DAM, 5000),
                  article("chess", "cw", "Ilo Marr wins chess title in Ostrava", CHESS, 3))  # fmt: skip
    assert len((await source.brief(CHAT, since=EVER)).items) == 2


async def test_old_clippings_are_ranked_by_their_own_time() -> None:
    source = desk(article("old", "hp", "Dam failure above Korve kills 12", DAM, 2000))
    assert len((await source.brief(CHAT)).items) == 1
    assert (await source.why(CHAT, "1")).reasons[0].detail == "number 1 of 1 stories"


async def test_a_question_follows_the_focus_and_leaves_one() -> None:
    source = desk()
    await source.brief(CHAT)
    opened = await source.story(CHAT, "dam")
    answer = await source.ask(CHAT, "How many people did it kill?")
    assert (answer.slug, answer.refused) == (opened.item.slug, False)
    elsewhere = await source.ask(CHAT, "Who won the chess title?")
    assert not elsewhere.refused
    assert "chess" in (await source.shelf.talk(CHAT)).focus


async def test_a_question_about_a_named_story_is_not_answered_from_another() -> None:
    source = desk()
    await source.brief(CHAT)
    answer = await source.ask(CHAT, "Who won the chess title?", handle="dam")
    assert answer.refused
    assert answer.sentences == ()


async def test_forgetting_forgets_the_listing_once() -> None:
    source = desk()
    await source.brief(CHAT)
    assert "deleted" in (await source.forget(CHAT)).text
    assert "Nothing" in (await source.forget(CHAT)).text
    assert await source.shelf.talk(CHAT) == Talk()


async def test_a_story_without_an_outlet_names_none() -> None:
    (item,) = (await desk(article("dam", "", "Dam failure above Korve kills 12", DAM, 0)).brief(CHAT)).items
    assert forms.item_line(item)["outlets"] == []
    assert item.published is None


async def test_a_brief_in_another_language_beats_none() -> None:
    source = desk(article("dam", "hp", "Dam failure above Korve kills 12", DAM))
    source.language = "fi"
    assert len((await source.brief(CHAT)).items) == 1


async def test_clippings_are_told_in_whatever_language_they_are_in() -> None:
    told = "Le pont de Korve a rouvert mardi après six mois de travaux, a annoncé la mairie."
    french = replace(article("pont", "cw", "Le pont de Korve rouvre", (told,)), language="fr")
    source = desk(article("dam", "hp", "Dam failure above Korve kills 12", DAM), french)
    source.language = ""
    brief = await source.brief(CHAT)
    assert (len(brief.items), brief.language) == (2, "en")


async def test_an_undated_clipping_is_not_taken_for_the_newest() -> None:
    source = desk(article("undated", "hp", "Dam failure above Korve kills 12", DAM, 0),
                  article("chess", "cw", "Ilo Marr wins chess title in Ostrava", CHESS, 30))  # fmt: skip
    undated = await source.find(CHAT, "dam failure")
    assert undated.updated == NOW - timedelta(hours=30)


async def test_turns_are_a_persons_and_the_listing_is_the_chats() -> None:
    source = desk()
    await source.brief(CHAT, person="telegram:1")
    await source.ask(CHAT, "Who won the chess title?", person="telegram:2")
    assert len((await source.shelf.talk(CHAT, "telegram:2")).turns) == 1
    assert (await source.shelf.talk(CHAT, "telegram:1")).turns == ()
    assert len((await source.shelf.talk(CHAT, "telegram:1")).listing) == 2


async def test_the_sentences_of_an_answer_come_before_the_whole_of_it() -> None:
    parts = [part async for part in desk().answering(CHAT, "How many people were killed in Korve?")]
    *sentences, answer = parts
    assert isinstance(answer, Answer)
    assert tuple(sentences) == answer.sentences != ()


async def test_a_refusal_comes_alone() -> None:
    (answer,) = [part async for part in desk().answering(CHAT, "Who won the football final in Lisbon?")]
    assert isinstance(answer, Answer)
    assert answer.refused


async def test_a_question_among_stories_is_asked_of_them_first_and_then_of_all() -> None:
    source = desk()
    chess = (await source.find("other", "chess")).slug
    assert (await source.ask(CHAT, "Who won on Tuesday?", among=(chess, "gone"))).slug == chess
    assert not (await source.ask(CHAT, "How many people were killed in Korve?", among=(chess,))).refused


@pytest.mark.parametrize(("length", "most"), [(Length.SHORT, 1), (Length.MEDIUM, 3), (Length.LONG, 3)])
async def test_a_length_says_how_many_sentences_a_story_is_told_in(length: Length, most: int) -> None:
    items = (await desk().brief(CHAT, length=length)).items
    assert max(sum(not s.disputed for s in item.sentences) for item in items) in range(1, most + 1)


def test_a_side_of_a_conflict_is_never_told_alone() -> None:
    cite = Cite("a", 0, 1, "x")
    plain, one, other = Sentence("A", (cite,)), Sentence("B", (cite,), True), Sentence("C", (cite,), True)
    assert cut((one, other, plain), 1) == (plain,)
    assert cut((one, other), 1) == (one, other)
    assert cut((plain, one, other), None) == (plain, one, other)


async def test_of_a_story_that_grew_what_is_new_is_known() -> None:
    (item, *_) = (await desk().brief(CHAT)).items
    before = Worded(item.sentences[:1])
    grown = replace(item, revision=3)
    assert stand(grown, (2, NOW), before).changed == item.sentences[1:]
    assert stand(grown, (2, NOW), None).changed == ()
    assert [stand(grown, told, None).standing for told in (None, (2, NOW), (3, NOW))] == list(Standing)


@pytest.mark.parametrize(("hours", "said"), [(1, "hour"), (12, "12 hours"), (24, "24 hours"), (72, "3 days")])
def test_a_span_is_said_as_people_say_it(hours: int, said: str) -> None:
    assert lasting(timedelta(hours=hours)) == said


async def test_an_alert_tells_a_story_or_is_none_where_nothing_passes_the_gate() -> None:
    source = desk(
        article("dam", "hp", "Dam failure above Korve kills 12", DAM), article("bare", "cw", "Storm near", ())
    )
    alert = await source.alert(await source.find(CHAT, "dam"), NOW, (Reason("families", "two"),))
    assert alert is not None
    assert (alert.at, alert.item.reasons, bool(alert.item.sentences)) == (NOW, (Reason("families", "two"),), True)
    assert await source.alert(await source.find(CHAT, "storm"), NOW) is None


async def test_each_piece_has_its_document() -> None:
    source = desk()
    pieces = [await source.brief(CHAT), await source.ask(CHAT, "Who won the chess title?")]
    documents = [forms.document(p) for p in (*pieces, await source.story(CHAT, "1"), await source.why(CHAT, "1"))]
    assert [d["kind"] for d in documents] == ["brief", "answer", "story", "why"]


async def test_what_is_sent_to_chats_has_its_document_too() -> None:
    (item, *_) = (await desk().brief(CHAT)).items
    line = SourceLine("Harbour Post", "https://hp.example/rss", 1, NOW)
    correction = Correction("dam", "Dam fails", "Harbour Post", ("Said.",), item.sentences, "Rewritten.", NOW)
    pieces = [Alert(item, NOW), correction, SourceList((line,), (line,)), Notice("All is well.")]
    assert [forms.document(p)["kind"] for p in pieces] == ["alert", "correction", "sources", "notice"]


async def test_the_samples_desk_reports_the_real_sources(archive: Archive) -> None:
    listed = (Source("https://hp.example/rss", OUTLETS["hp"]), Source("https://cw.example/rss", OUTLETS["cw"]))
    state = SourceState("https://hp.example/rss", entries=7, good=NOW, error="")
    await archive.sources.save([state])

    async def sources() -> Sequence[Source]:
        return listed

    source = Desk(Archived(archive.realm("sample"), sources, fictional=True), lambda: NOW)
    assert [(line.outlet, line.entries) for line in await source.sources()] == [("Harbour Post", 7), ("Canal Wire", 0)]
    assert "2 sources, 0 failing, last read 10 Mar 12:00" in (await source.status()).text


async def test_a_refusal_gives_no_hour_to_a_source_that_gave_only_a_day() -> None:
    dated = replace(article("dam", "hp", "Dam failure above Korve kills 12", DAM, 12), precision=Precision.DAY)
    answer = await desk(dated).ask(CHAT, "Who won the chess final?")
    assert answer.refused
    assert forms.answer_line(answer)["as_of"] == "2026-03-10"


TOWNS = ("Korve", "Brisk", "Tormund", "Minnow", "Fairhaven", "Vell", "Lanholm", "Gannet")
DEEDS = (
    "bridge collapses", "nurses strike", "mayor resigns", "orchard burns", "tunnel opens", "bank fined",
    "museum robbed", "ferry sinks",
)  # fmt: skip


async def test_who_opens_one_story_does_not_wait_until_all_others_are_worded() -> None:
    said = [(t, d) for t, d in zip(TOWNS, DEEDS, strict=True)]
    source = desk(*(article(t, "hp", f"{t} {d}", (f"In {t} the {d} on Tuesday, police said.",)) for t, d in said))
    ended: list[str] = []
    all_, one = asyncio.create_task(source.prepare()), asyncio.create_task(source.story(CHAT, "ferry"))
    all_.add_done_callback(lambda _: ended.append("all"))
    one.add_done_callback(lambda _: ended.append("one"))
    await asyncio.gather(all_, one)
    assert ended == ["one", "all"]
