"""Each stage alone: JSON lines in, JSON lines out, so that anyone can score or debug it.

Works on: one stage of the newsroom at a time.
Comes in: a JSON object a line. An article is `{"id","outlet","url","headline","text","published","language"}`, all but
    id and text optional.
Goes out: a JSON object a line, in input order; `{"error"}` in the place of a line that cannot be read.
Does not know: the archive, chats, or what the answers are for.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.forms import Line, article_line, details, sentence_line
from bot.news import Article, Outlet
from bot.wire import lines as form


class BadLine(ValueError):
    """A line that is not what the stage takes; `str` says what is wrong with it."""


# --- reading lines ---------------------------------------------------------------------------------------------------


def _text(line: Line, name: str, *, required: bool = True) -> str:
    value = line.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"needs {name!r} as text")
    return value


def parse_lines(lines: Iterable[str]) -> Iterator[Line | BadLine]:
    """Each non-empty line as an object, or what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield BadLine(f"line {number} is not JSON: {error}")
            continue
        yield value if isinstance(value, dict) else BadLine(f"line {number} is not a JSON object")


def each(lines: Iterable[str], stage: Callable[[Line], Iterable[Line]]) -> Iterator[Line]:
    """Runs a stage over the lines; a bad one gives `{"error"}` in its place and the rest goes on."""
    for line in parse_lines(lines):
        if isinstance(line, BadLine):
            yield {"error": str(line)}
            continue
        try:
            yield from stage(line)
        except ValueError as error:
            yield _failed(line, error)


def _failed(line: Line, error: ValueError) -> Line:
    return ({"id": line["id"]} if isinstance(line.get("id"), str | int) else {}) | {"error": str(error)}


def _address(line: Line) -> str:
    """What `parse` is to read: a path stays a path and a URL a URL, whatever is written in them."""
    if "path" in line:
        if not (path := _text(line, "path")):
            raise BadLine("needs 'path' as text")
        return str(Path.cwd() / path)
    if not (url := _text(line, "url")).startswith(("http://", "https://")):
        raise BadLine("needs 'path' as text, or 'url' as a web address")
    return url


# --- the stages ------------------------------------------------------------------------------------------------------


def parse(lines: Iterable[str], now: datetime, read: Callable[[str], Coroutine[Any, Any, Any]]) -> Iterator[Line]:
    """`{"path" or "url"}` -> an article a line."""

    def stage(line: Line) -> Iterable[Line]:
        reading = asyncio.run(read(_address(line)))
        outlets = {outlet.id: outlet for outlet in reading.outlets}
        yield from (article_line(a, outlets, **details(a)) for a in reading.articles)
        yield from ({"error": error} for error in reading.errors)

    return each(lines, stage)


def extract(lines: Iterable[str], now: datetime) -> Iterator[Line]:
    """`{"id","html","url"}` -> an article with its byline and times."""
    from bot.wire import pages

    def stage(line: Line) -> Iterable[Line]:
        article = pages.article(_text(line, "html"), _text(line, "url", required=False), now, id=_text(line, "id"))
        yield article_line(article, **details(article))

    return each(lines, stage)


def place(lines: Iterable[str], now: datetime) -> Iterator[Line]:
    """Articles in order of arrival -> `{"id","story"}`: the story each belongs to when input ends, merges included."""
    from bot import vectors
    from bot.stories import Window

    window, clock = Window({}, vectors=vectors.available()), datetime.min.replace(tzinfo=UTC)
    if lacking := vectors.missing():
        print(lacking, file=sys.stderr)
    out: list[tuple[str, str] | Line] = []
    for line in parse_lines(lines):
        try:
            if isinstance(line, BadLine):
                raise line
            placed = form.article(line)
            clock = max(clock, placed.published or now)
            out.append((placed.id, window.place(placed, clock).slug))
        except ValueError as error:
            out.append(_failed(line if isinstance(line, dict) else {}, error))
    return ({"id": o[0], "story": window.resolve(o[1])} if isinstance(o, tuple) else o for o in out)


def write(lines: Iterable[str], now: datetime) -> Iterator[Line]:
    """`{"id","articles":[...]}` -> `{"id","sentences":[...]}`: the story in two or three checked sentences."""
    from bot import wording
    from bot.extract import draft

    def stage(line: Line) -> Iterable[Line]:
        given = line.get("articles")
        if not isinstance(given, list):
            raise BadLine("needs 'articles' as a list")
        articles = [form.article(a) for a in given]
        outlets = names_of(articles)
        moments = [a.published for a in articles if a.published]
        headline = articles[0].headline if articles else ""
        language = next((a.language for a in articles if a.language), "en")
        drafts = draft(headline, articles, outlets, max(moments, default=now), language=language)
        worded = wording.passed(drafts, articles, outlets)
        yield {"id": line.get("id"), "sentences": [sentence_line(s) for s in worded.sentences]}

    return each(lines, stage)


def names_of(articles: Sequence[Article]) -> dict[str, Outlet]:
    """Outlets as the lines name them: each its own family."""
    return {a.outlet: Outlet(a.outlet, a.outlet, language=a.language) for a in articles if a.outlet}


def check(lines: Iterable[str], now: datetime) -> Iterator[Line]:
    """`{"source","claim"}` -> the gate's verdict, with its lean and its reasons."""
    from bot.checking import verdict

    def stage(line: Line) -> Iterable[Line]:
        source = line.get("source")
        sources = [source] if isinstance(source, str) else source
        if not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
            raise BadLine("needs 'source' as text or a list of texts")
        found = verdict(_text(line, "claim"), sources)
        reasons = [{"code": r.code, "detail": r.detail} for r in found.reasons]
        named = {"id": line["id"]} if "id" in line else {}
        yield named | {
            "verdict": found.verdict, "supported": found.supported, "score": round(found.score, 4), "reasons": reasons,
        }  # fmt: skip

    return each(lines, stage)


def passages(lines: Iterable[str], now: datetime, articles: Path) -> Iterator[Line]:
    """`{"id","question"}` over a file of articles -> the passages that bear on it, or a refusal."""
    from bot.asking import Index

    held: list[Article] = []
    with articles.open(encoding="utf-8-sig", errors="replace") as file:
        for line in parse_lines(file):
            try:
                if isinstance(line, BadLine):
                    raise line
                held.append(form.article(line))
            except ValueError as error:
                yield {"error": f"{articles.name}: {error}"}
    index = Index(held)

    def stage(line: Line) -> Iterable[Line]:
        found = index.ask(_text(line, "question"), now)
        rows = [
            {"article": s.passage.article, "text": s.passage.text, "start": s.passage.start, "end": s.passage.end,
             "score": round(s.score, 4)}
            for s in found.passages
        ]  # fmt: skip
        yield {
            "id": line.get("id"), "passages": rows, "confidence": round(found.confidence, 4), "refused": found.refused,
        }  # fmt: skip

    yield from each(lines, stage)
