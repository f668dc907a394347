"""What a batch of arrivals makes of the stories: purely, from what was known of them.

    arrivals | those that are news | placed | merge and advance the histories of their stories | what lost its support

Works on: a window of live stories; the histories kept of them.
Comes in: articles as they stand, with what they said when they were placed before; what was published of their stories.
Goes out: stories with their histories; corrections.
Does not know: the archive, leases, who was told what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import chronicle, text
from bot.archive import Version
from bot.chronicle import History
from bot.news import Article, Correction, Outlet, Sentence, Status, Story
from bot.stories import Placed, Verdict, Window

TELLING = 400
"""Characters from which a text alone tells an article from others: shorter ones may be a site's set phrase."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article and what kind of arrival it was."""

    version: Version
    verdict: Verdict

    @property
    def kind(self) -> Verdict:
        """What it is to the history: reading the page behind a teaser adds to what was said, and rewrites nothing."""
        return "event" if self.verdict == "revision" and not rewritten(self.version) else self.verdict


@dataclass(frozen=True, slots=True)
class Batch:
    """Where a batch went: arrivals in order by the slug their story has now, and the slugs that ended in which."""

    arrivals: Mapping[str, Sequence[Arrival]]
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def slugs(self) -> list[str]:
        return list(self.arrivals)

    @property
    def concerned(self) -> list[str]:
        """The slugs whose histories matter: of the stories, and of those merged into them."""
        return [*self.arrivals, *self.merged]

    def changed(self) -> dict[str, list[Version]]:
        """By slug, the articles in which a publisher changed what it had said."""
        found = {slug: [a.version for a in some if rewritten(a.version)] for slug, some in self.arrivals.items()}
        return {slug: versions for slug, versions in found.items() if versions}


@dataclass(frozen=True, slots=True)
class Life:
    """A story and what each revision of it brought."""

    story: Story
    history: History


def fingerprint(article: Article) -> bytes:
    """What an article is recognised by under another address, date or headline: its text, where that says enough."""
    body = article.text if len(article.text) >= TELLING else f"{article.headline}\n{article.text}"
    return bytes.fromhex(text.digest(body, 8))


def texts(versions: Sequence[Version], now: datetime) -> dict[bytes, datetime]:
    """The fingerprints of articles, with the earliest time of each."""
    found: dict[bytes, datetime] = {}
    for article in (version.article for version in versions):
        mark, when = fingerprint(article), min(article.when or now, now)
        found[mark] = min(when, found.get(mark, when))
    return found


def ordered(
    window: Window, versions: Sequence[Version], now: datetime, since: datetime, printed: Mapping[bytes, datetime]
) -> list[Version]:
    """The articles to place, oldest first. What is older than `since` stays out, unless its story is still told.

    `printed` says when texts were printed first: the same text under a new date is as old as it was.
    """

    def first(version: Version) -> datetime:
        return min(version.article.when or now, printed.get(fingerprint(version.article), now))

    news = [v for v in versions if first(v) >= since or window.holds(v.article.id)]  # the rest is kept for questions
    return sorted(news, key=lambda v: v.article.when or now)


def batch(window: Window, placed: Sequence[tuple[Version, Placed]]) -> Batch:
    """What was placed, by the stories as they stand after the last of it."""
    arrivals: dict[str, list[Arrival]] = {}
    merged: dict[str, str] = {}
    for version, found in placed:
        arrivals.setdefault(window.resolve(found.slug), []).append(Arrival(version, found.verdict))
        merged |= {slug: window.resolve(slug) for slug in found.merged}
    return Batch(arrivals, merged)


def standing(story: Story | None, before: Story | None) -> Story | None:
    """A story as it stands; one that has no report left as it stood, a revision later; None where none is told."""
    return story or (replace(before, revision=before.revision + 1) if before else None)


def live(story: Story, batch: Batch, kept: Mapping[str, History], outlets: Mapping[str, Outlet], now: datetime) -> Life:
    """The story with what this batch brought to it. What was merged into it comes first: it was known before."""
    arrivals = [(arrival.version.article, arrival.kind) for arrival in batch.arrivals[story.slug]]
    others = {slug: kept[slug] for slug, into in batch.merged.items() if into == story.slug and slug in kept}
    history = kept.get(story.slug)
    if history is not None and others:
        history = chronicle.merge(history, others, story.revision)
        others = {}
    history = chronicle.advance(history, story, arrivals, outlets, now)
    if others:
        history = chronicle.merge(history, others, story.revision)
    return Life(replace(story, developed=max(1, chronicle.developed(history))), history)


def rewritten(version: Version) -> bool:
    """Whether a publisher changed or took back what it had said.

    That the page behind a feed's summary was read, or that only the summary came anew, changes nothing that was said.
    """
    former, article = version.former, version.article
    if former is None or former.status is not Status.USABLE:
        return False
    return article.status is not Status.USABLE or former.teaser == article.teaser


def losses(
    story: Story, version: Version, said: Sequence[Sentence], outlets: Mapping[str, Outlet], now: datetime
) -> list[Correction]:
    """What was published, stood in the article before and stands there no more: at most one correction."""
    if version.former is None:
        return []
    cited = {s.text: s for s in said if any(cite.article == version.article.id for cite in s.cites)}
    stood = {s.text for s in cited.values()} - {s.text for s in chronicle.lost(cited.values(), version.former)}
    lost = [s for s in chronicle.lost(cited.values(), version.article) if s.text in stood]
    return [chronicle.correction(story, lost, version.article, outlets, now)] if lost else []
