"""Which sentences can stand alone in a brief.

Works on: one passage and what stands before it in its article.
Comes in: passages of reports.
Goes out: the first reason why a sentence cannot be printed on its own, "" where it can; what it leans on.
Does not know: which sentence matters.
"""

from __future__ import annotations

import re

from bot import text
from bot.wire import boilerplate

LONGEST_WORDS = 60
SHORTEST_WORDS = 5
SANE_WORDS = 40
_END = re.compile(r"(?:[.!。！।؟]|[.!][”\"»’')\]]{1,2}|[”\"»]\.?)$")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|:)[”\"»]?$")
_QUESTION = re.compile(r"[?？؟][”\"»’)]*$|^(?:who|what|why|how|when|where)\b[^.]*\?", re.IGNORECASE)
_SITE = re.compile(
    r"\b(?:sign up|newsletter|subscribe|click here|read (?:more|the full|also)|follow us|our (?:app|website|"
    r"reporter|live (?:blog|coverage))|"
    r"(?:this|our) (?:article|page|live blog|live coverage)|all rights reserved|contributed to this (?:report|"
    r"story|article)|"
    r"(?:additional )?reporting by|editing by|getty images|cookies?\b.{0,30}\b(?:consent|policy|accept|use)|"
    r"advertisement|"
    r"(?:is|remains) a (?:developing|breaking) (?:news )?story|more (?:to follow|follows|details to follow)|will "
    r"be updated|"
    r"editor['’]?s note|an earlier version|has been corrected|has been updated|correction:|clarification:|"
    r"(?:terms|conditions) of (?:use|service)|privacy policy|leave a comment|share this|download the app|watch live|"
    r"first appeared on|originally published|find out more|support our journalism|photo(?:graph)?:|image:)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:(?:UPDATE(?: ?\d)?|UPDATED|BREAKING(?: NEWS)?|CORRECTED(?:-\w+)?|WRAPUP ?\d?|LIVE|EXCLUSIVE|JUST "
    r"IN)\s*[-:–—]+\s*|[•*·▪–—-]\s+)+",
    re.IGNORECASE,
)
_LINK_WORD = re.compile(
    r"^[“\"'‘(]*(?:but|however|meanwhile|and|also|still|yet|instead|then|thus|therefore|nevertheless|nonetheless|"
    r"moreover|furthermore|"
    r"besides|similarly|likewise|otherwise|hence|so|or|nor|in addition|as a result|in (?:contrast|turn|response|"
    r"total|all)|by contrast|"
    r"for (?:example|instance)|on the other hand|at the same time|despite (?:this|that)|after (?:this|that)|"
    r"because of (?:this|that)|"
    r"in (?:this|that) (?:case|context)|that said|to that end|earlier|later|afterwards?|elsewhere|separately|"
    r"additionally|of (?:those|these|them)|"
    r"among (?:them|those|these)|both|neither|either|others?|another|some of (?:them|those)|one of (?:them|"
    r"those)|the (?:former|latter|same|other|others|two|three|pair|move|"
    r"decision|incident|announcement|statement|document|report|study|man|woman|suspects?|victims?|accused|couple|"
    r"company|firm|group|agency|ministry|"
    r"organi[sz]ation|minister|official|officials said|spokes(?:man|woman|person)|plan|proposal|measure|deal|"
    r"agreement|figure|figures|latter)|"
    r"such|same|aber|doch|jedoch|allerdings|außerdem|zudem|dabei|dazu|dann|mais|cependant|toutefois|pourtant|en "
    r"outre|par ailleurs|"
    r"ensuite|puis|pero|sin embargo|además|no obstante|entonces|también)\b",
    re.IGNORECASE,
)
_PRONOUN_FIRST = re.compile(
    r"^[“\"'‘(]*(?:\w+,? ){0,1}?(?:he|she|it|they|this|that|these|those|we|i|you|my|our|your|his|her|hers|their|"
    r"its|there|here|"
    r"er|sie|es|dies|diese|dieser|dieses|il|elle|ils|elles|cela|celui-ci|celle-ci|ella|ellos|ellas|esto|esta|"
    r"este|eso)\b(?!-)",
    re.IGNORECASE,
)
_AFTER_OPENING = re.compile(
    r"^(?:during|in|at|on|despite|for|by|from|under|looking|asked|speaking|since|with|following)\b"
    r"(?:[^,]{0,90}, (?P<who>he|she|they|it)\b|(?:\s[a-z-]+){1,6}? (?P<whose>their|his|her)\b)",
    re.IGNORECASE,
)
_MID_LINK = re.compile(
    r"\bsince then\b|(?<!is )(?<!are )(?<!was )(?<!were )\bthere\.$|\b(?:meanwhile|however|moreover|furthermore|"
    r"nevertheless|unterdessen|cependant|mientras tanto)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|would|could|will)(?: not|n['’]t)(?:[:;,.]|$)|\b(?:did|do|"
    r"does|done) so\b"
)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_WHOM = re.compile(r"(?<=ed )(?:him|her)\b(?=[.,;]|\s(?:and|to|for|in|on|at|after|with|from|as)\b)")
"""Somebody other than the subject, to whom something was done."""
_THING = re.compile(r"\b(?:them|it)\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:they|their|theirs|its)\b", re.IGNORECASE)
_SPEAKER = re.compile(
    r"(?<![\w'’])(?:I|[Ww]e|[Oo]ur|[Uu]s|[Mm]y|[Mm]e|[Yy]ou|[Yy]our|I['’]\w+|[Ww]e['’]\w+|[Yy]ou['’]\w+)(?![\w.-])"
)
_HUMAN = re.compile(
    r"\b(?:an?|one|the|\d+-year-old) (?:[\w-]+ ){0,4}?(?:man|woman|boy|girl|driver|pilot|captain|officer|teacher|"
    r"student|player|"
    r"doctor|nurse|judge|lawyer|minister|president|mayor|governor|senator|actor|actress|singer|writer|author|"
    r"worker|soldier|suspect|"
    r"passenger|resident|father|mother|son|daughter|teenager|child|king|queen|prince|princess|pope|chief|leader|"
    r"director|coach)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_NEVER = re.compile(
    r"\b(?:could not be (?:independently )?verified|unverified|unconfirmed|rumou?rs?|allegedly seen)\b", re.IGNORECASE
)


