"""A brief that a model words story by story is read story by story: at the desk, at a terminal, in both chats."""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import test_discord
import test_telegram
from discordserver import UNHURRIED, Discord, discord_server
from modelserver import Asked, Held, ModelServer, Reply, failing
from pydantic import SecretStr
from rich.console import Group
from rich.text import Text
from telegramserver import UNLIMITED, TelegramServer, User, telegram_server
from test_model_desk import CHAT, DAM, NOW, OTHER, anybody, clipped, listed, obliging, uncounted

from adapters import discord, telegram
from adapters.telegram import markup
from adapters.telegram.mouth import Mouth as Telegrams
from adapters.terminal import Mouth, Terminal, console, show
from bot import llm
from bot.archive import Archive
from bot.desk import DAY, Desk
from bot.desk.pages import Wish
from bot.news import Brief, Chat, Portion
from bot.pace import Pace
from bot.reception import Reception
from bot.settings import Settings
from bot.verbs import reading
from bot.wire.fetch import Fetcher
from bot.wording.meter import Meter
from bot.wording.writing import Writing

GUARD = 20.0
DEEDS = {
    "Korve": "bridge collapses", "Brisk": "nurses strike", "Tormund": "mayor resigns", "Minnow": "orchard burns",
    "Fairhaven": "tunnel opens", "Vell": "bank fined", "Lanholm": "museum robbed", "Gannet": "ferry sinks",
    "Ostrava": "senate dissolved", "Quay": "chess hall reopens",
}  # fmt: skip
STORIES = [
    replace(DAM, id=town, headline=f"{town} {deed}", paragraphs=(f"In {town} the {deed} on Tuesday, police said.",),
            url=f"https://hp.example/{town}", published=NOW - timedelta(hours=n))
    for n, (town, deed) in enumerate(DEEDS.items())
]  # fmt: skip
PLACES = 4


@dataclass
class Bench:
    """A desk of ten stories, and a model that words each of them when it is told to. `towns`: in the brief's order."""

    server: ModelServer
    desk: Desk
    towns: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    may: dict[str, asyncio.Event] = field(default_factory=lambda: {town: asyncio.Event() for town in DEEDS})

    def reply(self, asked: Asked) -> Reply:
        town = next(town for town in DEEDS if f"In {town} " in asked.text)
        return Held(self.may[town], failing(400) if town in self.failing else obliging(asked))

    def words(self, *places: int) -> None:
        """The model gives its words for the stories in these places."""
        for place in places or range(1, len(DEEDS) + 1):
            self.may[self.towns[place - 1]].set()

    def __contains__(self, town: str) -> bool:
        return any(f"In {town} " in asked.text for asked in self.server.asked)

    def shown(self, text: str) -> list[str]:
        """The towns that are told of in a text, in its order."""
        return sorted((t for t in DEEDS if f"{t} {DEEDS[t]}" in text), key=lambda t: text.index(f"{t} {DEEDS[t]}"))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with ModelServer() as server:
        model = llm.Model(server.base_url, server.model, SecretStr(server.key), tries=1)
        writing = Writing(model, anybody, Meter(uncounted))
        made = Bench(server, clipped(*STORIES, writing=writing))
        plain = await clipped(*STORIES).brief(CHAT, stories=10)
        made.towns = [item.headline.split()[0] for item in plain.items]
        server.always = made.reply
        yield made
        made.words()
        await asyncio.gather(*made.desk.common.drafting.values())
        await writing.close()
        assert (server.protests, server.most <= PLACES) == ([], True)


def towns(part: Portion | Brief) -> list[str]:
    brief = part.brief if isinstance(part, Portion) else part
    return [item.headline.split()[0] for item in brief.items]


def ours() -> set[asyncio.Task[object]]:
    """The tasks that the bot has begun and that have not ended."""
    return {
        task
        for task in asyncio.all_tasks()
        if "/bot/" in getattr(task.get_coro(), "cr_code", compile("", "", "exec")).co_filename
    }


# --- at the desk -----------------------------------------------------------------------------------------------------


async def test_stories_come_in_their_order_each_when_it_and_all_above_it_are_worded(bench: Bench) -> None:
    async with aclosing(bench.desk.briefing(CHAT, stories=10)) as parts:
        first = asyncio.ensure_future(anext(parts))
        bench.words(3)
        await bench.server.wait_for(lambda: bench.towns[4] in bench)
        assert not first.done()
        bench.words(1)
        assert towns(await first) == bench.towns[:1]
        bench.words(2)
        assert towns(await anext(parts)) == bench.towns[:3]
        bench.words()
        told = [towns(part) async for part in parts]
    assert (told[-1], [one == bench.towns[: len(one)] for one in told]) == (bench.towns, [True] * len(told))


