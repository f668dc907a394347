"""What a line around a story is, by its shape alone: date, byline, credit, section, furniture.

Works on: one clean line or paragraph of plain text.
Comes in: the line; sometimes the outlet's name and the line below.
Goes out: a Shape (kind, value, dates), or the empty Shape where the line may be the story itself.
Does not know: where in the text the line stands; whoever asks decides what a shape means there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.text import fold
from bot.wire import bylines, days
from bot.wire.bylines import wordset


class Kind(StrEnum):
    """What a line is. NONE is false: it may be headline or story."""

    NONE = ""
    EDITION = "edition"
    HEADLINE = "headline"
    DEK = "dek"
    KICKER = "kicker"
    SECTION = "section"
    BYLINE = "byline"
    CREDIT = "credit"
    AGENCY = "agency"
    DATELINE = "dateline"
    SOURCE = "source"
    URL = "url"
    LANGUAGE = "language"
    RELATED = "related"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Shape:
    """A line read. `labelled`: as "Title: ..."; `certain`: so even when no other line is labelled."""

    kind: Kind = Kind.NONE
    value: str = ""
    stamps: tuple[days.Printed, ...] = ()
    updates: tuple[days.Printed, ...] = ()
    weekday: int | None = None
    labelled: bool = False
    certain: bool = True


STORY = Shape()
"""A line that may be the story itself."""


def shape(line: str) -> Shape:
    """The shape of one line; long ones are story."""
    if len(line) <= 300:
        for read in (_furniture, _edition, _label, _signed, _credited, _section):
            found = read(line)
            if found:
                return found
    return STORY


def segments(block: str) -> list[str]:
    """ "By Mara Quill | 11 July 2025 | World" is three lines; "Bridge closed | Courier" stays one."""
    parts = re.split(r"\s[|•·]\s", block) if len(block) <= 200 else [block]
    return parts if len(parts) > 1 and all(parts) and any(shape(part).kind for part in parts) else [block]


def _signed(line: str) -> Shape | None:
    if found := bylines.byline(line):
        return Shape(Kind.BYLINE, found[0], found[1])
    names = bylines.reporting(line)
    return None if names is None else Shape(Kind.BYLINE if names else Kind.FURNITURE, names)


def _credited(line: str) -> Shape | None:
    if found := bylines.credit(line):
        return Shape(Kind.CREDIT, found)
    agency = bylines.agency(line)
    return Shape(Kind.AGENCY, agency) if agency else None


# --- furniture -------------------------------------------------------------------------------------------------------


def _any(*alternatives: str, end: str = "") -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(alternatives)}){end}", re.IGNORECASE)


_WHOLE = _any(
    r"share(?: this)?(?: (?:article|story|page|post))?(?: (?:on|via|with) .{1,40})?",
    r"tweet(?: this)?|print(?: this(?: \w+)?)?|e-?mail(?: this(?: \w+)?)?|copy link|save(?: for later)?",
    r"(?:\d+ |leave a |post a |view )?comments?|advertisement|advertising|anzeige|publicit[eé]|publicidad",
    r"sponsored(?: content)?|promoted|continue reading|story continues(?: below)?.*|skip to .{1,30}|back to top",
    r"menu|search|log ?in|sign in|register|home|next|previous|ends|end of (?:article|story)|-?30-?",
    r"listen(?: to this (?:article|story))?(?: \d+ min.*)?|\d+[ -]min(?:ute)?s?[ -]read|reading time:? .{1,20}",
    r"subscribe(?: (?:now|today|here))?|newsletters?|follow us(?: on .{1,40})?|gallery|view (?:all|gallery)",
    r"image \d+ of \d+|accept(?: all)?(?: cookies)?|download (?:our|the) app.{0,30}|click here.{0,60}",
    end=r"[.!:>»]*",
)
_START = _any(
    r"(?:subscribe|sign up|register) (?:to|for|now|today|here)\b|follow (?:us|our \w+) on\b|share this\b",
    r"support our (?:journalism|work)\b|read (?:also|next)\b|also read\b",
    r"(?:get|join) our (?:daily|free|weekly|newsletter|channel|whatsapp)",
    r"(?:read more|see also)\s*[:|–—-]|(?:watch|listen|tags?|topics?|keywords)\s*:|filed under\b",
    r"all rights reserved|©|\(c\) ?\d{4}|copyright (?:©|\d{4}|the )|this (?:site|website) uses cookies|we use cookies",
    r"unsubscribe\b|a version of this (?:article|story) appear|your browser|lesen sie auch|lire aussi|lea también",
)
_RELATED = _any(
    r"related(?: (?:articles?|stor(?:y|ies)|topics|content|news|links))?|read more|you may(?: also)? like|top stories",
    r"most (?:read|popular|viewed)|trending(?: now)?|more (?:on this story|from .{1,40}|stories|news|to read)",
    r"recommended(?: (?:for you|stories|reading))?|latest (?:news|stories)|what to read next|in other news",
    r"mehr zum thema|sur le même sujet",
    end=r"[:.…]?",
)


def _furniture(line: str) -> Shape | None:
    if not re.search(r"\w", line):
        return Shape(Kind.FURNITURE)
    if len(line) > 160:
        return None
    if _RELATED.fullmatch(line):
        return Shape(Kind.RELATED)
    if _WHOLE.fullmatch(line) or _START.match(line):
        return Shape(Kind.FURNITURE)
    return Shape(Kind.URL, line) if re.fullmatch(r"https?://\S+", line) else None


# --- dates and editions ----------------------------------------------------------------------------------------------

_NUMBERED = re.compile(
    r"\bvol(?:ume)?\.?\s*(?:\d+|[IVXLC]+)\b|\b(?:no|nr|issue|number|edition)\.?\s*\d[\d.,]*\b|\bn[°º]\s*\d[\d.,]*\b|#\d+",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?(?:\s*(?:[A-Z]{2,5}|[+-]\d{4})\b)?|\b\d{1,2}\s*[ap]m\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|aktualisiert|mis à jour|actualizado|aggiornato|atualizado)\b", re.IGNORECASE
)
_AROUND = re.compile(
    r"\b(?:first|last|publi(?:shed|cation|é|cado)|pubblicato|veröffentlicht|posted|issued|released|date[ds]?|datum|fecha"
    r"|data|on|at|the|of|le|el|den|am|um|uhr|à|às|edition|morning|evening|afternoon|late|early|city|final|weekend"
    r"|international|special|ist|gmt|utc|est|edt|cet|cest|bst)\b",
    re.IGNORECASE,
)


def is_numbered(line: str) -> bool:
    """True where a line of the edition gives its volume or number."""
    return _NUMBERED.search(line) is not None


def _edition(line: str) -> Shape | None:
    """Nothing but dates, weekdays, times, volume and edition: whatever else stands there makes it another line."""
    if len(line) > 120:
        return None
    found = list(days.printed(line))
    rest = line
    for start, end, _ in reversed(found):
        rest = f"{rest[:start]} {rest[end:]}"
    named, numbered = days.weekday(rest), _NUMBERED.search(rest)
    if not found and named is None and not numbered:
        return None
    rest = days.without_weekdays(_UPDATED.sub("", _TIME.sub("", _NUMBERED.sub("", rest))))
    if re.search(r"[\w%$€£?!]", _AROUND.sub("", rest)):
        return None
    mark = _UPDATED.search(line)
    cut = mark.start() if mark else len(line)
    before = tuple(stamp for start, _, stamp in found if start < cut)
    after = tuple(stamp for start, _, stamp in found if start >= cut)
    labelled = re.match(r"(?:date|published|datum)\s*:", line, re.IGNORECASE) is not None
    return Shape(Kind.EDITION, line, before, after, named, labelled)


# --- labels ----------------------------------------------------------------------------------------------------------

_LABELS = {
    Kind.HEADLINE: "title headline subject titel titre titulo titolo",
    Kind.DEK: "dek subtitle standfirst summary description subheadline abstract",
    Kind.SOURCE: "source publication outlet publisher newspaper quelle fuente",
    Kind.BYLINE: "author authors byline reporter writer journalist autor auteur autore",
    Kind.SECTION: "section category desk rubrik rubrique seccion",
    Kind.URL: "url link permalink canonical",
    Kind.LANGUAGE: "language lang sprache langue idioma",
    Kind.DATELINE: "location dateline place ort lieu",
    Kind.KICKER: "kicker",
    Kind.FURNITURE: "from to cc reply-to contact email phone id slug copyright message-id content-type mime-version",
}
_LABEL = {name: kind for kind, names in _LABELS.items() for name in names.split()}
_LABELLED = re.compile(r"([^\W\d_][\w-]{1,15})\s*:\s*(\S.*)")


def _label(line: str) -> Shape | None:
    match = _LABELLED.fullmatch(line)
    kind = _LABEL.get(fold(match[1])) if match else None
    if not match or not kind:
        return None
    value = match[2].strip("\"'")
    certain = (
        match[1].lower() in ("title", "headline")
        or (kind is Kind.BYLINE and bylines.is_name(value))
        or (kind is Kind.URL and "://" in value)
    )
    return Shape(kind, value, labelled=True, certain=certain)


# --- sections, titles, prose -----------------------------------------------------------------------------------------

_SECTIONS = wordset(
    "world politics business science health technology tech sport sports culture climate environment opinion economy",
    "finance markets local national international africa asia europe americas lifestyle entertainment travel education",
    "news analysis editorial comment commentary weather energy letters features arts books food media law crime live",
    "football money explainer investigation politik wirtschaft wissenschaft sciences economie monde politique culture",
    "mundo politica economia deportes ciencia tecnologia salud esportes cultura esteri",
)
_PAPER = wordset(
    "times herald gazette tribune post news daily journal chronicle observer standard star telegraph guardian echo",
    "bulletin press record mail express courier mercury dispatch examiner sentinel independent wire today weekly",
    "monitor register argus advertiser zeitung",
)
_CLOSED = re.compile(r"[.。।۔!?！？؟…][\"'”’»)\]」』]*$")
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}$|\b(?:Inc|Corp|Ltd|Co|Jr|Sr)\.$|\.\.\.$|…$")


def _section(line: str) -> Shape | None:
    """A section's name alone ("World", "Middle East"), or a trail of them ("Home > World > Asia")."""
    if len(line) > 60:
        return None
    parts = [part.strip() for part in re.split(r"[»>›/]", line)]
    name = fold(parts[-1].rstrip(":")).removesuffix(" news").removeprefix("breaking ")
    alone = len(parts) == 1 and (name in _SECTIONS or name == "middle east")
    short = len(parts) > 1 and all(0 < len(part.split()) <= 3 for part in parts)
    trail = short and (fold(parts[0]) in ("home", "start") or fold(parts[0]) in _SECTIONS)
    return Shape(Kind.SECTION, parts[-1].rstrip(":")) if alone or trail else None


