"""What kind of thing happened: a quake and a strike in one country are two stories, whatever names they share.

Works on: a headline and the first sentence under it.
Comes in: strings as printed, in English, German, French or Spanish.
Goes out: kinds out of a closed list ("quake", "walkout"), and whether two sets of them can be one event.
Does not know: where or when it happened, the rest of the text, other articles.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.text import fold

_KINDS = {
    "hack": r"ransomware|hack(?:ed|ers?|ing)|cyber-?attacks?|cyberangriff|hackerangriff|cyberattaque|ciberataque",
    "quake": r"earthquakes?|quakes?|tremors?|aftershocks?|erdbeben|nachbeben|beben|seismes?|terremotos?"
    r"|sismos?|tsunamis?",
    "flood": r"floods?|flooded|flooding|floodwaters?|deluge|hochwasser|uberschwemmung(?:en)?|inondations?|crues?"
    r"|inundacion(?:es)?|riadas?",
    "storm": r"hurricanes?|typhoons?|cyclones?|tornado(?:es)?|orkan|wirbelsturm|ouragan|huracan|tormenta",
    "slide": r"landslides?|mudslides?|avalanches?|rockfalls?|roof falls?|erdrutsch|lawine|avalancha|alud"
    r"|glissement de terrain",
    "eruption": r"erupts?|erupted|eruptions?|volcano|volcan|vulkan|ausbruch des vulkans",
    "fire": r"wildfires?|bushfires?|blaze|(?:house|forest|hotel|factory|cathedral|warehouse|battery) fires?"
    r"|fire (?:destroys|guts"
    r"|kills|rips|sweeps|tears)|waldbrand|grossbrand|brand|incendies?|incendios?",
    "blast": r"explosions?|explodes?|exploded|gas blasts?|blasts?|bomb(?:ing|ings|s)?|explosion(?:en)?"
    r"|explosiones|atentado",
    "wreck": r"ferry|ferries|capsizes?|capsized|shipwreck|runs? aground|ran aground|trawler|sinks off"
    r"|fahrungluck|kentert|naufrage"
    r"|naufragio|chavire",
    "crash": r"(?:train|bus|coach|plane|car|helicopter|lorry|truck|jet|tram) (?:crash(?:es|ed)?|plunges"
    r"|overturns|collides?|derails?)"
    r"|derail(?:s|ed|ment)?|collision|collides?|pile-?up|flugzeugabsturz|zugungluck|deraillement|accidente"
    r"|choque|descarrila\w*",
    "attack": r"(?:drone|air|missile|knife|gun) (?:strikes?|attacks?|raids?)|stabb(?:ing|ed)|shooting"
    r"|gunman|gunmen|airstrikes?"
    r"|messerangriff|luftangriff|fusillade|tiroteo|bombardeos?",
    "theft": r"thieves|theft|heist|burgl\w+|robbery|robbers?|stolen|gestohlen|diebstahl|raub|vol de|robo",
    "walkout": r"walk-?outs?|walks? out (?:for|over)|stoppages?|industrial action|(?:pilots|drivers|nurses"
    r"|teachers|doctors"
    r"|dockers|miners|rail|train|bus|tube|postal|general|hour|day|week|labour|pay)'?s?'? strikes?"
    r"|strikes? (?:over|for (?:better|higher|more)|by|begins|ends|enters|vote|action|threat|ballot)|on strike"
    r"|(?:begin|start|call|end|threaten|stage)s? (?:an? )?(?:\S+ )?strike"
    r"|(?:\w*)streik\w*|ausstand|warnstreik|greves?|huelga",
    "outbreak": r"outbreaks?|measles|cholera|ebola|dengue|epidemic|epidemie|ausbruch|brote de|masern"
    r"|rougeole|sarampion|colera",
    "ballot": r"elections?|elects|elected|run-?off|presidency|wahl|wahlen|stichwahl|scrutin"
    r"|elecciones"
    r"|segunda vuelta|second tour",
    "verdict": r"jailed|convict(?:ed|ion|s)|sentenced|found guilty|guilty of|acquitt(?:ed|al)|verdict"
    r"|verurteilt|condamnee?s?"
    r"|condenad[oa]s?",
    "recall": r"recall(?:s|ed|ing)?|ruckruf|ruft .{3,40} zuruck|rappelle|retira del mercado",
    "layoffs": r"job (?:losses|cuts)|lay-?offs?|cut(?:s|ting)? [\d,.]+ jobs|(?:close"
    r"|shut)s? (?:its )?(?:\w+ )?(?:plant|factory)"
    r"|stellenabbau|licenciements|despidos",
    "takeover": r"takeovers?|mergers?|to buy|acquires?|acquisition|ubernimmt|ubernahme|fusion|rachete"
    r"|rachat|compra de|adquiere",
    "rates": r"(?:interest|key|lending|bank) rates?|(?:cuts?|raises?|lifts?|holds?) rates|rate (?:cut|rise"
    r"|hike)s?|leitzins\w*"
    r"|taux directeurs?|tipos de interes|tasas? de interes",
    "launch": r"(?:releases?|released|unveils?|unveiled|launch(?:es|ed)?|goes on sale"
    r"|is out)\b.{0,50}\b(?:models?|app|chatbot"
    r"|software|version|chip|console|phone|weights|assistant)|[a-z]+ \d+ (?:chatbot|model)?\s?(?:goes on sale"
    r"|is out|arrives)"
    r"|bringt [a-z]+ \d|(?:lance|lanza|presenta|devoile|veroffentlicht) [a-z]+ \d",
    "breach": r"jail-?br(?:eak\w*|oken)|break(?:s|ing)? safety|safety rules|safeguards|guardrails|bypass\w*"
    r"|tricks? .{3,40} into"
    r"|enganan al?|burlan|contourn\w+|sicherheitsregeln",
    "injury": r"(?:out of|quits?|misses?|withdraws? from|pulls? out of)\b.{0,50}\b(?:injur(?:y|ed)|wrist|knee"
    r"|ankle|hamstring"
    r"|shoulder)|(?:injury|wrist|knee|ankle|hamstring|shoulder) (?:problem|injury)|verletzung(?:spause)?"
    r"|forfait|lesion",
    "triumph": r"(?:wins?|takes?|lifts?|claims?|retains?)\b.{0,40}\b(?:open|title|cup|trophy|masters|crown"
    r"|championship)"
    r"|first .{2,30} title|campeon(?:a)?|remporte le|gewinnt (?:den|die|das) .{0,30}(?:titel|pokal|turnier)",
    "truce": r"cease-?fires?|truce|peace (?:talks|deal)|waffenruhe|cessez-le-feu|alto el fuego|tregua",
}  # fmt: skip
_FOUND = re.compile("|".join(rf"(?P<{kind}>\b(?:{listed})\b)" for kind, listed in _KINDS.items()))
_RELATED = (
    {"quake", "slide", "eruption"}, {"flood", "storm", "slide", "wreck"}, {"fire", "blast", "eruption"},
    {"fire", "recall"}, {"fire", "storm"}, {"blast", "attack", "truce"}, {"fire", "crash", "blast"},
    {"layoffs", "takeover"}, {"layoffs", "walkout"}, {"fire", "blast", "wreck"}, {"crash", "wreck"},
    {"attack", "theft"}, {"breach", "hack"}, {"launch", "takeover"},
)  # fmt: skip
_AFTERMATH = frozenset({"verdict", "truce"})
"""What any event may come to be about later."""
_LEDE = 220


def kinds(headline: str, lede: str) -> tuple[str, ...]:
    """Kinds a headline names; where it names none, those of the first sentence. At most three, in order."""
    return _named(headline) or _named(re.split(r"(?<=[a-z])[.!?](?:\s|$)", lede[:_LEDE], maxsplit=1)[0])


def _named(printed: str) -> tuple[str, ...]:
    found = (match.lastgroup or "" for match in _FOUND.finditer(fold(printed)))
    return tuple(dict.fromkeys(kind for kind in found if kind))[:3]


def differ(ours: Collection[str], theirs: Collection[str]) -> bool:
    """True where both name a kind, and none of one's can be part of an event of the other's."""
    if not ours or not theirs or _AFTERMATH.intersection([*ours, *theirs]):
        return False
    return not any(a == b or any(a in group and b in group for group in _RELATED) for a in ours for b in theirs)
