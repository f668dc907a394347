"""The count that stands, where a question asks how many were killed, hurt, missing, held or driven out.

Works on: the articles of the story in which the best answer was found.
Comes in: what was found, the articles, their outlets, the time.
Goes out: drafts: the count that stands, or both sides where outlets contradict each other, the newest first.
Does not know: how passages are found; other figures than tolls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import text
from bot.asking.index import Found
from bot.chronicle.counts import Count, counts, standing, whom
from bot.chronicle.reading import read
from bot.extract import facts
from bot.news import Article, Draft, Outlet

_HOW_MANY = re.compile(
    r"\bhow many\b|\bwie ?viele\b|\bcombien d(?:e\s|['’])|\bcombien\b|\bcu[aá]nt[oa]s\b", re.IGNORECASE
)
_TOLL = re.compile(
    r"\bdeath toll\b|\bnumber of (?:the )?(?:dead|deaths)\b|\bZahl der (?:Toten|Todesopfer)\b|\bOpferzahl\b"
    r"|\bhow many\b.{3,40}?\b(?:did|has|have)\b.{3,60}?\bkill(?:ed)?\b"
    r"|\bnombre de morts\b|\bbilan humain\b|\bn[uú]mero de muertos\b|\bcifra de muertos\b",
    re.IGNORECASE,
)
READ = 500
"""Code points read of a question or a sentence: nobody asks or counts at greater length."""
_SOME = 12
"""Put in for "how many", so that a question reads like its answer."""


def weighed(
    found: Found, articles: Sequence[Article], outlets: Mapping[str, Outlet], now: datetime
) -> tuple[Draft, ...]:
    """Verbatim drafts in place of what was found; none where that is no toll which a report of the story now gives.

    A toll that a later one replaced is not given; sides of a contradiction are `disputed`.
    """
    kind = asked(found.question)
    if not kind or found.refused or not found.passages:
        return ()
    best = found.passages[0]
    value = facts.kinds(best.passage.text[:READ], opening=True).get(kind, 0)
    told = [c for c in counts(read(articles, now), articles, outlets) if c.kind == kind]
    part = whom(_answered(found.question), _SOME) | whom(best.passage.text, value)
    stand = [c for c in standing(kind, told) if not part or c.whom == part]
    if not value or not stand or all(c.value != value for c in told):
        return ()
    if len(stand) == 1 and stand[0].value == value:
        return tuple(Draft(p.text, (p,)) for p in (best.lead, best.passage) if p)
    return tuple(_draft(c, len(stand) > 1) for c in sorted(stand, key=lambda c: c.when, reverse=True))


def asked(question: str) -> str:
    """The kind of toll a question asks for: "killed", "missing"; "" for none."""
    if _TOLL.search(question[:READ]):
        return "killed"
    return next((kind for kind, value in facts.kinds(_answered(question)).items() if value == _SOME), "")


def _answered(question: str) -> str:
    """ "How many people died?" as its answer reads: "12 people died"."""
    return text.clean(_HOW_MANY.sub(f" {_SOME} ", question[:READ], count=1).strip(" ?¿!"))


def _draft(count: Count, disputed: bool) -> Draft:
    passage = count.candidate.passage
    return Draft(passage.text, (passage,), disputed)
