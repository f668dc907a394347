"""The wire: rounds of sources, what somebody points at, full text, the list of sources."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bench_wire
import pytest
import pytest_asyncio
from feedserver import NOW, Site, entry, hostile, rss, serving

from bot import wire
from bot.news import Article, Outlet, Source, SourceState, Status
from bot.wire import SourcesError, default_sources, lines, load_sources, reading, rounds
from bot.wire.fetch import Fetcher
from bot.wire.filling import merged

HARBOUR = Outlet("harbour", "The Harbour Post", "https://harbour.example/", language="en")
LONG = "The council of Port Elan voted on Monday to keep the night ferry running through the winter, officials said. "
PAGE = (
    "<html lang='en'><head><title>Night ferry stays</title><meta property='og:type' content='article'></head><body>"
    "<article><h1>Night ferry stays</h1>"
    f"{''.join(f'<p>{LONG * 2} Paragraph {n}.</p>' for n in range(6))}</article></body></html>"
).encode()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(private=True, total=5.0) as fetcher:
        yield fetcher


class Wire:
    """A few feeds of one site, polled as often as a test likes; states are kept between rounds."""

    def __init__(self, site: Site, fetcher: Fetcher) -> None:
        self.site, self.fetcher, self.now = site, fetcher, NOW
        self.states: dict[str, SourceState] = {}

    def source(self, path: str, section: str = "") -> Source:
        return Source(self.site.url(path), HARBOUR, section)

    async def round(self, *paths: str) -> dict[str, wire.Poll]:
        polls = {}
        async for poll in wire.poll([self.source(path) for path in paths], self.states, self.fetcher, self.now):
            polls[poll.source.url.removeprefix(self.site.url(""))] = poll
            self.states[poll.source.url] = poll.state
        return polls

    async def one(self, path: str = "/feed.xml") -> wire.Poll:
        return (await self.round(path))[path]


@pytest.fixture
def desk(site: Site, fetcher: Fetcher) -> Wire:
    return Wire(site, fetcher)


# --- rounds -----------------------------------------------------------------------------------------------------------


async def test_a_first_round_brings_every_entry(desk: Wire) -> None:
    desk.site.feed("/feed.xml", entries=3)
    poll = await desk.one()
    assert [article.headline for article in poll.articles] == [
        f"Harbour council votes on ferry line {n}" for n in range(3)
    ]
    assert {article.outlet for article in poll.articles} == {"harbour"}
    assert (poll.error, poll.state.entries, poll.state.good, poll.state.failures) == ("", 3, NOW, 0)


async def test_a_second_round_asks_with_what_is_remembered_and_brings_nothing(desk: Wire) -> None:
    desk.site.feed("/feed.xml")
    first = await desk.one()
    again = await desk.one()
    assert (again.unchanged, again.articles) == (True, ())
    assert desk.site.asked[1][1] == first.state.etag != ""
    assert replace(again.state, polled=NOW) == first.state


async def test_the_same_bytes_without_validators_are_not_parsed_again(desk: Wire) -> None:
    desk.site.answer("/feed.xml", rss([entry(1)]), content_type="application/rss+xml")
    await desk.one()
    assert (await desk.one()).unchanged


async def test_only_new_and_changed_entries_become_articles(desk: Wire) -> None:
    desk.site.answer("/feed.xml", rss([entry(1), entry(2)]))
    await desk.one()
    desk.site.answer("/feed.xml", rss([entry(0), entry(1), entry(2).replace("votes on", "rejects")]))
    poll = await desk.one()
    assert [a.headline for a in poll.articles] == [
        "Harbour council votes on ferry line 0",
        "Harbour council rejects ferry line 2",
    ]
    assert not poll.unchanged


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (entry(1, guid="a-1"), entry(1, guid="b-2")),
        (entry(1), entry(1).replace("08:", "09:").replace("07:", "09:")),
        (entry(1), entry(1).replace("&lt;p&gt;", "&lt;p&gt;&lt;img src='https://pixel.example/77'&gt;")),
        (entry(1, link="https://harbour.example/a"), entry(1, link="https://harbour.example/a?utm_source=rss")),
    ],
    ids=["a new GUID at every poll", "a new time at every poll", "a new pixel", "a campaign on the link"],
)
async def test_restless_feeds_do_not_repeat_themselves(desk: Wire, before: str, after: str) -> None:
    desk.site.answer("/feed.xml", rss([before]))
    assert len((await desk.one()).articles) == 1
    desk.site.answer("/feed.xml", rss([after], title="The Harbour Post, renewed"))
    poll = await desk.one()
    assert (poll.articles, poll.unchanged, poll.error) == ((), False, "")


async def test_entries_that_share_an_address_are_told_apart(desk: Wire) -> None:
    ticker = [entry(n, link="https://harbour.example/live", guid=f"line-{n}") for n in range(2)]
    desk.site.answer("/feed.xml", rss(ticker))
    await desk.one()
    desk.site.answer("/feed.xml", rss([*ticker, entry(2, link="https://harbour.example/live", guid="line-2")]))
    assert [a.headline[-1] for a in (await desk.one()).articles] == ["2"]


async def test_an_entry_that_leaves_and_returns_is_not_news(desk: Wire) -> None:
    desk.site.answer("/feed.xml", rss([entry(1), entry(2)]))
    await desk.one()
    desk.site.answer("/feed.xml", rss([entry(2)]))
    await desk.one()
    desk.site.answer("/feed.xml", rss([entry(1), entry(2)], title="Again"))
    assert (await desk.one()).articles == ()


def atom(*parts: str) -> bytes:
    head = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><title>T</title>"
    )
    return f"{head}{''.join(parts)}</feed>".encode()


def atom_entry(number: int, title: str = "Ferry") -> str:
    link = f"https://harbour.example/{number}"
    return (
        f"<entry><id>{link}</id><link href='{link}'/><title>{title} {number}</title><summary>{LONG}</summary></entry>"
    )


def tombstone(number: int) -> str:
    return f"<at:deleted-entry ref='https://harbour.example/{number}' when='2026-03-02T09:00:00Z'/>"


async def test_an_entry_a_feed_says_is_deleted_is_withdrawn_once(desk: Wire) -> None:
    desk.site.answer("/feed.xml", atom(atom_entry(1), atom_entry(2)))
    ids = [article.id for article in (await desk.one()).articles]
    desk.site.answer("/feed.xml", atom(atom_entry(1), tombstone(2), tombstone(3)))
    assert [(a.id, a.status) for a in (await desk.one()).articles] == [(ids[1], Status.CANCELED)]
    desk.site.answer("/feed.xml", atom(atom_entry(1), tombstone(2), atom_entry(4)))
    assert [a.headline for a in (await desk.one()).articles] == ["Ferry 4"]
    desk.site.answer("/feed.xml", atom(atom_entry(1), tombstone(2), atom_entry(2)))
    assert [(a.id, a.status) for a in (await desk.one()).articles] == [(ids[1], Status.USABLE)]


async def test_a_mark_over_what_was_printed_before_withdraws_it_until_it_goes(desk: Wire) -> None:
    for title, status in [("", Status.USABLE), ("Withdrawn: ", Status.CANCELED), ("", Status.USABLE)]:
        desk.site.answer("/feed.xml", rss([entry(1).replace("<title>", f"<title>{title}")]))
        (article,) = (await desk.one()).articles
        assert (article.status, article.id) == (status, article.id)
        desk.site.answer("/feed.xml", rss([entry(1).replace("<title>", f"<title>{title}")], title="Renewed"))
        assert (await desk.one()).articles == ()


def test_a_page_that_says_its_article_is_withdrawn_withdraws_it() -> None:
    teaser = Article("1", "harbour", "Ferry", (LONG,), teaser=True)
    gone = merged(teaser, Article("1", "harbour", "Ferry", ("This article has been withdrawn by the editors.",)))
    assert (gone.status, gone.teaser) == (Status.CANCELED, False)


async def test_what_is_known_of_a_feed_is_bounded(desk: Wire) -> None:
    for start in range(0, 400, 50):
        desk.site.answer("/feed.xml", rss([entry(n) for n in range(start, start + 50)]))
        poll = await desk.one()
        assert len(poll.articles) == 50
    assert len(poll.state.known) == 50 + rounds.GONE


async def test_a_folder_of_broken_files_is_told_in_a_few_lines(fetcher: Fetcher, tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.xml").write_bytes(b"<rss><channel></channel></rss>")
    (tmp_path / "good.xml").write_bytes(rss([entry(1)]))
    read = await wire.read(str(tmp_path), fetcher, NOW)
    assert len(read.articles) == 1
    assert len(read.errors) == reading.MOST_ERRORS + 1
    assert read.errors[-1].endswith("10 more files could not be read")


async def test_feeds_made_to_eat_time_hold_up_no_other(desk: Wire) -> None:
    for name, body in hostile().items():
        desk.site.answer(f"/{name}", body, content_type="application/rss+xml")
    for number in range(20):
        desk.site.feed(f"/{number}.xml", entries=2)
    polls = await desk.round(*(f"/{name}" for name in hostile()), *(f"/{number}.xml" for number in range(20)))
    assert len(polls) == 25
    assert list(polls)[-1] == "/attributes"  # the only one that has to be mended answers when all others have
    assert all(len(polls[f"/{number}.xml"].articles) == 2 for number in range(20))
    assert "the feed is broken" in polls["/attributes"].error
    assert [name for name in hostile() if len(polls[f"/{name}"].articles) > 1] == []


async def test_a_news_section_is_read_through_the_feed_it_announces(site: Site, fetcher: Fetcher) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/world.xml'>"
    rows = "".join(
        f"<h3><a href='/{n}'>Council votes on line {n}</a></h3><p>Two lines of it here.</p>" for n in range(12)
    )
    site.answer("/world", f"<!doctype html><html><head>{link}</head><body>{rows}</body></html>".encode())
    site.feed("/world.xml", entries=3)
    read = await wire.read(site.url("/world"), fetcher, NOW)
    assert (len(read.articles), read.errors) == (3, ())
    assert [source.url for source in read.sources] == [site.url("/world.xml")]


async def test_a_feed_over_the_cap_is_not_read(site: Site) -> None:
    site.huge("/title.xml", 3_000_000)
    async with Fetcher(private=True, cap=1_000_000) as fetcher:
        polls = [poll async for poll in wire.poll([Source(site.url("/title.xml"), HARBOUR)], {}, fetcher, NOW)]
    assert "too large" in polls[0].error


async def test_a_web_page_as_source_is_told_its_feed(desk: Wire) -> None:
    link = b"<link rel='alternate' type='application/rss+xml' href='/world.xml'>"
    desk.site.answer("/world", b"<!doctype html><html><head>" + link + b"</head><body>News</body></html>")
    desk.site.answer("/sport", b"<!doctype html><html><body>News</body></html>")
    polls = await desk.round("/world", "/sport")
    assert polls["/world"].error.endswith(f"add its feed: {desk.site.url('/world.xml')}")
    assert "names no feed" in polls["/sport"].error


async def test_of_a_very_long_feed_the_newest_are_taken_once(desk: Wire) -> None:
    items = [entry(n, sentences=1) for n in range(rounds.NEWEST + 40)]
    desk.site.answer("/feed.xml", rss(items[::-1]))
    poll = await desk.one()
    assert len(poll.articles) == rounds.NEWEST
    assert poll.articles[0].headline.endswith(" 0")
    desk.site.answer("/feed.xml", rss(items))
    assert (await desk.one()).articles == ()


async def test_an_entry_without_a_section_has_its_feeds(desk: Wire) -> None:
    desk.site.feed("/feed.xml", entries=1)
    source = desk.source("/feed.xml", section="world")
    async for poll in wire.poll([source], {}, desk.fetcher, NOW):
        assert [article.section for article in poll.articles] == ["world"]


BROKEN: dict[str, Any] = {
    "gone": (lambda s: s.answer("/feed.xml", status=404), "404 Not Found"),
    "a challenge": (lambda s: s.challenge("/feed.xml"), "tests for robots"),
    "a page": (lambda s: s.body("/feed.xml", PAGE), "web page"),
    "nothing": (lambda s: s.answer("/feed.xml", b""), "empty"),
    "an emptied feed": (lambda s: s.answer("/feed.xml", rss([])), "it held 3 entries before"),
    "half an answer": (lambda s: s.broken("/feed.xml"), "broke off"),
    "silence": (lambda s: s.silent("/feed.xml"), "no answer within"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_degraded_answer_never_replaces_the_last_good_one(desk: Wire, name: str) -> None:
    desk.site.feed("/feed.xml")
    good = (await desk.one()).state
    break_, why = BROKEN[name]
    break_(desk.site)
    desk.fetcher.total = 0.3
    poll = await desk.one()
    assert why in poll.error == poll.state.error
    kept = replace(poll.state, polled=good.polled, due=good.due, failures=0, error="")
    assert (kept, poll.state.failures, poll.articles) == (good, 1, ())
    desk.site.feed("/feed.xml")
    assert ((await desk.one()).unchanged, desk.states[good.url]) == (True, good)


async def test_a_broken_source_stops_no_other(desk: Wire) -> None:
    for number in range(6):
        desk.site.feed(f"/{number}.xml", entries=1, name=f"paper{number}")
    desk.site.challenge("/bad.xml")
    polls = await desk.round("/bad.xml", "/missing.xml", *(f"/{n}.xml" for n in range(6)))
    assert [bool(polls[f"/{n}.xml"].articles) for n in range(6)] == [True] * 6
    assert polls["/bad.xml"].error
    assert polls["/missing.xml"].error == "404 Not Found"


async def test_a_slow_source_holds_up_no_other(desk: Wire) -> None:
    desk.site.silent("/slow.xml")
    desk.site.feed("/feed.xml")
    sources = [desk.source("/slow.xml"), desk.source("/feed.xml")]
    async for poll in wire.poll(sources, {}, desk.fetcher, NOW):
        assert poll.source is sources[1]
        break


async def test_a_feed_made_to_break_parsers_costs_only_itself(desk: Wire) -> None:
    desk.site.answer("/feed.xml", b"<rss><channel><item>" + b"<a>" * 50_000, content_type="application/rss+xml")
    desk.site.feed("/good.xml")
    polls = await desk.round("/feed.xml", "/good.xml")
    assert len(polls["/good.xml"].articles) == 3
    assert polls["/feed.xml"].articles == ()


async def test_whatever_a_parser_chokes_on_is_said_of_that_feed(desk: Wire) -> None:
    desk.site.feed("/feed.xml")
    nameless = Source(desk.site.url("/feed.xml"), Outlet("x", None))  # type: ignore[arg-type]
    async for poll in wire.poll([nameless], {}, desk.fetcher, NOW):
        assert poll.error.startswith("the feed could not be read (")


async def test_our_own_mistakes_are_not_hidden(desk: Wire) -> None:
    with pytest.raises(AttributeError):
        async for _ in wire.poll([desk.source("/feed.xml")], {desk.site.url("/feed.xml"): 1}, desk.fetcher, NOW):  # type: ignore[dict-item]
            pass


async def test_a_round_of_nothing_ends_at_once(desk: Wire) -> None:
    assert await desk.round() == {}


def test_pauses_double_up_to_six_hours() -> None:
    source, state, pauses = Source("https://paper.example/feed", HARBOUR), SourceState("https://paper.example/feed"), []
    for _ in range(10):
        state = rounds.failed(source, state, "no answer", NOW).state
        pauses.append((state.due or NOW) - NOW)
    assert [pause // timedelta(minutes=1) for pause in pauses] == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert (state.failures, state.error) == (10, "no answer")


@pytest.mark.parametrize(
    ("wait", "gone", "minutes"),
    [(None, False, 2), (30.0, False, 2), (1_800.0, False, 30), (1e9, False, 360), (None, True, 360)],
)
def test_a_server_names_its_own_pause_within_bounds(wait: float | None, gone: bool, minutes: int) -> None:
    source = Source("https://paper.example/feed", HARBOUR)
    state = rounds.failed(source, SourceState(source.url), "busy", NOW, wait, gone=gone).state
    assert state.due == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(("age", "minutes"), [("60", 1), ("86400", 15), ("0", None)])
async def test_a_publishers_max_age_is_honoured_for_a_while(desk: Wire, age: str, minutes: int | None) -> None:
    desk.site.body("/feed.xml", rss([entry(1)]), Cache_Control=f"max-age={age}")
    due = (await desk.one()).state.due
    assert due == (NOW + timedelta(minutes=minutes) if minutes else None)


def test_hosts_take_turns() -> None:
    urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1"]
    turned = rounds.by_turns([Source(url, HARBOUR) for url in urls])
    assert [source.url[8] for source in turned] == ["a", "b", "a", "a"]


async def test_the_bench_reads_all_and_then_nothing() -> None:
    cold, again = await bench_wire.measure(feeds=20, entries=5)
    assert (cold.articles, cold.errors, again.articles, again.errors) == (100, 0, 0, 0)


# --- what somebody points at ------------------------------------------------------------------------------------------


async def read(address: str, fetcher: Fetcher, stdin: bytes = b"") -> wire.Reading:
    return await wire.read(address, fetcher, NOW, stdin)


async def test_a_feed_is_read_whatever_its_age(site: Site, fetcher: Fetcher) -> None:
    site.body("/old.xml", rss([entry(90_000), entry(1)]), content_type="application/rss+xml; charset=utf-8")
    got = await read(site.url("/old.xml"), fetcher)
    assert (len(got.articles), got.errors) == (2, ())
    assert [(o.name, o.family) for o in got.outlets] == [("The Harbour Post", "harbour.example")]
    assert [source.url for source in got.sources] == [site.url("/old.xml")]
    assert {article.outlet for article in got.articles} == {got.outlets[0].id}


async def test_an_article_page_is_read_as_one(site: Site, fetcher: Fetcher) -> None:
    site.body("/news/ferry.html", PAGE)
    got = await read(site.url("/news/ferry.html"), fetcher)
    assert [a.headline for a in got.articles] == ["Night ferry stays"]
    assert [outlet.id for outlet in got.outlets] == [got.articles[0].outlet]


HOME = b"<html><head><link rel='alternate' type='application/rss+xml' href='/%s.xml'>%s</head><body>A</body></html>"


async def test_a_home_page_is_read_through_the_feed_it_announces(site: Site, fetcher: Fetcher) -> None:
    more = b"<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    site.body("/", HOME % (b"missing", b"<link rel='alternate' type='application/rss+xml' href='/page.xml'>" + more))
    site.body("/front/world", HOME % (b"feed", b""))
    site.body("/page.xml", PAGE)
    site.feed("/feed.xml")
    for path in ("/", "/front/world"):
        got = await read(site.url(path), fetcher)
        assert (len(got.articles), [source.url for source in got.sources]) == (3, [site.url("/feed.xml")])


async def test_a_page_with_nothing_to_read_says_so(site: Site, fetcher: Fetcher) -> None:
    site.body("/", b"<html><body>Welcome</body></html>")
    site.body("/section", b"<html><body>Welcome</body></html>")
    site.challenge("/wall")
    for path in ("/", "/section", "/wall"):
        got = await read(site.url(path), fetcher)
        assert (got.articles, len(got.errors)) == ((), 1)
        assert got.errors[0].startswith(site.url(path))


async def test_an_address_is_shown_without_its_query(site: Site, fetcher: Fetcher) -> None:
    got = await read(site.url("/gone?token=secret"), fetcher)
    assert got.errors == (f"{site.url('/gone')}: 404 Not Found",)


async def test_a_list_of_feeds_is_read_feed_by_feed(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.feed("/a.xml")
    rows = "".join(f"<outline text='Paper {p}' xmlUrl='{site.url(f'/{p}.xml')}'/>" for p in "ab")
    (tmp_path / "feeds.opml").write_text(f"<opml version='2.0'><body>{rows}</body></opml>")
    got = await read(str(tmp_path / "feeds.opml"), fetcher)
    assert (len(got.articles), [source.url for source in got.sources]) == (3, [site.url("/a.xml")])
    assert got.errors == (f"{site.url('/b.xml')}: 404 Not Found",)
    (tmp_path / "none.opml").write_text("<opml version='2.0'><body></body></opml>")
    assert (await read(str(tmp_path / "none.opml"), fetcher)).errors[0].endswith("the list names no feeds")


LETTER = "Night ferry stays\n\n" + "\n\n".join(f"{LONG}{LONG}Paragraph {n} ends here." for n in range(4)) + "\n"
LINE = {
    "id": "a1",
    "outlet": "Harbour Post",
    "headline": "Ferry stays",
    "text": "One.\n\nTwo.",
    "published": "2026-03-01",
}


def folder(root: Path) -> Path:
    """Articles of every kind, and what is none."""
    files = {
        "b/feed.rss": rss([entry(1)]),
        "a.html": PAGE,
        "letter.txt": LETTER.encode(),
        "lines.jsonl": json.dumps(LINE).encode(),
        "feed.json": b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"T","content_text":"Text."}]}',
        "picture.png": b"\x89PNG",
        ".hidden/secret.txt": LETTER.encode(),
        "binary.txt": b"\x00\x01\x02",
        "empty.md": b"",
    }
    for name, body in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(body)
    return root


async def test_a_folder_is_read_with_all_that_is_in_it(fetcher: Fetcher, tmp_path: Path) -> None:
    got = await read(str(folder(tmp_path)), fetcher)
    found = {article.headline for article in got.articles}
    assert found == {"Night ferry stays", "T", "Harbour council votes on ferry line 1", "Ferry stays"}
    assert [error.removeprefix(f"{tmp_path}/") for error in got.errors] == [
        "binary.txt: this is a binary file, not text",
        "empty.md: there is nothing in it",
    ]


async def test_a_page_fills_the_teaser_of_a_feed_beside_it(fetcher: Fetcher, tmp_path: Path) -> None:
    link = "https://harbour.example/ferry"
    (tmp_path / "a.xml").write_bytes(rss([entry(1, link=link, sentences=1)]))
    (tmp_path / "b.html").write_bytes(PAGE.replace(b"<head>", f"<head><link rel='canonical' href='{link}'>".encode()))
    got = await read(str(tmp_path), fetcher)
    assert [(a.headline, a.teaser, a.outlet) for a in got.articles] == [
        ("Harbour council votes on ferry line 1", False, "harbour.example")
    ]
    assert "Paragraph 5" in got.articles[0].text


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("nowhere.xml", "there is no such file or folder"),
        ("paper.example/world", "for a web address write https://paper.example/world"),
        ("~nobody-of-that-name/feed.xml", "this is not a file name"),
        ("/dev/null", "neither a file nor a folder"),
        ("ftp://paper.example/feed", "only http and https"),
        ("http://ann:secret@paper.example/", "user name or password"),
        ("-", "there is nothing in it"),
    ],
)
async def test_what_cannot_be_read_is_named_with_the_cure(fetcher: Fetcher, address: str, why: str) -> None:
    got = await read(address, fetcher)
    assert (got.articles, len(got.errors)) == ((), 1)
    assert why in got.errors[0]
    assert "secret" not in got.errors[0]


async def test_a_folder_without_articles_says_what_is_read(fetcher: Fetcher, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert ".atom .htm .html .json" in (await read(str(tmp_path), fetcher)).errors[0]


async def test_a_file_beyond_the_size_is_refused(fetcher: Fetcher, tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(reading.LARGEST_FILE + 1)
    assert "too large (over 8 MB)" in (await read(str(tmp_path / "big.txt"), fetcher)).errors[0]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Zürich".encode(), "Zürich"),
        ("\ufeffZürich".encode(), "Zürich"),
        ("Zürich".encode("cp1252"), "Zürich"),
        ("Zürich".encode("utf-16"), "Zürich"),
        (b"\x7fELF\x00\x00", None),
        (bytes(range(1, 32)), None),
    ],
)
def test_text_is_told_from_binary(body: bytes, text: str | None) -> None:
    decoded = reading.decoded(body)
    assert (decoded.lstrip("\ufeff") if decoded else decoded) == text


async def test_articles_are_piped_in_as_json_lines(fetcher: Fetcher) -> None:
    bad = ["[]", '{"id":"x"', '{"id":"b"}', '{"id":"","text":"t"}', '{"id":"c","text":"t","published":"lately"}']
    full = LINE | {"id": "a2", "published": "2026-03-01T10:00:00+02:00"}
    piped = "\n".join([json.dumps(LINE), "", *bad, json.dumps(full), '{"id":4,"text":"T."}'])
    got = await read("-", fetcher, piped.encode())
    assert [(a.id, a.text, a.precision.value) for a in got.articles[:2]] == [
        ("a1", "One.\n\nTwo.", "day"),
        ("a2", "One.\n\nTwo.", "time"),
    ]
    assert [o.id for o in got.outlets] == ["Harbour Post"]
    assert [error.partition(": ")[2][:7] for error in got.errors] == [f"line {n}:" for n in (3, 4, 5, 6, 7)]
    assert lines.looks_like(piped)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (rss([]), "the feed is empty"),
        (b"<opml><body><outline text='a' xmlUrl='http://127.0.0.1:1/f'/>", "refused: port 1"),
        (b'{"version":"https://jsonfeed.org/version/1.1","items":{}}', "not a feed"),
        (
            b"<html><head><link rel=canonical href=https://harbour.example/></head><body></body></html>",
            "standard input",
        ),
    ],
)
async def test_what_is_piped_in_and_holds_nothing_says_so(fetcher: Fetcher, body: bytes, why: str) -> None:
    got = await read("-", fetcher, body)
    assert got.articles == ()
    assert why in got.errors[0]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href='https://a.example/x?a=1&amp;b=2'>", "https://a.example/x?a=1&b=2"),
        ('<LINK HREF="https://a.example/x" REL="canonical"/>', "https://a.example/x"),
        ("<link rel=canonical href=https://a.example/x>", "https://a.example/x"),
        ("<link rel='canonical' href='https://a.example/'>", ""),
        ("<link rel='canonical' href='/x'>", ""),
        ("<link rel='canonical'>", ""),
        ("", ""),
    ],
)
def test_a_saved_page_gives_its_own_address(head: str, url: str) -> None:
    assert reading.own_address(f"<html><head>{head}</head></html>".encode()) == url


async def test_a_text_is_piped_in_as_one_article(fetcher: Fetcher) -> None:
    got = await read("-", fetcher, LETTER.encode())
    assert [a.headline for a in got.articles] == ["Night ferry stays"]
    assert got.outlets == ()


def test_an_outlet_of_the_list_is_known_by_its_domain() -> None:
    source = default_sources()[0]
    assert reading.known(source.url) is not None
    assert reading.known("https://paper.example/") is None
    assert reading.known("") is None
    assert reading.named("", "").name == "An unnamed outlet"
    assert reading.named("The Quay", "").id == "quay"


# --- full text --------------------------------------------------------------------------------------------------------


def teaser(url: str, **more: Any) -> Article:
    return Article("t1", "harbour", "Ferry kept", ("Short.",), url=url, published=NOW, teaser=True, **more)


async def filled(article: Article, fetcher: Fetcher) -> Article:
    return (await wire.fill([article], fetcher, {"harbour": HARBOUR}, NOW))[0]


async def test_a_teaser_becomes_its_pages_text_under_its_own_name(site: Site, fetcher: Fetcher) -> None:
    site.body("/a", PAGE)
    full = await filled(teaser(site.url("/a"), section="world"), fetcher)
    assert (full.id, full.outlet, full.headline, full.published, full.section) == (
        "t1",
        "harbour",
        "Ferry kept",
        NOW,
        "world",
    )
    assert "Paragraph 5" in full.text
    assert not full.teaser


@pytest.mark.parametrize("path", ["/closed/a", "/missing", "/wall"])
async def test_a_page_that_cannot_be_read_leaves_the_teaser_and_says_why(
    site: Site, fetcher: Fetcher, path: str
) -> None:
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /closed", content_type="text/plain")
    site.body("/closed/a", PAGE)
    site.challenge("/wall")
    left = await filled(teaser(site.url(path)), fetcher)
    assert (left.paragraphs, left.teaser) == (("Short.",), True)
    assert [note.code for note in (await filled(left, fetcher)).notes] == ["teaser"]


async def test_full_text_and_articles_without_an_address_are_left_alone(fetcher: Fetcher) -> None:
    given = [teaser(""), replace(teaser("https://paper.example/a"), teaser=False)]
    assert await wire.fill(given, fetcher, {}, NOW) == given


def test_a_page_that_says_less_than_its_teaser_changes_no_text() -> None:
    held = replace(teaser("https://paper.example/a"), paragraphs=("A whole paragraph.",))
    page = Article("t1", "harbour", "Ferry", ("Less.",), reuse="noai")
    assert merged(held, page) == replace(held, teaser=False, reuse="noai")
    undated = replace(held, published=None, paragraphs=("x",))
    assert merged(undated, replace(page, published=NOW)).published == NOW


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_that_comes_along_is_sound() -> None:
    sources = default_sources()
    assert len(sources) >= 35
    assert len({source.outlet.voice for source in sources}) >= 25
    assert all(s.url.startswith("https://") and s.seen and s.outlet.family and s.outlet.language for s in sources)


def test_a_list_names_an_outlet_and_its_feeds() -> None:
    toml = b"""[[outlet]]\nid = "quay"\nname = "The Quay"\nbeats = ["world"]
