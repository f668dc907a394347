"""What may be left out of a sentence and leave it true.

Works on: runs of tokens that a claim leaves out of its source's sentence.
Comes in: the run, and what stands before and after it.
Goes out: whether it may certainly go.
Does not know: grammar beyond commas, prepositions and what takes words back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.checking.tokens import ARTICLES, Plain

OPENS = frozenset(
    ["who", "which", "whose", "where", "when", "while", "after", "before", "as", "with", "in", "on", "at", "from",
     "near", "during", "following", "under", "across", "beneath", "above", "outside", "inside", "by", "for",
     "through", "within", "including", "citing", "despite", "amid", "against", "over", "since", "between", "behind",
     "along", "around", "nach", "bei", "dans", "pour", "en", "para", "durante", "tras", "ante", "sur", "par",
     "chez", "vor", "mit", "im", "am", "aus", "über", "wegen", "avec", "depuis", "con", "desde", "por", "because",
     "due", "weil", "parce", "hasta", "junto", "ante", "samt", "seit", "zu", "au", "aux", "depuis", "pendant",
     "avant", "après", "apres", "chez", "vers"]
)  # fmt: skip
_PLACE = frozenset(
    ["in", "on", "at", "near", "from", "outside", "inside", "within", "during", "under", "above", "across", "since",
     "im", "am", "bei", "nach", "dans", "en", "sur", "ante"]
)  # fmt: skip
_KEPT = re.compile(
    r"\b(?:not|no|never|without|nobody|none|neither|nor|n't|cannot|if|unless|until|only|may|might|could|would|"
    r"should|will|can|must|shall|"
    r"provid\w*|condit\w*|subject|alleg\w*|suspect\w*|report|reportedly|accus\w*|den[iy]\w*|former|ex|deputi|"
    r"deputy|act|vice|almost|near|"
    r"nearly|bare\w*|hard\w*|say|said|tell|told|accord\w*|claim\w*|believ\w*|think|thought|warn\w*|announc\w*|"
    r"estim\w*|ask|call|among|amongst|"
    r"attempt\w*|fail\w*|refus\w*|declin\w*|reject\w*|except|but|plan|propos\w*|intend|hope|want|seek|sought|tri|"
    r"try|consid\w*|"
    r"expect\w*|threaten\w*|fake|fals\w*|mock|toy|would-be|half|part|partial\w*|one|two|third|fourth|second|"
    r"fifth|most|some|few|"
    r"mani|many|sever\w*|all|each|everi|both|possibl\w*|potenti\w*|probab\w*|unlik\w*|like|suppos\w*|appar\w*|"
    r"draft|provision\w*|"
    r"temporari\w*|anti|non|so-called|other|rival|"
    r"nicht|kein\w*|niemand|laut|zufolge|sag\w*|soll\w*|konn\w*|wurd|angeb\w*|ehemal\w*|fruh\w*|fast|beinah|wenn|"
    r"falls|sofern|nur|"
    r"pas|plus|jamais|sans|selon|dit|declar\w*|aurait|pourr\w*|ancien\w*|presqu\w*|faill\w*|si|"
    r"sin|no|segun|dij\w*|podr\w*|casi|presunt\w*|antigu\w*|siempr|solo)\b"
)
_BINDS = re.compile(
    r"\b(?:if|unless|provid\w*|condit\w*|subject|until|say|said|tell|told|accord\w*|claim\w*|believ\w*|think|"
    r"argu\w*|alleg\w*|"
    r"accus\w*|report|suspect\w*|den[iy]\w*|insist\w*|warn\w*|estim\w*|announc\w*|except|only|reject\w*|"
    r"disput\w*|theori|principl|film|novel|fiction|game|simul\w*|exercis|"
    r"like|unlike|would|could|may|might|what|doubt\w*|question\w*|investig\w*|whether|"
    r"without|ohne|sans|sin|laut|zufolge|sag\w*|wenn|falls|sofern|selon|si|dit|declar\w*|segun|dij\w*|siempr|meld\w*|"
    r"bestreit\w*|nie|"
    r"nieg\w*)\b"
)
_FUNCTION = frozenset(
    ["of", "to", "and", "or", "is", "was", "be", "been", "being", "by", "as", "than", "it", "its", "he", "she",
     "they", "their", "his", "her", "this", "these", "those", "there", "what", "how", "why", "'s", "von", "zu", "de",
     "d", "qu", "en",
     "und", "oder", "ist", "war", "du", "des", "au", "aux", "et", "ou", "est", "del", "al", "y", "o", "es", "fue"]
)  # fmt: skip
_LOOSE = frozenset(
    ["also", "now", "again", "later", "meanwhile", "however", "then", "recent", "early", "late", "today",
     "yesterday", "here", "nearby", "still", "too", "just", "auch", "jetzt", "heute", "erneut", "zusammen",
     "insgesamt", "aussi", "encore", "hier", "tambien", "ayer", "hoy", "ademas"]
)  # fmt: skip
_PARTS_OF_NAMES = frozenset(
    ["new", "north", "south", "east", "west", "northern", "southern", "eastern", "western", "saint", "san", "port",
     "mount", "lake", "lower", "upper", "great", "little", "united", "royal", "national", "central", "deputy",
     "vice", "former", "republic", "university", "nord", "sud", "ost", "neu"]
)  # fmt: skip
_ENDS_AT = 7


def may_go(gap: Sequence[Plain], before: Plain | None, after: Plain | None) -> bool:
    """True where a run between two kept tokens, or at an end, may be left out."""
    told = [t for t in gap if not t.stop and t.form not in ARTICLES]
    if not told:
        return not any(t.form in '“”"«»„' for t in gap) or before is None or after is None or True
    words = " ".join(t.form for t in told)
    if after is None:
        return _may_end(gap, told, before) and not _BINDS.search(words) and not _turns(gap)
    if _KEPT.search(words):
        return False
    if before is None:
        if told[0].form in _WHOSE or (gap[-1].stop and _STAGED.search(words)):
            return False
        return gap[-1].stop or _describes(told, after) or _added_clause(gap)
    if [t.form for t in gap] == ["'s"] or _is_day(told):
        return True
    return (
        _set_off(gap, after) or _loose(told) or _placed(gap, after) or _modifies(gap, told, before, after)
        or _first_names(told, after) or _describes_within(gap, told, before, after) or _midfield(gap, after)
        or _within_a_place(gap, before, after) or _first_of_two(gap, before, after)
    )  # fmt: skip


_WHOSE = frozenset(
    [
        "for",
        "to",
        "pour",
        "para",
        "für",
        "fur",
        "was",
        "were",
        "had",
        "should",
        "wäre",
        "ware",
        "hatte",
        "sollte",
        "wenn",
    ]
)
"""Words that open whose view it is, or on what condition."""
_STAGED = re.compile(
    r"\b(?:plan|intend|propos\w*|bill|draft|proj[ei]t\w*|entwurf|drill|exerc\w*|rehears\w*|simul\w*|test|dream|"
    r"novel\w*|roman|film|movi|play|stori|tale|game|seri|book|theori|"
    r"scenario|imagin\w*|rumou?r|myth|legend|fiction|unlik\w*|contrari|instead|übung|ubung|traum|märchen|buch|serie|"
    r"gerucht|spiel|exercic\w*|reve|livre|conte|rumeur|jeu|sueno|libro|cuento|simulacro|juego|pelicul\w*)\b"
)
"""Words by which it is told of no deed, or of its opposite."""


def _may_end(gap: Sequence[Plain], told: Sequence[Plain], before: Plain | None) -> bool:
    """A clause, a phrase of place or time, or what "of" adds to a word that counts nothing."""
    while len(gap) > 1 and gap[0].form in _LOOSE:
        gap = gap[1:]
    first = next(t for t in gap if not t.stop)
    if first.form in _FOR or (first.form == "to" and not gap[0].stop and not _timed(before)):
        return first.form != "to" and len(told) > 1 and told[1].deed
    if first.form in _IN and _STAGED.search(" ".join(t.form for t in told)):
        return False
    if _opens_a_clause(gap) or first.form in OPENS or _is_time(told) or _is_day(told):
        return True
    if first.form == "a" and any(t.form in ("los", "las", "cambio") for t in gap[1:2]):
        return True
    if first.form == "to" and _timed(before):
        return True  # what for, after when: "met in Rill on Monday [to talk of tolls]"
    counts = before is None or before.figure or before.capital or before.form in _COUNTS
    return first.form in ("of", "de", "del", "des", "du", "von") and not counts


def _timed(before: Plain | None) -> bool:
    return before is not None and _TIME.fullmatch(before.form) is not None


_IN = frozenset(["in", "im", "dans", "en", "under", "during", "unter", "bei", "sous", "bajo", "durante"])
_FOR = frozenset(["for", "pour", "für", "fur", "para"])
_TIME = re.compile(r"[1-7]|m\d+|@.*|week|month|year")
_COUNTS = frozenset(
    ["half", "third", "quarter", "none", "some", "most", "lot", "dozen", "hundr", "thousand", "million", "part",
     "major", "minor", "each", "one", "all", "any", "many", "few", "number", "pair", "seri", "sort", "kind", "type",
     "lack", "loss", "risk", "threat", "fear", "hope", "end", "mitad", "parte", "moitie", "partie", "halft", "teil"]
)  # fmt: skip


def _is_day(told: Sequence[Plain]) -> bool:
    """A weekday and its "on"."""
    rest = [t.form for t in told if not (t.capital and t.form in "1234567")]
    return len(rest) < len(told) and set(rest) <= {"on", "am", "le", "el", "night", "morn", "afternoon", "even"}


def takes_back(forms: Iterable[str]) -> bool:
    """True where a word is among them that doubts, denies or ranks."""
    return _KEPT.search(" ".join(forms)) is not None


def binds(forms: Iterable[str]) -> bool:
    """True where a word is among them that says whose word it is, on what condition, or that it is not so."""
    return _BINDS.search(" ".join(forms)) is not None


def _opens_a_clause(gap: Sequence[Plain]) -> bool:
    """A clause of its own after the last kept word: after a stop, "and", "but" or a word that opens one."""
    return gap[0].stop or gap[0].form in _JOINS


_JOINS = frozenset(
    ["and", "but", "und", "aber", "et", "mais", "y", "pero", "that", "which", "who", "que", "qui", "even"]
)


def _turns(gap: Sequence[Plain]) -> bool:
    """ "but", with no new subject after it, may take back what was said."""
    told = [t for t in gap if not t.stop]
    turns = {"but", "aber", "mais", "pero", "though", "although", "howev", "obwohl", "bien", "aunque"}
    return told[0].form in turns and not (
        len(told) > 1
        and (told[1].form in ARTICLES or told[1].capital or told[1].form in ("her", "his", "their", "its"))
    )


def _is_time(told: Sequence[Plain]) -> bool:
    """ "this week", "last year": at the end it may go."""
    return len(told) == 2 and told[0].form in _THIS and told[1].form in _SPANS


_THIS = frozenset(["this", "last", "next", "diese", "dieser", "letzte", "cette", "ce", "esta", "este"])
_SPANS = frozenset(
    ["week", "month", "year", "season", "weekend", "summer", "winter", "spring", "autumn", "woch", "jahr", "semain",
     "ann", "seman", "ano"]
)  # fmt: skip


def _added_clause(gap: Sequence[Plain]) -> bool:
    return len(gap) > 2 and gap[-1].form in ("and", "but", "und", "et", "y") and gap[-2].stop


def _set_off(gap: Sequence[Plain], after: Plain) -> bool:
    """Between two stops."""
    return gap[0].stop and (gap[-1].stop or after.stop)


def _loose(told: Sequence[Plain]) -> bool:
    return len(told) == 1 and (told[0].form in _LOOSE or (told[0].form.endswith("li") and len(told[0].form) > 5))


def _placed(gap: Sequence[Plain], after: Plain) -> bool:
    """A short phrase of place or time before another such phrase."""
    short = len(gap) <= _ENDS_AT and gap[0].form in _PLACE and (after.form in OPENS or after.form in ("to", "and"))
    if short and not any(t.form in _FUNCTION - {"of"} for t in gap[1:]):
        return True
    opens = [t for t in gap if t.form in OPENS and t.form not in ARTICLES]
    brief = len(gap) <= 4 and len(opens) == 1 and gap[0] is opens[0]
    return brief and gap[-1].form in ARTICLES and not any(t.capital or t.figure for t in gap)


def _within_a_place(gap: Sequence[Plain], before: Plain, after: Plain) -> bool:
    """ "in [the square of] Orsk"."""
    inside = before.form in ("in", "en", "at", "a", "dans", "im") and after.capital and len(gap) <= 5
    return (
        inside and gap[-1].form in ("of", "de", "del", "des", "du", "von") and not any(t.capital or t.stop for t in gap)
    )


def _first_of_two(gap: Sequence[Plain], before: Plain, after: Plain) -> bool:
    """The first of two things that one did: "the storm [tore off roofs and] cut power"."""
    deeds = gap[0].deed and after.deed and not before.deed and not gap[0].capital
    return deeds and gap[-1].form == "and" and not any(t.stop or t.deed for t in gap[1:-1])


def _midfield(gap: Sequence[Plain], after: Plain) -> bool:
    """A German phrase of time or place before what ends the clause."""
    return (
        1 < len(gap) <= 5
        and gap[0].form in _GERMAN
        and gap[-1].capital
        and not after.capital
        and not any(t.stop for t in gap)
    )


_GERMAN = frozenset(["in", "nach", "vor", "bei", "im", "am", "wegen", "seit", "mit", "während", "auf"])


def _modifies(gap: Sequence[Plain], told: Sequence[Plain], before: Plain, after: Plain) -> bool:
    """One or two plain words between a small word and a noun: "the [icy mountain] road"."""
    small = (
        before.form in ARTICLES
        or before.form in OPENS
        or before.figure
        or gap[0].form in ARTICLES
        or before.form in ("of", "to", "and", "de", "del", "du", "des", "von")
    )
    bare = all(not t.capital and not t.figure and t.form.isalpha() and t.form not in _FUNCTION | OPENS for t in told)
    return (
        small
        and bare
        and len(told) <= 2
        and not any(t.stop for t in gap)
        and after.form.isalpha()
        and not after.capital
        and (after.form not in _FUNCTION | OPENS)
    )


def _first_names(told: Sequence[Plain], after: Plain) -> bool:
    """A first name or a title before a surname."""
    return after.capital and len(told) <= 3 and all(t.capital and t.form not in _PARTS_OF_NAMES for t in told)


def _describes(told: Sequence[Plain], after: Plain | None) -> bool:
    """Who somebody is, before the name that is kept: "[Novelist] Greta Haas"."""
    if after is None or not after.capital or len(told) > 5:
        return False
    return all(
        t.form.replace("-", "").isalpha() and not t.figure and t.form not in (_FUNCTION | OPENS | _PARTS_OF_NAMES)
        for t in told
    )


def _describes_within(gap: Sequence[Plain], told: Sequence[Plain], before: Plain, after: Plain) -> bool:
    placed = not before.capital and not any(t.stop for t in gap)
    return placed and _describes(told, after) and all(not t.capital for t in told)
