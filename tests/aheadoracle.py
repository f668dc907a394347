"""What should have come of a week ahead, worked out slowly and by other means, and what did not.

    found = await judged(lived)          found.wrongs is empty where all is well

Works on: what happened in a week (`aheadweek`), and the rows of its outbox as they stand in the store.
Comes in: the log of alerts as given; what each chat asked for at every moment; what the screens of its chats show.
Goes out: what is wrong, in words; figures.
Does not know: how the code under test decides: hours, topics, filters, caps and slots are worked out anew here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aheadplatform import Shown
from aheadweek import Attempt, Home, Lived

from bot.adapter import Gone, Moved, Unprintable
from bot.circulation.rows import key
from bot.news import Alert, Article, Brief, Correction, Following, Hush, Kind, Occasion, Paused, Sentence, Status
from bot.schedule import spread

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
STALE, CATCH_UP, TRIALS = 7 * HOUR, 6 * HOUR, 7 * DAY
FINAL = {"sent", "ambiguous", "expired", "dead", "merged"}
IN_PLACE = ("what the chat has says it now", "put right in its place")
KINDS = {
    Occasion.BREAKING: Kind.BREAKING, Occasion.UPDATE: Kind.BREAKING, Occasion.NEW: Kind.TOPIC,
    Occasion.DEVELOPMENT: Kind.STORY,
}  # fmt: skip
Row = dict[str, str]


@dataclass
class Judged:
    """What is wrong, and how often what happened."""

    wrongs: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> str:
        """The first of what is wrong, a line each."""
        return "\n".join(self.wrongs[:20])

    def wrong(self, what: str) -> None:
        self.wrongs.append(what)
        self.figures["wrong"] += 1


async def judged(at: Lived) -> Judged:
    found = Judged()
    rows, at.merges, at.posts = await _rows(at), await _merges(at), await _posts(at)
    books = await at.archive.balance(at.clock())
    if not books.balanced:
        found.wrong(f"the books do not balance: {[fault.text for fault in books.faults]}")
    for row in rows.values():
        found.figures[f"rows {row['state']}"] += 1
        found.figures["doubted"] += int(row.get("doubts", 0))
    drawers: dict[str, dict[str, Row]] = defaultdict(dict)
    for name, row in rows.items():
        drawers[row["chat"]][name] = row
    for home in at.homes:
        _alerts(at, home, rows, found)
        _slots(at, home, rows, found)
        screen = _screen(at, home)
        mine = {name: row for chat in home.chats for name, row in drawers[str(chat)].items()}
        if home.chat.adapter in at.platforms:
            _shown(home, screen, mine, found)
            _merged(at, home, screen, rows, mine, found)
            _quiet(home, screen, rows, found)
            _stands(at, home, screen, mine, found)
    _ends(at, rows, found)
    _doubles(at, rows, found)
    return found


async def _rows(at: Lived) -> dict[str, Row]:
    prefix, found = "daybrief:{wire}:delivery:", dict[str, Row]()
    redis = _redis(at)
    async for name in redis.scan_iter(prefix + "*", count=1_000):
        held = await redis.hgetall(name)
        dropped = {b"done", b"marks", b"manner", b"piece"}
        found[name.decode()[len(prefix) :]] = {k.decode(): v.decode() for k, v in held.items() if k not in dropped}
    return found


def _redis(at: Lived) -> Any:
    return at.store.redis


async def _posts(at: Lived) -> set[str]:
    """The keys of what was asked for in chat and is remembered."""
    found = _redis(at).scan_iter("daybrief:{wire}:post:*:asked*", count=1_000)
    return {name.decode().split(":")[4] async for name in found}


async def _merges(at: Lived) -> dict[str, str]:
    """Which story took over which, as the log of stories has it."""
    prefix, redis = "daybrief:{wire}:merged:", _redis(at)
    names = [name.decode() async for name in redis.scan_iter(prefix + "*", count=1_000)]
    return {name[len(prefix) :]: (await redis.get(name) or b"").decode() for name in names}


def _now_in(at: Lived, slug: str) -> set[str]:
    """A story's slug, and those of the stories that took it over."""
    found = {slug}
    while (slug := at.merges.get(slug, "")) and slug not in found:
        found.add(slug)
    return found


