"""Acts of power: war and peace, who rules and who falls, elections, courts, emergencies.

Works on: nothing; this is a table.
Comes in: nothing.
Goes out: POWERS, acts with the urgency they have by themselves.
Does not know: whether one took place.
"""

from __future__ import annotations

import re

from bot.breaking.acts import MINOR, SENIOR, TOP, act, both, by

_DIES = (
    r"(?:has |is |was |have |had |ist |a |est |ha )?(?:been |ete |sido )?(?:died|dies|dead|passed away"
    r"|passes away|killed|assassinated|murdered|shot dead|slain"
    r"|gestorben|stirbt|tot|verstorben|entschlafen|ermordet|getotet|erschossen|mort|morte|decede|decedee|meurt"
    r"|s'est eteint|s'est eteinte|s'eteint|assassine|assassinee|tue"
    r"|muert[oa]|muere|fallece|fallecio|fallecid[oa]|murio|asesinad[oa])"
)
_DEATH_OF = (
    r"death of|dies,|tod von|tod des|tod der|mort d[ue]|mort de la|deces d[ue]|disparition d[ue]|muerte del?"
    r"|muere el|muere la|fallece el|fallece la|mourns|trauert um|en deuil de|llora a|assassination of"
    r"|assassinat d[ue]|asesinato del?|asesinan al?|attentat auf"
)
_FALLS = (
    r"resign(?:s|ed)?|(?:has |is )?quit(?:s)?|step(?:s|ped|ping) down|stands? down|stood down|bow(?:s|ed) out"
    r"|tender(?:s|ed) (?:his|her|their) resignation|(?:announc\w+|hand\w+ in|submit\w+|offer\w+|gives?"
    r"|gave) (?:in )?(?:his |her )?(?:resignation|notice)"
    r"|ousted|deposed|overthrown|toppled|removed(?: from (?:office|power))?|impeached|unseated|flees|fled"
    r"|abdicat\w+|relinquish\w+|leaves office|brought down|driven from (?:office|power)|loses (?:confidence"
    r"|no-confidence) vote|sacked|dismissed|fired|must go|relieved of|stripped of|forced out|pushed out"
    r"|loses (?:his|her) (?:job|post)|muss gehen|gefeuert|geschasst|abgelost|verliert (?:\w+ )?amt|demise? de"
    r"|ecartee?|remerciee?|viree?|apartad[oa]|relevad[oa]|fulminad[oa]|walks? out(?! (?:for|over pay))"
    r"|quits? (?:the )?(?:cabinet|government|office|post)|voted out|thrown out"
    r"|tritt (?:\w+ ){0,5}zuruck|trat (?:\w+ ){0,6}zuruck|zuruckgetreten|gibt (?:\w+ ){0,3}amt (?:auf|ab)"
    r"|legt (?:\w+ ){0,4}amt nieder|(?:erklart|verkundet|reicht|kundigt) (?:\w+ ){0,4}rucktritt|rucktritt"
    r"|gesturzt|abgesetzt|entmachtet|dankt (?:\w+ ){0,2}ab|gestoppt durch misstrauensvotum|entlasst|entlassen"
    r"|wirft hin|geflohen|flieht"
    r"|demissionn\w+|(?:sa |la |annonce (?:\w+ ){0,3})demission|quitt\w+ (?:ses fonctions|le pouvoir|son poste"
    r"|le palais|le gouvernement)|renverse\w*|destitue\w*|depose\w*|limoge\w*|abdiqu\w+|chasse du pouvoir"
    r"|jette l'eponge|s'en va|fuit|evince\w*|chass\w+"
    r"|dimit\w+|renunci\w+|presenta (?:\w+ ){0,2}(?:dimision|renuncia)|(?:su|la) (?:dimision|renuncia)"
    r"|deja (?:el|su) (?:cargo|poder|gobierno)|derrocad[oa]|destituid[oa]|depuest[oa]|abdic\w+|cesad[oa]|huye"
    r"|huyo|destituye|abandona el (?:cargo|poder)"
)
_FELLS = (
    r"dimite|dimitio|renuncia|renuncio|abdica|cae|cesan?|destituid[oa]|demission surprise d[ue]|oust(?:s|ed"
    r"|ing)?|depos(?:es?|ed)|overthr(?:ows?|ew)|toppl(?:es?|ed)|remov(?:es?|ed)|impeach(?:es|ed)|sack(?:s|ed)"
    r"|dismiss(?:es|ed)|fire[sd]|brings? down|resignation of|abdication of|fall of"
    r"|sturz\w*|setz\w+|entmacht\w+|entlass\w*|rucktritt (?:von|des|der)|chass\w+|renvers\w+|destitu\w+"
    r"|depos\w+|limog\w+|demission d[ue]|demission de la|derroc\w+|destituy\w+|depon\w+|derrib\w+|cesa al?"
    r"|dimision del?|renuncia del?"
)
_CAUGHT = (
    r"cuffed|police cell|calabozo|cellule|in der zelle|abgefuhrt|emmenee?|to prison|to jail|to the cells"
    r"|prison (?:term|sentence)|arrested|detained|taken into custody|in custody|led away|in handcuffs"
    r"|handcuffed|seized by|charged|indicted|convicted|found guilty|guilty|sentenced|jailed|imprisoned"
    r"|behind bars"
    r"|festgenommen|verhaftet|in haft|untersuchungshaft|abgefuhrt|angeklagt|verurteilt|schuldig|handschellen|festnahme"
    r"|arretee?|interpellee?|garde a vue|ecrouee?|mise? en examen|incarceree?|inculpee?|condamnee?"
    r"|reconnue? coupable|menottes"
    r"|detenid[oa]|arrestad[oa]|imputad[oa]|procesad[oa]|condenad[oa]|culpable|encarcelad[oa]|en prision"
    r"|prision preventiva|esposad[oa]"
)
_CATCHES = (
    r"detienen al?|detien\w+|arresta\w*|detenid[oa]|arrestad[oa]|imputad[oa]|condenad[oa]|verhaftet|verurteilt"
    r"|arrete|arretee|condamne|condamnee|arrest(?:s|ed)?(?: of)?|detain(?:s|ed)?|jail(?:s|ed)|convict(?:s|ed)"
    r"|indict(?:s|ed)|sentenc(?:es|ed)|charg(?:es|ed)|verhaft\w+|festnahme (?:von|des|der)|nimmt|verurteil\w+"
    r"|arrestation d[ue]|interpell\w+|condamn\w+|detien\w+|detuv\w+|detencion del?|arrest\w+|conden\w+"
)
_TRUCE = (
    r"cease-?fire|truce|armistice|peace (?:treaty|deal|accord|agreement|pact)|guns|hostilities|(?:lay|laid"
    r"|laying|put|putting) down (?:their )?(?:arms|weapons)|end (?:to |of )?(?:the )?(?:war|fighting)"
    r"|war (?:is over|ends|ended)|waffenruhe|waffenstillstand|frieden(?:svertrag|sabkommen|sschluss)?"
    r"|feuerpause|krieg|waffen|cessez-le-feu|treve|armistice|accord de paix|paix|hostilites|armes|alto el fuego"
    r"|tregua|armisticio|acuerdo de paz|paz|hostilidades|armas"
)
_SEALED = (
    r"sign(?:s|ed)?|agree(?:s|d)?|reach(?:es|ed)?|announc(?:es|ed)|begins|began|takes? (?:effect|hold)"
    r"|took effect|in force|comes? into force|falls? silent|fall silent|fell silent|lay down|laid down|silenced"
    r"|declared|ends?|ended|over|struck|strike a|sealed|accept(?:s|ed)|holds?"
    r"|unterzeichn\w+|vereinbar\w+|einig\w*|tritt in kraft|in kraft|verkund\w+|schweigen|beendet|geschlossen"
    r"|besiegelt|gilt|stimm\w+ zu|legen"
    r"|signe\w*|conclu\w*|entre\w* en vigueur|annonc\w+|se taisent|convenu\w*|acceptent|accepte|deposent|taire"
    r"|fin d[eu]|acte\w*"
    r"|firm\w+|acuerd\w+|pact\w+|entra\w* en vigor|anunci\w+|callan|deponen|sella\w*|acept\w+|fin (?:de|a)|cesan"
)
_WON = (
    r"triumph\w*|thrown out|kicked out|turfed out|routs?|trounces?|outgoing|form(?:s)? the (?:next"
    r"|new) government|next (?:prime minister|president|premier|chancellor)|bildet die nachste regierung"
    r"|kunftige[rn]?|formera le (?:prochain )?gouvernement|formara gobierno|wins?|won|victor\w*|elects?|elected"
    r"|re-elected|landslide|defeat(?:s|ed)|beats?|sweeps?|swept|ousted|unseat\w*|concede[sd]?|hand(?:s|ed)?"
    r"|topples?|loses|lost|takes? power|majority|secures?|clinch\w*|returned to power|upset"
    r"|gewinnt|gewann|siegt?|gewahlt|wahlsieg\w*|wahlsieger\w*|wiedergewahlt|abgewahlt|machtwechsel"
    r"|erdrutschsieg|unterliegt|mehrheit|setzt sich durch|verliert|raumt"
    r"|remporte\w*|elu|elue|reelue?|victoire|vainqueur|l'emporte\w*|battue?s?|majorite|gagne\w*|s'impose|perd"
    r"|reconnait sa defaite|bascule|alternance"
    r"|gan[ao]\w*|elegid[oa]|reelegid[oa]|victoria|vence\w*|derrot\w+|triunf\w*|mayoria|se impone|pierde|arrasa"
    r"|arrebata"
)
_ELECTION = (
    r"elections?|elects|concedes?|landslide|swept away|polls? closed|voters|votes?|ballots?|wards|ballot boxes"
    r"|presidency|parliamentary|general election|run-?off|re-elected|exit polls?|second round|electorate"
    r"|at the polls|count(?:ed)?"
    r"|wahl\w*|\w+wahl(?:en)?|stichwahl|wahler\w*|stimmen|hochrechnung\w*|ausgezahlt\w*|urnen|elections?"
    r"|electeurs|scrutin|presidentielle|legislatives|urnes|second tour|suffrages?|voix|depouill\w*"
    r"|elecciones|comicios|votantes|urnas|presidenciales|legislativas|segunda vuelta|escrutad\w+|escrutinio"
    r"|votos|electorado"
)
_STATE = (
    r"part(?:y|ies)|president\w*|prasident\w*|prime minister|premier(?! league)\w*|chancellor|kanzler\w*"
    r"|government|parliament\w*|power|presidency|opposition|ruling|coalition|ministerprasident\w*|regierung\w*"
    r"|partei\w*|macht"
    r"|gouvernement|pouvoir|presidence|presidentielle|assemblee|parti|opposition|gobierno|poder|presidencia\w*"
    r"|parlament\w*|partido|oposicion|head of state|country|land|pays|pais|congres\w*"
)
_TRUCE_OFF = (
    r"no breakthrough|adjourn\w*|talks|negotiat\w*|gesprache|verhandlung\w*|pourparlers|negociacion\w*"
    r"|negociateurs"
)

