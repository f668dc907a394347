"""What a server takes, and how it is found out.

Works on: the parameters of a chat completion that not every OpenAI-compatible server knows.
Comes in: the parameters that a refusal (400, 422) names.
Goes out: the manners to try next, or None when there are none left.
Does not know: any server by name. What is learned is kept by whoever asks, for as long as it lives.

Old local servers know only `max_tokens`, new models only `max_completion_tokens`; models that think take no
temperature; some servers have no JSON schema, some do not count the tokens of a stream.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.llm.prompts import Filled, Prompt

SCHEMA = frozenset({"response_format", "json_schema"})
CAPS = ("max_tokens", "max_completion_tokens")
KNOWN = frozenset({*SCHEMA, *CAPS, "temperature", "stream_options"})
"""Names that are looked for in a refusal."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How one server is asked. `proven`: it has answered to a schema, so a refusal that names nothing is not of it."""

    schema: bool = True
    cap: str = CAPS[0]
    temperature: bool = True
    counted: bool = True
    proven: bool = False

    def after(self, named: frozenset[str]) -> Manners | None:
        """What to try once a request was refused. Each step gives something up, so that there is a last one."""
        if self.schema and (named & SCHEMA or (not named and not self.proven)):
            return replace(self, schema=False)
        if self.temperature and "temperature" in named:
            return replace(self, temperature=False)
        if self.counted and "stream_options" in named:
            return replace(self, counted=False)
        if self.cap == CAPS[0] and named & {*CAPS}:
            return replace(self, cap=CAPS[1])
        return None

    def answered(self) -> Manners:
        """What is known once a request was taken."""
        return replace(self, proven=True) if self.schema else self

    def body(self, model: str, prompt: Prompt, filled: Filled, *, stream: bool = False) -> dict[str, Any]:
        """The request. What never changes comes first, so that its beginning can be cached."""
        messages = [{"role": "system", "content": filled.system}, {"role": "user", "content": filled.user}]
        body: dict[str, Any] = {"model": model, "messages": messages, self.cap: prompt.limits.output}
        if self.schema:
            named = {"name": prompt.name, "strict": True, "schema": prompt.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        if self.temperature:
            body["temperature"] = 0
        if stream:
            body["stream"] = True
        if stream and self.counted:
            body["stream_options"] = {"include_usage": True}
        return body