# --- who was owed an alert -------------------------------------------------------------------------------------------


def _alerts(at: Lived, home: Home, rows: dict[str, Row], found: Judged) -> None:
    recent: list[tuple[datetime, bool]] = []
    ever = home.all
    for tick, alert in at.alerts.values():
        tried = _attempts(at.attempts, tick, "alerts")
        verdicts = [_expected(home.at(one.tick), alert, one.at) for one in tried]
        mine = [f for f in ever if f.kind is KINDS[alert.occasion]]
        held = [k for f in mine if (k := key(f.id, alert.slug, *_named(alert))) in rows]
        where = f"{home.chat} {alert.occasion} {alert.slug}"
        outcomes = {verdict for some, _ in verdicts for verdict in some}
        if len(outcomes) > 1:
            found.figures["alerts that could end in two ways"] += 1
        if len(held) > 1:
            found.wrong(f"{where}: {len(held)} rows for one alert")
        elif not held and outcomes and "none" not in outcomes:
            found.wrong(f"{where}: owed ({outcomes}) and never put")
        elif held:
            row, most = rows[held[0]], max((most for _, most in verdicts), default=0)
            takers = [f for id in row["following"].split() if (f := home.at(tried[-1].tick).get(id))]
            soon = [all(_hushed(f, tried[-1].at + n * MINUTE) for f in takers) for n in range(61)]
            _put(where, row, outcomes, most, tried, recent, alert, any(soon), found)
        found.figures["alerts owed"] += bool(held)


def _put(
    where: str, row: Row, outcomes: set[str], most: int, tried: list[Attempt], recent: list[tuple[datetime, bool]],
    alert: Alert, soon: bool, found: Judged,
) -> None:  # fmt: skip
    """A row that is there: whether it should be, and as what. `soon`: it may have been held when its turn came."""
    now, again = tried[-1].at, alert.occasion is Occasion.UPDATE
    recent[:] = [(when, sure) for when, sure in recent if when > now - HOUR]
    most = 0 if again else most
    if "till" in row:
        full = bool(most) and len(recent) >= most
        found.figures["held"] += 1
        recent += [] if again else [(now, False)]
        if not ("hold" in outcomes or ("send" in outcomes and (full or soon or len(tried) > 1))):
            found.wrong(f"{where}: held, and neither quiet nor full ({outcomes}, {len(recent)} of {most}): {row}")
        return
    if "send" not in outcomes:
        found.wrong(f"{where}: put, though {outcomes or 'nobody concerned'}: {row}")
    if most and sum(sure for _, sure in recent) >= most and len(tried) == 1:
        found.wrong(f"{where}: one more than the {most} of an hour")
    recent += [] if again else [(now, True)]


def _attempts(attempts: list[Attempt], tick: int, part: str) -> list[Attempt]:
    """The calls that may have put out what was there at a tick: up to the first that came to its end."""
    found = []
    for one in attempts:
        if one.tick > tick:
            found.append(one)
            if part in one.done:
                return found
    return found


def _expected(held: dict[str, Following], alert: Alert, now: datetime) -> tuple[set[str], int]:
    """What should come of an alert in a chat: send, hold or none; where trials are due, either. The cap, too."""
    concerned = [f for f in held.values() if _concerns(f, alert, now)]
    if not concerned or now - alert.at > STALE:
        return {"none"}, 0
    judged = [(f, _verdict(f, alert, now)) for f in concerned]
    for verdict in ("send", "hold", "none"):
        takers = [f for f, said in judged if said == verdict]
        if takers:
            most = 0 if any(f.hourly == 0 for f in takers) else max(f.hourly for f in takers)
            trial = any(f.paused for f in concerned)
            return {verdict, "none"} | {said for _, said in judged} if trial else {verdict}, most
    raise AssertionError


