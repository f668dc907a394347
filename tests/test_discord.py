"""Daybrief in Discord, with the real library over real sockets against a strict Discord on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from discordserver import UNHURRIED, Channel, Discord, Limits, discord_server
from pydantic import SecretStr
from test_discord_mouth import NAUGHTY, every_piece, item, said

from adapters import discord as adapter
from adapters.discord import menu
from adapters.discord.ears import AT_ONCE, POSTS, SHUT, Storms
from adapters.discord.mentions import ALONE, FORBIDDEN, NAMELESS, UNABLE
from bot import commands
from bot.adapter import Busy, Fixed, Gone, Locked, Scope, Undelivered, Unprintable, Unreachable
from bot.commands import Call, Misuse
from bot.news import PLAIN, Alert, Answer, Brief, Chat, Manner, Notice, Offer, Paused, Piece, Posted, Receipt, Sentence
from bot.pace import Pace, Turn
from bot.pace import Scope as Pacing
from bot.settings import Settings
from bot.store import StoreError

if TYPE_CHECKING:
    from bot.reception import Asker

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TOKEN = "MTA.very-secret.token-of-the-bot"
ALERT = Alert(item("Dam fails above Korve", "dam-fails"), NOW)
BRIEF = Brief("2026-03-10", NOW, (item("Dam fails", "dam-fails"), item("Senate votes", "senate-votes")))
ANSWER = Answer("Who won?", "", (said("Ilo Marr won.", "a"), said("By a pawn.", "b")), False, NOW, ("Who lost?",))


@dataclass
class Reception:
    """Answers by a table, and remembers who asked."""

    zone: str = "UTC"
    said: dict[str, Sequence[Sentence | Piece]] = field(default_factory=dict)
    heard: list[tuple[Call | Misuse, Asker]] = field(default_factory=list)
    receipts: list[tuple[Asker, Receipt, Piece]] = field(default_factory=list)
    shut: list[Chat] = field(default_factory=list)
    hold: asyncio.Event | None = None
    touch: Callable[[], None] = lambda: None

    async def carry_out(self, call: Call | Misuse, asker: Asker) -> AsyncIterator[Sentence | Piece]:
        self.heard.append((call, asker))
        self.touch()
        if isinstance(call, Misuse):
            yield Notice(call.text)
            return
        if call.command.who is commands.Who.MANAGERS and not await asker.manages():
            yield Notice("Only those who manage this chat may.\n")
            return
        table = {"brief": [BRIEF], "ask": [*ANSWER.sentences, ANSWER], "story": [item("Dam fails", "dam-fails")]}
        for part in self.said.get(call.command.name) or table.get(call.command.name, [Notice("Done.\n")]):
            if self.hold and not isinstance(part, Sentence):
                await self.hold.wait()
            yield part

    async def delivered(self, asker: Asker, receipt: Receipt, piece: Piece) -> None:
        self.receipts.append((asker, receipt, piece))
        self.touch()

    async def complete(self, asker: Asker, command: str, argument: str, typed: str) -> list[Offer]:
        return [Offer(f"{command} {argument} {typed} in {asker.chat}", "value")]

    async def shut_out(self, chat: Chat) -> None:
        self.shut.append(chat)
        self.touch()


@dataclass
class Slots:
    """Every slot at once, and what the platform shut."""

    turns: list[Sequence[Pacing]] = field(default_factory=list)
    blocked: list[tuple[str, float]] = field(default_factory=list)
    wait: float = 0.0
    full: str = "nowhere"
    away: bool = False
    touch: Callable[[], None] = lambda: None

    async def reserve(self, token: str, scopes: Sequence[Pacing]) -> Turn:
        self.turns.append(scopes)
        self.touch()
        if self.away:
            raise StoreError("the store is away")
        if self.full in [scope.name for scope in scopes]:
            return Turn(False, 3_600.0)
        return Turn(not self.wait, self.wait)

    async def block(self, token: str, scope: str, seconds: float) -> None:
        self.blocked.append((scope, seconds))


@dataclass
class Ledger:
    """A courier's log."""

    told: list[object] = field(default_factory=list)

    async def departing(self, part: int) -> None:
        self.told.append(part)

    async def arrived(self, posted: Posted) -> None:
        self.told.append(posted)


@dataclass
class Bureau:
    """A running adapter in a Discord of one server with one channel."""

    dc: Discord
    reception: Reception
    slots: Slots
    adapter: adapter.Discord
    run: asyncio.Task[None]

    def __post_init__(self) -> None:
        self.guild = self.dc.guild("Harbour")
        self.room = self.dc.channel(self.guild, "news")
        self.ada = self.dc.user("ada", self.guild)
        self.boss = self.dc.user("boss", self.guild, manages=True)
        self.chat = Chat("discord", str(self.room.id))


PAUSES = adapter.Pauses(first=0.01, most=0.05)
TEMPO = adapter.Tempo(preview=0.0, typing=0.0)


def settings(dc: Discord, token: str = TOKEN) -> Settings:
    return Settings(discord_token=SecretStr(token), discord_api_base=dc.api, discord_gateway=dc.gateway.url)


@contextlib.asynccontextmanager
async def bureau(
    *, limits: Limits = UNHURRIED, listen: bool = True, token: str = TOKEN, patience: float = 20.0
) -> AsyncIterator[Bureau]:
    async with discord_server(limits, TOKEN) as dc:
        with dc.redirect():
            slots, reception = Slots(touch=dc.touch), Reception(touch=dc.touch)
            built = adapter.build(
                settings(dc, token),
                Pace("mark", slots.reserve, slots.block),
                pauses=PAUSES,
                tempo=TEMPO,
                patience=patience,
            )
            run = asyncio.ensure_future(built.run(reception) if listen else asyncio.sleep(0))  # type: ignore[arg-type]
            at = Bureau(dc, reception, slots, built, run)
            if listen and token == TOKEN:
                await dc.connected()
                await dc.wait_for(lambda: dc.commands.get(""), "commands")
            try:
                yield at
            finally:
                run.cancel()
                await asyncio.gather(run, return_exceptions=True)
                await built._hands.close()
        assert dc.protests == []


async def delivered(at: Bureau, count: int = 1) -> tuple[Asker, Receipt, Piece]:
    """What the reception was told of the newest answer."""
    await at.dc.wait_for(lambda: len(at.reception.receipts) >= count, "a receipt")
    return at.reception.receipts[-1]


# --- commands --------------------------------------------------------------------------------------------------------


