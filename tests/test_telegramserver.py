"""The double of the Bot API is as strict as the platform: each rule refused once, accepted once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegrammarkup import Refused, found, marked_part, utf16
from telegrammethods import UNCHANGED
from telegramserver import MALFORMED, TOKEN, UNLIMITED, Kind, Limits, TelegramServer, telegram_server
from telegramworld import Chat

BEYOND_BMP = "\U0001f30a"
PARSE = "Bad Request: can't parse entities: "


@pytest.fixture
async def tg() -> AsyncIterator[TelegramServer]:
    """A platform without rate limits."""
    async with telegram_server(UNLIMITED) as server:
        yield server


@pytest.fixture
def home(tg: TelegramServer) -> Chat:
    """Ada's own chat with the bot."""
    return tg.private(tg.user(77, "Ada", username="ada"))


@pytest.fixture
async def bot(tg: TelegramServer) -> AsyncIterator[telegram.Bot]:
    """The real client against the double."""
    async with client(tg) as opened:
        yield opened


def client(tg: TelegramServer, token: str = TOKEN) -> telegram.Bot:
    return telegram.Bot(token, base_url=tg.base_url)


async def raw(tg: TelegramServer, method: str, token: str = TOKEN, **sent: Any) -> tuple[int, Any]:
    """One call by hand: the status, and the result or the description."""
    async with aiohttp.ClientSession() as session, session.post(f"{tg.base_url}{token}/{method}", json=sent) as answer:
        body = await answer.json()
        return answer.status, body["result"] if body["ok"] else body["description"]


async def said(tg: TelegramServer, chat: Chat, text: str, **sent: Any) -> tuple[int, Any]:
    """A message in HTML, by hand."""
    return await raw(tg, "sendMessage", chat_id=chat.id, text=text, parse_mode="HTML", **sent)


# --- one request ---


@pytest.mark.parametrize("carried", ["address", "form", "parts", "json"])
async def test_arguments_arrive_whatever_carries_them(tg: TelegramServer, home: Chat, carried: str) -> None:
    sent = {"chat_id": "77", "text": "a & b"}
    parts = aiohttp.FormData(sent, default_to_multipart=True)
    how: dict[str, Any] = {"address": {"params": sent}, "form": {"data": sent}, "parts": {"data": parts}}
    url = f"{tg.base_url}{TOKEN}/sendMessage"
    async with aiohttp.ClientSession() as session, session.post(url, **how.get(carried, {"json": sent})) as answer:
        assert answer.status == 200
    assert tg.text(home) == "a & b"


async def test_methods_are_found_in_any_case(tg: TelegramServer) -> None:
    assert (await raw(tg, "GETME"))[1]["username"] == "daybrief_bot"
    assert tg.made("getMe")


async def test_an_unknown_method_is_refused_and_protested(tg: TelegramServer) -> None:
    assert await raw(tg, "sendRocket") == (404, "Not Found")
    assert tg.protests == ["unknown: /bot.../sendRocket"]


async def test_an_unknown_argument_is_protested(tg: TelegramServer, home: Chat) -> None:
    assert (await said(tg, home, "x", colour="red"))[0] == 200
    assert tg.protests == ["sendMessage does not know colour"]


async def test_another_token_is_unauthorized(tg: TelegramServer) -> None:
    assert await raw(tg, "getMe", token="1:other") == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        async with client(tg, "1:other"):
            pass


async def test_a_revoked_token_ends_the_poll_too(tg: TelegramServer, bot: telegram.Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await tg.wait_for(lambda: tg.polling)
    tg.revoke_token()
    assert await waiting == ()
    with pytest.raises(InvalidToken):
        await bot.get_updates(timeout=20)


# --- updates ---


async def test_an_update_is_given_until_it_is_acknowledged_and_never_again(tg: TelegramServer, home: Chat) -> None:
    tg.says(home, tg.users[77], "one")
    tg.says(home, tg.users[77], "two")
    first, second = (u["update_id"] for u in (await raw(tg, "getUpdates"))[1])
    assert [u["update_id"] for u in (await raw(tg, "getUpdates", limit=1))[1]] == [first]
    assert [u["update_id"] for u in (await raw(tg, "getUpdates", offset=second))[1]] == [second]
    assert [u["update_id"] for u in (await raw(tg, "getUpdates", offset=0))[1]] == [second]
    assert (await raw(tg, "getUpdates", offset=second + 1))[1] == []


async def test_a_negative_offset_keeps_only_the_last(tg: TelegramServer, home: Chat) -> None:
    for text in ("one", "two", "three"):
        tg.says(home, tg.users[77], text)
    assert [u["message"]["text"] for u in (await raw(tg, "getUpdates", offset=-1))[1]] == ["three"]
    assert len((await raw(tg, "getUpdates"))[1]) == 1


async def test_an_offset_beyond_every_update_is_protested(tg: TelegramServer, home: Chat) -> None:
    tg.says(home, tg.users[77], "one")
    await raw(tg, "getUpdates", offset=2_000_000_000)
    assert tg.protests


async def test_a_long_poll_ends_when_something_happens(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=50))
    await tg.wait_for(lambda: tg.polling)
    tg.says(home, tg.users[77], "/brief")
    (update,) = await waiting
    assert update.message
    assert update.message.text == "/brief"


