"""When a thing happened, which may stand anywhere in a sentence that tells of one thing only.

Works on: rows of plain tokens.
Comes in: a claim's row and a sentence's.
Goes out: both without the one time that they share, where it is certain that it belongs to the one deed of both.
Does not know: which of several deeds a time belongs to: there it leaves the rows as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.checking.tokens import Plain

_DAYS = frozenset("1234567")
_ON = frozenset(["on", "am", "le", "el", "in", "im", "en"])
_PART = frozenset(["even", "evening", "night", "morn", "morning", "afternoon", "abend", "morgen", "nachmittag"])
_THIS = frozenset(["last", "next", "this", "cette", "esta", "este"])
_SPAN = frozenset(
    ["week", "month", "year", "season", "weekend", "summer", "winter", "spring", "autumn", "semain", "seman"]
)
_APART = frozenset(
    ["who", "which", "whose", "whom", "that", "to", "because", "after", "before", "when", "while", "as", "if", "since",
     "until", "where", "once", "and", "but", "for", "than", "said", "says", "sagte", "would", "could", "not", "zu",
     "um", "weil", "dass", "und", "oder", "nachdem", "wenn",
     "als", "qui", "que", "dont", "ou", "pour", "apres", "et", "mais", "quand", "si", "para", "tras", "y", "cuando",
     "donde", "porque", "say", "tell", "told", "announc", "report", "warn", "claim", "add", "confirm", "sag", "sagt",
     "teilt", "meldet", "declar", "indiqu", "annonc", "dij", "inform", "anunci", "accord", "laut", "selon", "segun"]
)  # fmt: skip
"""Words after which a time may belong to something else."""
_SPEAKS = frozenset(
    ["say", "says", "said", "tell", "told", "announc", "report", "warn", "claim", "confirm", "accord", "sagt", "sagte",
     "teilt", "teilte", "laut", "declar", "indiqu", "annonc", "dit", "selon", "dij", "dijo", "segun", "inform",
     "anunci"]
)  # fmt: skip


def without_time(ours: Sequence[Plain], theirs: Sequence[Plain]) -> tuple[list[Plain], list[Plain]]:
    """Both rows without their time, where each has one, the same, and it belongs to its one deed."""
    here, there = list(_times(ours)), list(_times(theirs))
    if len(here) == len(there) == 1:
        one, two = here[0], there[0]
        if _key(ours, one) == _key(theirs, two) and _main(ours, one[0]) and _main(theirs, two[0]):
            return [*ours[: one[0]], *ours[one[1] :]], [*theirs[: two[0]], *theirs[two[1] :]]
    return list(ours), list(theirs)


def _key(row: Sequence[Plain], span: tuple[int, int]) -> frozenset[str]:
    return frozenset(t.form for t in row[span[0] : span[1]]) - _ON


def _times(row: Sequence[Plain]) -> Iterator[tuple[int, int]]:
    """Where a day, a date, a month, a year or "last week" stands, with its "on" and the part of the day."""
    at = 0
    while at < len(row):
        end = _time_ends(row, at)
        if not end:
            at += 1
            continue
        start = at - 1 if at and row[at - 1].form in _ON else at
        while end < len(row) and (row[end].form in _PART or _time_ends(row, end)):
            end = _time_ends(row, end) or end + 1
        yield start, end
        at = end


def _time_ends(row: Sequence[Plain], at: int) -> int:
    """Where a time that begins here ends; 0 where none begins."""
    token = row[at]
    named = token.capital and (token.form in _DAYS or (token.form[0] == "m" and token.form[1:].isdigit()))
    if named or token.form.startswith("@"):
        return at + 1
    if token.form in _THIS and at + 1 < len(row) and row[at + 1].form in _SPAN:
        return at + 2
    year = token.figure and len(token.form) == 5 and token.form[1:3] in ("19", "20") and at and row[at - 1].form in _ON
    return at + 1 if year else 0


def _main(row: Sequence[Plain], at: int) -> bool:
    """True where all before a time is one deed at most, and the row tells of nobody who says it."""
    if any(t.form in _SPEAKS for t in row):
        return False
    ahead = row[:at]
    if ahead and ahead[0].form in _ON | {"at", "near"}:
        comma = next((i for i, t in enumerate(ahead) if t.stop), -1)
        ahead = ahead[comma + 1 :]
    if any(t.stop and not _named(ahead, i) for i, t in enumerate(ahead)):
        return False
    return not any(t.form in _APART for t in ahead) and sum(t.deed for t in ahead) <= 1


def _named(row: Sequence[Plain], at: int) -> bool:
    """True for a comma before or after a name that stands between commas: "The mayor, Ada Moll, ..."."""
    after = next((i for i in range(at + 1, len(row)) if row[i].stop), 0)
    before = next((i for i in range(at - 1, -1, -1) if row[i].stop), -1)
    return any(
        end > start + 1 and all(t.capital for t in row[start + 1 : end])
        for start, end in ((at, after), (before, at))
        if start >= 0
    )
