"""What serve writes on stderr: one clean line an event, and never a secret."""

import contextlib
import importlib
import inspect
import io
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from bot import logs

TELEGRAM = "987654321:AAE-kQ_vT0x1Zy2Xw3Vu4Ts5Rq6Po7Nm8Lk"
DISCORD = "MTE3NjU0MzIxMDk4NzY1NDMyMQ.GxYz12.abcdefghijklmnopqrstuvwxyz0123456789AB"
PASSWORD = "s3cret/w@rd"
SECRETS = (TELEGRAM, DISCORD, PASSWORD)
log = logging.getLogger("daybrief.test")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go while a test runs."""
    held = io.StringIO()
    undo = logs.configure(SECRETS, held)
    yield held
    undo()


def lines(stream: io.StringIO) -> list[str]:
    """What was written: every event one line."""
    assert stream.getvalue().endswith("\n")
    return stream.getvalue().splitlines()


HIDES = {
    "a secret as it is": (f"the key is {PASSWORD}.", f"the key is {logs.HIDDEN}."),
    "a secret quoted for a path": ("key=s3cret/w%40rd end", f"key={logs.HIDDEN} end"),
    "a secret quoted whole": ("key=s3cret%2Fw%40rd end", f"key={logs.HIDDEN} end"),
    "an unknown Telegram token": ("POST https://a.example/bot1:AAx-_/getMe", f"POST https://a.example/bot{logs.HIDDEN}/getMe"),
    "a file's address": ("https://a.example/file/bot12345:AAx/p.jpg", f"https://a.example/file/bot{logs.HIDDEN}/p.jpg"),
    "a quoted Telegram token": ("/bot123456%3AAAx/getMe failed", f"/bot{logs.HIDDEN}/getMe failed"),
    "a bare Telegram token": ("token 555666777:" + "Ab-_" * 9, f"token {logs.HIDDEN}"),
    "an unknown Discord token": (f"token {DISCORD.replace('M', 'N')}!", f"token {logs.HIDDEN}!"),
    "a webhook": ("POST https://d.example/api/v10/webhooks/12/aW50ZXI/messages", f"POST https://d.example/api/v10/webhooks/12/{logs.HIDDEN}/messages"),
    "an interaction": ("/interactions/12/aW50ZXI/callback", f"/interactions/12/{logs.HIDDEN}/callback"),
    "a header": ("Authorization: Bot abcdefghijklmnopqrst", f"Authorization: Bot {logs.HIDDEN}"),
    "a password in a store's address": ("redis://me:pw@store:6379/0", f"redis://{logs.HIDDEN}@store:6379/0"),
    "a password alone in an address": ("rediss://:pw@store/0 is down", f"rediss://{logs.HIDDEN}@store/0 is down"),
    "the query of a feed": ("https://p.example/feed?key=abc now", f"https://p.example/feed?{logs.HIDDEN} now"),
}  # fmt: skip


@pytest.mark.parametrize("case", HIDES)
def test_it_hides(case: str) -> None:
    text, shown = HIDES[case]
    assert logs.redacted(text, SECRETS) == shown
    assert logs.redacted(shown, SECRETS) == shown


@pytest.mark.parametrize(
    "text",
    [
        "telegram:-1001234:45 at 12:30:45 UTC",
        "https://paper.example/2026/01/storm-kills-12",
        "a@b.example wrote",
        "1.2.3",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redacted(text, SECRETS) == text


def test_a_line_has_the_time_in_utc_the_level_the_logger_and_the_text(stream: io.StringIO) -> None:
    record = logging.makeLogRecord(
        {"name": "daybrief", "levelname": "INFO", "levelno": 20, "msg": "%d chats", "args": (3,), "created": 0.25}
    )
    logging.getLogger().handle(record)
    assert lines(stream) == ["1970-01-01T00:00:00.250Z INFO daybrief: 3 chats"]


def test_foreign_text_makes_no_second_line_and_turns_nothing_around(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    # What pytest catches it reports as it is, and half a surrogate pair cannot be reported from a worker.
    monkeypatch.setattr(root, "handlers", [h for h in root.handlers if isinstance(h, logs.Stderr)])
    log.warning("headline %s", "one\r\n2026-01-01T00:00:00.000Z INFO daybrief: forged\x1b[2J\u202egnp\u2028two\ud800")
    (line,) = lines(stream)
    assert line.endswith("headline one 2026-01-01T00:00:00.000Z INFO daybrief: forged [2J gnp two")
    assert line.isprintable()


def test_a_long_text_is_cut_and_a_very_long_one_is_no_burden(stream: io.StringIO) -> None:
    log.info("x" * 5_000)
    log.info("a-" * 2_000_000 + TELEGRAM)
    log.info("http://a" * 100_000)
    assert all(len(line) <= logs.LONGEST + 100 for line in lines(stream))
    assert TELEGRAM[:20] not in stream.getvalue()


def test_a_secret_is_hidden_in_arguments_and_in_a_loggers_name(stream: io.StringIO) -> None:
    log.info("%s and %r", TELEGRAM, {"token": DISCORD})
    logging.getLogger(f"daybrief.{TELEGRAM}").info("hello")
    first, second = lines(stream)
    assert (TELEGRAM in stream.getvalue(), DISCORD in stream.getvalue()) == (False, False)
    assert first.count(logs.HIDDEN) == 2
    assert logs.HIDDEN in second


def raised_in_a_chain() -> None:
    try:
        raise ConnectionError(f"POST https://api.example/bot{TELEGRAM}/sendMessage: reset")
    except ConnectionError as error:
        raise RuntimeError(f"could not send with {DISCORD}\nsecond line") from error


def raised_in_a_group() -> None:
    raise ExceptionGroup("two failed", [ValueError(f"redis://:{PASSWORD}@store"), KeyError(TELEGRAM)])


def raised_in_a_circle() -> None:
    first, second = ValueError(TELEGRAM), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    raise first


@pytest.mark.parametrize("scene", [raised_in_a_chain, raised_in_a_group, raised_in_a_circle])
def test_an_error_is_one_line_with_its_cause_and_place_and_without_its_secrets(
    scene: object, stream: io.StringIO
) -> None:
    assert callable(scene)
    try:
        scene()
    except Exception:
        log.exception("the courier stopped")
    (line,) = lines(stream)
    assert [secret for secret in SECRETS if secret in line] == []
    assert line.count(" | ") >= 1
    assert re.search(rf"\({scene.__name__} .+test_logs\.py:\d+ < ", line)


def test_errors_of_the_libraries_are_shown_without_the_token(stream: io.StringIO) -> None:
    import httpx
    from telegram.error import InvalidToken

    request = httpx.Request("POST", f"https://api.example/bot{TELEGRAM}/getMe")
    answer = httpx.Response(401, request=request)
    for failing in (answer.raise_for_status, lambda: (_ for _ in ()).throw(InvalidToken(f"`{TELEGRAM}` was rejected"))):
        try:
            list(failing() or ())
        except (httpx.HTTPError, InvalidToken):
            log.exception("refused")
    assert len(lines(stream)) == 2
    assert stream.getvalue().count(logs.HIDDEN) >= 2
    assert TELEGRAM not in stream.getvalue()


@pytest.mark.parametrize("name", logs.QUIET)
def test_a_library_speaks_only_when_something_is_wrong(name: str, stream: io.StringIO) -> None:
    logging.getLogger(f"{name}.inner").info("HTTP Request: POST https://api.example/bot%s/getMe", TELEGRAM)
    assert stream.getvalue() == ""
    logging.getLogger(f"{name}.inner").warning("POST https://api.example/bot%s/getMe", TELEGRAM)
    assert lines(stream)[0].endswith(f"POST https://api.example/bot{logs.HIDDEN}/getMe")


def test_a_record_that_cannot_be_written_shows_nothing_of_it(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    (handler,) = [each for each in logging.getLogger().handlers if isinstance(each, logs.Stderr)]
    handler.handle(log.makeRecord(log.name, logging.INFO, __file__, 1, "%d chats", (TELEGRAM,), None))
    assert lines(stream) == ["INFO daybrief.test: a line could not be written"]
    assert capsys.readouterr() == ("", "")


def test_a_closed_stderr_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    held = io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.callback(logs.configure(SECRETS, held))
        held.close()
        log.info("nobody hears")
    assert capsys.readouterr() == ("", "")


def test_warnings_and_threads_that_end_are_lines_too(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"old token {TELEGRAM}", stacklevel=1)
    ending = threading.Thread(target=raised_in_a_chain, name="heartbeat")
    ending.start()
    ending.join()
    warned, ended = lines(stream)
    assert f"old token {logs.HIDDEN}" in warned
    assert "ERROR daybrief: the thread heartbeat ended | RuntimeError: could not send with" in ended


def test_undoing_puts_everything_back() -> None:
    root, hook = logging.getLogger(), threading.excepthook
    before = (root.handlers[:], root.level, logging.getLogger("httpx").level)
    undo = logs.configure((), io.StringIO(), logging.DEBUG)
    assert (root.level, logging.getLogger("httpx").level) == (logging.DEBUG, logging.WARNING)
    undo()
    assert (root.handlers, root.level, logging.getLogger("httpx").level) == before
    assert threading.excepthook is hook


def test_a_thread_that_leaves_of_itself_is_no_event(stream: io.StringIO) -> None:
    leaving = threading.Thread(target=sys.exit)
    leaving.start()
    leaving.join()
    assert stream.getvalue() == ""


def test_a_process_without_a_stderr_logs_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    undo = logs.configure(())
    (handler,) = [each for each in logging.getLogger().handlers if isinstance(each, logs.Stderr)]
    log.info("nobody hears")
    undo()
    assert handler.stream.name == os.devnull
    handler.stream.close()


def test_a_heartbeat_that_is_only_fast_is_no_event(stream: io.StringIO) -> None:
    gateway = logging.getLogger("discord.gateway")
    gateway.warning("Can't keep up, shard ID %s websocket is %.1fs behind.", None, 41.3)
    gateway.warning("Shard ID %s heartbeat blocked for more than %s seconds.", None, 20)
    (line,) = lines(stream)
    assert "heartbeat blocked" in line
    assert f'"{logs.UNTRUE[1]}' in inspect.getsource(importlib.import_module(logs.UNTRUE[0]))