def _concerns(f: Following, alert: Alert, now: datetime) -> bool:
    return f.kind is KINDS[alert.occasion] and f.made <= alert.at and _listens(f, now) and _about(f, alert)


def _listens(f: Following, now: datetime) -> bool:
    if f.paused is None:
        return True
    since = f.since or now
    return f.paused is Paused.RIGHTS and now - since <= TRIALS and now - (f.tried or since) >= DAY


def _about(f: Following, alert: Alert) -> bool:
    """Topics here are beats, or slugs."""
    if f.kind is Kind.STORY:
        return f.topic in (alert.slug, *alert.aliases)
    return not f.topic or f.topic in alert.beats


def _verdict(f: Following, alert: Alert, now: datetime) -> str:
    wish, said = f.filters, " ".join(s.text for s in (*alert.item.changed, *alert.item.sentences)).lower()
    said = f"{alert.item.headline.lower()} {said}"
    out = (
        alert.urgency > wish.urgency or alert.item.families < wish.families
        or (wish.beats and not set(wish.beats) & set(alert.beats))
        or any(_has(word, said) for word in wish.unwanted)
        or (wish.words and not any(_has(word, said) for word in wish.words))
    )  # fmt: skip
    if out:
        return "none"
    if not _hushed(f, now) or (f.quiet and f.quiet.hush is Hush.CRITICAL and alert.urgency <= 2):
        return "send"
    return "none" if f.quiet and f.quiet.hush is Hush.DROP else "hold"


def _has(word: str, said: str) -> bool:
    """A word, alone or as a plural."""
    plain = "".join(c if c.isalnum() else " " for c in said).split()
    return word in plain or word + "s" in plain


def _hushed(f: Following, now: datetime) -> bool:
    """Whether clocks in its zone show a time of its quiet hours."""
    if f.quiet is None:
        return False
    shown, (start, end) = now.astimezone(ZoneInfo(f.zone)).time(), (f.quiet.start, f.quiet.end)
    return start <= shown < end if start < end else shown >= start or shown < end


def _named(alert: Alert) -> tuple[str, ...]:
    again = alert.occasion in (Occasion.UPDATE, Occasion.DEVELOPMENT)
    return (
        () if alert.occasion is Occasion.BREAKING
        else (alert.occasion, str(alert.item.revision)) if again else (alert.occasion,)
    )  # fmt: skip


# --- briefs of schedules ---------------------------------------------------------------------------------------------


def _slots(at: Lived, home: Home, rows: dict[str, Row], found: Judged) -> None:
    """Each slot that fell due while its following listened has one row; no other has."""
    for id in {f.id for f in home.all if f.kind is Kind.BRIEF}:
        owed, may = _due(at, home, id)
        there = {slot for slot in _ever(at, home, id) if key(id, slot) in rows}
        found.figures["slots owed"] += len(owed)
        found.figures["slots told"] += len(there)
        found.figures["slots that could end in two ways"] += len(may)
        for slot in owed - there:
            found.wrong(f"{home.chat} {id}: no brief of {slot}: {_changes(home, id)}")
        for slot in there - owed - may:
            found.wrong(f"{home.chat} {id}: a brief of {slot} that was not owed: {_changes(home, id)}")


def _changes(home: Home, id: str) -> str:
    """How a brief was asked for, and when."""
    told: list[tuple[str, object]] = []
    for _, when, held in home.lives:
        f = held.get(id)
        how = f and f.schedule and (f.zone, [f"{t:%H:%M}" for t in f.schedule.times], f.schedule.days, f.paused)
        if not told or told[-1][1] != how:
            told.append((f"{when:%d %H:%M:%S}", how))
    return str(told)


