"""The Discord double: what it lets through, what it refuses and how, and that the real client lives with it."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from discordserver import UNHURRIED, Discord, Limits, Person, discord_server, sdk
from discordworld import Channel, Interaction, Message

discord = sdk()
Json = dict[str, Any]
POST = "POST /channels/{channel}/messages"
PLAIN: Json = {"content": "hello", "allowed_mentions": {"parse": []}}


class Raw:
    """A client that sends whatever it is told."""

    def __init__(self, dc: Discord, session: aiohttp.ClientSession) -> None:
        self.dc, self.session = dc, session
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bot {self.dc.token}", "User-Agent": "DiscordBot (x, 1)"} | headers
        async with self.session.request(method, self.dc.api + path, json=body, headers=sent) as answer:
            self.headers = dict(answer.headers)
            return answer.status, None if answer.status == 204 else await answer.json(content_type=None)

    async def post(self, channel: Channel, **body: Any) -> tuple[int, Any]:
        return await self("POST", f"/channels/{channel.id}/messages", {"allowed_mentions": {"parse": []}} | body)

    async def parts(self, channel: Channel, *parts: Json, **more: Any) -> tuple[int, Any]:
        return await self.post(channel, components=list(parts), flags=1 << 15, **more)


@pytest.fixture
async def dc() -> AsyncIterator[Discord]:
    async with discord_server(UNHURRIED) as world:
        yield world


@pytest.fixture
def room(dc: Discord) -> Channel:
    return dc.channel(dc.guild("Harbour"), "news")


@pytest.fixture
def ada(dc: Discord, room: Channel) -> Person:
    assert room.guild is not None
    return dc.user("ada", room.guild, manages=True)


@pytest.fixture
async def raw(dc: Discord) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(dc, session)


class Bot(discord.Client):
    """A bare client that writes down what it hears and answers as told."""

    def __init__(self, act: Callable[[Any], Any] | None = None, intents: int = 1 | 1 << 9 | 1 << 12) -> None:
        wanted = discord.Intents.none()
        wanted.value = intents
        quiet = discord.AllowedMentions.none()
        super().__init__(intents=wanted, allowed_mentions=quiet, guild_ready_timeout=0.05, heartbeat_timeout=2.0)
        self.act = act
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.tree = discord.app_commands.CommandTree(self)
        self.ended: asyncio.Task[None] | None = None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds it waits before it identifies again."""

    async def hears(self, count: int) -> list[str]:
        """The next messages it is told of."""
        async with asyncio.timeout(20):
            return [await self.heard.get() for _ in range(count)]

    async def on_message(self, message: Any) -> None:
        self.heard.put_nowait(message.content)

    async def on_interaction(self, interaction: Any) -> None:
        if self.act:
            await self.act(interaction)


@contextlib.asynccontextmanager
async def running(dc: Discord, *arguments: Any, commands: tuple[Json, ...] = ()) -> AsyncIterator[Bot]:
    """A client that is connected, with commands registered."""
    with dc.redirect():
        bot = Bot(*arguments)
        dc.commands[""] = [dc.command(body, None) for body in commands]
        async with bot:
            bot.ended = asyncio.create_task(bot.start(dc.token))
            await dc.connected()
            yield bot
            bot.ended.cancel()
            await asyncio.wait([bot.ended])


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def button(label: str = "1", custom_id: str = "a", **more: Any) -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id} | more


def row(*buttons: Json) -> Json:
    return {"type": 1, "components": list(buttons)}


def codes(body: Json) -> list[str]:
    """All the codes nested in a refusal."""
    found = [error["code"] for error in body.get("_errors", ())]
    return found + [code for inner in body.values() if isinstance(inner, dict) for code in codes(inner)]


BRIEF: Json = {"name": "brief", "description": "The news", "options": [{"name": "topic", "description": "Of what", "type": 3, "autocomplete": True}]}  # fmt: skip  # noqa: E501


# --- who and where -----------------------------------------------------------------------------------------------


async def test_the_token_opens_and_another_does_not(dc: Discord, raw: Raw) -> None:
    assert (await raw("GET", "/users/@me"))[1]["username"] == "daybrief"
    status, body = await raw("GET", "/users/@me", Authorization="Bot other")
    assert (status, body["message"]) == (401, "401: Unauthorized")
    assert [call.status for call in dc.invalid] == [401]


async def test_answers_are_labelled_json_without_a_charset(raw: Raw) -> None:
    assert (await raw("GET", "/gateway"))[0] == 200
    assert raw.headers["Content-Type"] == "application/json"


async def test_an_unknown_route_is_a_protest(dc: Discord, raw: Raw) -> None:
    assert (await raw("PUT", "/channels/1/pins/2"))[0] == 404
    assert dc.protests == ["unknown route: PUT /channels/1/pins/2"]


async def test_a_wrong_content_type_and_user_agent_are_protests(dc: Discord, raw: Raw, room: Channel) -> None:
    headers = {"Content-Type": "text/json", "User-Agent": "curl"}
    await raw("POST", f"/channels/{room.id}/messages", PLAIN, **headers)
    assert len(dc.protests) == 2