async def test_a_long_poll_is_no_longer_than_the_cap() -> None:
    async with telegram_server(Limits(poll_cap=0.02)) as tg, client(tg) as bot:
        assert await bot.get_updates(timeout=50) == ()


async def test_a_second_poll_ends_the_first(tg: TelegramServer, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await tg.wait_for(lambda: tg.polling)
    async with client(tg) as other:
        second = asyncio.create_task(other.get_updates(timeout=50))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        tg.release_poll()
        assert await second == ()


async def test_nothing_is_polled_beside_a_webhook(tg: TelegramServer, bot: telegram.Bot) -> None:
    tg.webhook = "https://hook.example"
    assert (await bot.get_webhook_info()).url == "https://hook.example"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_kinds_asked_for_are_given_and_the_wish_is_remembered(tg: TelegramServer, home: Chat) -> None:
    await raw(tg, "getUpdates", allowed_updates=["my_chat_member"])
    tg.says(home, tg.users[77], "hello")
    tg.standing(home, "kicked")
    assert [set(u) - {"update_id"} for u in (await raw(tg, "getUpdates"))[1]] == [{"my_chat_member"}]
    await raw(tg, "getUpdates", allowed_updates=["mesage"])
    assert tg.protests == ["unknown kinds of updates: ['mesage']"]


@pytest.mark.parametrize("what", MALFORMED)
async def test_a_malformed_update_is_given_as_it_is(tg: TelegramServer, what: str) -> None:
    number = tg.raw(MALFORMED[what])
    assert (await raw(tg, "getUpdates"))[1] == [{"update_id": number, **MALFORMED[what]}]


# --- the menu ---

GOOD = {"command": "brief", "description": "Today's news"}
WRONG_COMMANDS: list[tuple[Any, str]] = [
    ([GOOD] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ([GOOD | {"command": "Brief"}], "BOT_COMMAND_INVALID"),
    ([GOOD | {"command": "b-f"}], "BOT_COMMAND_INVALID"),
    ([GOOD | {"command": ""}], "command must be non-empty"),
    ([GOOD | {"command": "b" * 33}], "command length must not exceed 32"),
    ([GOOD | {"description": " "}], "command description must be non-empty"),
    ([GOOD | {"description": "d" * 257}], "command description length must not exceed 256"),
    ([{"command": "brief"}], "can't parse BotCommand: Can't find field \"description\""),
    ({"command": "brief"}, "expected an Array of BotCommand"),
]


@pytest.mark.parametrize(("commands", "why"), WRONG_COMMANDS)
async def test_a_wrong_menu_is_refused(tg: TelegramServer, commands: Any, why: str) -> None:
    assert await raw(tg, "setMyCommands", commands=commands) == (400, f"Bad Request: {why}")


async def test_a_menu_is_kept_by_scope(tg: TelegramServer, bot: telegram.Bot) -> None:
    longest = telegram.BotCommand("b" * 32, "d" * 256)
    await bot.set_my_commands([longest])
    await bot.set_my_commands([("help", "Help")], scope=telegram.BotCommandScopeAllGroupChats())
    assert await bot.get_my_commands() == (longest,)
    assert tg.menu == ["b" * 32]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_a_menu_for_an_unknown_scope_is_refused(tg: TelegramServer) -> None:
    answer = await raw(tg, "setMyCommands", commands=[GOOD], scope={"type": "moon"})
    assert answer == (400, "Bad Request: can't parse BotCommandScope: Unsupported type specified")


# --- HTML ---

WRONG_HTML = {
    "<h1>x</h1>": 'Unsupported start tag "h1" at byte offset 0',
    "é<br/>": 'Unsupported start tag "br/" at byte offset 2',
    "<": "Unclosed start tag at byte offset 0",
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<a href >x</a>": 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
    "<a =x>x</a>": 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=https://x.example>x</a>": "Unexpected end of name token at byte offset 8",
    '<a href="https://x.example>x</a>': "Unclosed start tag at byte offset 0",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<tg-emoji emoji-id="no">x</tg-emoji>': "Invalid custom emoji identifier specified",
    "&#xd800;": "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
    "surrogate code units",
}


@pytest.mark.parametrize(("source", "why"), WRONG_HTML.items())
async def test_wrong_html_is_refused_in_the_platforms_words(
    tg: TelegramServer, home: Chat, source: str, why: str
) -> None:
    assert await said(tg, home, source) == (400, PARSE + why)


RIGHT_HTML = {
    "<B>x</B>": ("x", [("bold", "x")]),
    "<b>a<i>b</i></b>": ("ab", [("bold", "ab"), ("italic", "b")]),
    "<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>": (
        "abc",
        [("underline", "a"), ("strikethrough", "b"), ("spoiler", "c")],
    ),
    '<span class="tg-spoiler">c</span>': ("c", [("spoiler", "c")]),
    "<pre><code class='language-py'>x</code></pre>": ("x", [("pre", "x")]),
    "<blockquote expandable>q</blockquote>": ("q", [("expandable_blockquote", "q")]),
    "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#x27; &nbsp; &": ("a <b> & \"c\" 'd' &nbsp; &", []),
    "<b></b>x": ("x", []),
    "  <b> x </b>\n": ("x", [("bold", "x")]),
    "<b>x</>": ("x", [("bold", "x")]),
}


@pytest.mark.parametrize(("source", "kept"), RIGHT_HTML.items())
async def test_right_html_becomes_entities(
    tg: TelegramServer, home: Chat, source: str, kept: tuple[str, list[tuple[str, str]]]
) -> None:
    assert (await said(tg, home, source))[0] == 200
    (message,) = tg.messages(home)
    assert (message.text, [(e["type"], marked_part(message.text, e)) for e in message.entities]) == kept
    assert tg.protests == []


async def test_offsets_count_utf16_units(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    message = await bot.send_message(77, f"{BEYOND_BMP}é<b>{BEYOND_BMP}x</b>", parse_mode="HTML")
    assert [(e.offset, e.length) for e in message.entities] == [(3, 3)]
    assert message.parse_entities() == {message.entities[0]: f"{BEYOND_BMP}x"}


@pytest.mark.parametrize(
    "dropped",
    [
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='https://nodot'>x</a>",
        "<a href='mailto:a@b.example'>x</a>",
        "<a href='https://a.example/b c'>x</a>",
        "<a href=''>no address</a>",
        "<code><b>x</b></code>",
        "<pre><code>x</code></pre>",
        "<b>a<strong>b</strong></b>",
        "<a href='https://a.example' title='t'>x</a>",
    ],
)
async def test_what_would_be_dropped_without_a_word_is_protested(tg: TelegramServer, home: Chat, dropped: str) -> None:
    assert (await said(tg, home, dropped))[0] == 200
    assert len(tg.protests) == 1


async def test_links_carry_their_address_decoded(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, 'see <a href="https://a.example/?x=1&amp;y=2">there</a> and <a href="tg://user?id=77">Ada</a>')
    assert tg.messages(home)[0].links == [("there", "https://a.example/?x=1&y=2")]
    assert tg.protests == []


async def test_a_hundred_entities_are_kept_and_more_are_protested(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, "<b>x</b> " * 100)
    assert tg.protests == []
    await said(tg, home, "<b>x</b> " * 101)
    assert tg.protests == ["101 entities: those after 100 are dropped"]


async def test_an_unknown_parse_mode_is_refused(tg: TelegramServer, home: Chat) -> None:
    answer = await raw(tg, "sendMessage", chat_id=77, text="x", parse_mode="BBCode")
    assert answer == (400, "Bad Request: unsupported parse_mode")


# --- texts ---


async def test_the_length_is_measured_after_parsing_in_utf16_units(tg: TelegramServer, home: Chat) -> None:
    fits = f"<b>{BEYOND_BMP * 2048}</b>"
    assert (await said(tg, home, fits))[0] == 200
    assert await said(tg, home, fits + "x") == (400, "Bad Request: message is too long")
    number = tg.messages(home)[0].id
    edit = await raw(tg, "editMessageText", chat_id=77, message_id=number, text="x" * 4097)
    assert edit == (400, "Bad Request: MESSAGE_TOO_LONG")


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "message text is empty"), (" \n", "text must be non-empty"), ("x" * 32769, "text is too long")],
)
async def test_a_text_without_content_or_end_is_refused(tg: TelegramServer, home: Chat, text: str, why: str) -> None:
    assert await said(tg, home, text) == (400, f"Bad Request: {why}")


