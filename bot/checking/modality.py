"""Where a claim says as certain, or as done, what its sources leave open.

Works on: modality and tense, accusations, "former" and other words that take back what follows them.
Comes in: the evidence.
Goes out: reasons for conflict.
Does not know: what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.checking.evidence import Evidence, Piece
from bot.checking.polarity import DENIES
from bot.checking.verbs import IRREGULAR
from bot.news import Reason
from bot.text import fold, stems

_PASSED_OVER = frozenset(
    ["a", "an", "the", "been", "be", "being", "have", "has", "had", "was", "were", "is", "are", "did", "do", "does",
     "to", "that", "yet", "immediately", "any", "only", "der", "die", "das", "den", "de", "la", "le", "les", "el",
     "los", "las", "ha", "se"]
)  # fmt: skip
_MODAL = re.compile(
    r"\b(?:plan(?:s|ned|ning)? to|intend(?:s|ed)? to|aim(?:s|ed)? to|hope[sd]? to|want(?:s|ed)? to|seek(?:s|"
    r"ing)? to|propos(?:es|ed|ing) to|"
    r"threaten(?:s|ed)? to|consider(?:s|ed|ing)|expect(?:s|ed)? to|due to|set to|likely to|agreed to|vow(?:s|"
    r"ed)? to|promise[sd]? to|urged? to|"
    r"(?:is|are|was|were) to|(?-i:may)|might|could|would|should|can|will|must|if|unless|offer(?:s|ed) to|tr(?:y|"
    r"ied|ies|ying) to|"
    r"könnte|könnten|soll|sollen|wollen|pourrait|pourraient|devrait|envisage|podría|podrían|planea|"
    r"prevé|quiere|estudia|se plantea|erwägt|prüft|fordert|verlangt|aurait|auraient|serait|seraient)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:alleg(?:ed|edly|es|ations?)|accus(?:ed|es|ing)|suspected|suspicion|reportedly|purported(?:ly)?|"
    r"claim(?:s|ed)?|apparent(?:ly)?|"
    r"thought to|feared|believed|rumou?red|unconfirmed|charged with|den(?:y|ies|ied)|reject(?:s|ed) (?:claims|"
    r"reports|accusations|"
    r"suggestions|the claim)|"
    r"mutmaßliche?[rnms]?|angeblich|présumée?s?|soupçonnée?s?|presunt[oa]s?|supuest[oa]s?)\b",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:former(?:ly)?|used to|ex-|once|ancien(?:ne)?|ehemalige?[rnms]?|früher\w*|ex|"
    r"antigu[oa])[ -]?",
    re.IGNORECASE,
)
_WINDOW = 5


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why the claim hardens the sentences that speak of the same."""
    for piece in evidence.near[:1]:
        yield from _former(evidence.claim, piece)
        yield from _hardened(evidence.claim, piece)
        yield from _accused(evidence.claim, piece)
        yield from _surer(evidence.claim, piece)
        yield from _charged(evidence, piece)
        yield from _infinitive(evidence.claim, piece)
        yield from _taken_out(evidence.claim, piece)
        yield from _asked_whether(evidence.claim, piece)
        yield from _to_come(evidence.claim, piece)
        yield from _had_been(evidence.claim, piece)


def _charged(evidence: Evidence, piece: Piece) -> Iterator[Reason]:
    """What somebody is charged with, or what another of the sources disputes, told in nobody's words."""
    said = fold(evidence.claim.text)
    if _HEDGED.search(said) or DENIES.search(said) or not _mostly(evidence.claim, piece):
        return
    charged = _CHARGE.search(fold(piece.text))
    if charged:
        yield Reason("alleged", f"the source says {charged.group()!r}")
        return
    claims = _CLAIMS.search(fold(piece.text))
    at = evidence.pieces.index(piece)
    beside = evidence.pieces[max(0, at - 1) : at + 3]
    disputed = next((m for p in beside for m in [_DISPUTE.search(fold(p.text))] if m), None)
    if claims and disputed:
        yield Reason("attribution", f"it is disputed: {disputed.group()!r}")
    doubted = _THEIR_WORD.search(fold(piece.text))
    if doubted:
        yield Reason("unattributed", f"the source says {doubted.group()!r}")


def _mostly(claim: Piece, piece: Piece) -> bool:
    return len(claim.content & piece.content) >= 0.7 * len(claim.content)


