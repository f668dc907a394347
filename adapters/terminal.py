"""The terminal desk: a brief to read, then a prompt to ask at.

Works on: a `Reception`, a console, a keyboard.
Comes in: lines of text; pieces of news.
Goes out: coloured text on a terminal, plain text into a pipe.
Does not know: how news is gathered, ranked, worded or stored.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from adapters import layout
from bot import commands
from bot.news import (
    Alert,
    Answer,
    Brief,
    Chat,
    Cite,
    Correction,
    Coverage,
    Genre,
    Item,
    Notice,
    Piece,
    Posted,
    Receipt,
    Sentence,
    SourceLine,
    SourceList,
    Standing,
)

if TYPE_CHECKING:
    from pathlib import Path

    from prompt_toolkit import PromptSession

    from bot.adapter import Log
    from bot.reception import Asker, Reception

CHAT = "terminal:local"
WIDEST = 100
NARROW = ("When", "Last good")
LABEL = Style.parse("bold cyan")
LEAVING = ("quit", "exit", "bye")
HINT = "A number opens a story; a question is answered from the sources; help lists the rest."
FICTION = "A fictional sample: every outlet, person and place in it is invented."
STANDING = {Standing.NEW: "new here", Standing.UPDATED: "updated since you read it", Standing.TOLD: "told before"}

Shown = Piece


def text_of(told: str, style: str = "") -> Text:
    """Anybody's words as rich text: never read as markup, and free of what steers a terminal."""
    return Text(layout.plain(told), style=style)


class Hanging:
    """A block beside a label: every line of it begins in the same column; a line that may not fold is left whole."""

    def __init__(self, label: str, body: RenderableType, indent: int = 3) -> None:
        self.label, self.body, self.indent = label, body, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(max(1, options.max_width - self.indent))
        mark = Segment(f"{self.label} ".rjust(self.indent), LABEL if self.label else None)
        for line in Segment.split_lines(console.render(self.body, inner)):
            yield mark
            yield from line
            yield Segment.line()
            mark = Segment(" " * self.indent)


class Footnote:
    """A cite's outlet, time and address, on one line where they fit; the address is never folded, so that it opens."""

    def __init__(self, head: Text, url: str) -> None:
        self.head, self.url = head, url

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self.url:
            yield self.head
            return
        style = Style(dim=True, link=self.url if _web(self.url) else None)
        if self.head.cell_len + 2 + cell_len(self.url) <= options.max_width:
            yield self.head.copy().append("  ").append(self.url, style)
            return
        yield self.head
        yield Text(no_wrap=True, overflow="ignore").append("    ").append(self.url, style)


