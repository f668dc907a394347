"""Who read what lost its support is told so, once, where they read it; and nobody else is."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters import standing
from adapters.discord import mouth as discord_mouth
from adapters.telegram import mouth as telegram_mouth
from adapters.terminal import Mouth, Terminal, console
from bot.adapter import Busy, Fixed, Gone, Log, Moved, Undelivered, Unprintable, Unreachable
from bot.archive import Archive
from bot.corrections import LASTS, READ, Corrections, nearest
from bot.courier import Courier
from bot.courier.rounds import LEASE
from bot.desk import Desk
from bot.news import (
    PLAIN,
    Alert,
    Answer,
    Brief,
    Chat,
    Cite,
    Correction,
    Delivery,
    Item,
    Lane,
    Manner,
    Outlet,
    Paused,
    Piece,
    Posted,
    Receipt,
    Sentence,
    Source,
    Story,
)
from bot.shelf import Archived
from bot.store import Store

NOW = datetime(2026, 11, 24, 14, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
QUAY, PIER = Chat("harbour", "quay"), Chat("harbour", "pier")


def said(text: str, *articles: str) -> Sentence:
    return Sentence(text, tuple(Cite(article, 0, len(text), text, article.title()) for article in articles))


TWELVE, FORTY = said("Twelve died at the dam.", "harbour1"), said("Forty were pulled out.", "canal1")
DAM = Item("dam", "Dam kills 12", "Harbour", NOW, ("Harbour", "Canal"), (TWELVE, FORTY), families=2)
VOTE = Item("vote", "Senate votes", "Canal", NOW, ("Canal",), (said("It passed.", "canal2"),))
ALERT = Alert(DAM, NOW)
BRIEF = Brief("evening", NOW, (VOTE, DAM))
ANSWER = Answer("How many died?", "dam", (TWELVE,), False, NOW)
LOSS = Correction(
    "dam", "Dam fails", "Canal", (TWELVE.text,), (said("Ten died at the dam.", "harbour1"),),
    "Harbour changed its report", NOW, articles=("harbour1",),
)  # fmt: skip


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


Trouble = Undelivered | str


@dataclass
class Board:
    """A platform whose messages can be changed: `shown` is what stands under each number. A brief is two messages."""

    name: str = "harbour"
    memory: timedelta = timedelta()
    trouble: str = ""
    shown: dict[str, Piece] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    posts: list[Piece] = field(default_factory=list)
    edits: int = 0
    troubles: deque[Trouble | None] = field(default_factory=deque)
    """What befalls the next edits; "lost": its answer alone."""
    postal: deque[Trouble | None] = field(default_factory=deque)

    async def run(self, reception: object) -> None:
        raise NotImplementedError

    async def post(
        self, chat: Chat, piece: Piece, key: str, done: Sequence[Posted] = (), log: Log | None = None,
        reply_to: str = "", manner: Manner = PLAIN,
    ) -> Receipt:  # fmt: skip
        assert log is not None
        if done:
            return Receipt(chat, key, tuple(done))
        await log.departing(0)
        if (trouble := self.postal.popleft() if self.postal else None) is not None:
            raise trouble if isinstance(trouble, Undelivered) else asyncio.CancelledError
        number = f"m{len(self.posts)}"
        self.shown[number], self.replies[number] = piece, reply_to
        self.posts.append(piece)
        posted = Posted(number, ("dam",))
        await log.arrived(posted)
        return Receipt(chat, key, (posted,))

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        assert former != piece
        self.edits += 1
        trouble = self.troubles.popleft() if self.troubles else None
        if isinstance(trouble, Undelivered):
            raise trouble
        for posted in receipt.messages:
            self.shown[posted.message] = piece
        if trouble == "lost":
            raise Unreachable("no answer", sent=True)


@dataclass
class Room:
    """Corrections with a courier, an archive and a clock to push."""

    archive: Archive
    clock: Clock = field(default_factory=Clock)
    board: Board = field(default_factory=Board)

    def __post_init__(self) -> None:
        async def listed() -> list[object]:
            return []

        desk = Desk(Archived(self.archive, listed), self.clock)  # type: ignore[arg-type]
        self.corrections = Corrections(self.archive, desk, self.clock)
        self.courier = Courier(self.archive, self.board, self.clock, self._awake)

    async def _awake(self, seconds: float) -> None:
        await asyncio.sleep(0)

    async def tell(self, piece: Piece, chat: Chat = QUAY, message: str = "1", age: timedelta = HOUR) -> None:
        """A piece was posted in a chat so long ago, in one message."""
        self.board.shown[message] = piece
        receipt = Receipt(chat, f"update{message}", (Posted(message, ("dam", "vote")),))
        await self.archive.receipts.keep(receipt, self.clock() - age, piece)

    async def lose(self, *losses: Correction) -> int:
        await self.archive.stories.put([], self.clock(), losses=losses or [LOSS])
        return await self.corrections.turn()

    async def settle(self) -> None:
        """Turns until nothing waits, the clock leaping to whatever is due next."""
        for _ in range(100):
            while await self.courier.turn():
                pass
            if (due := await self.archive.outbox.next_due("harbour")) is None:
                return
            self.clock.now = max(self.clock.now + SECOND / 10, due)

    async def rows(self) -> list[Delivery]:
        """Every row that is due, claimed."""
        found = []
        while (row := await self.archive.outbox.claim("harbour", self.clock(), LEASE)) is not None:
            found.append(row)
        return found

    async def counts(self) -> dict[str, int]:
        found = await self.archive.outbox.counts()
        return {state: n for state, n in found.items() if n and state != "made"}


@pytest.fixture
def room(archive: Archive) -> Room:
    return Room(archive)


def struck(piece: Piece) -> list[str]:
    """What a piece says it took back."""
    match piece:
        case Alert():
            return [was for one in piece.item.corrections for was in one.was]
        case Brief():
            return [was for item in piece.items for one in item.corrections for was in one.was]
        case Answer():
            return [was for one in piece.corrections for was in one.was]
    return []


# --- who is corrected ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", [ALERT, BRIEF, ANSWER], ids=lambda piece: type(piece).__name__)
async def test_who_was_told_what_is_lost_is_corrected_for_a_day(room: Room, piece: Piece) -> None:
    await room.tell(piece)
    assert await room.lose() == 1
    (row,) = await room.rows()
    assert (row.chat, row.piece, row.lane) == (QUAY, LOSS, Lane.CORRECTION)
    assert row.expires - row.made == LASTS


ELSE = replace(DAM, sentences=(said(TWELVE.text, "canal1"), FORTY))
NOT: dict[str, tuple[Piece, timedelta]] = {
    "another sentence of the story": (Alert(replace(DAM, sentences=(FORTY,)), NOW), HOUR),
    "the same words on another source's word": (Alert(ELSE, NOW), HOUR),
    "more than a week ago": (ALERT, READ + SECOND),
    "fiction": (replace(BRIEF, fictional=True), HOUR),
    "an item that shows reasons alone": (DAM, HOUR),
}


@pytest.mark.parametrize("name", NOT)
async def test_who_never_read_the_error_is_not_corrected(room: Room, name: str) -> None:
    piece, age = NOT[name]
    await room.tell(piece, age=age)
    assert await room.lose() == 0


async def test_a_chat_is_corrected_in_no_more_than_it_was_told(room: Room) -> None:
    await room.tell(ANSWER)
    await room.tell(Alert(replace(DAM, sentences=(TWELVE, said("It was old.", "harbour1"))), NOW), PIER, "2")
    await room.lose(replace(LOSS, was=(TWELVE.text, "It was old.", "Nobody read this.")))
    told = {row.chat: row.piece.was for row in await room.rows() if isinstance(row.piece, Correction)}
    assert told == {QUAY: (TWELVE.text,), PIER: (TWELVE.text, "It was old.")}


async def test_what_was_told_under_a_slug_that_was_merged_since_is_corrected(room: Room) -> None:
    await room.tell(ALERT)
    heir = Story("flood", ("a",), ("canal",), ("canal",), NOW, NOW, "a", "Flood", "Canal", aliases=("dam",))
    await room.archive.stories.put([(heir, b"e")], NOW, merged={"dam": "flood"})
    assert await room.lose(replace(LOSS, slug="flood")) == 1


async def test_losses_that_come_together_are_one_row_a_chat_and_story(room: Room) -> None:
    await room.tell(BRIEF)
    other = replace(LOSS, was=(FORTY.text,), now=(), note="Canal withdrew its report", articles=("canal1",))
    assert await room.lose(LOSS, other) == 1
    (row,) = await room.rows()
    assert isinstance(row.piece, Correction)
    assert row.piece.was == (TWELVE.text, FORTY.text)


async def test_a_loss_is_put_out_once(room: Room) -> None:
    await room.tell(ALERT)
    counts = [await room.lose(), await room.corrections.turn(), await Room(room.archive).corrections.turn()]
    assert counts == [1, 0, 0]


async def test_a_batch_cut_short_is_finished_as_it_was_begun(room: Room) -> None:
    await room.tell(ALERT)
    await room.archive.stories.put([], NOW, losses=[LOSS])
    ((mark, loss),) = await room.archive.losses.after("")
    assert await room.archive.losses.plan("", mark) == mark
    assert await room.corrections._put_out([loss], mark) == 1  # and then the power failed
    second = replace(LOSS, was=(FORTY.text,), articles=("canal1",))
    assert await room.lose(second) == 1, "the first loss again would be told twice, the second dropped never"
    await room.settle()
    assert [piece.was for piece in room.board.posts if isinstance(piece, Correction)] == [(TWELVE.text,), (FORTY.text,)]


async def test_two_at_once_put_out_a_loss_once(room: Room) -> None:
    for n in range(30):
        await room.tell(ALERT, Chat("harbour", f"{n}"), f"{n}")
    await room.archive.stories.put([], NOW, losses=[LOSS])
    assert sum(await asyncio.gather(*(Room(room.archive).corrections.turn() for _ in range(3)))) == 30


async def test_losses_cut_from_the_log_are_spoken_of(
    room: Room, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await room.lose()
    await room.archive.stories.put([], NOW, losses=[LOSS, LOSS])
    await store.redis.xtrim("daybrief:{wire}:losses", maxlen=1, approximate=False)
    await room.corrections.turn()
    assert caplog.text.count("cut from the log") == 1


async def test_what_a_chats_own_source_took_back_is_told_that_chat_alone(room: Room) -> None:
    own = Source("https://quay.example/feed", Outlet("quay", "Quay"))
    item = replace(DAM, slug="~dam", sentences=(TWELVE,))
    for chat, message in ((QUAY, "1"), (PIER, "2")):
        receipt = Receipt(chat, f"update{message}", (Posted(message, ("~dam",)),))
        await room.archive.receipts.keep(receipt, NOW, Brief("x", NOW, (item,)))
    await room.archive.guests.add(QUAY, own)
    await room.archive.own(QUAY).stories.put([], NOW, losses=[LOSS])
    assert await room.corrections.turn() == 1
    assert [(row.chat, row.piece) for row in await room.rows()] == [(QUAY, replace(LOSS, slug="~dam"))]


def test_what_is_said_instead_is_about_the_same() -> None:
    ten, weather = said("Ten people died at the dam.", "canal3"), said("Rain is expected in Lisk.", "canal3")
    assert nearest(replace(LOSS, now=()), [weather, TWELVE, ten]) == (ten,)
    assert nearest(replace(LOSS, now=()), [weather]) == ()


# --- how it is corrected ---------------------------------------------------------------------------------------------


async def test_an_alert_is_put_right_in_its_place_and_answered(room: Room) -> None:
    await room.tell(ALERT)
    await room.lose()
    await room.settle()
    assert struck(room.board.shown["1"]) == [TWELVE.text]
    assert (room.board.posts, room.board.replies) == ([LOSS], {"m0": "1"})
    assert await room.archive.receipts.slugs(QUAY, "m0") == ("dam",)


@pytest.mark.parametrize("piece", [BRIEF, ANSWER], ids=lambda piece: type(piece).__name__)
async def test_a_brief_and_an_answer_are_put_right_in_their_place_alone(room: Room, piece: Piece) -> None:
    await room.tell(piece)
    await room.lose()
    await room.settle()
    assert struck(room.board.shown["1"]) == [TWELVE.text]
    assert (room.board.posts, await room.counts()) == ([], {"sent": 1})


async def test_the_other_stories_of_a_brief_stay_as_they_are(room: Room) -> None:
    await room.tell(BRIEF)
    await room.lose()
    await room.settle()
    shown = room.board.shown["1"]
    assert isinstance(shown, Brief)
    assert (shown.items[0], shown.items[1].sentences) == (VOTE, (FORTY,))


@pytest.mark.parametrize("trouble", [Fixed("deleted"), Unprintable("cannot parse")], ids=repr)
async def test_what_cannot_be_changed_is_answered(room: Room, trouble: Undelivered) -> None:
    await room.tell(BRIEF)
    room.board.troubles += [trouble]
    await room.lose()
    await room.settle()
    assert (room.board.posts, room.board.replies) == ([LOSS], {"m0": "1"})
    assert room.board.shown["1"] == BRIEF


async def test_a_chat_that_read_it_twice_is_answered_once(room: Room) -> None:
    await room.tell(ALERT)
    await room.tell(BRIEF, message="2")
    assert await room.lose() == 1
    await room.settle()
    assert [struck(room.board.shown[n]) for n in "12"] == [[TWELVE.text]] * 2
    assert room.board.posts == [LOSS]


async def test_a_later_loss_leaves_the_earlier_correction_in_its_place(room: Room) -> None:
    await room.tell(BRIEF)
    for loss in (LOSS, replace(LOSS, was=(FORTY.text,), articles=("canal1",))):
        await room.lose(loss)
        await room.settle()
    assert struck(room.board.shown["1"]) == [TWELVE.text, FORTY.text]
    assert room.board.posts == []


async def test_a_correction_that_no_longer_holds_is_corrected(room: Room) -> None:
    await room.tell(ALERT)
    await room.lose()
    await room.settle()
    ten = LOSS.now[0].text
    await room.lose(replace(LOSS, was=(ten,), now=(), note="Harbour withdrew its report"))
    await room.settle()
    assert [piece.was for piece in room.board.posts if isinstance(piece, Correction)] == [(TWELVE.text,), (ten,)]
    assert struck(room.board.shown["1"]) == [TWELVE.text, ten]


async def test_a_desk_left_open_prints_a_correction_to_what_it_printed(room: Room) -> None:
    local, printed = Chat.parse("terminal:local"), io.StringIO()
    desk = Terminal(Mouth(ZoneInfo("UTC"), room.clock), console(printed))
    await room.tell(BRIEF, local)
    await room.lose()
    assert await Courier(room.archive, desk, room.clock).turn()
    assert f"We said: {TWELVE.text}" in " ".join(printed.getvalue().split())
    assert VOTE.headline not in printed.getvalue()


NOTHING_LEFT = replace(DAM, sentences=(), corrections=(replace(LOSS, now=()),))
BY_HAND = (Posted("1", ("dam",)), Posted("2", ("dam",)))


def test_a_headline_is_struck_where_nothing_below_it_stands() -> None:
    fallen, standing = Alert(NOTHING_LEFT, NOW), Alert(replace(DAM, corrections=(LOSS,)), NOW)
    assert "<s>Dam kills 12</s>" in telegram_mouth.Mouth(ZoneInfo("UTC")).render(fallen)[0].html
    assert "<s>Dam kills 12</s>" not in telegram_mouth.Mouth(ZoneInfo("UTC")).render(standing)[0].html
    assert "~~Dam kills 12~~" in discord_mouth.render(fallen)[0].text
    assert "~~Dam kills 12~~" not in discord_mouth.render(standing)[0].text


REVISED = {
    "what did not change stays": (["a", "b"], ["a", "c"], [(1, "c")]),
    "all where nothing is known": ([], ["a", "b"], [(0, "a"), (1, "b")]),
    "what has no message any more says so": (["a", "b"], ["c"], [(0, "c"), (1, "moved")]),
    "what needs more messages is left": (["a", "b"], ["a", "b", "c"], None),
    "what was laid out otherwise is left": (["a"], ["b"], None),
}


@pytest.mark.parametrize("name", REVISED)
def test_messages_are_changed_where_they_differ(name: str) -> None:
    stood, stands, changes = REVISED[name]
    if changes is None:
        with pytest.raises(Fixed):
            standing.revised(BY_HAND, stood, stands, "moved")
    else:
        assert standing.revised(BY_HAND, stood, stands, "moved") == changes


# --- what fails ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["lost", Unreachable("no answer", sent=True), Unreachable("down", sent=False)])
async def test_an_edit_whose_answer_is_lost_is_made_again_without_a_doubt(room: Room, trouble: Trouble) -> None:
    await room.tell(ALERT)
    room.board.troubles += [trouble]
    await room.lose()
    await room.settle()
    assert (room.board.edits, room.board.posts) == (2, [LOSS])
    assert await room.counts() == {"sent": 1}


async def test_a_chat_that_is_busy_is_waited_for(room: Room) -> None:
    await room.tell(ALERT)
    room.board.troubles += [Busy(30.0)]
    await room.lose()
    await room.settle()
    assert room.board.posts == [LOSS]
    assert NOW + 30 * SECOND <= room.clock() < NOW + 40 * SECOND


async def test_a_courier_killed_between_edit_and_answer_is_succeeded_by_one_that_answers_once(room: Room) -> None:
    await room.tell(ALERT)
    room.board.postal += [Busy(5.0)]
    await room.lose()
    await room.courier.turn()
    assert (room.board.edits, room.board.posts) == (1, [])
    later = Room(room.archive, room.clock, room.board)
    await later.settle()
    assert (room.board.edits, room.board.posts, room.board.replies) == (1, [LOSS], {"m0": "1"})


async def test_a_courier_killed_while_the_answer_leaves_is_succeeded_after_its_lease(room: Room) -> None:
    await room.tell(ALERT)
    room.board.postal += ["killed"]
    await room.lose()
    with suppress(asyncio.CancelledError):
        await room.courier.turn()
    room.clock.now += LEASE + SECOND
    later = Room(room.archive, room.clock, room.board)
    await later.settle()
    assert room.board.posts == [LOSS]
    assert await room.counts() == {"sent": 1, "doubted": 1}


async def test_a_chat_that_is_gone_is_corrected_no_more(room: Room) -> None:
    await room.tell(ALERT)
    room.board.troubles += [Gone("kicked", Paused.BLOCKED)]
    await room.lose()
    await room.settle()
    assert (room.board.posts, await room.counts()) == ([], {"dead": 1})


async def test_a_chat_that_moved_is_corrected_at_its_new_address(room: Room) -> None:
    await room.tell(ALERT)
    room.board.troubles += [Moved(PIER), Fixed("it stayed behind")]
    await room.lose()
    await room.settle()
    assert (room.board.posts, await room.counts()) == ([LOSS], {"sent": 1})
    assert await room.archive.receipts.slugs(PIER, "m0") == ("dam",)


async def test_what_was_told_before_a_chat_moved_is_corrected_where_it_is_now(room: Room) -> None:
    await room.tell(ALERT)
    await room.archive.move(QUAY, PIER)
    await room.lose()
    assert [row.chat for row in await room.rows()] == [PIER]


async def test_a_chat_that_had_itself_forgotten_is_left_alone(room: Room, store: Store) -> None:
    await room.tell(ALERT)
    await room.lose()
    await room.archive.forget(str(QUAY))
    await room.settle()
    assert (room.board.edits, room.board.posts) == (0, [])
    assert await store.redis.keys("daybrief:{wire}:post*") == []
    assert await store.redis.keys("daybrief:{wire}:readers:*") == []


async def test_a_correction_nobody_could_make_for_a_day_expires(room: Room) -> None:
    await room.tell(ALERT)
    await room.lose()
    room.clock.now += LASTS
    await room.settle()
    assert await room.counts() == {"expired": 1}


async def test_a_store_that_is_full_between_the_steps_costs_nothing(room: Room, store: Store) -> None:
    await room.tell(ALERT)
    await room.lose()
    await store.redis.config_set("maxmemory", "1")
    try:
        with suppress(Exception):
            await room.courier.turn()
    finally:
        await store.redis.config_set("maxmemory", "0")
    room.clock.now += LEASE + SECOND
    await room.settle()
    assert (struck(room.board.shown["1"]), room.board.posts) == ([TWELVE.text], [LOSS])


async def test_a_thousand_chats_share_one_correction(room: Room, store: Store) -> None:
    for n in range(1_000):
        await room.tell(ALERT, Chat("harbour", f"{n}"), f"{n}")
    assert await room.lose() == 1_000
    assert len(await store.redis.keys("daybrief:{wire}:piece:*")) == 1