@pytest.mark.parametrize(("right", "status", "code"), [("send_messages", 403, 50013), ("view_channel", 403, 50001)])
async def test_without_the_right_nothing_is_posted(
    dc: Discord, raw: Raw, room: Channel, right: str, status: int, code: int
) -> None:
    dc.deny(room, right)
    answered, body = await raw.post(room, content="hello")
    assert (answered, body["code"]) == (status, code)
    assert dc.protests == []


async def test_a_deleted_channel_is_unknown(dc: Discord, raw: Raw, room: Channel) -> None:
    dc.remove_channel(room)
    status, body = await raw.post(room, content="hello")
    assert (status, body) == (404, {"message": "Unknown Channel", "code": 10003})


async def test_a_person_may_shut_the_bot_out(dc: Discord, raw: Raw, ada: Person) -> None:
    status, opened = await raw("POST", "/users/@me/channels", {"recipient_id": str(ada.id)})
    assert (status, opened["type"]) == (200, 1)
    ada.shut = True
    assert (await raw.post(dc.dm(ada), content="hello"))[1]["code"] == 50007


async def test_a_member_and_a_stranger(dc: Discord, raw: Raw, room: Channel, ada: Person) -> None:
    assert room.guild is not None
    stranger = dc.user("eve")
    assert len((await raw("GET", f"/guilds/{room.guild.id}/members/{ada.id}"))[1]["roles"]) == 1
    assert (await raw("GET", f"/guilds/{room.guild.id}/members/{stranger.id}"))[1]["code"] == 10007


async def test_thrown_out_of_a_guild_its_channels_are_closed(dc: Discord, raw: Raw, room: Channel) -> None:
    assert room.guild is not None
    dc.throw_out(room.guild)
    assert (await raw("GET", f"/channels/{room.id}"))[1]["code"] == 50001
    dc.take_back(room.guild)
    assert (await raw("GET", f"/channels/{room.id}"))[0] == 200


# --- messages ----------------------------------------------------------------------------------------------------


