"""The particulars that tell one event from its likes: names, places, and what can only be one thing at a time.

Works on: a headline and the opening of a text, as printed.
Comes in: strings with their capitals.
Goes out: folded name tokens, places, and marks such as "round:2", "score:3-1", "magnitude:6.1".
Does not know: frequencies, stories, where a place is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot import text
from bot.stories.lexicon import CALENDAR

_PLACE_WORDS = (
    "in|near|at|off|outside|around|across|from|"
    "bei|nahe|vor|aus|à|au|aux|en|près de|dans|cerca de|frente a|desde|em|perto de|nel|nella|presso|te|nabij|bij"
)
_QUALIFIERS = (
    "the|northern|southern|eastern|western|central|north|south|east|west|coastal|city|town|village|port|province|"
    "region|state|district|coast|island|of|der|den|dem|la|le|les|el|los|las|norte|sur|nord|sud|del|de|du|ville|ciudad"
)
_PLACE = re.compile(
    rf"(?<![\w’'-])(?:{_PLACE_WORDS})[ \u00a0](?:(?:{_QUALIFIERS})[ \u00a0]){{0,3}}"
    r"([A-ZÀ-ÖØ-Þ][\w’'-]+(?:[ \u00a0][A-ZÀ-ÖØ-Þ][\w’'-]+){0,2})"
)
_SUBJECT_PLACE = re.compile(
    r"([A-ZÀ-ÖØ-Þ][\w’'-]+)(?:[ \u00a0]|-)(?:coast|valley|province|island|islands|strait|region|harbour|airport)\b"
)
_LANDSCAPE = (
    "cape port porto bay san santa saint sankt new nova nueva north south east west northern southern eastern western "
    "central upper lower great lake mount mont monte puerto ciudad villa alto isle isles islands island coast valley "
    "river fort los las the old province state region city town village street road hill hills point sierra"
)
_GENERIC = frozenset(_LANDSCAPE.split())
"""What many places are called by: sharing it is not sharing a place."""
_DATES = CALENDAR | {
    "may", "mai", "mayo", "parliament", "court", "government", "congress", "senate", "police",
}  # fmt: skip

_ORDINALS = {
    "first": 1, "1st": 1, "opening": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
    "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ersten": 1, "erste": 1, "zweiten": 2,
    "zweite": 2, "dritten": 3, "dritte": 3, "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3,
    "primera": 1, "primer": 1, "segunda": 2, "segundo": 2,
    "tercera": 3, "tercer": 3, "final": 99,
}  # fmt: skip
_ROUND = re.compile(
    r"\b("
    + "|".join(_ORDINALS)
    + r")[ -](?:round|ballot|vote|reading|leg|stage|test|quarter|tour|runde|wahlgang|lesung|"
    r"vuelta|votacion|ronda|etapa|etape|trimestre|quartal)\b"
)
_COUNTED = re.compile(
    r"\b(round|stage|matchday|week|game|test|episode|chapter|day|etapa|etape|spieltag|jornada) (\d{1,2})\b"
)
_QUARTER = re.compile(r"\bq([1-4])\b")
_SCORE = re.compile(r"(?<![\d.,:-])(\d{1,2})[-–:](\d{1,2})(?![\d.,:-]|\w)")
_MAGNITUDE = re.compile(
    r"\b(?:magnitude|starke|magnitud)[ -](?:of )?(\d[.,]\d)|\b(\d[.,]\d)[ -](?:magnitude|quake|earthquake)"
)
_MARK = re.compile(r"magnitude:\d{1,9}\.\d{1,9}|(?!magnitude:)[a-z]+:[\w.-]+")
_TALLY = re.compile(
    r"\b(\d{1,4})(?: votes?| voix| stimmen| votos)? (?:to|zu|contre|a|gegen|frente a) (\d{1,4})(?= votes?\b"
    r"| stimmen\b| voix\b"
    r"| votos\b)|\b(\d{1,4}) (?:votes|voix|stimmen|votos) (?:to|zu|contre|a|gegen|frente a) (\d{1,4})\b"
    r"|\b(?:voted?|approved|passed|rejected|by|vote of) (\d{1,3}) to (\d{1,3})\b"
    r"|\b(\d{1,3})-(\d{1,3}) (?:vote|majority)\b"
)
_VOTED = re.compile(
    r"\b(?:senat\w*|parliament|assembly|mps|deputies|lawmakers|councillors?|congress|vote[sd]?|bill"
    r"|parlament|unterhaus|oberhaus|bundestag|abgeordnete\w*|gesetz\w*|deputes|assemblee|loi|diputados|congreso|camara"
    r"|ley)\b"
)
_PASSED = re.compile(
    r"\b(?:approv\w+|pass(?:es|ed)?|adopt\w+|back(?:s|ed)|clear(?:s|ed)|verabschiedet\w*|beschlossen|beschliesst"
    r"|stimm(?:t|en) fur|approuve\w*|promulgue\w*|aprueba\w*|aprobo|aprobad[oa]|sanciona)\b"
)
_FAILED = re.compile(
    r"\b(?:reject\w*|vote[sd]? down|throws? out|threw out|refus\w+|fail(?:s|ed)|defeat(?:s|ed)?|block(?:s|ed)"
    r"|gescheitert|scheitert|abgelehnt|lehn(?:t|en) .{3,60} ab|keine mehrheit|rejet\w+|repouss\w+|rechaz\w+"
    r"|tumb[ao]\w*)\b"
)
_ODD = re.compile(r"(?<![\w.,])\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?![\d])|(?<![\w.,])\d+(?:[.,]\d+)?")
_ONE_OF = {
    "disease": {
        "measles": r"measles|masern|rougeole|sarampion", "cholera": r"choler[ae]|colera",
        "dengue": r"dengue|denguefieber",
        "ebola": r"ebola", "flu": r"(?:bird|avian|swine) flu|influenza|vogelgrippe|grippe aviaire|gripe aviar",
        "polio": r"polio\w*", "mpox": r"mpox", "meningitis": r"meningitis|meningite",
    },
    "vessel": {
        "ferry": r"ferr(?:y|ies)|catamarans?|schnellfahre|fahre|fahrungluck|transbordador(?:es)?",
        "cargo": r"cargo ships?|freighters?|frachter|frachtschiff|container ships?|cargo|carguero",
        "tanker": r"tankers?|petrolier|petrolero|oltanker|chimiquier|buque (?:cisterna|quimico)",
        "trawler": r"trawlers?|fishing boats?|fischkutter|chalutier|pesquero",
    },
}  # fmt: skip
"""What an accident or an outbreak is of: each kind is another event."""
_ONE = {kind: re.compile("|".join(rf"(?P<{name}>\b(?:{listed})\b)" for name, listed in of.items()))
        for kind, of in _ONE_OF.items()}  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLE_CASE = 0.75
_STEM = 6


def titled(headline: str) -> bool:
    """True where a headline capitalises nearly every word, so that capitals tell nothing."""
    long = [w for w in re.findall(r"[^\W\d_]{4,}", headline)]
    return len(long) > 3 and sum(w[0].isupper() for w in long) / len(long) >= _TITLE_CASE


def places(printed: str) -> list[str]:
    """Places an opening names after a preposition, folded, in order: ["port harrow", "tessen"]."""
    found: dict[str, None] = {}
    for match in [*_PLACE.finditer(printed), *_SUBJECT_PLACE.finditer(printed)]:
        tokens = [w for w in text.words(match.group(1)) if w not in _DATES and len(w) > 2]
        if tokens:
            found[" ".join(tokens)] = None
    return list(found)


def where(told: Iterable[str]) -> set[str]:
    """The tokens of places that tell one place from another."""
    return {token for place in told for token in place.split() if token not in _GENERIC}


def runs(headline: str, opening: str) -> list[list[str]]:
    """Names of several words, and a name with its number ("Gemma 4"), as folded tokens: each is one thing said once."""
    printed = opening if titled(headline) else f"{headline} . {opening}"
    found = [text.words(name) for name in text.names(printed)]
    numbered = re.findall(r"\b([^\W\d_][\w’'-]*)[ -](\d[\d.]*)\b", f"{headline} . {opening}")
    return [run for run in found if 2 <= len(run) <= 4] + [text.words(" ".join(pair)) for pair in numbered]


def names(printed: str) -> list[str]:
    """Folded tokens of capitalised words of four letters and more, in order of first mention."""
    tokens = (part for name in text.names(printed) for word in text.words(name) for part in re.split(r"['’-]", word))
    return list(dict.fromkeys(token for token in tokens if len(token) > 3 and token not in _DATES))


def phrases(printed: str) -> list[str]:
    """Names of two or three words, folded: a ship's or a company's may be made of common words."""
    runs_ = ([word for word in text.words(name) if word not in _DATES] for name in text.names(printed))
    return list(dict.fromkeys(" ".join(run) for run in runs_ if 2 <= len(run) <= 3))


def key(name: str) -> str:
    """What a name begins with: Saltria, Saltrie and the Saltrians are one. A name of several words is itself."""
    return name if " " in name else name[:_STEM]


def marks(printed: str) -> list[str]:
    """What can only be one thing in one event, as "kind:value": a round, a score, a quarter, a magnitude."""
    plain = text.fold(printed)
    found = [f"round:{_ORDINALS[m[1]]}" for m in _ROUND.finditer(plain)]
    found += [f"{m[1]}:{int(m[2])}" for m in _COUNTED.finditer(plain)]
    found += [f"round:{m[1]}" for m in _QUARTER.finditer(plain)]
    found += [f"score:{m[1]}-{m[2]}" for m in _SCORE.finditer(_TALLY.sub(" ", plain))]
    found += ["tally:" + "-".join(part for part in m.groups() if part) for m in _TALLY.finditer(plain)]
    found += [f"magnitude:{(m[1] or m[2]).replace(',', '.')}" for m in _MAGNITUDE.finditer(plain)]
    found += [f"{kind}:{m.lastgroup}" for kind, pattern in _ONE.items() for m in pattern.finditer(plain)]
    return list(dict.fromkeys(found + _outcome(plain)))


def numbers(printed: str) -> list[str]:
    """Numbers odd enough to tell: of three digits and more, or with decimals; alike in any language. Years are none."""
    found: dict[str, None] = {}
    for match in _ODD.finditer(printed):
        plain = re.sub(r"[ \u00a0\u202f]", "", match.group())
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
        if len(plain) > 2 and not _YEAR.fullmatch(plain):
            found[plain] = None
    return list(found)


def sound(mark: str) -> bool:
    """True for a mark of the form that `marks` makes."""
    return bool(_MARK.fullmatch(mark))


def clashes(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """The kinds of mark on which two sides say different things."""
    by_kind: dict[str, tuple[set[str], set[str]]] = {}
    for side, given in enumerate((ours, theirs)):
        for mark in given:
            kind, _, value = mark.partition(":")
            by_kind.setdefault(kind, (set(), set()))[side].add(value)
    return [kind for kind, (a, b) in by_kind.items() if a and b and not _agree(kind, a, b)]


def clash(ours: Iterable[str], theirs: Iterable[str]) -> str:
    """The first kind of mark on which two sides say different things ("" where none does)."""
    return next(iter(clashes(ours, theirs)), "")


def _outcome(plain: str) -> list[str]:
    """What became of a bill, where a vote is what the text tells of."""
    if not _VOTED.search(plain):
        return []
    return ["outcome:passed"] * bool(_PASSED.search(plain)) + ["outcome:failed"] * bool(_FAILED.search(plain))


def _agree(kind: str, a: set[str], b: set[str]) -> bool:
    if kind == "magnitude":  # agencies revise a magnitude by a few tenths
        return min(abs(float(x) - float(y)) for x in a for y in b) <= 0.45
    if kind == "score":
        return bool(a & b or {_reversed(x) for x in a} & b)
    return bool(a & b)


def _reversed(score: str) -> str:
    home, _, away = score.partition("-")
    return f"{away}-{home}"
