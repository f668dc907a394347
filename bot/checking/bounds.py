"""How many, how far and on what condition: what a claim widens beyond its sources.

Works on: quantifiers, bounds of figures, conditions, "almost".
Comes in: the evidence.
Goes out: reasons for conflict.
Does not know: what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.checking.counts import quantities
from bot.checking.evidence import Evidence, Piece
from bot.checking.polarity import DENIES
from bot.news import Reason
from bot.text import fold

_ALL = re.compile(
    r"\b(?:all(?! but| the time)|every|everyone|everybody|entire|whole|completely|alle|jede[rs]?|samtliche\w*|"
    r"ganze[nrs]?|tous|toutes|"
    r"entier\w*|todos|todas|totalidad|por completo)\b"
)
_SOME = re.compile(
    r"\b(?:some|most(?! \w+ly)|many|several|half|a handful|a few|few|part of|parts of|partly|partially|majority|"
    r"minority|"
    r"one in|two in|a (?:third|quarter|fifth|tenth)|(?:\w+|\d+) of the|based at|einige|manche|viele|mehrere|halfte|"
    r"ein teil|teilweise|die meisten|plusieurs|plupart|mayoria|mayor parte|majorite|casi todos|certains|quelques|"
    r"moitie|une partie|algunos|algunas|varios|varias|mitad|parte de|"
    r"\d+ von|none|no|the (?:others?|rest)|les autres|autres|ubrigen|demas|las otras|los otros|untouched|intact\w*)\b"
)
_MOST = re.compile(r"\b(?:most(?= of)|majority|die meisten|la plupart|la mayoria|mayoria)\b")
_ONLY = re.compile(r"\b(?:only|solely|alone|nur|allein|seule?s?|seulement|solo|solamente|unic[oa])\b")
_LITTLE = re.compile(
    r"\b(?:some(?= of)|a few|a handful|several|minority|einige|quelques|algunos|algunas|varias|varios)\b"
)
_PART_OF = re.compile(
    r"\b(?:(?:a |one |two |three )?(?:half|third|quarter|fifth|tenth|thirds|quarters|fifths|tenths|majority|minority|"
    r"part)|most|"
    r"some|(?:die )?halfte|ein drittel|ein viertel|ein teil|la moitie|un tiers|un quart|une partie|la plupart|la mitad|"
    r"un tercio|un cuarto|la mayoria|una parte) (?:of|der|des|de|del|d')(?: (?:the|la|las|los|les|its|their|sus|ses|"
    r"leurs))? ?"
    r"(?:\d\S* )?(?P<of>[^\W\d_]{4,})"
)
_PARTS = re.compile(
    r"\d|%|\b(?:half|third|quarter|fifth|tenth|thirds|quarters|fifths|tenths|halv\w*|most\w*|major\w*|minority|part\w*|"
    r"some|many|few|several|percent|cent|portion|share|halfte|halb\w*|drittel|viertel|teil\w*|meist\w*|viele|einige|"
    r"mehrheit|moitie|tiers|quart|partie|partiel\w*|plupart|majorite|certain\w*|mitad|tercio|cuarto|parte|parcial\w*|"
    r"mayor\w*|algun\w*|muchos|largely|mainly|chiefly|one in|two in|de cada|"
    r"sur (?:deux|trois|quatre|cinq|dix)|jede[rs]? \w+te)\b"
)
_SHARED = re.compile(r"\b(?:of|from|among|von|parmi|entre)\b.{0,20}$")
_OVER = re.compile(
    r"\b(?:more than|over|above|well over|exceed\w*|mehr als|uber|plus de|mas de|superan?)\s(?:an? )?(?:[$€£]\s?)?$"
)
_WITHIN = re.compile(
    r"\b(?:up to|as many as|as much as|at most|no more than|fewer than|less than|under|below|almost|nearly|close to|"
    r"just under|between \S+ and|bis zu|hochstens|weniger als|fast|knapp|jusqu'a|moins de|pres de|hasta|menos de|"
    r"casi)"
    r"\s(?:an? )?(?:[$€£]\s?)?$|\d ?(?:to|-|–) ?$"
)
_UNDER = re.compile(
    r"\b(?:fewer than|less than|under|below|at most|weniger als|unter|moins de|menos de)\s(?:an? )?(?:[$€£]\s?)?$"
)
_PAST = re.compile(
    r"\b(?:more than|over|above|at least|exceed\w*|mehr als|uber|mindestens|plus de|au moins|mas de|al menos)"
    r"\s(?:an? )?(?:[$€£]\s?)?$"
)
_IF = re.compile(
    r"\b(?:if|unless|provided(?: that)?|providing|as long as|on condition|once (?:the|it|they|he|she|all|its|"
    r"their)|subject to|should (?:the|they|it|he|she)|"
    r"only when|sofern|falls|wenn|vorausgesetzt|sous reserve|a condition|si|siempre que|si el|con tal)\b"
)
_MAYBE = re.compile(
    r"\b(?:if|unless|provided|as long as|condition\w*|subject to|could|would|may|might|once|when|after|stimmt|"
    r"sofern|falls|wenn|"
    r"konnte|si|pourrait|siempre que|podria|supeditad\w+|depend\w*|plans?|hopes?|without|until)\b"
)
_ALMOST = re.compile(
    r"\b(?:almost|nearly|all but|came close to|close to|on the brink of|narrowly avoided|beinahe|fast|"
    r"um ein haar|failli|"
    r"manque de|a punto de|casi)\b(?! (?:all|every|half|none|no|\d|the (?:whole|entire)|two|three|alle|jede|tous|"
    r"toutes|"
    r"todos|todas|la (?:mitad|moitie|totalidad)|die halfte|tout))"
)
_NOT_DONE = re.compile(
    r"\b(?P<word>tried to|trying to|attempt(?:ed|s)? to|failed(?: by \w+ \w+)? to|fails to|refus(?:ed|es) to|"
    r"declin(?:ed|es) to|"
    r"threat(?:ened)? to|about to|urged|called on|calls on|call for|called for|demand(?:ed|s)|fordert\w*|verlangt\w*|"
    r"versucht\w*|appelle|exige|reclama|pide|pidio(?! (?:disculpas|perdon))|intento)\b"
)
_ALREADY = re.compile(r"\b(?:tr(?:y|ied)|attempt|fail|refus|declin|threat|urge|call|demand|want|should|would|forder|"
                      r"verlang|"
                      r"versuch|appel|exig|reclam|pid|intent|not|no|without|plan|propos|seek|sought)\w*")  # fmt: skip
_NONE = re.compile(r"\b(?:none|no|nobody|no one|keine?r?|niemand|aucun\w*|ningun\w*)\b")
_SHARE = 0.6


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why the claim says more, or more surely, than the sentences nearest to it."""
    said = fold(evidence.claim.text)
    for piece in evidence.near[:1]:
        printed = fold(piece.text)
        yield from _quantifiers(said, printed, fold(evidence.all.text))
        yield from _bounded(evidence.claim, piece)
        if _alike(evidence.claim, piece):
            yield from _condition(said, printed)
            yield from _undone(evidence.claim, piece)


