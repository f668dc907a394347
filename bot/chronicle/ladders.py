"""The ladders a matter climbs: a law, a trial, a strike, talks, a bid; and the words that say a step was taken.

Works on: nothing; this is a table of patterns over folded text in English, German, French and Spanish.
Comes in: nothing.
Goes out: STAGES, by ladder and from the lowest step up.
Does not know: whether a step was taken, expected or denied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_N = r"[^.;]{0,70}?"
"""What may stand between two words of one clause."""
_HOUSE = (
    r"\b(?:parliament|assembly|congress|mps|lawmakers|deputies|legislators|house|chamber|knesset|diet|councillors"
    r"|council|parlament|bundestag|landtag|abgeordnete\w*|nationalrat|gemeinderat|stadtrat|assemblee|deputes|chambre"
    r"|parlement|conseil municipal|congreso|diputados|camara|asamblea|cortes|parlamento)\b"
)
_SENATE = r"\b(?:senate|senators|upper house|bundesrat|standerat|senat|senateurs|senado|senadores)\b"
_ADOPTS = (
    r"\b(?:pass(?:es|ed)|approv(?:es|ed)|adopt(?:s|ed)|back(?:s|ed)|vot(?:es|ed) (?:for|through|in favou?r)"
    r"|beschlo(?:ss|ssen)|beschliesst|verabschiedet\w*|stimmt\w* \w* ?zu|gebilligt|billigt\w*|adopt\w+|approuv\w+"
    r"|vote (?:la|le|les)|aprob\w+|aprueba\w*)\b"
)
_REJECT = (
    r"\b(?:reject(?:s|ed)|vot(?:es|ed) (?:down|against)|thr(?:ows|ew) out|defeat(?:s|ed)|abgelehnt|lehn(?:t|te"
    r"|ten) \w+"
    r"|rejet(?:te|tent|e|ee)|repouss\w+|rechaz(?:a|o|aron|an)|tumb(?:a|o))\b"
)
_LAW = (
    r"\b(?:bill|law|act|legislation|decree|budget|reform|cap|ban|tax|amendment|\w*gesetz\w*|verordnung|haushalt|loi"
    r"|decret|texte|reforme|ley|decreto|reforma|presupuestos?)\b"
)
_COURT = (
    r"\b(?:court|judges?|tribunal|\w*gericht\w*|richter|conseil constitutionnel|cour|juges?|supremo|constitucional"
    r"|corte|juez)\b"
)
_TERM = r"\b(?:jahr\w*|monat\w*|haft|geldstrafe|freiheitsstrafe|lebenslang\w*|bewahrung)\b"
_PEINE = r"\b(?:ans|mois|prison|reclusion|amende|perpetuite|sursis)\b"
_PENA = r"\b(?:anos|meses|prision|carcel|multa|cadena)\b"
_POLICE = r"\b(?:polic\w+|guardia|agentes|fiscal\w*|juez|sospechos\w*)\b"
_STRIKE = r"\b(?:strike|walkout|industrial action|\w*streik\w*|arbeitsniederlegung|ausstand|greve|huelga|paro)\b"
_OFFER = r"\b(?:offer|bid|takeover|merger|(?:ubernahme)?angebot|offre|opa|oferta)\b"
_WATCHDOG = (
    r"\b(?:regulators?|commission|(?:competition |antitrust )?authority|watchdog|ministry|\w*kartellamt|kommission"
    r"|\w*aufsicht|autorite|regulateur|comision|regulador|autoridad)\b"
)
_DEAL = (
    r"\b(?:takeover|merger|acquisition|purchase|bid|deal|ubernahme|fusion|kauf|rachat|acquisition|compra|adquisicion"
    r"|opa|oferta|offre)\b"
)
_PACT = (
    r"\b(?:deal|agreement|truce|cease-?fire|accord|treaty|pact|treve|cessez-le-feu|acuerdo|tregua|pacto"
    r"|alto el fuego)\b"
)
_CRAFT = (
    r"\b(?:rocket|satellites?|spacecraft|probe|capsule|lander|\w*rakete|satelliten?|raumkapsel|sonde|fusee|cohete"
    r"|satelites?|sonda|capsula)\b"
)
_LINE = (
    r"\b(?:roads?|bridges?|motorway|highway|tunnel|airport|runway|port|harbour|border|crossing|railway|pass|canal"
    r"|schools?|ferry line|autobahn|\w*strasse|\w*brucke|flughafen|grenze|bahnstrecke|schulen?|route|autoroute|pont"
    r"|aeroport|frontiere|ecoles?|carretera|autopista|puente|tunel|aeropuerto|frontera|escuelas?|puerto)\b"
)
_SUPPLY = (
    r"\b(?:power|electricity|water(?: supply)?|gas supply|phone service|internet|strom|stromversorgung|wasserversorgung"
    r"|courant|electricite|luz|electricidad|suministro|agua)\b"
)
_SHUT = (
    r"\b(?:closed|shut|closes|shuts|blocked|gesperrt\w*|sperrung"
    r"|fermee?s?|coupee?s?|cerrad[oa]s?|cortad[oa]s?|cort[oa])\b"
)
_CUT = (
    r"\b(?:cut off|without (?:power|electricity|water)|outages?|blackouts?|blacked out|power cuts?|stromausfall"
    r"|ohne strom|panne|coupure|prives? d'electricite|apagon|sin (?:luz|electricidad|agua))\b"
)
_TALLY = r"(?=[^.;]{0,90}(?:%|\b(?:per ?cent|prozent|pour cent|por ciento|referendum|volksabstimmung|referendo)\b))"
_OBJECT = r"(?: (?!(?:for|of|in|at|by|before|en|por|pour|dans)\b)[\w'-]+){0,4}?"
_BALLOT = r"\b(?:referendum|plebiscite|volksabstimmung|volksentscheid|burgerentscheid|referendo|consulta popular)\b"
_VOTERS = r"\b(?:voters|electors|wahler\w*|stimmburger|stimmvolk|electeurs|votantes|electores)\b"
_POLLED = (
    r"\b(?:election|run-?off|polling stations|\w*wahl|stichwahl|scrutin|elections?|second tour|elecciones|comicios"
    r"|segunda vuelta)\b"
)
_MEDIATION = (
    r"\b(?:mediation|arbitration|mediator"
    r"|\w*schlichtung|vermittlung|mediateur|arbitrage|mediacion|mediador|arbitraje)\b"
)
_AGREED = (
    r"\bgeeinigt\b(?<!schlichtung geeinigt)(?<!vermittlung geeinigt)"
    r"|\beinig(?:en|ten|t|te) sich\b(?![^.;,]{0,40}(?:schlichtung|vermittlung))"
)
_NEXT = (
    r"(?:second|third|fourth|another|zweite[rn]?|dritte[rn]?|weitere[rn]?|deuxieme|troisieme|segund[oa]|tercer[oa]?)"
)
_SUSPECT = (
    r"(?:suspects?|man|woman|teenager|person|driver|verdachtige[rn]?|mann|frau|suspect|homme|femme|sospechos[oa]|hombre"
    r"|mujer)"
)
_CAPTIVE = (
    r"(?:hostages?|captives?|prisoners?|men|women|man|woman|girls?|boys?|children|pupils|students|crew|sailors"
    r"|journalists?|workers?|nuns?|priests?|teachers?|nurses?|tourists?|brothers?|sisters?|son|daughter)"
)
_FIRE = r"\b(?:fires?|blaze|wildfire|\w*brand|\w*feuer|flammen|feu|incendies?|incendios?|fuego)\b"


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a ladder. `quiet` ones only say that the ladder is climbed; `follows`: only after a lower step."""

    ladder: str
    rank: int
    name: str
    pattern: re.Pattern[str]
    quiet: bool = False
    follows: bool = False


