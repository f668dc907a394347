"""What each verb of the command line does.

Works on: the house, given sources, stdin and stdout.
Comes in: parsed arguments.
Goes out: text for people or one JSON document on stdout, everything else on stderr; an exit code.
Does not know: how news is read, grouped, ranked or checked.
"""

from bot.verbs.care import doctor, export, forget
from bot.verbs.reading import ask, brief, desk, story, why
from bot.verbs.sourcing import source_add, source_export, source_import, source_list, source_remove, source_test
from bot.verbs.staging import lab

__all__ = [
    "ask", "brief", "desk", "doctor", "export", "forget", "lab", "source_add", "source_export", "source_import",
    "source_list", "source_remove", "source_test", "story", "why",
]  # fmt: skip
