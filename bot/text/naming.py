"""Names in text: runs of capitalised words.

Works on: strings in scripts that have capitals (Latin, Greek, Cyrillic, Armenian).
Comes in: a sentence, a headline or a longer text.
Goes out: the runs, as printed.
Does not know: whether a name is a person, a place or a firm.
"""

from __future__ import annotations

import re

_UPPER = "".join(chr(c) for c in [*range(0x41, 0x590), *range(0x1E00, 0x2000)] if chr(c).isupper())
_CAP = rf"(?:(?:[dDlL]|al|el|Al|El)['’-])?(?:[OD]['’])?[{_UPPER}][^\W_]*(?:['’-][^\W_]+)*"
_DOTTED = rf"[{_UPPER}]\.(?:[{_UPPER}]\.)*"
_PARTICLE = (
    "(?:of|the|de|del|della|des|da|di|do|dos|du|van|von|der|den|ter|zu|al|el|bin|bint|ibn|abu|la|las|los|le|y|e|und|et)"
)
_NAME = re.compile(
    rf"(?<![\w@#’'])(?:{_DOTTED}|{_CAP})(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,3}}(?:{_DOTTED}|{_CAP}))*"
)
_SPLITS = re.compile(r"[ \u00a0](?:e|y|und|et)[ \u00a0]|['’]s[ \u00a0]")
CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


def runs(text: str) -> list[str]:
    """Runs of capitalised words in order, possessive endings dropped: nothing is judged yet."""
    found: list[str] = []
    for match in _NAME.finditer(text):
        found += [run.removesuffix("’s").removesuffix("'s") for run in _SPLITS.split(match.group())]
    return found
