"""The figures of speed and size, each with its limit: `make bench`, or `python tests/bench.py [--runs N] [GROUP...]`.

Groups: start, wire, disk, room, stages, chat, stories. A group runs in a process of its own; a figure is the median of
its runs. CPU is user and system time of all our processes, the store's included; publishers and the making of test news
are not ours. Bytecode is cached beforehand, as it is for whoever starts a program twice. A figure over its limit is
marked; nothing fails, since a clock on a busy machine proves little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import bench_news as news
from bench_wire import publisher
from feedserver import NOW as SERVED
from feedserver import SENTENCES

from bot import asking, checking, store, wording
from bot.archive import Archive, Turned
from bot.cycle import Cycle, Turnout
from bot.desk import Desk
from bot.house import utc_now
from bot.news import Article, Source, SourceState
from bot.shelf import Archived
from bot.stories import Window
from bot.wire.fetch import Fetcher

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
DAYBRIEF = [PYTHON, "-m", "bot"]
YARDSTICK = [PYTHON, "-c", "import asyncio, json, argparse"]


@dataclass(frozen=True)
class Figure:
    """One measured value with its unit, and the most it may be (None: only watched)."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    def line(self) -> str:
        most = "" if self.limit is None else f"<= {self.limit:g}"
        digits = 0 if self.value >= 100 or self.value == int(self.value) else 2 if self.value >= 1 else 3
        over = "  OVER" if self.limit is not None and self.value > self.limit else ""
        return f"{self.what:<76}{self.value:>9,.{digits}f} {self.unit:<6}{most:>8}{over}"


# --- measuring -------------------------------------------------------------------------------------------------------


def own() -> float:
    """CPU-seconds of this process so far."""
    return time.process_time()


def children() -> float:
    """CPU-seconds of the children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def served(held: store.Store) -> float:
    """CPU-seconds of the store so far, with what it forked."""
    used = await held.redis.info("cpu")
    return sum(float(used[f"used_cpu_{kind}{whose}"]) for kind in ("user", "sys") for whose in ("", "_children"))


async def room(held: store.Store) -> tuple[int, int]:
    """Bytes the store uses: in memory, and in the files it appends to."""
    used, files = await held.redis.info("memory"), await held.redis.info("persistence")
    return int(used["used_memory"]), int(files["aof_current_size"])


async def peak(held: store.Store) -> float:
    """MB this process and the store have used at most."""
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    used = await held.redis.info("memory")
    return mine + max(int(used["used_memory_peak"]), int(used["used_memory_rss"])) / (1 << 20)


def run(command: Sequence[str], home: Path | None = None) -> tuple[float, float]:
    """CPU-seconds and wall seconds of a command."""
    cpu, wall = children(), time.perf_counter()
    subprocess.run(
        command, cwd=ROOT, env=os.environ | ({"DAYBRIEF_HOME": str(home)} if home else {}), check=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return children() - cpu, time.perf_counter() - wall


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Path, store.Store, Archive]]:
    """An empty embedded store in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="daybrief-bench-") as folder:
        held = await store.open(Path(folder))
        try:
            yield Path(folder), held, Archive(held.redis)
        finally:
            await held.close()


def medians(figures: Sequence[Sequence[Figure]]) -> list[Figure]:
    """The median of each figure over the runs."""
    return [
        Figure(row[0].what, statistics.median(f.value for f in row), row[0].unit, row[0].limit)
        for row in zip(*figures, strict=True)
    ]


# --- start: what a command costs -------------------------------------------------------------------------------------


async def print_wire(archive: Archive, count: int = 500) -> Desk:
    """Puts reports into an archive and places them, as a turn of the cycle would have done a moment ago."""
    now = utc_now()
    await archive.outlets.put(list(news.outlets().values()))
    await archive.articles.put([report.article(now) for report in news.reports(count, now)], now)
    async with Fetcher() as fetcher:
        await Cycle(archive, fetcher, utc_now).place()
    desk = Desk(Archived(archive, _nothing_listed), utc_now)
    await desk.prepare()
    await archive.turns.keep(Turned(at=utc_now(), asked=24))
    return desk


