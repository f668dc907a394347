"""Pages: one HTML page in, one article out.

Works on: the bytes of one page, untrusted.
Comes in: an article's page of any outlet; or a home page, an error, a robot test, which are refused.
Goes out: an `Article` of plain paragraphs without what is the site's own; the addresses of a page's feeds.
Does not know: how the page was fetched, nor whether it may be.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.news import Article, Genre, Outlet, Reason
from bot.text import fold
from bot.wire import imprint, markup
from bot.wire.addresses import article_id, canonical, domain
from bot.wire.boilerplate import is_correction, is_site, is_sold
from bot.wire.bylines import AGENCIES
from bot.wire.datelines import split_dateline
from bot.wire.entries import absolute
from bot.wire.fragments import one_line, paragraphs
from bot.wire.genres import genre, headline
from bot.wire.imprint import Imprint
from bot.wire.languages import settled
from bot.wire.markup import NoArticle
from bot.wire.stamps import UNDATED, Dated, believed, read

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["NoArticle", "article", "feeds_of", "paragraphs"]


def article(html: bytes | str, url: str, now: datetime, *, id: str = "", outlet: Outlet | None = None) -> Article:
    """The article on the page read from `url`, `fetched` at `now` (aware). Raises NoArticle."""
    tree = markup.tree_of(html if isinstance(html, str) else markup.decoded(html))
    said = imprint.of(tree, url)
    said = replace(said, dek=markup.take_dek(tree, said.dek))
    corrections = markup.take_corrections(tree)
    markup.take_unseen(tree)
    body, sold = _body(tree, said, corrections)
    if not body:
        raise NoArticle(_why_none(said, sold))
    return _article(said, body, corrections, sold, url, now, id, outlet)


# --- the body --------------------------------------------------------------------------------------------------------


def _body(tree: HtmlElement, said: Imprint, corrections: list[str]) -> tuple[list[str], bool]:
    """`(paragraphs, sold)`: the article's own, in order; `sold` where a line asks the reader to pay."""
    lines = _extracted(tree)
    if sum(map(len, lines)) < 200 and said.body:
        lines = list(paragraphs(said.body))
    kept: list[str] = []
    sold = said.locked
    for line in lines:
        if is_correction(line):
            corrections += [line] if line not in corrections else []
        elif is_sold(line):
            sold = True
        elif not is_site(line) and not (len(kept) < 3 and _repeats(line, said)):
            kept.append(line)
    return (kept if _reads_as_article(kept, said) else []), sold


_SCANT = 400


def _extracted(tree: HtmlElement) -> list[str]:
    """The body's lines. The precise reading is repeated with a wider one where it found next to nothing."""
    lines = _lines(tree, precise=True)
    size = sum(map(len, lines))
    if size < _SCANT:
        wider = _lines(tree, precise=False)
        return wider if sum(map(len, wider)) > 3 * size else lines
    return lines


def _lines(tree: HtmlElement, precise: bool) -> list[str]:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, favor_precision=precise, include_comments=False, with_metadata=False)
    text = str(found.text or "") if found is not None and not isinstance(found, dict) else ""
    pieces = (piece for raw in text.split("\n") for piece in (raw.split("|") if raw.startswith("|") else (raw,)))
    return [line for line in (one_line(piece).removeprefix("- ") for piece in pieces) if line]


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _repeats(line: str, said: Imprint) -> bool:
    """True for what stands above a body and is held elsewhere: headline, byline, date."""
    bare = fold(line).strip(" .")
    if bare == fold(said.headline).strip(" .") or (
        said.byline and fold(said.byline) in bare and len(line) < len(said.byline) + 40 and not line.endswith(".")
    ):
        return True
    return len(line) < 60 and _YEAR.search(line) is not None and not line.endswith(".") and read(line) is not None


_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


def _reads_as_article(body: list[str], said: Imprint) -> bool:
    """A declared article needs a sentence, an undeclared page a long one; a home page or list of headlines is none."""
    told = [len(line) for line in body if _SENTENCE.search(line)]
    if not said.website:
        return any(size >= 40 for size in told) or sum(map(len, body)) >= 300
    teasers = sum(told) < 220 * len(told) and max(told) < 250
    listing = said.home or (said.links >= 8 and teasers)
    long = any(size >= 80 for size in told) or (said.links < 3 and sum(told) >= 400)
    return long and not listing


