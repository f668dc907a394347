"""How Daybrief speaks on a terminal: any piece of news as something rich can print.

Works on: pieces, purely.
Comes in: a `Piece`; one reader's zone and the moment.
Goes out: headlines, cited prose, tables.
Does not know: the screen it is printed on, the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from adapters import layout
from adapters.heading import heading
from adapters.terminal import story
from adapters.terminal.blocks import Footnote, Hanging, columns, text_of
from adapters.terminal.prose import Prose
from bot.news import (
    PLAIN,
    Alert,
    Answer,
    Brief,
    Correction,
    Coverage,
    Item,
    Manner,
    Notice,
    Piece,
    SourceLine,
    SourceList,
    Style,
    abridged,
)


class Mouth:
    """Renders pieces for one reader: a zone for times, a moment for ages."""

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.clock = clock
        self._prose = Prose(zone, clock)

    def render(self, piece: Piece, manner: Manner = PLAIN) -> RenderableType:
        """Any piece as something rich can print; `manner` is how briefs and alerts are said."""
        bare = manner.style is Style.HEADLINES
        if not bare:  # of headlines alone, the report that each leads to is not cut away
            piece = abridged(piece, manner)
        match piece:
            case Brief():
                return self._brief(piece, bare=bare)
            case Alert():
                return self._alert(piece, bare=bare)
            case Correction():
                return self._correction(piece)
            case SourceList():
                return self._sources(piece)
            case Answer():
                return self._answer(piece)
            case Coverage():
                return _fictional(story.opened(piece, self._prose), piece.fictional or piece.item.fictional)
            case Item():
                return _fictional(_why(piece), piece.fictional)
            case Notice():
                return Group(*(text_of(line) for line in piece.text.splitlines()))
        assert_never(piece)

    def _brief(self, brief: Brief, *, bare: bool) -> RenderableType:
        parts = self._title(brief)
        parts += [text_of(note, "dim") for note in brief.notes]
        if len(parts) > 2:
            parts.append(Text())
        if not brief.items and not brief.notes:
            parts.append(Text(_nothing(brief)))
        return Group(*parts, *self._stories(brief, 0, bare=bare))

    def _title(self, brief: Brief) -> list[RenderableType]:
        moment = brief.as_of.astimezone(self.zone)
        title = Text.assemble(("Daybrief", "bold"), f"  {moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M}")
        if brief.beat:
            title.append("  ·  ").append_text(text_of(brief.beat))
        fiction = [Text(layout.FICTION, style="yellow")] if brief.fictional else []
        return [title, Rule(style="dim"), *fiction]

    def _stories(self, brief: Brief, first: int, *, bare: bool = False) -> list[RenderableType]:
        """From the story after the `first` on, with an empty line between two."""
        items = enumerate(layout.framed(brief), 1)
        told = [self._story(item, str(place), bare=bare) for place, item in items][first:]
        return [part for story in told for part in (Text(), story)][1:]

    def more(self, brief: Brief, shown: int) -> RenderableType:
        """What follows below the first so many stories of a brief that is still coming; its title above the first."""
        above = [Text()] if shown or brief.fictional else []
        return Group(*([] if shown else self._title(brief)), *above, *self._stories(brief, shown))

    def rest(self, brief: Brief, shown: int) -> RenderableType:
        """What is left of a brief that came story by story: the last ones, and its notes below them."""
        told = self._stories(brief, shown)
        notes: list[RenderableType] = [text_of(note, "dim") for note in brief.notes]
        return Group(*([Text(), *told] if told else []), *([Text(), *notes] if notes else []))

    def _story(self, item: Item, label: str, *, bare: bool) -> RenderableType:
        return self._prose.headline(item, label) if bare else self._prose.item(item, label)

    def _alert(self, alert: Alert, *, bare: bool) -> RenderableType:
        why, more = heading(alert, layout.clock(alert.at, self.zone), layout.plain)
        title = Text.assemble((why, "bold red"), more)
        told = Group(title, self._story(layout.unmarked(alert.item), "»", bare=bare))
        return _fictional(told, alert.item.fictional)

    def _correction(self, correction: Correction) -> RenderableType:
        notes = layout.number(correction.now)
        parts: list[RenderableType] = [Text("Correction", style="bold yellow"), text_of(correction.headline, "bold")]
        parts += [text_of(correction.note)] if correction.note else []
        parts += [Hanging("", text_of(f"We said: {was}"), 2) for was in correction.was]
        if correction.now:
            parts += [Text("What the sources support now:"), self._prose.told(correction.now, notes)]
        return _fictional(Group(*parts, *self._prose.footnotes(notes, notes)), correction.fictional)

    def _answer(self, answer: Answer) -> RenderableType:
        if answer.refused:
            newest = self._prose.when(answer.as_of, answer.precision)
            parts: list[RenderableType] = [Text(f"The sources do not say. (Newest source: {newest}.)", style="yellow")]
        else:
            notes = layout.number(answer.sentences)
            _, plain, sides = layout.ordered(answer.sentences, ())
            said: list[RenderableType] = [self._prose.told(plain, notes)] if plain else []
            parts = [*said, *self._prose.conflict(sides, notes), *self._prose.footnotes(notes, notes)]
            parts += [text_of(tongue, "dim")] if (tongue := layout.tongue(answer)) else []
        if answer.next:
            parts += [Text("You could ask:", style="dim"), *(Hanging("·", text_of(q, "dim")) for q in answer.next)]
        return _fictional(Group(*parts), answer.fictional)

    def _sources(self, listed: SourceList) -> RenderableType:
        if not listed.own:
            return self.sources(listed.lines)
        return Group(self.sources(listed.lines), Text(), Text("Added here:"), self.sources(listed.own))

    def sources(self, lines: Sequence[SourceLine]) -> RenderableType:
        """A table of sources and how they fare; the addresses of those that fail stand below it, whole."""
        table = columns("Outlet", "Entries", "Last good", "State", right="Entries")
        for line in lines:
            good = layout.clock(line.good, self.zone) if line.good else "-"
            table.add_row(text_of(line.outlet), str(line.entries), good, self._state(line))
        failing: list[RenderableType] = [
            Footnote(text_of(f"{n.outlet}:", "dim"), layout.plain(n.url)) for n in lines if n.error
        ]
        return Group(table, Text(), *failing) if failing else table

    def _state(self, line: SourceLine) -> Text:
        if line.error:
            state = text_of(line.error, "red")
            if line.due is not None:
                times = layout.plural(line.failures, "failure")
                state.append(f" ({times}, next try {layout.clock(line.due, self.zone)})", style="dim")
            return state
        return Text("ok", style="green") if line.good else Text("not read yet", style="dim")


def _fictional(told: RenderableType, fictional: bool) -> RenderableType:
    return Group(Text(layout.FICTION, style="yellow"), told) if fictional else told


def _why(item: Item) -> RenderableType:
    lines: list[RenderableType] = [text_of(item.headline, "bold")]
    lines += [Hanging("·", text_of(r.detail or r.code)) for r in item.reasons]
    return Group(*lines)


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {layout.plain(brief.beat)} in this time. `brief` alone gives all of them."
    return "No story to tell. Add a source, or ask again later."