feeds = [{ url = "https://quay.example/w", section = "world", seen = "here" }, { url = "https://quay.example/b" }]"""
    outlet = Outlet("quay", "The Quay", beats=("world",))
    assert load_sources(toml) == (
        Source("https://quay.example/w", outlet, "world", "here"),
        Source("https://quay.example/b", outlet),
    )


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("[[outlet]", "not valid TOML"),
        ("outlet = 1", r"no \[\[outlet\]\]"),
        ("[[outlet]]\nname = 'Q'", "Q: id is missing"),
        ("[[outlet]]\nid = 'q'", "q: name is missing"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\nhome = 1", "q: home is missing or not a text"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\nbeats = 'world'", "beats is not a list"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\nfeeds = ['https://q.example']", "a feed is written"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\nfeeds = [{}]", "url is missing"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\nfeeds = [{url = 'http://10.0.0.1/'}]", "private address"),
        ("[[outlet]]\nid = 'q'\nname = 'Q'\n" * 2, "q is listed twice"),
        (
            "[[outlet]]\nid = 'q'\nname = 'Q'\nfeeds = [{url='https://q.example'}, {url='https://q.example'}]",
            "listed twice",
        ),
    ],
)
def test_a_wrong_list_is_one_clear_line(toml: str, why: str) -> None:
    with pytest.raises(SourcesError, match=why) as caught:
        load_sources(toml.encode())
    assert "\n" not in str(caught.value)


async def test_leaving_a_round_ends_what_is_under_way(desk: Wire) -> None:
    desk.site.silent("/slow.xml")
    desk.site.feed("/feed.xml")
    round_ = wire.poll([desk.source("/feed.xml"), desk.source("/slow.xml")], {}, desk.fetcher, NOW)
    async for _ in round_:
        break
    await round_.aclose()
    assert [task for task in asyncio.all_tasks() if "work" in repr(task.get_coro())] == []
