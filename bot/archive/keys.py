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

from bot.news import ARTICLE_LIFE, RECEIPT_LIFE, TALK_LIFE, Chat
from bot.text import digest

ROOT = "daybrief:"
ARRIVALS_CAP = 20_000
"""Batches in the log of arrivals (a batch is one call of `articles.put`)."""
STORIES_CAP = 50_000
PRINTED_CAP = 200_000
PRINTED_LIFE = timedelta(days=30)
SLUGS_CAP = 100_000
"""Slugs in use or once used: none is given to another event while a chat may remember it."""
WORDED_CAP = 500
"""Wordings of one story that are found again, the newest."""
SOURCES_CAP = 5_000
OUTLETS_CAP = 10_000
TURNS_CAP = 12
ANSWER_LIFE = timedelta(days=1)
STATE_LIFE = timedelta(days=30)
ALERTS_CAP = 10_000
LOSSES_CAP = 10_000
FOLLOWINGS_CAP = 100_000
FOLLOWINGS_EACH = 20
"""Followings of one chat."""
OUTBOX_CAP = 200_000
"""Rows that wait; then circulation must."""
PACE_LIFE = timedelta(days=1)
"""How long the lower rate of a scope is remembered after its last message."""
ROW_LIFE = timedelta(days=7)
"""How long a settled row is remembered, so that it is not put again."""
WITHHELD_CAP = 200
"""Stories of one chat of which it is remembered why they were left out."""
RECEIPTS_CAP = 500
POST_LIFE = timedelta(days=8)
"""How long a piece that was posted may be put right (7 days), and a day for whoever is late."""
POSTS_CAP = 500
"""Posts of one chat."""
READERS_CAP = 100_000
"""Posts that carry one story."""
SAID_CAP = 1_000
"""Sentences that were said of one story beyond its wordings."""
SEEN_CAP = 2_000
DOORS_CAP = 10_000
GUESTS_CAP = 5_000
"""Chats with sources of their own."""
GUESTS_EACH = 20
PULSES_CAP = 100
SPENT_LIFE = timedelta(days=40)
REASONS_CAP = 60
SPENDERS_LIFE = timedelta(days=2)
TASKS_CAP = 20
"""Tasks of a day that are counted apart; further ones count in all."""
SPENDERS_CAP = 100_000
"""Chats of a day whose tokens are counted apart; further ones are counted together."""
SLACK = 10
"""A capped hash grows by a part in so many before it is cut to its cap, so that cutting stays rare."""
OWN = "chat"
"""What the realm of a chat's own sources begins with."""
GUEST = "guest"
"""The realm of the polling states of chats' own sources."""


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
QUARTER = f"{RECEIPT_LIFE.days} days"
KEYS = (
    Key("daybrief:{<realm>}:article:<id>", "string", "articles", FORTNIGHT,
        "Where one article stands: a mark of what it says, its block, its slot"),
    Key("daybrief:{<realm>}:block:<digest>", "string", "articles", FORTNIGHT,
        "Up to 10 articles that came together, compressed; named by its content"),
    Key("daybrief:{<realm>}:former:<id>", "string", "articles", f"{FORTNIGHT}, until it is placed anew",
        "Where the version of a changed article stands that stories were last told from"),
    Key("daybrief:{<realm>}:printed", "sorted set", "articles", f"{PRINTED_LIFE.days} days, {PRINTED_CAP:,} texts",
        "Fingerprints of what was printed, by when it was first: the same under a new date is not news"),
    Key("daybrief:{<realm>}:arrivals", "stream", "articles", f"{FORTNIGHT}, {ARRIVALS_CAP:,} batches",
        "Ids in order of arrival"),
    Key("daybrief:{<realm>}:placed", "string", "stories", FORTNIGHT,
        "How far in the arrivals articles are placed into stories"),
    Key("daybrief:{<realm>}:story:<slug>", "string", "stories", FORTNIGHT, "One story"),
    Key("daybrief:{<realm>}:evidence:<slug>", "string", "stories", FORTNIGHT,
        "What a story is compared by, to place the next article"),
    Key("daybrief:{<realm>}:history:<slug>", "string", "stories", FORTNIGHT,
        "What each revision of a story brought, compressed"),
    Key("daybrief:{<realm>}:merged:<slug>", "string", "stories", QUARTER, "The slug that took over a merged story"),
    Key("daybrief:{<realm>}:slugs", "sorted set", "stories", f"{QUARTER}, {SLUGS_CAP:,} slugs",
        "Slugs by when they were last in use: none is given twice"),
    Key("daybrief:{<realm>}:losses", "stream", "losses", f"{QUARTER}, {LOSSES_CAP:,} corrections",
        "The log of published sentences that lost their support"),
    Key("daybrief:{<realm>}:corrected", "hash", "losses", QUARTER,
        "How far in that log corrections are in the outbox, and how far the batch under way goes"),
    Key("daybrief:{<realm>}:stories", "sorted set", "stories", f"{FORTNIGHT}, {STORIES_CAP:,} slugs",
        "Slugs by time of last update"),
    Key("daybrief:{<realm>}:ended", "sorted set", "stories", f"{FORTNIGHT}, {STORIES_CAP:,} slugs",
        "Stories whose last report was withdrawn, by when: they open again if it returns"),
    Key("daybrief:{<realm>}:wording:<slug>:<revision>:<language>:<writer>", "string", "wordings", FORTNIGHT,
        "The checked sentences of one revision of a story"),
    Key("daybrief:{<realm>}:worded:<slug>", "sorted set", "wordings", f"{FORTNIGHT}, {WORDED_CAP} wordings",
        "Under which revision, language and writer a story was worded"),
    Key("daybrief:{<realm>}:answered:<digest>", "string", "wordings", f"{ANSWER_LIFE.days} day",
        "A model's checked answer to one question of the same passages, for whoever asks it again"),
    Key("daybrief:{<realm>}:state:<source>", "string", "sources", f"{STATE_LIFE.days} days",
        "A source's last poll and when it is due"),
    Key("daybrief:{<realm>}:known:<source>", "string", "sources", f"{STATE_LIFE.days} days",
        "Fingerprints of a source's entries"),
    Key("daybrief:{<realm>}:sources", "hash", "sources", f"{SOURCES_CAP:,} sources",
        "The sources the operator added, and default ones removed (empty), by address", expires=False),
    Key("daybrief:{<realm>}:outlets", "hash", "outlets", f"{FORTNIGHT}, {OUTLETS_CAP:,} outlets", "Outlets by id"),
    Key("daybrief:{<realm>}:turned", "string", "turns", FORTNIGHT, "How the last turn of the news cycle went"),
    Key("daybrief:{<realm>}:followings", "hash", "followings", f"{FOLLOWINGS_CAP:,} followings",
        "Where the following of an id is", expires=False),
    Key("daybrief:{<realm>}:following:<chat>", "hash", "followings", f"{FOLLOWINGS_EACH} followings",
        "What a chat follows, by kind and topic; whether it rests", expires=False),
    Key("daybrief:{<realm>}:followers:<kind>", "sorted set", "followings", f"{FOLLOWINGS_CAP:,} chats",
        "The chats with a following of a kind, by address", expires=False),
    Key("daybrief:{<realm>}:topics:<kind>", "hash", "followings", f"{FOLLOWINGS_CAP:,} topics",
        "How many followings of a kind have a topic, or a story", expires=False),
    Key("daybrief:{<realm>}:slots", "sorted set", "followings", f"{FOLLOWINGS_CAP:,} followings",
        "Followings by when their next scheduled brief is due", expires=False),
    Key("daybrief:{<realm>}:releases", "sorted set", "outbox", f"{FOLLOWINGS_CAP:,} followings",
        "Followings by when what is held back for them is released", expires=False),
    Key("daybrief:{<realm>}:holding:<id>", "hash", "outbox", f"{ROW_LIFE.days} days from the last",
        "The rows held back for a following, with the stories they tell"),
    Key("daybrief:{<realm>}:recent:<chat>", "sorted set", "outbox", "1 hour",
        "The alerts of a chat's last hour, against its most"),
    Key("daybrief:{<realm>}:withheld:<chat>", "hash", "withheld", f"{ROW_LIFE.days} days, {WITHHELD_CAP} stories",
        "Stories that a subscription of the chat left out, and why"),
    Key("daybrief:{<realm>}:alerts", "stream", "alerts", f"{RECEIPT_LIFE.days} days, {ALERTS_CAP:,} alerts",
        "The alert log"),
    Key("daybrief:{<realm>}:unasked:<slug>", "hash", "alerts", f"{RECEIPT_LIFE.days} days",
        "On which occasions a story was told unasked, which revision of it, and when"),
    Key("daybrief:{<realm>}:circulated", "string", "alerts", f"{RECEIPT_LIFE.days} days",
        "How far in the alert log alerts are in the outbox"),
    Key("daybrief:{<realm>}:delivery:<key>", "hash", "outbox",
        f"{ROW_LIFE.days} days once settled, {OUTBOX_CAP:,} waiting",
        "One row of the outbox: where it goes and how it stands"),
    Key("daybrief:{<realm>}:piece:<digest>", "string", "outbox", f"{ROW_LIFE.days} days past its last row's end",
        "One piece, compressed, shared by all rows that say it; named by its content"),
    Key("daybrief:{<realm>}:queue:<lane>:<chat>", "list", "outbox", f"{ROW_LIFE.days} days past its last row's end",
        "The rows that wait for a chat in one lane, in order"),
    Key("daybrief:{<realm>}:due:<adapter>:<lane>", "sorted set", "outbox", "its rows' settling",
        "The chats that wait, by when the head of their queue is due", expires=False),
    Key("daybrief:{<realm>}:held", "hash", "outbox", "its rows' settling",
        "The chats being written to: until when, and which row", expires=False),
    Key("daybrief:{<realm>}:counts", "hash", "outbox", "12 counters, one an adapter",
        "Rows by state; how many were claimed since a lower lane came first", expires=False),
    Key("daybrief:{<realm>}:receipts:<chat>", "hash", "receipts", f"{RECEIPT_LIFE.days} days, {RECEIPTS_CAP} messages",
        "The stories of each message posted in a chat, and the newest receipt"),
    Key("daybrief:{<realm>}:post:<key>:<chat>", "hash", "posts", f"{POST_LIFE.days} days",
        "One piece as it stands in a chat: its messages, digests of its sentences"),
    Key("daybrief:{<realm>}:posts:<chat>", "sorted set", "posts", f"{POST_LIFE.days} days, {POSTS_CAP} posts",
        "The posts of a chat, by when they were posted"),
    Key("daybrief:{<realm>}:readers:<slug>", "sorted set", "posts", f"{POST_LIFE.days} days, {READERS_CAP:,} posts",
        "The posts that carry a story, with their chats, by when they were posted"),
    Key("daybrief:{<realm>}:said:<slug>", "hash", "posts", f"{POST_LIFE.days} days, {SAID_CAP:,} sentences",
        "Sentences that answers, updates and opened stories said of a story beyond its wordings"),
    Key("daybrief:{<realm>}:seen:<chat>", "hash", "seen", f"{RECEIPT_LIFE.days} days, {SEEN_CAP:,} stories",
        "Which revision of each story a chat was told, and when"),
    Key("daybrief:{<realm>}:pace:<token>:<scope>", "string", "paces",
        "once it has nothing more to say, or 1 day where a rate is lower than it may be",
        "When the next message may leave in a scope of a token's (the token's mark, never the token), and how fast"),
    Key("daybrief:{<realm>}:doors", "hash", "doors", f"{DOORS_CAP:,} places",
        "Places that operators opened or closed", expires=False),
    Key("daybrief:{<realm>}:guests", "set", "guests", f"{GUESTS_CAP:,} chats",
        "The chats with sources of their own", expires=False),
    Key("daybrief:{<realm>}:guest:<chat>", "hash", "guests", f"{GUESTS_EACH} sources",
        "A chat's own sources, by address", expires=False),
    Key("daybrief:{<realm>}:pulses", "hash", "pulses", f"1 day, {PULSES_CAP} loops", "How each loop of `serve` fares"),
    Key("daybrief:{<realm>}:sentback:<day>", "hash", "usage", f"{SPENT_LIFE.days} days, {REASONS_CAP} reasons",
        "Why sentences of the model did not pass on a day, each reason with its count"),
    Key("daybrief:{<realm>}:spent:<day>", "hash", "usage", f"{SPENT_LIFE.days} days, {TASKS_CAP} tasks",
        "What the model used on a day: calls and tokens by task, and in all"),
    Key("daybrief:{<realm>}:spenders:<day>", "hash", "usage", f"{SPENDERS_LIFE.days} days, {SPENDERS_CAP:,} chats",
        "Tokens used for each chat on a day, against its limit"),
    Key("daybrief:<realm>:floor:{<chat>}", "string", "talks", "24 hours",
        "What everybody in a chat sees: the listing and the story in focus"),
    Key("daybrief:<realm>:talk:{<chat>}:<person>", "string", "talks", f"24 hours, {TURNS_CAP} turns",
        "A person's last questions and answers in a chat"),
    Key("daybrief:{<realm>}:lease:<name>", "string", "leases", "the lease's own length", "Who holds a lease"),
    Key("daybrief:{<realm>}:mark", "string", "disk", "1 minute",
        "Written last, to wait until all before it is on disk"),
    Key("daybrief:{<realm>}:fence:<name>", "string", "leases", f"{RECEIPT_LIFE.days} days",
        "How often a lease was taken: the fencing token"),
)  # fmt: skip


