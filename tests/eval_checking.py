"""Scores the gate on the labelled pairs: `python tests/eval_checking.py [tuning|report|stranger] [--wrong]`.

Prints precision of "supported" and "refused", the share left unsure, and the balanced accuracy of the lean.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.checking import Verdict, verdict

CASES = Path(__file__).parent / "cases" / "checking"


@dataclass(frozen=True)
class Pair:
    """One claim, its sources and whether they carry it."""

    kind: str
    language: str
    sources: tuple[str, ...]
    claim: str
    holds: bool


def load(half: str) -> list[Pair]:
    """The pairs of `report.txt`, `tuning.txt` or `stranger.jsonl`."""
    if half == "stranger":
        return _stranger()
    pairs: list[Pair] = []
    for block in (CASES / f"{half}.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            kind, language = lines[0].split()
            sources = tuple(line[3:] for line in lines if line.startswith("S: "))
            claims = [(line[3:], line[0] == "T") for line in lines if line[:3] in ("T: ", "F: ")]
            pairs += [Pair(kind, language, sources, claim, holds) for claim, holds in claims]
    return pairs


def _stranger() -> list[Pair]:
    """Pairs as somebody would write them who has never read the rules: one JSON object a line."""
    rows = [json.loads(line) for line in (CASES / "stranger.jsonl").read_text(encoding="utf-8").splitlines()]
    return [Pair(row["kind"], "", tuple(row["sources"]), row["claim"], row["holds"]) for row in rows]


def figures(pairs: list[Pair]) -> dict[str, float]:
    """The gate's figures on labelled pairs, shares in [0, 1]."""
    found = [(pair, verdict(pair.claim, pair.sources)) for pair in pairs]
    said = Counter((v.verdict, pair.holds) for pair, v in found)
    lean = Counter((v.supported, pair.holds) for pair, v in found)
    right = lean[True, True] / max(1, lean[True, True] + lean[False, True])
    caught = lean[False, False] / max(1, lean[False, False] + lean[True, False])
    return {
        "pairs": len(pairs),
        "supported": said["supported", True] + said["supported", False],
        "supported_precision": _precision(said["supported", True], said["supported", False]),
        "refused": said["refused", True] + said["refused", False],
        "refused_precision": _precision(said["refused", False], said["refused", True]),
        "unsure": (said["unsure", True] + said["unsure", False]) / max(1, len(pairs)),
        "balanced_lean": (right + caught) / 2,
    }


def _precision(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0


def wrong(pairs: list[Pair]) -> list[tuple[Pair, Verdict]]:
    """The pairs on which the lean is wrong."""
    return [(p, v) for p in pairs if (v := verdict(p.claim, p.sources)).supported != p.holds]


def main(arguments: list[str]) -> None:
    """Prints the figures of the halves asked for."""
    for half in [a for a in arguments if not a.startswith("-")] or ["tuning", "report", "stranger"]:
        pairs = load(half)
        print(half, {name: round(value, 3) for name, value in figures(pairs).items()})
        if "--wrong" in arguments:
            for pair, found in wrong(pairs):
                print(
                    f"  {pair.kind} holds={pair.holds} {found.verdict} {found.score} {found.reasons}\n    {pair.claim}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
