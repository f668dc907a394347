"""What a check can end in.

Works on: nothing; these are values.
Comes in: what the gate found.
Goes out: the same, to the writer's desk and to `lab check`.
Does not know: how it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.news import Reason, Sentence


@dataclass(frozen=True, slots=True)
class Supported:
    """The draft is what its passages say: the sentence that may be printed."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Refused:
    """The draft may not be printed, and why. `score` in [0, 1] is how much of it the passages carry."""

    reasons: tuple[Reason, ...]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Unsure:
    """Neither proven nor refuted by rule. `lean` says which way the words point; it is no verification."""

    reasons: tuple[Reason, ...]
    score: float
    lean: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's word on a claim and its sources. `supported` is the lean where the verdict is unsure."""

    verdict: Literal["supported", "refused", "unsure"]
    supported: bool
    score: float
    reasons: tuple[Reason, ...]
