"""Whether a publisher takes back what it printed.

Works on: what a feed or a page says of one article. Pure functions.
Comes in: a headline, a body as plain text, a status by name (IPTC `pubstatus`).
Goes out: a `Status`; the headline as it was before it was marked.
Does not know: what was printed before. Of two readings it takes the one by which the article stands: a report about a
withdrawn product, candidate or study is no withdrawal, and a corrected article is a rewrite.
"""

from __future__ import annotations

import re

from bot.news import Status

NOTICE = 600
"""Characters a body may have that says nothing but that the article is withdrawn."""
_STATES = {
    "usable": Status.USABLE, "withheld": Status.WITHHELD, "canceled": Status.CANCELED, "cancelled": Status.CANCELED,
}  # fmt: skip

_KILL = re.compile(r"^\W*(?:(?:BULLETIN |URGENT |MANDATORY |STORY )*KILL|STORY KILLED)\b\W*(?:[:–—-]|\]|\))\s*(?=\S)")
"""The trade's own word, in capitals: nothing else begins so."""
_MARKED = re.compile(
    r"^[\[(*]?\s*(?:kill(?:ed)?|(?:story|article|report)? ?(?:withdrawn|retracted)|retraction|withdrawal"
    r"|(?:meldung |artikel )?(?:zurückgezogen|zurueckgezogen)|retrait|retiré|annulation|dépêche annulée"
    r"|retirado|retirada|anulado|anulada|retractación)\s*(?:[:–—]|-\s|[\])]\s*[:–—-]?)\s*(?=\S)",
    re.IGNORECASE,
)
_OWN = (
    r"(?:(?:this|our|the above) (?:[\w-]+ ){0,2}(?:story|article|report|dispatch|post|column)"
    r"|(?:diese[rnsm]?|unser[e]?) (?:[\w-]+ )?(?:artikel|meldung|bericht|beitrag|text)"
    r"|(?:cet|cette|notre) (?:[\w-]+ )?(?:article|dépêche|information|texte)"
    r"|(?:este|esta|nuestr[oa]) (?:[\w-]+ )?(?:artículo|noticia|información|nota|texto))"
)
_ANY = _OWN.removesuffix(")") + (
    r"|the (?:[\w-]+ ){0,2}(?:story|article|report|dispatch)|(?:der|die|den) (?:artikel|meldung|bericht|beitrag)"
    r"|(?:l['’]article|la dépêche)|(?:el artículo|la noticia|la información))"
)
_BACK = (
    r"(?:(?:has|have) been|was|is|is being) (?:(?:hereby|now) )?(?:withdrawn|retracted|killed|unpublished|taken down"
    r"|removed(?! from (?!our|this|the (?:site|website|wire|archive|feed|service)|publication|view)))"
    r"|(?:wurde|ist|wird)\b[^.]{0,60}\b(?:zurückgezogen|zurückgenommen|depubliziert)"
    r"|(?:a été|est) (?:retirée?|annulée?|dépubliée?)|(?:ha sido|fue|queda) (?:retirad|anulad|eliminad)[oa]"
)
_LEAD = r"^\W*(?:(?:editor[’']?s['’]? note|note to (?:editors|readers)|anmerkung der redaktion|note de la rédaction" \
    r"|nota de la redacción|nota del editor)\W+)?"  # fmt: skip
_ORDERED = re.compile(
    _LEAD + r"(?:editors?[:,] )?(?:please )?(?:kill (?:this|the) (?:story|article|report)"
    r"|(?:do not (?:use|publish)|disregard) (?:this|the) (?:story|article|report)"
    r"|we (?:have )?(?:withdrawn|retracted|withdrew) (?:this|our) (?:story|article|report))",
    re.IGNORECASE,
)
_NOTICE = re.compile(rf"{_LEAD}{_OWN}\b[^.]{{0,120}}?\b(?:{_BACK})", re.IGNORECASE)
_LOOSE = re.compile(rf"\b{_ANY}\b[^.]{{0,120}}?\b(?:{_BACK})", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:with(?:draw|drew)|retract|recall|pull(?:ed|s|ing)?\b|remov|dropp?|cancel|zurück|rückruf|rappel|retir|anul"
    r"|annul|kill)",
    re.IGNORECASE,
)
"""A report whose subject was withdrawn says so in its body; one that was withdrawn itself does not."""
_HINT = re.compile(r"with?drawn|retracted|removed|unpublished|taken down|kill|disregard|do not|zurück|depubl|retir|"
                   r"annul|anul|elimin|dépubl", re.IGNORECASE)  # fmt: skip


def named(status: str) -> Status:
    """A status by its name or IPTC code ("stat:canceled"); one that is not known is usable."""
    return _STATES.get(status.strip().lower().rpartition(":")[2], Status.USABLE)


def unmarked(headline: str) -> str:
    """The headline without the mark of a withdrawal before it; "" where it has none."""
    found = _KILL.match(headline) or _MARKED.match(headline)
    return headline[found.end() :].strip() if found else ""


def taken_back(headline: str, body: str) -> bool:
    """Whether an article is withdrawn, by what it says itself."""
    if _KILL.match(headline):
        return True
    marked = _MARKED.match(headline)
    if notice(body) or (marked is not None and len(body) <= NOTICE and _LOOSE.search(body) is not None):
        return True
    return marked is not None and marked.group().isupper() and bool(body) and _ABOUT.search(body) is None


def notice(body: str) -> bool:
    """Whether a body says nothing but that its own article is withdrawn."""
    if len(body) > NOTICE or _HINT.search(body) is None:
        return False
    return _NOTICE.match(body) is not None or _ORDERED.match(body) is not None
