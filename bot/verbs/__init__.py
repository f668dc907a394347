"""What each verb of the command line does.

Works on: the house, given sources, stdin and stdout.
Comes in: parsed arguments.
Goes out: text for people or one JSON document on stdout, everything else on stderr; an exit code.
Does not know: how news is read, grouped, ranked or checked.

Each verb's room is opened when the verb is asked for: a command pays for no other.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

ROOMS = {
    "accounting": ("usage",),
    "balancing": ("ledger",),
    "care": ("doctor", "export", "forget"),
    "outboxing": ("outbox", "outbox_explain", "outbox_requeue"),
    "reading": ("ask", "brief", "desk", "story", "why"),
    "serving": ("health", "serve"),
    "sourcing": ("source_add", "source_export", "source_import", "source_list", "source_remove", "source_test"),
    "staging": ("lab",),
}
_ROOM = {verb: room for room, verbs in ROOMS.items() for verb in verbs}


def __getattr__(verb: str) -> Callable[..., int]:
    """A verb by its name."""
    if verb not in _ROOM:
        raise AttributeError(f"module {__name__!r} has no attribute {verb!r}")
    found: Callable[..., int] = getattr(import_module(f"{__name__}.{_ROOM[verb]}"), verb)
    return found
