"""A strict Discord on a loopback socket: REST under /api/v10 and the gateway, as discord.py speaks them.

    async with discord_server() as dc:                      # every limit and timeout: discord_server(Limits(...))
        guild = dc.guild("Harbour"); room = dc.channel(guild, "news"); ada = dc.user("ada", guild, manages=True)
        with dc.redirect():                                 # discord.py speaks to this server in the block
            ...                                             # start the client with dc.token
            await dc.connected()
            asked = dc.slash(room, ada, "brief", {"topic": "port"})
            message = await dc.answer(asked)                # .text, .buttons, .ephemeral
            dc.press(message, "1", ada)
            dc.says(room, ada, "and then?", reply_to=message)
            await dc.wait_for(lambda: len(dc.messages(room)) == 2)
        assert dc.protests == []

For the adapter: everything discord.py asks goes to `discord.http.Route.BASE` + path, also what the webhook adapter
sends (interaction callbacks, follow-ups, @original): it makes its routes of the same class, so that one
`Route.BASE = dc.api` moves all of REST. The first connection goes to
`discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` (`dc.gateway.url` as a yarl.URL; a plain Client never asks GET
/gateway), later ones to READY's resume_gateway_url, and to DEFAULT_GATEWAY again after an invalid session. With the
package `zstandard` installed the client would ask for zstd: that is protested. `on_ready` comes `guild_ready_timeout`
(2 s) after the last GUILD_CREATE: interactions and messages come before, so nothing should wait for it. `import
discord` warns that audioop ends, which is an error in tests: import this first. After an invalid session the
client waits 5 s in `before_identify_hook`.

Not to be found in the documents, and kept here: components whose texts exceed 10,170 bytes of UTF-8 (12 more for each
text) are answered 500; the first follow-up after a deferral takes the place, and the visibility, of the deferral; a
nonce is looked for among all messages of its author, in every channel.

`dc.protests` holds what only a defect of the client's can cause. `dc.fail` scripts faults. Not built: modals, polls,
files' contents, reactions, voice, webhooks of one's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, TypeVar

from aiohttp import web
from discordforms import Json
from discordgateway import Gateway, Session
from discordrest import Rest
from discordwire import API, FAULTS, Call, Fault
from discordworld import UNHURRIED, Channel, Guild, Interaction, Limits, Message, Person, World

__all__ = [
    "UNHURRIED",
    "Channel",
    "Discord",
    "Guild",
    "Interaction",
    "Limits",
    "Message",
    "Person",
    "discord_server",
    "sdk",
]

T = TypeVar("T")
TOKEN = "discord-token"
TAKES: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float)}
"""What an option of a kind is filled with."""
GUARD = 20.0
"""Seconds after which a wait is a failure: never reached where all is well."""


def sdk() -> ModuleType:
    """discord.py, imported without the warning it causes: its voice part needs audioop, whose end Python announces."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("discord")


sdk()  # whoever imports us may import discord.py after


