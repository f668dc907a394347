"""The world of the Discord double: people, places, rights, messages, and the forms Discord gives them.

Every change is told to whoever is connected through `tell`; nothing here waits, listens or fails.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discordforms as forms
from discordforms import EPHEMERAL, LOADING, Button, Json

EPOCH = 1_420_070_400_000
RIGHTS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_application_commands": 1 << 31,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
EVERYBODY = sum(
    RIGHTS[name]
    for name in RIGHTS
    if name not in ("administrator", "manage_channels", "manage_guild", "manage_messages", "mention_everyone")
)
ALL = (1 << 53) - 1
HAS_THREAD = 1 << 5
"""The flag of a message that a thread begins with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything Discord counts or times; seconds, and numbers a window. As they really are, unless told."""

    heartbeat: float = 41.25
    events: int = 120
    events_window: float = 60.0
    everywhere: int = 50
    second: float = 1.0
    rule: str = ""
    """How `everywhere` is counted: as a strict "window" or a "bucket" of `limits`, else from a second's first on."""
    channel: int = 5
    channel_window: float = 5.0
    webhook: int = 5
    webhook_window: float = 2.0
    answer_within: float = 3.0
    token_life: float = 900.0
    nonce_memory: float = 180.0
    invalid: int = 10_000

    def of(self, route: str) -> tuple[int, float] | None:
        """The bucket of a route; None where Discord names none."""
        if route.endswith(("/channels/{channel}/messages", "/messages/{message}", "/typing")):
            if route.startswith("GET") or "/webhooks/" in route:
                return None if route.startswith("GET") else (self.webhook, self.webhook_window)
            return self.channel, self.channel_window
        return (self.webhook, self.webhook_window) if route.startswith("POST /webhooks/") else None


UNHURRIED = Limits(everywhere=100_000, channel=100_000, webhook=100_000, events=100_000)
"""No limit is ever felt."""


@dataclass(eq=False, slots=True)
class Person:
    """A user; `shut` when nobody may write to them directly."""

    id: int
    name: str
    bot: bool = False
    shut: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def form(self) -> Json:
        said = {"id": str(self.id), "username": self.name, "discriminator": "0", "global_name": self.name.title()}
        return said | {"avatar": None, "bot": self.bot, "public_flags": 0}


@dataclass(eq=False, slots=True)
class Guild:
    """A server. `roles` are permissions by role id, `members` the role ids of everybody in it."""

    id: int
    name: str
    owner: Person
    roles: dict[int, int] = field(default_factory=dict)
    members: dict[Person, list[int]] = field(default_factory=dict)
    mentionable: set[int] = field(default_factory=set)
    """The roles that anyone may mention."""
    here: bool = True
    """Whether the bot is in it."""


