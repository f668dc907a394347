"""Letters that look like others, or like nothing, brought to what a reader would take them for.

Works on: strings.
Comes in: a text as a source or a model gives it.
Goes out: the text to search for what is forbidden; whether its letters are in disguise.
Does not know: what is forbidden.
"""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_TAGS = re.compile(r"[\U000e0020-\U000e007e]")
_LOOKS = dict(
    zip(
        "аеорсухіјѕԁԛԝһӏАВЕКМНОРСТУХІЈЅαοερνικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdqwhlABEKMHOPCTYXIJSaoepviktuABEZHIKMNOPTYX",
        strict=True,
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OTHER = re.compile(r"[Ͱ-ϿЀ-ԯ]")
_STYLED = re.compile(
    r"[\U0001d400-\U0001d7ff]|[\uff41-\uff5a]{3}|[\u24b6-\u24e9]{3}|[\u1d00-\u1d2b\u0262-\u029f\ua730-\ua731]{3}|"
    r"[\U0001f130-\U0001f169]{3}"
)
_LACED = re.compile(r"[^\W\d_](?:[\u200b\u2060\ufeff]+[^\W\d_]){2}")


def plain(text: str) -> str:
    """What a reader would take the letters for: compatibility forms, nothing hidden, look-alikes in Latin words."""
    if text.isascii():
        return text
    shown = _TAGS.sub(lambda tag: chr(ord(tag.group()) - 0xE0000), text)
    shown = unicodedata.normalize("NFKC", _HIDDEN.sub("", shown))
    return _WORD.sub(lambda word: _latin(word.group()), shown)


def _latin(word: str) -> str:
    if word.isascii() or not _OTHER.search(word):
        return word
    turned = "".join(_LOOKS.get(letter, letter) for letter in word)
    return turned if _LATIN.search(word) else word


def disguised(text: str) -> bool:
    """True where letters of two alphabets make one word, or letters are drawn, laced or hidden."""
    if text.isascii():
        return False
    if _TAGS.search(text) or _STYLED.search(text) or _LACED.search(text):
        return True
    return any(_LATIN.search(word) and _OTHER.search(word) for word in _WORD.findall(text))
