"""How hard a piece of news is: a decision, a figure, a consequence, a next step; or colour and reaction.

Works on: one sentence.
Comes in: the sentence as printed.
Goes out: what speaks for adding it to a brief and what speaks against, as numbers that are compared.
Does not know: the story, what is already told.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot import text

_DECISION = re.compile(
    r"\b(?:arrest|charg|convict|sentenc|acquit|appeal|su(?:e|es|ed|ing)\b|lawsuit|order(?:ed|s)\b|bann?(?:ed|s)?\b|"
    r"approv|reject|sign(?:ed|s)\b|veto|resign|dismiss|sack|appoint|elect(?:ed|s)\b|announc|cancel|suspend|clos(?:e|"
    r"ed|es)\b|"
    r"shut|reopen|recall|withdr|evacuat|launch|rais(?:ed|es)\b|cut(?:s)?\b|lower(?:ed|s)\b|buy|bought|sell|sold|"
    r"agree|pledg|refund|compensat|fin(?:ed|es)\b|investigat|inquiry|open(?:ed|s) an?\b|rul(?:ed|es|e) (?:out|that|on)|"
    r"resum|halt|ground(?:ed|s)\b|seiz|deploy|declar|impos|propos|vote(?:d|s)?\b|oppos|contain(?:ed|s)\b|rescued|"
    r"brought out|told (?:on \w+ )?to|marked|swor[en]|mediat|takes? over|fell\b|rose\b|plung|climbed|jumped|"
    r"will (?:meet|be held|pay|receive|carry|"
    r"take)|stationed|angekündigt|kündigte|beschl(?:oss|ossen)|verurteilt|festgenommen|gesperrt|geschlossen|"
    r"ermittelt|klag(?:t|en)\b|"
    r"annoncé|fermé|arrêté|condamn|promulgu|adopt|rejet|restera|restaront|resteront|anunci|recurr|cancel|cerr|deten|"
    r"conden|"
    r"aprob|rechaz|reunir|desaloj)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:will|is to|are to|due|set (?:to|for)|expected|from|may|must|begin(?:s|ning)?|starts?|who vote|wird|"
    r"werden|bleibt|sera|seront|"
    r"reste(?:ra|ront)|promulguera|será|volverán|reunir\w*)\b.{0,80}?\b(?:\d{1,2} (?:January|February|March|April|"
    r"May|June|July|August|"
    r"September|October|November|December)|(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)(?: \d{1,2})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow|(?:next|the) (?:week|"
    r"month|year)|"
    r"(?:\w+ )?(?:days|weeks)|20\d\d|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|lundi|mardi|"
    r"mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b"
)
_WILL = re.compile(r"\b(?:will|is to|are to|wird|werden)\b")
_ACTOR = re.compile(
    r"\b(?:minist\w+|government|cabinet|court|judges?|police|prosecutors?|company|union|council|president|premier|"
    r"chancellor|parliament|senate|assembly|authority|agency|commission|central bank|regulator|coast guard|fund|"
    r"hospital|federation|chamber|navy|army|governor|mayor|shareholders?|investors?|insurers?|rescuers|engineers|"
    r"Polizei|Regierung|Gericht|police|gouvernement|tribunal|préfecture|policía|gobierno|sindicato)\b",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"\b(?:bakery|café|cafe|restaurant|organist|choir|band|tubas?|guitar\w*|piano|soup|bananas?|flowers?|candle\w*|"
    r"poster|photograph|posters|wore|wearing|dressed|coat|hat|tie|socks|shoes|dog|dogs|cats?|pigs?|pigeons?|bees|"
    r"hugged|wept|weeping|embraced|smiled|laughed|sang|singing|danced|applauded|cheer(?:ed|ing)|shouted|whispered|"
    r"silent|sipp\w+|breakfast|coffee|tea\b|cake|biscuits?|eels|mats|lunch|suitcases|hymn|jok(?:e|ed|ing)|"
    r"gallery|playing cards|tribunes|cravate|brioches?|boulang\w+|globos|suppe|kartoffelsuppe|grill\w+|schuhe|"
    r"zapatos|panader\w+|chien|perro|hund|departure board|spent the night|slept|crowd(?:ed)? outside|in tears|tears)\b",
    re.IGNORECASE,
)
_PASSER_BY = re.compile(
    r"^(?:One|An?|Two|Three|Some) (?:[\w-]+ )?(?:supporters?|fans?|passengers?|customers?|visitors?|neighbours?|"
    r"shoppers?|commuters?|"
    r"pensioners?|travell?ers?|bystanders?|woman|retired \w+) (?!(?:was|were) (?:killed|arrested|injured|charged|"
    r"hurt))|"
    r"[\w’'-]+, (?:aged )?\d{1,2}, (?:a |an |who |said|says|told|was|had|from|works|lives)"
)
_FORMERLY = re.compile(
    r"^[^,“\"]{0,60}?\bhad (?!been (?:arrested|charged|killed))(?:\w+ed|been|stood|made|taken|sold)\b"
)
_REACTION = re.compile(
    r"\b(?:disappoint\w*|welcom(?:ed|es)|prais(?:ed|es)|thank(?:ed|s)|congratulat\w+|hail(?:ed|s)|condolences?|"
    r"shock(?:ed)?|"
    r"saddened|delighted|proud|grateful|heartbroken|called it|reacted?|react|prayers?|hop(?:ed|es) (?:that|the)|"
    r"complain(?:ed|s)?|lament\w*|good day|bad day|warned against|mourn\w*|expressed|reiterat\w+|underscor\w+|vowed|"
    r"advised|highlights?)\b",
    re.IGNORECASE,
)
_MUSING = re.compile(
    r"\b(?:owes? (?:her|his|its|their)|less to|hope the|hopes? will|may help|is known for|could mean|"
    r"some say|reopened the matter|question|marks? a|signal(?:s|ling)|indicat(?:es?|ing)|amid|backdrop|complex\w+|"
    r"has been (?:mayor|in office))\b",
    re.IGNORECASE,
)
_DEED = 0.3
_FIGURE = 0.25
_STEP = 0.3
_WHO = 0.12
_SOFT = 0.6
_REACTS = 0.4


@lru_cache(maxsize=8_192)
def hardness(sentence: str) -> float:
    """About -1 for colour and reaction to 1 for a decision with figures and a date."""
    plain = _QUOTED.sub(" ", sentence)
    made = _DEED * bool(_DECISION.search(plain)) + _WHO * bool(_ACTOR.search(plain)) + _STEP * bool(_NEXT.search(plain))
    made += 0.1 * bool(_WILL.search(plain)) + _FIGURE * bool(figures(plain))
    against = (
        _REACTS * bool(_REACTION.search(plain))
        + 0.45 * bool(_MUSING.search(plain))
        + 0.25 * bool(_FORMERLY.search(plain))
        + 0.2 * (plain != sentence)
    )
    return made - against - _SOFT * is_colour(sentence)


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|‘[^’]{8,}’(?!\w)")


@lru_cache(maxsize=8_192)
def is_colour(sentence: str) -> bool:
    """True for what paints the scene, or lets a passer-by speak."""
    return bool(_COLOUR.search(sentence) or _PASSER_BY.search(sentence))


def figures(sentence: str) -> frozenset[float]:
    """The quantities a sentence prints, years and ordinals left out."""
    found = text.numbers(sentence)
    return frozenset(n.value for n in found if n.kind in ("count", "money", "share") and n.value > 1)
