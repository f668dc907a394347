"""The front desk: everything a chat may ask of us.

Works on: the stories on a shelf (the archive's, or clippings somebody handed over) and a conversation's state.
Comes in: a verb with its arguments, the chat it came from, the time.
Goes out: pieces of news (`Brief`, `Answer`, `Coverage`, `Notice`) that an adapter says natively.
Does not know: any platform, any Redis key, how articles arrive.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import commands, edition, wording
from bot.desk import followed
from bot.desk.answers import Answers
from bot.desk.common import Common
from bot.desk.opening import Life, known, life
from bot.desk.pages import DAY, Laid, Pages, Wish, readable
from bot.desk.placing import placing
from bot.desk.questions import FORTNIGHT, Questions, reply
from bot.desk.recall import Told, grown, recall
from bot.desk.telling import PORTIONS, STORIES, credited, item, left_out, report, windows
from bot.desk.words import Words
from bot.news import (
    Alert,
    Answer,
    Article,
    Brief,
    Choice,
    Coverage,
    Following,
    Item,
    Length,
    Notice,
    Occasion,
    Outlet,
    Portion,
    Reason,
    Sentence,
    SourceLine,
    Status,
    Story,
    Turn,
)
from bot.shelf import OWN, Shelf

if TYPE_CHECKING:
    from bot.wording.writing import Writing

TURNS_KEPT = 20
HURRY, AHEAD = 3.0, 0.0
"""Seconds that a model is waited for where something breaks, and where nobody has asked yet."""
UNKNOWN = "und"
"""The code of a language nobody could tell (ISO 639-2)."""


NO_STORY = "There is no story {!r}. Ask for the brief and take a number from it."
NONE_STANDS = "No report of that story stands any more: its publishers took them back, or they are too old to be kept."
SHOWN = 60
"""Characters of what somebody typed that are said back."""
FORGOTTEN = "Forgotten: this conversation's state is deleted."
HELD = "What was held back since this chat was last told"
NOTHING_KEPT = "Nothing was remembered of this conversation."


class Unknown(LookupError):
    """What was asked for is not here; `str` tells the reader what to do."""


class Desk:
    """Answers for one shelf, many chats at once. Every method takes the chat's address as text; `clock` tells the time.

    `person` is who asks: turns are a person's, the listing and the story in focus are the chat's. `language` is the
    reader's; empty where stories are told in whatever language they are in. `writing` is a model's, where there is one;
    `payer` the chat whose limit its own stories count against.
    """

    def __init__(
        self,
        shelf: Shelf,
        clock: Callable[[], datetime],
        *,
        zone: str = "UTC",
        language: str = "en",
        common: Common | None = None,
        writing: Writing | None = None,
        payer: str = "",
    ) -> None:
        self.shelf = shelf
        self.clock = clock
        self.zone = zone
        self.language = language
        self.common = common or Common()
        self.writing = writing
        self.questions = Questions(shelf, clock, self.common)
        self.words = Words(shelf, clock, self.common, writing, payer)
        self.answers = Answers(shelf, clock, self.common, writing)
        self.pages = Pages(shelf, clock, self.common, self.words)

    async def brief(
        self,
        chat: str,
        *,
        topic: str = "",
        since: timedelta = DAY,
        stories: int = 0,
        length: Length = Length.MEDIUM,
        told: Told | None = None,
        notes: Sequence[str] = (),
        person: str = "",
        zone: str = "",
        only: Callable[[Story], bool] | None = None,
    ) -> Brief:
        """The whole brief at once: see `briefing`."""
        async for part in self.briefing(
            chat, topic=topic, since=since, stories=stories, length=length, told=told, notes=notes, person=person,
            zone=zone, only=only,
        ):  # fmt: skip
            if isinstance(part, Brief):
                return part
        raise AssertionError("a brief ends with its whole")

    async def briefing(
        self,
        chat: str,
        *,
        topic: str = "",
        since: timedelta = DAY,
        stories: int = 0,
        length: Length = Length.MEDIUM,
        told: Told | None = None,
        notes: Sequence[str] = (),
        person: str = "",
        zone: str = "",
        only: Callable[[Story], bool] | None = None,
    ) -> AsyncGenerator[Portion | Brief, None]:
        """Today's brief: as far as it is known while a model words the rest, and last the whole.

        The listing that the whole leaves behind is what numbers refer to afterwards. `stories` overrules how many the
        length has. With `told` a story told before comes back only with what is new: one with nothing new yields its
        place, and every item says how it stands. Without, all are told as if new. `zone` is the reader's, the desk's
        where it is empty; `only` says which stories may be told at all.
        """
        now, portion = self.clock(), PORTIONS[length]
        wish = Wish(topic, since, stories or portion.stories, portion.sentences, self.language, told, only)
        async with aclosing(self.pages.laying(wish)) as laying:
            async for laid in laying:
                made = self._made(laid, topic, now, zone or self.zone)
                if not laid.whole:
                    yield Portion(made)
        await self.lists(chat, made, person=person)
        said = (
            *notes,
            *windows(laid.page, made.items, since),
            *left_out(laid.page.abroad if made.items else 0),
            *credited(_writers(made.items), modelled=bool(made.items) and self.writing is not None),
        )
        yield replace(made, notes=said)

    def _made(self, laid: Laid, topic: str, now: datetime, zone: str) -> Brief:
        """The brief so far, without notes. Where any language will do it is in the one most stories are told in."""
        spoken = Counter(choice.story.language for choice in laid.page.choices if choice.story.language)
        language = self.language or next((code for code, _ in spoken.most_common(1)), UNKNOWN)
        return Brief(
            edition.name(now, zone), now, laid.items, beat=topic, language=language,
            writer=", ".join(_writers(laid.items)), fictional=self.shelf.fictional,
        )  # fmt: skip

    async def briefed(self, following: Following, told: Told | None) -> Brief:
        """The brief that a following asks for, as of now."""
        return await self.brief(
            str(following.chat), topic=following.topic, since=followed.since(following, self.clock()), told=told,
            length=following.manner.length, zone=following.zone, only=followed.wanting(following.filters),
        )  # fmt: skip

    async def released(self, following: Following, told: Told | None, slugs: set[str]) -> Brief:
        """A brief of stories that were held back for a following, but for those told meanwhile."""
        return await self.brief(
            str(following.chat), since=FORTNIGHT, stories=max(1, len(slugs)), length=following.manner.length, told=told,
            notes=(HELD,), zone=following.zone, only=followed.among(slugs, told),
        )  # fmt: skip

    async def lists(self, chat: str, brief: Brief, *, person: str = "") -> None:
        """A brief that was made elsewhere is what numbers refer to afterwards, where it holds any story."""
        if brief.items:
            await self._note(chat, person, listing=tuple(item.slug for item in brief.items), focus="")

    async def alert(
        self,
        story: Story,
        at: datetime,
        reasons: Sequence[Reason] = (),
        *,
        occasion: Occasion = Occasion.BREAKING,
        urgency: int | None = None,
        since: int | None = None,
    ) -> Alert | None:
        """A story as it is sent to whoever follows; None where no sentence of it passes the gate.

        With `since`, the revision that was told before, it tells what is new since; None where nothing is.
        """
        worded = await self.words.of([story], self.language, HURRY, "alert")
        told = item(Choice(story, 0.0, tuple(reasons)), worded[story.slug], await self.shelf.outlets())
        if since is not None:
            told = await self.pages.grown(told, story, since, self.language)
        if not told.sentences or (since is not None and not told.changed):
            return None
        level = story.urgency if urgency is None else urgency
        outlets = tuple(outlet for outlet in story.outlets if outlet)
        return Alert(told, at, story.beats, level, story.language[:2], occasion, story.aliases, outlets)

    async def prepare(self) -> None:
        """Words the stories of the next brief before anybody asks, of the longest one and of each beat's own."""
        now = self.clock()
        found = readable(await self.shelf.stories(now - DAY), self.language, self.words)
        wanted: dict[str, Story] = {}
        for topic in ("", *sorted({beat for story in found for beat in story.beats})):
            portion = PORTIONS[Length.MEDIUM if topic else Length.LONG].stories
            async with self.common.thinking:
                choices = edition.choose(found, now, limit=portion, since=DAY, topic=topic)
            wanted |= {choice.story.slug: choice.story for choice in choices}
            await asyncio.sleep(0)
        await self.words.of(list(wanted.values()), self.language, AHEAD)

    async def warm(self) -> None:
        """Reads what may be asked about before anybody asks; costs little when nothing is new."""
        await self.questions.warm()

    async def _note(
        self,
        chat: str,
        person: str,
        *,
        listing: tuple[str, ...] = (),
        focus: str | None = None,
        turn: Turn | None = None,
    ) -> None:
        """Changes of the conversation only what is given: others in the chat may have asked meanwhile."""
        async with self.common.noting:
            talk = await self.shelf.talk(chat, person)
            kept = replace(
                talk,
                listing=listing or talk.listing,
                focus=talk.focus if focus is None else focus,
                turns=(*talk.turns, turn)[-TURNS_KEPT:] if turn else talk.turns,
            )
            await self.shelf.remember(chat, kept, person)

    async def find(self, chat: str, handle: str, *, person: str = "") -> Story:
        """A story by its number in the listing the chat saw last, its slug, or words of its headline.

        Raises Unknown, which says what to type.
        """
        wanted = handle.strip().lower()
        if commands.numeral(wanted):
            listing = (await self.shelf.talk(chat, person)).listing
            if not 1 <= int(wanted) <= len(listing):
                raise Unknown(_no_number(wanted, len(listing)))
            wanted = listing[int(wanted) - 1]
        story = await self.shelf.story(wanted)
        if story is None and wanted:
            held = await self.shelf.stories(self.clock() - FORTNIGHT)
            story = next((s for s in reversed(held) if all(w in s.headline.lower() for w in wanted.split())), None)
        if story is None:
            raise Unknown(NO_STORY.format(handle[:SHOWN]))
        await self._note(chat, person, focus=story.slug)
        return story

    async def story(self, chat: str, handle: str, *, person: str = "") -> Coverage:
        """A story opened: what is known, how it went on, who reports it and where they differ. It is then in focus."""
        story = await self.find(chat, handle, person=person)
        outlets = await self.shelf.outlets()
        articles = await self.shelf.articles(story.articles)
        held = [a for i in story.articles if (a := articles.get(i)) and a.status is Status.USABLE]
        if not held:
            raise Unknown(NONE_STANDS)
        worded = await self.words.of([story], self.language)
        timeline, heard, disputed = await self._life(story, held, outlets)
        reports = sorted((report(a, outlets) for a in held), key=lambda r: (r.published is None, r.published))
        return Coverage(
            item(Choice(story, 0.0, ()), worded[story.slug], outlets), tuple(reports), self.shelf.fictional,
            timeline, heard, disputed,
        )  # fmt: skip

    async def _life(self, story: Story, held: Sequence[Article], outlets: Mapping[str, Outlet]) -> Life:
        """How a story has gone. A chat's own stories are read each time: two chats may name theirs alike."""
        history = (await self.shelf.histories([story])).get(story.slug)
        async with self.common.thinking:  # in a thread: many articles take a second, and others are to be answered
            made = self.common.lives.get((story.slug, story.revision))
            if made is None or story.slug.startswith(OWN):
                made = await asyncio.to_thread(life, story, held, history, outlets, self.clock(), self.language)
                self.common.keep(story, made)
        return made

    async def why(self, chat: str, handle: str, *, person: str = "", told: Told | None = None) -> Item:
        """Why a story stands where it does and how it came together: an item whose reasons are the point."""
        story = await self.find(chat, handle, person=person)
        worded = (await self.words.of([story], self.language))[story.slug]
        choice, place = await self._ranked(story)
        outlets = await self.shelf.outlets()
        reasons = (
            place, *await self._known(story, told), *choice.reasons, *await self._placed(story, outlets),
            await self._broke(story, outlets),
            *(Reason(reason.code, f"a draft was sent back ({reason.code})") for reason in worded.refused),
        )  # fmt: skip
        return replace(item(choice, worded, outlets), reasons=reasons, fictional=self.shelf.fictional)

    async def _ranked(self, story: Story) -> tuple[Choice, Reason]:
        """A story's place among all of the last days, whatever any chat was told."""
        now = self.clock()
        async with self.common.thinking:
            found = readable(await self.shelf.stories(now - 3 * DAY), self.language, self.words)
            choices = edition.choose(found, self.shelf.anchor(now), limit=max(STORIES, len(found)))
        for place, choice in enumerate(choices, 1):
            if choice.story.slug == story.slug:
                return choice, Reason("rank", f"number {place} of {len(choices)} stories")
        why_not = Reason("not-ranked", "older than the window, or not a report")
        return Choice(story, 0.0, (why_not,)), Reason("rank", "not in today's brief")

    async def _known(self, story: Story, told: Told | None) -> list[Reason]:
        """Whether this chat was told of it, and what came since."""
        if not told:
            return []
        held = await self.shelf.histories(grown([story], told))
        return [known(story, told, recall([story], told, held))]

    async def _broke(self, story: Story, outlets: Mapping[str, Outlet]) -> Reason:
        """Whether it is worth an alert, and why or why not. What judges is loaded here: a brief never needs it."""
        from bot import breaking

        articles = await self.shelf.articles(story.articles)
        async with self.common.thinking:
            verdict = await asyncio.to_thread(breaking.judge, story, list(articles.values()), outlets, self.clock())
        said = "; ".join(reason.detail for reason in verdict.reasons)
        return Reason("alert", f"alert: {said}") if verdict.alert else Reason("no-alert", f"no alert: {said}")

    async def _placed(self, story: Story, outlets: Mapping[str, Outlet]) -> list[Reason]:
        """How its articles came together."""
        articles = await self.shelf.articles(story.articles)
        return placing(story, articles, await self.shelf.placements(story.slug), outlets)

    async def ask(
        self, chat: str, question: str, *, handle: str = "", person: str = "", among: Sequence[str] = ()
    ) -> Answer:
        """The whole answer at once: see `answering`."""
        async for part in self.answering(chat, question, handle=handle, person=person, among=among):
            if isinstance(part, Answer):
                return part
        raise AssertionError("an answer ends with its whole")

    async def answering(
        self, chat: str, question: str, *, handle: str = "", person: str = "", among: Sequence[str] = ()
    ) -> AsyncGenerator[Sentence | Answer, None]:
        """Each sentence as it passes the gate, and last the `Answer` that holds them all. Raises Unknown.

        Asked of the story named alone; else first of the stories `among`, or of the one in focus, then of all held.
        """
        answer: Answer | None = None
        for stories, slug in await self._scopes(chat, handle, person, among):
            bearing = await self.questions.found(question, stories)
            outlets, sentences = await self.shelf.outlets(), list[Sentence]()
            async with aclosing(self.answers.of(bearing, outlets, self.language, chat)) as passing:
                async for sentence in passing:
                    sentences.append(sentence)
                    yield sentence
            if answer is None or sentences:
                async with self.common.thinking:
                    answer = reply(bearing, self.clock(), sentences, slug, fictional=self.shelf.fictional)
                answer = replace(answer, note=self.answers.note(bearing, sentences, self.language))
            if sentences:
                break
        answer = answer or Answer(question, "", (), True, None, fictional=self.shelf.fictional)
        turn = Turn(question, " ".join(s.text for s in answer.sentences), self.clock(), person)
        await self._note(chat, person, focus=answer.slug or None, turn=turn)
        yield answer

    async def _scopes(
        self, chat: str, handle: str, person: str, among: Sequence[str]
    ) -> list[tuple[list[Story] | None, str]]:
        """Of what a question is asked, in order: stories and their slug where it is one; None for all stories."""
        if handle:
            named = await self.find(chat, handle, person=person)
            return [([named], named.slug)]
        wanted = among or [(await self.shelf.talk(chat, person)).focus]
        near = [story for slug in wanted if slug and (story := await self.shelf.story(slug)) is not None]
        near = list({story.slug: story for story in near}.values())
        return [*([(near, near[0].slug if len(near) == 1 else "")] if near else []), (None, "")]

    async def sources(self) -> list[SourceLine]:
        """Every source and how it fares."""
        return await self.shelf.report()

    async def status(self) -> Notice:
        """One honest line about health."""
        lines = await self.shelf.report()
        broken = sum(bool(line.error) for line in lines)
        async with self.common.thinking:
            held = await self.shelf.stories(self.clock() - DAY)
        newest = max((line.good for line in lines if line.good), default=None)
        read = f"last read {newest:%d %b %H:%M} UTC" if newest else "not read yet"
        told, asked = _many(len(held), "story", "stories"), _many(len(lines), "source")
        return Notice(f"{told} in the last day; {asked}, {broken} failing, {read}.")

    async def forget(self, chat: str) -> Notice:
        """Deletes the conversation's state."""
        return Notice(FORGOTTEN if await self.shelf.forget(chat) else NOTHING_KEPT)


def _no_number(wanted: str, held: int) -> str:
    if not held:
        return "No brief has been shown here yet. Ask for the brief first, then use its numbers."
    has = "one story" if held == 1 else f"stories 1 to {held}"
    return f"The last brief has {has}; there is no {wanted}."


def _writers(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.writer for item in items)) or (wording.WRITER,)


def _many(count: int, one: str, many: str = "") -> str:
    """ "1 source", "3 sources"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
