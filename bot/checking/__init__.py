"""The gate: the only room that turns a draft into a sentence.

Works on: one draft and the articles it cites. Pure and deterministic.
Comes in: a writer's draft, the articles and outlets by id.
Goes out: `Supported` with the sentence that may be printed, `Refused` or `Unsure` with reasons.
Does not know: which writer it was, who will read. It proves nothing about the world: only that the passages say it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.checking.claims import verdict
from bot.checking.safety import unprintable
from bot.checking.verdicts import Refused, Supported, Unsure, Verdict
from bot.news import Article, Cite, Draft, Outlet, Passage, Reason, Sentence, Status
from bot.text import clean

__all__ = ["Refused", "Supported", "Unsure", "Verdict", "check", "unprintable", "verdict"]


def check(draft: Draft, articles: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Supported | Refused | Unsure:
    """Whether a draft may be printed: its passages are their articles' own, its text is harmless, and they say it."""
    fault = next((f for f in (_misplaced(p, articles) for p in draft.passages) if f), None)
    fault = fault or unprintable(draft.text) or (None if draft.passages else Reason("no-passage", "it cites nothing"))
    if fault:
        return Refused((fault,))
    found = verdict(draft.text, [clean(passage.text) for passage in draft.passages])
    if found.verdict == "refused":
        return Refused(found.reasons, found.score)
    if found.verdict == "unsure":
        return Unsure(found.reasons, found.score, found.supported)
    cites = tuple(_cite(passage, articles[passage.article], outlets) for passage in draft.passages)
    return Supported(Sentence(clean(draft.text), cites, draft.disputed))


def _misplaced(passage: Passage, articles: Mapping[str, Article]) -> Reason | None:
    """Why a passage cannot be cited: its article is unknown or withdrawn, or does not read so at that place."""
    article = articles.get(passage.article)
    if article is None:
        return Reason("unknown-article", f"no article {passage.article!r} is held")
    if article.status is not Status.USABLE:
        return Reason("withdrawn", f"its publisher marked {passage.article!r} as {article.status}")
    if passage.start < 0 or not passage.text.strip() or article.text[passage.start : passage.end] != passage.text:
        return Reason("misplaced", f"{passage.article!r} does not read so at {passage.start}")
    return None


def _cite(passage: Passage, article: Article, outlets: Mapping[str, Outlet]) -> Cite:
    outlet = outlets.get(article.outlet)
    name = outlet.name if outlet else article.outlet
    return Cite(
        article.id, passage.start, passage.end, passage.text, name, article.url, article.published, article.precision
    )
