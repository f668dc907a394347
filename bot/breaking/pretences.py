"""What only sounds like news that breaks: exercises, fiction, anniversaries, studies, sport, words meant otherwise.

Works on: one report's headline and first sentences, folded, in English, German, French and Spanish.
Comes in: the text that is read of a report.
Goes out: the pretence it is, and whether that undoes everything or only what it says of harm; a text without metaphors.
Does not know: what else the story's reports say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENING, _SHORT = 350, 60
"""Code points in which a report says what it is, and under which a sentence says too little."""
_HINTS = 2
_STOP = re.compile(r"[.!?][\s\"»]|\n")


@dataclass(frozen=True, slots=True)
class Pretence:
    """`sure` alone makes it one, of `hints` two different ones do. `whole`: nothing in the report is so."""

    code: str
    phrase: str
    sure: re.Pattern[str]
    hints: re.Pattern[str] | None = None
    whole: bool = True


def _pretence(code: str, phrase: str, sure: str, hints: str = "", *, whole: bool = True) -> Pretence:
    able = re.compile(rf"\b(?:{hints})\b") if hints else None
    return Pretence(code, phrase, re.compile(rf"\b(?:{sure})(?!\w)"), able, whole)


PRETENCES = (
    _pretence("drill", "it tells of an exercise",
        r"(?<!during a )(?<!during an )(?<!military )(?<!after a )(?:(?:fire|emergency|safety|earthquake"
        r"|evacuation|yearly|annual|practice|tsunami|flood|national|nationwide|terror\w*|disaster|rescue|school"
        r"|civil defence|big|surprise|night) drills?|(?:a|the|this) drill (?:that|for|is|was|held|begins|went)"
        r"|(?:was|were|is|just|only) (?:a |part of a )?drill|drill:|rehears(?:al|als|es|ed|ing)"
        r"|mock (?:disaster|attack|emergency|evacuation)|simulat(?:ed|ion|ions|es|ing)|dress rehearsal"
        r"|practis(?:e|es|ed|ing) for|practic(?:es|ed|ing) for|emergency exercise|fire exercise"
        r"|full-scale exercise|disaster exercise|training exercise|test alert|test of the (?:sirens|warning)"
        r"|sirens? (?:test|were tested)|it was only a test|extras|actors played)"
        r"|was (?:an|only an|just an) exercise|an exercise(?: \w+){0,3} (?:tests?|tested|began|ended|for)"
        r"|\w*ubung(?:en)?|probealarm|warntag|simulier\w*|planspiel\w*|ubt(?:en)? (?:\w+ ){0,4}(?:ernstfall"
        r"|katastroph\w*|evakuierung|einsatz)|ernstfall (?:geprobt|geubt|proben)"
        r"|probt?(?:en)? (?:\w+ ){0,3}(?:ernstfall|notfall)|statisten|kunstblut|geprobt"
        r"|exercices? (?:d'|de |grandeur|national|annuel|a |pour)\w*|simulation|simul\w+|simulacres?"
        r"|repetition generale|figurants|pour de faux|c'etait un (?:exercice|test)|essai des sirenes|mannequins"
        r"|simulacros?|ensayo|ejercicio (?:de|anual|nacional)|maniobras|se entrenan?|entrenamiento"
        r"|prueba de sirenas|figurantes|maniquies|de mentira",
        r"dummies|pretend\w*|fake blood|yearly|annual|scenario|rehearsal|volunteers|jahrlich\w*|szenario"
        r"|freiwillige|scenario|volontaires|annuel\w*|escenario|voluntarios|anual"),
    _pretence("fiction", "it tells of fiction",
        r"(?:disaster |new |horror |war |action )?movies?|box[ -]office|blockbuster\w*|novels?(?! \w*virus)"
        r"|novelist|thriller\w*|trailer for|video ?games?|gamers?|season finale|episodes?|showrunner|screenplay"
        r"|sitcom|soap opera|bestseller\w*|paperback|cinemas? (?:on|from|next)|streaming (?:hit|series|service)"
        r"|miniseries|tv (?:series|drama)|opening weekend|playwright|opera house|libretto|on stage|comic book"
        r"|short story|reviewers?|films?(?! crew)|filmmaker\w*|biopic|sequel|directed by|starring"
        r"|kinofilm\w*|\w*film(?:e|s)?|kino(?:s|start)?|roman(?:e|s)?|krimi\w*|tatort|serienfinale|regisseur\w*"
        r"|drehbuch|videospiel\w*|computerspiel\w*|brettspiel\w*|horspiel|theaterstuck|staffel"
        r"|zuschauer(?:zahlen)?|leinwand|bestseller|romanheld\w*"
        r"|films?|cinema|romans?|romancier\w*|realisateur\w*|realisatrice|serie televisee|feuilleton"
        r"|jeux? videos?|joueurs? (?:dirige|incarne)|le joueur|bande dessinee|piece de theatre|roman policier"
        r"|saison \d|salles obscures|long-metrage|manette|testeur|premier niveau|scenariste"
        r"|peliculas?|cine|novelas?|novelista|telenovela|videojuegos?|guion\w*|largometraje|taquilla|cineasta"
        r"|serie de television|obra de teatro|comic|estreno|temporada \d|cortometraje",
        r"picture|reel|screen|chapters?|plot|characters?|audiences?|hero(?:ine)?|author|fans|premiere|cast"
        r"|script|level|player|players|console|publisher|director|actor|actress|series|season|series?|fantasy"
        r"|imaginary|fictional|invented|film|buch|autor\w*|spieler|figuren|held(?:in)?|serie|leser"
        r"|schauspieler\w*|personnages?|lecteurs|auteur|sorti ce matin|niveau|intrigue|comedien\w*|studio"
        r"|personajes?|lectores|autor[a]?|actor|actriz|trama|jugador\w*|nivel"),
    _pretence("anniversary", "it remembers what was long ago",
        r"(?:\w+|\d+) (?:years|jahre|ans|anos) (?:since|after|of the (?:disaster|attack|tragedy)|nach|seit"
        r"|apres|depuis|del? (?:la )?(?:maremoto|terremoto|atentado|tragedia|accidente|catastrofe|incendio)"
        r"|desde|d'apres)|recuerda a sus|se souvient de ses|gedenkt\w*|remembers its|anniversar\w+"
        r"|commemorat\w+|remembrance|memorial(?: service)?|(?:\w+|\d+) years on|half a century (?:ago|on)"
        r"|centenary|jubilee|falls silent|wreaths?|still haunts?|on this day|years? to the day|a (?:year|decade"
        r"|century) (?:on|ago|later|after)"
        r"|jahrestag\w*|gedenk\w*|gedacht|erinner\w+ (?:\w+ ){0,3}an|jahre danach|jahre spater|kranz\w*"
        r"|vor \w+ jahren|nach \w+ jahren|hundert jahre|mahnmal|schweigeminute"
        r"|anniversaires?|commemor\w+|centenaire|hommage\w*|(?:ans|annees|siecles?) (?:apres|plus tard)"
        r"|il y a (?:[\w-]+ ){1,3}(?:ans|siecles?)|souvenir d[eu]|gerbes?|se souvient|devoir de memoire"
        r"|minute de silence"
        r"|aniversario\w*|conmemora\w+|centenario|homenaje\w*|anos despues|hace (?:[\w-]+ ){1,3}(?:anos|siglos)"
        r"|recuerda\w* (?:a )?(?:las|los|la|el)|ofrenda|minuto de silencio|efemeride\w*|memoria de",
        whole=False),
    _pretence("history", "it tells of other times",
        r"centuries|\w+ centur(?:y|ies) (?:ago|old|later)|archaeolog\w+|historians?|in the reign of|medieval"
        r"|bronze age|wreck (?:found|that)|world war (?:one|two|i|ii)|great war|skeletons?|declassified"
        r"|time of the|(?:in|since|from|of) 1[0-8]\d\d|(?:in|since|of) 19\d\d|seabed"
        r"|jahrhundert\w*|archaolog\w+|historiker\w*|mittelalter\w*|weltkrieg\w*|wrack aus|(?:im jahr|anno"
        r"|von) 1\d\d\d|skelett\w*"
        r"|siecles?|archeolog\w+|historiens?|moyen age|medieva\w+|guerre mondiale|epave (?:retrouvee|localisee"
        r"|decouverte|du|d'un)|(?:en|de) 1\d\d\d|fouilles"
        r"|siglos?|arqueolog\w+|historiador\w*|edad media|medieval\w*|guerra mundial|pecio (?:del|hallado)"
        r"|naufragio de 1\d\d\d|(?:en|de) 1\d\d\d",
        whole=False),
    _pretence("aftermath", "it tells of what came after, when the event itself was known",
        r"funerals?|buries its|buried (?:on|yesterday|today|their)|laid to rest|mourners|coffins?|inquests?"
        r"|coroner\w*|jury|jurors|on trial|trial (?:opens|begins|hears|continues|of)|testif\w+|gave evidence"
        r"|court (?:hears|heard|told)|court hearing|defendants?|of last (?:week|month|year|spring|summer|autumn"
        r"|winter)|last (?:month|year)'s|(?:weeks|months) (?:after|later|since)|identified as"
        r"|death certificates?|memorial service|compensation for|survivors? relives?|public inquiry"
        r"|inquiry into|investigation finds|report into|(?:one|two|three|four|five|ten|twenty"
        r"|thirty) years (?:ago|after|later)|forensic"
        r"|beisetzung\w*|beerdig\w+|trauerfeier\w*|trauerzug|sarge?|prozess(?:auftakt|beginn)?|geschworene\w*"
        r"|zeug(?:e|in|en) (?:sagt|schildert|berichtet)|angeklagte\w*|landgericht|untersuchungsbericht"
        r"|untersuchungsausschuss|monate (?:nach|danach)|wochen (?:nach|danach)|vom (?:vergangenen|letzten)"
        r"|entschadigung\w*|gutachten|vergangenen (?:jahres|monats|winter|sommer\w*)"
        r"|obseques|funerailles|inhum\w+|enterre\w* ses|cercueils?|proces (?:de|du|des|s'ouvre)|jures"
        r"|a la barre|prevenus?|accuses|cour d'assises|mois (?:apres|plus tard)|semaines (?:apres|plus tard)"
        r"|l'an (?:dernier|passe)|le mois dernier|indemnis\w+|commission d'enquete|rapport d'enquete"
        r"|funeral\w*|entierr\w+|sepelio|exequias|feretro\w*|ataud\w*|juicio (?:por|contra|oral)|jurado"
        r"|acusados?|declara(?:n|ron)? ante|meses (?:despues|desde)|semanas (?:despues|desde)|del (?:ano"
        r"|mes) pasado|el (?:ano|mes) pasado|indemniza\w+|comision de investigacion|audiencia provincial"
        r"|forenses",
        whole=False),
    _pretence("study", "it tells of a study, a survey or statistics",
        r"stud(?:y|ies) (?:find|finds|found|says?|shows?|suggests?|claims?|warns?|links?)|new study"
        r"|according to a (?:study|survey|poll|report)|surveys?|survey (?:finds|found)|polls? (?:finds?"
        r"|suggests?|of|shows?)|respondents|pollsters?|researchers (?:at|from|found|followed|say)|statistic\w*"
        r"|figures (?:show|published|released)|(?:each|every|a|per) year|annually|on average|followed [\d,.]+"
        r"|rankings?|report warns|life expectancy"
        r"|studien?|laut (?:einer )?(?:studie|umfrage|statistik)|umfrage\w*|befragt\w*"
        r"|forscher(?:innen)? (?:der|des|haben|fanden|warnen)|statistik\w*|pro jahr|jahrlich|im schnitt"
        r"|prognose\w*"
        r"|etudes?|selon une (?:etude|enquete)|sondages?|sondes?|enquete (?:d'opinion|qui|menee aupres)"
        r"|barometre|interroge\w* (?:\w+ )?(?:mille|\d)|par an|chaque annee|en moyenne|statistiques?"
        r"|chercheurs (?:de|du|ont)|chiffres (?:de|du|publies)"
        r"|estudios?|segun un (?:estudio|informe|sondeo)|encuestas?|encuestad\w+|sondeos?|al ano|cada ano"
        r"|anuales|de media|estadistica\w*|investigadores de|barometro|proyecci\w+",
        whole=False),
    _pretence("what-if", "it tells of what might be",
        r"what if|what would happen|thought experiment|imagin(?:e|es|ed|ary)|hypothetical\w*|doomsday scenario"
        r"|in theory|could one day|if it (?:happened|struck|hit|came)|how prepared|are we ready|might look like"
        r"|fears? grow|would (?:kill|leave|destroy|drown|cost|flood)|could (?:kill|drown|destroy|cost)"
        r"|simulations?"
        r"|was ware,? wenn|was passiert,? wenn|gedankenexperiment\w*|wie gut (?:sind|ist)|ware die folge"
        r"|wurden sterben|konnte[n]? (?:\w+ ){0,4}(?:sterben|toten|kosten)|hypothetisch\w*|angenommen"
        r"|et si|que se passerait-il|hypothes\w+|hypothetiqu\w*|imaginons|imagine\w*|pourrait tuer"
        r"|ferait (?:\w+ ){0,3}morts|serait\w* (?:rayee?|detruite?|engloutie?)|fiction"
        r"|y si|que pasaria|hipotesis|hipotetic\w+|imagin\w+|podria matar|dejaria (?:\w+ ){0,3}muertos|moririan"
        r"|estamos preparados|causaria"),
    _pretence("rumour", "it says that nothing of the kind happened",
        r"hoax(?:es)?|false alarm|fake news|alive and well|i am not dead|not dead|untrue|made up|fabricated"
        r"|no truth (?:in|to)|debunk\w*|satir\w+|april fool\w*|prank\w*|doctored|deepfake\w*|rumou?rs? (?:of"
        r"|that|denied|false|unfounded)|unfounded"
        r"|fehlalarm\w*|frei erfunden|falschmeldung\w*|gerucht\w*|dementier\w+|aprilscherz|satire\w*|ente\b"
        r"|kein\w* (?:gasmangel|gefahr|anschlag|krieg|evakuierung|rucktritt|explosion)|entpuppt\w* sich als"
        r"|blinder alarm|gefalscht\w*"
        r"|canulars?|fausse alerte|fausse? (?:nouvelle|information|rumeur)|rumeurs? (?:de|dementies?)|infond\w+"
        r"|bien vivant\w*|dement\w* (?:la|les|toute|sa|son)|infox|parodi\w+|poisson d'avril|intox"
        r"|pure invention"
        r"|bulos?|falsa alarma|noticia falsa|rumor\w*|desment\w+|desmient\w+|montaje|inocentada|vivo y coleando"
        r"|sin fundamento|parodia|no hubo (?:atentado|explosion|victimas)"),
    _pretence("sport", "it tells of sport",
        r"striker|midfielder|goalkeeper|penalty (?:shoot|kick)\w*|hat-?trick|full-?time|half-?time"
        r"|knocked out of|crash(?:es|ed)? out|transfer (?:fee|window)|medical at|final whistle|relegat\w+"
        r"|second leg|quarter-?final\w*|semi-?final\w*|grand slam|set point|match point|innings|wickets?"
        r"|touchdown|play-?offs?|world cup|league (?:title|leaders|table)|signs for|season opener|home win"
        r"|away win|kick-?off|derby|knockout|in the ring|heavyweight|tie-?break"
        r"|sturmer\w*|mittelfeld\w*|torwart\w*|elfmeter\w*|halbfinale|viertelfinale|bundesliga|tabellen\w*"
        r"|hattrick|anpfiff|abpfiff|absteiger|abstieg|heimsieg|auswartssieg|pokal\w*|turnier\w*|trainerwechsel"
        r"|spieltag|torschutze\w*|nationalelf|achtelfinale"
        r"|attaquant\w*|milieu de terrain|gardien de but|tirs? au but|demi-finale|quart de finale|championnat"
        r"|ligue \d|coupe d[ue]|mi-temps|buteur\w*|mercato|relegation|match nul|coup d'envoi|tournoi"
        r"|prolongations?"
        r"|delantero|centrocampista|portero|penaltis?|tanda de|semifinal\w*|cuartos de final|goleada|golea\w*"
        r"|liga|copa del|jornada \d|descenso|derbi|fichaje\w*|clasificacion|prorroga|torneo|empate",
        r"match|game|goals?|coach|team|league|cup|fans|stadium|season|spiel|tore?|trainer|mannschaft|saison"
        r"|equipe|buts?|entraineur|saison|partido|gol(?:es)?|equipo|entrenador|temporada", whole=False),
    _pretence("gossip", "it tells of entertainment",
        r"(?:singer|actress|actor|rapper|pop star|reality star|influencer|popstar|celebrity|starlet|presenter"
        r"|tv host)(?: [\w'’,-]+){0,14} (?:ex\b|split|row|divorce|interview|fianc\w+|engagement|tour|revelation"
        r"|feud|dress|wedding|romance|baby)|(?:interview|podcast) (?:leaves|stuns|shocks)|talk show"
        r"|breakfast television|red carpet|fashion (?:week|show)|song contest|schlagerstar\w*|dschungelcamp"
        r"|royal baby|influencer\w*|chanteuse|chanteur|humoriste|cantante|influencers?|farandula|reality show"
        r"|awards? (?:night|ceremony|show)|oscars?|statuett\w+|premios (?!nobel)\w+|estatuillas|galardon\w*"
        r"|preisverleihung|ceremonie des", whole=False),
    _pretence("wares", "it tells of something for sale",
        r"(?:new|latest) (?:phone|smartphone|handset|console|gadget|laptop|car model|perfume|menu|collection"
        r"|app)\b|pre-?orders?|unveils?|took the wraps off|goes on sale|in shops next|neue[srn]? (?:smartphone"
        r"|handy|modell|konsole)|vorbestell\w+|kommt in den handel|devoile son|nouveau (?:telephone|modele"
        r"|smartphone)|precommand\w+|nuevo (?:movil|telefono|modelo|smartphone)|sale a la venta|discount\w*"
        r"|sonderangebot\w*|rabatt\w*|soldes|rebajas"),
    _pretence("obituary", "it is an obituary",
        r"(?:dies|died|dead|passes away|passed away) (?:peacefully )?(?:at|aged) (?:\d\d+|the age of)|, (?:who"
        r"|the (?:man|woman)) (?:[\w'’-]+ ){1,10}, (?:dies|has died|is dead)|obituar\w+|stirbt im alter"
        r"|(?:ist )?im alter von|mit \d\d jahren (?:gestorben|verstorben)|nachruf"
        r"|est mort\w? a (?:l'age de )?\d\d ans|(?:s'est eteint\w?|decede\w?|meurt) a (?:l'age de )?\d\d ans"
        r"|(?:muere|fallece|murio|fallecio) a los \d\d|necrologi\w+",
        whole=False),
    _pretence("court", "it tells of a former crime in court",
        r"appeal (?:dismissed|rejected|fails|against)|loses (?:bid|appeal)|retrial|sentence (?:cut|upheld)"
        r"|plea(?:d|ds|ded|s)? (?:not )?guilty|sentenced (?:to|for)|jailed for|life sentence|life in prison"
        r"|berufung (?:abgewiesen|verworfen)|revision (?:verworfen|abgelehnt)|lebenslang\w*"
        r"|zu (?:\w+ )?jahren haft|appel rejete|perpetuite|condamne a (?:\w+ )?ans|recurso (?:rechazado"
        r"|desestimado)|cadena perpetua|condenad[oa] a (?:\w+ )?anos", whole=False),
)  # fmt: skip

_METAPHORS = re.compile(
    r"\b(?:"
    r"(?:storms?|floods?|waves?|avalanche|landslide|tsunami|deluge|barrage|explosion|eruption|hail|wildfire"
    r"|earthquake|torrent|surge|outburst|firestorm) of (?:\w+ )?(?:protests?|criticism|complaints?|applause"
    r"|laughter|abuse|outrage|indignation|anger|applications?|requests?|orders|emails|letters|questions|colou?r"
    r"|interest|tweets|reactions|bookings|memes|joy|popularity|creativity|tourists|visitors|lawsuits|votes"
    r"|support|sympathy|words|prices|costs|demand|debt|rumou?rs)"
    r"|(?:political|diplomatic|media|twitter|social media|constitutional|financial|cultural|fashion|sporting"
    r"|literary) (?:earthquake|storm|tsunami|bombshell|explosion|firestorm|massacre|suicide|heartquake|quake"
    r"|dynamite|fallout|war|wildfire|avalanche|hurricane|volcano)"
    r"|bombshell\w*|killer (?:camera|app|feature|blow|instinct|line|whale|heels|queen|punch|dress|deal)"
    r"|kills? (?:off|the (?:competition|mood|deal|bill|match|game|idea|plan|project|rumou?r|myth|show|joke|time"
    r"|joy))|killed off|dead (?:heat|in the water|cert|weight|end|line|rubber|ball|set)|deadlock\w*|deadpan"
    r"|dead on (?:arrival|time)|to die for|die-?hards?|dying (?:for|to) |drop dead|over my dead"
    r"|(?:shares?|stocks?|share price|stock price|markets?|index|currency|crown|pound|profits?|sales|ratings?"
    r"|polls?|prices?|bitcoin|coin|support|viewers|bookings) (?:\w+ ){0,2}(?:crash\w*|plung\w+|collaps\w+"
    r"|sink\w*|sank|tumbl\w+|dive\w*|nosedive\w*|explod\w+|erupt\w*|slump\w*|bomb\w*)|(?:shares|stock|market"
    r"|price|ratings) (?:crash|collapse|explosion|bloodbath|massacre|meltdown|avalanche)"
    r"|(?:price|trade|culture|bidding|turf|browser|streaming|star|format|ratings|tariff|class|drug) wars?"
    r"|wars? (?:of words|on (?:drugs|waste|weeds|sugar|plastic|cars?|motorists|red tape|litter))|battle (?:of"
    r"|for) (?:the )?(?:bands|brands|ratings|hearts)|under fire|line of fire|fired up|on fire|fire sale"
    r"|ceasefire in (?:the )?(?:row|feud|price)|bloodbath (?:at|on|in) (?:the )?(?:polls|market|exchange"
    r"|boardroom)|boardroom (?:bloodbath|massacre|coup)|night of the long knives"
    r"|blast(?:s|ed)? (?:minister|council|coach|referee|plan|plans|critics|government|rivals|decision|mayor"
    r"|bosses)|slam(?:s|med)|explosive (?:claims?|interview|report|book|testimony|memoir|start|row)"
    r"|explodes? with (?:rage|anger|joy|laughter)|time bomb|sex bomb|photobomb\w*|bath bomb\w*"
    r"|nuclear (?:option|revelation)|fans in meltdown|in meltdown|perfect storm|brainstorm\w*|takes? by storm"
    r"|by storm|storms? (?:to|into) (?:victory|lead|final|charts|top|semi\w*|the charts)|massacre[sd]? (?:\d"
    r"|their|in the|by \d)|slaughter(?:s|ed)? \d|murder(?:ed|s)? (?:by \d|the (?:song|language|dish|tune))"
    r"|hostage to|held hostage by (?:\w+ )?(?:weather|politics|budget|strike)"
    r"|epidemic of (?:\w+ )?(?:loneliness|litter|selfies|boredom|knife)|plague of (?:selfies|scooters|gulls"
    r"|mice)|tremors? (?:in|through) (?:the )?(?:party|market|coalition|boardroom)"
    r"|(?:aktien?|papiere|kurs\w*|umfragewerte|wahlergebnis|quote\w*|preise?|nachfrage"
    r"|gewinn\w*) (?:\w+ ){0,3}(?:sturz\w*|absturz\w*|crash\w*|brech\w+|bricht|explodier\w+|rausch\w+"
    r"|einsturz\w*|kracht)|(?:preis|kosten|kurs|mieten|zins|bevolkerungs|daten)(?:explosion|sturz|lawine|krieg"
    r"|beben|crash|feuerwerk)\w*|(?:handels|preis|rosen|klein|glaubens|kultur|zoll|bieter|papier)krieg\w*"
    r"|shitstorm\w*|(?:sturm|welle|flut|lawine|orkan|gewitter) (?:der|von|des) (?:emporung|entrustung|kritik"
    r"|protest\w*|anfragen|beschwerden|begeisterung|hass\w*|klagen|absagen)|(?:protest|klage|kritik|beschwerde"
    r"|antrags|bilder|buchungs|kundigungs|besucher)(?:sturm|welle|flut|lawine|orkan)\w*|(?:politisches"
    r"|mediales) (?:erdbeben|beben|gewitter|feuerwerk)|(?:erdbeben|beben) (?:in|bei) der (?:partei|koalition"
    r"|fraktion|branche|bundesliga)|bombe (?:platzt|geplatzt)|blutbad (?:am|an der|auf dem) (?:parkett|borse"
    r"|markt\w*)|kriegserklarung an (?:die )?auto\w*|laufen sturm|sturm im wasserglas|todlich fur (?:den|die"
    r"|das) (?:handel|markt|klub|verein)|totgesagt\w*|tote hose|totalausfall|scheintot|todesstoss"
    r"|ausser gefecht|abschuss freigegeben|schuss(?:e)? vor den bug|zundstoff|brandbrief\w*|brandmauer"
    r"|feuertaufe|klimakiller\w*|spielverderber|jobkiller\w*"
    r"|(?:tempete|vague|flot|avalanche|tsunami|deluge|torrent|explosion|pluie|ouragan|seisme"
    r"|raz-de-maree) (?:de|d'|des) ?(?:\w+ )?(?:critiques?|protestations?|indignation|reactions?|plaintes?"
    r"|rires|demandes?|commandes?|applaudissements|prix|couts|couleurs|joie|colere|likes|memes|touristes"
    r"|candidatures)|(?:seisme|tempete|tsunami|tremblement de terre|big bang|onde de choc"
    r"|raz-de-maree) (?:politique|mediatique|diplomatique|electoral|boursi\w+|judiciaire|a gauche|a droite)"
    r"|coup de tonnerre|coup de theatre|une bombe|bombe (?:politique|mediatique|a retardement)"
    r"|guerre (?:des (?:prix|chefs|egos|nerfs|ondes|etoiles)|commerciale|d'ego|ouverte entre|du camembert)"
    r"|(?:tue|tuent|tuer) (?:le (?:match|mythe|suspense|debat|temps|projet|commerce)|la (?:concurrence|poule"
    r"|rumeur))|(?:mort|morte|morts|enterre|enterree) (?:du projet|de (?:rire|fatigue|peur|faim)"
    r"|ne?es? dans l'oeuf)|temps morts?|points? morts?|mort[- ]ne\w*|(?:l'action|le titre|le cours|la bourse"
    r"|les ventes|les audiences) (?:\w+ ){0,2}(?:s'effondr\w+|plong\w+|devisse\w*|chut\w+|coul\w+|s'ecras\w+)"
    r"|mitraill\w+ de (?:questions|photos)|(?:fait|font) exploser (?:la|le|les) (?:majorite|compteurs?"
    r"|record\w*|audience|budget|parti)|naufrage (?:electoral|financier|du club|de l'equipe|televise|moral)"
    r"|incendi\w+ (?:la toile|les reseaux|la concurrence)|carnage (?:a la bourse|boursier)"
    r"|bain de sang (?:en bourse|boursier)"
    r"|(?:tormenta|lluvia|ola|avalancha|aluvion|tsunami|explosion|vendaval|terremoto|huracan|torrente"
    r"|oleada) (?:de|del) (?:\w+ )?(?:criticas?|protestas?|quejas|aplausos|reacciones|memes|solicitudes|pedidos"
    r"|precios|color|alegria|insultos|visitantes|turistas|dimisiones|fichajes)|(?:terremoto|tsunami|tormenta"
    r"|vendaval|seismo|huracan|bomba) (?:politic[oa]|mediatic[oa]|diplomatic[oa]|electoral|bursatil|interno"
    r"|judicial|institucional)|(?:la |una )?bomba (?:informativa|de relojeria|mediatica|del verano|del mercado)"
    r"|«la bomba»|guerra (?:de (?:precios|nervios|egos|las galaxias|cifras|banderas)|comercial|sucia|interna"
    r"|por (?:el|la) (?:audiencia|trono))|masacre(?:»|\")? (?:para|bursatil|electoral)|arrasa\w* (?:en"
    r"|con) (?:la |los |las )?(?:taquilla|premios|ventas|redes|audiencia|gala|urnas|pleno|eurovision)"
    r"|mata(?:n)? (?:el (?:tiempo|rato|partido|gusanillo|hambre)|la (?:competencia|curiosidad))"
    r"|muert[oa]s? de (?:risa|hambre|miedo|frio|sueno)|tiempo muerto|punto muerto|(?:acciones|bolsa|titulos"
    r"|cotizacion|ventas|audiencias?) (?:\w+ ){0,3}(?:se (?:hund\w+|desplom\w+|estrell\w+)|caen|naufrag\w+)"
    r"|incendi\w+ las redes|lluvia de (?:estrellas|goles|medallas)|aguanto el chaparron|bombazo"
    r")"
)


def plain(folded: str) -> str:
    """A folded text without the words that only sound like disaster."""
    return _METAPHORS.sub("…", folded)


def pretence(headline: str, body: str) -> Pretence | None:
    """What a report, folded, only pretends to be, what undoes it wholly first; None for news."""
    opening, lede = f"{headline}\n{body[:_OPENING]}", f"{headline}\n{_first(body)}"
    found = [p for p in PRETENCES if _is(p, opening if p.whole else lede)]
    return next((p for p in found if p.whole), found[0] if found else None)


def _is(pretence: Pretence, told: str) -> bool:
    return bool(pretence.sure.search(told) or (pretence.hints and len(set(pretence.hints.findall(told))) > _HINTS))


def _first(body: str) -> str:
    """The first sentence, or as many as say something."""
    end = _STOP.search(body, _SHORT)
    return body[: min(end.start() if end else len(body), _OPENING)]
