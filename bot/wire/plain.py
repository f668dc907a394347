"""Scraped plain text -> Article: masthead, edition date, headline, body, credit, byline.

Works on: the text of one article as a scraper, a mail or a clipboard left it.
Comes in: a string in any line form (paragraphs by blank lines, one a line, or hard-wrapped), `now`, perhaps its outlet.
Goes out: one Article whose paragraphs are the story and nothing else; doubtful readings carry Reasons.
Does not know: where the text came from, HTML, or the outlet's customs. What the text does not say stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from bot.news import Article, Outlet, Precision, Reason
from bot.text import clean, digest
from bot.wire import bylines, datelines, days, genres, languages
from bot.wire.shapes import STORY, Kind, Shape, is_kicker, is_masthead, is_numbered, is_prose, segments, shape
from bot.wire.unwrap import paragraphs as unwrap

_MOST = 10_000
"""Paragraphs beyond which a text is a log or a table and no article."""


class NoArticle(ValueError):
    """The text holds no story: empty, binary, markup, or nothing below its headline. Its message is for people."""


@dataclass(slots=True)
class _Sheet:
    """What the lines around a story said, first statement wins."""

    said: dict[Kind, str] = field(default_factory=dict)
    stamps: list[days.Printed] = field(default_factory=list)
    updates: list[days.Printed] = field(default_factory=list)
    weekday: int | None = None
    filed: datelines.Dateline | None = None
    late: list[days.Printed] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    def say(self, kind: Kind, value: str) -> None:
        """Keeps the first non-empty statement of a kind."""
        if value:
            self.said.setdefault(kind, value)

    def note(self, found: Shape) -> None:
        self.say(found.kind, found.value)
        self.stamps += found.stamps
        self.updates += found.updates
        if self.weekday is None:
            self.weekday = found.weekday


def article(text: str, now: datetime, *, id: str = "", url: str = "", outlet: Outlet | None = None) -> Article:
    """The article a plain text holds. `now` is aware UTC; `id`, `url` and `outlet` are what the caller knows of it.

    `published` is at midnight UTC with precision DAY unless the text gives a time with its zone; it is None, with a
    Reason, where the printed date is missing, ambiguous or in the future. Raises NoArticle.
    """
    name = outlet.name if outlet else ""
    blocks = unwrap(_legible(text))
    if len(blocks) > _MOST:
        raise NoArticle(f"this is no single article: it has more than {_MOST:,} lines")
    sheet = _read([part for block in blocks for part in segments(block)], name)
    if not sheet.body:
        raise NoArticle("there is no story in this text: nothing but a headline or page furniture was found")
    said = sheet.said.get
    reading = _published(sheet, now)
    url = url or said(Kind.URL, "")
    body = tuple(sheet.body)
    headline = said(Kind.HEADLINE, "")
    return Article(
        id=id or _id(url, "\n".join((headline, *body)), outlet),
        outlet=outlet.id if outlet else "",
        headline=headline,
        paragraphs=body,
        url=url,
        published=reading.published,
        precision=reading.precision if reading.published else Precision.TIME,
        fetched=now,
        updated=_updated(sheet, now),
        dek=said(Kind.DEK, ""),
        kicker=said(Kind.KICKER, ""),
        byline=said(Kind.BYLINE, ""),
        dateline=said(Kind.DATELINE, ""),
        section=said(Kind.SECTION, ""),
        credit=said(Kind.CREDIT, "") or said(Kind.AGENCY, ""),
        language=languages.settled(said(Kind.LANGUAGE, "") or (outlet.language if outlet else ""), "\n".join(body)),
        genre=genres.genre(url, said(Kind.SECTION, "") or said(Kind.KICKER, ""), headline),
        notes=reading.notes + _notes(sheet),
    )


def _legible(text: str) -> str:
    """Refuses what is not plain text, before any line of it is read."""
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise NoArticle("this is markup, not plain text: read it as a page or a feed")
    if not clean(text[:200_000]):
        raise NoArticle("the text is empty")
    odd = sum(text.count(sign, 0, 4000) for sign in ("\x00", "\ufffd"))
    if odd > 20 or odd * 10 > len(text):
        raise NoArticle("this is not readable text: wrong encoding, or a binary file")
    return text


def _id(url: str, content: str, outlet: Outlet | None) -> str:
    if not url:
        return digest(f"{outlet.id if outlet else ''}\n{content}")
    from bot.wire.addresses import article_id

    return article_id(url)


# --- reading the lines -----------------------------------------------------------------------------------------------


def _read(blocks: list[str], outlet: str) -> _Sheet:
    sheet = _Sheet()
    shapes = _doubted([shape(block) for block in blocks])
    first = _first_prose(blocks, shapes)
    last = _tail(blocks, shapes, first, sheet)
    first = _head(blocks, shapes, first, last, sheet, outlet)
    _body(blocks[first:last], shapes[first:last], sheet)
    if sheet.body:
        sheet.filed, sheet.body[0] = datelines.dateline(sheet.body[0])
    if sheet.filed:
        sheet.say(Kind.DATELINE, sheet.filed.place)
        sheet.say(Kind.AGENCY, sheet.filed.agency)
    while len(sheet.body) > 1 and _biography(sheet.body[-1], sheet):
        sheet.body.pop()
    return sheet


def _doubted(shapes: list[Shape]) -> list[Shape]:
    """ "Date: ..." is a label among labels; alone, "Sources: who knew" may be a headline."""
    if sum(s.labelled for s in shapes) > 1:
        return shapes
    return [STORY if s.labelled and not s.certain else s for s in shapes]


def _first_prose(blocks: list[str], shapes: list[Shape]) -> int:
    """Where the body begins at the latest: the first paragraph of sentences, else below the first title."""
    for i, block in enumerate(blocks):
        if not shapes[i].kind and is_prose(block):
            return i
    bare = [i for i, found in enumerate(shapes) if not found.kind]
    return bare[1] if len(bare) > 1 else len(blocks)


def _tail(blocks: list[str], shapes: list[Shape], first: int, sheet: _Sheet) -> int:
    """Peels credit, byline and furniture off the end; returns where the body ends."""
    last = _before_related(blocks, shapes, first)
    while last > first + 1:
        found = shapes[last - 1]
        if not found.kind and Kind.BYLINE not in sheet.said and bylines.is_name(blocks[last - 1].lstrip("—–- ")):
            found = Shape(Kind.BYLINE, blocks[last - 1].lstrip("—–- "))
        if not found.kind:
            break
        if found.kind is Kind.EDITION:
            sheet.late += found.stamps
        elif found.kind not in (Kind.SECTION, Kind.HEADLINE):
            sheet.note(found)
        last -= 1
    return last


def _biography(block: str, sheet: _Sheet) -> bool:
    """ "Mara Quill is the Courier's shipping correspondent." under a story signed by Mara Quill."""
    byline = sheet.said.get(Kind.BYLINE, "")
    return (
        bool(byline)
        and len(block) < 240
        and re.match(rf"{re.escape(byline)} (?:is|writes|covers)\b", block) is not None
    )


def _before_related(blocks: list[str], shapes: list[Shape], first: int) -> int:
    """A "Related stories" heading, or a mail's "--", with only titles below it ends the story."""
    for i in range(max(first + 1, len(blocks) // 2), len(blocks)):
        below = range(i + 1, len(blocks))
        if (shapes[i].kind is Kind.RELATED or blocks[i] == "--") and all(
            shapes[j].kind or not is_prose(blocks[j]) for j in below
        ):
            return i
    return len(blocks)


def _head(blocks: list[str], shapes: list[Shape], first: int, last: int, sheet: _Sheet, outlet: str) -> int:
    """Reads what stands above the body; returns where the body begins."""
    titles = [i for i in range(first) if not shapes[i].kind]
    for i in range(first):
        if shapes[i].kind:
            sheet.note(shapes[i])
    if titles:
        edition = _dated(shapes, first)
        if len(titles) > 1 and titles[0] < edition < titles[1] and _numbered(shapes, first):
            sheet.say(Kind.SOURCE, blocks[titles.pop(0)])
        _titles([blocks[i] for i in titles], edition, titles, sheet, outlet)
    return _below_dek(blocks, shapes, first, last, sheet)


def _dated(shapes: list[Shape], first: int) -> int:
    """The line of the edition, or -1: what stands above it may be a masthead."""
    return next((i for i in range(first) if shapes[i].kind is Kind.EDITION), -1)


def _numbered(shapes: list[Shape], first: int) -> bool:
    """True where the edition has a volume or number: a paper that prints one prints its name above it."""
    return any(is_numbered(found.value) for found in shapes[:first] if found.kind is Kind.EDITION)


def _titles(lines: list[str], edition: int, places: list[int], sheet: _Sheet, outlet: str) -> None:
    """Masthead, kicker, headline, dek, bare byline: the unlabelled lines above the body, in order."""
    rest = list(zip(lines, places, strict=True))
    while len(rest) > 1 and is_masthead(rest[0][0], outlet, above=rest[0][1] < edition, next_line=rest[1][0]):
        sheet.said.setdefault(Kind.SOURCE, rest.pop(0)[0])
    if rest and outlet and rest[0][0].casefold() == outlet.casefold():
        rest.pop(0)
    if len(rest) > 1 and is_kicker(rest[0][0], rest[1][0]):
        sheet.said.setdefault(Kind.KICKER, rest.pop(0)[0].rstrip(":"))
    if rest and Kind.HEADLINE not in sheet.said:
        named = outlet or sheet.said.get(Kind.SOURCE, "")
        sheet.said[Kind.HEADLINE] = _headline(rest.pop(0)[0].lstrip("# "), named)
    for line, _ in rest:
        _below_headline(line, sheet)


def _below_headline(line: str, sheet: _Sheet) -> None:
    name = line if bylines.is_name(line) else bylines.posted(line)
    if name and Kind.BYLINE not in sheet.said:
        sheet.said[Kind.BYLINE] = name
    elif line.casefold() == sheet.said[Kind.HEADLINE].casefold():
        return
    elif Kind.DEK not in sheet.said:
        sheet.said[Kind.DEK] = line.lstrip("# ")
    else:
        sheet.body.append(line)


def _headline(line: str, outlet: str) -> str:
    """ "Bridge closed | The Port Elan Courier" without the outlet's name."""
    head, sign, name = line.rpartition(" | ")
    masthead = sign and is_masthead(name.strip(), outlet, above=True, next_line=head)
    return head.strip() if masthead else genres.headline(line, [outlet])


def _below_dek(blocks: list[str], shapes: list[Shape], first: int, last: int, sheet: _Sheet) -> int:
    """A sentence between the headline and the byline is a dek, not the lede."""
    window = range(first + 1, min(first + 3, last - 1))
    signed = [i for i in window if shapes[i].kind in (Kind.BYLINE, Kind.EDITION)]
    if not signed or Kind.HEADLINE not in sheet.said:
        return first
    above = [i for i in range(first, signed[0]) if not shapes[i].kind]
    if len(above) != 1 or len(blocks[first].split()) > 45 or Kind.DEK in sheet.said:
        return first
    sheet.said[Kind.DEK] = blocks[first]
    while signed[0] < last - 1 and shapes[signed[0]].kind:
        sheet.note(shapes[signed[0]])
        signed[0] += 1
    return signed[0]


def _body(blocks: list[str], shapes: list[Shape], sheet: _Sheet) -> None:
    """Everything between head and tail is the story, but for the furniture that scraping leaves among paragraphs."""
    for i, (block, found) in enumerate(zip(blocks, shapes, strict=True)):
        if found.kind in (Kind.FURNITURE, Kind.RELATED, Kind.CREDIT, Kind.BYLINE, Kind.AGENCY) or (
            found.kind and i < 3
        ):
            sheet.note(found)
        elif not block.startswith("## "):
            sheet.body.append(block.lstrip("# ") if block.startswith("#") else block)


# --- what the lines mean ---------------------------------------------------------------------------------------------


def _published(sheet: _Sheet, now: datetime) -> days.Reading:
    """The first printed date that can be read; one that cannot may be settled by another that says the same day."""
    readings = [days.resolve(stamp, sheet.weekday, _evidence(sheet), now) for stamp in (sheet.stamps + sheet.late)[:4]]
    if not readings:
        return days.Reading(None, notes=(Reason("undated", "the text prints no date of publication"),))
    sure = [reading for reading in readings if reading.published]
    timed = [reading for reading in sure if reading.precision is Precision.TIME]
    return next(iter(timed or sure or readings))


def _evidence(sheet: _Sheet) -> str:
    """Where days are named: the body, and the dateline that was cut from it, which is always a day gone by."""
    filed = [f"filed after {sheet.filed.printed}"] if sheet.filed else []
    return "\n".join(filed + sheet.body)[:20_000]


def _updated(sheet: _Sheet, now: datetime) -> datetime | None:
    readings = (days.resolve(stamp, None, _evidence(sheet), now).published for stamp in sheet.updates[:2])
    return next((found for found in readings if found), None)


def _notes(sheet: _Sheet) -> tuple[Reason, ...]:
    notes = (
        [] if Kind.HEADLINE in sheet.said else [Reason("no-headline", "the text has no line that reads as a headline")]
    )
    if Kind.SOURCE in sheet.said:
        notes.append(Reason("source-named", sheet.said[Kind.SOURCE]))
    return tuple(notes)
