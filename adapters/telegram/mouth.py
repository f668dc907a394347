"""How Daybrief speaks in Telegram: any piece of news as messages of HTML.

Works on: pieces, purely.
Comes in: a `Piece`.
Goes out: `Message`s within Telegram's limits (4,096 UTF-16 units, 100 entities), each with the footnotes of what it
    cites, its buttons and the slugs it carries. Ages are told as of the piece's own time, so that the same piece always
    makes the same messages and what did not arrive can be sent later from where it broke off.
Does not know: the network, the library, who reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from adapters import layout
from adapters.telegram.markup import ROOM, escape, link, moment, ours, short, shown, weight
from adapters.telegram.prose import Prose, outlet
from bot import commands
from bot.news import (
    Alert,
    Answer,
    Brief,
    Correction,
    Coverage,
    Genre,
    Item,
    Notice,
    Piece,
    Precision,
    Report,
    Sentence,
    SourceLine,
    SourceList,
)

DATA, LABEL, ROW = 64, 160, 5
"""Bytes of what a button stands for; characters it shows; small buttons beside each other."""
LINE, HEADLINE, MANY = 1_000, 250, 90
ASKED = "?"
"""What a button stands for whose question is too long for it: the question is what it shows."""
FICTION = "<b>A fictional sample: every outlet, person and place in it is invented.</b>"
AGAIN = "<b>Fictional sample, continued</b>"
HINT = "<i>A number opens its story. Reply, or /ask, to ask about them.</i>"
_FOOT, _LINK = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL), re.compile(r'<a href="([^"]*)">(.*?)</a>')
SILENT = "The sources do not say."


@dataclass(frozen=True, slots=True)
class Button:
    """What it shows, and what comes back when it is pressed (1 to 64 bytes)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together in one message: HTML, the story it carries, the small button it brings along."""

    html: str
    slug: str = ""
    button: Button | None = None
    near: bool = False
    """Whether it follows the block before it without an empty line."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: HTML, rows of buttons, and the stories it carries."""

    html: str
    rows: tuple[tuple[Button, ...], ...] = ()
    slugs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The same words without any mark-up; footnotes keep their addresses."""
        return shown(_FOOT.sub(lambda foot: _LINK.sub(r"\2 (\1)", foot[0]), self.html))


@dataclass(frozen=True, slots=True)
class Mouth:
    """Speaks to readers in one zone. `now` is the moment as seen from which a conversation's times are told."""

    zone: ZoneInfo
    now: datetime | None = None

    def render(self, piece: Piece, *, echo: bool = False) -> list[Message]:
        """Any piece as the messages to post, in order; at least one. With `echo` an answer repeats its question."""
        match piece:
            case Brief():
                return _fictional(_messages(self._brief(piece)), piece.fictional)
            case Alert():
                return _messages(self._alert(piece))
            case Answer():
                return _messages(self._answer(piece, echo), _questions(piece.next))
            case Correction():
                return _messages(self._correction(piece))
            case Coverage():
                why = _rows([_button("Why it stands here", f"why {piece.item.slug}")])
                return _fictional(_messages(self._coverage(piece), why), piece.fictional)
            case Item():
                return _messages(_why(piece), _rows([_story("Open the story", piece.slug)]))
            case Notice():
                return _messages(_notice(piece.text), _rows([_button(o.label, o.line) for o in piece.offers]))
            case SourceList():
                return _messages(self._sources(piece))
        assert_never(piece)

    def preview(self, sentences: Sequence[Sentence]) -> str:
        """What is known of an answer so far."""
        return f"{Prose(self.zone, self.now).paragraphs(sentences)[0]}\n…"

    def _brief(self, brief: Brief) -> list[Block]:
        at = brief.as_of.astimezone(self.zone)
        about = f" · {escape(short(brief.beat, 60))}" if brief.beat else ""
        lines = [f"<b>Daybrief{about}</b>", f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M %Z}"]
        lines += [FICTION] if brief.fictional else []
        lines += [f"<i>{escape(short(note, LINE))}</i>" for note in brief.notes[:3]]
        blocks = [Block("\n".join(lines)), *(Block(escape(short(note, LINE))) for note in brief.notes[3:])]
        for place, (item, stands) in enumerate(zip(brief.items, layout.standing(brief), strict=True), 1):
            title, button = f"<b>{place}. {_headline(item)}</b>", _story(str(place), item.slug)
            blocks += self._item(item, title, brief.as_of, button, stands)
        if brief.items:  # in the last story's block, so that it never stands alone in a message
            return [*blocks[:-1], replace(blocks[-1], html=f"{blocks[-1].html}\n\n{HINT}")]
        return blocks if brief.notes else [*blocks, Block(_nothing(brief))]

    def _item(
        self, item: Item, title: str, now: datetime | None, button: Button | None = None, stands: str = ""
    ) -> list[Block]:
        """A story: its headline, who reports it and how old it is, its sentences with their footnotes."""
        told = Prose(self.zone, now).paragraphs(item.sentences, item.changed)
        first = "\n".join([title, self._byline(item, now, stands), *told[:1]])
        return [Block(first, item.slug, button), *(Block(text, item.slug) for text in told[1:])]

    def _byline(self, item: Item, now: datetime | None, stands: str) -> str:
        dated = (item.published, self.zone, now, item.precision)
        said = layout.age(item.published, now, item.precision) if now else moment(*dated)
        names = layout.listed(map(outlet, layout.credited(item)))
        parts = [f"<b>{stands}</b>"] if stands else []
        parts += [names, said, *(["one source so far"] if item.families <= 1 else [])]
        return f"<i>{' · '.join(parts)}</i>"

    def _alert(self, alert: Alert) -> list[Block]:
        why = ", reported by 2 independent outlets" if alert.item.families > 1 else ""
        head = f"<b>Breaking</b> · {moment(alert.at, self.zone, None)}{why}\n<b>{_headline(alert.item)}</b>"
        return self._item(alert.item, head, alert.at, _story("Open the story", alert.slug))

    def _answer(self, answer: Answer, echo: bool) -> list[Block]:
        asked = f"<i>{escape(short(answer.question, HEADLINE))}</i>\n" if echo and layout.plain(answer.question) else ""
        if answer.refused or not answer.sentences:
            newest = moment(answer.as_of, self.zone, self.now, answer.precision)
            more = "\nYou could ask:" if _questions(answer.next) else ""
            return [Block(f"{asked}{SILENT} (Newest source: {newest}.){more}", answer.slug)]
        told = Prose(self.zone, self.now).paragraphs(answer.sentences)
        return [Block(asked + told[0], answer.slug), *(Block(text, answer.slug) for text in told[1:])]

    def _correction(self, correction: Correction) -> list[Block]:
        slug = correction.slug
        title = escape(short(correction.headline, HEADLINE)) or "(no headline)"
        head = f"<b>Correction</b> · {moment(correction.at, self.zone, None)}\n<b>{title}</b>"
        if correction.headline_outlet:
            head += f"\n<i>{outlet(correction.headline_outlet)}</i>"
        said = [f"<s>{escape(part)}</s>" for text in correction.was for part in _cut(text)]
        now = Prose(self.zone, correction.at).paragraphs(correction.now) if correction.now else []
        note = [Block(escape(short(correction.note, LINE)), slug)] if layout.plain(correction.note) else []
        blocks = [Block(head, slug, _story("Open the story", slug))]
        blocks += [
            Block(f"{'' if place else 'We said: '}{text}", slug, near=place > 0) for place, text in enumerate(said)
        ]
        blocks += [
            Block(f"{'' if place else 'What the sources support: '}{text}", slug) for place, text in enumerate(now)
        ]
        return [*blocks, *([] if now else [Block("Nothing we hold supports it any more.", slug)]), *note]

    def _coverage(self, coverage: Coverage) -> list[Block]:
        fiction = f"{FICTION}\n" if coverage.fictional else ""
        title = f"{fiction}<b>{_headline(coverage.item)}</b>"
        blocks = self._item(coverage.item, title, self.now)
        heading = [Block("<b>Who reports it, and when</b>", coverage.item.slug)] if coverage.reports else []
        rows = [Block(self._report(report), coverage.item.slug, near=True) for report in coverage.reports]
        return [*blocks, *heading, *rows]

    def _report(self, report: Report) -> str:
        kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
        when = moment(report.published, self.zone, self.now, report.precision)
        headline = link(escape(short(report.headline, HEADLINE)) or "(no headline)", report.url)
        return f"• {when} · {outlet(report.outlet)}{kind}: {headline}"

    def _sources(self, sources: SourceList) -> list[Block]:
        if not sources.lines and not sources.own:
            return [Block("There is no source yet. /add brings one to this chat.")]
        rows = [Block(f"• {self._source(line)}", near=True) for line in sources.lines]
        own = [Block(f"{place}. {self._source(line)}", near=True) for place, line in enumerate(sources.own, 1)]
        heads = (
            Block(f"<b>{layout.tallied(sources.lines)}</b>"),
            Block(f"<b>Added by this chat: {layout.tallied(sources.own)}</b>"),
        )
        return [block for head, part in zip(heads, (rows, own), strict=True) if part for block in (head, *part)]

    def _source(self, line: SourceLine) -> str:
        """An outlet and how it fares; of one that fails, its address up to the query, which may hold a key."""
        name = outlet(line.outlet)
        if line.error:
            again = f"; next try {moment(line.due, self.zone, self.now)}" if line.due else ""
            where = escape(short(line.url.partition("?")[0], HEADLINE))
            said = escape(short(line.error, HEADLINE))
            return f"{name}: <b>{said}</b> ({layout.plural(line.failures, 'failure')}{again}) {where}"
        if line.good is None:
            return f"{name}: not read yet"
        entries = "1 entry" if line.entries == 1 else f"{line.entries} entries"
        return f"{name}: {entries}, read {layout.clock(line.good, self.zone, Precision.TIME, self.now)}"