async def test_a_message_is_posted_read_changed_and_deleted(dc: Discord, raw: Raw, room: Channel) -> None:
    posted = (await raw.post(room, content="hello"))[1]
    path = f"/channels/{room.id}/messages/{posted['id']}"
    assert (await raw("PATCH", path, PLAIN | {"content": "changed"}))[1]["edited_timestamp"]
    assert (await raw("GET", path))[1]["content"] == "changed"
    assert (await raw("DELETE", path))[0] == 204
    assert (await raw("GET", path))[1]["code"] == 10008
    assert dc.protests == []


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "flags": 1 << 6}, "flags", "MESSAGE_FLAGS_INVALID"),
        ({"embeds": [{"title": "t"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "components": [text("y")]}, "components", "UNION_TYPE_CHOICES"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions", "BASE_TYPE_CHOICES"),
    ],
)
async def test_a_malformed_message_is_refused_in_discords_words(
    dc: Discord, raw: Raw, room: Channel, body: Json, place: str, code: str
) -> None:
    status, said = await raw.post(room, **body)
    assert (status, said["code"], said["message"]) == (400, 50035, "Invalid Form Body")
    assert codes(said["errors"][place]) == [code]
    assert dc.protests


CALLS = [
    ("role", {"parse": [], "roles": ["ROLE"]}, "<@&ROLE> news", []),
    ("role", {"parse": [], "roles": ["ROLE"]}, "news <@&ROLE>", ["allowed_mentions"]),
    ("role", {"parse": [], "roles": ["ROLE"], "users": ["7"]}, "<@&ROLE> news", ["allowed_mentions"]),
    ("role", {"parse": ["roles"]}, "<@&ROLE> news", ["allowed_mentions"]),
    ("role", {"parse": ["everyone"]}, "@everyone", ["allowed_mentions", "@everyone would ring"]),
    ("role", {"parse": []}, "<@&ROLE> news", []),
    ("everyone", {"parse": ["everyone"]}, "@everyone news", []),
    ("", {"parse": [], "roles": ["ROLE"]}, "<@&ROLE> news", ["allowed_mentions", "would ring"]),
]


@pytest.mark.parametrize(("kind", "allowed", "text", "wrong"), CALLS)
async def test_a_message_may_call_whom_it_begins_with_and_nobody_else(
    dc: Discord, raw: Raw, room: Channel, kind: str, allowed: Json, text: str, wrong: list[str]
) -> None:
    assert room.guild is not None
    role = str(dc.role(room.guild))
    dc.may_call = {"role": f"<@&{role}>", "everyone": "@everyone", "": ""}[kind]
    named = {name: [one.replace("ROLE", role) for one in ids] for name, ids in allowed.items()}
    await raw.post(room, content=text.replace("ROLE", role), allowed_mentions=named)
    assert len(dc.protests) == len(wrong)
    assert all(part in said for part, said in zip(wrong, dc.protests, strict=True))


THREADS: list[tuple[str, Json, int, int]] = [
    ("text", {"name": "Dam"}, 200, 0),
    ("text", {"name": "x" * 101}, 400, 50035),
    ("text", {"name": " "}, 400, 50035),
    ("text", {"name": "Dam", "auto_archive_duration": 7}, 400, 50035),
    ("twice", {"name": "Dam"}, 400, 160004),
    ("thread", {"name": "Dam"}, 400, 50024),
    ("without the right", {"name": "Dam"}, 403, 50013),
    ("deleted", {"name": "Dam"}, 404, 10008),
]


@pytest.mark.parametrize(("place", "form", "status", "code"), THREADS)
async def test_a_thread_begins_with_a_message_of_a_text_channel_once(
    dc: Discord, raw: Raw, room: Channel, place: str, form: Json, status: int, code: int
) -> None:
    where = dc.thread(room, "dams") if place == "thread" else room
    message = dc.posts[int((await raw.post(where, content="x"))[1]["id"])]
    if place == "without the right":
        dc.deny(room, "create_public_threads")
    if place == "deleted":
        dc.delete(message)
    path = f"/channels/{where.id}/messages/{message.id}/threads"
    answers = [await raw("POST", path, form) for _ in range(2 if place == "twice" else 1)]
    assert (answers[-1][0], answers[-1][1].get("code", 0)) == (status, code)
    assert (message.id in dc.channels) == (code in (0, 160004))


async def test_an_empty_message_is_refused(dc: Discord, raw: Raw, room: Channel) -> None:
    assert (await raw.post(room, content=""))[1]["code"] == 50006
    assert dc.log == []


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([text("")], "BASE_TYPE_BAD_LENGTH"),
        ([text("x" * 2001), text("y" * 2000)], "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
        ([text("x")] * 41, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
        ([{"type": 17, "components": [text("x")] * 40}], "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
        ([{"type": 17, "components": [{"type": 17, "components": [text("x")]}]}], "UNION_TYPE_CHOICES"),
        ([row()], "BASE_TYPE_BAD_LENGTH"),
        ([row(*(button(custom_id=str(n)) for n in range(6)))], "BASE_TYPE_BAD_LENGTH"),
        ([row(button("x" * 81))], "BASE_TYPE_MAX_LENGTH"),
        ([row(button(custom_id="x" * 101))], "BASE_TYPE_BAD_LENGTH"),
        ([row(button(), button())], "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ([row({"type": 2, "style": 5, "label": "x"})], "BASE_TYPE_REQUIRED"),
        ([row({"type": 2, "style": 5, "label": "x", "url": "ftp://x"})], "URL_TYPE_INVALID_URL"),
        ([row(button(url="https://x.example"))], "BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE"),
        ([{"type": 9, "components": [text("x")]}], "BASE_TYPE_REQUIRED"),
        ([{"type": 9, "components": [text("x")] * 4, "accessory": button()}], "BASE_TYPE_BAD_LENGTH"),
        ([button()], "UNION_TYPE_CHOICES"),
        ([{"type": 14, "spacing": 3}, text("x")], "BASE_TYPE_CHOICES"),
    ],
)
async def test_malformed_components_are_refused(
    dc: Discord, raw: Raw, room: Channel, parts: list[Json], code: str
) -> None:
    status, said = await raw.parts(room, *parts)
    assert (status, said["code"]) == (400, 50035)
    assert code in codes(said["errors"])
    assert dc.log == []


async def test_components_at_every_limit_are_taken(dc: Discord, raw: Raw, room: Channel) -> None:
    section = {"type": 9, "components": [text("a")] * 3, "accessory": button("s", "section")}
    rows = [row(*(button("x" * 80, f"{r}-{n}".ljust(100)) for n in range(5))) for r in range(5)]
    box = {"type": 17, "components": [text("x" * 3_990), section, {"type": 14}, *rows]}
    status, said = await raw.parts(room, box, text("y"))
    assert (status, dc.protests) == (200, [])
    assert said["components"][0]["components"][0]["id"] == 2
    assert len(dc.log[0].buttons) == 26


async def test_components_and_content_do_not_go_together(raw: Raw, room: Channel) -> None:
    said = (await raw.parts(room, text("x"), content="y"))[1]
    assert codes(said["errors"]["content"]) == ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]


async def test_too_many_bytes_of_text_choke_discord(dc: Discord, raw: Raw, room: Channel) -> None:
    assert (await raw.parts(room, text("新" * 3_386)))[0] == 200
    assert (await raw.parts(room, text("新" * 3_387)))[0] == 500
    assert len(dc.protests) == 1


async def test_a_nonce_posts_once_and_only_for_a_while(raw: Raw, dc: Discord, room: Channel) -> None:
    once = {"content": "hello", "nonce": "abc.0", "enforce_nonce": True}
    first, second = [(await raw.post(room, **once))[1] for _ in range(2)]
    third = (await raw.post(room, content="hello", nonce="abc.0"))[1]
    assert first == second
    assert third["id"] != first["id"]
    assert (len(dc.twins), dc.protests) == (1, [])


async def test_a_nonce_is_forgotten() -> None:
    async with discord_server(Limits(nonce_memory=-1.0)) as dc, aiohttp.ClientSession() as session:
        place = dc.channel(dc.guild("Harbour"), "news")
        for _ in range(2):
            await Raw(dc, session).post(place, content="hello", nonce="abc.0", enforce_nonce=True)
        assert len(dc.messages(place)) == 2


async def test_a_nonce_of_another_channel_is_a_protest(dc: Discord, raw: Raw, room: Channel) -> None:
    assert room.guild is not None
    for place in (room, dc.channel(room.guild, "other")):
        await raw.post(place, content="hello", nonce="abc.0", enforce_nonce=True)
    assert (len(dc.log), len(dc.protests)) == (1, 1)


async def test_a_reply_to_nothing_is_refused(dc: Discord, raw: Raw, room: Channel) -> None:
    said = (await raw.post(room, content="x", message_reference={"message_id": "1"}))[1]
    assert codes(said["errors"]["message_reference"]) == ["REPLIES_UNKNOWN_MESSAGE"]
    gone = {"message_id": "1", "fail_if_not_exists": False}
    assert (await raw.post(room, content="x", message_reference=gone))[0] == 200


@pytest.mark.parametrize("allowed", [None, {"parse": ["users"]}, {"parse": [], "replied_user": True}])
async def test_mentions_that_may_ring_are_protests(dc: Discord, raw: Raw, room: Channel, allowed: Json | None) -> None:
    await raw.post(room, content="x", allowed_mentions=allowed)
    assert len(dc.protests) == 1


async def test_a_mention_that_rings_is_named(dc: Discord, raw: Raw, room: Channel) -> None:
    await raw.parts(room, text("@everyone <@77> <@&5>"), allowed_mentions={"parse": ["everyone"], "users": ["77"]})
    assert [p.split(": ")[1] for p in dc.protests[1:]] == ["@everyone would ring", "<@77> would ring"]


async def test_files_come_with_the_form_beside_them(dc: Discord, raw: Raw, room: Channel) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "hello", "allowed_mentions": {"parse": []}}')
    form.add_field("files[0]", b"x", filename="x.txt")
    headers = {"Authorization": f"Bot {dc.token}", "User-Agent": "DiscordBot (x, 1)"}
    path = f"{dc.api}/channels/{room.id}/messages"
    async with raw.session.post(path, data=form, headers=headers) as answer:
        assert (await answer.json())["content"] == "hello"
    assert dc.protests == []


async def test_what_is_not_the_bots_cannot_be_changed(dc: Discord, raw: Raw, room: Channel, ada: Person) -> None:
    said = dc.post(room, ada, {"content": "mine"})
    path = f"/channels/{room.id}/messages/{said.id}"
    assert (await raw("PATCH", path, PLAIN))[1]["code"] == 50005
    assert (await raw("DELETE", path))[1]["code"] == 50013
    assert (await raw("GET", path))[1]["content"] == "mine"


async def test_a_message_of_components_stays_one(dc: Discord, raw: Raw, room: Channel) -> None:
    plain, parts = (await raw.post(room, content="x"))[1], (await raw.parts(room, text("x")))[1]
    becoming = {"components": [text("y")], "flags": 1 << 15, "allowed_mentions": {"parse": []}}
    path = f"/channels/{room.id}/messages/"
    assert codes((await raw("PATCH", path + plain["id"], becoming))[1]["errors"]["content"])
    assert (await raw("PATCH", path + plain["id"], becoming | {"content": None}))[0] == 200
    assert codes((await raw("PATCH", path + parts["id"], PLAIN))[1]["errors"]["content"])


async def test_a_thread_has_its_own_right_and_may_be_locked(dc: Discord, raw: Raw, room: Channel) -> None:
    thread = dc.thread(room, "port fire")
    assert (await raw.post(thread, content="x"))[0] == 200
    dc.deny(room, "send_messages_in_threads")
    assert (await raw.post(thread, content="x"))[1]["code"] == 50013
    dc.deny(room)
    thread.locked = True
    assert (await raw.post(thread, content="x"))[1]["code"] == 50083


async def test_nobody_unknown_is_written_to(dc: Discord, raw: Raw) -> None:
    assert (await raw("POST", "/users/@me/channels", {"recipient_id": "7"}))[1]["code"] == 50033
    assert (await raw("GET", "/users/7"))[1]["code"] == 10013
    assert (await raw("GET", "/guilds/7/members/7"))[1]["code"] == 10004


# --- commands ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "Brief"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, "BASE_TYPE_BAD_LENGTH"),
        ({"description": ""}, "BASE_TYPE_BAD_LENGTH"),
        ({"description": "x" * 101}, "BASE_TYPE_BAD_LENGTH"),
        ({"contexts": [3]}, "BASE_TYPE_CHOICES"),
        ({"default_member_permissions": "manage"}, "NUMBER_TYPE_COERCE"),
        ({"type": 3, "name": "Ask about this"}, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID"),
        ({"options": [BRIEF["options"][0], BRIEF["options"][0] | {"name": "b", "required": True}]},
         "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ({"options": [BRIEF["options"][0]] * 2}, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        ({"options": [{"name": "a", "description": "b", "type": 3, "choices": [{"name": "c", "value": "c"}] * 26}]},
         "BASE_TYPE_MAX_LENGTH"),
    ],
)  # fmt: skip
async def test_malformed_commands_are_refused(dc: Discord, raw: Raw, change: Json, code: str) -> None:
    status, said = await raw("PUT", f"/applications/{dc.application}/commands", [BRIEF | change])
    assert (status, said["code"]) == (400, 50035)
    assert code in codes(said["errors"])


