"""Text as Telegram's HTML: escaped, measured, linked.

Works on: strings, purely.
Comes in: anybody's text and addresses.
Goes out: HTML in which only our own tags are tags and only our own links are links; its share of a message.
Does not know: what is said, or to whom.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters import layout
from bot.news import Precision

ROOM = 4096
"""UTF-16 units of a message, without its tags."""
TAGS, BYTES = 95, 30_000
"""What else a message holds, a little below Telegram's limits: entities, and bytes of HTML."""
LONGEST_ADDRESS = 1_000
JOINER = "\u2060"
"""A word joiner: it shows nothing, and what it stands in is no mention, command, tag or address any more."""

DIGITS = 16
"""Of a person's number, at most (https://core.telegram.org/bots/api#user: 52 significant bits)."""

_TAG = re.compile(r"<[^>]*>")
_NAME = re.compile(r"@(?!(?:everyone|here)$)[A-Za-z][A-Za-z0-9_]{3,31}")
_LIVE = re.compile(r"(?<!\w)[/$](?=[A-Za-z])|[@#](?=\w)|://|(?<=[^\W_])\.(?=[^\W\d_]{2})")


def escape(text: str) -> str:
    """Anybody's text as one line that shows as it stands: no tag of its own, and nothing in it can be tapped."""
    return html.escape(_LIVE.sub(lambda found: found[0] + JOINER, layout.plain(text)), quote=False)


def ours(text: str) -> str:
    """A line of our own: its commands can be tapped."""
    return html.escape(layout.plain(text).replace("@", "@" + JOINER), quote=False)


def short(text: str, longest: int) -> str:
    """One line of at most so many UTF-16 units; what is left out shows as an ellipsis."""
    line = layout.plain(text)
    if layout.utf16(line) <= longest:
        return line
    return layout.cut(line[:longest], longest - 1, layout.utf16)[0] + "…"


def called(mention: str) -> str:
    """What calls a person: by name as it is, by number as a link; nothing for what is neither."""
    if _NAME.fullmatch(mention):
        return mention
    number = mention.isascii() and mention.isdecimal() and len(mention) <= DIGITS
    return f'<a href="tg://user?id={int(mention)}">@{int(mention)}</a>' if number else ""


def link(label: str, address: str) -> str:
    """Escaped words, linked where the address is one of the web that anybody could open."""
    if not openable(address):
        return label
    return f'<a href="{html.escape(address)}">{label}</a>'


def openable(address: str) -> bool:
    """Whether an address is a plain one of the web: http or https, a host with a dot, nothing hidden in it."""
    if not address.isprintable() or " " in address or len(address) > LONGEST_ADDRESS:
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    web = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return web and "." in host.strip(".") and ".." not in host


def shown(marked: str) -> str:
    """What a reader sees of our HTML."""
    return html.unescape(_TAG.sub("", marked))


def weight(marked: str) -> int:
    """Its share of a message's room, whichever limit it comes nearest to: of two texts never less than of both."""
    return max(
        layout.utf16(shown(marked)),
        -(-marked.count("</") * ROOM // TAGS),
        -(-len(marked.encode("utf-8", "replace")) * ROOM // BYTES),
    )


def moment(then: datetime | None, zone: ZoneInfo, now: datetime | None, precision: Precision = Precision.TIME) -> str:
    """A time in the reader's zone, with the zone's name where it has an hour."""
    said = layout.clock(then, zone, precision, now)
    return said if then is None or precision is Precision.DAY else f"{said} {then.astimezone(zone):%Z}"
