"""What a table of acts consists of: the words that say a thing was done, and what must stand near them.

Works on: folded text in English, German, French and Spanish.
Comes in: patterns.
Goes out: Act, and the offices and expanses that many acts share.
Does not know: which acts there are, whether one took place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OF_LITTLE = (
    r"(?! (?:of|der|des|du|de la|del|de) (?:the )?(?:club|university|chamber|federation|association|board"
    r"|college|league|bank\b"
    r"|company|society|fan|parish|school|council|kammer|verein\w*|verband\w*|senats?|klub|universit\w+|chambre"
    r"|federation"
    r"|club|tribunal|parti|region|camara|federacion|universidad|diputacion|audiencia|association|jury|commission))"
)
TOP = (
    r"(?<!vice )(?<!vice-)(?<!vize)(?<!former )(?<!ex-)(?<!deputy )(?<!ancien )(?<!club )(?<!bank )"
    r"(?:president(?:in|e|a)?|prasident(?:in)?|(?:staats|bundes)prasident(?:in)?|prime minister"
    r"|premier(?! league)(?: ministre)?"
    r"|premiere ministre|ministerprasident(?:in)?|premierminister(?:in)?|(?:bundes)?kanzler(?:in)?|chancellor"
    r"|heads? of (?:state|government)|regierungschef(?:in)?|staatschef(?:in)?|staatsoberhaupt"
    r"|cheffe? (?:de l'etat|du gouvernement)"
    r"|jef[ea] (?:del|de) (?:estado|gobierno|ejecutivo)|primer[a]? ministr[oa]|king|queen|monarch"
    r"|(?<!karnevals)konig(?:in)?|roi"
    r"|reine|rey|reina|emperor|empress|kaiser(?:in)?|sultan|emir|pope|pontiff|papst|pape|papa|taoiseach"
    r"|supreme leader|strongman"
    r"|dictator|diktator\w*|dictateur|dictador|junta leader|grand duke|crown prince|kronprinz\w*|souverain"
    r"|monarque|monarca"
    r"|mandatari[oa]|empereur|emperador|ruler|machthaber\w*|head of the junta)" + _OF_LITTLE
)
FORMER_TOP = (
    r"(?:(?:former|ex-?|one-time|fruhere[rn]?|ehemalige[rn]?|alt-?|ancien(?:ne)?|antigu[oa]|expresident\w*"
    r"|altkanzler\w*|exministerprasident\w*)"
    r"[ -]?(?:president\w*|prasident\w*|prime minister|premier\w*|kanzler\w*|chancellor|ministerprasident\w*"
    r"|staatschef\w*"
    r"|king|konig\w*|head of state|dictator|chef de l'etat|chef du gouvernement|roi|primer ministro"
    r"|jefe de gobierno|rey)|expresident[ea]|altkanzler(?:in)?"
    r"|altbundesprasident(?:in)?|exprimer ministro)"
)
SENIOR = (
    r"(?:(?:\w*minister(?:in)?|ministre|ministr[oa])(?! (?:of the church|of religion))|secretary of state"
    r"|(?:foreign|home|defence|defense|interior|treasury) secretary"
    r"|governor|gouverneur(?:e|in)?|gobernador[a]?|general|admiral|army chief|chief of (?:staff|the army"
    r"|defence)|(?:national )?police (?:chief|commissioner)|spy chief"
    r"|attorney general|chief justice|chief prosecutor|speaker of|opposition leader|leader of the opposition"
    r"|party leader|archbishop|cardinal"
    r"|vice[- ]president|deputy prime minister|security chief|central bank(?:er| chief)|generalstaatsanwalt\w*"
    r"|polizeiprasident\w*|oppositionsfuhrer\w*"
    r"|parteichef\w*|parteivorsitzend\w*|vizeprasident\w*|vizekanzler\w*|notenbankchef\w*|geheimdienstchef\w*"
    r"|armeechef\w*|generalstabschef\w*|kardinal|erzbischof|bundestagsprasident\w*|parlamentsprasident\w*"
    r"|chef d'etat-major|chef de l'opposition|garde des sceaux|vice-premier\w*|cardinal|archeveque"
    r"|procureur general|vice-president\w*"
    r"|vicepresident[ea]|lider opositor[a]?|lider de la oposicion|jefe del ejercito|fiscal general|cardenal"
    r"|arzobispo|canciller|jefe de la policia"
    r"|head of (?:the )?(?:army|navy|air force|secret service|intelligence|central bank|police|church)"
    r"|chief of (?:police|the general staff)|secretary[- ]general|(?:eu|european) commissioner"
    r"|generalsekretar\w*|notenbankprasident\w*|bundesbankprasident\w*|patron de la police"
    r"|gouverneur de la banque centrale|jefe de la armada|secretario general"
    r"|" + FORMER_TOP + r")"
)
MINOR = re.compile(
    r"\b(?:deputy mayor|(?:vice-|lord )?mayor(?:ess)?|councillors?|alderm[ae]n|parish|ortsvorsteher\w*"
    r"|(?:ober)?burgermeister\w*|gemeinderat\w*|stadtrat\w*|kreisrat\w*"
    r"|adjoint|maire|conseil municipal|conseillers?|alcald\w+|concejal\w*|ayuntamiento|headteacher|headmaster"
    r"|schulleiter\w*|coach|trainer(?:in)?"
    r"|entraineur|entrenador[a]?|club|verein\w*|choir|university|landrat|kommun\w*)\b"
)
WIDE = re.compile(
    r"\b(?:across|nationwide|countrywide|nation-wide|whole (?:country|nation|island|republic|of)|entire"
    r"|all over|everywhere|nobody in|no one in|every\b"
    r"|country(?:'s|wide)?|national|nation(?:'s)?|republic|kingdom|capital|millions?|hundreds of thousands"
    r"|tens of thousands|\d{3}[.,  ]\d{3}|provinces?"
    r"|landesweit\w*|bundesweit\w*|ganz\w*|gesamte\w*|land(?:es)?|staats\w*|hauptstadt|millionen"
    r"|flachendeckend\w*|im norden|im suden|inselweit|hunderttausend\w*"
    r"|dans tout|tout(?:e)? (?:le|la|l')|ensemble d[ue]|pays|national\w*|nationale|capitale|entier\w*"
    r"|entiere\w*|moitie d[ue]|centaines de milliers"
    r"|tod[oa] (?:el|la)|en toda|pais|nacional\w*|capital|millones|enter[oa]|medio pais|cientos de miles"
    r"|miles de|thousands|tausende|milliers)\b"
)
_APART = r"(?:[ ,\"'«»(-]+[\w'’.-]+)"


@dataclass(frozen=True, slots=True)
class Act:
    """Something done. `deed` must stand in a clause as done, every pattern of `needs` somewhere in a report, none of
    `bars`. A `firm` deed is its own announcement: words of planning before it do not undo it."""

    code: str
    urgency: int
    phrase: str
    deed: re.Pattern[str]
    needs: tuple[re.Pattern[str], ...] = ()
    bars: re.Pattern[str] | None = None
    firm: bool = False
    harm: bool = False


def act(
    code: str,
    urgency: int,
    phrase: str,
    deed: str,
    *needs: str | re.Pattern[str],
    bars: str | re.Pattern[str] = "",
    firm: bool = False,
    harm: bool = False,
) -> Act:
    """An Act of patterns as they are written: words, bounded."""
    barred = words(bars) if bars else None
    return Act(code, urgency, phrase, words(deed), tuple(map(words, needs)), barred, firm, harm)


def words(pattern: str | re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?![\w])") if isinstance(pattern, str) else pattern


def by(who: str, does: str, undergoes: str = "", apart: int = 7) -> str:
    """Who does something within so many words, or has it done to them: "minister ... resigns", "arrest of minister"."""
    suffers = rf"|(?:{undergoes}){_APART}{{0,4}}?[ ,'\"-]+{who}\b" if undergoes else ""
    return rf"{who}{_APART}{{0,{apart}}}?[ ,\"'»)-]+(?:{does}){suffers}"


def both(one: str, other: str, apart: int = 7) -> str:
    """Two things near each other in a clause, in either order."""
    return (
        rf"(?:{one}){_APART}{{0,{apart}}}?[ ,\"'»)-]+(?:{other})"
        rf"|(?:{other}){_APART}{{0,{apart}}}?[ ,\"'»)-]+(?:{one})"
    )