async def test_commands_are_overwritten_and_keep_their_ids(dc: Discord, raw: Raw) -> None:
    path = f"/applications/{dc.application}/commands"
    first = (await raw("PUT", path, [BRIEF, BRIEF | {"name": "why"}]))[1]
    second = (await raw("PUT", path, [BRIEF | {"description": "Other"}]))[1]
    assert (await raw("GET", path))[1] == second
    assert [c["id"] for c in second] == [first[0]["id"]]


# --- limits and faults -------------------------------------------------------------------------------------------


async def test_a_channel_takes_so_many_messages_and_says_so() -> None:
    async with discord_server(Limits(channel=2, channel_window=60.0)) as dc, aiohttp.ClientSession() as session:
        raw, room = Raw(dc, session), dc.channel(dc.guild("Harbour"), "news")
        await raw.post(room, content="1")
        assert raw.headers["X-RateLimit-Remaining"] == "1"
        await raw.post(room, content="2")
        status, said = await raw.post(room, content="3")
        assert (status, said["global"], raw.headers["X-RateLimit-Scope"]) == (429, False, "user")
        assert raw.headers["Via"]
        assert 0 < said["retry_after"] <= 60
        assert (dc.limited, len(dc.invalid)) == (["user"], 1)


async def test_one_channels_limit_is_not_anothers() -> None:
    async with discord_server(Limits(channel=1, channel_window=60.0)) as dc, aiohttp.ClientSession() as session:
        guild = dc.guild("Harbour")
        for name in ("a", "b"):
            assert (await Raw(dc, session).post(dc.channel(guild, name), content="1"))[0] == 200


