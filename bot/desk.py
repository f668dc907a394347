"""The front desk: everything a chat may ask of us.

Works on: the stories on a shelf (the archive's, or clippings somebody handed over) and a conversation's state.
Comes in: a verb with its arguments, the chat it came from, the time.
Goes out: pieces of news (`Brief`, `Answer`, `Coverage`, `Notice`) that an adapter says natively.
Does not know: any platform, any Redis key, how articles arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import commands, edition, wording
from bot.news import (
    Answer,
    Article,
    Brief,
    Choice,
    Coverage,
    Item,
    Notice,
    Outlet,
    Precision,
    Reason,
    Report,
    SourceLine,
    Story,
    Turn,
)
from bot.shelf import Shelf
from bot.wording import Worded

if TYPE_CHECKING:
    from bot.asking import Found, Reading

DAY = timedelta(hours=24)
STORIES = 8
ASKED_ARTICLES = 2_000
TURNS_KEPT = 20
UNKNOWN = "und"
"""The code of a language nobody could tell (ISO 639-2)."""


class Unknown(LookupError):
    """What was asked for is not here; `str` tells the reader what to do."""


class Desk:
    """Answers for one shelf. Every method takes the chat's address as text; times come from `clock`.

    `language` is the reader's; empty where stories are told in whatever language they are in.
    """

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime], *, zone: str = "UTC", language: str = "en") -> None:
        self.shelf = shelf
        self.clock = clock
        self.zone = zone
        self.language = language
        self._reading: Reading | None = None

    async def brief(
        self, chat: str, *, topic: str = "", since: timedelta = DAY, stories: int = STORIES, notes: Sequence[str] = ()
    ) -> Brief:
        """Today's brief. The listing it leaves behind is what numbers refer to afterwards."""
        now = self.clock()
        found = await self.shelf.stories(now - max(since, 3 * DAY))
        choices = edition.choose(self._readable(found), self.shelf.anchor(now), limit=stories, since=since, topic=topic)
        worded = await self._worded([choice.story for choice in choices])
        outlets = await self.shelf.outlets()
        items = tuple(item(choice, worded[choice.story.slug], outlets) for choice in choices)
        items = tuple(i for i in items if i.sentences)
        talk = await self.shelf.talk(chat)
        await self.shelf.remember(chat, replace(talk, listing=tuple(i.slug for i in items) or talk.listing, focus=""))
        spoken = Counter(choice.story.language for choice in choices if choice.story.language)
        language = self.language or next((code for code, _ in spoken.most_common(1)), UNKNOWN)
        return Brief(
            edition.name(now, self.zone), now, items, beat=topic, language=language, writer=wording.WRITER,
            fictional=self.shelf.fictional, notes=tuple(notes),
        )  # fmt: skip

    def _readable(self, stories: Sequence[Story]) -> list[Story]:
        """Stories in the reader's language; all of them where none is (a brief in another language beats none)."""
        own = [s for s in stories if s.language[:2] in ("", self.language)] if self.language else []
        return own or list(stories)

    async def _worded(self, stories: Sequence[Story]) -> dict[str, Worded]:
        kept = await self.shelf.wordings(stories, self.language)
        missing = [story for story in stories if story.slug not in kept]
        if missing:
            outlets = await self.shelf.outlets()
            articles = await self.shelf.articles([i for story in missing for i in story.articles])
            for story in missing:
                held = [articles[i] for i in story.articles if i in articles]
                kept[story.slug] = wording.word(story, held, outlets, self.clock(), language=self.language)
                await self.shelf.keep(story, self.language, kept[story.slug])
        return kept

    async def prepare(self) -> None:
        """Words the stories of the next brief before anybody asks."""
        now = self.clock()
        choices = edition.choose(self._readable(await self.shelf.stories(now - 3 * DAY)), now, limit=STORIES)
        await self._worded([choice.story for choice in choices])

    async def find(self, chat: str, handle: str) -> Story:
        """A story by its number in the listing the chat saw last, its slug, or words of its headline.

        Raises Unknown, which says what to type.
        """
        wanted = handle.strip().lower()
        talk = await self.shelf.talk(chat)
        if commands.numeral(wanted):
            if not 1 <= int(wanted) <= len(talk.listing):
                raise Unknown(_no_number(wanted, len(talk.listing)))
            wanted = talk.listing[int(wanted) - 1]
        story = await self.shelf.story(wanted)
        if story is None and wanted:
            held = await self.shelf.stories(self.clock() - 14 * DAY)
            story = next((s for s in reversed(held) if all(w in s.headline.lower() for w in wanted.split())), None)
        if story is None:
            raise Unknown(f"There is no story {handle!r}. Ask for the brief and take a number from it.")
        await self.shelf.remember(chat, replace(talk, focus=story.slug))
        return story

    async def story(self, chat: str, handle: str) -> Coverage:
        """A story opened: its sentences, who reports it and when. It is then the chat's focus."""
        story = await self.find(chat, handle)
        outlets = await self.shelf.outlets()
        worded = await self._worded([story])
        articles = await self.shelf.articles(story.articles)
        choice = Choice(story, 0.0, ())
        reports = [_report(a, outlets) for i in story.articles if (a := articles.get(i))]
        reports.sort(key=lambda r: (r.published is None, r.published))
        return Coverage(item(choice, worded[story.slug], outlets), tuple(reports), fictional=self.shelf.fictional)

    async def why(self, chat: str, handle: str) -> Item:
        """Why a story stands where it does: an item whose reasons are the point."""
        story = await self.find(chat, handle)
        now = self.clock()
        found = self._readable(await self.shelf.stories(now - 3 * DAY))
        choices = edition.choose(found, self.shelf.anchor(now), limit=max(STORIES, len(found)))
        place, choice = next(
            ((n, c) for n, c in enumerate(choices, 1) if c.story.slug == story.slug),
            (0, Choice(story, 0.0, (Reason("not-ranked", "older than the window, or not a report"),))),
        )
        worded = await self._worded([story])
        first = Reason("rank", f"number {place} of {len(choices)} stories" if place else "not in today's brief")
        reasons = (first, *choice.reasons, *worded[story.slug].refused)
        return replace(item(choice, worded[story.slug], await self.shelf.outlets()), reasons=reasons)

    async def ask(self, chat: str, question: str, *, handle: str = "") -> Answer:
        """What the sources say: of the story named or in focus first, else of all stories held."""
        now = self.clock()
        talk = await self.shelf.talk(chat)
        named = await self.find(chat, handle) if handle else None
        focus = named or (await self.shelf.story(talk.focus) if talk.focus else None)
        answer = None
        if focus is not None:
            answer = await self._answer(question, [focus], focus.slug)
        if answer is None or (answer.refused and named is None):
            found = await self.shelf.stories(now - 14 * DAY)
            wider = await self._answer(question, found, "")
            answer = wider if answer is None or not wider.refused else answer
        turn = Turn(question, " ".join(s.text for s in answer.sentences), now)
        await self.shelf.remember(
            chat, replace(talk, focus=answer.slug or talk.focus, turns=(*talk.turns, turn)[-TURNS_KEPT:])
        )
        return answer

    async def _answer(self, question: str, stories: Sequence[Story], slug: str) -> Answer:
        """Asked of one story, its articles are read anew; asked of all, the index of an earlier question is kept."""
        from bot import asking  # reads word lists: only a question pays for them

        outlets, now = await self.shelf.outlets(), self.clock()
        if slug:
            held = await self.shelf.articles([i for story in stories for i in story.articles])
            return reply(asking.passages(question, list(held.values()), now), held, outlets, now, slug, stories)
        self._reading = self._reading or asking.Reading()
        near = nearest(stories, ASKED_ARTICLES)
        await self._reading.catch_up(near, self.shelf.articles)
        found = self._reading.index.ask(question, now)
        bearing = {scored.passage.article for scored in found.passages}
        told = [story for story in near if bearing & set(story.articles)]
        # A refusal says how new the newest source is.
        told += near[:1] if found.refused else []
        held = await self.shelf.articles([i for story in told for i in story.articles])
        return reply(found, held, outlets, now, "", told)

    async def sources(self) -> list[SourceLine]:
        """Every source and how it fares."""
        return await self.shelf.report()

    async def status(self) -> Notice:
        """One honest line about health."""
        lines = await self.shelf.report()
        broken = sum(bool(line.error) for line in lines)
        held = await self.shelf.stories(self.clock() - DAY)
        newest = max((line.good for line in lines if line.good), default=None)
        read = f"last read {newest:%d %b %H:%M} UTC" if newest else "not read yet"
        return Notice(f"{len(held)} stories in the last day; {len(lines)} sources, {broken} failing, {read}.")

    async def forget(self, chat: str) -> Notice:
        """Deletes the conversation's state."""
        count = await self.shelf.forget(chat)
        return Notice(
            "Forgotten: this conversation's state is deleted."
            if count
            else "Nothing was remembered of this conversation."
        )


