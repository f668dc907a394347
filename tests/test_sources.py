"""Promises of `bot/wire/sources.toml`: the outlets that come with Daybrief."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.wire import default_sources

LIST = Path(__file__).parents[1] / "bot" / "wire" / "sources.toml"
OUTLETS: list[dict[str, Any]] = tomllib.loads(LIST.read_text(encoding="utf-8"))["outlet"]
FEEDS: list[dict[str, str]] = [feed for outlet in OUTLETS for feed in outlet["feeds"]]
BEATS = {"world", "politics", "business", "science", "health", "technology", "sport", "culture", "climate"}
ONE_VOICE = (("france24", "france24-ar", "rfi"), ("who", "unnews"))


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet["id"])
def test_every_outlet_says_who_it_is(outlet: dict[str, Any]) -> None:
    assert set(outlet) == {"id", "name", "home", "family", "beats", "language", "region", "feeds"}
    assert re.fullmatch(r"[a-z0-9-]+", outlet["id"])
    assert all(outlet[key].strip() == outlet[key] != "" for key in ("name", "family"))
    assert re.fullmatch(r"[a-z]{2}", outlet["language"])
    assert re.fullmatch(r"[A-Z]{2}", outlet["region"])
    assert outlet["beats"]
    assert set(outlet["beats"]) <= BEATS
    assert 1 <= len(outlet["feeds"]) <= 3


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed["url"])
def test_every_feed_is_reached_securely_and_was_seen_in_use(feed: dict[str, str]) -> None:
    address = urlsplit(feed["url"])
    assert address.scheme == "https"
    assert address.hostname
    assert "@" not in address.netloc
    assert not address.fragment
    assert set(feed) == {"url", "section", "seen"}
    assert re.search(r"github\.com/[\w.-]+/[\w.-]+.*\b202[56]-\d{2}\b", feed["seen"])


def test_no_aggregator_stands_in_for_a_publisher() -> None:
    hosts = {urlsplit(feed["url"]).hostname or "" for feed in FEEDS}
    assert not [host for host in hosts if re.search(r"news\.google|feedburner|rsshub|yahoo|allafrica|msn\.", host)]


def test_no_outlet_and_no_feed_is_listed_twice() -> None:
    assert Counter(outlet["id"] for outlet in OUTLETS).most_common(1)[0][1] == 1
    assert Counter(feed["url"].rstrip("/").lower() for feed in FEEDS).most_common(1)[0][1] == 1


def test_the_list_spans_countries_languages_beats_and_owners() -> None:
    assert 36 <= len(FEEDS) <= 50
    assert len({outlet["region"] for outlet in OUTLETS}) >= 12
    assert len({outlet["language"] for outlet in OUTLETS}) >= 6
    assert len({outlet["family"] for outlet in OUTLETS}) >= 30
    held = Counter(beat for outlet in OUTLETS for beat in outlet["beats"])
    assert set(held) == BEATS
    assert max(Counter(outlet["region"] for outlet in OUTLETS).values()) <= len(OUTLETS) // 4


def test_the_newest_sighting_of_a_feed_stands_first() -> None:
    for feed in FEEDS:
        dates = re.findall(r"\b(20\d\d-\d\d)(?:-\d\d)?(?:;|$)", feed["seen"])
        assert dates
        assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("labels", ONE_VOICE)
def test_labels_of_one_publisher_are_one_voice(labels: tuple[str, ...]) -> None:
    families = {outlet["family"] for outlet in OUTLETS if outlet["id"] in labels}
    assert len(families) == 1


def test_the_wire_reads_the_whole_list() -> None:
    sources = default_sources()
    assert [source.url for source in sources] == [feed["url"] for feed in FEEDS]
    assert all(source.seen and source.outlet.voice and not source.outlet.fictional for source in sources)
