"""Stories and answers in a model's words, each of its sentences checked before anybody sees it.

Works on: a model's drafts of passages it was given.
Comes in: a story or a question, the passages, the moment by which there must be something.
Goes out: `Worded`, or an answer's sentences one by one; None where the model gave nothing that can be printed.
Does not know: what is printed instead, who reads it, where wordings are kept, how much may be spent: it is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot import checking, llm, text
from bot.news import Article, Draft, Outlet, Passage, Reason, Sentence, Story
from bot.wording.checked import Worded, foreign, passed, spoken_in
from bot.wording.meter import Meter
from bot.wording.offered import Offer, offer
from bot.wording.slots import Slot, graver, same, sent_back, settle, verbatim
from bot.wording.translating import Carried, Crossing, translate

log = logging.getLogger(__name__)
SENTENCES, ANSWER = 3, 3
Task = Literal["brief", "alert", "changed"]
MOST: Mapping[Task, int] = {"brief": SENTENCES, "alert": 2, "changed": 2}
"""Sentences of a story, by what it is worded for."""
PASSAGES = 16
"""Passages of a story that a model is given: what it leaves out it has at least seen."""
SENT_BACK = 8
QUIET = 60.0
"""Seconds for which the same fault is not logged again."""
LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "ru": "Russian", "ar": "Arabic", "sv": "Swedish", "pl": "Polish", "da": "Danish",
}  # fmt: skip


@dataclass(slots=True)
class Writing:
    """A model as a writer. `judge` may be another model; without one, what the rules are unsure of is not printed.

    `may` says whether a chat ("" for nobody's) may still spend. `seconds` is what one piece may take.
    """

    model: llm.Model
    may: Callable[[str], Awaitable[bool]]
    meter: Meter
    judge: llm.Model | None = None
    seconds: float = 30.0
    names: Mapping[str, str] = field(default_factory=lambda: LANGUAGES)
    _fault: tuple[str, float] = ("", 0.0)

    @property
    def name(self) -> str:
        """Who worded it, as a brief says it."""
        return f"model {self.model.name}"

    @property
    def key(self) -> str:
        """What wordings are kept under: it changes with the model, the judge and every letter of the prompts."""
        marks = [llm.load(task).mark for task in ("brief", "alert", "judge", "answer", "translate", "changed")]
        return text.digest("\n".join([self.model.name, self.judge.name if self.judge else "", *marks]), 8)

    def _complain(self, fault: str) -> None:
        """A line in the log; the same fault again only after a while, for a brief has many stories."""
        now = self.model.within(0)
        if fault != self._fault[0] or now >= self._fault[1]:
            log.warning("%s", fault)
            self._fault = fault, now + QUIET

    async def close(self) -> None:
        """Ends the connections."""
        await self.model.close()
        if self.judge is not None:
            await self.judge.close()

    def _spoken(self, offered: Offer, language: str) -> str:
        """What the language of the passages is called, which is not always the reader's: drafts are in theirs."""
        return self.names.get(_code(offered, language), "English")

    def carries(self, spoken: str, language: str) -> bool:
        """Whether a story in the one language may come to a reader of the other: only where a translation is judged."""
        return self.judge is not None and spoken != language and {spoken, language} <= self.names.keys()

    # --- a story -----------------------------------------------------------------------------------------------------

    async def story(
        self,
        story: Story,
        articles: Sequence[Article],
        outlets: Mapping[str, Outlet],
        now: datetime,
        language: str = "en",
        task: Task = "brief",
        chat: str = "",
    ) -> Worded | None:
        """A story in the model's words, or in its sources' own where nothing came that can be printed; None where the
        model failed or may not be asked. `chat` is whose own story it is; "" for everybody's."""
        from bot import extract

        given = extract.passages(story.headline, articles, outlets, now, most=PASSAGES, language=language)
        offered = offer(given, articles, outlets)
        if not offered.passages or not await self.may(chat):
            return None
        sides = extract.draft(story.headline, articles, outlets, now, sentences=SENTENCES, language=language)
        held = self.meter.begin()
        try:
            slots = await self._drafted(task, {"headline": story.headline[:300]}, offered, language)
            return await self._carried(self._whole(slots, sides, offered, MOST[task]), offered, language)
        except llm.Failed as failure:
            self._complain(f"{failure}; the sources' own words are printed")
            return None
        finally:
            await self.meter.end(chat, held)

    async def _carried(self, made: Worded, offered: Offer, language: str) -> Worded:
        """The same in the reader's language, where it is not and a judge is set; what is not carried stays as it is."""
        if not foreign(made.sentences, offered.articles, language):
            return made
        try:
            found = await self._across(made.sentences, offered.articles, language[:2])
        except llm.Failed as failure:
            self._complain(f"{failure}; nothing is translated")
            return replace(made, foreign=True)
        if not any(one.sentence for one in found):
            return replace(made, foreign=True)
        refused = dict.fromkeys([*made.refused, *(reason for one in found for reason in one.reasons)])
        return replace(
            made, sentences=tuple(one.sentence or one.source for one in found), refused=tuple(refused), writer=self.name
        )

    async def _across(
        self, sentences: Sequence[Sentence], articles: Mapping[str, Article], language: str
    ) -> list[Carried]:
        """Each sentence with its translation, where that passed: those of one language together. Raises Failed."""
        found, deadline = {one: Carried(one) for one in sentences}, self.model.within(self.seconds)
        for spoken in dict.fromkeys(spoken_in(one, articles) for one in sentences):
            able = [one for one in found if spoken_in(one, articles) == spoken]
            if self.judge is not None and self.carries(spoken, language):
                crossing = Crossing(spoken, language, self.names)
                made = await translate(able, crossing, self.model, self.judge, deadline)
                found |= {one.source: one for one in made}
        await self.meter.sent_back(Slot(Draft(one.said, ()), one.sentence, one.reasons) for one in found.values())
        return [found[one] for one in sentences]

    async def carried(
        self, sentence: Sentence, articles: Mapping[str, Article], language: str, chat: str = ""
    ) -> Worded | None:
        """A checked sentence in the reader's language; as it was, and `foreign`, where no translation of it passes;
        None where the model failed or may not be asked."""
        if not await self.may(chat):
            return None
        held = self.meter.begin()
        try:
            (found,) = await self._across([sentence], articles, language[:2])
        except llm.Failed as failure:
            self._complain(f"{failure}; a sentence is not translated")
            return None
        finally:
            await self.meter.end(chat, held)
        return Worded((found.sentence or sentence,), found.reasons, self.name, foreign=found.sentence is None)

    async def _drafted(self, task: Task, given: Mapping[str, object], offered: Offer, language: str) -> list[Slot]:
        """The slots of the first answer, or of the second where sentences were sent back and it is the better one."""
        deadline = self.model.within(self.seconds)
        asked = await self._asked(task, given, offered, language, (), deadline)
        first = await self._settled(asked, offered, deadline, judged=True)
        lacking = [slot for slot in first if slot.sentence is None]
        if not lacking:
            return first
        try:
            again = await self._asked(task, given, offered, language, lacking, deadline)
        except llm.Failed as failure:
            self._complain(f"{failure}; what was sent back is left to the sources' own words")
            return first
        second = await self._settled(again, offered, deadline, judged=False)  # one request a piece
        return max(second, first, key=lambda slots: sum(slot.sentence is not None for slot in slots))

    async def _asked(
        self,
        task: Task,
        given: Mapping[str, object],
        offered: Offer,
        language: str,
        back: Sequence[Slot],
        deadline: float,
    ) -> list[Draft]:
        prompt = llm.load(task)
        records = offered.records
        variables: dict[str, object] = {
            "language": self._spoken(offered, language),
            "sources": records[: prompt.fitting(records, spent=2_000)],
            "returned": [sent_back(slot) for slot in back[:SENT_BACK]],
        }
        counted: dict[str, object] = {"sentences": MOST[task]} if "sentences" in prompt.inputs else {}
        reply = await self.model.ask(prompt, {**variables, **counted, **given}, deadline=deadline)
        return [offered.draft(said) for said in reply.parsed["sentences"][: 2 * MOST[task]]]

    async def _settled(self, drafts: Sequence[Draft], offered: Offer, deadline: float, *, judged: bool) -> list[Slot]:
        """Each draft after the gate; what it is unsure of after the judge, where there is one and it is its turn."""
        slots = [settle(draft, offered) for draft in drafts]
        doubted = [slot for slot in slots if slot.sentence is None and slot.unsure]
        if self.judge is not None and doubted and judged:
            await self._judged(self.judge, doubted, offered, deadline)
        await self.meter.sent_back(slots)
        return slots

    async def _judged(self, judge: llm.Model, slots: Sequence[Slot], offered: Offer, deadline: float) -> None:
        """One request for all. A judge can only let pass what no rule refuses; when it fails nothing passes."""
        claims = [
            {"n": n, "sentence": slot.draft.text, "passages": [p.text for p in slot.draft.passages]}
            for n, slot in enumerate(slots, 1)
        ]
        prompt = llm.load("judge")
        fitting = prompt.fitting(claims)
        try:
            reply = await judge.ask(prompt, {"claims": claims[:fitting]}, deadline=deadline)
        except llm.Failed as failure:
            self._complain(f"The judge: {failure}")
            return
        verdicts = [(said["n"], said["ok"] is True) for said in reply.parsed["verdicts"]]
        passed = {n for n, ok in verdicts if ok} - {n for n, ok in verdicts if not ok}
        for n, slot in enumerate(slots, 1):
            if n in passed and n <= fitting:
                slot.sentence = checking.granted(slot.draft, offered.articles, offered.outlets)
            else:
                slot.reasons = (*slot.reasons, Reason("judge", "the judge does not find it in its passages"))

    def _whole(self, slots: Sequence[Slot], sides: Sequence[Draft], offered: Offer, most: int) -> Worded:
        """What passed, the passages of what did not, the sides of a conflict, and what may not be lost."""
        refused = tuple(dict.fromkeys(reason for slot in slots for reason in slot.reasons))
        kept: list[Sentence] = []
        for slot in slots:
            sentence = slot.sentence or verbatim(slot.draft, offered)
            if sentence is not None and not any(same(sentence, other) for other in kept):
                kept.append(sentence)
        ours = [slot.sentence for slot in slots if slot.sentence is not None]
        plain = passed(sides, list(offered.articles.values()), offered.outlets).sentences
        if not any(sentence in ours for sentence in kept):
            return Worded(plain, refused)
        kept = kept[:most]
        rest = [s for s in plain if s.disputed or graver(s, kept)]
        kept = [s for s in kept if not any(same(s, side) for side in rest if side.disputed)]
        kept += [s for s in rest if not any(same(s, other) for other in kept)]
        return Worded(tuple(kept), refused, self.name)

    async def changed(
        self,
        known: Sequence[Sentence],
        new: Sequence[Sentence],
        articles: Sequence[Article],
        outlets: Mapping[str, Outlet],
        language: str = "en",
    ) -> Worded | None:
        """What is new to who knows the rest, of the passages that brought it, without what did not pass; None where
        the model failed or may not be asked."""
        places = {(cite.article, cite.start, cite.text) for sentence in new for cite in sentence.cites}
        given = [p for article in articles for p in text.passages(article) if (p.article, p.start, p.text) in places]
        offered = offer(given, articles, outlets)
        if not offered.passages or not await self.may(""):
            return None
        held, told = self.meter.begin(), [{"text": sentence.text} for sentence in known[:SENT_BACK]]
        try:
            slots = await self._drafted("changed", {"known": told}, offered, language)
            made = [slot.sentence for slot in slots if slot.sentence is not None][: MOST["changed"]]
            return await self._carried(Worded(tuple(made), writer=self.name), offered, language)
        except llm.Failed as failure:
            self._complain(f"{failure}; what is new is told in the sources' own words")
            return None
        finally:
            await self.meter.end("", held)

    # --- an answer ---------------------------------------------------------------------------------------------------

    async def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        articles: Sequence[Article],
        outlets: Mapping[str, Outlet],
        *,
        language: str = "en",
        chat: str = "",
        hits: Collection[Passage] = (),
        finished: Callable[[], None] = lambda: None,
    ) -> AsyncGenerator[Sentence, None]:
        """Each sentence that passes as soon as its last word has come; none at all where none of the model's passes.

        One that does not pass gives way to the passage it cites, where that is one of the `hits`, which answer by
        themselves: a model that cites at random would answer something else. The model writes in a task of its own:
        whoever reads slowly holds up nothing, and whoever goes away ends it. `finished` is called where the model came
        to its end: what broke off is no whole answer.
        """
        offered = offer(passages, articles, outlets)
        if not offered.passages or not await self.may(chat):
            return
        arrived: asyncio.Queue[Sentence | None] = asyncio.Queue()
        writer = asyncio.create_task(self._streamed(question, offered, language, chat, arrived, hits))
        told: list[Sentence] = []
        try:
            while (sentence := await arrived.get()) is not None:
                if len(told) < ANSWER and not any(same(sentence, other) for other in told):
                    told.append(sentence)
                    yield sentence
            if await writer:
                finished()
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _streamed(
        self,
        question: str,
        offered: Offer,
        language: str,
        chat: str,
        arrived: asyncio.Queue[Sentence | None],
        hits: Collection[Passage],
    ) -> bool:
        """Puts what passes into the queue, and None at the end; whether the model came to its own end."""
        prompt, records, held = llm.load("answer"), offered.records, self.meter.begin()
        variables: dict[str, object] = {
            "language": self._spoken(offered, language), "sentences": ANSWER, "question": question[:1_000],
            "sources": records[: prompt.fitting(records, spent=2_000)], "returned": [],
        }  # fmt: skip
        deadline = self.model.within(self.seconds)
        passing, waiting = False, list[Sentence]()
        try:
            async with aclosing(self.model.items(prompt, variables, deadline=deadline)) as said:
                async for one in said:
                    slot = settle(offered.draft(one), offered)
                    await self.meter.sent_back([slot])
                    able = replace(slot.draft, passages=tuple(p for p in slot.draft.passages if p in hits))
                    if (sentence := slot.sentence or verbatim(able, offered)) is not None:
                        waiting.append(sentence)
                    passing = passing or slot.sentence is not None
                    while passing and waiting:
                        arrived.put_nowait(waiting.pop(0))
        except llm.Failed as failure:
            self._complain(f"{failure}; the sources' own words answer")
            return False
        finally:
            arrived.put_nowait(None)
            await self.meter.end(chat, held)
        return True


def _code(offered: Offer, language: str) -> str:
    """The two letters of the language of the passages; the reader's where they do not say."""
    told = Counter(offered.articles[p.article].language[:2] or language[:2] for p in offered.passages)
    return told.most_common(1)[0][0]
