"""Feeds are read as their publishers meant them, and hostile ones do no harm."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from feedserver import greedy

from bot.news import Genre, Outlet, Precision, Source, Status
from bot.wire import feeds, quarantine
from bot.wire.boilerplate import is_correction, is_site, is_sold, tidy_end
from bot.wire.datelines import split_dateline
from bot.wire.fragments import paragraphs, plain
from bot.wire.genres import genre, headline
from bot.wire.languages import code, language, settled
from bot.wire.stamps import believed, read
from bot.wire.withdrawals import named, taken_back

CASES = Path(__file__).parent / "cases" / "feeds"
NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
OUTLET = Outlet("courier", "Harbour Courier")


def _rss(items: str, head: str = "<title>T</title>") -> bytes:
    return f"<rss version='2.0'><channel>{head}{items}</channel></rss>".encode()


def _entries(items: str) -> tuple[feeds.Entry, ...]:
    return feeds.parse(_rss(items), "", "https://harbour.example/feed", NOW).entries


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("harbour.rss.xml", "harbour.rss.json"),
        ("lagune.atom.xml", "lagune.atom.json"),
        ("tide.rdf.xml", "tide.rdf.json"),
        ("quay.feed.json", "quay.json"),
    ],
)
def test_a_feed_becomes_the_articles_that_stand_beside_it(file: str, expected: str) -> None:
    wanted = json.loads((CASES / expected).read_text())
    feed = feeds.parse((CASES / file).read_bytes(), "", "https://" + file.split(".")[0] + ".example/feed", NOW)
    assert (feed.title, feed.home, feed.language) == (wanted["title"], wanted["home"], wanted["language"])
    assert len(feed.entries) == len(wanted["articles"])
    for entry, fields in zip(feed.entries, wanted["articles"], strict=True):
        article = feeds.article(entry, OUTLET, NOW, feed.language)
        shown = {name: _shown(getattr(article, name)) for name in fields}
        assert shown == fields


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [getattr(part, "code", part) for part in value]
    return getattr(value, "value", value)


def test_every_entry_of_a_feed_has_its_own_key() -> None:
    same = "<item><guid>1</guid><title>A</title><link>https://h.example/a</link></item>"
    other = "<item><guid>1</guid><title>B</title><link>https://h.example/b</link></item>"
    assert [entry.key for entry in _entries(same + other + same + other)] == ["1", "1 https://h.example/b"]


def test_an_article_keeps_its_id_while_its_address_stays() -> None:
    first, second = (
        _entries(f"<item><title>{title}</title><link>https://h.example/a?utm_source=x</link></item>")[0]
        for title in "AB"
    )
    assert feeds.article(first, OUTLET, NOW).id == feeds.article(second, OUTLET, NOW).id
    assert feeds.article(first, OUTLET, NOW).url == "https://h.example/a"


def test_an_entry_without_title_is_called_by_its_first_words() -> None:
    (entry,) = _entries("<item><description>" + "word " * 20 + "</description></item>")
    assert feeds.article(entry, OUTLET, NOW).headline == "word " * 14 + "…"


def test_a_summary_that_says_something_else_is_the_dek() -> None:
    body = "<p>" + "The council of the town met on Monday. " * 15 + "</p>"
    content = f"<content>{body.replace('<', '&lt;')}</content>"
    item = f"<item><title>T</title><description>What it means</description>{content}</item>"
    article = feeds.article(_entries(item)[0], OUTLET, NOW)
    assert (article.dek, article.teaser) == ("What it means", False)
    repeated = item.replace("What it means", "The council of the town met on Monday.")
    assert feeds.article(_entries(repeated)[0], OUTLET, NOW).dek == ""


def test_the_outlet_is_not_its_own_author() -> None:
    (entry,) = _entries("<item><title>T</title><author>Harbour Courier</author></item>")
    assert feeds.article(entry, OUTLET, NOW).byline == ""


@pytest.mark.parametrize(
    ("link", "read_as"),
    [
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>https://[bad/</link>", "https://[bad/"),
        ("<link>//[bad</link>", ""),
        ("<link> https://h.example/a\nb </link>", "https://h.example/ab"),
        ("<guid>https://h.example/g</guid>", "https://h.example/g"),
        ("<guid isPermaLink='false'>https://h.example/g</guid>", ""),
        ("<link rel='self' href='https://h.example/self'/><link href='x'/>", "https://harbour.example/x"),
        ("<link>https://h.example/?a=1&b=2</link>", "https://h.example/?a=1&b=2"),
        ("<link><![CDATA[https://h.example/?a=1&b=2]]></link><title>R&D</title>", "https://h.example/?a=1&b=2"),
    ],
)
def test_a_link_is_absolute_http_or_none(link: str, read_as: str) -> None:
    assert _entries(f"<item><title>T</title>{link}</item>")[0].url == read_as


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"", "", "empty"),
        (b" \n\x00", "text/html", "empty"),
        (b"<?xml version='1.0'?><rss/>", "text/html", "feed"),
        ("<?xml version='1.0'?><rss/>".encode("utf-16"), "", "feed"),
        (b"<?xml version='1.0'?><other/>", "", "feed"),
        (b"<thing/>", "text/xml", "feed"),
        (b"<!-- x --><feed xmlns='a'>", "", "feed"),
        (b"<rdf:RDF>", "", "feed"),
        (b"<opml version='2.0'>", "", "opml"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "text/plain", "jsonfeed"),
        (b'{"a": 1}', "application/json", "text"),
        (b"<!DOCTYPE html><html><p>Hello", "", "html"),
        (b"<p>Hello", "text/html", "html"),
        (b"Hello there", "text/plain", "text"),
        (b"<html><title>Just a moment...</title>", "", "challenge"),
        (b"<html><title>x</title><script src='/cdn-cgi/challenge-platform/x'>", "", "challenge"),
        (b"<html><article><p>" + b"The g-recaptcha of the town. " * 2000 + b"</article>", "", "html"),
    ],
)
def test_a_body_is_known_by_its_bytes(body: bytes, content_type: str, kind: str) -> None:
    assert feeds.sniff(body, content_type) == kind


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        (b"", "empty"),
        (b"<html><p>Hello", "web page"),
        (b"<html><title>Attention Required! | x</title>", "tests for robots"),
        (b"<opml></opml>", "list of feeds"),
        (b"hello", "plain text"),
        (b'{"items": [', "cannot be read as JSON"),
        (b'{"items": {}}', "no list of items"),
        (b'{"items": ' + b"[" * 100_000, "cannot be read as JSON"),
        (b"<?xml version='1.0'?><note>x</note>", "no entries"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, phrase: str) -> None:
    with pytest.raises(feeds.NotAFeed, match=phrase):
        feeds.parse(body, "", "https://h.example/", NOW)


def test_an_empty_feed_is_a_feed() -> None:
    assert feeds.parse(_rss(""), "", "https://h.example/", NOW).entries == ()


FERRY = "<rss><channel><item><title>Fähre</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FERRY.encode("latin-1"), ""),
        (FERRY.encode(), "text/xml; charset=latin-1"),
        (f"<?xml version='1.0' encoding='utf-8'?>{FERRY}".encode("latin-1"), ""),
        (f"<?xml version='1.0' encoding='no-such'?>{FERRY}".encode("cp1252"), ""),
        (f"<?xml version='1.0' encoding='utf-16'?>{FERRY}".encode("utf-16"), ""),
        (b"junk before <rss><channel><item><title>F&#228;h\x0bre</title></item></channel></rss>", ""),
        (FERRY.replace("ä", "&auml;").removesuffix("</channel></rss>").encode(), ""),
    ],
)
def test_an_encoding_is_found_whatever_is_declared(body: bytes, content_type: str) -> None:
    assert feeds.parse(body, content_type, "https://h.example/", NOW).entries[0].headline == "Fähre"


def test_no_entity_of_a_feed_is_ever_loaded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    dtd = f"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{tmp_path}/secret'><!ENTITY b 'bomb'>]>"
    body = dtd.encode() + _rss("<item><title>T &x; &b;</title></item>")
    assert "secret" not in feeds.parse(body, "", "https://h.example/", NOW).entries[0].headline


@pytest.mark.parametrize(
    "items",
    [
        "<item><title>T</title><description><![CDATA[" + "<!--" * 100_000 + "]]></description></item>",
        "<item " + " ".join(f"a{i}='1'" for i in range(20_000)) + "><title>T</title></item>",
        "<item><title>T" + "&amp;lt;p" * 50_000 + "</title></item>",
        "<item><title>T</title><description><![CDATA[" + "<a " * 60_000 + "]]></description></item>",
        "<item><title>T</title><description>" + "&lt;div&gt;" * 50_000 + "x</description></item>",
        "<item><title>T</title><description>" + "The post " * 40_000 + "</description></item>",
        "<item><title>T</title><link>" + "&b" * 60_000 + "</link></item>",
        "<item><title>T</title><pubDate>" + "1 jan " * 50_000 + "</pubDate></item>",
    ],
)
def test_a_hostile_entry_stalls_nothing(items: str) -> None:
    start = process_time()
    for entry in _entries(items):
        feeds.article(entry, OUTLET, NOW)
    assert process_time() - start < 30  # CPU-seconds: far more than any but a stalled reader takes


# --- quarantine ------------------------------------------------------------------------------------------------------

GREEDY = greedy(100_000)
BROKEN = b"<feedish><rss><chan" + _rss(
    "<item><title>Mended</title><link>/m</link><category>Sea</category></item>"
).replace(b"item", b"ITEM")


async def test_a_feed_that_lxml_cannot_read_is_mended_in_a_process_of_its_own() -> None:
    with pytest.raises(feeds.Broken, match="the feed is broken"):
        feeds.parse(BROKEN, "application/xml", "https://h.example/", NOW)
    feed = await feeds.parsed(BROKEN, "application/xml", "https://h.example/", NOW)
    assert [(entry.headline, entry.url, entry.section) for entry in feed.entries] == [
        ("Mended", "https://h.example/m", "Sea")
    ]


async def test_a_feed_that_nobody_can_mend_is_refused() -> None:
    with pytest.raises(feeds.NotAFeed, match="no entry can be read"):
        await feeds.parsed(b"<rss><channel><!-- <item><title>T</title></item> -->", "", "https://h.example/", NOW)


async def test_a_large_feed_is_read_as_a_small_one() -> None:
    body = _rss("<item><title>T</title></item><!--" + "x" * feeds.AT_ONCE + "-->")
    assert (await feeds.parsed(body, "", "https://h.example/", NOW)).entries[0].headline == "T"


async def test_mending_ends_at_its_deadline() -> None:
    with pytest.raises(quarantine.Quarantined, match="could not be mended"):
        await quarantine.mended(b"<rss>", wall=0.0001)


async def test_a_feed_that_eats_time_is_given_up() -> None:
    with pytest.raises(quarantine.Quarantined, match="too much time"):
        await quarantine.mended(GREEDY, wall=30.0, cpu=1)


async def test_mending_that_is_not_waited_for_ends_with_its_process() -> None:
    mending = asyncio.create_task(quarantine.mended(GREEDY, wall=30.0))
    done, _ = await asyncio.wait({mending}, timeout=0.2)
    assert not done
    mending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await mending


def test_quarantine_hands_out_strings_only() -> None:
    found = quarantine.read(_rss("<item><title>T</title><updated>x</updated><description>d</description></item>"))
    assert found["entries"][0]["title"] == "T"
    assert all(isinstance(value, str) for value in found["entries"][0].values())


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fri, 11 Jul 2025 10:00:00 GMT", "2025-07-11 10:00 time"),
        ("Fri, 11 Jul 2025 10:00:00 +0230", "2025-07-11 07:30 time"),
        ("11 Jul 25 10:00 EST", "2025-07-11 15:00 time"),
        ("11 Jul 1999 10:00 EST", "1999-07-11 15:00 time"),
        ("11 Jul 99 10:00 EST", "1999-07-11 15:00 time"),
        ("2025-07-11", "2025-07-11 00:00 day"),
        ("20250711T101010Z", "2025-07-11 10:10 time"),
        ("2025-07-11T10:00:00.123+05:30", "2025-07-11 04:30 time"),
        ("2025-07-11 10:00:00 EDT", "2025-07-11 14:00 time"),
        ("2025-07-11T24:00:00Z", "2025-07-12 00:00 time"),
        ("2025-07-11 10:00", "2025-07-11 10:00 time no-zone"),
        ("11 juillet 2025 à 10h30", "2025-07-11 10:30 time no-zone"),
        ("July 11, 2025 12:04 am EST", "2025-07-11 05:04 time"),
        ("July 11, 2025 3:04 p.m. GMT+0200", "2025-07-11 13:04 time"),
        ("11. März 2025", "2025-03-11 00:00 day"),
        ("1 de julio de 2025", "2025-07-01 00:00 day"),
        ("-0001-11-30T00:00:00Z", ""),
        ("10000-01-01", ""),
        ("Fri, 31 Dec 9999 23:59:59 -1200", ""),
        ("0000-00-00", ""),
        ("2025-02-30", ""),
        ("Fri, 30 Foo 2025 10:00:00 GMT", ""),
        ("1970-01-01T00:00:00Z", ""),
        ("2025-07-11T25:00:00Z", ""),
        ("12/11/2025", ""),
        ("Jul 2025", ""),
        ("x" * 200, ""),
    ],
)
def test_a_date_is_read_or_left(raw: str, expected: str) -> None:
    dated = read(raw)
    shown = ""
    if dated is not None and dated.at is not None:
        shown = " ".join([f"{dated.at:%Y-%m-%d %H:%M}", dated.precision, *(note.code for note in dated.notes)])
    assert shown == expected


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("", ["undated"]),
        ("no date", ["bad-date"]),
        ((NOW + timedelta(minutes=16)).isoformat(), ["future-dated"]),
        ((NOW + timedelta(minutes=14)).isoformat(), []),
    ],
)
def test_a_date_is_never_invented(raw: str, codes: list[str]) -> None:
    dated = believed(raw, NOW)
    assert [note.code for note in dated.notes] == codes
    assert (dated.at is None) == bool(codes)
    assert dated.precision is Precision.TIME


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ()),
        ("a  b", ("a b",)),
        ("a\n\nb\nc", ("a", "b c")),
        ("a &amp; b", ("a & b",)),
        ("&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;", ("a", "b")),
        ("<p>a <b>bold</b>\nword</p><p>c</p>", ("a bold word", "c")),
        ("One.<br>Two<br/>three<br><br>four", ("One.", "Two three", "four")),
        ("<ul><li>a</li><li>b</li></ul>", ("a", "b")),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ("a", "b")),
        ("<p>a</p><script>x()</script><style>y</style><noscript>z</noscript>", ("a",)),
        ("<p>a</p><p hidden>x</p><p aria-hidden='true'>y</p><p style='display: none'>z</p>", ("a",)),
        ("<p>a</p><!-- x --><template><p>y</p></template><span class='sr-only'>z</span>", ("a",)),
        ("<p>a</p><figure><img src=x><figcaption>Photo</figcaption></figure>", ("a",)),
        ("<p title='1 > 0'>a</p>", ("a",)),
        ("<p>zero\u200bwidth \u202eturned</p>", ("zerowidth turned",)),
        ("lone \ud800 surrogate", ("lone surrogate",)),
        ("<html><head><title>x</title></head><body hidden><p>a</p></body></html>", ("a",)),
    ],
)
def test_only_what_a_reader_sees_is_text(markup: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("A &amp;amp; B", "A & B"),
        ("&lt;b&gt;A&lt;/b&gt;", "A"),
        ("<b>A</b>&nbsp;B", "A B"),
        ("5 < 7 &amp;c", "5 < 7 &c"),
    ],
)
def test_a_title_is_plain(markup: str, expected: str) -> None:
    assert plain(markup) == expected


@pytest.mark.parametrize(
    ("last", "left", "cut"),
    [
        ("Done. Read more", "Done.", True),
        ("Done. Continue reading...", "Done.", True),
        ("Done. [...]", "Done. …", True),
        ("Half a", "Half a", False),
        ("Done. The post A appeared first on B.", "Done.", False),
        ("They read more books.", "They read more books.", False),
        ("Weiterlesen", "", True),
        ("Sign up for our newsletter", "", False),
        ("x" * 500 + " Read more", "x" * 500, True),
    ],
)
def test_the_end_of_a_feeds_text_is_tidied(last: str, left: str, cut: bool) -> None:
    assert tidy_end(("First.", last)) == (("First.", left) if left else ("First.",), cut)


@pytest.mark.parametrize(
    "line",
    ["Share this article", "Read more: Ferry stops", "Related articles", "We use cookies to do things", 
     "Photo: Ana Ruiz / Northwire", "Ana Ruiz is a reporter for the Courier in Port Elan.", 
     "Additional reporting by Bo Lind", "3 min read", "Advertisement", "Published . Corrected", "Síguenos en redes",
     "The Quay is paid for by readers. Donate here.", "The team has been up since four. Follow us for more."],
)  # fmt: skip
def test_a_line_of_the_site_is_known(line: str) -> None:
    assert is_site(line)


@pytest.mark.parametrize(
    "line",
    ["The council shares the view of the mayor.", "Readers of the report will find more in its annex.", 
     "Ana Ruiz was arrested on Monday.", "Subscribers of the ferry line were told on Monday that it would stop."],
)  # fmt: skip
def test_a_sentence_of_the_article_is_kept(line: str) -> None:
    assert not is_site(line)
    assert not is_correction(line)
    assert not is_sold(line)


@pytest.mark.parametrize(
    "line",
    ["Correction: the bridge has four piers.", "This article was amended on 3 November 2026 to correct a name.", 
     "Clarification (3 Nov): it is two.", "An earlier version of this article misstated the year."],
)  # fmt: skip
def test_a_correction_is_known(line: str) -> None:
    assert is_correction(line)


@pytest.mark.parametrize(
    ("paragraph", "dateline", "agency"),
    [
        ("PORT ELAN (Northwire) — The bridge was closed on Monday.", "PORT ELAN", "Northwire"),
        ("PORT ELAN, Nov. 3 (Northwire) - The bridge was closed on Monday.", "PORT ELAN", "Northwire"),
        ("Port Elan, Lagune (Northwire) -- The bridge was closed on Monday.", "Port Elan, Lagune", "Northwire"),
        ("PORT ELAN — The bridge was closed on Monday, officials said.", "PORT ELAN", ""),
        ("PORT ELAN (Northwire). The bridge was closed on Monday.", "PORT ELAN", "Northwire"),
        ("(AFP) - The bridge was closed on Monday, officials said.", "", "AFP"),
        ("BREAKING — The bridge was closed on Monday, officials said.", "", ""),
        ("Port Elan — The bridge was closed on Monday, officials said.", "", ""),
        ("The bridge (a ruin) - once a wonder - was closed on Monday.", "", ""),
        ("PORT ELAN (Northwire) — Short.", "", ""),
    ],
)
def test_a_dateline_is_split_off_only_where_it_is_one(paragraph: str, dateline: str, agency: str) -> None:
    place, credit, rest = split_dateline(paragraph)
    assert (place, credit) == (dateline, agency)
    assert paragraph.endswith(rest)
    assert (rest == paragraph) == (not dateline and not agency)


@pytest.mark.parametrize(
    ("url", "section", "title", "kind"),
    [
        ("https://h.example/world/a", "World", "Bridge closed", Genre.REPORT),
        ("https://h.example/opinion/a", "", "Bridge closed", Genre.OPINION),
        ("https://h.example/live/a", "", "Bridge closed", Genre.LIVE),
        ("https://h.example/world/live-music-returns", "", "Live music returns to the port", Genre.REPORT),
        ("https://h.example/a", "Op-Ed", "Bridge", Genre.OPINION),
        ("", "", "Editorial: Build it", Genre.OPINION),
        ("", "", "Meinung: Baut sie", Genre.OPINION),
        ("", "", "Storm hits the coast – as it happened", Genre.LIVE),
        ("", "", "Morning briefing: Bridge closed", Genre.ROUNDUP),
        ("", "", "Five things to know", Genre.ROUNDUP),
        ("", "", "Review: A play", Genre.FEATURE),
        ("", "", "Five killed in storm", Genre.REPORT),
        ("", "", "Opinion polls close in Lagune", Genre.REPORT),
    ],
)
def test_a_genre_is_told_from_outside(url: str, section: str, title: str, kind: Genre) -> None:
    assert genre(url, section, title) is kind


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("Bridge closed | Harbour Courier", "Bridge closed"),
        ("Bridge closed - The Harbour Courier", "Bridge closed"),
        ("Harbour Courier | Bridge closed", "Bridge closed"),
        ("Bridge closed - officials", "Bridge closed - officials"),
        ("Harbour Courier", "Harbour Courier"),
        ("A | B", "A | B"),
    ],
)
def test_a_headline_stands_without_its_outlet(printed: str, left: str) -> None:
    assert headline(printed, ("Harbour Courier",)) == left


SPOKEN = {
    "en": "The bridge was closed on Monday after it had been hit by a ship, and the town is cut off.",
    "de": "Die Brücke wurde am Montag gesperrt, nachdem ein Schiff sie gerammt hat, und die Stadt ist allein.",
    "fr": "Le pont a été fermé lundi après la collision d'un navire avec une pile, et la ville est seule.",
    "es": "El puente fue cerrado el lunes después de que un barco chocara con uno de los pilares, según la policía.",
    "it": "Il ponte è stato chiuso lunedì dopo che una nave ha urtato uno dei piloni, e la città non è raggiungibile.",
    "pt": "A ponte foi fechada na segunda-feira depois que um navio bateu em um dos pilares, e não tem acesso.",
    "nl": "De brug werd maandag gesloten nadat een schip een van de pijlers had geraakt, en de stad is stil.",
    "sv": "Bron stängdes på måndagen efter att ett fartyg hade kört på en av pelarna, och staden är inte nåbar.",
    "pl": "Most został zamknięty w poniedziałek po tym, jak statek uderzył w jeden z filarów, i nie jest dostępny.",
    "tr": "Köprü, bir geminin çarpması sonrası pazartesi günü kapatıldı ve kent için yeni bir yol var.",
    "ru": "Мост был закрыт в понедельник после того, как судно ударило по одной из опор, и город не доступен.",
    "uk": "Міст був закритий у понеділок після того, як судно вдарило одну з опор, і місто не має доступу до інших.",
    "ar": "أغلق الجسر يوم الاثنين بعد أن اصطدمت سفينة بأحد أعمدته",
    "fa": "پل روز دوشنبه پس از برخورد یک کشتی با یکی از پایه‌ها بسته شد",
    "he": "הגשר נסגר ביום שני לאחר שספינה פגעה בו",
    "el": "Η γέφυρα έκλεισε τη Δευτέρα μετά από πρόσκρουση πλοίου",
    "ja": "船が橋脚に衝突し、月曜日に橋が閉鎖された。",
    "zh": "一艘船撞上桥墩后，大桥于周一关闭。",
    "ko": "선박이 교각에 부딪혀 월요일 다리가 폐쇄됐다.",
    "hi": "जहाज के टकराने के बाद सोमवार को पुल बंद कर दिया गया",
    "th": "สะพานถูกปิดในวันจันทร์หลังเรือชน",
    "bn": "জাহাজের ধাক্কায় সোমবার সেতু বন্ধ",
}


@pytest.mark.parametrize("spoken", SPOKEN)
def test_a_language_is_heard(spoken: str) -> None:
    assert language(SPOKEN[spoken]) == spoken


@pytest.mark.parametrize("spoken", SPOKEN)
def test_a_false_declaration_does_not_hold(spoken: str) -> None:
    assert settled("es-ES" if spoken == "en" else "en-US", SPOKEN[spoken] * 3) == spoken


@pytest.mark.parametrize(
    ("declared", "kept"), [("en-GB", "en"), ("nb_NO", "no"), ("ger", ""), ("", ""), ("12", ""), ("pt-BR", "pt")]
)
def test_a_declaration_is_reduced_to_its_language(declared: str, kept: str) -> None:
    assert code(declared) == kept
    assert settled(declared, "Kurz.") == kept


MEDIA = {
    "podcast": "<title>T</title><enclosure url='https://h.example/a.mp3' type='audio/mpeg'/><description/>",
    "picture": "<title>T</title><m:content xmlns:m='http://search.yahoo.com/mrss/' url='https://h.example/a.jpg'/>",
    "blank": "<title>T</title><description> &lt;p&gt;&amp;nbsp;&lt;/p&gt; </description>",
    "markup": "<title>T</title><description>&lt;img src='a.jpg'/&gt;</description>",
}


@pytest.mark.parametrize("item", MEDIA.values(), ids=MEDIA.keys())
def test_an_entry_without_words_is_a_headline_whose_page_is_to_be_read(item: str) -> None:
    article = feeds.article(_entries(f"<item>{item}<link>https://h.example/1</link></item>")[0], OUTLET, NOW)
    assert (article.headline, article.paragraphs, article.teaser) == ("T", (), True)


def test_who_signs_under_a_story_is_no_paragraph() -> None:
    story = "<p>PORT ELAN (Northwire) - The bridge was closed on Monday, the port said.</p>"
    items = f"<item><title>T</title><description><![CDATA[{story}<p>Northwire</p>]]></description></item>"
    article = feeds.article(_entries(items)[0], OUTLET, NOW)
    assert (article.credit, article.paragraphs) == ("Northwire", ("The bridge was closed on Monday, the port said.",))


HEADLINES = {
    "en": "Minister resigns over leaked letter",
    "de": "Zwei Tote bei Brückeneinsturz in Tarn",
    "fr": "Le ministre démissionne après une lettre",
    "es": "Dimite el ministro por una carta filtrada",
    "it": "La tempesta chiude i porti del nord",
    "pt": "Dois mortos na queda de ponte em Tarn",
    "nl": "Storm legt havens in het noorden stil",
    "sv": "Stormen stänger hamnar i norr",
    "da": "To døde da bro styrtede sammen",
    "no": "To døde da bru raste i Tarn",
    "pl": "Sztorm zamyka porty na północy",
    "tr": "Köprü çöktü, iki ölü",
    "ru": "Шторм закрыл порты на севере",
    "uk": "Міністр пішов у відставку через лист",
    "bg": "Буря затвори пристанищата на север",
    "ca": "La tempesta tanca els ports del nord de la costa",
    "ur": "طوفان نے شمال کی بندرگاہیں بند کر دیں",
    "fa": "طوفان بندرهای شمال را بست",
    "ja": "首相辞任",
    "zh": "首相辞职",
}


@pytest.mark.parametrize("spoken", HEADLINES)
def test_a_headline_alone_is_never_taken_for_another_language(spoken: str) -> None:
    assert language(HEADLINES[spoken]) in (spoken, "")
    assert settled(spoken, HEADLINES[spoken]) == spoken


# --- lists -----------------------------------------------------------------------------------------------------------


def test_a_list_of_feeds_survives_writing_and_reading() -> None:
    sources = [
        Source(
            "https://h.example/f?a=1&b=2", Outlet("h", 'Harbour "Courier" & Post', home="https://h.example/"), "World"
        ),
        Source("https://l.example/atom", Outlet("l", "Lagune & Abend")),
    ]
    assert sorted(feeds.opml_read(feeds.opml_write(sources))) == [
        ('Harbour "Courier" & Post', "https://h.example/f?a=1&b=2", "World"),
        ("Lagune & Abend", "https://l.example/atom", ""),
    ]


def test_only_http_addresses_are_taken_from_a_list() -> None:
    outlines = b"<outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='https://h.example/'/><outline text='x'/>"
    body = b"<opml><body>" + outlines + b"</body></opml>"
    assert feeds.opml_read(body) == [("https://h.example/", "https://h.example/", "")]


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"hello"])
def test_what_is_no_list_of_feeds_is_refused(body: bytes) -> None:
    with pytest.raises(feeds.NotOpml, match="not an OPML file"):
        feeds.opml_read(body)


@pytest.mark.parametrize(
    ("item", "field", "expected"),
    [
        ("<item xmlns:m='http://search.yahoo.com/mrss/'><m:description>m</m:description></item>", "html", "m"),
        ("<item><title>T</title><language>fr</language></item>", "language", "fr"),
        ("<item><title>T</title><category>http://h/c</category><category>Sea</category></item>", "section", "Sea"),
        ("<item><title>T</title><f:origLink>https://h.example/o</f:origLink></item>", "url", "https://h.example/o"),
        ("<item><title>T</title><link href='/h'/></item>", "url", "https://harbour.example/h"),
        ("<item xml:base='//[bad'><title>T</title><link>/h</link></item>", "url", "https://harbour.example/h"),
        ("<item><title>A <i>B</i></title></item>", "headline", "A B"),
        ("<item><title>T</title><creator>x@h.example</creator></item>", "byline", ""),
        ("<item><title>T<?pi x?></title></item>", "headline", "T"),
        ("<item><title mode='base64'>VDxiPlU8L2I+</title></item>", "headline", "TU"),
        ("<item><title type='text' mode='base64'>VCAmIFU=</title></item>", "headline", "T & U"),
        ("<item><title>T</title><content type='image/png'>iVBORw==</content></item>", "html", ""),
        ("<item><title mode='base64'>not packed!</title></item>", "headline", "not packed!"),
        ("<item><title>&#X41; & b</title></item>", "headline", "A & b"),
        ("<item xmlns:m='http://search.yahoo.com/mrss/'><m:title>T</m:title></item>", "headline", "T"),
    ],
)  # fmt: skip
def test_an_entrys_odd_forms_are_read(item: str, field: str, expected: str) -> None:
    assert getattr(_entries(item)[0], field) == expected


# --- withdrawals -----------------------------------------------------------------------------------------------------

SUNK = (
    4 * "A ferry sank off Hollin Bay on Tuesday; 12 people drowned, the coastguard said. It hit a rock in thick fog. "
)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("KILL: Ferry sinks off Hollin Bay", SUNK),
        ("MANDATORY KILL: Ferry sinks", ""),
        ("[WITHDRAWN] Ferry sinks", SUNK),
        ("WITHDRAWN: Ferry sinks off Hollin Bay", SUNK),
        ("RETRACTED: Ferry sinks", "The article has been retracted because its account could not be confirmed."),
        ("Ferry sinks", "This story has been withdrawn. It was published in error."),
        ("Ferry sinks", "Editor's note: This article has been removed from our website: it was wrong."),
        ("Ferry sinks", "EDITORS: Please kill the story Ferry-Sinks. The toll is wrong."),
        ("Ferry sinks", "We have withdrawn our report on the ferry."),
        ("Zurückgezogen: Fähre gesunken", "Die Meldung wurde zurückgezogen, weil die Zahl nicht bestätigt ist."),
        ("Fähre gesunken", "Dieser Artikel wurde von der Redaktion zurückgezogen."),
        ("Retrait : un ferry coule", "La dépêche a été annulée à la demande de la rédaction."),
        ("Un ferry coule", "Cet article a été retiré après vérification."),
        ("Retirado: se hunde un ferry", "Esta noticia ha sido retirada por contener errores."),
    ],
)
def test_a_withdrawal_is_read_in_four_languages(title: str, body: str) -> None:
    assert taken_back(title, body)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Kill: a thriller that bites", SUNK),
        ("KILL bill passes in the senate", SUNK),
        ("Killed in action: a soldier's story", SUNK),
        ("Withdrawn: 40,000 toys over loose magnets", "The maker has withdrawn 40,000 toys."),
        ("WITHDRAWN: 40,000 toys over loose magnets", "The maker recalled 40,000 toys on Monday."),
        ("RETRACTED: the sleep study that fooled us", "The journal retracted it on Monday."),
        (
            "Retraction: journal pulls sleep study",
            "The journal retracted the article: a review found invented figures.",
        ),
        ("Withdrawal: troops leave Lisk", "Troops left on Monday. The army's report was withdrawn last week."),
        ("Retrait : trois lots de fromage", "Le distributeur rappelle trois lots de fromage."),
        ("Retirado: el candidato Mora", "El candidato Mora deja la carrera."),
        ("Zurückgezogen: Antrag der Opposition", "Die Opposition hat ihren Antrag im Landtag zurückgezogen."),
        ("Zurückgezogen: Antrag der Opposition", ""),
        ("Ministry report", "The report was withdrawn after criticism from ministers."),
        ("Flood report", "The ministry has withdrawn its report on the flood."),
        ("The law", "This article was removed from the constitution in 1987."),
        ("Ferry sinks", "This article is no longer available."),
        ("CORRECTED: Ferry sinks, killing 12", SUNK),
        ("Correction: Ferry sinks", "This story has been corrected to say that 12 drowned."),
        ("Berichtigung: Fähre gesunken", SUNK),
    ],
)
def test_news_of_a_withdrawal_and_a_correction_are_no_withdrawals(title: str, body: str) -> None:
    assert not taken_back(title, body)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("canceled", Status.CANCELED), ("stat:canceled", Status.CANCELED), ("Cancelled", Status.CANCELED),
        ("withheld", Status.WITHHELD), ("usable", Status.USABLE), ("", Status.USABLE), ("draft", Status.USABLE),
    ],
)  # fmt: skip
def test_a_status_is_read_by_its_name_or_code(given: str, status: Status) -> None:
    assert named(given) is status


def test_a_status_that_a_feed_gives_is_the_articles() -> None:
    items = [{"id": "1", "title": "A", "content_text": "a", "pubstatus": "canceled"}, {"id": "2", "title": "B"}]
    listed = feeds.parse(json.dumps({"items": items}).encode(), "", "https://h.example/f", NOW).entries
    assert [feeds.article(entry, OUTLET, NOW).status for entry in listed] == [Status.CANCELED, Status.USABLE]
    coded = _entries("<item><title>A</title><pubStatus qcode='stat:withheld'/></item>")
    assert [entry.status for entry in coded] == [Status.WITHHELD]


def test_an_advisory_of_its_own_kills_what_it_names_in_the_same_feed() -> None:
    told = f"<item><title>Ferry sinks off Lisk</title><link>https://h.example/a</link><description>{SUNK}</description>"
    kill = "<item><title>KILL: Ferry sinks off Lisk</title><link>https://h.example/k</link></item>"
    other = "<item><title>Ferry returns to Lisk</title><link>https://h.example/b</link></item>"
    assert [entry.status for entry in _entries(told + "</item>" + kill + other)] == [
        Status.CANCELED, Status.CANCELED, Status.USABLE,
    ]  # fmt: skip
