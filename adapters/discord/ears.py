"""What is said to us in Discord.

Works on: one connection to the gateway, for as long as it lives.
Comes in: slash commands, buttons, direct messages, mentions, replies to what we posted; servers that put us out.
Goes out: calls of the catalogue for the reception, and its answers said where they belong.
Does not know: what an answer is about; how a dead connection is replaced (that is `bureau`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord import components, menu, mouth, places
from adapters.discord.hands import LONGEST_WAIT, SILENT, Hands
from adapters.discord.refusals import FAULTS, Trip, refusal
from adapters.discord.voices import Aloud, Aside, Unfolding, Voice, asked
from bot import commands
from bot.adapter import Locked, Undelivered
from bot.commands import Call, Misuse
from bot.news import Chat, Notice, Piece, Portion, Receipt, Sentence
from bot.pace import Away
from bot.reception import Asker, Reception

NAME = "discord"
SPOKEN = ("brief", "story", "ask", "why")
"""Commands whose answer the whole channel reads and may reply to; the rest answers only the one who asked."""
AT_ONCE = 64
"""Answers being made at the same time."""
SHUT = "That cannot be said to you alone: you take no messages from this bot. /brief with private shows it here."
POSTS = "News has no place of its own in a forum: subscribe inside one of its posts, or in a text channel."
HEARD = (discord.MessageType.default, discord.MessageType.reply)

log = logging.getLogger("daybrief.discord")


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds: between two previews of an answer; before it shows that we write; between two such signs; between two
    previews of a brief."""

    preview: float = 1.0
    typing: float = 0.3
    again: float = 8.0
    unfolding: float = 1.5


class Storms:
    """Counts connections that end, over all clients: the library connects anew at once, be it a thousand times.

    With the pauses between clients this keeps us below the 1,000 identifications a day that Discord bears.
    """

    def __init__(self, most: int = 10, within: float = 1_200.0) -> None:
        self._ends: deque[float] = deque(maxlen=most)
        self._within = within

    def breaks(self, now: float) -> bool:
        """Another one has ended; whether there were too many within so many seconds."""
        self._ends.append(now)
        return len(self._ends) == self._ends.maxlen and now - self._ends[0] < self._within


