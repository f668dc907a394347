"""Who did what to whom, and when: the same words bound otherwise.

Works on: the order of words around a verb, dates and the verbs beside them, rank and rejection.
Comes in: the evidence.
Goes out: reasons for conflict.
Does not know: grammar beyond "was ... by". Where it is not certain it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.checking.calendar import CALENDAR
from bot.checking.evidence import Evidence, Piece
from bot.checking.verbs import IRREGULAR
from bot.news import Reason
from bot.text import content, fold, names, words

_VERB = re.compile(
    r"^(?:\w{3,}ed|sued|beat|beaten|hit|shot|sold|bought|told|sent|gave|given|struck|won|led|left|built|paid|met)$"
)
_BE = frozenset(["was", "were", "is", "are", "been", "being"])
_CLAUSES = re.compile(r"[,;:]| and | but ")
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")
_RANK = r"(?:second|third|fourth|fifth|sixth|one of the|among the|2nd|3rd|4th)"
_SUPERLATIVE = re.compile(
    rf"\b(?P<rank>{_RANK}[ -])?(?P<most>(?:larg|bigg|high|low|long|tall|old|"
    rf"young|deadli|poor|rich|fast|strong|great|small)est)\b",
    re.IGNORECASE,
)
_AMONG = re.compile(rf"\b(?:among|one of|{_RANK})\b[^,;]{{0,30}}$", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(?:reject|refus|declin|veto|abandon|scrapp|dropp|block|ruled? out|thr(?:ew|own) out|vot(?:ed|es) down)\w*"
)
_NONE = re.compile(r"\b(?:none|neither) of\b", re.IGNORECASE)
_NO = frozenset(
    ["not", "no", "never", "none", "neither", "nor", "without", "nobody", "few", "failed", "nicht", "kein", "keine",
     "pas", "aucun", "ninguno"]
)  # fmt: skip
_FORMS = frozenset(["beaten", "beat"])
_ALL = 0.7
_SIMPLE = 14
"""Words of a sentence with one deed; in longer ones the first verb may be in a side clause."""
_REACH = 3


def conflicts(evidence: Evidence) -> Iterator[Reason]:
    """Reasons why the claim binds the source's words otherwise than the source."""
    for piece in evidence.near[:1]:
        yield from _order(evidence.claim, piece)
        yield from _turned(evidence.claim, piece)
        yield from _rank(evidence.claim, piece)
        yield from _refused(evidence.claim, piece)
        yield from _none(evidence.claim, piece)
        yield from _dated(evidence.claim, piece)


