"""Scores the finding of copies alone: `python tests/eval_copies.py [--documents N]`.

The texts are the written cases, several to a document. A copy is cut short, has a new headline, another opening or
closing, words changed here and there, or a line of the agency's; what is no copy is another document, one that shares
two paragraphs with it, or one of the same mould: the same sentences about other people, places and numbers.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.news import Article
from bot.stories.copies import Copies
from bot.stories.evidence import Evidence
from bot.stories.evidence import read as evidence
from bot.stories.particulars import compatible

CASES = Path(__file__).parent / "cases" / "stories"
ENGLISH, FOREIGN = 16, 5
"""Sentences in one document. English ones are drawn at random, for there are enough of them; others only once each."""
FRAME = (
    "{place} police said on {day} that {n} people had been taken to hospital after a fire in {place}. The fire began "
    "at {n} in the morning in a house near the old market of {place}, and {n} firemen worked until noon. {person}, who "
    "speaks for the city of {place}, said that {n} families had lost their homes and would be housed in a school. An "
    "inquiry has begun, and {person} asked anyone who saw the first flames in {place} to call the police of {place}."
)
PLACES = tuple(
    f"{start}{end}"
    for start in ("Dun", "Kel", "Ul", "Tor", "Hal", "Mar", "Ost", "Brack", "Lys", "Ven")
    for end in ("mere", "ford", "holm", "wick", "stad", "gard", "burg", "dale", "mouth", "haven")
)


def sentences() -> dict[str, list[str]]:
    """Every sentence of the written cases, by language."""
    told: dict[str, list[str]] = {}
    for name in ("tune", "report", "second"):
        for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            told.setdefault(row["language"], []).extend(re.split(r"(?<=[.?!])\s+", row["text"]))
    return told


def _cut(text: str, draw: random.Random) -> str:
    words = text.split(" ")
    return " ".join(words[: int(len(words) * draw.uniform(0.45, 0.95))])


def _framed(text: str, draw: random.Random) -> str:
    return f"The following came in at {draw.randint(1, 12)}. {text}\n\nWith reporting by our correspondents abroad."


def _edited(text: str, draw: random.Random) -> str:
    return " ".join("reportedly" if draw.random() < 0.04 else word for word in text.split(" "))


def _opened(text: str, draw: random.Random) -> str:
    first, _, rest = text.partition(". ")
    return f"It was a long {draw.choice(['night', 'day', 'week'])}, {first.lower()[:30]} and more. {rest}"


def _printed(text: str, draw: random.Random) -> str:
    return re.sub(r"\\n+", "\\n", text.replace("'", "’")).upper() if draw.random() < 0.3 else text.replace(". ", ".  ")


EDITS: tuple[Callable[[str, random.Random], str], ...] = (_cut, _framed, _edited, _opened, _printed)


def _moulded(place: str, draw: random.Random) -> str:
    told = re.sub(r"\{n\}", lambda _: str(draw.randint(2, 90)), FRAME)
    day, person = draw.choice(["Monday", "Tuesday", "Friday"]), draw.choice(["Ada Norel", "Imre Sand", "Tomas Brill"])
    return told.format(place=place, day=day, person=person)


def generated(count: int, seed: int = 5) -> list[tuple[Article, int]]:
    """Articles with the number of the text they are, or are a copy of."""
    draw = random.Random(seed)
    pool = sentences()
    whole = [(code, " ".join(told[n : n + FOREIGN])) for code, told in pool.items() if code != "en"
             for n in range(0, len(told) - FOREIGN + 1, FOREIGN)]  # fmt: skip
    made = [("en", _moulded(place, draw), n) for n, place in enumerate(PLACES)]
    while len(made) < count:
        code, own = whole.pop() if whole else ("en", " ".join(draw.sample(pool["en"], ENGLISH)))
        label = len(made)
        made.append((code, own, label))
        for _ in range(draw.choice((0, 0, 1, 3))):
            made.append((code, draw.choice(EDITS)(own, draw), label))
    order = draw.sample(made, len(made))
    return [(Article(str(n), "", f"Headline number {n}", (text,), language=code), label)
            for n, (code, text, label) in enumerate(order)]  # fmt: skip


def score(rows: Sequence[tuple[Evidence, int]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of calling an article a copy of an earlier one."""
    index, home, seen, known = Copies(), {}, set(), {}
    right = called = due = 0
    for row, label in rows:
        first = next((home[i] for i, _ in index.of(row) if compatible(row, known[i])), None)
        called += first is not None
        right += first == label
        due += label in seen
        home[row.id], known[row.id] = label if first is None else first, row
        seen.add(label)
        index.add(row)
    precision, recall = right / max(1, called), right / max(1, due)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Score the finding of copies.")
    parser.add_argument("--documents", type=int, default=2_000)
    asked = parser.parse_args(arguments)
    made = generated(asked.documents)
    rows = [(evidence(article, None).evidence, label) for article, label in made]
    precision, recall, f1 = score(rows)
    from bot.stories.evidence import sampled

    began = time.process_time()
    index = Copies()
    for (article, _), (row, _) in zip(made, rows, strict=True):
        sampled(article.text)
        list(index.of(row))
        index.add(row)
    spent = time.process_time() - began
    size = sum(len(article.text) for article, _ in made) / len(made)
    print(f"{len(made)} documents of {size:.0f} characters: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
          f" · {len(made) / spent:.0f} documents per CPU-s")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
