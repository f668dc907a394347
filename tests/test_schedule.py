"""When a brief is due and when a chat is left alone, where clocks jump, dates vanish and machines stand still."""

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from bot.news import Hush, Quiet, Schedule
from bot.schedule import CATCH_UP, Silence, Slot, following_slot, missed, quiet, quietly, slots, spread, zoned

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    """An instant as tables write it: "2026-03-29 01:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(*clocks: str, days: Sequence[int] = range(7)) -> Schedule:
    return Schedule(tuple(time.fromisoformat(c) for c in clocks), tuple(days))


def hours(span: str, hush: Hush = Hush.HOLD) -> Quiet:
    """Quiet hours as tables write them: "22:00-07:00"."""
    start, end = span.split("-")
    return Quiet(time.fromisoformat(start), time.fromisoformat(end), hush)


# --- one slot -------------------------------------------------------------------------------------------------------

DUE = {
    "winter": ("Europe/Paris", "2025-01-15T07:00", "2025-01-15 06:00"),
    "summer": ("Europe/Paris", "2025-07-15T07:00", "2025-07-15 05:00"),
    "a half-hour zone": ("Asia/Kolkata", "2025-07-15T07:00", "2025-07-15 01:30"),
    "a zone of three quarters": ("Asia/Kathmandu", "2025-07-15T07:00", "2025-07-15 01:15"),
    "beyond the date line": ("Pacific/Chatham", "2025-01-15T07:00", "2025-01-14 17:15"),
    "before a gap": ("Europe/Paris", "2025-03-30T01:59", "2025-03-30 00:59"),
    "the first minute of a gap": ("Europe/Paris", "2025-03-30T02:00", "2025-03-30 01:00"),
    "inside a gap": ("Europe/Paris", "2025-03-30T02:30", "2025-03-30 01:00"),
    "the end of a gap": ("Europe/Paris", "2025-03-30T03:00", "2025-03-30 01:00"),
    "after a gap": ("Europe/Paris", "2025-03-30T03:01", "2025-03-30 01:01"),
    "an American gap": ("America/New_York", "2025-03-09T02:30", "2025-03-09 07:00"),
    "a gap of half an hour": ("Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04 15:30"),
    "a gap at 02:45": ("Pacific/Chatham", "2025-09-28T03:15", "2025-09-27 14:00"),
    "midnight in a gap in Brazil": ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04 03:00"),
    "midnight in a gap in Egypt": ("Africa/Cairo", "2024-04-26T00:00", "2024-04-25 22:00"),
    "midnight in a gap in Lebanon": ("Asia/Beirut", "2024-03-31T00:30", "2024-03-30 22:00"),
    "midnight in a gap in Iran": ("Asia/Tehran", "2022-03-22T00:30", "2022-03-21 20:30"),
    "midnight in a gap of a quarter": ("Asia/Kathmandu", "1986-01-01T00:10", "1985-12-31 18:30"),
    "a gap that ends the date": ("America/Nuuk", "2024-03-30T23:30", "2024-03-31 01:00"),
    "a fold": ("Europe/Paris", "2025-10-26T02:30", "2025-10-26 00:30"),
    "the end of a fold": ("Europe/Paris", "2025-10-26T03:00", "2025-10-26 02:00"),
    "a fold of half an hour": ("Australia/Lord_Howe", "2025-04-06T01:45", "2025-04-05 14:45"),
    "a fold before midnight in Brazil": ("America/Sao_Paulo", "2018-02-17T23:30", "2018-02-18 01:30"),
    "midnight after a fold": ("America/Sao_Paulo", "2018-02-18T00:00", "2018-02-18 03:00"),
    "midnight inside a fold": ("America/St_Johns", "2010-11-07T00:00", "2010-11-07 02:30"),
    "a fold before midnight in Egypt": ("Africa/Cairo", "2024-10-31T23:30", "2024-10-31 20:30"),
    "the day before a lost one": ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30 09:59"),
    "the day after a lost one": ("Pacific/Apia", "2011-12-31T00:00", "2011-12-30 10:00"),
}


@pytest.mark.parametrize("name", DUE)
def test_a_local_time_falls_due_once_on_its_date(name: str) -> None:
    zone, key, instant = DUE[name]
    at, local = utc(instant), datetime.fromisoformat(key)
    due = list(islice(slots(daily(key[11:]), zone, at - 3 * DAY), 6))
    assert [slot.at for slot in due if slot.day == local.date()] == [at]
    assert Slot(local.date(), local.time(), at).key == key
    assert len({slot.key for slot in due}) == 6


LOST = [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"), ("Pacific/Fakaofo", "2011-12-30")]


@pytest.mark.parametrize(("zone", "lost"), LOST)
def test_a_date_that_a_zone_leaves_out_has_no_slot(zone: str, lost: str) -> None:
    day = date.fromisoformat(lost)
    due = islice(slots(daily("00:00", "12:00", "23:59"), zone, utc(f"{day - 2 * DAY} 12:00")), 12)
    days = {slot.day for slot in due}
    assert {day - DAY, day + DAY} <= days
    assert day not in days


def test_a_weekly_slot_on_a_lost_date_comes_a_week_later() -> None:
    friday = daily("12:00", days=[4])
    assert following_slot(friday, "Pacific/Apia", utc("2011-12-24 12:00")).key == "2012-01-06T12:00"


def test_two_slots_of_one_gap_are_one_brief_under_the_later_key() -> None:
    schedule, instant = daily("02:10", "02:50"), utc("2025-03-30 01:00")
    both = list(islice(slots(schedule, "Europe/Paris", instant - HOUR), 2))
    assert [(slot.key[11:], slot.at) for slot in both] == [("02:10", instant), ("02:50", instant)]
    assert following_slot(schedule, "Europe/Paris", instant - HOUR) == both[1]
    assert missed(schedule, "Europe/Paris", instant - HOUR, instant) == both[1]
    assert missed(schedule, "Europe/Paris", instant, instant + HOUR) is None


def test_a_slot_falls_due_only_on_the_days_it_is_for() -> None:
    weekend = daily("07:00", "19:00", days=[5, 6])
    due = islice(slots(weekend, "Asia/Tokyo", utc("2025-06-04 00:00")), 5)
    assert [s.key for s in due] == [f"2025-06-{x}:00" for x in ("07T07", "07T19", "08T07", "08T19", "14T07")]


def test_the_day_of_the_week_is_the_local_one() -> None:
    monday = following_slot(daily("07:00", days=[0]), "Pacific/Auckland", utc("2025-06-01 12:00"))
    assert (monday.key, monday.at) == ("2025-06-02T07:00", utc("2025-06-01 19:00"))


def test_a_time_meant_for_the_second_showing_comes_at_the_first() -> None:
    schedule = Schedule((time(2, 30, fold=1),))
    assert following_slot(schedule, "Europe/Paris", utc("2025-10-25 12:00")).at == utc("2025-10-26 00:30")


SHOWN_AGAIN = [
    ("Europe/Paris", "02:30", "2025-10-26 01:10", "2025-10-27 01:30"),
    ("Australia/Lord_Howe", "01:45", "2025-04-05 15:10", "2025-04-06 15:15"),
    ("America/St_Johns", "00:00", "2010-11-07 02:45", "2010-11-08 03:30"),
    ("Asia/Beirut", "23:30", "2024-10-26 21:10", "2024-10-27 21:30"),
]


@pytest.mark.parametrize(("zone", "clock", "now", "then"), SHOWN_AGAIN)
def test_a_time_that_clocks_show_again_is_not_due_again(zone: str, clock: str, now: str, then: str) -> None:
    assert following_slot(daily(clock), zone, utc(now)).at == utc(then)
    assert missed(daily(clock), zone, utc(now), utc(now) + HOUR) is None
    assert missed(daily(clock), zone, utc(now) - HOUR, utc(now)) is not None


def test_a_slot_that_is_due_is_not_the_next() -> None:
    at = utc("2025-01-15 06:00")
    schedule = daily("07:00")
    assert following_slot(schedule, "Europe/Paris", at - timedelta.resolution).at == at
    assert following_slot(schedule, "Europe/Paris", at).at == at + DAY


# --- what was missed ------------------------------------------------------------------------------------------------

SEVEN, NOON = "2025-01-15T07:00", "2025-01-15T12:00"
MISSED = {
    "nothing fell due": ("06:00", "06:59", None),
    "at its instant": ("06:59", "07:00", SEVEN),
    "sent already": ("07:00", "07:01", None),
    "at the limit": ("06:00", "11:59", SEVEN),
    "one brief of two": ("06:00", "12:05", NOON),
    "six hours late": ("11:00", "18:00", NOON),
    "later than that": ("11:00", "18:01", None),
    "a clock set back": ("12:30", "06:00", None),
    "a clock set back over a slot": ("12:30", "12:00", None),
    "at once": ("07:00", "07:00", None),
}


@pytest.mark.parametrize("name", MISSED)
def test_after_an_outage_there_is_one_brief_or_none(name: str) -> None:
    last, now, key = MISSED[name]
    slot = missed(daily("07:00", "12:00"), "UTC", utc(f"2025-01-15 {last}"), utc(f"2025-01-15 {now}"))
    assert (slot and slot.key) == key


def test_an_outage_of_years_is_over_at_once() -> None:
    at = missed(daily("07:00"), "Europe/Paris", utc("1990-01-01 00:00"), utc("2025-01-15 08:00"))
    assert at is not None
    assert at.key == SEVEN


def test_a_late_brief_is_late_for_everybody_who_asks() -> None:
    schedule, at, late = daily("07:00"), utc("2025-01-15 07:00"), timedelta(seconds=40)
    slot = following_slot(schedule, "UTC", at, late)
    assert (slot.key, slot.at) == (SEVEN, at + late)
    assert missed(schedule, "UTC", at - HOUR, at + late - timedelta.resolution, late) is None
    assert missed(schedule, "UTC", at, at + late, late) == slot
    assert missed(schedule, "UTC", at, at + late + CATCH_UP, late) == slot
    assert following_slot(schedule, "UTC", at + late, late).at == at + DAY + late


def test_briefs_are_spread_over_a_minute_and_each_keeps_its_place() -> None:
    offsets = [spread(f"f{n}") for n in range(6000)]
    assert offsets == [spread(f"f{n}") for n in range(6000)]
    assert min(offsets) >= timedelta(0)
    assert max(offsets) < MINUTE
    seconds = [offset // timedelta(seconds=1) for offset in offsets]
    assert max(seconds.count(second) for second in range(60)) < 150


@pytest.mark.parametrize("name", ["Europe/Paris", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_a_zone_has_a_name(name: str) -> None:
    assert zoned(name).key == name


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/localtime", "Zürich", "x" * 999])
def test_an_unknown_zone_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValueError, match=r"^unknown time zone '.{0,64}': use a name such as Europe/Paris or UTC$"):
        zoned(name)


# --- quiet hours ----------------------------------------------------------------------------------------------------

NIGHT = "22:00-07:00"
QUIET = {
    "before": ("Europe/Paris", NIGHT, "2025-01-15 20:59", None),
    "at the start": ("Europe/Paris", NIGHT, "2025-01-15 21:00", "2025-01-16 06:00"),
    "before midnight": ("Europe/Paris", NIGHT, "2025-01-15 22:30", "2025-01-16 06:00"),
    "after midnight": ("Europe/Paris", NIGHT, "2025-01-16 03:00", "2025-01-16 06:00"),
    "the last minute": ("Europe/Paris", NIGHT, "2025-01-16 05:59", "2025-01-16 06:00"),
    "at the end": ("Europe/Paris", NIGHT, "2025-01-16 06:00", None),
    "by day": ("Asia/Kolkata", "13:00-15:00", "2025-01-16 08:00", "2025-01-16 09:30"),
    "after a day": ("Asia/Kolkata", "13:00-15:00", "2025-01-16 09:30", None),
    "up to midnight": ("UTC", "22:00-00:00", "2025-01-16 23:59", "2025-01-17 00:00"),
    "from midnight": ("UTC", "00:00-06:00", "2025-01-17 00:00", "2025-01-17 06:00"),
    "a shorter night": ("Europe/Paris", NIGHT, "2025-03-29 22:00", "2025-03-30 05:00"),
    "a longer night": ("Europe/Paris", NIGHT, "2025-10-25 21:00", "2025-10-26 06:00"),
    "an end in a gap": ("Europe/Paris", "22:00-02:30", "2025-03-30 00:59", "2025-03-30 01:00"),
    "after an end in a gap": ("Europe/Paris", "22:00-02:30", "2025-03-30 01:00", None),
    "before a start in a gap": ("Europe/Paris", "02:30-06:00", "2025-03-30 00:59", None),
    "a start in a gap": ("Europe/Paris", "02:30-06:00", "2025-03-30 01:00", "2025-03-30 04:00"),
    "all in a gap": ("Europe/Paris", "02:10-02:50", "2025-03-30 01:00", None),
    "an end in a fold": ("Europe/Paris", "22:00-02:30", "2025-10-26 00:29", "2025-10-26 00:30"),
    "the second showing after the end": ("Europe/Paris", "22:00-02:30", "2025-10-26 01:10", None),
    "a start in a fold": ("Europe/Paris", "02:30-06:00", "2025-10-26 00:30", "2025-10-26 05:00"),
    "the second showing before the start": ("Europe/Paris", "02:30-06:00", "2025-10-26 01:10", "2025-10-26 05:00"),
    "all in a fold": ("Europe/Paris", "02:10-02:50", "2025-10-26 01:20", None),
    "an end at a midnight in a gap": ("Africa/Cairo", "20:00-00:00", "2024-04-25 21:59", "2024-04-25 22:00"),
    "a start at a midnight in a gap": ("Asia/Beirut", "00:00-07:00", "2024-03-30 22:00", "2024-03-31 04:00"),
    "an end after a fold at midnight": ("Asia/Beirut", "20:00-00:00", "2024-10-26 21:30", "2024-10-26 22:00"),
    "begun tomorrow": ("America/St_Johns", "00:00-07:00", "2010-11-07 02:45", "2010-11-07 10:30"),
    "over a lost date": ("Pacific/Apia", NIGHT, "2011-12-30 09:00", "2011-12-30 17:00"),
    "after a lost date": ("Pacific/Apia", NIGHT, "2011-12-30 10:00", "2011-12-30 17:00"),
    "the morning of a lost date": ("Pacific/Apia", "00:30-12:00", "2011-12-30 10:00", None),
    "a day but a minute": ("Europe/Paris", "23:00-22:59", "2025-10-25 21:00", "2025-10-26 21:00"),
    "a day of 25 hours": ("Europe/Paris", "23:00-22:59", "2025-10-26 21:30", None),
}


@pytest.mark.parametrize("name", QUIET)
def test_quiet_hours_end_when_the_chat_was_told(name: str) -> None:
    zone, span, now, end = QUIET[name]
    assert quiet(hours(span), zone, utc(now)) == (utc(end) if end else None)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert quiet(None, "Europe/Paris", utc("2025-01-16 03:00")) is None
    assert quietly(None, "Europe/Paris", utc("2025-01-16 03:00"), 5) is None


HUSHED = [
    (Hush.HOLD, 1, Hush.HOLD),
    (Hush.HOLD, 9, Hush.HOLD),
    (Hush.DROP, 1, Hush.DROP),
    (Hush.DROP, 9, Hush.DROP),
    (Hush.CRITICAL, 1, None),
    (Hush.CRITICAL, 2, None),
    (Hush.CRITICAL, 3, Hush.HOLD),
    (Hush.CRITICAL, 9, Hush.HOLD),
]


@pytest.mark.parametrize(("hush", "urgency", "fate"), HUSHED)
def test_in_quiet_hours_news_is_held_or_dropped_and_a_bulletin_may_pass(
    hush: Hush, urgency: int, fate: Hush | None
) -> None:
    silence = quietly(hours(NIGHT, hush), "UTC", utc("2025-01-16 03:00"), urgency)
    assert (silence and silence.hush) == fate
    assert silence is None or silence == Silence(silence.hush, utc("2025-01-16 07:00"))
    assert quietly(hours(NIGHT, hush), "UTC", utc("2025-01-16 12:00"), urgency) is None


# --- four hundred days in hard places -------------------------------------------------------------------------------

SPAN = timedelta(days=400)
PLACES = {
    "Europe/Paris": "2025-01-01",
    "America/New_York": "2025-01-01",
    "America/Sao_Paulo": "2018-01-10",
    "Asia/Kolkata": "1945-01-01",
    "Asia/Kathmandu": "1985-06-01",
    "Australia/Lord_Howe": "2025-01-01",
    "Pacific/Apia": "2011-03-01",
    "Africa/Cairo": "2023-11-01",
    "Asia/Beirut": "2023-11-01",
    "America/St_Johns": "2010-02-01",
    "Pacific/Chatham": "2025-01-01",
    "Asia/Tehran": "2021-03-01",
}
"""Each with changes of its clocks in the four hundred days."""
SCHEDULES = {
    "night": daily("00:00", "00:10", "02:15", "02:50", "23:30"),
    "weekdays": daily("00:30", "05:00", days=range(5)),
    "weekends": daily("00:00", "02:00", "03:00", days=[5, 6]),
}
Due = dict[str, datetime]
Sleep = Callable[[random.Random, timedelta], timedelta]


def shown(zone: ZoneInfo, at: datetime) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def steady(zone: ZoneInfo, at: datetime, around: timedelta = 30 * HOUR) -> bool:
    """Whether clocks are not changed about an instant."""
    return shown(zone, at + around) - shown(zone, at - around) == 2 * around


def reached(zone: ZoneInfo, local: datetime) -> datetime:
    """When clocks first show a local time or a later one, found by looking at them every minute."""
    plain = local.replace(tzinfo=UTC)
    ahead = max(shown(zone, at).replace(tzinfo=UTC) - at for at in (plain - 30 * HOUR, plain + 30 * HOUR))
    at = plain - ahead
    while shown(zone, at) < local:
        at += MINUTE
    return at


@cache
def expected(place: str, kind: str) -> Due:
    """Every slot that a place has in its four hundred days, in order, and when it is due."""
    zone, schedule, start = ZoneInfo(place), SCHEDULES[kind], utc(f"{PLACES[place]} 00:00")
    days = {shown(zone, start + n * 6 * HOUR).date() for n in range(4 * SPAN.days)}
    local = [datetime.combine(day, c) for day in sorted(days) if day.weekday() in schedule.days for c in schedule.times]
    return {f"{then:%Y-%m-%dT%H:%M}": reached(zone, then) + spread(place) for then in local}


@dataclass
class Ledger:
    """What became of every slot: sent, overtaken by a later one that was due as well, or too old when it was seen."""

    sent: Due = field(default_factory=dict)
    overtaken: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)

    def write(self, slot: Slot | None, due: Due, now: datetime) -> None:
        """One wake-up at which `due` fell due: what was sent is what should be, and is the same if it was before."""
        fresh = {key: at for key, at in due.items() if now - at <= CATCH_UP}
        assert (slot and (slot.key, slot.at)) == (list(fresh.items())[-1] if fresh else None)
        if slot:
            assert self.sent.setdefault(slot.key, slot.at) == slot.at <= now

    def close(self, due: Due, now: datetime) -> None:
        """The wake-up is over: nobody looks at these slots again."""
        unsent = {key: at for key, at in due.items() if key not in self.sent}
        self.stale |= {key for key, at in unsent.items() if now - at > CATCH_UP}
        self.overtaken |= {key for key, at in unsent.items() if now - at <= CATCH_UP}


def circulated(place: str, kind: str, sleep: Sleep, killed: float) -> Ledger:
    """Four hundred days of a machine that wakes up for slots, and at times is killed before it notes that it did."""
    chance, ledger, schedule, late = random.Random(f"{place} {kind}"), Ledger(), SCHEDULES[kind], spread(place)
    every, done = list(expected(place, kind).items()), 0
    last = now = every[0][1] - MINUTE
    end = every[-1][1] + MINUTE
    while now < end:
        now = max(last, min(end, now + sleep(chance, following_slot(schedule, place, now, late).at - now)))
        seen = bisect_right(every, now, lo=done, key=lambda slot: slot[1])
        due = dict(every[done:seen])
        ledger.write(missed(schedule, place, last, now, late), due, now)
        if chance.random() >= killed or now == end:
            ledger.close(due, now)
            done, last = seen, now
    return ledger


def prompt(chance: random.Random, until: timedelta) -> timedelta:
    """Wakes up for the next slot, a few seconds late."""
    return until + timedelta(seconds=chance.randrange(50))


def troubled(chance: random.Random, until: timedelta) -> timedelta:
    """Wakes up too early as well, late, and after hours or days without power."""
    if chance.random() < 0.05:
        return chance.uniform(0.1, 30) * HOUR
    return min(until, chance.uniform(0, 20) * HOUR) + timedelta(seconds=chance.expovariate(1 / 40))


@pytest.mark.parametrize("place", PLACES)
def test_a_machine_that_runs_sends_one_brief_for_every_slot(place: str) -> None:
    for kind in SCHEDULES:
        due = expected(place, kind)
        ledger = circulated(place, kind, prompt, killed=0)
        assert list(ledger.sent) == list({at: key for key, at in due.items()}.values())
        assert all(due[key] in ledger.sent.values() for key in ledger.overtaken)
        assert not ledger.stale


@pytest.mark.parametrize("place", PLACES)
def test_a_machine_that_fails_sends_no_brief_twice_and_loses_none_unseen(place: str) -> None:
    for kind in SCHEDULES:
        ledger = circulated(place, kind, troubled, killed=0.1)
        assert {*ledger.sent, *ledger.overtaken, *ledger.stale} == set(expected(place, kind))
        assert len(ledger.sent) + len(ledger.overtaken) + len(ledger.stale) == len(expected(place, kind))
        assert ledger.overtaken or kind != "night"
        assert ledger.stale


def test_every_place_changes_its_clocks_in_its_days() -> None:
    for place, start in PLACES.items():
        changes = [n for n in range(SPAN.days) if not steady(ZoneInfo(place), utc(f"{start} 00:00") + n * DAY)]
        assert changes, place


@pytest.mark.parametrize("place", PLACES)
def test_quiet_hours_are_whole_end_within_a_day_and_follow_the_clock(place: str) -> None:
    zone, chance, start = ZoneInfo(place), random.Random(place), utc(f"{PLACES[place]} 00:00")
    for span in (hours("22:00-07:00"), hours("00:00-02:30"), hours("13:00-15:00"), hours("02:20-02:10")):
        for _ in range(50):
            now = start + chance.randrange(SPAN // MINUTE) * MINUTE
            end, clock = quiet(span, place, now), shown(zone, now).time()
            told = (span.start <= clock) + (clock < span.end) + (span.start > span.end) > 1
            assert (end is not None) == told or not steady(zone, now)
            if end:
                assert now < end <= now + DAY
                assert quiet(span, place, now + (end - now) * chance.random()) == end