def _order(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """Doer and done-to changed places around the first verb of both sentences."""
    ours, theirs = _verb(claim), _verb(piece)
    if ours is None or theirs is None or _lemma(claim.words[ours]) != _lemma(piece.words[theirs]):
        return
    if max(len(claim.words), len(piece.words)) > _SIMPLE or not claim.content <= piece.content | _FORMS:
        return
    turned = _passive(claim, ours) != _passive(piece, theirs)
    if None in (_passive(claim, ours), _passive(piece, theirs)):
        return
    before, after = _sides(claim, ours)
    first, last = _sides(piece, theirs)[:: -1 if turned else 1]
    if before & last and after & first and not before & first:
        yield Reason("order", f"the source has it the other way round with {claim.words[ours]!r}")


def _turned(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """Two names on the wrong sides of the same verb; told in the passive they change places once."""
    for verb in sorted(_told(claim) & _told(piece)):
        ours, theirs = _sides_of(claim, verb), _sides_of(piece, verb)
        if ours is None or theirs is None or _by_nobody(claim, verb) or _by_nobody(piece, verb):
            continue
        straight = ours[0] & theirs[0] and ours[1] & theirs[1]
        crossed = ours[0] & theirs[1] and ours[1] & theirs[0]
        voices = _is_passive(claim, verb) != _is_passive(piece, verb)
        if (crossed and not straight and not voices) or (straight and not crossed and voices):
            yield Reason("order", f"the source has it the other way round with {verb!r}")
            return


def _told(piece: Piece) -> set[str]:
    """Lemmas that may be the verb between two names: words in small letters that carry meaning."""
    small = {t.start for t in piece.tokens if piece.text[t.start : t.start + 1].islower()}
    after = {t.start for t in piece.tokens if piece.text[: t.start].rstrip()[-1:] in ",;”“\"»«'’"}
    return {
        _base(t.stem)
        for t in piece.tokens
        if t.stem
        and t.start in small - after
        and _may_be_verb(t.word, piece.language)
        and not _NOUN.search(fold(piece.text[max(0, t.start - 8) : t.start]))
    }


def _may_be_verb(word: str, language: str) -> bool:
    """True for a past or "-ing" form in English; other languages give no such sign."""
    return (
        language != "en" or _VERB.match(word) is not None or word.endswith("ing") or word in IRREGULAR or word == "buy"
    )


_NOUN = re.compile(
    r"\b(?:the|an?|une?|la|le|les|l'|du|des|sa|son|ses|cette|el|los|las|una|del|al|su|sus|eine?[nmrs]?|der|die|das|den|"
    r"dem) ?$"
)
"""An article before a word: it is no verb."""


def _base(stem: str) -> str:
    return IRREGULAR.get(stem, stem)


def _sides_of(piece: Piece, verb: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The words of the nearest name before a verb, and of the nearest after it."""
    at = next((t for t in piece.tokens if _base(t.stem) == verb), None)
    if at is None:
        return None
    before, after = names(piece.text[: at.start][-70:])[-1:], names(piece.text[at.end :][:70])[:1]
    if not before or not after:
        return None
    return frozenset(words(before[0])), frozenset(words(after[0]))


def _is_passive(piece: Piece, verb: str) -> bool:
    at = next(t for t in piece.tokens if _base(t.stem) == verb)
    ahead = fold(piece.text[max(0, at.start - 24) : at.start])
    return bool(_PASSIVE.search(ahead) and _BY.search(fold(piece.text[at.end : at.end + 60])))


def _by_nobody(piece: Piece, verb: str) -> bool:
    """True for a passive that does not say by whom: what follows it is no doer."""
    at = next(t for t in piece.tokens if _base(t.stem) == verb)
    passive = _PASSIVE.search(fold(piece.text[max(0, at.start - 24) : at.start]))
    return passive is not None and not at.word.endswith("ing") and not _is_passive(piece, verb)


_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being|wurde|wird|worden|ete|est|fue|es|sido)\b(?: \w+)?\s*$")
_BY = re.compile(r"^(?: \S+){0,4}? (?:by|von|vom|par|por)\b")


def _verb(piece: Piece) -> int | None:
    return next((i for i, word in enumerate(piece.words) if i and _VERB.match(word)), None)


def _lemma(verb: str) -> str:
    return verb.removesuffix("en") if verb == "beaten" else verb


def _passive(piece: Piece, at: int) -> bool | None:
    """Whether a verb is passive; None for a passive that does not say by whom."""
    if not _BE & set(piece.words[max(0, at - 2) : at]):
        return False
    return True if "by" in piece.words[at : at + 8] else None


def _sides(piece: Piece, at: int) -> tuple[set[str], set[str]]:
    """The telling words nearest before the verb and nearest after it."""
    before = content(" ".join(piece.words[:at]))
    return set(before[-_REACH:]), set(content(" ".join(piece.words[at + 1 :]))[:_REACH])


def _rank(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """The second largest told as the largest."""
    ours = {
        m["most"].lower(): bool(m["rank"] or _AMONG.search(claim.text[: m.start()]))
        for m in _SUPERLATIVE.finditer(claim.text)
    }
    for match in _SUPERLATIVE.finditer(piece.text):
        if match["rank"] and ours.get(match["most"].lower()) is False:
            yield Reason("superlative", f"the source says {match.group()!r}")


def _refused(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """What was rejected, told without the rejection."""
    if _REFUSAL.search(fold(claim.text)) or _NO & set(claim.words):
        return
    for match in _REFUSAL.finditer(fold(piece.text)):
        rejected = content(piece.text[match.end() :])[:2]
        who = content(claim.text)[:1]
        by_whom = content(piece.text[: match.start()])
        if (
            rejected
            and set(rejected) <= claim.content
            and (set(who) & set(by_whom) or "out" in match.group())
            and _mostly(claim, piece)
        ):
            yield Reason("negation", f"the source says {match.group()!r}")
            return


def _none(claim: Piece, piece: Piece) -> Iterator[Reason]:
    of_whom = _NONE.search(piece.text)
    if not of_whom or _NO & set(claim.words) or not _mostly(claim, piece):
        return
    clause = content(_CLAUSES.split(piece.text[of_whom.end() :])[0].split(" when ")[0])
    if set(clause) <= claim.content:
        yield Reason("negation", "the source says none")


def _mostly(claim: Piece, piece: Piece) -> bool:
    return len(claim.content & piece.content) >= _ALL * len(claim.content)


def _dated(claim: Piece, piece: Piece) -> Iterator[Reason]:
    """One deed under the date of another, where the source gives each its own."""
    said = _dates(claim)
    clauses = [Piece(part) for part in _CLAUSES.split(piece.text) if part.strip()]
    for one, two in pairwise(c for c in clauses if _dates(c)):
        for here, there in ((one, two), (two, one)):
            if said != _dates(here) or said == _dates(there):
                continue
            only = (claim.content & there.content) - here.content - _dates(there)
            kept = {w for w in only if not w.isdigit()}
            lost = {s for s in here.content - claim.content if s not in _dates(here)}
            if (
                kept
                and lost
                and any(_VERB.match(w) and s in kept for w, s in zip(there.words, there.stems, strict=True))
            ):
                yield Reason("date", f"the source dates {sorted(kept)[0]!r} otherwise")
                return


def _dates(piece: Piece) -> frozenset[str]:
    return frozenset(CALENDAR.get(w, w) for w in piece.words if _YEAR.match(w) or (w.endswith("day") and w in CALENDAR))
