"""What whoever runs the bot is told of a row: why it is where it is, what comes next, and for whom it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from test_outbox import ALERT, CHAT, FOLLOWING, ITEM, PIECES, TO, claim, followed, row
from test_outbox import NOW as PUT

from bot.archive import Archive, Place, Row
from bot.news import Answer, Brief, Following, Lane, Paused, Posted
from bot.verbs import lines
from bot.verbs.lives import Life, told
from bot.verbs.outboxing import UNSENT, newest

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS = Row("k", "pending", "breaking", str(CHAT), (), NOW - MINUTE, NOW + HOUR, NOW)
FIRST = Place(0, None, "", 600, None)
HELD = replace(WAITS, state="held", expires=None, due=None, till=NOW + 3 * HOUR, reason="cap", about="ferry")
DEAD = replace(WAITS, state="dead", settled=NOW - HOUR, reason="no longer followed")


def story(row: Row, place: Place = FIRST, *followings: Following | None, serving: bool = True) -> str:
    held = {one.id if one else "gone": one for one in followings}
    return "\n".join(told(Life(row, place, ALERT, held, serving), NOW))


RESTS = replace(FOLLOWING, paused=Paused.RIGHTS, since=NOW - 2 * HOUR)
LIVES: dict[str, tuple[str, str]] = {
    "next": (story(WAITS), "It waits, first of its chat, and goes out next."),
    "behind others": (story(WAITS, replace(FIRST, ahead=2)), "2 rows of its chat before it"),
    "not yet due": (story(replace(WAITS, due=NOW + MINUTE)), "not before 2026-11-24 14:31:00 UTC (in 1m)"),
    "its chat is busy": (
        story(WAITS, replace(FIRST, busy=NOW + MINUTE, holder="other")), "when row other has, which is on its way",
    ),
    "in no queue": (story(WAITS, replace(FIRST, ahead=None)), "`daybrief outbox requeue k` puts it there"),
    "too late": (story(replace(WAITS, expires=NOW)), "it is counted as expired"),
    "nobody serves": (story(WAITS, serving=False), "`daybrief serve`"),
    "not followed": (story(WAITS, FIRST, None), "for subscription gone, which is there no longer."),
    "not wanted": (story(WAITS, FIRST, None), "Nobody waits for it any more"),
    "rests since": (story(WAITS, FIRST, replace(RESTS, since=NOW)), "Nobody waits for it any more"),
    "a trial": (story(WAITS, FIRST, RESTS), "goes out next"),
    "why it rests": (story(WAITS, FIRST, RESTS), "rests since 2026-11-24 12:30:00 UTC because the bot may not write"),
    "tried": (story(replace(WAITS, tries=2, reason="busy (chat)")), "Last said of it: the platform wants this chat"),
    "doubted": (story(replace(WAITS, doubts=1)), "1 time a part left, no answer came"),
    "lease ended": (story(replace(WAITS, state="sending", parts=1)), "the next takes it up from part 2"),
    "departed": (
        story(replace(WAITS, state="sending", departed=NOW), replace(FIRST, busy=NOW + MINUTE, holder="k")),
        "until 2026-11-24 14:31:00 UTC (in 1m); a part left 2026-11-24 14:30:00 UTC",
    ),
    "held": (story(HELD, replace(FIRST, release=NOW + HOUR)), "It is released 2026-11-24 15:30:00 UTC (in 1h 0m)"),
    "held for ever": (story(HELD), "`daybrief ledger`"),
    "dead, kept": (story(replace(DEAD, piece="p")), "`daybrief outbox requeue k` sends it after all."),
    "dead, not kept": (story(DEAD), "cannot be put again"),
    "remembered": (story(DEAD), "remembered until 2026-11-24 14:40:00 UTC"),
}  # fmt: skip


@pytest.mark.parametrize("case", LIVES)
def test_a_rows_life_says_why_it_is_where_it_is(case: str) -> None:
    whole, part = LIVES[case]
    assert part in whole


SPANS = {40: "40s", 3_599: "59m", 7_260: "2h 1m", 100_000: "27h 46m", 172_800: "2d"}


@pytest.mark.parametrize("seconds", SPANS)
def test_spans_are_short_and_never_too_long(seconds: int) -> None:
    assert lines.span(timedelta(seconds=seconds)) == SPANS[seconds]


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: type(piece).__name__)
def test_every_piece_is_named_in_short(piece: object) -> None:
    kind, stories = lines.says(WAITS, piece)  # type: ignore[arg-type]
    assert kind
    assert set(stories) <= {"ferry"}


def test_a_readers_question_is_never_shown() -> None:
    assert lines.short(WAITS, Answer("Who is ill?", "ferry", (), True, NOW)) == "answer ferry"


def test_of_a_brief_the_first_story_is_named() -> None:
    brief = Brief("evening", NOW, (ITEM, replace(ITEM, slug="vote"), replace(ITEM, slug="dam")))
    assert lines.short(WAITS, brief) == "brief ferry and 2 more"


def test_every_lane_has_a_life() -> None:
    assert lines.LIVES == {
        Lane.CONVERSATION: 24 * HOUR, Lane.BREAKING: HOUR, Lane.CORRECTION: 24 * HOUR, Lane.BRIEF: 6 * HOUR,
        Lane.NOTICE: 24 * HOUR,
    }  # fmt: skip


# --- rows as they are read -------------------------------------------------------------------------------------------


async def test_a_held_row_is_shown_where_its_following_is_by_now(archive: Archive) -> None:
    await archive.followings.add(FOLLOWING)
    await archive.outbox.put([replace(row("h"), following="f", until=NOW + HOUR, why="quiet hours"), row("a")], NOW)
    await archive.move(CHAT, TO)
    found, _ = await newest(archive, UNSENT, list(Lane), str(TO), 9)
    assert {(one.key, one.chat) for one in found} == {("h", str(TO)), ("a", str(TO))}


async def test_a_row_is_read_with_all_that_stands_before_it(archive: Archive) -> None:
    await followed(archive)
    await archive.outbox.put([row("b")], PUT)
    mine = await claim(archive)
    await archive.outbox.departing(mine, 0, PUT)
    await archive.outbox.arrived(mine, Posted("1", ("ferry",)), PUT)
    first, second = await archive.rows.get("a"), await archive.rows.get("b")
    assert first is not None
    assert second is not None
    assert (first.followings, first.parts, first.tries, first.departed) == (("f", "g"), 1, 1, None)
    assert (await archive.rows.says([first, second])) == {"a": ALERT, "b": ALERT}
    place = await archive.rows.place(second)
    assert (place.ahead, place.holder, place.busy) == (1, "a", PUT + MINUTE)
    assert await archive.rows.get("none") is None