class Mouth:
    """Renders pieces for one reader: a zone for times, a moment for ages."""

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.clock = clock

    def render(self, piece: Piece) -> RenderableType:
        """Any piece as something rich can print."""
        match piece:
            case Brief():
                return self._brief(piece)
            case Alert():
                return self._alert(piece)
            case Correction():
                return self._correction(piece)
            case SourceList():
                return self._sources(piece)
            case Answer():
                return self._answer(piece)
            case Coverage():
                return self._coverage(piece)
            case Item():
                return self._why(piece)
            case Notice():
                return Group(*(text_of(line) for line in piece.text.splitlines()))
        assert_never(piece)

    def _brief(self, brief: Brief) -> RenderableType:
        moment = brief.as_of.astimezone(self.zone)
        title = Text.assemble(("Daybrief", "bold"), f"  {moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M}")
        if brief.beat:
            title.append("  ·  ").append_text(text_of(brief.beat))
        parts: list[RenderableType] = [title, Rule(style="dim")]
        if brief.fictional:
            parts.append(Text(FICTION, style="yellow"))
        parts += [text_of(note, "dim") for note in brief.notes]
        if len(parts) > 2:
            parts.append(Text())
        if not brief.items and not brief.notes:
            parts.append(Text(_nothing(brief)))
        for place, item in enumerate(brief.items, 1):
            parts += [self._item(item, str(place)), Text()]
        return Group(*parts[:-1] if brief.items else parts)

    def _item(self, item: Item, label: str) -> RenderableType:
        fresh, plain, disputed = layout.ordered(item.sentences, item.changed)
        notes = layout.number([*fresh, *plain, *disputed])
        body: list[RenderableType] = [text_of(item.headline, "bold"), self._byline(item)]
        if fresh:
            body.append(Text("New: ", style="bold").append_text(self._prose(fresh, notes)))
        if plain:
            body.append(self._prose(plain, notes))
        if disputed:
            body.append(Text("Figures conflict:", style="yellow"))
            body += [Hanging("", self._side(s, notes), 2) for s in disputed]
        body += [self._footnote(note) for note in notes.values()]
        return Hanging(label, Group(*body), max(3, len(label) + 1))

    def _byline(self, item: Item) -> Text:
        known = layout.listed(name or layout.UNNAMED for name in layout.credited(item))
        alone = "" if item.families > 1 else " · one source so far"
        stands = f" · {STANDING[item.standing]}" if item.standing else ""
        return text_of(f"{known} · {layout.age(item.published, self.clock(), item.precision)}{alone}{stands}", "dim")

    def _alert(self, alert: Alert) -> RenderableType:
        why = ", reported by 2 independent outlets" if alert.item.families > 1 else ""
        title = Text.assemble(("Breaking", "bold red"), f"  {layout.clock(alert.at, self.zone)}{why}")
        return Group(title, self._item(alert.item, "»"))

    def _correction(self, correction: Correction) -> RenderableType:
        notes = layout.number(correction.now)
        parts: list[RenderableType] = [Text("Correction", style="bold yellow"), text_of(correction.headline, "bold")]
        parts += [text_of(correction.note)] if correction.note else []
        parts += [Hanging("", text_of(f"We said: {was}"), 2) for was in correction.was]
        if correction.now:
            parts += [Text("What the sources support now:"), self._prose(correction.now, notes)]
        return Group(*parts, *(self._footnote(note) for note in notes.values()))

    def _prose(self, sentences: Iterable[Sentence], notes: dict[str, layout.Note]) -> Text:
        text = Text()
        for sentence in sentences:
            text.append(" " if text else "").append_text(text_of(sentence.text))
            text.append(" " + "".join(f"[{n}]" for n in layout.marks(sentence, notes)), style="cyan")
        return text

    def _side(self, sentence: Sentence, notes: dict[str, layout.Note]) -> Text:
        """One side of a conflict: who says it and when stands out from what is said."""
        who = text_of(self._said(sentence.cites[0]) + ": ", "italic")
        return Text().append_text(who).append(" ").append_text(self._prose([sentence], notes))

    def _said(self, cite: Cite) -> str:
        return (
            f"{cite.outlet or layout.UNNAMED}, {layout.clock(cite.published, self.zone, cite.precision, self.clock())}"
        )

    def _footnote(self, note: layout.Note) -> RenderableType:
        head = Text(f"[{note.number}] ", style="cyan").append_text(text_of(self._said(note.cite), "dim"))
        return Footnote(head, layout.plain(note.cite.url))

    def _answer(self, answer: Answer) -> RenderableType:
        newest = layout.clock(answer.as_of, self.zone, answer.precision, self.clock())
        if answer.refused:
            parts: list[RenderableType] = [Text(f"The sources do not say. (Newest source: {newest}.)", style="yellow")]
        else:
            notes = layout.number(answer.sentences)
            parts = [self._prose(answer.sentences, notes), *(self._footnote(n) for n in notes.values())]
        if answer.next:
            parts += [Text("You could ask:", style="dim"), *(Hanging("·", text_of(q, "dim")) for q in answer.next)]
        return Group(*parts)

    def _coverage(self, coverage: Coverage) -> RenderableType:
        table = _columns("When", "Outlet", "Headline")
        for report in coverage.reports:
            kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
            when = layout.clock(report.published, self.zone, report.precision, self.clock())
            outlet = (report.outlet or layout.UNNAMED) + kind
            table.add_row(Text(when), text_of(outlet), text_of(report.headline))
        parts: list[RenderableType] = [self._item(coverage.item, "»"), Text(), table]
        if coverage.fictional:
            parts.insert(0, Text(FICTION, style="yellow"))
        return Group(*parts)

    def _why(self, item: Item) -> RenderableType:
        lines: list[RenderableType] = [text_of(item.headline, "bold")]
        lines += [Hanging("·", text_of(r.detail or r.code)) for r in item.reasons]
        return Group(*lines)

    def _sources(self, listed: SourceList) -> RenderableType:
        if not listed.own:
            return self.sources(listed.lines)
        return Group(self.sources(listed.lines), Text(), Text("Added here:"), self.sources(listed.own))

    def sources(self, lines: Sequence[SourceLine]) -> RenderableType:
        """A table of sources and how they fare; the addresses of those that fail stand below it, whole."""
        table = _columns("Outlet", "Entries", "Last good", "State", right="Entries")
        for line in lines:
            good = layout.clock(line.good, self.zone) if line.good else "-"
            table.add_row(text_of(line.outlet), str(line.entries), good, self._state(line))
        failing: list[RenderableType] = [
            Footnote(text_of(f"{n.outlet}:", "dim"), layout.plain(n.url)) for n in lines if n.error
        ]
        return Group(table, Text(), *failing) if failing else table

    def _state(self, line: SourceLine) -> Text:
        if line.error:
            state = text_of(line.error, "red")
            if line.due is not None:
                times = layout.plural(line.failures, "failure")
                state.append(f" ({times}, next try {layout.clock(line.due, self.zone)})", style="dim")
            return state
        return Text("ok", style="green") if line.good else Text("not read yet", style="dim")


