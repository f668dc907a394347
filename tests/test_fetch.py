"""Fetching: polite and safe, and it says in words why not."""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.client_reqrep import ConnectionKey
from feedserver import NOW, Site, rss, serving

from bot.wire import guard
from bot.wire.fetch import Fetcher, FetchError, phrase, seconds
from bot.wire.robots import Robots

KEY = ConnectionKey("paper.example", 443, True, True, None, None, None)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


async def why_not(url: str, **limits: Any) -> str:
    """The phrase a fetch ends with."""
    async with Fetcher(**{"private": True, **limits}) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.get(url)
    return str(caught.value)


# --- the guard --------------------------------------------------------------------------------------------------------

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
fec0::1 ff02::1 4000::1 localhost 0x7f000001 2130706433 127.1 nonsense
"""


@pytest.mark.parametrize("ip", REFUSED.split())
def test_no_address_inside_is_dialled(ip: str) -> None:
    assert not guard.allowed(ip)


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "100.63.255.255", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_are_dialled(ip: str) -> None:
    assert guard.allowed(ip)
    assert guard.allowed(ip, private=True)


@pytest.mark.parametrize(
    ("ip", "open_"),
    [("127.0.0.1", True), ("::1", True), ("10.1.2.3", True), ("192.168.7.7", True), ("fd12::1", True)]
    + [(ip, False) for ip in ("169.254.169.254", "168.63.129.16", "fe80::1", "100.64.0.1", "0.0.0.0", "224.0.0.1")],
)
def test_an_operators_own_network_is_opened_but_never_link_local(ip: str, open_: bool) -> None:
    assert guard.allowed(ip, private=True) is open_


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://paper.example/feed", ""),
        ("http://paper.example:8080/feed", ""),
        ("https://8.8.8.8/feed", ""),
        ("https://4chan.example/feed", ""),
        ("https://paper.example:443/feed", ""),
        ("ftp://paper.example/feed", "refused: only http and https, not ftp"),
        ("file:///etc/passwd", "refused: only http and https, not file"),
        ("paper.example", "not a web address"),
        ("https:///feed", "not a web address"),
        ("https://[broken/", "not a web address"),
        ("https://paper.example:99999/", "not a web address"),
        ("https://ann:secret@paper.example/", "refused: the address holds a user name or password"),
        ("https://paper.example:22/", "refused: port 22"),
        ("https://paper.example:0/", "refused: port 0"),
        ("http://0x7f000001/", guard.PRIVATE),
        ("http://2130706433/", guard.PRIVATE),
        ("http://127.1/", guard.PRIVATE),
        ("http://0177.0.0.1/", guard.PRIVATE),
        ("http://127.0.0.1./", guard.PRIVATE),
        ("http://[::1]/", guard.PRIVATE),
        ("http://[::ffff:10.0.0.1]/", guard.PRIVATE),
        ("http://LOCALHOST/", guard.PRIVATE),
        ("http://desk.localhost/", guard.PRIVATE),
        ("http://metadata.google.internal/", guard.PRIVATE),
    ],
)
def test_an_address_is_judged_by_its_letters_first(url: str, why: str) -> None:
    assert guard.objection(url) == why


def test_the_address_really_dialled_is_judged_whatever_the_name_said() -> None:
    made: list[Any] = []
    dial = guard.dialler(make=lambda **kinds: made.append(kinds) or socket.socket())  # type: ignore[func-returns-value]
    with pytest.raises(guard.Refused, match="private address"):
        dial((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443)))
    assert made == []
    dial((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))).close()
    assert made == [{"family": socket.AF_INET, "type": socket.SOCK_STREAM, "proto": 6}]


def test_only_names_of_this_machine_are_our_own() -> None:
    assert [guard.own(f"http://{host}/") for host in ("localhost", "127.0.0.9:80", "[::1]")] == [True] * 3
    assert not any(guard.own(f"http://{host}/") for host in ("paper.example", "127.paper.example", "10.0.0.1"))


async def test_a_loopback_server_is_refused_unless_the_operator_opens_it(site: Site) -> None:
    site.feed("/feed.xml")
    assert await why_not(site.url("/feed.xml"), private=False) == guard.PRIVATE
    assert site.asked == []


async def test_a_name_that_resolves_inside_is_refused_when_dialled(site: Site) -> None:
    async with Fetcher() as fetcher:
        fetcher.private = True  # the letters pass, as a public name would; the socket factory still refuses
        with pytest.raises(FetchError, match="refused: private address"):
            await fetcher.get(site.url("/feed.xml").replace("127.0.0.1", "localhost"))
    assert site.asked == []


async def test_a_redirect_inside_is_refused(site: Site) -> None:
    site.redirect("/out", "http://169.254.169.254/latest/meta-data/")
    assert await why_not(site.url("/out")) == guard.PRIVATE


# --- answers ----------------------------------------------------------------------------------------------------------


async def test_a_body_comes_whole_with_what_the_server_said_of_it(site: Site) -> None:
    site.body("/a", b"<p>x</p>", content_type="text/html; charset='ISO-8859-1'", Cache_Control="public, max-age=300")
    async with Fetcher(private=True, agent="Daybrief/9 (desk@paper.example)") as fetcher:
        got = await fetcher.get(site.url("/a"))
    assert (got.body, got.status, got.content_type, got.charset) == (b"<p>x</p>", 200, "text/html", "iso-8859-1")
    assert (got.max_age, got.retry_after, got.unchanged) == (300.0, None, False)
    assert got.etag.startswith('"')
    assert got.modified.endswith("GMT")
    assert site.asked[0][3] == "Daybrief/9 (desk@paper.example)"


async def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    site.feed("/feed.xml")
    async with Fetcher(private=True) as fetcher:
        first = await fetcher.get(site.url("/feed.xml"))
        again = await fetcher.get(site.url("/feed.xml"), etag=first.etag, modified=first.modified)
    assert (again.unchanged, again.body, again.status) == (True, b"", 304)
    assert (again.etag, again.modified) == (first.etag, first.modified)
    assert site.asked[1][1:3] == (first.etag, first.modified)


async def test_a_body_in_many_small_windows_is_read_to_its_end(site: Site) -> None:
    body = rss(["<item><title>x</title></item>"] * 500)
    site.windows("/slow.xml", body)
    async with Fetcher(private=True) as fetcher:
        assert (await fetcher.get(site.url("/slow.xml"))).body == body


async def test_redirects_are_followed_to_a_limit(site: Site) -> None:
    site.body("/end", b"here")
    site.redirect("/start", "middle", status=301)
    site.redirect("/middle", site.url("/end"))
    site.redirect("/loop", "/loop")
    async with Fetcher(private=True) as fetcher:
        got = await fetcher.get(site.url("/start"))
    assert (got.url, got.final, got.body) == (site.url("/start"), site.url("/end"), b"here")
    assert await why_not(site.url("/loop"), redirects=3) == "more than 3 redirects"
    assert [path for path, *_ in site.asked].count("/loop") == 4


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "404 Not Found"), (410, "410 Gone"), (500, "500 Internal Server Error"), (599, "599 (an unknown status)")],
)
async def test_a_refusal_is_said_as_the_server_said_it(site: Site, status: int, why: str) -> None:
    site.answer("/no", status=status)
    assert await why_not(site.url("/no")) == why


async def test_a_busy_server_says_when_to_come_back(site: Site) -> None:
    site.answer("/busy", status=429, Retry_After="120")
    async with Fetcher(private=True) as fetcher:
        with pytest.raises(FetchError, match="429 Too Many Requests") as caught:
            await fetcher.get(site.url("/busy"))
    assert (caught.value.status, caught.value.retry_after) == (429, 120.0)


@pytest.mark.parametrize(
    ("stamp", "sent", "wait"),
    [
        ("90", "", 90.0),
        ("Mon, 02 Mar 2026 09:31:00 GMT", "Mon, 02 Mar 2026 09:30:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 09:29:00 GMT", "Mon, 02 Mar 2026 09:30:00 GMT", 0.0),
        ("Mon, 02 Mar 2026 09:31:00 GMT", "", None),
        ("Mon, 02 Mar 2026 09:31:00 -0000", "Mon, 02 Mar 2026 09:30:00 GMT", None),
        ("soon", "Mon, 02 Mar 2026 09:30:00 GMT", None),
        ("", "", None),
    ],
)
def test_a_wait_is_a_number_or_a_date(stamp: str, sent: str, wait: float | None) -> None:
    assert seconds(stamp, sent) == wait


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known")), "no such host: paper.example"),
        (aiohttp.ClientConnectorError(KEY, OSError("odd")), "could not connect: no route"),
        (aiohttp.ClientConnectorError(KEY, OSError(f"Multiple exceptions: {guard.PRIVATE}, odd")), guard.PRIVATE),
        (aiohttp.InvalidURL("x"), "not a web address"),
        (ValueError("x"), "not a web address"),
        (OSError("x"), "the connection failed"),
    ],
)
def test_foreign_errors_become_words(error: Exception, words: str) -> None:
    assert phrase(error) == words


@pytest.mark.parametrize("path", ["/silent", "/drip"])
async def test_the_deadline_holds_over_the_whole_answer(site: Site, path: str) -> None:
    site.silent("/silent")
    site.drip("/drip")
    assert await why_not(site.url(path), total=0.2) == "no answer within 0.2 s"


@pytest.mark.parametrize("path", ["/chunked", "/announced", "/bomb"])
async def test_a_body_over_the_cap_is_left(site: Site, path: str) -> None:
    site.huge("/chunked", 4_000_000)
    site.huge("/announced", 4_000_000, chunked=False)
    site.bomb("/bomb", 60_000_000)
    tracemalloc.start()
    why = await why_not(site.url(path), cap=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert why == "too large (over 1 MB)"
    assert peak < 12_000_000


async def test_a_broken_answer_is_an_error_in_words(site: Site) -> None:
    site.broken("/half")
    site.answer("/garbled", b"not gzip", Content_Encoding="gzip")
    assert await why_not(site.url("/half")) == "the answer broke off or could not be unpacked"
    assert await why_not(site.url("/garbled")) == "the answer broke off or could not be unpacked"


async def speaking(words: bytes) -> asyncio.Server:
    """A server that says the same to everyone."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(words)
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", 0)