def nearest(stories: Sequence[Story], limit: int) -> list[Story]:
    """The stories a question is asked of: the newest, until they have `limit` articles."""
    near: list[Story] = []
    count = 0
    for story in sorted(stories, key=lambda s: (-s.updated.timestamp(), s.slug)):
        count += len(story.articles)
        if count > limit and near:
            break
        near.append(story)
    return near


def reply(
    found: Found,
    articles: Mapping[str, Article],
    outlets: Mapping[str, Outlet],
    now: datetime,
    slug: str = "",
    stories: Sequence[Story] = (),
) -> Answer:
    """What was found as checked, cited sentences, or a refusal with the newest source's time."""
    from bot import asking

    sentences = wording.passed(asking.drafts(found), list(articles.values()), outlets).sentences
    newest = max((a for a in articles.values() if a.when), key=lambda a: a.when or now, default=None)
    cited = {cite.article for sentence in sentences for cite in sentence.cites}
    told = next((s for s in stories if cited & set(s.articles)), None)
    about = [a for a in articles.values() if told and a.id in told.articles] or list(articles.values())
    following = asking.suggestions(about, now, asked=found.question)
    return Answer(
        found.question, slug or (told.slug if told else ""), sentences, not sentences, newest.when if newest else None,
        following, newest.precision if newest else Precision.TIME,
    )  # fmt: skip