async def test_the_catalogue_is_what_is_registered_and_only_once() -> None:
    async with bureau() as at:
        held = at.dc.commands[""]
        assert [c["name"] for c in held] == [row.name for row in commands.CATALOGUE]
        options = {c["name"]: [o["name"] for o in c.get("options") or ()] for c in held}
        assert options == {row.name: [a.name for a in menu.ordered(row)] for row in commands.CATALOGUE}
        assert not menu.differs(held)
        at.dc.emit("READY", {"nothing": "in it"})  # a new client reads the menu, and need not write it
        await at.dc.wait_for(lambda: len(at.dc.asked("GET /applications/{app}/commands")) == 2)
        await at.dc.wait_for(lambda: at.dc.asked("GET /applications/{app}/commands")[1].status == 200)
        assert len(at.dc.asked("PUT /applications/{app}/commands")) == 1


async def test_managers_commands_are_hidden_from_everybody_else() -> None:
    async with bureau() as at:
        rights = {c["name"]: c["default_member_permissions"] for c in at.dc.commands[""]}
        hidden = {row.name for row in commands.CATALOGUE if row.who is not commands.Who.ANYONE}
        assert {name for name, needed in rights.items() if needed == "32"} == hidden
        assert all(c["contexts"] == [0, 1] for c in at.dc.commands[""])


async def test_a_brief_is_posted_where_everybody_can_reply_to_it() -> None:
    async with bureau() as at:
        asked = at.dc.slash(at.room, at.ada, "brief", {"topic": "port", "hours": "12h", "length": "short"})
        message = await at.dc.message(at.room)
        assert message.asked is None
        assert [b.label for b in message.buttons] == ["Open 1", "Open 2"]
        await at.dc.wait_for(lambda: asked.original and asked.original.deleted, "the deferred answer to go")
        call, asker = at.reception.heard[0]
        assert isinstance(call, Call)
        assert call.values == {"topic": "port", "hours": "12h", "length": "short"}
        assert (asker.chat, asker.person, asker.seen_by) == (at.chat, f"discord:{at.ada.id}", at.chat)
        assert asker.places == tuple(f"discord:{n}" for n in (at.guild.id, at.room.id, at.ada.id))
        _, receipt, _ = await delivered(at)
        assert receipt.messages == (Posted(str(message.id), ("dam-fails", "senate-votes")),)


async def test_a_private_brief_is_seen_by_one_and_its_buttons_too() -> None:
    async with bureau() as at:
        asked = at.dc.slash(at.room, at.ada, "brief", {"private": True})
        message = await at.dc.answer(asked)
        asker, _, _ = await delivered(at)
        assert message.ephemeral
        assert asker.audience == Chat("discord", f"@{at.ada.id}")
        opened = await at.dc.answer(at.dc.press(message, "Open 1", at.ada))
        assert opened.ephemeral
        asker, _, _ = await delivered(at, 2)
        assert (asker.replied, asker.seen_by) == (str(message.id), Chat("discord", f"@{at.ada.id}"))


async def test_managing_is_answered_to_the_one_who_manages() -> None:
    async with bureau() as at:
        message = await at.dc.answer(at.dc.slash(at.room, at.boss, "subscribe", {"kind": "breaking"}))
        assert (message.text, message.ephemeral) == ("Done.", True)
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} subscribe breaking")
        refused = await at.dc.message(at.room, lambda m: not m.ephemeral)
        assert refused.text == "Only those who manage this chat may."
        at.dc.says(at.room, at.boss, f"{at.dc.bot.mention} subscribe breaking")
        await at.dc.message(at.room, lambda m: m.text == "Done." and not m.ephemeral)
        assert at.reception.heard[0][1].audience is None


async def test_where_the_bot_may_not_write_the_command_itself_is_answered() -> None:
    async with bureau() as at:
        at.dc.deny(at.room, "send_messages")
        asked = at.dc.slash(at.room, at.ada, "ask", {"question": "Who won?"})
        message = await at.dc.answer(asked)
        await delivered(at)
        assert "Ilo Marr won. [1] By a pawn. [2]" in message.text
        assert not message.ephemeral


async def test_what_is_typed_is_completed() -> None:
    async with bureau() as at:
        asked = at.dc.types(at.room, at.ada, "story", "story", "da")
        assert await at.dc.choices(asked) == [f"story story da in {at.chat}"]


async def test_slow_sentences_are_shown_as_they_come() -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        asked = at.dc.slash(at.room, at.ada, "ask", {"question": "Who won?"})
        shown = await at.dc.answer(asked)
        await at.dc.wait_for(lambda: "By a pawn. [2]" in shown.text)
        at.reception.hold.set()
        final = await at.dc.message(at.room, lambda m: m is not shown)
        await at.dc.wait_for(lambda: shown.deleted)
        assert final.button("Who lost?").custom_id == "daybrief:ask Who lost?"


# --- messages, replies, buttons --------------------------------------------------------------------------------------


async def test_a_button_is_answered_by_a_reply_also_after_a_restart() -> None:
    async with bureau() as at:
        at.dc.slash(at.room, at.ada, "brief")
        message = await at.dc.message(at.room)
        at.dc.emit("READY", {"nothing": "in it"})
        await at.dc.wait_for(lambda: at.dc.gateway.count(2) == 2 and at.dc.gateway.connected)
        at.dc.press(message, "Open 1", at.boss)
        opened = await at.dc.message(at.room, lambda m: m is not message)
        assert opened.reply is message
        assert at.reception.heard[-1][0] == commands.parse("story dam-fails")


async def test_a_reply_to_a_post_of_ours_is_a_follow_up() -> None:
    async with bureau() as at:
        receipt = await at.adapter.post(at.chat, ALERT, "key")
        [alert] = at.dc.messages(at.room)
        question = at.dc.says(at.room, at.ada, "how many?", reply_to=alert)
        answer = await at.dc.message(at.room, lambda m: m is not alert)
        call, asker = at.reception.heard[0]
        assert call == commands.parse("how many?")
        assert asker.replied == receipt.messages[0].message
        assert answer.reply is question


async def test_a_mention_is_heard_and_other_talk_is_not() -> None:
    async with bureau() as at:
        at.dc.says(at.room, at.ada, "lovely weather")
        at.dc.says(at.room, at.boss, f"{at.dc.bot.mention} who won?")
        answer = await at.dc.message(at.room)
        assert "Ilo Marr won. [1]" in answer.text
        assert [call for call, _ in at.reception.heard] == [commands.parse("who won?")]


async def test_a_direct_message_is_answered_in_the_persons_own_room() -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        room = at.dc.dm(at.ada)
        at.dc.says(room, at.ada, "who won?")
        await at.dc.wait_for(lambda: room in at.dc.typed, "typing")
        at.reception.hold.set()
        answer = await at.dc.message(room, lambda m: bool(m.buttons))
        asker, receipt, _ = await delivered(at)
        assert (asker.chat, asker.direct, asker.places[0]) == (
            Chat("discord", f"@{at.ada.id}"),
            True,
            f"discord:{at.ada.id}",
        )
        assert (answer.reply, answer.edits, receipt.messages[0].message) == (None, 2, str(answer.id))