async def test_the_limit_of_all_spares_interactions() -> None:
    async with discord_server(Limits(everywhere=1, second=60.0)) as dc, aiohttp.ClientSession() as session:
        raw = Raw(dc, session)
        await raw("GET", "/users/@me")
        status, said = await raw("GET", "/users/@me")
        assert (status, said["global"], raw.headers["X-RateLimit-Scope"]) == (429, True, "global")
        assert (await raw("POST", "/interactions/1/x/callback", {"type": 5}))[1]["code"] == 10062


async def test_too_many_invalid_requests_ban_the_address() -> None:
    async with discord_server(Limits(invalid=2)) as dc, aiohttp.ClientSession() as session:
        for _ in range(2):
            await Raw(dc, session)("GET", "/users/@me", Authorization="Bot other")
        async with session.get(dc.api + "/gateway") as answer:
            assert (answer.status, "Via" in answer.headers) == (429, False)


@pytest.mark.parametrize(("kind", "posted"), [("drop", 0), ("reset", 0), ("lose", 1), ("lose-reset", 1)])
async def test_a_lost_answer_is_not_a_lost_message(
    dc: Discord, raw: Raw, room: Channel, kind: str, posted: int
) -> None:
    dc.fail(POST, 1, kind)
    with pytest.raises(aiohttp.ClientError):
        await raw.post(room, content="hello")
    assert len(dc.messages(room)) == posted
    assert (await raw.post(room, content="hello"))[0] == 200


async def test_a_reset_is_seen_as_one(dc: Discord, raw: Raw, room: Channel) -> None:
    dc.fail(POST, 1, "lose-reset")
    with pytest.raises(aiohttp.ClientOSError) as error:
        await raw.post(room, content="hello")
    assert error.value.errno == 104


async def test_errors_come_as_scripted(dc: Discord, raw: Raw, room: Channel) -> None:
    dc.fail(POST, 1, "error", status=403, code=50013, message="Missing Permissions", where=f"/{room.id}/")
    assert (await raw.post(room, content="x"))[1]["code"] == 50013
    dc.fail(POST, 1, "html", status=502)
    with pytest.raises(ValueError, match="Expecting value"):
        await raw.post(room, content="x")
    dc.fail(POST, 1, "limit", seconds=3.0, message="shared")
    assert (await raw.post(room, content="x"))[1]["retry_after"] == 3.0
    assert [call.status for call in dc.invalid] == [403]


async def test_garbage_and_stalls_come_after_the_message(dc: Discord, raw: Raw, room: Channel) -> None:
    dc.fail(POST, 1, "garbage")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        await raw.post(room, content="x")
    dc.fail(POST, 1, "stall")
    slow = asyncio.create_task(raw.post(room, content="y"))
    await dc.wait_for(lambda: len(dc.messages(room)) == 2)
    assert not slow.done()
    dc.release()
    assert (await slow)[0] == 200


# --- the gateway, by hand ------------------------------------------------------------------------------------------


