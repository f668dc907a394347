"""Discord's REST API: its routes, and what it says to a form it does not take.

A refusal is `Refused(status, code, message)`. What only a defect of ours can cause (an unknown route, a malformed form,
a mention that rings) is written to `world.protests` too; what the world can cause (a lost right, a deleted channel) is
not.
"""

from __future__ import annotations

from typing import Any

import discordforms as forms
from discordforms import EPHEMERAL, LOADING, V2, Json, Wrongs
from discordwire import NOTHING, Call, Refused, Wire, route
from discordworld import HAS_THREAD, Channel, Interaction, Message

CALLBACKS = {2: (4, 5), 3: (4, 5, 6, 7), 4: (8,)}
"""What may be answered to a command, a button, an autocomplete."""
SAYS = ("content", "embeds", "components", "sticker_ids", "attachments", "poll")
"""Any of them makes a message."""


class Rest(Wire):
    """The routes."""

    # --- what is checked everywhere

    def form(self, call: Call) -> Json:
        """The body, which must be an object."""
        if not isinstance(call.body, dict):
            self._malformed(call, "no form")
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return call.body

    def right(self, call: Call, wrong: Wrongs, under: tuple[str, ...] = ()) -> None:
        """Raises what Discord says of a malformed form."""
        if wrong.found:
            self._malformed(call, str(wrong))
            wrong.found = [(under + path, code, said) for path, code, said in wrong.found]
            raise Refused(400, 50035, "Invalid Form Body", wrong.nested())

    def _malformed(self, call: Call, said: str) -> None:
        self.world.protest(f"{call.route or call.path}: {said}")

    def said(self, call: Call, body: Json, under: tuple[str, ...] = (), **kinds: Any) -> None:
        """A message's form: its shape, that it says something, and that it rings for nobody."""
        wrong = Wrongs()
        for name in sorted(set(body) - forms.FIELDS):
            self._malformed(call, f"unknown field {name!r}")
        forms.check_message(body, wrong, **kinds)
        self.right(call, wrong, under)
        parts = body.get("components") or []
        if forms.oversized(parts):
            self._malformed(call, "components past Discord's undocumented size")
            raise Refused(500, 0, "500: Internal Server Error")
        self._rings(call, body, "\n".join([body.get("content") or "", *forms.texts(parts)]))

    def _rings(self, call: Call, body: Json, text: str) -> None:
        if self.world.may_ping:
            return
        allowed = body.get("allowed_mentions")
        if allowed is None or allowed.get("replied_user") or not forms.one_call(allowed, self.world.may_call, text):
            self._malformed(call, f"allowed_mentions {allowed!r}")
        for mention in forms.pings(text, allowed):
            if mention != self.world.may_call:
                self._malformed(call, f"{mention} would ring")

    def channel(self, number: str) -> Channel:
        """A channel the bot can see."""
        channel = self.world.channels.get(int(number)) if number.isdigit() else None
        if channel is None:
            raise Refused(404, 10003, "Unknown Channel")
        if not self.world.can(channel, "view_channel"):
            raise Refused(403, 50001, "Missing Access")
        return channel

    def writable(self, number: str) -> Channel:
        """A channel the bot may write in."""
        channel = self.channel(number)
        if channel.person and channel.person.shut:
            raise Refused(403, 50007, "Cannot send messages to this user")
        right = "send_messages_in_threads" if channel.parent else "send_messages"
        if not self.world.can(channel, right):
            raise Refused(403, 50013, "Missing Permissions")
        if channel.kind in (15, 16):
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        if channel.locked:
            raise Refused(400, 50083, "Thread is archived")
        return channel

    def message(self, channel: Channel, number: str) -> Message:
        message = self.world.posts.get(int(number)) if number.isdigit() else None
        if message is None or message.channel is not channel or message.deleted or message.ephemeral:
            raise Refused(404, 10008, "Unknown Message")
        return message

    # --- who and where

    @route("GET", "/gateway")
    async def gateway(self, call: Call, names: dict[str, str]) -> Json:
        return {"url": self.world.gateway.url}

    @route("GET", "/gateway/bot")
    async def gateway_bot(self, call: Call, names: dict[str, str]) -> Json:
        starts = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return {"url": self.world.gateway.url, "shards": 1, "session_start_limit": starts}

    @route("GET", "/users/@me")
    async def me(self, call: Call, names: dict[str, str]) -> Json:
        return self.world.bot.form() | {"verified": True, "mfa_enabled": False, "locale": "en-US", "flags": 0}

    @route("GET", "/users/{user}")
    async def user(self, call: Call, names: dict[str, str]) -> Json:
        found = self.world.people.get(int(names["user"]))
        if found is None:
            raise Refused(404, 10013, "Unknown User")
        return found.form()

    @route("GET", "/oauth2/applications/@me")
    async def application(self, call: Call, names: dict[str, str]) -> Json:
        return self.world.application_form()

    @route("GET", "/applications/@me")
    async def application_too(self, call: Call, names: dict[str, str]) -> Json:
        return self.world.application_form()

    @route("POST", "/users/@me/channels")
    async def open_dm(self, call: Call, names: dict[str, str]) -> Json:
        said = str(self.form(call).get("recipient_id"))
        person = self.world.people.get(int(said)) if said.isdigit() else None
        if person is None or person.bot:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return self.world.channel_form(self.world.dm(person))

    @route("GET", "/channels/{channel}")
    async def get_channel(self, call: Call, names: dict[str, str]) -> Json:
        return self.world.channel_form(self.channel(names["channel"]))

    @route("POST", "/channels/{channel}/typing")
    async def typing(self, call: Call, names: dict[str, str]) -> object:
        self.world.typed.append(self.writable(names["channel"]))
        return NOTHING

    @route("GET", "/guilds/{guild}/members/{user}")
    async def member(self, call: Call, names: dict[str, str]) -> Json:
        guild = self.world.guilds.get(int(names["guild"]))
        if guild is None or not guild.here:
            raise Refused(404, 10004, "Unknown Guild")
        person = self.world.people.get(int(names["user"]))
        if person is None or person not in guild.members:
            raise Refused(404, 10007, "Unknown Member")
        return self.world.member_form(guild, person)

    @route("GET", "/guilds/{guild}/roles")
    async def roles(self, call: Call, names: dict[str, str]) -> list[Json]:
        guild = self.world.guilds.get(int(names["guild"]))
        if guild is None or not guild.here:
            raise Refused(404, 10004, "Unknown Guild")
        return self.world.role_forms(guild)

    @route("POST", "/channels/{channel}/messages/{message}/threads")
    async def begin_thread(self, call: Call, names: dict[str, str]) -> Json:
        channel, body, wrong = self.channel(names["channel"]), self.form(call), Wrongs()
        forms.check_thread(body, wrong)
        self.right(call, wrong)
        if channel.kind not in (0, 5):
            self._malformed(call, f"a thread in a channel of type {channel.kind}")
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if not self.world.can(channel, "create_public_threads"):
            raise Refused(403, 50013, "Missing Permissions")
        message = self.message(channel, names["message"])
        if message.flags & HAS_THREAD:
            raise Refused(400, 160004, "A thread has already been created for this message")
        return self.world.channel_form(self.world.begin(message, body["name"]))

    # --- messages

    @route("POST", "/channels/{channel}/messages")
    async def post(self, call: Call, names: dict[str, str]) -> Json:
        channel, body = self.writable(names["channel"]), self.form(call)
        self.said(call, body)
        self._says_something(call, body)
        if (twin := self._twin(call, channel, body)) is not None:
            return self.world.message_form(twin)
        reply = self._reply(channel, body)
        message = self.world.post(channel, self.world.bot, body, reply=reply)
        return self.world.message_form(message)

    def _says_something(self, call: Call, body: Json) -> None:
        if not any(body.get(name) for name in SAYS):
            self._malformed(call, "an empty message")
            raise Refused(400, 50006, "Cannot send an empty message")

    def _twin(self, call: Call, channel: Channel, body: Json) -> Message | None:
        """The message that has this nonce already. Discord looks among all of the author's, wherever they are."""
        if not body.get("enforce_nonce") or body.get("nonce") is None:
            return None
        for message in reversed(self.world.log):
            young = self.now - message.at <= self.limits.nonce_memory
            if young and message.nonce == str(body["nonce"]) and message.author is self.world.bot:
                if message.channel is not channel:
                    self._malformed(call, f"nonce {body['nonce']} was used in another channel")
                self.world.twins.append(message)
                return message
        return None

    def _reply(self, channel: Channel, body: Json) -> Message | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        if not self.world.can(channel, "read_message_history"):
            raise Refused(403, 160002, "Cannot reply without permission to read message history")
        found = self.world.posts.get(int(reference.get("message_id") or 0))
        if found and found.channel is channel and not found.deleted:
            return found
        if reference.get("fail_if_not_exists", True):
            wrong = Wrongs()
            wrong.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            raise Refused(400, 50035, "Invalid Form Body", wrong.nested())
        return None

    @route("GET", "/channels/{channel}/messages/{message}")
    async def get_message(self, call: Call, names: dict[str, str]) -> Json:
        channel = self.channel(names["channel"])
        return self.world.message_form(self.message(channel, names["message"]))

    @route("PATCH", "/channels/{channel}/messages/{message}")
    async def edit_message(self, call: Call, names: dict[str, str]) -> Json:
        message = self.message(self.channel(names["channel"]), names["message"])
        if message.author is not self.world.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        return self._edit(call, message, self.form(call))

    def _edit(self, call: Call, message: Message, body: Json, under: tuple[str, ...] = ()) -> Json:
        v2 = bool(message.flags & V2)
        if body.get("flags") is not None and v2 and not body["flags"] & V2:
            self._malformed(call, "the flag of components cannot be taken back")
        becoming = not v2 and (body.get("flags") or 0) & V2
        for name in ("content", "embeds"):
            if becoming and getattr(message, name) and name not in body:
                body = body | {name: getattr(message, name)}
        self.said(call, body, under, v2=v2, ephemeral=message.ephemeral)
        return self.world.message_form(self.world.edit(message, body))

    @route("DELETE", "/channels/{channel}/messages/{message}")
    async def delete_message(self, call: Call, names: dict[str, str]) -> object:
        channel = self.channel(names["channel"])
        message = self.message(channel, names["message"])
        if message.author is not self.world.bot and not self.world.can(channel, "manage_messages"):
            raise Refused(403, 50013, "Missing Permissions")
        self.world.delete(message)
        return NOTHING

    # --- commands

    @route("GET", "/applications/{app}/commands")
    async def commands(self, call: Call, names: dict[str, str]) -> list[Json]:
        return self._commands(names)

    @route("GET", "/applications/{app}/guilds/{guild}/commands")
    async def guild_commands(self, call: Call, names: dict[str, str]) -> list[Json]:
        return self._commands(names)

    def _commands(self, names: dict[str, str]) -> list[Json]:
        if names["app"] != str(self.world.application):
            raise Refused(404, 10002, "Unknown Application")
        if "guild" in names and not self.world.at_home(names["guild"]):
            raise Refused(403, 50001, "Missing Access")
        return self.world.commands.setdefault(names.get("guild", ""), [])

    @route("PUT", "/applications/{app}/commands")
    async def overwrite(self, call: Call, names: dict[str, str]) -> list[Json]:
        return self._overwrite(call, names)

    @route("PUT", "/applications/{app}/guilds/{guild}/commands")
    async def overwrite_guild(self, call: Call, names: dict[str, str]) -> list[Json]:
        return self._overwrite(call, names)

    def _overwrite(self, call: Call, names: dict[str, str]) -> list[Json]:
        known, wrong = self._commands(names), Wrongs()
        forms.check_commands(call.body, wrong)
        self.right(call, wrong)
        known[:] = [self.world.command(body, names.get("guild")) for body in call.body]
        return known

    @route("POST", "/applications/{app}/commands")
    async def add_command(self, call: Call, names: dict[str, str]) -> Json:
        return self._add_command(call, names)

    @route("POST", "/applications/{app}/guilds/{guild}/commands")
    async def add_guild_command(self, call: Call, names: dict[str, str]) -> Json:
        return self._add_command(call, names)

    def _add_command(self, call: Call, names: dict[str, str]) -> Json:
        known, wrong, body = self._commands(names), Wrongs(), self.form(call)
        forms.check_command(body, wrong)
        self.right(call, wrong)
        made = self.world.command(body, names.get("guild"))
        known[:] = [c for c in known if (c["type"], c["name"]) != (made["type"], made["name"])] + [made]
        return made

    # --- interactions

    @route("POST", "/interactions/{id}/{token}/callback")
    async def callback(self, call: Call, names: dict[str, str]) -> object:
        asked, body = self._asked(names), self.form(call)
        kind, data = body.get("type"), body.get("data") or {}
        if kind not in CALLBACKS[asked.kind]:
            wrong = Wrongs()
            said = f"Value must be one of {CALLBACKS[asked.kind]}."
            wrong.add(("type",), "BASE_TYPE_CHOICES", said)
            self.right(call, wrong)
        self._called(call, asked, kind, data)
        asked.callback, asked.answered = kind, self.now
        if call.query.get("with_response") not in ("1", "true"):
            return NOTHING
        return self._acknowledged(asked)

    def _asked(self, names: dict[str, str]) -> Interaction:
        asked = self.world.interactions.get(names["token"])
        if asked is None or str(asked.id) != names["id"]:
            raise Refused(404, 10062, "Unknown interaction")
        if asked.callback is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if self.now - asked.at > self.limits.answer_within:
            asked.late = True
            raise Refused(404, 10062, "Unknown interaction")
        return asked

    def _called(self, call: Call, asked: Interaction, kind: int, data: Json) -> None:
        match kind:
            case 4:
                self.said(call, data, ("data",), ephemeral=True)
                self._says_something(call, data)
                asked.original = self.world.respond(asked, data)
            case 5:
                asked.original = self.world.respond(asked, {"flags": (data.get("flags") or 0) & EPHEMERAL | LOADING})
            case 6:
                asked.original = asked.message
            case 7:
                assert asked.message is not None
                self._edit(call, asked.message, data, ("data",))
                asked.original = asked.message
            case 8:
                wrong = Wrongs()
                forms.check_choices(data.get("choices"), wrong, ("data", "choices"))
                self.right(call, wrong)
                asked.choices = data["choices"]

    def _acknowledged(self, asked: Interaction) -> Json:
        said: Json = {"id": str(asked.id), "type": asked.kind}
        if asked.original is None:
            return {"interaction": said}
        said |= {
            "response_message_id": str(asked.original.id),
            "response_message_loading": asked.original.loading,
            "response_message_ephemeral": asked.original.ephemeral,
        }
        resource: Json = {"type": asked.callback}
        if asked.callback in (4, 7):
            resource["message"] = self.world.message_form(asked.original)
        return {"interaction": said, "resource": resource}

    def _open(self, names: dict[str, str]) -> Interaction:
        """The interaction whose token this is, while the token lives."""
        asked = self.world.interactions.get(names["token"])
        if names["app"] != str(self.world.application):
            raise Refused(404, 10015, "Unknown Webhook")
        if asked is None or self.now - asked.at > self.limits.token_life:
            raise Refused(401, 50027, "Invalid Webhook Token")
        if asked.callback is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return asked

    @route("POST", "/webhooks/{app}/{token}")
    async def follow_up(self, call: Call, names: dict[str, str]) -> Json:
        asked, body = self._open(names), self.form(call)
        self.said(call, body, ephemeral=True)
        self._says_something(call, body)
        if asked.original and asked.original.loading:
            # Discord puts the first follow-up in the place of the message that says the bot is thinking, which also
            # decides who sees it.
            return self.world.message_form(self.world.edit(asked.original, body))
        return self.world.message_form(self.world.respond(asked, body))

    def _said(self, names: dict[str, str]) -> Message:
        asked = self._open(names)
        if names["message"] == "@original":
            found = asked.original
        else:
            found = next((m for m in asked.messages if str(m.id) == names["message"]), None)
        if found is None or found.deleted:
            raise Refused(404, 10008, "Unknown Message")
        return found

    @route("GET", "/webhooks/{app}/{token}/messages/{message}")
    async def get_said(self, call: Call, names: dict[str, str]) -> Json:
        return self.world.message_form(self._said(names))

    @route("PATCH", "/webhooks/{app}/{token}/messages/{message}")
    async def edit_said(self, call: Call, names: dict[str, str]) -> Json:
        message, body = self._said(names), self.form(call)
        if message.loading:
            self._says_something(call, body)
        return self._edit(call, message, body)

    @route("DELETE", "/webhooks/{app}/{token}/messages/{message}")
    async def delete_said(self, call: Call, names: dict[str, str]) -> object:
        self.world.delete(self._said(names))
        return NOTHING
