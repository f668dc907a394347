"""What falls on money, goods, work and knowledge: banks, companies, recalls, strikes, rescues, firsts.

Works on: nothing; this is a table.
Comes in: nothing.
Goes out: TRADE, acts with the urgency they have by themselves.
Does not know: whether one took place.
"""

from __future__ import annotations

from bot.breaking.acts import WIDE, act

_SURPRISE = (
    r"calendar|kalender|calendrier|calendario|ausser der reihe|agenda|vu venir|saw (?:it )?coming|nocturne"
    r"|nachtlich\w*|nocturna|night meeting|(?:no|aucun\w*|kein\w*|ningun\w*) (?:economist|analyst|okonom"
    r"|volkswirt|economiste|analyste|economista|analista|trader)\w*|stop the (?:slide|fall)|stem the|enrayer"
    r"|surpris\w+|unscheduled|unexpected\w*|unannounced|emergency|shock\w*|out of the blue|caught off guard"
    r"|nobody (?:had )?(?:expected|foresaw|predicted)|no(?:body| one| analyst)(?: \w+){0,3} (?:expected"
    r"|foreseen)|weeks before|extraordinary|overnight|ahead of schedule|without warning"
    r"|uberrasch\w*|ausserplanmassig\w*|unerwartet\w*|ausserordentlich\w*|uber nacht|sondersitzung|eilsitzung"
    r"|nicht erwartet|kaum (?:jemand|ein)|niemand(?: \w+){0,3} erwartet|unangekundigt\w*|notfall\w*"
    r"|krisensitzung"
    r"|surpris\w*|inattendu\w*|a la surprise|urgence|extraordinaire|imprevu\w*|non programme\w*|pris de court"
    r"|personne (?:ne )?(?:s'y )?attend\w+"
    r"|sorpres\w*|sorprend\w*|inesperad\w+|extraordinari\w+|urgente|urgencia|imprevist\w+|fuera de calendario"
    r"|nadie esperaba|sin previo aviso|de emergencia"
)
_RATE = (
    r"central bank|reserve bank|national bank|bank of \w+|key rate|interest rates?|base rate|policy rate"
    r"|benchmark rate|basis points|monetary|notenbank\w*|zentralbank\w*|nationalbank|leitzins\w*|zinsen"
    r"|zinsschritt\w*|zinserhohung\w*|zinssenkung\w*|banque (?:centrale|nationale)|taux (?:directeurs?"
    r"|d'interet)|points de base|banco central|banco nacional|tipos? de interes|tasas? de interes|tasa (?:clave"
    r"|de referencia)|puntos basicos"
)
_MOVES = (
    r"rais\w+|lift\w*|hik\w+|cut\w*|slash\w*|lower\w*|increas\w+|tighten\w*|acts?|doubl\w+|jump\w*|devalu\w+"
    r"|abandon\w*|hebt|erhoh\w*|senk\w*|anhebung|verdoppel\w*|wertet\w* (?:\w+ )?ab|schockt|relev\w+|hausse"
    r"|abaiss\w+|baiss\w+|augment\w+|doubl\w+|devalu\w+|sub[ei]\w*|eleva\w*|baj[ao]\w*|recort\w+|aument\w+"
    r"|duplic\w+|devalu\w+|dispara"
)
_BIG = (
    r"shares|listed|stock|millions?|software|aktien?|\w*-aktien|action|cotation|acciones|cotiza\w*|bank(?:s"
    r"|ing)?|lender|insurer|airline|carrier|car ?maker|giant|group|conglomerate|retailer|chain|largest|biggest"
    r"|second-largest|exchange|billions?|broker(?:age)?|fund|steelmaker|shipyard|builder|developer|telecoms?"
    r"|utility|energy (?:firm|supplier)|mutual|stranded|\d[\d.,]{0,15} (?:jobs|employees|staff|workers)"
    r"|thousands of (?:jobs|workers)|crypto\w*"
    r"|\w*bank|versicher\w*|fluggesellschaft|airline|autobauer|konzern\w*|riese|grosste[rns]?"
    r"|zweitgrosste[rns]?|milliarden\w*|kaufhaus\w*|handelskette|baukonzern|werft|energieversorger|beschaftigte"
    r"|mitarbeiter|arbeitsplatze"
    r"|banque|assureur|compagnie aerienne|constructeur|geant|groupe|enseigne|premier\w*|numero (?:un|deux)"
    r"|milliards?|fonds|salaries|emplois|courtier"
    r"|banco|aseguradora|aerolinea|fabricante|gigante|grupo|cadena|mayor|segund[oa]|miles de millones"
    r"|constructora|trabajadores|empleos|fondo|entidad"
)
_RUIN = (
    r"insolven\w+|bankrupt\w*|collaps(?:es|ed)?|fil(?:es|ed) for (?:bankruptcy|protection|insolvency|creditor)"
    r"|goes (?:under|bust)|went (?:under|bust)|administration|receivership|liquidat\w+|defaults?|fails|failed"
    r"|run on (?:the )?bank|bank run|freez\w+ withdrawals|frozen|suspend\w*(?: \w+){0,3} (?:trading|withdrawals"
    r"|dealings|payments|shares)|(?:trading|dealings|shares)(?: [\w'-]+){0,5} (?:halted|suspended|stopped"
    r"|frozen)|halt\w*(?: \w+){0,3} trading|stopped all trading|ceases? (?:trading|operations)|nationali[sz]\w+"
    r"|rescued by the state|seized by (?:regulators|the state)"
    r"|setzt(?: [\w-]+){0,2} handel(?: [\w-]+){0,4} aus|handel(?: [\w-]+){0,5} (?:ausgesetzt|gestoppt"
    r"|unterbrochen)|insolvenz\w*|insolvent|pleite\w*|konkurs\w*|bankrott\w*|zahlungsunfahig\w*|zusammenbruch"
    r"|bricht zusammen|zusammengebrochen|(?:handel|aktie\w*)(?: \w+){0,6} (?:ausgesetzt|gestoppt)"
    r"|vom handel ausgesetzt|schliesst alle (?:filialen|schalter)|verstaatlicht|notverkauf\w*"
    r"|betrieb eingestellt|stellt (?:\w+ ){0,3}betrieb ein"
    r"|faillite|depot de bilan|depose (?:le|son) bilan|cessation de paiements?|redressement judiciaire"
    r"|liquidation|banqueroute|s'effondre|insolvable|defaut de paiement|(?:cotation|titre|action"
    r"|cours)(?: [\w'-]+){0,4} suspendue?s?|suspen\w+(?: [\w'-]+){0,3} (?:cotation|cours|titre)|nationalis\w+"
    r"|gele\w*(?: \w+){0,2} (?:retraits|depots)|guichets fermes"
    r"|quiebra|bancarrota|suspension de pagos|concurso de acreedores|insolven\w+|liquidacion|intervenid[oa]"
    r"|interviene|colapsa|se hunde|se desploma|corralito|(?:cotizacion|acciones"
    r"|negociacion)(?: \w+){0,4} suspendid\w+|suspend\w+(?: \w+){0,3} (?:cotizacion|acciones|negociacion)"
    r"|impago|nacionaliza\w*|congela\w*(?: \w+){0,2} (?:depositos|retiros|fondos)"
)
_POISON = (
    r"salmonella|listeria|botul\w+|e\.? ?coli|poison\w*|toxic|contaminat\w+|sicken\w*|ill|killed|deaths?"
    r"|choking|fire risk|catch(?:es|ing)? fire|burst into flames|explod\w*|brakes?|airbags?|glass"
    r"|metal (?:shards|splinters)|methanol|carcinogen\w*|cyanide|lead\b|overheat\w*|electrocut\w*|dangerous"
    r"|injur\w+|heart failure|infants?|babies|allerg\w+"
    r"|salmonellen|listerien|keime|vergift\w*|giftig\w*|glassplitter|scherben|metallteile|brandgefahr|bremsen?"
    r"|erstickungsgefahr|verunreinigt|lebensgefahr\w*|explodier\w*|krebserregend|erkrankt\w*|todesfalle"
    r"|babynahrung|gesundheitsgefahr"
    r"|salmonel\w+|listeria|listeriose|botulisme|intoxi\w+|toxique|contamin\w+|verre|metal|freins?|incendie"
    r"|etouffement|dangereu\w+|bebes?|nourrissons|malades|hospitalis\w+|mort\w*|deces"
    r"|salmonela|salmonelosis|listeria|listeriosis|botulismo|intoxic\w+|toxic\w+|contaminad\w+|vidrio|cristales"
    r"|metal|frenos?|incendi\w+|asfixia|peligros\w+|bebes?|lactantes|metanol|muert\w+|riesgo"
)
_SCIENCE = (
    r"scientists?|physicists?|astronomers?|astronauts?|researchers?|surgeons?|doctors?|engineers?|biologists?"
    r"|chemists?|reactor|fusion|moon|lunar|mars|martian|venus|jupiter|saturn|asteroid|comet|probe|rover|lander"
    r"|spacecraft|space (?:agency|station|telescope)|telescope|orbit|rocket|exoplanet|planet|transplant\w*"
    r"|gene\w*|embryo\w*|clon\w+|quantum|vaccine|cure[sd]?|patient|laborator\w+|particle|detector|gravitational"
    r"|extraterrestrial|signal from|fossil|heart|womb|paraly[sz]ed|blind"
    r"|forscher\w*|wissenschaftler\w*|physiker\w*|astronom\w*|astronaut\w*|raumfahrer\w*|chirurg\w*|arzte\w*"
    r"|reaktor|kernfusion|mond\w*|sonde|raumschiff|kapsel|teleskop|umlaufbahn|rakete|planet\w*|transplant\w*"
    r"|gen\w*|impfstoff|geheilt|patient\w*|labor|teilchen"
    r"|scientifiques?|physiciens?|astronomes?|astronautes?|chercheurs?|chirurgiens?|reacteur|fusion|lune|sonde"
    r"|capsule|vaisseau|telescope|orbite|fusee|planete|asteroide|comete|greffe\w*|gene\w*|vaccin|gueri\w*"
    r"|laboratoire|particule"
    r"|cientificos?|fisicos?|astronomos?|astronautas?|investigadores|cirujanos?|reactor|fusion|luna|marte|sonda"
    r"|capsula|nave|telescopio|orbita|cohete|planeta|asteroide|cometa|trasplante\w*|gen\w*|vacuna|cura"
    r"|laboratorio|particula"
)
_FIRST = (
    r"(?:steps?|stepped|set foot|walks?|walked|lands?|landed|humans?|man|woman|people|menschen|mensch|betritt"
    r"|betreten|marche\w*|pose\w*|pisa\w*|camina\w*|hombre|mujer|humanos)(?: [\w'-]+){0,3} (?:on|onto|auf|sur"
    r"|en|sobre) (?:the |dem |der |la |el )?(?:mars|moon|mond|lune|luna|marte|venus)|never (?:been )?(?:tried"
    r"|done|attempted|achieved|seen|managed|succeeded)|nobody (?:has |had )?(?:ever|before)|no one (?:has "
    r"|had )?ever|nothing like it|unprecedented|historic(?:al)?|noch niemand\w*|als erste[rns]?|historisch\w*"
    r"|niemandem|personne n'avait (?:encore|jamais)|historique\w*|une premiere|inedit\w*|nadie (?:habia"
    r"|lo habia)|histori(?:co|ca)|inedit[oa]|for the first time (?:ever|anywhere|in (?:human )?history"
    r"|in the history)|first time (?:anyone|a human|anybody|that (?:a|any|human))|world(?:'s)?[ -]first"
    r"|worlds first|first (?:ever|human|person|woman|people|humans|crewed|successful|living|direct|spacecraft"
    r"|craft|probe|image|animal|child|baby)|never before|(?:first|for the first time)(?: [\w'’,-]+){0,12}"
    r"|historic first|(?:lands?|landed|touch(?:es|ed) down|sets? down|set foot|walks?"
    r"|walked) on (?:the )?(?:moon|mars|venus|asteroid|comet|titan|europa|far side)"
    r"|(?:zum )?ersten mal|erstmals|weltpremiere|weltweit erste[rns]?|erste[rns]? (?:mensch\w*|frau|sonde|bild"
    r"|erfolgreiche\w*|flug|landung)|nie zuvor|noch nie|landet (?:\w+ ){0,4}(?:auf dem mond|auf dem mars|mars"
    r"|mond)|gelandet"
    r"|(?:pour la )?premiere fois|premiere mondiale|premier\w* (?:homme|femme|etre|image|greffe|humain|vol"
    r"|sonde|etres)|jamais (?:auparavant|encore)|se pose\w* sur|alunit|marche sur"
    r"|(?:por )?primera vez|primicia mundial|primer[ao]? (?:ser|mujer|hombre|humano|trasplante|imagen|sonda"
    r"|nave|vuelo)|hito|nunca antes|jamas|aterriza en|aluniza|ameriza"
)
_SUDDEN = (
    r"sudden\w*|wildcat|without (?:notice|warning)|unannounced|overnight|no (?:notice|warning)"
    r"|nobody had announced|unofficial|spontaneous\w*|lightning strike|out of the blue"
    r"|from one hour to the next|snap|paraly[sz]\w*|not a wheel|brought to a (?:halt|standstill)|no (?:trains"
    r"|flights|buses|ferries)"
    r"|spontan\w*|wilde[rn]? (?:streik|ausstand)|unangekundigt\w*|ohne (?:vor)?ankundigung|ohne vorwarnung"
    r"|uber nacht|plotzlich\w*|uberraschend\w*|lahm\w*|blitzstreik"
    r"|sauvage|surprise|sans preavis|inopine\w*|spontane\w*|du jour au lendemain|soudain\w*|paralys\w+"
    r"|immediate?\b|inattendu\w*"
    r"|salvaje|sorpresa|sin (?:previo )?aviso|sin preaviso|repentin\w+|de improviso|espontane\w+|paraliz\w+"
    r"|inesperad\w+|por sorpresa"
)
_STRIKE = (
    r"strik(?:e|es|ing)|walk(?:s|ed)? ?out|walkout|stoppage|down(?:s|ed) tools|stop(?:s|ped)? work\w*"
    r"|lay down (?:their )?tools|industrial action|streik\w*|ausstand|legen (?:\w+ ){0,3}arbeit nieder"
    r"|arbeitsniederlegung\w*|greve|debrayage|cess\w+ le travail|arret de travail|huelga|paro"
    r"|cesan? (?:el trabajo|labores)|abandonan sus puestos"
)
_SAVED = (
    r"rescued|saved|brought (?:up|out|down|home) (?:alive|safe\w*)|found (?:alive|safe)|pulled (?:out )?alive"
    r"|alive|freed|released|safe and well|survived|dug out alive|winched to safety|out alive"
    r"|gerettet|lebend (?:geborgen|gefunden)|geborgen|befreit|freigelassen|wohlbehalten|lebend\w*|gefunden"
    r"|am leben|in freiheit"
    r"|sauvee?s?|secourus|sains? et saufs?|vivants?|retrouvee?s? (?:vivant\w*|en vie)|liberee?s?|en vie"
    r"|remontee?s?|extraits? vivants?"
    r"|rescatad[oa]s?|san[oa]s y salv[oa]s|con vida|liberan|liberaron|rescatan|rescataron|liberad[oa]s?"
    r"|viv[oa]s|a salvo|ponen a salvo"
)
_ORDEAL = (
    r"jungle|desert|mountain|wilderness|open sea|plane came down|siblings|\w+ (?:days|weeks|hours) (?:in|on|at"
    r"|under|after|trapped)|dschungel|wuste|gebirge|hohlraum|gruben?|tage\w* (?:im|unter|nach)|jungle|desert"
    r"|montagne|jours|semaines|selva|desierto|montana|semanas|trapped|miners|missing|hostages?|captives?"
    r"|kidnapped|abducted|rubble|cave|shaft|stranded|adrift|days (?:after|later|underground|on)|weeks (?:after"
    r"|in)|capsule|buried|castaways?|children lost|lost in|avalanche|sunken|submarine"
    r"|verschuttet\w*|eingeschlossen\w*|bergleute|kumpel|vermisst\w*|geiseln?|entfuhrt\w*|trummern?|hohle\w*"
    r"|schacht|tage nach|tagen|treibend|u-boot|stollen"
    r"|pieges?|mineurs|disparus?|otages?|enlevee?s|decombres|grotte|puits|galerie|jours (?:apres|sous)"
    r"|naufrages|ensevelis|speleologues|bloques?"
    r"|atrapad[oa]s|mineros|desaparecid[oa]s|rehenes|secuestrad[oa]s|escombros|cueva|pozo|galeria"
    r"|dias (?:despues|bajo|atrapad\w+)|naufragos|a la deriva|sepultad\w+"
)
_ALL = (
    r"all|every|everyone|last of|\d+|dozens?|hundreds|whole|entire|alle\w*|samtliche|letzte[rn]?|zwolf|tous"
    r"|toutes|dernier\w*|tod[oa]s|ultim[oa]\w*|"
) + (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty)[\w-]*|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf"
    r"|\w+zehn|\w+zig|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|vingt[\w-]*|trente|quarante|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece|catorce|quince"
    r"|veint\w+|treinta|cuarenta"
)

