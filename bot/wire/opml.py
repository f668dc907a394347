"""Lists of feeds as readers exchange them (OPML 2.0, http://opml.org/spec2.opml).

Works on: bytes. Pure functions.
Comes in: an OPML file of any age and nesting, untrusted; or our own sources.
Goes out: titles, addresses and sections; a file any feed reader opens.
Does not know: whether an address answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.news import Source
from bot.wire.fragments import plain

MOST = 5_000


class NotOpml(ValueError):
    """The bytes hold no list of feeds; its text is for people."""


def opml_read(body: bytes) -> list[tuple[str, str, str]]:
    """`(title, url, section)` of every feed listed, http and https only, each once, in order. Raises NotOpml."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotOpml("this is not an OPML file: it cannot be read as XML") from error
    if root is None or not isinstance(root.tag, str) or root.tag.rpartition("}")[2].lower() != "opml":
        raise NotOpml("this is not an OPML file: its outermost element is not <opml>")
    found: dict[str, tuple[str, str, str]] = {}
    for title, url, section in _outlines(root):
        if len(found) < MOST and urlsplit(url).scheme in ("http", "https"):
            found.setdefault(url, (title or url, url, section))
    return list(found.values())


def _outlines(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """An outline without an address is a section for the outlines within it."""
    for outline in root.iter("{*}outline", "{*}Outline"):
        given = {key.lower(): value for key, value in outline.attrib.items() if isinstance(value, str)}
        url = given.get("xmlurl", "").strip()
        if not url:
            continue
        parent = outline.getparent()
        nested = parent is not None and str(parent.tag).lower() == "outline"
        above: dict[str, str] = {}
        if parent is not None and nested:
            above = {str(key): str(value) for key, value in parent.attrib.items()}
        yield plain(_title(given)), url, plain(given.get("category", "").strip("/") or _title(above))


def _title(given: object) -> str:
    attributes = dict(given.items()) if hasattr(given, "items") else {}
    return str(attributes.get("title") or attributes.get("text") or "")


def opml_write(sources: Iterable[Source]) -> bytes:
    """The sources as OPML 2.0, grouped by section; UTF-8."""
    sections: dict[str, list[Source]] = {}
    for source in sources:
        sections.setdefault(source.section, []).append(source)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>Daybrief sources</title></head>",
        "<body>",
    ]
    for section, listed in sections.items():
        rows = [_outline(source) for source in listed]
        lines += (
            [f"<outline text={quoteattr(section)} title={quoteattr(section)}>", *rows, "</outline>"]
            if section
            else rows
        )
    return "\n".join([*lines, "</body>", "</opml>", ""]).encode()


def _outline(source: Source) -> str:
    name = quoteattr(source.outlet.name)
    home = f" htmlUrl={quoteattr(source.outlet.home)}" if source.outlet.home else ""
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(source.url)}{home}/>'
