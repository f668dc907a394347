"""What the archive costs: `PYTHONPATH=. python tests/bench_archive.py`.

Text is drawn from word frequencies, so that it compresses no better than news does.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from spellchecker import SpellChecker

from bot import store
from bot.archive import Archive
from bot.news import Article, Story

RANDOM = random.Random(7)
FREQUENCY = SpellChecker().word_frequency.dictionary
WORDS, WEIGHTS = list(FREQUENCY), list(accumulate(FREQUENCY.values()))
NOW = datetime.now(UTC)


def prose(count: int) -> str:
    return " ".join(RANDOM.choices(WORDS, cum_weights=WEIGHTS, k=count)).capitalize()


def article(characters: int) -> Article:
    sentences: list[str] = []
    while sum(map(len, sentences)) < characters:
        sentences.append(prose(RANDOM.randint(8, 26)) + ".")
    paragraphs = tuple(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))
    name = f"{RANDOM.getrandbits(64):016x}"
    return Article(
        name, "harbour", prose(9), paragraphs, f"https://harbour.example/{name}", NOW, fetched=NOW, language="en"
    )


async def memory(held: store.Store) -> int:
    return int((await held.redis.info("memory"))["used_memory"])


async def spent(held: store.Store) -> float:
    """CPU-seconds of this process and the server."""
    server = await held.redis.info("cpu")
    return time.process_time() + float(server["used_cpu_user"]) + float(server["used_cpu_sys"])


async def room(held: store.Store) -> None:
    archive, before = Archive(held.redis), await memory(held)
    articles = [article(4_000) for _ in range(2_000)]
    for start in range(0, 2_000, 50):
        await archive.articles.put(articles[start : start + 50], NOW)
    alone = await memory(held)
    pairs = zip(articles[::2], articles[1::2], strict=True)
    told = [
        Story(prose(5).replace(" ", "-"), (a.id, b.id), ("a", "b"), ("c", "d"), NOW, NOW, a.id, a.headline, "a")
        for a, b in pairs
    ]
    await archive.stories.put([(story, RANDOM.randbytes(1_800)) for story in told], NOW)
    whole = (await memory(held) - before) // 2_000
    print(f"bytes an article of 4 KB: {(alone - before) // 2_000}, with stories and evidence {whole}")


async def pace(held: store.Store, batches: int = 1_000) -> None:
    archive, models, cost = Archive(held.redis), [article(1_500) for _ in range(1_000)], 0.0
    names: list[str] = []
    for number in range(batches):
        fresh = [
            replace(RANDOM.choice(models), id=f"{number:08}{slot:08}", fetched=NOW + timedelta(seconds=slot))
            for slot in range(50)
        ]
        names += [one.id for one in fresh]
        began = await spent(held)
        await archive.articles.put(fresh, NOW)
        cost += await spent(held) - began
    began = await spent(held)
    assert all([await archive.articles.one(name) for name in RANDOM.sample(names, 1_000)])
    read = await spent(held) - began
    print(f"{len(names)} articles of 1.5 KB put: {cost:.2f} CPU-s; 1,000 read one by one: {read:.2f} CPU-s")


async def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        held = await store.open(Path(home))
        try:
            await room(held)
            await held.redis.flushall()
            await pace(held)
        finally:
            await held.close()


if __name__ == "__main__":
    asyncio.run(main())
