"""Lines -> paragraphs, whichever way the text was broken.

Works on: the line ends of a plain text: blank lines, one paragraph a line, or hard wrapping at a column.
Comes in: a string with any line ends, tabs, marks of byte order.
Goes out: paragraphs, each one clean line.
Does not know: what a paragraph says; only how long lines are and how they begin and end.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.text import clean

_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(r"\s*(?:[-*•+]\s|\d{1,2}[.)]\s|#)")
_LABEL = re.compile(r"[A-Z][\w-]{1,15}\s*:\s")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_MARKED = re.compile(r"(?<!\w)(\*\*|__|\*|_)(\S(?:.{0,300}?\S)?)\1(?!\w)")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\((?:https?://|/)[^()\s]{0,500}\)")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, in order; none is empty and none holds a line break."""
    lines = _BREAK.sub("\n", text.lstrip("\ufeff")).expandtabs(4).split("\n")
    width = _width(lines)
    found: list[str] = []
    above = ""
    for line in lines:
        if found and above.strip() and line.strip() and width and _continues(above, line, width):
            found[-1] = _join(found[-1], line.strip())
        elif line.strip():
            found.append(line.strip())
        above = line
    return [block for block in map(_unmarked, found) if block]


def _width(lines: list[str]) -> int:
    """The column at which the text was wrapped, 0 where each line is a paragraph of its own.

    Wrapping cuts most lines in mid-sentence, where the next word no longer fitted.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if len(a.rstrip()) >= 40 and b.strip() and not _LABEL.match(b)]
    if not pairs:
        return 0
    lengths = sorted(len(a.rstrip()) for a, _ in pairs)
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(_full(a, b, width) and a.rstrip()[-1] not in '.!?:"”’' for a, b in pairs)
    return width if 40 <= width <= 100 and full * 2 > len(pairs) else 0


def _full(above: str, line: str, width: int) -> bool:
    """True where the first word of `line` would not have fitted behind `above`."""
    return len(above.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > width - 3


def _continues(above: str, line: str, width: int) -> bool:
    indent = len(line) - len(line.lstrip()) - (len(above) - len(above.lstrip()))
    if indent >= 2 or _ITEM.match(line) or (_LABEL.match(line) and _LABEL.match(above)):
        return False
    return _full(above, line, width) or (line.strip()[:1].islower() and above.rstrip()[-1:] not in ".!?:")


def _join(block: str, line: str) -> str:
    """A hyphen at a line's end stays: whether the printer or the writer set it cannot be known."""
    if re.search(r"[^\W\d_]-$", block) and line[0].islower():
        return block + line
    return block + line if _SPACELESS.match(line) and _SPACELESS.match(block[-1]) else f"{block} {line}"


def _unmarked(block: str) -> str:
    """Without the marks of Markdown: emphasis, links (their words stay), pictures, quotation signs."""
    if "](" in block:
        block = _LINK.sub(lambda m: "" if m.group().startswith("!") else m[1], block)
    if "*" in block or "_" in block:
        block = _MARKED.sub(r"\2", block)
    return clean(re.sub(r"^(?:> ?)+|\s#+$", "", block))
