"""An alert is logged once for a story, whatever is merged, repeated or lost in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from bot.archive import Archive, Leased
from bot.news import Alert, Item, Story
from bot.store import Store

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def alert(slug: str) -> Alert:
    return Alert(Item(slug, "Ferry sinks", "harbour", NOW, ("harbour",), ()), NOW, ("world",), 2)


def story(slug: str) -> Story:
    return Story(slug, ("a",), ("harbour",), ("harbour",), NOW, NOW, "a", "Ferry sinks", "harbour")


async def logged(archive: Archive) -> list[str]:
    return [one.slug for _, one in await archive.alerts.after("")]


async def test_an_alert_comes_back_as_it_was(archive: Archive) -> None:
    assert await archive.alerts.append(alert("ferry"))
    assert [one for _, one in await archive.alerts.after("")] == [alert("ferry")]


async def test_a_story_is_alerted_once(archive: Archive) -> None:
    first = await asyncio.gather(*(archive.alerts.append(alert("ferry")) for _ in range(8)))
    assert sum(first) == 1
    assert await logged(archive) == ["ferry"]
    assert list(await archive.alerts.alerted(["ferry", "vote"])) == ["ferry"]
    assert await archive.alerts.alerted([]) == {}


async def test_a_mark_outlives_its_story(archive: Archive, store: Store) -> None:
    await archive.alerts.append(alert("ferry"))
    assert await store.redis.ttl("daybrief:{wire}:unasked:ferry") == 90 * 86_400


@pytest.mark.parametrize("order", list(permutations([("a", "b"), ("b", "c"), ("x", "y")])))
async def test_what_takes_over_an_alerted_story_is_alerted(
    archive: Archive, order: tuple[tuple[str, str], ...]
) -> None:
    await archive.stories.put([(story(slug), b"") for slug in "abcxy"], NOW)
    await archive.alerts.append(alert("a"))
    await archive.stories.put([(story("c"), b"")], NOW, merged=dict(order))
    assert list(await archive.alerts.alerted(list("cxy"))) == ["c"]
    assert not await archive.alerts.append(alert("c"))
    assert await logged(archive) == ["a"]


async def test_an_alert_for_a_story_merged_meanwhile_marks_what_took_it_over(archive: Archive) -> None:
    await archive.stories.put([(story("b"), b"")], NOW, merged={"a": "b"})
    assert await archive.alerts.append(alert("a"))
    assert not await archive.alerts.append(alert("b"))
    assert await logged(archive) == ["a"]


async def test_no_second_alert_for_a_story_that_went_into_an_alerted_one(archive: Archive) -> None:
    await archive.alerts.append(alert("b"))
    await archive.stories.put([(story("b"), b"")], NOW, merged={"a": "b"})
    assert not await archive.alerts.append(alert("a"))
    assert await logged(archive) == ["b"]


async def test_who_lost_the_lease_logs_nothing(archive: Archive, store: Store) -> None:
    async with archive.lease("watch", MINUTE) as late:
        assert await archive.alerts.append(alert("ferry"), late)
        await store.redis.delete("daybrief:{wire}:lease:watch")
        async with archive.lease("watch", MINUTE):
            with pytest.raises(Leased, match="watch"):
                await archive.alerts.append(alert("vote"), late)
    assert await logged(archive) == ["ferry"]


async def test_the_log_is_read_in_order_after_a_cursor(archive: Archive) -> None:
    for number in range(5):
        await archive.alerts.append(alert(f"{number}"))
    first = await archive.alerts.after("", 2)
    rest = await archive.alerts.after(first[-1][0])
    assert [one.slug for _, one in (*first, *rest)] == list("01234")
    assert await archive.alerts.after(rest[-1][0]) == []


async def test_an_alert_that_cannot_be_read_is_passed(archive: Archive, store: Store) -> None:
    for _ in range(3):
        await store.redis.xadd("daybrief:{wire}:alerts", {"alert": b"junk"})
    await store.redis.xadd("daybrief:{wire}:alerts", {"other": b"junk"})
    await archive.alerts.append(alert("ferry"))
    assert [one.slug for _, one in await archive.alerts.after("", 1)] == ["ferry"]


async def test_the_cursor_never_goes_back(archive: Archive) -> None:
    assert await archive.alerts.cursor() == ""
    for cursor in ("1700000000000-2", "1700000000000-10", "1700000000000-9", "999999999999-99"):
        await archive.alerts.advance(cursor)
    assert await archive.alerts.cursor() == "1700000000000-10"


async def test_a_log_cut_beyond_the_cursor_says_so(archive: Archive, store: Store) -> None:
    for slug in ("a", "b", "c"):
        await archive.alerts.append(alert(slug))
    (first, _), *_ = await archive.alerts.after("")
    assert not await archive.alerts.trimmed("")
    assert not await archive.alerts.trimmed(first)
    await store.redis.xtrim("daybrief:{wire}:alerts", maxlen=1, approximate=False)
    assert await archive.alerts.trimmed(first)
