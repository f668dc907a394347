"""Putting a story into checked sentences: the only room that calls `checking`.

Works on: a story's articles and a writer's drafts of them.
Comes in: drafts; with a model, what it says of the passages it was given.
Goes out: `Worded`: sentences a reader may see, and why the others may not be seen; an answer sentence by sentence.
Does not know: who will read them, where they are kept.

    the passages that matter | a model drafts | check | a better passage | a judge | once more, with reasons | verbatim

Every failure on that way ends in the writer with no model, `word`, whose sentences are their sources' own.
The model's way is `bot.wording.writing`: only who has a model imports it.
"""

from bot.wording.checked import WRITER, Worded, passed, word

__all__ = ["WRITER", "Worded", "passed", "word"]
