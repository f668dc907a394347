"""The front desk: briefs, stories by number and slug, focus, refusals, and what it remembers."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot import forms
from bot.archive import Archive
from bot.desk import DAY, Desk, Unknown, cut, lasting
from bot.desk.common import LIVES
from bot.desk.opening import life
from bot.desk.placing import placing
from bot.desk.recall import Page, Recall, grown, page, recall
from bot.desk.telling import stand, windows
from bot.news import (
    Alert,
    Answer,
    Article,
    Change,
    Cite,
    Correction,
    Development,
    Item,
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
    Status,
    Story,
    Talk,
)
from bot.shelf import EVER, Archived, Clippings

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


async def test_an_opened_story_tells_how_it_went_on_and_who_reports_it() -> None:
    toll = "The death toll of the dam failure above Korve has risen to 14, the interior ministry said."
    source = desk(
        article("dam", "hp", "Dam failure above Korve kills 12", DAM, 3),
        article("dam2", "cw", "Twelve die as dam fails above Korve", FLOOD, 2),
        article("dam3", "cw", "Death toll of Korve dam failure rises to 14", (toll, DAM[1])),
    )
    coverage = await source.story(CHAT, "korve")
    assert [d.change for d in coverage.timeline] == [Change.OPENED, Change.FIGURE]
    assert coverage.timeline[-1].sentence is not None
    assert "14" in coverage.timeline[-1].sentence.text
    assert [voice.outlets for voice in coverage.voices] == [("Harbour Post",), ("Canal Wire",)]


PLACED = {
    "dam": (Reason("nearly", "chess-title (0.31: too little in common)"),),
    "dam2": (
        Reason("shared", "fail, korv, dam, unprint"), Reason("names", "korve"), Reason("numbers", "12 killed"),
        Reason("meaning", "0.81"), Reason("likeness", "0.71"), Reason("objection", "elsewhere"),
    ),
    "dam3": (Reason("same-headline", "Dam fails"), Reason("nearly", "something else")),
    "dam4": (Reason("same-headline", "Dam fails"),),
    "gone": (Reason("same-text", "80% of the wording is that of hp"),),
}  # fmt: skip


def test_how_a_story_came_together_is_said_in_words() -> None:
    voices = dict(zip(PLACED, ("hp", "cw", "hp", "cw"), strict=False))
    articles = {name: article(name, outlet, "Dam fails above Korve", DAM) for name, outlet in voices.items()}
    told = placing(replace(story("korve"), articles=tuple(PLACED)), articles, PLACED, OUTLETS)
    assert [reason.detail for reason in told] == [
        "Harbour Post opened it",
        "Canal Wire joined by: fails, Korve, Dam; 12 killed; much the same meaning",
        "Harbour Post and Canal Wire joined by: the same headline",
        "A report joined by: 80% of the wording is that of Harbour Post",
        "Harbour Post nearly joined chess-title; against it: too little in common",
        "Harbour Post nearly joined something else",
    ]


def test_what_joined_a_report_is_named_once_and_a_place_as_a_place() -> None:
    why = (Reason("names", "korve, dam, weir, korve weir"), Reason("nearly", "flood-2 (0.4: elsewhere: port amity)"))
    two = replace(story("korve"), articles=("a", "b"))
    told = placing(two, {"b": article("b", "cw", "Korve Weir dam fails", ())}, {"a": (), "b": why}, OUTLETS)
    assert [reason.detail for reason in told[1:]] == [
        "Canal Wire joined by: dam, Korve Weir",
        "Canal Wire nearly joined flood-2; against it: it happened elsewhere (Port Amity)",
    ]


ROSE = "The death toll of the dam failure above Korve has risen to 14, the interior ministry said."
SUBE = "El número de muertos por la rotura de la presa de Korve subió a 14, dijo el ministerio del Interior."


def lines(*later: Article) -> list[tuple[str, str]]:
    """The timeline of the dam for a reader of English: what each line is called, and the article it cites."""
    told = [article("dam", "hp", "Dam failure above Korve kills 12", DAM, 3), *later]
    found = life(replace(story("dam"), articles=tuple(a.id for a in told)), told, None, OUTLETS, NOW, "en")[0]
    return [(line.detail, line.sentence.cites[0].article) for line in found if line.sentence]


def test_a_timeline_is_in_the_readers_language_where_a_report_in_it_says_the_same() -> None:
    spanish = replace(article("sube", "cw", "Suben a 14 los muertos de la presa de Korve", (SUBE,), 2), language="es")
    english = article("rose", "hp", "Death toll of Korve dam failure rises to 14", (ROSE,), 1)
    assert lines(spanish, english)[-1] == ("killed: 12, now 14", "rose")
    assert lines(spanish)[-1] == ("killed: 12, now 14 (in Spanish)", "sube")


def test_of_a_story_of_many_reports_the_first_ways_to_join_are_told() -> None:
    names = tuple(str(n) for n in range(20))
    placed = {name: (Reason("numbers", f"{name} killed"), Reason("nearly", f"near-{name}")) for name in names}
    told = placing(replace(story("korve"), articles=names), {}, placed, OUTLETS)
    assert [reason.code for reason in told] == ["placement"] * 9 + ["nearly"] * 3
    assert told[8].detail == "Other reports joined in 12 more ways"


async def test_why_tells_how_clippings_came_together() -> None:
    reasons = (await desk().why(CHAT, "dam")).reasons
    first, second = [r.detail for r in reasons if r.code == "placement"]
    assert first == "Canal Wire opened it"
    assert "Korve" in second


class TakenBack(Clippings):
    """Clippings that their publishers have canceled since."""

    async def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        return {i: replace(a, status=Status.CANCELED) for i, a in (await super().articles(ids)).items()}


async def test_a_story_whose_reports_were_all_taken_back_is_not_told() -> None:
    source = desk(article("dam", "hp", "Dam failure above Korve kills 12", DAM))
    (item,) = (await source.brief(CHAT)).items
    source = Desk(TakenBack([article("dam", "hp", "Dam failure above Korve kills 12", DAM)], OUTLETS, NOW), lambda: NOW)
    with pytest.raises(Unknown, match="took them back"):
        await source.story(CHAT, item.slug)


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


# --- what a chat was told ---------------------------------------------------------------------------------------------


def said(words: str, article: str = "a", disputed: bool = False) -> Sentence:
    return Sentence(words, (Cite(article, 0, 1, "x", "Harbour Post", published=NOW),), disputed)


def brought(
    words: str, detail: str = "", revision: int = 3, change: Change = Change.FIGURE, hours: float = 1
) -> Development:
    sentence = said(words, "new") if words else None
    return Development(change, "dam", revision, NOW - timedelta(hours=hours), sentence, detail)


LEDE = said("A dam above the town of Korve failed on Tuesday.")
DEAD = "The dead at Korve now number 14, police said."
DAM_ITEM = Item("dam", "Dam fails", "Harbour Post", NOW, ("Harbour Post",), (LEDE,), revision=3)


def updated(*news: Development, sentences: Sequence[Sentence] = (LEDE,), most: int | None = None) -> Item:
    page = Page((), DAY, Recall(True, news={"dam": news}))
    return stand(replace(DAM_ITEM, sentences=tuple(sentences)), page, most)


def test_of_a_story_that_grew_only_what_is_new_is_told_and_what_it_belongs_to() -> None:
    item = updated(brought(DEAD, "killed: 12, now 14"), sentences=(LEDE, said("Rescuers searched the valley.")))
    assert (item.standing, item.note) == (Standing.UPDATED, "killed: 12, now 14")
    assert [s.text for s in item.sentences] == [DEAD, LEDE.text]
    assert [s.text for s in item.changed] == [DEAD]


def test_a_new_sentence_is_not_told_again_as_its_own_background() -> None:
    again = said("The dead at Korve now number 14, said police.")
    assert [s.text for s in updated(brought(DEAD), sentences=(again, LEDE)).sentences] == [DEAD, LEDE.text]


def test_who_reads_a_line_of_each_story_gets_the_line_that_is_new() -> None:
    item = updated(brought(DEAD, hours=2), brought("The minister resigned.", change=Change.STAGE), most=1)
    assert [s.text for s in item.sentences] == ["The minister resigned."]


def test_of_a_figure_that_moved_twice_only_where_it_stands_is_told() -> None:
    item = updated(brought("13 died.", "killed: 12, now 13", hours=2), brought("14 died.", "killed: 13, now 14"))
    assert [s.text for s in item.changed] == ["14 died."]


def test_a_figure_that_only_an_earlier_sentence_gives_is_told_too() -> None:
    both = brought("13 died and 5 were hurt.", "killed: 12, now 13; injured: 3, now 5", hours=2)
    item = updated(both, brought("14 died.", "killed: 13, now 14"))
    assert [s.text for s in item.changed] == ["13 died and 5 were hurt.", "14 died."]


def test_of_much_that_is_new_the_last_three_are_told_in_their_order() -> None:
    item = updated(*(brought(f"Step {n} was taken.", change=Change.STAGE, hours=9 - n) for n in range(6)))
    assert [s.text for s in item.changed] == [f"Step {n} was taken." for n in (3, 4, 5)]


def test_sides_of_a_conflict_come_along_only_where_the_new_sentence_joins_it() -> None:
    sides = (said("12 died.", "old", True), said("14 died, others said.", "new", True))
    assert updated(brought(DEAD), sentences=(LEDE, *sides)).sentences[-2:] == sides
    joined = updated(brought(DEAD), sentences=(LEDE, sides[0], said("15 died.", "third", True)))
    assert [s.text for s in joined.sentences] == [DEAD, LEDE.text]


@pytest.mark.parametrize("most", [None, 1])
def test_a_new_sentence_that_is_a_side_of_a_conflict_never_stands_alone(most: int | None) -> None:
    sides = (said("12 died.", "old", True), said(DEAD, "new", True))
    item = updated(brought(DEAD), sentences=(LEDE, *sides), most=most)
    assert item.changed == sides[1:]
    assert {s for s in item.sentences if s.disputed} == set(sides)


def test_a_figure_first_given_in_another_language_is_told_in_the_readers_where_a_report_gives_it() -> None:
    abroad = brought("Die Zahl der Toten in Korve stieg auf 14.", "killed: 12, now 14")
    page = Page((), DAY, Recall(True, news={"dam": (abroad,)}))
    own = said("Fourteen people are dead in Korve, police said.", "own")
    sources = {"new": replace(article("new", "hp", "14 Tote in Korve", DAM), language="de")}
    told = [stand(replace(DAM_ITEM, sentences=s), page, None, sources, "en").changed[0] for s in ((LEDE, own), (LEDE,))]
    assert told == [own, abroad.sentence]


HEADS = {
    "Death toll of Korve dam rises to 14": "Death toll of Korve dam rises to 14",
    "Minister flies to the valley": "Dam fails above Korve",
    "": "Dam fails above Korve",
}


@pytest.mark.parametrize("head", HEADS)
def test_what_is_new_stands_under_its_own_headline_where_a_reader_knows_the_story_by_it(head: str) -> None:
    page = Page((), DAY, Recall(True, news={"dam": (brought(DEAD),)}))
    old = replace(DAM_ITEM, headline="Dam fails above Korve", headline_outlet="Canal Wire")
    item = stand(old, page, None, {"new": article("new", "hp", head, DAM)}, "en")
    assert item.headline == HEADS[head]
    assert item.headline_outlet == ("Harbour Post" if item.headline == head else "Canal Wire")


def test_what_was_taken_back_without_a_word_is_told_by_our_own() -> None:
    item = updated(brought("", "Harbour Post withdrew its report", change=Change.WITHDRAWN))
    assert (item.standing, item.changed, item.sentences) == (Standing.UPDATED, (), (LEDE,))
    assert item.note == "Harbour Post withdrew its report"


def story(slug: str, *, revision: int = 1, aliases: tuple[str, ...] = ()) -> Story:
    headline = f"{slug.title()} bridge collapses"
    return Story(slug, ("a",), ("hp",), ("hp",), NOW, NOW, "a", headline, "hp", revision=revision, aliases=aliases)


def test_a_story_told_under_the_name_it_had_before_a_merge_was_told() -> None:
    merged = story("korve", revision=4, aliases=("dam",))
    remembered = recall([merged, story("vell")], {"dam": (2, NOW)}, {})
    assert [remembered.standing(slug) for slug in ("korve", "vell")] == [Standing.TOLD, Standing.NEW]
    assert grown([merged], {"dam": (2, NOW)}) == [merged]
    assert grown([merged], {"korve": (4, NOW)}) == []


def test_told_stories_yield_their_places_to_the_next_in_rank_until_there_are_no_others() -> None:
    stories = [story(name) for name in ("korve", "brisk", "vell")]
    lay = partial(page, stories, NOW, window=DAY, limit=2, since=DAY)
    told = recall(stories, {"brisk": (1, NOW), "korve": (1, NOW)}, {})
    laid = lay(told)
    assert ([c.story.slug for c in laid.choices], laid.room) == (["vell"], 2)
    whole = lay(recall(stories, {s.slug: (1, NOW) for s in stories}, {}))
    assert (len(whole.choices), whole.room) == (2, 0)
    assert [c.story.slug for c in lay(Recall()).choices] == ["brisk", "korve"]


@pytest.mark.parametrize(("room", "note"), [(0, []), (1, ["1 story told here"]), (3, ["3 stories told here"])])
def test_a_brief_says_how_many_told_stories_made_room(room: int, note: list[str]) -> None:
    notes = windows(Page((), DAY, Recall(True), room), [replace(DAM_ITEM, standing=Standing.NEW)], DAY)
    assert [n[: len(note[0])] for n in notes] == note


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


async def test_of_the_stories_opened_the_last_are_kept_and_each_revision_is_read_anew() -> None:
    source = desk()
    opened = await source.story(CHAT, "dam")
    kept = source.common.lives[opened.item.slug, opened.item.revision]
    for n in range(LIVES):
        source.common.keep(story(str(n)), kept)
    assert (len(source.common.lives), (opened.item.slug, opened.item.revision) in source.common.lives) == (LIVES, False)
    assert await source.story(CHAT, "dam") == opened


@pytest.mark.parametrize("fictional", [True, False])
async def test_whatever_is_said_of_fiction_says_so(fictional: bool) -> None:
    held = [article("dam", "hp", "Dam failure above Korve kills 12", DAM)]
    source = Desk(Clippings(held, OUTLETS, NOW, fictional=fictional), lambda: NOW)
    brief, opened, why = await source.brief(CHAT), await source.story(CHAT, "dam"), await source.why(CHAT, "dam")
    answers = [await source.ask(CHAT, q) for q in ("How many people were killed in Korve?", "Who won the cup?")]
    assert [answer.refused for answer in answers] == [False, True]
    assert {piece.fictional for piece in (brief, opened, why, *answers)} == {fictional}


async def test_who_opens_one_story_does_not_wait_until_all_others_are_worded() -> None:
    said = [(t, d) for t, d in zip(TOWNS, DEEDS, strict=True)]
    source = desk(*(article(t, "hp", f"{t} {d}", (f"In {t} the {d} on Tuesday, police said.",)) for t, d in said))
    ended: list[str] = []
    all_, one = asyncio.create_task(source.prepare()), asyncio.create_task(source.story(CHAT, "ferry"))
    all_.add_done_callback(lambda _: ended.append("all"))
    one.add_done_callback(lambda _: ended.append("one"))
    await asyncio.gather(all_, one)
    assert ended == ["one", "all"]
