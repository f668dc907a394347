"""Anybody's words in Discord's markdown.

Works on: strings, purely.
Comes in: text of articles, outlets, people; addresses; times.
Goes out: markdown that shows the words as they are: nothing in it formats, mentions, links or opens anything.
Does not know: what the words mean, how long a message may be.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote, urlsplit

from adapters import layout
from bot.news import Precision

_SPECIAL = re.compile(r"[\\*_~|`\[\]<>@#]|:(?=\S)")
"""What begins formatting, a link, a mention, a timestamp, an emoji or an address that links itself."""
_LINE_START = re.compile(r"(?:(\d+)(?=[.)])|(?=[-+]))")
_UNSAFE = re.compile(r"[^!#$%&'*+,./0-9:;=?@A-Z_a-z~-]")
"""What an address may not show: all but the letters of RFC 3986, without brackets, which markdown reads."""
LONGEST_ADDRESS = 1_000
ROOM = 3_900
"""Characters of a message we use, in UTF-16 units; Discord takes 4,000 and does not say how it counts."""
BYTES = 9_500
"""UTF-8 bytes of them: past 10,170 Discord answers 500, whatever the count (discord-api-docs issue 8554)."""


def weight(text: str) -> int:
    """How much of a message's `ROOM` a text takes, by letters or by bytes, whichever is more."""
    return max(layout.utf16(text), -(-len(text.encode("utf-8", "replace")) * ROOM // BYTES))


def escape(text: str) -> str:
    """One line of plain text as markdown. Discord takes a backslash before any sign as the sign itself."""
    line = layout.plain(text)
    safe = _SPECIAL.sub(r"\\\g<0>", line)
    start = _LINE_START.match(line)
    if not start:
        return safe
    return (start[1] or "") + "\\" + safe[len(start[1] or "") :]


def short(text: str, limit: int) -> str:
    """Text of at most `limit` code points; an ellipsis stands for what is left out."""
    line = layout.plain(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def address(url: str) -> str:
    """A web address that may stand in a link, or nothing: no other scheme, no password, no sign that ends the link."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    safe = _UNSAFE.sub(lambda sign: quote(sign[0], safe="", errors="replace"), url) if fine else ""
    return safe if len(safe) <= LONGEST_ADDRESS and "%" not in urlsplit(safe).netloc else ""


def link(words: str, url: str) -> str:
    """Words that open an address; the words alone where it is none. Angle brackets keep Discord from previewing it."""
    safe = address(url)
    return f"[{escape(words)}](<{safe}>)" if safe else escape(words)


def moment(then: datetime | None, precision: Precision = Precision.TIME, form: str = "f") -> str:
    """A time as Discord tells it to each reader in the reader's own zone: "f" in full, "R" as an age.

    A date alone is never given an hour, and no time is invented.
    """
    if then is None:
        return "undated"
    if precision is Precision.DAY:
        return f"{then.day} {then:%b %Y}"
    return f"<t:{int(then.timestamp())}:{form}>"