async def test_a_thread_is_a_chat_of_its_own_under_its_channel() -> None:
    async with bureau() as at:
        thread = at.dc.thread(at.room, "dams")
        at.dc.says(thread, at.ada, f"{at.dc.bot.mention} help")
        await at.dc.message(thread)
        asker = at.reception.heard[0][1]
        assert asker.chat == Chat("discord", str(thread.id))
        assert f"discord:{at.room.id}" in asker.places


async def test_a_server_that_puts_us_out_is_shut_to_us() -> None:
    async with bureau() as at:
        at.dc.throw_out(at.guild)
        await at.dc.wait_for(lambda: at.reception.shut, "the shutting out")
        assert at.chat in at.reception.shut


# --- what the courier posts ------------------------------------------------------------------------------------------


async def test_a_piece_is_posted_without_a_gateway_and_every_part_is_logged() -> None:
    async with bureau(listen=False) as at:
        long = Brief("x", NOW, tuple(item("Rain. " * 60, f"s{n}") for n in range(9)))
        ledger = Ledger()
        receipt = await at.adapter.post(at.chat, long, "abcdefghijklmnopqrst", log=ledger)
        posted = at.dc.messages(at.room)
        assert len(posted) > 1
        assert [m.nonce for m in posted] == [f"abcdefghijklmnopqrst.{n}" for n in range(len(posted))]
        assert receipt.messages == tuple(p for p in ledger.told if isinstance(p, Posted))
        assert ledger.told[:3] == [0, receipt.messages[0], 1]
        assert [slug for p in receipt.messages for slug in p.slugs] == [f"s{n}" for n in range(9)]


async def test_posting_goes_on_where_it_broke_off() -> None:
    async with bureau(listen=False) as at:
        long = Brief("x", NOW, tuple(item("Rain. " * 60, f"s{n}") for n in range(9)))
        whole = await at.adapter.post(at.chat, long, "key")
        count = len(at.dc.messages(at.room))
        rest = await at.adapter.post(at.chat, long, "key2", done=whole.messages[:1])
        assert len(at.dc.messages(at.room)) == 2 * count - 1
        assert rest.messages[0] == whole.messages[0]


async def test_a_lost_answer_is_repeated_and_nothing_is_posted_twice() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail("POST /channels/{channel}/messages", kind="lose")
        with pytest.raises(Unreachable) as lost:
            await at.adapter.post(at.chat, ALERT, "key")
        assert lost.value.sent
        receipt = await at.adapter.post(at.chat, ALERT, "key")
        [message] = at.dc.messages(at.room)
        assert receipt.messages == (Posted(str(message.id), ("dam-fails",)),)
        assert at.dc.twins == [message]


async def test_a_lost_answer_of_a_conversation_is_repeated_at_once() -> None:
    async with bureau() as at:
        at.dc.fail("POST /channels/{channel}/messages", kind="lose-reset")
        at.dc.slash(at.room, at.ada, "brief")
        await delivered(at)
        assert len(at.dc.messages(at.room)) == 1
        assert len(at.dc.twins) == 1


async def test_a_person_alone_is_reached_in_their_own_channel() -> None:
    async with bureau(listen=False) as at:
        for key in ("one", "two"):
            await at.adapter.post(Chat.of(f"discord:{at.ada.id}"), Notice("Hello.\n"), key)
        assert [m.text for m in at.dc.messages(at.dc.dm(at.ada))] == ["Hello.", "Hello."]
        assert len(at.dc.asked("POST /users/@me/channels")) == 1


async def test_a_correction_takes_the_place_of_what_was_said() -> None:
    async with bureau(listen=False) as at:
        receipt = await at.adapter.post(at.chat, ALERT, "key")
        await at.adapter.revise(receipt, Alert(item("Dam holds", "dam-fails"), NOW))
        [message] = at.dc.messages(at.room)
        assert "Dam holds" in message.text
        at.dc.delete(message)
        with pytest.raises(Fixed):  # what somebody deleted stays deleted
            await at.adapter.revise(receipt, ALERT)
        assert at.dc.messages(at.room) == []


# --- in what manner --------------------------------------------------------------------------------------------------

THREADS = "POST /channels/{channel}/messages/{message}/threads"
STORY = Manner(threads=True)


async def test_a_silent_post_notifies_nobody_and_any_other_does() -> None:
    async with bureau(listen=False) as at:
        for n, manner in enumerate((Manner(silent=True), PLAIN)):
            await at.adapter.post(at.chat, ALERT, f"key{n}", manner=manner)
        assert [m.silent for m in at.dc.messages(at.room)] == [True, False]
        assert all(m.flags & 1 << 2 for m in at.dc.messages(at.room))


@pytest.mark.parametrize("kind", ["role", "person", "everyone", "by name", "here", "a chosen role", "a chosen person"])
async def test_a_post_calls_exactly_whom_it_should(kind: str) -> None:
    async with bureau(listen=False) as at:
        role = at.dc.role(at.guild)
        called = {"role": (str(role), f"<@&{role}>"), "person": (str(at.ada.id), f"<@{at.ada.id}>"),
                  "everyone": (str(at.guild.id), "@everyone"), "by name": ("@everyone", "@everyone"),
                  "here": ("@here", "@here"), "a chosen role": (f"<@&{role}>", f"<@&{role}>"),
                  "a chosen person": (f"<@{at.ada.id}>", f"<@{at.ada.id}>")}  # fmt: skip
        mention, at.dc.may_call = called[kind]
        for n in range(2):
            await at.adapter.post(at.chat, ALERT, f"key{n}", manner=Manner(mention=mention))
        assert [m.rings for m in at.dc.messages(at.room)] == [[at.dc.may_call]] * 2
        assert all(m.text.startswith(f"{at.dc.may_call}\n-# **BREAKING**") for m in at.dc.messages(at.room))
        assert len(at.dc.asked("GET /guilds/{guild}/roles")) == (kind in ("role", "person"))


async def test_only_the_first_part_calls_and_nobodys_words_do() -> None:
    async with bureau(listen=False) as at:
        role = at.dc.role(at.guild)
        at.dc.may_call = f"<@&{role}>"
        long = Brief("x", NOW, tuple(item(f"<@{at.ada.id}> @everyone rain. " * 30, f"s{n}") for n in range(9)))
        await at.adapter.post(at.chat, long, "key", manner=Manner(mention=str(role)))
        first, *more = at.dc.messages(at.room)
        assert (first.rings, [m.rings for m in more]) == ([at.dc.may_call], [[] for _ in more])
        assert more


