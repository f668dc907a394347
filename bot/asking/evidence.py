"""Does a sentence carry the kind of answer a question wants?

Works on: one sentence as printed, with the words of the question found in it.
Comes in: the kind of answer, what is counted, the places of the question's words.
Goes out: how well it fits, 0 to 1; 0 where nothing of that kind is there.
Does not know: whether the answer is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import text
from bot.asking import senses
from bot.asking.question import Kind, Question
from bot.asking.tokens import Token, function_words, word_set

_MONTH = (
    r"jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|febrero|fevrier|mar(?:ch|s|zo)|marz|apr(?:il)?|avril|abril|may|"
    r"mai|mayo|june?|juin|"
    r"juni|junio|july?|juillet|juli|julio|aug(?:ust)?|aout|agosto|sept(?:ember|embre|iembre)?|oct(?:ober|obre|"
    r"ubre)?|oktober|"
    r"nov(?:ember|embre|iembre)?|dec(?:ember|embre)?|dezember|diciembre|enero"
)
_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\w*|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"montag\w*|dienstag\w*|"
    r"mittwoch\w*|donnerstag\w*|freitag\w*|samstag\w*|sonnabend|sonntag\w*|lunes|martes|miercoles|jueves|"
    r"viernes|sabado|domingo"
)
_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)|half-?hours?|"
    r"secondes?|heures?|jours?|"
    r"semaines?|mois|ans?|annees?|sekunden?|minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|segundos?|"
    r"minutos?|horas?|dias?|"
    r"semanas?|mes(?:es)?|anos?)"
)
_VALUE = (
    r"(?:\d[\d.,]*(?:[ \u00a0\u202f]\d{3})*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|thirteen|"
    r"fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|hundred|half|several|few|couple of|dozens? of|"
    r"une?|deux|trois|quatre|"
    r"cinq|six|sept|huit|neuf|dix|onze|douze|quinze|eine[nrms]?|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|"
    r"zwolf|una?|dos|"
    r"tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince)"
)
_WHEN = re.compile(
    rf"\b(?:{_WEEKDAY}|(?:{_MONTH})\b(?:\.? \d)?|(?:1[5-9]|20)\d\d(?:s)?|\d\d?(?::\d\d| ?h ?\d\d)|"
    rf"\d\d? ?[ap]\.?m\b|\d\d? uhr|\d\d?h|"
    r"today|yesterday|tomorrow|tonight|midnight|noon|dawn|dusk|sunday|weekend|spring|summer|autumn|winter|"
    r"(?:this|last|next|new|first|second|third|fourth|final|coming|following|previous) (?:\w+ )?"
    r"(?:year|month|week|quarter|decade|century|morning|afternoon|evening|night|day|season|half)|"
    rf"(?:{_VALUE}) {_UNIT} (?:ago|later|earlier|after|before|from now)|in (?:\w+ )?(?:{_VALUE}) {_UNIT}|"
    r"hier|aujourd'hui|demain|matin|soir|nuit|printemps|ete|hiver|automne|midi|minuit|prochaine?|derniere?|"
    r"gestern|heute|morgen|abend|nacht|fruhjahr|fruhling|sommer|herbst|nachst\w+|vergangen\w+|"
    r"ayer|hoy|manana|noche|tarde|primavera|verano|otono|invierno|proxim[oa]|pasad[oa])\b"
)
_DURATION = re.compile(
    rf"\b{_VALUE}[ -](?:and a half |more |full |long |last )?{_UNIT}\b|\bfor (?:ever|life|good)\b|\b(?:until|"
    rf"till|bis|jusqu\w*|hasta)\b|"
    rf"\bevery (?:\w+ )?{_UNIT}\b|\b(?:hours|days|weeks|months|years|decades)-long\b|\b{_UNIT}-long\b|"
    rf"\bovernight\b|\ball (?:day|night)\b"
)
_MONEY = re.compile(
    rf"[$€£¥₹]\s?\d|\b(?:\d[\d.,]*(?:[ \u00a0\u202f]\d{{3}})*|{_VALUE})"
    r"(?:[\s-]?(?:thousand|million|billion|trillion|m|bn|tn|k|millions?|milliards?|"
    r"millionen|milliarden|"
    r"millones))?[\s-]?(?:d'|de )?(?:dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|kron\w+|crowns?|marks?|"
    r"florins?|dinars?|dirhams?|"
    r"pesos?|reais|rand|roubles?|rubles?|lira|shillings?|riyals?|won|baht|zloty|cents?|pence|usd|eur|gbp)\b|"
    r"\bfree of charge\b|\bfor free\b"
)
_FIGURE = re.compile(
    rf"\d|\b(?!(?:an?|une?|una|eine\w*)\b){_VALUE}\b|\b(?:quarter|third|half|double|doubled|twice|tripled|dozens?)\b"
)
_MEASURE = re.compile(
    rf"(?:\d[\d.,]*(?:[ \u00a0\u202f]\d{{3}})*|\b{_VALUE} )[\s-]?(?:(?:and a half|hundred|thousand|"
    rf"million|billion) )?(?:%|"
    rf"percent\w*|per cent|(?:basis )?points?|prozent|"
    r"pour cent|por ciento|kilomet\w+|centimet\w+|millimet\w+|met(?:re|er)\w*|feet|foot|inch\w*|miles?|km\b|"
    r"cm\b|m\b|knots|mph|kph|light-years?|degrees?|"
    r"hectares?|acres?|square|barrels?|lit(?:re|er)s?|gallons?|tons?|tonnes?|kilos?|kilogram\w*|kg|grams?|"
    r"pounds?|watts?|megawatts?|"
    rf"gigawatts?|times|times the|-?year-old|years? old|jahre alt|ans\b|anos|{_UNIT}|[ap]\.?m\b)|"
    rf"\d+[.,]\d(?!\d\d)|(?:,|aged) \d\d?\b|"
    r"\b(?:quarter|third|half|double[ds]?|twice|tripled|tenth)\b|[$€£¥]\s?\d|"
    rf"\b(?:\d[\d.,]*|{_VALUE})[ -](?:million|billion|trillion)\b"
)
_NUMBER = re.compile(
    rf"\d[\d.,]*(?:[ \u00a0\u202f]\d{{3}})*|\b(?!(?:an?|une?|una|eine\w*|half|several|few)\b){_VALUE}\b|"
    rf"\b(?:dozens|hundreds|thousands|"
    r"millions|no one|nobody|none|no|centaines?|milliers|dutzende|hunderte|tausende|cientos|miles|aucune?|keine?)\b"
)
_NOT_A_COUNT = re.compile(
    rf"[\s-]*(?:%|percent|per cent|prozent|por ciento|{_UNIT}\b|[ap]\.?m\b|o'clock|(?:million |"
    rf"billion )?(?:euros?|dollars?|pounds?|marks?|"
    r"francs?|florins?|dinars?)\b|kilomet\w+|met(?:re|er)s?|miles\b|degrees|tons?\b|tonnes?\b)"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|caused?|causing|since|so that|in order to|in protest|"
    r"in response|blam\w+|"
    r"citing|cited|sparked|prompted|triggered|led to|reasons?|lack of|failed|failure|fault\w*|parce qu\w+|en "
    r"raison|a cause|faute de|"
    r"suite a|car|afin de|grace a|weil|wegen|aufgrund|infolge|da|damit|grund|ursache|debido|porque|a causa|por "
    r"culpa|ya que|causa)\b"
)
_WEAK_REASON = re.compile(
    r"\b(?:after|following|over|amid|as|for|to (?!the\b|a\b|an\b)\w+|by|from|with|nach|apres|pour|tras|por|para|"
    r"um|zum)\b"
)
_PLACE_WORD = re.compile(
    r"\b(?P<how>in|at|near|outside|inside|off|on|from|to|across|along|into|onto|around|over|above|below|north|"
    r"south|east|west|"
    r"a|au|aux|dans|en|pres de|devant|de|am|im|bei|vor|nahe|nach|aus|auf|cerca de|desde|hacia)\s+"
    r"(?:(?:the|a|an|its|their|his|her|la|le|les|l'|un|une|der|dem|den|die|das|einem|einer|el|los|las|"
    r"una)\s+)?(?P<what>[^\W\d_][\w’'.-]*)",
    re.IGNORECASE,
)
_PREPOSITION = {"in": 1.0, "at": 1.0, "near": 1.0, "to": 0.9, "from": 0.93, "a": 1.0, "bei": 1.0, "en": 1.0}
_TITLES = word_set("""
    president minister secretary prime king queen pope general chancellor mr mrs ms dr sir foreign
