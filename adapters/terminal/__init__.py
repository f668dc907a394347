"""The terminal desk: a brief to read, then a prompt to ask at.

Works on: a `Reception`, a console, a keyboard.
Comes in: lines of text; pieces of news.
Goes out: coloured text on a terminal, plain text into a pipe.
Does not know: how news is gathered, ranked, worded or stored.
"""

from adapters.layout import FICTION
from adapters.terminal.desk import CHAT, HINT, LEAVING, Terminal, asker, help_table
from adapters.terminal.mouth import Mouth
from adapters.terminal.roll import Roll
from adapters.terminal.screen import console, show

__all__ = ["CHAT", "FICTION", "HINT", "LEAVING", "Mouth", "Roll", "Terminal", "asker", "console", "help_table", "show"]
