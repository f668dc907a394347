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
from adapters.terminal import story
from adapters.terminal.blocks import Footnote, Hanging, columns, text_of
from adapters.terminal.prose import Prose
from bot.news import Alert, Answer, Brief, Correction, Coverage, Item, Notice, Piece, SourceLine, SourceList


class Mouth:
    """Renders pieces for one reader: a zone for times, a moment for ages."""

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.clock = clock
        self._prose = Prose(zone, clock)

    def render(self, piece: Piece) -> RenderableType:
        """Any piece as something rich can print."""
        match piece:
            case Brief():
                return self._brief(piece)
            case Alert():
                return self._alert(piece)
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

    def _brief(self, brief: Brief) -> RenderableType:
        moment = brief.as_of.astimezone(self.zone)
        title = Text.assemble(("Daybrief", "bold"), f"  {moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M}")
        if brief.beat:
            title.append("  ·  ").append_text(text_of(brief.beat))
        parts: list[RenderableType] = [title, Rule(style="dim")]
        if brief.fictional:
            parts.append(Text(layout.FICTION, style="yellow"))
        parts += [text_of(note, "dim") for note in brief.notes]
        if len(parts) > 2:
            parts.append(Text())
        if not brief.items and not brief.notes:
            parts.append(Text(_nothing(brief)))
        for place, item in enumerate(layout.framed(brief), 1):
            parts += [self._prose.item(item, str(place)), Text()]
        return Group(*parts[:-1] if brief.items else parts)

    def _alert(self, alert: Alert) -> RenderableType:
        why = ", reported by 2 independent outlets" if alert.item.families > 1 else ""
        title = Text.assemble(("Breaking", "bold red"), f"  {layout.clock(alert.at, self.zone)}{why}")
        told = Group(title, self._prose.item(layout.unmarked(alert.item), "»"))
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
