"""A story's life with the same words wherever somebody else's words may stand: what every surface has to bear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.news import Change, Cite, Claim, Coverage, Development, Dispute, Item, Precision, Report, Sentence, Voice

OPENED = datetime(2026, 3, 10, 9, 10, tzinfo=UTC)


def hours(count: float) -> datetime:
    """So long after the first report."""
    return OPENED + timedelta(hours=count)


def cited(text: str, article: str, outlet: str, at: datetime, *, disputed: bool = False) -> Sentence:
    cite = Cite(article, 0, max(1, len(text)), text, outlet, f"https://{article}.example/1", at)
    return Sentence(text, (cite,), disputed)


FIRST = cited("A ferry sank off Tessen on Tuesday.", "harbour", "Harbour Post", OPENED)
TWELVE = cited("The coastguard counted 12 dead.", "harbour", "Harbour Post", OPENED, disputed=True)
FOURTEEN = cited("Fourteen people died, the port said.", "canal", "Canal Wire", hours(2.4), disputed=True)
RISEN = cited("The port now puts the dead at 14.", "canal", "Canal Wire", hours(2.4))
MENDED = cited("The ferry carried 80 people.", "island", "Island News", hours(4))

ITEM = Item(
    "ferry", "Ferry sinks off Tessen", "Harbour Post", OPENED, ("Harbour Post", "Canal Wire"),
    (FIRST, TWELVE, FOURTEEN), families=2,
)  # fmt: skip
TIMELINE = (
    Development(Change.OPENED, "ferry", 1, OPENED, FIRST),
    Development(Change.FIGURE, "ferry", 2, hours(2.4), RISEN, "killed: 12, now 14"),
    Development(Change.CORRECTED, "ferry", 3, hours(4), MENDED, "carried: 90, now 80", "It carried 90."),
    Development(Change.ACTOR, "ferry", 4, hours(4.5), None, "new: Jon Arle", "The captain fled."),
    Development(Change.WITHDRAWN, "ferry", 5, hours(5), None, "Canal Wire withdrew its report", "The captain fled."),
)
VOICES = (
    Voice(("Harbour Post",), OPENED, 1),
    Voice(("Canal Wire", "Canal Evening"), hours(2.4), 3),
    Voice(("Island News",), hours(24), 0, Precision.DAY),
)
DISPUTES = (
    Dispute("killed", (
        Claim("12 dead", "Harbour Post", OPENED, TWELVE), Claim("14 dead", "Canal Wire", hours(2.4), FOURTEEN),
    )),
)  # fmt: skip
REPORTS = tuple(
    Report(f"r{n}", outlet, f"Report {n}", f"https://r{n}.example/1", hours(n))
    for n, outlet in enumerate(("Harbour Post", "Canal Wire", "Canal Wire", "Island News"))
)
FERRY = Coverage(ITEM, REPORTS, False, TIMELINE, VOICES, DISPUTES)


def told_by(words: str, item: Item, report: Report) -> Coverage:
    """A coverage in which everything that others write is `words`: sentences, names, notes, what no longer holds."""
    said = [cited(words or "x", article, words, OPENED) for article in ("a", "b", "c")]
    life = [Development(change, words, n, hours(n), said[n % 3], words, words) for n, change in enumerate(Change)]
    life.append(Development(Change.WITHDRAWN, words, 9, hours(9), None, words, words))
    claims = tuple(Claim(words, words, OPENED, sentence) for sentence in said)
    voices = (Voice((words, "B", words), OPENED, 2), Voice((words,), None, 0))
    return Coverage(item, (report,), True, tuple(life), voices, (Dispute(words, claims),))


def endless(count: int) -> Coverage:
    """A story of so many developments, publishers and reports."""
    life = tuple(
        Development(
            Change.FIGURE, "ferry", n, hours(n), cited(f"Now {n} are safe.", f"a{n}", "Wire", hours(n)), f"n{n}"
        )
        for n in range(count)
    )
    voices = tuple(Voice((f"Outlet {n}",), hours(n)) for n in range(count))
    reports = tuple(Report(f"a{n}", f"Outlet {n}", f"Report {n}", "", hours(n)) for n in range(count))
    return Coverage(ITEM, reports, False, life, voices)
