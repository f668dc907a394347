"""The first brief: who is waited for, what a reader is told, what is stored for the next."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from feedserver import Site, rss, serving

from bot import house
from bot.archive import Archive, Turned
from bot.cycle import Turnout
from bot.house import House
from bot.news import Outlet, Source
from bot.settings import Settings
from bot.store import Store, StoreError

START = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
STORIES = {
    "dam": ("Dam failure above Korve kills 12", "A dam above the town of Korve failed on Tuesday, killing 12 people, "
            "the interior ministry said.", "Rescuers pulled 40 people from the water, the fire service in Korve said."),
    "vote": ("Senate of Ostrava passes budget by 52 votes to 48", "The Senate of Ostrava passed the budget by 52 "
             "votes to 48 on Monday after a night of debate.",
             "Finance Minister Ina Holt said the deficit will fall by a third."),
    "chess": ("Ilo Marr wins the Quay chess title", "Ilo Marr of Lanholm won the Quay chess title on Monday after a "
              "nine-hour final game.", "The 19-year-old beat the defending champion, Bea Tolland, by a single pawn."),
}  # fmt: skip


def item(name: str, outlet: str, hours: int = 2) -> str:
    """One RSS item with its full text."""
    headline, *paragraphs = STORIES[name]
    when = format_datetime(START - timedelta(hours=hours))
    body = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in paragraphs) * 3
    return (
        f"<item><title>{headline}</title><link>https://{outlet}.example/{name}</link><guid>{outlet}-{name}</guid>"
        f"<pubDate>{when}</pubDate><description>{body}</description></item>"
    )


class Clock:
    """A time that moves when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Place:
    """An open house beside a loopback publisher."""

    home: House
    site: Site
    clock: Clock

    def list(self, *paths: str) -> None:
        """The default sources from now on."""
        sources = tuple(
            Source(self.site.url(p), Outlet(p.strip("/"), p.strip("/").title(), language="en")) for p in paths
        )
        self.home.sources = lambda: sources


@pytest.fixture
async def place(store: Store, archive: Archive, tmp_path: Path) -> AsyncIterator[Place]:
    clock = Clock()
    async with serving() as site:
        yield Place(House(Settings(home=tmp_path), clock, store, archive, "UTC", tuple, private=True), site, clock)


async def told(page: house.FrontPage) -> list[str]:
    brief = await page.desk.brief("terminal:test", notes=page.notes)
    return [i.headline for i in brief.items]


async def ended(page: house.FrontPage) -> int:
    return await page.rest if page.rest else 0


async def test_a_first_brief_comes_from_the_sources(place: Place) -> None:
    place.site.body(
        "/harbour", rss([item("dam", "harbour"), item("vote", "harbour")]), content_type="application/rss+xml"
    )
    place.list("/harbour")
    page = await place.home.front_page()
    assert set(await told(page)) == {STORIES["dam"][0], STORIES["vote"][0]}
    assert page.notes == ()
    await ended(page)