def _alike(claim: Piece, piece: Piece) -> bool:
    return len(claim.content & piece.content) >= _SHARE * len(claim.content)


def _quantifiers(said: str, printed: str, everything: str) -> Iterator[Reason]:
    whole = _ALL.search(said)
    if (
        whole
        and not (_NONE.search(printed) and DENIES.search(said))
        and not _ALL.search(everything)
        and _SOME.search(printed)
    ):
        yield Reason("quantifier", f"no source says {whole.group()!r}")
    part = _PART_OF.search(printed)
    if (
        part
        and not _PARTS.search(said)
        and re.search(rf"\b{re.escape(part['of'][:6])}", said)
        and not _SHARED.search(said)
    ):
        yield Reason("quantifier", f"the source says {part.group()!r}")
    if _ONLY.search(said) and not _ONLY.search(everything):
        yield Reason("only", "no source says 'only'")
    most = _MOST.search(said)
    if most and _LITTLE.search(printed) and not _MOST.search(everything):
        yield Reason("quantifier", f"no source says {most.group()!r}")


def _bounded(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """More than what the source gives as the most, or less than what it gives as the least."""
    ours, theirs = fold(claim.text), fold(piece.text)
    if len(ours) != len(claim.text) or len(theirs) != len(piece.text):
        return
    for number in quantities(claim.text):
        for over, within in ((_OVER, _WITHIN), (_UNDER, _PAST)):
            if not over.search(ours[max(0, number.start - 24) : number.start]):
                continue
            same = [n for n in quantities(piece.text) if n.value == number.value]
            if same and all(within.search(theirs[max(0, n.start - 24) : n.start]) for n in same):
                yield Reason("bound", f"the source bounds {number.value:g} otherwise")
                return


def _condition(said: str, printed: str) -> Iterator[Reason]:
    """What holds only if something else does, told without it."""
    found = _IF.search(printed)
    if found and not _MAYBE.search(said):
        yield Reason("condition", f"the source says {found.group()!r}")


def _undone(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What nearly was, was tried or was asked for, told as done."""
    said, printed = fold(claim.text), fold(piece.text)
    almost = _ALMOST.search(printed)
    if claim.language != "de" and almost and not _ALMOST.search(said) and _follows(claim, piece, almost.end()):
        yield Reason("modality", f"the source says {almost.group()!r}")
    for match in _NOT_DONE.finditer(printed):
        if not _ALREADY.search(said) and _follows(claim, piece, match.end()):
            yield Reason("modality", f"the source says {match.group()!r}")
            return


def _follows(claim: Piece, piece: Piece, at: int) -> bool:
    """True where one of the next words that carry meaning is the claim's too, and is said nowhere else."""
    after = re.split(r"[,;.]", piece.text[at : at + 60])[0]
    following = [t.stem for t in Piece(after, claim.language).tokens if t.stem][:3]
    once = [stem for stem in following if piece.stems.count(stem) == 1]
    return any(
        stem in claim.content or any(len(stem) > 5 and c[:5] == stem[:5] for c in claim.content) for stem in once
    )
