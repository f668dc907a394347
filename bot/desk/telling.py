"""Stories as pieces: purely, from what is chosen, worded and known of who published what.

Works on: choices, checked sentences, articles, outlets.
Comes in: a story and its wording; how much a reader wants; what a chat was told.
Goes out: items, reports, and the notes of a brief that holds nothing new.
Does not know: shelves, conversations, questions.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from bot import text
from bot.desk.recall import Page
from bot.news import (
    Article,
    Change,
    Choice,
    Cite,
    Development,
    Item,
    Length,
    Outlet,
    Precision,
    Report,
    Sentence,
    Standing,
)
from bot.wording import WRITER, Worded

STORIES = 8
NEWS = 3
"""Sentences in which a story that a chat knows is told again."""
SAME = 0.7
"""Share of the shorter one's telling words from which two sentences tell much the same."""
KNOWN = 2
"""Telling words that two headlines share where a reader sees that they are of one story."""
NOTHING: Mapping[str, Article] = MappingProxyType({})
OWN_WORDS = "The model gave nothing that can be printed: these are the sources' own words."
ROOM = "{} stories told here before have nothing new and made room; brief all gives them too."
ABROAD = "{} stories in other languages are left out: no judge model is set to check a translation."
ABROAD_ONE = "1 story in another language is left out: no judge model is set to check a translation."
ROOM_OF_ONE = "1 story told here before has nothing new and made room; brief all gives it too."


@dataclass(frozen=True, slots=True)
class Portion:
    """How many stories a length is, and sentences of each; None for as many as a story is worded in."""

    stories: int
    sentences: int | None = None


PORTIONS = {Length.SHORT: Portion(5, 1), Length.MEDIUM: Portion(STORIES), Length.LONG: Portion(15)}


def cut(sentences: Sequence[Sentence], most: int | None) -> tuple[Sentence, ...]:
    """The first of a story's sentences. Where all are sides of a conflict none is taken without the others."""
    if most is None:
        return tuple(sentences)
    return tuple([s for s in sentences if not s.disputed][:most]) or tuple(sentences)


def stand(
    item: Item, page: Page, most: int | None, sources: Mapping[str, Article] = NOTHING, language: str = ""
) -> Item:
    """An item as it stands with a chat, at most so many sentences of it; of a story it knows, only what came since.

    `sources` are the articles that brought what is new, `language` the reader's.
    """
    standing, news = page.recall.standing(item.slug), page.recall.news.get(item.slug, ())
    if not news:
        return replace(item, sentences=cut(item.sentences, most), standing=standing)
    abroad = frozenset(i for i, a in sources.items() if language and a.language[:2] not in ("", language))
    latest = newest(news, most or NEWS)
    sides = {side.text: side for side in item.sentences if side.disputed}
    words = [said for d in latest if (said := _in_words(d, item.sentences, abroad))]
    changed = tuple({said.text: sides.get(said.text, said) for said in words}.values())
    told = tuple(dict.fromkeys((*changed, *_context(item.sentences, changed, most)))) or cut(item.sentences, most)
    note = "; ".join(dict.fromkeys(d.detail for d in latest if d.detail))
    headed = _headed(item, [cite for said in words for cite in said.cites if cite.article not in abroad], sources)
    return replace(dated(headed, told), sentences=told, changed=changed, standing=standing, note=note)


def _headed(item: Item, cites: Sequence[Cite], sources: Mapping[str, Article]) -> Item:
    """Under the headline of the last report that brought something, where a reader knows the story by it."""
    for cite in reversed(cites):
        headline = sources[cite.article].headline if cite.article in sources else ""
        known = frozenset(text.content(item.headline))
        if len(known & frozenset(text.content(headline))) >= min(KNOWN, len(known)):
            return replace(item, headline=headline, headline_outlet=cite.outlet)
    return item


def renewed(item: Item, worded: Worded) -> Item:
    """The item with what is new in a model's words: each sentence by one of the same passages with all its figures."""
    swapped: dict[Sentence, Sentence] = {}
    for old in item.changed:
        able = (s for s in worded.sentences if _places(old) & _places(s) and _figures(old.text) <= _figures(s.text))
        if not old.disputed and (new := next(able, None)) is not None and new not in swapped.values():
            swapped[old] = new
    changed, told = (tuple(swapped.get(s, s) for s in held) for held in (item.changed, item.sentences))
    return replace(item, changed=changed, sentences=told, writer=worded.writer if swapped else item.writer)


def _places(sentence: Sentence) -> set[tuple[str, int]]:
    return {(cite.article, cite.start) for cite in sentence.cites}


