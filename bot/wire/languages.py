"""The language a text is written in.

Works on: strings. Pure functions.
Comes in: a body or a headline, and what its feed or page declares.
Goes out: a two-letter code (ISO 639-1), or "" where too little speaks for any.
Does not know: more than the languages listed here; regional variants.
"""

from __future__ import annotations

import re

_WORDS = {
    "en": "the of and to in is was for that with on are by from at has have he it said his be this were which "
    "their who not but will after been would they an its",
    "de": "der die das und ist nicht von mit den dem des ein eine einer einem auf für im sich auch als wird "
    "werden sind bei nach aus hat haben wurde über zum zur dass noch",
    "fr": "le la les des et est une du dans que qui pour par sur au aux avec ce cette il elle pas sont été plus "
    "ne ses leur mais ont selon après fait a à se",
    "es": "el la los las de y que en un una por con para del se al es su sus no lo como más pero fue ha han este "
    "esta según entre desde también tras son sobre",
    "ca": "els amb dels és més però seva seu aquest aquesta hi ha la de del les i que per un una al als en com van "
    "va no es ser també entre després segons sobre des quan on han",
    "it": "il lo gli di che e è una un per con del della dei delle nel nella alla al da dal sono non si ha hanno "
    "più come anche stato dopo questo sul le i ma tra",
    "pt": "o os as de que e do da dos das em um uma no na nos nas para com por se ao à não mais foi são é como "
    "mas ele ela pelo pela também seu sua após segundo entre",
    "nl": "de het een van en in op te dat is voor met zijn niet aan er om ook als bij naar uit door worden wordt "
    "werd heeft hebben over maar nog deze dit hij ze zich meer",
    "sv": "och att det som en är på av för med till den har inte ett om de var från men kan vid efter också sig "
    "eller under nu över enligt ska han hon ut så blev mot",
    "da": "og at det som en er på af for med til den har ikke et de var fra men kan ved efter også sig eller "
    "under nu over ifølge skal han hun ud så blev mod vil blandt",
    "no": "og at det som en er på av for med til den har ikke et de var fra men kan ved etter også seg eller "
    "under nå over ifølge skal han hun ut så ble mot vil blant",
    "pl": "w i na z do nie się że jest o to od za po przez dla ze jak są oraz był była było ale przed został "
    "które który która tym może już tego tylko także jego ich",
    "tr": "ve bir bu da de için ile olarak olan daha çok en gibi kadar sonra göre ancak var her ise oldu "
    "olduğunu dedi ya ne o olduğu tarafından yeni büyük etti ilk üzerinde",
    "ro": "și de în la a cu pe că nu din o un care pentru este sunt a fost mai au prin după ca se s-a sau dar "
    "această acest fi au ale lui",
    "cs": "a v na se je že s z do o pro i to po za jako ale by od které který která jsou byl byla bylo podle při "
    "ve už jen také není jeho",
    "fi": "ja on ei että se oli mukaan myös hän joka ovat kun mutta sen olisi tai ole niin kuin jos vuonna sekä "
    "jo voi vain nyt mitä ollut",
    "hu": "a az és hogy nem egy is volt meg szerint már csak van még után vagy ez azt de mint el ki lesz között "
    "aki ami pedig voltak",
    "id": "yang dan di dari untuk dengan ini itu pada tidak dalam akan juga ke adalah oleh telah tersebut mereka "
    "bisa ada kata karena saat sudah lebih para",
    "ru": "и в не на что с по как он из за его к это от о у для был но а также после все до года было она их "
    "который при",
    "uk": "і в не на що з та до як за його у про від це й для був але також після був було вона їх який які під "
    "час року",
}
_OWN = {name: frozenset(listed.split()) for name, listed in _WORDS.items()}
_SPEAKERS: dict[str, tuple[str, ...]] = {}
for _code, _listed in _OWN.items():
    for _word in _listed:
        _SPEAKERS[_word] = (*_SPEAKERS.get(_word, ()), _code)

_TOKEN = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.08),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.2),
    ("ur", re.compile(r"[\u0679\u0688\u0691\u06ba\u06d2]"), 0.04),
    ("fa", re.compile(r"[\u067e\u0686\u06a9\u06af\u06cc]"), 0.03),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 0.3),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.3),
    ("hi", re.compile(r"[\u0900-\u097f]"), 0.3),
    ("bn", re.compile(r"[\u0980-\u09ff]"), 0.3),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.3),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.3),
)
_READ, _GLANCE = 600, 150
_ENOUGH = 4
_HAN = 8
"""Letters below which a line in Chinese signs alone may as well be a Japanese headline."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")


def code(declared: str) -> str:
    """The primary language of a declaration ("en-GB" -> "en", "nb" -> "no"); "" for what is none."""
    found = _CODE.match(declared.strip())
    primary = found.group().lower() if found else ""
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id", "eng": "en"}.get(
        primary, primary if len(primary) == 2 else ""
    )


def language(text: str) -> str:
    """The language of `text` by its script, else by its function words; "" where fewer than four of them speak."""
    return _heard(text[:_READ])[0]


def settled(declared: str, text: str) -> str:
    """The declared language, unless the text clearly speaks another: feeds often keep their software's default."""
    claim = code(declared)
    if claim in _OWN and text.isascii():
        tokens = _TOKEN.findall(text[:_GLANCE].lower())
        own = _OWN[claim]
        if len([token for token in tokens if token in own]) > 0.26 * len(tokens):
            return claim
    spoken, votes, backing = _heard(text[:_READ], claim)
    if not claim or (spoken and votes >= 8 and votes >= 2 * backing):
        return spoken or claim
    return claim


def _heard(text: str, claim: str = "") -> tuple[str, int, int]:
    """`(language, its votes, the votes for claim)`."""
    if not text.isascii():
        letters = max(1, sum(map(len, _TOKEN.findall(text))))
        for name, pattern, share in _SCRIPTS:
            if len(pattern.findall(text)) > share * letters:
                if name == "zh" and letters < _HAN:
                    return "", 0, 0
                return name, 99, 99 if claim == name else 0
    votes = dict.fromkeys(_WORDS, 0)
    for token in _TOKEN.findall(text.lower()):
        for name in _SPEAKERS.get(token, ()):
            votes[name] += 1
    second, first = sorted(votes, key=votes.__getitem__)[-2:]
    if votes[first] < _ENOUGH or votes[first] == votes[second]:
        return "", 0, votes.get(claim, 0)
    return first, votes[first], votes.get(claim, 0)
