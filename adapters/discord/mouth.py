"""How Daybrief speaks in Discord: any piece of news as messages of components.

Works on: pieces, purely.
Comes in: a `Piece`.
Goes out: `Message`s of blocks of markdown with their buttons, within Discord's limits (4,000 characters and 40
    components a message), each with the footnotes of what it cites and the slugs it carries. The same piece always
    makes the same messages (Discord itself tells the times), so that sending can go on where it broke off.
Does not know: the network, the library's classes, who reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from adapters import layout
from adapters.discord.markup import ROOM, escape, link, moment, short, weight
from adapters.discord.prose import named, prose
from bot.news import (
    Alert,
    Answer,
    Brief,
    Correction,
    Coverage,
    Genre,
    Item,
    Notice,
    Offer,
    Piece,
    Report,
    Sentence,
    SourceLine,
    SourceList,
)

COMPONENTS = 40
LABEL, LINE = 80, 90
"""Characters of a button: what it shows, and the line it stands for (its id may have 100, a prefix among them)."""
HEADLINE, NAME, ROW = 250, 60, 5
OPEN = "Open the story"
RED, AMBER, INK = 0xC0392B, 0xD68910, 0x34495E
FICTION = "**A fictional sample: every outlet, person and place in it is invented.**"
AGAIN = "**Fictional sample, continued**"
HINT = "-# Reply, or /ask, to ask about them."


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a message. `button` stands beside it, `buttons` below it; `ruled` draws a line above it."""

    text: str = ""
    button: Offer | None = None
    buttons: tuple[Offer, ...] = ()
    ruled: bool = False
    slug: str = ""

    @property
    def components(self) -> int:
        """How many of a message's forty it takes."""
        rows = -(-len(self.buttons) // ROW)
        return (bool(self.text) + 2 * (self.button is not None)) + self.ruled + rows + len(self.buttons)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its blocks, in a frame of a colour where it has one."""

    blocks: tuple[Block, ...]
    colour: int | None = None

    @property
    def slugs(self) -> tuple[str, ...]:
        """The stories it carries, in order, each once."""
        return tuple(dict.fromkeys(block.slug for block in self.blocks if block.slug))

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(block.text for block in self.blocks if block.text)

    def bare(self) -> Message:
        """The same words as one paragraph without a frame or a button: what is left where the rest is refused."""
        return Message((Block(self.text or "…"),))


def render(piece: Piece) -> list[Message]:
    """Any piece as the messages to post, in order; at least one."""
    match piece:
        case Brief():
            return _fictional(_messages(_brief(piece), INK), piece.fictional)
        case Alert():
            return _messages(_alert(piece), RED)
        case Answer():
            return _messages(_answer(piece))
        case Correction():
            return _messages(_correction(piece), AMBER)
        case Coverage():
            return _fictional(_messages(_coverage(piece), INK), piece.fictional)
        case Item():
            return _messages(_why(piece))
        case Notice():
            return _messages([[block] for block in _lines(piece.text.split("\n"))] + _offers(piece.offers))
        case SourceList():
            return _messages(_sources(piece))
    assert_never(piece)


def preview(sentences: Sequence[Sentence]) -> Message:
    """What is known of an answer so far."""
    first = prose(sentences, room=ROOM - 10)[0]
    return Message((Block(first + "\n-# …"),))


def withdrawn() -> Message:
    """What stands where a message was that has become too many."""
    return Message((Block("-# Moved up: the message above was corrected."),))


Group = list[Block]
"""Blocks that stay together where a message has room for them."""


def _size(group: Group) -> int:
    """Its share of a message's room, whichever limit it comes nearer to (the frame is a component too)."""
    return max(
        sum(weight(block.text) + 1 for block in group),
        -(-sum(block.components for block in group) * ROOM // (COMPONENTS - 2)),
    )


def _messages(groups: Iterable[Group], colour: int | None = None) -> list[Message]:
    whole: list[Group] = []
    for group in groups:
        whole += [group] if _size(group) <= ROOM else [[block] for block in group]
    ranges = layout.pack([_size(group) for group in whole], ROOM)
    return [_message([block for i in r for block in whole[i]], colour) for r in ranges] or [Message((Block("…"),))]


def _fictional(messages: Sequence[Message], fictional: bool) -> list[Message]:
    """A message that is read alone says so too."""
    said = [replace(message, blocks=(Block(AGAIN), *message.blocks)) for message in messages[1:]]
    return [messages[0], *said] if fictional else list(messages)


def _message(blocks: Sequence[Block], colour: int | None) -> Message:
    """A rule above the first block of a message would divide nothing; a button's id may stand in it once."""
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        button = block.button if block.button and block.button.line not in seen else None
        seen |= {button.line} if button else set()
        below = {offer.line: offer for offer in reversed(block.buttons) if offer.line not in seen}
        seen |= below.keys()
        buttons = tuple(offer for offer in block.buttons if below.get(offer.line) is offer)
        kept.append(replace(block, button=button, buttons=buttons, ruled=block.ruled and bool(kept)))
    return Message(tuple(block for block in kept if block.text or block.buttons), colour)


def _offers(offers: Iterable[Offer]) -> list[Group]:
    """Buttons in rows, for what fits one."""
    shown = [Offer(short(offer.label, LABEL), offer.line) for offer in offers]
    fitting = [offer for offer in shown if offer.label and 0 < layout.utf16(offer.line) <= LINE]
    rows = [fitting[i : i + ROW] for i in range(0, len(fitting), ROW)]
    return [[Block(buttons=tuple(row))] for row in rows]


def _open(slug: str, label: str) -> Offer | None:
    """The button of a story; none for a slug no button can carry."""
    line = f"story {slug}"
    return Offer(label, line) if slug and layout.utf16(line) <= LINE else None


def _lines(lines: Iterable[str], room: int = ROOM - 100) -> list[Block]:
    """Lines of anybody's text as blocks, as many lines in one as it holds."""
    return _blocks([escape(part) for line in lines for part in _cut(line, room)], room)


def _blocks(marked: Sequence[str], room: int = ROOM - 100) -> list[Block]:
    """Lines of markdown as blocks, as many lines in one as it holds."""
    sizes = [weight(line) for line in marked]
    texts = ["\n".join(marked[i] for i in r).strip("\n") for r in layout.pack(sizes, room)]
    return [Block(text) for text in texts if text]


def _cut(text: str, room: int) -> list[str]:
    return layout.cut(layout.plain(text), room, lambda part: weight(escape(part))) or [""]


def _headline(text: str) -> str:
    return escape(short(text, HEADLINE)) or "(no headline)"


def _byline(item: Item, stands: str = "") -> str:
    """How it stands with this chat, who reports it, how old it is."""
    parts = [f"**{stands}**"] if stands else []
    parts += [layout.listed(map(named, layout.credited(item))), moment(item.published, item.precision, "R")]
    parts += ["one source so far"] if item.families <= 1 else []
    return "-# " + " · ".join(parts)


def _item(item: Item, title: str, button: Offer | None, stands: str = "") -> Group:
    """A story: its headline beside its button, then its sentences with their footnotes."""
    told = [Block(text, slug=item.slug) for text in prose(item.sentences, item.changed)]
    return [Block(f"{title}\n{_byline(item, stands)}", button, slug=item.slug), *told]


def _brief(brief: Brief) -> list[Group]:
    about = f" · {escape(short(brief.beat, NAME))}" if brief.beat else ""
    lines = [f"## Daybrief{about}", moment(brief.as_of, form="F")]
    lines += [FICTION] if brief.fictional else []
    small = "-# " if brief.items else ""
    lines += [f"{small}{escape(short(note, ROW * HEADLINE))}" for note in brief.notes]
    lines += [] if brief.items or brief.notes else [_nothing(brief)]
    groups: list[Group] = [_blocks(lines)]
    for place, (item, stands) in enumerate(zip(brief.items, layout.standing(brief), strict=True), 1):
        title, button = f"### {place}. {_headline(item.headline)}", _open(item.slug, f"Open {place}")
        first, *rest = _item(item, title, button, stands)
        groups.append([replace(first, ruled=True), *rest])
    if brief.items:  # in the last story's block, so that it never stands alone in a message
        groups[-1][-1] = replace(groups[-1][-1], text=f"{groups[-1][-1].text}\n{HINT}")
    return groups


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {escape(short(brief.beat, NAME))} in this time. /brief alone gives all of them."
    return "No story to tell. Add a source, or ask again later."


def _alert(alert: Alert) -> list[Group]:
    why = ", reported by 2 independent outlets" if alert.item.families > 1 else ""
    title = f"-# **BREAKING** · {moment(alert.at)}{why}\n## {_headline(alert.item.headline)}"
    return [_item(alert.item, title, _open(alert.slug, OPEN))]


def _answer(answer: Answer) -> list[Group]:
    asked = (
        Block(f"-# {escape(short(answer.question, HEADLINE))}", slug=answer.slug) if answer.question.strip() else None
    )
    if answer.refused or not answer.sentences:
        newest = moment(answer.as_of, answer.precision)
        told = [Block(f"The sources do not say. (Newest source: {newest}.)", slug=answer.slug)]
    else:
        told = [Block(text, slug=answer.slug) for text in prose(answer.sentences)]
    offers = [Offer(short(question, LABEL), f"ask {layout.plain(question)}") for question in answer.next]
    typed = [f"- {escape(o.line.removeprefix('ask '))}" for o in offers if layout.utf16(o.line) > LINE]
    more = _blocks(["You could ask:", *typed]) if typed or (answer.refused and answer.next) else []
    return [[asked, *told] if asked else told, *([block] for block in more), *_offers(offers)]


def _correction(correction: Correction) -> list[Group]:
    head = f"-# **CORRECTION** · {moment(correction.at)}\n## {_headline(correction.headline)}"
    by = f"-# {named(correction.headline_outlet)}" if correction.headline_outlet else ""
    said = [f"~~{escape(part)}~~" for text in correction.was for part in _cut(text, ROOM - 200)]
    now = (
        ["**What is supported now:**", *prose(correction.now)]
        if correction.now
        else ["Nothing we hold supports it any more."]
    )
    first = Block(f"{head}\n{by}".strip(), _open(correction.slug, OPEN), slug=correction.slug)
    note = [Block(escape(short(correction.note, ROW * HEADLINE)))] if correction.note.strip() else []
    return [[first, *_blocks(["**We said:**", *said]), *note, *(Block(text) for text in now)]]


def _coverage(coverage: Coverage) -> list[Group]:
    item = coverage.item
    fiction = f"{FICTION}\n" if coverage.fictional else ""
    why = f"why {item.slug}"
    button = Offer("Why it stands here", why) if item.slug and layout.utf16(why) <= LINE else None
    groups = [_item(item, f"{fiction}## {_headline(item.headline)}", button)]
    reports = _blocks(["**Who reports it, and when**", *map(_report, coverage.reports)]) if coverage.reports else []
    return groups + [[replace(block, slug=item.slug, ruled=not n)] for n, block in enumerate(reports)]


def _report(report: Report) -> str:
    kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
    headline = link(short(report.headline, HEADLINE) or "(no headline)", report.url)
    return f"- {moment(report.published, report.precision)} · **{named(report.outlet)}**{kind}: {headline}"


def _why(item: Item) -> list[Group]:
    reasons = [f"- {escape(part)}" for r in item.reasons for part in _cut(r.detail or r.code, ROOM // 4) if part]
    first = Block(f"### {_headline(item.headline)}", _open(item.slug, OPEN), slug=item.slug)
    return [[first, *(replace(block, slug=item.slug) for block in _blocks(reasons))]]


def _sources(sources: SourceList) -> list[Group]:
    lines = [f"- {_source(line)}" for line in sources.lines]
    own = [f"{place}. {_source(line, linked=True)}" for place, line in enumerate(sources.own, 1)]
    groups = [[block] for block in _blocks([f"**{layout.tallied(sources.lines)}**", *lines])] if lines else []
    groups += (
        [[block] for block in _blocks([f"**Added by this chat: {layout.tallied(sources.own)}**", *own])] if own else []
    )
    return groups or [[Block("There is no source yet. /add brings one to this chat.")]]


def _source(line: SourceLine, *, linked: bool = False) -> str:
    """An outlet and how it fares; one that fails is linked, up to the query of its address, which may hold a key."""
    name = short(line.outlet, NAME) or layout.UNNAMED
    name = link(name, line.url.partition("?")[0]) if linked or line.error else named(name)
    if line.error:
        again = f", next try {moment(line.due, form='R')}" if line.due else ""
        return f"{name}: **{escape(short(line.error, HEADLINE))}** ({layout.plural(line.failures, 'failure')}{again})"
    if line.good is None:
        return f"{name}: not read yet"
    entries = "1 entry" if line.entries == 1 else f"{line.entries} entries"
    return f"{name}: {entries}, read {moment(line.good, form='R')}"