def _due(at: Lived, home: Home, id: str) -> tuple[set[str], set[str]]:
    """The slots that must have a row, and those that may."""
    owed, may, since = set[str](), set[str](), at.plan.starts - DAY
    before: Following | None = None
    known: dict[Any, list[tuple[datetime, str]]] = {}
    for one in at.attempts:
        f = home.at(one.tick).get(id)
        if f is None or f.schedule is None:
            since, before = one.at, None
            continue
        if before is None or before.schedule != f.schedule:
            since = max(since, _asked(home, f))
        before = f
        if (f.id, f.schedule, f.zone) not in known:
            ends = at.attempts[-1].at
            known[f.id, f.schedule, f.zone] = _instants(f, at.plan.starts - 2 * DAY, ends)
        due = [(when, slot) for when, slot in known[f.id, f.schedule, f.zone] if since < when <= one.at]
        if "briefs" not in one.done:  # perhaps it came to this one, perhaps not
            may |= {slot for when, slot in due if one.at - when <= CATCH_UP}
            continue
        if due and one.at - due[-1][0] <= CATCH_UP and _listens(f, one.at):
            (may if f.paused or due[-1][1] in may else owed).add(due[-1][1])
        since = one.at
    return owed, may


def _asked(home: Home, f: Following) -> datetime:
    """Since when it has this schedule."""
    asked = f.made
    for _, when, held in reversed(home.lives):
        if f.id not in held or held[f.id].schedule != f.schedule:
            break
        asked = when
    return asked


