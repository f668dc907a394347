"""The object in a model's words.

Works on: text that should be one JSON object of a given form, and may be fenced, wrapped in prose or slightly wrong.
Comes in: the text, the schema.
Goes out: the object with what the schema declares and nothing else.
Does not know: what the fields mean. Nothing is evaluated, and no text costs more than a bounded number of looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from bot.llm.failures import Failed, Kind

LONGEST = 64_000
"""Characters of a text that is searched for an object; a longer one must be the object."""
LOOKS = 16
"""Places at which an object may begin."""
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
"""A string, closed or not, so that each is looked at once; or a comma too many."""
_DECODER = json.JSONDecoder(strict=False)
"""Lets a string hold line ends: they are white space to whoever reads it."""


class Misfit(ValueError):
    """A value is not of the form; the text names the place."""


def found(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The first object of the form in the text. Raises Failed where there is none."""
    for value in _candidates(text):
        try:
            shaped = fitted(value, schema)
        except Misfit:
            continue
        if isinstance(shaped, dict):
            return shaped
    raise Failed(Kind.MALFORMED)


def _candidates(text: str) -> Iterator[object]:
    yield _loaded(partial(json.loads, text))
    if len(text) > LONGEST:
        return
    for opening in islice(re.finditer(r"\{", text), LOOKS):
        rest = text[opening.start() :]
        for tried in (rest, _COMMA.sub(r"\1", rest)):
            yield _loaded(partial(_first, tried))


def _first(text: str) -> object:
    return _DECODER.raw_decode(text)[0]


def _loaded(load: Callable[[], object]) -> object:
    """A value that can be written as UTF-8 again, or None."""
    try:
        value = load()
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value


def fitted(value: Any, schema: Mapping[str, Any], path: str = "$") -> Any:
    """The value as the schema declares it, without undeclared fields. Raises Misfit, with the place."""
    match schema.get("type"):
        case "object" if isinstance(value, dict):
            return _object(value, schema, path)
        case "array" if isinstance(value, list):
            return [fitted(each, schema.get("items", {}), f"{path}[{at}]") for at, each in enumerate(value)]
        case "string" if isinstance(value, str):
            return value
        case "boolean" if isinstance(value, bool):
            return value
        case "integer" if isinstance(value, int) and not isinstance(value, bool):
            return value
    raise Misfit(f"{path} is no {schema.get('type')}")


def _object(value: dict[str, Any], schema: Mapping[str, Any], path: str) -> dict[str, Any]:
    declared: Mapping[str, Any] = schema.get("properties", {})
    if missing := sorted({*schema.get("required", ())} - value.keys()):
        raise Misfit(f"{path} has no {missing[0]}")
    return {name: fitted(value[name], form, f"{path}.{name}") for name, form in declared.items() if name in value}
