"""JSON forms of what Daybrief says: one document a command, one line a stage.

Works on: pieces of news, articles, and the model's account.
Comes in: frozen values.
Goes out: plain dictionaries whose keys are a public promise; times are ISO 8601 in UTC.
Does not know: where they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, assert_never

from bot.budget import Account, cost
from bot.news import (
    Alert,
    Answer,
    Article,
    Brief,
    Cite,
    Correction,
    Coverage,
    Development,
    Dispute,
    Item,
    Notice,
    Outlet,
    Piece,
    Precision,
    Reason,
    Sentence,
    SourceLine,
    SourceList,
    Spent,
    Voice,
)

Line = dict[str, Any]


def document(piece: Piece) -> Line:
    """The document of a piece; an item on its own is what `why` shows."""
    match piece:
        case Brief():
            return brief_line(piece)
        case Answer():
            return answer_line(piece)
        case Coverage():
            return coverage_line(piece)
        case Item():
            return {"kind": "why"} | item_line(piece)
        case Alert():
            return {"kind": "alert", "at": moment(piece.at)} | item_line(piece.item)
        case Correction():
            return correction_line(piece)
        case SourceList():
            return sources_line(piece)
        case Notice():
            return {"kind": "notice", "text": piece.text}
    assert_never(piece)


def moment(value: datetime | None, precision: Precision = Precision.TIME) -> str | None:
    """ISO 8601 in UTC; the date alone where the source gave no more."""
    if value is None:
        return None
    if precision is Precision.DAY:
        return value.date().isoformat()
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def article_line(article: Article, outlets: Mapping[str, Outlet] | None = None, **more: object) -> Line:
    """An article as the lab prints it. `more` adds what one stage has to say."""
    outlet = (outlets or {}).get(article.outlet)
    line: Line = {
        "id": article.id, "outlet": outlet.name if outlet else article.outlet, "url": article.url,
        "headline": article.headline, "text": article.text, "published": moment(article.published, article.precision),
        "language": article.language,
    }  # fmt: skip
    return line | more


def details(article: Article) -> Line:
    """What reading found besides the article's own form."""
    found: Line = {
        "byline": article.byline, "updated": moment(article.updated), "dek": article.dek, "dateline": article.dateline,
        "section": article.section, "credit": article.credit, "genre": str(article.genre), "reuse": article.reuse,
    }  # fmt: skip
    return found | {"reasons": [{"code": r.code, "detail": r.detail} for r in article.notes]}


def cite_line(cite: Cite) -> Line:
    """A cite as every JSON document of ours prints it."""
    return {
        "article": cite.article,
        "url": cite.url,
        "outlet": cite.outlet,
        "start": cite.start,
        "end": cite.end,
        "text": cite.text,
    }


def sentence_line(sentence: Sentence) -> Line:
    return {"text": sentence.text, "cites": [cite_line(c) for c in sentence.cites]}


def reason_lines(reasons: tuple[Reason, ...]) -> list[Line]:
    return [{"code": r.code, "detail": r.detail} for r in reasons]


def item_line(item: Item) -> Line:
    """One story of a brief; `standing` and `note` only where it is remembered what was told before."""
    stands = {"standing": str(item.standing), "note": item.note} if item.standing else {}
    return stands | {
        "slug": item.slug, "headline": item.headline, "published": moment(item.published, item.precision),
        "outlets": list(item.outlets), "sentences": [sentence_line(s) for s in item.sentences],
        "changed": [sentence_line(s) for s in item.changed], "reasons": reason_lines(item.reasons),
        "fictional": item.fictional, "translated": item.translated,
    }  # fmt: skip


def brief_line(brief: Brief) -> Line:
    """`{"kind":"brief",...}`; `fictional` and `notes` say what a reader is told beside the stories."""
    return {
        "kind": "brief", "edition": brief.edition, "as_of": moment(brief.as_of), "language": brief.language,
        "writer": brief.writer, "fictional": brief.fictional, "notes": list(brief.notes),
        "items": [item_line(i) for i in brief.items],
    }  # fmt: skip


