"""Writes the generated parts of the docs from the code, or says which have drifted (`--check`).

A generated part stands between `<!-- begin NAME -->` and `<!-- end NAME -->` of a page; nothing else is touched. A file
that is no page is generated whole.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot import commands, settings  # noqa: E402

GROUPS = {
    "Chat platforms. One token is enough; README.md has the five steps to each.": ("telegram_token", "discord_token"),
    "Who may use the bot.": ("operators", "allow", "deny"),
    "The news.": ("language", "zone", "sources", "private_sources", "vectors"),
    "The store. With Docker both are set already.": ("redis_url", "home"),
    "A model. None is needed.": (
        "llm_model", "llm_base_url", "llm_api_key", "llm_judge_model", "llm_timeout", "llm_day_tokens",
        "llm_chat_tokens", "llm_price_in", "llm_price_cached", "llm_price_out", "openai_base_url", "openai_api_key",
    ),
    "Other servers in place of the platforms' own.": (
        "telegram_api_base", "telegram_webhook_url", "discord_api_base", "discord_gateway",
    ),
}  # fmt: skip


def settings_table() -> str:
    """Every setting: its variable, its default, what it is for."""
    rows = ["| Variable | Default | What it is |", "|---|---|---|"]
    for name, field in settings.Settings.model_fields.items():
        default = {
            "home": "the user's data folder",
            "language": "en",
            "private_sources": "false",
            "vectors": "true",
            "llm_timeout": "30",
        }.get(name, "unset")
        alias = " (or `REDIS_URL`)" if name == "redis_url" else ""
        rows.append(f"| `{settings.variable(name)}`{alias} | {default} | {field.description} |")
    return "\n".join(rows)


def env_example() -> str:
    """Every setting with what it is for, none of them set. Raises LookupError for one without a group."""
    fields = settings.Settings.model_fields
    if odd := set(fields) ^ {name for names in GROUPS.values() for name in names}:
        raise LookupError(f"GROUPS and the settings differ: {', '.join(sorted(odd))}")
    parts = [
        "# Copy this file to docker/.env (without Docker to .env) and set what you need: NAME=value, without blanks."
    ]
    for heading, names in GROUPS.items():
        parts.append(f"# --- {heading}")
        for name in names:
            told = textwrap.fill((fields[name].description or "").replace("`", ""), 118)
            parts.append(textwrap.indent(told, "# ") + f"\n#{settings.variable(name)}=")
    return "\n\n".join(parts) + "\n"


def commands_table() -> str:
    """The catalogue: what may be typed at the desk."""
    rows = ["| Type | What you get |", "|---|---|"]
    told = ((row.usage.replace("|", "\\|"), row.help) for row in commands.CATALOGUE)  # a bar would end the cell
    rows += [f"| `{usage}` | {help} |" for usage, help in told]
    return "\n".join(rows)


def command_line() -> str:
    """`daybrief --help` and the help of every command, as typer prints them."""
    from typer.testing import CliRunner

    from bot.__main__ import app

    pages = [["--help"], *([name, "--help"] for name in VERBS)]
    runner = CliRunner(env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"})
    texts = [runner.invoke(app, page, prog_name="daybrief").output.strip() for page in pages]
    trimmed = ["\n".join(line.rstrip() for line in text.splitlines()) for text in texts]
    return "```text\n" + "\n\n".join(trimmed) + "\n```"


def keys_table() -> str:
    """Every key pattern of the store."""
    from bot.archive import keys_table as table

    return table()


VERBS = (
    "brief", "ask", "story", "why", "serve", "health", "source", "outbox", "ledger", "doctor", "usage", "export",
    "forget", "lab",
)  # fmt: skip
PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "settings": ("README.md", settings_table),
    "commands": ("README.md", commands_table),
    "command line": ("docs/operating.md", command_line),
    "keys": ("docs/operating.md", keys_table),
    "example": ("docker/.env.example", env_example),
}


def written(text: str, name: str, body: str) -> str:
    """The document with one part replaced. Raises LookupError where its markers are missing."""
    pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise LookupError(f"markers of {name!r} are missing")
    return pattern.sub(lambda found: found[1] + body + "\n" + found[2], text)


def main(arguments: list[str]) -> int:
    """Writes every part; with --check writes nothing and fails where one differs."""
    drifted = []
    for name, (path, body) in PARTS.items():
        file = ROOT / path
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        after = written(before, name, body()) if file.suffix == ".md" else body()
        if after == before:
            continue
        drifted.append(f"{path}: {name}")
        if "--check" not in arguments:
            file.write_text(after, encoding="utf-8")
    if drifted and "--check" in arguments:
        print("Docs differ from the code (run `make docs`): " + ", ".join(drifted), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
