"""What is kept of one article so that later ones can be compared with it.

Works on: one article, alone.
Comes in: an Article and its outlet.
Goes out: a Reading (terms with raw weights, runs, shingles) and the Evidence that stays in memory and in the store.
Does not know: the other articles, how common a term is today, which story this belongs to.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate
from typing import Any
from zlib import crc32

import msgspec

from bot import text
from bot.news import Article, Genre, Outlet, Status
from bot.stories import beats, figures, genres, happenings, marks
from bot.stories.lexicon import Lexicon, language, lexicon

MEASURED = 384
"""Bytes of an article's vector, where it has one."""
TERMS = 44
"""Weighted terms kept of an article; with everything else they stay under 900 bytes in the store."""
_NAMES, _PHRASES, _PLACES, _MARKS, _NUMBERS = 14, 6, 4, 4, 8
_SHINGLES = 64
_SHINGLE_WORDS = 5
_HEADLINE, _SLUG, _LEAD, _BODY = 1.0, 0.5, 0.6, 0.35
_LEAD_WORDS, _BODY_WORDS = 60, 220
_SLUG_LEAST = 3
_TF_CAP = 2.0
BIGRAM = 0.5
_LEDE = 360
"""Characters of body that open an article."""
_READ = 12_000
"""Characters of body that are read."""
_LONGEST = {"headline": 1000, "dek": 2000, "kicker": 200, "section": 200, "dateline": 200, "url": 2000, "language": 20}
_DEEPEST, _LAST = 32, 253_402_300_799
"""The deepest level of sampling there is; the last second of the year 9999."""
_SHORT = 8
"""Fewer words of body than this say nothing on their own."""
TELLING = 0.5
"""Background weight from which a shared term tells one event from another: rarer than one word in 50,000."""
_RARE, _NOUN_LIKE = 0.6, 0.95
"""Background weight from which a capitalised word may be a name that another language prints alike; German nouns are
more often none."""
_NAME_LIKE = 0.45
"""A capitalised word commoner than this more likely begins a sentence."""
_TRACKING = re.compile(r"^(?:utm_|at_|fbclid|gclid|cmp|rss|ref|xtor|ns_)", re.IGNORECASE)


class Evidence(msgspec.Struct, array_like=True):
    """One article as a story remembers it.

    `when` is in epoch seconds, 0 where nobody knows. `named` are the positions of those `terms`
    that were printed as names.
    `meaning` is a vector of signed bytes, empty where texts are not measured. `why` is why it was placed here.
    """

    id: str
    outlet: str
    headline: str
    digest: str
    address: str
    when: int
    language: str
    genre: Genre
    copy: bool
    teaser: bool
    size: int
    urgency: int
    beats: tuple[str, ...]
    figures: dict[str, int]
    series: str
    terms: tuple[str, ...] = ()
    weights: bytes = b""
    named: bytes = b""
    level: int = 0
    shingles: bytes = b""
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    fictional: bool = False
    kinds: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    meaning: bytes = b""
    why: tuple[tuple[str, str], ...] = ()

    def vector(self) -> dict[str, float]:
        """Term -> weight, of length about one."""
        return {term: weight / 255 for term, weight in zip(self.terms, self.weights, strict=True)}

    def sampled(self) -> tuple[int, ...]:
        """The sampled shingle fingerprints."""
        return tuple(array("I", self.shingles))

    def lighter(self) -> Evidence:
        """The same without what only comparing needs."""
        return msgspec.structs.replace(
            self, terms=(), weights=b"", named=b"", shingles=b"", names=(), places=(), marks=(), numbers=(), meaning=b""
        )


@dataclass(slots=True)
class Reading:
    """An article as it arrives: `raw` is term -> weight before the day's idf; `group` says which terms are one name.

    `sidebar` is True where the headline speaks of something already in the news. `opening` is what its meaning is
    measured by, `meant` that meaning as a direction, None where it is not measured. `weight` says of each name and
    place how telling it is today.
    """

    evidence: Evidence
    raw: dict[str, float]
    group: dict[str, str]
    telling: frozenset[str]
    named: frozenset[str]
    sidebar: bool = False
    opening: str = ""
    meant: Any = None
    weight: dict[str, float] = field(default_factory=dict)


def sound(row: Evidence) -> bool:
    """True where evidence that comes back from a store holds together, so that comparing it cannot fail."""
    measured = len(row.meaning) in (0, MEASURED)
    positions = len(row.terms) == len(row.weights) and all(i < len(row.terms) for i in row.named)
    sampled = len(row.shingles) % array("I").itemsize == 0 and 0 <= row.level <= _DEEPEST
    return measured and positions and sampled and abs(row.when) <= _LAST and all(map(marks.sound, row.marks))


