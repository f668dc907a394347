"""Dangers: what the authorities warn of, what is lost or struck, networks that fail across a country.

Works on: nothing; this is a table.
Comes in: nothing.
Goes out: HAZARDS, acts with the urgency they have where nobody has counted yet.
Does not know: whether one took place, how many came to harm.
"""

from __future__ import annotations

from bot.breaking.acts import WIDE, act, both

_SETTLED = (
    r"towns?|city|cities|villages?|districts?|islands?|coast\w*|quarters?|suburbs?|residents|inhabitants"
    r"|households|homes|population|people|neighbou?rhoods?|province|region|valley|families|stadt\w*|ort\w*"
    r"|dorf\w*|dorfer\w*|insel\w*|bewohner\w*|anwohner\w*|einwohner\w*|menschen|bevolkerung|tal|gemeinden?"
    r"|villes?|villages?|quartiers?|iles?|habitants|population|riverains|vallee|communes?|familles|foyers"
    r"|ciudad\w*|pueblos?|barrios?|islas?|vecinos|habitantes|poblacion|familias|valle|municipios?|localidad\w*"
)
_EMPTIED = (
    r"evacuat(?:es?|ed|ion|ing)|ordered (?:out|to leave|to flee|to higher ground|to high ground"
    r"|from their homes)|told to (?:leave|flee|evacuate|get out)|must leave|flee(?:s|ing)?|fled|(?:villages?"
    r"|towns?|districts?|quarters?|streets|homes) (?:\w+ ){0,4}cleared|emptied|empties|everyone out"
    r"|told(?: [\w'-]+){0,4} to (?:go|get|leave|move)|get out now|run for (?:their|your) lives"
    r"|leave (?:their )?homes|left their homes|leave now|out of their beds|bused out|out of their homes"
    r"|mussen (?:\w+ ){0,4}(?:raus|weg|verlassen)|notunterkunft\w*|evakuier\w*|geraumt|raumt|raumen|raumung"
    r"|verlassen|in sicherheit gebracht|fliehen|flieht|fluchten"
    r"|evacu\w+|vide de ses|se vide|quitter (?:leur|les|la|leurs)|fuient|ordre de depart|depart immediat|abandonner"
    r"|evacu\w+|desaloj\w+|abandonar|huyen|queda vaci[ao]|se vacia|dejar sus casas|salir de sus"
)
_NETWORK = (
    r"computers?|systems?|gates|rechner|it-systeme?|ordinateurs|systemes? informatiques?|ordenadores"
    r"|sistemas? informaticos?|cable|web|connections?|kabel|verbindung\w*|leitung\w*|liaison|conexion\w*|power"
    r"|electricity|blackout|grid|lights|card payments?|cards|cash machines|atms|payments?|tills"
    r"|bank(?:ing)? (?:apps?|transfers?|systems?)|phones?|mobile(?: phone)? (?:networks?|service)|telephones?"
    r"|internet|broadband|emergency (?:number|calls|line)|air traffic control|airspace|radar|trains?|signalling"
    r"|rail(?:ways?)?|flights|heating|gas supply|water supply|networks?|servers|websites"
    r"|strom\w*|netz\w*|lichter|kartenzahlung\w*|karten\w*|geldautomaten|zahlungsverkehr\w*|handynetz\w*"
    r"|mobilfunk\w*|telefon\w*|internet|notruf\w*|flugsicherung|luftraum|bahnverkehr|zuge|fernwarme"
    r"|gasversorgung|wasserversorgung"
    r"|electricite|courant|noir|panne|cartes? (?:bancaires?|bleues?)|paiements?|distributeurs|telephone"
    r"|reseaux?|internet|numeros? d'urgence|controle aerien|trains|chauffage"
    r"|luz|electric\w+|apagon|tarjetas?|pagos|cajeros|datafonos|telefon\w+|moviles|internet|red|redes"
    r"|emergencias|112|911|control aereo|trenes|suministro"
)
_DOWN = (
    r"blackouts?|black-?out|power cuts?|outages?|fail(?:s|ed|ure|ures)?|collaps\w+|crash(?:es|ed)|goes? (?:down"
    r"|dark|dead|silent|out)|went (?:down|dark|dead|out|offline)|gone dark|down|offline|dead"
    r"|plung\w+ into darkness|in the dark|darkness|without (?:power|electricity|phones?|internet|heating|signal"
    r"|light)|knock(?:s|ed) out|out of (?:service|action|order)|paraly[sz]\w+|cut off|stopp?ed (?:taking"
    r"|working)|standstill|cannot (?:pay|call|dial|be reached)|can pay|unreachable|cripple[sd]?|halted"
    r"|breakdown|no (?:power|signal|dial)|(?:loses?|lost|losing) (?:power|electricity|current)|(?:went|gone"
    r"|goes|turned) (?:blank|black)|dies?\b|froze|frozen|scrapped|severed|snapped|gekappt|gerissen|sectionn\w+"
    r"|coupe[es]*|cortad\w+|lights? (?:go|went) out|without current|shut down"
    r"|stromausfall|blackout|fall\w* aus|fiel\w* aus|ausgefallen|ausfall|ausfalle|zusammengebrochen"
    r"|bricht zusammen|brach zusammen|lahmgelegt|legt\w* lahm|ohne (?:strom|netz|licht|telefon|internet"
    r"|heizung)|tot|nicht moglich|unmoglich|streiken|impossible|imposible|dunkel|im dunkeln|gestort|storung"
    r"|stillgelegt|steht still|stehen still|nicht erreichbar|funktionier\w+ nicht|geht nichts"
    r"|panne|coupure|black-?out|en panne|hors service|privee?s? d\w+|plong\w+ dans le noir|dans le noir"
    r"|sans (?:electricite|courant|telephone|internet|reseau)|paralys\w+|effondr\w+|muets?|injoignables?"
    r"|ne fonctionn\w+ plus|s'eteint|tombe\w* en panne|a l'arret|interrompu\w*|bloqu\w+"
    r"|apagon|a oscuras|sin (?:luz|electricidad|telefono|internet|cobertura|red|suministro|corriente)|caid[oa]"
    r"|cae|caen|se cae|colaps\w+|fall[ao]\w*|interrumpid\w+|paraliz\w+|fuera de servicio|no funcionan"
    r"|dejan de funcionar|tumba|se apaga|bloquead\w+"
)
_CRAFT = (
    r"(?:air)?plane|airliner|airplane|passenger plane|aircraft|jet(?:liner)?|flight|helicopter|ferry|ferries"
    r"|ship|liner|boat|trawler|vessel|tanker|freighter|submarine|submersible|train|tram|bus|coach|cable car"
    r"|gondola|airship|\w*flugzeug\w*|\w*maschine|boeing|airbus|hubschrauber|fahre|fahrschiff\w*|schiff\w*"
    r"|kutter|boot|u-boot|zug|\w+zug|bus|reisebus|seilbahn|gondel"
    r"|avion|vol|appareil|helicoptere|ferry|bateau|navire|chalutier|paquebot|sous-marin|train|tgv|ter|autocar"
    r"|car|telepherique|avion|vuelo|aeronave|helicoptero|transbordador|barco|buque|pesquero|ferri|crucero"
    r"|submarino|tren|autobus|autocar|teleferico|patera"
)
_LOST = (
    r"vanish(?:es|ed)|disappear(?:s|ed)|missing|lost (?:contact|from radar|with)|loses contact|capsiz\w+"
    r"|turns? over|overturn\w*|sinks?|sank|sunk|sinking|goes? down|went down|founder\w*|crash(?:es|ed)?"
    r"|plung\w+|derail\w*|collid\w+|collision|ditch(?:es|ed)|hijack\w*|runs? aground|ran aground|on fire|ablaze"
    r"|explod\w+|rolled over|tipped over|turned turtle|no contact|no word from|stopped answering"
    r"|does not answer|falls? silent|kein\w* kontakt|nicht gemeldet|melden mussen|keine antwort|sans nouvelles"
    r"|plus donne signe|aucun contact|sin noticias|sin contacto|no responde"
    r"|verschw\w+|vermisst|kontakt (?:verloren|abgebrochen)|vom radar|kenter\w*|gekentert|sinkt|sank|gesunken"
    r"|untergegangen|geht unter|absturz\w*|abgesturzt|sturzt (?:\w+ ){0,5}ab|entgleis\w*|zusammengestossen"
    r"|zusammenstoss|prallte?|zerschell\w*|aufgeschlagen|kollidier\w+|notgewassert|entfuhrt|in flammen"
    r"|disparu\w*|dispara\w*|perdu (?:le )?contact|chavir\w+|coul\w+|sombr\w+|naufrag\w+|s'ecras\w+|ecrase"
    r"|crash\w*|deraill\w+|collision|percut\w+|detourne|en feu|en flammes"
    r"|desaparec\w+|pierde contacto|contacto perdido|vuelca|volco|naufrag\w+|se hunde|hundi\w+|se estrella"
    r"|estrellad\w+|se estrello|descarril\w+|choca\w*|colision\w*|secuestrad\w+|en llamas|se precipit\w+"
    r"|precipit\w+"
)
_ABOARD = (
    r"\d+ (?:men|mann|hommes|hombres)|sailors|seamen|matrosen|marins|marineros|hands|aboard|on board|passengers"
    r"|crew|people|souls|pilgrims|schoolchildren|pupils|an bord|passagiere\w*|insassen|fahrgaste\w*|menschen"
    r"|besatzung|a bord|passagers|voyageurs|occupants|equipage|a bordo|pasajeros|ocupantes|viajeros|tripula\w+"
    r"|personas"
)
_UNHURT = (
    r"nobody (?:was )?(?:hurt|injured)|no (?:one|body) (?:was )?(?:hurt|injured)|no (?:injuries|casualties)"
    r"|unhurt|unharmed|all walked away|(?:all|crew)(?: [\w'-]+){0,3} (?:safe|unhurt|rescued)"
    r"|besatzung (?:\w+ )?(?:wohlauf|in sicherheit)|equipage (?:\w+ )?(?:sauf|indemne)"
    r"|tripulacion (?:\w+ )?a salvo|escaped (?:unhurt|injury)|without (?:injury|harm)|were there no injur\w+"
    r"|verletzt wurde niemand|niemand (?:wurde |kam zu )?(?:verletzt|schaden)|keine verletzten|unverletzt"
    r"|ohne verletzte|glimpflich|pas de blesse|aucun blesse|sains et saufs|indemnes?|sans faire de (?:blesse"
    r"|victime)\w*|no hubo (?:heridos|que lamentar)|sin heridos|ileso\w*|ningun herido|emergency landing"
    r"|notlandung|atterrissage d'urgence|aterrizaje de emergencia|disused|walked away|nobody needed|put out"
    r"|swapped|no danger|keine gefahr|gefahr (?:\w+ ){0,3}bestehe nicht|no reports of anyone hurt"
    r"|spill\w* (?:beer|milk|oranges)|wreck (?:of|from)|seabed|model|toy"
)
_ORDER = (
    r"warn\w*|order\w*|told|tell|advis\w+|instruct\w*|urg\w+|must|alert|alarm\w*|notice|authorit\w+|ministry"
    r"|officials|emergency|aufgefordert|ruft|behorde\w*|warnt|warnung|sollen|mussen|angewiesen|gilt|alerte"
    r"|prefe\w+|autorites|interdi\w+|consigne\w*|doivent|appel\w+|invit\w+|demand\w+|ordenan?|ordeno|alerta"
    r"|autoridad\w*|sanidad|recomiend\w+|pid\w+|prohib\w+|deben"
)

