"""What may never be printed, whoever wrote it.

Works on: the text of one draft.
Comes in: a string from a source or a model.
Goes out: the first reason against printing it, or None.
Does not know: whether the text is true.
"""

from __future__ import annotations

import re

from bot.news import Reason

LONGEST = 1_200
"""Code points of one sentence; what is longer is no sentence."""

_RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "control",
        "it holds control characters",
        re.compile(
            r"[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]"
        ),
    ),
    (
        "markup",
        "it holds markup",
        re.compile(
            r"<\s*[/!?]?[a-zA-Z][^<>]*>|<!--|-->|\]\(\s*\S|```|\*\*\S|(?<!\w)__\S|&(?:[a-z]{2,8}|"
            r"#x?[0-9a-f]{2,6});|<\|",
            re.IGNORECASE,
        ),
    ),
    (
        "mention",
        "it calls somebody",
        re.compile(r"<[@#:/]|@(?:everyone|here|channel)\b|(?<![\w.])@\w{3,}", re.IGNORECASE),
    ),
    (
        "link",
        "it holds a link",
        re.compile(r"\b(?:https?|ftp|tg|javascript|data):\S|\bwww\.\w|\b(?:t\.me|bit\.ly|discord\.gg)/", re.IGNORECASE),
    ),
    (
        "instruction",
        "it speaks to a machine and not to a reader",
        re.compile(
            r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|"
            r"everything (?:above|before))\b"
            r"|\b(?:system|developer) prompt\b|\byou are (?:now )?(?:an? )?(?:AI|assistant|chatbot|language "
            r"model)\b|\bas an ai\b"
            r"|\b(?:reply|respond|answer|output) (?:only |exactly )?with\b|\bnew instructions?\s*:|^\s*(?:system|"
            r"assistant|user)\s*:"
            r"|\bdo not (?:mention|reveal|cite) (?:this|the (?:source|prompt))\b",
            re.IGNORECASE,
        ),
    ),
)


def unprintable(text: str) -> Reason | None:
    """Why a text may not be printed, or None. White space and line ends are no reason."""
    if not any(c.isalnum() for c in text):
        return Reason("empty", "it says nothing")
    if len(text) > LONGEST:
        return Reason("long", f"it is longer than {LONGEST} characters")
    return next((Reason(code, detail) for code, detail, rule in _RULES if rule.search(text)), None)