_NOT_ACCEPTING = (
    r"(?!(?: [\w'-]+){0,3} (?:accept\w*|acept\w*|nimmt|nahm|akzeptier\w*|call\w*|urg\w*|demand\w*|fordert\w*"
    r"|exig\w*|pid\w*))"
)
_FORCES = (
    r"tanks|troops|army|armies|soldiers|columns|forces|armou?red \w+|paratroop\w+|marines|warships|gunboats"
    r"|brigades?|panzer\w*|truppen\w*|soldaten|armee|streitkrafte|fallschirmjager|kampfverbande|chars|troupes"
    r"|blindes|soldats|armee|parachutistes|tanques|tropas|blindados|soldados|ejercito|paracaidistas"
)
_ADVANCES = (
    r"cross(?:es|ed|ing)?|roll(?:s|ed|ing)?|pour(?:s|ed|ing)?|storm(?:s|ed)?|march(?:es|ed)?|enter(?:s|ed)?"
    r"|advanc\w+|push(?:es|ed)?|land(?:s|ed)?|invad\w+|attack(?:s|ed)?|overrun|uberquer\w+|uberschr\w+|rollen"
    r"|dringen|drangen|rucken|ruckten|marschier\w+|stossen|griff\w*|greif\w+|landen|franchi\w*|penetr\w+"
    r"|traverse\w*|entre\w*|avanc\w+|debarqu\w+|deferl\w+|attaqu\w+|cruz\w+|penetra\w*|atravies\w+|avanz\w+"
    r"|entran|entraron|desembarc\w+|atac\w+|irrump\w+"
)
_LINE = (
    r"border|frontier|territory|neighbou?r\w*|capital|provinces?|demarcation|beaches|airfields?|reservists?"
    r"|air[- ]raid|grenze\w*|hauptstadt|nachbar\w*|provinz\w*|flugplatze|luftalarm|mobilmachung|reservisten"
    r"|frontiere|voisin\w*|capitale|provinces?|mobilisation|reservistes|frontera|vecin[oa]|provincias?"
    r"|movilizacion|reservistas"
)
POWERS = (
    act("invasion", 1, "an army crosses a border", both(_FORCES, _ADVANCES, 5), rf"(?:{_FORCES})", rf"(?:{_LINE})",
        bars=
            r"parade\w*|defil\w*|drill|exercises?|manoever|manover\w*|manoeuvres?|maniobras|desfil\w*|map|game"
            r"|museum|fans|supporters|anniversary|relief|aid|flood\w*|fete nationale|earthquake|rubble|quake"
            r"|peacekeep\w*|withdraw\w*|abzug|retrait|retirada|return home|smuggl\w*|ants|salvation army"
            r"|help\w*|hilf\w*|rescue\w*|film"),
    act("war-word", 2, "war",
        r"war:|krieg:|guerre :|guerra:|(?:greift|greifen|griff) (?:\w+ ){1,4}an(?= |$)|(?:bombs|shells"
        r"|missiles) (?:fall|fell|rain|rained) on",
        rf"(?:{_FORCES}|missiles?|raket\w+|bomb\w+)",
        rf"(?:{_LINE}|president\w*|prasident\w*)",
        bars=r"parade|drill|exercise|manover\w*|film|museum|game|price war|anniversary"),
    act("abdication", 2, "a monarch steps aside",
        r"abdicat(?:es|ed|ion)|(?:gives?|gave) up (?:the|his|her) (?:throne|crown)|renounc\w+ (?:the|his"
        r"|her) (?:throne|crown)|dankt (?:\w+ ){0,3}ab(?= |$)|abgedankt|thronverzicht"
        r"|verzichtet auf (?:den )?thron|abdiqu\w+|renonce\w* au trone|abdic[ao]\w*|renuncia al trono"
        r"|deja el trono",
        r"king|queen|monarch\w*|prince|duke|emperor|sultan|throne|konig\w*|furst\w*|kaiser|thron|roi|reine"
        r"|trone|souverain|empereur|rey|reina|trono|emperador",
        bars=r"chess|film|series|years ago|centuries|responsib\w+|anniversary"),
    act("war", 1, "war breaks out",
        r"invad(?:es|ed|ing)|invasion of|declar(?:es?|ed|ing|ation of) (?:a )?(?:state of )?war|state of war"
        r"|at war with|goes to war|went to war"
        r"|(?:tanks|troops|army|soldiers|columns|forces|armou?red \w+)(?: \w+){0,4} (?:cross(?:es|ed)?|roll(?:s"
        r"|ed)? (?:over|across|into)|pour(?:s|ed)? (?:over|across|into)|storm(?:s|ed)? (?:across|into)"
        r"|march(?:es|ed)? into|enter(?:s|ed)?)(?: \w+){0,3} (?:border|frontier|provinces?|territory|into"
        r"|capital)"
        r"|einmarsch\w*|marschier\w+ (?:\w+ ){0,4}ein|erklart (?:\w+ ){0,5}den krieg"
        r"|kriegserklarung an (?!die auto)|uberfall auf (?:das )?nachbarland|(?:panzer|truppen|soldaten"
        r"|armee)(?: \w+){0,5} (?:uberquer\w+|uberschritt\w+|uber die grenze|dringen|drangen|rucken|ruckten)"
        r"|kriegszustand|krieg ausgebrochen|bricht krieg aus"
        r"|envahi\w*|invasion d\w*|declare la guerre|declaration de guerre a\w*|etat de guerre"
        r"|entre\w* en guerre|(?:chars|troupes|blindes|soldats|armee)(?: [\w'-]+){0,5} (?:franchi\w*|frontiere"
        r"|penetr\w+|traverse\w*)"
        r"|invad\w+|invasion de|declara la guerra|declaracion de guerra|estado de guerra|entra en guerra"
        r"|(?:tanques|tropas|blindados|soldados|ejercito)(?: \w+){0,5} (?:cruza\w*|frontera|penetra\w*"
        r"|atraviesan)",
        bars=
            r"consulat\w*|ambassade|embassy|embajada|botschaft|pitch|privacy|home invasion|invasive|price war"
            r"|culture war|species|trade war|museum|novel"),
    act("strikes", 2, "an attack in war",
        r"(?:missiles?|rockets?|bombs?|warplanes|jets|drones?|artillery|shells)(?: [\w'-]+){0,4} (?:hit|hits"
        r"|struck|strikes?|rain(?:s|ed)? (?:down )?on|pound(?:s|ed)?|fell on|fall on|slam(?:s|med)? into"
        r"|bomb(?:s|ed)?|destroy(?:s|ed)?|flatten(?:s|ed)?)(?! (?:goals?|back))"
        r"|air ?strikes? (?:hits?|on|destroys?|levels?|kills?)|bombing of|bombardment of|shelling of"
        r"|raketen(?: \w+){0,5} (?:auf|schlagen|trafen|treffen)|raketenangriff\w*|luftangriff\w*"
        r"|drohnenangriff\w*|bombardier\w+|missiles?(?: [\w'-]+){0,4} (?:frapp\w+|tombe\w*|touche\w*)"
        r"|frappes? (?:aerienne|sur)\w*|bombard\w+|misiles?(?: [\w'-]+){0,4} (?:impact\w*|alcanz\w*|golpe\w*"
        r"|caen)|ataque aereo|bombarde\w+",
        bars=r"cyber|satellites?|orbit|test(?:ed|s)?|testet|essai|ensayo|fireworks"),
    act("coup", 2, "a coup",
        r"(?:soldiers|troops|regiment|garrison|army units?|soldaten|truppen|garnison|soldats|militaires"
        r"|soldados|militares|tropas)(?: [\w'-]+){0,4} (?:mutin\w+|rebel\w*|revolt\w*|meuter\w+|se mutin\w+"
        r"|se rebell\w+|se amotin\w+|se sublev\w+|se alz\w+)|mutiny (?:in|of|at) (?:the )?(?:army|barracks"
        r"|garrison|capital)|coup d'etat|coup attempt|attempted coup|military coup|(?:army|military|soldiers"
        r"|generals|junta|troops|officers)(?: [\w'-]+){0,4} (?:seiz\w+|takes? (?:over|power|control)"
        r"|took (?:over|power|control)|overthr\w+|stag\w+ a coup|dissolv\w+)|coup in|in a coup|golpe de estado"
        r"|golpe militar|(?:militares|soldados|ejercito)(?: [\w'-]+){0,4} (?:depon\w+|derroc\w+|toman? (?:el"
        r"|la)|tomaron)|putsch\w*|staatsstreich|(?:militar|armee|soldaten|generale"
        r"|offiziere)(?: \w+){0,4} (?:ubern\w+|putscht?\w*|ergreif\w+|besetz\w+|sturz\w+)|(?:l'armee|militaires"
        r"|soldats)(?: [\w'-]+){0,4} (?:pren\w+ le pouvoir|renvers\w+|s'empar\w+|depos\w+)|coup de force",
        bars=r"publicity coup|coup for|coup de coeur|transfer coup"),
    act("ruler-dead", 1, "a head of state or government has died",
        by(TOP, _DIES, _DEATH_OF, 6),
        bars=
            r"condolences?|(?:his|her|the (?:king|queen|president|premier|chancellor)'s) (?:dog|horse|cat"
            r"|corgi)|hoax|alive and|not dead|beileid|kondol\w+|condoleances|condolencias|peleles|of pop"
            r"|of rock|of soul|of comedy|vice"),
    act("ruler-ill", 3, "a head of state or government is gravely ill",
        by(TOP,
            r"(?:suffers?|suffered|has|had|after|following) (?:an? )?(?:stroke|heart attack|seizure)"
            r"|in (?:a )?coma|in intensive care|critical(?:ly ill)?|(?:rushed|flown|airlifted) to (?:hospital"
            r"|intensive care)|collapses|collapsed|fight(?:s|ing) for (?:his|her) life|between life and death"
            r"|schlaganfall|herzinfarkt|intensivstation|im koma|zusammengebrochen|bricht zusammen"
            r"|schwebt in lebensgefahr|ringt mit dem tod|hospitalise\w* (?:d'urgence|en urgence)"
            r"|victime d'un (?:avc|infarctus|malaise)|coma|reanimation|entre la vie et la mort|ictus|infarto"
            r"|en coma|en la uci|ingresad[oa] de urgencia|entre la vida y la muerte|lucha por su vida", "", 5),
        bars=
            r"check-?up|routine|chequeo|revision|knee|hip|planned|anunciad\w+|tooth|leaves hospital|sleeping"
            r"|film|novel|bilan de sante|vorsorge\w*"),
    act("snap-election", 4, "a parliament is dissolved",
        r"snap (?:general )?election (?:called|in|on)|calls? (?:a |an )?(?:snap|early) (?:general )?(?:election"
        r"|poll|vote)|dissolves? (?:the )?(?:parliament|assembly|chamber)|parliament (?:is )?dissolved"
        r"|ruft neuwahlen aus|neuwahlen (?:angesetzt|ausgerufen)|lost (?:\w+ ){0,3}(?:parlament|bundestag) auf"
        r"|dissout (?:l'assemblee|le parlement)|dissolution de l'assemblee|legislatives anticipees"
        r"|disuelve (?:el parlamento|las cortes|el congreso|la asamblea)|convoca elecciones (?:anticipadas"
        r"|adelantadas)|adelanto electoral",
        bars=r"town|student|club|council"),
    act("nuclear-test", 3, "a nuclear weapon is tested or a missile is fired",
        r"(?:carri\w+ out|conduct\w*|detonat\w*|test(?:s|ed)?|explod\w+)(?: [\w'-]+){0,4} (?:nuclear|atomic"
        r"|hydrogen) (?:bomb|device|weapon|test|warhead)|(?:nuclear|atomic) test(?: [\w'-]+){0,3} (?:carried"
        r"|conducted|detected|confirmed)|fir(?:es|ed)(?: [\w'-]+){0,4} (?:ballistic|intercontinental) missiles?"
        r"|atom(?:waffen|bomben)?test|zundet\w*(?: \w+){0,3} (?:atombombe|wasserstoffbombe)|essai (?:nucleaire"
        r"|atomique)|bombe (?:nucleaire|atomique|h) |ensayo nuclear|prueba nuclear|detona\w* una bomba"
        r"|missiles? balistiques? (?:au-dessus|tire\w*)|misil balistico|ballistische rakete\w*",
        bars=r"film|museum|anniversary|history|talks|treaty|could|plans?|years ago|1945|veterans|jahrestag"),
    act("resigns", 4, "somebody in high office goes",
        r"quits? (?:the )?(?:cabinet|government|office|post)|leaves (?:the )?(?:cabinet|government)|resign(?:s"
        r"|ed)|step(?:s|ped) down|walks? out of (?:the )?(?:cabinet|government)|tritt (?:\w+ ){0,4}zuruck"
        r"|zuruckgetreten|wirft hin|demissionne|quitte (?:le gouvernement|ses fonctions)|dimite|dimitio"
        r"|deja el (?:gobierno|gabinete|cargo)",
        re.compile(
            r"(?:minister(?:in)?|ministre|ministr[oa]|president[ea]?|premier|chancellor|kanzler(?:in)?|canciller)(?!\w)"
        ),
        bars=
            r"mayor\w*|councillor\w*|coach\w*|manager|director\w*|chairman|chairwoman|chief executive|editor"
            r"|presenter|aide|adviser|spokes\w+|burgermeister\w*|trainer\w*|direktor\w*|intendant\w*|berater\w*"
            r"|sprecher\w*|maire|directeur|directrice|entraineur|conseill\w+|porte-parole|alcald\w+|concejal\w*"
            r"|entrenador|director\w*|asesor\w*|portavoz|parish|club|deputy mayor|local|survives?|harbour"
            r"|school|university|2028|2027|next (?:year|spring)|retire|poll|umfrage|sondage|encuesta|critics"
            r"|opposition calls"),
    act("ruler-attacked", 2, "a head of state or government is attacked",
        by(TOP,
            r"(?:vise\w* par des tirs|cible d'un(?:e)? (?:attentat|attaque|fusillade)|(?:come|comes"
            r"|came) under fire(?! (?:over|for|from (?:critics|opposition)))|unter beschuss"
            r"|objeto de un atentado|blanco de disparos)|(?:is |was |has been )?(?:shot|stabbed|wounded"
            r"|kidnapped|abducted|escapes? (?:assassination|attack|bomb)|survives? (?:assassination|an? attempt"
            r"|attack|bomb)\w*|angeschossen|entfuhrt|blessee? par|attaquee?|enlevee?|herid[oa]|tirotead[oa]"
            r"|secuestrad[oa]|apunalad[oa])",
            r"assassination attempt on|attempt on the life of|attentat auf|tentative d'assassinat (?:contre|du)"
            r"|attentat contre|atentado contra|intento de asesinato", 5),
        firm=True, bars=r"film|wildlife|photo"),
    act("ruler-falls", 2, "a head of state or government falls", by(TOP + _NOT_ACCEPTING, _FALLS, _FELLS),
        bars=
            r"inquiry chair|spokes\w+|sprecher\w*|porte-parole|portavoz|aide to|adviser|berater\w*|conseiller"
            r"|asesor|minister\w* (?:resigns|quits)|elections?|voters|chess|wahler\w*|survives"),
    act("government-falls", 2, "a government falls",
        r"government (?:falls|collapses|fell|collapsed|has fallen|toppled|brought down|resigns|ousted|defeated"
        r"|loses (?:confidence|no-confidence))|(?:no-confidence|confidence) (?:vote"
        r"|motion)(?: \w+){0,3} (?:passes|passed|succeeds|topples|brings down|carried|lost)|loses (?:a "
        r"|the )?(?:no-)?confidence vote|coalition (?:collapses|collapsed|breaks up|falls apart)"
        r"|cabinet resigns|regierung (?:gesturzt|zerbricht|zerbrochen|am ende|tritt zuruck)"
        r"|koalition (?:zerbricht|zerbrochen|geplatzt|platzt|am ende)|ampel-aus"
        r"|verliert (?:die )?vertrauensfrage|misstrauensvotum (?:angenommen|erfolgreich)|gouvernement (?:tombe"
        r"|renverse|chute|censure|demissionn\w*)|motion de censure (?:adoptee|votee)|chute du gouvernement"
        r"|cae el gobierno|gobierno (?:cae|dimite|cayo)|mocion de censura (?:aprobada|prospera|triunfa)"
        r"|prospera la mocion",
        bars=r"survives|defeated by|local|parish|town council"),
    act("senior-falls", 4, "somebody in high office goes", by(SENIOR, _FALLS, _FELLS, 6), bars=MINOR),
    act("ruler-caught", 3, "a head of state or government is arrested or convicted", by(TOP, _CAUGHT, _CATCHES, 6),
        bars=r"aide to|adviser|bodyguard|cousin of|impersonat\w+|hoax|spokes\w+|brother of|plot against|insult\w+"),
    act("senior-caught", 4, "somebody in high office is arrested or convicted", by(SENIOR, _CAUGHT, _CATCHES, 7),
        bars=MINOR),
    act("senior-dead", 4, "somebody of national standing has died",
        by(SENIOR, _DIES, _DEATH_OF, 6),
        bars=MINOR),
    act("great-dead", 4, "somebody of national standing has died",
        r"(?:patriarch\w*|grand mufti|dalai lama|chief rabbi|archbishop|erzbischof|head of the (?:\w+ )?church"
        r"|spiritual leader|oberhaupt der (?:\w+ )?kirche|chef de l'eglise|nobel (?:laureate|prize winner)"
        r"|national hero|father of the nation|independence (?:hero|leader)|most famous|best-loved|beloved"
        r"|legend(?:ary)?|founder of the (?:state|republic|nation)|world champion|nationaldichter\w*"
        r"|nobelpreistrager\w*|volksheld\w*|legende|prix nobel|heros national|legendaire|icone|premio nobel"
        r"|heroe nacional|legendari[oa]|leyenda|idolo)(?:[ ,\"'»-]+[\w'’.-]+){0,6}?[ ,\"'»-]+" + _DIES
        + r"|" + _DIES +
            r"(?:[ ,\"'»-]+[\w'’.-]+){0,6}?[ ,\"'»-]+(?:nobel (?:laureate|prize winner)|national hero"
            r"|father of the nation|founder of the (?:state|republic|nation)|nobelpreistrager\w*|prix nobel"
            r"|premio nobel|heroe nacional|heros national)"),
    act("nation-mourns", 3, "a nation mourns",
        r"(?:national|days of|state|staats|deuil|luto)[ -]?(?:mourning|trauer|national|nacional)|staatstrauer"
        r"|deuil national|luto nacional|(?:flags?|fahnen|drapeaux|banderas?)(?: [\w'-]+){0,6} (?:half[- ]mast"
        r"|down over|halbmast|en berne|a media asta)|state funeral|staatsbegrabnis|staatsakt"
        r"|funerailles nationales|funeral de estado|(?:bells|glocken|cloches|campanas)(?: [\w'-]+){0,5} (?:toll"
        r"|lauten|sonnent|tanen|doblan)",
        r"died|dies|dead|death|passed away|gestorben|tot|tod|starb|verstorben|mort|morte|decede|disparition"
        r"|muerte|murio|fallec\w+|muere",
        bars=r"anniversary|queue|jahrestag|remember\w*"),
    act("truce", 2,
        "fighting ends",
        rf"(?:{_TRUCE})(?: [\w'’,-]+){{0,6}}? (?:{_SEALED})|(?:{_SEALED})(?: [\w'’,-]+){{0,6}}? (?:{_TRUCE})",
        r"war|fighting|cease-?fire|truce|armistice|armies|army|front|rebels?|peace treaty|peace deal"
        r"|peace accord|krieg\w*|waffenruhe|waffenstillstand|kampfe\w*|rebellen|guerre|cessez-le-feu|treve"
        r"|combats|rebelles|guerra|alto el fuego|tregua|combates|guerrilla|rebeldes",
        bars=
            r"price war|trade war|turf war|war of words|bidding war|handelskrieg|preiskrieg|guerre des prix"
            r"|guerra de precios|talks end|acrimony|no breakthrough|without (?:a )?(?:result|agreement)"
            r"|centuries|festival|talks (?:adjourn\w*|to resume|break\w*|on)|film|novel|museum|gun (?:shop"
            r"|show)|veteran|anniversary|pope calls|jahrestag|video game|coalition truce|political truce"),
    act("truce-broken", 3, "a truce breaks down",
        r"(?:cease-?fire|truce|peace (?:deal|accord|treaty))(?: [\w'-]+){0,3} (?:collaps\w+|breaks? down|broken"
        r"|violated|void|ends|shattered|over)|(?:waffenruhe|waffenstillstand)(?: \w+){0,3} (?:gebrochen"
        r"|geplatzt|gescheitert|beendet|bricht)|(?:treve|cessez-le-feu)(?: [\w'-]+){0,3} (?:rompue?|viole\w*"
        r"|vole en eclats|caduque)|(?:tregua|alto el fuego)(?: \w+){0,3} (?:rot[ao]|se rompe|salta|fracasa)"),
    act("emergency", 2, "emergency powers are taken",
        both(
            r"(?:night-?time |nationwide |national |general )?curfew|martial law|state of emergency"
            r"|ausgangssperre\w*|kriegsrecht|ausnahmezustand|notstand|couvre-feu|loi martiale|etat d'urgence"
            r"|toque de queda|ley marcial|estado de (?:sitio|emergencia|excepcion)",
             r"falls|fell|begins|began|under|sign(?:s|ed)|decree\w*|orders?|ordered|impos\w+|declar\w+"
             r"|proclaim\w+|in force|gilt|gelten|verhang\w*|ausgerufen|erlass\w*|unterzeichn\w+|decret\w+"
             r"|signe\w*|instaur\w+|proclam\w+|impos\w+|en vigueur|rige|impon\w+|impuso|declar\w+", 5) +
                 r"|(?:parliament|assembly|constitution|parlament|verfassung|parlement|constitution|parlamento"
                 r"|constitucion|congreso)(?: [\w'-]+){0,4} (?:suspended|dissolved|ausgesetzt|aufgelost"
                 r"|suspendue?|dissoute?|suspendid[oa]|disuelt[oa])|(?:sous|lives? under|lebt unter|vive bajo"
                 r"|bajo|unter)(?: [\w'-]+){0,3} (?:loi martiale|martial law|emergency|kriegsrecht"
                 r"|ausnahmezustand|ley marcial|estado de \w+|couvre-feu|etat d'urgence)|(?:declar\w+|impos\w+"
                 r"|proclaim\w+|announc\w+|decree\w*|invok\w+|under|introduc\w+"
                 r"|orders?)(?: [\w'-]+){0,5} (?:state of (?:emergency|siege|exception|catastrophe|calamity)"
                 r"|martial law|emergency (?:rule|powers|law)|national emergency|(?:nationwide |night "
                 r"|national )curfew)|(?:state of emergency|martial law|curfew"
                 r"|emergency rule)(?: [\w'-]+){0,4} (?:declared|imposed|proclaimed|announced|in force|decreed)"
        r"|(?:ausnahmezustand|notstand|kriegsrecht|katastrophenfall"
        r"|ausgangssperre\w*)(?: \w+){0,5} (?:verhangt\w*|ausgerufen|erklart|verkundet|ausgesprochen)"
        r"|(?:verhangt|ruft|erklart|verkundet|rief|verhangte)(?: [\w-]+){0,6} (?:ausnahmezustand|notstand"
        r"|kriegsrecht|katastrophenfall|ausgangssperre)"
        r"|(?:decret\w+|proclam\w+|instaur\w+|impos\w+|declar\w+"
        r"|annonc\w+)(?: [\w'-]+){0,5} ?(?:l'etat d'urgence|etat d'urgence|etat de siege|loi martiale"
        r"|couvre-feu|etat de catastrophe\w*)|(?:etat d'urgence|loi martiale|couvre-feu"
        r"|etat de siege)(?: [\w'-]+){0,4} (?:decret\w+|proclam\w+|instaur\w+|en vigueur)"
        r"|(?:decret\w+|declar\w+|proclam\w+|impon\w+|impuso"
        r"|anunci\w+)(?: [\w'-]+){0,5} (?:estado de (?:emergencia|excepcion|sitio|alarma|catastrofe"
        r"|guerra interna)|ley marcial|toque de queda|emergencia nacional)|(?:estado de (?:emergencia|excepcion"
        r"|sitio|alarma)|ley marcial|toque de queda)(?: \w+){0,4} (?:decretad\w|declarad\w|en vigor|impuest\w)",
        bars=r"fashion emergency|housing emergency|climate emergency|debat\w*|council declares"),
    act("secession", 2, "a state breaks up",
        r"(?:quits?|withdraws? from|pulls out of|verlasst|tritt aus|quitte|se retire|abandona|sale de"
        r"|se retira de)(?: [\w'-]+){0,4} (?:union|alliance|pact|treaty|accession|bund\w*|allianz|bundnis|pakt"
        r"|vertrag|alliance|pacte|traite|alianza|pacto|tratado)|declar\w+ (?:\w+ ){0,3}independence"
        r"|proclaim\w+ (?:\w+ ){0,2}(?:independence|republic)|secede[sd]?(?: from)?"
        r"|erklart (?:\w+ ){0,4}unabhangig\w*|ruft (?:\w+ ){0,3}republik aus"
        r"|proclam\w+ (?:[\w']+ ){0,2}(?:l'independance|republique|independencia)"
        r"|declara (?:\w+ ){0,2}independencia|dissolv\w+ (?:the )?(?:parliament|assembly)"
        r"|lost das parlament auf|dissout l'assemblee|disuelve el (?:parlamento|congreso)|(?:closes?|shuts?"
        r"|sealed?|seals) (?:all )?(?:its |the )?(?:borders?|airspace)|schliesst (?:\w+ ){0,3}(?:grenzen?"
        r"|luftraum)|ferme (?:[\w']+ ){0,3}(?:frontieres?|espace aerien)|cierra (?:\w+ ){0,3}(?:fronteras?"
        r"|espacio aereo)"),
    act("election", 3, "an election is decided",
        rf"{_WON}", rf"{_ELECTION}", rf"{_STATE}",
        bars=
            r"(?:head|heads|go|goes|advance\w*|qualif\w+) (?:for|to|into) (?:a |the )?(?:run-?off|second round)"
            r"|faces? (?:\w+ )?in run-?off|run-?off (?:against|with)|qualifi\w+ pour|iran a segunda"
            r"|ziehen in die stichwahl|stichwahl (?:zwischen|gegen|notig)|(?<!former )mayor\w*"
            r"|council(?!lor of state)|parish|club|union leader|student|school|award\w*|prize|pageant|league"
            r"|cup|captain|local elections?|by-?election|survives|poll finds|survey|opinion poll|umfrage"
            r"|sondage|encuesta|candidates|no-confidence|motion|burgermeister\w*|gemeinde\w*|landrat|vorstand"
            r"|verein\w*|maire|municipal\w*|alcald\w+|concejal\w*|kreistag|eurovision|song|contest|bill|budget"
            r"|passes|adopts|law\b|amendment|begin(?:s)? voting|open(?:s|ed)? at|preview|who will|fraktions\w+"
            r"|konklave|primary|vorwahl\w*|primaire|primarias|final rally|debate"),
    act("referendum", 4, "a referendum is decided",
        r"votes? to (?:abolish|leave|join|keep|ban|end|become|split|quit)|(?:chose|choose[s]?|wins?|won|passes"
        r"|passed|carried|rejected|approved|says? (?:yes|no)|vote[sd]? (?:yes|no)|stimmt fur|entscheidet sich"
        r"|gewinnt|lehnt|spricht sich|a choisi|choisit|dit (?:oui|non)|vote (?:oui|non)|adopte|rejette|elige"
        r"|dice (?:si|no)|vota (?:si|no)|gana|aprueba|rechaza)\b|(?:voters|volk|burger|stimmburger|electeurs"
        r"|votantes|country|nation|wahler)(?: [\w'-]+){0,4} (?:reject\w*|approv\w*|back(?:s|ed)?"
        r"|vote[sd]? (?:to|for|against)|say (?:yes|no)|said (?:yes|no)|lehn\w+|stimm\w+|sagen|rejett\w+"
        r"|approuv\w+|disent|rechaz\w+|aprueb\w+|dicen)",
        r"referendum|plebiscite|volksabstimmung|volksentscheid|referendo|plebiscito",
        bars=
            r"mayor|council|harbour|city|town|stadt\w*|ville|municip\w*|opens?|ballot paper|poll finds|umfrage"
            r"|sondage|encuesta"),
    act("verdict", 5, "a landmark verdict",
        r"str(?:ikes?|uck|iking) down|scraps?|scrapped|overturn(?:s|ed)|annul(?:s|led)?|voids?|voided"
        r"|quash(?:es|ed)|invalid\w*|legali[sz]e[sd]?|legal|bans?|banned|outlaw(?:s|ed)|unconstitutional"
        r"|unlawful|illegal|ends|abolish\w*|rules?(?: that)?|ruled|ruling|recogni[sz]e[sd]?|throws? out"
        r"|no basis|must be (?:freed|repaid|destroyed)|breach\w*|kippt\w*|gekippt|kassiert\w*|nichtig"
        r"|verfassungswidrig|rechtswidrig|unzulassig|unvereinbar|aufgehoben|hebt|erlaubt|verbietet|verbot\w*"
        r"|untersagt|erklart\w*|verstosst|fallt|gefallen|legalisier\w*|annul\w+|censur\w+|invalid\w+"
        r"|inconstitutionnel\w*|contraire|illegal\w*|autoris\w+|interdi\w+|abrog\w+|aneanti\w*|retoqu\w+"
        r"|anula\w*|nul[oa]s?|tumba\w*|inconstitucional\w*|ilegal\w*|prohib\w+|despenaliz\w+|legaliz\w+"
        r"|declara\w*|avala|deja de ser delito|deroga\w*",
        r"(?:supreme|constitutional|highest|top|federal|high) (?:court|judges|justices|tribunal)|(?:court"
        r"|tribunal) of (?:last|final) (?:resort|appeal)|top judges|oberste[snr]? (?:gericht\w*|richter\w*)"
        r"|hochste[snr]? (?:gericht\w*|richter\w*)|verfassungsgericht\w*|verfassungsrichter\w*|bundesgericht\w*"
        r"|bundesverfassungs\w*|cour (?:supreme|constitutionnelle|de cassation)|conseil constitutionnel"
        r"|conseil d'etat|juges constitutionnels|sages|tribunal (?:supremo|constitucional|federal)"
        r"|corte (?:suprema|constitucional)|el (?:supremo|constitucional)|constitution|verfassung|constitucion",
        r"court|judges?|justices|ruling|verdict|judgment|gericht\w*|\w+gericht\w*|richter\w*|urteil\w*|cour"
        r"|conseil|juges?|arret|tribunal|corte|supremo|magistrad\w+|jueces|sentencia|fallo|sages",
        bars=
            r"into law|signs|loses? bid|appeal (?:dismissed|rejected)|to hear|will hear|begins? hearing"
            r"|adjourn\w*|nominee|nomination|verhandelt|audience|sentence cut|expected ruling|delayed"
            r"|postpone\w*|fine|fined|tenure|referendum|volksabstimmung|parliament passes|debat\w*|divorce"
            r"|bank robber|footballer|striker|dog licence|argues|urges|considers|weighs|appoint\w*|sworn in"
            r"|retires|jahrestag|anniversary"),
)  # fmt: skip
