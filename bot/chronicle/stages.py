"""How far a matter has come: from a bill proposed to a law struck down, from an arrest to a sentence.

Works on: running text in English, German, French and Spanish.
Comes in: a text, or one sentence.
Goes out: the stages it states as reached, by name ("passed"); which of them are steps beyond those reached before.
Does not know: whether it is so, or who took the step.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot import text
from bot.chronicle.ladders import HINTS, STAGES, Stage

_UNREAL = re.compile(
    r"\b(?:could|may|might|would|should|will|shall|must|can|if|unless|until|before|whether|not|never|no|nobody"
    r"|without"
    r"|expected|due|likely|set to|hopes?|hoped|wants?|wanted|urg(?:es|ed)|calls? (?:for|on)|demand(?:s|ed)|plans?"
    r"|planned"
    r"|threaten(?:s|ed)|vow(?:s|ed)|fail(?:s|ed) to|refus(?:es|ed) to|n't|yet to|soll|sollen|sollte|will|wollen"
    r"|wird|werden"
    r"|wurde (?:nicht|nie)|konnte|konnten|kann|muss|wenn|falls|nicht|nie|kein\w*|ohne|bevor|ob|droht|fordert\w*"
    r"|pourrait|pourraient|devrait|devraient|doit|va|vont|si|sans|avant|pas|jamais|aucun\w*|demande\w*|veut|menace\w*"
    r"|podria\w*|deberia\w*|debe|sin|antes|nunca|ningun\w*|pide\w*|pidio|quiere\w*|amenaza\w*|busca)\b[^.;,:]{0,60}$"
    r"|\bden(?:y|ies|ied) that\b[^.;,:]{0,60}$|\b(?:surveys?|an? (?:\w+ )?poll|umfrage|sondage|encuesta)\b[^.;]{0,60}$"
    r"|\b(?:to|zu)\s$|\bno (?:ha|han|fue|habia)\b[^.;,:]{0,40}$"
)
"""Before a step that was not taken, or not yet."""
_FORMER = re.compile(
    r"\b(?:in|since|en|im jahr|seit|depuis|desde) (?:\w+ )?(?:19|20)\d\d\b"
    r"|\b(?:years?|decades?) (?:ago|earlier|before)\b"
    r"|\blast (?:year|month|decade)\b|\bvor (?:\w+ )?jahren\b|\b(?:letzten|vergangenen) jahr\b"
    r"|\bil y a (?:\w+ )?ans\b|\bl'an dernier\b|\bhace (?:\w+ )?anos\b|\bel ano pasado\b|\bpreviously\b"
)
"""In the clause of a step: it was taken in another matter, or long before."""
_CLAUSE = re.compile(r"[.;:!?\n]\s|,\s(?=(?:said|who|which|sagte|der|die|das|qui|dont|que|dijo|quien)\b)")

_STOPS = re.compile(r"[.;:!?\n](?=\s|$)|,\s")
_CLAUSE_AT_MOST = 300
"""Code points."""


def reached(printed: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """The stages that `known` and a text state as reached, lowest first. What may or shall be is not reached."""
    plain = text.fold(printed)
    found = dict.fromkeys(known)
    for stage in _spoken_of(plain):
        able = stage.name not in found and (not stage.follows or _climbed(stage.ladder, found))
        if able and _states(plain, stage):
            found[stage.name] = None
    return tuple(found)


def _spoken_of(plain: str) -> list[Stage]:
    """The stages of the ladders that a text can speak of at all."""
    ladders = {ladder for ladder, hints in HINTS.items() if any(hint in plain for hint in hints)}
    return [stage for stage in STAGES if stage.ladder in ladders]


def _climbed(ladder: str, known: Collection[str]) -> int:
    """How high a ladder was climbed; 0 for not at all."""
    return max((stage.rank for stage in STAGES if stage.ladder == ladder and stage.name in known), default=0)


def _states(plain: str, stage: Stage) -> bool:
    return any(not _unreal(plain, match, stage.quiet) for match in stage.pattern.finditer(plain))


def _unreal(plain: str, match: re.Match[str], quiet: bool) -> bool:
    """True where a clause denies or only expects what the match says, asks for it, or tells of former years."""
    nearest = max(0, match.start() - _CLAUSE_AT_MOST)
    start = max((end.end() for end in _CLAUSE.finditer(plain, nearest, match.start())), default=nearest)
    stops = _STOPS.search(plain, match.end(), match.end() + _CLAUSE_AT_MOST)
    stop = stops.start() if stops else match.end() + _CLAUSE_AT_MOST
    if plain[stop : stop + 1] == "?" or _FORMER.search(plain[start:stop]):
        return True
    whole = match.group()
    inside = "" if quiet else whole[: whole.rfind(" ") + 1]
    return bool(_UNREAL.search(plain[start : match.start()]) or _UNREAL.search(inside))


def steps(printed: str, known: Collection[str]) -> tuple[str, ...]:
    """The stages a sentence states that lie beyond those reached before, the furthest of each ladder alone."""
    plain = text.fold(printed)
    furthest: dict[str, Stage] = {}
    for stage in _spoken_of(plain):
        if _beyond(stage, known) and _states(plain, stage):
            furthest[stage.ladder] = stage
    return tuple(stage.name for stage in furthest.values())


def _beyond(stage: Stage, known: Collection[str]) -> bool:
    """True for a stage higher than what was climbed, or another outcome of the same height."""
    climbed = _climbed(stage.ladder, known)
    if stage.quiet or stage.name in known or stage.rank < climbed:
        return False
    return bool(climbed) or not stage.follows
