"""Pages give their article and nothing else, or say what they are instead."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest

from bot.news import Genre, Outlet
from bot.wire import pages

CASES = Path(__file__).parent / "cases" / "pages"
NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
URL = "https://harbour.example/world/bridge-closed"
STORY = (
    "<p>The bridge at Port Elan was closed on Monday after a cargo ship hit its second pier, the port said.</p>"
    "<p>Four people on the ship were hurt, the harbour master of the town, Jo Brandt, told reporters on Monday.</p>"
    "<p>Ferries will carry people across the river through the night, and the council will meet on Tuesday.</p>"
)


def _page(head: str = "", body: str = STORY, h1: str = "<h1>Bridge at Port Elan closed</h1>") -> str:
    head = f"<head><title>Bridge at Port Elan closed</title>{head}</head>"
    return f"<html>{head}<body><article>{h1}{body}</article></body></html>"


def _linked(**fields: object) -> str:
    document = json.dumps({"@type": "NewsArticle", "headline": "Bridge at Port Elan closed", **fields})
    return f'<script type="application/ld+json">{document}</script>'


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [getattr(part, "code", part) for part in value]
    return getattr(value, "value", value)


@pytest.mark.parametrize("name", ["bridge", "plainest"])
def test_a_page_becomes_the_article_that_stands_beside_it(name: str) -> None:
    wanted = json.loads((CASES / f"{name}.json").read_text())
    article = pages.article((CASES / f"{name}.html").read_bytes(), URL, NOW)
    assert {field: _shown(getattr(article, field)) for field in wanted} == wanted
    assert (article.outlet, article.fetched, article.teaser) == ("harbour.example", NOW, False)


def test_a_page_keeps_the_id_and_outlet_it_is_given() -> None:
    article = pages.article(_page(), URL, NOW, id="abc", outlet=Outlet("courier", "Harbour Courier", language="en"))
    assert (article.id, article.outlet, article.language) == ("abc", "courier", "en")


def test_a_page_without_address_is_read() -> None:
    article = pages.article(_page(), "", NOW)
    assert (article.url, article.outlet, len(article.paragraphs)) == ("", "", 3)
    assert len(pages.article(f"<html>{STORY}</html>", "", NOW).id) == 16
    given = "<link rel='canonical' href='https://harbour.example/b'>"
    article = pages.article(_page(given), "", NOW)
    assert (article.url, article.outlet) == ("https://harbour.example/b", "harbour.example")


def test_the_note_of_a_correction_keeps_its_words() -> None:
    article = pages.article(_page(body=STORY + "<p>Clarification: the ferry is free of charge.</p>"), URL, NOW)
    assert [note.detail for note in article.notes if note.code == "correction"] == [
        "Clarification: the ferry is free of charge."
    ]


@pytest.mark.parametrize(
    ("page", "url", "phrase"),
    [
        ("", URL, "empty"),
        ("<html><title>Just a moment...</title><p>Checking</p></html>", URL, "tests for robots"),
        ("<rss><channel></channel></rss>", URL, "a feed"),
        ("<html><title>404 Not Found</title><p>x</p></html>", URL, "no such page"),
        (
            "<html><head><title>Harbour</title></head><body>" + STORY + "</body></html>",
            "https://harbour.example/",
            "home page",
        ),
        ("<html><body><p>Hello.</p></body></html>", URL, "home page or a list"),
        ("<html><!-- nothing --></html>", URL, "home page or a list"),
        (
            _page(_linked(isAccessibleForFree="False"), "<p>Subscribe to continue reading</p>"),
            URL,
            "only for subscribers",
        ),
        (_page(_linked(), "<p>Video</p>"), URL, "no article text"),
    ],
)
def test_what_holds_no_article_is_named(page: str, url: str, phrase: str) -> None:
    with pytest.raises(pages.NoArticle, match=phrase):
        pages.article(page, url, NOW)


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(pages.NoArticle, match="20,000 elements"):
        pages.article(_page(body=STORY + "<br>" * 20_001), URL, NOW)


def test_a_tag_of_thousands_of_attributes_stalls_nothing() -> None:
    given = " ".join(f"a{number}" for number in range(60_000))
    start = process_time()
    assert len(pages.article(_page(body=f"{STORY}<i {given}></i>"), URL, NOW).paragraphs) == 3
    long = _page(
        body=STORY + f"<p data-x='{'word ' * 9_000}'>The ferry goes at ten o'clock tonight, the port said.</p>"
    )
    assert len(pages.article(long, URL, NOW).paragraphs) == 4
    assert process_time() - start < 30  # CPU-seconds: far more than any but a stalled reader takes


def test_the_line_below_the_headline_is_the_dek_and_not_the_body() -> None:
    line = "Ferries replace a crossing that 12,000 people use."
    for head in ("", f'<meta name="description" content="{line}">'):
        article = pages.article(_page(head, f"<p class='article-dek'>{line}</p>{STORY}"), URL, NOW)
        assert (article.dek, len(article.paragraphs)) == (line, 3)
    other = pages.article(_page('<meta name="description" content="x y">', f"<p class=dek>{line}</p>{STORY}"), URL, NOW)
    assert other.dek == "x y"


@pytest.mark.parametrize(
    "wrap", ["<div class=part>{}</div>", "<section>{}</section>", "<div>{}</div><aside>ad</aside>"]
)
def test_a_body_in_several_containers_is_read_whole(wrap: str) -> None:
    body = "".join(wrap.format(f"{part}</p>") for part in STORY.split("</p>") if part)
    assert len(pages.article(_page(body=body), URL, NOW).paragraphs) == 3


@pytest.mark.parametrize(
    ("title", "h1"),
    [
        ("Bridge closed", "Bridge at Port Elan closed after a cargo ship hits its second pier"),
        ("Bridge Port Elan closed | Harbour Courier", "Bridge at Port Elan closed after a cargo ship hits a pier"),
        ("Bridge at Port Elan closed after a cargo ship hit it", "Bridge at Port Elan closed after ship hit it"),
    ],
)
def test_the_headline_is_the_one_the_article_prints(title: str, h1: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><article><h1>{h1}</h1>{STORY}</article></body></html>"
    assert pages.article(page, URL, NOW).headline == h1


def test_a_list_of_headlines_is_no_article() -> None:
    rows = "".join(
        f"<div><h3><a href='/a/{i}'>Bridge number {i} closed today</a></h3>"
        f"<p>A ship hit the pier of the bridge number {i} on Monday, "
        "the port said in a note.</p></div>" for i in range(12)
    )  # fmt: skip
    with pytest.raises(pages.NoArticle, match="list of articles"):
        pages.article(f"<html><body><main>{rows}</main></body></html>", "https://harbour.example/world", NOW)


def test_the_declared_body_serves_where_none_is_shown() -> None:
    body = "The bridge at Port Elan was closed on Monday.\n\nFour people were hurt, the port said on Monday evening."
    article = pages.article(_page(_linked(articleBody=body), "<p>Loading</p>"), URL, NOW)
    assert article.paragraphs == tuple(body.split("\n\n"))


@pytest.mark.parametrize(
    ("head", "body", "published", "codes"),
    [
        (_linked(datePublished="2026-11-22T10:00:00Z"), "", "2026-11-22 10:00", []),
        ("<meta property='article:published_time' content='2026-11-22T10:00:00Z'>", "", "2026-11-22 10:00", []),
        ("", "<time datetime='2026-11-22T10:00:00Z'>x</time>", "2026-11-22 10:00", []),
        (
            "",
            "<time pubdate datetime='2026-11-22T10:00:00Z'>x</time><time datetime='2026-11-01'>y</time>",
            "2026-11-22 10:00",
            [],
        ),
        (
            "",
            "<aside><time datetime='2026-11-01'>y</time></aside><time datetime=''>22 Nov 2026</time>",
            "2026-11-22 00:00",
            [],
        ),
        ("", "<div class='publish-date'>Published 22 Nov 2026, 10:00 GMT</div>", "2026-11-22 10:00", []),
        (_linked(datePublished="2099-11-22T10:00:00Z"), "", None, ["future-dated"]),
        (_linked(datePublished="soon"), "", None, ["bad-date"]),
        ("", "<div class='date'>today</div>", None, ["undated"]),
    ],
)
def test_a_page_is_dated_by_what_it_says(head: str, body: str, published: str | None, codes: list[str]) -> None:
    article = pages.article(_page(head, body + STORY), URL, NOW)
    assert (f"{article.published:%Y-%m-%d %H:%M}" if article.published else None) == published
    assert [note.code for note in article.notes] == codes


@pytest.mark.parametrize(
    ("url", "published", "codes"),
    [
        ("https://h.example/2026/11/22/bridge", "2026-11-22", ["date-from-address"]),
        ("https://h.example/bridge-20261122.html", "2026-11-22", ["date-from-address"]),
        ("https://h.example/2026/13/45/bridge", None, ["undated"]),
        ("https://h.example/2027/01/22/bridge", None, ["undated"]),
    ],
)
def test_an_address_dates_a_page_that_does_not(url: str, published: str | None, codes: list[str]) -> None:
    article = pages.article(_page(), url, NOW)
    assert (f"{article.published:%Y-%m-%d}" if article.published else None) == published
    assert [note.code for note in article.notes] == codes


@pytest.mark.parametrize(
    ("head", "body", "byline", "credit"),
    [
        (_linked(author={"name": "Ana Ruiz"}), "", "Ana Ruiz", ""),
        (_linked(author=["Ana Ruiz", {"name": ["Bo Lind"]}]), "", "Ana Ruiz, Bo Lind", ""),
        (_linked(author={"name": {"name": "Ana Ruiz"}}), "", "Ana Ruiz", ""),
        (_linked(author="https://h.example/ana"), "", "", ""),
        (_linked(author="Harbour Courier", publisher={"name": "Harbour Courier"}), "", "", ""),
        (_linked(author=17), "", "", ""),
        (_linked(author="Reuters"), "", "", "Reuters"),
        ("<meta name='author' content='Ana Ruiz, political correspondent'>", "", "Ana Ruiz", ""),
        ("", "<a rel='author' href='/ana'>By Ana Ruiz</a>", "Ana Ruiz", ""),
        ("", "<span class='byline'>By <b>Ana Ruiz</b><i>Monday, November 23</i></span>", "Ana Ruiz", ""),
        ("", "<span class='author'>23 Nov</span><span class='author'>by someone</span>", "", ""),
    ],
)
def test_a_byline_is_a_name(head: str, body: str, byline: str, credit: str) -> None:
    article = pages.article(_page(head, body + STORY), URL, NOW)
    assert (article.byline, article.credit) == (byline, credit)


@pytest.mark.parametrize(
    ("head", "h1", "headline"),
    [
        ("", "<h1>Bridge at Port Elan closed</h1>", "Bridge at Port Elan closed"),
        (_linked(headline="Bridge shut"), "<h1>Harbour Courier</h1>", "Bridge shut"),
        ("<meta property='og:title' content='Bridge shut'>", "", "Bridge shut"),
        (
            _linked(
                headline="Bridge shut after storm - The Harbour Courier", publisher={"name": "The Harbour Courier"}
            ),
            "<h1>The Harbour Courier</h1>",
            "Bridge shut after storm",
        ),
    ],
)
def test_a_headline_is_the_printed_one_where_it_agrees(head: str, h1: str, headline: str) -> None:
    assert pages.article(_page(head, h1=h1), URL, NOW).headline == headline


def test_a_page_without_title_has_its_heading() -> None:
    page = f"<html><body><h1>Bridge shut</h1>{STORY}</body></html>"
    assert pages.article(page, URL, NOW).headline == "Bridge shut"
    assert pages.article(page.replace("<h1>Bridge shut</h1>", ""), URL, NOW).headline.startswith(
        "The bridge at Port Elan"
    )


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href='/world/bridge'>", "https://harbour.example/world/bridge"),
        ("<link rel='canonical' href='https://harbour.example/'>", URL),
        ("<link rel='canonical' href='https://elsewhere.example/x'>", URL),
        ("<meta property='og:url' content='https://harbour.example/b'>", "https://harbour.example/b"),
    ],
)
def test_a_page_names_its_own_address_only(head: str, url: str) -> None:
    assert pages.article(_page(head), URL, NOW).url == url


@pytest.mark.parametrize(
    ("kind", "genre"),
    [
        ("LiveBlogPosting", Genre.LIVE),
        ("OpinionNewsArticle", Genre.OPINION),
        ("ReviewNewsArticle", Genre.FEATURE),
        ("Article", Genre.REPORT),
    ],
)
def test_a_declared_kind_is_the_genre(kind: str, genre: Genre) -> None:
    assert pages.article(_page(_linked(**{"@type": kind})), URL, NOW).genre is genre


@pytest.mark.parametrize("body", [STORY + "<p>Subscribe now</p>", STORY])
def test_a_paywall_is_noted(body: str) -> None:
    head = "" if "Subscribe" in body else "<meta property='article:content_tier' content='locked'>"
    assert [note.code for note in pages.article(_page(head, body), URL, NOW).notes] == ["undated", "paywall"]


@pytest.mark.parametrize(
    "script", ["{", "[[[[[[[[{}]]]]]]]]", "null", '{"@type": "NewsArticle", "headline": "x"}, {', ""]
)
def test_broken_declarations_do_no_harm(script: str) -> None:
    head = f"<script type='application/ld+json'>{script}</script>"
    assert pages.article(_page(head), URL, NOW).headline == "Bridge at Port Elan closed"


@pytest.mark.parametrize(
    "body",
    [
        (
            "<meta charset='iso-8859-1'>"
            + _page(body=STORY + "<p>The café of the bridge was closed as well, the owner said.</p>")
        ).encode("latin-1"),
        (_page(body=STORY + "<p>The café of the bridge was closed as well, the owner said.</p>")).encode("cp1252"),
        (_page(body=STORY + "<p>The café of the bridge was closed as well, the owner said.</p>")).encode("utf-16"),
        (
            "<meta charset='no-such'>"
            + _page(body=STORY + "<p>The café of the bridge was closed as well, the owner said.</p>")
        ).encode("cp1252"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body: bytes) -> None:
    assert "café" in pages.article(body, URL, NOW).text


def test_a_form_around_the_whole_page_is_no_control() -> None:
    search = "<form><p>Search for what you want to read today.</p></form>"
    page = f"<html><body><form><h1>Bridge</h1>{STORY * 6}</form>{search}</body></html>"
    assert "Search" not in pages.article(page, URL, NOW).text


def test_a_table_used_for_layout_gives_its_text() -> None:
    page = f"<html><body><table><tr><td>{STORY}</td></tr></table></body></html>"
    assert all("|" not in paragraph for paragraph in pages.article(page, URL, NOW).paragraphs)


def test_the_feeds_of_a_page_are_found() -> None:
    html = (CASES / "bridge.html").read_bytes()
    assert pages.feeds_of(html, URL) == ["https://harbour.example/world/rss", "https://harbour.example/feed.json"]
    assert pages.feeds_of("<p>none</p>", URL) == []


DATED_HEADS = {
    "a meta with property and itemprop": '<meta property="article:published" itemprop="datePublished dateCreated" '
    'content="2026-03-01T11:00:09Z">',
    "a null date beside a true one": '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x",'
    '"datePublished":"0001-01-01T00:00:00Z"}</script><meta name="date" content="2026-03-01T11:00:09Z">',
    "JSON-LD of the page only": '<script type="application/ld+json">{"@graph":[{"@type":"WebPage",'
    '"datePublished":"2026-03-01T11:00:09Z"}]}</script>',
}


@pytest.mark.parametrize("case", DATED_HEADS)
def test_a_date_is_found_wherever_it_is_declared(case: str) -> None:
    body = "<p>The harbour at Korve reopened on Sunday after a storm that closed it for a week, officials said.</p>" * 4
    story = f"<article><h1>Korve harbour reopens</h1>{body}</article>"
    page = f"<html><head>{DATED_HEADS[case]}</head><body>{story}</body></html>"
    read = pages.article(page, "https://korve.example/news/harbour", NOW)
    assert str(read.published) == "2026-03-01 11:00:09+00:00"