""")
_PLACE_NOUN = word_set("""
    airport area bank base beach border bridge building camp capital castle centre center church city coast
    colliery country court courthouse district factory farm field forest harbour harbor headquarters home
    hospital hotel house island jail lake library market mine ministry mosque motel mountain museum office palace
    park plant port prison province region river road school sea ship shore square stadium station street temple
    theatre theater town university valley village warehouse kilometres miles ville village gare mairie hopital
    ecole stadt dorf bahnhof schule krankenhaus ciudad pueblo hospital escuela casa
""")
_PERSON = re.compile(
    r"\b(?:police|officers?|officials?|researchers?|scientists?|doctors?|students?|workers?|soldiers?|troops|"
    r"rescuers?|firefighters?|"
    r"protesters?|voters?|residents?|fishermen|fishing crew|farmers?|teachers?|engineers?|lawyers?|judges?|"
    r"ministers?|president|mayor|"
    r"governor|king|queen|director|captain|coach|thieves|gunm[ea]n|pirates|children|families|government|council|"
    r"parliament|company|"
    r"critics|experts|union|agency|group|charity|court|team|man|woman|men|women|boy|girl|crew)\b"
)
LONGEST = 1_200
"""Code points of a sentence that are searched: longer ones are tables or traps, and patterns must end in time."""
_SPEECH = senses.alike("say")
_QUOTE = re.compile(r"[“”«»„\"]|(?<!\w)['‘]\w")
NOT_NAMES = re.compile(rf"(?:{_WEEKDAY}|{_MONTH}|\d.*)", re.IGNORECASE)


def fit(asked: Question, sentence: str, tokens: Sequence[Token], places: Sequence[tuple[int, int]]) -> float:
    """0 to 1: how well the sentence holds the answer's kind, near the question's words at `places` (offsets in
    it)."""
    sentence = sentence[:LONGEST]
    sentence = _clauses(asked, sentence)
    fits = _fit(asked, sentence, tokens, places)
    return fits * _timely(asked, sentence) * _settled(asked, sentence) * _held(asked, sentence) if fits else 0.0


def _clauses(asked: Question, sentence: str) -> str:
    """The sentence with the clauses blanked that do not speak of whom is asked: what "A is to vote in June; B need
    not" says of A is no answer about B."""
    names = {t.word for t in asked.terms if t.name}
    clauses = sentence.split(";")
    ours = [bool(names & set(text.words(clause))) for clause in clauses]
    if all(ours) or not any(ours):
        return sentence
    return ";".join(c if own else " " * len(c) for c, own in zip(clauses, ours, strict=True))