def _why_none(said: Imprint, sold: bool) -> str:
    if sold:
        return "the article is only for subscribers of the outlet; nothing of it can be read"
    if said.website:
        return "this is a home page or a list of articles, not an article"
    return "no article text was found on the page"


# --- the article -----------------------------------------------------------------------------------------------------

_URL_DAY = re.compile(r"/(20\d\d)[/-](\d\d?)[/-](\d\d?)(?:/|-|$)|[/-](20\d\d)-?([01]\d)-?([0-3]\d)(?=[/.-]|$)")


def _article(
    said: Imprint,
    body: list[str],
    corrections: list[str],
    sold: bool,
    url: str,
    now: datetime,
    id: str,
    outlet: Outlet | None,
) -> Article:
    dateline, credit, body[0] = split_dateline(body[0])
    dated = _dated(said, url, now)
    address = _address(said, url)
    title = headline(said.headline, (said.site, outlet.name if outlet else "", domain(url)))
    byline = said.byline
    if fold(byline) in AGENCIES:
        byline, credit = "", credit or byline
    where = outlet.id if outlet else domain(url or address)
    return Article(
        id=id or article_id(address, "" if address else title or body[0], where),
        outlet=where,
        headline=title or body[0][:120],
        paragraphs=tuple(body),
        url=address,
        published=dated.at,
        precision=dated.precision,
        fetched=now,
        updated=_updated(said, dated, now),
        dek=said.dek if 0 < len(said.dek) < 400 and fold(said.dek)[:60] not in fold(" ".join(body[:2])) else "",
        byline=byline,
        dateline=dateline,
        section=said.section,
        credit=credit,
        language=settled(said.language or (outlet.language if outlet else ""), " ".join(body[:4])),
        genre=_genre(said, url, title),
        reuse=said.reuse,
        notes=dated.notes + _notes(corrections, sold),
    )  # fmt: skip


def _address(said: Imprint, url: str) -> str:
    """The page's own word for its address, within its domain; else the one it was read from."""
    if said.canonical and (not url or domain(said.canonical) == domain(url)):
        return canonical(said.canonical)
    return canonical(url) if url else ""


def _notes(corrections: list[str], sold: bool) -> tuple[Reason, ...]:
    paywall = (Reason("paywall", "the outlet shows the whole article only to subscribers"),) if sold else ()
    return tuple(Reason("correction", note) for note in corrections) + paywall


def _updated(said: Imprint, dated: Dated, now: datetime) -> datetime | None:
    """When it was changed, if that lies between its publication and now."""
    changed = read(said.updated)
    if changed is None or changed.at is None or changed.at > now:
        return None
    return changed.at if dated.at is None or changed.at > dated.at else None


def _dated(said: Imprint, url: str, now: datetime) -> Dated:
    dated = believed(said.published, now)
    if dated.at is not None or any(note.code == "future-dated" for note in dated.notes):
        return dated
    if found := _URL_DAY.search(urlsplit(url).path):
        year, month, day = (part for part in found.groups() if part)
        by_address = believed(f"{year}-{int(month):02d}-{int(day):02d}", now)
        if by_address.at is not None:
            return Dated(
                by_address.at,
                by_address.precision,
                (Reason("date-from-address", "the page gives no date, its address does"),),
            )
    return dated if said.published else UNDATED


def _genre(said: Imprint, url: str, title: str) -> Genre:
    kinds = " ".join(said.kinds)
    if "LiveBlog" in kinds:
        return Genre.LIVE
    if "Opinion" in kinds:
        return Genre.OPINION
    return Genre.FEATURE if "Review" in kinds else genre(url, said.section, title)


# --- feeds -----------------------------------------------------------------------------------------------------------

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def feeds_of(html: bytes | str, url: str) -> list[str]:
    """The addresses of the feeds a page announces, in its order, without those of comments."""
    tree = LexborHTMLParser(html if isinstance(html, str) else markup.decoded(html))
    found: list[str] = []
    for link in tree.css("link[rel~='alternate'][href]"):
        given = {name: value or "" for name, value in link.attributes.items()}
        address = absolute(given["href"].strip(), url)
        if (
            given.get("type", "").lower() in _FEED_TYPES
            and address
            and "comment" not in (given.get("title", "") + address).lower()
        ):
            found.append(address)
    return list(dict.fromkeys(found))
