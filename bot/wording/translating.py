"""Checked sentences in the reader's language: translated, laid beside what they were, judged, or left as printed.

Works on: sentences that passed the gate, all of one language.
Comes in: the sentences, both languages, a model that translates and one that judges.
Goes out: for each sentence what may be printed in its place, or why nothing may.
Does not know: stories, questions, readers, where it is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot import checking, llm
from bot.news import Reason, Sentence

DOUBT = Reason("judge", "the judge does not find the sentence in its translation")


@dataclass(slots=True)
class Carried:
    """A sentence, what was said to be the same in the reader's language, and what may be printed of that."""

    source: Sentence
    said: str = ""
    sentence: Sentence | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Crossing:
    """From one language into another: their two letters, and what each is called."""

    spoken: str
    language: str
    names: Mapping[str, str]

    def check(self, slots: Mapping[int, Carried], told: Mapping[int, str]) -> None:
        """What is said, beside the sentence: numbers, names and quotations first, whatever a judge would say."""
        for n, one in slots.items():
            if n in told:
                found = checking.translated(told[n], one.source, spoken=self.spoken, language=self.language)
                one.said, one.sentence = told[n], found if isinstance(found, Sentence) else None
                one.reasons = () if isinstance(found, Sentence) else found.reasons

    def records(self, slots: Mapping[int, Carried]) -> list[dict[str, object]]:
        """The sentences as a prompt lists them."""
        texts = {n: one.source.text for n, one in slots.items()}
        return [{"n": n, "text": text, "kept": checking.kept(text, self.spoken)} for n, text in texts.items()]

    async def asked(self, model: llm.Model, slots: Mapping[int, Carried], deadline: float) -> None:
        """One request for all of these; those that were refused before are told why. Raises Failed."""
        prompt = llm.load("translate")
        records = await asyncio.to_thread(self.records, slots)  # it reads word lists at first
        back = [
            {"n": n, "text": one.said[:600], "why": "; ".join(reason.detail for reason in one.reasons)[:300]}
            for n, one in slots.items() if one.reasons
        ]  # fmt: skip
        spent = sum(len(str(record)) for record in back)
        variables: dict[str, object] = {
            "from": self.names[self.spoken], "language": self.names[self.language],
            "sentences": records[: prompt.fitting(records, spent=spent)], "returned": back[: prompt.limits.passages],
        }  # fmt: skip
        reply = await model.ask(prompt, variables, deadline=deadline)
        told: dict[int, str] = {}
        for said in reply.parsed["sentences"]:
            told.setdefault(said["n"], said["text"])
        await asyncio.to_thread(self.check, slots, told)


async def translate(
    sentences: Sequence[Sentence], crossing: Crossing, model: llm.Model, judge: llm.Model, deadline: float
) -> list[Carried]:
    """Each sentence with its translation, where that is aligned and a judge lets it pass. Raises Failed.

    What is refused is asked for once more, with its reasons; where that fails, what was good stands.
    """
    slots = {n: Carried(sentence) for n, sentence in enumerate(sentences, 1)}
    await crossing.asked(model, slots, deadline)
    lacking = {n: one for n, one in slots.items() if one.reasons}
    if lacking:
        try:
            await crossing.asked(model, lacking, deadline)
        except llm.Failed:
            if len(lacking) == len(slots):
                raise
    await _judged(judge, {n: one for n, one in slots.items() if one.sentence is not None}, deadline)
    return list(slots.values())


async def _judged(judge: llm.Model, slots: Mapping[int, Carried], deadline: float) -> None:
    """One request for all: only what the judge lets pass is left."""
    if not slots:
        return
    prompt = llm.load("judge")
    claims = [{"n": n, "sentence": one.said, "passages": _printed(one.source)} for n, one in slots.items()]
    claims = claims[: prompt.fitting(claims)]
    reply = await judge.ask(prompt, {"claims": claims}, deadline=deadline)
    verdicts = [(said["n"], said["ok"] is True) for said in reply.parsed["verdicts"]]
    able = {n for n, ok in verdicts if ok} - {n for n, ok in verdicts if not ok}
    for n, one in slots.items():
        if n not in able & {claim["n"] for claim in claims}:
            one.sentence, one.reasons = None, (DOUBT,)


def _printed(sentence: Sentence) -> list[str]:
    """The sentence, and the passages it was made from."""
    return list(dict.fromkeys([sentence.text, *(cite.text for cite in sentence.cites)]))