@dataclass(eq=False, slots=True)
class Channel:
    """Where messages stand: a text channel (0), a conversation of two (1), a thread (11); in a forum (15) or its kind
    for media (16) only threads do."""

    id: int
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    person: Person | None = None
    denied: int = 0
    """What the bot may not do here."""
    locked: bool = False


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands now. `at` is the loop's time of its birth; `edits` how often it was changed."""

    id: int
    channel: Channel
    author: Person
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str = ""
    reply: Message | None = None
    asked: Interaction | None = None
    mentions: list[Person] = field(default_factory=list)
    at: float = 0.0
    edits: int = 0
    deleted: bool = False
    rings: list[str] = field(default_factory=list)
    """The mentions in it that called somebody when it was posted."""

    @property
    def silent(self) -> bool:
        """Whether it notifies nobody."""
        return bool(self.flags & 1 << 12)

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who asked sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that is written in it, a line for each part."""
        shown = [t for e in self.embeds for t in (e.get("title"), e.get("description")) if t]
        return "\n".join([*filter(None, [self.content]), *forms.texts(self.components), *shown])

    @property
    def buttons(self) -> list[Button]:
        return forms.buttons(self.components)

    def button(self, label: str) -> Button:
        """The one with this label. Raises AssertionError."""
        found = [button for button in self.buttons if button.label == label]
        assert found, f"no button {label!r} among {[b.label for b in self.buttons]}"
        return found[0]


@dataclass(eq=False, slots=True)
class Interaction:
    """Somebody used a command (2), a button (3) or typed into an option (4), and what came of it."""

    id: int
    token: str
    kind: int
    channel: Channel
    person: Person
    at: float
    data: Json
    message: Message | None = None
    callback: int | None = None
    answered: float | None = None
    late: bool = False
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    """What it made, the original answer first."""
    choices: list[Json] | None = None

    @property
    def shown(self) -> list[Message]:
        """The answers that say something by now."""
        return [m for m in self.messages if not m.loading and not m.deleted]


class World:
    """Everything there is, with one application in it."""

    def __init__(self, tell: Callable[[str, Any], None]) -> None:
        self.tell = tell
        self.application = self.snowflake()
        self.bot = Person(self.application, "daybrief", bot=True)
        self.people: dict[int, Person] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[str, list[Json]] = {}
        """Registered commands, by guild ("" for everywhere)."""
        self.posts: dict[int, Message] = {}
        self.log: list[Message] = []
        """Every message ever, oldest first."""
        self.interactions: dict[str, Interaction] = {}

    # --- people and places

    def user(self, name: str, *guilds: Guild, manages: bool = False) -> Person:
        """Somebody, a member of the guilds; `manages`: may manage them."""
        person = Person(self.snowflake(), name)
        self.people[person.id] = person
        for guild in guilds:
            self.enrol(guild, person, manages=manages)
        return person

    def enrol(self, guild: Guild, person: Person, *, manages: bool = False) -> None:
        """Makes somebody a member, or a member of another rank."""
        guild.members[person] = [self._role(guild, RIGHTS["manage_guild"])] if manages else []
        self._tell_member(guild, person)

    def guild(self, name: str) -> Guild:
        """A server the bot is in. A connected client is told."""
        owner = self.user(f"{name} owner")
        guild = Guild(self.snowflake(), name, owner)
        guild.roles[guild.id] = EVERYBODY
        guild.members = {owner: [], self.bot: []}
        self.guilds[guild.id] = guild
        self.tell("GUILD_CREATE", self.guild_form(guild))
        return guild

    def channel(self, guild: Guild, name: str, parent: Channel | None = None, kind: int = 0) -> Channel:
        """A text channel or one of another kind, or a thread of one."""
        made = Channel(self.snowflake(), 11 if parent else kind, name, guild, parent)
        self.channels[made.id] = made
        self.tell("THREAD_CREATE" if parent else "CHANNEL_CREATE", self.channel_form(made))
        return made

    def begin(self, message: Message, name: str) -> Channel:
        """A thread that begins with a message, whose number it has."""
        message.flags |= HAS_THREAD
        made = Channel(message.id, 11, name, message.channel.guild, message.channel)
        self.channels[made.id] = made
        self.tell("THREAD_CREATE", self.channel_form(made))
        return made

    def role(self, guild: Guild, *, mentionable: bool = False) -> int:
        """A role without any permission: its number."""
        number = self.snowflake()
        guild.roles[number] = 0
        guild.mentionable |= {number} if mentionable else set()
        form = self._role_form(number, 0) | {"mentionable": mentionable}
        self.tell("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": form})
        return number

    def grant(self, guild: Guild, person: Person, right: str) -> None:
        """A role with one right more for a member."""
        guild.members[person].append(self._role(guild, RIGHTS[right]))
        self._tell_member(guild, person)

    def thread(self, parent: Channel, name: str) -> Channel:
        """A thread of a channel."""
        assert parent.guild is not None
        return self.channel(parent.guild, name, parent)

    def dm(self, person: Person) -> Channel:
        """The conversation of the bot with one person."""
        for channel in self.channels.values():
            if channel.person is person:
                return channel
        made = Channel(self.snowflake(), 1, person=person)
        self.channels[made.id] = made
        return made

    def deny(self, channel: Channel, *rights: str) -> None:
        """Takes rights of the bot away in a channel; none named: gives all back."""
        channel.denied = sum(RIGHTS[name] for name in rights)
        self.tell("CHANNEL_UPDATE", self.channel_form(channel))

    def remove_channel(self, channel: Channel) -> None:
        """The channel is deleted."""
        del self.channels[channel.id]
        self.tell("THREAD_DELETE" if channel.parent else "CHANNEL_DELETE", self.channel_form(channel))

    def throw_out(self, guild: Guild) -> None:
        """The bot is removed from a guild."""
        guild.here = False
        self.tell("GUILD_DELETE", {"id": str(guild.id)})

    def take_back(self, guild: Guild) -> None:
        """The bot is invited again."""
        guild.here = True
        self.tell("GUILD_CREATE", self.guild_form(guild))

    def outage(self, guild: Guild) -> None:
        """Discord itself cannot show a guild for a while; the bot is still in it."""
        self.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})

    # --- rights

    def can(self, channel: Channel, right: str, person: Person | None = None) -> bool:
        """Whether somebody (the bot) has a right in a channel."""
        return bool(self.rights(channel, person or self.bot) & RIGHTS[right])

    def rights(self, channel: Channel, person: Person) -> int:
        """All rights of somebody in a channel, as a bit field."""
        if channel.guild is None:
            return EVERYBODY
        if not channel.guild.here and person is self.bot:
            return 0
        held = self._held(channel.guild, person)
        denied = channel.denied | (channel.parent.denied if channel.parent else 0)
        return held & ~denied if person is self.bot else held

    def _held(self, guild: Guild, person: Person) -> int:
        if person is guild.owner:
            return ALL
        held = guild.roles[guild.id] if person in guild.members else 0
        for role in guild.members.get(person, ()):
            held |= guild.roles[role]
        return ALL if held & RIGHTS["administrator"] else held

    def _role(self, guild: Guild, permissions: int) -> int:
        """The role with just these permissions."""
        for number, held in guild.roles.items():
            if held == permissions and number != guild.id:
                return number
        number = self.snowflake()
        guild.roles[number] = permissions
        role = {"guild_id": str(guild.id), "role": self._role_form(number, permissions)}
        self.tell("GUILD_ROLE_CREATE", role)
        return number

    def at_home(self, guild: str) -> bool:
        """Whether the bot is in the guild of this number."""
        found = self.guilds.get(int(guild)) if guild.isdigit() else None
        return found is not None and found.here

    # --- messages

    def told(self, message: Message) -> bool:
        """Whether the bot is shown what is written without the privileged intent: in private, where it is named, in a
        reply that pings an ordinary message of its own (not an answer to a command)."""
        if message.channel.guild is None or self.bot.mention in message.content:
            return True
        replied = message.reply
        return self.bot in message.mentions and replied is not None and replied.asked is None

    def post(self, channel: Channel, author: Person, body: Json, reply: Message | None = None) -> Message:
        """A message of the bot."""
        message = self.keep(Message(self.snowflake(), channel, author, reply=reply))
        message.nonce = str(body.get("nonce") or "")
        self._write(message, body)
        message.rings = forms.pings(message.text, body.get("allowed_mentions"))
        self.tell("MESSAGE_CREATE", self.message_form(message))
        return message

    def answer_form(self, asked: Interaction) -> Json:
        """Who asked, for the message that answers."""
        owners = {"0": str(asked.channel.guild.id) if asked.channel.guild else "0"}
        said = {"id": str(asked.id), "type": asked.kind, "user": asked.person.form()}
        return said | {"authorizing_integration_owners": owners}

    def respond(self, asked: Interaction, body: Json) -> Message:
        """A message that answers an interaction."""
        message = self.keep(Message(self.snowflake(), asked.channel, self.bot, asked=asked))
        self._write(message, body)
        asked.messages.append(message)
        if not message.ephemeral:
            self.tell("MESSAGE_CREATE", self.message_form(message))
        return message

    def edit(self, message: Message, body: Json) -> Message:
        """Changes what the body names. Who sees a message never changes."""
        message.flags &= ~LOADING
        self._write(message, body | {"flags": (body.get("flags") or 0) & ~EPHEMERAL | message.flags})
        message.edits += 1
        if not message.ephemeral:
            self.tell("MESSAGE_UPDATE", self.message_form(message))
        return message

    def delete(self, message: Message) -> None:
        """Takes a message away, whoever wrote it."""
        message.deleted = True
        said = {"id": str(message.id), "channel_id": str(message.channel.id)}
        guild = {"guild_id": str(message.channel.guild.id)} if message.channel.guild else {}
        if not message.ephemeral:
            self.tell("MESSAGE_DELETE", said | guild)

    def keep(self, message: Message) -> Message:
        message.at = self.now
        self.posts[message.id] = message
        self.log.append(message)
        return message

    @staticmethod
    def _write(message: Message, body: Json) -> None:
        message.flags = (body.get("flags") or 0) or message.flags
        if "content" in body:
            message.content = body["content"] or ""
        if "components" in body:
            message.components = _numbered(body["components"] or [])
        if "embeds" in body:
            message.embeds = body["embeds"] or []

    def command(self, body: Json, guild: str | None) -> Json:
        """A command as Discord gives it back."""
        known = self.commands.get(guild or "", [])
        old = next((c for c in known if (c["name"], c["type"]) == (body["name"], body.get("type", 1))), None)
        made: Json = {"contexts": None, "default_member_permissions": None, "nsfw": False, "type": 1, "description": ""}
        made |= {"integration_types": [0], "options": []} | {k: v for k, v in body.items() if v is not None}
        made |= {"application_id": str(self.application), "version": str(self.snowflake())}
        return made | {"id": old["id"] if old else str(self.snowflake())} | ({"guild_id": guild} if guild else {})

    # --- forms

    def application_form(self) -> Json:
        owner = Person(self.application + 1, "owner").form()
        said = {"id": str(self.application), "name": "Daybrief", "description": "", "icon": None, "owner": owner}
        more = {"bot_public": True, "bot_require_code_grant": False, "verify_key": "00", "team": None, "flags": 0}
        return said | more

    def channel_form(self, channel: Channel) -> Json:
        said: Json = {"id": str(channel.id), "type": channel.kind, "last_message_id": None, "flags": 0}
        if channel.person:
            return said | {"recipients": [channel.person.form()]}
        assert channel.guild is not None
        said |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
        if channel.parent:
            return said | self._thread_form(channel)
        return said | {
            "position": 0,
            "nsfw": False,
            "topic": None,
            "parent_id": None,
            "permission_overwrites": [
                {"id": str(self.bot.id), "type": 1, "allow": "0", "deny": str(channel.denied)}
            ] if channel.denied else [],
        }  # fmt: skip

    def _thread_form(self, channel: Channel) -> Json:
        assert channel.parent is not None
        assert channel.guild is not None
        state = {
            "archived": False, "auto_archive_duration": 1440, "archive_timestamp": _stamp(channel.id),
            "locked": channel.locked, "create_timestamp": _stamp(channel.id),
        }  # fmt: skip
        counts = {"message_count": 0, "member_count": 1, "total_message_sent": 0}
        owner = str(channel.guild.owner.id)
        return counts | {"parent_id": str(channel.parent.id), "owner_id": owner, "thread_metadata": state}

    @staticmethod
    def _role_form(number: int, permissions: int, name: str = "role") -> Json:
        said = {"id": str(number), "name": name, "permissions": str(permissions), "position": 0, "color": 0}
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        return said | {"colors": colours, "hoist": False, "managed": False, "mentionable": False, "flags": 0}

    def member_form(self, guild: Guild, person: Person) -> Json:
        roles = [str(role) for role in guild.members.get(person, ())]
        said = {"user": person.form(), "roles": roles, "joined_at": _stamp(guild.id), "deaf": False, "mute": False}
        return said | {"nick": None, "avatar": None, "flags": 0, "pending": False, "premium_since": None}

    def role_forms(self, guild: Guild) -> list[Json]:
        """The roles of a guild; that of everybody has the guild's number."""
        names = {guild.id: "@everyone"}
        return [
            self._role_form(number, held, names.get(number, "role")) | {"mentionable": number in guild.mentionable}
            for number, held in guild.roles.items()
        ]

    def guild_form(self, guild: Guild) -> Json:
        here = [c for c in self.channels.values() if c.guild is guild]
        roles = self.role_forms(guild)
        said = {"id": str(guild.id), "name": guild.name, "icon": None, "owner_id": str(guild.owner.id), "roles": roles}
        lists: Json = {name: [] for name in ("emojis", "stickers", "features", "voice_states", "presences")}
        return said | lists | {
            "unavailable": False,
            "member_count": len(guild.members),
            "large": False,
            "joined_at": _stamp(guild.id),
            "preferred_locale": "en-US",
            # Without the privileged intent the client is told of nobody but itself.
            "members": [self.member_form(guild, self.bot)],
            "channels": [self.channel_form(c) for c in here if not c.parent],
            "threads": [self.channel_form(c) for c in here if c.parent],
        }  # fmt: skip

    def message_form(self, message: Message, *, blind: bool = False) -> Json:
        """A message as Discord shows it; `blind` without what is written."""
        guild = message.channel.guild
        said: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel.id),
            "author": message.author.form(),
            "content": "" if blind else message.content,
            "timestamp": _stamp(message.id),
            "edited_timestamp": _stamp(self.snowflake()) if message.edits else None,
            "components": [] if blind else message.components,
            "embeds": [] if blind else message.embeds,
            "mentions": [self._mentioned(message, person) for person in message.mentions],
            "type": 19 if message.reply else 20 if message.asked and message.asked.kind == 2 else 0,
            "flags": message.flags,
        }
        empty = {"tts": False, "mention_everyone": False, "pinned": False, "mention_roles": [], "attachments": []}
        return said | empty | self._of(message, guild) | self._beside(message)

    def _mentioned(self, message: Message, person: Person) -> Json:
        guild = message.channel.guild
        member = {"member": self._partial(guild, person)} if guild else {}
        return person.form() | member

    def _partial(self, guild: Guild, person: Person) -> Json:
        """A member without the user, as events carry it."""
        return {name: value for name, value in self.member_form(guild, person).items() if name != "user"}

    def _of(self, message: Message, guild: Guild | None) -> Json:
        if guild is None:
            return {}
        return {"guild_id": str(guild.id), "member": self._partial(guild, message.author)}

    def _beside(self, message: Message) -> Json:
        said: Json = {"nonce": message.nonce} if message.nonce else {}
        if message.reply:
            replied = message.reply
            reference = {"message_id": str(replied.id), "channel_id": str(replied.channel.id), "type": 0}
            guild = {"guild_id": str(replied.channel.guild.id)} if replied.channel.guild else {}
            blind = replied.author is not self.bot and not self.told(replied)
            shown = None if replied.deleted else self.message_form(replied, blind=blind)
            said |= {"message_reference": reference | guild, "referenced_message": shown}
        if message.asked:
            owner = str(self.application)
            said |= {
                "webhook_id": owner,
                "application_id": owner,
                "interaction_metadata": self.answer_form(message.asked),
            }
        return said

    def interaction_form(self, asked: Interaction) -> Json:
        guild, channel = asked.channel.guild, asked.channel
        said: Json = {
            "id": str(asked.id),
            "application_id": str(self.application),
            "type": asked.kind,
            "token": asked.token,
            "version": 1,
            "data": asked.data,
            "channel_id": str(channel.id),
            "channel": self.channel_form(channel) | {"permissions": str(self.rights(channel, asked.person))},
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "context": 0 if guild else 1,
            "app_permissions": str(self.rights(channel, self.bot)),
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
        }
        if asked.message:
            said["message"] = self.message_form(asked.message)
        if guild is None:
            return said | {"user": asked.person.form()}
        member = self.member_form(guild, asked.person) | {"permissions": str(self.rights(channel, asked.person))}
        home = {"id": str(guild.id), "locale": "en-US", "features": []}
        return said | {"guild_id": str(guild.id), "guild": home, "guild_locale": "en-US", "member": member}

    def _tell_member(self, guild: Guild, person: Person) -> None:
        """Only the privileged intent hears of other members; of itself the bot always does."""
        if person is self.bot:
            said = {"guild_id": str(guild.id)} | self.member_form(guild, person)
            self.tell("GUILD_MEMBER_UPDATE", said)

    # --- numbers and times

    _last = 0

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def snowflake(self) -> int:
        """A number never given before, which tells its time as Discord's do."""
        self._last = max(self._last + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return self._last


def _stamp(number: int) -> str:
    """When a snowflake was made."""
    return datetime.fromtimestamp(((number >> 22) + EPOCH) / 1000, UTC).isoformat()


def _numbered(parts: list[Json]) -> list[Json]:
    """The parts with an id each, as Discord gives them back."""
    for number, (_, part) in enumerate(forms.walk(parts), 1):
        part["id"] = part.get("id") or number
    return parts