_OFFICE = re.compile(
    r"\bwho (?:is|was|are|were) (?:the )?(?:\w+ )?(president|prime minister|premier|chancellor|king|queen|minister|"
    r"governor|leader|head) of (?:the )?(\w+)"
)
_NEARBY = 40


def _held(asked: Question, sentence: str) -> float:
    """Little where an office is named without its country beside it: there are many presidents."""
    office = _OFFICE.search(_lower(asked.printed)) if asked.kind is Kind.WHO else None
    if not office:
        return 1.0
    low = _lower(sentence)
    country = re.escape(office[2][:5])
    beside = rf"\b{country}\w*.{{0,{_NEARBY}}}\b{office[1]}\b|\b{office[1]}\b.{{0,{_NEARBY}}}\b{country}"
    return 1.0 if re.search(beside, low) else _BYGONE


_FORWARD = re.compile(
    r"\b(?:will|shall|'ll|would|going to|to be|(?:is|are|was|were|has|have) (?:\w+ )?(?:due|set|scheduled|expected|"
    r"planned|likely|to)|due|plan(?:s|ned)?|expect\w*|scheduled|until|next|tomorrow|not before|upcoming|coming|may|"
    r"might|could|promis\w+|from \d|wird|werden|soll(?:en|te)?|geplant|erwartet|kommende\w*|prevue?s?|devra\w*|doit|"
    r"doivent|prochaine?|proxim[oa]|preve|\w{3,}(?:ra|ront|ran))\b"
)
_PAST = re.compile(r"\b(?:was|were|had|did|won|led|lost|met|took|came|became|began|\w{2,}ed)\b")


