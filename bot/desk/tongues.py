"""The timeline in the reader's language, and what of an answer is not in it.

Works on: what a story's revisions brought, an answer's sentences; purely.
Comes in: developments, the story's articles, their outlets, the language read; sentences and whether a model is judged.
Goes out: the same developments; where a report in that language says the same, its sentence; else the language named.
    Of an answer a line that names the languages that were left, and why.
Does not know: how a development is found, how a translation is made, how a line looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot import text
from bot.news import Article, Change, Development, Draft, Outlet, Sentence
from bot.text.languages import called
from bot.wording.checked import spoken_in

UNJUDGED = "no judge model is set to check a translation"
UNCARRIED = "no translation that passed the checks is at hand"
PRINTED = "as it was printed"
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
    language = f"in {called(foreign)}"
    if line.change is Change.CORRECTED:
        return f"{line.detail}, {language}" if line.detail else language
    said = line.detail or _KINDS.get(line.change, "")
    return f"{said} ({language})" if said else language


def foreign(sentence: Sentence, articles: Mapping[str, Article], language: str) -> str:
    """The language of a sentence, where that is known and is not the reader's; else nothing."""
    spoken = "" if sentence.translated else spoken_in(sentence, articles)
    return spoken if language and spoken != language[:2] else ""


def left(sentences: Sequence[Sentence], articles: Mapping[str, Article], language: str, why: str) -> str:
    """ "In German: no judge model is set to check a translation."; nothing where all is in the reader's language."""
    codes = [foreign(sentence, articles, language) for sentence in sentences]
    if not any(codes):
        return ""
    named = " and ".join(called(code) for code in dict.fromkeys(codes) if code)
    return f"{'In' if all(codes) else 'Partly in'} {named}{', ' if why == PRINTED else ': '}{why}."
