"""Lines that belong to the site and not to the article.

Works on: paragraphs of plain text. Pure functions.
Comes in: what a feed's summary or a page's body shows, in order.
Goes out: the article's own paragraphs; beside them the correction notes, whether the text was cut, whether it is sold.
Does not know: HTML. What the markup tells is used before, in `fragments` and `pages`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIRST_APPEARED = re.compile(
    r"\s*(?:The post .{1,300}? (?:first appeared|appeared first) on .{1,120}|(?:This|The) (?:article|post"
    r"|story) (?:was )?(?:originally |first )?"
    r"(?:appeared|published)(?: first)? (?:on|in|at|by) .{1,120}"
    r"|L['’]article .{1,300}? est apparu en premier sur .{1,120}"
    r"|Der Beitrag .{1,300}? erschien zuerst auf .{1,120}|La entrada .{1,300}? (?:se publicó primero en"
    r"|aparece primero en) .{1,120})$",
    re.IGNORECASE | re.DOTALL,
)
_MORE = re.compile(
    r"\s*(?:\(?(?:Continue reading|Read (?:more|on|the full (?:story|article)|full (?:story|article))|Keep reading"
    r"|Full (?:story|article)|See more|Learn more"
    r"|Click here to (?:read|continue).{0,40}|Lire la suite|Weiterlesen|Mehr lesen|Weiter(?: auf .{1,40})?"
    r"|Leer más|Seguir leyendo|Leggi (?:tutto|anche)|Continua a leggere"
    r"|Lees (?:verder|meer)|Läs mer|Leia mais|Continue lendo|Czytaj (?:więcej|dalej)|Devamını oku"
    r"|Читать далее)\b\)?(?:\s+(?:at|on|in|here|about|from) .{1,60})?"
    r"\s*(?:\.{3}|…|→|»|>+|›|\[…\]|\[\.\.\.\])?\s*\.?)$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.{3}|&hellip;)\s*\]|\(\s*(?:…|\.{3})\s*\))\s*$")

_SITE = re.compile(
    r"^(?:sign up (?:for|to|here|now)\b|subscribe (?:to|for|now|here)\b|get (?:our|the) (?:daily|weekly|free"
    r"|latest|morning|best)\b.{0,80}\b(?:inbox|newsletter|app|email)"
    r"|(?:join|follow) (?:us|our)\b|follow @?\w+ on\b|share (?:this|on|via)\b.{0,60}$|share$|print$|e-?mail$"
    r"|copy link|save (?:article|story|for later)"
    r"|advertisement$|advertising$|sponsored(?: content)?$|story continues below|article continues (?:below|after)"
    r"|skip (?:to|past)\b.{0,60}$"
    r"|related(?: (?:articles?|stories|topics|links|content|coverage))?:?$|recommended(?: (?:stories|reading"
    r"|for you))?:?$|most (?:read|popular|viewed)\b.{0,30}$|more (?:on this (?:story|topic)|from"
    r"|stories)\b.{0,60}$"
    r"|you (?:may|might) (?:also )?(?:like|be interested)\b.{0,60}$|read (?:more|also|next|our)\s*[:|–—-]"
    r"|also read\b|see also\b|(?:watch|listen|video|photos|gallery|in pictures|podcast)\s*[:|–—-]\s"
    r"|related\s*[:|–—-]\s|editors?[’'] picks?$|what to read next$|this video can ?not be played"
    r"|to play this (?:video|audio) you need|loading(?:\.{3}|…)?$"
    r"|we use cookies|this (?:site|website) uses cookies|by (?:continuing|clicking|signing up|submitting"
    r"|subscribing)\b.{0,100}\b(?:agree|accept|consent|cookies|terms|privacy)"
    r"|(?:accept|reject|manage) (?:all )?(?:cookies|preferences)|please (?:enable|turn on"
    r"|disable)\b.{0,60}\b(?:javascript|cookies|ad ?blocker)|(?:your )?(?:email|e-mail) address:?$"
    r"|thank(?:s| you) for (?:signing up|subscribing|your subscription|reading)\b|enter your e-?mail"
    r"|all rights reserved|(?:copyright )?©|copyright \d{4}"
    r"|(?:comments? (?:are )?(?:closed|off)|leave a (?:comment|reply)|(?:view|post|show|hide) (?:all )?comments?"
    r"|\d+ comments?)\b.{0,60}$"
    r"|(?:\d+ |a )?(?:min(?:ute)?s?) read$|(?:last )?(?:published|updated|posted)(?: on"
    r"| at)?:? .{0,60}\d{4}.{0,40}$|back to top$|tags?:\s|topics?:\s|filed under\b|(?:photo|photograph|image"
    r"|picture|credit|illustration)s?(?: by| credit|/|:| courtesy).{0,120}$"
    r"|download (?:the|our) .{0,30}\bapp\b|got a (?:tip|story)\?|do you have (?:a story|information"
    r"|more information)\b|contact (?:us|the (?:author|reporter|newsroom))\b"
    r"|(?:(?:first |last )?(?:published|posted|updated|corrected|modified)\b[\s.:,|·•–—-]*)+$"
    r"|support (?:local|our|independent|quality|free|good) journalism\b|the views expressed (?:are|here|in this)\b"
    r"|(?:síguenos|suivez-nous|seguici|siga-nos|folgen sie uns|følg oss|följ oss|volg ons)\b"
    r"|newsletter$|(?:abonnieren sie|melden sie sich)\b.{0,90}\bnewsletter|inscrivez-vous|abonnez-vous|suscríbase"
    r"|suscríbete|regístrate|iscriviti|lesen sie auch|lire aussi|à lire aussi|lea también|le puede interesar"
    r"|leggi anche|lees ook|läs också|leia também|mehr zum thema)",
    re.IGNORECASE,
)
_BIO = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.’'-]+ ){1,4}(?:is|was|has been) (?:an?|the|our) (?:[\w’'-]+ ){0,6}(?:reporter|correspondent"
    r"|journalist|editor|columnist|writer|freelancer?|contributor)"
    r"\b.{0,200}$|^(?:Additional |Further )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Tt]ranslat(?:ion"
    r"|ed)) (?:and (?:writing|editing) )?by .{3,200}$|^\((?:Additional )?(?:[Rr]eporting|[Ww]riting"
    r"|[Ee]diting) by .{3,250}\)$"
)
_PLEA = re.compile(
    r"(?:\bis (?:paid for|funded|supported|kept free) by (?:its |our )?(?:readers|members|donations)\b.{0,120}"
    r"|[.!] (?:follow us|donate (?:here|now|today)|sign up|subscribe)\b.{0,50})$",
    re.IGNORECASE,
)
"""How a line of the site ends that begins like any other: an appeal to give, to follow, to subscribe."""
_CREDIT = re.compile(
    r"^\(?(?:Photo|Image|Picture|Foto|Photograph|File photo|Illustration)\b.{0,120}[:/©].{0,120}$"
    r"|^.{0,80}(?:/Getty Images|/AFP|/Reuters|/EPA|/AP|via Getty(?: Images)?|Getty Images|Shutterstock)\)?\.?$"
)
_CORRECTION = re.compile(
    r"^[\[(*•\s]*(?:(?:editor[’']?s note[:,.\s—–-]*)?(?:correction|clarification|corrections and clarifications"
    r"|erratum|corrigendum|berichtigung|korrektur|rectificatif|corrección|rettifica)s?\b"
    r"(?:\s*(?:\(|,|on)?[^.:]{0,40})?\s*[:—–-]"
    r"|(?:this|an earlier version of this|a previous version of this|the) (?:article|story|report|piece|post"
    r"|headline|page)(?: has been| was|,? published .{0,40} was)?"
    r"[^.]{0,80}\b(?:amended|corrected|clarified|misstated|misidentified|incorrectly (?:said|stated|named"
    r"|identified)|wrongly (?:said|stated)|updated to correct)\b"
    r"|(?:an|a) (?:earlier|previous) version of (?:this|the) .{0,300}$)",
    re.IGNORECASE,
)
_SOLD = re.compile(
    r"^(?:subscribe(?: now| today| to (?:read|continue|unlock|keep)|$)|subscribers? only|(?:sign|log) ?in (?:to|or)\b"
    r"|register (?:to|now|for free)\b|to (?:continue|read|keep) (?:reading|the full|on)"
    r"|this (?:article|content|story) is (?:for|reserved|only|exclusive|available (?:only )?(?:to|for))"
    r"|already (?:a subscriber|have an account|subscribed)|unlock (?:this|the) (?:article|story)"
    r"|you have (?:reached|read|used) .{0,60}\b(?:limit|free articles?)|cet article est réservé"
    r"|il vous reste [\d.,]+ ?% de cet article|jetzt (?:weiterlesen|abonnieren)"
    r"|este (?:artículo|contenido) es (?:exclusivo|solo) para)",
    re.IGNORECASE,
)


_TAIL, _LONG_TAIL = 90, 400
_APPEARED = ("appeared ", "published ", "est apparu", "erschien ", "se public", "aparece ")
_LEADS = (
    "read",
    "more",
    "full",
    "click",
    "lire",
    "weiter",
    "mehr",
    "leer",
    "leyendo",
    "legg",
    "lees",
    "läs",
    "leia",
    "lendo",
    "czyta",
    "oku",
    "чита",
)
"""Words one of which stands in everything the patterns find: a plain look for them spares most texts the patterns."""


def tidy_end(paragraphs: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """`(paragraphs, cut)`: "Continue reading", "The post ... appeared first on" and the like taken off a feed's end."""
    left, cut = list(paragraphs), False
    while left:
        last = left[-1]
        tail = last[-_LONG_TAIL:]
        if [word for word in _APPEARED if word in tail]:
            last = _off_end(_FIRST_APPEARED, last, _LONG_TAIL)
        shorter = last
        tail = last[-_TAIL:].lower()
        if [word for word in _LEADS if word in tail]:
            shorter = _off_end(_MORE, last, _TAIL)
        cut = cut or shorter != last
        marked = _CUT.sub(" …", shorter) if shorter[-1:] in ("]", ")") else shorter
        if marked == left[-1] and not _siteish(marked):
            break
        left[-1:] = [] if _siteish(marked) or marked.strip() in ("", "…") else [marked.strip()]
    return tuple(left), cut or bool(left and left[-1].rstrip('"”’» ').endswith(("…", "...")))


