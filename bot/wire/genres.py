"""What kind of writing an article is, from its outside.

Works on: an address, a section, a headline. Pure functions.
Comes in: what a feed or a page says of an article.
Goes out: a `Genre`; the headline without the outlet's name behind it.
Does not know: the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.news import Genre
from bot.text import fold

_HEADS: tuple[tuple[Genre, re.Pattern[str]], ...] = (
    (
        Genre.LIVE,
        re.compile(
            r"^live\b\s*(?:[:|–—-]|blog|updates?|news|coverage)|\blive ?blog\b|\b(?:as it happened|live updates?"
            r"|live coverage|– live\b|— live\b|- live$|\| live$)|^(?:en direct|en vivo|direct|directo|ao vivo"
            r"|diretta|liveticker)\s*[:|–—-]"
            r"|[:|–—-] (?:en direct|en vivo|liveticker|ao vivo)$",
            re.IGNORECASE,
        ),
    ),
    (
        Genre.OPINION,
        re.compile(
            r"^(?:opinion|op-?ed|editorial|comment(?:ary)?|column|viewpoint|letters?(?: to the editor)?"
            r"|the (?:guardian )?view|tribune|meinung|kommentar|kolumne|leitartikel|opinión|opiniao|opinião"
            r"|opinione|opinie|ledare|debatt|columna|editorial(?:e)?|analyse et opinion)"
            r"\s*[:|–—]|^(?:opinion|op-?ed|meinung|kommentar|opinión)\s+-\s|[|–—-]\s*(?:opinion|op-?ed|editorial"
            r"|comment|letters|meinung|kommentar|opinión)$",
            re.IGNORECASE,
        ),
    ),
    (
        Genre.ROUNDUP,
        re.compile(
            r"\b(?:morning|evening|daily|weekly|weekend|afternoon|midday|first) (?:briefing|digest|brief|round-?up"
            r"|wrap|edition|mail|headlines)\b|^(?:(?:the )?(?:top )?(?:three|four|five|six|seven|eight|nine|ten"
            r"|\d{1,2}) (?:things|stories|charts|takeaways|photos|pictures))\b"
            r"|\bnewsletter\b|\b(?:the|your|this) week in\b|\bweek in (?:review|pictures|photos)\b|\bnews ?quiz\b"
            r"|^quiz\b|\bround-?up\b|\bwhat we know on day\b|^what to know (?:today|this)|^(?:today|tonight"
            r"|yesterday)['’]s (?:headlines|papers|front pages)|^(?:der tag|die nacht) im überblick"
            r"|^news in brief\b|\bnews in brief$|\b(?:corrections and clarifications)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Genre.FEATURE,
        re.compile(
            r"^(?:the long read|long read|review|interview|profile|feature|explainer|recipe|podcast|video|watch"
            r"|in pictures|photos|obituary|analysis|book review|film review)\s*[:|–—]|[|–—-]\s*(?:review"
            r"|in pictures|podcast|video|obituary|interview)$|\b(?:crossword|horoscope)s?\b",
            re.IGNORECASE,
        ),
    ),
)
_SECTIONS = {
    Genre.OPINION: "opinion opinions comment commentary commentisfree editorial editorials op-ed op-eds oped opeds"
    " columnist columnists column columns letters views viewpoint perspectives"
    " tribune tribunes idees debats meinung kommentar kommentare kolumne "
    "kolumnen leitartikel opiniones tribunas columnas"
    " opiniao opinioes opinie opinioni commenti debatt ledare columna editoriales felieton felietony",
    Genre.LIVE: (
        "live liveblog liveblogs live-blog live-news live-updates live-reporting liveticker ticker en-direct "
        "directo en-vivo ao-vivo diretta"
    ),
    Genre.ROUNDUP: (
        "newsletter newsletters briefing briefings morning-briefing quiz quizzes newsquiz news-quiz roundup "
        "podcasts podcast the-week"
    ),
    Genre.FEATURE: "feature features longread longreads long-read long-reads review reviews recipe recipes obituary"
    " obituaries interviews interview"
    " profile profiles analysis explainer explainers crosswords horoscope horoscopes lifestyle lifeandstyle",
}
_GENRE_OF = {word: genre for genre, listed in _SECTIONS.items() for word in listed.split()}
_HINTED = """
    live liveblog blog happened updates coverage direct directo vivo ao diretta liveticker opinion op oped editorial
    editoriale comment commentary column viewpoint letters letter view tribune meinung kommentar kolumne leitartikel
    opinión opiniao opinião opinione opinie ledare debatt columna analyse briefing digest brief round roundup wrap
    edition mail headlines things stories charts takeaways photos pictures newsletter week quiz newsquiz know papers
    pages überblick corrections read review interview profile feature explainer recipe podcast video watch
    obituary
    crossword crosswords horoscope horoscopes
"""
_HINTS = frozenset(_HINTED.split())
"""A headline without any of these has no pattern to look for."""
_WORD = re.compile(r"\w+")
_PIPED = re.compile(r"\s+[|–—•·-]\s+|\s*\|\s*")


def genre(url: str, section: str, headline: str) -> Genre:
    """The genre the headline, else the address, else the section gives away; a report where none does."""
    if not _HINTS.isdisjoint(_WORD.findall(headline.lower())):
        for kind, pattern in _HEADS:
            if pattern.search(headline):
                return kind
    path = url.partition("?")[0].lower().split("/")[3:]
    for part in path:
        if part in _GENRE_OF:
            return _GENRE_OF[part]
    return _GENRE_OF.get(fold(section).strip().replace(" ", "-"), Genre.REPORT) if section else Genre.REPORT


def headline(printed: str, names: Iterable[str]) -> str:
    """The headline without the outlet's name, where one of `names` stands behind (or before) a bar or a dash."""
    if not _PIPED.search(printed):
        return printed
    own = {fold(name) for name in names if name}
    own |= {name.removeprefix("the ") for name in own}
    line = printed
    while pieces := list(_PIPED.finditer(line)):
        last, first = pieces[-1], pieces[0]
        if line[: last.start()] and fold(line[last.end() :].strip()).removeprefix("the ") in own:
            line = line[: last.start()].rstrip()
        elif fold(line[: first.start()].strip()).removeprefix("the ") in own and "|" in first.group():
            line = line[first.end() :].lstrip()
        else:
            break
    return line
