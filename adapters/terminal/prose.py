"""Cited sentences and whole items on a terminal.

Works on: checked sentences, purely.
Comes in: sentences, footnotes, one reader's zone and the moment.
Goes out: text with its marks; under an item the footnotes of every mark in it.
Does not know: briefs, alerts, the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from adapters import layout
from adapters.heading import source
from adapters.terminal.blocks import Footnote, Hanging, text_of
from bot.news import Cite, Item, Precision, Sentence, Standing

STANDING = {Standing.NEW: "new here", Standing.TOLD: "told before"}


class Prose:
    """Sentences for one reader: a zone for times, a moment for ages."""

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.clock = clock

    def when(self, then: datetime | None, precision: Precision = Precision.TIME) -> str:
        """A source's time; with its year where that is not this one."""
        return layout.clock(then, self.zone, precision, self.clock())

    def item(self, item: Item, label: str, notes: dict[str, layout.Note] | None = None) -> RenderableType:
        """A story: headline, byline, what is new, the rest, conflicting figures, footnotes.

        `notes` are those of a larger whole; under the item stand only its own.
        """
        fresh, rest, disputed = layout.ordered(item.sentences, item.changed)
        own = layout.number([*fresh, *rest, *disputed])
        notes = notes or own
        body: list[RenderableType] = [text_of(item.headline, "bold"), self._byline(item, layout.carried(item))]
        if fresh:
            body.append(Text("New: ", style="bold").append_text(self.told(fresh, notes)))
        if rest:
            body.append(self.told(rest, notes))
        body += self.conflict(disputed, notes)
        body += self.footnotes(own, notes)
        return Hanging(label, Group(*body), max(3, len(label) + 1))

    def headline(self, item: Item, label: str) -> RenderableType:
        """A story by its headline alone: who reports it, how old it is, the report to read."""
        body: list[RenderableType] = [text_of(item.headline, "bold"), self._byline(item)]
        if cite := source(item):
            body.append(Footnote(text_of(f"Read it at {cite.outlet or layout.UNNAMED}", "dim"), layout.plain(cite.url)))
        return Hanging(label, Group(*body), max(3, len(label) + 1))

    def told(self, sentences: Iterable[Sentence], notes: Mapping[str, layout.Note]) -> Text:
        """Sentences in a row, each with its marks."""
        text = Text()
        for sentence in sentences:
            text.append(" " if text else "").append_text(text_of(sentence.text))
            text.append(" ").append_text(self.marks(sentence, notes))
        return text

    def conflict(self, sides: Sequence[Sentence], notes: Mapping[str, layout.Note]) -> list[RenderableType]:
        """Figures that conflict, each with who says it and when; nothing where none do."""
        head = [Text("Figures conflict:", style="yellow")] if sides else []
        return [*head, *(Hanging("", self._side(s, notes), 2) for s in sides)]

    def marks(self, sentence: Sentence, notes: Mapping[str, layout.Note]) -> Text:
        """The numbers of its footnotes."""
        return Text("".join(f"[{n}]" for n in layout.marks(sentence, notes)), style="cyan")

    def said(self, cite: Cite) -> str:
        """Who says it, and when."""
        return f"{cite.outlet or layout.UNNAMED}, {self.when(cite.published, cite.precision)}"

    def footnotes(self, articles: Iterable[str], notes: Mapping[str, layout.Note]) -> list[RenderableType]:
        """The footnotes of these articles, in the order of their numbers."""
        return [self._footnote(note) for note in sorted((notes[a] for a in articles), key=lambda note: note.number)]

    def _byline(self, item: Item, translated: str = "") -> Text:
        line = Text(style="dim")
        if item.standing is Standing.UPDATED:
            new = f" ({layout.plain(item.note)})" if layout.plain(item.note) else ""
            line.append(layout.STANDING[Standing.UPDATED], "not dim bold").append(f"{new} · ")
        known = layout.listed(name or layout.UNNAMED for name in layout.credited(item))
        parts = [known, layout.age(item.published, self.clock(), item.precision)]
        parts += [] if item.families > 1 else ["one source so far"]
        parts += [translated] if translated else []
        parts += [STANDING[item.standing]] if item.standing in STANDING else []
        parts += ["fictional"] if item.fictional else []
        return line.append(layout.plain(" · ".join(parts)))

    def _side(self, sentence: Sentence, notes: Mapping[str, layout.Note]) -> Text:
        """One side of a conflict: who says it and when stands out from what is said."""
        who = text_of(self.said(sentence.cites[0]) + ": ", "italic")
        return Text().append_text(who).append(" ").append_text(self.told([sentence], notes))

    def _footnote(self, note: layout.Note) -> RenderableType:
        head = Text(f"[{note.number}] ", style="cyan").append_text(text_of(self.said(note.cite), "dim"))
        return Footnote(head, layout.plain(note.cite.url))
