"""A desk with a model: asked once for all chats, within its limits, and missed by nobody when it fails."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from modelserver import GUARD, HOLD, Asked, Cut, Flood, Late, ModelServer, Raw, Reply, Say, Stall, failing, html_page
from pydantic import SecretStr

from bot import llm, writers
from bot.archive import Archive
from bot.chronicle import History
from bot.cycle import Cycle
from bot.desk import Desk
from bot.desk.waiting import JOINING
from bot.desk.words import mark
from bot.llm import Breaker, Failed, Kind
from bot.news import Answer, Article, Brief, Chat, Outlet, Sentence, Source, Spent, Status
from bot.settings import Settings
from bot.shelf import Archived, Clippings, Shared
from bot.wire.fetch import Fetcher
from bot.wording.meter import Meter
from bot.wording.writing import Writing

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
CHAT, OTHER = "telegram:-100", "discord:77"
OUTLETS = {"hp": Outlet("hp", "Harbour Post", language="en"), "cw": Outlet("cw", "Canal Wire", language="en")}
DAM = Article(
    "dam", "hp", "Dam failure above Korve kills 12",
    (
        "A dam above the town of Korve failed on Tuesday, killing 12 people, the interior ministry said.",
        "Rescuers pulled 40 people from the water, according to the fire service in Korve.",
    ),
    "https://hp.example/dam", NOW - timedelta(hours=3), fetched=NOW, language="en",
)  # fmt: skip
AGAIN = replace(
    DAM, id="again", outlet="cw", headline="Twelve die as dam above Korve fails", url="https://cw.example/dam",
    published=NOW - timedelta(hours=2),
    paragraphs=("Twelve people died when a dam failed above the town of Korve on Tuesday, the interior ministry said.",
                "The fire service in Korve said rescuers pulled 40 people from the water."),
)  # fmt: skip
ROSE = replace(
    AGAIN, id="rose", headline="Death toll of Korve dam failure rises to 14", url="https://cw.example/rose",
    published=NOW - timedelta(hours=1),
    paragraphs=("The death toll of the dam failure above Korve has risen to 14, the interior ministry said.",),
)  # fmt: skip
CHESS = replace(
    DAM, id="chess", outlet="cw", headline="Ilo Marr wins the Quay chess title", url="https://cw.example/chess",
    paragraphs=("Ilo Marr of Lanholm won the Quay chess title on Monday after a nine-hour final game.",
                "The 19-year-old beat the defending champion, Bea Tolland, by a single pawn."),
)  # fmt: skip
KILLED, WON = "How many people were killed in Korve?", "Who won the Quay chess title?"
SHORT = "A dam above the town of Korve failed on Tuesday, the interior ministry said."


def task(asked: Asked) -> str:
    return str(asked.part("response_format", "json_schema")["name"])


def sources(asked: Asked) -> list[dict[str, Any]]:
    """What was given behind the marker of a request."""
    head, *lines = asked.messages[-1]["content"].splitlines()
    marker = head.rpartition(" ")[2] + " "
    records = [json.loads(line.removeprefix(marker)) for line in lines if line.startswith(marker)]
    return [record for record in records if "outlet" in record]


def obliging(asked: Asked) -> Reply:
    """A model that repeats the first two passages, each under its number."""
    told = [{"cites": [source["n"]], "text": source["text"]} for source in sources(asked)[:2]]
    return Say(json.dumps({"sentences": told}))


@dataclass
class Clock:
    """Monotonic seconds that pass only while somebody sleeps."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def anybody(chat: str) -> bool:
    return True


async def uncounted(chat: str, used: Sequence[llm.Usage]) -> None:
    """Nobody counts."""


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        server.always = obliging
        yield server
        server.release.set()
        assert server.protests == []


Make = Callable[..., Writing]


@pytest.fixture
async def make(server: ModelServer) -> AsyncIterator[Make]:
    made: list[Writing] = []

    def build(name: str = "harbour-1", judge: str = "", key: str = server.key, **kinds: Any) -> Writing:
        clock = Clock()
        standing: dict[str, Any] = {
            "clock": clock,
            "sleep": clock.sleep,
            "chance": lambda: 0.5,
            "timeout": 20.0,
        } | kinds
        first, second = (llm.Model(server.base_url, n, SecretStr(key), **standing) for n in (name, judge))
        made.append(Writing(first, anybody, Meter(uncounted), second if judge else None))
        return made[-1]

    yield build
    for writing in made:
        await writing.close()