@pytest.mark.parametrize("mention", ["ada", "@ada", "<#7>", "<@&0>", "0", "", "٣"])
async def test_what_names_nobody_calls_nobody(mention: str) -> None:
    async with bureau(listen=False) as at:
        await at.adapter.post(at.chat, ALERT, "key", manner=Manner(mention=mention))
        [message] = at.dc.messages(at.room)
        assert message.text.startswith("-# **BREAKING**")


CALLING = {
    "ROLE": ("", FORBIDDEN), "<@&ROLE>": ("", FORBIDDEN), "<@&7>": ("", FORBIDDEN), "@everyone": ("", FORBIDDEN),
    "@here": ("", FORBIDDEN), "<@&GUILD>": ("", FORBIDDEN), "GUILD": ("", FORBIDDEN),
    "<@&OPEN>": ("<@&OPEN>", ""), "OPEN": ("<@&OPEN>", ""), "<@ROLE>": ("", FORBIDDEN), "<@PERSON>": ("<@PERSON>", ""),
    "PERSON": ("<@PERSON>", ""), "@ada": ("", NAMELESS),
}  # fmt: skip
"""What a manager without the right Mention Everyone gets of a mention."""


@pytest.mark.parametrize("mention", CALLING)
@pytest.mark.parametrize("way", ["slash", "message"])
async def test_nobody_has_somebody_called_whom_they_may_not_call_themselves(mention: str, way: str) -> None:
    async with bureau() as at:
        role, free = at.dc.role(at.guild), at.dc.role(at.guild, mentionable=True)
        asker = await asking(at, way)
        named = {"ROLE": role, "OPEN": free, "GUILD": at.guild.id, "PERSON": at.ada.id}
        kept, refused = CALLING[mention]
        for name, number in named.items():
            mention, kept = mention.replace(name, str(number)), kept.replace(name, str(number))
        assert called(asker, mention) == (kept, refused)


async def asking(at: Bureau, way: str = "slash") -> Asker:
    """Whoever manages the server subscribes a channel."""
    if way == "slash":
        at.dc.slash(at.room, at.boss, "subscribe", {"kind": "breaking"})
    else:
        at.dc.says(at.room, at.boss, f"{at.dc.bot.mention} subscribe breaking")
    count = len(at.reception.heard)
    await at.dc.wait_for(lambda: len(at.reception.heard) > count, "the subscribing")
    return at.reception.heard[-1][1]


def called(asker: Asker, mention: str) -> tuple[str, str]:
    """A mention as it is kept, or why it is not."""
    try:
        return asker.calling(mention), ""
    except ValueError as refused:
        return "", str(refused)


@pytest.mark.parametrize("way", ["slash", "message"])
async def test_all_are_called_where_the_person_and_the_bot_may(way: str) -> None:
    async with bureau() as at:
        role = at.dc.role(at.guild)
        at.dc.grant(at.guild, at.boss, "mention_everyone")
        assert called(await asking(at, way), "@here") == ("", UNABLE)
        at.dc.grant(at.guild, at.dc.bot, "mention_everyone")
        asker = await asking(at, way)
        wanted = {"@here": "@here", str(at.guild.id): "@everyone", f"<@&{role}>": f"<@&{role}>"}
        assert {mention: called(asker, mention)[0] for mention in wanted} == wanted


async def test_a_conversation_of_two_has_nobody_else_to_call() -> None:
    async with bureau() as at:
        at.dc.says(at.dc.dm(at.ada), at.ada, "subscribe breaking")
        await at.dc.wait_for(lambda: at.reception.heard, "the subscribing")
        asker = at.reception.heard[0][1]
        assert [called(asker, who) for who in ("@everyone", "<@&7>", "7")] == [("", ALONE), ("", ALONE), ("<@7>", "")]


async def test_a_word_in_a_storys_thread_leads_to_what_the_thread_began_with() -> None:
    async with bureau() as at:
        root = (await at.adapter.post(at.chat, ALERT, "key", manner=STORY)).messages[0].message
        thread = at.dc.channels[int(root)]
        at.dc.says(thread, at.ada, f"{at.dc.bot.mention} who won?")
        answer = await at.dc.message(thread, lambda m: bool(m.buttons))
        at.dc.press(answer, "Who lost?", at.boss)
        at.dc.slash(thread, at.ada, "ask", {"question": "Who won?"})
        await at.dc.wait_for(lambda: len(at.reception.heard) == 3, "three questions")
        assert {(a.above, a.chat) for _, a in at.reception.heard} == {(at.chat, Chat("discord", root))}
        assert (await asking(at)).above is None


@pytest.mark.parametrize("kind", [15, 16])
async def test_a_forum_is_subscribed_in_its_posts(kind: int) -> None:
    async with bureau() as at:
        forum = at.dc.channel(at.guild, "stories", kind=kind)
        refused = await at.dc.answer(at.dc.slash(forum, at.boss, "subscribe", {"kind": "breaking"}))
        assert (refused.text, refused.ephemeral) == (POSTS, True)
        post = at.dc.thread(forum, "dams")
        assert (await at.dc.answer(at.dc.slash(post, at.boss, "subscribe"))).text == "Done."
        told = await at.dc.answer(at.dc.slash(forum, at.ada, "brief"))
        assert "Dam fails" in told.text
        with pytest.raises(Gone) as shut:
            await at.adapter.post(Chat("discord", str(forum.id)), ALERT, "key")
        assert shut.value.paused is Paused.RIGHTS


async def test_an_alert_begins_a_thread_and_what_follows_goes_there() -> None:
    async with bureau(listen=False) as at:
        first = await at.adapter.post(at.chat, ALERT, "key", manner=STORY)
        [root] = at.dc.messages(at.room)
        thread = at.dc.channels[root.id]
        assert (thread.name, thread.parent) == ("Dam fails above Korve", at.room)
        number = first.messages[0].message
        later = await at.adapter.post(at.chat, ALERT, "later", reply_to=number, manner=STORY)
        [message] = at.dc.messages(thread)
        assert later.messages == (Posted(str(message.id), ("dam-fails",), number),)
        assert (message.reply, at.dc.messages(at.room), len(at.dc.asked(THREADS))) == (None, [root], 1)
        await at.adapter.revise(later, Alert(item("Dam holds", "dam-fails"), NOW), ALERT, STORY)
        assert "Dam holds" in message.text


async def test_a_thread_is_named_by_a_headline_that_fits() -> None:
    async with bureau(listen=False) as at:
        for n, text in enumerate(("x" * 300, " ", "@everyone", "水" * 101)):
            await at.adapter.post(at.chat, Alert(item(text, "x"), NOW), f"key{n}", manner=STORY)
        names = [at.dc.channels[m.id].name for m in at.dc.messages(at.room)]
        assert names == ["x" * 99 + "…", "…", "@everyone", "水" * 99 + "…"]


