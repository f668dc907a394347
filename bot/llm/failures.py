"""How a request to a model can fail: one closed family.

Works on: nothing; these are values.
Comes in: what the line, the model or the breaker met.
Goes out: `Failed`, whose text is one line for the operator.
Does not know: the endpoint's own words. They may repeat a key or a passage, so none of them is kept.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What went wrong."""

    UNREACHABLE = "unreachable"
    """Nobody answers there, or the connection broke."""
    LATE = "late"
    BUSY = "busy"
    """The endpoint cannot now: 429, 5xx."""
    REFUSED = "refused"
    """The model would not."""
    EMPTY = "empty"
    """Not a word; so do models that think until their tokens are used up."""
    CUT = "cut"
    """It ended in the middle, mostly because its tokens were used up."""
    MALFORMED = "malformed"
    """What came is no reply, or not of the form that was asked for."""
    REJECTED = "rejected"
    """The endpoint will not take this request, or this key."""
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    """It failed too often and is left alone for a while; nothing was sent."""


_PHRASES = {
    Kind.UNREACHABLE: "cannot be reached",
    Kind.LATE: "does not answer in time",
    Kind.BUSY: "cannot answer now",
    Kind.REFUSED: "would not write this",
    Kind.EMPTY: "answered without a word; one that thinks needs a larger allowance of tokens",
    Kind.CUT: "was cut off in the middle of its answer",
    Kind.MALFORMED: "answered with what is no reply of the form asked for",
    Kind.REJECTED: "does not take the request",
    Kind.TOO_LARGE: "answered with more than is read",
    Kind.BROKEN: "failed too often and is left alone for a while",
}
_CURES = {
    401: "does not know the key: correct DAYBRIEF_LLM_API_KEY",
    402: "wants to be paid first",
    403: "does not let this key use the model",
    404: "is not there: correct DAYBRIEF_LLM_MODEL or DAYBRIEF_LLM_BASE_URL",
    413: "finds the request too long",
}


class Failed(Exception):
    """No usable answer. `retry_after`: seconds the endpoint, or the breaker, asks us to wait, if it does.

    `status` is 0 where no status came. `named`: the parameters that the endpoint said it does not take. `again`: the
    same may be asked once more, for the answer had not begun. `host` is all that is said of the address.
    """

    def __init__(
        self,
        kind: Kind,
        retry_after: float | None = None,
        *,
        status: int = 0,
        named: frozenset[str] = frozenset(),
        again: bool = False,
        host: str = "",
    ) -> None:
        super().__init__(kind)
        self.kind, self.retry_after, self.status = kind, retry_after, status
        self.named, self.again, self.host = named, again, host

    def __str__(self) -> str:
        said = _CURES.get(self.status, _PHRASES[self.kind]) if self.kind is Kind.REJECTED else _PHRASES[self.kind]
        code = f" ({self.status})" if self.status else ""
        return f"The model{' at ' + self.host if self.host else ''} {said}{code}"

    @property
    def taken(self) -> bool:
        """The endpoint took the request; what is wrong is the answer."""
        return self.kind in (Kind.REFUSED, Kind.EMPTY, Kind.CUT, Kind.MALFORMED)

    @property
    def ours(self) -> bool:
        """It lay in this request or in what it asked for: another may be answered all the same."""
        return self.kind is Kind.REFUSED or (self.kind is Kind.REJECTED and self.status in (400, 413, 422))
