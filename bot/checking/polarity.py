"""Where a claim says the opposite, or says as certain what its source leaves open.

Works on: negation, opposite words, modality, "alleged" and "former".
Comes in: the evidence.
Goes out: reasons for conflict.
Does not know: what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.checking.evidence import Evidence, Piece
from bot.news import Reason
from bot.text import fold, stems

_NEGATORS = frozenset(
    ["not", "no", "never", "none", "nobody", "neither", "nor", "without", "cannot", "nicht", "kein", "keine", "keinen",
     "keiner", "nie", "niemals", "pas", "jamais", "aucun", "aucune", "nunca", "ningun", "ninguna", "sin", "failed",
     "fails"]
)  # fmt: skip
_PASSED_OVER = frozenset(
    ["a", "an", "the", "been", "be", "being", "have", "has", "had", "was", "were", "is", "are", "did", "do", "does",
     "to", "that", "yet", "immediately", "any", "only", "der", "die", "das", "den", "de", "la", "le", "les", "el",
     "los", "las", "ha", "se"]
)  # fmt: skip
_OPPOSITES = (
    (
        "rise rises rose risen rising increase increases increased increasing grow grows grew grown climb climbs "
        "climbed jump jumped soar soared "
        "surge surged rally rallied gain gained gains up higher raise raises raised raising advance advanced "
        "widened augmente progresse "
        "hausse gestiegen steigt stieg erhoht anstieg subieron subio sube aumentaron aumento crecio",
        "fall falls fell fallen falling decrease decreases decreased decline declines declined drop drops "
        "dropped slip slipped slide slid "
        "sink sank tumble tumbled plunge plunged down lower lowers lowered lowering cut cuts reduce reduces "
        "reduced shrink shrank narrowed "
        "recule baisse diminue gefallen sinkt sank gesunken senkt gesenkt bajaron bajo baja cayeron cayo disminuyo",
    ),
    ("accept accepts accepted approve approves approved back backed adopt adopted pass passed ratified upheld "
    "agreed angenommen gebilligt "
     "stattgegeben aprobo aprueba adopte approuve", "reject rejects rejected rejecting veto vetoed refuse "
     "refused blocked overturned dismissed "
     "abgelehnt abgewiesen rechazo rechaza rejete refuse"),
    ("confirm confirms confirmed admit admits admitted acknowledge acknowledged", "deny denies denied denying"),
    ("win wins won victory", "lose loses lost defeat defeated"),
    ("buy buys bought acquire acquired purchase purchased", "sell sells sold"),
    ("open opens opened reopen reopened", "close closes closed shut shuts"),
    ("start starts started begin begins began", "end ends ended stop stops stopped finish finished"),
    ("averted avoided prevented", "began begins started starts erupted"),
    ("guilty convicted", "acquitted cleared innocent"),
    ("welcome welcomed praise praised support supported supports", "condemn condemned criticise criticised "
    "criticize criticized oppose opposed"),
    ("north northern", "south southern"), ("east eastern", "west western"),
    ("before", "after"), ("more most", "fewer less"), ("survived survive survives", "died die dies perished"),
    ("release released freed", "jailed imprisoned detained arrested"), ("hired", "fired dismissed sacked"),
    ("majority", "minority"), ("import imports imported", "export exports exported"),
)  # fmt: skip
_SIDES = tuple((frozenset(one.split()), frozenset(two.split())) for one, two in _OPPOSITES)
_MODAL = re.compile(
    r"\b(?:plan(?:s|ned|ning)? to|intend(?:s|ed)? to|aim(?:s|ed)? to|hope[sd]? to|want(?:s|ed)? to|seek(?:s|"
    r"ing)? to|propos(?:es|ed|ing) to|"
    r"threaten(?:s|ed)? to|consider(?:s|ed|ing)|expect(?:s|ed)? to|due to|set to|likely to|agreed to|vow(?:s|"
    r"ed)? to|promise[sd]? to|urged? to|"
    r"(?-i:may)|might|could|would|should|can|will|must|if|unless|offer(?:s|ed) to|tr(?:y|ied|ies|ying) to|"
    r"könnte|könnten|soll|sollen|wollen|pourrait|pourraient|devrait|envisage|podría|podrían|planea|"
    r"prevé|quiere)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:alleg(?:ed|edly|es|ations?)|accus(?:ed|es|ing)|suspected|suspicion|reportedly|purported(?:ly)?|"
    r"claim(?:s|ed)?|apparent(?:ly)?|"
    r"believed|rumou?red|unconfirmed|charged with|den(?:y|ies|ied)|reject(?:s|ed) (?:claims|reports|accusations|"
    r"suggestions|the claim)|"
    r"mutmaßliche?[rnms]?|angeblich|présumée?s?|soupçonnée?s?|presunt[oa]s?|supuest[oa]s?)\b",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former(?:ly)?|ex-|once|ancien(?:ne)?|ehemalige?[rnms]?|ex|antigu[oa])[ -]?", re.IGNORECASE)
IRREGULAR = {
    "bought": "buy", "sold": "sell", "shut": "shut", "left": "leave", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "made": "make", "built": "build", "won": "win", "lost": "lose", "began": "begin", "begun": "begin",
    "rose": "rise", "fell": "fall", "went": "go", "came": "come", "sent": "send", "paid": "pay", "met": "meet",
    "held": "hold", "struck": "strike", "cerro": "cerrar", "found": "find", "stole": "steal", "spent": "spend",
    "became": "become",
}  # fmt: skip
_WINDOW = 5


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why the claim contradicts, or hardens, the sentences that speak of the same."""
    near = evidence.near[:1]
    for piece in near:
        yield from _negation(evidence.claim, piece)
        yield from _former(evidence.claim, piece)
        yield from _hardened(evidence.claim, piece)
        yield from _accused(evidence.claim, piece)
    yield from _direction(evidence.claim, evidence.near, evidence.all)


