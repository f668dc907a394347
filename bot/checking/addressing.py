"""Text that speaks to the writer, the machine or this desk, and not to a reader of news.

Works on: one passage or draft, its letters already made plain.
Comes in: a string.
Goes out: whether it gives orders to whoever words it, plays a turn of a conversation or poses as the desk.
Does not know: whether the order is harmful.
"""

from __future__ import annotations

import re

_MACHINE = (
    r"(?:(?:news|chat|automated|large )?(?:-| )?(?:bots?|chatbots?)|summari[sz]ers?|summari[sz](?:ing|ation) "
    r"(?:models?|software|services?|tools?)|summary (?:writers?|services?|tools?|generators?)|language models?|"
    r"LLMs?|(?:AI|automated|automatic) (?:assistants?|systems?|summar\w+|readers?|writers?|editors?)|"
    r"machine readers?|machines?|programs?|the (?:assistant|model|software)|generators|whatever software|"
    r"Sprachmodelle?n?|Textroboter|Maschine|KI-\w+|rédacteur automatique|robots?|modèles? de langage|"
    r"modelos? de lenguaje|asistente|robô|redactor automático)"
)
_WORK = (
    r"(?:summar(?:y|ies)|abridg(?:e)?ments?|digests?|tl;? ?dr|og:description|blurbs?|your (?:output|answer|text|"
    r"sentences?|reply|summary|rules|prompt|instructions?|training|configuration)|prompts?|"
    r"condensés?|tout résumé|Kurzfassung\w*|en resumen|resúmenes|要約|derived from this one)"
)
_DUTY = (
    r"(?:must|shall|should|ha(?:s|ve) to|(?:is|are) to|be (?:given|stated|named|printed)|may|can|need|needs|please|"
    r"kindly|instead|only|likewise|let it|add|adds|say|says|print|prints|write|writes|state|states|give|put|"
    r"name|names|know|knows|take|takes|posts?|make|report|lead with|read out|hand(?:ed)? back|whose|"
    r"is(?= ?:)|make your|lacks|required|bitte|soll\w*|antworte|lobe|précisera|doit|doivent|dites|debe\w*|"
    r"escrib\w+|pongan|abrirán|basta)"
)
_TO_MACHINES = re.compile(
    rf"\b(?:dear|note (?:to|for)|hint for|message for|attn\.?|attention|hinweis (?:an|für)|bildtext für|liebe\w?|"
    rf"nota para|note (?:aux|pour)|consigne (?:au|aux)|required of)\s+(?:\w+ and )?"
    rf"(?:all |our |any )?(?:{_MACHINE}|digests?|summaries)\b"
    r"|\b(?:for|to|by) (?:the |all |our |any )?(?:digests?|summaries|language models|news bots|summary writers)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    rf"\b(?:{_WORK}|news bots?|chat services|machine readers?|textroboter|summari[sz]ers?|summary writers?|"
    rf"summary services|language models?)\b.{{0,90}}\b{_DUTY}\b|\b{_DUTY}\b.{{0,90}}\b{_WORK}\b"
    rf"|^\W*(?:[^.:]{{0,40}}, ?)?(?:{_MACHINE}|digests?)\s*[,:!]",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|du|dein\w*|vous|votre|vos|usted|tú|tu)\b", re.IGNORECASE)
_WRITING = re.compile(
    r"\b(?:summar\w+|digests?|output|prompt|instructions?|sentences?|concede|printer|word(?:ed|ing)|write|writes|"
    r"cite|"
    r"citation|passages?|operator|the (?:ai )?model|bots?|assistant|first clause|assert|rendered|chats?|"
    r"translat\w+|emit|configuration|quote us|machine|keep it|expire|mention|anticipate|full stop|misprint|"
    r"salons?|condensé|auftrag\w*|summarise|language|appendix|told about|reader|"
    r"key|runs? you|the job)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^[\W\d]*(?:ignore|disregard|override|forget (?:the|all|every|what|your|about|previous|any)|translate|"
    r"repeat (?:the|after|this)|say (?:the )?(\w+) \1|copy out|output|pretend|imagine that you|let us play|"
    r"let [A-Z] be|keep (?:the number|it|this)|bear this in mind|here is the other half|place \[|reply (?:with|"
    r"yes|to)|"
    r"summari[sz]e|ahead of anything|"
    r"vergiss|ignorier\w*|übersetze|antworte|schreibe?\b|nenne|oubli(?:e|ez)\b|ignorez|traduisez|dressez|"
    r"écri(?:s|vez)\b|"
    r"olvid[ae]|ignora\b|escrib[ae]\b|imagina que|deja sin efecto|desde aquí no|léelo|traduc[ei]|"
    r"забудь|игнорируй|напиши|忽略|无视|請忽略|تجاهل|anote\b|escreva|ignore)\b",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(r"^\W*(?:忽略|无视|請忽略|تجاهل|以上)|ください|要約担当|只输出")
_ANYWHERE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|guidance|"
    r"everything (?:above|before)|whatever you)\b"
    r"|\b(?:system|developer) prompt\b|\byou are (?:now )?(?:an? )?(?:AI|assistant|chatbot|language model)\b|"
    r"\bas an ai\b"
    r"|\b(?:reply|respond|answer|output) (?:only |exactly )?with\b|\breply (?:yes|stop|ok)\b|\bnew instructions?\s*:"
    r"|\bdo not (?:mention|reveal|cite) (?:this|that|the (?:source|prompt))\b|\bas the (?:closing|first|"
    r"last) sentence\b"
    r"|\bshort versions? (?:of|must)\b|\bverbose mode\b|\bword for word, line\b|\bno hedging, no attribution\b"
    r"|\b(?:lead|open) with it\b|\ba summary without\b|\bsummary services\b|\bto be (?:given|taken) as\b|"
    r"\bcite first\b|\breferences to give\b"
    r"|\bsource line in\b|\b(?:swapped|replaced) (?:for|by|with) this wording\b|\bhouse style\b|\bmarking scheme\b"
    r"|\bclosing word\b|\bclosing sentence\b|\bschlusssatz\b|\bsatz eins\b"
    r"|\bclic?k here\b|\bcliquez ici\b|\bsíguenos\b|\binscrivez-vous\b|\bdonate now\b|\bshare this (?:link|post)\b"
    r"|\benvoyez votre\b|\bas from old\b|\bletters make\b|\bsolution is printed under\b|\bprogram behind\b",
    re.IGNORECASE,
)
_READING = re.compile(
    r"\bread(?:s|ing)? (?:these|this) (?:words|lines?|text|paragraph|sentence)\b|"
    r"\b(?:gets?|got|reads?|comes?) this far\b|"
    r"\blet the (?:machine|bot|program|software|model)\b|\bthe question that brought you\b|"
    r"\b(?:programs|bots|machines|assistants|models) (?:are to|shall) (?:put|say|write|print|call|name|use)\b|"
    r"\bque los robots \w+an\b|\bque les robots \w+ent\b|\bmaschinen sollen \w+ schreiben\b|"
    r"\bne se cite qu|\b(?:is|are) only to be (?:cited|named|quoted)\b|\bat each naming\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?m)^\W*(?:system|assistant|user|human|developer|operator|role|rolle|rolle\b.*|bots?|reader|modelos aprobados|"
    r"input|q|desk to wire|slug|tl;? ?dr[^:]*|abstract|passage \d+[^:]*|note to editors[^:]*|"
    r"(?:editor['’]s note|note de la rédaction|anmerkung der redaktion|clarification|correction|"
    r"kill notice)\b[^:]*)\s*[:>.,]"
    r"(?=.)|\[/?(?:INST|desk|SYS|passage \d+)|\bInput:.*\bOutput:|\bQ:.*\bA:",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\W*(?:editor['’]s note|note de la rédaction|anmerkung der redaktion|clarification|correction|kill notice|"
    r"tl;? ?dr|abstract|slug|desk to|passage \d|end of sources|ende der quellen|role:|rolle:|modelos aprobados)",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"\b(?:end|start) of sources\b|\b(?:ende|anfang) der quellen\b|\bpassages? \d+\b|^\s*\[\d+\]\s?[:\w]|"
    r"\bsquare brackets\b|\bdata_(?:open|close)\b|\bfootnote \d+ of\b|\bsupersedes all\b|\buntrusted\b",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\bdaybrief\b|\b(?:the )?(?:program|bot|machine) behind these\b|\bto this (?:channel|chat|group)\b|"
    r"\byour (?:alerts?|subscription|briefs?|digest) (?:is|are|lapses?|ends?|expires?|has|have|will)\b|"
    r"\b(?:switched|turned) (?:the|your) alerts\b",
    re.IGNORECASE,
)


def poses(printed: str) -> bool:
    """True for what speaks as this desk or its bot, or about the reader's own subscription."""
    return _DESK.search(printed) is not None


def orders(printed: str) -> bool:
    """True for what gives orders to a machine wherever it stands: no report needs to say so."""
    return any(rule.search(printed) for rule in (_ANYWHERE, _OPENS, _SCRIPTS, _TO_MACHINES, _SOURCES, _READING))


def speaks_to_the_writer(printed: str) -> bool:
    """True for what is said to whoever words the news: its orders, its turns of a conversation, its notes."""
    if orders(printed) or _MUST.search(printed) or _TURN.search(printed) or _NOTE.match(printed):
        return True
    return _YOU.search(printed) is not None and _WRITING.search(printed) is not None
