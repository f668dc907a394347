"""The command line as a shell sees it: documents, exit codes, one line per failure, never a traceback."""

import asyncio
import contextlib
import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from feedserver import rss, serving

from bot import house, writers
from bot.archive import STATES, Archive
from bot.desk import Desk
from bot.news import Alert, Chat, Delivery, Following, Item, Lane, Receipt
from bot.settings import Settings
from bot.shelf import Clippings
from bot.verbs import reading

ROOT = Path(__file__).resolve().parent.parent
TEXT = (
    "Dam failure above Korve kills 12\n\nA dam above the town of Korve failed on Tuesday, killing 12 people, the "
    "interior ministry said.\n\nRescuers pulled 40 people from the water, according to the fire service in Korve.\n"
)
OUTLET = (
    '[[outlet]]\nid = "hp"\nname = "Harbour Post"\nhome = "https://harbour.example"\nfamily = "Harbour"\n'
    'beats = ["world"]\nlanguage = "en"\nregion = "Europe"\n'
)
HEADLINES = ("Dam above Korve kills 12", "Senate of Ostrava passes budget", "Ilo Marr wins chess title")
MORE = (
    "rescuers in the valley said.",
    "after a long night of debate, its clerk said.",
    "beating the champion Bea Tolland by one pawn, the federation said.",
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
    told, more = HEADLINES[number], MORE[number]
    return (
        f"<item><title>{told}</title><link>https://harbour.example/{number}</link><pubDate>{when}</pubDate>"
        f"<description>{told} on Tuesday, {more}</description></item>"
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
    told = {"slug", "headline", "published", "outlets", "sentences", "changed", "reasons", "fictional", "translated"}
    assert set(item) == told
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
    (["brief", ""], "a source is empty"),
    (["ask", " "], "needs a question"),
    (["lab", "passages"], "--articles"),
    (["lab", "passages", "--articles", "none.jsonl"], "no file"),
    (["lab", "nonsense"], "nonsense"),
    (["source", "add", "ftp://x.example"], "http://"),
    (["source", "test"], "--all"),
    (["brief", "--stories", "0"], "stories"),
    (["outbox", "--state", "lost"], "pending, sending"),
    (["outbox", "--lane", "fast"], "conversation, breaking"),
    (["outbox", "--chat", "somewhere"], "telegram:-100123"),
    (["outbox", "requeue"], "--state dead"),
    (["outbox", "requeue", "--state", "held"], "ambiguous, expired, dead"),
    (["outbox", "requeue", "a", "--state", "dead"], "--state dead"),
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
    (["outbox", "explain", "none"], {}, "daybrief outbox"),
    (["outbox", "requeue", "none"], {}, "daybrief outbox"),
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
    done = shell(home, "set -o pipefail; daybrief brief --sample --json | true; daybrief brief --sample | head -1")
    assert (done.returncode, done.stderr) == (0, "")


def shell(home: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A line of bash in which `daybrief` is the command."""
    return subprocess.run(
        ["bash", "-c", f'daybrief() {{ "{sys.executable}" -m bot "$@"; }}; {script}'], cwd=ROOT,
        capture_output=True, text=True, timeout=60,
        env=os.environ | {"DAYBRIEF_HOME": str(home)},
    )  # fmt: skip


STREAMS = {
    "stdout closed": ("daybrief brief --sample >&-", 0, ""),
    "stdin closed": ("daybrief brief - <&-", 1, "nothing in it"),
    "stderr closed": ("daybrief story none 2>&-", 1, ""),
    "a full device": ("daybrief brief --sample --json >/dev/full", 1, "No space left"),
    "a charset without dashes": ("export PYTHONIOENCODING=ascii; daybrief brief --sample | cat >/dev/null", 0, ""),
}


@pytest.mark.parametrize("case", STREAMS)
def test_streams_that_are_closed_full_or_narrow_give_one_line_at_most(home: Path, case: str) -> None:
    script, code, said = STREAMS[case]
    done = shell(home, script)
    assert (done.returncode, done.stderr.count("\n") <= 2) == (code, True)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_with_json_is_one_document_too(home: Path) -> None:
    done = daybrief(home, "brief", "no-such-file.txt", "--json")
    error = json.loads(done.stdout)
    assert (done.returncode, error["kind"], error["code"]) == (1, "error", 1)
    assert error["error"] in done.stderr


def test_an_error_that_quotes_somebody_steers_no_terminal(home: Path) -> None:
    done = daybrief(home, "brief", "x\x1b[31m\u202e.txt")
    assert done.returncode == 1
    assert not {"\x1b", "\u202e"} & set(done.stderr)


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """A home whose only source never answers: the sample stands in, on any machine."""
    listed = tmp_path / "sources.toml"
    listed.write_text(OUTLET + 'feeds = [{ url = "http://127.0.0.1:18999/x.xml", section = "world", seen = "here" }]\n')
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_"))}
    return clean | {
        "DAYBRIEF_HOME": str(tmp_path), "DAYBRIEF_SOURCES": str(listed), "DAYBRIEF_PRIVATE_SOURCES": "true",
    }  # fmt: skip


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("pause", [0.01, 0.4])
def test_a_signal_ends_a_run_and_leaves_no_server(
    tmp_path: Path, alone: dict[str, str], blow: signal.Signals, pause: float
) -> None:
    running = subprocess.Popen([sys.executable, "-m", "bot", "brief"], cwd=ROOT, env=alone, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    while not (tmp_path / "store").exists() and running.poll() is None:
        time.sleep(0.005)  # until it has begun; then a moment, so that the signal comes in different phases
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.wait(pause)
    running.send_signal(blow)
    _, said = running.communicate(timeout=30)
    assert "Traceback" not in said
    assert not served(tmp_path)


def served(home: Path) -> bool:
    """Whether a server still holds the lock of this home (see bot.store.embedded)."""
    held = home / "store" / "server"
    if not held.exists():
        return False
    with held.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_killed_neighbour_costs_nobody_anything(tmp_path: Path, alone: dict[str, str]) -> None:
    arguments = [sys.executable, "-m", "bot", "brief", "--json"]
    victim = subprocess.Popen(arguments, cwd=ROOT, env=alone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        victim.wait(0.6)
    victim.kill()
    victim.wait()
    assert document(daybrief(tmp_path, "brief", "--json", env=alone))["items"]
    assert document(daybrief(tmp_path, "story", "1", "--json", env=alone))["reports"]
    assert not served(tmp_path)


GIVEN = {
    "empty.txt": (b"", "nothing in it"),
    "binary.dat": (bytes(range(256)) * 40, "binary file"),
    "large.txt": (b"A long tale about nothing in Korve. " * 250_000, "too large"),
    "headline.txt": (b"Only a headline\n", "no story"),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_cannot_be_read_is_named(home: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(GIVEN[name][0])
    done = daybrief(home, "brief", str(tmp_path / name))
    assert done.returncode == 1
    assert f"{name}: " in done.stderr
    assert GIVEN[name][1] in done.stderr


def test_a_folder_is_read_past_junk_and_loops(home: Path, article: Path) -> None:
    (article.parent / "loop").symlink_to(article.parent)
    (article.parent / "empty.txt").touch()
    (article.parent / "crlf.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    done = daybrief(home, "brief", str(article.parent), "--json")
    assert len(document(done)["items"]) == 1
    assert "empty.txt" in done.stderr


def test_cites_are_spans_of_the_text_that_the_lab_gives(home: Path, tmp_path: Path) -> None:
    text = (
        "Dam \U0001f30a fails\n\nA dam \U0001f30a above Korve failed on Monday, killing 12,\nthe ministry said.\n\n\n"
    )
    (tmp_path / "dam.txt").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    parsed = json.loads(daybrief(home, "lab", "parse", stdin=json.dumps({"path": str(tmp_path / "dam.txt")})).stdout)
    (item,) = document(daybrief(home, "brief", str(tmp_path / "dam.txt"), "--json"))["items"]
    cites = [c for s in item["sentences"] for c in s["cites"]]
    assert cites
    assert all(parsed["text"][c["start"] : c["end"]] == c["text"] for c in cites)


def test_the_lab_answers_each_line_before_the_next_is_given(home: Path) -> None:
    running = subprocess.Popen([sys.executable, "-m", "bot", "lab", "check"], cwd=ROOT, text=True, bufsize=1,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert running.stdin
    assert running.stdout
    for claim in ("It rained in Korve.", "It snowed in Korve."):
        running.stdin.write(json.dumps({"id": claim, "source": "It rained in Korve.", "claim": claim}) + "\n")
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == claim
    running.stdin.close()
    assert running.wait(20) == 0
    running.stdout.close()


def test_half_a_surrogate_pair_in_the_lab_stays_escaped(home: Path) -> None:
    done = daybrief(home, "lab", "place", stdin='{"id":"\\ud800","text":"x"}\n{"id":"b","text":"It rained."}\n')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["\ud800", "b"]


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
        OUTLET + f'feeds = [{{ url = "http://127.0.0.1:{port[0]}/world.xml", section = "world", seen = "here" }}]\n'
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


def test_a_list_exported_is_a_list_imported(sourced: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    home, env = sourced
    opml = tmp_path / "mine.opml"
    opml.write_text(daybrief(home, "source", "export", env=env).stdout, encoding="utf-8")
    assert "Imported 0 sources; 1 were" in daybrief(home, "source", "import", str(opml), env=env).stderr
    daybrief(home, "source", "remove", "Harbour Post", env=env)
    assert "Imported 1 sources" in daybrief(home, "source", "import", str(opml), env=env).stderr
    listed = document(daybrief(home, "source", "list", "--json", env=env))["sources"]
    assert [s["outlet"] for s in listed] == ["Harbour Post"]


def test_what_is_no_list_is_refused_without_reading_it_all(home: Path) -> None:
    done = daybrief(home, "source", "import", "/dev/zero")
    assert (done.returncode, "8 MB" in done.stderr) == (1, True)


def test_a_source_that_gives_nothing_is_not_added(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    done = daybrief(home, "source", "add", "http://127.0.0.1:1/none.xml", env=env)
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr


def test_sources_that_fail_are_shown_with_their_address(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    done = daybrief(home, "source", "test", "--all", "http://127.0.0.1:1/gone.xml", env=env)
    assert "1 of 2 sources answered" in done.stderr
    assert "http://127.0.0.1:1/gone.xml" in done.stdout


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


def test_a_reader_at_the_machine_is_not_told_the_same_twice(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    first, second = (daybrief(home, "brief", "--stories", "2", env=env).stdout for _ in range(2))
    told = [head for head in HEADLINES if head in first]
    assert len(told) == 2
    assert [head for head in HEADLINES if head in second] == [head for head in HEADLINES if head not in told]
    assert "2 stories told here before have nothing new and made room" in second
    assert "Nothing new since your last brief here" in daybrief(home, "brief", env=env).stdout
    assert "told before" not in daybrief(home, "brief", "--all", env=env).stdout


def test_a_program_is_given_everything_each_time_and_who_is_forgotten_is_told_anew(
    sourced: tuple[Path, dict[str, str]],
) -> None:
    home, env = sourced
    for _ in range(2):
        assert len(document(daybrief(home, "brief", "--json", env=env))["items"]) == 3
    assert "made room" not in daybrief(home, "brief", env=env).stdout
    assert "deleted" in daybrief(home, "forget", env=env).stderr
    assert "Nothing new" not in daybrief(home, "brief", env=env).stdout


def test_the_doctor_says_what_is_wrong_and_the_cure(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    done = daybrief(home, "doctor", "--json", env=env)
    report = json.loads(done.stdout)
    assert [f["what"] for f in report["findings"]] == ["configuration", "store", "network", "chats", "keys"]
    assert report["fine"]
    bad = daybrief(home, "doctor", env=env | {"DAYBRIEF_ZONE": "Mars"})
    assert bad.returncode == 1
    assert "Cure:" in bad.stdout


ILLS = {
    "the store": ({"DAYBRIEF_REDIS_URL": "redis://127.0.0.1:1"}, "store", "DAYBRIEF_REDIS_URL"),
    "no sources": ({"DAYBRIEF_SOURCES": "README.md"}, "configuration", ".env"),
}


@pytest.mark.parametrize("case", ILLS)
def test_the_doctor_goes_on_past_an_ill(sourced: tuple[Path, dict[str, str]], case: str) -> None:
    home, env = sourced
    wrong, what, cure = ILLS[case]
    done = daybrief(home, "doctor", "--json", env=env | wrong)
    (ill,) = [f for f in json.loads(done.stdout)["findings"] if not f["fine"]]
    assert (done.returncode, ill["what"]) == (1, what)
    assert cure in ill["cure"]


# --- the outbox and its books ----------------------------------------------------------------------------------------

CHAT, OTHER = Chat("telegram", "-100123"), Chat("discord", "77", "5")
WAITS = {"wait": "pending", "away": "sending", "kept": "held", "unsure": "ambiguous", "late": "expired", "gone": "dead"}
"""By key, the rows that are not sent."""


async def _settled(archive: Archive, now: datetime) -> None:
    """Rows that were sent, given up, or told by another, which is sent too."""
    outbox, lease = archive.outbox, timedelta(minutes=1)
    await outbox.put([replace(_row("joined", OTHER, now), following="g", until=now + lease, why="cap")], now)
    await outbox.release("g", ["joined"], _row("said", OTHER, now), "told in said", now)
    await outbox.put([_row("unsure", OTHER, now), _row("gone", OTHER, now)], now)
    await outbox.sent(await _claimed(archive, now), Receipt(OTHER, "said", ()), now)
    await outbox.ambiguous(await _claimed(archive, now), now)
    await outbox.dead(await _claimed(archive, now), "gone (blocked)", now)
    await outbox.put([_row("late", OTHER, now - timedelta(hours=2))], now)
    assert await outbox.claim("discord", now, lease) is None


async def _claimed(archive: Archive, now: datetime) -> Delivery:
    found = await archive.outbox.claim("discord", now, timedelta(minutes=1))
    assert found is not None
    return found


def _row(key: str, chat: Chat, now: datetime) -> Delivery:
    item = Item(f"slug-{key}", "Ferry sinks", "Harbour", now, ("harbour",), ())
    return Delivery(key, chat, Alert(item, now), Lane.BREAKING, "", now, now + timedelta(hours=1))


@pytest.fixture
def posted(tmp_path: Path) -> Path:
    """A home with a row of every state."""

    async def fill() -> None:
        async with house.opened(Settings(home=tmp_path), tuple) as home:
            archive, now = home.archive, home.clock()
            await archive.followings.add(Following("f", CHAT, "telegram:9", now, topic="ferries"))
            await _settled(archive, now)
            await archive.outbox.put([_row("away", CHAT, now), _row("wait", CHAT, now)], now)
            await archive.outbox.claim("telegram", now, timedelta(minutes=1))
            kept = replace(_row("kept", CHAT, now), following="f", until=now + timedelta(hours=6), why="quiet hours")
            await archive.outbox.put([kept], now)

    asyncio.run(fill())
    return tmp_path


def test_what_is_not_sent_is_listed(posted: Path) -> None:
    listed = document(daybrief(posted, "outbox", "--json"))
    assert {row["key"]: row["state"] for row in listed["rows"]} == WAITS
    assert (listed["kind"], listed["more"]) == ("outbox", 0)
    (kept,) = [row for row in listed["rows"] if row["key"] == "kept"]
    assert [kept[part] for part in ("says", "stories", "followings")] == ["alert", ["slug-kept"], ["f"]]
    heads, *lines = daybrief(posted, "outbox").stdout.splitlines()
    assert {line.split()[0] for line in lines} == set(WAITS)
    assert heads.split()[:4] == ["key", "state", "lane", "chat"]
    assert lines[-1].startswith("late")
    assert any("alert slug-gone" in line and "the chat shut the bot out" in line for line in lines)


NARROWED: dict[tuple[str, ...], set[str]] = {
    ("--state", "dead"): {"gone"},
    ("--state", "sent"): {"said"},
    ("--state", "merged"): {"joined"},
    ("--chat", "telegram:-100123"): {"wait", "away", "kept"},
    ("--chat", "discord:77"): {"unsure", "late", "gone"},
    ("--lane", "brief"): set(),
}


@pytest.mark.parametrize("options", NARROWED)
def test_rows_are_narrowed_down(posted: Path, options: tuple[str, ...]) -> None:
    listed = document(daybrief(posted, "outbox", *options, "--json"))
    assert {row["key"] for row in listed["rows"]} == NARROWED[options]


def test_the_newest_rows_are_shown_and_the_rest_is_counted(posted: Path) -> None:
    listed = document(daybrief(posted, "outbox", "--limit", "5", "--json"))
    assert ("late" in [row["key"] for row in listed["rows"]], len(listed["rows"]), listed["more"]) == (False, 5, 1)
    assert "1 more are older" in daybrief(posted, "outbox", "--limit", "5").stdout


EXPLAINED = {
    "wait": (
        "Row wait (alert slug-wait) for telegram:-100123",
        "1 row of its chat before it",
        "when row away has",
        "Nothing is serving",
    ),
    "away": ("A courier has it until", "whatever that subscribed to"),
    "kept": (
        "subscription f, breaking in telegram:-100123 on 'ferries', which is there",
        "held: quiet hours",
        "in 5h 59m",
    ),
    "unsure": ("nobody knows whether it arrived", "outbox requeue unsure", "there twice"),
    "late": ("It is expired", "could not be sent in time"),
    "gone": ("It is dead", "the chat shut the bot out", "remembered until"),
    "said": ("It was sent",),
    "joined": ("Another row tells it: told in said.",),
}


@pytest.mark.parametrize("key", EXPLAINED)
def test_a_rows_life_is_told_in_sentences(posted: Path, key: str) -> None:
    told = daybrief(posted, "outbox", "explain", key)
    assert (told.returncode, told.stderr) == (0, "")
    assert [part for part in EXPLAINED[key] if part not in told.stdout] == []


def test_a_dead_row_put_again_is_claimed(posted: Path) -> None:
    async def claimed() -> Delivery | None:
        async with house.opened(Settings(home=posted), tuple) as home:
            return await home.archive.outbox.claim("discord", home.clock(), timedelta(minutes=1))

    done = daybrief(posted, "outbox", "requeue", "gone")
    assert (done.returncode, done.stderr) == (0, "gone: put again, for discord:77:5.\n")
    row = asyncio.run(claimed())
    assert row is not None
    assert (row.key, row.expires - row.made) == ("gone", timedelta(minutes=60))
    assert document(daybrief(posted, "ledger", "--json"))["balanced"]


def test_several_rows_are_put_again_only_when_that_is_meant(posted: Path) -> None:
    done = daybrief(posted, "outbox", "requeue", "gone", "unsure")
    assert (done.returncode, "2 rows, of which 1 may have arrived" in done.stderr) == (2, True)
    done = daybrief(posted, "outbox", "requeue", "gone", "unsure", "wait", "none", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["gone", "unsure", "wait", "none"]
    assert "1 put again" in daybrief(posted, "outbox", "requeue", "--state", "expired").stderr
    assert "No row is ambiguous" in daybrief(posted, "outbox", "requeue", "--state", "ambiguous").stderr


def test_the_ledger_balances(posted: Path) -> None:
    kept = document(daybrief(posted, "ledger", "--json"))
    assert (kept["kind"], kept["balanced"], kept["faults"]) == ("ledger", True, [])
    assert {state: kept["counts"][state] for state in STATES} == dict.fromkeys(STATES, 1)
    assert {"state": "held", "lane": "breaking", "adapter": "telegram", "rows": 1} in kept["rows"]
    assert kept["followings"]["breaking"] == {"number": 1, "rest": {}}
    assert daybrief(posted, "ledger").stdout.endswith("The books balance.\n")


def test_books_that_do_not_balance_are_exit_1_with_a_cure_that_cures(posted: Path) -> None:
    async def blow() -> None:
        async with house.opened(Settings(home=posted), tuple) as home:
            await home.store.redis.hincrby("daybrief:{wire}:counts", "made", 3)

    asyncio.run(blow())
    done = daybrief(posted, "ledger")
    assert (done.returncode, "Cure: daybrief ledger --recount" in done.stdout) == (1, True)
    assert "daybrief ledger" in daybrief(posted, "doctor").stdout
    assert daybrief(posted, "ledger", "--recount").returncode == 0
    assert daybrief(posted, "ledger").returncode == 0


# --- at a terminal ---------------------------------------------------------------------------------------------------


class Screen:
    """A command on a terminal of its own: what it shows, and a keyboard."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DAYBRIEF_", "REDIS_"))}
        settings = {"DAYBRIEF_HOME": str(home), "DAYBRIEF_ZONE": "UTC", "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        settings = clean | settings | env
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=clean | settings | env,
        )
        os.close(theirs)
        self.seen = ""

    def until(self, text: str) -> None:
        """Waits until a text is on the screen (on one line of it)."""
        while text not in self.seen:
            ready, _, _ = select.select([self.ours], [], [], 60)
            assert ready, f"no {text!r} on the screen:\n{self.seen}"
            self.seen += os.read(self.ours, 65_536).decode("utf-8", "replace")

    def type(self, line: str) -> None:
        """Types a line; what was shown before is forgotten."""
        self.seen = ""
        os.write(self.ours, line.encode() + b"\r")


def test_the_desk_shows_the_brief_and_converses(sourced: tuple[Path, dict[str, str]]) -> None:
    home, env = sourced
    screen = Screen(home, env)
    screen.until("A number opens a story")
    assert "Dam above Korve kills 12" in screen.seen
    screen.type("1")
    screen.until("Headline")
    screen.type("brief")
    screen.until("Nothing new since your last brief here")
    screen.type("What was passed after a long night?")
    screen.until("[1]")
    screen.type("quit")
    assert screen.process.wait(30) == 0
    os.close(screen.ours)


class Watched(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("model", "stream", "seen"), [("m", Watched(), True), ("m", io.StringIO(), False), ("", Watched(), False)]
)
def test_who_waits_at_a_terminal_sees_that_a_model_is_at_work(model: str, stream: io.StringIO, seen: bool) -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    desk = Desk(Clippings([], {}, now), lambda: now, writing=writers.uncounted(Settings(llm_model=model)))
    with contextlib.redirect_stderr(stream), reading._wording(desk):
        pass
    assert ("The model is wording it" in stream.getvalue()) is seen
