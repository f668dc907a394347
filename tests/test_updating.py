"""A chat hears of a story again in the place of what it has, or where the story began there; and as it asked to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pressroom import Room
from telegramserver import Kind
from telegramworld import Chat as Group
from telegramworld import User
from test_discord_journeys import City, chat, city  # noqa: F401 - a fixture
from test_discord_journeys import breaks as breaks_there
from test_telegram_journeys import (  # noqa: F401 - fixtures
    Town,
    ada,
    address,
    bob,
    breaks,
    group,
    later,
    subscribed,
    town,
)

from bot.adapter import Busy, Fixed, Gone, Log, Undelivered, Unprintable, Unreachable
from bot.archive import Archive, digest
from bot.courier import Courier, key
from bot.news import (
    PLAIN,
    Alert,
    Brief,
    Chat,
    Cite,
    Correction,
    Delivery,
    Item,
    Lane,
    Length,
    Manner,
    Occasion,
    Paused,
    Piece,
    Posted,
    Receipt,
    Sentence,
    Style,
    abridged,
)

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PLATFORM = "harbour"
QUAY = Chat(PLATFORM, "quay")
STORY, HEADLINES, SHORT = Manner(threads=True), Manner(style=Style.HEADLINES), Manner(length=Length.SHORT)


def said(text: str, article: str, *, disputed: bool = False) -> Sentence:
    return Sentence(text, (Cite(article, 0, len(text), text, article.title()),), disputed)


TWELVE, FORTY = said("Twelve died.", "harbour"), said("Forty were pulled out.", "canal")
DAM = Item("dam", "Dam kills 12", "Harbour", NOW, ("Harbour", "Canal"), (TWELVE, FORTY), families=2)
BROKE = Alert(DAM, NOW)
GROWN = replace(DAM, headline="Dam kills 14", revision=2, note="killed: 12, now 14")
UPDATE = Alert(GROWN, NOW + 60 * SECOND, occasion=Occasion.UPDATE)
WENT_ON = replace(UPDATE, occasion=Occasion.DEVELOPMENT)


@dataclass
class Slate:
    """A platform whose messages can be changed: `shown` is what stands under each number, `told` how it was posted."""

    name: str = PLATFORM
    memory: timedelta = timedelta()
    trouble: str = ""
    shown: dict[str, Piece] = field(default_factory=dict)
    told: list[tuple[str, Manner]] = field(default_factory=list)
    edits: list[Manner] = field(default_factory=list)
    troubles: deque[Undelivered | str] = field(default_factory=deque)
    """What befalls the next edits; "lost": its answer alone."""

    async def run(self, reception: object) -> None:
        raise NotImplementedError

    async def post(
        self, chat: Chat, piece: Piece, key: str, done: Sequence[Posted] = (), log: Log | None = None,
        reply_to: str = "", manner: Manner = PLAIN,
    ) -> Receipt:  # fmt: skip
        assert log is not None
        await log.departing(0)
        number = f"m{len(self.told)}"
        self.shown[number] = piece
        self.told.append((reply_to, manner))
        thread = reply_to if manner.threads else ""
        posted = Posted(number, ("dam",), thread)
        await log.arrived(posted)
        return Receipt(chat, key, (posted,))

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        self.edits.append(manner)
        trouble = self.troubles.popleft() if self.troubles else None
        if isinstance(trouble, Undelivered):
            raise trouble
        for posted in receipt.messages:
            self.shown[posted.message] = piece
        if trouble == "lost":
            raise Unreachable("no answer", sent=True)


@dataclass
class Desk:
    """A courier with an archive and a clock to push."""

    archive: Archive
    slate: Slate = field(default_factory=Slate)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.courier = Courier(self.archive, self.slate, lambda: self.now, self._awake)

    async def _awake(self, seconds: float) -> None:
        await asyncio.sleep(0)

    async def tell(self, piece: Piece, manner: Manner = PLAIN, name: str = "", lane: Lane = Lane.BREAKING) -> None:
        """A row, and all turns until nothing waits, the clock leaping to whatever is due next."""
        made = Delivery(
            key(name or repr(piece)), QUAY, piece, lane, "", self.now, self.now + timedelta(hours=1), manner=manner
        )
        await self.archive.outbox.put([made], self.now)
        for _ in range(50):
            while await self.courier.turn():
                pass
            if (due := await self.archive.outbox.next_due(PLATFORM)) is None:
                return
            self.now = max(self.now + SECOND / 10, due)

    async def counts(self) -> dict[str, int]:
        found = await self.archive.outbox.counts()
        return {state: n for state, n in found.items() if n and state != "made"}


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


# --- in the place of what a chat has ---------------------------------------------------------------------------------


async def test_an_update_takes_the_place_of_the_alert_of_its_story(desk: Desk) -> None:
    await desk.tell(BROKE)
    await desk.tell(UPDATE)
    assert desk.slate.shown == {"m0": UPDATE}
    (post,) = await desk.archive.posts.telling(QUAY, ["dam"], NOW - SECOND)
    assert (post.piece, await desk.counts()) == (UPDATE, {"sent": 2})


async def test_an_update_of_a_story_that_took_another_over_finds_its_alert(desk: Desk) -> None:
    await desk.tell(BROKE)
    taken = replace(UPDATE, item=replace(GROWN, slug="dam-korve", revision=1), aliases=("dam",))
    await desk.tell(taken)
    assert desk.slate.shown == {"m0": taken}


async def test_an_update_where_no_alert_is_is_a_message_of_its_own(desk: Desk) -> None:
    await desk.tell(Brief("evening", NOW, (DAM,)), lane=Lane.BRIEF)
    await desk.tell(UPDATE)
    assert (desk.slate.edits, list(desk.slate.shown.values())[1:]) == ([], [UPDATE])


async def test_what_cannot_be_edited_is_posted(desk: Desk) -> None:
    await desk.tell(BROKE)
    desk.slate.troubles.append(Fixed("too old"))
    await desk.tell(UPDATE)
    assert desk.slate.shown == {"m0": BROKE, "m1": UPDATE}
    assert await desk.counts() == {"sent": 2}


async def test_an_edit_that_cannot_be_read_is_posted(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.tell(BROKE)
    desk.slate.troubles.append(Unprintable("can't parse <b>secret</b>"))
    await desk.tell(UPDATE)
    assert (desk.slate.shown, await desk.counts()) == ({"m0": BROKE, "m1": UPDATE}, {"sent": 2})
    assert "defect of ours" in caplog.text
    assert "secret" not in caplog.text


HICCUPS: dict[str, Undelivered | str] = {
    "busy": Busy(7.0),
    "no connection": Unreachable("no connection", sent=False),
    "a lost answer": "lost",
    "no answer": Unreachable("no answer", sent=True),
}


@pytest.mark.parametrize("hiccup", HICCUPS)
async def test_an_edit_in_doubt_is_made_again_and_nothing_is_posted(desk: Desk, hiccup: str) -> None:
    await desk.tell(BROKE)
    desk.slate.troubles.append(HICCUPS[hiccup])
    await desk.tell(UPDATE)
    assert (desk.slate.shown, len(desk.slate.edits)) == ({"m0": UPDATE}, 2)
    assert await desk.counts() == {"sent": 2}


async def test_a_chat_that_shuts_us_out_at_an_edit_is_let_rest(desk: Desk) -> None:
    await desk.tell(BROKE)
    desk.slate.troubles.append(Gone("no rights", Paused.RIGHTS))
    await desk.tell(UPDATE)
    assert await desk.counts() == {"sent": 1, "dead": 1}


async def test_what_knows_as_much_already_is_not_edited(desk: Desk) -> None:
    await desk.tell(BROKE)
    await desk.tell(UPDATE)
    await desk.tell(UPDATE, name="for another following")
    assert (len(desk.slate.edits), await desk.counts()) == (1, {"sent": 3})


async def test_what_was_taken_back_in_an_alert_still_is_once_it_is_updated(desk: Desk) -> None:
    loss = Correction("dam", "Dam kills", "Canal", (TWELVE.text,), (), "withdrawn", NOW, articles=("harbour",))
    await desk.tell(replace(BROKE, item=replace(DAM, corrections=(loss,))))
    await desk.tell(UPDATE)
    (stands,) = desk.slate.shown.values()
    assert isinstance(stands, Alert)
    assert (stands.item.headline, stands.item.corrections) == ("Dam kills 14", (loss,))


async def test_an_alert_that_lost_all_it_said_still_says_so_once_it_is_updated(desk: Desk) -> None:
    both = (TWELVE.text, FORTY.text)
    loss = Correction("dam", "Dam stands", "Canal", both, (), "withdrawn", NOW, articles=("harbour", "canal"))
    await desk.tell(BROKE)
    await desk.tell(loss, lane=Lane.CORRECTION)
    await desk.tell(UPDATE)
    stands = desk.slate.shown["m0"]
    assert isinstance(stands, Alert)
    assert (stands.item.headline, stands.item.corrections) == ("Dam kills 14", (loss,))


async def test_a_development_is_a_message_of_its_own(desk: Desk) -> None:
    await desk.tell(BROKE)
    await desk.tell(WENT_ON)
    assert list(desk.slate.shown.values()) == [BROKE, WENT_ON]


# --- in what manner --------------------------------------------------------------------------------------------------


async def test_a_row_is_posted_and_edited_in_its_manner(desk: Desk) -> None:
    manner = replace(HEADLINES, mention="7", silent=True)
    await desk.tell(BROKE, manner)
    await desk.tell(UPDATE, PLAIN)
    assert (desk.slate.told, desk.slate.edits) == ([("", manner)], [manner])


async def test_what_follows_goes_where_its_story_began(desk: Desk) -> None:
    await desk.tell(BROKE, STORY)
    await desk.tell(WENT_ON, STORY)
    desk.slate.troubles.append(Fixed("deleted"))
    await desk.tell(replace(UPDATE, item=replace(GROWN, revision=3)), STORY)
    assert [reply_to for reply_to, _ in desk.slate.told] == ["", "m0", "m0"]


async def test_without_threads_nothing_replies(desk: Desk) -> None:
    await desk.tell(BROKE)
    await desk.tell(WENT_ON)
    assert [reply_to for reply_to, _ in desk.slate.told] == ["", ""]


SHOWN: dict[str, tuple[Manner, list[Sentence]]] = {
    "all": (PLAIN, [TWELVE, FORTY]), "long": (Manner(length=Length.LONG), [TWELVE, FORTY]),
    "short": (SHORT, [TWELVE]), "headlines": (HEADLINES, []),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
async def test_a_chat_is_only_put_right_in_what_it_was_shown(desk: Desk, name: str) -> None:
    manner, shown = SHOWN[name]
    await desk.tell(BROKE, manner)
    (post,) = await desk.archive.posts.telling(QUAY, ["dam"], NOW - SECOND)
    assert post.manner == manner
    for sentence in (TWELVE, FORTY):
        marks = [digest(sentence.text, cite.article) for cite in sentence.cites]
        assert bool(await desk.archive.posts.carrying(QUAY, marks, NOW - SECOND, "")) == (sentence in shown)


SIDES = (said("Twelve died.", "harbour", disputed=True), said("Ten died.", "canal", disputed=True))
ABRIDGED: dict[str, tuple[Piece, Manner, Piece]] = {
    "as it is": (BROKE, PLAIN, BROKE),
    "short": (BROKE, SHORT, replace(BROKE, item=replace(DAM, sentences=(TWELVE,)))),
    "short, of what is new": (
        replace(BROKE, item=replace(DAM, changed=(FORTY,))), SHORT,
        replace(BROKE, item=replace(DAM, sentences=(FORTY,), changed=(FORTY,))),
    ),
    "short, and all of it in dispute": (
        replace(BROKE, item=replace(DAM, sentences=SIDES)), SHORT, replace(BROKE, item=replace(DAM, sentences=SIDES)),
    ),
    "headlines": (BROKE, HEADLINES, replace(BROKE, item=replace(DAM, sentences=()))),
    "a brief of headlines": (
        Brief("x", NOW, (DAM,)), HEADLINES, Brief("x", NOW, (replace(DAM, sentences=()),)),
    ),
    "a short brief": (Brief("x", NOW, (DAM,)), SHORT, Brief("x", NOW, (DAM,))),
}  # fmt: skip


@pytest.mark.parametrize("name", ABRIDGED)
def test_what_is_said_of_a_piece_is_decided_once(name: str) -> None:
    piece, manner, shown = ABRIDGED[name]
    assert abridged(piece, manner) == shown
    assert abridged(shown, manner) == shown


# --- over real sockets -----------------------------------------------------------------------------------------------


async def go_on(room: Room, where: Chat, occasion: Occasion, revision: int, manner: Manner = PLAIN) -> None:
    """The story that a chat was alerted of goes on, and the chat is to hear of it."""
    room.clock.pass_(seconds=1)
    stories = await room.archive.stories.live(room.clock() - timedelta(days=1))
    slug = max(stories, key=lambda story: len(story.families)).slug
    post = (await room.archive.posts.telling(where, [slug], room.clock() - timedelta(days=1)))[0]
    assert isinstance(post.piece, Alert)
    item = replace(post.piece.item, revision=revision, note="killed: 12, now 14", headline=f"Part {revision} at Korve")
    alert, now = Alert(item, room.clock(), occasion=occasion), room.clock()
    row = Delivery(
        key(slug, occasion, str(revision)),
        where,
        alert,
        Lane.BREAKING,
        "",
        now,
        now + timedelta(hours=1),
        manner=manner,
    )
    await room.archive.outbox.put([row], now)
    for courier in room.newsroom.couriers:
        courier.wake()


async def settled(room: Room, sent: int) -> None:
    async with asyncio.timeout(30):
        while (counts := await room.archive.outbox.counts())["sent"] < sent:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert counts["pending"] + counts["sending"] + counts["doubted"] == 0


async def test_an_update_in_telegram_is_told_in_its_place(town: Town, ada: User, group: Group) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        await settled(room, 1)
        await go_on(room, address(group), Occasion.UPDATE, 90)
        await settled(room, 2)
        assert alert.text.startswith("Updated ")
        assert "(killed: 12, now 14)\nPart 90 at Korve\n" in alert.text
        assert town.tg.messages(group)[-1] is alert


async def test_a_lost_answer_to_an_update_in_telegram_is_no_second_message(
    town: Town, ada: User, group: Group  # noqa: F811
) -> None:  # fmt: skip
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        await settled(room, 1)
        town.tg.fail("editMessageText", 1, Kind.REPLY_LOST)
        await go_on(room, address(group), Occasion.UPDATE, 90)
        await later(room)
        await settled(room, 2)
        assert (len(alert.was), town.tg.messages(group)[-1]) == (1, alert)


async def test_a_deleted_alert_in_telegram_is_updated_by_a_message(town: Town, ada: User, group: Group) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        (await town.hears(group, "Breaking")).deleted = True
        await settled(room, 1)
        await go_on(room, address(group), Occasion.UPDATE, 90)
        assert (await town.hears(group, "Update (killed")).reply_to is None


async def test_developments_in_telegram_hang_together(town: Town, ada: User, group: Group) -> None:  # noqa: F811
    async with town.newsroom() as room:
        await subscribed(town, group, ada)
        await breaks(room)
        alert = await town.hears(group, "Breaking")
        await settled(room, 1)
        for revision in (90, 91):
            await go_on(room, address(group), Occasion.DEVELOPMENT, revision, replace(STORY, silent=True))
            message = await town.hears(group, f"Part {revision}")
            assert (message.reply_to, message.silent) == (alert, True)


async def test_developments_in_discord_go_into_the_storys_thread(city: City) -> None:  # noqa: F811
    async with city.newsroom() as room:
        await breaks_there(room)
        first, where = await _told(room, city), chat(city.room)
        thread = city.dc.channels[first.id]
        for sent, revision in enumerate((90, 91), 2):
            await go_on(room, where, Occasion.DEVELOPMENT, revision, STORY)
            await settled(room, sent)
        assert [m.text.split("\n")[1] for m in city.dc.messages(thread)] == [
            "## Part 90 at Korve",
            "## Part 91 at Korve",
        ]
        await go_on(room, where, Occasion.UPDATE, 92, STORY)
        await settled(room, 4)
        assert "## Part 92 at Korve" in city.dc.messages(thread)[-1].text
        assert city.dc.messages(city.room) == [first]


async def test_a_restart_before_a_thread_was_begun_begins_it(city: City) -> None:  # noqa: F811
    fault = city.dc.fail("POST /channels/{channel}/messages/{message}/threads", 100, kind="drop")
    async with city.newsroom() as room:
        await breaks_there(room)
        await _put(room, chat(city.room))
        first = await city.dc.message(city.room)
        await city.dc.wait_for(lambda: city.dc.asked("POST /channels/{channel}/messages/{message}/threads"))
    fault.times = 0
    city.clock.pass_(minutes=2)
    async with city.newsroom() as room:
        await settled(room, 1)
        assert first.id in city.dc.channels
        assert city.dc.messages(city.room) == [first]


async def _put(room: Room, where: Chat) -> None:
    """The alert of the story that broke, for a chat that wants a thread for each."""
    (_, alert), *_ = await room.archive.alerts.after("", 10)
    now = room.clock()
    row = Delivery(
        key("first", str(where)), where, alert, Lane.BREAKING, "", now, now + timedelta(hours=1), manner=STORY
    )
    await room.archive.outbox.put([row], now)
    for courier in room.newsroom.couriers:
        courier.wake()


async def _told(room: Room, city: City) -> Any:  # noqa: F811
    await _put(room, chat(city.room))
    first = await city.dc.message(city.room)
    await settled(room, 1)
    return first