async def test_a_thread_begun_before_a_crash_is_not_begun_again() -> None:
    async with bureau(listen=False) as at:
        receipt = await at.adapter.post(at.chat, ALERT, "key", manner=STORY)
        again = await at.adapter.post(at.chat, ALERT, "key", receipt.messages, manner=STORY)
        assert again == receipt
        assert [call.status for call in at.dc.asked(THREADS)] == [200, 400]
        assert len(at.dc.messages(at.room)) == 1


async def test_without_the_right_no_thread_is_begun_and_that_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau(listen=False) as at:
        at.dc.deny(at.room, "create_public_threads")
        for n in range(2):
            assert (await at.adapter.post(at.chat, ALERT, f"key{n}", manner=STORY)).messages
        assert len(at.dc.messages(at.room)) == 2
        assert caplog.text.count("no thread is begun") == 1


async def test_an_answer_lost_while_a_thread_is_begun_is_asked_for_again() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(THREADS, kind="lose-reset")
        ledger = Ledger()
        with pytest.raises(Unreachable):
            await at.adapter.post(at.chat, ALERT, "key", log=ledger, manner=STORY)
        done = [part for part in ledger.told if isinstance(part, Posted)]
        assert (await at.adapter.post(at.chat, ALERT, "key", done, manner=STORY)).messages == tuple(done)
        assert len(at.dc.messages(at.room)) == 1


async def test_a_thread_that_cannot_be_begun_twice_in_a_row_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(THREADS, 99, kind="lose-reset")
        ledger = Ledger()
        with pytest.raises(Unreachable):
            await at.adapter.post(at.chat, ALERT, "key", log=ledger, manner=STORY)
        done = [part for part in ledger.told if isinstance(part, Posted)]
        assert (await at.adapter.post(at.chat, ALERT, "key", done, manner=STORY)).messages == tuple(done)
        assert caplog.text.count("no thread is begun") == 1


async def test_a_limit_of_threads_holds_no_message_back() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(THREADS, kind="limit", seconds=60.0, message="user")
        assert (await at.adapter.post(at.chat, ALERT, "key", manner=STORY)).messages
        assert {name for name, _ in at.slots.blocked} == {f"discord:threads {at.room.id}"}


@pytest.mark.parametrize("fate", ["deleted", "locked", "without the right"])
async def test_what_finds_its_thread_shut_is_said_in_the_channel(fate: str) -> None:
    async with bureau(listen=False) as at:
        root = (await at.adapter.post(at.chat, ALERT, "key", manner=STORY)).messages[0].message
        thread = at.dc.channels[int(root)]
        match fate:
            case "deleted":
                at.dc.remove_channel(thread)
            case "locked":
                thread.locked = True
            case _:
                at.dc.deny(thread, "send_messages_in_threads")
        later = await at.adapter.post(at.chat, ALERT, "later", reply_to=root, manner=STORY)
        first, second = at.dc.messages(at.room)
        assert (later.messages, second.reply) == ((Posted(str(second.id), ("dam-fails",)),), first)


@pytest.mark.parametrize("fate", ["deleted", "without the right"])
async def test_what_stands_in_a_thread_that_is_shut_cannot_be_changed_and_the_chat_is_not_gone(fate: str) -> None:
    async with bureau(listen=False) as at:
        root = (await at.adapter.post(at.chat, ALERT, "key", manner=STORY)).messages[0].message
        later = await at.adapter.post(at.chat, ALERT, "later", reply_to=root, manner=STORY)
        thread = at.dc.channels[int(root)]
        if fate == "deleted":
            at.dc.remove_channel(thread)
        else:
            at.dc.deny(thread, "view_channel")
        with pytest.raises(Fixed):
            await at.adapter.revise(later, Alert(item("Dam holds", "dam-fails"), NOW), ALERT, STORY)


async def test_where_there_are_no_threads_none_is_begun() -> None:
    async with bureau(listen=False) as at:
        for n, chat in enumerate(
            (Chat("discord", str(at.dc.thread(at.room, "dams").id)), Chat.of(f"discord:{at.ada.id}"))
        ):
            assert (await at.adapter.post(chat, ALERT, f"key{n}", manner=STORY)).messages
        assert at.dc.asked(THREADS) == []


Refusal = tuple[str, dict[str, object], type[Undelivered], dict[str, object]]
POST = "POST /channels/{channel}/messages"
EDIT = "PATCH /channels/{channel}/messages/{message}"
REFUSALS: list[Refusal] = [
    ("no right to send", {"status": 403, "code": 50013}, Gone, {"paused": Paused.RIGHTS}),
    ("no access", {"status": 403, "code": 50001}, Gone, {"paused": Paused.RIGHTS}),
    ("unknown channel", {"status": 404, "code": 10003}, Gone, {"paused": None}),
    ("no direct messages", {"status": 403, "code": 50007}, Gone, {"paused": Paused.BLOCKED}),
    ("some other ban", {"status": 403, "code": 40001}, Gone, {"paused": Paused.RIGHTS}),
    ("token refused", {"status": 401, "code": 0}, Locked, {}),
    ("out of order", {"status": 503}, Unreachable, {"sent": True}),
    ("a proxy's page", {"kind": "html", "status": 403}, Unreachable, {"sent": False}),
    ("no answer", {"kind": "drop"}, Unreachable, {"sent": True}),
    ("garbage", {"kind": "garbage"}, Unreachable, {"sent": True}),
    ("a long limit", {"kind": "limit", "seconds": 60.0, "message": "user"}, Busy, {"scope": Scope.CHAT}),
    ("the token's limit", {"kind": "limit", "seconds": 60.0, "message": "global"}, Busy, {"scope": Scope.TOKEN}),
    ("shut out by the network", {"kind": "ban"}, Busy, {"scope": Scope.TOKEN}),
]