HAZARDS = (
    act("tsunami", 3, "a wave is warned of",
        r"tsunami (?:warning|alert|alarm|threat|siren\w*)|(?:warning|alert) of (?:a )?tsunami|tsunamiwarnung"
        r"|tsunami-(?:warnung|alarm)|alerte (?:au|a un|de) (?:tsunami|raz-de-maree)|alerta de (?:tsunami"
        r"|maremoto)|aviso de tsunami|(?:higher|high) ground|sur les hauteurs|hohergelegen\w*|zonas altas",
        r"tsunami\w*|waves?|sea|ocean|coast\w*|flood\w*|dam|river|kuste\w*|wellen?|meer|flut\w*|raz-de-maree"
        r"|vagues?|cote\w*|mer|olas?|costa\w*|mar|rio|maremoto",
        bars=r"cancel\w*|lifted|no tsunami|aufgehoben|entwarnung|levee|levantad\w|desactivad\w|exercise|test of",
        firm=True),
    act("evacuation", 3, "people must leave their homes",
        rf"{_EMPTIED}",
        rf"{_SETTLED}|\d[\d.,]{0,15}00\b|thousands|hundreds|tausende|hunderte|milliers|centaines|miles|cientos",
        r"flood\w*|fire\w*|wildfires?|volcan\w*|erupt\w*|lava|ash|dam|dyke|levee|gas|chemical|toxic|leak\w*"
        r"|quake|landslide\w*|cyclone|hurricane|typhoon|storm|bomb|reactor|radiation|river|mud\w*|water"
        r"|explosion|shelling|sirens?|avalanche|cracks?|collapse|spillway|sinkhole|surge|blast|blaze|hochwasser"
        r"|flut\w*|brand\w*|feuer|waldbrand|vulkan\w*|asche|damm\w*|deich\w*|staumauer|gas\w*|chemie\w*"
        r"|giftig\w*|erdrutsch\w*|orkan|bombe|weltkriegsbombe|reaktor|fluss|bergsturz\w*|lawine\w*"
        r"|hangrutsch\w*|wasser|incendies?|feu|volcan|cendres?|barrage|digue|gaz|chimique|toxique|crue"
        r"|inondation\w*|seisme|eboulement|glissement|cyclone|ouragan|bombe|fuite|lave|eau|rio|inundaci\w+"
        r"|incendios?|fuego|ceniza|presa|dique|quimic\w+|toxic\w+|fuga|deslizamiento|huracan|bomba|riada"
        r"|desborda\w+|represa|humo",
        bars=
            r"drill|exercise|rehears\w*|return(?:s|ed)? home|may return|lifted|school trip|cinema|swimming pool"
            r"|piscine|animals|exhibition|hotel guests|shopping (?:centre|mall)|office block|precaution"),
    act("indoors", 3, "people are told to stay inside",
        r"drinnen (?:zu )?bleiben|nicht ins freie|im haus|bleiben sie|keep inside|remain indoors|a l'interieur"
        r"|no salgan|stay(?:ing)? (?:in|indoors|inside)|shelter(?:ing)? in place|take shelter"
        r"|keep (?:doors and windows|windows)|lockdown|im haus bleiben|zu hause (?:zu )?bleiben|in den hausern"
        r"|fenster und turen geschlossen|confine\w*|rester chez|se confiner|permanecer en (?:casa|sus)"
        r"|confinad\w+|no salir de",
        r"chemical|toxic|chlorine|ammonia|radiation|radioactive|gunman|gunmen|shooter|nuclear|virus|gas cloud"
        r"|acid|chemie\w*|giftig\w*|chlor\w*|ammoniak|strahl\w*|radioaktiv\w*|schutze|amok\w*|reaktor|chimique"
        r"|toxique|chlore|ammoniac|radioacti\w+|tireur|forcene|nucleaire|quimic\w+|toxic\w+|cloro|amoniaco"
        r"|radiactiv\w+|tirador|nuclear",
        bars=r"heatwave|hitze\w*|canicule|calor|drill|covid|small fire|out by", firm=True),
    act("radiation", 2, "a nuclear or chemical accident",
        r"(?:reactor|nuclear plant|nuclear power|atomkraftwerk|akw|kernkraftwerk|centrale nucleaire|reacteur"
        r"|central nuclear|reactor)(?: [\w'-]+){0,8} (?:leak\w*|meltdown|explo\w+|accident|emergency|radiation"
        r"|radioactive|kernschmelze|leck|storfall|strahlung|fuite|fusion du|accident|fuga|accidente|escape"
        r"|emergencia)|(?:radiation|radioactive|chlorine|ammonia|toxic|poison) (?:gas |cloud "
        r"|material )?(?:leak|leaks|cloud|spill|escapes?)|giftwolke|giftgaswolke|chlorgas\w*|chemieunfall"
        r"|nuage toxique|fuite (?:de chlore|d'ammoniac|radioactive|de gaz toxique)|nube toxica|fuga (?:de cloro"
        r"|de amoniaco|radiactiva)",
        bars=r"fusion electricity|more power|drill|exercise|film|could|years ago|museum|protest\w*|plans?|opens?",
        firm=True),
    act("water", 4, "drinking water is unsafe",
        both(
            r"(?:tap|drinking|mains|city'?s?) water|water supply|water mains|taps?|reservoir|trinkwasser"
            r"|leitungswasser|wasserhahn|hahn|wasserversorgung|eau du robinet|eau potable|eau de la ville|l'eau"
            r"|robinets?|agua potable|agua del grifo|agua corriente|grifos?|el agua|suministro de agua",
             r"boil\w*|do not drink|don't drink|not (?:to )?(?:drink|be drunk)|unsafe|undrinkable|contaminat\w+"
             r"|poison\w*|pollut\w+|bacteria|e\.? coli|chemical\w*|toxic|dry|shut off|cut off|abkoch\w*"
             r"|verseucht\w*|verunreinigt\w*|verkeimt|keime\w*|chemikalie\w*|gift\w*|finger weg"
             r"|nicht (?:mehr )?(?:trinken|getrunken)|zu trinken|abgestellt|ungeniessbar|impropre|contamin\w+"
             r"|pollue\w*|bouillir|bacterie\w*|imbuvable|non potable|ne (?:plus|pas) (?:la )?(?:boire"
             r"|consommer)|interdi\w+|contaminad\w+|no potable|no (?:es )?apta|hervir|bacterias?|no beb\w+"
             r"|prohib\w+|envenenad\w+|toxic\w+", 8)
        +
            r"|boil-water|boil(?:-water)? (?:notice|order|advisory)|(?:do not|don't) drink(?: \w+){0,3} water"
            r"|abkochgebot|ohne trinkwasser",
        r"city|cities|town|residents|customers|households|thousands|\d[\d.,]{0,15}000|million|inhabitants|whole"
        r"|stadt\w*|einwohner\w*|haushalte|tausende\w*|\w*tausend\w*|million\w*|behorde\w*|stadtwerke|ville"
        r"|habitants|foyers|milliers|communes?|ciudad|vecinos|habitantes|hogares|miles|municipio\w*|barrios",
        bars=
            r"lake\b(?! imber)|price|preis|prix|precio|new pipeline|aid worker|desalination|beach|badesee"
            r"|bathing|plage|playa|pond|lifted|safe again|aufgehoben|recipe|how to|eggs?|kettle", firm=True),
    act("blackout", 3, "power fails across a country",
        rf"(?:power|electricity|blackout|grid|lights|strom\w*|lichter|electricite|courant|noir|luz|electric\w+"
        rf"|apagon|oscuras)(?: [\w'’,-]+){{0,6}}? (?:{_DOWN})|(?:{_DOWN})(?: [\w'’,-]+){{0,6}}? (?:power"
        rf"|electricity|grid|darkness|strom|stromnetz|electricite|courant|luz|electricidad)|blackout (?:across"
        rf"|in|hits)|blackout|stromausfall|apagon|black-out",
        WIDE,
        bars=
            r"communications blackout|media blackout|news blackout|news black-out|planned|one street"
            r"|few minutes|village|neighbou?rhood|restored (?:within|after) minutes|earth hour"
            r"|nachrichtensperre|card payments?|cards"),
    act("network", 4, "a network fails across a country",
        rf"(?:no|kein\w*|plus (?:de|aucune?)|aucun\w*|sin|ni una?|ningun\w*) (?:\w+ )?(?:{_NETWORK})"
        rf"|telefon\w*(?: \w+){{0,3}} tot|telephones? morts?|telefonos muertos|operat\w+(?: \w+){{0,3}} muets"
        rf"|(?:{_NETWORK})(?: [\w'’,-]+){{0,6}}? (?:{_DOWN})|(?:{_DOWN})(?: [\w'’,-]+){{0,6}}? (?:{_NETWORK})"
        rf"|nobody(?: \w+){{0,4}} can (?:pay|call|phone|fly)|alle (?:fluge|zuge) (?:gestrichen|gestoppt)"
        rf"|all flights (?:grounded|cancelled)|grounds? all (?:flights|planes)|every (?:flight"
        rf"|train)(?: \w+){{0,3}} (?:grounded|stopped|cancelled)",
        WIDE,
        bars=
            r"strik\w+|streiks?|greve|huelga|union|snow|storm|index|shares|stocks?|aktien?|bourse|bolsa|talks"
            r"|match|fog|wind|sturm|tempete|temporal|website for a few minutes|closing|timetable|price|preise"
            r"|works? (?:on|at) the line|line works|baustelle|dead (?:in|at|after)|tote"),
    act("cyber", 3, "a large cyber attack",
        r"cyber-?\s?attacks?|ransomware|hack(?:ed|ers?|ing)|malware|cyberangriff\w*|hackerangriff\w*|hacker\w*"
        r"|cyber-?attaque\w*|rancongiciel|pirat(?:es|age|ees?) informatique\w*|piratage|ciberataque\w*|hackers"
        r"|piratas informaticos|secuestro informatico|locked out of their computers|computers? (?:virus|worm)"
        r"|computervirus|schadsoftware|logiciel malveillant",
        r"hospitals?|clinics?|health|government|ministr(?:y|ies)|banks?|grid|airports?|ports?|railways?"
        r"|nationwide|country|tax office|electoral|water|pipelines?|refiner\w+|police|kliniken?|krankenhaus\w*"
        r"|regierung|ministerien|banken|stromnetz|flughafen|behorden|verwaltung\w*|landesweit\w*|hopita\w+"
        r"|cliniques|gouvernement|ministeres?|banques|aeroports?|administrations?|pays|hospital\w*|gobierno"
        r"|ministerios?|bancos?|aeropuertos?|administracion\w*|pais",
        bars=
            r"conference|survey|study|warns? of|drill|simulat\w+|ubung|exercice|simulacro|sentenced|film|foiled"
            r"|brewery chain|how to|studie|umfrage"),
    act("craft-lost", 3, "a craft with people aboard is lost",
        rf"(?:{_CRAFT})(?: [\w'’,-]+){{0,7}}? (?:{_LOST})|(?:{_LOST})(?: [\w'’,-]+){{0,7}}? (?:{_CRAFT})",
        rf"{_ABOARD}",
        bars=_UNHURT + r"|found (?:safe|alive)|bus(?:es)? driver strike|oranges|shares|ratings|tickets", harm=True),
    act("collapse", 3, "people are under what fell in",
        both(
            r"buildings?|blocks?|tower|bridge|tunnel|mine|shaft|pit|dam|roof|stadium|hotel|school|hospital"
            r"|houses?|flats|grandstand|terrace|walkway|crane|church|market|factory|scaffold\w*|pier|\w*hauser?"
            r"|\w*haus|\w*block|\w*turm|brucke|\w*brucke|bergwerk|grube|stollen|dach|\w*halle|schule|tribune"
            r"|gerust|immeubles?|tour|pont|mine|puits|galerie|toit|barrage|tribune|gradin|marche|usine"
            r"|edificios?|bloque|torre|puente|tunel|mina|galeria|techo|presa|grada|mercado|fabrica|viaducto"
            r"|viaduc|viadukt",
             r"collaps\w+|caves? in|caved in|gives? way|gave way|falls?|fell|comes? down|came down|crumbl\w+"
             r"|topples?|toppled|blown apart|rips? through|eingesturzt\w*|einsturz\w*|sturzt\w* ein|sturz\w*"
             r"|zusammengebrochen|bricht|brach|gebrochen|verschuttet|fiel|effondr\w+|s'ecroul\w+|ecroule\w*"
             r"|cede|souffle\w*|eventre\w*|derrumb\w+|se hunde|hundi\w+|colaps\w+|desplom\w+|se vino abajo"
             r"|se viene abajo|cae|cayo|explos\w+", 6)
        +
            r"|(?:collapse|einsturz|effondrement|derrumbe|desplome|hundimiento) (?:of|in|at|von|des|der|d'un"
            r"|d'une|du|del?|en) \w+|coup de grisou|cave-in|rockfall|schlagwetter|grubenungluck",
        r"trapped|missing|buried|under the rubble|nobody knows how many|how many (?:were|people)|klopfzeichen"
        r"|mieter|bewohner|retter\w*|graben|localizar|search(?:ing|es)?|rescuers?|dug|digging|verschuttet\w*"
        r"|vermisst\w*|trummern?|retter|rettungskrafte|sucht|suche|coincees?|bloquees?|ensevelis?|decombres"
        r"|secours|sauveteurs|disparus|atrapad\w+|sepultad\w+|escombros|rescatistas|desaparecid\w+|bomberos"
        r"|buzos|coches al rio",
        bars=_UNHURT + r"|house prices|talks|sales|centuries|medieval|share|sheep|politic\w*|politiqu\w*", harm=True),
    act("fired-on", 3, "ships or posts are fired on, a strait or a border is closed",
        r"fires? on|fired on|opens? fire on|hit by gunfire|under attack|attacked|boarded|seiz(?:es|ed)"
        r"|captur\w+|blockad\w*|seals? off|sealed off|closed|closes|shuts|beschiess\w*|beschossen|angegriffen"
        r"|gekapert|aufgebracht|blockier\w*|sperrt|abgeriegelt|tire\w* sur|attaque\w*|arraisonn\w*|bloqu\w*"
        r"|ferme\w*|dispara\w* contra|atacad\w*|apresad\w*|captura\w*|cierra",
        r"tankers?|warships?|navy|strait|border post|frontier|gunboats?|convoy|oil (?:field|terminal|platform)"
        r"|oltanker|tanker|kriegsschiff\w*|marine|meerenge|grenzposten|konvoi|petroliers?|navires? de guerre"
        r"|marine|detroit|convoi|petroleros?|buques? de guerra|armada|estrecho|convoy",
        r"gunfire|missiles?|attack\w*|military|navy|soldiers|shots|blockade|fires?|war|schusse|raket\w+"
        r"|angriff\w*|militar\w*|blockade|tirs|missiles?|attaque\w*|blocus|militaires?|disparos|misiles?"
        r"|ataque\w*|bloqueo|militar\w*",
        bars=
            r"fishing dispute|museum|film|game|drill|exercise|fire brigade|fans|cyber\w*|supporters"
            r"|strait-laced|wedding|forest fire|wildfires?"),
    act("siege", 3, "people are held or under fire",
        r"armed man|armed men|armed attackers?|masked men|bewaffnete[rn]?|verschanzt\w*|geiselnehmer\w*"
        r"|homme arme|hommes armes|retranche\w*|hombre armado|hombres armados|atrincherad\w+|encapuchados"
        r"|hostages?|hijack\w*|gunm[ae]n|(?:active )?shooter|mass shooting|opens? fire|opened fire"
        r"|shots? (?:rang|fired)|siege|barricaded|held captive|abduct(?:s|ed)|kidnap(?:s|ped)|suicide bomb\w*"
        r"|car bomb|bomb (?:explodes|goes off|blast)|geiselnahme|geiseln?|amoklauf\w*|amokschutze|schiesst"
        r"|schusse|schiesserei|bombe explodiert|autobombe|entfuhr\w*|prise d'otages|otages?|tireur|fusillade"
        r"|ouvre le feu|attentat\w*|bombe explose|voiture piegee|enlev\w+|rehenes|tiroteo|tirador|abre fuego"
        r"|coche bomba|estalla una bomba|atentado\w*|secuestr\w+|anschlag",
        r"police|army|soldiers|parliament|school|airport|market|station|embassy|church|mosque|synagogue|mall"
        r"|pupils|passengers|crew|hostages|hospital|square|children|class|office|courthouse|train|bus"
        r"|polizei\w*|spezialkrafte|einsatzkommando|sek|schul\w*|kinder|parlament|schule|flughafen|bahnhof"
        r"|botschaft|kirche|moschee|synagoge|bank|gendarm\w+|ecole|aeroport|gare|ambassade|eglise|mosquee"
        r"|marche|policia\w*|ejercito|parlamento|escuela|colegio|aeropuerto|estacion|embajada|iglesia|mezquita"
        r"|mercado|rehenes|geiseln|otages",
        bars=
            r"film|jury|trial|court|prozess|proces|juicio|years ago|negotiat\w+ (?:ended|over)"
            r"|under fire (?:over|for)|starting pistol|hoax|false alarm|fehlalarm|fausse alerte|falsa alarma"
            r"|replica|toy|spielzeug\w*|paintball|medieval|castle|chess|fans|box office|freed|match", harm=True),
    act("outbreak", 4, "a dangerous disease breaks out",
        r"(?:outbreak|first cases?|confirmed cases?|spread|cluster)(?: [\w'-]+){0,6} (?:ebola|plague|cholera"
        r"|marburg|polio|anthrax|bird flu|new virus|unknown virus|deadly virus|botulism|diphtheria)|(?:ebola"
        r"|plague|cholera|marburg|anthrax|polio|unknown virus|new virus|deadly virus"
        r"|botulism)(?: [\w'-]+){0,6} (?:outbreak|confirmed|quarantine\w*|spreads|breaks out|cases)"
        r"|quarantine(?:d)?(?: [\w'-]+){0,5} (?:city|town|province|region|ship|hospital)|(?:ebola|pest|cholera"
        r"|milzbrand)(?: \w+){0,5} (?:ausgebrochen|ausbruch|bestatigt|nachgewiesen)|ausbruch von (?:ebola"
        r"|cholera|pest)|(?:ebola|peste|cholera|colera|carbunco)(?: [\w'-]+){0,6} (?:confirme\w*|epidemie|foyer"
        r"|brote|confirmad\w+)|(?:foyer|cas|epidemie|brote|casos?) (?:d'|de )(?:ebola|peste|cholera|colera)"
        r"|pandemic (?:declared|emergency)|declar\w+(?: \w+){0,5} (?:pandemic|pandemie|pandemia"
        r"|health emergency)",
        bars=
            r"vaccine (?:trial|approved)|museum|film|game|history|centuries|computer|swine flu vaccine|cattle"
            r"|pigs|poultry farm|drill"),
    act("escape", 4, "a danger at large",
        r"(?:prisoners|inmates|convicts|haftlinge|detenus|presos|reclusos)(?: [\w'-]+){0,5} (?:escape\w*"
        r"|break out|broke out|on the run|fled|ausgebrochen|entkommen|fliehen|s'evad\w+|evades|se fugan|fuga\w*"
        r"|escap\w+)|(?:jail|prison)break|mass (?:escape|breakout)|ausbruch aus|evasion massive|fuga masiva",
        r"\d+|dozens|scores|hundreds|dutzende|hunderte|dizaines|centaines|decenas|cientos|all|mass\w*",
        bars=r"film|series|game|museum|centuries|sheep|phone|novel|recaptured|models?|researchers|software|chatbot"),
    act("dam", 3, "a dam or dyke gives way",
        both(
            r"dam|dyke|dike|levee|spillway|reservoir wall|staudamm|damm|deich|staumauer|talsperre|barrage|digue"
            r"|presa|dique|represa|embalse",
             r"fail(?:s|ed)|burst\w*|breach\w*|breaks?|breaking|broke|broken|overtopp\w*|giv(?:es|ing) way"
             r"|gave way|collaps\w+|cracks?|cracked|bricht|gebrochen|brach|geborsten|droht zu brechen|uberspult"
             r"|uberflutet|riss\w*|rompu\w*|rompt|cede|fissur\w+|deborde|lache|revienta\w*|reventon|rompe"
             r"|rompio|agriet\w+|desbord\w+|se rompe|colapsa\w*", 5)
        + r"|rupture (?:du|d'un) barrage|dammbruch|deichbruch|rotura de (?:la )?presa",
        bars=
            r"beaver|biber|castor|anniversary|built in|language|of protest|political|drill|exercise|ubung"
            r"|exercice|simulacro"),
    act("spill", 4, "oil or poison is spilt",
        both(
            r"oil|crude|tanker|fuel|chemicals?|pipeline|slick|\w*ol|rohol|tanker|oltanker|petrole|brut"
            r"|petrolier|hydrocarbures|petroleo|crudo|petrolero|fuel",
             r"spill\w*|leak\w*|slick|pour(?:s|ing) (?:out|into)|gush\w*|breaks? (?:up|apart|in two)|split\w*"
             r"|burst\w*|auslauf\w*|ausgelaufen|olteppich|zerbroch\w*|zerbricht|deverse\w*|fuite|se brise|nappe"
             r"|vierte\w*|vertid[oa]|derram\w+|mancha|se parte|se rompe|quebr\w+", 5)
        + r"|olpest|olkatastrophe|maree noire|marea negra|oil slick|oil spill",
        r"coast\w*|sea|river|tonnes|tons|beach\w*|bay|reef|kuste\w*|meer|fluss|tonnen|strand\w*|cote\w*|mer"
        r"|fleuve|plages?|tonnes|costa\w*|mar|rio|toneladas|playas?|rias",
        bars=
            r"years ago|court|fine|appeal|olive|cooking|sunflower|anniversary|jahrestag|en appel|tribunal|film"
            r"|price|small|litres? of paint"),
    act("storm", 4, "a great storm strikes",
        both(
            r"hurricane|cyclone|typhoon|tornado\w*|twister|hurrikan|taifun|zyklon|wirbelsturm|ouragan|cyclone"
            r"|typhon|tornade|huracan|ciclon|tifon",
             r"makes landfall|made landfall|slams?|slammed|strikes?|struck|hits?|tears? (?:through|into)"
             r"|flatten\w*|ravag\w+|devastat\w+|in ruins|batter\w*|trifft|verwust\w+|fegt|zerstort|frappe"
             r"|devaste|ravage|touche terre|balaie|toca tierra|azota|arrasa|devasta|golpea", 6),
        r"destroy\w*|homes|roofs?|missing|evacuat\w*|shelter\w*|category|flatten\w*|ruins|emergency|hauser"
        r"|dacher|evakuier\w*|notunterkunft\w*|maisons|toits|evacu\w*|abris|casas|tejados|evacuad\w+|refugios"
        r"|categoria|thousands|tausende|milliers|miles",
        bars=
            r"forecast|could|may hit|expected|weakens?|season|film|roller ?coaster|usual|anniversary|years ago"
            r"|hurricane (?:lamp|fly|team)|team|beat|win"),
    act("quake", 3, "a strong earthquake",
        r"(?:magnitude|starke|magnitud)(?: of| de| von)?[ -](?:6|7|8|9)(?:[.,]\d)?|(?:6|7|8|9)[.,]\d(?:-"
        r"| )?(?:magnitude|quake|earthquake|tremor|grados)|(?:powerful|violent|massive|devastating|major|heavy"
        r"|schweres|heftiges|starkes|verheerendes|violent|puissant|fuerte|violento|potente"
        r"|devastador) (?:earthquake|quake|erdbeben|beben|seisme|tremblement de terre|terremoto|sismo|seaquake)",
        bars=
            r"politic\w*|politiqu\w*|drill|exercise|no damage|model|simulat\w+|survey of|party|partei"
            r"|anniversary|rattled cups", harm=True),
    act("eruption", 3, "a volcano erupts",
        r"(?:volcan\w*|vulkan\w*|mount [\w-]+|mt\.? [\w-]+)(?: [\w'’,-]+){0,6}? (?:erupt\w*|blows? its top"
        r"|blew its top|ausgebrochen|bricht aus|explod\w*|spews?|lava|ash|asche\w*|entre en eruption|eruption"
        r"|entra en erupcion|erupcion|ceniza|coule\w*)|(?:eruption|erupcion|ausbruch) (?:of|du|de|des|del|am"
        r"|von)(?: \w+){0,2}",
        r"evacu\w*|flee|fled|airport|ash|villages?|town|flights|lava|asche\w*|fluchten|flughafen|dorfer|cendres"
        r"|coulees|vols|aeroport|ceniza|vuelos|aeropuerto|pueblos|lahars?",
        bars=r"tourists watch|harmless|remote|temper|anger|joy|anniversary|centuries|museum|film|pompe\w+"),
)  # fmt: skip