def _bearing(event: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A reader of events that bears one it cannot read; the library would give up the whole connection for it."""

    def bear(told: Any) -> Any:
        try:
            return read(told)
        except (LookupError, TypeError, ValueError, AttributeError, AssertionError) as error:
            log.error("Discord: an event cannot be read and is skipped (%s, %s)", event, type(error).__name__)
            log.debug("Discord: %s", event, exc_info=True)
            return None

    return bear


def intents() -> discord.Intents:
    """Servers, and messages there and in private. None of them is privileged: the text of messages comes with what is
    addressed to us (private, mentioning us, or a pinged reply to us) without the intent for all of it."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Ears(discord.Client):
    """A connection. `heard` is told when it is up ("") or what is wrong; `lost` holds the refusal that `ended` it."""

    def __init__(
        self,
        reception: Reception,
        hands: Hands,
        tempo: Tempo,
        heard: Callable[[str], None],
        storms: Storms | None = None,
    ) -> None:
        super().__init__(
            intents=intents(), max_messages=None, chunk_guilds_at_startup=False, allowed_mentions=SILENT,
            member_cache_flags=discord.MemberCacheFlags.none(), max_ratelimit_timeout=LONGEST_WAIT,
        )  # fmt: skip
        self.reception = reception
        self.hands = hands
        self.tempo = tempo
        self.heard = heard
        self.storms = storms or Storms()
        self.lost: Locked | None = None
        self._places = asyncio.Semaphore(AT_ONCE)
        self.ended = asyncio.Event()
        self._registered = False
        self._answers: set[asyncio.Task[Any]] = set()
        self._pressing: set[tuple[int, int, str]] = set()
        for event, read in self._connection.parsers.items():
            if event != "READY":  # without what it says there is no connection
                self._connection.parsers[event] = _bearing(event, read)

    # --- the connection

    async def on_connect(self) -> None:
        """The library says "ready" seconds later; people may speak to us from now on."""
        self.heard("")
        log.info("Discord: connected, in %d servers", len(self.guilds))
        with contextlib.suppress(Undelivered):
            await self.hands.client()  # so that the first answer need not wait for it
        if not self._registered:
            self._registered = True
            await self._register()

    async def on_resumed(self) -> None:
        self.heard("")

    async def on_disconnect(self) -> None:
        self.heard("the gateway is not connected")
        if self.storms.breaks(asyncio.get_running_loop().time()):
            self.ended.set()

    async def finish(self, seconds: float) -> None:
        """Answers on their way may arrive; after so long they are called off."""
        waiting = self._answers - {asyncio.current_task()}
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=seconds)
            for answer in late:
                answer.cancel()

    async def _register(self) -> None:
        """The menu, where Discord holds another: writing it is limited, reading is not."""
        number = self.application_id or 0
        try:
            if menu.differs(await self.http.get_global_commands(number)):
                await self.http.bulk_upsert_global_commands(number, menu.menu())
                log.info("Discord: %d commands registered", len(commands.CATALOGUE))
        except FAULTS as error:
            log.error("Discord: the commands cannot be registered: %s", refusal(error, Trip()))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Whatever one event broke, the others are heard."""
        error = sys.exc_info()[1]
        log.error("Discord: %s broke off (%s)", event_method, type(error).__name__)
        log.debug("Discord: %s", event_method, exc_info=error)

    # --- what is said to us

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        form: Any = interaction.data or {}
        if interaction.channel is None:  # a kind of place that the library does not know: nothing can be said there
            return
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._slash(interaction, menu.chosen(form))
            case discord.InteractionType.component:
                await self._pressed(interaction, components.line(form.get("custom_id", "")))
            case discord.InteractionType.autocomplete:
                await self._typing(interaction, *menu.typed(form))

    async def _slash(self, interaction: discord.Interaction, call: Call | Misuse) -> None:
        """Answered within three seconds by a sign that we are at work."""
        direct = places.direct(interaction.channel)
        if places.forum(interaction.channel) and isinstance(call, Call) and call.command.name == "subscribe":
            call = Misuse(POSTS)
        aside = not direct and not self._spoken(call)
        if not await self._acknowledged(lambda: interaction.response.defer(ephemeral=aside, thinking=True)):
            return
        alone = not direct and isinstance(call, Call) and "private" in call.values
        asker = places.asker_of_interaction(interaction, alone=alone)
        voice: Voice = Aside(self.hands, interaction, private=True)
        if not aside:
            voice = Aloud(self.hands, str(interaction.channel_id), str(interaction.id), interaction=interaction)
        await self._answer(call, asker, voice, str(interaction.id))

    async def _pressed(self, interaction: discord.Interaction, line: str) -> None:
        """The answer is a reply to the message whose button was pressed; to a message for one, an answer for one."""
        if not line or interaction.message is None:
            return
        call = commands.parse(line)
        alone = interaction.message.flags.ephemeral
        aside = alone or (not self._spoken(call) and not places.direct(interaction.channel))
        if not await self._acknowledged(lambda: interaction.response.defer(ephemeral=aside, thinking=aside)):
            return
        press = (interaction.message.id, interaction.user.id, line)
        if press in self._pressing:  # pressed twice before the answer came
            return
        self._pressing.add(press)
        try:
            await self._open(interaction, call, interaction.message, alone=alone, aside=aside)
        finally:
            self._pressing.discard(press)

    async def _open(
        self,
        interaction: discord.Interaction,
        call: Call | Misuse,
        message: discord.Message,
        *,
        alone: bool,
        aside: bool,
    ) -> None:
        pressed = str(message.id)
        asker = places.asker_of_interaction(interaction, alone=alone, replied=pressed)
        if aside:
            await self._answer(call, asker, Aside(self.hands, interaction, private=True), str(interaction.id))
            return
        room = str(interaction.channel_id)
        async with self._at_work(room):
            await self._answer(call, asker, Aloud(self.hands, room, str(interaction.id), pressed), str(interaction.id))

    def _spoken(self, call: Call | Misuse) -> bool:
        return isinstance(call, Call) and call.command.name in SPOKEN and "private" not in call.values

    async def _acknowledged(self, defer: Callable[[], Awaitable[Any]]) -> bool:
        """Whether Discord still waits for us."""
        try:
            await asked(defer)
        except Undelivered as error:
            log.warning("Discord: an interaction was over before it was answered: %s", error)
            return False
        return True

    async def _typing(self, interaction: discord.Interaction, command: str, argument: str, typed: str) -> None:
        """What may be meant, while it is being typed. Nothing is better than too late."""
        asker = places.asker_of_interaction(interaction)
        offers = await self.reception.complete(asker, command, argument, typed)
        shown = [discord.app_commands.Choice(name=name, value=value) for name, value in menu.choices(offers)]
        with contextlib.suppress(Undelivered):
            await asked(lambda: interaction.response.autocomplete(shown))

    async def on_message(self, message: discord.Message) -> None:
        """Direct messages, mentions, and replies to us; of everything else Discord gives us no text."""
        if message.author.bot or message.webhook_id or message.type not in HEARD:
            return
        direct = places.direct(message.channel)
        if not direct and not self._addressed(message):
            return
        call = commands.parse(self._words(message))
        alone = not direct and isinstance(call, Call) and "private" in call.values
        asker = places.asker_of_message(message, alone=alone)
        room, number = str(message.channel.id), str(message.id)
        voice = Aloud(self.hands, room, number, "" if direct else number)
        if alone:  # a message cannot be answered for one person's eyes: their own room can
            voice = Aloud(self.hands, f"@{message.author.id}", number)
        async with self._at_work(voice.room):
            arrived = await self._answer(call, asker, voice, number, echo=direct or alone)
        if alone and not arrived:
            with contextlib.suppress(Undelivered):
                await Aloud(self.hands, room, f"{number}!", number).say(mouth.render(Notice(SHUT)))

    def _addressed(self, message: discord.Message) -> bool:
        return self.user is not None and any(person.id == self.user.id for person in message.mentions)

    def _words(self, message: discord.Message) -> str:
        """The text without our name."""
        number = self.user.id if self.user else 0
        return message.content.replace(f"<@{number}>", " ").replace(f"<@!{number}>", " ").strip()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Put out of a server: what its channels follow rests until one of them speaks to us again."""
        for room in [*guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads]:
            await self.reception.shut_out(Chat(NAME, str(room.id)))

    # --- what we answer

    async def _answer(self, call: Call | Misuse, asker: Asker, voice: Voice, key: str, *, echo: bool = True) -> bool:
        """One call carried out, said, and remembered where it was said; whether it arrived.

        Without `echo` an answer does not repeat its question: it stands beneath it.
        """
        task = asyncio.current_task()
        if task:
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
        try:
            async with self._places:
                piece = await self._carried_out(call, asker, voice)
            # Said outside of the places: one busy channel's turns hold up no other channel's answers.
            posted = await voice.say(mouth.render(piece, echo=echo))
        except Locked as locked:
            self.lost = locked
            self.ended.set()
        except Undelivered as error:
            log.warning("Discord: an answer did not arrive: %s", error)
        else:
            await self.reception.delivered(asker, Receipt(asker.seen_by, key, posted), piece)
            return True
        return False

    async def _carried_out(self, call: Call | Misuse, asker: Asker, voice: Voice) -> Piece:
        """Sentences that come slowly are shown as they come; those that come fast are shown once, together. So are the
        stories of a brief."""
        now = asyncio.get_running_loop().time
        sentences: list[Sentence] = []
        shown, piece = now(), None
        parts, unfolding = self.reception.carry_out(call, asker), Unfolding(voice, self.tempo.unfolding)
        async with contextlib.aclosing(parts), unfolding.shown():
            async for part in parts:
                if isinstance(part, Portion):
                    unfolding.knows(mouth.so_far(part.brief))
                elif not isinstance(part, Sentence):
                    piece = part
                else:
                    sentences.append(part)
                    if now() - shown >= self.tempo.preview:
                        await self._preview(voice, sentences)
                        shown = now()
        if piece is None:
            raise Undelivered("the reception had no answer")
        return piece

    async def _preview(self, voice: Voice, sentences: list[Sentence]) -> None:
        """What is not shown early is told later; only a refused token is the end."""
        try:
            await voice.preview(mouth.preview(sentences))
        except Locked:
            raise
        except (Undelivered, Away) as error:
            log.debug("Discord: a preview did not arrive: %s", error)

    @contextlib.asynccontextmanager
    async def _at_work(self, room: str) -> AsyncIterator[None]:
        """Shows that we write, where an answer takes longer than a moment."""
        sign = asyncio.create_task(self._writing(room))
        try:
            yield
        finally:
            sign.cancel()
            await asyncio.gather(sign, return_exceptions=True)  # no sign is worth an answer

    async def _writing(self, room: str) -> None:
        await asyncio.sleep(self.tempo.typing)
        with contextlib.suppress(Undelivered):
            while True:
                await self.hands.typing(room)
                await asyncio.sleep(self.tempo.again)
