"""How Daybrief speaks in Discord: any piece of news as messages of components.

Works on: pieces, purely.
Comes in: a `Piece`.
Goes out: `Message`s within Discord's limits, each with the footnotes of what it cites and the slugs it carries. The
    same piece always makes the same messages (Discord itself tells the times), so that sending can go on where it
    broke off.
Does not know: the network, the library's classes, who reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from adapters import layout
from adapters.discord.markup import ROOM, escape, link, moment, short
from adapters.discord.messages import (
    FICTION,
    LABEL,
    LINE,
    ROW,
    Block,
    Group,
    Message,
    blocks,
    cut,
    fictional,
    lines,
    opening,
    packed,
    rows,
)
from adapters.discord.prose import named, prose
from adapters.discord.story import DETAIL, HEADLINE, corrected, headline, headlined, opened, taken_back, titled, told
from adapters.heading import heading
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
    Occasion,
    Offer,
    Piece,
    Sentence,
    SourceLine,
    SourceList,
    Style,
    abridged,
)

NAME = 60
OPEN = "Open the story"
RED, AMBER, INK = 0xC0392B, 0xD68910, 0x34495E
COLOURS = {
    Occasion.BREAKING: RED, Occasion.UPDATE: RED, Occasion.NEW: INK, Occasion.DEVELOPMENT: INK,
}  # fmt: skip
HINT = "-# Reply, or /ask, to ask about them."


def render(piece: Piece, *, echo: bool = True, manner: Manner = PLAIN, edited: bool = False) -> list[Message]:
    """Any piece as the messages to post, in order; at least one. With `echo` an answer repeats its question.

    `manner` is how briefs and alerts are said; `edited`: in the place of what was said before.
    """
    bare = manner.style is Style.HEADLINES
    if not bare:  # of headlines alone, the report that each leads to is not cut away
        piece = abridged(piece, manner)
    match piece:
        case Brief():
            return fictional(packed(_brief(piece, bare=bare), INK), piece.fictional)
        case Alert():
            return fictional(
                packed(_alert(piece, bare=bare, edited=edited), COLOURS[piece.occasion]), piece.item.fictional
            )
        case Answer():
            return fictional(packed(_answer(piece, echo)), piece.fictional)
        case Correction():
            return fictional(packed(_correction(piece), AMBER), piece.fictional)
        case Coverage():
            return fictional(packed(opened(piece), INK), piece.fictional or piece.item.fictional)
        case Item():
            return fictional(packed(_why(piece)), piece.fictional)
        case Notice():
            return packed([[block] for block in lines(piece.text.split("\n"))] + rows(piece.offers))
        case SourceList():
            return packed(_sources(piece))
    assert_never(piece)


def preview(sentences: Sequence[Sentence]) -> Message:
    """What is known of an answer so far."""
    first = prose(sentences, room=ROOM - 10)[0]
    return Message((Block(first + "\n-# …"),))


def so_far(brief: Brief) -> Message:
    """A brief of which more is coming: as much of its beginning as one message holds."""
    (first, *_) = fictional(packed(_stories(brief), INK), brief.fictional)
    return replace(first, blocks=(*first.blocks, Block("-# …")))


def withdrawn() -> Message:
    """What stands where a message was that has become too many."""
    return Message((Block("-# Moved up: the message above was corrected."),))


def _brief(brief: Brief, *, bare: bool) -> list[Group]:
    groups = _stories(brief, bare=bare)
    if brief.items:  # in the last story's block, so that it never stands alone in a message
        groups[-1][-1] = replace(groups[-1][-1], text=f"{groups[-1][-1].text}\n{HINT}")
    return groups


def _stories(brief: Brief, *, bare: bool = False) -> list[Group]:
    about = f" · {escape(short(brief.beat, NAME))}" if brief.beat else ""
    head = [f"## Daybrief{about}", moment(brief.as_of, form="F")]
    head += [FICTION] if brief.fictional else []
    small = "-# " if brief.items else ""
    head += [f"{small}{escape(short(note, ROW * HEADLINE))}" for note in brief.notes]
    head += [] if brief.items or brief.notes else [_nothing(brief)]
    groups: list[Group] = [blocks(head)]
    for place, (item, stands) in enumerate(zip(layout.framed(brief), layout.standing(brief), strict=True), 1):
        title, button = f"### {place}. {titled(item)}", opening(item.slug, f"Open {place}")
        first, *rest = (headlined if bare else told)(item, title, button, stands)
        groups.append([replace(first, ruled=True), *rest])
    return groups


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {escape(short(brief.beat, NAME))} in this time. /brief alone gives all of them."
    return "No story to tell. Add a source, or ask again later."


def _alert(alert: Alert, *, bare: bool, edited: bool) -> list[Group]:
    why, more = heading(alert, moment(alert.at), lambda text: escape(short(text, DETAIL)), edited=edited)
    title = f"-# **{why.upper()}**{more}\n## {titled(alert.item)}"
    return [(headlined if bare else told)(layout.unmarked(alert.item), title, opening(alert.slug, OPEN))]


def _answer(answer: Answer, echo: bool) -> list[Group]:
    repeated = echo and answer.question.strip()
    asked = Block(f"-# {escape(short(answer.question, HEADLINE))}", slug=answer.slug) if repeated else None
    put_right = [block for one in answer.corrections for block in corrected(one)]
    if (answer.refused or not answer.sentences) and not put_right:
        newest = moment(answer.as_of, answer.precision)
        said = [Block(f"The sources do not say. (Newest source: {newest}.)", slug=answer.slug)]
    else:
        said = [*(Block(text, slug=answer.slug) for text in prose(answer.sentences)), *_tongue(answer), *put_right]
    offers = [Offer(short(question, LABEL), f"ask {layout.plain(question)}") for question in answer.next]
    typed = [f"- {escape(o.line.removeprefix('ask '))}" for o in offers if layout.utf16(o.line) > LINE]
    more = blocks(["You could ask:", *typed]) if typed or (answer.refused and answer.next) else []
    return [[asked, *said] if asked else said, *([block] for block in more), *rows(offers)]


def _tongue(answer: Answer) -> list[Block]:
    """In which language its sources are, where that is not the reader's."""
    said = escape(short(layout.tongue(answer), HEADLINE))
    return [Block(f"-# {said}", slug=answer.slug)] if said else []


def _correction(correction: Correction) -> list[Group]:
    head = f"-# **CORRECTION** · {moment(correction.at)}\n## {headline(correction.headline)}"
    by = f"-# {named(correction.headline_outlet)}" if correction.headline_outlet else ""
    first = Block(f"{head}\n{by}".strip(), opening(correction.slug, OPEN), slug=correction.slug)
    return [[first, *taken_back(correction)]]


def _why(item: Item) -> list[Group]:
    reasons = [f"- {escape(part)}" for r in item.reasons for part in cut(r.detail or r.code, ROOM // 4) if part]
    first = Block(f"### {headline(item.headline)}", opening(item.slug, OPEN), slug=item.slug)
    return [[first, *(replace(block, slug=item.slug) for block in blocks(reasons))]]


def _sources(sources: SourceList) -> list[Group]:
    shared = [f"- {_source(line)}" for line in sources.lines]
    own = [f"{place}. {_source(line, linked=True)}" for place, line in enumerate(sources.own, 1)]
    groups = [[block] for block in blocks([f"**{layout.tallied(sources.lines)}**", *shared])] if shared else []
    groups += (
        [[block] for block in blocks([f"**Added by this chat: {layout.tallied(sources.own)}**", *own])] if own else []
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