def _instants(f: Following, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """When its slots fell due after one time and up to another, each with its local name."""
    assert f.schedule is not None
    zone, found = ZoneInfo(f.zone), []
    day = (since - 2 * DAY).date()
    while day <= (until + 2 * DAY).date():
        if day.weekday() in f.schedule.days:
            for clock in f.schedule.times:
                when = _reached(day, clock, zone) + spread(f.id)
                if since < when <= until:
                    found.append((when, f"{day.isoformat()}T{clock:%H:%M}"))
        day += DAY
    return sorted(found)


def _reached(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The first minute at which clocks show a time of a day, or a later one of it."""
    guess, wanted = datetime.combine(day, clock, UTC) - 15 * HOUR, datetime.combine(day, clock)
    while (left := wanted - guess.astimezone(zone).replace(tzinfo=None)) > timedelta():
        guess += max(MINUTE, left - 2 * HOUR)
    return guess


def _ever(at: Lived, home: Home, id: str) -> set[str]:
    """The names of all slots it can ever have had."""
    clocks = {t for _, _, held in home.lives if id in held and (s := held[id].schedule) for t in s.times}
    days = [at.plan.starts.date() + n * DAY for n in range(-2, at.plan.days + 5)]
    return {f"{day.isoformat()}T{clock:%H:%M}" for day in days for clock in clocks}


# --- what screens show -----------------------------------------------------------------------------------------------


def _screen(at: Lived, home: Home) -> list[Shown]:
    platform = at.platforms.get(home.chat.adapter)
    return [] if platform is None else [one for chat in home.chats for one in platform.rooms[chat].screen]


def _shown(home: Home, screen: list[Shown], rows: dict[str, Row], found: Judged) -> None:
    """Every part of what was sent is there, once; twice only what was sent again under doubt."""
    often = Counter((one.key, one.part) for one in screen if not one.key.startswith("asked"))
    for (name, part), times in often.items():
        row = rows.get(name)
        if row is None:
            found.wrong(f"{home.chat}: a message of no row ({name})")
        elif times > 1 + int(row.get("doubts", 0)) or (times > 1 and row.get("doubts", "0") == "0"):
            found.wrong(f"{home.chat}: part {part} of {name} shown {times} times: {row}")
        found.figures["messages"] += times
        found.figures["shown twice"] += times > 1
    for name, row in rows.items():
        shown = {part for held, part in often if held == name}
        if row["state"] == "sent" and row["reason"] not in IN_PLACE and not shown:
            found.wrong(f"{home.chat}: {name} was sent and is not there: {row}")
        ended = row["state"] in ("dead", "expired", "held", "merged") and row.get("doubts", "0") == "0"
        if ended and int(row.get("parts", 0)) < len(shown):
            found.wrong(f"{home.chat}: {name} is {row['state']} and was shown: {row}")


def _merged(
    at: Lived, home: Home, screen: list[Shown], rows: dict[str, Row], mine: dict[str, Row], found: Judged
) -> None:
    """What was held came in a brief, or had been told meanwhile."""
    told = {one.key: one.first for one in screen}
    for name, row in mine.items():
        if row["state"] != "merged":
            continue
        brief = rows.get(row["reason"].removeprefix("told in "))
        if brief is None:
            found.wrong(f"{home.chat}: {name} is told in no row: {row}")
        elif brief["state"] == "sent":
            slugs = _slugs(told.get(row["reason"].removeprefix("told in ")))
            others = {slug for one in screen if _micros(one.at) <= int(row["settled"]) for slug in _slugs(one.piece)}
            late = {slug for one in screen if int(row["made"]) <= _micros(one.at) for slug in _slugs(one.piece)}
            names = _now_in(at, row["about"])
            if names & (slugs | late):
                found.figures["held, and told"] += 1
            elif names & others:
                found.figures["held, and known before"] += 1
            elif _gone(at, row["about"]):
                found.figures["held, and withdrawn since"] += 1
            else:
                found.wrong(f"{home.chat}: {name} of {row['about']} is merged and nothing told it: {slugs}")
        found.figures["merged, and their brief " + (brief["state"] if brief else "gone")] += 1


def _gone(at: Lived, slug: str) -> bool:
    """Whether some of what the alerts of a story said was withdrawn."""
    told = [alert for _, alert in at.alerts.values() if slug in (alert.slug, *alert.aliases)]
    return any(_lost(at, sentence) for alert in told for sentence in alert.item.sentences)


def _slugs(piece: Any) -> set[str]:
    match piece:
        case Brief():
            return {item.slug for item in piece.items}
        case Alert():
            return {piece.slug, *piece.aliases}
        case Correction():
            return {piece.slug}
    return set()


def _quiet(home: Home, screen: list[Shown], rows: dict[str, Row], found: Judged) -> None:
    """No alert came while all that asked for it wanted to be left alone."""
    for one in screen:
        if isinstance(one.first, Alert) and one.key in rows:
            held = _life(home, one.at)
            takers = [held[id] for id in rows[one.key]["following"].split() if id in held]
            hushed = [f for f in takers if _hushed(f, one.at)]
            critical = one.first.urgency <= 2 and any(f.quiet and f.quiet.hush is Hush.CRITICAL for f in hushed)
            if takers and len(hushed) == len(takers) and not critical:
                found.wrong(f"{home.chat}: an alert came in quiet hours, at {one.at:%d %H:%M:%S}: {rows[one.key]}")
            if any(f.made > one.first.at for f in takers):
                found.wrong(f"{home.chat}: an alert older than its subscription")


def _life(home: Home, now: datetime) -> dict[str, Following]:
    found: dict[str, Following] = {}
    for _, when, held in home.lives:
        if when <= now:
            found = held
    return found


# --- what no longer stands -------------------------------------------------------------------------------------------


def _stands(at: Lived, home: Home, screen: list[Shown], rows: dict[str, Row], found: Judged) -> None:
    """No sentence stands uncorrected whose every report was withdrawn or says it no more."""
    platform = at.platforms[home.chat.adapter]
    answered = {was for one in screen if isinstance(one.piece, Correction) for was in one.piece.was}
    excused = any(
        row["lane"] == "correction" and row["state"] in ("dead", "expired", "ambiguous") for row in rows.values()
    )
    right = {(one.key, one.part) for one in screen if not any(_lost(at, s) for s in _said(one.piece))}
    for one in screen:
        found.figures["corrections on screens"] += isinstance(one.piece, Correction) or len(_taken(one.piece))
        lost = [s.text for s in _said(one.piece) if _lost(at, s) and s.text not in answered]
        row = rows.get(one.key, {})
        if not lost:
            continue
        if platform.rooms[home.chat].shut is not None or excused:
            found.figures["uncorrected in chats that cannot be reached"] += 1
        elif row.get("state") == "ambiguous" or (int(row.get("doubts", 0)) and (one.key, one.part) in right):
            found.figures["uncorrected, as nobody knows that it arrived"] += 1
        elif one.key.startswith("asked") and one.key not in at.posts:
            found.figures["uncorrected, as its newsroom died before it was remembered"] += 1
        else:
            found.wrong(f"{home.chat}: uncorrected since {one.at:%d %H:%M:%S} ({one.key}): {lost[0][:60]}")


def _said(piece: Any) -> Iterator[Sentence]:
    for item in _items(piece):
        yield from (*item.sentences, *item.changed)


def _taken(piece: Any) -> list[Correction]:
    return [taken for item in _items(piece) for taken in item.corrections]


def _items(piece: Any) -> tuple[Any, ...]:
    return piece.items if isinstance(piece, Brief) else (piece.item,) if isinstance(piece, Alert) else ()


def _lost(at: Lived, sentence: Sentence) -> bool:
    return not any(_holds(at.standing.get(cite.article), cite.text) for cite in sentence.cites)


def _holds(article: Article | None, said: str) -> bool:
    return article is None or (article.status is Status.USABLE and said in article.text)


# --- how rows ended --------------------------------------------------------------------------------------------------


def _ends(at: Lived, rows: dict[str, Row], found: Judged) -> None:
    """Every row has ended, and for a reason that there was."""
    whims: dict[str, list[Any]] = defaultdict(list)
    for platform in at.platforms.values():
        for whim in platform.log:
            whims[whim.key].append(whim)
            whims[str(whim.chat)].append(whim)  # an edit goes under the key of what it changes
    for name, row in rows.items():
        if row["state"] not in FINAL:
            found.wrong(f"{name} has not ended: {row}")
            continue
        reason, met = row.get("reason", ""), {type(whim.failure) for whim in _of(whims, name, row)}
        found.figures[
            f"{row['lane']} {row['state']}" + (f": {reason}" if row["state"] not in ("sent", "merged") else "")
        ] += 1
        if row["chat"].split(":")[0] not in at.platforms:
            continue
        if reason.startswith("gone") and not met & {Gone, Moved}:
            found.wrong(f"{name} is dead as gone, and nobody said so: {row}")
        if reason == "unprintable" and Unprintable not in met:
            found.wrong(f"{name} is unprintable, and nobody said so: {row}")
        if row["state"] == "expired" and not met and not at.dark:
            found.wrong(f"{name} expired, and nothing had kept it: {row}")


def _of(whims: dict[str, list[Any]], name: str, row: Row) -> list[Any]:
    return whims[name] + (whims[row["chat"]] if row["lane"] in ("correction", "breaking") else [])


def _doubles(at: Lived, rows: dict[str, Row], found: Judged) -> None:
    """On the doubles of real platforms there are as many messages as parts arrived, but for doubts."""
    for home in at.homes:
        if home.chat.adapter in at.platforms:
            continue
        room = at.people.rooms[home.chat]
        shown = len(at.people.messages(room))
        mine = [row for row in rows.values() if row["chat"] == str(home.chat)]
        least = sum(int(row.get("parts", 0)) for row in mine)
        doubts = sum(int(row.get("doubts", 0)) + (row["state"] == "ambiguous") for row in mine)
        found.figures["messages on doubles"] += shown
        if not least <= shown <= least + doubts:
            found.wrong(f"{home.chat}: {shown} messages of {least} parts, {doubts} doubted")


def _micros(when: datetime) -> int:
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