def newest(news: Sequence[Development], most: int) -> tuple[Development, ...]:
    """The last that came, oldest first; of figures that moved several times only where they stand now."""
    kept: list[Development] = []
    counted: set[str] = set()
    for _, brought in sorted(enumerate(news), key=lambda one: (one[1].at, one[0]), reverse=True):
        kinds = {part.partition(":")[0] for part in brought.detail.split("; ")}
        if brought.change is not Change.FIGURE:
            kept.append(brought)
        elif not kinds <= counted:
            kept.append(brought)
            counted |= kinds
    return tuple(reversed(kept[:most]))


def _in_words(brought: Development, sentences: Sequence[Sentence], abroad: Container[str]) -> Sentence | None:
    """The sentence of what is new; where it is abroad, its translation or one of the reader's with the same figure."""
    said = brought.sentence
    if said is None or not any(cite.article in abroad for cite in said.cites):
        return said
    if carried := next((s for s in sentences if s.text != said.text and _places(said) <= _places(s)), None):
        return carried
    figures = _figures(" ".join(part.rpartition(" ")[2] for part in brought.detail.split("; ")))
    own = (s for s in sentences if not s.disputed and not any(cite.article in abroad for cite in s.cites))
    return next((s for s in own if figures and figures <= _figures(s.text)), said)


def _figures(told: str) -> set[float]:
    return {number.value for number in text.numbers(told)}


def _context(sentences: Sequence[Sentence], changed: Sequence[Sentence], most: int | None) -> Iterator[Sentence]:
    """What the new sentences belong to: one sentence that says something else, and all sides of a conflict they join.

    Whoever reads only a line of each story gets the line that is new, and the other side only where it is one.
    """
    plain = [s for s in sentences if not s.disputed and not any(_alike(s, new) for new in changed)]
    sides = [s for s in sentences if s.disputed]
    cited = {cite.article for sentence in changed for cite in sentence.cites}
    joined = any(cite.article in cited for side in sides for cite in side.cites)
    if most is None and changed:
        yield from plain[:1]
    if any(side in changed for side in sides) or (joined and most is None):
        yield from sides


def _alike(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences tell much the same."""
    a, b = (frozenset(text.content(sentence.text)) for sentence in (one, other))
    return not a or len(a & b) >= SAME * min(len(a), len(b))


def windows(page: Page, items: Sequence[Item], since: timedelta) -> list[str]:
    """What a reader is told of a brief that holds nothing new, or not all, or nothing of the time asked for."""
    if items and page.window != since:
        return [f"Nothing in the last {lasting(since)}; this is the best of the last {lasting(page.window)}."]
    if items and all(i.standing is Standing.TOLD for i in items):
        return [f"Nothing new since your last brief here; this is the best of the last {lasting(since)}."]
    if items and page.room:
        return [ROOM_OF_ONE if page.room == 1 else ROOM.format(page.room)]
    return []


def left_out(abroad: int) -> list[str]:
    """That stories are missing, where a model could translate them and nobody could say whether it did."""
    if not abroad:
        return []
    return [ABROAD_ONE if abroad == 1 else ABROAD.format(abroad)]


def credited(writers: Sequence[str], *, modelled: bool) -> list[str]:
    """Who worded a brief, where that is not its sources alone or was to be a model."""
    models = [writer for writer in writers if writer != WRITER]
    if not models:
        return [OWN_WORDS] if modelled else []
    rest = "; the rest is in the sources' own words" if WRITER in writers else ""
    return [f"Worded by {' and '.join(models)}, each sentence checked against the passages it cites{rest}."]


def lasting(span: timedelta) -> str:
    """ "24 hours", "3 days"."""
    hours = round(span.total_seconds() / 3600)
    if hours > 24 and hours % 24 == 0:
        return f"{hours // 24} days"
    return "hour" if hours == 1 else f"{hours} hours"


def item(choice: Choice, worded: Worded, outlets: Mapping[str, Outlet]) -> Item:
    """A chosen story as a brief tells it, dated by the newest source it quotes; undated where none has a date."""
    story = choice.story
    named = tuple(outlets[o].name if o in outlets else o for o in story.outlets if o)
    headline_outlet = outlets[story.headline_outlet].name if story.headline_outlet in outlets else story.headline_outlet
    made = Item(
        story.slug, story.headline, headline_outlet, None, named, worded.sentences,
        reasons=choice.reasons, families=len(story.families), revision=story.revision, writer=worded.writer,
    )  # fmt: skip
    return dated(made, worded.sentences)


def dated(item: Item, sentences: Sequence[Sentence]) -> Item:
    """The item with the time of the newest source that these sentences quote; undated where none has a date."""
    times = [(cite.published, cite.precision) for sentence in sentences for cite in sentence.cites if cite.published]
    when, precision = max(times, key=lambda time: time[0], default=(None, Precision.TIME))
    return replace(item, published=when, precision=precision)


def report(article: Article, outlets: Mapping[str, Outlet]) -> Report:
    """An article as a story's coverage lists it."""
    name = outlets[article.outlet].name if article.outlet in outlets else article.outlet
    return Report(article.id, name, article.headline, article.url, article.published, article.precision, article.genre)