@pytest.mark.parametrize(
    ("words", "scheme", "why"),
    [
        (b"SSH-2.0-OpenSSH\r\n\r\n", "http", "not a valid HTTP answer"),
        (b"", "http", "the answer broke off or could not be unpacked"),
        (b"plain\r\n", "https", "no safe connection: its certificate or encryption is not valid"),
    ],
)
async def test_what_speaks_no_http_is_named_so(words: bytes, scheme: str, why: str) -> None:
    async with await speaking(words) as server:
        port = server.sockets[0].getsockname()[1]
        assert await why_not(f"{scheme}://127.0.0.1:{port}/") == why


async def test_a_closed_port_and_an_unknown_name_are_told_apart() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert await why_not(f"http://127.0.0.1:{port}/") == "could not connect: Connection refused"
    assert (await why_not("http://" + "a" * 70 + ".invalid/")).startswith(("no such host", "not a web address"))
    assert await why_not("http://pa per.example/") == "not a web address"


async def test_an_odd_address_is_quoted_and_a_clean_one_left_alone(site: Site) -> None:
    site.body("/a%2Fb?x=%2F", b"signed")
    async with Fetcher(private=True) as fetcher:
        assert (await fetcher.get(site.url("/a%2Fb?x=%2F"))).body == b"signed"
        site.body("/stra%C3%9Fe", b"quoted")
        assert (await fetcher.get(site.url("/straße"))).body == b"quoted"


