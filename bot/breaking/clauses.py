"""A report, clause by clause, and what in a clause is not so: asked for, feared, planned, denied, long ago.

Works on: a headline and the first sentences under it in English, German, French and Spanish.
Comes in: text as printed.
Goes out: folded clauses; whether what stands at a place of a clause is said to have happened.
Does not know: what is worth an alert.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text import fold

READ = 450
"""Code points of a report that are read: below stands what was known."""
_ENDS = re.compile(r"(?<=[a-z0-9)\"'»%])[.!?]+(?=[\s\"'»]|$)|[;\n]|\s[-–—]\s|(?<=[a-z]): ")

_MODAL = re.compile(
    r"\b(?:could|might|may|would|should|if|unless|whether|until|call(?:s|ed|ing)? (?:for|on)|urg(?:es?|ed|ing)"
    r"|demand(?:s|ed|ing)?|wants?|wanted|threat(?:ens?|ened)?|warn(?:s|ed|ing)? (?:of|that|about)|plan(?:s|ned)?"
    r"|consider(?:s|ed|ing)?|propos(?:es?|ed|als?)|debat\w+|vot(?:es?|ed) (?:for|on)|refus(?:es?|ed)"
    r"|reject(?:s|ed)?|rul(?:es?|ed) out|den(?:y|ies|ied)|fears? of|risk of|talk of|rumou?rs?|likely|expected"
    r"|hop(?:es?|ed)"
    r"|seeks?|face[sd]?|ahead of|prepar\w+|prevent\w*|avoid\w*|avert\w*|survive[sd]?|foil\w*|thwart\w*"
    r"|imagin\w+|feel like"
    r"|promis\w+|pledg\w+|vow\w*|poised|set to|due to|about to|ready to|scheduled|next (?:week|month|year)|dismiss\w*"
    r"|bid to|motion|campaign\w*|petition\w*|pressure (?:on|to)|clamou?r|as if|like an?"
    r"|sollten?|konnte|mochten?|musste|falls|wenn|fordert\w*|verlang\w+|droh\w+|warn\w*|plan\w+|erwag\w+|diskutier\w+"
    r"|debatte|gerucht\w*|dementier\w+|bestreit\w+|hoff\w+|furcht\w+|angst vor|gefahr|risiko|kampf um|ruf nach|aufruf"
    r"|pourrait|pourraient|devrait|devraient|serait|si|demand\w+|exig\w+|appel\w* a|menac\w+|crain\w+"
    r"|envisag\w+|prevoi\w+"
    r"|propos\w+|refus\w+|dement\w*|rejett\w+|debat\w*|examen|risqu\w+|rumeurs?|veut|veulent|espere\w*|en cas"
    r"|podria\w*|deberia\w*|habria|pid[ei]\w*|exig\w+|reclam\w+|llama a|amenaz\w+|tem[ei]\w*|plante\w+|preve\w*"
    r"|propon\w+"
    r"|rechaz\w+|niega\w*|desmient\w*|debat\w*|riesgo|rumor\w*|quiere\w*|espera\w*"
    r"|en caso)\b(?:[ '\"«»-]+[\w'-]+){0,5}[ '\"«»-]*$"
)
_NEGATED = re.compile(
    r"(?:\b(?:no|not|never|neither|nobody|without|cannot|kein\w*|nicht|nie|niemals|ohne|weder|pas|jamais"
    r"|aucun\w*|sans|ni|nunca"
    r"|ningun\w*|sin|tampoco|narrowly|almost|nearly)\b|n't)(?:[ '-]+[\w'-]+){0,2}[ '\"«-]*$"
)
_INFINITIVE = re.compile(r"\b(?:to|zu)[ ]$")
_FORMER = re.compile(
    r"\b(?:years?|decades?|centur(?:y|ies)|generations?) (?:ago|on|after|later|earlier|since)\b"
    r"|\b(?:half a century|a decade|a century|months) ago\b|\b(?:in|since|of|from|dating from) (?:1\d|20)\d\d\b"
    r"|\bcenturies\b"
    r"|\blast (?:year|month|decade|century|spring|summer|autumn|winter)(?:'s)?\b|\bof last (?:week|month|year"
    r"|\w+day)\b"
    r"|\bin the reign of\b|\b(?:months|years) after\b|\b(?:vor|nach) (?:\w+ )?(?:jahren|jahrzehnten|monaten)\b"
    r"|\b\w* ?jahre danach\b|\bim jahr \d{4}\b|\bvergangene[nrs]? (?:jahr|monat)\w*|\bletzte[nrs]? (?:jahr|monat)\w*"
    r"|\bjahrhundert\w*|\bil y a (?:[\w-]+ ){1,3}(?:ans|mois|siecles?|decennies)\b|\b(?:ans|mois"
    r"|siecles) (?:apres|plus tard)\b"
    r"|\b(?:l'an|le mois|l'annee) (?:dernier|derniere|passe|passee)\b|\ben (?:1\d|20)\d\d\b|\bde 19\d\d\b"
    r"|\bhace (?:[\w-]+ ){1,3}(?:anos|meses|siglos|decadas)\b|\b(?:anos|meses|siglos) despues\b"
    r"|\b(?:el ano|el mes) pasado\b|\bdel? siglo\b|\bd'il y a\b"
)
"""Of other times; "a week ago" may still be news."""


@lru_cache(maxsize=4_096)
def clauses(printed: str) -> tuple[str, ...]:
    """The clauses of a text, folded; questions left out."""
    plain, found, start = fold(printed), list[str](), 0
    for end in _ENDS.finditer(plain):
        clause = plain[start : end.start()].strip()
        if clause and "?" not in end.group():
            found.append(clause)
        start = end.end()
    rest = plain[start:].strip()
    return tuple([*found, rest] if rest else found)


def supposed(clause: str, start: int, *, bare: bool = True) -> bool:
    """True where what begins at `start` is only asked for, planned, feared or denied. `bare`: an infinitive too."""
    before = clause[max(0, start - 80) : start]
    return bool(_MODAL.search(before) or _NEGATED.search(before) or (bare and _INFINITIVE.search(before)))


def former(clause: str) -> bool:
    """True for a clause about other years."""
    return bool(_FORMER.search(clause))
