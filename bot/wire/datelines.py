"""The dateline that opens a wire report: "PORT ELAN (Agency) — ".

Works on: an article's first paragraph. Pure functions.
Comes in: plain text.
Goes out: place, agency and the sentence that follows them.
Does not know: whether there is such a place. It takes only the forms agencies print.
"""

from __future__ import annotations

import re

_CAP = r"[A-ZÀ-ÖØ-Þ]"
_PLACE = rf"{_CAP}[\w.’'-]*(?:[ -](?:{_CAP}[\w.’'-]*|de|del|da|di|la|al|el|am|an|der|sur|upon|of|the))*"
_LOUD = rf"{_CAP}{{2,}}[.’']?(?:[ -]{_CAP}[{_CAP[1:-1]}.’']*)*"
_AGENCY = r"[A-ZÀ-Þ][\w .&’'/-]{1,30}"
_DASH = r"(?:[—–―]|--?)"
_DAY = (
    r"(?:,? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|,? \d{1,2} (?:Jan|Feb|Mar|Apr|May"
    r"|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)"
)
_WITH_AGENCY = re.compile(rf"(?P<place>{_PLACE}(?:, {_PLACE})?){_DAY}? \((?P<agency>{_AGENCY})\)\s*{_DASH}\s+")
_SHOUTED = re.compile(rf"(?P<place>{_LOUD}(?:, {_PLACE})?){_DAY}?(?:\s*[—–―]\s*|\s+--?\s+)")
_SLASHED = re.compile(rf"(?P<place>{_LOUD}(?:/{_LOUD})?),? \((?P<agency>{_AGENCY})\)\s*[:.]\s+")
_AGENCY_ONLY = re.compile(rf"\((?P<agency>{_AGENCY})\)\s*{_DASH}\s+")
_KNOWN = frozenset(
    (
        "AP",
        "AFP",
        "EFE",
        "ANSA",
        "UPI",
        "TASS",
        "DPA",
        "dpa",
        "PTI",
        "ANI",
        "Reuters",
        "Bloomberg",
        "Xinhua",
        "Kyodo",
        "CNN",
        "PA",
    )
)
_NOT_PLACES = frozenset(
    (
        "BREAKING",
        "UPDATE",
        "UPDATED",
        "EXCLUSIVE",
        "LIVE",
        "OPINION",
        "WATCH",
        "ANALYSIS",
        "NEW",
        "VIDEO",
        "PHOTOS",
        "CORRECTION",
        "EDITORIAL",
    )
)


def split_dateline(paragraph: str) -> tuple[str, str, str]:
    """`(dateline, agency, rest)`; `("", "", paragraph)` where the paragraph does not open with one.

    The dateline is the place as printed, the agency the name in brackets; rest starts with the report.
    """
    head = paragraph[:120]
    for pattern in (_WITH_AGENCY, _SHOUTED, _SLASHED, _AGENCY_ONLY):
        found = pattern.match(head)
        if found and _believable(found, paragraph):
            parts = found.groupdict()
            return (parts.get("place") or "").strip(" ,"), (parts.get("agency") or "").strip(), paragraph[found.end() :]
    return "", "", paragraph


def _believable(found: re.Match[str], paragraph: str) -> bool:
    """A report must follow; a place has at most six words and is none of the desk's own labels."""
    parts = found.groupdict()
    place, agency = parts.get("place") or "", parts.get("agency") or ""
    if len(paragraph) - found.end() < 20 or place.split(" ")[0].rstrip(":,") in _NOT_PLACES or len(place.split()) > 6:
        return False
    return bool(place) or agency in _KNOWN
