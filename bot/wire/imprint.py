"""What a page says about its article in its markup.

Works on: one parsed HTML page. Pure functions.
Comes in: JSON-LD, OpenGraph and other meta elements, headings, bylines, times; any of them missing, double or false.
Goes out: an `Imprint` of strings, the most trusted source first.
Does not know: the body; whether a date is believed; whose page it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.text import words
from bot.wire import stamps
from bot.wire.bylines import unsigned
from bot.wire.entries import absolute, person
from bot.wire.fragments import one_line, plain


@dataclass(frozen=True, slots=True)
class Imprint:
    """Strings as printed; "" where the page does not say. `kinds` are the schema.org types of the declared article."""

    headline: str = ""
    site: str = ""
    published: str = ""
    updated: str = ""
    byline: str = ""
    section: str = ""
    language: str = ""
    canonical: str = ""
    dek: str = ""
    body: str = ""
    kinds: tuple[str, ...] = ()
    locked: bool = False
    reuse: str = ""
    website: bool = False
    """True where nothing declares the page to be an article."""
    home: bool = False
    links: int = 0
    """Headings that are links: many of them make a list of articles."""


_LINKED_HEADINGS = "//h2//a|//h3//a|//a//h2|//a//h3|//h4//a"


def of(tree: HtmlElement, url: str) -> Imprint:
    """The imprint of a page that was read from `url`."""
    metas = _metas(tree)
    linked = _linked(tree)
    site = plain(_first(metas, "og:site_name", "application-name") or _named(linked.get("publisher")) or _suffix(tree))
    kinds = tuple(_types(linked))
    return Imprint(
        headline=_headline(tree, metas, linked),
        site=site,
        published=_published(tree, metas, linked),
        updated=_string(linked.get("dateModified"))
        or _first(metas, "article:modified_time", "og:updated_time", "last-modified", "datemodified"),
        byline=_byline(tree, metas, linked, site),
        section=plain(
            _string(linked.get("articleSection"))
            or _first(metas, "article:section", "og:article:section", "section", "parsely-section")
        )[:60],
        language=_language(tree, metas, linked),
        canonical=_canonical(tree, metas, url),
        dek=plain(_first(metas, "og:description", "description") or _string(linked.get("description"))),
        body=_string(linked.get("articleBody")),
        kinds=kinds,
        locked=_locked(metas, linked),
        reuse=_reuse(metas),
        home=bool(url) and urlsplit(url).path in ("", "/") and not urlsplit(url).query,
        links=len(tree.xpath(_LINKED_HEADINGS)),
        website=not kinds and _first(metas, "og:type").lower() in ("website", "", "blog"),
    )


def _suffix(tree: HtmlElement) -> str:
    """The site's name as titles carry it: what follows the page's own heading behind a bar or a dash."""
    title = one_line(tree.findtext(".//title") or "")
    for h1 in tree.iter("h1"):
        printed = one_line(h1.text_content())
        if printed and title.startswith(printed):
            return title[len(printed) :].strip(" |–—-·")
    return ""


# --- meta elements ---------------------------------------------------------------------------------------------------


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        names = f"{meta.get('property', '')} {meta.get('name', '')} {meta.get('itemprop', '')}".lower().split()
        for name in dict.fromkeys(names if content else ()):
            found.setdefault(name, []).append(content)
    return found


def _first(metas: Mapping[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


_SIGNALS = ("noai", "noimageai", "nosnippet", "max-snippet:0")


def _reuse(metas: Mapping[str, list[str]]) -> str:
    """What the publisher reserves: robots' tokens and the TDM Reservation Protocol (https://www.w3.org/community/tdmrep/)."""
    robots = {
        token for value in metas.get("robots", []) for token in re.split(r"[,\s]+", value.lower().replace(": ", ":"))
    }
    found = [signal for signal in _SIGNALS if signal in robots]
    if _first(metas, "tdm-reservation") == "1":
        found.append("tdm-reservation")
    return " ".join(found)


def _locked(metas: Mapping[str, list[str]], linked: Mapping[str, Any]) -> bool:
    free = linked.get("isAccessibleForFree")
    tier = _first(metas, "article:content_tier").lower()
    return (
        free is False
        or (isinstance(free, str) and free.strip().lower() in ("false", "no", "0"))
        or tier in ("locked", "metered")
    )


