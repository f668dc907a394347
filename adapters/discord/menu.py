"""The catalogue as Discord's menu of slash commands.

Works on: `commands.CATALOGUE`, purely.
Comes in: its rows; the menu as Discord holds it; what a person chose from it.
Goes out: the menu to register, whether it differs from the one registered; a call of the catalogue.
Does not know: what a command does, how anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import commands
from bot.commands import Argument, Call, Command, Kind, Misuse, Who
from bot.news import Offer

Json = Mapping[str, Any]
SLASH, CHOICES = 1, 25
STRING, BOOLEAN = 3, 5
"""Types of options (https://docs.discord.com/developers/interactions/application-commands#application-command-object)."""
MANAGE_GUILD = 1 << 5
GUILD_INSTALL = 0
GUILD, BOT_DM = 0, 1
LONGEST_HELP = 100
FREE = ("question", "url", "place")
"""What a person words alone: nothing is offered while it is typed."""


def menu() -> list[dict[str, Any]]:
    """Every row of the catalogue as Discord registers it."""
    return [_row(command) for command in commands.CATALOGUE]


def _row(command: Command) -> dict[str, Any]:
    """Rows for managers are hidden from those who may not manage a server; reception checks it all the same."""
    open_to_all = command.who is Who.ANYONE
    return {
        "type": SLASH, "name": command.name, "description": command.help[:LONGEST_HELP],
        "options": [_option(argument) for argument in ordered(command)],
        "default_member_permissions": None if open_to_all else str(MANAGE_GUILD),
        "integration_types": [GUILD_INSTALL], "contexts": [GUILD, BOT_DM],
    }  # fmt: skip


def ordered(command: Command) -> list[Argument]:
    """Its arguments as Discord wants them: what is required first."""
    return sorted(command.arguments, key=lambda argument: not argument.required)


def _option(argument: Argument) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": BOOLEAN if argument.kind is Kind.FLAG else STRING,
        "name": argument.name, "description": argument.help[:LONGEST_HELP], "required": argument.required,
    }  # fmt: skip
    if argument.kind is Kind.CHOICE:
        option["choices"] = [{"name": word, "value": word} for word in argument.choices]
    elif argument.kind in (Kind.TEXT, Kind.HANDLE):
        longest = commands.LONGEST_QUESTION if argument.name == "question" else commands.LONGEST_VALUE
        option |= {"max_length": longest, "autocomplete": argument.name not in FREE}
    return option


def differs(registered: Sequence[Json]) -> bool:
    """Whether the menu Discord holds is another than ours. Order does not count, nor what Discord adds of its own."""
    return sorted(map(_essence, registered), key=str) != sorted(map(_essence, menu()), key=str)


def _essence(row: Json) -> dict[str, Any]:
    options = [
        {"type": o.get("type"), "name": o.get("name"), "description": o.get("description"),
         "required": bool(o.get("required")), "autocomplete": bool(o.get("autocomplete")),
         "max_length": o.get("max_length"),
         "choices": [(c.get("name"), c.get("value")) for c in o.get("choices") or ()]}
        for o in row.get("options") or ()
    ]  # fmt: skip
    return {
        "type": row.get("type", SLASH), "name": row.get("name"), "description": row.get("description"),
        "options": options,
        "who": row.get("default_member_permissions"), "contexts": sorted(row.get("contexts") or ()),
        "installs": sorted(row.get("integration_types") or ()),
    }  # fmt: skip


def chosen(form: Json) -> Call | Misuse:
    """A call from a command as it was filled in."""
    values = {str(o["name"]): _value(o) for o in form.get("options") or ()}
    return commands.call(str(form.get("name", "")), values)


def _value(option: Json) -> str:
    value = option.get("value", "")
    if isinstance(value, bool):
        return str(option["name"]) if value else ""
    return str(value)


def typed(form: Json) -> tuple[str, str, str]:
    """Of a form being filled in: the command, the argument the cursor is in, and what stands there so far."""
    focused: Json = next((o for o in form.get("options") or () if o.get("focused")), {})
    return str(form.get("name", "")), str(focused.get("name", "")), str(focused.get("value", ""))


def choices(offers: Sequence[Offer]) -> list[tuple[str, str]]:
    """What is offered while typing: label and value, each within Discord's hundred characters."""
    fitting = [o for o in offers if o.label.strip() and 0 < len(o.line) <= LONGEST_HELP]
    return [(o.label if len(o.label) <= LONGEST_HELP else o.label[:99] + "…", o.line) for o in fitting[:CHOICES]]
