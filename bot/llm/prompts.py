"""Prompts as files: what a model is told, and with which variables.

Works on: the files of `prompts/`, of the installed package or of the checkout. Their form is in `prompts/README.md`.
Comes in: a task's name; its variables, some of them strangers' text.
Goes out: `Prompt`; filled, the two messages of a request.
Does not know: which model is asked, what it answers.

Strangers' text enters a request only as a JSON string: a question in its place, records one to a line behind a marker
that is made for that request, so that no text can end the list or look like ours.
"""

from __future__ import annotations

import json
import re
import secrets
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

TASKS = ("brief", "alert", "answer", "changed", "translate", "judge")
FENCE = "+++"
MARKER = "marker"
_HOLE = re.compile(r"\{\{([^{}]*)\}\}")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[ '’()-]){0,39}")
"""What we say ourselves, such as the name of a language."""
_SCALARS = ("word", "number", "quoted")
_LIMITS = ("output", "passages", "characters")
_HEAD = frozenset({"version", "inputs", "limits", "schema"})
_RECORD = 14
"""Characters of a record beside its JSON: the marker, a blank and a line end."""

Record = Mapping[str, object]
"""One line of a list: exactly the declared fields, with values that JSON has."""


class PromptError(ValueError):
    """A prompt's file is wrong, or its variables are. `str(error)` names the file, and the key or variable."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`output`: tokens of an answer. `passages`: records of one list. `characters`: of the request after the rules."""

    output: int
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Filled:
    """The two messages of one request; `system` is the same in every request of a task."""

    system: str
    user: str
    marker: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One task. `inputs`: name -> "word", "number" or "quoted", or the fields of a record where it is a list of them.

    `mark` changes with every letter of the file and of the rules: it belongs into the key of whatever is kept.
    """

    name: str
    version: int
    inputs: Mapping[str, str | tuple[str, ...]]
    limits: Limits
    schema: dict[str, Any]
    rules: str
    request: str
    mark: str

    def filled(self, variables: Mapping[str, object], marker: str = "") -> Filled:
        """The messages. Raises PromptError, a ValueError, that names a variable missing, undeclared or ill-formed."""
        self._declared(variables)
        marker = marker or secrets.token_hex(6)
        said = {name: self._said(name, value, marker) for name, value in variables.items()} | {MARKER: marker}
        user = _HOLE.sub(lambda hole: said[hole[1]], self.request)
        if len(user) > self.limits.characters:
            raise PromptError(f"{self.name}: the request has more than {self.limits.characters} characters")
        return Filled(self.rules, user, marker)

    def fitting(self, records: Sequence[Record], *, spent: int = 0) -> int:
        """How many of the records, from the first on, a request has room for. `spent`: characters used otherwise."""
        left = self.limits.characters - len(self.request) - spent
        for count, record in enumerate(records[: self.limits.passages]):
            left -= len(_json(record)) + _RECORD
            if left < 0:
                return count
        return min(len(records), self.limits.passages)

    def _declared(self, variables: Mapping[str, object]) -> None:
        if missing := sorted(self.inputs.keys() - variables.keys()):
            raise PromptError(f"{self.name}: missing variable {missing[0]!r}")
        if undeclared := sorted(variables.keys() - self.inputs.keys()):
            raise PromptError(f"{self.name}: undeclared variable {undeclared[0]!r}")

    def _said(self, name: str, value: object, marker: str) -> str:
        match self.inputs[name], value:
            case "word", str() if _WORD.fullmatch(value):
                return value
            case "number", int() if not isinstance(value, bool):
                return str(value)
            case "quoted", str():
                return _json(value)
            case tuple() as fields, [*records]:
                return self._listed(name, fields, records, marker)
        raise PromptError(f"{self.name}: variable {name!r} does not have the form that is declared")

    def _listed(self, name: str, fields: tuple[str, ...], records: list[Any], marker: str) -> str:
        if len(records) > self.limits.passages:
            raise PromptError(f"{self.name}: variable {name!r} has more than {self.limits.passages} records")
        if not all(isinstance(record, Mapping) and record.keys() == {*fields} for record in records):
            raise PromptError(f"{self.name}: variable {name!r} has a record without the fields {', '.join(fields)}")
        told = (f"{marker} {_json({field: record[field] for field in fields})}" for record in records)
        return "\n".join(told) or "(none)"


def _json(value: object) -> str:
    """JSON in one line that any reader of lines takes for one, and that can be sent."""
    try:
        told = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise PromptError(f"a variable holds what JSON has not: {error}") from None
    for end in "\x85\u2028\u2029":
        told = told.replace(end, f"\\u{ord(end):04x}")
    return told.encode("utf-8", "replace").decode()


# --- the files ---


@cache
def load(name: str) -> Prompt:
    """A task's prompt. Raises PromptError where there is none or its file is faulty."""
    return read(name, folder(files("bot")))


def folder(package: Traversable) -> Traversable:
    """Where the prompts are: inside an installed package, else beside it in the checkout."""
    inside = package / "_prompts"
    return inside if inside.is_dir() else package / ".." / "prompts"


def read(name: str, place: Traversable) -> Prompt:
    """A prompt from its folder: the rules that all share, then the file's own part."""
    try:
        shared = (place / "rules.md").read_text(encoding="utf-8")
        own = (place / f"{name}.md").read_text(encoding="utf-8")
    except OSError:
        raise PromptError(f"there is no prompt {name!r}") from None
    except UnicodeDecodeError:
        raise PromptError(f"prompts/{name}.md or prompts/rules.md is not UTF-8 text") from None
    return parsed(name, own, shared)


def parsed(name: str, own: str, shared: str) -> Prompt:
    """A prompt from its text. Raises PromptError with the file and what is wrong in it."""
    try:
        head, task, request = _parts(own)
        return _prompt(name, tomllib.loads(head), (shared.strip(), task, request))
    except ValueError as error:
        raise PromptError(f"prompts/{name}.md: {error}") from None


def _parts(own: str) -> tuple[str, str, str]:
    """Front matter, what never changes, the request. The fences stand alone on their lines."""
    parts = re.split(rf"^{re.escape(FENCE)}[ \t]*$", own, flags=re.MULTILINE)
    if len(parts) != 4 or parts[0].strip():
        raise ValueError(f"needs front matter, task and request, divided by three lines {FENCE}")
    return parts[1], parts[2].strip(), parts[3].strip()


def _prompt(name: str, head: dict[str, Any], told: tuple[str, str, str]) -> Prompt:
    shared, task, request = told
    if head.keys() != _HEAD:
        raise ValueError(f"the front matter has {_differing(head.keys(), _HEAD)}")
    inputs = {key: _input(key, form) for key, form in _table(head, "inputs").items()}
    _holes(f"{shared}{task}", request, inputs)
    rules = f"{shared}\n\n{task}"
    mark = blake2b(f"{rules}\0{request}\0{json.dumps(head)}".encode(), digest_size=8).hexdigest()
    schema = _table(head, "schema")
    if schema.get("type") != "object":
        raise ValueError("the schema is not that of an object")
    return Prompt(name, _count("version", head["version"]), inputs, _limits(head), schema, rules, request, mark)


def _table(head: dict[str, Any], key: str) -> dict[str, Any]:
    if not isinstance(head[key], dict):
        raise ValueError(f"{key} is not a table")
    return dict(head[key])


def _limits(head: dict[str, Any]) -> Limits:
    given = _table(head, "limits")
    if given.keys() != {*_LIMITS}:
        raise ValueError(f"limits has {_differing(given.keys(), _LIMITS)}")
    return Limits(*(_count(f"limits.{key}", given[key]) for key in _LIMITS))


def _count(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{key} is not a whole number above 0")
    return value


def _input(key: str, form: object) -> str | tuple[str, ...]:
    if key == MARKER:
        raise ValueError(f"inputs.{MARKER} is given to every prompt and cannot be declared")
    if isinstance(form, str) and form in _SCALARS:
        return form
    if isinstance(form, list) and form and all(isinstance(field, str) for field in form):
        return tuple(form)
    raise ValueError(f"inputs.{key} is neither one of {', '.join(_SCALARS)} nor a list of fields")


def _holes(constant: str, request: str, inputs: Mapping[str, object]) -> None:
    """What is declared is used, what is used is declared, and what never changes has no variables."""
    if hole := _HOLE.search(constant):
        raise ValueError(f"{hole[0]} stands before the request, in the part that never changes")
    used = {hole[1] for hole in _HOLE.finditer(request)}
    if used != {*inputs, MARKER}:
        raise ValueError(f"the request has {_differing(used, {*inputs, MARKER})}")


def _differing(found: Iterable[str], wanted: Iterable[str]) -> str:
    """ "no version", or "an undeclared versoin": the first in the alphabet."""
    missing, strange = sorted({*wanted} - {*found}), sorted({*found} - {*wanted})
    return f"no {missing[0]}" if missing else f"an undeclared {strange[0]}"
