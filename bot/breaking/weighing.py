"""How grave a story sounds where no single act is named: kinds of words that only together weigh enough.

Works on: one report's text, folded, in English, German, French and Spanish.
Comes in: the text; the kinds that all reports of a story hold together.
Goes out: the kinds of words it holds; whether kinds together make a sign.
Does not know: what exactly happened.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.breaking.acts import SENIOR, TOP, WIDE
from bot.breaking.verdict import Sign

_KINDS = {
    "danger": r"explo(?:sion|sions|des?|ded)|blasts?|bomb(?:s|ing|ed)?|attack(?:s|ed|ers?)?|gunm[ae]n|gunfire|shots"
    r"|shooting|shot|stabb\w+|nerve agent|poison\w*|toxic|fumes|fire|blaze|flames|smoke|inferno|landslide"
    r"|mudslide|mud|avalanche|flood\w*|deluge|quake|earthquake|tremor|storm surge|hurricane|tornado|cyclone"
    r"|eruption|lava|derail\w*|crash\w*|collision|capsiz\w*|sank|sinking|wreck\w*|collaps\w*|stampede|crush"
    r"|hostage\w*|kidnap\w*|massacre|ambush|raid|missiles?|drones?|shelling|leak|rupture|burst|plung\w+"
    r"|explosion\w*|explodier\w*|bombe\w*|anschlag|angriff\w*|schusse\w*|schiess\w*|geschossen|messer\w*"
    r"|giftig\w*|feuer|brand|brennt|flammen|rauch|erdrutsch|schlammlawine|lawine\w*|hochwasser|flut\w*"
    r"|uberschwemm\w*|beben|erdbeben|orkan|wirbelsturm|ausbruch|entgleis\w*|unfall|ungluck|kollision"
    r"|zusammenstoss|gekentert|gesunken|abgesturzt\w*|absturz|eingesturzt\w*|einsturz|massenpanik|geisel\w*"
    r"|entfuhr\w*|raket\w+|drohne\w*|leck|gerissen|geborsten|verschollen"
    r"|attaqu\w+|attentat|tirs|tireur\w*|coups de feu|fusillade|couteau|poignard\w+|toxique|incendie|flammes"
    r"|brule\w*|fumee|glissement|coulee|avalanche|crue|inond\w+|seisme|tremblement|cyclone|ouragan|tornade"
    r"|eruption|deraill\w+|accident|collision|chavir\w+|naufrage|ecras\w+|effondr\w+|bousculade|otage\w*"
    r"|enlev\w+|fuite|rompu\w*|commando|fait irruption"
    r"|explota\w*|estall\w*|bomba\w*|ataque\w*|atacan|disparos?|tiroteo|apunal\w*|toxic\w+|incendio\w*|llamas"
    r"|arde\w*|humo|deslizamiento|alud|lodo|riada|inundaci\w+|desbord\w+|terremoto|sismo|temblor|huracan|ciclon"
    r"|erupcion|descarril\w+|accidente|choque|colision|naufragi\w+|hundi\w+|estrell\w+|derrumb\w+|estampida"
    r"|rehen\w*|secuestr\w+|misil\w*|fuga|vuelc\w+|despen\w+",
    "victim": r"victims?|trapped|bodies|dead|killed|died|dying|casualt\w+|injur\w+|wounded|survivors?|missing|buried"
    r"|unaccounted|hospitals?|ventilators?|mortuary|morgue|relatives|families (?:wait|of)|in their beds"
    r"|no one can say how many|nobody (?:can say|knows) how many|lives|drown\w*|opfer|tote\w*|leichen"
    r"|getotet|verletzte\w*|vermisst\w*|verschuttet\w*|eingeschlossen\w*|uberlebende\w*|besatzung"
    r"|angehorige\w*|klinik\w*|krankenhaus\w*|wie viele"
    r"|victimes?|morts?|corps|tues?|blesses?|disparus?|survivants?|rescapes?|ensevelis?|bloquee?s?|pieges?"
    r"|hopita\w+|n'ont pas pu sortir|familles|prisonniers|victimas?|muert\w+|cadaveres|cuerpos|herid\w+"
    r"|desaparecid\w+|supervivientes|atrapad\w+|sepultad\w+|hospital\w*|familiares|sin localizar",
    "rescuers": r"rescue\w*|firefighters|fire crews|ambulance\w*|paramedics|coastguard|lifeboats?|divers?|hazmat"
    r"|search (?:teams|parties|and)|search for|special forces|swat|bomb squad|helicopters?|frigates?"
    r"|soldiers|army|emergency (?:services|crews|teams)|dig(?:ging)? (?:with|through)|bomb disposal|doctors"
    r"|surgeons"
    r"|rett\w+|feuerwehr\w*|bergwacht|notarzt\w*|sanitater\w*|kustenwache|taucher|suche (?:nach|lauft)"
    r"|suchtrupp\w*|spezialkrafte|sek|hubschrauber|fregatten|soldaten|armee|bundeswehr|einsatzkrafte"
    r"|grosseinsatz|technisches hilfswerk"
    r"|secours|sauveteurs|pompiers|samu|gendarm\w+|garde-cotes|plongeurs|recherches|raid|gign|helicopteres?"
    r"|soldats|armee|demineurs|medecins|rescat\w+|bomberos|ambulancias|guardacostas|buzos|busqueda"
    r"|fuerzas especiales|helicopteros?|soldados|ejercito|militares|emergencias|equipos de (?:socorro|rescate)"
    r"|artificieros",
    "rupture": r"immediate(?:ly)?(?: effect)?|with immediate|overnight|suddenly|sudden|shock|stunn\w+|surprise\w*"
    r"|without warning|out of the blue|no warning|as of today|from today|until further notice|void|severed"
    r"|cut off|paraly[sz]\w+|standstill|chaos|unprecedented|never before|nothing works|at once"
    r"|unexpected\w*|nobody had (?:expected|foreseen|been told)"
    r"|sofort\w*|mit sofortiger wirkung|uber nacht|plotzlich\w*|schock\w*|uberrasch\w*|ab heute"
    r"|bis auf weiteres|unvermittelt|lahmgelegt|gekappt|stillstand|chaos|beispiellos\w*|nie zuvor"
    r"|nichts geht mehr|unerwartet\w*"
    r"|sur-le-champ|immediate?\b|immediatement|dans la nuit|soudain\w*|stupeur|choc|surprise|des aujourd'hui"
    r"|jusqu'a nouvel ordre|sans prevenir|coupee? du monde|paralys\w+|chaos|sans precedent|jamais|inattendu\w*"
    r"|de inmediato|efecto inmediato|de madrugada|repentin\w+|conmocion|sorpres\w+|sorprend\w+|desde hoy"
    r"|hasta nuevo aviso|sin previo aviso|cortad[oa]|aislad[oa]s?|paraliz\w+|caos|sin precedentes|nunca antes"
    r"|inesperad\w+",
    "act": r"quits?|leaves|resigns?|void|seiz\w+|dissolv\w+|suspend\w+|closes?|closed|shut|expel\w*|declar\w+"
    r"|proclaim\w+|order(?:s|ed)|ban(?:s|ned)|nationali[sz]\w+|arrest\w*|oust\w*|frozen|freez\w+|withdr\w+"
    r"|breaks? off|cuts? ties|recogni[sz]es|verlasst|tritt aus|kundigt|lost auf|setzt aus|schliesst"
    r"|geschlossen|verbietet|verstaatlicht|bricht ab|abgebrochen|entzieht|quitte|rompt|dissout|suspend"
    r"|ferme\w*|interdit|expuls\w+|nationalis\w+|abandona|rompe|disuelve|suspende|cierra|prohibe|expulsa"
    r"|nacionaliza",
    "routine": r"planned|scheduled|as expected|expected|announced (?:last|in|a|three|two|weeks)|weeks ago|last (?:week"
    r"|month|year)|talks|debate|propos\w+|plans?|could|may\b|might|would|next (?:week|month|year|spring)"
    r"|report is due|annual|yearly|study|survey|poll|match|game|season|film|show|festival|fans|anniversary"
    r"|remember\w*|local|parish|village (?:hall|green|fete)|council|nobody (?:was )?(?:hurt|injured)"
    r"|no (?:injuries|damage|danger)|minor|harmless|small|unhurt|routine|normal|usual|review|opens?"
    r"|visit\w*|court|jury|trial|judge"
    r"|geplant\w*|erwartet|angekundigt|vergangene\w*|gesprache|debatte|vorschlag|plan\w*|konnte\w*|soll\w*"
    r"|nachste\w*|jahrlich\w*|studie|umfrage|spiel|saison|film|show|fest\w*|jahrestag|gedenk\w*|gemeinde\w*"
    r"|stadtrat|verletzt wurde niemand|niemand wurde|keine (?:verletzten|gefahr)|harmlos|klein\w*|unverletzt"
    r"|ublich\w*|besuch\w*|gericht\w*|prozess|probt\w*|ubung"
    r"|prevu\w*|attendu\w*|annoncee? (?:depuis|il y a)|la semaine derniere|negociations|debat|propose\w*|projet"
    r"|pourrait|prochaine?|annuel\w*|etude|sondage|match|saison|film|spectacle|festival|anniversaire|souvenir"
    r"|local\w*|municipal\w*|commune|sans (?:blesse|gravite|danger)|aucun blesse|petit\w*|indemnes?|habituel\w*"
    r"|visite|tribunal|proces|exercice"
    r"|previst[oa]|esperad[oa]|anunciad\w+|la semana pasada|negociaciones|debate|propone|plan\w*|podria\w*"
    r"|proxim[oa]|anual|estudio|encuesta|partido|temporada|pelicula|espectaculo|festival|aniversario"
    r"|recuerda\w*|local|municipal\w*|concejal\w*|sin heridos|ileso\w*|leve\w*|pequen\w+|habitual\w*|visita\w*"
    r"|tribunal|juicio|simulacro|ensayo|curiosos|turistas",
}
KINDS = {name: re.compile(rf"\b(?:{listed})(?!\w)") for name, listed in _KINDS.items()} | {
    "wide": WIDE,
    "power": re.compile(
        rf"\b(?:{TOP}|{SENIOR}|government|parliament|treaty|union|alliance|embassy|regierung|parlament|vertrag"
        rf"|bund|botschaft|gouvernement|parlement|traite|alliance|ambassade|gobierno|parlamento|tratado|alianza"
        rf"|embajada)(?!\w)"),
}  # fmt: skip


_USUAL = 2
"""So many different words of routine make a report one of routine."""


def weigh(folded: str) -> frozenset[str]:
    """The kinds of words a text holds."""
    held = {kind for kind, pattern in KINDS.items() if kind != "routine" and pattern.search(folded)}
    if len(set(KINDS["routine"].findall(folded))) >= _USUAL:
        held.add("routine")
    return frozenset(held)


def heavy(kinds: Collection[str]) -> Sign | None:
    """A sign where kinds of words together weigh enough, and none speaks of routine."""
    held = frozenset(kinds)
    if "routine" in held:
        return None
    if any(together <= held for together in _DANGERS):
        return Sign("danger", 4, "danger and its victims are told of", harm=True)
    if {"power", "act", "rupture"} <= held:
        return Sign("rupture", 4, "those in power act at once")
    return None


_DANGERS = (
    frozenset({"danger", "victim", "rescuers"}), frozenset({"danger", "victim", "rupture"}),
    frozenset({"danger", "rescuers", "wide"}), frozenset({"danger", "wide", "rupture"}),
)  # fmt: skip
