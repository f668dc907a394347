"""The command line as a shell sees it: documents, exit codes, one line per failure, never a traceback."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from feedserver import rss, serving

ROOT = Path(__file__).resolve().parent.parent
TEXT = (
    "Dam failure above Korve kills 12\n\nA dam above the town of Korve failed on Tuesday, killing 12 people, the "
    "interior ministry said.\n\nRescuers pulled 40 people from the water, according to the fire service in Korve.\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    (tmp_path / "dam.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "dam.txt"


def news(number: int) -> str:
    """An RSS item of this hour: the command asks the machine for the time."""
    when = format_datetime(datetime.now(UTC) - timedelta(minutes=10 + number))
    told = ("Dam above Korve kills 12", "Senate of Ostrava passes budget", "Ilo Marr wins chess title")[number]
    return (
        f"<item><title>{told}</title><link>https://harbour.example/{number}</link><pubDate>{when}</pubDate>"
        f"<description>{told} on Tuesday, officials said, after a long night of waiting for word.</description></item>"
    )


def daybrief(
    home: Path, *arguments: str, stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One run of the command, away from any settings of this machine."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=100,
        env=clean | {"DAYBRIEF_HOME": str(home), "DAYBRIEF_ZONE": "UTC"} | (env or {}),
    )  # fmt: skip


def document(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_file_is_briefed_on_its_own_as_one_document(home: Path, article: Path) -> None:
    brief = document(daybrief(home, "brief", str(article), "--json"))
    assert set(brief) >= {"kind", "edition", "as_of", "language", "writer", "items"}
    (item,) = brief["items"]
    assert set(item) == {"slug", "headline", "published", "outlets", "sentences", "changed", "reasons"}
    assert set(item["sentences"][0]["cites"][0]) == {"article", "url", "outlet", "start", "end", "text"}
    assert (item["headline"], item["published"]) == ("Dam failure above Korve kills 12", None)


def test_stdin_is_a_source(home: Path) -> None:
    brief = document(daybrief(home, "brief", "-", "--json", stdin=TEXT))
    assert len(brief["items"]) == 1


def test_a_question_is_answered_from_given_sources_or_refused(home: Path, article: Path) -> None:
    answer = document(daybrief(home, "ask", "How many people were killed?", str(article), "--json"))
    assert not answer["refused"]
    assert "12" in answer["sentences"][0]["text"]
    refused = document(daybrief(home, "ask", "Who won the chess final?", str(article), "--json"))
    assert (refused["refused"], refused["sentences"]) == (True, [])


def test_the_sample_is_marked_as_fiction_and_plain_when_piped(home: Path) -> None:
    done = daybrief(home, "brief", "--sample")
    assert "A fictional sample" in done.stdout
    assert "\x1b" not in done.stdout
    assert document(daybrief(home, "brief", "--sample", "--json"))["fictional"]


def test_a_sample_story_opens_by_number(home: Path) -> None:
    story = document(daybrief(home, "story", "1", "--sample", "--json"))
    assert story["reports"]
    why = document(daybrief(home, "why", "1", "--sample", "--json"))
    assert why["reasons"][0]["code"] == "rank"


MISUSES = [
    (["brief", "--since", "soon"], "--since"),
    (["brief", "x.txt", "--sample"], "not both"),
    (["ask", " "], "needs a question"),
    (["lab", "passages"], "--articles"),
    (["lab", "passages", "--articles", "none.jsonl"], "no file"),
    (["lab", "nonsense"], "nonsense"),
    (["source", "add", "ftp://x.example"], "http://"),
    (["source", "test"], "--all"),
    (["brief", "--stories", "0"], "stories"),
]


@pytest.mark.parametrize(("arguments", "named"), MISUSES)
def test_misuse_is_exit_2_and_says_what_to_type(home: Path, arguments: list[str], named: str) -> None:
    done = daybrief(home, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


FAILURES = [
    (["brief", "no-such-file.txt"], {}, "no-such-file.txt"),
    (["source", "import", "no-such.opml"], {}, "no-such.opml"),
    (["source", "import", "README.md"], {}, "not OPML"),
    (["source", "remove", "https://nobody.example"], {}, "source list"),
    (["story", "no-such-story"], {}, "no-such-story"),
    (["why", "3"], {}, "brief first"),
    (["export"], {"DAYBRIEF_REDIS_URL": "http://x"}, "DAYBRIEF_REDIS_URL must begin"),
    (["export"], {"DAYBRIEF_REDIS_URL": "redis://127.0.0.1:1"}, "Nothing answers"),
    (["brief", "--sample"], {"DAYBRIEF_ZONE": "Mars"}, "DAYBRIEF_ZONE"),
]


@pytest.mark.parametrize(("arguments", "env", "named"), FAILURES)
def test_a_failure_is_exit_1_and_one_line(home: Path, arguments: list[str], env: dict[str, str], named: str) -> None:
    done = daybrief(home, *arguments, env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_for_people(home: Path) -> None:
    done = daybrief(home, "--help")
    assert done.returncode == 0
    assert all(
        verb in done.stdout for verb in ("brief", "ask", "story", "why", "source", "doctor", "export", "forget", "lab")
    )


def test_the_lab_reads_stdin_and_writes_lines(home: Path) -> None:
    line = json.dumps({"id": "a", "text": TEXT})
    done = daybrief(home, "lab", "place", stdin=f"{line}\nnonsense\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == "a"
    assert "error" in second


def test_the_lab_parses_a_path(home: Path, article: Path) -> None:
    done = daybrief(home, "lab", "parse", stdin=json.dumps({"path": str(article)}))
    assert json.loads(done.stdout)["headline"] == "Dam failure above Korve kills 12"


def test_a_reader_who_leaves_early_is_no_failure(home: Path) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m bot brief --sample | head -1"], cwd=ROOT,
        capture_output=True, text=True, env=os.environ | {"DAYBRIEF_HOME": str(home)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


# --- the operator's sources ------------------------------------------------------------------------------------------


@pytest.fixture
def sourced(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home whose only default source is a feed on loopback, served by this process's own loop in a thread."""
    import threading

    ready, done = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    port: list[int] = []

    async def serve() -> None:
        async with serving() as site:
            site.body("/world.xml", rss([news(n) for n in range(3)]), content_type="application/rss+xml")
            port.append(site.port)
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(10)
    listed = tmp_path / "sources.toml"
    listed.write_text(
        '[[outlet]]\nid = "hp"\nname = "Harbour Post"\nhome = "https://harbour.example"\nfamily = "Harbour"\n'
        'beats = ["world"]\nlanguage = "en"\nregion = "Europe"\n'
        f'feeds = [{{ url = "http://127.0.0.1:{port[0]}/world.xml", section = "world", seen = "here" }}]\n'
    )
    yield tmp_path / "home", {"DAYBRIEF_SOURCES": str(listed), "DAYBRIEF_PRIVATE_SOURCES": "true"}
    loop.call_soon_threadsafe(done.set)
    thread.join(10)
    loop.close()