# --- blocks and messages ---------------------------------------------------------------------------------------------


def _messages(blocks: Sequence[Block], rows: Sequence[tuple[Button, ...]] = ()) -> list[Message]:
    """Blocks shared out over messages; `rows` stand under the last one."""
    kept = [block for block in blocks if block.html.strip()] or [Block("…")]
    ranges = layout.pack([weight(block.html) for block in kept], ROOM - 50, 4)
    messages = [_message([kept[i] for i in part]) for part in ranges]
    last = messages[-1]
    return [*messages[:-1], Message(last.html, (*last.rows, *rows)[:MANY], last.slugs)]


def _fictional(messages: Sequence[Message], fictional: bool) -> list[Message]:
    """A message that is passed on alone says so too."""
    said = [replace(message, html=f"{AGAIN}\n\n{message.html}") for message in messages[1:]]
    return [messages[0], *said] if fictional else list(messages)


def _message(blocks: Sequence[Block]) -> Message:
    text = blocks[0].html + "".join(("\n" if block.near else "\n\n") + block.html for block in blocks[1:])
    slugs = tuple(dict.fromkeys(block.slug for block in blocks if block.slug))
    return Message(text, tuple(_rows([block.button for block in blocks])), slugs)


def _rows(buttons: Iterable[Button | None]) -> list[tuple[Button, ...]]:
    """Numbers beside each other, words below each other."""
    given = list({button.data: button for button in buttons if button}.values())
    small = [button for button in given if len(button.label) <= 2]
    beside = [tuple(small[i : i + ROW]) for i in range(0, len(small), ROW)]
    return [*beside, *((button,) for button in given if len(button.label) > 2)]


