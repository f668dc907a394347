"""The markup of a page: bytes -> a tree that holds only what a reader of the page sees.

Works on: one page, untrusted, of any encoding and size.
Comes in: its bytes, its text or its tree.
Goes out: a tree; the correction notes and the dek, taken out of it.
Does not know: what the article is; that is read from what is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text import fold
from bot.wire.boilerplate import is_correction
from bot.wire.feeds import sniff
from bot.wire.fragments import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST = 6_000_000
"""Code points of one page that are read."""
MOST = 20_000
"""Elements of one page: the largest of a thousand articles had 10,126; the time of reading grows with the square."""


class NoArticle(ValueError):
    """The page holds no article; its text says what it holds instead, for people."""


_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def decoded(body: bytes) -> str:
    """UTF-8 wherever the bytes are that, else by the page's own declaration, else Windows 1252."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _META_CHARSET.search(body[:4096])
    name = declared[1].decode("ascii").lower() if declared else "cp1252"
    name = {
        "utf-8": "utf-8",
        "utf8": "utf-8",
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
    }.get(name, name)
    try:
        return body.decode(name, "replace")
    except LookupError:
        return body.decode("cp1252", "replace")


_ERROR = re.compile(
    r"<title[^>]*>\s*(?:(?:error\s*)?(?:40[0-9]|41[0-9]|5\d\d)\b|(?:page |article |oops.{0,10}"
    r"|sorry.{0,30})?not found\b|page (?:unavailable|does not exist)|(?:service|temporarily) unavailable"
    r"|internal server error|bad gateway|forbidden\b"
    r"|seite nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada)",
    re.IGNORECASE,
)


def _refuse_at_sight(page: str) -> None:
    kind = sniff(page[:60_000].encode("utf-8", "replace"), "text/html")
    if kind == "challenge":
        raise NoArticle("the site answers with a page that tests for robots, not with the article")
    if kind == "empty":
        raise NoArticle("the page is empty")
    if kind in ("feed", "jsonfeed", "opml"):
        raise NoArticle("this is a feed, not a page")
    if _ERROR.search(page[:20_000]):
        raise NoArticle("the site answers that there is no such page")


_ELEMENT = re.compile(r"<[a-zA-Z]")
_VAST = re.compile(r"<[a-zA-Z][^<>]{20000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def _bounded(page: str) -> str:
    """The page without tags of thousands of attributes. A page of too many elements is refused."""
    if len(_ELEMENT.findall(page)) > MOST:
        raise NoArticle(f"the page is no article: it is built of more than {MOST:,} elements")
    return _VAST.sub(lambda tag: "<i" if len(_QUOTED.sub("", tag.group())) > 10_000 else tag.group(), page)


def tree_of(page: str) -> HtmlElement:
    """The tree of a page that may hold an article. Raises NoArticle for one that shows at sight that it does not."""
    _refuse_at_sight(page)
    return _tree(_bounded(page[:LARGEST]))


def _tree(page: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoArticle("the page cannot be read as HTML") from error


_CONTROLS = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "figure",
        "figcaption",
        "form",
        "button",
        "dialog",
        "object",
        "embed",
    )
)
_UNSEEN_CLASS = re.compile(
    r"sr-only|screen-reader|visually-?hidden|wp-caption|photo-credit|image-caption", re.IGNORECASE
)
_STYLED_AWAY = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?!\.?[1-9])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_LONG_FORM = 1500
"""Code points from which a form is taken for one that holds the whole page, as some site builders make them."""


def take_unseen(tree: HtmlElement) -> None:
    """What no reader of the page sees never reaches the article, nor do captions and controls."""
    for node in [node for node in tree.iter() if _is_unseen(node)]:
        if node.tag not in ("html", "body", "head") and node.getparent() is not None:
            node.drop_tree()


def _is_unseen(node: HtmlElement) -> bool:
    if node.tag in _CONTROLS:
        return node.tag != "form" or len(node.text_content()) < _LONG_FORM
    given = node.attrib
    if not given:
        return False
    return bool(
        "hidden" in given
        or given.get("aria-hidden") == "true"
        or _UNSEEN_CLASS.search(given.get("class", ""))
        or _STYLED_AWAY.search(given.get("style", ""))
    )


_DEK = re.compile(
    r"(?:^|[\s_-])(?:dek|deck|standfirst|strapline|sub-?title|sub-?head(?:line|ing)?|teaser-?text)(?:$|[\s_-])",
    re.IGNORECASE,
)


def take_dek(tree: HtmlElement, declared: str) -> str:
    """The line below the headline, printed or declared; the printed one is taken out of the page."""
    for node in tree.xpath("//*[self::p or self::h2 or self::div][@class]"):
        if _DEK.search(node.get("class")):
            line = one_line(node.text_content()[:1200])
            if 20 <= len(line) < 400 and (not declared or fold(declared)[:60] == fold(line)[:60]):
                node.drop_tree()
                return line
    return declared


_NOTES = (
    "//p|//*[contains(@class,'correction') or contains(@class,'clarification') or contains(@class,'amend') or "
    "contains(@class,'editor-note') or contains(@class,'editors-note')]"
)


def take_corrections(tree: HtmlElement) -> list[str]:
    """Correction notes wherever they stand on the page: they are taken out of it and handed back."""
    found: list[str] = []
    for node in tree.xpath(_NOTES):
        line = one_line(node.text_content()[:1200])
        if line and is_correction(line) and node.getparent() is not None:
            found.append(line)
            node.drop_tree()
    return list(dict.fromkeys(found))