async def test_a_validator_of_absurd_length_is_not_remembered(site: Site) -> None:
    site.answer("/a", b"x", ETag='"' + "e" * 600 + '"')
    async with Fetcher(private=True) as fetcher:
        assert (await fetcher.get(site.url("/a"))).etag == ""


async def test_a_closed_fetcher_says_how_it_is_used() -> None:
    fetcher = Fetcher(private=True)
    fetcher._seats = asyncio.Semaphore(1)
    with pytest.raises(RuntimeError, match="async with"):
        await fetcher.get("http://127.0.0.1:9999/")
    await fetcher.__aexit__(None, None, None)


# --- politeness -------------------------------------------------------------------------------------------------------


async def test_one_server_is_asked_by_few_at_once(site: Site) -> None:
    now, most = 0, 0

    async def count(fetcher: Fetcher) -> None:
        nonlocal now, most
        async with fetcher._turn("https://paper.example/feed"):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    async with Fetcher(per_host=2, gap=0.0) as fetcher:
        await asyncio.gather(*(count(fetcher) for _ in range(9)))
        assert (most, fetcher._hosts) == (2, {})


async def test_servers_not_asked_any_more_are_forgotten() -> None:
    async with Fetcher(gap=3_600.0, clock=lambda: 0.0) as fetcher:
        for number in range(1_003):
            async with fetcher._turn(f"https://paper{number}.example/"):
                pass
        assert len(fetcher._hosts) <= 1_001