async def test_what_is_shown_is_what_the_whole_says(bench: Bench) -> None:
    bench.words(1, 2, 3)
    async with aclosing(bench.desk.briefing(CHAT, stories=10)) as parts:
        async for part in parts:
            bench.words()
            if isinstance(part, Portion):
                early = part.brief
    assert isinstance(part, Brief)
    assert early.items
    assert part.items[: len(early.items)] == early.items
    assert (early.edition, early.as_of, early.notes) == (part.edition, part.as_of, ())
    assert part.notes == ("Worded by model harbour-1, each sentence checked against the passages it cites.",)


async def test_a_story_that_the_model_fails_at_stands_in_its_place_in_the_sources_words(bench: Bench) -> None:
    bench.failing.add(bench.towns[4])
    bench.words()
    brief = await bench.desk.brief(CHAT, stories=10)
    assert towns(brief) == bench.towns
    assert [item.writer for item in brief.items] == [*["model harbour-1"] * 4, "extractive", *["model harbour-1"] * 5]
    assert brief.items[4].sentences[0].text in {article.paragraphs[0] for article in STORIES}


async def test_what_is_kept_comes_at_once_and_whole(bench: Bench) -> None:
    plain = [part async for part in clipped(*STORIES).briefing(CHAT, stories=10)]
    bench.words()
    made = await bench.desk.brief(CHAT, stories=10)
    assert [part async for part in bench.desk.briefing(OTHER, stories=10)] == [made]
    assert [len(towns(part)) for part in plain] == [10]


async def test_a_story_that_takes_too_long_holds_up_those_below_it_no_longer_than_a_reader_waits(bench: Bench) -> None:
    bench.words(*(place for place in range(1, 11) if place != 2))
    first = asyncio.create_task(bench.desk.brief(CHAT, stories=10))
    await bench.server.wait_for(lambda: len(bench.server.asked) == 10 and bench.server.open == 1)
    parts = [part async for part in bench.desk.briefing(OTHER, stories=10)]
    assert [len(towns(part)) for part in parts] == [1, 10]
    assert [item.writer for item in parts[1].items][:3] == ["model harbour-1", "extractive", "model harbour-1"]  # type: ignore[union-attr]
    bench.words()
    assert {item.writer for item in (await first).items} == {"model harbour-1"}


async def test_a_story_of_which_nothing_can_be_said_moves_none_that_is_shown(bench: Bench) -> None:
    mute = replace(STORIES[0], id="mute", headline="Storm gathers off Haller point", paragraphs=(), url="")
    source = clipped(*STORIES, replace(mute, published=NOW - timedelta(minutes=90)), writing=bench.desk.writing)
    laid = await source.pages._page(Wish("", DAY, 10, None, "en"), (), None)
    above = [choice.story.headline for choice in laid.choices].index(mute.headline)
    assert 0 < above < 5
    bench.words()
    told = [towns(part) async for part in source.briefing(CHAT, stories=10)]
    assert above in map(len, told)
    assert all(one == told[-1][: len(one)] for one in told)
    assert sorted(told[-1]) == sorted(DEEDS)


async def test_who_leaves_in_the_middle_leaves_nothing_but_the_work_which_others_read(bench: Bench) -> None:
    bench.words(1)
    async with aclosing(bench.desk.briefing(CHAT, stories=10)) as parts:
        assert towns(await anext(parts)) == bench.towns[:1]
    assert ours() == set(bench.desk.common.drafting.values())
    assert (await bench.desk.shelf.talk(CHAT, "")).listing == ()
    bench.words()
    await bench.server.wait_for(lambda: len(bench.server.asked) == 10 and not bench.server.open)
    brief = await bench.desk.brief(OTHER, stories=10)
    assert ({item.writer for item in brief.items}, len(bench.server.asked)) == ({"model harbour-1"}, 10)
    assert bench.desk.common.drafting == {}


# --- at a terminal ---------------------------------------------------------------------------------------------------

SIGNS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")
MOUTH = Mouth(ZoneInfo("UTC"), lambda: NOW)


