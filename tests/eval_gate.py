"""Scores the gate on public sets that people labelled: `python tests/eval_gate.py DATA_DIR [--ablation]`.

DATA_DIR holds, at any depth, mturk_cnndm.jsonl and mturk_xsum.jsonl (QAGS), the claim-level dev.jsonl of WiCE
(or wice_dev.jsonl) and summedits_*.json; what is not there is left out. Nothing was tuned on any of them. For each
set: balanced accuracy with unsure counted by its lean, what certificates cover and how often they are right, how often
refusals are right, and the refusals by reason as right/all.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from eval_checking import Found, Pair, counted, families, judged

GOALS = {"qags-cnndm": 0.79, "qags-xsum": 0.73, "wice": 0.75, "summedits": 0.67}


def qags(path: Path) -> list[Pair]:
    """Sentences of summaries, held true where most of those asked said so."""
    pairs = []
    for row in _lines(path):
        for told in row["summary_sentences"]:
            yes = Counter(answer["response"] for answer in told["responses"])
            pairs.append(Pair("", "en", (row["article"],), told["sentence"], yes["yes"] > yes["no"]))
    return pairs


def wice(path: Path) -> list[Pair]:
    """Claims beside the web pages they cite, held true where fully supported."""
    return [Pair("", "en", tuple(r["evidence"]), r["claim"], r["label"] == "supported") for r in _lines(path)]


def summedits(path: Path) -> list[Pair]:
    """Summaries with one edit, held true where the edit left them consistent."""
    domain = path.stem.removeprefix("summedits_")
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Pair(domain, "en", (r["doc"],), r["summary"], r["label"] == 1) for r in rows]


def _lines(path: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sets(folder: Path) -> dict[str, list[Pair]]:
    """Every set whose files are under a folder."""
    wanted: tuple[tuple[str, str, Callable[[Path], list[Pair]]], ...] = (
        ("qags-cnndm", "mturk_cnndm.jsonl", qags),
        ("qags-xsum", "mturk_xsum.jsonl", qags),
        ("wice", "**/claim/dev.jsonl", wice),
        ("wice", "wice_dev.jsonl", wice),
        ("summedits", "summedits_*.json", summedits),
    )
    found: dict[str, list[Pair]] = {}
    for name, pattern, read in wanted:
        for path in sorted(folder.rglob(pattern)):
            if not path.stem.endswith("_news"):
                found.setdefault(name, []).extend(read(path))
    return found


def balanced(found: list[Found]) -> float:
    """Balanced accuracy of the lean; over several domains the mean of each domain's."""
    domains = sorted({pair.kind for pair, _ in found})
    return sum(counted([r for r in found if r[0].kind == d])["balanced_lean"] for d in domains) / max(1, len(domains))


def _by_reason(found: list[Found]) -> str:
    refused = [(pair, v) for pair, v in found if v.verdict == "refused"]
    every = Counter(v.reasons[0].code for _, v in refused)
    right = Counter(v.reasons[0].code for pair, v in refused if not pair.holds)
    return "  ".join(f"{code} {right[code]}/{count}" for code, count in every.most_common())


def _show(name: str, pairs: list[Pair], options: list[str]) -> None:
    began = time.process_time()
    found = judged(pairs)
    spent = 1e3 * (time.process_time() - began) / max(1, len(pairs))
    numbers = counted(found)
    true = sum(pair.holds for pair in pairs)
    print(
        f"{name}: {len(pairs)} claims, {true} true; balanced {balanced(found):.3f} (goal {GOALS[name]:.2f}); "
        f"certified {numbers['supported']:.0f} ({numbers['supported'] / max(1, len(pairs)):.0%}), right "
        f"{numbers['supported_precision']:.3f}; refused {numbers['refused']:.0f}, right "
        f"{numbers['refused_precision']:.3f}; unsure {numbers['unsure']:.0%}; {spent:.1f} ms a claim"
    )
    print("  refused:", _by_reason(found))
    if "--ablation" in options:
        for family in families():
            print(f"  without {family}: balanced {balanced(judged(pairs, family)):.3f}")


def main(arguments: list[str]) -> None:
    """Prints the figures of every set under the folder named."""
    folders = [Path(a) for a in arguments if not a.startswith("-")]
    if not folders or not all(folder.is_dir() for folder in folders):
        raise SystemExit("usage: python tests/eval_gate.py DATA_DIR [--ablation]")
    for folder in folders:
        for name, pairs in sets(folder).items():
            _show(name, pairs, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