def is_prose(block: str) -> bool:
    """True for sentences of a story, false for what can be a headline."""
    count = len(block.split())
    if count > 35 or len(block) > 240:
        return True
    closed = _CLOSED.search(block)
    if not closed:
        return count > 20 and block[-1] in "\"”’':"
    sign = closed.group()[0]
    if sign in "。।۔！？؟" and len(block) >= 15:
        return True
    return count > 20 if sign in "?!" else count >= 4 and not (count <= 18 and _ABBREVIATED.search(block))


def is_masthead(line: str, outlet: str, *, above: bool, next_line: str) -> bool:
    """The outlet's name standing as a line: known, or a newspaper's name by its words. `above`: the edition follows."""
    if _bare(line) == _bare(outlet) or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", line):
        return True
    tokens = line.split()
    named = all(token[0].isupper() or token in ("of", "de", "du", "der", "&") for token in tokens)
    if len(tokens) > 6 or not named or is_prose(next_line):
        return False
    marked = above or line.isupper() or tokens[0] == "The"
    loud = above and len(tokens) > 1 and line.isupper() and not next_line.isupper()
    return loud or (marked and fold(tokens[-1]) in _PAPER)


def _bare(name: str) -> str:
    return fold(name).removeprefix("the ")


def is_kicker(line: str, below: str) -> bool:
    """A word or three over a headline: "SHIPPING", "Trade talks:"."""
    short = len(line.split()) <= 3 and len(line) < 30 and not line.startswith("#")
    return short and (line.isupper() or line.endswith(":")) and not (is_prose(below) or below.isupper())
