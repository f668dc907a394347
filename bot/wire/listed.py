"""The list of sources that comes with Daybrief, and any other list in its form.

Works on: TOML: `[[outlet]]` with id, name, home, family, beats, language, and `feeds = [{url, section, seen}]`.
Comes in: the bytes of such a file.
Goes out: one `Source` per feed, each with its `Outlet`.
Does not know: what an operator added or removed; whether an address answers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.news import Outlet, Source
from bot.wire.guard import objection


class SourcesError(ValueError):
    """A list of sources that cannot be used; the text names the place and the cure."""


@lru_cache(maxsize=1)
def default_sources() -> tuple[Source, ...]:
    """The feeds that come with Daybrief."""
    return load_sources((files("bot.wire") / "sources.toml").read_bytes())


def load_sources(toml: bytes, *, private: bool = False) -> tuple[Source, ...]:
    """One Source per feed, in the file's order. Raises SourcesError for what is missing or doubled."""
    try:
        document = tomllib.loads(toml.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourcesError(f"the list of sources is not valid TOML: {error}") from error
    rows = document.get("outlet", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourcesError("the list of sources holds no [[outlet]] tables")
    sources = [source for row in rows for source in _sources(row, private)]
    for doubled in (_doubled([s.url for s in sources]), _doubled([row["id"] for row in rows])):
        if doubled:
            raise SourcesError(f"{doubled} is listed twice: remove one")
    return tuple(sources)


def _sources(row: dict[str, Any], private: bool) -> Iterator[Source]:
    name = _text(row, "id", str(row.get("name", "an outlet")))
    beats = row.get("beats", [])
    if not isinstance(beats, list) or not all(isinstance(beat, str) for beat in beats):
        raise SourcesError(f"{name}: beats is not a list of words")
    outlet = Outlet(
        id=name,
        name=_text(row, "name", name),
        home=_text(row, "home", name, ""),
        family=_text(row, "family", name, ""),
        beats=tuple(beats),
        language=_text(row, "language", name, ""),
    )
    for feed in row.get("feeds", []):
        if not isinstance(feed, dict):
            raise SourcesError(f"{name}: a feed is written {{ url = ... }}")
        url = _text(feed, "url", name)
        if why := objection(url, private=private):
            raise SourcesError(f"{name}: {url}: {why}")
        yield Source(url, outlet, _text(feed, "section", name, ""), str(feed.get("seen", "")))


def _text(row: dict[str, Any], key: str, name: str, default: str | None = None) -> str:
    value = row.get(key, default)
    if not isinstance(value, str) or (default is None and not value):
        raise SourcesError(f"{name}: {key} is missing or not a text")
    return value


def _doubled(values: list[str]) -> str:
    seen: set[str] = set()
    return next((value for value in values if value in seen or seen.add(value)), "")  # type: ignore[func-returns-value]
