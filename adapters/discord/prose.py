"""Cited sentences as paragraphs with their footnotes.

Works on: checked sentences, purely.
Comes in: sentences with cites, and which of them are new to the chat.
Goes out: markdown; every mark has its footnote (outlet, time, link) in the same paragraph, however a text is divided.
Does not know: pieces, messages, the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters import layout
from adapters.discord.markup import escape, link, moment, short, weight
from adapters.layout import Note
from bot.news import Cite, Sentence

PARAGRAPH = 2_900
NOTES = 1_200
"""Characters of a paragraph with its footnotes, and of the footnotes of one sentence in it (as `weight` counts)."""
OUTLET = 80
_CONFLICT = "**Figures conflict**"
_NEW = "**New:**"


@dataclass(frozen=True, slots=True)
class _Span:
    """Words that stay together, the notes their marks point to, and what stands before them: a blank, a new line."""

    text: str
    notes: tuple[Note, ...]
    before: str = " "


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: what opens it, as markdown of ours, and the sentence that it leads to.

    A `bare` line has only the marks of its sentence, whose words stand elsewhere.
    """

    opening: str
    sentence: Sentence | None = None
    bare: bool = False


def prose(
    sentences: Sequence[Sentence],
    changed: Sequence[Sentence] = (),
    room: int = PARAGRAPH,
    notes: dict[str, Note] | None = None,
) -> list[str]:
    """The sentences in order, what is new first, sides of a conflict last; as few paragraphs as hold them.

    `notes` are those of a larger whole, where these sentences are part of one.
    """
    new, rest, sides = layout.ordered(sentences, changed)
    plain = [*new, *rest]
    notes = notes or layout.number([*plain, *sides])
    spans: list[_Span] = []
    for place, sentence in enumerate(plain):
        opening = f"{_NEW} " if new and place == 0 else ""
        spans += _spans(sentence, notes, opening, "\n" if new and place == len(new) else " ")
    for place, side in enumerate(sides):
        heading = f"{_CONFLICT}\n" if place == 0 else ""
        spans += _spans(side, notes, f"{heading}- *{_said(side.cites[0])}*: ", "\n")
    return _paragraphs(spans, room)


def listed(lines: Sequence[Line], notes: dict[str, Note], heading: str) -> list[str]:
    """A list below its heading, from which its first line is never parted; nothing without a line."""
    spans: list[_Span] = []
    for place, line in enumerate(lines):
        opening = line.opening if place else f"{heading}\n{line.opening}"
        if line.sentence and not line.bare:
            spans += _spans(line.sentence, notes, opening, "\n")
        else:
            spans += _marked([opening], line.sentence.cites if line.sentence else (), notes, "\n")
    return _paragraphs(spans, PARAGRAPH)


def _spans(sentence: Sentence, notes: dict[str, Note], opening: str, before: str) -> list[_Span]:
    """A sentence, divided only where it or its footnotes are too long for one paragraph."""
    parts = layout.cut(layout.plain(sentence.text), PARAGRAPH - NOTES - 500, lambda t: weight(escape(t))) or ["…"]
    return _marked([opening + escape(parts[0]), *map(escape, parts[1:])], sentence.cites, notes, before)


def _marked(texts: Sequence[str], cites: Sequence[Cite], notes: dict[str, Note], before: str) -> list[_Span]:
    """Texts that share their footnotes: those that find no room beside each text follow the last."""
    cited = {notes[cite.article].number: notes[cite.article] for cite in cites}
    groups = _within([cited[n] for n in sorted(cited)], NOTES) or [()]
    spans = [_Span(text, groups[0], " " if place else before) for place, text in enumerate(texts)]
    return spans + [_Span("Also there:", group) for group in groups[1:]]


def _within(notes: Sequence[Note], room: int) -> list[tuple[Note, ...]]:
    sizes = [weight(_footnote(note)) for note in notes]
    return [tuple(notes[i] for i in r) for r in layout.pack(sizes, room)]


def _paragraphs(spans: Iterable[_Span], room: int) -> list[str]:
    """Greedy: a span joins the paragraph while it fits with its footnotes."""
    done: list[str] = []
    held: list[_Span] = []
    for span in spans:
        if held and weight(_paragraph([*held, span])) > room:
            done.append(_paragraph(held))
            held = []
        held.append(span)
    return [*done, _paragraph(held)] if held else done


def _paragraph(spans: Sequence[_Span]) -> str:
    text = ""
    notes: dict[int, Note] = {}
    for span in spans:
        marks = "".join(f"[{note.number}]" for note in span.notes)
        text += f"{span.before if text else ''}{span.text}{' ' if marks else ''}{marks}"
        notes |= {note.number: note for note in span.notes}
    return "\n".join([text, *(_footnote(notes[n]) for n in sorted(notes))])


def named(outlet: str) -> str:
    """An outlet's name, escaped."""
    return layout.isolated(escape(short(outlet, OUTLET))) or layout.UNNAMED


def _said(cite: Cite) -> str:
    return f"{named(cite.outlet)}, {moment(cite.published, cite.precision)}"


def _footnote(note: Note) -> str:
    outlet = layout.isolated(link(short(note.cite.outlet, OUTLET) or layout.UNNAMED, note.cite.url))
    return f"-# [{note.number}] {outlet}, {moment(note.cite.published, note.cite.precision)}"
