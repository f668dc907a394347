"""Feeds: bytes in, entries out, and from an entry an article.

Works on: one body that a source answered with.
Comes in: RSS 0.9x, 1.0 (RDF) and 2.0, Atom, JSON Feed 1.0 and 1.1, well-formed or not; a content type, often wrong.
Goes out: a `Feed` of `Entry`s, dates judged; `Article`s whose paragraphs are plain text.
Does not know: how a body was fetched, which entries are new, what an article is about.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from lxml import etree

from bot.news import Article, Outlet, Precision, Reason, Status
from bot.text import digest, fold
from bot.wire import entries, withdrawals
from bot.wire.addresses import article_id, canonical
from bot.wire.boilerplate import is_correction, tidy_end
from bot.wire.bylines import unsigned
from bot.wire.datelines import split_dateline
from bot.wire.entries import Raw, Sheet
from bot.wire.fragments import one_line, paragraphs, plain
from bot.wire.genres import genre, headline
from bot.wire.languages import settled
from bot.wire.opml import NotOpml, opml_read, opml_write
from bot.wire.quarantine import Quarantined, mended
from bot.wire.stamps import believed, read

__all__ = [
    "Broken", "Entry", "Feed", "NotAFeed", "NotOpml", "article", "opml_read", "opml_write", "parse", "parsed", "sniff",
]  # fmt: skip

MOST = 1_000
"""Entries of one feed that are read."""
LARGEST = 8_000_000
"""Bytes of one feed that are read."""
AT_ONCE = 1_000_000
"""Bytes up to which a feed is read without a thread: at most some 0.1 s."""
TEASER = 400
"""Code points below which a body is only a summary."""
LONGEST_NOTICE = 4 * withdrawals.NOTICE
"""Characters of markup in which nothing but a withdrawal may be told."""


class NotAFeed(ValueError):
    """The bytes are no feed; its text says what they are instead, for people."""


class Broken(NotAFeed):
    """The bytes look like a feed, but nothing can be read from them without mending: see `parsed`."""


@dataclass(slots=True)
class Entry:
    """One entry of a feed. `key` is stable over polls; `url` absolute or empty; `html` the longest body, untrusted.

    `published` is None when the feed does not say, or says something that cannot be believed: see `notes`.
    """

    key: str
    url: str
    headline: str
    html: str
    published: datetime | None = None
    updated: datetime | None = None
    precision: Precision = Precision.TIME
    byline: str = ""
    section: str = ""
    language: str = ""
    notes: tuple[Reason, ...] = ()
    summary: str = ""
    status: Status = Status.USABLE


@dataclass(slots=True)
class Feed:
    """A feed as read: its title, the page it belongs to, its language as declared, its entries in its own order.

    `deleted` are addresses of entries it says are gone (RFC 6721).
    """

    title: str
    home: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = field(default=())
    deleted: tuple[str, ...] = ()


Kind = Literal["feed", "jsonfeed", "opml", "html", "text", "challenge", "empty"]

_TESTED = re.compile(
    rb"<title[^>]{0,80}>\s*(?:just a moment|attention required|access denied|are you (?:a )?(?:human|robot)"
    rb"|security check|please wait"
    rb"|verif(?:y|ying) (?:you|that you)|ddos-guard|robot check|one more step)",
    re.IGNORECASE,
)
_TESTS = (
    b"cf-chl", b"cf_chl", b"cf-challenge", b"/cdn-cgi/challenge-platform", b"enable javascript and cookies to continue",
    b"g-recaptcha", b"h-captcha", b"hcaptcha.com", b"px-captcha", b"captcha-delivery", b"_incapsula_resource",
    b"checking if the site connection is secure", b"checking your browser before accessing", b"verify you are human",
    b"verify you are a human", b"unusual traffic from your",
)  # fmt: skip
_SHORT = 30_000
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?(rss|rdf|feed|opml|html|channel)(?=[\s>/:])", re.IGNORECASE)
_BLANK = b" \t\r\n\x00\xef\xbb\xbf"


def sniff(body: bytes, content_type: str = "") -> Kind:
    """What a body is, by its first bytes; the content type only decides where they do not."""
    head = _narrow(body[:4096]).lstrip(_BLANK)
    if not head:
        return "empty"
    if head[:1] in (b"{", b"[") and re.search(rb'jsonfeed\.org|"items"\s*:', _narrow(body[:200_000])):
        return "jsonfeed"
    root = _ROOT.search(head)
    named = root[1].lower() if root else b""
    if named == b"opml":
        return "opml"
    if named and named != b"html" and not head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "feed"
    if (
        named == b"html"
        or b"<!doctype html" in head[:200].lower()
        or b"<body" in head.lower()
        or "html" in content_type
    ):
        return "challenge" if _is_challenge(body) else "html"
    if head.startswith(b"<?xml") or (head.startswith(b"<") and "xml" in content_type):
        return "feed"
    return "text"


def _narrow(head: bytes) -> bytes:
    """UTF-16 made ASCII enough to be searched."""
    return head.replace(b"\x00", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:8] else head


def _is_challenge(body: bytes) -> bool:
    """A page that tests the reader says so in its title or is short; an article that mentions a captcha is long."""
    if _TESTED.search(body[:_SHORT]):
        return True
    lowered = body.lower() if len(body) < _SHORT else b""
    return any(test in lowered for test in _TESTS) and b"</article>" not in lowered and lowered.count(b"<p") < 5


_NOT = {
    "empty": "the answer is empty",
    "html": "this is a web page, not a feed",
    "opml": "this is a list of feeds (OPML): use `source import`",
    "text": "this is plain text, not a feed",
    "challenge": "the site answers with a page that tests for robots, not with its feed",
}


def parse(body: bytes, content_type: str, url: str, now: datetime) -> Feed:
    """The feed in `body`, which came from `url`; `now` is aware. Never blocks for long. Raises NotAFeed, Broken."""
    return judged(sheet(body, content_type, url), now)


async def parsed(body: bytes, content_type: str, url: str, now: datetime) -> Feed:
    """As `parse`, and a broken feed is mended, if it can be. Raises NotAFeed.

    A plain feed is read at once, a large one in a thread, a broken one in a process of its own.
    """
    read_sheet = await whole(body, content_type, url)
    return await asyncio.to_thread(judged, read_sheet, now) if len(body) > AT_ONCE else judged(read_sheet, now)


async def whole(body: bytes, content_type: str, url: str) -> Sheet:
    """The feed before judgement, mended where it is broken. Raises NotAFeed."""
    try:
        if len(body) > AT_ONCE:
            return await asyncio.to_thread(sheet, body, content_type, url)
        return sheet(body, content_type, url)
    except Broken:
        return await _mended(body, url)


async def _mended(body: bytes, url: str) -> Sheet:
    try:
        found = await mended(body)
    except Quarantined as error:
        raise NotAFeed(str(error)) from error
    raws = [Raw(**entry) for entry in found["entries"] if entry["title"] or entry["content"]]
    if not raws:
        raise NotAFeed("the feed is broken: no entry can be read from it")
    for raw in raws:
        raw.url = entries.absolute(raw.url, url)
    return Sheet(found["title"], entries.absolute(found["home"], url), found["language"], raws)


def sheet(body: bytes, content_type: str, url: str) -> Sheet:
    """The feed before judgement. Raises NotAFeed, Broken."""
    kind = sniff(body, content_type)
    if kind == "jsonfeed":
        return _of_json(body[:LARGEST], url)
    if kind != "feed":
        raise NotAFeed(_NOT[kind])
    return _of_xml(body[:LARGEST], content_type, url)


def _of_json(body: bytes, url: str) -> Sheet:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("this is not a JSON feed: it cannot be read as JSON") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise NotAFeed("this JSON is not a feed: it has no list of items")
    return entries.of_json(document, url, MOST)


# --- XML -------------------------------------------------------------------------------------------------------------

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_FORBIDDEN = bytes(c for c in range(32) if c not in (9, 10, 13))


_HOLDS = re.compile(rb"<(?:\w{1,40}:)?(?:item|entry)[\s>/]", re.IGNORECASE)


def _of_xml(body: bytes, content_type: str, url: str) -> Sheet:
    """lxml, which is fast and safe. Where it finds nothing though entries are there, somebody else must mend it."""
    root = _tree(body, content_type)
    sheet = entries.of_tree(root, url, MOST) if root is not None else Sheet()
    if sheet.raws:
        return sheet
    if _HOLDS.search(_narrow(body)):
        raise Broken("the feed is broken: no entry can be read from it")
    if root is None or not _is_feeds(root):
        raise NotAFeed("this XML is not a feed: it holds no entries")
    return sheet


def _is_feeds(root: etree._Element) -> bool:
    return isinstance(root.tag, str) and root.tag.rpartition("}")[2].lower() in ("rss", "rdf", "feed", "channel")


def _tree(body: bytes, content_type: str) -> etree._Element | None:
    """The tree of a feed in whatever encoding it really has; nothing outside of it is loaded (DTD, entities)."""
    body, encoding = _encoded(body, content_type)
    root, faults = _mending(body, encoding)
    if faults and _BARE.search(body) and body.count(b"<![CDATA[") == body.count(b"]]>"):
        # mending drops a bare ampersand with the word behind it, which ruins addresses: escape those, and read again;
        # an escaped one is read as HTML later, where "&#X41;", which XML does not know, has a meaning
        pieces = _CDATA.split(body)
        body = b"".join(piece if i % 2 else _BARE.sub(b"&amp;", piece) for i, piece in enumerate(pieces))
        root, _ = _mending(body, encoding)
    return root


_BARE = re.compile(rb"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def _mending(body: bytes, encoding: str) -> tuple[etree._Element | None, bool]:
    """`(tree, whether something had to be mended)`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False, remove_comments=True,
        remove_pis=True, encoding=encoding or None,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser), len(parser.error_log) > 0
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None, True


