"""What one side claims and the other denies.

Works on: the sentences of one story's reports that are fit to be printed.
Comes in: candidate sentences in English, German, French and Spanish.
Goes out: pairs: the sentence that claims it, the sentence that denies it.
Does not know: who is right, or how a sentence is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import text
from bot.chronicle.copies import moment
from bot.extract.pool import Candidate

_MOST = 2
_SHARE, _LEAST = 0.5, 3
"""A claim holds this share of what a denial says, and at least so many of its words."""
_AGAIN = 0.6
_ADJACENT = 2
"""Sentences before "denied the accusation" among which the accusation may stand."""

_THING = (
    r"(?:claims?|accusations?|allegations?|charges?|reports?|suggestions?|rumou?rs?|vorwurf\w*|vorwurfe\w*"
    r"|anschuldigung\w*|behauptung\w*|darstellung|bericht\w*|geruchte?|allegations?|rumeurs?|mises? en cause"
    r"|acusacion(?:es)?|denuncias?|version|rumores|afirmacion(?:es)?|imputacion(?:es)?)"
)
_WHEN = r" (?:again|flatly|strongly|repeatedly|(?:late |early )?on \w+day(?: (?:night|morning|evening))?)"
_SOFT_OBJECT = rf"(?: [\w',.-]+){{0,7}}? {_THING}\b"
_DENIES = {
    "en": re.compile(
        rf"(?<!be )(?<!is )(?<!are )(?<!was )(?<!were )(?<!been )\bden(?:y|ies|ied|ying)(?:{_WHEN})?"
        rf" (?:that|having|any|all|it\b"
        rf"|this|being|ever|involvement|wrongdoing|responsibility|\w+ing\b|(?:the |his |her |its |their |these |those )"
        rf"?(?:[\w-]+ ){{0,2}}?{_THING})|\b(?:reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es?|ed)|disput(?:es?|ed)"
        rf"|contest(?:s|ed)?|contradict(?:s|ed)?){_SOFT_OBJECT}"
    ),
    "de": re.compile(
        rf"\b(?:bestreite[nt]|bestritt(?:en)?|dementier\w+|leugnet\w*|widersprach\w*|widerspricht)\b"
        rf"|\b(?:wies|weist|weisen|wiesen)\b{_SOFT_OBJECT}[^.]{{0,60}}\bzuruck\b"
        rf"|\b{_THING}[^.]{{0,60}}\b(?:wies|weist|weisen|wiesen)\b[^.]{{0,60}}\bzuruck"
    ),
    "fr": re.compile(
        rf"\b(?:dement(?:i|ie|ent)?|nien?t?|(?:a|ont) nie|(?<!est )(?<!sont )(?<!ete )conteste(?:nt)?"
        rf"|(?:a|ont) conteste)\b"
        rf"|\b(?:rejette(?:nt)?|rejete|refute(?:nt)?|recuse(?:nt)?|balaie|balaye){_SOFT_OBJECT}"
    ),
    "es": re.compile(
        rf"(?<!se )\b(?:nieg(?:a|an)|nego|negaron|ha negado|desmient(?:e|en)|desmintio|desmintieron|ha desmentido)\b"
        rf"(?! (?:la |el |una? )?(?:libertad|fianza|entrada|permiso|acceso|asilo|visad[oa]))"
        rf"|\b(?:rechaz(?:a|an|o|aron)|ha rechazado){_SOFT_OBJECT}"
    ),
}
_UNSAID = re.compile(
    r"\b(?:not|n't|neither|nor|never|without|no|ni|pas|jamais|sans|nicht|nie|ohne|weder|sin|nunca|tampoco)(?: \w+)?\s$"
)
"""Before "denied": nothing was."""
_CLAIMS = {
    "en": r"said|says|told|claim(?:s|ed)|accus\w+|alleg\w+|report(?:s|ed)|announced|declared|insist\w*|blam\w+"
    r"|charg(?:ed|es)|indicted|according to",
    "de": r"sagt\w*|teilte\w*|meldet\w*|w[ai]rft|w[ao]rfen|vorgeworfen|beschuldig\w+|behaupt\w+|soll(?:en)?|laut"
    r"|nach angaben|zufolge|erklart\w*|angeklagt|beschuldigt",
    "fr": r"accus\w+|affirm\w+|dit|ont dit|declar\w+|selon|annonc\w+|assur\w+|d'apres|reproch\w+|denonc\w+|aurait"
    r"|auraient|mis en examen",
    "es": r"acus\w+|afirm\w+|dij\w+|dice|asegur\w+|segun|denunci\w+|declar\w+|anunci\w+|imput\w+|habria|habrian",
}
_SAYS = {code: re.compile(rf"\b(?:{words})\b") for code, words in _CLAIMS.items()}
_SOURCE = re.compile(r"according to|laut|nach angaben|zufolge|selon|d'apres|segun")
_OF_ITSELF = re.compile(
    r"(?P<before>[A-Z].{2,80}?) (?:said|says|claim(?:s|ed)|announced|denied|den(?:y|ies)|insist(?:s|ed)|confirmed)"
    r"(?: on [A-Z]\w+)?(?: that)? (?P<who>it|he|she|they)\b"
)
_ACCUSES = re.compile(
    r"\b(?:accus\w+|alleg\w+|claim(?:s|ed)|blam\w+|charged|indicted|w[ai]rft|vorgeworfen|beschuldig\w+|behaupt\w+"
    r"|affirm\w+|reproch\w+|denonc\w+|acus\w+|afirm\w+|denunci\w+|imput\w+)\b"
)
_NEGATED = re.compile(
    r"\b(?:not|never|no|none|nicht|kein\w*|nie|pas|aucun\w*|jamais|nunca|ningun\w*)\b|n't\b|\bno (?:ha|han|hubo|fue)\b"
)
_SAYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject\w*|dismiss\w*|refut\w*|disput\w*|contradict\w*|bestr\w+|dementier\w+|zuruck"
    rf"|wei?st|wies\w*|dement\w*|nie|conteste\w*|rejett?e\w*|nieg\w+|neg\w+|desm\w+|rechaz\w+|{_THING})\b"
)
"""The words of a denial that no claim repeats."""


@dataclass(frozen=True, slots=True)
class _Denial:
    candidate: Candidate
    core: frozenset[str]
    speaker: frozenset[str]
    pointing: bool
    """True where it denies "the claim" without saying what was claimed."""


def denials(pool: Sequence[Candidate]) -> tuple[tuple[Candidate, Candidate], ...]:
    """(claim, denial) pairs, the first denied first; at most two. A denial that several print is taken once."""
    found: list[tuple[Candidate, Candidate]] = []
    kept: list[_Denial] = []
    for denial in sorted(_denials(pool), key=lambda d: (moment(d.candidate.article), d.candidate.article.id)):
        claim = _claim(denial, pool)
        if claim and not any(_again(denial, other) for other in kept) and len(found) < _MOST:
            found.append((claim, denial.candidate))
            kept.append(denial)
    return tuple(found)


def _denials(pool: Sequence[Candidate]) -> Iterator[_Denial]:
    for candidate in pool:
        match = _denied(candidate)
        if not match or not _stands(candidate):
            continue
        plain = text.fold(candidate.passage.text)
        language = candidate.article.language
        core = frozenset(text.content(_SAYING.sub(" ", plain), language))
        speaker = _speaker(candidate, match)
        after = frozenset(text.content(_SAYING.sub(" ", plain[match.end() :].split(" and ")[0]), language))
        yield _Denial(candidate, core, speaker, len(after - speaker) < _LEAST)


def _stands(candidate: Candidate) -> bool:
    """True where a sentence can be read alone; "Marran's army said it ..." can: the army is "it"."""
    if candidate.background or not candidate.leans:
        return not candidate.background
    speaks = _OF_ITSELF.match(candidate.passage.text)
    return bool(speaks and speaks["who"] == candidate.leans and text.names(speaks["before"]))


def _denied(candidate: Candidate) -> re.Match[str] | None:
    pattern = _DENIES.get(candidate.article.language[:2])
    plain = text.fold(candidate.passage.text)
    match = pattern.search(plain) if pattern else None
    return match if match and not _UNSAID.search(plain[: match.start()]) else None


def denies(candidate: Candidate) -> bool:
    """True where a sentence says that somebody denies something."""
    return _denied(candidate) is not None


def _again(a: _Denial, b: _Denial) -> bool:
    return len(a.core & b.core) >= _AGAIN * min(len(a.core), len(b.core)) if a.core and b.core else True


def _speaker(candidate: Candidate, says: re.Match[str]) -> frozenset[str]:
    """Content words of whoever speaks: before the verb, after it where it stands behind what was said ("..., said X")
    or names a source ("according to X")."""
    plain = text.fold(candidate.passage.text)
    before, after = plain[: says.start()].rstrip(), plain[says.end() :]
    if before.endswith((",", '"', "»")) or _SOURCE.fullmatch(says.group()):
        told = re.split(r"[,;]", after, maxsplit=1)[0]
    else:
        told = before.rpartition(",")[2] if len(before) > len(after) else before
    return frozenset(text.content(told, candidate.article.language))


def _claim(denial: _Denial, pool: Sequence[Candidate]) -> Candidate | None:
    """The sentence that says what is denied: by its words, else the accusation that stands just before."""
    able = [c for c in pool if c is not denial.candidate and _stands(c) and _is_claim(c, denial)]
    scored = [(_told(c, denial), c) for c in able]
    best = max(
        scored, key=lambda pair: (pair[0], -moment(pair[1].article).timestamp(), -pair[1].passage.start), default=None
    )
    return best[1] if best and best[0] else None


def _is_claim(candidate: Candidate, denial: _Denial) -> bool:
    """True where somebody else than the denier says something, and says that it is so."""
    plain = text.fold(candidate.passage.text)
    pattern = _SAYS.get(candidate.article.language[:2])
    says = pattern.search(plain) if pattern else None
    if not says or _denied(candidate) or _NEGATED.search(plain):
        return False
    passive = re.search(r"\b(?:was|were|been|is|are|wird|wurde|fue|ha sido|est)\s$", plain[: says.start()])
    return bool(passive) or not _speaker(candidate, says) & denial.speaker


def _told(candidate: Candidate, denial: _Denial) -> float:
    """How much of what is denied a sentence says; 0 for too little."""
    content = frozenset(text.content(text.fold(candidate.passage.text), candidate.article.language))
    shared = denial.core & content
    share = len(shared) / len(denial.core) if denial.core else 0.0
    accuses = bool(_ACCUSES.search(text.fold(candidate.passage.text)))
    if denial.pointing:
        near = candidate.article.id == denial.candidate.article.id and 0 < _gap(candidate, denial) <= _ADJACENT
        return 1.0 + share if accuses and shared & denial.speaker and (near or len(shared) >= _LEAST) else 0.0
    return share + 0.1 * accuses if share >= _SHARE and len(shared) >= _LEAST else 0.0


def _gap(candidate: Candidate, denial: _Denial) -> int:
    return denial.candidate.passage.index - candidate.passage.index
