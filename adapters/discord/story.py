"""A story in Discord: as a brief tells it, and opened.

Works on: items and coverage, purely.
Comes in: a story, its title, its button.
Goes out: groups of blocks: the story with its footnotes; how it went on, who reports it, where reports differ.
Does not know: what kind of message they stand in.
"""

from __future__ import annotations

from dataclasses import replace

from adapters import coverage as arranging
from adapters import layout, standing
from adapters.coverage import Arranged
from adapters.discord.markup import ROOM, address, escape, link, moment, short
from adapters.discord.messages import LINE, ROW, Block, Group, blocks, cut
from adapters.discord.prose import Line, listed, named, prose
from adapters.heading import source
from bot.news import Claim, Correction, Coverage, Development, Genre, Item, Offer, Report

HEADLINE = 250
LINES, REPORTS = 12, 20
"""Of a timeline; of a list of reports."""
NAME = 60
"""Characters of an outlet's name in a link."""
DETAIL, WAS = 150, 300
"""Letters of what a change is called, and of what no longer holds."""


def headline(text: str) -> str:
    """A headline of bearable length."""
    return escape(short(text, HEADLINE)) or "(no headline)"


def titled(item: Item) -> str:
    """Its headline; struck where nothing below it stands."""
    return f"~~{headline(item.headline)}~~" if standing.fallen(item) else headline(item.headline)


def told(
    item: Item, title: str, button: Offer | None, stands: str = "", notes: dict[str, layout.Note] | None = None
) -> Group:
    """A story: its headline beside its button, then its sentences with their footnotes (of `notes`, if it is given)."""
    said = [Block(text, slug=item.slug) for text in prose(item.sentences, item.changed, notes=notes)]
    put_right = (block for one in item.corrections for block in corrected(one))
    byline = _byline(item, stands, layout.carried(item))
    return [Block(f"{title}\n{byline}", button, slug=item.slug), *said, *put_right]


def headlined(item: Item, title: str, button: Offer | None, stands: str = "") -> Group:
    """A story by its headline alone: who reports it, how old it is, the report to read."""
    cite = source(item)
    leads = link(f"Read it at {short(cite.outlet, NAME) or layout.UNNAMED}", cite.url) if cite else ""
    line = f"{_byline(item, stands)} · {leads}" if cite and address(cite.url) else _byline(item, stands)
    return [Block(f"{title}\n{line}", button, slug=item.slug)]


def corrected(correction: Correction) -> list[Block]:
    """What was taken back, below what still stands."""
    head = Block(f"**Corrected** · {moment(correction.at)}", slug=correction.slug)
    return [head, *taken_back(correction)]


def taken_back(correction: Correction) -> list[Block]:
    """What we said, struck; why; what is supported instead."""
    said = [f"~~{escape(part)}~~" for text in correction.was for part in cut(text, ROOM - 200)]
    now = (
        ["**What is supported now:**", *prose(correction.now)]
        if correction.now
        else ["Nothing we hold supports it any more."]
    )
    note = [Block(escape(short(correction.note, ROW * HEADLINE)))] if correction.note.strip() else []
    return [*blocks(["**We said:**", *said]), *note, *(Block(text) for text in now)]


def opened(coverage: Coverage) -> list[Group]:
    """A story and its sections; a section that has nothing to show is not there."""
    made = arranging.arranged(coverage, LINES)
    item, why = layout.unmarked(made.item), f"why {made.item.slug}"
    button = Offer("Why it stands here", why) if item.slug and layout.utf16(why) <= LINE else None
    sections = (_timeline(made), _voices(coverage), _disputes(coverage, made), _reports(coverage))
    return [
        told(item, f"## {titled(item)}", button, notes=made.notes),
        *([replace(b, slug=item.slug, ruled=not n)] for part in sections for n, b in enumerate(part)),
    ]


def _byline(item: Item, stands: str = "", translated: str = "") -> str:
    """How it stands with this chat and what is new, who reports it, how old it is."""
    new = f" ({escape(short(item.note, DETAIL))})" if stands and layout.plain(item.note) else ""
    parts = [f"**{stands}**{new}"] if stands else []
    parts += [layout.listed(map(named, layout.credited(item))), moment(item.published, item.precision, "R")]
    parts += ["one source so far"] if item.families <= 1 else []
    parts += [escape(translated)] if translated else []
    parts += ["fictional"] if item.fictional else []
    return "-# " + " · ".join(parts)


def _timeline(made: Arranged) -> list[Block]:
    lines = [
        Line(f"- {_line(line)}", line.sentence if isinstance(line, Development) else None) for line in made.timeline
    ]
    return [Block(text) for text in listed(lines, made.notes, f"**{arranging.WENT_ON}**")]


def _line(line: Development | int) -> str:
    """When, what kind of change, what it put an end to; the sentence follows."""
    if isinstance(line, int):
        return f"… {line} more"
    label = escape(short(arranging.label(line), DETAIL))
    parts = [moment(line.at, line.precision), *([f"**{label}**"] if label else [])]
    if layout.plain(line.was):
        parts.append(f"no longer: ~~{escape(short(line.was, WAS))}~~")
    leads = " · now: " if line.was else " · "
    return " · ".join(parts) + (leads if line.sentence else "")


def _voices(coverage: Coverage) -> list[Block]:
    if not coverage.voices:
        return []
    names = arranging.publishers(coverage.voices, named, moment)
    return blocks([f"**{arranging.heading(coverage.voices)}**", f"- {names}"])


def _disputes(coverage: Coverage, made: Arranged) -> list[Block]:
    lines: list[Line] = []
    for dispute in coverage.disputes:
        about = escape(short(dispute.about, DETAIL))
        claims = [_side(claim, made.repeated(claim)) for claim in dispute.claims]
        lines += [
            replace(claims[0], opening=f"{about}\n{claims[0].opening}" if about else claims[0].opening),
            *claims[1:],
        ]
    return [Block(text) for text in listed(lines, made.notes, f"**{arranging.DIFFER}**")]


def _side(claim: Claim, bare: bool) -> Line:
    """What one side says in short, who and when; its sentence follows where its words do not stand above."""
    said = escape(short(claim.said, DETAIL))
    who = f"*{named(claim.outlet)}, {moment(claim.at, claim.precision)}*"
    return Line(f"- **{said}** · {who}{'' if bare else ': '}" if said else f"- {who}: ", claim.sentence, bare)


def _reports(coverage: Coverage) -> list[Block]:
    rows = [_report(row) for row in arranging.shortened(coverage.reports, REPORTS)]
    return blocks([f"**{arranging.REPORTS}**", *rows]) if rows else []


def _report(report: Report | int) -> str:
    if isinstance(report, int):
        return f"- … {report} more"
    kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
    title = link(short(report.headline, HEADLINE) or "(no headline)", report.url)
    return f"- {moment(report.published, report.precision)} · **{named(report.outlet)}**{kind}: {title}"
