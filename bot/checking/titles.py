"""Ranks and offices: who is called what.

Works on: the word before a name, the rank before an office.
Comes in: the evidence.
Goes out: reasons where a claim promotes somebody or gives one the office of another.
Does not know: who holds which office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.evidence import Evidence, Piece
from bot.news import Reason
from bot.text import fold, names, stems, words

_RANK = re.compile(
    r"\b(?P<rank>deputy|acting|vice|assistant|interim|shadow|junior|caretaker|outgoing|incoming|designate|honorary|"
    r"stellvertretende[rnms]?|kommissarische[rnms]?|geschaftsfuhrende[rnms]?|adjointe?|interinaire|interin[oa]|"
    r"en funciones|suplente)[ -](?P<office>\w+)(?: (?P<more>\w+))?"
)
_RANKED = re.compile(
    r"\b(?:deputy|acting|vice|assistant|interim|shadow|junior|caretaker|outgoing|incoming|designate|honorary|"
    r"temporar\w+|"
    r"standing in|stand-in|stellvertret\w*|vize\w*|kommissarisch\w*|geschaftsfuhrend\w*|ubergangs\w*|adjoint\w*|"
    r"interimaire|suppleant\w*|interin\w*|en funciones|suplente|vicepresident\w*|subdirector\w*)\b"
)
_PREFIX = ("vice", "vize", "alt", "ex", "sub", "unter", "co", "ex-", "vice-")
_LEFT = re.compile(
    r"\b(?P<office>[a-z]+(?: minister| leader| president)?) (?:until|till|bis|jusqu'en|hasta) (?:\w+ )?\d{4}"
)
_FORMER = re.compile(r"\b(?:former\w*|ex|once|ancien\w*|ehemalig\w*|fruher\w*|antigu\w+|until)\b")


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why an office in the claim is not the one its sources give."""
    yield from _rank(evidence)
    yield from _prefixed(evidence)
    yield from _held(evidence)
    yield from _left(evidence)


def _rank(evidence: Evidence) -> Iterator[Reason]:
    """A deputy told as the holder."""
    said = fold(evidence.claim.text)
    for piece in evidence.near[:2]:
        printed = fold(piece.text)
        for match in _RANK.finditer(printed):
            office = [w for w in (match["office"], match["more"]) if w]
            if f"{match['rank']} {match['office'].title()}" in piece.text and piece.language != "de":
                continue  # a caretaker by trade, before a name
            if _before_the_same_name(match, printed, said):
                yield Reason("title", f"the source says {match['rank']} {match['office']}")
                return
            phrase = re.compile(r"\b" + r"\W+".join(map(re.escape, office[:1])) + r"\b")
            if _RANKED.search(said) or not phrase.search(said):
                continue
            if len(phrase.findall(printed)) == 1 and _names_same(evidence.claim, piece):
                yield Reason("title", f"the source says {match['rank']} {match['office']}")
                return


_NEAR = 24


def _before_the_same_name(match: re.Match[str], printed: str, said: str) -> bool:
    """ "Mayor Ada Moll" where the source has "deputy mayor Ada Moll"."""
    named = re.match(r" (\w+)", printed[match.end("office") :])
    office = f"{match['office']} {named.group(1)}" if named else ""
    held = re.search(rf"\b{re.escape(office)}\b", said) if office else None
    return held is not None and not _RANKED.search(said[: held.start()][-_NEAR:]) and len(office) > 6


def _names_same(claim: Piece, piece: Piece) -> bool:
    ours = {w for n in names(claim.text) for w in words(n)}
    return not ours or bool(ours & {w for n in names(piece.text) for w in words(n)})


def _prefixed(evidence: Evidence) -> Iterator[Reason]:
    """The same where rank and office are one word: "viceministra" told as "ministra"."""
    known = set(evidence.all.words)
    for word in evidence.claim.words:
        if len(word) > 5 and word not in known:
            joined = next((p + word for p in _PREFIX if p + word in known), "")
            if joined and not _FORMER.search(fold(evidence.claim.text)):
                yield Reason("title", f"the source says {joined!r}")


def _held(evidence: Evidence) -> Iterator[Reason]:
    """The office of one given to another: the source has a different one before the same name."""
    theirs: dict[str, set[str]] = {}
    for office, name in _offices(evidence.all):
        theirs.setdefault(name, set()).add(office)
    for office, name in _offices(evidence.claim):
        held = theirs.get(name, set())
        elsewhere = any(_same(office, o) for n, offices in theirs.items() if n != name for o in offices)
        new = evidence.claim.language == "de" and office not in evidence.all.words
        if held and not any(_same(office, o) for o in held) and (elsewhere or new):
            code = "title" if elsewhere else "noun"
            yield Reason(code, f"the sources call {name!r} {sorted(held)[0]!r}, not {office!r}")


def _offices(piece: Piece) -> Iterator[tuple[str, str]]:
    """Words that stand right before a person's full name, with its last word."""
    for match in (_BEFORE_DE if piece.language == "de" else _BEFORE).finditer(piece.text):
        office, name = match["office"], match["name"]
        opens = match.start() == 0 or piece.text[match.start() - 2 :][:1] in ".!?"
        if (piece.language == "de" or office[:1].islower() or opens) and fold(office) not in _SMALL:
            yield fold(office), fold(name.split()[-1])


_BEFORE = re.compile(
    r"(?<![\w'’-])(?P<office>[^\W\d_]{4,}),? (?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:[a-z]{2,3} )?[A-ZÀ-Þ][\w’'-]+)+)"
)
_BEFORE_DE = re.compile(r"(?<![\w'’-])(?P<office>[A-ZÄÖÜ][a-zäöüß]{3,}) (?P<name>[A-ZÀ-Þ][\w’'-]+ [A-ZÀ-Þ][\w’'-]+)")
_SMALL = frozenset(
    ["that", "with", "when", "while", "from", "after", "said", "says", "told", "sagte", "dass", "nach", "durch",
     "über", "sobre", "según", "para", "pour", "avec", "dans", "quand", "desde", "where", "which", "what", "whom",
     "this", "then", "than", "also", "named", "called", "against", "between", "including", "como", "ante", "entre",
     "está"]
)  # fmt: skip


def _same(one: str, two: str) -> bool:
    a, b = stems(fold(one))[0], stems(fold(two))[0]
    return a == b or (len(a) > 5 and len(b) > 5 and a[:6] == b[:6])


def _left(evidence: Evidence) -> Iterator[Reason]:
    """An office held until some year, told as held."""
    said = fold(evidence.claim.text)
    for piece in evidence.near[:1]:
        for match in _LEFT.finditer(fold(piece.text)):
            office = match["office"]
            named = re.search(rf"\b{re.escape(office)} [A-ZÀ-Þ]", evidence.claim.text, re.IGNORECASE)
            named = named if named and named.group()[-1].isupper() else None
            if named and not _FORMER.search(said):
                yield Reason("former", f"the source says {match.group()!r}")