def read(article: Article, outlet: Outlet | None) -> Reading:
    """All that placing needs to know of an article, whatever it holds. About 2 ms for 4 KB of text."""
    article = _bounded(article)
    digest = _digest(article)
    body = article.text[:_READ]
    code = language(article.language, f"{article.headline} {article.dek} {body[:400]}")
    known = lexicon(code)
    tokens = text.words(body)
    opening = f"{article.dek} {body[:500]}".strip()
    titled = text.words(article.headline)
    raw, telling = _terms(known, titled, text.words(article.dek) + tokens, _slug_words(article.url, titled))
    level, sampled = _sample(tokens)
    lede = _lede(body)
    kinds = happenings.kinds(article.headline, article.dek or body)
    counted, firm = figures.own(article.headline, f"{article.dek}\n{lede}", body[len(lede) : 6000])
    evidence = Evidence(
        id=_printable(article.id), outlet=_printable(article.outlet), headline=article.headline[:300], digest=digest,
        address=address(article.url), when=_epoch(article.when), language=code, genre=_genre(article), copy=False,
        teaser=article.teaser, size=len(tokens), urgency=beats.urgency(article, counted),
        beats=tuple(beats.beats(article, outlet, kinds)), figures=counted, series=genres.series(article.headline),
        level=level, shingles=array("I", sampled).tobytes(),
        names=_names(known, article.headline, f"{opening} {body[500:1200]}"),
        places=tuple(_places(article, opening))[:_PLACES], marks=_marks(article.headline, opening),
        numbers=tuple(marks.numbers(f"{article.headline} {opening} {body[500:1200]}"))[:_NUMBERS],
        fictional=bool(outlet and outlet.fictional), kinds=kinds,
        firm=firm,
    )  # fmt: skip
    group = _groups(known, article.headline, opening)
    named = _named(known, code, article.headline, opening) | group.keys()
    told = ". ".join(filter(None, (article.headline, article.dek or lede)))
    return Reading(evidence, raw, group, telling, named, genres.sidebar(article.headline), told)


def _bounded(article: Article) -> Article:
    """The article without lone surrogates, and no field but the text longer than any publisher prints."""
    told: dict[str, Any] = {name: _printable(getattr(article, name)[:most]) for name, most in _LONGEST.items()}
    return replace(article, paragraphs=tuple(map(_printable, article.paragraphs)), **told)


def _printable(given: str) -> str:
    return given if given.isascii() else given.encode("utf-8", "replace").decode()


def _lede(body: str) -> str:
    """The opening sentences: to the last end of one within the first `_LEDE` characters."""
    ends = max(body.rfind(end, 0, _LEDE) for end in (". ", ".\n", "\n\n"))
    return body[: ends + 1] if ends > 0 and len(body) > _LEDE else body[:_LEDE]


def _digest(article: Article) -> str:
    return text.digest(f"{article.headline}\n{article.dek}\n{article.text}\n{article.status}", 6)


def _genre(article: Article) -> Genre:
    """A withheld or canceled article supports nothing, whatever it was."""
    return genres.genre(article) if article.status is Status.USABLE else Genre.FEATURE


def _epoch(when: datetime | None) -> int:
    return int(when.timestamp()) if when else 0


def address(url: str) -> str:
    """A fingerprint of an article's address for recognising it again; "" for none and for a bare home page."""
    plain, _, query = url.strip().partition("#")[0].partition("?")
    host, _, path = re.sub(r"^\w+://(?:www\.|amp\.|m\.)?", "", plain.lower()).partition("/")
    asked = "&".join(sorted(part for part in query.split("&") if part and not _TRACKING.match(part)))
    path = re.sub(r"/amp$", "", path.rstrip("/"))
    return text.digest(f"{host}/{path}?{asked}", 6) if path or asked else ""


# --- terms -----------------------------------------------------------------------------------------------------------


def _terms(
    known: Lexicon, headline: list[str], body: list[str], slug: list[str]
) -> tuple[dict[str, float], frozenset[str]]:
    """Term -> weight by where it stands and how rare the language holds it; and the unigrams that are telling."""
    weight: dict[str, float] = {}
    place: dict[str, float] = {}
    zones = (
        (headline, _HEADLINE, True),
        (slug, _SLUG, False),
        (body[:_LEAD_WORDS], _LEAD, True),
        (body[_LEAD_WORDS:_BODY_WORDS], _BODY, False),
    )
    for tokens, zone, paired in zones:
        before = ("", 0.0)
        for stem, rarity in map(known.term, tokens):
            if rarity <= 0:
                continue
            weight[stem] = rarity
            place[stem] = place.get(stem, 0.0) + zone
            if paired and before[0]:
                pair = f"{before[0]}_{stem}"
                weight[pair] = (before[1] + rarity) / 2
                place[pair] = place.get(pair, 0.0) + zone * BIGRAM
            before = (stem, rarity)
    raw = {term: min(_TF_CAP, place[term]) * rarity**0.6 for term, rarity in weight.items()}
    return raw, frozenset(term for term, rarity in weight.items() if rarity >= TELLING and "_" not in term)