@pytest.mark.parametrize(("fault", "kind", "traits"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
async def test_a_refusal_is_told_in_the_borders_words(
    fault: dict[str, object], kind: type[Undelivered], traits: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(POST, **fault)  # type: ignore[arg-type]
        with pytest.raises(kind) as refused:
            await at.adapter.post(at.chat, ALERT, "key")
        assert {name: getattr(refused.value, name) for name in traits} == traits
        assert TOKEN not in f"{refused.value!r} {refused.value} {caplog.text}"
        assert bool(at.slots.blocked) == (kind is Busy)


async def test_a_channel_deleted_or_closed_is_gone() -> None:
    async with bureau(listen=False) as at:
        at.dc.deny(at.room, "send_messages")
        with pytest.raises(Gone) as shut:
            await at.adapter.post(at.chat, ALERT, "key")
        at.dc.remove_channel(at.room)
        with pytest.raises(Gone) as deleted:
            await at.adapter.post(at.chat, ALERT, "key")
        assert (shut.value.paused, deleted.value.paused) == (Paused.RIGHTS, None)


async def test_a_short_limit_is_waited_out() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(POST, kind="limit", seconds=0.05, message="user")
        await at.adapter.post(at.chat, ALERT, "key")
        assert [call.status for call in at.dc.asked(POST)] == [429, 200]
        assert at.slots.blocked == [(f"discord:{at.chat.room}", 1.0)], "and everybody else is told"


async def test_what_cannot_be_read_goes_out_in_plain_words_once() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(POST, status=400, code=50035, message="Invalid Form Body")
        await at.adapter.post(at.chat, ALERT, "key")
        [message] = at.dc.messages(at.room)
        assert message.buttons == []
        assert "Dam fails above Korve" in message.text
        at.dc.fail(POST, 2, status=400, code=50035, message="Invalid Form Body")
        with pytest.raises(Unprintable):
            await at.adapter.post(at.chat, ALERT, "other")
        assert len(at.dc.asked(POST)) == 4


async def test_a_reply_that_is_not_allowed_is_a_plain_message() -> None:
    async with bureau() as at:
        at.dc.deny(at.room, "read_message_history")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        answer = await at.dc.message(at.room, lambda m: bool(m.buttons))
        assert answer.reply is None


async def test_silence_is_ambiguous_and_no_connection_is_not() -> None:
    async with bureau(listen=False, patience=0.2) as at:
        await at.adapter.post(at.chat, ALERT, "first")
        at.dc.fail(POST, kind="stall")
        with pytest.raises(Unreachable) as silent:
            await at.adapter.post(at.chat, ALERT, "key")
        at.dc.release()
        await at.adapter._hands.close()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("discord.http.Route.BASE", "http://127.0.0.1:1/api/v10")
            with pytest.raises(Unreachable) as unplugged:
                await at.adapter.post(at.chat, ALERT, "key")
        assert (silent.value.sent, unplugged.value.sent) == (True, False)


async def test_a_chat_that_must_wait_sends_its_row_back() -> None:
    async with bureau(listen=False) as at:
        at.slots.wait = 4.0
        with pytest.raises(Busy) as busy:
            await at.adapter.post(at.chat, ALERT, "key")
        assert (busy.value.retry_after, busy.value.scope) == (4.0, Scope.CHAT)
        assert at.dc.asked(POST) == []


async def test_every_message_takes_its_turn_in_its_channel_and_in_the_token() -> None:
    async with bureau(listen=False) as at:
        await at.adapter.post(at.chat, ALERT, "key")
        *login, scopes = at.slots.turns
        assert [[scope.name for scope in turn] for turn in login] == [["discord"]]
        assert {(scope.name, scope.wide) for scope in scopes} == {("discord", True), (f"discord:{at.room.id}", False)}


async def test_nobody_is_called_by_anybodys_words() -> None:
    async with bureau(listen=False) as at:
        for n in range(0, len(NAUGHTY), 60):
            told = [said(text, "a", outlet=text) for text in NAUGHTY[n : n + 60]]
            await at.adapter.post(at.chat, Alert(item("@everyone", "x", *told), NOW), f"key{n}")
        for n, piece in enumerate(every_piece("@everyone <@77> <#1> [x](https://e.example)")):
            await at.adapter.post(at.chat, piece, f"piece{n}")
        assert len(at.dc.messages(at.room)) > 20
        assert all(c.body["allowed_mentions"]["parse"] == [] and c.body["flags"] & 4 for c in at.dc.asked(POST))


# --- staying alive ---------------------------------------------------------------------------------------------------


async def test_a_dropped_socket_is_resumed_and_nothing_said_meanwhile_is_lost() -> None:
    async with bureau() as at:
        at.dc.gateway.drop()
        await at.dc.wait_for(lambda: at.dc.gateway.count(6) == 1, "a resume")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await at.dc.message(at.room)
        assert at.dc.gateway.count(2) == 1
        assert at.adapter.trouble == ""


async def test_a_beginning_nobody_can_read_ends_the_client_and_a_new_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with bureau() as at:
        at.dc.emit("READY", {"nothing": "in it"})
        await at.dc.wait_for(lambda: at.dc.gateway.count(2) == 2 and at.dc.gateway.connected, "a new client")
        at.dc.slash(at.room, at.ada, "brief")
        await at.dc.message(at.room)
        assert "the connection ended (KeyError); a new one in" in caplog.text
        assert TOKEN not in caplog.text


@pytest.mark.parametrize(("code", "word"), [(4004, "DAYBRIEF_DISCORD_TOKEN"), (4013, "intents"), (4014, "intents")])
async def test_a_gateway_that_refuses_us_for_good_locks_the_adapter(code: int, word: str) -> None:
    async with bureau() as at:
        await at.dc.gateway.close(code)
        with pytest.raises(Locked, match=word):
            await at.run


async def test_a_wrong_token_locks_and_names_the_setting() -> None:
    async with bureau(token="MTA.another-wrong.token-of-a-bot") as at:
        with pytest.raises(Locked, match="DAYBRIEF_DISCORD_TOKEN"):
            await at.run
        with pytest.raises(Locked, match="DAYBRIEF_DISCORD_TOKEN"):
            await at.adapter.post(at.chat, ALERT, "key")


async def test_a_discord_that_is_down_is_tried_again() -> None:
    async with bureau() as at:
        fault = at.dc.fail("GET /users/@me", 2, status=503)
        at.dc.emit("READY", {})
        await at.dc.wait_for(lambda: at.dc.gateway.count(2) == 2 and at.dc.gateway.connected, "a new client")
        assert fault.times == 0
        assert len(at.dc.asked("GET /users/@me")) == 5


async def test_an_answer_on_its_way_arrives_though_its_connection_died() -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        at.dc.slash(at.room, at.ada, "story", {"story": "1"})
        await at.dc.wait_for(lambda: at.reception.heard)
        at.dc.emit("READY", {})
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} help")
        at.reception.hold.set()
        message = await at.dc.message(at.room)
        assert "Dam fails" in message.text


async def test_one_event_that_breaks_off_does_not_deafen_us(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        at.reception.said["help"] = [42]  # type: ignore[list-item]
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} help")
        await at.dc.wait_for(lambda: at.reception.heard)
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await at.dc.message(at.room)
        assert "on_message broke off (AssertionError)" in caplog.text


# --- what goes wrong in a conversation -------------------------------------------------------------------------------

ORIGINAL = "PATCH /webhooks/{app}/{token}/messages/{message}"
LONG = Brief("x", NOW, tuple(item("Rain. " * 60, f"s{n}") for n in range(9)))


async def test_a_long_private_brief_is_private_in_all_its_parts() -> None:
    async with bureau() as at:
        at.reception.said["brief"] = [LONG]
        asked = at.dc.slash(at.room, at.ada, "brief", {"private": True})
        _, receipt, _ = await delivered(at)
        assert len(asked.shown) == len(receipt.messages) > 1
        assert all(message.ephemeral for message in asked.shown)


async def test_a_private_answer_that_cannot_be_read_is_told_in_plain_words() -> None:
    async with bureau() as at:
        at.dc.fail(ORIGINAL, status=400, code=50035, message="Invalid Form Body")
        message = await at.dc.answer(at.dc.slash(at.room, at.ada, "brief", {"private": True}))
        assert "Dam fails" in message.text
        assert message.buttons == []


async def test_an_interaction_that_is_over_is_let_go(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        at.dc.fail("POST /interactions/{id}/{token}/callback", status=404, code=10062, message="Unknown interaction")
        asked = at.dc.slash(at.room, at.ada, "brief")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await delivered(at)
        assert asked.callback is None
        assert [call for call, _ in at.reception.heard] == [commands.parse("who won?")]
        assert asked.token not in caplog.text


async def test_an_interactions_refused_token_is_not_ours() -> None:
    async with bureau() as at:
        at.dc.fail(ORIGINAL, status=401, code=50027, message="Invalid Webhook Token")
        at.dc.slash(at.room, at.ada, "help")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await delivered(at)
        assert not at.run.done()


async def test_an_answer_that_cannot_be_posted_is_logged_and_not_remembered(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        at.dc.deny(at.room, "send_messages")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        tries = len(ANSWER.sentences) + 1  # the previews, and the answer
        await at.dc.wait_for(lambda: [call.status for call in at.dc.asked(POST)] == [403] * tries)
        at.dc.says(at.dc.dm(at.ada), at.ada, "who won?")
        asker, _, _ = await delivered(at)
        assert asker.direct
        assert "an answer did not arrive: the bot may not send messages there" in caplog.text
        assert len(at.reception.receipts) == 1


async def test_a_token_refused_in_a_conversation_locks_the_adapter() -> None:
    async with bureau() as at:
        at.dc.fail(POST, status=401, message="401: Unauthorized")
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        with pytest.raises(Locked, match="DAYBRIEF_DISCORD_TOKEN"):
            await at.run


async def test_a_menu_that_cannot_be_registered_does_not_deafen_us(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        at.dc.commands[""].clear()
        at.dc.fail("PUT /applications/{app}/commands", status=400, code=50035, message="Invalid Form Body")
        at.dc.emit("READY", {})
        put = "PUT /applications/{app}/commands"
        await at.dc.wait_for(lambda: [call.status for call in at.dc.asked(put)] == [200, 400])
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await delivered(at)
        assert "the commands cannot be registered: Discord answers 400" in caplog.text
        assert at.adapter.trouble == ""


async def test_a_message_deleted_just_after_it_was_posted_is_not_posted_again() -> None:
    async with bureau(listen=False) as at:
        at.dc.fail(POST, status=404, code=10008, message="Unknown Message")
        with pytest.raises(Unprintable):
            await at.adapter.post(at.chat, ALERT, "key")
        assert len(at.dc.asked(POST)) == 1


async def test_a_button_that_is_none_of_ours_is_left_alone() -> None:
    async with bureau() as at:
        at.dc.slash(at.room, at.ada, "brief")
        message = await at.dc.message(at.room)
        foreign = message.components[0]["components"][2]["accessory"]
        foreign["custom_id"] = "somebody:else"
        asked = at.dc.press(message, foreign["label"], at.ada)
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await delivered(at, 2)
        assert asked.callback is None


# --- many, hostile, unlucky ------------------------------------------------------------------------------------------

MALFORMED = [
    ("MESSAGE_CREATE", {"nothing": "in it"}), ("MESSAGE_CREATE", []), ("MESSAGE_CREATE", None),
    ("MESSAGE_UPDATE", {"id": "x"}), ("GUILD_CREATE", {"id": "1", "channels": 7}), ("GUILD_DELETE", {}),
    ("CHANNEL_UPDATE", {"type": "99"}), ("THREAD_CREATE", {"guild_id": {}}), ("INTERACTION_CREATE", {"id": "5"}),
    ("INTERACTION_CREATE", 12), ("GUILD_ROLE_CREATE", {"guild_id": None}), ("NOBODY_KNOWS_THIS", {"a": 1}),
]  # fmt: skip


async def test_an_event_nobody_can_read_costs_itself_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        for event, payload in MALFORMED:
            at.dc.emit(event, payload)
        at.dc.slash(at.room, at.ada, "brief")
        await at.dc.message(at.room)
        assert (at.dc.gateway.count(2), at.dc.gateway.count(6)) == (1, 0)
        assert "cannot be read and is skipped (MESSAGE_CREATE, KeyError)" in caplog.text


async def test_a_place_the_library_does_not_know_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        odd = at.dc.channels[99] = Channel(at.dc.snowflake(), 99, "odd", at.guild)
        asked = at.dc.interactions
        at.dc.slash(odd, at.ada, "help")
        await at.dc.answer(at.dc.slash(at.room, at.ada, "help"))
        assert [i.callback for i in asked.values() if i.channel is odd] == [None]
        assert "broke off" not in caplog.text


async def test_a_gateway_that_breaks_off_again_and_again_is_left_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        for n in range(1, 11):
            at.dc.gateway.drop()
            await at.dc.wait_for(lambda n=n: at.dc.gateway.count(6) == n or at.dc.gateway.count(2) > 1)
        await at.dc.wait_for(lambda: at.dc.gateway.count(2) > 1, "a new client, after a pause")
        assert at.dc.gateway.count(6) in (9, 10)
        assert "it broke off again and again" in caplog.text


def test_what_breaks_off_now_and_then_is_no_storm() -> None:
    storms = Storms(most=3, within=900.0)
    assert [storms.breaks(at) for at in (0.0, 500.0, 1_000.0, 1_200.0, 1_300.0)] == [False, False, False, True, True]


SLUGS = ("dam-fails", "senate-votes")


async def test_a_button_pressed_twice_is_answered_once() -> None:
    async with bureau() as at:
        at.dc.slash(at.room, at.ada, "brief")
        message = await at.dc.message(at.room)
        at.reception.hold = asyncio.Event()
        presses = [at.dc.press(message, "Open 1", at.ada) for _ in range(3)]
        presses.append(at.dc.press(message, "Open 2", at.ada))
        await at.dc.wait_for(lambda: all(p.callback for p in presses))
        at.reception.hold.set()
        await delivered(at, 3)
        assert [call for call, _ in at.reception.heard[1:]] == [commands.parse(f"story {slug}") for slug in SLUGS]


async def test_what_is_asked_in_private_before_everybody_is_told_in_the_persons_own_room() -> None:
    async with bureau() as at:
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} brief private")
        brief = await at.dc.message(at.dc.dm(at.ada))
        asker, receipt, _ = await delivered(at)
        assert "Dam fails" in brief.text
        assert at.dc.messages(at.room) == []
        assert asker.seen_by == receipt.chat == Chat("discord", f"@{at.ada.id}")


async def test_who_takes_no_messages_is_told_how_to_ask_in_private() -> None:
    async with bureau() as at:
        at.ada.shut = True
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} brief private")
        said = await at.dc.message(at.room)
        assert said.text == SHUT
        assert at.reception.receipts == []


async def test_a_crowd_in_one_channel_holds_up_no_other() -> None:
    async with bureau() as at:
        other = at.dc.channel(at.guild, "quiet")
        at.slots.full = f"discord:{at.room.id}"
        for _ in range(AT_ONCE + 1):
            at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} help")
        await at.dc.wait_for(lambda: len(at.reception.heard) > AT_ONCE)
        at.dc.says(other, at.boss, f"{at.dc.bot.mention} help")
        await at.dc.message(other)
        assert at.dc.messages(at.room) == []


async def test_signs_that_we_write_take_turns_too() -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} brief")
        await at.dc.wait_for(lambda: at.dc.typed, "typing")
        at.reception.hold.set()
        await delivered(at)
        assert ["discord", "discord:typing"] in [[scope.name for scope in turn] for turn in at.slots.turns]


async def test_a_preview_that_would_have_to_wait_is_left_out() -> None:
    async with bureau() as at:
        at.slots.wait = 4.0
        asked = at.dc.slash(at.room, at.ada, "ask", {"question": "Who won?"})
        await at.dc.wait_for(lambda: len(at.slots.turns) > len(ANSWER.sentences))
        assert asked.callback == 5
        assert at.dc.asked(ORIGINAL) == []


async def test_a_store_that_is_away_keeps_previews_back_and_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    async with bureau() as at:
        at.slots.away = True
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
        await delivered(at)
        at.dc.says(at.dc.dm(at.ada), at.ada, "brief")
        await delivered(at, 2)
        assert "broke off" not in caplog.text


async def mentioned(at: Bureau) -> str:
    """What stands in the room once a question asked there is answered, of which a preview was shown before."""
    at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} who won?")
    await delivered(at)
    (answer,) = [message for message in at.dc.messages(at.room) if message.author is at.dc.bot]
    return answer.text


