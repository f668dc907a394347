"""The command line.

Works on: arguments and streams.
Comes in: what a person typed, or a pipe.
Goes out: a verb of `bot.verbs` with its arguments; an exit code: 0, 1 failure, 2 misuse. Never a traceback.
Does not know: what any verb does.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False, "add_completion": False}

app = typer.Typer(help="A news desk that lives in chat. Without a command: the terminal desk.", **PLAIN)
source_app = typer.Typer(help="Where the news comes from.", **PLAIN)
outbox_app = typer.Typer(help="What waits to be sent, is held back, or was given up.", **PLAIN)
app.add_typer(source_app, name="source", no_args_is_help=True)
app.add_typer(outbox_app, name="outbox")

Sources = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE...", help="A feed or page URL, a file, a folder, or - for stdin.")
]
Handle = Annotated[str, typer.Argument(metavar="SLUG|N", help="A story's slug, or its number in the brief seen last.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; the rest on stderr.")]
Sample = Annotated[bool, typer.Option("--sample", help="Read the fictional sample wire.")]


class Stage(StrEnum):
    """The stages of the lab."""

    PARSE = "parse"
    EXTRACT = "extract"
    PLACE = "place"
    WRITE = "write"
    CHECK = "check"
    PASSAGES = "passages"


def _verb(verb: str, /, **arguments: Any) -> None:
    """Carries out a verb; imported only now, so that --help stays light."""
    from bot import verbs

    raise typer.Exit(getattr(verbs, verb)(**arguments))


@app.callback(invoke_without_command=True)
def _desk(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _verb("desk")


@app.command()
def brief(
    sources: Sources = None,
    topic: Annotated[str, typer.Option(help="A beat or a word, such as business.")] = "",
    since: Annotated[str, typer.Option(help="How far back, such as 24h or 3d.")] = "",
    stories: Annotated[int, typer.Option(min=1, max=50, help="How many stories.")] = 8,
    sample: Sample = False,
    every: Annotated[bool, typer.Option("--all", help="Also what was told here before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Today's brief; of the given sources alone where some are given."""
    _verb(
        "brief", sources=sources or [], topic=topic, since=since, stories=stories, sample=sample, every=every,
        as_json=as_json,
    )  # fmt: skip


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    sources: Sources = None,
    story: Annotated[str, typer.Option(metavar="SLUG|N", help="Ask about this story only.")] = "",
    sample: Sample = False,
    as_json: AsJson = False,
) -> None:
    """An answer quoted from the sources, or an honest refusal."""
    _verb("ask", question=question, sources=sources or [], story=story, sample=sample, as_json=as_json)


@app.command()
def story(handle: Handle, sample: Sample = False, as_json: AsJson = False) -> None:
    """Opens a story: who reports what, and when."""
    _verb("story", handle=handle, sample=sample, as_json=as_json)


@app.command()
def why(handle: Handle, sample: Sample = False, as_json: AsJson = False) -> None:
    """Why a story stands where it does."""
    _verb("why", handle=handle, sample=sample, as_json=as_json)


@app.command()
def serve() -> None:
    """Serves every chat platform whose token is set, until stopped."""
    _verb("serve")


@app.command()
def health() -> None:
    """Whether a `daybrief serve` is alive: exit code 0 or 1, and one line."""
    _verb("health")


@source_app.command("list")
def source_list(as_json: AsJson = False) -> None:
    """Every source and how it fares."""
    _verb("source_list", as_json=as_json)


@source_app.command("add")
def source_add(
    url: Annotated[str, typer.Argument(help="A feed's address, or a page that names one.")],
    name: Annotated[str, typer.Option(help="The outlet's name, where the feed does not say.")] = "",
) -> None:
    """Adds a source after reading it once."""
    _verb("source_add", url=url, name=name)


@source_app.command("remove")
def source_remove(url: Annotated[str, typer.Argument(help="Its address, or the outlet's name.")]) -> None:
    """Removes a source; what it brought stays until it expires."""
    _verb("source_remove", url=url)


@source_app.command("test")
def source_test(
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every source of the list.")] = False,
    as_json: AsJson = False,
) -> None:
    """Reads sources now and prints a table of what they gave."""
    _verb("source_test", urls=urls or [], every=every, as_json=as_json)


@source_app.command("import")
def source_import(file: Annotated[Path, typer.Argument(help="An OPML file.")]) -> None:
    """Adds the feeds of an OPML file."""
    _verb("source_import", file=file)


@source_app.command("export")
def source_export() -> None:
    """Prints the sources as OPML."""
    _verb("source_export")


@outbox_app.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="pending, sending, held, dead ...; without it all that is not sent.")] = "",
    chat: Annotated[str, typer.Option(metavar="ADDRESS", help="A chat's address, with its threads.")] = "",
    lane: Annotated[str, typer.Option(help="conversation, breaking, correction, brief or notice.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many rows, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """What waits to be sent, is held back, or was given up; one line a row."""
    if context.invoked_subcommand is None:
        _verb("outbox", state=state, chat=chat, lane=lane, limit=limit, as_json=as_json)


@outbox_app.command("explain")
def outbox_explain(key: Annotated[str, typer.Argument(metavar="KEY", help="A row's key.")]) -> None:
    """One row's whole life: why it is where it is, and what comes next."""
    _verb("outbox_explain", key=key)


@outbox_app.command("requeue")
def outbox_requeue(
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY...", help="Keys of rows.")] = None,
    state: Annotated[str, typer.Option(help="All rows that are dead, expired or ambiguous.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Also where that is more than one row.")] = False,
) -> None:
    """Puts rows again that were given up. An ambiguous one may then be there twice."""
    _verb("outbox_requeue", keys=keys or [], state=state, yes=yes)


@app.command()
def ledger(
    recount: Annotated[bool, typer.Option("--recount", help="Set the counters to what is counted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Whether the books of the outbox balance: exit code 0 or 1, and every fault with its cure."""
    _verb("ledger", recount=recount, as_json=as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Checks configuration, store, network and keys, and says the cure."""
    _verb("doctor", as_json=as_json)


@app.command()
def usage(
    days: Annotated[int, typer.Option(min=1, max=40, help="How many days to sum up, today the last.")] = 7,
    as_json: AsJson = False,
) -> None:
    """What a model used and cost, and what is left of its limits."""
    _verb("usage", days=days, as_json=as_json)


@app.command()
def export() -> None:
    """Prints all that is remembered, as JSON lines."""
    _verb("export")


@app.command()
def forget(
    everything: Annotated[bool, typer.Option("--everything", help="The stored wire and the sources too.")] = False,
) -> None:
    """Deletes what is remembered of this terminal's conversation."""
    _verb("forget", everything=everything)


@app.command()
def lab(
    stage: Annotated[Stage, typer.Argument(help="The stage to run.")],
    articles: Annotated[Path | None, typer.Option(help="Articles as JSON lines (for passages).")] = None,
) -> None:
    """One stage alone: JSON lines in on stdin, JSON lines out on stdout."""
    _verb("lab", stage=stage.value, articles=articles)


def main() -> int:
    """Runs the command line. Every failure is one line on stderr; a reader who leaves early is no failure."""
    try:
        app(prog_name="daybrief")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:  # while modules are still loading; verbs mind their own
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
