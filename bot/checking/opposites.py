"""Words that say the opposite of each other.

Works on: folded words of four languages.
Comes in: nothing; these are tables.
Goes out: pairs of sides; of the loose ones both may be true of one thing.
Does not know: where a word means something else.
"""

from __future__ import annotations

_OPPOSITES = (
    (
        "rise rises rose risen rising increase increases increased increasing grow grows grew grown climb climbs "
        "climbed jump jumped soar soared surge surged rally rallied gain gained gains up higher raise raises "
        "raised raising advance advanced widened augmente progresse hausse gestiegen steigt stieg erhoht anstieg "
        "zuwachs progressait gagne gagnait crecimiento subieron subio sube aumentaron aumento crecio",
        "fall falls fell fallen falling decrease decreases decreased decline declines declined drop drops dropped "
        "slip slipped slide slid sink sank tumble tumbled plunge plunged down lower lowers lowered lowering cut "
        "cuts reduce reduces reduced shrink shrank narrowed eased eases slipping shrinks ruckgang cede reculait "
        "perdu retrocedio recule baisse diminue gefallen sinkt sank gesunken senkt gesenkt bajaron bajo baja "
        "cayeron cayo disminuyo",
    ),
    (
        "accept accepts accepted approve approves approved back backed adopt adopted pass passed ratified upheld "
        "agreed angenommen gebilligt stattgegeben aprobo aprueba adopte approuve",
        "reject rejects rejected rejecting veto vetoed refuse refused blocked overturned dismissed abgelehnt "
        "abgewiesen rechazo rechaza rejete refuse",
    ),
    ("confirm confirms confirmed admit admits admitted acknowledge acknowledged", "deny denies denied denying"),
    ("guilty convicted", "acquitted cleared innocent"),
    (
        "welcome welcomed praise praised support supported supports",
        "condemn condemned criticise criticised criticize criticized oppose opposed",
    ),
    ("majority", "minority"),
    ("import imports imported", "export exports exported"),
    ("upgrade upgraded raised", "downgrade downgraded"),
    ("uphold upheld confirmed", "overturn overturned quashed"),
    (
        "bestatigt bestatigte confirme confirmo confirma",
        "dementiert dementierte bestreitet dement nego niega desmiente",
    ),
    (
        "erlaubt genehmigt autorise permis permitido permitio autoriza",
        "verboten verbietet untersagt interdit prohibido prohibio prohibe prohibe",
    ),
    ("geoffnet offnet ouvre ouvert abre abrio abierto", "geschlossen schliesst ferme cierra cerro cerrado"),
    ("adopte adoptent adopto aprobo approuve", "rejette rejetent repousse repousse rechazo tumbo"),
)  # fmt: skip
_LOOSE = (
    ("lift lifts lifted scrap scrapped abolish abolished", "impose imposes imposed introduce introduced"),
    ("win wins won victory", "lose loses lost defeat defeated"),
    ("buy buys bought acquire acquired purchase purchased", "sell sells sold"),
    ("allow allows allowed permit permitted", "ban bans banned prohibit prohibited forbid forbade"),
    ("gewinnt gewann gewonnen gagne remporte gano", "verliert verlor verloren perd perdu perdio"),
    ("open opens opened reopen reopened", "close closes closed shut shuts"),
    ("start starts started begin begins began", "end ends ended stop stops stopped finish finished"),
    ("averted avoided prevented", "began begins started starts erupted"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("before", "after"),
    ("more most", "fewer less"),
    ("survived survive survives", "died die dies perished"),
    ("release released freed", "jailed imprisoned detained arrested"),
    ("hired", "fired dismissed sacked"),
    ("lend lends lent loaned", "borrow borrows borrowed"),
    ("for favour favor", "against"),
    ("free release", "held hold detain"),
    ("double doubled twice twofold", "half halved halb"),
    ("doppelt", "halb"),
    ("cheaper", "dearer costlier"),
    ("faster quicker", "slower"),
    ("earlier", "later"),
    ("above", "below"),
    ("best", "worst"),
    ("succeeded succeed", "failed fail"),
    ("remain remained stay stayed", "leave left quit"),
    ("hire hires recruit", "sack sacks fire fires dismiss"),
    ("strengthen strengthened", "weaken weakened"),
    ("safe", "unsafe dangerous"),
    ("legal lawful", "illegal unlawful"),
    ("public", "private"),
    ("same", "different"),
    ("everybody everyone", "nobody none"),
)  # fmt: skip
SIDES = tuple((frozenset(one.split()), frozenset(two.split())) for one, two in _OPPOSITES)
LOOSE = tuple((frozenset(one.split()), frozenset(two.split())) for one, two in _LOOSE)
