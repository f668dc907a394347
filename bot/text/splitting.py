"""Where sentences begin and end.

Works on: one paragraph at a time.
Comes in: a paragraph and its language.
Goes out: `(start, sentence)` pairs; nothing but white space is lost between them.
Does not know: articles, cites.
"""

from __future__ import annotations

import re

_DOTTED_END = re.compile(r"(?:^|[\s(“\"'‘])(?:[^\W\d_]\.){1,4}\s*$|\b[ap]\.m\.\s*$")
_TITLE_END = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Ste|Gen|Col|Lt|Capt|Cmdr|Maj|Sgt|Rep|Sen|Gov|Rev|Hon|Pres|vs|Nr|ca|bzw|Sr|Sra|Mme|Mlle|Hr|Fr)\.\s*$"
)
_BEFORE_NUMBER_END = re.compile(
    r"\b(?:No|Nos|Nr|Art|Sec|pp?|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Okt|Dez)\.\s*$", re.IGNORECASE
)
_ORDINAL_END = re.compile(r"(?:^|\s)(?P<before>\S+\s)?\d{1,2}\.\s*$")
_ORDINAL_LANGUAGES = frozenset(
    ["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "pl", "hu", "et", "hr", "sl", "sr", "tr", "lv"]
)
_ARTICLES = frozenset(["der", "die", "das", "den", "dem", "des", "zum", "zur", "im", "vom", "det"])
_MONTH = re.compile(
    r"(?:jan|feb|mär|maer|mar|apr|mai|maj|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|tammi|helmi|maalis|huhti|touko|"
    r"kesä|heinä|elo|"
    r"syys|loka|marras|joulu|led|úno|břez|dub|květ|červ|srp|zář|říj|list|pros)\w*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Eastern|Pacific|GMT|UTC|local|ET|EST|EDT)\b")
_STARTERS = frozenset(
    [
        "a",
        "after",
        "all",
        "also",
        "although",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "during",
        "he",
        "her",
        "his",
        "however",
        "i",
        "if",
        "in",
        "it",
        "its",
        "many",
        "most",
        "no",
        "on",
        "one",
        "other",
        "our",
        "police",
        "she",
        "since",
        "so",
        "some",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "two",
        "under",
        "we",
        "what",
        "when",
        "while",
        "who",
        "with",
        "you",
        "er",
        "sie",
        "es",
        "das",
        "die",
        "der",
        "und",
        "aber",
        "il",
        "elle",
        "le",
        "la",
        "les",
        "el",
        "los",
        "las",
        "pero",
    ]
)
_MISSED = re.compile(r"(?<=\bno\.)(?= +[A-Z“\"])")
"""Where the splitter takes the word "no" at the end of a sentence for the abbreviation of "number"."""
_HEADING = 50
"""A line without a full stop that is shorter than this is a line of its own, not a wrapped one."""


def sentences(paragraph: str, language: str = "en") -> list[tuple[int, str]]:
    """`(start, sentence)` pairs of one paragraph; offsets are code points into it.

    A quotation of several sentences stays with its speaker, as does what follows an abbreviation.
    """
    spans: list[tuple[int, str]] = []
    for offset, line in _lines(paragraph):
        spans += [(offset + start, piece) for start, piece in _joined(line, language[:2].lower() or "en")]
    return [(start + len(raw) - len(raw.lstrip()), raw.strip()) for start, raw in spans if raw.strip()]


def _lines(paragraph: str) -> list[tuple[int, str]]:
    """Runs of lines that may share sentences: a short line without a full stop stands alone, a wrapped one does not."""
    if "\n" not in paragraph:
        return [(0, paragraph)]
    runs: list[tuple[int, str]] = []
    offset, start, held = 0, 0, ""
    for line in paragraph.splitlines(keepends=True):
        held += line
        offset += len(line)
        if len(line.strip()) < _HEADING or line.rstrip()[-1:] in '.!?…。！？"”»':
            runs.append((start, held))
            start, held = offset, ""
    return [*runs, (start, held)] if held else runs


def _joined(line: str, language: str) -> list[tuple[int, str]]:
    """The splitter's pieces of a line, with those joined that it should not have cut."""
    from sentencex import segment

    joined: list[tuple[int, str]] = []
    cursor = 0
    for piece in (part for whole in segment(language, line) for part in _MISSED.split(whole)):
        found = line.find(piece, cursor)
        start = cursor if found < 0 else found
        cursor = min(len(line), start + len(piece))
        if joined and joins(joined[-1][1], piece, language):
            joined[-1] = (joined[-1][0], line[joined[-1][0] : cursor])
        else:
            joined.append((start, line[start:cursor]))
    return joined


def joins(before: str, after: str, language: str) -> bool:
    """True where a splitter cut after an ordinal ("3. Juli"), a title ("Gen. Ortiz") or an initial ("J. Lee")."""
    before = before[-24:]  # what joins is at the end
    following = after.lstrip(" \t\n“\"'‘«([")
    head = following[:1]
    if before.endswith("\n") or not head:
        return False
    if head.islower() or _TITLE_END.search(before):
        return True
    if _BEFORE_NUMBER_END.search(before) and head.isdigit():
        return True
    word = re.match(r"\w+", following)
    first = word.group() if word else ""
    if _DOTTED_END.search(before):
        return _WEEKDAY.match(following) is not None or (
            first.casefold() not in _STARTERS and not before.rstrip().endswith("m.")
        )
    return language in _ORDINAL_LANGUAGES and _is_ordinal(before, first)


def _is_ordinal(before: str, first: str) -> bool:
    found = _ORDINAL_END.search(before)
    if not found or not first[:1].isalpha():
        return False
    article = (found["before"] or "").strip().casefold() in _ARTICLES
    return _MONTH.fullmatch(first) is not None or (article and first.casefold() not in _STARTERS)
