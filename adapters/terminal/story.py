"""A story opened, on a terminal: how it went on, who reports it, where they differ, when the reports came.

Works on: one coverage, purely.
Comes in: the coverage, and how its sentences are said to this reader.
Goes out: its sections, each with the footnotes that are new in it.
Does not know: where stories come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from adapters import coverage as arranging
from adapters import layout
from adapters.coverage import Arranged
from adapters.terminal.blocks import Hanging, columns, text_of
from adapters.terminal.prose import Prose
from adapters.terminal.sparkline import Sparkline
from bot.news import Claim, Coverage, Development, Dispute, Genre, Precision, Report, Sentence

LINES, REPORTS = 24, 40
"""Of a timeline; of a table of reports."""
HEAD = "bold"
DIM = Style(dim=True)


def opened(coverage: Coverage, prose: Prose) -> RenderableType:
    """The item, then its sections; one that has nothing to show is not there."""
    made = arranging.arranged(coverage, LINES)
    told = {cite.article for s in (*made.item.sentences, *made.item.changed) for cite in s.cites}
    parts: list[RenderableType] = [prose.item(layout.unmarked(made.item), "»", made.notes)]
    for section in (_timeline(made, prose, told), _voices(coverage, prose), _disputes(coverage, made, prose, told)):
        parts += [Text(), *section] if section else []
    return Group(*parts, *_reports(coverage.reports, prose))


def _timeline(made: Arranged, prose: Prose, told: set[str]) -> list[RenderableType]:
    if not made.timeline:
        return []
    whens = [_when(line, prose) for line in made.timeline]
    indent = max(map(cell_len, whens)) + 3
    rows = [
        Hanging(when, _line(line, made, prose), indent, DIM) for when, line in zip(whens, made.timeline, strict=True)
    ]
    shown = [line.sentence for line in made.timeline if isinstance(line, Development) and line.sentence]
    return [Text(arranging.WENT_ON, HEAD), *rows, *_first_cited(shown, made, prose, told)]


def _when(line: Development | int, prose: Prose) -> str:
    return "…" if isinstance(line, int) else prose.when(line.at, line.precision)


def _line(line: Development | int, made: Arranged, prose: Prose) -> Text:
    """The kind of change, what it put an end to, and the sentence that says it."""
    if isinstance(line, int):
        return Text(f"{line} more", "dim")
    parts = [text_of(arranging.label(line), HEAD)]
    if layout.plain(line.was):
        parts.append(Text("no longer: ").append_text(text_of(line.was, "strike")))
    if line.sentence:
        parts.append(Text("now: " if line.was else "").append_text(prose.told([line.sentence], made.notes)))
    return Text(" · ").join(part for part in parts if part)


def _first_cited(sentences: Iterable[Sentence], made: Arranged, prose: Prose, told: set[str]) -> list[RenderableType]:
    """The footnotes that no section above has shown; from now on they are told."""
    fresh = {cite.article for sentence in sentences for cite in sentence.cites} - told
    told |= fresh
    return prose.footnotes(fresh, made.notes)


def _voices(coverage: Coverage, prose: Prose) -> list[RenderableType]:
    if not coverage.voices:
        return []
    named = arranging.publishers(coverage.voices, lambda name: layout.plain(name) or layout.UNNAMED, prose.when)
    return [Text(arranging.heading(coverage.voices), HEAD), Hanging("", text_of(named), 2)]


def _disputes(coverage: Coverage, made: Arranged, prose: Prose, told: set[str]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for dispute in coverage.disputes:
        parts.append(Hanging("", text_of(dispute.about, "yellow"), 2))
        parts.append(Hanging("", _sides(dispute, made, prose), 2))
    shown = [claim.sentence for dispute in coverage.disputes for claim in dispute.claims]
    return [Text(arranging.DIFFER, HEAD), *parts, *_first_cited(shown, made, prose, told)] if parts else []


def _sides(dispute: Dispute, made: Arranged, prose: Prose) -> Table:
    """The claims below each other: in short, who and when, and in full where the words do not stand above."""
    table = Table.grid(padding=(0, 2))
    for claim in dispute.claims:
        who = Text(f"{_outlet(claim)}, {prose.when(claim.at, claim.precision)}", "italic")
        told = [prose.marks(claim.sentence, made.notes)] if made.repeated(claim) else []
        full = [] if told else [prose.told([claim.sentence], made.notes)]
        table.add_row(text_of(claim.said, HEAD), Group(Text(" ").join([who, *told]), *full))
    return table


def _outlet(claim: Claim) -> str:
    return layout.plain(claim.outlet) or layout.UNNAMED


def _reports(reports: Sequence[Report], prose: Prose) -> list[RenderableType]:
    """When the reports came, drawn, and each of them in a table."""
    if not reports:
        return []
    table = columns("When", "Outlet", "Headline")
    for report in arranging.shortened(reports, REPORTS):
        if isinstance(report, int):
            table.add_row("…", "", Text(f"{report} more", "dim"))
            continue
        kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
        when = prose.when(report.published, report.precision)
        table.add_row(Text(when), text_of((report.outlet or layout.UNNAMED) + kind), text_of(report.headline))
    timed = [r.published for r in reports if r.published and r.precision is Precision.TIME]
    return [Text(), *([line] if (line := Sparkline.of(timed, prose.zone)) else []), table]
