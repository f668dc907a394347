"""What a model is asked does not grow with how many chats there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from modelserver import ModelServer
from pydantic import SecretStr
from test_model_desk import AGAIN, DAM, NOW, OUTLETS, anybody, archived, listed, obliging, publish, task, uncounted

from bot import llm
from bot.archive import Archive
from bot.circulation import Circulation
from bot.cycle import Cycle
from bot.news import Chat, Following
from bot.watch import Watch
from bot.wire.fetch import Fetcher
from bot.wording.meter import Meter
from bot.wording.writing import Writing

AT_ONCE = 8
BREAKING = [
    replace(DAM, published=NOW - timedelta(minutes=9)),
    replace(AGAIN, published=NOW - timedelta(minutes=4)),
]
"""The dam, as two publishers report it within minutes."""


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        server.always = obliging
        yield server
        assert server.protests == []


@pytest.fixture
async def writing(server: ModelServer) -> AsyncIterator[Writing]:
    writing = Writing(llm.Model(server.base_url, server.model, SecretStr(server.key)), anybody, Meter(uncounted))
    yield writing
    await writing.close()


async def follow(archive: Archive, channels: int) -> None:
    """So many channels follow breaking news, each added as a person would add it."""
    since = NOW - timedelta(days=1)
    numbers = iter(range(channels))

    async def add() -> None:
        for n in numbers:
            await archive.followings.add(Following(f"f{n}", Chat("telegram", f"-{n + 1}"), "telegram:77", since))

    await asyncio.gather(*(add() for _ in range(AT_ONCE)))


@pytest.mark.parametrize("channels", [1, 10_000])
async def test_one_channel_and_ten_thousand_cause_the_same_requests_of_a_model(
    server: ModelServer, writing: Writing, archive: Archive, channels: int
) -> None:
    await follow(archive, channels)
    await archive.outlets.put(list(OUTLETS.values()))
    desk = archived(archive, writing)
    await publish(Cycle(archive, Fetcher(), lambda: NOW), *BREAKING)
    assert await Watch(archive, desk, listed, lambda: NOW).judge() == 1
    assert await Circulation(archive, lambda: NOW).turn() == channels
    assert (await archive.outbox.counts())["pending"] == channels
    assert [task(asked) for asked in server.asked] == ["alert"]
