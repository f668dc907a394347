"""The dateline that opens a wire report: "PORT ELAN, 3 July (Agency) - ".

Works on: an article's first paragraph. Pure functions.
Comes in: plain text.
Goes out: place, agency and the sentence that follows them.
Does not know: whether there is such a place. It takes only the forms agencies print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text import fold
from bot.wire import days
from bot.wire.bylines import AGENCIES, PARTICLES, wordset

_OPENING = re.compile(
    r"(?P<head>[^—–:\n]{2,80}?)\s*(?P<sign>[—–―]|\s--?\s|(?<=\))\s?--?\s|(?<=\))[:.]\s|:\s|(?<=\))\s)\s*(?P<rest>\S.+)",
    re.DOTALL,
)
_SIGN = re.compile(r"[—–―:)]|--|\s-\s")
_BY_AGENCY = re.compile(r"\s*\(([^()]{2,40})\)$")
_NO_PLACE = wordset(
    "breaking update updated watch live exclusive analysis opinion explainer video photos new editorial correction note"
)
_SHORTEST = 10
"""Code points of report that must follow."""


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report was filed, by whom, and the whole opening as printed (with its day, where one stands)."""

    place: str
    agency: str
    printed: str


def split_dateline(paragraph: str) -> tuple[str, str, str]:
    """`(place, agency, rest)`; `("", "", paragraph)` where the paragraph does not open with a dateline."""
    found, rest = dateline(paragraph)
    return (found.place, found.agency, rest) if found else ("", "", paragraph)


def dateline(paragraph: str) -> tuple[Dateline | None, str]:
    """Cuts "PORT ELAN, 3 July (Courant) - " off a first paragraph; gives it and the paragraph without it."""
    match = _OPENING.match(paragraph) if _SIGN.search(paragraph[:100]) else None
    if not match or len(match["rest"]) < _SHORTEST or not _opens(match["rest"][0]):
        return None, paragraph
    head = match["head"].strip()
    by = _BY_AGENCY.search(f" {head}")
    before = (head[: max(0, by.start() - 1)] if by else head).rstrip(" ,.")
    dated = next((start for start, end, _ in days.printed(before) if end >= len(before)), None)
    place = before[:dated].rstrip(" ,.")
    agency = by[1].strip() if by else ""
    known = fold(agency) in AGENCIES
    weak = match["sign"].strip() in (":", "", ".") and dated is None and not known
    if (weak and not (agency and match["sign"].strip() and place.isupper())) or not (
        _is_place(place, bool(agency) or dated is not None) or (known and not place)
    ):
        return None, paragraph
    return Dateline(place, agency, before), match["rest"]


def _opens(letter: str) -> bool:
    """Whether a report can begin so."""
    return letter.isupper() or letter.isdigit() or letter in "\"'“‘«„»"


def _is_place(name: str, sure: bool) -> bool:
    """Capitalised words; all capitals where neither a date nor an agency stands beside them."""
    tokens = re.split(r"[\s,/]+", name)
    if not 1 <= len(tokens) <= 6 or re.search(r"\d", name) or fold(name) in _NO_PLACE:
        return False
    capital = all(token[:1].isupper() or token in PARTICLES for token in tokens)
    return capital and (sure or (name.split(",")[0].isupper() and len(name) > 2))
