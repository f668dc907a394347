"""Who takes part now and did not before.

Works on: the opening of a report and its headline, in English, German, French and Spanish.
Comes in: a candidate sentence, the names that earlier reports used.
Goes out: the name of somebody in office who acts and was not named before.
Does not know: who anybody is: an office is read off the page, or the name is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot import text
from bot.extract.pool import Candidate
from bot.stories import marks

_OFFICE = (
    r"(?:[\w-]*(?:minister(?:in|ium)?|prasident(?:in)?|kanzler(?:in)?|staatsanwalt|staatsanwaltin)|president[ea]?"
    r"|prime minister"
    r"|ministre|ministr[oa]|chancellor|governor|gouverneure?|gobernadora?|mayor|burgermeister(?:in)?"
    r"|oberburgermeister(?:in)?"
    r"|maire|alcalde(?:sa)?|prosecutor|procureure?|fiscal|judge|richter(?:in)?|juge|juez[a]?|mediator"
    r"|mediat(?:eur|rice)"
    r"|mediador[a]?|vermittler(?:in)?|schlichter(?:in)?|senator|senateur|senador[a]?|chief executive|chairman"
    r"|chairwoman"
    r"|premier|king|queen|pope|archbishop|bishop|ombudsman|regulator|secretary-general|secretary general|commissioner"
    r"|attorney general|foreign secretary|home secretary|chancellor|general|admiral|colonel|sheriff|ambassador|envoy"
    r"|engineer|ingenieur(?:in|e)?|ingenier[oa]|coroner|whistle-?blower|auditor|investor|billionaire"
    r"|union leader|opposition leader|party leader)"
)
_CAP = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_NAME = rf"{_CAP}(?: (?:(?:van|von|de|del|la|al|den|der) )*{_CAP}){{1,2}}"
_TITLED = re.compile(rf"(?i:\b(?P<office>{_OFFICE}))(?:,)? (?P<name>{_NAME})")
_APPOSED = re.compile(
    rf"(?P<name>{_NAME}), (?i:(?:the|a|der|die|le|la|el) )?(?:[\w’'-]+ ){{0,4}}?(?i:(?P<office>{_OFFICE}))\b"
)
_ACTS = re.compile(r"^(?: of [\w’' -]{2,30}?| [a-z]+ly)?,? (?!and\b|und\b|et\b|y\b|of\b|in\b|who\b)[a-zà-ÿ’']{2,}")
_SPEAKS_FOR = re.compile(
    r"(?i)\b(?:spokes\w+|sprecher\w*|porte-parole|portavoz|former|ex-?|fruhere\w*|ancien\w*"
    r"|exministr\w*|late)\b"
)


def newcomer(candidate: Candidate, headline: str, known: Collection[str]) -> str:
    """The name of somebody in office who acts in this sentence, whom the headline is about and nobody named before."""
    sentence = candidate.passage.text
    bare = _bare(sentence)
    for pattern in (_TITLED, _APPOSED):
        for match in pattern.finditer(bare):
            tokens = [w for w in marks.names(match["name"]) if w]
            stranger = tokens and not any(token in known for token in tokens)
            if stranger and _acts(sentence, match) and _headed(match, tokens, headline):
                return match["name"]
    return ""


def _bare(sentence: str) -> str:
    """The sentence with umlauts and accents of small letters folded, as long as it was: offices are spelled without."""
    if sentence.isascii():
        return sentence
    folded = (text.fold(c) if c.islower() else c for c in sentence)
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, sentence, strict=True))


def _acts(sentence: str, match: re.Match[str]) -> bool:
    before = sentence[max(0, match.start() - 20) : match.start()]
    return not _SPEAKS_FOR.search(before) and bool(_ACTS.search(sentence[match.end() :]))


def _headed(match: re.Match[str], tokens: Collection[str], headline: str) -> bool:
    heads = text.words(headline)
    return any(token in heads for token in tokens) or text.fold(match["office"]).split()[-1] in heads
