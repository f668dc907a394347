"""The terminal desk: a brief to read, then a prompt to ask at.

Works on: a `Desk`, a console, a keyboard.
Comes in: lines of text; pieces of news.
Goes out: coloured text on a terminal, plain text into a pipe.
Does not know: how news is gathered, ranked, worded or stored.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters import layout
from bot import commands
from bot.desk import Desk, Unknown
from bot.news import Answer, Brief, Coverage, Genre, Item, Notice, Sentence, SourceLine
from bot.text import clean

if TYPE_CHECKING:
    from pathlib import Path

CHAT = "terminal:local"
WIDEST = 100
LEAVING = ("quit", "exit", "bye")
FICTION = "A fictional sample: every outlet, person and place in it is invented."

Shown = Brief | Answer | Coverage | Item | Notice


class Mouth:
    """Renders pieces for one reader: a zone for times, a moment for ages."""

    def __init__(self, zone: ZoneInfo, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.clock = clock

    def render(self, piece: Shown) -> RenderableType:
        """Any piece as something rich can print. Source text is never read as markup."""
        match piece:
            case Brief():
                return self._brief(piece)
            case Answer():
                return self._answer(piece)
            case Coverage():
                return self._coverage(piece)
            case Item():
                return self._why(piece)
            case Notice():
                return Text(piece.text)
        assert_never(piece)

    def _brief(self, brief: Brief) -> RenderableType:
        moment = brief.as_of.astimezone(self.zone)
        title = Text.assemble(("Daybrief", "bold"), f"  {moment:%A} {moment.day} {moment:%B %Y}, {moment:%H:%M}")
        if brief.beat:
            title.append(f"  ·  {clean(brief.beat)}")
        parts: list[RenderableType] = [title, Rule(style="dim")]
        if brief.fictional:
            parts += [Text(FICTION, style="yellow"), Text()]
        parts += [Text(note, style="dim") for note in brief.notes]
        if brief.notes:
            parts.append(Text())
        if not brief.items:
            parts.append(Text("No story to tell. Add a source, or ask again later."))
        for place, item in enumerate(brief.items, 1):
            parts += [self._item(item, str(place)), Text()]
        return Group(*parts[:-1] if brief.items else parts)

    def _item(self, item: Item, label: str) -> RenderableType:
        notes = layout.number(item.sentences)
        body: list[RenderableType] = [Text(clean(item.headline), style="bold"), self._byline(item)]
        plain = [s for s in item.sentences if not s.disputed]
        disputed = [s for s in item.sentences if s.disputed]
        if plain:
            body.append(self._prose(plain, notes))
        if disputed:
            body.append(Text("Figures conflict:", style="yellow"))
            body += [Padding(self._side(s, notes), (0, 0, 0, 2)) for s in disputed]
        body += [self._footnote(note) for note in notes.values()]
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=max(2, len(label)), justify="right", style="bold cyan")
        grid.add_column(ratio=1)
        grid.add_row(label, Group(*body))
        return grid

    def _byline(self, item: Item) -> Text:
        known = layout.listed(item.outlets)
        alone = "" if item.families > 1 else " · one source so far"
        return Text(f"{known} · {layout.age(item.published, self.clock(), item.precision)}{alone}", style="dim")

    def _prose(self, sentences: Iterable[Sentence], notes: dict[str, layout.Note]) -> Text:
        text = Text()
        for sentence in sentences:
            text.append(" " if text else "").append(sentence.text)
            text.append(" " + "".join(f"[{n}]" for n in layout.marks(sentence, notes)), style="cyan")
        return text

    def _side(self, sentence: Sentence, notes: dict[str, layout.Note]) -> Text:
        cite = sentence.cites[0]
        head = f"{cite.outlet}, {layout.clock(cite.published, self.zone, cite.precision)}: "
        return Text(head, style="italic").append_text(self._prose([sentence], notes))

    def _footnote(self, note: layout.Note) -> Text:
        when = layout.clock(note.cite.published, self.zone, note.cite.precision)
        line = Text(f"[{note.number}] ", style="cyan").append(f"{note.cite.outlet}, {when}", style="dim")
        if note.cite.url:
            line.append("  ").append(note.cite.url, style=f"dim link {note.cite.url}" if _web(note.cite.url) else "dim")
        return line

    def _answer(self, answer: Answer) -> RenderableType:
        newest = layout.clock(answer.as_of, self.zone)
        if answer.refused:
            parts: list[RenderableType] = [Text(f"The sources do not say. (Newest source: {newest}.)", style="yellow")]
        else:
            notes = layout.number(answer.sentences)
            parts = [self._prose(answer.sentences, notes), *(self._footnote(n) for n in notes.values())]
        if answer.next:
            parts.append(Text("You could ask: " + "  ·  ".join(answer.next), style="dim"))
        return Group(*parts)

    def _coverage(self, coverage: Coverage) -> RenderableType:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in ("When", "Outlet", "Headline"):
            table.add_column(column, overflow="fold", no_wrap=column == "When")
        for report in coverage.reports:
            kind = "" if report.genre is Genre.REPORT else f" ({report.genre})"
            when = layout.clock(report.published, self.zone, report.precision)
            table.add_row(Text(when), Text(report.outlet + kind), Text(clean(report.headline)))
        parts: list[RenderableType] = [self._item(coverage.item, "»"), Text(), table]
        if coverage.fictional:
            parts.insert(0, Text(FICTION, style="yellow"))
        return Group(*parts)

    def _why(self, item: Item) -> RenderableType:
        lines = [Text(clean(item.headline), style="bold")]
        lines += [Text("  · " + clean(r.detail or r.code)) for r in item.reasons]
        return Group(*lines)

    def sources(self, lines: Sequence[SourceLine]) -> RenderableType:
        """A table of sources and how they fare."""
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in ("Outlet", "Entries", "Last good", "State", "Address"):
            table.add_column(column, overflow="fold", justify="right" if column == "Entries" else "left")
        for line in lines:
            state = Text("ok", style="green") if not line.error else Text(clean(line.error), style="red")
            if line.good is None and not line.error:
                state = Text("not read yet", style="dim")
            good = layout.clock(line.good, self.zone) if line.good else "-"
            table.add_row(Text(line.outlet), str(line.entries), good, state, Text(line.url))
        return table


def _web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and " " not in url


def console(stream: object = None, *, width: int | None = None) -> Console:
    """A console at most 100 columns wide; plain when piped; NO_COLOR and COLUMNS are obeyed."""
    made = Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False, width=width)  # type: ignore[arg-type]
    if width is None and made.width > WIDEST:
        made.width = WIDEST
    return made


class Terminal:
    """Ears: reads lines until the reader leaves; every line is a call of the catalogue or a question."""

    def __init__(self, mouth: Mouth, screen: Console, history: Path | None = None) -> None:
        self.mouth = mouth
        self.screen = screen
        self.history = history

    def say(self, piece: Shown) -> None:
        self.screen.print(self.mouth.render(piece))

    async def run(self, desk: Desk, rest: asyncio.Task[int] | None = None) -> None:
        """The prompt. Ctrl-C twice, Ctrl-D or `quit` leaves. What `rest` still brings in is announced once."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory, InMemoryHistory
        from prompt_toolkit.patch_stdout import patch_stdout

        past = FileHistory(str(self.history)) if self.history else InMemoryHistory()
        session: PromptSession[str] = PromptSession("› ", history=past)
        self.screen.print(
            Text("A number opens a story; a question is answered from the sources; help lists the rest.", style="dim")
        )
        if rest is not None:
            rest.add_done_callback(self._joined)
        with patch_stdout(raw=True):
            async for line in self._lines(session.prompt_async):
                await self.hear(desk, line)

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
                self.screen.print(Text("Ctrl-C again to leave.", style="dim"))
                continue
            leaving = False
            if line.lower() in LEAVING:
                return
            if line:
                yield line

    def _joined(self, rest: asyncio.Task[int]) -> None:
        """Says that late sources have brought something."""
        if not rest.cancelled() and rest.exception() is None and rest.result():
            self.screen.print(Text("More sources have answered; `brief` tells what they add.", style="dim"))

    async def hear(self, desk: Desk, line: str) -> None:
        """One line: parsed, carried out, answered."""
        call = commands.parse(line)
        if isinstance(call, commands.Misuse):
            self.screen.print(Text(call.text, style="yellow"))
            return
        try:
            with self.screen.status("Reading the sources", spinner="dots") if self.screen.is_terminal else _Quiet():
                shown = await self._answer(desk, call)
        except (Unknown, ValueError) as error:
            self.screen.print(Text(str(error), style="yellow"))
            return
        self.screen.print(shown)

    async def _answer(self, desk: Desk, call: commands.Call) -> RenderableType:
        values = call.values
        match call.command.name:
            case "brief":
                since = commands.span(values.get("hours", "24h"))
                return self.mouth.render(await desk.brief(CHAT, topic=values.get("topic", ""), since=since))
            case "story":
                return self.mouth.render(await desk.story(CHAT, values["story"]))
            case "why":
                return self.mouth.render(await desk.why(CHAT, values["story"]))
            case "ask":
                return self.mouth.render(await desk.ask(CHAT, values["question"]))
            case "sources":
                return self.mouth.sources(await desk.sources())
            case "status":
                return self.mouth.render(await desk.status())
            case "forget":
                return self.mouth.render(await desk.forget(CHAT))
            case _:
                return help_table()


class _Quiet:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def help_table() -> RenderableType:
    """The catalogue as a table."""
    table = Table.grid(padding=(0, 2))
    for command in commands.CATALOGUE:
        table.add_row(Text(command.usage, style="cyan"), Text(command.help))
    table.add_row(Text("quit", style="cyan"), Text("Leave (or Ctrl-C twice)"))
    return table
