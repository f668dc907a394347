"""What an endpoint answered: a completion, whole or as the events of a stream.

Works on: JSON values of the chat completion API; everything in them may be missing or of another kind.
Comes in: a decoded body, or one event of a stream.
Goes out: `Said`, with the words, how they ended, and the tokens used; `Reply` is what a caller gets of it.
Does not know: how the bytes came, what the words are for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.llm.failures import Failed, Kind

REFUSALS = ("content_filter", "refusal")
_THINKING = "<think"
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_THOUGHT_OUT = re.compile(r"</think(?:ing)?>")
_TOKEN = 4
"""Bytes of a token, where an endpoint does not count them."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request. `cached` of the `prompt` were read from a cache; `estimated`: counted by us, not there."""

    prompt: int
    cached: int
    completion: int
    model: str = ""
    task: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An object of the form that was asked for. What was in it beside that form is left out."""

    parsed: dict[str, Any]
    usage: Usage
    model: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, or a part of it. `finish` is empty until it ended."""

    text: str = ""
    finish: str = ""
    refusal: str = ""
    usage: Usage | None = None
    model: str = ""

    def __add__(self, other: Said) -> Said:
        return Said(
            self.text + other.text,
            other.finish or self.finish,
            self.refusal + other.refusal,
            other.usage or self.usage,
            other.model or self.model,
        )


def decoded(body: bytes) -> object:
    """The JSON of a body. Raises Failed."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    raise Failed(Kind.MALFORMED)


def said(found: object) -> Said:
    """A completion, or an event of a stream that may add nothing. Raises Failed where it is neither."""
    if not isinstance(found, dict):
        raise Failed(Kind.MALFORMED)
    if found.get("error"):
        raise _reported(found["error"])
    choices, usage, model = found.get("choices"), _usage(found.get("usage")), _text(found.get("model"))
    if choices == []:  # so streams count their tokens, and some say what they filter
        return Said(usage=usage, model=model)
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = (choice.get("message") or choice.get("delta") or {}) if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Failed(Kind.MALFORMED)
    finish, refusal = _text(choice.get("finish_reason")), _text(message.get("refusal"))
    return Said(_content(message.get("content")), finish, refusal, usage, model)


def settled(whole: Said) -> Said:
    """The same without what the model thought aloud. Raises Failed where it is no answer that can be used."""
    text = _THOUGHT.sub("", whole.text, count=1)
    if whole.refusal or whole.finish in REFUSALS:
        raise Failed(Kind.REFUSED)
    if not text.strip():
        raise Failed(Kind.EMPTY)
    if whole.finish == "length":
        raise Failed(Kind.CUT)
    return replace(whole, text=text)


class Thoughts:
    """Keeps back what a model thinks aloud before it answers, piece by piece."""

    def __init__(self) -> None:
        self._held = ""
        self._over = False

    def without(self, piece: str) -> str:
        """What of this piece, and of those kept back, belongs to the answer."""
        if self._over:
            return piece
        self._held += piece
        begun = self._held.lstrip()[: len(_THINKING)]
        if begun != _THINKING[: len(begun)]:
            return self.rest()
        if out := _THOUGHT_OUT.search(self._held):
            self._held = self._held[out.end() :]
            return self.rest()
        self._held = self._held if len(self._held) < 100 else _THINKING + self._held[-20:]
        return ""

    def rest(self) -> str:
        """What is kept back, where it turned out to be no thought."""
        held, self._held, self._over = self._held, "", True
        return held


def used(whole: Said, asked: str, model: str, task: str) -> Usage:
    """The tokens of a request, by the endpoint's count or, without one, by the length of what was asked and said."""
    if whole.usage:
        return replace(whole.usage, model=whole.model or model, task=task)
    return Usage(_tokens(asked), 0, _tokens(whole.text or whole.refusal), whole.model or model, task, estimated=True)


def _tokens(text: str) -> int:
    return -(-len(text.encode("utf-8", "replace")) // _TOKEN)


def _reported(error: object) -> Failed:
    """An error that came with status 200; its code may be the status that was meant."""
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 0
    return Failed(Kind.REJECTED if 400 <= status < 500 and status not in (408, 429) else Kind.BUSY, status=status)


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _content(found: object) -> str:
    """The words, which some servers send in parts."""
    if found is None or isinstance(found, str):
        return found or ""
    if isinstance(found, list):
        return "".join(_text(part.get("text")) for part in found if isinstance(part, dict))
    raise Failed(Kind.MALFORMED)


def _usage(found: object) -> Usage | None:
    if not isinstance(found, dict):
        return None
    details = found.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    prompt, completion = _number(found.get("prompt_tokens")), _number(found.get("completion_tokens"))
    return Usage(prompt, min(_number(cached), prompt), completion) if prompt or completion else None


def _number(found: object) -> int:
    return max(0, found) if isinstance(found, int) and not isinstance(found, bool) else 0