def _nothing(brief: Brief) -> str:
    if brief.beat:
        return f"No story about {layout.plain(brief.beat)} in this time. `brief` alone gives all of them."
    return "No story to tell. Add a source, or ask again later."


def _columns(*names: str, right: str = "") -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", justify="right" if name == right else "left", no_wrap=name in NARROW)
    return table


def _web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not any(c.isspace() or c == ";" for c in url)


def console(stream: IO[str] | None = None, *, width: int | None = None, terminal: bool | None = None) -> Console:
    """A console: plain when piped; NO_COLOR and COLUMNS are obeyed. `terminal` overrules what the stream is."""
    file = stream or sys.stdout
    if isinstance(file, io.TextIOWrapper):
        file.reconfigure(errors="replace")  # a terminal that cannot show a letter shows that there is one
    return Console(file=file, highlight=False, markup=False, emoji=False, width=width, force_terminal=terminal)


def show(screen: Console, piece: RenderableType) -> None:
    """Prints at most 100 columns wide; addresses stay whole; a pipe gets no trailing blanks."""
    width = min(screen.width, WIDEST)
    if screen.is_terminal:
        screen.print(piece, width=width, crop=False)
        return
    with screen.capture() as caught:
        screen.print(piece, width=width, crop=False)
    screen.file.write("\n".join(line.rstrip() for line in caught.get().split("\n")))


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
        self, chat: Chat, piece: Piece, key: str, done: Sequence[Posted] = (), log: Log | None = None
    ) -> Receipt:
        """Prints a piece; what is printed has arrived."""
        if log:
            await log.departing(0)
        show(self._above, Group(Text(), self.mouth.render(piece), Text()))
        posted = Posted(key, (piece.slug,) if isinstance(piece, Alert | Correction) else ())
        if log:
            await log.arrived(posted)
        return Receipt(chat, key, (posted,))

    async def revise(self, receipt: Receipt, piece: Piece) -> None:
        """A line that was printed stands: what is put right is printed below it."""
        await self.post(receipt.chat, piece, receipt.key)

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
        busy = self.screen.status("Reading the sources", spinner="dots")
        with busy if self.screen.is_terminal else contextlib.nullcontext():
            piece = await self._answer(reception, call)
        self._print(self.mouth.render(piece))
        await reception.delivered(asker(), Receipt(asker().chat, name, ()), piece)

    async def _answer(self, reception: Reception, call: commands.Call | commands.Misuse) -> Piece:
        """The whole of what is said: nothing is read aloud while it is being found."""
        said = [part async for part in reception.carry_out(call, asker())]
        piece = said[-1]
        return piece if not isinstance(piece, Sentence) else Notice("")


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
