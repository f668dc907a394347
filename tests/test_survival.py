"""What was acknowledged stays, whoever is killed; and who is left goes on."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import house, store
from bot.archive import Archive
from bot.chronicle import History
from bot.news import Article
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BATCH = 20
WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from bot import store
from bot.archive import Archive
from bot.news import Article

async def main(home, name, now=datetime(2026, 3, 2, tzinfo=UTC)):
    archive, count = Archive((await store.open(Path(home))).redis), 0
    while True:
        ids = [f"{name}{n:08}" for n in range(count, count + 20)]
        await archive.articles.put([Article(id, "harbour", id, (f"The text of {id}. " * 30,)) for id in ids], now)
        count += 20
        print(count, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""

PLACER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from bot import store
from bot.archive import Archive, Leased
from bot.cycle import Cycle, turns
from bot.wire.fetch import Fetcher

def clock(now=datetime(2026, 3, 2, 9, tzinfo=UTC) - timedelta(minutes=int(sys.argv[2]))):
    print("at work", flush=True)
    return now

async def main(home):
    turns.PLACED_AT_ONCE, turns.LEASE = 5, timedelta(seconds=0.2)
    archive = Archive((await store.open(Path(home))).redis)
    cycle = Cycle(archive, Fetcher(), clock)
    while (await archive.articles.unplaced(1)).ids:
        try:
            await cycle.place()
        except Leased:
            await asyncio.sleep(0.02)

asyncio.run(main(sys.argv[1]))
"""


class Writer:
    """A process that puts articles without end and says how many were acknowledged."""

    def __init__(self, home: Path, name: str) -> None:
        self.name = name
        command = [sys.executable, "-c", WRITER, str(home), name]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def wait_for(self, batches: int) -> None:
        assert self.process.stdout is not None
        for _ in range(batches):
            assert self.process.stdout.readline()

    def killed(self, after: int) -> list[str]:
        """Kill -9 it while it writes; the ids that were acknowledged."""
        self.process.kill()
        said, _ = self.process.communicate()
        lines = [int(line) for line in said.split("\n")[:-1]]
        return [f"{self.name}{n:08}" for n in range(lines[-1] if lines else after * BATCH)]


async def kept(home: Path, ids: list[str]) -> int:
    held = await store.open(home)
    try:
        return sum(article is not None for article in await Archive(held.redis).articles.get(ids))
    finally:
        await held.close()


def server(home: Path) -> int:
    return int((home / "store" / "pid").read_text())


@pytest.mark.parametrize("server_too", [False, True], ids=["a writer", "a writer and the server"])
def test_kill_9_in_the_middle_of_writing_loses_nothing_acknowledged(tmp_path: Path, server_too: bool) -> None:
    with ExitStack() as stack:
        writers = [Writer(tmp_path, name) for name in "ab"]
        for writer in writers:
            stack.callback(writer.process.kill)
            writer.wait_for(3)
        ids = writers[0].killed(3)
        if server_too:
            os.kill(server(tmp_path), signal.SIGKILL)
        writers[1].wait_for(5)  # the other one goes on
        ids += writers[1].killed(8)
    assert asyncio.run(kept(tmp_path, ids)) == len(ids) >= 11 * BATCH


async def test_a_desk_answers_again_after_its_server_was_killed(tmp_path: Path) -> None:
    async with house.opened(Settings(home=tmp_path), tuple, lambda: datetime(2026, 3, 2, 9, tzinfo=UTC)) as home:
        await home.print_sample()
        desk = home.desk(fictional=True)
        before = await desk.brief("terminal:test")
        os.kill(server(tmp_path), signal.SIGKILL)
        after = await desk.brief("terminal:test")
        story = await desk.story("terminal:test", "1")
    assert len(before.items) == 8
    assert (after.items, story.item.slug) == (before.items, before.items[0].slug)


def placer(home: Path, minutes_back: int) -> subprocess.Popen[str]:
    """A process that places what has arrived, by a clock that is so far behind, and says so at each batch."""
    command = [sys.executable, "-c", PLACER, str(home), str(minutes_back)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def arrivals() -> list[Article]:
    """Fifteen events, each reported by four outlets."""
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    told = [(n, f"Mayor {n:03} of Port {chr(97 + n) * 6} opens a quay on Monday") for n in range(15)]
    return [
        Article(f"{n}-{k}", f"outlet{k}", title, (f"{title}. " * 3, f"Report {k} of event {n}."), published=now)
        for k in range(4)
        for n, title in told
    ]


async def placed(home: Path) -> tuple[list[str], list[str], bool]:
    """The articles of all stories; developments told twice; whether nothing is left to place."""
    held = await store.open(home)
    archive = Archive(held.redis)
    stories = await archive.stories.live(datetime(2026, 2, 28, tzinfo=UTC))
    lives = await archive.stories.histories([story.slug for story in stories], History)
    told = {story.slug: life.developments if life else () for story, life in zip(stories, lives, strict=True)}
    twice = [slug for slug, developments in told.items() if len(set(developments)) != len(developments)]
    left = (await archive.articles.unplaced(1)).ids
    await held.close()
    return sorted(id for story in stories for id in story.articles), twice, not left


async def put(home: Path, articles: list[Article]) -> None:
    """As many calls, each a batch that is placed whole."""
    held = await store.open(home)
    for start in range(0, len(articles), 5):
        await Archive(held.redis).articles.put(articles[start : start + 5], datetime(2026, 3, 2, 9, tzinfo=UTC))
    await held.close()


def test_kill_9_in_the_middle_of_placing_leaves_every_article_in_one_story(tmp_path: Path) -> None:
    articles = arrivals()
    asyncio.run(put(tmp_path, articles))
    with placer(tmp_path, 0) as killed:
        assert killed.stdout is not None
        assert [killed.stdout.readline() for _ in range(3)] == 3 * ["at work\n"]
        killed.kill()
    with placer(tmp_path, 30) as one, placer(tmp_path, 0) as other:  # in turns; the clock of one is behind
        assert [process.communicate() and process.returncode for process in (one, other)] == [0, 0]
    assert asyncio.run(placed(tmp_path)) == (sorted(article.id for article in articles), [], True)