def _stage(ladder: str, rank: int, name: str, *patterns: str, quiet: bool = False, follows: bool = False) -> Stage:
    return Stage(ladder, rank, name, re.compile("|".join(patterns)), quiet, follows)


STAGES = (
    _stage("law", 1, "proposed",
        rf"\b(?:table[sd]|propos(?:es|ed)|introduc(?:es|ed)|unveil(?:s|ed)|present(?:s|ed))\b{_N}{_LAW}",
        rf"\b(?:legt|legte|eingebracht|brachte|vorgelegt)\b{_N}{_LAW}|{_LAW}{_N}\b(?:vorgelegt|eingebracht)\b",
        rf"\b(?:presente|depose)\b{_N}{_LAW}|\b(?:present[oa]|propuso|propone)\b{_N}{_LAW}", quiet=True),
    _stage("law", 3, "passed", rf"{_HOUSE}{_N}{_ADOPTS}", rf"{_ADOPTS}{_N}\bby {_N}{_HOUSE}"),
    _stage("law", 3, "rejected", rf"{_HOUSE}{_N}{_REJECT}", rf"{_REJECT}{_N}\bby {_N}{_HOUSE}"),
    _stage("law", 4, "passed by the upper house", rf"{_SENATE}{_N}{_ADOPTS}"),
    _stage("law", 4, "rejected by the upper house", rf"{_SENATE}{_N}{_REJECT}"),
    _stage("law", 5, "signed",
        rf"\bsign(?:s|ed)\b{_N}(?:\binto law\b|{_LAW})", rf"\b(?:unterzeichnet\w*|unterschr(?:eibt|ieb"
        rf"|ieben))\b{_N}{_LAW}",
        rf"{_LAW}{_N}\b(?:unterzeichnet|unterschrieben)\b", rf"\b(?:promulgu?\w+|signe|sanciono|firmo"
        rf"|firma)\b{_N}{_LAW}"),
    _stage("law", 5, "vetoed", r"\bveto(?:es|ed)\b", rf"\bveto (?:gegen|a la|contre)\b{_N}{_LAW}|\bmet son veto\b"
    rf"|\bveto la ley\b"),
    _stage("law", 6, "struck down",
        rf"{_COURT}{_N}\b(?:str(?:uck|ikes) down|overturn(?:s|ed)|annul(?:s|led)|void(?:s|ed)|quash(?:es|ed)"
        rf"|block(?:s|ed)|kippt\w*|gekippt|hob|hebt|aufgehoben|annule|censure|invalide|suspend|anul\w+|tumb\w+"
        rf"|invalid\w+)\b"
        rf"{_N}{_LAW}", rf"{_LAW}{_N}\b(?:gekippt|fur nichtig|fur verfassungswidrig|unconstitutional)\b"),
    _stage("law", 5, "challenged in court",
        rf"\b(?:sue[sd]?|fil(?:es|ed) (?:a )?(?:suit|lawsuit))\b{_N}"
        rf"\b(?:over|against|to (?:block|stop|overturn))\b{_N}{_LAW}"
        rf"|\b(?:challeng(?:es|ed)|t(?:akes|ook|aken))\b{_N}{_LAW}{_N}\b(?:court|tribunal)\b"
        rf"|{_LAW}{_N}\bchallenged (?:in|before) .{{0,30}}\b(?:court|tribunal)\b",
        rf"\bklag(?:t|te|en|ten) gegen\b{_N}{_LAW}|"
        rf"\b(?:klage|beschwerde)\b{_N}\bgegen\b{_N}{_LAW}{_N}\beingereicht\b",
        rf"\breich\w*\b{_N}\b(?:klage|beschwerde)\b{_N}\bgegen\b{_N}{_LAW}",
        rf"\b(?:depose\w*|forme\w*)\b{_N}\brecours\b{_N}\bcontre\b{_N}{_LAW}"
        rf"|\bsaisi\w*\b{_N}\bconseil constitutionnel\b",
        rf"\brecurr(?:e|en|io|ieron)\b{_N}{_LAW}|\b(?:present\w+|interpus\w+)\b{_N}\brecurso\b{_N}\bcontra\b{_N}{_LAW}",
        follows=True),
    _stage("law", 6, "upheld",
        rf"{_COURT}{_N}\b(?:upholds?|upheld|bestatigt\w*|valide|avala|avalo)\b{_N}{_LAW}", follows=True),
    _stage("justice", 1, "arrested",
        r"\b(?:arrest(?:s|ed)|detain(?:s|ed)|tak(?:en|es|e) into custody)\b",
        rf"\b(?:festgenommen|verhaftet\w*|festnahm|festnahme)\b|\bn[ai]hm\w*\b{_N}\bfest\b|\bnimmt\b{_N}\bfest\b",
        r"\b(?:arrete(?:e|s|es)?|interpelle(?:e|s|es)?)\b(?! (?:prefectoral|ministeriel|municipal))|\bgarde a vue\b",
        rf"\b(?:arrestad[oa]s?|arrest[oa]|arrestaron)\b|{_POLICE}{_N}\b(?:detenid[oa]s?|detuv\w+|detien\w+)\b",
        rf"\b(?:detenid[oa]s?|detuv\w+|detien\w+)\b{_N}{_POLICE}"),
    _stage("justice", 2, "another arrest",
        rf"\b{_NEXT} (?:[\w'-]+ ){{0,2}}?{_SUSPECT}\b[^.;,]{{0,40}}?"
        rf"\b(?:was|were|been|is|are) (?:arrested|detained)\b",
        rf"\b(?:arrest(?:s|ed)|detain(?:s|ed)) (?:an?|the)? ?{_NEXT} (?:[\w'-]+ ){{0,2}}?{_SUSPECT}\b"
        rf"|\b(?:ma[dk]es?) (?:an?|the)? ?{_NEXT} arrest\b",
        rf"\b{_NEXT} (?:\w+ )?{_SUSPECT}\b[^.;,]{{0,40}}?"
        rf"\b(?:festgenommen|verhaftet|interpellee?|arretee?|detenid[oa])\b",
        rf"\b(?:nahm|nimmt|interpelle|arrete|detien\w+|detuv\w+)\b[^.;,]{{0,40}}?\b{_NEXT} (?:\w+ )?{_SUSPECT}\b",
        follows=True),
    _stage("justice", 2, "charged",
        r"\b(?:charge[sd]|charging|indict(?:s|ed))\b(?: [\w'.-]+){0,7}? (?:with|over)\b",
        r"\b(?:was|were|been|is|are) (?:formally )?(?:charged|indicted)\b(?! (?:at|by the hour))",
        rf"\bangeklagt\b|\bklagt\w*\b{_N}\ban\b|\b(?:erhob|erhebt|erhoben)\b{_N}\banklage\b"
        rf"|\banklage\b{_N}\berhoben\b",
        r"\b(?:mis|mise|mises) en examen\b|\binculpe\w*\b|\b(?:mis|mise|mises) en accusation\b",
        rf"\b(?:imput(?:o|ad[oa]s?|aron|an)|procesad[oa]s?)\b|\b(?:present|formul)\w+\b{_N}\bcargos\b"),
    _stage("justice", 3, "on trial",
        rf"\b(?:went|goes|go|put) on trial\b|\btrial\b{_N}\b(?:began|begins|opened|opens|started)\b",
        rf"\bprozess\w*\b{_N}\b(?:begonnen|beginnt|begann|eroffnet)\b|\bproces\b{_N}\b(?:ouvert|s'ouvre"
        rf"|s'est ouvert|debute|commence)\b",
        rf"\bjuicio\b{_N}\b(?:comenzo|comienza|empezo|arranca|arranco|inicio)\b|\b(?:comenzo|comienza|empezo"
        rf"|arranco)\b{_N}\bjuicio\b"),
    _stage("justice", 4, "convicted",
        rf"\bconvict(?:s|ed)\b|\bfound\b{_N}\bguilty\b|\bple(?:aded|ads|d) guilty\b|\b(?:schuldig gesprochen"
        rf"|fur schuldig)\b",
        rf"\bspr[ai]cht?\b{_N}\bschuldig\b|\b(?:reconnu|declare)\w* coupables?\b|\b(?:declar|hall)\w+ culpables?\b"),
    _stage("justice", 4, "acquitted",
        rf"\bacquit(?:s|ted)\b|\bclear(?:s|ed) of\b(?! (?:smoke|snow|debris|mines|rubble|water|trees|ice|people)\b)"
        rf"|\bfound not guilty\b|\bfreigesprochen\b"
        rf"|\bspr[ai]cht?\b{_N}\bfrei\b",
        r"\bacquitte\w*\b|\brelaxe(?:e|s|es)?\b|\babsuel\w+\b|\babsolv\w+\b"),
    _stage("justice", 5, "sentenced",
        rf"\bsentenc(?:es|ed)\b|\bjail(?:s|ed)\b{_N}\bfor\b|\bverurteilt\w*\b{_N}{_TERM}|{_TERM}{_N}\bverurteilt\b",
        rf"\bcondamn\w+\b{_N}\ba\b{_N}{_PEINE}|\bconden\w+\b{_N}\ba\b{_N}{_PENA}"),
    _stage("strike", 1, "strike called",
        rf"\b(?:call(?:s|ed)|announc\w+|vot(?:es|ed))\b{_N}{_STRIKE}|{_STRIKE}{_N}\b(?:angekundigt|ausgerufen)\b",
        rf"\b(?:kundig\w+|ruft|rief|rufen|angekundigt)\b{_N}{_STRIKE}|\bpreavis de greve\b|\bappel\w*\b{_N}\bgreve\b",
        rf"\b(?:annonc\w+)\b{_N}\bgreve\b|\b(?:convoc\w+|anunci\w+)\b{_N}{_STRIKE}"),
    _stage("strike", 2, "strike begun",
        rf"\b(?:began|begun|beg[ai]ns?|start(?:s|ed)?|launch(?:es|ed))\b{_N}{_STRIKE}|{_STRIKE}{_N}\b(?:began"
        rf"|begun|started|gets under way|under way)\b",
        rf"\bwalk(?:s|ed)? (?:off the job|out over (?:\w+ )?(?:pay|wages|shifts|rosters|conditions))\b|\b(?:went"
        rf"|goes|go|are|is) on strike\b|{_STRIKE}{_N}\b(?:begonnen"
        rf"|begann|beginnt|angelaufen)\b",
        rf"\b(?:begonnen|begann|begannen|beginnt)\b{_N}{_STRIKE}|\bleg(?:en|ten|t|te)\b{_N}\barbeit nieder\b",
        rf"\b(?:debut\w*|commenc\w*|entam\w+|lanc\w+)\b{_N}\bgreve\b|\bgreve\b{_N}\b(?:debute|commence|a commence"
        rf"|lancee|entamee)\b|\ben greve\b",
        rf"\b(?:inici\w+|comenz\w+|comienza\w*|empez\w+|arranc\w+)\b{_N}{_STRIKE}|{_STRIKE}{_N}\b(?:comenzo"
        rf"|inicio|arranco|empezo)\b|\ben huelga\b"),
    _stage("strike", 3, "strike suspended",
        rf"\b(?:suspend(?:s|ed)|paus(?:es|ed)|call(?:s|ed) off|suspend\w+|lev\w+|desconvoc\w+"
        rf"|aplaz\w+)\b{_N}{_STRIKE}",
        rf"{_STRIKE}{_N}\b(?:suspended|paused|called off|ausgesetzt|unterbrochen|abgesagt|suspendue|levee"
        rf"|suspendid[oa]|desconvocad[oa])\b",
        rf"\bsetz\w+\b{_N}{_STRIKE}{_N}\baus\b", follows=True),
    _stage("strike", 4, "strike settled",
        rf"\b(?:settl(?:es|ed)|end(?:s|ed))\b{_N}(?:{_STRIKE}|\bdispute\b)|{_STRIKE}{_N}\b(?:ends|ended|is over"
        rf"|settled|beendet|beigelegt|endet|terminee|terminad[oa])\b",
        rf"\bagree(?:s|d)\b{_N}\b(?:pay|wages?)\b|\b(?:pay|wage) (?:deal|settlement)\b|\baccept(?:s"
        rf"|ed)\b{_N}\b(?:pay|wage)?\b{_N}\boffer\b",
        rf"{_AGREED}|\beinigung\b|\btarifabschluss\b|\bfin de la greve\b"
        r"|\b(?:repris|reprennent) le travail\b",
        rf"\b(?:conclu|signe|trouve|alcanz\w+|firm\w+|lleg\w+|cerr\w+)\b{_N}\b(?:accord|acuerdo)\b"
        rf"|\bfin de la huelga\b|\bfin a la huelga\b",
        follows=True),
    _stage("missing", 1, "missing",
        r"\b(?:missing|vanish(?:es|ed)|disappear(?:s|ed)|vermisst\w*|verschwunden|verschwand|disparu\w*"
        r"|desaparec\w+)\b", quiet=True),
    _stage("missing", 2, "found",
        rf"\bfound (?:alive|dead|safe|unharmed|well)\b|\b(?:was|were|been|has|have) found\b"
        rf"(?! (?:guilty|liable|that|to)\b)|\b(?:body|bodies|remains|wreckage|wreck)\b{_N}\bfound\b",
        rf"\b(?:tot|lebend|unverletzt|leblos)\w* (?:auf)?gefunden\b|\b(?:wieder|auf)?gefunden\b|\b(?:tot"
        rf"|lebend)\b{_N}\bentdeckt\b",
        r"\bretrouve(?:e|s|es)?\b|\b(?:hallad|encontrad|localizad)[oa]s?\b|\b(?:hallan|hallaron|encuentran"
        r"|encontraron|localizan|localizaron)\b",
        follows=True),
    _stage("talks", 1, "talks",
        r"\b(?:talks|negotiations|verhandlungen|gesprache|pourparlers|negociations|negociaciones"
        r"|conversaciones)\b", quiet=True),
    _stage("talks", 1, "mediation agreed",
        rf"\b(?:agree(?:s|d)?|consent(?:s|ed)?) (?:to|on)\b(?=[^.;,]{{0,40}}?{_MEDIATION})",
        r"\baccept(?:s|ed)? (?:(?:an?|the) )?(?:offer of )?(?:mediation|arbitration)\b",
        rf"{_MEDIATION}[^.;,]{{0,40}}?"
        rf"\b(?:zugestimmt|vereinbart|angenommen|geeinigt|acceptee?|aceptad[oa]|acordad[oa])\b",
        rf"\bstimm(?:en|t|te|ten)\b[^.;,]{{0,40}}?{_MEDIATION}[^.;,]{{0,20}}?\bzu\b",
        rf"\b(?:accepte(?:nt|s)?|ont accepte|acept(?:a|an|o|aron)|acuerdan|acordaron)\b"
        rf"(?=[^.;,]{{0,40}}?{_MEDIATION})"),
    _stage("talks", 2, "deal",
        rf"\b(?:reach|agree|str(?:ike|uck)|clinch|seal|conclud|secur|sign)\w*\b{_N}{_PACT}"
        rf"|{_PACT}{_N}\b(?:reached|agreed|signed|struck)\b",
        rf"{_AGREED}|\b(?:schlossen|unterzeichne\w+)\b{_N}\b(?:\w*abkommen"
        rf"|waffenruhe|\w*vertrag)\b",
        rf"\b(?:abkommen|waffenruhe|vertrag)\b{_N}\b(?:geschlossen|unterzeichnet|vereinbart)\b",
        rf"\b(?:conclu\w*|sign\w+|trouv\w+|parvenu\w*|alcanz\w+|firm\w+|cerr\w+|lleg\w+)\b{_N}{_PACT}", follows=True),
    _stage("talks", 2, "talks failed",
        rf"\b(?:talks|negotiations)\b{_N}\b(?:collaps\w+|broke (?:down|off|up)|break (?:down|off)|fail\w*"
        rf"|end\w* without)\b",
        rf"\b(?:verhandlungen|gesprache)\b{_N}\b(?:abgebrochen|gescheitert|scheitern|scheiterten)\b",
        rf"\b(?:pourparlers|negociations)\b{_N}\b(?:rompu\w*|echou\w*|echec|suspendu\w*)\b",
        rf"\b(?:negociaciones|conversaciones)\b{_N}\b(?:rot[ao]s?|romp\w+|fracas\w+)\b", follows=True),
    _stage("bid", 1, "bid", rf"{_OFFER}|\boffer(?:s|ed)\b", quiet=True),
    _stage("bid", 2, "accepted",
        rf"\b(?:accept(?:s|ed)?|agree(?:s|d)? to|recommend(?:s|ed)?|accept\w+|acept\w+|angenommen)\b{_N}{_OFFER}",
        rf"{_OFFER}{_N}\b(?:accepted|angenommen|acceptee|aceptada)\b|\bnimmt\b{_N}{_OFFER}{_N}\ban\b"
        rf"|\bnahm\b{_N}{_OFFER}{_N}\ban\b",
        follows=True),
    _stage("bid", 2, "turned down",
        rf"\b(?:reject(?:s|ed)|turn(?:s|ed) down|rebuff(?:s|ed)|rejet\w+|repouss\w+|refus\w+"
        rf"|rechaz\w+)\b{_N}{_OFFER}",
        rf"{_OFFER}{_N}\b(?:abgelehnt|zuruckgewiesen)\b|\blehn(?:t|te|ten)\b{_N}{_OFFER}", follows=True),
    _stage("bid", 3, "cleared",
        rf"{_WATCHDOG}{_N}\b(?:clear(?:s|ed)|approv(?:es|ed)|wav(?:es|ed) through|genehmig\w+|autoris\w+|approuv\w+"
        rf"|autoriz\w+|aprob\w+|aprueb\w+)\b{_N}{_DEAL}|{_WATCHDOG}{_N}{_DEAL}{_N}\b(?:genehmigt|freigegeben)\b",
        rf"{_DEAL}{_N}\b(?:cleared|approved|genehmigt|freigegeben|autorisee?|autorizad[oa])\b{_N}{_WATCHDOG}",
        follows=True),
    _stage("bid", 3, "blocked",
        rf"\b(?:block(?:s|ed)|prohibit(?:s|ed)|veto(?:es|ed)|untersag\w+|bloqu\w+|interdi\w+|vet[oa])\b{_N}{_DEAL}",
        follows=True),
    _stage("bid", 4, "completed",
        rf"\b(?:complet(?:es|ed)|clos(?:es|ed)|abgeschlossen|finalis\w+|complet[oa])\b{_N}{_DEAL}", follows=True),
    _stage("launch", 1, "launched",
        rf"{_CRAFT}{_N}\b(?:launch(?:ed|es)?|lift(?:s|ed) off|blast(?:s|ed) off|gestartet|startete?|abgehoben"
        rf"|decolle\w*|lance\w*|despeg\w+|lanzad[oa])\b",
        rf"\blaunch(?:es|ed)?\b{_N}{_CRAFT}", quiet=True),
    _stage("launch", 2, "failed",
        rf"{_CRAFT}{_N}\b(?:fail(?:s|ed)|explod\w+|is lost|was lost|lost|crash\w+|verloren|explodier\w+"
        rf"|gescheitert|abgesturzt|perdue?|explos\w+|echoue|perdio|exploto|estallo|fallo)\b",
        follows=True),
    _stage("launch", 2, "arrived",
        rf"{_CRAFT}{_N}\b(?:docked|landed|splashed down|reached orbit|gelandet|angedockt|atterri|en orbite"
        rf"|aterriz\w+|acopl\w+|en orbita)\b", follows=True),
    _stage("office", 1, "resigned",
        rf"\bresign(?:s|ed)\b|\bstep(?:s|ped) down\b|\bquit(?:s)? (?:as|over|after)\b"
        rf"|\btr[ai]tt?\b{_N}\bzuruck\b(?!\w)|\bzuruckgetreten\b|\brucktritt (?:erklart|eingereicht)\b",
        r"\bdemissionn?(?:e|ent|ne|nent)\b|\bremis sa demission\b|\bdimit(?:e|io|ieron)\b|\brenuncio\b"
        r"|\bpresento su (?:renuncia|dimision)\b"),
    _stage("office", 1, "dismissed",
        r"\b(?:was|were|been|is|are) (?:sacked|dismissed|ousted)\b|\b(?:sack(?:s|ed)|oust(?:s|ed)|dismiss(?:es"
        r"|ed)) (?:his|her|its|the) \b",
        rf"\b(?:minister\w*|chef\w*|leiter\w*|trainer\w*|direktor\w*)\b{_N}\b(?:entlassen|abberufen)\b"
        rf"|\blimoge\w*\b|\bdestitu(?:ye|yo|id[oa])\b|\bcesad[oa] como\b"),
    _stage("office", 2, "successor named",
        r"\b(?:succeeds|succeeded|named|appointed|to replace|nachfolger(?:in)? (?:wird|ist)|ernannt|nomme|nommee"
        r"|succede|sucede|nombrad[oa])\b", follows=True),
    _stage("ballot", 1, "referendum", _BALLOT, quiet=True),
    _stage("ballot", 2, "approved by voters",
        rf"{_VOTERS}{_N}\b(?:approve[sd]?|back(?:s|ed)?|endorse[sd]?|vote[sd]? for|said yes|stimm(?:en|ten) fur"
        rf"|billig\w+|angenommen|approuv\w+|ont dit oui|aprueban|aprobaron|apoyaron)\b{_TALLY}", follows=True),
    _stage("ballot", 2, "rejected by voters",
        rf"{_VOTERS}{_N}\b(?:reject(?:s|ed)?|turn(?:s|ed) down|vote[sd]? against|said no|lehn(?:en|ten)|abgelehnt"
        rf"|stimm(?:en|ten) gegen|rejet\w+|ont dit non|rechaz\w+)\b{_TALLY}", follows=True),
    _stage("election", 1, "election", _POLLED, quiet=True),
    _stage("election", 2, "elected",
        rf"(?<!who )(?<!that )(?<!which )\b(?:won|wins){_OBJECT} (?:{_POLLED}|presidency\b|mayoralty\b)",
        r"(?<!who )\b(?:was|is|been) (?:re-?)?elected (?:as )?(?:the )?(?:president|mayor|governor|chancellor"
        r"|prime minister)\b",
        rf"(?<!die )(?<!der )\bgew(?:ann|innt)\b[^.;,]{{0,40}}?{_POLLED}|\bzu[mr] \w+ gewahlt\b",
        rf"(?<!qui )\b(?:a remporte|remporte|a gagne){_OBJECT} {_POLLED}|\b(?:est|a ete) (?:re)?elue?\b",
        rf"(?<!que )\b(?:gana|gano){_OBJECT} {_POLLED}|\b(?:fue|es|ha sido) (?:re)?elegid[oa]\b", follows=True),
    _stage("election", 3, "conceded",
        r"\bconced(?:es|ed) (?:defeat|the (?:election|race|run-?off))\b"
        r"|\b(?:raumt|raumte|gesteht|gestand)\b[^.;,]{0,40}?\bniederlage\b"
        r"|\b(?:reconnait|a reconnu|reconnu) sa defaite\b|\b(?:reconoce|reconocio|admite|admitio) (?:su|la) derrota\b",
        follows=True),
    _stage("supply", 1, "cut off", _CUT, quiet=True),
    _stage("supply", 2, "restored",
        rf"{_SUPPLY}[^.;,]{{0,60}}?\b(?:restored|back on|retablie?|restablecid[oa]|wiederhergestellt)\b"
        rf"(?! to the throne)"
        rf"|\brestor(?:es|ed)\b[^.;,]{{0,30}}?{_SUPPLY}|\bwieder strom\b"
        rf"|\b(?:retabli\w*|restablec\w+)\b[^.;,]{{0,30}}?{_SUPPLY}", follows=True),
    _stage("closure", 1, "closed", _SHUT, quiet=True),
    _stage("closure", 2, "reopened",
        rf"{_LINE}[^.;,]{{0,60}}?\b(?:reopen(?:s|ed)?|wieder (?:frei|geoffnet|befahrbar|offen|freigegeben)|rouver\w+"
        rf"|rouvr\w+|reabiert[oa]s?|reabr\w+)\b(?! (?:the|an?|its|old) )"
        rf"|\b(?:reopen(?:s|ed)?|reabr\w+|rouvr\w+)\b[^.;,]{{0,30}}?{_LINE}", follows=True),
    _stage("fire", 2, "under control",
        rf"{_FIRE}{_N}\b(?:under control|contained|put out|extinguished|unter kontrolle|geloscht|maitris\w+"
        rf"|circonscrit|eteint|controlad[oa]|sofocad[oa]|extinguid[oa])\b",
        rf"\b(?:extinguish(?:ed)?|put out|maitris\w+|eteint|sofoc\w+|extingui\w+|controlan"
        rf"|controlaron)\b{_N}{_FIRE}"),
    _stage("custody", 1, "held",
        r"\b(?:hostages?|kidnap\w+|abduct\w+|geiseln?|entfuhr\w+|otages?|enlev\w+|rehen(?:es)?"
        r"|secuestr\w+)\b", quiet=True),
    _stage("custody", 2, "freed",
        rf"(?<!on the )(?<!about the )(?<!of the )(?<!of )\b{_CAPTIVE}\b[^.;,]{{0,40}}?\breleased\b(?! from hospital)"
        rf"|\breleas(?:es|ed)\b(?: [\w'-]+){{0,3}}? {_CAPTIVE}\b",
        r"\b(?:freed|freigelassen|befreit|libere(?:e|s|es)?|liberad[oa]s?|liberan"
        r"|liberaron)\b", follows=True),
)  # fmt: skip