class Ear:
    """A gateway client of a few lines."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws, self.inflate = ws, zlib.decompressobj()

    async def next(self) -> Json:
        """The next packet; one that is a close becomes {"close": code}."""
        import json

        held = b""
        while not held.endswith(b"\0\0\xff\xff"):
            message = await self.ws.receive(timeout=20)
            if message.type is not aiohttp.WSMsgType.BINARY:
                return {"close": self.ws.close_code}
            held += message.data
        return dict(json.loads(self.inflate.decompress(held)))

    async def until(self, **wanted: Any) -> Json:
        """The first packet with these values. A close ends the search."""
        while True:
            packet = await self.next()
            if "close" in packet or all(packet.get(name) == value for name, value in wanted.items()):
                return packet

    async def identify(self, dc: Discord, **change: Any) -> None:
        said = {"token": dc.token, "intents": 1 | 1 << 9 | 1 << 12, "properties": {}} | change
        await self.ws.send_json({"op": 2, "d": said})

    async def resume(self, dc: Discord, session: str, seq: int) -> None:
        await self.ws.send_json({"op": 6, "d": {"token": dc.token, "session_id": session, "seq": seq}})


@contextlib.asynccontextmanager
async def listening(dc: Discord, query: str = "v=10&encoding=json&compress=zlib-stream") -> AsyncIterator[Ear]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{dc.gateway.url}?{query}") as ws:
        yield Ear(ws)


async def test_hello_ready_and_guilds_come_in_order(dc: Discord, room: Channel) -> None:
    dc.gateway.pieces = 3
    async with listening(dc) as ear:
        assert (await ear.next())["d"] == {"heartbeat_interval": 41_250.0}
        await ear.identify(dc)
        ready, guild = await ear.next(), await ear.next()
        assert (ready["t"], ready["s"], guild["t"], guild["s"]) == ("READY", 1, "GUILD_CREATE", 2)
        assert ready["d"]["guilds"] == [{"id": guild["d"]["id"], "unavailable": True}]
        assert guild["d"]["channels"][0]["id"] == str(room.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "other"}, 4004),
        ({"intents": 1 | 1 << 15}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"intents": None}, 4013),
    ],
)
async def test_a_wrong_identity_is_turned_away(dc: Discord, change: Json, code: int) -> None:
    async with listening(dc) as ear:
        await ear.identify(dc, **change)
        assert await ear.until(t="READY") == {"close": code}


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        ('{"op": 99}', 4001),
        ("nonsense", 4002),
        ('{"op": 3, "d": {}}', 4003),
        (f'{{"op": 1, "d": "{"x" * 5000}"}}', 4002),
    ],
)
async def test_malformed_packets_end_the_socket(dc: Discord, packet: str, code: int) -> None:
    async with listening(dc) as ear:
        await ear.ws.send_str(packet)
        assert await ear.until(t="READY") == {"close": code}


async def test_identifying_twice_ends_the_socket(dc: Discord) -> None:
    async with listening(dc) as ear:
        await ear.identify(dc)
        await ear.identify(dc)
        assert await ear.until(t="NEVER") == {"close": 4005}


async def test_too_many_packets_end_the_socket() -> None:
    async with discord_server(Limits(events=3)) as dc, listening(dc) as ear:
        for _ in range(4):
            await ear.ws.send_json({"op": 1, "d": None})
        assert await ear.until(t="NEVER") == {"close": 4008}


async def test_without_heartbeats_the_socket_ends() -> None:
    async with discord_server(Limits(heartbeat=0.01)) as dc, listening(dc) as ear:
        assert await ear.until(t="NEVER") == {"close": 4009}


async def test_heartbeats_are_acknowledged_until_the_socket_is_a_zombie(dc: Discord) -> None:
    async with listening(dc) as ear:
        await ear.ws.send_json({"op": 1, "d": None})
        assert (await ear.until(op=11))["op"] == 11
        dc.gateway.mute()
        await ear.ws.send_json({"op": 1, "d": None})
        await dc.wait_for(lambda: dc.gateway.count(1) == 2)
        await dc.gateway.close(4000)
        assert await ear.until(op=11) == {"close": 4000}


async def test_what_was_missed_is_replayed(dc: Discord, room: Channel, ada: Person) -> None:
    async with listening(dc) as ear:
        await ear.identify(dc)
        session = (await ear.until(t="READY"))["d"]["session_id"]
        seq = (await ear.until(t="GUILD_CREATE"))["s"]
        dc.gateway.drop()
        await ear.until(t="NEVER")
    dc.says(room, ada, "missed")
    async with listening(dc) as ear:
        await ear.resume(dc, session, seq)
        assert [(await ear.until(op=0))["t"] for _ in range(2)] == ["MESSAGE_CREATE", "RESUMED"]


async def test_a_forgotten_session_is_invalid_and_a_wrong_number_too(dc: Discord) -> None:
    async with listening(dc) as ear:
        await ear.resume(dc, "unknown", 1)
        assert (await ear.until(op=9))["d"] is False
        await ear.identify(dc)
        session = (await ear.until(t="READY"))["d"]["session_id"]
        await ear.resume(dc, session, 99)
        assert await ear.until(t="NEVER") == {"close": 4007}


async def test_another_version_or_compression_is_refused(dc: Discord) -> None:
    async with listening(dc, "v=9&encoding=json") as ear:
        assert await ear.next() == {"close": 4012}
    async with listening(dc, "v=10&encoding=json&compress=zstd-stream") as ear:
        assert await ear.next() == {"close": 4002}
    assert len(dc.protests) == 1


# --- the real client ---------------------------------------------------------------------------------------------


async def test_the_client_sees_guilds_channels_threads_and_itself(dc: Discord, room: Channel) -> None:
    thread = dc.thread(room, "port fire")
    async with running(dc) as bot:
        await bot.wait_until_ready()
        assert [c.id for c in bot.guilds[0].text_channels] == [room.id]
        assert bot.guilds[0].threads[0].id == thread.id
        assert bot.get_channel(room.id).permissions_for(bot.guilds[0].me).send_messages
    assert dc.protests == []


async def test_a_wrong_token_fails_the_login(dc: Discord) -> None:
    with dc.redirect():
        async with Bot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("other")


async def test_a_privileged_intent_is_refused(dc: Discord) -> None:
    with dc.redirect():
        async with Bot(None, 1 | 1 << 15) as bot:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await bot.start(dc.token)


async def test_only_what_concerns_the_bot_is_told(dc: Discord, room: Channel, ada: Person) -> None:
    async with running(dc) as bot:
        mine = dc.post(room, dc.bot, {"content": "post"})
        dc.says(room, ada, "among us")
        dc.says(room, ada, f"{dc.bot.mention} to you")
        dc.says(room, ada, "why?", reply_to=mine)
        dc.says(room, ada, "silently", reply_to=mine, pings=False)
        dc.says(dc.dm(ada), ada, "in private")
        assert await bot.hears(6) == ["post", "", f"{dc.bot.mention} to you", "why?", "", "in private"]


async def greet(interaction: Any) -> None:
    """Defers, answers with components, follows up."""
    hidden = any(option["name"] == "topic" for option in interaction.data.get("options", ()))
    await interaction.response.defer(ephemeral=hidden, thinking=True)
    view = discord.ui.LayoutView(timeout=None)
    choice: Any = discord.ui.ActionRow(discord.ui.Button(label="1", custom_id="story port"))
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("The port is shut."), choice))
    await interaction.edit_original_response(view=view)
    await interaction.followup.send("More follows.")


async def test_a_command_is_deferred_answered_and_followed_up(dc: Discord, room: Channel, ada: Person) -> None:
    async with running(dc, greet, commands=(BRIEF,)):
        asked = dc.slash(room, ada, "brief")
        message = await dc.answer(asked)
        await dc.wait_for(lambda: len(asked.shown) == 2)
        assert (message.text, message.button("1").custom_id) == ("The port is shut.", "story port")
        assert (message.edits, message.ephemeral, asked.callback) == (1, False, 5)
    assert dc.protests == []


async def test_an_ephemeral_answer_is_seen_by_whoever_asked(dc: Discord, room: Channel, ada: Person) -> None:
    assert room.guild is not None
    eve = dc.user("eve", room.guild)
    async with running(dc, greet, commands=(BRIEF,)):
        message = await dc.answer(dc.slash(room, ada, "brief", {"topic": "port"}))
        assert message.ephemeral
        with pytest.raises(AssertionError, match="nobody else"):
            dc.press(message, "1", eve)
        pressed = dc.press(message, "1")
        assert await dc.acknowledged(pressed) == 5


async def test_the_first_follow_up_takes_the_place_of_the_deferral(dc: Discord, room: Channel, ada: Person) -> None:
    async def act(interaction: Any) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        first = await interaction.followup.send("first", wait=True)
        second = await interaction.followup.send("second", wait=True)
        assert (await interaction.original_response()).id == first.id
        await interaction.delete_original_response()
        await second.edit(content="changed")

    async with running(dc, act, commands=(BRIEF,)):
        asked = dc.slash(room, ada, "brief")
        await dc.wait_for(lambda: [m.text for m in asked.shown] == ["changed"])
        assert [(m.ephemeral, m.deleted) for m in asked.messages] == [(True, True), (False, False)]
    assert dc.protests == []


async def test_a_reply_to_an_answer_of_a_command_is_not_told(dc: Discord, room: Channel, ada: Person) -> None:
    async def act(interaction: Any) -> None:
        await interaction.response.send_message("answer")

    async with running(dc, act, commands=(BRIEF,)) as bot:
        answer = await dc.answer(dc.slash(room, ada, "brief"))
        dc.says(room, ada, "why?", reply_to=answer)
        assert await bot.hears(2) == ["answer", ""]


async def test_a_press_may_change_its_message(dc: Discord, room: Channel, ada: Person) -> None:
    async def act(interaction: Any) -> None:
        await interaction.response.edit_message(content="changed", view=None)

    async with running(dc, act) as bot:
        await bot.wait_until_ready()
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="go", custom_id="go"))
        message = dc.posts[(await bot.get_channel(room.id).send("before", view=view)).id]
        assert await dc.acknowledged(dc.press(message, "go", ada)) == 7
        assert (message.text, message.buttons) == ("changed", [])


async def test_an_option_completes_itself(dc: Discord, room: Channel, ada: Person) -> None:
    async def act(interaction: Any) -> None:
        choices = [discord.app_commands.Choice(name="Port", value="port")]
        await interaction.response.autocomplete(choices)

    async with running(dc, act, commands=(BRIEF,)):
        assert await dc.choices(dc.types(room, ada, "brief", "topic", "po")) == ["Port"]


async def test_a_message_has_a_menu(dc: Discord, room: Channel, ada: Person) -> None:
    async def act(interaction: Any) -> None:
        said = interaction.data["resolved"]["messages"][interaction.data["target_id"]]["content"]
        await interaction.response.send_message(said.upper())

    async with running(dc, act, commands=({"name": "Shout", "type": 3},)):
        asked = dc.choose(room, ada, "Shout", dc.says(room, ada, "port"))
        assert (await dc.answer(asked)).text == "PORT"


@pytest.mark.parametrize(("within", "codes"), [(3.0, [40060]), (-1.0, [10062, 10062])])
async def test_too_late_or_twice_is_refused(within: float, codes: list[int]) -> None:
    failed: asyncio.Queue[int] = asyncio.Queue()

    async def act(interaction: Any) -> None:
        for _ in range(2):
            try:
                await interaction.client.http.request(callback(interaction), json={"type": 5})
            except discord.HTTPException as error:
                failed.put_nowait(error.code)

    async with discord_server(Limits(answer_within=within)) as dc:
        room = dc.channel(dc.guild("Harbour"), "news")
        assert room.guild is not None
        async with running(dc, act, commands=(BRIEF,)):
            asked = dc.slash(room, room.guild.owner, "brief")
            assert [await failed.get() for _ in codes] == codes
        assert asked.late == (within < 0)


def callback(interaction: Any) -> Any:
    return discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")


async def test_a_tokens_life_ends() -> None:
    async with discord_server(Limits(token_life=-1.0)) as dc:
        room = dc.channel(dc.guild("Harbour"), "news")
        assert room.guild is not None
        async with running(dc, quietly(greet), commands=(BRIEF,)):
            asked = dc.slash(room, room.guild.owner, "brief")
            await dc.wait_for(lambda: dc.invalid)
        assert [call.status for call in dc.invalid] == [401]
        assert asked.shown == []


def quietly(act: Callable[[Any], Any]) -> Callable[[Any], Any]:
    async def acted(interaction: Any) -> None:
        with contextlib.suppress(discord.HTTPException):
            await act(interaction)

    return acted


async def test_what_is_not_offered_cannot_be_used(dc: Discord, room: Channel, ada: Person) -> None:
    assert room.guild is not None
    eve = dc.user("eve", room.guild)
    guarded = BRIEF | {"default_member_permissions": str(1 << 5), "contexts": [0]}
    async with running(dc, commands=(guarded,)):
        with pytest.raises(AssertionError, match="not shown to eve"):
            dc.slash(room, eve, "brief")
        with pytest.raises(AssertionError, match="such a place"):
            dc.slash(dc.dm(ada), ada, "brief")
        with pytest.raises(AssertionError, match="no option 'beat'"):
            dc.slash(room, ada, "brief", {"beat": "port"})
        assert dc.slash(room, ada, "brief").data["name"] == "brief"


@pytest.mark.parametrize("how", ["drop", "reconnect", "invalidate"])
async def test_the_client_comes_back_and_hears_what_it_missed(
    dc: Discord, room: Channel, ada: Person, how: str
) -> None:
    async with running(dc) as bot:
        getattr(dc.gateway, how)()
        if how == "drop":
            dc.says(room, ada, f"{dc.bot.mention} missed")
        await dc.wait_for(lambda: dc.gateway.count(2) + dc.gateway.count(6) == 2 and dc.gateway.connected)
        dc.says(room, ada, f"{dc.bot.mention} again")
        missed = [f"{dc.bot.mention} missed"] if how == "drop" else []
        assert await bot.hears(1 + len(missed)) == [*missed, f"{dc.bot.mention} again"]
    assert dc.gateway.count(6) == (how != "invalidate")


async def test_a_zombie_is_noticed_and_left() -> None:
    async with discord_server(Limits(heartbeat=0.5)) as dc:
        async with running(dc):
            dc.gateway.mute()
            await dc.wait_for(lambda: dc.gateway.count(6) == 1 and dc.gateway.connected)
        assert dc.gateway.goodbyes[0] != 1000


async def test_a_malformed_event_ends_the_client(dc: Discord, room: Channel) -> None:
    async with running(dc) as bot:
        assert bot.ended is not None
        dc.emit("MESSAGE_CREATE", {"id": "x", "channel_id": str(room.id)})
        await asyncio.wait([bot.ended], timeout=20)
        assert isinstance(bot.ended.exception(), (KeyError, ValueError))


async def test_the_client_obeys_a_channels_limit() -> None:
    async with discord_server(Limits(channel=2, channel_window=0.3)) as dc:
        room = dc.channel(dc.guild("Harbour"), "news")
        async with running(dc) as bot:
            await bot.wait_until_ready()
            for number in range(3):
                await bot.get_channel(room.id).send(str(number))
        assert [m.text for m in dc.messages(room)] == ["0", "1", "2"]


async def test_a_message_nobody_awaits_fails_the_wait(dc: Discord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discordserver.GUARD", 0.01)
    with pytest.raises(AssertionError, match="a pony never came"):
        await dc.wait_for(lambda: False, "a pony")


def test_visible_text_is_everything_written() -> None:
    room = Channel(1, 0)
    nobody = Person(2, "x")
    parts = [{"type": 17, "components": [text("a"), {"type": 9, "components": [text("b")], "accessory": button("c")}]}]
    message = Message(3, room, nobody, components=parts, embeds=[{"title": "d", "description": "e"}])
    assert message.text == "a\nb\nd\ne"
    assert [b.label for b in message.buttons] == ["c"]
    assert Interaction(4, "t", 2, room, nobody, 0.0, {}, messages=[message]).shown == [message]