_HEDGED = re.compile(
    r"\b(?:sa(?:y|ys|id)|told|tells|according|accus\w+|alleg\w+|charg\w+|suspect\w*|claim\w*|believ\w*|report\w*|"
    r"trial|court|"
    r"plead\w*|insist\w*|argu\w*|laut|zufolge|sagt\w*|sei|habe|vorwurf\w*|vor|soll\w*|selon|d'apres|accuse\w*|"
    r"plainte|aurait|"
    r"indique\w*|segun|acusa\w*|dice|dijo|denuncia\w*|presunt\w+)\b"
)
_CHARGE = re.compile(
    r"\b(?:accus(?:ed|es|ing) |charged with|alleg(?:ed|es|edly|ations?)|suspected|wirft .* vor\b|soll .* haben|"
    r"vorgeworfen|"
    r"soupconn\w+|aurait|auraient|accuse\w* .* d[e']|acusa\w* .* de|presunt\w+|supuest\w+|se le acusa)"
)
_CLAIMS = re.compile(
    r"\b(?:sa(?:y|ys|id)|claim(?:s|ed)?|believe\w*|insist\w*|argue\w*|laut|zufolge|selon|d'apres|segun|afirma\w*|"
    r"sostiene\w*)\b"
)
_THEIR_WORD = re.compile(
    r"\b(?:claim(?:s|ed)?|believe[sd]?|insist(?:s|ed)?|argue[sd]?|according to|laut|zufolge|selon|d'apres|segun|"
    r"afirma\w*|sostiene\w*|"
    r"in the (?:view|eyes) of)\b"
)
_DISPUTE = re.compile(
    r"\b(?:den(?:y|ies|ied)|fabricated|a guess|disput\w+|reject(?:s|ed)|not guilty|no count of its own|untrue|"
    r"refuses to say|"
    r"contradict\w*|tests? by|bestreite\w*|dementier\w*|nie\b|conteste\w*|dement\w*|lo niega|niega|desmiente|"
    r"no quiso responder|"
    r"fantaisiste|invention|nonsense|mensonge|mentira|falsch|remains? in|weist .* zuruck|wies .* zuruck|rechaz\w+|"
    r"but .* saw|saw government)\b"
)