async def test_a_preview_whose_answer_was_lost_does_not_stay() -> None:
    async with bureau() as at:
        at.dc.fail(POST, 4, kind="lose-reset")  # each of two previews is posted, and asked for once more
        assert "…" not in await mentioned(at)
        assert at.dc.twins


@pytest.mark.parametrize("kind", ["lose", "lose-reset", "reset"])
async def test_the_last_word_takes_a_previews_place_though_an_answer_is_lost(kind: str) -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        asking = asyncio.create_task(mentioned(at))
        await at.dc.wait_for(lambda: any("By a pawn" in m.text for m in at.dc.messages(at.room)))
        at.dc.fail(EDIT, kind=kind)
        at.reception.hold.set()
        assert "…" not in await asking


async def test_the_last_word_takes_a_previews_place_in_plain_words_if_need_be() -> None:
    async with bureau() as at:
        at.reception.hold = asyncio.Event()
        asking = asyncio.create_task(mentioned(at))
        await at.dc.wait_for(lambda: any("By a pawn" in m.text for m in at.dc.messages(at.room)))
        at.dc.fail(EDIT, status=400, code=50035, message="Invalid Form Body")
        at.reception.hold.set()
        assert "…" not in await asking


async def test_two_hundred_at_once_are_all_acknowledged_in_time() -> None:
    async with bureau(limits=Limits(channel=100_000, webhook=100_000)) as at:
        crowd = [at.dc.slash(at.room, at.ada, "help") for _ in range(200)]
        await delivered(at, 200)
        assert not [asked for asked in crowd if asked.late or asked.callback is None]
        assert at.dc.limited == []