@pytest.fixture
def writing(make: Make) -> Writing:
    return make()


def clipped(*articles: Article, writing: Writing | None = None, language: str = "en") -> Desk:
    held = articles or (DAM,)
    return Desk(Clippings(held, OUTLETS, NOW), lambda: NOW, language=language, writing=writing)


async def listed() -> Sequence[Source]:
    return ()


def archived(archive: Archive, writing: Writing | None, language: str = "en") -> Desk:
    return Desk(Archived(archive, listed), lambda: NOW, language=language, writing=writing)


@pytest.fixture
async def cycle(archive: Archive) -> Cycle:
    await archive.outlets.put(list(OUTLETS.values()))
    return Cycle(archive, Fetcher(), lambda: NOW)


async def publish(cycle: Cycle, *articles: Article) -> None:
    await cycle.archive.articles.put(articles, NOW)
    await cycle.place()


def said(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


# --- a brief says who worded it --------------------------------------------------------------------------------------


async def test_a_brief_says_which_model_worded_it_and_that_it_was_checked(writing: Writing) -> None:
    brief = await clipped(DAM, CHESS, writing=writing).brief(CHAT)
    assert (brief.writer, {item.writer for item in brief.items}) == ("model harbour-1", {"model harbour-1"})
    assert brief.notes == (
        "Worded by model harbour-1, each sentence checked against the passages it cites.",
    )  # fmt: skip
    assert [item.sentences[0].text for item in brief.items] == [DAM.paragraphs[0], CHESS.paragraphs[0]]


async def test_a_brief_says_that_a_part_of_it_is_in_the_sources_words(server: ModelServer, writing: Writing) -> None:
    server.always = lambda asked: Say("") if "Quay" in asked.text else obliging(asked)
    brief = await clipped(DAM, CHESS, writing=writing).brief(CHAT)
    assert brief.writer == "model harbour-1, extractive"
    assert brief.notes[0].endswith("; the rest is in the sources' own words.")


async def test_a_model_is_asked_before_anybody_asks_for_the_brief(server: ModelServer, writing: Writing) -> None:
    source = clipped(DAM, CHESS, writing=writing)
    await source.prepare()
    await server.wait_for(lambda: len(server.asked) == 2)
    assert ((await source.brief(CHAT)).writer, len(server.asked)) == ("model harbour-1", 2)


# --- a model that fails ----------------------------------------------------------------------------------------------

NOTE = "The model gave nothing that can be printed: these are the sources' own words."


def unworded(brief: Brief) -> Brief:
    """A brief that says that its model gave nothing, without saying it."""
    assert (brief.notes, brief.writer) == ((NOTE,), "extractive")
    return replace(brief, notes=())


HALF = '{"sentences": [{"cites"'
STALLED = 0.2
FAILURES: dict[str, tuple[Reply, Kind, int]] = {
    "too many requests": (failing(429), Kind.BUSY, 429),
    "too many requests, come back later": (failing(429, retry_after=7), Kind.BUSY, 429),
    "too many requests, come back tomorrow": (failing(429, retry_after=80_000), Kind.BUSY, 429),
    "an error": (failing(500), Kind.BUSY, 500),
    "a gateway's web page": (html_page(502), Kind.BUSY, 502),
    "a web page": (html_page(), Kind.MALFORMED, 0),
    "silence": (Late(30.0, Say("")), Kind.LATE, 0),
    "silence in the middle": (Stall(after=HALF), Kind.LATE, 0),
    "a broken connection": (Cut(), Kind.UNREACHABLE, 0),
    "a connection broken in the middle": (Cut(HALF), Kind.UNREACHABLE, 0),
    "garbage": (Raw(b'{"choices": [{"message": {"content": "\xff'), Kind.MALFORMED, 0),
    "a flood": (Flood(1_200_000), Kind.TOO_LARGE, 0),
    "no word": (Say(""), Kind.EMPTY, 0),
    "half an answer": (Say(HALF, finish="length"), Kind.CUT, 0),
    "a refusal": (Say("", refusal="I cannot write this."), Kind.REFUSED, 0),
    "another form": (Say('{"verdicts": []}'), Kind.MALFORMED, 0),
    "prose": (Say("Twelve people died in Korve."), Kind.MALFORMED, 0),
    "no such model": (failing(404), Kind.REJECTED, 404),
}


def test_every_kind_of_failure_is_tried_here() -> None:
    assert {kind for _, kind, _ in FAILURES.values()} | {Kind.BROKEN} == {*Kind}


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Our own lines. None holds a traceback, and nobody's holds the key."""
    assert "sk-harbour" not in caplog.text
    assert [record for record in caplog.records if record.exc_info] == []
    return [record.getMessage() for record in caplog.records if record.name.startswith("bot")]


@pytest.mark.parametrize("name", FAILURES)
async def test_whatever_fails_a_reader_gets_what_there_is_without_a_model_and_the_log_a_line(
    server: ModelServer, make: Make, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    server.always, kind, status = FAILURES[name]
    patience = {"timeout": STALLED, "tries": 2} if kind is Kind.LATE else {}
    desks = [clipped(writing=make(**patience)) for _ in range(2)]
    brief, answer = await asyncio.gather(desks[0].brief(CHAT), desks[1].ask(CHAT, KILLED))
    assert (unworded(brief), answer) == (await clipped().brief(CHAT), await clipped().ask(CHAT, KILLED))
    assert not answer.refused
    failed = str(Failed(kind, status=status)).removeprefix("The model ")
    ends = ("; the sources' own words answer", "; the sources' own words are printed")
    for line, end in zip(sorted(complaints(caplog)), ends, strict=True):
        assert line.endswith(failed + end)


async def test_a_key_that_is_not_known_costs_one_request_and_is_told_nobody(
    server: ModelServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    source = clipped(writing=make(key="sk-harbour-wrong"))
    assert unworded(await source.brief(CHAT)) == await clipped().brief(CHAT)
    (line,) = complaints(caplog)
    assert "does not know the key: correct DAYBRIEF_LLM_API_KEY (401)" in line
    assert len(server.asked) == 1


async def test_a_model_that_nobody_answers_for_is_missed_by_nobody(
    server: ModelServer, writing: Writing, caplog: pytest.LogCaptureFixture
) -> None:
    await server.go_down()
    source = clipped(writing=writing)
    assert unworded(await source.brief(CHAT)) == await clipped().brief(CHAT)
    assert said(await source.ask(CHAT, KILLED)) == said(await clipped().ask(CHAT, KILLED)) != []
    assert len(complaints(caplog)) == 2


async def test_a_model_left_alone_is_sent_nothing_and_readers_get_the_sources_words(
    server: ModelServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    server.always = failing(503)
    source = clipped(writing=make(breaker=Breaker(failures=1), tries=1))
    brief, answer = await source.brief(CHAT), await source.ask(CHAT, KILLED)
    assert (unworded(brief), said(answer)) == (await clipped().brief(CHAT), said(await clipped().ask(CHAT, KILLED)))
    assert len(server.asked) == 1
    assert str(Failed(Kind.BROKEN, host="127.0.0.1")) in complaints(caplog)[1]


async def test_a_fault_is_told_once_for_a_brief_of_many_stories(
    server: ModelServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    server.always = failing(500)
    brief = await clipped(DAM, CHESS, writing=make(tries=1)).brief(CHAT)
    assert (len(brief.items), len(complaints(caplog))) == (2, 1)


async def test_a_model_that_recovers_is_asked_again(server: ModelServer, writing: Writing) -> None:
    source = clipped(writing=writing)
    server.script(Say("I would rather not."))
    assert [(await source.brief(CHAT)).writer for _ in range(2)] == ["extractive", "model harbour-1"]


# --- once for all ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chats", [1, 200])
async def test_many_chats_cause_as_many_requests_as_one(
    server: ModelServer, writing: Writing, cycle: Cycle, chats: int
) -> None:
    await publish(cycle, DAM, CHESS)
    source, names = archived(cycle.archive, writing), [f"telegram:{n}" for n in range(chats)]
    for some in (names[:50], names[50:100], names[100:150], names[150:]):
        briefs = await asyncio.gather(*(source.brief(name) for name in some))
        assert {brief.writer for brief in briefs} <= {"model harbour-1"}
    answers = [await source.ask(name, WON) for name in names]
    assert {*map(tuple, map(said, answers))} == {CHESS.paragraphs}
    assert [task(asked) for asked in server.asked] == ["brief", "brief", "answer"]


async def test_what_was_worded_outlives_the_process(server: ModelServer, make: Make, cycle: Cycle) -> None:
    await publish(cycle, DAM)
    first, second = (archived(cycle.archive, make()) for _ in range(2))
    told = [await first.brief(CHAT), await first.ask(CHAT, KILLED)]
    made = len(server.asked)
    assert [await second.brief(CHAT), await second.ask(CHAT, KILLED)] == told
    assert len(server.asked) == made == 2


async def history(cycle: Cycle) -> tuple[int, str]:
    """The dam's revision, and the mark of what has been reported of it."""
    (story,) = [s for s in await cycle.archive.stories.live(NOW - timedelta(days=2)) if "dam" in s.articles]
    (held,) = await cycle.archive.stories.histories([story.slug], History)
    return story.revision, mark(held)


async def test_a_report_that_brings_nothing_new_causes_no_request(
    server: ModelServer, writing: Writing, cycle: Cycle
) -> None:
    await publish(cycle, DAM)
    source = archived(cycle.archive, writing)
    before, first = await source.brief(CHAT), await history(cycle)
    await publish(cycle, AGAIN)
    revision, known = await history(cycle)
    assert (revision > first[0], known) == (True, first[1])
    (item,) = (await source.brief(CHAT)).items
    assert (item.sentences, item.outlets) == (before.items[0].sentences, ("Harbour Post", "Canal Wire"))
    assert (item.writer, len(server.asked)) == ("model harbour-1", 1)


CHANGED: dict[str, tuple[Article, ...]] = {
    "a figure has risen": (ROSE,),
    "the cited report is withdrawn": (replace(DAM, status=Status.CANCELED),),
    "the cited report is withheld": (replace(DAM, status=Status.WITHHELD),),
    "the cited sentences are rewritten": (
        replace(DAM, paragraphs=tuple(f"{line[:-1]} on Tuesday night." for line in DAM.paragraphs)),
    ),
    "a sentence stands before them": (replace(DAM, paragraphs=("The sirens went at six.", *DAM.paragraphs)),),
}


@pytest.mark.parametrize("name", CHANGED)
async def test_what_changes_what_may_be_said_causes_a_request(
    server: ModelServer, writing: Writing, cycle: Cycle, name: str
) -> None:
    await publish(cycle, DAM)
    source = archived(cycle.archive, writing)
    await source.brief(CHAT)
    await publish(cycle, AGAIN)
    await publish(cycle, *CHANGED[name])
    (item,) = (await source.brief(CHAT)).items
    assert len(server.asked) == 2
    held = {a.id: a for a in await cycle.archive.articles.get(["dam", "again", "rose"]) if a}
    assert all(held[c.article].text[c.start : c.end] == c.text for s in item.sentences for c in s.cites)
    assert all(held[c.article].status is Status.USABLE for s in item.sentences for c in s.cites)


OTHERWISE: dict[str, tuple[str, dict[str, str]]] = {
    "in the same language, by the same model": ("en", {}),
    "in another language": ("de", {}),
    "by another model": ("en", {"name": "harbour-2"}),
    "with a judge": ("en", {"judge": "bench-1"}),
}


@pytest.mark.parametrize("name", OTHERWISE)
async def test_the_same_story_otherwise_is_another_request(
    server: ModelServer, make: Make, cycle: Cycle, name: str
) -> None:
    await publish(cycle, DAM)
    await archived(cycle.archive, make()).brief(CHAT)
    language, models = OTHERWISE[name]
    await archived(cycle.archive, make(**models), language).brief(CHAT)
    assert len(server.asked) == (1 if OTHERWISE[name] == ("en", {}) else 2)


class Reprompted(Writing):
    """The same model after a letter of its prompts has changed."""

    @property
    def key(self) -> str:
        return "another"


async def test_changed_prompts_word_and_answer_anew(server: ModelServer, writing: Writing, cycle: Cycle) -> None:
    await publish(cycle, DAM)
    later = Reprompted(writing.model, anybody, Meter(uncounted))
    for one in (writing, later):
        source = archived(cycle.archive, one)
        await source.brief(CHAT)
        await source.ask(CHAT, KILLED)
    assert [task(asked) for asked in server.asked] == ["brief", "answer"] * 2


# --- a model that hangs ----------------------------------------------------------------------------------------------


def hanging(what: str) -> Callable[[Asked], Reply]:
    """A model that says nothing to one task until the server is released."""
    return lambda asked: Late(30.0, obliging(asked)) if task(asked) == what else obliging(asked)


async def test_who_joins_a_request_that_hangs_soon_gets_the_sources_words_and_the_next_brief_the_models(
    server: ModelServer, writing: Writing
) -> None:
    server.always, source = hanging("brief"), clipped(writing=writing)
    first = asyncio.create_task(source.brief(CHAT))
    await server.wait_for(lambda: server.open)
    begun = time.monotonic()
    joined = await source.brief(OTHER)
    assert JOINING * 0.9 < time.monotonic() - begun < JOINING + 2.0
    assert joined.items == (await clipped().brief(OTHER)).items
    server.release.set()
    assert ((await first).writer, (await source.brief(OTHER)).writer) == ("model harbour-1", "model harbour-1")
    assert len(server.asked) == 1


async def test_while_a_model_hangs_on_a_brief_another_chats_question_is_answered(
    server: ModelServer, writing: Writing
) -> None:
    server.always, source = hanging("brief"), clipped(DAM, CHESS, writing=writing)
    first = asyncio.create_task(source.brief(CHAT))
    await server.wait_for(lambda: server.open == 2)
    assert said(await source.ask(OTHER, WON)) == [*CHESS.paragraphs]
    assert (first.done(), server.open) == (False, 2)
    server.release.set()
    await first


async def test_while_a_model_hangs_on_an_answer_another_chat_gets_its_brief(
    server: ModelServer, writing: Writing
) -> None:
    server.always, source = hanging("answer"), clipped(writing=writing)
    asking = asyncio.create_task(source.ask(CHAT, KILLED))
    await server.wait_for(lambda: server.open)
    assert (await source.brief(OTHER)).writer == "model harbour-1"
    server.release.set()
    assert said(await asking) == [*DAM.paragraphs]


async def test_a_brief_that_nobody_waits_for_any_more_is_worded_all_the_same(
    server: ModelServer, writing: Writing
) -> None:
    server.always, source = hanging("brief"), clipped(writing=writing)
    leaving = asyncio.create_task(source.brief(CHAT))
    await server.wait_for(lambda: server.open)
    leaving.cancel()
    await asyncio.wait([leaving])
    assert (leaving.cancelled(), server.open) == (True, 1)
    server.release.set()
    assert (await source.brief(OTHER)).writer == "model harbour-1"
    assert len(server.asked) == 1


async def test_a_brief_of_many_stories_asks_of_a_few_at_a_time(server: ModelServer, writing: Writing) -> None:
    towns = ("Korve", "Brisk", "Tormund", "Minnow", "Fairhaven", "Vell", "Lanholm", "Gannet")
    deeds = ("bridge collapses", "nurses strike", "mayor resigns", "orchard burns", "tunnel opens", "bank fined",
             "museum robbed", "ferry sinks")  # fmt: skip
    lines = [f"In {t} the {d} on Tuesday, police said." for t, d in zip(towns, deeds, strict=True)]
    many = [replace(DAM, id=t, headline=f"{t} {d}", paragraphs=(line,), url=f"https://hp.example/{t}")
            for t, d, line in zip(towns, deeds, lines, strict=True)]  # fmt: skip
    server.always = hanging("brief")
    asking = asyncio.create_task(clipped(*many, writing=writing).brief(CHAT))
    await server.wait_for(lambda: server.open == 4)
    server.release.set()
    assert {item.writer for item in (await asking).items} == {"model harbour-1"}
    assert (len(server.asked), server.most) == (8, 4)


# --- what may be spent -----------------------------------------------------------------------------------------------


@pytest.fixture
async def ours(server: ModelServer, archive: Archive, tmp_path: Path) -> AsyncIterator[Make]:
    """The writer of the settings, with limits, over a real store."""
    made: list[Writing] = []

    def build(**settings: Any) -> Writing:
        model: dict[str, Any] = {"llm_base_url": server.base_url, "llm_model": server.model}
        model["llm_api_key"] = SecretStr(server.key)
        writing = writers.metered(Settings(home=tmp_path, **model | settings), archive.usage, lambda: NOW)
        assert writing is not None
        made.append(writing)
        return writing

    yield build
    for writing in made:
        await writing.close()


async def test_what_a_model_uses_is_counted_by_task_and_by_chat(
    server: ModelServer, ours: Make, cycle: Cycle, archive: Archive
) -> None:
    await publish(cycle, DAM, CHESS)
    source = archived(archive, ours())
    await source.brief(CHAT)
    await source.ask(OTHER, KILLED)
    used = await archive.usage.of(TODAY)
    assert {name: spent.calls for name, spent in used.items()} == {"all": 3, "brief": 2, "answer": 1}
    assert used["all"].total == used["brief"].total + used["answer"].total > 3_000
    assert [await archive.usage.chat(TODAY, chat) for chat in (CHAT, OTHER)] == [0, used["answer"].total]


async def test_a_judges_tokens_are_counted_as_its_own(
    server: ModelServer, ours: Make, cycle: Cycle, archive: Archive
) -> None:
    hauled = "Firefighters hauled 40 people to dry land, according to the fire service in Korve."
    verdict = Say(json.dumps({"verdicts": [{"n": 1, "why": "all there", "ok": True}]}))
    draft = Say(json.dumps({"sentences": [{"cites": [2], "text": hauled}]}))
    server.always = lambda asked: verdict if task(asked) == "judge" else draft
    await publish(cycle, DAM)
    (item,) = (await archived(archive, ours(llm_judge_model="bench-1")).brief(CHAT)).items
    assert hauled in [sentence.text for sentence in item.sentences]
    used = await archive.usage.of(TODAY)
    assert (used["judge"].calls, [asked.body["model"] for asked in server.asked]) == (1, ["harbour-1", "bench-1"])


@pytest.mark.parametrize(("used", "requests"), [(1_000, 0), (999, 2)])
async def test_beyond_the_days_limit_no_model_is_asked_and_nobody_misses_anything(
    server: ModelServer, ours: Make, cycle: Cycle, archive: Archive, used: int, requests: int
) -> None:
    await publish(cycle, DAM)
    await archive.usage.spend(TODAY, OTHER, "answer", Spent(1, used))
    source, plain = archived(archive, ours(llm_day_tokens=1_000)), archived(archive, None)
    answer, brief = await source.ask(CHAT, KILLED), await source.brief(CHAT)
    assert len(server.asked) == min(requests, 1)  # the answer itself went beyond
    assert (brief.items, answer.refused) == ((await plain.brief(CHAT)).items, False)
    if not requests:
        assert answer == await plain.ask(CHAT, KILLED)


async def test_beyond_a_chats_limit_that_chat_alone_is_answered_without_a_model(
    server: ModelServer, ours: Make, cycle: Cycle, archive: Archive
) -> None:
    await publish(cycle, DAM)
    await archive.usage.spend(TODAY, CHAT, "answer", Spent(1, 500))
    source = archived(archive, ours(llm_chat_tokens=500))
    assert said(await source.ask(CHAT, KILLED)) == said(await archived(archive, None).ask(CHAT, KILLED))
    assert server.asked == []
    assert said(await source.ask(OTHER, KILLED)) == [*DAM.paragraphs]
    assert [task(asked) for asked in server.asked] == ["answer"]
    assert said(await source.ask(CHAT, KILLED)) == [*DAM.paragraphs]  # what is kept costs nothing


async def test_beyond_a_chats_limit_briefs_are_still_worded_for_all(
    server: ModelServer, ours: Make, cycle: Cycle, archive: Archive
) -> None:
    await publish(cycle, DAM)
    await archive.usage.spend(TODAY, CHAT, "answer", Spent(1, 500))
    assert (await archived(archive, ours(llm_chat_tokens=500)).brief(CHAT)).writer == "model harbour-1"


async def test_without_a_store_a_limit_that_nobody_could_keep_means_no_request(
    server: ModelServer, tmp_path: Path
) -> None:
    model: dict[str, Any] = {
        "llm_base_url": server.base_url, "llm_model": server.model, "llm_api_key": SecretStr(server.key)
    }  # fmt: skip
    for limits, requests in (({"llm_day_tokens": 10**9}, 0), ({"llm_chat_tokens": 10**9}, 0), ({}, 1)):
        writing = writers.uncounted(Settings(home=tmp_path, **model | limits))
        assert writing is not None
        await clipped(writing=writing).brief(CHAT)
        await writing.close()
        assert len(server.asked) == requests


WITHOUT = """
import asyncio, sys
from datetime import UTC, datetime
from bot import writers
from bot.desk import Desk
from bot.news import Article, Outlet
from bot.settings import Settings
from bot.shelf import Clippings
now = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
settings = Settings(llm_model="", llm_base_url="http://127.0.0.1:1/v1", llm_judge_model="bench-1")
writing = writers.metered(settings, None, lambda: now), writers.uncounted(settings)
assert writing == (None, None), writing
dam = Article("dam", "hp", "Dam fails above Korve", ("A dam above Korve failed on Tuesday, police said.",),
              published=now, fetched=now, language="en")
desk = Desk(Clippings([dam], {"hp": Outlet("hp", "Harbour Post")}, now), lambda: now, writing=writing[0])
assert asyncio.run(desk.brief("terminal:local")).items
assert not asyncio.run(desk.ask("terminal:local", "What failed above Korve?")).refused
print(*sys.modules)
"""


def test_without_a_model_nothing_of_it_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {*done.stdout.split()}
    assert "bot.desk.answers" in loaded
    assert not {name for name in loaded if name.startswith(("bot.llm", "bot.wording.writing", "openai", "httpx2"))}


# --- answers ---------------------------------------------------------------------------------------------------------


def streaming(*sentences: str) -> Say:
    """An answer that is held after its first sentence."""
    first, *rest = (json.dumps({"cites": [1, 2, 3], "text": sentence}) for sentence in sentences)
    return Say("", pieces=('{"sentences": [' + first, HOLD, "".join(f", {each}" for each in rest) + "]}"))


async def test_an_answers_sentences_arrive_while_the_rest_is_still_being_written(
    server: ModelServer, writing: Writing
) -> None:
    server.script(streaming(*DAM.paragraphs))
    async with aclosing(clipped(writing=writing).answering(CHAT, KILLED)) as parts:
        first = await anext(parts)
        assert isinstance(first, Sentence)
        assert (first.text, server.open) == (DAM.paragraphs[0], 1)
        server.release.set()
        second, whole = [part async for part in parts]
    assert isinstance(whole, Answer)
    assert whole.sentences == (first, second)
    assert said(whole) == [*DAM.paragraphs]


async def test_who_leaves_an_answer_ends_the_request_and_keeps_nothing_half(
    server: ModelServer, writing: Writing
) -> None:
    server.script(streaming(*DAM.paragraphs))
    source = clipped(writing=writing)
    async with asyncio.timeout(GUARD / 2), aclosing(source.answering(CHAT, KILLED)) as parts:
        await anext(parts)
    await server.wait_for(lambda: server.open == 0)
    assert not server.release.is_set()
    assert said(await source.ask(OTHER, KILLED)) == [*DAM.paragraphs]
    assert len(server.asked) == 2


async def test_the_same_question_of_the_same_passages_is_answered_from_what_is_kept(
    server: ModelServer, writing: Writing, cycle: Cycle
) -> None:
    await publish(cycle, DAM)
    source = archived(cycle.archive, writing)
    first = await source.ask(CHAT, KILLED)
    again = await source.ask(OTHER, f"  {KILLED.lower()} ")
    assert (again.sentences, len(server.asked)) == (first.sentences, 1)
    await source.ask(OTHER, "How many people were rescued in Korve?")
    await publish(cycle, ROSE)
    await source.ask(OTHER, KILLED)
    assert [task(asked) for asked in server.asked] == ["answer"] * 3


MINE = replace(
    DAM, id="mine", outlet="cw", headline="Mine collapse in Brisk kills 3", url="https://cw.example/mine",
    paragraphs=("A mine in the town of Brisk collapsed on Monday, killing 3 people, the labour ministry said.",
                "Rescuers brought 9 people out of the mine, according to the fire service in Brisk."),
)  # fmt: skip


@pytest.mark.parametrize(
    "question",
    ["How many people were killed?", "How many people did rescuers bring out?", "What did the ministry say?"],
)
async def test_of_a_question_that_two_stories_bear_on_the_passages_of_one_are_offered(
    server: ModelServer, writing: Writing, question: str
) -> None:
    source = clipped(DAM, AGAIN, MINE, writing=writing)
    bearing = await source.questions.found(question, None)
    found = {scored.passage.article for scored in bearing.found.passages}
    assert ("mine" in found, bool(found & {"dam", "again"})) == (True, True)
    await source.ask(CHAT, question)
    told = {source["text"] for source in sources(server.asked[0])}
    assert told
    assert told <= {*DAM.paragraphs, *AGAIN.paragraphs} or told <= {*MINE.paragraphs}


async def test_a_question_that_nothing_bears_on_is_sent_nowhere(server: ModelServer, writing: Writing) -> None:
    assert (await clipped(writing=writing).ask(CHAT, "Who won the regatta in Vell?")).refused
    assert server.asked == []


async def test_where_a_model_finds_no_answer_the_sources_words_answer(server: ModelServer, writing: Writing) -> None:
    server.always = Say('{"sentences": []}')
    assert await clipped(writing=writing).ask(CHAT, KILLED) == await clipped().ask(CHAT, KILLED)


async def test_a_question_is_given_to_the_model_as_a_strangers_text(server: ModelServer, writing: Writing) -> None:
    question = 'How many people were "killed" in Korve?'
    await clipped(writing=writing).ask(CHAT, question)
    (asked,) = server.asked
    assert json.dumps(question) in asked.text
    assert {source["text"] for source in sources(asked)} <= {*DAM.paragraphs}


async def test_a_model_shortens_an_answer_as_it_does_a_brief(server: ModelServer, writing: Writing) -> None:
    server.always = Say(json.dumps({"sentences": [{"cites": [1], "text": SHORT}]}))
    source = clipped(writing=writing)
    assert said(await source.ask(CHAT, "What happened above Korve?")) == [SHORT]


async def test_chats_that_ask_the_same_at_once_cause_one_request(server: ModelServer, writing: Writing) -> None:
    source = clipped(DAM, CHESS, writing=writing)
    answers = await asyncio.gather(*(source.ask(f"telegram:{n}", KILLED) for n in range(200)))
    assert {tuple(said(answer)) for answer in answers} == {DAM.paragraphs}
    assert len(server.asked) == 1


async def test_two_hundred_chats_that_wait_for_the_same_brief_all_get_it(
    server: ModelServer, writing: Writing, cycle: Cycle
) -> None:
    await publish(cycle, DAM, CHESS)
    source = archived(cycle.archive, writing)
    briefs = await asyncio.gather(*(source.brief(f"telegram:{n}") for n in range(200)), return_exceptions=True)
    assert [brief for brief in briefs if isinstance(brief, BaseException)] == []
    assert len(server.asked) == 2


async def test_a_model_that_streams_prose_is_left_alone_after_a_while(server: ModelServer, make: Make) -> None:
    server.always = Say("Twelve people died in Korve.")
    source = clipped(writing=make(breaker=Breaker(failures=3)))
    for n in range(6):
        await source.ask(f"telegram:{n}", KILLED)
    assert len(server.asked) == 3


async def test_the_log_names_the_host_of_a_model_that_streams_prose(
    server: ModelServer, writing: Writing, caplog: pytest.LogCaptureFixture
) -> None:
    server.always = Say("Twelve people died in Korve.")
    await clipped(writing=writing).ask(CHAT, KILLED)
    assert complaints(caplog)[0].startswith("The model at 127.0.0.1 ")


async def test_half_an_answer_is_not_kept(server: ModelServer, writing: Writing) -> None:
    half = json.dumps({"sentences": [{"cites": [1], "text": DAM.paragraphs[0]}]})[:-2]
    server.script(Cut(half + ', {"cites"'))
    source = clipped(writing=writing)
    await source.ask(CHAT, KILLED)
    assert said(await source.ask(OTHER, KILLED)) == [*DAM.paragraphs]


async def test_a_chats_own_story_counts_against_that_chat_and_a_shared_one_against_none(
    server: ModelServer, writing: Writing, cycle: Cycle
) -> None:
    chat, spent = Chat.parse(CHAT), list[str]()

    async def record(payer: str, used: Sequence[llm.Usage]) -> None:
        spent.append(payer)

    writing.meter = Meter(record)
    writing.model._spent = writing.meter.note
    own = Cycle(cycle.archive.own(chat), Fetcher(), lambda: NOW)
    await publish(cycle, CHESS)
    await publish(own, DAM)
    shelf = Shared(Archived(cycle.archive, listed), Archived(own.archive, listed), ["hp"])
    await Desk(shelf, lambda: NOW, writing=writing, payer=CHAT).brief(CHAT)
    assert sorted(spent) == ["", CHAT]