def _asked_whether(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What was asked, or is not known, told as known: "has not said whether it will be rebuilt"."""
    if _WHETHER.search(fold(claim.text)):
        return
    for match in _WHETHER.finditer(fold(piece.text)):
        scope = re.split(r"[,;.]", fold(piece.text)[match.end() :])[0]
        asked = [t.stem for t in Piece(scope, claim.language).tokens if t.stem and len(t.stem) > 2]
        if asked and _lemmas(asked[:3]) & _lemmas(claim.stems) and _mostly(claim, piece):
            yield Reason("modality", f"the source says {match.group()!r}")
            return


_WHETHER = re.compile(r"\b(?:whether|ob|si (?=\w+ra\b)|asked if|no decision|undecided)\b")


def _had_been(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What had been so, told as if it were still."""
    said = fold(claim.text)
    for match in re.finditer(r"\bhad been (\w+)", fold(piece.text)):
        if re.search(rf"\b(?:has|have) been {re.escape(match[1])}\b|\b(?:is|are) {re.escape(match[1])}\b", said):
            yield Reason("modality", f"the source says {match.group()!r}")
            return


def _to_come(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """French and Spanish have a form for what will be: it is not told as done."""
    if claim.language not in ("fr", "es") or not _mostly(claim, piece):
        return
    ours, theirs = fold(claim.text), fold(piece.text)
    to_come = _FUTURE.search(theirs)
    if to_come and _DONE.search(ours) and not _FUTURE.search(ours) and not _DONE.search(theirs):
        yield Reason("modality", f"the source says {to_come.group()!r}")


_FUTURE = re.compile(r"\b(?!sera\b)\w{3,}(?:[eid]ra|ront|ara|aran|eran|iran)\b")
_DONE = re.compile(r"\b(?:a|ont|ha|han) \w+(?:e|es|i|is|u|us|ado|ido)\b")


def _infinitive(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """German puts what is weighed or asked for at the end: "erwägt, das Werk zu schließen"."""
    if piece.language != "de" or _WEIGHED.search(fold(claim.text)):
        return
    weighed = _WEIGHED.search(fold(piece.text))
    verb = _ZU.search(fold(piece.text), weighed.end()) if weighed else None
    asked = fold(verb[1] or verb[2].replace("zu", "", 1)) if verb else ""
    if weighed and asked and any(w[:5] == asked[:5] or asked[:6] in w for w in claim.words):
        yield Reason("modality", f"the source says {weighed.group()!r}")


_WEIGHED = re.compile(
    r"\b(?:erwag\w*|pruf\w*|forder\w*|verlang\w*|plan\w*|will|wollen|denkt|uberleg\w*|versuch\w*|droh\w*)\b"
)
_ZU = re.compile(r"\bzu (\w{4,})|\b(\w+zu\w{4,}en)\b")


def _taken_out(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """A word that takes back what stands beside it, left out between words that the claim keeps."""
    said = " ".join(claim.words)
    for i, word in enumerate(piece.words):
        if word in _TAKES_BACK and word not in claim.words and 0 < i < len(piece.words) - 1:
            before, after = piece.words[i - 1], piece.words[i + 1]
            if re.search(rf"\b{re.escape(before)} {re.escape(after)}\b", said):
                yield Reason("qualifier", f"the source says {word!r}")
                return


_TAKES_BACK = frozenset(
    ["almost", "nearly", "barely", "hardly", "alleged", "allegedly", "suspected", "reportedly", "apparently",
     "former", "formerly", "deputy", "acting", "vice", "interim", "fake", "false", "mock", "attempted", "failed",
     "planned", "proposed", "potential", "possible", "possibly", "probably", "unlikely", "partly", "partially",
     "temporarily", "provisional", "provisionally", "draft", "so-called", "purported", "supposed", "supposedly",
     "not", "never", "no", "only", "beinahe", "fast", "angeblich", "mutmasslich", "ehemalige", "ehemaliger",
     "fruhere", "fruherer", "nicht", "kaum", "teilweise", "vorlaufig", "pas", "presque", "ancien", "ancienne",
     "presume", "presumee", "partiellement", "provisoirement", "casi", "presunto", "presunta", "antiguo", "antigua",
     "supuesto", "supuesta", "parcialmente", "no", "nunca", "apenas"]
)  # fmt: skip


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
        if (
            pattern.search(claim.text)
            or _OPEN.search(claim.text)
            or (code == "alleged" and DENIES.search(fold(claim.text)))
        ):
            continue
        for match in pattern.finditer(piece.text):
            if _asked(piece.text, match) or (
                code == "modality" and _scheduled(claim, piece.text[match.end() :], match.group())
            ):
                continue
            if _lemmas(_verbs(piece.text[match.end() :], reach)) & _lemmas(claim.stems):
                yield Reason(code, f"the source says {match.group()!r}")
                break


def _surer(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What may be, told as what will be."""
    if not _WILL.search(fold(claim.text)) or _MAY.search(fold(claim.text)):
        return
    for match in _MAY.finditer(fold(piece.text)):
        if _lemmas(_verbs(fold(piece.text)[match.end() :], 2)) & _lemmas(claim.stems):
            yield Reason("modality", f"the source says {match.group()!r}")
            return


_WILL = re.compile(
    r"\b(?:will|shall|is going to|are going to|wird|werden)\b|\b\w{3,}(?:ara|era|ira|aran|eran|iran|"
    r"eront|ront)\b"
)
_MAY = re.compile(
    r"\b(?:may|might|could|can|probably|possibly|perhaps|likely|plans? to|planned to|hopes? to|wants? to|consider\w*|"
    r"propos\w*|threaten\w*|if|unless|konnte\w*|vielleicht|erwagt|pruft|fordert|pourrai\w*|envisage\w*|podria\w*|"
    r"estudia\w*|plantea\w*|subject to|provided|as long as)\b"
)
_OPEN = re.compile(
    r"\b(?:(?:is|are|was|were|to) (?:be |due |set |likely |expected )?to\b|to be\b|plans?\b|wants?\b|about to|"
    r"soll\w*\b|wird\b|werden\b|will\b|va\b|vont\b|risque|va a\b)",
    re.IGNORECASE,
)
"""The claim leaves it open too."""


def _asked(printed: str, match: re.Match[str]) -> bool:
    """True for "whether he would": nothing is said to come."""
    return re.search(r"\b(?:whether|if)\b[^,.]{0,30}$", printed[: match.start()], re.IGNORECASE) is not None


def _scheduled(claim: Piece, after: str, modal: str) -> bool:
    """True where what will be is told in the present: "conducts tonight"."""
    if modal.lower() not in ("will", "would", "due to", "set to"):
        return False
    if _PLANNED.search(claim.text):
        return True
    verbs = _lemmas(_verbs(after, 1))
    told = [w for w, s in zip(claim.words, claim.stems, strict=True) if {IRREGULAR.get(s, s), s[:5]} & verbs]
    return bool(told) and all(w.endswith("s") and not w.endswith("ss") for w in told)


_PLANNED = re.compile(
    r"\b(?:is|are) \w+ing\b.*\b(?:tomorrow|tonight|next|later|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


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
    passed = _PASSED_OVER | {"among", "one"}
    telling = [s for s in stems(following)[:_WINDOW] if len(s) > 2 and s not in passed and not s[0].isdigit()]
    return telling[:reach]


def _lemmas(found: Sequence[str]) -> set[str]:
    """Stems, irregular past forms brought to their verb, and the first five letters of long words."""
    plain = {IRREGULAR.get(s, s) for s in found}
    return plain | {s[:5] for s in plain if len(s) > 5}