async def test_requests_to_one_server_keep_their_distance() -> None:
    async with Fetcher(gap=0.05) as fetcher:
        loop = asyncio.get_running_loop()
        starts = []
        for _ in range(3):
            async with fetcher._turn("https://paper.example/"):
                starts.append(loop.time())
    assert starts[2] - starts[0] >= 0.09


# --- robots -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "path", "open_"),
    [
        ({"body": b"User-agent: *\nDisallow: /private"}, "/private/a", False),
        ({"body": b"User-agent: *\nDisallow: /private"}, "/public", True),
        ({"body": b"User-agent: Daybrief\nDisallow: /\n\nUser-agent: *\nAllow: /"}, "/public", False),
        ({"body": b""}, "/a", True),
        ({"status": 404}, "/a", True),
        ({"status": 403}, "/a", True),
        ({"status": 503}, "/a", False),
        ({"status": 302, "Location": "/robots.txt"}, "/a", True),
        ({"body": b"User-agent: *\nDisallow: /a\n" + b"# filler\n" * 100_000}, "/a", False),
    ],
)
async def test_pages_are_read_as_robots_txt_allows(site: Site, served: dict[str, Any], path: str, open_: bool) -> None:
    site.answer("/robots.txt", **{"content_type": "text/plain", **served})
    site.body(path, b"<p>page</p>")
    async with Fetcher(private=True) as fetcher:
        if open_:
            assert (await fetcher.get(site.url(path), robots=True)).body == b"<p>page</p>"
        else:
            with pytest.raises(FetchError, match=r"robots\.txt"):
                await fetcher.get(site.url(path), robots=True)


async def test_robots_txt_is_asked_once_a_day_and_never_for_feeds(site: Site) -> None:
    site.feed("/feed.xml")
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /x")
    time = [0.0]
    async with Fetcher(private=True, clock=lambda: time[0]) as fetcher:
        await fetcher.get(site.url("/feed.xml"))
        for moment in (0.0, 3_600.0, 90_000.0):
            time[0] = moment
            await asyncio.gather(*(fetcher.get(site.url("/feed.xml"), robots=True) for _ in range(3)))
    assert [path for path, *_ in site.asked].count("/robots.txt") == 2


async def test_rules_of_the_longest_forgotten_sites_make_room() -> None:
    asked: list[str] = []

    async def text(url: str) -> str:
        asked.append(url)
        return ""

    robots = Robots("Daybrief", text, lambda: float(NOW.hour))
    for number in range(2_001):
        assert await robots.allow(f"https://paper{number}.example/a")
    assert await robots.allow("https://paper0.example/a")
    assert len(asked) == 2_002


# --- the guard around the tests themselves ----------------------------------------------------------------------------


def test_a_test_cannot_reach_another_machine() -> None:
    with socket.socket() as outward:
        for reach in (outward.connect, outward.connect_ex):
            with pytest.raises(RuntimeError, match=r"reached for the network: 192\.0\.2\.1"):
                reach(("192.0.2.1", 80))
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("paper.example", 80)


async def test_an_unknown_name_is_said_to_be_one() -> None:
    assert await why_not("https://paper.example/feed") == "no such host: paper.example"
