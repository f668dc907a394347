"""The prompt: whoever sits at the machine asks, and is answered.

Works on: a `Reception`, a console, a keyboard.
Comes in: lines of text; pieces of news.
Goes out: what the mouth makes of them, below the line or above the prompt.
Does not know: how news is gathered, ranked, worded or stored; how a piece looks.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters import layout, standing
from adapters.terminal.mouth import Mouth
from adapters.terminal.roll import Roll
from adapters.terminal.screen import console, show
from bot import commands
from bot.adapter import Fixed
from bot.news import PLAIN, Chat, Manner, Notice, Piece, Portion, Posted, Receipt, Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from prompt_toolkit import PromptSession

    from bot.adapter import Log
    from bot.reception import Asker, Reception

CHAT = "terminal:local"
LEAVING = ("quit", "exit", "bye")
HINT = "A number opens a story; a question is answered from the sources; help lists the rest."


class Terminal:
    """An adapter with one chat: reads lines until the reader leaves, and prints what breaks above the prompt."""

    name = "terminal"
    memory = timedelta(0)
    trouble = ""

    def __init__(self, mouth: Mouth, screen: Console, history: Path | None = None) -> None:
        self.mouth = mouth
        self.screen = screen
        self.history = history
        self._above = screen

    async def post(
        self,
        chat: Chat,
        piece: Piece,
        key: str,
        done: Sequence[Posted] = (),
        log: Log | None = None,
        reply_to: str = "",
        manner: Manner = PLAIN,
    ) -> Receipt:
        """Prints a piece; what is printed has arrived. It calls nobody, makes no sound and has no threads."""
        if log:
            await log.departing(0)
        show(self._above, Group(Text(), self.mouth.render(piece, manner), Text()))
        posted = Posted(key, standing.carried(piece))
        if log:
            await log.arrived(posted)
        return Receipt(chat, key, (posted,))

    async def revise(self, receipt: Receipt, piece: Piece, former: Piece | None = None, manner: Manner = PLAIN) -> None:
        """A line that was printed stands. Raises Fixed: what is put right is posted, and so printed below it."""
        raise Fixed("what was printed stands")

    async def run(self, reception: Reception) -> None:
        """The prompt. Ctrl-C twice, Ctrl-D or `quit` leaves."""
        from prompt_toolkit.patch_stdout import patch_stdout

        session = self._session()
        self._print(Text(HINT, style="dim"))
        ours = self.screen.file is sys.stdout
        with patch_stdout(raw=True):
            if ours:  # what comes while somebody types is put above the prompt, not into it
                self._above = console(terminal=self.screen.is_terminal)
            async for line in self._lines(session.prompt_async):
                await self.hear(reception, line)
        self._above = self.screen

    def joined(self, articles: int) -> None:
        """Says that something has come in, above the prompt that is being typed at."""
        print(f"{layout.plural(articles, 'article')} came in; `brief` tells what is new.", flush=True)

    def _session(self) -> PromptSession[str]:
        """A line editor with a history that outlives us, and the verbs on the tab key."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.history import FileHistory, InMemoryHistory

        verbs = WordCompleter([*(row.name for row in commands.CATALOGUE), LEAVING[0]], sentence=True)
        past = FileHistory(str(self.history)) if self.history else InMemoryHistory()
        return PromptSession("› ", history=past, completer=verbs, complete_while_typing=False)

    def _print(self, piece: RenderableType) -> None:
        """A reply stands free: a blank line before and after it."""
        show(self.screen, Group(Text(), piece, Text()))

    async def _lines(self, read: Callable[[], Awaitable[str]]) -> AsyncIterator[str]:
        """Lines until the reader leaves: end of input, `quit`, or Ctrl-C twice in a row."""
        leaving = False
        while True:
            try:
                line = (await read()).strip()
            except EOFError:
                return
            except KeyboardInterrupt:
                if leaving:
                    return
                leaving = True
                show(self.screen, Text("Ctrl-C again to leave.", style="dim"))
                continue
            leaving = False
            if line.lower() in LEAVING:
                return
            if line:
                yield line

    async def hear(self, reception: Reception, line: str) -> None:
        """One line: parsed, carried out, answered."""
        call = commands.parse(line)
        name = call.command.name if isinstance(call, commands.Call) else ""
        if name == "help":
            self._print(help_table())
            return
        if name == "forget" and self.history:  # the lines typed are part of the conversation
            self.history.write_bytes(b"")  # emptied, not removed: it stays readable by its owner alone
        roll = Roll(self.mouth, self.screen, (Text(),))
        busy = self.screen.status("Reading the sources", spinner="dots")
        with busy if self.screen.is_terminal else contextlib.nullcontext():
            piece = await self._answer(reception, call, roll)
        roll.last(piece)
        await reception.delivered(asker(), self._receipt(name, piece), piece)

    def _receipt(self, name: str, piece: Piece) -> Receipt:
        """What was printed has no number: it is known by what was asked, and when."""
        slugs, key = standing.carried(piece), f"{name} {self.mouth.clock():%y%m%d%H%M%S%f}"
        return Receipt(asker().chat, key, (Posted(key, slugs),) if slugs else ())

    async def _answer(self, reception: Reception, call: commands.Call | commands.Misuse, roll: Roll) -> Piece:
        """The last word. A brief is shown while it comes; an answer is not read aloud while it is being found."""
        piece: Piece = Notice("")
        async with contextlib.aclosing(reception.carry_out(call, asker())) as parts:
            async for part in parts:
                if isinstance(part, Portion):
                    roll.more(part)
                elif not isinstance(part, Sentence):
                    piece = part
        return piece


def asker() -> Asker:
    """Whoever sits at the machine."""
    from bot.reception import Asker  # only a conversation pays for it

    return Asker(Chat.parse(CHAT), CHAT, (CHAT,), direct=True)


def help_table() -> RenderableType:
    """The catalogue as a table."""
    table = Table.grid(padding=(0, 2))
    for command in commands.CATALOGUE:
        table.add_row(Text(command.usage, style="cyan"), Text(command.help))
    table.add_row(Text("quit", style="cyan"), Text("Leave (or Ctrl-C twice)"))
    return table
