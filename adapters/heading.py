"""What stands above a story: why it is told unasked, and where its headline leads.

Works on: alerts and items, purely.
Comes in: an alert, when it is dated as the reader reads times, how the platform shows anybody's words.
Goes out: the trade's word for the occasion and what follows it; the report behind a headline.
Does not know: any platform's markup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from adapters import layout
from bot.news import Alert, Cite, Item, Occasion

URGENT = {1: "Flash", 2: "Bulletin"}
"""What breaks with an IPTC urgency of that."""


def heading(alert: Alert, when: str, shown: Callable[[str], str], *, edited: bool = False) -> tuple[str, str]:
    """The word for why a story is told, and the rest of that line. `edited`: it stands where something stood before."""
    note = f" ({shown(alert.item.note)})" if layout.plain(alert.item.note) else ""
    match alert.occasion:
        case Occasion.BREAKING:
            several = alert.item.families > 1 and not alert.item.corrections
            why = ", reported by 2 independent outlets" if several else ""
            return URGENT.get(alert.urgency, "Breaking"), f" · {when}{why}"
        case Occasion.UPDATE if edited:
            return "Updated", f" {when}{note}"
        case Occasion.UPDATE:
            return "Update", f"{note} · {when}"
        case Occasion.NEW:
            return "New", f"{_topic(alert, shown)} · {when}"
        case Occasion.DEVELOPMENT:
            return "New in this story", f"{note} · {when}"
    assert_never(alert.occasion)


def _topic(alert: Alert, shown: Callable[[str], str]) -> str:
    """On which topic a story is new, as the desk's reason says it."""
    said = next((layout.plain(reason.detail) for reason in alert.item.reasons if reason.code == "topic"), "")
    return f" {shown(said.removeprefix('new '))}" if said else ""


def source(item: Item) -> Cite | None:
    """The report to which a headline leads: its outlet's own, where one is cited."""
    cites = [cite for sentence in (*item.sentences, *item.changed) for cite in sentence.cites if cite.url]
    return next((cite for cite in cites if cite.outlet == item.headline_outlet), cites[0] if cites else None)
