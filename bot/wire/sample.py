"""The sample wire: invented news by invented outlets, always as fresh as the moment it is asked for.

Works on: the files under `bot/wire/sample/`, feeds, pages and plain texts in which every time is a token.
Comes in: `now`.
Goes out: the articles in order of arrival, as the real parsers read them; the outlets; the files themselves.
Does not know: which story an article belongs to. Nothing in it is real: persons, places, firms and figures are made up,
and every address lies under `.example` (RFC 2606).

    files -> rendered for now -> feeds / pages / plain -> teasers joined with their pages -> in order of arrival

A token is `{{-3h10m iso}}`: a signed distance from now in days, hours and minutes, and one of the forms in `FORMS`.
Names of days and months come in the language of the outlet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from bot.news import Article, Outlet

LAG = timedelta(minutes=4)
"""How long after publication a piece reaches the wire."""

_TOKEN = re.compile(r"\{\{([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)? (\w+)\}\}")

_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
_DATE = {"en": "{} {}", "fr": "{} {}", "es": "{} de {}", "de": "{}. {}"}


def _weekday(at: datetime, language: str) -> str:
    return _DAYS[language].split()[at.weekday()]


def _month(at: datetime, language: str) -> str:
    return _MONTHS[language].split()[at.month - 1]


def _date(at: datetime, language: str) -> str:
    return _DATE[language].format(at.day, _month(at, language))


FORMS: Mapping[str, Callable[[datetime, str], str]] = {
    "iso": lambda at, language: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "rfc822": lambda at, language: format_datetime(at, usegmt=True),
    "clock": lambda at, language: f"{at:%H:%M}",
    "dashed": lambda at, language: f"{at:%m-%d-%Y}",
    "weekday": _weekday,
    "month": _month,
    "date": _date,
    "long": lambda at, language: f"{_date(at, language)} {at.year}",
}
"""The forms a token may ask for, as they stand in feeds, mastheads and prose."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the wire: `kind` is feed, page or plain; `revises` marks a page newer than its feed's entry."""

    path: str
    outlet: str
    kind: str
    url: str
    type: str
    revises: bool = False


def outlets() -> dict[str, Outlet]:
    """The invented outlets by id."""
    return {id: _outlet(id, row) for id, row in _manifest()["outlets"].items()}


def sheets() -> tuple[Sheet, ...]:
    """The files of the wire, as the manifest lists them."""
    return tuple(Sheet(**row) for row in _manifest()["files"])


def render(template: str, now: datetime, language: str = "en") -> str:
    """`template` with every token as it reads at `now` (aware). Raises KeyError on an unknown form."""

    def fill(match: re.Match[str]) -> str:
        return FORMS[match[5]](now.astimezone(UTC) + _distance(match.groups()[:4]), language)

    return _TOKEN.sub(fill, template)


def rendered(now: datetime) -> Iterator[tuple[Sheet, str]]:
    """Every file of the wire with its text at `now`."""
    spoken = outlets()
    for sheet in sheets():
        template = (_folder() / sheet.path).read_text(encoding="utf-8")
        yield sheet, render(template, now, spoken[sheet.outlet].language)


def write(folder: Path, now: datetime) -> tuple[Path, ...]:
    """The whole wire as files under `folder` (made when missing); the paths written."""
    written = []
    for sheet, text in rendered(now):
        path = folder / sheet.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def articles(now: datetime) -> tuple[Article, ...]:
    """Everything the sample wire brings, in order of arrival; `fetched` is the moment of arrival.

    A teaser comes with the text of its page. A corrected article comes twice under one id: as first published, then
    with `revision` 2. An entry that a feed repeats word for word comes once.
    """
    spoken = outlets()
    read: dict[str, list[Article]] = {"feed": [], "page": [], "plain": [], "revision": []}
    for sheet, text in rendered(now):
        pile = read["revision" if sheet.revises else sheet.kind]
        pile += _READERS[sheet.kind](sheet, text, spoken[sheet.outlet], now)
    first = _joined(read["feed"], read["page"]) + read["plain"]
    revised = [replace(article, revision=2) for article in read["revision"]]
    arrived = {(a.id, a.revision): _arrived(a, now) for a in first + revised}
    return tuple(sorted(arrived.values(), key=lambda a: (a.fetched or now, a.id)))


# --- reading one file ------------------------------------------------------------------------------------------------


def _feed(sheet: Sheet, text: str, outlet: Outlet, now: datetime) -> list[Article]:
    from bot.wire import feeds

    feed = feeds.parse(text.encode(), sheet.type, sheet.url, now)
    return [feeds.article(entry, outlet, now, feed.language) for entry in feed.entries]


def _page(sheet: Sheet, text: str, outlet: Outlet, now: datetime) -> list[Article]:
    from bot.wire import pages

    return [pages.article(text.encode(), sheet.url, now, id=_id(sheet), outlet=outlet)]


def _plain(sheet: Sheet, text: str, outlet: Outlet, now: datetime) -> list[Article]:
    from bot.wire import plain

    return [plain.article(text, now, id=_id(sheet), url=sheet.url, outlet=outlet)]


_READERS: Mapping[str, Callable[[Sheet, str, Outlet, datetime], list[Article]]] = {
    "feed": _feed,
    "page": _page,
    "plain": _plain,
}


def _id(sheet: Sheet) -> str:
    from bot.wire.addresses import article_id

    return article_id(sheet.url)


def _joined(fed: list[Article], paged: list[Article]) -> list[Article]:
    """Feed articles with the text of their pages where there is one, then the pages no feed named."""
    by_id = {page.id: page for page in paged}
    whole = [replace(by_id.pop(a.id), published=a.published, dek=a.dek) if a.id in by_id else a for a in fed]
    return whole + list(by_id.values())


# --- arrival ---------------------------------------------------------------------------------------------------------


def _arrived(article: Article, now: datetime) -> Article:
    return replace(article, fetched=_arrival(article, now))


def _arrival(article: Article, now: datetime) -> datetime:
    """The manifest's word, else a little after it was published, or corrected; never after `now`."""
    told = _manifest()["delivered"].get(article.url)
    if told:
        return datetime.fromisoformat(render(told, now)) + LAG
    said = article.updated if article.revision > 1 else article.published
    return min((said or now) + LAG, now)


def _distance(parts: tuple[str | None, ...]) -> timedelta:
    sign, days, hours, minutes = parts
    span = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return -span if sign == "-" else span


# --- the manifest ----------------------------------------------------------------------------------------------------


def _folder() -> Traversable:
    return files("bot.wire") / "sample"


@lru_cache(maxsize=1)
def _manifest() -> dict[str, Any]:
    return tomllib.loads((_folder() / "wire.toml").read_text(encoding="utf-8"))


def _outlet(id: str, row: Mapping[str, Any]) -> Outlet:
    return Outlet(
        id=id,
        name=row["name"],
        home=row["home"],
        family=row["family"],
        beats=tuple(row["beats"]),
        language=row["language"],
        fictional=True,
    )