def _encoded(body: bytes, content_type: str) -> tuple[bytes, str]:
    """`(bytes, encoding to force)`. UTF-8 wherever the bytes are that; a false declaration is not believed."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or body[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return body, ""
    body = body.lstrip(_BLANK)
    start = body.find(b"<")
    body = body[start:] if 0 < start < 4096 else body
    declared = _DECLARED.match(body[:400])
    charset = _CHARSET.search(content_type)
    name = (declared[1].decode("ascii") if declared else charset[1] if charset else "utf-8").lower()
    try:
        body.decode("utf-8")
        name = "utf-8" if name not in ("utf-7", "iso-2022-jp", "hz-gb-2312") else name
    except UnicodeDecodeError:
        body, name = _transcoded(body, name)
    return (body.translate(None, _FORBIDDEN), name) if name == "utf-8" else (body, name)


def _transcoded(body: bytes, name: str) -> tuple[bytes, str]:
    """Bytes that are not UTF-8: by their declared encoding (Latin-1 being what Windows calls 1252), else as 1252."""
    name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8") else name
    try:
        string = body.decode(name)
    except (LookupError, UnicodeDecodeError):
        string = body.decode("utf-8" if body.count(b"\xc3") + body.count(b"\xe2") > 3 else "cp1252", "replace")
    return string.encode("utf-8", "replace"), "utf-8"


# --- judgement -------------------------------------------------------------------------------------------------------


def judged(read_sheet: Sheet, now: datetime) -> Feed:
    """Entries with a key each: a repeated entry is dropped, one that has only the key of another is told apart."""
    found: dict[str, Entry] = {}
    for raw in read_sheet.raws:
        new = entry(raw, now)
        known = found.get(new.key)
        if known is not None and (known.url, known.headline) != (new.url, new.headline):
            new.key = f"{new.key} {new.url or new.headline}"
            new.notes += (Reason("shared-key", "the feed gives this entry the key of another"),)
        if new.headline or new.html.strip():
            found.setdefault(new.key, new)
    strike(found.values())
    home, language = read_sheet.home, read_sheet.language.strip()[:20]
    return Feed(plain(read_sheet.title)[:200], home, language, tuple(found.values()), tuple(read_sheet.deleted))


def strike(listed: Iterable[Entry]) -> None:
    """What is marked as withdrawn, and what an entry of its own says is: it names its headline behind the mark."""
    named: set[str] = set()
    standing: dict[str, list[Entry]] = {}
    for one in listed:
        if rest := fold(withdrawals.unmarked(one.headline)):
            named.add(rest)
        else:
            standing.setdefault(fold(one.headline), []).append(one)
    for killed in (one for rest in named for one in standing.get(rest, ())):
        killed.status = Status.CANCELED


def entry(raw: Raw, now: datetime) -> Entry:
    """An entry judged: the title plain, the dates believed or not, the key never empty."""
    dated = believed(raw.published or raw.updated, now)
    changed = read(raw.updated) if raw.updated else None
    at = changed.at if changed and changed.at and changed.at <= now and changed.at != dated.at else None
    title = plain(raw.title)[:400]
    return Entry(
        key=(raw.id.strip() or raw.url or title or digest(raw.content))[:500],
        url=raw.url[:2000],
        headline=title,
        html=raw.content,
        published=dated.at,
        updated=at if raw.published else None,
        precision=dated.precision,
        byline=_byline(raw.author),
        section=plain(raw.category)[:60],
        language=raw.language.strip()[:20],
        notes=dated.notes,
        summary=raw.summary if raw.summary is not raw.content else "",
        status=_status(raw, title),
    )


def _status(raw: Raw, title: str) -> Status:
    """As the publisher gives it, else as the entry's own words do; most are too long for a notice and bear no mark."""
    given = withdrawals.named(raw.status)
    if given is not Status.USABLE or (len(raw.content) > LONGEST_NOTICE and not withdrawals.unmarked(title)):
        return given
    return Status.CANCELED if withdrawals.taken_back(title, plain(raw.content)) else given