async def _nothing_listed() -> Sequence[Source]:
    return ()


async def start() -> list[Figure]:
    """--help and a stored brief beside the yardstick; the store is held by this process."""
    async with opened() as (home, held, archive):
        await print_wire(archive)
        brief = [*DAYBRIEF, "brief"]
        for command in (YARDSTICK, [*DAYBRIEF, "--help"], brief):
            await asyncio.to_thread(run, command, home)  # bytecode
        rows = []
        for _ in range(9):
            yardstick, _ = await asyncio.to_thread(run, YARDSTICK)
            help_, _ = await asyncio.to_thread(run, [*DAYBRIEF, "--help"], home)
            before = await served(held)
            stored, wall = await asyncio.to_thread(run, brief, home)
            rows.append((yardstick, help_, stored + await served(held) - before, wall))
    yardstick, help_, stored, wall = (statistics.median(column) for column in zip(*rows, strict=True))
    return [
        Figure("`daybrief --help`, CPU as a multiple of `import asyncio, json, argparse`", help_ / yardstick, "x", 3),
        Figure("stored `daybrief brief` (500 articles, store running), the same", stored / yardstick, "x", 8),
        Figure("stored `daybrief brief`, wall", wall, "s"),
        Figure("the yardstick itself", yardstick, "CPU-s"),
    ]


# --- wire: a thousand feeds ------------------------------------------------------------------------------------------


async def wire(feeds: int = 1_000, entries: int = 50) -> list[Figure]:
    """Cold and again, through poll and archive as a turn of the cycle does it; the start of the processes left out."""
    async with opened() as (_, held, archive), publisher(feeds, entries) as sources, Fetcher(private=True) as fetcher:
        cold = await _turn(held, archive, fetcher, sources)
        ids = await archive.articles.recent(utc_now() - timedelta(days=1), feeds * entries)
        before = own() + await served(held)
        found = [await archive.articles.one(id) for id in random.Random(7).sample(ids, 1_000)]
        read = own() + await served(held) - before
        whole = sum(_as_served(article) for article in found)
        memory = await peak(held)
        again = await _turn(held, archive, fetcher, sources)
    size = f"{feeds:,} feeds of {entries}"
    return [
        Figure(f"{size}, cold, stored, and 1,000 read one by one", cold + read, "CPU-s", 8),
        Figure("  of which reading", read, "CPU-s"),
        Figure(f"  articles stored, of {feeds * entries:,}", len(ids), ""),
        Figure("  read back as they were, of 1,000", whole, ""),
        Figure("  memory at most, client and store", memory, "MB", 250),
        Figure(f"{size} again, all 304, states loaded and saved", again, "CPU-s", 0.5),
    ]


def _as_served(article: Article | None) -> bool:
    """Whether an article says what the publisher's entry said."""
    if article is None:
        return False
    feed, _, number = article.url.removeprefix("https://").partition("/")[2].partition("/")
    said = " ".join(line.format(feed=feed.title(), n=number) for line in SENTENCES[:4])
    when = SERVED - timedelta(hours=1 + int(number))
    headline = f"{feed.title()} council votes on ferry line {number}"
    return (article.outlet, article.headline, article.text, article.published) == (feed, headline, said, when)


async def _turn(held: store.Store, archive: Archive, fetcher: Fetcher, sources: Sequence[Source]) -> float:
    """CPU-seconds of one turn of the wire, without placing."""
    before, turnout = own() + await served(held), Turnout()
    await Cycle(archive, fetcher, utc_now).poll(sources, turnout, asyncio.Event())
    if turnout.answered != len(sources):
        raise SystemExit(f"{turnout.failed} feeds failed: {next(iter(turnout.errors.values()), '')}")
    return own() + await served(held) - before


# --- disk: a brief of 500 files, and of the stored wire --------------------------------------------------------------


