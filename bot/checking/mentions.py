"""Names in a claim that its sources do not use.

Works on: capitalised runs.
Comes in: the evidence.
Goes out: a reason for each name that is absent under every form we know of it.
Does not know: who anybody is. No alias is filled in from memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.checking.calendar import CALENDAR
from bot.checking.evidence import Evidence
from bot.news import Reason
from bot.text import fold, names, stopwords, words

_STEM = 4
"""Letters that a country and its people share ("Veldria", "Veldrian")."""
_ENDINGS = re.compile(
    r"(?:ians?|eans?|ans?|ese|ish|i|is|s|ia|ie|ien(?:ne)?s?|ische?[rnms]?|aise?s?|oise?s?|[ie]?an[oa]s?|en[oa]s?|"
    r"a|y|e|o|land|"
    r"stan)$"
)
_PEOPLE_OF = re.compile(r"^\w{3,}(?:ish|ese|ians?|eans?)$")
_TRADES = frozenset(
    ["civilian", "civilians", "musician", "musicians", "politician", "politicians", "physician", "physicians",
     "technician", "technicians", "librarian", "librarians", "veterinarian", "veterinarians", "guardian",
     "guardians", "pedestrian", "pedestrians", "historian", "historians", "these", "rubbish", "foolish", "ocean",
     "oceans", "magician", "magicians", "custodians", "comedian", "comedians", "electrician", "electricians"]
)  # fmt: skip
"""Words in the form of a people's name that name no people."""
_TITLES = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "sir", "president", "minister", "the", "prime", "chancellor", "king", "queen",
     "prince",
     "princess", "pope", "senator", "governor", "mayor", "judge", "justice", "chief", "captain", "general", "colonel",
     "professor", "bishop", "secretary", "director", "chairman", "lord", "lady", "dame", "saint", "st", "congress",
     "parliament", "senate", "internet", "christmas", "easter", "herr", "frau", "madame", "monsieur", "don", "dona",
     "señor"]
)  # fmt: skip
_ALIASES = (
    frozenset(["us", "usa", "u.s", "america", "american", "americans"]),
    frozenset(["uk", "britain", "british", "briton", "britons"]),
    frozenset(["eu", "europe", "european"]), frozenset(["un", "u.n"]),
    frozenset(["dutch", "netherlands", "holland", "niederlande", "niederlander", "paises", "bajos", "pays-bas"]),
    frozenset(["french", "france", "frankreich", "franzosen", "francia", "francais", "francaise", "frances"]),
    frozenset(["german", "germany", "germans", "deutschland", "allemagne", "alemania"]),
    frozenset(["greek", "greece", "greeks"]), frozenset(["swiss", "switzerland"]), frozenset(["spanish", "spain"]),
    frozenset(["danish", "denmark", "danes", "dane", "danemark", "dinamarca"]),
    frozenset(["polish", "poland", "poles"]), frozenset(["swedish", "sweden", "swedes"]),
    frozenset(["turkish", "turkey", "turks"]), frozenset(["irish", "ireland"]), frozenset(["welsh", "wales"]),
    frozenset(["scottish", "scotland", "scots"]), frozenset(["finnish", "finland", "finns"]),
    frozenset(["chinese", "china"]), frozenset(["norwegian", "norway"]), frozenset(["thai", "thailand"]),
    frozenset(["portuguese", "portugal"]), frozenset(["iraqi", "iraq"]), frozenset(["peruvian", "peru"]),
)  # fmt: skip
"""Countries and unions under several names that no letters show to be one."""


def absent(evidence: Evidence) -> Iterator[Reason]:
    """A reason for each name of the claim that no source has; in German any noun may be one, and that is only a "
    "doubt."""
    if evidence.claim.text.isupper():
        return
    source = evidence.all
    known, roots = _used(source.text)
    letters = acronyms(source.text)
    for name in names(evidence.claim.text):
        lost = [w for w in words(name) if not _known(w, known, letters, roots)]
        if lost and not _opens(name, evidence.claim.text, lost):
            noun = evidence.claim.language == "de" and not any(w.isupper() for w in name.split() if len(w) > 1)
            if not noun or len(lost) > 1:
                yield Reason("noun" if noun else "name", f"the sources do not name {name!r}")


@lru_cache(maxsize=256)
def _used(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a source and their parts, and the roots that a country and its people share."""
    used = set(words(source))
    known = used | {part for word in used for part in re.split(r"[-.']", word)}
    return frozenset(known), frozenset(root(word) for word in known if len(word) > _STEM)


def _known(word: str, known: frozenset[str], letters: frozenset[str], roots: frozenset[str]) -> bool:
    word = word.removeprefix("ex-")
    plain = word.replace(".", "").replace("'", "")
    if word in known or plain in known or word in _TITLES or word in CALENDAR or word in stopwords("en"):
        return True
    if any(word in row and row & known for row in _ALIASES):
        return True
    if plain in letters or all(part in known for part in re.split(r"[-.']", word)):
        return True
    return len(word) > _STEM and root(word) in roots


def root(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) >= _STEM else word


@lru_cache(maxsize=1_000)
def acronyms(source: str) -> frozenset[str]:
    """First letters of every run of two to six capitalised words, with and without their small words."""
    found = set()
    for match in LONG.finditer(source):
        parts = re.split(r"[\s-]+", match.group())
        capitals = [p[0] for p in parts if p[0].isupper()]
        found.add(fold("".join(p[0] for p in parts if p != "&")))
        found |= {fold("".join(capitals[i:j])) for i in range(len(capitals)) for j in range(i + 2, len(capitals) + 1)}
    return frozenset(f for f in found if 1 < len(f) < 8)


LONG = re.compile(
    r"[A-ZÀ-Þ][\w’']+(?:[ -](?:(?:of|for|the|and|on|in|to|de|des|du|la|le|les|del|y|et|für|und|der|pour|para|"
    r"&) ){0,2}"
    r"[A-ZÀ-Þ][\w’']+)+"
)


def _opens(name: str, claim: str, lost: list[str]) -> bool:
    """True where only the first word of the claim is unknown: any word is capitalised there."""
    opens = claim.lstrip("\"“'‘«").startswith(name)
    alone = len(words(name)) == 1
    owner = alone and claim.lstrip("\"“'‘«")[len(name) : len(name) + 2] in ("'s", "’s")
    people = _PEOPLE_OF.search(lost[0]) and lost[0] not in _TRADES
    return opens and lost == words(claim)[:1] and not owner and not people