# --- JSON-LD ---------------------------------------------------------------------------------------------------------

_ARTICLE = re.compile(r"(?:^|[/:])(?:\w*Article|LiveBlogPosting|BlogPosting|Report|\w*NewsArticle)$")
_LITTER = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\]\]>|;)\s*$")


def _linked(tree: HtmlElement) -> Mapping[str, Any]:
    """The article among the page's JSON-LD, {} where there is none."""
    articles = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            articles += [node for node in _nodes(_loaded(script.text), 0) if any(_types(node))]
    return max(articles, key=lambda node: ("headline" in node) + ("datePublished" in node), default={})


def _loaded(script: str) -> object:
    try:
        return json.loads(_LITTER.sub("", script[:1_000_000]), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict) and depth < 6:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            if key != "itemListElement" or depth == 0:
                yield from _nodes(value.get(key), depth + 1)
    elif isinstance(value, list) and depth < 6:
        for part in value[:50]:
            yield from _nodes(part, depth + 1)


def _types(node: Mapping[str, Any]) -> Iterator[str]:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and _ARTICLE.search(kind):
            yield kind


def _string(value: object) -> str:
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str) and part.strip()), "")
    return value.strip() if isinstance(value, str) else ""


def _named(value: object) -> str:
    """A person's or an organisation's name, however deep it is wrapped."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_named, value[:12]))))
    if isinstance(value, dict):
        return _string(value.get("name")) or (
            _named(value["name"]) if isinstance(value.get("name"), dict | list) else ""
        )
    return value.strip() if isinstance(value, str) else ""


# --- what is printed -------------------------------------------------------------------------------------------------


def _headline(tree: HtmlElement, metas: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    """The printed headline where what the page declares agrees with it, else what it declares."""
    title = tree.find(".//title")
    declared = [
        _string(linked.get("headline")),
        _first(metas, "og:title", "twitter:title"),
        title.text_content() if title is not None else "",
    ]
    claims = [claim for claim in map(plain, declared) if claim]
    printed = [line for line in (one_line(h1.text_content()) for h1 in tree.iter("h1")) if line]
    if not claims:
        return printed[0] if printed else ""
    return next((line for line in printed if any(_agrees(line, claim) for claim in claims)), claims[0])


_SITE_NAME = re.compile(r"\s[|–—·-]\s")


def _agrees(line: str, claim: str) -> bool:
    """True where most words of the printed line are claimed, and not few of the claim, as a site's name would be.

    So it is where the claim, or what stands before the site's name in it, is the line made shorter.
    """
    spoken, said, bare = set(words(line)), set(words(claim)), set(words(_SITE_NAME.split(claim)[0]))
    both = len(spoken & said)
    shorter = len(bare) >= 2 and len(spoken & bare) >= 0.8 * len(bare)
    return len(spoken) >= 3 and (shorter or (both >= 0.6 * len(spoken) and both >= 0.5 * len(said)))


_TIMED = "//time[@datetime]"
_PRINTED = (
    "//*[@itemprop='datePublished']|//*[contains(@class,'publish') or contains(@class,'date') or "
    "contains(@class,'timestamp')"
    " or contains(@class,'posted') or contains(@class,'byline') or contains(@id,'date')]"
)
_DAY = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\.? (?:de )?[^\W\d_]{3,12}\.?,? (?:de )?\d{4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4}"
    r"|\d{4}-\d\d-\d\d)"
    r"(?:(?:,| at| à| um| om| alle| kl| a las| -| \||T)? ?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:[A-Z]{2,4}|[+-]\d\d:?\d\d))?)?"
)


def _published(tree: HtmlElement, metas: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    """The first time that can be read: declared, of a <time>, or printed where dates stand; else what was declared."""
    declared = [_string(linked.get("datePublished")), *(metas[name][0] for name in _DECLARED if name in metas)]
    for said in (*declared, *_page_dates(tree)):
        if said and stamps.read(said):
            return said
    return _shown_date(tree) or next(filter(None, declared), "")


_DECLARED = (
    "article:published_time", "article:published", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish-date", "dc.date.issued", "dcterms.created", "dc.date",
    "dcterms.date", "date", "cxenseparse:recs:publishtime",
)  # fmt: skip


def _page_dates(tree: HtmlElement) -> Iterator[str]:
    """What JSON-LD says of the page itself, where it does not speak of an article."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from (_string(node.get("datePublished")) for node in _nodes(_loaded(script.text), 0))


