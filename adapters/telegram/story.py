"""A story in Telegram: as a brief tells it, and opened.

Works on: items and coverage, purely.
Comes in: a story, its title, its button.
Goes out: blocks of HTML: the story with its footnotes; how it went on, who reports it, where reports differ.
Does not know: what kind of message they stand in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters import coverage as arranging
from adapters import layout, standing
from adapters.coverage import Arranged
from adapters.heading import source
from adapters.telegram.markup import escape, link, moment, openable, short, weight
from adapters.telegram.messages import LINE, WHOLE, Block, Button, cut
from adapters.telegram.prose import PARAGRAPH, Line, Prose, outlet
from bot.news import Claim, Correction, Coverage, Development, Genre, Item, Precision, Report

HEADLINE = 250
LINES, REPORTS = 12, 20
"""Of a timeline; of a list of reports."""
DETAIL, WAS = 150, 300
"""Letters of what a change is called, and of what no longer holds."""
FOLDED = 5
"""Reports that stand open; more are folded away until a reader taps them."""


def headline(item: Item) -> str:
    """A headline of bearable length; struck where nothing below it stands."""
    said = escape(short(item.headline, HEADLINE)) or "(no headline)"
    return f"<s>{said}</s>" if standing.fallen(item) else said


@dataclass(frozen=True, slots=True)
class Story:
    """Tells stories to readers in one zone, as seen from `now`."""

    zone: ZoneInfo
    now: datetime | None

    def told(
        self,
        item: Item,
        title: str,
        button: Button | None = None,
        stands: str = "",
        notes: dict[str, layout.Note] | None = None,
    ) -> list[Block]:
        """Its headline, who reports it and how old it is, its sentences with footnotes (of `notes`, if given)."""
        told = Prose(self.zone, self.now).paragraphs(item.sentences, item.changed, notes)
        head = f"{title}\n{self._byline(item, stands, layout.carried(item))}"
        if told and weight(f"{head}\n{told[0]}") <= WHOLE:
            head = f"{head}\n{told.pop(0)}"
        put_right = (block for one in item.corrections for block in self.corrected(one))
        return [Block(head, item.slug, button), *(Block(text, item.slug) for text in told), *put_right]

    def headlined(self, item: Item, title: str, button: Button | None = None, stands: str = "") -> list[Block]:
        """Its headline, who reports it, how old it is, and the report to read."""
        cite = source(item)
        leads = f" · {link(f'Read it at {outlet(cite.outlet)}', cite.url)}" if cite and openable(cite.url) else ""
        return [Block(f"{title}\n{self._byline(item, stands)}{leads}", item.slug, button)]

    def corrected(self, correction: Correction) -> list[Block]:
        """What was taken back, below what still stands."""
        head = f"<b>Corrected</b> · {moment(correction.at, self.zone, None)}"
        first, *more = taken_back(correction, self.zone)
        return [replace(first, html=f"{head}\n{first.html}"), *more]

    def opened(self, coverage: Coverage) -> list[Block]:
        """A story and its sections; a section that has nothing to show is not there."""
        made = arranging.arranged(coverage, LINES)
        item, prose = layout.unmarked(made.item), Prose(self.zone, self.now)
        blocks = self.told(item, f"<b>{headline(item)}</b>", notes=made.notes)
        sections = (*self._timeline(made, prose), *self._voices(coverage), *self._disputes(coverage, made, prose))
        return [*blocks, *(Block(text, item.slug) for text in sections), *self._reports(coverage)]

    def _byline(self, item: Item, stands: str, translated: str = "") -> str:
        dated = (item.published, self.zone, self.now, item.precision)
        said = layout.age(item.published, self.now, item.precision) if self.now else moment(*dated)
        names = layout.listed(map(outlet, layout.credited(item)))
        new = f" ({escape(short(item.note, DETAIL))})" if stands and layout.plain(item.note) else ""
        parts = [f"<b>{stands}</b>{new}"] if stands else []
        parts += [names, said, *(["one source so far"] if item.families <= 1 else [])]
        parts += [escape(translated)] if translated else []
        parts += ["fictional"] if item.fictional else []
        return f"<i>{' · '.join(parts)}</i>"

    def _when(self, then: datetime | None, precision: Precision) -> str:
        return moment(then, self.zone, self.now, precision)

    def _timeline(self, made: Arranged, prose: Prose) -> list[str]:
        lines = [
            Line(f"• {self._line(line)}", line.sentence if isinstance(line, Development) else None)
            for line in made.timeline
        ]
        return prose.listed(lines, made.notes, f"<b>{arranging.WENT_ON}</b>")

    def _line(self, line: Development | int) -> str:
        """When, what kind of change, what it put an end to; the sentence follows."""
        if isinstance(line, int):
            return f"… {line} more"
        label = escape(short(arranging.label(line), DETAIL))
        parts = [self._when(line.at, line.precision), *([f"<b>{label}</b>"] if label else [])]
        if layout.plain(line.was):
            parts.append(f"no longer: <s>{escape(short(line.was, WAS))}</s>")
        leads = " · now: " if line.was else " · "
        return " · ".join(parts) + (leads if line.sentence else "")

    def _voices(self, coverage: Coverage) -> list[str]:
        if not coverage.voices:
            return []
        names = arranging.publishers(coverage.voices, outlet, self._when)
        return [f"<b>{arranging.heading(coverage.voices)}</b>\n{names}"]

    def _disputes(self, coverage: Coverage, made: Arranged, prose: Prose) -> list[str]:
        lines: list[Line] = []
        for dispute in coverage.disputes:
            about = escape(short(dispute.about, DETAIL))
            first, *more = (self._side(claim, made.repeated(claim)) for claim in dispute.claims)
            lines += [replace(first, opening=f"{about}\n{first.opening}") if about else first, *more]
        return prose.listed(lines, made.notes, f"<b>{arranging.DIFFER}</b>")

    def _side(self, claim: Claim, bare: bool) -> Line:
        """What one side says in short, who and when; its sentence follows where its words do not stand above."""
        said = escape(short(claim.said, DETAIL))
        who = f"<i>{outlet(claim.outlet)}, {self._when(claim.at, claim.precision)}{'' if bare else ':'}</i>"
        opening = f"• <b>{said}</b> · {who}" if said else f"• {who}"
        return Line(opening + ("" if bare else " "), claim.sentence, bare)

    def _reports(self, coverage: Coverage) -> list[Block]:
        """The reports, line by line; a long list is folded."""
        if not coverage.reports:
            return []
        slug, head = coverage.item.slug, f"<b>{arranging.REPORTS}</b>"
        rows = [self._report(row) for row in arranging.shortened(coverage.reports, REPORTS)]
        if len(rows) <= FOLDED:
            return [Block("\n".join([head, rows[0]]), slug), *(Block(row, slug, near=True) for row in rows[1:])]
        folds = layout.pack([weight(row) for row in rows], PARAGRAPH)
        folded = [_folded([rows[place] for place in fold]) for fold in folds]
        return [Block(f"{head}\n{folded[0]}", slug), *(Block(fold, slug, near=True) for fold in folded[1:])]

    def _report(self, report: Report | int) -> str:
        if isinstance(report, int):
            return f"• … {report} more"
        kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
        title = link(escape(short(report.headline, HEADLINE)) or "(no headline)", report.url)
        return f"• {self._when(report.published, report.precision)} · {outlet(report.outlet)}{kind}: {title}"


def taken_back(correction: Correction, zone: ZoneInfo) -> list[Block]:
    """What we said, struck; what is supported instead; why."""
    slug = correction.slug
    said = [f"<s>{escape(part)}</s>" for text in correction.was for part in cut(text)]
    now = Prose(zone, correction.at).paragraphs(correction.now) if correction.now else []
    note = [Block(escape(short(correction.note, LINE)), slug)] if layout.plain(correction.note) else []
    blocks = [Block(f"{'' if place else 'We said: '}{text}", slug, near=place > 0) for place, text in enumerate(said)]
    blocks += [Block(f"{'' if place else 'What the sources support: '}{text}", slug) for place, text in enumerate(now)]
    return [*blocks, *([] if now else [Block("Nothing we hold supports it any more.", slug)]), *note]


def _folded(rows: Sequence[str]) -> str:
    return "<blockquote expandable>" + "\n".join(rows) + "</blockquote>"
