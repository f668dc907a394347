"""Which of a story's articles stands for it: the newest suitable report, so that no headline is stale.

Works on: the evidence of one story's reports.
Comes in: the reports, the story's heaviest terms, its standing figures, the readers' language.
Goes out: the one report whose headline leads.
Does not know: the texts beyond their headlines and sizes, who reads, what a brief says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot import text
from bot.stories import figures, genres
from bot.stories.evidence import Evidence
from bot.stories.lexicon import lexicon

_LATEST = 60
"""Reports considered, the newest ones."""
_ENOUGH = 60
"""Words of body from which a report is more than an opening."""
_PACE, _STALEST = 12 * 3600, 4.0
"""Seconds behind the newest report that cost one point, and the most points they may cost."""
_CORE = 4.0
_LEAD_CLASS = (4, 18)
_QUOTED = re.compile(r"^[\"'“‘«„»‚]([^\"“”«»]{12,}?)[\"'”’»“«‘](?=\W|$)")
_LINKED = re.compile(r"https?://|\]\(|@(?:everyone|here)\b|<[a-z/]")
_COLOUR = re.compile(
    r"\b(?:shares?|stocks?|aktien?|actions|acciones)\b.{0,40}\b(?:plunge|fall|slump|tumble|rise|jump|soar"
    r"|drop|sink|gain)\w*|\bmarkets? react"
)
_REACTION = re.compile(
    r"\b(?:reacts?|reactions?|hails?|slams?|condemns?|mourns?|urges?|calls? (?:for|on)|fears?|warns?|says"
    r"|lobby|sends?|tributes?"
    r"|reagiert|warnt|envoie|reagit|appelle a|envia|pide)\b"
)


def lead(rows: Sequence[Evidence], core: Mapping[str, float], standing: Mapping[str, int], language: str) -> Evidence:
    """The report that leads: in the readers' language where one is, with the least against it, the newest of equals.

    `core` is the story's centroid in that language (term -> weight), `standing` its counts now.
    """
    ours = [row for row in rows if row.language == language] or list(rows)
    own = [row for row in ours if not row.copy] or ours
    able = sorted(own, key=lambda row: row.when)[-_LATEST:]
    newest = able[-1].when
    names = {row.id: _core(row, core) for row in able}
    most = max(names.values()) or 1.0
    return min(
        reversed(able),
        key=lambda row: (
            _against(row.headline, standing)
            + 1.5 * row.teaser
            + (row.size < _ENOUGH)
            + min(_STALEST, (newest - row.when) / _PACE if row.when else _STALEST)
            + _CORE * (1 - names[row.id] / most)
        ),
    )


def _core(row: Evidence, core: Mapping[str, float]) -> float:
    """How much of what the story is about its headline names."""
    known = lexicon(row.language)
    return sum(core.get(stem, 0.0) for stem in {known.term(word)[0] for word in text.words(row.headline)})


def _against(headline: str, standing: Mapping[str, int]) -> float:
    """Points against a headline by itself: form, genre, and figures that no longer hold."""
    plain = text.fold(headline)
    words = headline.split()
    shouted = headline.upper() == headline and headline.lower() != headline
    quoted = _QUOTED.match(headline.strip())
    return (
        4.0 * bool(_LINKED.search(plain))
        + 3.0 * genres.sidebar(headline)
        + 3.0 * ("?" in headline)
        + 3.0 * bool(quoted and len(quoted[1].split()) > 3)
        + 2.0 * shouted
        + 2.0 * (len(words) < _LEAD_CLASS[0])
        + 1.0 * (len(words) > _LEAD_CLASS[1])
        + 2.0 * bool(_COLOUR.search(plain))
        + 1.0 * bool(_REACTION.search(plain))
        + _outdated(headline, standing)
    )


def _outdated(headline: str, standing: Mapping[str, int]) -> float:
    told = {kind: n for kind, n in figures.figures(headline).items() if kind in standing}
    wrong = any(n != standing[kind] for kind, n in told.items())
    return 3.0 if wrong else -2.0 if told else 0.0
