"""Promises the whole house keeps, read from its source."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "adapters").rglob("*.py")])
HEAVY = ("discord", "telegram", "openai", "httpx2", "docket", "trafilatura", "feedparser")


def calls(path: Path, name: str) -> list[int]:
    """The lines on which a file calls `name(...)`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == name]


def test_only_checking_and_the_archives_decoder_make_sentences() -> None:
    makers = {str(p.relative_to(ROOT)) for p in SOURCES if calls(p, "Sentence")}
    assert makers
    assert all(m.startswith(("bot/checking", "bot/archive/codec")) for m in makers), makers


def test_every_module_says_what_it_does_not_know() -> None:
    silent = []
    for path in SOURCES:
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if path.name != "__init__.py" and "oes not know" not in doc and "Does not know" not in doc:
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_only_the_border_and_the_tops_of_loops_catch_everything() -> None:
    broad = {str(p.relative_to(ROOT)) for p in SOURCES if re.search(r"except Exception\b", p.read_text("utf-8"))}
    loops = {
        "adapters/discord/bureau.py",  # a gateway client that ended: a new one
        "adapters/telegram/bureau.py",  # one update
        "bot/circulation/briefs.py",  # one following
        "bot/courier/rounds.py",  # one row
        "bot/newsroom.py",  # one turn of a loop
        "bot/reception/front.py",  # one call
    }
    again = {"bot/pace/turns.py"}  # notes that an answer came, whatever it was, and raises it again
    assert broad == {"bot/verbs/border.py", *loops, *again}


def test_the_machine_is_asked_for_the_time_in_one_place() -> None:
    pattern = re.compile(r"datetime\.(now|utcnow|today)\(|time\.time\(\)")
    found = [str(p.relative_to(ROOT)) for p in SOURCES if pattern.search(p.read_text(encoding="utf-8"))]
    assert found == ["bot/house.py"]


def test_import_contracts_hold() -> None:
    done = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["brief", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv=['daybrief', *{arguments!r}]\nfrom bot.__main__ import main\nmain()\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split("\n")[-2].split()}
    assert not loaded & {*HEAVY, "redis", "aiohttp", "rich"}


def test_locks_pin_hashes_and_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if "==" in line]
        assert len(pins) > 20
        assert all(line.endswith("\\") for line in pins)
        assert not [line for line in lines if "://" in line]