async def test_control_characters_do_not_arrive_and_entities_move_along(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, "a\r\n\u202eb\tc<b>\u202ed</b>")
    (message,) = tg.messages(home)
    assert (message.text, marked_part(message.text, message.entities[0])) == ("a\nb cd", "d")


async def test_entities_given_as_such_must_fit(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    bold = telegram.MessageEntity("bold", 0, 3)
    assert (await bot.send_message(77, "abc", entities=[bold])).entities == (bold,)
    with pytest.raises(BadRequest):
        await bot.send_message(77, "ab", entities=[bold])


# --- keyboards ---


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Open", **fields}]]}


WRONG_MARKUP: list[tuple[Any, str]] = [
    (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
    (button(callback_data="x", text=" "), "inline keyboard button text must be non-empty"),
    (button(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (button(url="ftp://a.example"), "inline keyboard button URL 'ftp://a.example' is invalid: Wrong HTTP URL"),
    ({"inline_keyboard": [1]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ({"inline_keyboard": [["x"]]}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    ({"inline_keyboard": button(callback_data="x")["inline_keyboard"] * 101}, "reply markup is too long"),
    ([], "object expected as reply markup"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "why"), WRONG_MARKUP)
async def test_a_wrong_keyboard_is_refused(tg: TelegramServer, home: Chat, markup: Any, why: str) -> None:
    assert await said(tg, home, "x", reply_markup=json.dumps(markup)) == (400, f"Bad Request: {why}")
    assert tg.messages(home) == []


async def test_a_press_is_told_with_its_message_and_answered_once(
    tg: TelegramServer, home: Chat, bot: telegram.Bot
) -> None:
    await said(tg, home, "x", reply_markup=button(callback_data="é" * 32))
    query = tg.press(tg.messages(home)[0], "Open")
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert (update.callback_query.data, tg.unanswered) == ("é" * 32, [query])
    await update.callback_query.answer("done")
    assert (tg.answers[query]["text"], tg.unanswered) == ("done", [])
    with pytest.raises(BadRequest, match=r"Query is too old and response timeout expired or query id is invalid"):
        await update.callback_query.answer()


async def test_a_late_answer_to_a_press_is_refused() -> None:
    async with telegram_server(Limits(answer_within=-1.0)) as tg:
        query = tg.ask(tg.user(77))
        assert (await raw(tg, "answerCallbackQuery", callback_query_id=query))[0] == 400


async def test_a_press_needs_such_a_button(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, "x", reply_markup=button(url="https://a.example"))
    (message,) = tg.messages(home)
    with pytest.raises(AssertionError, match="no button 'Shut' among"):
        tg.press(message, "Shut")
    with pytest.raises(AssertionError, match=r"opens https://a\.example"):
        tg.press(message, "Open")


@pytest.mark.parametrize(("given", "shown"), [({"is_disabled": True}, False), ({}, True)])
async def test_previews_of_links_are_as_wished(tg: TelegramServer, home: Chat, given: Any, shown: bool) -> None:
    await said(tg, home, "https://a.example", link_preview_options=given)
    assert [message.preview for message in tg.messages(home)] == [shown]
    refused = await said(tg, home, "x", link_preview_options=[])
    assert refused == (400, "Bad Request: object expected as link preview options")


# --- replies, topics, edits ---


@pytest.mark.parametrize(
    ("given", "silent", "protests"), [(True, True, 0), (False, False, 0), ("yes", False, 1), (1, False, 1)]
)
async def test_a_message_is_silent_where_that_is_said_plainly(
    tg: TelegramServer, home: Chat, given: Any, silent: bool, protests: int
) -> None:
    await said(tg, home, "news", disable_notification=given)
    assert (home.of_bot[0].silent, len(tg.protests)) == (silent, protests)


async def test_a_reply_says_plainly_whether_it_may_go_without(tg: TelegramServer, home: Chat) -> None:
    for number, plainly in enumerate((True, "true")):
        await said(tg, home, "news", reply_parameters={"message_id": 999, "allow_sending_without_reply": plainly})
        assert len(tg.protests) == number


async def test_a_person_named_by_number_is_called_where_the_platform_knows_them(tg: TelegramServer, home: Chat) -> None:
    for number in (77, 78):
        await said(tg, home, f'<a href="tg://user?id={number}">you</a> there')
    assert [message.calls for message in home.of_bot] == [["77"], []]


async def test_a_reply_needs_its_message_unless_it_may_go_without(
    tg: TelegramServer, home: Chat, bot: telegram.Bot
) -> None:
    asked = tg.says(home, tg.users[77], "why?")
    reply = await bot.send_message(77, "so", reply_parameters=telegram.ReplyParameters(asked.id))
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == asked.id
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(77, "so", reply_parameters=telegram.ReplyParameters(9))
    lone = await bot.send_message(
        77, "so", reply_parameters=telegram.ReplyParameters(9, allow_sending_without_reply=True)
    )
    assert lone.reply_to_message is None


async def test_a_topic_must_be_there_and_open(tg: TelegramServer) -> None:
    forum = tg.supergroup(topics=("World", "Local"), creator=[tg.user(77)])
    world, local = forum.topics
    assert (await said(tg, forum, "x", message_thread_id=world))[1]["message_thread_id"] == world
    forum.topics[local].closed = True
    assert await said(tg, forum, "x", message_thread_id=local) == (400, "Bad Request: TOPIC_CLOSED")
    for missing in (1, 999):
        refused = await said(tg, forum, "x", message_thread_id=missing)
        assert refused == (400, "Bad Request: message thread not found")


async def test_a_private_chat_has_no_topics_and_a_group_ignores_them(tg: TelegramServer, home: Chat) -> None:
    assert (await said(tg, home, "x", message_thread_id=5))[0] == 400
    assert "message_thread_id" not in (await said(tg, tg.group(), "x", message_thread_id=5))[1]


async def test_what_is_said_in_a_topic_replies_to_its_beginning(tg: TelegramServer, bot: telegram.Bot) -> None:
    forum = tg.supergroup(topics=("World",), creator=[tg.user(77)])
    tg.says(forum, tg.users[77], "/brief", thread=tg.topic(forum, "World"))
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.is_topic_message
    assert update.message.reply_to_message
    assert update.message.reply_to_message.forum_topic_created


async def test_replies_in_a_plain_supergroup_have_a_thread_that_is_no_topic(
    tg: TelegramServer, bot: telegram.Bot
) -> None:
    chat = tg.supergroup(creator=[tg.user(77)])
    await bot.send_message(chat.id, "news")
    tg.says(chat, tg.users[77], "why?", reply_to=tg.messages(chat)[0])
    (update,) = await bot.get_updates()
    assert update.message
    assert (update.message.message_thread_id, update.message.is_topic_message) == (1, None)


async def test_an_edit_changes_the_message_and_must_change_something(
    tg: TelegramServer, home: Chat, bot: telegram.Bot
) -> None:
    message = await bot.send_message(77, "one")
    await message.edit_text("two")
    assert (tg.text(home), tg.messages(home)[0].was) == ("two", ["one"])
    answer = await raw(tg, "editMessageText", chat_id=77, message_id=message.id, text="two")
    assert answer == (400, f"Bad Request: {UNCHANGED}")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("two")


async def test_an_edit_without_a_keyboard_takes_it_away(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, "x", reply_markup=button(callback_data="x"))
    (message,) = tg.messages(home)
    where: dict[str, Any] = {"chat_id": 77, "message_id": message.id}
    assert (await raw(tg, "editMessageText", **where, text="y"))[0] == 200
    assert message.labels == []
    assert (await raw(tg, "editMessageReplyMarkup", **where, reply_markup=button(callback_data="x")))[0] == 200
    assert message.labels == ["Open"]
    assert (await raw(tg, "editMessageReplyMarkup", **where, reply_markup=button(callback_data="x")))[0] == 400


async def test_only_ones_own_messages_that_stand_are_edited_and_deleted(
    tg: TelegramServer, home: Chat, bot: telegram.Bot
) -> None:
    theirs = tg.says(home, tg.users[77], "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", 77, theirs.id)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(77, theirs.id)
    ours = await bot.send_message(77, "ours")
    await ours.delete()
    assert tg.messages(home) == []
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await ours.edit_text("x")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await ours.delete()


async def test_a_draft_is_shown_in_private_chats_only(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    await bot.send_message_draft(77, 5, "so <b>far</b>", parse_mode="HTML")
    assert (home.drafts, tg.messages(home)) == (["so far"], [])
    with pytest.raises(BadRequest, match="Textdraft_peer_invalid"):
        await bot.send_message_draft(tg.group().id, 5, "x")
    with pytest.raises(BadRequest, match="Random_id_invalid"):
        await bot.send_message_draft(77, 0, "x")


async def test_an_action_must_be_a_known_one(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    await bot.send_chat_action(77, "typing")
    assert home.actions == ["typing"]
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(77, "juggling")


# --- who may ---


async def test_an_unknown_chat_is_not_found(tg: TelegramServer) -> None:
    assert await raw(tg, "sendMessage", chat_id=5, text="x") == (400, "Bad Request: chat not found")
    assert await raw(tg, "sendMessage", text="x") == (400, "Bad Request: chat_id is empty")


async def test_nobody_is_written_to_who_never_wrote_until_they_do(tg: TelegramServer) -> None:
    eve = tg.private(tg.user(5), started=False)
    refused = "Forbidden: bot can't initiate conversation with a user"
    assert await said(tg, eve, "x") == (403, refused)
    tg.says(eve, tg.users[5], "/start")
    assert (await said(tg, eve, "x"))[0] == 200


async def test_who_blocked_the_bot_is_not_reached_until_they_write_again(tg: TelegramServer, home: Chat) -> None:
    tg.block(home)
    assert await said(tg, home, "x") == (403, "Forbidden: bot was blocked by the user")
    tg.says(home, tg.users[77], "/start")
    assert (await said(tg, home, "x"))[0] == 200
    kinds = [next(iter(set(u) - {"update_id"})) for u in (await raw(tg, "getUpdates"))[1]]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


@pytest.mark.parametrize("status", ["administrator", "member", "restricted", "left", "kicked"])
async def test_a_change_of_standing_is_told_and_understood(tg: TelegramServer, bot: telegram.Bot, status: str) -> None:
    tg.standing(tg.supergroup(), status)
    (update,) = await bot.get_updates()
    assert update.my_chat_member
    assert (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status) == (
        "member",
        status,
    )


async def test_a_deactivated_person_is_not_reached(tg: TelegramServer, home: Chat) -> None:
    tg.users[77].deactivated = True
    assert await said(tg, home, "x") == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_who_was_thrown_out_or_left_does_not_write(tg: TelegramServer, kind: str) -> None:
    chat: Chat = getattr(tg, kind)()
    tg.block(chat)
    assert await said(tg, chat, "x") == (403, f"Forbidden: bot was kicked from the {kind} chat")
    tg.standing(chat, "administrator")
    assert (await said(tg, chat, "x"))[0] == 200
    assert await raw(tg, "leaveChat", chat_id=chat.id) == (200, True)
    assert await said(tg, chat, "x") == (403, f"Forbidden: bot is not a member of the {kind} chat")


async def test_who_is_muted_may_not_write(tg: TelegramServer) -> None:
    chat = tg.supergroup()
    tg.mute(chat)
    assert await said(tg, chat, "x") == (400, "Bad Request: not enough rights to send text messages to the chat")
    tg.mute(chat, silent=False)
    assert (await said(tg, chat, "x"))[0] == 200


async def test_a_channel_wants_an_administrator(tg: TelegramServer) -> None:
    channel = tg.channel(bot="member")
    assert await said(tg, channel, "x") == (400, "Bad Request: need administrator rights in the channel chat")
    channel.bot = "administrator"
    assert (await said(tg, channel, "x"))[1]["sender_chat"]["id"] == channel.id
    assert tg.text(channel) == "x"


async def test_an_upgraded_group_names_its_new_number(tg: TelegramServer, bot: telegram.Bot) -> None:
    old = tg.group(member=[tg.user(77)])
    new = tg.upgrade(old)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "x")
    assert moved.value.new_chat_id == new.id
    first, second = await bot.get_updates()
    assert first.message
    assert second.message
    assert (first.message.migrate_to_chat_id, second.message.migrate_from_chat_id) == (new.id, old.id)
    assert (await bot.send_message(new.id, "x")).message_id == 2


async def test_members_have_their_standing(tg: TelegramServer, bot: telegram.Bot) -> None:
    ada, bob, eve, dan = (tg.user(n) for n in (1, 2, 3, 4))
    chat = tg.supergroup(creator=[ada], administrator=[bob], restricted=[eve], kicked=[dan])
    standing = [(await bot.get_chat_member(chat.id, person)).status for person in (1, 2, 3, 4, tg.user(5).id)]
    assert standing == ["creator", "administrator", "restricted", "kicked", "left"]
    assert [m.user.id for m in await bot.get_chat_administrators(chat.id)] == [1, 2]
    assert (await bot.get_chat_member(chat.id, tg.me.id)).status == "member"
    assert (await bot.get_chat(chat.id)).title == "Quay"


async def test_members_nobody_knows_or_may_see_are_refused(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    chat = tg.supergroup(creator=[tg.user(77)])
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(chat.id, 4040)
    chat.hidden_members = True
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_member(chat.id, 77)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(77)


# --- what the bot hears ---


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/brief", True),
        ("/brief@daybrief_bot today", True),
        ("/brief@other_bot", False),
        ("hello", False),
        ("hello @daybrief_bot", True),
        ("hello @somebody", False),
        ("a/brief", False),
    ],
)
async def test_in_a_group_the_bot_hears_what_is_meant_for_it(tg: TelegramServer, text: str, heard: bool) -> None:
    chat = tg.group(member=[tg.user(77)])
    tg.says(chat, tg.users[77], text)
    assert bool(tg.updates) is heard


async def test_replies_to_the_bot_are_heard_and_an_administrator_hears_all(tg: TelegramServer) -> None:
    chat = tg.supergroup(member=[tg.user(77)])
    await said(tg, chat, "news")
    tg.says(chat, tg.users[77], "why?", reply_to=tg.messages(chat)[0])
    assert len(tg.updates) == 1
    chat.bot = "administrator"
    tg.says(chat, tg.users[77], "chatter")
    assert len(tg.updates) == 2
    chat.bot = "left"
    tg.says(chat, tg.users[77], "/brief")
    assert len(tg.updates) == 2


async def test_anonymous_administrators_and_channels_speak_for_their_chat(
    tg: TelegramServer, bot: telegram.Bot
) -> None:
    group, channel = tg.supergroup(), tg.channel()
    tg.says(group, None, "/brief")
    tg.says(channel, None, "/brief")
    anonymous, post = await bot.get_updates()
    assert anonymous.message
    assert anonymous.message.sender_chat == anonymous.message.chat
    assert post.channel_post
    assert post.channel_post.from_user is None


async def test_an_edited_message_is_told_as_such(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    tg.edits(tg.says(home, tg.users[77], "/breif"), "/brief")
    _, second = await bot.get_updates()
    assert second.edited_message
    assert (second.edited_message.text, second.message) == ("/brief", None)


def test_entities_in_peoples_words_are_marked_in_utf16_units() -> None:
    text = f"{BEYOND_BMP} /brief@daybrief_bot @ada, see https://a.example/x_(y). #news"
    assert [(e["type"], marked_part(text, e)) for e in found(text)] == [
        ("bot_command", "/brief@daybrief_bot"),
        ("mention", "@ada"),
        ("url", "https://a.example/x_(y"),
        ("hashtag", "#news"),
    ]
    assert found(text)[0]["offset"] == 3
    assert utf16(BEYOND_BMP) == 2


# --- limits ---


async def sends(tg: TelegramServer, chat: Chat, count: int) -> list[int]:
    return [(await said(tg, chat, str(number)))[0] for number in range(count)]


async def test_a_private_chat_takes_one_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the client warns of its future otherwise
    async with telegram_server(Limits(per_private=(1, 30.0))) as tg, client(tg) as bot:
        chats = [tg.private(tg.user(number)) for number in (1, 2)]
        assert [await sends(tg, chat, 2) for chat in chats] == [[200, 429], [200, 429]]
        refused = (await raw(tg, "sendMessage", chat_id=1, text="x"))[1]
        assert refused == "Too Many Requests: retry after 30"
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "x")


async def test_a_window_slides() -> None:
    async with telegram_server(Limits(per_private=(2, 0.2), jitter=0.0)) as tg:
        chat = tg.private(tg.user(1))
        assert await sends(tg, chat, 3) == [200, 200, 429]
        await asyncio.sleep(0.25)
        assert await sends(tg, chat, 1) == [200]


async def test_a_group_takes_twenty_a_minute_and_edits_count() -> None:
    async with telegram_server() as tg:
        chat = tg.group()
        assert await sends(tg, chat, 19) == [200] * 19
        number = tg.messages(chat)[0].id
        edits = [await raw(tg, "editMessageText", chat_id=chat.id, message_id=number, text=f"e{n}") for n in range(2)]
        assert [status for status, _ in edits] == [200, 429]
        assert (await raw(tg, "sendChatAction", chat_id=chat.id, action="typing"))[0] == 200


async def test_a_token_takes_thirty_a_second_over_all_chats() -> None:
    async with telegram_server(Limits(per_token=(3, 30.0))) as tg:
        chats = [tg.group() for _ in range(4)]
        assert [await sends(tg, chat, 1) for chat in chats] == [[200], [200], [200], [429]]
        assert tg.refusals == {429: 1}
        assert tg.windows.hammered == 0
        await said(tg, chats[0], "at once again")
        assert tg.windows.hammered == 1


# --- faults ---


async def test_a_lost_request_was_never_made(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    tg.fail("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(77, "x")
    assert tg.messages(home) == []
    await bot.send_message(77, "x")
    assert tg.text(home) == "x"


async def test_a_lost_reply_leaves_the_message(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    tg.fail("sendMessage", kind=Kind.REPLY_LOST)
    with pytest.raises(NetworkError):
        await bot.send_message(77, "x")
    assert tg.text(home) == "x"


@pytest.mark.parametrize("kind", ["500", "502"])
async def test_a_broken_gateway_answers_in_html(tg: TelegramServer, home: Chat, bot: telegram.Bot, kind: str) -> None:
    tg.fail("sendMessage", times=2, kind=kind)
    for _ in range(2):
        with pytest.raises(NetworkError, match=kind):
            await bot.send_message(77, "x")
    assert await bot.send_message(77, "x")


async def test_garbage_is_not_json(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    tg.fail("*", kind=Kind.GARBAGE)
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(77, "x")
    assert tg.text(home) == "x"


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.HELD])
async def test_a_slow_answer_comes_too_late_for_the_impatient(tg: TelegramServer, home: Chat, kind: Kind) -> None:
    tg.fail("sendMessage", kind=kind, seconds=0.3)
    async with client(tg) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(77, "x", read_timeout=0.05)
    assert await tg.wait_for(lambda: tg.text(home)) == "x"


async def test_a_refusal_can_be_had_for_one_chat(tg: TelegramServer, home: Chat, bot: telegram.Bot) -> None:
    group = tg.group()
    tg.fail("sendMessage", chat=group, refusal=Refused("CHAT_RESTRICTED", 403))
    await bot.send_message(77, "x")
    with pytest.raises(Forbidden, match="CHAT_RESTRICTED"):
        await bot.send_message(group.id, "x")
    await bot.send_message(group.id, "x")


async def test_a_platform_that_is_down_refuses_connections_and_comes_back(
    tg: TelegramServer, home: Chat, bot: telegram.Bot
) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=50))
    await tg.wait_for(lambda: tg.polling)
    tg.says(home, tg.users[77], "/brief")
    await waiting
    await tg.go_down()
    with pytest.raises(NetworkError, match="ConnectError"):
        await bot.send_message(77, "x")
    await tg.come_up()
    assert len(await bot.get_updates()) == 1


async def test_waiting_in_vain_says_what_happened_instead(tg: TelegramServer, home: Chat) -> None:
    await said(tg, home, "hello")
    with pytest.raises(AssertionError, match="sendMessage"):
        await tg.wait_for(lambda: tg.messages(home)[1:], guard=0.01)


async def test_an_error_in_what_is_waited_for_is_told(tg: TelegramServer, home: Chat) -> None:
    waiting = asyncio.create_task(tg.wait_for(lambda: tg.calls and tg.calls[0].sent["nothing"]))
    await asyncio.sleep(0)
    await raw(tg, "getMe")
    with pytest.raises(KeyError):
        await waiting
