"""Names in a claim that its sources do not use.

Works on: capitalised runs.
Comes in: the evidence.
Goes out: a reason for each name that is absent under every form we know of it.
Does not know: who anybody is. No alias is filled in from memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.counts import CALENDAR
from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import fold, names, stopwords, words

_STEM = 4
"""Letters that a country and its people share ("Veldria", "Veldrian")."""
_ENDINGS = re.compile(r"(?:ians?|eans?|ans?|ese|ish|i|is|s|ia|ien(?:ne)?s?|ische?[rnms]?|a|y|e|o|land|stan)$")
_PEOPLE_OF = re.compile(r"^\w{3,}(?:ish|ese|ians?|eans?)$")
_TRADES = frozenset(
    [
        "civilian",
        "civilians",
        "musician",
        "musicians",
        "politician",
        "politicians",
        "physician",
        "physicians",
        "technician",
        "technicians",
        "librarian",
        "librarians",
        "veterinarian",
        "veterinarians",
        "guardian",
        "guardians",
        "pedestrian",
        "pedestrians",
        "historian",
        "historians",
        "these",
        "rubbish",
        "foolish",
        "ocean",
        "oceans",
        "magician",
        "magicians",
        "custodians",
        "comedian",
        "comedians",
        "electrician",
        "electricians",
    ]
)
"""Words in the form of a people's name that name no people."""
_TITLES = frozenset(["mr", "mrs", "ms", "dr", "prof", "sir", "president", "minister", "the"])


def absent(evidence: Evidence) -> Iterator[Reason]:
    """A reason for each name of the claim that no source has."""
    if evidence.claim.text.isupper():
        return
    source = evidence.all
    known = frozenset(source.words) | {part for word in source.words for part in re.split(r"[-.']", word)}
    letters = acronyms(source.text)
    roots = {_root(word) for word in known if len(word) > _STEM}
    for name in names(evidence.claim.text):
        lost = [w for w in words(name) if not _known(w, known, letters, roots)]
        if lost and not _opens(name, evidence.claim.text, lost):
            yield Reason("name", f"the sources do not name {name!r}")


def _known(word: str, known: frozenset[str], letters: frozenset[str], roots: set[str]) -> bool:
    word = word.removeprefix("ex-")
    plain = word.replace(".", "").replace("'", "")
    if word in known or plain in known or word in _TITLES or word in CALENDAR or word in stopwords("en"):
        return True
    if plain in letters or all(part in known for part in re.split(r"[-.']", word)):
        return True
    return len(word) > _STEM and _root(word) in roots


def _root(word: str) -> str:
    root = _ENDINGS.sub("", word)
    return root if len(root) >= _STEM else word


def acronyms(source: str) -> frozenset[str]:
    """First letters of every run of two to six capitalised words, with and without their small words."""
    found = set()
    for name in names(source):
        parts = [p for p in re.split(r"[\s-]+", name) if p]
        found.add(fold("".join(p[0] for p in parts)))
        found.add(fold("".join(p[0] for p in parts if p[0].isupper())))
    return frozenset(f for f in found if len(f) > 1)


def _opens(name: str, claim: str, lost: list[str]) -> bool:
    """True where only the first word of the claim is unknown: any word is capitalised there."""
    opens = claim.lstrip("\"“'‘«").startswith(name)
    owner = claim.lstrip("\"“'‘«")[len(name) : len(name) + 2] in ("'s", "’s")
    people = _PEOPLE_OF.search(lost[0]) and lost[0] not in _TRADES
    return opens and lost == words(claim)[:1] and not owner and not people