def _slug_words(url: str, headline: list[str]) -> list[str]:
    """Words of an address that the headline does not have: often those of a longer or an earlier headline."""
    path = re.sub(r"^\w+://[^/]*", "", url).split("?")[0].lower()
    told = max(path.split("/"), key=lambda part: len(re.findall(r"[a-z]{2,}", part)), default="")
    found = re.findall(r"[a-z]{3,}", told.rsplit(".", 1)[0])
    return [word for word in found if word not in headline] if len(found) > _SLUG_LEAST else []


def _groups(known: Lexicon, headline: str, opening: str) -> dict[str, str]:
    """Stem -> the first stem of the name it is part of: words of one name are one piece of evidence."""
    found: dict[str, str] = {}
    for run in marks.runs(headline, opening):
        stems = [stem for stem, rarity in map(known.term, run) if rarity > 0]
        for stem in stems:
            found.setdefault(stem, stems[0])
    return found


def _named(known: Lexicon, code: str, headline: str, opening: str) -> frozenset[str]:
    """Stems printed as names. German capitalises every noun, a headline may: there capitals tell nothing."""
    if code == "de":
        return frozenset()
    printed = opening if marks.titled(headline) else f"{headline} . {opening}"
    weighed = (known.term(word) for name in text.names(printed) for word in text.words(name))
    return frozenset(stem for stem, rarity in weighed if rarity >= _NAME_LIKE)


def _marks(headline: str, opening: str) -> tuple[str, ...]:
    moved = genres.move(headline) if genres.series(headline) == "markets" else ""
    return tuple(([f"move:{moved}"] if moved else []) + marks.marks(f"{headline}. {opening[:300]}"))[:_MARKS]


def _names(known: Lexicon, headline: str, opening: str) -> tuple[str, ...]:
    """Rare capitalised words: what another language would print alike."""
    found = marks.names(f"{headline} . {opening}")
    least = _NOUN_LIKE if known.code == "de" else _RARE
    rare = [name for name in found if known.term(name)[1] >= least][:_NAMES]
    printed = opening if marks.titled(headline) else f"{headline} . {opening}"
    return (*rare, *marks.phrases(printed)[:_PHRASES])


def _places(article: Article, opening: str) -> list[str]:
    headline = "" if marks.titled(article.headline) else article.headline
    told = [" ".join(text.words(article.dateline.split(",")[0]))] if article.dateline else []
    return [place for place in dict.fromkeys([*marks.places(f"{headline} . {opening[:320]}"), *told]) if place]


# --- shingles --------------------------------------------------------------------------------------------------------


def sampled(body: str) -> tuple[int, list[int]]:
    """The fingerprints of a text by which its copies are found, and how coarsely they were sampled."""
    return _sample(text.words(body[:_READ]))


def _sample(tokens: list[str]) -> tuple[int, list[int]]:
    """Fingerprints of runs of five words, those divisible by 2**level: few enough, and comparable at any level."""
    if len(tokens) < _SHORT:
        return 0, []
    found = _runs(tokens)
    level = max(0, (len(found) // _SHINGLES).bit_length() - 1)
    while len(kept := [value for value in found if not value & ((1 << level) - 1)]) > _SHINGLES:
        level += 1
    return level, sorted(kept)


def _runs(tokens: list[str]) -> set[int]:
    """One number for each run of five words, cut out of the whole so that nothing is joined twice."""
    whole = " ".join(tokens).encode()
    ends = list(accumulate(len(token.encode()) + 1 for token in tokens))
    starts = [0, *ends]
    return {crc32(whole[start : end - 1]) for start, end in zip(starts, ends[_SHINGLE_WORDS - 1 :], strict=False)}


def contained(a: Evidence, b: Evidence) -> float:
    """The share of the smaller text's shingles that the larger also has (0 to 1), estimated from the samples."""
    step = 1 << max(a.level, b.level)
    ours = {value for value in a.sampled() if value % step == 0}
    theirs = {value for value in b.sampled() if value % step == 0}
    least = min(len(ours), len(theirs))
    return len(ours & theirs) / least if least else 0.0
