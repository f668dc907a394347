"""What a model used is counted once, by day, and limits what it may still use; the account of it adds up."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bot import house
from bot.archive import Archive, keys
from bot.archive.usage import MOST
from bot.budget import Account, Budget, Prices, cost, limited, modelled
from bot.forms import usage_line
from bot.news import Spent
from bot.reception.usage import told
from bot.settings import Settings
from bot.store import Store
from bot.verbs.accounting import shown

NOW = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
ONE = Spent(1, 1_000, 400, 50, 1)
GROUP, OTHER = "telegram:-100", "telegram:-200"
ROOT = Path(__file__).resolve().parent.parent


def budget(archive: Archive, now: datetime = NOW, **limits: Any) -> Budget:
    return Budget(archive.usage, Settings(llm_model="m", **limits), lambda: now)


# --- counting --------------------------------------------------------------------------------------------------------


def test_what_was_spent_adds_up() -> None:
    assert ONE + Spent(2, 10, 1, 5) == Spent(3, 1_010, 401, 55, 1)
    assert (ONE.total, Spent().total) == (1_050, 0)


async def test_a_day_is_counted_by_task_and_in_all(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    await archive.usage.spend(TODAY, "", "brief", Spent(1, 7, 0, 3))
    found = await archive.usage.of(TODAY)
    assert found == {"all": Spent(3, 2_007, 800, 103, 2), "answer": ONE + ONE, "brief": Spent(1, 7, 0, 3)}
    assert await archive.usage.of(TODAY + DAY) == {"all": Spent()}


async def test_days_come_newest_first_with_those_on_which_nothing_was(archive: Archive) -> None:
    await archive.usage.spend(TODAY, "", "brief", ONE)
    await archive.usage.spend(TODAY - 2 * DAY, "", "brief", ONE + ONE)
    days = await archive.usage.days(TODAY, 3)
    assert days == [(TODAY, ONE), (TODAY - DAY, Spent()), (TODAY - 2 * DAY, ONE + ONE)]
    assert await archive.usage.days(TODAY, 0) == []


async def test_a_chats_tokens_are_its_own_and_of_one_day(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    assert await archive.usage.chat(TODAY, GROUP) == 2_100
    assert await archive.usage.chat(TODAY, OTHER) == await archive.usage.chat(TODAY + DAY, GROUP) == 0


async def test_what_no_chat_asked_for_is_kept_of_no_chat(archive: Archive, store: Store) -> None:
    await archive.usage.spend(TODAY, "", "brief", ONE)
    assert await archive.usage.chat(TODAY, "") == 0
    assert [key.decode() for key in await store.redis.keys("*")] == ["daybrief:{wire}:spent:2026-05-04"]


async def test_calls_counted_at_once_are_all_counted(archive: Archive) -> None:
    await asyncio.gather(*(archive.usage.spend(TODAY, GROUP, "answer", ONE) for _ in range(50)))
    assert (await archive.usage.of(TODAY))["all"].calls == 50
    assert await archive.usage.chat(TODAY, GROUP) == 50 * ONE.total


@pytest.mark.parametrize("task", ["", "all"])
async def test_what_has_no_task_counts_once_and_in_all(archive: Archive, task: str) -> None:
    await archive.usage.spend(TODAY, GROUP, task, ONE)
    assert await archive.usage.of(TODAY) == {"all": ONE}


async def test_an_endpoint_that_counts_nonsense_breaks_no_counter(archive: Archive) -> None:
    for _ in range(3):
        await archive.usage.spend(TODAY, GROUP, "answer", Spent(1, 10**30, -5, 10**19))
    assert (await archive.usage.of(TODAY))["all"] == Spent(3, 3 * MOST, 0, 3 * MOST)
    assert await archive.usage.chat(TODAY, GROUP) == 6 * MOST


async def test_tasks_beyond_the_cap_count_in_all(archive: Archive) -> None:
    for number in range(keys.TASKS_CAP + 5):
        await archive.usage.spend(TODAY, "", f"task {number}", ONE)
    await archive.usage.spend(TODAY, "", "task 0", ONE)
    found = await archive.usage.of(TODAY)
    assert len(found) == keys.TASKS_CAP + 1
    assert (found["all"].calls, found["task 0"].calls) == (keys.TASKS_CAP + 6, 2)


async def test_chats_beyond_the_cap_share_one_count_and_so_one_limit(archive: Archive, store: Store) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    many = {str(number): 1 for number in range(keys.SPENDERS_CAP)}
    await store.redis.hset(f"daybrief:{{wire}}:spenders:{TODAY}", mapping=many)
    for chat in (OTHER, "telegram:-300", GROUP):
        await archive.usage.spend(TODAY, chat, "answer", ONE)
    counted = [await archive.usage.chat(TODAY, chat) for chat in (GROUP, OTHER, "telegram:-300")]
    assert counted == [2 * ONE.total] * 3
    assert await store.redis.hlen(f"daybrief:{{wire}}:spenders:{TODAY}") == keys.SPENDERS_CAP + 2


async def test_days_are_kept_for_forty_and_their_chats_for_two(archive: Archive, store: Store) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    lives = [await store.redis.ttl(f"daybrief:{{wire}}:{name}:{TODAY}") for name in ("spent", "spenders")]
    assert [round(seconds / 86_400) for seconds in lives] == [40, 2]


async def test_counts_of_a_later_release_are_left_out(archive: Archive, store: Store) -> None:
    await archive.usage.spend(TODAY, "", "brief", ONE)
    await store.redis.hset(f"daybrief:{{wire}}:spent:{TODAY}", "brief thought", 9)
    assert (await archive.usage.of(TODAY))["brief"] == ONE


async def used(archive: Archive, chat: str = "", person: str = "") -> list[dict[str, Any]]:
    return [document async for document in archive.export(chat, person) if document["kind"] == "used"]


async def test_what_was_used_for_a_chat_is_exported_and_outlives_forgetting(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    await archive.usage.spend(TODAY - DAY, OTHER, "answer", ONE)
    await archive.forget(GROUP)
    mine = {"kind": "used", "chat": GROUP, "day": "2026-05-04", "tokens": 1_050}
    assert await used(archive, GROUP) == [mine]
    assert [document["chat"] for document in await used(archive)] == [OTHER, GROUP]
    assert await used(archive, "", "telegram:77") == []


# --- limits ----------------------------------------------------------------------------------------------------------


async def test_without_limits_everything_may(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", Spent(1, MOST))
    assert await budget(archive).may(GROUP)
    assert await budget(archive).may("")


async def test_a_chat_at_its_limit_may_not_and_others_may(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    below, at = budget(archive, llm_chat_tokens=1_051), budget(archive, llm_chat_tokens=1_050)
    assert await below.may(GROUP)
    assert not await at.may(GROUP)
    assert await at.may(OTHER)
    assert await at.may("")


async def test_a_day_at_its_limit_ends_it_for_all_until_the_next(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    limits = {"llm_day_tokens": 1_050, "llm_chat_tokens": 9_000}
    assert [await budget(archive, **limits).may(chat) for chat in (GROUP, OTHER, "")] == [False] * 3
    assert await budget(archive, NOW + timedelta(hours=1), **limits).may(GROUP)
    assert await budget(archive, llm_day_tokens=1_051).may("")


async def test_a_day_is_utcs_wherever_the_clock_stands(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert elsewhere.date() != TODAY
    assert not await budget(archive, elsewhere, llm_day_tokens=1).may(OTHER)


# --- costs -----------------------------------------------------------------------------------------------------------

PRICED = {
    "no price": (Prices(), None),
    "reading alone": (Prices(read=2.0), 0.002),
    "a cheaper cache": (Prices(read=2.0, cached=1.0), 0.0016),
    "writing alone": (Prices(written=10.0), 0.0005),
    "all": (Prices(2.0, 1.0, 10.0), 0.0021),
}


@pytest.mark.parametrize("name", PRICED)
def test_tokens_cost_what_their_kind_does(name: str) -> None:
    prices, price = PRICED[name]
    assert cost(ONE, prices) == (price if price is None else pytest.approx(price))
    assert cost(Spent(), prices) == (None if price is None else 0)


# --- the account -----------------------------------------------------------------------------------------------------

WEEK = ((TODAY, ONE), (TODAY - DAY, Spent(1, 1_000_000, 0, 9)))
FULL = Account("m", "j", "x.example", WEEK, {"answer": ONE}, Prices(2.0, 0.0, 10.0), 2_000, 1_000, 300)
NONE = Account("", "", "", ((TODAY, Spent()),))


async def test_an_account_holds_the_days_the_tasks_and_the_limits(archive: Archive) -> None:
    await archive.usage.spend(TODAY, GROUP, "answer", ONE)
    limits = {"llm_day_tokens": 2_000, "llm_chat_tokens": 1_000, "llm_price_in": 2.0, "llm_judge_model": "j"}
    account = await budget(archive, llm_base_url="http://x.example/v1?k=1", **limits).account(2, GROUP)
    assert (account.model, account.judge, account.host) == ("m", "j", "x.example")
    assert (account.days, account.tasks) == (((TODAY, ONE), (TODAY - DAY, Spent())), {"answer": ONE})
    assert (account.left, account.left_here, account.prices) == (950, 0, Prices(2.0))


def test_what_is_left_needs_a_limit_and_a_chat() -> None:
    assert (FULL.left, FULL.left_here) == (950, 700)
    assert replace(FULL, day_limit=1_000).left == 0
    assert replace(FULL, day_limit=0).left is None
    assert replace(FULL, here=None).left_here is None


def test_without_a_model_one_line_says_how_to_have_one() -> None:
    assert shown(NONE) == told(NONE).text.splitlines() == [modelled(NONE)]
    assert "DAYBRIEF_LLM_MODEL" in modelled(NONE)


def test_a_models_name_is_shown_without_what_a_terminal_would_obey() -> None:
    assert modelled(replace(FULL, model="m\x1b[2J")).isprintable()


def test_what_a_model_used_before_it_was_taken_away_is_shown() -> None:
    gone = replace(FULL, model="", host="")
    assert [len(lines) for lines in (shown(gone), told(gone).text.splitlines())] == [5, 3]
    assert "Limit" not in told(gone).text


def test_the_table_has_a_row_for_today_and_one_for_the_days() -> None:
    assert shown(FULL) == [
        "Model: m at x.example; j judges what the rules are unsure of.",
        "             calls  tokens in  cached  out    cost",
        "Today            1      1,000     400   50  0.0025",
        "Last 2 days      2  1,001,000     400   59    2.00",
        "Tokens of 1 of 2 calls were reckoned by us: the endpoint told none.",
        "Limit a day: 2,000 tokens; 950 are left today.",
        "Limit a day for each chat: 1,000 tokens; 700 are left here today.",
    ]


def test_without_prices_there_is_no_column_of_costs_and_one_day_is_one_row() -> None:
    plain = replace(FULL, prices=Prices(), days=((TODAY, Spent(1, 5, 0, 1)),), day_limit=0, chat_limit=0, judge="")
    model, *table = shown(plain)
    assert model == "Model: m at x.example."
    assert table[:2] == ["       calls  tokens in  cached  out", "Today      1          5       0    1"]
    assert [line.partition(":")[2].split()[0] for line in limited(plain)] == ["none", "none"]


def test_the_document_says_null_for_what_is_not_set() -> None:
    line = usage_line(replace(FULL, prices=Prices(), day_limit=0, chat_limit=0))
    assert (line["limits"], line["left"], line["today"]["cost"]) == ({"day": None, "chat": None}, None, None)


def test_the_document_holds_every_day_and_task() -> None:
    line = json.loads(json.dumps(usage_line(FULL)))
    assert [day["day"] for day in line["days"]] == ["2026-05-04", "2026-05-03"]
    assert line["tasks"]["answer"]["prompt"] == line["today"]["prompt"] == 1_000
    assert (line["period"]["calls"], line["left"], line["limits"]) == (2, 950, {"day": 2_000, "chat": 1_000})


# --- the command -----------------------------------------------------------------------------------------------------


async def usage(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """One run of the command, away from any settings of this machine."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_", "OPENAI_"))}
    environment = clean | {"DAYBRIEF_HOME": str(home), "DAYBRIEF_ZONE": "UTC"} | variables
    command: Sequence[str] = [sys.executable, "-m", "bot", "usage", *arguments]
    return await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )


async def test_the_command_says_in_one_line_that_no_model_is_set(store_home: Path, store: Store) -> None:
    done = await usage(store_home, OPENAI_API_KEY="usual")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert done.stdout.startswith("No model is set")


async def test_the_command_prints_a_table_or_one_document(store_home: Path, archive: Archive) -> None:
    today: date = house.utc_now().date()
    await archive.usage.spend(today, "", "brief", ONE)
    model = {"DAYBRIEF_LLM_MODEL": "m", "DAYBRIEF_LLM_BASE_URL": "http://u:SECRET@x.example/v1?k=SECRET"}
    table = await usage(store_home, **model)
    model_, heads, *rows = table.stdout.splitlines()
    assert (model_, len({len(row) for row in (heads, *rows[:2])})) == ("Model: m at x.example.", 1)
    assert "SECRET" not in table.stdout + table.stderr
    document = json.loads((await usage(store_home, "--days", "2", "--json", **model)).stdout)
    assert (document["kind"], len(document["days"]), document["period"]["calls"]) == ("usage", 2, 1)


async def test_days_that_are_not_kept_are_a_misuse(tmp_path: Path) -> None:
    done = await usage(tmp_path, "--days", "41")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--days" in done.stderr
