"""What a question asks for.

Works on: one question, in English, French, German or Spanish; any text at all may come.
Comes in: the words a reader typed.
Goes out: the kind of answer a passage must carry, and the words it must be about, each with its weight.
Does not know: the articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot import text
from bot.asking import parts, senses
from bot.asking.tokens import Token, function_words, telling, word_set

LONGEST = 600
"""Code points of a question that are read: what comes after is no question."""


class Kind(StrEnum):
    """The answer a question wants."""

    WHEN = "a date or time"
    DURATION = "a length of time"
    COUNT = "a number"
    QUANTITY = "a figure"
    MEASURE = "a measure"
    MONEY = "an amount of money"
    WHO = "a name"
    WHERE = "a place"
    WHY = "a reason"
    SAID = "a statement"
    YESNO = "yes or no"
    OPEN = "an answer"


FIGURES = frozenset({Kind.COUNT, Kind.QUANTITY, Kind.MEASURE, Kind.MONEY})
"""Kinds of answer that a later report may correct."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word a passage must be about. `weight` is what it tells; a `name` or number is hard to do without."""

    word: str
    stem: str
    weight: float
    name: bool = False
    implied: bool = False
    """True where the kind of answer says it already: what costs has a price."""
    topic: bool = False
    """True where it says about what is asked, not what: a passage may leave it to its article."""

    laid: bool = False
    """True for whom a figure is laid upon: "tariffs on **Japan**" must be said of Japan itself."""

    @property
    def telling(self) -> bool:
        """True where it says what is asked, and no article's topic stands in for it."""
        return self.weight >= 1.0 and not (self.topic or self.name or self.implied)

    @property
    def number(self) -> bool:
        return self.stem[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read: `counted` are the stems a number must stand by, `language` two letters."""

    printed: str
    language: str
    kind: Kind
    terms: tuple[Term, ...]
    counted: tuple[str, ...] = ()
    manner: str = ""
    """The word after "how" that names a measure: "old", "deep"; "name" where a name itself is asked for."""
    future: bool = False
    """True where what has yet to happen is asked for."""
    sort: frozenset[str] = frozenset()
    """Words that name the sort of answer: "which **shareholder**"."""


_MONEY = (
    r"\b(?:costs?|pay\w*|paid|ransom|worth|spen[dt]|price|money|fine[ds]?|reward|sell|sold|buy|bought|salary|earn\w*|"
    r"rais\w+|"
    r"invest\w*|tax|funding|compensation|aid|donat\w+|budget|damages?|debts?|loss|losses|lend|loan)\b"
)
_VOTED = r"\bhow (?:did|do|does|have|has) .*\bvoted?\b|\bby how many votes\b"
_UNITS_OF_TIME = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?)"
_FRAMES: dict[str, tuple[tuple[str, Kind], ...]] = {
    "en": (
        (rf"\bhow (?:long|many (?:more )?{_UNITS_OF_TIME})\b", Kind.DURATION),
        (r"\bhow many\b", Kind.COUNT),
        (rf"\bhow much\b.*{_MONEY}|\b(?:what|which) (?:price|sum|salary)\b|\bwhat(?: is| was|'s)? the (?:cost|"
         rf"price|value)\b",
         Kind.MONEY),
        (_VOTED, Kind.QUANTITY),
        (r"\bhow often\b|\bwhat (?:is|was|were|are) the (?:current |new |final |latest )?(?:turnout|death toll|"
         r"toll|interest rate|inflation|"
         r"unemployment|score|speed|magnitude|tariff|duty|levy|tax|fee|limit|ceiling|population|budget|margin|temperature|length|height|depth|result)\b|"
         r"\bwhat (?:pay |wage |price )?(?:rise|increase|cut|turnout|margin)\b", Kind.QUANTITY),
        (
            r"\bhow (?:much|far|fast|old|big|large|high|tall|deep|wide|heavy|strong|hot|cold|close|steep)\b",
            Kind.MEASURE,
        ),
        (r"\b(?:what|which) (?:percent\w*|share|proportion|number|rate|fraction|speed|magnitude|age|size|score)\b",
         Kind.QUANTITY),
        (r"\bwhen\b|\b(?:what|which) (?:time|date|day|year|month|week|season|century|decade)\b", Kind.WHEN),
        (r"\bwhere\b|\b(?:what|which) (?:city|country|town|place|village|region|state|province|island|street|"
         r"location)\b",
         Kind.WHERE),
        (r"\bwhy\b|\bhow come\b|\bwhat (?:caused?|led to|prompted|triggered|sparked)\b|\b(?:cause|reason)s? "
         r"(?:of|for|behind)\b",
         Kind.WHY),
        (r"\bwhat (?:did|does|do|has|have|had) .*\b(?:say|said|tell|told|warn\w*|claim\w*|announce\w*|stat\w+|"
         r"remark\w*|"
         r"comment\w*|argue\w*|think|suggest\w*)\b|\bhow (?:did|does|has) .*\b(?:describ\w+|respond\w*|react\w*|"
         r"comment\w*)\b",
         Kind.SAID),
        (r"\bwho(?:m|se)?\b|\bwhat (?:is|are|was|were) the names?\b|\b(?:what|which) (?:\w+ ){0,2}"
         r"(?:person|man|woman|minister|"
         r"official|politician|company|companies|firm|\w+(?:owner|holder|maker)|deputy|party|parties|club|team|newspaper|agency|union|"
         r"airline|actor|player|author|singer|judges?|leader|candidate|organi[sz]ation|institute|university|ship|river|"
         r"critic|scientist)\b", Kind.WHO),
        (r"^(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b", Kind.YESNO),
    ),
    "fr": (
        (r"\bcombien de (?:temps|jours|heures|minutes|mois|semaines|annees|ans)\b|\bdepuis combien\b", Kind.DURATION),
        (r"\bcombien (?:de |d')", Kind.COUNT),
        (r"\bcombien\b.*\b(?:cout\w*|pay\w*|vaut|depens\w*)|\bquel(?:le)? (?:prix|somme|montant)\b", Kind.MONEY),
        (r"\bcombien\b|\bquel (?:pourcentage|taux|age)\b", Kind.QUANTITY),
        (r"\bquand\b|\bquel(?:le)? (?:jour|date|heure|annee|mois)\b", Kind.WHEN),
        (r"\bou\b(?=.*(?:-t-|-il|-elle|\best|\bsont|\ba\b|\bont))|\bquelle (?:ville|region)\b|\bquel (?:pays|"
         r"lieu|endroit)\b",
         Kind.WHERE),
        (r"\bpourquoi\b|\bquelle (?:est|etait) la cause\b", Kind.WHY),
        (r"\b(?:qu'a|qu'ont|que dit|qu'est-ce qu).*\b(?:dit|declare|affirme|annonce|dire)\b|\bque dit\b", Kind.SAID),
        (r"\bqui\b", Kind.WHO),
        (r"^est-ce que\b", Kind.YESNO),
    ),
    "de": (
        (r"\bwie ?lange\b|\bwie viele (?:tage|stunden|minuten|wochen|monate|jahre)\b", Kind.DURATION),
        (r"\bwie ?viele?\b.*\b(?:kost\w*|bezahl\w*|euro|geld|wert)\b|\bwas kostet\w*\b", Kind.MONEY),
        (r"\bwie ?viele\b", Kind.COUNT),
        (r"\bwie (?:viel|hoch|weit|schnell|alt|gross|tief|stark)\b", Kind.QUANTITY),
        (r"\bwann\b|\ban welchem tag\b|\bin welchem (?:jahr|monat)\b", Kind.WHEN),
        (r"\bwo(?:hin|her)?\b|\bin welche[rm] (?:stadt|land|ort)\b", Kind.WHERE),
        (r"\bwarum\b|\bweshalb\b|\bwieso\b|\bwas (?:war|ist) (?:die ursache|der grund)\b", Kind.WHY),
        (r"\bwas .*\b(?:sagte|sagt|sagen|gesagt|erklarte)\b", Kind.SAID),
        (r"\bwe(?:r|n|m|ssen)\b", Kind.WHO),
        (r"^(?:ist|sind|war|waren|hat|haben|wird|werden|wurde|wurden|kann)\b", Kind.YESNO),
    ),
    "es": (
        (r"\bcuanto (?:tiempo|dura|duro)\b|\bcuant[oa]s (?:dias|horas|minutos|meses|semanas|anos)\b", Kind.DURATION),
        (r"\bcuant[oa]s\b", Kind.COUNT),
        (r"\bcuanto\b.*\b(?:cuesta|costo|pag\w+|vale|dinero|cost\w+)\b", Kind.MONEY),
        (r"\bcuant[oa]\b|\bque porcentaje\b", Kind.QUANTITY),
        (r"\bcuando\b|\bque (?:dia|fecha|hora|ano|mes)\b", Kind.WHEN),
        (r"\b(?:a|de )?donde\b|\bque (?:ciudad|pais|lugar)\b", Kind.WHERE),
        (r"\bpor que\b|\bcual (?:es|fue) la causa\b", Kind.WHY),
        (r"\bque (?:dijo|dice|ha dicho|afirmo|declaro)\b", Kind.SAID),
        (r"\bquien(?:es)?\b", Kind.WHO),
    ),
}  # fmt: skip
_PATTERNS = {lang: [(re.compile(p), kind) for p, kind in rows] for lang, rows in _FRAMES.items()}

_SCAFFOLD = word_set("""
    much many long far time date day year month week happen occur place name kind type sort amount number
    percentag percent share proport caus reason behind led come big larg high tall deep old fast wide often tell
    take place event temp temps combien jour heur dat ursach grund tiemp dia fech exact total overal know inform
    articl stori
""")
"""Stems that frame a question and need not stand in its answer."""
_IMPLIED = {
    Kind.DURATION: word_set("""
    last take stay continu dur dauert dauer bleibt bleib keep hold spend
"""),
    Kind.COUNT: word_set("""
    peopl person personn habit mensch gent
"""),
    Kind.MONEY: word_set("""
    cost price worth pay valu money spend cout prix kost preis cuest cost vale
"""),
}
"""Stems that the kind of answer says already: a sum of money is what a thing costs."""
_NARROW = frozenset({"identity", "magnitude"})
"""Manners that no word of the question says for them."""
_VOTERS = word_set("member council deputi lawmak mp vote")
_LIGHT = word_set("""
    say do make get go becom give take take_part particip have use play peopl person man men thing someth say dit
    dijo sagt sagen decir dire gens personn mensch person gent famili new current accord involv report way first
    main bring back materi member
""")
"""Stems that tell little: a passage may do without them at a small price."""


_TOPICAL = 0.7


def read(question: str, fallback: str = "en") -> Question:
    """The question analysed; `fallback` is the language taken where its words do not show one. Never raises."""
    printed = text.clean(question[: 4 * LONGEST])[:LONGEST]
    language = _language(printed, fallback)
    folded = text.fold(printed).strip(" ¿?¡!.")
    kind = _kind(folded, language)
    every = telling(printed, language)
    manner = _manner(folded, kind)
    tokens = [t for t in every if t.stem not in _SCAFFOLD] or every
    roles = _roles(printed, tokens, kind, manner, language)
    terms = tuple(dict.fromkeys(_term(t, printed, language, roles) for t in tokens))
    counted = _counted(printed, folded, language) if kind is Kind.COUNT else ()
    return Question(printed, language, kind, _unphrased(terms), counted, manner, parts.future(printed), roles.sort)


class _Roles(NamedTuple):
    """What the words of a question do in it: stems implied by its kind, words of its sort, places of the rest."""

    implied: frozenset[str]
    sort: frozenset[str]
    topics: frozenset[int]
    laid: range


def _roles(printed: str, tokens: Sequence[Token], kind: Kind, manner: str, language: str) -> _Roles:
    implied = _IMPLIED.get(kind, frozenset()) | {t.stem for t in telling(manner, language) if manner not in _NARROW}
    if manner == "vote":
        implied |= _VOTERS
    # What is said has a speaker, and a price a thing: neither may stand elsewhere in the article.
    topics = parts.topics(printed, tokens, implied | _LIGHT, language, subjects=kind is not Kind.MONEY)
    if kind is Kind.SAID:
        implied |= senses.alike("say") | {"say"}
        topics = frozenset()
    if language != "en":
        return _Roles(implied, frozenset(), topics, range(0))
    return _Roles(implied, parts.kinds(printed), topics, parts.laid(printed))


def _language(printed: str, fallback: str) -> str:
    """The language most of its function words belong to; a question word settles a tie."""
    found = text.fold(printed)
    tokens = re.findall(r"[^\W_]+", found)
    scores = {lang: sum(t in function_words(lang) for t in tokens) for lang in _PATTERNS}
    for lang in _PATTERNS:
        scores[lang] += 2 * any(p.search(found) for p, _ in _PATTERNS[lang][:-1]) + (lang == fallback)
    best = max(scores, key=lambda lang: scores[lang])
    return best if scores[best] > 1 or fallback in _PATTERNS else fallback


_RATE = re.compile(
    r"\b(?:rise|increase|cut|turnout|rate|share|percent\w*|proportion|inflation|unemployment|margin|raise|premium|tariffs?|duty|levy)\b"
)


def _manner(folded: str, kind: Kind) -> str:
    """A narrower sort of figure or name than the kind says, "" where there is none."""
    if kind is Kind.MEASURE:
        match = re.search(r"\bhow (\w+)", folded)
        return match[1] if match else ""
    if kind is Kind.QUANTITY:
        if re.search(r"\bmagnitude\b", folded):
            return "magnitude"
        return "vote" if re.search(_VOTED, folded) else "rate" if _RATE.search(folded) else ""
    if kind is Kind.DURATION:
        return "length" if re.search(r"\bhow long (?:is|are|was|were)\b", folded) else ""
    if kind is Kind.WHO and re.match(r"who (?:is|was|are|were) the \w+(?: \w+)? (?:of|in|at)\b", folded):
        return "identity"
    return "name" if kind is Kind.WHO and re.search(r"\bthe names?\b", folded) else ""


def _kind(folded: str, language: str) -> Kind:
    for pattern, kind in _PATTERNS.get(language, _PATTERNS["en"]):
        match = pattern.search(folded)
        if match:
            return kind
    return Kind.OPEN


def _term(token: Token, printed: str, language: str, roles: _Roles) -> Term:
    word = printed[token.start : token.end]
    opening = not printed[: token.start].strip(" ¿¡\"'“«")
    # German writes every noun with a capital: there it tells nothing.
    name = word[:1].isupper() and not opening and language != "de"
    weight = 1.5 if name else 1.4 if token.stem[:1].isdigit() else 1.0
    laid = token.start in roles.laid
    implied, topic = token.stem in roles.implied, token.start in roles.topics and not laid
    if not name and (implied or token.stem in _LIGHT or word.lower() in roles.sort):
        # "Which newspaper ..." asks for one: the answer need not say the word.
        weight = 0.4
    elif topic and not name:
        weight = _TOPICAL
    return Term(text.fold(word), token.stem, weight, name, implied, topic, laid)


def _unphrased(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Where a two-word verb was read, its halves are not words of their own."""
    halves = {half for t in terms if "_" in t.stem for half in t.stem.split("_")}
    return tuple(t for t in terms if t.stem not in halves)


def _counted(printed: str, folded: str, language: str) -> tuple[str, ...]:
    """Stems of the one or two words after "how many": what the number must count."""
    after = re.search(r"(?:how many|combien d[e']|wie ?viele|cuant[oa]s)\s*(?:of the |of |more )?(.*)", folded)
    run: list[str] = []
    for word in re.findall(r"[^\W_]+", after[1] if after else "")[:3]:
        if word in function_words(language):
            break
        run.append(word)
    return tuple(t.stem for t in telling(" ".join(run[:2]), language))
