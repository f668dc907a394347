"""What `serve` writes on stderr: one line an event, without a secret in it.

Works on: the records of stdlib logging, ours and those of libraries.
Comes in: the secrets of the settings; records, whose text may be anybody's.
Goes out: `2026-01-05T06:07:08.009Z INFO daybrief: text`, cleaned, redacted, capped; a traceback folded into its line.
Does not know: what happened, or what matters.

A library may put a token into a URL, and a URL into an error: so the whole line is redacted, after everything that will
stand in it is known.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO
from urllib.parse import quote

HIDDEN = "[redacted]"
LONGEST = 2_000
"""Characters of a line: the rest of a longer one is somebody else's text."""
SHORTEST = 4
"""A shorter secret would be found in every word; inside an address it is hidden all the same."""
FRAMES = 6
"""Of a traceback the innermost are shown."""
CHAIN = 4
"""Errors that are shown of a chain, the last one first."""
READ = 20_000
"""Characters of a record that are looked at."""
UNTRUE = ("discord.gateway", "Can't keep up")
"""Said after every heartbeat whose answer comes before the library has noted its sending: near servers are fast."""
QUIET = (
    "aiohttp", "asyncio", "discord", "hpack", "httpcore", "httpcore2", "httpx", "httpx2", "openai", "telegram",
)  # fmt: skip

_FORMS = (  # repeats have bounds, so that no text makes them slow
    # Telegram's Bot API has the token in the path: /bot123456:AA.../getMe. A colon may have been quoted on the way.
    (re.compile(r"(/(?:file/)?bot)[0-9]+(?::|%3A)[^/\s\"'?#]+", re.IGNORECASE), rf"\g<1>{HIDDEN}"),
    (re.compile(r"\b[0-9]{6,20}(?::|%3A)[A-Za-z0-9_-]{30,100}", re.IGNORECASE), HIDDEN),
    # A Discord token: account, time and signature, in the letters of base64url.
    (re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{20,40}\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{25,100}"), HIDDEN),
    # Whoever has a webhook's or an interaction's token may speak in our name.
    (re.compile(r"(/(?:webhooks|interactions)/[0-9]+/)[^/\s\"'?#]+", re.IGNORECASE), rf"\g<1>{HIDDEN}"),
    (re.compile(r"\b(Bot|Bearer|Basic) [A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE), rf"\g<1> {HIDDEN}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,15}://)[^/\s\"'?#]{0,500}@", re.IGNORECASE), rf"\g<1>{HIDDEN}@"),
    # A feed's address may carry its reader's key in its query.
    (re.compile(r"(\bhttps?://[^\s\"'<>?]{0,2000})\?[^\s\"'<>]*", re.IGNORECASE), rf"\g<1>?{HIDDEN}"),
)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without any of the secrets, as they are or quoted for a URL, and without what has a secret's form."""
    spellings = {spelling for s in secrets if len(s) >= SHORTEST for spelling in (s, quote(s), quote(s, safe=""))}
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, HIDDEN)
    for form, instead in _FORMS:
        text = form.sub(instead, text)
    return text


def _one_line(text: str) -> str:
    """Without control characters, line ends and what turns text around; blanks are single."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _looked_at(text: str) -> str:
    """What is read of a text: whole words, for nobody would know half a secret again."""
    return text if len(text) <= READ else text[:READ].rpartition(" ")[0] + " …"


def _errors(error: BaseException) -> Iterator[BaseException]:
    """An error, those it is a group of, and those it came from; at most `CHAIN`."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < CHAIN:
        error = waiting.pop(0)
        if id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            waiting += error.exceptions
        former = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        waiting += [former] if former else []


def _told(error: BaseException) -> str:
    """An error in one line: what it is, what it says, where it was raised, innermost frame first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{frame.name} {frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__}: {error}" + (f" ({places})" if places else "")


class Line(logging.Formatter):
    """A record as one line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """The line. Raises whatever a record with wrong arguments raises."""
        parts = [record.getMessage()]
        if record.exc_info and record.exc_info[1] is not None:
            parts += [_told(error) for error in _errors(record.exc_info[1])]
        said = self._safe(_looked_at(" | ".join(parts)))
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        return f"{at}Z {record.levelname} {self._safe(record.name)}: {said}"

    def _safe(self, text: str) -> str:
        """Redacted before cleaning and after it: cleaning may break a secret that holds blanks, or mend one."""
        safe = redacted(_one_line(redacted(text, self._secrets)), self._secrets)
        return safe if len(safe) <= LONGEST else safe[: LONGEST - 1] + "…"


class Stderr(logging.StreamHandler[TextIO]):
    """Writes lines. A record that cannot be written is said to be so, without what it holds."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Instead of a traceback with the record's arguments."""
        with suppress(OSError, ValueError):
            self.stream.write(f"{record.levelname} {_one_line(record.name)[:100]}: a line could not be written\n")
            self.flush()


def configure(secrets: Iterable[str], stream: TextIO | None = None, level: int = logging.INFO) -> Callable[[], None]:
    """Sends all logging to a stream (stderr) from now on, and warnings and what ends a thread; libraries are quieted.

    Gives back what undoes it.
    """
    root, before = logging.getLogger(), threading.excepthook
    lines = Stderr(stream or sys.stderr or open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open until the end
    lines.setFormatter(Line(secrets))
    lines.addFilter(_true)
    former, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", *QUIET)}
    root.handlers = [lines]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
    threading.excepthook = _thread_ended

    def undo() -> None:
        root.handlers, threading.excepthook = former, before
        logging.captureWarnings(False)
        for name, old in levels.items():
            logging.getLogger(name).setLevel(old)

    return undo


def _true(record: logging.LogRecord) -> bool:
    """A heartbeat that is late in truth is told of in other words, by the library and by the adapter."""
    name, words = UNTRUE
    return not (record.name == name and str(record.msg).startswith(words))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """A library's thread died: a line, in place of a traceback."""
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread else "unnamed"
        shown = (type(ended.exc_value), ended.exc_value, ended.exc_traceback)
        logging.getLogger("daybrief").error("the thread %s ended", name, exc_info=shown)