def _timely(asked: Question, sentence: str) -> float:
    """Little where the future is asked for and the sentence tells only what has been."""
    if asked.kind not in (Kind.WHEN, Kind.WHO, Kind.WHERE):
        return 1.0
    low = _lower(sentence)
    if not asked.future:
        past = asked.kind is Kind.WHEN and _ASKED_PAST.search(_lower(asked.printed))
        ahead = _PERHAPS.search(low) or (_FORWARD.search(low) and not _PAST.search(low))
        return _BYGONE if past and ahead else 1.0
    return _BYGONE if _PAST.search(low) and not _FORWARD.search(low) else 1.0


_BYGONE = 0.35
_ASKED_PAST = re.compile(r"\bwhen (?:did|was|were)\b|\bquand (?:a|ont|est)\b|\bwann (?:war|hat|wurde)\b")
_PERHAPS = re.compile(r"\b(?:possibly|perhaps|may|might|potential(?:ly)?)\b")


def _settled(asked: Question, sentence: str) -> float:
    """Little where the sentence asks the same itself: "will choose which mills to shut" names no mills."""
    if not asked.sort:
        return 1.0
    low = _lower(sentence)
    return _BYGONE if any(re.search(rf"\b(?:which|what) {re.escape(w)}\b", low) for w in asked.sort) else 1.0


def _fit(asked: Question, sentence: str, tokens: Sequence[Token], places: Sequence[tuple[int, int]]) -> float:
    match asked.kind:
        case Kind.OPEN | Kind.YESNO:
            return 1.0
        case Kind.WHO:
            return _who(asked, sentence, places)
        case Kind.WHERE:
            return _where(asked, sentence, places)
        case Kind.WHY:
            return _why(sentence)
        case Kind.SAID:
            spoken = any(t.stem in _SPEECH or t.stem == "say" for t in tokens)
            return 1.0 if spoken else 0.8 if _QUOTE.search(sentence) else 0.0
        case Kind.MEASURE:
            return _near(_MANNERS.get(asked.manner, _MEASURE), sentence, places, asked)
        case Kind.COUNT:
            return _count(asked, sentence, tokens, places)
        case Kind.QUANTITY if asked.manner:
            return _near(_MANNERS[asked.manner], sentence, places, asked) or _LOOSELY * _near(
                _FIGURE, sentence, places, asked
            )
        case Kind.DURATION if asked.manner:
            # "How long is the crack" is asked of both time and space.
            return _near(_DURATION, sentence, places, asked) or _near(_LENGTH, sentence, places, asked)
        case _:
            return _near(_SPANS[asked.kind], sentence, places, asked)


