"""What changes while a message is on its way: a report is withdrawn, quiet hours begin."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from aheadplatform import Platform

from bot import amending
from bot.archive import Archive
from bot.circulation import Send, Taken, Wanted, row
from bot.courier import Courier
from bot.news import Alert, Brief, Chat, Cite, Correction, Delivery, Following, Hush, Item, Lane, Quiet, Sentence
from bot.store import Store

NOW = datetime(2026, 3, 23, 21, 59, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
QUAY = Chat("harbour", "quay")
FELL = Sentence("A bridge fell at Quay.", (Cite("a", 0, 22, "A bridge fell at Quay."),))
CLOSED = Sentence("The road is closed.", (Cite("b", 0, 19, "The road is closed."),))
ITEM = Item("bridge", "Bridge falls at Quay", "Harbour Post", NOW, ("Harbour Post", "Canal Wire"), (FELL, CLOSED))
ALERT = Alert(ITEM, NOW, urgency=3)
TAKEN_BACK = Correction(
    "bridge", "Road closed at Quay", "Canal Wire", (FELL.text,), (), "Harbour Post withdrew it", NOW + MINUTE,
    articles=("a",),
)  # fmt: skip
NIGHT = Quiet(time(22), time(7))


@dataclass
class Post:
    """A courier beside a platform of one room; the clock moves when told."""

    archive: Archive
    store: Store
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.platform = Platform("harbour", lambda: self.now, random.Random(1))
        self.platform.opens(QUAY, group=False)
        self.courier = Courier(self.archive, self.platform, lambda: self.now)

    async def put(self, piece: Alert | Brief, *followings: Following) -> str:
        for one in followings:
            await self.archive.followings.add(one)
        if isinstance(piece, Alert):
            made = row(Taken(followings, Send()), piece, self.now)
        else:
            made = Delivery("brief", QUAY, piece, Lane.BRIEF, "", self.now, self.now + 6 * HOUR)
        await self.archive.outbox.put([made], self.now)
        return made.key

    async def loses(self) -> None:
        from bot.archive.pieces import pack

        await self.store.redis.xadd("daybrief:{wire}:losses", {"correction": pack(TAKEN_BACK)})

    async def works(self) -> list[object]:
        """Everything that is due, a second apart; what the chat shows then."""
        for _ in range(8):
            while await self.courier.turn():
                pass
            self.now += timedelta(seconds=2)
        return [shown.piece for shown in self.platform.rooms[QUAY].screen]

    async def states(self) -> dict[str, int]:
        return {state: n for state, n in (await self.archive.outbox.counts()).items() if n and state != "made"}


@pytest.fixture
def post(archive: Archive, store: Store) -> Post:
    return Post(archive, store)


def following(id: str = "f1", quiet: Quiet | None = None) -> Following:
    return Following(id, QUAY, "harbour:77", NOW - HOUR, quiet=quiet)


async def test_an_alert_whose_report_was_withdrawn_on_its_way_is_corrected_next(post: Post) -> None:
    await post.put(ALERT, following())
    post.now += MINUTE
    await post.loses()
    alert, correction = await post.works()
    assert isinstance(alert, Alert)
    assert alert.item.sentences == (CLOSED,)
    assert isinstance(correction, Correction)
    assert (correction.was, await post.states()) == ((FELL.text,), {"sent": 2})


async def test_the_rest_of_a_brief_does_not_bring_back_what_was_taken_back_in_its_first_part(post: Post) -> None:
    others = tuple(replace(ITEM, slug=f"s{n}", sentences=(CLOSED,)) for n in range(5))
    await post.put(Brief("Evening", NOW, (ITEM, *others)))
    post.now += 2 * MINUTE
    await post.loses()
    await post.works()
    for shown in post.platform.rooms[QUAY].screen:
        assert amending.amended(shown.piece, TAKEN_BACK) is shown.piece
    assert await post.states() == {"sent": 2}


async def test_what_was_lost_before_it_was_composed_is_no_correction(post: Post) -> None:
    await post.loses()
    post.now += HOUR
    await post.put(replace(ALERT, at=post.now), following())
    assert len(await post.works()) == 1


async def test_an_alert_that_comes_late_is_held_when_quiet_hours_have_begun(post: Post) -> None:
    key = await post.put(ALERT, following(quiet=NIGHT))
    post.now += 5 * MINUTE
    assert (await post.works(), await post.states()) == ([], {"held": 1})
    assert await post.archive.outbox.held("f1") == {key: "bridge"}
    assert (await post.archive.seen.of(QUAY), (await post.archive.balance()).faults) == ({}, ())
    assert await post.archive.followings.next_due() == datetime(2026, 3, 24, 7, tzinfo=UTC)


LATE = {
    "one of two hears it": ((NIGHT, None), ALERT, {"sent": 1}),
    "left out": ((replace(NIGHT, hush=Hush.DROP),), ALERT, {"dead": 1}),
    "critical": ((replace(NIGHT, hush=Hush.CRITICAL),), replace(ALERT, urgency=1), {"sent": 1}),
    "not critical": ((replace(NIGHT, hush=Hush.CRITICAL),), ALERT, {"held": 1}),
}


@pytest.mark.parametrize("name", LATE)
async def test_what_becomes_of_a_late_alert_is_what_its_hours_say(post: Post, name: str) -> None:
    hours, alert, states = LATE[name]
    some = [replace(following(f"f{n}", quiet), topic=f"{n}") for n, quiet in enumerate(hours)]
    await post.put(alert, *some)
    post.now += 5 * MINUTE
    await post.works()
    assert await post.states() == states


def test_an_alert_has_one_key_in_a_chat_whichever_followings_take_it_at_the_time() -> None:
    some = [following("f1", NIGHT), replace(following("f2"), topic="bridge")]
    alert = replace(ALERT, at=NOW - MINUTE)
    (before,), (after,) = (list(Wanted(alert, when).among(some)) for when in (NOW + HOUR, NOW + 10 * HOUR))
    assert [len(before.takers), len(after.takers)] == [1, 2]
    assert row(before, alert, NOW).key == row(after, alert, NOW).key


async def test_a_chats_hour_moves_with_it(post: Post) -> None:
    pier = Chat("harbour", "pier")
    one = replace(following(), hourly=1)
    await post.put(ALERT, one)
    await post.archive.move(QUAY, pier)
    again = replace(ALERT, item=replace(ITEM, slug="ferry"))
    await post.archive.outbox.put([row(Taken((replace(one, chat=pier),), Send()), again, NOW)], NOW)
    assert await post.states() == {"pending": 1, "held": 1}
