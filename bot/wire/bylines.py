"""Who wrote it, who took the picture, which agency it comes from: bylines and credits.

Works on: one clean line.
Comes in: the line as printed.
Goes out: names as printed, or "" where the line does not have that form.
Does not know: where in the text the line stands, nor who these people are.
"""

from __future__ import annotations

import re

from bot.text import fold
from bot.wire import days


def wordset(*lines: str) -> frozenset[str]:
    """A set of words from lines of them."""
    return frozenset(" ".join(lines).split())


PARTICLES = wordset("al bin bint da de del della den der di dos du el ibn la le san st ten ter van von y zu")
_NO_PERSON = wordset(
    "a advertisement all an and breaking business by comment contact culture daily editor editorial for from health",
    "home image in latest letters live more news newsletter no of on opinion our photo politics read related science",
    "share sport sports staff story subscribe tags technology the this to top trending update video watch world",
)
_SIGNED = re.compile(
    r"[\W_]*(?:(?:story|words|written|reported|report|text|analysis)\s+)?(?:by|par|von|por|di|door)\b\s*:?\s*(.+)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:words|text|reported|written|reporting|analysis|opinion|review|story) )?"
    r"(?:by|von|par|por|di|door|av|af|tekst)[\s:]+(?=\S)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\(?(?:additional )?(?:reporting|writing)(?: and \w+)? by ([^;.()]+)[^()]*\)?\.?", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|&|und|et|y|e|en)\s+")
_AFTER_NAMES = re.compile(r"\s*[|(@–—;]\s*|\s-\s|,?\s(?:in|for|at|of|from)\s")


def is_name(line: str) -> bool:
    """Two to five capitalised words that can be a person's name, standing alone."""
    tokens = line.split()
    if not 2 <= len(tokens) <= 5 or len(line) > 50 or not re.fullmatch(r"(?:[^\W\d_]|[ .'’-])+", line):
        return False
    if any(token.lower() in _NO_PERSON for token in tokens) or re.search(r"[^\W\d_]{3,}\.(?!\w)", line):
        return False
    capital = [token for token in tokens if token[0].isupper()]
    return (
        len(capital) >= 2
        and all(token in capital or token in PARTICLES for token in tokens)
        and capital[-1] == tokens[-1]
    )


def unsigned(line: str) -> str:
    """ "By Mara Quill" -> "Mara Quill"; any other line as it is."""
    by = _BY.match(line)
    return line[by.end() :] if by else line


def people(value: str) -> str:
    """The names at the start of a byline, as printed, without role and place; "" where it starts with none."""
    lead = _AFTER_NAMES.split(value, maxsplit=1)[0].strip(" ,.")
    if re.fullmatch(r"[A-Z][\w’'-]+", lead) and lead == value.strip() and lead.lower() not in _NO_PERSON:
        return lead
    parts = re.split(r"\s*,\s*", lead)
    names = 0
    while names < len(parts) and all(is_name(name) for name in _AND.split(parts[names])):
        names += 1
    if not names:
        first = _AND.split(lead)[0]
        return first if is_name(first) else ""
    several = names > 2 or any(_AND.search(part) for part in parts[1:names])  # "A, B and C", not "A, Port Elan"
    return ", ".join(parts[:names]) if several else parts[0]


def posted(line: str) -> str:
    """The name in a line such as "Mara Quill in Port Elan"; "" for any other."""
    name, sign, place = line.partition(" in ")
    return name if sign and is_name(name) and len(place.split()) <= 3 and place.istitle() else ""


def byline(line: str) -> tuple[str, tuple[days.Printed, ...]] | None:
    """Names and dates of a line such as "By Mara Quill, 11 July 2025"."""
    match = _SIGNED.fullmatch(line) if len(line) <= 160 else None
    if not match or line.endswith("."):
        return None
    value, stamps = match[1], tuple(days.printed(match[1]))
    if stamps:
        value = days.without_weekdays(value[: stamps[0][0]]).rstrip(" ,|–—-")
    names = people(value)
    return (names, tuple(stamp for _, _, stamp in stamps)) if names else None


def reporting(line: str) -> str | None:
    """Names of "(Reporting by Mara Quill in Port Elan; Editing by ...)"; None where the line is none."""
    told = _REPORTING.fullmatch(line) if len(line) <= 200 else None
    return people(told[1]) if told else None


# --- credits ---------------------------------------------------------------------------------------------------------

_PICTURE = (
    r"(?:featured? |cover |file |lead |header )?"
    r"(?:image|photo(?:graph)?|picture|illustration|video|foto|bild|imagen|immagine|crédit photo)s?"
)
_CREDIT = re.compile(
    rf"[\W_]*(?:{_PICTURE}\s*(?:source|credit|courtesy|copyright|by)?s?\s*(?:of|from|by|via)?\s*[:©|/–—-]"
    rf"|{_PICTURE}\s+(?:by|courtesy(?: of)?|credits?|source)(?: from| of)?\b"
    r"|(?:credit|courtesy|bildquelle|fotocredit|crédits?)s?\s*[:–—])\s*(\S.*)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:.*\b(?:Photo|Image|Photograph|Picture|Credit|Foto|Bild)(?: credit)?\s*[:/]\s*([^.:]{2,60})\.?"
    r"|[^\[]*\[([^\[\]]{2,40}/[^\[\]]{2,40})\]|[^(]*\((?:Photo|Image)(?: by|:)? ([^()]{2,60})\))"
)
AGENCIES = frozenset({"the associated press", "associated press", "agence france-presse", "pa media"}) | wordset(
    "reuters afp ap dpa xinhua tass ansa efe kyodo yonhap pti ani ians anadolu bernama lusa upi bloomberg"
)
"""Agencies by their folded names."""
_SHARED = AGENCIES | wordset("agencies agences agencias")


def credit(line: str) -> str:
    """Whose the picture is: "Photo: Jon Reyes", "image source from:courant", or a caption that ends in a credit."""
    match = _CREDIT.fullmatch(line) if len(line) <= 160 else None
    found = match or _CAPTION.fullmatch(line)
    if not found or (match and len(match[1].split()) > 12):
        return ""
    return next(group for group in found.groups() if group).strip(" .()[]*_–—-")


def agency(line: str) -> str:
    """The agency of a line such as "(Courant Agency)", "AFP" or "With inputs from agencies"."""
    if len(line) > 90:
        return ""
    name = line.strip("()[]—–- .")
    shared = re.fullmatch(r"(?:with )?(?:inputs? from|additional material from|with) (.{2,60})", name, re.IGNORECASE)
    if shared:
        return shared[1]
    bracketed = line.startswith("(") and line.endswith(")") and len(name.split()) <= 4 and name[:1].isupper()
    return name if bracketed or fold(name) in _SHARED else ""
