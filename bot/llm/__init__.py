"""A model behind an OpenAI-compatible endpoint: it is given a prompt and passages, and returns words.

Works on: one endpoint, one model.
Comes in: a prompt of `prompts/`, its variables, a deadline.
Goes out: `Reply`, an object of the form the prompt asks for; or `Failed`, in one of ten kinds.
Does not know: whether what the model says is true. Nothing here may be shown to a reader before `bot.checking` has
passed it.

The client library is imported with the first request, or by `Model.warm`.
"""

from bot.llm.arriving import Arriving, items
from bot.llm.breaker import Breaker
from bot.llm.failures import Failed, Kind
from bot.llm.model import Model
from bot.llm.prompts import TASKS, Filled, Limits, Prompt, PromptError, load
from bot.llm.replies import Reply, Usage

__all__ = [
    "TASKS", "Arriving", "Breaker", "Failed", "Filled", "Kind", "Limits", "Model", "Prompt", "PromptError", "Reply",
    "Usage", "items", "load",
]  # fmt: skip
