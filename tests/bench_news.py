"""News for the bench: fictional, deterministic, as varied in its words as real reports are.

    for report in reports(500, now): report.article(now), report.page(), report.plain()

An event has its own place, people, figures and rare words (drawn from a frequency list of English), and is told by one
to six outlets, each in an order and a choice of sentences of its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from spellchecker import SpellChecker

from bot.news import Article, Outlet
from bot.text import digest

FREQUENCY = {w: n for w, n in SpellChecker().word_frequency.dictionary.items() if w.isalpha() and len(w) > 2}
RANKED = sorted(FREQUENCY, key=lambda word: (-FREQUENCY[word], word))
WORDS, WEIGHTS = RANKED[:30_000], list(accumulate(FREQUENCY[word] for word in RANKED[:30_000]))
TELLING = RANKED[1_500:20_000]
STARTS = (
    "Al", "Bel", "Cor", "Dun", "Est", "Fal", "Gar", "Hol", "Ist", "Jor", "Kel", "Lan", "Mor", "Nor", "Ost", "Pel",
    "Quil", "Rav", "Sel", "Tor", "Ul", "Var", "Wes", "Yar", "Zan",
)  # fmt: skip
ENDS = (
    "aby", "adra", "ald", "anto", "arr", "avik", "dale", "den", "dora", "ek", "ella", "emar", "enko", "erra", "esk",
    "eth", "ford", "holm", "ia", "ima", "in", "mere", "or", "ova",
)  # fmt: skip
FIRST = (
    "Ada", "Bruno", "Carla", "Dario", "Elsa", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katya", "Liam", "Mona",
    "Nils", "Olga", "Pavel", "Rosa", "Samir", "Tara",
)  # fmt: skip
HEADLINES = (
    "{n} killed as {word} collapses in {place}", "{place} votes on {word} after {n} hours of debate",
    "{person} named head of {place} {word} board", "Fire at {word} plant in {place} injures {n}",
    "{place} to spend {m} million on {word}", "Court in {place} rules against {word} in {word2} case",
    "Strike over {word} stops {n} trains in {place}", "Flood cuts off {place} as {word} fails",
)  # fmt: skip
SENTENCES = (
    "The {word} in {place} was closed on {day} after {n} people reported the {word2}, officials said.",
    "“We have never seen a {word} like this,” said {person}, who has run the {word2} for {n} years.",
    "The {org} said in a statement that the {word} would cost about {m} million crowns, up from {n} million last year.",
    "{person}, a spokesman for the {org}, told reporters that {n} of the {word2} workers were still missing.",
    "Residents of {place} described how the {word} gave way shortly after {h}:30 in the morning.",
    "The decision follows a report by the {org} which found that {n} per cent of the {word} had failed.",
    "Opponents of the plan, among them {person}, argue that the {word2} should have been asked first.",
    "A court in {place} is to hear the case on {day}, and the {org} has asked for more time.",
    "In the {word} market, prices rose {n} per cent while the {word2} lost ground for a third week.",
    "Police arrested {n} people near the {word} and said that the inquiry into the {word2} would go on.",
    "{person} denied that the {org} had known of the {word} before {day}.",
    "The {org} has sent {n} rescuers with {word2} equipment from {place} to the site.",
    "Schools in {place} stayed shut on {day} because of the {word}, and buses ran only every {n} minutes.",
    "According to figures of the {org}, {m} million people depend on the {word} for work.",
    "The agreement between {place} and the {org} runs for {n} years and covers the {word} and the {word2}.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TOLD_BY = (1, 1, 1, 2, 2, 3, 4, 6)
STYLE = "<style>" + "".join(f".c{n}{{margin:{n % 40}px;color:#{n:06x}}}" for n in range(160)) + "</style>"


def outlets(count: int = 24) -> dict[str, Outlet]:
    """As many invented outlets, each a family of its own."""
    return {f"paper{n}": Outlet(f"paper{n}", f"The {s} Courier", language="en")
            for n, s in zip(range(count), islice(_titles(), count), strict=True)}  # fmt: skip


def _titles() -> Iterator[str]:
    return (f"{first}{start}{end}" for first in ("", "East ", "New ") for end in ENDS for start in STARTS)


@dataclass(frozen=True)
class Report:
    """One outlet's report of an event."""

    outlet: Outlet
    headline: str
    paragraphs: tuple[str, ...]
    published: datetime

    @property
    def url(self) -> str:
        return f"https://{self.outlet.id}.example/news/{digest(self.headline + self.paragraphs[0])}"

    def article(self, now: datetime) -> Article:
        """As the wire would make it of a feed with full text."""
        return Article(
            digest(self.url), self.outlet.id, self.headline, self.paragraphs, self.url, self.published, fetched=now,
            language="en",
        )  # fmt: skip

    def page(self, size: int = 30_000) -> str:
        """As a page of about `size` bytes, most of it not the report: styles, navigation, other headlines, a footer."""
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in self.paragraphs)
        links = [f'<li><a href="/{t.lower()}/{n}">{t} and the {WORDS[n * 7]}</a></li>' for n, t in enumerate(_titles())]
        head = (
            f"<!DOCTYPE html><html lang='en'><head><title>{self.headline} | {self.outlet.name}</title>"
            f"<link rel='canonical' href='{self.url}'><meta property='og:site_name' content='{self.outlet.name}'>"
            f"<meta property='article:published_time' content='{self.published.isoformat()}'>{STYLE}</head><body>"
        )
        article = f"<main><article><h1>{self.headline}</h1><div class='story'>{body}</div></article></main>"
        room = max(0, size - len(head) - len(article)) // 2
        menu = "".join(islice(links, room // len(links[0])))
        rest = "".join(links[-(room // len(links[0])) :])
        foot = f"<aside><ul>{rest}</ul></aside><footer>Imprint</footer></body></html>"
        return f"{head}<nav><ul>{menu}</ul></nav>{article}{foot}"

    def plain(self) -> str:
        """As a text file: headline, byline with a date, paragraphs."""
        return "\n\n".join((self.headline, f"{self.published:%Y-%m-%d %H:%M} UTC", *self.paragraphs))


def reports(
    count: int, now: datetime, *, characters: int = 4_000, span: float = 20.0, told_by: Sequence[int] = TOLD_BY,
    set_forms: float = 0.5, seed: int = 7,
) -> list[Report]:  # fmt: skip
    """`count` reports published in the `span` hours up to `now`, oldest first; an event is told by so many outlets.

    `set_forms` is the share of sentences with a form that other events use too; the rest are words at random.
    """
    draw = random.Random(seed)
    papers = list(outlets().values())
    found: list[Report] = []
    while len(found) < count:
        happened = now - timedelta(hours=draw.uniform(0.5, span))
        found += _event(draw, draw.sample(papers, draw.choice(told_by)), happened, characters, set_forms)
    return sorted(found[:count], key=lambda report: report.published)


def _event(
    draw: random.Random, papers: list[Outlet], happened: datetime, characters: int, set_forms: float
) -> list[Report]:
    facts = _Facts(draw, set_forms)
    told = [facts.sentence() for _ in range(24)]
    found = []
    for paper in papers:
        headline = facts.headline()
        lead = f"{headline}, the {facts.org} said on {facts.day}."
        body = [lead, *draw.sample(told, 8)]
        while sum(map(len, body)) < characters:
            body.append(facts.sentence())
        paragraphs = tuple(" ".join(body[n : n + 2]) for n in range(0, len(body), 2))
        found.append(Report(paper, headline, paragraphs, happened + timedelta(minutes=draw.uniform(0, 25))))
    return found


class _Facts:
    """What is so of one event."""

    def __init__(self, draw: random.Random, set_forms: float) -> None:
        self.draw = draw
        self.set_forms = set_forms
        self.place = draw.choice(STARTS) + draw.choice(ENDS)
        self.people = [f"{draw.choice(FIRST)} {draw.choice(STARTS)}{draw.choice(ENDS)}" for _ in range(4)]
        self.words = draw.sample(TELLING, 24)
        self.org = f"{self.words[0].title()} {draw.choice(('Office', 'Council', 'Union', 'Ministry', 'Agency'))}"
        self.day = draw.choice(DAYS)
        self.count = draw.randint(3, 90)
        self.kind = draw.choice(HEADLINES)

    def headline(self) -> str:
        kind = self.kind if self.draw.random() < 0.7 else self.draw.choice(HEADLINES)
        return kind.format(n=self.count, m=self.count * 3, place=self.place, person=self.people[0],
                           word=self.words[0], word2=self.words[1])  # fmt: skip

    def sentence(self) -> str:
        """A form with this event's people and words and figures of its own, or words at random."""
        if self.draw.random() > self.set_forms:
            return self.prose()
        form = self.draw.choice(SENTENCES)
        word, word2 = self.draw.sample(self.words, 2)
        return form.format(n=self.draw.randint(2, 99), m=self.draw.randint(2, 900), h=self.draw.randint(1, 9),
                           place=self.place, org=self.org, person=self.draw.choice(self.people), word=word,
                           word2=word2, day=self.draw.choice(DAYS))  # fmt: skip

    def prose(self) -> str:
        """A sentence as long and as rich in words as any, of no sense."""
        words = self.draw.choices(WORDS, cum_weights=WEIGHTS, k=self.draw.randint(9, 24))
        words[1::4] = self.draw.choices(self.words, k=len(words[1::4]))
        said = " ".join((*words[:-3], self.place, *words[-3:]))
        return f"{said[0].upper()}{said[1:]}."


def folder(path: Path, now: datetime, count: int = 500) -> None:
    """Writes reports as files, a page and a text in turn."""
    for number, report in enumerate(reports(count, now)):
        name, body = ("txt", report.plain()) if number % 2 else ("html", report.page())
        (path / f"{number:04}.{name}").write_text(body, "utf-8")