async def test_a_second_brief_asks_nobody(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.list("/harbour")
    await ended(await place.home.front_page())
    asked = len(place.site.asked)
    page = await place.home.front_page()
    assert await told(page) == [STORIES["dam"][0]]
    assert (len(place.site.asked), page.rest) == (asked, None)


async def test_a_stale_brief_is_read_anew(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.list("/harbour")
    await ended(await place.home.front_page())
    place.clock.now += timedelta(hours=1)
    place.site.body(
        "/harbour", rss([item("chess", "harbour", 0), item("dam", "harbour")]), content_type="application/rss+xml"
    )
    page = await place.home.front_page()
    assert set(await told(page)) == {STORIES["dam"][0], STORIES["chess"][0]}
    await ended(page)


async def test_half_of_the_sources_failing_is_a_brief_and_a_line(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.site.answer("/gone", status=410)
    place.list("/harbour", "/gone")
    page = await place.home.front_page()
    assert await told(page) == [STORIES["dam"][0]]
    assert page.notes == ("1 of 2 sources did not answer (`sources` shows which).",)
    await ended(page)


async def test_a_late_source_joins_after_the_first_brief(place: Place) -> None:
    late = asyncio.Event()
    for name in ("dam", "vote"):
        place.site.body(f"/{name}", rss([item(name, name)]), content_type="application/rss+xml")
    place.site.body("/chess", rss([item("chess", "chess")]), content_type="application/rss+xml")
    quick = place.site.routes["/chess"]

    async def slow(request):  # type: ignore[no-untyped-def]
        await late.wait()
        return await quick(request)

    place.site.routes["/chess"] = slow
    place.list("/dam", "/vote", "/chess")
    page = await place.home.front_page()
    first = await told(page)
    late.set()
    assert await ended(page) == 1
    assert (len(first), len(await told(page))) == (2, 3)
    assert page.notes[-1] == "1 more are still being read; what they bring joins later."


async def test_without_a_network_the_sample_is_read_and_marked(place: Place) -> None:
    place.list("/nowhere")
    page = await place.home.front_page()
    brief = await page.desk.brief("terminal:test", notes=page.notes)
    assert brief.fictional
    assert brief.notes == (house.OFFLINE,)
    assert len(brief.items) == 8
    await ended(page)


async def test_the_sample_never_enters_the_stored_wire(place: Place) -> None:
    place.list("/nowhere")
    await ended(await place.home.front_page())
    assert await place.home.archive.stories.live(START - timedelta(days=9)) == []
    place.clock.now += timedelta(hours=1)
    place.site.body("/nowhere", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.clock.now += timedelta(days=1)
    page = await place.home.front_page()
    assert await told(page) == [STORIES["dam"][0]]
    await ended(page)


async def test_without_a_network_stored_news_is_better_than_fiction(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.list("/harbour")
    await ended(await place.home.front_page())
    place.site.answer("/harbour", status=500)
    place.clock.now += timedelta(hours=2)
    page = await place.home.front_page()
    assert await told(page) == [STORIES["dam"][0]]
    assert page.notes == (house.OFFLINE_STORED,)
    await ended(page)


async def test_one_event_from_two_outlets_is_one_story(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.site.body("/canal", rss([item("dam", "canal", 1)]), content_type="application/rss+xml")
    place.list("/harbour", "/canal")
    page = await place.home.front_page()
    (told_item,) = (await page.desk.brief("terminal:test")).items
    assert set(told_item.outlets) == {"Harbour", "Canal"}
    await ended(page)


def counts(asked: int, answered: int, failed: int) -> Turnout:
    return Turnout(asked, answered, 0, {str(n): "x" for n in range(failed)})


WAITS: Sequence[tuple[str, Turnout, bool]] = [
    ("nothing yet", counts(40, 0, 0), False),
    ("under quorum", counts(40, 23, 3), False),
    ("quorum", counts(40, 24, 3), True),
    ("all settled", counts(40, 10, 30), True),
    ("a dozen failures and no answer", counts(40, 0, 12), True),
    ("a dozen failures and one answer", counts(40, 1, 12), False),
    ("nothing due", counts(0, 0, 0), True),
]


@pytest.mark.parametrize(("name", "turnout", "ready"), WAITS)
def test_a_first_brief_waits_for_enough_and_not_in_vain(name: str, turnout: Turnout, ready: bool) -> None:
    assert turnout.quorate is ready, name


async def test_two_that_print_the_sample_at_once_print_it_once(place: Place) -> None:
    other = House(place.home.settings, place.clock, place.home.store, place.home.archive, "UTC", tuple)
    await asyncio.gather(place.home.print_sample(), other.print_sample())
    told = [[i.slug for i in (await one.desk(fictional=True).brief("t:t")).items] for one in (place.home, other)]
    arrived = await place.home.archive.realm(house.SAMPLE).articles.recent(START - timedelta(days=1))
    assert len(arrived) == len(set(arrived)) >= 60
    assert told[0] == told[1] != []


# --- threads nobody waits for ----------------------------------------------------------------------------------------


def test_look_ups_that_hang_hold_up_neither_other_calls_nor_the_end() -> None:
    hung = threading.Event()

    async def work() -> str:
        asyncio.get_running_loop().set_default_executor(house.Threads())
        stuck = [asyncio.ensure_future(asyncio.to_thread(hung.wait)) for _ in range(100)]
        answer = await asyncio.to_thread(str, 7)
        assert not any(call.done() for call in stuck)
        return answer

    assert asyncio.run(work()) == "7"  # comes back although a hundred calls still wait
    hung.set()


async def test_what_a_thread_raises_is_raised_where_it_is_awaited() -> None:
    asyncio.get_running_loop().set_default_executor(house.Threads())
    with pytest.raises(ValueError, match="invalid literal"):
        await asyncio.to_thread(int, "seven")


async def test_an_open_house_hands_its_calls_to_such_threads(store_home: Path) -> None:
    async with house.opened(Settings(home=store_home), tuple) as home:
        assert home.store.embedded
        assert await asyncio.to_thread(lambda: threading.current_thread().daemon)


async def test_a_late_source_is_not_promised_by_a_stored_brief(place: Place) -> None:
    await place.home.archive.turns.keep(Turned(at=START, asked=5, late=2))
    page = await place.home.front_page()
    assert page.notes == ("2 of 5 sources were too late for this brief; the next one asks again.",)


async def test_when_nobody_is_due_the_sample_still_stands_in(place: Place) -> None:
    place.list("/nowhere")
    await ended(await place.home.front_page())
    place.clock.now += house.FRESH_OFFLINE
    state = (await place.home.archive.sources.states([place.site.url("/nowhere")])).popitem()[1]
    await place.home.archive.sources.save([replace(state, due=place.clock.now + timedelta(hours=1))])
    page = await place.home.front_page()
    assert page.desk.shelf.fictional
    assert page.notes == (house.OFFLINE,)
    await ended(page)


async def test_a_desk_left_open_hears_of_what_came_late(place: Place) -> None:
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.list("/harbour")
    page = await place.home.front_page()
    await ended(page)
    heard: asyncio.Queue[int] = asyncio.Queue()
    page.rest = asyncio.create_task(asyncio.sleep(0, 7))
    following = asyncio.create_task(place.home.follow(page, heard.put_nowait))
    assert await heard.get() == 7
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


def test_a_few_sources_failing_together_is_not_called_a_dead_network() -> None:
    some = replace(counts(3, 0, 3), listed=40)
    assert not some.offline
    assert replace(some, asked=30).offline


async def test_a_desk_left_open_outlives_a_store_that_falters(place: Place) -> None:
    async def faltering() -> int:
        raise StoreError("the store is restarting")

    page = house.FrontPage(place.home.desk(), rest=asyncio.create_task(faltering()))
    following = asyncio.create_task(place.home.follow(page, lambda _: None))
    done, _ = await asyncio.wait([following], timeout=0.2)
    assert page.rest is not None
    assert page.rest.done()
    assert not done
    await house.let_go(following)


async def test_what_is_called_off_at_once_leaves_nothing_open(place: Place) -> None:
    place.site.silent("/never")
    place.site.body("/harbour", rss([item("dam", "harbour")]), content_type="application/rss+xml")
    place.site.body("/canal", rss([item("vote", "canal")]), content_type="application/rss+xml")
    place.list("/harbour", "/canal", "/never")
    before = asyncio.all_tasks()
    page = await place.home.front_page()
    assert page.rest is not None
    await house.let_go(page.rest)
    assert page.rest.cancelled()
    assert not [t for t in asyncio.all_tasks() - before if "poll" in repr(t.get_coro())]
