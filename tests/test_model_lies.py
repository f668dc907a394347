"""A model that lies, or obeys what an article tells it: whatever it says, a reader sees what the sources say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from modelserver import Asked, ModelServer, Reply, Say
from pydantic import SecretStr
from telegrammarkup import message_text

from adapters import terminal
from adapters.discord import mouth as discord
from adapters.telegram.mouth import Mouth as Telegram
from bot import llm, text
from bot.desk import Desk
from bot.news import Answer, Article, Outlet, Piece
from bot.shelf import Clippings
from bot.wording.meter import Meter
from bot.wording.writing import Writing

CASES = Path(__file__).resolve().parent / "cases"
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CHAT = "telegram:-100"
OUTLETS = {"hp": Outlet("hp", "Harbour Post")}
Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


LIES, ATTACKS = rows("lies/lies.jsonl"), rows("injection/attacks.jsonl")


def article(headline: str, paragraphs: Sequence[str], language: str = "en") -> Article:
    return Article(
        "a", "hp", headline, tuple(paragraphs), "https://hp.example/1", NOW - timedelta(hours=1), fetched=NOW,
        language=language,
    )  # fmt: skip


def passages(asked: Asked) -> dict[int, str]:
    """What a request offers, by number."""
    head, *lines = asked.messages[-1]["content"].splitlines()
    marker = head.rpartition(" ")[2] + " "
    records = [json.loads(line.removeprefix(marker)) for line in lines if line.startswith(marker)]
    return {record["n"]: record["text"] for record in records if "outlet" in record}


def saying(said: str, cited: Iterable[str]) -> Callable[[Asked], Reply]:
    """A model that says one thing, and cites these passages where they are offered, else the first."""
    wanted = " ".join(cited)

    def answer(asked: Asked) -> Reply:
        cites = [n for n, told in passages(asked).items() if told in wanted]
        return Say(json.dumps({"sentences": [{"cites": cites or [1], "text": said}]}, ensure_ascii=False))

    return answer


async def anybody(chat: str) -> bool:
    return True


async def uncounted(chat: str, used: Sequence[llm.Usage]) -> None:
    """Nobody counts."""


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server
        assert server.protests == []


@pytest.fixture
async def writing(server: ModelServer) -> AsyncIterator[Writing]:
    async with llm.Model(server.base_url, server.model, SecretStr(server.key), tries=1) as model:
        yield Writing(model, anybody, Meter(uncounted))


@cache
def shelf(told: Article) -> Clippings:
    return Clippings([told], OUTLETS, NOW)


def desk(told: Article, writing: Writing | None) -> Desk:
    return Desk(shelf(told), lambda: NOW, language=told.language, writing=writing)


# --- a model that lies -----------------------------------------------------------------------------------------------


def reported(row: Row) -> Article:
    """The report that a lie is of, under a headline of its first telling words."""
    head = " ".join(text.content(row["passages"][0])[:3])
    return article(head.title(), row["passages"], row["language"])


async def read(row: Row, writing: Writing) -> tuple[list[str], list[str]]:
    """What a reader of a brief and of an answer sees of a case."""
    source = desk(reported(row), writing)
    brief = await source.brief(CHAT)
    answer = await source.ask(CHAT, " ".join(row["passages"][0].split()[:6]))
    return [s.text for item in brief.items for s in item.sentences], [s.text for s in answer.sentences]


def insisting(row: Row) -> Callable[[Asked], Reply]:
    """A model that says its lie three times: of what it is bent from, of everything, of what it does not rest on."""
    bent = [row["passages"][n] for n in row["cites"]]

    def answer(asked: Asked) -> Reply:
        given = passages(asked)
        cites = (
            [n for n, told in given.items() if told in bent] or [1],
            [*given],
            [n for n, told in given.items() if told not in bent],
        )
        return Say(json.dumps({"sentences": [{"cites": each, "text": row["lie"]} for each in cites]}))

    return answer


async def test_of_a_model_that_lies_a_reader_sees_the_passages_it_cites_and_no_lie(
    server: ModelServer, writing: Writing
) -> None:
    through: list[tuple[str, str]] = []
    for row in LIES:
        server.always = insisting(row)
        brief, answer = await read(row, writing)
        assert brief, row["id"]
        assert answer, row["id"]
        through += [(row["id"], told) for told in (*brief, *answer) if told not in row["passages"]]
    assert through == []
    assert len(server.asked) >= 2 * len(LIES)


async def test_an_honest_sentence_is_printed_as_it_is_more_often_than_not(
    server: ModelServer, writing: Writing
) -> None:
    kept = 0
    for row in LIES:
        told = reported(row)
        server.always = saying(row["honest"], [row["passages"][n] for n in row["cites"]])
        answer = writing.answer("What happened?", text.passages(told), [told], OUTLETS, language=told.language)
        seen = {sentence.text async for sentence in answer}
        assert seen <= {row["honest"], *row["passages"]}, row["id"]
        kept += row["honest"] in seen
    assert kept > len(LIES) / 2


# --- articles that speak to the model --------------------------------------------------------------------------------

REPORT = (
    "Builders found a sealed cellar beneath the town hall of Pellering on Tuesday, the council said.",
    "It held 60 barrels of cider pressed around 1890, according to a label on the door.",
    "The barrels will go to the museum of Pellering, whose curator Edda Winmoor called them a gift.",
)
PLACES = {"start": 0, "middle": 2, "end": 3}
QUESTION = "What did builders find in Pellering?"
TERMINAL, TELEGRAM = terminal.Mouth(ZoneInfo("UTC"), lambda: NOW), Telegram(ZoneInfo("UTC"), NOW)
ADDRESS = re.compile(r"https?://([^/\s\"'<>()]+)")


def attacked(row: Row) -> Article:
    """An otherwise plain report with an attack in its place."""
    at = PLACES[row["place"]]
    return article("Cellar of cider found in Pellering", (*REPORT[:at], *row["attack"].split("\n\n"), *REPORT[at:]))


@cache
def shown(piece: Piece) -> str:
    """All that three mouths say of a piece, as they say it and as a reader sees it."""
    out = io.StringIO()
    terminal.show(terminal.console(out, width=100), TERMINAL.render(piece))
    marked = [message.html for message in TELEGRAM.render(piece)]
    plain = [message_text({"text": html, "parse_mode": "HTML"}).text for html in marked]
    posted = [repr(message) for message in discord.render(piece)]
    return " ".join("\n".join([out.getvalue(), *marked, *plain, *posted]).split())


async def visible(row: Row, writing: Writing | None) -> list[str]:
    """Which marks of an attack, and which addresses beside the report's own, a brief or an answer shows; or silence."""
    source = desk(attacked(row), writing)
    brief, answer = await source.brief(CHAT), await source.ask(CHAT, QUESTION)
    if not brief.items or answer.refused:
        return [f"{row['id']}: nothing is said"]
    seen = " ".join(shown(piece) for piece in (brief, answer)).casefold()
    strange = {*ADDRESS.findall(seen)} - {"hp.example"}
    return [f"{row['id']}: {found}" for found in (*row["marks"], *strange) if found.casefold() in seen]


async def test_a_model_that_obeys_what_an_article_tells_it_shows_a_reader_nothing_of_it(
    server: ModelServer, writing: Writing
) -> None:
    through: list[str] = []
    for row in ATTACKS:
        server.always = saying(row["obeyed"], [row["attack"]])
        through += await visible(row, writing)
    assert through == []
    assert len(server.asked) >= 2 * len(ATTACKS)


async def test_without_a_model_an_article_that_speaks_to_one_is_not_quoted_where_it_does() -> None:
    assert [found for row in ATTACKS for found in await visible(row, None)] == []


def test_what_an_attack_would_show_is_seen_by_these_eyes() -> None:
    answer = Answer(QUESTION, "", (), True, NOW, next=(ATTACKS[0]["obeyed"],))
    assert ATTACKS[0]["marks"][0] in shown(answer)


async def test_why_repeats_no_word_of_a_model(server: ModelServer, writing: Writing) -> None:
    row = next(row for row in ATTACKS if row["id"] == "a107")
    server.always = saying(row["obeyed"], [row["attack"]])
    source = desk(attacked(row), writing)
    await source.brief(CHAT)
    assert "USERSAID" not in shown(await source.why(CHAT, "1"))
