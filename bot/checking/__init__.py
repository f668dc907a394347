"""The gate: the only room that turns a draft into a sentence.

Works on: one draft and the articles it cites. Pure and deterministic.
Comes in: a writer's draft, the articles and outlets by id.
Goes out: `Supported` with the sentence that may be printed, `Refused` or `Unsure` with reasons.
Does not know: which writer it was, who will read. It proves nothing about the world: only that the passages say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.checking.carrying import faults, kept
from bot.checking.claims import verdict
from bot.checking.evidence import language as guessed
from bot.checking.safety import citable, poisoned, unprintable
from bot.checking.verdicts import Refused, Supported, Unsure, Verdict
from bot.checking.wholeness import broken
from bot.news import SEPARATOR, Article, Cite, Draft, Outlet, Passage, Reason, Sentence, Status
from bot.text import clean

__all__ = [
    "Refused", "Supported", "Unsure", "Verdict", "check", "citable", "granted", "kept", "quotable", "translated",
    "unprintable", "verdict",
]  # fmt: skip


def check(draft: Draft, articles: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Supported | Refused | Unsure:
    """Whether a draft may be printed: its passages are their articles' own, its text is harmless, and they say it."""
    fault = next((f for f in (_misplaced(p, articles) for p in draft.passages) if f), None)
    fault = fault or unprintable(draft.text) or (None if draft.passages else Reason("no-passage", "it cites nothing"))
    fault = fault or next((f for f in (_foul(p, articles[p.article]) for p in draft.passages) if f), None)
    fault = fault or (Reason("unfinished", "it breaks off") if broken(draft.text) else None)
    if fault:
        return Refused((fault,))
    told = _told([articles[p.article] for p in draft.passages])
    found = verdict(draft.text, [clean(passage.text) for passage in draft.passages], published=told)
    if found.verdict == "refused":
        return Refused(found.reasons, found.score)
    if found.verdict == "unsure":
        return Unsure(found.reasons, found.score, found.supported)
    return Supported(_sentence(draft, articles, outlets))


def granted(draft: Draft, articles: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Sentence | None:
    """A draft that a judge lets pass as a sentence; None where a rule refuses it, for no judge can overrule one."""
    match check(draft, articles, outlets):
        case Supported(sentence=sentence):
            return sentence
        case Unsure():
            return _sentence(draft, articles, outlets)
        case Refused():
            return None


def translated(text: str, source: Sentence, *, spoken: str = "", language: str = "") -> Sentence | Refused:
    """A checked sentence in another language, with the cites of the one it was made from, so that it can be shown.

    Only what can be laid side by side is compared: whether both say the same is left to a judge. `spoken` is the
    sentence's language and `language` the translation's; where they are not given they are guessed.
    """
    said = clean(text)
    spoken, language = spoken[:2] or guessed(source.text), language[:2] or guessed(said)
    reasons = tuple(faults(said, source.text, spoken, language))
    return Refused(reasons) if reasons else Sentence(said, source.cites, source.disputed, spoken)


def _sentence(draft: Draft, articles: Mapping[str, Article], outlets: Mapping[str, Outlet]) -> Sentence:
    cites = tuple(_cite(passage, articles[passage.article], outlets) for passage in draft.passages)
    return Sentence(clean(draft.text), cites, draft.disputed)


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


def quotable(passage: Passage, article: Article) -> bool:
    """Whether a passage may be given to a writer or quoted: neither it nor its paragraph speaks to whoever writes."""
    return _foul(passage, article) is None


def _foul(passage: Passage, article: Article) -> Reason | None:
    """Why a passage that is there may not be quoted: it, or the paragraph it stands in, speaks to the writer."""
    before = article.text.rfind(SEPARATOR, 0, passage.start)
    after = article.text.find(SEPARATOR, passage.end)
    begin = before + len(SEPARATOR) if before >= 0 else 0
    paragraph = article.text[begin : after if after >= 0 else len(article.text)]
    if citable(passage.text) and not poisoned(paragraph):
        return None
    return Reason("uncitable", f"a passage of {passage.article!r} may not be quoted")


def _told(cited: Sequence[Article]) -> datetime | None:
    """When all of it was published, where that was on one day: only then does "yesterday" mean one."""
    days = {article.published.date() for article in cited if article.published}
    return cited[0].published if len(days) == 1 and all(article.published for article in cited) else None


def _cite(passage: Passage, article: Article, outlets: Mapping[str, Outlet]) -> Cite:
    outlet = outlets.get(article.outlet)
    name = outlet.name if outlet else article.outlet
    return Cite(
        article.id, passage.start, passage.end, passage.text, name, article.url, article.published, article.precision
    )
