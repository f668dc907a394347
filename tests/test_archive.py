"""What is put into the archive comes out again, once, for as long as promised, and nothing else is in there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import store as stores
from bot.archive import KEYS, Archive, Leased, Version, Withheld, Wording, codec, histories, keys, keys_table, ledger
from bot.archive.turns import Turned
from bot.news import (
    Alert,
    Answer,
    Article,
    Change,
    Chat,
    Cite,
    Correction,
    Delivery,
    Development,
    Following,
    Genre,
    Item,
    Kind,
    Lane,
    Outlet,
    Posted,
    Precision,
    Reason,
    Receipt,
    Sentence,
    Source,
    SourceState,
    Spent,
    Status,
    Story,
    Talk,
    Turn,
)  # fmt: skip
from bot.pace import Scope
from bot.store import Store, StoreError

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTLET = Outlet("harbour", "The Harbour Post", "https://harbour.example", "Quay Group", ("world",), "en", True)
FULL = Article(
    id="00ff00ff00ff00ff", outlet="harbour", headline="Ferry returns to Lisk", url="https://harbour.example/ferry",
    paragraphs=("The ferry is back.", "It sails at 7."), published=NOW - HOUR, precision=Precision.DAY, fetched=NOW,
    updated=NOW + HOUR, dek="After a month", kicker="Transport", byline="Ana Ruiz", dateline="LISK", section="world",
    credit="Quay Pictures", language="en", urgency=3, embargoed=NOW + 2 * HOUR, status=Status.CANCELED,
    genre=Genre.LIVE, reuse="noai", teaser=True, revision=4, notes=(Reason("date", "day first"),),
)  # fmt: skip
STORY = Story(
    slug="ferry-lisk", articles=("a", "b"), outlets=("harbour",), families=("Quay Group",), opened=NOW - HOUR,
    updated=NOW, lead="a", headline="Ferry returns to Lisk", headline_outlet="harbour", language="en", urgency=4,
    genre=Genre.FEATURE, beats=("world",), figures={"injured": 3}, revision=2, fictional=True,
)  # fmt: skip
SENTENCE = Sentence(
    "The ferry is back.", (Cite("a", 0, 18, "The ferry is back.", "harbour", "", NOW, Precision.DAY),), True
)
WORDING = Wording((SENTENCE,), (Reason("absent-number", "17"),))


def article(name: str, **also: object) -> Article:
    return replace(FULL, id=name, **also)  # type: ignore[arg-type]


def story(slug: str, updated: datetime = NOW) -> Story:
    return replace(STORY, slug=slug, updated=updated)


# --- articles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept", [FULL, Article("1", "o", "H", ()), replace(FULL, fetched=None, headline="Łódź 東京 🗞")]
)
async def test_an_article_comes_back_as_it_was(archive: Archive, kept: Article) -> None:
    await archive.articles.put([kept], NOW)
    assert await archive.articles.one(kept.id) == kept


@pytest.mark.parametrize(
    ("columns", "noun", "elsewhere"),
    [
        (codec.ARTICLE, Article, {"id", "fetched"}),
        (codec.STORY, Story, set()),
        (codec.STATE, SourceState, {"known"}),
    ],
)
def test_a_record_holds_every_field_of_its_noun(columns: Sequence[str], noun: type, elsewhere: set[str]) -> None:
    assert {field.name for field in fields(noun)} == set(columns) | elsewhere


async def test_unknown_ids_are_none_in_their_place(archive: Archive) -> None:
    await archive.articles.put([article("a"), article("b")], NOW)
    found = await archive.articles.get(["b", "missing", "a"])
    assert [one and one.id for one in found] == ["b", None, "a"]
    assert await archive.articles.get([]) == []


async def test_an_article_put_twice_arrives_once(archive: Archive) -> None:
    assert await archive.articles.put([FULL, article("b")], NOW) == 2
    assert await archive.articles.put([replace(FULL, fetched=NOW + HOUR), article("b")], NOW + HOUR) == 0
    assert (await archive.articles.unplaced()).ids == (FULL.id, "b")
    assert (await archive.articles.one(FULL.id)) == FULL


async def test_a_changed_article_replaces_the_old_and_arrives_again(archive: Archive) -> None:
    await archive.articles.put([FULL, article("b")], NOW)
    assert await archive.articles.put([replace(FULL, revision=5)], NOW) == 1
    assert (await archive.articles.unplaced()).ids == (FULL.id, "b")
    assert await archive.articles.recent(NOW, 9) == [FULL.id, "b"]


async def test_more_than_a_batch_arrives_in_order(archive: Archive) -> None:
    names = [f"{number:04}" for number in range(1_203)]
    assert await archive.articles.put([article(name) for name in names], NOW) == 1_203
    assert (await archive.articles.unplaced(5_000)).ids == tuple(names)
    assert await archive.articles.recent(NOW, 3) == ["1202", "1201", "1200"]
    assert len(await archive.articles.get(names)) == 1_203


async def test_recent_leaves_out_what_came_before(archive: Archive) -> None:
    await archive.articles.put([article("old")], NOW - 2 * HOUR)
    await archive.articles.put([article("new")], NOW)
    assert await archive.articles.recent(NOW - HOUR) == ["new"]
    assert [one.id for one in await archive.articles.since(NOW - 3 * HOUR)] == ["new", "old"]


async def test_a_clock_that_goes_back_does_not_disturb_the_order(archive: Archive) -> None:
    await archive.articles.put([article("first")], NOW)
    await archive.articles.put([article("second")], NOW - HOUR)
    assert (await archive.articles.unplaced()).ids == ("first", "second")


async def test_without_a_time_articles_arrive_by_the_servers_clock(archive: Archive) -> None:
    await archive.articles.put([article("a")])
    assert await archive.articles.recent(datetime.now(UTC) - HOUR) == ["a"]
    assert await archive.articles.recent(datetime.now(UTC) + HOUR) == []


async def test_characters_no_encoding_holds_become_question_marks(archive: Archive) -> None:
    await archive.articles.put([article("a", headline="bad \ud800", notes=(Reason("x", "\udfff"),))], NOW)
    assert await archive.articles.one("a") == article("a", headline="bad ?", notes=(Reason("x", "?"),))


@pytest.mark.parametrize("record", [None, b"", b"1234567", b"12345678\xc1", b"12345678\x91\x01"])
def test_a_record_that_cannot_be_read_is_as_if_absent(record: bytes | None) -> None:
    assert codec.article_in("a", record) is None


@pytest.mark.parametrize("block", [None, b"", b"\xff\xff", codec.shrink(b"\xc1"), codec.shrink(b"\x91\x01")])
def test_a_block_that_cannot_be_read_holds_nothing(block: bytes | None) -> None:
    assert codec.block_in(block) == []


async def test_a_lost_block_loses_its_articles_only(archive: Archive, store: Store) -> None:
    await archive.articles.put([article("a"), article("b")], NOW)
    await store.redis.delete(*await store.redis.keys("*:block:*"))
    await archive.articles.put([article("c")], NOW)
    assert await archive.articles.get(["a", "b", "c"]) == [None, None, article("c")]


def test_a_record_larger_than_allowed_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        codec.stretch(codec.shrink(b"a" * 1_000), cap=999)


# --- stories ---------------------------------------------------------------------------------------------------------


async def test_a_story_and_its_evidence_come_back_as_they_were(archive: Archive) -> None:
    await archive.stories.put([(STORY, b"\0evidence")], NOW)
    assert await archive.stories.get(["ferry-lisk", "nothing"]) == [STORY, None]
    assert await archive.stories.evidence(["ferry-lisk", "nothing"]) == [b"\0evidence", None]


async def test_live_stories_come_newest_update_first(archive: Archive) -> None:
    told = [story("old", NOW - 3 * HOUR), story("newest"), story("newer", NOW - HOUR)]
    await archive.stories.put([(one, b"") for one in told], NOW)
    assert [one.slug for one in await archive.stories.live(NOW - 2 * HOUR)] == ["newest", "newer"]
    assert [one.slug for one in await archive.stories.live(NOW - 9 * HOUR, limit=1)] == ["newest"]


async def test_a_merged_slug_leads_to_what_took_it_over(archive: Archive) -> None:
    await archive.stories.put([(story("a"), b"1"), (story("b"), b"2"), (story("c"), b"3")], NOW)
    await archive.stories.put([(story("b"), b"4")], NOW, merged={"a": "b"})
    await archive.stories.put([(story("c"), b"5")], NOW, merged={"b": "c"})
    assert await archive.stories.resolve(["a", "c"]) == ["c", "c"]
    assert await archive.stories.one("a") == story("c")
    assert [one.slug for one in await archive.stories.live(NOW - HOUR)] == ["c"]
    assert await archive.stories.evidence(["a", "b", "c"]) == [None, None, b"5"]


async def test_merges_that_form_a_loop_still_end(archive: Archive) -> None:
    await archive.stories.put([], NOW, merged={"a": "b", "b": "a"})
    assert await archive.stories.resolve(["a"]) in (["a"], ["b"])


async def test_the_cursor_is_saved_with_the_stories(archive: Archive) -> None:
    await archive.articles.put([article("a")], NOW)
    await archive.articles.put([article("b")], NOW)
    first = await archive.articles.unplaced(1)
    await archive.stories.put([(STORY, b"")], NOW, cursor=first.cursor)
    assert (first.ids, await archive.stories.placed()) == (("a",), first.cursor)
    rest = await archive.articles.unplaced()
    await archive.stories.put([], NOW, cursor=rest.cursor)
    assert (rest.ids, (await archive.articles.unplaced()).ids) == (("b",), ())


async def test_nothing_is_placed_twice_when_nothing_arrived(archive: Archive) -> None:
    empty = await archive.articles.unplaced()
    await archive.stories.put([], NOW, cursor=empty.cursor)
    assert (empty.ids, empty.cursor, await archive.stories.placed()) == ((), "", "")


async def test_stories_past_their_life_leave_the_list(archive: Archive) -> None:
    await archive.stories.put([(story("old", NOW - timedelta(days=15)), b"")], NOW - timedelta(days=15))
    await archive.stories.put([(story("new"), b"")], NOW)
    assert [one.slug for one in await archive.stories.live(NOW - timedelta(days=30))] == ["new"]


# --- what became of stories -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """Any history: the archive knows what it is made of, not what it says."""

    developments: tuple[Development, ...]
    joined: Mapping[str, int]


LIFE = Life((Development(Change.OPENED, "ferry-lisk", 1, NOW, SENTENCE, "opened"),), {"lisk": 2})
LOSS = Correction("ferry-lisk", "Ferry returns to Lisk", "harbour", ("It sails at 7.",), (SENTENCE,), "It changed", NOW)


async def corrections(archive: Archive) -> list[Correction]:
    return [loss for _, loss in await archive.losses.after("")]


async def test_a_history_comes_back_as_it_was(archive: Archive) -> None:
    await archive.stories.put([(STORY, b"")], NOW, histories={STORY.slug: LIFE})
    assert await archive.stories.histories([STORY.slug, "nothing"], Life) == [LIFE, None]


@pytest.mark.parametrize("record", [b"junk", codec.shrink(b"junk"), codec.shrink(codec.pack([1]))])
def test_a_history_that_cannot_be_read_is_as_if_absent(record: bytes) -> None:
    assert histories.unpack(record, Life) is None


async def test_a_merged_story_leaves_its_history_behind(archive: Archive) -> None:
    await archive.stories.put([(story("a"), b""), (story("b"), b"")], NOW, histories={"a": LIFE, "b": LIFE})
    await archive.stories.put([(story("b"), b"")], NOW, merged={"a": "b"})
    assert await archive.stories.histories(["a", "b"], Life) == [None, LIFE]


async def test_a_slug_leads_on_for_as_long_as_a_chat_may_name_it(archive: Archive, store: Store) -> None:
    await archive.stories.put([(story("b"), b"")], NOW, merged={"a": "b"})
    assert await store.redis.ttl("daybrief:{wire}:merged:a") == timedelta(days=90).total_seconds()


async def test_no_slug_is_given_twice_while_a_chat_may_know_it(archive: Archive) -> None:
    await archive.stories.put([(story("a"), b""), (story("b"), b"")], NOW, merged={"c": "a"}, ended={"b": b"e"})
    assert await archive.stories.taken() == {"a", "b", "c"}
    await archive.stories.put([(story("d"), b"")], NOW + timedelta(days=91))
    assert await archive.stories.taken() == {"d"}


async def test_a_story_without_reports_is_no_longer_live_and_can_still_be_read(archive: Archive) -> None:
    await archive.stories.put([(STORY, b"")], NOW)
    await archive.stories.put([], NOW, ended={STORY.slug: b"e"})
    assert await archive.stories.live(NOW - HOUR) == []
    assert await archive.stories.one(STORY.slug) == STORY
    assert await archive.stories.ended(NOW - HOUR) == [STORY.slug]
    await archive.stories.put([(STORY, b"")], NOW)
    assert await archive.stories.live(NOW - HOUR) == [STORY]
    assert await archive.stories.ended(NOW - HOUR) == []


async def test_a_loss_comes_back_as_it_was_after_a_cursor(archive: Archive) -> None:
    await archive.stories.put([], NOW, losses=[LOSS, replace(LOSS, now=())])
    (first, one), (_, other) = await archive.losses.after("")
    assert (one, other) == (LOSS, replace(LOSS, now=()))
    assert [loss for _, loss in await archive.losses.after(first)] == [other]


async def test_who_lost_the_lease_logs_no_loss_and_ends_no_story(archive: Archive, store: Store) -> None:
    await archive.stories.put([(STORY, b"")], NOW, histories={STORY.slug: LIFE})
    async with archive.lease("placing", MINUTE) as late:
        await store.redis.delete("daybrief:{wire}:lease:placing")
        async with archive.lease("placing", MINUTE):
            with pytest.raises(Leased):
                await archive.stories.put(
                    [], NOW, histories={"x": LIFE}, losses=[LOSS], ended={STORY.slug: b"e"}, lease=late
                )
    assert (await corrections(archive), await archive.stories.histories(["x"], Life)) == ([], [None])
    assert await archive.stories.live(NOW - HOUR) == [STORY]


# --- what an article said before --------------------------------------------------------------------------------------

TEASER = replace(FULL, status=Status.USABLE, teaser=True)
PAGE = replace(TEASER, teaser=False, paragraphs=("The ferry is back.", "It sails at 7.", "Tickets are 4 crowns."))


async def version(archive: Archive) -> Version:
    return (await archive.articles.versions(["unknown", FULL.id]))[0]


async def rewrite(archive: Archive, *versions: Article) -> None:
    for one in versions:
        await archive.articles.put([one], NOW)


async def test_a_changed_article_is_placed_beside_what_it_said_before(archive: Archive) -> None:
    await rewrite(archive, PAGE)
    assert ((await version(archive)).article, (await version(archive)).former) == (PAGE, None)
    await rewrite(archive, replace(PAGE, headline="Other"), replace(PAGE, headline="Third"))
    assert (await version(archive)).former == PAGE


async def test_once_placed_what_it_said_before_is_let_go(archive: Archive) -> None:
    await rewrite(archive, PAGE, replace(PAGE, headline="Other"))
    await archive.stories.put([], NOW, placed=[await version(archive)])
    assert (await version(archive)).former is None


async def test_what_was_placed_is_kept_of_an_article_that_changed_meanwhile(archive: Archive) -> None:
    await rewrite(archive, PAGE, replace(PAGE, headline="Other"))
    read = await version(archive)
    await rewrite(archive, replace(PAGE, headline="Third"))
    await archive.stories.put([], NOW, placed=[read])
    assert (await version(archive)).former == replace(PAGE, headline="Other")


async def test_a_new_teaser_is_no_version_of_a_full_text(archive: Archive) -> None:
    await rewrite(archive, PAGE, replace(TEASER, headline="Other"))
    assert (await version(archive)).pending
    await archive.stories.put([], NOW, placed=[await version(archive)])
    await rewrite(archive, replace(PAGE, headline="Other"))
    assert ((await version(archive)).former, (await version(archive)).pending) == (PAGE, False)


async def test_a_text_is_as_old_as_when_it_was_printed_first(archive: Archive) -> None:
    await archive.stories.put([], NOW, printed={b"a": NOW - HOUR, b"\xff": NOW})
    await archive.stories.put([], NOW, printed={b"a": NOW, b"b": NOW})
    assert await archive.articles.printed([b"b", b"a", b"none"]) == {b"a": NOW - HOUR, b"b": NOW}
    await archive.stories.put([], NOW + timedelta(days=31))
    assert (await archive.articles.printed([b"a"]), await archive.articles.printed([])) == ({}, {})


async def test_a_full_text_takes_the_place_of_its_teaser(archive: Archive) -> None:
    await rewrite(archive, TEASER, PAGE, replace(PAGE, headline="Other"))
    assert (await version(archive)).former == PAGE


# --- wordings --------------------------------------------------------------------------------------------------------


async def test_a_wording_comes_back_as_checked_sentences(archive: Archive) -> None:
    await archive.wordings.keep([(STORY, WORDING)], "en", "extractive")
    assert await archive.wordings.get([STORY, story("other")], "en", "extractive") == {"ferry-lisk": WORDING}


async def test_a_wording_belongs_to_one_revision_language_and_writer(archive: Archive) -> None:
    await archive.wordings.keep([(STORY, WORDING)], "en", "extractive")
    assert await archive.wordings.get([replace(STORY, revision=3)], "en", "extractive") == {}
    assert await archive.wordings.get([STORY], "de", "extractive") == {}
    assert await archive.wordings.get([STORY], "en", "model") == {}


async def test_everything_a_story_was_worded_in_is_found_again(archive: Archive) -> None:
    other = Wording(WORDING.sentences)
    await archive.wordings.keep([(STORY, WORDING), (story("other"), other)], "en", "extractive")
    await archive.wordings.keep([(replace(STORY, revision=9), other)], "de", "model")
    assert await archive.wordings.said([STORY.slug]) == [WORDING, other]
    assert await archive.wordings.said(["other", "nothing"]) == [other]


async def test_only_the_newest_wordings_are_found_again(archive: Archive, store: Store) -> None:
    many = [(replace(STORY, revision=number), WORDING) for number in range(keys.WORDED_CAP + 3)]
    await archive.wordings.keep(many, "en", "extractive")
    assert await store.redis.zrange("daybrief:{wire}:worded:ferry-lisk", 0, 0) == [b"3:en:extractive"]


async def test_a_sentence_without_a_cite_is_not_read_from_the_store() -> None:
    assert codec.wording_in(codec.pack([[{"text": "Unsourced.", "cites": [], "disputed": False}], []])) is None


# --- sources ---------------------------------------------------------------------------------------------------------

FEED = Source("https://harbour.example/feed", OUTLET, "world", "seen in a reader's list, 2026")
OTHER = Source("https://ledger.example/feed", Outlet("ledger", "Ledger"))


async def test_sources_are_listed_by_outlet(archive: Archive) -> None:
    await archive.sources.add(FEED)
    await archive.sources.add(OTHER)
    await archive.sources.add(FEED)
    assert await archive.sources.list() == [OTHER, FEED]


async def test_a_removed_source_is_gone_with_its_state(archive: Archive) -> None:
    await archive.sources.add(FEED)
    await archive.sources.save([SourceState(FEED.url, known={"a": "b"})])
    assert await archive.sources.remove(FEED.url)
    assert (await archive.sources.list(), await archive.sources.states([FEED.url])) == ([], {})
    assert not await archive.sources.remove(FEED.url)


async def test_a_default_source_stays_removed_until_added_again(archive: Archive) -> None:
    assert await archive.sources.listed([FEED, OTHER]) == [OTHER, FEED]
    assert await archive.sources.remove(FEED.url, [FEED, OTHER])
    assert not await archive.sources.remove(FEED.url, [FEED, OTHER])
    assert (await archive.sources.listed([FEED, OTHER]), await archive.sources.list()) == ([OTHER], [])
    await archive.sources.add(FEED)
    assert await archive.sources.listed([OTHER]) == [OTHER, FEED]


async def test_the_list_of_sources_has_an_end(archive: Archive, store: Store) -> None:
    await store.redis.hset("daybrief:{wire}:sources", mapping={str(n): b"" for n in range(keys.SOURCES_CAP)})
    with pytest.raises(StoreError, match="remove some"):
        await archive.sources.add(FEED)


async def test_states_come_back_as_they_were(archive: Archive) -> None:
    state = SourceState(FEED.url, '"e"', "Mon", "d", NOW, NOW - HOUR, NOW + HOUR, 2, "HTTP 500", 7, {"key": "mark"})
    await archive.sources.save([state, SourceState(OTHER.url)])
    assert await archive.sources.states([FEED.url, OTHER.url, "https://never.example"]) == {
        FEED.url: state,
        OTHER.url: SourceState(OTHER.url),
    }


async def test_a_poll_that_found_nothing_leaves_what_is_known_alone(archive: Archive, store: Store) -> None:
    await archive.sources.save([SourceState(FEED.url, known={"key": "mark"})])
    await store.redis.config_resetstat()
    read = (await archive.sources.states([FEED.url]))[FEED.url]
    await archive.sources.save([replace(read, polled=NOW)])
    calls = await store.redis.info("commandstats")
    assert calls["cmdstat_set"]["calls"] == 1
    again = (await archive.sources.states([FEED.url]))[FEED.url]
    assert (again.known["key"], len(again.known), list(again.known), repr(again.known)) == (
        "mark", 1, ["key"], "Known({'key': 'mark'})",
    )  # fmt: skip


def test_what_is_known_reads_as_empty_when_damaged() -> None:
    assert codec.Known(b"junk") == {}


# --- outlets and talks -----------------------------------------------------------------------------------------------


async def test_outlets_come_back_by_id(archive: Archive) -> None:
    await archive.outlets.put([OUTLET, OTHER.outlet])
    await archive.outlets.put([OUTLET])
    assert await archive.outlets.all() == {"harbour": OUTLET, "ledger": OTHER.outlet}


async def test_the_outlets_have_an_end(archive: Archive, store: Store) -> None:
    await store.redis.hset("daybrief:{wire}:outlets", mapping={str(n): b"" for n in range(keys.OUTLETS_CAP)})
    await archive.outlets.put([OUTLET, replace(OUTLET, id="0")])
    assert set(await archive.outlets.all()) == {"0"}


TALK = Talk(("ferry-lisk", "b"), "ferry-lisk", (Turn("When?", "At 7.", NOW, "ana"),))


async def test_a_chat_shares_its_listing_and_a_person_keeps_the_turns(archive: Archive) -> None:
    await archive.talks.keep("telegram:-1:2", TALK, "ana")
    assert await archive.talks.get("telegram:-1:2", "ana") == TALK
    assert await archive.talks.get("telegram:-1:2", "bo") == replace(TALK, turns=())
    assert await archive.talks.get("telegram:-1", "ana") == Talk()


async def test_only_the_newest_turns_are_kept(archive: Archive) -> None:
    turns = tuple(Turn(str(number), "", NOW) for number in range(20))
    await archive.talks.keep("terminal:me", Talk(turns=turns))
    assert (await archive.talks.get("terminal:me")).turns == turns[-keys.TURNS_CAP :]


async def test_the_last_turn_of_the_cycle_is_known(archive: Archive) -> None:
    assert await archive.turns.last() is None
    await archive.turns.keep(Turned(NOW, 40, 2, offline=True))
    assert await archive.turns.last() == Turned(NOW, 40, 2, offline=True)


async def test_realms_do_not_see_each_other(archive: Archive) -> None:
    sample = archive.realm("sample")
    await sample.articles.put([FULL], NOW)
    await sample.talks.keep("terminal:me", TALK)
    assert await archive.articles.one(FULL.id) is None
    assert await archive.talks.get("terminal:me") == Talk()
    assert await archive.forget(everything=True) == 0
    assert await sample.articles.one(FULL.id) == FULL


def test_a_realm_has_a_plain_name(archive: Archive) -> None:
    with pytest.raises(ValueError, match="small letters"):
        archive.realm("wire}:*")


# --- leases ----------------------------------------------------------------------------------------------------------

MINUTE = timedelta(minutes=1)


async def until(ask: Callable[[], Awaitable[Any]], enough: Callable[[Any], bool]) -> None:
    """Ask again until the answer will do."""
    async with asyncio.timeout(10):
        while not enough(await ask()):
            pass


async def test_a_lease_is_one_holders_at_a_time(archive: Archive) -> None:
    async with archive.lease("placing", MINUTE) as first:
        with pytest.raises(Leased, match="placing"):
            async with archive.lease("placing", MINUTE):
                pass
    async with archive.lease("placing", MINUTE) as second:
        assert second.token == first.token + 1


async def test_different_names_do_not_hinder_each_other(archive: Archive) -> None:
    async with archive.lease("placing", MINUTE), archive.lease("polling", MINUTE) as other:
        assert other.held


async def test_a_lease_is_renewed_while_it_is_held(archive: Archive, store: Store) -> None:
    async with archive.lease("placing", timedelta(milliseconds=90)) as mine:
        await store.redis.pexpire("daybrief:{wire}:lease:placing", 60_000)
        await until(lambda: store.redis.pttl("daybrief:{wire}:lease:placing"), lambda left: left < 1_000)
        assert mine.held
    assert await store.redis.exists("daybrief:{wire}:lease:placing") == 0


async def test_a_lost_lease_is_known_and_its_late_writes_are_refused(archive: Archive, store: Store) -> None:
    async with archive.lease("placing", timedelta(milliseconds=60)) as late:
        await store.redis.delete("daybrief:{wire}:lease:placing")
        async with archive.lease("placing", MINUTE) as new:
            await until(store.redis.ping, lambda _: not late.held)
            with pytest.raises(Leased):
                await archive.stories.put([(STORY, b"late")], NOW, cursor="1-1", lease=late)
            await archive.stories.put([(STORY, b"new")], NOW, lease=new)
    assert (await archive.stories.evidence([STORY.slug]), await archive.stories.placed()) == ([b"new"], "")


# --- everything ------------------------------------------------------------------------------------------------------


async def fill(archive: Archive) -> None:
    """A full run: one of everything there is."""
    await archive.articles.put([replace(FULL, headline="Ferry late")], NOW)
    arrivals = await archive.articles.unplaced()
    async with archive.lease("placing", MINUTE) as mine:
        await archive.stories.put(
            [(STORY, b"e")], NOW, merged={"old": STORY.slug}, cursor=arrivals.cursor, lease=mine,
            histories={STORY.slug: LIFE}, losses=[LOSS], placed=await archive.articles.versions([FULL.id]),
            printed={b"fingerprint": NOW}, ended={"withdrawn": b"e"},
        )  # fmt: skip
        await archive.articles.put([FULL], NOW)
        await archive.wordings.keep([(STORY, WORDING)], "en", "extractive")
        await archive.wordings.keep_answer("digest", WORDING)
        await archive.sources.add(FEED)
        await archive.sources.save([SourceState(FEED.url, known={"a": "b"})])
        await archive.outlets.put([OUTLET])
        await archive.turns.keep(Turned(NOW, 40, 2))
        await archive.talks.keep("telegram:1", TALK, "ana")
        await archive.talks.keep("telegram:2", TALK, "ana")
        await archive.talks.keep("telegram:2", TALK, "bo")
        await circulate(archive)


async def circulate(archive: Archive) -> None:
    """Everything that alerts and chats leave behind: one row waits, one is on its way, one is settled."""
    alert, chats = Alert(Item("ferry-lisk", "H", "harbour", NOW, (), ()), NOW), [Chat("telegram", n) for n in "123"]
    await archive.alerts.append(alert)
    await archive.alerts.advance((await archive.alerts.after(""))[-1][0])
    await archive.followings.add(Following("f", chats[0], "telegram:1", NOW))
    await archive.followings.add(Following("g", chats[1], "telegram:1", NOW, Kind.BRIEF, "trains"), NOW)
    rows = [Delivery(chat.room, chat, alert, Lane.BREAKING, "f", NOW, NOW + HOUR, hourly=6) for chat in chats]
    rows.append(replace(rows[0], key="4", until=NOW + HOUR, why="quiet"))
    await archive.outbox.put(rows, NOW)
    sent, held = (
        await archive.outbox.claim("telegram", NOW, MINUTE),
        await archive.outbox.claim("telegram", NOW, MINUTE),
    )
    assert sent is not None
    assert held is not None
    await archive.outbox.sent(sent, Receipt(chats[0], "1", (Posted("9", ("ferry-lisk",)),)), NOW)
    answer = Answer("When?", "ferry-lisk", (SENTENCE,), False, NOW)
    await archive.receipts.keep(Receipt(chats[0], "update1", (Posted("10", ("ferry-lisk",)),)), NOW, answer)
    await archive.losses.plan("", "1-1")
    await archive.withheld.keep([Withheld(chats[0], "ferry-lisk", Reason("quiet", "in quiet hours"), NOW)])
    await archive.disk.reached()
    await archive.paces.reserve("telegram-1", [Scope("all", 1.0, wide=True)])
    await archive.doors.set("telegram:1", True, "telegram:1", NOW)
    await archive.guests.add(chats[0], FEED)
    await archive.pulses.beat("wire", NOW)
    await archive.usage.send_back(NOW.date(), {"number": 2})
    await archive.usage.spend(NOW.date(), "telegram:1", "brief", Spent(1, 900, 300, 40))


async def test_every_key_is_in_the_table_and_ends_as_it_says(archive: Archive, store: Store) -> None:
    async with archive.lease("held", MINUTE):
        await fill(archive)
        names = [key.decode() for key in await store.redis.keys("*")]
        rows = {name: keys.owner(name) for name in names}
        assert [name for name, row in rows.items() if row is None] == []
        assert {row.pattern for row in rows.values() if row} == {row.pattern for row in KEYS}
        lives = {name: await store.redis.ttl(name) for name in names}
        assert [name for name, row in rows.items() if row and row.expires and lives[name] <= 0] == []
        assert max(lives.values()) <= timedelta(days=90).total_seconds()


def test_a_key_nobody_owns_is_noticed() -> None:
    assert keys.owner("daybrief:{wire}:surprise") is None
    assert keys.owner("elsewhere") is None


def test_the_documented_table_of_keys_is_the_one_in_code() -> None:
    assert keys_table() in (Path(__file__).parent.parent / "docs" / "operating.md").read_text("utf-8")


async def test_the_census_counts_every_key(archive: Archive, store: Store) -> None:
    await fill(archive)
    await archive.articles.put([article(f"{number:04}") for number in range(500)], NOW)
    await store.redis.set("daybrief:surprise", "x")
    counts = {count.pattern: count for count in await archive.census()}
    assert counts["daybrief:{<realm>}:article:<id>"].keys == 501
    assert 20_000 < counts["daybrief:{<realm>}:article:<id>"].bytes < 200_000
    assert list(counts)[-1] == "daybrief:surprise"
    assert sum(count.keys for count in counts.values()) == await store.redis.dbsize()


async def exported(archive: Archive, *who: str, everything: bool = False) -> list[tuple[str, ...]]:
    found = [document async for document in archive.export(*who, everything=everything)]
    json.dumps(found)
    return [(d["kind"], d.get("chat") or d.get("url") or d.get("slug", ""), d.get("person", "")) for d in found]


async def test_export_gives_what_was_said_in_a_chat_or_by_a_person(archive: Archive) -> None:
    await fill(archive)
    talks = [("talk", "telegram:1", "ana"), ("talk", "telegram:2", "ana"), ("talk", "telegram:2", "bo")]
    assert [t for t in await exported(archive) if t[2]] == talks
    assert [t for t in await exported(archive, "telegram:2") if t[2]] == talks[1:]
    assert await exported(archive, "", "ana") == talks[:2]


async def test_export_of_everything_adds_sources_articles_and_stories(archive: Archive) -> None:
    await fill(archive)
    kinds = [document[0] for document in await exported(archive, everything=True)]
    assert kinds[-3:] == ["source", "article", "story"]


async def test_forgetting_a_chat_leaves_the_others(archive: Archive) -> None:
    await fill(archive)
    assert await archive.forget("telegram:1") == 5
    assert await archive.talks.get("telegram:1", "ana") == Talk()
    assert await archive.talks.get("telegram:2", "ana") == TALK


async def test_forgetting_a_person_leaves_the_others(archive: Archive) -> None:
    await fill(archive)
    assert await archive.forget(person="ana") == 2
    assert (await archive.talks.get("telegram:2", "ana")).turns == ()
    assert await archive.talks.get("telegram:2", "bo") == TALK
    assert await archive.forget("telegram:2", "bo") == 2
    assert [t for t in await exported(archive, "telegram:2") if t[0] == "talk"] == []


async def test_forgetting_all_conversations_keeps_the_news(archive: Archive) -> None:
    await fill(archive)
    assert await archive.forget() == 10
    assert {kind for kind, *_ in await exported(archive)} == {"following", "own source", "door", "used"}
    assert await archive.articles.one(FULL.id) == FULL


async def test_forgetting_everything_leaves_nothing(archive: Archive, store: Store) -> None:
    await fill(archive)
    await archive.forget(everything=True)
    assert await store.redis.keys("*") == []


@pytest.mark.parametrize("chat", ["terminal:*", "a}:b", "[x]", "?"])
async def test_a_chat_with_an_odd_name_is_only_itself(archive: Archive, chat: str) -> None:
    await archive.talks.keep("terminal:me", TALK, "ana")
    await archive.talks.keep(chat, TALK, "bo")
    assert await archive.forget(chat) == 2
    assert await archive.talks.get("terminal:me", "ana") == TALK


def test_a_glob_of_a_text_matches_only_the_text() -> None:
    assert ledger.literal("a*[?]\\") == "a\\*\\[\\?\\]\\\\"


async def test_trouble_with_the_server_is_a_store_error(store: Store) -> None:
    await store.redis.set("daybrief:{wire}:arrivals", "not a stream")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await Archive(store.redis).articles.recent(NOW)
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await Archive(store.redis).articles.put([FULL], NOW)


async def test_what_one_process_puts_another_reads(archive: Archive, store_home: Path) -> None:
    await archive.articles.put([FULL], NOW)
    other = await stores.open(store_home)
    assert await Archive(other.redis).articles.one(FULL.id) == FULL
    await other.close()


async def test_two_writers_at_once_lose_nothing(archive: Archive, store_home: Path) -> None:
    other = await stores.open(store_home)
    both = [archive, Archive(other.redis)]
    batches = [[article(f"{batch}-{n}") for n in range(20)] for batch in range(20)]
    await asyncio.gather(*(both[i % 2].articles.put(batch, NOW) for i, batch in enumerate(batches)))
    await other.close()
    assert len((await archive.articles.unplaced(1_000)).ids) == 400
