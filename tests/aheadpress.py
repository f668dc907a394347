"""A week of invented news for many publishers: what each prints, rewrites and takes back, and when.

    plan = Plan(sources=200, articles=5_000, days=7, seed=1)
    for print_ in printed(plan): ...                # in order of time

Works on: a plan and its seed.
Comes in: how many publishers, articles and days.
Goes out: articles as the wire would store them, each with the time it is there: reports, rewrites, withdrawals.
Does not know: what becomes of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bench_news import DAYS, SENTENCES, _Facts, _titles

from bot.news import Article, Outlet, Status
from bot.text import digest

MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
"""The week in which Europe's clocks go forward."""
BEATS = ("world", "business", "politics", "health")
RARE = ("science", "culture")
"""What few publishers write about: every new story on it comes to whoever follows it as a topic."""
STEMS = ("world", "business", "politic", "health", "scien", "cultur")
HARD = (
    ("{n} killed as bridge collapses in {place}", "A bridge collapsed in {place}, killing {n}, the {org} said."),
    ("Bridge collapse in {place} leaves {n} dead", "{n} people died when a bridge fell in {place}, the {org} says."),
    ("{place} bridge falls, {n} dead", "The {org} counted {n} dead after a bridge came down in {place} on {day}."),
    ("{n} people die in {place} as a bridge gives way", "In {place} a bridge gave way: {n} died, the {org} said."),
)  # fmt: skip
SOFT = "{place} council argues over {word} and {word2}"
KILLED, EDITED, GREW = 0.05, 0.05, 0.5
"""The shares of articles withdrawn and rewritten, and of hard events of which more becomes known."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a week is. `broken`: events a day that several publishers report."""

    sources: int
    articles: int
    chats: int
    days: int
    seed: int
    broken: int = 6
    modelled: int = 4
    """Chats on each platform's double; the others are on platforms in memory."""
    every: int = 20
    """Minutes between two rounds of the wire."""
    starts: datetime = MONDAY

    @property
    def round(self) -> timedelta:
        return timedelta(minutes=self.every)

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Print:
    """An article stands so from a time on."""

    at: datetime
    article: Article


def outlets(plan: Plan) -> list[Outlet]:
    """As many publishers, each on its own."""
    names = _titles()
    return [
        Outlet(f"paper{n}", f"The {next(names)} Courier", beats=(_beat(n),), language="en") for n in range(plan.sources)
    ]


def _beat(n: int) -> str:
    return RARE[n % 100] if n % 100 < len(RARE) else BEATS[n % len(BEATS)]


def printed(plan: Plan) -> list[Print]:
    """All that is printed, in order of time."""
    draw, papers, found = random.Random(plan.seed), outlets(plan), list[Print]()
    hard = [draw.uniform(0, 24 * plan.days) for _ in range(plan.broken * plan.days)]
    for hours in hard:
        found += _hard(draw, papers, plan.starts + timedelta(hours=hours))
    while len({one.article.id for one in found}) < plan.articles:
        at = plan.starts + timedelta(hours=draw.uniform(0, 24 * plan.days))
        found += _soft(draw, draw.choice(papers), at)
    return sorted((one for one in found if one.at < plan.ends), key=lambda one: one.at)


def _hard(draw: random.Random, papers: list[Outlet], at: datetime) -> Iterator[Print]:
    """Several publishers report it within the hour; often the toll rises later, and one more reports that."""
    facts = _Facts(draw, 1.0)
    facts.day = DAYS[at.weekday()]
    tellers = draw.sample(papers, draw.randint(2, min(4, len(papers))))
    for n, paper in enumerate(tellers):
        yield from _life(draw, facts, paper, at + timedelta(minutes=draw.uniform(0, 40)), HARD[n])
    if draw.random() < GREW:
        facts.count += draw.randint(3, 20)
        later = at + timedelta(hours=draw.uniform(2, 20))
        for n, paper in enumerate(tellers[:2]):
            yield from _life(draw, facts, paper, later + timedelta(minutes=20 * n), HARD[n + 1])


def _soft(draw: random.Random, paper: Outlet, at: datetime) -> Iterator[Print]:
    facts = _Facts(draw, 0.7)
    while any(word.startswith(STEMS) for word in facts.words[:2]):  # topics are beats here, and no words of headlines
        facts = _Facts(draw, 0.7)
    yield from _life(draw, facts, paper, at, (SOFT, SENTENCES[0]))


def _life(draw: random.Random, facts: _Facts, paper: Outlet, at: datetime, form: tuple[str, str]) -> Iterator[Print]:
    """A report, and what its publisher makes of it later."""
    article = _article(draw, facts, paper, at, form)
    yield Print(at, article)
    fate, later = draw.random(), at + timedelta(hours=draw.uniform(0.4, 30))
    if fate < KILLED:
        yield Print(later, replace(article, status=Status.CANCELED, updated=later, revision=2))
    elif fate < KILLED + EDITED:
        kept = (f"{article.paragraphs[0].split(',')[0]}, a reporter wrote.", *article.paragraphs[2:])
        yield Print(later, replace(article, paragraphs=kept, updated=later, revision=2))


def _article(draw: random.Random, facts: _Facts, paper: Outlet, at: datetime, form: tuple[str, str]) -> Article:
    words = {
        "n": facts.count, "place": facts.place, "day": facts.day, "org": facts.org, "word": facts.words[0],
        "word2": facts.words[1],
    }  # fmt: skip
    headline, lead = (part.format(**words) for part in form)
    body = tuple(facts.sentence() for _ in range(3))
    url = f"https://{paper.id}.example/{digest(headline + body[0] + at.isoformat())}"
    return Article(
        digest(url), paper.id, headline, (lead, *body), url, at, fetched=at, language="en",
        section=paper.beats[0] if paper.beats else "",
    )  # fmt: skip