def start_of_report(sentence: str, first: bool) -> int:
    """How many code points of a sentence are a dateline, a label or a bullet: the report begins after them."""
    from bot.wire.datelines import split_dateline

    label = _LABEL.match(sentence)
    offset = label.end() if label else 0
    if first:
        rest = split_dateline(sentence[offset:])[2]
        if rest and sentence.endswith(rest):
            offset = len(sentence) - len(rest)
    return offset


def fault(sentence: str, paragraph: str) -> str:
    """Why a sentence may not stand in a brief whatever it says; "" where it may."""
    if boilerplate.is_site(paragraph) or boilerplate.is_correction(paragraph) or boilerplate.is_sold(paragraph):
        return "boilerplate"
    if _SITE.search(sentence):
        return "boilerplate"
    return _form(sentence) or _speech(sentence)


def _form(sentence: str) -> str:
    """Why a sentence is not a whole statement."""
    if _QUESTION.search(sentence):
        return "question"
    if _CUT.search(sentence) or not _END.search(sentence) or sentence[0].islower():
        return "half"
    count = _length(sentence)
    if not SHORTEST_WORDS <= count <= LONGEST_WORDS:
        return "length"
    return ""


def _length(sentence: str) -> int:
    """Words; in scripts without spaces three characters count as one."""
    tokens = text.words(sentence)
    spaced = len(sentence.split())
    return spaced if spaced * 4 > len(tokens) else len(tokens) // 2


def _speech(sentence: str) -> str:
    """Why a quotation cannot be printed: nobody is named as its speaker, or it is not closed."""
    if (
        sentence.count("“") != sentence.count("”")
        or sentence.count('"') % 2
        or sentence.count("«") != sentence.count("»")
    ):
        return "open quotation"
    outside = _QUOTED.sub(" ", sentence)
    if outside != sentence and len(text.words(outside)) < 2:
        return "no speaker"
    if outside != sentence and sentence.lstrip()[0] in '“"«„':
        return (
            ""
            if re.search(r"\b(?!(?:he|she|they|it|we|i)\b)\w+", outside, re.IGNORECASE) and _names_speaker(outside)
            else "no speaker"
        )
    return "first person" if _SPEAKER.search(outside) else ""


def _names_speaker(outside: str) -> bool:
    return (
        bool(text.names(outside))
        or re.search(r"\b(?:police|officials?|prosecutors?|minist\w+|spokes\w+)\b", outside) is not None
    )


def leans(sentence: str) -> str:
    """What a sentence leans on that it does not itself name ("he", "meanwhile", "the company"); "" for nothing."""
    link = _LINK_WORD.match(sentence)
    if link and not sentence[link.end() :].lstrip()[:1].isupper():
        return link.group().lower().strip("“\"'‘(")
    first = _PRONOUN_FIRST.match(sentence)
    if first:
        return first.group().split()[-1].lower()
    opening = _AFTER_OPENING.match(sentence)
    if opening and not text.names(opening.group().split(" ", 1)[-1].removeprefix("the ").split(",")[0]):
        return (opening["who"] or opening["whose"]).lower()
    outside = _QUOTED.sub(lambda m: " " * len(m.group()), sentence)
    link = _MID_LINK.search(outside)
    if link:
        return link.group().lower()
    person = _PERSON.search(outside)
    if person and not _antecedent(outside[: person.start()]):
        return person.group().lower()
    whom = _WHOM.search(outside)
    if whom and len(text.names(outside[: whom.start()])) < 2:
        return whom.group().lower()
    return _early(_THING, outside, 5) or _early(_OWNER, outside, 2) or _early(_ELLIPSIS, outside, 99)


def _early(pattern: re.Pattern[str], outside: str, words_needed: int) -> str:
    """The first match that has fewer words before it than a name for it would take."""
    found = pattern.search(outside)
    return found.group().lower() if found and len(text.words(outside[: found.start()])) < words_needed else ""


def _antecedent(before: str) -> bool:
    """True where a person is named or introduced before a pronoun."""
    found = text.names(before)
    return any(" " in name or not before.lstrip().startswith(name) for name in found) or bool(_HUMAN.search(before))


def doubtful(sentence: str) -> bool:
    """True for what the report itself says it could not confirm."""
    return _NEVER.search(sentence) is not None


_SURNAME = re.compile(r"^[\w’'-]+$")


def half_named(sentence: str, before: str) -> list[str]:
    """Surnames that stand alone here and were introduced in full earlier in the article."""
    here = text.names(sentence)
    alone = {n for n in here if _SURNAME.match(n) and not any(n != m and m.endswith(" " + n) for m in here)}
    if not alone:
        return []
    return [n for n in sorted(alone) if re.search(rf"[A-ZÀ-Þ][\w’'.-]+ {re.escape(n)}\b", before)]
