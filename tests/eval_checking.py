"""Scores the gate on the labelled pairs: `python tests/eval_checking.py [SET ...] [--kinds] [--wrong] [--ablation]`.

Prints precision of "supported" and "refused", the share left unsure, the balanced accuracy of the lean and the share
of false claims that are supported or lean so; for the whole set, for each language, and with --kinds for each kind.
`report` and `held` are kept for reporting: nothing was tuned on them, and --wrong does not print them.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.checking import Verdict, verdict

CASES = Path(__file__).parent / "cases" / "checking"
TUNED = ("tuning", "stranger", "fourth", "fifth")
KEPT = ("report", "held")


@dataclass(frozen=True)
class Pair:
    """One claim, its sources and whether they carry it."""

    kind: str
    language: str
    sources: tuple[str, ...]
    claim: str
    holds: bool
    twin: str = ""


Found = tuple[Pair, Verdict]


def load(named: str) -> list[Pair]:
    """The pairs of one set: a `.txt` of blocks or a `.jsonl` of claims."""
    path = CASES / f"{named}.txt"
    return _blocks(path) if path.exists() else _lines(CASES / f"{named}.jsonl")


def _blocks(path: Path) -> list[Pair]:
    pairs: list[Pair] = []
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            kind, language = lines[0].split()
            sources = tuple(line[3:] for line in lines if line.startswith("S: "))
            claims = [(line[3:], line[0] == "T") for line in lines if line[:3] in ("T: ", "F: ")]
            pairs += [Pair(kind, language, sources, claim, holds, f"{path.stem}{number}") for claim, holds in claims]
    return pairs


def _lines(path: Path) -> list[Pair]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [_pair(row) for row in rows]


def _pair(row: dict[str, object]) -> Pair:
    kind, sources = str(row["kind"]), row["sources"]
    assert isinstance(sources, list)
    language = str(row.get("language") or (kind if kind in ("de", "fr", "es") else "en"))
    twin = str(row.get("twin") or " ".join(sources))
    return Pair(kind, language, tuple(sources), str(row["claim"]), bool(row["holds"]), twin)


def judged(pairs: list[Pair], without: str = "") -> list[Found]:
    """Each pair with the gate's word on it, one family of rules left out where one is named."""
    left_out = {"without": without} if without else {}
    return [(pair, verdict(pair.claim, pair.sources, **left_out)) for pair in pairs]


def figures(pairs: list[Pair], without: str = "") -> dict[str, float]:
    """The gate's figures on labelled pairs, shares in [0, 1]."""
    return counted(judged(pairs, without))


def counted(found: list[Found]) -> dict[str, float]:
    """The figures of what was found."""
    said = Counter((v.verdict, pair.holds) for pair, v in found)
    lean = Counter((v.supported, pair.holds) for pair, v in found)
    right = lean[True, True] / max(1, lean[True, True] + lean[False, True])
    caught = lean[False, False] / max(1, lean[False, False] + lean[True, False])
    return {
        "pairs": len(found),
        "supported": said["supported", True] + said["supported", False],
        "supported_precision": _precision(said["supported", True], said["supported", False]),
        "refused": said["refused", True] + said["refused", False],
        "refused_precision": _precision(said["refused", False], said["refused", True]),
        "unsure": (said["unsure", True] + said["unsure", False]) / max(1, len(found)),
        "balanced_lean": (right + caught) / 2,
        "false_kept": lean[True, False] / max(1, lean[True, False] + lean[False, False]),
    }


def _precision(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0


def wrong(pairs: list[Pair]) -> list[Found]:
    """The pairs on which the lean is wrong."""
    return [(pair, found) for pair, found in judged(pairs) if found.supported != pair.holds]


def families() -> tuple[str, ...]:
    """The families of rules, each of which can be left out."""
    from bot.checking.claims import FAMILIES

    return FAMILIES


def _row(name: str, numbers: dict[str, float]) -> str:
    shown = "  ".join(f"{key} {value:.3f}".replace(".000", "") for key, value in numbers.items() if key != "pairs")
    return f"{name:<22}{numbers['pairs']:>5}  {shown}"


def _parts(found: list[Found], of: Callable[[Pair], str]) -> Iterator[tuple[str, list[Found]]]:
    for part in sorted({of(pair) for pair, _ in found}):
        yield part, [row for row in found if of(row[0]) == part]


def _show(named: str, options: list[str]) -> None:
    pairs = load(named)
    began = time.perf_counter()
    found = judged(pairs)
    spent = 1e3 * (time.perf_counter() - began) / max(1, len(pairs))
    print(_row(named, counted(found)), f" {spent:.1f} ms each")
    for language, rows in _parts(found, lambda pair: pair.language):
        print(_row(f"  {language}", counted(rows)))
    if "--kinds" in options:
        for kind, rows in _parts(found, lambda pair: pair.kind):
            print(_row(f"  {kind}", counted(rows)))
    if "--ablation" in options:
        for family in families():
            print(_row(f"  without {family}", figures(pairs, family)))
    if "--wrong" in options and named not in KEPT:
        for pair, v in (row for row in found if row[1].supported != row[0].holds):
            print(f"  {pair.kind} holds={pair.holds} {v.verdict} {v.score} {v.reasons}\n    {pair.claim}")


def main(arguments: list[str]) -> None:
    """Prints the figures of the sets asked for, of all where none is named."""
    options = [a for a in arguments if a.startswith("-")]
    for named in [a for a in arguments if not a.startswith("-")] or [*TUNED, *KEPT]:
        _show(named, options)


if __name__ == "__main__":
    main(sys.argv[1:])
