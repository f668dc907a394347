"""Articles as JSON lines: `{"id","outlet","url","headline","text","published","language"}`.

Works on: text of one JSON object a line; all but id and text is optional.
Comes in: what somebody piped or wrote to a file.
Goes out: articles, and a phrase for each line that is none.
Does not know: feeds, pages; `text` is taken as it stands, so that offsets count what was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.news import SEPARATOR, Article, Precision
from bot.text import clean


def looks_like(text: str) -> bool:
    """Whether a text is JSON lines: nothing else begins with a brace and a quoted name."""
    return re.match(r'\s*\{\s*"', text) is not None


def read(text: str, now: datetime) -> tuple[tuple[Article, ...], tuple[str, ...]]:
    """The articles, `fetched` at `now` (aware), and what is wrong with the other lines."""
    articles: list[Article] = []
    errors: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                articles.append(article(json.loads(line), now))
            except (ValueError, RecursionError) as error:
                errors.append(f"line {number}: {_why(error)}")
    return tuple(articles), tuple(errors)


def article(line: Any, now: datetime | None = None) -> Article:
    """The article a line describes, `fetched` at `now`. Raises ValueError, which says what is wrong with it."""
    if not isinstance(line, dict):
        raise ValueError("not a JSON object")
    published, precision = _moment(_text(line, "published"))
    return Article(
        id=_id(line),
        outlet=_text(line, "outlet"),
        headline=clean(_text(line, "headline")),
        paragraphs=tuple(_text(line, "text", needed=True).split(SEPARATOR)),
        url=_text(line, "url"),
        published=published,
        precision=precision,
        fetched=now,
        language=_text(line, "language"),
    )


def _text(line: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = line.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name!r} is missing or not a text")
    return value


def _id(line: Mapping[str, Any]) -> str:
    value = line.get("id")
    if not isinstance(value, str | int) or value == "":
        raise ValueError("'id' is missing or not a text")
    return str(value)


def _moment(stamp: str) -> tuple[datetime | None, Precision]:
    if not stamp:
        return None, Precision.TIME
    try:
        when = datetime.fromisoformat(stamp)
        when = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"'published' is not an ISO 8601 time: {stamp[:40]!r}") from None
    return when, Precision.DAY if len(stamp) == 10 else Precision.TIME


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | RecursionError):
        return "not valid JSON"
    return str(error)
