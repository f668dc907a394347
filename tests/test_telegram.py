"""The Telegram adapter against a strict platform over real sockets, with the real client."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegrammarkup import Refused
from telegramserver import MALFORMED, UNLIMITED, Chat, Kind, TelegramServer, User, telegram_server

from adapters import telegram
from adapters.telegram import Patience, Pauses, Rates, Telegram, Tempo
from bot import commands, news
from bot.adapter import Busy, Gone, Locked, Moved, Undelivered, Unreachable
from bot.adapter import Scope as Limit
from bot.news import (
    PLAIN,
    Alert,
    Answer,
    Cite,
    Item,
    Manner,
    Notice,
    Occasion,
    Paused,
    Posted,
    Receipt,
    Sentence,
    Style,
)
from bot.pace import Mark, Pace, Scope, Turn, grant
from bot.reception import Asker
from bot.settings import Settings

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FAST = {
    "rates": Rates(0, 0, 0, 99), "patience": Patience(2.0, 2.0, 5), "pauses": Pauses(0.01, 0.05),
    "tempo": Tempo(0.0, 4.5, 0.0, 0.01),
}  # fmt: skip
TOLD = Sentence("The dam failed.", (Cite("a", 0, 5, "q", "Harbour", "https://harbour.example/1", NOW),))
ALERT = Alert(Item("dam-fails", "Dam fails", "Harbour", NOW, ("Harbour",), (TOLD,)), NOW)
LONG = Alert(
    Item("dam-fails", "Dam fails", "Harbour", NOW, ("Harbour",), (TOLD, Sentence("Word. " * 900, TOLD.cites))), NOW
)


@dataclass
class Desk:
    """A reception that writes down what it is asked, and says what it is told to."""

    zone: str = "UTC"
    says: list[Sentence | news.Piece] = field(
        default_factory=lambda: [TOLD, Answer("q", "dam-fails", (TOLD,), False, NOW)]
    )
    asked: list[tuple[str, Asker]] = field(default_factory=list)
    told: list[Receipt] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)
    posts: set[str] = field(default_factory=set)
    closed: Notice | None = None
    gate: asyncio.Event | None = None
    stir: Callable[[], None] = lambda: None

    async def carry_out(
        self, call: commands.Call | commands.Misuse, asker: Asker
    ) -> AsyncGenerator[Sentence | news.Piece, None]:
        named = call.command if isinstance(call, commands.Call) else None
        self.asked.append((" ".join([named.name, *call.values.values()]) if named else "misuse", asker))
        if named and named.who is commands.Who.MANAGERS and not await asker.manages():
            yield Notice("Only those who may manage this chat can do that.")
            return
        for part in self.says:
            yield part
            if self.gate and isinstance(part, Sentence):
                await self.gate.wait()

    async def delivered(self, asker: Asker, receipt: Receipt, piece: news.Piece) -> None:
        self.told.append(receipt)
        self.posts |= {p.message for p in receipt.messages}
        self.stir()

    async def owns(self, chat: news.Chat, message: str) -> bool:
        return message in self.posts

    async def barred(self, asker: Asker) -> Notice | None:
        return self.closed

    async def moved(self, chat: news.Chat, to: news.Chat) -> None:
        self.moves.append((str(chat), str(to)))
        self.stir()

    async def shut_out(self, chat: news.Chat) -> None:
        self.shut.append(str(chat))
        self.stir()


@dataclass
class Slots:
    """Gives every slot at once, except in scopes that are blocked."""

    blocked: dict[str, float] = field(default_factory=dict)

    async def reserve(self, token: str, scopes: list[Scope]) -> Turn:
        wait = max([self.blocked.get(s.name, 0) for s in scopes])
        return Turn(wait <= 0, wait)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        self.blocked[scope] = seconds


@dataclass
class Ledger:
    """What the courier would write down."""

    lines: list[str] = field(default_factory=list)

    async def departing(self, part: int) -> None:
        self.lines.append(f"departing {part}")

    async def arrived(self, posted: Posted) -> None:
        self.lines.append(f"arrived {posted.slugs}")


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    async with telegram_server(UNLIMITED) as server:
        yield server
        assert server.protests == []


@pytest.fixture
def slots() -> Slots:
    return Slots()


@pytest.fixture
async def bureau(tg: TelegramServer, slots: Slots, tmp_path: Path) -> AsyncIterator[Telegram]:
    settings = Settings(home=tmp_path, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url)
    built = telegram.build(settings, Pace("t", slots.reserve, slots.block), lambda: NOW, **FAST)  # type: ignore[arg-type]
    yield built
    await built.hands.close()


@pytest.fixture
async def desk(bureau: Telegram, tg: TelegramServer) -> AsyncIterator[Desk]:
    """A reception to which the bureau listens."""
    desk = Desk(stir=tg.stir)
    running = asyncio.create_task(bureau.run(desk))  # type: ignore[arg-type]
    yield desk
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError, Locked):
        await running


@pytest.fixture
def ada(tg: TelegramServer) -> User:
    return tg.user(77, "Ada")


def address(chat: Chat, thread: int | None = None) -> news.Chat:
    return news.Chat("telegram", str(chat.id), str(thread or ""))


# --- conversations ---------------------------------------------------------------------------------------------------


async def test_a_question_in_private_is_answered_with_its_source(tg: TelegramServer, desk: Desk, ada: User) -> None:
    home = tg.private(ada)
    tg.says(home, ada, "What happened to the dam?")
    (answer,) = await tg.wait_for(lambda: tg.messages(home))
    assert answer.text.startswith("The dam failed. [1]")
    assert ("[1]", "https://harbour.example/1") in answer.links
    line, asker = desk.asked[0]
    assert (line, asker.person, asker.direct, asker.places) == (
        "ask What happened to the dam?", "telegram:77", True, ("telegram:77",),
    )  # fmt: skip
    assert not answer.preview


async def test_what_was_posted_is_told_to_the_reception(tg: TelegramServer, desk: Desk, ada: User) -> None:
    home = tg.private(ada)
    tg.says(home, ada, "/ask the dam")
    (answer,) = await tg.wait_for(lambda: desk.told and tg.messages(home))
    assert desk.told[0].messages == (Posted(str(answer.id), ("dam-fails",)),)
    assert desk.told[0].chat == address(home)


async def test_a_group_is_heard_only_where_it_speaks_to_us(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group = tg.group(bot="administrator", creator=[ada])
    for text in ("good morning", "/brief@other_bot", "/nonsense", "see @other_bot", "/brief@daybrief_bot economy"):
        tg.says(group, ada, text)
    tg.says(group, ada, "@daybrief_bot what about the dam?")
    await tg.wait_for(lambda: len(tg.messages(group)) == 2)
    assert [line for line, _ in desk.asked] == ["brief economy", "ask what about the dam?"]


async def test_a_reply_to_a_post_with_stories_is_a_question_about_it(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group = tg.group(creator=[ada])
    tg.says(group, ada, "/brief")
    post = (await tg.wait_for(lambda: desk.told and tg.messages(group)))[0]
    tg.says(group, ada, "How many were hurt?", reply_to=post)
    answer = (await tg.wait_for(lambda: tg.messages(group)[1:]))[0]
    line, asker = desk.asked[1]
    assert (line, asker.replied) == ("ask How many were hurt?", str(post.id))
    assert answer.reply_to is not None
    assert answer.reply_to.text == "How many were hurt?"


async def test_a_press_is_acknowledged_and_asks_what_the_button_says(tg: TelegramServer, desk: Desk, ada: User) -> None:
    home = tg.private(ada)
    question = "What did the interior minister of Ostrava say about the dam above Korve?"
    desk.says = [Answer("q", "dam-fails", (TOLD,), False, NOW, (question,))]
    tg.says(home, ada, "the dam?")
    tg.press((await tg.wait_for(lambda: tg.messages(home)))[0], question)
    await tg.wait_for(lambda: len(tg.messages(home)) == 2)
    assert tg.unanswered == []
    assert desk.asked[1][0] == f"ask {question}"


async def test_only_those_who_manage_a_group_subscribe_it(tg: TelegramServer, desk: Desk, ada: User) -> None:
    bob = tg.user(78)
    group = tg.supergroup(creator=[ada], member=[bob])
    desk.says = [Notice("Subscribed.")]
    tg.says(group, bob, "/subscribe breaking")
    await tg.wait_for(lambda: "Only those" in tg.text(group))
    for who in (ada, None, ada):
        tg.says(group, who, "/subscribe breaking")
    await tg.wait_for(lambda: tg.text(group).count("Subscribed.") == 3)
    assert len(tg.made("getChatMember")) == 2
    assert {asker.calling("<@78>") for _, asker in desk.asked} == {"78"}


async def test_a_channel_that_speaks_is_its_own_manager(tg: TelegramServer, desk: Desk) -> None:
    channel = tg.channel()
    desk.says = [Notice("Subscribed.")]
    tg.says(channel, None, "/subscribe breaking")
    await tg.wait_for(lambda: "Subscribed." in tg.text(channel) or len(channel.messages) > 1)
    assert desk.asked[0][1].person == f"telegram:{channel.id}"


async def test_a_private_answer_to_a_group_goes_to_the_person_alone(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group, home = tg.group(creator=[ada]), tg.private(ada)
    tg.says(group, ada, "/brief private")
    await tg.wait_for(lambda: desk.told)
    assert (len(tg.messages(home)), tg.messages(group)) == (1, [])
    assert desk.asked[0][1].audience == address(home)


async def test_who_never_started_the_bot_is_told_how_to(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group = tg.group(creator=[ada])
    tg.private(ada, started=False)
    tg.says(group, ada, "/brief private")
    assert "press Start" in (await tg.wait_for(lambda: tg.messages(group)))[0].text


async def test_slow_sentences_are_shown_before_the_answer_in_private(tg: TelegramServer, desk: Desk, ada: User) -> None:
    home = tg.private(ada)
    desk.gate = asyncio.Event()
    tg.says(home, ada, "the dam?")
    await tg.wait_for(lambda: home.drafts and home.actions)
    assert "The dam failed. [1]" in home.drafts[0]
    desk.gate.set()
    assert await tg.wait_for(lambda: tg.messages(home))


async def test_an_answer_stays_in_its_topic_and_leaves_it_with_what_was_kept_when_that_is_gone(
    tg: TelegramServer, desk: Desk, ada: User
) -> None:
    forum = tg.supergroup(topics=("World",), creator=[ada])
    world = tg.topic(forum, "World")
    tg.says(forum, ada, "/brief", thread=world)
    assert (await tg.wait_for(lambda: [m for m in tg.messages(forum) if "dam" in m.text]))[0].thread == world
    tg.fail("sendMessage", refusal=Refused("message thread not found"))
    tg.says(forum, ada, "/brief", thread=world)
    await tg.wait_for(lambda: [m for m in tg.messages(forum) if "dam" in m.text][1:])
    assert desk.moves == [(str(address(forum, world)), str(address(forum)))]


async def test_being_let_in_is_greeted_and_being_shut_out_is_known(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group = tg.group(creator=[ada], bot="left")
    tg.standing(group, "member", by=ada)
    assert "/brief" in (await tg.wait_for(lambda: tg.messages(group)))[0].text
    tg.standing(group, "kicked", by=ada)
    tg.block(home := tg.private(ada))
    await tg.wait_for(lambda: len(desk.shut) == 2)
    assert set(desk.shut) == {str(address(group)), str(address(home))}


async def test_a_group_that_may_not_use_us_is_told_so_in_place_of_a_greeting(
    tg: TelegramServer, desk: Desk, ada: User
) -> None:
    desk.closed = Notice("Not yet.", (news.Offer("Allow this chat", "allow telegram:-1"),))
    group = tg.group(creator=[ada], bot="left")
    tg.standing(group, "member", by=ada)
    (said,) = await tg.wait_for(lambda: tg.messages(group))
    assert (said.text, said.labels) == ("Not yet.", ["Allow this chat"])


async def test_a_group_that_moves_is_told_once_by_name(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group = tg.group(creator=[ada])
    new = tg.upgrade(group)
    tg.says(new, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(new))
    assert set(desk.moves) == {(str(address(group)), str(address(new)))}


# --- what goes wrong while listening ---------------------------------------------------------------------------------


async def test_updates_nobody_can_read_stop_nothing(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User
) -> None:
    for update in MALFORMED.values():
        tg.raw(update)
    home = tg.private(ada)
    tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(home))
    assert bureau.malformed > 0
    assert len(tg.messages(home)) == 1


async def test_a_connection_that_broke_is_mended(tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User) -> None:
    home = tg.private(ada)
    await tg.wait_for(lambda: tg.made("getUpdates"))
    for kind in (Kind.LOST, Kind.BAD_GATEWAY, Kind.GARBAGE):
        tg.fail("getUpdates", 1, kind)
    tg.webhook = "https://elsewhere.example"
    tg.release_poll()
    await tg.wait_for(lambda: not tg.webhook)
    tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(home))
    assert (tg.webhook, bureau.trouble) == ("", "")


async def test_trouble_is_said_while_the_platform_is_away(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User
) -> None:
    home = tg.private(ada)
    await tg.wait_for(lambda: tg.made("getUpdates"))
    await tg.go_down()
    async with asyncio.timeout(30):
        while not bureau.trouble:  # noqa: ASYNC110 - nobody tells when the client notices
            await asyncio.sleep(0.01)
    assert bureau.trouble.startswith("nothing is heard from Telegram since 12:00 UTC")
    await tg.come_up()
    tg.says(home, ada, "/brief")
    assert await tg.wait_for(lambda: tg.messages(home))


async def test_a_refused_token_ends_the_listening_and_is_never_told(
    tg: TelegramServer, bureau: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "daybrief")
    tg.revoke_token()
    with pytest.raises(Locked, match="DAYBRIEF_TELEGRAM_TOKEN") as refused:
        await bureau.run(Desk())  # type: ignore[arg-type]
    assert tg.token not in str(refused.value) + caplog.text


async def test_the_menu_has_every_command_of_the_catalogue(tg: TelegramServer, desk: Desk) -> None:
    await tg.wait_for(lambda: tg.made("getUpdates"))
    assert tg.menu == [row.name for row in commands.CATALOGUE]


# --- what strangers try ----------------------------------------------------------------------------------------------


async def test_what_a_channels_reader_presses_is_answered_to_that_reader_alone(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User
) -> None:
    channel, home = tg.channel(), tg.private(ada)
    await bureau.post(address(channel), ALERT, "k")
    (post,) = tg.messages(channel)
    query = tg.press(post, "Open the story", ada)
    await tg.wait_for(lambda: tg.messages(home) and query not in tg.unanswered)
    assert tg.messages(channel) == [post]
    assert desk.asked[0][1].audience == address(home)


async def test_a_channels_reader_who_never_started_the_bot_is_told_by_the_button(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User
) -> None:
    channel = tg.channel()
    tg.private(ada, started=False)
    await bureau.post(address(channel), ALERT, "k")
    (post,) = tg.messages(channel)
    tg.press(post, "Open the story", ada)
    (answer,) = await tg.wait_for(lambda: tg.made("answerCallbackQuery"))
    assert "press Start" in answer.sent["text"]
    assert tg.messages(channel) == [post]


def forwarded(tg: TelegramServer, chat: Chat, user: User, text: str) -> None:
    said = {"message_id": 900, "date": 0, "chat": chat.json(), "from": user.json(), "text": text}
    origin = {"type": "hidden_user", "date": 0, "sender_user_name": "Eve"}
    tg.raw({"message": {**said, "forward_origin": origin}})


async def test_forwarded_words_command_nothing(tg: TelegramServer, desk: Desk, ada: User) -> None:
    group, home = tg.group(bot="administrator", creator=[ada]), tg.private(ada)
    forwarded(tg, group, ada, "/subscribe breaking")
    forwarded(tg, home, ada, "/forget")
    tg.says(group, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(group) and tg.messages(home))
    assert sorted(line for line, _ in desk.asked) == ["ask /forget", "brief"]


async def test_an_edited_message_is_not_carried_out_again(tg: TelegramServer, desk: Desk, ada: User) -> None:
    home = tg.private(ada)
    said = tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(home))
    tg.edits(said, "/forget")
    tg.says(home, ada, "/status")
    await tg.wait_for(lambda: len(tg.messages(home)) == 2)
    assert [line for line, _ in desk.asked] == ["brief", "status"]


async def test_a_chat_that_speaks_as_itself_cannot_be_told_anything_alone(
    tg: TelegramServer, desk: Desk, ada: User
) -> None:
    group = tg.supergroup(creator=[ada])
    tg.says(group, None, "/brief private")
    assert "Write as yourself" in (await tg.wait_for(lambda: tg.messages(group)))[0].text
    assert desk.asked == []


async def test_three_hundred_at_once_are_all_answered(tg: TelegramServer, desk: Desk) -> None:
    desk.says = [Notice("Yes.")]
    homes = [tg.private(tg.user(1_000 + n)) for n in range(300)]
    for home in homes:
        tg.says(home, tg.users[home.id], "/status")
    await tg.wait_for(lambda: len(tg.made("sendMessage")) >= 300 and all(len(h.of_bot) == 1 for h in homes))
    assert set(tg.refusals) == set()


async def test_who_says_too_much_at_once_is_told_so_once_and_others_are_answered(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User
) -> None:
    home, other = tg.private(ada), tg.private(tg.user(78))
    desk.gate = asyncio.Event()
    for _ in range(50):
        tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: "too much at once" in tg.text(home))
    tg.says(other, tg.users[78], "/brief")
    await tg.wait_for(lambda: [a for _, a in desk.asked if a.person == "telegram:78"])
    desk.gate.set()
    await tg.wait_for(lambda: len(tg.messages(home)) == 7 and tg.messages(other))
    assert (tg.text(home).count("too much at once"), bureau.unheard) == (1, 44)


async def test_a_stop_lets_who_was_heard_be_answered(tg: TelegramServer, bureau: Telegram, ada: User) -> None:
    home, desk = tg.private(ada), Desk(gate=asyncio.Event())
    running = asyncio.create_task(bureau.run(desk))  # type: ignore[arg-type]
    tg.says(home, ada, "the dam?")
    await tg.wait_for(lambda: home.drafts)
    for _ in range(3):
        running.cancel()
        await asyncio.sleep(0)
    assert desk.gate is not None
    desk.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert "The dam failed." in tg.text(home)
    assert len(desk.told) == 1


async def test_a_stop_does_not_wait_for_what_takes_too_long(
    tg: TelegramServer, bureau: Telegram, ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.telegram.bureau.DRAIN", 0.05)
    home, desk = tg.private(ada), Desk(gate=asyncio.Event())
    running = asyncio.create_task(bureau.run(desk))  # type: ignore[arg-type]
    tg.says(home, ada, "the dam?")
    await tg.wait_for(lambda: home.drafts)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert "1 answers were not finished" in caplog.text


async def test_a_token_revoked_while_running_ends_the_listening(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home, desk = tg.private(ada), Desk(gate=asyncio.Event())
    running = asyncio.create_task(bureau.run(desk))  # type: ignore[arg-type]
    tg.says(home, ada, "the dam?")
    await tg.wait_for(lambda: home.drafts)
    tg.fail("sendMessage", refusal=Refused("", 401))
    assert desk.gate is not None
    desk.gate.set()
    with pytest.raises(Locked, match="DAYBRIEF_TELEGRAM_TOKEN"):
        await running
    assert "DAYBRIEF_TELEGRAM_TOKEN" in bureau.trouble


async def test_another_program_that_reads_the_messages_is_named_with_the_cure(
    tg: TelegramServer, desk: Desk, bureau: Telegram, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    home = tg.private(ada)
    await tg.wait_for(lambda: tg.made("getUpdates"))
    conflict = Refused("terminated by other getUpdates request; make sure that only one bot instance is running", 409)
    tg.fail("getUpdates", refusal=conflict)
    tg.release_poll()
    await tg.wait_for(lambda: tg.refusals[409])
    tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.messages(home))
    assert "another program reads this bot's messages; stop it" in caplog.text


async def test_a_limit_of_the_menu_or_of_presses_holds_no_message_back(
    tg: TelegramServer, bureau: Telegram, slots: Slots, ada: User
) -> None:
    home = tg.private(ada)
    for method in ("setMyCommands", "answerCallbackQuery"):
        tg.fail(method, refusal=Refused("retry after 700", 429, retry_after=700))
    await bureau._menu()
    with pytest.raises(Busy):
        await bureau.hands.pressed("1")
    assert slots.blocked == {}
    assert (await bureau.post(address(home), ALERT, "k")).messages


async def test_an_answer_refused_for_an_hour_is_not_waited_for(
    tg: TelegramServer, desk: Desk, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    home, other = tg.private(ada), tg.private(tg.user(78))
    tg.fail("sendMessage", refusal=Refused("retry after 3600", 429, retry_after=3600), chat=home)
    tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.refusals[429])
    tg.says(other, tg.users[78], "/brief")
    await tg.wait_for(lambda: tg.messages(other))
    assert "was not delivered: busy for 3600" in caplog.text


async def test_previews_and_answers_keep_the_pace_of_their_chat(tg: TelegramServer, tmp_path: Path, ada: User) -> None:
    marks: dict[str, Mark] = {}

    async def reserve(_: str, scopes: Sequence[Scope]) -> Turn:
        names = [s.name for s in scopes]
        turn, after = grant(scopes, [marks.get(n, Mark()) for n in names], asyncio.get_running_loop().time())
        marks.update(zip(names, after, strict=True))
        return turn

    settings = Settings(home=tmp_path, telegram_token=SecretStr(tg.token), telegram_api_base=tg.url)
    quick = FAST | {"rates": Rates(0, 0.2, 0, 99)}
    bureau = telegram.build(settings, Pace("t", reserve, Slots().block), lambda: NOW, **quick)  # type: ignore[arg-type]
    desk = Slow(says=[TOLD] * 30 + [Answer("q", "dam-fails", (TOLD,), False, NOW)])
    running = asyncio.create_task(bureau.run(desk))  # type: ignore[arg-type]
    home = tg.private(ada)
    tg.says(home, ada, "the dam?")
    await tg.wait_for(lambda: tg.messages(home))
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    at = [call.at for call in tg.calls if call.method in ("sendMessage", "sendMessageDraft")]
    assert len(at) > 2
    assert (at[-1] - at[0]) / (len(at) - 1) > 0.15


class Slow(Desk):
    """Needs a while for every sentence."""

    async def carry_out(
        self, call: commands.Call | commands.Misuse, asker: Asker
    ) -> AsyncGenerator[Sentence | news.Piece, None]:
        for part in self.says:
            await asyncio.sleep(0.03)
            yield part


# --- posting ---------------------------------------------------------------------------------------------------------


async def test_an_alert_is_posted_part_by_part_with_a_line_before_and_after_each(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home, ledger = tg.private(ada), Ledger()
    receipt = await bureau.post(address(home), LONG, "k", (), ledger)
    assert [p.message for p in receipt.messages] == [str(m.id) for m in tg.messages(home)]
    told = "arrived ('dam-fails',)"
    assert ledger.lines == [line for n in range(len(receipt.messages)) for line in (f"departing {n}", told)]
    assert len(receipt.messages) > 1


async def test_a_post_goes_on_after_the_parts_that_arrived(tg: TelegramServer, bureau: Telegram, ada: User) -> None:
    home = tg.private(ada)
    whole = await bureau.post(news.Chat("telegram", "@77"), LONG, "k")
    rest = await bureau.post(address(home), LONG, "k", whole.messages[:1])
    texts = [m.text for m in tg.messages(home)]
    assert texts[len(whole.messages) :] == texts[1 : len(whole.messages)]
    assert rest.messages[0] == whole.messages[0]


REFUSALS = [
    (Refused("bot was blocked by the user", 403), Gone, {"paused": Paused.BLOCKED}),
    (Refused("chat not found"), Gone, {"paused": None}),
    (Refused("not enough rights to send text messages to the chat"), Gone, {"paused": Paused.RIGHTS}),
    (Refused("need administrator rights in the channel chat"), Gone, {"paused": Paused.RIGHTS}),
    (Refused("upgraded", migrate_to_chat_id=-1005), Moved, {"to": news.Chat("telegram", "-1005")}),
    (Refused("message thread not found"), Moved, {"to": news.Chat("telegram", "77")}),
    (Refused("TOPIC_CLOSED"), Moved, {"to": news.Chat("telegram", "77")}),
    (Refused("retry after 7", 429, retry_after=7), Busy, {"retry_after": 7.0}),
    (Refused("", 401), Locked, {}),
]


@pytest.mark.parametrize(("refused", "failure", "says"), REFUSALS, ids=lambda value: str(value)[:40])
async def test_what_the_platform_refuses_is_said_in_the_words_of_the_border(
    tg: TelegramServer,
    bureau: Telegram,
    ada: User,
    refused: Refused,
    failure: type[Undelivered],
    says: dict[str, object],
) -> None:
    tg.private(ada)
    tg.fail("sendMessage", refusal=refused)
    with pytest.raises(failure) as raised:
        await bureau.post(news.Chat("telegram", "77", "5"), ALERT, "k")
    assert {name: getattr(raised.value, name) for name in says} == says
    assert tg.token not in repr(raised.value)


async def test_a_limit_that_three_chats_meet_within_a_second_is_the_tokens(
    tg: TelegramServer, bureau: Telegram, slots: Slots
) -> None:
    homes = [address(tg.private(tg.user(number))) for number in (80, 81, 82)]
    for home, seconds in zip(homes, (9, 7, 8), strict=True):
        tg.fail("sendMessage", refusal=Refused("too many", 429, retry_after=seconds))
        with pytest.raises(Busy) as busy:
            await bureau.post(home, ALERT, "k")
    assert (busy.value.scope, busy.value.retry_after) == (Limit.TOKEN, 7.0)
    assert slots.blocked["telegram"] == 7.0


async def test_a_limit_blocks_its_own_chat_alone(tg: TelegramServer, bureau: Telegram, slots: Slots, ada: User) -> None:
    tg.private(ada)
    other = tg.private(tg.user(78))
    tg.fail("sendMessage", refusal=Refused("retry after 7", 429, retry_after=7))
    for _ in range(2):
        with pytest.raises(Busy):
            await bureau.post(news.Chat("telegram", "77"), ALERT, "k")
    assert slots.blocked == {"telegram:77": 7.0}
    assert (await bureau.post(address(other), ALERT, "k")).messages
    assert len(tg.made("sendMessage")) == 2


@pytest.mark.parametrize(
    ("kind", "sent"),
    [(Kind.LOST, True), (Kind.REPLY_LOST, True), (Kind.GARBAGE, True), (Kind.SLOW, True), (Kind.BAD_GATEWAY, False)],
)
async def test_an_answer_that_does_not_come_tells_whether_the_message_may_have_arrived(
    tg: TelegramServer, bureau: Telegram, ada: User, kind: Kind, sent: bool
) -> None:
    home = tg.private(ada)
    tg.fail("sendMessage", 1, kind, seconds=4.0)
    with pytest.raises(Unreachable) as raised:
        await bureau.post(address(home), ALERT, "k")
    assert raised.value.sent is sent


async def test_where_nothing_listens_nothing_was_sent(tg: TelegramServer, bureau: Telegram, ada: User) -> None:
    home = tg.private(ada)
    await tg.go_down()
    with pytest.raises(Unreachable) as raised:
        await bureau.post(address(home), ALERT, "k")
    assert raised.value.sent is False


async def test_what_cannot_be_parsed_goes_out_in_plain_words_once(
    tg: TelegramServer, bureau: Telegram, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    home = tg.private(ada)
    tg.fail("sendMessage", refusal=Refused("can't parse entities: Unsupported start tag"))
    await bureau.post(address(home), ALERT, "k")
    (message,) = tg.messages(home)
    assert message.entities == []
    assert "https://harbour.example/1" in message.text
    assert "plain words" in caplog.text


async def test_a_post_is_put_right_in_its_place(tg: TelegramServer, bureau: Telegram, ada: User) -> None:
    home = tg.private(ada)
    receipt = await bureau.post(address(home), ALERT, "k")
    await bureau.revise(receipt, Notice("Withdrawn."))
    await bureau.revise(receipt, Notice("Withdrawn."))
    assert [m.text for m in tg.messages(home)] == ["Withdrawn."]


async def test_a_silent_post_notifies_nobody_and_any_other_does(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home = tg.private(ada)
    for manner in (Manner(silent=True), PLAIN):
        await bureau.post(address(home), ALERT, "k", manner=manner)
    assert [m.silent for m in tg.messages(home)] == [True, False]
    assert ["disable_notification" in call.sent for call in tg.made("sendMessage")] == [True, False]


async def test_a_post_calls_whom_it_should_in_its_first_part_alone(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home = tg.private(ada)
    await bureau.post(address(home), LONG, "k", manner=Manner(mention="77"))
    first, *more = tg.messages(home)
    assert (first.calls, [m.calls for m in more]) == (["77"], [[] for _ in more])
    assert first.text.startswith("@77\nBreaking · ")
    await bureau.post(address(home), ALERT, "k", manner=Manner(mention="79"))
    assert tg.messages(home)[-1].calls == []  # a stranger to the platform
    assert tg.protests == []


async def test_a_story_hangs_together_by_replies_though_its_beginning_may_be_gone(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home, threads = tg.private(ada), Manner(threads=True)
    root = (await bureau.post(address(home), ALERT, "k", manner=threads)).messages[0].message
    await bureau.post(address(home), LONG, "l", reply_to=root, manner=threads)
    beginning, *rest = tg.messages(home)
    assert [m.reply_to for m in rest] == [beginning, *[None] * (len(rest) - 1)]
    beginning.deleted = True
    await bureau.post(address(home), ALERT, "m", reply_to=root, manner=threads)
    assert tg.messages(home)[-1].reply_to is None


async def test_an_update_takes_the_place_of_an_alert_in_its_manner(
    tg: TelegramServer, bureau: Telegram, ada: User
) -> None:
    home, headlines = tg.private(ada), Manner(style=Style.HEADLINES)
    receipt = await bureau.post(address(home), ALERT, "k", manner=headlines)
    update = replace(ALERT, occasion=Occasion.UPDATE, item=replace(ALERT.item, note="killed: 12, now 14"))
    await bureau.revise(receipt, update, ALERT, headlines)
    (message,) = tg.messages(home)
    assert message.text.startswith("Updated 10 Mar 12:00 UTC (killed: 12, now 14)\n")
    assert ("Read it at" in message.text, TOLD.text in message.text) == (True, False)


async def test_the_token_is_in_no_log_line_of_ours(
    tg: TelegramServer, desk: Desk, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "daybrief")
    home = tg.private(ada)
    tg.fail("sendMessage", 1, Kind.LOST)
    tg.says(home, ada, "/brief")
    await tg.wait_for(lambda: tg.made("sendMessage"))
    tg.says(home, ada, "/help")
    await tg.wait_for(lambda: tg.messages(home))
    assert tg.token not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("daybrief"))


def test_a_quiet_minute_of_memory_is_claimed_by_nobody(bureau: Telegram) -> None:
    assert (bureau.name, bureau.memory) == ("telegram", timedelta(0))
