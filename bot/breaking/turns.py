"""The turns a story takes once it broke: a warning is lifted, somebody is caught, found, freed, named; it was not so.

Works on: one report's headline and first clause in English, German, French and Spanish.
Comes in: an Article.
Goes out: the turns it tells, by name.
Does not know: which turns are new, who was told what.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.breaking.clauses import READ, clauses, former, supposed
from bot.breaking.pretences import plain
from bot.news import Article

_WARNING = (
    r"(?:warnings?|orders?|alerts?|notices?|advisory|bans?|curfew|evacuation|lockdown|restrictions|quarantine"
    r"|emergency|martial law|blockade|siege|closure|warnung|alarm|sperre|sperrung|evakuierung|ausgangssperre"
    r"|ausnahmezustand|verbot|quarantane|anordnung|lockdown"
    r"|alertes?|ordre|consigne\w*|couvre-feu|confinement|interdiction|etat d'urgence|restrictions|evacuation"
    r"|avis|alerta\w*|orden|aviso|toque de queda|confinamiento|prohibicion|estado de \w+|restricciones"
    r"|evacuacion|cuarentena)"
)
_SERVICE = (
    r"(?:power|electricity|lights?|cards?(?: payments)?|payments?|cash machines|phones?|networks?|internet"
    r"|trains?|flights?|airports?|water|taps|gas|service|services|tunnel|bridge|road|border|airspace|trading"
    r"|systems?|computers|hospitals|strom|netz|licht|karten\w*|telefon\w*|internet|zuge|bahn\w*|fluge|flughafen"
    r"|wasser|tunnel|brucke|grenze|luftraum|handel|systeme"
    r"|courant|electricite|lumiere|cartes|paiements|telephone|reseau|internet|trains|vols|aeroport|eau|gaz"
    r"|tunnel|pont|frontiere|service|luz|electricidad|suministro|tarjetas|pagos|telefon\w+|red|internet|trenes"
    r"|vuelos|aeropuerto|agua|tunel|puente|frontera|servicio)"
)
_W = r"(?:[ ,\"'«»(-]+[\w'’.-]+){0,6}?[ ,\"'«»)-]+"
_TURNS = {
    "the warning is over":
        rf"{_WARNING}{_W}(?:lifted|lifts|cancelled|canceled|called off|ends?|ended|over|withdrawn|revoked"
        rf"|rescinded|scrapped|downgraded|eased|aufgehoben|endet|beendet|zuruckgenommen|abgeblasen|leve\w*"
        rf"|annule\w*|fin|termine\w*|abaisse\w*|levantad[oa]\w*|levanta\w*|cancelad[oa]|desactiv\w+|finaliza\w*"
        rf"|anulad[oa])"
    rf"|(?:lifts?|lifted|cancels?|cancelled|ends?|ended|revok\w+|withdr\w+|hebt|aufhebung|fin|levee|leve|levent"
    rf"|annul\w+|levant\w+|cancel\w+|desactiv\w+|rebaj\w+){_W}{_WARNING}"
    r"|all[- ]clear|safe (?:again|to drink)|(?:can|may|allowed to|told they can|begin to|allowed"
    r"|let) (?:\w+ )?(?:return|go home|back)|return(?:s|ed|ing)? (?:home|to their (?:homes|cabs|posts|work))"
    r"|residents return|everyone back|danger (?:is )?(?:over|past|passed)|entwarnung"
    r"|durfen (?:\w+ ){0,4}(?:zuruck|heim|nach hause)|konnen (?:\w+ ){0,4}(?:zuruck|aufatmen)"
    r"|kehren (?:\w+ ){0,3}zuruck|ruckkehr (?:der|in)|gefahr (?:gebannt|vorbei|voruber)|peu(?:t"
    r"|vent) (?:rentrer|regagner|revenir)|regagn\w+|retour (?:des habitants|chez eux|a la normale)"
    r"|danger (?:ecarte|passe)|de nouveau potable|vuelven a (?:casa|sus|\w+)|regres\w+ a (?:sus|casa)"
    r"|pueden (?:volver|regresar)|pasa el peligro|vuelve a ser potable",
    "it works again":
        rf"{_SERVICE}{_W}(?:restored|back|returns?|returned|ring again|klingeln wieder|behoben|working again"
        rf"|work again|running again|run again|resumes?|resumed|reopen\w*|flows? again|online again|recover\w*"
        rf"|wieder\w*|retabli\w*|revenu\w*|reparti\w*|reprend\w*|reprise|rouver\w*|rouvre\w*|restablec\w+"
        rf"|vuelv\w+|recupera\w*|reabre\w*|reabiert\w+|reanud\w+|funcionan de nuevo)"
    rf"|(?:restor\w+|reopen\w*|resum\w+|wieder|retabli\w*|retour|reprise|restablec\w+|vuelv\w+|recuper\w+"
    rf"|reanud\w+|reabr\w+){_W}{_SERVICE}|(?:storung|panne|fault|averia)(?: \w+){{0,3}} (?:behoben|reparee?"
    rf"|fixed|repaired|reparada)|(?:klingeln|fahren|fliegen|leuchten|laufen|funktionieren"
    rf"|fliesst)(?: \w+){{0,2}} wieder|wieder (?:am netz|strom|frei|licht)|back (?:on|online|to normal)",
    "somebody is caught":
        r"arrest(?:s|ed|ing)?(?! warrant)|captured?|caught|detain(?:s|ed)|in custody|into custody|nabbed|(?:men"
        r"|two|three|four|five|man|woman|pair|suspects?|brothers|teenagers?) (?:are |is |were |was )?(?:held"
        r"|seized)|held (?:over|for|after|in connection)|apprehended|(?:gives?|gave) (?:himself|herself"
        r"|themselves) up|surrender(?:s|ed)?|held by police|suspect (?:held|shot|killed|dead|identified)"
        r"|gunman (?:shot|killed|dead)|(?:nimmt|nehmen|nahm|nahmen)(?: [\w-]+){0,6} fest|festgenommen|festnahme"
        r"|gefasst|verhaftet\w*|gestellt|stellt sich|in haft|arrete(?:e|s|es)?|arrestation|interpelle(?:e|s"
        r"|es)?|interpellation|capture(?:e|s|es)?|s'est rendu\w*|se rend|garde a vue|neutralise\w*|ecroue\w*"
        r"|detenid[oa]s?|detienen|detuv\w+|detencion|capturad[oa]s?|captura\w*|arrestad[oa]s?|arrestan"
        r"|se entrega\w*|abatido",
    "somebody is charged":
        r"charged|indicted|convicted|found guilty|sentenced|angeklagt|anklage erhoben|verurteilt"
        r"|schuldig gesprochen|mise?s? en examen|inculpee?s?|condamnee?s?|imputad[oa]s?|procesad[oa]s?"
        r"|condenad[oa]s?",
    "somebody is found":
        r"(?:found|located|traced|discovered|reached|pulled out|dug out|brought (?:up|out"
        r"|ashore))(?: [\w'-]+){0,3} (?:alive|safe|well|dead|unharmed|unhurt)|(?:bodies|body|wreck(?:age)?"
        r"|survivors?|black box(?:es)?|flight recorders?|missing [\w' -]+|hostages?|all \d+|plane|airliner"
        r"|submarine|boat|children|pupils|miners|crew)(?: [\w'-]+){0,4} (?:found|located|recovered|rescued"
        r"|saved|safe|freed|released|alive|brought up|back on land)|hostages? (?:freed|rescued|released)"
        r"|siege (?:ends|over|ended)|landed safely|had landed|(?:finds?|find|found|locat\w+"
        r"|recover\w*) (?:\w+ ){0,3}(?:wreck\w*|bodies|body|missing|survivors?)|rescued"
        r"|all (?:\w+ ){0,2}(?:freed|out|safe|alive)|overpowered"
    r"|(?:lebend|tot|unverletzt|wohlbehalten)(?: \w+){0,3} (?:gefunden|entdeckt|geborgen|aufgetaucht)|gefunden"
    r"|geborgen|gerettet|befreit|entdeckt|freigelassen|geortet|aufgetaucht|wohlauf|in sicherheit|uberwaltigt"
    r"|alle (?:\w+ ){0,3}(?:frei|wohlauf|am leben)|wrack (?:gefunden|entdeckt)|geiselnahme (?:beendet|unblutig)"
    r"|retrouve(?:e|s|es)?|sauve(?:e|s|es)?|secouru(?:e|s|es)?|libere(?:e|s|es)?|localise(?:e|s|es)?"
    r"|remonte(?:e|s|es)? vivant\w*|sains? et saufs?|en vie|epave (?:retrouvee|localisee|reperee)|indemnes"
    r"|hallad[oa]s?|encontrad[oa]s?|encuentran|hallan|localizad[oa]s?|localizan|rescatad[oa]s?|rescatan"
    r"|liberad[oa]s?|liberan|san[oa]s y salv[oa]s|a salvo|con vida|aparecen?|aparecid\w+",
    "somebody follows":
        r"(?:named|appointed|chosen|picked|elected|nominated|installed|sworn in|takes? over|took over|succeeds?"
        r"|succeeded|to (?:succeed|replace|lead)|becomes?|new (?:prime minister|president|premier|king|queen"
        r"|leader|head|pope|chancellor|minister|governor)|takes? the (?:oath|throne|helm)|crowned"
        r"|acting (?:president|prime minister|premier|head)|interim)|proclaimed|ernannt|nachfolg\w+|vereidigt"
        r"|folgt (?:auf|ihm|ihr)|ubernimmt|neue[rn]? (?:\w*prasident\w*|\w*kanzler\w*|\w*minister\w*"
        r"|regierungschef\w*|konig\w*|papst)|gewahlt zu[mr]?|bestimmt zu[mr]?"
        r"|wird (?:neue[rn]? )?(?:\w*prasident\w*|\w*kanzler\w*|regierungschef\w*)"
    r"|nommee?s?|designee?|succede|succedera|prete\w* serment|investie?|interim|nouveau (?:premier ministre"
    r"|president|roi|chef)|nouvelle (?:premiere ministre|presidente|reine|cheffe)|a la tete d[ue]|remplace\w*"
    r"|couronne\w*|elu\w* (?:president|pape)"
    r"|nombrad[oa]|nombra|sucede\w*|sucesor[a]?|jura\w* (?:el|su|como)|toma posesion|asume|investid[oa]"
    r"|design\w+|interin[oa]|nuev[oa] (?:president[ea]|primer[a]? ministr[oa]|jef[ea]|rey|reina|papa)"
    r"|proclamad[oa]|al frente d[e]",
    "somebody is let go":
        r"(?:court|judge|prosecutors?|police)(?: [\w'-]+){0,4} (?:frees?|freed|releases?|clears?|drops?"
        r"|throws? out|dismiss\w+|acquits?)|(?:freed|released|cleared|acquitted|case (?:dropped|thrown out"
        r"|dismissed)|charges (?:dropped|dismissed)|walks? free|not guilty|reinstated|back in office)"
        r"|freigesprochen|freigelassen|auf freiem fuss|haftbefehl aufgehoben|verfahren eingestellt|relaxe\w*"
        r"|acquitte\w*|remise? en liberte|libere\w*|non-lieu|blanchi\w*|en libertad|absuelt\w+"
        r"|puest[oa] en libertad|sobreseid\w+|archiva\w* (?:la|el) (?:causa|caso)",
    "it is taken back or was not so":
        r"(?:coup|putsch|truce|cease-?fire|deal|merger|takeover|rebellion|mutiny|attempt|talks"
        r"|rescue)(?: [\w'-]+){0,3} (?:collaps\w+|fails?|failed|falls? (?:through|apart)|void|foiled|crushed"
        r"|over|breaks? (?:down|off)|called off|blocked)|den(?:y|ies|ied)(?! (?:bail|entry|access))|retract\w*"
        r"|withdr(?:aws?|ew)(?: [\w'-]+){0,3} (?:resignation|claim|offer|bid|threat)|takes? back|took back"
        r"|revers(?:es|ed)|u-turn|overturn(?:s|ed)|annul(?:s|led)|quash(?:es|ed)|was (?:wrong|a mistake"
        r"|an error)|mistaken\w*|false alarm|hoax|alive after all|not dead|still alive|never happened"
        r"|was not (?:an?|the)|no (?:bomb|attack|attacker|gunman|leak) (?:found|after all)|rul(?:es|ed) out"
        r"|harmless|all \d+ (?:safe|alive|unhurt)|all (?:are )?safe|backs? down|stays? in office|return(?:s"
        r"|ed)? to (?:power|palace|office)|resum(?:es|ed)(?: \w+){0,2} (?:shelling|fighting)|(?:shelling"
        r"|fighting|war) (?:resumes|resumed|flares|erupts)"
    r"|scheitert|gescheitert|geplatzt|platzt|misslungen|niedergeschlagen|dementier\w+|widerr[iu]f\w*"
    r"|nimmt(?: \w+){0,4} zuruck|zieht(?: \w+){0,4} zuruck|fehlalarm|irrtum|falsch\w*|entpuppt\w*|doch (?:nicht"
    r"|kein\w*|am leben)|aufgehoben|gekippt|kein\w* (?:anschlag|bombe|angriff|tater)|harmlos|lebt|unbegrundet"
    r"|bleibt im amt|flammen wieder auf|wieder aufgeflammt|gebrochen"
    r"|echou\w+|avorte\w*|dement\w*|revient sur|retire\w* (?:sa|son|ses)|fausse alerte|erreur|annul\w+"
    r"|invalide\w*|rompu\w*|vole en eclats|aucun\w* (?:bombe|attentat|explosif|victime)|(?:finalement"
    r"|en fait) (?:\w+ ){0,3}|toujours (?:vivant\w*|en poste)|reprise des (?:combats|bombardements)|caduc"
    r"|caduque"
    r"|fracas\w+|desmient\w+|desmint\w+|niega\w*|neg[oa]ron|se retracta|retira\w* (?:su|la|el)|da marcha atras"
    r"|falsa alarma|error|anul\w+|rot[oa]|se rompe|no (?:era|fue|hubo) (?:un|una|bomba|atentado)|sigue (?:vivo"
    r"|en el cargo)|reanud\w+ (?:los|las) (?:combates|bombardeos)|vuelve a palacio|se entregan"
    r"|recupero el mando|sofocad[oa]",
    "the loser concedes":
        r"conced(?:es|ed)|admits? defeat|accepts? (?:defeat|the result)|raumt(?: \w+){0,4} niederlage"
        r"|gesteht(?: \w+){0,4} niederlage|niederlage (?:ein|eingestanden)|gratuliert"
        r"|reconnait(?: [\w']+){0,2} defaite|admet(?: [\w']+){0,2} defaite|felicite (?:son|sa)"
        r"|reconoce(?: \w+){0,3} derrota|admite(?: \w+){0,3} derrota|felicita a",
    "it has ended":
        r"(?:strike|walkout|stoppage|action|dispute|standoff|siege|blockade|hijack\w*|fire|blaze|search|war"
        r"|outbreak)(?: [\w'-]+){0,4} (?:called off|ends?|ended|over|settled|suspended|under control|put out"
        r"|contained|extinguished|abandoned)|(?:call(?:s|ed)? off|ends?|ended|settle[sd]?|suspend\w*"
        r"|abandon\w*)(?: [\w'-]+){0,4} (?:strike|walkout|stoppage|action|siege|blockade|search)|return(?:s"
        r"|ed)? to (?:work|their (?:cabs|posts|desks|jobs))|back (?:at|to) work|deal (?:reached|struck|ends)"
        r"|streik(?: \w+){0,4} (?:beendet|abgebrochen|ausgesetzt|vorbei|endet)|(?:beenden|beendet"
        r"|brechen)(?: \w+){0,5} (?:streik|ausstand|suche)|arbeit(?:en)? wieder|wieder (?:an der|zur) arbeit"
        r"|(?:feuer|brand)(?: \w+){0,3} (?:geloscht|unter kontrolle)|suche(?: \w+){0,3} (?:eingestellt|beendet)"
        r"|einigung|fin (?:de la greve|du mouvement|des recherches|de la prise)|reprise du travail"
        r"|repren\w+ le (?:travail|service)|reprennent (?:le|leur)|greve (?:levee|suspendue|terminee)"
        r"|(?:incendie|feu)(?: \w+){0,3} (?:maitrise|eteint|circonscrit)|recherches (?:suspendues|abandonnees)"
        r"|accord (?:trouve|conclu)|fin (?:de la huelga|del paro|del secuestro|de la busqueda)|desconvoc\w+"
        r"|suspend\w+(?: \w+){0,2} huelga|vuelven al trabajo|incendio(?: \w+){0,3} (?:controlad\w|extinguid\w"
        r"|sofocad\w)|acuerdo (?:alcanzado|cerrado)|llegan a un acuerdo",
    "it has failed for good":
        r"declared (?:insolvent|bankrupt|dead|void|a total loss)|files? for (?:bankruptcy|insolvency"
        r"|protection)|nationali[sz]\w+|goes (?:under|bust)|wound up|bailed out|rescued by|bought by"
        r"|taken over by|meldet insolvenz|insolvenz|insolvent|verstaatlicht|notverkauf\w*|pleite|faillite"
        r"|liquidation|depot de bilan|nationalise\w*|sauve\w* par|repris\w* par|quiebra|bancarrota|concurso"
        r"|intervenid\w|nacionaliz\w+|rescatad[oa] por",
    "more give way":
        r"(?:resign(?:s|ed)|step(?:s|ped) down|quits|sacked|dismissed|fired"
        r"|suspended)(?: [\w'’-]+){0,6} (?:over|after|following|amid)|(?:minister|chief|head|director|boss"
        r"|mayor|commander|chairman)(?: [\w'’-]+){0,5} (?:resign(?:s|ed)|step(?:s|ped) down|quits|sacked"
        r"|dismissed)|tritt(?: \w+){0,5} zuruck|zuruckgetreten|entlassen|demissionne\w*|limoge\w*|dimite\w*"
        r"|destituid[oa]|cesad[oa]",
    "the dead are known":
        r"no survivors|all (?:\d+ )?(?:dead|feared dead|killed)|keine uberlebenden|aucun survivant"
        r"|sin supervivientes|ningun superviviente",
}  # fmt: skip
TURNS = {name: re.compile(rf"\b(?:{words})(?!\w)") for name, words in _TURNS.items()}


def turns(article: Article) -> frozenset[str]:
    """The turns a report tells in its headline or first clause."""
    return _turns(article.headline[:READ], "\n".join(article.paragraphs[:1])[: 4 * READ])


@lru_cache(maxsize=4_096)
def _turns(headline: str, lede: str) -> frozenset[str]:
    told = [plain(clause) for clause in (*clauses(headline), *clauses(lede)[:2]) if not former(clause)]
    return frozenset(name for name, pattern in TURNS.items() if any(_taken(pattern, clause) for clause in told))


def _taken(pattern: re.Pattern[str], clause: str) -> bool:
    return any(not supposed(clause, match.start()) for match in pattern.finditer(clause))