HINTS = {
    ladder: tuple(listed.split())
    for ladder, listed in {
        "law": "bill law legisl decree budget reform amend gesetz verordnung haushalt loi decret texte ley presupuest "
        "parl assembl congres mps deput council house chamber diet bundestag landtag abgeordnet rat senat senad camara "
        "cortes chambre veto court gericht",
        "justice": "arrest detain custody festgenommen verhaftet festn nahm nimmt nehm arrete interpell garde deten "
        "detuv detien charg indict klag examen inculp accusation imput procesa cargos trial prozess proces juicio "
        "convict guilty schuldig coupable culpable acquit clear freigesprochen frei relaxe absuel absolv sentenc jail "
        "urteil condamn conden",
        "strike": "strike walk action streik nieder ausstand greve huelga paro pay wage einig accord acuerdo travail "
        "offer dispute tarif",
        "missing": "missing vanish disappear vermisst verschw disparu desapar found gefunden entdeckt retrouve halla "
        "encontr encuentr localiz",
        "talks": "talks negoti verhandl gesprach pourparler negoc conversac deal agreement truce cease accord treaty "
        "pact treve cessez acuerdo tregua fuego einig abkommen waffenruhe vertrag mediat arbitra schlicht "
        "vermittl mediac",
        "bid": "offer bid takeover merger angebot offre opa oferta ubernahme acquisition purchase deal fusion kauf "
        "rachat compra adquis",
        "launch": "rocket satel spacecraft probe capsule lander rakete kapsel sond fusee cohete capsula",
        "ballot": "referend plebiscit volks burgerentscheid consulta voter elector wahler stimm electeur votant",
        "election": "elect wahl run-off runoff scrutin second tour elec comicios vuelta conced",
        "supply": "cut off without outage black power strom panne coupure prive apagon sin restor retabli restablec "
        "wiederh",
        "closure": "clos shut block sperr ferme coupe cerrad cort reopen wieder rouv reabr reabiert",
        "office": "resign step quit zuruck tritt demission dimi renunci sack dismiss oust entlassen abberufen limoge "
        "destitu cesad succe named appoint replace nachfolg ernannt nomme sucede nombrad",
        "fire": "fire blaze brand feuer flamm feu incend fuego",
        "custody": "hostage kidnap abduct geisel entfuhr otage enlev rehen secuestr freed released freigelassen "
        "befreit liber",
    }.items()
}
"""By ladder, letters without which no text speaks of it: most texts are read for one or two ladders."""
