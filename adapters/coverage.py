"""A story's life arranged for print: how it went on, who reports it, where reports differ.

Works on: an opened story, purely.
Comes in: its coverage; how a platform says a name and a time.
Goes out: one numbering for all its footnotes, a timeline cut in its middle, changes and publishers in words; nothing
    twice.
Does not know: any platform's markup or limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from adapters import layout
from bot.news import Change, Cite, Claim, Coverage, Development, Item, Precision, Voice

WENT_ON = "How it went on"
REPORTERS = "Who reports it"
DIFFER = "Where reports differ"
REPORTS = "The reports"
PUBLISHERS = 8
"""Publishers named; the rest are counted."""
BEGINNING = 2
"""Rows of a list's beginning that stay however long it is."""
CHANGE = {
    Change.OPENED: "First report",
    Change.DENIAL: "Denied",
    Change.CORRECTED: "Corrected",
    Change.WITHDRAWN: "Withdrawn",
}
Told = Callable[[datetime | None, Precision], str]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Arranged:
    """A story in the order in which it is printed. In `timeline` a number stands for so many lines left out.

    `notes` are the footnotes of all of it: an article keeps its number from the first sentence to the last claim.
    """

    item: Item
    timeline: tuple[Development | int, ...]
    notes: dict[str, layout.Note]

    def repeated(self, claim: Claim) -> bool:
        """Whether a claim's words stand in the story or its timeline already, so that its short form is enough."""
        lines = [line.sentence for line in self.timeline if isinstance(line, Development) and line.sentence]
        above = {sentence.text for sentence in (*self.item.sentences, *self.item.changed, *lines)}
        return bool(layout.plain(claim.said)) and claim.sentence.text in above


def arranged(coverage: Coverage, most: int) -> Arranged:
    """The story with at most `most` lines of its timeline; sides of a dispute leave the item for their own place."""
    claims = [claim for dispute in coverage.disputes for claim in dispute.claims]
    item = _undisputed(coverage.item, claims)
    lines = timeline(coverage.timeline, most)
    told = [line.sentence for line in lines if isinstance(line, Development) and line.sentence]
    fresh, rest, sides = layout.ordered(item.sentences, item.changed)
    return Arranged(item, lines, layout.number([*fresh, *rest, *sides, *told, *(c.sentence for c in claims)]))


def timeline(developments: Sequence[Development], most: int) -> tuple[Development | int, ...]:
    """How it went on, shortened; nothing where nothing came after the first report."""
    if all(line.change is Change.OPENED for line in developments):
        return ()
    return shortened(list(_struck_once(developments)), most)


def _struck_once(developments: Sequence[Development]) -> Iterator[Development]:
    """Where a line says itself that it no longer holds, whoever took it back need not say it again."""
    struck: set[str] = set()
    for line in developments:
        again = line.change in (Change.CORRECTED, Change.WITHDRAWN) and line.was in struck
        struck.add(line.was)
        yield replace(line, was="") if again else line


def shortened(rows: Sequence[Row], most: int) -> tuple[Row | int, ...]:
    """The first rows and the newest, with the number of those between where they are more than `most`."""
    left = len(rows) - most
    return (*rows[:BEGINNING], left, *rows[BEGINNING + left :]) if left > 0 else tuple(rows)


def label(development: Development) -> str:
    """What kind of change it is: in words of its own, or by its kind's name; empty where the sentence says it."""
    named, detail = CHANGE.get(development.change, ""), layout.plain(development.detail)
    if development.change is Change.CORRECTED and detail:
        return f"{named} ({detail})"
    return detail[:1].upper() + detail[1:] or named


def publishers(voices: Sequence[Voice], named: Callable[[str], str], told: Told) -> str:
    """ "Harbour Post (first, 10 Mar 09:10); Canal Wire, Canal Evening (one publisher, 10 Mar 11:30, 3 reports)"."""
    shown = [_publisher(voice, place == 0 and len(voices) > 1, named, told) for place, voice in enumerate(voices)]
    more = len(shown) - PUBLISHERS
    return "; ".join(shown[:PUBLISHERS] + ([f"and {layout.plural(more, 'more publisher')}"] if more > 0 else []))


def heading(voices: Sequence[Voice]) -> str:
    """What stands above the publishers: where there is one, that it is alone."""
    return f"{REPORTERS} (one source so far)" if len(voices) == 1 else REPORTERS


def _publisher(voice: Voice, first: bool, named: Callable[[str], str], told: Told) -> str:
    facts = ["one publisher"] if len(voice.outlets) > 1 else []
    facts += ["first"] if first else []
    facts.append(told(voice.first, voice.precision))
    facts += [layout.plural(voice.reports, "report")] if voice.reports > 1 else []
    facts += ["in others' words"] if voice.reports < 1 else []
    return f"{layout.listed(map(named, voice.outlets))} ({', '.join(facts)})"


def _undisputed(item: Item, claims: Sequence[Claim]) -> Item:
    """The item without the sides of a conflict that its disputes show; whole where nothing else would be left."""
    shown = [cite for claim in claims for cite in claim.sentence.cites]
    kept = tuple(s for s in item.sentences if not (s.disputed and all(_among(cite, shown) for cite in s.cites)))
    if sum(s.disputed for s in kept) == 1:  # alone it is no conflict, and its other side may have outdated it
        kept = tuple(s for s in kept if not s.disputed)
    changed = tuple(s for s in item.changed if s in kept or not s.disputed)
    return replace(item, sentences=kept, changed=changed) if kept else item


def _among(cite: Cite, shown: Sequence[Cite]) -> bool:
    """Whether words that a sentence rests on are shown elsewhere."""
    return any(cite.article == c.article and cite.start < c.end and c.start < cite.end for c in shown)
