"""How Daybrief speaks in Telegram: any piece of news as messages of HTML.

Works on: pieces, purely.
Comes in: a `Piece`.
Goes out: `Message`s within Telegram's limits, each with the footnotes of what it cites, its buttons and the slugs it
    carries. Ages are told as of the piece's own time, so that the same piece always makes the same messages and what
    did not arrive can be sent later from where it broke off.
Does not know: the network, the library, who reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from adapters import layout
from adapters.heading import heading
from adapters.telegram.markup import escape, moment, ours, short, weight
from adapters.telegram.messages import (
    FICTION,
    LINE,
    Block,
    Button,
    Message,
    button,
    cut,
    fictional,
    opening,
    packed,
    questions,
    rows,
)
from adapters.telegram.prose import Prose, outlet
from adapters.telegram.story import DETAIL, HEADLINE, Story, headline, taken_back
from bot import commands
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
    Precision,
    Sentence,
    SourceLine,
    SourceList,
    Style,
    abridged,
)

HINT = "<i>A number opens its story. Reply, or /ask, to ask about them.</i>"
SILENT = "The sources do not say."


@dataclass(frozen=True, slots=True)
class Mouth:
    """Speaks to readers in one zone. `now` is the moment as seen from which a conversation's times are told.

    `manner` is how briefs and alerts are said; `edited`: in the place of what was said before.
    """

    zone: ZoneInfo
    now: datetime | None = None
    manner: Manner = PLAIN
    edited: bool = False

    def render(self, piece: Piece, *, echo: bool = False) -> list[Message]:
        """Any piece as the messages to post, in order; at least one. With `echo` an answer repeats its question."""
        if self.manner.style is not Style.HEADLINES:  # of which the report that a headline leads to is not cut away
            piece = abridged(piece, self.manner)
        match piece:
            case Brief():
                return fictional(packed(self._brief(piece)), piece.fictional)
            case Alert():
                return fictional(packed(self._alert(piece)), piece.item.fictional)
            case Answer():
                return fictional(packed(self._answer(piece, echo), questions(piece.next)), piece.fictional)
            case Correction():
                return fictional(packed(self._correction(piece)), piece.fictional)
            case Coverage():
                why = rows([button("Why it stands here", f"why {piece.item.slug}")])
                told = packed(Story(self.zone, self.now).opened(piece), why)
                return fictional(told, piece.fictional or piece.item.fictional)
            case Item():
                return fictional(packed(_why(piece), rows([opening("Open the story", piece.slug)])), piece.fictional)
            case Notice():
                return packed(_notice(piece.text), rows([button(o.label, o.line) for o in piece.offers]))
            case SourceList():
                return packed(self._sources(piece))
        assert_never(piece)

    def preview(self, sentences: Sequence[Sentence]) -> str:
        """What is known of an answer so far."""
        return f"{Prose(self.zone, self.now).paragraphs(sentences)[0]}\n…"

    def so_far(self, brief: Brief) -> Message:
        """A brief of which more is coming: as much of its beginning as one message holds."""
        (first, *_) = fictional(packed(self._stories(brief)), brief.fictional)
        return replace(first, html=f"{first.html}\n\n…")

    def _brief(self, brief: Brief) -> list[Block]:
        blocks = self._stories(brief)
        if brief.items:  # in the last story's block, so that it never stands alone in a message
            return [*blocks[:-1], replace(blocks[-1], html=f"{blocks[-1].html}\n\n{HINT}")]
        return blocks if brief.notes else [*blocks, Block(_nothing(brief))]

    def _stories(self, brief: Brief) -> list[Block]:
        at = brief.as_of.astimezone(self.zone)
        about = f" · {escape(short(brief.beat, 60))}" if brief.beat else ""
        lines = [f"<b>Daybrief{about}</b>", f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M %Z}"]
        lines += [FICTION] if brief.fictional else []
        lines += [f"<i>{escape(short(note, LINE))}</i>" for note in brief.notes[:3]]
        blocks = [Block("\n".join(lines)), *(Block(escape(short(note, LINE))) for note in brief.notes[3:])]
        for place, (item, stands) in enumerate(zip(layout.framed(brief), layout.standing(brief), strict=True), 1):
            title, beside = f"<b>{place}. {headline(item)}</b>", opening(str(place), item.slug)
            blocks += self._story(item, brief.as_of, title, beside, stands)
        return blocks

    def _alert(self, alert: Alert) -> list[Block]:
        why, more = heading(alert, moment(alert.at, self.zone, None), _noted, edited=self.edited)
        head = f"<b>{why}</b>{more}\n<b>{headline(alert.item)}</b>"
        return self._story(layout.unmarked(alert.item), alert.at, head, opening("Open the story", alert.slug))

    def _story(self, item: Item, now: datetime, title: str, button: Button | None, stands: str = "") -> list[Block]:
        """A story in the manner asked for."""
        story = Story(self.zone, now)
        brief = self.manner.style is Style.HEADLINES
        return story.headlined(item, title, button, stands) if brief else story.told(item, title, button, stands)

    def _answer(self, answer: Answer, echo: bool) -> list[Block]:
        asked = f"<i>{escape(short(answer.question, HEADLINE))}</i>\n" if echo and layout.plain(answer.question) else ""
        put_right = [b for one in answer.corrections for b in Story(self.zone, self.now).corrected(one)]
        if put_right and not answer.sentences:
            return [replace(put_right[0], html=asked + put_right[0].html), *put_right[1:]]
        if answer.refused or not answer.sentences:
            newest = moment(answer.as_of, self.zone, self.now, answer.precision)
            more = "\nYou could ask:" if questions(answer.next) else ""
            return [Block(f"{asked}{SILENT} (Newest source: {newest}.){more}", answer.slug)]
        told = Prose(self.zone, self.now).paragraphs(answer.sentences)
        if tongue := layout.tongue(answer):
            told[-1] += f"\n<i>{escape(short(tongue, HEADLINE))}</i>"
        return [Block(asked + told[0], answer.slug), *(Block(text, answer.slug) for text in told[1:]), *put_right]

    def _correction(self, correction: Correction) -> list[Block]:
        slug = correction.slug
        title = escape(short(correction.headline, HEADLINE)) or "(no headline)"
        head = f"<b>Correction</b> · {moment(correction.at, self.zone, None)}\n<b>{title}</b>"
        if correction.headline_outlet:
            head += f"\n<i>{outlet(correction.headline_outlet)}</i>"
        return [Block(head, slug, opening("Open the story", slug)), *taken_back(correction, self.zone)]

    def _sources(self, sources: SourceList) -> list[Block]:
        if not sources.lines and not sources.own:
            return [Block("There is no source yet. /add brings one to this chat.")]
        shared = [Block(f"• {self._source(line)}", near=True) for line in sources.lines]
        own = [Block(f"{place}. {self._source(line)}", near=True) for place, line in enumerate(sources.own, 1)]
        heads = (
            Block(f"<b>{layout.tallied(sources.lines)}</b>"),
            Block(f"<b>Added by this chat: {layout.tallied(sources.own)}</b>"),
        )
        return [block for head, part in zip(heads, (shared, own), strict=True) if part for block in (head, *part)]

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


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {escape(short(brief.beat, 60))} in this time. /brief alone gives all of them."
    return "No story to tell. /add brings a source to this chat; or ask again later."


def _noted(text: str) -> str:
    return escape(short(text, DETAIL))


def _why(item: Item) -> list[Block]:
    reasons = [part for reason in item.reasons for part in cut(reason.detail or reason.code)]
    head = Block(f"<b>{headline(item)}</b>", item.slug)
    return [head, *(Block(f"• {escape(part)}", item.slug, near=True) for part in reasons)]


_USAGES = tuple(f"{row.usage}: " for row in commands.CATALOGUE)


def _notice(text: str) -> list[Block]:
    """Our own words, line by line; a line that explains a command begins with it as it is typed here."""
    slashed = ("/" + line if line.startswith(_USAGES) else line for line in text.split("\n"))
    parts = (part for line in slashed for part in layout.cut(layout.plain(line), LINE * 3, lambda t: weight(ours(t))))
    return [Block(ours(part), near=True) for part in parts]
