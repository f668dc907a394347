"""The entries of a feed, as its publisher wrote them.

Works on: XML that lxml has read and JSON. Pure functions.
Comes in: the tree of an RSS 0.9x, 1.0 or 2.0 or an Atom feed, well-formed or mended; a JSON Feed 1.0 or 1.1.
Goes out: `Raw` entries and the feed's own head: strings as they stand, addresses made absolute, nothing judged.
Does not know: which date is believed, what is boilerplate, whose feed it is.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from lxml import etree

_XML = "{http://www.w3.org/XML/1998/namespace}"
_SLOTS = {
    "title": "title", "link": "link", "guid": "id", "id": "id", "origlink": "origin", "encoded": "content",
    "content": "content",
    "full-text": "content", "fulltext": "content", "body": "content", "description": "summary", "summary": "summary",
    "abstract": "summary", "tagline": "summary", "subtitle": "summary", "pubdate": "published", "published":
    "published",
    "issued": "published", "date": "published", "datepublished": "published", "available": "published",
    "created": "created",
    "updated": "updated", "modified": "updated", "datemodified": "updated", "author": "author", "creator": "author",
    "category": "category", "subject": "category", "section": "category", "language": "language",
    "pubstatus": "status",
}  # fmt: skip
_NOT_OURS = (
    "search.yahoo.com/mrss",
    "itunes.com",
    "podcast",
    "schemas.google.com",
    "slash",
    "rss/1.0/modules/image",
    "wellformedweb",
    "georss",
)


@dataclass(slots=True)
class Raw:
    """One entry before judgement. All strings; dates unread; `content` and `summary` are HTML."""

    id: str = ""
    url: str = ""
    title: str = ""
    content: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    category: str = ""
    language: str = ""
    status: str = ""


@dataclass(slots=True)
class Sheet:
    """A feed before judgement. `deleted` are addresses of entries that are gone."""

    title: str = ""
    home: str = ""
    language: str = ""
    raws: list[Raw] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


# --- XML -------------------------------------------------------------------------------------------------------------


def of_tree(root: etree._Element, base: str, most: int) -> Sheet:
    """The sheet of a feed's tree; `base` is the address it came from, `most` the number of entries that are read."""
    items = root.iter("{*}item", "{*}entry", "{*}Item")
    raws = [_raw(item, base) for item, _ in zip(items, range(most), strict=False)]
    head = next((child for child in root if isinstance(child.tag, str) and _name(child.tag)[1] == "channel"), root)
    slots = _gathered(head)
    language = (
        _text(slots["language"][0]) if "language" in slots else head.get(_XML + "lang") or root.get(_XML + "lang") or ""
    )
    title = _inner(slots["title"][0]) if "title" in slots else ""
    stones = islice(root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry"), most)
    return Sheet(title, _link(slots, head, base), language, raws, list(filter(None, (_gone(s, base) for s in stones))))


def _gone(tombstone: etree._Element, base: str) -> str:
    """The address of an entry that is gone: its link where it has one, else its id where that is one (RFC 6721)."""
    if linked := _link(_gathered(tombstone), tombstone, base):
        return linked
    ref = tombstone.get("ref") or ""
    return absolute(ref, base) if ref.startswith(("http://", "https://")) else ""


@lru_cache(maxsize=2048)
def _name(tag: str) -> tuple[str, str]:
    """`(namespace or prefix, local name in lower case)`; a prefix never declared stays in the local name."""
    space, _, local = tag.rpartition("}")
    prefix, colon, rest = local.rpartition(":")
    return (prefix.lower(), rest.lower()) if colon else (space[1:].lower(), local.lower())


@lru_cache(maxsize=2048)
def _slot(tag: str) -> str:
    space, local = _name(tag)
    if any(part in space for part in _NOT_OURS) or space in ("media", "itunes"):
        return {"description": "media", "title": "caption"}.get(local, "")
    return _SLOTS.get(local, "")


def _gathered(element: etree._Element) -> dict[str, list[etree._Element]]:
    slots: dict[str, list[etree._Element]] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and (slot := _slot(tag)):
            slots.setdefault(slot, []).append(child)
    return slots


def _raw(item: etree._Element, base: str) -> Raw:
    slots = _gathered(item)
    raw = Raw(language=item.get(_XML + "lang") or "")
    raw.url = _link(slots, item, base)
    raw.id = _first(slots, "id") or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or ""
    titles = slots.get("title") or slots.get("caption")
    raw.title = _inner(titles[0]) if titles else ""
    bodies = [_inner(child) for slot in ("content", "summary") for child in slots.get(slot, ())]
    raw.content = max(bodies, key=len, default="") or (_inner(slots["media"][0]) if "media" in slots else "")
    raw.summary = min((body for body in bodies if body.strip()), key=len, default="")
    raw.published = _first(slots, "published") or _first(slots, "created")
    raw.updated = _first(slots, "updated")
    raw.author = ", ".join(dict.fromkeys(filter(None, map(_person, slots.get("author", ())))))
    raw.category = next(filter(None, map(_category, slots.get("category", ()))), "")
    if "language" in slots:
        raw.language = _first(slots, "language")
    if "status" in slots:
        raw.status = _first(slots, "status") or slots["status"][0].get("qcode") or ""
    return raw


def _first(slots: Mapping[str, list[etree._Element]], slot: str) -> str:
    for element in slots.get(slot, ()):
        if value := _text(element).strip():
            return value
    return ""


def _text(element: etree._Element) -> str:
    """All text within; an entity that lxml left alone becomes its character if HTML knows it, else stays as written."""
    if len(element) == 0:
        return element.text or ""
    pieces = [element.text or ""]
    for node in element:
        pieces += [
            unescape(node.text or "") if node.tag is etree.Entity else _text(node) if isinstance(node.tag, str) else "",
            node.tail or "",
        ]
    return "".join(pieces)


_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{4,}={0,2}\s*")


def _inner(element: etree._Element) -> str:
    """HTML of a text construct: Atom's type says how it is written (RFC 4287, 3.1 and 4.1.3.3)."""
    kind = element.get("type", "").lower()
    if element.get("mode") == "base64" or ("/" in kind and not kind.startswith("text/") and "xml" not in kind):
        return _unpacked(_text(element), kind)
    if any(isinstance(child.tag, str) for child in element):
        return escape(element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    string = _text(element)
    return escape(string, quote=False) if kind in ("text", "text/plain") and "<" in string else string


def _unpacked(string: str, kind: str) -> str:
    """Text in base64 as Atom carries what is neither text nor XML; what is not in base64 stays as it is."""
    if not _BASE64.fullmatch(string):
        return string
    try:
        text = b64decode(string).decode("utf-8")
    except ValueError:
        return ""  # a picture or a sound
    return escape(text, quote=False) if kind in ("text", "text/plain") else text


def _link(slots: Mapping[str, list[etree._Element]], owner: etree._Element, base: str) -> str:
    """The article's address: an alternate link, else a link's text, else a guid that says it is one."""
    found = _first(slots, "origin")
    for element in slots.get("link", ()):
        if found:
            break
        href = element.get("href")
        if href is None:
            found = _text(element).strip()
        elif element.get("rel", "alternate").lower() in ("alternate", "") and "json" not in element.get("type", ""):
            found = href.strip()
    if not found:
        guids = (e for e in slots.get("id", ()) if e.get("isPermaLink", "true").lower() != "false")
        found = next((g for g in map(str.strip, map(_text, guids)) if g.startswith(("http://", "https://"))), "")
    return absolute(found, base if found.startswith(("http://", "https://")) else _base(owner, base))


def _base(element: etree._Element, base: str) -> str:
    try:
        return urljoin(base, element.base or "")
    except ValueError:
        return base


def absolute(address: str, base: str) -> str:
    """The address joined to `base` when it is http or https, else ""."""
    if not address:
        return ""
    try:
        joined = address if address.startswith(("http://", "https://")) else urljoin(base, address)
    except ValueError:
        return ""
    joined = "".join(joined.split()) if " " in joined or "\n" in joined or "\t" in joined else joined
    return joined if joined[:8].lower().startswith(("http://", "https://")) else ""


_MAILBOX = re.compile(r"[^\s<>()]+@[^\s<>()]+")


def _person(element: etree._Element) -> str:
    names = [child for child in element if isinstance(child.tag, str) and _name(child.tag)[1] == "name"]
    return person(_text(names[0]) if names else _text(element))


def person(printed: str) -> str:
    """A name without its mailbox: "desk@example.org (Ana Ruiz)" -> "Ana Ruiz"."""
    bare = _MAILBOX.sub(" ", printed).strip() if "@" in printed else printed.strip()
    return bare.strip("()<>[] \t\n,;")


def _category(element: etree._Element) -> str:
    value = element.get("label") or element.get("term") or _text(element)
    value = value.strip()
    return "" if value.startswith(("http://", "https://")) or len(value) > 60 else value


# --- JSON ------------------------------------------------------------------------------------------------------------


def of_json(document: Mapping[str, Any], base: str, most: int) -> Sheet:
    """The sheet of a JSON Feed (https://jsonfeed.org/version/1.1); whatever has the wrong type is left out."""
    listed = document.get("items")
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    head = (
        _string(document, "title"),
        absolute(_string(document, "home_page_url"), base),
        _string(document, "language"),
    )
    return Sheet(*head, [_of_item(item, base) for item in items[:most]])


def _string(item: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = item.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def _of_item(item: Mapping[str, Any], base: str) -> Raw:
    content = _string(item, "content_html") or escape(_string(item, "content_text"), quote=False)
    summary = escape(_string(item, "summary"), quote=False)
    tags = item.get("tags")
    return Raw(
        id=_string(item, "id"),
        url=absolute(_string(item, "url", "external_url"), base),
        title=_string(item, "title"),
        content=max(content, summary, key=len),
        summary=summary or content,
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        author=", ".join(_authors(item)),
        category=next((tag for tag in tags if isinstance(tag, str)), "") if isinstance(tags, list) else "",
        language=_string(item, "language"),
        status=_string(item, "pubstatus", "_pubstatus"),
    )


def _authors(item: Mapping[str, Any]) -> Iterator[str]:
    """Version 1.1 lists authors, 1.0 has one."""
    listed = item.get("authors")
    for author in listed if isinstance(listed, list) else [item.get("author")]:
        if isinstance(author, dict) and (name := person(_string(author, "name"))):
            yield name