def _negation(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """A word that one side negates and the other states."""
    ours, theirs = _negated(claim), _negated(piece)
    for word in sorted((theirs - ours) & set(claim.stems) - _stated(piece, theirs)):
        yield Reason("negation", f"the source negates {word!r} and the claim does not")
    for word in sorted((ours - theirs) & set(piece.stems) - _stated(claim, ours)):
        yield Reason("negation", f"the claim negates {word!r} and the source does not")


def _negated(piece: Piece) -> set[str]:
    """Stems of the first telling word after each negator (before it too, for German "nicht")."""
    found: set[str] = set()
    for i, word in enumerate(piece.words):
        if word in _NEGATORS or word.endswith("n't"):
            after = [
                s for w, s in zip(piece.words[i + 1 :], piece.stems[i + 1 :], strict=True) if w not in _PASSED_OVER
            ]
            found.update(after[:1])
    return found


def _stated(piece: Piece, negated: set[str]) -> set[str]:
    """Negated stems that the same sentence also states elsewhere: nothing can be told from them."""
    return {stem for stem in negated if piece.stems.count(stem) > 1}


def _direction(claim: Piece, near: Sequence[Piece], whole: Piece) -> Iterator[Reason]:
    ours = set(claim.words)
    theirs = {word for piece in near for word in piece.words}
    everything = set(whole.words)
    for one, two in _SIDES:
        for here, there in ((one, two), (two, one)):
            said = sorted(ours & here)
            if said and not ours & there and theirs & there and not everything & here:
                yield Reason("direction", f"the claim says {said[0]!r}, the source {sorted(theirs & there)[0]!r}")


def _former(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """A former office told as a present one."""
    if _FORMER.search(claim.text):
        return
    for match in _FORMER.finditer(piece.text):
        office = re.match(r"[^\W\d_]+", piece.text[match.end() :])
        if office and fold(office.group()) in claim.words:
            yield Reason("former", f"the source says {match.group().strip()} {office.group()}")


def _hardened(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What the source leaves open, told as done."""
    for code, pattern, reach in (("modality", _MODAL, 1), ("alleged", _DOUBT, 3)):
        if pattern.search(claim.text):
            continue
        for match in pattern.finditer(piece.text):
            if _lemmas(_verbs(piece.text[match.end() :], reach)) & _lemmas(claim.stems):
                yield Reason(code, f"the source says {match.group()!r}")
                break


def _accused(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What somebody is accused of, told as a deed by no one's word."""
    if _DOUBT.search(claim.text) or _SAYS.search(claim.text):
        return
    for match in _ACCUSED.finditer(piece.text):
        if _lemmas(stems(match["deed"])) & _lemmas(claim.stems):
            yield Reason("alleged", f"the source says {match['word']!r}")
            return


_SAYS = re.compile(r"\b(?:say|says|said|according|accuse|told|believe|charges?)\b", re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?P<word>accus\w+|suspect(?:ed|s)?)\b.{0,80}?\bof (?P<deed>\w+)", re.IGNORECASE)


def _verbs(following: str, reach: int) -> list[str]:
    """Stems of the first words after a modal that carry meaning: there stands the verb it governs."""
    telling = [s for s in stems(following)[:_WINDOW] if len(s) > 2 and s not in _PASSED_OVER and not s[0].isdigit()]
    return telling[:reach]


def _lemmas(found: Sequence[str]) -> set[str]:
    """Stems, irregular past forms brought to their verb, and the first five letters of long words."""
    plain = {IRREGULAR.get(s, s) for s in found}
    return plain | {s[:5] for s in plain if len(s) > 5}
