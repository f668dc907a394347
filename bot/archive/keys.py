"""Every key there is.

Works on: names.
Comes in: an id, a slug, a chat.
Goes out: the key that holds it, and the table of all keys for `docs/operating.md`.
Does not know: what is inside.

A realm is one whole wire with its stories and conversations: `wire`, or `sample` beside it. Keys that change together
share a hash tag (`{wire}`), so that one atomic script may touch them on any server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.news import ARTICLE_LIFE, RECEIPT_LIFE, TALK_LIFE

ROOT = "daybrief:"
ARRIVALS_CAP = 20_000
"""Batches in the log of arrivals (a batch is one call of `articles.put`)."""
STORIES_CAP = 50_000
SOURCES_CAP = 5_000
OUTLETS_CAP = 10_000
TURNS_CAP = 12
STATE_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Key:
    """One row of the table: a pattern (`<x>` stands for any text), its type, its owner, how it ends, what it holds."""

    pattern: str
    type: str
    owner: str
    ends: str
    holds: str
    expires: bool = True

    def matches(self, key: str) -> bool:
        literal = re.split(r"(<\w+>)", self.pattern)
        parts = ("[a-z]+" if p == "<realm>" else ".*" if p.startswith("<") else re.escape(p) for p in literal)
        return re.fullmatch("".join(parts), key, re.DOTALL) is not None


FORTNIGHT = f"{ARTICLE_LIFE.days} days"
KEYS = (
    Key("daybrief:{<realm>}:article:<id>", "string", "articles", FORTNIGHT,
        "Where one article stands: a mark of what it says, its block, its slot"),
    Key("daybrief:{<realm>}:block:<digest>", "string", "articles", FORTNIGHT,
        "Up to 10 articles that came together, compressed; named by its content"),
    Key("daybrief:{<realm>}:arrivals", "stream", "articles", f"{FORTNIGHT}, {ARRIVALS_CAP:,} batches",
        "Ids in order of arrival"),
    Key("daybrief:{<realm>}:placed", "string", "stories", FORTNIGHT,
        "How far in the arrivals articles are placed into stories"),
    Key("daybrief:{<realm>}:story:<slug>", "string", "stories", FORTNIGHT, "One story"),
    Key("daybrief:{<realm>}:evidence:<slug>", "string", "stories", FORTNIGHT,
        "What a story is compared by, to place the next article"),
    Key("daybrief:{<realm>}:merged:<slug>", "string", "stories", FORTNIGHT, "The slug that took over a merged story"),
    Key("daybrief:{<realm>}:stories", "sorted set", "stories", f"{FORTNIGHT}, {STORIES_CAP:,} slugs",
        "Slugs by time of last update"),
    Key("daybrief:{<realm>}:wording:<slug>:<revision>:<language>:<writer>", "string", "wordings", FORTNIGHT,
        "The checked sentences of one revision of a story"),
    Key("daybrief:{<realm>}:state:<source>", "string", "sources", f"{STATE_LIFE.days} days",
        "A source's last poll and when it is due"),
    Key("daybrief:{<realm>}:known:<source>", "string", "sources", f"{STATE_LIFE.days} days",
        "Fingerprints of a source's entries"),
    Key("daybrief:{<realm>}:sources", "hash", "sources", f"{SOURCES_CAP:,} sources",
        "The sources the operator added, and default ones removed (empty), by address", expires=False),
    Key("daybrief:{<realm>}:outlets", "hash", "outlets", f"{FORTNIGHT}, {OUTLETS_CAP:,} outlets", "Outlets by id"),
    Key("daybrief:{<realm>}:turned", "string", "turns", FORTNIGHT, "How the last turn of the news cycle went"),
    Key("daybrief:<realm>:floor:{<chat>}", "string", "talks", "24 hours",
        "What everybody in a chat sees: the listing and the story in focus"),
    Key("daybrief:<realm>:talk:{<chat>}:<person>", "string", "talks", f"24 hours, {TURNS_CAP} turns",
        "A person's last questions and answers in a chat"),
    Key("daybrief:{<realm>}:lease:<name>", "string", "leases", "the lease's own length", "Who holds a lease"),
    Key("daybrief:{<realm>}:fence:<name>", "string", "leases", f"{RECEIPT_LIFE.days} days",
        "How often a lease was taken: the fencing token"),
)  # fmt: skip


def owner(key: str) -> Key | None:
    """The row a key belongs to; None for one that should not exist."""
    return next((row for row in KEYS if row.matches(key)), None)


def keys_table(rows: Iterable[Key] = KEYS) -> str:
    """The rows as a Markdown table (`<realm>` is `wire`, or `sample` for the sample wire beside it)."""
    lines = ["| Key | Type | Owner | TTL or cap | Holds |", "|---|---|---|---|---|"]
    lines += [f"| `{r.pattern}` | {r.type} | `bot/archive/{r.owner}.py` | {r.ends} | {r.holds} |" for r in rows]
    return "\n".join(lines)


class Keys:
    """The keys of one realm. Names end where an id, slug or chat is to follow."""

    def __init__(self, realm: str) -> None:
        if not re.fullmatch("[a-z]+", realm):
            raise ValueError("a realm is named in small letters")
        self.root = f"{ROOT}{{{realm}}}:"
        self.article = self.root + "article:"
        self.block = self.root + "block:"
        self.arrivals = self.root + "arrivals"
        self.placed = self.root + "placed"
        self.story = self.root + "story:"
        self.evidence = self.root + "evidence:"
        self.merged = self.root + "merged:"
        self.stories = self.root + "stories"
        self.wording = self.root + "wording:"
        self.state = self.root + "state:"
        self.known = self.root + "known:"
        self.lease = self.root + "lease:"
        self.fence = self.root + "fence:"
        self.sources = self.root + "sources"
        self.outlets = self.root + "outlets"
        self.turned = self.root + "turned"
        self._floor = f"{ROOT}{realm}:floor:"
        self._talk = f"{ROOT}{realm}:talk:"

    def floor(self, chat: str) -> str:
        return f"{self._floor}{{{chat}}}"

    def talk(self, chat: str, person: str) -> str:
        return f"{self._talk}{{{chat}}}:{person}"

    def spoken(self, key: str) -> tuple[str, str | None]:
        """Whose a floor's or a talk's key is: the chat, and the person or None for the floor."""
        if key.startswith(self._floor):
            return key[len(self._floor) + 1 : -1], None
        chat, _, person = key[len(self._talk) + 1 :].rpartition("}:")
        return chat, person

    @property
    def conversations(self) -> tuple[str, str]:
        """Glob patterns of every floor and every talk."""
        return f"{self._floor}*", f"{self._talk}*"


ARTICLE_SECONDS = int(ARTICLE_LIFE.total_seconds())
STATE_SECONDS = int(STATE_LIFE.total_seconds())
TALK_SECONDS = int(TALK_LIFE.total_seconds())
FENCE_SECONDS = int(RECEIPT_LIFE.total_seconds())
