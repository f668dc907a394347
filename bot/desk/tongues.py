"""The timeline in the reader's language.

Works on: what a story's revisions brought; purely.
Comes in: developments, the story's articles, their outlets, the language read.
Goes out: the same developments; where a report in that language says the same, its sentence; else the language named.
Does not know: how a development is found, how a line looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot import text
from bot.news import Article, Change, Development, Draft, Outlet, Sentence

NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
READ = 20
"""Reports in the reader's language that are looked through for a line: a few milliseconds each."""
_KINDS = {Change.OPENED: "first report", Change.DENIAL: "denied"}
"""How a line is called that has no detail to put its language behind."""


def in_tongue(
    timeline: Sequence[Development], articles: Sequence[Article], outlets: Mapping[str, Outlet], language: str
) -> tuple[Development, ...]:
    """The timeline for a reader of `language` (two letters; empty for one who reads all). Times and places stay."""
    spoken = {a.id: a.language[:2] for a in articles}
    own = [a for a in articles if a.language[:2] == language]
    return tuple(_told(line, spoken, own, outlets, language) for line in timeline)


def _told(
    line: Development, spoken: Mapping[str, str], own: Sequence[Article], outlets: Mapping[str, Outlet], language: str
) -> Development:
    foreign = spoken.get(line.sentence.cites[0].article, "") if line.sentence else ""
    if not foreign or foreign == language or not language:
        return line
    said = next(_same(line, own, outlets), None)
    return replace(line, sentence=said) if said else replace(line, detail=_marked(line, foreign))


def _same(line: Development, own: Sequence[Article], outlets: Mapping[str, Outlet]) -> Iterator[Sentence]:
    """Sentences of the reader's language that give all the figures of a line; of other lines none is sure to."""
    from bot import wording  # with what it reads, only for a line that needs it
    from bot.extract import facts
    from bot.extract.pool import candidates

    figures = _figures(line)
    later = [a for a in own if a.when and a.when >= line.at][:READ]
    for article in later if figures else ():
        for one in candidates(article):
            stated = facts.kinds(one.passage.text, opening=one.place == 0)
            if not one.leans and all(stated.get(kind) == value for kind, value in figures.items()):
                yield from wording.passed([Draft(one.passage.text, (one.passage,))], [article], outlets).sentences


def _figures(line: Development) -> dict[str, int]:
    """ "killed: 31, now 44; missing: 18" -> {"killed": 44, "missing": 18}."""
    if line.change is not Change.FIGURE:
        return {}
    parts = (part.partition(":") for part in line.detail.split("; "))
    return {kind: int(number.value) for kind, _, told in parts for number in text.numbers(told.rpartition(" ")[2])}


def _marked(line: Development, foreign: str) -> str:
    language = f"in {NAMES.get(foreign, 'another language')}"
    if line.change is Change.CORRECTED:
        return f"{line.detail}, {language}" if line.detail else language
    said = line.detail or _KINDS.get(line.change, "")
    return f"{said} ({language})" if said else language