def item(choice: Choice, worded: Worded, outlets: Mapping[str, Outlet]) -> Item:
    """A chosen story as a brief tells it, dated by the newest source it quotes; undated where none has a date."""
    story = choice.story
    named = tuple(outlets[o].name if o in outlets else o for o in story.outlets if o)
    headline_outlet = outlets[story.headline_outlet].name if story.headline_outlet in outlets else story.headline_outlet
    dated = [cite for sentence in worded.sentences for cite in sentence.cites if cite.published]
    newest = max(dated, key=lambda cite: cite.published or story.updated, default=None)
    return Item(
        story.slug, story.headline, headline_outlet, newest.published if newest else None, named, worded.sentences,
        reasons=choice.reasons, families=len(story.families), precision=newest.precision if newest else Precision.TIME,
    )  # fmt: skip


def _report(article: Article, outlets: Mapping[str, Outlet]) -> Report:
    name = outlets[article.outlet].name if article.outlet in outlets else article.outlet
    return Report(article.id, name, article.headline, article.url, article.published, article.precision, article.genre)


def _no_number(wanted: str, held: int) -> str:
    if not held:
        return "No brief has been shown here yet. Ask for the brief first, then use its numbers."
    return f"The last brief has stories 1 to {held}; there is no {wanted}."