async def disk() -> list[Figure]:
    """250 pages of 30 KB and 250 texts of 4 KB, and the same news from the store."""
    with tempfile.TemporaryDirectory(prefix="daybrief-bench-") as folder:
        news.folder(Path(folder), utc_now())
        cpu, wall = await asyncio.to_thread(run, [*DAYBRIEF, "brief", folder], Path(folder) / "home")
    async with opened() as (_, held, archive):
        desk = await print_wire(archive)
        await desk.brief("terminal:bench")
        before, began = own() + await served(held), time.perf_counter()
        made = await desk.brief("terminal:bench")
        took, stored = time.perf_counter() - began, own() + await served(held) - before
        longer = await _longer(desk)
    return [
        Figure("`daybrief brief FOLDER` of 500 files (250 pages, 250 texts)", cpu, "CPU-s", 20),
        Figure("  wall", wall, "s"),
        Figure("a brief from the stored wire of 500 articles", took, "s", 0.3),
        Figure("  CPU with the store's", stored, "CPU-s"),
        Figure("  items in it", len(made.items), ""),
        Figure("a brief twice as long, eight of its stories to be worded first", longer, "s"),
    ]


async def _longer(desk: Desk) -> float:
    """Wall seconds of a brief twice as long as the one worded beforehand."""
    began = time.perf_counter()
    await desk.brief("terminal:bench", stories=16)
    return time.perf_counter() - began


# --- room: what an article takes -------------------------------------------------------------------------------------


async def storage(count: int = 2_000) -> list[Figure]:
    """2,000 articles of 4 KB with their stories, evidence, the wordings of briefs, outlets and source states."""
    async with opened() as (_, held, archive):
        memory, file = await room(held)
        now = utc_now()
        reports = news.reports(count, now)
        for first in range(0, count, 25):
            await archive.articles.put([report.article(now) for report in reports[first : first + 25]], now)
        alone, _ = await room(held)
        await archive.outlets.put(list(news.outlets().values()))
        await Cycle(archive, Fetcher(), utc_now).place()
        await archive.sources.save(_states(reports))
        await Desk(Archived(archive, _nothing_listed), utc_now).brief("terminal:bench", stories=40)
        stories = len(await archive.stories.live(now - timedelta(days=2)))
        whole, written = await room(held)
    text = sum(len(report.article(now).text.encode()) for report in reports) / count
    return [
        Figure(
            f"store, bytes an article all in ({text:,.0f} bytes of text each)", (whole - memory) / count, "B", 4_096
        ),
        Figure("  the article alone", (alone - memory) / count, "B"),
        Figure(f"  its share of {stories} stories, evidence, wordings, states", (whole - alone) / count, "B"),
        Figure("append-only file, bytes an article", (written - file) / count, "B"),
    ]


def _states(reports: Sequence[news.Report]) -> list[SourceState]:
    """What a poll remembers of the outlets' entries."""
    known: dict[str, dict[str, str]] = {}
    for report in reports:
        known.setdefault(report.outlet.id, {})[news.digest(report.url)] = news.digest(report.headline, 6)
    return [SourceState(f"https://{id}.example/feed", etag='"1"', polled=utc_now(), good=utc_now(), known=entries)
            for id, entries in known.items()]  # fmt: skip


# --- stages ----------------------------------------------------------------------------------------------------------


async def stages() -> list[Figure]:
    """Placing, checking, asking: CPU of this process."""
    return [*_placing(), _checking(), _settling(), *_asking()]


def _placing(sizes: Sequence[int] = (500, 5_000), measured: int = 100) -> list[Figure]:
    """The cost of one more article beside so many live stories."""
    now = utc_now()
    window, found = Window(news.outlets()), []
    reports = iter(news.reports(12_000, now, characters=1_500, span=80.0, told_by=(1,), set_forms=0.1))
    for size in sizes:
        while len(window.stories()) < size:
            for _ in range(100):
                window.place(next(reports).article(now), now)
        articles = [next(reports).article(now) for _ in range(measured)]
        began = own()
        for article in articles:
            window.place(article, now)
        found.append(Figure(f"placing an article beside {size:,} live stories", 1e3 * (own() - began) / measured, "ms"))
    return found