class Discord(World):
    """A world with one application in it, and everything that was asked of it."""

    def __init__(self, limits: Limits, token: str) -> None:
        super().__init__(self._tell)
        self.limits, self.token = limits, token
        self.calls: list[Call] = []
        self.invalid: list[Call] = []
        """Answered 401, 403 or 429: 10,000 of them in ten minutes ban the address."""
        self.limited: list[str] = []
        """The scope of every 429."""
        self.twins: list[Message] = []
        """Messages given back for a nonce that was known."""
        self.typed: list[Channel] = []
        self.protests: list[str] = []
        self.may_ping = False
        self.may_call = ""
        """The one mention that a message may begin with and call by."""
        self._changed = asyncio.Event()
        self.rest = Rest(self)
        self.gateway = Gateway(
            limits, token, ready=self._ready, begin=self._begin, protest=self.protest, touched=self.touch
        )
        self.api = ""

    # --- what people do

    def says(
        self, channel: Channel, person: Person, text: str, *, reply_to: Message | None = None, pings: bool = True
    ) -> Message:
        """Somebody writes; a reply pings its author unless told."""
        named = [p for p in self.people.values() if p.mention in text]
        if reply_to and pings and reply_to.author not in named:
            named.append(reply_to.author)
        message = self.keep(Message(self.snowflake(), channel, person, text, reply=reply_to, mentions=named))
        self.tell("MESSAGE_CREATE", self.message_form(message, blind=not self.told(message)))
        self.touch()
        return message

    def slash(
        self, channel: Channel, person: Person, name: str, values: Mapping[str, str | int | bool] | None = None
    ) -> Interaction:
        """Somebody uses a slash command. Raises AssertionError where Discord does not offer it so."""
        command = self._offered(channel, person, name)
        options = self._filled(command, values or {})
        return self._interact(2, channel, person, {"id": command["id"], "name": name, "type": 1, "options": options})

    def choose(self, channel: Channel, person: Person, name: str, message: Message) -> Interaction:
        """Somebody picks a command from a message's menu."""
        command = self._offered(channel, person, name, kind=3)
        seen = {str(message.id): self.message_form(message)}
        data = {"id": command["id"], "name": name, "type": 3, "target_id": str(message.id)}
        return self._interact(2, channel, person, data | {"resolved": {"messages": seen}})

    def types(self, channel: Channel, person: Person, name: str, option: str, text: str) -> Interaction:
        """Somebody types into an option that completes itself; see `choices`."""
        command = self._offered(channel, person, name)
        found = next((o for o in command["options"] if o["name"] == option), None)
        assert found, f"/{name} has no option {option!r}"
        assert found.get("autocomplete"), f"{option!r} of /{name} does not complete itself"
        filled = [{"name": option, "type": found["type"], "value": text, "focused": True}]
        return self._interact(4, channel, person, {"id": command["id"], "name": name, "type": 1, "options": filled})

    def press(self, message: Message, label: str, person: Person | None = None) -> Interaction:
        """Somebody presses a button: by default whoever asked for the message, or the person of the conversation."""
        asked = message.asked.person if message.asked else None
        who = person or asked or message.channel.person
        assert who is not None, "somebody must press it"
        assert not message.ephemeral or who is asked, "nobody else sees that message"
        button = message.button(label)
        assert button.custom_id, f"{label!r} is a link"
        assert not button.disabled, f"{label!r} is disabled"
        data = {"custom_id": button.custom_id, "component_type": 2}
        return self._interact(3, message.channel, who, data, message)

    def _offered(self, channel: Channel, person: Person, name: str, kind: int = 1) -> Json:
        home = str(channel.guild.id) if channel.guild else "-"
        assert channel.guild is None or channel.guild.here, "the bot is not there any more"
        known = self.commands.get(home, []) + self.commands.get("", [])
        command = next((c for c in known if (c["name"], c["type"]) == (name, kind)), None)
        assert command, f"no command {name!r} is registered: {sorted(c['name'] for c in known)}"
        place = 1 if channel.guild is None else 0
        assert place in (command["contexts"] or (0, 1, 2)), f"{name!r} is not shown in such a place"
        needed = int(command["default_member_permissions"] or 0)
        if channel.guild and command["default_member_permissions"] is not None:
            assert self.rights(channel, person) & needed == needed, f"{name!r} is not shown to {person.name}"
        return command

    def _filled(self, command: Json, values: Mapping[str, str | int | bool]) -> list[Json]:
        options = {option["name"]: option for option in command.get("options") or ()}
        for name, option in options.items():
            assert name in values or not option.get("required"), f"{name!r} is required"
        for name, value in values.items():
            assert name in options, f"/{command['name']} has no option {name!r}: {sorted(options)}"
            assert isinstance(value, TAKES[options[name]["type"]]), f"{name!r} does not take {value!r}"
            assert len(str(value)) <= options[name].get("max_length", 6_000), f"{name!r} is too long"
            fixed = [choice["value"] for choice in options[name].get("choices") or ()]
            assert not fixed or value in fixed, f"{name!r} does not offer {value!r}: {fixed}"
        return [{"name": name, "type": options[name]["type"], "value": value} for name, value in values.items()]

    def _interact(
        self, kind: int, channel: Channel, person: Person, data: Json, message: Message | None = None
    ) -> Interaction:
        assert self.gateway.sessions, "no client is there to be asked"
        number = self.snowflake()
        asked = Interaction(number, f"token{number}", kind, channel, person, self.now, data, message)
        self.interactions[asked.token] = asked
        self.tell("INTERACTION_CREATE", self.interaction_form(asked))
        self.touch()
        return asked

    # --- waiting

    async def wait_for(self, met: Callable[[], T], what: str = "") -> T:
        """What `met` gives as soon as it is true, looked at after everything that happens. Raises AssertionError."""
        try:
            async with asyncio.timeout(GUARD):
                while not (found := met()):
                    await self._changed.wait()
        except TimeoutError:
            said = f"{what or 'it'} never came; protests {self.protests}; last calls {self.calls[-5:]}"
            raise AssertionError(said) from None
        return found

    async def connected(self) -> None:
        """Until a client is identified (or has resumed). What it was sent it has yet to read."""
        await self.wait_for(lambda: self.gateway.connected, "a client")

    async def answer(self, asked: Interaction) -> Message:
        """The first message that answers an interaction."""
        return (await self.wait_for(lambda: asked.shown, f"an answer to {asked.data}"))[0]

    async def acknowledged(self, asked: Interaction) -> int:
        """How an interaction was first answered (callback type)."""
        await self.wait_for(lambda: asked.callback is not None, f"a callback for {asked.data}")
        assert asked.callback is not None
        return asked.callback

    async def choices(self, asked: Interaction) -> list[str]:
        """What an autocomplete offers."""
        await self.wait_for(lambda: asked.choices is not None, f"choices for {asked.data}")
        return [choice["name"] for choice in asked.choices or ()]

    async def message(self, channel: Channel, met: Callable[[Message], bool] = bool) -> Message:
        """The first message of the bot in a channel that fits."""
        return (await self.wait_for(lambda: [m for m in self.messages(channel) if met(m)], "a message"))[0]

    def messages(self, channel: Channel) -> list[Message]:
        """The bot's messages in a channel that say something, oldest first; the ephemeral ones are marked."""
        return [
            m for m in self.log if m.channel is channel and m.author is self.bot and not m.loading and not m.deleted
        ]

    def asked(self, route: str) -> list[Call]:
        """Every request for a route, as `discordrest` names them: "POST /channels/{channel}/messages"."""
        return [call for call in self.calls if call.route == route]

    # --- faults

    def fail(
        self, route: str, times: int = 1, kind: str = "error", *, status: int = 500, code: int = 0, message: str = "",
        seconds: float = 0.0, where: str = "",
    ) -> Fault:  # fmt: skip
        """The next `times` requests for a route ("*": any; `where`: part of the path) go wrong.

        Not carried out: "error" (with `status`, `code`, `message`), "html", "drop" (the connection ends), "reset" (with
        ECONNRESET), "limit" (429 for `seconds`; `message` is the scope), "ban" (429 as from Cloudflare). Carried out,
        but: "lose" and "lose-reset" (the answer is lost), "garbage" (it is no JSON), "stall" (it waits). "delay" waits
        before. Waits last `seconds`, or until `release`.
        """
        assert kind in FAULTS, f"{kind!r} is none of {FAULTS}"
        fault = Fault(route, times, kind, seconds, status, code, message, where)
        self.rest.faults.append(fault)
        return fault

    def release(self) -> None:
        """Ends every wait of a fault."""
        self.rest.freed.set()

    def emit(self, event: str, payload: Any) -> None:
        """Any event, checked by nobody: malformed ones too."""
        self.gateway.dispatch(event, payload)

    def protest(self, what: str) -> None:
        self.protests.append(what)
        self.touch()

    def touch(self) -> None:
        """Something happened: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    # --- the wire

    def _tell(self, event: str, payload: Any) -> None:
        self.gateway.dispatch(event, payload)
        self.touch()

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.bot.form() | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self.guilds.values() if guild.here],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.gateway.url,
            "shard": [0, 1],
            "application": {"id": str(self.application), "flags": 0},
            "private_channels": [],
            "relationships": [],
        }

    def _begin(self, session: Session) -> None:
        for guild in self.guilds.values():
            if guild.here:
                session.dispatch("GUILD_CREATE", self.guild_form(guild))

    @contextlib.contextmanager
    def redirect(self) -> Iterator[None]:
        """discord.py speaks to this server while the block runs."""
        from discord.gateway import DiscordWebSocket
        from discord.http import Route
        from yarl import URL

        old = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self.api, URL(self.gateway.url)
        try:
            yield
        finally:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = old

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request, web.Request)
        if request.path == "/gateway/":
            return await self.gateway.serve(request)
        return await self.rest.handle(request)


@contextlib.asynccontextmanager
async def discord_server(limits: Limits | None = None, token: str = TOKEN) -> AsyncIterator[Discord]:
    """A Discord on a free port of 127.0.0.1 while the block runs."""
    world = Discord(limits or Limits(), token)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", world.handle)
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    port = runner.addresses[0][1]
    world.api, world.gateway.url = f"http://127.0.0.1:{port}{API}", f"ws://127.0.0.1:{port}/gateway/"
    try:
        yield world
    finally:
        world.release()
        world.gateway.drop()
        await runner.cleanup()