def answer_line(answer: Answer) -> Line:
    """`{"kind":"answer",...}`; `as_of` is the newest source's time."""
    return {
        "kind": "answer", "question": answer.question, "slug": answer.slug, "refused": answer.refused,
        "as_of": moment(answer.as_of, answer.precision), "sentences": [sentence_line(s) for s in answer.sentences],
        "next": list(answer.next), "fictional": answer.fictional, "translated": answer.translated, "note": answer.note,
    }  # fmt: skip


def coverage_line(coverage: Coverage) -> Line:
    """`{"kind":"story",...}`: an item, how it went on, who reports it, where reports differ, and each report."""
    reports = [
        {"article": r.article, "outlet": r.outlet, "headline": r.headline, "url": r.url,
         "published": moment(r.published, r.precision), "genre": str(r.genre)}
        for r in coverage.reports
    ]  # fmt: skip
    life: Line = {
        "timeline": [development_line(d) for d in coverage.timeline],
        "voices": [voice_line(v) for v in coverage.voices],
        "disputes": [dispute_line(d) for d in coverage.disputes],
    }
    fictional = coverage.fictional or coverage.item.fictional
    return {"kind": "story"} | item_line(coverage.item) | {"fictional": fictional} | life | {"reports": reports}


def development_line(development: Development) -> Line:
    """What one revision brought; `sentence` is null where something was only taken back, `was` what no longer holds."""
    return {
        "change": str(development.change), "at": moment(development.at, development.precision),
        "slug": development.slug, "revision": development.revision, "detail": development.detail,
        "was": development.was, "sentence": sentence_line(development.sentence) if development.sentence else None,
    }  # fmt: skip


def voice_line(voice: Voice) -> Line:
    """A publisher: the outlets that are its, when it first reported, how many reports are its own."""
    return {"outlets": list(voice.outlets), "first": moment(voice.first, voice.precision), "reports": voice.reports}


def dispute_line(dispute: Dispute) -> Line:
    """What outlets say differently, each side with its sentence."""
    claims = [
        {"said": c.said, "outlet": c.outlet, "at": moment(c.at, c.precision), "sentence": sentence_line(c.sentence)}
        for c in dispute.claims
    ]
    return {"about": dispute.about, "claims": claims}


def correction_line(correction: Correction) -> Line:
    """`{"kind":"correction",...}`: what was said, what is supported instead, and why."""
    return {
        "kind": "correction", "slug": correction.slug, "headline": correction.headline, "at": moment(correction.at),
        "was": list(correction.was), "now": [sentence_line(s) for s in correction.now], "note": correction.note,
        "fictional": correction.fictional,
    }  # fmt: skip


def sources_line(listed: SourceList) -> Line:
    """`{"kind":"sources",...}`: the operator's, and those a chat added."""
    return {"kind": "sources", "sources": [_fares(n) for n in listed.lines], "own": [_fares(n) for n in listed.own]}


def _fares(line: SourceLine) -> Line:
    return {
        "outlet": line.outlet, "url": line.url, "entries": line.entries, "good": moment(line.good),
        "due": moment(line.due), "failures": line.failures, "error": line.error,
    }  # fmt: skip


def usage_line(account: Account) -> Line:
    """`{"kind":"usage",...}`: null is a limit that is not set, a cost without prices, what is left without a limit."""
    return {
        "kind": "usage", "model": account.model, "judge": account.judge, "host": account.host,
        "today": _spent(account.today, account), "period": _spent(account.period, account),
        "days": [{"day": day.isoformat()} | _spent(spent, account) for day, spent in account.days],
        "tasks": {task: _spent(spent, account) for task, spent in sorted(account.tasks.items())},
        "sent_back": dict(account.sent_back),
        "limits": {"day": account.day_limit or None, "chat": account.chat_limit or None}, "left": account.left,
    }  # fmt: skip


def _spent(spent: Spent, account: Account) -> Line:
    return {
        "calls": spent.calls, "prompt": spent.prompt, "cached": spent.cached, "completion": spent.completion,
        "estimated": spent.estimated, "cost": cost(spent, account.prices),
    }  # fmt: skip
