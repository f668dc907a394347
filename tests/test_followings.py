"""What a chat follows, what it added, and what operators said of it stays until somebody changes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.archive import Archive, codec, keys
from bot.archive.pulses import Pulse
from bot.news import Chat, Following, Kind, Outlet, Paused, Posted, Receipt, Source, Talk, Turn
from bot.store import Store, StoreError

NOW = datetime(2026, 11, 24, 14, 30, 5, 123457, tzinfo=UTC)
DAY = timedelta(days=1)
CHAT, OTHER = Chat("telegram", "-100123", "45"), Chat("discord", "@77")


def following(id: str, chat: Chat = CHAT, topic: str = "") -> Following:
    return Following(id, chat, "telegram:7", NOW, topic=topic)


async def everybody(archive: Archive, batch: int = 500) -> list[str]:
    return [one.id async for some in archive.followings.each(Kind.BREAKING, batch) for one in some]


# --- followings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept",
    [
        following("a"),
        following("a\n }{", OTHER, "Łódź 東京\n🗞\0"),
        replace(following("a"), paused=Paused.RIGHTS, since=NOW, tried=NOW + DAY),
    ],
)
async def test_a_following_comes_back_as_it_was(archive: Archive, kept: Following) -> None:
    assert await archive.followings.add(kept)
    assert await archive.followings.of(kept.chat) == [kept]
    assert await everybody(archive) == [kept.id]


async def test_a_chat_follows_the_same_thing_once(archive: Archive) -> None:
    assert await archive.followings.add(following("a", topic="Ferry  strike"))
    assert await archive.followings.add(following("a", topic="Ferry  strike"))  # a reply was lost
    assert not await archive.followings.add(following("b", topic="ferry strike"))
    assert await archive.followings.add(following("c", OTHER, "ferry strike"))
    assert await everybody(archive) == ["c", "a"]


async def test_followings_are_listed_oldest_first(archive: Archive) -> None:
    for number, topic in enumerate("cab"):
        await archive.followings.add(replace(following(topic, topic=topic), made=NOW - number * DAY))
    assert [one.topic for one in await archive.followings.of(CHAT)] == ["b", "a", "c"]


async def test_a_chat_follows_so_much_and_no_more(archive: Archive) -> None:
    for number in range(keys.FOLLOWINGS_EACH):
        await archive.followings.add(following(str(number), topic=str(number)))
    with pytest.raises(StoreError, match="unsubscribe from one first"):
        await archive.followings.add(following("x", topic="x"))
    assert await archive.followings.remove("3")
    assert await archive.followings.add(following("x", topic="x"))


async def test_all_chats_follow_so_much_and_no_more(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "FOLLOWINGS_CAP", 1)
    await archive.followings.add(following("a"))
    with pytest.raises(StoreError, match="ask whoever runs it"):
        await archive.followings.add(following("b", OTHER))


async def test_a_removed_following_is_gone(archive: Archive, store: Store) -> None:
    await archive.followings.add(following("a"))
    await archive.followings.add(following("b", topic="b"))
    assert (await archive.followings.remove("a"), await archive.followings.remove("a")) == (True, False)
    assert await everybody(archive) == ["b"]
    assert await archive.followings.remove("b")
    assert await store.redis.keys("*") == []


@pytest.mark.parametrize("batch", [1, 7, 500])
async def test_everybody_is_met_once_whatever_the_portion(archive: Archive, batch: int) -> None:
    for number in range(30):
        for topic in ("", "x")[: 1 + number % 2]:
            await archive.followings.add(following(f"{number}{topic}", Chat("telegram", f"{number}"), topic))
    portions = [some async for some in archive.followings.each(Kind.BREAKING, batch)]
    assert max(len(some) for some in portions) <= batch + 1  # a chat's are never parted
    assert sum(len({f.chat for f in some}) for some in portions) == 30
    met = [one.id for some in portions for one in some]
    assert (len(met), len(set(met))) == (45, 45)


async def test_a_chat_that_shut_us_out_rests_and_is_told_of_once(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    resting = replace(following("a"), paused=Paused.BLOCKED, since=NOW)
    assert await archive.followings.pause(CHAT, Paused.BLOCKED, NOW) == [resting]
    assert await archive.followings.pause(CHAT, Paused.RIGHTS, NOW + DAY) == []
    assert await archive.followings.of(CHAT) == [replace(resting, paused=Paused.RIGHTS)]


async def test_a_trial_is_noted_on_what_rests(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    await archive.followings.tried(CHAT, NOW)
    assert await archive.followings.of(CHAT) == [following("a")]
    await archive.followings.pause(CHAT, Paused.RIGHTS, NOW)
    await archive.followings.tried(CHAT, NOW + DAY)
    (one,) = await archive.followings.of(CHAT)
    assert (one.since, one.tried) == (NOW, NOW + DAY)


async def test_a_chat_that_comes_back_follows_again(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    await archive.followings.pause(CHAT, Paused.BLOCKED, NOW)
    await archive.followings.add(following("b", topic="b"))
    assert await archive.followings.resume(CHAT) == [following("a")]
    assert await archive.followings.resume(CHAT) == []
    assert await archive.followings.of(CHAT) == [following("a"), following("b", topic="b")]


async def test_a_dropped_chat_follows_nothing(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    await archive.followings.add(following("b", OTHER))
    assert await archive.followings.drop(CHAT) == [following("a")]
    assert await archive.followings.drop(CHAT) == []
    assert await everybody(archive) == ["b"]


async def test_what_rested_too_long_is_dropped(archive: Archive) -> None:
    for number in range(3):
        await archive.followings.add(following(str(number), Chat("telegram", str(number))))
    await archive.followings.pause(Chat("telegram", "0"), Paused.BLOCKED, NOW - 31 * DAY)
    await archive.followings.pause(Chat("telegram", "1"), Paused.BLOCKED, NOW - 29 * DAY)
    assert await archive.followings.purge(NOW - 30 * DAY) == 1
    assert await everybody(archive) == ["1", "2"]


async def test_a_following_that_cannot_be_read_stops_nobody(archive: Archive, store: Store) -> None:
    await archive.followings.add(following("a"))
    await store.redis.hset(f"daybrief:{{wire}}:following:{CHAT}", "breaking:junk", b"\n\xc1junk")
    assert await archive.followings.of(CHAT) == [following("a")]
    assert await archive.followings.pause(CHAT, Paused.BLOCKED, NOW) != []
    await archive.move(CHAT, OTHER)
    assert await everybody(archive) == ["a"]
    assert len(await archive.followings.drop(OTHER)) == 1


# --- doors, guests, pulses -------------------------------------------------------------------------------------------


async def test_the_last_word_on_a_place_counts(archive: Archive) -> None:
    await archive.doors.set("discord:1", True, "discord:77", NOW)
    await archive.doors.set("discord:2", True, "discord:77", NOW)
    await archive.doors.set("discord:2", False, "discord:77", NOW + DAY)
    assert await archive.doors.of(["discord:1", "discord:2", "discord:3"]) == {"discord:1": True, "discord:2": False}
    assert await archive.doors.of([]) == {}
    assert (await archive.doors.all())["discord:2"].at == NOW + DAY


async def test_there_are_so_many_doors_and_no_more(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "DOORS_CAP", 1)
    await archive.doors.set("discord:1", True, "discord:77", NOW)
    await archive.doors.set("discord:1", False, "discord:77", NOW)
    with pytest.raises(StoreError, match="places"):
        await archive.doors.set("discord:2", True, "discord:77", NOW)


def source(number: int) -> Source:
    return Source(f"https://harbour.example/{number}", Outlet(f"{number}", f"H {number:02}", scope=str(CHAT)))


async def test_a_chats_sources_are_its_own(archive: Archive) -> None:
    assert await archive.guests.add(CHAT, source(1))
    assert not await archive.guests.add(CHAT, source(1))
    await archive.guests.add(OTHER, source(1))
    await archive.guests.add(OTHER, source(2))
    assert await archive.guests.of(CHAT) == [source(1)]
    both = await archive.guests.all()
    assert sorted(map(str, [chat for chat, _ in both[source(1).url]])) == ["discord:@77", str(CHAT)]
    assert both[source(2).url] == [(OTHER, source(2))]


async def test_a_removed_source_of_a_chat_is_gone(archive: Archive, store: Store) -> None:
    await archive.guests.add(CHAT, source(1))
    assert (await archive.guests.remove(CHAT, source(1).url), await archive.guests.remove(CHAT, source(1).url)) == (
        True,
        False,
    )
    assert await store.redis.keys("*") == []


async def test_a_chat_has_so_many_sources_and_no_more(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(keys.GUESTS_EACH):
        await archive.guests.add(CHAT, source(number))
    with pytest.raises(StoreError, match="remove one first"):
        await archive.guests.add(CHAT, source(99))
    monkeypatch.setattr(keys, "GUESTS_CAP", 1)
    with pytest.raises(StoreError, match="ask whoever runs"):
        await archive.guests.add(OTHER, source(1))


def test_every_chat_has_a_realm_of_its_own() -> None:
    chats = [Chat("telegram", str(number), thread) for number in range(500) for thread in ("", "1")]
    realms = {keys.own(chat) for chat in chats}
    assert len(realms) == 1_000
    assert all(keys.Keys(realm).realm.startswith("chat") for realm in realms)


async def test_a_loops_last_beat_is_known(archive: Archive) -> None:
    await archive.pulses.beat("wire", NOW, "the wire is\nquiet")
    await archive.pulses.beat("guests", NOW)
    await archive.pulses.beat("guests", NOW + DAY / 1_000)
    read = await archive.pulses.read()
    assert read == {"guests": Pulse(NOW + DAY / 1_000), "wire": Pulse(NOW, "the wire is\nquiet")}
    assert (read["wire"].fine, read["guests"].fine) == (False, True)


async def test_a_loop_long_unheard_of_is_dropped(archive: Archive, store: Store) -> None:
    await archive.pulses.beat("old", NOW)
    await store.redis.hset("daybrief:{wire}:pulses", "odd", "junk")
    assert set(await archive.pulses.read()) == {"old"}
    await archive.pulses.beat("new", NOW + timedelta(minutes=11))
    assert set(await archive.pulses.read()) == {"new"}


async def test_the_loops_are_so_many_and_no_more(archive: Archive) -> None:
    for number in range(keys.PULSES_CAP + 20):
        await archive.pulses.beat(str(number), NOW)
    assert len(await archive.pulses.read()) <= keys.PULSES_CAP
    assert str(keys.PULSES_CAP + 19) in await archive.pulses.read()


# --- to hand over and to forget --------------------------------------------------------------------------------------


async def exported(archive: Archive, *who: str) -> AsyncIterator[str]:
    async for document in archive.export(*who):
        yield f"{document['kind']} {document['chat']}"


async def test_export_shows_what_was_set_up_and_how_much_was_told(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    await archive.guests.add(CHAT, source(1))
    await archive.seen.mark(CHAT, {"ferry": 1}, NOW)
    await archive.doors.set("telegram:-100123", True, "telegram:1", NOW)
    await archive.followings.add(following("b", OTHER))
    mine = [f"{kind} {CHAT}" for kind in ("following", "own source", "told")] + ["door telegram:-100123"]
    assert [line async for line in exported(archive, str(CHAT))] == mine
    assert [line async for line in exported(archive, "", "telegram:7")] == [f"following {OTHER}", f"following {CHAT}"]
    assert len([line async for line in exported(archive)]) == 5


async def test_forgetting_a_chat_leaves_its_settings(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    await archive.guests.add(CHAT, source(1))
    await archive.seen.mark(CHAT, {"ferry": 1}, NOW)
    await archive.seen.mark(OTHER, {"ferry": 1}, NOW)
    assert await archive.forget(str(CHAT)) == 1
    assert (await archive.seen.of(CHAT), len(await archive.seen.of(OTHER))) == ({}, 1)
    assert (len(await archive.followings.of(CHAT)), len(await archive.guests.of(CHAT))) == (1, 1)


async def test_a_person_of_a_chat_may_be_forgotten_and_what_all_saw_stays(archive: Archive) -> None:
    await archive.talks.keep(str(CHAT), Talk(("ferry",), turns=(Turn("Why?", "", NOW),)), "telegram:7")
    assert await archive.talks.forget_turns(str(CHAT), "telegram:7") == 1
    assert await archive.talks.get(str(CHAT), "telegram:7") == Talk(("ferry",))


async def test_receipts_and_marks_of_a_chat_may_be_forgotten(archive: Archive) -> None:
    await archive.receipts.keep(Receipt(CHAT, "a", (Posted("1", ("ferry",)),)), NOW)
    await archive.seen.mark(CHAT, {"ferry": 1}, NOW)
    assert (await archive.receipts.forget(CHAT), await archive.seen.forget(CHAT)) == (1, 1)
    assert (await archive.receipts.slugs(CHAT, "1"), await archive.seen.of(CHAT)) == ((), {})


async def test_addresses_that_cannot_be_read_stop_nobody(archive: Archive, store: Store) -> None:
    await archive.guests.add(CHAT, source(1))
    await store.redis.sadd("daybrief:{wire}:guests", b"nobody", b"\xff:1")
    await store.redis.hset("daybrief:{wire}:guest:nobody", "u", codec.pack(source(2)))
    assert list(await archive.guests.all()) == [source(1).url]
    assert [line async for line in exported(archive)] == [f"own source {CHAT}"]


@pytest.mark.parametrize("number", [10**30, -(10**18)])
def test_a_number_that_is_no_time_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not a time"):
        codec.moment(number)


async def test_forgetting_everything_covers_the_chats_own_sources(archive: Archive, store: Store) -> None:
    await archive.guests.add(CHAT, source(1))
    for realm in (archive.own(CHAT), archive.realm(keys.GUEST)):
        await realm.outlets.put([Outlet("h", "H")])
    await archive.realm("sample").outlets.put([Outlet("h", "H")])
    await archive.forget(everything=True)
    assert await store.redis.keys("*") == [b"daybrief:{sample}:outlets"]


async def test_two_who_pause_at_once_tell_one_of_them(archive: Archive) -> None:
    await archive.followings.add(following("a"))
    told = await asyncio.gather(*(archive.followings.pause(CHAT, Paused.BLOCKED, NOW) for _ in range(8)))
    assert sum(map(len, told)) == 1