_SPANS = {Kind.WHEN: _WHEN, Kind.DURATION: _DURATION, Kind.MONEY: _MONEY, Kind.QUANTITY: _FIGURE}
_LENGTH = re.compile(
    rf"(?:(?:\d[\d.,]*|\b{_VALUE})[\s-]?(?:(?:and a half|hundred|thousand|million|billion) )?(?:%|per ?cent\w*|"
    rf"points?|kilomet\w+|"
    r"centimet\w+|millimet\w+|met(?:re|er)\w*|feet|foot|inch\w*|miles?|km\b|cm\b|m\b|light-years?|hectares?|"
    r"acres?|square|times|"
    r"storeys|stories|floors|points)(?!\w| an? (?:hour|second|minute|day)| per )|[$€£]\s?\d)"
)
_AGE = re.compile(
    rf"(?:,|\baged) \d\d?\b|\b(?:\d[\d,]*|{_VALUE})(?:[ -](?:{_VALUE}))?[ -]?(?:years?\b|year-old|months?\b)|"
    rf"\bcentur(?:y|ies)\b|\bdecades\b"
)
_SPEED = re.compile(r"\d[\d.,]* ?(?:kilomet\w+|km|miles|knots|met\w+|mph|kph|times|percent|per cent|%)|\d\.\d")
_RATE = re.compile(
    rf"(?:\d[\d.,]*|\b{_VALUE})[\s-]?(?:%|per ?cent\w*|prozent\w*|pour cent|por ciento|(?:percentage |basis )?points?)|"
    rf"[$€£]\s?\d|\b(?:half|third|quarter|fifth|tenth)\b|\b{_VALUE} in {_VALUE}\b"
)
_BALLOT = re.compile(
    rf"\b{_VALUE}(?:[ -]?(?:to|-|–)[ -]?| (?:votes|against|of (?:the )?){{1,2}}){_VALUE}\b|\b{_VALUE} votes\b|unanim"
)
_MAGNITUDE = re.compile(r"\bmagnitude?[- ](?:of )?\d|\bstarke \d|\d[.,]\d[- ](?:magnitude|on the)")
_LOOSELY = 0.5
_MANNERS = {
    "rate": _RATE, "vote": _BALLOT, "magnitude": _MAGNITUDE,
    "old": _AGE, "far": _LENGTH, "tall": _LENGTH, "deep": _LENGTH, "wide": _LENGTH, "strong": _SPEED, "fast": _SPEED,
}  # fmt: skip


def _near(pattern: re.Pattern[str], sentence: str, places: Sequence[tuple[int, int]], asked: Question) -> float:
    """Full where the expression stands near a word of the question, less with distance; 0 where there is none."""
    told = {t.word for t in asked.terms}
    spans = [m.span() for m in pattern.finditer(_lower(sentence)) if m.group() not in told]
    if not spans:
        return 0.0
    gap = min((max(a - d, c - b, 0) for a, b in spans for c, d in places), default=200)
    if asked.manner == "old" and gap > _BESIDE:
        # An age belongs to whom it stands beside; any other is somebody else's.
        return 0.35
    return 1.0 if gap < 60 else 0.93 if gap < 120 else 0.85


def _lower(sentence: str) -> str:
    """Folded where that keeps offsets, else only lower-cased: places must stay comparable."""
    folded = text.fold(sentence)
    return folded if len(folded) == len(sentence) else sentence.lower()


_ANYBODY = frozenset(
    {"peopl", "person", "personn", "mensch", "gent", "victim", "men", "women", "man", "woman", "resid"}
)
_REACH = 32
"""Code points between a number and what it counts: "14 heavily armed men"."""