TRADE = (
    act("rates", 3,
        "a central bank surprises",
        rf"{_MOVES}|(?:at|to|bei|auf|a|al) (?:zero|nil|null|\d+(?:[.,]\d+)? ?(?:percent|per cent|%|prozent))",
        rf"{_RATE}",
        rf"{_SURPRISE}",
        bars=
            r"as expected|as planned|no surprise|unsurprising\w*|wie erwartet|erwartungsgemass|sans surprise"
            r"|comme prevu|como se esperaba|sin sorpresas|keeps? rates|holds? rates|left (?:its"
            r"|rates) unchanged|unchanged|as (?:[\w]+ ){0,5}(?:predicted|forecast)|no change|mortgage offer"
            r"|unverandert", firm=True),
    act("currency", 3, "a currency gives way",
        r"devalu(?:es|ed|ation)|abandons? (?:its |the )?(?:currency )?peg|capital controls|stops? (?:paying"
        r"|servicing) (?:its )?(?:foreign )?debts?|defaults? on (?:its )?(?:debt|bonds)|(?:closes?|shuts?"
        r"|closed) (?:all )?(?:the )?banks|bank holiday declared|wertet(?: \w+){0,4} (?:ab|wahrung)"
        r"|wahrung(?: \w+){0,5} abgewertet|staatsbankrott|zahlungsunfahigkeit des (?:staates|landes)"
        r"|kapitalkontrollen|devalu\w+(?: \w+){0,4} (?:monnaie|moneda|couronne|peso|franc)|defaut de paiement"
        r"|controle des capitaux|suspension de pagos|cesacion de pagos|control de capitales|corralito",
        r"government|ministry|central bank|state|country|treasury|president|regierung|staat|land|notenbank"
        r"|gouvernement|etat|pays|banque centrale|gobierno|estado|pais|banco central|ministerio",
        bars=r"municipal|town"),
    act("ruin", 3, "a giant collapses or its trade is halted", rf"{_RUIN}", rf"{_BIG}",
        bars=
            r"freighter|ship|reef|bakery|baker|family business|high street shop|village|music group|boy band"
            r"|chess|political|party|talks|football club|fussballverein|ceasefire|pub\b|single restaurant"
            r"|marriage|bridge|building|roof|coalition|koalition|dam|tower|government|school|lack of snow"
            r"|bus service|film|theatre|museum|toilet|health service|election|pier|no plant will close|dead"
            r"|killed|deaths|tote\w*|morts|muertos|server\w*|cyber\w*|ransomware|internet|power"),
    act("takeover", 5, "a big company is taken over",
        r"(?:to (?:merge|buy|acquire)|agree[sd]?(?: on \w+)? to (?:buy|acquire|merge)|tie-up|change de mains"
        r"|cambia de manos|zusammenschluss|se unen|s'unissent|buys?|acquir(?:es|ed)|agrees? to buy|tak(?:es"
        r"|ing) over|takeover (?:of|by|bid|offer|deal)|swallows?|merg(?:es|er|ed|e)(?: with)?|bids?|bought by"
        r"|to be bought|snaps? up|ubernimmt|ubernahme\w*|kauft|schluckt|fusionier\w+|fusion|rachete\w*|rachat"
        r"|acquiert|absorbe|fusionn\w+|opa|compra\w*|adquier\w+|absorb\w+|fusion\w*|opa|adquisicion)",
        r"\d[\d.,]{0,15} ?(?:billion|bn|milliarden|mrd|milliards?|mil millones)|(?:two|three|four|five|six|seven"
        r"|eight|nine|ten|eleven|twelve|\w+teen|\w+ty[\w-]*|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn"
        r"|zwolf|\w+zehn|\w+zig|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente"
        r"|quarante) (?:billion|milliarden|milliards)|(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce"
        r"|quince|veinte|treinta|cuarenta) mil millones|billions|biggest (?:takeover|merger)"
        r"|largest (?:takeover|merger)|rival|largest|biggest|giant",
        bars=
            r"budget|government buys|stadium|arms|frigates|player|striker|transfer|considers?|league"
            r"|family-owned|quarterly|election"),
    act("recall", 5, "something dangerous is recalled",
        r"recall(?:s|ed|ing)?|pull(?:s|ed)?(?: [\w'-]+){0,5} (?:from|off) (?:\w+ )?(?:shelves|shops|sale"
        r"|market)|withdraw\w*(?: [\w'-]+){0,5} (?:from sale|from shops|from the market)|do not (?:eat|feed|use"
        r"|drink|drive|give)|stop (?:using|eating|driving|taking)|must be (?:thrown away|returned|destroyed)"
        r"|ruckruf\w*|ruft(?: \w+){0,8} zuruck|zuruckgerufen|nicht (?:verzehren|essen|benutzen|verwenden)"
        r"|vom markt genommen|rappel\w*|retir\w+(?: [\w'-]+){0,4} (?:de la vente|du marche|des rayons)"
        r"|ne pas (?:consommer|utiliser|manger)|retira\w*|retire\w* (?:\w+ ){0,6}|ordenan? retirar|no consumir"
        r"|llamada a revision|llama a revision",
        rf"{_POISON}",
        bars=
            r"tropas|candidat\w*|denuncia|troupes|plainte|ambassador|envoy|botschafter|ambassadeur|embajador"
            r"|recalls how|recalled (?:the|his|her) (?:day|life|moment)|no risk|keine gefahr|aucun risque"
            r"|sin riesgo|wrong picture|striker|squad|team|parliament|libraries|rappelle que|election"
            r"|labels? only|colou?r|vote|prime minister|president", firm=True),
    act("strike", 4, "work stops without notice", rf"{_STRIKE}", rf"{_SUDDEN}", WIDE,
        bars=
            r"as (?:notified|announced|planned)|had been warned|announced (?:weeks|days|last)|weeks ago"
            r"|next week|next month|ballot|voted? for|threat\w*|urabstimmung|angekundigt\w* (?:war|worden)"
            r"|wie angekundigt|preavis depose|annoncee? (?:depuis|de longue)|convocad\w+ (?:desde|hace)"
            r"|anunciad\w+ (?:desde|hace)|calls? off|return|air ?strikes?|hunger strike|lightning struck"
            r"|could begin|from monday|ab montag|lunes|strike at|striker|two-hour|warnstreik|one-day|local"
            r"|school dinner"),
    act("rescue", 5, "a rescue succeeds", rf"{_SAVED}", rf"{_ORDEAL}", rf"{_ALL}",
        bars=
            r"bodies|dead|killed|died|drown\w*|lifeless|tote\w*|leichen?|morts?|corps sans vie|muert\w+"
            r"|cadaver\w*|(?:cats?|kittens?|dogs?|pupp\w+|horses?|cows?|sheep|swans?|ducks?|storks?|deer"
            r"|owls?) (?:\w+ ){0,3}(?:saved|rescued|freed|found|back|safe)|(?:rettet|retten|befreit"
            r"|befreien) (?:\w+ ){0,2}(?:hund|katze|storch|kuh|reh|schwan|pferd)\w*|(?:storch|hund|katze|kuh"
            r"|reh|schwan|pferd) (?:\w+ ){0,3}(?:gerettet|befreit)|(?:chien|chat|vache|cheval"
            r"|cygne) (?:\w+ ){0,3}(?:sauve\w*|libere\w*)|(?:perr[oa]|gat[oa]|vaca|caballo"
            r"|burro) (?:\w+ ){0,3}(?:rescatad[oa]|salvad[oa])|(?:rescatan|salvan) (?:\w+ ){0,3}(?:perr[oa]s?"
            r"|gat[oa]s?|vaca|caballo)|survivor(?:'s)? story|jobs|bail-?out|anniversary|film|memoir|lost with"
            r"|still missing|remain missing|search (?:went|goes) on|art|painting|statue|album|data"
            r"|released (?:a|the|its|his|her)|jahrestag|turtle\w*|whales?|one (?:man|woman|boy|girl)"),
    act("first", 6, "a first in science", rf"{_FIRST}", rf"{_SCIENCE}",
        bars=
            r"first time (?:in|since) (?:\d+|two|three|four|five|ten|many|several|\w+teen) ?\w*|since \d{4}"
            r"|seit \d{4}|depuis \d{4}|desde \d{4}|minister|parliament|season|league|cup|album|school|election"
            r"|visit|tourists?|festival|exhibition|museum|opens? (?:its|the) doors|mayor|shop|restaurant|price"
            r"|study finds|survey|could|may one day|plans?|planned|dead|killed|tax\w*|budget|film|novel|game"
            r"|approv\w+|zulass\w*|autoris\w+|aprueba\w*|weather satellites|phone|moon ?light|honeymoon"
            r"|first aid|first minister|women's|girls|course|courses|centre|gene(?:ral|va|rous)\w*|tote\w*"
            r"|outbreak|virus"),
    act("terms", 4, "a prison, a market or a border is closed to all",
        r"(?:stock exchange|bourse|borse|bolsa)(?: [\w'-]+){0,5} (?:closed|suspends? (?:all )?trading"
        r"|halts? (?:all )?trading|geschlossen|setzt(?: \w+){0,4} aus|fermee|suspendue|cerrada|suspende)"
        r"|(?:market|shares|index|stocks|kurse|index|borse|indice|bolsa)(?: [\w'-]+){0,5} (?:plung\w+|crash\w*"
        r"|collaps\w+|tumbl\w+|sturz\w+|brech\w+|s'effondr\w+|plong\w+|chut\w+|se desplom\w+"
        r"|se hund\w+)(?: [\w'-]+){0,5} (?:1[0-9]|[2-9][0-9])(?:[.,]\d)? ?(?:percent|per cent|%|prozent"
        r"|pour cent|por ciento)",
        WIDE, bars=r"profit-taking|gewinnmitnahmen|correction"),
)  # fmt: skip