def _shown_date(tree: HtmlElement) -> str:
    """The most prominent <time>, else the first day printed where dates stand, best with a clock."""
    timed = sorted(tree.xpath(_TIMED), key=_prominence)
    if timed:
        return str(timed[0].get("datetime")).strip() or one_line(timed[0].text_content())
    days: list[str] = []
    for element in tree.xpath(_PRINTED)[:40]:
        shown = element.get("content") or one_line(element.text_content()[:300])
        if found := _DAY.search(shown):
            days.append(found.group())
    return next((day for day in days if len(day) > 17), days[0] if days else "")


def _prominence(time: HtmlElement) -> int:
    """A <time> marked as the publication's, then one in the article's own head, then any other."""
    marked = time.get("pubdate") is not None or "publish" in (time.get("itemprop") or time.get("class") or "").lower()
    around = {ancestor.tag for ancestor in time.iterancestors()}
    return (
        0
        if marked
        else 1
        if "article" in around and "aside" not in around
        else 2
        if "aside" not in around and "footer" not in around
        else 3
    )


_BYLINES = (
    "//*[@rel='author' or @itemprop='author']|//*[contains(concat(' ',@class,' '),' byline ') or "
    "contains(@class,'byline__') or contains(@class,'byline-name')"
    " or contains(@class,'article-author') or contains(@class,'author-name') or contains(concat(' ',@class,' "
    "'),' author ')]"
)
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·(]|,\s*(?:the )?(?:associated press|ap|reuters|afp|bloomberg|pti|cnn)\b"
    r"|\s[–—-]\s|\bpublished\b|\bupdated\b|\bposted\b"
    r"|,\s*(?:[\w’'& -]+ )?(?:correspondent|editor"
    r"|reporter|writer|columnist|journalist|staff)\b|\bfor the\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b\d{1,2}[:. ]\d\d\b|\b\d{4}\b).*$",
    re.IGNORECASE | re.DOTALL,
)


def _byline(tree: HtmlElement, metas: Mapping[str, list[str]], linked: Mapping[str, Any], site: str) -> str:
    """Who wrote it: by declaration, else as printed; the outlet itself is no author."""
    authors = [
        _named(linked.get("author")),
        *metas.get("author", [])[:1],
        *metas.get("parsely-author", [])[:1],
        *metas.get("article:author", [])[:1],
    ]
    for author in authors:
        if name := _name(author, site):
            return name
    for element in tree.xpath(_BYLINES)[:10]:
        if name := _name(element.get("content") or " ".join(element.itertext())[:200], site):
            return name
    return ""


def _name(printed: str, site: str) -> str:
    """A name without "By", without the author's office; "" for an address, the outlet itself or something too long."""
    line = _AFTER_NAME.sub("", unsigned(person(plain(printed)))).strip(" ,;:")
    if (
        not line
        or len(line) > 120
        or "http" in line
        or "/" in line
        or any(c.isdigit() for c in line)
        or line.casefold() in (site.casefold(), "admin", "staff", "editor", "author")
    ):
        return ""
    return line if any(letter.isupper() or not letter.isascii() for letter in line) else ""


def _language(tree: HtmlElement, metas: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    return (
        _string(linked.get("inLanguage"))
        or str(tree.get("lang") or "")
        or _first(metas, "og:locale", "content-language", "language")
    )


def _canonical(tree: HtmlElement, metas: Mapping[str, list[str]], url: str) -> str:
    """The address the page gives for itself. A home page as canonical is a mistake of the site and not believed."""
    links = [
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    for given in (*links, _first(metas, "og:url")):
        address = absolute(given.strip(), url)
        if address and address.count("/") >= 3 and address.split("/", 3)[3]:
            return address
    return ""