NOBODYS = ["a webhook", "another bot", "ourselves", "a pin", "a crosspost"]


@pytest.mark.parametrize("who", NOBODYS)
async def test_what_no_person_says_is_not_heard(who: str) -> None:
    async with bureau() as at:
        form = at.dc.message_form(at.dc.says(at.room, at.ada, "quiet"))
        form |= {"id": str(at.dc.snowflake()), "content": "brief", "mentions": [at.dc.bot.form()]}
        changed = {
            "a webhook": {"webhook_id": "5"}, "another bot": {"author": at.ada.form() | {"bot": True}},
            "ourselves": {"author": at.dc.bot.form()}, "a pin": {"type": 6}, "a crosspost": {"type": 12},
        }  # fmt: skip
        at.dc.emit("MESSAGE_CREATE", form | changed[who])
        at.dc.says(at.room, at.ada, f"{at.dc.bot.mention} help")
        await delivered(at)
        assert [call for call, _ in at.reception.heard] == [commands.parse("help")]


async def test_a_question_of_2000_characters_that_names_everybody_calls_nobody() -> None:
    async with bureau() as at:
        question = ("@everyone @here <@77> " * 100)[:2_000]
        at.reception.said["ask"] = [Notice(question)]
        at.dc.slash(at.room, at.ada, "ask", {"question": question})
        at.dc.says(at.dc.dm(at.ada), at.ada, question)
        await delivered(at, 2)
        assert all(c.body["allowed_mentions"]["parse"] == [] for c in at.dc.asked(POST))
        assert all("<@77>" not in m.text for m in at.dc.messages(at.room))


async def test_a_button_for_managers_asks_who_presses() -> None:
    async with bureau() as at:
        at.reception.said["brief"] = [Notice("Subscribed.", (Offer("Unsubscribe", "unsubscribe 1"),))]
        at.dc.slash(at.room, at.boss, "brief")
        message = await at.dc.message(at.room)
        refused = await at.dc.answer(at.dc.press(message, "Unsubscribe", at.ada))
        allowed = await at.dc.answer(at.dc.press(message, "Unsubscribe", at.boss))
        assert (refused.text, allowed.text) == ("Only those who manage this chat may.", "Done.")
        assert refused.ephemeral
        assert allowed.ephemeral
