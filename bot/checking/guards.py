"""Words by which a claim leaves open, doubts, denies or conditions what it tells, in whatever words.

Works on: one claim and a reason found against it.
Comes in: the claim as printed, and the reason.
Goes out: the reason, or the same as a doubt where the claim has a word of that kind itself.
Does not know: whether that word reaches what the reason is about; because it may, the reason cannot refuse.
"""

from __future__ import annotations

import re

from bot.checking.verbs import IRREGULAR
from bot.news import Reason
from bot.text import fold

HEDGED = "hedged"
"""The code of a reason that a word of the claim's own may answer."""
_OPEN = re.compile(
    r"\b(?:may|might|could|can|would|should|must|possib\w*|potential\w*|perhaps|likely|unlikely|probabl\w*|consider\w*|"
    r"weigh\w*|mull\w*|plan(?:s|ned|ning|t|te|en)?|propos\w*|inten[dt]\w*|aim\w*|hop(?:e|es|ed|ing)|want\w*|wish\w*|"
    r"seek\w*|sought|"
    r"looks? (?:at|to|into)|looking (?:at|to|into|for)|threat\w*|warn\w*|fear\w*|risk\w*|urg\w*|"
    r"call(?:s|ed|ing)? (?:on|for)|ask\w*|demand\w*|request\w*|suggest\w*|explor\w*|whether|if|unless|question\w*|"
    r"review\w*|examin\w*|investigat\w*|studi\w*|study\w*|options?|expected|unclear|uncertain|undecided|not yet|yet to|"
    r"tr(?:y|ies|ied|ying)|attempt\w*|bid|offer\w*|hint\w*|pledg\w*|vow\w*|promis\w*|refus\w*|declin\w*|"
    r"accus\w*|suspect\w*|doubt\w*|"
    r"ob|konn\w*|moglich\w*|moch\w*|vielleicht|soll\w*|wollen|will|erwag\w*|erwog\w*|pruf\w*|untersuch\w*|uberleg\w*|"
    r"forder\w*|verlang\w*|droh\w*|furcht\w*|befurcht\w*|wenn|falls|sofern|vorschl\w*|vorhaben|absicht\w*|verdacht\w*|"
    r"hoff\w*|bitte\w*|versuch\w*|muss\w*|"
    r"pourr\w*|peut|peuvent|envisag\w*|etudi\w*|souhait\w*|veut|veulent|compt(?:e|ent) |projet\w*|prevoi\w*|prevu\w*|"
    r"devrai\w*|doit|doivent|risqu\w*|menac\w*|reclam\w*|exig\w*|appell?e\w*|si|eventuel\w*|soupconn\w*|esper\w*|"
    r"craint\w*|craign\w*|tent(?:e|er|ent|ait)|incert\w*|"
    r"podri\w*|pued\w*|baraj\w*|plante\w*|sopes\w*|contempl\w*|quier\w*|prev[ei]\w*|pid\w*|pedi\w*|pretend\w*|"
    r"propon\w*|"
    r"propuest\w*|posib\w*|opcion|amenaz\w*|tem(?:e|en|or|ores)|intent\w*|deb(?:e|en|era)|sospech\w*)\b"
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|(?:is|are|was|were|be|agree\w*|about|ready|expect\w*|aim\w*|move[sd]?|vot\w+) to|due|set|"
    r"next|future|soon|upcoming|under (?:a|the|new)|decid\w*|decision|agree\w*|vot(?:e|es|ed|ing)|"
    r"by (?:the end|\d{4})|wird|werden|kunftig|ab|kommend\w*|nachst\w*|beschl\w*|va|vont|sera|seront|prochain\w*|"
    r"bientot|budget\w*|forecast\w*|project\w*|estimat\w*|predict\w*|schedul\w*|"
    r"decid\w*|\w{3,}(?:era|eront|ront|ara|aran|eran|iran)|sera|proximo|proxima)\b"
)
_PAST = sorted(word for word in IRREGULAR if len(word) > 2)
_DONE = {
    "en": re.compile(rf"\b(?:\w{{3,}}ed|was|were|has|have|had|been|{'|'.join(_PAST)})\b"),
    "de": re.compile(r"\b(?:hat|haben|ist|sind|wurde\w*|worden|war\w*|\w{3,}te|\w{3,}ten)\b"),
}
"""Signs of a deed that is done; the present may tell of what is to come."""
_FUTURE = re.compile(
    r"will|would|is to|are to|was to|were to|due to|set to|agreed to|plan|vow|promis|soll|intend|expect"
)
_WHETHER = re.compile(
    r"\b(?:whether|if|vot(?:e|es|ed|ing)|ballot\w*|decid\w*|decision|propos\w*|abstimm\w*|entscheid\w*|no|not|never|"
    r"refus\w*|declin\w*|undecided|unclear|uncertain|open|may|might|could|consider\w*|"
    r"examin\w*|investigat\w*|review\w*|question\w*|doubt\w*|ob|offen\w*|nicht|pruf\w*|untersuch\w*|ermittel\w*|unklar|"
    r"konn\w*|verdacht\w*|si|pas|incert\w*|etudi\w*|examine\w*|enquet\w*|pourr\w*|sospech\w*|investig\w*|estudi\w*|"
    r"podri\w*)\b"
)
_ASKED = re.compile(r"whether|'ob'|asked if|'si'|decision|undecided")
_IF = re.compile(
    r"\b(?:must|need\w*|requir\w*|only|without|depend\w*|subject|if|provided|providing|unless|until|once|"
    r"conditional\w*|"
    r"condition\w*|in order|as long as|ha[sv]e? to|to (?:get|obtain|receive|qualify|be eligible)|those who|may|might|"
    r"could|"
    r"would|want\w*|muss\w*|nur|wenn|sofern|falls|ohne|voraus\w*|bedingung\w*|abhang\w*|konn\w*|doi(?:t|vent)|que si|"
    r"si|"
    r"sans|condition|reserve|pourr\w*|deb(?:e|en|era\w*)|tien\w* que|solo|sin|condicion\w*|siempre|siempre que|"
    r"podr\w*)\b"
)
_DOUBT = re.compile(
    r"\b(?:alleg\w*|accus\w*|charg\w*|suspect\w*|suspic\w*|claim\w*|believ\w*|reported\w*|purport\w*|apparent\w*|"
    r"indict\w*|prosecut\w*|su(?:es|ed|ing)|blam\w*|investigat\w*|den(?:y|ies|ied)|deni\w*|disput\w*|reject\w*|"
    r"trial|verdacht\w*|verdachtig\w*|beschuldig\w*|angeklagt\w*|mutmass\w*|angeblich\w*|vorwurf\w*|vorgeworfen|"
    r"ermittel\w*|"
    r"soupcon\w*|accus\w*|mis(?:e|es)? en (?:examen|cause)|poursuiv\w*|inculp\w*|presum\w*|aurai\w*|"
    r"sospech\w*|acus\w*|imput\w*|presunt\w*|supuest\w*|investig\w*|denunci\w*)\b"
)
_WAS = re.compile(
    r"\b(?:former\w*|ex|once|old|previous\w*|until|used to|late|ehemal\w*|fruher\w*|einstig\w*|ancien\w*|"
    r"antigu\w*|exministr\w*)\b"
)
_NOT = re.compile(
    r"\b(?:halt\w*|stop\w*|bar(?:s|red)?|ban(?:s|ned)?|block\w*|keep\w*|kept|miss(?:es|ed|ing)?|out|off|exempt\w*|"
    r"delay\w*|"
    r"drop(?:s|ped)?|axed?|axes|scrap\w*|remov\w*|withdr\w*|ends?|ended|abandon\w*|cancel\w*|on hold|overturn\w*|"
    r"quash\w*|still|halv\w*|unchanged|impossible|safe|alive|"
    r"no longer|small\w*|fell short|short|less|fewer|lower|under|below|lost|loses?|dismiss\w*|contradict\w*|"
    r"imp[ie]d\w*|evit\w*|descart\w*|rechaz\w*|desmint\w*|desmient\w*|exclu\w*|ningun\w*|ilesos?|salv[oa]s?|"
    r"verbiet\w*|verbot\w*|verweiger\w*|verzicht\w*|zuruck\w*|abgelehnt\w*|ausgeschl\w*|lehnt\w*|unverletzt|"
    r"empech\w*|echapp\w*|ecart\w*|interdi\w*|indemne\w*|intact\w*|refus\w*|rejet\w*)\b|n't\b"
)
_BEFORE = re.compile(r"\b(?:before|until|yet|vor|bis|avant|jusqu\w*|antes|hasta)\b")
_NEARLY = re.compile(
    r"\b(?:almost|nearly|close to|about|around|roughly|some|approximately|narrow\w*|just|only|half|under|below|"
    r"casi|cerca|unos|unas|presque|pres|environ|quelque|fast|knapp|rund|etwa|beinahe)\b"
)
_SAID = re.compile(
    r"\b(?:sa(?:y|ys|id)|told|tells|according|claim\w*|believ\w*|think\w*|thought|insist\w*|argu\w*|stat(?:e|es|ed|"
    r"ing)|"
    r"report\w*|announc\w*|warn\w*|add(?:s|ed)|estimat\w*|find\w*|found|accus\w*|call(?:s|ed)|describ\w*|view|"
    r"testif\w*|witness\w*|laut|zufolge|sag\w*|erklar\w*|behaupt\w*|teil\w* mit|mitteil\w*|meld\w*|angaben|gab\w* .*an|"
    r"selon|apres|affirm\w*|declar\w*|assur\w*|estim\w*|indiqu\w*|annonc\w*|juge\w*|dit|segun|dij\w*|dice\w*|"
    r"asegur\w*|sostien\w*|anunci\w*|calcul\w*|denunci\w*|inform\w*)\b"
)
_KINDS = {
    "condition": (_IF,), "alleged": (_DOUBT, _SAID), "former": (_WAS,), "negation": (_NOT,), "denied": (_BEFORE,),
    "attribution": (_DOUBT, _SAID),
    "unattributed": (_SAID,),
    "modality": (_OPEN, _NEARLY, _DOUBT),
}  # fmt: skip


def weighed(reason: Reason, claim: str, language: str) -> Reason:
    """The reason, or a doubt where the claim says in words of its own that it is open, doubted, denied or so."""
    said = fold(claim)
    kinds = _KINDS.get(reason.code, ())
    if reason.code == "modality" and _ASKED.search(reason.detail):
        kinds = (_WHETHER,)
    elif reason.code == "modality" and _FUTURE.search(reason.detail):
        kinds = (*kinds, _TO_COME)
        if language in _DONE and not _DONE[language].search(said):
            return Reason(HEDGED, reason.detail)
    if any(_says(kind, said, language) for kind in kinds):
        return Reason(HEDGED, reason.detail)
    return reason


def _says(kind: re.Pattern[str], said: str, language: str) -> bool:
    """True where a word of the kind stands in the claim; English "will" is no doubt, German "will" is."""
    found = [match.group() for match in kind.finditer(said)]
    if kind is _OPEN and language == "en":
        found = [word for word in found if word not in ("will", "ob", "si", "plant")]
    return bool(found)
