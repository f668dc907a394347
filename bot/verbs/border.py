"""The border between a verb and the person who called it.

Works on: coroutines and streams.
Comes in: a verb's work.
Goes out: an exit code; one line on stderr for every failure.
Does not know: any verb.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import traceback
from collections.abc import Coroutine
from typing import Any

from bot.desk import Unknown
from bot.settings import SettingsError
from bot.store import StoreError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
DEBUG = "DAYBRIEF_DEBUG"


class Misused(Exception):
    """The command was called wrongly; `str` says what to type."""


class Failed(Exception):
    """The command could not do its work; `str` says why, with the cure."""


def say(line: str) -> None:
    """A line for the person, beside the document."""
    print(line, file=sys.stderr, flush=True)


def put(document: object) -> None:
    """The one document of a `--json` command, or a line of the lab."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def run(work: Coroutine[Any, Any, int | None]) -> int:
    """Runs a verb to its end. BrokenPipeError is let through: a reader who left is no failure."""
    try:
        return asyncio.run(work) or 0
    except Misused as misuse:
        say(f"daybrief: {misuse}")
        return MISUSED
    except (Failed, StoreError, SettingsError, Unknown) as failure:
        say(f"daybrief: {failure}")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as surprise:
        if os.environ.get(DEBUG):
            traceback.print_exc()
        say(f"daybrief: something failed that should not have: {type(surprise).__name__}. Nothing stored is lost.")
        say(f"Cure: try again; if it stays, report it with what {DEBUG}=1 prints.")
        return FAILED


def terminal() -> Any:
    """The terminal adapter, by name: the core imports no adapter."""
    return importlib.import_module("adapters.terminal")