def _count(asked: Question, sentence: str, tokens: Sequence[Token], places: Sequence[tuple[int, int]]) -> float:
    """A number that stands before the thing counted, or, for people, beside what befell them."""
    low = _lower(sentence)
    held = {t.stem for t in tokens}
    wanted: set[str] = set()
    for stem in asked.counted:
        # "how many young fishermen": the second word counts only where the first is not there to be counted.
        wanted = {stem} | senses.alike(stem)
        if wanted & held:
            break
    nouns = [t for t in tokens if t.stem in wanted]
    numbers = [m.span() for m in _NUMBER.finditer(low) if not _a_year(m.group()) and _counts(low, m.end(), nouns)]
    people = bool(wanted & _ANYBODY)
    if people:
        # "a town of 22,000 people" does not say how many were killed: the number must stand by what befell them.
        befell = [p for p in places if p not in {(t.start, t.end) for t in nouns}] or places
        return 1.0 if any(max(a - d, c - b, 0) <= _REACH for a, b in numbers for c, d in befell) else 0.0
    if any(0 <= t.start - b <= _REACH for _, b in numbers for t in nouns):
        return 1.0
    if any(0 <= a - t.end <= 12 for a, _ in numbers for t in nouns):
        return 0.9
    return 0.0


def _counts(low: str, end: int, nouns: Sequence[Token]) -> bool:
    """False where the number measures something: percent, hours, money, unless that is what is asked for."""
    unit = _NOT_A_COUNT.match(low, end)
    return not unit or any(end <= t.start < unit.end() for t in nouns)


def _a_year(printed: str) -> bool:
    return bool(re.fullmatch(r"(?:1[5-9]|20)\d\d", printed.strip(" .,")))


_BESIDE = 12
"""Code points between a role and the name that fills it: "the captain, Ilse Dunmore"."""


def _who(asked: Question, sentence: str, places: Sequence[tuple[int, int]]) -> float:
    told = {t.word for t in asked.terms}
    for name in text.names(sentence):
        parts = [
            w for w in text.words(name) if w not in function_words("en") and w not in function_words(asked.language)
        ]
        if not parts or NOT_NAMES.fullmatch(parts[0]) or told & set(parts):
            continue
        at = sentence.find(name)
        if asked.sort and sentence[at + len(name) : at + len(name) + 2] in ("'s", "’s"):
            # "Norrum Steel's biggest shareholder" names no shareholder.
            continue
        if asked.manner != "name":
            return 1.0
        if len(parts) > 1 and any(max(at - d, c - at - len(name), 0) <= _BESIDE for c, d in places):
            return 1.0
    if asked.manner in ("name", "identity"):
        return 0.0
    return 0.9 if any(m.group() not in told for m in _PERSON.finditer(_lower(sentence))) else 0.0


def _where(asked: Question, sentence: str, places: Sequence[tuple[int, int]]) -> float:
    """Best where a place named by "in" or "at" stands near a word of the question."""
    told = {t.word for t in asked.terms}
    best = 0.0
    for match in _PLACE_WORD.finditer(sentence):
        named = text.names(sentence[match.start("what") : match.start("what") + 60])
        run = set(text.words(named[0])) if match["what"][:1].isupper() and named else {text.fold(match["what"])}
        if run & (told | _TITLES) or NOT_NAMES.fullmatch(text.fold(match["what"]).strip(".'’-")):
            continue
        proper = match["what"][:1].isupper() and asked.language != "de"
        phrase = set(text.words(sentence[match.start() : match.start() + 45]))
        value = 1.0 if proper else 0.95 if match["what"][:1].isupper() or phrase & _PLACE_NOUN else 0.0
        gap = min((max(match.start() - d, c - match.end(), 0) for c, d in places), default=200)
        best = max(
            best,
            value * (1.0 if gap < 30 else 0.95 if gap < 80 else 0.85) * _PREPOSITION.get(match["how"].lower(), 0.97),
        )
    if asked.kind is Kind.WHERE and re.search(r"\b(?:which|what)\b", asked.printed, re.IGNORECASE):
        # "Which city was chosen?" is answered by a name in any position.
        best = max(best, 0.9 * (_who(asked, sentence, places) == 1.0))
    return best


def _why(sentence: str) -> float:
    low = _lower(sentence)
    return 1.0 if _REASON.search(low) else 0.85 if _WEAK_REASON.search(low) else 0.35
