"""Who may use this bot, and where.

Works on: the operator's rules and what operators opened or closed since.
Comes in: every address by which somebody could be let in or shut out, and who it is.
Goes out: a verdict.
Does not know: what is asked, who manages a chat, where rules are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Open: go on. Closed: nobody has let this chat in yet. Denied: somebody has shut it out."""

    OPEN = "open"
    CLOSED = "closed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say. `costly`: answers cost the operator money, so a chat is closed until it is let in."""

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    costly: bool = False

    @property
    def closed(self) -> bool:
        """Whether a chat that nobody named may not come in: answers cost money, or the operator lists who may."""
        return self.costly or bool(self.allow)


def operates(person: str, rules: Rules) -> bool:
    """Whether a person is an operator."""
    return person in rules.operators


def admit(places: Sequence[str], person: str, rules: Rules, opened: bool | None) -> Verdict:
    """Whether somebody may use the bot. `opened` is what an operator last said of these places, None for nothing.

    An operator always passes. What the settings deny stays denied whatever was pressed since; what an operator opened
    or closed in chat goes before what the settings allow.
    """
    named = {*places, person}
    if operates(person, rules):
        return Verdict.OPEN
    if named & rules.deny or opened is False:
        return Verdict.DENIED
    if opened or named & rules.allow or not rules.closed:
        return Verdict.OPEN
    return Verdict.CLOSED