class Screen(io.StringIO):
    """What is written on a screen, by any thread, without what colours it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop, self.fresh = asyncio.get_running_loop(), asyncio.Event()

    def write(self, text: str) -> int:
        self.loop.call_soon_threadsafe(self.fresh.set)
        return super().write(text)

    @property
    def text(self) -> str:
        return SIGNS.sub("", self.getvalue())

    async def until(self, holds: Callable[[str], object]) -> None:
        async with asyncio.timeout(GUARD):
            while not holds(self.text):
                self.fresh.clear()
                await self.fresh.wait()


async def unplaced(_: Chat) -> None:
    """Nothing is placed: these stories stand on the desk."""


@pytest.fixture
def reception(bench: Bench, archive: Archive, tmp_path: Path) -> Reception:
    return Reception(archive, Settings(home=tmp_path), lambda: NOW, "UTC", listed, Fetcher, unplaced, bench.desk)


LONG = "brief long"


async def test_a_reader_at_a_terminal_reads_the_first_story_before_the_last_is_worded(
    bench: Bench, reception: Reception
) -> None:
    out = Screen()
    hearing = asyncio.create_task(Terminal(MOUTH, console(out, width=100, terminal=True)).hear(reception, LONG))
    bench.words(1, 2)
    await out.until(lambda text: bench.shown(text) == bench.towns[:2])
    assert (hearing.done(), "Worded by" in out.text) == (False, False)
    bench.words()
    await hearing
    assert bench.shown(out.text) == bench.towns
    heads = [re.findall(rf"^ *{place} {town} ", out.text, re.MULTILINE) for place, town in enumerate(bench.towns, 1)]
    assert [len(found) for found in heads] == [1] * 10
    assert out.text.count("Daybrief  ") == out.text.count("Worded by model harbour-1") == 1


async def test_into_a_pipe_a_brief_goes_whole_and_as_it_always_did(bench: Bench, reception: Reception) -> None:
    out, plain = io.StringIO(), io.StringIO()
    hearing = asyncio.create_task(Terminal(MOUTH, console(out, width=100)).hear(reception, LONG))
    bench.words(1)
    await bench.server.wait_for(lambda: bench.towns[4] in bench)
    assert out.getvalue() == ""
    bench.words()
    await hearing
    brief = await bench.desk.brief(OTHER, stories=15, told={})
    show(console(plain, width=100), Group(Text(), MOUTH.render(brief), Text()))
    assert out.getvalue() == plain.getvalue()


class Watched(Screen):
    """A screen with a reader before it."""

    def isatty(self) -> bool:
        return True


async def test_the_command_prints_stories_above_the_sign_that_a_model_is_at_work(bench: Bench) -> None:
    with contextlib.redirect_stdout(out := Watched()):
        parts = bench.desk.briefing(CHAT, stories=10)
        printing = asyncio.create_task(reading._rolled(parts, bench.desk))
        await out.until(lambda text: "The model is wording it" in text)
        bench.words(1)
        await out.until(lambda text: bench.shown(text) == bench.towns[:1])
        assert not printing.done()
        bench.words()
        made = await printing
    assert (bench.shown(out.text), towns(made)) == (bench.towns, bench.towns)


@pytest.mark.parametrize("as_json", [False, True])
async def test_into_a_pipe_the_command_prints_what_it_always_did(
    bench: Bench, capfdbinary: pytest.CaptureFixture[bytes], as_json: bool
) -> None:
    bench.words()
    made = await reading._rolled(bench.desk.briefing(CHAT, stories=10), bench.desk, as_json)
    told = capfdbinary.readouterr().out
    reading._show(made, bench.desk, as_json)
    assert told == capfdbinary.readouterr().out != b""


async def test_a_store_that_fails_in_the_middle_is_the_last_word_at_a_terminal(
    bench: Bench, reception: Reception
) -> None:
    out = Screen()
    hearing = asyncio.create_task(Terminal(MOUTH, console(out, width=100, terminal=True)).hear(reception, LONG))
    bench.words(1)
    await out.until(lambda text: bench.shown(text) == bench.towns[:1])
    bench.desk.shelf = None  # type: ignore[assignment]
    bench.words()
    await hearing
    assert out.text.rstrip().endswith("That failed, and it should not have. It has been noted; try again in a moment.")


# --- in Telegram -----------------------------------------------------------------------------------------------------


@pytest.fixture
async def tg(reception: Reception, tmp_path: Path) -> AsyncIterator[TelegramServer]:
    """A Telegram to which a bureau of the reception listens; nothing in it waits for a clock."""
    async with telegram_server(UNLIMITED) as server:
        settings = Settings(home=tmp_path, telegram_token=SecretStr(server.token), telegram_api_base=server.url)
        slots = test_telegram.Slots()
        quick = test_telegram.FAST | {"tempo": telegram.Tempo(0.0, 4.5, 0.0, 0.01, 0.0)}
        bureau = telegram.build(settings, Pace("t", slots.reserve, slots.block), lambda: NOW, **quick)  # type: ignore[arg-type]
        running = asyncio.create_task(bureau.run(reception))
        yield server
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        assert server.protests == []


@pytest.fixture
def ada(tg: TelegramServer) -> User:
    return tg.user(77, "Ada")


async def whole(bench: Bench) -> list[str]:
    """The messages of a brief that comes whole."""
    brief = await bench.desk.brief(OTHER, stories=15, told={})
    return [markup.shown(message.html) for message in Telegrams(ZoneInfo("UTC"), NOW).render(brief)]


async def test_in_private_a_preview_grows_and_the_messages_are_those_of_the_whole(
    bench: Bench, tg: TelegramServer, ada: User
) -> None:
    home = tg.private(ada)
    tg.says(home, ada, f"/{LONG}")
    bench.words(1)
    await tg.wait_for(lambda: [d for d in home.drafts if bench.shown(d) == bench.towns[:1]])
    bench.words(2)
    await tg.wait_for(lambda: [d for d in home.drafts if bench.shown(d) == bench.towns[:2]])
    assert tg.messages(home) == []
    bench.words()
    await tg.wait_for(lambda: "Reply, or /ask" in tg.text(home))
    assert [m.text for m in tg.messages(home)] == await whole(bench)
    assert not any(m.was for m in tg.messages(home))


async def test_in_a_group_the_message_that_is_read_early_is_edited_at_most_twice(
    bench: Bench, tg: TelegramServer, ada: User
) -> None:
    group = tg.group(creator=[ada])
    asked = tg.says(group, ada, f"/{LONG}")
    bench.words(1)
    (early,) = await tg.wait_for(lambda: tg.messages(group))
    assert (bench.shown(early.text), early.text[-1]) == (bench.towns[:1], "…")
    assert (early.reply_to, early.labels) == (asked, ["1"])
    bench.words(2)
    await tg.wait_for(lambda: bench.shown(early.text) == bench.towns[:2])
    bench.words(*range(3, 10))
    await bench.server.wait_for(lambda: len(bench.server.asked) == 10 and bench.server.open == 1)
    bench.words()
    await tg.wait_for(lambda: "Reply, or /ask" in tg.text(group))
    assert [m.text for m in tg.messages(group)] == await whole(bench)
    assert len(early.was) == 2


async def test_of_a_brief_that_broke_off_the_group_keeps_the_last_word_and_nothing_counts_as_told(
    bench: Bench, tg: TelegramServer, ada: User, archive: Archive
) -> None:
    group = tg.group(creator=[ada])
    tg.says(group, ada, f"/{LONG}")
    bench.words(1)
    (early,) = await tg.wait_for(lambda: tg.messages(group))
    bench.desk.shelf = None  # type: ignore[assignment]
    bench.words()
    await tg.wait_for(lambda: early.was and "That failed" in early.text)
    assert tg.messages(group) == [early]
    assert await archive.seen.of(Chat("telegram", str(group.id))) == {}


# --- in Discord ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def dc(reception: Reception) -> AsyncIterator[Discord]:
    async with discord_server(UNHURRIED, test_discord.TOKEN) as dc:
        with dc.redirect():
            slots, tempo = test_discord.Slots(touch=dc.touch), discord.Tempo(preview=0.0, typing=0.0, unfolding=0.0)
            built = discord.build(
                test_discord.settings(dc), Pace("mark", slots.reserve, slots.block), pauses=test_discord.PAUSES,
                tempo=tempo,
            )  # fmt: skip
            running = asyncio.create_task(built.run(reception))
            await dc.connected()
            await dc.wait_for(lambda: dc.commands.get(""), "commands")
            yield dc
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await built._hands.close()
        assert dc.protests == []


async def test_a_slash_commands_answer_shows_the_stories_that_are_known(bench: Bench, dc: Discord) -> None:
    room = dc.channel(guild := dc.guild("Harbour"), "news")
    asked = dc.slash(room, dc.user("ada", guild), "brief", {"length": "long"})
    bench.words(1)
    await dc.wait_for(lambda: asked.original and bench.shown(asked.original.text) == bench.towns[:1])
    bench.words()
    await dc.wait_for(lambda: bench.shown("\n".join(m.text for m in dc.messages(room) if not m.asked)) == bench.towns)
    await dc.wait_for(lambda: asked.original and asked.original.deleted, "the deferred answer to go")
    assert bench.shown("\n".join(m.text for m in dc.messages(room) if not m.asked)) == bench.towns


async def test_who_mentions_the_bot_reads_one_message_that_grows(bench: Bench, dc: Discord) -> None:
    room = dc.channel(guild := dc.guild("Harbour"), "news")
    dc.says(room, dc.user("ada", guild), f"{dc.bot.mention} {LONG}")
    bench.words(1)
    early = await dc.message(room)
    assert bench.shown(early.text) == bench.towns[:1]
    bench.words(2)
    await dc.wait_for(lambda: bench.shown(early.text) == bench.towns[:2])
    bench.words()
    await dc.wait_for(lambda: bench.shown("\n".join(m.text for m in dc.messages(room))) == bench.towns)
    await dc.wait_for(lambda: "Worded by" in early.text)
    assert not any(m.text.endswith("…") for m in dc.messages(room))
