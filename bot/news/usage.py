"""What a model was asked to do, in the endpoint's own measure.

Works on: nothing; this is a value.
Comes in: counts.
Goes out: the same; their sum.
Does not know: what was asked, what it costs, where the counts are kept.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests of a model and their tokens.

    `cached` of the `prompt` tokens were read from the endpoint's cache; in `estimated` of the `calls` the tokens were
    reckoned by us.
    """

    calls: int = 0
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    estimated: int = 0

    @property
    def total(self) -> int:
        """Tokens that count against a limit: all that were read, from a cache or not, and all that were written."""
        return self.prompt + self.completion

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.calls + other.calls,
            self.prompt + other.prompt,
            self.cached + other.cached,
            self.completion + other.completion,
            self.estimated + other.estimated,
        )
