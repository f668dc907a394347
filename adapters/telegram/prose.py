"""Sentences with their footnotes, as paragraphs of a Telegram message.

Works on: checked sentences, purely.
Comes in: what is told, what is new in it, which figures conflict.
Goes out: paragraphs of HTML, each with the footnotes of every mark that stands in it.
Does not know: stories, messages, buttons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters import layout
from adapters.layout import Note
from adapters.telegram.markup import escape, link, moment, short, weight
from bot.news import Cite, Sentence

PARAGRAPH = 3_400
"""What a paragraph may weigh with its footnotes: a headline and a byline still fit beside it."""
SPOKEN, NOTES = 1_200, 1_500
"""The same of one sentence, and of one sentence's footnotes."""
OUTLET = 60


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a paragraph that is never divided: words, their footnotes, and what stands before them inside it."""

    text: str
    notes: tuple[Note, ...]
    before: str = " "


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: what opens it, as HTML of ours, and the sentence that it leads to.

    A `bare` line has only the marks of its sentence, whose words stand elsewhere.
    """

    opening: str
    sentence: Sentence | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """How times are told: in the reader's zone, as seen from `now`."""

    zone: ZoneInfo
    now: datetime | None

    def paragraphs(
        self, sentences: Sequence[Sentence], changed: Sequence[Sentence] = (), notes: dict[str, Note] | None = None
    ) -> list[str]:
        """What is new first, then the rest, then conflicting figures side by side with who says which.

        `notes` are those of a larger whole, where these sentences are part of one.
        """
        fresh, rest, sides = layout.ordered(sentences, changed)
        notes = notes or layout.number([*fresh, *rest, *sides])
        spans = self._told(fresh, notes, "<b>New:</b> " if fresh else "")
        spans += self._told(rest, notes, "", "\n" if fresh else " ")
        for place, side in enumerate(sides):
            heading = "<b>Figures conflict:</b>\n" if place == 0 else ""
            spans += self._spans(side, notes, f"{heading}• <i>{self.said(side.cites[0])}:</i> ", "\n")
        return self._shared_out(spans)

    def listed(self, lines: Sequence[Line], notes: dict[str, Note], heading: str) -> list[str]:
        """A list below its heading, from which its first line is never parted; nothing without a line."""
        spans: list[Span] = []
        for place, line in enumerate(lines):
            opening = line.opening if place else f"{heading}\n{line.opening}"
            if line.sentence and not line.bare:
                spans += self._spans(line.sentence, notes, opening, "\n")
            else:
                spans += self._marked([opening], line.sentence.cites if line.sentence else (), notes, "\n")
        return self._shared_out(spans)

    def said(self, cite: Cite) -> str:
        """Who says it, and when: "Harbour, 10 Mar 11:42 CET"."""
        return f"{outlet(cite.outlet)}, {moment(cite.published, self.zone, self.now, cite.precision)}"

    def _told(
        self, sentences: Iterable[Sentence], notes: dict[str, Note], opening: str, before: str = " "
    ) -> list[Span]:
        spans: list[Span] = []
        for place, sentence in enumerate(sentences):
            spans += self._spans(sentence, notes, "" if place else opening, " " if place else before)
        return spans

    def _spans(self, sentence: Sentence, notes: dict[str, Note], opening: str, before: str) -> list[Span]:
        """A sentence with its marks, divided only where it or its footnotes are too long for one paragraph."""
        parts = layout.cut(layout.plain(sentence.text), SPOKEN, lambda t: weight(escape(t))) or ["…"]
        return self._marked([opening + escape(parts[0]), *map(escape, parts[1:])], sentence.cites, notes, before)

    def _marked(self, texts: Sequence[str], cites: Sequence[Cite], notes: dict[str, Note], before: str) -> list[Span]:
        """Texts that share their footnotes: those that find no room beside each text follow the last."""
        cited = {notes[cite.article].number: notes[cite.article] for cite in cites}
        groups = self._within([cited[number] for number in sorted(cited)]) or [()]
        spans = [Span(text, groups[0], " " if place else before) for place, text in enumerate(texts)]
        return spans + [Span("Also there:", group) for group in groups[1:]]

    def _within(self, notes: Sequence[Note]) -> list[tuple[Note, ...]]:
        sizes = [weight(_mark(note)) + weight(self._footnote(note)) for note in notes]
        return [tuple(notes[i] for i in part) for part in layout.pack(sizes, NOTES, 3)]

    def _shared_out(self, spans: Iterable[Span]) -> list[str]:
        """As many spans in a paragraph as fit with their footnotes."""
        done: list[str] = []
        held: list[Span] = []
        for span in spans:
            if held and weight(self._paragraph([*held, span])) > PARAGRAPH:
                done.append(self._paragraph(held))
                held = []
            held.append(span)
        return [*done, self._paragraph(held)] if held else done

    def _paragraph(self, spans: Sequence[Span]) -> str:
        text = ""
        notes: dict[int, Note] = {}
        for span in spans:
            marks = "".join(_mark(note) for note in span.notes)
            text += f"{span.before if text else ''}{span.text}{' ' if marks else ''}{marks}"
            notes |= {note.number: note for note in span.notes}
        feet = "\n".join(self._footnote(notes[number]) for number in sorted(notes))
        return f"{text}\n<blockquote expandable>{feet}</blockquote>" if feet else text

    def _footnote(self, note: Note) -> str:
        when = moment(note.cite.published, self.zone, self.now, note.cite.precision)
        return f"[{note.number}] {link(outlet(note.cite.outlet), note.cite.url)}, {when}"


def outlet(name: str) -> str:
    """An outlet's name, escaped."""
    return layout.isolated(escape(short(name, OUTLET))) or layout.UNNAMED


def _mark(note: Note) -> str:
    return link(f"[{note.number}]", note.cite.url)