def owner(key: str) -> Key | None:
    """The row a key belongs to; None for one that should not exist."""
    return next((row for row in KEYS if row.matches(key)), None)


def keys_table(rows: Iterable[Key] = KEYS) -> str:
    """The rows as a Markdown table (realms: `wire`, `sample` beside it, those of chats' own sources)."""
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
        self.former = self.root + "former:"
        self.printed = self.root + "printed"
        self.block = self.root + "block:"
        self.arrivals = self.root + "arrivals"
        self.placed = self.root + "placed"
        self.story = self.root + "story:"
        self.evidence = self.root + "evidence:"
        self.history = self.root + "history:"
        self.merged = self.root + "merged:"
        self.slugs = self.root + "slugs"
        self.losses = self.root + "losses"
        self.stories = self.root + "stories"
        self.ended = self.root + "ended"
        self.wording = self.root + "wording:"
        self.worded = self.root + "worded:"
        self.answered = self.root + "answered:"
        self.state = self.root + "state:"
        self.known = self.root + "known:"
        self.lease = self.root + "lease:"
        self.fence = self.root + "fence:"
        self.sources = self.root + "sources"
        self.outlets = self.root + "outlets"
        self.turned = self.root + "turned"
        self.realm = realm
        self.followings = self.root + "followings"
        self.following = self.root + "following:"
        self.topics = self.root + "topics:"
        self.holding = self.root + "holding:"
        self.withheld = self.root + "withheld:"
        self.alerts = self.root + "alerts"
        self.unasked = self.root + "unasked:"
        self.circulated = self.root + "circulated"
        self.piece = self.root + "piece:"
        self.counts = self.root + "counts"
        self.receipts = self.root + "receipts:"
        self.seen = self.root + "seen:"
        self.post = self.root + "post:"
        self.posts = self.root + "posts:"
        self.readers = self.root + "readers:"
        self.said = self.root + "said:"
        self.corrected = self.root + "corrected"
        self.doors = self.root + "doors"
        self.guests = self.root + "guests"
        self.guest = self.root + "guest:"
        self.pulses = self.root + "pulses"
        self.mark = self.root + "mark"
        self.spent = self.root + "spent:"
        self.sentback = self.root + "sentback:"
        self.spenders = self.root + "spenders:"
        self._floor = f"{ROOT}{realm}:floor:"
        self._talk = f"{ROOT}{realm}:talk:"

    def floor(self, chat: str) -> str:
        return f"{self._floor}{{{chat}}}"

    def talk(self, chat: str, person: str) -> str:
        return f"{self._talk}{{{chat}}}:{person}"

    def mark_of(self, token: str, scope: str) -> str:
        return f"{self.root}pace:{token}:{scope}"

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


def own(chat: Chat) -> str:
    """The realm of a chat's own sources, in letters."""
    number, letters = int(digest(str(chat), 10), 16), ""
    while number:
        number, place = divmod(number, 26)
        letters += chr(ord("a") + place)
    return OWN + letters


ANSWER_SECONDS = int(ANSWER_LIFE.total_seconds())
ARTICLE_SECONDS = int(ARTICLE_LIFE.total_seconds())
PRINTED_SECONDS = int(PRINTED_LIFE.total_seconds())
STATE_SECONDS = int(STATE_LIFE.total_seconds())
TALK_SECONDS = int(TALK_LIFE.total_seconds())
FENCE_SECONDS = int(RECEIPT_LIFE.total_seconds())
RECEIPT_SECONDS = int(RECEIPT_LIFE.total_seconds())
ROW_SECONDS = int(ROW_LIFE.total_seconds())
POST_SECONDS = int(POST_LIFE.total_seconds())
SPENT_SECONDS = int(SPENT_LIFE.total_seconds())
SPENDERS_SECONDS = int(SPENDERS_LIFE.total_seconds())
