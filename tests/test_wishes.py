"""What somebody types is understood as it was meant, or refused in one sentence; and it can be told and typed again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot import wishes
from bot.filters import checked
from bot.news import Chat, Filters, Following, Hush, Kind, Length, Manner, Quiet, Schedule, Style
from bot.schedule import zoned
from bot.stories import beats as desks
from bot.text import clean, fold
from bot.wishes import MORNING, Wish, read, told, typed
from bot.wishes.line import Option, Word, tokens

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
WORKING = (0, 1, 2, 3, 4)


def at(*times: str, days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> Schedule:
    return Schedule(tuple(map(time.fromisoformat, times)), days)


def night(hush: Hush = Hush.HOLD) -> Quiet:
    return Quiet(time(22), time(7), hush)


def following(kind: Kind, wish: Wish) -> Following:
    return wish.onto(Following("f", Chat("telegram", "-100"), "telegram:7", NOW, kind))


# --- a line in its parts ---------------------------------------------------------------------------------------------

LINES = [
    ("", []),
    ("port strike", [Word("port"), Word("strike")]),
    ('"world cup" now', [Word("world cup", True), Word("now")]),
    ("Ukraine: peace", [Word("Ukraine:"), Word("peace")]),
    ("Not:football", [Option("not", (Word("football"),))]),
    ('not:"world cup, final",golf,', [Option("not", (Word("world cup, final", True), Word("golf")))]),
    ("not:“world cup”", [Option("not", (Word("world cup", True),))]),
    ("words:/dock (a|b),c/,x y", [Option("words", (Word("/dock (a|b),c/"), Word("x"))), Word("y")]),
    ("words:/a/i", [Option("words", (Word("/a/"),))]),
    (r"words:/a\/b/", [Option("words", (Word(r"/a\/b/"),))]),
    (r'not:"say \"no\"","a\\b"', [Option("not", (Word('say "no"', True), Word(r"a\b", True)))]),
    ("zone:Europe/Paris", [Option("zone", (Word("Europe/Paris"),))]),
    ("not:,,", [Option("not", ())]),
    ('5" gun', [Word('5"'), Word("gun")]),
    ("07:00", [Word("07:00")]),
]


@pytest.mark.parametrize(("line", "parts"), LINES)
def test_a_line_falls_into_words_and_options(line: str, parts: list[Word | Option]) -> None:
    assert tokens(line) == parts


# --- a wish ----------------------------------------------------------------------------------------------------------

WISHES: list[tuple[Kind, str, Wish]] = [
    (Kind.BREAKING, "", Wish()),
    (Kind.BREAKING, "port strike", Wish("port strike")),
    (Kind.BREAKING, "port quiet:22:00-07:00 strike", Wish("port strike", quiet=night())),
    (Kind.BREAKING, "quiet:10pm-7am,drop", Wish(quiet=night(Hush.DROP))),
    (Kind.BREAKING, "quiet:22–7,critical", Wish(quiet=night(Hush.CRITICAL))),
    (
        Kind.BREAKING,
        "not:football zone:europe/paris",
        Wish("", "Europe/Paris", filters=Filters(unwanted=("football",))),
    ),
    (Kind.BREAKING, "port UTC", Wish("port")),
    (Kind.BREAKING, "Asia/Tokyo port", Wish("port", "Asia/Tokyo")),
    (Kind.BREAKING, "zone:Berlin", Wish(zone="Europe/Berlin")),
    (Kind.BREAKING, 'zone:"new york"', Wish(zone="America/New_York")),
    (Kind.BREAKING, "max:4", Wish(hourly=4)),
    (Kind.BREAKING, "families:3 urgency:3", Wish(filters=Filters(families=3, urgency=3))),
    (Kind.BREAKING, "in:en,DE", Wish(filters=Filters(languages=("en", "de")))),
    (Kind.BREAKING, "outlets:bbc,dw barred:x", Wish(filters=Filters(outlets=("bbc", "dw"), barred=("x",)))),
    (Kind.BREAKING, "beats:economy,sports,wirtschaft", Wish(filters=Filters(beats=("business", "sport")))),
    (Kind.BREAKING, "not:a not:b,A", Wish(filters=Filters(unwanted=("a", "b")))),
    (Kind.BREAKING, r"words:/\w/,/\W/", Wish(filters=Filters(words=(r"/\w/", r"/\W/")))),
    (Kind.BREAKING, "silent port threads", Wish("port", manner=Manner(silent=True, threads=True))),
    (Kind.BREAKING, "SHORT headlines", Wish(manner=Manner(Length.SHORT, Style.HEADLINES))),
    (Kind.BREAKING, "mention:<@&123> port", Wish("port", manner=Manner(mention="<@&123>"))),
    (Kind.BREAKING, "mention: <@123>", Wish(manner=Manner(mention="<@123>"))),
    (Kind.BREAKING, "mention:<@!123>", Wish(manner=Manner(mention="<@123>"))),
    (Kind.BREAKING, "mention:123", Wish(manner=Manner(mention="123"))),
    (Kind.BREAKING, "mention:@123", Wish(manner=Manner(mention="123"))),
    (Kind.BREAKING, "mention:Everyone", Wish(manner=Manner(mention="@everyone"))),
    (Kind.BREAKING, "port mention: @here", Wish("port", manner=Manner(mention="@here"))),
    (Kind.BREAKING, "mention:@Ada_Lovelace", Wish(manner=Manner(mention="@Ada_Lovelace"))),
    (Kind.BREAKING, "mention @ada", Wish("mention @ada")),
    (Kind.BREAKING, '"mon 07:00"', Wish("mon 07:00")),
    (Kind.BREAKING, "AC/DC 9/11", Wish("AC/DC 9/11")),
    (Kind.TOPIC, "Ukraine: peace talks", Wish("Ukraine: peace talks")),
    (Kind.TOPIC, '"long covid" long', Wish("long covid", manner=Manner(Length.LONG))),
    (Kind.TOPIC, "topic:silent", Wish("silent")),
    (Kind.TOPIC, "東京 地震", Wish("東京 地震")),
    (Kind.STORY, "storm-kills-12 silent", Wish("storm-kills-12", manner=Manner(silent=True))),
    (Kind.BRIEF, "", Wish(schedule=MORNING)),
    (Kind.BRIEF, "business", Wish("business", schedule=MORNING)),
    (Kind.BRIEF, "07:00 18:30 weekdays", Wish(schedule=at("07:00", "18:30", days=WORKING))),
    (Kind.BRIEF, "18:30 7:00 07:00", Wish(schedule=at("07:00", "18:30"))),
    (Kind.BRIEF, "7am 6.30pm 12am 12pm", Wish(schedule=at("00:00", "07:00", "12:00", "18:30"))),
    (Kind.BRIEF, "at 7 am and 6:30 p.m. daily", Wish(schedule=at("07:00", "18:30"))),
    (Kind.BRIEF, "18h30 7h", Wish(schedule=at("07:00", "18:30"))),
    (Kind.BRIEF, "at:07:00,18:00,9", Wish(schedule=at("07:00", "09:00", "18:00"))),
    (Kind.BRIEF, "07:00,08:00", Wish(schedule=at("07:00", "08:00"))),
    (Kind.BRIEF, "mon,wed,fri", Wish(schedule=at("07:00", days=(0, 2, 4)))),
    (Kind.BRIEF, "on mon, wed and fri", Wish(schedule=at("07:00", days=(0, 2, 4)))),
    (Kind.BRIEF, "weekends every wednesday", Wish(schedule=at("07:00", days=(2, 5, 6)))),
    (Kind.BRIEF, "fri-mon", Wish(schedule=at("07:00", days=(0, 4, 5, 6)))),
    (Kind.BRIEF, "mo,mi,fr", Wish(schedule=at("07:00", days=(0, 2, 4)))),
    (Kind.BRIEF, "lundi jeudi", Wish(schedule=at("07:00", days=(0, 3)))),
    (Kind.BRIEF, "sábado Sonntag", Wish(schedule=at("07:00", days=(5, 6)))),
    (Kind.BRIEF, "täglich um 8 Uhr", Wish(schedule=at("08:00"))),
    (Kind.BRIEF, "days:mo", Wish(schedule=at("07:00", days=(0,)))),
    (Kind.BRIEF, "so far", Wish("so far", schedule=MORNING)),
    (Kind.BRIEF, '"weekdays"', Wish("weekdays", schedule=MORNING)),
    (Kind.BRIEF, "men at work", Wish("men at work", schedule=MORNING)),
    (
        Kind.BRIEF,
        "07:00 18:30 weekdays Europe/Paris business short",
        Wish("business", "Europe/Paris", at("07:00", "18:30", days=WORKING), manner=Manner(Length.SHORT)),
    ),
]


@pytest.mark.parametrize(("kind", "line", "wish"), WISHES)
def test_a_line_is_understood(kind: Kind, line: str, wish: Wish) -> None:
    assert read(kind, line) == wish


FULL = Wish(
    "port strike", "Europe/Paris", None, night(Hush.DROP),
    Filters(("business",), ("a",), ("b",), ("c",), ("d",), ("en",), 3, 4),
    Manner(Length.SHORT, Style.HEADLINES, "123", silent=True, threads=True), 4,
)  # fmt: skip
BACK = (
    "topic:none zone:none quiet:off beats:none words:none not:none outlets:none barred:none in:none families:none "
    "urgency:none max:none length:none style:none mention:none silent:off threads:off"
)
CHANGES: list[tuple[Kind, Wish, str, Wish]] = [
    (Kind.BREAKING, FULL, "", FULL),
    (Kind.BREAKING, FULL, BACK, Wish()),
    (Kind.BREAKING, FULL, "harbour", replace(FULL, topic="harbour")),
    (Kind.BREAKING, FULL, "max:2", replace(FULL, hourly=2)),
    (Kind.BREAKING, FULL, "not:x", replace(FULL, filters=replace(FULL.filters, unwanted=("x",)))),
    (Kind.BREAKING, FULL, "medium full", replace(FULL, manner=Manner(mention="123", silent=True, threads=True))),
    (Kind.BREAKING, Wish(), 'not:"none"', Wish(filters=Filters(unwanted=("none",)))),
    (Kind.BRIEF, Wish(schedule=at("09:00", days=WORKING)), "10:00", Wish(schedule=at("10:00", days=WORKING))),
    (Kind.BRIEF, Wish(schedule=at("09:00", days=WORKING)), "daily", Wish(schedule=at("09:00"))),
    (Kind.BRIEF, Wish(schedule=at("09:00", days=WORKING)), "at:none days:none", Wish(schedule=MORNING)),
    (Kind.BRIEF, Wish(schedule=at("09:00", days=WORKING)), "art", Wish("art", schedule=at("09:00", days=WORKING))),
]


@pytest.mark.parametrize(("kind", "base", "line", "wish"), CHANGES)
def test_what_a_change_does_not_name_stays(kind: Kind, base: Wish, line: str, wish: Wish) -> None:
    assert read(kind, line, base) == wish


REFUSALS: list[tuple[Kind, str, str]] = [
    (Kind.BRIEF, "25:00", "'25:00' is no time of day; write 07:00."),
    (Kind.BRIEF, "at:noon", "'noon' is no time of day; write 07:00."),
    (Kind.BRIEF, "13pm", "'13pm' is no time of day; write 07:00."),
    (Kind.BRIEF, "7:60", "'7:60' is no time of day; write 07:00."),
    (Kind.BRIEF, "days:someday", "'someday' is no day of the week; write weekdays, or days:mon,wed,fri."),
    (Kind.BRIEF, " ".join(f"{hour}:00" for hour in range(13)), "A brief comes at 1 to 12 times a day."),
    (Kind.BREAKING, "at:07:00", "Only briefs come at set times; leave 'at' out, or write subscribe brief 07:00."),
    (Kind.BREAKING, "port 07:00", "Only briefs come at set times; leave 'at' out, or write subscribe brief 07:00."),
    (Kind.BRIEF, "quiet:22-7", "A brief comes whole, at the times it is asked for; leave 'quiet' out."),
    (Kind.BRIEF, "threads", "A brief comes whole, at the times it is asked for; leave 'threads' out."),
    (Kind.STORY, "days:mon", "Only briefs come at set times; leave 'days' out, or write subscribe brief 07:00."),
    (Kind.TOPIC, "silent", "A topic is missing; write it, such as subscribe topic port strike."),
    (Kind.TOPIC, "a" * 61, "A topic has at most 60 characters; one or two words find most."),
    (Kind.BREAKING, "quiet:07:00-07:00", "Quiet hours that end when they begin would last all day or none"),
    (Kind.BREAKING, "quiet:22:00", "Quiet hours are written quiet:22:00-07:00, or with drop or critical"),
    (Kind.BREAKING, "quiet:22-7,loud", "Quiet hours are written quiet:22:00-07:00, or with drop or critical"),
    (Kind.BREAKING, "quiet:22-31", "'31' is no time of day; write 07:00."),
    (Kind.BREAKING, "zone:Mars/Base", "'Mars/Base' is no time zone; write a name such as zone:Europe/Paris"),
    (Kind.BREAKING, "Europe/Pariss", "'Europe/Pariss' is no time zone; write a name such as zone:Europe/Paris"),
    (Kind.BREAKING, "zone:../../etc/passwd", "'../../etc/passwd' is no time zone"),
    (Kind.BREAKING, "max:0", "'max' is a number from 1 to 60; write max:4."),
    (Kind.BREAKING, "max:many", "'max' is a number from 1 to 60; write max:4."),
    (Kind.BREAKING, f"max:{'9' * 3_000}", "'max' is a number from 1 to 60; write max:4."),
    (Kind.BREAKING, "max:3,4", "'max' takes one value; write max:4."),
    (Kind.BREAKING, "max:3 max:4", "'max' is said twice; say it once, such as max:4."),
    (Kind.BREAKING, "not:x not:none", "'not' is said twice; say it once, such as not:football."),
    (Kind.BREAKING, "short long", "'length' is said twice; say it once, such as length:short."),
    (Kind.BREAKING, "families:0", "'families' is a number from 1 to 10; write families:3."),
    (Kind.BREAKING, "urgency:10", "'urgency' is a number from 1 to 9; write urgency:3."),
    (Kind.BREAKING, "in:english", "'english' is no language; write two letters, such as in:en,de."),
    (Kind.BREAKING, "beats:war", "'war' is no beat; the beats are business, climate,"),
    (Kind.BREAKING, "silent:perhaps", "'silent' is one of on, off; write silent:on."),
    (Kind.BREAKING, "length:huge", "'length' is one of short, medium, long; write length:short."),
    (Kind.BREAKING, "mention:ada", "'mention' is a role, a person, @everyone or @here; write mention:@name or"),
    (Kind.BREAKING, "mention:0", "'mention' is a role, a person, @everyone or @here; write mention:@name or"),
    (Kind.BREAKING, "mention:<#7>", "'mention' is a role, a person, @everyone or @here; write mention:@name or"),
    (Kind.BREAKING, "mention:\u0663", "'mention' is a role, a person, @everyone or @here; write mention:@name or"),
    (Kind.BREAKING, "mention: ada", "No space behind 'mention:'; write mention:123456789."),
    (Kind.BREAKING, "mention:@ada,@bob", "'mention' takes one value; write mention:123456789."),
    (Kind.BREAKING, "Ukraine:peace", "'ukraine' is no option; the options are at, days, zone, quiet, words,"),
    (Kind.BREAKING, "not: football", "No space behind 'not:'; write not:football."),
    (Kind.BREAKING, "port not:", "No space behind 'not:'; write not:football."),
    (Kind.BREAKING, "not:,", "'not' needs a value; write not:football."),
    (Kind.BREAKING, 'not:""', "'not' needs a value; write not:football."),
    (Kind.BREAKING, 'not:"world cup', 'A quotation mark is not closed, or words stand against it; write not:"world'),
    (Kind.BREAKING, 'not:"a"b', 'A quotation mark is not closed, or words stand against it; write not:"world'),
    (Kind.BREAKING, "words:/dock", r"A regular expression stands between two slashes; write words:/dock\w+/."),
    (Kind.BREAKING, "not:/(?=x)/", "/(?=x)/ is no pattern that can be searched for"),
    (Kind.BREAKING, "not:/x*/", "/x*/ would be found in every text"),
    (Kind.BREAKING, "a" * 4_001, "That is too long: a subscription is asked for in at most 4,000 characters."),
]


@pytest.mark.parametrize(("kind", "line", "said"), REFUSALS)
def test_what_cannot_be_meant_is_refused_with_what_to_type(kind: Kind, line: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 the whole text is looked at
        read(kind, line)
    assert str(refused.value).startswith(said)
    assert str(refused.value).endswith((".", "end."))
    assert len(str(refused.value)) < 260


def test_every_example_is_understood() -> None:
    for name, row in wishes.options.ROWS.items():
        kind = Kind.BRIEF if name in ("at", "days") else Kind.BREAKING
        assert row.example.startswith(f"{name}:")
        assert read(kind, row.example) != read(kind, "")


def test_the_beats_are_those_that_stories_get() -> None:
    assert set(wishes.BEATS) == set(desks._SECTIONS)


# --- told ------------------------------------------------------------------------------------------------------------

TOLD: list[tuple[Kind, str, str]] = [
    (Kind.BREAKING, "", "all breaking news"),
    (Kind.BREAKING, "port", "breaking news about port"),
    (Kind.TOPIC, "port strike", "every new story on port strike"),
    (Kind.STORY, "storm-kills-12", "what is new in storm-kills-12"),
    (Kind.BRIEF, "", "a brief at 07:00 every day (UTC)"),
    (Kind.BRIEF, "9:00 weekends", "a brief at 09:00 on weekends (UTC)"),
    (Kind.BRIEF, "mon wed fri", "a brief at 07:00 on Monday, Wednesday and Friday (UTC)"),
    (
        Kind.BRIEF,
        "business 07:00 18:30 weekdays Europe/Paris short not:football",
        "a brief of business at 07:00 and 18:30 on weekdays (Europe/Paris), short; not: football",
    ),
    (
        Kind.BREAKING,
        "quiet:22-7,drop zone:Europe/Paris headlines silent threads mention:7",
        "all breaking news, headlines only, silent, a thread for each story, calling 7; "
        "quiet 22:00-07:00 (Europe/Paris), dropped",
    ),
    (
        Kind.TOPIC,
        "port quiet:22:00-07:00 not:football max:4",
        "every new story on port; quiet 22:00-07:00, held; not: football; at most 4 an hour",
    ),
    (Kind.BREAKING, "mention:<@&7>", "all breaking news, calling the role 7"),
    (Kind.BREAKING, "mention:<@7>", "all breaking news, calling 7"),
    (Kind.BREAKING, "mention:everyone", "all breaking news, calling @everyone"),
    (Kind.BREAKING, "mention:@ada_l", "all breaking news, calling @ada_l"),
    (Kind.BREAKING, "quiet:22-7,critical", "all breaking news; quiet 22:00-07:00, held but for bulletins"),
    (Kind.BREAKING, "Asia/Tokyo", "all breaking news"),
    (
        Kind.BREAKING,
        "words:a,/b/ beats:sport outlets:bbc barred:x,y in:de families:1 urgency:2",
        "all breaking news; only: a, /b/; beats: sport; from: bbc; not from: x, y; in: de; at least 1 publisher; "
        "urgency 2 or more urgent",
    ),
]


@pytest.mark.parametrize(("kind", "line", "said"), TOLD)
def test_a_wish_is_told_in_plain_words(kind: Kind, line: str, said: str) -> None:
    assert told(following(kind, read(kind, line))) == said


# --- typed again -----------------------------------------------------------------------------------------------------

TYPED: list[tuple[Kind, str, str]] = [
    (Kind.BREAKING, "port max:6 medium urgency:9", "port"),
    (Kind.BRIEF, "at 7 am on mon-fri economy", "07:00 weekdays economy"),
    (Kind.BRIEF, "days:sun,mo", "07:00 days:mon,sun"),
    (Kind.TOPIC, '"short selling" short', 'short "short selling"'),
    (Kind.TOPIC, 'not:"world cup","a\\"b",c topic:x', 'not:"world cup","a\\"b",c x'),
    (Kind.BREAKING, "mention: <@!7>", "mention:<@7>"),
    (Kind.TOPIC, '"mention: @ada"', '"mention: @ada"'),
    (Kind.BREAKING, "zone:berlin quiet:22-7,drop", "zone:Europe/Berlin quiet:22:00-07:00,drop"),
]


@pytest.mark.parametrize(("kind", "line", "canonical"), TYPED)
def test_a_wish_is_typed_in_one_way(kind: Kind, line: str, canonical: str) -> None:
    assert typed(following(kind, read(kind, line))) == canonical


@pytest.mark.parametrize(("kind", "line", "wish"), WISHES)
def test_what_is_typed_again_is_the_same(kind: Kind, line: str, wish: Wish) -> None:
    assert read(kind, typed(following(kind, wish))) == wish


PHRASES = st.one_of(
    st.sampled_from(
        ["none", "off", "short", "mon", "7", "am", "07:00", "at", "not:", "zone:x", '"', "\\", "a,b", "/x", "/y z/"]
    ),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8),
    st.text(st.sampled_from('ab "\\/,:'), min_size=1, max_size=8),
).map(lambda typed: " ".join(clean(typed).split()))  # fmt: skip
LISTS = st.lists(PHRASES, max_size=3, unique_by=fold).map(tuple)
TIMES = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3, unique=True)
DAYS = st.lists(st.integers(0, 6), min_size=1, unique=True)
CALLED = ["", "9", "<@9>", "<@&9>", "@everyone", "@here", "@ada_l"]
MADE = st.builds(
    Wish,
    topic=st.lists(PHRASES, max_size=3).map(" ".join).map(lambda topic: " ".join(topic.split())[:60].strip()),
    zone=st.sampled_from(["UTC", "Europe/Paris", "Etc/GMT+2", "EST"]),
    schedule=st.builds(lambda at, days: Schedule(tuple(sorted(at)), tuple(sorted(days))), TIMES, DAYS),
    quiet=st.sampled_from([None, *map(night, Hush)]),
    filters=st.builds(
        Filters,
        beats=st.lists(st.sampled_from(wishes.BEATS), max_size=2, unique=True).map(tuple),
        words=LISTS, unwanted=LISTS, outlets=LISTS, barred=LISTS,
        languages=st.lists(st.sampled_from(["en", "de", "no"]), max_size=2, unique=True).map(tuple),
        families=st.integers(0, 10), urgency=st.integers(1, 9),
    ),
    manner=st.builds(
        Manner, st.sampled_from(Length), st.sampled_from(Style), st.sampled_from(CALLED), st.booleans(),
        st.booleans(),
    ),
    hourly=st.integers(1, 60),
)  # fmt: skip


@given(MADE, st.sampled_from(Kind))
def test_every_wish_can_be_typed_again(wish: Wish, kind: Kind) -> None:
    if kind is Kind.BRIEF:
        wish = replace(wish, quiet=None, hourly=Wish().hourly, manner=replace(wish.manner, threads=False))
    else:
        wish = replace(wish, schedule=None)
    try:
        checked(wish.filters)
    except ValueError:
        assume(False)
    assume(wish.topic or kind is not Kind.TOPIC)
    line = typed(following(kind, wish))
    assert read(kind, line) == wish
    assert read(kind, line, wish) == wish


# --- what strangers type ---------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["not:", '"', "/", "\\", ",", ":", " ", "07:00", "am", "mon", "-", "quiet:", "zone:", "Europe/", "\0", "\u202e",
     "🏈", "\ud800", "a", "none", "max:", "٣", "days:", "at", "(", "words:/", "mention:", "<@", "&", "9>", "@here"]
)  # fmt: skip


def outcome(kind: Kind, line: str) -> tuple[Wish | None, str]:
    try:
        return read(kind, line), ""
    except ValueError as refused:
        return None, str(refused)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(Kind))
def test_a_line_makes_a_wish_or_a_sentence(line: str, kind: Kind) -> None:
    wish, refused = outcome(kind, line)
    if wish is None:
        assert 0 < len(refused) < 400
        assert refused.isprintable()
    else:
        checked(wish.filters)
        zoned(wish.zone)
        assert read(kind, typed(following(kind, wish))) == wish
        assert told(following(kind, wish))


HOSTILE = ["a" * 100_000, "\0" * 4_000, '"' * 4_000, "/" * 4_000, 'not:"' * 800, "a:" * 2_000, "\ud800" * 4_000,
           "words:" + "/(" * 1_900, "\u202e\u200f" * 2_000, "🏈 " * 2_000, "07:00," * 600, "mon-" * 1_000,
           'not:"' + "\\" * 3_990, "mon " * 1_000, "at " * 1_300]  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE)
def test_a_hostile_line_is_answered_at_once(line: str) -> None:
    read(Kind.BRIEF, "zone:berlin")
    began = process_time()
    for kind in Kind:
        with suppress(ValueError):
            read(kind, line)
    assert process_time() - began < 1


def test_marks_that_nobody_sees_are_left_out() -> None:
    assert read(Kind.TOPIC, "\u202eport\0 strike\u200f not:foot\u200bball") == Wish(
        "port strike", filters=Filters(unwanted=("football",))
    )
