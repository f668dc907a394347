"""What may never be printed, whoever wrote it, and what may never be quoted from.

Works on: the text of one draft, one passage.
Comes in: a string from a source or a model.
Goes out: the first reason against printing it, or None; whether a passage may be given to a writer or cited.
Does not know: whether the text is true.
"""

from __future__ import annotations

import re

from bot.checking import addressing
from bot.checking.letters import disguised, plain
from bot.news import Reason

LONGEST = 1_200
"""Code points of one sentence; what is longer is no sentence."""

_CONTROL = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(
    r"<\s*[/!?]?[a-zA-Z][^<>]*>|<!--|-->|\]\(\s*\S|!\[|\]\s?\[\d|```|\*\*\S|(?<!\w)__\S|\|\|\S|~~\S|&(?:[a-z]{2,8}|"
    r"#x?[0-9a-f]{2,6});|<\||(?m:^\s{0,3}#{1,6}\s)|(?m:^\s{0,3}>\s)|[{}]|\"\s*:\s*[\"\[{]|\w=[\"'\[<\w]|\bX-[\w-]+:|<{3}|>{3}|"
    r"\*{3}|-{5}|"
    r"\[/?[A-Z]{3,}\]|^HTTP/\d",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"<[@#:/]|<a?:\w+:|<t:\d|@(?:everyone|here|channel)\b|(?<![\w.])@\w{2,}|(?<![\w/.:])/[a-z][a-z_]{2,}\b|"
    r"(?<![\w.])\w+_\w+",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:https?|ftp|tg|javascript|data|mailto):\S|\bwww\.\w|\b(?:t\.me|bit\.ly|discord\.gg)/|\w@\w[\w-]*\.\w|"
    r"(?<![\w.@])[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}/\w",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w.@-])(?:[a-z0-9-]{2,}\.)+[a-z]{2,}(?![\w@])(?!\.\w)")
"""A bare address. A firm that is written with a capital ("Vantor.com said") is a name and no address."""
_TYPED = re.compile(r"(?<![\w.@-])[A-Za-z0-9-]*[-\d][A-Za-z0-9-]*\.[a-z]{2,}\b(?!\.\w)")
_DIAL = re.compile(
    r"\*\d+[*#]|\b(?:dial|text|ring|phone|call|sms|send|schicken sie|nenne)\b[^.]{0,60}\b(?:\d[\d -]{5,}\d)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:connect (?:your )?wallet|airdrop|your (?:pin|password|passport|savings|wallet|card)\b|"
    r"send (?:us )?your|sign in again|claim (?:your|page)|with the code [A-Z0-9]+|use code|(?:type|run) sudo|curl )|"
    r"\b(?:write|text|reply|escribe|schreib\w*|répond\w*) [«\"“'‘]?\w+[»\"”'’]? (?:to|a|an|à) ",
    re.IGNORECASE,
)
_PAYLOAD = re.compile(
    r"(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{20,}={0,2}|"
    r"[A-Za-z0-9+/]{8,}={1,2}(?!\w)|"
    r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{20,}\b|(?:\b[0-9a-f]{2} ){6,}|(?:[.\-–·]{1,5}[ /]+){6,}|"
    r"(?:%[0-9a-f]{2}){3,}|(?:\\[ux][0-9a-f]{2,4}){2,}|"
    r"(?:\b\d{1,3}[ ,]+){7,}|(?:\b[01]{7,8} ?){4,}|(?:\b(?=\w*\d)(?=\w*[a-z])(?!\d+(?:st|nd|rd|th|s|m|bn|k|km|"
    r"kg)\b)\w{2,}\W+){4,}|(?<!\S)(?:\w [-.]? ?){8,}|"
    r"\b(?:base64|rot-?13|hexadecimal|morse|decod(?:e|ed|ing) (?:the|this|it)|backwards is|first letters of|"
    r"opening letters|"
    r"read(?:s)? backwards)\b",
    re.IGNORECASE,
)
_RULES: tuple[tuple[str, str, tuple[re.Pattern[str], ...]], ...] = (
    ("markup", "it holds markup", (_MARKUP,)),
    ("mention", "it calls somebody", (_MENTION,)),
    ("link", "it holds a link", (_LINK, _DOMAIN, _TYPED)),
    ("instruction", "it tells the reader what to do", (_DIAL, _ORDER)),
    ("payload", "it holds something encoded", (_PAYLOAD,)),
)


def unprintable(text: str) -> Reason | None:
    """Why a text may not be printed, or None. White space and line ends are no reason."""
    if not any(c.isalnum() for c in text):
        return Reason("empty", "it says nothing")
    if len(text) > LONGEST:
        return Reason("long", f"it is longer than {LONGEST} characters")
    return _harm(text)


def _harm(text: str) -> Reason | None:
    if _CONTROL.search(text):
        return Reason("control", "it holds control characters")
    if disguised(text):
        return Reason("disguise", "its letters are not what they look like")
    shown = plain(text)
    for code, detail, rules in _RULES:
        if any(rule.search(shown) for rule in rules):
            return Reason(code, detail)
    if addressing.orders(shown) or _TURN.match(shown):
        return Reason("instruction", "it speaks to a machine and not to a reader")
    if addressing.poses(shown):
        return Reason("impersonation", "it speaks as this desk")
    return None


_TURN = re.compile(r"\s*(?:system|assistant|user)\s*:", re.IGNORECASE)


def citable(passage: str) -> bool:
    """Whether a passage may be given to a writer, or quoted: harmless, and spoken to readers of news alone."""
    return _harm(passage) is None and not poisoned(passage)


def poisoned(paragraph: str) -> bool:
    """True for a paragraph that speaks to the writer or poses as the desk: nothing in it may be quoted."""
    shown = plain(paragraph)
    return disguised(paragraph) or addressing.poses(shown) or addressing.speaks_to_the_writer(shown)