def test_sources_are_listed_tested_removed_and_exported(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    tested = document(daybrief(home, "source", "test", "--all", "--json", env=env))
    assert [(s["outlet"], s["entries"], s["error"]) for s in tested["sources"]] == [("Harbour Post", 3, "")]
    assert "Harbour Post" in daybrief(home, "source", "list", env=env).stdout
    assert "/world.xml" in daybrief(home, "source", "export", env=env).stdout
    assert daybrief(home, "source", "remove", "Harbour Post", env=env).returncode == 0
    assert document(daybrief(home, "source", "list", "--json", env=env))["sources"] == []


def test_sources_are_added_and_imported(sourced: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    home, env = sourced
    url = json.loads(daybrief(home, "source", "list", "--json", env=env).stdout)["sources"][0]["url"]
    daybrief(home, "source", "remove", url, env=env)
    added = daybrief(home, "source", "add", url, "--name", "My Harbour", env=env)
    assert "Added My Harbour: 3 articles" in added.stderr
    opml = tmp_path / "list.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Other" xmlUrl="https://other.example/rss"/></body></opml>'
    )
    assert "Imported 1 sources" in daybrief(home, "source", "import", str(opml), env=env).stderr
    names = {s["outlet"] for s in document(daybrief(home, "source", "list", "--json", env=env))["sources"]}
    assert names == {"My Harbour", "Other"}


def test_a_brief_is_stored_numbered_exported_and_forgotten(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    brief = document(daybrief(home, "brief", "--json", env=env))
    assert not brief["fictional"]
    assert brief["items"]
    story = document(daybrief(home, "story", "1", "--json", env=env))
    assert story["slug"] == brief["items"][0]["slug"]
    kinds = {json.loads(line)["kind"] for line in daybrief(home, "export", env=env).stdout.splitlines()}
    assert kinds >= {"talk", "article", "story"}
    assert "deleted" in daybrief(home, "forget", env=env).stderr
    assert daybrief(home, "forget", "--everything", env=env).returncode == 0
    assert daybrief(home, "export", env=env).stdout == ""


def test_the_doctor_says_what_is_wrong_and_the_cure(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    done = daybrief(home, "doctor", "--json", env=env)
    report = json.loads(done.stdout)
    assert [f["what"] for f in report["findings"]] == ["configuration", "store", "network", "keys"]
    assert report["fine"]
    bad = daybrief(home, "doctor", env=env | {"DAYBRIEF_ZONE": "Mars"})
    assert bad.returncode == 1
    assert "Cure:" in bad.stdout
