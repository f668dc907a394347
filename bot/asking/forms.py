"""One stem for the forms of a word.

Works on: folded words of one language.
Comes in: words in order.
Goes out: their Snowball stems in the same order, English irregular forms brought home first.
Does not know: which words tell anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot import text

_SNOWBALL = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_IRREGULAR = """began begun:begin broke broken:break brought:bring built:build burnt:burn bought:buy
 caught:catch chose
chosen:choose came:come dealt:deal dug:dig drew drawn:draw drove driven:drive ate eaten:eat fell fallen:fall
 fed:feed felt:feel fought:fight
fled:flee found:find flew flown:fly forbade forbidden:forbid forgot:forget froze frozen:freeze gave given:give went
 gone:go grew
grown:grow heard:hear hid hidden:hide held:hold kept:keep knew known:know led:lead left:leave lent:lend lost:lose
 made:make meant:mean
met:meet paid:pay ran:run rose risen:rise sang sung:sing sank sunk:sink saw seen:see sought:seek sold:sell
 sent:send shook shaken:shake
shot:shoot showed shown:show shrank:shrink slept:sleep slid:slide spoke spoken:speak spent:spend split:split stole
 stolen:steal stood:stand
struck stricken:strike swam:swim swept:sweep swore sworn:swear taught:teach took taken:take told:tell thought:think
 threw thrown:throw
understood:understand woke:wake wore worn:wear won:win withdrew withdrawn:withdraw wrote written:write died dead
 death deaths dying:die
founded:establish founder:establish founding:establish children:child men:man women:woman people:people said:say
 stuck:stick
lay lain:lie sustained:sustain overthrew overthrown:overthrow became:become rode:ride drank drunk:drink"""


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    """English forms no stemmer joins: "won" -> "win"."""
    table: dict[str, str] = {}
    waiting: list[str] = []
    for entry in _IRREGULAR.split():
        form, _, base = entry.partition(":")
        waiting.append(form)
        if base:
            table.update(dict.fromkeys(waiting, base))
            waiting = []
    return table


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Callable[[list[str]], list[str]]:
    import Stemmer

    stem: Callable[[list[str]], list[str]] = Stemmer.Stemmer(_SNOWBALL.get(language, "english"), 30_000).stemWords
    return stem


def stem_all(words: list[str], language: str) -> list[str]:
    """Stems of folded words, one for one."""
    if language == "en":
        table = _irregular()
        words = [table.get(word, word) for word in words]
    return list(_stemmer(language)(words))


def stems(printed: str, language: str = "en") -> list[str]:
    """Stems of words as printed."""
    return stem_all(text.words(printed), language)