def _button(label: str, line: str) -> Button | None:
    """A button for a line of the catalogue; none where the line is too long to come back."""
    said = layout.plain(line)
    return Button(short(label, LABEL), said) if 0 < len(said.encode()) <= DATA and layout.plain(label) else None


def _story(label: str, slug: str) -> Button | None:
    return _button(label, f"story {slug}") if layout.plain(slug) else None


def _questions(questions: Iterable[str]) -> list[tuple[Button, ...]]:
    """A button for each: it stands for the question, or, where that is too long, for what it shows."""
    rows: list[tuple[Button, ...]] = []
    for place, question in enumerate(map(layout.plain, questions)):
        if question and len(question) <= LABEL:
            rows.append((_button(question, f"ask {question}") or Button(question, f"{ASKED}{place}"),))
    return list({row[0].data: row for row in rows}.values())


def _cut(text: str) -> list[str]:
    return layout.cut(layout.plain(text), LINE * 2, lambda part: weight(escape(part)))


def _headline(item: Item) -> str:
    return escape(short(item.headline, HEADLINE)) or "(no headline)"


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {escape(short(brief.beat, 60))} in this time. /brief alone gives all of them."
    return "No story to tell. /add brings a source to this chat; or ask again later."


def _why(item: Item) -> list[Block]:
    reasons = [part for reason in item.reasons for part in _cut(reason.detail or reason.code)]
    head = Block(f"<b>{_headline(item)}</b>", item.slug)
    return [head, *(Block(f"• {escape(part)}", item.slug, near=True) for part in reasons)]


_USAGES = tuple(f"{row.usage}: " for row in commands.CATALOGUE)


def _notice(text: str) -> list[Block]:
    """Our own words, line by line; a line that explains a command begins with it as it is typed here."""
    slashed = ("/" + line if line.startswith(_USAGES) else line for line in text.split("\n"))
    parts = (part for line in slashed for part in layout.cut(layout.plain(line), LINE * 3, lambda t: weight(ours(t))))
    return [Block(ours(part), near=True) for part in parts]
