"""A story in Discord: as a brief tells it, and opened.

Works on: items and coverage, purely.
Comes in: a story, its title, its button.
Goes out: groups of blocks: the story with its footnotes; how it went on, who reports it, where reports differ.
Does not know: what kind of message they stand in.
"""

from __future__ import annotations

from dataclasses import replace

from adapters import coverage as arranging
from adapters import layout
from adapters.coverage import Arranged
from adapters.discord.markup import escape, link, moment, short
from adapters.discord.messages import LINE, Block, Group, blocks
from adapters.discord.prose import Line, listed, named, prose
from bot.news import Claim, Coverage, Development, Genre, Item, Offer, Report

HEADLINE = 250
LINES, REPORTS = 12, 20
"""Of a timeline; of a list of reports."""
DETAIL, WAS = 150, 300
"""Letters of what a change is called, and of what no longer holds."""


def headline(text: str) -> str:
    """A headline of bearable length."""
    return escape(short(text, HEADLINE)) or "(no headline)"


def told(
    item: Item, title: str, button: Offer | None, stands: str = "", notes: dict[str, layout.Note] | None = None
) -> Group:
    """A story: its headline beside its button, then its sentences with their footnotes (of `notes`, if it is given)."""
    said = [Block(text, slug=item.slug) for text in prose(item.sentences, item.changed, notes=notes)]
    return [Block(f"{title}\n{_byline(item, stands)}", button, slug=item.slug), *said]


def opened(coverage: Coverage) -> list[Group]:
    """A story and its sections; a section that has nothing to show is not there."""
    made = arranging.arranged(coverage, LINES)
    item, why = layout.unmarked(made.item), f"why {made.item.slug}"
    button = Offer("Why it stands here", why) if item.slug and layout.utf16(why) <= LINE else None
    sections = (_timeline(made), _voices(coverage), _disputes(coverage, made), _reports(coverage))
    return [
        told(item, f"## {headline(item.headline)}", button, notes=made.notes),
        *([replace(b, slug=item.slug, ruled=not n)] for part in sections for n, b in enumerate(part)),
    ]


def _byline(item: Item, stands: str = "") -> str:
    """How it stands with this chat and what is new, who reports it, how old it is."""
    new = f" ({escape(short(item.note, DETAIL))})" if stands and layout.plain(item.note) else ""
    parts = [f"**{stands}**{new}"] if stands else []
    parts += [layout.listed(map(named, layout.credited(item))), moment(item.published, item.precision, "R")]
    parts += ["one source so far"] if item.families <= 1 else []
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