def _off_end(pattern: re.Pattern[str], paragraph: str, size: int) -> str:
    """The paragraph without what the pattern finds among its last `size` code points."""
    return (
        paragraph[:-size] + pattern.sub("", paragraph[-size:]) if len(paragraph) > size else pattern.sub("", paragraph)
    )


def _siteish(paragraph: str) -> bool:
    return not paragraph or (
        len(paragraph) < 300 and (_SITE.match(paragraph) is not None or _PLEA.search(paragraph) is not None)
    )


def is_site(paragraph: str) -> bool:
    """True for a line of the site's own: sign-up, share, related, cookie, credit, author's note."""
    short = paragraph.strip("[]() \t*•·—–-")
    if len(short) < 300 and (_SITE.match(short) or _MORE.fullmatch(short)):
        return True
    return bool(len(short) < 260 and (_BIO.match(paragraph) or _CREDIT.match(paragraph) or _PLEA.search(short)))


def is_correction(paragraph: str) -> bool:
    """True for a publisher's note that corrects or clarifies the article it stands in."""
    return len(paragraph) < 900 and _CORRECTION.match(paragraph) is not None


def is_sold(paragraph: str) -> bool:
    """True for the line that asks a reader to pay or sign in before reading on."""
    return len(paragraph) < 300 and _SOLD.match(paragraph) is not None