def _byline(author: str) -> str:
    return unsigned(plain(author))[:120] if author else ""


def article(entry: Entry, outlet: Outlet, now: datetime, feed_language: str = "") -> Article:
    """The article an entry holds, `fetched` at `now` (aware). Its paragraphs are plain, without the site's lines."""
    body, cut = tidy_end(paragraphs(entry.html))
    title = headline(entry.headline, (outlet.name,)) or _opening(body)
    notes = entry.notes
    if any(map(is_correction, body)):
        notes += tuple(Reason("correction", p) for p in body if is_correction(p))
        body = tuple(p for p in body if not is_correction(p))
    dateline = credit = ""
    if body:
        dateline, credit, first = split_dateline(body[0])
        body = (first, *body[1:])
    if len(body) > 1 and fold(body[-1]).strip("().") in {fold(name) for name in (credit, outlet.name) if name}:
        body = body[:-1]  # whoever wrote it signs it
    size = sum(map(len, body))
    dek = _dek(entry, body) if entry.summary and size >= TEASER else ""
    return Article(
        id=article_id(entry.url, entry.key, outlet.id),
        outlet=outlet.id,
        headline=title,
        paragraphs=body,
        url=canonical(entry.url) if entry.url else "",
        published=entry.published,
        precision=entry.precision,
        fetched=now,
        updated=entry.updated,
        dek=dek,
        byline=entry.byline if entry.byline.casefold() != outlet.name.casefold() else "",
        dateline=dateline,
        section=entry.section,
        credit=credit,
        language=settled(
            entry.language or feed_language or outlet.language,
            body[0] if body and size > 200 else f"{title} {' '.join(body)}",
        ),
        genre=genre(entry.url, entry.section, title),
        teaser=cut or size < TEASER,
        notes=notes,
        status=entry.status,
    )


def _opening(body: tuple[str, ...]) -> str:
    """An entry without a title is called by the first words of its text."""
    words = body[0].split() if body else []
    return one_line(" ".join(words[:14])) + (" …" if len(words) > 14 else "")


def _dek(entry: Entry, body: tuple[str, ...]) -> str:
    """The summary, when it says something other than how the body begins."""
    told, _ = tidy_end(paragraphs(entry.summary))
    dek = told[0] if told else ""
    return dek if len(dek) < TEASER and dek.rstrip(" ….")[:60] not in "".join(body[:3]) else ""
