"""Addresses: one form per page, one name per publisher, one id per article."""

from __future__ import annotations

import pytest

from bot.wire.addresses import article_id, canonical, domain, shown


@pytest.mark.parametrize(
    ("printed", "one_form"),
    [
        ("https://paper.example/world/ferry-sinks", "https://paper.example/world/ferry-sinks"),
        (" https://paper.example/world/ferry-sinks\n", "https://paper.example/world/ferry-sinks"),
        ("HTTPS://Paper.Example/World", "https://paper.example/World"),
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example.:443/a#top", "https://paper.example/a"),
        ("http://paper.example:80/a", "http://paper.example/a"),
        ("https://paper.example:8443/a", "https://paper.example:8443/a"),
        ("https://ann:secret@paper.example/a", "https://paper.example/a"),
        ("https://paper.example/a?utm_source=x&utm_medium=rss&id=7", "https://paper.example/a?id=7"),
        ("https://paper.example/a?at_medium=RSS&at_campaign=K", "https://paper.example/a"),
        ("https://paper.example/a?fbclid=q&gclid=r&UTM_Term=s", "https://paper.example/a"),
        ("https://paper.example/a?z=1&b=&a=two%20words", "https://paper.example/a?a=two+words&b=&z=1"),
        ("https://paper.example/a/amp/", "https://paper.example/a"),
        ("https://paper.example/a/amp", "https://paper.example/a"),
        ("https://paper.example/amp/a", "https://paper.example/a"),
        ("https://paper.example/a.amp.html", "https://paper.example/a.html"),
        ("https://paper.example/a?amp=1&outputType=amp", "https://paper.example/a"),
        ("https://paper.example/ampoules", "https://paper.example/ampoules"),
        ("https://amp.paper.example/a", "https://www.paper.example/a"),
        ("https://paper-example.cdn.ampproject.org/c/s/paper.example/a", "https://paper.example/a"),
        ("https://www.google.com/amp/paper.example/a", "http://paper.example/a"),
        ("https://zeitung-süd.example/straße", "https://xn--zeitung-sd-ieb.example/stra%C3%9Fe"),
        ("https://[2001:DB8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("mailto:desk@paper.example", "mailto:desk@paper.example"),
        ("http://[broken/a", "http://[broken/a"),
        ("http://paper.example:port/a", "http://paper.example:port/a"),
        ("", ""),
    ],
)
def test_two_links_to_one_page_have_one_form(printed: str, one_form: str) -> None:
    assert canonical(printed) == one_form
    assert canonical(one_form) == one_form


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.news.paper.example/a", "paper.example"),
        ("https://feeds.paper.co.uk/rss", "paper.co.uk"),
        ("https://paper.com.au", "paper.com.au"),
        ("https://co.uk/", "co.uk"),
        ("https://harbour.substack.com/feed", "harbour.substack.com"),
        ("paper.example/a", "paper.example"),
        ("https://localhost/a", "localhost"),
        ("http://192.0.2.7:8000/a", "192.0.2.7"),
        ("ftp://paper.example", ""),
        ("", ""),
        ("https://" + "ü" * 70 + ".example", "ü" * 70 + ".example"),
    ],
)
def test_a_publisher_is_named_by_the_domain_it_registered(url: str, publisher: str) -> None:
    assert domain(url) == publisher


def test_one_article_has_one_id_under_all_its_links() -> None:
    links = ("https://paper.example/a", "http://paper.example/a?utm_source=rss", "https://www.paper.example/a#part")
    assert len({article_id(link, key=f"guid {n}") for n, link in enumerate(links)}) == 1
    assert len(article_id(links[0])) == 16


def test_an_article_without_an_address_is_named_by_its_outlets_key() -> None:
    assert article_id("", "k-1", "harbour") != article_id("", "k-1", "meridian")
    assert article_id("", "k-1", "harbour") == article_id("", "k-1", "harbour")
    with pytest.raises(ValueError, match="an address, or a key"):
        article_id("", "", "harbour")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://ann:secret@paper.example:8443/feed?token=1#x", "https://paper.example:8443/feed"),
        ("https://paper.example/feed", "https://paper.example/feed"),
        ("http://ann:secret@paper.example:port/a?token=1", "paper.example:port/a"),
        ("press/today.xml", "press/today.xml"),
    ],
)
def test_a_shown_address_keeps_its_secrets(url: str, safe: str) -> None:
    assert shown(url) == safe
