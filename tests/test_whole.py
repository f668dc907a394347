"""The whole way of the sample wire: through the parsers, the store, the stories, the gate and the desk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import house
from bot.archive import Archive, keys
from bot.desk import Desk
from bot.news import Brief, Sentence
from bot.settings import Settings
from bot.store import Store
from bot.wire import sample

NOW = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
CHAT = "terminal:test"


@pytest.fixture
async def printed(store: Store, archive: Archive, tmp_path: Path) -> house.House:
    """A house whose sample shelf is filled."""
    home = house.House(Settings(home=tmp_path), lambda: NOW, store, archive, "UTC", tuple)
    await home.print_sample()
    return home


async def everything(desk: Desk) -> Brief:
    return await desk.brief(CHAT, since=timedelta(days=30), stories=50)


def sentences(brief: Brief) -> list[Sentence]:
    return [s for item in brief.items for s in item.sentences]


async def test_every_sentence_stands_in_the_stored_article_it_cites(printed: house.House) -> None:
    desk = printed.desk(fictional=True)
    told = sentences(await everything(desk))
    stored = await desk.shelf.articles([c.article for s in told for c in s.cites])
    assert len(told) > 40
    for sentence in told:
        for cite in sentence.cites:
            assert stored[cite.article].text[cite.start : cite.end] == cite.text
            assert sentence.text in cite.text
            assert cite.outlet
            assert cite.url.startswith("https://")


async def test_no_headline_is_repeated_as_a_sentence_and_no_sentence_twice(printed: house.House) -> None:
    brief = await everything(printed.desk(fictional=True))
    told = [s.text for s in sentences(brief)]
    assert len(told) == len(set(told))
    assert not {i.headline for i in brief.items} & set(told)


async def test_at_most_two_sentences_come_from_one_article(printed: house.House) -> None:
    for item in (await everything(printed.desk(fictional=True))).items:
        cited = [s.cites[0].article for s in item.sentences]
        assert max(cited.count(a) for a in cited) <= 2


async def test_opinion_live_blogs_and_roundups_are_never_quoted(printed: house.House) -> None:
    desk = printed.desk(fictional=True)
    told = sentences(await everything(desk))
    stored = await desk.shelf.articles([c.article for s in told for c in s.cites])
    assert {a.genre.value for a in stored.values()} <= {"report", "feature"}


async def test_an_answer_is_quoted_and_cited_like_a_brief(printed: house.House) -> None:
    desk = printed.desk(fictional=True)
    answer = await desk.ask(CHAT, "How many people were killed when the ferry capsized off Hollin Bay?")
    stored = await desk.shelf.articles([c.article for s in answer.sentences for c in s.cites])
    assert not answer.refused
    assert all(stored[c.article].text[c.start : c.end] == c.text for s in answer.sentences for c in s.cites)


async def test_a_story_placed_twice_is_told_the_same(printed: house.House) -> None:
    first = await everything(printed.desk(fictional=True))
    again = await everything(printed.desk(fictional=True))
    assert [i.slug for i in first.items] == [i.slug for i in again.items]
    assert first.items == again.items


async def test_every_key_of_a_full_run_has_a_row_and_an_end(printed: house.House, store: Store) -> None:
    desk = printed.desk(fictional=True)
    await everything(desk)
    await desk.ask(CHAT, "Who was arrested over the cyberattack?")
    found = [key.decode() async for key in store.redis.scan_iter("*")]
    assert len(found) > 100
    for key in found:
        row = keys.owner(key)
        assert row is not None, key
        assert not row.expires or await store.redis.ttl(key) > 0, key


async def test_a_restart_loses_nothing(printed: house.House, store: Store) -> None:
    before = await everything(printed.desk(fictional=True))
    fresh = house.House(printed.settings, lambda: NOW, store, Archive(store.redis), "UTC", tuple)
    after = await everything(fresh.desk(fictional=True))
    assert before.items == after.items


def test_the_sample_has_what_it_promises() -> None:
    articles = sample.articles(NOW)
    outlets = sample.outlets()
    assert len({a.id for a in articles}) >= 60
    assert len({a.outlet for a in articles}) >= 12
    assert all(outlets[a.outlet].fictional for a in articles)