def _checking(count: int = 200) -> Figure:
    """One drafted sentence through the gate."""
    now = utc_now()
    drafted = []
    for report in news.reports(count, now):
        article = report.article(now)
        drafted += [(draft, {article.id: article}) for draft in _drafts(article)]
    began = own()
    for draft, articles in drafted:
        checking.check(draft, articles, news.outlets())
    return Figure("checking a sentence", 1e3 * (own() - began) / max(1, len(drafted)), "ms")


def _settling(count: int = 60) -> Figure:
    """A model's sentence from its last token to its reader, at worst: its cite is wrong, and so is every other."""
    from bot import extract
    from bot.wording.offered import offer
    from bot.wording.slots import settle, verbatim

    now, drafted = utc_now(), []
    for report in news.reports(count, now):
        article = report.article(now)
        given = extract.passages("", [article], news.outlets(), now)
        offered = offer(given, [article], news.outlets())
        drafted += [
            (offered, offered.draft({"cites": [1], "text": f"Officials doubt that {p.text}"})) for p in given[1:]
        ]
    began = own()
    for offered, draft in drafted:
        slot = settle(draft, offered)
        slot.sentence or verbatim(slot.draft, offered)
    return Figure("a model's sentence, every passage tried", 1e3 * (own() - began) / max(1, len(drafted)), "ms")


def _drafts(article: Article) -> list[wording.Draft]:
    from bot import extract

    return extract.draft(article.headline, [article], news.outlets(), utc_now())


def _asking(count: int = 1_000) -> list[Figure]:
    """A question over 1,000 articles, the first and the next."""
    now = utc_now()
    articles = [report.article(now) for report in news.reports(count, now)]
    took = []
    began = own()
    index = asking.Index(articles)
    for article in (articles[10], articles[20]):
        index.ask(f"What happened in {article.headline}?", now)
        took.append(1e3 * (own() - began))
        began = own()
    names = ("a question over 1,000 articles, the first (it reads them)", "  the next")
    return [Figure(name, cost, "ms") for name, cost in zip(names, took, strict=True)]


# --- chat: the way out -----------------------------------------------------------------------------------------------


async def chat() -> list[Figure]:
    """Pacing, answers beside a flood of alerts, circulation, and a bot at rest."""
    import bench_chat

    return await bench_chat.chat()


# --- stories: placement through the cycle ----------------------------------------------------------------------------


async def stories() -> list[Figure]:
    """One more article, by what is archived and what is live."""
    import bench_stories

    return await bench_stories.stories()


# --- the table -------------------------------------------------------------------------------------------------------

GROUPS: dict[str, tuple[Callable[[], Awaitable[list[Figure]]], int]] = {
    "start": (start, 1), "wire": (wire, 3), "disk": (disk, 3), "room": (storage, 1), "stages": (stages, 1),
    "chat": (chat, 1), "stories": (stories, 1),
}  # fmt: skip
"""Each group and how often it is run when nobody says; a start is nine commands each."""


def measured(name: str, runs: int, bytecode: Path) -> list[Figure]:
    """A group's figures, each run in a fresh process."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE" and "DAYBRIEF" not in k}
    environment |= {"PYTHONPYCACHEPREFIX": str(bytecode)}
    found = []
    for _ in range(runs):
        done = subprocess.run([PYTHON, __file__, "--one", name], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr.strip()[-2_000:]}")
        found.append([Figure(**row) for row in json.loads(done.stdout)])
    return medians(found)


def main() -> None:
    """Prints the table, a group at a time."""
    parser = argparse.ArgumentParser(description="The figures of speed and size.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}; all when left out")
    parser.add_argument("--runs", type=int, default=0, help="runs of each group")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps([asdict(figure) for figure in asyncio.run(_one(asked.one))]))
        return
    with tempfile.TemporaryDirectory(prefix="daybrief-bench-bytecode-") as bytecode:
        for name in asked.groups or GROUPS:
            _, usual = GROUPS[name]
            print(f"-- {name}: python tests/bench.py {name}", flush=True)
            for figure in measured(name, asked.runs or usual, Path(bytecode)):
                print(figure.line(), flush=True)


async def _one(name: str) -> list[Figure]:
    return await GROUPS[name][0]()


if __name__ == "__main__":
    main()
