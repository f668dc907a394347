"""What kind of writing an article is, and whether it comes back every day.

Works on: one article's genre, headline, kicker, section and address.
Comes in: what the wire read; its genre is believed when it is not the default.
Goes out: a Genre, and the name of a series ("markets", "weather") for what recurs under nearly the same words.
Does not know: stories, languages' grammar, the body.
"""

from __future__ import annotations

import re

from bot.news import Article, Genre
from bot.text import fold

_HEADLINES: tuple[tuple[Genre, re.Pattern[str]], ...] = tuple(
    (genre, re.compile(pattern))
    for genre, pattern in (
        (
            Genre.LIVE,
            r"\blive (?:updates?|blog|coverage|ticker)\b|\blive ?[:|]|^live\b ?[-–—]|[-–—|] ?live$"
            r"|\bas it happened\b|\bliveblog\b|\bliveticker\b"
            r"|\ben direct\b ?[:|-]?|^direct ?:|\ben vivo\b|\ben directo\b|minuto a minuto|\bao vivo\b"
            r"|\bin diretta\b",
        ),
        (
            Genre.ROUNDUP,
            r"\b(?:morning|evening|daily|midday|weekend|monday|friday) (?:briefing|digest|brief|edition"
            r"|update|bulletin)\b|\bnews in brief\b"
            r"|\bthe week in\b|\bweek in (?:pictures|review)\b|\btop stories\b|\b(?:five|5|six|6|ten|10"
            r"|three|3) things (?:to know|we learned|you)\b"
            r"|\bround-?up\b|\bnewsletter\b|\bwhat to know today\b|\btoday in\b|das wichtigste"
            r"|nachrichtenuberblick|kurz gemeldet|kurznachrichten"
            r"|\bl'essentiel\b|revue de presse|en bref\b|noticias del dia|resumen (?:del dia|semanal)"
            r"|en breve\b|lo mas leido",
        ),
        (
            Genre.OPINION,
            r"^(?:opinion|comment|editorial|leader|column|letters?|viewpoint|analysis|satire|parody|kommentar|meinung|glosse"
            r"|leitartikel|gastbeitrag|tribune|"
            r"editorial|chronique|opinion|columna|tribuna|analyse|analisis|debate)\b ?[:|–—-]|\| (?:opinion"
            r"|editorial|comment|letters?)\b|\bthe .{3,20} view on\b",
        ),
        (
            Genre.FEATURE,
            r"\bon this day\b|\bthis day in history\b|\byears ago today\b|from the archives?\b"
            r"|\bin pictures\b|\bexplain(?:er|ed)\b|^profile ?:|^quiz\b"
            r"|\bnews quiz\b|^podcast\b|\bpodcast ?:|\bhoroscopes?\b|^recipe\b|^review ?:|^interview ?:"
            r"|\bheute vor \d+ jahren\b|kalenderblatt"
            r"|\bil y a \d+ ans\b|\bhace \d+ anos\b|\bun dia como hoy\b|^portrait ?:|^reportage ?:"
            r"|\bthe long read\b|^photos ?:",
        ),
    )
)
_SECTIONS = {
    Genre.OPINION: "opinion opinions comment commentary commentisfree editorial editorials letters "
    "columnists satire parody humor humour glosse meinung kommentar "
    "kommentare debatte debats tribunes tribune idees opinion columnas blogs",
    Genre.LIVE: "live liveblog live-blog liveticker direct en-direct directo envivo live-updates",
    Genre.ROUNDUP: "briefing newsletters newsletter roundup digest",
    Genre.FEATURE: "features feature magazine long-reads explainers quiz podcasts photos recipes horoscope lifestyle",
}
_SECTION = {name: genre for genre, listed in _SECTIONS.items() for name in listed.split()}

_SERIES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "markets",
            r"\b(?:stocks?|shares|markets?|wall street|ftse|dow|nasdaq|dax|cac|ibex|nikkei|indexes|futures"
            r"|borse|bourse|bolsa)\b.{0,60}"
            r"\b(?:close[sd]?|open(?:s|ed)?|end(?:s|ed)?|higher|lower|gains?|slips?|slid(?:es)?|rises?|rose"
            r"|falls?|fell|edges?|rall(?:y|ies|ied)|wrap|"
            r"schliesst|schliessen|eroffnet|fester|schwacher|cloture|termine|cierra|sube|baja)\b",
        ),
        ("markets", r"\bmarkets? wrap\b|\bborsenbericht\b|\bmarket report\b"),
        (
            "weather",
            r"\bweather (?:forecast|outlook|today)\b|\bforecast for\b|\bwetterbericht\b|\bmeteo\b ?:"
            r"|\bpronostico del tiempo\b",
        ),
        ("draw", r"\blotter(?:y|ies)\b.{0,30}\b(?:numbers|results)\b|\bwinning numbers\b|\blottozahlen\b|\bsorteo\b"),
        (
            "fixtures",
            r"\b(?:fixtures|match preview|team news|kick-?off time|how to watch|lineups?|preview ?:"
            r"|vorschau|predictions?)\b",
        ),
        ("traffic", r"\btraffic (?:report|update)\b|\bverkehrsmeldung"),
        (
            "exchange",
            r"\bexchange rates?\b|\bfuel prices today\b|\bgold (?:price|rate) today\b|\bprecio del dolar hoy\b",
        ),
    )
)


def genre(article: Article) -> Genre:
    """The genre the wire read, or else the one its headline, section or address gives away."""
    if article.genre is not Genre.REPORT:
        return article.genre
    headline = fold(f"{article.kicker}: {article.headline}" if article.kicker else article.headline)
    for found, pattern in _HEADLINES:
        if pattern.search(headline):
            return found
    folders = re.sub(r"^\w+://[^/]*", "", article.url).split("?")[0].lower().split("/")[:-1]
    for name in [fold(article.section).strip(), *folders]:
        if name in _SECTION:
            return _SECTION[name]
    return Genre.REPORT


_SIDEBAR = re.compile(
    r"^(?:what|how|why|who|inside|behind|timeline|explainer|analysis|was|wie|warum|wer|que|pourquoi|comment"
    r"|por que|como)\b"
    r"|\bmeans? for\b|\bleaves? .{3,60}\b(?:with|without|facing|looking|wondering|searching|in)\b|\bwhat we know\b"
)


def sidebar(headline: str) -> bool:
    """True where a headline takes an event as known: "What the new rent law means for Karsholm"."""
    return bool(_SIDEBAR.search(fold(headline)))


def series(headline: str) -> str:
    """The name of the recurring form a headline belongs to ("" for none): such articles do not chain over days."""
    plain = fold(headline)
    return next((name for name, pattern in _SERIES if pattern.search(plain)), "")


_UP = re.compile(r"\b(?:higher|gains?|rises?|rose|rall(?:y|ies|ied)|climbs?|up|jumps?|surges?|fester|sube|hausse)\b")
_DOWN = re.compile(
    r"\b(?:lower|slips?|slid(?:es?)?|falls?|fell|drops?|down|sinks?|tumbles?|retreats?|schwacher|baja|baisse)\b"
)


def move(headline: str) -> str:
    """Which way a market report says it went: "up", "down", or "" where it says both or neither."""
    plain = fold(headline)
    up, down = bool(_UP.search(plain)), bool(_DOWN.search(plain))
    return "" if up == down else "up" if up else "down"
