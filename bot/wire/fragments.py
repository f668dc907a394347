"""Fragments of HTML as feeds and pages carry them, made into plain text.

Works on: strings. Pure functions.
Comes in: a title, a summary or a body with any markup, entities encoded once or twice, hidden parts and all.
Goes out: one clean line, or paragraphs of plain text that hold only what a reader would have seen.
Does not know: which paragraphs are the article's own and which are the site's: that is `boilerplate`.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser

from bot import text

LONGEST = 200_000
"""Code points of one fragment that are read; the rest is dropped."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<!\[CDATA\[")
_ENCODED_TAG = re.compile(r"&(?:amp;)*lt;/?[a-zA-Z]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|li|ul|ol|h[1-6]|blockquote|section|article|header|footer|aside|main|nav|table|tr|td|th|pre|hr"
    r"|dl|dt|dd|figure|figcaption|details|summary|address|form|fieldset|center|iframe)\b)",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"</?(?:p|div|a|b|i|u|em|strong|span|img|h[1-6]|ul|ol|li|blockquote|small|cite|sub|sup|font|hr)"
    r"(?:\s+[\w:-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))?)*\s*/?>",
    re.IGNORECASE,
)
"""Tags that can be dropped without parsing when nothing but them is there; a quoted bracket is left to the parser."""
_BREAK = re.compile(r"<br\b[^<>]{0,200}>", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\f[ \t\r\n\f]*\f")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*\s*$")
_SUSPECT = re.compile(
    r"<(?:script|style|noscript|template|svg|math|iframe|object|embed|form|button|select|textarea|fig|title|audio"
    r"|video|nav)"
)
_MARKED = ("hidden", "style", "sr-only", "screen-reader", "caption", "mc_embed", "twitter-tweet", "instagram-media")
UNSEEN = (
    "script,style,template,noscript,svg,math,iframe,object,embed,applet,form,button,select,textarea,title,audio,video,"
    "nav,[hidden],[aria-hidden='true'],.sr-only,.screen-reader-text,.visually-hidden"
)
"""What no reader sees, or sees only as a control: never part of an article."""
_ASIDE = "figure,figcaption,.wp-caption,.wp-caption-text,.twitter-tweet,.instagram-media,.mc_embed_signup"
_STYLED_AWAY = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*0"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)


def one_line(string: str) -> str:
    """`text.clean`, with a short way where nothing is to be cleaned, and without lone surrogates (from JSON)."""
    if string.isprintable():  # then there is no control, format or odd space character, and no surrogate
        line = (string if string.isascii() else normalize("NFC", string)).strip()
        return " ".join(line.split()) if "  " in line else line
    return text.clean(_SURROGATE.sub("", string))


def plain(markup: str) -> str:
    """One line of plain text from a title or a name: tags dropped, entities resolved, also those encoded twice."""
    if "<" not in markup and "&" not in markup:
        return one_line(markup)
    string = markup[:LONGEST]
    for _ in range(3):
        if _TAG.search(string):
            string = " ".join(_visible(string))
        resolved = unescape(string) if _ENTITY.search(string) else string
        if resolved == string:
            break
        string = resolved
    return one_line(string)


def paragraphs(fragment: str) -> tuple[str, ...]:
    """The visible paragraphs of a fragment of HTML or plain text, each one clean line, none empty."""
    string = fragment[:LONGEST]
    if "<" not in string and "&" not in string:
        return _of_plain(string)
    for _ in range(2):
        if not _TAG.search(string) and _ENCODED_TAG.search(string):
            string = unescape(string)
    if not _TAG.search(string):
        return _of_plain(unescape(string))
    return tuple(_visible(string))


def _of_plain(string: str) -> tuple[str, ...]:
    if "\n" not in string:
        line = one_line(string)
        return (line,) if line else ()
    return tuple(line for line in map(one_line, _BLANK_LINE.split(string)) if line)


def _visible(markup: str) -> list[str]:
    """Block borders become form feeds, white space anywhere in HTML, so that one call gives all the text."""
    lowered = markup.lower()
    marked = _BLOCK.sub("\f\f<", markup.replace("\f", " ") if "\f" in markup else markup)
    if "<br" in lowered:
        marked = _BREAK.sub("\f", marked)
    hiding = bool(_SUSPECT.search(lowered) or [mark for mark in _MARKED if mark in lowered])
    shown = "<" if hiding else _HARMLESS.sub("", marked)
    if "<" in shown:
        shown = _parsed(marked, hiding)
    elif "&" in shown:
        shown = unescape(shown)
    out: list[str] = []
    for block in _PARAGRAPH_END.split(shown):
        out += _lines(block) if "\f" in block else [one_line(block.replace("\n", " "))]
    return [line for line in out if line]


def _parsed(marked: str, hiding: bool) -> str:
    tree = LexborHTMLParser(marked)
    if hiding:
        unsee(tree, UNSEEN + "," + _ASIDE)
    body = tree.body
    return body.text() if body is not None else ""


def _lines(block: str) -> list[str]:
    """A lone line break ends a paragraph only where a sentence ended; else it is a space."""
    out = [""]
    for piece in block.split("\f"):
        if not out[-1] or _SENTENCE_END.search(out[-1]):
            out.append(piece.strip())
        else:
            out[-1] += " " + piece.strip()
    return [one_line(piece) for piece in out]


def unsee(tree: LexborHTMLParser, selector: str = UNSEEN) -> None:
    """Takes out of a parsed tree what the selector names and what its own style hides."""
    doomed = tree.css(selector)
    doomed += [node for node in tree.css("[style]") if _STYLED_AWAY.search(node.attributes.get("style") or "")]
    for node in doomed:
        if node.tag not in ("html", "body"):
            node.decompose()
